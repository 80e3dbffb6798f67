"""What is saved of broken docker configs, and what is said to be lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model.facts import AB, CD, READINGS, Reading
from model.questions import Questions
from model.samples import b64

from pullsecrets.model.dockerconfig import Broken, Credential, DockerConfig, Kind, Why, read, registries
from pullsecrets.model.json_text import decoded, first, to_bytes, well_formed
from pullsecrets.model.repair import Lost, Part, Repair, repair

GOOD = f'{{"auths": {{"quay.io" :{{"auth":"{AB}"}}}}, "x":1e999}}'


def _given(data: bytes | None, kind: Kind) -> dict[str, Credential]:
    config = read(data or b"", kind)
    assert isinstance(config, DockerConfig)
    return {entry.key: entry.credential for entry in config.entries}


def _true(found: Repair, kind: Kind) -> bool:
    """What is said to be kept is what the kubelet reads."""
    kept = {entry.key: entry.credential for entry in found.kept}
    return kept == _given(found.data, kind) and bool(kept) == (found.data is not None)


@pytest.mark.parametrize(
    ("data", "lost"),
    [
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), (), id="byte order mark"),
        pytest.param(GOOD.encode("utf-16"), (), id="UTF-16 with a mark"),
        pytest.param(GOOD.encode("utf-16-le"), (), id="UTF-16"),
        pytest.param(GOOD.encode("utf-16-be"), (), id="UTF-16, the other way round"),
        pytest.param(GOOD.encode("utf-32"), (), id="UTF-32"),
        pytest.param(GOOD.encode() + b"\n\0\0", (), id="filled with zeros"),
        pytest.param(GOOD.encode() + b"}", (Lost(Part.REST, Why.NOT_JSON),), id="one brace too many"),
        pytest.param(GOOD.encode() * 2, (Lost(Part.REST, Why.NOT_JSON),), id="twice"),
        pytest.param(GOOD.encode() + b" \xff", (Lost(Part.REST, Why.NOT_JSON),), id="bytes at the end"),
    ],
)
def test_a_good_document_is_found(data: bytes, lost: tuple[Lost, ...]) -> None:
    assert isinstance(read(data, Kind.JSON), Broken)
    found = repair(data, Kind.JSON)
    assert found.data == GOOD.encode()
    assert found.lost == lost
    assert _true(found, Kind.JSON)


def _wrong(key: str, field: str = "", part: Part = Part.ENTRY, why: Why = Why.WRONG_TYPE) -> Lost:
    return Lost(part, why, key, field)


HEADERS = _wrong("", "HttpHeaders", Part.FIELD)
AUTHS = _wrong("", "auths", Part.FIELD)
GONE = _wrong("a", part=Part.OVERRIDDEN)


@pytest.mark.parametrize(
    ("data", "result", "lost"),
    [
        ('{"a":{AB}, "b":"x", "c":{AB}}', '{"a":{AB}, "c":{AB}}', [_wrong("b")]),
        ('{"b":[],"a":{AB}}', '{"a":{AB}}', [_wrong("b")]),
        ('{"a":{AB} , "b":{"auth":"%"}}', '{"a":{AB}}', [_wrong("b", "auth", why=Why.NOT_BASE64)]),
        ('{"a":{AB},"b":{"auth":"YQ=="}}', '{"a":{AB}}', [_wrong("b", "auth", why=Why.NO_COLON)]),
        ('{"a":{AB},"b":{"auth":1}}', '{"a":{AB}}', [_wrong("b", "auth")]),
        ('{"a":{AB},"b":{"username":"u","password":12}}', '{"a":{AB}}', [_wrong("b", "password")]),
        ('{"a":{AB},"b":{"Username":[],"password":"p","x":1}}', '{"a":{AB}}', [_wrong("b", "username")]),
        ('{"a":{AB},"b":{"email":1,"auth":"%"}}', '{"a":{AB}}', [_wrong("b", "auth", why=Why.NOT_BASE64)]),
        # What did not make the credential can go.
        ('{"a":{"x":1,"email":5, AB}}', '{"a":{"x":1,AB}}', [_wrong("a", "email", Part.ENTRY_FIELD)]),
        ('{"a":{AB,"email":{}},"b":{}}', '{"a":{AB},"b":{}}', [_wrong("a", "email", Part.ENTRY_FIELD)]),
        ('{"a":{"password":1,AB}}', '{"a":{AB}}', [_wrong("a", "password", Part.ENTRY_FIELD)]),
        ('{"a":{AB,"AUTH":1}}', '{"a":{AB}}', [_wrong("a", "auth", Part.ENTRY_FIELD)]),
        ('{"a":{"email":1}}', '{"a":{}}', [_wrong("a", "email", Part.ENTRY_FIELD)]),
        ('{"a":{"email":1,"x":"t"}}', '{"a":{"x":"t"}}', [_wrong("a", "email", Part.ENTRY_FIELD)]),
        (
            '{"a":{"username":"u","auth":"%","auth":null,"password":"p"}}',
            '{"a":{"username":"u","password":"p"}}',
            [_wrong("a", "auth", Part.ENTRY_FIELD, Why.NOT_BASE64)],
        ),
        (
            '{"a":{"email":1,"username":"u","auth":"YQ","password":"p"}}',
            '{"a":{"username":"u","password":"p"}}',
            [_wrong("a", "email", Part.ENTRY_FIELD), _wrong("a", "auth", Part.ENTRY_FIELD, Why.NO_COLON)],
        ),
        # Of equal keys the last decides.
        ('{"a":1,"a":{AB}}', '{"a":{AB}}', [GONE]),
        (
            '{"a":{"auth":"%"},"b":{AB},"\\u0061":{CD}}',
            '{"b":{AB},"\\u0061":{CD}}',
            [_wrong("a", "auth", Part.OVERRIDDEN, Why.NOT_BASE64)],
        ),
        ('{"b":{AB},"a":{CD},"a":1}', '{"b":{AB}}', [_wrong("a")]),
        # Beside the entries.
        ('{"a":{AB}},"HttpHeaders":{"x":1},"y":{}', '{"a":{AB}},"y":{}', [HEADERS]),
        ('{"a":{AB}},"httpheaders":"x"', '{"a":{AB}}', [HEADERS]),
        ('{"a":{AB}},"auths":[]', '{"a":{AB}}', [AUTHS]),
        ('null, "AUTHS":3,\n"auths":{"a":{AB}}', 'null, "auths":{"a":{AB}}', [AUTHS]),
        ('{"a":1},"auths":null,"auths":{"b":{}}', '{},"auths":null,"auths":{"b":{}}', [GONE]),
    ],
)  # fmt: skip
def test_what_breaks_it_goes_and_the_rest_stays(data: str, result: str, lost: list[Lost]) -> None:
    data, result = (text.replace("AB", f'"auth":"{AB}"').replace("CD", f'"auth":"{CD}"') for text in (data, result))
    texts = [(Kind.JSON, f'{{ "auths":{data} }}', f'{{ "auths":{result} }}')]
    if not any(each.part is Part.FIELD for each in lost) and "auths" not in data:
        texts.append((Kind.LEGACY, data, result))
    for kind, before, after in texts:
        assert isinstance(read(before.encode(), kind), Broken)
        found = repair(before.encode(), kind)
        assert found.data == after.encode()
        assert list(found.lost) == lost
        assert _true(found, kind)


@pytest.mark.parametrize(
    ("data", "lost"),
    [
        (b"  ", Lost(Part.WHOLE, Why.NOT_JSON)),
        (b"<!DOCTYPE html><html>404</html>", Lost(Part.WHOLE, Why.NOT_JSON)),
        (b"\xff\xfe\x00", Lost(Part.WHOLE, Why.NOT_JSON)),
        (GOOD[:-1].encode(), Lost(Part.WHOLE, Why.NOT_JSON)),
        (b"apiVersion: v1", Lost(Part.WHOLE, Why.NOT_JSON)),
        (b'{"auths":{"a":' + b"[" * 10_001, Lost(Part.WHOLE, Why.TOO_DEEP)),
        (b"[]", Lost(Part.WHOLE, Why.WRONG_TYPE)),
        (json.dumps(GOOD).encode(), Lost(Part.WHOLE, Why.WRONG_TYPE)),
        (b'{"auths":[]}', AUTHS),
        (b'{"auths":{"a":"x"},"x":1}', _wrong("a")),
    ],
)
def test_nothing_can_be_kept_of_some(data: bytes, lost: Lost) -> None:
    assert repair(data, Kind.JSON) == Repair((), (lost,))


def test_a_docker_config_in_a_legacy_secret_is_unwrapped() -> None:
    inner = f'{{\n"quay.io" : {{"auth":"{AB}", "x":1e999}},"b":1}}'
    for headers in ("{}", "[]"):
        found = repair(f'{{"auths":{inner},"credsStore":"desktop","HttpHeaders":{headers}}}'.encode(), Kind.LEGACY)
        assert found.data == inner.replace(',"b":1', "").encode()
        assert found.lost == (_wrong("b"), _wrong("", "credsStore", Part.FIELD), HEADERS)
        assert _true(found, Kind.LEGACY)
    # Not where there is a credential without that, nor where none is found inside, nor in two places.
    for data in (
        f'{{"auths":{inner},"credsStore":"desktop","a.io":{{"auth":"{AB}"}}}}',
        '{"auths":{"quay.io":{}},"credsStore":"desktop"}',
        f'{{"auths":{{}},"credsStore":"desktop","Auths":{{"quay.io":{{"auth":"{AB}"}}}}}}',
    ):
        found = repair(data.encode(), Kind.LEGACY)
        assert found.lost == (_wrong("credsStore"),)
        assert found.data == data.replace(',"credsStore":"desktop"', "").encode()
        assert _true(found, Kind.LEGACY)


@pytest.mark.parametrize("row", READINGS, ids=[row.about for row in READINGS])
def test_what_is_not_broken_stays_as_it_is(row: Reading) -> None:
    found = repair(row.data, row.kind)
    assert _true(found, row.kind)
    if not isinstance(row.gives, Broken):
        assert found.lost == ()
        assert found.data == (row.data if row.gives else None)


def test_nothing_shows_a_password() -> None:
    data = f'{{"auths":{{"a":{{"auth":"{b64("robot:s3cret")}"}},"b":{{"auth":"s3cret!"}}}}}}'
    shown = repr(repair(data.encode(), Kind.JSON))
    assert "NOT_BASE64" in shown
    for word in ("s3cret", "robot", b64("robot:s3cret")):
        assert word not in shown


def test_nothing_shows_a_password_in_a_key() -> None:
    data = f'{{"auths":{{"me:s3cret@a.io":{{"auth":"{b64("a:b")}"}},"me:s3cret@b.io":{{"auth":"!"}}}}}}'
    found = repair(data.encode(), Kind.JSON)
    assert (len(found.kept), len(found.lost)) == (1, 1)
    assert "s3cret" not in repr(found)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(Kind))
def test_no_bytes_are_too_odd(data: bytes, kind: Kind) -> None:
    assert _true(repair(data, kind), kind)


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_each_entry_that_is_sound_alone_is_kept(seed: int) -> None:
    for kind, data in Questions(seed).draw().secrets:
        found = repair(data, kind)
        assert _true(found, kind)
        if any(lost.part in {Part.WHOLE, Part.REST} for lost in found.lost):
            continue
        kept = {entry.key: entry.credential for entry in found.kept}
        faults = {(lost.key, lost.part) for lost in found.lost}
        for key, entry in _counting(decoded(data) or "null", kind).items():
            alone = read(to_bytes(f'{{"":{entry}}}'), Kind.LEGACY)
            if isinstance(alone, DockerConfig):
                assert kept[key] == alone.entries[0].credential
                assert not {(key, Part.ENTRY), (key, Part.ENTRY_FIELD)} & faults
            else:
                assert (key in kept) is ((key, Part.ENTRY_FIELD) in faults)
                assert (key in kept) is not ((key, Part.ENTRY) in faults)


def _counting(text: str, kind: Kind) -> dict[str, str]:
    """The text of each entry, in the occurrence that counts."""
    root = first(text)
    found: dict[str, str] = {}
    for value in registries(root, kind):
        if value.plain is None:
            found.clear()
        found |= {well_formed(each.key): text[each.value.start : each.value.end] for each in value.members}
    return found
