"""How pulls with a secret go, from the statuses of pods, in the kubelet's words (SPEC section 9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from pullsecrets.model.untrusted import as_mapping, as_mappings, as_text, as_time

MOST_STUCK = 20
"""So many stuck images a ``Pull`` names at the most."""
ERR_IMAGE_PULL = "ErrImagePull"
IMAGE_PULL_BACK_OFF = "ImagePullBackOff"


class PullState(StrEnum):
    FAILING = "failing"
    WAITING = "waiting"  # after an update: nothing was pulled since
    PULLED = "pulled"


class Cause(StrEnum):
    """What a failed pull speaks against, by the words in the kubelet's message."""

    CREDENTIAL = "credential"  # the registry does not take it, or not for this image
    OTHER = "other"  # the image is not there, the registry cannot be reached, …
    SECRET = "secret"  # noqa: S105 - a cause: a pull secret of the pod cannot be read, so that nothing is pulled
    NAME = "name"  # the image's name is invalid


@dataclass(frozen=True, slots=True)
class Stuck:
    """An image that a pod waits for because pulling it failed. ``message`` is the kubelet's own.

    ``controlled``: a controller makes the pod anew when it is deleted, for certain and at no cost. ``running``: other
    containers of it run. ``since`` is by the node's clock where only the pod's status tells it; ``created``, the pod's,
    by the server's.
    """

    namespace: str
    pod: str
    uid: str
    image: str
    reason: str
    message: str
    since: datetime | None
    cause: Cause
    controlled: bool
    running: bool
    created: datetime | None = None

    @property
    def attempted(self) -> bool:
        """Whether the registry is asked again and again, in pauses that grow. Without, nothing is even asked for."""
        return self.reason in (ERR_IMAGE_PULL, IMAGE_PULL_BACK_OFF, *_RUNTIME)


@dataclass(frozen=True, slots=True)
class Pull:
    """How pulls with one secret go.

    FAILING: ``stuck`` names the images (``MOST_STUCK``), the one to tell first at the front; ``at`` is since when.
    ``next_by``: the next attempt is due by then at the latest, where that is known; so it may be for WAITING, too,
    with what was ``stuck`` before the update. ``by_update``: attempts failed since the secret was updated here, for an
    image that the update can have to do with. PULLED: ``image`` was pulled by ``pod`` ``at`` that time; ``shared``
    where several entries may serve it, so that one of them did it.
    """

    state: PullState
    stuck: tuple[Stuck, ...] = ()
    pod: str = ""
    image: str = ""
    at: datetime | None = None
    next_by: datetime | None = None
    shared: bool = False
    by_update: bool = False


def failing(stuck: Sequence[Stuck], next_by: datetime | None = None, *, by_update: bool = False) -> Pull:
    """Pulls of these images, which are in order, fail."""
    since = min((each.since for each in stuck if each.since), default=None)
    return Pull(PullState.FAILING, tuple(stuck[:MOST_STUCK]), at=since, next_by=next_by, by_update=by_update)


def in_order(stuck: Iterable[Stuck]) -> tuple[Stuck, ...]:
    """Causes that speak against the credential first, then the newest; names decide between equals."""
    newest = sorted(sorted(stuck, key=lambda each: (each.pod, each.image)), key=_since, reverse=True)
    return tuple(sorted(newest, key=lambda each: each.cause is not Cause.CREDENTIAL))


def stuck_images(pod: Mapping[str, Any], *, controlled: bool) -> tuple[Stuck, ...]:
    """The images that a raw pod waits for because pulling them failed, each once; none of one that ended or is going.

    The kubelet has no status for an image volume: what it says of one stands on every container that it keeps back.
    Such a message names the volume's image.
    """
    status = as_mapping(pod.get("status"))
    containers = [*chain.from_iterable(as_mappings(status.get(kind)) for kind in _STATUSES)]
    waiting = [(each, failure) for each in containers if (failure := _failure(each))]
    metadata = as_mapping(pod.get("metadata"))
    if not waiting or metadata.get("deletionTimestamp") or status.get("phase") in ("Succeeded", "Failed"):
        return ()
    spec = as_mapping(pod.get("spec"))
    volumes = [*_volume_images(spec)]
    images = {as_text(each.get("name")): as_text(each.get("image")) for each in _containers(spec)}
    created = as_time(metadata.get("creationTimestamp"))
    since = _not_ready_since(status) or created
    running = any(as_mapping(each.get("state")).get("running") for each in containers)
    found: dict[str, Stuck] = {}
    for container, (reason, message) in waiting:
        image = images.get(as_text(container.get("name"))) or as_text(container.get("image"))
        image = next((each for each in volumes if _names(message, each)), image)
        found.setdefault(
            image,
            Stuck(
                namespace=as_text(metadata.get("namespace")),
                pod=as_text(metadata.get("name")),
                uid=as_text(metadata.get("uid")),
                image=image,
                reason=reason,
                message=message,
                since=since,
                cause=cause_of(reason, message),
                controlled=controlled,
                running=running,
                created=created,
            ),
        )
    return tuple(found.values())


