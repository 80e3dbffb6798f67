"""The dialog "Copy to namespaces…": choosing by mouse and keyboard, what each row says, and what closing means."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListWidget, QMainWindow, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.copying import Progress, Step
from pullsecrets.model.errors import Code, Problem
from pullsecrets.views.copy_dialog import CopyDialog
from pullsecrets.views.view_table import ListTable

NAMES = ("search", "team-a", "team-b", "web")
NOT_ALLOWED = Problem(Code.FORBIDDEN, {"verb": "create", "resource": "secrets", "namespace": "web", "name": "ci-pull"})
NO_NAMESPACE = Problem(Code.NOT_FOUND, {"resource": "namespaces", "namespace": "web", "name": "web"})
OPAQUE = Problem(Code.NOT_PULL_SECRET, {"type": "Opaque", "namespace": "web", "name": "ci-pull"})
UNKNOWN = Problem(Code.OUTCOME_UNKNOWN, {"namespace": "web", "name": "ci-pull", "kind": "copy"})

Open = Callable[[tuple[str, ...] | None], CopyDialog]


@pytest.fixture
def open_dialog(qtbot: QtBot) -> Iterator[Open]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1000, 800)
    window.show()
    made: list[CopyDialog] = []

    def begin(names: tuple[str, ...] | None) -> CopyDialog:
        dialog = CopyDialog("ci-pull", "payments", ("ghcr.io",), names, window)
        made.append(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        dialog.set_reading(False)
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    yield begin
    for dialog in made:
        dialog.set_rows(())
        dialog.reject()


@pytest.fixture
def dialog(open_dialog: Open) -> CopyDialog:
    return open_dialog(NAMES)


def said(dialog: CopyDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def button(dialog: CopyDialog, text: str) -> QPushButton:
    return part(dialog, QPushButton, lambda each: each.text() == text and each.isVisible())


def search(dialog: CopyDialog) -> QLineEdit:
    return part(dialog, QLineEdit, lambda each: each.accessibleName() == "Search namespaces")


def rows(*steps: Step) -> list[Progress]:
    """One row for each step, in namespaces of their own."""
    problems = {Step.REFUSED: NOT_ALLOWED, Step.FAILED: NOT_ALLOWED, Step.UNSETTLED: UNKNOWN}
    return [Progress(f"team-{number}", step, problems.get(step)) for number, step in enumerate(steps)]


def test_it_opens_where_one_begins(dialog: CopyDialog) -> None:
    assert dialog.windowTitle() == "Copy to namespaces"
    assert dialog.focusWidget() is search(dialog)
    assert "Choose namespaces to see what would happen there." in said(dialog)
    assert not button(dialog, "Copy").isEnabled()


def test_the_keyboard_finds_and_ticks(dialog: CopyDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(search(dialog), "TEAM")
    with qtbot.waitSignal(dialog.chosen_changed):
        QTest.keyClick(search(dialog), Qt.Key.Key_Return)
    assert dialog.chosen() == ("team-a",)
    QTest.keyClick(search(dialog), Qt.Key.Key_Down)
    ticks = part(dialog, QListWidget)
    assert dialog.focusWidget() is ticks
    QTest.keyClick(ticks, Qt.Key.Key_Down)
    QTest.keyClick(ticks, Qt.Key.Key_Space)
    assert dialog.chosen() == ("team-a", "team-b")


def test_tab_goes_from_top_to_bottom(dialog: CopyDialog) -> None:
    for expected in (QListWidget, QCheckBox, QPushButton):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert isinstance(dialog.focusWidget(), expected)


def test_what_is_ticked_counts_also_while_it_is_not_seen(dialog: CopyDialog) -> None:
    QTest.keyClicks(search(dialog), "web")
    QTest.keyClick(search(dialog), Qt.Key.Key_Return)
    search(dialog).setText("team")
    every = part(dialog, QCheckBox)
    assert every.text() == "All 2 that are found"
    assert every.checkState() == Qt.CheckState.Unchecked
    QTest.mouseClick(every, Qt.MouseButton.LeftButton)
    assert every.checkState() == Qt.CheckState.Checked
    assert dialog.chosen() == ("team-a", "team-b", "web")
    search(dialog).clear()
    assert every.checkState() == Qt.CheckState.PartiallyChecked


def test_names_are_typed_where_there_is_no_list(open_dialog: Open) -> None:
    dialog = open_dialog(None)
    typed = part(dialog, QPlainTextEdit)
    assert typed.accessibleName() == "Namespaces"
    assert dialog.focusWidget() is typed
    typed.setPlainText("web, team-a\n\nweb;search ,")
    assert dialog.chosen() == ("web", "team-a", "search")


@pytest.mark.parametrize(
    ("step", "problem", "words"),
    [
        (Step.TRYING, None, "Trying…"),
        (Step.NEW, None, "Will be created"),
        (Step.SAME, None, "Already there, the same"),
        (Step.THERE, None, "Already there: skipped"),
        (Step.THERE, OPAQUE, "Skipped: there as Opaque"),
        (Step.REFUSED, NOT_ALLOWED, "Not allowed"),
        (Step.REFUSED, NO_NAMESPACE, "No such namespace"),
        (Step.WAITING, None, "Waiting"),
        (Step.COPYING, None, "Copying…"),
        (Step.UNSETTLED, UNKNOWN, "Outcome unknown"),
        (Step.COPIED, None, "Copied"),
        (Step.FAILED, NOT_ALLOWED, "Failed: Not allowed"),
    ],
)
def test_each_step_has_words_and_an_icon(dialog: CopyDialog, step: Step, problem: Problem | None, words: str) -> None:
    dialog.set_rows([Progress("web", step, problem)])
    table = part(dialog, ListTable)
    cell = table.cell(table.model().index(0, 1))
    assert cell.text == words
    assert cell.icon
    assert bool(cell.tip) is bool(problem)
    table.choose("web")
    assert (cell.tip or "nothing") in said(dialog) + "nothing"


@pytest.mark.parametrize(
    ("steps", "label", "enabled"),
    [
        ([Step.NEW, Step.NEW, Step.SAME], "Copy to 2 namespace(s)", True),
        ([Step.NEW, Step.TRYING], "Copy to 1 namespace(s)", False),
        ([Step.FAILED, Step.COPIED], "Copy to 1 namespace(s)", True),
        ([Step.SAME, Step.REFUSED], "Copy", False),
    ],
)
def test_the_button_says_for_how_many(dialog: CopyDialog, steps: list[Step], label: str, enabled: bool) -> None:
    dialog.set_rows(rows(*steps))
    assert button(dialog, label).isEnabled() is enabled


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([Step.COPIED, Step.COPIED, Step.FAILED, Step.SAME, Step.THERE], "2 copied, 1 failed, 2 already there"),
        ([Step.NEW, Step.REFUSED, Step.REFUSED], "1 to be created, 2 not possible"),
        ([Step.COPIED, Step.FAILED, Step.COPYING, Step.WAITING], "2 of 4 done. What is done stays done if you cancel."),
        ([Step.COPIED, Step.UNSETTLED], "1 of 2 done."),
    ],
)
def test_the_footer_counts(dialog: CopyDialog, steps: list[Step], words: str) -> None:
    dialog.set_rows(rows(*steps))
    assert words in said(dialog).splitlines()


def test_closing_stops_first_then_stops_waiting(dialog: CopyDialog, qtbot: QtBot) -> None:
    dialog.set_rows(rows(Step.COPYING, Step.WAITING))
    with qtbot.waitSignal(dialog.stop):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.set_rows(rows(Step.UNSETTLED, Step.NEW))
    with qtbot.waitSignal(dialog.stop_waiting):
        QTest.mouseClick(button(dialog, "Stop waiting"), Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    dialog.set_rows(rows(Step.COPIED))
    QTest.mouseClick(button(dialog, "Close"), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_nothing_is_chosen_anew_while_it_runs(dialog: CopyDialog) -> None:
    QTest.keyClick(search(dialog), Qt.Key.Key_Return)
    dialog.set_rows([Progress("search", Step.COPYING)])
    ticks = part(dialog, QListWidget)
    ticks.setFocus()
    QTest.keyClick(ticks, Qt.Key.Key_Space)
    QTest.keyClick(search(dialog), Qt.Key.Key_Return)
    assert dialog.chosen() == ("search",)
    assert not part(dialog, QCheckBox).isEnabled()


def test_the_tick_of_what_was_copied_stays(dialog: CopyDialog) -> None:
    QTest.keyClick(search(dialog), Qt.Key.Key_Return)
    dialog.set_rows([Progress("search", Step.COPIED)])
    ticks = part(dialog, QListWidget)
    ticks.setCurrentRow(0)
    QTest.keyClick(ticks, Qt.Key.Key_Space)
    every = part(dialog, QCheckBox)
    QTest.mouseClick(every, Qt.MouseButton.LeftButton)
    QTest.mouseClick(every, Qt.MouseButton.LeftButton)
    assert dialog.chosen() == ("search",)


def test_where_all_is_copied_there_is_nothing_more_to_tick(dialog: CopyDialog) -> None:
    every = part(dialog, QCheckBox)
    QTest.mouseClick(every, Qt.MouseButton.LeftButton)
    dialog.set_rows([Progress(name, Step.COPIED) for name in NAMES])
    assert every.text() == "All 4 namespace(s)"
    assert every.checkState() == Qt.CheckState.Checked
    assert not every.isEnabled()


def test_where_none_is_found_there_is_no_box_for_all(dialog: CopyDialog) -> None:
    every = part(dialog, QCheckBox)
    search(dialog).setText("nowhere")
    assert not every.isVisible()
    search(dialog).setText("team")
    assert every.isVisible()
