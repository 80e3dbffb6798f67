"""The clusters that whole-program tests run on: the demo's server, and a real kube-apiserver."""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml
from real.control_plane import ControlPlane

MERGE = "application/merge-patch+json"
DESKTOP = str(Path(__file__).parents[2] / "desktop")
Ask = Callable[..., tuple[int, dict[str, Any]]]


class Site:
    """One cluster: kubeconfigs for its users, a namespace of the test's own, and an administrator's hands.

    ``registries``: by host, the URL of the server that plays a registry of its world.
    """

    def __init__(
        self, name: str, kubeconfig: Callable[[str], str], ask: Ask, registries: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.registries = registries or {}
        self.kubeconfig, self._ask = kubeconfig, ask
        self.namespace = f"test-{uuid.uuid4().hex[:8]}"
        self.make_namespace(self.namespace)

    def make_namespace(self, name: str) -> None:
        """A namespace with its default service account, which no controller makes for the real server."""
        self.send("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
        path = f"/api/v1/namespaces/{name}/serviceaccounts"
        status, answer = self._ask("POST", path, {"metadata": {"name": "default"}}, content_type="application/json")
        assert status in (201, 409), answer

    def send(
        self, method: str, path: str, body: object = None, content_type: str = "application/json"
    ) -> dict[str, Any]:
        """Ask as administrator; it must be granted."""
        status, answer = self._ask(method, path, body, content_type=content_type)
        assert status < 300, (status, answer)
        return answer

    def try_to(self, method: str, path: str, body: object, content_type: str = "application/json") -> bool:
        """Ask as administrator; whether it was granted, and not refused because somebody else was quicker."""
        status, answer = self._ask(method, path, body, content_type=content_type)
        assert status < 300 or status == 409, (status, answer)
        return status < 300

    def user(self, name: str) -> str:
        """What a user of this test is called in the real cluster."""
        return f"{name}-{self.namespace}"

    def create(
        self,
        name: str,
        config: bytes,
        *,
        annotations: dict[str, str] | None = None,
        namespace: str = "",
        kind: str = "kubernetes.io/dockerconfigjson",
        **fields: object,
    ) -> dict[str, Any]:
        """Make an ImagePullSecret whose docker config is these bytes."""
        body = {
            "metadata": {"name": name, "annotations": annotations or {}},
            "type": kind,
            "data": {".dockerconfigjson": base64.b64encode(config).decode()},
        }
        return self.send("POST", f"/api/v1/namespaces/{namespace or self.namespace}/secrets", body | fields)

    def make(self, api: str, resource: str, name: str, **fields: object) -> dict[str, Any]:
        """Make another object in the test's namespace: ``make("/apis/apps/v1", "deployments", "web", spec=…)``."""
        return self.send(
            "POST", f"{api}/namespaces/{self.namespace}/{resource}", {"metadata": {"name": name}, **fields}
        )

    def read(self, name: str, namespace: str = "") -> dict[str, Any]:
        return self.send("GET", self.path(name, namespace))

    def config(self, name: str) -> bytes:
        """The docker config as it is now."""
        return base64.b64decode(self.read(name)["data"][".dockerconfigjson"])

    def write(self, name: str, config: bytes, **metadata: object) -> None:
        """What a colleague does with kubectl edit."""
        body = {"metadata": metadata, "data": {".dockerconfigjson": base64.b64encode(config).decode()}}
        self.send("PATCH", self.path(name) + "?fieldManager=kubectl-edit", body, MERGE)

    def delete(self, name: str) -> None:
        self.send("DELETE", self.path(name))

    def path(self, name: str, namespace: str = "") -> str:
        return f"/api/v1/namespaces/{namespace or self.namespace}/secrets/{name}"


class DemoServers(NamedTuple):
    """What the demo tells of its servers."""

    kubeconfig: dict[str, Any]
    registries: dict[str, str]


@contextmanager
def demo_servers(*arguments: str) -> Iterator[DemoServers]:
    """The demo's servers, in a process of their own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pullsecrets.demo", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": DESKTOP},
    )
    assert process.stdin
    assert process.stdout
    try:
        told = json.loads(process.stdout.readline())
        yield DemoServers(yaml.safe_load(told["kubeconfig"]), told["registries"])
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


@contextmanager
def demo_process(*arguments: str) -> Iterator[dict[str, Any]]:
    """The demo for who asks no registry; gives its kubeconfig."""
    with demo_servers(*arguments) as servers:
        yield servers.kubeconfig


def demo_site(config: dict[str, Any], registries: Mapping[str, str] | None = None) -> Site:
    """The demo's first cluster."""
    token = next(item["user"]["token"] for item in config["users"] if item["name"] == "prod-eu")
    server = next(item["cluster"]["server"] for item in config["clusters"] if item["name"] == "prod-eu")

    def ask(method: str, path: str, body: object = None, *, content_type: str) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, json.loads(text)

    def kubeconfig(user: str) -> str:
        context = "prod-eu" if user == "admin" else f"prod-eu-{user}"
        return str(yaml.safe_dump(config | {"current-context": context}))

    return Site("demo", kubeconfig, ask, registries)


def real_site(plane: ControlPlane, *, own_users: bool = True) -> Site:
    """A real API server. Users other than admin are the test's own, by impersonation, so that no test meets the rights
    that another one gave; or, without ``own_users``, those of the control plane."""

    def kubeconfig(user: str) -> str:
        if not own_users:
            return plane.kubeconfig(user).read_text()
        config = json.loads(plane.kubeconfig("admin").read_text())
        if user != "admin":
            config["users"][0]["user"]["as"] = site.user(user)
        return json.dumps(config)

    site = Site("real", kubeconfig, plane.request)
    return site
