"""The scheduler and the kubelets of a cluster: what becomes of a pod, from its creation to its end."""

import hashlib
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from .api import Api
from .clock import stamp
from .events import Recorder
from .pulling import Hindrance, Images
from .registries import Registries
from .resources import PODS, RESOURCES, SECRETS
from .status import Json
from .store import Change, Key

NODES = ("worker-a", "worker-b", "worker-c")
PAUSES = (10, 20, 40, 80, 160, 300)
"""Seconds between two attempts to pull an image, the last for ever."""

_REACTION = 0.1
_START = 0.4
_BACK_OFF_SHOWN = 12.0
"""After so many seconds a failed pull is told as a pause."""
_RETRY = 15.0
"""Until the next attempt where nothing is pulled at all: with a broken secret, an invalid name."""
_SYNC = 90.0
"""Between two complaints that pull secrets are missing."""
_ANEW = 1.5
"""From the appearance of a missing secret to the next attempt: far sooner than in the real world."""
_ENDING = 1.0
_WORK = 5.0
"""How long the containers of a pod work that is not to be restarted."""
_ENDED = ("Succeeded", "Failed")
_IMAGE_VOLUME = "volumes"


@dataclass
class _Part:
    """One image of a pod: of a container, or of a volume."""

    kind: str
    """`volumes`, `initContainers` or `containers`."""
    name: str
    image: str
    policy: str
    state: Json
    failures: int = 0
    pauses: bool = False
    """Between two attempts."""
    turn: int = 0
    """Counts the pauses, so that nobody ends one that is not his."""
    container_id: str = ""

    @property
    def path(self) -> str:
        return "" if self.kind == _IMAGE_VOLUME else f"spec.{self.kind}{{{self.name}}}"

    @property
    def waits(self) -> bool:
        return "waiting" in self.state


@dataclass
class _Life:
    """What a kubelet knows of a pod beyond what it has told."""

    place: Key
    parts: list[_Part]
    address: str
    begun: str
    secrets: frozenset[str]
    """The names of the pod's pull secrets."""
    pulling: bool = False
    complains: bool = False
    """That some of them are missing."""


