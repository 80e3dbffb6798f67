"""What makes the demo's pods pull again and again, so that a wrong credential is soon seen."""

from __future__ import annotations

import time
from typing import Any

import pytest
from demo.playing import GOOD, PRIVATE, World, selecting, template
from demo.talking import Demo, running

from pullsecrets.demo.descheduler import EVICTED, Descheduler
from pullsecrets.demo.resources import DEPLOYMENTS, EVENTS, PODS

IMAGE, INTERVAL = f"{PRIVATE}/shop/web:1", 45


@pytest.fixture
def world() -> World:
    """With a deployment of three pods that may be evicted, and ask the registry each time."""
    world = World()
    world.secret("pull")
    deploy(world, "web", EVICTED)
    world.wait(10)
    Descheduler(world.api, INTERVAL)
    return world


def deploy(world: World, name: str, annotations: dict[str, str]) -> None:
    pods: Any = template(name, IMAGE, "pull")
    pods["template"]["metadata"]["annotations"] = annotations
    pods["template"]["spec"]["containers"][0]["imagePullPolicy"] = "Always"
    world.create(DEPLOYMENTS, name, spec=selecting(name) | {"replicas": 3} | pods)


def failing(world: World) -> list[str]:
    return [name for name in world.names(PODS) if world.phase(name) == "Pending"]


def test_one_pod_after_the_other_gives_way_to_a_new_one(world: World) -> None:
    first = set(world.names(PODS))
    for left in (2, 1, 0):
        world.wait(INTERVAL)
        world.wait(5)
        assert len(first & set(world.names(PODS))) == left
        assert [world.phase(name) for name in world.names(PODS)] == ["Running"] * 3


def test_what_is_not_marked_stays(world: World) -> None:
    deploy(world, "other", {})
    world.wait(10)
    before = [name for name in world.names(PODS) if name.startswith("other")]
    world.wait(5 * INTERVAL)
    assert [name for name in world.names(PODS) if name.startswith("other")] == before


def test_a_wrong_password_stops_one_pod_within_a_minute_and_no_further_one(world: World) -> None:
    world.set_password("pull", "wrong")
    world.wait(60)
    (stuck,) = failing(world)
    assert world.waiting(stuck)["reason"] in ("ErrImagePull", "ImagePullBackOff")
    world.wait(600)
    assert (failing(world), len(world.names(PODS))) == ([stuck], 3)
    assert {event["reason"] for event in world.events(stuck)} == {"Scheduled", "Pulling", "Failed", "BackOff"}


def test_the_right_one_is_used_at_the_next_attempt(world: World) -> None:
    world.set_password("pull", "wrong")
    world.wait(60)
    (stuck,) = failing(world)
    attempts = len(world.times(stuck, "Pulling"))
    world.set_password("pull", GOOD[1])
    world.wait(42)
    assert (world.phase(stuck), len(world.times(stuck, "Pulling"))) == ("Running", attempts + 1)


def test_a_stuck_pod_that_is_deleted_pulls_anew_at_once(world: World) -> None:
    world.set_password("pull", "wrong")
    world.wait(200)
    (stuck,) = failing(world)
    world.set_password("pull", GOOD[1])
    known = world.names(PODS)
    world.delete(PODS, stuck, preconditions={"uid": world.get(PODS, stuck)["metadata"]["uid"]})
    world.wait(1)
    (new,) = set(world.names(PODS)) - set(known)
    assert world.times(new, "Pulling")
    world.wait(2)
    assert world.phase(new) == "Running"


def test_the_demo_evicts_pods_of_two_registries() -> None:
    with running("--evict", "0.5") as demo:
        end = time.monotonic() + 8
        while evicted(demo) < {("build", "runner"), ("payments", "checkout-api")}:
            assert time.monotonic() < end, "in vain"
            time.sleep(0.1)


def evicted(demo: Demo) -> set[tuple[str, str]]:
    """The workloads of which a pod was stopped, as events tell."""
    answer = demo.api().send("GET", f"/api/v1/{EVENTS.name}?fieldSelector=reason%3DKilling")
    return {
        (event["metadata"]["namespace"], event["involvedObject"]["name"].rsplit("-", 2)[0])
        for event in answer.json["items"]
    }
