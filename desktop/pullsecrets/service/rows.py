"""Pull secrets as rows: what a list and a watch of raw objects means for the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pullsecrets.model.errors import Problem
from pullsecrets.model.secrets import Row, row_of


@dataclass(frozen=True, slots=True)
class Rows:
    """Secrets that appeared or changed, and the uids of those that went. ``complete``: a list ends with this."""

    upserts: tuple[Row, ...]
    removed: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """What is shown is right, and a watch keeps it so."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What is shown was right a moment ago; the user may not watch, so it is asked for anew every few seconds."""

    every: float


@dataclass(frozen=True, slots=True)
class Lost:
    """The cluster does not answer. The next attempt comes by itself after ``retry_in`` seconds."""

    problem: Problem
    retry_in: float


@dataclass(frozen=True, slots=True)
class Closed:
    """The user may not list the secrets of one namespace of several; those of the others are told."""

    problem: Problem


Message = Rows | Live | Polled | Lost | Closed


class Fold:
    """Folds raw objects into rows, and knows which rows are there, so that a new list removes the old ones."""

    def __init__(self, emit: Callable[[Message], None], known: Iterable[Row], now: Callable[[], datetime]) -> None:
        self._emit, self._now = emit, now
        self._known = {row.uid: row for row in known}
        self._listed: set[str] | None = None

    def take(self, message: object) -> None:
        from pullsecrets.cluster import watching  # noqa: PLC0415 - it brings kubernetes, which takes long to load

        match message:
            case watching.Listing():
                self._listed = set()
            case watching.Listed(items=items, done=done):
                self._list(items, done)
            case watching.Changed(events=events):
                self._change([(event.type, event.object) for event in events])
            case watching.Live():
                self._emit(Live())
            case watching.NotLive(every=every):
                self._emit(Polled(every))
            case watching.Lost(problem=problem, retry_in=retry_in):
                self._emit(Lost(problem, retry_in))

    def _list(self, items: Iterable[Mapping[str, Any]], done: bool) -> None:
        listed = self._listed if self._listed is not None else set()
        rows = [row for row in map(row_of, items) if row]
        fresh = [row for row in rows if self._known.get(row.uid) is None or self._newer(row)]
        listed.update(row.uid for row in rows)
        self._known.update((row.uid, row) for row in fresh)
        removed = tuple(uid for uid in self._known if uid not in listed) if done else ()
        for uid in removed:
            del self._known[uid]
        if done:
            self._listed = None
        if fresh or removed or done:
            self._emit(Rows(tuple(fresh), removed, done))

    def _newer(self, row: Row) -> bool:
        return self._known[row.uid].resource_version != row.resource_version

    def _change(self, events: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        upserts: dict[str, Row] = {}
        removed: dict[str, None] = {}
        for kind, obj in events:
            row = row_of(obj)
            if row is None:
                continue
            if kind == "DELETED":
                upserts.pop(row.uid, None)
                self._known.pop(row.uid, None)
                removed[row.uid] = None
            else:
                seen = self._seen(row)
                removed.pop(row.uid, None)
                upserts[row.uid] = self._known[row.uid] = seen
        if upserts or removed:
            self._emit(Rows(tuple(upserts.values()), tuple(removed)))

    def _seen(self, row: Row) -> Row:
        """A change that managedFields do not date (they were cleared, or a field was removed) happened now."""
        before = self._known.get(row.uid)
        if before is None or not self._newer(row):
            return row
        undated = row.last_updated is None or (before.last_updated and row.last_updated <= before.last_updated)
        return replace(row, last_updated=self._now()) if undated else row
