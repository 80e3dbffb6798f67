"""A proxy on loopback, by which a test reaches its servers under any name."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest
from cluster.servers import Server, listening
from registry.stage import host


class Proxy:
    """Forwards to servers on loopback, by name, as a proxy of a company would; wants a password where one is set."""

    def __init__(self, places: dict[str, Server], password: str = "") -> None:
        self.places = places
        self.password = password
        self.asked: list[str] = []
        self.url = ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, url = lines[0].split()[:2]
        self.asked.append(f"{method} {url}")
        if self.password and f"Proxy-Authorization: {self.password}" not in lines:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        tunnel = method == "CONNECT"
        name = (url if tunnel else url.split("/")[2]).lower()
        if name not in self.places:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        where, _, port = host(self.places[name]).partition(":")
        there, back = await asyncio.open_connection(where, int(port))
        if tunnel:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = "/" + url.split("/", 3)[3]
            back.write(head.replace(url.encode(), path.encode(), 1).replace(b"Host:", b"Connection: close\r\nHost:", 1))
        with contextlib.suppress(OSError):
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()


@contextlib.asynccontextmanager
async def proxied(
    places: dict[str, Server], monkeypatch: pytest.MonkeyPatch, user: str = "", password: str = ""
) -> AsyncGenerator[Proxy, None]:
    """The environment names a proxy through which some hosts are reached."""
    proxy = Proxy(places, password)
    async with listening(proxy.talk) as server:
        proxy.url = server.url
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, server.url.replace("//", f"//{user}@" if user else "//"))
        yield proxy
