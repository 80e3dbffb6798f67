"""What is common to asking clusters and registries over aiohttp: one request each, and ends that are accounted for."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import http
import re
import socket
import ssl
import weakref
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import truststore
from aiohttp.abc import AbstractResolver

from pullsecrets.model.errors import Code, Problem, Value


class Redirected(aiohttp.ClientError):
    """The server wants the request to be sent elsewhere. It was not."""

    def __init__(self, status: int, location: str) -> None:
        super().__init__(status)
        self.status = status
        self.location = location


class Dropped(aiohttp.ClientError):
    """The connection ended before the answer had begun. The request was not sent again."""


class Connections:
    """The connections of one owner, for one event loop."""

    def __init__(self) -> None:
        self._connectors: list[aiohttp.TCPConnector] = []
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def session_options(self, tls: ssl.SSLContext | None, resolver: AbstractResolver | None = None) -> dict[str, Any]:
        """What aiohttp's ClientSession needs so that nothing in it acts by itself. ``tls``: None for plain http only;
        ``resolver``: None for the system's."""
        connector = aiohttp.TCPConnector(
            ssl=True if tls is None else tls, resolver=resolver, socket_factory=self._socket
        )
        self._connectors.append(connector)
        return {
            "connector": connector,
            "middlewares": (_send_once_only,),
            "trust_env": False,
            "cookie_jar": aiohttp.DummyCookieJar(),
        }

    async def close(self) -> None:
        """Close them all. Cancel first what is under way, and close the sessions."""
        for connector in self._connectors:
            await connector.close()
        # What was cancelled before still says goodbye in TLS, and waits half a minute for an answer.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                while open_sockets := [each for each in self._sockets if each.fileno() != -1]:
                    for each in open_sockets:
                        with contextlib.suppress(OSError):
                            each.shutdown(socket.SHUT_RDWR)
                    await asyncio.sleep(0.001)

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol = address[:3]
        made = socket.socket(family, kind, protocol)
        self._sockets.add(made)
        return made


async def _send_once_only(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keeps aiohttp from following redirects, credential and body included, and from sending a GET again."""
    try:
        response = await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise Dropped from None
    if 300 <= response.status < 400:
        response.close()
        raise Redirected(response.status, response.headers.get("Location", ""))
    return response


def tls_context(*, by_system: bool) -> ssl.SSLContext:
    """A client's context that verifies by the operating system's authorities, or by those alone that it is given."""
    # Not create_default_context: it writes the secrets of every connection to the file that SSLKEYLOGFILE names.
    made = (truststore.SSLContext if by_system else ssl.SSLContext)(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    # As Go does, and so kubectl and containerd: a certificate may lack extensions that RFC 5280 wants, whatever is
    # named as an authority is trusted, an intermediate or the server's own certificate too, and a common name is no
    # host.
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    made.hostname_checks_common_name = False
    return made


def meaning(error: Exception, host: str, proxy: str = "") -> Problem:
    """What an exception of aiohttp, ssl, the sockets or asyncio stands for, without its text, which may hold secrets.

    ``host`` and ``proxy`` are "name:port". For an answer that is no HTTP see ``speaks_no_http``.
    """
    details = type(error).__name__
    values: dict[str, Value] = {"host": host}
    cause = cause_of(error)
    match cause:
        case Redirected():
            code, values["host"] = Code.REDIRECTED, host_of(cause.location)
            details = f"{cause.status} {standard_phrase(cause.status)}"
        case _ if proxy and isinstance(error, _PROXY_ERRORS):
            code, values["host"] = Code.PROXY_FAILED, proxy
            details = f"{error.status} {standard_phrase(error.status)}" if hasattr(error, "status") else details
        case ssl.SSLCertVerificationError():
            code, details = _CERTIFICATE_CODES.get(cause.verify_code, Code.TLS_UNTRUSTED), cause.verify_message
        case ssl.SSLError():
            code, details = Code.TLS_FAILED, getattr(cause, "reason", "") or details
        case _ if isinstance(error, aiohttp.ClientConnectorDNSError) or isinstance(cause, socket.gaierror):
            code = Code.UNKNOWN_HOST
        case TimeoutError():
            code = Code.TIMEOUT
        case ConnectionRefusedError():
            code = Code.CONNECTION_REFUSED
        case OSError() if cause.errno in _UNREACHABLE or getattr(cause, "winerror", None) in _UNREACHABLE_ON_WINDOWS:
            code, details = Code.NETWORK_UNREACHABLE, errno.errorcode.get(cause.errno or 0, details)
        case Dropped() | aiohttp.ClientPayloadError() | aiohttp.ClientConnectionError() | OSError():
            code = Code.CONNECTION_LOST
        case _:
            code, values, details = Code.UNFORESEEN, {"kind": type(error).__name__}, ""
    return Problem(code, values, details)


def cause_of(error: Exception) -> BaseException:
    """The exception of ssl or the operating system that one of aiohttp is about, or else itself."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


def speaks_no_http(error: Exception) -> bool:
    """Whether an exception is about an answer, not a proxy's, that is no HTTP."""
    return isinstance(error, aiohttp.ClientResponseError) and not isinstance(error, aiohttp.ClientHttpProxyError)


def was_unsent(error: Exception) -> bool:
    """Whether it is certain that the server got nothing of the request."""
    return isinstance(error, _UNSENT)


def host_of(url: str) -> str:
    """Host and port of a URL, and nothing else of it: paths and queries carry tokens."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return ""
    return host if re.fullmatch(r"[A-Za-z0-9.:_-]{0,260}", host) else ""


def standard_phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


_UNSENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)
_PROXY_ERRORS = (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError, aiohttp.ClientConnectorDNSError)
_UNREACHABLE = frozenset(
    {
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.EHOSTDOWN,
        errno.EADDRNOTAVAIL,
        errno.EACCES,
        errno.EPERM,
    }
)
_UNREACHABLE_ON_WINDOWS = frozenset({1231, 1232})  # ERROR_NETWORK_UNREACHABLE, ERROR_HOST_UNREACHABLE
_CERTIFICATE_CODES = {
    # OpenSSL: X509_V_ERR_CERT_NOT_YET_VALID, _CERT_HAS_EXPIRED, _HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH.
    9: Code.TLS_EXPIRED,
    10: Code.TLS_EXPIRED,
    62: Code.TLS_WRONG_HOST,
    64: Code.TLS_WRONG_HOST,
    # Windows: CERT_E_EXPIRED, CERT_E_CN_NO_MATCH.
    0x800B0101: Code.TLS_EXPIRED,
    0x800B010F: Code.TLS_WRONG_HOST,
    # macOS: errSecCertificateExpired, errSecCertificateNotValidYet, errSecHostNameMismatch.
    -67818: Code.TLS_EXPIRED,
    -67819: Code.TLS_EXPIRED,
    -67602: Code.TLS_WRONG_HOST,
}
