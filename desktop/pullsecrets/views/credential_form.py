"""A form that sends credentials: its fields with what is said below each, and the buttons that send or close it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Problem
from pullsecrets.model.ownership import Owner
from pullsecrets.model.validation import Finding
from pullsecrets.views import theme, words
from pullsecrets.views.check_part import CheckPart
from pullsecrets.views.field_message import FieldMessage
from pullsecrets.views.fields import INSET, NO_LIMIT, Description, FormGrid, MessageLine, ReadOnlyText
from pullsecrets.views.form_dialog import FormDialog
from pullsecrets.views.notices import Banner, Paragraph
from pullsecrets.views.password_field import PasswordField
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_lock import LockStrip
from pullsecrets.views.words import tr


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry in the making, on the ground of a ``stored`` credential or of none.

    A ``password`` of None was never edited. A username that shows what is stored stands for its very bytes.
    """

    key: str = field(default="", repr=False)  # one may hold a password before "@"
    username: str = ""
    password: bytes | None = field(default=None, repr=False)
    stored: Credential | None = field(default=None, repr=False)

    @classmethod
    def of(cls, key: str, credential: Credential) -> Draft:
        """An entry that is there already, untouched."""
        return cls(key, _text(credential.username), None, credential)

    @property
    def credential(self) -> Credential:
        """What it gives."""
        stored = self.stored or Credential(b"", b"")
        as_stored = self.username == _text(stored.username)
        username = stored.username if as_stored else self.username.encode(errors="replace")
        return Credential(username, stored.password if self.password is None else self.password)

    @property
    def blank(self) -> bool:
        """Whether nothing was put into it yet."""
        return not (self.key or self.username or self.password or self.stored)


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


