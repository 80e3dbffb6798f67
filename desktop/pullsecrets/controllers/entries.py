"""The decisions behind adding, changing and removing entries, and behind replacing a broken content."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.changes import Changes, Place, Write
from pullsecrets.controllers.checking import Checks, CredentialCheck
from pullsecrets.controllers.entry_acts import ACTS
from pullsecrets.controllers.question import Question
from pullsecrets.model.changes import Conflict, Edit
from pullsecrets.model.checking import Answer
from pullsecrets.model.errors import Code, Failure, Problem, Value
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.service.loop import ServiceThread
from pullsecrets.service.settling import NotDone
from pullsecrets.service.tasks import Asked, Updated
from pullsecrets.views.view_page import EntryAct


class EntryController(QObject):
    """One open dialog about the entries of a secret. It belongs to the context that it was opened from."""

    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        service: ServiceThread,
        changes: Changes,
        checks: Checks,
        place: Place,
        row: Row,
        act: EntryAct,
        key: str = "",
        owner: Owner | None = None,
    ) -> None:
        """``key`` is the entry's, as it is stored; ``owner`` the one that was overridden by "Change anyway"."""
        super().__init__(window)
        self._changes, self._place = changes, place
        self._row, self._overridden = row, owner
        self._base: PullSecret | None = None
        self._newest = row.resource_version
        self._reading = Question(service)
        self._write: Write | None = None
        self._act = ACTS[act](window, row, key)
        dialog = self._dialog = self._act.dialog
        dialog.set_reading(True)
        dialog.edited.connect(self._edited)
        dialog.submitted.connect(self._submit)
        dialog.stop_waiting.connect(self._stop_waiting)
        dialog.finished.connect(self._finished)
        self._check: CredentialCheck | None = None
        if dialog.check:
            self._check = CredentialCheck(checks, dialog.check, self)
            self._check.holding.connect(dialog.set_checking)
            self._check.turned.connect(self._act.show_entry)
            self._check.follow(service.run(lambda emit: place.session.follow_use(row.namespace, row.name, emit)))
        self._read(self._opened)
        dialog.open()

    # What the cluster says

    def row_changed(self, row: Row) -> None:
        """The watch reported a change of the secret."""
        if row.uid == self._row.uid:
            self._newest = row.resource_version
            self._catch_up()

    def row_removed(self, uid: str) -> None:
        """The secret is gone. What was typed stays, to be copied."""
        if uid == self._row.uid and not self._write:
            self._fail(Problem(Code.DELETED, self._name()))

    def _read(self, then: Callable[[object], None]) -> None:
        row, session = self._row, self._place.session
        self._reading.ask(lambda _: session.secret(row.namespace, row.name), then, self._fail)

    def _opened(self, secret: object) -> None:
        assert isinstance(secret, PullSecret)
        self._dialog.set_reading(False)
        if secret.uid != self._row.uid:
            self._fail(Problem(Code.RECREATED, self._name()))
            return
        self._base = secret
        self._act.show(secret)
        self._dialog.set_applied(secret.applied)
        self._dialog.focus_first()
        self._judge()
        self._catch_up()

    def _catch_up(self) -> None:
        """Read again where the watch told of a change while something else was under way."""
        if self._base and not self._write and self._newest != self._base.resource_version:
            self._read(self._reread)

    def _reread(self, secret: object) -> None:
        """The secret changed while the dialog was open: go on from what it is now, and say what that touches."""
        assert isinstance(secret, PullSecret)
        if self._base is None or self._write:
            return
        if secret.uid != self._row.uid:
            self._fail(Problem(Code.RECREATED, self._name()))
            return
        self._go_on_from(secret, asked=self._act.is_touched(self._base, secret))

    def _go_on_from(self, secret: PullSecret, *, asked: bool) -> None:
        self._base = secret
        self._act.show_again(secret)
        self._dialog.set_applied(secret.applied)
        if asked:
            self._dialog.set_changed(True)
        self._judge()

    # What the person does

    def _edited(self) -> None:
        if self._base:  # else what is said stays true
            self._dialog.set_problem(None)
        self._judge()

    def _submit(self) -> None:
        """Have credentials that were typed checked, then send."""
        if not self._judge():
            return
        if self._check:
            self._check.first(self._act.new(), self._send)
        else:
            self._send(None)

    def _send(self, doubt: Answer | None) -> None:
        base = self._base
        if not self._judge() or base is None:
            return
        try:
            edit = Edit(entry=self._act.edit(base))
        except Failure as failure:
            self._fail(failure.problem)
            return
        self._reading.drop()
        self._dialog.set_problem(None)
        self._dialog.set_busy(True)
        write = self._write = self._changes.write(
            self._place, base, edit, kind="entry", owner=self._overridden, doubt=doubt
        )
        write.unsettled.connect(self._dialog.set_problem)
        write.ended.connect(self._ended)

    def _stop_waiting(self) -> None:
        """Close the dialog; the write goes on, and its outcome is told in the window."""
        if self._write:
            self._write.ended.disconnect(self._ended)
            self._write.unattend()
        self._dialog.reject()

    def _finished(self) -> None:
        self._reading.drop()
        if self._check:
            self._check.close()
        self.closed.emit()
        self._dialog.deleteLater()
        self.deleteLater()

    # What becomes of it

    def _ended(self, outcome: object) -> None:
        self._write = None
        self._dialog.set_busy(False)
        self._dialog.set_problem(None)
        match outcome:
            case Updated():
                self._dialog.accept()
            case Asked(conflict=Conflict(now=now)):
                self._go_on_from(now, asked=True)
            case NotDone(problem=problem):
                self._fail(problem)
                self._catch_up()

    def _fail(self, problem: Problem) -> None:
        """Say what went wrong, beside the field where it is one field's; everything typed stays."""
        self._dialog.set_reading(False)
        if problem.code in {Code.DELETED, Code.RECREATED, Code.NOT_FOUND, Code.NOT_PULL_SECRET}:
            self._base = None
        refused = str(problem.values.get("field", "")) if problem.code is Code.INVALID else ""
        if refused.startswith("data") and self._dialog.has_field("password"):
            self._dialog.set_field_problem("password", problem)
        else:
            self._dialog.set_problem(problem)
        self._judge()

    def _judge(self) -> bool:
        """Whether the action can be pressed; shows why not."""
        base, reason, obstacle = self._base, "", None
        if base:
            obstacle = self._obstacle(base)
            self._dialog.set_locked(obstacle)
            reason = self._act.judge(base)
        ready = base is not None and not obstacle and not reason
        self._dialog.set_ready(ready, reason)
        if self._check:
            self._check.consider(self._act.chosen() if base else None)
            if not ready:
                self._check.call_off()
        return ready

    def _obstacle(self, base: PullSecret) -> Problem | Owner | None:
        """What stands against it, whatever is typed."""
        if base.terminating:
            return Problem(Code.TERMINATING, self._name())
        if base.owner and base.owner != self._overridden:
            return base.owner
        if base.immutable:
            return Problem(Code.IMMUTABLE, self._name())
        return self._act.obstacle(base)

    def _name(self) -> dict[str, Value]:
        return {"namespace": self._row.namespace, "name": self._row.name}
