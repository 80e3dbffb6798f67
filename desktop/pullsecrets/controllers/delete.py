"""The Delete dialog's decisions: what stands against it, whether the question still holds, what became of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.changes import Changes, Errand, Performed, Place
from pullsecrets.controllers.question import Question
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import Row, UseState
from pullsecrets.service.deleting import Deleted, Seen, delete_as_seen, held_by, look
from pullsecrets.service.loop import ServiceThread
from pullsecrets.service.settling import NotDone
from pullsecrets.views.delete_dialog import DeleteDialog

ASK_AGAIN = frozenset({Code.CHANGED_MEANWHILE, Code.CONFLICT, Code.IN_USE, Code.USE_UNKNOWN})
"""Why something was not deleted that the person has not seen yet: the question is asked anew."""
NOTHING_LEFT = frozenset({Code.ALREADY_GONE, Code.DELETED, Code.NOT_FOUND, Code.RECREATED})


class DeleteController(QObject):
    """One open Delete dialog. It belongs to the context that it was opened from.

    ``owner`` was overridden by "Change anyway" before it was opened.
    """

    closed = Signal()
    deleted = Signal(str)  # the uid that is gone

    def __init__(
        self,
        window: QWidget,
        service: ServiceThread,
        changes: Changes,
        place: Place,
        row: Row,
        owner: Owner | None = None,
    ) -> None:
        """``owner`` is the one that was overridden by "Change anyway" before."""
        super().__init__(window)
        self._changes, self._place, self._row = changes, place, row
        self._seen: Seen | None = None  # what the dialog asks about
        self._overridden = owner
        self._why_again: Problem | None = None
        self._reading = Question(service)
        self._under_way: Performed | None = None
        self._is_going = self._is_gone = False  # as the server answered; as the watch told

        dialog = self._dialog = DeleteDialog(row.name, row.namespace, row.registries, window)
        dialog.confirmed.connect(self._delete)
        dialog.stop_waiting.connect(self._stop_waiting)
        dialog.change_anyway.connect(self._change_anyway)
        dialog.finished.connect(self._finished)
        self._look()
        dialog.open()

    # What the cluster says

    def row_changed(self, row: Row) -> None:
        """The watch reported a change of the secret or of its use: what was asked may not be the question any more."""
        if row.uid != self._row.uid or self._under_way or self._is_going or self._seen is None:
            return
        seen = self._seen
        used = seen.usage.use.state is UseState.IN_USE
        other_use = row.use is not None and row.use.state is (UseState.NOT_IN_USE if used else UseState.IN_USE)
        if row.resource_version != seen.secret.resource_version or other_use:
            self._look()

    def row_removed(self, uid: str) -> None:
        """The secret is gone. A delete under way answers for itself."""
        if uid != self._row.uid:
            return
        self._is_gone = True
        if self._under_way:
            return
        if self._is_going:
            self.deleted.emit(uid)
            self._dialog.accept()
        else:
            self._fail(self._problem(Code.ALREADY_GONE))

    def _look(self, why_again: Problem | None = None) -> None:
        """Read the secret and its use afresh, then ask; ``why_again`` is said above the question."""
        self._seen, self._why_again = None, why_again
        self._dialog.set_reading()
        row, session = self._row, self._place.session
        self._reading.ask(lambda _: look(session, row.namespace, row.name), self._looked, self._fail)

    def _looked(self, seen: object) -> None:
        assert isinstance(seen, Seen)
        if seen.secret.uid != self._row.uid:
            self._fail(self._problem(Code.RECREATED))
        elif seen.secret.terminating:
            self._wait_until_gone(held_by(seen.secret))
        else:
            self._seen = seen
            self._ask()

    def _ask(self) -> None:
        assert self._seen
        secret = self._seen.secret
        owner = secret.owner if secret.owner != self._overridden else None
        forbidden = None
        if not self._seen.allowed:
            values = {"verb": "delete", "resource": "secrets", "namespace": secret.namespace, "name": secret.name}
            values |= {"user": self._place.context.user, "context": self._place.context.name}
            forbidden = Problem(Code.FORBIDDEN, values)
        self._dialog.ask(self._seen.usage, owner, forbidden, self._why_again)

    # What the person does

    def _change_anyway(self, owner: Owner) -> None:
        self._overridden = owner
        if self._seen:
            self._ask()

    def _delete(self) -> None:
        seen = self._seen
        if seen is None:
            return
        session, secret = self._place.session, seen.secret
        self._dialog.set_sent()
        errand = Errand(
            self._place,
            secret.namespace,
            secret.name,
            "delete",
            "deleted",
            lambda emit: delete_as_seen(session, seen, emit),
            owner=secret.owner,
            uid=secret.uid,
        )
        under_way = self._under_way = self._changes.perform(errand)
        under_way.unsettled.connect(self._dialog.set_unsettled)
        under_way.ended.connect(self._ended)

    def _stop_waiting(self) -> None:
        """Close the dialog; the delete goes on, and its outcome is told in the window."""
        if self._under_way:
            self._under_way.ended.disconnect(self._ended)
            self._under_way.unattend()
        self._dialog.reject()

    def _finished(self) -> None:
        self._reading.drop()
        self.closed.emit()
        self._dialog.deleteLater()
        self.deleteLater()

    # What becomes of it

    def _ended(self, outcome: object) -> None:
        self._under_way = None
        match outcome:
            case Deleted(gone=gone) if gone or self._is_gone:
                self.deleted.emit(self._row.uid)
                self._dialog.accept()
            case Deleted(held_by=holds):
                self._wait_until_gone(holds)
            case NotDone(problem=problem) if problem.code in ASK_AGAIN:
                self._look(problem)
            case NotDone(problem=problem) if problem.code in NOTHING_LEFT:
                self._fail(problem)
            case NotDone(problem=problem):
                self._why_again = problem
                self._ask()

    def _wait_until_gone(self, holds: tuple[str, ...]) -> None:
        self._is_going = True
        self._dialog.set_going(holds)

    def _fail(self, problem: Problem) -> None:
        self._reading.drop()
        self._seen = None
        if problem.code is Code.NOT_FOUND:
            problem = self._problem(Code.ALREADY_GONE)
        self._dialog.set_failed(problem)

    def _problem(self, code: Code) -> Problem:
        return Problem(code, {"namespace": self._row.namespace, "name": self._row.name})
