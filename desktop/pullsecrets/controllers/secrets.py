"""The ImagePullSecrets page: which context and namespace are shown, what the table holds, what may be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal

from pullsecrets.controllers.actions import Actions
from pullsecrets.controllers.changes import Changes, Place, Told, is_going
from pullsecrets.controllers.notices import Notices
from pullsecrets.controllers.permissions import Permissions
from pullsecrets.controllers.pulls import PullsController
from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.secrets import Row
from pullsecrets.service.creating import Created
from pullsecrets.service.deleting import Deleted
from pullsecrets.service.following import MOST_NAMESPACES, Scope
from pullsecrets.service.loop import Handle, ServiceThread
from pullsecrets.service.rows import Closed, Live, Lost, Polled, Rows
from pullsecrets.service.session import Contexts, Session, Source, contexts
from pullsecrets.service.tasks import Updated
from pullsecrets.settings import Settings
from pullsecrets.views import check_texts, words
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.notices import News
from pullsecrets.views.secrets_page import (
    Connecting,
    Liveness,
    NotAllowed,
    Ready,
    Refused,
    SecretsPage,
    Unreachable,
)
from pullsecrets.views.theme import Tone
from pullsecrets.views.view_texts import enumeration

UNREACHABLE = {
    Code.CONNECTION_REFUSED,
    Code.CONNECTION_LOST,
    Code.NETWORK_UNREACHABLE,
    Code.TIMEOUT,
    Code.UNKNOWN_HOST,
    Code.TOO_MANY_REQUESTS,
    Code.SERVER_ERROR,
    Code.PROXY_FAILED,
}
SIGN_IN = {
    Code.SIGN_IN,
    Code.NO_USER,
    Code.NO_CREDENTIAL,
    Code.TOKEN_FILE,
    Code.TOKEN_EXPIRED,
    Code.EXEC_MISSING,
    Code.EXEC_FAILED,
    Code.EXEC_TIMEOUT,
    Code.EXEC_ANSWER,
}


class SecretsController(QObject):
    """Joins the page with the service. One session is shown at a time."""

    ready = Signal()  # the first complete list is in the table

    def __init__(
        self,
        window: MainWindow,
        page: SecretsPage,
        service: ServiceThread,
        changes: Changes,
        permissions: Permissions,
        actions: Actions,
        notices: Notices,
        pulls: PullsController,
        settings: Settings,
        source: Source,
        *,
        demo: bool,
    ) -> None:
        super().__init__(window)
        self._window, self._page, self._service = window, page, service
        self._changes, self._settings, self._source, self._demo = changes, settings, source, demo
        self._contexts: dict[str, Context] = {}
        self._place: Place | None = None
        self._names: tuple[str, ...] | None = ()  # the namespaces; None where they may not be listed
        self._names_known = False
        self._scope: Scope = None
        self._follows: list[Handle] = []
        self._asking: list[Handle] = []  # namespaces and rights
        self._permissions = permissions
        self._actions, self._notices, self._pulls = actions, notices, pulls
        self._lost: Problem | None = None
        self._closed: list[str] = []  # namespaces that were chosen and may not be listed; a banner says so
        self._true_at: datetime | None = None
        self._named: list[tuple[str, str]] = []  # opened by name: namespace, name
        self._retired: list[Session] = []

        page.context_chosen.connect(self._choose_context)
        page.namespaces_chosen.connect(self._choose_namespaces)
        page.open_by_name.connect(self._open_by_name)
        page.refresh.connect(self._refresh)
        page.retry_now.connect(self._retry_now)
        page.undo.connect(changes.undo_last)
        changes.told.connect(self._tell)
        changes.emptied.connect(self._close_retired)
        changes.undoable.connect(page.set_undoable)

    def start(self) -> None:
        """Read the kubeconfig and open the context that was used last, else the current one."""
        handle = self._service.run(lambda _: contexts(self._source))
        handle.done.connect(self._contexts_read)
        handle.failed.connect(self._refused)

    def session(self) -> Session:
        """The session that is shown."""
        assert self._place
        return self._place.session

    # Contexts and namespaces

    def _contexts_read(self, found: object) -> None:
        assert isinstance(found, Contexts)
        self._contexts = {context.name: context for context in found.contexts}
        usable = [context.name for context in found.contexts if not context.problem]
        wanted = [name for name in (self._settings.context, found.current, *usable) if name in usable]
        # A current context that is broken is opened all the same where nothing else was used: it says why.
        name = wanted[0] if wanted else found.current if found.current in self._contexts else ""
        self._page.set_contexts(found.contexts, name)
        if name:
            for problem in found.problems[:1]:
                self._page.show_banner(problem)
            self._open(name)
        else:
            self._refused(found.problems[0] if found.problems else Problem(Code.NO_KUBECONFIG))

    def _refused(self, problem: Problem) -> None:
        self._page.set_state(Refused(problem))
        self._page.set_live(Liveness.NONE)

    def _choose_context(self, name: str) -> None:
        if name in self._contexts and not (self._place and self._place.context.name == name):
            self._open(name)

    def _open(self, name: str) -> None:
        context = self._contexts[name]
        self._leave()
        self._place = Place(Session(name, self._source), context)
        self._service.at_end(self._place.session.close)
        self._permissions.begin(self._place)
        self._actions.begin(self._place)
        self._pulls.begin(self._place)
        self._settings.context = name
        self._window.set_title(name, demo=self._demo)
        self._window.set_insecure(name if context.insecure and not self._demo else "")
        self._names, self._names_known = (), False
        self._ask_namespaces()
        self._show(self._settings.namespaces(name) or None)

    def _leave(self) -> None:
        for handle in self._follows + self._asking:
            handle.cancel()
        self._follows, self._asking, self._named = [], [], []
        if self._place:
            self._retired.append(self._place.session)
            self._place = None
            self._close_retired()
        self._permissions.begin(None)
        self._actions.begin(None)
        self._pulls.begin(None)
        self._notices.hide()  # it names no context
        self._true_at = None

    def _close_retired(self) -> None:
        for session in [session for session in self._retired if not self._changes.busy(session)]:
            self._retired.remove(session)
            self._close(session)

    def _close(self, session: Session) -> None:
        self._service.run(lambda _: session.close())

    def _ask_namespaces(self) -> None:
        session = self.session()
        handle = self._service.run(lambda _: session.namespaces())
        handle.done.connect(self._namespaces_read)
        self._asking.append(handle)
        handle = self._service.run(lambda _: session.may("list", ""))
        handle.done.connect(self._list_judged)
        self._asking.append(handle)

    def _list_judged(self, everywhere: object) -> None:
        """Who may not list the whole cluster has a list and a watch for each namespace: not too many."""
        self._page.header.namespaces.set_most(None if everywhere else MOST_NAMESPACES)
        if not everywhere and self._scope and len(self._scope) > MOST_NAMESPACES:
            self._choose_namespaces(self._scope[:MOST_NAMESPACES])  # they were chosen when more was allowed

    def _namespaces_read(self, names: object) -> None:
        assert names is None or isinstance(names, tuple)
        self._names, self._names_known = names, True
        self._actions.set_names(names)
        self._page.set_namespaces(names, self._scope)

    def _choose_namespaces(self, chosen: object) -> None:
        if not self._place:
            return
        assert chosen is None or isinstance(chosen, tuple)
        self._settings.set_namespaces(self._place.context.name, chosen or ())
        self._named = []
        self._show(chosen)

    def _show(self, scope: Scope) -> None:
        """Show some namespaces, or all, from an empty table."""
        assert self._place
        self._scope, self._lost, self._true_at = scope, None, None
        self._page.table.model_.clear()
        self._page.set_state(Connecting(self._place.context.name))
        self._page.set_live(Liveness.NONE)
        self._page.set_namespaces(self._names, scope)
        self._follow_all()

    def _follow_all(self) -> None:
        """Begin to follow what is shown; rows that are there stay until a list says otherwise."""
        for handle in self._follows:
            handle.cancel()
        self._follows = []
        self._forget_closed()
        rows = self._page.table.model_.rows
        shown = tuple(row for row in rows if self._scope is None or row.namespace in self._scope)
        self._follow(self._scope, known=shown).failed.connect(self._not_shown)
        for namespace, name in self._named:
            known = tuple(row for row in rows if (row.namespace, row.name) == (namespace, name))
            self._follow((namespace,), name, known).failed.connect(partial(self._no_longer_named, namespace, name))

    def _follow(self, scope: Scope, name: str = "", known: tuple[Row, ...] = ()) -> Handle:
        assert self._place
        session = self._place.session
        handle = self._service.run(lambda emit: session.follow(scope, emit, name, known))
        handle.said.connect(self._said)
        self._follows.append(handle)
        return handle

    def _not_shown(self, problem: Problem) -> None:
        place = self._place
        assert place
        fallback = place.context.namespace
        unasked = self._scope is None and self._settings.namespaces(place.context.name) is None
        if problem.code is Code.FORBIDDEN and fallback and unasked:
            self._show((fallback,))  # all namespaces was our idea, and the kubeconfig has another
            return
        self._forget_closed()
        self._page.set_live(Liveness.NONE)
        self._page.set_state(NotAllowed(problem) if problem.code is Code.FORBIDDEN else Refused(problem))

    def _show_closed(self, problem: Problem) -> None:
        """Say above the rows of which namespaces there are none."""
        self._closed.append(str(problem.values["namespace"]))
        values = {**problem.values, "namespaces": enumeration(self._closed)}
        self._page.show_closed(replace(problem, values=values))

    def _forget_closed(self) -> None:
        if self._closed:
            self._closed = []
            self._page.hide_closed()

    def _open_by_name(self, namespace: str, name: str) -> None:
        """Show one secret, also to those who may not list any."""
        if not self._place:
            return
        uid = self._page.table.model_.find_name(namespace, name)
        if uid:
            self._page.select(uid)
            return
        handle = self._follow((namespace,), name)
        named = _Named(self, handle, namespace, name)
        named.found.connect(self._named_found)
        named.failed.connect(self._named_failed)

    def _named_found(self, namespace: str, name: str) -> None:
        self._named.append((namespace, name))
        uid = self._page.table.model_.find_name(namespace, name)
        if uid:
            self._page.select(uid)

    def _named_failed(self, problem: Problem, handle: Handle) -> None:
        handle.cancel()
        self._follows = [each for each in self._follows if each is not handle]
        self._window.show_problem(problem)

    def _no_longer_named(self, namespace: str, name: str, problem: Problem) -> None:
        """A secret that was opened by name may not be seen any more."""
        self._named.remove((namespace, name))
        uid = self._page.table.model_.find_name(namespace, name)
        self._take((), (uid,) if uid else ())
        self._window.show_problem(problem)

    def _refresh(self) -> None:
        """Read the kubeconfig, list, and ask for namespaces and rights again."""
        if not self._place:
            self.start()
            return
        self._renew().failed.connect(self._not_renewed)

    def _renew(self) -> Handle:
        session = self.session()
        handle = self._service.run(lambda _: session.renew())
        handle.done.connect(self._renewed)
        self._asking.append(handle)
        return handle

    def _renewed(self, _: object) -> None:
        self._permissions.begin(self._place)
        self._ask_namespaces()
        self._follow_all()
        self._permissions.ask({row.namespace for row in self._page.table.model_.rows})

    def _not_renewed(self, problem: Problem) -> None:
        self._disconnected(problem, 0.0)

    def _retry_now(self) -> None:
        if not self._place:
            self.start()
        elif self._lost and self._lost.code in SIGN_IN:
            self._refresh()  # whoever signed in again has a new login in the kubeconfig
        else:
            self._service.in_loop(self._place.session.retry_now)

    # What the cluster says

    def _said(self, message: object) -> None:
        match message:
            case Rows(upserts=upserts, removed=removed, complete=complete):
                self._rows(upserts, removed, complete)
            case Live():
                self._connected(Liveness.LIVE)
            case Polled():
                self._connected(Liveness.POLLING)
            case Lost(problem=problem, retry_in=retry_in):
                self._disconnected(problem, retry_in)
            case Closed(problem=problem):
                self._show_closed(problem)

    def _rows(self, upserts: tuple[Row, ...], removed: tuple[str, ...], complete: bool) -> None:
        self._true_at = datetime.now(UTC)
        self._take(upserts, removed)
        if complete:
            self._page.set_state(self._ready())
            self.ready.emit()
        self._permissions.ask({row.namespace for row in upserts})

    def _take(self, upserts: tuple[Row, ...], removed: tuple[str, ...]) -> None:
        """Secrets changed or went: show it everywhere."""
        self._page.table.model_.apply(upserts, removed)
        for uid in removed:
            self._changes.row_removed(uid)
        for row in upserts:
            self._changes.row_changed(row)
        self._pulls.rows_removed(removed)
        self._actions.rows(upserts, removed)

    def _ready(self) -> Ready:
        typed = self._scope is not None and not set(self._scope).issubset(self._names or ())
        return Ready(maybe_missing=typed)

    def _connected(self, live: Liveness) -> None:
        self._lost = None
        if not self._names_known:
            self._ask_namespaces()
        self._permissions.ask({row.namespace for row in self._page.table.model_.rows})
        self._page.set_state(self._ready())
        self._page.set_live(live)
        self._actions.set_lost(None)

    def _disconnected(self, problem: Problem, retry_in: float) -> None:
        self._lost = problem
        if problem.code in SIGN_IN and retry_in:
            self._look_for_a_new_login()
        rows = self._page.table.model_.total > 0
        if rows or problem.code in UNREACHABLE:
            retry_at = datetime.now(UTC) + timedelta(seconds=retry_in)
            self._page.set_state(Unreachable(problem, self._true_at if rows else None, retry_at))
        else:
            self._page.set_state(Refused(problem))
        self._page.set_live(Liveness.OFFLINE)
        self._actions.set_lost(problem)

    def _look_for_a_new_login(self) -> None:
        """Each time a login was refused: somebody may have signed in again meanwhile."""
        session = self.session()
        handle = self._service.run(lambda _: session.renew())
        handle.done.connect(self._login_read)
        self._asking.append(handle)

    def _login_read(self, changed: object) -> None:
        if changed:
            self._renewed(changed)

    # What became of writes

    def _tell(self, told: object) -> None:
        assert isinstance(told, Told)
        errand, here = told.errand, self._place == told.errand.place
        namespace = errand.namespace if here else f"{errand.namespace} ({errand.place.context.name})"
        row = self._page.table.model_.row_by_uid(errand.uid) if here else None
        users = row.use.users if row and row.use and "credential" in errand.change else 0
        done = errand.change if errand.kind == "entry" else errand.kind
        kind = "deleting" if is_going(told.outcome) else done
        text, bold = words.told(kind, told.problem, errand.name, namespace, users)
        tone = Tone.DANGER if told.problem else Tone.OK
        doubt = errand.doubt if told.problem is None else None
        if doubt and doubt.against:
            tone = Tone.WARN
        second = check_texts.doubtful(doubt) if doubt else ""
        self._notices.show(errand.uid, News(text, bold, second, tone=tone, undo=told.can_undo))
        if here:
            self._note(told)

    def _note(self, told: Told) -> None:
        """The server said so: it shows now, and the watch brings the same later, unless it was faster."""
        session, outcome = told.errand.place.session, told.outcome
        match outcome:
            case Updated(secret=secret, before=before):
                shown = self._page.table.model_.row_by_uid(secret.uid)
                if shown and shown.resource_version == before.resource_version:
                    self._service.in_loop(session.note, secret.row)
            case Created(secret=secret) if not self._page.table.model_.row_by_uid(secret.uid):
                self._service.in_loop(session.note, secret.row)
            case Deleted(gone=True):
                self._service.in_loop(session.note_gone, told.errand.uid)


class _Named(QObject):
    """Waits for the first list of one secret that is opened by its name, and says whether it is there."""

    found = Signal(str, str)
    failed = Signal(object, object)  # a Problem, the handle

    def __init__(self, parent: QObject, handle: Handle, namespace: str, name: str) -> None:
        super().__init__(parent)
        self._handle, self._namespace, self._name = handle, namespace, name
        self._seen = False
        handle.said.connect(self._said)
        handle.failed.connect(self._refused)

    def _said(self, message: object) -> None:
        if not isinstance(message, Rows):
            return
        self._seen = self._seen or bool(message.upserts)
        if message.complete and self._seen:
            self.found.emit(self._namespace, self._name)
            self._leave()
        elif message.complete:
            self._refused(Problem(Code.NOT_FOUND, {"namespace": self._namespace, "name": self._name}))

    def _refused(self, problem: Problem) -> None:
        self.failed.emit(problem, self._handle)
        self._leave()

    def _leave(self) -> None:
        self._handle.said.disconnect(self._said)
        self.deleteLater()
