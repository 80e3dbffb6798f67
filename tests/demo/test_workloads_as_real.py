"""The same requests about pods, workloads, service accounts and events to the demo and to a real API server.

Nothing here is scheduled or looked after: the real server has neither controllers nor kubelets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from demo.talking import Demo
from demo.transcript import STRATEGIC, Transcript, answers, send_to_demo, send_to_real
from real.control_plane import ControlPlane

ACCOUNTS, PODS, EVENTS = (f"/api/v1/namespaces/NAMESPACE/{name}" for name in ("serviceaccounts", "pods", "events"))
APPS, BATCH = "/apis/apps/v1/namespaces/NAMESPACE", "/apis/batch/v1/namespaces/NAMESPACE"
PARTIAL, PARTIAL_LIST = (
    f"application/json;as={kind};v=v1;g=meta.k8s.io" for kind in ("PartialObjectMetadata", "PartialObjectMetadataList")
)
LABELS = {"app": "web"}
OTHER_UID = "00000000-0000-0000-0000-000000000000"

CASES: list[Callable[[Transcript], None]] = []


def case(function: Callable[[Transcript], None]) -> Callable[[Transcript], None]:
    CASES.append(function)
    return function


def spec(**more: Any) -> dict[str, Any]:
    return {"schedulerName": "nobody", "containers": [{"name": "c", "image": "docker.io/library/redis:7"}]} | more


def pod(name: str, **more: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": spec(**more)}


def workload(name: str, **more: Any) -> dict[str, Any]:
    template = {"metadata": {"labels": LABELS}, "spec": spec(imagePullSecrets=[{"name": "pull"}])}
    return {"metadata": {"name": name}, "spec": {"selector": {"matchLabels": LABELS}, "template": template} | more}


def job(name: str, restart: str = "Never", **more: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {"template": {"spec": spec(restartPolicy=restart)}, **more}}


@case
def service_accounts(ask: Transcript) -> None:
    account = {
        "metadata": {"name": "a"},
        "secrets": [{"name": "x"}, {"name": "y"}],
        "imagePullSecrets": [{"name": "p"}],
    }
    made = ask("POST", ACCOUNTS, account)
    ask("POST", ACCOUNTS, account)
    ask("POST", ACCOUNTS, {"metadata": {"name": "A"}})
    ask("GET", f"{ACCOUNTS}/a")
    one = f"{ACCOUNTS}/a"
    ask("PATCH", one, {"imagePullSecrets": [{"name": "q"}]}, content_type=STRATEGIC)
    ask("PATCH", one, {"secrets": [{"name": "z"}, {"name": "x"}]}, content_type=STRATEGIC)
    version = {"resourceVersion": made["metadata"]["resourceVersion"]}
    ask("PATCH", one, {"metadata": version, "imagePullSecrets": [{"name": "q"}, {"name": "r"}]})
    changed = ask("GET", one)
    version = {"resourceVersion": changed["metadata"]["resourceVersion"]}
    ask("PATCH", one, {"metadata": version, "imagePullSecrets": [{"name": "q"}, {"name": "r"}]})
    ask("PATCH", one, {"imagePullSecrets": [{}, {"name": ""}, {"name": "r"}, {"name": "r"}]}, query="?dryRun=All")
    for odd in ("x", [5], [{"name": 5}], {"name": "x"}):
        ask("PATCH", one, {"imagePullSecrets": odd})
    ask("PATCH", one, {"imagePullSecrets": None})
    ask("DELETE", one, {"preconditions": {"uid": OTHER_UID}})
    ask("DELETE", one)
    ask("GET", one)
    ask("GET", ACCOUNTS, query="?fieldSelector=metadata.name=a")


@case
def pods_and_their_accounts(ask: Transcript) -> None:
    ask("POST", ACCOUNTS, {"metadata": {"name": "bare"}, "automountServiceAccountToken": False}, kept=False)
    ask("POST", ACCOUNTS, {"metadata": {"name": "two"}, "imagePullSecrets": [{"name": "p"}, {"name": "q"}]}, kept=False)
    ask("POST", PODS, pod("none", serviceAccountName="bare"))
    ask("POST", PODS, pod("theirs", serviceAccountName="two"))
    ask("POST", PODS, pod("own", serviceAccountName="two", imagePullSecrets=[{"name": "own"}]))
    ask("POST", PODS, pod("nameless", serviceAccountName="two", imagePullSecrets=[{}, {"name": "a"}, {"name": "a"}]))
    ask("POST", PODS, pod("without", serviceAccountName="none"))
    ask("POST", PODS, pod("old", serviceAccount="bare"))
    mount = {"name": "own", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    volume = {"name": "own", "emptyDir": {}}
    mounted = {"name": "c", "image": "redis", "volumeMounts": [mount], "imagePullPolicy": "Never"}
    ask("POST", PODS, pod("mounts", serviceAccountName="two", containers=[mounted], volumes=[volume]))
    tolerated = {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}
    ask("POST", PODS, pod("tolerates", serviceAccountName="bare", tolerations=[tolerated]))
    limits = {"limits": {"memory": "1Gi", "cpu": "1"}}
    both = [{"name": "a", "image": "x:latest", "resources": limits}, {"name": "b", "image": "x@sha256:" + "a" * 64}]
    ask("POST", PODS, pod("two", serviceAccountName="bare", containers=both, initContainers=both[:1]))
    ask("GET", PODS, query="?labelSelector=!x&limit=2")


@case
def pods(ask: Transcript) -> None:
    ask("POST", ACCOUNTS, {"metadata": {"name": "a"}}, kept=False)
    own = {"serviceAccountName": "a"}
    made = ask("POST", PODS, pod("p", imagePullSecrets=[{"name": "pull"}], **own))
    ask("POST", PODS, pod("p", **own))
    wrong: Any
    for wrong in (
        {"containers": []},
        {"containers": "c"},
        {"containers": [5]},
        {"containers": [{"name": "C", "image": " x"}]},
        {"containers": [{"name": "c", "image": 5}]},
        {"containers": [{"image": "x"}]},
        {"containers": [{"name": "c"}]},
        {"imagePullSecrets": "pull"},
        {"imagePullSecrets": [{"name": 5}]},
    ):
        ask("POST", PODS, pod("wrong", **own | wrong))
    ask("POST", PODS, {"metadata": {"name": "wrong"}, "spec": 5})
    ask("POST", PODS, pod("wrong") | {"kind": "Secret", "apiVersion": "v1"})
    ask("POST", PODS, pod("wrong") | {"apiVersion": "apps/v1", "kind": "Pod"})
    one = f"{PODS}/p"
    ask("PATCH", one, {"metadata": {"labels": {"x": "y"}}, "status": {"phase": "Failed"}})
    ask("PATCH", one, {"spec": {"activeDeadlineSeconds": 60}})
    ask("PATCH", f"{one}/status", {"status": {"phase": "Succeeded"}, "spec": {"imagePullSecrets": None}})
    ask("GET", f"{one}/status")
    for query in ("status.phase=Succeeded", "status.phase!=Succeeded", "spec.nodeName=", "spec.serviceAccountName=a"):
        ask("GET", PODS, query=f"?fieldSelector={query}")
    ask("GET", PODS, query="?fieldSelector=spec.nope=1")
    ask("GET", f"{one}/nope")
    ask("PUT", one, made)
    ask("DELETE", one, {"preconditions": {"uid": OTHER_UID}})
    ask("DELETE", one, {"preconditions": {"resourceVersion": "5"}})
    ask("DELETE", one, {"dryRun": ["All"]})
    ask("DELETE", one, {"preconditions": {"uid": made["metadata"]["uid"]}, "gracePeriodSeconds": 0})
    ask("DELETE", one)
    runs = pod("runs", nodeName="somewhere", **own)
    ask("POST", PODS, runs | {"metadata": {"name": "runs", "finalizers": ["acme.io/hold"]}})
    ask("DELETE", f"{PODS}/runs", query="?gracePeriodSeconds=0")
    ask("PATCH", f"{PODS}/runs", {"metadata": {"finalizers": None}})
    ask("GET", f"{PODS}/runs")


@case
def pods_that_run_end_in_their_own_time(ask: Transcript) -> None:
    ask("POST", ACCOUNTS, {"metadata": {"name": "a"}}, kept=False)
    ask("POST", PODS, pod("runs", nodeName="somewhere", serviceAccountName="a", terminationGracePeriodSeconds=40))
    ask("DELETE", f"{PODS}/runs", query="?dryRun=All")
    ask("DELETE", f"{PODS}/runs", {"gracePeriodSeconds": 20})
    ask("DELETE", f"{PODS}/runs", {"gracePeriodSeconds": 30})
    ask("DELETE", f"{PODS}/runs", {"gracePeriodSeconds": 0})
    ask("GET", f"{PODS}/runs")


@case
def workloads(ask: Transcript) -> None:
    dry = "?dryRun=All"
    for kind in ("deployments", "replicasets", "statefulsets", "daemonsets"):
        ask("POST", f"{APPS}/{kind}", workload("w"), query=dry)
        ask("POST", f"{APPS}/{kind}", {"metadata": {"name": "w"}}, query=dry)
        ask("POST", f"{APPS}/{kind}", workload("w", selector={"matchLabels": {"app": "other"}}), query=dry)
        ask("POST", f"{APPS}/{kind}", workload("w", template={"metadata": {"labels": LABELS}}), query=dry)
        ask("GET", f"{APPS}/{kind}/none")
        ask("GET", f"{APPS}/{kind}")
    ask("POST", f"{APPS}/deployments", workload("w", replicas=5, revisionHistoryLimit=1), query=dry)
    ask("POST", f"{BATCH}/jobs", job("j", "Always"), query=dry)
    ask("POST", f"{BATCH}/jobs", job("j", completions=3), query=dry)
    ask(
        "POST", f"{BATCH}/cronjobs", {"metadata": {"name": "j"}, "spec": {"jobTemplate": job("j", "Always")}}, query=dry
    )
    nightly = {"schedule": "0 2 * * *", "jobTemplate": {"spec": job("j", "OnFailure")["spec"]}}
    made = ask("POST", f"{BATCH}/cronjobs", {"metadata": {"name": "j"}, "spec": nightly})
    ask("PATCH", f"{BATCH}/cronjobs/j", {"spec": {"suspend": True}})
    ask("PATCH", f"{BATCH}/cronjobs/j", {"metadata": {"labels": {"x": "y"}}})
    version = made["metadata"]["resourceVersion"]
    ask("PATCH", f"{BATCH}/cronjobs/j", {"metadata": {"resourceVersion": version}, "spec": {"suspend": False}})
    ask("POST", f"{BATCH}/cronjobs", {"metadata": {"name": "j"}, "spec": nightly})
    ask("DELETE", f"{BATCH}/cronjobs/j", {"preconditions": {"uid": OTHER_UID}})
    ask("DELETE", f"{BATCH}/cronjobs/j")
    ask("POST", f"{BATCH}/jobs", job("held", suspend=True))
    ask("DELETE", f"{BATCH}/jobs/held")
    ask("POST", f"{BATCH}/jobs", job("gone", suspend=True))
    ask("DELETE", f"{BATCH}/jobs/gone", {"propagationPolicy": "Background"})
    ask("POST", f"{BATCH}/cronjobs", {"metadata": {"name": "front"}, "spec": nightly})
    ask("DELETE", f"{BATCH}/cronjobs/front", query="?propagationPolicy=Foreground")


@case
def metadata_alone(ask: Transcript) -> None:
    ask("POST", ACCOUNTS, {"metadata": {"name": "a", "labels": {"x": "y"}}}, kept=False)
    for name in ("p", "q"):
        made = ask("POST", PODS, pod(name, serviceAccountName="a"), kept=False)
    version = made["metadata"]["resourceVersion"]
    ask("GET", PODS, accept=PARTIAL_LIST)
    ask("GET", PODS, query="?limit=1", accept=PARTIAL_LIST + ",application/json")
    ask("GET", f"{PODS}/p", accept=PARTIAL)
    ask("GET", ACCOUNTS, query="?fieldSelector=metadata.name=a", accept=PARTIAL_LIST)
    ask("PATCH", f"{PODS}/p", {"metadata": {"labels": {"x": "y"}}}, accept=PARTIAL)
    ask("DELETE", f"{PODS}/q", kept=False)
    watch = f"?watch=1&timeoutSeconds=1&resourceVersion={version}"
    ask("GET", PODS, query=watch, accept=PARTIAL)
    ask("GET", PODS, query=f"{watch}&labelSelector=x=y", accept=PARTIAL)
    initial = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    ask("GET", PODS, query=f"?watch=1&timeoutSeconds=1&{initial}", accept=PARTIAL)


@case
def events(ask: Transcript) -> None:
    event: dict[str, Any] = {
        "metadata": {"name": "e"},
        "involvedObject": {"kind": "Pod", "namespace": "NAMESPACE", "name": "p", "uid": OTHER_UID},
        "reason": "Pulling",
        "message": 'Pulling image "x"',
        "source": {"component": "kubelet", "host": "node"},
        "firstTimestamp": "2024-01-01T00:00:00Z",
        "lastTimestamp": "2024-01-01T00:00:00Z",
        "count": 1,
        "type": "Normal",
    }
    event["involvedObject"]["namespace"] = ask.namespace
    ask("POST", EVENTS, event)
    ask("POST", EVENTS, {"metadata": {"name": "bare"}, "involvedObject": {"namespace": ask.namespace}})
    ask("POST", EVENTS, {"metadata": {"name": "elsewhere"}, "involvedObject": {"namespace": "other"}})
    ask("PATCH", f"{EVENTS}/e", {"count": 2, "lastTimestamp": "2024-01-01T00:00:09Z"})
    for query in (
        "involvedObject.name=p",
        "involvedObject.name=p,reason=Pulling,type=Normal,involvedObject.kind=Pod",
        f"involvedObject.uid={OTHER_UID},reason!=Pulling",
        "involvedObject.apiVersion=v1,involvedObject.resourceVersion=5",
        "source=kubelet",
        "involvedObject.nope=p",
    ):
        ask("GET", EVENTS, query=f"?fieldSelector={query}")
    version = ask("GET", EVENTS, query="?limit=1", kept=False)["metadata"]["resourceVersion"]
    failed = {"metadata": {"name": "f"}, "reason": "Failed", "type": "Warning", "count": 1}
    ask("POST", EVENTS, event | failed, kept=False)
    ask("PATCH", f"{EVENTS}/f", {"count": 2})
    ask("DELETE", f"{EVENTS}/e")
    for query in ("involvedObject.kind=Pod", "involvedObject.kind=Pod,type=Warning", "involvedObject.kind=Node"):
        watch = f"?watch=1&timeoutSeconds=1&resourceVersion={version}"
        ask("GET", EVENTS, query=f"{watch}&fieldSelector={query}")
    ask("GET", EVENTS, query="?watch=1&fieldSelector=involvedObject.nope=p")


@case
def a_pod_that_was_made_anew_is_not_deleted_for_the_old_one(ask: Transcript) -> None:
    """Under the condition of its uid, as "Pull again now" does it."""
    ask("POST", ACCOUNTS, {"metadata": {"name": "a"}}, kept=False)
    old = ask("POST", PODS, pod("p", serviceAccountName="a"), kept=False)["metadata"]["uid"]
    ask("DELETE", f"{PODS}/p", {"preconditions": {"uid": old}})
    ask("DELETE", f"{PODS}/p", {"preconditions": {"uid": old}})
    new = ask("POST", PODS, pod("p", nodeName="somewhere", serviceAccountName="a"), kept=False)["metadata"]["uid"]
    ask("DELETE", f"{PODS}/p", {"preconditions": {"uid": old}})
    ask("DELETE", f"{PODS}/p", {"preconditions": {"uid": new}})
    ask("DELETE", f"{PODS}/p", {"preconditions": {"uid": new}})


@case
def paths(ask: Transcript) -> None:
    for path in (
        "/apis/apps/v1/pods",
        "/apis/apps/v2/deployments",
        "/apis/apps/v1beta1/deployments",
        "/apis/batch/v1/deployments",
        "/api/v1/deployments",
        "/api/v2/pods",
        f"{APPS}/deployments/none/nope",
        f"{APPS}/deployments/none/status",
        f"{APPS}/nope",
        "/apis/apps/v1/namespaces/no-such/deployments",
        "/apis/apps/v1/deployments/one",
    ):
        ask("GET", path)
    for method, path in (
        ("POST", "/apis/apps/v1/deployments"),
        ("PUT", f"{APPS}/deployments"),
        ("POST", f"{APPS}/deployments/one"),
        ("POST", "/apis/apps/v1/namespaces/no-such/deployments"),
    ):
        ask(method, path, workload("one"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_demo_answers_as_the_real_one(
    case: Callable[[Transcript], None], shown: Demo, admitting_plane: ControlPlane
) -> None:
    demo = Transcript(send_to_demo(shown.api()), managers=case is service_accounts)
    real = Transcript(send_to_real(admitting_plane), managers=case is service_accounts)
    for ours, theirs in answers(case, demo, real):
        assert ours == theirs
