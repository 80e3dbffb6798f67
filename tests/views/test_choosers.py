"""The namespace chooser: one namespace, several or all, by mouse, by keys, by typing."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.views.namespace_chooser import NamespaceChooser, NamespacePopup
from pullsecrets.views.namespace_list import NamespaceList
from pullsecrets.views.notices import Paragraph

NAMES = ("build", "payments", "team-a", "web", "web-frontend")
CONTROL = Qt.KeyboardModifier.ControlModifier


class Shown:
    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.chooser = NamespaceChooser(self.window)
        column = QVBoxLayout(self.window)
        column.addWidget(self.chooser)
        column.addStretch()
        self.window.resize(400, 500)
        self.window.show()
        self.window.activateWindow()
        self.chooser.set_names(NAMES)
        self.chooser.setFocus()
        qtbot.waitUntil(self.chooser.hasFocus)
        self.popup = part(self.window, NamespacePopup)
        self.list = part(self.popup, NamespaceList)
        self._spy = QSignalSpy(self.chooser.chosen)

    @property
    def chosen(self) -> list[Any]:
        return [self._spy.at(number)[0] for number in range(self._spy.count())]

    def open(self) -> None:
        QTest.mouseClick(self.chooser, Qt.MouseButton.LeftButton)
        assert self.popup.isVisible()

    def key(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            focus = QApplication.focusWidget()
            assert focus
            if isinstance(key, str):
                QTest.keyClicks(focus, key)
            else:
                QTest.keyClick(focus, key)

    def rows(self, *, ticked: bool = False) -> list[str]:
        model = self.list.model()
        indexes = [model.index(row, 0) for row in range(model.rowCount())]
        return [
            index.data()
            for index in indexes
            if not ticked or Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        ]

    def row(self, text: str) -> QModelIndex:
        return self.list.model().index(self.rows().index(text), 0)

    def click(self, text: str, *, box: bool = False, modifiers: Qt.KeyboardModifier | None = None) -> None:
        cell = self.list.visualRect(self.row(text))
        point = QPoint(cell.left() + 8 if box else cell.left() + 60, cell.center().y())
        QTest.mouseMove(self.list.viewport(), point)
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, modifiers or none, point)

    def button(self, text: str) -> QPushButton:
        return part(self.popup, QPushButton, lambda button: text in button.text())


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_what_is_chosen_is_said_short_and_in_full(shown: Shown) -> None:
    chooser = shown.chooser
    assert (chooser.current, chooser.currentText()) == (None, "All namespaces")
    chooser.set_current(("web",))
    assert (chooser.current, chooser.currentText()) == (("web",), "web")
    chooser.set_current(("build", "web"))
    assert chooser.currentText() == "2 namespaces"
    for said in (chooser.toolTip(), chooser.accessibleDescription()):
        assert "build, web" in said
    assert chooser.accessibleName() == "Namespace"
    assert shown.chosen == []


@pytest.mark.parametrize("names", [(), NAMES, None])
def test_a_namespace_that_is_not_listed_counts_as_typed(shown: Shown, names: tuple[str, ...] | None) -> None:
    chooser = shown.chooser
    chooser.set_names(names)
    assert not chooser.typed
    chooser.set_current(("web", "build"))
    assert chooser.typed == (names != NAMES)
    chooser.set_current(("web", "gone"))
    assert chooser.typed


def test_a_click_on_a_name_chooses_it_alone(shown: Shown) -> None:
    shown.chooser.set_current(("build", "web"))
    shown.open()
    assert shown.rows() == ["All namespaces", *NAMES]
    assert shown.rows(ticked=True) == ["build", "web"]
    shown.click("payments")
    assert not shown.popup.isVisible()
    assert shown.chosen == [("payments",)]
    assert shown.chooser.currentText() == "payments"
    shown.open()
    shown.click("All namespaces")
    shown.open()
    shown.click("All namespaces")  # as it was: nothing to tell
    assert shown.chosen == [("payments",), None]


@pytest.mark.parametrize("way", ["box", "control"])
def test_ticks_choose_several_and_count_when_the_list_closes(shown: Shown, way: str) -> None:
    shown.open()
    for name in ("web", "payments", "build", "payments"):
        shown.click(name, box=way == "box", modifiers=CONTROL if way == "control" else None)
    assert shown.popup.isVisible()
    assert shown.chosen == []
    assert shown.rows(ticked=True) == ["build", "web"]
    show = shown.button("Show")
    assert show.text().startswith("Show 2 namespace")
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    assert shown.chosen == [("build", "web")]
    shown.open()
    shown.click("build", box=True)
    shown.popup.close()  # as by a click beside it
    assert shown.chosen == [("build", "web"), ("web",)]


def test_ticks_and_all_namespaces_exclude_each_other(shown: Shown) -> None:
    shown.open()
    show = shown.button("Show")
    assert shown.rows(ticked=True) == ["All namespaces"]
    assert not show.isEnabled()
    shown.click("web", box=True)
    assert shown.rows(ticked=True) == ["web"]
    assert show.isEnabled()
    shown.click("web", box=True)
    assert shown.rows(ticked=True) == ["All namespaces"]
    assert (show.text(), show.isEnabled()) == ("Show all namespaces", False)
    shown.click("web", box=True)
    shown.click("All namespaces", box=True)
    assert shown.rows(ticked=True) == ["All namespaces"]
    shown.popup.close()
    assert shown.chosen == []


def test_everything_by_keyboard(shown: Shown, qtbot: QtBot) -> None:
    shown.chooser.set_current(("build",))
    QTest.keyClick(shown.chooser, Qt.Key.Key_Down)
    qtbot.waitUntil(shown.popup.field.hasFocus)
    shown.key(Qt.Key.Key_Down)
    assert shown.list.hasFocus()
    assert shown.list.currentIndex().data() == "build"
    shown.key(Qt.Key.Key_Down, Qt.Key.Key_Enter)
    assert shown.chosen == [("payments",)]
    QTest.keyClick(shown.chooser, Qt.Key.Key_Space)
    qtbot.waitUntil(shown.popup.field.hasFocus)
    shown.key(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert shown.chosen == [("payments",), ("payments", "team-a", "web")]
    shown.open()
    shown.key(Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Up)
    assert shown.popup.field.hasFocus()
    shown.key("web", Qt.Key.Key_Escape)
    assert not shown.popup.isVisible()
    assert len(shown.chosen) == 2


def test_esc_gives_up_what_was_ticked(shown: Shown) -> None:
    shown.open()
    shown.click("web", box=True)
    shown.key(Qt.Key.Key_Escape)
    assert shown.chosen == []
    shown.open()
    assert shown.rows(ticked=True) == ["All namespaces"]


def test_searching_shows_what_fits_and_first_what_begins_so(shown: Shown) -> None:
    shown.chooser.set_names((*NAMES, "a-web"))
    QTest.keyClick(shown.chooser, Qt.Key.Key_W)
    assert shown.popup.field.text() == "w"
    assert shown.rows() == ["web", "web-frontend", "a-web"]
    shown.key(Qt.Key.Key_Return)
    assert shown.chosen == [("web",)]
    shown.open()
    shown.key("ALL")
    assert shown.rows() == ["All namespaces"]
    shown.key(Qt.Key.Key_Return)
    assert shown.chosen == [("web",), None]
    shown.open()
    assert shown.popup.field.text() == ""
    shown.key("Something Else")
    assert shown.rows() == []
    shown.key(Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert len(shown.chosen) == 2


def test_after_a_tick_enter_ticks_what_was_searched_for(shown: Shown) -> None:
    shown.open()
    shown.click("web", box=True)
    shown.popup.field.setFocus()
    shown.key("pay", Qt.Key.Key_Return)
    assert shown.popup.isVisible()
    assert (shown.popup.field.text(), shown.rows(ticked=True)) == ("", ["payments", "web"])
    shown.key(Qt.Key.Key_Return)
    assert shown.chosen == [("payments", "web")]


@pytest.mark.parametrize(
    ("names", "text", "rows"),
    [
        (None, "team-b", ["team-b"]),
        (None, "team-b, team-c team-b;team-d", ["team-b, team-c, team-d"]),
        (None, "Something Else", []),
        (None, "team-a", ["team-a"]),  # it is chosen already, so it is there
        (None, "team", ["team", "team-a"]),
        (NAMES, "new-one", ["new-one"]),
        (NAMES, "web", ["web", "web-frontend"]),
        (NAMES, "we", ["web", "web-frontend"]),
        (NAMES, "web, new-one", ["new-one, web", "web", "web-frontend"]),
        (NAMES, "build,", ["build"]),
    ],
)
def test_names_that_are_not_listed_are_typed(
    shown: Shown, names: tuple[str, ...] | None, text: str, rows: list[str]
) -> None:
    shown.chooser.set_names(names)
    shown.chooser.set_current(("team-a",))
    shown.open()
    assert ("separated by commas" in shown.popup.field.placeholderText()) == (names is None)
    shown.key(text)
    assert shown.rows() == rows
    shown.key(Qt.Key.Key_Return)
    expected = tuple(rows[0].split(", ")) if rows else ("team-a",)
    assert shown.chooser.current == expected
    assert shown.chosen == ([expected] if expected != ("team-a",) else [])


def test_no_more_are_chosen_than_may_be(shown: Shown) -> None:
    chooser, limit = shown.chooser, part(shown.popup, Paragraph)
    shown.open()
    assert not limit.isVisible()
    shown.popup.close()
    chooser.set_most(2)
    shown.open()
    assert "At most 2 at once" in limit.text()
    low_voice = limit.foregroundRole()
    for name in ("build", "web", "payments"):
        shown.click(name, box=True)
    assert shown.rows(ticked=True) == ["build", "web"]
    assert limit.foregroundRole() != low_voice
    shown.popup.field.setFocus()
    shown.key("a, b, c", Qt.Key.Key_Return)
    assert shown.popup.isVisible()
    assert shown.chooser.current is None
    shown.key(Qt.Key.Key_Escape)
    chooser.set_most(None)
    shown.open()
    for name in ("build", "web", "payments"):
        shown.click(name, box=True)
    shown.popup.close()
    assert shown.chosen == [("build", "payments", "web")]


def test_more_than_may_be_cannot_be_typed(shown: Shown) -> None:
    shown.chooser.set_names(None)
    shown.chooser.set_most(2)
    shown.open()
    shown.key("a, b, c", Qt.Key.Key_Return)
    assert shown.chosen == []


def test_names_that_arrive_while_it_is_open_keep_the_ticks(shown: Shown) -> None:
    shown.open()
    shown.click("web", box=True)
    shown.chooser.set_names(("fresh", "payments"))
    assert shown.rows() == ["All namespaces", "fresh", "payments", "web"]
    assert shown.rows(ticked=True) == ["web"]


def test_open_by_name_leaves_everything_as_it_was(shown: Shown) -> None:
    asked = QSignalSpy(shown.chooser.by_name)
    shown.open()
    shown.click("web", box=True)
    QTest.mouseClick(shown.button("Open by name"), Qt.MouseButton.LeftButton)
    assert asked.count() == 1
    assert not shown.popup.isVisible()
    assert shown.chosen == []


def test_the_list_lies_on_the_screen_and_beside_the_chooser(shown: Shown) -> None:
    screen = shown.window.screen().availableGeometry()
    shown.open()
    below = shown.popup.geometry()
    assert below.top() >= shown.chooser.mapToGlobal(shown.chooser.rect().bottomLeft()).y()
    shown.popup.close()
    shown.window.move(screen.right() - 120, screen.bottom() - 80)
    shown.open()
    above = shown.popup.geometry()
    offscreen_frame = 2  # pixels that this platform puts around a window
    assert above.bottom() - offscreen_frame < shown.chooser.mapToGlobal(QPoint()).y()
    assert screen.adjusted(0, 0, offscreen_frame, 0).contains(above)
    shown.popup.close()


def test_a_screen_reader_is_told_what_everything_is(shown: Shown) -> None:
    shown.open()
    for control in (shown.popup.field, shown.list):
        assert control.accessibleName()
        assert "<" not in control.accessibleName()