class Kubelets:
    """Plays the pods that come while it listens; those that were there before stay as they are until deleted."""

    def __init__(self, api: Api, registries: Registries) -> None:
        self._api = api
        self._images = Images(api.store, registries)
        self._recorder = Recorder(api)
        self._lives: dict[str, _Life] = {}
        api.store.listen(self._changed)

    def _changed(self, change: Change) -> None:
        before, after = change.before, change.after
        if change.key.resource == PODS.name:
            leaves = after is not None and "deletionTimestamp" in after.object["metadata"]
            if after is None and before is not None:
                self._lives.pop(before.object["metadata"]["uid"], None)
            elif before is None or (leaves and "deletionTimestamp" not in before.object["metadata"]):
                self._later(_REACTION, self._sync, change.key)
        elif change.key.resource == SECRETS.name and (before is None or after is None):
            namespace, _, name = change.key.path.partition("/")
            for uid, life in self._lives.items():
                if name in life.secrets and life.place.path.startswith(f"{namespace}/"):
                    self._later(_ANEW, self._try_anew, uid)

    def _later(self, seconds: float, act: Callable[..., None], *arguments: object) -> None:
        self._api.clock.later(seconds, partial(act, *arguments))

    def _sync(self, place: Key) -> None:
        """Does what is due for a pod. Called too often it does nothing."""
        state = self._api.store.get(place)
        if state is None or state.object["status"].get("phase") in _ENDED:
            return
        pod = state.object
        if "deletionTimestamp" in pod["metadata"]:
            self._end(place, pod)
        elif "nodeName" not in pod["spec"]:
            self._schedule(place, pod)
        elif life := self._lives.get(pod["metadata"]["uid"]):
            if not life.complains:
                self._complain(pod["metadata"]["uid"])
            if not life.pulling:
                self._advance(pod, life)
            self._report(pod, life)

    def _living(self, uid: str) -> tuple[Json, _Life] | None:
        """A pod that has not been deleted, not even for the time being."""
        life = self._lives.get(uid)
        state = self._api.store.get(life.place) if life else None
        return (state.object, life) if life and state and "deletionTimestamp" not in state.object["metadata"] else None

    # -- beginning and end ------------------------------------------------------------------------------------

    def _schedule(self, place: Key, pod: Json) -> None:
        if pod["spec"]["schedulerName"] != "default-scheduler":
            return
        now = stamp(self._api.clock.now)
        node = wanted_node(pod) or NODES[random.randrange(len(NODES))]  # noqa: S311 - spreads load
        address = f"10.42.{NODES.index(node)}.{random.randrange(2, 250)}"  # noqa: S311 - an invented address
        secrets = frozenset(each.get("name", "") for each in pod["spec"].get("imagePullSecrets", ()))
        self._lives[pod["metadata"]["uid"]] = _Life(place, list(_parts(pod)), address, now, secrets)
        bound = pod | {"spec": pod["spec"] | {"nodeName": node}}
        bound["status"] = pod["status"] | {"conditions": [_condition("PodScheduled", met=True, since=now)]}
        self._recorder.scheduled(pod, node)
        self._api.settle(PODS, bound)
        self._later(_START, self._sync, place)

    def _end(self, place: Key, pod: Json) -> None:
        for container in pod["spec"]["containers"]:
            path = f"spec.containers{{{container['name']}}}"
            self._recorder.tell(pod, "Killing", f"Stopping container {container['name']}", part=path)
        self._later(_ENDING, self._remove, place, pod["metadata"]["uid"])

    def _remove(self, place: Key, uid: str) -> None:
        state = self._api.store.get(place)
        if state is not None and state.object["metadata"]["uid"] == uid:
            namespace, _, name = place.path.partition("/")
            self._api.delete(RESOURCES[place.resource], namespace, name, b"", {"gracePeriodSeconds": "0"})

    # -- pulling ----------------------------------------------------------------------------------------------

    def _complain(self, uid: str) -> None:
        """Tells now and every now and then of pull secrets that do not exist, until they do."""
        if (living := self._living(uid)) is None:
            return
        pod, life = living
        missing = self._images.secrets(pod).missing
        life.complains = bool(missing)
        if missing:
            why = f"({', '.join(missing)}); attempting to pull the image may not succeed."
            told = f"Unable to retrieve some image pull secrets {why}"
            self._recorder.tell(pod, "FailedToRetrieveImagePullSecret", told, warning=True)
            self._later(_SYNC, self._complain, uid)

    def _try_anew(self, uid: str) -> None:
        """A pull secret of the pod has come or gone."""
        if living := self._living(uid):
            for part in living[1].parts:
                part.pauses = False
            self._sync(living[1].place)

    def _advance(self, pod: Json, life: _Life) -> None:
        """Begins with the containers that wait. Volumes come first, then one init container after the other, then all
        the others; one image is pulled at a time."""
        for kind in (_IMAGE_VOLUME, "initContainers", "containers"):
            for part in life.parts:
                if part.kind == kind and part.waits and not part.pauses:
                    self._begin(pod, part, life)
                    if life.pulling:
                        return
                if part.kind == kind == "initContainers" and part.waits:
                    return
            if any(part.kind == kind and part.waits for part in life.parts):
                return

    def _begin(self, pod: Json, part: _Part, life: _Life) -> None:
        uid = pod["metadata"]["uid"]
        if hindrance := self._images.hindrance(pod, part.image, part.policy):
            if hindrance.reason == "InvalidImageName":
                self._recorder.tell(pod, "InspectFailed", hindrance.message, part=part.path, warning=True)
            elif hindrance.reason == "ErrImageNeverPull":
                self._recorder.tell(pod, hindrance.reason, hindrance.message, part=part.path, warning=True)
            self._fail(pod, part, hindrance, _RETRY)
        elif part.policy != "Always" and self._images.accessible(pod, part.image):
            present = "already present on machine and can be accessed by the pod"
            self._recorder.tell(pod, "Pulled", f'Container image "{part.image}" {present}', part=part.path)
            self._start(pod, part)
        else:
            self._recorder.tell(pod, "Pulling", f'Pulling image "{part.image}"', part=part.path)
            life.pulling = True
            seconds = random.uniform(0.4, 1.6)  # noqa: S311 - the time that a pull takes
            self._later(seconds, self._pulled, uid, part, seconds)

    def _pulled(self, uid: str, part: _Part, seconds: float) -> None:
        if (living := self._living(uid)) is None:
            return
        pod, life = living
        life.pulling = False
        if fault := self._images.pull(pod, part.image):
            failed = f'Failed to pull image "{part.image}": {fault}'
            self._recorder.tell(pod, "Failed", failed, part=part.path, warning=True)
            pause = PAUSES[min(part.failures, len(PAUSES) - 1)]
            part.failures += 1
            self._fail(pod, part, Hindrance("ErrImagePull", fault), pause)
            self._later(_BACK_OFF_SHOWN, self._back_off, uid, part, part.turn)
        else:
            took, size = f"{seconds:.3f}s", int.from_bytes(hashlib.sha256(part.image.encode()).digest()[:3], "big") * 10
            done = f'Successfully pulled image "{part.image}" in {took} ({took} including waiting). '
            self._recorder.tell(pod, "Pulled", f"{done}Image size: {size} bytes.", part=part.path)
            self._start(pod, part)
        self._sync(life.place)

    def _fail(self, pod: Json, part: _Part, hindrance: Hindrance, seconds: float) -> None:
        """The container waits so many seconds for the next attempt."""
        self._recorder.tell(pod, "Failed", f"Error: {hindrance.reason}", part=part.path, warning=True)
        part.state = {"waiting": hindrance._asdict()}
        part.pauses = True
        part.turn += 1
        self._later(seconds, self._resume, pod["metadata"]["uid"], part, part.turn)

    def _resume(self, uid: str, part: _Part, turn: int) -> None:
        living = self._living(uid)
        if living and part.turn == turn:
            part.pauses = False
            self._sync(living[1].place)

    def _back_off(self, uid: str, part: _Part, turn: int) -> None:
        """Some time after a failed pull the container is said to wait for the next one."""
        living = self._living(uid)
        if living is None or part.turn != turn or not part.pauses:
            return
        pause = f'Back-off pulling image "{part.image}"'
        self._recorder.tell(living[0], "BackOff", pause, part=part.path)
        self._recorder.tell(living[0], "Failed", "Error: ImagePullBackOff", part=part.path, warning=True)
        message = f"{pause}: ErrImagePull: {part.state['waiting']['message']}"
        part.state = {"waiting": {"reason": "ImagePullBackOff", "message": message}}
        self._sync(living[1].place)

    def _start(self, pod: Json, part: _Part) -> None:
        """The image is there: the container runs, or has run where it only prepares."""
        now = stamp(self._api.clock.now)
        part.state = {"running": {"startedAt": now}}
        if part.kind == _IMAGE_VOLUME:
            return
        part.container_id = f"containerd://{uuid.uuid4().hex}{uuid.uuid4().hex}"
        self._recorder.tell(pod, "Created", "Container created", part=part.path)
        self._recorder.tell(pod, "Started", "Container started", part=part.path)
        if part.kind == "initContainers":
            part.state = _completed(part, now)
        elif pod["spec"]["restartPolicy"] != "Always":
            self._later(_WORK, self._complete, pod["metadata"]["uid"], part)

    def _complete(self, uid: str, part: _Part) -> None:
        if living := self._living(uid):
            part.state = _completed(part, stamp(self._api.clock.now))
            self._sync(living[1].place)

    # -- telling ----------------------------------------------------------------------------------------------

    def _report(self, pod: Json, life: _Life) -> None:
        """Writes the pod's status."""
        since = {each["type"]: each for each in pod["status"].get("conditions", ())}
        init = [part for part in life.parts if part.kind == "initContainers"]
        main = [part for part in life.parts if part.kind == "containers"]
        prepared = all("terminated" in part.state for part in init)
        ready = prepared and all("running" in part.state for part in main)
        done = all("terminated" in part.state for part in main)
        now = stamp(self._api.clock.now)
        conditions = [
            _condition(name, met=met, since=now, before=since.get(name))
            for name, met in (
                ("PodReadyToStartContainers", not done),
                ("Initialized", prepared),
                ("Ready", ready),
                ("ContainersReady", ready),
                ("PodScheduled", True),
            )
        ]
        started = prepared and any(not part.waits for part in main)
        host = f"10.0.0.{10 + NODES.index(pod['spec']['nodeName'])}"
        status = pod["status"] | {
            "phase": "Succeeded" if done else "Running" if started else "Pending",
            "conditions": conditions,
            "hostIP": host,
            "hostIPs": [{"ip": host}],
            "podIP": life.address,
            "podIPs": [{"ip": life.address}],
            "startTime": life.begun,
        }
        # A volume whose image cannot be pulled keeps every container back.
        kept = next((part.state for part in life.parts if part.kind == _IMAGE_VOLUME and part.waits), None)
        if init:
            status["initContainerStatuses"] = [_container_status(part, kept) for part in init]
        status["containerStatuses"] = [_container_status(part, kept) for part in main]
        self._api.settle(PODS, pod | {"status": status})


