"""Making a secret, and having new pods use it, without ever claiming an outcome that was not seen (SPEC section 5)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pullsecrets.model.creating import NewSecret, body
from pullsecrets.model.dockerconfig import Kind
from pullsecrets.model.errors import Code, Failure, Problem, Unanswered, Value
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.session import Emit, Session
from pullsecrets.service.settling import PATIENCE, NotDone, Steadiness, lasts, looks

if TYPE_CHECKING:
    from pullsecrets.cluster.client import Client

ACCOUNT = "default"
"""The service account of every pod that names none."""

ATTEMPTS = 10  # as many colleagues within a second or two are a loop gone wild
_PULL_SECRETS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Created:
    """The server holds the secret."""

    secret: PullSecret


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the user may do in a namespace: create secrets, and have its new pods use one."""

    create: bool
    use_for_new_pods: bool


async def allowed(session: Session, namespace: str) -> Allowed:
    """Ask the server what the user may do in a namespace, before anything is typed in vain."""
    client = await session.client()
    create, *account = await asyncio.gather(
        client.may("create", namespace),
        *(client.may(verb, namespace, ACCOUNT, resource="serviceaccounts") for verb in ("get", "patch")),
    )
    return Allowed(create, all(account))


async def create(session: Session, new: NewSecret, emit: Emit, patience: float = PATIENCE) -> Created | NotDone:
    """Make a secret. ``emit`` gets ``Unsettled`` where the connection broke after sending, as in ``tasks.update``.

    ALREADY_EXISTS names the ``type`` of a namesake that is no pull secret, where it may be read.
    """
    return await create_object(session, body(new), emit, patience)


async def create_object(
    session: Session, wanted: dict[str, Any], emit: Emit, patience: float = PATIENCE
) -> Created | NotDone:
    """The same for a secret whose object is known: what ``body`` and ``copied`` make."""
    client = await session.client()
    namespace, name = wanted["metadata"]["namespace"], wanted["metadata"]["name"]
    sent_at = asyncio.get_running_loop().time()
    try:
        return Created(PullSecret.of(await client.create_secret(namespace, wanted)))
    except Unanswered as failure:
        return await _settle(session, wanted, failure.problem, emit, sent_at + patience)
    except Failure as failure:
        if failure.problem.code is Code.ALREADY_EXISTS:
            return NotDone(await _exists(client, failure.problem, namespace, name))
        return NotDone(failure.problem)


async def use_for_new_pods(session: Session, namespace: str, name: str, emit: Emit, patience: float = PATIENCE) -> None:
    """Add a pull secret to the service account that new pods get, and leave its others as they are.

    Kubernetes replaces that list as a whole, so that all of it is written, on the very state that was read, and
    anew where somebody else was quicker. ``emit`` gets ``Unsettled`` as in ``create``. Failure where it was not done.
    """
    client = await session.client()
    for attempt in range(ATTEMPTS):
        account = await client.service_account(namespace, ACCOUNT)
        if _names(account, name):
            return
        wanted = {
            "metadata": {"resourceVersion": account["metadata"]["resourceVersion"]},
            "imagePullSecrets": [*(account.get("imagePullSecrets") or ()), {"name": name}],
        }
        sent_at = asyncio.get_running_loop().time()
        try:
            await client.patch_service_account(namespace, ACCOUNT, wanted)
        except Unanswered as failure:
            await _until_known(session, namespace, wanted, failure, emit, sent_at + patience)
        except Failure as failure:
            if failure.problem.code is not Code.CONFLICT:
                raise
            await asyncio.sleep(0.02 * attempt * random.random())  # noqa: S311 - jitter
        else:
            return
    raise Failure(Code.CONFLICT, namespace=namespace, name=ACCOUNT)


async def _settle(
    session: Session, wanted: dict[str, Any], problem: Problem, emit: Emit, patient_until: float
) -> Created | NotDone:
    """Find out whether a secret that was sent is there.

    Until patience ends it is sent again: the server takes a name only once. After that this only looks, and gives up
    when a healthy server has not held it for so long that it can no longer come.
    """
    namespace, name = wanted["metadata"]["namespace"], wanted["metadata"]["name"]
    absent = Steadiness()
    async with aclosing(looks(problem, emit, patient_until)) as times:
        async for _ in times:
            patient = lasts(patient_until)
            try:
                client = await session.client()
                if patient and (secret := await _sent_again(client, namespace, wanted)):
                    return Created(secret)
                seen = await client.get_secret(namespace, name)
            except Failure as failure:
                if absent.is_certain(not patient and failure.problem.code is Code.NOT_FOUND):
                    break
            else:
                terminating = "deletionTimestamp" in seen["metadata"]
                if _holds(seen, wanted) and not terminating:
                    return Created(PullSecret.of(seen))
                values: dict[str, Value] = {"namespace": namespace, "name": name, "terminating": terminating}
                taken = Problem(Code.ALREADY_EXISTS, values)
                return NotDone(_with_type(taken, seen))
    return NotDone(problem)


async def _sent_again(client: Client, namespace: str, wanted: dict[str, Any]) -> PullSecret | None:
    """The secret that was made now; None where there is one of that name already."""
    try:
        return PullSecret.of(await client.create_secret(namespace, wanted))
    except Failure as failure:
        if failure.problem.code is Code.ALREADY_EXISTS:
            return None
        raise


async def _until_known(
    session: Session,
    namespace: str,
    wanted: dict[str, Any],
    lost: Failure,
    emit: Emit,
    patient_until: float,
) -> None:
    """Wait until a patch of the service account was applied, or somebody else's was, so that it can be no more.

    Until patience ends it is sent again: on the same resourceVersion the server takes it once at the most. In the
    end ``lost`` is raised.
    """
    absent = Steadiness()
    async with aclosing(looks(lost.problem, emit, patient_until)) as times:
        async for _ in times:
            try:
                client = await session.client()
                account = await client.service_account(namespace, ACCOUNT)
                if account["metadata"]["resourceVersion"] != wanted["metadata"]["resourceVersion"]:
                    return
                if lasts(patient_until):
                    await client.patch_service_account(namespace, ACCOUNT, wanted)
                    return
            except Failure as failure:
                if failure.problem.code is Code.NOT_FOUND:
                    raise
                absent.is_certain(False)
            else:
                if absent.is_certain(True):
                    break
    raise lost


def _names(account: Mapping[str, Any], name: str) -> bool:
    """Whether a service account's pods pull with that secret."""
    return any(isinstance(item, Mapping) and item.get("name") == name for item in account.get("imagePullSecrets") or ())


async def _exists(client: Client, problem: Problem, namespace: str, name: str) -> Problem:
    """That the name is taken, and by a secret of which other type, where that may be seen."""
    try:
        return _with_type(problem, await client.get_secret(namespace, name))
    except Failure:
        return problem


def _with_type(problem: Problem, namesake: Mapping[str, Any]) -> Problem:
    kind = namesake.get("type")
    if not isinstance(kind, str) or kind in _PULL_SECRETS:
        return problem
    return replace(problem, values={**problem.values, "type": kind})


def _holds(seen: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a secret is what was sent, as far as it was said: the server and its webhooks may add to it."""
    data, annotations = seen.get("data") or {}, seen["metadata"].get("annotations") or {}
    return bool(
        seen.get("type") == wanted["type"]
        and data.items() >= wanted["data"].items()
        and annotations.items() >= wanted["metadata"].get("annotations", {}).items()
    )
