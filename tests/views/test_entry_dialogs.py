"""The dialogs about entries: what they show, where the keyboard begins, and that none sends by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.creating import check_registry
from pullsecrets.model.dockerconfig import Broken, Credential, Why
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.repair import Lost, Part
from pullsecrets.views.credential_form import Draft
from pullsecrets.views.entry_dialogs import (
    AddEntryDialog,
    ChangeRegistryDialog,
    EntryDialog,
    RemoveEntryDialog,
    ReplaceContentDialog,
)
from pullsecrets.views.view_table import ListTable

KEY = "Quay.io"
MAKERS: dict[str, Callable[[QMainWindow], EntryDialog]] = {
    "Add entry": lambda window: AddEntryDialog(window, "multi", "data"),
    "Change registry": lambda window: ChangeRegistryDialog(window, "multi", "data", KEY),
    "Remove entry": lambda window: RemoveEntryDialog(window, "multi", "data", KEY),
    "Replace the content": lambda window: ReplaceContentDialog(window, "multi", "data"),
}


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    return made


@pytest.fixture(params=MAKERS)
def dialog(request: pytest.FixtureRequest, window: QMainWindow, qtbot: QtBot) -> Iterator[EntryDialog]:
    made = opened(MAKERS[request.param](window), qtbot)
    yield made
    made.done(0)


def opened(dialog: EntryDialog, qtbot: QtBot) -> EntryDialog:
    dialog.set_ready(True)
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def said(dialog: EntryDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def button(dialog: EntryDialog, text: str) -> QPushButton:
    return part(dialog, QPushButton, lambda each: each.text() == text)


def rows(dialog: EntryDialog, name: str) -> list[tuple[str, str]]:
    model = part(dialog, ListTable, lambda each: each.accessibleName() == name).model()
    return [(str(model.index(row, 0).data()), str(model.index(row, 1).data())) for row in range(model.rowCount())]


def test_each_names_its_secret_and_what_it_does(dialog: EntryDialog) -> None:
    assert dialog.windowTitle() in MAKERS
    assert button(dialog, dialog.windowTitle()).isVisible()
    read_only = [each.text() for each in dialog.findChildren(QLineEdit) if each.isReadOnly()]
    assert read_only[:2] == ["multi", "data"]


def test_all_labels_have_a_meaning_and_their_fields_a_name(dialog: EntryDialog) -> None:
    for label in dialog.findChildren(QLabel):
        buddy = label.buddy()
        if buddy is not None:
            assert len(label.toolTip()) > 20
            assert buddy.accessibleName() == label.text().removesuffix(" *")


def test_enter_sends_from_a_field_but_never_a_removal(dialog: EntryDialog, qtbot: QtBot) -> None:
    dialog.focus_first()
    focus = dialog.focusWidget()
    if isinstance(dialog, RemoveEntryDialog):
        assert button(dialog, "Cancel").isDefault()
        with qtbot.assertNotEmitted(dialog.submitted), qtbot.waitSignal(dialog.rejected):
            QTest.keyClick(focus, Qt.Key.Key_Return)
    else:
        assert isinstance(focus, QLineEdit)
        with qtbot.waitSignal(dialog.submitted):
            QTest.keyClick(focus, Qt.Key.Key_Return)


def test_while_it_reads_no_key_sends(dialog: EntryDialog, qtbot: QtBot) -> None:
    dialog.set_reading(True)
    assert "Reading the ImagePullSecret…" in said(dialog)
    assert not button(dialog, dialog.windowTitle()).isEnabled()
    with qtbot.assertNotEmitted(dialog.submitted):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    dialog.set_reading(False)
    assert button(dialog, dialog.windowTitle()).isEnabled()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Problem(Code.IMMUTABLE, {"name": "multi"}), "multi is immutable"),
        (Owner(OwnerKind.HELM, "platform-base", "platform"), "then run helm upgrade"),
    ],
)
def test_a_lock_is_said_and_leaves_only_cancel(dialog: EntryDialog, reason: Problem | Owner, sentence: str) -> None:
    dialog.focus_first()
    dialog.set_locked(reason)
    assert sentence in said(dialog)
    assert button(dialog, "Cancel").hasFocus()
    assert not button(dialog, "Change anyway…").isVisible()
    fields = [each for each in dialog.findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly()]
    assert not any(each.isEnabled() for each in fields)
    assert not button(dialog, dialog.windowTitle()).isEnabled()
    dialog.set_locked(None)
    assert sentence not in said(dialog)
    assert button(dialog, dialog.windowTitle()).isEnabled()


def test_a_foreign_change_is_said_and_can_be_taken_away(dialog: EntryDialog) -> None:
    dialog.set_changed(True)
    assert "Someone else changed this ImagePullSecret in the meantime." in said(dialog)
    dialog.set_changed(False)
    assert "Someone else" not in said(dialog)


def test_what_is_wrong_with_a_key_stands_below_it(window: QMainWindow, qtbot: QtBot) -> None:
    made = ChangeRegistryDialog(window, "multi", "data", KEY)
    opened(made, qtbot)
    made.set_stored(check_registry(KEY, ()), "quay.io")
    made.focus_first()
    assert "upper case counts" in said(made)
    assert made.key() == "quay.io"
    focus = made.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.selectedText() == "quay.io"
    made.set_stored(None, "quay.io")
    assert "upper case" not in said(made)
    made.done(0)


def test_what_is_kept_and_what_is_lost_is_listed(window: QMainWindow, qtbot: QtBot) -> None:
    made = ReplaceContentDialog(window, "multi", "data")
    opened(made, qtbot)
    assert not part(made, QLabel, lambda each: each.text() == "Lost").isVisible()
    lost = (
        Lost(Part.REST, Why.NOT_JSON),
        Lost(Part.FIELD, Why.WRONG_TYPE, field="HttpHeaders"),
        Lost(Part.ENTRY, Why.NOT_BASE64, "https://me:hidden-one@ghcr.io", "auth"),
        Lost(Part.ENTRY_FIELD, Why.WRONG_TYPE, "quay.io", "email"),
        Lost(Part.OVERRIDDEN, Why.NO_COLON, "quay.io", "auth"),
    )
    made.set_preview(Broken(Why.NOT_BASE64, "https://me:hidden-one@ghcr.io", "auth"), 1, lost)
    made.entries.put([Draft.of("quay.io", Credential(b"robot", b"stored-secret"))])
    assert "The “auth” of the entry for https://me:…@ghcr.io is not base64." in said(made)
    assert "1 entry(ies) can be kept." in said(made)
    assert rows(made, "Lost") == [
        ("What follows the Docker config", "not JSON"),
        ("“HttpHeaders”", "wrong type"),
        ("The entry for https://me:…@ghcr.io", "not base64"),
        ("“email” of the entry for quay.io", "wrong type"),
        ("An earlier entry for quay.io, which did not count", "no colon"),
    ]
    assert rows(made, "Entries") == [("quay.io", "robot")]
    made.set_preview(Broken(Why.NOT_JSON), 0, (Lost(Part.WHOLE, Why.NOT_JSON),))
    made.entries.put(())
    assert rows(made, "Lost") == [("All of it", "not JSON")]
    assert rows(made, "Entries") == []
    assert "No entry can be kept." in said(made)
    made.done(0)


def test_what_was_typed_is_dropped_at_the_end(window: QMainWindow, qtbot: QtBot) -> None:
    made = AddEntryDialog(window, "multi", "data")
    opened(made, qtbot)
    password = part(made, QLineEdit, lambda each: each.accessibleName() == "Password")
    QTest.keyClicks(password, "my-secret")
    assert made.draft().credential.password == b"my-secret"
    made.reject()
    assert made.draft().credential.password == b""


def test_what_was_kept_is_masked_and_dropped_at_the_end(window: QMainWindow, qtbot: QtBot) -> None:
    made = ReplaceContentDialog(window, "multi", "data")
    opened(made, qtbot)
    made.entries.put([Draft.of("quay.io", Credential(b"robot", b"stored-secret"))])
    assert not any("stored-secret" in each.text() for each in made.findChildren(QLineEdit))
    made.reject()
    assert made.entries.drafts() == (Draft(),)
