"""The dialog "Add New ImagePullSecret". It shows and tells; what is checked and sent is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from pullsecrets.views import theme
from pullsecrets.views.credential_form import CredentialForm, Draft
from pullsecrets.views.entries_editor import EntriesEditor
from pullsecrets.views.fields import Chooser, MessageLine, ReadOnlyText
from pullsecrets.views.notices import as_tip
from pullsecrets.views.theme import Tone
from pullsecrets.views.words import tr


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds."""

    namespace: str
    name: str
    drafts: tuple[Draft, ...]
    description: str = field(repr=False)
    for_new_pods: bool


class AddDialog(CredentialForm):
    """The form. Beside those of an entry it has the fields "name", "namespace" and "description".

    ``namespaces`` are chosen from; where they are None, because they may not be listed, one is typed. With a ``name``
    both are settled: pods wait for a secret of that name.
    """

    namespace_changed = Signal()

    def __init__(
        self, parent: QWidget | None, namespaces: tuple[str, ...] | None, namespace: str, name: str = ""
    ) -> None:
        super().__init__(tr("Add New ImagePullSecret"), tr("Add"), tr("Adding…"), parent, anyway=tr("Add anyway"))
        self._settled = bool(name)
        self._may_use = True
        meaning = tr("The name of this ImagePullSecret. Pods ask for it by this name.")
        self._name = self.add_text(tr("Name"), meaning, name) if name else self.add_line("name", tr("Name"), meaning)
        self._namespace = self._add_namespace(namespaces, namespace)
        if self._settled:
            self.grid.add_gap()
        self.entries = EntriesEditor(self)
        self._description = self.add_description()
        self._for_new_pods = QCheckBox(tr("Use for all new pods of this namespace"))
        self._for_new_pods.setToolTip(
            as_tip(
                tr(
                    "New pods get the ImagePullSecrets of their service account, unless they name some themselves. "
                    "Pods that name no service account have the one that is called “default”."
                )
            )
        )
        theme.fix_height(self._for_new_pods)
        self._for_new_pods.toggled.connect(self.edited)
        self.grid.add_below(self._for_new_pods)
        self._about_new_pods = MessageLine()
        self._about_new_pods.set_note(tr("It is added to the service account “default”."))
        self.grid.add_below(self._about_new_pods)
        self.entries.take_drops()
        self._apply()

    def _add_namespace(self, names: tuple[str, ...] | None, namespace: str) -> QLineEdit | Chooser:
        label, meaning = tr("Namespace"), tr("The Kubernetes namespace that it belongs to. Only its pods can use it.")
        if self._settled:
            return self.add_text(label, meaning, namespace)
        if names is None:
            line = self.add_line("namespace", label, meaning)
            line.setText(namespace)
            line.textEdited.connect(self.namespace_changed)
            return line
        chooser = Chooser()
        chooser.setPlaceholderText(tr("Choose a namespace"))
        chooser.addItems(sorted({*names, namespace} - {""}))
        chooser.setCurrentIndex(chooser.findText(namespace) if namespace else -1)
        theme.fix_height(chooser)
        self.grid.add_field(label, meaning, chooser, required=True)
        message = self.add_message(
            "namespace",
            chooser,
            MessageLine(),
            chooser.currentText,
            chooser.setCurrentText,
            chooser.setAccessibleDescription,
        )
        for told in (message.touch, self.namespace_changed, self.edited):
            chooser.activated.connect(told)
        self.add_control(chooser)
        return chooser

    def typed(self) -> Typed:
        """What the fields hold."""
        namespace = self._namespace
        return Typed(
            namespace.currentText() if isinstance(namespace, Chooser) else namespace.text(),
            self._name.text(),
            self.entries.drafts(),
            self._description.text(),
            self._for_new_pods.isChecked() and self._for_new_pods.isEnabled(),
        )

    def set_for_new_pods(self, *, allowed: bool) -> None:
        """Whether the service account may be changed."""
        self._may_use = allowed
        if allowed:
            self._about_new_pods.clear()
        else:
            said = tr("You are not allowed to change the service account “default” of this namespace.")
            self._about_new_pods.say(Tone.PLAIN, "lock", said)
        self._for_new_pods.setAccessibleDescription(self._about_new_pods.message)
        self._apply()

    def focus_first(self) -> None:
        """Begin with what is not settled yet."""
        if isinstance(self._name, ReadOnlyText):
            self.entries.focus()
        else:
            self._name.setFocus()

    def _apply(self) -> None:
        super()._apply()
        self._for_new_pods.setEnabled(self._may_use and self.usable)
