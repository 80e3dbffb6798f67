"""The Update dialog's decisions: which entry is meant, what a colleague's change means, what becomes of a write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.changes import Changes, Place, Write
from pullsecrets.controllers.checking import Checks, CredentialCheck
from pullsecrets.controllers.question import Question
from pullsecrets.controllers.update_edit import FIELDS, Base, field_of, refused_fields
from pullsecrets.model.changes import Conflict, Edit, conflict
from pullsecrets.model.checking import Answer
from pullsecrets.model.creating import NewEntry
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.matching import never
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret, Row, Use, UseState
from pullsecrets.model.usage import Usage
from pullsecrets.service.loop import ServiceThread
from pullsecrets.service.settling import NotDone
from pullsecrets.service.tasks import Asked, Updated
from pullsecrets.views import words
from pullsecrets.views.update_dialog import Typed, UpdateDialog


class UpdateController(QObject):
    """One open Update dialog. It belongs to the context that it was opened from."""

    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        service: ServiceThread,
        changes: Changes,
        checks: Checks,
        place: Place,
        row: Row,
        owner: Owner | None = None,
        key: str | None = None,
    ) -> None:
        """``owner``: overridden by "Change anyway" before; ``key``: the entry that is meant, None for the first one."""
        super().__init__(window)
        self._service, self._changes, self._place = service, changes, place
        self._base: Base | None = None
        self._key = key  # the entry that is meant; once there is one, only the person chooses another
        self._conflict: Conflict | None = None
        self._choice = ""  # "mine" or "theirs"; with it goes:
        self._before: tuple[Typed, Base]  # what the choice replaced, and what that was compared with
        self._filled: Typed  # what it filled the form with
        self._overridden = owner  # its lock was opened
        self._write: Write | None = None
        self._allowed = True
        self._newest = row.resource_version
        self._row = row
        self._reading = Question(service)

        dialog = self._dialog = UpdateDialog(window)
        first = row.registries[:1] if key is None else (key,)
        dialog.set_identity(row.name, row.namespace, first, first[0] if first else "")
        if row.use and row.use.state is UseState.NOT_IN_USE:
            dialog.notes.hide()  # now, so that the form opens in its size
        dialog.set_reading(True)
        dialog.registry_chosen.connect(self._choose_entry)
        dialog.edited.connect(self._edited)
        dialog.submitted.connect(self._submit)
        dialog.stop_waiting.connect(self._stop_waiting)
        dialog.keep_mine.connect(self._keep_mine)
        dialog.take_theirs.connect(self._take_theirs)
        dialog.take_back.connect(self._take_back)
        dialog.change_anyway.connect(self._change_anyway)
        dialog.finished.connect(self._finished)
        assert dialog.check
        self._check = CredentialCheck(checks, dialog.check, self)
        self._check.holding.connect(dialog.set_checking)
        self._read(self._opened)
        self._ask_rights()
        using = service.run(lambda emit: place.session.follow_use(row.namespace, row.name, emit))
        using.said.connect(dialog.notes.show_use)
        using.failed.connect(self._use_unknown)
        self._check.follow(using)
        dialog.open()

    # What the cluster says

    def row_changed(self, row: Row) -> None:
        """The watch reported a change of the secret."""
        if row.uid != self._row.uid:
            return
        self._newest = row.resource_version
        if self._base and not self._write and row.resource_version != self._base.secret.resource_version:
            self._read(self._reread)

    def row_removed(self, uid: str) -> None:
        """The secret is gone. What was typed stays, to be copied."""
        if uid == self._row.uid and not self._write:
            self._fail(Problem(Code.DELETED, {"namespace": self._row.namespace, "name": self._row.name}))

    def _read(self, then: Callable[[object], None]) -> None:
        row, session = self._row, self._place.session
        self._reading.ask(lambda _: session.secret(row.namespace, row.name), then, self._fail)

    def _ask_rights(self) -> None:
        handle = self._service.run(lambda _: self._place.session.may("patch", self._row.namespace, self._row.name))
        handle.done.connect(self._rights)

    def _rights(self, allowed: object) -> None:
        self._allowed = bool(allowed)
        self._judge()

    def _opened(self, secret: object) -> None:
        assert isinstance(secret, PullSecret)
        if secret.uid != self._row.uid:
            self._fail(Problem(Code.RECREATED, {"namespace": secret.namespace, "name": secret.name}))
            return
        self._dialog.set_reading(False)
        self._compare_with(secret)
        self._judge()
        self._dialog.focus_password()
        self._catch_up()

    def _catch_up(self) -> None:
        """Read again where the watch told of a change while something else was under way."""
        if self._base and self._newest != self._base.secret.resource_version:
            self._read(self._reread)

    def _reread(self, secret: object) -> None:
        """The secret changed while the form was open: take over what does not touch the edit, else ask."""
        assert isinstance(secret, PullSecret)
        base = self._base
        if base is None or self._write:
            return
        try:
            clash = conflict(base.secret, secret, self._edit() or Edit())
        except Failure as failure:
            self._fail(failure.problem)
            return
        if clash:
            self._ask(clash)
        else:
            self._rebase(secret)

    def _compare_with(self, secret: PullSecret) -> None:
        """Fill the form from a state of the secret, and compare with it from now on."""
        entries = secret.config.entries if isinstance(secret.config, DockerConfig) else ()
        registries = tuple(entry.key for entry in entries)
        if self._key is None and registries:
            self._key = registries[0]
        base = self._base = Base(secret, self._key)
        self._dialog.set_identity(secret.name, secret.namespace, registries, self._key or "")
        self._show_stored(base)
        self._dialog.notes.set_applied(secret.applied)
        self._lock(base)

    def _rebase(self, secret: PullSecret) -> None:
        """Compare with a newer state from now on. What was typed stays; what was not follows the cluster."""
        typed, edit = self._dialog.typed(), self._edit()
        if self._conflict and self._choice:
            self._conflict = replace(self._conflict, now=secret)  # the choice stands, and can still be taken back
        elif self._conflict:
            self._conflict = None
            self._dialog.set_conflict(None, ("", ""), typed)
        self._compare_with(secret)
        if edit:
            stored = self._dialog.typed()
            self._dialog.set_typed(
                Typed(
                    typed.username if edit.credential else stored.username,
                    typed.password if edit.credential else None,
                    typed.description if edit.description is not None else stored.description,
                )
            )
        self._judge()

    # What the person does

    def _choose_entry(self, key: str) -> None:
        base, description = self._base, self._dialog.typed().description
        if base is None:
            return
        self._key = key
        if self._choice:  # it was about the other entry: taking it back would bring that one's password here
            self._conflict, self._choice = None, ""
            self._dialog.set_conflict(None)
        self._compare_with(base.secret)
        self._dialog.set_typed(replace(self._dialog.typed(), description=description))
        self._judge()

    def _edited(self) -> None:
        if self._base:  # else what is said stays true
            self._dialog.set_problem(None)
        for field in FIELDS:
            self._dialog.set_field_problem(field, None)
        self._judge()

    def _submit(self) -> None:
        """Have the credential checked where it is what changes, then send."""
        edit = self._edit()
        if self._judge() and edit:
            changed = [NewEntry(edit.key, edit.credential)] if edit.key is not None and edit.credential else []
            self._check.first(changed, self._send)

    def _send(self, doubt: Answer | None) -> None:
        base, edit = self._base, self._edit()
        if not self._judge() or base is None or edit is None:
            return
        self._reading.drop()
        self._dialog.set_busy(True)
        self._dialog.set_problem(None)
        write = self._write = self._changes.write(self._place, base.secret, edit, owner=self._overridden, doubt=doubt)
        write.unsettled.connect(self._dialog.set_problem)
        write.ended.connect(self._ended)

    def _stop_waiting(self) -> None:
        """Close the form; the write goes on, and its outcome is told in the window."""
        if self._write:
            self._write.ended.disconnect(self._ended)
            self._write.unattend()
        self._dialog.reject()

    def _keep_mine(self) -> None:
        self._choose("mine")

    def _take_theirs(self) -> None:
        self._choose("theirs")

    def _choose(self, choice: str) -> None:
        """Fill the form by the choice. Nothing is sent, and the choice can be taken back."""
        clash, base = self._conflict, self._base
        if clash is None or base is None:
            return
        mine = self._dialog.typed()
        edit = self._edit() or Edit()
        self._before = (mine, base)
        self._choice = choice
        self._compare_with(clash.now)
        stored = self._dialog.typed()
        # A credential is one thing: keeping mine keeps both halves as they stand in the comparison.
        credential = edit.credential if choice == "mine" or not clash.credential else None
        description = edit.description if choice == "mine" or not clash.description else None
        self._filled = Typed(
            mine.username if credential else stored.username,
            credential.password if credential else None,
            stored.description if description is None else description,
        )
        self._dialog.set_typed(self._filled)
        self._dialog.set_conflict(clash, base.opened, mine, choice)
        self._judge()

    def _take_back(self) -> None:
        """Back to the question, with everything that was typed, before the choice and after it."""
        if self._conflict is None or self._base is None:
            return
        (mine, base), since, filled = self._before, self._dialog.typed(), self._filled
        self._choice = ""
        self._compare_with(base.secret)
        mine = Typed(
            mine.username if since.username == filled.username else since.username,
            mine.password if since.password == filled.password else since.password,
            mine.description if since.description == filled.description else since.description,
        )
        self._dialog.set_typed(mine)
        self._dialog.set_conflict(self._conflict, base.opened, mine)
        self._judge()

    def _change_anyway(self, owner: Owner) -> None:
        self._overridden = owner
        if self._base:
            self._lock(self._base)
            self._judge()

    def _finished(self) -> None:
        self._reading.drop()
        self._check.close()
        self.closed.emit()
        self._dialog.deleteLater()
        self.deleteLater()

    def _use_unknown(self, problem: Problem) -> None:
        self._dialog.notes.show_use(Usage(Use(0, complete=False), (), (), (problem,)))

    # What becomes of a write

    def _ended(self, outcome: object) -> None:
        self._write = None
        self._dialog.set_busy(False)
        self._dialog.set_problem(None)
        match outcome:
            case Updated():
                self._dialog.accept()
            case Asked(conflict=clash):
                self._ask(clash)
            case NotDone(problem=problem):
                self._fail(problem)
                self._catch_up()

    def _ask(self, clash: Conflict) -> None:
        base = self._base
        assert base
        self._conflict, self._choice = clash, ""
        self._dialog.set_conflict(clash, base.opened, self._dialog.typed())
        self._judge()

    def _fail(self, problem: Problem) -> None:
        """Say what went wrong, beside the field where the server named one; everything typed stays."""
        field = field_of(problem)
        if field:
            self._dialog.set_field_problem(field, problem)
        else:
            self._dialog.set_problem(problem)
        if problem.code in {Code.DELETED, Code.RECREATED, Code.NOT_FOUND}:
            self._reading.drop()
            self._base = self._conflict = None
            self._dialog.set_conflict(None, ("", ""), self._dialog.typed())
        self._dialog.set_reading(False)
        self._judge()

    # What the form holds

    def _edit(self) -> Edit | None:
        return self._base.edit(self._dialog.typed()) if self._base else None

    def _entry(self, edit: Edit | None, refused: list[str]) -> NewEntry | None:
        """The entry as the form holds it; None where its credential is none."""
        entry = self._base.entry if self._base else None
        if entry is None or {"username", "password"} & {*refused}:
            return None
        credential = edit.credential if edit and edit.credential else entry.credential
        return NewEntry(entry.key, credential) if credential.username and credential.password else None

    def _show_stored(self, base: Base) -> None:
        entry = base.entry
        self._dialog.set_stored(base.username, entry.credential.password if entry else None, base.secret.description)
        self._dialog.set_key_warning(
            never(entry.key) if entry else None, token_only=bool(entry and entry.token_only), twin=base.twin
        )

    def _lock(self, base: Base) -> None:
        """Close the fields that cannot be changed, and say why."""
        self._dialog.set_locked(base.lock(self._overridden), description_too=base.is_closed(self._overridden))

    def _judge(self) -> bool:
        """Whether Update can be pressed; shows why not."""
        base, edit = self._base, self._edit()
        findings = base.findings(self._dialog.typed()) if base else dict.fromkeys(FIELDS)
        for field, finding in findings.items():
            self._dialog.set_finding(field, finding)
        self._dialog.set_entry_fixed(bool(edit and edit.credential))
        refused = refused_fields(findings)
        ready, reason = False, ""
        if base is None or base.forbids(edit, self._overridden):
            pass
        elif not self._allowed:
            values = {"verb": "patch", "resource": "secrets", "namespace": self._row.namespace, "name": self._row.name}
            values |= {"user": self._place.context.user, "context": self._place.context.name}
            reason = words.problem_sentence(Problem(Code.FORBIDDEN, values))
        elif self._conflict and not self._choice:
            reason = words.choose_first()
        elif refused:
            reason = words.correct_first(refused[0])
        else:
            ready = edit is not None
        self._dialog.set_ready(ready, reason)
        self._check.consider(self._entry(edit, refused))
        if not ready:
            self._check.call_off()
        return ready
