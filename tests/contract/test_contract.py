"""What the program relies on in an API server. Each test holds on the demo's server and on a real one."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from cluster.follower import following
from contract.conftest import EDITABLE, SignIn, login_of, where_of
from program.sites import Site
from real.control_plane import ControlPlane

from pullsecrets.cluster import tls, watching
from pullsecrets.cluster.client import Client, Event, Page
from pullsecrets.cluster.login import Impersonate
from pullsecrets.cluster.transport import Limits, Object
from pullsecrets.model.errors import Code, Failure, Problem, Unanswered

JSON, LEGACY = watching.KINDS
CONFIG = b'{"auths":{"quay.io":{"auth":"YTpi"}}}'
large_bodies = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
only_real = pytest.mark.parametrize("cluster", ["real"], indirect=True)
OTHER = {".dockerconfigjson": base64.b64encode(b'{"auths":{"quay.io":{"auth":"Yzpk"}}}').decode()}


def version_of(secret: Object) -> str:
    return str(secret["metadata"]["resourceVersion"])


def at(version: str, **changes: Any) -> Object:
    return {"metadata": {"resourceVersion": version}} | changes


def annotation(value: str | None) -> Object:
    return {"metadata": {"annotations": {"kubernetes.io/description": value}}}


async def problem(call: Awaitable[object]) -> Problem:
    with pytest.raises(Failure) as caught:
        await call
    return caught.value.problem


async def pages(client: Client, cluster: Site, kind: str = JSON, **what: Any) -> list[Page]:
    return [page async for page in client.list_secrets(kind, cluster.namespace, **what)]


async def names(client: Client, cluster: Site, kind: str = JSON, **what: Any) -> list[str]:
    return [item["metadata"]["name"] for page in await pages(client, cluster, kind, **what) for item in page.items]


@contextlib.asynccontextmanager
async def watching_from(
    client: Client, namespace: str | None, version: str, kind: str = JSON, name: str = ""
) -> AsyncGenerator[Callable[[], Awaitable[Event]], None]:
    """Gives the next event, once the watch has begun."""
    async with contextlib.aclosing(client.watch_secrets(kind, namespace, version, name=name)) as watch:

        async def next_event() -> Event:
            async with asyncio.timeout(10):
                return await anext(watch)

        assert (await next_event()).type == "BOOKMARK"
        yield next_event


# Lists


async def test_pages_show_one_version_and_only_the_type_asked_for(client: Client, cluster: Site) -> None:
    for number in range(5):
        cluster.create(f"pull-{number}", CONFIG)
    cluster.create("opaque", b"", kind="Opaque", data={"a": "Yg=="})
    cluster.create("old", b"", kind=LEGACY, data={".dockercfg": "e30="})
    got = await pages(client, cluster, limit=2)
    assert [(len(page.items), page.more, page.first) for page in got] == [
        (2, True, True),
        (2, True, False),
        (1, False, False),
    ]
    assert len({page.resource_version for page in got}) == 1
    assert {item["type"] for page in got for item in page.items} == {JSON}
    assert not any("kind" in item for page in got for item in page.items)
    assert await names(client, cluster, LEGACY) == ["old"]
    assert await names(client, cluster, name="pull-3") == ["pull-3"]
    assert await names(client, cluster, name="opaque") == []


async def test_a_list_is_not_disturbed_by_what_happens_meanwhile(client: Client, cluster: Site) -> None:
    for name in "abc":
        cluster.create(name, CONFIG)
    seen = []
    async for page in client.list_secrets(JSON, cluster.namespace, limit=1):
        if page.first:
            cluster.delete("b")
            cluster.create("d", CONFIG)
        seen += [item["metadata"]["name"] for item in page.items]
    assert seen == ["a", "b", "c"]
    assert await names(client, cluster) == ["a", "c", "d"]


async def test_all_namespaces_and_one_that_does_not_exist(client: Client, cluster: Site) -> None:
    created = cluster.create("pull", CONFIG)
    found = [item async for page in client.list_secrets(JSON, None, name="pull") for item in page.items]
    assert created["metadata"]["uid"] in {item["metadata"]["uid"] for item in found}
    assert [page.items async for page in client.list_secrets(JSON, "no-such-namespace")] == [[]]
    assert cluster.namespace in await client.namespaces()


async def test_no_selector_finds_both_types(client: Client, cluster: Site) -> None:
    cluster.create("pull", CONFIG)
    assert await names(client, cluster, f"{JSON},type={LEGACY}") == []


# Watches


async def test_a_watch_goes_on_from_its_list(client: Client, cluster: Site) -> None:
    cluster.create("before", CONFIG)
    version = (await pages(client, cluster))[-1].resource_version
    async with watching_from(client, cluster.namespace, version) as next_event:
        created = cluster.create("pull", CONFIG)
        cluster.create("opaque", b"", kind="Opaque", data={})
        changed = await client.patch_secret(cluster.namespace, "pull", annotation("new"))
        cluster.delete("pull")
        events = [await next_event() for _ in range(3)]
    assert [event.type for event in events] == ["ADDED", "MODIFIED", "DELETED"]
    assert [event.object["metadata"]["name"] for event in events] == ["pull"] * 3
    versions = [event.resource_version for event in events]
    assert versions[:2] == [version_of(created), version_of(changed)]
    assert sorted(versions, key=int) == versions
    assert len(set(versions)) == 3
    assert events[2].object["metadata"]["uid"] == created["metadata"]["uid"]


async def test_a_watch_by_name_says_nothing_of_others(client: Client, cluster: Site) -> None:
    version = version_of(cluster.create("mine", CONFIG))
    async with watching_from(client, cluster.namespace, version, name="mine") as next_event:
        cluster.create("other", CONFIG)
        await client.patch_secret(cluster.namespace, "mine", annotation("x"))
        assert (await next_event()).object["metadata"]["name"] == "mine"


async def test_a_secret_that_another_type_replaces_is_deleted(client: Client, cluster: Site) -> None:
    version = version_of(cluster.create("pull", CONFIG))
    async with watching_from(client, cluster.namespace, version) as next_event:
        cluster.delete("pull")
        cluster.create("pull", b"", kind="Opaque", data={})
        cluster.create("sign", CONFIG)
        assert [(event := await next_event()).type, event.object["type"]] == ["DELETED", JSON]
        assert (await next_event()).object["metadata"]["name"] == "sign"


async def test_a_version_long_gone(cluster: Site, client: Client, request: pytest.FixtureRequest) -> None:
    if cluster.name == "real":
        # A server remembers events since its start.
        plane: ControlPlane = request.getfixturevalue("control_plane")
        plane.kill()
        await asyncio.to_thread(plane.start)
    with pytest.raises(Failure) as caught:
        async with watching_from(client, None, "1") as next_event:
            await next_event()
    assert caught.value.problem.code is Code.GONE


async def test_bookmarks_tell_of_changes_elsewhere(client: Client, cluster: Site) -> None:
    """They come every minute, and shortly before the end, which is brought near here."""
    version = version_of(cluster.create("pull", CONFIG))
    query = {"watch": "1", "allowWatchBookmarks": "true", "timeoutSeconds": "3", "resourceVersion": version}
    request = client._request("watch", "secrets", cluster.namespace)
    path = f"/api/v1/namespaces/{cluster.namespace}/secrets"
    stream = client._transport.stream(request, path, query | {"fieldSelector": f"type={JSON}"})
    async with asyncio.timeout(10), contextlib.aclosing(stream):
        assert await anext(stream) is None
        later = version_of(cluster.create("opaque", b"", kind="Opaque", data={}))
        lines = [line async for line in stream if line]
    assert {line["type"] for line in lines} == {"BOOKMARK"}
    assert {line["object"]["kind"] for line in lines} == {"Secret"}
    assert int(version_of(lines[-1]["object"])) >= int(later)


async def test_following(client: Client, cluster: Site) -> None:
    cluster.create("pull", CONFIG)
    async with following(login_of(cluster, "admin"), cluster.namespace) as told:
        await told.next(watching.Live)
        await client.patch_secret(cluster.namespace, "pull", annotation("new"))
        await told.next(watching.Changed)
    assert [type(message) for message in told.messages] == [
        watching.Listing,
        watching.Listed,
        watching.Listed,
        watching.Live,
        watching.Changed,
    ]


# Writing


async def test_a_patch_changes_what_it_names_and_nothing_else(client: Client, cluster: Site) -> None:
    created = cluster.create("pull", CONFIG, annotations={"a": "b", "c": "d"}, immutable=False)
    body = at(version_of(created), data=OTHER)
    body["metadata"]["annotations"] = {"c": None, "kubernetes.io/description": "why"}
    changed = await client.patch_secret(cluster.namespace, "pull", body)
    assert changed == await client.get_secret(cluster.namespace, "pull")
    assert changed["data"] == OTHER
    assert changed["metadata"]["annotations"] == {"a": "b", "kubernetes.io/description": "why"}
    assert changed["kind"] == "Secret"
    assert changed["immutable"] is False
    assert int(version_of(changed)) > int(version_of(created))
    assert changed["metadata"]["uid"] == created["metadata"]["uid"]
    managers = {entry["manager"]: entry["time"] for entry in changed["metadata"]["managedFields"]}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", managers["pullsecrets"])


async def test_a_stale_version_is_a_conflict(client: Client, cluster: Site) -> None:
    stale = version_of(cluster.create("pull", CONFIG))
    cluster.write("pull", b"{}")
    refused = await problem(client.patch_secret(cluster.namespace, "pull", at(stale, data=OTHER)))
    assert (refused.code, refused.values["name"]) == (Code.CONFLICT, "pull")
    assert cluster.config("pull") == b"{}"


@pytest.mark.parametrize("version", ["", "0", None])
async def test_some_versions_are_no_precondition(client: Client, cluster: Site, version: str | None) -> None:
    cluster.create("pull", b"{}")
    body = {"metadata": {"resourceVersion": version}, "data": OTHER}
    assert (await client.patch_secret(cluster.namespace, "pull", body))["data"] == OTHER


async def test_a_patch_that_changes_nothing_leaves_no_trace(client: Client, cluster: Site) -> None:
    created = cluster.create("pull", CONFIG)
    again = at(version_of(created), data=created["data"])
    assert (await client.patch_secret(cluster.namespace, "pull", again))["metadata"] == created["metadata"]


async def test_a_dry_run_stores_nothing(client: Client, cluster: Site) -> None:
    created = cluster.create("pull", CONFIG)
    would = await client.patch_secret(cluster.namespace, "pull", at(version_of(created), data=OTHER), dry_run=True)
    assert would["data"] == OTHER
    assert "pullsecrets" in {entry["manager"] for entry in would["metadata"]["managedFields"]}
    assert cluster.read("pull") == created


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"type": "Opaque"}, "type", "field is immutable"),
        ({"data": {".dockerconfigjson": None}}, "data[.dockerconfigjson]", "Required value"),
        (
            {"data": {".dockerconfigjson": base64.b64encode(b"hunter2").decode()}},
            "data[.dockerconfigjson]",
            'Invalid value: "<secret contents redacted>"',
        ),
        (
            {"metadata": {"annotations": {"a": "x" * 262_144}}},
            "metadata.annotations",
            "Too long: may not be more than 262144 bytes",
        ),
        (
            {"data": {"x": base64.b64encode(b"y" * 1_048_577).decode()}},
            "data",
            "Too long: may not be more than 1048576 bytes",
        ),
        ({"data": {".dockerconfigjson": "!!"}}, "", ""),
        ({"data": {".dockerconfigjson": 7}}, "", ""),
        ({"metadata": {"resourceVersion": 7}}, "", ""),
    ],
)
@large_bodies
async def test_what_is_invalid(client: Client, cluster: Site, body: Object, field: str, reason: str) -> None:
    created = cluster.create("pull", CONFIG)
    refused = await problem(client.patch_secret(cluster.namespace, "pull", body))
    assert (refused.code, refused.values) == (Code.INVALID, {**where_of(cluster), "field": field, "reason": reason})
    assert cluster.read("pull") == created


async def test_a_422_at_patch_quotes_the_whole_object(client: Client, cluster: Site) -> None:
    """That is why such an answer's text is dropped whole."""
    cluster.create("pull", CONFIG)
    path = f"/api/v1/namespaces/{cluster.namespace}/secrets/pull"
    status, answer = cluster._ask("PATCH", path, {"type": 7}, content_type="application/merge-patch+json")
    assert status == 422
    assert [cause["field"] for cause in answer["details"]["causes"]] == ["patch"]
    assert base64.b64encode(CONFIG).decode() in answer["message"]


