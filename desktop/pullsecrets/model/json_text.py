"""JSON text as Go's encoding/json reads it, with the place of every value: one can be changed and the rest kept.

Text is bytes decoded by ``to_text``, which keeps every byte, valid UTF-8 or not, and gives it back by ``to_bytes``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

MAX_DEPTH = 10_000
"""Go reads this many nested objects and arrays, and refuses one more."""

Plain = str | float | bool | list["Plain"] | tuple[tuple[str, "Plain"], ...] | None
"""A value without its place. An object is a tuple of its members, in their order and with duplicates."""


class NotJsonError(ValueError):
    """The text is not JSON. Says nothing of the text."""


class TooDeepError(ValueError):
    """The text nests deeper than Go reads."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value at ``text[start:end]``. ``members`` are those of an object; other values have none."""

    start: int
    end: int
    plain: Plain = field(repr=False)
    members: tuple[Member, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """One ``key: value`` of an object. The key's literal, quotes included, is ``text[start:end]``."""

    start: int
    end: int
    key: str = field(repr=False)  # one may hold a password before "@"
    value: Value


Piece = tuple[int, int, str]
"""What to write over which part of a text: ``(start, end, new)``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The white space of an object: after ``{``, after each comma, before ``}``; and its colons with theirs."""

    first: str = ""
    next: str = ""
    last: str = ""
    colon: str = ":"

    def deeper(self) -> Layout:
        """That of an object within: one step further to the right, where each member has a line of its own."""
        if "\n" not in self.first:
            return self
        step = self.first.rpartition("\n")[2].removeprefix(self.last.rpartition("\n")[2])
        return replace(self, first=self.first + step, next=self.next + step, last=self.first)

    def written(self, members: Iterable[tuple[str, str]]) -> str:
        """An object of keys and values, which are JSON texts."""
        inner = f",{self.next}".join([f"{key}{self.colon}{value}" for key, value in members])
        return f"{{{self.first}{inner}{self.last}}}"


def to_text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def decoded(data: bytes) -> str:
    """The text of a file that may begin with a byte order mark or be UTF-16, as Windows writes them."""
    encoding = json.detect_encoding(data)
    return data.decode(encoding, "surrogateescape" if encoding.startswith("utf-8") else "replace")


def to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def well_formed(string: str) -> str:
    """A string of ``Plain`` as Go decodes it: U+FFFD for each invalid byte and each lone surrogate."""
    return string if string.isascii() else _SURROGATE.sub("\ufffd", string)


def literal(string: str) -> str:
    """The shortest JSON literal of a string without lone surrogates."""
    return json.dumps(string, ensure_ascii=False)


def parse(text: str) -> Plain:
    """``scan(text).plain``, and its errors, by the standard library's faster parser.

    That one reads the same grammar, but for NaN and its kin, refused below. It recurses, without heed to the stack
    of its thread on some versions of Python: deep text goes to ``scan``.
    """
    if text.count("{") + text.count("[") > _SHALLOW and _depth(text) > _SHALLOW:
        return scan(text).plain
    try:
        plain: Plain = _DECODER.decode(text)
    except ValueError:
        pass  # holds the whole text: the error below must not refer to it
    else:
        return plain
    raise NotJsonError


def scan(text: str) -> Value:
    """Read JSON text without recursion.

    Raises NotJsonError or TooDeepError, whichever Go would meet first.
    """
    value = first(text)
    if not _SPACE.fullmatch(text, value.end):
        raise NotJsonError
    return value


def first(text: str) -> Value:
    """The value that the text begins with, whatever follows it; errors as in ``scan``."""
    containers: list[_Container] = []
    position = 0
    expected = _VALUE
    while True:
        token = _TOKEN.match(text, position)
        if token is None or text[token.start(1)] not in expected:
            raise NotJsonError
        start, position = token.span(1)
        first = text[start]
        if first in "{[":
            containers.append(_Container(start, is_object=first == "{"))
            if len(containers) > MAX_DEPTH:
                raise TooDeepError
            expected = '"}' if first == "{" else _VALUE + "]"
            continue
        if first == ":":
            expected = _VALUE
            continue
        if first == ",":
            expected = '"' if containers[-1].is_object else _VALUE
            continue
        if first == '"' and expected in ('"', '"}'):
            containers[-1].key = (start, position, _string(text[start:position]))
            expected = ":"
            continue
        if first in "}]":
            value = containers.pop().value(position)
        else:
            value = Value(start, position, _scalar(text[start:position]))
        if not containers:
            return value
        containers[-1].add(value)
        expected = ",}" if containers[-1].is_object else ",]"


def replaced(text: str, pieces: Sequence[Piece]) -> str:
    """The text with each piece written over its place. They must not overlap."""
    for start, end, new in sorted(pieces, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def replace_string(text: str, path: Sequence[str], new: str) -> str | None:
    """The text with one string replaced, all else kept character for character; None where there is no such string.

    ``path`` is the keys that lead to it, case-sensitive; of equal keys the last counts, whole.
    """
    try:
        value = scan(text)
    except (NotJsonError, TooDeepError):
        return None
    for key in path:
        named = [member.value for member in value.members if member.key == key]
        if not named:
            return None
        value = named[-1]
    if not isinstance(value.plain, str):
        return None
    return replaced(text, [(value.start, value.end, literal(new))])


def layout_of(text: str, value: Value, within: Layout) -> Layout:
    """How an object is laid out; one without members as it would be in a layout ``within`` which it stands."""
    if not value.members:
        return within.deeper()
    last = value.members[-1]
    first = text[value.start + 1 : value.members[0].start]
    colon = text[last.end : last.value.start]
    if len(value.members) > 1:
        following = text[value.members[-2].value.end : last.start].partition(",")[2]
    else:
        following = first or (" " if colon.endswith(" ") else "")
    return Layout(first, following, text[last.value.end : value.end - 1], colon)


def insertion(text: str, target: Value, index: int, member: tuple[str, str], layout: Layout) -> Piece:
    """One more member of an object, as a key and a value in JSON, before the one at ``index`` or after the last."""
    written = f"{member[0]}{layout.colon}{member[1]}"
    if index:
        end = target.members[index - 1].value.end
        return (end, end, f",{layout.next}{written}")
    if target.members:
        start = target.members[0].start
        return (start, start, f"{written},{layout.next}")
    inside = text[target.start + 1 : target.end - 1]
    return (target.start + 1, target.start + 1, f"{layout.first}{written}{'' if inside else layout.last}")


def removal(target: Value, goes: Callable[[Member], bool]) -> list[Piece]:
    """An object without some of its members, each with its comma and the white space up to the next."""
    going = [goes(member) for member in target.members]
    if all(going):
        return [(target.start + 1, target.end - 1, "")] if going else []
    stays = max(index for index, gone in enumerate(going) if not gone)
    members = target.members
    pieces = [(members[index].start, members[index + 1].start, "") for index in range(stays) if going[index]]
    if stays < len(members) - 1:
        pieces.append((members[stays].value.end, members[-1].value.end, ""))
    return pieces


class _Container:
    """An object or array that is still open."""

    __slots__ = ("is_object", "items", "key", "members", "start")

    def __init__(self, start: int, *, is_object: bool) -> None:
        self.start = start
        self.is_object = is_object
        self.key = (0, 0, "")
        self.members: list[Member] = []
        self.items: list[Plain] = []

    def add(self, value: Value) -> None:
        if self.is_object:
            self.members.append(Member(*self.key, value))
        else:
            self.items.append(value.plain)

    def value(self, end: int) -> Value:
        if not self.is_object:
            return Value(self.start, end, self.items)
        plain = tuple((member.key, member.value.plain) for member in self.members)
        return Value(self.start, end, plain, tuple(self.members))


def _depth(text: str) -> int:
    """How deep the text nests, up to where it is no JSON; anything from there on."""
    depth = deepest = 0
    for sign in _BRACKET.findall(_QUOTED.sub("", text)):
        depth += 1 if sign in "{[" else -1
        deepest = max(deepest, depth)
    return deepest


def _scalar(token: str) -> Plain:
    return _string(token) if token[0] == '"' else _WORDS[token] if token in _WORDS else float(token)


def _string(token: str) -> str:
    string: str = json.loads(token) if "\\" in token else token[1:-1]
    return string


def _refuse(_word: str) -> NoReturn:
    raise NotJsonError


_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(
    r"""[ \t\r\n]*+
    ( [{}\[\]:,]
    | "(?: [^"\\\x00-\x1f]++ | \\(?: ["\\/bfnrt] | u[0-9a-fA-F]{4} ) )*+"
    | -?(?: 0 | [1-9][0-9]*+ )(?: \.[0-9]++ )?(?: [eE][+-]?[0-9]++ )?
    | true | false | null
    )""",
    re.VERBOSE,
)
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[{}\[\]]")
_SHALLOW = 100
_VALUE = '"{[-0123456789tfn'
"""What a value may begin with."""
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_DECODER = json.JSONDecoder(
    object_pairs_hook=tuple, parse_int=float, parse_float=float, parse_constant=_refuse, strict=True
)
