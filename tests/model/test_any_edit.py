"""What holds for any secret and any edit of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from model.samples import LAST_APPLIED, applied, b64, layers, merged, secret

from pullsecrets.model.changes import Edit, conflict, fulfilled, patch, undo
from pullsecrets.model.dockerconfig import Credential, DockerConfig, Kind
from pullsecrets.model.secrets import DESCRIPTION_KEYS, PullSecret

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

    touched: list[tuple[str, ...]] = [("data", before.kind.data_key)] if "data" in body else []
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
    body = patch(before, edit)
    assume(body)
    assert body
    after = PullSecret.of(merged(dict(before.object), body))
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
    asked = {half for half in ("username", "password") if found and getattr(found, half)}
    assert asked == lost
    assert (found is not None) == bool(lost)
