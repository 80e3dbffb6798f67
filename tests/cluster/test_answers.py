"""What answers and exceptions mean, and that none of their text gets through unless it is known to be harmless."""

from __future__ import annotations

import base64
import errno
import json
import socket
import ssl
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from pullsecrets import connections
from pullsecrets.cluster import answers
from pullsecrets.model.errors import Code, Failure, Unanswered

PASSWORD = 'p"w\\ü:1'
READ = answers.Request("api.example:6443", "work", "get", "secrets", "shop", "pull")
WRITE = replace(READ, verb="patch", writes=True)
WHERE = {"context": "work", "resource": "secrets", "namespace": "shop", "name": "pull"}
SERVER = {"host": "api.example:6443"}


def status(message: str = "", reason: str = "", *causes: dict[str, str]) -> bytes:
    return json.dumps({"message": message, "reason": reason, "details": {"causes": causes}}).encode()


@pytest.mark.parametrize(
    ("number", "body", "code", "values"),
    [
        (401, status("Unauthorized"), Code.SIGN_IN, {"context": "work"}),
        (401, b"<html>sign in</html>", Code.SIGN_IN, {"context": "work"}),
        (
            403,
            status('secrets "pull" is forbidden: User "jo@example.org" cannot get resource "secrets"'),
            Code.FORBIDDEN,
            {**WHERE, "verb": "get", "user": "jo@example.org"},
        ),
        (403, b"no", Code.FORBIDDEN, {**WHERE, "verb": "get", "user": ""}),
        (403, status('User "system:anonymous" cannot get resource'), Code.SIGN_IN, {"context": "work"}),
        (403, b'forbidden: User "system:anonymous" cannot get path "/"', Code.SIGN_IN, {"context": "work"}),
        (403, status("", "Forbidden", {"reason": "NamespaceTerminating"}), Code.NAMESPACE_TERMINATING, WHERE),
        (403, status('admission webhook "a.b" denied the request: x'), Code.REFUSED, {**WHERE, "status": 403}),
        (403, b" <!DOCTYPE html>", Code.NOT_KUBERNETES, {**SERVER, "status": 403}),
        (404, status('secrets "pull" not found', "NotFound"), Code.NOT_FOUND, WHERE),
        (404, b"404 page not found\n", Code.NOT_FOUND, WHERE),
        (404, b"<html>", Code.NOT_KUBERNETES, {**SERVER, "status": 404}),
        (409, status("", "Conflict"), Code.CONFLICT, WHERE),
        (409, status("", "AlreadyExists"), Code.ALREADY_EXISTS, {**WHERE, "terminating": False}),
        (410, status("", "Expired"), Code.GONE, WHERE),
        (413, b"<html>Request Entity Too Large</html>", Code.TOO_LARGE, WHERE),
        (415, status(), Code.REFUSED, {**WHERE, "status": 415}),
        (429, b"slow down", Code.TOO_MANY_REQUESTS, {"context": "work", "seconds": 1}),
        (500, status('strconv.ParseUint: parsing "x"'), Code.SERVER_ERROR, {"context": "work", "status": 500}),
        (502, b"<html>Bad Gateway</html>", Code.SERVER_ERROR, {"context": "work", "status": 502}),
        (504, b'{"metadata":{},"status":"Failure"}', Code.SERVER_ERROR, {"context": "work", "status": 504}),
        (599, b"\xff\xfe", Code.SERVER_ERROR, {"context": "work", "status": 599}),
    ],
)
def test_the_status_decides_first(number: int, body: bytes, code: Code, values: dict[str, Any]) -> None:
    problem = answers.of_answer(READ, number, {}, body).problem
    assert (problem.code, dict(problem.values)) == (code, values)


@pytest.mark.parametrize(
    ("message", "field", "reason"),
    [
        ("Forbidden: field is immutable when `immutable` is set", "data", None),
        ("Too long: may not be more than 262144 bytes", "metadata.annotations", "Too long: may not be more than"),
        ("Required value", "data[.dockerconfigjson]", "Required value"),
        (f'Invalid value: "{PASSWORD}": field is immutable', "metadata.uid", "field is immutable"),
        (
            "Invalid value: \"<secret contents redacted>\": invalid character 'h' looking for beginning of value",
            "data[.dockerconfigjson]",
            'Invalid value: "<secret contents redacted>"',
        ),
        ("something no phrase covers", "type", ""),
    ],
)
def test_a_422_names_the_field_and_a_reason_without_values(message: str, field: str, reason: str | None) -> None:
    body = status("", "Invalid", {"field": field, "message": message})
    values = answers.of_answer(WRITE, 422, {}, body).problem.values
    expected = "field is immutable when `immutable` is set" if reason is None else reason
    assert values["field"] == field
    assert str(values["reason"]).startswith(expected)
    assert expected or not values["reason"]
    assert "'h'" not in str(values)
    assert PASSWORD not in str(values["reason"])


