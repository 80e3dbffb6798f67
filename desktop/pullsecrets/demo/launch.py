"""Starts the demo's process and ends it: what the program itself knows of the demo."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pullsecrets.model.errors import Code, Failure

START_TIMEOUT = 20.0  # seconds
_PACKAGES = str(Path(__file__).resolve().parents[2])  # the folder that holds this package, for the other process


class Demo:
    """The demo's servers, a process of their own that ends when our end of its standard input closes.

    The kubeconfig, which holds the token, comes through a pipe and is kept in memory only. ``arguments`` are those
    of ``python -m pullsecrets.demo``.
    """

    def __init__(self, *arguments: str) -> None:
        entrance = ["--demo-server"] if getattr(sys, "frozen", False) else ["-m", "pullsecrets.demo"]
        self._command = [sys.executable, *entrance, *arguments]
        self._lock = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._kubeconfig = ""
        self._registries: dict[str, str] = {}

    async def kubeconfig(self) -> str:
        """The kubeconfig of the demo's clusters as YAML text. The first call starts the process."""
        await self._start()
        return self._kubeconfig

    async def registries(self) -> Mapping[str, str]:
        """By the host's name, the URL of the server that plays it; there are no other hosts in the demo's world."""
        await self._start()
        return self._registries

    async def _start(self) -> None:
        async with self._lock:
            if self._process is None:
                pipe = asyncio.subprocess.PIPE
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, stdin=pipe, stdout=pipe, env=os.environ | {"PYTHONPATH": _PACKAGES}
                )
                assert self._process.stdout
                async with asyncio.timeout(START_TIMEOUT):
                    line = await self._process.stdout.readline()
                if not line:
                    raise Failure(Code.EXEC_FAILED, command="demo", status=await self._process.wait())
                told = json.loads(line)
                self._kubeconfig, self._registries = told["kubeconfig"], told["registries"]

    async def stop(self) -> None:
        """End the process."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            await self._process.wait()
