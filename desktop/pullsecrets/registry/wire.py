"""How a request reaches a registry or a token server: over TLS by the system's trust store, by the system's proxies,
once, with no credential but the one that it is given."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import aiohttp
from aiohttp.abc import ResolveResult
from yarl import URL

from pullsecrets import __version__, connections
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.replies import Reply, basic

_MOST_REDIRECTS = 3
_LONGEST_BODY = 1 << 20  # bytes; a token may well be some ten thousand


class NoAnswer(Exception):  # noqa: N818 - it carries what happened
    """There was none that could be understood. ``no_tls``: whoever answered does not speak TLS; ``hung_up``: or so it
    may be, if nobody on the way ended the connection; ``no_http``: nor HTTP, or sends one round in circles."""

    def __init__(self, problem: Problem, *, no_tls: bool = False, hung_up: bool = False, no_http: bool = False) -> None:
        super().__init__(problem.code.value)
        self.problem = problem
        self.no_tls = no_tls
        self.hung_up = hung_up
        self.no_http = no_http


class Elsewhere(Exception):  # noqa: N818 - it carries where to
    """The answer is a redirect to another place, to which nothing was sent."""

    def __init__(self, url: str, target: Origin) -> None:
        super().__init__()
        self.url = url
        self.target = target


class Origin(NamedTuple):
    """Whom a URL means. ``host`` is in lower case, an IPv6 address without its brackets."""

    scheme: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """ "name", or "name:port" where the port is not the usual one."""
        return self.full_name.removesuffix(f":{_PORTS[self.scheme]}")

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.name}"

    @property
    def full_name(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def origin(url: str) -> Origin | None:
    """Whom a URL means; None where it is none of http or https, or is not to be trusted with anything."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        return None
    if scheme not in _PORTS or "@" in parts.netloc or not _PLAIN.fullmatch(url) or not _HOST.fullmatch(host):
        return None
    return Origin(scheme, host, _PORTS[scheme] if port is None else port)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host's name, or address, is this computer's own whatever any name server says."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return _is_localhost(host)


