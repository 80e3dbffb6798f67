"""The verbs of the API on one cluster's store, as a real API server carries them out."""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from . import fields
from .checks import check
from .objects import KINDS, Malformed, decoded, parse
from .query import key
from .status import (
    Json,
    Refused,
    bad_request,
    bad_version,
    conflict,
    exists,
    invalid,
    not_allowed,
    not_found,
    quoted,
    too_long,
    unsupported,
    wrong,
)
from .store import Key, State, Store, state_of

_PATCHES = ("application/merge-patch+json", "application/strategic-merge-patch+json")
_SUFFIX = "bcdfghjklmnpqrstvwxz2456789"
_RENAMED = "the namespace of the provided object does not match the namespace sent on the request"


@dataclass(frozen=True)
class Options:
    """The parameters that all writes have."""

    manager: str
    dry_run: bool
    validation: str
    """What happens with unknown fields: "Strict" refuses them, "Ignore" says nothing, "Warn" and "" warn."""

    @classmethod
    def of(cls, verb: str, query: Mapping[str, str], user_agent: str) -> "Options":
        """Raises the 422 for a value that is not known."""
        causes = []
        dry_run, validation = query.get("dryRun", ""), query.get("fieldValidation", "")
        manager = query.get("fieldManager", "")
        if len(manager.encode()) > 128:
            causes.append(too_long("fieldManager", 128))
        strange = next((index for index, letter in enumerate(manager) if not letter.isprintable()), None)
        if strange is not None:
            why = f"invalid character U+{ord(manager[strange]):04X} (at position {strange})"
            causes.append(wrong("fieldManager", quoted(manager), why))
        if dry_run not in ("", "All"):
            causes.append(unsupported("dryRun", f"[{quoted(dry_run)}]", '"All"'))
        if validation not in ("", "Ignore", "Strict", "Warn"):
            causes.append(unsupported("fieldValidation", quoted(validation), '"", "Ignore", "Strict", "Warn"'))
        if "force" in query and verb == "patch":
            causes.append(not_allowed("force", "may not be specified for non-apply patch"))
        if causes:
            raise invalid(f"{verb.capitalize()}Options", "", causes, "meta.k8s.io")
        # As in the real one: the name of the program before its version, where no manager is given.
        program, _, _ = user_agent.partition("/")
        return cls(manager or program or "unknown", dry_run == "All", validation)


@dataclass(frozen=True)
class Written:
    state: State
    warnings: tuple[str, ...] = ()


