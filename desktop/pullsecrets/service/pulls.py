"""Pulling again now: pods that wait for the next attempt are deleted, so that their controllers make them anew."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass

from pullsecrets.model.errors import Code, Failure, Problem, Unanswered
from pullsecrets.model.pulls import Stuck
from pullsecrets.service.session import Session
from pullsecrets.service.settling import PATIENCE, NotDone, lasts, looks

_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class PulledAgain:
    """The ``pods`` that were deleted, by name, or were gone already."""

    pods: tuple[str, ...]


async def pull_again(session: Session, stuck: tuple[Stuck, ...], patience: float = PATIENCE) -> PulledAgain | NotDone:
    """Delete the pods that wait for these images and that a controller makes anew, each if it still is this one.

    NotDone with the first problem where one was not deleted; the others were asked for all the same. Where nobody
    answers, the same is sent again: a pod's uid keeps it from meeting another one. When patience ends, the outcome is
    unknown.
    """
    pods = {each.uid: each for each in stuck if each.controlled and each.uid}
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def delete(pod: Stuck) -> Problem | None:
        async with at_once:
            return await _delete(session, pod, patience)

    problems = await asyncio.gather(*map(delete, pods.values()))
    problem = next((each for each in problems if each), None)
    return NotDone(problem) if problem else PulledAgain(tuple(each.pod for each in pods.values()))


async def _delete(session: Session, pod: Stuck, patience: float) -> Problem | None:
    """Why a pod was not deleted; None where it was."""
    patient_until = asyncio.get_running_loop().time() + patience
    try:
        await _send(session, pod)
    except Unanswered as failure:
        problem = failure.problem
    except Failure as failure:
        return failure.problem
    else:
        return None
    async with aclosing(looks(problem, lambda _: None, patient_until)) as times:
        async for _ in times:
            if not lasts(patient_until):
                break
            with suppress(Failure):
                await _send(session, pod)
                return None
    names = {"namespace": pod.namespace, "name": pod.pod, "kind": "pull again"}
    return Problem(Code.OUTCOME_UNKNOWN, names, problem.details)


async def _send(session: Session, pod: Stuck) -> None:
    """Have a pod deleted. That it is gone is what is wanted, whoever did it."""
    client = await session.client()
    try:
        await client.delete_pod(pod.namespace, pod.pod, uid=pod.uid)
    except Failure as failure:
        if failure.problem.code not in {Code.NOT_FOUND, Code.RECREATED}:
            raise
