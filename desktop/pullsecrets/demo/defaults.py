"""What the API server fills in: the fields that were left out, as far as the demo's objects have them."""

from collections.abc import Callable
from typing import Any

from .status import Json


def fill(kind: str, thing: Json) -> None:
    """Gives each field that was left out its default, in an object that was sent."""
    if filled := _FILLED.get(kind):
        filled(thing)


def _pod(thing: Json) -> None:
    spec = thing.setdefault("spec", {})
    _pod_spec(spec)
    spec.setdefault("enableServiceLinks", True)


def _pod_spec(spec: Json) -> None:
    for container in (*spec.get("initContainers", ()), *spec.get("containers", ())):
        image = container.get("image", "")
        newest = image.endswith(":latest") or (":" not in image.rpartition("/")[2] and "@" not in image)
        container.setdefault("imagePullPolicy", "Always" if newest else "IfNotPresent")
        container.setdefault("resources", {})
        container.setdefault("terminationMessagePath", "/dev/termination-log")
        container.setdefault("terminationMessagePolicy", "File")
    if account := spec.get("serviceAccountName") or spec.get("serviceAccount"):
        spec |= {"serviceAccountName": account, "serviceAccount": account}
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")


def _workload(**defaults: Any) -> Callable[[Json], None]:
    """For a kind with a selector and a template of pods."""

    def filled(thing: Json) -> None:
        spec = thing.setdefault("spec", {})
        _pod_spec(spec.setdefault("template", {}).setdefault("spec", {}))
        for name, value in defaults.items():
            spec.setdefault(name, value)

    return filled


def _cron_job(thing: Json) -> None:
    spec = thing.setdefault("spec", {})
    template = spec.setdefault("jobTemplate", {})
    pods = template.setdefault("spec", {}).setdefault("template", {})
    template.setdefault("metadata", {})
    pods.setdefault("metadata", {})
    _pod_spec(pods.setdefault("spec", {}))
    for name, value in (
        ("concurrencyPolicy", "Allow"),
        ("suspend", False),
        ("successfulJobsHistoryLimit", 3),
        ("failedJobsHistoryLimit", 1),
    ):
        spec.setdefault(name, value)


def _event(thing: Json) -> None:
    thing.setdefault("source", {})
    for name in ("firstTimestamp", "lastTimestamp", "eventTime"):
        thing.setdefault(name, None)
    for name in ("reportingComponent", "reportingInstance"):
        thing.setdefault(name, "")


_ROLLING: Json = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}}
_FILLED: dict[str, Callable[[Json], None]] = {
    "Pod": _pod,
    "Event": _event,
    "ReplicaSet": _workload(replicas=1),
    "Deployment": _workload(replicas=1, strategy=_ROLLING, revisionHistoryLimit=10, progressDeadlineSeconds=600),
    "StatefulSet": _workload(
        replicas=1,
        serviceName="",
        podManagementPolicy="OrderedReady",
        updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 0, "maxUnavailable": 1}},
        revisionHistoryLimit=10,
        persistentVolumeClaimRetentionPolicy={"whenDeleted": "Retain", "whenScaled": "Retain"},
    ),
    "DaemonSet": _workload(
        updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
        revisionHistoryLimit=10,
    ),
    "Job": _workload(
        parallelism=1,
        completions=1,
        backoffLimit=6,
        manualSelector=False,
        completionMode="NonIndexed",
        suspend=False,
        podReplacementPolicy="TerminatingOrFailed",
    ),
    "CronJob": _cron_job,
}


def begin(kind: str, thing: Json) -> None:
    """What a new object starts with, whatever was sent: its status, and the marks of a Job and a DaemonSet."""
    if kind == "Job":
        _mark_job(thing)
    if kind == "DaemonSet":
        mark = {"deprecated.daemonset.template.generation": "1"}
        thing["metadata"]["annotations"] = thing["metadata"].get("annotations", {}) | mark
    if kind in _FIRST_STATUS:
        thing["status"] = dict(_FIRST_STATUS[kind])
    if kind == "Namespace":
        thing["spec"] = {"finalizers": ["kubernetes"]}
    if kind == "Pod":
        thing["status"]["qosClass"] = _quality(thing["spec"].get("containers", ()))


def _mark_job(job: Json) -> None:
    """The labels by which a Job knows its pods."""
    metadata = job["metadata"]
    uid, name = metadata["uid"], metadata.get("name", "")
    marks = {f"{prefix}controller-uid": uid for prefix in ("batch.kubernetes.io/", "")}
    marks |= {f"{prefix}job-name": name for prefix in ("batch.kubernetes.io/", "")}
    metadata["labels"] = dict(sorted((metadata.get("labels", {}) | marks).items()))
    template = job["spec"]["template"].setdefault("metadata", {})
    template["labels"] = dict(sorted((template.get("labels", {}) | marks).items()))
    job["spec"]["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}


def _quality(containers: list[Json]) -> str:
    resources = [container.get("resources", {}) for container in containers]
    if not any(resources):
        return "BestEffort"
    kept = all(each.get("limits") and each.get("requests", each["limits"]) == each["limits"] for each in resources)
    return "Guaranteed" if kept else "Burstable"


_FIRST_STATUS: dict[str, Json] = {
    "Namespace": {"phase": "Active"},
    "Pod": {"phase": "Pending"},
    "ReplicaSet": {"replicas": 0},
    "Deployment": {},
    "StatefulSet": {"replicas": 0, "availableReplicas": 0},
    "DaemonSet": dict.fromkeys(
        ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"), 0
    ),
    "Job": {},
    "CronJob": {},
}
