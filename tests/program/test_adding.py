"""Adding ImagePullSecrets by clicks and keys, on the demo's server and on a real one, read back there."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import HOW_TO_GET
from program.conftest import Start
from program.hands import Hands
from program.sites import MERGE, Site
from program.test_rights import READ, granted, secrets
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLineEdit, QWidget

from pullsecrets.cluster.client import Client
from pullsecrets.controllers import add
from pullsecrets.logs import Folders
from pullsecrets.service.creating import Allowed, allowed
from pullsecrets.service.session import Session
from pullsecrets.views.add_dialog import AddDialog

FIELDS = {"Name": "ci-pull", "Registry": "ghcr.io", "Username": "robot$ci", "Password": 'pa:ss "1" \\<&>'}
DOCKER = "kubernetes.io/dockerconfigjson"


def fill(hands: Hands, dialog: QWidget, **fields: str) -> None:
    for name, text in fields.items():
        hands.replace(dialog, name, text)


def choose_namespace(hands: Hands, site: Site) -> None:
    """By the letters of its name, as a chooser takes them."""
    hands.tab_to("Namespace")
    QTest.keyClicks(hands.focus(), site.namespace)


@contextmanager
def colleague(site: Site) -> Iterator[list[str]]:
    """Somebody who adds one secret after the other to the default service account; gives their names."""
    path = f"/api/v1/namespaces/{site.namespace}/serviceaccounts/default"
    added: list[str] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.02):
            account = site.send("GET", path)
            names = [*account.get("imagePullSecrets", []), {"name": f"colleague-{len(added)}"}]
            body = {"metadata": {"resourceVersion": account["metadata"]["resourceVersion"]}, "imagePullSecrets": names}
            if site.try_to("PATCH", path, body, MERGE):
                added.append(f"colleague-{len(added)}")

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield added
    finally:
        stop.set()
        thread.join()


def read(item: tuple[str, str]) -> tuple[str, Any]:
    """A key of a secret's data, and the JSON in it with the order of its members."""
    return item[0], json.loads(base64.b64decode(item[1]), object_pairs_hook=list)


def tick_for_new_pods(dialog: QWidget) -> None:
    box = next(each for each in dialog.findChildren(QCheckBox) if each.isVisible())
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert box.isChecked()


def content(site: Site, name: str) -> Any:
    """The entries that the server holds."""
    return json.loads(site.config(name))["auths"]


def of_default_account(site: Site) -> list[str]:
    """The secrets that new pods of the namespace get."""
    account = site.send("GET", f"/api/v1/namespaces/{site.namespace}/serviceaccounts/default")
    return [item["name"] for item in account.get("imagePullSecrets", [])]


def test_a_secret_is_added_by_keyboard_alone(site: Site, start: Start, folders: Folders) -> None:
    hands = start(site.kubeconfig("admin"))
    hands.open_add()
    for name, text in FIELDS.items():
        hands.tab_to(name)
        QTest.keyClicks(hands.focus(), text)
        if name == "Name":
            choose_namespace(hands, site)
    hands.tab_to("Description")
    QTest.keyClicks(hands.focus(), "For the pipelines")
    hands.tab_to("Registry")
    hands.key(hands.focus(), Qt.Key.Key_Return)
    hands.closed(AddDialog)
    hands.window.activateWindow()  # as a window manager does

    made = site.read("ci-pull")
    assert made["type"] == DOCKER
    password = FIELDS["Password"]
    entry = {"username": "robot$ci", "password": password}
    entry["auth"] = base64.b64encode(f"robot$ci:{password}".encode()).decode()
    assert list(made["data"]) == [".dockerconfigjson"]
    assert content(site, "ci-pull") == {"ghcr.io": entry}
    assert made["metadata"]["annotations"] == {"kubernetes.io/description": "For the pipelines"}
    assert "labels" not in made["metadata"]
    assert "Added <b>ci-pull</b>" in hands.texts(hands.page)
    hands.wait(lambda: (row := hands.table.chosen()) and row.uid == made["metadata"]["uid"])
    hands.wait(lambda: QApplication.focusWidget() is hands.table)
    log = (folders.data / "activity.jsonl").read_text()
    assert [(line["kind"], line["result"]) for line in map(json.loads, log.splitlines())] == [("create", "created")]
    assert password not in log


