"""The Update dialog by keys and clicks: what it tells, what it shows, and that it gives nothing away."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Literal

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.changes import Conflict, Edit, conflict
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.matching import Never
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.secrets import PullSecret, Use
from pullsecrets.model.usage import How, Usage, User
from pullsecrets.model.validation import Finding, FindingCode, check_password, check_username
from pullsecrets.views.fields import Link
from pullsecrets.views.update_dialog import Typed, UpdateDialog

PODS: dict[str, Value] = {"verb": "list", "resource": "pods", "namespace": "payments"}
HELM = Owner(OwnerKind.HELM, "platform-base", "platform")
LOST = Problem(Code.CONNECTION_LOST, {"host": "api:6443"}, "ServerDisconnectedError")


class Page:
    """A dialog, and its parts by the words that one sees."""

    def __init__(self, dialog: UpdateDialog) -> None:
        self.dialog = dialog

    def _buddy(self, name: str) -> QWidget:
        buddy = part(self.dialog, QLabel, lambda label: label.text() in {name, f"{name} *"}).buddy()
        assert buddy is not None
        return buddy

    def line(self, name: str) -> QLineEdit:
        buddy = self._buddy(name)
        found = buddy if isinstance(buddy, QLineEdit) else part(buddy, QLineEdit, lambda line: not line.isHidden())
        assert found.accessibleName() == name
        return found

    @property
    def description(self) -> QPlainTextEdit:
        buddy = self._buddy("Description")
        assert isinstance(buddy, QPlainTextEdit)
        assert buddy.accessibleName() == "Description"
        return buddy

    def button(self, text: str) -> QPushButton:
        return part(self.dialog, QPushButton, lambda button: button.text() == text and button.isVisible())

    def has_button(self, text: str) -> bool:
        return any(b.text() == text and b.isVisible() for b in self.dialog.findChildren(QPushButton))

    def click(self, text: str) -> None:
        QTest.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def said(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Page]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1000, 800)
    window.show()
    dialog = UpdateDialog(window)
    dialog.set_identity("checkout-registry", "payments", ("registry.acme.io",), "registry.acme.io")
    dialog.set_stored("deploy-bot", b"old-secret", "Checkout")
    dialog.set_ready(False)
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    dialog.focus_password()
    made = Page(dialog)
    qtbot.waitUntil(made.line("Password").hasFocus)
    yield made
    dialog.done(0)


def secret(
    username: str, password: str, description: str = "Checkout", *, registry: str = "registry.acme.io"
) -> PullSecret:
    auth = base64.b64encode(f"{username}:{password}".encode()).decode()
    data = json.dumps({"auths": {registry: {"auth": auth}}}).encode()
    return PullSecret.of(
        {
            "type": "kubernetes.io/dockerconfigjson",
            "metadata": {
                "uid": "1",
                "name": "checkout-registry",
                "namespace": "payments",
                "resourceVersion": "2",
                "annotations": {"kubernetes.io/description": description},
                "managedFields": [{"manager": "kubectl-edit", "time": "2026-11-23T09:31:08Z"}],
            },
            "data": {".dockerconfigjson": base64.b64encode(data).decode()},
        }
    )


def clash(now: PullSecret, *, description: str | None = None) -> Conflict:
    edit = Edit("registry.acme.io", Credential(b"deploy-bot", b"my-secret"), description)
    found = conflict(secret("deploy-bot", "old-secret"), now, edit)
    assert found
    return found


def test_it_opens_filled_with_the_password_selected_and_masked(page: Page) -> None:
    assert page.dialog.windowTitle() == "Update ImagePullSecret"
    assert page.dialog.windowModality() == Qt.WindowModality.WindowModal
    assert [page.line(name).text() for name in ("Name", "Namespace", "Registry")] == [
        "checkout-registry",
        "payments",
        "registry.acme.io",
    ]
    assert all(page.line(name).isReadOnly() for name in ("Name", "Namespace", "Registry"))
    assert page.line("Username").text() == "deploy-bot"
    password = page.line("Password")
    assert len(password.selectedText()) == 10
    assert password.echoMode() == QLineEdit.EchoMode.Password
    assert page.description.toPlainText() == "Checkout"
    assert page.dialog.typed() == Typed("deploy-bot", None, "Checkout")
    assert "Nothing was changed yet." in page.said()


def test_required_fields_have_an_asterisk_and_all_labels_a_meaning(page: Page) -> None:
    labels = {label.text(): label for label in page.dialog.findChildren(QLabel) if label.buddy() is not None}
    expected = {"Name", "Namespace", "Registry", "Username *", "Password *", "Registry host", "Description"}
    assert set(labels) == expected
    assert all(len(label.toolTip()) > 20 for label in labels.values())


def test_what_is_typed_is_told_byte_for_byte(page: Page, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.dialog.edited):
        QTest.keyClicks(page.line("Password"), "nEw 1")
    username = page.line("Username")
    username.selectAll()
    with qtbot.waitSignal(page.dialog.edited):
        QTest.keyClicks(username, "robot")
    description = page.description
    with qtbot.waitSignal(page.dialog.edited):
        QTest.keyClicks(description, "2 ")
    assert page.dialog.typed() == Typed("robot", b"nEw 1", "2 Checkout")
    assert "nEw" not in repr(page.dialog.typed())


def test_filling_the_form_is_no_edit(page: Page, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.dialog.edited):
        page.dialog.set_stored("other", b"x", "other")
        page.dialog.set_typed(Typed("typed", b"y", "typed"))
    assert page.dialog.typed() == Typed("typed", b"y", "typed")


def test_tab_goes_through_the_form_in_its_order(page: Page, qtbot: QtBot) -> None:
    page.dialog.set_ready(True)
    page.line("Username").setFocus()
    names = []
    for _ in range(7):
        focus = page.dialog.focusWidget()
        names.append(focus.text() if isinstance(focus, QPushButton) else focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert names == ["Username", "Password", "Show password", "From file…", "Description", "Cancel", "Update"]


def test_enter_updates_only_where_update_is_enabled(page: Page, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.dialog.submitted):
        QTest.keyClick(page.line("Password"), Qt.Key.Key_Return)
    assert page.dialog.isVisible()
    page.dialog.set_ready(True)
    with qtbot.waitSignal(page.dialog.submitted):
        QTest.keyClick(page.line("Username"), Qt.Key.Key_Return)


def test_enter_on_cancel_cancels(page: Page, qtbot: QtBot) -> None:
    page.dialog.set_ready(True)
    page.button("Cancel").setFocus()
    with qtbot.assertNotEmitted(page.dialog.submitted), qtbot.waitSignal(page.dialog.rejected):
        QTest.keyClick(page.button("Cancel"), Qt.Key.Key_Return)


def test_update_is_the_only_default_button(page: Page) -> None:
    page.dialog.set_locked(HELM, description_too=True)
    page.dialog.set_problem(LOST)
    page.dialog.set_conflict(clash(secret("a", "b")), ("a", "b"), Typed("a", b"c", "d"))
    buttons = page.dialog.findChildren(QPushButton)
    assert [button.text() for button in buttons if button.isDefault()] == ["Update"]
    assert [button.text() for button in buttons if button.autoDefault()] == ["Update"]


def test_the_action_stands_right_of_cancel_where_no_platform_says_otherwise(page: Page) -> None:
    style = QApplication.style()
    if style.styleHint(style.StyleHint.SH_DialogButtonLayout) != QDialogButtonBox.ButtonLayout.WinLayout.value:
        pytest.skip("this platform has an order of its own")
    assert page.button("Cancel").x() < page.button("Update").x()


def test_a_refused_field_says_so_beside_it(page: Page) -> None:
    page.dialog.set_finding("username", check_username("a:b"))
    page.dialog.set_ready(False, "Correct the username to update.")
    assert "A username cannot contain “:”." in page.said()
    assert page.line("Username").accessibleDescription() == "A username cannot contain “:”."
    assert "Correct the username to update." in page.said()
    page.dialog.set_finding("username", None)
    assert "cannot contain" not in page.said()


def test_one_click_takes_a_space_away(page: Page, qtbot: QtBot) -> None:
    QTest.keyClicks(page.line("Password"), "new ")
    page.dialog.set_finding("password", check_password(b"new "))
    assert "There is a space at the end." in page.said()
    with qtbot.waitSignal(page.dialog.edited):
        page.click("Remove it")
    assert page.dialog.typed().password == b"new"


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_fix_gives_the_focus_back_to_its_field(page: Page, field: Literal["username", "password"]) -> None:
    line = page.line(field.capitalize())
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, " new")
    page.dialog.edited.connect(lambda: page.dialog.set_finding(field, None))  # as the controller does
    fix: bytes | str = b"new" if field == "password" else "new"
    page.dialog.set_finding(field, Finding(field, FindingCode.SPACE_AT_START, refused=False, fix=fix))
    link = page.button("Remove it" if field == "password" else "Use “new”")
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Space)
    assert line.hasFocus()
    QTest.keyClicks(line, "er")
    assert page.dialog.typed() in {Typed("newer", None, "Checkout"), Typed("deploy-bot", b"newer", "Checkout")}


def test_a_refusal_without_a_fix_offers_none(page: Page) -> None:
    page.dialog.set_finding("password", Finding("password", FindingCode.EMPTY_PASSWORD, refused=True))
    assert not page.has_button("Remove it")


def test_the_servers_reason_stands_before_a_finding(page: Page) -> None:
    page.dialog.set_finding("password", check_password(b"new "))
    page.dialog.set_field_problem("password", Problem(Code.INVALID, {"field": "data", "reason": "Too long"}))
    assert "The cluster did not accept data: Too long." in page.said()
    page.dialog.set_field_problem("password", None)
    assert "There is a space at the end." in page.said()


def test_several_registries_make_a_chooser(page: Page, qtbot: QtBot) -> None:
    page.dialog.set_identity("multi", "data", ("ghcr.io", "quay.io", "docker.io"), "ghcr.io")
    chooser = part(page.dialog, QComboBox)
    assert chooser.isVisible()
    assert chooser.accessibleName() == "Registry"
    with qtbot.waitSignal(page.dialog.registry_chosen) as chosen:
        QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert chosen.args == ["quay.io"]
    page.dialog.set_entry_fixed(True)
    assert not chooser.isEnabled()
    assert "first" in chooser.toolTip()


def test_another_entry_is_masked_again(page: Page, qtbot: QtBot) -> None:
    page.dialog.set_identity("multi", "data", ("ghcr.io", "quay.io"), "ghcr.io")
    eye = part(page.dialog, QToolButton, lambda button: button.accessibleName() == "Show password")
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert page.line("Password").displayText() == "old-secret"
    page.dialog.set_identity("multi", "data", ("ghcr.io", "quay.io"), "quay.io")
    page.dialog.set_stored("x", b"other-secret", "")
    assert page.line("Password").displayText() == 10 * page.line("Password").displayText()[0]


def test_a_useless_key_and_an_ignored_token_are_said_beside_the_registry(page: Page) -> None:
    page.dialog.set_key_warning(Never.HUB, token_only=False)
    assert "“registry.acme.io” matches no image" in page.said()
    page.dialog.set_key_warning(None, token_only=True)
    assert "only a token" in page.said()
    page.dialog.set_key_warning(None, token_only=False, twin="https://me:pw@registry.acme.io")
    assert "“https://me:…@registry.acme.io” stands for the same images" in page.said()
    page.dialog.set_key_warning(None, token_only=False)
    assert "same images" not in page.said()
    assert "matches no image" not in page.said()
    assert "only a token" not in page.said()


def test_the_notes_are_those_of_the_procedure(page: Page) -> None:
    note = "Updating an ImagePullSecret that is being used might cause the image pull to fail temporarily."
    assert note in page.said()
    assert "Looking for what uses it…" in page.said()
    assert "kubectl apply" not in page.said()
    notes = page.dialog.notes
    api = User("Deployment", "checkout-api", pods=3, ended=0, hows=frozenset({How.PULL}), uses=True)
    notes.show_use(Usage(Use(1, complete=True), (api,), (), ()))
    assert note in page.said()
    assert "Looking" not in page.said()
    assert [notes.users.model().index(0, column).data() for column in range(3)] == ["checkout-api", "Deployment", "3"]
    notes.show_use(Usage(Use(0, complete=False), (), (), (Problem(Code.FORBIDDEN, PODS),)))
    assert note in page.said()
    assert "Not allowed to see pods in payments." in page.said()
    notes.show_use(Usage(Use(0, complete=True), (), (), ()))
    notes.set_applied(True)
    assert note not in page.said()
    assert not notes.users.isVisible()
    assert "Applying the old manifest again brings the old credential back." in page.said()
    notes.set_applied(False)
    assert not notes.isVisible()


def test_an_immutable_secret_keeps_its_description_open(page: Page) -> None:
    page.dialog.set_locked(Problem(Code.IMMUTABLE, {"name": "checkout-registry"}), description_too=False)
    assert "checkout-registry is immutable" in page.said()
    assert not page.line("Username").isEnabled()
    assert not page.line("Password").isEnabled()
    assert page.description.isEnabled()
    assert not page.has_button("Change anyway…")


def test_anothers_secret_says_where_to_change_it_and_asks_once_more(page: Page, qtbot: QtBot) -> None:
    page.dialog.set_locked(HELM, description_too=True)
    said = page.said().replace("<b>", "").replace("</b>", "")
    assert "Managed by the Helm release platform/platform-base" in said
    assert "then run helm upgrade" in said
    assert not page.description.isEnabled()
    page.click("Change anyway…")
    box = part(page.dialog, QMessageBox)
    assert "platform/platform-base" in box.informativeText()
    assert box.textFormat() == Qt.TextFormat.PlainText
    with qtbot.assertNotEmitted(page.dialog.change_anyway):
        QTest.keyClick(box, Qt.Key.Key_Return)  # Cancel is the default
    page.click("Change anyway…")
    box = part(page.dialog, QMessageBox, QMessageBox.isVisible)
    with qtbot.waitSignal(page.dialog.change_anyway) as told:
        QTest.mouseClick(next(b for b in box.buttons() if b.text() == "Change anyway"), Qt.MouseButton.LeftButton)
    assert told.args == [HELM]
    page.dialog.set_locked(None, description_too=False)
    assert page.line("Username").isEnabled()


@pytest.mark.parametrize("code", [None, Code.IMMUTABLE, Code.TERMINATING])
def test_enters_that_follow_the_one_that_opened_it_reveal_and_change_nothing(qtbot: QtBot, code: Code | None) -> None:
    dialog = UpdateDialog()
    qtbot.addWidget(dialog)
    page = Page(dialog)
    dialog.set_identity("checkout-registry", "payments", ("registry.acme.io",), "registry.acme.io")
    dialog.set_reading(True)
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.hasFocus)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.set_reading(False)
    dialog.set_stored("deploy-bot", b"old-secret", "Checkout")
    dialog.set_locked(Problem(code, {"name": "x"}) if code else HELM, description_too=code is not Code.IMMUTABLE)
    dialog.focus_password()
    cancel = page.button("Cancel")
    assert cancel.hasFocus()
    assert dialog.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # it is seen
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert not dialog.findChildren(QMessageBox)
    assert not part(dialog, QToolButton, lambda button: button.accessibleName() == "Show password").isChecked()


def test_when_the_reading_fails_the_focus_goes_to_cancel(page: Page) -> None:
    page.dialog.set_reading(True)
    page.dialog.set_problem(LOST)
    page.dialog.set_reading(False)
    assert page.button("Cancel").hasFocus()


def test_a_lock_that_comes_while_one_types_moves_the_focus_to_cancel(page: Page) -> None:
    page.dialog.set_locked(Problem(Code.TERMINATING, {"name": "x"}), description_too=True)
    assert page.button("Cancel").hasFocus()


def test_after_change_anyway_one_can_type_the_password_at_once(page: Page, qtbot: QtBot) -> None:
    page.dialog.set_locked(HELM, description_too=True)
    page.dialog.change_anyway.connect(lambda: page.dialog.set_locked(None, description_too=False))
    page.click("Change anyway…")
    box = part(page.dialog, QMessageBox, QMessageBox.isVisible)
    QTest.mouseClick(next(b for b in box.buttons() if b.text() == "Change anyway"), Qt.MouseButton.LeftButton)
    password = page.line("Password")
    qtbot.waitUntil(password.hasFocus)
    assert len(password.selectedText()) == 10


def test_a_lock_that_opens_leaves_the_description_the_focus(page: Page) -> None:
    page.dialog.set_locked(Problem(Code.IMMUTABLE, {"name": "x"}), description_too=False)
    page.description.setFocus()
    page.dialog.set_locked(None, description_too=False)
    assert page.description.hasFocus()


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_after_a_choice_the_password_is_selected(page: Page, choice: str) -> None:
    password = page.line("Password")
    QTest.keyClicks(password, "my-secret")
    found, mine = clash(secret("other", "their-secret")), Typed("deploy-bot", b"my-secret", "Checkout")
    page.dialog.set_conflict(found, ("deploy-bot", "Checkout"), mine)
    page.button("Keep mine").setFocus()
    page.dialog.set_conflict(found, ("deploy-bot", "Checkout"), mine, choice)
    assert password.hasFocus()
    assert len(password.selectedText()) == len("my-secret")


def test_why_the_registry_cannot_be_chosen_is_said_below_it(page: Page) -> None:
    first = "Update or put back this entry first, then choose another one."
    page.dialog.set_identity("n", "ns", ("quay.io", "ghcr.io"), "quay.io")
    page.dialog.set_key_warning(None, token_only=False)
    page.dialog.set_entry_fixed(True)
    assert first in page.said()
    page.dialog.set_key_warning(Never.MALFORMED, token_only=False)
    assert first not in page.said()
    page.dialog.set_key_warning(None, token_only=False)
    page.dialog.set_entry_fixed(False)
    assert first not in page.said()


def test_a_conflict_compares_three_columns_without_a_password(page: Page, qtbot: QtBot) -> None:
    mine = Typed("deploy-bot", b"my-secret", "Mine")
    found = clash(secret("deploy-bot-2", "their-secret", "Theirs"), description="Mine")
    page.dialog.set_conflict(found, ("deploy-bot", "Checkout"), mine)
    said = page.said()
    assert "kubectl-edit changed this ImagePullSecret at" in said
    for text in ("When you opened", "Now in the cluster", "Yours", "deploy-bot-2", "changed", "Theirs", "Mine"):
        assert text in said
    shown = [w.text() + w.toolTip() + w.accessibleName() for w in page.dialog.findChildren(QLabel)]
    encoded = base64.b64encode(b"deploy-bot-2:their-secret").decode()
    assert not any(text in part for part in shown for text in ("my-secret", "their-secret", "old-secret", encoded))
    for text, signal in (("Keep mine", page.dialog.keep_mine), ("Take theirs", page.dialog.take_theirs)):
        with qtbot.waitSignal(signal):
            page.click(text)


@pytest.mark.parametrize(("choice", "said"), [("mine", "Update will overwrite"), ("theirs", "You took theirs")])
def test_a_choice_is_said_and_can_be_taken_back(page: Page, qtbot: QtBot, choice: str, said: str) -> None:
    mine = Typed("deploy-bot", b"my-secret", "Checkout")
    page.dialog.set_conflict(clash(secret("other", "their-secret")), ("deploy-bot", "Checkout"), mine, choice)
    assert said in page.said()
    assert not page.has_button("Keep mine")
    with qtbot.waitSignal(page.dialog.take_back):
        page.click("Take back")
    page.dialog.set_conflict(clash(secret("other", "their-secret")), ("deploy-bot", "Checkout"), mine)
    assert said not in page.said()
    assert page.has_button("Keep mine")
    page.dialog.set_conflict(None)
    assert not page.has_button("Keep mine")


def test_a_removed_entry_is_said_so(page: Page) -> None:
    gone = clash(secret("x", "y", registry="quay.io"))
    page.dialog.set_conflict(gone, ("deploy-bot", ""), Typed("deploy-bot", b"new", ""))
    assert "kubectl-edit removed the entry for registry.acme.io" in page.said()
    assert "removed" in page.said().splitlines()


def test_while_it_is_sent_nothing_is_edited_and_cancel_stops_waiting(page: Page, qtbot: QtBot) -> None:
    QTest.keyClicks(page.line("Password"), "new")
    page.dialog.set_ready(True)
    page.dialog.set_busy(True)
    assert not page.button("Update").isEnabled()
    assert "Updating…" in page.said()
    for name in ("Username", "Password"):
        QTest.keyClicks(page.line(name), "x")
    QTest.keyClicks(page.description, "x")
    assert page.dialog.typed() == Typed("deploy-bot", b"new", "Checkout")
    with qtbot.waitSignal(page.dialog.stop_waiting), qtbot.assertNotEmitted(page.dialog.rejected):
        page.click("Stop waiting")
    assert page.dialog.isVisible()


@pytest.mark.parametrize("way", ["escape", "close"])
def test_closing_while_it_is_sent_stops_waiting_too(page: Page, qtbot: QtBot, way: str) -> None:
    page.dialog.set_busy(True)
    page.dialog.stop_waiting.connect(page.dialog.reject)  # as the controller does
    with qtbot.waitSignal(page.dialog.stop_waiting), qtbot.waitSignal(page.dialog.rejected):
        if way == "escape":
            QTest.keyClick(page.dialog, Qt.Key.Key_Escape)
        else:
            page.dialog.close()


@pytest.mark.parametrize("focused", ["Update", "Username"])
def test_after_a_failure_the_focus_is_where_it_was(page: Page, focused: str) -> None:
    page.dialog.set_ready(True)
    widget = page.button("Update") if focused == "Update" else page.line("Username")
    widget.setFocus()
    page.dialog.set_busy(True)
    page.dialog.set_busy(False)
    assert widget.hasFocus()
    assert page.has_button("Cancel")


def test_a_problem_stands_at_the_top_with_its_details(page: Page, qtbot: QtBot) -> None:
    page.dialog.set_problem(LOST)
    assert "The connection to api:6443 broke off." in page.said()
    page.click("Details")
    details = part(page.dialog, QPlainTextEdit, lambda text: text.accessibleName() == "Details")
    assert details.toPlainText() == "ServerDisconnectedError"
    details.window().close()
    page.dialog.set_problem(None)
    assert "api:6443" not in page.said()
    assert page.dialog.typed() == Typed("deploy-bot", None, "Checkout")


def test_while_it_is_read_nothing_can_be_typed(page: Page) -> None:
    page.dialog.set_reading(True)
    assert "Reading the ImagePullSecret…" in page.said()
    assert not page.line("Username").isEnabled()
    assert not page.line("Password").isEnabled()
    page.dialog.set_reading(False)
    assert page.line("Password").isEnabled()


def test_closing_drops_every_password(page: Page, qtbot: QtBot) -> None:
    QTest.keyClicks(page.line("Password"), "new-secret")
    password = page.line("Password")
    page.dialog.reject()
    assert not password.text()
    assert page.dialog.typed().password is None
    assert not any("secret" in line.text() for line in page.dialog.findChildren(QLineEdit) if line is not password)


def test_no_accessible_text_holds_a_masked_password(page: Page, qtbot: QtBot) -> None:
    QTest.keyClicks(page.line("Password"), "new-secret")
    for widget in [page.dialog, *page.dialog.findChildren(QWidget)]:
        face: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(widget)
        if face:
            texts = [face.text(kind) for kind in QAccessible.Text if kind != QAccessible.Text.UserText]
            assert not any("secret" in text for text in texts if text != "new-secret" or widget is not page.dialog), (
                texts
            )


def test_data_is_never_taken_for_markup(page: Page) -> None:
    odd = "<b>x</b><img src='file:///etc/hostname'>"
    page.dialog.set_identity("n", "ns", (odd, "quay.io"), odd)
    page.dialog.set_key_warning(Never.MALFORMED, token_only=False)
    now = secret(odd, "b", odd, registry=odd)
    found = Conflict(now, credential=True, username=True, description=True)
    page.dialog.set_conflict(found, (odd, odd), Typed(odd, None, odd))
    for label in page.dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or "<img" not in label.text()
    chooser = part(page.dialog, QComboBox)
    tips = [widget.toolTip() for widget in page.dialog.findChildren(QWidget)]
    tips += [chooser.itemData(row, Qt.ItemDataRole.ToolTipRole) for row in range(chooser.count())]
    assert not any("<img" in tip for tip in tips)


@pytest.mark.parametrize("size", [9, 14])
def test_nothing_is_clipped_and_small_screens_scroll(qtbot: QtBot, qapp: QApplication, size: int) -> None:
    font = QFont(qapp.font())
    font.setPointSize(size)
    dialog = UpdateDialog()
    qtbot.addWidget(dialog)
    dialog.setFont(font)
    dialog.set_identity("checkout-registry", "payments", ("registry.acme.io",), "registry.acme.io")
    dialog.set_stored("deploy-bot", b"old-secret", "Checkout")
    dialog.notes.set_applied(True)
    dialog.set_locked(HELM, description_too=True)
    dialog.set_problem(LOST)
    dialog.set_conflict(clash(secret("a", "b")), ("a", "b"), Typed("a", b"c", "d"))
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.wait(50)
    screen = dialog.screen().availableGeometry()
    assert dialog.frameGeometry().height() <= screen.height()
    scroll = part(dialog, QScrollArea)
    content = scroll.widget()
    assert content is not None
    assert content.minimumSizeHint().height() <= content.height()
    for label in content.findChildren(QLabel):
        if label.isVisible() and label.text():
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()
    bar = scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    dialog.set_problem(LOST)
    assert not bar.value()  # what is new is seen
    update = part(dialog, QPushButton, lambda button: button.text() == "Update")
    bottom = update.mapTo(dialog, QPoint(0, update.height())).y()
    assert bottom <= dialog.height()  # the buttons never scroll away


def test_the_dialog_is_as_high_as_it_needs(page: Page, qtbot: QtBot) -> None:
    before = page.dialog.height()
    assert not part(page.dialog, QScrollArea).verticalScrollBar().isVisible()
    page.dialog.set_problem(LOST)
    qtbot.waitUntil(lambda: page.dialog.height() > before)
    page.dialog.set_problem(None)
    qtbot.waitUntil(lambda: page.dialog.height() == before)
    page.dialog.resize(page.dialog.size() + QSize(0, 40))
    page.dialog.set_problem(LOST)
    qtbot.wait(20)
    assert page.dialog.height() == before + 40  # chosen by hand


def test_put_back_is_offered_for_the_password(page: Page, qtbot: QtBot) -> None:
    QTest.keyClicks(page.line("Password"), "x")
    link = part(page.dialog, Link, lambda link: link.text() == "Put back" and link.isVisible())
    with qtbot.waitSignal(page.dialog.edited):
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert page.dialog.typed().password is None
