"""The dialog "Update ImagePullSecret". It shows and tells; what is merged, checked and sent is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QWidget,
)

from pullsecrets.model.changes import Conflict
from pullsecrets.model.errors import Problem
from pullsecrets.model.matching import Never
from pullsecrets.model.matching import shown as shown_key
from pullsecrets.model.ownership import Owner
from pullsecrets.model.validation import Finding
from pullsecrets.views import theme, words
from pullsecrets.views.conflict_banner import ConflictBanner
from pullsecrets.views.fields import INSET, NO_LIMIT, Chooser, Description, MessageLine, ReadOnlyText
from pullsecrets.views.form_dialog import FormDialog, order_buttons
from pullsecrets.views.notices import EDGE, Banner, Paragraph, Strip, as_tip
from pullsecrets.views.password_field import PasswordField
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.update_notes import UpdateNotes
from pullsecrets.views.words import tr

_WIDTH = 84  # letters; 672 pixels with common fonts


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields hold. A password of None was never edited: the dots stand for the stored one."""

    username: str
    password: bytes | None = field(repr=False)
    description: str


class UpdateDialog(FormDialog):
    """The form. Fields are named "username", "password" and "description".

    Closing it drops every password. While it is busy, closing asks to stop waiting instead.
    """

    registry_chosen = Signal(str)
    edited = Signal()
    submitted = Signal()
    stop_waiting = Signal()
    keep_mine = Signal()
    take_theirs = Signal()
    take_back = Signal()
    change_anyway = Signal()  # the person was asked once more and insisted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Update ImagePullSecret"))
        self._current = ""
        self._lock: Problem | Owner | None = None
        self._description_locked = False
        self._reading = self._busy = self._entry_fixed = self._updatable = False
        self._reason = ""
        self._focused: QWidget | None = None  # before the form was busy
        self._findings: dict[str, Finding | None] = {}
        self._problems: dict[str, Problem | None] = {}

        self._locked = Strip(Tone.PLAIN, "lock")
        self._anyway = self._locked.button(tr("Change anyway…"))
        self._anyway.clicked.connect(self._ask_once_more)
        self._problem = Banner(Tone.DANGER, "octagon-alert")
        self._conflict = ConflictBanner()
        self._conflict.keep_mine.connect(self.keep_mine)
        self._conflict.take_theirs.connect(self.take_theirs)
        self._conflict.take_back.connect(self.take_back)
        for banner in (self._locked, self._problem, self._conflict):
            banner.hide()
            self.page.addWidget(banner)
        self._build_form()
        self.notes = UpdateNotes()
        self.page.addWidget(self.notes)
        self.page.addStretch(1)
        self._build_footer()
        self._apply()

    def _build_form(self) -> None:
        self._name, self._namespace, self._registry = ReadOnlyText(), ReadOnlyText(), ReadOnlyText()
        self._registries = Chooser()
        self._registries.activated.connect(self._choose)
        theme.fix_height(self._registries)
        self._key_line = MessageLine()
        self._username = QLineEdit()
        self._username.setMaxLength(NO_LIMIT)
        self._username.setTextMargins(INSET, 0, INSET, 0)
        self._username.setInputMethodHints(Qt.InputMethodHint.ImhNoAutoUppercase)
        self._username.textEdited.connect(self.edited)
        theme.fix_height(self._username)
        self._password = PasswordField()
        self._password.edited.connect(self.edited)
        self._description = Description()
        self._description.textChanged.connect(self.edited)
        self._lines = {"username": MessageLine(), "password": self._password.line, "description": MessageLine()}
        for name, line in self._lines.items():
            line.setObjectName(name)
            line.pressed.connect(self._fix)

        grid = QGridLayout()
        grid.setContentsMargins(EDGE, 2 * GRID, EDGE, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 11 * GRID)
        grid.setColumnStretch(1, 1)
        _add_row(grid, tr("Name"), tr("The name of this ImagePullSecret. It cannot be changed."), self._name)
        _add_row(grid, tr("Namespace"), tr("The Kubernetes namespace that it belongs to."), self._namespace)
        meaning = tr("The address of the registry where your container images are stored.")
        self._registry_label = _add_row(grid, tr("Registry"), meaning, self._registry, self._registries)
        grid.addWidget(self._key_line, grid.rowCount(), 1)
        grid.setRowMinimumHeight(grid.rowCount(), GRID)
        meaning = tr("The username of your registry account.")
        _add_row(grid, tr("Username"), meaning, self._username, required=True)
        grid.addWidget(self._lines["username"], grid.rowCount(), 1)
        meaning = tr("The password of your registry account. It is masked with dots.")
        _add_row(grid, tr("Password"), meaning, self._password, required=True)
        grid.addWidget(self._lines["password"], grid.rowCount(), 1)
        meaning = tr("What this ImagePullSecret is for. It is kept in an annotation.")
        _add_row(grid, tr("Description"), meaning, self._description)
        grid.addWidget(self._lines["description"], grid.rowCount(), 1)
        self._registries.hide()
        self._key_line.hide()
        self.page.addLayout(grid)

    def _build_footer(self) -> None:
        self._busy_sign = QProgressBar()
        self._busy_sign.setRange(0, 0)
        self._busy_sign.setTextVisible(False)
        self._busy_sign.setFixedSize(6 * GRID, GRID)
        self._why_not = Paragraph(muted=True)
        self.footer.addWidget(self._busy_sign)
        self.footer.addWidget(self._why_not, 1)
        self._cancel = self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._update = self.buttons.addButton(tr("Update"), QDialogButtonBox.ButtonRole.AcceptRole)
        for button in (self._cancel, self._update):
            button.setMinimumWidth(12 * GRID)
            theme.fix_height(button)
        self._cancel.setAutoDefault(False)
        self._update.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self.submitted)

    # What the controller says

    def set_identity(self, name: str, namespace: str, registries: tuple[str, ...], current: str) -> None:
        """Which secret and which of its entries the form is about. Several registries make a chooser."""
        self._name.put(name)
        self._namespace.put(namespace)
        self._registry.put(shown_key(current))
        self._registries.clear()
        for number, key in enumerate(registries):
            self._registries.addItem(shown_key(key), key)
            self._registries.setItemData(number, as_tip(shown_key(key)), Qt.ItemDataRole.ToolTipRole)
        if current in registries:
            self._registries.setCurrentIndex(registries.index(current))
        several = len(registries) > 1
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
        if self._lock:
            self._focus_cancel()
        else:
            self._password.select()

    def set_finding(self, field: str, finding: Finding | None) -> None:
        """What is to be said about a field, with its one-click fix."""
        self._findings[field] = finding
        self._say(field)

    def set_field_problem(self, field: str, problem: Problem | None) -> None:
        """What the cluster said about a field. It goes before a finding."""
        self._problems[field] = problem
        self._say(field)

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

    def set_locked(self, reason: Problem | Owner | None, *, description_too: bool) -> None:
        """Close the credential to editing, or all fields, and say why. An owner's lock can be opened."""
        opened = self._lock is not None and reason is None
        focused = self.focusWidget()
        self._lock, self._description_locked = reason, description_too
        if isinstance(reason, Owner):
            whose, where = words.owner_lines(reason)
            self._locked.say(whose, words.owner_name(reason), where)
        elif reason:
            self._locked.say(words.problem_sentence(reason))
        self._anyway.setVisible(isinstance(reason, Owner))
        self._locked.setVisible(reason is not None)
        self._apply()
        if reason and self.focusWidget() is not focused:
            self._focus_cancel()  # Qt gave the focus of a closed field to the eye: Enter would reveal the password
        elif opened and focused is not self._description:
            self.focus_password()

    def set_updatable(self, on: bool, reason: str = "") -> None:
        """Whether Update can be pressed. The reason why not is found where none is given."""
        self._updatable, self._reason = on, reason
        self._apply()

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

    def set_reading(self, on: bool) -> None:
        """The secret is being read: there is nothing to edit yet, and no key presses anything but Escape."""
        self._reading = on
        self._apply()
        if on:
            self.setFocus()
        elif self.focusWidget() is self:
            self._focus_cancel()

    def set_busy(self, on: bool) -> None:
        """The update was sent: nothing can be edited, and Cancel becomes "Stop waiting"."""
        if on and not self._busy:
            self._focused = self.focusWidget()
        self._busy = on
        self._apply()
        if not on and self._focused:
            self._focused.setFocus()
            self._focused = None

    def set_problem(self, problem: Problem | None) -> None:
        """What went wrong, at the top; everything that was typed stays."""
        if problem:
            sentence = words.problem_sentence(problem)
            self._problem.say(sentence)
            self._problem.set_details(sentence if problem.details else "", problem.details)
            self.show_top()
        self._problem.setVisible(problem is not None)
        self._apply()

    # How it shows

    def _say(self, field: str) -> None:
        line, problem, finding = self._lines[field], self._problems.get(field), self._findings.get(field)
        if problem:
            line.say(Tone.DANGER, "octagon-alert", words.problem_sentence(problem))
        elif finding:
            tone, icon = (Tone.DANGER, "octagon-alert") if finding.refused else (Tone.WARN, "triangle-alert")
            line.say(tone, icon, *words.finding_sentence(finding))
        else:
            line.clear()
        match field:
            case "username":
                self._username.setAccessibleDescription(line.message)
            case "password":
                self._password.set_description(line.message)
            case "description":
                self._description.setAccessibleDescription(line.message)

    def _apply(self) -> None:
        waiting = self._busy or self._reading
        self._username.setEnabled(not (self._reading or self._lock))
        self._username.setReadOnly(self._busy)
        self._password.set_locked(bool(self._reading or self._lock))
        self._password.set_read_only(self._busy)
        self._description.setEnabled(not (self._reading or (self._lock and self._description_locked)))
        self._description.setReadOnly(self._busy)
        self._registries.setEnabled(not (waiting or self._entry_fixed))
        fixed = tr("Update or put back this entry first, then choose another one.")
        self._registries.setToolTip(fixed if self._entry_fixed else "")
        self._key_line.set_note(fixed if self._entry_fixed else "")
        self._anyway.setEnabled(not waiting)
        self._update.setEnabled(self._updatable and not waiting)
        self._cancel.setText(tr("Stop waiting") if self._busy else tr("Cancel"))
        self._busy_sign.setVisible(waiting)
        self._why_not.setText(self._waits_for())

    def _focus_cancel(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # so that the button shows its focus
        self._cancel.setFocus()

    def _waits_for(self) -> str:
        if self._busy:
            return tr("Updating…")
        if self._reading:
            return tr("Reading the ImagePullSecret…")
        if self._updatable:
            return ""
        if self._reason:
            return self._reason
        blocked = not self._problem.isHidden() or (self._lock and self._description_locked)
        return "" if blocked else tr("Nothing was changed yet.")

    # What the person does

    def reject(self) -> None:
        if self._busy:
            self._busy = False  # the next time it closes, whatever becomes of the update
            self.stop_waiting.emit()
        else:
            super().reject()

    def done(self, result: int) -> None:
        super().done(result)
        self._password.forget()

    def _choose(self, index: int) -> None:
        self.registry_chosen.emit(self._registries.itemData(index))

    def _fix(self) -> None:
        """Put the repaired value into the field, as the person asked."""
        name = self.sender().objectName()
        finding = self._findings.get(name)
        if finding and isinstance(finding.fix, bytes):
            self._password.put(finding.fix)
        elif finding and isinstance(finding.fix, str):
            fields = {"username": self._username.setText, "description": self._description.put}
            fields[name](finding.fix)
        {"username": self._username, "password": self._password, "description": self._description}[name].setFocus()
        self.edited.emit()

    def _ask_once_more(self) -> None:
        owner = self._lock
        assert isinstance(owner, Owner)
        whose, where = words.owner_lines(owner)
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Change anyway"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(tr("Change this ImagePullSecret anyway?"))
        box.setInformativeText(f"{whose} {where}")
        box.addButton(tr("Change anyway"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        for buttons in box.findChildren(QDialogButtonBox):
            order_buttons(buttons)
        box.accepted.connect(self.change_anyway)
        box.open()


def _add_row(grid: QGridLayout, name: str, meaning: str, *widgets: QWidget, required: bool = False) -> QLabel:
    """A label and the field that it names; of several fields one is seen at a time."""
    row = grid.rowCount()
    label = QLabel(f"{name} *" if required else name)
    label.setToolTip(meaning)
    label.setBuddy(widgets[0])
    to_read = isinstance(widgets[0], ReadOnlyText)
    height = theme.row_height(label) - (GRID // 2 if to_read else 0)
    label.setFixedHeight(height)
    if to_read:
        widgets[0].setFixedHeight(height)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    for widget in widgets:
        widget.setAccessibleName(name)
        grid.addWidget(widget, row, 1)
    return label
