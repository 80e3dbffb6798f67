"""Who uses a pull secret, and for which images: folded from what a cluster lists and watches (SPEC section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pullsecrets.model.errors import Problem
from pullsecrets.model.secrets import Use


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

    ``uses`` is false where nothing but ended pods names it.
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
    nothing is pulled. ``complete`` is false where not all of the pod's pull secrets are known.
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
