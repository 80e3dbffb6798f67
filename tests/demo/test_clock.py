"""The demo's clock: the past in a moment, the present as it comes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from pullsecrets.demo.clock import Clock

NOW = datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_the_past_is_played_in_order() -> None:
    clock, told = Clock(NOW), list[tuple[str, float]]()

    def tell(name: str) -> None:
        told.append((name, (clock.now - NOW).total_seconds()))

    def first() -> None:
        tell("first")
        clock.later(5, lambda: tell("between"))

    clock.later(20, lambda: tell("second"))
    clock.later(10, first)
    clock.later(60, lambda: tell("too late"))
    clock.play_until(NOW + timedelta(seconds=30))
    assert told == [("first", 10), ("between", 15), ("second", 20)]
    assert clock.now == NOW + timedelta(seconds=30)


async def test_what_is_due_later_comes_when_time_passes_by_itself() -> None:
    clock, told = Clock(datetime.now(UTC) - timedelta(seconds=10)), list[str]()
    done = asyncio.Event()
    clock.later(9, lambda: told.append("in the past"))
    clock.later(10.1, done.set)
    clock.go_on(asyncio.get_running_loop())
    assert told == ["in the past"]
    assert not done.is_set()
    assert abs((clock.now - datetime.now(UTC)).total_seconds()) < 1
    clock.later(0.01, lambda: told.append("soon"))
    async with asyncio.timeout(5):
        await done.wait()
    assert told == ["in the past", "soon"]
