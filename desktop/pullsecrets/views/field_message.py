"""What is said below a field of a form, by the cluster or by what checks the field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.model.validation import Finding
from pullsecrets.views import words
from pullsecrets.views.fields import MessageLine
from pullsecrets.views.theme import Tone


class FieldMessage(QObject):
    """What is said below a field: the cluster's refusal, else a finding with its one-click fix.

    ``content`` reads the field, and ``put`` fills it, with bytes or a text as its findings have them. That a field
    is empty is not said before it was edited: the asterisk says so.
    """

    def __init__(
        self,
        field: QWidget,
        line: MessageLine,
        content: Callable[[], object],
        put: Callable[[str], None] | Callable[[bytes], None],
        describe: Callable[[str], None],
        fixed: Callable[[], None],
    ) -> None:
        super().__init__(field)
        self._touched = False
        self._field, self._line = field, line
        self._content, self._put, self._describe, self._fixed = content, put, describe, fixed
        self._finding: Finding | None = None
        self._problem: Problem | None = None
        line.pressed.connect(self._fix)

    def set_finding(self, finding: Finding | None) -> None:
        """What is to be said about what was typed."""
        self._finding = finding
        self._say()

    def set_problem(self, problem: Problem | None) -> None:
        """What the cluster said about it. It goes before a finding."""
        self._problem = problem
        self._say()

    def begin(self, *, touched: bool) -> None:
        """The field was filled anew, for another entry perhaps."""
        self._touched, self._problem = touched, None
        self.set_finding(None)

    def touch(self) -> None:
        """It was edited: what the cluster said about it is past."""
        self._touched, self._problem = True, None

    def _say(self) -> None:
        finding = self._finding if self._touched or self._content() else None
        if self._problem:
            self._line.say(Tone.DANGER, "octagon-alert", words.problem_sentence(self._problem))
        elif finding:
            tone, icon = (Tone.DANGER, "octagon-alert") if finding.refused else (Tone.WARN, "triangle-alert")
            self._line.say(tone, icon, *words.finding_sentence(finding))
        else:
            self._line.clear()
        self._describe(self._line.message)

    def _fix(self) -> None:
        """Put the repaired value into the field, as the person asked."""
        if self._finding and self._finding.fix is not None:
            self._put(self._finding.fix)  # type: ignore[arg-type] # bytes for a password, text for all others
            self._field.setFocus()
            self._fixed()