class Api:
    """Creates, updates, patches and deletes. Every refusal is raised as Refused."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, resource: str, namespace: str, name: str) -> State:
        state = self.store.get(key(resource, namespace, name))
        if state is None:
            raise not_found(resource, name)
        return state

    def create(self, resource: str, namespace: str, body: bytes, options: Options) -> Written:
        kind = KINDS[resource]
        thing, unknown = _taken(body, kind, options)
        metadata = thing["metadata"]
        if metadata.get("namespace", namespace) != namespace:
            raise bad_request(_RENAMED)
        if metadata.get("resourceVersion"):
            raise Refused(500, "", "resourceVersion should not be set on objects to be created")
        if not metadata.get("name") and metadata.get("generateName"):
            metadata["name"] = metadata["generateName"] + "".join(random.choices(_SUFFIX, k=5))  # noqa: S311 - a name
        name = metadata.get("name", "")
        if namespace:
            self._demand_namespace(resource, namespace, name)
        place = key(resource, namespace, name)
        check(kind, thing)
        old = self.store.get(place)
        if old is not None:
            raise exists(resource, name, terminating="deletionTimestamp" in old.object["metadata"])
        for given in ("deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "generation", "selfLink"):
            metadata.pop(given, None)
        now = _now()
        metadata |= {"uid": str(uuid.uuid4()), "creationTimestamp": now}
        if namespace:
            metadata["namespace"] = namespace
        if kind == "Namespace":
            metadata["labels"] = metadata.get("labels", {}) | {"kubernetes.io/metadata.name": name}
            thing |= {"spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}
        metadata["managedFields"] = fields.updated(None, thing, options.manager, now)
        if options.dry_run:
            return Written(State(0, thing, orjson.dumps(thing)), unknown)
        return Written(self.store.put(place, thing), unknown)

    def replace(self, resource: str, namespace: str, name: str, body: bytes, options: Options) -> Written:
        kind = KINDS[resource]
        thing, unknown = _taken(body, kind, options)
        old = self._named(thing, resource, namespace, name)
        uid = thing["metadata"].get("uid")
        if uid and uid != old.object["metadata"]["uid"]:
            current = old.object["metadata"]["uid"]
            why = (
                f"StorageError: invalid object, Code: 4, Key: /registry/{resource}/{namespace}/{name}, "
                f"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: "
                f"UID in precondition: {uid}, UID in object meta: {current}"
            )
            raise conflict(resource, name, why)
        return Written(self._write(key(resource, namespace, name), old, thing, options), unknown)

    def patch(
        self, resource: str, namespace: str, name: str, media_type: str, body: bytes, options: Options
    ) -> Written:
        if media_type not in _PATCHES:
            message = "the body of the request was in an unknown format - accepted media types include: "
            raise Refused(415, "UnsupportedMediaType", message + ", ".join(_PATCHES))
        try:
            change = parse(body)
        except ValueError:
            raise bad_request("invalid JSON patch") from None
        if not isinstance(change, dict):
            sent = "array" if isinstance(change, list) else "string" if isinstance(change, str) else "value"
            fault = f"json: cannot unmarshal {sent} into Go value of type map[string]interface {{}}"
            raise bad_request(f"error decoding patch: {fault}")
        kind = KINDS[resource]
        current = {"kind": kind, "apiVersion": "v1"} | self.get(resource, namespace, name).object
        result = _merged(current, change)
        if media_type == _PATCHES[1]:
            _unite_finalizers(current, change, result)
        try:
            thing, unknown = _read(result, kind, options)
        except Malformed as fault:
            # The real server quotes the whole object here, credentials included. So does this one.
            value = quoted(orjson.dumps(result, option=orjson.OPT_SORT_KEYS).decode())
            raise invalid("", "", [wrong("patch", value, str(fault))]) from None
        old = self._named(thing, resource, namespace, name)
        return Written(self._write(key(resource, namespace, name), old, thing, options), unknown)

    def delete(self, resource: str, namespace: str, name: str, body: bytes, *, dry_run: bool) -> State | Json:
        """The Status of what is gone, or the state of what is not gone yet."""
        wishes = _delete_options(body)
        state = self.get(resource, namespace, name)
        metadata, kind = state.object["metadata"], KINDS[resource]
        wanted = wishes.get("preconditions") or {}
        if wanted.get("uid") not in (None, metadata["uid"]):
            raise conflict(
                kind,
                name,
                f"the UID in the precondition ({wanted['uid']}) does not match the UID in record ({metadata['uid']}). "
                "The object might have been deleted and then recreated",
            )
        if wanted.get("resourceVersion") not in (None, metadata["resourceVersion"]):
            raise conflict(
                kind,
                name,
                f"the ResourceVersion in the precondition ({wanted['resourceVersion']}) does not match the "
                f"ResourceVersion in record ({state.version}). The object might have been modified",
            )
        dry_run = dry_run or wishes.get("dryRun") == ["All"]
        place = key(resource, namespace, name)
        if kind == "Namespace" or metadata.get("finalizers"):
            if "deletionTimestamp" in metadata:
                return state
            grace = {} if kind == "Namespace" else {"deletionGracePeriodSeconds": 0}
            thing = state.object | {"metadata": metadata | {"deletionTimestamp": _now()} | grace}
            if kind == "Namespace":
                thing["status"] = {"phase": "Terminating"}
            return state_of(thing, state.version) if dry_run else self.store.put(place, thing)
        if not dry_run:
            self.store.remove(place)
        details = {"name": name, "kind": resource, "uid": metadata["uid"]}
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}

    def _demand_namespace(self, resource: str, namespace: str, name: str) -> None:
        found = self.store.get(key("namespaces", "", namespace))
        if found is None:
            raise not_found("namespaces", namespace)
        if "deletionTimestamp" in found.object["metadata"]:
            why = f"unable to create new content in namespace {namespace} because it is being terminated"
            cause = {
                "reason": "NamespaceTerminating",
                "message": f"namespace {namespace} is being terminated",
                "field": "metadata.namespace",
            }
            details = {"name": name, "kind": resource, "causes": [cause]}
            raise Refused(403, "Forbidden", f'{resource} "{name}" is forbidden: {why}', details)

    def _named(self, thing: Json, resource: str, namespace: str, name: str) -> State:
        """The object that is to be written anew, once what was sent is known to be meant for it."""
        sent = thing["metadata"].get("name", "")
        if not sent:
            why = "was undeterminable: name must be provided"
            raise bad_request(f"the name of the object ({name} based on URL) {why}")
        if sent != name:
            raise bad_request(f"the name of the object ({sent}) does not match the name on the URL ({name})")
        if thing["metadata"].get("namespace", namespace) != namespace:
            raise bad_request(_RENAMED)
        return self.get(resource, namespace, name)

    def _write(self, place: Key, old: State, thing: Json, options: Options) -> State:
        """Stores a new state of an object, unless it is the same, or deletes it where only a finalizer held it."""
        before, metadata = old.object["metadata"], thing["metadata"]
        version = metadata.get("resourceVersion", "0")
        if not version.isdecimal():
            raise bad_version(version)
        if int(version) not in (0, old.version):
            raise conflict(place.resource, before["name"])
        metadata |= {name: before[name] for name in ("namespace", "creationTimestamp") if name in before}
        metadata.setdefault("uid", before["uid"])
        metadata["resourceVersion"] = before["resourceVersion"]
        metadata["managedFields"] = fields.updated(old.object, thing, options.manager, _now())
        if not metadata["managedFields"]:
            del metadata["managedFields"]
        check(KINDS[place.resource], thing, old.object)
        if thing == old.object:
            return old
        if options.dry_run:
            return state_of(thing, old.version)
        if "deletionTimestamp" in before and not metadata.get("finalizers"):
            self.store.remove(place)
            return state_of(thing, self.store.version)
        return self.store.put(place, thing)


def _taken(body: bytes, kind: str, options: Options) -> tuple[Json, tuple[str, ...]]:
    """The object that was sent, and the warnings. Raises the 400."""
    try:
        raw = parse(body)
    except ValueError as fault:
        why = f"couldn't get version/kind; json parse error: {fault}"
        raise bad_request(f"the object provided is unrecognized (must be of type {kind}): {why}") from None
    try:
        return _read(raw, kind, options)
    except Malformed as fault:
        sent = {"kind": kind, "apiVersion": "v1"} | (raw if isinstance(raw, dict) else {})
        what = f'{sent["kind"]} in version "{sent["apiVersion"]}"'
        raise bad_request(f"{what} cannot be handled as a {kind}: {fault}") from None


def _read(raw: object, kind: str, options: Options) -> tuple[Json, tuple[str, ...]]:
    """The object, and the warnings. Raises Malformed."""
    thing, unknown = decoded(raw, kind)
    told = tuple(f'unknown field "{path}"' for path in sorted(unknown))
    if told and options.validation == "Strict":
        raise Malformed(f"strict decoding error: {', '.join(told)}")
    return thing, () if options.validation == "Ignore" else told


def _merged(target: object, change: object) -> object:
    """RFC 7386."""
    if not isinstance(change, dict):
        return change
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value)
    return result


def _unite_finalizers(current: Json, change: Json, result: Any) -> None:
    """Where a strategic merge patch differs for a Secret: finalizers are added to, never taken away."""
    metadata = change.get("metadata")
    added = metadata.get("finalizers") if isinstance(metadata, dict) else None
    if isinstance(added, list):
        old = current["metadata"].get("finalizers", [])
        result["metadata"]["finalizers"] = [*added, *(name for name in old if name not in added)]


def _delete_options(body: bytes) -> Json:
    if not body:
        return {}
    try:
        options = parse(body)
    except ValueError as fault:
        raise bad_request(f"couldn't get version/kind; json parse error: {fault}") from None
    if not isinstance(options, dict) or options.get("kind", "DeleteOptions") != "DeleteOptions":
        kind = quoted(str(options.get("kind"))) if isinstance(options, dict) else '""'
        raise bad_request(f'no kind {kind} is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"')
    return options


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
