"""Patch, merge and undo of one edit."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from model.samples import LAST_APPLIED, applied, b64, config, entry, layers, merged, secret

from pullsecrets.model import changes
from pullsecrets.model.changes import ANNOTATIONS_LIMIT, Conflict, Edit, conflict, fulfilled, patch, undo
from pullsecrets.model.dockerconfig import Credential, DockerConfig, Kind
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
        pytest.param(
            config(ghcr_io=entry("x", "y"), quay_io=entry("new-robot", "n3w-passw0rd")), id="entries in another order"
        ),
        pytest.param(config(quay_io=entry("new-robot", "n3w"), ghcr_io=entry("x", "y")), id="another password"),
        pytest.param("{", id="broken"),
    ],
)
def test_a_result_that_does_not_read_as_wanted_is_never_sent(result: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "replace_credential", lambda *_: result.encode())
    assert _refused(_of(), Edit("quay.io", NEW)).code is Code.NOT_PROVED


def test_the_annotations_may_not_outgrow_the_limit() -> None:
    before = PullSecret.of(applied(_of().object, section="data"))  # type: ignore[arg-type] - a dict, in fact
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


# For any secret and any edit

_names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=":"), min_size=1, max_size=6)
_passwords = st.integers(0, 10**9).map(lambda number: f"pässword-{number}") | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8
)
_credentials = st.builds(Credential, _names.map(str.encode), _passwords.map(str.encode))
_keys = st.sampled_from(["quay.io", "ghcr.io", "https://index.docker.io/v1/", "auths", 'odd"\\key', "*.example"])
_blanks = st.sampled_from(["", " ", "\n\t", "\r\n  "])
_unknown = st.sampled_from(
    ['"psFormat":1e999', '"X":{"a":[1, 2.50, {}]}', '"credHelpers":{"a.b":"c"}', '"identitytoken":"t"', '"é":"\\u00e9"']
)


def _text(value: str) -> st.SearchStrategy[str]:
    return st.booleans().map(lambda ascii_only: json.dumps(value, ensure_ascii=ascii_only))


@st.composite
def _entries(draw: st.DrawFn) -> str:
    """The text of one entry: any fields, any spelling, in any order, more than once."""
    user, password = draw(_names), draw(_passwords)
    fields = [
        st.sampled_from(["auth", "AUTH", "Auth"]).map(lambda name: f'"{name}":"{b64(f"{user}:{password}")}"'),
        st.sampled_from(["auth", "AUTH"]).map(lambda name: f'"{name}":null'),
        st.tuples(st.sampled_from(["username", "Username"]), _text(user)).map(lambda pair: f'"{pair[0]}":{pair[1]}'),
        st.tuples(st.sampled_from(["password", "paſſword"]), _text(password)).map(
            lambda pair: f'"{pair[0]}":{pair[1]}'
        ),
        _unknown,
    ]
    blank = draw(_blanks)
    return "{" + blank + f",{blank}".join(draw(st.lists(st.one_of(fields), max_size=6))) + blank + "}"


@dataclass(frozen=True)
class Sample:
    """A docker config, with the place of the entry that counts for each key."""

    text: str
    places: dict[str, tuple[int, int]]


@st.composite
def _configs(draw: st.DrawFn, kind: Kind) -> Sample:
    blank = draw(_blanks)
    places: dict[str, tuple[int, int]] = {}
    text = blank + "{"

    def registries() -> None:
        nonlocal text
        for number, key in enumerate(draw(st.lists(_keys, min_size=1, max_size=4))):
            text += ("," if number else "") + blank + json.dumps(key) + blank + ":" + blank
            start = len(text)
            text += draw(_entries() | st.sampled_from(["null", "{}"]))
            places[key] = (start, len(text))

    if kind is Kind.LEGACY:
        registries()
    else:
        for number in range(draw(st.integers(1, 2))):
            text += ("," if number else "") + f'{blank}"{draw(st.sampled_from(["auths", "AUTHS"]))}":{{'
            registries()
            text += "}," + draw(_unknown)
    return Sample(text + "}" + blank, places)


MANIFESTS = ("data", "stringData", "stale", "note")


@st.composite
def _secrets(draw: st.DrawFn, manifests: tuple[str, ...]) -> tuple[PullSecret, Sample]:
    kind = draw(st.sampled_from(Kind))
    sample = draw(_configs(kind))
    annotations = draw(st.dictionaries(st.sampled_from([*DESCRIPTION_KEYS, "note"]), st.text(max_size=4), max_size=3))
    other = draw(st.dictionaries(st.sampled_from(["ca.crt", "x"]), st.binary(max_size=4).map(b64)))
    obj = secret(sample.text, kind=kind, annotations=annotations, other_data=other, labels={"a": "b"})
    manifest = draw(st.sampled_from(manifests))
    if manifest in ("data", "stringData"):
        obj = applied(obj, section=manifest)
    elif manifest == "stale":
        obj = applied(obj, section=draw(st.sampled_from(["data", "stringData"])), text=draw(_configs(kind)).text)
    elif manifest == "note":
        obj["metadata"]["annotations"][LAST_APPLIED] = draw(st.sampled_from(["", "{", b64(sample.text), sample.text]))
    return PullSecret.of(obj), sample


@st.composite
def _edited(
    draw: st.DrawFn,
    manifests: tuple[str, ...] = ("none", *MANIFESTS),
    credentials: st.SearchStrategy[Credential | None] = st.none() | _credentials,  # noqa: B008 - a description of values
) -> tuple[PullSecret, Sample, Edit]:
    before, sample = draw(_secrets(manifests))
    credential = draw(credentials)
    description = draw(st.none() | st.text(max_size=6))
    key = draw(st.sampled_from(sorted(sample.places)))
    return before, sample, Edit(key, credential, description)


def _config(pull_secret: PullSecret) -> DockerConfig:
    assert isinstance(pull_secret.config, DockerConfig)
    return pull_secret.config


def _without(obj: Any, *paths: tuple[str, ...]) -> Any:
    """A copy of the object without what may change."""
    copy = json.loads(json.dumps(obj))
    for path in (("metadata", "resourceVersion"), ("metadata", "annotations", LAST_APPLIED), *paths):
        place = copy
        for step in path[:-1]:
            place = place[step]
        place.pop(path[-1], None)
    return copy


@given(_edited())
def test_everything_but_the_edit_stays_byte_for_byte(case: tuple[PullSecret, Sample, Edit]) -> None:
    before, sample, edit = case
    body = patch(before, edit)
    if body is None:
        assert fulfilled(before, edit)
        return
    after = PullSecret.of(merged(dict(before.object), body))
    assert fulfilled(after, edit)
    assert patch(after, edit) is None

    touched = [("data", before.kind.data_key)] if "data" in body else []
    if edit.description is not None:
        touched.append(("metadata", "annotations", before.description_key))
    assert _without(after.object, *touched) == _without(before.object, *touched)

    assert edit.key
    start, end = sample.places[edit.key]
    head, tail = sample.text[:start].encode(), sample.text[end:].encode()
    assert after.data.startswith(head)
    assert after.data.endswith(tail)
    assert len(after.data) >= len(head) + len(tail)
    others = [each for each in _config(before).entries if each.key != edit.key]
    assert [each for each in _config(after).entries if each.key != edit.key] == others


@given(_edited())
def test_undo_is_exact_for_any_edit(case: tuple[PullSecret, Sample, Edit]) -> None:
    before, _, edit = case
    assume(patch(before, edit) is not None)
    after = _after(before, edit)
    back = undo(before, edit)
    body = patch(after, back)
    restored = PullSecret.of(merged(dict(after.object), body)) if body else after
    credentials = [(each.key, each.credential) for each in _config(restored).entries]
    assert credentials == [(each.key, each.credential) for each in _config(before).entries]
    assert restored.description == before.description
    if before.description or not before.annotations.keys() & set(DESCRIPTION_KEYS):
        assert _without(restored.object, ("data",)) == _without(before.object, ("data",))
    assert conflict(before, restored, edit) is None


@given(_edited(MANIFESTS, _credentials))
def test_last_applied_never_tells_what_the_secret_no_longer_tells(case: tuple[PullSecret, Sample, Edit]) -> None:
    before, _, edit = case
    old = _config(before).entry(edit.key or "")
    assert old is not None
    password = old.credential.password
    body = patch(before, edit)
    # Short ones are found by chance in names and numbers.
    if body is None or len(password) <= 8:
        return
    after = PullSecret.of(merged(dict(before.object), body))
    document = after.annotations.get(LAST_APPLIED, "")
    live = json.dumps(_without(after.object))
    if not any(password in layer for layer in layers(live.encode())):
        assert not any(password in layer for layer in layers(document.encode()))


@given(_edited(credentials=_credentials), st.data())
def test_edits_of_two_entries_can_land_in_any_order(case: tuple[PullSecret, Sample, Edit], data: st.DataObject) -> None:
    base, sample, first = case
    assume(len(sample.places) > 1)
    key = data.draw(st.sampled_from(sorted(sample.places.keys() - {first.key})))
    second = Edit(key, data.draw(_credentials))
    results = []
    for one, other in ((first, second), (second, first)):
        body = patch(base, one)
        now = PullSecret.of(merged(dict(base.object), body)) if body else base
        assert conflict(base, now, other) is None
        body = patch(now, other)
        both = PullSecret.of(merged(dict(now.object), body)) if body else now
        assert fulfilled(both, first)
        assert fulfilled(both, second)
        results.append((both.data, both.description))
    assert results[0] == results[1]


@given(_edited(credentials=_credentials), _credentials)
def test_the_same_credential_is_never_overwritten_unseen(
    case: tuple[PullSecret, Sample, Edit], theirs: Credential
) -> None:
    base, _, edit = case
    assert edit.credential
    assume(theirs.username != edit.credential.username or theirs.password != edit.credential.password)
    body = patch(base, replace(edit, credential=theirs, description=None))
    assume(body)
    assert body
    now = PullSecret.of(merged(dict(base.object), body))
    found = conflict(base, now, edit)
    was = _config(base).entry(edit.key or "")
    assert was
    lost = {
        half
        for half in ("username", "password")
        if getattr(theirs, half) not in {getattr(was.credential, half), getattr(edit.credential, half)}
    }
    assert _flags(found) - {"description"} == (lost | {"credential"} if lost else set())
    assert base64.b64decode(body["data"][base.kind.data_key]) == now.data
