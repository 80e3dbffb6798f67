"""What a cluster holds: objects by key, one counter of versions, and the latest changes."""

import asyncio
import sys
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from .status import Json

_AFTER_ALL = chr(sys.maxunicode)


class Key(NamedTuple):
    resource: str
    path: str
    """namespace/name, or the name alone where there are no namespaces; lists are in the byte order of it."""


class Gone(Exception):  # noqa: N818 - the name of the HTTP status that it becomes
    """What is asked for is older than the kept changes."""


@dataclass(frozen=True, slots=True)
class State:
    """One state of one object. What was stored is never changed afterwards."""

    version: int
    object: Json = field(repr=False)
    """Without `kind` and `apiVersion`, which items of a list do not have."""
    encoded: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One write: None as `before` is a creation, as `after` a deletion."""

    version: int
    key: Key
    before: State | None
    after: State | None


class Past(NamedTuple):
    """What there was at one version. To be used before the store changes again."""

    keys: list[Key]
    """In order."""
    states: Mapping[Key, State]
    """Of these keys and perhaps of more."""


class Store:
    """The objects of one cluster. Used from one event loop; each call is a transaction."""

    def __init__(self, history: int) -> None:
        self.version = 1
        self._states: dict[Key, State] = {}
        self._order: list[Key] = []
        self._changes: deque[Change] = deque(maxlen=history)
        self.forgotten = 1
        """Changes up to this version are not kept."""
        self._watchers: set[asyncio.Queue[Change]] = set()
        self._listeners: list[Callable[[Change], None]] = []

    def get(self, key: Key) -> State | None:
        return self._states.get(key)

    def put(self, key: Key, thing: Json) -> State:
        """Stores a new state, gives it the next version, and tells the watchers."""
        before = self._states.get(key)
        self.version += 1
        after = state_of(thing, self.version)
        self._states[key] = after
        if before is None:
            insort(self._order, key)
        self._tell(Change(after.version, key, before, after))
        return after

    def remove(self, key: Key) -> None:
        before = self._states.pop(key)
        del self._order[bisect_left(self._order, key)]
        self.version += 1
        self._tell(Change(self.version, key, before, None))

    def all(self, resource: str) -> list[State]:
        """The objects of a resource as they are."""
        past = self.at(resource, self.version)
        return [past.states[key] for key in past.keys]

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Calls on every change from now on, in the midst of it: a listener may not write."""
        self._listeners.append(listener)

    def forget(self) -> None:
        """Drops the kept changes, as a cluster that has been running for long has."""
        self._changes.clear()
        self.forgotten = self.version

    def at(self, resource: str, version: int, prefix: str = "", start: str = "") -> "Past":
        """The objects of a resource as they were at a version, from a path on. Raises Gone."""
        if version < self.forgotten:
            raise Gone
        first = bisect_left(self._order, Key(resource, max(prefix, start)))
        keys = self._order[first : bisect_left(self._order, Key(resource, prefix + _AFTER_ALL))]
        later = [c for c in self._changes if c.version > version and c.key.resource == resource]
        if not later:
            return Past(keys, self._states)
        # The first change of an object after that version tells what it was.
        then = {change.key: change.before for change in reversed(later)}
        known = {key for key in then if key.path.startswith(prefix) and key.path >= start} | set(keys)
        states = {key: then.get(key, self._states.get(key)) for key in known}
        existed = {key: state for key, state in states.items() if state is not None}
        return Past(sorted(existed), existed)

    @contextmanager
    def watch(self, version: int) -> Iterator[asyncio.Queue[Change]]:
        """A queue of all changes after a version. Raises Gone."""
        if version < self.forgotten:
            raise Gone
        queue: asyncio.Queue[Change] = asyncio.Queue()
        for change in self._changes:
            if change.version > version:
                queue.put_nowait(change)
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    def _tell(self, change: Change) -> None:
        if len(self._changes) == self._changes.maxlen:
            self.forgotten = self._changes[0].version
        self._changes.append(change)
        for queue in self._watchers:
            queue.put_nowait(change)
        for listener in self._listeners:
            listener(change)


def state_of(thing: Json, version: int) -> State:
    thing = thing | {"metadata": thing["metadata"] | {"resourceVersion": str(version)}}
    return State(version, thing, orjson.dumps(thing))
