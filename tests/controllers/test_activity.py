"""The Activity page over the real log: read when it is shown, and again when the log grows, whoever writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pullsecrets.activity import Activity
from pullsecrets.controllers.activity import MOST, ActivityController
from pullsecrets.model.records import Record
from pullsecrets.service.loop import ServiceThread
from pullsecrets.views.activity_page import ActivityPage

RECORD = Record("prod", "https://prod.example", "jan", "web", "pull", "ghcr.io", "credential", "update", "updated")


@pytest.fixture
def service(qtbot: QtBot) -> Iterator[ServiceThread]:
    thread = ServiceThread()
    thread.start()
    yield thread
    thread.stop()


class Shown:
    def __init__(self, qtbot: QtBot, service: ServiceThread, folder: Path) -> None:
        self._qtbot = qtbot
        self.page = ActivityPage()
        qtbot.addWidget(self.page)
        self.activity = Activity(folder / "activity.jsonl")
        self.controller = ActivityController(self.page, service, self.activity)

    def add(self, *names: str) -> None:
        """As another program would, which this one is not told of."""
        for name in names:
            Activity(self.activity.file).add(replace(RECORD, name=name))

    def wait(self, *names: str) -> None:
        """Until these are listed."""
        model = self.page.table.model()
        self._qtbot.waitUntil(
            lambda: [model.index(row, 2).data() for row in range(model.rowCount())] == [f"web/{name}" for name in names]
        )

    def said(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel))


@pytest.fixture
def shown(qtbot: QtBot, service: ServiceThread, tmp_path: Path) -> Shown:
    return Shown(qtbot, service, tmp_path / "data")


def test_the_log_is_read_when_the_page_is_shown(shown: Shown) -> None:
    shown.add("one", "two")
    shown.page.show()
    shown.wait("two", "one")


def test_what_another_program_writes_appears(shown: Shown) -> None:
    shown.add("one")
    shown.page.show()
    shown.wait("one")
    shown.add("two")
    shown.wait("two", "one")
    shown.activity.file.rename(shown.activity.file.with_suffix(".1.jsonl"))  # as when it becomes too long
    shown.add("three")
    shown.wait("three", "two", "one")
    shown.add("four")
    shown.wait("four", "three", "two", "one")


def test_what_this_program_writes_appears_without_a_watch(shown: Shown) -> None:
    shown.page.show()  # there is no folder yet that could be watched
    shown.wait()
    shown.add("one")
    shown.controller.note_change()
    shown.wait("one")


def test_a_hidden_page_reads_nothing(shown: Shown, qtbot: QtBot) -> None:
    shown.add("one")
    shown.page.show()
    shown.wait("one")
    shown.page.hide()
    shown.add("two")
    shown.controller.note_change()
    qtbot.wait(400)
    assert shown.page.table.model().rowCount() == 1
    shown.page.show()
    shown.wait("two", "one")


def test_the_newest_of_many_are_shown(shown: Shown, qtbot: QtBot) -> None:
    shown.add("one")
    line = shown.activity.file.read_bytes()
    shown.activity.file.write_bytes(line * (MOST + 1))
    shown.page.show()
    qtbot.waitUntil(lambda: shown.page.table.model().rowCount() == MOST)
    assert f"The newest {MOST}" in shown.said()


@pytest.mark.skipif(os.name == "nt", reason="a folder that is watched cannot be removed there")
def test_a_log_that_cannot_be_read_is_told_and_tried_again(shown: Shown, qtbot: QtBot) -> None:
    shown.activity.file.mkdir(parents=True)
    shown.page.show()
    qtbot.waitUntil(lambda: "cannot be read" in shown.said())
    assert str(shown.activity.file) in shown.said()
    shown.activity.file.rmdir()
    shown.add("one")
    shown.wait("one")
