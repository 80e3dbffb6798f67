"""Who uses a pull secret, and for which images: folded from what a cluster lists and watches (SPEC section 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pullsecrets.model import matching
from pullsecrets.model.errors import Problem
from pullsecrets.model.pulls import Cause, Stuck, carried_on, in_order
from pullsecrets.model.secrets import Row, Use
from pullsecrets.model.workloads import CRON_JOB, JOB, NOTHING, POD, REPLICA_SET, SERVICE_ACCOUNT, Consumer, consumer

Scope = str | None
"""What one list covers: a namespace, or None for the whole cluster."""
Secret = tuple[str, str]
"""A secret's namespace and name."""


class Source(StrEnum):
    """Where uses are found, by the name of the resource in the Kubernetes API."""

    PODS = "pods"
    SERVICE_ACCOUNTS = "serviceaccounts"
    REPLICA_SETS = "replicasets"
    DEPLOYMENTS = "deployments"
    STATEFUL_SETS = "statefulsets"
    DAEMON_SETS = "daemonsets"
    JOBS = "jobs"
    CRON_JOBS = "cronjobs"


class How(StrEnum):
    """What for: to pull images, or for its content, which is mounted or taken into the environment."""

    PULL = "pull"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class User:
    """One line of "Used by". ``pods`` name the secret and have not ended; ``ended`` ones are no use any more.

    ``pods`` of a service account run under it and pull with the secret, whoever controls them. ``uses`` is false where
    nothing but ended pods, or a finished job, names it.
    """

    kind: str
    name: str
    pods: int
    ended: int
    hows: frozenset[How]
    uses: bool


@dataclass(frozen=True, slots=True)
class Serving:
    """An entry that the kubelet tries for an image: the secret's name and the registry key as people see it."""

    secret: str
    key: str


