"""The table of what uses a secret, and the sentence for what it cannot list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.secrets import Use
from pullsecrets.model.usage import How, Usage, User
from pullsecrets.views.used_by import UsedByTable
from pullsecrets.views.view_texts import use_sentence
from pullsecrets.views.words import problem_sentence

PULL, CONTENT = frozenset({How.PULL}), frozenset({How.CONTENT})
API = User("Deployment", "checkout-api", pods=3, ended=0, hows=PULL, uses=True)
NIGHTLY = User("CronJob", "invoice-nightly", pods=0, ended=4, hows=PULL, uses=False)
FINISHED = User("Job", "migrate", pods=0, ended=0, hows=PULL, uses=False)
BUILDER = User("Pod", "builder", pods=1, ended=0, hows=CONTENT, uses=True)
BOTH = User("Job", "publish", pods=1, ended=2, hows=PULL | CONTENT, uses=True)


def usage(*users: User, complete: bool = True, hidden: tuple[Problem, ...] = ()) -> Usage:
    return Usage(Use(sum(user.uses for user in users), complete), users, (), hidden)


def forbidden(resource: str, namespace: str = "payments") -> Problem:
    return Problem(Code.FORBIDDEN, {"verb": "list", "resource": resource, "namespace": namespace})


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made).setAlignment(Qt.AlignmentFlag.AlignTop)
    made.resize(520, 600)
    return made


def table_in(window: QWidget, most_rows: int | None = None) -> UsedByTable:
    table = UsedByTable(window, first_column_title="Name", most_rows=most_rows)
    layout = window.layout()
    assert layout
    layout.addWidget(table)
    layout.addWidget(QPushButton("after", window))
    window.show()
    return table


def texts(table: UsedByTable, role: int = Qt.ItemDataRole.DisplayRole) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.index(row, column).data(role)) for column in range(model.columnCount(QModelIndex()))]
        for row in range(model.rowCount(QModelIndex()))
    ]


def test_users_are_listed_with_kind_and_pods(window: QWidget) -> None:
    table = table_in(window)
    table.show_usage(usage(NIGHTLY, API, FINISHED, BUILDER, BOTH))
    assert texts(table) == [
        ["checkout-api", "Deployment", "3"],
        ["builder", "Pod", "1"],
        ["publish", "Job", "1"],
        ["invoice-nightly", "CronJob", "4 ended"],
        ["migrate", "Job", "ended"],
    ], "what is no use any more comes last"
    titles = [table.model().headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert titles == ["Name", "Kind", "Pods"]


def test_another_use_than_pulling_is_said_after_the_name_and_to_a_screen_reader(window: QWidget) -> None:
    table = table_in(window)
    table.show_usage(usage(API, BUILDER, BOTH))
    spoken = [row[0] for row in texts(table, Qt.ItemDataRole.AccessibleTextRole)]
    assert spoken == ["checkout-api", "builder, mounted", "publish, also mounted"]
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.text(QAccessible.Text.Name) == "Used by"


def test_what_only_ended_pods_name_is_said_in_a_low_voice(window: QWidget) -> None:
    table = table_in(window)
    table.show_usage(usage(API, NIGHTLY))
    picture = table.viewport().grab().toImage()
    ink = table.palette().text().color().lightness()
    assert _darkest(picture, table, 0) == pytest.approx(ink, abs=24)
    assert _darkest(picture, table, 1) > ink + 60


def _darkest(picture: QImage, table: UsedByTable, row: int) -> int:
    cell = table.visualRect(table.model().index(row, 0))
    pixels = [
        QPoint(x, y) for x in range(cell.left() + 8, cell.left() + 90) for y in range(cell.top() + 4, cell.bottom() - 4)
    ]
    return min(picture.pixelColor(pixel).lightness() for pixel in pixels)


def test_it_is_as_high_as_its_rows_and_no_higher_than_the_most(window: QWidget) -> None:
    many = [User("Deployment", f"app-{number:02}", 1, 0, PULL, True) for number in range(12)]
    whole, five = table_in(window), table_in(window, most_rows=5)
    for table in (whole, five):
        table.show_usage(usage(*many))
    row = whole.rowHeight(0)
    assert whole.viewport().height() == 12 * row
    assert five.viewport().height() == 5 * row
    five.verticalScrollBar().setValue(five.verticalScrollBar().maximum())
    assert five.rowAt(five.viewport().height() - 1) == 11


def test_without_rows_there_is_no_table(window: QWidget) -> None:
    table = table_in(window)
    assert table.isHidden()
    table.show_usage(usage(API))
    assert table.isVisible()
    table.show_usage(None)
    assert table.isHidden()


def test_a_row_is_chosen_and_copied_by_keyboard_and_stays_through_changes(qtbot: QtBot, window: QWidget) -> None:
    table = table_in(window)
    table.show_usage(usage(API, BUILDER))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    after = part(window, QPushButton)
    after.setFocus()
    assert not table.chosen()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    assert table.chosen() == "Deployment/checkout-api"
    QTest.keyClick(table, Qt.Key.Key_Down)
    table.show_usage(usage(NIGHTLY, API, BUILDER))
    assert table.chosen() == "Pod/builder"
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "builder, mounted\tPod\t1"
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()
    assert not table.chosen(), "it was selected to be copied, and means nothing else"


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (None, "Looking for what uses it…"),
        (usage(), "Nothing uses it."),
        (usage(NIGHTLY), "Nothing uses it any more."),
        (usage(API), ""),
        (usage(complete=False), "Still looking for what uses it…"),
        (usage(complete=False, hidden=(forbidden("pods"),)), "Not allowed to see pods in payments."),
        (
            usage(complete=False, hidden=(forbidden("pods"), forbidden("serviceaccounts"), forbidden("jobs"))),
            "Not allowed to see pods, service accounts and Jobs in payments.",
        ),
        (
            usage(API, complete=False, hidden=(forbidden("cronjobs"),)),
            "Not allowed to see CronJobs in payments. There may be more that use it.",
        ),
        (
            usage(complete=False, hidden=(forbidden("pods", ""),)),
            "Not allowed to see pods in all namespaces.",
        ),
    ],
)
def test_what_is_not_known_is_said_and_never_called_unused(seen: Usage | None, said: str) -> None:
    assert use_sentence(seen) == said


def test_other_reasons_stand_beside_missing_rights() -> None:
    broken = Problem(Code.SERVER_ERROR, {"status": 500})
    said = use_sentence(usage(complete=False, hidden=(broken, forbidden("pods"))))
    assert said == f"Not allowed to see pods in payments. {problem_sentence(broken)}"
