"""What the demo shows: every state that the program can tell, in objects that a real API server takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from demo.talking import Demo
from real.control_plane import ControlPlane

from pullsecrets.model.dockerconfig import DockerConfig, Kind, Why
from pullsecrets.model.matching import Never
from pullsecrets.model.ownership import OwnerKind
from pullsecrets.model.secrets import PullSecret, Row, row_of

APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
CANNOT_BE_STORED = {Why.NOT_JSON, Why.TOO_DEEP}
"""The API server refuses these itself."""


@pytest.fixture(scope="module")
def objects(shown: Demo) -> list[Any]:
    found = [shown.api(context).send("GET", "/api/v1/secrets").json["items"] for context in ("prod-eu", "staging")]
    return [item for items in found for item in items]


@pytest.fixture(scope="module")
def rows(objects: list[Any]) -> list[Row]:
    return [row for row in map(row_of, objects) if row is not None]


def configs(objects: list[Any]) -> Iterator[DockerConfig]:
    for item in objects:
        if row_of(item) is not None and isinstance(config := PullSecret.of(item).config, DockerConfig):
            yield config


def test_each_cluster_has_pull_secrets_and_a_namespace_without(shown: Demo) -> None:
    for context, least, empty in (("prod-eu", 40, "observability"), ("staging", 5, "sandbox")):
        api = shown.api(context)
        items = api.send("GET", "/api/v1/secrets").json["items"]
        assert sum(row_of(item) is not None for item in items) >= least
        assert api.send("GET", f"/api/v1/namespaces/{empty}").status == 200
        assert not [item for item in items if item["metadata"]["namespace"] == empty]


def test_other_types_are_there_and_no_rows(objects: list[Any]) -> None:
    others = {item["type"] for item in objects if row_of(item) is None}
    assert others == {"Opaque", "kubernetes.io/service-account-token"}


def test_every_kind_of_owner_state_and_fault_is_shown(rows: list[Row]) -> None:
    assert {row.owner.kind for row in rows if row.owner} == set(OwnerKind)
    assert {row.broken.why for row in rows if row.broken} == set(Why) - CANNOT_BE_STORED
    assert {Never.HUB, Never.UPPERCASE, Never.PORT_443, Never.V1_WITHOUT_SLASH} <= {
        n for row in rows for n in row.never
    }
    assert {row.kind for row in rows} == set(Kind)
    assert {len(row.registries) for row in rows} >= {0, 1, 2, 3, 8}
    assert any(row.immutable for row in rows)
    assert any(row.terminating for row in rows)
    assert any(row.last_updated is None for row in rows)
    assert any(row.created and row.last_updated and row.created < row.last_updated for row in rows)
    assert any(not row.description.isascii() for row in rows)


def test_credentials_of_every_shape_are_shown(objects: list[Any]) -> None:
    entries = [entry for config in configs(objects) for entry in config.entries]
    credentials = [entry.credential for entry in entries]
    assert {b"AWS", b"_json_key", b"oauth2accesstoken", b"robot$platform+puller"} <= {c.username for c in credentials}
    assert any(entry.token_only for entry in entries)
    assert any(b":" in credential.password for credential in credentials)
    assert any(b"\n" in credential.password.strip() for credential in credentials)
    assert any(credential.password.endswith(b"\n") for credential in credentials)
    assert any(credential.username and not credential.password for credential in credentials)


def test_descriptions_stand_under_every_known_annotation(objects: list[Any]) -> None:
    secrets = [PullSecret.of(item) for item in objects if row_of(item) is not None]
    assert {secret.description_key for secret in secrets if secret.description} == {
        "kubernetes.io/description",
        "field.cattle.io/description",
        "kubesphere.io/description",
        "openshift.io/description",
    }
    applied = [secret for secret in secrets if secret.applied]
    manifests = [text for secret in applied if (text := secret.object["metadata"].get("annotations", {}).get(APPLIED))]
    assert {kind for text in manifests for kind in ("data", "stringData") if kind in json.loads(text)} == {
        "data",
        "stringData",
    }
    assert len(applied) > len(manifests), "one is owned by a server-side apply"


def test_a_real_api_server_takes_each_of_them(objects: list[Any], control_plane: ControlPlane) -> None:
    for index, item in enumerate(objects):
        namespace = f"demo-{index}"
        metadata = item["metadata"] | {"namespace": namespace, "resourceVersion": ""}
        assert control_plane.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})[0] == 201
        path = f"/api/v1/namespaces/{namespace}/secrets"
        status, stored = control_plane.request("POST", path, item | {"metadata": metadata})
        assert status == 201, stored
        assert stored.get("data") == item.get("data")
        assert stored["metadata"].get("annotations") == metadata.get("annotations")
