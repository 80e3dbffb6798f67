"""A cluster of the demo in this process, without HTTP, whose time passes when a test says so."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pullsecrets.demo.api import MERGE_PATCH, Api, Options
from pullsecrets.demo.clock import Clock
from pullsecrets.demo.controllers import Controllers
from pullsecrets.demo.kubelet import Kubelets
from pullsecrets.demo.registries import Registries
from pullsecrets.demo.resources import DEPLOYMENTS, EVENTS, NAMESPACES, PODS, SECRETS, Resource
from pullsecrets.demo.store import Change, Store
from pullsecrets.model.dockerconfig import Credential

PRIVATE = "registry.acme.io"
PUBLIC = "docker.io/library/redis:7.2"
GOOD = ("puller", "right")
START = datetime(2024, 2, 29, 12, tzinfo=UTC)
OPTIONS = Options("tester", dry_run=False, validation="Strict")


class World:
    """One namespace, "n", and a private registry that takes one credential."""

    def __init__(self) -> None:
        self.api = Api(Store(10_000), Clock(START))
        self.changes: list[tuple[float, Change]] = []
        self.api.store.listen(lambda change: self.changes.append((self.seconds, change)))
        registries = Registries()
        registries.accept(PRIVATE, Credential(*(part.encode() for part in GOOD)))
        Controllers(self.api)
        Kubelets(self.api, registries)
        self.api.create(NAMESPACES, "", json.dumps({"metadata": {"name": "n"}}).encode(), OPTIONS)
        self.wait(1)

    @property
    def seconds(self) -> float:
        return (self.api.clock.now - START).total_seconds()

    def wait(self, seconds: float) -> None:
        self.api.clock.play_until(self.api.clock.now + timedelta(seconds=seconds))

    def create(self, resource: Resource, name: str, **parts: Any) -> Any:
        body = {"metadata": {"name": name} | parts.pop("metadata", {}), **parts}
        return self.api.create(resource, "n", json.dumps(body).encode(), OPTIONS).state.object

    def patch(self, resource: Resource, name: str, change: object) -> None:
        self.api.patch(resource, "n", name, MERGE_PATCH, json.dumps(change).encode(), OPTIONS)

    def delete(self, resource: Resource, name: str, **options: object) -> None:
        self.api.delete(resource, "n", name, json.dumps(options).encode() if options else b"", {})

    def get(self, resource: Resource, name: str) -> Any:
        return self.api.get(resource, "n", name).object

    def all(self, resource: Resource) -> list[Any]:
        return [state.object for state in self.api.store.all(resource.name)]

    def names(self, resource: Resource) -> list[str]:
        return [thing["metadata"]["name"] for thing in self.all(resource)]

    # -- what there is to pull, and what with ---------------------------------------------------------------

    def secret(self, name: str, config: str | None = None, *, password: str = GOOD[1], kind: str = "") -> None:
        data = config if config is not None else docker_config({PRIVATE: (GOOD[0], password)})
        body: dict[str, Any] = {"type": kind or "kubernetes.io/dockerconfigjson"}
        self.create(SECRETS, name, **body, data={".dockerconfigjson": base64.b64encode(data.encode()).decode()})

    def set_password(self, name: str, password: str) -> None:
        data = base64.b64encode(docker_config({PRIVATE: (GOOD[0], password)}).encode()).decode()
        self.patch(SECRETS, name, {"data": {".dockerconfigjson": data}})

    def pod(self, name: str, image: str, *secrets: str, **spec: Any) -> None:
        self.create(PODS, name, spec=pod_spec(image, *secrets) | spec)

    def deployment(self, name: str, image: str, *secrets: str, replicas: int = 1) -> None:
        self.create(DEPLOYMENTS, name, spec=selecting(name) | {"replicas": replicas} | template(name, image, *secrets))

    # -- what became of it ----------------------------------------------------------------------------------

    def phase(self, name: str) -> str:
        return str(self.get(PODS, name)["status"]["phase"])

    def waiting(self, name: str) -> Any:
        """Why the pod's first container waits; None where it does not."""
        return self.get(PODS, name)["status"]["containerStatuses"][0]["state"].get("waiting")

    def events(self, name: str, reason: str = "") -> list[Any]:
        told = [event for event in self.all(EVENTS) if event["involvedObject"]["name"] == name]
        return [event for event in told if reason in ("", event["reason"])]

    def times(self, name: str, reason: str) -> list[float]:
        """When something was told of a pod, in seconds."""
        told = []
        for seconds, change in self.changes:
            event = change.after.object if change.key.resource == EVENTS.name and change.after else {}
            if event.get("reason") == reason and event["involvedObject"]["name"] == name:
                told.append(seconds)
        return told


def docker_config(entries: Mapping[str, tuple[str, str]]) -> str:
    return json.dumps({"auths": {key: {"username": user, "password": word} for key, (user, word) in entries.items()}})


def pod_spec(image: str, *secrets: str) -> dict[str, Any]:
    names = [{"name": secret} for secret in secrets]
    return {"containers": [{"name": "c", "image": image}]} | ({"imagePullSecrets": names} if names else {})


def selecting(name: str) -> dict[str, Any]:
    return {"selector": {"matchLabels": {"app": name}}}


def template(name: str, image: str, *secrets: str, **spec: Any) -> dict[str, Any]:
    return {"template": {"metadata": {"labels": {"app": name}}, "spec": pod_spec(image, *secrets) | spec}}
