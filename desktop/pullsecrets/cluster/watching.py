"""List, then watch from there; when that is lost, list again (SPEC section 2, Kubernetes: Efficient detection of
changes)."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from pullsecrets.cluster.client import Client, Event, Page
from pullsecrets.cluster.transport import Object
from pullsecrets.model.dockerconfig import Kind
from pullsecrets.model.errors import Code, Failure, Problem

KINDS = tuple(str(kind.value) for kind in Kind)
"""The types of pull secrets. No field selector finds both, so that each takes a list and a watch of its own."""
_SECRETS = "secrets"


@dataclass(frozen=True, slots=True)
class Listing:
    """A new full list begins. What it does not bring by its end is gone."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of the list. The last one is ``done``."""

    items: list[Object] = field(repr=False)
    done: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What the watches brought together: ADDED, MODIFIED and DELETED, in their order."""

    events: list[Event]


@dataclass(frozen=True, slots=True)
class Live:
    """From now on every change is told as it happens."""


@dataclass(frozen=True, slots=True)
class NotLive:
    """The list is asked for anew ``every`` so many seconds: the user may list but not watch, or the cluster does not
    know the resource, so that the list was empty."""

    every: float


@dataclass(frozen=True, slots=True)
class Lost:
    """What was told may be out of date. The next attempt comes by itself in ``retry_in`` seconds."""

    problem: Problem
    retry_in: float


Message = Listing | Listed | Changed | Live | NotLive | Lost


@dataclass(frozen=True, slots=True)
class Pace:
    """All times in seconds. ``silence``: so long a healthy watch is never without a bookmark; then it is checked.
    Pauses after failures double from ``first_pause`` to ``longest_pause``, ± 20 %. ``sign_in``: the pause after a
    refused login, where trying often may lock an account. ``tick``: how often sleep is looked for."""

    silence: float = 130.0
    poll: float = 30.0
    first_pause: float = 1.0
    longest_pause: float = 30.0
    sign_in: float = 30.0
    tick: float = 5.0


USUAL_PACE = Pace()
_SLEPT = 10.0  # seconds that the clock must be ahead; a busy computer is late by less
_clock = time.time
_SIGN_IN = frozenset(
    {
        Code.SIGN_IN,
        Code.NO_CREDENTIAL,
        Code.TOKEN_FILE,
        Code.TOKEN_EXPIRED,
        Code.EXEC_MISSING,
        Code.EXEC_FAILED,
        Code.EXEC_TIMEOUT,
        Code.EXEC_ANSWER,
    }
)


async def follow(
    client: Client,
    namespace: str | None,
    emit: Callable[[Message], None],
    *,
    name: str = "",
    resource: str = _SECRETS,
    retry_now: asyncio.Event | None = None,
    pace: Pace = USUAL_PACE,
) -> None:
    """Tell the pull secrets of a namespace (None: of all), or one by its ``name``, and then every change, for ever.
    The same for another ``resource``, one that ``Client.list_objects`` lists.

    Goes on through every failure but one: Failure (FORBIDDEN) where the user may not list. Setting ``retry_now``
    ends a pause; so does waking up from sleep, which also renews the watches.
    """
    follower = _Follower(client, resource, namespace, name, emit, retry_now or asyncio.Event(), pace)
    try:
        while True:
            try:
                await _side_by_side(follower.list_and_watch(), _sleep_ends(pace.tick))
                follower.begin_anew()
            except Failure as failure:
                if failure.problem.code is Code.FORBIDDEN and failure.problem.values.get("verb") == "list":
                    raise
                await follower.recover(failure.problem)
    finally:
        follower.end()


class _Follower:
    """Where following stands: the version that each kind's watch goes on from, and how well it goes.

    Only secrets have kinds. Any other resource is one kind, which is called "".
    """

    def __init__(
        self,
        client: Client,
        resource: str,
        namespace: str | None,
        name: str,
        emit: Callable[[Message], None],
        retry_now: asyncio.Event,
        pace: Pace,
    ) -> None:
        self._client = client
        self._resource = resource
        self._kinds = KINDS if resource == _SECRETS else ("",)
        self._namespace = namespace
        self._name = name
        self._emit = emit
        self._retry_now = retry_now
        self._pace = pace
        self._now = asyncio.get_running_loop().time
        self._versions: dict[str, str] = {}  # by kind; empty: list first
        self._open: set[str] = set()  # the kinds whose watch the server has begun
        self._live_since = float("inf")
        self._failures = 0  # since things last went well
        self._was_gone = False  # since then
        self._pending: list[Event] = []

    async def list_and_watch(self) -> None:
        """Ends with a Failure, or when it is time to list what cannot be watched anew."""
        if not self._versions:
            self._versions = await self._list()
        if all(self._versions.values()):
            await _side_by_side(*(self._watch(kind) for kind in self._kinds))
        else:  # the cluster does not know the resource, or did not for a moment
            await self._poll()

    def begin_anew(self) -> None:
        """Take it that the watches are closed."""
        self._flush()
        if self._now() - self._live_since >= self._pace.first_pause:
            self._goes_well()
        self._open.clear()
        self._live_since = float("inf")

    def end(self) -> None:
        """Tell nothing more."""
        self._pending.clear()

    async def recover(self, problem: Problem) -> None:
        """Say what is lost and wait for the next attempt."""
        self.begin_anew()
        if problem.code is Code.FORBIDDEN:
            await self._poll()
            return
        if problem.code is Code.GONE:
            self._versions = {}
            if not self._was_gone:
                self._was_gone = True
                return
        self._failures += 1
        seconds = min(self._pace.first_pause * 2 ** min(self._failures - 1, 10), self._pace.longest_pause)
        if problem.code in _SIGN_IN:
            seconds = self._pace.sign_in
        seconds *= random.uniform(0.8, 1.2)  # noqa: S311 - so that many programs don't come back at the same moment
        if problem.code is Code.TOO_MANY_REQUESTS:
            seconds += float(problem.values["seconds"] or 0)  # as told; the rest spreads the crowd
        self._emit(Lost(problem, seconds))
        await self._pause(seconds)

    async def _poll(self) -> None:
        self._goes_well()
        self._versions = {}
        self._emit(NotLive(self._pace.poll))
        await self._pause(self._pace.poll)

    def _goes_well(self) -> None:
        self._failures = 0
        self._was_gone = False

    async def _pause(self, seconds: float) -> None:
        await _side_by_side(asyncio.sleep(seconds), self._retry_now.wait(), _sleep_ends(self._pace.tick))
        self._retry_now.clear()

    async def _list(self) -> dict[str, str]:
        """List the kinds side by side. Each kind's watch goes on from its own list."""
        versions: dict[str, str] = {}
        begun: set[str] = set()

        async def list_kind(kind: str) -> None:
            async with contextlib.aclosing(self._pages(kind)) as pages:
                async for page in pages:
                    if page.first and kind in begun:
                        raise Failure(Code.GONE)  # what was told of it is void
                    if not begun:
                        self._emit(Listing())
                    begun.add(kind)
                    if not page.more:
                        versions[kind] = page.resource_version
                    self._emit(Listed(page.items, done=len(versions) == len(self._kinds)))

        await _side_by_side(*(list_kind(kind) for kind in self._kinds), until=asyncio.FIRST_EXCEPTION)
        return versions

    async def _watch(self, kind: str) -> None:
        """Watch one kind for ever; servers end each watch after a while."""
        while True:
            opened = self._now()
            version = self._versions[kind]
            try:
                async with contextlib.aclosing(self._events(kind, version)) as watch:
                    while event := await self._next(watch):
                        self._take(kind, event)
            except TimeoutError:
                await self._check(kind)
            else:
                if self._versions[kind] == version and self._now() - opened < self._pace.first_pause:
                    raise Failure(Code.CONNECTION_LOST, host=self._client.host)

    def _pages(self, kind: str, **limit: int) -> AsyncGenerator[Page, None]:
        if self._resource == _SECRETS:
            return self._client.list_secrets(kind, self._namespace, name=self._name, **limit)
        return self._client.list_objects(self._resource, self._namespace, name=self._name, **limit)

    def _events(self, kind: str, version: str) -> AsyncGenerator[Event, None]:
        if self._resource == _SECRETS:
            return self._client.watch_secrets(kind, self._namespace, version, name=self._name)
        return self._client.watch_objects(self._resource, self._namespace, version, name=self._name)

    async def _next(self, watch: AsyncGenerator[Event, None]) -> Event | None:
        async with asyncio.timeout(self._pace.silence):
            return await anext(watch, None)

    async def _check(self, kind: str) -> None:
        """After a silence. A watch from a version that the server has not reached (its store was restored from a
        backup) is silent for ever: Failure (GONE). Otherwise a new watch will do."""
        async with contextlib.aclosing(self._pages(kind, limit=1)) as pages:
            page = await anext(pages)
        if _is_older(page.resource_version, self._versions[kind]):
            raise Failure(Code.GONE)

    def _take(self, kind: str, event: Event) -> None:
        self._versions[kind] = event.resource_version
        if kind not in self._open:
            self._open.add(kind)
            if len(self._open) == len(self._kinds):
                self._live_since = self._now()
                self._emit(Live())
            return
        if event.type == "BOOKMARK":
            return
        # Events that arrived together are told together: the next turn of the loop comes when all were read.
        if not self._pending:
            asyncio.get_running_loop().call_soon(self._flush)
        self._pending.append(event)

    def _flush(self) -> None:
        events, self._pending = self._pending, []
        if events:
            self._emit(Changed(events))


async def _side_by_side(*work: Coroutine[Any, Any, object], until: str = asyncio.FIRST_COMPLETED) -> None:
    """Run all until one ends, or until one fails; then cancel the others. Raises what one of them raised."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=until)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


async def _sleep_ends(tick: float) -> None:
    """Return after the computer has slept: more time has passed on the clock than was waited for."""
    while True:
        before = _clock()
        await asyncio.sleep(tick)
        if _clock() - before > tick + _SLEPT:
            return


def _is_older(version: str, than: str) -> bool:
    """Whether a resourceVersion comes before another. Those that are no numbers cannot be compared: list again."""
    if version.isdecimal() and than.isdecimal():
        return int(version) < int(than)
    return version != than
