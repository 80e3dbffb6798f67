"""Pods that wait for an image are deleted to pull again: those that a controller makes anew, and no others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from program.sites import demo_process
from service.demo_stage import Stage, demo_stage
from service.proxy import Fault

from pullsecrets.model.errors import Code
from pullsecrets.model.pulls import Cause, Stuck
from pullsecrets.service.pulls import PulledAgain, pull_again
from pullsecrets.service.session import Session
from pullsecrets.service.settling import NotDone


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, Any]]:
    with demo_process("--empty") as config:
        yield config


@pytest.fixture
async def stage(demo: dict[str, Any]) -> AsyncIterator[Stage]:
    async with demo_stage(demo, "DELETE") as made:
        yield made


async def stuck_pod(stage: Stage, namespace: str, name: str, *, controlled: bool = True) -> Stuck:
    """A pod that no kubelet looks at."""
    spec = {"containers": [{"name": "main", "image": "quay.io/acme/web"}], "schedulerName": "nobody"}
    made = await stage.ask("POST", f"namespaces/{namespace}/pods", {"metadata": {"name": name}, "spec": spec})
    uid = made["metadata"]["uid"]
    return Stuck(
        namespace, name, uid, "quay.io/acme/web", "ErrImagePull", "", None, Cause.OTHER, controlled, running=False
    )


async def left(stage: Stage, namespace: str) -> dict[str, str]:
    """The uids of the pods that are there and stay."""
    listed = await stage.ask("GET", f"namespaces/{namespace}/pods")
    pods = [item["metadata"] for item in listed["items"]]
    return {pod["name"]: pod["uid"] for pod in pods if "deletionTimestamp" not in pod}


async def test_pods_of_controllers_are_deleted_once(stage: Stage) -> None:
    namespace = await stage.namespace()
    one, two = [await stuck_pod(stage, namespace, name) for name in ("one", "two")]
    lone = await stuck_pod(stage, namespace, "lone", controlled=False)
    assert await pull_again(stage.session, (one, lone, two, one)) == PulledAgain(("one", "two"))
    assert await left(stage, namespace) == {"lone": lone.uid}
    assert stage.proxy.writes == 2
    assert await pull_again(stage.session, (one, two)) == PulledAgain(("one", "two"))  # gone is what was wanted
    assert await pull_again(stage.session, (lone,)) == PulledAgain(())


async def test_a_pod_that_was_made_anew_is_left_alone(stage: Stage) -> None:
    namespace = await stage.namespace()
    old = await stuck_pod(stage, namespace, "web-0")
    await stage.ask("DELETE", f"namespaces/{namespace}/pods/web-0?gracePeriodSeconds=0")
    new = await stuck_pod(stage, namespace, "web-0")
    assert await pull_again(stage.session, (old,)) == PulledAgain(("web-0",))
    assert await left(stage, namespace) == {"web-0": new.uid}


async def test_who_may_not_delete_pods_is_told(stage: Stage) -> None:
    namespace = await stage.namespace()
    pods = tuple([await stuck_pod(stage, namespace, name) for name in ("one", "two")])
    viewer = Session("prod-eu-viewer", stage.source)
    try:
        outcome = await pull_again(viewer, pods)
    finally:
        await viewer.close()
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.FORBIDDEN
    assert (outcome.problem.values["verb"], outcome.problem.values["resource"]) == ("delete", "pods")
    assert len(await left(stage, namespace)) == 2


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.SWALLOW])
async def test_what_nobody_answered_is_sent_again(stage: Stage, fault: Fault) -> None:
    namespace = await stage.namespace()
    pod = await stuck_pod(stage, namespace, "one")
    stage.proxy.faults = [fault]
    assert await pull_again(stage.session, (pod,)) == PulledAgain(("one",))
    assert await left(stage, namespace) == {}
    assert stage.proxy.writes == 2


async def test_one_that_fails_does_not_keep_the_others(stage: Stage) -> None:
    namespace = await stage.namespace()
    pods = tuple([await stuck_pod(stage, namespace, name) for name in ("one", "two", "three")])
    stage.proxy.faults = [Fault.DROP]
    outcome = await pull_again(stage.session, pods, patience=0)
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.OUTCOME_UNKNOWN
    assert set(await left(stage, namespace)) == {outcome.problem.values["name"]}
