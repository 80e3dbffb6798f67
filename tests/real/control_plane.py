"""A real etcd and kube-apiserver on loopback, for tests and for trying things by hand.

By hand, until Ctrl+C (DIR keeps the data, so the next start goes on from there):

    eval "$(tests/real/setup)"
    .venv/bin/python tests/real/control_plane.py DIR

There are no controllers: a new namespace has no ``default`` service account, a deleted one stays
Terminating, owners are not collected, and pods stay Pending until a test writes their status.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import trustme

USERS = ("admin", "viewer", "editor")
"""``admin`` may do everything; the others nothing until a test binds them to a role."""

ETCD, API_SERVER = "etcd", "kube-apiserver"
READY_WITHIN = 60.0  # seconds; 3 to 5 are usual


class ControlPlane:
    """One API server with its store. ``programs`` holds both programs, ``folder`` gets data, logs, certificates
    and kubeconfigs. Ports stay the same over restarts."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder = folder.resolve()
        self._programs = programs
        self.port, self._etcd_port, self._peer_port = _free_ports(3)
        self._running: dict[str, _Server] = {}
        self.folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self._path("ca.crt"))
        authority.private_key_pem.write_to_path(self._path("service-accounts.key"))
        certificate = authority.issue_cert("127.0.0.1", "localhost")
        certificate.private_key_and_cert_chain_pem.write_to_path(self._path("server.pem"))
        rows = [f"{self.token(user)},{user},{user}" for user in USERS]
        rows[0] += ',"system:masters"'
        Path(self._path("tokens.csv")).write_text("\n".join(rows) + "\n")
        for user in USERS:
            self.kubeconfig(user).write_text(json.dumps(self._config(user), indent=1))
        self._tls = ssl.create_default_context(cafile=self._path("ca.crt"))

    @property
    def server(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def token(self, user: str = "admin") -> str:
        return f"{user}-token"

    def kubeconfig(self, user: str = "admin") -> Path:
        """A file with one context, ``real``, and ``default`` as its namespace."""
        return self.folder / f"{user}.kubeconfig"

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content_type: str = "application/json",
        user: str = "admin",
        timeout: float = 30.0,
    ) -> tuple[int, dict[str, Any]]:
        """Send one request and return the status with the answer; one that is no JSON object comes as
        ``{"text": …}``. Raises OSError or http.client.HTTPException when there is no answer."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=self._tls)
        with contextlib.closing(connection):
            connection.request(
                method,
                path,
                None if body is None else json.dumps(body),
                {"Authorization": f"Bearer {self.token(user)}", "Content-Type": content_type},
            )
            response = connection.getresponse()
            text = response.read().decode()
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        return response.status, answer if isinstance(answer, dict) else {"text": text}

    def start(self) -> None:
        """Start what is not running and return when it is ready; the data is still there after a kill."""
        if not self._alive(ETCD):
            self._launch(ETCD, self._etcd_flags())
        if not self._alive(API_SERVER):
            self._launch(API_SERVER, self._api_server_flags())
        deadline = time.monotonic() + READY_WITHIN
        while not self._ready():
            if not (self._alive(ETCD) and self._alive(API_SERVER)) or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the control plane did not get ready:\n{self._last_words()}")
            time.sleep(0.1)

    def kill(self, program: str = API_SERVER) -> None:
        """End one program as kill -9 does; ``start`` brings it back on the same port."""
        self._running.pop(program).kill()

    def pause(self, program: str = API_SERVER) -> None:
        """From now on it accepts connections and answers nothing. Not on Windows."""
        self._running[program].pause()

    def resume(self, program: str = API_SERVER) -> None:
        self._running[program].resume()

    def stop(self) -> None:
        """End both at once. Nothing of etcd's needs an orderly end: its data outlives a kill."""
        for program in (API_SERVER, ETCD):
            if program in self._running:
                self.kill(program)

    def _path(self, name: str) -> str:
        return str(self.folder / name)

    def _config(self, user: str) -> dict[str, Any]:
        cluster = {"server": self.server, "certificate-authority": self._path("ca.crt")}
        return {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "real",
            "clusters": [{"name": "real", "cluster": cluster}],
            "users": [{"name": user, "user": {"token": self.token(user)}}],
            "contexts": [{"name": "real", "context": {"cluster": "real", "user": user, "namespace": "default"}}],
        }

    def _etcd_flags(self) -> list[str]:
        client, peer = f"http://127.0.0.1:{self._etcd_port}", f"http://127.0.0.1:{self._peer_port}"
        return [
            f"--data-dir={self._path('etcd')}",
            "--unsafe-no-fsync",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
        ]

    def _api_server_flags(self) -> list[str]:
        return [
            f"--etcd-servers=http://127.0.0.1:{self._etcd_port}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self.port}",
            f"--tls-cert-file={self._path('server.pem')}",
            f"--tls-private-key-file={self._path('server.pem')}",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={self._path('service-accounts.key')}",
            f"--service-account-signing-key-file={self._path('service-accounts.key')}",
            "--authorization-mode=RBAC",
            f"--token-auth-file={self._path('tokens.csv')}",
            "--disable-admission-plugins=ServiceAccount",
            "--allow-privileged=true",
        ]

    def _launch(self, program: str, flags: list[str]) -> None:
        command = [str(self._programs / program), *flags]
        self._running[program] = _Server(command, self.folder / f"{program}.log")

    def _alive(self, program: str) -> bool:
        return program in self._running and self._running[program].alive()

    def _ready(self) -> bool:
        try:
            ready = self.request("GET", "/readyz", timeout=5)[0] == http.HTTPStatus.OK
            return ready and self.request("GET", "/api/v1/namespaces/default", timeout=5)[0] == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False

    def _last_words(self) -> str:
        logs = [self.folder / f"{program}.log" for program in (ETCD, API_SERVER)]
        return "\n".join(
            line for log in logs if log.exists() for line in log.read_text(errors="replace").splitlines()[-3:]
        )


class _Server:
    """One program that is gone when its owner is, however that ended."""

    def __init__(self, command: list[str], log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=log.parent
            )
        self._guard: subprocess.Popen[bytes] | None = None
        if os.name == "posix":
            # Its pipe closes when this process dies, by a kill -9 too. (A death signal would not do: it comes
            # when the thread that started the server ends.)
            script = 'read -r _; kill -9 "$0"'
            self._guard = subprocess.Popen(
                ["sh", "-c", script, str(self._process.pid)], stdin=subprocess.PIPE, start_new_session=True
            )

    def alive(self) -> bool:
        return self._process.poll() is None

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)
        os.waitpid(self._process.pid, os.WUNTRACED)  # its threads stop one after the other

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self._guard and self._guard.stdin:
            self._guard.kill()
            self._guard.wait()
            self._guard.stdin.close()
        self._process.kill()
        self._process.wait()


def _free_ports(count: int) -> list[int]:
    """Ports below those that systems give to outgoing connections. A client that keeps asking for a server that is
    down could otherwise be given the server's own port and end up connected to itself."""
    ports: list[int] = []
    while len(ports) < count:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports


def main() -> int:
    programs = os.environ.get("KUBEBUILDER_ASSETS")
    if len(sys.argv) != 2 or not programs:
        print(__doc__, file=sys.stderr)
        return 2
    plane = ControlPlane(Path(programs), Path(sys.argv[1]))
    try:
        plane.start()
        for user in USERS:
            print(f"{user}: {plane.kubeconfig(user)}")
        print(f"{plane.server} is ready. Ctrl+C ends it.", flush=True)
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    finally:
        plane.stop()


if __name__ == "__main__":
    sys.exit(main())
