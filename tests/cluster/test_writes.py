"""Everything that writes, against servers that answer well, badly, or not at all: it is sent once, and never taken for
failed where it may have landed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cluster.servers import (
    QUICK,
    always,
    answer,
    connected,
    failure,
    free_port,
    listening,
    problem,
    read_request,
    secret,
    status,
    talking_to,
)

from pullsecrets.cluster.client import Client
from pullsecrets.cluster.login import Login
from pullsecrets.model.errors import Code, Failure, Unanswered

CONFIG = {".dockerconfigjson": "e30="}
NEW = {"metadata": {"name": "pull"}, "type": "kubernetes.io/dockerconfigjson", "data": CONFIG}
PATCH = {"data": CONFIG, "metadata": {"resourceVersion": "6"}}
REFERENCES = {"metadata": {"resourceVersion": "6"}, "imagePullSecrets": [{"name": "pull"}]}
DELETED = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": {"uid": "uid-pull"}}
POD = {"kind": "Pod", "apiVersion": "v1", "metadata": {"deletionTimestamp": "2026-01-31T12:00:00Z"}}
ACCOUNT = {"kind": "ServiceAccount", "apiVersion": "v1", "metadata": {"name": "default"}}

Write = Callable[[Client], Awaitable[object]]
WRITES: dict[str, Write] = {
    "create": lambda client: client.create_secret("default", NEW),
    "patch": lambda client: client.patch_secret("default", "pull", PATCH),
    "delete": lambda client: client.delete_secret("default", "pull", uid="uid-pull", resource_version="6"),
    "patch account": lambda client: client.patch_service_account("default", "default", REFERENCES),
    "delete pod": lambda client: client.delete_pod("default", "web-1", uid="uid-web-1"),
}
GOOD = {"create": secret(), "patch": secret(), "delete": DELETED, "patch account": ACCOUNT, "delete pod": POD}
each_write = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
each_dry_run = pytest.mark.parametrize(
    "write",
    [
        lambda client: client.create_secret("default", NEW, dry_run=True),
        lambda client: client.patch_secret("default", "pull", PATCH, dry_run=True),
    ],
    ids=["create", "patch"],
)


async def all_fail(client: Client) -> dict[str, Failure]:
    """How each write fails, all of them at once."""
    ends = await asyncio.gather(*(failure(write(client)) for write in WRITES.values()))
    return dict(zip(WRITES, ends, strict=True))


# What is sent


async def test_a_new_secret_is_one_request_with_everything_it_takes() -> None:
    async with talking_to(always(lambda: answer(secret(version="8"), 201))) as (client, server):
        created = await client.create_secret("default", NEW, dry_run=True)
        await client.create_secret("default", NEW)
    assert created == secret(version="8")
    dry, real = server.requests
    assert (dry.method, dry.path) == ("POST", "/api/v1/namespaces/default/secrets")
    assert dry.query == {"fieldManager": "pullsecrets", "dryRun": "All"}
    assert real.query == {"fieldManager": "pullsecrets"}
    assert real.header("Content-Type") == "application/json"
    assert json.loads(real.body) == NEW


async def test_a_patch_is_one_request_with_everything_it_takes() -> None:
    async with talking_to(always(lambda: answer(secret(version="8")))) as (client, server):
        changed = await client.patch_secret("default", "pull", PATCH, dry_run=True)
        await client.patch_secret("default", "pull", PATCH)
    assert changed == secret(version="8")
    dry, real = server.requests
    assert (dry.method, dry.path) == ("PATCH", "/api/v1/namespaces/default/secrets/pull")
    assert dry.query == {"fieldManager": "pullsecrets", "dryRun": "All"}
    assert real.query == {"fieldManager": "pullsecrets"}
    assert real.header("Content-Type") == "application/merge-patch+json"
    assert real.header("Authorization") == "Bearer a-token"
    assert real.header("User-Agent").startswith("pullsecrets/")
    assert real.header("Accept") == "application/json"
    assert real.header("Accept-Encoding") == "identity"
    assert json.loads(real.body) == PATCH


async def test_a_deletion_names_the_one_state_that_may_go() -> None:
    async with talking_to(always(lambda: answer(DELETED))) as (client, server):
        await client.delete_secret("default", "pull", uid="uid-pull", resource_version="6")
    (sent,) = server.requests
    assert (sent.method, sent.path, sent.query) == ("DELETE", "/api/v1/namespaces/default/secrets/pull", {})
    assert json.loads(sent.body) == {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "preconditions": {"uid": "uid-pull", "resourceVersion": "6"},
    }


async def test_a_deletion_names_the_one_pod_that_may_go() -> None:
    async with talking_to(always(lambda: answer(POD))) as (client, server):
        await client.delete_pod("default", "web-1", uid="uid-web-1")
    (sent,) = server.requests
    assert (sent.method, sent.path, sent.query) == ("DELETE", "/api/v1/namespaces/default/pods/web-1", {})
    body = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": "uid-web-1"}}
    assert json.loads(sent.body) == body


async def test_a_service_account_takes_a_merge_patch() -> None:
    async with talking_to(always(lambda: answer(ACCOUNT))) as (client, server):
        assert await client.patch_service_account("default", "default", REFERENCES) == ACCOUNT
    (sent,) = server.requests
    assert (sent.method, sent.path) == ("PATCH", "/api/v1/namespaces/default/serviceaccounts/default")
    assert sent.query == {"fieldManager": "pullsecrets"}
    assert sent.header("Content-Type") == "application/merge-patch+json"
    assert json.loads(sent.body) == REFERENCES


@pytest.mark.parametrize("name", ["..", "a/b", "a%2fb", "A", "", "a?x", "-a", "a" * 254])
async def test_impossible_names_are_not_sent(name: str) -> None:
    async with talking_to(always(lambda: answer(secret()))) as (client, server):
        for call in (
            client.patch_secret(name, "pull", PATCH),
            client.patch_secret("default", name, PATCH),
            client.delete_secret("default", name, uid="u", resource_version="1"),
            client.patch_service_account("default", name, REFERENCES),
        ):
            assert (await problem(call)).code is Code.NOT_FOUND
        nowhere = await problem(client.create_secret(name, NEW))
        assert (nowhere.code, nowhere.values["resource"], nowhere.values["name"]) == (
            Code.NOT_FOUND,
            "namespaces",
            name,
        )
    assert not server.requests


# What comes back


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        (DELETED, False),
        (secret(metadata={"deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["example.org/hold"]}), True),
        (secret(), False),  # some servers answer with the last state
    ],
)
async def test_what_is_left_of_a_deleted_secret(reply: dict[str, Any], left: bool) -> None:
    async with talking_to(always(lambda: answer(reply))) as (client, _):
        got = await client.delete_secret("default", "pull", uid="uid-pull", resource_version="6")
    assert got == (reply if left else None)


@pytest.mark.parametrize(
    ("reply", "code", "values"),
    [
        (
            lambda: status(409, "AlreadyExists", 'secrets "pull" already exists'),
            Code.ALREADY_EXISTS,
            {"name": "pull", "terminating": False},
        ),
        (
            lambda: status(409, "AlreadyExists", 'object is being deleted: secrets "pull" already exists'),
            Code.ALREADY_EXISTS,
            {"name": "pull", "terminating": True},
        ),
        (
            lambda: status(404, "NotFound", 'namespaces "default" not found', kind="namespaces"),
            Code.NOT_FOUND,
            {"resource": "namespaces", "name": "default"},
        ),
        (
            lambda: status(403, "Forbidden", "", [{"reason": "NamespaceTerminating"}]),
            Code.NAMESPACE_TERMINATING,
            {"namespace": "default"},
        ),
        (
            lambda: status(403, "Forbidden", 'User "me" cannot create resource "secrets" in API group ""'),
            Code.FORBIDDEN,
            {"verb": "create", "resource": "secrets", "namespace": "default", "user": "me"},
        ),
        (
            lambda: status(403, "Forbidden", 'secrets "pull" is forbidden: exceeded quota: few, requested: secrets=1'),
            Code.REFUSED,
            {"status": 403},
        ),
        (
            lambda: status(422, "Invalid", "", [{"field": "metadata.name", "message": "Required value"}]),
            Code.INVALID,
            {"field": "metadata.name", "reason": "Required value"},
        ),
        (lambda: web.Response(status=413), Code.TOO_LARGE, {"name": "pull"}),
    ],
)
async def test_why_a_secret_is_not_created(
    reply: Callable[[], web.Response], code: Code, values: dict[str, Any]
) -> None:
    async with talking_to(always(reply)) as (client, server):
        refused = await failure(client.create_secret("default", NEW))
    assert refused.problem.code is code
    assert refused.problem.values.items() >= values.items()
    assert not isinstance(refused, Unanswered)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (
            lambda: status(409, "Conflict", "the UID … The object might have been deleted and then recreated"),
            Code.RECREATED,
        ),
        (lambda: status(409, "Conflict", "the ResourceVersion … The object might have been modified"), Code.CONFLICT),
        (lambda: status(409, "Conflict", "Precondition failed: UID in precondition: a"), Code.CONFLICT),
        (lambda: status(404, "NotFound", 'secrets "pull" not found'), Code.NOT_FOUND),
        (lambda: status(403, "Forbidden", 'User "me" cannot delete resource "secrets"'), Code.FORBIDDEN),
    ],
)
async def test_why_a_secret_is_not_deleted(reply: Callable[[], web.Response], code: Code) -> None:
    async with talking_to(always(reply)) as (client, server):
        refused = await failure(client.delete_secret("default", "pull", uid="uid-pull", resource_version="6"))
    assert (refused.problem.code, refused.problem.values["name"]) == (code, "pull")
    assert not isinstance(refused, Unanswered)
    assert len(server.requests) == 1


# Ends that leave it open


@each_write
@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"", Code.CONNECTION_LOST),
        (b"HTTP/1.1 200 OK\r\nContent-Le", Code.CONNECTION_LOST),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", Code.CONNECTION_LOST),
        (b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", Code.REFUSED),
        (b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", Code.SERVER_ERROR),
        (b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 99\r\n\r\n{", Code.SERVER_ERROR),
        (b"HTTP/1.1 303 See Other\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", Code.REDIRECTED),
    ],
)
async def test_what_says_nothing_leaves_it_open_and_is_tried_once(write: Write, said: bytes, code: Code) -> None:
    asked = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await read_request(reader))
        writer.write(said)

    async with listening(speak) as server, connected(server.login(), QUICK) as client:
        unclear = await failure(write(client))
    assert (unclear.problem.code, isinstance(unclear, Unanswered)) == (code, True)
    assert len(asked) == 1


async def test_a_server_that_never_answers_leaves_each_open() -> None:
    asked = []

    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        asked.append(await read_request(reader))
        await reader.read()

    async with listening(hang) as server, connected(server.login(), QUICK) as client:
        unread = await all_fail(client)
    assert {verb: (each.problem.code, type(each)) for verb, each in unread.items()} == dict.fromkeys(
        WRITES, (Code.TIMEOUT, Unanswered)
    )
    assert len(asked) == len(WRITES)


@each_write
@pytest.mark.parametrize(
    "reply",
    [
        "hello",
        "[]",
        '{"kind":"Status"}',
        '{"kind":"Status","status":"Failure"}',
        '{"kind":"List","metadata":{"deletionTimestamp":"now"}}',
    ],
)
async def test_an_answer_of_something_else_leaves_it_open(write: Write, reply: str) -> None:
    async with talking_to(always(lambda: web.Response(text=reply))) as (client, server):
        unclear = await failure(write(client))
    assert (unclear.problem.code, isinstance(unclear, Unanswered)) == (Code.NOT_KUBERNETES, True)
    assert len(server.requests) == 1


@pytest.mark.parametrize("verb", ["create", "patch", "patch account"])
async def test_only_a_deletion_ends_with_a_status(verb: str) -> None:
    async with talking_to(always(lambda: answer(DELETED))) as (client, _):
        assert isinstance(await failure(WRITES[verb](client)), Unanswered)


@each_dry_run
@pytest.mark.parametrize("reply", [lambda: web.Response(text="hello"), lambda: status(500)])
async def test_a_dry_run_leaves_nothing_open(write: Write, reply: Callable[[], web.Response]) -> None:
    async with talking_to(always(reply)) as (client, _):
        assert not isinstance(await failure(write(client)), Unanswered)


# Ends that are certain


@pytest.mark.parametrize("number", [400, 403, 404, 405, 409, 410, 413, 415, 422, 429])
async def test_a_refusal_is_certain_even_when_its_text_is_lost(number: int) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(f"HTTP/1.1 {number} No\r\nContent-Length: 99\r\n\r\n{{".encode())

    async with listening(refuse) as server, connected(server.login(), QUICK) as client:
        refused = await all_fail(client)
    assert {verb: type(each) for verb, each in refused.items()} == dict.fromkeys(WRITES, Failure)


async def test_what_was_never_sent_did_not_happen() -> None:
    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with connected(Login("here", f"http://127.0.0.1:{free_port()}", "me", token="t"), QUICK) as client:
        refused = await all_fail(client)
    async with (
        listening(hang) as server,
        connected(server.login(server=server.url.replace("http", "https")), QUICK) as client,
    ):
        unsent = await all_fail(client)
    for failed, code in ((refused, Code.CONNECTION_REFUSED), (unsent, Code.TIMEOUT)):
        assert {verb: (each.problem.code, type(each)) for verb, each in failed.items()} == dict.fromkeys(
            WRITES, (code, Failure)
        )


@pytest.mark.parametrize("verb", WRITES)
async def test_a_write_refused_for_an_old_token_is_sent_with_the_new_one(verb: str, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("old\n")

    async def handle(request: web.Request) -> web.Response:
        if request.headers["Authorization"] == "Bearer new":
            return answer(GOOD[verb])
        file.write_text("new\n")
        return status(401, "Unauthorized", "Unauthorized")

    async with talking_to(handle, token="", token_file=file) as (client, server):
        await WRITES[verb](client)
    assert [request.header("Authorization") for request in server.requests] == ["Bearer old", "Bearer new"]
    assert server.requests[0].body == server.requests[1].body


@each_write
async def test_a_refused_token_that_cannot_change_is_not_sent_again(write: Write) -> None:
    async with talking_to(always(lambda: status(401))) as (client, server):
        refused = await failure(write(client))
    assert (refused.problem.code, dict(refused.problem.values)) == (Code.SIGN_IN, {"context": "here"})
    assert not isinstance(refused, Unanswered)
    assert len(server.requests) == 1


@each_write
async def test_a_write_can_be_cancelled_at_once(write: Write) -> None:
    async def stall(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await read_request(reader)
        begun.set()
        await reader.read()

    async def writing(client: Client) -> None:
        await write(client)

    begun = asyncio.Event()
    async with listening(stall) as server, connected(server.login()) as client:
        task = asyncio.create_task(writing(client))
        await begun.wait()
        start = time.perf_counter()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert time.perf_counter() - start < 0.02
        assert task.cancelled()