def _parts(pod: Json) -> Iterator[_Part]:
    spec = pod["spec"]
    first = {"waiting": {"reason": "PodInitializing" if spec.get("initContainers") else "ContainerCreating"}}
    for volume in spec.get("volumes", ()):
        if image := volume.get("image"):
            policy = image.get("pullPolicy", "IfNotPresent")
            yield _Part(_IMAGE_VOLUME, volume["name"], image["reference"], policy, first)
    for kind in ("initContainers", "containers"):
        for container in spec.get(kind, ()):
            yield _Part(kind, container["name"], container["image"], container["imagePullPolicy"], first)


def wanted_node(pod: Json) -> str:
    """The node that a DaemonSet's pod is for; "" for any."""
    affinity = pod["spec"].get("affinity", {}).get("nodeAffinity", {})
    terms = affinity.get("requiredDuringSchedulingIgnoredDuringExecution", {}).get("nodeSelectorTerms", ())
    names = [name for term in terms for match in term.get("matchFields", ()) for name in match["values"]]
    return names[0] if names and names[0] in NODES else ""


def _condition(name: str, *, met: bool, since: str, before: Json | None = None) -> Json:
    status = str(met)
    kept = before["lastTransitionTime"] if before and before["status"] == status else since
    return {"type": name, "status": status, "lastProbeTime": None, "lastTransitionTime": kept}


def _completed(part: _Part, now: str) -> Json:
    begun = part.state["running"]["startedAt"]
    result = {"exitCode": 0, "reason": "Completed", "startedAt": begun, "finishedAt": now}
    return {"terminated": result | {"containerID": part.container_id}}


def _container_status(part: _Part, kept: Json | None) -> Json:
    state = kept if kept and part.waits else part.state
    runs = "running" in state
    done = part.kind == "initContainers" and "terminated" in state
    status: Json = {"name": part.name, "state": state, "lastState": {}, "ready": runs or done, "restartCount": 0}
    status |= {"image": part.image, "imageID": "", "started": runs}
    if part.container_id:
        digest = hashlib.sha256(part.image.encode()).hexdigest()
        repository = part.image.partition("@")[0].rpartition(":")[0] or part.image
        status |= {"imageID": f"{repository}@sha256:{digest}", "containerID": part.container_id}
    return status
