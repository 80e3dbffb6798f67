"""The rows of the ImagePullSecrets table: kept by uid, filtered and ordered in lists of our own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from pullsecrets.model.pulls import PullState
from pullsecrets.model.secrets import Row, UseState
from pullsecrets.views.notices import as_tip
from pullsecrets.views.secret_cells import AT_THE_RIGHT, Cells, Column

_NO_PARENT = QModelIndex()
_FEW = 20  # so many changes are told to the view one by one, more as a new state of the whole
_SHARE = 8  # where one row of so many changes, sorting all anew is quicker than finding each one's place

Index = QModelIndex | QPersistentModelIndex


def needs_attention(row: Row) -> bool:
    """Whether something is wrong with the secret as it is stored, or nothing can be pulled with it."""
    return row.broken is not None or row.matches_nothing or row.missing or _fails(row)


def _fails(row: Row) -> bool:
    return row.pull is not None and row.pull.state is PullState.FAILING


_USE_RANK = {UseState.UNKNOWN: 5, UseState.IN_USE: 8, UseState.NOT_IN_USE: 9}
_PULL_RANK = {PullState.FAILING: 0, PullState.WAITING: 6, PullState.PULLED: 7}


def _severity(row: Row) -> str:
    """The worst first, and equal statuses together."""
    if row.missing:
        rank = 2
    elif _fails(row):
        rank = _PULL_RANK[PullState.FAILING]
    elif row.broken:
        rank = 1
    elif row.matches_nothing:
        rank = 3
    elif row.terminating:
        rank = 4
    elif row.pull:
        rank = _PULL_RANK[row.pull.state]
    else:
        rank = _USE_RANK[row.use.state if row.use else UseState.UNKNOWN]
    return f"{rank}{row.broken.why if row.broken else ''}{row.owner.kind if row.owner else ''}{row.immutable}"


def _users(row: Row) -> int:
    return row.use.users if row.use else 0


def _seconds(when: datetime | None) -> float:
    return when.timestamp() if when else float("-inf")


_PRIMARY: dict[Column, Callable[[Row], Any]] = {
    Column.NAME: attrgetter("name"),
    Column.NAMESPACE: attrgetter("namespace"),
    Column.REGISTRY: lambda row: row.registries[0].casefold() if row.registries else "",
    Column.USERNAME: lambda row: row.usernames[0].casefold() if row.usernames else "",
    Column.DESCRIPTION: lambda row: row.description.casefold(),
    Column.USED_BY: lambda row: (row.use is not None and row.use.state is not UseState.UNKNOWN, _users(row)),
    Column.CREATED: lambda row: _seconds(row.created),
    Column.LAST_UPDATED: lambda row: _seconds(row.last_updated),
    Column.STATUS: _severity,
}


class _Down:
    """A sort key turned round."""

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __lt__(self, other: _Down) -> bool:
        return bool(other.key < self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Down) and self.key == other.key

    __hash__ = None  # type: ignore[assignment] # a key for sorting, never for a dict


class SecretsModel(QAbstractTableModel):
    """All rows by uid, and those that pass the filter in their order. Quick at 100,000 rows.

    Equal rows are ordered by namespace, then name, whichever the column and direction.
    A few changes are told as rows inserted, moved, changed and removed; more as a reset, which the table follows
    with its selection and scroll position restored: both look the same to a person.
    """

    applying = Signal()  # rows are about to change, come or go
    applied = Signal(object)  # the set of their uids
    arranged = Signal()  # another filter or order
    stale_changed = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cells = Cells(now)
        self._rows: dict[str, Row] = {}
        self._all: list[Row] = []  # in their order
        self._visible: list[Row] = []  # those of them that pass the filter
        self._filter: list[str] = []
        self._attention = 0
        self._column, self._order = Column.NAME, Qt.SortOrder.AscendingOrder
        self.attention_only = False
        self.stale = False

    # What is in it

    @property
    def total(self) -> int:
        """How many rows there are, the filter aside."""
        return len(self._rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, the filter aside."""
        return tuple(self._rows.values())

    @property
    def attention(self) -> int:
        """How many of them need attention."""
        return self._attention

    @property
    def sorted_by(self) -> tuple[Column, Qt.SortOrder]:
        return self._column, self._order

    @property
    def filtered(self) -> bool:
        """Whether a filter is on, be it one that hides nothing."""
        return bool(self._filter) or self.attention_only

    def row(self, index: Index) -> Row:
        """The row of a valid index."""
        return self._visible[index.row()]

    def find(self, uid: str) -> int | None:
        """Where a secret stands in the table; None when it is not there or hidden by the filter."""
        row = self._rows.get(uid)
        if row is None or not self._shows(row):
            return None
        return self._place(self._visible, row)

    def row_by_uid(self, uid: str) -> Row | None:
        """The row of a secret, be it hidden by the filter."""
        return self._rows.get(uid)

    def find_name(self, namespace: str, name: str) -> str | None:
        """The uid of a secret, be it hidden by the filter."""
        return next((uid for uid, row in self._rows.items() if row.name == name and row.namespace == namespace), None)

    # Changing it

    def clear(self) -> None:
        """Forget all rows; filter and order stay."""
        self.apply((), tuple(self._rows))

    def apply(self, upserts: Sequence[Row], removed: Sequence[str]) -> None:
        """Take what came, changed and went. Rows that are as they were cost nothing."""
        changes: dict[str, Row | None] = {uid: None for uid in removed if uid in self._rows}
        changes |= {row.uid: row for row in upserts if self._rows.get(row.uid) != row}
        if not changes:
            return
        self.applying.emit()
        if len(changes) <= _FEW:
            for uid, row in changes.items():
                self._change(uid, row)
        else:
            self.beginResetModel()
            if len(changes) * _SHARE > len(self._rows):
                for uid, row in changes.items():
                    self._keep(uid, row)
                self._sort_all()
            else:
                for uid, row in changes.items():
                    self._reorder(self._keep(uid, row), row)
            self._sift()
            self.endResetModel()
        self.applied.emit(frozenset(changes))

    def set_filter(self, text: str) -> None:
        """Show the rows that hold every word of the text, whatever its case."""
        self._filter = text.casefold().split()
        self._rearrange()

    def only_attention(self, on: bool) -> None:
        """Show only what needs attention."""
        self.attention_only = on
        self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = Column(column), order
        self._sort_all()
        self._rearrange()

    def set_stale(self, stale: bool) -> None:
        """Whether the rows may be out of date; they are then shown in grey and stay selectable."""
        if stale != self.stale:
            self.stale = stale
            self.stale_changed.emit()

    def _keep(self, uid: str, row: Row | None) -> Row | None:
        """Put a row in the place of another one with its uid, which is returned."""
        old = self._rows.pop(uid, None)
        if row:
            self._rows[uid] = row
        self._attention += (row is not None and needs_attention(row)) - (old is not None and needs_attention(old))
        return old

    def _reorder(self, old: Row | None, row: Row | None) -> None:
        if old:
            del self._all[self._place(self._all, old)]
        if row:
            self._all.insert(self._place(self._all, row), row)

    def _change(self, uid: str, row: Row | None) -> None:
        """One row comes, changes, moves or goes, and the view is told which."""
        old = self._keep(uid, row)
        self._reorder(old, row)
        was = self._place(self._visible, old) if old and self._shows(old) else None
        if row is None or not self._shows(row):
            if was is not None:
                self.beginRemoveRows(_NO_PARENT, was, was)
                del self._visible[was]
                self.endRemoveRows()
            return
        place = self._place(self._visible, row)
        if was is None:
            self.beginInsertRows(_NO_PARENT, place, place)
            self._visible.insert(place, row)
            self.endInsertRows()
            return
        if place in (was, was + 1):
            place = was
            self._visible[place] = row
        else:
            self.beginMoveRows(_NO_PARENT, was, was, _NO_PARENT, place)
            del self._visible[was]
            place -= place > was
            self._visible.insert(place, row)
            self.endMoveRows()
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def _rearrange(self) -> None:
        self.beginResetModel()
        self._sift()
        self.endResetModel()
        self.arranged.emit()

    def _sift(self) -> None:
        rows = self._all
        for word in self._filter:
            rows = [row for row in rows if word in row.search]
        if self.attention_only:
            rows = [row for row in rows if needs_attention(row)]
        self._visible = rows.copy()

    def _shows(self, row: Row) -> bool:
        return all(word in row.search for word in self._filter) and (not self.attention_only or needs_attention(row))

    def _sort_all(self) -> None:
        rows = sorted(self._rows.values(), key=attrgetter("name"))  # three quick passes beat one with tuples as keys
        rows.sort(key=attrgetter("namespace"))
        rows.sort(key=_PRIMARY[self._column], reverse=self._order == Qt.SortOrder.DescendingOrder)
        self._all = rows

    def _key(self, row: Row) -> tuple[Any, str, str]:
        primary = _PRIMARY[self._column](row)
        return _Down(primary) if self._order == Qt.SortOrder.DescendingOrder else primary, row.namespace, row.name

    def _place(self, rows: list[Row], row: Row) -> int:
        """Where the row stands in one of the lists, or would."""
        key = self._key(row)
        place = bisect_left(rows, key, key=self._key)
        # One that was deleted and created anew may be here twice for a moment.
        while place < len(rows) and rows[place].uid != row.uid and self._key(rows[place]) == key:
            place += 1
        return place

    # Qt's questions

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._visible)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cells.text(self.row(index), Column(index.column()))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.cells.spoken(self.row(index), Column(index.column()))
            case Qt.ItemDataRole.ToolTipRole:
                return as_tip(self.cells.tip(self.row(index), Column(index.column())))
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if index.column() in AT_THE_RIGHT else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._visible[section].name if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return Column(section).title
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section in AT_THE_RIGHT else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.InitialSortOrderRole:
                return Qt.SortOrder.DescendingOrder if section in AT_THE_RIGHT else Qt.SortOrder.AscendingOrder
        return None
