"""What a server's answer or a library's exception means: a Failure that holds nothing secret (SPEC sections 14, 15).

Answers are judged by their status code first, because several real ones are plain text. A server's message may carry
a whole secret, so that of its text only phrases known to be harmless go on; of an exception, only its class and what
the operating system or OpenSSL says in words of its own.
"""

from __future__ import annotations

import base64
import binascii
import errno
import http
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from pullsecrets.model.errors import Code, Failure, Unanswered, Value
from pullsecrets.model.secrets import LAST_APPLIED


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of whom, as far as a failure has to say it.

    ``host`` and ``proxy`` are "name:port". ``secrets`` are texts that no failure may hold. ``writes`` is true where
    an end that says nothing leaves open whether something was written: it becomes ``Unanswered`` then.
    """

    host: str
    context: str
    verb: str
    resource: str
    namespace: str = ""
    name: str = ""
    proxy: str = ""
    writes: bool = False
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


class Redirected(aiohttp.ClientError):
    """The server wants the request to be sent elsewhere. It was not."""

    def __init__(self, status: int, location: str) -> None:
        super().__init__(status)
        self.status = status
        self.location = location


class Dropped(aiohttp.ClientError):
    """The connection ended before the answer had begun. The request was not sent again."""


def of_answer(request: Request, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """The failure that an answer other than 2xx stands for."""
    content = _object(body)
    code, values = _judged(request, status, headers, body, content)
    unclear = status >= 500 or status == http.HTTPStatus.REQUEST_TIMEOUT
    phrase = _phrase(request, content.get("message") if content else body[:4096].decode(errors="replace"))
    if _quotes_the_object(content):
        phrase = ""
    details = f"{status} {_standard_phrase(status)}".strip() + (f": {phrase}" if phrase else "")
    return _failure(request, unclear, code, details, values)


def of_event(request: Request, status: Mapping[str, Any]) -> Failure:
    """The failure that an ERROR event of a watch stands for."""
    code = status.get("code")
    return of_answer(request, code if isinstance(code, int) else 500, {}, orjson.dumps(status))


def of_exception(request: Request, error: Exception) -> Failure:
    """The failure that an exception of aiohttp, ssl, the sockets or asyncio stands for."""
    unclear = not isinstance(error, _UNSENT)
    details = type(error).__name__
    values: dict[str, Value] = {"host": request.host}
    cause: BaseException = error
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        cause = error.certificate_error
    elif isinstance(error, aiohttp.ClientConnectorError):
        cause = error.os_error
    match cause:
        case Redirected():
            values["host"] = _host(cause.location)
            code, unclear = Code.REDIRECTED, cause.status == http.HTTPStatus.SEE_OTHER
            details = f"{cause.status} {_standard_phrase(cause.status)}"
        case _ if request.proxy and isinstance(error, _PROXY_ERRORS):
            code, values["host"] = Code.PROXY_FAILED, request.proxy
            details = f"{error.status} {_standard_phrase(error.status)}" if hasattr(error, "status") else details
        case ssl.SSLCertVerificationError():
            code, details = _certificate_code(cause), cause.verify_message
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
        case aiohttp.ClientResponseError():
            code, values["status"] = Code.NOT_KUBERNETES, 0
        case Dropped() | aiohttp.ClientPayloadError() | aiohttp.ClientConnectionError() | OSError():
            code = Code.CONNECTION_LOST
        case _:
            code, values, details = Code.UNFORESEEN, {"kind": type(error).__name__}, ""
    return _failure(request, unclear, code, details, values)


def not_kubernetes(request: Request, status: int) -> Failure:
    """The failure that an answer stands for which no API server gives, whatever its status."""
    return _failure(request, status < 300, Code.NOT_KUBERNETES, "", {"host": request.host, "status": status})


def secret_texts(body: Mapping[str, Any]) -> frozenset[str]:
    """Every text of a secret or a patch that may be a credential or hold one: as it stands, decoded from base64, and
    in the JSON within. Escaped forms are left out, since no part of a server's text that is shown can hold them."""
    annotations = (body.get("metadata") or {}).get("annotations") or {}
    applied = _object(str(annotations.get(LAST_APPLIED)).encode(errors="replace"))
    parts = (part.get(name) for part in (body, applied) for name in ("data", "stringData"))
    return frozenset(text for part in parts for text in _texts(part))


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

