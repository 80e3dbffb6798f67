"""Entries added, renamed and removed, and a content replaced: patch, merge and undo."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from model.samples import LAST_APPLIED, applied, b64, config, entry, kubectl_json, merged, secret

from pullsecrets.model.changes import (
    AddEntry,
    Conflict,
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
from pullsecrets.model.dockerconfig import Credential, DockerConfig, Kind
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.secrets import PullSecret

NEW = Credential(b"new-robot", b"n3w-passw0rd")
BROKEN = '{"auths":{"quay.io":{"auth":"!!"}}}'
QUAY = '"quay.io": {"email":"a@b.example",\t"auth":"' + b64("robot:0ld-passw0rd") + '", "x":1e999}'
GHCR = '"ghcr.io" : {"auth":"' + b64("x:y") + '"}'
TWO = f'{{ "auths": {{ {QUAY} , {GHCR} }}, "credHelpers": {{}} }}'
ADD, RENAME, REMOVE = AddEntry("docker.io", NEW), RenameEntry("quay.io", "quay.example"), RemoveEntry("quay.io")
REPLACE = ReplaceContent(config(quay_io=entry("robot", "0ld-passw0rd")).encode())


def _of(data: str = TWO, **kwargs: Any) -> PullSecret:
    return PullSecret.of(secret(data, **kwargs))


def _changed(data: str = TWO, **kwargs: Any) -> PullSecret:
    return _of(data, resourceVersion="101", **kwargs)


def _after(before: PullSecret, edit: Edit) -> PullSecret:
    body = patch(before, edit)
    assert body is not None
    return PullSecret.of(merged(dict(before.object), body))


def _given(secret: PullSecret) -> dict[str, tuple[bytes, bytes]]:
    assert isinstance(secret.config, DockerConfig)
    return {each.key: (each.credential.username, each.credential.password) for each in secret.config.entries}


def _refused(before: PullSecret, entry: EntryEdit) -> Problem:
    for description in (None, "d"):
        with pytest.raises(Failure) as failure:
            patch(before, Edit(description=description, entry=entry))
        assert failure.value.__suppress_context__ or failure.value.__context__ is None
    problem = failure.value.problem
    assert (problem.values["namespace"], problem.values["name"]) == ("web", "pull")
    return problem


# The patch


@pytest.mark.parametrize(
    ("edit", "result"),
    [
        (ADD, TWO.replace(GHCR, f'{GHCR}, "docker.io" : NEW')),
        (RENAME, TWO.replace("quay.io", "quay.example")),
        (REMOVE, TWO.replace(f"{QUAY} , ", "")),
        (RemoveEntry("ghcr.io"), TWO.replace(f" , {GHCR}", "")),
        (REPLACE, REPLACE.data.decode()),
    ],
)
def test_its_data_key_alone_changes(edit: EntryEdit, result: str) -> None:
    new = f'{{"username":"new-robot", "password":"n3w-passw0rd", "auth":"{b64("new-robot:n3w-passw0rd")}"}}'
    before = _of(annotations={"kubernetes.io/description": "d"}, other_data={"ca.crt": "eA=="})
    body = patch(before, Edit(entry=edit))
    assert body is not None
    expected = result.replace("NEW", new.replace(", ", ","))
    assert base64.b64decode(body["data"].pop(".dockerconfigjson")).decode() == expected
    assert body == {"metadata": {"resourceVersion": "100"}, "data": {}}


def test_a_description_goes_along() -> None:
    body = patch(_of(), Edit(description="why", entry=REMOVE))
    assert body is not None
    assert set(body) == {"metadata", "data"}
    assert body["metadata"] == {"resourceVersion": "100", "annotations": {"kubernetes.io/description": "why"}}


def test_a_credential_does_not() -> None:
    with pytest.raises(ValueError, match="one after the other"):
        Edit("ghcr.io", NEW, entry=REMOVE)


@pytest.mark.parametrize(
    ("before", "edit"),
    [
        (config(docker_io=entry("new-robot", "n3w-passw0rd")), ADD),
        (config(quay_example=entry("a", "b")), RENAME),
        (config(ghcr_io=entry("a", "b")), REMOVE),
        ("{}", REMOVE),
        (REPLACE.data.decode(), REPLACE),
    ],
)
def test_nothing_to_change_is_no_patch(before: str, edit: EntryEdit) -> None:
    assert patch(_of(before), Edit(entry=edit)) is None
    assert fulfilled(_of(before), Edit(entry=edit))
    assert not fulfilled(_of(before), Edit(description="d", entry=edit))
    assert undo(_of(before), Edit(entry=edit)) == Edit()


@pytest.mark.parametrize("edit", [ADD, RENAME, REMOVE, REPLACE])
def test_what_is_to_change_is_not_fulfilled(edit: EntryEdit) -> None:
    assert not fulfilled(_of(), Edit(entry=edit))
    if edit is not REPLACE:
        assert not fulfilled(_of(BROKEN), Edit(entry=edit))


@pytest.mark.parametrize("edit", [ADD, RENAME, REMOVE, REPLACE])
def test_locked_secrets_refuse(edit: EntryEdit) -> None:
    assert _refused(_of(deletionTimestamp="2026-01-01T00:00:00Z"), edit).code is Code.TERMINATING
    assert _refused(PullSecret.of({**_of().object, "immutable": True}), edit).code is Code.IMMUTABLE
    assert _refused(_of(resourceVersion=""), edit).code is Code.NOT_PROVED


@pytest.mark.parametrize("edit", [ADD, RENAME, REMOVE])
def test_a_broken_one_refuses_all_but_another_content(edit: EntryEdit) -> None:
    problem = _refused(_of(BROKEN), edit)
    assert (problem.code, problem.values["why"]) == (Code.BROKEN, "not-base64")
    assert _given(_after(_of(BROKEN), Edit(entry=REPLACE))) == {"quay.io": (b"robot", b"0ld-passw0rd")}


@pytest.mark.parametrize(
    ("edit", "taken"),
    [
        (AddEntry("quay.io", NEW), "quay.io"),
        (RenameEntry("quay.io", "ghcr.io"), "ghcr.io"),
        (RenameEntry("quay.io", "quay.io"), "quay.io"),
    ],
)
def test_a_key_that_is_taken_is_refused(edit: EntryEdit, taken: str) -> None:
    problem = _refused(_of(), edit)
    assert (problem.code, problem.values["registry"]) == (Code.ENTRY_EXISTS, taken)


def test_an_entry_that_is_gone_cannot_be_renamed() -> None:
    problem = _refused(_of(), RenameEntry("https://me:s3cret@docker.io", "docker.io"))
    assert (problem.code, problem.values["registry"]) == (Code.ENTRY_GONE, "https://me:…@docker.io")


def test_the_last_entry_is_not_removed() -> None:
    for key in ("quay.io", ""):
        problem = _refused(_of(json.dumps({"auths": {key: {}}})), RemoveEntry(key))
        assert (problem.code, problem.values["registry"]) == (Code.LAST_ENTRY, key)
        twice = f'{{"auths":{{"{key}":{{}},"{key}":{{}}}}}}'
        assert _refused(_of(twice), RemoveEntry(key)).code is Code.LAST_ENTRY
    assert _given(_after(_of(config(a_io={}, **{"": {}})), Edit(entry=RemoveEntry("")))) == {"a.io": (b"", b"")}


def test_what_cannot_be_read_back_is_never_sent() -> None:
    for edit in (
        AddEntry("docker.io", Credential(b"a:b", b"c")),
        AddEntry("\ud83d", NEW),
        RenameEntry("quay.io", "\ud83d"),
        ReplaceContent(BROKEN.encode()),
        ReplaceContent(b"\xef\xbb\xbf{}"),
    ):
        assert _refused(_of(), edit).code is Code.NOT_PROVED


def test_nothing_shows_a_password() -> None:
    before = _of()
    for edit in (ADD, RENAME, REMOVE, REPLACE):
        back = undo(before, Edit(entry=edit))
        shown = repr((edit, back, back.former, conflict(before, _changed(BROKEN), Edit(entry=edit))))
        for word in ("n3w-passw0rd", "0ld-passw0rd", "robot", b64("robot:0ld-passw0rd")):
            assert word not in shown


@pytest.mark.parametrize(
    "made",
    [
        AddEntry("me:s3cret@a.io", NEW),
        RenameEntry("me:s3cret@a.io", "a.io"),
        RenameEntry("a.io", "me:s3cret@a.io"),
        RemoveEntry("me:s3cret@a.io"),
    ],
)
def test_nothing_shows_a_password_in_a_key(made: EntryEdit) -> None:
    assert "s3cret" not in repr((made, Edit("me:s3cret@a.io", NEW), Edit(entry=made)))


# The copy that kubectl keeps


@pytest.mark.parametrize("section", ["data", "stringData"])
@pytest.mark.parametrize("edit", [ADD, RENAME, REMOVE, REPLACE])
def test_an_equal_copy_stays_equal(edit: EntryEdit, section: str) -> None:
    before = PullSecret.of(applied(dict(_of().object), section=section))
    after = _after(before, Edit(entry=edit))
    copy = json.loads(after.annotations[LAST_APPLIED])[section][".dockerconfigjson"]
    assert (base64.b64decode(copy) if section == "data" else copy.encode()) == after.data
    back = _after(after, undo(before, Edit(entry=edit)))
    assert back.data == before.data
    assert back.annotations == before.annotations


@pytest.mark.parametrize(
    ("edit", "manifest", "becomes"),
    [
        (ADD, {"old.io": entry("a", "b")}, {"old.io", "docker.io"}),
        (ADD, {"docker.io": entry("a", "b"), "old.io": {}}, {"old.io", "docker.io"}),
        (RENAME, {"quay.io": entry("a", "b"), "old.io": {}}, {"old.io", "quay.example"}),
        (RENAME, {"old.io": {}}, {"old.io"}),
        (RENAME, {"quay.io": {}, "quay.example": {}}, {"quay.example", "ghcr.io"}),
        (REMOVE, {"quay.io": entry("robot", "0ld-passw0rd"), "old.io": {}}, {"old.io"}),
        (REMOVE, {"old.io": {}}, {"old.io"}),
        (REMOVE, {"old.io": entry("robot", "0ld-passw0rd"), "quay.io": {}}, {"ghcr.io"}),
        (REPLACE, {"old.io": entry("a", "b")}, {"quay.io"}),
    ],
)
def test_a_copy_that_differs_follows(edit: EntryEdit, manifest: dict[str, Any], becomes: set[str]) -> None:
    before = PullSecret.of(applied(dict(_of().object), section="stringData", text=json.dumps({"auths": manifest})))
    after = _after(before, Edit(entry=edit))
    copy = json.loads(json.loads(after.annotations[LAST_APPLIED])["stringData"][".dockerconfigjson"])
    assert set(copy["auths"]) == becomes
    if edit is ADD:
        assert copy["auths"]["docker.io"]["auth"] == b64("new-robot:n3w-passw0rd")
    back = _after(after, undo(before, Edit(entry=edit)))
    copy = json.loads(json.loads(back.annotations[LAST_APPLIED])["stringData"][".dockerconfigjson"])
    assert not {"docker.io", "quay.example"} & set(copy["auths"])


@pytest.mark.parametrize("edit", [REMOVE, ReplaceContent(config(ghcr_io=entry("x", "y")).encode())])
@pytest.mark.parametrize(
    "document",
    [
        pytest.param(b64(TWO), id="the config"),
        pytest.param("0ld-passw0rd", id="plain"),
        pytest.param(kubectl_json({"data": {"another": b64(TWO)}}), id="under another name"),
    ],
)
def test_no_old_password_lingers(edit: EntryEdit, document: str) -> None:
    body = patch(_of(annotations={LAST_APPLIED: document}), Edit(entry=edit))
    assert body is not None
    assert body["metadata"]["annotations"] == {LAST_APPLIED: None}


def test_no_broken_content_lingers() -> None:
    broken = BROKEN.replace("!!", "!!" + b64("robot:0ld-passw0rd"))
    for section in ("data", "stringData"):
        after = _after(PullSecret.of(applied(dict(_of(broken).object), section=section)), Edit(entry=REPLACE))
        assert json.loads(after.annotations[LAST_APPLIED])[section][".dockerconfigjson"] in (
            b64(REPLACE.data),
            REPLACE.data.decode(),
        )
    body = patch(_of(broken, annotations={LAST_APPLIED: kubectl_json([broken])}), Edit(entry=REPLACE))
    assert body is not None
    assert body["metadata"]["annotations"] == {LAST_APPLIED: None}


# The merge


OTHERS = [
    pytest.param(_changed(), id="nothing"),
    pytest.param(_changed(TWO.replace(b64("x:y"), b64("x:z"))), id="another credential"),
    pytest.param(_changed(TWO.replace(GHCR, f'"a.io": {{}}, {GHCR}')), id="another entry more"),
    pytest.param(_changed(TWO.replace(QUAY, f'{QUAY}, "a.io": {{}}').replace("ghcr.io", "b.io")), id="another renamed"),
    pytest.param(_changed(f'{{"auths":{{{GHCR},{QUAY.replace("a@b.example", "c@d")}}}}}'), id="written otherwise"),
    pytest.param(_changed(other_data={"more": "eA=="}, labels={"a": "b"}, annotations={"n": "x"}), id="else"),
]


@pytest.mark.parametrize("edit", [ADD, RENAME, REMOVE])
@pytest.mark.parametrize("now", OTHERS)
def test_what_does_not_meet_the_edit_is_merged(now: PullSecret, edit: EntryEdit) -> None:
    assert conflict(_of(), now, Edit(description="d", entry=edit)) is None
    after = _after(now, Edit(entry=edit))
    assert fulfilled(after, Edit(entry=edit))
    expected = _given(now)
    if edit is not ADD:
        quay = expected.pop("quay.io")
        expected |= {"quay.example": quay} if edit is RENAME else {}
    assert _given(after) == expected | ({"docker.io": (NEW.username, NEW.password)} if edit is ADD else {})


@pytest.mark.parametrize(
    ("edit", "now"),
    [
        (ADD, TWO.replace(GHCR, f'{GHCR},"docker.io":{{"username":"new-robot","password":"n3w-passw0rd"}}')),
        (RENAME, TWO.replace("quay.io", "quay.example")),
        (REMOVE, f'{{"auths":{{{GHCR}}}}}'),
        (REPLACE, REPLACE.data.decode()),
    ],
)
def test_what_a_colleague_made_as_wanted_is_no_conflict(edit: EntryEdit, now: str) -> None:
    assert conflict(_of(), _changed(now), Edit(entry=edit)) is None
    assert patch(_changed(now), Edit(entry=edit)) is None


def _flags(found: Conflict | None) -> set[str]:
    names = ("credential", "username", "password", "description", "entry_gone", "broken", "entries")
    return {name for name in names if found and getattr(found, name)}


@pytest.mark.parametrize(
    ("edit", "now", "flags"),
    [
        (ADD, config(docker_io=entry("theirs", "theirs")), {"entries", "credential", "username", "password"}),
        (ADD, config(docker_io=entry("new-robot", "theirs")), {"entries", "credential", "password"}),
        (ADD, config(docker_io={}), {"entries", "credential", "username", "password"}),
        (ADD, BROKEN, {"entries", "credential", "broken"}),
        (RENAME, TWO.replace("0ld-passw0rd", "x").replace("ghcr.io", "quay.example"), {"entries"}),
        (RENAME, config(quay_io=entry("robot", "theirs")), {"entries", "credential", "password"}),
        (RENAME, config(ghcr_io=entry("x", "y")), {"entries", "credential", "entry_gone"}),
        (RENAME, config(quay_example=entry("robot", "theirs")), {"entries", "credential", "entry_gone"}),
        (RENAME, BROKEN, {"entries", "credential", "broken"}),
        (REMOVE, config(quay_io=entry("robot", "theirs")), {"entries", "credential", "password"}),
        (REMOVE, config(quay_io=entry("theirs", "0ld-passw0rd")), {"entries", "credential", "username"}),
        (REMOVE, BROKEN, {"entries", "credential", "broken"}),
        (REPLACE, TWO + " ", {"entries"}),
        (REPLACE, BROKEN, {"entries"}),
    ],
)
def test_what_meets_the_edit_is_asked_about(edit: EntryEdit, now: str, flags: set[str]) -> None:
    secret = _changed(now)
    found = conflict(_of(), secret, Edit(entry=edit))
    assert found is not None
    assert found.now is secret
    assert _flags(found) == flags
    described = _changed(now, annotations={"kubernetes.io/description": "theirs"})
    assert _flags(conflict(_of(), described, Edit(description="mine", entry=edit))) == flags | {"description"}


def test_what_was_so_before_is_refused_and_not_asked_about() -> None:
    for edit in (AddEntry("quay.io", NEW), RenameEntry("quay.io", "ghcr.io")):
        assert conflict(_of(), _changed(), Edit(entry=edit)) is None
        assert _refused(_changed(), edit).code is Code.ENTRY_EXISTS


def test_what_a_colleague_left_as_the_last_entry_stays() -> None:
    left = _changed(f'{{"auths":{{{QUAY}}}}}')
    assert conflict(_of(), left, Edit(entry=REMOVE)) is None
    assert _refused(left, REMOVE).code is Code.LAST_ENTRY


def test_another_uid_is_never_merged() -> None:
    with pytest.raises(Failure) as failure:
        conflict(_of(), _changed(uid="u-2"), Edit(entry=ADD))
    assert failure.value.problem.code is Code.RECREATED


# Undo


@pytest.mark.parametrize("edit", [ADD, RENAME, REMOVE, REPLACE])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (TWO, Kind.JSON),
        (f'{{"auths":{{{GHCR}, "qu\\u0061y.io":{{}},"quay.io" :{{"x" : 1}}}}, "Auths":{{"quay.io":{{}}}}}}', Kind.JSON),
        (f'{{ {QUAY} , {GHCR} }}', Kind.LEGACY),
    ],
)  # fmt: skip
def test_undo_puts_back_every_byte(edit: EntryEdit, data: str, kind: Kind) -> None:
    if edit is REPLACE and kind is Kind.LEGACY:
        edit = ReplaceContent(b'{"b.io":{}}')
    before = _of(data, kind=kind, annotations={"kubernetes.io/description": "d"})
    change = Edit(description="", entry=edit)
    back = undo(before, change)
    after = _after(before, change)
    assert after.data != before.data
    assert fulfilled(after, change)
    restored = _after(after, back)
    assert restored.data == before.data
    assert restored.description == "d"
    assert fulfilled(restored, back)
    assert conflict(after, after, back) is None


@pytest.mark.parametrize("data", ["", "{}", " null", '{"auths":null}', '{"x":1}'])
def test_undo_of_the_first_entry_leaves_nothing(data: str) -> None:
    after = _after(_of(data), Edit(entry=ADD))
    assert _after(after, undo(_of(data), Edit(entry=ADD))).data == data.encode()


def test_undo_brings_a_broken_content_back() -> None:
    after = _after(_of(BROKEN), Edit(entry=REPLACE))
    back = undo(_of(BROKEN), Edit(entry=REPLACE))
    assert _after(after, back).data == BROKEN.encode()
    assert _flags(conflict(after, _changed(), back)) == {"entries"}


@pytest.mark.parametrize(
    ("edit", "own"), [(ADD, QUAY), (RENAME, QUAY), (REMOVE, QUAY.partition(": ")[2])], ids=["add", "rename", "remove"]
)
def test_undo_keeps_what_was_changed_elsewhere_meanwhile(edit: EntryEdit, own: str) -> None:
    after = _after(_of(), Edit(entry=edit))
    now = _after(after, Edit("ghcr.io", Credential(b"x", b"theirs")))
    back = undo(_of(), Edit(entry=edit))
    assert conflict(after, now, back) is None
    restored = _after(now, back)
    assert own in restored.data.decode()
    assert list(_given(restored).items()) == [("quay.io", (b"robot", b"0ld-passw0rd")), ("ghcr.io", (b"x", b"theirs"))]


@pytest.mark.parametrize("edit", [ADD, RENAME, REMOVE])
def test_undo_asks_where_the_same_entry_was_changed_meanwhile(edit: EntryEdit) -> None:
    before = _of()
    after = _after(before, Edit(entry=edit))
    key = {ADD: "docker.io", RENAME: "quay.example", REMOVE: "quay.io"}[edit]
    theirs = Credential(b"x", b"theirs")
    now = _after(after, Edit(entry=AddEntry(key, theirs)) if edit is REMOVE else Edit(key, theirs))
    assert "password" in _flags(conflict(after, now, undo(before, Edit(entry=edit))))


def test_undo_of_an_addition_leaves_the_last_entry() -> None:
    before = _of(config(ghcr_io=entry("x", "y")))
    after = _after(before, Edit(entry=ADD))
    now = _after(after, Edit(entry=RemoveEntry("ghcr.io")))
    with pytest.raises(Failure) as failure:
        patch(now, undo(before, Edit(entry=ADD)))
    assert failure.value.problem.code is Code.LAST_ENTRY


def test_an_edit_that_was_never_possible_has_no_undo() -> None:
    for before, edit, code in (
        (_of(BROKEN), ADD, Code.BROKEN),
        (_of("{}"), RENAME, Code.ENTRY_GONE),
        (_of(), AddEntry("quay.io", NEW), Code.ENTRY_EXISTS),
    ):
        with pytest.raises(Failure) as failure:
            undo(before, Edit(entry=edit))
        assert failure.value.problem.code is code


@pytest.mark.parametrize(
    ("made", "later", "meet"),
    [
        (Edit("quay.io", NEW), Edit("quay.io", NEW), True),
        (Edit("quay.io", NEW), Edit("ghcr.io", NEW), False),
        (Edit("quay.io", NEW), Edit("quay.io", description="d"), False),
        (Edit(description="a"), Edit("quay.io", NEW, description=""), True),
        (Edit(description="a"), Edit(entry=REPLACE), False),
        (Edit("quay.io", NEW), Edit(entry=REMOVE), True),
        (Edit("quay.io", NEW), Edit(entry=RENAME), True),
        (Edit("quay.example", NEW), Edit(entry=RENAME), True),
        (Edit("quay.io", NEW), Edit(entry=ADD), False),
        (Edit(entry=ADD), Edit("docker.io", NEW), True),
        (Edit(entry=ADD), Edit(entry=REMOVE), False),
        (Edit(entry=RENAME), Edit(entry=AddEntry("quay.io", NEW)), True),
        (Edit(entry=ADD), Edit(entry=REPLACE), True),
        (Edit(entry=REPLACE), Edit("quay.io", NEW), True),
        (Edit(entry=REPLACE), Edit(entry=REPLACE), True),
    ],
)  # fmt: skip
def test_a_later_change_of_the_same_thing_is_known(made: Edit, later: Edit, meet: bool) -> None:
    assert overlap(made, later) is meet
    assert overlap(later, made) is meet
