"""A session on the demo's server, behind a proxy that breaks its writes, and an administrator's hands."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import yaml
from service.proxy import Proxy

from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.session import Session, Source, kubeconfig_text


@dataclass
class Stage:
    """``said`` is what the program's work emitted."""

    session: Session
    direct: Session  # reaches the server without the proxy
    proxy: Proxy
    source: Source  # of the kubeconfig without the proxy
    server: str
    token: str
    said: list[object] = field(default_factory=list)

    async def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Ask the server as administrator; it must be granted."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if method == "PATCH":
            headers["Content-Type"] = "application/merge-patch+json"
        async with aiohttp.request(method, f"{self.server}/api/v1/{path}", headers=headers, json=body) as response:
            assert response.status < 300, await response.text()
            content = await response.json()
            assert isinstance(content, dict)
            return content

    async def make(self, namespace: str, name: str, config: str = "e30=", **metadata: object) -> PullSecret:
        """A pull secret."""
        body = {
            "metadata": {"name": name, **metadata},
            "type": "kubernetes.io/dockerconfigjson",
            "data": {".dockerconfigjson": config},
        }
        return PullSecret.of(await self.ask("POST", f"namespaces/{namespace}/secrets", body))

    async def namespace(self) -> str:
        """A new one."""
        name = f"test-{uuid.uuid4().hex[:8]}"
        await self.ask("POST", "namespaces", {"metadata": {"name": name}})
        return name

    async def names(self, namespace: str) -> set[str]:
        """The names of the secrets of a namespace."""
        listed = await self.ask("GET", f"namespaces/{namespace}/secrets")
        return {item["metadata"]["name"] for item in listed["items"]}

    async def until_said(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.said) < count:  # noqa: ASYNC110 - what is awaited knows nothing of events
                await asyncio.sleep(0.01)


@asynccontextmanager
async def demo_stage(config: dict[str, Any], method: str) -> AsyncIterator[Stage]:
    """On a running demo with this kubeconfig. The proxy counts and breaks requests of this ``method``."""
    text = yaml.safe_dump(config)
    cluster = next(item for item in config["clusters"] if item["name"] == "prod-eu")["cluster"]
    user = next(item["context"]["user"] for item in config["contexts"] if item["name"] == "prod-eu")
    token = next(item["user"]["token"] for item in config["users"] if item["name"] == user)
    async with Proxy(cluster["server"], method).serve() as proxy:
        session = Session("prod-eu", _source(text.replace(cluster["server"], f"http://127.0.0.1:{proxy.port}")))
        direct = Session("prod-eu", _source(text))
        try:
            yield Stage(session, direct, proxy, _source(text), cluster["server"], token)
        finally:
            await session.close()
            await direct.close()


def _source(text: str) -> Source:
    async def read() -> str:
        return text

    return kubeconfig_text(read)
