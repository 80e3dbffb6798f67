"""Every write goes through here: it is recorded in Activity, its outcome is told, and an edit can be undone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from pullsecrets.activity import Activity, Record
from pullsecrets.model.changes import AddEntry, Edit, RemoveEntry, RenameEntry, ReplaceContent, fulfilled, overlap, undo
from pullsecrets.model.checking import Answer
from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.matching import shown
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.service.deleting import Deleted
from pullsecrets.service.loop import Emit, Handle, ServiceThread, where
from pullsecrets.service.session import Session
from pullsecrets.service.settling import NotDone, Unsettled
from pullsecrets.service.tasks import Asked, Updated, update

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret is: a write stays with it, whatever the window shows meanwhile."""

    session: Session
    context: Context


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be written. ``work`` runs in the service and returns an outcome; NotDone and Asked are failures,
    and so is a Failure that it raises; what else it raises leaves the outcome unknown. ``done`` is Activity's word for
    every other outcome but a secret that is going and not gone yet: "deleting".

    ``kind`` is Activity's, too: "update", "undo", "entry", "create", "delete", "copy", "service account",
    "pull again". Success is told in the window where ``tell`` is true; failure where nobody attends to it. ``doubt`` is
    what a registry said of a credential in it that was sent all the same, or although nothing could be found out.
    """

    place: Place
    namespace: str
    name: str
    kind: str
    done: str
    work: Callable[[Emit], Coroutine[Any, Any, object]] = field(repr=False)
    registry: str = ""
    change: str = ""
    owner: Owner | None = None
    uid: str = ""
    tell: bool = True
    doubt: Answer | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome for the person to read, where no dialog is open any more that could say it."""

    errand: Errand
    problem: Problem | None = None  # None: it was done
    outcome: object = field(default=None, repr=False)
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


