"""An API server that is played by hand, for those who follow it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

from aiohttp import web
from cluster.follower import Told, following
from cluster.servers import Server, answer, listing, secret, serving

from pullsecrets.cluster import watching
from pullsecrets.cluster.watching import Live, Pace

JSON, LEGACY = watching.KINDS
PACE = Pace(silence=30, poll=0.05, first_pause=0.05, longest_pause=0.2, sign_in=0.5, tick=5)
END, DROP = object(), object()


class Stage:
    """An API server of which a test holds the strings: what it lists, and what comes over each watch."""

    def __init__(self) -> None:
        self.listed: dict[str, dict[str, Any]] = {
            JSON: listing(secret("a"), version="10"),
            LEGACY: listing(secret("b"), version="20"),
            "pods": listing(secret("p"), version="30"),
        }
        self.refuse: Callable[[web.Request], web.Response | None] = lambda _: None
        self.watches: dict[str, asyncio.Queue[object]] = {}
        self.asked: list[str] = []

    def say(self, kind: str, *events: tuple[str, dict[str, Any]]) -> None:
        lines = [json.dumps({"type": name, "object": content}) + "\n" for name, content in events]
        self.watches[kind].put_nowait("".join(lines).encode())

    def bookmark(self, kind: str, version: str) -> None:
        self.say(kind, ("BOOKMARK", {"kind": "Secret", "metadata": {"resourceVersion": version}}))

    def end(self, how: object, *kinds: str) -> None:
        for kind in kinds or self.watches:
            self.watches[kind].put_nowait(how)

    def count(self, what: str) -> int:
        return sum(each.startswith(what) for each in self.asked)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        selector = request.query.get("fieldSelector", "")
        resource = request.path.rpartition("/")[2]
        kind = selector.split(",")[0].removeprefix("type=") if resource == "secrets" else resource
        watch = "watch" in request.query
        short = {JSON: "json", LEGACY: "legacy"}.get(kind, kind)
        what = (
            f"watch {short} {request.query['resourceVersion']}" if watch else f"list {short} {request.query['limit']}"
        )
        self.asked.append(what)
        refusal = self.refuse(request)
        if refusal is not None:
            return refusal
        if not watch:
            return answer(self.listed[kind])
        response = web.StreamResponse()
        await response.prepare(request)
        said = self.watches[kind] = asyncio.Queue()
        while (text := await said.get()) is not END:
            if text is DROP:
                assert request.transport
                request.transport.abort()
                break
            assert isinstance(text, bytes)
            await response.write(text)
        return response


@contextlib.asynccontextmanager
async def live(
    stage: Stage, pace: Pace = PACE, name: str = "", resource: str = "secrets"
) -> AsyncGenerator[tuple[Told, Server], None]:
    """A follower of the stage, as soon as all its watches are open."""
    async with serving(stage.handle) as server, following(server.login(), "shop", pace, name, resource) as told:
        await told.next(Live)
        yield told, server
