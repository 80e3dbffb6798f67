"""A descheduler: now and then it evicts a pod that is marked for it, so that another one starts and pulls anew."""

from .api import Api
from .resources import PODS, REPLICA_SETS
from .status import Json

EVICTED = {"descheduler.alpha.kubernetes.io/evict": "true"}
"""The annotation of pods that may be evicted, as the real one knows it."""


class Descheduler:
    """Evicts the oldest of a ReplicaSet's pods, from each that has all of them ready: it breaks nothing further."""

    def __init__(self, api: Api, seconds: float) -> None:
        """`seconds` from one time to the next."""
        self._api = api
        self._seconds = seconds
        self._later()

    def _later(self) -> None:
        self._api.clock.later(self._seconds, self._evict)

    def _evict(self) -> None:
        for state in self._api.store.all(REPLICA_SETS.name):
            marks = state.object["spec"]["template"].get("metadata", {}).get("annotations", {})
            ready = state.object["status"].get("readyReplicas", 0)
            if marks.items() >= EVICTED.items() and ready == state.object["spec"]["replicas"]:
                self._evict_from(state.object["metadata"])
        self._later()

    def _evict_from(self, owner: Json) -> None:
        pods = [
            pod.object["metadata"]
            for pod in self._api.store.all(PODS.name)
            if any(each["uid"] == owner["uid"] for each in pod.object["metadata"].get("ownerReferences", ()))
        ]
        if pods and not any("deletionTimestamp" in pod for pod in pods):
            oldest = min(pods, key=lambda pod: str(pod["creationTimestamp"]))
            self._api.delete(PODS, owner["namespace"], oldest["name"], b"", {})
