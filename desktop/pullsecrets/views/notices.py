"""Where messages stand: banners under the page's header, the notice above its footer, pages for tables without rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.views import theme
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

EDGE = 3 * GRID  # a page's margin
_SIGNS = {
    Tone.PLAIN: "circle-info",
    Tone.DANGER: "octagon-x",
    Tone.WARN: "triangle-alert",
    Tone.OK: "circle-check",
}

_LETTER = "[A-Za-z0-9-]"  # in names

_LONG_LINE = 80  # letters in one line of a tooltip


class Paragraph(QLabel):
    """Plain text over as many lines as it needs. A bare QLabel that wraps squeezes what stands above and below it."""

    def __init__(self, parent: QWidget | None = None, *, muted: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if muted:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def say(self, text: str, bold: str = "") -> None:
        """Show a text, with one part of it (a name, the heart of a sentence) in bold; hide the label when empty."""
        if bold:
            self.setTextFormat(Qt.TextFormat.RichText)
            plain, heart = escape(text), escape(bold)
            # A short name may also be a part of the words around it.
            alone = f"(?<!{_LETTER}){re.escape(heart)}(?!{_LETTER})"
            pattern = alone if re.search(alone, plain) else re.escape(heart)
            self.setText(re.sub(pattern, lambda found: f"<b>{found.group()}</b>", plain, count=1))
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(text)
        self.setVisible(bool(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(0)  # else it counts as a height that the text needs
        self.setFixedHeight(max(self.heightForWidth(self.width()), self.fontMetrics().height()))


class FlatButton(QPushButton):
    """A button without a frame, until it has the focus by keyboard. Fusion would not show that at all."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setFlat(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        by_keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if self.hasFocus() and by_keyboard and self.style().name() == "fusion":
            painter = QPainter(self)
            painter.setPen(self.palette().highlight().color())
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Strip(QFrame):
    """A tinted line across the page with an icon, words, and what can be done about them."""

    def __init__(self, tone: Tone, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._icon = tone, icon
        self._close: QToolButton | None = None
        self._heart: tuple[Tone, str, bool] | None = None  # what was said last, without what changes every minute
        self._sign = QLabel(self)
        self._first = Paragraph(self)
        self._second = Paragraph(self, muted=True)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addStretch()
        text.addWidget(self._first)
        text.addWidget(self._second)
        text.addStretch()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(EDGE, GRID, EDGE, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._sign)
        self._row.addLayout(text, 1)
        self._paint_sign()

    def say(self, text: str, bold: str = "", second: str = "") -> None:
        """The message, a part of it in bold, and a second line in a low voice. A screen reader is told of news."""
        before, self._heart = self._heart, (self._tone, bold or text, bool(second))
        news = before != self._heart
        self._first.say(text, bold)
        self._second.say(second)
        self._row.setAlignment(self._sign, Qt.AlignmentFlag.AlignTop if second else Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(text)
        self.setAccessibleDescription(second)
        if news:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def button(self, text: str, *, flat: bool = False) -> QPushButton:
        """One more button at the right end."""
        made = FlatButton(text, self) if flat else QPushButton(text, self)
        made.setAutoDefault(False)
        theme.fix_height(made, GRID // 2)
        self._row.addSpacing(GRID if self._row.count() == 2 else 0)
        self._row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def add_close(self) -> SignalInstance:
        """A × at the very end; the signal of its click."""
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.setToolTip(tr("Close"))
        self._close.setAccessibleName(tr("Close"))
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.setContentsMargins(EDGE, GRID, 2 * GRID, GRID)
        self._paint_sign()
        return self._close.clicked

    def set_tone(self, tone: Tone) -> None:
        """Change what the strip means; its icon follows."""
        self._tone, self._icon = tone, _SIGNS[tone]
        self._paint_sign()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        ground = theme.tint(self._tone, palette)
        painter.fillRect(self.rect(), ground)
        painter.setPen(theme.mixed(palette.text().color(), ground, 0.08))  # sets off what follows, another strip too
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_sign()

    def _paint_sign(self) -> None:
        colour = theme.colour(self._tone, self.palette())
        self._sign.setPixmap(theme.icon(self._icon, colour).pixmap(QSize(16, 16), self.devicePixelRatio()))
        self._sign.setContentsMargins(QMargins(0, 1, 0, 0))
        if self._close:
            self._close.setIcon(theme.icon("close", self.palette().windowText().color()))


class Banner(Strip):
    """What happened to the whole page: a sentence, "Details" where there are some, and one action."""

    action = Signal()

    def __init__(self, tone: Tone, icon: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(tone, icon, parent)
        self._details = "", ""
        self._more = self.button(tr("Details"), flat=True)
        self._more.clicked.connect(self._show_details)
        self._more.hide()
        if action:
            self.button(action).clicked.connect(self.action)

    def set_details(self, sentence: str, details: str) -> None:
        """What "Details" shows: a sentence, and the words of its source, free of secrets. Empty: no such button."""
        self._details = sentence, details
        self._more.setVisible(bool(sentence or details))

    def _show_details(self) -> None:
        show_details(self.window(), *self._details)


@dataclass(frozen=True, slots=True)
class News:
    """What a notice tells: a text with a part in bold, a line below it in a low voice, and what can be done about it.

    ``details`` are another's words, to be read in full; empty where there are none. ``why_not`` says why pulling again
    is not possible for this user.
    """

    text: str
    bold: str = ""
    second: str = ""
    tone: Tone = Tone.OK
    undo: bool = False
    pull_again: bool = False
    details: str = ""
    why_not: str = ""


class Notice(Strip):
    """Something was done, or came of it: said between the table and the footer, where it moves no row."""

    undo = Signal()
    pull_again = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Tone.OK, "circle-check", parent)
        self.news = News("")  # what it tells, or told last
        self._details = self.button(tr("Details"), flat=True)
        self._details.clicked.connect(self._show_details)
        self._again = self.button(tr("Pull again now"))
        self._again.clicked.connect(self.pull_again)
        self._undo = self.button(tr("Undo"))
        self._undo.clicked.connect(self.undo)
        self.add_close().connect(self.closed)
        self.hide()

    def tell(self, news: News) -> None:
        """Show news in the place of what was told before."""
        self.news = news
        self.set_tone(news.tone)
        self.say(news.text, news.bold, news.second)
        self._details.setVisible(bool(news.details))
        self._again.setVisible(news.pull_again)
        self._again.setEnabled(not news.why_not)
        self._again.setToolTip(as_tip(news.why_not))
        self._undo.setVisible(news.undo)
        self.show()

    def _show_details(self) -> None:
        show_details(self.window(), f"{self.news.text}\n\n{self.news.second}".strip(), self.news.details)


class StatePage(QFrame):
    """In the place of a table without rows: an icon, a title, one sentence, one thing to do."""

    action = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = ""
        self._details = ""
        self._picture = QLabel(self)
        self._title = Paragraph(self)
        self._sentence = Paragraph(self, muted=True)
        self._more = FlatButton(tr("Details"), self)  # before the other one, as the keyboard visits them
        self._more.clicked.connect(self._show_details)
        self._action = QPushButton(self)
        self._action.clicked.connect(self.action)
        for words in (self._title, self._sentence):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        for button in (self._action, self._more):
            theme.fix_height(button)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(GRID)
        self.buttons.addStretch()
        self.buttons.addWidget(self._more)
        self.buttons.addWidget(self._action)
        self.buttons.addStretch()
        self.column = QVBoxLayout()
        self.column.setSpacing(0)
        self.column.addStretch(2)
        self.column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(2 * GRID)
        self.column.addWidget(self._title)
        self.column.addSpacing(GRID)
        self.column.addWidget(self._sentence)
        self.column.addSpacing(3 * GRID)
        self.column.addLayout(self.buttons)
        self.column.addStretch(3)  # the middle, as the eye sees it
        self._body = QWidget(self)
        self._body.setLayout(self.column)
        across = QHBoxLayout(self)
        across.addStretch()
        across.addWidget(self._body, 100)
        across.addStretch()
        self.setFrameStyle(QFrame.Shape.StyledPanel | QFrame.Shadow.Sunken)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)

    def say(self, icon: str, title: str, sentence: str, action: str = "", details: str = "") -> None:
        """Fill the page. Without an action or details their buttons are absent."""
        self._icon, self._details = icon, details
        self._title.say(title)
        self._sentence.say(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._more.setVisible(bool(details))
        self._dress()
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def judge(self, reason: str) -> None:
        """Whether that can be done: where it cannot, the reason is in the button's tooltip."""
        self._action.setEnabled(not reason)
        self._action.setToolTip(as_tip(reason))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + 1.5)
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        self._body.setMaximumWidth(round(62 * theme.letter(self)) + 8 * GRID)
        if self._icon:
            icon = theme.icon(self._icon, theme.muted(self.palette()), 40)
            self._picture.setPixmap(icon.pixmap(QSize(40, 40), self.devicePixelRatio()))

    def _show_details(self) -> None:
        show_details(self.window(), self._sentence.text(), self._details)


def show_details(parent: QWidget, sentence: str, details: str) -> None:
    """A small window with what the server, the system or a library said, to be read and copied."""
    box = QDialog(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("Details"))
    said = Paragraph(box)
    said.say(sentence)
    text = QPlainTextEdit(details, box)
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setAccessibleName(tr("Details"))
    copy, close = QPushButton(tr("Copy"), box), QPushButton(tr("Close"), box)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(f"{sentence}\n\n{details}"))
    close.clicked.connect(box.reject)
    close.setDefault(True)
    buttons = QHBoxLayout()
    buttons.setSpacing(GRID)
    buttons.addStretch()
    for button in (copy, close):
        theme.fix_height(button)
        button.setAutoDefault(False)
        buttons.addWidget(button)
    column = QVBoxLayout(box)
    column.setContentsMargins(EDGE, EDGE, EDGE, 2 * GRID)
    column.setSpacing(2 * GRID)
    column.addWidget(said)
    column.addWidget(text, 1)
    column.addLayout(buttons)
    box.resize(round(80 * theme.letter(box)), 24 * box.fontMetrics().lineSpacing())
    box.open()


def as_tip(text: str) -> str:
    """Plain text as a tooltip: names may hold anything, and Qt takes for HTML what looks like it. Only what is long
    is wrapped, because Qt breaks short texts, too, once they are HTML."""
    wrap = "pre-wrap" if any(len(line) > _LONG_LINE for line in text.splitlines()) else "pre"
    return f"<p style='white-space:{wrap}'>{escape(text)}</p>" if text else ""
