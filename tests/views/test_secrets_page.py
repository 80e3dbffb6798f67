"""The ImagePullSecrets page: its states, its choosers, its filter, its messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from views.parts import part
from views.rows import NOW, row

from pullsecrets.model.contexts import Context
from pullsecrets.model.dockerconfig import Broken, Why
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.secrets import Row, missing_row
from pullsecrets.views.choosers import OpenByName, is_namespace, is_secret_name
from pullsecrets.views.notices import News
from pullsecrets.views.page_states import Connecting, Liveness, NotAllowed, Ready, Refused, Unreachable
from pullsecrets.views.row_actions import RowAct
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.theme import Tone

LEFT = Qt.MouseButton.LeftButton
REFUSED = Problem(Code.CONNECTION_REFUSED, {"host": "api.prod.example:6443"}, "errno 111")
FORBIDDEN = Problem(
    Code.FORBIDDEN, {"verb": "list", "resource": "secrets", "namespace": "", "name": "", "user": "jan"}, "forbidden: …"
)
ROWS = [row("alpha", "payments"), row("beta", "web", "ghcr.io"), row("gamma", "web", broken=Broken(Why.NOT_JSON))]


class Clock:
    """Time that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def page(qtbot: QtBot, clock: Clock) -> SecretsPage:
    page = SecretsPage(now=clock)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.set_contexts((Context("prod", "https://api.prod.example:6443"), Context("stage", "https://stage")), "prod")
    page.set_namespaces(("payments", "web"), None)
    page.show()
    qtbot.waitExposed(page)
    return page


@pytest.fixture
def ready(page: SecretsPage) -> SecretsPage:
    page.set_state(Connecting("prod"))
    page.table.model_.apply(ROWS, ())
    page.set_state(Ready())
    return page


def texts(widget: QWidget) -> str:
    """Everything there is to read below a widget."""
    labels = [found.text() for found in widget.findChildren(QLabel) if found.isVisible()]
    return "\n".join(labels + [found.text() for found in widget.findChildren(QAbstractButton) if found.isVisible()])


def press(widget: QWidget, name: str) -> None:
    found = next(b for b in widget.findChildren(QPushButton) if b.isVisible() and b.text() == name)
    QTest.mouseClick(found, LEFT)


def heard(spy: QSignalSpy) -> list[list[object]]:
    return [list(spy.at(n)) for n in range(spy.count())]


# States


def test_connecting_then_rows(page: SecretsPage) -> None:
    page.set_state(Connecting("prod"))
    assert "Connecting to prod" in texts(page)
    assert page.footer.items.text() == ""
    page.table.model_.apply(ROWS, ())
    assert page.table.isVisible()
    assert "3" in page.footer.items.text()
    assert "so far" in page.footer.items.text()
    page.set_state(Ready())
    assert "so far" not in page.footer.items.text()


@pytest.mark.parametrize(
    ("names", "current", "said", "asks"),
    [
        (("payments", "web"), None, "in this cluster yet", None),
        (("payments", "web"), ("web",), "in web yet", "without signing in"),
        (("payments", "web"), ("payments", "web"), "in these 2 namespaces yet", "without signing in"),
        (None, ("wbe",), "in wbe yet", "does not exist"),
        (("payments",), ("gone",), "in gone yet", "does not exist"),
    ],
)
def test_an_empty_list_says_what_to_do(
    page: SecretsPage, names: tuple[str, ...] | None, current: tuple[str, ...] | None, said: str, asks: str | None
) -> None:
    page.set_namespaces(names, current)
    page.set_state(Ready())
    assert said in texts(page.instead)
    assert (asks or "signing in") in texts(page.instead)


def test_from_an_empty_namespace_one_adds_the_first(page: SecretsPage) -> None:
    page.set_namespaces(("payments", "web"), ("web",))
    page.set_state(Ready())
    added = QSignalSpy(page.add_requested)
    press(page.instead, "+ Add New ImagePullSecret")
    assert heard(added) == [["", ""]]
    assert page.namespace_for_new == "web"


def test_from_a_namespace_that_may_not_exist_one_goes_to_all_of_them(page: SecretsPage) -> None:
    page.set_namespaces(None, ("wbe",))
    page.set_state(Ready())
    chosen = QSignalSpy(page.namespaces_chosen)
    press(page.instead, "Show all namespaces")
    assert heard(chosen) == [[None]]
    assert page.header.namespaces.current is None


