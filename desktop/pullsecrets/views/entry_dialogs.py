"""The dialogs that change the entries of a secret: add one, change its registry, remove one, replace a broken content.

They show and tell; what is checked, merged and sent is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pullsecrets.model.dockerconfig import Broken
from pullsecrets.model.matching import shown
from pullsecrets.model.repair import Lost, Part
from pullsecrets.model.validation import Finding
from pullsecrets.views import words
from pullsecrets.views.columns import Fit
from pullsecrets.views.credential_form import CredentialForm, Draft
from pullsecrets.views.entries_editor import EntriesEditor
from pullsecrets.views.fields import MessageLine, Note
from pullsecrets.views.notices import EDGE, Paragraph, Strip
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr


class EntryDialog(CredentialForm):
    """What these dialogs have in common: the secret that they are about, which is named at the top."""

    def __init__(
        self, parent: QWidget | None, title: str, action: str, name: str, namespace: str, *, anyway: str = ""
    ) -> None:
        super().__init__(title, action, tr("Updating…"), parent, anyway=anyway)
        self.add_text(tr("Name"), tr("The name of this ImagePullSecret. It cannot be changed."), name)
        self.add_text(tr("Namespace"), tr("The Kubernetes namespace that it belongs to."), namespace)
        self._applied = Note(
            Tone.PLAIN,
            "circle-info",
            tr("This ImagePullSecret was made with kubectl apply."),
            tr("Applying the old manifest again brings the old credential back. Change the manifest too."),
        )
        self._applied.setContentsMargins(EDGE, 2 * GRID, EDGE, 0)
        self._applied.hide()
        self.add_note(self._applied)
        self._news = Strip(Tone.WARN, "triangle-alert")
        self.add_above(self._news)

    def set_applied(self, on: bool) -> None:
        """Whether it was made from a manifest, which would bring the old entries back."""
        self._applied.setVisible(on)

    def set_changed(self, on: bool) -> None:
        """Somebody else changed the same thing since the form was opened: to be looked at before it is sent."""
        if on:
            self._news.say(
                tr("Someone else changed this ImagePullSecret in the meantime."),
                second=tr("What you typed is still here. Look at it again before you send it."),
            )
            self.show_top()
        self._news.setVisible(on)

    def focus_first(self) -> None:
        """Begin where there is something to do."""
        raise NotImplementedError


class AddEntryDialog(EntryDialog):
    """Asks for one more entry."""

    def __init__(self, parent: QWidget | None, name: str, namespace: str) -> None:
        super().__init__(parent, tr("Add entry"), tr("Add entry"), name, namespace, anyway=tr("Add anyway", "an entry"))
        self.grid.add_gap()
        self._registry, self._username = self.add_registry(), self.add_username()
        self._password = self.add_password()

    def draft(self) -> Draft:
        """The entry as it is typed."""
        return Draft(self._registry.text(), self._username.text(), self._password.typed())

    def focus_first(self) -> None:
        self._registry.setFocus()


class ChangeRegistryDialog(EntryDialog):
    """Asks for another registry key for an entry, whose credential stays."""

    def __init__(self, parent: QWidget | None, name: str, namespace: str, key: str) -> None:
        super().__init__(parent, tr("Change registry"), tr("Change registry"), name, namespace)
        self.add_text(tr("Registry"), tr("The registry key of the entry as it is stored."), shown(key))
        self._about = MessageLine()
        self.grid.add_below(self._about)
        meaning = tr("The registry key that the entry gets. Its username and password stay.")
        self._new = self.add_line("registry", tr("New registry"), meaning)

    def set_stored(self, finding: Finding | None, suggestion: str) -> None:
        """What is wrong with the key as it is stored, and what it may be changed to."""
        if finding:
            self._about.say(Tone.WARN, "triangle-alert", words.finding_sentence(finding)[0])
        else:
            self._about.clear()
        self._new.setText(suggestion)

    @property
    def unchanged(self) -> str:
        """Why the action waits while the new key is the old one."""
        return tr("Nothing was changed yet.")

    def key(self) -> str:
        """The new key as it is typed."""
        return self._new.text()

    def focus_first(self) -> None:
        self._new.setFocus()
        self._new.selectAll()


class RemoveEntryDialog(EntryDialog):
    """Asks whether an entry is to be removed."""

    def __init__(self, parent: QWidget | None, name: str, namespace: str, key: str) -> None:
        super().__init__(parent, tr("Remove entry"), tr("Remove entry"), name, namespace)
        self.add_text(
            tr("Registry"), tr("The address of the registry where your container images are stored."), shown(key)
        )
        self._username = self.add_text(tr("Username"), tr("The username of your registry account."), "")
        self.grid.add_gap()
        question = Paragraph()
        question.say(tr("Remove the entry for {registry} from {name}?", registry=shown(key), name=name), shown(key))
        self.grid.add_below(question)
        consequence = Paragraph(muted=True)
        consequence.say(tr("Pods that use this ImagePullSecret can no longer pull with this entry."))
        self.grid.add_below(consequence)
        self.make_cancel_default()

    def set_username(self, username: str) -> None:
        """Whose credential it is."""
        self._username.put(username)

    def focus_first(self) -> None:
        self.focus_cancel()


class ReplaceContentDialog(EntryDialog):
    """Shows what can be kept of a broken content and what is lost, and takes entries that are changed or added."""

    def __init__(self, parent: QWidget | None, name: str, namespace: str) -> None:
        action = tr("Replace the content")
        super().__init__(parent, action, action, name, namespace, anyway=tr("Replace anyway"))
        self._why = Strip(Tone.DANGER, "octagon-alert")
        self._why.hide()
        self.page.insertWidget(0, self._why)
        self.grid.add_gap()
        columns = (
            ListColumn(tr("What"), Fit("what", floor=12, least=12, most=60, share=3)),
            ListColumn(tr("Why"), Fit("why", floor=8, least=8, most=30, share=1)),
        )
        self._lost = ListTable(self, columns, most_rows=4)
        meaning = tr("What the kubelet cannot read: it is left out of the new content.")
        self._lost_label = self.grid.add_field(tr("Lost"), meaning, self._lost)
        self._lost_label.hide()
        self._kept = MessageLine()
        self.grid.add_below(self._kept)
        self.entries = EntriesEditor(self, listed=True)
        self.entries.take_drops()

    def set_preview(self, broken: Broken, kept: int, lost: Sequence[Lost]) -> None:
        """Why the content is broken, how many entries can be kept, and what is lost."""
        self._why.say(words.broken_sentence(broken))
        self._why.show()
        self._lost.set_rows([_lost_row(number, each) for number, each in enumerate(lost)])
        self._lost_label.setVisible(bool(lost))
        if kept:
            said = tr("%n entry(ies) can be kept. Change them or add others, then replace the content.", "", kept)
            self._kept.say(Tone.OK, "circle-check", said)
        else:
            said = tr("No entry can be kept. Enter what it is to hold, or import it.")
            self._kept.say(Tone.WARN, "triangle-alert", said)

    def focus_first(self) -> None:
        self.entries.focus()


def _lost_row(number: int, lost: Lost) -> ListRow:
    values = {"key": shown(lost.key), "field": lost.field}
    match lost.part:
        case Part.WHOLE:
            what = tr("All of it")
        case Part.REST:
            what = tr("What follows the Docker config")
        case Part.FIELD:
            what = tr("“{field}”", **values)
        case Part.ENTRY:
            what = tr("The entry for {key}", **values)
        case Part.ENTRY_FIELD:
            what = tr("“{field}” of the entry for {key}", **values)
        case Part.OVERRIDDEN:
            what = tr("An earlier entry for {key}, which did not count", **values)
    return ListRow(str(number), (Cell(what), Cell(words.broken_words(Broken(lost.why)))))
