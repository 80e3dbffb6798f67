"""The docker config of a pull secret: read by the kubelet's rules, edited in place.

The rules are those of kubelet 1.37 (pkg/credentialprovider, over Go's encoding/json). What a config gives depends on
folded field names, duplicates and nulls in ways that no JSON library of Python shares.
"""

from __future__ import annotations

import base64
import binascii
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from pullsecrets.model.json_text import (
    NotJsonError,
    Plain,
    TooDeepError,
    Value,
    literal,
    parse,
    replaced,
    scan,
    to_bytes,
    to_text,
    well_formed,
)


class Kind(Enum):
    """The types of secret that the kubelet pulls with. LEGACY lacks the outer ``auths``."""

    JSON = "kubernetes.io/dockerconfigjson"
    LEGACY = "kubernetes.io/dockercfg"

    @property
    def data_key(self) -> str:
        """The key of the secret's data that holds the docker config."""
        return ".dockerconfigjson" if self is Kind.JSON else ".dockercfg"


@dataclass(frozen=True, slots=True)
class Credential:
    """Username and password as the kubelet would send them."""

    username: bytes = field(repr=False)
    password: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A registry key and its credential.

    ``token_only``: the entry holds nothing but an identity or registry token, which the kubelet ignores. It pulls
    with the empty credential.
    """

    key: str
    credential: Credential
    token_only: bool = False


@dataclass(frozen=True, slots=True)
class DockerConfig:
    """What the kubelet takes from a docker config: each key once, in the order of first appearance."""

    entries: tuple[Entry, ...]

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key), None)


class Why(StrEnum):
    """Why the kubelet refuses a docker config, and with it every pull of the pods that name it."""

    NOT_JSON = "not-json"
    TOO_DEEP = "too-deep"  # nested deeper than 10,000
    WRONG_TYPE = "wrong-type"  # of ``field``; without a field, of the entry ``key``; without either, of the whole
    NOT_BASE64 = "not-base64"  # the ``auth`` of entry ``key``
    NO_COLON = "no-colon"  # the ``auth`` of entry ``key`` decodes to a text without a colon


@dataclass(frozen=True, slots=True)
class Broken:
    """The first reason why a docker config gives nothing at all. ``field`` is in the kubelet's spelling."""

    why: Why
    key: str = ""
    field: str = ""


def read(data: bytes, kind: Kind) -> DockerConfig | Broken:
    """Read a docker config as the kubelet does. No bytes are a config without entries."""
    if not data:
        return DockerConfig(())
    try:
        found = _effective(parse(to_text(data)), kind)
    except NotJsonError:
        return Broken(Why.NOT_JSON)
    except TooDeepError:
        return Broken(Why.TOO_DEEP)
    except _BrokenError as error:
        return error.broken
    return DockerConfig(tuple(place.entry for place in found.values()))


def replace_credential(data: bytes, kind: Kind, key: str, new: Credential) -> bytes:
    """The same bytes with another credential in one entry, in the occurrence that counts.

    ``auth`` is always written: over what stands there, else after the entry's last field. ``username`` and
    ``password`` are written where they stand with a value. A credential that is not UTF-8 is whole in ``auth`` alone;
    the other two, which the kubelet then ignores, get U+FFFD for what JSON cannot hold.

    Raises KeyError when there is no such entry, and ValueError when the config is broken or the username holds a
    colon, at which ``auth`` would split.
    """
    if b":" in new.username:
        raise ValueError("colon in username")
    if not data:
        raise KeyError(key)
    text = to_text(data)
    value = scan(text)
    for index in _effective(value.plain, kind)[key].path:
        value = value.members[index].value
    return to_bytes(replaced(text, _pieces(text, value, new)))


def replace_string(document: str, path: Sequence[str], new: str) -> str | None:
    """JSON text with one string replaced, all else kept character for character; None where there is no such string.

    ``path`` is the keys that lead to it, case-sensitive; of equal keys the last counts, whole.
    """
    try:
        value = scan(document)
    except (NotJsonError, TooDeepError):
        return None
    for key in path:
        named = [member.value for member in value.members if member.key == key]
        if not named:
            return None
        value = named[-1]
    if not isinstance(value.plain, str):
        return None
    return replaced(document, [(value.start, value.end, literal(new))])


class _BrokenError(ValueError):
    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.why.value)
        self.broken = broken


@dataclass(frozen=True, slots=True)
class _Place:
    """The occurrence of an entry that counts. ``path`` leads to it: at each level, the index of the member."""

    entry: Entry
    path: tuple[int, ...]


