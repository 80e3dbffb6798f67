"""What a colleague changed while one was editing: three columns to compare, two choices, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pullsecrets.model.changes import Conflict
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.views import theme, words
from pullsecrets.views.notices import EDGE, Paragraph, as_tip
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

_DOTS = 10 * "•"
_COLUMN = 22  # letters that a value may take before it is shortened


class ConflictBanner(QWidget):
    """Shows a conflict without a password in clear. ``choice`` says what was chosen: "", "mine" or "theirs"."""

    keep_mine = Signal()
    take_theirs = Signal()
    take_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(self)
        self._title = Paragraph(self)
        self._chosen = Paragraph(self)
        self._values = QWidget(self)
        self._grid = QGridLayout(self._values)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(2)
        self._mine = self._button(tr("Keep mine"))
        self._mine.clicked.connect(self.keep_mine)
        self._theirs = self._button(tr("Take theirs"))
        self._theirs.clicked.connect(self.take_theirs)
        self._back = self._button(tr("Take back"))
        self._back.clicked.connect(self.take_back)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self._mine, self._theirs, self._back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        for part in (self._title, self._values, self._chosen):
            column.addWidget(part)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 2 * GRID, EDGE, 2 * GRID)
        row.setSpacing(GRID)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self._paint_icon()

    def show_conflict(
        self, conflict: Conflict, key: str, opened: tuple[str, str], mine: tuple[str, bool, str], choice: str
    ) -> None:
        """Compare what was there at the opening (username, description) and what is typed (username, whether the
        password was changed, description) with what is in the cluster now, for the entry ``key``."""
        title = self._what_happened(conflict, key)
        self._title.say(title, title)
        self._fill(conflict, key, opened, mine)
        self._chosen.say(_consequence(choice))
        self._mine.setVisible(not choice)
        self._theirs.setVisible(not choice)
        self._back.setVisible(bool(choice))
        self.setAccessibleName(title)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        ground = theme.tint(Tone.WARN, palette)
        painter.fillRect(self.rect(), ground)
        painter.setPen(theme.mixed(palette.text().color(), ground, 0.08))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icon()

    def _button(self, text: str) -> QPushButton:
        made = QPushButton(text, self)
        made.setAutoDefault(False)
        theme.fix_height(made, GRID // 2)
        return made

    def _paint_icon(self) -> None:
        colour = theme.colour(Tone.WARN, self.palette())
        self._icon.setPixmap(theme.icon("triangle-alert", colour).pixmap(QSize(16, 16), self.devicePixelRatio()))

    @staticmethod
    def _what_happened(conflict: Conflict, key: str) -> str:
        writer = conflict.now.last_writer
        if writer is None or not writer.manager:
            if conflict.entry_gone:
                return tr("Someone removed the entry for {registry} while you were editing it.", registry=key)
            return tr("Someone changed this ImagePullSecret while you were editing it.")
        values = {"manager": writer.manager, "time": words.clock(writer.time), "registry": key}
        if conflict.entry_gone:
            return tr("{manager} removed the entry for {registry} at {time}, while you were editing it.", **values)
        return tr("{manager} changed this ImagePullSecret at {time}, while you were editing it.", **values)

    def _fill(self, conflict: Conflict, key: str, opened: tuple[str, str], mine: tuple[str, bool, str]) -> None:
        for label in self._values.findChildren(QLabel):
            label.hide()
            label.deleteLater()
        for column, text in enumerate((tr("When you opened"), tr("Now in the cluster"), tr("Yours")), 1):
            self._put(0, column, text, muted=True)
        row = 1
        if conflict.credential:
            now = self._username_now(conflict, key)
            self._row(row, tr("Username"), (opened[0], now, mine[0]), conflict.username)
            changed, unchanged = tr("changed"), tr("unchanged")
            theirs = changed if conflict.password else unchanged
            if conflict.entry_gone or conflict.broken:
                theirs = now
            self._row(row + 1, tr("Password"), (_DOTS, theirs, changed if mine[1] else unchanged), conflict.password)
            row += 2
        if conflict.description:
            self._row(row, tr("Description"), (opened[1], conflict.now.description, mine[2]), theirs_changed=True)

    @staticmethod
    def _username_now(conflict: Conflict, key: str) -> str:
        config = conflict.now.config
        if not isinstance(config, DockerConfig):
            return tr("broken")
        entry = config.entry(key)
        return entry.credential.username.decode(errors="replace") if entry else tr("removed")

    def _row(self, row: int, name: str, values: tuple[str, str, str], theirs_changed: bool) -> None:
        self._put(row, 0, name, muted=True)
        for column, value in enumerate(values, 1):
            self._put(row, column, value or tr("(empty)"), bold=column == 2 and theirs_changed)

    def _put(self, row: int, column: int, text: str, *, muted: bool = False, bold: bool = False) -> None:
        label = QLabel(self._values)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if muted:
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        if bold:
            font = QFont(self.font())
            font.setBold(True)
            label.setFont(font)
        flat = " ".join(text.split())
        room = round(_COLUMN * theme.letter(label))
        label.setText(label.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideMiddle, room))
        label.setToolTip(as_tip(text) if label.text() != text else "")
        self._grid.addWidget(label, row, column)
        self._grid.setColumnStretch(column, 1 if column else 0)


def _consequence(choice: str) -> str:
    match choice:
        case "mine":
            return tr("You keep yours: Update will overwrite what is in the cluster now. Nothing was sent yet.")
        case "theirs":
            return tr("You took theirs: the form shows what is in the cluster now. Nothing was sent.")
        case _:
            return ""
