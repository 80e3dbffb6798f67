"""The entries of a secret, edited from View by clicks and keys; read back from the server, to the byte."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from model.questions import Question
from model.test_kubelet_agrees import ask
from program.conftest import Start
from program.hands import Hands
from program.sites import MERGE, Site
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from pullsecrets.logs import Folders
from pullsecrets.model.dockerconfig import Kind
from pullsecrets.views.entry_dialogs import (
    AddEntryDialog,
    ChangeRegistryDialog,
    EntryDialog,
    RemoveEntryDialog,
    ReplaceContentDialog,
)
from pullsecrets.views.view_page import ViewPage
from pullsecrets.views.view_table import ListTable

NEW = {"Registry": "quay.io/team", "Username": "robot$new", "Password": 'new: "pass" \\ w'}
CHANGED_MEANWHILE = "Someone else changed this ImagePullSecret in the meantime."


def auth(username: str, password: str) -> str:
    return base64.b64encode(f"{username}:{password}".encode()).decode()


# Unknown keys at every level, odd white space, a key that matches nothing, one entry without auth.
FIRST = f'"ghcr.io":{{"Username":"first","password":"one","email":"a@b","auth":"{auth("first", "one")}","x":[1, 2]}}'
UPPER = f'"Registry.acme.io" : {{"auth": "{auth("deploy-bot", "two")}" , "identitytoken":"kept", "n": 1.50e3}}'
LAST = '"docker.io":{"username":"third","password":"three"}'


def content(*entries: str) -> bytes:
    return (
        '{ "psFormat":"t", "auths" : {\n  '
        + ",\n\t".join(entries)
        + '\n }, "credHelpers":{"a":"b"} ,"HttpHeaders":{"X":"Y"} }\n'
    ).encode()


CONFIG = content(FIRST, UPPER, LAST)


@pytest.fixture
def kubelet(site: Site, request: pytest.FixtureRequest) -> Path | None:
    """The program that holds the kubelet's own code; beside the demo it is not asked."""
    found: Path | None = request.getfixturevalue("kubelet_credentials") if site.name == "real" else None
    return found


def check_pulls(kubelet: Path | None, config: bytes, **expected: tuple[str, str]) -> None:
    """The credential that the kubelet takes for an image of a registry, where "_" stands for "."."""
    if kubelet:
        images = [f"{host.replace('_', '.')}/team/app:1" for host in expected]
        answers = ask(kubelet, [Question(((Kind.JSON, config),), image) for image in images])
        found = [[(user.decode(), password.decode()) for user, password in answer.credentials] for answer in answers]
        assert found == [[credential] for credential in expected.values()]


