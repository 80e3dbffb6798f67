"""What becomes of pulls with one secret after it was updated: folded from the statuses of pods and from events.

Only what is newer than the update counts, and no clock can be trusted far: an event is dated by the server when it is
first told and by the node whenever it happens again, all in whole seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from pullsecrets.model import matching
from pullsecrets.model.pulls import (
    ERR_IMAGE_PULL,
    IMAGE_PULL_BACK_OFF,
    MOST_STUCK,
    Pull,
    PullState,
    Stuck,
    failing,
    in_order,
    told_by,
)
from pullsecrets.model.secrets import Row
from pullsecrets.model.untrusted import as_mapping, as_text, as_time
from pullsecrets.model.usage import Index, Secret, Source

PAUSES = (10, 20, 40, 80, 160, 300)
"""Seconds between the kubelet's attempts to pull an image, the last for ever."""

_Image = tuple[str, str]
"""The uid of a pod, and an image of it."""
_SECOND = timedelta(seconds=1)
_LONGEST = timedelta(seconds=PAUSES[-1])
_TOLD_WITHIN = timedelta(seconds=6)  # a status follows the events of its attempt; the next attempt is ten away


@dataclass(frozen=True, slots=True)
class _Told:
    """When a kubelet told something, the last of ``count`` times.

    ``at`` and ``first_at`` are by the server's clock, never later than it happened; but where it is ``repeated``, only
    the node's clock dates it, and ``at`` may be a second late. ``node_time`` is that clock, to be compared with other
    events of the pod. ``span`` is the time since the first. ``late``: it came after the events were first listed,
    and so after the update.
    """

    at: datetime
    first_at: datetime
    node_time: datetime
    span: timedelta
    count: int
    late: bool
    message: str

    @property
    def repeated(self) -> bool:
        return self.count > 1 or bool(self.span)


