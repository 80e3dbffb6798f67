"""The button beside the password, and what it asks for: by keys and clicks, in every size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QMainWindow, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.checking import Answer, Verdict
from pullsecrets.views.check_part import CheckPart
from pullsecrets.views.update_dialog import UpdateDialog

ODD = "<b>x</b><img src='file:///etc/hostname'>"
ACCEPTED = Answer(Verdict.ACCEPTED, "quay.io")
REFUSED = Answer(Verdict.REFUSED, "quay.io", message=ODD)


class Page:
    """A form with a credential to check, and its parts by the words that one sees."""

    def __init__(self, dialog: UpdateDialog) -> None:
        self.dialog = dialog
        assert dialog.check
        self.check: CheckPart = dialog.check
        self.check.set_available(True)

    def button(self, text: str) -> QPushButton:
        return part(self.dialog, QPushButton, lambda each: each.text() == text and each.isVisible())

    def line(self, name: str) -> QLineEdit:
        return part(self.dialog, QLineEdit, lambda each: each.accessibleName() == name and each.isVisible())

    @property
    def tick(self) -> QCheckBox:
        return part(self.dialog, QCheckBox)

    def said(self) -> str:
        return "\n".join(each.text() for each in self.dialog.findChildren(QLabel) if each.isVisible())

    def focused(self) -> str:
        focus = self.dialog.focusWidget()
        return focus.text() if isinstance(focus, QPushButton | QCheckBox) else focus.accessibleName()


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Page]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    dialog = UpdateDialog(window)
    dialog.set_identity("checkout-registry", "payments", ("quay.io",), "quay.io")
    dialog.set_stored("deploy-bot", b"old-secret", "Checkout")
    dialog.set_ready(True)
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    dialog.focus_password()
    yield Page(dialog)
    dialog.done(0)


def test_tab_comes_to_all_of_it_in_order(page: Page) -> None:
    page.check.offer_plain_http(True)
    page.check.ask_host("*.azurecr.io")
    QTest.keyClicks(page.line("Password"), "new")
    names = []
    for _ in range(9):
        names.append(page.focused())
        QTest.keyClick(page.dialog.focusWidget(), Qt.Key.Key_Tab)
    tick = "Send it without encryption (plain http)"
    assert names == [
        "Password",
        "Show password",
        "From file…",
        "Check",
        "Put back",
        tick,
        "Registry host",
        "Description",
        "Cancel",
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_it_is_pressed_by_keys_alone_and_sends_nothing(page: Page, qtbot: QtBot, key: Qt.Key) -> None:
    button = page.button("Check")
    button.setFocus()
    with qtbot.assertNotEmitted(page.dialog.submitted), qtbot.waitSignal(page.check.check):
        QTest.keyClick(button, key)
    page.check.show_running("quay.io")
    with qtbot.waitSignal(page.check.stop):
        QTest.keyClick(page.dialog.focusWidget(), key)


@pytest.mark.parametrize("size", [9, 24])
def test_the_button_stands_where_it_stood(page: Page, size: int) -> None:
    font = QFont(page.dialog.font())
    font.setPointSize(size)
    page.dialog.setFont(font)
    QApplication.processEvents()
    button = page.button("Check")
    before = button.geometry()
    assert not button.autoDefault()
    page.check.show_running("quay.io")
    QApplication.processEvents()
    assert page.button("Stop") is button
    assert button.geometry() == before
    page.check.show_answer(ACCEPTED)
    QApplication.processEvents()
    assert (button.text(), button.geometry()) == ("Check", before)
    assert button.accessibleDescription() == "Accepted by quay.io."


def test_nothing_that_was_not_asked_for_is_seen(page: Page) -> None:
    height = page.dialog.height()
    assert not page.tick.isVisible()
    assert "Registry host" not in page.said()
    page.check.ask_host("*.azurecr.io", "foo.io", fits=False)
    assert page.line("Registry host").accessibleDescription() == "“foo.io” is not served by *.azurecr.io."
    page.check.ask_host("")
    assert "Registry host" not in page.said()
    assert page.dialog.height() == height


@pytest.mark.parametrize(
    ("key", "placeholder"),
    [
        ("*.azurecr.io", "example.azurecr.io"),
        ("https://me:hidden@q*.io/team/", "qexample.io"),
        ("*.x.io:5000", "example.x.io:5000"),
    ],
)
def test_an_example_shows_what_kind_of_host_is_meant(page: Page, key: str, placeholder: str) -> None:
    page.check.ask_host(key)
    assert page.line("Registry host").placeholderText() == placeholder


def test_what_is_typed_there_is_told(page: Page, qtbot: QtBot) -> None:
    page.check.ask_host("*.azurecr.io")
    with qtbot.waitSignal(page.check.host_edited) as typed:
        QTest.keyClicks(page.line("Registry host"), "a")
    page.check.offer_plain_http(True)
    with qtbot.waitSignal(page.check.plain_http_edited) as ticked:
        QTest.mouseClick(page.tick, Qt.MouseButton.LeftButton, pos=QPoint(8, page.tick.height() // 2))
    assert (typed.args, ticked.args) == (["a"], [True])


def test_a_form_that_is_busy_has_no_check(page: Page) -> None:
    page.dialog.set_busy(True)
    assert not page.button("Check").isEnabled()
    page.dialog.set_busy(False)
    assert page.button("Check").isEnabled()
    page.check.set_available(False)
    assert not page.button("Check").isEnabled()


def test_while_it_is_checked_before_it_is_sent_stop_and_cancel_are_open(page: Page, qtbot: QtBot) -> None:
    page.button("Update").setFocus()
    page.dialog.set_checking(True)
    page.check.show_running("quay.io")
    assert page.line("Password").hasFocus(), "Enter twice must not stop it"
    assert page.line("Password").isReadOnly()
    assert not page.button("Update").isEnabled()
    assert page.button("Stop").isEnabled()
    assert "Checking the credential first…" in page.said()
    page.dialog.set_checking(False)
    assert page.button("Update").hasFocus()
    page.dialog.set_checking(True)
    with qtbot.assertNotEmitted(page.dialog.stop_waiting), qtbot.waitSignal(page.dialog.rejected):
        QTest.keyClick(page.dialog.focusWidget(), Qt.Key.Key_Escape)


def test_the_box_is_safe_to_leave(page: Page, qtbot: QtBot) -> None:
    page.check.ask_anyway(REFUSED)
    box = part(page.dialog, QMessageBox)
    assert box.isModal()
    with qtbot.assertNotEmitted(page.check.insisted), qtbot.waitSignal(page.check.declined):
        QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.dialog.findChildren(QMessageBox))
    page.check.ask_anyway(REFUSED)
    with qtbot.assertNotEmitted(page.check.declined):
        page.check.take_back_question()


def test_what_a_registry_says_is_never_taken_for_markup(page: Page) -> None:
    page.check.show_answer(REFUSED)
    page.check.ask_anyway(REFUSED)
    labels = [each for each in page.dialog.findChildren(QLabel) if "<img" in each.text()]
    assert len(labels) == 2
    assert all(each.textFormat() == Qt.TextFormat.PlainText for each in labels)
    part(page.dialog, QMessageBox).reject()


@pytest.mark.parametrize("size", [9, 14])
def test_nothing_is_clipped(qtbot: QtBot, qapp: QApplication, size: int) -> None:
    font = QFont(qapp.font())
    font.setPointSize(size)
    dialog = UpdateDialog()
    qtbot.addWidget(dialog)
    dialog.setFont(font)
    page = Page(dialog)
    page.check.ask_host("*.azurecr.io", "foo.io", fits=False)
    page.check.offer_plain_http(True)
    page.check.show_answer(Answer(Verdict.REFUSED, "quay.io", message="denied " * 40))
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.wait(50)
    for each in (page.button("Check"), page.button("From file…"), page.tick):
        assert each.width() >= each.sizeHint().width()
    for label in dialog.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= (label.heightForWidth(label.width()) if label.wordWrap() else 0), label.text()
