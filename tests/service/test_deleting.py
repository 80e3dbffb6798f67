"""A secret is deleted as it was seen, or not at all; and nothing is claimed that was not seen (SPEC section 5)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from program.sites import demo_process
from service.demo_stage import Stage, demo_stage
from service.proxy import Fault

from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.secrets import PullSecret, Use, UseState
from pullsecrets.model.usage import Usage
from pullsecrets.service import deleting, settling
from pullsecrets.service.deleting import Deleted, Seen, delete, delete_as_seen, look
from pullsecrets.service.session import Session
from pullsecrets.service.settling import NotDone, Unsettled

NAME = "old-pull"
FINALIZER = "example.com/audit"
UNUSED = Usage(Use(0, complete=True), (), (), ())
USED = Usage(Use(2, complete=True), (), (), ())
UNKNOWN = Usage(Use(0, complete=False), (), (), (Problem(Code.FORBIDDEN, {"resource": "pods"}),))


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, Any]]:
    with demo_process() as config:
        yield config


@pytest.fixture
async def stage(demo: dict[str, Any]) -> AsyncIterator[Stage]:
    async with demo_stage(demo, "DELETE") as made:
        yield made


@pytest.fixture
async def secret(stage: Stage) -> PullSecret:
    return await stage.make(await stage.namespace(), NAME)


@pytest.fixture
async def held(stage: Stage) -> PullSecret:
    """One that a finalizer holds."""
    return await stage.make(await stage.namespace(), NAME, finalizers=[FINALIZER])


def usage_is(monkeypatch: pytest.MonkeyPatch, session: Session, *found: Usage | Failure) -> list[str]:
    """What the next looks at the use find; gives the list of those that were looked at."""
    looked: list[str] = []

    async def usage(_: str, name: str) -> Usage:
        answer = found[len(looked)]
        looked.append(name)
        if isinstance(answer, Failure):
            raise answer
        return answer

    monkeypatch.setattr(session, "usage_afresh", usage)
    return looked


def seen_before(secret: PullSecret, usage: Usage, seconds: float) -> Seen:
    """What a person saw so long ago."""
    return Seen(secret, usage, allowed=True, at=asyncio.get_running_loop().time() - seconds)


async def deleted_by_colleague(stage: Stage, secret: PullSecret) -> None:
    await stage.ask("DELETE", f"namespaces/{secret.namespace}/secrets/{NAME}")


async def changed_by_colleague(stage: Stage, secret: PullSecret) -> None:
    label = {"metadata": {"labels": {"team": "checkout"}}}
    await stage.ask("PATCH", f"namespaces/{secret.namespace}/secrets/{NAME}", label)


def code(outcome: Deleted | NotDone) -> Code:
    assert isinstance(outcome, NotDone)
    return outcome.problem.code


async def test_it_is_gone_after_one_request(stage: Stage, secret: PullSecret) -> None:
    assert await delete(stage.session, secret, stage.said.append) == Deleted(gone=True)
    assert NAME not in await stage.names(secret.namespace)
    assert stage.proxy.writes == 1
    assert stage.said == []


async def test_a_finalizer_holds_it_and_is_named(stage: Stage, held: PullSecret) -> None:
    assert await delete(stage.session, held, stage.said.append) == Deleted(False, (FINALIZER,))
    assert (await stage.direct.secret(held.namespace, NAME)).terminating


async def test_one_that_was_made_anew_is_left_alone(stage: Stage, secret: PullSecret) -> None:
    await deleted_by_colleague(stage, secret)
    anew = await stage.make(secret.namespace, NAME)
    assert code(await delete(stage.session, secret, stage.said.append)) is Code.RECREATED
    assert (await stage.direct.secret(secret.namespace, NAME)).uid == anew.uid


async def test_one_that_was_changed_is_left_alone(stage: Stage, secret: PullSecret) -> None:
    await changed_by_colleague(stage, secret)
    assert code(await delete(stage.session, secret, stage.said.append)) is Code.CHANGED_MEANWHILE
    assert NAME in await stage.names(secret.namespace)


async def test_one_that_is_gone_is_not_claimed(stage: Stage, secret: PullSecret) -> None:
    await deleted_by_colleague(stage, secret)
    assert code(await delete(stage.session, secret, stage.said.append)) is Code.ALREADY_GONE


async def test_one_that_somebody_else_deletes_is_on_its_way(stage: Stage, held: PullSecret) -> None:
    await deleted_by_colleague(stage, held)
    assert await delete(stage.session, held, stage.said.append) == Deleted(False, (FINALIZER,))


@pytest.mark.parametrize("faults", [[Fault.SWALLOW], [Fault.DROP], [Fault.DROP, Fault.SWALLOW], [Fault.DROP] * 2])
async def test_a_broken_connection_ends_in_what_the_server_holds(
    stage: Stage, secret: PullSecret, faults: list[Fault]
) -> None:
    stage.proxy.faults = faults
    assert await delete(stage.session, secret, stage.said.append) == Deleted(gone=True)
    assert NAME not in await stage.names(secret.namespace)
    assert [type(message) for message in stage.said] == [Unsettled]


async def test_a_lost_delete_is_not_repeated_on_one_that_was_made_anew(stage: Stage, secret: PullSecret) -> None:
    stage.proxy.faults = [Fault.DROP]

    def meanwhile(message: object) -> None:
        stage.said.append(message)
        stage.proxy.vanish()

    running = asyncio.ensure_future(delete(stage.session, secret, meanwhile))
    await stage.until_said(1)
    await deleted_by_colleague(stage, secret)
    anew = await stage.make(secret.namespace, NAME)
    stage.proxy.gone = False
    assert await running == Deleted(gone=True), "the one that was to go is gone"
    assert (await stage.direct.secret(secret.namespace, NAME)).uid == anew.uid


async def test_a_lost_delete_is_not_repeated_on_one_that_was_changed(stage: Stage, secret: PullSecret) -> None:
    stage.proxy.faults = [Fault.DROP]

    def meanwhile(message: object) -> None:
        stage.said.append(message)
        stage.proxy.vanish()

    running = asyncio.ensure_future(delete(stage.session, secret, meanwhile))
    await stage.until_said(1)
    await changed_by_colleague(stage, secret)
    stage.proxy.gone = False
    assert code(await running) is Code.CHANGED_MEANWHILE
    assert NAME in await stage.names(secret.namespace)


@pytest.mark.parametrize(("fault", "landed"), [(Fault.SWALLOW, True), (Fault.DROP, False)])
async def test_an_outcome_that_stays_unknown_is_said_and_settled_later(
    stage: Stage, secret: PullSecret, monkeypatch: pytest.MonkeyPatch, fault: Fault, landed: bool
) -> None:
    monkeypatch.setattr(settling, "LATE", 0.1)
    stage.proxy.faults = [fault]

    def silence(message: object) -> None:
        stage.said.append(message)
        if len(stage.said) == 1:
            stage.proxy.vanish()

    running = asyncio.ensure_future(delete(stage.session, secret, silence, 0.3))
    await stage.until_said(2)
    assert [message.overdue for message in stage.said if isinstance(message, Unsettled)] == [False, True]
    assert not running.done()
    stage.proxy.gone = False
    async with asyncio.timeout(20):
        outcome = await running
    assert isinstance(outcome, Deleted if landed else NotDone)
    assert (NAME not in await stage.names(secret.namespace)) is landed
    assert stage.proxy.writes == 1, "after patience ended it only looks"


async def test_a_look_reads_secret_use_and_right(
    stage: Stage, secret: PullSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage_is(monkeypatch, stage.session, USED)
    seen = await look(stage.session, secret.namespace, NAME)
    assert (seen.secret.uid, seen.usage, seen.allowed) == (secret.uid, USED, True)


async def test_a_use_that_cannot_be_read_is_unknown(
    stage: Stage, secret: PullSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage_is(monkeypatch, stage.session, Failure(Code.TIMEOUT, host="api:6443"))
    seen = await look(stage.session, secret.namespace, secret.name)
    assert seen.usage.use.state is UseState.UNKNOWN
    assert [problem.code for problem in seen.usage.hidden] == [Code.TIMEOUT]


async def test_what_was_just_seen_is_not_read_again(
    stage: Stage, secret: PullSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = usage_is(monkeypatch, stage.session)
    seen = seen_before(secret, UNUSED, seconds=0)
    assert await delete_as_seen(stage.session, seen, stage.said.append) == Deleted(gone=True)
    assert looked == []


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        (UNUSED, UNUSED, None),
        (UNUSED, USED, Code.IN_USE),
        (UNUSED, UNKNOWN, Code.USE_UNKNOWN),
        (UNKNOWN, UNKNOWN, None),
        (UNKNOWN, UNUSED, None),
        (UNKNOWN, USED, Code.IN_USE),
    ],
)
async def test_the_use_is_read_again_before_sending(
    stage: Stage, secret: PullSecret, monkeypatch: pytest.MonkeyPatch, before: Usage, now: Usage, refused: Code | None
) -> None:
    looked = usage_is(monkeypatch, stage.session, now)
    seen = seen_before(secret, before, seconds=deleting.FRESH + 1)
    outcome = await delete_as_seen(stage.session, seen, stage.said.append)
    assert looked == [secret.name]
    if refused:
        assert code(outcome) is refused
        assert stage.proxy.writes == 0
    else:
        assert outcome == Deleted(gone=True)
