"""The View page's decisions: what is shown of one secret, kept right while it is open, and what may be done with it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.changes import Place
from pullsecrets.model.dockerconfig import Credential, DockerConfig
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.matching import shown
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret, Row, Use
from pullsecrets.model.usage import Usage
from pullsecrets.service.loop import Handle, ServiceThread
from pullsecrets.views import words
from pullsecrets.views.clipboard import SecretClipboard
from pullsecrets.views.row_actions import RowAct, WhyNot
from pullsecrets.views.view_facts import facts, unread
from pullsecrets.views.view_page import EntryAct, ViewPage

_FOLLOW_AGAIN = 30_000  # milliseconds until what uses the secret is looked for again
_GONE = (Code.NOT_FOUND, Code.NOT_PULL_SECRET)


class ViewController(QObject):
    """One secret on the View page, which others show after it: ``leave`` ends it.

    What is wanted is told with the secret's uid, and with the owner whose lock the person has opened.
    """

    back = Signal()
    update = Signal(str, object, object)  # uid, owner, the entry's key or None
    delete = Signal(str, object)
    copy = Signal(str)
    entry = Signal(object, str, str, object)  # EntryAct, uid, the entry's key, owner

    def __init__(
        self,
        window: QWidget,
        page: ViewPage,
        service: ServiceThread,
        place: Place,
        row: Row,
        clipboard: SecretClipboard,
        why_not: WhyNot,
    ) -> None:
        super().__init__(window)
        self._page, self._service, self._place, self._clipboard = page, service, place, clipboard
        self._row, self._why_not = row, why_not
        self._secret: PullSecret | None = None
        self._gone: Problem | None = None
        self._overridden: Owner | None = None
        self._reading: Handle | None = None
        self._following: Handle | None = None
        self._follow_again = QTimer(self, singleShot=True, interval=_FOLLOW_AGAIN)
        self._follow_again.timeout.connect(self._follow)
        self._connected: list[tuple[SignalInstance, object]] = [
            (page.back, self.back),
            (page.update_requested, self._update),
            (page.delete_requested, self._delete),
            (page.copy_requested, self._copy),
            (page.entry_requested, self._entry),
            (page.reveal_requested, self._reveal),
            (page.password_copy_requested, self._copy_password),
            (page.change_anyway, self._change_anyway),
            (page.retry_now, self._retry_now),
            (clipboard.cleared, page.forget_copied),
        ]
        for signal, slot in self._connected:
            signal.connect(slot)
        page.set_context(place.context.name)
        page.set_readable(False)
        page.show_facts(unread(row))
        self.judge()
        self._read()
        self._follow()

    @property
    def uid(self) -> str:
        """The secret's uid."""
        return self._row.uid

    def leave(self) -> None:
        """Stop everything and forget the secret. The page is free for another one."""
        for handle in (self._reading, self._following):
            if handle:
                handle.cancel()
        self._follow_again.stop()
        for signal, slot in self._connected:
            signal.disconnect(slot)
        self._secret = None
        self._page.clear()
        self.deleteLater()

    # What the cluster says

    def row_changed(self, row: Row) -> None:
        """The watch reported a change of the secret, or of its use."""
        if row.uid != self._row.uid:
            return
        self._row = row
        if self._gone:  # it was missing from a list, and is there after all
            self._set_gone(None)
        if self._secret and row.resource_version == self._secret.resource_version:
            self._show(self._secret)
        else:
            self._read()

    def row_removed(self, uid: str) -> None:
        """The secret is gone. What is shown stays."""
        if uid == self._row.uid:
            self._stop_reading()
            self._set_gone(self._problem(Code.DELETED))

    def set_lost(self, problem: Problem | None) -> None:
        """What keeps the cluster from answering; None when it answers again."""
        self._page.set_lost(problem)
        if problem is None and not self._gone:
            if self._secret is None:
                self._read()
            if self._following is None:
                self._follow()
        self.judge()

    def _read(self) -> None:
        self._stop_reading()
        session, row = self._place.session, self._row
        handle = self._reading = self._service.run(lambda _: session.secret(row.namespace, row.name))
        handle.done.connect(self._read_done)
        handle.failed.connect(self._read_failed)

    def _stop_reading(self) -> None:
        if self._reading:
            self._reading.cancel()
            self._reading = None

    def _read_done(self, secret: object) -> None:
        self._reading = None
        assert isinstance(secret, PullSecret)
        if secret.uid != self._row.uid:
            self._set_gone(self._problem(Code.RECREATED))
            return
        self._secret = secret
        self._page.set_problem(None)
        self._page.set_readable(True)
        self._show(secret)

    def _read_failed(self, problem: Problem) -> None:
        self._reading = None
        if problem.code in _GONE:
            self._set_gone(self._problem(Code.DELETED) if problem.code is Code.NOT_FOUND else problem)
        else:
            self._page.set_problem(problem)

    def _show(self, secret: PullSecret) -> None:
        """Show a state of the secret; the table may know better when it was changed, and what uses it."""
        same = self._row.resource_version == secret.resource_version
        row = self._row if same else replace(secret.row, use=self._row.use, pull=self._row.pull)
        self._page.show_facts(replace(facts(secret), row=row))
        self.judge()

    def _set_gone(self, problem: Problem | None) -> None:
        self._gone = problem
        self._page.set_gone(problem)
        self.judge()

    def _follow(self) -> None:
        self._follow_again.stop()
        session, row = self._place.session, self._row
        handle = self._following = self._service.run(lambda emit: session.follow_use(row.namespace, row.name, emit))
        handle.said.connect(self._use_changed)
        handle.failed.connect(self._use_unknown)

    def _use_changed(self, usage: object) -> None:
        assert isinstance(usage, Usage)
        self._page.show_usage(usage)

    def _use_unknown(self, problem: Problem) -> None:
        self._following = None
        self._follow_again.start()
        self._page.show_usage(Usage(Use(0, complete=False), (), (), (problem,)))

    # What may be done

    def judge(self) -> None:
        """Something changed that decides what can be done."""
        row = self._row if self._secret is None else replace(self._secret.row, use=self._row.use)
        lock = row.owner if row.owner != self._overridden else None
        closed: Problem | Owner | None = lock
        if row.terminating:
            closed = self._problem(Code.TERMINATING)
        elif row.immutable and not lock:
            closed = self._problem(Code.IMMUTABLE)
        self._page.set_lock(None if self._gone else closed)
        if self._gone:
            said = words.problem_title(self._gone)
            self._page.set_reasons(dict.fromkeys(RowAct, said), said, said)
            return
        reasons = {act: self._reason(row, act) for act in (RowAct.UPDATE, RowAct.DELETE, RowAct.COPY)}
        kept = words.owner_sentence(lock) if lock else ""
        fixed = words.problem_sentence(self._problem(Code.IMMUTABLE)) if row.immutable else ""
        entries = reasons[RowAct.UPDATE] or kept or fixed
        replacing = self._reason(replace(row, broken=None), RowAct.UPDATE) or kept or fixed
        for act in (RowAct.UPDATE, RowAct.DELETE):
            reasons[act] = reasons[act] or kept
        self._page.set_reasons(reasons, entries, replacing)

    def _reason(self, row: Row, act: RowAct) -> str:
        problem = self._why_not(row, act)
        return words.problem_sentence(problem) if problem else ""

    def _problem(self, code: Code) -> Problem:
        values: dict[str, Value] = {"namespace": self._row.namespace, "name": self._row.name}
        return Problem(code, values)

    # What the person does

    def _update(self, key: str | None) -> None:
        self.update.emit(self.uid, self._overridden, key)

    def _delete(self) -> None:
        self.delete.emit(self.uid, self._overridden)

    def _copy(self) -> None:
        self.copy.emit(self.uid)

    def _entry(self, act: EntryAct, key: str) -> None:
        self.entry.emit(act, self.uid, key, self._overridden)

    def _change_anyway(self, owner: Owner) -> None:
        self._overridden = owner
        self.judge()

    def _retry_now(self) -> None:
        self._service.in_loop(self._place.session.retry_now)

    def _credential(self, key: str) -> Credential | None:
        config = self._secret.config if self._secret else None
        entry = config.entry(key) if isinstance(config, DockerConfig) else None
        return entry.credential if entry else None

    def _reveal(self, key: str) -> None:
        credential = self._credential(key)
        if credential:
            self._page.set_revealed(key, credential.password)

    def _copy_password(self, key: str) -> None:
        credential = self._credential(key)
        if credential is None:
            return
        try:
            password = credential.password.decode()
        except UnicodeDecodeError:
            self._page.say_not_copied(empty=False)
            return
        if password:
            self._clipboard.copy(password)
            self._page.say_copied(shown(key))
        else:
            self._page.say_not_copied(empty=True)
