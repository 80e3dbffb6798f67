"""What forms are made of: a line below a field for what is to be said, links, texts to read, choosers, notes."""

from __future__ import annotations

import errno
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFocusFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFocusRect,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.views import theme
from pullsecrets.views.notices import EDGE, Paragraph, as_tip
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

NO_LIMIT = 2**31 - 1
"""For ``QLineEdit.setMaxLength``: its own limit of 32,767 would cut what is pasted without a word."""


FILE_LIMIT = 1_048_576
"""Bytes of a secret's data at most (Kubernetes, MaxSecretSize): nothing longer can be put into one."""

INSET = 4
"""Pixels between the frame of a field and its text, beside those of the style."""


def content_of(file: Path) -> bytes:
    """What a file holds that is to be put into a secret. OSError where it cannot be read, or is larger than a secret.

    A pipe or a device could keep the window waiting for ever: those are no files here.
    """
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, tr("it is not an ordinary file"))
    with file.open("rb") as opened:
        content = opened.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise OSError(errno.EFBIG, tr("it is larger than 1 MiB"))
    return content


class FormGrid(QGridLayout):
    """Labels at the right of their column, each with the field that it names beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(EDGE, 2 * GRID, EDGE, 0)
        self.setHorizontalSpacing(2 * GRID)
        self.setVerticalSpacing(0)
        self.setColumnMinimumWidth(0, 11 * GRID)
        self.setColumnStretch(1, 1)

    def add_field(self, name: str, meaning: str, *fields: QWidget, required: bool = False) -> QLabel:
        """A label, whose tooltip is its ``meaning``, and the field; of several fields one is seen at a time."""
        row = self.rowCount()
        label = QLabel(f"{name} *" if required else name)
        label.setToolTip(meaning)
        label.setBuddy(fields[0])
        to_read = isinstance(fields[0], ReadOnlyText)
        height = theme.row_height(label) - (GRID // 2 if to_read else 0)
        label.setFixedHeight(height)
        if to_read:
            fields[0].setFixedHeight(height)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        for field in fields:
            field.setAccessibleName(name)
            self.addWidget(field, row, 1)
        return label

    def add_below(self, widget: QWidget) -> None:
        """Something in the column of the fields, without a label."""
        self.addWidget(widget, self.rowCount(), 1)

    def add_gap(self) -> None:
        """Some room between two groups."""
        self.setRowMinimumHeight(self.rowCount(), GRID)


class Link(QPushButton):
    """A button that looks like a link in a text; pressed by mouse or keyboard."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return self.fontMetrics().size(0, self.text()) + QSize(4, 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        font = self.font()
        font.setUnderline(True)
        painter.setFont(font)
        palette = self.palette()
        painter.setPen(theme.link(palette) if self.isEnabled() else palette.buttonText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option)


class Sentence(Paragraph):
    """A paragraph that takes no more width than its text, so that a link can follow it, but ``letters`` at least."""

    def __init__(self, parent: QWidget, letters: int = 0) -> None:
        super().__init__(parent)
        self._letters = letters
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(width, self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._letters * theme.letter(self)), self.fontMetrics().lineSpacing())


