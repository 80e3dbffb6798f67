"""Whether the user may delete pods, asked of the cluster for a namespace when it first matters."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pullsecrets.controllers.changes import Place
from pullsecrets.model.errors import Code, Problem
from pullsecrets.service.loop import Handle, ServiceThread


class PodRights(QObject):
    """The answers for one place at a time. What was not answered yet counts as allowed: the server decides."""

    changed = Signal()

    def __init__(self, service: ServiceThread, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._place: Place | None = None
        self._allowed: dict[str, bool] = {}  # by namespace
        self._asking: dict[str, Handle] = {}

    def begin(self, place: Place | None) -> None:
        """Forget every answer; ask about this place from now on."""
        for handle in self._asking.values():
            handle.cancel()
        self._place, self._allowed, self._asking = place, {}, {}

    def why_not(self, namespace: str) -> Problem | None:
        """Why pods of a namespace may not be deleted; None where they may, as far as is known."""
        place = self._place
        if place is None or self._allowed.get(namespace):
            return None
        if namespace not in self._allowed:
            if namespace not in self._asking:
                self._ask(place, namespace)
            return None
        values = {"verb": "delete", "resource": "pods", "namespace": namespace}
        return Problem(Code.FORBIDDEN, values | {"user": place.context.user, "context": place.context.name})

    def _ask(self, place: Place, namespace: str) -> None:
        handle = self._service.run(lambda _: place.session.may("delete", namespace, resource="pods"))
        handle.done.connect(lambda allowed: self._answered(namespace, allowed))
        handle.failed.connect(lambda _: self._answered(namespace, True))  # the deletion itself will tell
        self._asking[namespace] = handle

    def _answered(self, namespace: str, allowed: object) -> None:
        del self._asking[namespace]
        self._allowed[namespace] = bool(allowed)
        if not allowed:
            self.changed.emit()
