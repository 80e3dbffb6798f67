"""The docker config of a pull secret, read by the kubelet's rules.

The rules are those of kubelet 1.37 (pkg/credentialprovider, over Go's encoding/json). What a config gives depends on
folded field names, duplicates and nulls in ways that no JSON library of Python shares.
"""

from __future__ import annotations

import binascii
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from pullsecrets.model.json_text import (
    NotJsonError,
    Plain,
    TooDeepError,
    Value,
    parse,
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

    key: str = field(repr=False)  # one may hold a password before "@"
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
    key: str = field(default="", repr=False)  # one may hold a password before "@"
    field: str = ""


def read(data: bytes, kind: Kind) -> DockerConfig | Broken:
    """Read a docker config as the kubelet does. No bytes are a config without entries."""
    if not data:
        return DockerConfig(())
    try:
        found = effective(parse(to_text(data)), kind)
    except NotJsonError:
        return Broken(Why.NOT_JSON)
    except TooDeepError:
        return Broken(Why.TOO_DEEP)
    except BrokenError as error:
        return error.broken
    return DockerConfig(tuple(place.entry for place in found.values()))


class BrokenError(ValueError):
    """Why the kubelet refuses a config. Says nothing of its content but the key of an entry."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.why.value)
        self.broken = broken


@dataclass(frozen=True, slots=True)
class Place:
    """The occurrence of an entry that counts. ``path`` leads to it: at each level, the index of the member."""

    entry: Entry
    path: tuple[int, ...]


def effective(root: Plain, kind: Kind) -> dict[str, Place]:
    """The entries that the kubelet takes from a config, in the order of first appearance; BrokenError for none."""
    found: dict[str, Place] = {}
    if kind is Kind.LEGACY:
        _merge(found, root, ())
    elif isinstance(root, tuple):
        for index, (name, value) in enumerate(root):
            folded = fold(name)
            if folded == "auths":
                _merge(found, value, (index,))
            elif folded == "httpheaders":
                check_headers(value)
    elif root is not None:
        raise BrokenError(Broken(Why.WRONG_TYPE))
    return found


def registries(root: Value, kind: Kind) -> list[Value]:
    """The values that may hold entries, in their order."""
    return [root] if kind is Kind.LEGACY else [member.value for member in root.members if fold(member.key) == "auths"]


def fold(name: str) -> str:
    """A field name as Go compares it: ASCII case does not matter, and the long s is an s.

    (Go folds the Kelvin sign to k as well; no field of the kubelet's holds a k.)
    """
    if not name.isascii():
        name = name.replace("ſ", "s")
    return name.lower() if name.isascii() else name


def _merge(found: dict[str, Place], value: Plain, path: tuple[int, ...]) -> None:
    if value is None:
        found.clear()
    elif isinstance(value, tuple):
        for index, (name, entry) in enumerate(value):
            key = well_formed(name)
            found[key] = Place(read_entry(key, entry), (*path, index))
    else:
        raise BrokenError(Broken(Why.WRONG_TYPE, field="auths" if path else ""))


def check_headers(headers: Plain) -> None:
    """BrokenError for ``HttpHeaders`` that are no map of strings."""
    if headers is None:
        return
    if not isinstance(headers, tuple) or not all(isinstance(value, str | None) for _, value in headers):
        raise BrokenError(Broken(Why.WRONG_TYPE, field="HttpHeaders"))


def read_entry(key: str, value: Plain) -> Entry:
    """What the kubelet takes from one entry; BrokenError for what it refuses."""
    if value is None:
        value = ()
    if not isinstance(value, tuple):
        raise BrokenError(Broken(Why.WRONG_TYPE, key))
    strings: dict[str, str] = {}
    for name, part in value:
        folded = fold(name)
        if isinstance(part, str):
            strings[folded] = part
        elif part is not None and folded in ("auth", "username", "password", "email"):
            raise BrokenError(Broken(Why.WRONG_TYPE, key, folded))
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
        raise BrokenError(Broken(Why.NOT_BASE64, key, "auth"))
    name, colon, secret = decoded.partition(b":")
    if not colon:
        raise BrokenError(Broken(Why.NO_COLON, key, "auth"))
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


_BASE64 = (string.ascii_letters + string.digits + "+/").encode()
