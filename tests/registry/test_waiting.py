"""Servers that hang: a check ends in its time, and at once when it is cancelled, and leaves nothing open."""

from __future__ import annotations

import asyncio
import gc
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from cluster.servers import listening
from registry.stage import GOOD, Registry, World, host

from pullsecrets.model.checking import Question, Verdict
from pullsecrets.model.errors import Code
from pullsecrets.registry import USUAL, Limits, Reach, check

STEPS = ["accept", "handshake", "headers", "body", "token", "token body", "form", "manifest"]
JUDGED = ("manifest",)


@asynccontextmanager
async def hanging(world: World, step: str) -> AsyncGenerator[tuple[str, asyncio.Event], None]:
    """Where a registry listens that stops answering at a step, and what tells that it got there."""
    reached, over = asyncio.Event(), asyncio.Event()
    if step == "accept":
        with socket.socket() as listener:  # its backlog is full: nobody accepts
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            at: tuple[str, int] = listener.getsockname()
            others = [socket.socket() for _ in range(2)]
            for other in others:
                other.setblocking(False)
                other.connect_ex(at)
            reached.set()
            yield f"127.0.0.1:{at[1]}", reached
            for other in others:
                other.close()
        return
    if step == "handshake":

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            reached.set()
            await over.wait()

        async with listening(silent) as server:
            yield host(server), reached
        return

    async def stall(request: web.Request, *, body: bool) -> web.StreamResponse:
        reached.set()
        if body:
            response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
            await response.prepare(request)
            await response.write(b"{")
        await over.wait()
        return web.Response()

    async def handle(request: web.Request) -> web.StreamResponse:
        at = {"/v2/": ("headers", "body"), "/token": ("token", "token body")}.get(request.path, ("manifest",))
        if step in at or (step == "form" and request.method == "POST"):
            return await stall(request, body=step.endswith("body"))
        return await Registry(by_get=404 if step == "form" else 0)(request)

    async with world.serving(handle) as server:
        yield host(server), reached
        over.set()


BY_REQUEST, BY_CHECK = Limits(0.1, 0.1, 5), Limits(5, 5, 0.15)


@pytest.mark.parametrize(
    ("step", "limits"),
    [*((step, BY_REQUEST) for step in STEPS), *((step, BY_CHECK) for step in ("accept", "headers", "manifest"))],
)
async def test_a_registry_that_hangs_costs_its_limit(world: World, step: str, limits: Limits) -> None:
    async with hanging(world, step) as (at, reached):
        begun = time.monotonic()
        answer = await world.check(at, GOOD, "a:1", limits=limits)
        assert time.monotonic() - begun < 0.6
        assert reached.is_set()
    if step in JUDGED:
        assert answer.verdict is Verdict.ACCEPTED
    else:
        assert answer.verdict is Verdict.UNREACHABLE
        assert answer.problem is not None
        assert (answer.problem.code, answer.problem.values["host"]) == (Code.TIMEOUT, at)


@pytest.mark.parametrize("step", STEPS)
async def test_a_check_is_cancelled_at_once(world: World, step: str) -> None:
    async with hanging(world, step) as (at, reached):
        question = Question(at, GOOD, (f"{at}/a:1",))
        work = asyncio.create_task(check(question, Reach(str(world.ca_file)), USUAL))
        await asyncio.wait_for(reached.wait(), 1)
        await asyncio.sleep(0.01)
        begun = time.monotonic()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert time.monotonic() - begun < 0.05


async def test_nothing_is_left_open(world: World) -> None:
    """No connection to the server outlives a check that ended, or was cancelled."""
    waiting = asyncio.Event()
    connections: set[asyncio.Transport] = set()

    async def handle(request: web.Request) -> web.StreamResponse:
        assert request.transport
        connections.add(request.transport)
        if request.path.startswith("/v2/slow"):
            waiting.set()
            await asyncio.sleep(60)
        return await Registry("basic", pullable={"a:1", "b:1"})(request)

    async def all_closed() -> bool:
        await asyncio.sleep(0.02)  # for the server to see it
        return all(each.is_closing() for each in connections)

    async with world.serving(handle) as server:
        assert (await world.check(server, GOOD, "a:1", "b:1")).verdict is Verdict.ACCEPTED
        assert connections
        assert await all_closed()
        at = host(server)
        work = asyncio.create_task(check(Question(at, GOOD, (f"{at}/slow:1",)), Reach(str(world.ca_file))))
        await asyncio.wait_for(waiting.wait(), 1)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert await all_closed()
        gc.collect()  # what was not closed warns now, which fails a test
