"""The dialog "Update ImagePullSecret". It shows and tells; what is merged, checked and sent is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pullsecrets.model.changes import Conflict
from pullsecrets.model.errors import Problem
from pullsecrets.model.matching import Never
from pullsecrets.model.matching import shown as shown_key
from pullsecrets.model.ownership import Owner
from pullsecrets.views import theme, words
from pullsecrets.views.conflict_banner import ConflictBanner
from pullsecrets.views.credential_form import CredentialForm
from pullsecrets.views.fields import Chooser, MessageLine, ReadOnlyText
from pullsecrets.views.notices import as_tip
from pullsecrets.views.theme import Tone
from pullsecrets.views.update_notes import UpdateNotes
from pullsecrets.views.words import tr


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields hold. A password of None was never edited: the dots stand for the stored one."""

    username: str
    password: bytes | None = field(repr=False)
    description: str


class UpdateDialog(CredentialForm):
    """The form. Fields are named "username", "password" and "description".

    Closing it drops every password. While it is busy, closing asks to stop waiting instead.
    """

    registry_chosen = Signal(str)
    keep_mine = Signal()
    take_theirs = Signal()
    take_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Update ImagePullSecret"),
            tr("Update"),
            tr("Updating…"),
            parent,
            unlocking=tr("Change this ImagePullSecret anyway?"),
            anyway=tr("Update anyway"),
        )
        self._current = ""
        self._entry_fixed = False
        self._conflict = ConflictBanner()
        self._conflict.keep_mine.connect(self.keep_mine)
        self._conflict.take_theirs.connect(self.take_theirs)
        self._conflict.take_back.connect(self.take_back)
        self.add_above(self._conflict)
        self._name = self.add_text(tr("Name"), tr("The name of this ImagePullSecret. It cannot be changed."), "")
        self._namespace = self.add_text(tr("Namespace"), tr("The Kubernetes namespace that it belongs to."), "")
        self._add_registries()
        self.grid.add_gap()
        self._username, self._password = self.add_username(), self.add_password()
        self._description = self.add_description()
        for name in ("username", "password", "description"):
            self.begin(name, touched=True)
        self.notes = UpdateNotes()
        self.add_note(self.notes)
        self._apply()

    def _add_registries(self) -> None:
        """One registry to read, or several to choose from."""
        self._registry, self._registries, self._key_line = ReadOnlyText(), Chooser(), MessageLine()
        self._registries.activated.connect(self._choose)
        theme.fix_height(self._registries)
        meaning = tr("The address of the registry where your container images are stored.")
        self._registry_label = self.grid.add_field(tr("Registry"), meaning, self._registry, self._registries)
        self.grid.add_below(self._key_line)
        self._registries.hide()
        self._key_line.hide()

    # What the controller says

    def set_identity(self, name: str, namespace: str, registries: tuple[str, ...], current: str) -> None:
        """Which secret and which of its entries the form is about.

        Several registries make a chooser, and so does a ``current`` one that is none of them any more.
        """
        self._name.put(name)
        self._namespace.put(namespace)
        self._registry.put(shown_key(current))
        self._registries.clear()
        for number, key in enumerate(registries):
            self._registries.addItem(shown_key(key), key)
            self._registries.setItemData(number, as_tip(shown_key(key)), Qt.ItemDataRole.ToolTipRole)
        gone = bool(registries) and current not in registries
        self._registries.setPlaceholderText(shown_key(current) if gone else "")
        self._registries.setCurrentIndex(-1 if gone or not registries else registries.index(current))
        several = len(registries) > 1 or gone
        self._registries.setVisible(several)
        self._registry.setVisible(not several)
        shown = self._registries if several else self._registry
        self._registry_label.setBuddy(shown)
        self._registry_label.setFixedHeight(max(shown.sizeHint().height(), shown.minimumHeight()))
        if current != self._current:
            self._password.conceal()
        self._current = current

    def set_stored(self, username: str, password: bytes | None, description: str) -> None:
        """Fill the fields from the secret. None stands for a password that cannot be read."""
        self._username.setText(username)
        self._password.set_stored(password)
        self._description.put(description)

    def set_typed(self, typed: Typed) -> None:
        """Fill the fields as if a person had typed."""
        self._username.setText(typed.username)
        if typed.password is not None:
            self._password.put(typed.password)
        self._description.put(typed.description)

    def typed(self) -> Typed:
        """What the fields hold."""
        return Typed(self._username.text(), self._password.typed(), self._description.text())

    def focus_password(self) -> None:
        """Begin where most people want to begin; at Cancel where the password is locked."""
        if self._locked.reason:
            self.focus_cancel()
        else:
            self._password.select()

    def set_key_warning(self, never: Never | None, token_only: bool, twin: str = "") -> None:
        """What is wrong with the entry that is being edited. ``twin`` is another spelling of its key."""
        if never:
            self._key_line.say(Tone.WARN, "triangle-alert", words.never_sentence(never, shown_key(self._current)))
        elif token_only:
            said = tr("This entry holds only a token, which the kubelet ignores: it pulls without a credential.")
            self._key_line.say(Tone.WARN, "triangle-alert", said)
        elif twin:
            said = tr(
                "“{other}” stands for the same images: the kubelet tries the two in random order.",
                other=shown_key(twin),
            )
            self._key_line.say(Tone.WARN, "triangle-alert", said)
        else:
            self._key_line.clear()
        self._key_line.setVisible(bool(self._key_line.message) or self._registries.count() > 1)

    def set_locked(self, reason: Problem | Owner | None, *, description_too: bool = True) -> None:
        opened = self._locked.reason is not None and reason is None
        focused = self.focusWidget()
        super().set_locked(reason, description_too=description_too)
        if opened and focused not in (self._description, self._registries):
            self.focus_password()

    def set_entry_fixed(self, on: bool) -> None:
        """Keep the chooser on the entry whose credential is being edited."""
        self._entry_fixed = on
        self._apply()

    def set_conflict(
        self,
        conflict: Conflict | None,
        opened: tuple[str, str] = ("", ""),
        mine: Typed | None = None,
        choice: str = "",
    ) -> None:
        """Ask about a colleague's change, or say what was chosen ("mine", "theirs"). None: there is none (any more).

        ``opened`` is username and description at the opening, ``mine`` what was typed before the choice.
        """
        if conflict and mine:
            typed = (mine.username, mine.password is not None, mine.description)
            self._conflict.show_conflict(conflict, shown_key(self._current), opened, typed, choice)
            self.show_top()
        self._conflict.setVisible(conflict is not None)
        if conflict and choice:
            self.focus_password()

    # How it shows

    def _apply(self) -> None:
        super()._apply()
        self._registries.setEnabled(not (self._busy or self._reading or self._checking or self._entry_fixed))
        fixed = tr("Update or put back this entry first, then choose another one.") if self._entry_fixed else ""
        self._registries.setToolTip(fixed)
        self._key_line.set_note(fixed)

    def _waits_for(self) -> str:
        said = super()._waits_for()
        if said or self._ready or self.is_closed or not self._problem.isHidden():
            return said
        return tr("Nothing was changed yet.")

    def _choose(self, index: int) -> None:
        self.registry_chosen.emit(self._registries.itemData(index))
