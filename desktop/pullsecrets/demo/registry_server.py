"""The demo's registries over HTTP: every host of them on one port, told apart by the "Host" header.

They answer as distribution's registry does (github.com/distribution/distribution, "HTTP API V2" and "Token
Authentication"), as far as signing in and looking for an image go. Plain http: it is played for loopback alone.
"""

import base64
import binascii
import hashlib
import re
import secrets
import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from pullsecrets.model.dockerconfig import Credential

from .registries import REGISTRIES, Registries, Registry
from .status import Json

PAGES = ("hub.docker.com", "intranet.acme.io")
"""No registries: they answer everything with a page for people."""
BUSY = "lscr.io"
"""It has had enough of us."""
AWAY = "registry.vendor.example"
"""Nobody listens there, as far as this computer can see."""
HOSTS = {*REGISTRIES, *(urlsplit(each.realm).netloc for each in REGISTRIES.values() if each.realm), *PAGES, BUSY}
"""Whom the server plays: the registries, their token servers, and what is taken for one."""

_PAUSE = 30
"""Seconds that `BUSY` wants to be left alone."""
_LIFETIME = 300
"""Seconds that a token is good for."""
_NAME = r"[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*"
_MANIFEST = re.compile(rf"/v2/({_NAME})/manifests/([^/]+)")
_MEDIA = "application/vnd.docker.distribution.manifest.v2+json"
_BLOBS = "application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip"
_PAGE = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>\n"


class _Token(NamedTuple):
    host: str
    """The registry that it is for."""
    names: frozenset[str]
    """The repositories that may be pulled from."""
    until: float
    """On the clock of `time.monotonic`."""


