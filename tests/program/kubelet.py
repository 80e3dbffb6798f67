"""What kubelets tell of pulls, in the words of kubelet 1.37 and containerd 2, written to a server that has none."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from program.sites import MERGE, Site

IMAGE = "registry.acme.io/shop/web:1"
RUNNING = {"running": {"startedAt": "2026-01-31T12:00:00Z"}}
_STATUSES = {
    "containers": "containerStatuses",
    "initContainers": "initContainerStatuses",
    "ephemeralContainers": "ephemeralContainerStatuses",
}
Object = dict[str, Any]


def resolving(why: str, image: str = IMAGE) -> str:
    """What containerd says when it cannot find out what to pull."""
    return f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": {why}'


def answered(status: str, image: str = IMAGE) -> str:
    """What it says of a registry's answer."""
    host, _, path = image.partition("/")
    address = f"https://{host}/v2/{path.replace(':', '/manifests/')}"
    return resolving(f"unexpected status from HEAD request to {address}: {status}", image)


def owned_by(kind: str) -> list[Object]:
    """The ownerReferences of a pod that something of this kind controls."""
    owner = {"apiVersion": "apps/v1", "kind": kind, "name": "owner", "uid": str(uuid.uuid4())}
    return [owner | {"controller": True}]


class Kubelet:
    """The kubelet of a node whose clock is so many seconds ahead of the server's."""

    def __init__(self, site: Site, ahead: float = 0) -> None:
        self._site, self._ahead = site, timedelta(seconds=ahead)
        self._pods: dict[str, tuple[Object, str]] = {}  # and in which kind of container each pulls
        self._told: dict[tuple[str, str, str], Object] = {}

    def run(self, name: str, *pulls: str, image: str = IMAGE, kind: str = "containers", **metadata: object) -> Object:
        """Make a pod whose container of this kind pulls the image with these secrets."""
        main, extra = {"name": "main", "image": image}, {"name": "extra", "image": image}
        spec: Object = {"imagePullSecrets": [{"name": pull} for pull in pulls], "containers": [main]}
        if kind == "initContainers":
            spec[kind] = [extra]
        path = f"/api/v1/namespaces/{self._site.namespace}/pods"
        pod = self._site.send("POST", path, {"metadata": {"name": name, **metadata}, "spec": spec})
        if kind == "ephemeralContainers":
            body = {"spec": {kind: [extra | {"terminationMessagePolicy": "File", "imagePullPolicy": "IfNotPresent"}]}}
            pod = self._site.send("PATCH", f"{path}/{name}/ephemeralcontainers", body, MERGE)
        self._pods[name] = pod, kind
        return pod

    # How a pull goes

    def begins(self, name: str) -> None:
        """An attempt begins."""
        self._tell(name, "Pulling", f'Pulling image "{self._image(name)}"')

    def fails(self, name: str, error: str) -> None:
        """An attempt ends with what the container runtime says."""
        self._tell(name, "Failed", f'Failed to pull image "{self._image(name)}": {error}')
        self._tell(name, "Failed", "Error: ErrImagePull")
        self.waits(name, "ErrImagePull", error)

    def backs_off(self, name: str, error: str) -> None:
        """It is told that there is a pause."""
        pause = f'Back-off pulling image "{self._image(name)}"'
        self._tell(name, "BackOff", pause)
        self._tell(name, "Failed", "Error: ImagePullBackOff")
        self.waits(name, "ImagePullBackOff", f"{pause}: ErrImagePull: {error}")

    def hindered(self, name: str, reason: str, message: str) -> None:
        """Nothing is even asked for."""
        if reason != message:
            self._tell(name, "InspectFailed" if reason == "InvalidImageName" else reason, message)
        self._tell(name, "Failed", f"Error: {reason}")
        self.waits(name, reason, message)

    def pulls(self, name: str, took: str = "120ms") -> datetime:
        """An attempt succeeds, and the container runs; returns when, by the server's clock."""
        done = f'Successfully pulled image "{self._image(name)}" in {took} ({took} including waiting).'
        event = self._tell(name, "Pulled", f"{done} Image size: 3622094 bytes.")
        self.shows(name, RUNNING)
        return datetime.fromisoformat(event["metadata"]["creationTimestamp"])

    def finds(self, name: str) -> None:
        """The image is on the node, and the container runs."""
        present = "already present on machine and can be accessed by the pod"
        self._tell(name, "Pulled", f'Container image "{self._image(name)}" {present}')
        self.shows(name, RUNNING)

    def waits(self, name: str, reason: str, message: str) -> None:
        """The container's status says what it waits for."""
        self.shows(name, {"waiting": {"reason": reason, "message": message}})

    def shows(self, name: str, state: Object) -> None:
        """The container's status."""
        pod, kind = self._pods[name]
        container: Object = {"name": _container(kind), "state": state, "image": self._image(name), "imageID": ""}
        container |= {"ready": "running" in state, "restartCount": 0}
        ready = {"type": "ContainersReady", "status": "False", "lastTransitionTime": self._clock()}
        body = {"status": {_STATUSES[kind]: [container], "conditions": [ready], "phase": "Pending"}}
        self._site.send("PATCH", f"{self._path('pods', pod['metadata']['name'])}/status", body, MERGE)

    def _tell(self, name: str, reason: str, message: str) -> Object:
        """An event; what happens again is counted on the same one."""
        pod, kind = self._pods[name]
        same = pod["metadata"]["uid"], reason, message
        if known := self._told.get(same):
            again = {"count": known["count"] + 1, "lastTimestamp": self._clock()}
            path = self._path("events", known["metadata"]["name"])
            self._told[same] = self._site.send("PATCH", path, again, MERGE)
        else:
            about = {key: pod["metadata"][key] for key in ("namespace", "name", "uid", "resourceVersion")}
            about |= {"kind": "Pod", "apiVersion": "v1", "fieldPath": f"spec.{kind}{{{_container(kind)}}}"}
            body = {
                "metadata": {"name": f"{name}.{uuid.uuid4().hex[:16]}"},
                "involvedObject": about,
                "reason": reason,
                "message": message,
                "type": "Normal" if reason in ("Pulling", "Pulled", "BackOff") else "Warning",
                "count": 1,
                "firstTimestamp": self._clock(),
                "lastTimestamp": self._clock(),
                "source": {"component": "kubelet", "host": "worker-a"},
                "reportingComponent": "kubelet",
                "reportingInstance": "worker-a",
            }
            self._told[same] = self._site.send("POST", self._path("events"), body)
        return self._told[same]

    def _image(self, name: str) -> str:
        return str(self._pods[name][0]["spec"]["containers"][0]["image"])

    def _path(self, resource: str, name: str = "") -> str:
        return f"/api/v1/namespaces/{self._site.namespace}/{resource}/{name}".rstrip("/")

    def _clock(self) -> str:
        return (datetime.now(UTC) + self._ahead).strftime("%Y-%m-%dT%H:%M:%SZ")


def _container(kind: str) -> str:
    """The name of the container that pulls."""
    return "main" if kind == "containers" else "extra"
