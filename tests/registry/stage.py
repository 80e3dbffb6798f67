"""A registry with its token server, as good or as odd as a test wants, over real sockets on loopback."""

from __future__ import annotations

import base64
import contextlib
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import trustme
from aiohttp import web
from cluster.servers import Server, server_tls, serving

from pullsecrets.model.checking import Answer, ImageVerdict, Question
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.registry import Limits, Reach, check

GOOD = Credential(b"robot", b"right-password")
WRONG = Credential(b"robot", b"wrong-password")
QUICK = Limits(connect=0.3, read=0.3, whole=0.6)


@dataclass
class Registry:
    """Signs in by token (``kind`` "token"), by password ("basic") or not at all ("open")."""

    kind: str = "token"
    accepts: Credential = GOOD
    pullable: set[str] = field(default_factory=set)  # "name:reference", with the credential
    public: set[str] = field(default_factory=set)  # to anybody
    hidden: set[str] = field(default_factory=set)  # there, but not for this credential
    challenges: Callable[[str], list[str]] | None = None  # by the server's URL
    token_name: str = "token"
    by_get: int = 0  # the status where the token server takes no GET
    by_post: bool = False
    wants_scope: bool = False
    open_root: bool = False  # 200 on /v2/ to anybody
    heads: bool = True
    answers: Mapping[str, Callable[[], web.Response]] = field(default_factory=dict)  # by path, instead

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        instead = self.answers.get(request.path)
        if instead is not None:
            return instead()
        if request.path == "/token":
            return await self._token(request)
        if request.path != "/v2/" and not request.path.startswith("/v2/"):
            return web.Response(status=404, text="404 page not found")
        return self._registry(request)

    def _registry(self, request: web.Request) -> web.Response:
        authorization = request.headers.get("Authorization", "")
        if request.path == "/v2/":
            if self.kind == "open" or (self.open_root and authorization in ("", basic(self.accepts))):
                return registry_json({})
            return registry_json({}) if self._may(authorization, "") else self._refusal(request)
        name, _, reference = request.path.removeprefix("/v2/").partition("/manifests/")
        image = f"{name}:{reference}"
        if not self.heads and request.method == "HEAD":
            return web.Response(status=405)
        if self.kind != "open" and not self._may(authorization, name) and image not in self._anybodys(authorization):
            return self._refusal(request)
        if image in self.public | self.pullable:
            return registry_json({"schemaVersion": 2})
        return refusal(404, "MANIFEST_UNKNOWN", "manifest unknown")

    def _anybodys(self, authorization: str) -> set[str]:
        return self.public if self.kind == "basic" or authorization == "Bearer anybody" else set()

    def _may(self, authorization: str, name: str) -> bool:
        if self.kind == "basic":
            return authorization == basic(self.accepts) and not any(each.startswith(f"{name}:") for each in self.hidden)
        if not name:
            return authorization.startswith("Bearer ")
        return authorization == f"Bearer robot-{name}"

    def _refusal(self, request: web.Request) -> web.Response:
        url = f"{request.scheme}://{request.host}"
        lines = self.challenges(url) if self.challenges else [self.challenge(url)]
        return refusal(401, "UNAUTHORIZED", "authentication required", [("WWW-Authenticate", line) for line in lines])

    def challenge(self, url: str) -> str:
        if self.kind == "basic":
            return 'Basic realm="the registry"'
        return f'Bearer realm="{url}/token",service="the \\"service\\""'

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl(await request.text(), encoding="latin-1")) if request.method == "POST" else {}
        given = form or dict(request.query)
        scope = given.get("scope", "")
        if request.method == "GET" and self.by_get:
            return web.Response(status=self.by_get)
        if request.method == "POST":
            if not self.by_post:
                return web.Response(status=404)
            who = f"{form['username']}:{form['password']}".encode("latin-1")
            known = who == self.accepts.username + b":" + self.accepts.password
            if not known:
                return web.json_response({"error": "invalid_grant", "error_description": "no such grant"}, status=400)
        else:
            authorization = request.headers.get("Authorization", "")
            known = authorization == basic(self.accepts)
            if authorization and not known:
                return refusal(401, "UNAUTHORIZED", "incorrect username or password")
        if given.get("service") != 'the "service"':
            return refusal(400, "UNSUPPORTED", "no such service")
        if self.wants_scope and not scope:
            return refusal(400, "UNSUPPORTED", "a scope is needed")
        name = scope.removeprefix("repository:").removesuffix(":pull")
        hidden = any(each.startswith(f"{name}:") for each in self.hidden)
        token = f"robot-{name}" if known and not hidden else "anybody"
        return web.json_response({self.token_name: token})


def basic(credential: Credential) -> str:
    return "Basic " + base64.b64encode(credential.username + b":" + credential.password).decode()


def registry_json(content: Any) -> web.Response:
    return web.json_response(content, headers={"Docker-Distribution-Api-Version": "registry/2.0"})


def refusal(status: int, code: str, message: str, headers: Iterable[tuple[str, str]] = ()) -> web.Response:
    response = web.json_response({"errors": [{"code": code, "message": message}]}, status=status)
    for name, value in headers:
        response.headers.add(name, value)
    return response


def host(server: Server) -> str:
    return server.url.partition("//")[2]


@dataclass
class World:
    """An authority that the checks trust, and servers that have their certificates from it."""

    authority: trustme.CA
    ca_file: Path

    @contextlib.asynccontextmanager
    async def serving(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]], *names: str, **when: Any
    ) -> AsyncGenerator[Server, None]:
        async with serving(handler, self.tls(*names, **when)) as server:
            yield server

    def tls(self, *names: str, **when: Any) -> ssl.SSLContext:
        return server_tls(self.authority, *(names or ("127.0.0.1",)), **when)

    async def check(
        self,
        server: Server | str,
        credential: Credential = GOOD,
        *images: str,
        limits: Limits = QUICK,
        **more: Any,
    ) -> Answer:
        """Ask a server about a credential and images of its own ("name:tag")."""
        at = server if isinstance(server, str) else host(server)
        question = Question(at, credential, tuple(f"{at}/{image}" for image in images), **more)
        return await check(question, Reach(str(self.ca_file)), limits)


def images(answer: Answer) -> dict[str, ImageVerdict]:
    """What came of each image, by its name without the host."""
    return {each.image.partition("/")[2]: each.verdict for each in answer.images}
