"""The controllers of a cluster: workloads have their pods, namespaces their account, and what is owned goes with its
owner. A CronJob's schedule is not played, and a deleted namespace stays "Terminating"."""

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import orjson

from .admission import SUFFIX
from .api import MERGE_PATCH, Api, Options
from .clock import stamp
from .kubelet import NODES, wanted_node
from .query import key
from .resources import (
    BY_KIND,
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    NAMESPACES,
    PODS,
    REPLICA_SETS,
    RESOURCES,
    SERVICE_ACCOUNTS,
    STATEFUL_SETS,
    Resource,
)
from .status import Json, Refused
from .store import Change, Key

_REACTION = 0.2
"""Seconds from a change to what follows from it."""
_RETRY = 10.0
"""Seconds until what was refused is tried again."""
_SURGE = 4
"""Of so many pods one more may be there while a Deployment changes."""
_OPTIONS = Options("kube-controller-manager", dry_run=False, validation="Ignore")
_REVISION = "controller-revision-hash"


class Controllers:
    """Looks after what changes from now on."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._waiting: set[Key] = set()
        self._owned: dict[str, set[Key]] = {}
        """What names an object, by its uid, as its owner."""
        for resource in (PODS, REPLICA_SETS, JOBS):
            for state in api.store.all(resource.name):
                self._note(_place(resource, state.object), state.object)
        api.store.listen(self._changed)
        self._duties: dict[Resource, Callable[[Json], None]] = {
            NAMESPACES: self._look_after_namespace,
            REPLICA_SETS: self._look_after_replica_set,
            DEPLOYMENTS: self._look_after_deployment,
            STATEFUL_SETS: self._look_after_stateful_set,
            DAEMON_SETS: self._look_after_daemon_set,
            JOBS: self._look_after_job,
        }

    def _changed(self, change: Change) -> None:
        states = [state.object for state in (change.before, change.after) if state is not None]
        metadata = states[-1]["metadata"]
        self._note(change.key, states[-1])
        if RESOURCES[change.key.resource] in self._duties or "deletionTimestamp" in metadata:
            # A namespace gets its account before anybody's next request.
            self._later(0 if change.key.resource == NAMESPACES.name else _REACTION, change.key)
        for owner in (owner for state in states for owner in state["metadata"].get("ownerReferences", ())):
            if change.after is None:
                self._owned.get(owner["uid"], set()).discard(change.key)
            if owner["kind"] in BY_KIND:
                self._later(_REACTION, key(BY_KIND[owner["kind"]], metadata["namespace"], owner["name"]))
        if change.after is None and metadata["uid"] in self._owned:
            self._api.clock.later(_REACTION, partial(self._collect, metadata["uid"]))
        if change.key.resource == SERVICE_ACCOUNTS.name:
            self._later(_REACTION, key(NAMESPACES, "", metadata["namespace"]))

    def _note(self, place: Key, thing: Json) -> None:
        for owner in thing["metadata"].get("ownerReferences", ()):
            self._owned.setdefault(owner["uid"], set()).add(place)

    def _later(self, seconds: float, place: Key) -> None:
        if place not in self._waiting:
            self._waiting.add(place)
            self._api.clock.later(seconds, partial(self._look_after, place))

    def _look_after(self, place: Key) -> None:
        self._waiting.discard(place)
        state = self._api.store.get(place)
        if state is None:
            return
        if "deletionTimestamp" in state.object["metadata"]:
            self._release(RESOURCES[place.resource], state.object)
            return
        duty = self._duties.get(RESOURCES[place.resource])
        try:
            if duty:
                duty(state.object)
        except Refused:
            self._later(_RETRY, place)

    # -- owners -----------------------------------------------------------------------------------------------

    def _dependents(self, uid: str) -> list[tuple[Key, Json]]:
        """What names an object as its owner, still."""
        states = [(place, state) for place in self._owned.get(uid, ()) if (state := self._api.store.get(place))]
        return [
            (place, state.object)
            for place, state in states
            if any(owner["uid"] == uid for owner in state.object["metadata"].get("ownerReferences", ()))
        ]

    def _collect(self, uid: str) -> None:
        """Deletes what an object that is gone has owned."""
        for place, _ in self._dependents(uid):
            self._delete(place)
        self._owned.pop(uid, None)

    def _release(self, resource: Resource, owner: Json) -> None:
        """An owner that waits to be gone: until what it owns is gone too, or has been set free."""
        metadata = owner["metadata"]
        finalizers, dependents = metadata.get("finalizers", ()), self._dependents(metadata["uid"])
        if "foregroundDeletion" in finalizers and dependents:
            for place, _ in dependents:
                self._delete(place)
            return
        if "orphan" in finalizers:
            for place, thing in dependents:
                kept = [each for each in thing["metadata"]["ownerReferences"] if each["uid"] != metadata["uid"]]
                self._patch(RESOURCES[place.resource], thing, {"metadata": {"ownerReferences": kept}})
        left = [name for name in finalizers if name not in ("orphan", "foregroundDeletion")]
        if len(left) < len(finalizers):
            self._patch(resource, owner, {"metadata": {"finalizers": left}})

    def _children(self, owner: Json, resource: Resource) -> list[Json]:
        """What an object owns and is not being deleted, the oldest first."""
        owned = self._dependents(owner["metadata"]["uid"])
        things = [thing for place, thing in owned if place.resource == resource.name]
        living = [thing for thing in things if "deletionTimestamp" not in thing["metadata"]]
        return sorted(living, key=lambda thing: (thing["metadata"]["creationTimestamp"], thing["metadata"]["name"]))

    # -- one kind after the other -----------------------------------------------------------------------------

    def _look_after_namespace(self, namespace: Json) -> None:
        name = namespace["metadata"]["name"]
        if self._api.store.get(key(SERVICE_ACCOUNTS, name, "default")) is None:
            account = orjson.dumps({"metadata": {"name": "default"}})
            self._api.create(SERVICE_ACCOUNTS, name, account, _OPTIONS)

    def _look_after_replica_set(self, owner: Json) -> None:
        pods, wanted = _active(self._children(owner, PODS)), owner["spec"]["replicas"]
        for _ in range(wanted - len(pods)):
            self._make_pod(owner, REPLICA_SETS, generate_name=f"{owner['metadata']['name']}-")
        for pod in sorted(pods, key=_ready)[: max(0, len(pods) - wanted)]:
            self._delete(_place(PODS, pod))
        ready = sum(map(_ready, pods))
        counts = {"replicas": len(pods), "fullyLabeledReplicas": len(pods)}
        self._report(REPLICA_SETS, owner, counts | {"readyReplicas": ready, "availableReplicas": ready})

    def _look_after_deployment(self, owner: Json) -> None:
        """The ReplicaSet of the present template grows by as much as the others shrink: as its pods get ready."""
        metadata, spec = owner["metadata"], owner["spec"]
        wanted, mark = spec["replicas"], template_mark(spec["template"])
        known = self._children(owner, REPLICA_SETS)
        current = next((each for each in known if _label(each, "pod-template-hash") == mark), None)
        others = [each for each in known if each is not current]
        old = sum(each["spec"]["replicas"] for each in others)
        size = min(wanted, max(0, wanted + -(-wanted // _SURGE) - old))
        if current is None:
            template = _labelled(spec["template"], {"pod-template-hash": mark})
            selector = {"matchLabels": spec["selector"].get("matchLabels", {}) | {"pod-template-hash": mark}}
            own = {"name": f"{metadata['name']}-{mark}", "labels": template["metadata"]["labels"]}
            own["annotations"] = {"deployment.kubernetes.io/revision": str(len(known) + 1)}
            body = {"metadata": own, "spec": {"replicas": size, "selector": selector, "template": template}}
            self._make(REPLICA_SETS, owner, DEPLOYMENTS, body)
        elif current["spec"]["replicas"] != size:
            self._patch(REPLICA_SETS, current, {"spec": {"replicas": size}})
        ready = current["status"].get("readyReplicas", 0) if current else 0
        surplus = old - max(0, wanted - ready)
        for each in others:
            less = min(surplus, each["spec"]["replicas"])
            if less > 0:
                self._patch(REPLICA_SETS, each, {"spec": {"replicas": each["spec"]["replicas"] - less}})
                surplus -= less
        total = sum(each["status"].get("readyReplicas", 0) for each in known)
        counts = {"replicas": sum(each["status"]["replicas"] for each in known), "readyReplicas": total}
        updated = current["status"]["replicas"] if current else 0
        missing = max(0, wanted - total)
        counts |= {"updatedReplicas": updated, "availableReplicas": total, "unavailableReplicas": missing}
        self._report(DEPLOYMENTS, owner, counts)

    def _look_after_stateful_set(self, owner: Json) -> None:
        """Pods by number, each made when the one before is ready; one that is out of date is made anew."""
        spec, name, mark = owner["spec"], owner["metadata"]["name"], template_mark(owner["spec"]["template"])
        pods = {pod["metadata"]["name"]: pod for pod in self._children(owner, PODS)}
        names = [f"{name}-{index}" for index in range(spec["replicas"])]
        for surplus in pods.keys() - set(names):
            self._delete(_place(PODS, pods[surplus]))
        for index, each in enumerate(names):
            pod = pods.get(each)
            if pod is None:
                if self._api.store.get(key(PODS, owner["metadata"]["namespace"], each)) is None:
                    labels = {"apps.kubernetes.io/pod-index": str(index), "statefulset.kubernetes.io/pod-name": each}
                    self._make_pod(owner, STATEFUL_SETS, name=each, labels=labels | {_REVISION: f"{name}-{mark}"})
                break
            if _label(pod, _REVISION) != f"{name}-{mark}":
                self._delete(_place(PODS, pod))
                break
            if not _ready(pod):
                break
        ready = sum(map(_ready, pods.values()))
        counts = {"replicas": len(pods), "readyReplicas": ready, "currentReplicas": len(pods)}
        self._report(STATEFUL_SETS, owner, counts | {"availableReplicas": ready, "updatedReplicas": len(pods)})

    def _look_after_daemon_set(self, owner: Json) -> None:
        """One pod on each node."""
        mark = template_mark(owner["spec"]["template"])
        pods = _active(self._children(owner, PODS))
        for pod in [pod for pod in pods if _label(pod, _REVISION) != mark][:1]:
            self._delete(_place(PODS, pod))
        known = {wanted_node(pod) for pod in pods}
        for node in NODES:
            if node not in known:
                generated = f"{owner['metadata']['name']}-"
                self._make_pod(owner, DAEMON_SETS, generate_name=generated, labels={_REVISION: mark}, node=node)
        ready = sum(map(_ready, pods))
        counts = {"currentNumberScheduled": len(pods), "numberMisscheduled": 0, "desiredNumberScheduled": len(NODES)}
        counts |= {"numberReady": ready, "numberAvailable": ready, "updatedNumberScheduled": len(pods)}
        self._report(DAEMON_SETS, owner, counts)

    def _look_after_job(self, owner: Json) -> None:
        """As many pods at a time as are wanted, until so many have succeeded."""
        spec, status = owner["spec"], owner["status"]
        if spec["suspend"] or "completionTime" in status:
            return
        pods = self._children(owner, PODS)
        done = sum(pod["status"].get("phase") == "Succeeded" for pod in pods)
        active = _active(pods)
        for _ in range(min(spec["parallelism"], spec["completions"] - done) - len(active)):
            self._make_pod(owner, JOBS, generate_name=f"{owner['metadata']['name']}-")
        now = stamp(self._api.clock.now)
        told: Json = {"startTime": status.get("startTime", now)}
        counts = {"active": len(active), "ready": sum(map(_ready, active)), "succeeded": done}
        if done >= spec["completions"]:
            told["completionTime"] = now
            told["conditions"] = [
                {"type": name, "status": "True", "reason": "CompletionsReached", "lastTransitionTime": now}
                | {"lastProbeTime": now, "message": "Reached expected number of succeeded pods"}
                for name in ("SuccessCriteriaMet", "Complete")
            ]
        self._report(JOBS, owner, counts, told)

    # -- what they do -----------------------------------------------------------------------------------------

    def _make_pod(
        self,
        owner: Json,
        resource: Resource,
        *,
        name: str = "",
        generate_name: str = "",
        labels: Json | None = None,
        node: str = "",
    ) -> None:
        template = _labelled(owner["spec"]["template"], labels or {})
        own = template["metadata"] | ({"name": name} if name else {"generateName": generate_name})
        spec = template["spec"]
        if node:
            field = {"key": "metadata.name", "operator": "In", "values": [node]}
            terms = {"nodeSelectorTerms": [{"matchFields": [field]}]}
            chosen = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
            spec = spec | {"affinity": spec.get("affinity", {}) | chosen}
        self._make(PODS, owner, resource, {"metadata": own, "spec": spec})

    def _make(self, resource: Resource, owner: Json, owner_resource: Resource, body: Json) -> None:
        metadata = owner["metadata"]
        reference = {"apiVersion": owner_resource.version, "kind": owner_resource.kind, "name": metadata["name"]}
        reference |= {"uid": metadata["uid"], "controller": True, "blockOwnerDeletion": True}
        own = body["metadata"] | {"ownerReferences": [reference]}
        self._api.create(resource, metadata["namespace"], orjson.dumps(body | {"metadata": own}), _OPTIONS)

    def _patch(self, resource: Resource, thing: Json, change: Json) -> None:
        metadata = thing["metadata"]
        namespace, name = metadata["namespace"], metadata["name"]
        self._api.patch(resource, namespace, name, MERGE_PATCH, orjson.dumps(change), _OPTIONS)

    def _delete(self, place: Key) -> None:
        namespace, _, name = place.path.partition("/")
        if self._api.store.get(place) is not None:
            self._api.delete(RESOURCES[place.resource], namespace, name, b"", {"propagationPolicy": "Background"})

    def _report(self, resource: Resource, owner: Json, counts: dict[str, int], told: Json | None = None) -> None:
        """Writes a status; of most counts only those that are not 0 are said."""
        always = ("replicas", "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady")
        shown: Json = {name: count for name, count in counts.items() if count or name in always}
        state = self._api.get(resource, owner["metadata"]["namespace"], owner["metadata"]["name"])
        shown |= (told or {}) | ({} if resource is JOBS else {"observedGeneration": owner["metadata"]["generation"]})
        self._api.settle(resource, state.object | {"status": shown})


def _place(resource: Resource, thing: Json) -> Key:
    return key(resource, thing["metadata"]["namespace"], thing["metadata"]["name"])


def _active(pods: Iterable[Json]) -> list[Json]:
    return [pod for pod in pods if pod["status"].get("phase") not in ("Succeeded", "Failed")]


def _ready(pod: Json) -> bool:
    return any(each["type"] == "Ready" and each["status"] == "True" for each in pod["status"].get("conditions", ()))


def _label(thing: Json, name: str) -> str:
    return str(thing["metadata"].get("labels", {}).get(name, ""))


def _labelled(template: Json, labels: Json) -> Json:
    metadata: dict[str, Any] = template.get("metadata", {})
    return template | {"metadata": metadata | {"labels": metadata.get("labels", {}) | labels}}


def template_mark(template: Json) -> str:
    """What tells one template from another, in the letters of generated names."""
    digest = hashlib.sha256(orjson.dumps(template, option=orjson.OPT_SORT_KEYS)).digest()
    return "".join(SUFFIX[byte % len(SUFFIX)] for byte in digest[:9])
