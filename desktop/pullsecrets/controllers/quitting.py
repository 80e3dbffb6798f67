"""Quitting: what is remembered, and the wait for a write under way."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from pullsecrets.controllers.changes import Changes
from pullsecrets.settings import Settings
from pullsecrets.views import words
from pullsecrets.views.clipboard import SecretClipboard
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.secrets_page import SecretsPage

PATIENCE = 15  # seconds that quitting waits for the outcome of a write


class Quitting(QObject):
    """Lets the window close when no write waits for its outcome any more; a write that fails keeps it open."""

    def __init__(
        self, window: MainWindow, page: SecretsPage, changes: Changes, clipboard: SecretClipboard, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window, self._page, self._changes, self._settings = window, page, changes, settings
        self._clipboard = clipboard
        self._patience = QTimer(self)  # it runs while quitting waits
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE * 1000)
        self._patience.timeout.connect(self._now)
        window.quit_requested.connect(self._begin)
        window.quit_now.connect(self._now)
        changes.failed.connect(self._stay)
        changes.emptied.connect(self._outcomes_known)

    def _begin(self) -> None:
        self._settings.table = self._page.view_state()
        self._settings.geometry = self._window.saveGeometry()
        if self._changes.under_way:
            self._window.set_closing(words.quitting(self._changes.under_way))
            if not self._patience.isActive():
                self._patience.start()
        else:
            self._leave()

    def _stay(self) -> None:
        """Whoever was about to quit has to see first that a write failed."""
        if self._patience.isActive():
            self._patience.stop()
            self._window.set_closing("")

    def _outcomes_known(self) -> None:
        if self._patience.isActive():
            self._leave()

    def _now(self) -> None:
        self._changes.abandon()
        self._leave()

    def _leave(self) -> None:
        self._patience.stop()
        self._clipboard.clear_now()
        self._window.allow_close()
