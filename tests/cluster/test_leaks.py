"""Servers that quote what they were sent, or send the client elsewhere: the credential must stay where it is.

A password is looked for in every form that it takes on the way: plain, escaped for JSON, base64, within ``auth`` and
within the whole docker config.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
from aiohttp import web
from cluster.servers import Recorded, answer, connected, listening, secret, serving, status

from pullsecrets.cluster.client import Client
from pullsecrets.model.errors import Code, Failure, Unanswered

PASSWORD = 'hunter2-"ü\\'
TOKEN = "bearer-of-the-kubeconfig"
AUTH = base64.b64encode(f"robot:{PASSWORD}".encode()).decode()
CONFIG = json.dumps({"auths": {"quay.io": {"auth": AUTH, "password": PASSWORD}}})
DATA = base64.b64encode(CONFIG.encode()).decode()
APPLIED = {
    "kubectl.kubernetes.io/last-applied-configuration": json.dumps({"stringData": {".dockerconfigjson": CONFIG}})
}
PATCH = {"metadata": {"resourceVersion": "7", "annotations": APPLIED}, "data": {".dockerconfigjson": DATA}}
PLAIN = {**PATCH, "stringData": {"password": "hunter2"}}
NEW = {**PLAIN, "metadata": {"name": "pull", "annotations": APPLIED}}
STORED = secret(data=PATCH["data"], metadata={**secret()["metadata"], "annotations": APPLIED})
NEEDLES = (
    "hunter2",
    TOKEN,
    AUTH,
    DATA,
    base64.b64encode(PASSWORD.encode()).decode(),
    base64.b64encode(b"hunter2").decode().rstrip("="),
)


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ("", "aiohttp", "aiohttp.client", "kubernetes", "client", "asyncio", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


@pytest.fixture(autouse=True)
async def chatty_loop() -> None:
    """asyncio in debug mode logs what is slow: everything."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0


def texts_of(failure: BaseException) -> str:
    """Every text that can be had from an exception, those it leads to included."""
    seen: list[object] = []
    pending: list[BaseException | None] = [failure]
    while pending:
        error = pending.pop()
        if error is None or error in seen:
            continue
        seen.append(error)
        seen += [str(error), repr(error), error.args, vars(error), getattr(error, "__notes__", ())]
        seen += traceback.format_exception(error)
        pending += [error.__cause__, error.__context__]
        if isinstance(error, Failure):
            seen += [error.problem, dict(error.problem.values), error.problem.details]
    return "\n".join(map(repr, seen)) + "\n".join(map(str, seen))


def assert_nothing_of_it(text: str) -> None:
    found = [needle for needle in NEEDLES if needle in text]
    assert not found


def calls(client: Client) -> list[Awaitable[object]]:
    """One of each kind of request."""

    async def all_of(answers: AsyncGenerator[object, None]) -> None:
        async for _ in answers:
            pass

    return [
        client.patch_secret("default", "pull", PATCH),
        client.patch_secret("default", "pull", PATCH, dry_run=True),
        client.create_secret("default", NEW),
        client.delete_secret("default", "pull", uid="uid-pull", resource_version="7"),
        client.get_secret("default", "pull"),
        client.service_account("default", "default"),
        client.patch_service_account("default", "default", {"imagePullSecrets": []}),
        client.may("patch", "default"),
        all_of(client.list_secrets("kubernetes.io/dockercfg", None)),
        all_of(client.list_objects("pods", None)),
        all_of(client.watch_secrets("kubernetes.io/dockercfg", None, "1")),
        all_of(client.watch_objects("pods", None, "1")),
    ]


WATCHES = 2


async def failures(client: Client) -> list[Failure]:
    """What becomes of each. A watch that is answered with something else may just end."""
    ends = [await asyncio.gather(call, return_exceptions=True) for call in calls(client)]
    failed = [end for (end,) in ends if isinstance(end, BaseException)]
    assert len(failed) >= len(ends) - WATCHES
    assert all(isinstance(failure, Failure) for failure in failed)
    return [failure for failure in failed if isinstance(failure, Failure)]


QUOTED = f' "" is invalid: patch: Invalid value: "{json.dumps(STORED)}": json: cannot unmarshal'


