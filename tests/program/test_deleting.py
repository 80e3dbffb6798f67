"""Deleting by key and menu, through the real dialog and back from the server: what is used, replaced or owned stays."""

from __future__ import annotations

import json

from program.conftest import Start
from program.hands import Hands
from program.sites import MERGE, Site
from PySide6.QtCore import Qt

from pullsecrets.activity import Activity
from pullsecrets.logs import Folders
from pullsecrets.views.delete_dialog import DeleteDialog
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.view_page import ViewPage

CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "YTpi"}}}).encode()
FINALIZER = "example.com/audit"
HELM = {"meta.helm.sh/release-name": "platform-base", "meta.helm.sh/release-namespace": "ops"}


def ask(hands: Hands, name: str, namespace: str) -> DeleteDialog:
    """Press Delete on the row, and wait until it is asked or refused."""
    dialog = hands.open_by_key(DeleteDialog, name, namespace, Qt.Key.Key_Delete)
    hands.wait(lambda: "Looking for what uses it" not in hands.texts(dialog))
    return dialog


def pod(site: Site, name: str, secret: str) -> None:
    spec = {"containers": [{"name": "app", "image": "ghcr.io/shop/api:1"}], "imagePullSecrets": [{"name": secret}]}
    site.make("/api/v1", "pods", name, spec=spec)


def names(site: Site) -> set[str]:
    listed = site.send("GET", f"/api/v1/namespaces/{site.namespace}/secrets")
    return {item["metadata"]["name"] for item in listed["items"]}


def records(folders: Folders) -> list[tuple[str, str, str, str]]:
    """Activity, the oldest line first: kind, name, result, owner."""
    entries = [entry.record for entry in reversed(Activity(folders.data / "activity.jsonl").read())]
    return [(each.kind, each.name, each.result, each.owner) for each in entries]


def test_what_a_pod_begins_to_use_is_refused_with_the_list_until_it_is_free(
    site: Site, start: Start, folders: Folders
) -> None:
    site.create("ci-pull", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = ask(hands, "ci-pull", site.namespace)
    assert "It is not in use." in hands.texts(dialog)
    pod(site, "api", "ci-pull")
    hands.wait(lambda: "It is in use, so it cannot be deleted." in hands.texts(dialog))
    assert hands.cells(dialog, "Used by") == [("api", "Pod", "1")]
    assert "Yes, delete!" not in hands.texts(dialog)
    hands.press(dialog, "Close")
    hands.closed(DeleteDialog)

    hands.choose_by_key("ci-pull", site.namespace, "Delete")
    dialog = hands.opened(DeleteDialog)
    hands.wait(lambda: hands.cells(dialog, "Used by") == [("api", "Pod", "1")])
    site.send("DELETE", f"/api/v1/namespaces/{site.namespace}/pods/api?gracePeriodSeconds=0")
    hands.wait(lambda: "It is not in use." in hands.texts(dialog))
    assert names(site) == {"ci-pull"}
    hands.press(dialog, "Yes, delete!")
    hands.closed(DeleteDialog)
    assert names(site) == set()
    hands.wait(lambda: hands.row("ci-pull", site.namespace) is None)
    assert "Deleted <b>ci-pull</b>" in hands.texts(hands.page.notice)
    assert records(folders) == [("delete", "ci-pull", "deleted", "")]


def test_one_that_was_replaced_meanwhile_stays(site: Site, start: Start, folders: Folders) -> None:
    site.create("ci-pull", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = ask(hands, "ci-pull", site.namespace)
    site.delete("ci-pull")
    site.create("ci-pull", CONFIG)
    hands.press(dialog, "Yes, delete!")  # before the watch can tell of it
    hands.wait(lambda: "was deleted and created anew" in hands.texts(dialog))
    assert "Yes, delete!" not in hands.texts(dialog)
    hands.press(dialog, "Close")
    hands.closed(DeleteDialog)
    assert records(folders) == [("delete", "ci-pull", "failed: recreated", "")]

    dialog = ask(hands, "ci-pull", site.namespace)
    site.delete("ci-pull")
    anew = site.create("ci-pull", CONFIG)
    hands.wait(lambda: "Someone else has already deleted ci-pull" in hands.texts(dialog))
    assert "Yes, delete!" not in hands.texts(dialog)
    hands.key(hands.focus(), Qt.Key.Key_Escape)
    hands.closed(DeleteDialog)
    assert site.read("ci-pull")["metadata"]["uid"] == anew["metadata"]["uid"]
    hands.wait(lambda: (row := hands.row("ci-pull", site.namespace)) and row.uid == anew["metadata"]["uid"])


def test_what_a_finalizer_holds_is_terminating_until_it_is_gone_and_view_goes_back(
    site: Site, start: Start, folders: Folders
) -> None:
    site.create("held", CONFIG)
    site.create("other", CONFIG)
    site.write("held", CONFIG, finalizers=[FINALIZER])
    hands = start(site.kubeconfig("admin"))
    view = hands.open_view("held", site.namespace)
    hands.key(hands.focus(), Qt.Key.Key_Delete)
    dialog = hands.opened(DeleteDialog)
    hands.wait(lambda: "It is not in use." in hands.texts(dialog))
    hands.press(dialog, "Yes, delete!")
    hands.wait(lambda: f"Held by {FINALIZER} until that is done." in hands.texts(dialog))
    assert "Deleting…" in hands.texts(dialog)
    assert site.read("held")["metadata"]["deletionTimestamp"]
    hands.wait(lambda: "Terminating" in hands.texts(view))
    row = hands.row("held", site.namespace)
    assert row
    assert hands.table.model_.cells.text(row, Column.STATUS) == "Not in use · Terminating"

    hands.pause(300)
    assert dialog.isVisible(), "it waits until the secret is gone"
    site.send("PATCH", site.path("held"), {"metadata": {"finalizers": None}}, MERGE)
    hands.closed(DeleteDialog)
    hands.closed(ViewPage)
    assert names(site) == {"other"}
    assert records(folders) == [("delete", "held", "deleting", "")]
    hands.wait(lambda: hands.row("held", site.namespace) is None)
    hands.wait(hands.table.hasFocus)
    assert hands.table.chosen() is None, "no other row is chosen in its place, for the next key to hit"


def test_what_something_else_owns_is_deleted_only_by_who_insists(site: Site, start: Start, folders: Folders) -> None:
    site.create("owned", CONFIG, annotations=HELM)
    site.send("PATCH", site.path("owned"), {"metadata": {"labels": {"app.kubernetes.io/managed-by": "Helm"}}}, MERGE)
    hands = start(site.kubeconfig("admin"))
    dialog = ask(hands, "owned", site.namespace)
    assert "platform-base" in hands.texts(dialog)
    assert "helm upgrade" in hands.texts(dialog)
    assert not hands.button(dialog, "Yes, delete!").isEnabled()
    said = hands.confirm(lambda: hands.press(dialog, "Change anyway…"), "Change anyway")
    assert "Delete this ImagePullSecret anyway?" in said
    assert "platform-base" in said
    assert names(site) == {"owned"}, "insisting deletes nothing yet"
    hands.press(dialog, "Yes, delete!")
    hands.closed(DeleteDialog)
    assert names(site) == set()
    assert records(folders) == [("delete", "owned", "deleted", "helm platform-base")]
