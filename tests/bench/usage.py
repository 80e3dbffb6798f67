"""How long it takes to find out who uses what, and in how much memory, beside a bare list of the same objects.

    .venv/bin/python tests/bench/usage.py [--pods 5000] [--accounts 500] [--runs 3]

Each figure is the median of several runs, each in a process of its own, against the demo's server on this computer.
Memory is what Python objects hold at the end, and by how much the process had grown then, decoding included.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2] / "desktop"), str(HERE.parents[1])]

PAGE = 100
PATHS = (
    "/api/v1/pods",
    "/api/v1/serviceaccounts",
    "/apis/apps/v1/replicasets",
    "/apis/apps/v1/deployments",
    "/apis/apps/v1/statefulsets",
    "/apis/apps/v1/daemonsets",
    "/apis/batch/v1/jobs",
    "/apis/batch/v1/cronjobs",
)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pods", type=int, default=5000)
    parser.add_argument("--accounts", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", choices=sorted(WAYS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(asyncio.run(_measured(WAYS[options.one], sys.stdin.read()))))
        return 0
    from program.sites import demo_process

    with demo_process("--empty", "--pods", str(options.pods), "--accounts", str(options.accounts)) as config:
        kubeconfig = json.dumps(config)
        figures = {name: [_run(name, kubeconfig) for _ in range(options.runs)] for name in WAYS}
    print(
        f"{options.pods} pods, {options.accounts} service accounts, pages of {PAGE}, Python {platform.python_version()}"
    )
    raw = statistics.median(run["seconds"] for run in figures["raw"])
    for name, runs in figures.items():
        seconds = statistics.median(run["seconds"] for run in runs)
        held, grown = (statistics.median(run[what] for run in runs) / 2**20 for what in ("held", "grown"))
        print(f"{name:>6}: {seconds:6.2f} s = {seconds / raw:4.2f} x raw; {held:5.1f} MiB held, {grown:5.1f} MiB grown")
    return 0


def _run(name: str, kubeconfig: str) -> dict[str, float]:
    command = [sys.executable, str(HERE), "--one", name]
    done = subprocess.run(command, input=kubeconfig, capture_output=True, text=True, check=True, env={**os.environ})
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


async def _measured(way: Callable[[str], Awaitable[object]], kubeconfig: str) -> dict[str, float]:
    importlib.import_module("pullsecrets.cluster.client")  # loading it is no part of what is measured
    importlib.import_module("pullsecrets.cluster.kubeconfig")
    before = _resident()
    began = time.perf_counter()
    kept = await way(kubeconfig)
    figures = {"seconds": time.perf_counter() - began, "grown": _resident() - before}
    del kept
    tracemalloc.start()  # once more, because it takes several times as long so
    kept = await way(kubeconfig)
    gc.collect()
    figures["held"] = float(tracemalloc.get_traced_memory()[0])
    del kept
    return figures


async def _raw(kubeconfig: str) -> None:
    """Every page asked for and decoded, and nothing done with it."""
    import aiohttp
    import orjson

    config = json.loads(kubeconfig)
    server, token = config["clusters"][0]["cluster"]["server"], config["users"][0]["user"]["token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(server, headers=headers) as session:

        async def read(path: str) -> None:
            rest = ""
            while True:
                query = {"limit": str(PAGE)} | ({"continue": rest} if rest else {})
                async with session.get(path, params=query) as response:
                    content = orjson.loads(await response.read())
                rest = content["metadata"].get("continue", "")
                if not rest:
                    return

        await asyncio.gather(*map(read, PATHS))


async def _scan(kubeconfig: str) -> object:
    """What the program does, up to the use of every secret."""
    from pullsecrets.service.session import Session, kubeconfig_text
    from pullsecrets.service.usage import scan

    async def text() -> str:
        return kubeconfig

    session = Session("prod-eu", kubeconfig_text(text))
    try:
        index = await scan(await session.client(), None)
        for namespace, name in index.named():
            index.use(namespace, name)
    finally:
        await session.close()
    return index


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return float(pages * resource.getpagesize())


WAYS: dict[str, Callable[[str], Awaitable[object]]] = {"raw": _raw, "scan": _scan}

if __name__ == "__main__":
    sys.exit(main())
