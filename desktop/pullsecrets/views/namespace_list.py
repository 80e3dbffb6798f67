"""Namespaces to choose one of, or to tick several: what the namespace chooser pops up."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyleOptionViewItem, QWidget

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
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.entered.connect(self._follow)

    def fit(self) -> None:
        """Be as high as the rows that are there now; searching does not change it."""
        height = self.sizeHintForRow(0)
        self.setFixedHeight(min(max(self.model_.rowCount(), 3), _MOST_ROWS) * height)

    def choose_first(self) -> None:
        """Make the first ticked row the current one, else the first row."""
        row = self.model_.index(self.model_.first_ticked())
        self.setCurrentIndex(row)
        self.scrollTo(row, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _follow(self, index: QModelIndex) -> None:
        self.setAutoScroll(False)
        self.setCurrentIndex(index)
        self.setAutoScroll(True)

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

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        row = self.indexAt(point)
        if event.button() != Qt.MouseButton.LeftButton or row != self.currentIndex():
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or point.x() <= self._box(row).right() + GRID // 2:
            self.model_.toggle(row)
        else:
            self.picked.emit()

    def _box(self, row: QModelIndex) -> QRect:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(row)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        return self.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, self)


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
        if self.most and len(ticks) > self.most:
            self.refused.emit()
            return
        self._ticks = ticks if names else set()
        self._tell()

    def first_ticked(self) -> int:
        """The first row that is ticked, else the first one."""
        return next((number for number in range(len(self._rows)) if self._is_ticked(number)), 0)

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
