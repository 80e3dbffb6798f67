"""A real distribution registry on loopback, with TLS by an authority of the tests', and tiny images in it.

It asks for nothing, for a password (``auth.htpasswd``), or for a token of a ``token_issuer.Issuer`` (``auth.token``).
All credentials are invented; a password's bytes reach memory and the bcrypt file, nothing else.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import http.client
import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import bcrypt
import trustme
from real.control_plane import _free_ports, _Server
from real.token_issuer import Issuer, User

USERNAME, PASSWORD = "robot", "open-sesame-4711"

MINE, OTHERS, PUBLIC = "team/app:1", "others/app:1", "public/tool:1"
"""Images of ``Registries``: one to pull, one that the token server grants to nobody, one that it may grant to all."""

READY_WITHIN = 10.0  # seconds; 0.1 is usual


class Kind(Enum):
    """Of an image's manifest: its media type."""

    DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
    OCI = "application/vnd.oci.image.manifest.v1+json"
    OCI_INDEX = "application/vnd.oci.image.index.v1+json"  # for several platforms


class Authority:
    """Makes certificates for servers on loopback. ``file`` holds its own public one, alone in its folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._ca = trustme.CA()
        self.file = folder / "ca.crt"
        self._ca.cert_pem.write_to_path(str(self.file))

    def certificate(self, *, expired: bool = False) -> trustme.LeafCert:
        names = ("127.0.0.1", "localhost")
        if not expired:
            return self._ca.issue_cert(*names)
        now, day = datetime.now(UTC), timedelta(days=1)
        return self._ca.issue_cert(*names, not_before=now - 2 * day, not_after=now - day)


class Registry:
    """One server with its storage in ``folder``; its port stays the same over restarts.

    Without ``authority`` it speaks plain http. ``users`` with their passwords (at most 72 bytes, no line ends) sign in
    by Basic; with an ``issuer`` tokens are asked for instead, and with neither nothing is.
    """

    def __init__(
        self,
        program: Path,
        folder: Path,
        authority: Authority | None = None,
        *,
        expired: bool = False,
        users: Mapping[str, str] | None = None,
        issuer: Issuer | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True)
        (self.port,) = _free_ports(1)
        self._program = program
        self._users, self._issuer = dict(users or {}), issuer
        self._tls = ssl.create_default_context(cafile=authority.file) if authority else None
        self._running: _Server | None = None
        if authority:
            certificate = authority.certificate(expired=expired)
            certificate.private_key_and_cert_chain_pem.write_to_path(self._path("server.pem"))
        if users:
            hashes = {name: bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)) for name, password in users.items()}
            lines = "".join(f"{name}:{hashed.decode()}\n" for name, hashed in hashes.items())
            Path(self._path("htpasswd")).write_text(lines, "utf-8")
        Path(self._path("config.yml")).write_text(json.dumps(self._config(authority), indent=1))

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Return when it is ready; images are still there after a stop."""
        self._running = _Server([str(self._program), "serve", self._path("config.yml")], self.folder / "registry.log")
        deadline = time.monotonic() + READY_WITHIN
        while not self._ready():
            if not self._running.alive() or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the registry did not get ready:\n{(self.folder / 'registry.log').read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it at once: it has nothing to put in order."""
        if self._running:
            self._running.kill()
            self._running = None

    def pause(self) -> None:
        """From now on it accepts connections and answers nothing. Not on Windows."""
        assert self._running
        self._running.pause()

    def resume(self) -> None:
        assert self._running
        self._running.resume()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def push(self, image: str, kind: Kind = Kind.OCI) -> str:
        """Store a tiny image as "repository:tag" and return its digest ("sha256:…")."""
        repository, _, tag = image.partition(":")
        layer = gzip.compress(bytes(1024), mtime=0)  # a tar archive with nothing in it
        rootfs = {"type": "layers", "diff_ids": [_digest(bytes(1024))]}
        config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": rootfs}).encode()
        for blob in (layer, config):
            self._upload(repository, blob)
        if kind is Kind.DOCKER:
            part, archive = (
                "application/vnd.docker.container.image.v1+json",
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
            )
        else:
            part, archive = "application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"
        of_platform = kind if kind is Kind.DOCKER else Kind.OCI
        manifest = _manifest(of_platform, config=_reference(part, config), layers=[_reference(archive, layer)])
        if kind is Kind.OCI_INDEX:
            self._put_manifest(repository, _digest(manifest), manifest, of_platform)
            platform = {"architecture": "amd64", "os": "linux"}
            manifest = _manifest(kind, manifests=[_reference(of_platform.value, manifest) | {"platform": platform}])
        self._put_manifest(repository, tag, manifest, kind)
        return _digest(manifest)

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[HTTPStatus, http.client.HTTPMessage]:
        """Send one request and return the status and headers of the answer."""
        connection: http.client.HTTPConnection
        if self._tls:
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self._tls)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            response.read()
            return HTTPStatus(response.status), response.headers

    def _config(self, authority: Authority | None) -> dict[str, Any]:
        images = {"rootdirectory": self._path("images")}
        http_: dict[str, Any] = {"addr": self.host, "secret": "of no use to one server alone"}
        auth: dict[str, Any] = {}
        if authority:
            http_["tls"] = {"certificate": self._path("server.pem"), "key": self._path("server.pem")}
        if self._users:
            auth["htpasswd"] = {"realm": "Registry of the tests", "path": self._path("htpasswd")}
        if self._issuer:
            assert authority, "the issuer's tokens are proved by the authority's certificate"
            auth["token"] = {
                "realm": self._issuer.realm,
                "service": self._issuer.service,
                "issuer": self._issuer.name,
                "rootcertbundle": str(authority.file),
            }
        return {
            "version": "0.1",
            "log": {"level": "error"},
            "storage": {"filesystem": images, "maintenance": {"uploadpurging": {"enabled": False}}},
            "http": http_,
            **({"auth": auth} if auth else {}),
        }

    def _upload(self, repository: str, blob: bytes) -> None:
        answer = self._write("POST", f"/v2/{repository}/blobs/uploads/", repository, HTTPStatus.ACCEPTED)
        place = urlsplit(answer["Location"])
        path = f"{place.path}?{place.query}&digest={_digest(blob)}"
        self._write("PUT", path, repository, HTTPStatus.CREATED, blob, "application/octet-stream")

    def _put_manifest(self, repository: str, name: str, manifest: bytes, kind: Kind) -> None:
        path = f"/v2/{repository}/manifests/{name}"
        self._write("PUT", path, repository, HTTPStatus.CREATED, manifest, kind.value)

    def _write(
        self, method: str, path: str, repository: str, wanted: HTTPStatus, body: bytes = b"", content_type: str = ""
    ) -> http.client.HTTPMessage:
        headers = {"Content-Type": content_type} if content_type else {}
        if self._issuer:
            headers["Authorization"] = f"Bearer {self._issuer.token('tests', {repository: ('pull', 'push')})}"
        elif self._users:
            credential = ":".join(next(iter(self._users.items())))
            headers["Authorization"] = f"Basic {base64.b64encode(credential.encode()).decode()}"
        status, answer = self.request(method, path, body, headers)
        if status is not wanted:
            raise RuntimeError(f"{method} {path}: {status}")
        return answer

    def _ready(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _path(self, name: str) -> str:
        return str(self.folder / name)


@dataclass(frozen=True, slots=True)
class Registries:
    """Two running registries with the images MINE, OTHERS and PUBLIC, and one user: USERNAME with PASSWORD.

    In ``by_password`` the user may pull all. In ``by_token`` MINE and, once ``issuer.public`` names its repository,
    PUBLIC; OTHERS are denied. To trust them takes ``authority.file``. Tests that change the issuer put it back
    (monkeypatch does).
    """

    authority: Authority
    by_password: Registry
    by_token: Registry
    issuer: Issuer


@contextlib.contextmanager
def running(program: Path, folder: Path) -> Iterator[Registries]:
    """Registries with everything in ``folder``, until the block ends."""
    authority = Authority(folder / "authority")
    issuer = Issuer(authority.certificate(), {USERNAME.encode(): User(PASSWORD.encode(), (MINE.partition(":")[0],))})
    with contextlib.ExitStack() as stack:
        stack.callback(issuer.stop)
        by_password = Registry(program, folder / "by-password", authority, users={USERNAME: PASSWORD})
        by_token = Registry(program, folder / "by-token", authority, issuer=issuer)
        for registry in (by_password, by_token):
            stack.enter_context(registry)
            for image in (MINE, OTHERS, PUBLIC):
                registry.push(image)
        yield Registries(authority, by_password, by_token, issuer)


def sign_in(skopeo: Path, host: str, authority: Authority, authfile: Path, username: str, password: str) -> bool:
    """Whether skopeo takes the credential for good; ``authfile`` keeps it then. It reads passwords of one line."""
    options = ["--cert-dir", str(authority.file.parent), "--authfile", str(authfile)]
    command = [str(skopeo), "login", *options, "--username", username, "--password-stdin", host]
    done = subprocess.run(command, input=password.encode(), capture_output=True, timeout=30, check=False)
    assert done.returncode == 0 or b"invalid username/password" in done.stderr, done.stderr
    return done.returncode == 0


def _manifest(kind: Kind, **parts: Any) -> bytes:
    return json.dumps({"schemaVersion": 2, "mediaType": kind.value, **parts}).encode()


def _reference(media_type: str, blob: bytes) -> dict[str, Any]:
    return {"mediaType": media_type, "size": len(blob), "digest": _digest(blob)}


def _digest(blob: bytes) -> str:
    return f"sha256:{hashlib.sha256(blob).hexdigest()}"
