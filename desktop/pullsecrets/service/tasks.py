"""Writing one change to one secret, and never claiming an outcome that was not seen (SPEC section 4)."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

from pullsecrets.model.changes import Conflict, Edit, conflict, fulfilled, patch
from pullsecrets.model.errors import Code, Failure, Problem, Unanswered
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.session import Emit, Session
from pullsecrets.service.settling import PATIENCE, NotDone, Steadiness, lasts, looks

MERGES = 5  # a colleague who changes other entries this often within one update is a loop gone wild


@dataclass(frozen=True, slots=True)
class Updated:
    """The server holds the change. ``before`` is the state that it was applied to."""

    secret: PullSecret
    before: PullSecret


@dataclass(frozen=True, slots=True)
class Asked:
    """A colleague changed the same thing. Nothing was written."""

    conflict: Conflict


Outcome = Updated | Asked | NotDone


async def update(session: Session, base: PullSecret, edit: Edit, emit: Emit, patience: float = PATIENCE) -> Outcome:
    """Write ``edit``, which was made on ``base``; merge with what colleagues changed elsewhere in the secret.

    ``emit`` gets ``Unsettled`` where the connection broke after sending; the call then goes on until the outcome
    was seen, however long that takes. Until patience ends, the same patch may be sent again: it carries the same
    resourceVersion, so that it cannot be applied twice. After that it only looks.
    """
    client = await session.client()
    now = base
    for _ in range(MERGES + 1):
        body = patch(now, edit)
        if body is None:
            return Updated(now, now)
        sent_at = asyncio.get_running_loop().time()
        lost: Conflict | None = None
        try:
            return Updated(PullSecret.of(await client.patch_secret(base.namespace, base.name, body)), now)
        except Unanswered as failure:
            settled = await _settle(session, now, edit, failure.problem, emit, sent_at + patience)
            if isinstance(settled, PullSecret):
                # It may have landed, and a colleague may have put the old value back: never write over that unasked.
                touched = edit.credential is not None
                lost = Conflict(
                    settled,
                    touched,
                    password=touched,
                    description=edit.description is not None,
                    entries=edit.entry is not None,
                )
        except Failure as failure:
            if failure.problem.code is Code.CONFLICT:
                settled = await _look(session, now)
            else:
                return NotDone(_gone(now) if failure.problem.code is Code.NOT_FOUND else failure.problem)
        if not isinstance(settled, PullSecret):
            return settled
        if settled.owner and settled.owner != base.owner:  # adopted meanwhile: its owner would undo this
            lost = Conflict(
                settled,
                edit.credential is not None,
                description=edit.description is not None,
                entries=edit.entry is not None,
            )
        clash = conflict(base, settled, edit) or lost
        if clash:
            return Asked(clash)
        now = settled
    return NotDone(Problem(Code.CONFLICT, {"namespace": base.namespace, "name": base.name}))


async def _look(session: Session, now: PullSecret) -> PullSecret | NotDone:
    """The secret as it is, or why there is none to change any more."""
    try:
        seen = await session.secret(now.namespace, now.name)
    except Failure as failure:
        if failure.problem.code in {Code.NOT_FOUND, Code.NOT_PULL_SECRET}:
            return NotDone(_gone(now))
        raise
    if seen.uid != now.uid:
        return NotDone(Problem(Code.RECREATED, {"namespace": now.namespace, "name": now.name}))
    return seen


def _gone(secret: PullSecret) -> Problem:
    return Problem(Code.DELETED, {"namespace": secret.namespace, "name": secret.name})


async def _settle(
    session: Session, now: PullSecret, edit: Edit, problem: Problem, emit: Emit, patient_until: float
) -> Updated | NotDone | PullSecret:
    """Find out whether a patch that was sent to ``now`` was applied.

    Returns the secret where somebody else's change came first: then this patch cannot land any more.
    """
    unchanged = Steadiness()
    async with aclosing(looks(problem, emit, patient_until)) as times:
        async for _ in times:
            try:
                seen = await _look(session, now)
                if isinstance(seen, NotDone):
                    return seen
                if seen.resource_version != now.resource_version:
                    # A renamed entry is known by its keys alone: a colleague's with another password is not ours.
                    made = fulfilled(seen, edit) and conflict(now, seen, edit) is None
                    return Updated(seen, now) if made else seen
                if lasts(patient_until):
                    return Updated(await _send_again(session, now, edit), now)
            except Failure as failure:
                problem = failure.problem
                unchanged.is_certain(False)
            else:
                if unchanged.is_certain(True):
                    break
    return NotDone(problem)


async def _send_again(session: Session, now: PullSecret, edit: Edit) -> PullSecret:
    """The same patch with the same resourceVersion: the server takes it once at the most."""
    body = patch(now, edit)
    assert body is not None, "it was sent before"
    client = await session.client()
    return PullSecret.of(await client.patch_secret(now.namespace, now.name, body))
