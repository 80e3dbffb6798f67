"""How pulls with the secret of the View page go: a banner while they fail, and a part that says everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pullsecrets.model.pulls import Cause, Pull, PullState, Stuck
from pullsecrets.views import pull_texts, words
from pullsecrets.views.columns import Fit
from pullsecrets.views.notices import Paragraph, Strip, as_tip
from pullsecrets.views.pull_again import to_make_anew
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_parts import Heading, Sheet
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr

_MOST_PODS = 5  # rows that are seen at once
_MIDDLE = Qt.TextElideMode.ElideMiddle


class PullBanner(Strip):
    """Says at the top of the page who waits for an image, and what can be done about it."""

    undo = Signal()
    pull_again = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Tone.DANGER, "octagon-x", parent)
        self._again = self.button(tr("Pull again now"))
        self._again.clicked.connect(self.pull_again)
        self._undo = self.button(tr("Undo"))
        self._undo.clicked.connect(self.undo)
        self._fails = self._can_undo = False
        self.hide()

    def show_pull(self, pull: Pull | None) -> None:
        """Say that pulls fail, or which did before the update; hidden where nobody waits."""
        waits = pull is not None and bool(pull.stuck)
        if pull and waits:
            self._fails = pull.state is PullState.FAILING
            self.set_tone(Tone.DANGER if self._fails else Tone.PLAIN)
            self.say(*pull_texts.stuck_lines(pull, datetime.now(UTC)))
            self._again.setVisible(bool(to_make_anew(pull)))
            self._show_undo()
        self.setVisible(waits)

    def set_why_not(self, reason: str) -> None:
        """Why pulling again is not possible for this user; empty where it is."""
        self._again.setEnabled(not reason)
        self._again.setToolTip(as_tip(reason))

    def set_undo(self, on: bool) -> None:
        """Whether there is a change of the secret that can be undone."""
        self._can_undo = on
        self._show_undo()

    def _show_undo(self) -> None:
        self._undo.setVisible(self._can_undo and self._fails)


class Pulls(QWidget):
    """What was pulled, or who waits for what and why. Hidden where there is nothing to tell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stuck: dict[str, Stuck] = {}
        self._heading = Heading("", self)
        self._said, self._note = Paragraph(self), Paragraph(self, muted=True)
        columns = (
            ListColumn(tr("Pod"), Fit("pod", floor=10, least=24, most=60, share=2), cut=_MIDDLE),
            ListColumn(tr("Image"), Fit("image", floor=10, least=40, most=80, share=3), cut=_MIDDLE),
            ListColumn(tr("Since"), Fit("since", floor=8, least=10, most=20)),
            ListColumn(tr("Against the credential"), Fit("against", floor=8, least=20, most=28)),
        )
        self._table = ListTable(self, columns, _MOST_PODS, chooses=True)
        self._table.setAccessibleName(tr("Pods that wait"))
        self._table.chosen_changed.connect(self._show_message)
        self._sheet = Sheet(self)
        self._meaning = self._sheet.add(tr("Meaning"))
        self._message = self._sheet.add(tr("Kubelet's message"), most_lines=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for part in (self._heading, self._said, self._note, self._table, self._sheet):
            column.addWidget(part)
        self.hide()

    def show_pull(self, pull: Pull | None) -> None:
        """Tell how pulls go; None, where there is nothing to tell."""
        self.setVisible(pull is not None)
        if pull is None:
            return
        now = datetime.now(UTC)
        fails = pull.state is PullState.FAILING
        self._heading.setText(tr("Pulling fails") if fails else tr("Pulls since the update"))
        self._said.say(pull_texts.pulled_line(pull, now) if pull.state is PullState.PULLED else "")
        self._note.say(pull_texts.note(pull))
        stuck = {f"{each.uid}/{each.image}": each for each in pull.stuck}
        self._stuck = stuck
        self._table.set_rows([_row(key, each, now, fails) for key, each in stuck.items()])
        if stuck and not self._table.chosen():
            self._table.choose(next(iter(stuck)))
        self._sheet.show_row(self._meaning, fails)  # what came before the update says nothing of the new credential
        self._show_message()

    def _show_message(self) -> None:
        """The words for the chosen one."""
        stuck = self._stuck.get(self._table.chosen())
        self._sheet.setVisible(stuck is not None)
        if stuck:
            self._meaning.put(pull_texts.cause_sentence(stuck))
            self._message.put(stuck.message or stuck.reason)


def _row(key: str, stuck: Stuck, now: datetime, fails: bool) -> ListRow:
    since = words.moment(stuck.since, now) if stuck.since else ""
    against = Cell(pull_texts.against_credential(stuck), tip=pull_texts.cause_sentence(stuck))
    if not fails:
        against = Cell(tr("From before the update"), muted=True)
    elif stuck.cause in (Cause.CREDENTIAL, Cause.SECRET):
        against = replace(against, icon="octagon-x", tone=Tone.DANGER)
    pod = Cell(stuck.pod, tip=f"{stuck.namespace}/{stuck.pod}")
    return ListRow(key, (pod, Cell(stuck.image), Cell(since, tip=words.exact(stuck.since)), against))
