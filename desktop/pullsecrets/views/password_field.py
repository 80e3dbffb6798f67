"""The password field: dots until it is revealed, and every byte kept, whatever the bytes are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QDragLeaveEvent, QDropEvent, QIcon, QPaintEvent, QPalette, QTextCursor
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionFocusRect,
    QStylePainter,
    QToolButton,
    QWidget,
)

from pullsecrets.views import theme
from pullsecrets.views.check_line import CheckLine
from pullsecrets.views.fields import INSET, NO_LIMIT, Link, MultiLine, content_of
from pullsecrets.views.masked_line import MaskedLine
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

_STAND_IN = 10  # dots
_LONG = 200  # bytes from which on the size is said
_SECRET_INPUT = (
    Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
)


class PasswordField(QWidget):
    """A password that is stored, and what is typed in its place.

    While it is not edited it shows ten dots, whatever is stored: the first key, paste or deletion among them replaces
    them all. Masked, the password is in no widget. The eye shows it, as a line or, where it has several, as lines.
    ``line`` is the message line; it belongs below the field.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored: bytes | None = None
        self._typed: bytes | None = None
        self._locked = self._read_only = False

        self._masked = MaskedLine(self)
        self._masked.replaced.connect(self._dots_replaced)
        self._masked.selectionChanged.connect(self._select_dots)
        self._masked.cursorPositionChanged.connect(self._select_dots)
        self._single = QLineEdit(self)
        self._single.setMaxLength(NO_LIMIT)
        self._single.textEdited.connect(self._single_edited)
        self._several = _Lines(6, self)
        self._several.setLineWrapMode(MultiLine.LineWrapMode.WidgetWidth)
        self._several.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._several.textChanged.connect(self._several_edited)
        self._several.replaced.connect(self._several_replaced)
        self._editors = (self._masked, self._single, self._several)  # one of them is seen
        self._single.hide()
        self._several.hide()
        for editor in self._editors:
            editor.setInputMethodHints(_SECRET_INPUT)
            editor.setAccessibleName(tr("Password"))
        self.setFocusProxy(self._masked)

        self._eye = _Eye(self)
        for line in (self._masked, self._single):
            theme.fix_height(line)
        side = max(self._masked.sizeHint().height(), self._masked.minimumHeight()) - 4
        self._eye.setFixedSize(side, side)
        self._eye.toggled.connect(self._reveal)
        for line in (self._masked, self._single):
            line.setTextMargins(INSET, 0, side, 0)
        self._several.setViewportMargins(0, 0, side, 0)
        self._several.setBackgroundRole(QPalette.ColorRole.Base)  # of that margin
        self._several.setAutoFillBackground(True)
        self._from_file = QPushButton(tr("From file…"), self)
        self._from_file.setAutoDefault(False)
        self._from_file.setToolTip(tr("Take the content of a file, such as a JSON key, byte for byte"))
        self._from_file.clicked.connect(self._choose_file)
        theme.fix_height(self._from_file)

        self._corner = QHBoxLayout()
        self._corner.setContentsMargins(0, 2, 2, 0)
        self._corner.addWidget(self._eye)
        self._row = QGridLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setHorizontalSpacing(GRID)
        for editor in self._editors:
            self._row.addWidget(editor, 0, 0)
        self._row.addLayout(self._corner, 0, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._row.addWidget(self._from_file, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._row.setColumnStretch(0, 1)

        self.line = CheckLine()
        self._put_back = Link(tr("Put back"))
        self._put_back.setToolTip(tr("Put back the stored password"))
        self._put_back.clicked.connect(self._restore)
        self.line.add_link(self._put_back)
        self._show()

    def add_button(self, button: QPushButton) -> None:
        """One more button at its right."""
        self._row.addWidget(button, 0, self._row.columnCount(), Qt.AlignmentFlag.AlignTop)
        QWidget.setTabOrder(self._from_file, button)  # the line below comes after it

    def set_stored(self, password: bytes | None) -> None:
        """The stored password, unedited; None where there is none that could be read."""
        self._stored, self._typed = password, None
        self._show()

    def put(self, password: bytes) -> None:
        """Show a password as if it had been typed. Says nothing."""
        self._typed = password
        self._show()

    def typed(self) -> bytes | None:
        """What was typed; None as long as the dots stand for the stored password."""
        return self._typed

    def conceal(self) -> None:
        """Hide the password again."""
        self._eye.setChecked(False)

    def set_read_only(self, on: bool) -> None:
        """Keep the password from being edited for a while."""
        self._read_only = on
        self._show()

    def set_locked(self, on: bool) -> None:
        """Close the field to editing. It can still be revealed."""
        self._locked = on
        self._show()

    def forget(self) -> None:
        """Drop every password and what could bring one back by Undo."""
        self._stored = self._typed = None
        self._masked.show_dots(0)
        self._single.setText("")  # unlike clear() this empties the history too
        self._several.put("")

    def select(self) -> None:
        """Take the focus, with everything selected."""
        editor = self._editor
        editor.setFocus()
        editor.selectAll()

    def set_description(self, text: str) -> None:
        """What a screen reader says after the name: a message, or the meaning of the field."""
        for editor in self._editors:
            editor.setAccessibleDescription(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._paint_eye()

    # What is shown

    @property
    def _standing_in(self) -> bool:
        """Whether ten dots stand for a password that cannot be edited dot by dot."""
        return self._typed is None or not _is_text(self._typed)

    @property
    def _editor(self) -> MaskedLine | QLineEdit | _Lines:
        """The one that is seen."""
        return next(editor for editor in self._editors if not editor.isHidden())

    def _show(self) -> None:
        """Bring the editor in sight in line with the password. What it shows already is left alone, caret and all."""
        password = (self._typed if self._typed is not None else self._stored) or b""
        text = password.decode("utf-8", "replace")
        exact = True  # whether the editor gives back the very bytes, so that they can be edited there
        if not self._eye.isChecked():
            self._masked.show_dots(_STAND_IN if self._standing_in and password else len(text))
            self._turn_to(self._masked)
        elif self._editor is self._several or "\n" in text or "\r" in text:
            if self._several.text() != text:
                self._several.put(text)
            exact = self._several.text().encode() == password
            self._turn_to(self._several)
        else:
            if self._single.text() != text:
                self._single.setText(text)
            exact = self._single.text().encode() == password
            self._turn_to(self._single)
        editable = not (self._read_only or self._locked)
        for editor in self._editors:
            editor.setReadOnly(self._read_only or not exact)
            editor.setEnabled(not self._locked)
        self._from_file.setEnabled(editable)
        self._put_back.setVisible(editable and self._typed is not None and bool(self._stored))
        self.line.set_note(self._note(password, exact))
        self._paint_eye()

    def _turn_to(self, editor: MaskedLine | QLineEdit | _Lines) -> None:
        """Put one of the editors in sight, the focus with it, and empty those that hold a text in clear."""
        before = self._editor
        if editor is before:
            return
        editor.show()
        self.setFocusProxy(editor)
        if before.hasFocus():
            editor.setFocus()  # before the other one hides and gives the focus away
        before.hide()
        if editor is not self._single:
            self._single.setText("")
        if editor is not self._several:
            self._several.put("")
        style, several = self.style(), editor is self._several
        ring = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameVMargin) if several else 0  # room for the focus frame
        self._row.setContentsMargins(ring, ring, 0, ring)
        bar = style.pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) if several else 0
        self._corner.setContentsMargins(0, 2, 2 + bar, 0)

    def _note(self, password: bytes, exact: bool) -> str:
        if not exact:
            return tr("It holds bytes that are not text. It can be replaced, but not edited here.")
        known = self._typed is not None or self._eye.isChecked()  # the length of what is stored is not told unasked
        lines = len(password.decode("utf-8", "replace").splitlines())
        if not known or (len(password) < _LONG and lines < 2):
            return ""
        if lines == 1:
            return tr("{bytes} bytes, one line", bytes=f"{len(password):,}")
        return tr("{bytes} bytes, {lines} lines", bytes=f"{len(password):,}", lines=f"{lines:,}")

    def _paint_eye(self) -> None:
        revealed = self._eye.isChecked()
        said = tr("Hide password") if revealed else tr("Show password")
        self._eye.setToolTip(said)
        self._eye.setAccessibleName(said)
        self._eye.setIcon(theme.icon("eye-off" if revealed else "eye", self.palette().text().color()))

    def _select_dots(self) -> None:
        """Ten dots stand for the password as a whole: no caret among them."""
        dots = self._masked
        if self._standing_in and dots.hasFocus() and dots.selectionLength() < len(dots.text()):
            dots.selectAll()

    # What the person does

    def _reveal(self) -> None:
        self._show()
        self._select_dots()

    def _dots_replaced(self, start: int, end: int, by: str) -> None:
        before = "" if self._typed is None or self._standing_in else self._typed.decode()
        self._take((before[:start] + by + before[end:]).encode())

    def _single_edited(self, text: str) -> None:
        self._take(text.encode())

    def _several_edited(self) -> None:
        self._take(self._several.text().encode())

    def _several_replaced(self, text: str, after: int) -> None:
        self._take(text.encode())
        self._several.put_caret(after)

    def _take(self, password: bytes) -> None:
        before = self._editor
        self._typed = password
        self._show()
        if self._editor is self._several and before is not self._several:  # lines were pasted into the line
            self._several.moveCursor(QTextCursor.MoveOperation.End)
        self.edited.emit()

    def _restore(self) -> None:
        self._typed = None
        self._show()
        self.select()
        self.edited.emit()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("Password from file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_file)
        dialog.open()

    def _take_file(self, name: str) -> None:
        try:
            content = content_of(Path(name))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.line.say(Tone.DANGER, "octagon-alert", tr("The file cannot be read: {reason}.", reason=reason))
        else:
            self._take(content)


class _Lines(MultiLine):
    """A text of several lines, whose ends are all of one kind.

    ``replaced`` tells the whole text after something was pasted or dropped, with every line end as it came, and how
    far from the end the caret belongs. The editor may be unable to hold that text: then it is for others to keep.
    """

    replaced = Signal(str, int)

    def __init__(self, lines: int, parent: QWidget) -> None:
        super().__init__(lines, parent)
        self._line_end = "\n"

    def put(self, text: str) -> None:
        """Show a text. Says nothing, and leaves nothing to undo."""
        self._line_end = "\r\n" if "\r\n" in text else "\n"
        with QSignalBlocker(self):
            self.setPlainText(text)

    def text(self) -> str:
        """What it holds; the text that was put in, unless that had line ends of several kinds."""
        return self._with_ends(self.document().toRawText())

    def put_caret(self, before_end: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(max(self._length() - before_end, 0))
        self.setTextCursor(cursor)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        pasted, cursor = source.text(), self.textCursor()
        if self.isReadOnly() or not pasted:
            return
        start, end, length = cursor.selectionStart(), cursor.selectionEnd(), self._length()
        whole = self._between(0, start) + pasted + self._between(end, length)
        with QSignalBlocker(self):
            cursor.insertText(pasted)  # so that it can be undone, where it leaves the very text
        self.replaced.emit(whole, length - end)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        copied = super().createMimeDataFromSelection()  # Qt would crash at its end with one made here in the clipboard
        copied.text()  # Qt fills it when it is first read
        copied.clear()
        copied.setText(self._with_ends(self.textCursor().selectedText()))
        return copied

    def dropEvent(self, event: QDropEvent) -> None:
        """Insert outside of Qt's own step of editing, in which the text must not be put anew."""
        self.dragLeaveEvent(QDragLeaveEvent())
        if not self.isReadOnly():
            self.setTextCursor(self.cursorForPosition(event.position().toPoint()))
            self.insertFromMimeData(event.mimeData())
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def _length(self) -> int:
        return self.document().characterCount() - 1  # Qt counts a last line end that is not there

    def _between(self, start: int, end: int) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return self._with_ends(cursor.selectedText())

    def _with_ends(self, raw: str) -> str:
        return raw.replace("\u2029", self._line_end)


class _Eye(QToolButton):
    """A switch inside a field: nothing but its icon, and a frame when it has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setIconSize(QSize(16, 16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self.icon().paint(painter, self.rect(), Qt.AlignmentFlag.AlignCenter, mode)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option)


def _is_text(password: bytes) -> bool:
    try:
        password.decode()
    except UnicodeDecodeError:
        return False
    return True
