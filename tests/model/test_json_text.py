"""JSON text with the place of every value."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from model.questions import Questions

from pullsecrets.model import json_text
from pullsecrets.model.json_text import (
    MAX_DEPTH,
    NotJsonError,
    Plain,
    TooDeepError,
    literal,
    parse,
    replace_string,
    replaced,
    scan,
    to_bytes,
    to_text,
    well_formed,
)

SCALARS = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def _outcome(read: Callable[[str], Plain], text: str) -> object:
    try:
        return read(text)
    except (NotJsonError, TooDeepError) as error:
        return type(error)


def _agree(text: str) -> None:
    assert _outcome(parse, text) == _outcome(lambda text: scan(text).plain, text)


@given(st.integers(0, 2**32))
def test_both_ways_agree_on_odd_configs(seed: int) -> None:
    questions = Questions(seed)
    for _ in range(5):
        for _, data in questions.draw().secrets:
            if len(data) < 5_000:  # the deepest are compared below, without recursion
                _agree(to_text(data))


@given(st.text(st.sampled_from('{}[]:,"\\u0d8e1-+.aftnsrl \n\t\x00é\ud83d\udc00')))
@example('"\\ud83d\\ude00"')
@example("[1,]")
@example('{"a":1,}')
@example("\ufeff{}")
@example("0x1")
@example("١")
@example("-Infinity")
def test_both_ways_agree_on_any_text(text: str) -> None:
    _agree(text)


@given(VALUES, st.sampled_from([None, 0, 3, "\t"]), st.booleans())
def test_every_value_is_where_it_is_said_to_be(plain: object, indent: int | str | None, ascii_only: bool) -> None:
    text = f"\n {json.dumps(plain, indent=indent, ensure_ascii=ascii_only)}\t"
    todo = [scan(text)]
    assert json.loads(text[todo[0].start : todo[0].end]) == plain
    while todo:
        value = todo.pop()
        assert scan(text[value.start : value.end]).plain == value.plain
        for member in value.members:
            assert json.loads(text[member.start : member.end]) == member.key
            todo.append(member.value)


@given(st.binary())
def test_text_keeps_every_byte(data: bytes) -> None:
    assert to_bytes(to_text(data)) == data


def test_strings_get_one_replacement_for_each_invalid_byte() -> None:
    assert well_formed(to_text(b"a\xe2\x82b\xff\xed\xa0\x80")) == "a\ufffd\ufffdb\ufffd\ufffd\ufffd\ufffd"
    assert well_formed("é\ud800😀\udc00") == "é\ufffd😀\ufffd"


@given(st.text(st.characters(codec="utf-8")))
def test_a_literal_reads_as_its_string(string: str) -> None:
    assert scan(literal(string)).plain == string


def test_a_literal_escapes_only_what_must_be() -> None:
    assert literal('a"\\/\n\x00é日🔑\x7f') == '"a\\"\\\\/\\n\\u0000é日🔑\x7f"'


def test_pieces_are_replaced_from_any_order() -> None:
    assert replaced("abcdef", [(5, 6, "!"), (0, 1, "__"), (3, 3, "+")]) == "__bc+de!"


@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_nesting_ends_where_go_ends_it(opened: str, closed: str) -> None:
    levels = MAX_DEPTH // len(closed)
    deepest = opened * levels + "0" + closed * levels
    for read in (parse, scan):
        read(deepest)
        with pytest.raises(TooDeepError):
            read(f"[{deepest}]")
        with pytest.raises(NotJsonError):
            read(deepest[:-1])


@pytest.mark.parametrize("hidden", ["", '"]]", ', r'"\"]]\\", ', '"", ["}"], '])
def test_deep_text_goes_where_nothing_recurses(monkeypatch: pytest.MonkeyPatch, hidden: str) -> None:
    deep = f"[{hidden}" * 101 + "0" + "]" * 101
    monkeypatch.setattr(json_text, "_DECODER", None)
    assert parse(deep) == scan(deep).plain


def test_broad_text_goes_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    broad = f"[{'[{}],' * 1000}0]"
    plain = scan(broad).plain
    monkeypatch.setattr(json_text, "scan", None)
    assert parse(broad) == plain


def test_ordinary_text_goes_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "scan", None)
    assert parse('{"auths":{"quay.io":{"auth":"YTpi","n":1}}}') == (
        ("auths", (("quay.io", (("auth", "YTpi"), ("n", 1.0))),)),
    )
    with pytest.raises(NotJsonError) as caught:
        parse('{"auths":"s3cret"')
    assert caught.value.__context__ is None  # it would hold the text


def test_hostile_text_takes_no_time() -> None:
    began = time.process_time()
    million = 1_000_000
    for text in (
        '"' + "\\\\" * million,
        '"' + "a" * million,
        " " * million,
        "1" * million,
        "-" * million,
        '{"a":' * million,
    ):
        for read in (parse, scan):
            with contextlib.suppress(NotJsonError, TooDeepError):
                read(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("document", "path", "result"),
    [
        ('{"a": "old", "b":1}', ["a"], '{"a": "NEW", "b":1}'),
        ('{"d":{"a":"1","a":"2"},"d":{"x":0,"a" :"3"}}', ["d", "a"], '{"d":{"a":"1","a":"2"},"d":{"x":0,"a" :"NEW"}}'),
        (r'{"\u0061":"1\n"}', ["a"], r'{"\u0061":"NEW"}'),
        ('"old"', [], '"NEW"'),
        ('{"A":"1"}', ["a"], None),
        ('{"a":"1","a":null}', ["a"], None),
        ('{"a":{"b":1}}', ["a", "b"], None),
        ('{"a":"1"}', ["a", "b"], None),
        ('{"a":["1"]}', ["a", "0"], None),
        ('{"a":"1"', ["a"], None),
        ("", ["a"], None),
        ('{"a":' + "[" * 10_000, ["a"], None),
    ],
)  # fmt: skip
def test_one_string_of_any_json_is_replaced(document: str, path: list[str], result: str | None) -> None:
    new = 'ne"w\né'
    assert replace_string(document, path, new) == (result and result.replace('"NEW"', r'"ne\"w\né"'))
