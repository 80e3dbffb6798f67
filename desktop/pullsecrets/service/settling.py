"""Finding out what became of a write that nobody answered: when to look, when a look settles it (SPEC section 4)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from pullsecrets.model.errors import Problem
from pullsecrets.service.session import Emit

LATE = 60.0  # seconds of a healthy server after which a write can no longer land; it lets one run for 34
PATIENCE = 60.0  # seconds without an answer after which the outcome is called unknown


@dataclass(frozen=True, slots=True)
class NotDone:
    """What was asked for certainly did not happen; or, with OUTCOME_UNKNOWN, nobody can tell whether it did."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Said on the way: it was sent, its outcome is not known yet. ``overdue`` once patience has ended."""

    problem: Problem
    overdue: bool


def lasts(patient_until: float) -> bool:
    """Whether it may still be sent again. After that one only looks."""
    return asyncio.get_running_loop().time() < patient_until


async def looks(problem: Problem, emit: Emit, patient_until: float) -> AsyncGenerator[None, None]:
    """Yields when it is time to look again for what was sent, after growing pauses.

    Says on the way that the outcome is not known. Close it (``contextlib.aclosing``), or it goes on saying so.
    """
    loop = asyncio.get_running_loop()
    emit(Unsettled(problem, overdue=False))
    say = loop.call_at(patient_until, lambda: emit(Unsettled(problem, overdue=True)))
    pause = 0.25
    try:
        while True:
            yield
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            pause = min(pause * 2, 15.0)
    finally:
        say.cancel()


class Steadiness:
    """How long something has been seen to be as before the write, without a break."""

    def __init__(self) -> None:
        self._since: float | None = None

    def is_certain(self, as_before: bool) -> bool:
        """Take one more look into account; true when the write can no longer land."""
        now = asyncio.get_running_loop().time()
        self._since = (now if self._since is None else self._since) if as_before else None
        return self._since is not None and now - self._since > LATE
