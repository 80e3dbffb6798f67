"""What becomes of a write: told, kept in Activity, and never claimed where it was not seen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from controllers.small_cluster import Stage, stage
from pytestqt.qtbot import QtBot

from pullsecrets.controllers.changes import Errand, Told
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.service.loop import Emit
from pullsecrets.service.settling import NotDone


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path, Stage) as made:
        yield made


def perform(page: Stage, error: Exception) -> Problem:
    """Have an errand end with that; what it came to."""

    async def work(_: Emit) -> object:
        raise error

    outcomes: list[object] = []
    page.changes.perform(Errand(page.place, "web", "ci-pull", "create", "created", work)).ended.connect(outcomes.append)
    page.wait(lambda: outcomes and not page.changes.under_way)
    [outcome] = outcomes
    assert isinstance(outcome, NotDone)
    return outcome.problem


def test_what_breaks_down_on_an_odd_answer_has_no_known_outcome(page: Stage, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        problem = perform(page, KeyError("s3cr3t-in-a-message"))
    assert (problem.code, problem.values["kind"]) == (Code.OUTCOME_UNKNOWN, "create")
    assert page.records() == [("create", "web", "ci-pull", "unknown", "")]
    assert "KeyError" in caplog.text
    assert "KeyError" in problem.details
    assert "s3cr3t" not in caplog.text + repr(problem)


def test_what_breaks_down_with_nobody_looking_is_told_as_unknown(page: Stage) -> None:
    told: list[Told] = []
    page.changes.told.connect(told.append)

    async def work(_: Emit) -> object:
        raise KeyError("metadata")

    page.changes.perform(Errand(page.place, "web", "ci-pull", "delete", "deleted", work)).attended = False
    page.wait(lambda: told)
    assert told[0].problem
    assert told[0].problem.code is Code.OUTCOME_UNKNOWN


def test_what_was_refused_is_a_failure(page: Stage) -> None:
    assert perform(page, Failure(Code.CONNECTION_REFUSED, host="api:6443")).code is Code.CONNECTION_REFUSED
    assert page.records() == [("create", "web", "ci-pull", "failed: connection-refused", "")]
