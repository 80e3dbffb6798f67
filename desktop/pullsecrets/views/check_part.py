"""The part of a form that checks a credential with its registry: a button beside the password, and what it asks."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from pullsecrets.model.checking import Answer, Verdict
from pullsecrets.model.matching import shown
from pullsecrets.views import check_texts, theme, words
from pullsecrets.views.field_message import FieldMessage
from pullsecrets.views.fields import INSET, NO_LIMIT, FormGrid, MessageLine
from pullsecrets.views.form_dialog import order_buttons
from pullsecrets.views.password_field import PasswordField
from pullsecrets.views.theme import Tone
from pullsecrets.views.words import tr

_LINE = 56  # letters of a line in the box


class CheckPart(QObject):
    """Shows how a check goes on the line below the password, and asks for what it lacks.

    That is the host of a registry key with a wildcard, or leave to send the credential without encryption; both are
    told as they are edited. ``anyway`` is the button that sends a credential which a registry speaks against.
    """

    check = Signal()
    stop = Signal()
    host_edited = Signal(str)
    plain_http_edited = Signal(bool)
    insisted = Signal()  # asked whether to send it all the same, the person wants to
    declined = Signal()

    def __init__(self, grid: FormGrid, password: PasswordField, message: FieldMessage, anyway: str) -> None:
        super().__init__(password)
        self._password, self._message, self._anyway = password, message, anyway
        self._available = self._running = False
        self._usable = True
        self._box: QMessageBox | None = None
        self._button = _Button(tr("Check"), tr("Stop"), password)
        self._button.setToolTip(tr("Sign in to the registry from this computer. Nothing is changed there or here."))
        self._button.clicked.connect(self._pressed)
        password.add_button(self._button)
        self._plain_http = QCheckBox(tr("Send it without encryption (plain http)"))
        self._plain_http.setToolTip(tr("Whoever is on the way between this computer and the registry can read it."))
        theme.fix_height(self._plain_http)
        self._plain_http.clicked.connect(self.plain_http_edited)
        self._plain_http.hide()
        grid.add_below(self._plain_http)
        self._host = QLineEdit()
        self._host.setMaxLength(NO_LIMIT)
        self._host.setTextMargins(INSET, 0, INSET, 0)
        self._host.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        theme.fix_height(self._host)
        self._host.textEdited.connect(self.host_edited)
        self._host.returnPressed.connect(self._host_entered)
        meaning = tr("The registry has a wildcard: this is the host that is asked when the credential is checked.")
        self._host_label: QLabel = grid.add_field(tr("Registry host"), meaning, self._host)
        self._host_line = MessageLine()
        grid.add_below(self._host_line)
        self.ask_host("")

    # What the controller says

    def set_available(self, on: bool) -> None:
        """Whether there is a credential to check."""
        self._available = on
        self._apply()

    def set_usable(self, on: bool) -> None:
        """Whether the form has time for a check: while it reads or sends, it has none."""
        self._usable = on
        self._apply()

    def show_running(self, host: str) -> None:
        """It is being asked; ``host`` is empty where there is none to ask."""
        self._set_running(True)
        self._message.set_check(check_texts.running(host))

    def show_answer(self, answer: Answer | None) -> None:
        """What came of it; None takes it away."""
        self._set_running(False)
        self._message.set_check(check_texts.answered(answer) if answer else None)
        self._button.setAccessibleDescription(self._password.line.message if answer else "")

    def announce(self) -> None:
        """Have the answer read aloud."""
        self._password.line.announce()

    def ask_host(self, key: str, host: str = "", *, fits: bool = True) -> None:
        """Ask for the host of a ``key`` with a wildcard; an empty one asks for none."""
        for each in (self._host_label, self._host, self._host_line):
            each.setVisible(bool(key))
        if self._host.text() != host:
            self._host.setText(host)
        bare = shown(key).rpartition("://")[2].partition("/")[0].rpartition("@")[2]
        self._host.setPlaceholderText(bare.replace("*", "example"))
        if fits:
            self._host_line.clear()
        else:
            said = tr("“{host}” is not served by {registry}.", host=host, registry=shown(key))
            self._host_line.say(Tone.DANGER, "octagon-alert", said)
        self._host.setAccessibleDescription(self._host_line.message)

    def focus_host(self) -> None:
        """Have the host typed."""
        self._host.setFocus()
        self._host.selectAll()

    def offer_plain_http(self, on: bool, *, ticked: bool = False) -> None:
        """Let the person allow that the credential is sent without encryption."""
        self._plain_http.setVisible(on)
        self._plain_http.setChecked(ticked)

    def ask_anyway(self, answer: Answer) -> None:
        """Ask whether a credential is to be sent though the registry speaks against it."""
        refused = answer.verdict is Verdict.REFUSED
        box = self._box = QMessageBox(self._password.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self._anyway)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            tr("{host} refuses this credential.", host=answer.host)
            if refused
            else tr("This credential cannot pull every image in use.")
        )
        said = tr("It says: “{message}”.", message=answer.message) if answer.message else ""
        consequence = tr("Pods that need it will probably not get their images.")
        box.setInformativeText(words.sentences(said if refused else check_texts.sentence(answer), consequence))
        box.addButton(self._anyway, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        for label in box.findChildren(QLabel, "qt_msgbox_informativelabel"):  # Qt makes it as narrow as the text above
            label.setMinimumWidth(round(_LINE * theme.letter(label)))
        for buttons in box.findChildren(QDialogButtonBox):
            order_buttons(buttons)
        box.accepted.connect(self._insisted)
        box.rejected.connect(self._declined)
        box.open()

    def take_back_question(self) -> None:
        """What was asked is no question any more."""
        box, self._box = self._box, None
        if box:
            box.reject()

    # What the person does

    def _pressed(self) -> None:
        (self.stop if self._running else self.check).emit()

    def _host_entered(self) -> None:
        if self._button.isEnabled() and not self._running:
            self.check.emit()

    def _insisted(self) -> None:
        self._box = None
        self.insisted.emit()

    def _declined(self) -> None:
        if self._box:
            self._box = None
            self._password.select()
            self.declined.emit()

    # How it shows

    def _set_running(self, on: bool) -> None:
        self._running = on
        self._password.line.set_busy(on)
        self._apply()

    def _apply(self) -> None:
        self._button.show_second(self._running)
        self._button.setEnabled(self._usable and (self._available or self._running))
        for each in (self._plain_http, self._host):
            each.setEnabled(self._usable)


class _Button(QPushButton):
    """Has two texts in turn, and room for either."""

    def __init__(self, first: str, second: str, parent: QWidget) -> None:
        super().__init__(first, parent)
        self._texts = first, second
        self.setAutoDefault(False)
        theme.fix_height(self)

    def show_second(self, on: bool) -> None:
        """Which of the two texts is seen."""
        self.setText(self._texts[on])

    def sizeHint(self) -> QSize:
        hint, option = super().sizeHint(), QStyleOptionButton()
        self.initStyleOption(option)
        for option.text in self._texts:
            text = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, option.text)
            hint = hint.expandedTo(self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, text, self))
        return hint