def test_what_the_server_holds_is_what_kubectl_would_have_made(
    real: Site, start: Start, real_components: Path, tmp_path: Path
) -> None:
    kubectl = real_components / "kubectl"
    if not kubectl.exists():
        pytest.skip(f"needs kubectl: {HOW_TO_GET}")
    hands = start(real.kubeconfig("admin"))
    dialog = hands.open_add()
    choose_namespace(hands, real)
    fill(hands, dialog, **FIELDS)
    hands.press(dialog, "Add")
    hands.closed(AddDialog)
    values = [f"--docker-{name}={FIELDS[field]}" for name, field in (("server", "Registry"), ("username", "Username"))]
    command = [
        str(kubectl),
        "create",
        "secret",
        "docker-registry",
        "ci-pull",
        *values,
        "--dry-run=client",
        "-o",
        "json",
    ]
    command.append(f"--docker-password={FIELDS['Password']}")
    run = subprocess.run(command, capture_output=True, check=True, env={"HOME": str(tmp_path)})
    theirs, ours = json.loads(run.stdout), real.read("ci-pull")
    assert ours["type"] == theirs["type"]
    assert [*map(read, ours["data"].items())] == [*map(read, theirs["data"].items())]


def test_a_name_that_is_taken_loses_nothing_that_was_typed(site: Site, start: Start) -> None:
    site.create("taken", b'{"auths":{}}')
    opaque = {"metadata": {"name": "other"}, "type": "Opaque", "stringData": {"key": "value"}}
    site.send("POST", f"/api/v1/namespaces/{site.namespace}/secrets", opaque)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_add()
    choose_namespace(hands, site)
    fill(hands, dialog, **FIELDS | {"Name": "taken", "Description": "typed with care"})
    hands.press(dialog, "Add another entry")
    fill(hands, dialog, Registry="quay.io/team", Username="second", Password="two")
    for name, said in (("taken", "Choose another name."), ("other", "of the type Opaque")):
        hands.replace(dialog, "Name", name)
        hands.press(dialog, "Add")
        hands.wait(lambda: said in hands.field(dialog, "Name").accessibleDescription())  # noqa: B023 - waits here
        assert f"There is already a secret {name} in the namespace {site.namespace}" in hands.texts(dialog)
        assert hands.field(dialog, "Registry").property("text") == "quay.io/team"
        assert hands.field(dialog, "Description").property("plainText") == "typed with care"
    assert site.read("other")["type"] == "Opaque"
    hands.replace(dialog, "Name", "free")
    hands.press(dialog, "Add")
    hands.closed(AddDialog)
    entries = content(site, "free")
    assert {key: (entry["username"], entry["password"]) for key, entry in entries.items()} == {
        "ghcr.io": (FIELDS["Username"], FIELDS["Password"]),
        "quay.io/team": ("second", "two"),
    }
    assert content(site, "taken") == {}


