"""A person's hands and eyes on the real window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAction, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pullsecrets.__main__ import Program
from pullsecrets.model.secrets import Row
from pullsecrets.views import words
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.update_dialog import UpdateDialog
from pullsecrets.views.view_page import ViewPage
from pullsecrets.views.view_table import ListTable

Opened = TypeVar("Opened", bound=QWidget)


class Hands:
    """Clicks, types and reads; nothing here reaches around the widgets."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self._qtbot, self.program = qtbot, program
        self.window, self.page, self.table = program.window, program.page, program.page.table

    def wait(self, condition: Callable[[], Any], seconds: float = 15) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=int(seconds * 1000))

    def pause(self, milliseconds: int) -> None:
        """Let time pass, for the service's thread as well (QTest.qWait would keep it from running)."""
        self._qtbot.wait(milliseconds)

    def row(self, name: str, namespace: str) -> Row | None:
        model = self.table.model_
        uid = model.find_name(namespace, name)
        return model.row_by_uid(uid) if uid else None

    def cell(self, name: str, namespace: str, column: Column) -> str:
        """What the table says of a secret; empty where it is not in it."""
        row = self.row(name, namespace)
        place = self.table.model_.find(row.uid) if row else None
        return "" if place is None else str(self.table.model_.index(place, column).data())

    def tip(self, name: str, namespace: str, column: Column) -> str:
        """What the tooltip of a cell says of a secret."""
        row = self.row(name, namespace)
        place = self.table.model_.find(row.uid) if row else None
        assert place is not None
        tip = str(self.table.model_.index(place, column).data(Qt.ItemDataRole.ToolTipRole))
        return QTextDocumentFragment.fromHtml(tip).toPlainText()

    def click_row(self, name: str, namespace: str) -> None:
        """Click on the row's empty part, as one does to select it."""
        self.wait(lambda: self.row(name, namespace))
        row = self.row(name, namespace)
        assert row
        place = self.table.model_.find(row.uid)
        assert place is not None
        index = self.table.model_.index(place, 1)
        self.table.scrollTo(index)
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=self.table.visualRect(index).center())

    def key(self, widget: QWidget | None, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        QTest.keyClick(widget or self.window, key, modifier or Qt.KeyboardModifier.NoModifier)

    def open_update(self, name: str, namespace: str) -> UpdateDialog:
        """Select the row, press Ctrl+U, and wait until the form is filled."""
        dialog = self.open_by_key(UpdateDialog, name, namespace, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: self.filled(dialog))
        return dialog

    def open_by_key(
        self, kind: type[Opened], name: str, namespace: str, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
    ) -> Opened:
        """Select the row, press the key, and wait for what it opens."""
        self.click_row(name, namespace)
        self.window.activateWindow()  # as a window manager does when a dialog closes
        self.wait(self.window.isActiveWindow)
        self.key(self.table, key, modifier)
        return self.opened(kind)

    def choose_by_key(self, name: str, namespace: str, action: str) -> None:
        """Select the row, open its menu and choose in it, by keys."""
        self.click_row(name, namespace)
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.key(self.table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
        self._pick(action)

    def choose_in_bar(self, letter: Qt.Key, action: str) -> None:
        """Open the menu of the bar that has this letter, and choose in it, by keys."""
        self.key(self.focus(), letter, Qt.KeyboardModifier.AltModifier)
        self._pick(action)

    def _pick(self, action: str) -> None:
        menu = self.opened(QMenu)
        for _ in menu.actions():
            active: QAction | None = menu.activeAction()  # PySide6's types leave the None out
            if active and active.text() == words.tr(action):
                break
            self.key(menu, Qt.Key.Key_Down)
        self.key(menu, Qt.Key.Key_Return)

    def open_add(self) -> AddDialog:
        """Press Ctrl+N, and wait for the form."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.key(self.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        return self.opened(AddDialog)

    def opened(self, kind: type[Opened]) -> Opened:
        """Wait for a dialog or page of this kind that keys go to."""

        def seen() -> list[Opened]:
            return [each for each in self.window.findChildren(kind) if each.isVisible() and each.isActiveWindow()]

        self.wait(seen)
        return seen()[0]

    def closed(self, kind: type[QWidget]) -> None:
        """Wait until no dialog or page of this kind is open."""
        self.wait(lambda: not any(each.isVisible() for each in self.window.findChildren(kind)))
        self.window.activateWindow()  # as a window manager does
        self.wait(self.window.isActiveWindow)

    def tab_to(self, name: str) -> None:
        """Press Tab until what has this text or accessible name has the focus."""
        for _ in range(40):
            focus = self.focus()
            text = focus.text().replace("&", "").strip() if isinstance(focus, QAbstractButton) else ""
            if words.tr(name) in (focus.accessibleName(), text):
                return
            self.key(focus, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {name}")

    def open_view(self, name: str, namespace: str) -> ViewPage:
        """Select the row, press Enter, and wait until its secret was read and what uses it is known."""
        view = self.open_by_key(ViewPage, name, namespace, Qt.Key.Key_Return)
        eyes = [each for each in view.findChildren(QAbstractButton) if each.accessibleName() == "Show password"]
        self.wait(lambda: all(eye.isEnabled() for eye in eyes))
        self.wait(lambda: "Looking for what uses it" not in self.texts(view))
        return view

    def value(self, parent: QWidget, name: str) -> str:
        """The text to read with this accessible name."""
        field = self.field(parent, name)
        return str(field.property("plainText" if isinstance(field, QPlainTextEdit) else "text"))

    def cells(self, parent: QWidget, name: str) -> list[tuple[str, ...]]:
        """The rows of the table with this accessible name, as they are read aloud."""
        table = next(each for each in parent.findChildren(ListTable) if each.accessibleName() == words.tr(name))
        model, role = table.model(), Qt.ItemDataRole.AccessibleTextRole
        rows, columns = range(model.rowCount()), range(model.columnCount())
        return [tuple(str(model.index(row, column).data(role)) for column in columns) for row in rows]

    def heard(self) -> str:
        """All that assistive technology can read of the windows that are seen, their titles among it."""
        found: list[str] = []
        kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)

        def listen(face: Any) -> None:
            found.extend(map(face.text, kinds))
            for number in range(face.childCount()):
                if (child := face.child(number)) is not None:
                    listen(child)

        for window in filter(QWidget.isVisible, QApplication.topLevelWidgets()):
            found.append(window.windowTitle())
            listen(QAccessible.queryAccessibleInterface(window))
        return "\n".join(found)

    def filled(self, dialog: QWidget) -> bool:
        """Whether the live object is in the form."""
        return words.tr("Reading the ImagePullSecret…") not in self.texts(dialog)

    @staticmethod
    def focus() -> QWidget:
        """Where keys go."""
        widget = QApplication.focusWidget()
        assert widget
        return widget

    def confirm(self, act: Callable[[], None], button: str) -> str:
        """Do what opens a modal box, press a button in it, and return what the box said."""
        said: list[str] = []

        def answer() -> None:
            box = QApplication.activeModalWidget()
            if not isinstance(box, QMessageBox):
                QTimer.singleShot(20, answer)
                return
            said.append(f"{box.text()}\n{box.informativeText()}")
            self.press(box, button)

        QTimer.singleShot(20, answer)
        act()
        self.wait(lambda: said)
        return said[0]

    def dialog(self) -> UpdateDialog | None:
        """The form that is open."""
        return next((each for each in self.window.findChildren(UpdateDialog) if each.isVisible()), None)

    def field(self, dialog: QWidget, name: str) -> QWidget:
        """The input with this accessible name, as a screen reader finds it."""
        found = [
            each
            for kind in (QLineEdit, QPlainTextEdit)
            for each in dialog.findChildren(kind)
            if each.accessibleName() == words.tr(name) and each.isVisible()
        ]
        assert found, f"no field named {name}"
        return found[0]

    def replace(self, dialog: QWidget, name: str, text: str) -> None:
        """Select everything in the field and type; what is not on a keyboard is pasted."""
        field = self.field(dialog, name)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        if text.isascii():
            QTest.keyClicks(field, text)
        else:  # Qt's test library aborts on such a key
            QApplication.clipboard().setText(text)
            QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def button(self, parent: QWidget, name: str) -> QAbstractButton:
        found = [
            each
            for each in parent.findChildren(QAbstractButton)
            if each.isVisible() and (each.text().replace("&", "").strip() or each.accessibleName()) == words.tr(name)
        ]
        assert found, f"no button named {name}"
        return found[0]

    def press(self, parent: QWidget, name: str) -> None:
        button = self.button(parent, name)
        assert button.isEnabled(), f"{name} is disabled"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, parent: QWidget, button: str, name: str) -> None:
        """Open the menu of a button and click on what has this name in it."""
        self.press(parent, button)
        menu = self.opened(QMenu)
        action = next(each for each in menu.actions() if each.text() == words.tr(name) and each.isVisible())
        assert action.isEnabled(), f"{name} is disabled"
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def update(self, dialog: UpdateDialog) -> None:
        """Press Update and wait until the form closes."""
        self.press(dialog, "Update")
        self.wait(lambda: self.dialog() is None)

    @staticmethod
    def texts(widget: QWidget) -> str:
        """Every visible text below a widget."""
        shown = [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]
        shown += [each.text() for each in widget.findChildren(QAbstractButton) if each.isVisible()]
        return "\n".join(shown)
