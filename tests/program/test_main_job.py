"""The main job by clicks and keys through the real widgets, on the demo's server and on a real one, read back there."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from program.conftest import Start
from program.hands import Hands
from program.sites import Site
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from real.control_plane import ControlPlane

from pullsecrets.logs import Folders

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
OLD = "old:pa:ss"
NEW = 'new: "pass" \\ wörd 🔑'


def auth(username: str, password: str) -> str:
    return base64.b64encode(f"{username}:{password}".encode()).decode()


# Unknown keys at every level, Username in capitals, an auth-only entry whose password has colons, odd white space.
CONFIG = f"""{{ "auths" : {{
  "ghcr.io":{{"Username":"first","password":"one","email":"a@b","auth":"{auth("first", "one")}","x":{{"y":[1, 2]}}}},
\t"registry.acme.io" : {{"auth": "{auth("deploy-bot", OLD)}" , "identitytoken":"kept", "n": 1.50e3}},
  "quay.io/team":{{"username":"third","password":"three"}}
 }}, "credHelpers":{{"a":"b"}} ,"HttpHeaders":{{"X":"Y"}},"psFormat":"t" }}
""".encode()


def applied(name: str, namespace: str) -> str:
    """What kubectl apply leaves behind."""
    body = {
        "apiVersion": "v1",
        "data": {".dockerconfigjson": base64.b64encode(CONFIG).decode()},
        "kind": "Secret",
        "metadata": {"annotations": {}, "name": name, "namespace": namespace},
        "type": "kubernetes.io/dockerconfigjson",
    }
    return json.dumps(body) + "\n"


def choose_entry(hands: Hands, registry: str) -> None:
    dialog = hands.dialog()
    assert dialog
    chooser = next(each for each in dialog.findChildren(QComboBox) if each.isVisible())
    place = next(i for i in range(chooser.count()) if registry in chooser.itemText(i))
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(chooser, Qt.Key.Key_Down)
    hands.wait(lambda: chooser.currentIndex() == place)


def kubelet(program: Path, config: bytes, image: str) -> list[tuple[str, str]]:
    """The credentials that the kubelet's own code would try."""
    secret = {"type": "kubernetes.io/dockerconfigjson", "data": base64.b64encode(config).decode()}
    question = json.dumps({"secrets": [secret], "image": image})
    run = subprocess.run([program], input=question, capture_output=True, text=True, check=True)
    answer = json.loads(run.stdout)
    assert answer["error"] == ""
    decode = base64.b64decode
    return [(decode(c["username"]).decode(), decode(c["password"]).decode()) for c in answer["credentials"]]


def test_one_entry_changes_and_nothing_else(site: Site, start: Start, folders: Folders) -> None:
    note = {LAST_APPLIED: applied("three", site.namespace), "team": "checkout"}
    site.create("three", CONFIG, annotations=note)
    before = site.read("three")
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("three", site.namespace)
    choose_entry(hands, "registry.acme.io")
    hands.replace(dialog, "Password", NEW)
    hands.update(dialog)
    hands.wait(lambda: "three" in hands.texts(hands.page) and "Undo" in hands.texts(hands.page))

    expected = CONFIG.replace(auth("deploy-bot", OLD).encode(), auth("deploy-bot", NEW).encode())
    after = site.read("three")
    assert site.config("three") == expected
    assert OLD not in layers(after)
    assert after["metadata"]["annotations"]["team"] == "checkout"
    assert differing(before, after) == {".data", ".metadata.annotations." + LAST_APPLIED}
    manager = [item["manager"] for item in after["metadata"]["managedFields"]]
    assert "pullsecrets" in manager

    lines = [json.loads(line) for line in (folders.data / "activity.jsonl").read_text().splitlines()]
    assert [(line["name"], line["change"], line["result"]) for line in lines] == [("three", "credential", "updated")]
    assert NEW not in (folders.data / "activity.jsonl").read_text()


