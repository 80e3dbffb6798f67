"""What there is to know before an update: who uses the secret, and that a manifest may bring the old one back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pullsecrets.model.secrets import UseState
from pullsecrets.model.usage import Usage
from pullsecrets.views.fields import Note
from pullsecrets.views.form_dialog import rule
from pullsecrets.views.notices import EDGE
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.used_by import UsedByTable
from pullsecrets.views.view_texts import use_sentence
from pullsecrets.views.words import tr

_MOST_ROWS = 5
_BELOW_ICON = 3 * GRID  # where a note's text begins


class UpdateNotes(QWidget):
    """Notes below the form. There is nothing to see where there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._warning = tr(
            "Updating an ImagePullSecret that is being used might cause the image pull to fail temporarily."
        )
        self._use = Note(Tone.WARN, "triangle-alert", self._warning, use_sentence(None))
        self.users = UsedByTable(self, first_column_title=tr("Used by"), most_rows=_MOST_ROWS)
        self._applied = Note(
            Tone.PLAIN,
            "circle-info",
            tr("This ImagePullSecret was made with kubectl apply."),
            tr("Applying the old manifest again brings the old credential back. Change the manifest too."),
        )
        indented = QHBoxLayout()
        indented.setContentsMargins(_BELOW_ICON, 0, 0, 0)
        indented.addWidget(self.users)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, EDGE, GRID)
        column.setSpacing(GRID)
        column.addWidget(rule())
        column.addSpacing(GRID)
        column.addWidget(self._use)
        column.addLayout(indented)
        column.addWidget(self._applied)
        self.users.show_usage(None)
        self.set_applied(False)

    def show_use(self, usage: Usage | None) -> None:
        """Who uses the secret; None, as long as that is being looked for. What is not used needs no warning."""
        unused = usage is not None and usage.use.state is UseState.NOT_IN_USE
        self._use.setVisible(not unused)
        self._use.say(self._warning, use_sentence(usage))
        self.users.show_usage(None if unused else usage)
        self._tell()

    def set_applied(self, on: bool) -> None:
        """Whether applying a manifest would bring the old credential back."""
        self._applied.setVisible(on)
        self._tell()

    def _tell(self) -> None:
        self.setVisible(not (self._use.isHidden() and self._applied.isHidden()))