def test_a_422_that_quotes_the_object_says_nothing_at_all() -> None:
    quoted = f'"" is invalid: patch: Invalid value: "{{{PASSWORD}}}": Required value'
    for body in (
        status(quoted, "Invalid", {"field": "patch", "message": quoted}),
        status(quoted, "Invalid"),
        status("Required value", "Invalid", {"field": "type"}, {"field": "patch"}),
    ):
        problem = answers.of_answer(WRITE, 422, {}, body).problem
        assert dict(problem.values) == {**WHERE, "field": "", "reason": ""}
        assert problem.details in {"422 Unprocessable Entity", "422 Unprocessable Content"}  # from Python 3.13 on


def test_details_hold_a_known_phrase_and_never_the_rest() -> None:
    def details(message: str, request: answers.Request = READ) -> str:
        return answers.of_answer(request, 500, {}, status(message)).problem.details

    assert details(f'secrets "pull" not found: {PASSWORD}') == '500 Internal Server Error: secrets "pull" not found'
    assert details(f"etcdserver: leader changed {PASSWORD}").endswith(": etcdserver: leader changed")
    assert details(PASSWORD) == "500 Internal Server Error"
    known = replace(READ, secrets=frozenset({"hunter2"}))
    assert details('secrets "hunter2" not found', known) == "500 Internal Server Error"
    forbidden = status('User "hunter2" cannot get resource')
    assert answers.of_answer(READ, 403, {}, forbidden).problem.values["user"] == "hunter2"
    assert answers.of_answer(known, 403, {}, forbidden).problem.values["user"] == ""
    invalid = status("", "", {"field": "data[hunter2]", "message": "Required value"})
    assert answers.of_answer(known, 422, {}, invalid).problem.values["field"] == ""


def test_a_short_password_does_not_silence_every_answer() -> None:
    known = replace(WRITE, secrets=frozenset({"d"}))
    body = status("", "Invalid", {"field": "data", "message": "Required value"})
    assert answers.of_answer(known, 422, {}, body).problem.values["field"] == "data"
    named = status('secrets "d" not found')
    assert answers.of_answer(known, 404, {}, named).problem.details == "404 Not Found"


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("999999", 3600), ("Wed, 21 Oct 2026 07:28:00 GMT", 1)])
def test_429_waits_as_told(header: str, seconds: int) -> None:
    assert answers.of_answer(READ, 429, {"Retry-After": header}, b"").problem.values["seconds"] == seconds


@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"{", b'{"details":[]}', b'{"details":{"causes":[1]}}', b""])
@pytest.mark.parametrize("number", [403, 409, 422, 500])
def test_odd_bodies_are_no_obstacle(number: int, body: bytes) -> None:
    assert isinstance(answers.of_answer(WRITE, number, {}, body), Failure)


@pytest.mark.parametrize(
    ("number", "open_end"), [(400, False), (401, False), (409, False), (429, False), (408, True), (500, True)]
)
def test_only_some_answers_leave_a_write_open(number: int, open_end: bool) -> None:
    assert isinstance(answers.of_answer(WRITE, number, {}, b""), Unanswered) is open_end
    assert not isinstance(answers.of_answer(READ, number, {}, b""), Unanswered)


def test_an_error_event_is_an_answer() -> None:
    assert answers.of_event(READ, {"code": 410, "message": "too old"}).problem.code is Code.GONE
    assert answers.of_event(READ, {"message": "?"}).problem.code is Code.SERVER_ERROR


KEY = ConnectionKey("api.example", 6443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)


def untrusted(number: int, words: str) -> aiohttp.ClientConnectorCertificateError:
    error = ssl.SSLCertVerificationError(1, words)
    error.verify_code = number
    error.verify_message = words
    return aiohttp.ClientConnectorCertificateError(KEY, error)


def connecting(error: OSError) -> aiohttp.ClientConnectorError:
    return aiohttp.ClientConnectorError(KEY, error)


