"""Copying a pull secret to other namespaces: what stands against it, and how far each namespace has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pullsecrets.model.dockerconfig import Broken
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.secrets import PullSecret


class Step(StrEnum):
    """Where a namespace stands: what was found out, then what was done."""

    TRYING = "trying"
    NEW = "new"  # it will be created
    SAME = "same"  # the same secret is there
    THERE = "there"  # another one of that name is there; problem where it is no pull secret
    REFUSED = "refused"  # problem
    WAITING = "waiting"  # for its turn
    COPYING = "copying"
    UNSETTLED = "unsettled"  # it was sent, and its outcome is not known yet: problem
    COPIED = "copied"
    OUTDATED = "outdated"  # it was copied, and what it was copied from has changed since
    FAILED = "failed"  # problem


@dataclass(frozen=True, slots=True)
class Progress:
    """One namespace on its way."""

    namespace: str
    step: Step
    problem: Problem | None = None


def why_not(secret: PullSecret) -> Problem | None:
    """Why a secret is copied nowhere: a broken one would stop the pulls there, too."""
    values: dict[str, Value] = {"namespace": secret.namespace, "name": secret.name, "kind": "copy"}
    if secret.terminating:
        return Problem(Code.TERMINATING, values)
    if isinstance(secret.config, Broken):
        return Problem(Code.BROKEN, values | {"why": secret.config.why})
    return None


def is_copy(secret: PullSecret, other: PullSecret) -> bool:
    """Whether another secret holds what a copy would."""
    return (secret.kind, secret.object.get("data"), secret.description) == (
        other.kind,
        other.object.get("data"),
        other.description,
    )
