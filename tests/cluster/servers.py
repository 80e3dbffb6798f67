"""Small servers on loopback that do what a test wants, wrong things above all, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import trustme
from aiohttp import web

from pullsecrets.cluster.client import Client
from pullsecrets.cluster.login import Login
from pullsecrets.cluster.transport import USUAL_LIMITS, Limits
from pullsecrets.model.errors import Failure, Problem

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Connection = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
QUICK = Limits(connect=0.3, read=0.3, watch=0.3)


@dataclass
class Recorded:
    """One request as it arrived, and the raw bytes of everything in it."""

    method: str
    path: str
    query: dict[str, str]
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def everything(self) -> str:
        return f"{self.method} {self.path} {self.query} {self.headers} {self.body!r}"


@dataclass
class Server:
    """Where a server listens and what it was sent."""

    url: str
    requests: list[Recorded] = field(default_factory=list)

    def login(self, **changes: Any) -> Login:
        return Login(**{"context": "here", "server": self.url, "user": "me", "token": "a-token"} | changes)


@contextlib.asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncGenerator[Server, None]:
    """An HTTP server that records each request and gives what ``handler`` returns."""
    server = Server("")

    async def record(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        server.requests.append(
            Recorded(request.method, request.path, dict(request.query), list(request.headers.items()), body)
        )
        return await handler(cast(web.Request, request))  # handlers use what both have

    runner = web.ServerRunner(web.Server(record), shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        port = runner.addresses[0][1]
        server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        yield server
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def listening(talk: Connection) -> AsyncGenerator[Server, None]:
    """A TCP server; ``talk`` speaks on each connection, which is cut when it returns."""
    conversations: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        conversations.add(task)
        try:
            await talk(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield Server(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    finally:
        listener.close()
        for task in conversations:
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


@contextlib.asynccontextmanager
async def connected(login: Login, limits: Limits = USUAL_LIMITS) -> AsyncGenerator[Client, None]:
    client = Client(login, limits)
    try:
        yield client
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def talking_to(handler: Handler, **changes: Any) -> AsyncGenerator[tuple[Client, Server], None]:
    async with serving(handler) as server, connected(server.login(**changes)) as client:
        yield client, server


async def failure(call: Awaitable[object]) -> Failure:
    with pytest.raises(Failure) as caught:
        await call
    return caught.value


async def problem(call: Awaitable[object]) -> Problem:
    return (await failure(call)).problem


def always(response: Callable[[], web.Response]) -> Handler:
    async def handle(_: web.Request) -> web.Response:
        return response()

    return handle


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """Head and body of one request on a bare connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.split(b":")[1]))
    return head


def free_port() -> int:
    """A port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answer(content: Any, status: int = 200, **headers: str) -> web.Response:
    return web.Response(
        body=json.dumps(content), status=status, content_type="application/json", headers=headers or None
    )


def status(
    code: int, reason: str = "", message: str = "", causes: list[dict[str, str]] | None = None, kind: str = ""
) -> web.Response:
    """A Status object as the API server sends it. ``kind`` is the resource that it is about."""
    details = {name: value for name, value in (("kind", kind), ("causes", causes)) if value}
    content = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "message": message}
    return answer({**content, **({"details": details} if details else {}), "code": code}, code)


def secret(name: str = "pull", version: str = "7", **changes: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "default", "uid": f"uid-{name}", "resourceVersion": version}
    return {"kind": "Secret", "apiVersion": "v1", "metadata": metadata, "type": "Opaque", "data": {}} | changes


def listing(*items: dict[str, Any], version: str = "7", rest: str = "") -> dict[str, Any]:
    metadata = {"resourceVersion": version} | ({"continue": rest} if rest else {})
    return {"kind": "SecretList", "apiVersion": "v1", "metadata": metadata, "items": list(items)}


def server_tls(authority: trustme.CA, *names: str, **when: Any) -> ssl.SSLContext:
    """What a server needs to speak TLS as ``names``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **when).configure_cert(context)
    return context
