"""Quitting waits for what is being written, for so long and no longer, and stays when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from controllers.small_cluster import Stage, stage
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pullsecrets.controllers import quitting
from pullsecrets.controllers.changes import Errand
from pullsecrets.controllers.quitting import Quitting
from pullsecrets.model.errors import Code, Failure
from pullsecrets.service.creating import create_object
from pullsecrets.settings import Settings
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.clipboard import SecretClipboard
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.view_page import ViewPage


class Shown(Stage):
    """The stage with the main window, and something being written."""

    def __init__(self, qtbot: QtBot, *args: object) -> None:
        super().__init__(qtbot, *args)  # type: ignore[arg-type] # as a stage is made
        self.qtbot = qtbot

    def begin(self, folder: Path) -> None:
        page = SecretsPage()
        self.main = MainWindow(page, ViewPage(), ActivityPage())
        self.qtbot.addWidget(self.main, before_close_func=lambda window: window.allow_close())
        clipboard = SecretClipboard(QApplication.clipboard(), self.main)
        Quitting(self.main, page, self.changes, clipboard, Settings(folder))
        self.main.show()

    def write(self) -> None:
        """It is under way until the cluster is fast again."""
        self.cluster.slow = True
        cluster, wanted = self.cluster, self.cluster.put("payments", "ci-pull").object
        body = {**wanted, "metadata": {"namespace": "web", "name": "ci-pull"}}
        errand = Errand(
            self.place, "web", "ci-pull", "create", "created", lambda emit: create_object(cluster, body, emit)
        )
        self.changes.perform(errand)
        self.wait(lambda: cluster.at_once == 1)

    def fail(self) -> None:
        self.cluster.failures = [Failure(Code.CONNECTION_REFUSED, host="api:6443")]
        self.cluster.slow = False
        self.wait(lambda: not self.changes.under_way)


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    monkeypatch.setattr(quitting, "PATIENCE", 1)
    with stage(qtbot, tmp_path, Shown) as made:
        made.begin(tmp_path)
        yield made


def test_a_second_quit_waits_as_long_as_the_first(shown: Shown, qtbot: QtBot) -> None:
    shown.write()
    shown.main.close()
    qtbot.wait(500)
    shown.fail()
    shown.write()
    second = QDeadlineTimer(900)  # a little less: such timers may be early
    shown.main.close()
    qtbot.wait(750)  # the first one's second is over
    assert shown.main.isVisible()
    shown.wait(lambda: not shown.main.isVisible())
    assert second.hasExpired()
    assert [record[3] for record in shown.records()] == ["failed: connection-refused", "unknown"]


def test_asking_again_while_it_waits_does_not_make_it_wait_longer(shown: Shown, qtbot: QtBot) -> None:
    shown.write()
    end = QDeadlineTimer(1400)
    shown.main.close()
    qtbot.wait(600)
    shown.main.close()
    shown.wait(lambda: not shown.main.isVisible())
    assert not end.hasExpired()


def test_it_leaves_when_the_outcome_is_known(shown: Shown) -> None:
    shown.write()
    shown.main.close()
    assert shown.main.isVisible()
    shown.cluster.slow = False
    shown.wait(lambda: not shown.main.isVisible())
    assert [record[3] for record in shown.records()] == ["created"]
