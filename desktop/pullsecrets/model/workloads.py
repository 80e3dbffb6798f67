"""What pods, workloads and service accounts need of secrets: raw API objects, cut down to that.

There may be tens of thousands of pods. Those of one template share what they need, and what is of no account here is
not kept. Nothing raises on odd objects: whoever can write a pod can write an odd one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern
from typing import Any

from pullsecrets.model.pulls import Stuck, stuck_images
from pullsecrets.model.untrusted import as_mapping, as_mappings, as_text

POD = "Pod"
REPLICA_SET = "ReplicaSet"
JOB = "Job"
CRON_JOB = "CronJob"
SERVICE_ACCOUNT = "ServiceAccount"

_OWNED = frozenset({POD, REPLICA_SET, JOB})
"""Those that count under their controller. Others count themselves, also where an operator's object controls them."""
_THROUGH = frozenset({REPLICA_SET, JOB})
_REPLACING = frozenset({REPLICA_SET, "StatefulSet", "DaemonSet", "ReplicationController"})
"""Controllers that keep a number of pods: one that is deleted is made anew."""


@dataclass(frozen=True, slots=True)
class Controller:
    """The owner that controls an object."""

    kind: str
    name: str
    uid: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a pod needs, by names without repetition.

    ``pulls``: its pull secrets, in its order. ``contents``: secrets that are mounted, used to mount something or taken
    into the environment. ``images``: those of all its containers and image volumes; none where it names no pull
    secret. ``account``: the service account that it runs under.
    """

    pulls: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    account: str = ""

    @property
    def secrets(self) -> frozenset[str]:
        """All secrets that are named."""
        return frozenset((*self.pulls, *self.contents))


NOTHING = Needs()


@dataclass(frozen=True, slots=True)
class Consumer:
    """An object that may need secrets, by its template where it makes pods.

    ``controller`` is None for those that count themselves. ``uid`` is kept only of those that one goes through to
    find who controls a pod. ``ended``: a pod or a job that will never run again. ``stuck``: what a pod with pull
    secrets waits for because it cannot be pulled.
    """

    kind: str
    namespace: str = field(hash=False)
    name: str
    uid: str = field(hash=False)
    controller: Controller | None = field(hash=False)
    needs: Needs = field(hash=False)
    ended: bool = field(hash=False)
    stuck: tuple[Stuck, ...] = field(hash=False)


def consumer(kind: str, obj: object) -> Consumer | None:
    """The consumer in a raw object of this kind; None for one without a name.

    ReplicaSets may come with metadata only: they need nothing here.
    """
    if not isinstance(obj, dict):
        return None
    metadata = as_mapping(obj.get("metadata"))
    name = as_text(metadata.get("name"))
    if not name:
        return None
    controller = _controller(kind, metadata.get("ownerReferences")) if kind in _OWNED else None
    needs = _needs_of(kind, obj)
    return Consumer(
        kind,
        intern(as_text(metadata.get("namespace"))),
        name,
        as_text(metadata.get("uid")) if kind in _THROUGH else "",
        controller,
        needs,
        _has_ended(kind, as_mapping(obj.get("status"))),
        stuck_images(obj, controlled=_is_made_anew(controller)) if kind == POD and needs.pulls else (),
    )


def _controller(kind: str, references: object) -> Controller | None:
    for reference in as_mappings(references):
        if reference.get("controller") is True:
            owner, name = as_text(reference.get("kind")), as_text(reference.get("name"))
            # A static pod is "controlled" by the node whose kubelet read it from a file.
            if owner and name and (kind, owner) != (POD, "Node"):
                return _shared_controller(owner, name, as_text(reference.get("uid")))
    return None


def _is_made_anew(controller: Controller | None) -> bool:
    """Whether a pod that is deleted is made anew. To a job it is a failure, and some pipelines give up."""
    return controller is not None and controller.kind in _REPLACING


def _has_ended(kind: str, status: Mapping[str, Any]) -> bool:
    if kind == POD:
        return status.get("phase") in ("Succeeded", "Failed")
    if kind != JOB:
        return False
    return bool(status.get("completionTime")) or any(
        condition.get("type") in ("Complete", "Failed") and condition.get("status") == "True"
        for condition in as_mappings(status.get("conditions"))
    )


def _needs_of(kind: str, obj: Mapping[str, Any]) -> Needs:
    if kind == REPLICA_SET:
        return NOTHING
    if kind == SERVICE_ACCOUNT:
        return _shared_needs(tuple(_names(obj.get("imagePullSecrets"))), (), (), "")
    spec = as_mapping(obj.get("spec"))
    if kind == CRON_JOB:
        spec = as_mapping(as_mapping(spec.get("jobTemplate")).get("spec"))
    if kind != POD:
        spec = as_mapping(as_mapping(spec.get("template")).get("spec"))
    pulls = tuple(_names(spec.get("imagePullSecrets")))
    contents: dict[str, None] = {}
    images: dict[str, None] = {}
    for containers in (spec.get("initContainers"), spec.get("containers"), spec.get("ephemeralContainers")):
        for container in as_mappings(containers):
            images[as_text(container.get("image"))] = None
            for variable in as_mappings(container.get("env")):
                if source := variable.get("valueFrom"):
                    contents[_name(as_mapping(source).get("secretKeyRef"))] = None
            for source in as_mappings(container.get("envFrom")):
                contents[_name(source.get("secretRef"))] = None
    for volume in as_mappings(spec.get("volumes")):
        images[as_text(as_mapping(volume.get("image")).get("reference"))] = None
        for source in volume.values():
            if isinstance(source, dict):
                contents.update(dict.fromkeys(_mounted(source)))
    contents.pop("", None)
    images.pop("", None)
    if not pulls and not contents:
        return NOTHING
    account = as_text(spec.get("serviceAccountName"))
    return _shared_needs(pulls, tuple(contents), tuple(images) if pulls else (), account)


def _mounted(source: Mapping[str, Any]) -> Iterator[str]:
    """The secrets that the source of a volume names.

    ``secretName`` of secret and azureFile, ``nodePublishSecretRef`` of csi, ``secretRef`` of cephfs, cinder,
    flexVolume, iscsi, rbd, scaleIO and storageos, ``sources[].secret`` of projected.
    """
    yield as_text(source.get("secretName"))
    yield _name(source.get("secretRef"))
    yield _name(source.get("nodePublishSecretRef"))
    for part in as_mappings(source.get("sources")):
        yield _name(part.get("secret"))


@lru_cache(maxsize=4096)
def _shared_needs(pulls: tuple[str, ...], contents: tuple[str, ...], images: tuple[str, ...], account: str) -> Needs:
    return Needs(pulls, contents, images, account)


@lru_cache(maxsize=4096)
def _shared_controller(kind: str, name: str, uid: str) -> Controller:
    return Controller(intern(kind), name, uid)


def _names(references: object) -> dict[str, None]:
    """The names in a list of references, each once. The kubelet skips empty ones."""
    names = {_name(reference): None for reference in as_mappings(references)}
    names.pop("", None)
    return names


def _name(reference: object) -> str:
    return as_text(reference.get("name")) if isinstance(reference, dict) else ""
