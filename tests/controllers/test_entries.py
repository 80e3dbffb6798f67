"""Entries are added, renamed, removed and repaired through the real dialogs, and nobody's change is lost."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from controllers.small_cluster import SmallCluster, Stage, stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers.changes import Told
from pullsecrets.controllers.entries import EntryController
from pullsecrets.model.dockerconfig import Broken, DockerConfig
from pullsecrets.model.errors import Code, Failure, Unanswered
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret
from pullsecrets.views.entry_dialogs import AddEntryDialog
from pullsecrets.views.view_page import EntryAct
from pullsecrets.views.view_table import ListTable

NAMESPACE, NAME = "data", "multi-registry"
HELM: dict[str, Any] = {
    "labels": {"app.kubernetes.io/managed-by": "Helm"},
    "annotations": {"meta.helm.sh/release-name": "platform-base"},
}


def auth(pair: str) -> dict[str, str]:
    return {"auth": base64.b64encode(pair.encode()).decode()}


def config(**auths: object) -> bytes:
    """A docker config with these entries; "_" stands for "." in their keys."""
    return json.dumps({"auths": {key.replace("_", "."): entry for key, entry in auths.items()}}, indent=1).encode()


TWO = config(ghcr_io=auth("ci:one"), GHCR_IO=auth("old:two"))
BROKEN = config(ghcr_io=auth("ci:one") | {"note": "kept"}, quay_io={"auth": "!!"}, registry_acme_io=auth("robot:three"))


class Cluster(SmallCluster):
    """Takes patches, as the API server would."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    async def secret(self, namespace: str, name: str) -> PullSecret:
        self.reads += 1
        return await super().secret(namespace, name)

    async def patch_secret(self, namespace: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        await self._admit(namespace)
        now = await self.get_secret(namespace, name)
        if body["metadata"]["resourceVersion"] != now["metadata"]["resourceVersion"]:
            raise Failure(Code.CONFLICT, namespace=namespace, name=name)
        content = base64.b64decode(body["data"][".dockerconfigjson"])
        return dict(self.put(namespace, name, content=content, uid=now["metadata"]["uid"]).object)


class Page(Stage):
    """The stage with one open dialog about the entries of a secret."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.cluster: Cluster = Cluster()
        self.place = type(self.place)(self.cluster, self.place.context)
        self.closed: list[bool] = []
        self.told: list[Told] = []
        self.changes.told.connect(self.told.append)

    def open(
        self, act: EntryAct, key: str = "", content: bytes = TWO, owner: Owner | None = None, **metadata: Any
    ) -> None:
        row = self.cluster.put(NAMESPACE, NAME, content=content, **metadata).row
        self.controller = EntryController(
            self.window, self.service, self.changes, self.checks, self.place, row, act, key, owner
        )
        self.controller.closed.connect(lambda: self.closed.append(True))
        assert "Reading the ImagePullSecret…" in self.said()
        self.wait(lambda: "Reading the ImagePullSecret…" not in self.said())

    def colleague(self, content: bytes, **metadata: Any) -> None:
        """A colleague replaces the content, and the watch tells."""
        row = self.cluster.put(NAMESPACE, NAME, content=content, **metadata).row
        self.controller.row_changed(row)

    def line(self, name: str) -> QLineEdit:
        label = part(
            self.dialog(), QLabel, lambda each: each.text() in {name, f"{name} *"} and each.buddy() is not None
        )
        found = label.buddy()
        assert found is not None
        return found if isinstance(found, QLineEdit) else part(found, QLineEdit, lambda each: not each.isHidden())

    def type(self, name: str, text: str) -> None:
        self.line(name).selectAll()
        QTest.keyClicks(self.line(name), text)

    def listed(self, name: str) -> list[str]:
        table = part(self.dialog(), ListTable, lambda each: each.accessibleName() == name)
        model = table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())] if table.isVisible() else []

    @property
    def content(self) -> bytes:
        return PullSecret.of(self.cluster.secrets[NAMESPACE, NAME]).data

    def stored(self) -> dict[str, str]:
        read = PullSecret.of(self.cluster.secrets[NAMESPACE, NAME]).config
        assert isinstance(read, DockerConfig)
        pairs = {each.key: each.credential.username + b":" + each.credential.password for each in read.entries}
        return {key: pair.decode() for key, pair in pairs.items()}


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[Page]:
    with stage(qtbot, tmp_path, Page) as made:
        yield made


def add_quay(page: Page) -> None:
    for field, text in (("Registry", "quay.io"), ("Username", "robot"), ("Password", "pa:ss")):
        page.type(field, text)


def test_an_entry_is_added_and_can_be_undone(page: Page) -> None:
    page.open(EntryAct.ADD)
    assert page.line("Name").text() == NAME
    assert page.line("Name").isReadOnly()
    assert page.line("Registry").hasFocus()
    add_quay(page)
    page.key(Qt.Key.Key_Return, page.line("Password"))
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "ci:one", "GHCR.IO": "old:two", "quay.io": "robot:pa:ss"}
    assert page.records() == [("entry", NAMESPACE, NAME, "updated", "")]
    assert [(told.errand.kind, told.problem, told.can_undo) for told in page.told] == [("entry", None, True)]
    page.changes.undo_last()
    page.wait(lambda: len(page.told) == 2)
    assert page.content == TWO


def test_an_entry_that_is_there_already_is_refused_beside_the_field(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    page.type("Registry", "ghcr.io")
    assert "There is an entry for this registry already." in page.line("Registry").accessibleDescription()
    assert not page.buttons()["Add entry"]
    dialog = page.dialog()
    assert isinstance(dialog, AddEntryDialog)
    dialog.submitted.emit()
    assert not page.changes.under_way


def test_a_key_is_changed_to_what_is_suggested(page: Page) -> None:
    page.open(EntryAct.CHANGE_REGISTRY, "GHCR.IO")
    assert page.line("Registry").text() == "GHCR.IO"
    assert page.line("Registry").isReadOnly()
    assert "matches no image: upper case counts" in page.said()
    assert page.line("New registry").text() == "GHCR.IO", "ghcr.io is taken"
    assert "Nothing was changed yet." in page.said()
    assert not page.buttons()["Change registry"]
    page.type("New registry", "ghcr.io/team")
    page.press("Change registry")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "ci:one", "ghcr.io/team": "old:two"}


def test_a_key_is_filled_with_its_correction(page: Page) -> None:
    page.open(EntryAct.CHANGE_REGISTRY, "Quay.io", config(Quay_io=auth("a:b")))
    assert page.line("New registry").text() == "quay.io"
    page.press("Change registry")
    page.wait(lambda: page.closed)
    assert page.stored() == {"quay.io": "a:b"}


def test_a_password_in_a_key_is_not_shown(page: Page) -> None:
    key = "https://me:hidden-one@Quay.io"
    page.open(EntryAct.CHANGE_REGISTRY, key, json.dumps({"auths": {key: auth("a:b")}}).encode())
    seen = [*(each.text() for each in page.dialog().findChildren(QLineEdit)), page.said()]
    assert not any("hidden-one" in text for text in seen)


def test_an_entry_is_removed_only_when_that_is_chosen(page: Page) -> None:
    page.open(EntryAct.REMOVE, "GHCR.IO")
    assert "Remove the entry for <b>GHCR.IO</b> from multi-registry?" in page.said()
    assert page.line("Username").text() == "old"
    page.key(Qt.Key.Key_Return)
    page.wait(lambda: page.closed)
    assert page.content == TWO


def test_an_entry_is_removed(page: Page) -> None:
    page.open(EntryAct.REMOVE, "GHCR.IO")
    page.press("Remove entry")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "ci:one"}


@pytest.mark.parametrize(
    ("act", "key", "content", "metadata", "said"),
    [
        (EntryAct.REMOVE, "ghcr.io", config(ghcr_io=auth("ci:one")), {}, "is the last one in multi-registry"),
        (EntryAct.REMOVE, "gone.io", TWO, {}, "removed the entry for gone.io"),
        (EntryAct.CHANGE_REGISTRY, "gone.io", TWO, {}, "removed the entry for gone.io"),
        (EntryAct.ADD, "", BROKEN, {}, "is broken (not base64)"),
        (EntryAct.REPLACE_CONTENT, "", TWO, {}, "Someone else changed multi-registry"),
        (EntryAct.ADD, "", TWO, {"immutable": True}, "is immutable"),
        (EntryAct.ADD, "", TWO, {"deletionTimestamp": "2026-11-23T09:00:00Z"}, "is being deleted"),
        (EntryAct.ADD, "", TWO, HELM, "Managed by the Helm release"),
    ],
    ids=["last", "gone", "gone for a new key", "broken", "not broken", "immutable", "terminating", "owned"],
)
def test_what_stands_against_it_closes_the_form_and_is_said(
    page: Page, act: EntryAct, key: str, content: bytes, metadata: dict[str, Any], said: str
) -> None:
    page.open(act, key, content, **metadata)
    assert said in page.said()
    assert [text for text, enabled in page.buttons().items() if enabled and text != "Details"] == ["Cancel"]
    page.key(Qt.Key.Key_Return)
    page.wait(lambda: page.closed)
    assert page.content == content


def test_who_overrode_the_owner_goes_on(page: Page) -> None:
    owner = page.cluster.put(NAMESPACE, NAME, content=TWO, **HELM).owner
    assert owner
    page.open(EntryAct.ADD, owner=owner, **HELM)
    add_quay(page)
    page.press("Add entry")
    page.wait(lambda: page.closed)
    assert page.records()[0][3:] == ("updated", "helm platform-base")


def test_a_manifest_that_would_bring_the_old_entries_back_is_mentioned(page: Page) -> None:
    page.open(EntryAct.ADD)
    assert "kubectl apply" not in page.said()
    applied = {"kubectl.kubernetes.io/last-applied-configuration": "{}"}
    page.colleague(TWO, annotations=applied)
    page.wait(lambda: "Applying the old manifest again brings the old credential back." in page.said())


def test_a_broken_content_is_repaired_byte_for_byte(page: Page) -> None:
    page.open(EntryAct.REPLACE_CONTENT, content=BROKEN)
    assert "The “auth” of the entry for quay.io is not base64." in page.said()
    assert page.listed("Lost") == ["The entry for quay.io"]
    assert page.listed("Entries") == ["ghcr.io", "registry.acme.io"]
    page.press("Replace the content")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "ci:one", "registry.acme.io": "robot:three"}
    assert page.content == config(ghcr_io=auth("ci:one") | {"note": "kept"}, registry_acme_io=auth("robot:three"))


def test_what_is_kept_can_be_changed_removed_and_added_to_before(page: Page) -> None:
    page.open(EntryAct.REPLACE_CONTENT, content=BROKEN)
    page.type("Password", "changed")
    page.press("Add another entry")
    add_quay(page)
    table = part(page.dialog(), ListTable, lambda each: each.accessibleName() == "Entries")
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert page.line("Registry").text() == "registry.acme.io"
    page.press("Remove entry")
    page.press("Replace the content")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "ci:changed", "quay.io": "robot:pa:ss"}
    assert b'"note": "kept"' in page.content


def test_where_nothing_can_be_kept_the_content_is_typed(page: Page) -> None:
    page.open(EntryAct.REPLACE_CONTENT, content=b'{"auths":[]')
    assert page.listed("Lost") == ["All of it"]
    assert "No entry can be kept." in page.said()
    assert not page.buttons()["Replace the content"]
    add_quay(page)
    page.press("Replace the content")
    page.wait(lambda: page.closed)
    assert page.stored() == {"quay.io": "robot:pa:ss"}


def test_odd_entries_that_are_kept_need_not_be_changed(page: Page) -> None:
    odd = config(ghcr_io={"username": "a:b", "password": "x"}, quay_io={"auth": "!!"}, docker_io={})
    page.open(EntryAct.REPLACE_CONTENT, content=odd)
    assert page.buttons()["Replace the content"]
    page.press("Replace the content")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "a:b:x", "docker.io": ":"}


def test_a_change_elsewhere_leaves_what_was_typed_and_is_merged(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    reads = page.cluster.reads
    page.colleague(config(ghcr_io=auth("ci:theirs")))
    page.wait(lambda: page.cluster.reads > reads)
    page.press("Add entry")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "ci:theirs", "quay.io": "robot:pa:ss"}


def test_a_change_of_the_same_thing_is_said_and_overwritten_only_when_chosen_again(page: Page) -> None:
    page.open(EntryAct.REMOVE, "GHCR.IO")
    page.cluster.put(NAMESPACE, NAME, content=config(ghcr_io=auth("ci:one"), GHCR_IO=auth("theirs:new")))
    page.press("Remove entry")
    page.wait(lambda: "Someone else changed this ImagePullSecret in the meantime." in page.said())
    assert page.stored()["GHCR.IO"] == "theirs:new"
    assert page.line("Username").text() == "theirs"
    page.press("Remove entry")
    page.wait(lambda: page.closed)
    assert page.stored() == {"ghcr.io": "ci:one"}


def test_a_change_that_the_watch_tells_is_said_before_anything_is_sent(page: Page) -> None:
    page.open(EntryAct.REMOVE, "GHCR.IO")
    page.colleague(config(ghcr_io=auth("ci:one"), GHCR_IO=auth("theirs:new")))
    page.wait(lambda: "Someone else changed this ImagePullSecret" in page.said())
    assert page.line("Username").text() == "theirs"


def test_a_key_that_a_colleague_took_is_refused(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    page.colleague(config(ghcr_io=auth("ci:one"), quay_io=auth("theirs:x")))
    page.wait(lambda: "already" in page.line("Registry").accessibleDescription())
    assert not page.buttons()["Add entry"]
    assert page.line("Username").text() == "robot"


def test_another_broken_content_is_shown_anew_and_what_was_typed_stays(page: Page) -> None:
    page.open(EntryAct.REPLACE_CONTENT, content=BROKEN)
    page.colleague(config(docker_io={"auth": "!!"}, quay_io=auth("a:b")))
    page.wait(lambda: page.listed("Entries") == ["quay.io"])
    assert page.listed("Lost") == ["The entry for docker.io"]
    page.type("Username", "typed")
    page.colleague(config(ghcr_io={"auth": "!!"}, quay_io=auth("a:c")))
    page.wait(lambda: page.listed("Lost") == ["The entry for ghcr.io"])
    assert page.line("Username").text() == "typed"
    page.press("Replace the content")
    page.wait(lambda: page.closed)
    assert page.stored() == {"quay.io": "typed:b"}


def test_what_is_half_typed_is_no_failure_when_a_colleague_changes_something(page: Page) -> None:
    page.open(EntryAct.REPLACE_CONTENT, content=BROKEN)
    page.type("Username", "a:b")  # which cannot be stored
    page.colleague(config(docker_io={"auth": "!!"}, ghcr_io=auth("ci:one")))
    page.wait(lambda: page.listed("Lost") == ["The entry for docker.io"])
    assert page.line("Username").text() == "a:b"


def test_a_content_that_a_colleague_repaired_is_left_alone(page: Page) -> None:
    page.open(EntryAct.REPLACE_CONTENT, content=BROKEN)
    page.colleague(TWO)
    page.wait(lambda: not page.buttons()["Replace the content"])
    assert "Someone else changed multi-registry" in page.said()
    assert page.content == TWO


def test_a_secret_that_is_gone_keeps_what_was_typed(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    page.controller.row_removed(f"{NAMESPACE}/{NAME}")
    assert "was deleted from the namespace data after you opened it" in page.said()
    assert not page.buttons()["Add entry"]
    assert page.line("Username").text() == "robot"
    page.type("Username", "still here")
    assert "was deleted" in page.said()


def test_a_secret_that_was_made_anew_is_not_touched(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    page.cluster.put(NAMESPACE, NAME, content=TWO, uid="another")
    page.press("Add entry")
    page.wait(lambda: "was deleted and created anew" in page.said())
    assert page.content == TWO
    assert not page.buttons()["Add entry"]


def test_a_secret_that_was_made_anew_before_it_was_read_is_not_touched(page: Page) -> None:
    row = page.cluster.put(NAMESPACE, NAME, content=TWO).row
    page.cluster.put(NAMESPACE, NAME, content=TWO, uid="another")
    EntryController(page.window, page.service, page.changes, page.checks, page.place, row, EntryAct.REMOVE, "GHCR.IO")
    page.wait(lambda: "was deleted and created anew" in page.said())
    assert not page.buttons()["Remove entry"]


def test_a_content_that_the_cluster_refuses_is_said_beside_the_password(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    page.cluster.failures = [Failure(Code.INVALID, field="data[.dockerconfigjson]", reason="Too long")]
    page.press("Add entry")
    page.wait(lambda: "Too long" in page.line("Password").accessibleDescription())
    page.type("Password", "shorter")
    assert page.line("Password").accessibleDescription() == ""


def test_what_fails_keeps_what_was_typed(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    page.cluster.failures = [Failure(Code.FORBIDDEN, verb="patch", resource="secrets", namespace=NAMESPACE, name=NAME)]
    page.press("Add entry")
    page.wait(lambda: "You are not allowed to patch the secrets named multi-registry" in page.said())
    assert page.line("Username").text() == "robot"
    assert page.told == [], "the dialog says it"
    page.press("Add entry")
    page.wait(lambda: page.closed)
    assert "quay.io" in page.stored()


def test_who_stops_waiting_is_told_in_the_window(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    page.cluster.slow = True
    page.press("Add entry")
    page.press("Stop waiting")
    page.wait(lambda: page.closed)
    assert not [each for each in page.window.findChildren(QDialog) if each.isVisible()]
    page.cluster.slow = False
    page.wait(lambda: len(page.told) == 2)
    assert [told.problem and told.problem.code for told in page.told] == [Code.OUTCOME_UNKNOWN, None]


def test_an_outcome_that_is_not_known_is_said_and_waited_for(page: Page) -> None:
    page.open(EntryAct.ADD)
    add_quay(page)
    refused = Failure(Code.CONNECTION_REFUSED, host="api:6443")
    page.cluster.failures = [Unanswered(Code.CONNECTION_LOST, host="api:6443"), refused]
    page.press("Add entry")
    page.wait(lambda: "The cluster has not said whether multi-registry" in page.said())
    page.wait(lambda: page.closed)
    assert "quay.io" in page.stored()


def test_a_secret_that_cannot_be_read_says_so(page: Page) -> None:
    row = page.cluster.put(NAMESPACE, NAME, content=TWO).row
    page.cluster.secrets.clear()
    EntryController(page.window, page.service, page.changes, page.checks, page.place, row, EntryAct.ADD)
    page.wait(lambda: "There is no ImagePullSecret multi-registry" in page.said())
    assert not page.buttons()["Add entry"]


def test_broken_means_broken() -> None:
    """The stage of these tests is as they say."""
    assert isinstance(PullSecret.of(SmallCluster().put("a", "b", content=BROKEN).object).config, Broken)
