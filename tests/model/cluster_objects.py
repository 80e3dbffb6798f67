"""Pods, workloads and service accounts as an API server would list them, for the tests of what uses a secret."""

from __future__ import annotations

from typing import Any

from model.samples import config, secret

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.secrets import Row, row_of
from pullsecrets.model.usage import Source

Object = dict[str, Any]


def made(name: str, *, namespace: str = "web", controller: str = "", **fields: Any) -> Object:
    """An object as it stands in a list, without its kind. ``controller``: "Kind/name"; its uid is "uid of name"."""
    metadata: Object = {"name": name, "namespace": namespace, "uid": f"uid of {name}"}
    if controller:
        kind, _, owner = controller.partition("/")
        reference = {"kind": kind, "name": owner, "uid": f"uid of {owner}", "controller": True}
        metadata["ownerReferences"] = [{"kind": "Team", "name": "one", "uid": "1"}, reference]
    return {"metadata": metadata, **fields}


def runs(*pulls: str, image: str = "quay.io/app", **more: Any) -> Object:
    """The spec of a pod with one container."""
    return {"imagePullSecrets": [{"name": name} for name in pulls], "containers": [{"image": image}], **more}


def pod(name: str, spec: Object, phase: str = "Running", **more: Any) -> Object:
    return made(name, spec={"serviceAccountName": "default", **spec}, status={"phase": phase}, **more)


def workload(name: str, spec: Object, **more: Any) -> Object:
    return made(name, spec={"replicas": 0, "template": {"spec": spec}}, **more)


def cron_job(name: str, spec: Object) -> Object:
    return made(name, spec={"jobTemplate": {"spec": {"template": {"spec": spec}}}})


def account(name: str, *pulls: str, **more: Any) -> Object:
    return made(name, secrets=[{"name": "token"}], imagePullSecrets=[{"name": pull} for pull in pulls], **more)


def row(name: str, **entries: Any) -> Row:
    found = row_of(secret(config(**entries), name=name))
    assert found
    return found


def refusal(source: Source) -> Problem:
    return Problem(Code.FORBIDDEN, {"verb": "list", "resource": source.value, "namespace": "web"})