# What of a server's text may be shown: fixed words, and in groups of their own the parts that vary. Those take only
# what Kubernetes allows in names, so that none can swallow a part of an object, and are held against known secrets.
_NAME = r"([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)"
_USER = r"([\w.:@/+=-]{1,256})"
_WORD = r"([a-z./]{1,63})"
_PHRASES = tuple(
    re.compile(phrase)
    for phrase in (
        rf'User "{_USER}" cannot {_WORD} resource "{_WORD}" in API group "{_WORD}?"(?: in the namespace "{_NAME}")?',
        rf'(?:object is being deleted: )?{_WORD} "{_NAME}" (?:not found|already exists)',
        r"the object has been modified; please apply your changes to the latest version and try again",
        r"The object might have been (?:deleted and then recreated|modified)",
        rf"unable to create new content in namespace {_NAME} because it is being terminated",
        rf"exceeded quota: {_NAME}",
        rf'admission webhook "{_NAME}" denied the request',
        rf'failed calling webhook "{_NAME}"',
        rf"ValidatingAdmissionPolicy '{_NAME}' with binding '{_NAME}' denied request",
        r"field is immutable(?: when `immutable` is set)?",
        r"Too long: may not be more than \d+ bytes",
        r"Required value",
        r"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '\.'",
        r"must be no more than \d+ (?:bytes|characters)",
        r"Invalid value: \"<secret contents redacted>\"",
        r"Request entity too large: limit is \d+",
        r"[Tt]oo many requests, please try again later",
        r"request did not complete within (?:the )?(?:requested|allotted) timeout",
        r"context deadline exceeded",
        r"etcdserver: (?:request timed out|leader changed|no leader|too many requests|mvcc: database space exceeded)",
        r"too old resource version: \d+ \(\d+\)",
        r"Too large resource version: \d+, current: \d+",
        r"The provided continue parameter is too old",
        r"Client sent an HTTP request to an HTTPS server",
        r"the server could not find the requested resource",
        r"404 page not found",
    )
)
_NOT_SECRET = frozenset({"username", "email"})
_FIELD = re.compile(r"[A-Za-z0-9_./\[\]-]{1,300}")
_ANONYMOUS = 'User "system:anonymous"'


def _failure(request: Request, unclear: bool, code: Code, details: str, values: Mapping[str, Value]) -> Failure:
    kind = Unanswered if unclear and request.writes else Failure
    return kind(code, details, **values)


def _judged(
    request: Request, status: int, headers: Mapping[str, str], body: bytes, content: Mapping[str, Any]
) -> tuple[Code, dict[str, Value]]:
    """The code with its values. Only where the status leaves it open, the body decides."""
    where: dict[str, Value] = {
        "context": request.context,
        "resource": request.resource,
        "namespace": request.namespace,
        "name": request.name,
    }
    reasons = {cause.get("reason") for cause in _causes(content)}
    text = body[:4096].decode(errors="replace") if not content else str(content.get("message"))
    match status:
        case 401:
            return Code.SIGN_IN, {"context": request.context}
        case 413:
            return Code.TOO_LARGE, where
        case 429:
            return Code.TOO_MANY_REQUESTS, {"context": request.context, "seconds": _retry_after(headers)}
        case _ if status >= 500:
            return Code.SERVER_ERROR, {"context": request.context, "status": status}
        case _ if _is_html(headers, body):
            return Code.NOT_KUBERNETES, {"host": request.host, "status": status}
        case 403 if _ANONYMOUS in text:
            return Code.SIGN_IN, {"context": request.context}
        case 403 if "NamespaceTerminating" in reasons:
            return Code.NAMESPACE_TERMINATING, where
        case 403 if re.search("denied (?:the )?request|exceeded quota", text):
            # A webhook, a policy or a quota said no, whatever the user's rights are.
            return Code.REFUSED, {**where, "status": status}
        case 403:
            who = re.search(rf'User "{_USER}" cannot', text)
            user = who[1] if who and not _holds_secret(request, who[1]) else ""
            return Code.FORBIDDEN, {**where, "verb": request.verb, "user": user}
        case 404 if _details(content).get("kind") == "namespaces":
            return Code.NOT_FOUND, {**where, "resource": "namespaces", "name": request.namespace}
        case 404:
            return Code.NOT_FOUND, where
        case 409 if content.get("reason") == "AlreadyExists":
            return Code.ALREADY_EXISTS, {**where, "terminating": "object is being deleted" in text}
        case 409 if "deleted and then recreated" in text:
            return Code.RECREATED, where
        case 409:
            return Code.CONFLICT, where
        case 410:
            return Code.GONE, where
        case 422:
            at, reason = _invalid_field(request, content)
            return Code.INVALID, {**where, "field": at, "reason": reason}
        case _:
            return Code.REFUSED, {**where, "status": status}


