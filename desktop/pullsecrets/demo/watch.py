"""One watch: the changes of a resource as a stream of events."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping

import orjson

from .query import Selector, flag, watch_start, whole
from .shape import Shape
from .status import Json, expired
from .store import Change, Gone, Store, state_of

Write = Callable[[bytes], Awaitable[None]]

_LAST_BOOKMARK = 2.0
"""Seconds before the end."""


class Watch:
    """What a request asked to watch. Raises Refused where that makes no sense."""

    def __init__(
        self, store: Store, shape: Shape, wanted: Selector, query: Mapping[str, str], bookmark_interval: float
    ) -> None:
        self._store = store
        self._shape = shape
        self._resource = shape.resource.name
        self._wanted = wanted
        self._start, self._initial = watch_start(store, query)
        self._tells_end_of_initial = flag(query, "sendInitialEvents")
        # As the real one does: where no time is given, half an hour to an hour.
        self._seconds = whole(query, "timeoutSeconds") or random.uniform(1800, 3600)  # noqa: S311 - spreads load
        self._bookmarks = flag(query, "allowWatchBookmarks")
        self._interval = bookmark_interval

    async def send(self, write: Write) -> None:
        """Writes the events until the watch's time is over, or it turns out to begin too far back."""
        if self._initial:
            self._start = self._store.version
        try:
            with self._store.watch(self._start) as changes:
                if self._initial:
                    await self._send_initial(write)
                await self._send_changes(changes, write)
        except Gone:
            gone = expired(f"too old resource version: {self._start} ({self._store.forgotten})")
            await write(b'{"type":"ERROR","object":' + orjson.dumps(gone.body) + b"}\n")

    async def _send_initial(self, write: Write) -> None:
        past = self._store.at(self._resource, self._start)
        existing = [past.states[key] for key in past.keys if self._wanted.matches(past.states[key])]
        for state in existing:
            await write(_event("ADDED", self._shape.one(state)))
        if self._bookmarks and self._tells_end_of_initial:
            await write(self._bookmark(self._start, {"k8s.io/initial-events-end": "true"}))

    async def _send_changes(self, changes: "asyncio.Queue[Change]", write: Write) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + self._seconds
        bookmark_due = clock() + self._interval
        while (now := clock()) < end:
            due = end
            if self._bookmarks:
                last = end - _LAST_BOOKMARK
                due = min(bookmark_due, last if now < last else end)
            change = await _next(changes, due - now)
            if change is not None:
                # Until a version of the future comes there are neither changes nor bookmarks.
                told = self._told(change) if change.version > self._start else b""
                if told:
                    await write(told)
            elif clock() < end:
                if self._store.version >= self._start:
                    await write(self._bookmark(self._store.version, {}))
                bookmark_due = clock() + self._interval

    def _told(self, change: Change) -> bytes:
        """The change as a watch with this selector sees it; b"" where it sees nothing."""
        if change.key.resource != self._resource:
            return b""
        if change.after is not None and self._wanted.matches(change.after):
            known = self._wanted.matches(change.before)
            return _event("MODIFIED" if known else "ADDED", self._shape.one(change.after))
        if change.before is not None and self._wanted.matches(change.before):
            return _event("DELETED", self._shape.one(state_of(change.before.object, change.version)))
        return b""

    def _bookmark(self, version: int, annotations: Mapping[str, str]) -> bytes:
        metadata: Json = {"resourceVersion": str(version)} | ({"annotations": annotations} if annotations else {})
        return _event("BOOKMARK", self._shape.bookmark(metadata))


async def _next(changes: "asyncio.Queue[Change]", seconds: float) -> Change | None:
    """The next change, or None where none came in time: then the queue is empty."""
    if not changes.empty():
        return changes.get_nowait()
    try:
        return await asyncio.wait_for(changes.get(), seconds)
    except TimeoutError:
        return None


def _event(event: str, encoded: bytes) -> bytes:
    return b'{"type":"%s","object":%s}\n' % (event.encode(), encoded)
