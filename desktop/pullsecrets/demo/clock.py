"""A cluster's time: at first the past, played as fast as it can be, and then the present."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time, and does what is due at some time. Between two things that are due it does nothing at all."""

    def __init__(self, start: datetime) -> None:
        self._moment = start
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def now(self) -> datetime:
        return self._moment if self._loop is None else datetime.now(UTC)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        if self._loop is None:
            due = self._moment + timedelta(seconds=seconds)
            heapq.heappush(self._due, (due, next(self._numbers), act))
        else:
            self._loop.call_later(seconds, act)

    def play_until(self, moment: datetime) -> None:
        """Does in order all that is due up to a moment in the past."""
        while self._due and self._due[0][0] <= moment:
            self._moment, _, act = heapq.heappop(self._due)
            act()
        self._moment = moment

    def go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on time passes by itself."""
        self.play_until(datetime.now(UTC))
        waiting, self._due = self._due, []
        self._loop = loop
        for due, _, act in sorted(waiting):
            loop.call_later((due - self._moment).total_seconds(), act)


def stamp(moment: datetime) -> str:
    """A time as objects hold it: to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