class Wire:
    """Sends requests. ``instead``: by a host's name, the URL of the server that plays it; there are no others then.

    A request is given up ``connect`` seconds after its start without a connection, TLS included, and after ``read``
    seconds without a byte.
    """

    def __init__(self, tls: ssl.SSLContext, instead: Mapping[str, str] | None, connect: float, read: float) -> None:
        self._connections = connections.Connections()
        self._session = aiohttp.ClientSession(**self._connections.session_options(tls, _Resolver()))
        self._instead = instead
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=connect, sock_read=read)

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._connections.close()

    async def send(
        self,
        method: str,
        url: str,
        *,
        authorization: str = "",
        accept: str = "application/json",
        form: bytes | None = None,
        read_body: bool = True,
    ) -> Reply:
        """Send, with the Authorization that is given, and follow redirects of a GET or HEAD to the same place.

        Raises NoAnswer and Elsewhere, which hold nothing secret, and no other exception.
        """
        headers = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": f"pullsecrets/{__version__}"}
        if authorization:
            headers["Authorization"] = authorization
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked = origin(url)
        assert asked is not None
        for _ in range(1 + _MOST_REDIRECTS):
            reply = await self._send_once(method, url, asked, headers, form, read_body)
            if isinstance(reply, Reply):
                return reply
            url = _joined(url, reply)
            target = origin(url)
            if target is None or (form is not None and target == asked):
                break
            if target != asked:
                raise Elsewhere(url, target)
        raise NoAnswer(Problem(Code.REDIRECTED, {"host": asked.name}), no_http=True)

    async def _send_once(
        self, method: str, url: str, asked: Origin, headers: Mapping[str, str], form: bytes | None, read_body: bool
    ) -> Reply | str:
        """The reply, or where a redirect leads to."""
        place, played = self._place(url, asked)
        proxy = _NO_PROXY if played or is_loopback(asked.host) else await asyncio.to_thread(_proxy, asked)
        if proxy.url and proxy.scheme not in _PORTS:
            raise NoAnswer(Problem(Code.PROXY_FAILED, {"host": proxy.name}, proxy.scheme))
        headers = {**headers, "Host": asked.name} if played else headers
        if asked.scheme == "http":  # the proxy reads the request itself
            headers = {**headers, **proxy.headers}
        try:
            async with self._session.request(
                method,
                URL(place, encoded=True),
                headers=headers,
                data=form,
                proxy=proxy.url or None,
                proxy_headers=proxy.headers,
                timeout=self._timeout,
            ) as response:
                body = await _read(response) if read_body else b""
                return Reply(response.status, tuple(response.headers.items()), body)
        except connections.Redirected as error:
            return error.location
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold a secret
            problem = connections.meaning(error, asked.full_name, proxy.name)
            cause = _handshake(error) if place.startswith("https:") else None
            no_tls = isinstance(cause, ssl.SSLError) and cause.reason in _NO_TLS
            hung_up = isinstance(cause, _HUNG_UP)
            no_http = connections.speaks_no_http(error)
        raise NoAnswer(problem, no_tls=no_tls, hung_up=hung_up, no_http=no_http)

    def _place(self, url: str, asked: Origin) -> tuple[str, bool]:
        """The URL to send to, and whether it is another's who plays the one asked."""
        if self._instead is None:
            return url, False
        server = self._instead.get(asked.name)
        if server is None:
            raise NoAnswer(Problem(Code.UNKNOWN_HOST, {"host": asked.full_name}))
        parts = urlsplit(url)
        return server.rstrip("/") + parts.path + ("?" + parts.query if parts.query else ""), True


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body, as far as one of a registry goes."""
    body = b""
    while len(body) < _LONGEST_BODY and (part := await response.content.read(_LONGEST_BODY)):
        body += part
    return body


def _handshake(error: Exception) -> BaseException | None:
    """Why a handshake with a registry failed, where it did. A server of plain HTTP sends its own words, or hangs up."""
    if not isinstance(error, aiohttp.ClientConnectorError) or isinstance(error, aiohttp.ClientProxyConnectionError):
        return None
    return connections.cause_of(error)


@dataclass(frozen=True, slots=True)
class _Proxy:
    """How to get out; no name: straight. ``headers`` sign in to it."""

    scheme: str = ""
    name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.name}" if self.name else ""


def _proxy(asked: Origin) -> _Proxy:
    """The proxy that the environment or the system wants for a place. It may look up names, and take its time."""
    proxies = urllib.request.getproxies()
    url = proxies.get(asked.scheme) or proxies.get("all") or ""
    if not url or urllib.request.proxy_bypass(f"{asked.host}:{asked.port}"):
        return _NO_PROXY
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        return _Proxy("malformed", "?")
    user, at, name = parts.netloc.rpartition("@")
    if origin(f"http://{name}") is None or ("@" in url and not at):  # a password with a "/" would be taken for a port
        return _Proxy("malformed", "?")
    if not at:
        return _Proxy(parts.scheme, name)
    username, _, password = user.partition(":")
    credential = Credential(unquote_to_bytes(username), unquote_to_bytes(password))
    return _Proxy(parts.scheme, name, {"Proxy-Authorization": basic(credential)})


class _Resolver(aiohttp.ThreadedResolver):
    """The system's, but that names of this computer need no name server, which might say otherwise (RFC 6761, 6.3)."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if not _is_localhost(host):
            try:
                return await super().resolve(host, port, family)
            except UnicodeError:
                raise socket.gaierror(socket.EAI_NONAME, "a name that none can have") from None
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
            if family in (socket.AF_UNSPEC, kind)
        ]


def _is_localhost(host: str) -> bool:
    name = host.removesuffix(".")
    return name == "localhost" or name.endswith(".localhost")


_NO_PROXY = _Proxy()
_PORTS = {"https": 443, "http": 80}
_PLAIN = re.compile("[!-~]+")
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]*:[0-9a-f:.]*")
_HUNG_UP = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
_NO_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}
)
