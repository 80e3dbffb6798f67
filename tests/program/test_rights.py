"""What the user may not do is disabled and says why; whoever may touch one secret by name can still update it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from program.conftest import Start
from program.hands import Hands
from program.sites import Site
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from pullsecrets.model.usage import Source
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.choosers import OpenByName
from pullsecrets.views.copy_dialog import CopyDialog
from pullsecrets.views.delete_dialog import DeleteDialog
from pullsecrets.views.namespace_chooser import NamespacePopup
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.secrets_page import NotAllowedPage

CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "YTpi"}}}).encode()
READ = ["get", "list", "watch"]
NAMESPACES = {"apiGroups": [""], "resources": ["namespaces"], "verbs": READ}
ROLES = "/apis/rbac.authorization.k8s.io/v1"


@contextmanager
def granted(site: Site, user: str, rules: list[dict[str, list[str]]], namespace: str = "") -> Iterator[None]:
    """These rights for a user of the real server, in one namespace or everywhere; the demo's users have theirs."""
    if site.name == "demo":
        yield
        return
    where = f"{ROLES}/namespaces/{namespace}" if namespace else ROLES
    kind = "Role" if namespace else "ClusterRole"
    name = {"name": f"{site.namespace}-{user}"}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind} | name
    subjects = [{"kind": "User", "name": site.user(user), "apiGroup": "rbac.authorization.k8s.io"}]
    site.send("POST", f"{where}/{kind.lower()}s", {"metadata": name, "rules": rules})
    site.send("POST", f"{where}/{kind.lower()}bindings", {"metadata": name, "roleRef": reference, "subjects": subjects})
    _wait_until(site, user, rules[0], namespace, allowed=True)
    try:
        yield
    finally:
        for each in ("bindings", "s"):
            site.send("DELETE", f"{where}/{kind.lower()}{each}/{name['name']}")
        _wait_until(site, user, rules[0], namespace, allowed=False)


def _wait_until(site: Site, user: str, rule: dict[str, list[str]], namespace: str, *, allowed: bool) -> None:
    """The server decides by what it has heard of roles, which comes a moment after they were written."""
    what = {"group": rule["apiGroups"][0], "resource": rule["resources"][0], "verb": rule["verbs"][0]}
    what |= {"namespace": namespace, "name": rule.get("resourceNames", [""])[0]}
    review = {"spec": {"user": site.user(user), "resourceAttributes": what}}
    for _ in range(200):
        answer = site.send("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
        if answer["status"]["allowed"] is allowed:
            return
        time.sleep(0.01)
    raise AssertionError(f"{what} is still {'denied' if allowed else 'allowed'}")


def secrets(verbs: list[str], names: list[str] | None = None) -> dict[str, list[str]]:
    rule = {"apiGroups": [""], "resources": ["secrets"], "verbs": verbs}
    return rule | ({"resourceNames": names} if names else {})


def choose_namespaces(hands: Hands, *names: str) -> None:
    """Type them into the namespace chooser."""
    chooser = hands.page.header.namespaces
    chooser.setFocus()
    hands.key(chooser, Qt.Key.Key_Down)
    field = hands.opened(NamespacePopup).field
    QTest.keyClicks(field, ", ".join(names))
    hands.key(field, Qt.Key.Key_Return)


def menu(hands: Hands) -> dict[str, tuple[bool, str]]:
    """Open the row's menu as its key does; of each action whether it can be chosen, and the tooltip."""
    place = hands.table.rect().center()
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, hands.table.mapToGlobal(place))
    QApplication.sendEvent(hands.table, by_key)  # what the platform makes of Menu and Shift+F10
    opened = hands.opened(QMenu)
    actions = {each.text(): (each.isEnabled(), each.toolTip()) for each in opened.actions() if each.isVisible()}
    hands.key(opened, Qt.Key.Key_Escape)
    return actions


def may(hands: Hands, name: str, namespace: str, action: str) -> bool:
    """Whether an action can be chosen; where it cannot, the tooltip must name the right that is missing."""
    hands.click_row(name, namespace)
    enabled, said = menu(hands)[action]
    verb = {"Update": "patch", "Delete": "delete"}[action]
    assert enabled or f"not allowed to {verb} the secrets named {name} in the namespace {namespace}" in said
    return enabled


