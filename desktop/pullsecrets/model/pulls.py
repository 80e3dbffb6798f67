"""How pulls with a secret go, from the statuses of pods and from events, in the kubelet's words (SPEC section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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

    ``controlled``: a controller makes the pod anew when it is deleted. ``running``: other containers of it run.
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


@dataclass(frozen=True, slots=True)
class Pull:
    """How pulls with one secret go.

    FAILING: ``stuck`` names every image, the one to tell first at the front; ``at`` is since when. ``next_by``: the
    next attempt is due by then at the latest, where that is known; so it may be for WAITING, too, with what was
    ``stuck`` before the update. PULLED: ``image`` was pulled by ``pod`` ``at`` that time; ``shared`` where several
    entries serve it, so that one of them did it.
    """

    state: PullState
    stuck: tuple[Stuck, ...] = ()
    pod: str = ""
    image: str = ""
    at: datetime | None = None
    next_by: datetime | None = None
    shared: bool = False
