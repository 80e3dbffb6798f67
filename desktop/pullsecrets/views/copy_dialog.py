"""The dialog "Copy to namespaces…": where to, what will happen there, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from pullsecrets.model.copying import Progress, Step
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner
from pullsecrets.views import theme, words
from pullsecrets.views.columns import Fit
from pullsecrets.views.form_dialog import FormDialog, rule
from pullsecrets.views.namespaces_field import ROWS, NamespacesField
from pullsecrets.views.notices import EDGE, Banner, Paragraph
from pullsecrets.views.secret_facts import SecretFacts
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr

TO_DO = frozenset({Step.NEW, Step.FAILED})
"""What the button would do: what failed can be tried again."""
DONE = frozenset({Step.COPIED, Step.OUTDATED})
UNDER_WAY = frozenset({Step.COPYING, Step.UNSETTLED})
_SIGNS = {
    Step.TRYING: ("refresh", Tone.PLAIN),
    Step.NEW: ("plus", Tone.PLAIN),
    Step.SAME: ("circle-check", Tone.PLAIN),
    Step.THERE: ("circle-minus", Tone.PLAIN),
    Step.REFUSED: ("triangle-alert", Tone.WARN),
    Step.WAITING: ("clock", Tone.PLAIN),
    Step.COPYING: ("refresh", Tone.PLAIN),
    Step.UNSETTLED: ("circle-question", Tone.WARN),
    Step.COPIED: ("circle-check", Tone.OK),
    Step.OUTDATED: ("triangle-alert", Tone.WARN),
    Step.FAILED: ("octagon-x", Tone.DANGER),
}
_MUTED = frozenset({Step.TRYING, Step.SAME, Step.THERE, Step.WAITING})


class CopyDialog(FormDialog):
    """Namespaces at the left, what happens there at the right; the button says for how many.

    Closing it asks first: to stop, while namespaces wait for their turn, then to stop waiting for those under way.
    """

    chosen_changed = Signal()
    submitted = Signal()
    stop = Signal()  # nothing more is to begin
    stop_waiting = Signal()

    def __init__(
        self,
        name: str,
        namespace: str,
        registries: Sequence[str],
        namespaces: tuple[str, ...] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Copy to namespaces"))
        self._rows: tuple[Progress, ...] = ()
        self._reading = True
        self._over = False

        self._problem = Banner(Tone.DANGER, "octagon-alert")
        self._changed = Banner(Tone.WARN, "triangle-alert")
        for banner in (self._problem, self._changed):
            banner.hide()
            self.page.addWidget(banner)
        self.page.addLayout(SecretFacts(name, namespace, registries))
        self.page.addSpacing(2 * GRID)
        self._field = NamespacesField(namespaces)
        self._field.changed.connect(self.chosen_changed)
        self._table = ListTable(
            None,
            (
                ListColumn(tr("Namespace"), Fit("namespace", floor=8, least=12, most=30, share=1)),
                ListColumn(tr("What happens"), Fit("outlook", floor=12, least=20, most=60, share=2)),
            ),
            most_rows=ROWS,
            chooses=True,
        )
        self._table.setAccessibleName(tr("What happens"))
        self._table.chosen_changed.connect(self._explain)
        self._why = Paragraph(muted=True)
        self._hint = Paragraph(muted=True)
        self._about = Paragraph(muted=True)
        right = QVBoxLayout()
        right.setSpacing(GRID)
        for widget in (self._hint, self._table, self._why):
            right.addWidget(widget)
        right.addStretch(1)
        halves = QHBoxLayout()
        halves.setSpacing(2 * GRID)
        halves.addWidget(self._field, 2)
        halves.addLayout(right, 3)
        self._choice = QWidget()
        column = QVBoxLayout(self._choice)
        column.setContentsMargins(EDGE, 0, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(rule())
        column.addLayout(halves)
        column.addWidget(self._about)
        self.page.addWidget(self._choice)
        self.page.addStretch(1)
        self._build_footer()
        self.set_owner(None)
        self._explain()
        self._apply()
        self._field.focus()

    def _build_footer(self) -> None:
        self._busy_sign = QProgressBar()
        self._busy_sign.setTextVisible(False)
        self._busy_sign.setFixedSize(8 * GRID, GRID)
        self._beside = Paragraph(muted=True)
        self.footer.addWidget(self._busy_sign)
        self.footer.addWidget(self._beside, 1)
        self._cancel = self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._copy = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        for button in (self._cancel, self._copy):
            button.setMinimumWidth(12 * GRID)
            theme.fix_height(button)
        self._cancel.setAutoDefault(False)
        self._copy.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self.submitted)

    # What the controller says

    def chosen(self) -> tuple[str, ...]:
        """The namespaces that are ticked or typed."""
        return self._field.chosen()

    def set_reading(self, on: bool) -> None:
        """The secret is being read: nothing can be tried or copied yet."""
        self._reading = on
        self._apply()

    def set_owner(self, owner: Owner | None) -> None:
        """Say what is copied, and that an owner has nothing to do with the copies."""
        said = [
            tr("Type, content and description are copied; labels, owners and other annotations are not."),
            tr("Each namespace is tried first: the cluster checks rights, quotas and its rules and creates nothing."),
        ]
        if owner:
            said.insert(1, tr("{owner} does not manage the copies.", owner=words.owner_word(owner)))
        self._about.say(words.sentences(*said))

    def set_rows(self, rows: Sequence[Progress]) -> None:
        """How far each namespace is."""
        self._rows = tuple(rows)
        self._table.set_rows([_row(each) for each in rows])
        self._field.fix(frozenset(each.namespace for each in rows if each.step in DONE))
        self._explain()
        self._apply()

    def say_changed(self) -> None:
        """The content changed while it was copied."""
        said = tr("It changed while it was copied. What is copied from now on is what it holds now.")
        self._changed.say(said, "", tr("“Copied as it was before” marks the namespaces that have the old content."))
        self._changed.show()
        self.show_top()

    def set_failed(self, problem: Problem) -> None:
        """Nothing can be copied any more, and why; what was copied stays listed."""
        self._over, self._reading = True, False
        sentence = words.problem_sentence(problem)
        self._problem.say(sentence)
        self._problem.set_details(sentence if problem.details else "", problem.details)
        self._problem.show()
        self.show_top()
        self._apply()
        self._cancel.setFocus()

    # How it shows

    def _steps(self) -> Counter[Step]:
        return Counter(each.step for each in self._rows)

    def _apply(self) -> None:
        steps = self._steps()
        waiting, under_way = steps[Step.WAITING], sum(steps[step] for step in UNDER_WAY)
        running = bool(waiting or under_way)
        to_do = sum(steps[step] for step in TO_DO)
        self._choice.setVisible(bool(self._rows) or not self._over)
        self._field.set_open(not (running or self._over))
        self._copy.setText(tr("Copy to %n namespace(s)", "", to_do) if to_do else tr("Copy"))
        self._copy.setVisible(not (running or self._over))
        self._copy.setEnabled(bool(to_do) and not steps[Step.TRYING] and not self._reading)
        if running:
            self._cancel.setText(tr("Cancel") if waiting else tr("Stop waiting"))
        else:
            self._cancel.setText(tr("Close") if self._over or any(steps[step] for step in DONE) else tr("Cancel"))
        self._busy_sign.setVisible(running or self._reading or bool(steps[Step.TRYING]))
        done = steps[Step.COPIED] + steps[Step.FAILED]
        self._busy_sign.setRange(0, done + waiting + under_way if running else 0)
        self._busy_sign.setValue(done)
        self._hint.say("" if self._rows or self._over else tr("Choose namespaces to see what would happen there."))
        self._beside.say(self._summary(steps, done, waiting, under_way))

    def _summary(self, steps: Counter[Step], done: int, waiting: int, under_way: int) -> str:
        """What stands beside the buttons."""
        if self._reading:
            return tr("Reading the ImagePullSecret…")
        if waiting or under_way:
            said = [tr("{done} of {all} done.", done=done, all=done + waiting + under_way)]
            if waiting:
                said.append(tr("What is done stays done if you cancel."))
            return words.sentences(*said)
        if steps[Step.TRYING]:
            return tr("Trying %n namespace(s)…", "", steps[Step.TRYING])
        parts = (
            (steps[Step.COPIED], tr("%n copied", "namespaces", steps[Step.COPIED])),
            (steps[Step.OUTDATED], tr("%n copied as it was before", "namespaces", steps[Step.OUTDATED])),
            (steps[Step.FAILED], tr("%n failed", "namespaces", steps[Step.FAILED])),
            (steps[Step.NEW], tr("%n to be created", "namespaces", steps[Step.NEW])),
            (there := steps[Step.SAME] + steps[Step.THERE], tr("%n already there", "namespaces", there)),
            (steps[Step.REFUSED], tr("%n not possible", "namespaces", steps[Step.REFUSED])),
        )
        return tr(", ", "between names").join(said for count, said in parts if count)

    def _explain(self) -> None:
        """Below the table: all that there is to say of the chosen row."""
        chosen = self._table.chosen()
        problem = next((each.problem for each in self._rows if each.namespace == chosen), None)
        self._why.say(words.problem_sentence(problem) if problem else "")

    # What the person does

    def reject(self) -> None:
        steps = self._steps()
        if steps[Step.WAITING]:
            self.stop.emit()
        elif any(steps[step] for step in UNDER_WAY):
            self.stop_waiting.emit()
        else:
            super().reject()


def _row(progress: Progress) -> ListRow:
    icon, tone = _SIGNS[progress.step]
    if progress.step is Step.REFUSED and progress.problem and progress.problem.code is Code.FORBIDDEN:
        icon = "lock"
    tip = words.problem_sentence(progress.problem) if progress.problem else ""
    muted = progress.step in _MUTED
    outlook = Cell(_outlook(progress), icon=icon, tone=tone, muted=muted, tip=tip)
    return ListRow(progress.namespace, (Cell(progress.namespace), outlook))


def _outlook(progress: Progress) -> str:
    """Where a namespace stands, in a few words."""
    problem = progress.problem
    match progress.step:
        case Step.TRYING:
            return tr("Trying…")
        case Step.NEW:
            return tr("Will be created")
        case Step.SAME:
            return tr("Already there, the same")
        case Step.THERE if problem:
            return tr("Skipped: there as {type}", type=problem.values.get("type", ""))
        case Step.THERE:
            return tr("Already there: skipped")
        case Step.WAITING:
            return tr("Waiting")
        case Step.COPYING:
            return tr("Copying…")
        case Step.UNSETTLED:
            return tr("Outcome unknown")
        case Step.COPIED:
            return tr("Copied")
        case Step.OUTDATED:
            return tr("Copied as it was before")
    assert problem
    no_namespace = problem.code is Code.NOT_FOUND and problem.values.get("resource") == "namespaces"
    why = tr("No such namespace") if no_namespace else words.problem_title(problem)
    certain = progress.step is Step.FAILED and problem.code is not Code.OUTCOME_UNKNOWN
    return tr("Failed: {why}", why=why) if certain else why
