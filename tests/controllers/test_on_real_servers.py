"""Delete and copy by clicks on a real API server: what it holds afterwards is what the dialogs said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from controllers.small_cluster import Stage, stage
from program.sites import Site, real_site
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot
from real.control_plane import ControlPlane
from views.parts import part

from pullsecrets.controllers.changes import Place
from pullsecrets.controllers.copying import CopyController
from pullsecrets.controllers.delete import DeleteController
from pullsecrets.model.contexts import Context
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.session import Session, kubeconfig_text
from pullsecrets.views.used_by import UsedByTable
from pullsecrets.views.view_table import ListTable

NAME = "ci-pull"
CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "Y2k6cGFzcw=="}}}).encode()


class Page(Stage):
    """The stage on a real server."""

    site: Site
    closed: bool

    def on(self, site: Site) -> None:
        async def kubeconfig() -> str:
            return site.kubeconfig("admin")

        self.site = site
        session = Session(json.loads(site.kubeconfig("admin"))["current-context"], kubeconfig_text(kubeconfig))
        self.service.at_end(session.close)
        self.place = Place(session, Context("real"))

    def delete(self, name: str = NAME) -> None:
        """Open the dialog for the secret as it is now."""
        self.closed = False
        row = PullSecret.of(self.site.read(name)).row
        DeleteController(self.window, self.service, self.changes, self.place, row).closed.connect(self._close)

    def copy(self, name: str, namespaces: str) -> None:
        self.closed = False
        row = PullSecret.of(self.site.read(name)).row
        CopyController(self.window, self.service, self.changes, self.place, row, None).closed.connect(self._close)
        QTest.keyClicks(part(self.dialog(), QPlainTextEdit), namespaces)

    def _close(self) -> None:
        self.closed = True

    def names(self, namespace: str = "") -> set[str]:
        listed = self.site.send("GET", f"/api/v1/namespaces/{namespace or self.site.namespace}/secrets")
        return {item["metadata"]["name"] for item in listed["items"]}

    def make(self, what: str, name: str, **fields: Any) -> None:
        """An object in the namespace of the test."""
        path = what.format(namespace=f"namespaces/{self.site.namespace}")
        self.site.send("POST", path, {"metadata": {"name": name}, **fields})


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, control_plane: ControlPlane) -> Iterator[Page]:
    with stage(qtbot, tmp_path, Page) as made:
        made.on(real_site(control_plane))
        yield made


def test_what_is_in_use_is_refused_with_the_list_and_deleted_afterwards(page: Page) -> None:
    page.site.create(NAME, CONFIG)
    pod = {"containers": [{"name": "app", "image": "ghcr.io/app"}], "imagePullSecrets": [{"name": NAME}]}
    labels = {"app": "checkout"}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    page.make("/apis/apps/v1/{namespace}/deployments", "checkout", spec=spec)
    page.make("/api/v1/{namespace}/serviceaccounts", "builder", imagePullSecrets=[{"name": NAME}])
    page.delete()
    page.wait(lambda: "It is in use" in page.said())
    model = part(page.dialog(), UsedByTable).model()
    users = {(model.index(row, 1).data(), model.index(row, 0).data()) for row in range(model.rowCount())}
    assert users == {("Deployment", "checkout"), ("ServiceAccount", "builder")}
    page.press("Close")
    page.wait(lambda: page.closed)
    assert NAME in page.names()

    here = f"namespaces/{page.site.namespace}"
    page.site.send("DELETE", f"/apis/apps/v1/{here}/deployments/checkout")
    page.site.send("DELETE", f"/api/v1/{here}/serviceaccounts/builder")
    page.delete()
    page.press("Yes, delete!")
    page.wait(lambda: page.closed)
    assert NAME not in page.names()
    assert [record[3] for record in page.records()] == ["deleted"]


def test_one_that_was_replaced_meanwhile_is_left_alone(page: Page) -> None:
    page.site.create(NAME, CONFIG)
    page.delete()
    page.wait(lambda: page.buttons().get("Yes, delete!"))
    page.site.delete(NAME)
    anew = page.site.create(NAME, CONFIG)
    page.press("Yes, delete!")
    page.wait(lambda: "was deleted and created anew" in page.said())
    assert page.site.read(NAME)["metadata"]["uid"] == anew["metadata"]["uid"]


def test_what_a_finalizer_holds_is_being_deleted(page: Page) -> None:
    page.site.create(NAME, CONFIG)
    page.site.write(NAME, CONFIG, finalizers=["example.com/audit"])
    page.delete()
    page.press("Yes, delete!")
    page.wait(lambda: "Held by example.com/audit" in page.said())
    assert "deletionTimestamp" in page.site.read(NAME)["metadata"]
    page.site.write(NAME, CONFIG, finalizers=None)


def test_copies_are_tried_and_made_where_they_can_be(page: Page) -> None:
    page.site.create(NAME, CONFIG, annotations={"kubernetes.io/description": "For CI"})
    free, full = f"{page.site.namespace}-free", f"{page.site.namespace}-full"
    for name in (free, full):
        page.site.send("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
    quota = {"hard": {"count/secrets": "0"}}
    path = f"/api/v1/namespaces/{full}/resourcequotas"
    page.site.send("POST", path, {"metadata": {"name": "none"}, "spec": quota})
    used = {"status": quota | {"used": {"count/secrets": "0"}}}
    page.site.send("PATCH", f"{path}/none/status", used, "application/merge-patch+json")

    page.copy(NAME, f"{free} {full} {page.site.namespace} {page.site.namespace}-nowhere")
    table = part(page.dialog(), ListTable)

    def rows() -> dict[str, str]:
        model = table.model()
        return {model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())}

    expected = {
        free: "Will be created",
        full: "Refused",
        page.site.namespace: "Already there, the same",
        f"{page.site.namespace}-nowhere": "No such namespace",
    }
    page.wait(lambda: rows() == expected)
    assert page.names(free) == set()
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: rows()[free] == "Copied")
    copy = page.site.read(NAME, free)
    assert copy["data"] == page.site.read(NAME)["data"]
    assert copy["metadata"]["annotations"] == {"kubernetes.io/description": "For CI"}
    page.key(Qt.Key.Key_Escape)
    page.wait(lambda: page.closed)