class Watch:
    """The pulls with a secret since it was ``updated``, which is by the server's clock, in whole seconds.

    ``keys`` are the entries that were changed; none means all. For one thread.
    """

    def __init__(self, namespace: str, name: str, keys: Iterable[str], updated: datetime) -> None:
        self._namespace, self._name = namespace, name
        self._keys = frozenset(map(matching.shown, keys))
        self._updated = updated.replace(microsecond=0)
        self._pulling: dict[_Image, _Told] = {}
        self._failed: dict[_Image, _Told] = {}
        self._hindered: dict[tuple[str, str], _Told] = {}  # by pod and reason: nothing was asked for
        self._pulled: dict[tuple[str, str], datetime] = {}  # since the update, by pod and image, to be judged yet
        self._evidence: Pull | None = None  # the newest pull with this one
        self._reasons: dict[_Image, str] | None = None  # why images were stuck at the last look
        self._turned: dict[_Image, datetime] = {}  # when that began anew, as far as it was seen
        self._failing: set[_Image] = set()  # since the update

    def hear(self, raw: object, *, late: bool) -> bool:
        """Take a raw event; says whether it tells of a pull. ``late``: the first list of events did not bring it."""
        event = as_mapping(raw)
        about = as_mapping(event.get("involvedObject"))
        uid, pod = as_text(about.get("uid")), as_text(about.get("name"))
        reason, message = as_text(event.get("reason")), as_text(event.get("message"))
        told = _told(event, message, late=late)
        if told is None:
            return False
        if reason == "Pulling" and (found := _PULLING.match(message)):
            _keep(self._pulling, (uid, found["image"]), told)
        elif reason == "Failed" and (found := _FAILED.search(message)):
            _keep(self._failed, (uid, found["image"]), replace(told, message=found["why"]))
        elif reason == "Failed" and (found := _ERROR.match(message)):
            _keep(self._hindered, (uid, found["reason"]), told)
        elif reason == "Pulled" and (found := _PULLED.search(message)):
            self._take_pulled((pod, found["image"]), told, found["took"], found["waited"])
        else:
            return False
        return True

    def look(self, index: Index, rows: Mapping[Secret, Row], now: datetime, *, all_rows: bool = True) -> Pull | None:
        """How pulls go, by what is known now (``now``: by the server's clock). None where nothing pulls with the
        secret, or pods cannot be seen. For ``rows`` and ``all_rows`` see ``Index.usage``."""
        if not index.sees(Source.PODS, self._namespace):
            return None
        stuck = {(each.uid, each.image): self._dated(each) for each in index.stuck(self._namespace, self._name, rows)}
        others = {image for image, each in stuck.items() if not self._concerns(index, each, rows, all_rows)}
        for image, each in stuck.items():
            if self._fails_anew(image, each, now) and image not in others:
                self._failing.add(image)
        self._failing &= stuck.keys()
        self._reasons = {image: each.reason for image, each in stuck.items()}
        self._find_evidence(index, rows, all_rows)
        if self._failing:
            first = in_order(stuck[image] for image in self._failing)
            rest = in_order(each for image, each in stuck.items() if image not in self._failing)
            return failing(first + rest, self._next_by(first), by_update=True)
        if others:
            first = in_order(stuck[image] for image in others)
            rest = in_order(each for image, each in stuck.items() if image not in others)
            return failing(first + rest, self._next_by(first))
        if self._evidence or not index.pulled_with(self._namespace, self._name):
            return self._evidence
        waiting = in_order(stuck.values())
        return Pull(PullState.WAITING, waiting[:MOST_STUCK], next_by=self._next_by(waiting))

    # What failed

    def _concerns(self, index: Index, stuck: Stuck, rows: Mapping[Secret, Row], all_rows: bool) -> bool:
        """Whether the update can have to do with it: not where entries serve the image that were not changed."""
        use = index.tries(self._namespace, stuck.pod, stuck.image, rows, all_rows=all_rows)
        ours = {each.key for each in (use.entries if use else None) or () if each.secret == self._name}
        return not self._keys or not ours or not self._keys.isdisjoint(ours)

    def _dated(self, stuck: Stuck) -> Stuck:
        """With what events tell better than the pod's status."""
        failed = self._failed.get((stuck.uid, stuck.image))
        return replace(told_by(stuck, failed.message), since=failed.first_at) if failed else stuck

    def _fails_anew(self, image: _Image, stuck: Stuck, now: datetime) -> bool:
        """Whether there is evidence of a failure that is newer than the update."""
        before = self._reasons.get(image) if self._reasons is not None else stuck.reason
        turned = before is None or stuck.reason not in (before, IMAGE_PULL_BACK_OFF)
        if turned:
            self._turned[image] = now
        pulling, failed = self._pulling.get(image), self._failed.get(image)
        if pulling and failed and failed.node_time >= pulling.node_time and self._began_after(pulling):
            return True
        hindered = self._hindered.get((stuck.uid, stuck.reason))
        if hindered and self._is_after(hindered):
            return True
        if stuck.created is not None and stuck.created > self._updated:
            return True
        return self._reasons is not None and turned and not self._began_before(pulling, failed, now)

    def _began_before(self, pulling: _Told | None, failed: _Told | None, now: datetime) -> bool:
        """Whether a status that has turned just now tells how an attempt ended that began before the update.

        Kubelets drop events of a pod that has many. So it is a later attempt, though no event tells of it, where the
        last one that is told of ended long ago.
        """
        if pulling is None or self._began_after(pulling):
            return False
        if failed and failed.node_time >= pulling.node_time:
            return now - failed.at < _TOLD_WITHIN
        return now - pulling.at < _LONGEST

    def _began_after(self, pulling: _Told) -> bool:
        return pulling.late or self._is_after(pulling)

    def _is_after(self, told: _Told, before: timedelta = timedelta()) -> bool:
        """Whether the time ``before`` something was told is certainly after the update, all in cut seconds."""
        return told.at - self._updated - before >= (2 * _SECOND if told.repeated else _SECOND)

    def _next_by(self, stuck: Iterable[Stuck]) -> datetime | None:
        """When the first of the next attempts is due at the latest; None where nothing is attempted at all."""
        return min((self._due((each.uid, each.image)) for each in stuck if each.attempted), default=None)

    def _due(self, image: _Image) -> datetime:
        pulling, failed, turned = self._pulling.get(image), self._failed.get(image), self._turned.get(image)
        ends = [told.at for told in (pulling, failed) if told]
        due = turned + _LONGEST if turned else self._updated
        if pulling and (not turned or turned - max(ends) < _TOLD_WITHIN):
            due = max(ends) + _pause_after(pulling)
        return due if due > self._updated else self._updated + _LONGEST

    # What was pulled

    def _take_pulled(self, image: tuple[str, str], told: _Told, *lasted: str | None) -> None:
        """Keep a pull that began after the update."""
        longest = max(_lasted(text) for text in lasted if text)
        if told.at > self._pulled.get(image, self._updated) and self._is_after(told, longest):
            self._pulled[image] = told.at

    def _find_evidence(self, index: Index, rows: Mapping[Secret, Row], all_rows: bool) -> None:
        """Among the pulls that are newer than what is known, find one that a changed entry serves.

        Each is judged once, when its pod and the entries that serve its image are known: there may be thousands.
        """
        for (pod, image), at in sorted(self._pulled.items(), key=lambda each: each[1], reverse=True):
            if self._evidence and self._evidence.at and at <= self._evidence.at:
                del self._pulled[pod, image]
                continue
            use = index.tries(self._namespace, pod, image, rows, all_rows=all_rows)
            if use is None or not use.entries:
                continue
            del self._pulled[pod, image]
            ours = [each.key for each in use.entries if each.secret == self._name]
            if ours and (not self._keys or not self._keys.isdisjoint(ours)):
                shared = len(use.entries) > 1 or not use.complete
                self._evidence = Pull(PullState.PULLED, pod=pod, image=image, at=at, shared=shared)


