"""A TCP proxy on loopback that breaks connections at chosen moments, between the program and a plain http server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from urllib.parse import urlsplit


class Fault(Enum):
    """What happens to the next write."""

    NONE = "it passes"
    DROP = "the connection breaks before the server got it"
    SWALLOW = "the server gets it; the connection breaks before its answer comes"


class Proxy:
    """Forwards to one server. ``gone``: nobody answers at all. Writes are the requests of one ``method``."""

    def __init__(self, target: str, method: str = "PATCH") -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._start = f"{method} ".encode()
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.faults: list[Fault] = []  # for the coming writes, first one first
        self.writes = 0
        self.gone = False

    def vanish(self) -> None:
        """Break every connection, and answer none from now on."""
        self.gone = True
        for writer in self._open:
            writer.transport.abort()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Proxy]:
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for writer in self._open:
                writer.transport.abort()
            await asyncio.sleep(0.01)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.gone:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._open |= {writer, far_writer}
        swallow = asyncio.Event()

        async def answers() -> None:
            while data := await far_reader.read(65536):
                if swallow.is_set():
                    break
                writer.write(data)
                await writer.drain()

        async def questions() -> None:
            while data := await reader.read(65536):
                if data.startswith(self._start):
                    self.writes += 1
                    fault = self.faults.pop(0) if self.faults else Fault.NONE
                    if fault is Fault.DROP:
                        break
                    if fault is Fault.SWALLOW:
                        swallow.set()
                far_writer.write(data)
                await far_writer.drain()

        tasks = [asyncio.ensure_future(answers()), asyncio.ensure_future(questions())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for end in (writer, far_writer):
                end.transport.abort()
            self._open -= {writer, far_writer}
