"""The two dialogs that are about the program itself: Preferences and About."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject

from pullsecrets import __version__
from pullsecrets.licences import components
from pullsecrets.model.components import Component
from pullsecrets.service.loop import ServiceThread
from pullsecrets.settings import Settings
from pullsecrets.views.about_dialog import AboutDialog
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.preferences_dialog import PreferencesDialog


class PreferencesController(QObject):
    """Opens them when the window asks."""

    def __init__(self, window: MainWindow, service: ServiceThread, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._service, self._settings = window, service, settings
        window.preferences_requested.connect(self._open_preferences)
        window.about_requested.connect(self._open_about)

    def _open_preferences(self) -> None:
        dialog = PreferencesDialog(self._settings.language, self._window)
        dialog.language_chosen.connect(self._set_language)
        dialog.open()

    def _set_language(self, language: str) -> None:
        self._settings.language = language

    def _open_about(self) -> None:
        handle = self._service.run(lambda _: asyncio.to_thread(components))
        handle.done.connect(self._show_about)
        handle.failed.connect(self._window.show_problem)

    def _show_about(self, found: tuple[Component, ...]) -> None:
        AboutDialog(__version__, found, self._window).open()