@large_bodies
async def test_too_large_a_request(client: Client, cluster: Site) -> None:
    cluster.create("pull", CONFIG)
    body = {"data": {"x": "A" * 3_200_000}}
    assert (await problem(client.patch_secret(cluster.namespace, "pull", body))).code is Code.TOO_LARGE


async def test_a_version_that_is_no_number_is_an_error_of_the_server(client: Client, cluster: Site) -> None:
    cluster.create("pull", CONFIG)
    with pytest.raises(Unanswered) as caught:
        await client.patch_secret(cluster.namespace, "pull", at("x", data=OTHER))
    assert dict(caught.value.problem.values) == {"context": login_of(cluster, "admin").context, "status": 500}


async def test_what_is_immutable(client: Client, cluster: Site) -> None:
    cluster.create("pull", CONFIG, immutable=True)
    refused = await problem(client.patch_secret(cluster.namespace, "pull", {"data": OTHER}))
    assert (refused.code, refused.values["field"]) == (Code.INVALID, "data")
    assert refused.values["reason"] == "field is immutable when `immutable` is set"
    described = await client.patch_secret(cluster.namespace, "pull", annotation("still possible"))
    assert described["metadata"]["annotations"] == {"kubernetes.io/description": "still possible"}


async def test_what_is_not_there(client: Client, cluster: Site) -> None:
    for call in (
        client.get_secret(cluster.namespace, "none"),
        client.patch_secret(cluster.namespace, "none", {"data": OTHER}),
        client.get_secret("no-such-namespace", "none"),
    ):
        missing = await problem(call)
        assert (missing.code, missing.values["name"]) == (Code.NOT_FOUND, "none")


