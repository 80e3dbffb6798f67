"""A token server for a real registry: https on loopback, in a thread, with tokens that the registry proves.

What travels is written down in distribution's "Token Authentication" and "OAuth2 Token Authentication"
(distribution.github.io/distribution/spec/auth). The signing key's certificate goes along in the ``x5c`` header, which
registry 2.8 and 3 both hold against their ``rootcertbundle``.
"""

from __future__ import annotations

import base64
import binascii
import json
import ssl
import threading
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

REFUSAL = "incorrect username or password"
"""What it says to a wrong credential."""

LIFETIME = 300  # seconds a token is good for


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a password, compared byte for byte, and the repositories that may be pulled with it."""

    password: bytes = field(repr=False)
    pulls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a token. ``signed_in``: it brought a credential, right or wrong."""

    method: str
    signed_in: bool
    service: str
    account: str
    scopes: tuple[str, ...]


class Issuer:
    """Signs tokens for whom it knows. Tests may change what it is while it runs.

    ``public`` repositories are granted to anybody, and so is a token to who brings no credential; None: such a one is
    refused. ``methods`` are answered, others are not found; ``token_name`` is what the answer calls the token.
    """

    service = "registry.test"
    name = "token-issuer.test"

    def __init__(self, certificate: trustme.LeafCert, users: Mapping[bytes, User]) -> None:
        self.users = dict(users)
        self.public: tuple[str, ...] | None = None
        self.methods: tuple[str, ...] = ("GET",)
        self.token_name = "token"
        self.asked: list[Asked] = []
        self._key = certificate.private_key_pem.bytes()
        self._chain = [_der(blob.bytes()) for blob in certificate.cert_chain_pems]
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        certificate.configure_cert(tls)
        self._server = _Server(self, tls)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        return f"localhost:{self._server.server_port}"

    @property
    def realm(self) -> str:
        return f"https://{self.host}/token"

    def token(self, subject: str, access: Mapping[str, Iterable[str]]) -> str:
        """A signed token: for each repository the actions it allows ("pull", "push")."""
        now = int(time.time())
        claims = {
            "iss": self.name,
            "sub": subject,
            "aud": self.service,
            "iat": now,
            "nbf": now - 10,
            "exp": now + LIFETIME,
            "jti": uuid.uuid4().hex,
            "access": [
                {"type": "repository", "name": name, "actions": list(actions)} for name, actions in access.items()
            ],
        }
        return jwt.encode(claims, self._key, "ES256", {"x5c": self._chain})

    def answer(self, method: str, query: Mapping[str, list[str]], basic: str) -> tuple[HTTPStatus, dict[str, Any]]:
        """What a request comes to. ``query`` holds the form of a POST; ``basic`` is what Authorization held, if any."""
        if method not in self.methods:
            return HTTPStatus.NOT_FOUND, {"message": "not found"}
        credential = _from_basic(basic) if method == "GET" else _from_form(query)
        scopes = tuple(scope for value in query.get("scope", ()) for scope in value.split())
        service, account = (query.get(name, [""])[0] for name in ("service", "account"))
        self.asked.append(Asked(method, credential is not None, service, account, scopes))
        if credential is None:
            allowed, subject = self.public, ""
        else:
            user = self.users.get(credential[0])
            right = user is not None and user.password == credential[1]
            allowed = (*user.pulls, *(self.public or ())) if user and right else None
            subject = credential[0].decode(errors="replace")
        if allowed is None:
            return HTTPStatus.UNAUTHORIZED, {"errors": [{"code": "UNAUTHORIZED", "message": REFUSAL}]}
        wanted = {scope.split(":", 1)[1].rpartition(":")[0] for scope in scopes}
        return HTTPStatus.OK, {
            self.token_name: self.token(subject, {name: ["pull"] for name in sorted(wanted.intersection(allowed))})
        }

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, issuer: Issuer, tls: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = issuer
        # The handshake is left to the request's own thread: a client that dawdles holds up nobody.
        self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that trust nobody, or leave early, are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection serves a whole check
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement
    server: _Server

    def do_GET(self) -> None:
        self._reply(parse_qs(urlsplit(self.path).query))

    def do_POST(self) -> None:
        self._reply(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

    def _reply(self, query: Mapping[str, list[str]]) -> None:
        status, content = self.server.issuer.answer(self.command, query, self.headers.get("Authorization", ""))
        body = json.dumps(content).encode()
        self.send_response(status)
        if status is HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", f'Basic realm="{self.server.issuer.name}"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing down."""


def _from_basic(header: str) -> tuple[bytes, bytes] | None:
    """Username and password; what cannot be read is a wrong credential, not none."""
    if not header:
        return None
    try:
        username, _, password = base64.b64decode(header.removeprefix("Basic "), validate=True).partition(b":")
    except binascii.Error:
        return b"", b""
    return username, password


def _from_form(form: Mapping[str, list[str]]) -> tuple[bytes, bytes] | None:
    if form.get("grant_type") != ["password"]:
        return None
    username, password = (form.get(name, [""])[0].encode() for name in ("username", "password"))
    return username, password


def _der(pem: bytes) -> str:
    return base64.b64encode(x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)).decode()
