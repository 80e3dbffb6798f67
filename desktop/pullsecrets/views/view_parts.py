"""What the View page is made of: its actions, headings, values to read and to copy, warnings, a password in clear."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFont,
    QFontDatabase,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.validation import check_password
from pullsecrets.views import theme, words
from pullsecrets.views.fields import Link, MessageLine, MultiLine, Sentence
from pullsecrets.views.notices import as_tip
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_facts import Warned
from pullsecrets.views.words import tr

_PAD = 3 * GRID // 4  # above and below a value


class PageAction(QAction):
    """What can be done on a page, by button, menu and key. Its key works while it is disabled, too: it says why."""

    refused = Signal(str)  # why

    def __init__(self, text: str, keys: QKeySequence.StandardKey | str, icon: str, page: QWidget) -> None:
        super().__init__(text, page)
        self.sign = icon
        self.reason = ""
        self.setShortcut(keys)
        self.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._why_key = QShortcut(self.shortcut(), page)
        self._why_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._why_key.activated.connect(lambda: self.refused.emit(self.reason))
        self._why_key.setEnabled(False)
        page.addAction(self)

    def allow(self, reason: str = "") -> None:
        """Let it be done, or not, for a reason."""
        self.reason = reason  # why it cannot be done, empty where it can
        self.setToolTip(as_tip(reason))
        self.setEnabled(not reason)
        self._why_key.setEnabled(bool(reason) and not self.shortcut().isEmpty())


class ActionButton(QPushButton):
    """The button of an action: its words, its icon, its state, and why it cannot be done."""

    def __init__(self, action: PageAction, parent: QWidget) -> None:
        super().__init__(parent)
        self._action = action
        self.setAutoDefault(False)
        self.setIconSize(QSize(16, 16))
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        theme.fix_height(self)
        self._follow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._paint_icon()

    def _follow(self) -> None:
        action = self._action
        self.setText(f" {action.text()}" if action.sign else action.text())  # Qt sets them too close to each other
        self.setAccessibleName(action.text())
        self.setEnabled(action.isEnabled())
        self.setVisible(action.isVisible())
        self.setToolTip(as_tip(action.reason))
        self.setAccessibleDescription(action.reason)
        self._paint_icon()

    def _paint_icon(self) -> None:
        if self._action.sign:
            self.setIcon(theme.icon(self._action.sign, self.palette().buttonText().color()))


class Elided(QLabel):
    """A line of text that is shortened in the middle where there is no room for all of it."""

    def minimumSizeHint(self) -> QSize:
        return QSize(round(8 * theme.letter(self)), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        self.setToolTip("" if text == self.text() else as_tip(self.text()))


class Heading(QLabel):
    """The title of a part of the page."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.font().weight() != QFont.Weight.DemiBold:
            self._dress()

    def _dress(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + 1.5)
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)


class Status(QWidget):
    """A status: icon and word in the colour of what it means."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = ("", Tone.PLAIN)
        self._icon, self._word = QLabel(self), QLabel(self)
        self._word.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._icon)
        row.addWidget(self._word)

    def say(self, icon: str, tone: Tone, text: str) -> None:
        """Show a status."""
        self._shown = (icon, tone)
        self._word.setText(text)
        self.setAccessibleName(text)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        icon, tone = self._shown
        colour = theme.colour(tone, self.palette())
        palette = QPalette()
        if tone in (Tone.DANGER, Tone.WARN):
            palette.setColor(QPalette.ColorRole.WindowText, colour)
        self._word.setPalette(palette)
        if icon:
            self._icon.setPixmap(theme.icon(icon, colour).pixmap(QSize(16, 16), self.devicePixelRatio()))


class Value(QPlainTextEdit):
    """A text to read and to copy, over as many lines as it needs; of a long one the first are seen, and it scrolls."""

    def __init__(self, name: str, most_lines: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._most = most_lines
        self._muted = False
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(name)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(_PAD)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def put(self, text: str, *, muted: bool = False) -> None:
        """Show a text, ``muted`` in a low voice. One that is shown already is left alone, selection and all."""
        self._muted = muted
        self._dress()
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
        elif event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        palette = QPalette()
        if self._muted:
            palette.setColor(QPalette.ColorRole.Text, theme.muted(self.palette()))
        self.setPalette(palette)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard finds it selected: one sees that it has the focus, and can copy it."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)

    def _fit(self) -> None:
        lines = wrapped_lines(self, self._most + 1)
        seen = min(lines, self._most)
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bar.ScrollBarAlwaysOn if lines > seen else bar.ScrollBarAlwaysOff)
        self.setFixedHeight(seen * self.fontMetrics().lineSpacing() + 2 * _PAD)


def wrapped_lines(editor: QPlainTextEdit, most: int) -> int:
    """How many lines a text takes as wide as it is now, counted no further than the most."""
    lines, block = 0, editor.document().firstBlock()
    while block.isValid() and lines < most:
        editor.blockBoundingRect(block)  # lays it out
        lines += max(1, block.layout().lineCount())
        block = block.next()
    return min(lines, most)


class Sheet(QWidget):
    """Names and values in two columns; rows can be hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels: dict[QWidget, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)

    def add(self, name: str, most_lines: int = 3) -> Value:
        """One more row with a value."""
        value = Value(name, most_lines, self)
        self.add_widget(name, value)
        return value

    def add_widget(self, name: str, widget: QWidget) -> None:
        """One more row with something else than a value."""
        label = QLabel(name, self)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        label.setBuddy(widget)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(widget, row, 1)
        self._labels[widget] = label
        self._fit()

    def show_row(self, widget: QWidget, on: bool) -> None:
        """Show or hide the row of a value."""
        self._labels[widget].setVisible(on)
        widget.setVisible(on)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._grid.setColumnMinimumWidth(0, round(14 * theme.letter(self)))
        for label in self._labels.values():  # as high as a value of one line, be its letters of another font
            label.setFixedHeight(self.fontMetrics().lineSpacing() + 2 * _PAD)


