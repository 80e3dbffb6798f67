"""One raw object, read once: rows and pull secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.samples import LAST_APPLIED, b64, config, entry, secret

from pullsecrets.model.dockerconfig import Broken, Kind, Why
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.secrets import PullSecret, Row, Writer, row_of


def _row(obj: dict[str, Any]) -> Row:
    row = row_of(obj)
    assert row is not None
    return row


def _written(*times: object) -> list[dict[str, Any]]:
    return [{"manager": f"m{number}", "time": time} for number, time in enumerate(times)]


def test_a_row_shows_what_the_table_needs() -> None:
    obj = secret(
        config(quay_io=entry("robot", "s3cret"), ghcr_io=entry("Ünal", "0ther")),
        annotations={"kubernetes.io/description": "For Straße 7", "portainer.io/registry.id": "3"},
        creationTimestamp="2026-01-02T03:04:05Z",
        managedFields=_written("2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z", "2026-01-05T00:00:00Z"),
        deletionTimestamp="2026-03-01T00:00:00Z",
    )
    row = _row({**obj, "immutable": True})
    assert (row.uid, row.namespace, row.name, row.resource_version) == ("u-1", "web", "pull", "100")
    assert row.kind is Kind.JSON
    assert row.registries == ("quay.io", "ghcr.io")
    assert row.usernames == ("robot", "Ünal")
    assert row.never == (None, None)
    assert not row.matches_nothing
    assert row.description == "For Straße 7"
    assert row.created == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert row.last_updated == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert row.owner == Owner(OwnerKind.PORTAINER, "3")
    assert row.immutable
    assert row.terminating
    assert row.broken is None
    for word in ("pull", "web", "quay.io", "ghcr.io", "robot", "ünal", "for strasse 7"):
        assert word in row.search
    assert "pullweb" not in row.search


def test_a_legacy_secret_is_read_without_auths() -> None:
    row = _row(secret(json.dumps({"quay.io": entry("a", "b")}), kind=Kind.LEGACY))
    assert row.kind is Kind.LEGACY
    assert row.registries == ("quay.io",)


@pytest.mark.parametrize("obj", [{}, {"type": "Opaque"}, {"type": ["kubernetes.io/dockercfg"]}, {"type": None}])
def test_other_secrets_have_no_row(obj: dict[str, Any]) -> None:
    assert row_of(obj) is None


def test_other_secrets_are_refused_by_type() -> None:
    with pytest.raises(Failure) as refused:
        PullSecret.of({"type": "Opaque", "metadata": {"namespace": "web", "name": "pull"}})
    assert refused.value.problem.code is Code.NOT_PULL_SECRET
    assert refused.value.problem.values == {"type": "Opaque", "namespace": "web", "name": "pull"}


@pytest.mark.parametrize(
    ("fields", "updated"),
    [
        (None, None),
        ([], None),
        ([{}], None),
        ("odd", None),
        ([None, 1, {"time": None}, {"time": 5}, {"time": "soon"}], None),
        (_written("2026-01-02T03:04:05"), None),
        (_written("2026-01-02T03:04:05.678901Z"), datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)),
        (_written("2026-01-02T03:04:05+02:00"), datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
        (_written("0001-01-01T00:00:00+23:59"), None),
        ([{}, *_written("2026-01-02T03:04:05Z")], datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ],
)
def test_last_updated_is_never_a_guess(fields: object, updated: datetime | None) -> None:
    secret_object = secret("{}", managedFields=fields)
    assert _row(secret_object).last_updated == updated
    writer = PullSecret.of(secret_object).last_writer
    assert (writer and writer.time) == updated


def test_the_last_writer_is_the_newest_manager() -> None:
    fields = _written("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z")
    assert PullSecret.of(secret("{}", managedFields=fields)).last_writer == Writer(
        "m1", datetime(2026, 1, 3, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("annotations", "description", "key"),
    [
        ({}, "", "kubernetes.io/description"),
        ({"kubernetes.io/description": "a", "field.cattle.io/description": "b"}, "a", "kubernetes.io/description"),
        ({"field.cattle.io/description": "b"}, "b", "field.cattle.io/description"),
        ({"openshift.io/description": "d", "kubesphere.io/description": "c"}, "c", "kubesphere.io/description"),
        ({"openshift.io/description": "d"}, "d", "openshift.io/description"),
        ({"field.cattle.io/description": ""}, "", "field.cattle.io/description"),
        ({"kubernetes.io/description": None, "openshift.io/description": "d"}, "d", "openshift.io/description"),
    ],
)
def test_the_description_stands_in_one_of_four_annotations(
    annotations: dict[str, str], description: str, key: str
) -> None:
    pull_secret = PullSecret.of(secret("{}", annotations=annotations))
    assert pull_secret.description == description
    assert pull_secret.description_key == key


@pytest.mark.parametrize(
    ("data", "why"),
    [("{", Why.NOT_JSON), ('{"auths":[]}', Why.WRONG_TYPE), ('{"auths":{"quay.io":{"auth":"!!"}}}', Why.NOT_BASE64)],
)
def test_broken_secrets_have_rows(data: str, why: Why) -> None:
    row = _row(secret(data))
    assert row.broken is not None
    assert row.broken.why is why
    assert row.registries == row.usernames == row.never == ()
    assert not row.matches_nothing


@pytest.mark.parametrize("encoded", ["é", "e30", "e30=!"])
def test_data_that_is_not_base64_is_broken(encoded: str) -> None:
    pull_secret = PullSecret.of({**secret(), "data": {".dockerconfigjson": encoded}})
    assert pull_secret.data == b""
    assert pull_secret.config == Broken(Why.NOT_BASE64)


def test_a_row_says_when_no_key_can_ever_match() -> None:
    hopeless = {"QUAY.io": entry("a", "b"), "[::1]": entry("a", "b")}
    row = _row(secret(json.dumps({"auths": hopeless})))
    assert all(row.never)
    assert row.matches_nothing
    row = _row(secret(json.dumps({"auths": {**hopeless, "quay.io": entry("a", "b")}})))
    assert [never is None for never in row.never] == [False, False, True]
    assert not row.matches_nothing


def test_usernames_that_are_not_utf8_are_shown_with_replacements() -> None:
    row = _row(secret(json.dumps({"auths": {"quay.io": {"auth": b64(b"\xff:pw")}}})))
    assert row.usernames == ("\ufffd",)


@pytest.mark.parametrize(
    ("metadata", "applied"),
    [
        ({}, False),
        ({"annotations": {LAST_APPLIED: "{}"}}, True),
        ({"managedFields": [{"operation": "Apply", "fieldsV1": {"f:data": {"f:.dockerconfigjson": {}}}}]}, True),
        ({"managedFields": [{"operation": "Apply", "fieldsV1": {"f:stringData": {"f:.dockerconfigjson": {}}}}]}, True),
        ({"managedFields": [{"operation": "Update", "fieldsV1": {"f:data": {"f:.dockerconfigjson": {}}}}]}, False),
        ({"managedFields": [{"operation": "Apply", "fieldsV1": {"f:data": {"f:other": {}}}}]}, False),
        ({"managedFields": [{"operation": "Apply", "fieldsV1": {"f:metadata": {"f:labels": {}}}}]}, False),
        ({"managedFields": [{"operation": "Apply", "fieldsV1": "odd"}, None]}, False),
    ],
)
def test_applied_tells_when_an_old_manifest_would_bring_the_old_credential_back(
    metadata: dict[str, Any], applied: bool
) -> None:
    assert PullSecret.of(secret("{}", **metadata)).applied is applied


def test_no_password_is_shown() -> None:
    obj = secret(config(quay_io=entry("robot", "s3cret")))
    pull_secret = PullSecret.of(obj)
    assert repr(pull_secret) == "PullSecret(web/pull at 100)"
    shown = repr(pull_secret.row) + pull_secret.row.search + repr(pull_secret.config)
    assert "s3cret" not in shown
    assert obj["data"][".dockerconfigjson"] not in shown


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_fields = ("uid", "namespace", "name", "resourceVersion", "annotations", "labels", "managedFields", "ownerReferences")


@given(
    kind=st.sampled_from(Kind),
    metadata=_json | st.dictionaries(st.sampled_from((*_fields, "creationTimestamp", "deletionTimestamp")), _json),
    data=_json | st.dictionaries(st.sampled_from([".dockerconfigjson", ".dockercfg"]), _json | st.binary().map(b64)),
    immutable=_json,
)
def test_odd_objects_never_raise(kind: Kind, metadata: object, data: object, immutable: object) -> None:
    obj = {"type": kind.value, "metadata": metadata, "data": data, "immutable": immutable}
    row = _row(obj)
    assert len(row.registries) == len(row.usernames) == len(row.never)
    pull_secret = PullSecret.of(obj)
    assert pull_secret.row == row
    assert isinstance(pull_secret.applied, bool)
    assert isinstance(pull_secret.description_key, str)
    repr((pull_secret, pull_secret.last_writer))
