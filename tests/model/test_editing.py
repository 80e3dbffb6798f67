"""Entries written into docker configs, and all else kept."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from model.facts import READINGS
from model.questions import Questions

from pullsecrets.model import editing
from pullsecrets.model.dockerconfig import Broken, Credential, DockerConfig, Entry, Kind, read
from pullsecrets.model.editing import (
    add_entry,
    new_config,
    remove_entry,
    rename_entry,
    replace_credential,
    restore_entry,
)

NEW = Credential(b"new", b"n:ew")
NEW_AUTH = base64.b64encode(b"new:n:ew").decode()


def test_nothing_tells_a_credential() -> None:
    data = json.dumps({"auths": {"quay.io": {"username": "us3r", "password": "s3cret"}}}).encode()
    config = read(data, Kind.JSON)
    assert isinstance(config, DockerConfig)
    assert "s3cret" not in repr(config)
    assert "us3r" not in repr(config)
    broken, cut = data.replace(b'"us3r"', b"1"), data[:-1]
    new = Credential(b"n3w", b"s3cret2")
    refused: list[tuple[type[Exception], Callable[[], bytes]]] = [
        (KeyError, lambda: replace_credential(data, Kind.JSON, "ghcr.io", new)),
        (ValueError, lambda: add_entry(data, Kind.JSON, "quay.io", new)),
        (ValueError, lambda: add_entry(data, Kind.JSON, "\ud83d", new)),
        (ValueError, lambda: add_entry(data, Kind.JSON, "a.io", Credential(b"s3cret:", b""))),
        (KeyError, lambda: rename_entry(data, Kind.JSON, "ghcr.io", "a.io")),
        (ValueError, lambda: rename_entry(data, Kind.JSON, "quay.io", "quay.io")),
        (ValueError, lambda: rename_entry(data, Kind.JSON, "quay.io", "\udc80")),
        (KeyError, lambda: remove_entry(data, Kind.JSON, "ghcr.io")),
        (ValueError, lambda: restore_entry(data, Kind.JSON, "quay.io", data)),
        (KeyError, lambda: restore_entry(data, Kind.JSON, "ghcr.io", data)),
        (ValueError, lambda: restore_entry(b"", Kind.JSON, "quay.io", cut)),
        (ValueError, lambda: new_config({"\ud83d": new})),
        (ValueError, lambda: new_config({"a.io": Credential(b"s3cret:", b"")})),
    ]
    for wrong in (broken, cut):
        refused += [
            (ValueError, partial(replace_credential, wrong, Kind.JSON, "quay.io", new)),
            (ValueError, partial(add_entry, wrong, Kind.JSON, "a.io", new)),
            (ValueError, partial(rename_entry, wrong, Kind.JSON, "quay.io", "a.io")),
            (ValueError, partial(remove_entry, wrong, Kind.JSON, "quay.io")),
        ]
    for error, act in refused:
        with pytest.raises(error) as caught:
            act()
        assert not isinstance(caught.value, UnicodeError)  # holds the whole text
        assert "s3cret" not in repr(caught.value)
        assert caught.value.__context__ is None


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


@pytest.mark.parametrize("result", [b"{", b"{}", b'{"auths":{"q":{},"r":{}}}', b'{"auths":{"r":{"auth":"Og=="}}}'])
def test_a_result_that_does_not_read_as_wanted_is_never_given_out(
    result: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, before = b'{"auths":{"q":{"auth":"YTpi"}}}', b'{"auths":{"q":{"auth":"YTpi"},"p":{"auth":"YTpi"}}}'
    acts: list[Callable[[], bytes]] = [
        lambda: replace_credential(data, Kind.JSON, "q", NEW),
        lambda: add_entry(data, Kind.JSON, "p", NEW),
        lambda: rename_entry(data, Kind.JSON, "q", "p"),
        lambda: restore_entry(data, Kind.JSON, "p", before),
        lambda: remove_entry(before, Kind.JSON, "p"),
    ]
    for act in acts:
        act()
    monkeypatch.setattr(editing, "replaced", lambda *_: result.decode())
    for act in acts:
        with pytest.raises(ValueError, match="wanted"):
            act()


ENTRY = f'{{"username":"new","password":"n:ew","auth":"{NEW_AUTH}"}}'
SPACED = f'{{"username": "new", "password": "n:ew", "auth": "{NEW_AUTH}"}}'
INDENTED = f"""{{
  "auths": {{
    "quay.io": {{
      "username": "new",
      "password": "n:ew",
      "auth": "{NEW_AUTH}"
    }}
  }}
}}"""
FIRST = """    "a.io": {
      "auth": "YTpi"
    },
