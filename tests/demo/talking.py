"""Starts the demo as the program does, and talks HTTP to it."""

from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

DESKTOP = str(Path(__file__).parents[2] / "desktop")
DOCKER = "kubernetes.io/dockerconfigjson"
MERGE = "application/merge-patch+json"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Api:
    """One user of one cluster, with a namespace of the test's own."""

    def __init__(self, server: str, token: str | None) -> None:
        self.server, self.token = server, token
        self.namespace = f"test-{uuid.uuid4().hex[:8]}"
        self.secrets = f"/api/v1/namespaces/{self.namespace}/secrets"

    def as_user(self, token: str | None) -> Api:
        other = Api(self.server, token)
        other.namespace, other.secrets = self.namespace, self.secrets
        return other

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        with closing(self._connection(20)) as connection:
            self._request(connection, method, path, body, content_type, headers)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read().decode())

    def make_namespace(self) -> None:
        assert self.send("POST", "/api/v1/namespaces", {"metadata": {"name": self.namespace}}).status == 201

    def create(self, name: str, config: str = "{}", **fields: Any) -> Any:
        answer = self.send("POST", self.secrets, secret(name, config, **fields))
        assert answer.status == 201, answer.text
        return answer.json

    def patch(self, name: str, body: object, query: str = "") -> Answer:
        return self.send("PATCH", f"{self.secrets}/{name}{query}", body)

    def get(self, name: str) -> Any:
        return self.send("GET", f"{self.secrets}/{name}").json

    def version(self) -> str:
        """The resourceVersion of the cluster now."""
        return str(self.send("GET", f"{self.secrets}?limit=1").json["metadata"]["resourceVersion"])

    @contextmanager
    def watch(self, query: str, seconds: float = 5) -> Iterator[Iterator[Any]]:
        """Events as they come; TimeoutError when none comes for `seconds`."""
        with closing(self._connection(seconds)) as connection:
            self._request(connection, "GET", f"{self.secrets}?watch=1&{query}")
            response = connection.getresponse()
            assert response.status == 200
            yield map(json.loads, iter(response.readline, b""))

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.server).netloc, timeout=seconds)

    def _request(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: object = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        told = dict(headers or {})
        if self.token is not None:
            told["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            told["Content-Type"] = content_type or (MERGE if method == "PATCH" else "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, body, told)


def secret(name: str, config: str = "{}", **fields: Any) -> dict[str, Any]:
    metadata = {"name": name} | fields.pop("metadata", {})
    return {"metadata": metadata, "type": DOCKER, "data": {".dockerconfigjson": encoded(config)}} | fields


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class Demo:
    """The process, its kubeconfig, and who plays which registry."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        self.process, self.stdin, self.stdout = process, process.stdin, process.stdout
        told = json.loads(self.stdout.readline())
        self.config: Any = yaml.safe_load(told["kubeconfig"])
        self.registries: dict[str, str] = told["registries"]

    def api(self, context: str = "prod-eu") -> Api:
        found = next(item["context"] for item in self.config["contexts"] if item["name"] == context)
        server = next(item["cluster"]["server"] for item in self.config["clusters"] if item["name"] == found["cluster"])
        token = next(item["user"]["token"] for item in self.config["users"] if item["name"] == found["user"])
        return Api(server, token)


@contextmanager
def running(*arguments: str) -> Iterator[Demo]:
    process = subprocess.Popen(
        [sys.executable, "-m", "pullsecrets.demo", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": DESKTOP},
    )
    demo = Demo(process)
    try:
        yield demo
    finally:
        demo.stdin.close()
        process.wait(10)
        demo.stdout.close()
