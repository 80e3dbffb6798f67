"""What holds for any secret and any edit of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from model.drawn import CREDENTIALS, MANIFESTS, Sample, secrets
from model.samples import LAST_APPLIED, layers, merged

from pullsecrets.model.changes import Edit, conflict, fulfilled, patch, undo
from pullsecrets.model.dockerconfig import Credential, DockerConfig
from pullsecrets.model.secrets import DESCRIPTION_KEYS, PullSecret


@st.composite
def _edited(
    draw: st.DrawFn,
    manifests: tuple[str, ...] = ("none", *MANIFESTS),
    credentials: st.SearchStrategy[Credential | None] = st.none() | CREDENTIALS,  # noqa: B008 - a description of values
) -> tuple[PullSecret, Sample, Edit]:
    before, sample = draw(secrets(manifests))
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


@given(_edited(MANIFESTS, CREDENTIALS))
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


@given(_edited(credentials=CREDENTIALS), st.data())
def test_edits_of_two_entries_can_land_in_any_order(case: tuple[PullSecret, Sample, Edit], data: st.DataObject) -> None:
    base, sample, first = case
    assume(len(sample.places) > 1)
    key = data.draw(st.sampled_from(sorted(sample.places.keys() - {first.key})))
    second = Edit(key, data.draw(CREDENTIALS))
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


@given(_edited(credentials=CREDENTIALS), CREDENTIALS)
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