@pytest.mark.parametrize(
    ("error", "code", "sent"),
    [
        (connecting(ConnectionRefusedError(errno.ECONNREFUSED, "")), Code.CONNECTION_REFUSED, False),
        (connecting(OSError(errno.ENETUNREACH, "")), Code.NETWORK_UNREACHABLE, False),
        (connecting(OSError(errno.EHOSTUNREACH, "")), Code.NETWORK_UNREACHABLE, False),
        (connecting(TimeoutError(errno.ETIMEDOUT, "")), Code.TIMEOUT, False),
        (connecting(ConnectionResetError(errno.ECONNRESET, "")), Code.CONNECTION_LOST, False),
        (aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "?")), Code.UNKNOWN_HOST, False),
        (aiohttp.ConnectionTimeoutError(), Code.TIMEOUT, False),
        (untrusted(10, "certificate has expired"), Code.TLS_EXPIRED, False),
        (untrusted(9, "certificate is not yet valid"), Code.TLS_EXPIRED, False),
        (untrusted(62, "Hostname mismatch"), Code.TLS_WRONG_HOST, False),
        (untrusted(64, "IP address mismatch"), Code.TLS_WRONG_HOST, False),
        (untrusted(19, "self-signed certificate in chain"), Code.TLS_UNTRUSTED, False),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "x")), Code.TLS_FAILED, False),
        (aiohttp.SocketTimeoutError(), Code.TIMEOUT, True),
        (TimeoutError(), Code.TIMEOUT, True),
        (connections.Dropped(), Code.CONNECTION_LOST, True),
        (aiohttp.ClientPayloadError(PASSWORD), Code.CONNECTION_LOST, True),
        (ConnectionResetError(PASSWORD), Code.CONNECTION_LOST, True),
        (ValueError(PASSWORD), Code.UNFORESEEN, True),
        (connections.Redirected(307, "https://elsewhere.example/?t=" + PASSWORD), Code.REDIRECTED, False),
        (connections.Redirected(303, "https://elsewhere.example/"), Code.REDIRECTED, True),
    ],
)
def test_exceptions_have_their_causes(error: Exception, code: Code, sent: bool) -> None:
    failure = answers.of_exception(WRITE, error)
    assert failure.problem.code is code
    assert isinstance(failure, Unanswered) is sent
    assert PASSWORD not in f"{failure!r}{failure.problem}"
    host = {Code.REDIRECTED: "elsewhere.example", Code.UNFORESEEN: None}.get(code, "api.example:6443")
    assert failure.problem.values.get("host") == host
    assert failure.problem.values.get("kind") == ("ValueError" if code is Code.UNFORESEEN else None)


def test_a_proxy_is_named_instead_of_the_server() -> None:
    request = replace(READ, proxy="proxy.example:3128")
    for error in (
        aiohttp.ClientProxyConnectionError(KEY, ConnectionRefusedError(errno.ECONNREFUSED, "")),
        aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "?")),
    ):
        problem = answers.of_exception(request, error).problem
        assert (problem.code, problem.values["host"]) == (Code.PROXY_FAILED, "proxy.example:3128")


@pytest.mark.parametrize("location", ["", "/login?x=1", "http://[::1", "https://a b/", "//x:y@h.example:1/z?t=1"])
def test_a_location_gives_its_host_and_nothing_else(location: str) -> None:
    host = answers.of_exception(READ, connections.Redirected(302, location)).problem.values["host"]
    assert host == ("h.example:1" if "h.example" in location else "")


def test_what_is_secret_in_a_patch_is_known_in_every_form() -> None:
    auth = base64.b64encode(f"robot:{PASSWORD}".encode()).decode()
    config = json.dumps({"auths": {"quay.io": {"auth": auth, "username": "robot", "identitytoken": "tok"}}})
    data = base64.b64encode(config.encode()).decode()
    applied = json.dumps({"kind": "Secret", "stringData": {".dockerconfigjson": '{"auths":{"q":{"password":"old"}}}'}})
    body = {
        "data": {".dockerconfigjson": data, "empty": None},
        "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": applied, "note": "words"}},
    }
    known = answers.secret_texts(body)
    assert {data, auth, PASSWORD, f"robot:{PASSWORD}", "tok", "old"} <= known
    assert not {"robot", "words", "Secret", ""} & known
    assert answers.secret_texts({"metadata": None}) == answers.secret_texts({"data": None}) == frozenset()
    assert PASSWORD not in repr(replace(WRITE, secrets=known))
