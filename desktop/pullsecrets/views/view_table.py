"""A small table to read: what uses a secret, which images, which entries. As high as its rows, within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pullsecrets.views import theme
from pullsecrets.views.columns import MARGIN, ROUNDING, ColumnHeader, Fit
from pullsecrets.views.focus import BY_KEYS
from pullsecrets.views.notices import as_tip
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

_ICON = 16
_GAP = GRID  # between icon and text, text and note
_LESS = GRID // 2  # pixels that a row is lower than those of the large table
_SAMPLE = 200  # rows that are looked at for the widths of columns
_CENTRE = Qt.AlignmentFlag.AlignVCenter
_NO_PARENT = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its title, how it shares in the width, and on which side its cells stand."""

    title: str
    fit: Fit
    at_right: bool = False
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says: a text, and a note after it in a low voice. ``tip`` says more where there is more to say."""

    text: str
    note: str = ""
    icon: str = ""
    tone: Tone = Tone.PLAIN
    muted: bool = False
    tip: str = ""

    @property
    def spoken(self) -> str:
        """The whole of it, for a screen reader and the clipboard."""
        return tr("{text}, {note}", text=self.text, note=self.note) if self.note else self.text


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row, and what it is known by when the rows change."""

    key: str = field(repr=False)  # a registry key may hold a password before "@"
    cells: tuple[Cell, ...]


