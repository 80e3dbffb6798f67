"""Adding a secret and editing its entries by the real dialogs, on a real kube-apiserver."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from controllers.small_cluster import Stage, stage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from real.control_plane import ControlPlane
from views.parts import part

from pullsecrets.controllers.add import AddController
from pullsecrets.controllers.changes import Place
from pullsecrets.controllers.entries import EntryController
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.session import Session, kubeconfig_text
from pullsecrets.views.view_page import EntryAct

NAMESPACE, NAME = "entries", "ci-pull"
SECRETS = f"/api/v1/namespaces/{NAMESPACE}/secrets"
ACCOUNTS = f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts"


class Page(Stage):
    """The stage with a session on the real server."""

    plane: ControlPlane

    def use(self, plane: ControlPlane) -> None:
        async def text() -> str:
            return plane.kubeconfig().read_text()

        self.plane = plane
        self.session = Session("real", kubeconfig_text(text))
        self.service.at_end(self.session.close)
        self.place = Place(self.session, self.place.context)

    def secret(self) -> PullSecret:
        status, found = self.plane.request("GET", f"{SECRETS}/{NAME}")
        assert status == 200
        return PullSecret.of(found)

    def stored(self) -> dict[str, str]:
        config = self.secret().config
        assert isinstance(config, DockerConfig)
        pairs = {each.key: each.credential.username + b":" + each.credential.password for each in config.entries}
        return {key: pair.decode() for key, pair in pairs.items()}

    def type(self, name: str, text: str) -> None:
        buddy = part(self.dialog(), QLabel, lambda each: each.text() == f"{name} *").buddy()
        assert buddy is not None
        line = buddy if isinstance(buddy, QLineEdit) else part(buddy, QLineEdit, lambda each: not each.isHidden())
        line.selectAll()
        QTest.keyClicks(line, text)

    def edit(self, act: EntryAct, key: str = "") -> None:
        EntryController(self.window, self.service, self.changes, self.checks, self.place, self.secret().row, act, key)
        self.wait(lambda: "Reading the ImagePullSecret…" not in self.said())

    def sent(self, action: str) -> None:
        """Press the action and wait until its dialog is gone and nothing is under way."""
        self.press(action)
        self.wait(lambda: not (self.window.findChildren(QDialog) or self.changes.under_way))


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, control_plane: ControlPlane) -> Iterator[Page]:
    with stage(qtbot, tmp_path, Page) as made:
        made.use(control_plane)
        yield made


def create(plane: ControlPlane, path: str, body: dict[str, Any]) -> None:
    status, answer = plane.request("POST", path, body)
    assert status == 201, answer


def test_a_secret_is_added_and_its_entries_are_edited(page: Page) -> None:
    plane = page.plane
    create(plane, "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    create(plane, ACCOUNTS, {"metadata": {"name": "default"}, "imagePullSecrets": [{"name": "first"}]})
    AddController(page.window, page.service, page.changes, page.checks, page.place, (NAMESPACE,), NAMESPACE)
    for field, text in (("Name", NAME), ("Registry", "Ghcr.io"), ("Username", "ci"), ("Password", "pa:ss 1")):
        page.type(field, text)
    page.wait(lambda: part(page.dialog(), QCheckBox, QCheckBox.isVisible).isEnabled())
    tick = part(page.dialog(), QCheckBox, QCheckBox.isVisible)
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(8, tick.height() // 2))
    page.sent("Add")
    assert page.stored() == {"Ghcr.io": "ci:pa:ss 1"}
    account = plane.request("GET", f"{ACCOUNTS}/default")[1]
    assert account["imagePullSecrets"] == [{"name": "first"}, {"name": NAME}]

    AddController(page.window, page.service, page.changes, page.checks, page.place, (NAMESPACE,), NAMESPACE)
    for field, text in (("Name", NAME), ("Registry", "x.io"), ("Username", "x"), ("Password", "x")):
        page.type(field, text)
    page.press("Add")
    page.wait(lambda: f"There is already a secret {NAME} in the namespace {NAMESPACE}." in page.said())
    page.press("Cancel")
    page.wait(lambda: not page.window.findChildren(QDialog))

    page.edit(EntryAct.ADD)
    for field, text in (("Registry", "quay.io"), ("Username", "robot"), ("Password", "two")):
        page.type(field, text)
    page.sent("Add entry")
    assert page.stored() == {"Ghcr.io": "ci:pa:ss 1", "quay.io": "robot:two"}

    page.edit(EntryAct.CHANGE_REGISTRY, "Ghcr.io")
    page.sent("Change registry")
    assert page.stored() == {"ghcr.io": "ci:pa:ss 1", "quay.io": "robot:two"}

    page.edit(EntryAct.REMOVE, "quay.io")
    page.sent("Remove entry")
    assert page.stored() == {"ghcr.io": "ci:pa:ss 1"}

    broken = b'{"auths":{"ghcr.io":{"auth":"Y2k6b25l","note":1},"quay.io":{"auth":"!!"}}}'
    status, _ = plane.request(
        "PATCH",
        f"{SECRETS}/{NAME}",
        {"data": {".dockerconfigjson": base64.b64encode(broken).decode()}},
        content_type="application/merge-patch+json",
    )
    assert status == 200
    page.edit(EntryAct.REPLACE_CONTENT)
    page.sent("Replace the content")
    assert page.stored() == {"ghcr.io": "ci:one"}
    assert page.secret().data == b'{"auths":{"ghcr.io":{"auth":"Y2k6b25l","note":1}}}'
    assert [record[0] for record in page.records()] == ["create", "service account", "create"] + ["entry"] * 4
