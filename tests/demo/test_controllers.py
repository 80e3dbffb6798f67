"""What the demo's controllers make of workloads, on a clock that the tests turn."""

from __future__ import annotations

from typing import Any

import pytest
from demo.playing import PRIVATE, PUBLIC, World, pod_spec, selecting, template

from pullsecrets.demo.kubelet import NODES
from pullsecrets.demo.resources import (
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    PODS,
    REPLICA_SETS,
    SERVICE_ACCOUNTS,
    STATEFUL_SETS,
)


@pytest.fixture
def world() -> World:
    return World()


def owners(thing: Any) -> list[tuple[str, str, str, bool]]:
    parts = ("apiVersion", "kind", "name", "controller")
    return [tuple(owner[part] for part in parts) for owner in thing["metadata"]["ownerReferences"]]


def test_a_namespace_always_has_its_account(world: World) -> None:
    assert world.names(SERVICE_ACCOUNTS) == ["default"]
    world.delete(SERVICE_ACCOUNTS, "default")
    world.wait(1)
    assert world.names(SERVICE_ACCOUNTS) == ["default"]


def test_a_deployment_has_pods_through_a_replica_set(world: World) -> None:
    world.deployment("web", PUBLIC, replicas=3)
    world.wait(10)
    (replica_set,) = world.all(REPLICA_SETS)
    assert owners(replica_set) == [("apps/v1", "Deployment", "web", True)]
    mark = replica_set["metadata"]["labels"]["pod-template-hash"]
    assert replica_set["metadata"]["name"] == f"web-{mark}"
    pods = world.all(PODS)
    assert len(pods) == 3
    for pod in pods:
        assert owners(pod) == [("apps/v1", "ReplicaSet", f"web-{mark}", True)]
        assert pod["metadata"]["ownerReferences"][0]["uid"] == replica_set["metadata"]["uid"]
        assert pod["metadata"]["labels"] == {"app": "web", "pod-template-hash": mark}
        assert pod["metadata"]["name"].startswith(f"web-{mark}-")
        assert pod["status"]["phase"] == "Running"
    status = world.get(DEPLOYMENTS, "web")["status"]
    assert (status["replicas"], status["readyReplicas"]) == (3, 3)


def test_a_pod_that_is_deleted_is_made_anew_within_a_second(world: World) -> None:
    world.deployment("web", PUBLIC)
    world.wait(10)
    (old,) = world.names(PODS)
    world.delete(PODS, old)
    world.wait(1)
    assert len(set(world.names(PODS)) - {old}) == 1
    world.wait(4)
    (new,) = world.names(PODS)
    assert (new != old, world.phase(new)) == (True, "Running")


def test_scaling(world: World) -> None:
    world.deployment("web", PUBLIC, replicas=2)
    world.wait(10)
    for wanted in (5, 1, 0):
        world.patch(DEPLOYMENTS, "web", {"spec": {"replicas": wanted}})
        world.wait(10)
        assert len(world.all(PODS)) == wanted
    assert len(world.all(REPLICA_SETS)) == 1


def test_a_new_template_replaces_the_pods_one_by_one(world: World) -> None:
    world.deployment("web", PUBLIC, replicas=3)
    world.wait(10)
    before = set(world.names(PODS))
    world.patch(DEPLOYMENTS, "web", {"spec": template("web", "docker.io/library/redis:7.4")})
    world.wait(1)
    assert len(set(world.names(PODS)) - before) == 1
    world.wait(30)
    assert len(world.names(PODS)) == 3
    assert not before & set(world.names(PODS))
    assert sorted(each["spec"]["replicas"] for each in world.all(REPLICA_SETS)) == [0, 3]


def test_the_old_pods_stay_while_the_new_ones_cannot_be_pulled(world: World) -> None:
    world.deployment("web", PUBLIC, replicas=3)
    world.wait(10)
    before = set(world.names(PODS))
    world.patch(DEPLOYMENTS, "web", {"spec": template("web", f"{PRIVATE}/web:2")})
    world.wait(120)
    assert before < set(world.names(PODS))
    assert len(world.names(PODS)) == 4


def test_a_stateful_set_counts_its_pods_and_makes_one_after_the_other(world: World) -> None:
    world.create(STATEFUL_SETS, "db", spec=selecting("db") | {"replicas": 3} | template("db", PUBLIC))
    world.wait(0.5)
    assert world.names(PODS) == ["db-0"]
    world.wait(20)
    assert world.names(PODS) == ["db-0", "db-1", "db-2"]
    assert owners(world.get(PODS, "db-0")) == [("apps/v1", "StatefulSet", "db", True)]
    world.delete(PODS, "db-1")
    world.wait(10)
    assert world.names(PODS) == ["db-0", "db-1", "db-2"]
    world.patch(STATEFUL_SETS, "db", {"spec": template("db", "docker.io/library/redis:8")})
    world.wait(40)
    assert {pod["spec"]["containers"][0]["image"] for pod in world.all(PODS)} == {"docker.io/library/redis:8"}


