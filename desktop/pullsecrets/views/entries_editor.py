"""Several entries in one form: a table to choose from, the fields of the chosen one, and ways to import more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from pullsecrets.model.creating import Imported
from pullsecrets.model.errors import Problem
from pullsecrets.model.matching import shown, without_hidden
from pullsecrets.model.validation import Finding
from pullsecrets.views import theme, words
from pullsecrets.views.columns import Fit
from pullsecrets.views.credential_form import CredentialForm, Draft
from pullsecrets.views.fields import FILE_LIMIT, MessageLine, content_of
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr

Findings = Mapping[str, Finding | None]
"""What is to be said about the fields of one entry: "registry", "username" and "password"."""

_FIELDS = ("registry", "username", "password")
_SIGNS = {Tone.OK: "circle-check", Tone.WARN: "triangle-alert", Tone.DANGER: "octagon-alert"}


@dataclass(slots=True)
class _Slot:
    draft: Draft
    touched: set[str] = field(default_factory=set)  # the fields of which may be said that they are empty
    findings: Findings = field(default_factory=dict)


class EntriesEditor(QObject):
    """The entries of a form, one at least. The table shows where there are more, and the fields hold the chosen one.

    A Docker config is taken from a file, from the clipboard, or dropped anywhere on the form. With ``listed`` the
    table shows a single entry, too.
    """

    config_given = Signal(object)  # its bytes

    def __init__(self, form: CredentialForm, *, listed: bool = False) -> None:
        super().__init__(form)
        self._form, self._listed = form, listed
        self._slots = [_Slot(Draft())]
        self._current = 0
        self._build_table()
        self._registry, self._username = form.add_registry(), form.add_username()
        self._password = form.add_password()
        self._build_buttons()
        form.edited.connect(self._edited)
        form.finished.connect(self._forget)
        self._load()

    def _build_table(self) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        columns = (
            ListColumn(tr("Registry"), Fit("registry", floor=12, least=12, most=60, share=3), cut=middle),
            ListColumn(tr("Username"), Fit("username", floor=8, least=8, most=40, share=2)),
        )
        self._table = ListTable(self._form, columns, most_rows=4, chooses=True)
        self._table.chosen_changed.connect(self._choose)
        meaning = tr("The entries of this ImagePullSecret. Choose one to edit it below.")
        self._label: QLabel = self._form.grid.add_field(tr("Entries"), meaning, self._table)
        self._gap = QWidget()
        self._gap.setFixedHeight(2 * GRID)
        self._form.grid.add_below(self._gap)
        remove = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self._table)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self.remove)

    def _build_buttons(self) -> None:
        self._more = QPushButton(tr("Add another entry"))
        self._more.clicked.connect(self.add)
        self._remove = QPushButton(tr("Remove entry"))
        self._remove.clicked.connect(self.remove)
        self._import = QPushButton(tr("Import config.json…"))
        self._import.setToolTip(tr("Take the entries of a Docker config file. It can be dropped here, too."))
        menu = QMenu(self._import)
        menu.addAction(tr("From a file…")).triggered.connect(self._choose_file)
        menu.addAction(tr("From the clipboard")).triggered.connect(self._paste)
        self._import.setMenu(menu)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for button in (self._more, self._remove, self._import):
            button.setAutoDefault(False)
            theme.fix_height(button)
            self._form.add_control(button)
            row.addWidget(button)
        row.addStretch(1)
        buttons = QWidget()
        buttons.setLayout(row)
        self._form.grid.add_below(buttons)
        self._said = MessageLine()
        self._form.grid.add_below(self._said)

    # What the controller says and asks

    def drafts(self) -> tuple[Draft, ...]:
        """The entries as they are typed."""
        return tuple(slot.draft for slot in self._slots)

    def chosen(self) -> Draft:
        """The entry that the fields hold."""
        return self._slots[self._current].draft

    def show_entry(self, key: str) -> None:
        """Choose the entry with this registry key."""
        self._turn_to(next(number for number, slot in enumerate(self._slots) if slot.draft.key == key))

    def put(self, drafts: Sequence[Draft]) -> None:
        """Show these entries and no others."""
        self._slots = [_Slot(draft, set(_FIELDS)) for draft in drafts] or [_Slot(Draft())]
        self._current = 0
        self._load()

    def show_findings(self, findings: Sequence[Findings]) -> None:
        """What is to be said about each entry."""
        for slot, found in zip(self._slots, findings, strict=True):
            slot.findings = found
        for name in _FIELDS:
            self._form.set_finding(name, self._slots[self._current].findings.get(name))
        self._list()

    def take(self, drafts: Sequence[Draft]) -> None:
        """Add entries, and choose the first of them. One that is blank yet gives way."""
        if drafts:
            self._slots = [slot for slot in self._slots if not slot.draft.blank]
            self._current = len(self._slots)
            self._slots += [_Slot(draft, set(_FIELDS)) for draft in drafts]
            self._load()
            self._form.edited.emit()

    def say_imported(self, imported: Imported, count: int, kept: Sequence[str]) -> None:
        """What became of an import: ``count`` entries were taken; the form's own were kept for the keys ``kept``."""
        said = [tr("%n entry(ies) taken.", "", count)] if count else []
        if kept:
            said.append(tr("The form keeps its own entry for {registries}.", registries=_names(kept)))
        stores: dict[str, list[str]] = {}
        for key, store in imported.elsewhere:
            stores.setdefault(store, []).append(key)
        for store, keys in stores.items():
            said.append(
                tr(
                    "The credential store “{store}” keeps the password for {registries}: type it here.",
                    store=store,
                    registries=_names(keys),
                )
                if any(keys)
                else tr("There are no passwords in it: the credential store “{store}” keeps them.", store=store)
            )
        if imported.tokens:
            said.append(
                tr(
                    "There is only a token for {registries}: the kubelet ignores it.",
                    registries=_names(imported.tokens),
                )
            )
        if imported.empty:
            said.append(tr("There is no password for {registries}.", registries=_names(imported.empty)))
        complete = count and len(said) == 1
        self._say(Tone.OK if complete else Tone.WARN, words.sentences(*said or [tr("There are no entries in it.")]))

    def say_problem(self, problem: Problem) -> None:
        """Why nothing could be imported."""
        self._say(Tone.DANGER, words.problem_sentence(problem))

    def take_drops(self) -> None:
        """Have files dropped on the form imported, once it is complete: its fields would take them for texts."""
        self._form.setAcceptDrops(True)
        for part in (self._form, *self._form.findChildren(QWidget)):
            if part.acceptDrops():
                part.installEventFilter(self)

    def focus(self) -> None:
        """Begin with the registry."""
        self._registry.setFocus()
        self._registry.selectAll()

    # What the person does

    def add(self) -> None:
        """One more entry to fill in."""
        self._leave()
        self._current = len(self._slots)
        self._slots.append(_Slot(Draft()))
        self._load()
        self._form.edited.emit()
        self.focus()

    def remove(self) -> None:
        """Take the chosen entry away; the last one stays."""
        if len(self._slots) > 1 and self._remove.isEnabled():
            del self._slots[self._current]
            self._current = min(self._current, len(self._slots) - 1)
            self._load()
            self._form.edited.emit()
            if len(self._slots) == 1:
                self.focus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A file that is dragged over the form (each step of that is a QDropEvent, too) and dropped is imported."""
        if not isinstance(event, QDropEvent) or not self._import.isEnabled():
            return False
        file = _file_in(event.mimeData())
        if file:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if event.type() == QEvent.Type.Drop:
                self._take_file(file)
        return bool(file)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._form, tr("Docker config.json"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_file)
        dialog.open()

    def _take_file(self, name: str) -> None:
        try:
            content = content_of(Path(name))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._say(Tone.DANGER, tr("The file cannot be read: {reason}.", reason=reason))
        else:
            self.config_given.emit(content)

    def _paste(self) -> None:
        content = QGuiApplication.clipboard().text().encode(errors="replace")
        if len(content) > FILE_LIMIT:
            self._say(Tone.DANGER, tr("The text in the clipboard is larger than 1 MiB."))
        else:
            self.config_given.emit(content)

    def _choose(self) -> None:
        chosen = self._table.chosen()
        if chosen:
            self._turn_to(int(chosen))

    def _turn_to(self, number: int) -> None:
        if number != self._current:
            self._leave()
            self._current = number
            self._load()
            self._form.edited.emit()

    def _edited(self) -> None:
        """Something in the form was typed, or its fields were filled from a slot."""
        slot = self._slots[self._current]
        registry = self._registry.text()
        key = slot.draft.key if registry == shown(slot.draft.key) else without_hidden(registry)
        slot.draft = Draft(key, self._username.text(), self._password.typed(), slot.draft.stored)
        self._list()

    def _forget(self) -> None:
        """The form was closed: drop every password."""
        self.put(())

    # How it shows

    def _say(self, tone: Tone, sentence: str) -> None:
        self._said.say(tone, _SIGNS[tone], sentence)
        self._import.setAccessibleDescription(sentence)

    def _leave(self) -> None:
        """What the chosen entry lacks may be said from now on."""
        self._slots[self._current].touched = set(_FIELDS)

    def _load(self) -> None:
        """Fill the fields from the chosen entry."""
        slot = self._slots[self._current]
        draft = slot.draft
        self._registry.setText(shown(draft.key))
        self._username.setText(draft.username)
        self._password.conceal()
        self._password.set_stored(draft.stored.password if draft.stored else None)
        if draft.password is not None:
            self._password.put(draft.password)
        for name in _FIELDS:
            self._form.begin(name, touched=name in slot.touched)
        self._list()

    def _list(self) -> None:
        several = len(self._slots) > 1
        listed = several or (self._listed and not self._slots[0].draft.blank)
        rows = [_row(number, slot, number == self._current) for number, slot in enumerate(self._slots)]
        self._table.set_rows(rows if listed else [])
        self._table.choose(str(self._current))
        for part in (self._label, self._gap):
            part.setVisible(listed)
        self._remove.setVisible(several)


def _row(number: int, slot: _Slot, chosen: bool) -> ListRow:
    found = [finding for finding in slot.findings.values() if finding]
    worst = min(found, key=lambda finding: not finding.refused, default=None)
    icon, tone, tip = "", Tone.PLAIN, ""
    if worst and not (chosen and not slot.touched):
        icon, tone = ("octagon-alert", Tone.DANGER) if worst.refused else ("triangle-alert", Tone.WARN)
        tip = words.finding_sentence(worst)[0]
    key = shown(slot.draft.key)
    return ListRow(
        str(number),
        (
            Cell(key or tr("(new)"), icon=icon, tone=Tone.PLAIN if chosen else tone, muted=not key, tip=tip),
            Cell(slot.draft.username),
        ),
    )


def _names(keys: Sequence[str]) -> str:
    return ", ".join(map(shown, keys))


def _file_in(content: QMimeData) -> str:
    """The one local file that is being dropped; empty for anything else."""
    urls = content.urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