async def test_what_was_made_anew_is_another(client: Client, cluster: Site) -> None:
    before = cluster.create("pull", CONFIG)
    cluster.delete("pull")
    after = cluster.create("pull", CONFIG)
    assert after["metadata"]["uid"] != before["metadata"]["uid"]
    stale = client.patch_secret(cluster.namespace, "pull", at(version_of(before), data=OTHER))
    assert (await problem(stale)).code is Code.CONFLICT
    mixed = at(version_of(after), data=OTHER)
    mixed["metadata"]["uid"] = before["metadata"]["uid"]
    assert (await problem(client.patch_secret(cluster.namespace, "pull", mixed))).code in {Code.INVALID, Code.CONFLICT}


async def test_a_finalizer_holds_what_is_deleted(client: Client, cluster: Site) -> None:
    created = cluster.create("pull", CONFIG)
    held = await client.patch_secret(cluster.namespace, "pull", {"metadata": {"finalizers": ["example.org/hold"]}})
    async with watching_from(client, cluster.namespace, version_of(held)) as next_event:
        cluster.delete("pull")
        leaving = await next_event()
        assert leaving.type == "MODIFIED"
        assert leaving.object["metadata"]["deletionTimestamp"]
        await client.patch_secret(cluster.namespace, "pull", {"metadata": {"finalizers": None}})
        gone = await next_event()
    assert (gone.type, gone.object["metadata"]["uid"]) == ("DELETED", created["metadata"]["uid"])


