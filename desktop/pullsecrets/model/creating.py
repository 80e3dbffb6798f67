"""A pull secret that is to be made: from fields, from a Docker config file, or as a copy of another one."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pullsecrets.model.dockerconfig import (
    BrokenError,
    Credential,
    DockerConfig,
    Entry,
    Kind,
    Why,
    effective,
    fold,
)
from pullsecrets.model.editing import new_config
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.json_text import NotJsonError, Plain, TooDeepError, decoded, parse, well_formed
from pullsecrets.model.matching import ambiguous, never, shown
from pullsecrets.model.secrets import DESCRIPTION_KEYS, PullSecret
from pullsecrets.model.validation import Finding, FindingCode

_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MANIFEST = re.compile("^(?:apiVersion|kind)[ \t]*:", re.MULTILINE)
_FIELDS = frozenset(("auth", "username", "password", "identitytoken", "registrytoken"))


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A registry key and its credential."""

    key: str = field(repr=False)  # one may hold a password before "@"
    credential: Credential = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What a person wants to be made."""

    namespace: str
    name: str
    entries: tuple[NewEntry, ...]
    description: str = field(default="", repr=False)


class Looks(StrEnum):
    """What a text that is no docker config seems to be."""

    EMPTY = "empty"
    MANIFEST = "manifest"  # of a Kubernetes object, in YAML or JSON
    BASE64 = "base64"  # of what may be a docker config
    WEB_PAGE = "web-page"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a Docker config file holds, by the kubelet's rules, each key once.

    ``entries`` have a username and a password. ``elsewhere`` are pairs of a key and the credential store or helper
    that keeps its password; the key is empty where the file only names the store. ``tokens`` are keys with nothing but
    an identity or registry token, which the kubelet ignores; ``empty`` are those without username or password.
    """

    entries: tuple[NewEntry, ...]
    elsewhere: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # a key may hold a password before "@"
    tokens: tuple[str, ...] = field(default=(), repr=False)
    empty: tuple[str, ...] = field(default=(), repr=False)


def body(new: NewSecret) -> dict[str, Any]:
    """The object to create. Raises ValueError for what the checks refuse: a key that is there twice, a colon, …"""
    entries = {entry.key: entry.credential for entry in new.entries}
    if len(entries) < len(new.entries):
        raise ValueError("a key that is there twice")
    data = {Kind.JSON.data_key: base64.b64encode(new_config(entries)).decode()}
    return _object(Kind.JSON, new.namespace, new.name, data, new.description)


def copied(secret: PullSecret, namespace: str) -> dict[str, Any]:
    """The object that is the same pull secret in another namespace: type, data and description, and nothing else."""
    return _object(secret.kind, namespace, secret.name, secret.object.get("data") or {}, secret.description)


def check_name(text: str) -> Finding | None:
    """Refuses what the API server would: a name is a DNS-1123 subdomain of at most 253 characters."""
    if not text:
        return Finding("name", FindingCode.EMPTY_NAME, refused=True)
    if len(text) > 253:
        return Finding("name", FindingCode.LONG_NAME, refused=True)
    if not _SUBDOMAIN.fullmatch(text):
        fix = text.strip().lower()
        return Finding("name", FindingCode.NAME, refused=True, fix=fix if _SUBDOMAIN.fullmatch(fix) else None)
    return None


def check_namespace(text: str) -> Finding | None:
    """Refuses what no namespace can be called: its name is a DNS-1123 label of at most 63 characters."""
    if not text:
        return Finding("namespace", FindingCode.EMPTY_NAMESPACE, refused=True)
    if len(text) > 63:
        return Finding("namespace", FindingCode.LONG_NAMESPACE, refused=True)
    if not re.fullmatch(_LABEL, text):
        fix = text.strip().lower()
        return Finding("namespace", FindingCode.NAMESPACE, refused=True, fix=fix if re.fullmatch(_LABEL, fix) else None)
    return None


def check_registry(key: str, others: Collection[str]) -> Finding | None:
    """Refuses an empty key and one of ``others``, the keys beside it; warns of one that serves no image, with a fix
    where a small change mends it, and of one that is another spelling of one of ``others``."""
    if not key:
        return Finding("registry", FindingCode.EMPTY_REGISTRY, refused=True)
    if well_formed(key) != key:  # half a surrogate pair could not be stored
        return Finding("registry", FindingCode.CONTROL_CHARACTER, refused=True)
    if key in others:
        return Finding("registry", FindingCode.REGISTRY_EXISTS, refused=True, key=shown(key))
    why = never(key)
    if why:
        mended = (key.strip(), key.strip().lower(), key.replace(":443", "", 1), f"{key}/")
        fix = next((each for each in mended if each and each not in others and not never(each)), None)
        return Finding("registry", FindingCode.REGISTRY_NEVER, refused=False, fix=fix, key=shown(key), never=why)
    nothing = Credential(b"", b"")
    for group in ambiguous(DockerConfig(tuple([Entry(each, nothing) for each in (*others, key)]))):
        if key in group:
            return Finding("registry", FindingCode.REGISTRY_TWIN, refused=False, key=shown(group[0]))
    return None


