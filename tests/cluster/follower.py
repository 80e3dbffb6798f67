"""A follower at work, and what it has said so far."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import TypeVar

from cluster.servers import connected

from pullsecrets.cluster import watching
from pullsecrets.cluster.login import Login
from pullsecrets.cluster.watching import Message, Pace

M = TypeVar("M")


@dataclass
class Told:
    """What a follower has said so far."""

    messages: list[Message] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    retry_now: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, message: Message) -> None:
        self.messages.append(message)
        self._news.set()

    def of(self, kind: type[M]) -> list[M]:
        return [message for message in self.messages if isinstance(message, kind)]

    async def next(self, kind: type[M], nth: int = 1, within: float = 10.0) -> M:
        """The nth message of a kind, as soon as there are so many; TimeoutError after ``within`` seconds."""
        async with asyncio.timeout(within):
            while len(self.of(kind)) < nth:
                self._news.clear()
                await self._news.wait()
        return self.of(kind)[nth - 1]

    async def no_more(self, kind: type[M], than: int, within: float = 0.1) -> None:
        await asyncio.sleep(within)
        assert len(self.of(kind)) == than


@contextlib.asynccontextmanager
async def following(
    login: Login,
    namespace: str,
    pace: Pace = watching.USUAL_PACE,
    name: str = "",
    resource: str = "secrets",
) -> AsyncGenerator[Told, None]:
    """A follower at work, of which the test fails when it ends by itself."""
    told = Told()
    async with connected(login) as client:
        hurry = told.retry_now
        follow = watching.follow(client, namespace, told.take, name=name, resource=resource, retry_now=hurry, pace=pace)
        task = asyncio.create_task(follow)
        try:
            yield told
            assert not task.done(), task.exception()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
