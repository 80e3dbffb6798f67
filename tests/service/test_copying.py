"""Copies are tried without storing anything, made once each, and never claimed unseen (SPEC section 5)."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from program.sites import demo_process
from service.demo_stage import Stage, demo_stage
from service.proxy import Fault

from pullsecrets.model.copying import Progress, Step, why_not
from pullsecrets.model.errors import Code
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.copying import AT_ONCE, copy, preview
from pullsecrets.service.creating import Created
from pullsecrets.service.session import Session
from pullsecrets.service.settling import NotDone, Unsettled

NAME = "ci-pull"
CONFIG = base64.b64encode(b'{"auths": {"ghcr.io":\n{"auth": "Y2k6cGFzcw==", "email": "x"}}}').decode()
OTHER = base64.b64encode(b'{"auths": {}}').decode()


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, Any]]:
    with demo_process() as config:
        yield config


@pytest.fixture
async def stage(demo: dict[str, Any]) -> AsyncIterator[Stage]:
    async with demo_stage(demo, "POST") as made:
        yield made


@pytest.fixture
async def secret(stage: Stage) -> PullSecret:
    """One with everything that is not copied, and a description that is."""
    return await stage.make(
        await stage.namespace(),
        NAME,
        CONFIG,
        labels={"app.kubernetes.io/managed-by": "Helm"},
        annotations={"meta.helm.sh/release-name": "platform-base", "kubernetes.io/description": "For CI"},
    )


async def previewed(stage: Stage, secret: PullSecret, *namespaces: str) -> list[Progress]:
    await preview(stage.session, secret, namespaces, stage.said.append)
    found = [each for each in stage.said if isinstance(each, Progress)]
    return sorted(found, key=lambda each: namespaces.index(each.namespace))


async def test_a_copy_holds_type_data_and_description_and_nothing_else(stage: Stage, secret: PullSecret) -> None:
    target = await stage.namespace()
    outcome = await copy(stage.session, secret, target, stage.said.append)
    assert isinstance(outcome, Created)
    made = await stage.direct.secret(target, NAME)
    assert (made.kind, made.data, made.description) == (secret.kind, secret.data, "For CI")
    metadata = made.object["metadata"]
    assert metadata["annotations"] == {"kubernetes.io/description": "For CI"}
    assert "labels" not in metadata
    assert made.owner is None
    assert made.uid == outcome.secret.uid != secret.uid


async def test_a_preview_says_what_would_happen_and_stores_nothing(stage: Stage, secret: PullSecret) -> None:
    empty, same, other, foreign = [await stage.namespace() for _ in range(4)]
    await copy(stage.direct, secret, same, stage.said.append)
    await stage.make(other, NAME, OTHER)
    body = {"metadata": {"name": NAME}, "type": "Opaque", "data": {}}
    await stage.ask("POST", f"namespaces/{foreign}/secrets", body)
    found = await previewed(stage, secret, empty, same, other, foreign, secret.namespace)
    assert [each.step for each in found] == [Step.NEW, Step.SAME, Step.THERE, Step.THERE, Step.SAME]
    assert [each.problem and each.problem.code for each in found] == [None, None, None, Code.NOT_PULL_SECRET, None]
    assert await stage.names(empty) == set()


async def test_a_description_of_its_own_makes_another_one(stage: Stage, secret: PullSecret) -> None:
    target = await stage.namespace()
    await stage.make(target, NAME, CONFIG, annotations={"kubernetes.io/description": "Theirs"})
    assert [each.step for each in await previewed(stage, secret, target)] == [Step.THERE]


async def test_a_preview_says_where_it_cannot_be(stage: Stage, secret: PullSecret) -> None:
    ending, going = await stage.namespace(), await stage.namespace()
    await stage.ask("DELETE", f"namespaces/{ending}")
    await stage.make(going, NAME, OTHER, finalizers=["example.com/audit"])
    await stage.ask("DELETE", f"namespaces/{going}/secrets/{NAME}")
    found = await previewed(stage, secret, ending, going, "not-there", "No Name")
    assert {each.step for each in found} == {Step.REFUSED}
    codes = [each.problem.code for each in found if each.problem]
    assert codes == [Code.NAMESPACE_TERMINATING, Code.ALREADY_EXISTS, Code.NOT_FOUND, Code.NOT_FOUND]


async def test_a_preview_says_what_is_not_allowed(demo: dict[str, Any], stage: Stage, secret: PullSecret) -> None:
    viewer = Session("prod-eu-viewer", stage.source)
    try:
        said: list[object] = []
        await preview(viewer, secret, [secret.namespace], said.append)
    finally:
        await viewer.close()
    (found,) = said
    assert isinstance(found, Progress)
    assert found.problem
    assert (found.step, found.problem.code) == (Step.REFUSED, Code.FORBIDDEN)
    assert found.problem.values["verb"] == "create"


async def test_no_more_than_a_few_are_asked_at_once(
    stage: Stage, secret: PullSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await stage.session.client()
    now = most = 0

    async def create(*_: object, dry_run: bool) -> dict[str, Any]:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.001)
        now -= 1
        return {"dry": dry_run}

    monkeypatch.setattr(client, "create_secret", create)
    found = await previewed(stage, secret, *(f"team-{number}" for number in range(30)))
    assert len(found) == 30
    assert most == AT_ONCE


async def test_a_name_that_was_taken_meanwhile_is_left_as_it_is(stage: Stage, secret: PullSecret) -> None:
    target = await stage.namespace()
    theirs = await stage.make(target, NAME, OTHER)
    outcome = await copy(stage.session, secret, target, stage.said.append)
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.ALREADY_EXISTS
    assert (await stage.direct.secret(target, NAME)).resource_version == theirs.resource_version


@pytest.mark.parametrize("faults", [[Fault.SWALLOW], [Fault.DROP], [Fault.DROP, Fault.SWALLOW]])
async def test_a_broken_connection_ends_in_what_the_server_holds(
    stage: Stage, secret: PullSecret, faults: list[Fault]
) -> None:
    target = await stage.namespace()
    stage.proxy.faults = faults
    outcome = await copy(stage.session, secret, target, stage.said.append)
    assert isinstance(outcome, Created)
    assert (await stage.direct.secret(target, NAME)).uid == outcome.secret.uid
    assert [type(message) for message in stage.said] == [Unsettled]


async def test_what_is_broken_or_on_its_way_out_is_not_copied(stage: Stage, secret: PullSecret) -> None:
    assert why_not(secret) is None
    broken = await stage.make(secret.namespace, "broken", base64.b64encode(b'{"auths": []}').decode())
    refused = why_not(broken)
    assert refused
    assert (refused.code, refused.values["why"]) == (Code.BROKEN, "wrong-type")
    await stage.make(secret.namespace, "going", CONFIG, finalizers=["example.com/audit"])
    await stage.ask("DELETE", f"namespaces/{secret.namespace}/secrets/going")
    refused = why_not(await stage.direct.secret(secret.namespace, "going"))
    assert refused
    assert refused.code is Code.TERMINATING