class RegistryServer:
    """The front of some registries, and of their token servers."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        self._tokens: dict[str, _Token] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        host = request.host.removesuffix(":443")
        if host in PAGES:
            return web.Response(text=_PAGE, content_type="text/html")
        if host == BUSY:
            return _error(429, "TOOMANYREQUESTS", "too many requests", headers={"Retry-After": str(_PAUSE)})
        served = [name for name, each in REGISTRIES.items() if each.realm == f"https://{host}{request.path}"]
        if served:
            return self._token(request, served)
        if host not in REGISTRIES:
            return web.Response(text="404 page not found\n", status=404)
        response = self._registry(request, host)
        response.headers["Docker-Distribution-Api-Version"] = "registry/2.0"
        return response

    # -- registries -------------------------------------------------------------------------------------------

    def _registry(self, request: web.Request, host: str) -> web.Response:
        if request.path == "/v2":
            moved = '<a href="/v2/">Moved Permanently</a>.\n\n'
            return web.Response(text=moved, content_type="text/html", status=301, headers={"Location": "/v2/"})
        manifest = _MANIFEST.fullmatch(request.path)
        if request.path != "/v2/" and manifest is None:
            return web.Response(text="404 page not found\n", status=404)
        name, reference = manifest.groups() if manifest else ("", "")
        if (fault := self._fault(request, host, name)) is not None:
            return _challenge(REGISTRIES[host], host, name, fault)
        if request.method not in ("GET", "HEAD"):
            return _error(405, "UNSUPPORTED", "The operation is unsupported.")
        if not name:
            return web.Response(text="{}", content_type="application/json", charset="utf-8")
        if not self._registries.exists(host, name, reference):
            return _error(404, "MANIFEST_UNKNOWN", "manifest unknown", {"Tag": reference})
        content = _manifest(f"{host}/{name}", reference)
        digest = reference if ":" in reference else _digest(content)
        headers = {"Content-Type": _MEDIA, "Docker-Content-Digest": digest, "Etag": f'"{digest}"'}
        return web.Response(body=content, headers=headers)

    def _fault(self, request: web.Request, host: str, name: str) -> str | None:
        """None where a request may look at a repository, or at "/v2/"; else the error of a token, "" without one."""
        registry = REGISTRIES[host]
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if registry.open:
            return None
        if scheme == "Basic" and (registry.basic or not registry.realm):
            return None if self._registries.knows(host, _credential(value)) else ""
        if scheme == "Bearer" and registry.realm:
            token = self._tokens.get(value)
            if token is None or token.host != host or token.until < time.monotonic():
                return "invalid_token"
            return None if not name or name in token.names else "insufficient_scope"
        return ""

    # -- token servers ----------------------------------------------------------------------------------------

    def _token(self, request: web.Request, served: list[str]) -> web.Response:
        if request.method != "GET":
            return web.Response(status=405, headers={"Allow": "GET"})
        service = request.query.get("service", "")
        host = next((name for name in served if REGISTRIES[name].service == service), served[0])
        registry = REGISTRIES[host]
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        credential = _credential(value) if scheme == "Basic" else None
        if credential is None and not registry.anonymous:
            return _error(401, "UNAUTHORIZED", "authentication required")
        if credential is not None and not self._registries.knows(host, credential):
            return _refused(request.host, registry)
        wanted = _repositories(request.query.getall("scope", []))
        names = frozenset(name for name in wanted if self._registries.may_pull(host, name, credential))
        now, token = time.monotonic(), secrets.token_urlsafe(48)
        self._tokens = {known: each for known, each in self._tokens.items() if each.until > now}
        self._tokens[token] = _Token(host, names, now + _LIFETIME)
        if registry.access_token:
            return _json({"access_token": token})
        return _json({"token": token, "expires_in": _LIFETIME})


def _credential(encoded: str) -> Credential:
    """What a Basic header holds; what cannot be read is a credential that nobody knows."""
    try:
        username, _, password = base64.b64decode(encoded, validate=True).partition(b":")
    except binascii.Error:
        return Credential(b"", b"")
    return Credential(username, password)


def _repositories(scopes: list[str]) -> Iterator[str]:
    """Those that a request for a token wants to pull from."""
    for scope in (scope for text in scopes for scope in text.split()):
        kind, _, rest = scope.partition(":")
        name, _, actions = rest.rpartition(":")
        if kind == "repository" and "pull" in actions.split(","):
            yield name


def _challenge(registry: Registry, host: str, name: str, fault: str) -> web.Response:
    detail = [{"Type": "repository", "Class": "", "Name": name, "Action": "pull"}] if name else None
    response = _error(401, "UNAUTHORIZED", "authentication required", detail)
    if registry.realm:
        parts = {"realm": registry.realm, "service": registry.service}
        parts |= ({"scope": f"repository:{name}:pull"} if name else {}) | ({"error": fault} if fault else {})
        told = ",".join(f'{part}="{value}"' for part, value in parts.items())
        response.headers.add("WWW-Authenticate", f"Bearer {told}")
    if registry.basic or not registry.realm:
        response.headers.add("WWW-Authenticate", f'Basic realm="{host}"')
    return response


def _refused(host: str, registry: Registry) -> web.Response:
    """What token servers of the world say to a wrong credential: hardly two of them the same."""
    if host == "auth.docker.io":
        return _json({"details": "incorrect username or password"}, registry.refusal)
    if registry.refusal == 403:
        return _error(403, "DENIED", "denied")
    if host == "gitlab.acme.io":
        return _error(401, "UNAUTHORIZED", "HTTP Basic: Access denied. The password or the token is not correct.")
    return _error(401, "UNAUTHORIZED", "incorrect username or password")


def _manifest(repository: str, reference: str) -> bytes:
    """An image's manifest: invented, and always the same."""
    config, layer = (
        {"mediaType": media, "size": 1024, "digest": _digest(f"{repository}:{reference} {media}".encode())}
        for media in _BLOBS
    )
    return orjson.dumps({"schemaVersion": 2, "mediaType": _MEDIA, "config": config, "layers": [layer]})


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _error(
    status: int, code: str, message: str, detail: object = None, *, headers: dict[str, str] | None = None
) -> web.Response:
    told = {"code": code, "message": message}
    # As in distribution: only here nothing is said to be nothing.
    shown = told | ({"detail": detail} if detail is not None or code == "UNAUTHORIZED" else {})
    return _json({"errors": [shown]}, status, headers)


def _json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    content = orjson.dumps(body) + b"\n"
    told = {"Content-Type": "application/json; charset=utf-8"} | (headers or {})
    return web.Response(body=content, status=status, headers=told)
