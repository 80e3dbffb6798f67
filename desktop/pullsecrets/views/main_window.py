"""The main window: menu bar, navigation, the pages, and what is said of the whole program."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.errors import Problem
from pullsecrets.views import theme, words
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.focus import BY_KEYS, note_keys
from pullsecrets.views.notices import Banner
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.secrets_model import Index
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_page import ViewPage
from pullsecrets.views.words import tr

_PAGE, _ICON = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1  # what the items of the navigation hold
_FRAME = QSize(2, 5 * GRID)  # pixels: what window managers put around a window, which is not known until it is shown


def quit_keys() -> list[QKeySequence]:
    """The platform's keys for quitting, or Ctrl+Q where it has none. Naming one key twice would make it ambiguous."""
    return QKeySequence.keyBindings(QKeySequence.StandardKey.Quit) or [QKeySequence("Ctrl+Q")]


class Page(StrEnum):
    """The pages. View belongs to ImagePullSecrets: the navigation has no item of its own for it."""

    SECRETS = "secrets"
    VIEW = "view"
    ACTIVITY = "activity"


class MainWindow(QMainWindow):
    """Holds the pages. Closing asks the controller first, which may have to wait for a write."""

    first_frame = Signal()  # the window was painted for the first time
    page_chosen = Signal(Page)  # in the navigation, by menu or key; it is shown already
    quit_requested = Signal()  # the window was asked to close; allow_close() lets it
    quit_now = Signal()  # the person will not wait any longer for what set_closing() told
    preferences_requested = Signal()
    about_requested = Signal()
    log_folder_requested = Signal()

    def __init__(self, secrets_page: SecretsPage, view_page: ViewPage, activity_page: ActivityPage) -> None:
        super().__init__()
        self._secrets, self._view, self._activity = secrets_page, view_page, activity_page
        self._pages: dict[Page, SecretsPage | ViewPage | ActivityPage] = {
            Page.SECRETS: secrets_page,
            Page.VIEW: view_page,
            Page.ACTIVITY: activity_page,
        }
        self._page = Page.SECRETS
        self._context, self._demo = "", False
        self._name = ""  # of the secret that View shows
        self._may_close = False
        self._by_keys = False  # when another window became the active one
        self._painted = False
        self._navigation = Navigation()
        self._navigation.moved.connect(lambda page: self._choose(page, enter=False))
        self._navigation.entered_page.connect(self._choose)
        self._stack = QStackedWidget(self)
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._insecure = Banner(Tone.WARN, "triangle-alert")
        self._insecure.hide()
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
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._insecure)
        right.addWidget(self._stack, 1)
        row.addLayout(right, 1)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._closing)
        self.setCentralWidget(content)
        self._make_menus()
        self._resize_at_first()
        self.show_page(Page.SECRETS)

    def _resize_at_first(self) -> None:
        """Take the room that everything needs, as far as the screen has it. Settings may know better, see restore."""
        wanted = QSize(max(1280, round(170 * theme.letter(self))), max(780, 45 * self.fontMetrics().lineSpacing()))
        screen = self.screen().availableGeometry().size() - _FRAME
        self.resize(wanted.boundedTo(screen).expandedTo(self.minimumSizeHint()))

    # Menus

    def _make_menus(self) -> None:
        secrets, bar = self._secrets, self.menuBar()
        self._file, self._edit = bar.addMenu(tr("&File")), bar.addMenu(tr("&Edit"))
        view, help_ = bar.addMenu(tr("&View")), bar.addMenu(tr("&Help"))
        self._separator = QAction(self)
        self._separator.setSeparator(True)
        self._of_page: list[tuple[QMenu, QAction]] = []  # what is in the menus for the page that is shown
        self._file.addActions([secrets.add_action, secrets.by_name_action])
        self._after_refresh = self._file.addSeparator()
        preferences = self._file.addAction(tr("Preferences…"))
        preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        preferences.setShortcuts(QKeySequence.StandardKey.Preferences)
        preferences.triggered.connect(self.preferences_requested)
        self._file.addSeparator()
        leave = self._file.addAction(tr("Quit"))
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        leave.setShortcuts(quit_keys())
        leave.triggered.connect(self.close)
        self._edit.addAction(secrets.undo_action)
        self._edit.addSeparator()
        self._edit.aboutToShow.connect(secrets.actions_changed)
        self._go = {}
        in_turn = QActionGroup(view)
        for page, text, key in (
            (Page.SECRETS, tr("ImagePullSecrets"), "Ctrl+1"),
            (Page.ACTIVITY, tr("Activity"), "Ctrl+4"),  # 2 and 3 are kept for Rotate and Saved credentials
        ):
            go = self._go[page] = in_turn.addAction(view.addAction(text))
            go.setCheckable(True)
            go.setShortcut(key)
            go.triggered.connect(lambda _=False, page=page: self._go_to(page))
        view.addSeparator()
        view.addAction(self._view.back_action)
        view.addSeparator()
        secrets.table.columns.menu.setTitle(tr("Columns"))
        view.addMenu(secrets.table.columns.menu)
        self._order = view.addMenu(tr("Sort by"))
        self._order.aboutToShow.connect(self._fill_order)
        about = help_.addAction(tr("About Pull Secrets"))
        about.setMenuRole(QAction.MenuRole.AboutRole)
        about.triggered.connect(self.about_requested)
        help_.addAction(tr("Open log folder")).triggered.connect(self.log_folder_requested)
        for menu in (self._file, self._edit, view, help_):
            menu.setToolTipsVisible(True)

    def _actions_of(self, page: Page) -> tuple[Sequence[QAction], Sequence[QAction]]:
        """What File and Edit have for a page. Two pages know the same keys, so only one's are in the menus."""
        secrets, view, activity = self._secrets, self._view, self._activity
        line = self._separator
        match page:
            case Page.SECRETS:
                return [secrets.refresh_action], [*secrets.table.menu.actions(), line, secrets.filter_action]
            case Page.VIEW:
                of_secret = [view.update_action, view.copy_action, view.delete_action]
                return [secrets.refresh_action], [*of_secret, line, *view.entry_actions.values()]
            case Page.ACTIVITY:
                return [activity.refresh_action], [activity.copy_action, line, activity.filter_action]

    def _swap_actions(self) -> None:
        for menu, action in self._of_page:
            menu.removeAction(action)
        file, edit = self._actions_of(self._page)
        self._file.insertActions(self._after_refresh, file)
        self._edit.addActions(edit)
        self._of_page = [*((self._file, action) for action in file), *((self._edit, action) for action in edit)]
        of_table = self._page is Page.SECRETS
        for menu in (self._secrets.table.columns.menu, self._order):
            menu.menuAction().setEnabled(of_table)
        self._view.back_action.setEnabled(self._page is Page.VIEW)

    def _fill_order(self) -> None:
        """Sorting by keyboard: a header cannot have the focus."""
        header = self._secrets.table.columns
        self._order.clear()
        now, order = self._secrets.table.model_.sorted_by
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

    def show_page(self, page: Page, name: str = "") -> None:
        """Show a page and go to its content. ``name`` is that of the secret in View, for the title of the window."""
        self._name = name
        self._show(page)
        self._pages[page].focus_content()

    def _show(self, page: Page) -> None:
        self._page = page
        by_keys = self.testAttribute(BY_KEYS)  # Qt forgets it when it takes the focus from what is disabled or hidden
        self._swap_actions()
        self._stack.setCurrentWidget(self._pages[page])
        self.setAttribute(BY_KEYS, by_keys)
        in_navigation = Page.SECRETS if page is Page.VIEW else page
        self._navigation.show_page(in_navigation)
        self._go[in_navigation].setChecked(True)
        self._tell_title()

    def set_title(self, context: str, demo: bool) -> None:
        """Name the open context, and say where everything is invented."""
        self._context, self._demo = context, demo
        self._secrets.set_demo(demo)
        self._tell_title()

    def _tell_title(self) -> None:
        demo = tr("Demo") if self._demo else ""
        parts = {
            Page.SECRETS: [tr("ImagePullSecrets"), self._context, demo],
            Page.VIEW: [self._name, self._context, demo],
            Page.ACTIVITY: [tr("Activity"), demo],
        }[self._page]
        self.setWindowTitle(" — ".join(part for part in [*parts, tr("Pull Secrets")] if part))

    def set_insecure(self, context: str) -> None:
        """Warn, as long as a context is open whose connection can be read and changed on its way; "": it cannot."""
        title = tr("The connection to {context} is not secure.", context=context)
        said = tr("The kubeconfig turns verification off, or names plain http: others can read passwords on their way.")
        self._insecure.say(title, title, said)
        self._insecure.setVisible(bool(context))

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
        self._stack.setEnabled(not text)
        self._navigation.setEnabled(not text)
        for menu in self.menuBar().actions():
            menu.setEnabled(not text)  # and with it the shortcuts of what is in it

    def allow_close(self) -> None:
        """Close, asking nobody."""
        self._may_close = True
        self.close()

    def restore(self, geometry: QByteArray, table: dict[str, Any]) -> None:
        """Take place and columns from the settings."""
        self.restoreGeometry(geometry)
        self._secrets.restore_view_state(table)

    # Wanted by the person

    def _go_to(self, page: Page) -> None:
        """By key; the menu is hardly ever used for it."""
        note_keys(self)
        self._choose(page)

    def _choose(self, page: Page, *, enter: bool = True) -> None:
        """Go to a page; without entering it, the focus stays in the navigation."""
        self._show(page)
        if enter:
            self._pages[page].focus_content()
        self.page_chosen.emit(page)

    # Qt's events

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._by_keys = self.testAttribute(BY_KEYS)
        elif event.type() == QEvent.Type.ActivationChange:
            QTimer.singleShot(0, self, self._show_focus_again)

    def _show_focus_again(self) -> None:
        """Qt forgets it when the focus comes back, as from a dialog."""
        if self._by_keys:
            note_keys(self)

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
    """The pages. The selection is a quiet one: the selected row of a table is the only strong one.

    Arrows show the pages one by one; Enter or a click enters one.
    """

    moved = Signal(Page)
    entered_page = Signal(Page)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName(tr("Pages"))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_QuietDelegate(self))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setViewportMargins(GRID, 2 * GRID, GRID, 0)
        for page, text, icon in (
            (Page.SECRETS, tr("ImagePullSecrets"), "key"),
            (Page.ACTIVITY, tr("Activity"), "activity"),
        ):
            item = QListWidgetItem(text, self)
            item.setData(_PAGE, page)
            item.setData(_ICON, icon)
        self.currentItemChanged.connect(lambda item: self.moved.emit(Page(item.data(_PAGE))))
        self.itemClicked.connect(lambda item: self.entered_page.emit(Page(item.data(_PAGE))))
        self._fit()

    def show_page(self, page: Page) -> None:
        """Mark a page as the one that is shown; nothing is emitted."""
        self.blockSignals(True)
        for row in range(self.count()):
            if self.item(row).data(_PAGE) == page:
                self.setCurrentRow(row)
        self.blockSignals(False)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.itemClicked.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

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
        if state & QStyle.StateFlag.State_HasFocus and widget.window().testAttribute(BY_KEYS):
            painter.setPen(palette.highlight().color())
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        room = option.rect.adjusted(GRID, 0, -GRID, 0)
        sign = theme.pixmap(str(index.data(_ICON)), ink, 16, widget.devicePixelRatio())
        painter.drawPixmap(room.left(), room.center().y() - 7, sign)
        painter.setPen(ink)
        room.setLeft(room.left() + 16 + GRID + GRID // 2)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(index.data()))
