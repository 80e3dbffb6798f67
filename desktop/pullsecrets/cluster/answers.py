"""What a server's answer or a library's exception means: a Failure that holds nothing secret (SPEC sections 14, 15).

Answers are judged by their status code first, because several real ones are plain text. A server's message may carry
a whole secret, so that of its text only phrases known to be harmless go on; of an exception, only its class and what
the operating system or OpenSSL says in words of its own.
"""

from __future__ import annotations

import base64
import binascii
import http
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from pullsecrets import connections
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


def of_answer(request: Request, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """The failure that an answer other than 2xx stands for."""
    content = _object(body)
    code, values = _judged(request, status, headers, body, content)
    unclear = status >= 500 or status == http.HTTPStatus.REQUEST_TIMEOUT
    phrase = _phrase(request, content.get("message") if content else body[:4096].decode(errors="replace"))
    if _quotes_the_object(content):
        phrase = ""
    details = f"{status} {connections.standard_phrase(status)}".strip() + (f": {phrase}" if phrase else "")
    return _failure(request, unclear, code, details, values)


def of_event(request: Request, status: Mapping[str, Any]) -> Failure:
    """The failure that an ERROR event of a watch stands for."""
    code = status.get("code")
    return of_answer(request, code if isinstance(code, int) else 500, {}, orjson.dumps(status))


def of_exception(request: Request, error: Exception) -> Failure:
    """The failure that an exception of aiohttp, ssl, the sockets or asyncio stands for."""
    unclear = not connections.was_unsent(error)
    if connections.speaks_no_http(error):
        values: Mapping[str, Value] = {"host": request.host, "status": 0}
        return _failure(request, unclear, Code.NOT_KUBERNETES, type(error).__name__, values)
    if isinstance(error, connections.Redirected):
        unclear = error.status == http.HTTPStatus.SEE_OTHER
    problem = connections.meaning(error, request.host, request.proxy)
    return _failure(request, unclear, problem.code, problem.details, problem.values)


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
