"""Who uses the pull secrets of some namespaces: read once and kept right, or read once more for a decision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, aclosing
from typing import TYPE_CHECKING

from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.secrets import Row
from pullsecrets.model.usage import Index, Secret, Source

if TYPE_CHECKING:
    from pullsecrets.cluster.client import Client

Hurried = Callable[[], AbstractContextManager[asyncio.Event]]
"""Gives an event that ends a pause before the next attempt, for as long as it is needed."""
Look = Callable[[Index, Mapping[Secret, Row], bool], None]
"""Takes who uses what, the rows of secrets, and whether secrets without a row do not exist (``Index.usage``)."""

GATHER = 0.05  # seconds in which changes of use are gathered, to be told together


class Uses:
    """Keeps an ``index`` right. ``changed`` is called, in the loop, after each message that may have changed it."""

    def __init__(self, client: Client, feeds: Sequence[str | None], changed: Callable[[], None]) -> None:
        self.index = Index()
        self._client, self._feeds, self._changed = client, feeds, changed
        self._unread = {(source, feed) for source in Source for feed in feeds}

    @property
    def read(self) -> bool:
        """Whether it is known of everything what it holds, or why that cannot be seen."""
        return not self._unread

    async def follow(self, instead: Sequence[str], hurried: Hurried) -> None:
        """Follow for ever. A right that is missing is noted, and nothing else depends on it; where the whole cluster
        may not be listed, the namespaces ``instead`` are."""
        async with asyncio.TaskGroup() as group:
            for source in Source:
                for feed in self._feeds:
                    group.create_task(self._follow(source, feed, instead if feed is None else (), hurried))

    async def _follow(self, source: Source, feed: str | None, instead: Sequence[str], hurried: Hurried) -> None:
        from pullsecrets.cluster import watching  # noqa: PLC0415 - it brings kubernetes, which takes long to load

        def take(message: object) -> None:
            match message:
                case watching.Listing():
                    self.index.begin(source, feed)
                case watching.Listed(items=items, done=done):
                    self.index.listed(source, feed, items, done)
                    if done:
                        self._unread.discard((source, feed))
                case watching.Changed(events=events):
                    for event in events:
                        self.index.changed(source, event.type, event.object)
                case watching.Lost(problem=problem):
                    self.index.lost(source, feed, problem)
                    self._unread.discard((source, feed))
                case watching.Live() | watching.NotLive():
                    self.index.found(source, feed)
            self._changed()

        try:
            with hurried() as hurry:
                await watching.follow(self._client, feed, take, resource=source.value, retry_now=hurry)
        except Failure as failure:
            if failure.problem.code is not Code.FORBIDDEN:
                raise
            if instead:
                self.index.withdrawn(source, feed)
                self._unread |= {(source, namespace) for namespace in instead}
            else:
                self.index.refused(source, feed, failure.problem)
            self._unread.discard((source, feed))
            self._changed()
        async with asyncio.TaskGroup() as group:
            for namespace in instead:
                group.create_task(self._follow(source, namespace, (), hurried))


async def follow_alone(client: Client, namespace: str, look: Look, hurried: Hurried) -> None:
    """Let ``look`` see who uses the secrets of a namespace, and again whenever that may have changed, for who may not
    list the secrets."""
    told = asyncio.Event()
    uses = Uses(client, (namespace,), told.set)

    async def tell() -> None:
        while True:
            await told.wait()
            await asyncio.sleep(GATHER)
            told.clear()
            if uses.read:
                look(uses.index, {}, False)

    async with asyncio.TaskGroup() as group:
        group.create_task(tell())
        group.create_task(uses.follow((), hurried))


async def scan(client: Client, namespace: str | None) -> Index:
    """Who uses the secrets of a namespace (None: of all) now. Failure for everything but a right that is missing."""
    index = Index()

    async def read(source: Source) -> None:
        try:
            async with aclosing(client.list_objects(source.value, namespace)) as pages:
                async for page in pages:
                    if page.first:
                        index.begin(source, namespace)
                    index.listed(source, namespace, page.items, done=not page.more)
        except Failure as failure:
            if failure.problem.code is not Code.FORBIDDEN:
                raise
            index.refused(source, namespace, failure.problem)

    try:
        async with asyncio.TaskGroup() as group:
            for source in Source:
                group.create_task(read(source))
    except ExceptionGroup as several:
        raise first_of(several) from None
    return index


def first_of(several: ExceptionGroup) -> Exception:
    """What ended a group of tasks first; the others were cancelled for it."""
    first = several.exceptions[0]
    return first_of(first) if isinstance(first, ExceptionGroup) else first
