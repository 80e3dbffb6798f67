"""What the demo's API serves: each resource, its place in paths, and what can be done with it."""

from dataclasses import dataclass

_READ = ("get", "list", "watch")
_EVERY_VERB = ("create", "delete", "get", "list", "patch", "update", "watch")


@dataclass(frozen=True)
class Resource:
    name: str
    """In the plural, as it stands in paths."""
    kind: str
    group: str = ""
    """"" for the core group; the version is always v1."""
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    """What can be selected by, besides `metadata.name` and `metadata.namespace`."""
    has_status: bool = False
    """Whether the status is written apart, through the subresource of that name, and a generation counts the
    changes of the rest."""
    verbs: tuple[str, ...] = _EVERY_VERB

    @property
    def version(self) -> str:
        """Group and version, as in `apiVersion`."""
        return f"{self.group}/v1" if self.group else "v1"

    @property
    def qualified(self) -> str:
        """The name with its group, as in sentences."""
        return f"{self.name}.{self.group}" if self.group else self.name

    @property
    def selectable(self) -> tuple[str, ...]:
        return ("metadata.name", *(("metadata.namespace",) if self.namespaced else ()), *self.fields)


SECRETS = Resource("secrets", "Secret", fields=("type",))
NAMESPACES = Resource(
    "namespaces", "Namespace", namespaced=False, short_names=("ns",), verbs=("create", "delete", *_READ)
)
SERVICE_ACCOUNTS = Resource("serviceaccounts", "ServiceAccount", short_names=("sa",))
PODS = Resource(
    "pods",
    "Pod",
    short_names=("po",),
    fields=(
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "status.phase",
        "status.podIP",
    ),
    has_status=True,
)
EVENTS = Resource(
    "events",
    "Event",
    short_names=("ev",),
    fields=(
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ),
)
REPLICA_SETS = Resource("replicasets", "ReplicaSet", "apps", short_names=("rs",), has_status=True)
DEPLOYMENTS = Resource("deployments", "Deployment", "apps", short_names=("deploy",), has_status=True)
STATEFUL_SETS = Resource("statefulsets", "StatefulSet", "apps", short_names=("sts",), has_status=True)
DAEMON_SETS = Resource("daemonsets", "DaemonSet", "apps", short_names=("ds",), has_status=True)
JOBS = Resource("jobs", "Job", "batch", has_status=True)
CRON_JOBS = Resource("cronjobs", "CronJob", "batch", short_names=("cj",), has_status=True)

RESOURCES = {
    resource.name: resource
    for resource in (
        SECRETS,
        NAMESPACES,
        SERVICE_ACCOUNTS,
        PODS,
        EVENTS,
        REPLICA_SETS,
        DEPLOYMENTS,
        STATEFUL_SETS,
        DAEMON_SETS,
        JOBS,
        CRON_JOBS,
    )
}
"""By name, which no two groups share here."""

BY_KIND = {resource.kind: resource for resource in RESOURCES.values()}