@dataclass(frozen=True, slots=True)
class ImageUse:
    """One image of the pods that use the secret.

    ``entries`` are tried in this order, over all pull secrets of the pod; none means that it is pulled without a
    credential, None that the image's name is invalid. ``blocked_by`` names a broken pull secret of the same pods:
    no entry is tried, and nothing is pulled. ``complete`` is false where not all of the pod's pull secrets are known.
    """

    image: str
    entries: tuple[Serving, ...] | None
    blocked_by: str
    users: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything there is to say about the use of one secret. ``hidden`` says what could not be seen, and why."""

    use: Use
    users: tuple[User, ...]
    images: tuple[ImageUse, ...]
    hidden: tuple[Problem, ...]


_KINDS = {
    Source.PODS: POD,
    Source.SERVICE_ACCOUNTS: SERVICE_ACCOUNT,
    Source.REPLICA_SETS: REPLICA_SET,
    Source.DEPLOYMENTS: "Deployment",
    Source.STATEFUL_SETS: "StatefulSet",
    Source.DAEMON_SETS: "DaemonSet",
    Source.JOBS: JOB,
    Source.CRON_JOBS: CRON_JOB,
}
_BETWEEN = {REPLICA_SET: Source.REPLICA_SETS, JOB: Source.JOBS}
"""Controllers of pods that may have a controller themselves."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """How much of a namespace can be seen."""

    complete: bool = False
    hidden: tuple[Problem, ...] = ()


class Index:
    """Who uses which secret, kept right by lists and watch events. Odd objects are passed over.

    A list covers a scope: a namespace, or None for the whole cluster; both may stand side by side, and what covers a
    namespace counts for it. For one thread.
    """

    def __init__(self) -> None:
        self._consumers: dict[Source, dict[str, dict[str, Consumer]]] = {source: {} for source in Source}
        self._naming: dict[Secret, set[Consumer]] = {}
        self._stuck: dict[Secret, set[Consumer]] = {}  # pods that pull with it and wait for what cannot be pulled
        self._brought: dict[tuple[Source, Scope], dict[str, set[str]]] = {}  # by the lists that are under way
        self._listed: set[tuple[Source, Scope]] = set()
        self._refused: dict[tuple[Source, Scope], Problem] = {}  # of no account once it is listed
        self._lost: dict[tuple[Source, Scope], Problem] = {}  # what was brought may be out of date
        self._sights: dict[Scope, _Sight] = {}
        self._dirty: set[Secret] = set()
        self._moved: dict[str, set[tuple[str, str]]] = {}  # controllers that may count elsewhere now, by namespace
        self._changed_scopes: set[Scope] = set()

    def begin(self, source: Source, namespace: Scope) -> None:
        """A list begins anew. Until it is done, what the last one brought stands."""
        self._brought[source, namespace] = {}

    def listed(self, source: Source, namespace: Scope, items: Iterable[object], done: bool) -> None:
        """A part of the list. With the last one, ``done``, everything in its scope that it did not bring is gone."""
        brought = self._brought.setdefault((source, namespace), {})
        for item in items:
            if found := self._take(source, item):
                brought.setdefault(found.namespace, set()).add(found.name)
        if done:
            del self._brought[source, namespace]
            self._drop(source, namespace, keep=brought)
            self._listed.add((source, namespace))
            self._look_again()

    def changed(self, source: Source, event_type: str, obj: object) -> None:
        """An event of a watch. Those that change no object (bookmarks) are passed over."""
        if event_type in ("ADDED", "MODIFIED"):
            found = self._take(source, obj)
            if found:  # lists under way may be older
                for scope in {(source, None), (source, found.namespace)} & self._brought.keys():
                    self._brought[scope].setdefault(found.namespace, set()).add(found.name)
        elif event_type == "DELETED":
            found = consumer(_KINDS[source], obj)
            if found:
                self._put(source, found.namespace, found.name, None)

    def refused(self, source: Source, namespace: Scope, problem: Problem) -> None:
        """The list may not be asked for. What it brought earlier is no longer known, but by a list of the cluster."""
        self._listed.discard((source, namespace))
        self._refused[source, namespace] = problem
        if (source, None) not in self._listed:
            self._drop(source, namespace, keep={})
        self._look_again()

    def lost(self, source: Source, namespace: Scope, problem: Problem) -> None:
        """The cluster does not answer for a while: what was brought stands, and there may be more by now."""
        self._lost[source, namespace] = problem
        self._look_again()

    def found(self, source: Source, namespace: Scope) -> None:
        """It answers again, and everything was told."""
        if self._lost.pop((source, namespace), None):
            self._look_again()

    def withdrawn(self, source: Source, namespace: Scope) -> None:
        """A list is given up for others, which are still to come. What it brought is no longer known."""
        self._brought.pop((source, namespace), None)
        self._lost.pop((source, namespace), None)
        self._listed.discard((source, namespace))
        self._drop(source, namespace, keep={})
        self._look_again()

    def sees(self, source: Source, namespace: str) -> bool:
        """Whether what there is of a source in that namespace is known, be it out of date."""
        return not self._listed.isdisjoint({(source, None), (source, namespace)})

    def complete(self, namespace: str) -> bool:
        """Whether all is seen that can use secrets there. ReplicaSets that may not be seen only cost good names."""
        return self._sight(namespace).complete

    def changes(self) -> frozenset[Secret]:
        """Secrets whose use, as ``use``, ``usage`` and ``stuck`` tell it, may have changed since the last call.

        They are named now or were named before. Not among them are those whose images may be served by other entries
        because another secret changed, and those that nobody names: see ``changed_scopes``.
        """
        for namespace, moved in self._moved.items():
            for pod in self._consumers[Source.PODS].get(namespace, {}).values():
                if pod.controller and (pod.controller.kind, pod.controller.name) in moved:
                    self._touch(pod)
        changes = frozenset(self._dirty)
        self._moved, self._dirty = {}, set()
        return changes

    def changed_scopes(self) -> frozenset[Scope]:
        """Namespaces (None: all) of which more or less is seen than at the last call.

        The use of every secret there may have changed, also of those that nobody names.
        """
        scopes = frozenset(self._changed_scopes)
        self._changed_scopes = set()
        return scopes

    def named(self, namespace: str | None = None) -> frozenset[Secret]:
        """The secrets of a namespace (None: of all) that are named to pull with, by what is a use."""
        return frozenset(
            secret
            for secret, naming in self._naming.items()
            if namespace in (None, secret[0])
            and any(secret[1] in each.needs.pulls for each in naming if not each.ended)
        )

    def use(self, namespace: str, name: str) -> Use:
        naming = self._naming.get((namespace, name), ())
        return Use(len({self._counts_as(each) for each in naming if not each.ended}), self.complete(namespace))

    def pulled_with(self, namespace: str, name: str) -> bool:
        """Whether something that is a use names the secret to pull with."""
        return any(_pulls(each, name) for each in self._naming.get((namespace, name), ()))

    def stuck(self, namespace: str, name: str, rows: Mapping[Secret, Row]) -> tuple[Stuck, ...]:
        """What pods that pull with the secret wait for because it cannot be pulled, where that concerns this secret.

        It does where an entry of it serves the image, and where no entry of any of the pod's secrets does, as far as
        ``rows`` tell; where a secret cannot be read, it concerns those that are broken, or all if none is known to be.
        The one to tell first is at the front.
        """
        concerns: dict[tuple[tuple[str, ...], str, bool], bool] = {}
        found = []
        for pod in self._stuck.get((namespace, name), ()):
            for each in pod.stuck:
                question = pod.needs.pulls, each.image, each.cause is Cause.SECRET
                if question not in concerns:
                    known = {pull: rows.get((namespace, pull)) for pull in pod.needs.pulls}
                    concerns[question] = _concerns(name, known, each)
                if concerns[question]:
                    found.append(each)
        return in_order(found)

    def tries(
        self, namespace: str, pod: str, image: str, rows: Mapping[Secret, Row], *, all_rows: bool = True
    ) -> ImageUse | None:
        """Which entries the kubelet tries for an image of a pod, also of one that has ended; None where none is
        known by that name."""
        known = self._consumers[Source.PODS].get(namespace, {}).get(pod)
        if known is None:
            return None
        return _image_use(image, [rows.get((namespace, pull)) for pull in known.needs.pulls], (pod,), all_rows)

    def usage(self, namespace: str, name: str, rows: Mapping[Secret, Row], *, all_rows: bool = True) -> Usage:
        """Everything about the use of one secret.

        ``rows`` tell which entries serve an image. ``all_rows``: a pull secret of this namespace without a row does
        not exist, so that the kubelet goes on without it; otherwise it is just not known.
        """
        lines: dict[tuple[str, str], list[Consumer]] = {}
        for each in self._naming.get((namespace, name), ()):
            lines.setdefault(self._counts_as(each), []).append(each)
        order = sorted(lines, key=lambda line: (line[0] == SERVICE_ACCOUNT, line[1], line[0]))
        accounts = Counter(
            each.needs.account
            for naming in lines.values()
            for each in naming
            if _pulls(each, name) and each.kind == POD
        )
        users = tuple(_user(line, lines[line], name, accounts) for line in order)
        images: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
        for line in order:
            pulling = [each for each in lines[line] if _pulls(each, name)]
            pods = [each for each in pulling if each.kind == POD]
            for needs in {each.needs for each in pods or pulling}:
                for image in needs.images:
                    images.setdefault((image, needs.pulls), {})[line[1]] = None
        sight = self._sight(namespace)
        return Usage(
            Use(sum(user.uses for user in users), sight.complete),
            users,
            tuple(
                _image_use(image, [rows.get((namespace, pull)) for pull in pulls], tuple(names), all_rows)
                for (image, pulls), names in sorted(images.items())
            ),
            sight.hidden,
        )

    def _take(self, source: Source, obj: object) -> Consumer | None:
        """Hold what an object needs; None where there is nothing to hold."""
        found = consumer(_KINDS[source], obj)
        if found is None:
            return None
        held = found if found.needs != NOTHING or (found.controller and found.kind in _BETWEEN) else None
        self._put(source, found.namespace, found.name, held)
        return held

    def _put(self, source: Source, namespace: str, name: str, new: Consumer | None) -> None:
        """Hold an object in the place of what was held by its name; None: nothing."""
        spaces = self._consumers[source]
        held = spaces.get(namespace, {})
        old = held.get(name)
        if old and new and old.stuck and new.stuck:
            new = replace(new, stuck=carried_on(new.stuck, old.stuck))
        if old == new:
            return
        if old:
            self._touch(old)
            for secret in old.needs.secrets:
                _discard(self._naming, (namespace, secret), old)
            for secret in old.needs.pulls if old.stuck else ():
                _discard(self._stuck, (namespace, secret), old)
        if new:
            spaces.setdefault(namespace, held)[name] = new
            self._touch(new)
            for secret in new.needs.secrets:
                self._naming.setdefault((namespace, secret), set()).add(new)
            for secret in new.needs.pulls if new.stuck else ():
                self._stuck.setdefault((namespace, secret), set()).add(new)
        else:
            del held[name]
            if not held:
                del spaces[namespace]
        kind = _KINDS[source]
        if kind in _BETWEEN:
            self._moved.setdefault(namespace, set()).add((kind, name))

    def _touch(self, each: Consumer) -> None:
        self._dirty.update((each.namespace, secret) for secret in each.needs.secrets)

    def _drop(self, source: Source, scope: Scope, keep: Mapping[str, set[str]]) -> None:
        """Let go of everything in a scope but ``keep``. The whole cluster is less what has a list of its own."""
        spaces = self._consumers[source]
        namespaces = [each for each in spaces if (source, each) not in self._listed] if scope is None else [scope]
        for namespace in namespaces:
            for name in spaces.get(namespace, {}).keys() - keep.get(namespace, set()):
                self._put(source, namespace, name, None)

    def _sight(self, scope: Scope) -> _Sight:
        return self._sights.get(scope) or self._sights.get(None) or _Sight()

    def _look_again(self) -> None:
        """After a list was done, refused or lost: tell where that changed how much is seen."""
        scopes = {scope for _, scope in (*self._listed, *self._refused, *self._lost)} | self._sights.keys()
        before = {scope: self._sight(scope) for scope in scopes}
        self._sights = {scope: self._sight_of(scope) for scope in scopes}
        changed = {scope for scope, sight in self._sights.items() if sight != before[scope]}
        self._changed_scopes |= changed
        if changed:
            self._dirty.update(secret for secret in self._naming if changed & {None, secret[0]})

    def _sight_of(self, scope: Scope) -> _Sight:
        complete, hidden = True, []
        for source in Source:
            covering = {(source, None), (source, scope)}
            if covering & self._listed - self._lost.keys():
                continue
            problem = next(
                (known[each] for known in (self._lost, self._refused) for each in covering & known.keys()), None
            )
            if problem:
                hidden.append(problem)
            if not problem or source is not Source.REPLICA_SETS:
                complete = False
        return _Sight(complete, tuple(hidden))

    def _counts_as(self, each: Consumer) -> tuple[str, str]:
        """Kind and name of the line that an object counts under: its controller, or of a pod that one's."""
        controller = each.controller
        if controller is None:
            return each.kind, each.name
        if each.kind == POD and controller.kind in _BETWEEN:
            between = self._consumers[_BETWEEN[controller.kind]].get(each.namespace, {}).get(controller.name)
            if between and between.uid == controller.uid and between.controller:
                controller = between.controller
        return controller.kind, controller.name


