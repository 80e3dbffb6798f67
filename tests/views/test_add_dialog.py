"""The Add dialog by keys, clicks and drops: what it tells, what it shows, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.creating import Imported, NewEntry
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.validation import Finding, FindingCode, check_password, check_username
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.credential_form import Draft
from pullsecrets.views.view_table import ListTable

NAMES = ("payments", "data")
EMPTY = {
    "registry": Finding("registry", FindingCode.EMPTY_REGISTRY, refused=True),
    "username": Finding("username", FindingCode.EMPTY_USERNAME, refused=True),
    "password": Finding("password", FindingCode.EMPTY_PASSWORD, refused=True),
}


class Page:
    """A dialog, and its parts by the words that one sees."""

    def __init__(self, dialog: AddDialog) -> None:
        self.dialog = dialog

    def field(self, name: str) -> QWidget:
        label = part(self.dialog, QLabel, lambda each: each.text() in {name, f"{name} *"} and each.buddy() is not None)
        buddy = label.buddy()
        assert buddy is not None
        return buddy

    def line(self, name: str) -> QLineEdit:
        found = self.field(name)
        line = found if isinstance(found, QLineEdit) else part(found, QLineEdit, lambda each: not each.isHidden())
        assert line.accessibleName() == name
        return line

    def type(self, name: str, text: str) -> None:
        line = self.line(name)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)

    @property
    def table(self) -> ListTable:
        return part(self.dialog, ListTable)

    def listed(self) -> list[str]:
        model = self.table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def button(self, text: str) -> QPushButton:
        return part(self.dialog, QPushButton, lambda each: each.text() == text and each.isVisible())

    def click(self, text: str) -> None:
        QTest.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def import_from(self, way: str) -> None:
        menu = self.button("Import config.json…").menu()
        assert menu is not None
        next(action for action in menu.actions() if action.text() == way).trigger()

    def said(self) -> str:
        return "\n".join(each.text() for each in self.dialog.findChildren(QLabel) if each.isVisible())


Open = Callable[..., Page]


@pytest.fixture
def open_page(qtbot: QtBot) -> Iterator[Open]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1000, 800)
    window.show()
    opened: list[AddDialog] = []

    def open_one(names: tuple[str, ...] | None = NAMES, namespace: str = "data", name: str = "") -> Page:
        dialog = AddDialog(window, names, namespace, name)
        opened.append(dialog)
        dialog.focus_first()
        dialog.open()
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return Page(dialog)

    yield open_one
    for dialog in opened:
        dialog.done(0)


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page()


def two_entries(page: Page) -> None:
    page.type("Registry", "ghcr.io")
    page.type("Username", "ci")
    page.type("Password", "first-secret")
    page.click("Add another entry")
    page.type("Registry", "quay.io")
    page.type("Username", "robot")
    page.type("Password", "second-secret")


def drop(on: QWidget, content: QMimeData) -> bool:
    """Drop something in the middle of a widget as the window system would; says whether it was taken."""
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, content, left, no_key)
    enter.ignore()
    QApplication.sendEvent(on, enter)
    event = QDropEvent(QPointF(5, 5), copy, content, left, no_key)
    event.ignore()
    QApplication.sendEvent(on, event)
    return enter.isAccepted() and event.isAccepted()


def test_it_opens_empty_with_the_name_to_be_typed(page: Page) -> None:
    assert page.dialog.windowTitle() == "Add New ImagePullSecret"
    assert page.dialog.windowModality() == Qt.WindowModality.WindowModal
    assert page.line("Name").hasFocus()
    chooser = part(page.dialog, QComboBox)
    assert [chooser.itemText(row) for row in range(chooser.count())] == ["data", "payments"]
    assert chooser.accessibleName() == "Namespace"
    typed = page.dialog.typed()
    assert (typed.namespace, typed.name, typed.description, typed.for_new_pods) == ("data", "", "", False)
    assert typed.drafts == (Draft(),)
    assert not page.table.isVisible()


def test_required_fields_have_an_asterisk_and_all_labels_a_meaning(page: Page) -> None:
    labels = {each.text(): each for each in page.dialog.findChildren(QLabel) if each.buddy() is not None}
    assert set(labels) == {
        "Name *",
        "Namespace *",
        "Registry host",
        "Entries",
        "Registry *",
        "Username *",
        "Password *",
        "Description",
    }
    assert all(len(label.toolTip()) > 20 for label in labels.values())


def test_what_is_typed_is_told_byte_for_byte(page: Page, qtbot: QtBot) -> None:
    page.type("Name", "ci-pull")
    page.type("Registry", "ghcr.io")
    page.type("Username", "ci")
    with qtbot.waitSignal(page.dialog.edited):
        page.type("Password", "pa:ss 1 ")
    description = page.field("Description")
    assert isinstance(description, QPlainTextEdit)
    QTest.keyClicks(description, "For CI")
    QTest.mouseClick(part(page.dialog, QCheckBox, QCheckBox.isVisible), Qt.MouseButton.LeftButton, pos=QPoint(8, 16))
    typed = page.dialog.typed()
    assert (typed.name, typed.namespace, typed.description) == ("ci-pull", "data", "For CI")
    assert typed.for_new_pods
    (draft,) = typed.drafts
    assert (draft.key, draft.credential) == ("ghcr.io", Credential(b"ci", b"pa:ss 1 "))
    assert "pa:ss" not in repr(typed)


def test_tab_goes_through_the_form_in_its_order(page: Page) -> None:
    two_entries(page)
    page.dialog.set_ready(True)
    page.line("Name").setFocus()
    names = []
    for _ in range(14):
        focus = page.dialog.focusWidget()
        names.append(focus.text() if isinstance(focus, QPushButton | QCheckBox) else focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert names == [
        "Name",
        "Namespace",
        "Entries",
        "Registry",
        "Username",
        "Password",
        "Show password",
        "From file…",
        "Add another entry",
        "Remove entry",
        "Import config.json…",
        "Description",
        "Use for all new pods of this namespace",
        "Cancel",
    ]


def test_tab_comes_from_the_fields_to_cancel_and_from_the_buttons_to_the_top(page: Page) -> None:
    page.dialog.set_problem(Problem(Code.CONNECTION_LOST, {"host": "api:6443"}, "ServerDisconnectedError"))
    page.dialog.set_ready(True)
    part(page.dialog, QCheckBox, QCheckBox.isVisible).setFocus()
    names = []
    for _ in range(3):
        QTest.keyClick(page.dialog.focusWidget(), Qt.Key.Key_Tab)
        focus = page.dialog.focusWidget()
        assert isinstance(focus, QPushButton)
        names.append(focus.text())
    assert names == ["Cancel", "Add", "Details"]


def test_add_is_the_only_default_button_and_enter_presses_it(page: Page, qtbot: QtBot) -> None:
    buttons = page.dialog.findChildren(QPushButton)
    assert [each.text() for each in buttons if each.isDefault() or each.autoDefault()] == ["Add"]
    page.dialog.set_ready(False, "Enter a name.")
    with qtbot.assertNotEmitted(page.dialog.submitted):
        QTest.keyClick(page.line("Name"), Qt.Key.Key_Return)
    assert "Enter a name." in page.said()
    page.dialog.set_ready(True)
    with qtbot.waitSignal(page.dialog.submitted):
        QTest.keyClick(page.line("Name"), Qt.Key.Key_Return)


def test_a_namespace_is_chosen_by_key(page: Page, qtbot: QtBot) -> None:
    with qtbot.waitSignals([page.dialog.namespace_changed, page.dialog.edited]):
        QTest.keyClick(part(page.dialog, QComboBox), Qt.Key.Key_Down)
    assert page.dialog.typed().namespace == "payments"


def test_no_namespace_is_chosen_for_all_of_them(open_page: Open) -> None:
    page = open_page(NAMES, "")
    assert page.dialog.typed().namespace == ""
    assert part(page.dialog, QComboBox).placeholderText() == "Choose a namespace"


def test_a_namespace_is_typed_where_they_cannot_be_listed(open_page: Open, qtbot: QtBot) -> None:
    page = open_page(None, "payments")
    assert page.line("Namespace").text() == "payments"
    with qtbot.waitSignals([page.dialog.namespace_changed, page.dialog.edited]):
        page.type("Namespace", "search")
    assert page.dialog.typed().namespace == "search"


def test_a_missing_secret_has_its_name_already(open_page: Open) -> None:
    page = open_page(NAMES, "payments", "reports-pull")
    assert [page.line(each).text() for each in ("Name", "Namespace")] == ["reports-pull", "payments"]
    assert all(page.line(each).isReadOnly() for each in ("Name", "Namespace"))
    assert page.line("Registry").hasFocus()
    assert (page.dialog.typed().namespace, page.dialog.typed().name) == ("payments", "reports-pull")
    assert not page.dialog.has_field("name")


def test_that_a_field_is_empty_is_said_once_it_was_edited(page: Page) -> None:
    page.dialog.entries.show_findings([EMPTY])
    assert "Enter a" not in page.said()
    page.type("Username", "x")
    page.line("Username").selectAll()
    QTest.keyClick(page.line("Username"), Qt.Key.Key_Delete)
    page.dialog.entries.show_findings([EMPTY])
    assert "Enter a username." in page.said()
    assert "Enter a registry." not in page.said()
    assert page.line("Username").accessibleDescription() == "Enter a username."


def test_one_click_mends_a_field(page: Page, qtbot: QtBot) -> None:
    page.type("Password", "new ")
    page.dialog.set_finding("password", check_password(b"new "))
    assert "There is a space at the end." in page.said()
    with qtbot.waitSignal(page.dialog.edited):
        page.click("Remove it")
    assert page.dialog.typed().drafts[0].password == b"new"
    assert page.line("Password").hasFocus()


def test_what_the_cluster_said_stands_until_the_field_is_edited(page: Page) -> None:
    page.dialog.set_field_problem(
        "name", Problem(Code.ALREADY_EXISTS, {"namespace": "data", "name": "ci-pull", "type": "Opaque"})
    )
    assert "There is already a secret ci-pull in the namespace data, of the type Opaque." in page.said()
    page.type("Name", "other")
    page.dialog.set_finding("name", None)
    assert "already a secret" not in page.said()


def test_several_registries_are_listed_and_edited_one_at_a_time(page: Page) -> None:
    two_entries(page)
    assert page.listed() == ["ghcr.io", "quay.io"]
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Up)
    assert page.line("Registry").text() == "ghcr.io"
    assert page.line("Username").text() == "ci"
    page.type("Username", "ci-2")
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.line("Username").text() == "robot"
    drafts = page.dialog.typed().drafts
    assert [(draft.key, draft.credential) for draft in drafts] == [
        ("ghcr.io", Credential(b"ci-2", b"first-secret")),
        ("quay.io", Credential(b"robot", b"second-secret")),
    ]


def test_what_an_entry_lacks_is_said_when_one_comes_back_to_it(page: Page) -> None:
    two_entries(page)
    page.click("Add another entry")
    assert page.listed() == ["ghcr.io", "quay.io", "(new)"]
    assert page.line("Registry").hasFocus()
    page.dialog.entries.show_findings([{}, {}, EMPTY])
    assert "Enter a registry." not in page.said()
    QTest.keyClick(page.table, Qt.Key.Key_Up)
    assert page.line("Registry").text() == "quay.io"
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    page.dialog.entries.show_findings([{}, {}, EMPTY])
    assert "Enter a registry." in page.said()


def test_another_entry_is_masked_again(page: Page) -> None:
    two_entries(page)
    eye = part(page.dialog, QWidget, lambda each: each.accessibleName() == "Show password")
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert page.line("Password").displayText() == "second-secret"
    QTest.keyClick(page.table, Qt.Key.Key_Up)
    assert "secret" not in page.line("Password").displayText()
    assert not any("secret" in each.text() for each in page.dialog.findChildren(QLineEdit))


@pytest.mark.parametrize("way", ["button", "key"])
def test_an_entry_is_removed_but_the_last_one(page: Page, way: str) -> None:
    two_entries(page)
    if way == "button":
        page.click("Remove entry")
    else:
        page.table.setFocus()
        QTest.keyClick(page.table, Qt.Key.Key_Delete)
    (draft,) = page.dialog.typed().drafts
    assert draft.key == page.line("Registry").text() == "ghcr.io"
    assert not page.table.isVisible()
    assert not any(each.text() == "Remove entry" and each.isVisible() for each in page.dialog.findChildren(QPushButton))
    page.dialog.entries.remove()
    assert len(page.dialog.typed().drafts) == 1


def test_an_entry_with_a_fault_is_marked_in_the_list(page: Page) -> None:
    two_entries(page)
    page.dialog.entries.show_findings([{"username": check_username("a:b")}, {}])
    model = page.table.model()
    assert "A username cannot contain" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "A username cannot contain" not in page.said(), "it is another entry's"
    assert "cannot" not in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_a_password_in_a_registrys_key_is_not_shown(page: Page) -> None:
    key = "https://me:hidden-one@ghcr.io"
    page.dialog.entries.put([Draft.of(key, Credential(b"ci", b"x")), Draft.of("quay.io", Credential(b"r", b"y"))])
    assert page.line("Registry").text() == "https://me:…@ghcr.io"
    assert page.listed()[0] == "https://me:…@ghcr.io"
    page.type("Username", "ci-2")
    assert page.dialog.typed().drafts[0].key == key
    QTest.keyClick(page.line("Registry"), Qt.Key.Key_End)
    QTest.keyClicks(page.line("Registry"), "/a")
    assert page.dialog.typed().drafts[0].key == "https://me@ghcr.io/a"


def test_bytes_that_are_no_text_stay_what_they_are(page: Page) -> None:
    odd = Credential(b"\xff\xfe", b"\x00\xff")
    page.dialog.entries.put([Draft.of("ghcr.io", odd)])
    page.type("Registry", "quay.io")
    (draft,) = page.dialog.typed().drafts
    assert (draft.key, draft.credential) == ("quay.io", odd)


def test_an_imported_entry_takes_the_place_of_a_blank_one_only(page: Page, qtbot: QtBot) -> None:
    ghcr, quay = (Draft.of(key, Credential(b"ci", b"x")) for key in ("ghcr.io", "quay.io"))
    with qtbot.waitSignal(page.dialog.edited):
        page.dialog.entries.take([ghcr])
    assert page.dialog.typed().drafts == (ghcr,)
    page.dialog.entries.take([quay])
    assert page.dialog.typed().drafts == (ghcr, quay)
    assert page.line("Registry").text() == "quay.io"


@pytest.mark.parametrize("target", ["dialog", "Registry", "Password", "Description"])
def test_a_file_is_imported_wherever_it_is_dropped(page: Page, qtbot: QtBot, tmp_path: Path, target: str) -> None:
    file = tmp_path / "config.json"
    file.write_bytes(b'{"auths": {}}')
    on: QWidget = page.dialog if target == "dialog" else page.field(target)
    if isinstance(on, QPlainTextEdit):
        on = on.viewport()
    elif target == "Password":
        on = page.line(target)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(file))])
    with qtbot.waitSignal(page.dialog.entries.config_given) as given:
        assert drop(on, content)
    assert given.args == [b'{"auths": {}}']
    assert page.dialog.typed().drafts[0].blank
    assert page.dialog.typed().description == ""


def test_a_text_that_is_dropped_on_a_field_is_still_a_text(page: Page, qtbot: QtBot) -> None:
    content = QMimeData()
    content.setText("ghcr.io")
    with qtbot.assertNotEmitted(page.dialog.entries.config_given):
        drop(page.line("Registry"), content)
    assert page.line("Registry").text() == "ghcr.io"


def test_a_file_is_chosen_and_one_that_is_too_large_is_refused(page: Page, qtbot: QtBot, tmp_path: Path) -> None:
    page.import_from("From a file…")
    chooser = part(page.dialog, QFileDialog)
    large = tmp_path / "large.json"
    large.write_bytes(b"x" * 1_048_577)
    with qtbot.assertNotEmitted(page.dialog.entries.config_given):
        chooser.fileSelected.emit(str(large))
    assert "The file cannot be read: it is larger than 1 MiB." in page.said()
    chooser.reject()


def test_a_text_is_pasted(page: Page, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText('{"auths": {}}')
    with qtbot.waitSignal(page.dialog.entries.config_given) as given:
        page.import_from("From the clipboard")
    assert given.args == [b'{"auths": {}}']
    QGuiApplication.clipboard().setText("x" * 1_048_577)
    with qtbot.assertNotEmitted(page.dialog.entries.config_given):
        page.import_from("From the clipboard")
    assert "larger than 1 MiB" in page.said()


ENTRY = NewEntry("ghcr.io", Credential(b"ci", b"x"))


@pytest.mark.parametrize(
    ("imported", "count", "kept", "said"),
    [
        (Imported((ENTRY,)), 1, (), "1 entry(ies) taken."),
        (Imported((ENTRY,)), 0, ("ghcr.io",), "The form keeps its own entry for ghcr.io."),
        (
            Imported((), (("gcr.io", "gcloud"), ("eu.gcr.io", "gcloud"))),
            0,
            (),
            "The credential store “gcloud” keeps the password for gcr.io, eu.gcr.io: type it here.",
        ),
        (
            Imported((), (("", "desktop"),)),
            0,
            (),
            "There are no passwords in it: the credential store “desktop” keeps them.",
        ),
        (Imported((), (), ("quay.io",)), 0, (), "There is only a token for quay.io: the kubelet ignores it."),
        (Imported((), (), (), ("quay.io",)), 0, (), "There is no password for quay.io."),
        (Imported(()), 0, (), "There are no entries in it."),
    ],
)
def test_what_became_of_an_import_is_said(
    page: Page, imported: Imported, count: int, kept: tuple[str, ...], said: str
) -> None:
    page.dialog.entries.say_imported(imported, count, kept)
    assert said in page.said()


def test_a_right_that_is_missing_closes_the_tick_and_is_said(page: Page) -> None:
    tick = part(page.dialog, QCheckBox, QCheckBox.isVisible)
    tick.setChecked(True)
    page.dialog.set_for_new_pods(allowed=False)
    assert not tick.isEnabled()
    assert not page.dialog.typed().for_new_pods
    assert "You are not allowed to change the service account “default” of this namespace." in page.said()
    page.dialog.set_for_new_pods(allowed=True)
    assert tick.isEnabled()
    assert page.dialog.typed().for_new_pods


def test_while_it_is_busy_nothing_can_be_edited_and_escape_asks_to_stop_waiting(page: Page, qtbot: QtBot) -> None:
    two_entries(page)
    page.dialog.set_ready(True)
    page.dialog.set_busy(True)
    assert all(page.line(name).isReadOnly() for name in ("Name", "Registry", "Username", "Password"))
    assert not any(page.button(text).isEnabled() for text in ("Add another entry", "Add", "Import config.json…"))
    assert not part(page.dialog, QCheckBox, QCheckBox.isVisible).isEnabled()
    assert "Adding…" in page.said()
    page.dialog.entries.remove()
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(__file__)])
    with qtbot.assertNotEmitted(page.dialog.entries.config_given):
        drop(page.dialog, content)
    assert len(page.dialog.typed().drafts) == 2
    with qtbot.waitSignal(page.dialog.stop_waiting), qtbot.assertNotEmitted(page.dialog.rejected):
        page.click("Stop waiting")
    page.dialog.set_busy(False)
    assert page.line("Registry").text() == "quay.io"
    assert not page.line("Registry").isReadOnly()


def test_a_problem_keeps_what_was_typed_and_can_be_looked_into(page: Page) -> None:
    two_entries(page)
    before = page.dialog.typed()
    page.dialog.set_busy(True)
    page.dialog.set_busy(False)
    page.dialog.set_problem(Problem(Code.CONNECTION_LOST, {"host": "api:6443"}, "ServerDisconnectedError"))
    assert "The connection to api:6443 broke off." in page.said()
    assert page.button("Details").isVisible()
    assert page.dialog.typed() == before


def test_closing_it_drops_every_password(page: Page) -> None:
    two_entries(page)
    page.dialog.reject()
    assert not any("secret" in each.text() for each in page.dialog.findChildren(QLineEdit))
    assert all(not draft.credential.password for draft in page.dialog.typed().drafts)
