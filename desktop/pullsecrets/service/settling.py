"""Finding out what became of a write that nobody answered: when to look, and when a look settles it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator

from pullsecrets.model.errors import Problem
from pullsecrets.service.session import Emit
from pullsecrets.service.tasks import LATE, Unsettled


async def looks(problem: Problem, emit: Emit, patient_until: float) -> AsyncGenerator[bool, None]:
    """Yields when it is time to look again for what was sent, after growing pauses, and whether patience lasts.

    Says on the way that the outcome is not known. Close it (``contextlib.aclosing``), or it goes on saying so.
    """
    loop = asyncio.get_running_loop()
    emit(Unsettled(problem, overdue=False))
    say = loop.call_at(patient_until, lambda: emit(Unsettled(problem, overdue=True)))
    pause = 0.25
    try:
        while True:
            yield loop.time() < patient_until
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
