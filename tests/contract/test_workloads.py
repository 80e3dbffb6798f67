"""What the program relies on where it looks for who uses a secret, on the demo's server and on a real one.

Nothing here is scheduled or looked after, so that the demo's controllers and kubelets leave it alone: the real server
has neither.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

import pytest
from cluster.follower import following
from cluster.servers import problem
from contract.conftest import SignIn, login_of
from program.sites import MERGE, Site

from pullsecrets.cluster import watching
from pullsecrets.cluster.client import Client, Event, Page
from pullsecrets.cluster.login import Impersonate
from pullsecrets.cluster.transport import Object
from pullsecrets.model.errors import Code
from pullsecrets.model.usage import Source

STRATEGIC = "application/strategic-merge-patch+json"
GROUPS = {Source.JOBS: "batch", Source.CRON_JOBS: "batch", Source.PODS: "", Source.SERVICE_ACCOUNTS: ""}
LABELS = {"app": "web"}
PULL = [{"name": "pull"}]
sources = pytest.mark.parametrize("source", list(Source))


def pods_spec(restart: str = "Always") -> Object:
    container = {"name": "c", "image": "registry.acme.io/shop/web:1"}
    return {
        "schedulerName": "nobody",
        "restartPolicy": restart,
        "imagePullSecrets": PULL,
        "containers": [container],
    }


def new(source: str, name: str = "web", **metadata: Any) -> Object:
    """The smallest object of its kind that names a pull secret and is left alone."""
    body: Object = {"metadata": {"name": name, "labels": LABELS, **metadata}}
    template = {"metadata": {"labels": LABELS}, "spec": pods_spec()}
    once = {"suspend": True, "template": {"spec": pods_spec("Never")}}
    selecting = {"selector": {"matchLabels": LABELS}, "template": template}
    if source == Source.SERVICE_ACCOUNTS:
        return body | {"imagePullSecrets": PULL}
    specs: Mapping[str, Object] = {
        Source.PODS: pods_spec(),
        Source.DAEMON_SETS: selecting,
        Source.JOBS: once,
        Source.CRON_JOBS: {"schedule": "0 2 * * *", "suspend": True, "jobTemplate": {"spec": once}},
    }
    return body | {"spec": specs.get(source, selecting | {"replicas": 0})}


def path(source: str, namespace: str, name: str = "") -> str:
    group = GROUPS.get(Source(source), "apps") if source in set(Source) else ""
    root = f"/apis/{group}/v1" if group else "/api/v1"
    return f"{root}/namespaces/{namespace}/{source}" + (f"/{name}" if name else "")


def create(cluster: Site, source: str, name: str = "web", **metadata: Any) -> Object:
    return cluster.send("POST", path(source, cluster.namespace), new(source, name, **metadata))


def remove(cluster: Site, source: str, name: str = "web", **options: object) -> Object:
    wishes = {"propagationPolicy": "Background", "gracePeriodSeconds": 0} | options
    return cluster.send("DELETE", path(source, cluster.namespace, name), wishes)


async def pages(client: Client, cluster: Site, source: str, **what: Any) -> list[Page]:
    return [page async for page in client.list_objects(source, cluster.namespace, **what)]


async def items(client: Client, cluster: Site, source: str, name: str = "web") -> list[Object]:
    return [item for page in await pages(client, cluster, source, name=name) for item in page.items]


# Lists and watches


@sources
async def test_each_kind_of_user_is_listed(client: Client, cluster: Site, source: str) -> None:
    made = create(cluster, source)
    create(cluster, source, "other")
    (found,) = await items(client, cluster, source)
    assert (found["metadata"]["uid"], found["metadata"]["labels"]["app"]) == (made["metadata"]["uid"], "web")
    if source == Source.REPLICA_SETS:
        assert found["kind"] == "PartialObjectMetadata"
        assert "spec" not in found
        return
    assert "kind" not in found
    spec = found["spec"] if source != Source.SERVICE_ACCOUNTS else found
    for step in ("jobTemplate", "spec", "template", "spec"):
        spec = spec.get(step, spec)
    assert spec["imagePullSecrets"] == PULL


@sources
async def test_each_kind_of_user_is_watched(client: Client, cluster: Site, source: str) -> None:
    version = (await pages(client, cluster, source))[-1].resource_version
    async with contextlib.aclosing(client.watch_objects(source, cluster.namespace, version, name="web")) as watch:

        async def event(kind: str) -> Event:
            async with asyncio.timeout(10):
                return next_ if (next_ := await anext(watch)).type == kind else await event(kind)

        await event("BOOKMARK")
        made = create(cluster, source)
        create(cluster, source, "other")
        assert (await event("ADDED")).object["metadata"]["uid"] == made["metadata"]["uid"]
        cluster.send("PATCH", path(source, cluster.namespace, "web"), {"metadata": {"annotations": {"a": "b"}}}, MERGE)
        while "annotations" not in (changed := await event("MODIFIED")).object["metadata"]:
            pass
        remove(cluster, source)
        gone = await event("DELETED")
    assert gone.object["metadata"]["uid"] == made["metadata"]["uid"]
    assert int(gone.resource_version) > int(changed.resource_version) > int(made["metadata"]["resourceVersion"])
    assert ("spec" in gone.object) is (source not in (Source.REPLICA_SETS, Source.SERVICE_ACCOUNTS))


async def test_pages_of_pods_show_one_version(client: Client, cluster: Site) -> None:
    for name in "abcde":
        create(cluster, Source.PODS, name)
    got = []
    async for page in client.list_objects(Source.PODS, cluster.namespace, limit=2):
        if page.first:
            remove(cluster, Source.PODS, "c")
        got.append(page)
    assert [[item["metadata"]["name"] for item in page.items] for page in got] == [["a", "b"], ["c", "d"], ["e"]]
    assert len({page.resource_version for page in got}) == 1
    assert [item["metadata"]["name"] for page in await pages(client, cluster, "pods") for item in page.items] == [
        *"abde"
    ]


async def test_all_namespaces_at_once(client: Client, cluster: Site) -> None:
    made = create(cluster, Source.PODS, "everywhere")
    found = [item async for page in client.list_objects(Source.PODS, None, name="everywhere") for item in page.items]
    assert made["metadata"]["uid"] in {item["metadata"]["uid"] for item in found}
    assert [page.items async for page in client.list_objects(Source.PODS, "no-such-namespace")] == [[]]


async def test_following_pods(client: Client, cluster: Site) -> None:
    create(cluster, Source.PODS)
    async with following(login_of(cluster, "admin"), cluster.namespace, resource=Source.PODS) as told:
        await told.next(watching.Live)
        remove(cluster, Source.PODS)
        events: list[str] = []
        while "DELETED" not in events:
            number = len(told.of(watching.Changed)) or 1
            await told.next(watching.Changed, number)
            events = [event.type for message in told.of(watching.Changed) for event in message.events]
            await asyncio.sleep(0.01)
    assert [item["metadata"]["name"] for message in told.of(watching.Listed) for item in message.items] == ["web"]


async def test_owners_lead_from_a_pod_to_its_workload(client: Client, cluster: Site) -> None:
    """A controller writes them; the server keeps them as they are, and shows them with the metadata alone."""
    deployment = create(cluster, Source.DEPLOYMENTS)
    owner = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "uid": deployment["metadata"]["uid"]}
    owner |= {"controller": True, "blockOwnerDeletion": True}
    replica_set = create(cluster, Source.REPLICA_SETS, "web-1", ownerReferences=[owner])
    (found,) = await items(client, cluster, Source.REPLICA_SETS, "web-1")
    assert found["metadata"]["ownerReferences"] == [owner]
    owner |= {"kind": "ReplicaSet", "name": "web-1", "uid": replica_set["metadata"]["uid"]}
    create(cluster, Source.PODS, "web-1-x", ownerReferences=[owner])
    (pod,) = await items(client, cluster, Source.PODS, "web-1-x")
    assert pod["metadata"]["ownerReferences"] == [owner]


# Pods


async def test_a_pod_has_a_phase_that_only_its_status_changes(client: Client, cluster: Site) -> None:
    create(cluster, Source.PODS)
    one = path(Source.PODS, cluster.namespace, "web")
    cluster.send("PATCH", one, {"status": {"phase": "Succeeded"}}, MERGE)
    assert (await items(client, cluster, Source.PODS))[0]["status"]["phase"] == "Pending"
    changed = {"status": {"phase": "Succeeded"}, "spec": {"imagePullSecrets": None}}
    cluster.send("PATCH", f"{one}/status", changed, MERGE)
    (pod,) = await items(client, cluster, Source.PODS)
    assert (pod["status"]["phase"], pod["spec"]["imagePullSecrets"]) == ("Succeeded", PULL)


async def test_a_pod_is_deleted_under_conditions(client: Client, cluster: Site) -> None:
    made = create(cluster, Source.PODS)["metadata"]
    one = path(Source.PODS, cluster.namespace, "web")
    for wrong in ({"uid": "00000000-0000-0000-0000-000000000000"}, {"resourceVersion": "1"}):
        status, answer = cluster._ask("DELETE", one, {"preconditions": wrong}, content_type="application/json")
        assert (status, answer["reason"]) == (409, "Conflict")
    right = {"uid": made["uid"], "resourceVersion": made["resourceVersion"]}
    assert remove(cluster, Source.PODS, preconditions=right)["metadata"]["uid"] == made["uid"]
    assert await items(client, cluster, Source.PODS) == []


async def test_names_of_pull_secrets_may_be_empty_and_twice(client: Client, cluster: Site) -> None:
    body = new(Source.PODS)
    body["spec"]["imagePullSecrets"] = [{}, {"name": "pull"}, {"name": ""}, {"name": "pull"}]
    cluster.send("POST", path(Source.PODS, cluster.namespace), body)
    (pod,) = await items(client, cluster, Source.PODS)
    assert pod["spec"]["imagePullSecrets"] == [{}, {"name": "pull"}, {}, {"name": "pull"}]


async def test_image_volumes_and_secrets_for_their_content_are_kept(client: Client, cluster: Site) -> None:
    body = new(Source.PODS)
    volumes = [
        {"name": "pages", "image": {"reference": "registry.acme.io/web/pages:1", "pullPolicy": "Always"}},
        {"name": "config", "secret": {"secretName": "pull", "defaultMode": 420}},
    ]
    key = {"secretKeyRef": {"name": "pull", "key": ".dockerconfigjson"}}
    body["spec"]["volumes"] = volumes
    body["spec"]["containers"][0] |= {
        "env": [{"name": "LOGIN", "valueFrom": key}],
        "envFrom": [{"secretRef": {"name": "pull"}}],
    }
    cluster.send("POST", path(Source.PODS, cluster.namespace), body)
    (pod,) = await items(client, cluster, Source.PODS)
    assert [volume for volume in pod["spec"]["volumes"] if not volume["name"].startswith("kube-api-access-")] == volumes
    container = pod["spec"]["containers"][0]
    assert container["env"] == [{"name": "LOGIN", "valueFrom": key}]
    assert container["envFrom"] == [{"secretRef": {"name": "pull"}}]


async def test_events_are_found_by_their_pod(cluster: Site) -> None:
    about = {"kind": "Pod", "namespace": cluster.namespace}
    events = path("events", cluster.namespace)
    for name, reason in (("web", "Pulling"), ("web", "Failed"), ("other", "Failed")):
        event = {"metadata": {"name": f"{name}.{reason.lower()}"}, "involvedObject": about | {"name": name}}
        cluster.send("POST", events, event | {"reason": reason, "type": "Normal", "count": 1})
    for selector, found in (
        ("involvedObject.name%3Dweb", ["web.failed", "web.pulling"]),
        ("involvedObject.name%3Dweb,reason%3DFailed", ["web.failed"]),
        ("reason%3DFailed", ["other.failed", "web.failed"]),
    ):
        listed = cluster.send("GET", f"{events}?fieldSelector={selector}")["items"]
        assert [event["metadata"]["name"] for event in listed if event["reason"] in ("Pulling", "Failed")] == found


# Service accounts


async def test_the_secrets_of_an_account_are_one_value(client: Client, cluster: Site) -> None:
    made = create(cluster, Source.SERVICE_ACCOUNTS, "bot")
    assert await client.service_account(cluster.namespace, "bot") == made
    longer = [*PULL, {"name": "new"}]
    body = {"metadata": {"resourceVersion": made["metadata"]["resourceVersion"]}, "imagePullSecrets": longer}
    changed = await client.patch_service_account(cluster.namespace, "bot", body)
    assert changed == await client.service_account(cluster.namespace, "bot")
    assert changed["imagePullSecrets"] == longer
    managers = {entry["manager"]: entry["fieldsV1"] for entry in changed["metadata"]["managedFields"]}
    assert managers["pullsecrets"] == {"f:imagePullSecrets": {}}
    refused = await problem(client.patch_service_account(cluster.namespace, "bot", body))
    assert (refused.code, refused.values["name"]) == (Code.CONFLICT, "bot")
    one = path(Source.SERVICE_ACCOUNTS, cluster.namespace, "bot")
    for media_type in (MERGE, STRATEGIC):
        replaced = cluster.send("PATCH", one, {"imagePullSecrets": [{"name": media_type[12:17]}]}, media_type)
        assert replaced["imagePullSecrets"] == [{"name": media_type[12:17]}]


async def test_an_account_that_is_not_there(client: Client, cluster: Site) -> None:
    for call in (
        client.service_account(cluster.namespace, "none"),
        client.patch_service_account(cluster.namespace, "none", {"imagePullSecrets": PULL}),
    ):
        assert (await problem(call)).code is Code.NOT_FOUND


# Rights


async def test_who_may_only_read_sees_all_that_uses_secrets(cluster: Site, signed_in: SignIn) -> None:
    account = create(cluster, Source.SERVICE_ACCOUNTS, "bot")
    create(cluster, Source.PODS)
    async with signed_in("viewer") as client:
        for source in Source:
            assert await client.may("list", cluster.namespace, resource=source)
            await pages(client, cluster, source)
        assert len(await items(client, cluster, Source.PODS)) == 1
        assert not await client.may("patch", cluster.namespace, "bot", Source.SERVICE_ACCOUNTS)
        refused = await problem(client.patch_service_account(cluster.namespace, "bot", {"imagePullSecrets": []}))
    assert (refused.code, refused.values["verb"], refused.values["resource"], refused.values["name"]) == (
        Code.FORBIDDEN,
        "patch",
        "serviceaccounts",
        "bot",
    )
    assert cluster.send("GET", path(Source.SERVICE_ACCOUNTS, cluster.namespace, "bot")) == account


async def test_who_may_touch_secrets_alone_sees_nothing_that_uses_them(cluster: Site, signed_in: SignIn) -> None:
    async with signed_in(impersonate=Impersonate("secrets-admin")) as client:
        rights = await client.rights(cluster.namespace)
        assert all(rights.may(verb) for verb in ("get", "list", "watch", "create", "patch", "delete"))
        assert cluster.namespace in await client.namespaces()
        for source in Source:
            for scope in (cluster.namespace, None):
                assert not await client.may("list", scope or "", resource=source)
                refused = await problem(anext(client.list_objects(source, scope)))
                assert refused.code is Code.FORBIDDEN
                assert (refused.values["verb"], refused.values["resource"]) == ("list", source)
            assert (await problem(anext(client.watch_objects(source, cluster.namespace, "1")))).code is Code.FORBIDDEN
        refused = await problem(client.service_account(cluster.namespace, "default"))
    assert (refused.code, refused.values["resource"], refused.values["name"]) == (
        Code.FORBIDDEN,
        "serviceaccounts",
        "default",
    )
