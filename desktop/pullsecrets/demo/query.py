"""What a list or a watch asks for: selectors, versions, pages."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from .resources import Resource
from .status import (
    Cause,
    Json,
    Refused,
    bad_request,
    expired,
    invalid,
    not_allowed,
    quoted,
    unsupported,
    version_too_large,
)
from .store import Gone, Key, State, Store

_LIST_EXPIRED = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)


@dataclass(frozen=True)
class Selector:
    """Which objects are meant: namespace ("" for all), fields and labels."""

    namespace: str
    fields: tuple[tuple[str, bool, str], ...]
    """Each a field, whether it shall equal, and the value."""
    labels: tuple[tuple[str, bool, str | None], ...]
    """The same; None stands for any value."""

    def matches(self, state: State | None) -> bool:
        if state is None:
            return False
        metadata = state.object["metadata"]
        if self.namespace and metadata.get("namespace") != self.namespace:
            return False
        if any((_found(state.object, field) == value) != equal for field, equal, value in self.fields):
            return False
        labels = metadata.get("labels", {})
        return all(
            (key in labels if value is None else labels.get(key) == value) == equal for key, equal, value in self.labels
        )

    @property
    def name(self) -> str:
        """The one name that is asked for, which counts as the request's name for rights; else ""."""
        return next((value for field, equal, value in self.fields if field == "metadata.name" and equal), "")

    @property
    def picks(self) -> bool:
        return bool(self.fields or self.labels)


def _found(thing: Json, field: str) -> str:
    """The value of a field that can be selected by; "" where there is none."""
    found: Any = thing
    for step in field.split("."):
        found = found.get(step, "") if isinstance(found, dict) else ""
    # An event is selected by the component of its source.
    return str(found.get("component", "")) if isinstance(found, dict) else str(found)


def selector(resource: Resource, namespace: str, query: Mapping[str, str]) -> Selector:
    """Raises Refused for what cannot be understood or is not selectable."""
    fields, labels = [], []
    text = query.get("fieldSelector", "")
    for term in re.split(r"(?<!\\),", text) if text else ():
        match = re.fullmatch(r"([^=!]*?)(!=|==?)(.*)", term)
        if match is None:
            raise bad_request(f"invalid selector: '{text}'; can't understand '{term}'")
        field, sign, value = match.groups()
        if field not in resource.selectable:
            raise bad_request(f"field label not supported: {field}")
        fields.append((field, sign != "!=", value.replace("\\,", ",")))
    text = query.get("labelSelector", "")
    for term in text.split(",") if text else ():
        match = re.fullmatch(r"\s*(!?)\s*([\w./-]+)\s*(?:(!=|==?)\s*([\w.-]*)\s*)?", term)
        if match is None or (match[1] and match[3]):
            raise bad_request(f"unable to parse requirement: {quoted(term)}")
        labels.append((match[2], not match[1] and match[3] != "!=", match[4] if match[3] else None))
    return Selector(namespace, tuple(fields), tuple(labels))


@dataclass(frozen=True)
class Page:
    states: list[State]
    version: int
    token: str
    """Asks for the next page; "" at the end."""
    remaining: int | None
    """How many objects follow; None where the server does not say so."""


def page(store: Store, resource: Resource, wanted: Selector, query: Mapping[str, str]) -> Page:
    """One page of a list. Raises Refused."""
    _check_list_options(query)
    limit, version, start = whole(query, "limit"), store.version, ""
    asked = demand_version(store, query)
    if query.get("resourceVersion") == "0":
        limit = 0
    if query.get("resourceVersionMatch") == "Exact":
        version = asked
    token = query.get("continue", "")
    if token:
        if asked:
            raise bad_request("specifying resource version is not allowed when using continue")
        version, start = _opened(token)
        version = version if version > 0 else store.version
    prefix = f"{wanted.namespace}/" if wanted.namespace else ""
    try:
        past = store.at(resource.name, version, prefix, start)
    except Gone:
        if token:
            raise expired(_LIST_EXPIRED, _sealed(-1, start)) from None
        raise expired("The resourceVersion for the provided list is too old.") from None
    found: list[State] = []
    for left, key in zip(reversed(range(len(past.keys))), past.keys, strict=True):
        state = past.states[key]
        if not wanted.matches(state):
            continue
        found.append(state)
        if len(found) == limit and left:
            return Page(found, version, _sealed(version, key.path + "\0"), None if wanted.picks else left)
    return Page(found, version, "", None)


