"""What uses a secret, as the window tells it: counted, listed, kept live, and asked for where it is missing."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest
from program.conftest import Start
from program.hands import Hands
from program.sites import Site
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip

from pullsecrets.cluster.client import Client
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.fields import ReadOnlyText
from pullsecrets.views.secret_cells import Column

CONFIG = json.dumps({"auths": {"registry.acme.io": {"auth": "YTpi"}}}).encode()
PODS, APPS = "/api/v1", "/apis/apps/v1"


def pod(*pulls: str) -> dict[str, Any]:
    containers = [{"name": "main", "image": "registry.acme.io/shop/api:1"}]
    return {"containers": containers, "imagePullSecrets": [{"name": name} for name in pulls]}


def deploy(site: Site, name: str, *pulls: str, replicas: int = 0) -> None:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": pod(*pulls)}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    site.make(APPS, "deployments", name, spec=spec)


def remove(site: Site, api: str, resource: str, name: str) -> None:
    site.send("DELETE", f"{api}/namespaces/{site.namespace}/{resource}/{name}")


def told(hands: Hands, site: Site, name: str) -> tuple[str, str]:
    """What the columns "Used by" and "Status" say of a secret."""
    return hands.cell(name, site.namespace, Column.USED_BY), hands.cell(name, site.namespace, Column.STATUS)


def test_the_table_can_be_used_before_it_is_known_what_uses_it(
    site: Site, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.create("slow", CONFIG)
    deploy(site, "shop", "slow")
    listed, list_objects = threading.Event(), Client.list_objects

    async def slowly(self: Client, *arguments: Any, **named: Any) -> AsyncGenerator[Any, None]:
        while not listed.is_set():  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(0.01)
        async with aclosing(list_objects(self, *arguments, **named)) as pages:
            async for page in pages:
                yield page

    monkeypatch.setattr(Client, "list_objects", slowly)
    hands = start(site.kubeconfig("admin"))
    hands.wait(lambda: told(hands, site, "slow") == ("?", "Use unknown"))
    dialog = hands.open_update("slow", site.namespace)
    assert "Looking for what uses it…" in hands.texts(dialog)
    hands.replace(dialog, "Description", "typed meanwhile")
    hands.update(dialog)
    assert site.read("slow")["metadata"]["annotations"] == {"kubernetes.io/description": "typed meanwhile"}
    assert told(hands, site, "slow") == ("?", "Use unknown")
    listed.set()
    hands.wait(lambda: told(hands, site, "slow") == ("1", "In use"))


def test_use_follows_what_comes_and_goes(site: Site, start: Start) -> None:
    site.create("shared", CONFIG)
    hands = start(site.kubeconfig("admin"))
    hands.wait(lambda: told(hands, site, "shared") == ("0", "Not in use"))
    dialog = hands.open_update("shared", site.namespace)
    hands.wait(lambda: "might cause the image pull to fail" not in hands.texts(dialog))

    deploy(site, "web", "shared", replicas=2)
    site.make(PODS, "pods", "shell", spec=pod("shared"))
    site.make(PODS, "serviceaccounts", "builder", imagePullSecrets=[{"name": "shared"}])
    pods = "2" if site.name == "demo" else "0"  # nobody makes them on a server without controllers
    users = [("shell", "Pod", "1"), ("web", "Deployment", pods), ("builder", "ServiceAccount", "0")]
    hands.wait(lambda: hands.cells(dialog, "Used by") == users)
    assert "might cause the image pull to fail" in hands.texts(dialog)
    hands.wait(lambda: told(hands, site, "shared") == ("3", "In use"))

    remove(site, PODS, "pods", "shell")
    remove(site, APPS, "deployments", "web")
    hands.wait(lambda: hands.cells(dialog, "Used by") == [("builder", "ServiceAccount", "0")])
    remove(site, PODS, "serviceaccounts", "builder")
    hands.wait(lambda: told(hands, site, "shared") == ("0", "Not in use"))
    hands.wait(lambda: "might cause the image pull to fail" not in hands.texts(dialog))


def test_a_missing_secret_is_added_from_its_row(site: Site, start: Start) -> None:
    deploy(site, "reports", "absent")
    site.make(PODS, "serviceaccounts", "builder", imagePullSecrets=[{"name": "absent"}])
    hands = start(site.kubeconfig("admin"))
    hands.wait(lambda: told(hands, site, "absent") == ("2", "Missing"))
    row = hands.row("absent", site.namespace)
    assert row
    assert row.asked_by == ("Deployment reports", "ServiceAccount builder")
    dialog = hands.open_by_key(AddDialog, "absent", site.namespace, Qt.Key.Key_Return)
    settled = [each.text() for each in dialog.findChildren(ReadOnlyText) if each.isVisible()]
    assert settled == ["absent", site.namespace]
    for text in ("registry.acme.io", "team", "pull-me"):  # the focus is in Registry
        QTest.keyClicks(hands.focus(), text)
        hands.key(hands.focus(), Qt.Key.Key_Tab)
    hands.tab_to("Registry")
    hands.key(hands.focus(), Qt.Key.Key_Return)
    hands.closed(AddDialog)
    hands.wait(lambda: told(hands, site, "absent") == ("2", "In use"))
    made = site.read("absent")
    assert json.loads(site.config("absent"))["auths"]["registry.acme.io"]["username"] == "team"
    hands.wait(lambda: (row := hands.table.chosen()) and row.uid == made["metadata"]["uid"])
    same = [row for row in hands.table.model_.rows if (row.namespace, row.name) == (site.namespace, "absent")]
    assert [row.missing for row in same] == [False]

    site.delete("absent")
    hands.wait(lambda: told(hands, site, "absent") == ("2", "Missing"))
    deploy(site, "other", "elsewhere")
    hands.wait(lambda: told(hands, site, "elsewhere") == ("1", "Missing"))
    remove(site, APPS, "deployments", "other")
    hands.wait(lambda: hands.row("elsewhere", site.namespace) is None)


def test_a_secret_of_another_type_is_no_pull_secret_and_cannot_be_added(site: Site, start: Start) -> None:
    opaque = {"metadata": {"name": "database"}, "type": "Opaque", "stringData": {"url": "db.acme.io"}}
    site.send("POST", f"/api/v1/namespaces/{site.namespace}/secrets", opaque)
    deploy(site, "shop", "database")
    hands = start(site.kubeconfig("admin"))
    hands.wait(lambda: told(hands, site, "database") == ("1", "Not a pull secret: Opaque"))
    hands.click_row("database", site.namespace)
    hands.key(hands.table, Qt.Key.Key_Return)
    hands.wait(lambda: "is a secret of the type Opaque" in QToolTip.text())
    assert not hands.window.findChildren(AddDialog)
    hands.key(hands.table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = hands.opened(QMenu)
    [add] = [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]
    assert (add.text(), add.isEnabled()) == ("Add…", False)
    assert "is a secret of the type Opaque" in add.toolTip()
    hands.key(menu, Qt.Key.Key_Escape)


def test_adding_what_is_missing_ends_the_kubelets_complaint(demo: Site, start: Start) -> None:
    def pods() -> dict[str, str]:
        found = demo.send("GET", "/api/v1/namespaces/analytics/pods?labelSelector=app.kubernetes.io/name=reports")
        return {item["metadata"]["name"]: item["status"]["phase"] for item in found["items"]}

    def complaints() -> dict[str, int]:
        events = demo.send("GET", "/api/v1/namespaces/analytics/events")["items"]
        complaint = "FailedToRetrieveImagePullSecret"
        return {each["involvedObject"]["name"]: each["count"] for each in events if each["reason"] == complaint}

    waiting = pods()
    assert set(waiting.values()) == {"Pending"}
    assert complaints().keys() == waiting.keys()
    hands = start(demo.kubeconfig("admin"))
    hands.wait(lambda: (row := hands.row("reports-pull", "analytics")) and row.missing)
    dialog = hands.open_by_key(AddDialog, "reports-pull", "analytics", Qt.Key.Key_Return)
    for name, text in (("Registry", "registry.acme.io"), ("Username", "team"), ("Password", "pull-me")):
        hands.replace(dialog, name, text)
    before = complaints()
    hands.press(dialog, "Add")
    hands.closed(AddDialog)
    hands.wait(lambda: set(pods().values()) == {"Running"})
    assert pods().keys() == waiting.keys(), "the very pods that waited"
    demo.send("DELETE", f"/api/v1/namespaces/analytics/pods/{min(waiting)}")
    hands.wait(lambda: pods().keys() != waiting.keys() and set(pods().values()) == {"Running"} and len(pods()) == 2)
    assert complaints() == before, "neither of them nor of a new one"
