"""The verbs of the API on one cluster's store, as a real API server carries them out."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from . import fields
from .admission import admit, generated
from .checks import check
from .clock import Clock, stamp
from .defaults import begin, fill
from .objects import Malformed, decoded, parse
from .query import key, whole
from .resources import JOBS, NAMESPACES, PODS, SECRETS, SERVICE_ACCOUNTS, Resource
from .status import (
    Json,
    Refused,
    bad_request,
    bad_version,
    conflict,
    details,
    exists,
    invalid,
    not_admitted,
    not_allowed,
    not_found,
    quoted,
    too_long,
    unmet,
    unsupported,
    wrong,
)
from .store import State, Store, state_of

MERGE_PATCH = "application/merge-patch+json"
_STRATEGIC = "application/strategic-merge-patch+json"
_STRATEGIC_LISTS = {
    SECRETS: (("metadata", "finalizers"),),
    SERVICE_ACCOUNTS: (("metadata", "finalizers"), ("secrets",)),
}
"""Where the demo speaks strategic merge patches, and the lists in which they differ from the others."""
_HOLDING = {"Orphan": "orphan", "Foreground": "foregroundDeletion"}
"""The finalizer that stands for a propagation policy."""
_RETURNED = (PODS, SERVICE_ACCOUNTS)
"""Their deletion is answered by the object."""
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

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def get(self, resource: Resource, namespace: str, name: str) -> State:
        state = self.store.get(key(resource, namespace, name))
        if state is None:
            raise not_found(resource, name)
        return state

    def create(self, resource: Resource, namespace: str, body: bytes, options: Options) -> Written:
        thing, unknown = _taken(body, resource, options)
        metadata = thing["metadata"]
        if metadata.get("namespace", namespace) != namespace:
            raise bad_request(_RENAMED)
        if metadata.get("resourceVersion"):
            raise Refused(500, "", "resourceVersion should not be set on objects to be created")
        if not metadata.get("name") and metadata.get("generateName"):
            metadata["name"] = generated(metadata["generateName"])
        name = metadata.get("name", "")
        if namespace:
            self._demand_namespace(resource, namespace, name)
        self._begin(resource, namespace, thing, options.manager)
        if resource is PODS:
            admit(self.store, namespace, thing)
        check(resource, thing)
        place = key(resource, namespace, name)
        old = self.store.get(place)
        if old is not None:
            raise exists(resource, name, terminating="deletionTimestamp" in old.object["metadata"])
        if options.dry_run:
            return Written(State(0, thing, orjson.dumps(thing)), unknown)
        return Written(self.store.put(place, thing), unknown)

    def _begin(self, resource: Resource, namespace: str, thing: Json, manager: str) -> None:
        """What the server alone gives to a new object."""
        metadata = thing["metadata"]
        for given in ("deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "generation", "selfLink"):
            metadata.pop(given, None)
        now = stamp(self.clock.now)
        metadata |= {"uid": str(uuid.uuid4()), "creationTimestamp": now}
        if namespace:
            metadata["namespace"] = namespace
        if resource is NAMESPACES:
            name = metadata.get("name", "")
            metadata["labels"] = metadata.get("labels", {}) | {"kubernetes.io/metadata.name": name}
        if resource.has_status:
            metadata["generation"] = 1
        metadata["managedFields"] = fields.updated(None, thing, manager, now, resource.version)
        begin(resource.kind, thing)

    def replace(
        self, resource: Resource, namespace: str, name: str, body: bytes, options: Options, subresource: str = ""
    ) -> Written:
        thing, unknown = _taken(body, resource, options)
        old = self._named(thing, resource, namespace, name)
        uid = thing["metadata"].get("uid")
        if uid and uid != old.object["metadata"]["uid"]:
            current = old.object["metadata"]["uid"]
            why = (
                f"StorageError: invalid object, Code: 4, Key: /registry/{resource.name}/{namespace}/{name}, "
                f"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: "
                f"UID in precondition: {uid}, UID in object meta: {current}"
            )
            raise conflict(resource, name, why)
        return Written(self._write(resource, old, thing, options, subresource), unknown)

    def patch(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        media_type: str,
        body: bytes,
        options: Options,
        subresource: str = "",
    ) -> Written:
        spoken = (MERGE_PATCH, _STRATEGIC) if resource in _STRATEGIC_LISTS else (MERGE_PATCH,)
        if media_type not in spoken:
            message = "the body of the request was in an unknown format - accepted media types include: "
            raise Refused(415, "UnsupportedMediaType", message + ", ".join(spoken))
        try:
            change = parse(body)
        except ValueError:
            raise bad_request("invalid JSON patch") from None
        if not isinstance(change, dict):
            sent = "array" if isinstance(change, list) else "string" if isinstance(change, str) else "value"
            fault = f"json: cannot unmarshal {sent} into Go value of type map[string]interface {{}}"
            raise bad_request(f"error decoding patch: {fault}")
        current = {"kind": resource.kind, "apiVersion": resource.version}
        current |= self.get(resource, namespace, name).object
        result = _merged(current, change)
        if media_type == _STRATEGIC:
            for path in _STRATEGIC_LISTS[resource]:
                _unite(path, current, change, result)
        try:
            thing, unknown = _read(result, resource, options)
        except Malformed as fault:
            # The real server quotes the whole object here, credentials included. So does this one.
            value = quoted(orjson.dumps(result, option=orjson.OPT_SORT_KEYS).decode())
            raise invalid("", "", [wrong("patch", value, str(fault))]) from None
        old = self._named(thing, resource, namespace, name)
        return Written(self._write(resource, old, thing, options, subresource), unknown)

    def delete(
        self, resource: Resource, namespace: str, name: str, body: bytes, query: Mapping[str, str]
    ) -> State | Json:
        """The Status of what is gone, or the last state of a thing: of what is not gone yet, and of a few kinds."""
        wishes = _delete_options(body, query)
        state = self.get(resource, namespace, name)
        metadata = state.object["metadata"]
        wanted = wishes.get("preconditions") or {}
        if wanted.get("uid") not in (None, metadata["uid"]):
            why = (
                f"the UID in the precondition ({wanted['uid']}) does not match the UID in record ({metadata['uid']}). "
                "The object might have been deleted and then recreated"
            )
            raise unmet(resource, name, why)
        if wanted.get("resourceVersion") not in (None, metadata["resourceVersion"]):
            why = (
                f"the ResourceVersion in the precondition ({wanted['resourceVersion']}) does not match the "
                f"ResourceVersion in record ({state.version}). The object might have been modified"
            )
            raise unmet(resource, name, why)
        grace = _grace(resource, state.object, wishes)
        finalizers = list(metadata.get("finalizers", ()))
        policy = wishes.get("propagationPolicy") or ("Orphan" if resource is JOBS else "Background")
        if (held := _HOLDING.get(policy)) and held not in finalizers:
            finalizers.append(held)
        stays = resource is NAMESPACES or bool(finalizers) or grace > 0
        if stays and "deletionTimestamp" in metadata and metadata.get("deletionGracePeriodSeconds", 0) <= grace:
            return state
        leaving = self._leaving(resource, state.object, finalizers, grace)
        place = key(resource, namespace, name)
        if wishes.get("dryRun") == ["All"]:
            last = state_of(leaving, state.version)
        elif stays:
            last = self.store.put(place, leaving)
        else:
            if resource is PODS:  # which are seen leaving, even when they go at once
                state = self.store.put(place, leaving)
            self.store.remove(place)
            last = state_of(state.object, self.store.version)
        if stays or resource in _RETURNED:
            return last
        about = details(resource.name, name, resource.group) | {"uid": metadata["uid"]}
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": about}

    def _leaving(self, resource: Resource, thing: Json, finalizers: list[str], grace: int) -> Json:
        """An object that is being deleted."""
        metadata = thing["metadata"] | {"deletionTimestamp": stamp(self.clock.now + timedelta(seconds=grace))}
        if finalizers:
            metadata["finalizers"] = finalizers
        if resource is NAMESPACES:
            return thing | {"metadata": metadata, "status": {"phase": "Terminating"}}
        metadata["deletionGracePeriodSeconds"] = grace
        if "generation" in metadata and "deletionTimestamp" not in thing["metadata"]:
            metadata["generation"] += 1
        return thing | {"metadata": metadata}

    def settle(self, resource: Resource, thing: Json) -> None:
        """Stores what a part of the cluster itself, its controllers and its kubelets, has made of an object: without
        the checks of a request, where it differs from what is there."""
        place = key(resource, thing["metadata"]["namespace"], thing["metadata"]["name"])
        old = self.store.get(place)
        if old is not None and old.object != thing:
            self.store.put(place, thing)

    def _demand_namespace(self, resource: Resource, namespace: str, name: str) -> None:
        found = self.store.get(key(NAMESPACES, "", namespace))
        if found is None:
            raise not_found(NAMESPACES, namespace)
        if "deletionTimestamp" in found.object["metadata"]:
            why = f"unable to create new content in namespace {namespace} because it is being terminated"
            cause = {
                "reason": "NamespaceTerminating",
                "message": f"namespace {namespace} is being terminated",
                "field": "metadata.namespace",
            }
            raise not_admitted(resource, name, why, cause)

    def _named(self, thing: Json, resource: Resource, namespace: str, name: str) -> State:
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

    def _write(self, resource: Resource, old: State, thing: Json, options: Options, subresource: str) -> State:
        """Stores a new state of an object, unless it is the same, or deletes it where only a finalizer held it."""
        before, metadata = old.object["metadata"], thing["metadata"]
        version = metadata.get("resourceVersion", "0")
        if not version.isdecimal():
            raise bad_version(version)
        if int(version) not in (0, old.version):
            raise conflict(resource, before["name"])
        metadata |= {name: before[name] for name in ("namespace", "creationTimestamp") if name in before}
        metadata.setdefault("uid", before["uid"])
        metadata["resourceVersion"] = before["resourceVersion"]
        if resource.has_status:
            kept = "spec" if subresource else "status"
            thing[kept] = old.object.get(kept, {})
            metadata["generation"] = before["generation"] + (thing["spec"] != old.object["spec"])
        now = stamp(self.clock.now)
        metadata["managedFields"] = fields.updated(old.object, thing, options.manager, now, resource.version)
        if not metadata["managedFields"]:
            del metadata["managedFields"]
        check(resource, thing, old.object)
        if thing == old.object:
            return old
        if options.dry_run:
            return state_of(thing, old.version)
        place = key(resource, before.get("namespace", ""), before["name"])
        if metadata.get("deletionGracePeriodSeconds") == 0 and not metadata.get("finalizers"):
            self.store.remove(place)
            return state_of(thing, self.store.version)
        return self.store.put(place, thing)


def _taken(body: bytes, resource: Resource, options: Options) -> tuple[Json, tuple[str, ...]]:
    """The object that was sent, and the warnings. Raises the 400."""
    kind = resource.kind
    try:
        raw = parse(body)
    except ValueError as fault:
        why = f"couldn't get version/kind; json parse error: {fault}"
        raise bad_request(f"the object provided is unrecognized (must be of type {kind}): {why}") from None
    try:
        return _read(raw, resource, options)
    except Malformed as fault:
        sent = {"kind": kind, "apiVersion": resource.version} | (raw if isinstance(raw, dict) else {})
        what = f'{sent["kind"]} in version "{sent["apiVersion"].rpartition("/")[2]}"'
        raise bad_request(f"{what} cannot be handled as a {kind}: {fault}") from None


def _read(raw: object, resource: Resource, options: Options) -> tuple[Json, tuple[str, ...]]:
    """The object with its defaults, and the warnings. Raises Malformed."""
    thing, unknown = decoded(raw, resource)
    fill(resource.kind, thing)
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


def _unite(path: tuple[str, ...], current: Json, change: Any, result: Any) -> None:
    """Where a strategic merge patch differs: a list is added to, by the names in it, and never taken away from."""
    *above, last = path
    old: Any = current
    for step in above:
        old, change, result = old.get(step, {}), change.get(step), result.get(step)
        if not isinstance(change, dict):
            return
    if isinstance(added := change.get(last), list):
        result[last] = [*added, *(item for item in old.get(last, []) if item not in added)]


def _grace(resource: Resource, thing: Json, wishes: Json) -> int:
    """For how many seconds a deleted object may go on: a pod that runs somewhere, as long as it asked for."""
    ended = thing.get("status", {}).get("phase") in ("Succeeded", "Failed")
    if resource is not PODS or ended or not thing["spec"].get("nodeName"):
        return 0
    asked = wishes.get("gracePeriodSeconds")
    return int(thing["spec"]["terminationGracePeriodSeconds"] if asked is None else asked)


def _delete_options(body: bytes, query: Mapping[str, str]) -> Json:
    """From the body, or without one from the query, where a few of them may stand too."""
    options: object = {}
    try:
        options = parse(body or b"{}")
    except ValueError as fault:
        raise bad_request(f"couldn't get version/kind; json parse error: {fault}") from None
    if not isinstance(options, dict) or options.get("kind", "DeleteOptions") != "DeleteOptions":
        kind = quoted(str(options.get("kind"))) if isinstance(options, dict) else '""'
        raise bad_request(f'no kind {kind} is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"')
    if not body:
        options |= {name: query[name] for name in ("propagationPolicy",) if name in query}
        options |= {name: whole(query, name) for name in ("gracePeriodSeconds",) if name in query}
    return options | ({"dryRun": ["All"]} if query.get("dryRun") == "All" else {})