def test_no_match_is_said_and_taken_back(ready: SecretsPage) -> None:
    QTest.keyClicks(ready.header.filter, "<b>nothing")
    assert "Nothing matches “<b>nothing”" in texts(ready.instead)
    assert ready.footer.items.text().startswith("0 of 3")
    press(ready.instead, "Reset")
    assert ready.table.isVisible()
    assert ready.header.filter.text() == ""


def test_not_allowed_names_the_right_and_asks_for_a_namespace(page: SecretsPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.set_state(NotAllowed(FORBIDDEN))
    assert "You may not list ImagePullSecrets in all namespaces" in texts(page)
    assert "jan" in texts(page)
    field = page.not_allowed.field
    qtbot.waitUntil(field.hasFocus)
    chosen = QSignalSpy(page.namespaces_chosen)
    opener = next(b for b in page.not_allowed.findChildren(QPushButton) if b.text() == "Open")
    QTest.keyClicks(field, "Not_One")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not opener.isEnabled()
    field.clear()
    QTest.keyClicks(field, "team-a")
    assert opener.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard(chosen) == [[("team-a",)]]
    assert page.header.namespaces.current == ("team-a",)


def test_unreachable_keeps_the_rows_in_grey_and_counts_down(ready: SecretsPage, clock: Clock, qtbot: QtBot) -> None:
    as_of = datetime(2026, 11, 23, 9, 31, 4, tzinfo=UTC)
    ready.set_state(Unreachable(REFUSED, as_of, NOW + timedelta(seconds=8)))
    assert ready.table.model_.stale
    assert ready.table.isVisible()
    said = texts(ready.state_banner)
    for words in ("prod does not answer", "api.prod.example:6443", "connection refused", "next in 8 s", "be changed"):
        assert words in said, words
    assert as_of.astimezone().strftime("as of %H:%M:%S") in ready.footer.items.text()
    clock.now += timedelta(seconds=3)
    qtbot.waitUntil(lambda: "next in 5 s" in texts(ready.state_banner), timeout=3000)
    clock.now += timedelta(seconds=6)
    qtbot.waitUntil(lambda: "Trying again now" in texts(ready.state_banner), timeout=3000)
    again = QSignalSpy(ready.retry_now)
    press(ready.state_banner, "Try now")
    assert again.count() == 1
    ready.set_state(Ready())
    assert not ready.state_banner.isVisible()
    assert not ready.table.model_.stale


def test_unreachable_without_rows_is_a_page(page: SecretsPage) -> None:
    page.set_state(Unreachable(REFUSED, None, NOW + timedelta(seconds=8)))
    assert not page.state_banner.isVisible()
    for words in ("prod does not answer", "api.prod.example:6443", "next in 8 s"):
        assert words in texts(page.instead), words
    again = QSignalSpy(page.retry_now)
    press(page.instead, "Try now")
    assert again.count() == 1


@pytest.mark.parametrize("code", [Code.SIGN_IN, Code.TLS_UNTRUSTED, Code.NOT_KUBERNETES, Code.NO_KUBECONFIG])
def test_what_waiting_does_not_mend_says_so_with_and_without_rows(page: SecretsPage, code: Code) -> None:
    page.set_state(Refused(Problem(code, {"host": "h", "context": "prod", "files": "f", "status": 200})))
    alone = texts(page.instead)
    assert "Trying again" not in alone
    page.table.model_.apply(ROWS, ())
    assert texts(page.instead.__class__()) != alone
    assert page.state_banner.isVisible()
    assert page.table.model_.stale


def test_a_filter_works_while_the_cluster_is_away(ready: SecretsPage) -> None:
    ready.set_state(Unreachable(REFUSED, NOW, None))
    ready.header.filter.setText("zzz")
    assert "Nothing matches “zzz”" in texts(ready.instead)
    assert ready.state_banner.isVisible()
    press(ready.instead, "Reset")
    assert ready.table.isVisible()


def test_details_can_be_copied(ready: SecretsPage, qtbot: QtBot) -> None:
    ready.set_state(Unreachable(REFUSED, NOW, None))
    press(ready.state_banner, "Details")
    box = next(found for found in ready.findChildren(QDialog) if found.isVisible())
    assert "errno 111" in box.findChildren(QPlainTextEdit)[0].toPlainText()
    press(box, "Copy")
    assert "errno 111" in QGuiApplication.clipboard().text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not ready.findChildren(QDialog))


