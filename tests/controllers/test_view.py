"""What the View page shows as a secret, its use and the connection change, and what is told of the person's wishes."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from model.samples import entry, secret
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QPlainTextEdit
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers.changes import Place
from pullsecrets.controllers.view import ViewController
from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.pulls import Pull, PullState
from pullsecrets.model.secrets import PullSecret, Row, Use
from pullsecrets.model.usage import Usage
from pullsecrets.service.loop import Emit, ServiceThread
from pullsecrets.service.session import Session, kubeconfig_text
from pullsecrets.views.clipboard import SecretClipboard
from pullsecrets.views.row_actions import RowAct
from pullsecrets.views.view_page import EntryAct, ViewPage
from pullsecrets.views.view_table import ListTable

HELM = Owner(OwnerKind.HELM, "base", "web")
HELM_MARKS: dict[str, Any] = {
    "annotations": {"meta.helm.sh/release-name": "base", "meta.helm.sh/release-namespace": "web"},
    "labels": {"app.kubernetes.io/managed-by": "Helm"},
}
FORBIDDEN = Problem(Code.FORBIDDEN, {"verb": "patch", "resource": "secrets", "namespace": "web"})


def pull_secret(password: str | bytes = "first", version: str = "100", **fields: Any) -> PullSecret:
    made = entry("bot", "") | {"auth": base64.b64encode(b"bot:" + _bytes(password)).decode()}
    data = fields.pop("data", json.dumps({"auths": {"quay.io": made}}))
    immutable = fields.pop("immutable", False)
    return PullSecret.of(secret(data, resourceVersion=version, **fields) | {"immutable": immutable})


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


class OneSecret(Session):
    """A session on a cluster that holds one secret, or fails."""

    def __init__(self) -> None:
        super().__init__("prod-eu", kubeconfig_text(lambda: asyncio.sleep(0, "")))
        self.now: PullSecret | Failure = pull_secret()
        self.use: list[Usage] = [Usage(Use(2, complete=True), (), (), ())]
        self.use_fails = False
        self.reads = self.follows = self.followed_now = self.hurried = 0

    async def secret(self, namespace: str, name: str) -> PullSecret:
        self.reads += 1
        await asyncio.sleep(0)
        if isinstance(self.now, Failure):
            raise self.now
        return self.now

    async def follow_use(self, namespace: str, name: str, emit: Emit) -> None:
        self.follows += 1
        self.followed_now += 1
        try:
            if self.use_fails:
                raise Failure(Code.CONNECTION_LOST, host="api:6443")
            for usage in self.use:
                emit(usage)
            await asyncio.Event().wait()
        finally:
            self.followed_now -= 1

    def retry_now(self) -> None:
        self.hurried += 1


class Stage(QObject):
    """A page under a controller, and what it told."""

    def __init__(self, qtbot: QtBot, service: ServiceThread) -> None:
        super().__init__()
        self.qtbot, self.service = qtbot, service
        self.session = OneSecret()
        self.window = QMainWindow()
        self.page = ViewPage(self.window)
        self.window.setCentralWidget(self.page)
        qtbot.addWidget(self.window)
        self.window.show()
        self.clipboard = SecretClipboard(QGuiApplication.clipboard(), self)
        self.problems: dict[RowAct, Problem] = {}
        self.told: list[tuple[object, ...]] = []

    def open(self, row: Row | None = None) -> ViewController:
        """Show the secret as the table knows it, or as it is."""
        place = Place(self.session, Context("prod-eu", "https://api:6443"))
        if row is None:
            assert isinstance(self.session.now, PullSecret)
            row = self.session.now.row
        view = ViewController(self.window, self.page, self.service, place, row, self.clipboard, self.why_not)
        for name in ("back", "update", "delete", "copy", "entry"):
            getattr(view, name).connect(lambda *values, name=name: self.told.append((name, *values)))
        return view

    def opened(self) -> ViewController:
        view = self.open()
        self.until("In use")
        self.wait(lambda: self.page.entry_actions[EntryAct.ADD].reason != "It is being read.")
        return view

    def why_not(self, row: Row, act: RowAct) -> Problem | None:
        if row.broken and act is RowAct.UPDATE:
            return Problem(Code.BROKEN, {"namespace": row.namespace, "name": row.name, "why": row.broken.why})
        return self.problems.get(act)

    def wait(self, condition: Any) -> None:
        self.qtbot.waitUntil(condition, timeout=5000)

    def until(self, text: str) -> None:
        self.wait(lambda: text in self.said())

    def said(self) -> str:
        labels = [label.text() for label in self.page.findChildren(QLabel) if label.isVisible()]
        values = [value.toPlainText() for value in self.page.findChildren(QPlainTextEdit) if value.isVisible()]
        return "\n".join(labels + values)

    def allowed(self) -> set[str]:
        page = self.page
        named = {"update": page.update_action, "delete": page.delete_action, "copy": page.copy_action}
        named |= {str(act): action for act, action in page.entry_actions.items() if action.isVisible()}
        return {name for name, action in named.items() if action.isEnabled()}


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    service = ServiceThread()
    service.start()
    yield Stage(qtbot, service)
    service.stop()


def test_the_row_is_shown_at_once_then_the_secret_and_its_use(stage: Stage) -> None:
    stage.open()
    assert "quay.io" in stage.said()
    assert stage.allowed() == {"update", "delete", "copy"}, "its entries are not known yet"
    stage.until("In use")
    stage.wait(lambda: "add" in stage.allowed())


def test_a_change_is_shown_and_ends_revealing(stage: Stage) -> None:
    view = stage.opened()
    stage.page.reveal_requested.emit("quay.io")
    assert "first" in stage.said()
    stage.session.now = pull_secret("second", "101", annotations={"kubernetes.io/description": "changed"})
    view.row_changed(stage.session.now.row)
    stage.until("changed")
    assert "first" not in stage.said()
    stage.page.reveal_requested.emit("quay.io")
    assert "second" in stage.said()


def test_a_change_of_use_alone_reads_nothing_again(stage: Stage) -> None:
    view = stage.opened()
    assert isinstance(stage.session.now, PullSecret)
    stage.page.reveal_requested.emit("quay.io")
    view.row_changed(replace(stage.session.now.row, use=Use(3, complete=True)))
    view.row_changed(replace(stage.session.now.row, uid="another", resource_version="101"))
    assert stage.session.reads == 1
    assert view.uid == "u-1"
    assert "first" in stage.said()


def test_the_time_of_a_change_that_only_the_table_saw_is_shown(stage: Stage) -> None:
    assert isinstance(stage.session.now, PullSecret)
    view = stage.opened()
    assert stage.said().count("unknown") == 2, "created and last updated"
    later = pull_secret(managedFields=[{"time": "2026-11-23T09:26:03Z"}]).row.last_updated
    view.row_changed(replace(stage.session.now.row, last_updated=later))
    assert stage.said().count("unknown") == 1
    assert "2026-11-23" in stage.said()


def test_a_deleted_secret_stays_and_nothing_can_be_done_with_it(stage: Stage) -> None:
    view = stage.opened()
    view.row_removed("another")
    assert "Deleted" not in stage.said()
    view.row_removed(view.uid)
    assert "Deleted" in stage.said()
    assert stage.allowed() == set()
    stage.page.reveal_requested.emit("quay.io")
    assert "first" in stage.said(), "it may be the last copy of it"
    assert isinstance(stage.session.now, PullSecret)
    view.row_changed(stage.session.now.row)
    assert "Deleted" not in stage.said()
    assert "update" in stage.allowed()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (Failure(Code.NOT_FOUND, namespace="web", name="pull"), "<b>Deleted</b>. What is shown here is how it was."),
        (
            Failure(Code.NOT_PULL_SECRET, type="Opaque"),
            "It was replaced by a secret of the type Opaque. What is shown here is how it was.",
        ),
        (pull_secret(uid="u-2"), "<b>Deleted and created anew</b>. What is shown here is how it was."),
    ],
)
def test_what_is_not_the_same_secret_any_more_is_not_shown_for_it(
    stage: Stage, now: PullSecret | Failure, said: str
) -> None:
    row = pull_secret().row
    stage.session.now = now
    stage.open(row)
    stage.until(said)
    assert stage.allowed() == set()


def test_what_cannot_be_read_is_read_when_the_cluster_answers_again(stage: Stage) -> None:
    row = pull_secret().row
    stage.session.now, stage.session.use_fails = Failure(Code.CONNECTION_REFUSED, host="api:6443"), True
    view = stage.open(row)
    stage.until("refused the connection")
    stage.until("The connection to api:6443 broke off")
    assert "Use unknown" in stage.said()
    lost = Problem(Code.CONNECTION_REFUSED, {"host": "api:6443"})
    stage.problems = dict.fromkeys((RowAct.UPDATE, RowAct.DELETE, RowAct.COPY), lost)
    view.set_lost(lost)
    assert "may be out of date" in stage.said()
    assert stage.allowed() == set()
    stage.page.retry_now.emit()
    stage.wait(lambda: stage.session.hurried == 1)
    stage.session.now, stage.session.use_fails, stage.problems = pull_secret(), False, {}
    view.set_lost(None)
    stage.until("In use")
    stage.wait(lambda: "add" in stage.allowed())
    assert "refused the connection" not in stage.said()
    view.set_lost(None)
    assert stage.session.reads == 2
    assert stage.session.follows == 2


def test_what_uses_it_is_looked_for_again_by_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pullsecrets.controllers.view._FOLLOW_AGAIN", 50)
    stage.session.use_fails = True
    view = stage.open()
    stage.until("The connection to api:6443 broke off")
    stage.wait(lambda: stage.session.follows > 2)
    stage.session.use_fails = False
    stage.until("In use")
    assert "broke off" not in stage.said()
    view.leave()
    stage.session.use_fails = True
    view = stage.open()
    stage.until("broke off")
    view.leave()
    follows = stage.session.follows
    stage.qtbot.wait(150)
    assert stage.session.follows == follows


def test_what_is_wanted_is_told_with_the_uid(stage: Stage) -> None:
    view = stage.opened()
    stage.page.back.emit()
    stage.page.update_action.trigger()
    stage.page.delete_action.trigger()
    stage.page.copy_action.trigger()
    stage.page.entry_actions[EntryAct.ADD].trigger()
    assert stage.told == [
        ("back",),
        ("update", view.uid, None, "quay.io"),
        ("delete", view.uid, None),
        ("copy", view.uid),
        ("entry", EntryAct.ADD, view.uid, "", None),
    ]


def test_an_entry_without_a_registry_is_told_as_any_other(stage: Stage) -> None:
    def three(version: str, username: str) -> PullSecret:
        auths = {key: entry(username, "") for key in ("a.io", "", "b.io")}
        return pull_secret(version=version, data=json.dumps({"auths": auths}))

    stage.session.now = three("100", "bot")
    view = stage.opened()
    table = part(stage.page, ListTable, lambda each: each.accessibleName() == "Entries")
    stage.page.update_action.trigger()
    table.choose("")
    stage.page.update_action.trigger()
    stage.session.now = three("101", "robot")
    view.row_changed(stage.session.now.row)
    stage.wait(lambda: table.model().index(0, 1).data() == "robot")
    stage.page.update_action.trigger()
    assert [told[-1] for told in stage.told] == ["a.io", "", ""]


def test_without_entries_none_is_told(stage: Stage) -> None:
    stage.session.now = pull_secret(data=json.dumps({"auths": {}}))
    view = stage.opened()
    stage.page.update_action.trigger()
    assert stage.told == [("update", view.uid, None, None)]


def test_an_owner_closes_what_it_would_revert_until_the_person_insists(stage: Stage) -> None:
    stage.session.now = pull_secret(**HELM_MARKS)
    view = stage.opened()
    assert "Managed by the Helm release" in stage.said()
    assert stage.allowed() == {"copy"}
    stage.page.change_anyway.emit(HELM)
    assert "Managed by the Helm release" not in stage.said()
    assert stage.allowed() == {"update", "delete", "copy", "add"}
    stage.page.update_action.trigger()
    stage.page.entry_actions[EntryAct.ADD].trigger()
    assert stage.told == [("update", view.uid, HELM, "quay.io"), ("entry", EntryAct.ADD, view.uid, "", HELM)]
    moved = {"meta.helm.sh/release-name": "other", "meta.helm.sh/release-namespace": "web"}
    stage.session.now = pull_secret("first", "101", annotations=moved, labels=HELM_MARKS["labels"])
    view.row_changed(stage.session.now.row)
    stage.until("web/other")
    assert stage.allowed() == {"copy"}, "another owner than the one that was overridden"


def test_only_the_owner_that_was_asked_about_is_overridden(stage: Stage) -> None:
    adopted = {"argocd.argoproj.io/tracking-id": "shop:/Secret:web/pull"}
    stage.session.now = pull_secret(annotations=adopted)
    stage.opened()
    stage.page.change_anyway.emit(HELM)  # it was Helm's when the question was asked
    assert "Argo CD application" in stage.said()
    assert stage.allowed() == {"copy"}


@pytest.mark.parametrize(
    ("fields", "said", "allowed"),
    [
        ({"immutable": True}, "is immutable", {"update", "delete", "copy"}),
        ({"deletionTimestamp": "2026-11-23T09:00:00Z"}, "is being deleted", {"update", "delete", "copy", "add"}),
        ({"data": "{"}, "", {"delete", "copy", "replace-content"}),
        ({"data": "{", "immutable": True}, "is immutable", {"delete", "copy"}),
    ],
)
def test_a_secret_that_cannot_be_changed_says_so(
    stage: Stage, fields: dict[str, Any], said: str, allowed: set[str]
) -> None:
    """Terminating is for ``why_not`` to refuse."""
    stage.session.now = pull_secret(**fields)
    stage.open()
    stage.until(said)
    stage.wait(lambda: stage.allowed() == allowed)


def test_a_missing_right_is_judged_anew_when_it_is_known(stage: Stage) -> None:
    view = stage.opened()
    stage.problems[RowAct.UPDATE] = FORBIDDEN
    view.judge()
    assert stage.allowed() == {"delete", "copy"}
    assert "patch secrets" in stage.page.update_action.reason


def test_a_password_is_copied_and_told_until_it_is_gone(stage: Stage) -> None:
    stage.opened()
    stage.page.password_copy_requested.emit("quay.io")
    assert QGuiApplication.clipboard().text() == "first"
    assert "The password for <b>quay.io</b> was copied." in stage.said()
    stage.clipboard.clear_now()
    assert "was copied" not in stage.said()
    assert QGuiApplication.clipboard().text() == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [(b"\xff", "holds bytes that are not text"), (b"", "There is nothing to copy: the password is empty.")],
)
def test_what_cannot_be_copied_is_said(stage: Stage, password: bytes, said: str) -> None:
    QGuiApplication.clipboard().setText("before")
    stage.session.now = pull_secret(password)
    stage.opened()
    stage.page.password_copy_requested.emit("quay.io")
    assert said in stage.said()
    assert QGuiApplication.clipboard().text() == "before"


def test_leaving_stops_everything_and_frees_the_page_for_another_secret(stage: Stage) -> None:
    first = stage.opened()
    stage.page.reveal_requested.emit("quay.io")
    stage.page.password_copy_requested.emit("quay.io")
    first.leave()
    assert "first" not in stage.said()
    stage.wait(lambda: stage.session.followed_now == 0)
    assert QGuiApplication.clipboard().text() == "first", "to be pasted elsewhere"
    stage.session.now = pull_secret("other", uid="u-2", name="second")
    second = stage.opened()
    second.leave()
    third = stage.open()
    stage.page.update_action.trigger()
    assert stage.told == [("update", third.uid, None, "quay.io")]
    stage.wait(lambda: "add" in stage.allowed())
    stage.page.reveal_requested.emit("quay.io")
    assert "other" in stage.said()
    stage.clipboard.clear_now()


def test_how_pulls_go_is_known_from_the_table_whatever_was_read(stage: Stage) -> None:
    assert isinstance(stage.session.now, PullSecret)
    row = replace(stage.session.now.row, pull=Pull(PullState.WAITING))
    stage.session.now = pull_secret(version="101")
    view = stage.open(row)
    stage.wait(lambda: stage.page.entry_actions[EntryAct.ADD].reason != "It is being read.")
    assert "Waiting for a pull" in stage.said()
    view.row_changed(replace(stage.session.now.row, pull=None))
    assert "Waiting for a pull" not in stage.said()
