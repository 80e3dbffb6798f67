"""The copying dialog's decisions: which namespaces are tried, which are written to, and when to stop."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.changes import Changes, Errand, Performed, Place
from pullsecrets.model.copying import Progress, Step, is_copy, why_not
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.service.copying import AT_ONCE, copy, preview
from pullsecrets.service.loop import Handle, ServiceThread
from pullsecrets.service.settling import NotDone
from pullsecrets.views.copy_dialog import DONE, TO_DO, CopyDialog

TYPING = 300  # milliseconds without another key or tick, after which what was chosen is tried
FRAME = 100  # milliseconds in which answers are gathered before they are shown


class CopyController(QObject):
    """One open dialog. It belongs to the context that it was opened from."""

    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        service: ServiceThread,
        changes: Changes,
        place: Place,
        row: Row,
        namespaces: tuple[str, ...] | None,
    ) -> None:
        super().__init__(window)
        self._service, self._changes, self._place, self._row = service, changes, place, row
        self._secret: PullSecret | None = None  # what is copied
        self._newest = row.resource_version
        self._rows: dict[str, Progress] = {}  # by namespace: all that are chosen, and those that are done
        self._waiting: list[str] = []
        self._under_way: dict[str, Performed] = {}
        self._reading: Handle | None = None
        self._trying: Handle | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPING)
        self._soon.timeout.connect(self._try)
        self._to_show = QTimer(self)
        self._to_show.setSingleShot(True)
        self._to_show.setInterval(FRAME)
        self._to_show.timeout.connect(self._show)

        others = None if namespaces is None else tuple(name for name in namespaces if name != row.namespace)
        dialog = self._dialog = CopyDialog(row.name, row.namespace, row.registries, others, window)
        dialog.chosen_changed.connect(self._choose)
        dialog.submitted.connect(self._copy)
        dialog.stop.connect(self._stop)
        dialog.stop_waiting.connect(self._stop_waiting)
        dialog.finished.connect(self._finished)
        self._read()
        dialog.open()

    # What the cluster says

    def row_changed(self, row: Row) -> None:
        """The watch reported a change of the secret: what is copied is what it holds now."""
        if row.uid == self._row.uid:
            self._newest = row.resource_version
            self._catch_up()

    def row_removed(self, uid: str) -> None:
        """The secret is gone. Copies under way are finished."""
        if uid == self._row.uid:
            self._fail(Problem(Code.ALREADY_GONE, {"namespace": self._row.namespace, "name": self._row.name}))

    def _catch_up(self) -> None:
        """Read again where the watch told of a change, once nothing is under way. What waits goes on waiting."""
        if self._is_behind() and not self._under_way:
            self._read()

    def _is_behind(self) -> bool:
        return self._secret is not None and self._newest != self._secret.resource_version

    def _read(self) -> None:
        self._stop_asking()
        row, session = self._row, self._place.session
        self._dialog.set_reading(True)
        handle = self._reading = self._service.run(lambda _: session.secret(row.namespace, row.name))
        handle.done.connect(self._opened)
        handle.failed.connect(self._fail)

    def _opened(self, secret: object) -> None:
        assert isinstance(secret, PullSecret)
        self._reading = None
        before, self._secret = self._secret, secret
        self._newest = secret.resource_version
        refused = why_not(secret)
        if secret.uid != self._row.uid:
            refused = Problem(Code.RECREATED, {"namespace": secret.namespace, "name": secret.name})
        if refused:
            self._fail(refused)
            return
        self._dialog.set_reading(False)
        self._dialog.set_owner(secret.owner)
        if before and not is_copy(before, secret):
            self._begin_anew()
        self._choose()
        self._next()

    def _begin_anew(self) -> None:
        """The content is another one: all but what was copied is tried again, and waits for the person."""
        if self._waiting or any(row.step is Step.COPIED for row in self._rows.values()):
            self._dialog.say_changed()
        self._waiting = []
        self._rows = {name: Progress(name, Step.OUTDATED) for name, row in self._rows.items() if row.step in DONE}

    def _fail(self, problem: Problem) -> None:
        """Nothing more is begun; what is under way goes on."""
        self._stop_asking()
        self._secret = None
        self._stop()
        self._rows = {name: row for name, row in self._rows.items() if row.step is not Step.TRYING}
        self._dialog.set_failed(problem)
        self._show()

    def _stop_asking(self) -> None:
        self._soon.stop()
        for handle in (self._reading, self._trying):
            if handle:
                handle.cancel()
        self._reading = self._trying = None

    # What would happen

    def _choose(self) -> None:
        """Keep what is known of the chosen namespaces, and try the others soon."""
        chosen = self._dialog.chosen()
        done = {name: row for name, row in self._rows.items() if row.step in DONE}
        known = {name: self._rows.get(name, Progress(name, Step.TRYING)) for name in chosen}
        self._rows = dict(sorted((done | known).items()))
        self._show()
        self._soon.start()

    def _try(self) -> None:
        """Try what was not tried yet. What is being tried for a choice that changed since then is begun anew."""
        names = [name for name, row in self._rows.items() if row.step is Step.TRYING]
        secret, session = self._secret, self._place.session
        if self._trying:
            self._trying.cancel()
            self._trying = None
        if secret is None or self._reading or not names:
            return
        handle = self._trying = self._service.run(lambda emit: preview(session, secret, names, emit))
        handle.said.connect(self._tried)
        handle.failed.connect(self._fail)

    def _tried(self, found: object) -> None:
        assert isinstance(found, Progress)
        if found.namespace in self._rows:
            self._put(found)

    # Copying

    def _copy(self) -> None:
        if self._secret is None:
            return
        self._waiting = [name for name, row in self._rows.items() if row.step in TO_DO]
        for name in self._waiting:
            self._rows[name] = Progress(name, Step.WAITING)
        self._next()

    def _next(self) -> None:
        """Begin with as many as may be under way at once, and with none while a newer state has yet to be read."""
        while self._waiting and len(self._under_way) < AT_ONCE and not self._is_behind():
            self._begin(self._waiting.pop(0))
        self._show()

    def _begin(self, namespace: str) -> None:
        secret, session = self._secret, self._place.session
        assert secret
        errand = Errand(
            self._place,
            namespace,
            secret.name,
            "copy",
            "copied",
            lambda emit: copy(session, secret, namespace, emit),
            registry=secret.row.registries[0] if len(secret.row.registries) == 1 else "",
            change=f"from {secret.namespace}",
            tell=False,
        )
        performed = self._under_way[namespace] = self._changes.perform(errand)
        self._rows[namespace] = Progress(namespace, Step.COPYING)
        performed.unsettled.connect(partial(self._unsettled, namespace))
        performed.ended.connect(partial(self._ended, namespace))

    def _unsettled(self, namespace: str, problem: Problem) -> None:
        self._put(Progress(namespace, Step.UNSETTLED, problem))

    def _ended(self, namespace: str, outcome: object) -> None:
        del self._under_way[namespace]
        match outcome:
            case NotDone(problem=problem) if problem.code is Code.ALREADY_EXISTS:
                self._rows[namespace] = Progress(namespace, Step.THERE)
            case NotDone(problem=problem):
                self._rows[namespace] = Progress(namespace, Step.FAILED, problem)
            case _:
                self._rows[namespace] = Progress(namespace, Step.COPIED)
        self._next()
        self._catch_up()

    # What the person does

    def _stop(self) -> None:
        """Begin with none of those that still wait; what is done stays done."""
        for name in self._waiting:
            self._rows[name] = Progress(name, Step.NEW)
        self._waiting = []
        self._show()

    def _stop_waiting(self) -> None:
        """Close the dialog; what is under way goes on, and its outcome is told in the window."""
        for performed in self._under_way.values():
            performed.ended.disconnect()
            performed.unattend()
        self._under_way, self._rows = {}, {}
        self._show()
        self._dialog.reject()

    def _finished(self) -> None:
        self._stop_asking()
        self.closed.emit()
        self._dialog.deleteLater()
        self.deleteLater()

    def _put(self, progress: Progress) -> None:
        self._rows[progress.namespace] = progress
        if not self._to_show.isActive():
            self._to_show.start()

    def _show(self) -> None:
        self._dialog.set_rows(list(self._rows.values()))