class CredentialForm(FormDialog):
    """A form whose content is sent: "Cancel", the action, why that waits, and what came of it.

    Its fields have names, such as "registry". Closing it drops every password. While it is busy, closing asks to stop
    waiting instead. ``edited`` tells that something was typed, ``submitted`` that the action was pressed. ``check`` is
    there where a password is typed.
    """

    edited = Signal()
    submitted = Signal()
    stop_waiting = Signal()
    change_anyway = Signal(Owner)  # the person was asked once more about this one and insisted

    def __init__(
        self,
        title: str,
        action: str,
        doing: str,
        parent: QWidget | None = None,
        *,
        unlocking: str = "",
        anyway: str = "",
    ) -> None:
        """``doing`` says that the ``action`` is under way; ``unlocking`` asks once more where an owner's lock can be
        opened here; ``anyway`` is the action with a credential that the registry speaks against."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._doing, self._reason, self._anyway = doing, "", anyway
        self._ready = self._busy = self._reading = self._checking = False
        self._focused: QWidget | None = None  # before the form was busy
        self.check: CheckPart | None = None
        self._messages: dict[str, FieldMessage] = {}
        self._fields: list[QLineEdit | Description | PasswordField] = []
        self._controls: list[QWidget] = []
        self._description_locked = False
        self._locked = LockStrip(unlocking)
        self._locked.change_anyway.connect(self.change_anyway)
        self._problem = Banner(Tone.DANGER, "octagon-alert")
        self._above = QVBoxLayout()
        self._above.setSpacing(0)
        self.page.addLayout(self._above)
        self.add_above(self._locked)
        self.add_above(self._problem)
        self.grid = FormGrid()
        self.page.addLayout(self.grid)
        self.page.addSpacing(GRID)
        self.page.addStretch(1)
        self._busy_sign = QProgressBar()
        self._busy_sign.setRange(0, 0)
        self._busy_sign.setTextVisible(False)
        self._busy_sign.setFixedSize(6 * GRID, GRID)
        self._why_not = Paragraph(muted=True)
        self.footer.addWidget(self._busy_sign)
        self.footer.addWidget(self._why_not, 1)
        self._cancel = self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._action = self.buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        for button in (self._cancel, self._action):
            button.setMinimumWidth(12 * GRID)
            theme.fix_height(button)
        self._cancel.setAutoDefault(False)
        self._action.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self.submitted)

    # What it is made of

    def add_above(self, strip: QWidget) -> None:
        """Something that is shown above the fields at times."""
        strip.hide()
        self._above.addWidget(strip)

    def add_note(self, note: QWidget) -> None:
        """Something to know, below the fields."""
        self.page.insertWidget(self.page.count() - 2, note)

    def add_text(self, label: str, meaning: str, text: str) -> ReadOnlyText:
        """A value to read."""
        made = ReadOnlyText()
        self.grid.add_field(label, meaning, made)
        made.put(text)
        return made

    def add_line(self, name: str, label: str, meaning: str) -> QLineEdit:
        """A required field of one line, which somebody fills."""
        made = QLineEdit()
        made.setMaxLength(NO_LIMIT)
        made.setTextMargins(INSET, 0, INSET, 0)
        made.setInputMethodHints(Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText)
        theme.fix_height(made)
        self.grid.add_field(label, meaning, made, required=True)
        message = self.add_message(name, made, MessageLine(), made.text, made.setText, made.setAccessibleDescription)
        made.textEdited.connect(message.touch)
        made.textEdited.connect(self.edited)
        self._fields.append(made)
        return made

    def add_registry(self) -> QLineEdit:
        """The field "registry"."""
        meaning = tr("The address of the registry where your container images are stored.")
        made = self.add_line("registry", tr("Registry"), meaning)
        made.setPlaceholderText("registry.example.com")
        return made

    def add_username(self) -> QLineEdit:
        """The field "username"."""
        return self.add_line("username", tr("Username"), tr("The username of your registry account."))

    def add_password(self) -> PasswordField:
        """The field "password"."""
        made = PasswordField()
        meaning = tr("The password of your registry account. It is masked with dots.")
        self.grid.add_field(tr("Password"), meaning, made, required=True)
        message = self.add_message("password", made, made.line, made.typed, made.put, made.set_description)
        self.check = CheckPart(self.grid, made, message, self._anyway)
        made.edited.connect(message.touch)
        made.edited.connect(self.edited)
        self._fields.append(made)
        return made

    def add_description(self) -> Description:
        """The field "description", which may stay empty."""
        made = Description()
        meaning = tr("What this ImagePullSecret is for. It is kept in an annotation.")
        self.grid.add_field(tr("Description"), meaning, made)
        message = self.add_message(
            "description", made, MessageLine(), made.text, made.put, made.setAccessibleDescription
        )
        made.textChanged.connect(message.touch)
        made.textChanged.connect(self.edited)
        self._fields.append(made)
        return made

    def add_message(
        self,
        name: str,
        field: QWidget,
        line: MessageLine,
        content: Callable[[], object],
        put: Callable[[str], None] | Callable[[bytes], None],
        describe: Callable[[str], None],
    ) -> FieldMessage:
        """The line below the field that was added last."""
        self.grid.add_below(line)
        self._messages[name] = FieldMessage(field, line, content, put, describe, self._fixed)
        return self._messages[name]

    def add_control(self, control: QWidget) -> None:
        """Something that can be used only while the form can be edited."""
        self._controls.append(control)

    @property
    def usable(self) -> bool:
        """Whether something can be edited now."""
        return not (self._busy or self._reading or self._checking or self.is_closed)

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be edited, for a reason that stands at the top."""
        return self._locked.reason is not None and self._description_locked

    def make_cancel_default(self) -> None:
        """Enter cancels; the action must be chosen."""
        self._cancel.setDefault(True)

    # What the controller says

    def has_field(self, name: str) -> bool:
        """Whether something can be said beside a field of that name."""
        return name in self._messages

    def begin(self, name: str, *, touched: bool) -> None:
        """A field was filled anew: forget what was said of it. ``touched``: it may be said that it is empty."""
        self._messages[name].begin(touched=touched)

    def set_finding(self, name: str, finding: Finding | None) -> None:
        """What is to be said about a field, with its one-click fix."""
        self._messages[name].set_finding(finding)

    def set_field_problem(self, name: str, problem: Problem | None) -> None:
        """What the cluster said about a field, until it is edited."""
        self._messages[name].set_problem(problem)

    def set_problem(self, problem: Problem | None) -> None:
        """What went wrong, at the top; everything that was typed stays."""
        if problem:
            sentence = words.problem_sentence(problem)
            self._problem.say(sentence)
            self._problem.set_details(sentence if problem.details else "", problem.details)
            self.show_top()
        self._problem.setVisible(problem is not None)
        self._apply()

    def set_locked(self, reason: Problem | Owner | None, *, description_too: bool = True) -> None:
        """Close the form, or all of it but the description, and say why, at the top."""
        if (reason, description_too) == (self._locked.reason, self._description_locked):
            return
        focused = self.focusWidget()
        self._description_locked = description_too
        self._locked.show_reason(reason)
        self._apply()
        if reason and self.focusWidget() is not focused:
            self.focus_cancel()  # Qt gave the focus of a closed field to the eye: Enter would reveal the password

    def set_ready(self, on: bool, reason: str = "") -> None:
        """Whether the action can be pressed, and if not, why not."""
        self._ready, self._reason = on, reason
        self._apply()

    def set_reading(self, on: bool) -> None:
        """The secret is being read: there is nothing to edit yet, and no key sends anything."""
        self._reading = on
        self._apply()
        if on:
            self.setFocus()
        elif self.focusWidget() is self:
            self.focus_cancel()

    def set_busy(self, on: bool) -> None:
        """It was sent: nothing can be edited, and "Cancel" becomes "Stop waiting"."""
        if on and not self._busy:
            self._focused = self.focusWidget()
        self._busy = on
        self._apply()
        if not on and self._focused:
            self._focused.setFocus()
            self._focused = None

    def set_checking(self, on: bool) -> None:
        """The credential is checked before it is sent: nothing can be edited, and "Cancel" still cancels."""
        if on == self._checking:
            return
        self._checking = on
        if on and self.focusWidget() is self._action:  # else Qt would focus what another Enter should not press
            self._focused = self._action
            next(each for each in self._fields if isinstance(each, PasswordField)).setFocus()
        self._apply()
        if not on and self._focused:
            self._focused.setFocus()
            self._focused = None

    # How it shows

    def _apply(self) -> None:
        locked = self._locked.reason is not None
        for each in self._fields:
            closed = self._reading or (self.is_closed if isinstance(each, Description) else locked)
            if isinstance(each, PasswordField):
                each.set_read_only(self._busy or self._checking)
                each.set_locked(closed)
            else:
                each.setReadOnly(self._busy or self._checking)
                each.setEnabled(not closed)
        for control in self._controls:
            control.setEnabled(self.usable)
        if self.check:
            self.check.set_usable(not (self._busy or self._reading))
        self._action.setEnabled(self._ready and self.usable)
        self._cancel.setText(tr("Stop waiting") if self._busy else tr("Cancel"))
        self._busy_sign.setVisible(self._busy or self._reading)
        self._why_not.say(self._waits_for())

    def _waits_for(self) -> str:
        if self._busy:
            return self._doing
        if self._reading:
            return tr("Reading the ImagePullSecret…")
        if self._checking:
            return tr("Checking the credential first…")
        return "" if self._ready or self.is_closed else self._reason

    def focus_cancel(self) -> None:
        """Begin with Cancel."""
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # so that the button shows its focus
        self._cancel.setFocus()

    def reject(self) -> None:
        if self._busy:
            self._busy = False  # the next time it closes, whatever becomes of it
            self.stop_waiting.emit()
        else:
            super().reject()

    def done(self, result: int) -> None:
        super().done(result)
        for each in self._fields:
            if isinstance(each, PasswordField):
                each.forget()

    def _fixed(self) -> None:
        self.edited.emit()
