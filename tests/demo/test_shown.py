"""What runs in the demo: every way in which a pull secret is used, and every way in which a pull fails."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from demo.talking import Api, Demo, encoded, running
from real.control_plane import ControlPlane

from pullsecrets.demo.resources import EVENTS, JOBS, NAMESPACES, PODS, RESOURCES, SECRETS, Resource
from pullsecrets.model import matching
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.secrets import PullSecret, row_of

CHECKOUT, MISSING = "checkout-registry", "reports-pull"


@pytest.fixture(scope="module")
def prod(shown: Demo) -> dict[str, list[Any]]:
    """Everything in the larger cluster, by the name of its resource."""
    api = shown.api()
    return {name: api.send("GET", path(resource)).json["items"] for name, resource in RESOURCES.items()}


def path(resource: Resource, namespace: str = "") -> str:
    root = f"/apis/{resource.group}/v1" if resource.group else "/api/v1"
    return root + (f"/namespaces/{namespace}" if namespace else "") + f"/{resource.name}"


def named(thing: Any) -> str:
    return f"{thing['metadata']['namespace']}/{thing['metadata']['name']}"


def template(thing: Any) -> Any:
    """The pods' spec of a workload."""
    spec = thing["spec"].get("jobTemplate", thing)["spec"]
    return spec["template"]["spec"]


def pull_secrets(spec: Any) -> list[str]:
    return [reference["name"] for reference in spec.get("imagePullSecrets", ())]


def test_the_example_of_the_pictures(prod: dict[str, list[Any]]) -> None:
    users = [
        (resource, named(thing))
        for resource in ("deployments", "statefulsets", "daemonsets", "cronjobs")
        for thing in prod[resource]
        if thing["metadata"]["namespace"] == "payments" and CHECKOUT in pull_secrets(template(thing))
    ]
    assert users == [
        ("deployments", "payments/checkout-api"),
        ("deployments", "payments/checkout-worker"),
        ("statefulsets", "payments/ledger"),
        ("cronjobs", "payments/invoice-nightly"),
    ]
    pods = [pod for pod in prod["pods"] if pod["metadata"]["namespace"] == "payments"]
    own = [pod for pod in pods if CHECKOUT in pull_secrets(pod["spec"])]
    assert Counter(pod["metadata"]["labels"]["app.kubernetes.io/name"] for pod in own) == {
        "checkout-api": 3,
        "checkout-worker": 2,
        "ledger": 1,
    }
    assert [pod["metadata"]["name"] for pod in pods if pod["spec"]["serviceAccountName"] == "default"] == [
        pod["metadata"]["name"] for pod in own
    ]
    (account,) = (each for each in prod["serviceaccounts"] if named(each) == "payments/default")
    assert account["imagePullSecrets"] == [{"name": CHECKOUT}]


def test_secrets_are_used_in_every_way(prod: dict[str, list[Any]]) -> None:
    pods = prod["pods"]
    kinds = {owner["kind"] for pod in pods for owner in pod["metadata"].get("ownerReferences", ())}
    assert kinds == {"ReplicaSet", "StatefulSet", "DaemonSet", "Job"}
    assert any("ownerReferences" not in pod["metadata"] and pull_secrets(pod["spec"]) for pod in pods)
    assert any(len(pull_secrets(pod["spec"])) > 2 for pod in pods)
    assert {
        account["metadata"]["name"] == "default" for account in prod["serviceaccounts"] if pull_secrets(account)
    } == {
        True,
        False,
    }
    running_jobs = {owner["name"] for job in prod["jobs"] for owner in job["metadata"].get("ownerReferences", ())}
    assert {job["metadata"]["name"] for job in prod["cronjobs"]} > running_jobs > set()
    assert any(volume.get("image") for pod in pods for volume in pod["spec"]["volumes"])
    assert any(pod["spec"].get("initContainers") for pod in pods)
    mounted = {
        volume["secret"]["secretName"] for pod in pods for volume in pod["spec"]["volumes"] if "secret" in volume
    }
    assert mounted == {"ci-pull"}
    environment = [each for pod in pods for part in pod["spec"]["containers"] for each in part.get("env", ())]
    assert {each["valueFrom"]["secretKeyRef"]["name"] for each in environment if "valueFrom" in each} == {
        "applied-as-text"
    }


def test_some_secrets_are_used_by_nobody_and_some_by_ended_pods_only(prod: dict[str, list[Any]]) -> None:
    known = {named(each) for each in prod["secrets"] if row_of(each)}
    phases: dict[str, set[str]] = {}
    for pod in prod["pods"]:
        for name in pull_secrets(pod["spec"]):
            phases.setdefault(f"{pod['metadata']['namespace']}/{name}", set()).add(pod["status"]["phase"])
    assert [place for place, seen in phases.items() if seen == {"Succeeded"}] == [
        "build/capital-username",
        "data/artifact-registry",
    ]
    assert {"legacy/dockerhub-old", "edge/registry-3", "ops/port-443"} <= known | phases.keys()
    assert {"edge/registry-3", "ops/port-443", "web/leaving"} <= known - phases.keys()


