"""Choosing namespaces to copy to: ticked in a list that can be searched, or typed where they may not be listed."""

from __future__ import annotations

import re

from PySide6.QtCore import QAbstractItemModel, QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.views import theme
from pullsecrets.views.choosers import SignedField
from pullsecrets.views.fields import MultiLine
from pullsecrets.views.notices import Paragraph
from pullsecrets.views.secrets_model import Index
from pullsecrets.views.theme import GRID
from pullsecrets.views.words import tr

ROWS = 9  # that are seen at once


class NamespacesField(QWidget):
    """What is chosen, in order. Namespaces that are ``fixed`` stay as they are."""

    changed = Signal()

    def __init__(self, names: tuple[str, ...] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = SignedField("search", self)
        self._list = _NamespacesToTick(self)
        self._every = QCheckBox(self)
        self._typed = MultiLine(ROWS, self)
        self._hint = Paragraph(self, muted=True)
        self._is_typed = names is None
        ticking: list[QWidget] = [self._search, self._list, self._every]
        typing: list[QWidget] = [self._typed, self._hint]
        column = QVBoxLayout(self)
        ring = 2 if self._is_typed else 0  # pixels around the text that show its focus
        column.setContentsMargins(ring, ring, ring, ring)
        column.setSpacing(GRID)
        for widget in ticking + typing:
            column.addWidget(widget)
            widget.setVisible(widget in (typing if self._is_typed else ticking))
        column.addStretch(1)
        self._hint.say(
            tr("You may not list namespaces: type their names, separated by commas.") if self._is_typed else ""
        )
        self._typed.setAccessibleName(tr("Namespaces"))
        self._typed.setAccessibleDescription(self._hint.text())
        self._typed.setPlaceholderText(tr("Namespaces, separated by commas"))
        self._typed.textChanged.connect(self.changed)
        self._search.setPlaceholderText(tr("Search namespaces"))
        self._search.setAccessibleName(tr("Search namespaces"))
        self._search.textChanged.connect(self._filter)
        self._every.setTristate(True)
        self._every.clicked.connect(self._tick_every)
        self._list.itemChanged.connect(self._ticked)
        self._list.fill(names or ())
        self._count()

    def chosen(self) -> tuple[str, ...]:
        """The namespaces that are ticked or typed, each once."""
        if self._is_typed:
            words = re.split(r"[\s,;]+", self._typed.toPlainText())
            return tuple(dict.fromkeys(word for word in words if word))
        return tuple(item.text() for item in self._list.rows() if item.checkState() == Qt.CheckState.Checked)

    def focus(self) -> None:
        """Begin where most people want to begin."""
        (self._typed if self._is_typed else self._search).setFocus()

    def set_open(self, on: bool) -> None:
        """Whether another choice can be made. What is closed can still be read and scrolled."""
        self._typed.setReadOnly(not on)
        self._list.is_open = on
        self._count()

    def fix(self, names: frozenset[str]) -> None:
        """These are settled: their ticks stay."""
        self._list.fixed = names
        self._count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the search field, Down enters the list and Enter ticks the first that is found; no Enter leaves here."""
        searching = self._search.hasFocus()
        match event.key():
            case Qt.Key.Key_Down if searching:
                self._list.setFocus(Qt.FocusReason.TabFocusReason)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if searching:
                    self._list.toggle_first()
            case _:
                super().keyPressEvent(event)

    # Ticking

    def _filter(self, text: str) -> None:
        self._list.filter(text.strip().casefold())
        self._count()

    def _tick_every(self) -> None:
        """All of those that can be ticked, or none of them where all are."""
        free = self._list.free()
        every = all(item.checkState() == Qt.CheckState.Checked for item in free)
        with QSignalBlocker(self._list):
            for item in free:
                item.setCheckState(Qt.CheckState.Unchecked if every else Qt.CheckState.Checked)
        self._ticked()

    def _ticked(self) -> None:
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        seen = self._list.seen()
        self._every.setVisible(bool(seen))
        self._every.setEnabled(self._list.is_open and bool(self._list.free()))
        ticked = sum(item.checkState() == Qt.CheckState.Checked for item in seen)
        some = Qt.CheckState.PartiallyChecked if ticked else Qt.CheckState.Unchecked
        self._every.setCheckState(Qt.CheckState.Checked if seen and ticked == len(seen) else some)
        self._every.setText(
            tr("All %n that are found", "", len(seen))
            if self._search.text().strip()
            else tr("All %n namespace(s)", "", len(seen))
        )


class _NamespacesToTick(QListWidget):
    """Space or a click on the box ticks a row, or takes its tick away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Namespaces"))
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Ticking(self))
        self.is_open = True
        self.fixed: frozenset[str] = frozenset()
        self._fit()

    def fill(self, names: tuple[str, ...]) -> None:
        """List these, none of them ticked."""
        for name in names:
            item = QListWidgetItem(name)
            item.setToolTip(name)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.addItem(item)

    def rows(self) -> list[QListWidgetItem]:
        """All rows, those that are not seen too."""
        return [self.item(row) for row in range(self.count())]

    def seen(self) -> list[QListWidgetItem]:
        """The rows that are found."""
        return [item for item in self.rows() if not item.isHidden()]

    def free(self) -> list[QListWidgetItem]:
        """Those that can be ticked."""
        return [item for item in self.seen() if item.text() not in self.fixed]

    def filter(self, text: str) -> None:
        """Show the rows that hold a text."""
        for item in self.rows():
            item.setHidden(text not in item.text())

    def toggle_first(self) -> None:
        """Tick the first row that is seen and not fixed, or take its tick away."""
        for item in self.free()[: 1 if self.is_open else 0]:
            self.setCurrentItem(item)
            ticked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def _fit(self) -> None:
        self.setFixedHeight(ROWS * (theme.row_height(self) - GRID // 2) + 2 * self.frameWidth())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard finds a row that is seen to be the current one."""
        super().focusInEvent(event)
        seen = self.seen()
        if seen and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentItem(self.currentItem() if self.currentItem() in seen else seen[0])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.clearSelection()


class _Ticking(QStyledItemDelegate):
    """Rows as high as those of tables; only those that are free can be ticked."""

    def __init__(self, ticks: _NamespacesToTick) -> None:
        super().__init__(ticks)
        self._list = ticks

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.row_height(self._list) - GRID // 2)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        free = self._list.is_open and index.data() not in self._list.fixed
        return free and super().editorEvent(event, model, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 - Qt's name
        """Fusion draws an empty box in the colour of the ground, which nobody sees where that is dark."""
        super().initStyleOption(option, index)
        if theme.is_dark(option.palette):
            option.palette.setBrush(QPalette.ColorRole.Base, option.palette.button())
