"""What holds for any secret and any edit of its entries."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from model.drawn import CREDENTIALS, MANIFESTS, secrets
from model.samples import LAST_APPLIED, layers, merged

from pullsecrets.model.changes import (
    AddEntry,
    Edit,
    EntryEdit,
    RemoveEntry,
    RenameEntry,
    ReplaceContent,
    conflict,
    fulfilled,
    overlap,
    patch,
    undo,
)
from pullsecrets.model.dockerconfig import Credential, DockerConfig
from pullsecrets.model.editing import new_config
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.secrets import PullSecret

Given = dict[str, Credential]
KINDS = st.sampled_from([AddEntry, RenameEntry, RemoveEntry, ReplaceContent])
NEW_KEYS = ["new.io", "", "é\u2028/x", "quay.io/team", "quay.io", "ghcr.io", "auths"]
few = settings(max_examples=30)


@st.composite
def edits(draw: st.DrawFn, before: PullSecret) -> Edit:
    """One that is possible, with a description or without."""
    given = _given(before)
    kind, credential = draw(KINDS), draw(CREDENTIALS)
    old = draw(st.sampled_from(sorted(given)))
    new = draw(st.sampled_from([key for key in NEW_KEYS if key not in given]))
    entry: EntryEdit
    if kind is AddEntry:
        entry = AddEntry(new, credential)
    elif kind is RemoveEntry and len(given) > 1:
        entry = RemoveEntry(old)
    elif kind is ReplaceContent:
        entry = ReplaceContent(new_config({new: credential}, before.kind))
    else:
        entry = RenameEntry(old, new)
    return Edit(description=draw(st.none() | st.sampled_from(["", "d"])), entry=entry)


@st.composite
def edited(draw: st.DrawFn, manifests: tuple[str, ...] = ("none", *MANIFESTS)) -> tuple[PullSecret, Edit, PullSecret]:
    """A secret, an edit of its entries, and the secret after it."""
    before, _ = draw(secrets(manifests))
    edit = draw(edits(before))
    after = _after(before, edit)
    assume(after is not before)
    return before, edit, after


def _given(secret: PullSecret) -> Given:
    assert isinstance(secret.config, DockerConfig)
    return {entry.key: entry.credential for entry in secret.config.entries}


def _after(before: PullSecret, edit: Edit) -> PullSecret:
    body = patch(before, edit)
    return PullSecret.of(merged(dict(before.object), body)) if body else before


def _after_unless_last(before: PullSecret, edit: Edit) -> PullSecret | None:
    """None where a colleague left only the entry that is to be removed."""
    try:
        return _after(before, edit)
    except Failure as failure:
        if failure.problem.code is not Code.LAST_ENTRY:
            raise
        return None


def _wanted(given: Given, edit: Edit) -> Given:
    match edit.entry:
        case AddEntry(key=key, credential=credential):
            return given | {key: credential}
        case RenameEntry(key=key, new=new):
            return {new if each == key else each: credential for each, credential in given.items()}
        case RemoveEntry(key=key):
            return {each: credential for each, credential in given.items() if each != key}
    raise AssertionError("a replaced content has nothing of the old one")


def _else(secret: PullSecret) -> Any:
    """The object without what an edit of its entries and its description may change."""
    copy = json.loads(json.dumps(secret.object))
    del copy["metadata"]["resourceVersion"], copy["data"][secret.kind.data_key]
    for key in (LAST_APPLIED, secret.description_key):
        copy["metadata"]["annotations"].pop(key, None)
    return copy


@few
@given(edited())
def test_the_entries_are_as_wanted_and_all_else_is_as_it_was(case: tuple[PullSecret, Edit, PullSecret]) -> None:
    before, edit, after = case
    if isinstance(edit.entry, ReplaceContent):
        assert after.data == edit.entry.data
    else:
        assert _given(after) == _wanted(_given(before), edit)
    assert fulfilled(after, edit)
    assert patch(after, edit) is None
    assert _else(after) == _else(before)


@few
@given(edited())
def test_undo_puts_back_every_byte(case: tuple[PullSecret, Edit, PullSecret]) -> None:
    before, edit, after = case
    back = undo(before, edit)
    assert conflict(after, after, back) is None
    restored = _after(after, back)
    assert restored.data == before.data
    assert restored.description == before.description
    assert _else(restored) == _else(before)
    assert fulfilled(restored, back)


@few
@given(edited(), st.data())
def test_undo_leaves_what_a_colleague_changed_elsewhere(
    case: tuple[PullSecret, Edit, PullSecret], data: st.DataObject
) -> None:
    before, edit, after = case
    others = sorted(_given(before).keys() & _given(after).keys() - {getattr(edit.entry, "key", None)})
    assume(others)
    assume(not isinstance(edit.entry, ReplaceContent))
    theirs = Edit(data.draw(st.sampled_from(others)), data.draw(CREDENTIALS))
    now = _after(after, theirs)
    back = undo(before, Edit(entry=edit.entry))
    assert conflict(after, now, back) is None
    assert theirs.key is not None
    assert theirs.credential is not None
    assert _given(_after(now, back)) == _given(before) | {theirs.key: theirs.credential}


@few
@given(secrets(("none", *MANIFESTS)), st.data())
def test_edits_of_different_entries_can_land_in_any_order(case: tuple[PullSecret, object], data: st.DataObject) -> None:
    base, _ = case
    first = data.draw(edits(base))
    key = data.draw(st.sampled_from(sorted(_given(base))))
    second = data.draw(edits(base) | st.builds(Edit, st.just(key), CREDENTIALS))
    assume(not overlap(first, second))
    results = []
    for one, other in ((first, second), (second, first)):
        now = _after(base, one)
        assert conflict(base, now, other) is None
        both = _after_unless_last(now, other)
        assume(both)
        assert both
        assert fulfilled(both, first)
        assert fulfilled(both, second)
        results.append((_given(both), both.description))
    assert results[0] == results[1]


@few
@given(secrets(("none",)), st.data())
def test_no_foreign_change_of_the_same_entry_is_overwritten_unseen(
    case: tuple[PullSecret, object], data: st.DataObject
) -> None:
    base, _ = case
    mine = Edit(entry=data.draw(edits(base)).entry)
    key = data.draw(st.sampled_from(sorted(_given(base))))
    theirs = data.draw(edits(base) | st.builds(Edit, st.just(key), CREDENTIALS))
    assume(not isinstance(theirs.entry, ReplaceContent) or isinstance(mine.entry, ReplaceContent))
    now = _after(base, theirs)
    assume(now.data != base.data)
    if conflict(base, now, mine) is not None:
        return
    after = _after_unless_last(now, mine) or now
    assert fulfilled(after, Edit(theirs.key, theirs.credential, entry=theirs.entry))


@few
@given(edited(MANIFESTS))
def test_last_applied_never_tells_what_the_secret_no_longer_tells(case: tuple[PullSecret, Edit, PullSecret]) -> None:
    before, _, after = case
    document = after.annotations.get(LAST_APPLIED, "").encode()
    kept = json.loads(json.dumps(after.object))
    kept["metadata"]["annotations"].pop(LAST_APPLIED, None)
    live = list(layers(json.dumps(kept).encode()))
    for credential in _given(before).values():
        # Short ones are found by chance in names and numbers.
        if len(credential.password) > 8 and not any(credential.password in layer for layer in live):
            assert not any(credential.password in layer for layer in layers(document))
