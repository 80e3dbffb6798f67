"""What a server says about how to sign in: the WWW-Authenticate header lines of its answer (RFC 9110, 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to sign in. The scheme and the names of its parameters are in lower case."""

    scheme: str
    parameters: Mapping[str, str]


def challenges(lines: Iterable[str]) -> tuple[Challenge, ...]:
    """Every challenge of the header lines, in their order. A line counts as far as it can be understood.

    Of a parameter that is given twice, the first counts.
    """
    return tuple(challenge for line in lines for challenge in _of_line(line))


def _of_line(line: str) -> Iterator[Challenge]:
    """Commas part both challenges and the parameters of one: what has an "=" after its first word is a parameter."""
    at = _after_gap(line, 0)
    while scheme := _SCHEME.match(line, at):
        parameters: dict[str, str] = {}
        single = _TOKEN68.match(line, scheme.end())
        at = _after_gap(line, single.end() if single else scheme.end())
        while parameter := _PARAMETER.match(line, at):
            quoted, plain = parameter["quoted"], parameter["plain"]
            value = plain if quoted is None else _ESCAPE.sub(r"\1", quoted)
            parameters.setdefault(parameter["name"].lower(), value)
            at = _after_gap(line, parameter.end())
        yield Challenge(scheme["name"].lower(), parameters)


def _after_gap(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t,":
        at += 1
    return at


_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_SCHEME = re.compile(rf"(?P<name>{_WORD})(?![ \t]*=)(?=[ \t,]|$)[ \t]*")
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))")
_PARAMETER = re.compile(
    rf"""(?P<name>{_WORD}) [ \t]* = [ \t]*
    (?: "(?P<quoted> (?: [^"\\] | \\. )* )" | (?P<plain> [^\s",]+ ) )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
