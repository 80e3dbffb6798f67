"""The About dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pullsecrets.model.components import Component
from pullsecrets.views.about_dialog import AboutDialog

COMPONENTS = (
    Component("Pull Secrets", "1.2.3", "Apache-2.0", "Apache License\nVersion 2.0"),
    Component("Qt and PySide6", "6.11", "LGPL-3.0-only", "GNU LESSER GENERAL PUBLIC LICENSE", "https://pyside.org"),
    Component("something", "1", "MPL-2.0", "", "https://something.example"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> AboutDialog:
    made = AboutDialog("1.2.3", COMPONENTS)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.table.hasFocus)
    return made


def test_it_says_what_the_program_is(dialog: AboutDialog) -> None:
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    for words in ("Pull Secrets", "Version 1.2.3", "without losing anything", "Apache License 2.0", "LGPL 3"):
        assert words in said


def test_each_component_shows_its_licence(dialog: AboutDialog) -> None:
    model = dialog.table.model()
    rows = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert rows == [[each.name, each.version, each.licence] for each in COMPONENTS]
    assert dialog.text.toPlainText() == "Pull Secrets 1.2.3\n\nApache License\nVersion 2.0"
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    text = dialog.text.toPlainText()
    assert text.startswith("Qt and PySide6 6.11\nhttps://pyside.org\n\n")
    assert text.endswith("GNU LESSER GENERAL PUBLIC LICENSE")
    for words in ("you may replace them", "source code", "code.qt.io", "licenses-used-in-qt"):
        assert words in text
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    text = dialog.text.toPlainText()
    assert text == "something 1\nhttps://something.example\n\nThe text of its licence did not come with it."


def test_everything_is_reached_by_keyboard_and_named(dialog: AboutDialog) -> None:
    assert dialog.table.accessibleName() == "Components"
    assert dialog.text.accessibleName() == "Licence"
    QTest.keyClick(dialog.table, Qt.Key.Key_Tab)
    assert dialog.text.hasFocus()
    assert dialog.text.isReadOnly()
    QTest.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
