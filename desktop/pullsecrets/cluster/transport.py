"""How a request reaches the cluster: over ``kubernetes.aio``, signed in, exactly once, with every end accounted for.

``call_api`` is all that is used of the library. It keeps TLS, server name and proxy; its models would cost twice the
time on large lists and put whole secrets into exceptions, and its watch repeats requests by itself.
"""

from __future__ import annotations

import http
from collections.abc import AsyncGenerator, Awaitable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import aiohttp
import orjson
from kubernetes.aio.client import ApiClient, Configuration
from multidict import CIMultiDict

from pullsecrets import __version__
from pullsecrets.cluster import answers, tls
from pullsecrets.cluster.login import Credentials, Headers, Login
from pullsecrets.connections import Connections
from pullsecrets.model.errors import Failure

T = TypeVar("T")
Object = dict[str, Any]
"""A Kubernetes object as its JSON says it."""
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which a request is given up: ``connect`` until there is a connection with TLS, then ``read``
    without a byte; ``watch`` the same for a watch, where a healthy server is silent for a minute."""

    connect: float = 15.0
    read: float = 30.0
    watch: float = 150.0


USUAL_LIMITS = Limits()


class Transport:
    """Sends requests to one login's server, for one event loop. Any of them can be cancelled at any moment.

    Raises Failure, cleared of secrets, and no other exception. What was refused with 401 is sent once more where a
    fresh credential can be had, a write too, because a refusal is certain; nothing else is sent a second time.
    """

    def __init__(self, login: Login, limits: Limits) -> None:
        self._login = login
        self._limits = limits
        self._credentials = Credentials(login)
        self.server_ahead = timedelta()  # of this computer's clock, by the newest answer; negative where it is behind
        self._certificate: tuple[bytes, bytes] | None = None
        self._apis: list[ApiClient] = []  # the last one is in use
        self._connections = Connections()

    async def close(self) -> None:
        """Close the connections. Cancel first what is under way."""
        for api in self._apis:
            await api.close()  # type: ignore[no-untyped-call] # of the library
        await self._connections.close()

    async def read(
        self,
        request: answers.Request,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Object | None = None,
        *,
        accept: str = _JSON,
        kinds: Collection[str] = (),
    ) -> Object:
        """Send, and return the object that the answer holds, which must be of one of the ``kinds`` that are given."""
        response = await self._send(request, method, path, query or {}, body, accept, self._limits.read)
        try:
            content = _decoded(request, response.status, await _safely(request, response.read()))
        finally:
            response.close()
        if kinds and content.get("kind") not in kinds:
            raise answers.not_kubernetes(request, response.status)
        return content

    async def stream(
        self, request: answers.Request, path: str, query: Mapping[str, str], accept: str = _JSON
    ) -> AsyncGenerator[Object | None, None]:
        """GET, and yield None when the server has begun to answer, then each line's object as it comes."""
        response = await self._send(request, "GET", path, query, None, accept, self._limits.watch)
        try:
            yield None
            async for line in _lines(request, response):
                yield _decoded(request, response.status, line)
        finally:
            response.close()

    async def _send(
        self,
        request: answers.Request,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Object | None,
        accept: str,
        read: float,
    ) -> aiohttp.ClientResponse:
        """Send, and return the answer unread when it is a 2xx."""
        response, credential = await self._send_once(request, method, path, query, body, accept, read)
        if response.status == http.HTTPStatus.UNAUTHORIZED and self._credentials.refused(credential):
            response.close()
            response, _ = await self._send_once(request, method, path, query, body, accept, read)
        if response.ok:
            return response
        try:
            text = await _safely(request, response.read())
        except Failure:
            text = b""  # the status alone says what happened
        finally:
            response.close()
        raise answers.of_answer(request, response.status, response.headers, text)

    async def _send_once(
        self,
        request: answers.Request,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Object | None,
        accept: str,
        read: float,
    ) -> tuple[aiohttp.ClientResponse, Headers]:
        credential = await self._credentials.headers()
        api = await self._current_api()
        headers = CIMultiDict(credential)
        headers["Accept"] = accept
        headers["Accept-Encoding"] = "identity"
        headers["User-Agent"] = f"pullsecrets/{__version__}"
        headers["Content-Type"] = "application/merge-patch+json" if method == "PATCH" else _JSON
        url = self._login.server + path + ("?" + urlencode(query, quote_via=quote) if query else "")
        connect = self._limits.connect
        timeout = aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=connect, sock_read=read)
        call = api.call_api(method, url, header_params=headers, body=body, _request_timeout=timeout)
        response = (await _safely(request, call)).response
        self.server_ahead = _ahead(response.headers.get("Date", "")) or self.server_ahead
        return response, credential

    async def _current_api(self) -> ApiClient:
        """The library's client with the login's client certificate, which an exec plugin may have renewed."""
        certificate = await self._credentials.client_certificate()
        if not self._apis or certificate != self._certificate:
            # Requests of the one before may be under way; its idle connections close by themselves.
            self._apis.append(self._new_api(certificate))
            self._certificate = certificate
        return self._apis[-1]

    def _new_api(self, certificate: tuple[bytes, bytes] | None) -> ApiClient:
        """The library's client with everything switched off that acts by itself."""
        context = None if self._login.plain_http else tls.context(self._login, certificate)
        configuration = Configuration(host=self._login.server)
        configuration.proxy = self._login.proxy_url or None
        configuration.tls_server_name = self._login.tls_server_name or None
        configuration.client_session_kwargs = self._connections.session_options(context)
        return ApiClient(configuration)


async def _safely(request: answers.Request, work: Awaitable[T]) -> T:
    """Await, and raise what goes wrong as a Failure that does not lead back to the exception."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold a secret
        failure = answers.of_exception(request, error)
    raise failure


async def _lines(request: answers.Request, response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    """The lines as they come, of any length (aiohttp's own reader stops at 2 MiB)."""
    parts: list[bytes] = []
    while chunk := await _safely(request, response.content.readany()):
        *complete, rest = chunk.split(b"\n")
        for end in complete:
            line = b"".join([*parts, end])
            parts = []
            if line:
                yield line
        parts.append(rest)


def _ahead(date: str) -> timedelta | None:
    """How far the server's clock is ahead by the Date of its answer; None where it says none."""
    try:
        return parsedate_to_datetime(date) - datetime.now(UTC)
    except (TypeError, ValueError):
        return None


def _decoded(request: answers.Request, status: int, text: bytes) -> Object:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        content = None  # the exception holds the whole text
    if isinstance(content, dict):
        return content
    raise answers.not_kubernetes(request, status)
