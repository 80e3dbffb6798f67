"""Namespaces to choose one of, or to tick several: what the namespace chooser pops up."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pullsecrets.views import theme
from pullsecrets.views.choosers import is_namespace
from pullsecrets.views.notices import as_tip
from pullsecrets.views.secrets_model import Index
from pullsecrets.views.theme import GRID
from pullsecrets.views.words import tr

_MOST_ROWS = 12  # that are seen at once
_NO_PARENT = QModelIndex()

Names = tuple[str, ...] | None
"""Namespaces that are shown; None stands for all of them."""


class NamespaceList(QListView):
    """Rows to tick (the box, Space, Ctrl+click) or to pick (a click, Enter). The current row follows the mouse."""

    picked = Signal()  # the current row, and no other
    enter_pressed = Signal()
    left = Signal()  # upwards

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Namespaces"))
        self.model_ = _Namespaces(self)
        self.setModel(self.model_)
        self._boxes = _Boxes(self)
        self.setItemDelegate(self._boxes)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def fit(self) -> None:
        """Be as high as the rows that are there now; searching does not change it."""
        rows = min(max(self.model_.rowCount(), 3), _MOST_ROWS)
        self.setFixedHeight(rows * self.sizeHintForRow(0) + 2 * self.frameWidth())

    def choose_first(self) -> None:
        """Make the row the current one that is most likely meant: the first ticked one, or what was searched for."""
        row = self.model_.index(self.model_.likely())
        self.setCurrentIndex(row)
        self.scrollTo(row, QAbstractItemView.ScrollHint.PositionAtCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.enter_pressed.emit()
            case Qt.Key.Key_Space:
                self.model_.toggle(self.currentIndex())
            case Qt.Key.Key_Up if self.currentIndex().row() <= 0:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        row = self.indexAt(event.position().toPoint())
        if row.isValid():
            self.setAutoScroll(False)
            self.setCurrentIndex(row)
            self.setAutoScroll(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        row = self.indexAt(point)
        if event.button() != Qt.MouseButton.LeftButton or row != self.currentIndex():
            return
        on_box = point.x() <= self._boxes.box(self.visualRect(row)).right() + GRID // 2
        if on_box or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.model_.toggle(row)
        else:
            self.picked.emit()


class _Boxes(QStyledItemDelegate):
    """Draws boxes that are seen on dark ground, too, where Fusion's are as dark as the ground."""

    def __init__(self, view: NamespaceList) -> None:
        super().__init__(view)
        self._view = view

    def box(self, row: QRect) -> QRect:
        """Where the box of a row is."""
        option = QStyleOptionViewItem()
        option.initFrom(self._view)
        option.rect = row
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        return self._view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, self._view)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if self._view.style().name() == "fusion" and theme.is_dark(option.palette):
            painter.setPen(theme.muted(option.palette))
            painter.drawRect(self.box(option.rect).adjusted(0, 0, -1, -1))


class _Namespaces(QAbstractListModel):
    """All namespaces, then each. While one searches: first what was typed, where it is no name that is listed."""

    ticked = Signal()
    refused = Signal()  # one too many

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        self._names: tuple[str, ...] | None = ()
        self._current: Names = None
        self._text = ""
        self._rows: list[Names] = [None]
        self._ticks: set[str] = set()  # none: all namespaces
        self.most: int | None = None

    # What is there

    def offer(self, names: tuple[str, ...] | None, current: Names) -> None:
        """The namespaces to choose from, besides those that are chosen or ticked already."""
        self._names, self._current = names, current
        self._arrange()

    def search(self, text: str) -> None:
        """Show what fits to a text, what begins with it first."""
        self._text = text.strip()
        self._arrange()

    def names(self, index: Index) -> Names:
        """What a row stands for."""
        return self._rows[index.row()]

    def _arrange(self) -> None:
        terms = re.split(r"[\s,;]+", self._text.strip(" ,;"))
        known = sorted({*(self._names or ()), *(self._current or ()), *self._ticks})
        found = [name for name in known if any(term.casefold() in name for term in terms)]
        found.sort(key=lambda name: not name.startswith(tuple(terms)))
        rows: list[Names] = [(name,) for name in found]
        if self._text.casefold() in tr("All namespaces").casefold():
            rows.insert(0, None)
        unlisted = not found or self._names is None or len(terms) > 1
        if all(map(is_namespace, terms)) and unlisted and not (len(terms) == 1 and terms[0] in known):
            rows.insert(0, tuple(sorted(set(terms))))
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    # What is ticked

    def ticks(self) -> Names:
        """What is ticked."""
        return tuple(sorted(self._ticks)) or None

    def tick(self, names: Names) -> None:
        """Tick these and no others."""
        self._ticks = set(names or ())
        self._tell()

    def toggle(self, index: Index) -> None:
        """Tick a row, or take its tick away. All namespaces are ticked where nothing else is."""
        names = set(self.names(index) or ())
        ticks = self._ticks ^ names if names <= self._ticks or len(names) == 1 else self._ticks | names
        if self.allows(ticks):
            self._ticks = ticks if names else set()
            self._tell()

    def allows(self, names: Collection[str]) -> bool:
        """Whether so many can be shown at once."""
        if self.most and len(names) > self.most:
            self.refused.emit()
            return False
        return True

    def likely(self) -> int:
        """The row that fits best to what is searched for, else the first ticked one."""
        ticked = (number for number in range(len(self._rows)) if self._is_ticked(number))
        return 0 if self._text else next(ticked, 0)

    def _is_ticked(self, number: int) -> bool:
        names = self._rows[number]
        return self._ticks.issuperset(names) if names else not self._ticks

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self.ticked.emit()

    # Qt's questions

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        names = self.names(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return ", ".join(names) if names else tr("All namespaces")
            case Qt.ItemDataRole.ToolTipRole:
                return as_tip(", ".join(names or ()))
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if self._is_ticked(index.row()) else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, theme.row_height(self._view) - GRID // 2)
        return None
