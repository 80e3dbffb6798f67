"""View by clicks and keys: all that it says of a secret in use, kept right, and what is done from there."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from model.questions import Question
from model.test_kubelet_agrees import ask
from program.conftest import Start
from program.sites import MERGE, Site
from program.test_rights import granted, secrets
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip

from pullsecrets.logs import Folders
from pullsecrets.model.dockerconfig import Kind
from pullsecrets.views.delete_dialog import DeleteDialog
from pullsecrets.views.entry_dialogs import AddEntryDialog
from pullsecrets.views.update_dialog import UpdateDialog
from pullsecrets.views.view_table import ListTable

PASSWORD = "cheese-mites-42"
Way = Callable[[], None]
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def auth(username: str, password: str) -> str:
    return base64.b64encode(f"{username}:{password}".encode()).decode()


def config(entries: dict[str, Any]) -> bytes:
    return json.dumps({"auths": entries}).encode()


ONE = config({"ghcr.io": {"auth": auth("acme", PASSWORD)}})
MIXED = config(
    {
        "ghcr.io": {"auth": auth("acme", PASSWORD)},
        "Quay.io": {"auth": auth("upper", "never-mites")},
        "registry.acme.io": {"identitytoken": "ignored"},
    }
)
OTHER = config({"ghcr.io/acme": {"auth": auth("team", "own")}, "*.acme.io": {"auth": auth("all", "wild")}})
IMAGES = {  # and which entries serve them, in the kubelet's order
    "ghcr.io/acme/web:1": "ghcr.io/acme of other, then ghcr.io",
    "ghcr.io/solo:1": "ghcr.io",
    "quay.io/team/tool:2": "No entry",
    "registry.acme.io/api:3": "registry.acme.io, then *.acme.io of other",
}


def put_to_use(site: Site) -> None:
    """A deployment with both secrets, a pod of its own, one that mounts the secret, and a service account."""
    first, second, third, fourth = IMAGES
    both = {"imagePullSecrets": [{"name": "pulls"}, {"name": "other"}]}
    containers = [{"name": f"c{number}", "image": image} for number, image in enumerate((first, fourth))]
    pods = both | {"initContainers": [{"name": "init", "image": third}], "containers": containers}
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": pods}
    site.make("/apis/apps/v1", "deployments", "web", spec={"selector": {"matchLabels": labels}, "template": template})
    alone = [{"name": "c", "image": second}]
    site.make("/api/v1", "pods", "solo", spec={"imagePullSecrets": [{"name": "pulls"}], "containers": alone})
    volume = {"name": "v", "secret": {"secretName": "pulls"}}
    site.make("/api/v1", "pods", "builder", spec={"volumes": [volume], "containers": alone})
    site.make("/api/v1", "serviceaccounts", "ci", imagePullSecrets=[{"name": "pulls"}])


def shown_as(time: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M:%S}"


def test_view_opens_by_name_double_click_enter_and_menu_and_back_selects_the_row_again(
    site: Site, start: Start
) -> None:
    for name in ("seen", "unseen"):
        site.create(name, ONE)
    hands = start(site.kubeconfig("admin"))
    table, view = hands.table, hands.program.view_page

    def cell(column: int) -> QPoint:
        return table.visualRect(table.currentIndex().siblingAtColumn(column)).center()

    def by_name() -> None:
        beginning = QPoint(table.visualRect(table.currentIndex().siblingAtColumn(0)).left() + 20, cell(0).y())
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=beginning)

    def by_double_click() -> None:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell(2))
        QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=cell(2))

    def by_menu() -> None:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell(9))
        menu = hands.opened(QMenu)
        at = next(menu.actionGeometry(action) for action in menu.actions() if action.text() == "View")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=at.center())

    def by_key_in_menu() -> None:
        hands.key(table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
        menu = hands.opened(QMenu)
        hands.key(menu, Qt.Key.Key_Down)
        hands.key(menu, Qt.Key.Key_Return)

    def by_enter() -> None:
        hands.key(table, Qt.Key.Key_Return)

    ways_there: tuple[Way, ...] = (by_name, by_double_click, by_enter, by_menu, by_key_in_menu)
    ways_back: tuple[Way, ...] = (
        lambda: hands.key(hands.focus(), Qt.Key.Key_Left, ALT),
        lambda: hands.press(view, "Back"),
        lambda: hands.press(view, "ImagePullSecrets"),
        lambda: hands.key(hands.focus(), Qt.Key.Key_Return),  # the focus begins on Back
        lambda: hands.key(None, Qt.Key.Key_1, CONTROL),
    )
    hands.click_row("seen", site.namespace)
    for there, back in zip(ways_there, ways_back, strict=True):
        there()
        hands.wait(view.isVisible)
        assert hands.value(view, "Name") == "seen"
        assert hands.window.windowTitle().startswith("seen — ")
        back()
        hands.wait(table.isVisible)
        chosen = table.chosen()
        assert chosen
        assert chosen.name == "seen"
        assert hands.focus() is table


def test_back_selects_a_row_that_the_filter_would_hide_by_now(site: Site, start: Start) -> None:
    site.create("seen", ONE, annotations={"kubernetes.io/description": f"cheddar of {site.namespace}"})
    hands = start(site.kubeconfig("admin"))
    hands.key(None, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(hands.focus(), f"cheddar of {site.namespace}")
    view = hands.open_view("seen", site.namespace)
    site.write("seen", ONE, annotations={"kubernetes.io/description": "brie"})
    hands.wait(lambda: hands.value(view, "Description") == "brie")
    hands.key(hands.focus(), Qt.Key.Key_Left, ALT)
    chosen = hands.table.chosen()
    assert chosen
    assert chosen.name == "seen"
    assert hands.focus() is hands.table


def test_everything_is_said_of_a_secret_in_use(site: Site, start: Start, request: pytest.FixtureRequest) -> None:
    made = site.create("pulls", MIXED, annotations={"kubernetes.io/description": "For\nthe shop"})
    site.create("other", OTHER)
    put_to_use(site)
    site.write("pulls", MIXED, annotations={"meta.helm.sh/release-name": "leftover"})
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("pulls", site.namespace)

    metadata = site.read("pulls")["metadata"]
    shown = {
        "ID": made["metadata"]["uid"],
        "Name": "pulls",
        "Namespace": site.namespace,
        "Description": "For\nthe shop",
        "Registry": "3 entries, listed below",
        "Type": "kubernetes.io/dockerconfigjson",
        "Immutable": "No",
        "Owner": "None",
        "Annotations": "meta.helm.sh/release-name: leftover",
    }
    assert {name: hands.value(view, name) for name in shown} == shown
    assert hands.value(view, "Created").startswith(shown_as(metadata["creationTimestamp"]))
    newest = max(each["time"] for each in metadata["managedFields"])
    assert hands.value(view, "Last Updated").startswith(shown_as(newest))
    context = yaml.safe_load(site.kubeconfig("admin"))["current-context"]
    assert {context, "ImagePullSecrets", "pulls", "In use"} <= set(hands.texts(view).split("\n"))

    of_web = "1" if site.name == "demo" else "0"  # the real server has no controller that makes its pod
    users = {
        ("web", "Deployment", of_web),
        ("solo", "Pod", "1"),
        ("builder, mounted", "Pod", "1"),
        ("ci", "ServiceAccount", "0"),
    }
    hands.wait(lambda: set(hands.cells(view, "Used by")) == users)
    assert hands.cells(view, "Images in use") == list(IMAGES.items())
    dots = 10 * "•"
    assert hands.cells(view, "Entries") == [
        ("ghcr.io", "acme", dots, "2"),
        ("Quay.io", "upper", dots, "0"),
        ("registry.acme.io", "None", "None", "1"),
    ]
    said = hands.texts(view)
    assert "Warnings (3)" in said
    for warning in (
        "“Quay.io” matches no image: upper case counts",
        "The entry for registry.acme.io holds only a token, which the kubelet ignores",
        "No entry matches the image quay.io/team/tool:2 of web. It is pulled without sign-in.",
    ):
        assert warning in said
    heard = hands.heard()
    assert "ghcr.io/acme of other" in heard, "else it could not hear a password either"
    for secret in (PASSWORD, auth("acme", PASSWORD), "ignored"):
        assert secret not in heard

    if site.name == "real":
        kubelet: Path = request.getfixturevalue("kubelet_credentials")
        secrets = ((Kind.JSON, site.config("pulls")), (Kind.JSON, site.config("other")))
        answers = ask(kubelet, [Question(secrets, image) for image in IMAGES])
        tried = [[username.decode() for username, _ in answer.credentials] for answer in answers]
        assert tried == [["team", "acme"], ["acme"], [], ["", "all"]]


def test_a_colleagues_change_shows_at_once_and_ends_revealing(site: Site, start: Start) -> None:
    site.create("live", ONE)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("live", site.namespace)
    assert "Nothing uses it." in hands.texts(view)
    hands.tab_to("Show password")
    hands.key(hands.focus(), Qt.Key.Key_Space)
    assert hands.value(view, "Password") == PASSWORD
    assert PASSWORD in hands.heard(), "else it would not be heard while it is masked either"
    assert PASSWORD not in hands.window.windowTitle()

    theirs = config({"ghcr.io": {"auth": auth("robot", "their-mites")}})
    site.write("live", theirs, annotations={"kubernetes.io/description": "moved"})
    hands.wait(lambda: hands.value(view, "Username") == "robot")
    assert hands.value(view, "Description") == "moved"
    assert PASSWORD not in hands.heard()
    assert "their-mites" not in hands.heard()
    account = {"imagePullSecrets": [{"name": "live"}]}
    site.make("/api/v1", "serviceaccounts", "late", **account)
    hands.wait(lambda: hands.cells(view, "Used by") == [("late", "ServiceAccount", "0")])
    assert "In use" in hands.texts(view)

    hands.key(hands.focus(), Qt.Key.Key_Space)
    assert hands.value(view, "Password") == "their-mites", "the focus stayed on the eye"
    site.delete("live")
    hands.wait(lambda: "Deleted" in hands.texts(view).split("\n"))
    assert hands.value(view, "Username") == "robot", "it may be the last that is known of it"
    for button in ("Update", "Delete"):
        assert not hands.button(view, button).isEnabled()
    site.create("live", ONE)
    hands.wait(lambda: hands.row("live", site.namespace))
    assert "Deleted" in hands.texts(view).split("\n"), "the new one is another one"
    hands.key(hands.focus(), Qt.Key.Key_Left, ALT)
    assert "their-mites" not in hands.heard()


def test_a_password_copied_by_keyboard_leaves_the_clipboard_when_the_program_ends(site: Site, start: Start) -> None:
    site.create("copied", ONE)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("copied", site.namespace)
    hands.tab_to("Copy password")
    hands.key(hands.focus(), Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == PASSWORD
    assert "It leaves the clipboard after 30 seconds." in hands.texts(view)
    assert PASSWORD not in hands.heard()
    hands.key(None, Qt.Key.Key_Q, CONTROL)
    hands.wait(lambda: not hands.window.isVisible())
    assert QGuiApplication.clipboard().text() == ""


def test_an_update_from_view_is_told_and_undone_there(site: Site, start: Start) -> None:
    site.create("pulls", MIXED)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("pulls", site.namespace)
    table = next(each for each in view.findChildren(ListTable) if each.accessibleName() == "Entries")
    table.setFocus()
    hands.key(table, Qt.Key.Key_Down)
    hands.press(view, "Show password")
    assert "never-mites" in hands.heard()
    hands.key(hands.focus(), Qt.Key.Key_U, CONTROL)
    dialog = hands.opened(UpdateDialog)
    hands.wait(lambda: hands.filled(dialog))
    assert hands.value(dialog, "Username") == "upper", "the entry that was chosen"
    hands.replace(dialog, "Password", "made in view")
    hands.update(dialog)
    changed = MIXED.replace(auth("upper", "never-mites").encode(), auth("upper", "made in view").encode())
    assert site.config("pulls") == changed
    assert view.isVisible()
    assert "Updated <b>pulls</b>" in hands.texts(view)
    hands.wait(lambda: "never-mites" not in hands.heard())
    assert "made in view" not in hands.heard()
    hands.press(view, "Undo")
    hands.wait(lambda: "Put back <b>pulls</b>" in hands.texts(view))
    assert site.config("pulls") == MIXED
    assert "Undo" not in hands.texts(view)


def test_who_may_not_watch_sees_the_own_changes_at_once(real: Site, start: Start) -> None:
    real.create("own", ONE)
    everything = {"apiGroups": ["", "apps", "batch"], "resources": ["*"], "verbs": ["list"]}
    with granted(real, "viewer", [secrets(["get", "list", "patch", "delete"]), everything]):
        hands = start(real.kubeconfig("viewer"))
        view = hands.open_view("own", real.namespace)
        hands.key(hands.focus(), Qt.Key.Key_U, CONTROL)
        dialog = hands.opened(UpdateDialog)
        hands.wait(lambda: hands.filled(dialog))
        hands.replace(dialog, "Username", "mine")
        hands.update(dialog)
        hands.wait(lambda: hands.value(view, "Username") == "mine", 5)
        hands.press(view, "Delete")
        question = hands.opened(DeleteDialog)
        hands.wait(lambda: hands.button(question, "Yes, delete!").isEnabled())
        hands.press(question, "Yes, delete!")
        hands.closed(DeleteDialog)
        assert hands.page.isVisible()
        assert hands.row("own", real.namespace) is None


def test_what_somebody_else_manages_is_changed_from_view_only_after_asking_once_more(
    site: Site, start: Start, folders: Folders
) -> None:
    site.create(
        "owned",
        ONE,
        annotations={"meta.helm.sh/release-name": "platform-base", "meta.helm.sh/release-namespace": "ops"},
    )
    path = f"/api/v1/namespaces/{site.namespace}/secrets/owned"
    site.send("PATCH", path, {"metadata": {"labels": {"app.kubernetes.io/managed-by": "Helm"}}}, MERGE)
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("owned", site.namespace)
    assert hands.value(view, "Owner") == "Helm, release ops/platform-base"
    sentence = "Managed by the Helm release"
    assert sentence in hands.texts(view)
    for button in ("Update", "Delete"):
        assert sentence in hands.button(view, button).accessibleDescription()
    for key, modifier in ((Qt.Key.Key_U, CONTROL), (Qt.Key.Key_Delete, None)):
        QToolTip.hideText()
        hands.key(hands.focus(), key, modifier)
        assert sentence in QToolTip.text()
    assert not [each for each in view.entry_actions.values() if each.isEnabled()]

    box = hands.confirm(lambda: hands.press(view, "Change anyway…"), "Change anyway")
    assert "ops/platform-base" in box
    assert sentence not in hands.texts(view)
    assert hands.button(view, "Delete").isEnabled()
    hands.choose(view, "Actions", "Add entry…")
    dialog = hands.opened(AddEntryDialog)
    hands.wait(lambda: hands.filled(dialog))
    for field, text in (("Registry", "quay.io"), ("Username", "robot"), ("Password", "two")):
        hands.replace(dialog, field, text)
    hands.press(dialog, "Add entry")
    hands.closed(AddEntryDialog)
    assert list(json.loads(site.config("owned"))["auths"]) == ["ghcr.io", "quay.io"]
    record = json.loads((folders.data / "activity.jsonl").read_text())
    assert (record["change"], record["owner"]) == ("entry added", "helm platform-base")


def test_another_context_leaves_view(site: Site, start: Start) -> None:
    site.create("here", ONE)
    contexts = yaml.safe_load(site.kubeconfig("admin"))
    current = next(each for each in contexts["contexts"] if each["name"] == contexts["current-context"])
    contexts["contexts"].append(current | {"name": "elsewhere"})
    hands = start(json.dumps(contexts))
    view = hands.open_view("here", site.namespace)
    hands.press(view, "Show password")
    hands.page.context_chosen.emit("elsewhere")
    assert hands.page.isVisible()
    assert not view.isVisible()
    assert "elsewhere" in hands.window.windowTitle()
    hands.wait(lambda: hands.row("here", site.namespace))
    hands.open_view("here", site.namespace)
    assert "elsewhere" in hands.texts(view).split("\n")
    assert PASSWORD not in hands.heard()
