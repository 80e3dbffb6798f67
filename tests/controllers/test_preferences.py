"""Preferences are kept, and About shows what is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pullsecrets.controllers.preferences import PreferencesController
from pullsecrets.service.loop import ServiceThread
from pullsecrets.settings import Settings
from pullsecrets.views.about_dialog import AboutDialog
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.preferences_dialog import PreferencesDialog
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.view_page import ViewPage


@pytest.fixture
def service(qtbot: QtBot) -> Iterator[ServiceThread]:
    thread = ServiceThread()
    thread.start()
    yield thread
    thread.stop()


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow(SecretsPage(), ViewPage(), ActivityPage())
    qtbot.addWidget(made, before_close_func=lambda window: window.allow_close())
    made.show()
    return made


def test_a_language_is_kept(window: MainWindow, service: ServiceThread, tmp_path: Path, qtbot: QtBot) -> None:
    PreferencesController(window, service, Settings(tmp_path))
    for now, chosen in (("", "zh_CN"), ("zh_CN", "")):
        window.preferences_requested.emit()
        dialog = window.findChildren(PreferencesDialog)[0]
        assert dialog.language.currentData() == now
        dialog.language.setCurrentIndex(dialog.language.findData(chosen))
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert Settings(tmp_path).language == chosen
        qtbot.waitUntil(lambda: not window.findChildren(PreferencesDialog))


def test_authorities_are_tried_before_they_are_kept(
    window: MainWindow, service: ServiceThread, tmp_path: Path, qtbot: QtBot
) -> None:
    settings = Settings(tmp_path)
    right, wrong = tmp_path / "right.pem", tmp_path / "wrong.pem"
    trustme.CA().cert_pem.write_to_path(str(right))
    wrong.write_text("no certificate")
    PreferencesController(window, service, settings)
    window.preferences_requested.emit()
    dialog = window.findChildren(PreferencesDialog)[0]
    dialog.check_first.setChecked(False)

    def refused(file: Path, reason: str) -> None:
        dialog.extra_ca.setText(str(file))
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: reason in dialog.extra_ca.accessibleDescription())
        assert dialog.isVisible()
        assert (settings.extra_ca, settings.check_first) == ("", True), "nothing is kept of what was not saved"

    refused(wrong, "no certificate")
    refused(tmp_path / "none.pem", "No such file")
    dialog.extra_ca.setText(str(right))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.findChildren(PreferencesDialog))
    assert (settings.extra_ca, settings.check_first) == (str(right), False)


def test_about_names_what_is_installed(
    window: MainWindow, service: ServiceThread, tmp_path: Path, qtbot: QtBot
) -> None:
    PreferencesController(window, service, Settings(tmp_path))
    window.about_requested.emit()
    qtbot.waitUntil(lambda: bool(window.findChildren(AboutDialog)))
    dialog = window.findChildren(AboutDialog)[0]
    assert dialog.isVisible()
    model = dialog.table.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert {"Pull Secrets", "Python", "Qt and PySide6", "kubernetes", "aiohttp"} <= set(names)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(AboutDialog))
