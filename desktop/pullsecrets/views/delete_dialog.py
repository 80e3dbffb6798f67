"""The dialog "Delete ImagePullSecret". It asks and shows; what is read, refused and sent is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import UseState
from pullsecrets.model.usage import Usage
from pullsecrets.views import theme, words
from pullsecrets.views.fields import INSET, NO_LIMIT
from pullsecrets.views.form_dialog import FormDialog
from pullsecrets.views.notices import EDGE, Banner, Paragraph, Strip
from pullsecrets.views.secret_facts import SecretFacts
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.used_by import UsedByTable
from pullsecrets.views.view_lock import LockStrip
from pullsecrets.views.view_texts import use_sentence
from pullsecrets.views.words import tr

_MOST_ROWS = 8
_TONES = {
    Code.ALREADY_GONE: Tone.PLAIN,
    Code.CHANGED_MEANWHILE: Tone.WARN,
    Code.OUTCOME_UNKNOWN: Tone.WARN,
    Code.USE_UNKNOWN: Tone.WARN,
}
"""What is no failure; everything else is one."""


class _Stage(Enum):
    READING = auto()
    ASKING = auto()
    SENT = auto()
    GOING = auto()  # the server has agreed, a finalizer holds it
    OVER = auto()  # there is nothing left to ask


class DeleteDialog(FormDialog):
    """Asks once, and only where deleting is allowed. Enter presses Cancel wherever the focus is not on a button.

    While the delete is under way, closing asks to stop waiting instead.
    """

    confirmed = Signal()
    stop_waiting = Signal()
    change_anyway = Signal(Owner)  # the person was asked once more about this one and insisted

    def __init__(self, name: str, namespace: str, registries: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Delete ImagePullSecret"))
        self._secret_name = name
        self._stage = _Stage.READING
        self._usage: Usage | None = None
        self._owner: Owner | None = None
        self._forbidden: Problem | None = None

        self._problem = Banner(Tone.DANGER, "octagon-alert")
        self._use = Strip(Tone.WARN, "triangle-alert")
        self._locked = LockStrip(tr("Delete this ImagePullSecret anyway?"))
        self._locked.change_anyway.connect(self.change_anyway)
        for strip in (self._problem, self._use, self._locked):
            strip.hide()
            self.page.addWidget(strip)
        self.page.addLayout(SecretFacts(name, namespace, registries))
        self._users = UsedByTable(None, first_column_title=tr("Used by"), most_rows=_MOST_ROWS)
        self._ask_name = Paragraph()
        self._ask_name.say(tr("To delete it anyway, type its name:"))
        self._typed = QLineEdit()
        self._typed.setAccessibleName(self._ask_name.text())
        self._typed.setMaxLength(NO_LIMIT)
        self._typed.setTextMargins(INSET, 0, INSET, 0)
        self._typed.textChanged.connect(self._apply)
        theme.fix_height(self._typed)
        column = QVBoxLayout()
        column.setContentsMargins(EDGE, 2 * GRID, EDGE, 2 * GRID)
        column.setSpacing(GRID)
        for widget in (self._users, self._ask_name, self._typed):
            column.addWidget(widget)
        self.page.addLayout(column)
        self.page.addStretch(1)
        self._build_footer()
        self._say_reading()
        self._apply()
        self._focus_safely()

    def _build_footer(self) -> None:
        self._busy_sign = QProgressBar()
        self._busy_sign.setRange(0, 0)
        self._busy_sign.setTextVisible(False)
        self._busy_sign.setFixedSize(6 * GRID, GRID)
        self._why_not = Paragraph(muted=True)
        self.footer.addWidget(self._busy_sign)
        self.footer.addWidget(self._why_not, 1)
        self._cancel = self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._delete = self.buttons.addButton(tr("Yes, delete!"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._delete.setIconSize(QSize(16, 16))
        for button in (self._cancel, self._delete):
            button.setMinimumWidth(12 * GRID)
            theme.fix_height(button)
        self._delete.setAutoDefault(False)
        self._cancel.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self.confirmed)

    # What the controller says

    def set_reading(self) -> None:
        """The secret and what uses it are being read: what was said of them may not be true any more."""
        self._stage = _Stage.READING
        self._problem.hide()
        self._say_reading()
        self._apply()

    def ask(self, usage: Usage, owner: Owner | None, forbidden: Problem | None, changed: Problem | None = None) -> None:
        """Ask, or refuse, by what uses it; by an ``owner`` who has not been overridden; by a right that is missing.

        ``changed`` says why the question is asked anew.
        """
        self._stage = _Stage.ASKING
        self._usage, self._owner, self._forbidden = usage, owner, forbidden
        in_use = usage.use.state is UseState.IN_USE
        self._locked.show_reason(None if in_use else owner)  # what is in use cannot be deleted anyway
        self._users.show_usage(usage)
        self._say_use(usage)
        self._show_problem(changed)
        self._typed.clear()  # that was the answer to another question
        self._apply()
        self._focus_safely()

    def set_sent(self) -> None:
        """The delete was sent: Cancel becomes "Stop waiting"."""
        self._stage = _Stage.SENT
        self._problem.hide()
        self._apply()
        self._focus_safely()

    def set_unsettled(self, problem: Problem) -> None:
        """It was sent, and its outcome is not known yet."""
        self._show_problem(problem)

    def set_going(self, held_by: Sequence[str]) -> None:
        """The server deletes it when these finalizers let go of it."""
        self._end(_Stage.GOING)
        self._use.set_tone(Tone.PLAIN)
        said = tr("It is being deleted.")
        holds = tr(", ", "between names").join(held_by)
        self._use.say(said, said, tr("Held by {holds} until that is done.", holds=holds) if holds else "")
        self._use.show()

    def set_failed(self, problem: Problem) -> None:
        """Nothing can be asked: it cannot be read, or there is nothing to delete any more."""
        self._end(_Stage.OVER)
        self._show_problem(problem)

    # How it shows

    def _end(self, stage: _Stage) -> None:
        self._stage = stage
        self._usage = self._owner = None
        self._locked.show_reason(None)
        self._users.show_usage(None)
        self._problem.hide()
        self._use.hide()
        self._apply()
        self._focus_safely()

    def _show_problem(self, problem: Problem | None) -> None:
        if problem:
            sentence = words.problem_sentence(problem)
            self._problem.set_tone(_TONES.get(problem.code, Tone.DANGER))
            self._problem.say(sentence)
            self._problem.set_details(sentence if problem.details else "", problem.details)
            self.show_top()
        self._problem.setVisible(problem is not None)

    def _say_reading(self) -> None:
        self._use.set_tone(Tone.PLAIN)
        said = use_sentence(None)
        self._use.say(said, said, tr("Only what is not in use can be deleted."))
        self._use.show()

    def _say_use(self, usage: Usage) -> None:
        match usage.use.state:
            case UseState.IN_USE:
                self._use.set_tone(Tone.DANGER)
                said = tr("It is in use, so it cannot be deleted.")
                second = tr("Take it out of these first: without it, their pods may fail to start anew.")
                second = words.sentences(second, use_sentence(usage))
            case UseState.NOT_IN_USE:
                self._use.set_tone(Tone.OK)
                said = tr("It is not in use.")
                second = tr(
                    "No pod, service account, Deployment, StatefulSet, DaemonSet, Job or CronJob of its namespace "
                    "names it."
                )
                if usage.users:
                    second = tr("Only pods that have ended name it.")
            case UseState.UNKNOWN:
                self._use.set_tone(Tone.WARN)
                said = tr("It cannot be seen whether it is in use.")
                second = use_sentence(usage)
        self._use.say(said, said, second)
        self._use.show()

    def _apply(self) -> None:
        asking = self._stage is _Stage.ASKING
        state = self._usage.use.state if self._usage else None
        in_use, unknown = state is UseState.IN_USE, state is UseState.UNKNOWN
        over = self._stage in (_Stage.GOING, _Stage.OVER) or (asking and in_use)
        self._ask_name.setVisible(unknown and not self._owner)
        self._typed.setVisible(unknown and not self._owner)
        self._typed.setEnabled(asking)
        named = not unknown or self._typed.text() == self._secret_name
        self._delete.setText(tr("Delete anyway") if unknown else tr("Yes, delete!"))
        self._delete.setVisible(not over)
        self._delete.setEnabled(asking and named and not self._owner and not self._forbidden)
        if self._stage is _Stage.SENT:
            self._cancel.setText(tr("Stop waiting"))
        else:
            self._cancel.setText(tr("Close") if over else tr("Cancel"))
        self._busy_sign.setVisible(self._stage in (_Stage.READING, _Stage.SENT, _Stage.GOING))
        self._why_not.say(self._beside(named=named, over=over))
        self._paint_sign()

    def _beside(self, *, named: bool, over: bool) -> str:
        """What stands beside the buttons: what it waits for, or why it cannot be deleted."""
        if self._stage in (_Stage.SENT, _Stage.GOING):
            return tr("Deleting…")
        if self._stage is _Stage.READING or over or self._owner:
            return ""
        if self._forbidden:
            return words.problem_sentence(self._forbidden)
        return tr("Delete it? This cannot be undone.") if named else tr("Type its name to delete it anyway.")

    def _paint_sign(self) -> None:
        colour = theme.colour(Tone.DANGER, self.palette())
        enabled = self._delete.isEnabled()
        self._delete.setIcon(theme.icon("trash", colour if enabled else theme.muted(self.palette())))

    def _focus_safely(self) -> None:
        """Begin where nothing is lost."""
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # so that the button shows its focus
        self._cancel.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_sign()

    # What the person does

    def reject(self) -> None:
        if self._stage is _Stage.SENT:
            self._stage = _Stage.OVER  # the next time it closes, whatever becomes of it
            self.stop_waiting.emit()
        else:
            super().reject()
