"""A line edit of dots."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from pullsecrets.views.fields import NO_LIMIT

DOT = "●"
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_HARMLESS = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
_NOT_HERE = (  # Qt's line edit would empty a password for Undo and Cut
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Copy,
)


class MaskedLine(QLineEdit):
    """Holds a dot for each character, and tells what is put in the place of dots; the text itself is kept elsewhere.

    The password mode of QLineEdit alone hides a text from eyes, but keeps it in the widget and sends each character
    that is typed or pasted to assistive technology (seen: text-changed events of AT-SPI).
    """

    replaced = Signal(int, int, str)  # from, to, by what: typed, pasted, dropped; nothing where dots were deleted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(NO_LIMIT)
        self._count = 0
        self.textChanged.connect(self._changed)

    def show_dots(self, count: int) -> None:
        """Show so many dots. Caret and selection stay where there are as many already."""
        self._count = count
        if len(self.text()) != count:
            self.setText(count * DOT)

    def put(self, text: str) -> None:
        """Take a text in the place of the selected dots, or at the caret."""
        if not text or self.isReadOnly():
            return
        start, end = self.cursorPosition(), self.cursorPosition()
        if self.hasSelectedText():
            start, end = self.selectionStart(), self.selectionEnd()
        with QSignalBlocker(self):
            self.insert(len(text) * DOT)
        self._count = len(self.text())
        self.replaced.emit(start, end, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(event.matches(key) for key in _NOT_HERE):
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste(QClipboard.Mode.Clipboard)
        elif _is_input(event):
            self.put(event.text())
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.put(event.commitString())
        super().inputMethodEvent(QInputMethodEvent(len(event.preeditString()) * DOT, []))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton and QGuiApplication.clipboard().supportsSelection():
            self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
            self._paste(QClipboard.Mode.Selection)
        else:
            super().mouseReleaseEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
        self.put(event.mimeData().text())
        event.acceptProposedAction()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(lambda: self._paste(QClipboard.Mode.Clipboard))
        menu.popup(event.globalPos())

    def _paste(self, mode: QClipboard.Mode) -> None:
        self.put(QGuiApplication.clipboard().text(mode))

    def _changed(self, text: str) -> None:
        """Dots were deleted, or assistive technology put a text in: it sets the whole text anew."""
        if text == self._count * DOT:
            return
        start = len(text) - len(text.lstrip(DOT))
        put = text.strip(DOT)
        if not put:
            start = self.cursorPosition()
        end = self._count - (len(text) - start - len(put))
        self._count = len(text)
        self.replaced.emit(start, end, put)


def _is_input(event: QKeyEvent) -> bool:
    """Whether a key types something, by QLineEdit's own rule (QInputControl::isAcceptableInput)."""
    modifiers = event.modifiers() & ~_HARMLESS
    return event.text().isprintable() and event.text() != "" and modifiers not in {_CONTROL, _CONTROL | _SHIFT}