# Rights


async def test_who_may_do_everything(client: Client, cluster: Site) -> None:
    rights = await client.rights(cluster.namespace)
    assert not rights.incomplete
    assert all(rights.may(verb) for verb in ("get", "list", "watch", "patch"))
    assert await client.may("patch", "")


async def test_who_may_only_read(cluster: Site, signed_in: SignIn) -> None:
    cluster.create("pull", CONFIG)
    async with signed_in("viewer") as client:
        rights = await client.rights(cluster.namespace)
        assert [rights.may(verb, "pull") for verb in ("get", "list", "watch", "patch", "delete")] == [
            True,
            True,
            True,
            False,
            False,
        ]
        assert await client.may("list", "")
        assert not await client.may("patch", cluster.namespace, "pull")
        assert await names(client, cluster) == ["pull"]
        assert cluster.namespace in await client.namespaces()
        refused = await problem(client.patch_secret(cluster.namespace, "pull", {"data": OTHER}))
    assert refused.code is Code.FORBIDDEN
    assert refused.values == {
        "context": login_of(cluster, "viewer").context,
        "verb": "patch",
        "resource": "secrets",
        "namespace": cluster.namespace,
        "name": "pull",
        "user": "viewer",
    }


async def test_who_may_touch_one_secret_by_name(cluster: Site, signed_in: SignIn, editable: str) -> None:
    namespace = EDITABLE[0]
    async with signed_in("editor") as client:
        rights = await client.rights(namespace)
        assert rights.names("patch") == {editable}
        assert (rights.may("patch", editable), rights.may("patch", "other"), rights.may("patch")) == (
            True,
            False,
            False,
        )
        assert (await client.rights(cluster.namespace)).names("patch") == frozenset()
        assert await client.may("patch", namespace, editable)
        assert not await client.may("patch", namespace)
        secret = await client.get_secret(namespace, editable)
        await client.patch_secret(namespace, editable, at(version_of(secret), data=OTHER))
        found = [page async for page in client.list_secrets(JSON, namespace, name=editable)]
        assert len(found[0].items) == 1
        async with watching_from(client, namespace, found[0].resource_version, name=editable) as next_event:
            await client.patch_secret(namespace, editable, annotation(cluster.namespace))
            assert (await next_event()).type == "MODIFIED"
        for call in (
            client.get_secret(namespace, "missing"),
            anext(client.list_secrets(JSON, namespace)),
            anext(client.list_secrets(JSON, namespace, name="other")),
            anext(client.watch_secrets(JSON, namespace, "1")),
            client.namespaces(),
        ):
            assert (await problem(call)).code is Code.FORBIDDEN


