"""Lists and watches of what uses secrets, and reading service accounts, against servers of every age."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from cluster.servers import always, answer, connected, listening, listing, problem, read_request, status, talking_to

from pullsecrets.cluster.client import Client, Event, Page
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.usage import Source

PATHS = {
    Source.PODS: "/api/v1/namespaces/shop/pods",
    Source.SERVICE_ACCOUNTS: "/api/v1/namespaces/shop/serviceaccounts",
    Source.REPLICA_SETS: "/apis/apps/v1/namespaces/shop/replicasets",
    Source.DEPLOYMENTS: "/apis/apps/v1/namespaces/shop/deployments",
    Source.STATEFUL_SETS: "/apis/apps/v1/namespaces/shop/statefulsets",
    Source.DAEMON_SETS: "/apis/apps/v1/namespaces/shop/daemonsets",
    Source.JOBS: "/apis/batch/v1/namespaces/shop/jobs",
    Source.CRON_JOBS: "/apis/batch/v1/namespaces/shop/cronjobs",
}
METADATA = "application/json;as=PartialObjectMetadata"
UNKNOWN = {
    "group": lambda: web.Response(text="404 page not found\n", status=404),
    "resource": lambda: status(404, "NotFound", "the server could not find the requested resource"),
}


def thing(name: str, version: str = "7", **fields: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "shop", "uid": f"uid-{name}", "resourceVersion": version}
    return {"metadata": metadata, **fields}


async def pages(client: Client, resource: str, **how: Any) -> list[Page]:
    return [page async for page in client.list_objects(resource, "shop", **how)]


async def watched(client: Client, resource: str) -> list[Event]:
    async with contextlib.aclosing(client.watch_objects(resource, "shop", "5")) as watch:
        return [event async for event in watch]


@pytest.mark.parametrize("source", Source)
async def test_each_resource_has_its_place(source: Source) -> None:
    async with talking_to(always(lambda: answer(listing()))) as (client, server):
        await pages(client, source)
        await watched(client, source)
        await pages(client, source, name="one", limit=1)
    listed, watch, one = server.requests
    assert listed.path == watch.path == one.path == PATHS[source]
    assert listed.query == {"limit": "100"}
    assert watch.query == {"watch": "true", "resourceVersion": "5", "allowWatchBookmarks": "true"}
    assert one.query == {"fieldSelector": "metadata.name=one", "limit": "1"}


async def test_only_events_of_pods_are_asked_for() -> None:
    async with talking_to(always(lambda: answer(listing()))) as (client, server):
        await pages(client, "events")
        await watched(client, "events")
    for asked in server.requests:
        assert asked.path == "/api/v1/namespaces/shop/events"
        assert asked.query["fieldSelector"] == "involvedObject.kind=Pod"


async def test_a_page_can_be_used_before_the_next_one_is_asked_for() -> None:
    async def handle(request: web.Request) -> web.Response:
        number = int(request.query.get("continue", "0"))
        return answer(listing(thing(f"pod-{number}"), version="9", rest=str(number + 1) if number < 2 else ""))

    async with talking_to(handle) as (client, server):
        seen = [
            (page.items, page.resource_version, page.more, page.first, len(server.requests))
            async for page in client.list_objects(Source.PODS, None, limit=1)
        ]
    assert seen == [
        ([thing("pod-0")], "9", True, True, 1),
        ([thing("pod-1")], "9", True, False, 2),
        ([thing("pod-2")], "9", False, False, 3),
    ]
    assert server.requests[0].path == "/api/v1/pods"


# Metadata only


@pytest.mark.parametrize("source", Source)
async def test_of_replica_sets_only_the_metadata_is_asked_for(source: Source) -> None:
    async with talking_to(always(lambda: answer(listing()))) as (client, server):
        await pages(client, source)
        await watched(client, source)
    accepted = [request.header("Accept") for request in server.requests]
    if source is Source.REPLICA_SETS:
        assert accepted == [
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json",
        ]
    else:
        assert accepted == ["application/json"] * 2


@pytest.mark.parametrize("knows", [True, False])
async def test_whole_replica_sets_will_do_where_the_server_knows_no_other_form(knows: bool) -> None:
    whole = thing("web-1", spec={"template": {}})

    async def handle(request: web.Request) -> web.StreamResponse:
        forms = request.headers["Accept"].split(",")
        assert "application/json" in forms
        given = thing("web-1") if knows and forms[0].startswith(METADATA) else whole
        if "watch" not in request.query:
            return answer(listing(given))
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(json.dumps({"type": "ADDED", "object": given}).encode() + b"\n")
        return response

    async with talking_to(handle) as (client, _):
        (page,) = await pages(client, Source.REPLICA_SETS)
        events = await watched(client, Source.REPLICA_SETS)
    expected = thing("web-1") if knows else whole
    assert page.items == [expected]
    assert [(event.type, event.resource_version) for event in events] == [("BOOKMARK", "5"), ("ADDED", "7")]
    assert events[1].object == expected


# What a cluster does not know


@pytest.mark.parametrize("reply", UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("source", Source)
async def test_what_a_cluster_does_not_know_is_an_empty_list(source: Source, reply: Callable[[], web.Response]) -> None:
    """But no server is without the core group: a 404 for pods comes from something else, and says nothing of them."""
    async with talking_to(always(reply)) as (client, server):
        if source in {Source.PODS, Source.SERVICE_ACCOUNTS}:
            missing = await problem(pages(client, source))
            assert (missing.code, missing.values["resource"]) == (Code.NOT_FOUND, source)
        else:
            assert await pages(client, source) == [Page([], "", more=False, first=True)]
        assert (await problem(watched(client, source))).code is Code.NOT_FOUND
    assert len(server.requests) == 2


async def test_a_list_that_is_not_found_half_way_is_not_over() -> None:
    async def handle(request: web.Request) -> web.Response:
        return UNKNOWN["group"]() if "continue" in request.query else answer(listing(thing("a"), rest="more"))

    async with talking_to(handle) as (client, _):
        assert (await problem(pages(client, Source.JOBS))).code is Code.NOT_FOUND


@pytest.mark.parametrize(
    "reply",
    [
        lambda: status(503),
        lambda: status(401),
        lambda: web.Response(text="<html>", status=404, content_type="text/html"),
    ],
)
async def test_no_other_answer_is_an_empty_list(reply: Callable[[], web.Response]) -> None:
    async with talking_to(always(reply)) as (client, _):
        with pytest.raises(Failure):
            await pages(client, Source.DEPLOYMENTS)


# Refusals


@pytest.mark.parametrize("source", Source)
async def test_a_refusal_names_verb_resource_and_namespace(source: Source) -> None:
    group = PATHS[source].split("/")[2].removeprefix("v1")

    async def refuse(request: web.Request) -> web.Response:
        who = f'User "me" cannot {"watch" if "watch" in request.query else "list"} resource "{source}"'
        where = f'in API group "{group}" in the namespace "shop"'
        return status(403, "Forbidden", f"{source} is forbidden: {who} {where}")

    async with talking_to(refuse) as (client, _):
        for verb, call in (("list", pages(client, source)), ("watch", watched(client, source))):
            refused = await problem(call)
            assert refused.code is Code.FORBIDDEN
            assert dict(refused.values) == {
                "context": "here",
                "verb": verb,
                "resource": source,
                "namespace": "shop",
                "name": "",
                "user": "me",
            }
            assert refused.details.endswith(f'resource "{source}" in API group "{group}" in the namespace "shop"')


# Service accounts


async def test_a_service_account_is_read_as_a_secret_is() -> None:
    account = {"kind": "ServiceAccount", "apiVersion": "v1", **thing("default")}

    async def handle(request: web.Request) -> web.Response:
        if request.path.endswith("/default"):
            return answer(account) if may_get else status(403)
        return answer(listing(thing("default")))

    may_get = True
    async with talking_to(handle) as (client, server):
        assert await client.service_account("shop", "default") == account
        may_get = False
        assert await client.service_account("shop", "default") == account
    assert [request.path for request in server.requests[1:]] == [
        "/api/v1/namespaces/shop/serviceaccounts/default",
        "/api/v1/namespaces/shop/serviceaccounts",
    ]
    assert server.requests[2].query == {"fieldSelector": "metadata.name=default", "limit": "1"}


async def test_a_service_account_that_is_not_there_is_named() -> None:
    async with talking_to(always(lambda: status(404, "NotFound", 'serviceaccounts "x" not found'))) as (client, _):
        missing = await problem(client.service_account("shop", "x"))
    assert (missing.code, missing.values["resource"], missing.values["name"]) == (
        Code.NOT_FOUND,
        "serviceaccounts",
        "x",
    )


# Ending


@pytest.mark.parametrize("call", [lambda client: pages(client, "pods"), lambda client: watched(client, "pods")])
async def test_a_list_and_a_watch_can_be_cancelled_at_once(call: Callable[[Client], Awaitable[object]]) -> None:
    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{ \r\n")
        begun.set()
        await reader.read()

    async def asking(client: Client) -> None:
        await call(client)

    begun = asyncio.Event()
    async with listening(stall) as server, connected(server.login()) as client:
        task = asyncio.create_task(asking(client))
        await begun.wait()
        await asyncio.sleep(0.05)
        start = time.perf_counter()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert time.perf_counter() - start < 0.02
        assert task.cancelled()
