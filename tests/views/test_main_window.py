"""The main window: menus, shortcuts, focus, colours that change, the way out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QImage, QKeySequence, QPalette
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from views.parts import part
from views.rows import NOW, many, row

from pullsecrets.model.errors import Code, Problem
from pullsecrets.views import theme
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.focus import BY_KEYS
from pullsecrets.views.main_window import MainWindow, Navigation, Page
from pullsecrets.views.notices import Banner, News
from pullsecrets.views.page_states import Liveness, NotAllowed, Ready, Unreachable
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.view_page import ViewPage

CONTROL = Qt.KeyboardModifier.ControlModifier


class Shown:
    def __init__(self, qtbot: QtBot) -> None:
        self.page, self.view, self.activity = SecretsPage(now=lambda: NOW), ViewPage(), ActivityPage(now=lambda: NOW)
        self.window = MainWindow(self.page, self.view, self.activity)
        qtbot.addWidget(self.window, before_close_func=lambda window: window.allow_close())
        self.window.resize(1200, 700)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.page.table.model_.apply([row("alpha"), row("beta")], ())
        self.page.set_state(Ready())
        qtbot.waitUntil(self.page.table.hasFocus)


def new_window() -> MainWindow:
    return MainWindow(SecretsPage(), ViewPage(), ActivityPage())


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def actions(menu: QWidget) -> dict[str, QAction]:
    return {action.text().replace("&", ""): action for action in menu.actions() if not action.isSeparator()}


def menu(window: MainWindow, *path: str) -> QMenu:
    found: QWidget = window.menuBar()
    for name in path:
        action = actions(found)[name]
        found = action.menu()  # type: ignore[assignment] # typed as object
    assert isinstance(found, QMenu)
    return found


def test_the_title_names_context_and_demo(shown: Shown) -> None:
    shown.window.set_title("prod", demo=False)
    assert shown.window.windowTitle() == "ImagePullSecrets — prod — Pull Secrets"
    assert not shown.page.header.demo.isVisible()
    shown.window.set_title("east", demo=True)
    assert shown.window.windowTitle() == "ImagePullSecrets — east — Demo — Pull Secrets"
    assert shown.page.header.demo.isVisible()


def test_each_page_has_its_title(shown: Shown) -> None:
    window = shown.window
    window.set_title("prod", demo=False)
    window.show_page(Page.VIEW, "checkout-registry")
    assert window.windowTitle() == "checkout-registry — prod — Pull Secrets"
    window.set_title("east", demo=True)
    assert window.windowTitle() == "checkout-registry — east — Demo — Pull Secrets"
    window.show_page(Page.ACTIVITY)
    assert window.windowTitle() == "Activity — Demo — Pull Secrets"
    window.show_page(Page.SECRETS)
    assert window.windowTitle() == "ImagePullSecrets — east — Demo — Pull Secrets"


def visible(shown: Shown) -> list[Page]:
    pages = {Page.SECRETS: shown.page, Page.VIEW: shown.view, Page.ACTIVITY: shown.activity}
    return [page for page, widget in pages.items() if widget.isVisible()]


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget
    return widget


def test_pages_by_key_and_menu(shown: Shown) -> None:
    window, chosen = shown.window, QSignalSpy(shown.window.page_chosen)
    QTest.keyClick(window, Qt.Key.Key_4, CONTROL)
    assert visible(shown) == [Page.ACTIVITY]
    assert shown.activity.filter.hasFocus()  # there is no row yet
    QTest.keyClick(window, Qt.Key.Key_1, CONTROL)
    assert visible(shown) == [Page.SECRETS]
    assert shown.page.table.hasFocus()
    go = actions(menu(window, "View"))
    go["Activity"].trigger()
    assert visible(shown) == [Page.ACTIVITY]
    assert [go[name].isChecked() for name in ("ImagePullSecrets", "Activity")] == [False, True]
    assert [chosen.at(number)[0] for number in range(chosen.count())] == [Page.ACTIVITY, Page.SECRETS, Page.ACTIVITY]


def test_the_navigation_shows_and_enters_pages(shown: Shown) -> None:
    navigation = part(shown.window, Navigation)
    chosen = QSignalSpy(shown.window.page_chosen)
    navigation.setFocus()
    QTest.keyClick(navigation, Qt.Key.Key_Down)
    assert visible(shown) == [Page.ACTIVITY]
    assert navigation.hasFocus()
    QTest.keyClick(navigation, Qt.Key.Key_Up)
    assert visible(shown) == [Page.SECRETS]
    QTest.keyClick(navigation, Qt.Key.Key_Return)
    assert shown.page.table.hasFocus()
    where = navigation.visualItemRect(navigation.item(1)).center()
    QTest.mouseClick(navigation.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert visible(shown) == [Page.ACTIVITY]
    assert shown.activity.isAncestorOf(focus())
    assert chosen.at(chosen.count() - 1) == [Page.ACTIVITY]


def test_view_belongs_to_imagepullsecrets(shown: Shown) -> None:
    window, navigation = shown.window, part(shown.window, Navigation)
    chosen = QSignalSpy(window.page_chosen)
    window.show_page(Page.ACTIVITY)
    window.show_page(Page.VIEW, "alpha")
    assert visible(shown) == [Page.VIEW]
    assert shown.view.isAncestorOf(focus())
    assert navigation.currentRow() == 0
    assert actions(menu(window, "View"))["ImagePullSecrets"].isChecked()
    assert chosen.count() == 0
    where = navigation.visualItemRect(navigation.item(0)).center()
    QTest.mouseClick(navigation.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert visible(shown) == [Page.SECRETS]
    assert [chosen.at(number)[0] for number in range(chosen.count())] == [Page.SECRETS]


def test_each_key_is_that_of_the_page_which_is_shown(shown: Shown) -> None:
    window = shown.window
    shown.page.select("default/beta")
    pages = {
        Page.SECRETS: [shown.page.update_requested, shown.page.copy_requested, shown.page.delete_requested],
        Page.VIEW: [shown.view.update_requested, shown.view.copy_requested, shown.view.delete_requested],
        Page.ACTIVITY: [shown.activity.refresh],
    }
    shown.view.set_reasons({}, "", "")
    for page in (Page.VIEW, Page.ACTIVITY, Page.SECRETS, Page.VIEW):
        window.show_page(page)
        if page is Page.SECRETS:
            shown.page.select("default/beta")
        heard = {where: [QSignalSpy(signal) for signal in signals] for where, signals in pages.items()}
        for key in (Qt.Key.Key_U, Qt.Key.Key_D):
            QTest.keyClick(focus(), key, CONTROL)
        QTest.keyClick(focus(), Qt.Key.Key_Delete)
        for where in (Page.SECRETS, Page.VIEW):
            assert [spy.count() for spy in heard[where]] == [int(where is page)] * 3, (page, where)
        refreshed = QSignalSpy(shown.page.refresh)
        QTest.keyClick(focus(), Qt.Key.Key_F5)
        assert (refreshed.count(), heard[Page.ACTIVITY][0].count()) == ((0, 1) if page is Page.ACTIVITY else (1, 0))
        QTest.keyClick(focus(), Qt.Key.Key_F, CONTROL)
        if page is not Page.VIEW:
            field = shown.activity.filter if page is Page.ACTIVITY else shown.page.header.filter
            assert field.hasFocus()


def test_who_works_by_keys_sees_where_the_focus_is(shown: Shown, qtbot: QtBot) -> None:
    window, table = shown.window, shown.page.table
    click = table.visualRect(table.model_.index(0, 1)).center()
    for by_keys in (True, False, True):
        QTest.mouseClick(shown.page.header.filter, Qt.MouseButton.LeftButton)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=click)
        if by_keys:
            QTest.keyClick(table, Qt.Key.Key_Return)  # opens it
        window.show_page(Page.VIEW, "alpha")
        assert (shown.view.isAncestorOf(focus()), window.testAttribute(BY_KEYS)) == (True, by_keys)
        window.show_problem(Problem(Code.TIMEOUT, {"host": "api:6443"}))
        qtbot.waitUntil(lambda: not window.isActiveWindow())
        part(window, QMessageBox).reject()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.wait(10)
        assert (shown.view.isAncestorOf(focus()), window.testAttribute(BY_KEYS)) == (True, by_keys)
        window.show_page(Page.SECRETS)
        assert (table.hasFocus(), window.testAttribute(BY_KEYS)) == (True, by_keys)
        qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))


def test_keys_do_what_the_menus_do(shown: Shown) -> None:
    page, window = shown.page, shown.window
    page.select("default/beta")
    asked, refreshed, undone = QSignalSpy(page.update_requested), QSignalSpy(page.refresh), QSignalSpy(page.undo)
    QTest.keyClick(page.table, Qt.Key.Key_U, CONTROL)
    assert asked.count() == 1
    QTest.keyClick(page.table, Qt.Key.Key_F5)
    assert refreshed.count() == 1
    QTest.keyClick(page.table, Qt.Key.Key_Z, CONTROL)
    page.set_undoable("ci-pull")
    QTest.keyClick(page.table, Qt.Key.Key_Z, CONTROL)
    assert undone.count() == 1
    QTest.keyClick(page.table, Qt.Key.Key_F, CONTROL)
    assert page.header.filter.hasFocus()
    QTest.keyClicks(page.header.filter, "alp")
    QTest.keyClick(page.header.filter, Qt.Key.Key_Z, CONTROL)
    assert (page.header.filter.text(), undone.count()) == ("", 1)  # the field's own undo
    QTest.keyClick(page.header.filter, Qt.Key.Key_1, CONTROL)
    assert page.table.hasFocus()
    quitting = QSignalSpy(window.quit_requested)
    QTest.keyClick(page.table, Qt.Key.Key_Q, CONTROL)
    assert quitting.count() == 1
    assert window.isVisible()


@pytest.mark.parametrize("of_platform", [[], ["Ctrl+Q"]])
def test_no_key_for_quitting_is_named_twice(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, of_platform: list[str]
) -> None:
    keys = [QKeySequence(key) for key in of_platform]
    monkeypatch.setattr(QKeySequence, "keyBindings", lambda standard: keys)
    window = new_window()
    qtbot.addWidget(window, before_close_func=lambda window: window.allow_close())
    assert [key.toString() for key in actions(menu(window, "File"))["Quit"].shortcuts()] == ["Ctrl+Q"]


def test_the_first_window_is_no_larger_than_the_screen(shown: Shown, qtbot: QtBot) -> None:
    room = shown.window.screen().availableGeometry()
    window = new_window()
    qtbot.addWidget(window, before_close_func=lambda window: window.allow_close())
    window.show()
    assert window.height() < room.height()
    assert window.width() <= max(room.width(), window.minimumSizeHint().width())


def test_what_the_menus_hold(shown: Shown) -> None:
    bar = {name: list(actions(menu(shown.window, name))) for name in actions(shown.window.menuBar())}
    of_page = {
        Page.SECRETS: ["View", "Update", "Copy to namespaces…", "Delete", "Add…", "Filter"],
        Page.VIEW: [
            "Update",
            "Copy to namespaces…",
            "Delete",
            "Add entry…",
            "Change registry…",
            "Remove entry…",
            "Replace the content…",
        ],
        Page.ACTIVITY: ["Copy", "Filter"],
    }
    for page in (Page.SECRETS, Page.VIEW, Page.ACTIVITY, Page.SECRETS):
        shown.window.show_page(page)
        bar = {name: list(actions(menu(shown.window, name))) for name in actions(shown.window.menuBar())}
        assert bar == {
            "File": ["Add New ImagePullSecret", "Open by name…", "Refresh", "Preferences…", "Quit"],
            "Edit": ["Undo", *of_page[page]],
            "View": ["ImagePullSecrets", "Activity", "Back", "Columns", "Sort by"],
            "Help": ["About Pull Secrets", "Open log folder"],
        }
        assert actions(menu(shown.window, "View"))["Back"].isEnabled() == (page is Page.VIEW)
        assert actions(menu(shown.window, "View"))["Columns"].isEnabled() == (page is Page.SECRETS)


@pytest.mark.parametrize(
    ("path", "role", "signal"),
    [
        (("File", "Preferences…"), QAction.MenuRole.PreferencesRole, "preferences_requested"),
        (("Help", "About Pull Secrets"), QAction.MenuRole.AboutRole, "about_requested"),
    ],
)
def test_what_a_platform_puts_into_a_menu_of_its_own(
    shown: Shown, path: tuple[str, str], role: QAction.MenuRole, signal: str
) -> None:
    asked = QSignalSpy(getattr(shown.window, signal))
    action = actions(menu(shown.window, path[0]))[path[1]]
    assert action.menuRole() == role
    action.trigger()
    assert asked.count() == 1


def test_the_log_folder_is_asked_for(shown: Shown) -> None:
    asked = QSignalSpy(shown.window.log_folder_requested)
    actions(menu(shown.window, "Help"))["Open log folder"].trigger()
    assert asked.count() == 1


def test_sorting_by_menu(shown: Shown) -> None:
    order = menu(shown.window, "View", "Sort by")
    order.aboutToShow.emit()
    actions(order)["Status"].trigger()
    assert shown.page.table.model_.sorted_by == (Column.STATUS, Qt.SortOrder.AscendingOrder)
    order.aboutToShow.emit()
    actions(order)["Descending"].trigger()
    assert shown.page.table.model_.sorted_by == (Column.STATUS, Qt.SortOrder.DescendingOrder)
    order.aboutToShow.emit()
    assert [name for name, action in actions(order).items() if action.isChecked()] == ["Status", "Descending"]


def test_tab_visits_everything_once_and_comes_back(shown: Shown) -> None:
    page = shown.page
    page.show_notice(News("Updated alpha in default.", "alpha", undo=True))
    page.header.filter.setText("a")
    page.set_live(Liveness.LIVE)
    visited: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in visited:
        assert focus is not None
        visited.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    header = page.header
    navigation = shown.window.findChild(QWidget, "navigation")
    wanted = [
        navigation,
        header.add,
        header.contexts,
        header.namespaces,
        header.filter,
        header.reset,
        header.refresh,
        header.columns,
    ]
    order = [visited.index(control) for control in wanted if control]
    assert order == list(range(order[0], order[0] + len(wanted)))
    assert len(visited) == len(wanted) + 3  # table, Undo, ×
    assert QApplication.focusWidget() is page.table
    for widget in [*visited[:0:-1], page.table]:
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() is widget


def signs(page: SecretsPage) -> list[QImage]:
    """Icons that are no more than seen."""
    field = page.header.filter.grab(QRect(8, 8, 16, 16)).toImage()
    live = next(label for label in page.footer.findChildren(QLabel) if not label.pixmap().isNull())
    return [field, live.pixmap().toImage()]


def test_colours_follow_the_system_while_running(shown: Shown) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    page, before = shown.page, app.palette()
    page.show_notice(News("Updated alpha in default.", "alpha", undo=True))
    page.set_live(Liveness.LIVE)
    page.set_state(Unreachable(Problem(Code.TIMEOUT, {"host": "h"}), NOW, NOW))
    parts = (page.header.refresh, page.footer, page.notice, page.state_banner, page.header.filter, shown.window)
    light = [part.grab().toImage() for part in parts]
    light_signs = signs(page)
    try:
        app.setPalette(theme.fusion_palette(dark=True))
        QApplication.processEvents()
        dark = [part.grab().toImage() for part in parts]
        dark_signs = signs(page)
    finally:
        app.setPalette(before)
    QApplication.processEvents()
    for was, now in zip(light_signs, dark_signs, strict=True):
        assert was != now
    for was, now in zip(light, dark, strict=True):
        shades = [
            [
                image.pixelColor(x, y).lightness()
                for x in range(0, image.width(), 3)
                for y in range(0, image.height(), 3)
            ]
            for image in (was, now)
        ]
        assert sum(shades[0]) / len(shades[0]) > 200
        assert sum(shades[1]) / len(shades[1]) < 90
        assert max(shades[1]) > 150  # icons and words are light now
    assert [part.grab().toImage() for part in parts[:1]] == light[:1]


@pytest.mark.parametrize("points", [9, 15, 22])
def test_no_text_is_cut_off_below_with_any_size_of_font(shown: Shown, points: int) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.font()
    font = app.font()
    font.setPointSize(points)
    try:
        app.setFont(font)
        page = SecretsPage(now=lambda: NOW)
        page.table.model_.apply(many(30), ())
        page.set_state(NotAllowed(Problem(Code.FORBIDDEN, {"verb": "list", "resource": "secrets"})))
        page.show_notice(News("Updated alpha in default.", "alpha", undo=True))
        page.resize(page.minimumSizeHint().expandedTo(shown.page.size()))
        page.show()
        QApplication.processEvents()
        for label in page.findChildren(QLabel):
            if label.isVisible() and label.text():
                needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
                assert label.height() >= needed - 1, label.text()
        letters = page.table.fontMetrics().height()
        assert page.table.verticalHeader().defaultSectionSize() > letters + 4
        assert page.table.columns.height() > letters + 4
        assert page.header.filter.height() > letters + 4
        page.close()
        page.deleteLater()
    finally:
        app.setFont(before)


def test_closing_asks_first_and_may_have_to_wait(shown: Shown) -> None:
    window = shown.window
    asked, now = QSignalSpy(window.quit_requested), QSignalSpy(window.quit_now)
    window.close()
    assert window.isVisible()
    assert asked.count() == 1
    window.set_closing("Waiting for the outcome of 1 update…")
    refreshed = QSignalSpy(shown.page.refresh)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert refreshed.count() == 0
    assert not shown.page.isEnabled()
    button = next(found for found in window.findChildren(QWidget) if getattr(found, "text", str)() == "Quit now")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert now.count() == 1
    window.set_closing("")
    assert shown.page.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert refreshed.count() == 1
    window.allow_close()
    assert not window.isVisible()


def test_an_unforeseen_problem_is_told_as_plain_text(shown: Shown, qtbot: QtBot) -> None:
    shown.window.show_problem(Problem(Code.UNFORESEEN, {"kind": "<img src=x>"}, "line 1"), "Oops")
    box = shown.window.findChildren(QMessageBox)[0]
    assert "<img src=x>" in box.text()
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.detailedText() == "line 1"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shown.window.findChildren(QMessageBox))
    assert shown.page.isEnabled()


def test_a_warning_stays_while_the_connection_is_not_secure(shown: Shown) -> None:
    said = "The connection to prod-eu is not secure."
    shown.window.set_insecure("prod-eu")
    for page in Page:
        shown.window.show_page(page, "ci-pull")
        banner = next(each for each in shown.window.findChildren(Banner) if each.isVisible())
        assert banner.accessibleName() == said
    shown.window.set_insecure("")
    assert not any(each.isVisible() for each in shown.window.findChildren(Banner))


def test_the_first_frame_is_told_once(qtbot: QtBot) -> None:
    window = new_window()
    qtbot.addWidget(window, before_close_func=lambda window: window.allow_close())
    frames = QSignalSpy(window.first_frame)
    window.show()
    qtbot.waitUntil(lambda: frames.count() > 0)
    window.repaint()
    assert frames.count() == 1


def test_the_selection_of_pages_is_a_quiet_one(shown: Shown) -> None:
    navigation = shown.window.findChild(QWidget, "navigation")
    assert navigation is not None
    image = navigation.grab().toImage()
    highlight = shown.window.palette().color(QPalette.ColorRole.Highlight)
    colours = {image.pixelColor(x, 34).name() for x in range(image.width())}
    assert highlight.name() not in colours