def inserted(before: bytes, after: bytes) -> bytes:
    """What stands in ``after`` beyond the bytes of ``before``, in one place."""
    start = next(place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    end = start + len(after) - len(before)
    assert after[:start] + after[end:] == before
    return after[start:end]


def create(site: Site, config: bytes = CONFIG) -> None:
    """The secret ``edited``, with data that is not for Docker beside it."""
    site.create("edited", config)
    body = {"data": {"note": base64.b64encode(b"not for docker").decode()}}
    site.send("PATCH", f"/api/v1/namespaces/{site.namespace}/secrets/edited", body, MERGE)


def begin(hands: Hands, view: ViewPage, action: str, row: int = 0) -> EntryDialog:
    """Click on an entry and choose in the menu of "Actions"."""
    table = next(each for each in view.findChildren(ListTable) if each.accessibleName() == "Entries")
    if table.isVisible():
        place = table.visualRect(table.model().index(row, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hands.choose(view, "Actions", action)
    return form(hands)


def form(hands: Hands) -> EntryDialog:
    dialog = hands.opened(EntryDialog)
    hands.wait(lambda: hands.filled(dialog))
    return dialog


def fill(hands: Hands, dialog: QWidget) -> None:
    for name, text in NEW.items():
        hands.replace(dialog, name, text)


def undo(hands: Hands, view: ViewPage, site: Site, config: bytes) -> None:
    """Press Undo in the notice of View."""
    hands.wait(lambda: "<b>edited</b>" in hands.texts(view))
    hands.press(view, "Undo")
    hands.wait(lambda: "Put back <b>edited</b>" in hands.texts(view))
    assert site.config("edited") == config


def theirs(hands: Hands, site: Site, config: bytes, *, seen: bool) -> None:
    """A colleague's change, which the program has ``seen`` by its watch, or meets when it writes."""
    site.write("edited", config)
    if seen:
        version = site.read("edited")["metadata"]["resourceVersion"]
        hands.wait(lambda: (row := hands.row("edited", site.namespace)) and row.resource_version == version)


def test_an_entry_is_added_and_undone(site: Site, start: Start, kubelet: Path | None, folders: Folders) -> None:
    create(site)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("edited", site.namespace)
    before = site.read("edited")
    dialog = begin(hands, view, "Add entry…")
    assert isinstance(dialog, AddEntryDialog)
    fill(hands, dialog)
    assert NEW["Username"] in hands.heard()
    assert NEW["Password"] not in hands.heard()
    hands.key(hands.focus(), Qt.Key.Key_Return)
    hands.closed(EntryDialog)

    after = site.read("edited")
    piece = inserted(CONFIG, site.config("edited"))
    username, password = NEW["Username"], NEW["Password"]
    entry = {"username": username, "password": password, "auth": auth(username, password)}
    assert json.loads(b"{" + piece.strip(b", \n\t") + b"}") == {NEW["Registry"]: entry}
    assert after["data"]["note"] == before["data"]["note"]
    assert after["metadata"].get("annotations") == before["metadata"].get("annotations")
    check_pulls(
        kubelet,
        site.config("edited"),
        quay_io=(username, password),
        ghcr_io=("first", "one"),
        docker_io=("third", "three"),
    )
    hands.wait(lambda: len(hands.cells(view, "Entries")) == 4)
    assert password not in hands.heard()
    undo(hands, view, site, CONFIG)
    assert site.read("edited")["data"] == before["data"]
    log = (folders.data / "activity.jsonl").read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    told = [(line["kind"], line["change"], line["registry"]) for line in lines]
    assert told == [("entry", "entry added", NEW["Registry"]), ("undo", "entry removed", NEW["Registry"])]
    assert password not in log


def test_a_registry_is_changed_where_it_is_warned_of(site: Site, start: Start, kubelet: Path | None) -> None:
    create(site)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("edited", site.namespace)
    hands.press(view, "Change registry…")
    dialog = form(hands)
    assert isinstance(dialog, ChangeRegistryDialog)
    assert "matches no image: upper case counts" in hands.texts(dialog)
    assert hands.value(dialog, "New registry") == "registry.acme.io"
    hands.key(hands.focus(), Qt.Key.Key_Return)
    hands.closed(EntryDialog)
    assert site.config("edited") == CONFIG.replace(b"Registry.acme.io", b"registry.acme.io")
    check_pulls(kubelet, site.config("edited"), registry_acme_io=("deploy-bot", "two"), ghcr_io=("first", "one"))
    hands.wait(lambda: "matches no image" not in hands.texts(view))
    undo(hands, view, site, CONFIG)


def test_an_entry_is_removed_but_not_the_last_one(site: Site, start: Start) -> None:
    create(site)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("edited", site.namespace)
    dialog = begin(hands, view, "Remove entry…", row=1)
    assert isinstance(dialog, RemoveEntryDialog)
    assert "<b>Registry.acme.io</b>" in hands.texts(dialog)
    hands.key(hands.focus(), Qt.Key.Key_Return)  # that is Cancel
    hands.closed(EntryDialog)
    assert site.config("edited") == CONFIG
    hands.press(begin(hands, view, "Remove entry…", row=1), "Remove entry")
    hands.closed(EntryDialog)
    assert site.config("edited") == content(FIRST, LAST)
    undo(hands, view, site, CONFIG)

    hands.wait(lambda: len(hands.cells(view, "Entries")) == 3)
    dialog = begin(hands, view, "Remove entry…", row=0)
    site.write("edited", content(FIRST))
    hands.wait(lambda: "is the last one in edited" in hands.texts(dialog))
    assert not hands.button(dialog, "Remove entry").isEnabled()
    hands.press(dialog, "Cancel")
    hands.closed(EntryDialog)
    hands.wait(lambda: hands.value(view, "Registry") == "ghcr.io")
    assert "Remove entry…" not in [each.text() for each in view.entry_actions.values() if each.isVisible()]
    assert site.config("edited") == content(FIRST)


@pytest.mark.parametrize("seen", [True, False], ids=["seen", "unseen"])
def test_a_colleagues_change_of_another_entry_is_merged(site: Site, start: Start, seen: bool) -> None:
    create(site)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("edited", site.namespace)
    dialog = begin(hands, view, "Add entry…")
    fill(hands, dialog)
    changed = CONFIG.replace(b'"three"', b'"theirs"')
    theirs(hands, site, changed, seen=seen)
    hands.press(dialog, "Add entry")
    hands.closed(EntryDialog)
    merged = site.config("edited")
    assert NEW["Registry"].encode() in inserted(changed, merged)
    theirs(hands, site, merged.replace(b'"theirs"', b'"theirs again"'), seen=seen)
    undo(hands, view, site, changed.replace(b'"theirs"', b'"theirs again"'))


@pytest.mark.parametrize("seen", [True, False], ids=["seen", "unseen"])
def test_a_colleagues_change_of_the_same_entry_is_asked_about(site: Site, start: Start, seen: bool) -> None:
    create(site)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("edited", site.namespace)
    dialog = begin(hands, view, "Remove entry…", row=2)
    changed = CONFIG.replace(b'"username":"third","password":"three"', b'"username":"theirs","password":"hidden-one"')
    theirs(hands, site, changed, seen=seen)
    if not seen:
        hands.press(dialog, "Remove entry")
    hands.wait(lambda: CHANGED_MEANWHILE in hands.texts(dialog))
    assert site.config("edited") == changed
    assert hands.value(dialog, "Username") == "theirs"
    assert "hidden-one" not in hands.heard()
    hands.press(dialog, "Remove entry")
    hands.closed(EntryDialog)
    assert site.config("edited") == content(FIRST, UPPER)
    undo(hands, view, site, changed)


@pytest.mark.parametrize("seen", [True, False], ids=["seen", "unseen"])
def test_an_entry_that_a_colleague_added_first_is_not_overwritten(site: Site, start: Start, seen: bool) -> None:
    create(site)
    hands = start(site.kubeconfig("admin"))
    dialog = begin(hands, hands.open_view("edited", site.namespace), "Add entry…")
    fill(hands, dialog)
    changed = content(FIRST, UPPER, LAST, f'"quay.io/team":{{"auth":"{auth("their", "own")}"}}')
    theirs(hands, site, changed, seen=seen)
    if not seen:
        hands.press(dialog, "Add entry")
    hands.wait(lambda: "There is an entry for this registry already." in hands.texts(dialog))
    assert CHANGED_MEANWHILE in hands.texts(dialog)
    assert not hands.button(dialog, "Add entry").isEnabled()
    assert hands.value(dialog, "Username") == NEW["Username"]
    assert site.config("edited") == changed


@pytest.mark.parametrize(
    ("broken", "lost", "kept"),
    [
        (CONFIG.replace(b'"three"', b"3"), ["The entry for docker.io"], content(FIRST, UPPER)),
        (
            CONFIG.replace(auth("deploy-bot", "two").encode(), b"!!").replace(b'{"X":"Y"}', b'{"X":1}'),
            ["“HttpHeaders”", "The entry for Registry.acme.io"],
            content(FIRST, LAST).replace(b' ,"HttpHeaders":{"X":"Y"}', b""),
        ),
    ],
    ids=["wrong type in an entry", "not base64, and a wrong type beside the entries"],
)
def test_a_broken_content_is_replaced_by_what_can_be_kept(
    site: Site, start: Start, kubelet: Path | None, broken: bytes, lost: list[str], kept: bytes
) -> None:
    create(site, broken)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("edited", site.namespace)
    assert "Broken: " in hands.texts(view)
    assert not hands.button(view, "Update").isEnabled()
    hands.press(view, "Replace the content…")
    dialog = form(hands)
    assert isinstance(dialog, ReplaceContentDialog)
    assert [cells[0] for cells in hands.cells(dialog, "Lost")] == lost
    hands.press(dialog, "Replace the content")
    hands.closed(EntryDialog)
    assert site.config("edited") == kept
    check_pulls(kubelet, kept, ghcr_io=("first", "one"))
    hands.wait(lambda: "Broken: " not in hands.texts(view))
    undo(hands, view, site, broken)
    hands.wait(lambda: "Broken: " in hands.texts(view))
