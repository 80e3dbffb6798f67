"""Delete asks afresh what uses a secret, refuses what is in use, and says what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from controllers.small_cluster import UNUSED, Stage, stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers.changes import Told
from pullsecrets.controllers.delete import DeleteController
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret, Use
from pullsecrets.model.usage import How, Usage, User
from pullsecrets.service import deleting
from pullsecrets.views.used_by import UsedByTable

NAMESPACE, NAME = "payments", "ci-pull"
USED = Usage(Use(1, complete=True), (User("Deployment", "checkout", 3, 0, frozenset({How.PULL}), uses=True),), (), ())
UNKNOWN = Usage(
    Use(0, complete=False),
    (),
    (),
    (Problem(Code.FORBIDDEN, {"verb": "list", "resource": "pods", "namespace": NAMESPACE}),),
)
HELM = {
    "labels": {"app.kubernetes.io/managed-by": "Helm"},
    "annotations": {"meta.helm.sh/release-name": "platform-base"},
}
FINALIZER = "example.com/audit"


class Page(Stage):
    """The stage with one open Delete dialog, and what its controller told."""

    controller: DeleteController
    deleted: list[str]
    closed: list[bool]
    told: list[Told]

    def open(self, secret: PullSecret, owner: Owner | None = None) -> None:
        self.deleted, self.closed, self.told = [], [], []
        self.controller = DeleteController(self.window, self.service, self.changes, self.place, secret.row, owner)
        self.controller.deleted.connect(self.deleted.append)
        self.controller.closed.connect(lambda: self.closed.append(True))
        self.changes.told.connect(self.told.append)

    @property
    def there(self) -> bool:
        return (NAMESPACE, NAME) in self.cluster.secrets


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[Page]:
    with stage(qtbot, tmp_path, Page) as made:
        yield made


def test_what_nothing_uses_is_deleted_once_that_was_confirmed(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: "It is not in use." in page.said())
    page.press("Yes, delete!")
    page.wait(lambda: page.closed)
    assert not page.there
    assert page.deleted == [f"{NAMESPACE}/{NAME}"]
    assert page.records() == [("delete", NAMESPACE, NAME, "deleted", "")]
    assert [told.problem for told in page.told] == [None]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_the_keys_that_come_first_delete_nothing(page: Page, key: Qt.Key) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.key(key)
    page.wait(lambda: page.closed)
    assert page.there
    assert page.records() == []


def test_the_keyboard_alone_deletes(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.key(Qt.Key.Key_Tab)
    page.key(Qt.Key.Key_Return)
    page.wait(lambda: page.closed)
    assert not page.there


def test_while_it_reads_nothing_but_cancel_can_be_pressed(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    assert page.buttons() == {"Cancel": True, "Yes, delete!": False}


def test_what_is_in_use_is_refused_with_the_list(page: Page) -> None:
    page.cluster.usage = USED
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: "It is in use" in page.said())
    assert page.buttons() == {"Close": True}
    table = part(page.dialog(), UsedByTable)
    assert table.isVisible()
    assert table.model().index(0, 0).data() == "checkout"
    page.press("Close")
    page.wait(lambda: page.closed)
    assert page.there


def test_where_the_use_is_unknown_its_name_must_be_typed(page: Page) -> None:
    page.cluster.usage = UNKNOWN
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: "Not allowed to see pods" in page.said())
    field = next(each for each in page.dialog().findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly())
    QTest.keyClicks(field, NAME[:-1])
    assert page.buttons()["Delete anyway"] is False
    QTest.keyClicks(field, NAME[-1])
    page.press("Delete anyway")
    page.wait(lambda: page.closed)
    assert not page.there


def test_a_name_that_was_typed_answers_one_question_only(page: Page) -> None:
    page.cluster.usage = UNKNOWN
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: "Not allowed to see pods" in page.said())
    field = next(each for each in page.dialog().findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly())
    QTest.keyClicks(field, NAME)
    assert page.buttons()["Delete anyway"] is True
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME).row)
    page.wait(lambda: "Looking for what uses it…" not in page.said())
    assert field.text() == ""
    assert page.buttons()["Delete anyway"] is False


def test_enter_after_the_name_deletes_nothing(page: Page) -> None:
    page.cluster.usage = UNKNOWN
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: "Not allowed to see pods" in page.said())
    field = next(each for each in page.dialog().findChildren(QLineEdit) if each.isVisible() and not each.isReadOnly())
    field.setFocus()
    QTest.keyClicks(field, NAME)
    page.key(Qt.Key.Key_Return, field)
    page.wait(lambda: page.closed)
    assert page.there


def test_a_use_that_cannot_be_read_is_unknown(page: Page) -> None:
    page.cluster.usage = Failure(Code.TIMEOUT, host="api:6443")
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: "api:6443 did not answer" in page.said())
    assert page.buttons()["Delete anyway"] is False


def test_an_owned_one_is_refused_until_somebody_insists(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME, **HELM))
    page.wait(lambda: "Helm release" in page.said())
    assert page.buttons() == {"Change anyway…": True, "Cancel": True, "Yes, delete!": False}
    page.press("Change anyway…")
    assert "helm upgrade" in page.confirm("Change anyway")
    page.press("Yes, delete!")
    page.wait(lambda: page.closed)
    assert page.records() == [("delete", NAMESPACE, NAME, "deleted", "helm platform-base")]


def test_who_insisted_before_is_asked_again_only_about_another_owner(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME, **HELM)
    page.open(secret, secret.owner)
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    adopted = {"annotations": {"argocd.argoproj.io/tracking-id": "shop:/Secret:payments/ci-pull"}}
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, **adopted).row)
    page.wait(lambda: "Argo CD application" in page.said())
    assert page.buttons()["Yes, delete!"] is False


def test_a_question_about_an_owner_ends_when_it_is_another_one(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME, **HELM))
    page.press("Change anyway…")
    page.wait(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    adopted = {"annotations": {"argocd.argoproj.io/tracking-id": "shop:/Secret:payments/ci-pull"}}
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, **adopted).row)
    page.wait(lambda: QApplication.activeModalWidget() is page.dialog())  # while it is open, there are two
    page.wait(lambda: "Argo CD application" in page.said())
    assert page.buttons()["Yes, delete!"] is False


def test_an_answer_while_it_is_read_again_is_for_the_owner_that_was_asked_about(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME, **HELM))
    page.press("Change anyway…")
    adopted = {"annotations": {"argocd.argoproj.io/tracking-id": "shop:/Secret:payments/ci-pull"}}
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, **adopted).row)
    page.confirm("Change anyway")  # at once, before the answer of the cluster
    page.wait(lambda: "Argo CD application" in page.said())
    assert page.buttons()["Yes, delete!"] is False


def test_what_is_in_use_cannot_be_deleted_anyway(page: Page) -> None:
    page.cluster.usage = USED
    page.open(page.cluster.put(NAMESPACE, NAME, **HELM))
    page.wait(lambda: "It is in use" in page.said())
    assert page.buttons() == {"Close": True}


def test_an_immutable_one_can_be_deleted(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME, immutable=True))
    page.press("Yes, delete!")
    page.wait(lambda: page.closed)
    assert not page.there


def test_one_that_is_being_deleted_is_waited_for(page: Page) -> None:
    going = {"deletionTimestamp": "2026-11-23T09:00:00Z", "finalizers": [FINALIZER]}
    secret = page.cluster.put(NAMESPACE, NAME, **going)
    page.open(secret)
    page.wait(lambda: "It is being deleted." in page.said())
    assert page.buttons() == {"Close": True}
    page.controller.row_removed(secret.uid)
    page.wait(lambda: page.closed)
    assert page.deleted == [secret.uid]


def test_what_a_finalizer_holds_is_not_called_gone(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME, finalizers=[FINALIZER])
    page.open(secret)
    page.press("Yes, delete!")
    page.wait(lambda: FINALIZER in page.said())
    assert "Deleting…" in page.said()
    assert page.deleted == []
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, finalizers=[]).row)
    assert "It is being deleted." in page.said()
    page.controller.row_removed(secret.uid)
    page.wait(lambda: page.closed)
    assert page.deleted == [secret.uid]


def test_what_went_before_the_answer_is_not_waited_for(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME, finalizers=[FINALIZER])
    page.open(secret)
    page.cluster.slow = True
    page.press("Yes, delete!")
    page.controller.row_removed(secret.uid)  # its finalizer was quick, and the watch faster than the answer
    page.cluster.slow = False
    page.wait(lambda: page.closed)
    assert page.deleted == [secret.uid]


def test_what_goes_while_it_is_read_is_not_asked_about(page: Page, qtbot: QtBot) -> None:
    secret = page.cluster.put(NAMESPACE, NAME)
    page.open(secret)
    page.controller.row_removed(secret.uid)
    qtbot.wait(100)
    assert "already deleted" in page.said()
    assert page.buttons() == {"Close": True}


def test_without_the_right_it_says_which_one_is_missing(page: Page) -> None:
    page.cluster.may_write = False
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: f"You are not allowed to delete the secrets named {NAME}" in page.said())
    assert page.buttons() == {"Cancel": True, "Yes, delete!": False}


def test_one_that_was_changed_meanwhile_is_asked_about_anew(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.cluster.put(NAMESPACE, NAME, **HELM)
    page.press("Yes, delete!")
    page.wait(lambda: "Someone else changed" in page.said() and "Helm release" in page.said())
    assert page.there
    assert page.buttons()["Yes, delete!"] is False
    assert page.records() == [("delete", NAMESPACE, NAME, "failed: changed-meanwhile", "")]


def test_what_something_began_to_use_meanwhile_is_refused(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "FRESH", -1.0)
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.cluster.usage = USED
    page.press("Yes, delete!")
    page.wait(lambda: "It is in use" in page.said())
    assert page.there
    assert page.buttons() == {"Close": True}


def test_one_that_was_made_anew_before_it_was_read_is_refused(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME)
    page.cluster.put(NAMESPACE, NAME, uid="another")
    page.open(secret)
    page.wait(lambda: "was deleted and created anew" in page.said())
    assert page.buttons() == {"Close": True}


def test_one_that_was_made_anew_is_refused(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.cluster.put(NAMESPACE, NAME, uid="another")
    page.press("Yes, delete!")
    page.wait(lambda: "was deleted and created anew" in page.said())
    assert page.there
    assert page.buttons() == {"Close": True}


def test_one_that_is_gone_already_is_not_claimed(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.cluster.secrets.clear()
    page.press("Yes, delete!")
    page.wait(lambda: "Someone else has already deleted ci-pull" in page.said())
    assert page.buttons() == {"Close": True}
    assert page.records() == [("delete", NAMESPACE, NAME, "failed: already-gone", "")]


def test_what_the_watch_reports_is_read_before_it_is_asked(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME)
    page.open(secret)
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.cluster.usage = USED
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME).row)
    assert page.buttons()["Yes, delete!"] is False
    page.wait(lambda: "It is in use" in page.said())
    page.cluster.usage = UNUSED
    page.cluster.secrets.clear()
    page.controller.row_removed(secret.uid)
    assert "already deleted" in page.said()


def test_a_use_that_the_watch_reports_is_read_before_it_is_asked(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME)
    page.open(secret)
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.controller.row_changed(replace(secret.row, use=Use(0, complete=False)))
    assert page.buttons()["Yes, delete!"] is True, "that it is not known yet is no news"
    page.cluster.usage = USED
    page.controller.row_changed(replace(secret.row, use=USED.use))
    page.wait(lambda: "It is in use" in page.said())


def test_a_failure_keeps_the_question(page: Page) -> None:
    page.cluster.failures = [Failure(Code.CONNECTION_REFUSED, host="api:6443")]
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.press("Yes, delete!")
    page.wait(lambda: "api:6443 refused the connection" in page.said())
    page.press("Yes, delete!")
    page.wait(lambda: page.closed)
    assert not page.there


def test_who_stops_waiting_is_told_later(page: Page) -> None:
    page.cluster.slow = True
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.press("Yes, delete!")
    page.wait(lambda: "Deleting…" in page.said())
    page.press("Stop waiting")
    page.wait(lambda: page.closed)
    page.cluster.slow = False
    page.wait(lambda: page.told and page.told[-1].problem is None)
    assert [told.problem and told.problem.code for told in page.told] == [Code.OUTCOME_UNKNOWN, None]
    assert not page.there
