"""Deleting one secret: the one that a person saw, while it is as they saw it, and never claiming an outcome that was
not seen (SPEC section 5)."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from pullsecrets.model.errors import Code, Failure, Problem, Unanswered
from pullsecrets.model.secrets import PullSecret, Use, UseState
from pullsecrets.model.usage import Usage
from pullsecrets.service.session import Emit, Session
from pullsecrets.service.settling import PATIENCE, NotDone, Steadiness, lasts, looks

FRESH = 5.0  # seconds for which the use that a person saw is taken for the use that there is


@dataclass(frozen=True, slots=True)
class Deleted:
    """The secret is gone, by whomever; or it is going, and the finalizers ``held_by`` hold it until then."""

    gone: bool
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person decides by. ``at`` is when the use was read, by the loop's clock."""

    secret: PullSecret
    usage: Usage
    allowed: bool
    at: float


async def look(session: Session, namespace: str, name: str) -> Seen:
    """Read a secret and what uses it afresh. Failure where the secret cannot be read; a use that cannot be read is
    unknown, and ``Usage.hidden`` says why."""
    secret = await session.secret(namespace, name)
    at = asyncio.get_running_loop().time()
    usage, allowed = await asyncio.gather(_usage(session, secret), _may_delete(session, secret))
    return Seen(secret, usage, allowed, at)


async def _usage(session: Session, secret: PullSecret) -> Usage:
    try:
        return await session.usage_afresh(secret.namespace, secret.name)
    except Failure as failure:
        return Usage(Use(0, complete=False), (), (), (failure.problem,))


async def _may_delete(session: Session, secret: PullSecret) -> bool:
    try:
        return await session.may("delete", secret.namespace, secret.name)
    except Failure:
        return True  # the server decides when it is asked to delete


async def delete_as_seen(session: Session, seen: Seen, emit: Emit, patience: float = PATIENCE) -> Deleted | NotDone:
    """Delete what a person saw and decided about.

    No precondition of the server holds for who uses a secret. Therefore the use is read once more, right before
    sending, where it was read longer ago than ``FRESH``: NotDone(IN_USE) where something has begun to use it since,
    and NotDone(USE_UNKNOWN) where it was seen to be unused and can no longer be seen. Nothing was sent then.
    """
    if asyncio.get_running_loop().time() - seen.at > FRESH:
        now, before = (await _usage(session, seen.secret)).use.state, seen.usage.use.state
        name = {"namespace": seen.secret.namespace, "name": seen.secret.name}
        if now is UseState.IN_USE:
            return NotDone(Problem(Code.IN_USE, name))
        if now is UseState.UNKNOWN and before is UseState.NOT_IN_USE:
            return NotDone(Problem(Code.USE_UNKNOWN, name))
    return await delete(session, seen.secret, emit, patience)


async def delete(session: Session, secret: PullSecret, emit: Emit, patience: float = PATIENCE) -> Deleted | NotDone:
    """Delete a secret if it still is this one in this version, by its uid and resourceVersion.

    NotDone(ALREADY_GONE), (RECREATED) or (CHANGED_MEANWHILE) where it is not. ``emit`` gets ``Unsettled`` where the
    connection broke after sending; the call then goes on until the outcome was seen, however long that takes. Until
    patience ends the same delete may be sent again: its preconditions keep it from meeting anything else.
    """
    sent_at = asyncio.get_running_loop().time()
    try:
        return await _send(session, secret)
    except Unanswered as failure:
        return await _settle(session, secret, failure.problem, emit, sent_at + patience)
    except Failure as failure:
        if failure.problem.code is Code.CONFLICT:
            return await _look(session, secret) or NotDone(failure.problem)
        if failure.problem.code is Code.NOT_FOUND:
            return NotDone(_problem(Code.ALREADY_GONE, secret))
        return NotDone(failure.problem)


def held_by(secret: PullSecret) -> tuple[str, ...]:
    """The finalizers of a secret: it is not gone before all of them have been taken away."""
    finalizers = secret.object["metadata"].get("finalizers")
    return tuple(map(str, finalizers)) if isinstance(finalizers, list) else ()


async def _send(session: Session, secret: PullSecret) -> Deleted:
    client = await session.client()
    left = await client.delete_secret(
        secret.namespace, secret.name, uid=secret.uid, resource_version=secret.resource_version
    )
    return Deleted(gone=True) if left is None else Deleted(False, held_by(PullSecret.of(left)))


async def _look(session: Session, secret: PullSecret) -> Deleted | NotDone | None:
    """What became of a secret by whomever; None where it is as it was."""
    try:
        now = await session.secret(secret.namespace, secret.name)
    except Failure as failure:
        if failure.problem.code in {Code.NOT_FOUND, Code.NOT_PULL_SECRET}:  # a secret of another type is another one
            return NotDone(_problem(Code.ALREADY_GONE, secret))
        raise
    if now.uid != secret.uid:
        return NotDone(_problem(Code.RECREATED, secret))
    if now.terminating:
        return Deleted(False, held_by(now))
    if now.resource_version != secret.resource_version:
        return NotDone(_problem(Code.CHANGED_MEANWHILE, secret))
    return None


def _problem(code: Code, secret: PullSecret) -> Problem:
    return Problem(code, {"namespace": secret.namespace, "name": secret.name})


async def _settle(
    session: Session, secret: PullSecret, problem: Problem, emit: Emit, patient_until: float
) -> Deleted | NotDone:
    """Find out whether a delete that was sent happened.

    That the secret's uid is gone is what was wanted, whoever did it: the two cannot be told apart. A secret that was
    changed since then cannot be met by this delete any more.
    """
    unchanged = Steadiness()
    async with aclosing(looks(problem, emit, patient_until)) as times:
        async for _ in times:
            try:
                found = await _look(session, secret)
                if isinstance(found, NotDone) and found.problem.code is not Code.CHANGED_MEANWHILE:
                    return Deleted(gone=True)
                if found:
                    return found
                if lasts(patient_until):
                    return await _send(session, secret)
            except Failure:
                unchanged.is_certain(False)
            else:
                if unchanged.is_certain(True):
                    break
    return NotDone(problem)
