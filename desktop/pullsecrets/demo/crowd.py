"""Any number of pods with their owners, service accounts and secrets, over a hundred namespaces: for measuring.

They run, and are of the size that pods have in the world. Nothing is played with them until somebody changes one.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from . import fields
from .clock import stamp
from .controllers import template_mark
from .defaults import begin, fill
from .kubelet import NODES
from .objects import decoded
from .pull_secrets import plain
from .resources import DEPLOYMENTS, PODS, REPLICA_SETS, SECRETS, SERVICE_ACCOUNTS, Resource
from .status import Json

NAMESPACES = 100
PODS_OF_ONE = 5
SECRETS_OF_ONE = 5
"""In each namespace."""

_SETTINGS = 18
"""Environment variables of the main container."""


def objects(pods: int, accounts: int) -> Iterator[tuple[Resource, Json]]:
    """So many pods, in Deployments of five, and so many accounts; and the secrets that both name."""
    if pods or accounts:
        for index in range(NAMESPACES * SECRETS_OF_ONE):
            yield SECRETS, plain(f"{_namespace(index)}/{_secret(index)}", f"registry-{index % 7}.acme.io")
    for index in range(accounts):
        names = [{"name": _secret(index)}]
        own = _metadata(_namespace(index), f"account-{index:04}", SERVICE_ACCOUNTS)
        yield SERVICE_ACCOUNTS, {"metadata": own, "imagePullSecrets": names}
    for index in range(0, pods, PODS_OF_ONE):
        yield from _application(index // PODS_OF_ONE, min(PODS_OF_ONE, pods - index))


def _namespace(index: int) -> str:
    return f"team-{index % NAMESPACES:02}"


def _secret(index: int) -> str:
    return f"crowd-{index // NAMESPACES % SECRETS_OF_ONE}"


def _application(index: int, pods: int) -> Iterator[tuple[Resource, Json]]:
    """A Deployment, its ReplicaSet and their pods."""
    namespace, name = _namespace(index), f"app-{index:04}"
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": f"part-{index % 12}"}
    template = {"metadata": {"labels": labels}, "spec": _spec(index)}
    spec = {"replicas": pods, "selector": {"matchLabels": labels}, "template": template}
    deployment = _made(DEPLOYMENTS, {"metadata": _metadata(namespace, name, DEPLOYMENTS), "spec": spec})
    counts = dict.fromkeys(("replicas", "readyReplicas", "availableReplicas"), pods)
    yield DEPLOYMENTS, deployment | {"status": counts | {"updatedReplicas": pods, "observedGeneration": 1}}

    hashed = template_mark(deployment["spec"]["template"])
    labels = labels | {"pod-template-hash": hashed}
    template = {"metadata": {"labels": labels}, "spec": deployment["spec"]["template"]["spec"]}
    own = _metadata(namespace, f"{name}-{hashed}", REPLICA_SETS) | {"labels": labels}
    own |= _owned_by(deployment, DEPLOYMENTS)
    spec = {"replicas": pods, "selector": {"matchLabels": labels}, "template": template}
    replica_set = _made(REPLICA_SETS, {"metadata": own, "spec": spec})
    yield REPLICA_SETS, replica_set | {"status": counts | {"fullyLabeledReplicas": pods, "observedGeneration": 1}}

    pod = _made(PODS, {"metadata": _metadata(namespace, "", PODS) | {"labels": labels}, "spec": template["spec"]})
    owner = _owned_by(replica_set, REPLICA_SETS)
    for number in range(pods):
        node = NODES[(index + number) % len(NODES)]
        own = pod["metadata"] | owner | {"name": f"{name}-{hashed}-{number:05}", "uid": str(uuid.uuid4())}
        own["generateName"] = f"{name}-{hashed}-"
        yield PODS, {"metadata": own, "spec": pod["spec"] | {"nodeName": node}, "status": _status(pod, index, number)}


def _spec(index: int) -> Json:
    """What a team writes for a pod: an application with settings and probes, and a proxy beside it."""
    registry = f"registry-{(index % NAMESPACES + index // NAMESPACES % SECRETS_OF_ONE * NAMESPACES) % 7}.acme.io"
    settings = [{"name": f"APP_SETTING_{n:02}", "value": f"https://service-{n}.internal/v1"} for n in range(_SETTINGS)]
    probe = {"httpGet": {"path": "/healthz", "port": "http"}, "initialDelaySeconds": 5, "periodSeconds": 10}
    resources = {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "512Mi"}}
    mount = {"name": "config", "mountPath": "/etc/app", "readOnly": True}
    main = {
        "name": "app",
        "image": f"{registry}/team/app-{index % 60}:1.{index % 9}.0",
        "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
        "env": settings,
        "resources": resources,
        "volumeMounts": [mount],
        "livenessProbe": probe,
        "readinessProbe": probe,
        "securityContext": {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "runAsNonRoot": True},
    }
    proxy = {"name": "proxy", "image": "docker.io/envoyproxy/envoy:v1.31.0", "resources": resources}
    return {
        "volumes": [{"name": "config", "configMap": {"name": f"app-{index:04}", "defaultMode": 420}}],
        "containers": [main, proxy | {"args": ["--config-path", "/etc/envoy/envoy.yaml", "--log-level", "warning"]}],
        "serviceAccountName": "default",
        "serviceAccount": "default",
        "imagePullSecrets": [{"name": _secret(index)}],
    }


def _metadata(namespace: str, name: str, resource: Resource) -> Json:
    age = random.Random(name).uniform(1, 300)  # noqa: S311 - test data
    metadata: Json = {"name": name, "namespace": namespace, "uid": str(uuid.uuid4())}
    metadata["creationTimestamp"] = stamp(datetime.now(UTC) - timedelta(days=age))
    return metadata | ({"generation": 1} if resource.has_status else {})


def _made(resource: Resource, raw: Json) -> Json:
    """As the API server would have stored it."""
    thing, _ = decoded(raw, resource)
    fill(resource.kind, thing)
    metadata = thing["metadata"]
    entries = fields.updated(None, thing, "kube-controller-manager", metadata["creationTimestamp"], resource.version)
    metadata["managedFields"] = entries
    begin(resource.kind, thing)
    return thing


def _owned_by(owner: Json, resource: Resource) -> Json:
    reference = {"apiVersion": resource.version, "kind": resource.kind, "name": owner["metadata"]["name"]}
    reference |= {"uid": owner["metadata"]["uid"], "controller": True, "blockOwnerDeletion": True}
    return {"ownerReferences": [reference]}


def _status(pod: Json, index: int, number: int) -> Json:
    begun, address = pod["metadata"]["creationTimestamp"], f"10.42.{index % 250}.{number + 2}"
    names = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    kept: Json = {"status": "True", "lastProbeTime": None, "lastTransitionTime": begun}
    statuses = [
        {
            "name": container["name"],
            "state": {"running": {"startedAt": begun}},
            "lastState": {},
            "ready": True,
            "restartCount": 0,
            "image": container["image"],
            "imageID": f"{container['image'].rpartition(':')[0]}@sha256:{index:064x}",
            "containerID": f"containerd://{index * PODS_OF_ONE + number:064x}",
            "started": True,
        }
        for container in pod["spec"]["containers"]
    ]
    status = {"phase": "Running", "conditions": [{"type": name} | kept for name in names], "podIP": address}
    status |= {"hostIP": "10.0.0.10", "hostIPs": [{"ip": "10.0.0.10"}], "podIPs": [{"ip": address}], "startTime": begun}
    return status | {"qosClass": "Burstable", "containerStatuses": statuses}
