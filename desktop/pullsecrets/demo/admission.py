"""What admission does to a new pod: its service account's pull secrets and token, tolerations, a priority."""

import random

from .query import key
from .resources import PODS, SERVICE_ACCOUNTS
from .status import Json, not_admitted, quoted
from .store import Store

SUFFIX = "bcdfghjklmnpqrstvwxz2456789"
"""The letters of which generated names end."""
_TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a path
_TOLERATED = 300
"""Seconds on a node that does not answer."""


def generated(prefix: str) -> str:
    """A name as `generateName` makes them."""
    return prefix + "".join(random.choices(SUFFIX, k=5))  # noqa: S311 - a name


def admit(store: Store, namespace: str, pod: Json) -> None:
    """Changes the pod. Raises the 403 where its service account does not exist."""
    spec = pod["spec"]
    account = _account(store, namespace, spec, pod["metadata"].get("name", ""))
    if not spec.get("imagePullSecrets") and account.get("imagePullSecrets"):
        spec["imagePullSecrets"] = account["imagePullSecrets"]
    if spec.get("automountServiceAccountToken", account.get("automountServiceAccountToken", True)):
        _mount_token(spec)
    known = {toleration.get("key") for toleration in spec.get("tolerations", ())}
    spec["tolerations"] = [
        *spec.get("tolerations", ()),
        *(
            {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": _TOLERATED}
            for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
            if key not in known
        ),
    ]
    spec |= {"priority": 0, "preemptionPolicy": "PreemptLowerPriority"}


def _account(store: Store, namespace: str, spec: Json, pod: str) -> Json:
    name = spec.get("serviceAccountName") or "default"
    spec |= {"serviceAccountName": name, "serviceAccount": name}
    found = store.get(key(SERVICE_ACCOUNTS, namespace, name))
    if found is None:
        why = f"error looking up service account {namespace}/{name}: serviceaccount {quoted(name)} not found"
        raise not_admitted(PODS, pod, why)
    return found.object


def _mount_token(spec: Json) -> None:
    containers = [*spec.get("initContainers", ()), *spec.get("containers", ())]
    without = [
        container
        for container in containers
        if all(mount.get("mountPath") != _TOKEN_PATH for mount in container.get("volumeMounts", ()))
    ]
    if not without:
        return
    name = generated("kube-api-access-")
    sources: list[Json] = [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {
            "downwardAPI": {
                "items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]
            }
        },
    ]
    volume = {"name": name, "projected": {"sources": sources, "defaultMode": 420}}
    spec["volumes"] = [*spec.get("volumes", ()), volume]
    mount = {"name": name, "readOnly": True, "mountPath": _TOKEN_PATH}
    for container in without:
        container["volumeMounts"] = [*container.get("volumeMounts", ()), mount]
