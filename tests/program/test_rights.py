"""What the user may not do is disabled and says why; whoever may touch one secret by name can still update it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from program.conftest import Start
from program.hands import Hands
from program.sites import Site
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from pullsecrets.views.choosers import OpenByName
from pullsecrets.views.secrets_page import NotAllowedPage

CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "YTpi"}}}).encode()
READ = ["get", "list", "watch"]
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
    try:
        yield
    finally:
        for each in ("bindings", "s"):
            site.send("DELETE", f"{where}/{kind.lower()}{each}/{name['name']}")


def secrets(verbs: list[str], names: list[str] | None = None) -> dict[str, list[str]]:
    rule = {"apiGroups": [""], "resources": ["secrets"], "verbs": verbs}
    return rule | ({"resourceNames": names} if names else {})


def update_action(hands: Hands) -> tuple[bool, str]:
    """Open the row's menu as its key does; whether Update can be chosen, and the tooltip."""
    place = hands.table.rect().center()
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, hands.table.mapToGlobal(place))
    QApplication.sendEvent(hands.table, by_key)  # what the platform makes of Menu and Shift+F10
    hands.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(each for each in menu.actions() if each.text() == "Update")
    hands.key(menu, Qt.Key.Key_Escape)
    return action.isEnabled(), action.toolTip()


def test_who_may_only_read_sees_update_disabled_with_the_reason(site: Site, start: Start) -> None:
    site.create("readable", CONFIG)
    namespaces = {"apiGroups": [""], "resources": ["namespaces"], "verbs": READ}
    with granted(site, "viewer", [secrets(READ), namespaces]):
        hands = start(site.kubeconfig("viewer"))
        hands.click_row("readable", site.namespace)
        hands.wait(lambda: not update_action(hands)[0])
        reason = update_action(hands)[1]
        assert "patch" in reason
        assert site.namespace in reason
        hands.key(hands.table, Qt.Key.Key_Return)
        hands.key(None, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
        hands.pause(50)
        assert hands.dialog() is None


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