def _discard(sets: dict[Secret, set[Consumer]], secret: Secret, each: Consumer) -> None:
    """Take one out of the set of a secret, and the set where it was the last."""
    sets[secret].remove(each)
    if not sets[secret]:
        del sets[secret]


def _concerns(name: str, pulls: Mapping[str, Row | None], stuck: Stuck) -> bool:
    """Whether a stuck image concerns the secret of this name, one of the pod's ``pulls``."""
    rows = [row for row in pulls.values() if row]
    if stuck.cause is Cause.SECRET:
        broken = {row.name for row in rows if row.broken}
        return name in broken or not broken
    serving = matching.serving([_keys(row) for row in rows], stuck.image)
    return pulls[name] is None or not serving or name in {rows[number].name for number, _ in serving}


def _pulls(each: Consumer, secret: str) -> bool:
    return not each.ended and secret in each.needs.pulls


def _user(line: tuple[str, str], naming: Iterable[Consumer], secret: str, accounts: Mapping[str, int]) -> User:
    kind, name = line
    pods = [each.ended for each in naming if each.kind == POD]
    return User(
        kind,
        name,
        pods=accounts.get(name, 0) if kind == SERVICE_ACCOUNT else pods.count(False),
        ended=pods.count(True),
        hows=frozenset(
            how
            for each in naming
            for how, names in ((How.PULL, each.needs.pulls), (How.CONTENT, each.needs.contents))
            if secret in names
        ),
        uses=any(not each.ended for each in naming),
    )


def _image_use(image: str, pulls: Sequence[Row | None], users: tuple[str, ...], all_rows: bool) -> ImageUse:
    rows = [row for row in pulls if row]  # those of missing secrets have no keys
    broken = next((row.name for row in rows if row.broken), "")
    tried = matching.serving([_keys(row) for row in rows], image)
    entries = None if tried is None else tuple(Serving(rows[number].name, key) for number, key in tried)
    return ImageUse(
        image,
        entries=() if broken and entries else entries,
        blocked_by=broken,
        users=users,
        complete=all_rows or None not in pulls,
    )


def _keys(row: Row) -> list[str]:
    """The registry keys of a secret, less those that are spoilt by what is hidden in them."""
    return [
        key
        for key, why in zip(row.registries, row.never, strict=True)
        if why is matching.never(matching.without_hidden(key))
    ]
