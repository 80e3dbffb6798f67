"""The Activity page: what was changed with this program on this computer, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.model.records import Entry
from pullsecrets.views import activity_texts, theme, words
from pullsecrets.views.columns import Fit
from pullsecrets.views.focus import hand_focus
from pullsecrets.views.notices import EDGE, StatePage
from pullsecrets.views.page_footer import PageFooter
from pullsecrets.views.page_header import FilterField, PageTitle, Tool
from pullsecrets.views.theme import GRID
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr

_SAMPLE = 200  # rows that are looked at for the widths of columns


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ActivityPage(QWidget):
    """Shows the entries that it is told."""

    refresh = Signal()  # the page is shown now, or the person asks: set_entries() or set_problem() answers

    def __init__(self, parent: QWidget | None = None, *, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__(parent)
        self._now = now
        self._entries: tuple[Entry, ...] = ()
        self._more = False
        self._problem: Problem | None = None
        self._lines: list[_Line] = []
        self._told_on = date.min
        self._make_actions()
        self._title = PageTitle(tr("Activity"), self)
        self._title.setMinimumHeight(theme.row_height(self))  # as where a button stands beside it
        self.filter = FilterField(tr("Filter by secret, cluster, change…"), self)
        self._reset = QPushButton(tr("Reset"), self)
        theme.fix_height(self._reset)
        self._refresh = Tool("refresh", tr("Refresh"), self, with_words=True)
        self.table = ActivityTable(self)
        self.table.setAccessibleName(tr("Activity"))
        self._instead = StatePage(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._instead)
        self.footer = PageFooter(self)
        self._lay_out()
        self.filter.textChanged.connect(self._filter)
        self.filter.given_up.connect(self.filter.clear)
        self.filter.left.connect(self._enter_table)
        self._reset.clicked.connect(self.filter.clear)
        self._refresh.clicked.connect(self.refresh)
        self._instead.action.connect(self._act_instead)
        self.table.chosen_changed.connect(self._judge)
        midnight = QTimer(self)  # "Today" becomes a date
        midnight.timeout.connect(self._look_at_the_date)
        midnight.start(60_000)
        self._tell()

    def _make_actions(self) -> None:
        self.refresh_action = QAction(tr("Refresh"), self)
        self.refresh_action.setShortcut("F5")
        self.refresh_action.triggered.connect(self.refresh)
        self.copy_action = QAction(tr("Copy"), self)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.triggered.connect(self._copy)
        self.filter_action = QAction(tr("Filter"), self)
        self.filter_action.setShortcut(QKeySequence.StandardKey.Find)
        self.filter_action.triggered.connect(self._enter_filter)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(GRID)
        tools.addWidget(self.filter, 100)
        tools.addWidget(self._reset)
        tools.addStretch(1)
        tools.addWidget(self._refresh)
        content = QVBoxLayout()
        content.setContentsMargins(EDGE, 2 * GRID, EDGE, 2 * GRID)
        content.setSpacing(2 * GRID)
        content.addWidget(self._title)
        content.addLayout(tools)
        content.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(content, 1)
        column.addWidget(self.footer)

    # Told by the controller

    def set_entries(self, entries: tuple[Entry, ...], *, more: bool = False) -> None:
        """Show these, the newest first. ``more``: there are older ones, which are not shown."""
        if self._problem or entries != self._entries or self._told_on != self._today():
            self._entries, self._more, self._problem = entries, more, None
            self._say_again()

    def set_problem(self, problem: Problem) -> None:
        """Tell why nothing can be shown."""
        self._problem = problem
        self._tell()

    def focus_content(self) -> None:
        """Go to the table; where it has no rows, to the filter."""
        hand_focus(self.table if self._stack.currentWidget() is self.table else self.filter)

    # Wanted by the person

    def _filter(self) -> None:
        self._tell()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.footer.items.text()))

    def _enter_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _enter_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _copy(self) -> None:
        """Copy what the chosen row says, with its exact time."""
        line = next((line for line in self._lines if line.row.key == self.table.chosen()), None)
        if line:
            time, *others = line.row.cells
            QGuiApplication.clipboard().setText("\t".join([time.tip, *(cell.text for cell in others)]))

    def _act_instead(self) -> None:
        if self._problem:
            self.refresh.emit()
        else:
            self.filter.clear()
            self.focus_content()

    # Showing it

    def _today(self) -> date:
        return self._now().astimezone().date()

    def _look_at_the_date(self) -> None:
        if self._told_on != self._today():
            self._say_again()

    def _say_again(self) -> None:
        """Make the rows anew, as they are said today."""
        self._told_on = self._today()
        self._lines = _lines(self._entries, self._now())
        self._tell()
        self.table.measure([line.row for line in self._lines[:: max(1, len(self._lines) // _SAMPLE)]])

    def _tell(self) -> None:
        terms = self.filter.text().casefold().split()
        rows = [line.row for line in self._lines if all(term in line.search for term in terms)]
        shown = [] if self._problem else rows
        self.table.set_rows(shown)
        self._tell_instead()
        self._stack.setCurrentWidget(self.table if shown else self._instead)
        self._reset.setEnabled(bool(self.filter.text()))
        total = len(self._entries)
        if terms:
            items = tr("{shown} of %n item(s)", "", total, shown=len(rows))
        else:
            items = tr("The newest %n item(s)", "", total) if self._more else tr("%n item(s)", "", total)
        self.footer.items.setText("" if self._problem else items)
        self.footer.zone.setText(tr("Times in {zone}", zone=words.zone_name(self._now())))
        self._judge()

    def _tell_instead(self) -> None:
        """Say why there is no row."""
        if self._problem:
            title, said = words.problem_title(self._problem), words.problem_sentence(self._problem)
            self._instead.say("octagon-alert", title, said, tr("Try now"), self._problem.details)
        elif self._lines:
            title = tr("Nothing matches “{text}”", text=self.filter.text())
            said = tr("The filter looks at secret, cluster, change, result, registry and user.")
            self._instead.say("search", title, said, tr("Reset"))
        else:
            said = tr("What this program changes is listed here, without passwords, and kept on this computer only.")
            self._instead.say("activity", tr("Nothing was changed yet"), said)

    def _judge(self) -> None:
        self.copy_action.setEnabled(bool(self.table.chosen()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.refresh.emit()


class ActivityTable(ListTable):
    """As large as the page lets it, with rows as high as those of the ImagePullSecrets table."""

    def __init__(self, parent: QWidget) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        columns = (
            ListColumn(tr("When"), Fit("when", floor=15, least=16, most=24)),
            ListColumn(tr("Cluster"), Fit("cluster", floor=8, least=12, most=28, share=1), cut=middle),
            ListColumn(tr("Secret"), Fit("secret", floor=14, least=22, most=48, share=3), cut=middle),
            ListColumn(tr("Change"), Fit("change", floor=12, least=18, most=36, share=1)),
            ListColumn(tr("Result"), Fit("result", floor=12, least=18, most=44, share=2)),
            ListColumn(tr("User"), Fit("user", floor=8, least=10, most=28, share=1)),
        )
        super().__init__(parent, columns, None, chooses=True)
        self.setAlternatingRowColors(True)
        self._header.setSectionsClickable(False)

    def measure(self, rows: Sequence[ListRow]) -> None:
        """Fit the columns to rows like these. Filtering does not move them."""
        widest = [max((self._delegate.width(row.cells[column]) for row in rows), default=0) for column in range(6)]
        self._header.measure(lambda column: widest[column])

    def _fit(self) -> None:
        """The height is the page's."""
        self.verticalHeader().setDefaultSectionSize(theme.row_height(self))
        self._header.setFixedHeight(theme.row_height(self))


@dataclass(frozen=True, slots=True)
class _Line:
    row: ListRow
    search: str  # what the filter looks at


def _lines(entries: Sequence[Entry], now: datetime) -> list[_Line]:
    """Rows with keys that stay when newer ones come before them."""
    seen: Counter[Entry] = Counter()
    lines = []
    for entry in reversed(entries):
        seen[entry] += 1
        lines.append(_line(entry, now, f"{hash(entry)} {seen[entry]}"))
    return lines[::-1]


def _line(entry: Entry, now: datetime, key: str) -> _Line:
    record = entry.record
    details = activity_texts.details(record)
    icon, tone = activity_texts.result_sign(record)
    cells = (
        Cell(words.moment(entry.time, now), tip=words.exact(entry.time)),
        Cell(record.context, tip=f"{record.context}\n{record.server}"),
        Cell(f"{record.namespace}/{record.name}", tip=details),
        Cell(activity_texts.change_text(record), tip=details),
        Cell(activity_texts.result_text(record), icon=icon, tone=tone),
        Cell(record.user),
    )
    search = "\n".join([cell.text for cell in cells[1:]] + [record.registry, record.server, record.owner])
    return _Line(ListRow(key, cells), search.casefold())
