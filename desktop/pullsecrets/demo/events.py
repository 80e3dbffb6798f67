"""Events, as the parts of a cluster tell them: what happens again is counted on the same one, for an hour."""

import random
import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from .api import Api
from .clock import stamp
from .query import key
from .resources import EVENTS, PODS
from .status import Json

LIFETIME = timedelta(hours=1)


class _Told(NamedTuple):
    """What makes two events the same."""

    uid: str
    part: str
    reason: str
    message: str


class Recorder:
    """Tells what happens to pods."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._names: dict[_Told, str] = {}

    def scheduled(self, pod: Json, node: str) -> None:
        """What the scheduler tells, in the newer form: without count and with a time of its own."""
        metadata = pod["metadata"]
        message = f"Successfully assigned {metadata['namespace']}/{metadata['name']} to {node}"
        now = self._api.clock.now
        event = self._event(pod, "", "Scheduled", message)
        event |= {"source": {}, "firstTimestamp": None, "lastTimestamp": None, "action": "Binding"}
        event["eventTime"] = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        event |= {"reportingComponent": "default-scheduler", "reportingInstance": "default-scheduler-cp-1"}
        self._store(event, now)

    def tell(self, pod: Json, reason: str, message: str, *, part: str = "", warning: bool = False) -> None:
        """What the pod's kubelet tells of it; `part` is the path of the container that it is about."""
        told = _Told(pod["metadata"]["uid"], part, reason, message)
        now = self._api.clock.now
        namespace, node = pod["metadata"]["namespace"], pod["spec"]["nodeName"]
        known = self._api.store.get(key(EVENTS, namespace, self._names.get(told, "")))
        if told in self._names and known is not None:
            again = {"count": known.object["count"] + 1, "lastTimestamp": stamp(now)}
            self._api.settle(EVENTS, known.object | again)
            return
        event = self._event(pod, part, reason, message) | {"type": "Warning" if warning else "Normal", "count": 1}
        event |= {"source": {"component": "kubelet", "host": node}, "eventTime": None}
        event |= {"firstTimestamp": stamp(now), "lastTimestamp": stamp(now)}
        event |= {"reportingComponent": "kubelet", "reportingInstance": node}
        self._names[told] = event["metadata"]["name"]
        self._store(event, now)

    def _event(self, pod: Json, part: str, reason: str, message: str) -> Json:
        metadata = pod["metadata"]
        own = {
            "name": f"{metadata['name']}.{random.getrandbits(60):x}",
            "namespace": metadata["namespace"],
            "uid": str(uuid.uuid4()),
            "creationTimestamp": stamp(self._api.clock.now),
        }
        about = {name: metadata[name] for name in ("namespace", "name", "uid", "resourceVersion")}
        about = {"kind": PODS.kind, "apiVersion": PODS.version} | about | ({"fieldPath": part} if part else {})
        return {"metadata": own, "involvedObject": about, "reason": reason, "message": message, "type": "Normal"}

    def _store(self, event: Json, now: datetime) -> None:
        place = key(EVENTS, event["metadata"]["namespace"], event["metadata"]["name"])
        self._api.store.put(place, event)
        self._api.clock.later(LIFETIME.total_seconds(), partial(self._expire, event, now))

    def _expire(self, event: Json, last: datetime) -> None:
        """Removes the event when nothing like it has happened for an hour."""
        place = key(EVENTS, event["metadata"]["namespace"], event["metadata"]["name"])
        state = self._api.store.get(place)
        if state is None:
            return
        if told := state.object["lastTimestamp"]:
            last = datetime.fromisoformat(told)
        left = (last + LIFETIME - self._api.clock.now).total_seconds()
        if left > 0:
            self._api.clock.later(left, partial(self._expire, event, last))
            return
        self._api.store.remove(place)
        self._names = {told: name for told, name in self._names.items() if name != event["metadata"]["name"]}
