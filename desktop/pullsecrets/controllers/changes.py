"""Every write goes through here: it is recorded in Activity, its outcome is told, and it can be undone."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from pullsecrets.activity import Activity, Record
from pullsecrets.model.changes import Edit, fulfilled, undo
from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.matching import shown
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.service.loop import Emit, Handle, ServiceThread, where
from pullsecrets.service.session import Session
from pullsecrets.service.tasks import Asked, NotUpdated, Outcome, Unsettled, Updated, update

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret is: a write stays with it, whatever the window shows meanwhile."""

    session: Session
    context: Context


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome for the person to read, where no dialog is open any more that could say it."""

    place: Place
    secret: PullSecret
    undone: bool
    problem: Problem | None = None  # None: it was updated
    before: str = ""  # the resourceVersion that it was made on
    can_undo: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Undoable:
    place: Place
    after: PullSecret
    made: Edit
    back: Edit
    owner: Owner | None

    @property
    def uid(self) -> str:
        return self.after.uid


class Write(QObject):
    """One write under way. It goes on when nobody listens any more: its outcome is still seen and recorded."""

    ended = Signal(object)  # Updated, Asked or NotUpdated
    unsettled = Signal(object)  # Unsettled

    def __init__(self, changes: Changes, place: Place, base: PullSecret, edit: Edit, kind: str, owner: Owner | None):
        super().__init__(changes)
        self.place, self.base, self.edit, self.kind, self.owner = place, base, edit, kind, owner
        self._changes = changes
        self.attended = True  # a dialog shows what becomes of it

    def record(self, result: str) -> Record:
        """What Activity keeps of it."""
        edit, context = self.edit, self.place.context
        parts = [("credential", edit.credential is not None), ("description", edit.description is not None)]
        return Record(
            context=context.name,
            server=context.server,
            user=context.user,
            namespace=self.base.namespace,
            name=self.base.name,
            registry=shown(edit.key or ""),
            change=", ".join(part for part, changed in parts if changed),
            kind=self.kind,
            result=result,
            owner=f"{self.owner.kind} {self.owner.name}".strip() if self.owner else "",
        )

    def follow(self, handle: Handle) -> None:
        handle.said.connect(self._said)
        handle.done.connect(self._end)
        handle.failed.connect(self._failed)

    def unattend(self) -> None:
        """Nobody shows it any more: what becomes of it is told in the window, beginning with what is not known."""
        self.attended = False
        self._changes.tell_unknown(self)

    def _said(self, message: object) -> None:
        self.unsettled.emit(message)
        if isinstance(message, Unsettled) and message.overdue and not self.attended:
            self._changes.tell_unknown(self)

    def _failed(self, problem: Problem) -> None:
        self._end(NotUpdated(problem))

    def _end(self, outcome: object) -> None:
        self._changes.finish(self, outcome)
        self.ended.emit(outcome)
        self.deleteLater()


class Changes(QObject):
    """Writes under way, and what can be undone."""

    told = Signal(object)  # Told
    begun = Signal(str)  # a write to the secret with this uid
    emptied = Signal()  # no write is under way any more
    failed = Signal()  # a write ended, and what it wanted is not in the cluster
    undoable = Signal(bool)  # whether there is anything that undo_last() would undo
    undo_gone = Signal(str)  # the uid of a secret whose last change can no longer be undone

    def __init__(self, service: ServiceThread, activity: Activity) -> None:
        super().__init__()
        self._service, self._activity = service, activity
        self._under_way: list[Write] = []
        self._undoable: list[_Undoable] = []

    @property
    def under_way(self) -> int:
        """How many writes have no outcome yet."""
        return len(self._under_way)

    def busy(self, session: Session) -> bool:
        """Whether a write still needs this session's connections."""
        return any(write.place.session is session for write in self._under_way)

    def write(
        self, place: Place, base: PullSecret, edit: Edit, *, kind: str = "update", owner: Owner | None = None
    ) -> Write:
        """Begin a write. It reports its outcome exactly once, however long that takes."""
        write = Write(self, place, base, edit, kind, owner)
        self._under_way.append(write)
        self.begun.emit(base.uid)
        write.follow(self._service.run(lambda emit: self._carry_out(write, emit)))
        return write

    async def _carry_out(self, write: Write, emit: Emit) -> Outcome:
        """Runs in the service's thread, where a slow disk does not hold up the window. The outcome counts as known
        when Activity has it, so that quitting waits for that too."""
        records: list[asyncio.Task[None]] = []

        def record(result: str) -> None:
            line = write.record(result)
            records.append(asyncio.ensure_future(asyncio.to_thread(self._activity.add, line)))

        def tell(message: object) -> None:
            if isinstance(message, Unsettled) and message.overdue:
                record("unknown")
            emit(message)

        try:
            outcome = await update(write.place.session, write.base, write.edit, tell)
        except Failure as failure:
            outcome = NotUpdated(failure.problem)
        match outcome:
            case Updated():
                record("updated")
            case Asked():
                record(f"failed: {Code.CHANGED_MEANWHILE}")
            case NotUpdated(problem=problem):
                record(f"failed: {problem.code}")
        for refused in await asyncio.gather(*records, return_exceptions=True):
            if refused is not None:
                log.error("Activity cannot be written: %s", where(refused))
        return outcome

    def abandon(self) -> None:
        """The program ends now: what is under way is kept in Activity as unknown."""
        for write in self._under_way:
            with suppress(Exception):  # nothing keeps the person from quitting
                self._activity.add(write.record("unknown"))

    def finish(self, write: Write, outcome: object) -> None:
        """A write ended: keep what undoes it, and tell it where no dialog does."""
        self._under_way.remove(write)
        undone = write.kind == "undo"
        told = Told(write.place, write.base, undone)
        match outcome:
            case Updated(secret=secret, before=before):
                self._undoable = [item for item in self._undoable if not self._overtaken(item, write)]
                here = not undone and not fulfilled(before, write.edit)  # else somebody else had made it so already
                if here:
                    self._undoable.append(
                        _Undoable(write.place, secret, write.edit, undo(before, write.edit), write.owner)
                    )
                self.undoable.emit(bool(self._undoable))
                told = Told(write.place, secret, undone, before=before.resource_version, can_undo=here)
            case Asked():
                told = Told(write.place, write.base, undone, Problem(Code.CHANGED_MEANWHILE, self._name(write.base)))
            case NotUpdated(problem=problem):
                told = Told(write.place, write.base, undone, problem)
        if isinstance(outcome, Updated) or not write.attended:
            self.told.emit(told)
        if not isinstance(outcome, Updated):
            self.failed.emit()
            self.undoable.emit(bool(self._undoable))
        if not self._under_way:
            self.emptied.emit()

    def tell_unknown(self, write: Write) -> None:
        """Say that the outcome of a write is not known yet."""
        problem = Problem(Code.OUTCOME_UNKNOWN, self._name(write.base))
        self.told.emit(Told(write.place, write.base, write.kind == "undo", problem))

    def undo_last(self) -> None:
        """Put back what the newest change that can be undone replaced. It stays undoable until that was done."""
        if self._undoable:
            item = self._undoable[-1]
            self.undoable.emit(False)  # one at a time
            self.write(item.place, item.after, item.back, kind="undo", owner=item.owner).attended = False

    def row_changed(self, row: Row) -> None:
        """A secret changed in the cluster: what was changed here may have been changed again."""
        for item in self._undoable:
            if item.after.uid == row.uid and item.after.resource_version != row.resource_version:
                self._look_again(item)

    def _look_again(self, item: _Undoable) -> None:
        session, secret = item.place.session, item.after
        handle = self._service.run(lambda _: session.secret(secret.namespace, secret.name))
        handle.done.connect(self._looked_again)

    def row_removed(self, uid: str) -> None:
        """A secret is gone: so is its Undo."""
        self._forget([item for item in self._undoable if item.uid == uid])

    def _looked_again(self, secret: object) -> None:
        assert isinstance(secret, PullSecret)
        self._forget([each for each in self._undoable if each.uid == secret.uid and not fulfilled(secret, each.made)])

    def _forget(self, gone: list[_Undoable]) -> None:
        if gone:
            self._undoable = [item for item in self._undoable if item not in gone]
            self.undoable.emit(bool(self._undoable))
            self.undo_gone.emit(gone[0].uid)

    @staticmethod
    def _overtaken(item: _Undoable, write: Write) -> bool:
        """Whether a write replaced what an earlier change made, so that putting that back would undo the write."""
        if item.after.uid != write.base.uid:
            return False
        same_entry = bool(item.made.credential and write.edit.credential and item.made.key == write.edit.key)
        return same_entry or (item.made.description is not None and write.edit.description is not None)

    @staticmethod
    def _name(secret: PullSecret) -> dict[str, str | int | float | None]:
        return {"namespace": secret.namespace, "name": secret.name}
