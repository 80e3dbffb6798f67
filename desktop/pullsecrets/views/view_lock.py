"""Whose secret it is, at the top of what could change it, and the way round."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QMessageBox, QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.model.ownership import Owner
from pullsecrets.views import theme, words
from pullsecrets.views.form_dialog import order_buttons
from pullsecrets.views.notices import Strip
from pullsecrets.views.theme import Tone
from pullsecrets.views.words import tr

_LINE = 56  # letters of a width


class LockStrip(Strip):
    """Says why a secret is not to be changed. An owner's lock can be opened, after asking once more."""

    change_anyway = Signal(Owner)  # the one that was asked about

    def __init__(self, question: str = "", parent: QWidget | None = None) -> None:
        """Without a ``question`` no lock can be opened here."""
        super().__init__(Tone.PLAIN, "lock", parent)
        self._question = question
        self._reason: Problem | Owner | None = None
        self._box: QMessageBox | None = None
        self._anyway = self.button(tr("Change anyway…"))
        self._anyway.clicked.connect(self._ask)
        self.hide()

    @property
    def reason(self) -> Problem | Owner | None:
        """What is said, None where the strip is hidden."""
        return self._reason

    def show_reason(self, reason: Problem | Owner | None) -> None:
        """Say why; None hides the strip. A question about another owner is taken back."""
        if self._box and reason != self._reason:
            self._box.reject()
        self._reason = reason
        if isinstance(reason, Owner):
            whose, where = words.owner_lines(reason)
            self.say(whose, words.owner_name(reason), where)
        elif reason:
            self.say(words.problem_sentence(reason))
        self._anyway.setVisible(isinstance(reason, Owner) and bool(self._question))
        self.setVisible(reason is not None)

    def _ask(self) -> None:
        owner = self._reason
        assert isinstance(owner, Owner), "the button is there for nobody else"
        box = self._box = QMessageBox(self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Change anyway"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self._question)
        box.setInformativeText(words.owner_sentence(owner))
        box.addButton(tr("Change anyway"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        for label in box.findChildren(QLabel, "qt_msgbox_informativelabel"):  # Qt makes it as narrow as the question
            label.setMinimumWidth(round(_LINE * theme.letter(self)))
        for buttons in box.findChildren(QDialogButtonBox):
            order_buttons(buttons)
        box.accepted.connect(lambda: self._insisted(owner))
        box.finished.connect(self._answered)
        box.open()

    def _insisted(self, owner: Owner) -> None:
        self._box = None
        self.change_anyway.emit(owner)

    def _answered(self) -> None:
        self._box = None
