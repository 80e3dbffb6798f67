"""Add sends what was typed, says what stands against it, and has new pods use it where that was asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from controllers.small_cluster import SmallCluster, Stage, stage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers.add import AddController
from pullsecrets.controllers.changes import Told
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.errors import Code, Failure, Unanswered
from pullsecrets.model.secrets import PullSecret
from pullsecrets.views import words
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.entries_editor import EntriesEditor

NAMESPACES = ("payments", "search")


class Cluster(SmallCluster):
    """With the service account of new pods."""

    def __init__(self) -> None:
        super().__init__()
        self.account: dict[str, Any] | None = {"metadata": {"resourceVersion": "7"}, "imagePullSecrets": []}
        self.denied: set[tuple[str, str]] = set()  # verb, resource
        self.asked: list[str] = []  # namespaces in which rights were asked for

    async def may(self, verb: str, namespace: str, name: str = "", resource: str = "secrets") -> bool:
        self.asked.append(namespace)
        return (verb, resource) not in self.denied

    async def service_account(self, namespace: str, name: str) -> dict[str, Any]:
        if self.account is None:
            raise Failure(Code.NOT_FOUND, resource="serviceaccounts", namespace=namespace, name=name)
        return self.account

    async def patch_service_account(self, namespace: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        assert self.account
        await self._admit(namespace)
        self.account = body
        return body


class Page(Stage):
    """The stage with one open Add dialog, and what its controller told."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.cluster: Cluster = Cluster()
        self.place = type(self.place)(self.cluster, self.place.context)
        self.added: list[PullSecret] = []
        self.closed: list[bool] = []
        self.told: list[Told] = []
        self.changes.told.connect(self.told.append)

    def open(
        self, namespaces: tuple[str, ...] | None = NAMESPACES, namespace: str = "payments", name: str = ""
    ) -> None:
        self.controller = AddController(
            self.window, self.service, self.changes, self.checks, self.place, namespaces, namespace, name
        )
        self.controller.added.connect(self.added.append)
        self.controller.closed.connect(lambda: self.closed.append(True))

    def line(self, name: str) -> QLineEdit:
        label = part(self.dialog(), QLabel, lambda each: each.text() == f"{name} *")
        found = label.buddy()
        assert found is not None
        return found if isinstance(found, QLineEdit) else part(found, QLineEdit, lambda each: not each.isHidden())

    def type(self, name: str, text: str) -> None:
        self.line(name).selectAll()
        QTest.keyClicks(self.line(name), text)

    def fill(self, name: str = "ci-pull") -> None:
        if name:
            self.type("Name", name)
        for field, text in (("Registry", "ghcr.io"), ("Username", "ci"), ("Password", "pa:ss 1")):
            self.type(field, text)

    def tick(self) -> None:
        tick = part(self.dialog(), QCheckBox, QCheckBox.isVisible)
        QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(8, tick.height() // 2))
        assert tick.isChecked()

    def stored(self, name: str = "ci-pull", namespace: str = "payments") -> dict[str, tuple[bytes, bytes]]:
        config = PullSecret.of(self.cluster.secrets[namespace, name]).config
        assert isinstance(config, DockerConfig)
        return {each.key: (each.credential.username, each.credential.password) for each in config.entries}

    def account(self) -> list[str]:
        assert self.cluster.account
        return [item["name"] for item in self.cluster.account["imagePullSecrets"]]


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[Page]:
    with stage(qtbot, tmp_path, Page) as made:
        yield made


def test_what_was_typed_is_added_by_keys_alone(page: Page) -> None:
    page.open()
    page.wait(page.dialog().isActiveWindow)
    typed = ["ci-pull", None, "ghcr.io", "ci", "pa:ss 1"]
    for text in typed:
        focus = page.dialog().focusWidget()
        assert isinstance(focus, QWidget)
        if text:
            QTest.keyClicks(focus, text)
        page.key(Qt.Key.Key_Tab if text != typed[-1] else Qt.Key.Key_Return)
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": (b"ci", b"pa:ss 1")}
    assert [secret.name for secret in page.added] == ["ci-pull"]
    assert page.records() == [("create", "payments", "ci-pull", "created", "")]
    assert [(told.errand.kind, told.problem) for told in page.told] == [("create", None)]
    assert page.account() == []
    page.wait(lambda: not page.window.findChildren(AddController))


def test_why_it_waits_is_said_until_it_is_complete(page: Page) -> None:
    page.open()
    for field, text, said in (
        ("Name", "ci-pull", "Enter a name."),
        ("Registry", "ghcr.io", "Enter a registry."),
        ("Username", "ci", "Enter a username."),
        ("Password", "x", "Enter a password."),
    ):
        assert said in page.said()
        assert not page.buttons()["Add"]
        page.type(field, text)
    assert page.buttons()["Add"]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("Name", "Ci_Pull", "A name is made of lower-case letters"),
        ("Username", "a:b", "A username cannot contain"),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_sent_by_no_key(
    page: Page, field: str, text: str, said: str
) -> None:
    page.open()
    page.fill()
    page.type(field, text)
    assert said in page.line(field).accessibleDescription()
    assert not page.buttons()["Add"]
    page.key(Qt.Key.Key_Return, page.line("Name"))
    dialog = page.dialog()
    assert isinstance(dialog, AddDialog)
    dialog.submitted.emit()
    assert not page.changes.under_way


def test_a_key_that_serves_no_image_is_warned_about_and_mended_by_one_click(page: Page) -> None:
    page.open()
    page.fill()
    page.type("Registry", "GHCR.io")
    assert "upper case counts" in page.line("Registry").accessibleDescription()
    assert page.buttons()["Add"], "it is a warning"
    page.press("Use “ghcr.io”")
    assert page.line("Registry").text() == "ghcr.io"
    assert page.line("Registry").accessibleDescription() == ""


def test_a_name_that_is_taken_is_said_beside_it_and_nothing_is_lost(page: Page) -> None:
    page.cluster.put("payments", "ci-pull")
    page.cluster.secrets["payments", "ci-pull"]["type"] = "Opaque"
    page.open()
    page.fill()
    page.press("Add")
    page.wait(lambda: "of the type Opaque" in page.line("Name").accessibleDescription())
    assert [page.line(each).text() for each in ("Registry", "Username")] == ["ghcr.io", "ci"]
    assert page.buttons()["Add"]
    page.type("Name", "other")
    assert page.line("Name").accessibleDescription() == ""
    page.press("Add")
    page.wait(lambda: page.closed)
    assert page.stored("other") == {"ghcr.io": (b"ci", b"pa:ss 1")}
    assert [record[3] for record in page.records()] == ["failed: already-exists", "created"]
    assert len(page.told) == 1, "the dialog says by itself what failed"


def test_a_name_that_is_taken_may_be_free_in_another_namespace(page: Page) -> None:
    page.cluster.put("payments", "ci-pull")
    page.open()
    page.fill()
    page.press("Add")
    page.wait(lambda: "already a secret" in page.line("Name").accessibleDescription())
    QTest.keyClick(part(page.dialog(), QComboBox), Qt.Key.Key_Down)
    assert page.line("Name").accessibleDescription() == ""
    page.press("Add")
    page.wait(lambda: page.closed)
    assert page.stored(namespace="search")


@pytest.mark.parametrize(
    ("failure", "field", "said"),
    [
        (Failure(Code.NAMESPACE_TERMINATING, namespace="payments"), "Namespace", "is being deleted"),
        (
            Failure(Code.NOT_FOUND, resource="namespaces", name="payments"),
            "Namespace",
            "There is no namespace payments.",
        ),
        (Failure(Code.INVALID, field="metadata.annotations", reason="Too long"), "Description", "Too long"),
        (Failure(Code.INVALID, field="data[.dockerconfigjson]", reason="Too long"), "Password", "Too long"),
        (Failure(Code.INVALID, field="metadata.name", reason="Required value"), "Name", "Required value"),
        (Failure(Code.INVALID, field="metadata.namespace", reason="Too long"), "Namespace", "Too long"),
        (Failure(Code.CONNECTION_REFUSED, host="api:6443"), "", "api:6443 refused the connection."),
    ],
)
def test_what_the_cluster_refuses_is_said_where_it_belongs(page: Page, failure: Failure, field: str, said: str) -> None:
    page.open()
    page.fill()
    page.cluster.failures = [failure]
    page.press("Add")
    page.wait(lambda: said in page.said())
    label = f"{field} *" if field in {"Name", "Namespace", "Password"} else field
    if field:
        buddy = part(page.dialog(), QLabel, lambda each: each.text() == label).buddy()
        assert buddy is not None
        described = page.line("Password") if field == "Password" else buddy
        assert said in described.accessibleDescription()
    assert page.line("Password").text()
    assert page.buttons()["Cancel"]


def test_new_pods_use_it_where_that_was_ticked(page: Page) -> None:
    assert page.cluster.account
    page.cluster.account["imagePullSecrets"] = [{"name": "first"}]
    page.open()
    page.fill()
    page.tick()
    page.press("Add")
    page.wait(lambda: page.closed and not page.changes.under_way)
    assert page.account() == ["first", "ci-pull"]
    assert [(kind, result) for kind, _, _, result, _ in page.records()] == [
        ("create", "created"),
        ("service account", "updated"),
    ]
    said = [
        words.told(each.errand.kind, each.problem, each.errand.name, each.errand.namespace)[0] for each in page.told
    ]
    assert said == [
        "Added ci-pull in payments.",
        "Added ci-pull in payments. New pods that name no ImagePullSecret of their own use it.",
    ]


def test_that_new_pods_do_not_get_it_is_said_though_it_was_added(page: Page) -> None:
    page.cluster.account = None
    page.open()
    page.fill()
    page.tick()
    page.press("Add")
    page.wait(lambda: len(page.told) == 2)
    assert page.stored()
    assert [(told.errand.kind, told.problem and told.problem.code) for told in page.told] == [
        ("create", None),
        ("service account", Code.NOT_FOUND),
    ]
    assert [(kind, result) for kind, _, _, result, _ in page.records()] == [
        ("create", "created"),
        ("service account", "failed: not-found"),
    ]


@pytest.mark.parametrize("names", [NAMESPACES, None])
def test_a_missing_right_is_said_before_anything_is_typed_in_vain(page: Page, names: tuple[str, ...] | None) -> None:
    page.cluster.denied = {("create", "secrets"), ("patch", "serviceaccounts")}
    page.open(names)
    page.wait(lambda: "You are not allowed to create secrets in the namespace payments." in page.said())
    assert not part(page.dialog(), QCheckBox, QCheckBox.isVisible).isEnabled()
    page.fill()
    assert not page.buttons()["Add"]
    page.cluster.denied = set()
    if names is None:
        page.type("Namespace", "search")
    else:
        QTest.keyClick(part(page.dialog(), QComboBox), Qt.Key.Key_Down)
    assert "You are not allowed" not in page.line("Name").accessibleDescription()
    page.wait(
        lambda: "search" in page.cluster.asked and part(page.dialog(), QCheckBox, QCheckBox.isVisible).isEnabled()
    )
    page.press("Add")
    page.wait(lambda: page.closed)
    assert page.stored(namespace="search")


def test_rights_are_asked_for_once_a_namespace_was_typed(page: Page) -> None:
    page.open(None, "")
    page.type("Namespace", "search")
    page.wait(lambda: page.cluster.asked)
    assert set(page.cluster.asked) == {"search"}


def test_a_missing_secret_is_added_under_its_name(page: Page) -> None:
    page.open(NAMESPACES, "search", "reports-pull")
    page.fill(name="")
    page.press("Add")
    page.wait(lambda: page.closed)
    assert page.stored("reports-pull", "search")


def test_where_a_missing_secret_may_not_be_made_that_stays_said(page: Page) -> None:
    page.cluster.denied = {("create", "secrets")}
    page.open(NAMESPACES, "search", "reports-pull")
    page.wait(lambda: "not allowed to create secrets" in page.said())
    page.fill(name="")
    assert "not allowed to create secrets" in page.said()
    assert not page.buttons()["Add"]


def test_a_config_is_imported_and_what_the_form_holds_stays(page: Page) -> None:
    page.open()
    page.fill()
    auths = {
        key: {"auth": base64.b64encode(pair.encode()).decode()}
        for key, pair in (("ghcr.io", "x:y"), ("quay.io", "r:s"))
    }
    config = json.dumps({"auths": auths, "credHelpers": {"gcr.io": "gcloud"}}).encode()
    editor = page.dialog().findChild(EntriesEditor)
    assert isinstance(editor, EntriesEditor)
    editor.config_given.emit(config)
    assert "1 entry(ies) taken. The form keeps its own entry for ghcr.io." in page.said()
    assert "“gcloud” keeps the password for gcr.io" in page.said()
    page.press("Add")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": (b"ci", b"pa:ss 1"), "quay.io": (b"r", b"s")}


def test_what_is_no_config_is_said_and_changes_nothing(page: Page) -> None:
    page.open()
    page.fill()
    editor = page.dialog().findChild(EntriesEditor)
    assert isinstance(editor, EntriesEditor)
    editor.config_given.emit(b"kind: Secret\napiVersion: v1\n")
    assert "This is a Kubernetes manifest" in page.said()
    assert [draft.key for draft in editor.drafts()] == ["ghcr.io"]


def test_two_entries_for_one_registry_are_refused_by_name(page: Page) -> None:
    page.open()
    page.fill()
    page.press("Add another entry")
    for field, text in (("Registry", "ghcr.io"), ("Username", "r"), ("Password", "s")):
        page.type(field, text)
    assert "ghcr.io: There is an entry for this registry already." in page.said()
    assert not page.buttons()["Add"]
    page.press("Remove entry")
    assert page.buttons()["Add"]


def test_a_description_that_no_annotation_can_hold_is_refused(page: Page) -> None:
    page.open()
    page.fill()
    description = part(page.dialog(), QLabel, lambda each: each.text() == "Description").buddy()
    assert description is not None
    description.setProperty("plainText", ("ä" * 50 + "\n") * 2_600)
    assert "Too long: all annotations together" in page.said()
    assert not page.buttons()["Add"]


def lost() -> Unanswered:
    return Unanswered(Code.CONNECTION_LOST, host="api:6443")


def test_an_outcome_that_is_not_known_is_said_and_waited_for(page: Page) -> None:
    page.open()
    page.fill()
    page.cluster.failures = [lost(), Failure(Code.CONNECTION_REFUSED, host="api:6443")]
    page.press("Add")
    page.wait(lambda: "The cluster has not said whether ci-pull was added" in page.said())
    page.wait(lambda: page.closed)
    assert page.stored()
    assert len(page.added) == 1


@pytest.mark.parametrize("for_new_pods", [False, True])
def test_who_stops_waiting_is_told_in_the_window(page: Page, for_new_pods: bool) -> None:
    page.open()
    page.fill()
    if for_new_pods:
        page.tick()
    page.cluster.slow = True
    page.press("Add")
    page.press("Stop waiting")
    page.wait(lambda: page.closed)
    assert not [each for each in page.window.findChildren(QDialog) if each.isVisible()]
    assert [told.problem and told.problem.code for told in page.told] == [Code.OUTCOME_UNKNOWN]
    page.cluster.slow = False
    page.wait(lambda: not page.changes.under_way)
    assert page.stored()
    assert page.account() == (["ci-pull"] if for_new_pods else [])
    expected = ["create", "create", "service account"] if for_new_pods else ["create", "create"]
    assert [told.errand.kind for told in page.told] == expected
    assert all(told.problem is None for told in page.told[1:])
    page.wait(lambda: not page.window.findChildren(AddController))
