"""Asking a registry about a credential, in the service's loop (SPEC section 8)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from pullsecrets.model.checking import Answer, Question

Instead = Callable[[], Awaitable[Mapping[str, str]]]
"""Tells which servers play the registries of the demo: by host, a URL."""


async def check(question: Question, extra_ca: str, instead: Instead | None = None) -> Answer:
    """What the registry says. ``extra_ca``: a file of authorities to trust beside the system's, or empty; ``instead``
    is for the demo. Failure (EXTRA_CA) where that file cannot be used."""
    from pullsecrets import registry  # noqa: PLC0415 - aiohttp takes long to load, and most sessions check nothing

    return await registry.check(question, registry.Reach(extra_ca, await instead() if instead else None))


async def try_authorities(extra_ca: str) -> None:
    """Failure (EXTRA_CA) where a file with authorities to trust cannot be used. An empty name is none."""
    from pullsecrets import registry  # noqa: PLC0415 - see above

    await asyncio.to_thread(registry.trust, extra_ca)
