"""What can be done with secrets: whether it can be done now, and the pages and dialogs in which it is done."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pullsecrets.controllers.add import AddController
from pullsecrets.controllers.changes import Changes, Place
from pullsecrets.controllers.checking import Checks
from pullsecrets.controllers.copying import CopyController
from pullsecrets.controllers.delete import DeleteController
from pullsecrets.controllers.entries import EntryController
from pullsecrets.controllers.permissions import Permissions
from pullsecrets.controllers.update import UpdateController
from pullsecrets.controllers.view import ViewController
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.service.loop import ServiceThread
from pullsecrets.views.clipboard import SecretClipboard
from pullsecrets.views.main_window import MainWindow, Page
from pullsecrets.views.row_actions import RowAct
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.view_page import EntryAct, ViewPage

VERBS = {RowAct.UPDATE: "patch", RowAct.DELETE: "delete", RowAct.ADD: "create"}

_Dialog = UpdateController | AddController | DeleteController | CopyController | EntryController


class Actions(QObject):
    """Belongs to one place at a time. Dialogs stay with the place that they were opened from."""

    viewed = Signal(str, str)  # the uid and namespace of the secret that View shows from now on, "": none

    def __init__(
        self,
        window: MainWindow,
        page: SecretsPage,
        view_page: ViewPage,
        service: ServiceThread,
        changes: Changes,
        checks: Checks,
        permissions: Permissions,
        clipboard: SecretClipboard,
    ) -> None:
        super().__init__(window)
        self._window, self._page, self._view_page = window, page, view_page
        self._service, self._changes, self._checks = service, changes, checks
        self._permissions, self._clipboard = permissions, clipboard
        self._place: Place | None = None
        self._lost: Problem | None = None
        self._names: tuple[str, ...] | None = None  # the namespaces; None while they are not known
        self._view: ViewController | None = None
        self._dialogs: list[_Dialog] = []
        self._awaited = ""  # the uid of a secret that was added and is to be selected
        page.set_actions(self.why_not, self._why_not_add)
        page.view_requested.connect(self.view)
        page.update_requested.connect(self._update)
        page.copy_requested.connect(self._copy)
        page.delete_requested.connect(self._delete)
        page.add_requested.connect(self._add)
        permissions.changed.connect(self.judge)
        window.page_chosen.connect(self._close_view)

    # What the page's controller says

    def begin(self, place: Place | None) -> None:
        """Act in this place from now on."""
        self._back()
        self._place, self._lost, self._names, self._awaited = place, None, None, ""

    def set_names(self, names: tuple[str, ...] | None) -> None:
        """The namespaces there are; None where they may not be listed."""
        self._names = names
        self._page.actions_changed()

    def set_lost(self, problem: Problem | None) -> None:
        """What keeps the cluster from answering."""
        self._lost = problem
        self._page.actions_changed()
        if self._view:
            self._view.set_lost(problem)

    def rows(self, upserts: tuple[Row, ...], removed: tuple[str, ...]) -> None:
        """Secrets changed or went."""
        views = [self._view] if self._view else []
        for listener in [*views, *(each for each in self._dialogs if not isinstance(each, AddController))]:
            for uid in removed:
                listener.row_removed(uid)
            for row in upserts:
                listener.row_changed(row)
        self._select_awaited()

    def judge(self) -> None:
        """Something changed that decides what can be done."""
        self._page.actions_changed()
        if self._view:
            self._view.judge()

    # What may be done

    def why_not(self, row: Row, act: RowAct) -> Problem | None:
        """Why something cannot be done with a secret; None where it can, as far as is known."""
        name: dict[str, Value] = {"namespace": row.namespace, "name": row.name}
        if self._lost and act is not RowAct.VIEW:
            return self._lost
        if act is RowAct.ADD:
            if row.other_type:
                return Problem(Code.NOT_PULL_SECRET, name | {"type": row.other_type})
            return self._permissions.why_not("create", row.namespace)
        copy: dict[str, Value] = {"kind": "copy"} if act is RowAct.COPY else {}
        if row.terminating and act is not RowAct.VIEW:
            return Problem(Code.TERMINATING, name | copy)
        if row.broken and act in (RowAct.UPDATE, RowAct.COPY):
            return Problem(Code.BROKEN, name | copy | {"why": row.broken.why})
        verb = VERBS.get(act)
        return self._permissions.why_not(verb, row.namespace, row.name) if verb else None

    def _why_not_add(self, namespaces: tuple[str, ...] | None) -> Problem | None:
        """Why no secret can be added in any of these namespaces; with None, in any there is."""
        if self._lost:
            return self._lost
        among = (self._names if namespaces is None else namespaces) or ()
        self._permissions.ask(set(among))
        reasons = [self._permissions.why_not("create", name) for name in among]
        if not reasons or not all(reasons):
            return None
        first = reasons[0]
        return first if len(among) == 1 or first is None else replace(first, values={**first.values, "namespace": ""})

    # Doing it

    def view(self, uid: str) -> None:
        """Open the View page of a secret."""
        row, place = self._row(uid), self._place
        if row is None or place is None:
            return
        self._close_view()
        view = self._view = ViewController(
            self._window, self._view_page, self._service, place, row, self._clipboard, self.why_not
        )
        view.back.connect(self._back)
        view.update.connect(self._update)
        view.delete.connect(self._delete)
        view.copy.connect(self._copy)
        view.entry.connect(self._entry)
        self.viewed.emit(uid, row.namespace)
        if self._lost:
            view.set_lost(self._lost)
        self._window.show_page(Page.VIEW, row.name)

    def _back(self) -> None:
        if self._view:
            uid = self._view.uid
            self._close_view()
            self._window.show_page(Page.SECRETS)
            self._page.select(uid)

    def _close_view(self, _: object = None) -> None:
        if self._view:
            self._view.leave()
            self._view = None
            self.viewed.emit("", "")

    def _update(self, uid: str, owner: Owner | None = None, key: str | None = None) -> None:
        row = self._allowed(uid, RowAct.UPDATE)
        if row and self._place:
            self._keep(
                UpdateController(self._window, self._service, self._changes, self._checks, self._place, row, owner, key)
            )

    def _copy(self, uid: str) -> None:
        row = self._allowed(uid, RowAct.COPY)
        if row and self._place:
            self._keep(CopyController(self._window, self._service, self._changes, self._place, row, self._names))

    def _delete(self, uid: str, owner: Owner | None = None) -> None:
        row = self._allowed(uid, RowAct.DELETE)
        if row and self._place:
            dialog = DeleteController(self._window, self._service, self._changes, self._place, row, owner)
            dialog.deleted.connect(self._deleted)
            self._keep(dialog)

    def _deleted(self, uid: str) -> None:
        if self._view and self._view.uid == uid:
            self._back()

    def _add(self, namespace: str, name: str) -> None:
        if self._place:
            chosen = namespace or self._page.namespace_for_new
            names = self._names
            dialog = AddController(
                self._window, self._service, self._changes, self._checks, self._place, names, chosen, name
            )
            dialog.added.connect(self._added)
            self._keep(dialog)

    def _added(self, secret: object) -> None:
        """Select the row of what was added, now or when the watch brings it."""
        assert isinstance(secret, PullSecret)
        self._awaited = secret.uid
        self._select_awaited()

    def _select_awaited(self) -> None:
        if self._awaited and self._row(self._awaited):
            self._page.select(self._awaited)
            self._awaited = ""

    def _entry(self, act: EntryAct, uid: str, key: str, owner: Owner | None) -> None:
        row = self._row(uid)
        if row and self._place:
            self._keep(
                EntryController(
                    self._window, self._service, self._changes, self._checks, self._place, row, act, key, owner
                )
            )

    def _allowed(self, uid: str, act: RowAct) -> Row | None:
        row = self._row(uid)
        return row if row and not self.why_not(row, act) else None

    def _row(self, uid: str) -> Row | None:
        return self._page.table.model_.row_by_uid(uid)

    def _keep(self, dialog: _Dialog) -> None:
        self._dialogs.append(dialog)
        dialog.closed.connect(self._closed)

    def _closed(self) -> None:
        self._dialogs = [dialog for dialog in self._dialogs if dialog is not self.sender()]
