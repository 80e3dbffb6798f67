"""What holds for whatever lists and watches bring: the index is right, tells each change, and never raises."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from model.cluster_objects import Object, account, made, pod, refusal, row, runs, workload

from pullsecrets.model.secrets import missing_row
from pullsecrets.model.usage import Index, Source

NAMESPACES = ("web", "other")
SCOPES: list[list[str | None]] = [[None], [*NAMESPACES], [None, *NAMESPACES]]
SECRETS = [(namespace, name) for namespace in NAMESPACES for name in ("one", "two", "three")]
ROWS = {
    ("web", "one"): row("one", quay_io={}),
    ("web", "two"): row("two", **{"quay_io/app": {}}),
    ("other", "one"): missing_row("other", "one"),
    ("other", "two"): row("two", ghcr_io={}),
}
_few = st.lists(st.sampled_from(["one", "two", "three"]), max_size=2)
_specs = st.builds(
    lambda pulls, mounts, image, account: runs(
        *pulls, image=image, volumes=[{"secret": {"secretName": name}} for name in mounts], serviceAccountName=account
    ),
    _few,
    _few,
    st.sampled_from(["quay.io/app", "redis"]),
    st.sampled_from(["a", "b"]),
)
_names = st.sampled_from(["a", "b", "c"])
_namespaces = st.sampled_from(NAMESPACES)
_finished = st.sampled_from([{}, {"completionTime": "now"}])


def _controllers(*kinds: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *(f"{kind}/{name}" for kind in kinds for name in "abc")])


def _workloads(controllers: st.SearchStrategy[str]) -> st.SearchStrategy[Object]:
    return st.builds(workload, _names, _specs, namespace=_namespaces, controller=controllers, status=_finished)


def _pod(*arguments: Any, reason: str, **more: Any) -> Object:
    """One that waits for its image."""
    made = pod(*arguments, **more)
    made["status"]["containerStatuses"] = [{"state": {"waiting": {"reason": reason, "message": "401 Unauthorized"}}}]
    return made


OBJECTS = {
    Source.PODS: st.builds(
        _pod,
        _names,
        _specs,
        st.sampled_from(["Running", "Failed"]),
        namespace=_namespaces,
        controller=_controllers("ReplicaSet", "Job", "StatefulSet"),
        reason=st.sampled_from(["ContainerCreating", "ErrImagePull", "ImagePullBackOff", "illegal base64 data"]),
    ),
    Source.SERVICE_ACCOUNTS: st.builds(
        lambda name, pulls, namespace: account(name, *pulls, namespace=namespace), _names, _few, _namespaces
    ),
    Source.REPLICA_SETS: st.builds(made, _names, namespace=_namespaces, controller=_controllers("Deployment")),
    Source.DEPLOYMENTS: _workloads(_controllers("Operator")),
    Source.JOBS: _workloads(_controllers("CronJob", "ReplicaSet", "Job")),
}
"""The other sources differ in nothing but the kind."""


@given(st.data())
def test_folding_equals_starting_anew(data: st.DataObject) -> None:
    """Whatever lists and watches bring, the index says what a new one would say, and tells every change."""
    scopes = data.draw(st.sampled_from(SCOPES), "scopes")
    worlds: dict[Source, dict[tuple[str, str], Object]] = {source: {} for source in Source}
    shown: dict[tuple[Source, str | None], bool] = {}
    index = Index()
    for _ in range(data.draw(st.integers(1, 12), "steps")):
        before = {each: (index.usage(*each, ROWS), index.stuck(*each, ROWS)) for each in SECRETS}
        source, scope = data.draw(st.sampled_from([*OBJECTS])), data.draw(st.sampled_from(scopes))
        world = worlds[source]
        step = data.draw(st.sampled_from(["list", "list", "events", "events", "events", "refuse"]))
        if step == "refuse":
            index.refused(source, scope, refusal(source))
            shown[source, scope] = False
        elif step == "list":
            for obj in _some(data, source):  # what no watch told
                if _watched(shown, source, obj) <= {scope}:
                    _happens(world, obj, data.draw(st.booleans()))
            index.begin(source, scope)
            items = [obj for (namespace, _), obj in world.items() if scope in (None, namespace)]
            cut = data.draw(st.integers(0, len(items)))
            index.listed(source, scope, copy.deepcopy(items[:cut]), done=False)
            index.listed(source, scope, copy.deepcopy(items[cut:]), done=True)
            shown[source, scope] = True
        else:
            for obj in _some(data, source):
                gone = data.draw(st.booleans())
                _happens(world, obj, gone)
                for _ in _watched(shown, source, obj):
                    index.changed(source, "DELETED" if gone else "MODIFIED", copy.deepcopy(obj))
        changes, seen = index.changes(), index.changed_scopes()
        for each, told in before.items():
            now = index.usage(*each, ROWS), index.stuck(*each, ROWS)
            assert now == told or each in changes or seen & {None, each[0]}, each
    anew = Index()
    for (source, scope), allowed in shown.items():
        if not allowed:
            anew.refused(source, scope, refusal(source))
    for (source, scope), allowed in shown.items():
        if allowed:
            items = [obj for (namespace, _), obj in worlds[source].items() if scope in (None, namespace)]
            anew.listed(source, scope, items, done=True)
    for each in SECRETS:
        assert index.usage(*each, ROWS) == anew.usage(*each, ROWS)
        assert index.stuck(*each, ROWS) == anew.stuck(*each, ROWS)
        assert index.pulled_with(*each) == anew.pulled_with(*each)
        assert index.use(*each) == index.usage(*each, ROWS).use
    assert index.named() == anew.named()


def _some(data: st.DataObject, source: Source) -> list[Object]:
    return data.draw(st.lists(OBJECTS[source], max_size=3))


def _happens(world: dict[tuple[str, str], Object], obj: Object, gone: bool) -> None:
    place = obj["metadata"]["namespace"], obj["metadata"]["name"]
    if gone:
        world.pop(place, None)
    else:
        world[place] = obj


def _watched(shown: dict[tuple[Source, str | None], bool], source: Source, obj: Object) -> set[str | None]:
    """The scopes whose watch tells of an object."""
    return {scope for scope in (None, obj["metadata"]["namespace"]) if shown.get((source, scope))}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "env", "secret"]), inner),
    max_leaves=4,
)
WHOLE = pod(
    "a",
    runs(
        "pull",
        initContainers=[{"image": "a", "env": [{"valueFrom": {"secretKeyRef": {"name": "s"}}}], "envFrom": [{}]}],
        volumes=[{"projected": {"sources": [{"secret": {"name": "s"}}]}}, {"image": {"reference": "b"}}],
    ),
    controller="Job/a",
    conditions=[{"type": "Complete"}],
)
WHOLE["spec"]["template"] = {"spec": WHOLE["spec"].copy()}
WHOLE["spec"]["jobTemplate"] = {"spec": {"template": {"spec": WHOLE["spec"].copy()}}}
WHOLE["imagePullSecrets"] = [{"name": "pull"}]


@given(st.data(), st.sampled_from([*Source]), _json)
def test_odd_objects_never_raise(data: st.DataObject, source: Source, odd: object) -> None:
    obj = copy.deepcopy(WHOLE)
    place: Any = obj
    while place:
        key = data.draw(st.sampled_from([*place] if isinstance(place, dict) else [*range(len(place))]))
        if not isinstance(place[key], dict | list) or data.draw(st.integers(0, 3)) == 0:
            place[key] = odd
            break
        place = place[key]
    index = Index()
    for thing in (obj, odd):
        index.changed(source, "ADDED", thing)
        index.listed(source, "web", [thing], done=True)
        index.changed(source, "DELETED", thing)
    index.usage("web", "pull", {})
    index.named()
    index.changes()
