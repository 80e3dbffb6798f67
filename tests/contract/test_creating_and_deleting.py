"""What the program relies on when it creates and deletes secrets, on the demo's server and on a real one."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest
from cluster.servers import problem
from contract.conftest import SignIn, where_of
from program.sites import MERGE, Site

from pullsecrets.cluster.client import Client
from pullsecrets.cluster.transport import Object
from pullsecrets.model.errors import Code
from pullsecrets.model.secrets import PullSecret

JSON = "kubernetes.io/dockerconfigjson"
CONFIG = b'{"auths":{"quay.io":{"auth":"YTpi"}}}'
HOLD = "example.org/hold"
large_bodies = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
only_real = pytest.mark.parametrize("cluster", ["real"], indirect=True)


def new(name: str = "pull", data: bytes = CONFIG, **metadata: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, **metadata},
        "type": JSON,
        "data": {".dockerconfigjson": base64.b64encode(data).decode()},
    }


def state_of(secret: Object) -> dict[str, str]:
    """What a deletion demands to find."""
    return {"uid": secret["metadata"]["uid"], "resource_version": secret["metadata"]["resourceVersion"]}


async def there(client: Client, cluster: Site, name: str = "pull") -> bool:
    found = [item async for page in client.list_objects("secrets", cluster.namespace, name=name) for item in page.items]
    return bool(found)


# Creating


async def test_a_secret_is_created_as_it_was_sent(client: Client, cluster: Site) -> None:
    created = await client.create_secret(cluster.namespace, new(annotations={"kubernetes.io/description": "why"}))
    assert created == await client.get_secret(cluster.namespace, "pull")
    assert cluster.config("pull") == CONFIG
    secret = PullSecret.of(created)
    assert (secret.namespace, secret.name, secret.description) == (cluster.namespace, "pull", "why")
    assert [entry["manager"] for entry in created["metadata"]["managedFields"]] == ["pullsecrets"]


async def test_a_dry_run_creates_nothing(client: Client, cluster: Site) -> None:
    would = await client.create_secret(cluster.namespace, new(), dry_run=True)
    assert would["metadata"]["name"] == "pull"
    assert not await there(client, cluster)


@pytest.mark.parametrize("kind", [JSON, "Opaque"])
async def test_a_name_that_exists_is_left_alone(client: Client, cluster: Site, kind: str) -> None:
    before = cluster.create("pull", b"{}", kind=kind)
    refused = await problem(client.create_secret(cluster.namespace, new()))
    assert (refused.code, refused.values) == (Code.ALREADY_EXISTS, {**where_of(cluster), "terminating": False})
    assert cluster.read("pull") == before


async def test_a_namesake_that_is_being_deleted_is_told_from_one_that_stays(client: Client, cluster: Site) -> None:
    held = await client.create_secret(cluster.namespace, new(finalizers=[HOLD]))
    assert await client.delete_secret(cluster.namespace, "pull", **state_of(held))
    refused = await problem(client.create_secret(cluster.namespace, new()))
    assert (refused.code, refused.values["terminating"]) == (Code.ALREADY_EXISTS, True)
    await client.patch_secret(cluster.namespace, "pull", {"metadata": {"finalizers": None}})
    created = await client.create_secret(cluster.namespace, new())
    assert created["metadata"]["uid"] != held["metadata"]["uid"]


async def test_a_namespace_that_is_not_there_is_named(client: Client, cluster: Site) -> None:
    refused = await problem(client.create_secret("no-such-namespace", new()))
    where = {"resource": "namespaces", "namespace": "no-such-namespace", "name": "no-such-namespace"}
    assert (refused.code, refused.values) == (Code.NOT_FOUND, {**where_of(cluster), **where})


async def test_nothing_is_created_in_a_namespace_that_is_being_deleted(client: Client, cluster: Site) -> None:
    leaving = f"leaving-{uuid.uuid4().hex[:8]}"
    cluster.send("POST", "/api/v1/namespaces", {"metadata": {"name": leaving}})
    cluster.send("DELETE", f"/api/v1/namespaces/{leaving}")
    refused = await problem(client.create_secret(leaving, new()))
    assert (refused.code, refused.values["namespace"]) == (Code.NAMESPACE_TERMINATING, leaving)


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        (new("Bad_Name"), "metadata.name", "a lowercase RFC 1123 subdomain must consist of"),
        (new("a..b"), "metadata.name", "a lowercase RFC 1123 subdomain must consist of"),
        (new("-a"), "metadata.name", "a lowercase RFC 1123 subdomain must consist of"),
        (new("a" * 254), "metadata.name", "must be no more than 253 "),
        (new(""), "metadata.name", "Required value"),
        (new() | {"data": {}}, "data[.dockerconfigjson]", "Required value"),
        (new(data=b"hunter2"), "data[.dockerconfigjson]", 'Invalid value: "<secret contents redacted>"'),
        (new(data=b'{"x":"' + b"y" * 1_048_577 + b'"}'), "data", "Too long: may not be more than 1048576 bytes"),
        (
            new(annotations={"kubernetes.io/description": "x" * 262_144}),
            "metadata.annotations",
            "Too long: may not be more than 262144 bytes",
        ),
    ],
)
@large_bodies
async def test_what_is_invalid_is_said_of_its_field(
    client: Client, cluster: Site, body: Object, field: str, reason: str
) -> None:
    refused = await problem(client.create_secret(cluster.namespace, body))
    assert (refused.code, refused.values["field"]) == (Code.INVALID, field)
    assert str(refused.values["reason"]).startswith(reason)
    assert not await there(client, cluster)


@pytest.mark.parametrize("name", ["a", "0", "a.b", "registry.example.com-1", "a" * 253])
async def test_names_are_subdomains(client: Client, cluster: Site, name: str) -> None:
    assert (await client.create_secret(cluster.namespace, new(name)))["metadata"]["name"] == name


@large_bodies
async def test_a_request_that_is_too_large(client: Client, cluster: Site) -> None:
    refused = await problem(client.create_secret(cluster.namespace, new(data=b"x" * 2_500_000)))
    assert (refused.code, refused.values) == (Code.TOO_LARGE, where_of(cluster))


@only_real
async def test_a_quota_is_no_missing_right(client: Client, cluster: Site) -> None:
    path = f"/api/v1/namespaces/{cluster.namespace}/resourcequotas"
    none = {"count/secrets": "0"}
    cluster.send("POST", path, {"metadata": {"name": "few"}, "spec": {"hard": none}})
    cluster.send("PATCH", f"{path}/few/status", {"status": {"hard": none, "used": none}}, MERGE)
    refused = await problem(client.create_secret(cluster.namespace, new()))
    assert (refused.code, refused.details) == (Code.REFUSED, "403 Forbidden: exceeded quota: few")


# Deleting


async def test_a_secret_is_deleted_as_it_was_seen(client: Client, cluster: Site) -> None:
    created = cluster.create("pull", CONFIG)
    assert await client.delete_secret(cluster.namespace, "pull", **state_of(created)) is None
    assert not await there(client, cluster)
    again = await problem(client.delete_secret(cluster.namespace, "pull", **state_of(created)))
    assert (again.code, again.values) == (Code.NOT_FOUND, where_of(cluster))


@pytest.mark.parametrize("resource_version", ["1", "", "0", "x"])
async def test_another_version_is_not_deleted(client: Client, cluster: Site, resource_version: str) -> None:
    created = cluster.create("pull", CONFIG)
    uid = created["metadata"]["uid"]
    call = client.delete_secret(cluster.namespace, "pull", uid=uid, resource_version=resource_version)
    refused = await problem(call)
    assert (refused.code, refused.values) == (Code.CONFLICT, where_of(cluster))
    assert cluster.read("pull") == created


@pytest.mark.parametrize("uid", ["", "x", "8c4b9c2e-0000-4000-8000-000000000000"])
async def test_another_uid_is_not_deleted(client: Client, cluster: Site, uid: str) -> None:
    created = cluster.create("pull", CONFIG)
    call = client.delete_secret(cluster.namespace, "pull", **state_of(created) | {"uid": uid})
    refused = await problem(call)
    assert (refused.code, refused.values) == (Code.RECREATED, where_of(cluster))
    assert cluster.read("pull") == created


async def test_what_was_replaced_meanwhile_is_not_deleted(client: Client, cluster: Site) -> None:
    seen = cluster.create("pull", CONFIG)
    cluster.delete("pull")
    made_anew = cluster.create("pull", CONFIG)
    refused = await problem(client.delete_secret(cluster.namespace, "pull", **state_of(seen)))
    assert refused.code is Code.RECREATED
    assert cluster.read("pull") == made_anew


async def test_a_finalizer_holds_what_is_deleted(client: Client, cluster: Site) -> None:
    created = await client.create_secret(cluster.namespace, new(finalizers=[HOLD]))
    leaving = await client.delete_secret(cluster.namespace, "pull", **state_of(created))
    assert leaving is not None
    assert leaving["metadata"]["deletionTimestamp"]
    assert PullSecret.of(leaving).terminating
    assert leaving == await client.get_secret(cluster.namespace, "pull")
    again = await client.delete_secret(cluster.namespace, "pull", **state_of(leaving))
    assert again == leaving
    await client.patch_secret(cluster.namespace, "pull", {"metadata": {"finalizers": None}})
    assert not await there(client, cluster)


async def test_what_is_immutable_can_be_deleted(client: Client, cluster: Site) -> None:
    created = cluster.create("pull", CONFIG, immutable=True)
    assert await client.delete_secret(cluster.namespace, "pull", **state_of(created)) is None


# Rights


async def test_who_may_only_read_creates_and_deletes_nothing(cluster: Site, signed_in: SignIn) -> None:
    created = cluster.create("pull", CONFIG)
    async with signed_in("viewer") as client:
        rights = await client.rights(cluster.namespace)
        assert [rights.may(verb, "pull") for verb in ("create", "delete")] == [False, False]
        assert not await client.may("delete", cluster.namespace, "pull")
        for verb, call in (
            ("create", client.create_secret(cluster.namespace, new("other"))),
            ("delete", client.delete_secret(cluster.namespace, "pull", **state_of(created))),
        ):
            refused = await problem(call)
            assert (refused.code, refused.values["verb"], refused.values["resource"], refused.values["user"]) == (
                Code.FORBIDDEN,
                verb,
                "secrets",
                "viewer",
            )
    assert cluster.read("pull") == created


async def test_who_may_do_everything_may_create_and_delete(client: Client, cluster: Site) -> None:
    rights = await client.rights(cluster.namespace)
    assert rights.may("create") is True
    assert rights.may("delete", "pull") is True
    assert await client.may("create", cluster.namespace)
    assert await client.may("delete", cluster.namespace, "pull")