def demand_version(store: Store, query: Mapping[str, str]) -> int:
    """The resourceVersion that an answer shall be no older than; 0 where none is given. Raises Refused."""
    asked = _version(query, "invalid resource version: ")
    if asked > store.version:
        raise version_too_large(asked, store.version)
    return asked


def watch_start(store: Store, query: Mapping[str, str]) -> tuple[int, bool]:
    """From which version a watch goes on, and whether what exists is sent first. Raises Refused."""
    initial, match = query.get("sendInitialEvents"), query.get("resourceVersionMatch", "")
    causes: list[Cause] = []
    if "continue" in query:
        causes.append(
            not_allowed("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided")
        )
    elif initial is None and match:
        why = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
        causes.append(not_allowed("resourceVersionMatch", why))
    elif initial is not None and match != "NotOlderThan":
        why = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
        causes.append(not_allowed("resourceVersionMatch", why))
        if match:
            causes.append(unsupported("resourceVersionMatch", quoted(match), '"NotOlderThan"'))
    if causes:
        raise invalid("ListOptions", "", causes, "meta.k8s.io")
    try:
        asked = _version(query, "")
    except Refused as refused:
        raise Refused(500, "", str(refused)) from None
    if initial is None:
        return asked or store.version, asked == 0
    return (max(asked, store.version), True) if flag(query, "sendInitialEvents") else (asked or store.version, False)


def flag(query: Mapping[str, str], name: str) -> bool:
    """A yes-or-no parameter as the API server reads it: anything but "0" and "false" is yes."""
    return name in query and query[name].lower() not in ("0", "false", "")


def whole(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "") or "0"
    if not re.fullmatch(r"[+-]?\d+", text):
        raise bad_request(f"strconv.ParseInt: parsing {quoted(text)}: invalid syntax")
    return int(text)


def _version(query: Mapping[str, str], before: str) -> int:
    text = query.get("resourceVersion", "") or "0"
    if not text.isdecimal():
        fault = f"resourceVersion: Invalid value: {quoted(text)}: strconv.ParseUint: parsing {quoted(text)}"
        raise bad_request(f"{before}{fault}: invalid syntax")
    return int(text)


def _check_list_options(query: Mapping[str, str]) -> None:
    match, version = query.get("resourceVersionMatch", ""), query.get("resourceVersion", "")
    causes: list[Cause] = []
    if "sendInitialEvents" in query:
        causes.append(not_allowed("sendInitialEvents", "sendInitialEvents is forbidden for list"))
    if match and not version:
        why = "resourceVersionMatch is forbidden unless resourceVersion is provided"
        causes.append(not_allowed("resourceVersionMatch", why))
    elif match not in ("", "Exact", "NotOlderThan"):
        causes.append(unsupported("resourceVersionMatch", quoted(match), '"Exact", "NotOlderThan", ""'))
    elif match == "Exact" and version == "0":
        why = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
        causes.append(not_allowed("resourceVersionMatch", why))
    if causes:
        raise invalid("ListOptions", "", causes, "meta.k8s.io")
    whole(query, "timeoutSeconds")


def _sealed(version: int, start: str) -> str:
    plain = orjson.dumps({"v": "meta.k8s.io/v1", "rv": version, "start": start})
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _opened(token: str) -> tuple[int, str]:
    try:
        plain = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return int(plain["rv"]), str(plain["start"])
    except (ValueError, KeyError, TypeError):
        raise bad_request("invalid continue token: continue key is not valid") from None


def key(resource: Resource, namespace: str, name: str) -> Key:
    return Key(resource.name, f"{namespace}/{name}" if namespace else name)
