"""The table of ImagePullSecrets: one row is one secret, chosen, opened and acted upon as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QToolTip,
    QWidget,
)

from pullsecrets.model.secrets import Row
from pullsecrets.views import theme
from pullsecrets.views.columns import MARGIN, ROUNDING, ColumnHeader, Fit
from pullsecrets.views.focus import BY_KEYS, note_keys
from pullsecrets.views.notices import as_tip
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.secrets_delegate import SecretsDelegate
from pullsecrets.views.secrets_model import Index, SecretsModel

_FITS = (
    Fit("name", floor=11, least=15, most=36, share=3),
    Fit("namespace", floor=8, least=10, most=24),
    Fit("registry", floor=11, least=17, most=36, share=2),
    Fit("username", floor=9, least=12, most=24),
    Fit("description", floor=9, least=9, most=40, share=4),
    Fit("used-by", floor=8, least=8, most=10),
    Fit("created", floor=15, least=16, most=24),
    Fit("last-updated", floor=15, least=16, most=24),
    Fit("status", floor=16, least=23, most=40),
    Fit("actions", floor=14, least=14, most=14),
)
_HIDE_FIRST = (Column.CREATED, Column.DESCRIPTION, Column.USERNAME, Column.LAST_UPDATED, Column.USED_BY)
_GRABBED = 100  # milliseconds until a menu has grabbed the keyboard: that changes the focus, which hides tooltips (X11)
_SAMPLE = 100  # rows that are looked at for the widths of columns


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SecretsTable(QTableView):
    """Shows a SecretsModel. Selection, scroll position and current column survive every change of the rows."""

    opened = Signal(str)  # uid: Enter, double click, or a click on the name
    chosen_changed = Signal()  # another row is chosen, or none
    menu_opened = Signal()  # its menu can be seen now

    def __init__(self, parent: QWidget | None = None, *, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__(parent)
        self._uid = ""  # the chosen row; remembered while a filter hides it
        self._column = 0  # the current column; remembered likewise
        self._anchors: list[tuple[str, int]] = []  # rows in view before a change, and where their tops were
        self._pressed_name = ""  # the uid whose name the mouse went down on
        self._double_clicked = ""  # the uid that the mouse went down on twice
        self.hovered = -1  # the row under the mouse
        self.name_hovered = False  # whether the mouse is on its name
        self.menu = QMenu(self)
        """What can be done with the chosen row; the page fills it."""
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToHide.connect(self.viewport().update)
        self.model_ = SecretsModel(now, self)
        self.setModel(self.model_)
        self._delegate = SecretsDelegate(self)
        self.setItemDelegate(self._delegate)
        self.columns = ColumnHeader(self, _FITS, _HIDE_FIRST, (Column.NAME, Column.STATUS, Column.ACTIONS))
        self.setHorizontalHeader(self.columns)
        self.columns.setSortIndicatorShown(True)  # setHorizontalHeader turns it off
        self.columns.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
        self.columns.sortIndicatorChanged.connect(self._sort)

        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit_rows()

        self.model_.applying.connect(self._remember_place)
        self.model_.applied.connect(self._return_to_place)
        self.model_.arranged.connect(self._show_chosen)
        self.model_.stale_changed.connect(self.viewport().update)
        self.model_.modelReset.connect(self._choose_again)
        self.selectionModel().selectionChanged.connect(self._chosen)
        self.selectionModel().currentChanged.connect(self._note_column)
        self.verticalScrollBar().valueChanged.connect(self._hover_again)
        midnight = QTimer(self)  # "Today" becomes a date
        midnight.timeout.connect(self.viewport().update)
        midnight.start(60_000)

    # The chosen row

    def chosen(self) -> Row | None:
        """The row that is selected, None when there is none or the filter hides it."""
        rows = self.selectionModel().selectedRows()
        return self.model_.row(rows[0]) if rows else None

    def choose(self, uid: str) -> bool:
        """Select a row and scroll to it; False when it is not in the table or hidden."""
        row = self.model_.find(uid)
        if row is None:
            return False
        self._select(row)
        self.scrollTo(self.model_.index(row, self._column))
        return True

    def _note_column(self, current: QModelIndex) -> None:
        if current.isValid():
            self._column = current.column()

    def _select(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self._move_to(self.model_.index(row, self._column), flags)

    def _move_to(self, index: QModelIndex, flags: QItemSelectionModel.SelectionFlag) -> None:
        """Make an index the current one without scrolling to it."""
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(index, flags)
        self.setAutoScroll(True)

    def _chosen(self) -> None:
        row = self.chosen()
        self._uid = row.uid if row else ""
        self.chosen_changed.emit()

    def _choose_again(self) -> None:
        """After a reset nothing is selected: select the same row again where it is still to be seen."""
        row = self.model_.find(self._uid)
        if row is not None:
            self._select(row)
        self.chosen_changed.emit()
        self._hover_again()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """A row that goes takes its selection along. Qt would select its neighbour, and the next key would hit that."""
        current = self.currentIndex()
        if start <= current.row() <= end:
            neighbour = end + 1 if end + 1 < self.model_.rowCount() else start - 1
            self._move_to(self.model_.index(neighbour, current.column()), QItemSelectionModel.SelectionFlag.NoUpdate)
        super().rowsAboutToBeRemoved(parent, start, end)

    # The scroll position: what is in view stays where it is, whatever comes or goes above it

    def _remember_place(self) -> None:
        self._anchors = []
        if self.verticalScrollBar().value() > 0:
            first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
            shown = range(first, (last if last >= 0 else self.model_.rowCount() - 1) + 1)
            self._anchors = [(self._row(row).uid, self.rowViewportPosition(row)) for row in shown]

    def _return_to_place(self, changed: frozenset[str]) -> None:
        for uid, top in self._anchors:
            row = self.model_.find(uid)
            if row is not None and uid not in changed:
                self.executeDelayedItemsLayout()
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self.rowViewportPosition(row) - top)
                return

    def _show_chosen(self) -> None:
        self.executeDelayedItemsLayout()
        row = self.model_.find(self._uid)
        if row is None:
            self.scrollToTop()
        else:
            self.scrollTo(self.model_.index(row, self._column))

    def _row(self, row: int) -> Row:
        return self.model_.row(self.model_.index(row, 0))

    # Order and columns

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if column == Column.ACTIONS:
            self.columns.setSortIndicator(self.model_.sorted_by[0], self.model_.sorted_by[1])
        elif (column, order) != self.model_.sorted_by:
            self.model_.sort(column, order)

    def measure_columns(self) -> None:
        """Fit the columns to what they hold now, the filter aside. They don't follow each change: a live table would
        never rest."""
        rows = self.model_.rows
        sample = rows[:: max(1, len(rows) // _SAMPLE)]
        letters = self.fontMetrics()

        def widest(column: int) -> int:
            texts = {self.model_.cells.text(row, Column(column)) for row in sample}
            extra = self._delegate.extra_width(Column(column))
            return max((letters.horizontalAdvance(text) for text in texts), default=0) + ROUNDING + 2 * MARGIN + extra

        self.columns.measure(widest)

    def view_state(self) -> dict[str, Any]:
        """Columns and order, for the settings."""
        column, order = self.model_.sorted_by
        return self.columns.choice() | {
            "sort": _FITS[column].key,
            "descending": order == Qt.SortOrder.DescendingOrder,
        }

    def restore_view_state(self, state: dict[str, Any]) -> None:
        """Take columns and order from the settings; what makes no sense is left out."""
        self.columns.restore(state)
        keys = [fit.key for fit in _FITS[: Column.ACTIONS]]
        if state.get("sort") in keys:
            order = Qt.SortOrder.DescendingOrder if state.get("descending") is True else Qt.SortOrder.AscendingOrder
            self.columns.setSortIndicator(keys.index(state["sort"]), order)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()
            self.measure_columns()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height(self))
        self.columns.setFixedHeight(theme.row_height(self))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        row = self.chosen()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and row:
            note_keys(self)
            self.opened.emit(row.uid)
        elif event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.open_menu()  # Qt itself knows the Menu key alone
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and last row; Qt's table would go to the first and last column."""
        count = self.model_.rowCount()
        if action == QAbstractItemView.CursorAction.MoveHome and count:
            return self.model_.index(0, self._column)
        if action == QAbstractItemView.CursorAction.MoveEnd and count:
            return self.model_.index(count - 1, self._column)
        return super().moveCursor(action, modifiers)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard finds a row selected."""
        super().focusInEvent(event)
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        by_key = event.reason() == Qt.FocusReason.ShortcutFocusReason
        if by_tab or (by_key and not self.currentIndex().isValid()):  # a current row wears a frame, selected or not
            self.enter()

    def enter(self) -> None:
        """Select the current row, else the first one in view, unless one is selected."""
        if self.model_.rowCount() and self.chosen() is None:
            current = self.currentIndex().row()
            self._select(current if current >= 0 else max(0, self.rowAt(0)))

    def shows_focus(self) -> bool:
        """Whether the keyboard is used here, so that the current row wears a frame."""
        return self.hasFocus() and self.window().testAttribute(BY_KEYS)

    # The row's menu

    def open_menu(self) -> None:
        """Open the menu of the chosen row below its Actions button."""
        rows = self.selectionModel().selectedRows(Column.ACTIONS)
        if rows:
            self.scrollTo(rows[0])
            button = self._delegate.button(self.visualRect(rows[0]))
            corner = self.viewport().mapToGlobal(button.bottomRight())
            self._open_menu(corner - QPoint(self.menu.sizeHint().width() - 1, -1))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.open_menu()
        elif self.chosen() and self.indexAt(event.pos()).isValid():
            self._open_menu(event.globalPos())

    def _open_menu(self, at: QPoint) -> None:
        self.menu.popup(at)
        self.viewport().update()
        QTimer.singleShot(_GRABBED, self, self._tell_of_menu)

    def _tell_of_menu(self) -> None:
        if self.menu.isVisible():
            self.menu_opened.emit()

    def say_why_not(self, reason: str) -> None:
        """Tell beside the chosen row, or below its menu, why nothing can be done."""
        below = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        if self.menu.isVisible():
            below = self.menu.geometry().bottomLeft()
        QToolTip.showText(below, as_tip(reason), self.viewport())

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_name = self.model_.row(index).uid if left and self._on_name(index, point) else ""
        if left and self._on_button(index, point):
            self._select(index.row())
            self.open_menu()
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        pressed, self._pressed_name = self._pressed_name, ""
        double_clicked, self._double_clicked = self._double_clicked, ""
        if double_clicked:  # not before: the release would hide the tooltip that says why not
            self.opened.emit(double_clicked)
        elif pressed and self._on_name(index, point) and self.model_.row(index).uid == pressed:
            self.opened.emit(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if self._on_button(index, point):
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton and index.isValid() and not self._on_name(index, point):
            self._double_clicked = self.model_.row(index).uid

    def _on_button(self, index: QModelIndex, point: QPoint) -> bool:
        return index.column() == Column.ACTIONS and self._delegate.button(self.visualRect(index)).contains(point)

    def _on_name(self, index: QModelIndex, point: QPoint) -> bool:
        """Whether a point is on the text of a name, which is a link unless the rows may be out of date."""
        if index.column() != Column.NAME or self.model_.stale or self.model_.row(index).missing:
            return False
        return self._delegate.name(self.visualRect(index), self.model_.row(index).name).contains(point)

    def _hover(self, point: QPoint) -> None:
        index = self.indexAt(point)
        on_name = self._on_name(index, point)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_name else Qt.CursorShape.ArrowCursor)
        if (self.hovered, self.name_hovered) != (index.row(), on_name):
            rows = {self.hovered, index.row()}
            self.hovered, self.name_hovered = index.row(), on_name
            for row in rows:
                self._repaint_row(row)

    def _hover_again(self) -> None:
        """The rows moved under a mouse that stands still."""
        point = self.viewport().mapFromGlobal(self.cursor().pos())
        self._hover(point if self.viewport().underMouse() else QPoint(-1, -1))

    def _repaint_row(self, row: int) -> None:
        if row >= 0:
            top = self.rowViewportPosition(row)
            self.viewport().update(QRect(0, top, self.viewport().width(), self.rowHeight(row)))
