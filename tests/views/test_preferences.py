"""The Preferences dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.views.preferences_dialog import PreferencesDialog

NEXT = "Takes effect the next time Pull Secrets starts."


def opened(qtbot: QtBot, language: str) -> tuple[PreferencesDialog, QSignalSpy]:
    dialog = PreferencesDialog(language)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog, QSignalSpy(dialog.language_chosen)


def said(dialog: PreferencesDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


@pytest.mark.parametrize(
    ("language", "shown"), [("", "As the system"), ("zh_CN", "简体中文"), ("nonsense", "As the system")]
)
def test_what_is_set_is_shown(qtbot: QtBot, language: str, shown: str) -> None:
    dialog, _ = opened(qtbot, language)
    assert dialog.language.currentText() == shown
    assert [dialog.language.itemText(row) for row in range(dialog.language.count())][1:] == ["English", "简体中文"]


def test_a_language_is_saved_and_it_is_said_when_it_counts(qtbot: QtBot) -> None:
    dialog, chosen = opened(qtbot, "")
    assert NEXT not in said(dialog)
    height = dialog.sizeHint().height()
    QTest.keyClick(dialog.language, Qt.Key.Key_Down)
    assert NEXT in said(dialog)
    assert dialog.sizeHint().height() == height  # nothing jumps
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert [chosen.at(number) for number in range(chosen.count())] == [["en"]]


@pytest.mark.parametrize("way", ["Cancel", "Esc", "Save"])
def test_nothing_is_told_where_nothing_changed_or_was_given_up(qtbot: QtBot, way: str) -> None:
    dialog, chosen = opened(qtbot, "en")
    if way != "Save":
        QTest.keyClick(dialog.language, Qt.Key.Key_Down)
    if way == "Esc":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(part(dialog, QPushButton, lambda button: button.text() == way), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert chosen.count() == 0
