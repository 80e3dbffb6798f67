"""The forms of the objects that are kept: which fields there are, and of which Go type."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Struct:
    """The fields of a JSON object, in the order in which they are given out, each with its Go type."""

    name: str
    fields: Mapping[str, "str | Struct | ListOf"]
    open: bool = field(default=False, kw_only=True)
    """Whether more fields may follow, of which nothing is known: they are kept as they come."""


@dataclass(frozen=True)
class ListOf:
    element: Struct


_OWNER = Struct(
    "OwnerReference",
    {
        "apiVersion": "string",
        "kind": "string",
        "name": "string",
        "uid": "types.UID",
        "controller": "bool",
        "blockOwnerDeletion": "bool",
    },
)
_MANAGED = Struct(
    "ManagedFieldsEntry",
    {
        "manager": "string",
        "operation": "string",
        "apiVersion": "string",
        "time": "v1.Time",
        "fieldsType": "string",
        "fieldsV1": "v1.FieldsV1",
        "subresource": "string",
    },
)
_METADATA = Struct(
    "ObjectMeta",
    {
        "name": "string",
        "generateName": "string",
        "namespace": "string",
        "selfLink": "string",
        "uid": "types.UID",
        "resourceVersion": "string",
        "generation": "int64",
        "creationTimestamp": "v1.Time",
        "deletionTimestamp": "v1.Time",
        "deletionGracePeriodSeconds": "int64",
        "labels": "map[string]string",
        "annotations": "map[string]string",
        "ownerReferences": ListOf(_OWNER),
        "finalizers": "[]string",
        "managedFields": ListOf(_MANAGED),
    },
)
_TOP: dict[str, str | Struct | ListOf] = {"kind": "string", "apiVersion": "string", "metadata": _METADATA}

_NAMED = Struct("LocalObjectReference", {"name": "string"})
_REFERENCE = Struct(
    "ObjectReference",
    {
        "kind": "string",
        "namespace": "string",
        "name": "string",
        "uid": "types.UID",
        "apiVersion": "string",
        "resourceVersion": "string",
        "fieldPath": "string",
    },
)
_CONTAINER = Struct("Container", {"name": "string", "image": "string", "imagePullPolicy": "v1.PullPolicy"}, open=True)
_POD_SPEC = Struct(
    "PodSpec",
    {
        "volumes": ListOf(Struct("Volume", {"name": "string"}, open=True)),
        "initContainers": ListOf(_CONTAINER),
        "containers": ListOf(_CONTAINER),
        "ephemeralContainers": ListOf(_CONTAINER),
        "restartPolicy": "v1.RestartPolicy",
        "serviceAccountName": "string",
        "serviceAccount": "string",
        "nodeName": "string",
        "imagePullSecrets": ListOf(_NAMED),
    },
    open=True,
)
_TEMPLATE = Struct("PodTemplateSpec", {"metadata": _METADATA, "spec": _POD_SPEC})


def _workload(name: str, fields: Mapping[str, str | Struct | ListOf]) -> Struct:
    return Struct(name, _TOP | {"spec": Struct(name + "Spec", fields, open=True), "status": "any"})


_JOB_SPEC = Struct("JobSpec", {"selector": "any", "template": _TEMPLATE}, open=True)

FORMS = {
    "Secret": Struct(
        "Secret",
        _TOP
        | {"immutable": "bool", "data": "map[string][]uint8"}
        | {"stringData": "map[string]string", "type": "v1.SecretType"},
    ),
    "Namespace": Struct("Namespace", _TOP | {"spec": "any", "status": "any"}),
    "ServiceAccount": Struct(
        "ServiceAccount",
        _TOP
        | {"secrets": ListOf(_REFERENCE), "imagePullSecrets": ListOf(_NAMED)}
        | {"automountServiceAccountToken": "bool"},
    ),
    "Pod": Struct("Pod", _TOP | {"spec": _POD_SPEC, "status": "any"}),
    "Event": Struct(
        "Event",
        _TOP
        | {"involvedObject": _REFERENCE, "reason": "string", "message": "string"}
        | {"source": Struct("EventSource", {"component": "string", "host": "string"})}
        | {"firstTimestamp": "v1.Time", "lastTimestamp": "v1.Time", "count": "int32", "type": "string"}
        | {"eventTime": "any", "series": "any", "action": "string", "related": _REFERENCE}
        | {"reportingComponent": "string", "reportingInstance": "string"},
    ),
    **{
        kind: _workload(kind, {"replicas": "int32", "selector": "any", "template": _TEMPLATE})
        for kind in ("ReplicaSet", "Deployment", "StatefulSet", "DaemonSet")
    },
    "Job": Struct("Job", _TOP | {"spec": _JOB_SPEC, "status": "any"}),
    "CronJob": _workload(
        "CronJob",
        {
            "schedule": "string",
            "jobTemplate": Struct("JobTemplateSpec", {"metadata": _METADATA, "spec": _JOB_SPEC}),
        },
    ),
}
"""By kind."""