class Performed(QObject):
    """One errand under way. It goes on when nobody listens any more: its outcome is still seen and recorded."""

    ended = Signal(object)  # the outcome
    unsettled = Signal(object)  # Problem: its outcome is not known yet, and why; while somebody attends to it

    def __init__(self, changes: Changes, errand: Errand) -> None:
        super().__init__(changes)
        self.errand = errand
        self._changes = changes
        self.attended = True  # a dialog shows what becomes of it

    def record(self, result: str) -> Record:
        """What Activity keeps of it."""
        errand, context, owner = self.errand, self.errand.place.context, self.errand.owner
        return Record(
            context=context.name,
            server=context.server,
            user=context.user,
            namespace=errand.namespace,
            name=errand.name,
            registry=shown(errand.registry),
            change=errand.change,
            kind=errand.kind,
            result=result,
            owner=f"{owner.kind} {owner.name}".strip() if owner else "",
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
        assert isinstance(message, Unsettled)
        if self.attended:
            self.unsettled.emit(_unknown(self.errand, message.problem.details))
        elif message.overdue:
            self._changes.tell_unknown(self)

    def _failed(self, problem: Problem) -> None:
        self._end(NotDone(_unknown(self.errand, problem.details)))

    def _end(self, outcome: object) -> None:
        self.ended.emit(outcome)  # first: another errand may follow from it, which quitting then waits for
        self._changes.finish(self, outcome)
        self.deleteLater()


class Write(Performed):
    """An edit of one secret under way, which can be undone when it is done."""

    def __init__(
        self,
        changes: Changes,
        place: Place,
        base: PullSecret,
        edit: Edit,
        kind: str,
        owner: Owner | None,
        doubt: Answer | None,
    ):
        registry, change = _described(edit)
        errand = Errand(
            place,
            base.namespace,
            base.name,
            kind,
            "updated",
            lambda emit: update(place.session, base, edit, emit),
            registry,
            change,
            owner,
            base.uid,
            doubt=doubt,
        )
        super().__init__(changes, errand)
        self.base, self.edit = base, edit


class Changes(QObject):
    """Writes under way, and what can be undone."""

    told = Signal(object)  # Told
    updated = Signal(object, object)  # Place, Updated: an edit is in the cluster
    begun = Signal(str)  # a write to the secret with this uid
    recorded = Signal()  # Activity has one more line
    emptied = Signal()  # no write is under way any more
    failed = Signal()  # a write ended, and what it wanted is not in the cluster
    undoable = Signal(str)  # the name of the secret whose change undo_last() would undo; "": there is none
    undo_gone = Signal(str)  # the uid of a secret whose last change can no longer be undone

    def __init__(self, service: ServiceThread, activity: Activity) -> None:
        super().__init__()
        self._service, self._activity = service, activity
        self._under_way: list[Performed] = []
        self._undoable: list[_Undoable] = []

    @property
    def under_way(self) -> int:
        """How many writes have no outcome yet."""
        return len(self._under_way)

    def busy(self, session: Session) -> bool:
        """Whether a write still needs this session's connections."""
        return any(each.errand.place.session is session for each in self._under_way)

    def perform(self, errand: Errand) -> Performed:
        """Begin an errand. It reports its outcome exactly once, however long that takes."""
        return self._begin(Performed(self, errand))

    def write(
        self,
        place: Place,
        base: PullSecret,
        edit: Edit,
        *,
        kind: str = "update",
        owner: Owner | None = None,
        doubt: Answer | None = None,
    ) -> Write:
        """Begin an edit of a secret: its outcome is Updated, Asked or NotDone."""
        write = Write(self, place, base, edit, kind, owner, doubt)
        self._begin(write)
        return write

    def _begin(self, performed: Performed) -> Performed:
        self._under_way.append(performed)
        self.begun.emit(performed.errand.uid)
        performed.follow(self._service.run(lambda emit: self._carry_out(performed, emit)))
        return performed

    async def _carry_out(self, performed: Performed, emit: Emit) -> object:
        """Runs in the service's thread, where a slow disk does not hold up the window. The outcome counts as known
        when Activity has it, so that quitting waits for that too."""
        records: list[asyncio.Task[None]] = []

        def record(result: str) -> None:
            line = performed.record(result)
            records.append(asyncio.ensure_future(asyncio.to_thread(self._activity.add, line)))

        def tell(message: object) -> None:
            if isinstance(message, Unsettled) and message.overdue:
                record("unknown")
            emit(message)

        try:
            outcome = await performed.errand.work(tell)
        except Failure as failure:
            outcome = NotDone(failure.problem)
        except Exception as error:  # noqa: BLE001 - it may have been sent, and an odd answer be what failed
            # The text of an unforeseen exception may quote a secret: only where it happened is kept.
            log.error("unforeseen %s\n%s", type(error).__name__, where(error))
            outcome = NotDone(_unknown(performed.errand, where(error)))
        record(_result(performed.errand, outcome))
        for refused in await asyncio.gather(*records, return_exceptions=True):
            if refused is not None:
                log.error("Activity cannot be written: %s", where(refused))
        return outcome

    def abandon(self) -> None:
        """The program ends now: what is under way is kept in Activity as unknown."""
        for performed in self._under_way:
            with suppress(Exception):  # nothing keeps the person from quitting
                self._activity.add(performed.record("unknown"))

    def finish(self, performed: Performed, outcome: object) -> None:
        """A write ended: keep what undoes it, and tell it where no dialog does."""
        self._under_way.remove(performed)
        errand = performed.errand
        problem = _problem(errand, outcome)
        can_undo = False
        if isinstance(performed, Write) and isinstance(outcome, Updated):
            can_undo = self._keep(performed, outcome)
        if problem is None:
            if errand.tell or not performed.attended:
                self.told.emit(Told(errand, outcome=outcome, can_undo=can_undo))
        else:
            if not performed.attended:
                self.told.emit(Told(errand, problem))
            self.failed.emit()
            self._tell_undoable()
        if isinstance(outcome, Updated):
            self.updated.emit(errand.place, outcome)
        self.recorded.emit()
        if not self._under_way:
            self.emptied.emit()

    def tell_unknown(self, performed: Performed) -> None:
        """Say that the outcome of a write is not known yet."""
        self.told.emit(Told(performed.errand, _unknown(performed.errand)))

    # Undo

    def undo_last(self) -> None:
        """Put back what the newest change that can be undone replaced. It stays undoable until that was done."""
        if self._undoable:
            self._undo(self._undoable[-1])

    def undo(self, uid: str, *, sent: bool = False) -> bool:
        """The same for one secret; says whether there was something to undo. ``sent``: only what changed a credential,
        so that registries are sent something else."""
        undoable = self._of(uid, sent=sent)
        if undoable:
            self._undo(undoable[-1])
        return bool(undoable)

    def can_undo(self, uid: str, *, sent: bool = False) -> bool:
        """Whether ``undo`` would do something now."""
        return bool(self._of(uid, sent=sent))

    def _of(self, uid: str, *, sent: bool) -> list[_Undoable]:
        if any(isinstance(write, Write) and write.errand.uid == uid for write in self._under_way):
            return []  # one at a time
        return [item for item in self._undoable if item.uid == uid and (not sent or _is_sent(item.made))]

    def _undo(self, item: _Undoable) -> None:
        self.undoable.emit("")  # one at a time
        self.write(item.place, item.after, item.back, kind="undo", owner=item.owner).attended = False

    def _tell_undoable(self) -> None:
        self.undoable.emit(self._undoable[-1].after.name if self._undoable else "")

    def row_changed(self, row: Row) -> None:
        """A secret changed in the cluster: what was changed here may have been changed again."""
        for item in self._undoable:
            if item.after.uid == row.uid and item.after.resource_version != row.resource_version:
                self._look_again(item)

    def row_removed(self, uid: str) -> None:
        """A secret is gone: so is its Undo."""
        self._forget([item for item in self._undoable if item.uid == uid])

    def _keep(self, write: Write, outcome: Updated) -> bool:
        """Keep what undoes an edit; says whether there is something to undo."""
        self._undoable = [item for item in self._undoable if not _overtaken(item, write)]
        # Else it was an Undo itself, or somebody else had made it so already.
        here = write.errand.kind != "undo" and not fulfilled(outcome.before, write.edit)
        if here:
            back = undo(outcome.before, write.edit)
            self._undoable.append(_Undoable(write.errand.place, outcome.secret, write.edit, back, write.errand.owner))
        self._tell_undoable()
        return here

    def _look_again(self, item: _Undoable) -> None:
        session, secret = item.place.session, item.after
        handle = self._service.run(lambda _: session.secret(secret.namespace, secret.name))
        handle.done.connect(self._looked_again)

    def _looked_again(self, secret: object) -> None:
        assert isinstance(secret, PullSecret)
        self._forget([each for each in self._undoable if each.uid == secret.uid and not fulfilled(secret, each.made)])

    def _forget(self, gone: list[_Undoable]) -> None:
        if gone:
            self._undoable = [item for item in self._undoable if item not in gone]
            self._tell_undoable()
            self.undo_gone.emit(gone[0].uid)


def _problem(errand: Errand, outcome: object) -> Problem | None:
    """Why what was wanted is not in the cluster; None where it is."""
    match outcome:
        case NotDone(problem=problem):
            return problem
        case Asked():
            return Problem(Code.CHANGED_MEANWHILE, _name(errand))
    return None


def _result(errand: Errand, outcome: object) -> str:
    """How it ended, in Activity's words."""
    problem = _problem(errand, outcome)
    if problem is None:
        return "deleting" if is_going(outcome) else errand.done
    return "unknown" if problem.code is Code.OUTCOME_UNKNOWN else f"failed: {problem.code}"


def _unknown(errand: Errand, details: str = "") -> Problem:
    return Problem(Code.OUTCOME_UNKNOWN, _name(errand) | {"kind": errand.kind}, details)


def is_going(outcome: object) -> bool:
    """Whether a secret is being deleted but held by a finalizer."""
    return isinstance(outcome, Deleted) and not outcome.gone


def _name(errand: Errand) -> dict[str, str | int | float | None]:
    return {"namespace": errand.namespace, "name": errand.name}


def _described(edit: Edit) -> tuple[str, str]:
    """The registry that an edit is about, and what it changes, as Activity keeps them."""
    match edit.entry:
        case AddEntry(key=key):
            return key, "entry added"
        case RenameEntry(new=new):
            return new, "registry"
        case RemoveEntry(key=key):
            return key, "entry removed"
        case ReplaceContent():
            return "", "content"
        case None:
            parts = [("credential", edit.credential is not None), ("description", edit.description is not None)]
            return edit.key or "", ", ".join(part for part, changed in parts if changed)


def _is_sent(edit: Edit) -> bool:
    """Whether an edit changes what registries are sent."""
    return edit.credential is not None or edit.entry is not None


def _overtaken(item: _Undoable, write: Write) -> bool:
    """Whether a write replaced what an earlier change made, so that putting that back would undo the write."""
    return item.after.uid == write.base.uid and overlap(item.made, write.edit)
