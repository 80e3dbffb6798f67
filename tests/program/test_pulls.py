"""After an update in the window, on a real API server whose pods and events a test writes in the kubelet's words."""

from __future__ import annotations

import base64
import json
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from program.conftest import Start
from program.sites import MERGE, Site

from pullsecrets.views.secret_cells import Column

IMAGE = "registry.acme.io/shop/web:1"
RESOLVE = f'failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}"'
REFUSED = f"{RESOLVE}: failed to authorize: failed to fetch anonymous token: 401 Unauthorized"
NOT_FOUND = f"{RESOLVE}: {IMAGE}: not found"
PRESENT = f'Container image "{IMAGE}" already present on machine and can be accessed by the pod'
TOOK = f'Successfully pulled image "{IMAGE}" in 120ms (120ms including waiting). Image size: 12 bytes.'
AGAINST = "The registry does not accept the credential"
NOT_AGAINST = "This does not speak against the credential: the image was not found."
OLD = json.dumps({"auths": {"registry.acme.io": {"auth": base64.b64encode(b"bot:old").decode()}}}).encode()
SOON = 2.0  # seconds until the window must tell of it


class Shop:
    """A secret, a pod that pulls with it, and a kubelet played by hand."""

    def __init__(self, site: Site, start: Start, *, controlled: bool = True) -> None:
        self.site = site
        site.create("pull", OLD)
        owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "u", "controller": True}
        metadata = {"name": "web", "ownerReferences": [owner] if controlled else []}
        spec = {"containers": [{"name": "main", "image": IMAGE}], "imagePullSecrets": [{"name": "pull"}]}
        pods = f"/api/v1/namespaces/{site.namespace}/pods"
        self.pod = site.send("POST", pods, {"metadata": metadata, "spec": spec})["metadata"]
        self.hands = start(site.kubeconfig("admin"))
        self.hands.wait(lambda: self.status == "In use")

    @property
    def status(self) -> str:
        return self.hands.cell("pull", self.site.namespace, Column.STATUS)

    @property
    def notice(self) -> str:
        notice = self.hands.page.notice
        return self.hands.texts(notice) if notice.isVisible() else ""

    def update(self, password: str) -> None:
        dialog = self.hands.open_update("pull", self.site.namespace)
        self.hands.replace(dialog, "Password", password)
        self.hands.update(dialog)
        self.hands.wait(lambda: self.status == "Waiting for a pull")

    def waits(self, reason: str, message: str) -> None:
        self._set({"waiting": {"reason": reason, "message": message}})

    def runs(self) -> None:
        self._set({"running": {"startedAt": _now()}})

    def _set(self, state: dict[str, Any]) -> None:
        main = {"name": "main", "image": IMAGE, "imageID": "", "ready": False, "restartCount": 0, "state": state}
        path = f"/api/v1/namespaces/{self.site.namespace}/pods/web/status"
        self.site.send("PATCH", path, {"status": {"containerStatuses": [main]}}, MERGE)

    def event(self, reason: str, message: str) -> None:
        pod = {"kind": "Pod", "namespace": self.site.namespace, "name": "web", "uid": self.pod["uid"]}
        body = {
            "metadata": {"name": f"web.{uuid.uuid4().hex}"},
            "involvedObject": pod | {"fieldPath": "spec.containers{main}"},
            "reason": reason,
            "message": message,
            "count": 1,
            "firstTimestamp": _now(),
            "lastTimestamp": _now(),
            "source": {"component": "kubelet", "host": "worker-a"},
            "type": "Normal",
        }
        self.site.send("POST", f"/api/v1/namespaces/{self.site.namespace}/events", body)

    def fails(self, message: str) -> None:
        """One attempt, as the kubelet tells of it."""
        self.event("Pulling", f'Pulling image "{IMAGE}"')
        self.event("Failed", f'Failed to pull image "{IMAGE}": {message}')
        self.waits("ErrImagePull", message)

    def pulls(self) -> None:
        """One attempt that succeeds, long enough after an update: events are dated in whole seconds."""
        self.hands.pause(2200)
        self.event("Pulling", f'Pulling image "{IMAGE}"')
        self.event("Pulled", TOOK)
        self.runs()

    def told_soon(self, *texts: str) -> None:
        """The window says all of it within two seconds."""
        begun = time.monotonic()
        self.hands.wait(lambda: all(text in self.notice for text in texts))
        assert time.monotonic() - begun < SOON


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_a_wrong_credential_is_told_undone_and_recovers(real: Site, start: Start) -> None:
    shop = Shop(real, start)
    shop.update("wrong")
    shop.fails(REFUSED)
    shop.told_soon("Pulling fails since the update of <b>pull</b>", "pod web", IMAGE, AGAINST, "Next attempt by")
    shop.hands.wait(lambda: shop.status == "Pulling fails")
    shop.waits("ImagePullBackOff", f'Back-off pulling image "{IMAGE}": ErrImagePull: {REFUSED}')
    shop.hands.press(shop.hands.page.notice, "Undo")
    shop.hands.wait(lambda: real.config("pull") == OLD)
    shop.told_soon("Put back <b>pull</b>", "Pod web still waits", "Pull again now")
    shop.hands.wait(lambda: shop.status == "Waiting for a pull")
    shop.pulls()
    shop.told_soon("Put back <b>pull</b>", f"Pod web pulled {IMAGE}.")
    assert "Pull again now" not in shop.notice
    shop.hands.wait(lambda: shop.status.startswith("Pulled at "))


def test_what_mends_itself_clears_the_notice(real: Site, start: Start) -> None:
    shop = Shop(real, start)
    shop.update("right")
    shop.fails(NOT_FOUND)
    shop.told_soon("Pulling fails since the update of <b>pull</b>", NOT_AGAINST)
    shop.pulls()
    shop.told_soon("Pulling works again for what uses <b>pull</b>.", f"Pod web pulled {IMAGE}.")


def test_an_image_that_was_present_is_no_pull(real: Site, start: Start) -> None:
    shop = Shop(real, start)
    shop.update("right")
    shop.hands.pause(2200)
    shop.event("Pulled", PRESENT)
    shop.runs()
    shop.hands.pause(1500)
    assert shop.status == "Waiting for a pull"
    assert "pulled" not in shop.notice


@pytest.mark.parametrize("controlled", [True, False])
def test_pulling_again_is_offered_where_a_controller_makes_the_pod_anew(
    controlled: bool, real: Site, start: Start
) -> None:
    shop = Shop(real, start, controlled=controlled)
    shop.update("wrong")
    shop.fails(REFUSED)
    shop.told_soon(AGAINST)
    assert ("Pull again now" in shop.notice) is controlled
    if controlled:
        said = shop.hands.confirm(lambda: shop.hands.press(shop.hands.page.notice, "Pull again now"), "Pull again now")
        assert "web" in said
        shop.told_soon("Deleted pods that wait for <b>pull</b>")
        pods = real.send("GET", f"/api/v1/namespaces/{real.namespace}/pods")["items"]
        assert not [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
