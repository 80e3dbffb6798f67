"""Copying to namespaces by Ctrl+D, through the real dialog: tried first, then made, and read back from the server."""

from __future__ import annotations

import json
from functools import partial

from program.conftest import Start
from program.hands import Hands
from program.sites import MERGE, Site
from program.test_rights import READ, granted, secrets
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pullsecrets.activity import Activity
from pullsecrets.logs import Folders
from pullsecrets.views.copy_dialog import CopyDialog
from pullsecrets.views.namespace_list import NamespaceList

CONTROL = Qt.KeyboardModifier.ControlModifier
CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "YTpi"}}}).encode()
OTHER = json.dumps({"auths": {"quay.io": {"auth": "YTpi"}}}).encode()
DESCRIPTION = {"kubernetes.io/description": "For CI"}


def copy(hands: Hands, name: str, namespace: str) -> CopyDialog:
    """Press Ctrl+D on the row, once the namespaces are listed, and wait until the secret was read."""
    offered = hands.page.header.namespaces.findChildren(NamespaceList)[0].model()
    hands.wait(lambda: offered.rowCount() > 1)
    dialog = hands.open_by_key(CopyDialog, name, namespace, Qt.Key.Key_D, CONTROL)
    hands.wait(lambda: hands.filled(dialog))
    return dialog


def tick(hands: Hands, namespace: str) -> None:
    """Search for the namespace and press Enter."""
    assert hands.focus().accessibleName() == "Search namespaces"
    hands.key(hands.focus(), Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(hands.focus(), namespace)
    hands.key(hands.focus(), Qt.Key.Key_Return)


def expect(hands: Hands, dialog: CopyDialog, outlook: dict[str, str]) -> None:
    """Wait until this is said of each namespace."""
    hands.wait(lambda: {row[0]: row[1] for row in hands.cells(dialog, "What happens")} == outlook)


def names(site: Site, namespace: str) -> set[str]:
    listed = site.send("GET", f"/api/v1/namespaces/{namespace}/secrets")
    return {item["metadata"]["name"] for item in listed["items"]}


def test_copies_are_tried_made_and_recorded_and_what_is_there_is_skipped(
    site: Site, start: Start, folders: Folders
) -> None:
    free, also_free, same, other = (f"{site.namespace}-{each}" for each in ("free", "also-free", "same", "other"))
    for namespace in (free, also_free, same, other):
        site.make_namespace(namespace)
    site.create("ci-pull", CONFIG, annotations=DESCRIPTION | {"meta.helm.sh/release-name": "base", "team": "shop"})
    labels = {"app.kubernetes.io/managed-by": "Helm", "team": "shop"}
    owners = [{"apiVersion": "v1", "kind": "ConfigMap", "name": "maker", "uid": "1-2-3"}]
    metadata = {"labels": labels, "ownerReferences": owners, "finalizers": ["example.com/audit"]}
    site.send("PATCH", site.path("ci-pull"), {"metadata": metadata}, MERGE)
    site.create("ci-pull", CONFIG, annotations=DESCRIPTION, namespace=same)
    there = site.create("ci-pull", OTHER, namespace=other)

    hands = start(site.kubeconfig("admin"))
    dialog = copy(hands, "ci-pull", site.namespace)
    for namespace in (free, also_free, same, other):
        tick(hands, namespace)
    skipped = {same: "Already there, the same", other: "Already there: skipped"}
    expect(hands, dialog, {free: "Will be created", also_free: "Will be created"} | skipped)
    assert names(site, free) == names(site, also_free) == set(), "the preview stores nothing"
    assert "2 to be created" in hands.texts(dialog)

    hands.tab_to("Copy to 2 namespace(s)")
    hands.key(hands.focus(), Qt.Key.Key_Return)
    expect(hands, dialog, {free: "Copied", also_free: "Copied"} | skipped)
    source = site.read("ci-pull")
    for namespace in (free, also_free):
        made = site.read("ci-pull", namespace)
        assert (made["type"], made["data"]) == (source["type"], source["data"])
        assert made["metadata"]["annotations"] == DESCRIPTION
        assert made["metadata"].keys().isdisjoint({"labels", "ownerReferences", "finalizers"})
        hands.wait(partial(hands.row, "ci-pull", namespace))
    assert site.read("ci-pull", other)["metadata"]["resourceVersion"] == there["metadata"]["resourceVersion"]
    hands.key(hands.focus(), Qt.Key.Key_Escape)
    hands.closed(CopyDialog)
    records = {entry.record for entry in Activity(folders.data / "activity.jsonl").read()}
    assert {(each.kind, each.namespace, each.name, each.result, each.change) for each in records} == {
        ("copy", namespace, "ci-pull", "copied", f"from {site.namespace}") for namespace in (free, also_free)
    }
    site.send("PATCH", site.path("ci-pull"), {"metadata": {"finalizers": None}}, MERGE)


def test_where_a_right_is_missing_it_is_said_and_nothing_is_tried_in_earnest(
    real: Site, start: Start, folders: Folders
) -> None:
    allowed, closed = f"{real.namespace}-allowed", f"{real.namespace}-closed"
    for namespace in (allowed, closed):
        real.make_namespace(namespace)
    real.create("ci-pull", CONFIG)
    reads = [secrets(READ), {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["list"]}]
    with granted(real, "viewer", reads), granted(real, "viewer", [secrets(["create"])], allowed):
        hands = start(real.kubeconfig("viewer"))
        dialog = copy(hands, "ci-pull", real.namespace)
        tick(hands, allowed)
        tick(hands, closed)
        expect(hands, dialog, {allowed: "Will be created", closed: "Not allowed"})
        assert "1 not possible" in hands.texts(dialog)
        hands.tab_to("What happens")
        hands.key(hands.focus(), Qt.Key.Key_End)
        hands.wait(lambda: f"not allowed to create secrets in the namespace {closed}" in hands.texts(dialog))
        hands.press(dialog, "Copy to 1 namespace(s)")
        expect(hands, dialog, {allowed: "Copied", closed: "Not allowed"})
        assert (names(real, allowed), names(real, closed)) == ({"ci-pull"}, set())
        assert len(Activity(folders.data / "activity.jsonl").read()) == 1
