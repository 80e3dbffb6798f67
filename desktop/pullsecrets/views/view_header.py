"""The top of the View page: where one is, which secret it is and how it fares, and what can be done with it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QPoint, QTimer, Signal
from PySide6.QtGui import QFont, QKeySequence, QPalette, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from pullsecrets.model.secrets import Row
from pullsecrets.views import theme, words
from pullsecrets.views.fields import Link
from pullsecrets.views.focus import hand_focus
from pullsecrets.views.notices import EDGE
from pullsecrets.views.secrets_delegate import status_sign
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_facts import EntryAct
from pullsecrets.views.view_parts import ActionButton, Elided, PageAction, Status
from pullsecrets.views.words import tr

_GRABBED = 100  # milliseconds until a menu has grabbed the keyboard: that changes the focus, which hides tooltips


class ViewHeader(QWidget):
    """Holds the actions of the page, which gives them their keys and says what can be done."""

    refused = Signal(QPoint, str)  # where to say it, why something cannot be done

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.back = PageAction(tr("Back"), QKeySequence.StandardKey.Back, "back", page)
        self.delete = PageAction(tr("Delete"), QKeySequence.StandardKey.Delete, "trash", page)
        self.update_ = PageAction(tr("Update"), "Ctrl+U", "pencil", page)
        self.copy = PageAction(tr("Copy to namespaces…"), "Ctrl+D", "", page)
        self.entry = {
            EntryAct.ADD: PageAction(tr("Add entry…"), "", "", page),
            EntryAct.CHANGE_REGISTRY: PageAction(tr("Change registry…"), "", "", page),
            EntryAct.REMOVE: PageAction(tr("Remove entry…"), "", "", page),
            EntryAct.REPLACE_CONTENT: PageAction(tr("Replace the content…"), "", "", page),
        }
        self._context = Elided(self)
        self._context.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        slash = QLabel("/", self)
        slash.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._link = Link(tr("ImagePullSecrets"), self)
        self._link.clicked.connect(self.back.trigger)
        self._name = Elided(self)
        self._status = Status(self)
        buttons = {action: ActionButton(action, self) for action in (self.back, self.delete, self.update_)}
        self._first = buttons[self.back]
        self._more = QPushButton(tr("Actions"), self)
        self._menu = _MenuBelow(self._more)
        self._menu.setToolTipsVisible(True)
        self._menu.addAction(self.copy)
        self._menu.addSeparator()
        self._menu.addActions([*self.entry.values()])
        self._menu.aboutToShow.connect(lambda: QTimer.singleShot(_GRABBED, self, self._say_why_not))
        self._more.setMenu(self._menu)
        self._more.setAutoDefault(False)
        theme.fix_height(self._more)

        path = QHBoxLayout()
        path.setSpacing(GRID)
        path.addWidget(self._context)
        path.addWidget(slash)
        path.addWidget(self._link)
        path.addStretch(1)
        title = QHBoxLayout()
        title.setSpacing(2 * GRID)
        title.addWidget(self._name)
        title.addWidget(self._status)
        title.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(GRID // 2)
        names.addLayout(path)
        names.addLayout(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 2 * GRID, EDGE, 2 * GRID)
        row.setSpacing(GRID)
        row.addLayout(names, 1)
        row.addSpacing(GRID)
        for action, button in {**buttons, self.copy: self._more}.items():
            button.setMinimumWidth(12 * GRID)
            row.addWidget(button)
            action.refused.connect(lambda reason, button=button: self._refuse(button, reason))
        self._dress()

    def set_context(self, context: str) -> None:
        """The name of the cluster's context."""
        self._context.setText(context)

    def begin(self) -> None:
        """Take the focus where one begins."""
        hand_focus(self._first)

    def show_row(self, row: Row, *, gone: bool) -> None:
        """The secret's name and its status."""
        self._name.setText(row.name)
        self._name.setAccessibleName(row.name)
        if gone:
            self._status.say("circle-dashed", Tone.WARN, tr("Deleted"))
        else:
            self._status.say(*status_sign(row), words.status_text(row, datetime.now(UTC)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _dress(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + 5)
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)

    def _refuse(self, button: QWidget, reason: str) -> None:
        self.refused.emit(button.mapToGlobal(button.rect().bottomLeft()), reason)

    def _say_why_not(self) -> None:
        """Say what stands against those in the open menu that are disabled: keys don't reach their tooltips."""
        actions = [self.copy, *self.entry.values()]
        reasons = dict.fromkeys(action.reason for action in actions if action.isVisible() and action.reason)
        if reasons and self._menu.isVisible():
            self.refused.emit(self._menu.geometry().bottomLeft(), "\n".join(reasons))


class _MenuBelow(QMenu):
    """The menu of a button at the window's right edge: it ends where the button does. (Qt has it begin there.)"""

    def __init__(self, button: QPushButton) -> None:
        super().__init__(button)
        self._button = button

    def showEvent(self, event: QShowEvent) -> None:
        corner = self._button.mapToGlobal(self._button.rect().bottomRight())
        self.move(max(corner.x() + 1 - self.width(), self.screen().availableGeometry().left()), self.y())
        super().showEvent(event)
