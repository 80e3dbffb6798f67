"""`python -m pullsecrets.demo`: the demo's clusters, for as long as standard input stays open."""

import argparse
import asyncio
import base64
import os
import re
import secrets
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import orjson
import yaml
from aiohttp import web

from .access import Access, Rule, User
from .cluster import build, known_registries
from .descheduler import Descheduler
from .pull_secrets import EDITABLE
from .registry_server import AWAY, HOSTS, RegistryServer
from .resources import RESOURCES
from .server import Server
from .status import Json

_READ = ("get", "list", "watch")
_RULES = {
    "viewer": tuple(Rule(_READ, (resource.name,), group=resource.group) for resource in RESOURCES.values()),
    "editor": (Rule((*_READ, "update", "patch"), ("secrets",), (EDITABLE.name,), EDITABLE.namespace),),
    "secrets-admin": (Rule(("*",), ("secrets",)), Rule(_READ, ("namespaces",))),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints {"kubeconfig": "...", "registries": {"quay.io": "http://127.0.0.1:1234", ...}} as one line when ready.

    Ends when standard input closes, or on SIGTERM.
    """
    parser = argparse.ArgumentParser(prog="pullsecrets.demo", description=main.__doc__)
    parser.add_argument("--empty", action="store_true", help="begin without secrets")
    parser.add_argument("--secrets", type=int, default=0, metavar="N", help="N more secrets in prod-eu")
    parser.add_argument("--pods", type=int, default=0, metavar="N", help="N more pods in prod-eu, and their owners")
    parser.add_argument("--accounts", type=int, default=0, metavar="N", help="N more service accounts in prod-eu")
    parser.add_argument("--history", type=int, default=1000, metavar="N", help="changes kept for watches and pages")
    parser.add_argument("--bookmarks", type=float, default=60, metavar="SECONDS", help="between two bookmarks")
    parser.add_argument("--evict", type=float, default=45, metavar="SECONDS", help="between two evictions; 0: none")
    parser.add_argument("--tls", type=Path, metavar="PEM", help="serve https: a file with key and certificates")
    asyncio.run(_serve(parser.parse_args(arguments)))
    return 0


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    _on_end(asyncio.get_running_loop(), stop)
    kubeconfig = _Kubeconfig(options.tls)
    registries = known_registries()
    runners = [await _serving(RegistryServer(registries).app())]
    played = dict.fromkeys(HOSTS, f"http://127.0.0.1:{runners[0].addresses[0][1]}")
    for cluster in ("prod-eu", "staging"):
        more = (options.secrets, options.pods, options.accounts) if cluster == "prod-eu" else (0, 0, 0)
        api = build(cluster, registries, options.history, not options.empty, *more)
        admin = User("admin", "admin", ("system:masters",))
        others = [User(name, name) for name in _RULES] if cluster == "prod-eu" else []
        tokens = {secrets.token_urlsafe(32): user for user in (admin, *others)}
        if options.evict:
            Descheduler(api, options.evict)
        api.clock.go_on(asyncio.get_running_loop())
        app = Server(api, Access(tokens, _RULES), options.bookmarks).app()
        runner = await _serving(app, kubeconfig.tls)
        runners.append(runner)
        kubeconfig.add_cluster(cluster, runner.addresses[0][1])
        for token, user in tokens.items():
            context = cluster if user is admin else f"{cluster}-{user.name}"
            namespace = EDITABLE.namespace if user.name == "editor" else ""
            kubeconfig.add_context(context, cluster, token, namespace)

    with socket.socket() as closed:
        # Bound but not listening: every connection is refused, and nobody else gets the port.
        closed.bind(("127.0.0.1", 0))
        kubeconfig.add_cluster("archive", closed.getsockname()[1])
        kubeconfig.add_context("archive", "archive", secrets.token_urlsafe(32))
        played[AWAY] = f"http://127.0.0.1:{closed.getsockname()[1]}"
        os.write(1, orjson.dumps({"kubeconfig": kubeconfig.text(), "registries": played}) + b"\n")
        await stop.wait()
        for runner in runners:
            await runner.cleanup()


async def _serving(app: web.Application, tls: ssl.SSLContext | None = None) -> web.AppRunner:
    """On a port of its own, from now on."""
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    return runner


class _Kubeconfig:
    """Collects the contexts. Plain http, unless a certificate is given: the demo ships no private key."""

    def __init__(self, certificate: Path | None) -> None:
        self.tls: ssl.SSLContext | None = None
        self._authority: Json = {}
        if certificate is not None:
            self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.tls.load_cert_chain(certificate)
            pattern = rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n"
            trusted = b"".join(re.findall(pattern, certificate.read_bytes(), re.DOTALL))
            self._authority = {"certificate-authority-data": base64.b64encode(trusted).decode()}
        self._config: Json = {"apiVersion": "v1", "kind": "Config", "current-context": "prod-eu"}
        self._config |= {"clusters": [], "users": [], "contexts": []}

    def add_cluster(self, name: str, port: int) -> None:
        server = f"{'https' if self.tls else 'http'}://127.0.0.1:{port}"
        self._config["clusters"].append({"name": name, "cluster": {"server": server} | self._authority})

    def add_context(self, name: str, cluster: str, token: str, namespace: str = "") -> None:
        context = {"cluster": cluster, "user": name} | ({"namespace": namespace} if namespace else {})
        self._config["users"].append({"name": name, "user": {"token": token}})
        self._config["contexts"].append({"name": name, "context": context})

    def text(self) -> str:
        return str(yaml.safe_dump(self._config, sort_keys=False))


def _on_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Sets `stop` when standard input closes and on SIGTERM: both work on Windows too."""

    def end() -> None:
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(stop.set)

    def read() -> None:
        # Not sys.stdin, which a windowed program does not have, and whose lock a thread may not hold at exit.
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        end()

    signal.signal(signal.SIGTERM, lambda *_: end())
    threading.Thread(target=read, name="standard input", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
