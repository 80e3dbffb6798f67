"""Reading a docker config by the kubelet's rules, and replacing one credential in place."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.facts import AB, READINGS, Reading
from model.questions import Questions

from pullsecrets.model.dockerconfig import (
    Broken,
    Credential,
    DockerConfig,
    Entry,
    Kind,
    read,
)
from pullsecrets.model.editing import replace_credential

NEW = Credential(b"new", b"n:ew")
NEW_AUTH = base64.b64encode(b"new:n:ew").decode()


@pytest.mark.parametrize("row", READINGS, ids=[row.about for row in READINGS])
def test_the_kubelet_reads(row: Reading) -> None:
    config = read(row.data, row.kind)
    if isinstance(config, DockerConfig):
        given = {entry.key: (entry.credential.username, entry.credential.password) for entry in config.entries}
        assert given == row.gives
        assert len(given) == len(config.entries)
    else:
        assert config == row.gives


def test_entries_come_in_the_order_of_first_appearance() -> None:
    config = read(b'{"auths":{"c":{},"a":{}},"x":1,"Auths":{"b":{},"c":{"username":"last"}}}', Kind.JSON)
    assert isinstance(config, DockerConfig)
    assert [entry.key for entry in config.entries] == ["c", "a", "b"]
    assert config.entry("c") == Entry("c", Credential(b"last", b""))
    assert config.entry("d") is None


@pytest.mark.parametrize(
    ("fields", "token_only"),
    [
        ('"identitytoken":"t"', True),
        ('"RegistryToken":"t"', True),
        ('"identitytoken":"t","auth":"Og=="', True),
        ('"identitytoken":"t","username":"a"', False),
        (f'"identitytoken":"t","auth":"{AB}"', False),
        ('"identitytoken":""', False),
        ('"identitytoken":1', False),
        ("", False),
    ],
)
def test_an_entry_with_nothing_but_a_token_is_told(fields: str, token_only: bool) -> None:
    config = read(f'{{"quay.io":{{{fields}}}}}'.encode(), Kind.LEGACY)
    assert isinstance(config, DockerConfig)
    assert config.entries[0].token_only is token_only


def test_nothing_tells_a_credential() -> None:
    data = json.dumps({"auths": {"quay.io": {"username": "us3r", "password": "s3cret"}}}).encode()
    config = read(data, Kind.JSON)
    assert isinstance(config, DockerConfig)
    assert "s3cret" not in repr(config)
    assert "us3r" not in repr(config)
    broken = data.replace(b'"us3r"', b"1")
    for wrong, key, error in (
        (data, "ghcr.io", KeyError),
        (broken, "quay.io", ValueError),
        (data[:-1], "quay.io", ValueError),
    ):
        with pytest.raises(error) as caught:
            replace_credential(wrong, Kind.JSON, key, Credential(b"n3w", b"s3cret2"))
        assert "s3cret" not in repr(caught.value)
        assert caught.value.__context__ is None


def test_kinds_name_their_key() -> None:
    assert {kind.value: kind.data_key for kind in Kind} == {
        "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
        "kubernetes.io/dockercfg": ".dockercfg",
    }


@pytest.mark.parametrize(
    ("entry", "edited"),
    [
        ('{"auth":"YTpi"}', '{"auth":"NEW"}'),
        ('{"auth":"YTpi","x":[1, 2],"email":"a@b"}', '{"auth":"NEW","x":[1, 2],"email":"a@b"}'),
        ('{"Username":"a","PASSWORD":"b","auth":"YTpi"}', '{"Username":"new","PASSWORD":"n:ew","auth":"NEW"}'),
        ('{"auth":"YTpi","AUTH":"YzpkZQ=="}', '{"auth":"YTpi","AUTH":"NEW"}'),
        ('{"auth":"YTpi","AUTH":null}', '{"auth":"NEW","AUTH":null}'),
        ('{"auth":"YTpi","AUTH":""}', '{"auth":"YTpi","AUTH":"NEW"}'),
        ('{"username":"a","auth":null}', '{"username":"new","auth":"NEW"}'),
        ('{"username":null,"password":""}', '{"username":null,"password":"n:ew","auth":"NEW"}'),
        ('{"username":"a","username":"b"}', '{"username":"a","username":"new","auth":"NEW"}'),
        (r'{"\u0061uth":"YT\u0070i", "uſername" : "\u0061"}', r'{"\u0061uth":"NEW", "uſername" : "new"}'),
        ('{"identitytoken":"t"}', '{"identitytoken":"t","auth":"NEW"}'),
        ('{\n  "email": "",\n  "password" : "b"\n}', '{\n  "email": "",\n  "password" : "n:ew",\n  "auth" : "NEW"\n}'),
        ('{ "x": {} }', '{ "x": {}, "auth": "NEW" }'),
        ("{}", '{"auth":"NEW"}'),
        ("{ \n}", '{"auth":"NEW" \n}'),
        ("null", '{"auth":"NEW"}'),
    ],
)  # fmt: skip
def test_a_credential_is_replaced_where_it_stands(entry: str, edited: str) -> None:
    before, after = '\n{"a":1.0,"auths" : {"x":{"auth":""},\t"quay.io": ', ',"y":null } , "z":1e999}\r\n'
    result = replace_credential(f"{before}{entry}{after}".encode(), Kind.JSON, "quay.io", NEW)
    assert result.decode() == f"{before}{edited.replace('NEW', NEW_AUTH)}{after}"


def test_the_occurrence_that_counts_is_found() -> None:
    data = (
        b'{"auths":{"q":{},"q":{"x":1}},"AUTHS":null,"auths":{"q":{"x":2},"p":{}},"Auths":{"\\u0071":{"x":3},"r":{}}}'
    )
    auth = b'"auth":"' + NEW_AUTH.encode() + b'"'
    assert replace_credential(data, Kind.JSON, "q", NEW) == data.replace(b'"x":3', b'"x":3,' + auth)
    assert replace_credential(data, Kind.JSON, "p", NEW) == data.replace(b'"p":{', b'"p":{' + auth)


def test_bytes_that_are_not_utf_8_stand_in_auth_alone() -> None:
    new = Credential(b"\xffu", b'p"\xe2\x82')
    result = replace_credential(b'{"q\xff":{"username":"","password":""}}', Kind.LEGACY, "q\ufffd", new)
    auth = base64.b64encode(b'\xffu:p"\xe2\x82')
    assert result == b'{"q\xff":{"username":"\xef\xbf\xbdu","password":"p\\"\xef\xbf\xbd","auth":"' + auth + b'"}}'
    assert read(result, Kind.LEGACY) == DockerConfig((Entry("q\ufffd", new),))


def test_what_cannot_be_written_is_refused() -> None:
    data = b'{"auths":{"quay.io":{}}}'
    for key, empty in (("QUAY.io", data), ("quay.io", b""), ("quay.io", b"null"), ("quay.io", b'{"quay.io":{}}')):
        with pytest.raises(KeyError):
            replace_credential(empty, Kind.JSON, key, NEW)
    with pytest.raises(ValueError, match="colon"):
        replace_credential(data, Kind.JSON, "quay.io", Credential(b"a:b", b"c"))
    for row in READINGS:
        if isinstance(row.gives, Broken):
            with pytest.raises(ValueError, match=r".*"):
                replace_credential(row.data, row.kind, "quay.io", NEW)


@dataclass(frozen=True)
class Field:
    """A field of an entry, in the bytes of its parts. ``string`` is None for what is no string."""

    name: str
    spelled: bytes
    colon: bytes
    string: str | None
    value: bytes
    space: tuple[bytes, bytes]

    def bytes_with(self, value: bytes) -> bytes:
        return self.space[0] + self.spelled + self.colon + value + self.space[1]


SPACES = st.sampled_from([b"", b"", b" ", b"\n  ", b"\t\r\n"])
SPELLINGS = {
    "auth": [b'"auth"', b'"AUTH"', b'"Auth"', b'"\\u0061uth"'],
    "username": [b'"username"', b'"Username"', '"uſername"'.encode(), b'"user\\u006eame"'],
    "password": [b'"password"', b'"PASSWORD"', '"paſsword"'.encode()],
    "": [b'"identitytoken"', b'"x"', b'"auth "', b'""', b'"\xff"', b'"psFormat"'],
}
VALUES = st.sampled_from([b"1e999", b"[1, {}]", b'{"auth":1}', b'"\\ud800"', b"null", b"true", b'"\xff"'])
BYTES = st.binary(max_size=20)
CREDENTIALS = st.builds(Credential, BYTES.map(lambda name: name.replace(b":", b"")), BYTES)
ENTRIES = st.sampled_from(
    [b"{}", b"null", b'{"auth":"YTpi"}', b'{"username":"\xff","x":[ ]}', b'{"auth":"YTpi","AUTH":null }']
)
KEYS = st.sampled_from([b'"a.io"', b'"quay.i"', b'"Quay.io"', b'"\\ud800"', b'"\xff"', b'""'])
TARGETS = st.sampled_from([b'"quay.io"', b'"qu\\u0061y.io"', b'"\\u0071uay.i\\u006F"'])


@st.composite
def fields(draw: st.DrawFn) -> Field:
    name = draw(st.sampled_from(sorted(SPELLINGS)))
    string = draw(st.none() | st.text(st.characters(codec="utf-8"), max_size=8))
    if name == "auth" and string:
        user, password = draw(CREDENTIALS.map(lambda drawn: (drawn.username, drawn.password)))
        string = base64.b64encode(user + b":" + password).decode()
    value = b"null" if string is None else json.dumps(string, ensure_ascii=draw(st.booleans())).encode()
    colon = draw(SPACES) + b":" + draw(SPACES)
    if name == "":
        string, value = None, draw(VALUES)
    return Field(name, draw(st.sampled_from(SPELLINGS[name])), colon, string, value, (draw(SPACES), draw(SPACES)))


@st.composite
def members(draw: st.DrawFn, keys: st.SearchStrategy[bytes]) -> list[bytes]:
    return draw(
        st.lists(st.builds(lambda *parts: b"".join(parts), keys, st.just(b":"), SPACES, ENTRIES, SPACES), max_size=3)
    )


@st.composite
def surroundings(draw: st.DrawFn) -> tuple[Kind, bytes, bytes]:
    """All that stands before and after the object of quay.io that counts."""
    before, after = draw(members(KEYS | TARGETS)), draw(members(KEYS))
    start = b",".join([*before, draw(SPACES) + draw(TARGETS) + b":" + draw(SPACES)])
    end = b",".join([draw(SPACES), *after])
    if draw(st.booleans()):
        return Kind.LEGACY, b"{" + start, end + b"}\n"
    others = b"{" + b",".join(draw(members(KEYS | TARGETS))) + b"}"
    roots = [b'"x":' + draw(VALUES), b'"HttpHeaders" : {"a":"b"}', b'"Auths":' + others, b'"auths":null']
    first = draw(st.lists(st.sampled_from(roots), max_size=3))
    last = draw(st.lists(st.sampled_from(roots[:2]), max_size=2))
    start = b",".join([*first, b'"aut\\u0068s": {' + start])
    return Kind.JSON, b"{" + start, b",".join([end + b"}", *last]) + b"}"


def _edited(entry: list[Field], new: Credential) -> bytes:
    """The fields as they should be afterwards."""
    written = {
        "auth": base64.b64encode(new.username + b":" + new.password).decode(),
        "username": new.username.decode("utf-8", "replace"),
        "password": new.password.decode("utf-8", "replace"),
    }
    values = [field.value for field in entry]
    for name, string in written.items():
        named = [number for number, field in enumerate(entry) if field.name == name]
        counting = [number for number in named if entry[number].string is not None]
        if name == "auth" and not counting:
            counting = named
        if counting:
            values[counting[-1]] = json.dumps(string, ensure_ascii=False).encode()
    parts = [field.bytes_with(value) for field, value in zip(entry, values, strict=True)]
    if all(field.name != "auth" for field in entry):
        like = entry[-1] if entry else None
        auth = b'"auth"' + (like.colon if like else b":") + b'"' + written["auth"].encode() + b'"'
        if like is None:
            return auth
        parts[-1] = parts[-1].removesuffix(like.space[1])
        parts.append(like.space[0] + auth + like.space[1])
    return b",".join(parts)


@given(surroundings(), st.lists(fields(), max_size=6), CREDENTIALS)
def test_whatever_stands_around_a_credential_stays(
    around: tuple[Kind, bytes, bytes], entry: list[Field], new: Credential
) -> None:
    kind, before, after = around
    data = before + b"{" + b",".join(field.bytes_with(field.value) for field in entry) + b"}" + after
    result = replace_credential(data, kind, "quay.io", new)
    assert result == before + b"{" + _edited(entry, new) + b"}" + after
    was, now = read(data, kind), read(result, kind)
    assert isinstance(was, DockerConfig)
    assert isinstance(now, DockerConfig)
    assert [(e.key, e.credential) for e in now.entries] == [
        (e.key, new if e.key == "quay.io" else e.credential) for e in was.entries
    ]


@given(st.integers(0, 2**32))
def test_every_entry_of_an_odd_config_can_be_replaced(seed: int) -> None:
    questions = Questions(seed)
    for kind, data in questions.draw().secrets:
        config = read(data, kind)
        if isinstance(config, Broken):
            continue
        for entry in config.entries:
            new = questions.credential()
            now = read(replace_credential(data, kind, entry.key, new), kind)
            assert isinstance(now, DockerConfig)
            assert [(e.key, e.credential) for e in now.entries] == [
                (e.key, new if e is entry else e.credential) for e in config.entries
            ]
