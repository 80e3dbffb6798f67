"""Watching what an update did to pulls: the pods of a namespace by whoever follows them, its events by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.pull_watch import Watch
from pullsecrets.model.pulls import Pull
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.model.usage import Index, Secret
from pullsecrets.service.usage import GATHER, Hurried

if TYPE_CHECKING:
    from pullsecrets.cluster.client import Client


_REST = 5  # times as long as a look took, before the next one


@dataclass(slots=True)
class Seen:
    """What was seen of pulls with a secret, known by its uid, since it was updated here. ``over``: it is watched no
    longer, so that this holds until pulls fail."""

    uid: str
    pull: Pull | None = None
    over: bool = False


Pulls = dict[Secret, Seen]


class PullWatch:
    """Tells ``emit`` how pulls go since the update that led to ``after``. Pods come by ``look``."""

    def __init__(
        self, client: Client, after: PullSecret, keys: tuple[str, ...], emit: Callable[[Pull | None], None]
    ) -> None:
        self._client, self._after, self._emit = client, after, emit
        # A colleague's later write makes it later: then less counts as evidence, and nothing falsely.
        self._watch = Watch(after.namespace, after.name, keys, after.row.last_updated or self._now())
        self._listed = False  # the events were, once
        self._ready = False  # or it is known that they cannot be
        self._looks: tuple[Index, Mapping[Secret, Row], bool] | None = None
        self._told: list[Pull | None] = []  # the last one, once there was one
        self._telling: asyncio.TimerHandle | None = None
        self._took = 0.0  # seconds, the last look

    def look(self, index: Index, rows: Mapping[Secret, Row], all_rows: bool) -> None:
        """Pods or secrets may have changed."""
        self._looks = index, rows or {(self._after.namespace, self._after.name): self._after.row}, all_rows
        self._soon()

    async def follow_events(self, hurried: Hurried) -> None:
        """Follow the events of the secret's namespace for ever; ends where the user may not see them."""
        from pullsecrets.cluster import watching  # noqa: PLC0415 - it brings kubernetes, which takes long to load

        try:
            with hurried() as hurry:
                await watching.follow(
                    self._client, self._after.namespace, self._take, resource="events", retry_now=hurry
                )
        except Failure as failure:
            if failure.problem.code is not Code.FORBIDDEN:
                raise
        self._ready = True
        self._soon()

    def end(self) -> None:
        """Tell nothing more."""
        if self._telling:
            self._telling.cancel()

    def _take(self, message: object) -> None:
        from pullsecrets.cluster import watching  # noqa: PLC0415 - as above

        news = not self._ready
        match message:
            case watching.Listed(items=items, done=done):
                for item in items:
                    news |= self._watch.hear(item, late=self._listed)
                self._listed |= done
                self._ready |= done
            case watching.Changed(events=events):
                for event in events:
                    news |= event.type != "DELETED" and self._watch.hear(event.object, late=True)
            case watching.Lost():
                self._ready = True
        if news:
            self._soon()

    def _soon(self) -> None:
        """Look in a moment, once for all that comes until then. Thousands of pods take a while to look at."""
        if self._ready and self._looks and self._telling is None:
            pause = max(GATHER, _REST * self._took)
            self._telling = asyncio.get_running_loop().call_later(pause, self._tell)

    def _tell(self) -> None:
        assert self._looks
        (index, rows, all_rows), self._telling = self._looks, None
        began = time.perf_counter()
        pull = self._watch.look(index, rows, self._now(), all_rows=all_rows)
        self._took = time.perf_counter() - began
        if self._told != [pull]:
            self._told = [pull]
            self._emit(pull)

    def _now(self) -> datetime:
        """By the server's clock."""
        return datetime.now(UTC) + self._client.server_ahead