def carried_on(stuck: Sequence[Stuck], before: Sequence[Stuck]) -> tuple[Stuck, ...]:
    """What is stuck, with what was known of it ``before``: a kubelet older than 1.32 says only "Back-off pulling
    image" while it waits for the next attempt, and no longer why."""
    known = {(each.uid, each.image): each for each in before}
    return tuple(
        replace(each, message=old.message, cause=old.cause)
        if _BARE.fullmatch(each.message) and (old := known.get((each.uid, each.image)))
        else each
        for each in stuck
    )


def told_by(stuck: Stuck, message: str) -> Stuck:
    """The same with the reason that an event gave, where the pod's status gives none."""
    if not _BARE.fullmatch(stuck.message):
        return stuck
    return replace(stuck, message=message, cause=cause_of(stuck.reason, message))


def cause_of(reason: str, message: str) -> Cause:
    """What a failure speaks against. Where several credentials were tried, one that was refused is enough."""
    if reason == _INVALID_NAME:
        return Cause.NAME
    if not _WORD.fullmatch(reason):
        return Cause.SECRET
    tries = _NEXT_TRY.split(_without_names(message))
    refused = any(_REFUSED.search(each) or (_SIGN_IN.search(each) and not _FAULT.search(each)) for each in tries)
    return Cause.CREDENTIAL if refused else Cause.OTHER


def _failure(container: Mapping[str, Any]) -> tuple[str, str] | None:
    """Reason and message where a container waits because of a pull.

    With a malformed secret the reason is the text of a Go error. All of Kubernetes' own reasons are words such as
    ContainerCreating.
    """
    waiting = as_mapping(as_mapping(container.get("state")).get("waiting"))
    reason = as_text(waiting.get("reason"))
    if not reason or (reason not in _REASONS and _WORD.fullmatch(reason)):
        return None
    return reason, as_text(waiting.get("message"))


def _not_ready_since(status: Mapping[str, Any]) -> datetime | None:
    conditions = {as_text(each.get("type")): each for each in as_mappings(status.get("conditions"))}
    for kind in ("ContainersReady", "Ready"):
        condition = conditions.get(kind, {})
        if condition.get("status") == "False" and (time := as_time(condition.get("lastTransitionTime"))):
            return time
    return None


def _containers(spec: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        yield from as_mappings(spec.get(kind))


def _volume_images(spec: Mapping[str, Any]) -> Iterator[str]:
    for volume in as_mappings(spec.get("volumes")):
        if image := as_text(as_mapping(volume.get("image")).get("reference")):
            yield image


def _names(message: str, image: str) -> bool:
    """Whether a message names an image, as it is spelled or with the default registry before it."""
    return re.search(rf'"(?:docker\.io/(?:library/)?)?{re.escape(image)}(?::latest)?"', message) is not None


def _without_names(message: str) -> str:
    """The message less names of images, paths, addresses, tags and digests: they may hold any word and any number."""
    return _PART.sub(lambda part: " " if "/" in part[0] or "@" in part[0] else part[0], _TAG.sub(" ", message))


def _since(stuck: Stuck) -> datetime:
    return stuck.since or datetime.min.replace(tzinfo=UTC)


_STATUSES = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
_INVALID_NAME = "InvalidImageName"
_RUNTIME = ("RegistryUnavailable", "SignatureValidationFailed")  # in place of ErrImagePull, where the runtime says so
_REASONS = frozenset({ERR_IMAGE_PULL, IMAGE_PULL_BACK_OFF, "ErrImageNeverPull", _INVALID_NAME, *_RUNTIME})
_WORD = re.compile(r"[A-Z][A-Za-z0-9]*")
_BARE = re.compile(r'(?:Back-off pulling image "[^"]*")?')

_PART = re.compile(r"""[^\s"'\[\](){},;<>=]+""")
_TAG = re.compile(r"\[manifests [^\]]*\]|\bmanifest(?: for)? \S+ (?=in |not )")
_NEXT_TRY = re.compile(r", (?=failed to pull|rpc error:|initializing source|reading manifest|Error response)")
_REFUSED = re.compile(
    r"""
    (?<! [\w.:@-] ) 40[13] \s \(? (?: unauthorized | forbidden )
    | \b (?: status | statuscode | http ) \b [^,;]{0,80}? (?<! [\w.:@-] ) 40[13] (?! \w | [.:@-]\w )
    | \b unauthorized \b | \b not\ authorized \b | \b authorization\ failed | \b denied:
    | (?<! proxy\ ) \b authentication\ required | access\ to\ the\ resource\ is\ denied | access\ forbidden
    | no\ basic\ auth\ credentials | pull\ access\ denied | insufficient_scope | incorrect\ username\ or\ password
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SIGN_IN = re.compile("failed to authorize", re.IGNORECASE)  # what follows tells why: the token server may be away
_FAULT = re.compile(
    r"""
    dial\ tcp | \b lookup \b | no\ such\ host | connection\ (?: refused | reset ) | unreachable | no\ route\ to\ host
    | time-?out | timed\ out | deadline\ exceeded | \b EOF \b | \b tls: | x509 | not\ found | too\ ?many\ ?requests
    | \b (?: 404 | 408 | 429 | 5\d\d ) \s [a-z]
    """,
    re.IGNORECASE | re.VERBOSE,
)
