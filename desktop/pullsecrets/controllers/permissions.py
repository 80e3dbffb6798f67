"""What the user may do to the secrets that are shown, asked of the cluster namespace by namespace."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pullsecrets.controllers.changes import Place
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.service.loop import Handle, ServiceThread
from pullsecrets.service.session import VERBS, Permission


class Permissions(QObject):
    """The answers for one place at a time. What was not answered yet counts as allowed: the server decides."""

    changed = Signal()

    def __init__(self, service: ServiceThread, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._place: Place | None = None
        self._known: dict[str, Permission] = {}
        self._asked: set[str] = set()
        self._asking: list[Handle] = []

    def begin(self, place: Place | None) -> None:
        """Forget every answer; ask about this place from now on."""
        for handle in self._asking:
            handle.cancel()
        self._place, self._known, self._asked, self._asking = place, {}, set(), []

    def ask(self, namespaces: set[str]) -> None:
        """Ask about those of these namespaces that were not asked about before."""
        new = namespaces - self._asked
        everywhere = self._known.get("")
        if not new or not self._place or (everywhere and everywhere.every.issuperset(VERBS)):
            return
        self._asked |= new
        session = self._place.session
        handle = self._service.run(lambda emit: session.permissions(sorted(new), emit))
        handle.said.connect(self._take)
        handle.failed.connect(self._failed)
        self._asking.append(handle)

    def why_not(self, verb: str, namespace: str, name: str = "") -> Problem | None:
        """Why the user may not do that to a secret, or create one; None where it is allowed, as far as is known."""
        if self._place is None:
            return None
        known = [known for known in (self._known.get(""), self._known.get(namespace)) if known]
        allowed = any(verb in granted.every or name in granted.names.get(verb, ()) for granted in known)
        if allowed or not any(verb in granted.asked for granted in known):
            return None
        values: dict[str, Value] = {"verb": verb, "resource": "secrets", "namespace": namespace}
        values |= {"name": name, "user": self._place.context.user, "context": self._place.context.name}
        return Problem(Code.FORBIDDEN, values)

    def _take(self, permission: object) -> None:
        assert isinstance(permission, Permission)
        self._known[permission.namespace] = permission
        self.changed.emit()

    def _failed(self, _: Problem) -> None:
        """Ask again when the cluster answers."""
        self._asked.clear()