def test_a_daemon_set_has_a_pod_on_each_node(world: World) -> None:
    world.create(DAEMON_SETS, "agent", spec=selecting("agent") | template("agent", PUBLIC))
    world.wait(10)
    assert sorted(pod["spec"]["nodeName"] for pod in world.all(PODS)) == sorted(NODES)
    assert owners(world.all(PODS)[0]) == [("apps/v1", "DaemonSet", "agent", True)]
    world.delete(PODS, world.names(PODS)[0])
    world.wait(10)
    assert sorted(pod["spec"]["nodeName"] for pod in world.all(PODS)) == sorted(NODES)


def test_a_job_is_done_when_its_pod_has_succeeded(world: World) -> None:
    spec = pod_spec(PUBLIC) | {"restartPolicy": "Never"}
    world.create(JOBS, "once", spec={"template": {"spec": spec}})
    world.wait(60)
    (pod,) = world.all(PODS)
    assert owners(pod) == [("batch/v1", "Job", "once", True)]
    assert pod["metadata"]["labels"]["batch.kubernetes.io/job-name"] == "once"
    assert (pod["status"]["phase"], world.get(JOBS, "once")["status"]["succeeded"]) == ("Succeeded", 1)
    world.delete(PODS, pod["metadata"]["name"])
    world.wait(60)
    assert world.all(PODS) == []


def test_what_is_owned_goes_with_its_owner(world: World) -> None:
    world.deployment("web", PUBLIC, replicas=2)
    world.wait(10)
    world.delete(DEPLOYMENTS, "web")
    world.wait(10)
    assert (world.all(REPLICA_SETS), world.all(PODS)) == ([], [])


def test_what_was_let_go_stays(world: World) -> None:
    world.deployment("web", PUBLIC)
    world.wait(10)
    (pod,) = world.names(PODS)
    world.patch(PODS, pod, {"metadata": {"ownerReferences": None}})
    world.wait(10)
    assert len(world.names(PODS)) == 2
    world.delete(DEPLOYMENTS, "web")
    world.wait(10)
    assert world.names(PODS) == [pod]


@pytest.mark.parametrize("running", [True, False])
def test_an_owner_in_the_foreground_waits_for_what_it_owns(world: World, running: bool) -> None:
    world.deployment("web", PUBLIC, replicas=3)
    world.wait(10 if running else 0.5)
    world.delete(REPLICA_SETS, world.names(REPLICA_SETS)[0], propagationPolicy="Foreground")
    (left,) = world.all(REPLICA_SETS)
    assert left["metadata"]["finalizers"] == ["foregroundDeletion"]
    assert len(world.all(PODS)) == 3
    world.wait(10)
    assert left["metadata"]["uid"] not in {each["metadata"]["uid"] for each in world.all(REPLICA_SETS)}


def test_orphans_stay_without_an_owner(world: World) -> None:
    world.create(JOBS, "once", spec={"template": {"spec": pod_spec(PUBLIC) | {"restartPolicy": "Never"}}})
    world.wait(2)
    world.delete(JOBS, "once")
    assert world.get(JOBS, "once")["metadata"]["finalizers"] == ["orphan"]
    world.wait(10)
    assert world.all(JOBS) == []
    (pod,) = world.all(PODS)
    assert "ownerReferences" not in pod["metadata"]


def test_pods_get_the_secrets_of_their_account_when_they_are_made(world: World) -> None:
    world.secret("pull")
    world.deployment("web", f"{PRIVATE}/web:1")
    world.wait(10)
    world.patch(SERVICE_ACCOUNTS, "default", {"imagePullSecrets": [{"name": "pull"}]})
    (old,) = world.all(PODS)
    assert "imagePullSecrets" not in old["spec"]
    world.delete(PODS, old["metadata"]["name"])
    world.wait(10)
    (new,) = world.all(PODS)
    assert new["spec"]["imagePullSecrets"] == [{"name": "pull"}]
    assert new["status"]["phase"] == "Running"


def test_pods_of_an_account_that_is_missing_come_when_it_is_there(world: World) -> None:
    world.create(DEPLOYMENTS, "web", spec=selecting("web") | template("web", PUBLIC, serviceAccountName="late"))
    world.wait(30)
    assert (len(world.all(REPLICA_SETS)), world.all(PODS)) == (1, [])
    world.create(SERVICE_ACCOUNTS, "late")
    world.wait(15)
    assert len(world.all(PODS)) == 1