def test_the_kubelet_reads_the_new_credential_and_the_old_others(
    site: Site, start: Start, kubelet_credentials: Path
) -> None:
    site.create("three", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("three", site.namespace)
    choose_entry(hands, "registry.acme.io")
    hands.replace(dialog, "Username", "robot$new")
    hands.replace(dialog, "Password", NEW)
    hands.update(dialog)
    config = site.config("three")
    assert kubelet(kubelet_credentials, config, "registry.acme.io/shop/api:1") == [("robot$new", NEW)]
    assert kubelet(kubelet_credentials, config, "ghcr.io/acme/web") == [("first", "one")]
    assert kubelet(kubelet_credentials, config, "quay.io/team/x@sha256:" + "0" * 64) == [("third", "three")]


def test_a_description_alone_does_not_touch_the_data(site: Site, start: Start) -> None:
    site.create("described", CONFIG, annotations={"field.cattle.io/description": "before"})
    before = site.read("described")
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("described", site.namespace)
    hands.replace(dialog, "Description", "结账团队")
    hands.update(dialog)
    after = site.read("described")
    assert after["metadata"]["annotations"] == {"field.cattle.io/description": "结账团队"}
    assert after["data"] == before["data"]
    hands.wait(lambda: (row := hands.row("described", site.namespace)) and row.description == "结账团队")


def test_undo_puts_everything_back(site: Site, start: Start) -> None:
    site.create("undone", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("undone", site.namespace)
    hands.replace(dialog, "Password", "a typo")
    hands.replace(dialog, "Description", "for a moment")
    hands.update(dialog)
    assert site.config("undone") != CONFIG
    hands.press(hands.page, "Undo")
    hands.wait(lambda: site.config("undone") == CONFIG)
    assert not site.read("undone")["metadata"].get("annotations")
    hands.wait(lambda: "Undo" not in hands.texts(hands.page))


def test_undo_stays_when_something_else_changes_and_goes_when_the_credential_does(site: Site, start: Start) -> None:
    site.create("again", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("again", site.namespace)
    hands.replace(dialog, "Password", "mine")
    hands.update(dialog)
    hands.wait(lambda: "Undo" in hands.texts(hands.page))
    mine = site.config("again")
    site.write("again", mine.replace(b'"three"', b'"another entry"'))
    version = site.read("again")["metadata"]["resourceVersion"]
    hands.wait(lambda: (row := hands.row("again", site.namespace)) and row.resource_version == version)
    hands.pause(200)
    assert "Undo" in hands.texts(hands.page)
    site.write("again", mine.replace(auth("first", "mine").encode(), auth("first", "theirs").encode()))
    hands.wait(lambda: "Undo" not in hands.texts(hands.page))


def test_undo_works_from_another_context_too(site: Site, start: Start) -> None:
    site.create("far", CONFIG)
    config = json.loads(json.dumps(yaml.safe_load(site.kubeconfig("admin"))))
    current = next(each for each in config["contexts"] if each["name"] == config["current-context"])
    config["contexts"].append(current | {"name": "elsewhere"})
    hands = start(json.dumps(config))
    dialog = hands.open_update("far", site.namespace)
    hands.replace(dialog, "Password", "regretted")
    hands.update(dialog)
    hands.page.context_chosen.emit("elsewhere")
    hands.wait(lambda: hands.row("far", site.namespace))
    hands.page.undo_action.trigger()
    hands.wait(lambda: site.config("far") == CONFIG)
    hands.wait(lambda: current["name"] in hands.texts(hands.page.notice))


def test_a_failed_undo_can_be_tried_again(real: Site, control_plane: ControlPlane, start: Start) -> None:
    real.create("stubborn", CONFIG)
    hands = start(real.kubeconfig("admin"))
    dialog = hands.open_update("stubborn", real.namespace)
    hands.replace(dialog, "Password", "regretted")
    hands.update(dialog)
    hands.wait(lambda: "Undo" in hands.texts(hands.page.notice))
    control_plane.kill()
    try:
        hands.page.undo_action.trigger()
        hands.wait(lambda: "was not put back" in hands.texts(hands.page.notice))
    finally:
        control_plane.start()
    assert hands.page.undo_action.isEnabled()
    hands.page.undo_action.trigger()
    hands.wait(lambda: real.config("stubborn") == CONFIG, 40)


def test_refresh_keeps_what_was_opened_by_name(site: Site, start: Start) -> None:
    site.create("named", CONFIG)
    hands = start(site.kubeconfig("admin"))
    hands.page.namespaces_chosen.emit(("kube-system",))
    hands.wait(lambda: hands.row("named", site.namespace) is None)
    hands.page.open_by_name.emit(site.namespace, "named")
    hands.wait(lambda: hands.row("named", site.namespace))
    hands.page.refresh_action.trigger()
    hands.pause(500)
    assert hands.row("named", site.namespace)


def test_a_new_login_in_the_kubeconfig_is_found_by_refresh(site: Site, start: Start) -> None:
    good = yaml.safe_load(site.kubeconfig("admin"))
    texts = [json.loads(json.dumps(good))]
    for user in texts[0]["users"]:
        user["user"]["token"] = "expired-long-ago"
    hands = start(lambda: json.dumps(texts[-1]), wait=False)
    hands.wait(lambda: "sign in" in hands.texts(hands.page).lower())
    texts.append(good)
    site.create("again-in", CONFIG)
    hands.page.refresh_action.trigger()
    hands.wait(lambda: hands.row("again-in", site.namespace))


def test_a_colleagues_change_is_asked_about_and_can_be_taken_or_not(site: Site, start: Start) -> None:
    plain = json.dumps({"auths": {"ghcr.io": {"auth": auth("acme", "first")}}}).encode()
    theirs = json.dumps({"auths": {"ghcr.io": {"auth": auth("acme-2", "theirs")}}}).encode()
    site.create("asked", plain)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("asked", site.namespace)
    hands.replace(dialog, "Password", "mine")
    site.write("asked", theirs)
    hands.wait(lambda: "Keep mine" in hands.texts(dialog))
    assert "acme-2" in hands.texts(dialog)
    assert "theirs" not in hands.texts(dialog).replace("Take theirs", "")
    assert not hands.button(dialog, "Update").isEnabled()

    hands.press(dialog, "Take theirs")
    assert hands.field(dialog, "Username").property("text") == "acme-2"
    hands.press(dialog, "Take back")
    assert hands.field(dialog, "Username").property("text") == "acme"
    hands.press(dialog, "Keep mine")
    assert site.config("asked") == theirs, "choosing sends nothing"
    hands.update(dialog)
    assert json.loads(site.config("asked"))["auths"]["ghcr.io"]["auth"] == auth("acme", "mine"), (
        "both halves, as the comparison showed them"
    )


def test_a_lock_that_comes_with_a_colleagues_change_is_not_passed_by_keeping_mine(site: Site, start: Start) -> None:
    site.create("adopted", json.dumps({"auths": {"ghcr.io": {"auth": auth("acme", "first")}}}).encode())
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("adopted", site.namespace)
    hands.replace(dialog, "Password", "mine")
    theirs = json.dumps({"auths": {"ghcr.io": {"auth": auth("acme", "theirs")}}}).encode()
    site.write("adopted", theirs, annotations={"argocd.argoproj.io/tracking-id": "shop:/Secret:x/adopted"})
    hands.wait(lambda: "Keep mine" in hands.texts(dialog))
    hands.press(dialog, "Keep mine")
    assert "shop" in hands.texts(dialog)
    assert not hands.button(dialog, "Update").isEnabled()
    assert not hands.field(dialog, "Username").isEnabled()
    assert site.config("adopted") == theirs


def test_a_colleagues_change_elsewhere_goes_unasked(site: Site, start: Start) -> None:
    site.create("merged", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("merged", site.namespace)
    choose_entry(hands, "registry.acme.io")
    hands.replace(dialog, "Password", "mine")
    site.write("merged", CONFIG.replace(b'"password":"three"', b'"password":"theirs"'))
    hands.wait(lambda: (row := hands.row("merged", site.namespace)) and row.last_updated)
    hands.update(dialog)
    entries = json.loads(site.config("merged"))["auths"]
    assert entries["quay.io/team"]["password"] == "theirs"
    assert entries["registry.acme.io"]["auth"] == auth("deploy-bot", "mine")


def test_deleted_meanwhile_is_said_and_what_was_typed_stays(site: Site, start: Start) -> None:
    site.create("gone", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("gone", site.namespace)
    hands.replace(dialog, "Description", "typed with care")
    site.delete("gone")
    hands.wait(lambda: "deleted" in hands.texts(dialog).lower())
    assert not hands.button(dialog, "Update").isEnabled()
    assert hands.field(dialog, "Description").property("plainText") == "typed with care"


def test_an_immutable_secret_takes_a_description_only(site: Site, start: Start) -> None:
    site.create("fixed", CONFIG, immutable=True)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("fixed", site.namespace)
    assert not hands.field(dialog, "Username").isEnabled()
    assert "immutable" in hands.texts(dialog).lower()
    hands.replace(dialog, "Description", "still")
    hands.update(dialog)
    assert site.read("fixed")["metadata"]["annotations"] == {"kubernetes.io/description": "still"}
    assert site.config("fixed") == CONFIG


def test_an_owned_secret_is_changed_only_after_asking_once_more(
    site: Site, start: Start, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.create(
        "owned",
        CONFIG,
        annotations={"meta.helm.sh/release-name": "platform-base", "meta.helm.sh/release-namespace": "ops"},
    )
    site.send(
        "PATCH",
        f"/api/v1/namespaces/{site.namespace}/secrets/owned",
        {"metadata": {"labels": {"app.kubernetes.io/managed-by": "Helm"}}},
        "application/merge-patch+json",
    )
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("owned", site.namespace)
    assert "platform-base" in hands.texts(dialog)
    assert not hands.field(dialog, "Username").isEnabled()
    hands.confirm(lambda: hands.press(dialog, "Change anyway…"), "Change anyway")
    assert hands.field(dialog, "Username").isEnabled()
    hands.replace(dialog, "Password", "changed anyway")
    hands.update(dialog)
    assert site.config("owned") != CONFIG
    hands.wait((folders.data / "activity.jsonl").exists)
    record = json.loads((folders.data / "activity.jsonl").read_text())
    assert "platform-base" in record["owner"]


def test_the_whole_job_by_keyboard_alone(site: Site, start: Start) -> None:
    site.create("keyboard", json.dumps({"auths": {"ghcr.io": {"auth": auth("acme", "first")}}}).encode())
    hands = start(site.kubeconfig("admin"))
    hands.key(None, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(hands.focus(), site.namespace)
    hands.wait(lambda: hands.table.model_.rowCount() == 1)
    hands.key(hands.focus(), Qt.Key.Key_Down)
    hands.key(hands.focus(), Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    hands.wait(hands.dialog)
    dialog = hands.dialog()
    assert dialog
    hands.wait(lambda: hands.filled(dialog))
    QTest.keyClicks(hands.focus(), "typed blind")  # Password has the focus, everything selected
    hands.key(hands.focus(), Qt.Key.Key_Return)
    hands.wait(lambda: hands.dialog() is None)
    assert json.loads(site.config("keyboard"))["auths"]["ghcr.io"]["auth"] == auth("acme", "typed blind")


def layers(value: Any) -> str:
    """Every text in an object, and what base64 in it holds, down to the password."""
    text = json.dumps(value)
    found, todo = [text], [text]
    while todo:
        for word in todo.pop().replace('"', " ").replace("\\", " ").split():
            try:
                decoded = base64.b64decode(word, validate=True).decode()
            except ValueError:
                continue
            if decoded:
                found.append(decoded)
                todo.append(decoded)
    return "\n".join(found)


def differing(before: Any, after: Any, path: str = "") -> set[str]:
    """The paths at which two objects differ, but for what every write changes."""
    if path in (".metadata.managedFields", ".metadata.resourceVersion"):
        return set()
    if isinstance(before, dict) and isinstance(after, dict) and path != ".data":
        keys = before.keys() | after.keys()
        return set().union(*(differing(before.get(key), after.get(key), f"{path}.{key}") for key in keys))
    return set() if before == after else {path}
