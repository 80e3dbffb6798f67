"""The client's questions, against servers that answer well, badly, or not at all, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cluster.servers import (
    QUICK,
    always,
    answer,
    connected,
    free_port,
    listening,
    listing,
    problem,
    read_request,
    secret,
    status,
    talking_to,
)

from pullsecrets.cluster.client import Client, Event, Page, Rights
from pullsecrets.cluster.login import Impersonate, Login
from pullsecrets.model.errors import Code, Failure

JSON = "kubernetes.io/dockerconfigjson"


async def pages(client: Client, **what: Any) -> list[Page]:
    return [page async for page in client.list_secrets(JSON, None, **what)]


# What is sent


async def test_every_group_is_impersonated() -> None:
    who = Impersonate("jo", groups=("dev", "ops"), extra=(("scopes", ("a", "b")),))
    async with talking_to(always(lambda: answer(secret())), impersonate=who) as (client, server):
        await client.get_secret("default", "pull")
    sent = [(key, value) for key, value in server.requests[0].headers if key.startswith("Impersonate-")]
    assert sent == [
        ("Impersonate-User", "jo"),
        ("Impersonate-Group", "dev"),
        ("Impersonate-Group", "ops"),
        ("Impersonate-Extra-scopes", "a"),
        ("Impersonate-Extra-scopes", "b"),
    ]


async def test_the_environment_and_cookies_play_no_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, nowhere)
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    handler = always(lambda: answer(secret(), 200, **{"Set-Cookie": "a=b"}))
    async with talking_to(handler, token="", username="me", password="pw") as (client, server):
        await client.get_secret("default", "pull")
        await client.get_secret("default", "pull")
    assert [request.header("Cookie") for request in server.requests] == ["", ""]
    assert {request.header("Authorization") for request in server.requests} == {"Basic bWU6cHc="}


async def test_the_kubeconfigs_proxy_is_used() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await read_request(reader))
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    asked: list[bytes] = []
    async with listening(refuse) as proxy:
        at = proxy.url.removeprefix("http://")
        login = Login("here", "https://api.invalid:6443", "me", token="t", proxy_url=f"http://me:secret@{at}")
        async with connected(login) as client:
            refused = await problem(client.get_secret("default", "pull"))
    login = Login("here", "https://api.invalid", "me", token="t", proxy_url=f"http://127.0.0.1:{free_port()}")
    async with connected(login) as client:
        absent = await problem(client.get_secret("default", "pull"))
    assert asked[0].startswith(b"CONNECT api.invalid:6443 ")
    assert (refused.code, refused.values["host"]) == (Code.PROXY_FAILED, at)
    assert refused.details == "403 Forbidden"
    assert absent.code is Code.PROXY_FAILED


@pytest.mark.parametrize("name", ["..", "a/b", "a%2fb", "A", "", "a?x", "-a", "a" * 254])
async def test_impossible_names_are_not_sent(name: str) -> None:
    async with talking_to(always(lambda: answer(secret()))) as (client, server):
        for call in (
            client.get_secret("default", name),
            client.get_secret(name, "pull"),
            client.service_account("default", name),
        ):
            assert (await problem(call)).code is Code.NOT_FOUND
        if name:
            with pytest.raises(Failure):
                await anext(client.list_secrets(JSON, name))
            with pytest.raises(Failure):
                await anext(client.watch_secrets(JSON, None, "1", name=name))
            with pytest.raises(Failure):
                await anext(client.list_objects("pods", name))
            with pytest.raises(Failure):
                await anext(client.watch_objects("pods", name, "1"))
    assert not server.requests


# Lists


async def test_a_list_is_read_page_by_page() -> None:
    async def handle(request: web.Request) -> web.Response:
        last = request.query.get("continue") == "more"
        return answer(listing(secret("b"), version="9") if last else listing(secret("a"), version="9", rest="more"))

    async with talking_to(handle) as (client, server):
        got = await pages(client, limit=1)
        await pages(client, name="pull")
    assert [(page.items[0]["metadata"]["name"], page.resource_version, page.more, page.first) for page in got] == [
        ("a", "9", True, True),
        ("b", "9", False, False),
    ]
    assert server.requests[0].path == "/api/v1/secrets"
    assert server.requests[0].query == {"fieldSelector": f"type={JSON}", "limit": "1"}
    assert server.requests[2].query == {"fieldSelector": f"type={JSON},metadata.name=pull", "limit": "500"}


async def test_a_list_that_expires_begins_again_and_gives_up_in_the_end() -> None:
    expired = 0

    async def handle(request: web.Request) -> web.Response:
        nonlocal expired
        if request.query.get("continue"):
            expired += 1
            if expired != 2:
                return status(410, "Expired")
            return answer(listing(secret("b")))
        return answer(listing(secret("a"), rest="more"))

    async with talking_to(handle) as (client, _):
        got = await pages(client)
        with pytest.raises(Failure) as caught:
            await pages(client)
    assert [(page.items[0]["metadata"]["name"], page.first) for page in got] == [("a", True), ("a", True), ("b", False)]
    assert caught.value.problem.code is Code.GONE
    assert expired == 5


async def test_an_empty_list_may_be_null() -> None:
    async with talking_to(always(lambda: answer(listing() | {"items": None}))) as (client, _):
        assert [page.items for page in await pages(client)] == [[]]


async def test_namespaces_are_named_once_though_their_list_expires() -> None:
    async def handle(request: web.Request) -> web.Response:
        last = request.query.get("continue") == "more"
        return rests.pop() if last else answer(listing({"metadata": {"name": "one"}}, rest="more"))

    rests = [answer(listing({"metadata": {"name": "two"}})), status(410)]
    async with talking_to(handle) as (client, _):
        assert await client.namespaces() == ["one", "two"]


# One secret


async def test_reading_by_list_where_get_is_not_allowed() -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.path.endswith("/pull"):
            return status(403, "Forbidden", 'User "me" cannot get resource "secrets"')
        return answer(listing(*found))

    found = [{"metadata": {"name": "pull", "resourceVersion": "7"}}]
    async with talking_to(handle) as (client, server):
        assert (await client.get_secret("default", "pull"))["kind"] == "Secret"
        assert server.requests[1].query == {"fieldSelector": "metadata.name=pull", "limit": "1"}
        found = []
        assert (await problem(client.get_secret("default", "pull"))).code is Code.NOT_FOUND


async def test_the_first_refusal_counts_where_list_is_not_allowed_either() -> None:
    async def handle(request: web.Request) -> web.Response:
        return status(403 if refusing or request.path.endswith("/pull") else 500)

    refusing = True
    async with talking_to(handle) as (client, _):
        refused = await problem(client.get_secret("default", "pull"))
        refusing = False
        broken = await problem(client.get_secret("default", "pull"))
    assert refused.values["verb"] == "get"
    assert broken.code is Code.SERVER_ERROR


# Watches


async def streamed(request: web.Request, *chunks: bytes) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for chunk in chunks:
        await response.write(chunk)
        await asyncio.sleep(0.01)
    return response


def event(kind: str, content: object) -> bytes:
    return json.dumps({"type": kind, "object": content}).encode() + b"\n"


async def watched(client: Client) -> list[Event]:
    async with contextlib.aclosing(client.watch_secrets(JSON, "default", "5")) as watch:
        return [event async for event in watch]


async def test_events_come_whole_however_they_are_cut() -> None:
    large = secret("large", version="8", data={"x": "A" * 3_000_000})
    text = event("ADDED", secret("a")) + event("MODIFIED", large) + event("DELETED", secret("a", version="9"))
    cuts = [0, 1, 70, 100_000, 3_000_100, len(text)]

    async def handle(request: web.Request) -> web.StreamResponse:
        return await streamed(request, *(text[start:end] for start, end in itertools.pairwise(cuts)), b"\n{")

    async with talking_to(handle) as (client, server):
        events = await watched(client)
    assert [(each.type, each.resource_version) for each in events] == [
        ("BOOKMARK", "5"),
        ("ADDED", "7"),
        ("MODIFIED", "8"),
        ("DELETED", "9"),
    ]
    assert events[2].object == large
    assert server.requests[0].query == {
        "fieldSelector": f"type={JSON}",
        "watch": "true",
        "resourceVersion": "5",
        "allowWatchBookmarks": "true",
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (event("ERROR", {"kind": "Status", "code": 410, "reason": "Expired"}), Code.GONE),
        (event("ERROR", {"kind": "Status", "code": 500}), Code.SERVER_ERROR),
        (event("ADDED", {"metadata": {}}), Code.NOT_KUBERNETES),
        (event("ADDED", None), Code.NOT_KUBERNETES),
        (b"<html>\n", Code.NOT_KUBERNETES),
    ],
)
async def test_what_a_watch_may_say_instead(line: bytes, code: Code) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await streamed(request, line)

    async with talking_to(handle) as (client, _):
        assert (await problem(watched(client))).code is code


async def test_an_object_is_not_in_the_text_of_an_event_or_page() -> None:
    assert "hunter2" not in repr(Event("ADDED", secret("hunter2"))) + repr(Page([secret("hunter2")], "1", False, True))


# Rights


async def test_rights_are_read_with_names_and_wildcards() -> None:
    def rule(verbs: list[str], groups: list[str], resources: list[str], *names: str) -> dict[str, Any]:
        return {"verbs": verbs, "apiGroups": groups, "resources": resources, "resourceNames": list(names) or None}

    review = {
        "kind": "SelfSubjectRulesReview",
        "status": {
            "incomplete": False,
            "resourceRules": [
                rule(["get", "list"], [""], ["configmaps", "secrets"]),
                rule(["patch"], ["*"], ["*"], "one", "two"),
                rule(["*"], ["apps"], ["secrets"]),
                rule(["delete"], [""], ["pods"]),
                rule(["watch"], [""], ["secrets"], "one"),
                rule(["watch"], [""], ["secrets"]),
            ],
        },
    }
    async with talking_to(always(lambda: answer(review, 201))) as (client, server):
        rights = await client.rights("shop")
    assert server.requests[0].path == "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
    assert json.loads(server.requests[0].body)["spec"] == {"namespace": "shop"}
    assert rights.may("get") is True
    assert rights.may("get", "any") is True
    assert rights.may("patch") is False
    assert rights.may("patch", "one") is True
    assert rights.may("patch", "three") is False
    assert rights.may("delete") is False
    assert rights.may("watch") is True
    assert rights.names("patch") == {"one", "two"}
    assert rights.names("get") == frozenset()


def test_incomplete_rights_leave_open_what_they_do_not_grant() -> None:
    rights = Rights(((frozenset({"*"}), frozenset({"one"})),), incomplete=True)
    assert (rights.may("get", "one"), rights.may("get", "two"), rights.may("get")) == (True, None, None)


async def test_one_right_is_asked_by_name() -> None:
    allowed = {"kind": "SelfSubjectAccessReview", "status": {"allowed": True}}
    async with talking_to(always(lambda: answer(allowed, 201))) as (client, server):
        assert await client.may("patch", "shop", "pull")
        allowed["status"] = {"allowed": False, "denied": True}
        assert not await client.may("patch", "")
        await client.may("delete", "shop", resource="pods")
        await client.may("list", "", resource="cronjobs")
    asked = [json.loads(request.body)["spec"]["resourceAttributes"] for request in server.requests]
    assert asked == [
        {"verb": "patch", "group": "", "resource": "secrets", "namespace": "shop", "name": "pull"},
        {"verb": "patch", "group": "", "resource": "secrets", "namespace": "", "name": ""},
        {"verb": "delete", "group": "", "resource": "pods", "namespace": "shop", "name": ""},
        {"verb": "list", "group": "batch", "resource": "cronjobs", "namespace": "", "name": ""},
    ]


# Faults


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (lambda: web.Response(text="<html><body>Sign in</body></html>", content_type="text/html"), Code.NOT_KUBERNETES),
        (lambda: web.Response(text="hello"), Code.NOT_KUBERNETES),
        (lambda: answer(["a"]), Code.NOT_KUBERNETES),
        (lambda: answer({"kind": "Status", "status": "Success"}), Code.NOT_KUBERNETES),
        (lambda: web.Response(text="429", status=429, headers={"Retry-After": "3"}), Code.TOO_MANY_REQUESTS),
        (lambda: web.Response(text="404 page not found", status=404), Code.NOT_FOUND),
        (lambda: web.Response(text='{"metadata":{},"reason":"Timeout"}', status=504), Code.SERVER_ERROR),
        (lambda: status(401), Code.SIGN_IN),
        (lambda: status(403), Code.FORBIDDEN),
        (lambda: status(403, message='User "system:anonymous" cannot get'), Code.SIGN_IN),
    ],
)
async def test_wrong_answers(reply: Callable[[], web.Response], code: Code) -> None:
    async with talking_to(always(reply)) as (client, server):
        assert (await problem(client.get_secret("default", "pull"))).code is code
        assert (await problem(pages(client))).code is code
    assert all(request.method == "GET" for request in server.requests)


async def test_unknown_host() -> None:
    async with connected(Login("here", "https://api.invalid:6443", "me", token="t")) as client:
        unknown = await problem(client.get_secret("default", "pull"))
    assert (unknown.code, dict(unknown.values)) == (Code.UNKNOWN_HOST, {"host": "api.invalid:6443"})


async def test_a_server_that_accepts_and_never_answers() -> None:
    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(hang) as server, connected(server.login(), QUICK) as client:
        unread = await problem(client.get_secret("default", "pull"))
        silent = await problem(watched(client))
    assert [each.code for each in (unread, silent)] == [Code.TIMEOUT] * 2


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"]
)
async def test_a_connection_that_breaks_is_tried_once(said: bytes) -> None:
    asked = []

    async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await read_request(reader))
        writer.write(said)

    async with listening(drop) as server, connected(server.login(), QUICK) as client:
        assert (await problem(client.get_secret("default", "pull"))).code is Code.CONNECTION_LOST
    assert len(asked) == 1


async def test_a_server_that_speaks_something_else() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await reader.read(1)

    async with listening(greet) as server:
        async with connected(server.login(), QUICK) as client:
            assert (await problem(client.get_secret("default", "pull"))).code is Code.NOT_KUBERNETES
        async with connected(server.login(server=server.url.replace("http", "https")), QUICK) as client:
            assert (await problem(client.get_secret("default", "pull"))).code is Code.TLS_FAILED


@pytest.mark.parametrize("where", ["connecting", "headers", "body", "watch"])
async def test_any_request_can_be_cancelled_at_once(where: str) -> None:
    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if where in {"body", "watch"}:
            await read_request(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{ \r\n")
        begun.set()
        await reader.read()

    begun = asyncio.Event()
    async with listening(stall) as server:
        url = server.url.replace("http", "https") if where == "connecting" else server.url
        async with connected(server.login(server=url)) as client:
            call = watched(client) if where == "watch" else client.get_secret("default", "pull")
            task = asyncio.create_task(call)
            await begun.wait()
            await asyncio.sleep(0.05)
            start = time.perf_counter()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert time.perf_counter() - start < 0.02
            assert task.cancelled()