def test_banners_of_several_kinds_stand_one_below_the_other(ready: SecretsPage) -> None:
    ready.show_banner(Problem(Code.KUBECONFIG_BROKEN, {"file": "/k", "reason": "line 4"}, "yaml"))
    ready.set_state(Unreachable(REFUSED, NOW, None))
    tops = [each.mapTo(ready, QPoint()).y() for each in (ready.state_banner, ready.problem_banner, ready.table)]
    QApplication.processEvents()
    assert tops == sorted(tops)
    close = next(b for b in ready.problem_banner.findChildren(QAbstractButton) if b.accessibleName() == "Close")
    QTest.mouseClick(close, LEFT)
    assert not ready.problem_banner.isVisible()


@pytest.mark.parametrize(
    ("live", "said"),
    [(Liveness.NONE, ""), (Liveness.LIVE, "Live"), (Liveness.POLLING, "Not live"), (Liveness.OFFLINE, "Not connected")],
)
def test_liveness_is_said_in_words(ready: SecretsPage, live: Liveness, said: str) -> None:
    ready.set_live(live)
    assert ready.footer.live.text() == said
    assert bool(ready.footer.live.toolTip()) == bool(said)


# Filter


def test_the_filter_by_keyboard(ready: SecretsPage, qtbot: QtBot) -> None:
    ready.activateWindow()
    ready.header.filter.setFocus()
    qtbot.waitUntil(ready.header.filter.hasFocus)
    assert not ready.header.reset.isEnabled()
    QTest.keyClicks(ready.header.filter, "WEB")
    assert (ready.table.model_.rowCount(), ready.footer.items.text()[:4]) == (2, "2 of")
    assert ready.header.reset.isEnabled()
    QTest.keyClick(ready.header.filter, Qt.Key.Key_Down)
    assert ready.table.hasFocus()
    chosen = ready.table.chosen()
    assert chosen
    assert chosen.name == "beta"
    ready.header.filter.setFocus()
    QTest.keyClick(ready.header.filter, Qt.Key.Key_Escape)
    assert (ready.header.filter.text(), ready.table.model_.rowCount()) == ("", 3)
    assert ready.header.filter.hasFocus()


def test_what_needs_attention_is_a_link_that_filters(ready: SecretsPage) -> None:
    assert "1 need" in ready.footer.attention.text()
    ready.footer.attention.linkActivated.emit("#")
    assert [ready.table.model_.rowCount(), ready.header.reset.isEnabled()] == [1, True]
    assert "Show all" in ready.footer.attention.text()
    ready.table.model_.apply((), [ROWS[2].uid])
    assert "Nothing needs attention" in texts(ready.instead)
    press(ready.instead, "Reset")
    assert ready.table.model_.rowCount() == 2
    assert not ready.footer.attention.isVisible()


def test_no_match_among_what_needs_attention_is_not_taken_for_none_at_all(ready: SecretsPage) -> None:
    ready.footer.attention.linkActivated.emit("#")
    QTest.keyClicks(ready.header.filter, "alpha")
    assert "Nothing that needs attention matches “alpha”" in texts(ready.instead)
    ready.table.model_.apply((), [ROWS[2].uid])
    assert "Nothing needs attention" in texts(ready.instead)
    press(ready.instead, "Reset")
    assert (ready.header.filter.text(), ready.table.model_.rowCount()) == ("", 2)


def test_the_focus_stays_with_the_table_while_it_comes_and_goes(ready: SecretsPage, qtbot: QtBot) -> None:
    ready.activateWindow()
    ready.focus_content()
    qtbot.waitUntil(ready.table.hasFocus)
    ready.table.model_.clear()
    ready.set_state(Connecting("prod"))
    ready.table.model_.apply(ROWS, ())
    assert ready.table.hasFocus()
    ready.header.filter.setFocus()
    ready.header.filter.setText("zzz")
    ready.header.filter.setText("")
    assert ready.header.filter.hasFocus()


# Choosers


def test_contexts_show_their_server_and_a_broken_one_says_why(ready: SecretsPage) -> None:
    broken = Problem(Code.CONTEXT_BROKEN, {"context": "old", "file": "/k", "reason": "no cluster"})
    ready.set_contexts(
        (Context("old", problem=broken), Context("prod", "https://p"), Context("two", "https://t")), "two"
    )
    chooser = ready.header.contexts
    assert chooser.currentText() == "two"
    model = chooser.model()
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert "no cluster" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "https://p" in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    chosen = QSignalSpy(ready.context_chosen)
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    assert heard(chosen) == [["prod"]]
    ready.set_contexts((Context("prod", "https://p"),), "prod")
    assert (chooser.accessibleName(), chooser.accessibleDescription()) == ("Context", "Context https://p")
    ready.set_contexts((), "")
    assert chooser.currentText() == ""