class ListTable(QTableView):
    """Rows to read, to select and to copy. It is hidden while it has none.

    ``most_rows`` are seen at once, the others by scrolling; None shows them all. ``chooses``: the selected row counts
    and stays when the focus goes; else a row is selected only to be copied.
    """

    chosen_changed = Signal()

    def __init__(
        self, parent: QWidget | None, columns: Sequence[ListColumn], most_rows: int | None, *, chooses: bool = False
    ) -> None:
        super().__init__(parent)
        self._columns, self._most_rows, self._chooses = columns, most_rows, chooses
        self._model = _ListModel(columns, self)
        self.setModel(self._model)
        self._delegate = _CellDelegate(self, columns)
        self.setItemDelegate(self._delegate)
        self._header = ColumnHeader(self, [column.fit for column in columns], (), range(len(columns)))
        self.setHorizontalHeader(self._header)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._chosen: str | None = None
        self.selectionModel().selectionChanged.connect(self._selected)
        self._model.modelReset.connect(self._choose_again)
        self.hide()

    def set_rows(self, rows: Sequence[ListRow]) -> None:
        """Show these rows. Selection and scroll position stay; rows that are as they were cost nothing."""
        if tuple(rows) == self._model.rows:
            return
        scrolled = self.verticalScrollBar().value()
        self._model.put(tuple(rows))
        self.setVisible(bool(rows))
        self._fit()
        self.verticalScrollBar().setValue(scrolled)

    def chosen(self) -> str:
        """The key of the selected row, empty where there is none."""
        return self._chosen or ""

    def choose(self, key: str) -> None:
        """Select a row by its key."""
        row = next((number for number, row in enumerate(self._model.rows) if row.key == key), None)
        if row is not None:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self._model.index(row, 0), flags)

    def _selected(self) -> None:
        selected = self.selectionModel().selectedRows()
        self._note(self._model.rows[selected[0].row()].key if selected else None)

    def _choose_again(self) -> None:
        """After a reset nothing is selected: select the same row again where it is still there."""
        if self._chosen is not None:
            self.choose(self._chosen)
        if not self.selectionModel().hasSelection():
            self._note(None)

    def _note(self, chosen: str | None) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.chosen_changed.emit()

    def cell(self, index: Index) -> Cell:
        """What the cell of a valid index says."""
        return self._model.rows[index.row()].cells[index.column()]

    def shows_focus(self) -> bool:
        """Whether the keyboard is used here, so that the current row wears a frame."""
        return self.hasFocus() and self.window().testAttribute(BY_KEYS)

    # Size

    def _fit(self) -> None:
        """Fit rows and columns to the font, and the height to the rows."""
        height = theme.row_height(self) - _LESS
        self.verticalHeader().setDefaultSectionSize(height)
        self._header.setFixedHeight(height)
        count = self._model.rowCount()
        shown = count if self._most_rows is None else min(count, self._most_rows)
        self.setFixedHeight((shown + 1) * height + 2 * self.frameWidth())
        few = shown == count
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if few else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )
        self._header.measure(self._widest)

    def _widest(self, column: int) -> int:
        rows = self._model.rows
        cells = {row.cells[column] for row in rows[:: max(1, len(rows) // _SAMPLE)]}
        return max((self._delegate.width(cell) for cell in cells), default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._header.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        selected = self.selectionModel().selectedRows()
        if event.matches(QKeySequence.StandardKey.Copy) and selected:
            cells = self._model.rows[selected[0].row()].cells
            QGuiApplication.clipboard().setText("\t".join(cell.spoken for cell in cells))
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and last row; Qt's table would go to the first and last column."""
        count = self._model.rowCount()
        if action == QAbstractItemView.CursorAction.MoveHome and count:
            return self._model.index(0, 0)
        if action == QAbstractItemView.CursorAction.MoveEnd and count:
            return self._model.index(count - 1, 0)
        return super().moveCursor(action, modifiers)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard finds a row selected."""
        super().focusInEvent(event)
        by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        if by_keyboard and not self.chosen() and self._model.rows:
            self.choose(self._model.rows[max(0, self.currentIndex().row())].key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = self._chooses or event.reason() in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        if not stays:
            self.clearSelection()


class _ListModel(QAbstractTableModel):
    def __init__(self, columns: Sequence[ListColumn], parent: ListTable) -> None:
        super().__init__(parent)
        self._columns = columns
        self.rows: tuple[ListRow, ...] = ()

    def put(self, rows: tuple[ListRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.rows[index.row()].cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell.spoken
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return cell.tip
            case Qt.ItemDataRole.ToolTipRole:
                return as_tip(cell.tip or cell.spoken)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self.rows[section].cells[0].text if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._columns[section].title
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(self._columns[section])
        return None


class _CellDelegate(QStyledItemDelegate):
    """Draws icon, text and note; selection and focus are the row's, not the cell's."""

    def __init__(self, table: ListTable, columns: Sequence[ListColumn]) -> None:
        super().__init__(table)
        self._table, self._columns = table, columns

    def width(self, cell: Cell) -> int:
        """What a cell takes, margins and all."""
        letters = self._table.fontMetrics()
        width = letters.horizontalAdvance(cell.text) + 2 * MARGIN + ROUNDING
        if cell.note:
            width += letters.horizontalAdvance(cell.note) + _GAP
        return width + (_ICON + _GAP if cell.icon else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, column = self._table, self._columns[index.column()]
        cell = table.cell(index)
        active = option.state & QStyle.StateFlag.State_Active
        group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        strong = option.palette.color(group, QPalette.ColorRole.HighlightedText)
        if selected:
            ground = QStyleOptionViewItem(option)
            ground.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
            table.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, ground, painter, table)
        painter.setPen(strong if selected else _ink(cell, option.palette))
        room = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        if cell.icon:
            sign = theme.pixmap(cell.icon, painter.pen().color(), _ICON, table.devicePixelRatio())
            painter.drawPixmap(room.left(), room.center().y() - _ICON // 2 + 1, sign)
            room.setLeft(room.left() + _ICON + _GAP)
        letters = option.fontMetrics
        text = letters.elidedText(cell.text, column.cut, room.width())
        painter.drawText(room, _side(column), text)
        room.setLeft(room.left() + letters.horizontalAdvance(text) + _GAP)
        if cell.note and text == cell.text and room.width() > 2 * _GAP:
            painter.setPen(strong if selected else theme.muted(option.palette))
            painter.drawText(room, _CENTRE, letters.elidedText(cell.note, Qt.TextElideMode.ElideRight, room.width()))
        if index.row() == table.currentIndex().row() and table.shows_focus():
            role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Highlight
            painter.save()
            painter.setClipRect(option.rect)
            painter.setPen(QPen(option.palette.color(group, role), 1))
            row = QRect(0, option.rect.top(), table.viewport().width(), option.rect.height())
            painter.drawRect(row.adjusted(1, 1, -2, -2))
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.width(self._table.cell(index)), theme.row_height(self._table) - _LESS)


def _side(column: ListColumn) -> Qt.AlignmentFlag:
    return _CENTRE | (Qt.AlignmentFlag.AlignRight if column.at_right else Qt.AlignmentFlag.AlignLeft)


def _ink(cell: Cell, palette: QPalette) -> QColor:
    if cell.muted:
        return theme.muted(palette)
    return palette.text().color() if cell.tone is Tone.PLAIN else theme.colour(cell.tone, palette)