def test_a_named_secret_is_missing_and_another_is_of_another_type(prod: dict[str, list[Any]]) -> None:
    types = {named(each): each["type"] for each in prod["secrets"]}
    asked = {f"{pod['metadata']['namespace']}/{name}" for pod in prod["pods"] for name in pull_secrets(pod["spec"])}
    assert asked - types.keys() == {f"analytics/{MISSING}"}
    assert {place for place in asked & types.keys() if types[place] == "Opaque"} == {"payments/database"}
    workloads = [*prod["deployments"], *prod["cronjobs"]]
    assert [named(each) for each in workloads if MISSING in pull_secrets(template(each))] == [
        "analytics/reports",
        "analytics/reports-weekly",
    ]
    complaints = [event for event in prod["events"] if event["reason"] == "FailedToRetrieveImagePullSecret"]
    assert len(complaints) == 2
    assert all(f"({MISSING})" in event["message"] and event["count"] > 10 for event in complaints)


def test_pulls_fail_in_every_way(prod: dict[str, list[Any]]) -> None:
    found = {}
    for pod in prod["pods"]:
        for status in pod["status"]["containerStatuses"]:
            if waiting := status["state"].get("waiting"):
                found[named(pod).partition("-")[0]] = (waiting["reason"], waiting["message"].rpartition(": ")[2])
    reasons = {place: what for place, (_, what) in found.items()}
    assert reasons == {
        "analytics/dashboards": "illegal base64 data at input byte 3",
        "analytics/feeds": "401 Unauthorized",
        "analytics/reports": "no basic auth credentials",
        "build/linter": "not found",
        "ops/patcher": "no basic auth credentials",
        "partners/portal": "authorization failed",
        "payments/fraud": "401 Unauthorized",
        "web/promo": "401 Unauthorized",
    }
    assert {reason for reason, _ in found.values()} <= {
        "ErrImagePull",
        "ImagePullBackOff",
        "illegal base64 data at input byte 3",
    }
    others = {pod["status"]["phase"] for pod in prod["pods"] if named(pod).partition("-")[0] not in found}
    assert others == {"Running", "Succeeded"}


def test_some_image_has_no_entry_beside_one_that_has(prod: dict[str, list[Any]]) -> None:
    (pod,) = (pod for pod in prod["pods"] if named(pod) == "payments/ledger-0")
    (own,) = (each for each in prod["secrets"] if named(each) == f"payments/{CHECKOUT}")
    config = PullSecret.of(own).config
    assert isinstance(config, DockerConfig)
    images = [container["image"] for container in pod["spec"]["containers"]]
    assert [bool(matching.lookup([config], image)) for image in images] == [True, False]