"""


@pytest.mark.parametrize(
    ("data", "result"),
    [
        pytest.param("", '{"auths":{"quay.io":ENTRY}}', id="no bytes"),
        pytest.param("{}", '{"auths":{"quay.io":ENTRY}}', id="nothing"),
        pytest.param(" null\n", ' {"auths":{"quay.io":ENTRY}}\n', id="null"),
        pytest.param('{"auths":null}', '{"auths":{"quay.io":ENTRY}}', id="auths of null"),
        pytest.param('{"a":1,"Auths":{},"b":2}', '{"a":1,"Auths":{"quay.io":ENTRY},"b":2}', id="no entries"),
        pytest.param('{"psFormat":1e999}', '{"psFormat":1e999,"auths":{"quay.io":ENTRY}}', id="no auths"),
        pytest.param(
            '{"auths":null,"auths":null}', '{"auths":null,"auths":{"quay.io":ENTRY}}', id="nulls, the last counts"
        ),
        pytest.param(
            '{"auths":{"b":{}},"auths":null,"x":1}',
            '{"auths":{"b":{}},"auths":null,"x":1,"auths":{"quay.io":ENTRY}}',
            id="what a null cleared stays so",
        ),
        pytest.param(
            '{"auths":{"b":{}},"AUTHS":{"c":null}}', '{"auths":{"b":{}},"AUTHS":{"c":null,"quay.io":ENTRY}}', id="two"
        ),
        pytest.param(
            '{"auths":{"a":{"auth":"YTpi"}}}', '{"auths":{"a":{"auth":"YTpi"},"quay.io":ENTRY}}', id="compact"
        ),
        pytest.param(
            '{"auths": {"a": {"auth": "YTpi"}}}', '{"auths": {"a": {"auth": "YTpi"}, "quay.io": SPACED}}', id="spaced"
        ),
        pytest.param('{"auths": {}}', '{"auths": {"quay.io": SPACED}}', id="spaced and empty"),
        pytest.param('{\n  "auths": {}\n}', INDENTED, id="indented and empty"),
        pytest.param('{\n  "auths": {\n  }\n}', INDENTED, id="indented and empty on two lines"),
        pytest.param(
            INDENTED.replace("quay.io", "a.io"),
            INDENTED.replace("    }\n  }", "    },\n" + "\n".join(INDENTED.splitlines()[2:-2]) + "\n  }").replace(
                "quay.io", "a.io", 1
            ),
            id="indented",
        ),
        pytest.param(
            '{\r\n\t"x" : 1\r\n}\r\n',
            INDENTED.replace("\n", "\r\n")
            .replace("  ", "\t")
            .replace(":", " :")
            .replace(" :ew", ":ew")
            .replace('{\r\n\t"auths', '{\r\n\t"x" : 1,\r\n\t"auths', 1)
            + "\r\n",
            id="tabs",
        ),
        pytest.param('{ "auths":{ "b":null } }', '{ "auths":{ "b":null, "quay.io":BRACED } }', id="braces with spaces"),
    ],
)  # fmt: skip
def test_an_entry_is_added_in_the_layout_of_the_rest(data: str, result: str) -> None:
    braced = ENTRY.replace("{", "{ ").replace("}", " }").replace(',"', ', "')
    expected = result.replace("ENTRY", ENTRY).replace("SPACED", SPACED).replace("BRACED", braced)
    assert add_entry(data.encode(), Kind.JSON, "quay.io", NEW).decode() == expected


def test_an_entry_is_added_to_a_legacy_config() -> None:
    entry = ENTRY.encode()
    for data, result in (
        (b"", b'{"quay.io":ENTRY}'),
        (b"null", b'{"quay.io":ENTRY}'),
        (b"{}\n", b'{"quay.io":ENTRY}\n'),
        (b'{"auths":{}}', b'{"auths":{},"quay.io":ENTRY}'),
    ):
        assert add_entry(data, Kind.LEGACY, "quay.io", NEW) == result.replace(b"ENTRY", entry)


def test_what_json_cannot_hold_is_added_in_auth_alone() -> None:
    for new in (Credential(b"\xff", b"p"), Credential(b"u", b"\xff")):
        auth = base64.b64encode(new.username + b":" + new.password)
        assert add_entry(b"", Kind.LEGACY, "q", new) == b'{"q":{"auth":"' + auth + b'"}}'


def test_a_new_config_is_what_kubectl_makes() -> None:
    assert new_config({}) == b'{"auths":{}}'
    assert new_config({"quay.io": NEW}).decode() == f'{{"auths":{{"quay.io":{ENTRY}}}}}'
    several = {'q"\\é': NEW, "": Credential(b"\xff", b"")}
    assert new_config(several, Kind.LEGACY) == f'{{"q\\"\\\\é":{ENTRY},"":{{"auth":"/zo="}}}}'.encode()


@pytest.mark.parametrize(
    ("data", "result"),
    [
        ('{"auths":{"q": {"x":[1, 2]} ,"b":{}}}', '{"auths":{"NEW": {"x":[1, 2]} ,"b":{}}}'),
        (r'{"auths":{"b":{},"\u0071" :null}}', '{"auths":{"b":{},"NEW" :null}}'),
        ('{"auths":{"q":{"x":1},"b":{},"q":{"x":2}}}', '{"auths":{"NEW":{"x":1},"b":{},"NEW":{"x":2}}}'),
        ('{"auths":{"q":{}},"AUTHS":{"q":{}}}', '{"auths":{"NEW":{}},"AUTHS":{"NEW":{}}}'),
        ('{"auths":{"q":{}},"auths":null,"auths":{"q":{}}}', '{"auths":{"NEW":{}},"auths":null,"auths":{"NEW":{}}}'),
        ('{"q":{},"auths":{"q":{"q":1},"Q":{}}}', '{"q":{},"auths":{"NEW":{"q":1},"Q":{}}}'),
        ('{"auths":{"NEW":{}},"auths":null,"auths":{"q":{}}}', '{"auths":{"NEW":{}},"auths":null,"auths":{"NEW":{}}}'),
    ],
)  # fmt: skip
def test_an_entry_is_renamed_wherever_it_stands(data: str, result: str) -> None:
    new = 'n/é"'
    spelled = json.dumps(new, ensure_ascii=False)
    assert rename_entry(data.replace('"NEW"', spelled).encode(), Kind.JSON, "q", new).decode() == result.replace(
        '"NEW"', spelled
    )


@pytest.mark.parametrize(
    ("registries", "result"),
    [
        ('{"q":{}}', "{}"),
        ('{\n  "q":{}\n}', "{}"),
        ('{ "q":{} , "b":{} }', '{ "b":{} }'),
        ('{ "b":{} , "q":{} }', '{ "b":{} }'),
        ('{ "b":{},\n\t"q":{},\n\t"c":{}\n}', '{ "b":{},\n\t"c":{}\n}'),
        ('{"q":{},"b":{},"q":{},"\\u0071":null,"c":{},"q":{}}', '{"b":{},"c":{}}'),
        ('{"q":{}},"x":1,"AUTHS":{"q":{},"b":{"q":1}}', '{},"x":1,"AUTHS":{"b":{"q":1}}'),
        ('{"q":{}},"auths":null,"auths":{"q":{}}', '{},"auths":null,"auths":{}'),
    ],
)  # fmt: skip
def test_an_entry_is_removed_wherever_it_stands(registries: str, result: str) -> None:
    before, after = '\n{"q":{ },"auths" : ', ', "z":1e999}\r\n'
    data, expected = f"{before}{registries}{after}", f"{before}{result}{after}"
    assert remove_entry(data.encode(), Kind.JSON, "q").decode() == expected


@pytest.mark.parametrize(
    ("now", "result"),
    [
        pytest.param('{"auths":{"a":{},"c":{}}}', '{"auths":{"a":{},"q":Q,"c":{}}}', id="after the one before it"),
        pytest.param('{"auths":{"a":{},"b":{}}}', '{"auths":{"a":{},"q":Q,"b":{}}}', id="the nearest of several"),
        pytest.param('{"auths":{"c":{}}}', '{"auths":{"q":Q,"c":{}}}', id="that is gone"),
        pytest.param('{"auths":{"n":{}, "a":{}}}', '{"auths":{"n":{}, "a":{}, "q":Q}}', id="other ones are new"),
        pytest.param('{"auths":{"a":{}},"auths":{"n":{}}}', '{"auths":{"a":{}},"auths":{"q":Q,"n":{}}}', id="two"),
        pytest.param('{"auths":null}', '{"auths":{"q":Q}}', id="null"),
        pytest.param("", '{"auths":{"q":Q}}', id="no bytes"),
    ],
)  # fmt: skip
def test_an_entry_is_restored_in_its_own_text(now: str, result: str) -> None:
    own = '{ "auth":"YTpi",\n"email" : "a@b","\\u0078":1e999 }'
    for key in ('"q"', '"\\u0071"'):
        before = '{"auths":{"b":{},"a":{},QUAY : Q,"c":{}}}'.replace("QUAY", key).replace("Q", own)
        expected = result.replace('"q"', key).replace("Q", own)
        assert restore_entry(now.encode(), Kind.JSON, "q", before.encode()).decode() == expected


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
        space = like.space[0]
        if len(entry) == 1 and not space and like.colon.endswith(b" "):
            space = b" "  # as most programs write it
        parts[-1] = parts[-1].removesuffix(like.space[1])
        parts.append(space + auth + like.space[1])
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


@dataclass(frozen=True)
class Part:
    """A member of the registries: white space, key, colon and value, white space."""

    lead: bytes
    key: bytes
    value: bytes
    trail: bytes

    @property
    def text(self) -> bytes:
        return self.lead + self.key + self.value + self.trail


@dataclass(frozen=True)
class Document:
    """A docker config: its maps of registries, None for a null, and all that stands around and between them."""

    kind: Kind
    maps: tuple[tuple[Part, ...] | None, ...]
    around: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        texts = [b"null" if parts is None else b"{" + b",".join(p.text for p in parts) + b"}" for parts in self.maps]
        return b"".join(a + b for a, b in zip(self.around, [*texts, b""], strict=True))

    @property
    def credentials(self) -> dict[str, Credential]:
        return _credentials(self.data, self.kind)

    def changed(self, change: Callable[[Sequence[Part]], Sequence[Part]]) -> Document:
        return replace(self, maps=tuple(None if parts is None else tuple(change(parts)) for parts in self.maps))


SPELLED = {
    b'"quay.io"': "quay.io", b'"qu\\u0061y.io"': "quay.io", b'"Quay.io"': "Quay.io", b'"a.io"': "a.io",
    b'"\\ud800"': "\ufffd", b'"\xff"': "\ufffd", b'""': "", b'"auths"': "auths",
}  # fmt: skip
PARTS = st.builds(
    Part,
    SPACES,
    st.sampled_from(sorted(SPELLED)),
    st.tuples(SPACES, st.just(b":"), SPACES, ENTRIES).map(b"".join),
    SPACES,
)
MAPS = st.lists(PARTS, max_size=4).map(tuple)
NAMES = st.sampled_from(["new.io", "", 'q"\\', "é\u2028", "https://quay.io/v1/", "auths"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    if draw(st.booleans()):
        return Document(Kind.LEGACY, (draw(MAPS),), (draw(SPACES), draw(SPACES)))
    maps = draw(st.lists(st.none() | MAPS, min_size=1, max_size=3))
    others = st.sampled_from([b'"x":1e999,', b' "HttpHeaders" : {"a":"b"} ,', b'"quay.io":{},', b""])
    names = st.sampled_from([b'"auths":', b'"Auths" : ', '"authſ":'.encode(), b'\n  "\\u0061uths": '])
    around = [draw(others) + draw(names) for _ in maps]
    first, *rest = around
    return Document(Kind.JSON, tuple(maps), (b"{" + first, *(b"," + each for each in rest), draw(SPACES) + b"}\n"))


def _credentials(data: bytes, kind: Kind) -> dict[str, Credential]:
    config = read(data, kind)
    assert isinstance(config, DockerConfig)
    return {entry.key: entry.credential for entry in config.entries}


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@given(documents(), NAMES, CREDENTIALS)
def test_adding_puts_one_piece_in_and_changes_nothing_else(document: Document, key: str, new: Credential) -> None:
    data, kind = document.data, document.kind
    assume(key not in document.credentials)
    result = add_entry(data, kind, key, new)
    assert _credentials(result, kind) == document.credentials | {key: new}
    start = _shared(data, result)
    end = _shared(data[start:][::-1], result[start:][::-1])
    assert data[start : len(data) - end] in (b"", b"null")


@given(documents(), NAMES, st.data())
def test_renaming_changes_the_key_wherever_it_stands(document: Document, new: str, drawn: st.DataObject) -> None:
    assume(new not in document.credentials)
    assume(document.credentials)
    old = drawn.draw(st.sampled_from(sorted(document.credentials)))
    literal = json.dumps(new, ensure_ascii=False).encode()
    renamed = document.changed(lambda ps: [replace(p, key=literal) if SPELLED[p.key] == old else p for p in ps])
    assert rename_entry(document.data, document.kind, old, new) == renamed.data
    assert renamed.credentials == {new if key == old else key: c for key, c in document.credentials.items()}


def _removed(parts: Sequence[Part], key: str) -> Sequence[Part]:
    """As they should be: what follows moves to the place of what goes, and what is last keeps the space at the end."""
    kept: list[Part] = []
    lead: bytes | None = None
    for part in parts:
        lead = part.lead if lead is None else lead
        if SPELLED[part.key] != key:
            kept.append(replace(part, lead=lead))
            lead = None
    if kept:
        kept[-1] = replace(kept[-1], trail=parts[-1].trail)
    return kept


@given(documents(), st.data())
def test_removing_leaves_all_the_rest(document: Document, drawn: st.DataObject) -> None:
    assume(document.credentials)
    key = drawn.draw(st.sampled_from(sorted(document.credentials)))
    removed = document.changed(lambda parts: _removed(parts, key))
    assert remove_entry(document.data, document.kind, key) == removed.data
    assert removed.credentials == {k: c for k, c in document.credentials.items() if k != key}


@given(documents(), documents(), st.data())
def test_restoring_brings_back_the_text_of_an_entry(before: Document, other: Document, drawn: st.DataObject) -> None:
    assume(before.credentials)
    key = drawn.draw(st.sampled_from(sorted(before.credentials)))
    now = other.data if other.kind is before.kind else before.data
    if key in _credentials(now, before.kind):
        now = remove_entry(now, before.kind, key)
    result = restore_entry(now, before.kind, key, before.data)
    assert _credentials(result, before.kind) == _credentials(now, before.kind) | {key: before.credentials[key]}
    own = [part for parts in before.maps for part in parts or () if SPELLED[part.key] == key][-1]
    value = own.value.strip(b": \t\r\n")
    assert re.search(re.escape(own.key) + rb"\s*:\s*" + re.escape(value), result)


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


@given(st.integers(0, 2**32))
def test_entries_of_an_odd_config_can_be_added_renamed_and_removed(seed: int) -> None:
    questions = Questions(seed)
    for kind, data in questions.draw().secrets:
        if isinstance(read(data, kind), Broken):
            continue
        was, new = _credentials(data, kind), questions.credential()
        assert _credentials(add_entry(data, kind, "n", new), kind) == was | {"n": new}
        for key in was:
            renamed = rename_entry(data, kind, key, "n")
            assert _credentials(renamed, kind) == {"n" if k == key else k: c for k, c in was.items()}
            removed = remove_entry(data, kind, key)
            assert _credentials(removed, kind) == {k: c for k, c in was.items() if k != key}
            assert _credentials(restore_entry(removed, kind, key, data), kind) == was