def _effective(root: Plain, kind: Kind) -> dict[str, _Place]:
    found: dict[str, _Place] = {}
    if kind is Kind.LEGACY:
        _merge(found, root, ())
    elif isinstance(root, tuple):
        for index, (name, value) in enumerate(root):
            folded = _fold(name)
            if folded == "auths":
                _merge(found, value, (index,))
            elif folded == "httpheaders":
                _check_headers(value)
    elif root is not None:
        raise _BrokenError(Broken(Why.WRONG_TYPE))
    return found


def _merge(found: dict[str, _Place], registries: Plain, path: tuple[int, ...]) -> None:
    if registries is None:
        found.clear()
    elif isinstance(registries, tuple):
        for index, (name, value) in enumerate(registries):
            key = well_formed(name)
            found[key] = _Place(_entry(key, value), (*path, index))
    else:
        raise _BrokenError(Broken(Why.WRONG_TYPE, field="auths" if path else ""))


def _check_headers(headers: Plain) -> None:
    if headers is None:
        return
    if not isinstance(headers, tuple) or not all(isinstance(value, str | None) for _, value in headers):
        raise _BrokenError(Broken(Why.WRONG_TYPE, field="HttpHeaders"))


def _entry(key: str, value: Plain) -> Entry:
    if value is None:
        value = ()
    if not isinstance(value, tuple):
        raise _BrokenError(Broken(Why.WRONG_TYPE, key))
    strings: dict[str, str] = {}
    for name, part in value:
        folded = _fold(name)
        if isinstance(part, str):
            strings[folded] = part
        elif part is not None and folded in ("auth", "username", "password", "email"):
            raise _BrokenError(Broken(Why.WRONG_TYPE, key, folded))
    credential = _credential(key, strings)
    has_token = strings.get("identitytoken") or strings.get("registrytoken")
    return Entry(key, credential, bool(has_token) and credential == Credential(b"", b""))


def _credential(key: str, strings: Mapping[str, str]) -> Credential:
    auth = strings.get("auth")
    if not auth:
        username, password = strings.get("username", ""), strings.get("password", "")
        return Credential(well_formed(username).encode(), well_formed(password).encode())
    decoded = _decode_base64(auth)
    if decoded is None:
        raise _BrokenError(Broken(Why.NOT_BASE64, key, "auth"))
    name, colon, secret = decoded.partition(b":")
    if not colon:
        raise _BrokenError(Broken(Why.NO_COLON, key, "auth"))
    return Credential(name, secret)


def _decode_base64(auth: str) -> bytes | None:
    """Go's standard alphabet, padded or not, with line ends anywhere; surplus bits at the end may be anything."""
    encoded = to_bytes(auth).translate(None, b"\r\n") if auth.isascii() else b"?"
    body = encoded.rstrip(b"=")
    if body.translate(None, _BASE64):
        return None
    missing = -len(body) % 4
    if missing == 3 or len(encoded) - len(body) not in (0, missing):
        return None
    return binascii.a2b_base64(body + b"=" * missing)


def _fold(name: str) -> str:
    """A field name as Go compares it: ASCII case does not matter, and the long s is an s.

    (Go folds the Kelvin sign to k as well; no field of the kubelet's holds a k.)
    """
    if not name.isascii():
        name = name.replace("ſ", "s")
    return name.lower() if name.isascii() else name


def _pieces(text: str, entry: Value, new: Credential) -> list[tuple[int, int, str]]:
    """What to write over which part of the text."""
    auth = literal(base64.b64encode(new.username + b":" + new.password).decode("ascii"))
    if entry.plain is None:
        return [(entry.start, entry.end, f'{{"auth":{auth}}}')]
    pieces = []
    for name, written in (("username", new.username), ("password", new.password)):
        strings = [value for value in _values(entry, name) if isinstance(value.plain, str)]
        if strings:
            value = strings[-1]
            pieces.append((value.start, value.end, literal(written.decode("utf-8", "replace"))))
    auths = _values(entry, "auth")
    if auths:
        value = next((value for value in reversed(auths) if value.plain is not None), auths[-1])
        pieces.append((value.start, value.end, auth))
    else:
        pieces.append(_inserted(text, entry, auth))
    return pieces


def _values(entry: Value, name: str) -> list[Value]:
    return [member.value for member in entry.members if _fold(member.key) == name]


def _inserted(text: str, entry: Value, auth: str) -> tuple[int, int, str]:
    """``auth`` as a new last field, with the white space that the field before it has."""
    if not entry.members:
        return (entry.start + 1, entry.start + 1, f'"auth":{auth}')
    last = entry.members[-1]
    before = text[entry.start : last.start]
    space = before[len(before.rstrip(" \t\r\n")) :]
    colon = text[last.end : last.value.start]
    return (last.value.end, last.value.end, f',{space}"auth"{colon}{auth}')


_BASE64 = (string.ascii_letters + string.digits + "+/").encode()