async def test_impersonation_takes_rights_away(cluster: Site, signed_in: SignIn) -> None:
    cluster.create("pull", CONFIG)
    async with signed_in(impersonate=Impersonate("viewer", groups=("some-group",))) as client:
        assert await names(client, cluster) == ["pull"]
        refused = await problem(client.patch_secret(cluster.namespace, "pull", {"data": OTHER}))
    assert (refused.code, refused.values["user"]) == (Code.FORBIDDEN, "viewer")


async def test_who_is_not_known_has_to_sign_in(cluster: Site, signed_in: SignIn) -> None:
    async with signed_in(token="wrong") as client:
        for call in (client.get_secret("default", "pull"), pages(client, cluster), client.rights("default")):
            assert (await problem(call)).code is Code.SIGN_IN


async def test_who_shows_no_token_is_anonymous(cluster: Site) -> None:
    """So a 403 may mean that somebody has to sign in."""
    login = login_of(cluster, "admin")
    tls_context = tls.context(login, None)
    async with aiohttp.ClientSession() as session:
        response = await session.get(f"{login.server}/api/v1/namespaces/default/secrets", ssl=tls_context)
        status, message = response.status, (await response.json())["message"]
    assert status == 403
    assert 'User "system:anonymous" cannot list' in message


# What only a real server can show


@only_real
async def test_a_killed_server_is_lost_and_found(cluster: Site, request: pytest.FixtureRequest) -> None:
    plane: ControlPlane = request.getfixturevalue("control_plane")
    async with following(login_of(cluster, "admin"), cluster.namespace) as told:
        await told.next(watching.Live)
        try:
            plane.kill()
            await told.next(watching.Lost)
        finally:
            await asyncio.to_thread(plane.start)
        await told.next(watching.Live, 2, within=40)
        cluster.create("pull", CONFIG)
        await told.next(watching.Changed)


@only_real
async def test_a_server_that_hangs_leaves_a_write_open(cluster: Site, request: pytest.FixtureRequest) -> None:
    plane: ControlPlane = request.getfixturevalue("control_plane")
    cluster.create("pull", CONFIG)
    client = Client(login_of(cluster, "admin"), Limits(read=0.5))
    await client.get_secret(cluster.namespace, "pull")
    plane.pause()
    try:
        with pytest.raises(Unanswered) as caught:
            await client.patch_secret(cluster.namespace, "pull", {"data": OTHER})
    finally:
        plane.resume()
        await client.close()
    assert caught.value.problem.code is Code.TIMEOUT
