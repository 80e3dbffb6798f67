"""The Preferences dialog."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.errors import Code, Problem
from pullsecrets.views.preferences_dialog import Preferences, PreferencesDialog

NEXT = "Takes effect the next time Pull Secrets starts."
BEFORE = Preferences("", check_first=True, extra_ca="")


def opened(qtbot: QtBot, before: Preferences = BEFORE) -> tuple[PreferencesDialog, QSignalSpy]:
    dialog = PreferencesDialog(before)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog, QSignalSpy(dialog.submitted)


def said(dialog: PreferencesDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def told(spy: QSignalSpy) -> list[Any]:
    return [spy.at(number)[0] for number in range(spy.count())]


@pytest.mark.parametrize(
    ("language", "shown"), [("", "As the system"), ("zh_CN", "简体中文"), ("nonsense", "As the system")]
)
def test_what_is_set_is_shown(qtbot: QtBot, language: str, shown: str) -> None:
    dialog, _ = opened(qtbot, Preferences(language, check_first=False, extra_ca="/etc/acme.pem"))
    assert dialog.language.currentText() == shown
    assert [dialog.language.itemText(row) for row in range(dialog.language.count())][1:] == ["English", "简体中文"]
    assert not dialog.check_first.isChecked()
    assert dialog.extra_ca.text() == "/etc/acme.pem"


def test_a_language_is_saved_and_it_is_said_when_it_counts(qtbot: QtBot) -> None:
    dialog, submitted = opened(qtbot)
    assert NEXT not in said(dialog)
    height = dialog.sizeHint().height()
    QTest.keyClick(dialog.language, Qt.Key.Key_Down)
    assert NEXT in said(dialog)
    assert dialog.sizeHint().height() == height  # nothing jumps
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert told(submitted) == [Preferences("en", check_first=True, extra_ca="")]


def test_checks_and_the_extra_authorities_are_set_by_keyboard(qtbot: QtBot) -> None:
    dialog, submitted = opened(qtbot)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.language, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.check_first
    QTest.keyClick(dialog.check_first, Qt.Key.Key_Space)
    QTest.keyClick(dialog.check_first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.extra_ca
    QTest.keyClicks(dialog.extra_ca, " /etc/acme.pem ")
    QTest.keyClick(dialog.extra_ca, Qt.Key.Key_Return)
    assert told(submitted) == [Preferences("", check_first=False, extra_ca="/etc/acme.pem")]


def test_the_extra_authorities_are_chosen_among_files(qtbot: QtBot) -> None:
    dialog, _ = opened(qtbot)
    QTest.mouseClick(part(dialog, QPushButton, lambda button: button.text() == "Choose…"), Qt.MouseButton.LeftButton)
    chooser = dialog.findChild(QFileDialog)
    assert chooser
    chooser.fileSelected.emit("/etc/acme.pem")
    chooser.reject()
    assert dialog.extra_ca.text() == "/etc/acme.pem"


def test_a_file_of_no_use_is_said_beside_its_field_until_it_is_edited(qtbot: QtBot) -> None:
    dialog, _ = opened(qtbot, Preferences("", check_first=True, extra_ca="/etc/acme.pem"))
    dialog.say_problem(Problem(Code.EXTRA_CA, {"file": "/etc/acme.pem", "reason": "it holds no certificate"}))
    sentence = "/etc/acme.pem cannot be used: it holds no certificate. Choose another file."
    assert sentence in said(dialog)
    assert dialog.extra_ca.accessibleDescription() == sentence
    assert dialog.isVisible()
    QTest.keyClicks(dialog.extra_ca, "x")
    assert sentence not in said(dialog)


@pytest.mark.parametrize("way", ["Cancel", "Esc"])
def test_nothing_is_told_where_it_was_given_up(qtbot: QtBot, way: str) -> None:
    dialog, submitted = opened(qtbot)
    QTest.keyClick(dialog.language, Qt.Key.Key_Down)
    if way == "Esc":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(part(dialog, QPushButton, lambda button: button.text() == way), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert submitted.count() == 0