def _invalid_field(request: Request, content: Mapping[str, Any]) -> tuple[str, str]:
    """The field ("" where none is named) and the server's reason; both empty where it quotes the object instead."""
    if _quotes_the_object(content):
        return "", ""
    for cause in _causes(content):
        at = cause.get("field")
        if isinstance(at, str) and _FIELD.fullmatch(at) and not _holds_secret(request, at):
            return at, _phrase(request, cause.get("message"))
    return "", _phrase(request, content.get("message"))


def _quotes_the_object(content: Mapping[str, Any]) -> bool:
    """Whether this is the 422 whose text is the whole object with the credential in it."""
    at_patch = any(cause.get("field") == "patch" for cause in _causes(content))
    return at_patch or "is invalid: patch:" in str(content.get("message"))


def _details(content: Mapping[str, Any]) -> Mapping[str, Any]:
    details = content.get("details")
    return details if isinstance(details, Mapping) else {}


def _causes(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    causes = _details(content).get("causes")
    return [cause for cause in causes if isinstance(cause, Mapping)] if isinstance(causes, list) else []


def _phrase(request: Request, text: object) -> str:
    """The first phrase in the text that may be shown."""
    if isinstance(text, str):
        for phrase in _PHRASES:
            found = phrase.search(text)
            if found and not any(_holds_secret(request, part) for part in found.groups("")):
                return found[0]
    return ""


def _holds_secret(request: Request, text: str) -> bool:
    """Whether the text is one that is known, holds one, or is a good part of one. One of three letters or less is
    found within any name."""
    return any(
        secret == text or (len(secret) > 3 and secret in text) or (len(text) > 5 and text in secret)
        for secret in request.secrets
    )


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _is_html(headers: Mapping[str, str], body: bytes) -> bool:
    return "html" in headers.get("Content-Type", "").lower() or body[:64].lstrip().startswith(b"<")


def _retry_after(headers: Mapping[str, str]) -> int:
    """Seconds to wait; 1, as the API server itself says, where the header is missing or a date."""
    seconds = headers.get("Retry-After", "")
    return min(int(seconds), 3600) if re.fullmatch(r"[0-9]{1,9}", seconds) else 1


def _standard_phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


def _host(location: str) -> str:
    """Host and port of a URL, and nothing else of it: paths and queries carry tokens."""
    try:
        parts = urlsplit(location)
        host = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return ""
    return host if re.fullmatch(r"[A-Za-z0-9.:_-]{0,260}", host) else ""


def _certificate_code(error: ssl.SSLCertVerificationError) -> Code:
    # Numbers of OpenSSL: X509_V_ERR_CERT_NOT_YET_VALID, _CERT_HAS_EXPIRED, _HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH.
    return {9: Code.TLS_EXPIRED, 10: Code.TLS_EXPIRED, 62: Code.TLS_WRONG_HOST, 64: Code.TLS_WRONG_HOST}.get(
        error.verify_code, Code.TLS_UNTRUSTED
    )


def _texts(value: object) -> Iterator[str]:
    """The strings of a JSON value but for its keys and usernames, each also decoded, as far as decoding leads."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key.casefold() not in _NOT_SECRET:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str) and value:
        yield value
        yield from _texts_within(value)


def _texts_within(text: str) -> Iterator[str]:
    content = _object(text.encode(errors="replace"))
    if content:
        yield from _texts(content)
        return
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return
    yield from _texts(decoded)
    yield from filter(None, decoded.partition(":")[2:])
