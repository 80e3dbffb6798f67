"""The Add dialog's decisions: what may be sent, what an imported file holds, and what becomes of the new secret."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.changes import Changes, Errand, Performed, Place
from pullsecrets.controllers.checking import Checks, CredentialCheck
from pullsecrets.controllers.drafts import EntriesJudge, why_refused
from pullsecrets.controllers.question import Question
from pullsecrets.model.annotations import ANNOTATIONS_LIMIT
from pullsecrets.model.checking import Answer
from pullsecrets.model.creating import NewSecret, check_name, check_namespace
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.matching import shown
from pullsecrets.model.secrets import DESCRIPTION_KEYS
from pullsecrets.model.validation import Finding, FindingCode
from pullsecrets.service.creating import ACCOUNT, Allowed, Created, allowed, create, use_for_new_pods
from pullsecrets.service.loop import ServiceThread
from pullsecrets.service.settling import NotDone
from pullsecrets.views import words
from pullsecrets.views.add_dialog import AddDialog

_ASK_AFTER = 300  # milliseconds without another letter of the namespace
_FIELDS = {  # of the API's, by how they begin
    "metadata.namespace": "namespace",
    "metadata.name": "name",
    "metadata.annotations": "description",
    "data": "password",
}


class AddController(QObject):
    """One open Add dialog. It belongs to the context that it was opened from.

    ``added`` tells the new secret. Whether new pods use it, where that was asked for, is told by ``Changes``: the
    secret is there all the same.
    """

    closed = Signal()
    added = Signal(object)  # PullSecret

    def __init__(
        self,
        window: QWidget,
        service: ServiceThread,
        changes: Changes,
        checks: Checks,
        place: Place,
        namespaces: tuple[str, ...] | None,
        namespace: str,
        name: str = "",
    ) -> None:
        super().__init__(window)
        self._changes, self._place = changes, place
        self._performed: Performed | None = None
        self._sent: NewSecret
        self._for_new_pods = False  # what was sent is to be used for them
        self._rights = Question(service)
        self._may_create = True
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(_ASK_AFTER)
        self._ask_soon.timeout.connect(self._ask_rights)
        dialog = self._dialog = AddDialog(window, namespaces, namespace, name)
        self._entries = EntriesJudge(dialog.entries)
        assert dialog.check
        self._check = CredentialCheck(checks, dialog.check, self)
        self._check.holding.connect(dialog.set_checking)
        self._check.turned.connect(dialog.entries.show_entry)
        using = service.run(lambda emit: place.session.follow_use(namespace, name, emit)) if name else None
        self._check.follow(using)  # pods wait for a secret of that name
        dialog.namespace_changed.connect(self._namespace_changed)
        dialog.edited.connect(self._edited)
        dialog.submitted.connect(self._submit)
        dialog.stop_waiting.connect(self._stop_waiting)
        dialog.finished.connect(self._finished)
        self._ask_rights()
        self._judge()
        dialog.focus_first()
        dialog.open()

    # What the person does

    def _edited(self) -> None:
        if self._may_create:  # else what is said stays true
            self._dialog.set_problem(None)
        self._judge()

    def _namespace_changed(self) -> None:
        """Ask what may be done there, once it is typed."""
        self._may_create = True
        self._dialog.set_field_problem("name", None)  # that it is taken
        self._rights.drop()
        self._ask_soon.start()

    def _submit(self) -> None:
        """Have every credential checked, then send them."""
        if not self._judge():
            self._check.first(self._entries.entries(), self._send)

    def _send(self, doubt: Answer | None) -> None:
        if self._judge():
            return
        typed, session = self._dialog.typed(), self._place.session
        new = self._sent = NewSecret(typed.namespace, typed.name, self._entries.entries(), typed.description)
        self._for_new_pods = typed.for_new_pods
        self._dialog.set_problem(None)
        self._dialog.set_busy(True)
        performed = self._performed = self._changes.perform(
            Errand(
                self._place,
                new.namespace,
                new.name,
                "create",
                "created",
                lambda emit: create(session, new, emit),
                registry=", ".join(shown(entry.key) for entry in new.entries),
                doubt=doubt,
            )
        )
        performed.unsettled.connect(self._dialog.set_problem)
        performed.ended.connect(self._ended)

    def _stop_waiting(self) -> None:
        """Close the form; what was sent goes on, and its outcome is told in the window."""
        if self._performed:
            self._performed.unattend()
        self._dialog.reject()

    def _finished(self) -> None:
        self._rights.drop()
        self._ask_soon.stop()
        self._check.close()
        self._dialog.deleteLater()
        self.closed.emit()
        if not self._performed:
            self.deleteLater()

    # What becomes of it

    def _ended(self, outcome: object) -> None:
        assert self._performed
        attended = self._performed.attended
        self._performed = None
        if isinstance(outcome, Created) and self._for_new_pods:
            self._use_for_new_pods()
        if not attended:
            self.deleteLater()
            return
        self._dialog.set_busy(False)
        self._dialog.set_problem(None)
        match outcome:
            case Created(secret=secret):
                self.added.emit(secret)
                self._dialog.accept()
            case NotDone(problem=problem):
                self._fail(problem)

    def _use_for_new_pods(self) -> None:
        """The second half: the secret is there, so that nobody waits for this in the form."""
        session, new = self._place.session, self._sent
        self._changes.perform(
            Errand(
                self._place,
                new.namespace,
                new.name,
                "service account",
                "updated",
                lambda emit: use_for_new_pods(session, new.namespace, new.name, emit),
                change=ACCOUNT,
            )
        ).attended = False

    def _fail(self, problem: Problem) -> None:
        """Say what went wrong, beside the field where it is one field's; everything typed stays."""
        field = _field_of(problem)
        if self._dialog.has_field(field):
            self._dialog.set_field_problem(field, problem)
        else:
            self._dialog.set_problem(problem)
        self._judge()

    # What may be done

    def _ask_rights(self) -> None:
        namespace, session = self._dialog.typed().namespace, self._place.session
        self._rights.drop()
        if check_namespace(namespace) is None:
            self._rights.ask(lambda _: allowed(session, namespace), self._rights_known)

    def _rights_known(self, answer: object) -> None:
        assert isinstance(answer, Allowed)
        self._may_create = answer.create
        self._dialog.set_for_new_pods(allowed=answer.use_for_new_pods)
        if not answer.create:
            self._fail(self._forbidden())
        self._judge()

    def _forbidden(self) -> Problem:
        context = self._place.context
        values: dict[str, Value] = {"verb": "create", "resource": "secrets", "user": context.user}
        return Problem(Code.FORBIDDEN, values | {"namespace": self._dialog.typed().namespace, "context": context.name})

    # What the form holds

    def _judge(self) -> str:
        """Show what is wrong. The reason why Add waits is the answer; empty where it does not."""
        typed = self._dialog.typed()
        findings = {
            "name": check_name(typed.name),
            "namespace": check_namespace(typed.namespace),
            "description": _check_description(typed.description),
        }
        for field, finding in findings.items():
            if self._dialog.has_field(field):
                self._dialog.set_finding(field, finding)
        in_entries = self._entries.judge()
        reason = why_refused(findings["name"], findings["namespace"]) or in_entries
        reason = reason or why_refused(findings["description"])
        if not self._may_create:
            reason = words.problem_title(self._forbidden())
        self._dialog.set_ready(not reason, reason)
        self._check.consider(self._entries.chosen())
        if reason:
            self._check.call_off()
        return reason


def _check_description(text: str) -> Finding | None:
    """Refuses one that is longer than the annotation that holds it may be."""
    size = len(DESCRIPTION_KEYS[0]) + len(text.encode(errors="surrogatepass"))
    if size > ANNOTATIONS_LIMIT:
        return Finding("description", FindingCode.ANNOTATIONS_TOO_LARGE, refused=True)
    return None


def _field_of(problem: Problem) -> str:
    """The field beside which a problem belongs; empty where it is none's."""
    match problem.code:
        case Code.ALREADY_EXISTS:
            return "name"
        case Code.NAMESPACE_TERMINATING | Code.FORBIDDEN:
            return "namespace"
        case Code.NOT_FOUND if problem.values.get("resource") == "namespaces":
            return "namespace"
        case Code.INVALID:
            named = str(problem.values.get("field", ""))
            return next((field for start, field in _FIELDS.items() if named.startswith(start)), "")
        case _:
            return ""
