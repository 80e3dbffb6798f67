"""Making the same pull secret in other namespaces: tried first, then done, one namespace after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from pullsecrets.model.copying import Progress, Step, is_copy
from pullsecrets.model.creating import copied
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.creating import Created, create_object
from pullsecrets.service.session import Emit, Session
from pullsecrets.service.settling import PATIENCE, NotDone

AT_ONCE = 8
"""Namespaces that are asked or written to at the same time."""


async def preview(session: Session, secret: PullSecret, namespaces: Iterable[str], emit: Emit) -> None:
    """Tell ``emit`` for each namespace what copying would do, as a ``Progress``: NEW, SAME, THERE or REFUSED.

    Each is tried by a dry run: the server applies rights, quotas and admission as it would in earnest, and stores
    nothing.
    """
    at_once = asyncio.Semaphore(AT_ONCE)

    async def tell(namespace: str) -> None:
        async with at_once:
            emit(await _try(session, secret, namespace))

    async with asyncio.TaskGroup() as group:
        for namespace in namespaces:
            group.create_task(tell(namespace))


async def copy(
    session: Session, secret: PullSecret, namespace: str, emit: Emit, patience: float = PATIENCE
) -> Created | NotDone:
    """Make the copy in one namespace; ``emit`` gets ``Unsettled`` as in ``creating.create``."""
    return await create_object(session, copied(secret, namespace), emit, patience)


async def _try(session: Session, secret: PullSecret, namespace: str) -> Progress:
    try:
        client = await session.client()
        await client.create_secret(namespace, copied(secret, namespace), dry_run=True)
    except Failure as failure:
        problem = failure.problem
        if problem.code is Code.ALREADY_EXISTS and not problem.values.get("terminating"):
            return await _compare(session, secret, namespace)
        return Progress(namespace, Step.REFUSED, problem)
    return Progress(namespace, Step.NEW)


async def _compare(session: Session, secret: PullSecret, namespace: str) -> Progress:
    """What kind of namesake there is, as far as it may be read."""
    try:
        there = await session.secret(namespace, secret.name)
    except Failure as failure:
        other_type = failure.problem.code is Code.NOT_PULL_SECRET
        return Progress(namespace, Step.THERE, failure.problem if other_type else None)
    return Progress(namespace, Step.SAME if is_copy(secret, there) else Step.THERE)