def test_events_are_of_the_last_hour(prod: dict[str, list[Any]]) -> None:
    last = [event["lastTimestamp"] or event["eventTime"] for event in prod["events"]]
    now = time.time()
    assert last
    assert all(now - 3700 < time.mktime(time.strptime(each[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone for each in last)


# -- what goes on ------------------------------------------------------------------------------------------------


class Live:
    """Another demo, in which people do several things at once; the tests wait for what becomes of each."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.workers, self.servers = self.pods("payments", "checkout-worker"), self.pods("payments", "checkout-api")
        self.reports = self.pods("analytics", "reports")
        (own,) = api.send("GET", f"{path(SECRETS, 'payments')}?fieldSelector=metadata.name%3D{CHECKOUT}").json["items"]
        self.send("POST", path(SECRETS, "analytics"), own | {"metadata": {"name": MISSING}})
        config = json.dumps({"auths": {"registry.acme.io": {"username": "deploy-bot", "password": "wrong"}}})
        self.send("PATCH", f"{path(SECRETS, 'payments')}/{CHECKOUT}", {"data": {".dockerconfigjson": encoded(config)}})
        self.send("DELETE", f"{path(PODS, 'payments')}/{next(iter(self.workers))}")
        self.send("DELETE", f"{path(PODS, 'payments')}/{next(iter(self.servers))}")

    def send(self, method: str, where: str, body: object = None) -> Any:
        answer = self.api.send(method, where, body)
        assert answer.status < 300, answer.text
        return answer.json

    def pods(self, namespace: str, prefix: str) -> dict[str, str]:
        """Their phases, by name, without those that end."""
        return {
            pod["metadata"]["name"]: pod["status"]["phase"]
            for pod in self.send("GET", path(PODS, namespace))["items"]
            if pod["metadata"]["name"].startswith(prefix) and "deletionTimestamp" not in pod["metadata"]
        }


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with running("--evict", "0") as demo:
        yield Live(demo.api())


def until(seen: Callable[[], object], seconds: float = 8) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.1)


def test_a_deleted_pod_is_there_again(live: Live) -> None:
    until(lambda: live.pods("payments", "checkout-worker").keys() - live.workers.keys(), 1.5)
    assert len(live.pods("payments", "checkout-worker")) == 2


def test_a_wrong_password_is_found_out_by_the_next_pod(live: Live) -> None:
    assert set(live.servers.values()) == {"Running"}
    until(lambda: live.pods("payments", "checkout-api").keys() - live.servers.keys())
    (new,) = live.pods("payments", "checkout-api").keys() - live.servers.keys()
    events = f"{path(EVENTS, 'payments')}?fieldSelector=involvedObject.name%3D{new},reason%3DFailed"
    until(lambda: any("401 Unauthorized" in event["message"] for event in live.send("GET", events)["items"]))


def test_adding_what_is_missing_ends_the_complaint(live: Live) -> None:
    assert set(live.reports.values()) == {"Pending"}
    until(lambda: set(live.pods("analytics", "reports").values()) == {"Running"})


def test_a_namespace_gets_its_account_before_the_next_request(live: Live) -> None:
    live.api.make_namespace()
    spec = {"containers": [{"name": "c", "image": "docker.io/library/redis:7"}]}
    live.send("POST", path(PODS, live.api.namespace), {"metadata": {"name": "p"}, "spec": spec})


def test_a_crowd_of_pods_with_owners_accounts_and_secrets() -> None:
    with running("--empty", "--pods", "100", "--accounts", "200") as demo:
        api = demo.api()
        things = {name: api.send("GET", path(RESOURCES[name])).json["items"] for name in RESOURCES}
    pods = things["pods"]
    sizes = [len(json.dumps(pod, separators=(",", ":"))) for pod in pods]
    assert (len(pods), len({pod["metadata"]["namespace"] for pod in pods})) == (100, 20)
    assert 6_000 < sum(sizes) / len(sizes) < 8_500
    owners = Counter(pod["metadata"]["ownerReferences"][0]["uid"] for pod in pods)
    assert set(owners.values()) == {5}
    assert owners.keys() == {each["metadata"]["uid"] for each in things["replicasets"]}
    deployments = {each["metadata"]["ownerReferences"][0]["uid"] for each in things["replicasets"]}
    assert deployments == {each["metadata"]["uid"] for each in things["deployments"]}
    accounts = [each for each in things["serviceaccounts"] if each["metadata"]["name"] != "default"]
    assert (len(accounts), len({each["metadata"]["namespace"] for each in accounts})) == (200, 100)
    secrets = {named(each) for each in things["secrets"]}
    for thing in (*pods, *accounts):
        for name in pull_secrets(thing.get("spec", thing)):
            assert f"{thing['metadata']['namespace']}/{name}" in secrets


# -- and the real one --------------------------------------------------------------------------------------------


def test_a_real_api_server_takes_what_runs_and_fills_in_the_same(
    prod: dict[str, list[Any]], control_plane: ControlPlane
) -> None:
    for namespace in prod["namespaces"]:
        body = {"metadata": {"name": f"shown-{namespace['metadata']['name']}"}}
        assert control_plane.request("POST", path(NAMESPACES), body)[0] == 201
    for name, things in prod.items():
        for thing in things if name not in (NAMESPACES.name, SECRETS.name) else ():
            namespace = f"shown-{thing['metadata']['namespace']}"
            body = thing | {"metadata": thing["metadata"] | {"namespace": namespace, "resourceVersion": ""}}
            if name == EVENTS.name:
                body["involvedObject"] = thing["involvedObject"] | {"namespace": namespace}
            if name == JOBS.name:
                body["spec"] = without_uids({key: value for key, value in thing["spec"].items() if key != "selector"})
            status, stored = control_plane.request("POST", path(RESOURCES[name], namespace), body)
            assert status == 201, stored
            for part in ("spec", "imagePullSecrets", "secrets", "message"):
                assert without_uids(stored.get(part)) == without_uids(thing.get(part)), named(thing)


def without_uids(part: Any) -> Any:
    """A Job's pods are told by its uid, which each server gives anew."""
    labels = ("controller-uid", "batch.kubernetes.io/controller-uid")
    if isinstance(part, dict):
        return {key: without_uids(value) for key, value in part.items() if key not in labels}
    return [without_uids(each) for each in part] if isinstance(part, list) else part