def _told(event: Mapping[str, Any], message: str, *, late: bool) -> _Told | None:
    """When an event happened. None for one that is not dated."""
    created = as_time(as_mapping(event.get("metadata")).get("creationTimestamp"))
    if created is None or not _YEARS[0] < created.year < _YEARS[1]:
        return None
    first = as_time(event.get("firstTimestamp")) or as_time(event.get("eventTime")) or created
    series = as_mapping(event.get("series"))
    last = as_time(series.get("lastObservedTime")) or as_time(event.get("lastTimestamp")) or first
    count = max((each for each in (event.get("count"), series.get("count")) if isinstance(each, int)), default=1)
    span = last - first
    if abs(span) > _AGES:
        return None
    return _Told(created + span, created, last, span, count, late, message)


def _keep(into: dict[_Image, _Told], image: _Image, told: _Told) -> None:
    """Keep what was told last. What a new list brings once more is no news."""
    old = into.get(image)
    if old is None:
        into[image] = told
    elif told.node_time > old.node_time or (told.node_time == old.node_time and told.count > old.count):
        into[image] = replace(told, first_at=min(old.first_at, told.first_at))


def _pause_after(pulling: _Told) -> timedelta:
    """The longest pause that may follow an attempt, by their number; by the time that they took, too, since not
    every one may have been told."""
    seconds = pulling.span.total_seconds()
    attempts = max(pulling.count, 1 + sum(passed <= seconds for passed in accumulate(PAUSES)))
    return timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])


def _lasted(duration: str) -> timedelta:
    """A duration as Go writes it, such as 1m2.5s or 350ms; longer than any pull for what is none."""
    if _DURATION_PART.sub("", duration):
        return _AGES
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _DURATION_PART.findall(duration))
    return timedelta(seconds=min(seconds, _AGES.total_seconds()))


_YEARS = (1970, 9000)
_AGES = timedelta(days=366)  # an event lives for an hour, usually
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
_DURATION_PART = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s|us|µs|μs|ns)")
_PULLING = re.compile(r'Pulling image "(?P<image>[^"]*)"')
_FAILED = re.compile(r'Failed to pull image "(?P<image>[^"]*)": (?P<why>.*)', re.DOTALL)
_ERROR = re.compile(rf"Error: (?!{ERR_IMAGE_PULL}$|{IMAGE_PULL_BACK_OFF}$)(?P<reason>.+)", re.DOTALL)
_PULLED = re.compile(
    r'Successfully pulled image "(?P<image>[^"]*)" in (?P<took>\S+?)\.?(?: \((?P<waited>\S+) including waiting\)| |$)'
)
