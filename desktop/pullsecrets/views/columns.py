"""Which columns a table shows and how wide they are: always just as wide together as the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QStyle, QStyleOptionHeader, QTableView

from pullsecrets.views import theme
from pullsecrets.views.theme import GRID
from pullsecrets.views.words import tr

MARGIN = GRID  # left and right of a cell's text
ROUNDING = 1  # pixels: the width of a text is rounded, and one that is cut by a fraction loses letters


@dataclass(frozen=True, slots=True)
class Fit:
    """How a column shares in the width of the table; figures are in letters of the table's font."""

    key: str  # by which the settings know it
    least: int  # below this the column is hidden, or another one
    most: int  # what it takes of the width that others need more
    share: int = 0  # of what is left when every column has what it wants
    floor: int = 0  # what it keeps when no more columns can be hidden; never less than its title


class ColumnHeader(QHeaderView):
    """A header whose columns fill the table without horizontal scrolling.

    Columns hide in a given order when there is no room for all. Those that a person chose put up with less room, and
    the one shown last goes last. A dragged edge moves between its two neighbours. Columns that can be hidden are
    chosen in ``menu``.
    """

    chosen = Signal()  # the person chose columns or widths

    def __init__(
        self, table: QTableView, fits: Sequence[Fit], hide_first: Sequence[int], always: Sequence[int]
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table, self._fits, self._hide_first, self._always = table, fits, tuple(hide_first), always
        self._shown: set[int] | None = None  # the columns that the person chose
        self._shown_last: int | None = None  # the newest of them
        self._widths: dict[int, int] = {}  # the widths that the person chose, in logical pixels
        self._wanted: list[int] = []
        self._fitting = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(4 * GRID)
        self.sectionResized.connect(self._resized)
        self.menu = QMenu(self)  # which columns are shown
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda point: self.menu.popup(self.mapToGlobal(point)))
        self.menu.aboutToShow.connect(self._fill_menu)
        self.menu.installEventFilter(_StayOpen(self.menu))

    # Fitting

    def measure(self, widest: Callable[[int], int]) -> None:
        """Take anew what the columns want: ``widest`` gives the width of a column's widest content in pixels."""
        self._wanted = [
            max(self._needed(column), min(widest(column), self._pixels(fit.most)))
            for column, fit in enumerate(self._fits)
        ]
        self.fit()

    def fit(self) -> None:
        """Share the width of the table out among the columns."""
        width = self._table.viewport().width()
        if not self._wanted or width <= 0:
            return
        wants = [self._widths.get(column, want) for column, want in enumerate(self._wanted)]
        least = [
            want if column in self._widths else max(self._needed(column), min(want, self._pixels(fit.least)))
            for column, (fit, want) in enumerate(zip(self._fits, wants, strict=True))
        ]
        floors = [
            min(need, max(self._needed(column), self._pixels(fit.floor)))
            for column, (fit, need) in enumerate(zip(self._fits, least, strict=True))
        ]
        shown = self._columns(width, least if self._shown is None else floors)
        levels = [[level[column] for column in shown] for level in (floors, least, wants)]
        widths = _shared(width, levels, [self._fits[column].share for column in shown])
        self._fitting = True
        for column in range(len(self._fits)):
            self.setSectionHidden(column, column not in shown)
        for column, size in zip(shown, widths, strict=True):
            self.resizeSection(column, size)
        self._fitting = False

    def _pixels(self, letters: int) -> int:
        return round(letters * theme.letter(self)) + 2 * MARGIN

    def _needed(self, column: int) -> int:
        """The width of a column's title with the mark of the order, whether it is there now or not: a click on a title
        moves no columns."""
        return self.fontMetrics().horizontalAdvance(self._title(column)) + ROUNDING + 2 * MARGIN + self._mark()

    def _columns(self, width: int, needed: Sequence[int]) -> list[int]:
        shown = [column for column in range(len(self._fits)) if self._shown is None or column in self._shown]
        for column in sorted(self._hide_first, key=lambda column: column == self._shown_last):
            if sum(needed[c] for c in shown) <= width:
                break
            if column in shown:
                shown.remove(column)
        return shown

    def _resized(self, column: int, before: int, after: int) -> None:
        """An edge was dragged: what the column gains its neighbour loses."""
        if self._fitting:
            return
        visible = [c for c in range(self.count()) if not self.isSectionHidden(c)]
        others = [c for c in visible if c > column] or [c for c in visible[::-1] if c < column]
        gain = after - before
        widths = {column: before}
        for other in others:
            size = self.sectionSize(other)
            taken = min(gain - (widths[column] - before), size - self.minimumSectionSize())
            widths[other] = size - taken
            widths[column] += taken
            if widths[column] == after:
                break
        self._widths |= widths
        self._fitting = True
        for changed, size in widths.items():
            self.resizeSection(changed, size)
        self._fitting = False
        self.chosen.emit()

    # Choosing

    def _fill_menu(self) -> None:
        menu = self.menu
        menu.clear()
        for column in range(self.count()):
            if column in self._always:
                continue
            action = menu.addAction(self._title(column))
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(column))
            action.toggled.connect(lambda on, column=column: self.show_column(column, on))
        menu.addSeparator()
        menu.addAction(tr("Fit to window")).triggered.connect(self.reset_choice)

    def show_column(self, column: int, on: bool) -> None:
        """Show or hide one column; from now on the person chooses."""
        shown = self._shown or {c for c in range(self.count()) if not self.isSectionHidden(c)}
        self._shown = shown | {column} if on else shown - {column}
        self._shown_last = column if on else None
        self.fit()
        self.chosen.emit()

    def reset_choice(self) -> None:
        """Let the width of the window decide again."""
        self._shown, self._shown_last, self._widths = None, None, {}
        self.fit()
        self.chosen.emit()

    def choice(self) -> dict[str, Any]:
        """What the person chose, for the settings."""
        shown = None if self._shown is None else [self._fits[column].key for column in sorted(self._shown)]
        return {"shown": shown, "widths": {self._fits[c].key: width for c, width in self._widths.items()}}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take what was chosen before; what makes no sense is left out."""
        shown, widths = state.get("shown"), state.get("widths")
        if isinstance(shown, list):
            self._shown = {c for c, fit in enumerate(self._fits) if fit.key in shown or c in self._always}
        if isinstance(widths, dict):
            known = {column: widths.get(fit.key) for column, fit in enumerate(self._fits)}
            self._widths = {c: w for c, w in known.items() if isinstance(w, int) and w >= self.minimumSectionSize()}
        self.fit()

    # Looks. Fusion sets a header's text 2 pixels in, against the 8 of the cells: so the text is drawn here.

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, index: int) -> None:
        super().initStyleOptionForIndex(option, index)
        option.text = ""

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        painter.save()
        super().paintSection(painter, rect, index)
        painter.restore()
        side = self.model().headerData(index, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        marked = self.sortIndicatorSection() == index
        room = rect.adjusted(MARGIN, 0, -MARGIN - (self._mark() if marked else 0), 0)
        text = self.fontMetrics().elidedText(self._title(index), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().buttonText().color())
        painter.drawText(room, side, text)

    def _mark(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMarkSize, None, self) + GRID // 2

    def _title(self, column: int) -> str:
        return str(self._table.model().headerData(column, Qt.Orientation.Horizontal))


def _shared(width: int, levels: Sequence[Sequence[int]], shares: Sequence[int]) -> list[int]:
    """The columns' widths, together the given one, each as far between two levels as the others.

    Levels grow: what columns cannot do without, what they need, what they want. What is left goes by ``shares``.
    """
    if width < sum(levels[0]):
        return _divided(width, levels[0])
    for lower, upper in pairwise(levels):
        if width <= sum(upper):
            return _more(lower, width, [b - a for a, b in zip(lower, upper, strict=True)])
    return _more(levels[-1], width, shares if any(shares) else levels[-1])


def _more(widths: Sequence[int], together: int, parts: Sequence[int]) -> list[int]:
    given = _divided(together - sum(widths), parts)
    return [width + more for width, more in zip(widths, given, strict=True)]


def _divided(amount: int, parts: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to the parts that are together the amount."""
    whole = sum(parts) or 1
    edges = [round(amount * sum(parts[:i]) / whole) for i in range(len(parts) + 1)]
    return [b - a for a, b in pairwise(edges)]


class _StayOpen(QObject):
    """Lets a menu stay open while its tickable entries are clicked."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        assert isinstance(watched, QMenu)
        ticked = event.type() == QEvent.Type.MouseButtonRelease or (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        )
        action: QAction | None = watched.activeAction()  # PySide6's types leave the None out
        if not ticked or action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True
