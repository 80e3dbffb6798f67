"""The two dialogs that are about the program itself: Preferences and About."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject

from pullsecrets import __version__
from pullsecrets.controllers.question import Question
from pullsecrets.licences import components
from pullsecrets.model.components import Component
from pullsecrets.service.checking import try_authorities
from pullsecrets.service.loop import ServiceThread
from pullsecrets.settings import Settings
from pullsecrets.views.about_dialog import AboutDialog
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.preferences_dialog import Preferences, PreferencesDialog


class PreferencesController(QObject):
    """Opens them when the window asks."""

    def __init__(self, window: MainWindow, service: ServiceThread, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._service, self._settings = window, service, settings
        self._dialog: PreferencesDialog
        self._trying = Question(service)
        window.preferences_requested.connect(self._open_preferences)
        window.about_requested.connect(self._open_about)

    def _open_preferences(self) -> None:
        settings = self._settings
        before = Preferences(settings.language, settings.check_first, settings.extra_ca)
        dialog = self._dialog = PreferencesDialog(before, self._window)
        dialog.submitted.connect(self._submitted)
        dialog.finished.connect(self._trying.drop)
        dialog.open()

    def _submitted(self, chosen: object) -> None:
        """Save, unless the extra CA file is of no use: then it would come up at the next check, out of context."""
        assert isinstance(chosen, Preferences)
        self._trying.drop()
        if chosen.extra_ca:
            self._trying.ask(
                lambda _: try_authorities(chosen.extra_ca), lambda _: self._save(chosen), self._dialog.say_problem
            )
        else:
            self._save(chosen)

    def _save(self, chosen: Preferences) -> None:
        self._settings.language = chosen.language
        self._settings.check_first = chosen.check_first
        self._settings.extra_ca = chosen.extra_ca
        self._dialog.accept()

    def _open_about(self) -> None:
        handle = self._service.run(lambda _: asyncio.to_thread(components))
        handle.done.connect(self._show_about)
        handle.failed.connect(self._window.show_problem)

    def _show_about(self, found: tuple[Component, ...]) -> None:
        AboutDialog(__version__, found, self._window).open()
