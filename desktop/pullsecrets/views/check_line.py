"""The line under a password, with a sign that its check is under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from pullsecrets.views.fields import MessageLine
from pullsecrets.views.theme import GRID


class CheckLine(MessageLine):
    """A message line that can be busy, and whose news a screen reader is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedSize(6 * GRID, GRID)
        self._busy.hide()
        self._row.insertWidget(self._row.indexOf(self._sentence) + 1, self._busy, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_busy(self, on: bool) -> None:
        """Whether what the sentence says is under way."""
        self._busy.setVisible(on)

    def announce(self) -> None:
        """Have the message read aloud, wherever the focus is."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.message))