class WarningLine(QWidget):
    """One thing to know, with what mends it."""

    pressed = Signal(object)  # Warned

    def __init__(self, warned: Warned, link: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.warned = warned
        self._icon = QLabel(self)
        sentence = Sentence(self, letters=16)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(sentence, 0, Qt.AlignmentFlag.AlignTop)
        self.link = Link(link, self)
        self.link.setVisible(bool(link))
        self.link.clicked.connect(lambda: self.pressed.emit(warned))
        row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        sentence.say(warned.sentence)
        self._paint_icon()

    def allow(self, reason: str) -> None:
        """Whether it can be mended now, and why not."""
        self.link.setEnabled(not reason)
        self.link.setToolTip(as_tip(reason))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icon()

    def _paint_icon(self) -> None:
        icon = "octagon-alert" if self.warned.tone is Tone.DANGER else "triangle-alert"
        colour = theme.colour(self.warned.tone, self.palette())
        self._icon.setPixmap(theme.icon(icon, colour).pixmap(QSize(16, 16), self.devicePixelRatio()))


class Revealed(QWidget):
    """A password in clear, for as long as it is wanted; a long one scrolls.

    It cannot be selected: what is selected with the mouse stays on X11 until something else is. Copying has a button.
    """

    MOST = 10  # lines that are seen at once

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = MultiLine(1, self)
        self._text.setReadOnly(True)
        self._text.setUndoRedoEnabled(False)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setAccessibleName(tr("Password"))
        self._note = MessageLine(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._text)
        column.addWidget(self._note)
        self.hide()

    def show_password(self, password: bytes) -> None:
        """Show it, with what the eye cannot see of it."""
        text = password.decode("utf-8", "replace")
        self._text.setPlainText(text)
        self._text.setVisible(bool(text))
        self._say(password, text)
        self.show()
        self._fit()

    def conceal(self) -> None:
        """Forget it."""
        self._text.setPlainText("")
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _say(self, password: bytes, text: str) -> None:
        finding = check_password(password)
        if not password:
            said = tr("It is empty.")
        elif text.encode() != password:
            said = tr("It holds bytes that are not text, shown here as “{sign}”. It cannot be copied.", sign="\ufffd")
        elif finding and finding.refused:
            said = tr("There is a control character in it.")
        else:
            said = words.finding_sentence(finding)[0] if finding else ""
        self._note.say(Tone.WARN, "triangle-alert", said)
        self._note.setVisible(bool(said))

    def _fit(self) -> None:
        lines = wrapped_lines(self._text, self.MOST + 1)
        long = lines > self.MOST
        bar = Qt.ScrollBarPolicy
        self._text.setVerticalScrollBarPolicy(bar.ScrollBarAlwaysOn if long else bar.ScrollBarAlwaysOff)
        self._text.setFocusPolicy(Qt.FocusPolicy.StrongFocus if long else Qt.FocusPolicy.NoFocus)
        margins = 2 * round(self._text.document().documentMargin()) + 2 * self._text.frameWidth()
        self._text.setFixedHeight(min(lines, self.MOST) * self._text.fontMetrics().lineSpacing() + margins)
