"""The main window: menu bar, navigation, the page, and what is said of the whole program."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMessageBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.errors import Problem
from pullsecrets.views import theme, words
from pullsecrets.views.notices import Banner
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.secrets_model import Index
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

_BY_KEYBOARD = Qt.WidgetAttribute.WA_KeyboardFocusChange  # set on a window while the focus is moved by keys
_FRAME = QSize(2, 5 * GRID)  # pixels: what window managers put around a window, which is not known until it is shown


def quit_keys() -> list[QKeySequence]:
    """The platform's keys for quitting, or Ctrl+Q where it has none. Naming one key twice would make it ambiguous."""
    return QKeySequence.keyBindings(QKeySequence.StandardKey.Quit) or [QKeySequence("Ctrl+Q")]


class MainWindow(QMainWindow):
    """Holds the page. Closing asks the controller first, which may have to wait for a write."""

    first_frame = Signal()  # the window was painted for the first time
    quit_requested = Signal()  # the window was asked to close; allow_close() lets it
    quit_now = Signal()  # the person will not wait any longer for what set_closing() told
    log_folder_requested = Signal()

    def __init__(self, page: SecretsPage) -> None:
        super().__init__()
        self._page = page
        self._may_close = False
        self._painted = False
        self._navigation = Navigation()
        self._closing = Banner(Tone.PLAIN, "clock", tr("Quit now"))
        self._closing.action.connect(self.quit_now)
        self._closing.hide()
        content = QWidget(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._navigation)
        rule = QWidget(self)
        rule.setFixedWidth(1)
        rule.setBackgroundRole(QPalette.ColorRole.Mid)
        rule.setAutoFillBackground(True)
        row.addWidget(rule)
        row.addWidget(page, 1)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._closing)
        self.setCentralWidget(content)
        self._make_menus()
        self.setWindowTitle(tr("Pull Secrets"))
        self._resize_at_first()
        page.focus_content()

    def _resize_at_first(self) -> None:
        """Take the room that everything needs, as far as the screen has it. Settings may know better, see restore."""
        wanted = QSize(max(1280, round(170 * theme.letter(self))), max(780, 45 * self.fontMetrics().lineSpacing()))
        screen = self.screen().availableGeometry().size() - _FRAME
        self.resize(wanted.boundedTo(screen).expandedTo(self.minimumSizeHint()))

    def _make_menus(self) -> None:
        page, bar = self._page, self.menuBar()
        file = bar.addMenu(tr("&File"))
        file.addAction(page.by_name_action)
        file.addAction(page.refresh_action)
        file.addSeparator()
        leave = file.addAction(tr("Quit"))
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        leave.setShortcuts(quit_keys())
        leave.triggered.connect(self.close)
        edit = bar.addMenu(tr("&Edit"))
        edit.addAction(page.undo_action)
        edit.addSeparator()
        edit.addAction(page.update_action)
        edit.addSeparator()
        edit.addAction(page.filter_action)
        view = bar.addMenu(tr("&View"))
        go = view.addAction(tr("ImagePullSecrets"))
        go.setShortcut("Ctrl+1")
        go.triggered.connect(page.focus_content)
        view.addSeparator()
        page.table.columns.menu.setTitle(tr("Columns"))
        view.addMenu(page.table.columns.menu)
        self._order = view.addMenu(tr("Sort by"))
        self._order.aboutToShow.connect(self._fill_order)
        help_ = bar.addMenu(tr("&Help"))
        help_.addAction(tr("Open log folder")).triggered.connect(self.log_folder_requested)
        for menu in (file, edit, view, help_):
            menu.setToolTipsVisible(True)
        edit.aboutToShow.connect(page.actions_changed)

    def _fill_order(self) -> None:
        """Sorting by keyboard: a header cannot have the focus."""
        header = self._page.table.columns
        self._order.clear()
        now, order = self._page.table.model_.sorted_by
        columns, ways = QActionGroup(self._order), QActionGroup(self._order)
        for column in Column:
            if column is not Column.ACTIONS:
                action = columns.addAction(self._order.addAction(column.title))
                action.setCheckable(True)
                action.setChecked(column == now)
                action.triggered.connect(lambda _, column=column: header.setSortIndicator(column, order))
        self._order.addSeparator()
        for text, way in (
            (tr("Ascending"), Qt.SortOrder.AscendingOrder),
            (tr("Descending"), Qt.SortOrder.DescendingOrder),
        ):
            action = ways.addAction(self._order.addAction(text))
            action.setCheckable(True)
            action.setChecked(way == order)
            action.triggered.connect(lambda _, way=way: header.setSortIndicator(now, way))

    # Told by the controller

    def set_title(self, context: str, demo: bool) -> None:
        """Name the open context, and say where everything is invented."""
        parts = [tr("ImagePullSecrets"), context, tr("Demo") if demo else "", tr("Pull Secrets")]
        self.setWindowTitle(" — ".join(part for part in parts if part))
        self._page.set_demo(demo)

    def set_insecure(self, on: bool) -> None:
        """Warn as long as a context is open whose connection can be read on its way."""
        self._page.set_insecure(on)

    def show_problem(self, problem: Problem, title: str = "") -> None:
        """Tell of something that needs to be known before anything else."""
        box = QMessageBox(QMessageBox.Icon.Warning, title or words.problem_title(problem), "", parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words.problem_sentence(problem))
        box.setDetailedText(problem.details)
        box.open()

    def set_closing(self, text: str) -> None:
        """Tell what closing waits for. Until then nothing new is begun. Empty: work goes on."""
        self._closing.say(text)
        self._closing.setVisible(bool(text))
        self._page.setEnabled(not text)
        for menu in self.menuBar().actions():
            menu.setEnabled(not text)  # and with it the shortcuts of what is in it

    def allow_close(self) -> None:
        """Close, asking nobody."""
        self._may_close = True
        self.close()

    def restore(self, geometry: QByteArray, table: dict[str, Any]) -> None:
        """Take place and columns from the settings."""
        self.restoreGeometry(geometry)
        self._page.restore_view_state(table)

    # Qt's events

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            self.quit_requested.emit()  # whoever hears it may allow it at once
        event.setAccepted(self._may_close)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_frame.emit()


class Navigation(QListWidget):
    """The pages. The selection is a quiet one: the selected row of a table is the only strong one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName(tr("Pages"))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_QuietDelegate(self))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setViewportMargins(GRID, 2 * GRID, GRID, 0)
        self.addItem(QListWidgetItem(tr("ImagePullSecrets")))
        self.setCurrentRow(0)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.count():
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(max(22 * GRID, self.sizeHintForColumn(0) + 3 * GRID))


class _QuietDelegate(QStyledItemDelegate):
    """Icon and word; the selected item on a ground of 13 % text over window."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.fontMetrics.horizontalAdvance(str(index.data()))
        return QSize(width + 16 + 3 * GRID, option.fontMetrics.height() + 2 * GRID + GRID // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        widget, palette, state = option.widget, option.palette, option.state
        ink = palette.windowText().color()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.mixed(ink, palette.window().color(), 0.13))
        if state & QStyle.StateFlag.State_HasFocus and widget.window().testAttribute(_BY_KEYBOARD):
            painter.setPen(palette.highlight().color())
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        room = option.rect.adjusted(GRID, 0, -GRID, 0)
        sign = theme.pixmap("key", ink, 16, widget.devicePixelRatio())
        painter.drawPixmap(room.left(), room.center().y() - 7, sign)
        painter.setPen(ink)
        room.setLeft(room.left() + 16 + GRID + GRID // 2)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(index.data()))
