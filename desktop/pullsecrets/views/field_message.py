"""What is said below a field of a form: by the cluster, by what looks at the field, by the registry."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.model.validation import Finding
from pullsecrets.views import words
from pullsecrets.views.check_texts import Said
from pullsecrets.views.fields import MessageLine
from pullsecrets.views.notices import as_tip
from pullsecrets.views.theme import Tone


class FieldMessage(QObject):
    """What is said below a field: the cluster's refusal, else a finding with its one-click fix, and what came of
    checking the field with a registry.

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
        self._check: Said | None = None
        line.pressed.connect(self._fix)

    def set_finding(self, finding: Finding | None) -> None:
        """What is to be said about what was typed."""
        self._finding = finding
        self._say()

    def set_problem(self, problem: Problem | None) -> None:
        """What the cluster said about it. It goes before a finding."""
        self._problem = problem
        self._say()

    def set_check(self, said: Said | None) -> None:
        """What a check with the registry says about it, now that it is as it is."""
        if said != self._check:
            self._check = said
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
        check = None if self._problem else self._check
        if self._problem:
            self._line.say(Tone.DANGER, "octagon-alert", words.problem_sentence(self._problem))
        elif finding:
            sentence, fix = words.finding_sentence(finding)
            grave = finding.refused or (check is not None and check.tone is Tone.DANGER)
            tone, icon = (Tone.DANGER, "octagon-alert") if grave else (Tone.WARN, "triangle-alert")
            self._line.say(tone, icon, words.sentences(sentence, check.sentence if check else ""), fix)
        elif check:
            self._line.say(check.tone, check.icon, check.sentence)
        else:
            self._line.clear()
        self._line.setToolTip(as_tip(check.details) if check else "")
        self._describe(self._line.message)

    def _fix(self) -> None:
        """Put the repaired value into the field, as the person asked."""
        if self._finding and self._finding.fix is not None:
            self._put(self._finding.fix)  # type: ignore[arg-type] # bytes for a password, text for all others
            self._field.setFocus()
            self._fixed()
