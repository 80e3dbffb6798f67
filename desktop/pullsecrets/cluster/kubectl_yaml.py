"""YAML as kubectl reads it (Go's sigs.k8s.io/yaml over go.yaml.in/yaml/v2): the first document, as JSON values.

PyYAML follows YAML 1.1 in its own way: it makes dates and base 60 numbers of what kubectl takes as text, leaves ``y``
and ``0o7`` as text, and refuses a second document or an unknown tag. So only its scanner is used here.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import TypeAlias

import yaml

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

_Scanner = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 200
"""Levels of nesting. kubectl allows 10,000, and a kubeconfig needs ten; deeper ones could exhaust a thread's stack."""

_TAG = "tag:yaml.org,2002:"
_WORDS: dict[str, Value] = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], math.inf),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], -math.inf),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], math.nan),
}
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))")
_LONGEST_INTEGER = 100
"""Characters; 64 bits need 67 at most, and Python refuses to convert thousands of digits."""
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


class NotYaml(Exception):  # noqa: N818 - its text is a reason
    """Why a file cannot be read. The text quotes nothing of the file, which may hold secrets."""


def read(data: bytes) -> Value:
    """The first document of ``data``; None when there is none. NotYaml where kubectl would refuse it."""
    try:
        return _Document(_Scanner(data)).value()
    except yaml.YAMLError as error:
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise NotYaml(line + re.split(r"""\s*(?:['"]|\()""", str(reason))[0]) from None


class _Document:
    """Builds the values of one document from the scanner's events."""

    def __init__(self, scanner: yaml.BaseLoader) -> None:
        self._scanner = scanner
        self._anchors: dict[str, Value] = {}
        self._open: set[str] = set()
        """Anchors of collections that have not ended yet."""

    def value(self) -> Value:
        while not isinstance(event := self._next(), yaml.DocumentStartEvent):
            if isinstance(event, yaml.StreamEndEvent):
                return None
        return self._value(self._next(), 0)

    def _next(self) -> yaml.Event:
        event: yaml.Event = self._scanner.get_event()  # type: ignore[no-untyped-call]  # types-PyYAML leaves it bare
        return event

    def _value(self, event: yaml.Event, depth: int) -> Value:
        if depth > _DEEPEST:
            raise NotYaml("nested too deeply")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._open.add(anchor)
        value: Value
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                value.append(self._value(event, depth + 1))
        else:
            value = self._mapping(depth)
        if anchor:
            self._open.discard(anchor)
            self._anchors[anchor] = value
        return value

    def _mapping(self, depth: int) -> dict[str, Value]:
        """Of equal keys the last counts; a merge (``<<``) counts where it stands."""
        mapping: dict[str, Value] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            merge = isinstance(event, yaml.ScalarEvent) and _is_merge(event)
            key = self._value(event, depth + 1)
            value = self._value(self._next(), depth + 1)
            if merge:
                for other in reversed(value) if isinstance(value, list) else [value]:
                    if not isinstance(other, dict):
                        raise NotYaml("a merge (<<) of what is no mapping")
                    mapping.update(other)
            else:
                mapping[_key(key)] = value
        return mapping

    def _alias(self, event: yaml.AliasEvent) -> Value:
        if event.anchor in self._open:
            raise NotYaml("an anchor that contains itself")
        if event.anchor not in self._anchors:
            raise NotYaml("an alias without an anchor")
        return self._anchors[event.anchor]


def _is_merge(event: yaml.ScalarEvent) -> bool:
    return bool(event.value == "<<" and (event.implicit[0] or event.tag == _TAG + "merge"))


def _key(key: Value) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int | float):
        return f"{key:.9g}" if isinstance(key, float) else str(key)
    raise NotYaml("a key that is not text")


def _scalar(event: yaml.ScalarEvent) -> Value:
    text, tag = event.value, event.tag or ""
    if tag == _TAG + "binary":
        try:
            return base64.b64decode(re.sub(r"[\r\n]", "", text), validate=True).decode(errors="replace")
        except (binascii.Error, ValueError):
            raise NotYaml("!!binary that is not base64") from None
    kind = tag.removeprefix(_TAG) if tag.startswith(_TAG) else ""
    if kind not in _KINDS and (tag or not event.implicit[0]):
        return text
    value = _plain(text)
    if isinstance(value, float) and not math.isfinite(value):
        raise NotYaml("a number that JSON does not have")
    if kind == "float" and type(value) is int:
        return float(value)
    if kind and type(value) is not _KINDS[kind]:
        raise NotYaml(f"a value that is not of its tag, !!{kind}")
    return value


_KINDS: dict[str, type] = {"bool": bool, "int": int, "float": float, "null": type(None)}


def _plain(text: str) -> Value:
    """What a scalar without quotes means. Dates stay text; so do numbers that a float cannot hold."""
    if text in _WORDS:
        return _WORDS[text]
    digits = text.replace("_", "") if text[0] in "+-0123456789" else text
    if len(digits) <= _LONGEST_INTEGER and (match := _INTEGER.fullmatch(digits)):
        sign, *spellings = match.groups()
        number = next(int(part, base) for part, base in zip(spellings, (16, 8, 2, 10), strict=True) if part)
        number = -number if sign == "-" else number
        if -(2**63) <= number < (2**63 if sign else 2**64):
            return number
    if _FLOAT.fullmatch(digits) and math.isfinite(fraction := float(digits)):
        return fraction
    return text