def test_long_names_end_in_an_ellipsis(page: SecretsPage) -> None:
    page.set_contexts((Context("arn:aws:eks:eu-west-1:123456789012:cluster/" + "x" * 80),), "")
    page.header.contexts.setCurrentIndex(0)
    assert page.header.contexts.width() < 400
    page.header.contexts.grab()


@pytest.mark.parametrize("editable", [False, True])
def test_open_by_name_is_in_the_namespace_chooser(ready: SecretsPage, editable: bool, qtbot: QtBot) -> None:
    ready.set_namespaces(None if editable else ("payments", "web"), ("web",))
    chosen = QSignalSpy(ready.namespaces_chosen)
    ready.header.namespaces.by_name.emit()
    assert (ready.header.namespaces.current, chosen.count()) == (("web",), 0)
    box = ready.findChildren(OpenByName)[0]
    assert box.namespace.text() == "web"
    asked = QSignalSpy(ready.open_by_name)
    opener = next(b for b in box.findChildren(QPushButton) if b.text() == "Open")
    assert not opener.isEnabled()
    QTest.keyClicks(box.name, "Bad_Name")
    assert not opener.isEnabled()
    assert "lower-case" in texts(box)
    box.name.clear()
    QTest.keyClicks(box.name, " my.secret ")
    QTest.keyClick(box.name, Qt.Key.Key_Return)
    assert heard(asked) == [["web", "my.secret"]]
    qtbot.waitUntil(lambda: not ready.findChildren(OpenByName))


def test_names_are_judged_as_the_api_server_does() -> None:
    for good in ("a", "team-a", "0", "a" * 63):
        assert is_namespace(good)
        assert is_secret_name(good)
    for bad in ("", "-a", "a-", "A", "a_b", "a b"):
        assert not is_namespace(bad)
        assert not is_secret_name(bad)
    for long in ("a.b-c.d", "a" * 64):
        assert is_secret_name(long)
        assert not is_namespace(long)
    assert not is_secret_name("a..b")
    assert not is_secret_name("a." * 126 + "ab")


# Actions


def only_web(found: Row, act: RowAct) -> Problem | None:
    verb = {RowAct.UPDATE: "patch", RowAct.DELETE: "delete"}.get(act)
    if verb is None or found.namespace == "web":
        return None
    return Problem(Code.FORBIDDEN, {"verb": verb, "resource": "secrets"})


def anywhere(_: tuple[str, ...] | None) -> None:
    """Secrets can be added everywhere."""


def nowhere_but_in_web(namespaces: tuple[str, ...] | None) -> Problem | None:
    refused = Problem(Code.FORBIDDEN, {"verb": "create", "resource": "secrets"})
    return None if namespaces == ("web",) else refused


