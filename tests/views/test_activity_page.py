"""The Activity page: what it says of each change, the filter, copying, what stands in the place of no rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from views.parts import part
from views.rows import NOW

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.records import Entry, Record
from pullsecrets.views import activity_texts
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.theme import Tone

RECORD = Record("prod", "https://prod.example", "jan", "web", "pull", "ghcr.io", "credential", "update", "updated")
ENTRY = Entry(NOW - timedelta(minutes=5), RECORD)


def entries(count: int, first: int = 0) -> tuple[Entry, ...]:
    """The newest first; the names are their numbers."""
    return tuple(
        Entry(NOW + timedelta(minutes=number), replace(RECORD, name=f"pull-{number}"))
        for number in range(first + count - 1, first - 1, -1)
    )


class Shown:
    def __init__(self, qtbot: QtBot) -> None:
        self.now = NOW
        self.page = ActivityPage(now=lambda: self.now)
        qtbot.addWidget(self.page)
        self.page.resize(1100, 500)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.isActiveWindow)

    def cells(self) -> list[list[str]]:
        model = self.page.table.model()
        columns = range(model.columnCount())
        return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]

    def names(self) -> list[str]:
        return [cells[2] for cells in self.cells()]

    def said(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_a_row_says_when_where_what_and_with_which_result(shown: Shown) -> None:
    helm = replace(RECORD, owner="helm platform-base", result="failed: forbidden")
    shown.page.set_entries((ENTRY, Entry(NOW - timedelta(days=400), helm)))
    assert shown.page.table.isVisible()
    local, long_ago = ENTRY.time.astimezone(), (NOW - timedelta(days=400)).astimezone()
    assert shown.cells() == [
        [f"Today {local:%H:%M}", "prod", "web/pull", "Update credential", "Updated", "jan"],
        [
            f"{long_ago:%b} {long_ago.day}, {long_ago:%Y}",
            "prod",
            "web/pull",
            "Update credential",
            "Failed: Not allowed",
            "jan",
        ],
    ]
    model = shown.page.table.model()
    tips = [str(model.index(1, column).data(Qt.ItemDataRole.ToolTipRole)) for column in range(6)]
    assert "https://prod.example" in tips[1]
    assert "ghcr.io" in tips[2]
    assert "helm platform-base" in tips[3]
    assert f"{local:%H:%M:%S}" in str(model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))
    assert "2 item" in shown.said()


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("update", "credential", "Update credential"),
        ("update", "credential, description", "Update credential and description"),
        ("undo", "description", "Update description (undo)"),
        ("update", "entry added", "Add entry"),
        ("undo", "entry added", "Add entry (undo)"),
        ("entry", "registry", "Change registry"),
        ("entry", "entry removed", "Remove entry"),
        ("entry", "content", "Replace the content"),
        ("create", "", "Add"),
        ("delete", "", "Delete"),
        ("copy", "", "Copy"),
        ("service account", "", "Use for all new pods"),
        ("pull again", "", "Pull again"),
        ("rotate", "", "Rotate"),  # of a later version
        ("update", "labels", "Labels"),
    ],
)
def test_what_was_to_be_done_is_said_in_words(kind: str, change: str, said: str) -> None:
    assert activity_texts.change_text(replace(RECORD, kind=kind, change=change)) == said


@pytest.mark.parametrize(
    ("kind", "result", "said", "sign"),
    [
        ("update", "updated", "Updated", ("circle-check", Tone.PLAIN)),
        ("undo", "updated", "Put back", ("circle-check", Tone.PLAIN)),
        ("create", "created", "Added", ("circle-check", Tone.PLAIN)),
        ("delete", "deleted", "Deleted", ("circle-check", Tone.PLAIN)),
        ("copy", "copied", "Copied", ("circle-check", Tone.PLAIN)),
        ("pull again", "pods deleted", "Pods deleted", ("circle-check", Tone.PLAIN)),
        ("update", "unknown", "Outcome unknown", ("circle-question", Tone.WARN)),
        ("update", "failed: changed-meanwhile", "Failed: Changed by someone else", ("octagon-x", Tone.DANGER)),
        ("update", "failed: not-known-yet", "Failed: not-known-yet", ("octagon-x", Tone.DANGER)),
        ("update", "rotated", "Rotated", ("circle-check", Tone.PLAIN)),
    ],
)
def test_what_became_of_it_is_said_in_words(kind: str, result: str, said: str, sign: tuple[str, Tone]) -> None:
    record = replace(RECORD, kind=kind, result=result)
    assert activity_texts.result_text(record) == said
    assert activity_texts.result_sign(record) == sign


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("PULL-1", ["web/pull-1"]),
        ("web pull-2 updated", ["web/pull-2"]),
        ("ghcr jan prod.example", ["web/pull-2", "web/pull-1", "web/pull-0"]),
        ("failed", []),
    ],
)
def test_the_filter_looks_at_everything_that_is_said(shown: Shown, text: str, names: list[str]) -> None:
    shown.page.set_entries(entries(3))
    QTest.keyClicks(shown.page.filter, text)
    assert shown.names() == names
    assert f"{len(names)} of 3 item" in shown.said()
    QTest.keyClick(shown.page.filter, Qt.Key.Key_Escape)
    assert len(shown.names()) == 3


def test_nothing_that_matches_is_said_and_mended(shown: Shown) -> None:
    shown.page.set_entries(entries(3))
    shown.page.filter.setText("zzz")
    assert "Nothing matches “zzz”" in shown.said()
    assert not shown.page.table.isVisible()
    reset = [each for each in shown.page.findChildren(QPushButton) if each.text() == "Reset" and each.isVisible()]
    assert len(reset) == 2
    QTest.mouseClick(reset[1], Qt.MouseButton.LeftButton)
    assert shown.page.table.isVisible()
    assert shown.page.table.hasFocus()
    assert not reset[0].isEnabled()


def test_an_empty_log_says_what_will_be_there(shown: Shown) -> None:
    assert "Nothing was changed yet" in shown.said()
    assert "passwords" in shown.said()
    assert not shown.page.copy_action.isEnabled()


def test_what_cannot_be_read_is_told_and_can_be_tried_again(shown: Shown) -> None:
    shown.page.set_entries(entries(3))
    shown.page.set_problem(
        Problem(Code.ACTIVITY_UNREADABLE, {"file": "/x/activity.jsonl", "reason": "Permission denied"})
    )
    assert "Activity cannot be read" in shown.said()
    assert "/x/activity.jsonl cannot be read: Permission denied" in shown.said()
    assert not shown.page.table.isVisible()
    asked = QSignalSpy(shown.page.refresh)
    button = part(shown.page, QPushButton, lambda each: each.text() == "Try now")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.count() == 1
    shown.page.set_entries(entries(3))
    assert shown.page.table.isVisible()


def test_the_page_asks_when_it_is_shown_and_when_told_to(shown: Shown) -> None:
    asked = QSignalSpy(shown.page.refresh)
    shown.page.hide()
    shown.page.show()
    assert asked.count() == 1
    shown.page.refresh_action.trigger()
    assert asked.count() == 2


def test_a_row_is_copied_with_its_exact_time(shown: Shown) -> None:
    shown.page.set_entries(entries(2))
    assert not shown.page.copy_action.isEnabled()
    shown.page.filter.setFocus()
    QTest.keyClick(shown.page.filter, Qt.Key.Key_Down)
    assert shown.page.table.hasFocus()
    assert shown.page.copy_action.isEnabled()
    shown.page.copy_action.trigger()
    text = QGuiApplication.clipboard().text()
    when = datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").astimezone()
    assert when == NOW + timedelta(minutes=1)
    assert text.split("\t")[1:] == ["prod", "web/pull-1", "Update credential", "Updated", "jan"]


def test_the_chosen_row_stays_when_newer_ones_come(shown: Shown) -> None:
    double = entries(3)
    shown.page.set_entries((double[0], double[0], *double))
    shown.page.table.selectRow(1)
    shown.page.set_entries((*entries(1, 5), double[0], double[0], *double))
    assert [index.row() for index in shown.page.table.selectionModel().selectedRows()] == [2]
    shown.page.filter.setText("pull-2")
    assert [index.row() for index in shown.page.table.selectionModel().selectedRows()] == [1]


def test_home_and_end_go_to_the_newest_and_the_oldest(shown: Shown) -> None:
    shown.page.set_entries(entries(40))
    table = shown.page.table
    table.setFocus(Qt.FocusReason.TabFocusReason)
    for key, row in ((Qt.Key.Key_End, 39), (Qt.Key.Key_Home, 0)):
        QTest.keyClick(table, key)
        assert [index.row() for index in table.selectionModel().selectedRows()] == [row]


def test_when_not_all_are_shown_it_is_said(shown: Shown) -> None:
    shown.page.set_entries(entries(3), more=True)
    assert "The newest 3 item" in shown.said()


def test_today_becomes_a_date(shown: Shown) -> None:
    shown.page.set_entries((ENTRY,))
    assert shown.cells()[0][0].startswith("Today ")
    shown.now += timedelta(days=1)
    shown.page._look_at_the_date()
    assert not shown.cells()[0][0].startswith("Today ")


def test_the_table_fills_the_page_and_scrolls(shown: Shown, qtbot: QtBot) -> None:
    table = shown.page.table

    def widths() -> list[int]:
        return [table.columnWidth(column) for column in range(6)]

    shown.page.set_entries(entries(100))
    qtbot.waitUntil(lambda: table.width() > 1000 and sum(widths()) == table.viewport().width())
    assert table.height() < shown.page.height()
    assert table.verticalScrollBar().maximum() > 0
    before = widths()
    shown.page.filter.setText("pull-9")
    qtbot.waitUntil(lambda: sum(widths()) == table.viewport().width())
    assert len(shown.names()) == 11
    bar = table.verticalScrollBar().sizeHint().width()
    assert max(abs(a - b) for a, b in zip(before, widths(), strict=True)) <= bar  # it may come or go
    shown.page.resize(800, 400)
    qtbot.waitUntil(lambda: table.width() < 800 and sum(widths()) == table.viewport().width())
