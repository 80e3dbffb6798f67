"""The fields of forms, with real keys and clicks: above all that a password keeps every byte and shows none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.views.fields import FILE_LIMIT, Chooser, Description, Link, ReadOnlyText
from pullsecrets.views.masked_line import MaskedLine
from pullsecrets.views.password_field import PasswordField
from pullsecrets.views.theme import Tone

STORED = b"old-secret"
JSON_KEY = ("{\r\n" + "".join(f'\t"line{n}": "{"x" * 60}",\r\n' for n in range(30)) + "}\r\n").encode()


class Form(QWidget):
    """A password field with its message line, and a neighbour for the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.field = PasswordField()
        self.neighbour = QLineEdit()
        self.edits = 0
        self.field.edited.connect(self.count)
        self.column = QVBoxLayout(self)
        for widget in (self.field, self.field.line, self.neighbour):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.line = part(self.field, MaskedLine)
        self.single = part(self.field, QLineEdit, lambda line: line is not self.line)
        self.lines = part(self.field, QPlainTextEdit)
        self.eye = part(self.field, QToolButton)
        self.from_file = part(self.field, QPushButton, lambda button: button.text() == "From file…")
        self.put_back = part(self.field.line, Link, lambda link: link.text() == "Put back")

    def count(self) -> None:
        self.edits += 1

    def said(self) -> str:
        return " ".join(label.text() for label in self.field.line.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.field.set_stored(STORED)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.select()
    qtbot.waitUntil(made.line.hasFocus)
    yield made
    QGuiApplication.clipboard().clear()


def accessible_value(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Value)


def paste(widget: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("stored", [b"x", STORED, 1000 * b"x", JSON_KEY, b"\xff\xfe", "密码".encode()])
def test_ten_dots_stand_for_any_stored_password(form: Form, stored: bytes) -> None:
    form.field.set_stored(stored)
    assert len(form.line.displayText()) == 10
    assert len(set(form.line.displayText())) == 1
    assert form.field.typed() is None
    assert not form.said()  # its size would tell something


@pytest.mark.parametrize("stored", [None, b""])
def test_no_dots_stand_for_nothing(form: Form, stored: bytes | None) -> None:
    form.field.set_stored(stored)
    assert not form.line.displayText()


def test_typing_replaces_all_dots_wherever_the_caret_is(form: Form, qtbot: QtBot) -> None:
    QTest.mouseClick(form.line, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    QTest.keyClick(form.line, Qt.Key.Key_Left)
    QTest.keyClicks(form.line, "new")
    assert form.field.typed() == b"new"
    assert len(form.line.displayText()) == 3
    assert form.edits == 3


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_deleting_among_the_dots_empties_the_field(form: Form, qtbot: QtBot, key: Qt.Key) -> None:
    QTest.keyClick(form.line, Qt.Key.Key_Right)
    QTest.keyClick(form.line, key)
    assert form.field.typed() == b""
    assert not form.line.displayText()


def test_the_stored_password_is_in_no_widget_while_masked(form: Form) -> None:
    assert "old" not in form.line.text()
    assert not form.lines.toPlainText()


def test_what_is_typed_is_masked_for_eyes_screen_readers_and_the_clipboard(form: Form, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    QTest.keyClicks(form.line, "new-secret")
    form.line.selectAll()
    QTest.keyClick(form.line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert form.field.typed() == b"new-secret"
    for shown in (form.line.displayText(), accessible_value(form.line), form.line.toolTip(), repr(form.field)):
        assert "new" not in shown
    QTest.keyClick(form.line, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"


def test_the_eye_reveals_the_stored_password_and_hides_it_again(form: Form, qtbot: QtBot) -> None:
    assert form.eye.accessibleName() == "Show password"
    QTest.mouseClick(form.eye, Qt.MouseButton.LeftButton)
    assert form.single.displayText() == "old-secret"
    assert form.eye.accessibleName() == "Hide password"
    assert form.field.typed() is None
    QTest.keyClick(form.eye, Qt.Key.Key_Space)
    assert not form.single.text()
    assert len(form.line.displayText()) == 10
    assert form.edits == 0


def test_the_eye_is_reached_by_keyboard(form: Form, qtbot: QtBot) -> None:
    QTest.keyClick(form.line, Qt.Key.Key_Tab)
    assert form.eye.hasFocus()


def test_a_revealed_password_is_edited_not_replaced(form: Form, qtbot: QtBot) -> None:
    QTest.mouseClick(form.eye, Qt.MouseButton.LeftButton)
    QTest.keyClick(form.single, Qt.Key.Key_End)
    QTest.keyClicks(form.single, "!")
    assert form.field.typed() == b"old-secret!"


def test_put_back_restores_the_stored_password(form: Form, qtbot: QtBot) -> None:
    assert not form.put_back.isVisible()
    QTest.keyClicks(form.line, "x")
    QTest.mouseClick(form.put_back, Qt.MouseButton.LeftButton)
    assert form.field.typed() is None
    assert len(form.line.displayText()) == 10
    assert form.edits == 2
    assert form.line.hasFocus()
    assert form.line.hasSelectedText()
    assert not form.put_back.isVisible()


@pytest.mark.parametrize("text", ["a\r\nb\tc\n", "\n\nx\r", JSON_KEY.decode(), " x ", "密码😀", "a\u2028b\u2029c\xa0d"])
@pytest.mark.parametrize("revealed", [False, True])
def test_pasting_keeps_every_byte(form: Form, qtbot: QtBot, text: str, revealed: bool) -> None:
    if revealed:
        form.eye.click()
        form.single.selectAll()
    paste(form.single if revealed else form.line, text)
    assert form.field.typed() == text.encode()
    form.eye.click()
    form.eye.click()
    assert form.field.typed() == text.encode()
    assert form.edits == 1


LF, CRLF, MIXED = "a\nb\n", "c\r\nd\r\n", "e\r\nf\ng\rh\r\n"


@pytest.mark.parametrize("pasted", [LF, CRLF, MIXED, "\r\n", "\r", "x", "a\u2028b\u2029c\xa0d"])
@pytest.mark.parametrize("stored", [LF, CRLF])
def test_pasting_over_revealed_lines_keeps_every_byte(form: Form, stored: str, pasted: str) -> None:
    form.field.set_stored(stored.encode())
    form.eye.click()
    form.lines.selectAll()
    paste(form.lines, pasted)
    assert form.field.typed() == pasted.encode()
    assert form.edits == 1
    form.eye.click()
    form.eye.click()
    assert form.field.typed() == pasted.encode()


@pytest.mark.parametrize("pasted", [LF, CRLF, MIXED, "\r\n", "😀"])
@pytest.mark.parametrize("stored", ["😀\nb\nc", "😀\r\nb\r\nc"])
def test_pasting_among_revealed_lines_keeps_every_byte(form: Form, stored: str, pasted: str) -> None:
    form.field.set_stored(stored.encode())
    form.eye.click()
    cursor = form.lines.textCursor()
    cursor.setPosition(3)
    cursor.setPosition(4, cursor.MoveMode.KeepAnchor)  # the b
    form.lines.setTextCursor(cursor)
    paste(form.lines, pasted)
    whole = stored.replace("b", pasted)
    assert form.field.typed() == whole.encode()
    uniform = whole.replace("\r\n", "") if "\r\n" in stored else whole
    editable = "\r" not in uniform and not ("\r\n" in stored and "\n" in uniform)
    assert form.lines.isReadOnly() != editable
    QTest.keyClicks(form.lines, "z")
    assert form.field.typed() == (stored.replace("b", f"{pasted}z") if editable else whole).encode()


def test_pasting_the_only_line_end_decides_its_kind(form: Form) -> None:
    form.field.set_stored(LF.encode())
    form.eye.click()
    form.lines.selectAll()
    QTest.keyClicks(form.lines, "x")
    paste(form.lines, "\r\n")
    QTest.keyClicks(form.lines, "y")
    assert form.field.typed() == b"x\r\ny"


def test_copied_lines_keep_their_ends_and_their_paste_is_undone(form: Form) -> None:
    form.field.set_stored(CRLF.encode())
    form.eye.click()
    form.lines.selectAll()
    QTest.keyClick(form.lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == CRLF
    QTest.keyClick(form.lines, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    paste(form.lines, CRLF)
    assert form.field.typed() == 2 * CRLF.encode()
    QTest.keyClick(form.lines, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.field.typed() == CRLF.encode()


def test_lines_dropped_among_lines_keep_their_ends(form: Form) -> None:
    form.field.set_stored(CRLF.encode())
    form.eye.click()
    data = QMimeData()
    data.setText(LF)
    place, nothing = QPoint(1, 1), Qt.KeyboardModifier.NoModifier
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    form.lines.dragEnterEvent(QDragEnterEvent(place, copy, data, left, nothing))
    form.lines.dropEvent(QDropEvent(QPointF(place), copy, data, left, nothing))
    assert form.field.typed() == (LF + CRLF).encode()


def test_100000_characters_are_kept(form: Form, qtbot: QtBot) -> None:
    paste(form.line, "a1b2\n" * 20_000)
    QTest.keyClicks(form.line, "z")
    assert form.field.typed() == b"a1b2\n" * 20_000 + b"z"
    assert "100,001 bytes, 20,001 lines" in form.said()


def test_text_dropped_among_the_dots_replaces_them(form: Form) -> None:
    form.neighbour.setFocus()
    data = QMimeData()
    data.setText("dropped")
    place, nothing = QPoint(30, 10), Qt.KeyboardModifier.NoModifier
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    form.line.dragEnterEvent(QDragEnterEvent(place, copy, data, left, nothing))
    form.line.dropEvent(QDropEvent(QPointF(place), copy, data, left, nothing))
    assert form.field.typed() == b"dropped"


def test_a_password_of_several_lines_is_revealed_as_lines(form: Form, qtbot: QtBot) -> None:
    form.field.set_stored(JSON_KEY)
    QTest.mouseClick(form.eye, Qt.MouseButton.LeftButton)
    assert form.lines.isVisible()
    assert form.lines.hasFocus()
    assert not form.line.isVisible()
    assert form.lines.toPlainText() == JSON_KEY.decode().replace("\r\n", "\n")
    assert f"{len(JSON_KEY):,} bytes, 32 lines" in form.said()
    assert form.field.typed() is None
    form.eye.click()
    assert form.line.hasFocus()
    assert not form.lines.toPlainText()


def test_editing_among_lines_keeps_their_ends(form: Form, qtbot: QtBot) -> None:
    form.field.set_stored(JSON_KEY)
    form.eye.click()
    QTest.keyClicks(form.lines, "ab")
    QTest.keyClick(form.lines, Qt.Key.Key_Return)
    assert form.field.typed() == b"ab\r\n" + JSON_KEY


def test_tab_leaves_the_lines(form: Form, qtbot: QtBot) -> None:
    form.field.set_stored(b"a\nb")
    form.eye.click()
    QTest.keyClick(form.lines, Qt.Key.Key_Tab)
    assert form.eye.hasFocus()
    assert form.field.typed() is None


@pytest.mark.parametrize("stored", [b"a\nb\r\nc", b"a\rb", b"x\xff\ny", b"\xff\xfe"])
def test_what_no_editor_can_hold_is_shown_but_only_replaced(form: Form, qtbot: QtBot, stored: bytes) -> None:
    form.field.set_stored(stored)
    form.eye.click()
    editor = form.lines if form.lines.isVisible() else form.single
    QTest.keyClicks(editor, "z")
    assert form.field.typed() is None
    assert "cannot" in form.said() or "not edited here" in form.said()
    form.eye.click()
    QTest.keyClicks(form.line, "z")
    assert form.field.typed() == b"z"


def test_bytes_that_are_not_text_show_replacement_characters(form: Form) -> None:
    form.field.set_stored(b"a\xffb")
    form.eye.click()
    assert form.single.displayText() == "a\ufffdb"


def choose(form: Form, path: Path) -> None:
    QTest.mouseClick(form.from_file, Qt.MouseButton.LeftButton)
    dialog = part(form.field, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()


@pytest.mark.parametrize("content", [JSON_KEY, b"\xff\x00\r\n", b"one line", b"{}\n"])
def test_a_file_is_taken_byte_for_byte(form: Form, qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(content)
    choose(form, path)
    assert form.field.typed() == content
    assert form.edits == 1
    assert content.decode(errors="replace")[:5] not in form.line.displayText()
    form.eye.click()
    assert form.field.typed() == content


def test_a_file_that_is_too_large_or_missing_changes_nothing(form: Form, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * (FILE_LIMIT + 1))
    choose(form, path)
    assert "larger than 1 MiB" in form.said()
    choose(form, tmp_path / "missing")
    assert "The file cannot be read: No such file" in form.said()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")  # nobody will ever write into it
        choose(form, tmp_path / "pipe")
        assert "it is not an ordinary file" in form.said()
    assert form.field.typed() is None
    assert form.edits == 0


def test_a_locked_field_is_revealed_but_not_edited(form: Form, qtbot: QtBot) -> None:
    form.field.set_locked(True)
    assert not form.line.isEnabled()
    assert not form.from_file.isEnabled()
    QTest.mouseClick(form.eye, Qt.MouseButton.LeftButton)
    assert form.single.displayText() == "old-secret"


def test_a_read_only_field_takes_no_keys(form: Form, qtbot: QtBot) -> None:
    form.field.set_read_only(True)
    QTest.keyClicks(form.line, "x")
    paste(form.line, "y")
    assert form.field.typed() is None


def test_nothing_is_left_after_forgetting(form: Form) -> None:
    form.eye.click()
    QTest.keyClick(form.single, Qt.Key.Key_End)
    QTest.keyClicks(form.single, "!")
    form.field.forget()
    assert not form.single.text()
    QTest.keyClick(form.single, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not form.single.text()
    assert not form.single.isUndoAvailable()
    assert not form.lines.document().isUndoAvailable()
    assert b"old-secret" not in vars(form.field).values()


def test_masked_no_widget_holds_the_password(form: Form) -> None:
    """So neither Undo nor assistive technology can bring it to light: QLineEdit tells both what is typed into it."""
    form.eye.click()
    QTest.keyClicks(form.single, "x")
    form.eye.click()
    QTest.keyClicks(form.line, "y")
    paste(form.line, "z")
    assert form.field.typed() == b"old-secretxyz"
    assert set(form.line.text()) == {"●"}
    assert not form.single.text()
    assert not form.lines.toPlainText()


@pytest.mark.parametrize("key", [Qt.Key.Key_Z, Qt.Key.Key_X, Qt.Key.Key_Y])
def test_undo_and_cut_do_not_empty_a_masked_password(form: Form, key: Qt.Key) -> None:
    QTest.keyClicks(form.line, "new")
    form.line.selectAll()
    QTest.keyClick(form.line, key, Qt.KeyboardModifier.ControlModifier)
    assert form.field.typed() == b"new"
    assert len(form.line.displayText()) == 3


HOME, LEFT, BACKSPACE, DELETE = Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Backspace, Qt.Key.Key_Delete


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ([LEFT, "x"], b"abxc"),
        ([HOME, "xy"], b"xyabc"),
        ([LEFT, BACKSPACE], b"ac"),
        ([HOME, DELETE], b"bc"),
        ([HOME, DELETE, DELETE, DELETE], b""),
        ([BACKSPACE, BACKSPACE, "\u0051"], b"aQ"),
    ],
)
def test_dots_are_edited_as_letters_are(form: Form, keys: list[Qt.Key | str], result: bytes) -> None:
    QTest.keyClicks(form.line, "abc")
    for key in keys:
        if isinstance(key, str):
            QTest.keyClicks(form.line, key)
        else:
            QTest.keyClick(form.line, key)
    assert form.field.typed() == result
    assert len(form.line.displayText()) == len(result)


def test_selected_dots_are_replaced(form: Form) -> None:
    QTest.keyClicks(form.line, "abcd")
    form.line.setSelection(1, 2)
    paste(form.line, "12\r\n3")
    assert form.field.typed() == b"a12\r\n3d"
    form.line.setSelection(1, 5)
    QTest.keyClick(form.line, Qt.Key.Key_Delete)
    assert form.field.typed() == b"ad"


def test_an_input_method_can_type_a_password(form: Form) -> None:
    event = QInputMethodEvent("zhong", [])
    QGuiApplication.sendEvent(form.line, event)
    assert "zhong" not in form.line.displayText()
    event = QInputMethodEvent("", [])
    event.setCommitString("中😀")
    QGuiApplication.sendEvent(form.line, event)
    QTest.keyClick(form.line, Qt.Key.Key_Backspace)
    assert form.field.typed() == "中".encode()


def test_assistive_technology_can_type_a_password(form: Form) -> None:
    editor = QAccessible.queryAccessibleInterface(form.line)
    editor.setText(QAccessible.Text.Value, "dictated")
    assert form.field.typed() == b"dictated"
    assert accessible_value(form.line) == "●●●●●●●●"


def test_the_context_menu_pastes(form: Form) -> None:
    QGuiApplication.clipboard().setText("a\r\nb")
    place = QPoint(5, 5)
    QGuiApplication.sendEvent(form.line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, place))
    menu = part(form.line, QMenu)
    next(action for action in menu.actions() if action.objectName() == "edit-paste").trigger()
    menu.close()
    assert form.field.typed() == b"a\r\nb"


def test_a_description_is_given_back_as_it_was_until_it_is_edited(qtbot: QtBot) -> None:
    odd = "a\r\nb\u2028c\xa0d\re"
    description = Description()
    qtbot.addWidget(description)
    description.put(odd)
    assert description.text() == odd
    description.show()
    QTest.keyClicks(description, "x")
    assert description.text() == "xa\nb\nc d\ne"


def test_a_description_that_is_put_back_keeps_the_caret(qtbot: QtBot) -> None:
    description = Description()
    qtbot.addWidget(description)
    description.show()
    description.put("stored")
    QTest.keyClicks(description, "abc")
    description.put("stored by another")
    description.put("abcstored")
    QTest.keyClicks(description, "d")
    assert description.text() == "abcdstored"


def test_a_description_shows_its_focus_and_tab_leaves_it(form: Form, qtbot: QtBot) -> None:
    description = Description()
    form.column.addWidget(description)
    qtbot.waitUntil(description.isVisible)
    plain = form.grab().toImage()
    description.setFocus()
    qtbot.waitUntil(description.hasFocus)
    QGuiApplication.processEvents()
    corner = description.geometry().topLeft() + QPoint(-1, 20)
    assert form.grab().toImage().pixelColor(corner) != plain.pixelColor(corner)
    QTest.keyClick(description, Qt.Key.Key_Tab)
    assert not description.hasFocus()


def test_a_message_moves_nothing_and_offers_its_link(form: Form, qtbot: QtBot) -> None:
    line, place = form.field.line, form.neighbour.pos()
    line.say(Tone.WARN, "triangle-alert", "There is a space at the end.", "Remove it")
    link = part(line, Link, lambda link: link.text() == "Remove it")
    qtbot.waitUntil(link.isVisible)
    QGuiApplication.processEvents()
    assert form.neighbour.pos() == place
    with qtbot.waitSignal(line.pressed):
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(line.pressed):
        QTest.keyClick(link, Qt.Key.Key_Space)
    line.clear()
    QGuiApplication.processEvents()
    assert not link.isVisible()
    assert form.neighbour.pos() == place


def test_a_long_value_does_not_widen_the_form(qtbot: QtBot) -> None:
    text = ReadOnlyText()
    qtbot.addWidget(text)
    width = text.minimumSizeHint().width()
    text.put("a" * 253)
    assert text.minimumSizeHint().width() == width
    chooser = Chooser()
    qtbot.addWidget(chooser)
    width = chooser.sizeHint().width()
    chooser.addItem("b" * 253)
    assert chooser.sizeHint().width() == width