class MessageLine(QWidget):
    """One line under a field, always there so that nothing jumps: an icon, a sentence, a link that mends it.

    A note in a low voice shows while there is no message. More links can stand at its right end.
    """

    pressed = Signal()  # the link after the sentence

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = ("", Tone.PLAIN, "")
        self._note = ""
        self._icon = QLabel(self)
        self._sentence = Sentence(self)
        self._link = Link(parent=self)
        self._link.clicked.connect(self.pressed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, GRID // 2, 0, GRID)
        self._row.setSpacing(GRID // 2)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addSpacing(GRID // 2)
        self._row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addStretch(1)
        self._show()

    def say(self, tone: Tone, icon: str, sentence: str, link: str = "") -> None:
        """Show a message; its link emits ``pressed``."""
        self._message = (sentence, tone, icon)
        self._link.setText(link)
        self._show()

    def clear(self) -> None:
        """Take the message away."""
        self.say(Tone.PLAIN, "", "")

    def set_note(self, note: str) -> None:
        """What is said while there is no message; may be empty."""
        self._note = note
        self._show()

    def add_link(self, link: Link) -> None:
        """One more link, at the right end."""
        self._row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def message(self) -> str:
        """The sentence of the message, empty where there is none."""
        return self._message[0]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._show()

    def _show(self) -> None:
        sentence, tone, icon = self._message if self.message else (self._note, Tone.PLAIN, "circle-info")
        colour = theme.colour(tone, self.palette()) if self.message else theme.muted(self.palette())
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self._sentence.setPalette(palette)
        self._sentence.say(sentence)
        self._icon.setPixmap(theme.icon(icon, colour).pixmap(QSize(16, 16), self.devicePixelRatio()))
        self._icon.setVisible(bool(sentence))
        self._link.setVisible(bool(self.message and self._link.text()))
        self.setMinimumHeight(max(4 * GRID, self.fontMetrics().lineSpacing() + 2 * GRID))


class MultiLine(QPlainTextEdit):
    """A text of several lines in a form: Tab leaves it, and one sees that it has the focus."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        margins = 2 * round(self.document().documentMargin()) + 2 * self.frameWidth()
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margins)
        self._ring: QFocusFrame | None = None
        if self.style().name() == "fusion":  # other styles show it by themselves
            self._ring = QFocusFrame(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._ring:
            palette = QPalette()
            palette.setBrush(QPalette.ColorRole.WindowText, self.palette().highlight())
            self._ring.setPalette(palette)
            self._ring.setWidget(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._ring and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._ring.setWidget(None)  # type: ignore[arg-type] # Qt takes none, its stubs don't say so


class Description(MultiLine):
    """A text that is given back exactly as it was put in, until it is edited.

    ``toPlainText`` alone would not do: it turns other line ends and no-break spaces into common ones.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, parent)
        self._put = self._shown = ""
        self._before = ("", 0)  # text and caret that the last text put in replaced

    def put(self, text: str) -> None:
        """Show a text. One that is put back after another finds the caret where it was."""
        replaced, caret = self._before
        self._before = (self.text(), self.textCursor().position())
        self._put = text
        if self.toPlainText() != text:
            with QSignalBlocker(self):
                self.setPlainText(text)
        self._shown = self.toPlainText()
        if text == replaced:
            cursor = self.textCursor()
            cursor.setPosition(min(caret, len(self._shown)))
            self.setTextCursor(cursor)

    def text(self) -> str:
        shown = self.toPlainText()
        return self._put if shown == self._shown else shown


class ReadOnlyText(QLineEdit):
    """A value to read and to copy. However long it is, it cannot press the form out of shape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrame(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTextMargins(-2, 0, 0, 0)  # flush with the frames of the fields below
        palette = QPalette()  # an empty one, so that all other colours go on following the system's
        palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        self.setPalette(palette)

    def put(self, text: str) -> None:
        self.setText(text)
        self.setCursorPosition(0)
        self.setToolTip(as_tip(text) if self.fontMetrics().horizontalAdvance(text) > self.width() else "")


class Chooser(QComboBox):
    """A combo box that shortens long texts in the middle instead of cutting them off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        elide = Qt.TextElideMode.ElideMiddle
        option.currentText = self.fontMetrics().elidedText(option.currentText, elide, room.width() - 4)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class Note(QWidget):
    """Something to know before one goes on: an icon, a sentence, a second line in a low voice."""

    def __init__(self, tone: Tone, icon: str, sentence: str, second: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._name = tone, icon
        self._icon = QLabel(self)
        self._first, self._second = Paragraph(self), Paragraph(self, muted=True)
        self.say(sentence, second)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self._first)
        text.addWidget(self._second)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        self._paint_icon()

    def say(self, sentence: str, second: str = "") -> None:
        """What there is to know; the second line is left out when empty."""
        self._first.say(sentence)
        self._second.say(second)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icon()

    def _paint_icon(self) -> None:
        colour = theme.colour(self._tone, self.palette())
        self._icon.setPixmap(theme.icon(self._name, colour).pixmap(QSize(16, 16), self.devicePixelRatio()))