def test_where_nothing_can_be_added_that_is_disabled_and_says_why(ready: SecretsPage, qtbot: QtBot) -> None:
    ready.activateWindow()
    ready.select("web/beta")
    qtbot.waitUntil(ready.table.hasFocus)
    ready.set_actions(only_web, nowhere_but_in_web)
    assert not ready.add_action.isEnabled()
    assert not ready.header.add.isEnabled()
    assert "You are not allowed to create secrets in any" in ready.header.add.toolTip()
    asked = QSignalSpy(ready.add_requested)
    QTest.keyClick(ready.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(QToolTip.isVisible)
    assert "create" in QToolTip.text()
    ready.table.model_.clear()
    ready.set_state(Ready())
    button = part(ready.instead, QPushButton, lambda each: each.text() == "+ Add New ImagePullSecret")
    assert not button.isEnabled()
    assert "create" in button.toolTip()
    assert asked.count() == 0
    ready.set_namespaces(("payments", "web"), ("web",))
    assert button.isEnabled()
    assert not button.toolTip()
    ready.header.add.click()
    assert heard(asked) == [["", ""]]


def test_what_may_not_be_done_is_disabled_and_says_why(ready: SecretsPage) -> None:
    assert not ready.update_action.isEnabled()
    ready.set_actions(only_web, anywhere)
    ready.select("web/beta")
    assert ready.update_action.isEnabled()
    asked = QSignalSpy(ready.update_requested)
    ready.update_action.trigger()
    ready.select("payments/alpha")
    assert not ready.update_action.isEnabled()
    assert ready.view_action.isEnabled()
    assert ready.copy_action.isEnabled()
    assert "patch" in ready.update_action.toolTip()
    assert "delete" in ready.delete_action.toolTip()
    assert ready.table.menu.toolTipsVisible()
    ready.update_action.trigger()
    assert heard(asked) == [["web/beta"]]
    ready.set_actions(lambda found, act: None, anywhere)
    assert ready.update_action.isEnabled()
    assert not ready.update_action.toolTip().startswith("<")
    ready.update_action.trigger()
    assert asked.count() == 2
    ready.table.model_.apply((), ["payments/alpha"])
    assert not ready.update_action.isEnabled()


@pytest.mark.parametrize(
    ("by", "verb"), [("Ctrl+U", "patch"), ("Delete", "delete"), ("menu", "patch"), ("menu", "delete")]
)
def test_each_way_to_an_action_says_why_not(ready: SecretsPage, qtbot: QtBot, by: str, verb: str) -> None:
    ready.activateWindow()
    ready.set_actions(only_web, anywhere)
    ready.select("payments/alpha")
    qtbot.waitUntil(ready.table.hasFocus)
    asked, table = [QSignalSpy(ready.update_requested), QSignalSpy(ready.delete_requested)], ready.table
    match by:
        case "Ctrl+U":
            QTest.keyClick(table, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
        case "Delete":
            QTest.keyClick(table, Qt.Key.Key_Delete)
        case "menu":
            QTest.keyClick(table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
            assert table.menu.isVisible()
    qtbot.waitUntil(QToolTip.isVisible)
    assert verb in QToolTip.text()
    assert [spy.count() for spy in asked] == [0, 0]
    table.menu.close()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_enter_and_a_double_click_open_the_view_of_a_secret(ready: SecretsPage) -> None:
    viewed, table = QSignalSpy(ready.view_requested), ready.table
    ready.select("payments/alpha")
    QTest.keyClick(table, Qt.Key.Key_Return)
    place = table.visualRect(table.model_.index(0, 1)).center()
    QTest.mouseDClick(table.viewport(), LEFT, pos=place)
    QTest.mouseRelease(table.viewport(), LEFT, pos=place)
    ready.view_action.trigger()
    assert heard(viewed) == [["payments/alpha"]] * 3


def test_one_that_is_missing_is_added(ready: SecretsPage) -> None:
    gone = missing_row("web", "gone")
    ready.table.model_.apply((gone,), ())
    ready.select(gone.uid)
    shown = [action.text() for action in ready.table.menu.actions() if action.isVisible() and action.text()]
    assert shown == ["Add…"]
    added = QSignalSpy(ready.add_requested)
    QTest.keyClick(ready.table, Qt.Key.Key_Return)
    ready.add_missing_action.trigger()
    assert heard(added) == [["web", "gone"]] * 2
    ready.select("web/beta")
    assert not ready.add_missing_action.isVisible()


def test_selecting_a_hidden_row_takes_the_filter_back(ready: SecretsPage) -> None:
    ready.header.filter.setText("beta")
    ready.select("payments/alpha")
    chosen = ready.table.chosen()
    assert chosen
    assert (chosen.name, ready.header.filter.text()) == ("alpha", "")


def test_a_notice_offers_undo_and_can_be_closed(ready: SecretsPage) -> None:
    undone = QSignalSpy(ready.notice.undo)
    ready.show_notice(News("Updated <i>alpha in <u>payments.", "<i>alpha", undo=True))
    said = texts(ready.notice)
    assert "Updated <b>&lt;i&gt;alpha</b> in &lt;u&gt;payments." in said
    press(ready.notice, "Undo")
    assert undone.count() == 1
    close = next(b for b in ready.notice.findChildren(QAbstractButton) if b.accessibleName() == "Close")
    QTest.mouseClick(close, LEFT)
    assert not ready.notice.isVisible()
    ready.show_notice(News("alpha was not updated.", "alpha", tone=Tone.DANGER))
    assert "Undo" not in texts(ready.notice)
    ready.hide_notice()
    assert not ready.notice.isVisible()


def test_a_message_takes_the_lines_that_it_needs_and_gives_them_back(ready: SecretsPage, qtbot: QtBot) -> None:
    ready.show_notice(News("Updated alpha in payments. " * 8, "alpha", undo=True))
    ready.resize(2000, 600)
    qtbot.waitUntil(lambda: ready.notice.height() < 50)
    ready.resize(700, 600)
    qtbot.waitUntil(lambda: ready.notice.height() > 50)
    ready.resize(2000, 600)
    qtbot.waitUntil(lambda: ready.notice.height() < 50)


def test_undo_by_key_and_menu_outlives_its_notice(ready: SecretsPage) -> None:
    undone = QSignalSpy(ready.undo)
    assert not ready.undo_action.isEnabled()
    ready.set_undoable("ci-pull")
    assert ready.undo_action.text() == "Undo change of ci-pull"
    ready.undo_action.trigger()
    assert undone.count() == 1
    ready.set_undoable("")
    assert ready.undo_action.text() == "Undo"
    assert not ready.undo_action.isEnabled()


def test_enter_presses_the_button_with_the_focus(ready: SecretsPage, qtbot: QtBot) -> None:
    ready.activateWindow()
    ready.show_notice(News("Updated alpha in payments.", "alpha", undo=True))
    undone, refreshed = QSignalSpy(ready.notice.undo), QSignalSpy(ready.refresh)
    for button in (next(b for b in ready.notice.findChildren(QPushButton) if b.text() == "Undo"), ready.header.refresh):
        button.setFocus()
        qtbot.waitUntil(button.hasFocus)
        QTest.keyClick(button, Qt.Key.Key_Return)
    assert (undone.count(), refreshed.count()) == (1, 1)


def test_the_focus_shows_on_flat_buttons_and_goes_as_they_stand(page: SecretsPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.set_state(Unreachable(REFUSED, None, NOW))
    details, again = (
        next(b for b in page.instead.findChildren(QPushButton) if b.text() == name) for name in ("Details", "Try now")
    )
    assert details.geometry().right() < again.x()
    without = details.grab().toImage()
    page.header.columns.setFocus()
    qtbot.waitUntil(page.header.columns.hasFocus)
    QTest.keyClick(page.header.columns, Qt.Key.Key_Tab)
    while QApplication.focusWidget() not in (details, again):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
    assert details.hasFocus()
    assert details.grab().toImage() != without
    QTest.keyClick(details, Qt.Key.Key_Tab)
    assert again.hasFocus()


def test_nothing_reachable_is_without_a_name(ready: SecretsPage) -> None:
    """Every control that can have the focus has a name for a screen reader."""
    ready.set_state(NotAllowed(FORBIDDEN))
    for widget in ready.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            named = widget.accessibleName() or getattr(widget, "text", str)()
            assert named, widget


def test_a_screen_reader_hears_no_html_and_nothing_of_a_context_that_is_gone(ready: SecretsPage) -> None:
    def descriptions(widget: QWidget) -> list[str]:
        below = [widget, *widget.findChildren(QWidget)]
        return [QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Description) for w in below]

    header = ready.header
    assert "Context https://api.prod.example:6443" in descriptions(header.contexts)
    header.contexts.set_contexts((Context("stage", "https://stage"),), "gone")
    assert header.contexts.toolTip() == ""
    assert descriptions(header.contexts)[0] == "Context"
    for names in (("a", "b"), None):
        ready.set_namespaces(names, ("b",))
        assert not any("<" in said for said in descriptions(header))


def test_columns_and_order_are_remembered(ready: SecretsPage, qtbot: QtBot) -> None:
    ready.table.columns.show_column(4, False)
    ready.table.columns.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    again = SecretsPage()
    qtbot.addWidget(again)
    again.restore_view_state(ready.view_state())
    assert again.view_state() == ready.view_state()


def test_namespaces_that_may_not_be_listed_are_said_beside_what_is_wrong_with_the_kubeconfig(
    ready: SecretsPage,
) -> None:
    refused = {"verb": "list", "resource": "secrets", "namespace": "web", "namespaces": "web"}
    ready.show_banner(Problem(Code.CONTEXT_BROKEN, {"context": "stage", "reason": "no cluster"}))
    ready.show_closed(Problem(Code.FORBIDDEN, refused))
    assert "stage" in texts(ready.problem_banner)
    assert "You are not allowed to list secrets in web" in texts(ready.closed_banner)
    ready.hide_closed()
    assert not ready.closed_banner.isVisible()
    assert ready.problem_banner.isVisible()
