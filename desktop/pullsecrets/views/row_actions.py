"""What can be done with one secret: in menus, by key, and with the reason where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.model.secrets import Row
from pullsecrets.views import words
from pullsecrets.views.notices import as_tip


class RowAct(StrEnum):
    """What can be done with a secret; the last one with a secret that is missing."""

    VIEW = "view"
    UPDATE = "update"
    COPY = "copy"
    DELETE = "delete"
    ADD = "add"


WhyNot = Callable[[Row, RowAct], Problem | None]
"""Why something cannot be done with a secret; None where it can, as far as is known."""

WhyNotAdd = Callable[[tuple[str, ...] | None], Problem | None]
"""Why no secret can be added to any of some namespaces, or with None of all."""


class RowAction(QAction):
    """Something to do with the chosen secret, or a new one. Its key works while it is disabled, too: it says why."""

    refused = Signal()

    def __init__(self, text: str, key: str | QKeySequence.StandardKey, owner: QWidget) -> None:
        super().__init__(text, owner)
        self.setShortcut(key)
        self._why_key = QShortcut(self.shortcut(), owner)  # else nothing at all would happen
        self._why_key.activated.connect(self.refused)
        self._why_key.setEnabled(False)

    def judge(self, there: bool, reason: Problem | None) -> None:
        """Whether there is a secret to do it with, and what stands against it."""
        self.setEnabled(there and reason is None)
        self._why_key.setEnabled(there and reason is not None and not self.shortcut().isEmpty())
        self.setToolTip(as_tip(words.problem_sentence(reason)) if reason else "")
