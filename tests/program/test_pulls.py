"""Pulls after an update, in the window: where a test plays the kubelets of a real cluster, and in the demo."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from program.conftest import Start
from program.hands import Hands
from program.kubelet import IMAGE, RUNNING, Kubelet, answered, owned_by
from program.sites import Site, demo_process, demo_site
from program.test_rights import READ, granted, secrets
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from pullsecrets import __main__
from pullsecrets.controllers.pulls import PullsController
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.update_dialog import UpdateDialog

OLD = b'{\n "auths" : {"registry.acme.io":{"email":"a@b", "auth":"dTpvbGQ="}  }, "x":[1.0]\r\n}\n'
QUICKLY = 2.0  # seconds from what the kubelet writes to what the person sees
HOUR = 3600
REFUSED = answered("401 Unauthorized")
AGAINST = "The registry does not accept the credential, or not for this image."
WAITING, FAILING, AGAIN = "Waiting for a pull", "Pulling fails", "Pull again now"
USES = ["pods", "serviceaccounts", "replicasets", "deployments", "statefulsets", "daemonsets", "jobs", "cronjobs"]


class Watched:
    """A program that shows a cluster whose kubelets the test plays."""

    def __init__(self, site: Site, hands: Hands) -> None:
        self.site, self.hands = site, hands
        self.slowest = 0.0  # seconds until it told what was written there

    def status(self, name: str) -> str:
        return self.hands.cell(name, self.site.namespace, Column.STATUS)

    def comes(self, status: str, *names: str) -> None:
        self.hands.wait(lambda: all(self.status(name).startswith(status) for name in names))

    def update(self, *names: str, password: str = "new") -> None:
        """Give them another password, one after the other."""
        for name in names:
            dialog = self.hands.open_update(name, self.site.namespace)
            self.hands.replace(dialog, "Password", password)
            self.hands.update(dialog)

    def certainly_later(self, name: str) -> None:
        """Wait until a pull that takes less than a second certainly began after the update, all in whole seconds."""
        times = [each["time"] for each in self.site.read(name)["metadata"]["managedFields"]]
        later = datetime.fromisoformat(max(times)) + timedelta(seconds=2)
        self.hands.wait(lambda: datetime.now(UTC) >= later)

    def notice(self) -> str:
        """What the notice says, its buttons too; empty where there is none."""
        notice = self.hands.page.notice
        return self.hands.texts(notice).replace("<b>", "").replace("</b>", "") if notice.isVisible() else ""

    def told(self, write: Callable[[], object], *texts: str, read: Callable[[], str] | None = None) -> str:
        """Write something to the cluster; the person must read of it soon, in the notice or where ``read`` does."""
        said = read or self.notice
        self._soon(write, lambda: all(text in said() for text in texts))
        return said()

    def cleared(self, write: Callable[[], object]) -> None:
        """Write something to the cluster; the notice must go soon."""
        self._soon(write, lambda: not self.notice())

    def _soon(self, write: Callable[[], object], seen: Callable[[], bool]) -> None:
        assert not seen()
        begun = time.monotonic()
        write()
        self.hands.wait(seen)
        took = time.monotonic() - begun
        self.slowest = max(self.slowest, took)
        assert took < QUICKLY, f"seen after {took:.2f} s"

    def press(self, button: str) -> None:
        self.hands.press(self.hands.page.notice, button)


def test_undo_puts_back_that_one_byte_for_byte(real: Site, start: Start) -> None:
    kubelet = Kubelet(real)
    for name in ("first", "second", "third"):
        real.create(name, OLD)
        kubelet.run(name, name)
    watched = Watched(real, start(real.kubeconfig("admin")))
    watched.update("first", "second", "third")
    watched.comes(WAITING, "first", "second", "third")
    wrong = real.config("first")
    assert wrong == real.config("third") != OLD

    kubelet.begins("third")
    watched.told(lambda: kubelet.fails("third", REFUSED), "since the update of third")
    kubelet.begins("first")
    watched.told(lambda: kubelet.fails("first", REFUSED), "since the update of first", "1 other updated", "Undo")
    watched.press("Undo")
    watched.hands.wait(lambda: "Put back first" in watched.notice())
    assert [real.config(name) for name in ("first", "second", "third")] == [OLD, wrong, wrong]
    watched.comes(WAITING, "first")
    assert watched.status("third") == FAILING

    watched.certainly_later("first")
    kubelet.begins("first")
    watched.told(lambda: kubelet.pulls("first"), f"Pod first pulled {IMAGE}.")
    watched.press("Close")
    assert "since the update of third" in watched.notice()
    watched.press("Undo")
    watched.hands.wait(lambda: "Put back third" in watched.notice())
    assert [real.config(name) for name in ("first", "second", "third")] == [OLD, wrong, OLD]


def test_only_a_pull_that_began_after_the_update_counts(real: Site, start: Start) -> None:
    clocks = {"exact": 0, "behind": -HOUR, "ahead": HOUR}
    kubelets = {name: Kubelet(real, ahead) for name, ahead in clocks.items()} | {"trusted": Kubelet(real)}
    for name, kubelet in kubelets.items():
        real.create(name, OLD)
        kubelet.run(name, name)
    watched = Watched(real, start(real.kubeconfig("admin")))
    watched.update(*kubelets)
    watched.comes(WAITING, *kubelets)
    for name, kubelet in kubelets.items():
        kubelet.finds(name)
        kubelet.pulls(name, took="1m0.5s")
    watched.certainly_later("trusted")
    for name in clocks:
        kubelets[name].begins(name)
        assert watched.status(name) == WAITING
        at = kubelets[name].pulls(name)
        watched.comes(f"Pulled at {at.astimezone():%H:%M}", name)
        tip = watched.hands.tip(name, real.namespace, Column.STATUS)
        assert f"Pod {name} pulled {IMAGE}." in tip
        assert "A sign, not a proof" in tip
    assert watched.status("trusted") == WAITING

    for name in clocks:
        kubelets[name].begins(name)
        watched.told(lambda: kubelets[name].fails(name, REFUSED), f"of {name}: ", "Next attempt by")  # noqa: B023
        watched.certainly_later(name)
        kubelets[name].begins(name)
        works = f"Pulling works again for what uses {name}."
        watched.hands.wait(lambda: datetime.now(UTC) >= at + timedelta(seconds=1))  # else it is the pull from before
        watched.told(lambda: kubelets[name].pulls(name), works, f"Pod {name} pulled")  # noqa: B023


def test_pods_that_were_stuck_before_the_update_wait_for_their_next_attempt(real: Site, start: Start) -> None:
    kubelet = Kubelet(real)
    for name in ("mended", "not"):
        real.create(name, OLD)
        kubelet.run(name, name, ownerReferences=owned_by("ReplicaSet"))
        kubelet.begins(name)
        kubelet.fails(name, REFUSED)
        kubelet.backs_off(name, REFUSED)
    watched = Watched(real, start(real.kubeconfig("admin")))
    watched.comes(FAILING, "mended", "not")
    assert watched.notice() == ""
    watched.update("mended", "not")
    watched.comes(WAITING, "mended", "not")
    watched.hands.wait(lambda: "Pod not still waits: its next attempt is due by" in watched.notice())
    assert AGAIN in watched.notice()
    assert AGAINST not in watched.notice()
    for name in ("mended", "not"):
        assert f"Pod {name} waits for {IMAGE}." in watched.hands.tip(name, real.namespace, Column.STATUS)
    watched.certainly_later("not")
    kubelet.begins("mended")
    kubelet.pulls("mended")
    watched.comes("Pulled at ", "mended")
    assert watched.status("not") == WAITING
    kubelet.begins("not")
    watched.told(lambda: kubelet.fails("not", REFUSED), "Pulling fails since the update of not", AGAINST)
    watched.comes(FAILING, "not")


def test_pulling_again_deletes_the_pod_that_was_asked_about_and_no_other(real: Site, start: Start) -> None:
    kubelet = Kubelet(real)

    def pods() -> dict[str, str]:
        found = real.send("GET", f"/api/v1/namespaces/{real.namespace}/pods")["items"]
        return {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in found}

    def fail(name: str) -> None:
        kubelet.begins(name)
        kubelet.fails(name, REFUSED)

    real.create("pull", OLD)
    owners = owned_by("ReplicaSet")
    for name in ("web-1", "web-2"):
        kubelet.run(name, "pull", ownerReferences=owners)
    kubelet.run("lone", "pull")
    watched = Watched(real, start(real.kubeconfig("admin")))
    hands = watched.hands
    watched.update("pull")
    watched.comes(WAITING, "pull")
    said = watched.told(lambda: fail("lone"), "pod lone")
    assert AGAIN not in said
    for name in ("web-1", "web-2"):
        fail(name)
    watched.hands.wait(lambda: "2 more pod" in watched.notice() and AGAIN in watched.notice())

    before = pods()
    hands.confirm(lambda: watched.press(AGAIN), "Cancel")
    assert pods() == before

    watched.press(AGAIN)
    box = hands.opened(QMessageBox)
    assert box.text() == "Delete 2 pod(s), so that their images are pulled again at once?"
    assert "web-1" in box.informativeText()
    assert "lone" not in box.informativeText()
    real.send("DELETE", f"/api/v1/namespaces/{real.namespace}/pods/web-1")
    kubelet.run("web-1", "pull", ownerReferences=owners)
    anew = pods()
    hands.press(box, AGAIN)
    hands.wait(lambda: "Deleted the pods that could not pull with pull" in watched.notice())
    assert pods() == {name: anew[name] for name in ("lone", "web-1")}
    watched.told(lambda: fail("web-1"), "since the update of pull", AGAIN, "1 more pod")


def can(verbs: list[str], *resources: str) -> dict[str, list[str]]:
    return {"apiGroups": ["", "apps", "batch"], "resources": list(resources), "verbs": verbs}


def test_who_may_not_see_events_nor_delete_pods(real: Site, start: Start) -> None:
    kubelet = Kubelet(real)
    real.create("web", OLD)
    kubelet.run("web", "web", ownerReferences=owned_by("ReplicaSet"))
    with granted(real, "operator", [can(READ, "namespaces", *USES), secrets([*READ, "patch"])]):
        watched = Watched(real, start(real.kubeconfig("operator")))
        watched.update("web")
        watched.comes(WAITING, "web")
        watched.told(lambda: kubelet.fails("web", REFUSED), "since the update of web", AGAINST, "Next attempt by")
        hands = watched.hands
        hands.wait(lambda: not hands.button(hands.page.notice, AGAIN).isEnabled())
        why = f"not allowed to delete pods in the namespace {real.namespace}"
        assert why in hands.button(hands.page.notice, AGAIN).toolTip()
        view = hands.open_view("web", real.namespace)
        hands.wait(lambda: not hands.button(view, AGAIN).isEnabled())
        assert why in hands.button(view, AGAIN).toolTip()
        hands.press(view, "Back")
        assert watched.status("web") == FAILING

        watched.certainly_later("web")
        kubelet.pulls("web")
        watched.comes(WAITING, "web")
        watched.told(lambda: kubelet.fails("web", REFUSED), "since the update of web")
        watched.cleared(lambda: kubelet.shows("web", RUNNING))
        watched.comes(WAITING, "web")


def test_who_may_not_see_pods_is_told_nothing(real: Site, start: Start) -> None:
    kubelet = Kubelet(real)
    real.create("web", OLD)
    kubelet.run("web", "web")
    with granted(real, "blind", [can(READ, "namespaces", "events", *USES[1:]), secrets([*READ, "patch"])]):
        watched = Watched(real, start(real.kubeconfig("blind")))
        watched.update("web")
        watched.hands.wait(lambda: "Updated web" in watched.notice())
        kubelet.begins("web")
        kubelet.fails("web", REFUSED)
        watched.certainly_later("web")
        kubelet.pulls("web")
        real.write("web", OLD, annotations={"kubernetes.io/description": "later"})
        watched.hands.wait(lambda: watched.hands.cell("web", real.namespace, Column.DESCRIPTION) == "later")
        assert watched.status("web") == "Use unknown"
        assert FAILING not in watched.notice()
        view = watched.hands.open_view("web", real.namespace)
        assert "Pull" not in watched.hands.texts(view).replace("ImagePullSecret", "")


def test_an_open_view_is_kept_right_when_the_watch_of_others_has_ended(
    real: Site, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(__main__, "PullsController", partial(PullsController, lasts=300))  # for ten minutes
    kubelet = Kubelet(real)
    for name in ("seen", "other"):
        real.create(name, OLD)
        kubelet.run(name, name)
    watched = Watched(real, start(real.kubeconfig("admin")))
    hands = watched.hands
    watched.update("other")
    watched.comes(WAITING, "other")
    view = hands.open_view("seen", real.namespace)
    hands.key(hands.focus(), Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    dialog = hands.opened(UpdateDialog)
    hands.wait(lambda: hands.filled(dialog))
    hands.replace(dialog, "Password", "wrong")
    hands.update(dialog)
    hands.wait(lambda: "Nothing was pulled since the update." in hands.texts(view))
    watched.comes("In use", "other")
    watched.certainly_later("seen")

    for name in ("other", "seen"):
        kubelet.begins(name)
    kubelet.fails("other", REFUSED)
    watched.told(lambda: kubelet.fails("seen", REFUSED), AGAINST, "Undo", read=lambda: hands.texts(view))
    assert watched.status("other") == FAILING
    hands.press(view, "Undo")
    hands.wait(lambda: real.config("seen") == OLD)
    hands.wait(lambda: "Still waiting" in hands.texts(view))
    watched.certainly_later("seen")
    kubelet.begins("seen")
    watched.told(lambda: kubelet.pulls("seen"), f"Pod seen pulled {IMAGE}.", read=lambda: hands.texts(view))
    hands.press(view, "Back")

    kubelet.begins("seen")
    kubelet.fails("seen", REFUSED)
    watched.comes(FAILING, "seen")
    kubelet.shows("seen", RUNNING)
    watched.comes("In use", "seen")
    assert "since the update" not in watched.notice()


def test_in_the_demo_a_wrong_credential_is_seen_undone_and_pulled_with_again(start: Start) -> None:
    with demo_process("--evict", "0.5") as config:
        demo, name = demo_site(config), "checkout-registry"
        demo.namespace = "payments"
        watched = Watched(demo, start(demo.kubeconfig("admin")))
        old = demo.config(name)
        watched.update(name, password="wrong")
        watched.comes(FAILING, name)
        watched.hands.wait(lambda: f"Pulling fails since the update of {name}: pod checkout-api-" in watched.notice())
        assert AGAINST in watched.notice()
        watched.press("Undo")
        watched.hands.wait(lambda: "still waits: its next attempt is due by" in watched.notice())
        assert demo.config(name) == old
        stuck = watched.notice().partition("Pod ")[2].partition(" ")[0]
        said = watched.hands.confirm(lambda: watched.press(AGAIN), AGAIN)
        assert stuck in said
        watched.comes("Pulled at ", name)
        watched.hands.wait(lambda: "Pod checkout-api-" in watched.notice() and " pulled " in watched.notice())
        pods = demo.send("GET", "/api/v1/namespaces/payments/pods")["items"]
        assert stuck not in [pod["metadata"]["name"] for pod in pods]