def test_who_may_only_read_sees_what_else_is_there_disabled_with_the_reason(site: Site, start: Start) -> None:
    site.create("readable", CONFIG)
    with granted(site, "viewer", [secrets(READ), NAMESPACES]):
        hands = start(site.kubeconfig("viewer"))
        for action in ("Update", "Delete"):
            hands.wait(lambda: not may(hands, "readable", site.namespace, action))  # noqa: B023 - waits here
        hands.key(hands.table, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
        hands.key(hands.table, Qt.Key.Key_Delete)
        hands.pause(50)
        assert not [each for each in hands.window.findChildren(QDialog) if each.isVisible()]

        view = hands.open_view("readable", site.namespace)
        for action in ("Update", "Delete"):
            assert not hands.button(view, action).isEnabled()
        hands.press(view, "Back")
        add = hands.page.header.add
        hands.wait(lambda: not add.isEnabled())
        assert "You are not allowed to create secrets in any of the namespaces that are shown." in add.toolTip()
        choose_namespaces(hands, site.namespace)
        said = f"You are not allowed to create secrets in the namespace {site.namespace}."
        hands.wait(lambda: said in add.toolTip())
        hands.key(hands.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        hands.pause(50)
        assert not [each for each in hands.window.findChildren(QDialog) if each.isVisible()]


def test_who_may_touch_nothing_but_secrets_can_do_all_but_see_what_uses_them(site: Site, start: Start) -> None:
    """Add, update, copy and delete, with everything said that cannot be known or done."""
    elsewhere = f"{site.namespace}-elsewhere"
    site.make_namespace(elsewhere)
    site.create("first", CONFIG)
    account = {"imagePullSecrets": [{"name": "first"}]}
    site.make("/api/v1", "serviceaccounts", "builder", **account)
    with granted(site, "secrets-admin", [secrets(["*"]), NAMESPACES]):
        hands = start(site.kubeconfig("secrets-admin"))
        hands.wait(lambda: hands.cell("first", site.namespace, Column.USED_BY) == "?")
        assert hands.cell("first", site.namespace, Column.STATUS) == "Use unknown"
        view = hands.open_view("first", site.namespace)
        unseen = "Not allowed to see pods, service accounts, ReplicaSets, Deployments, StatefulSets, DaemonSets, Jobs"
        assert f"{unseen} and CronJobs in all namespaces." in hands.texts(view)
        hands.press(view, "Back")

        dialog = hands.open_update("first", site.namespace)
        hands.wait(lambda: unseen in hands.texts(dialog))
        hands.replace(dialog, "Password", "changed")
        hands.update(dialog)
        assert site.config("first") != CONFIG

        adding = hands.open_add()
        hands.tab_to("Namespace")
        QTest.keyClicks(hands.focus(), site.namespace)
        for name, text in (("Name", "second"), ("Registry", "x.io"), ("Username", "x"), ("Password", "y")):
            hands.replace(adding, name, text)
        said = "You are not allowed to change the service account “default” of this namespace."
        hands.wait(lambda: said in hands.texts(adding))
        assert not hands.button(adding, "Use for all new pods of this namespace").isEnabled()
        hands.press(adding, "Add")
        hands.closed(AddDialog)
        assert json.loads(site.config("second"))["auths"]["x.io"]["password"] == "y"

        copying = hands.open_by_key(
            CopyDialog, "first", site.namespace, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier
        )
        QTest.keyClicks(hands.focus(), elsewhere)
        hands.key(hands.focus(), Qt.Key.Key_Return)
        hands.wait(lambda: hands.button(copying, "Copy to 1 namespace(s)").isEnabled())
        hands.press(copying, "Copy to 1 namespace(s)")
        hands.wait(lambda: [row[:2] for row in hands.cells(copying, "What happens")] == [(elsewhere, "Copied")])
        hands.key(hands.focus(), Qt.Key.Key_Escape)
        hands.closed(CopyDialog)
        assert site.read("first", elsewhere)["data"] == site.read("first")["data"]

        deleting = hands.open_by_key(DeleteDialog, "first", site.namespace, Qt.Key.Key_Delete)
        hands.wait(lambda: "It cannot be seen whether it is in use." in hands.texts(deleting))
        assert not hands.button(deleting, "Delete anyway").isEnabled()
        field = hands.field(deleting, "To delete it anyway, type its name:")
        QTest.keyClicks(field, "firs")
        assert not hands.button(deleting, "Delete anyway").isEnabled()
        QTest.keyClicks(field, "t")
        hands.press(deleting, "Delete anyway")
        hands.closed(DeleteDialog)
        listed = site.send("GET", f"/api/v1/namespaces/{site.namespace}/secrets")["items"]
        assert [item["metadata"]["name"] for item in listed] == ["second"]


def test_what_is_seen_is_counted_though_more_may_use_it(real: Site, start: Start) -> None:
    for name in ("named", "not-named"):
        real.create(name, CONFIG)
    real.make("/api/v1", "serviceaccounts", "builder", imagePullSecrets=[{"name": "named"}])
    accounts = {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": READ}
    with granted(real, "viewer", [secrets(["*"]), accounts]):
        hands = start(real.kubeconfig("viewer"))
        hands.wait(lambda: hands.cell("named", real.namespace, Column.USED_BY) == "1+")
        assert hands.cell("named", real.namespace, Column.STATUS) == "In use"
        assert hands.cell("not-named", real.namespace, Column.USED_BY) == "?"
        assert hands.cell("not-named", real.namespace, Column.STATUS) == "Use unknown"
        dialog = hands.open_update("named", real.namespace)
        hands.wait(lambda: hands.cells(dialog, "Used by") == [("builder", "ServiceAccount", "0")])
        assert "Not allowed to see pods, ReplicaSets, Deployments" in hands.texts(dialog)
        assert "There may be more that use it." in hands.texts(dialog)
        hands.press(dialog, "Cancel")
        deleting = hands.open_by_key(DeleteDialog, "named", real.namespace, Qt.Key.Key_Delete)
        hands.wait(lambda: "It is in use, so it cannot be deleted." in hands.texts(deleting))


def test_rights_are_those_of_each_namespace(real: Site, start: Start) -> None:
    free, read, closed = real.namespace, f"{real.namespace}-read", f"{real.namespace}-closed"
    for namespace in (read, closed):
        real.make_namespace(namespace)
    for namespace in (free, read, closed):
        real.create("shared", CONFIG, namespace=namespace)
    users = {"apiGroups": ["", "apps", "batch"], "resources": [*map(str, Source)], "verbs": READ}
    with granted(real, "editor", [secrets(["*"]), users], free), granted(real, "editor", [secrets(READ)], read):
        hands = start(real.kubeconfig("editor"), wait=False)
        hands.wait(lambda: any(each.isVisible() for each in hands.page.findChildren(NotAllowedPage)))
        choose_namespaces(hands, free, read, closed)
        hands.wait(lambda: hands.row("shared", free) and hands.row("shared", read))
        hands.wait(lambda: "Live" in hands.texts(hands.page))
        assert f"You are not allowed to list secrets in {closed}, so only the others" in hands.texts(hands.page)
        hands.wait(lambda: hands.cell("shared", free, Column.USED_BY) == "0")
        assert hands.cell("shared", read, Column.STATUS) == "Use unknown"
        hands.wait(lambda: not may(hands, "shared", read, "Update"))
        assert not may(hands, "shared", read, "Delete")
        assert may(hands, "shared", free, "Update")
        assert may(hands, "shared", free, "Delete")
        dialog = hands.open_update("shared", free)
        hands.replace(dialog, "Password", "changed")
        hands.update(dialog)
        assert real.config("shared") != CONFIG
        adding = hands.open_add()
        values = {"Name": "new", "Registry": "x.io", "Username": "x", "Password": "x", "Namespace": read}
        for name, text in values.items():
            hands.replace(adding, name, text)
        said = f"You are not allowed to create secrets in the namespace {read}."
        hands.wait(lambda: said in hands.texts(adding))
        assert not hands.button(adding, "Add").isEnabled()
        hands.replace(adding, "Namespace", free)
        hands.wait(lambda: said not in hands.texts(adding))
        hands.press(adding, "Add")
        hands.closed(AddDialog)
        assert real.read("new")
        with granted(real, "editor", [secrets(READ)], closed):
            hands.press(hands.page, "Refresh")
            hands.wait(lambda: hands.row("shared", closed))
        hands.wait(lambda: "You are not allowed to list" not in hands.texts(hands.page))
    hands.press(hands.page, "Refresh")  # when all rights are gone
    hands.wait(lambda: any(each.isVisible() for each in hands.page.findChildren(NotAllowedPage)))
    assert "only the others" not in hands.texts(hands.page)


def test_who_may_touch_one_secret_opens_it_by_name_and_updates_it(site: Site, start: Start) -> None:
    namespace, name = site.namespace, "only-this"
    if site.name == "real":
        site.create(name, CONFIG)
        site.create("not-this", CONFIG)
    else:
        namespace, name = "payments", "checkout-registry"  # the demo's editor has a right to this one
    before = site.read(name, namespace)["data"]
    with granted(site, "editor", [secrets([*READ, "patch"], [name])], namespace):
        hands = start(site.kubeconfig("editor"), wait=False)
        hands.wait(lambda: any(each.isVisible() for each in hands.page.findChildren(NotAllowedPage)))
        assert "list" in hands.texts(hands.page)

        hands.page.by_name_action.trigger()
        hands.wait(lambda: hands.window.findChildren(OpenByName))
        box = hands.window.findChildren(OpenByName)[0]
        for field, text in (("Namespace", namespace), ("Name", name)):
            hands.replace(box, field, text)
        hands.press(box, "Open")
        dialog = hands.open_update(name, namespace)
        hands.replace(dialog, "Password", "by name")
        hands.update(dialog)
        assert site.read(name, namespace)["data"] != before
        hands.wait(lambda: "Live" in hands.texts(hands.page))


@pytest.mark.parametrize("without", ["get", "watch"])
def test_list_without_get_or_without_watch_is_enough(real: Site, start: Start, without: str) -> None:
    real.create("listed", CONFIG)
    with granted(real, "viewer", [secrets([verb for verb in [*READ, "patch"] if verb != without])]):
        hands = start(real.kubeconfig("viewer"))
        if without == "watch":
            hands.wait(lambda: "Not live" in hands.texts(hands.page))
        dialog = hands.open_update("listed", real.namespace)
        hands.replace(dialog, "Password", "listed")
        hands.update(dialog)
        assert real.config("listed") != CONFIG