def read_config(data: bytes) -> Imported:
    """Read a Docker config file: ``config.json``, podman's ``auth.json`` or the old ``.dockercfg``.

    A byte order mark and UTF-16, as some editors and shells write them, are no hindrance.
    Failure(NOT_DOCKER_CONFIG) with ``why`` (dockerconfig.Why), ``key`` and ``field`` where the kubelet would refuse
    it, and with what it ``looks`` like instead. It tells nothing else of the content.
    """
    text = decoded(data)
    try:
        root = parse(text)
    except NotJsonError:
        raise _not_docker_config(Why.NOT_JSON, looks=_looks(text)) from None
    except TooDeepError:
        raise _not_docker_config(Why.TOO_DEEP) from None
    members = root if isinstance(root, tuple) else ()
    if {"apiVersion", "kind"} <= {name for name, _ in members}:
        raise _not_docker_config(Why.WRONG_TYPE, looks=Looks.MANIFEST)
    kind = _kind(members)
    try:
        found = effective(root, kind)
    except BrokenError as error:
        broken = error.broken
        raise _not_docker_config(broken.why, key=shown(broken.key), field=broken.field) from None
    registries = [root] if kind is Kind.LEGACY else [value for name, value in members if fold(name) == "auths"]
    return _imported([place.entry for place in found.values()], _with_token(registries), members)


def _object(kind: Kind, namespace: str, name: str, data: Mapping[str, str], description: str) -> dict[str, Any]:
    annotations = {"annotations": {DESCRIPTION_KEYS[0]: description}} if description else {}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"namespace": namespace, "name": name, **annotations},
        "type": kind.value,
        "data": dict(data),
    }


def _not_docker_config(why: Why, looks: Looks | None = None, key: str = "", field: str = "") -> Failure:
    return Failure(Code.NOT_DOCKER_CONFIG, why=why.value, looks=looks and looks.value, key=key, field=field)


def _looks(text: str) -> Looks | None:
    bare = text.strip("\ufeff \t\r\n\0")
    if not bare:
        return Looks.EMPTY
    if _MANIFEST.search(bare):
        return Looks.MANIFEST
    if bare.startswith("<"):
        return Looks.WEB_PAGE
    try:
        return Looks.BASE64 if binascii.a2b_base64(bare).lstrip().startswith(b"{") else None
    except ValueError:
        return None


def _kind(members: tuple[tuple[str, Plain], ...]) -> Kind:
    """LEGACY for a map of registries without the outer ``auths``: one of its values must look like an entry."""
    if any(fold(name) == "auths" for name, _ in members):
        return Kind.JSON
    maps = [value for name, value in members if isinstance(value, tuple) and fold(name) != "httpheaders"]
    inner = {fold(name) for value in maps for name, _ in value}
    return Kind.JSON if _FIELDS.isdisjoint(inner) else Kind.LEGACY


def _with_token(registries: list[Plain]) -> set[str]:
    """The keys of entries that hold a token."""
    return {
        well_formed(key)
        for value in registries
        if isinstance(value, tuple)
        for key, entry in value
        if isinstance(entry, tuple)
        and any(fold(name) in ("identitytoken", "registrytoken") and token for name, token in entry)
    }


def _imported(entries: list[Entry], with_token: set[str], members: tuple[tuple[str, Plain], ...]) -> Imported:
    store = ""
    helpers: dict[str, str] = {}
    for name, value in members:
        if fold(name) == "credsstore" and isinstance(value, str):
            store = value
        elif fold(name) == "credhelpers" and isinstance(value, tuple):
            helpers |= {key: helper for key, helper in value if isinstance(helper, str) and helper}
    whole: list[NewEntry] = []
    elsewhere: dict[str, str] = {}
    tokens: list[str] = []
    empty: list[str] = []
    for entry in entries:
        if entry.credential.username and entry.credential.password:
            whole.append(NewEntry(entry.key, entry.credential))
        elif entry.key in with_token:
            tokens.append(entry.key)
        elif helpers.get(entry.key, store):
            elsewhere[entry.key] = helpers.get(entry.key, store)
        else:
            empty.append(entry.key)
    known = {entry.key for entry in entries}
    elsewhere |= {key: helper for key, helper in helpers.items() if key not in known}
    if store and not entries:
        elsewhere[""] = store
    return Imported(tuple(whole), tuple(elsewhere.items()), tuple(tokens), tuple(empty))
