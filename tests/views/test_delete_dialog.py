"""The Delete dialog: what it says in each state, where the focus is, and that Enter is harmless."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.secrets import Use
from pullsecrets.model.usage import How, Usage, User
from pullsecrets.views.delete_dialog import DeleteDialog

NAME = "checkout-registry"
PULL = frozenset({How.PULL})
UNUSED = Usage(Use(0, complete=True), (), (), ())
ENDED = Usage(Use(0, complete=True), (User("Job", "migrate", 0, 3, PULL, uses=False),), (), ())
HIDDEN = tuple(
    Problem(Code.FORBIDDEN, {"verb": "list", "resource": of, "namespace": "payments"}) for of in ("pods", "jobs")
)
UNKNOWN = Usage(Use(0, complete=False), (), (), HIDDEN)
PARTLY = Usage(Use(1, complete=False), (User("CronJob", "nightly", 0, 0, PULL, uses=True),), (), HIDDEN)
HELM = Owner(OwnerKind.HELM, "platform-base")


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[DeleteDialog]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1000, 800)
    window.show()
    made = DeleteDialog(NAME, "payments", ("registry.acme.io", "ghcr.io"), window)
    made.open()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.done(0)


def said(dialog: DeleteDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def button(dialog: DeleteDialog, text: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text and each.isVisible())


def is_busy(dialog: DeleteDialog) -> bool:
    return any(each.isVisible() for each in dialog.findChildren(QProgressBar))


def test_it_names_the_secret(dialog: DeleteDialog) -> None:
    assert dialog.windowTitle() == "Delete ImagePullSecret"
    assert dialog.windowModality() == Qt.WindowModality.WindowModal
    fields = {each.accessibleName(): each.text() for each in dialog.findChildren(QLineEdit) if each.isReadOnly()}
    assert fields == {"Name": NAME, "Namespace": "payments", "Registry": "registry.acme.io, ghcr.io"}


def test_it_names_what_was_looked_at_and_no_more(dialog: DeleteDialog) -> None:
    """ReplicaSets without pods, ReplicationControllers and custom workloads without pods are not looked at."""
    dialog.ask(UNUSED, None, None)
    looked_at = "No pod, service account, Deployment, StatefulSet, DaemonSet, Job or CronJob of its namespace names it."
    assert looked_at in said(dialog)


def test_while_it_reads_it_is_busy(dialog: DeleteDialog) -> None:
    assert "Looking for what uses it…" in said(dialog)
    assert is_busy(dialog)
    assert not button(dialog, "Yes, delete!").isEnabled()


@pytest.mark.parametrize("usage", [UNUSED, ENDED, UNKNOWN, PARTLY])
def test_the_safe_button_has_the_focus_and_is_the_default(dialog: DeleteDialog, usage: Usage) -> None:
    dialog.ask(usage, None, None)
    focus = dialog.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() in {"Cancel", "Close"}
    defaults = [each.text() for each in dialog.findChildren(QPushButton) if each.isVisible() and each.isDefault()]
    assert defaults == [focus.text()]
    assert not is_busy(dialog)


def test_pods_that_have_ended_are_listed_and_are_no_use(dialog: DeleteDialog) -> None:
    dialog.ask(ENDED, None, None)
    assert "Only pods that have ended name it." in said(dialog)
    assert button(dialog, "Yes, delete!").isEnabled()


def test_that_there_may_be_more_users_is_said(dialog: DeleteDialog) -> None:
    dialog.ask(PARTLY, HELM, None)
    assert "Not allowed to see pods and Jobs in payments. There may be more that use it." in said(dialog)


def test_what_could_not_be_seen_is_said_and_its_name_is_asked(dialog: DeleteDialog) -> None:
    dialog.ask(UNKNOWN, None, None)
    assert "Not allowed to see pods and Jobs in payments." in said(dialog)
    field = next(each for each in dialog.findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly())
    assert field.accessibleName() == "To delete it anyway, type its name:"
    delete = button(dialog, "Delete anyway")
    for text, enough in ((NAME[:-1], False), (NAME, True), (f"{NAME} ", False), (NAME.upper(), False)):
        field.setText(text)
        assert delete.isEnabled() is enough
    assert QAccessible.queryAccessibleInterface(delete).state().disabled


def test_a_name_that_was_typed_is_no_answer_when_it_is_asked_again(dialog: DeleteDialog) -> None:
    dialog.ask(UNKNOWN, None, None)
    field = next(each for each in dialog.findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly())
    field.setText(NAME)
    dialog.set_reading()
    assert not button(dialog, "Delete anyway").isEnabled()
    dialog.ask(UNKNOWN, None, None)
    assert field.text() == ""
    assert not button(dialog, "Delete anyway").isEnabled()


def test_an_owner_is_named_and_asked_about_before_the_name_is(dialog: DeleteDialog) -> None:
    dialog.ask(UNKNOWN, HELM, None)
    assert "Managed by the Helm release" in said(dialog)
    assert not [each for each in dialog.findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly()]
    assert not button(dialog, "Delete anyway").isEnabled()
    assert button(dialog, "Change anyway…").isEnabled()


def test_closing_while_it_is_sent_asks_to_stop_waiting(dialog: DeleteDialog, qtbot: QtBot) -> None:
    dialog.ask(UNUSED, None, None)
    dialog.set_sent()
    assert "Deleting…" in said(dialog)
    dialog.set_unsettled(Problem(Code.OUTCOME_UNKNOWN, {"name": NAME, "namespace": "payments", "kind": "delete"}))
    assert f"The cluster has not said whether {NAME} was deleted" in said(dialog)
    with qtbot.waitSignal(dialog.stop_waiting):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()


def test_what_holds_it_is_named(dialog: DeleteDialog) -> None:
    dialog.ask(UNUSED, None, None)
    dialog.set_going(("example.com/audit", "example.com/backup"))
    assert "Held by example.com/audit, example.com/backup until that is done." in said(dialog)
    assert is_busy(dialog)
    QTest.mouseClick(button(dialog, "Close"), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