@pytest.mark.parametrize(
    "reply",
    [
        lambda: status(422, "Invalid", QUOTED, [{"reason": "FieldValueInvalid", "message": QUOTED, "field": "patch"}]),
        lambda: status(422, "Invalid", QUOTED, [{"message": QUOTED, "field": f"data[{PASSWORD}]"}]),
        lambda: status(403, "Forbidden", f'User "{PASSWORD}" cannot get: {QUOTED}'),
        lambda: status(404, "NotFound", f'secrets "{AUTH.rstrip("=")}" not found'),
        lambda: status(409, QUOTED, QUOTED),
        lambda: status(410, "Expired", QUOTED),
        lambda: status(500, "InternalError", QUOTED),
        lambda: web.Response(text=QUOTED, status=504),
        lambda: web.Response(text=f"<html>{QUOTED}</html>", content_type="text/html"),
        lambda: web.Response(text=QUOTED),
        lambda: answer([STORED]),
        lambda: answer({"kind": "Status", "message": QUOTED, "metadata": STORED}),
        lambda: web.Response(text="", status=429, headers={"Retry-After": "hunter2", "X-Echo": DATA}),
    ],
)
async def test_an_answer_that_quotes_the_object(reply: object, logged: pytest.LogCaptureFixture) -> None:
    async def quote(_: web.Request) -> web.Response:
        assert callable(reply)
        response = reply()
        assert isinstance(response, web.Response)
        return response

    async with serving(quote) as server:
        async with connected(server.login(token=TOKEN)) as client:
            for failure in await failures(client):
                assert_nothing_of_it(texts_of(failure))
        assert_nothing_of_it(repr(client))
    assert DATA in server.requests[0].everything  # the search does find it where it is
    assert logged.records
    assert_nothing_of_it(
        "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in logged.records)
    )


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("echo", ["", f"?was={DATA}"])
async def test_a_redirect_to_another_host(number: int, echo: str, logged: pytest.LogCaptureFixture) -> None:
    async def welcome(_: web.Request) -> web.Response:
        return answer(STORED)

    async with serving(welcome) as elsewhere:

        async def send_on(_: web.Request) -> web.Response:
            return web.Response(status=number, headers={"Location": f"{elsewhere.url}/collect{echo}"})

        async with serving(send_on) as server, connected(server.login(token=TOKEN)) as client:
            for failure in await failures(client):
                assert failure.problem.code is Code.REDIRECTED
                assert failure.problem.values["host"] == elsewhere.url.removeprefix("http://")
                assert_nothing_of_it(texts_of(failure))
    assert len(server.requests) == 12
    assert elsewhere.requests == []
    assert_nothing_of_it("\n".join(record.getMessage() for record in logged.records))


async def test_a_connection_that_breaks_after_sending(logged: pytest.LogCaptureFixture) -> None:
    received = []

    async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read(100_000))
        writer.write(f"HTTP/1.1 200 {DATA}\r\nContent-Length: 1\r\nBad Header {DATA}\r\n\r\n".encode())

    async with listening(drop) as server, connected(server.login(token=TOKEN)) as client:
        for failure in await failures(client):
            assert_nothing_of_it(texts_of(failure))
    assert DATA.encode() in received[0]
    assert_nothing_of_it("\n".join(record.getMessage() for record in logged.records))


either_write = pytest.mark.parametrize(
    "write",
    [
        lambda client, body: client.patch_secret("default", "pull", body),
        lambda client, body: client.create_secret("default", {**body, "metadata": NEW["metadata"]}),
    ],
    ids=["patch", "create"],
)
Write = Callable[[Client, dict[str, object]], Awaitable[object]]


@either_write
async def test_a_body_that_cannot_be_written_down(write: Write) -> None:
    async def welcome(_: web.Request) -> web.Response:
        return answer(STORED)

    async with serving(welcome) as server, connected(server.login(token=TOKEN)) as client:
        with pytest.raises(Unanswered) as caught:
            await write(client, {"data": {PASSWORD: {PASSWORD}}})
    assert (caught.value.problem.code, dict(caught.value.problem.values)) == (Code.UNFORESEEN, {"kind": "TypeError"})
    assert_nothing_of_it(texts_of(caught.value))


@either_write
@pytest.mark.parametrize("part", [DATA, DATA[:200], AUTH, AUTH[4:20], "hunter2", "unter2"])
@pytest.mark.parametrize(
    "message",
    [
        'User "{}" cannot patch resource "secrets" in API group ""',
        '{} "{}" not found',
        'webhook "{}" denied',
        "exceeded quota: {}, requested: secrets=1",
        "unable to create new content in namespace {} because it is being terminated",
    ],
)
async def test_a_write_whose_answer_puts_the_secret_where_names_stand(write: Write, part: str, message: str) -> None:
    async def name_it(_: web.Request) -> web.Response:
        return status(403, "Forbidden", message.format(part, part), [{"field": part, "message": "Required value"}])

    async with serving(name_it) as server, connected(server.login()) as client:
        with pytest.raises(Failure) as caught:
            await write(client, PLAIN)
    assert part not in texts_of(caught.value)


def test_a_recorded_request_is_searched_whole() -> None:
    recorded = Recorded("PATCH", "/a", {"b": "c"}, [("d", "e")], b"f")
    assert all(part in recorded.everything for part in "abcdef")