def test_a_docker_config_is_imported_by_file_and_by_paste(site: Site, start: Start, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    auth = base64.b64encode(b"first:one").decode()
    file.write_text(json.dumps({"auths": {"ghcr.io": {"auth": auth}, "gcr.io": {}}, "credsStore": "desktop"}))
    pasted = {"auths": {"quay.io": {"username": "second", "password": "two"}, "ghcr.io": {"auth": "eDp5"}}}
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_add()
    choose_namespace(hands, site)
    hands.replace(dialog, "Name", "imported")
    hands.choose(dialog, "Import config.json…", "From a file…")
    chooser = hands.opened(QFileDialog)
    QTest.keyClicks(chooser.findChildren(QLineEdit)[0], str(file))
    hands.key(chooser.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
    hands.closed(QFileDialog)
    assert "1 entry(ies) taken." in hands.texts(dialog)
    assert "The credential store “desktop” keeps the password for gcr.io: type it here." in hands.texts(dialog)
    QGuiApplication.clipboard().setText(json.dumps(pasted))
    hands.choose(dialog, "Import config.json…", "From the clipboard")
    hands.wait(lambda: "The form keeps its own entry for ghcr.io." in hands.texts(dialog))
    hands.press(dialog, "Add")
    hands.closed(AddDialog)
    entries = content(site, "imported")
    assert {key: base64.b64decode(entry["auth"]) for key, entry in entries.items()} == {
        "ghcr.io": b"first:one",
        "quay.io": b"second:two",
    }


def test_new_pods_use_it_beside_all_that_others_add_meanwhile(
    site: Site, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch = Client.patch_service_account
    overtaken: list[int] = []

    async def slowly(self: Client, namespace: str, name: str, body: Any) -> Any:
        """On its way long enough for somebody else to be quicker, three times."""
        if len(overtaken) < 3:
            overtaken.append(len(added))
            while len(added) == overtaken[-1]:  # noqa: ASYNC110 - it grows in another thread
                await asyncio.sleep(0.005)
        return await patch(self, namespace, name, body)

    monkeypatch.setattr(Client, "patch_service_account", slowly)
    hands = start(site.kubeconfig("admin"))
    with colleague(site) as added:
        dialog = hands.open_add()
        choose_namespace(hands, site)
        fill(hands, dialog, **FIELDS)
        tick_for_new_pods(dialog)
        hands.press(dialog, "Add")
        hands.closed(AddDialog)
        hands.wait(lambda: "New pods that name no ImagePullSecret of their own use it." in hands.texts(hands.page))
    found = of_default_account(site)
    assert [name for name in found if name != "ci-pull"] == added, "in their order, none lost"
    assert found.count("ci-pull") == 1
    assert len(overtaken) == 3


def test_that_new_pods_do_not_get_it_is_said_though_it_is_there(
    real: Site, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = f"/api/v1/namespaces/{real.namespace}/serviceaccounts/default"
    rules = [secrets(["*"]), {"apiGroups": [""], "resources": ["namespaces"], "verbs": READ}]
    use = {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["get", "patch"]}
    answered: list[str] = []

    async def ask(session: Session, namespace: str) -> Allowed:
        answer = await allowed(session, namespace)
        answered.append(namespace)
        return answer

    monkeypatch.setattr(add, "allowed", ask)

    def fill_and_tick(name: str) -> AddDialog:
        dialog = hands.open_add()
        choose_namespace(hands, real)
        fill(hands, dialog, **FIELDS | {"Name": name})
        tick_for_new_pods(dialog)
        hands.wait(lambda: real.namespace in answered)
        return dialog

    def send(dialog: AddDialog, name: str) -> str:
        hands.press(dialog, "Add")
        hands.closed(AddDialog)
        hands.wait(lambda: f"<b>{name}</b> was added, but is not used for new pods" in hands.texts(hands.page))
        assert real.read(name)["type"] == DOCKER
        return hands.texts(hands.page)

    with granted(real, "editor", rules):
        with granted(real, "editor", [use], real.namespace):
            hands = start(real.kubeconfig("editor"))
            dialog = fill_and_tick("first")
        said = send(dialog, "first")  # that right is gone meanwhile
        assert "You are not allowed to get the serviceaccounts named default" in said
        assert of_default_account(real) == []
        with granted(real, "editor", [use], real.namespace):
            answered.clear()
            dialog = fill_and_tick("second")
            real.send("DELETE", account)
            said = send(dialog, "second")
            assert f"There is no service account default in the namespace {real.namespace}." in said


def test_a_namespace_is_typed_as_long_as_there_is_no_list(
    demo: Site, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(_: Client) -> tuple[str, ...]:
        await asyncio.Event().wait()
        return ()

    monkeypatch.setattr(Client, "namespaces", for_ever)
    hands = start(demo.kubeconfig("admin"))
    dialog = hands.open_add()
    fill(hands, dialog, **FIELDS | {"Namespace": demo.namespace})
    hands.press(dialog, "Add")
    hands.closed(AddDialog)
    assert demo.read("ci-pull")["type"] == DOCKER
