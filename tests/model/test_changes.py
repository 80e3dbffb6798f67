"""Patch, merge and undo of one edit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from model.samples import applied, b64, config, entry, merged, secret

from pullsecrets.model import editing
from pullsecrets.model.annotations import ANNOTATIONS_LIMIT
from pullsecrets.model.changes import Conflict, Edit, conflict, fulfilled, patch, undo
from pullsecrets.model.dockerconfig import Credential, DockerConfig
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.secrets import DESCRIPTION_KEYS, PullSecret

NEW = Credential(b"new-robot", b"n3w-passw0rd")
BROKEN = '{"auths":{"quay.io":{"auth":"!!"}}}'


def _of(data: str = "", **kwargs: Any) -> PullSecret:
    return PullSecret.of(secret(data or config(quay_io=entry("robot", "0ld"), ghcr_io=entry("x", "y")), **kwargs))


def _after(before: PullSecret, edit: Edit) -> PullSecret:
    body = patch(before, edit)
    assert body is not None
    return PullSecret.of(merged(dict(before.object), body))


def _refused(before: PullSecret, edit: Edit) -> Problem:
    with pytest.raises(Failure) as failure:
        patch(before, edit)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__ or failure.value.__context__ is None
    problem = failure.value.problem
    assert (problem.values["namespace"], problem.values["name"]) == ("web", "pull")
    return problem


# The patch


def test_a_credential_changes_its_data_key_alone() -> None:
    before = _of(annotations={"kubernetes.io/description": "d"}, other_data={"ca.crt": "eA=="})
    body = patch(before, Edit("quay.io", NEW))
    assert body == {
        "metadata": {"resourceVersion": "100"},
        "data": {".dockerconfigjson": b64(config(quay_io=entry("new-robot", "n3w-passw0rd"), ghcr_io=entry("x", "y")))},
    }


def test_a_description_does_not_touch_data() -> None:
    assert patch(_of(), Edit(description="d")) == {
        "metadata": {"resourceVersion": "100", "annotations": {"kubernetes.io/description": "d"}}
    }


def test_both_at_once_are_one_patch() -> None:
    body = patch(_of(), Edit("quay.io", NEW, "d"))
    assert body is not None
    assert set(body) == {"metadata", "data"}
    assert body["metadata"]["annotations"] == {"kubernetes.io/description": "d"}


def test_nothing_to_change_is_no_patch() -> None:
    before = _of(annotations={"kubernetes.io/description": "d"})
    same = Credential(b"robot", b"0ld")
    for edit in (Edit(), Edit("quay.io", same), Edit(description="d"), Edit("quay.io", same, "d")):
        assert patch(before, edit) is None
        assert fulfilled(before, edit)
    assert patch(_of(), Edit(description="")) is None


@pytest.mark.parametrize("key", DESCRIPTION_KEYS)
def test_a_description_is_written_where_it_was_read(key: str) -> None:
    before = _of(annotations={key: "old", "note": "x"})
    assert patch(before, Edit(description="new")) == {
        "metadata": {"resourceVersion": "100", "annotations": {key: "new"}}
    }
    assert patch(before, Edit(description="")) == {"metadata": {"resourceVersion": "100", "annotations": {key: None}}}


def test_an_emptied_description_does_not_bring_another_to_light() -> None:
    before = _of(annotations={"kubernetes.io/description": "a", "field.cattle.io/description": "b"})
    after = _after(before, Edit(description=""))
    assert after.description == ""
    assert after.annotations == {"kubernetes.io/description": "", "field.cattle.io/description": "b"}
    assert _after(after, undo(before, Edit(description=""))).annotations == before.annotations


@pytest.mark.parametrize("version", ["", "0"])
def test_without_a_resource_version_nothing_is_sent(version: str) -> None:
    assert _refused(_of(resourceVersion=version), Edit(description="d")).code is Code.NOT_PROVED


def test_a_terminating_secret_refuses_everything() -> None:
    before = _of(deletionTimestamp="2026-01-01T00:00:00Z")
    for edit in (Edit("quay.io", NEW), Edit(description="d")):
        assert _refused(before, edit).code is Code.TERMINATING


def test_an_immutable_secret_allows_its_description_alone() -> None:
    before = PullSecret.of({**_of().object, "immutable": True})
    for edit in (Edit("quay.io", NEW), Edit("quay.io", NEW, "d")):
        assert _refused(before, edit).code is Code.IMMUTABLE
    assert _after(before, Edit(description="d")).description == "d"
    assert patch(before, Edit("quay.io", Credential(b"robot", b"0ld"))) is None


def test_a_broken_secret_allows_its_description_alone() -> None:
    problem = _refused(_of(BROKEN), Edit("quay.io", NEW))
    assert problem.code is Code.BROKEN
    assert problem.values["why"] == "not-base64"
    after = _after(_of(BROKEN), Edit(description="d"))
    assert after.description == "d"
    assert after.data == BROKEN.encode()


def test_an_entry_that_is_gone_is_named() -> None:
    problem = _refused(_of(), Edit("docker.io", NEW))
    assert problem.code is Code.ENTRY_GONE
    assert problem.values["registry"] == "docker.io"


def test_a_credential_that_cannot_be_read_back_is_never_sent() -> None:
    assert _refused(_of(), Edit("quay.io", Credential(b"a:b", b"c"))).code is Code.NOT_PROVED


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(config(quay_io=entry("new-robot", "n3w-passw0rd"), ghcr_io=entry("x", "z")), id="another entry"),
        pytest.param(config(quay_io=entry("new-robot", "n3w-passw0rd")), id="an entry lost"),
        pytest.param(config(quay_io=entry("new-robot", "n3w"), ghcr_io=entry("x", "y")), id="another password"),
        pytest.param("{", id="broken"),
    ],
)
def test_a_result_that_does_not_read_as_wanted_is_never_sent(result: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "replaced", lambda *_: result)
    assert _refused(_of(), Edit("quay.io", NEW)).code is Code.NOT_PROVED


def test_the_annotations_may_not_outgrow_the_limit() -> None:
    before = PullSecret.of(applied(dict(_of().object), section="data"))
    problem = _refused(before, Edit("quay.io", Credential(b"robot", b"x" * ANNOTATIONS_LIMIT)))
    assert problem.code is Code.ANNOTATIONS_TOO_LARGE
    assert problem.values["limit"] == ANNOTATIONS_LIMIT
    assert int(problem.values["bytes"] or 0) > ANNOTATIONS_LIMIT


def test_half_a_surrogate_pair_in_a_description_does_not_raise() -> None:
    body = patch(_of(), Edit(description="\ud83d"))
    assert body is not None
    assert body["metadata"]["annotations"] == {"kubernetes.io/description": "\ud83d"}


def test_a_credential_needs_its_entry() -> None:
    with pytest.raises(ValueError, match="key"):
        Edit(credential=NEW)


def test_nothing_shows_a_password() -> None:
    before = _of()
    edit = Edit("quay.io", NEW, "what for")
    shown = repr(
        (edit, undo(before, edit), conflict(before, _after(before, Edit("quay.io", Credential(b"q", b"w"))), edit))
    )
    assert "Conflict" in shown
    for word in ("n3w-passw0rd", "0ld", "robot", "what for", before.object["data"][".dockerconfigjson"]):
        assert word not in shown


# The merge

MINE = Edit("quay.io", NEW, "mine")


def _changed(data: str = "", **kwargs: Any) -> PullSecret:
    return _of(data, resourceVersion="101", **kwargs)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(_changed(), id="nothing"),
        pytest.param(_changed(config(quay_io=entry("robot", "0ld"), ghcr_io=entry("x", "z"))), id="another entry"),
        pytest.param(_changed(config(quay_io=entry("robot", "0ld"))), id="another entry gone"),
        pytest.param(
            _changed('{"auths":{"quay.io":{"username":"robot","password":"0ld"}}}'), id="the same, written otherwise"
        ),
        pytest.param(_changed(other_data={"more": "eA=="}, labels={"a": "b"}, annotations={"n": "x"}), id="else"),
        pytest.param(_changed(config(quay_io=entry("new-robot", "n3w-passw0rd"))), id="what I want"),
        pytest.param(_changed(config(quay_io=entry("new-robot", "0ld"))), id="half of what I want"),
        pytest.param(_changed(annotations={"kubernetes.io/description": "mine"}), id="the description I want"),
    ],
)
def test_what_does_not_meet_the_edit_is_merged(now: PullSecret) -> None:
    assert conflict(_of(), now, MINE) is None
    after = _after(now, MINE)
    assert fulfilled(after, MINE)
    assert isinstance(now.config, DockerConfig)
    assert isinstance(after.config, DockerConfig)
    assert after.config.entry("ghcr.io") == now.config.entry("ghcr.io")


def _flags(found: Conflict | None) -> set[str]:
    names = ("credential", "username", "password", "description", "entry_gone", "broken")
    return {name for name in names if found and getattr(found, name)}


@pytest.mark.parametrize(
    ("now", "flags"),
    [
        (_changed(config(quay_io=entry("robot", "theirs"))), {"credential", "password"}),
        (_changed(config(quay_io=entry("theirs", "0ld"))), {"credential", "username"}),
        (_changed(config(quay_io=entry("theirs", "theirs"))), {"credential", "username", "password"}),
        (_changed(config(quay_io=entry("new-robot", "theirs"))), {"credential", "password"}),
        (_changed(config(ghcr_io=entry("x", "y"))), {"credential", "entry_gone"}),
        (_changed('{"auths":{"quay.io":null}}'), {"credential", "username", "password"}),
        (_changed(BROKEN), {"credential", "broken"}),
        (_changed(annotations={"kubernetes.io/description": "theirs"}), {"description"}),
        (_changed(annotations={"field.cattle.io/description": "theirs"}), {"description"}),
        (
            _changed(config(quay_io=entry("robot", "theirs")), annotations={"kubernetes.io/description": "theirs"}),
            {"credential", "password", "description"},
        ),
        (
            _changed(config(quay_io=entry("robot", "theirs")), annotations={"kubernetes.io/description": "mine"}),
            {"credential", "password"},
        ),
    ],
)
def test_what_meets_the_edit_is_asked_about(now: PullSecret, flags: set[str]) -> None:
    found = conflict(_of(), now, MINE)
    assert found is not None
    assert found.now is now
    assert _flags(found) == flags


def test_what_is_not_edited_may_change_at_will() -> None:
    base, now = _of(), _changed(BROKEN, annotations={"kubernetes.io/description": "theirs"})
    assert conflict(base, now, Edit("quay.io")) is None
    assert _flags(conflict(base, now, Edit(description="mine"))) == {"description"}
    assert _flags(conflict(base, now, Edit("quay.io", NEW))) == {"credential", "broken"}


def test_a_removed_description_meets_one_that_is_edited() -> None:
    base = _of(annotations={"kubernetes.io/description": "old"})
    assert _flags(conflict(base, _changed(), Edit(description="mine"))) == {"description"}
    assert conflict(base, _changed(), Edit(description="")) is None


def test_another_uid_is_never_merged() -> None:
    with pytest.raises(Failure) as failure:
        conflict(_of(), _changed(uid="u-2"), Edit())
    assert failure.value.problem.code is Code.RECREATED


# Undo


@pytest.mark.parametrize(
    ("old", "credential"),
    [
        ({"auth": b64(b"\xff\x00:\xfe p\n")}, Credential(b"\xff\x00", b"\xfe p\n")),
        ({"username": "a", "password": "b"}, Credential(b"a", b"b")),
        ({"auth": b64(":")}, Credential(b"", b"")),
        ({}, Credential(b"", b"")),
        ({"identitytoken": "t"}, Credential(b"", b"")),
        (None, Credential(b"", b"")),
    ],
)
def test_undo_brings_back_the_very_bytes(old: object, credential: Credential) -> None:
    before = _of(json.dumps({"auths": {"quay.io": old}}))
    edit = Edit("quay.io", NEW)
    back = undo(before, edit)
    assert back == Edit("quay.io", credential)
    assert fulfilled(_after(_after(before, edit), back), back)


@pytest.mark.parametrize("key", DESCRIPTION_KEYS)
def test_undo_puts_a_description_back_where_it_stood(key: str) -> None:
    before = _of(annotations={key: "old"})
    for description in ("new", ""):
        edit = Edit(description=description)
        assert _after(_after(before, edit), undo(before, edit)).annotations == {key: "old"}


def test_undo_removes_a_description_that_was_not_there() -> None:
    edit = Edit(description="new")
    assert _after(_after(_of(), edit), undo(_of(), edit)).annotations == {}


def test_an_edit_that_was_never_possible_has_no_undo() -> None:
    for before, code in ((_of(BROKEN), Code.BROKEN), (_of("{}"), Code.ENTRY_GONE)):
        with pytest.raises(Failure) as failure:
            undo(before, Edit("quay.io", NEW))
        assert failure.value.problem.code is code
