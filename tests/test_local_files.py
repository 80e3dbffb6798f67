"""What the program keeps on this computer: Activity, settings, the log. Shared by two programs, read by nobody else."""

from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication

from pullsecrets import logs
from pullsecrets.activity import Activity, Record
from pullsecrets.model.errors import Code, Problem
from pullsecrets.settings import Settings

RECORD = Record("prod", "https://a.example", "jan", "web", "pull", "ghcr.io", "credential", "update", "updated")
APPEND = """
import sys
from pathlib import Path
from pullsecrets.activity import Activity, Record
for n in range(200):
    Activity(Path(sys.argv[1])).add(Record("c", "s", "u", "n" * 200, sys.argv[2], "r", "credential", "update", str(n)))
"""


def private(path: Path) -> bool:
    return os.name == "nt" or stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_activity_is_one_line_a_change_and_private(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "activity.jsonl"
    Activity(file).add(RECORD)
    Activity(file).add(RECORD)
    first, second = (json.loads(line) for line in file.read_text().splitlines())
    assert first["name"] == second["name"] == "pull"
    assert first["time"].endswith("+00:00")
    assert private(file)
    assert private(file.parent)


def test_two_programs_do_not_mix_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "activity.jsonl"
    desktop = str(Path(__file__).parents[1] / "desktop")
    running = [
        subprocess.Popen([sys.executable, "-c", APPEND, str(file), name], env=os.environ | {"PYTHONPATH": desktop})
        for name in ("one", "two")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    for name in ("one", "two"):
        assert [line["result"] for line in lines if line["name"] == name] == [str(n) for n in range(200)]


def test_settings_are_remembered(tmp_path: Path, qapp: QCoreApplication) -> None:
    settings = Settings(tmp_path)
    assert (settings.context, settings.namespace("prod"), settings.table) == ("", None, {})
    settings.context = "prod"
    settings.set_namespace("prod", "web")
    settings.set_namespace("test", "")
    settings.table = {"hidden": ["Created"]}
    settings.geometry = QByteArray(b"\x00\x01")
    del settings
    again = Settings(tmp_path)
    assert (again.context, again.namespace("prod"), again.namespace("test")) == ("prod", "web", "")
    assert again.table == {"hidden": ["Created"]}
    assert again.geometry == QByteArray(b"\x00\x01")


def test_settings_that_were_edited_badly_count_as_none(tmp_path: Path, qapp: QCoreApplication) -> None:
    (tmp_path / "settings.ini").write_text("[General]\ntable=nonsense\nnamespaces=[1]\n")
    assert Settings(tmp_path).table == {}
    assert Settings(tmp_path).namespace("x") is None


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, list[Problem]]]:
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr("threading.excepthook", None)
    root = logging.getLogger()
    before, shown, level = list(root.handlers), [], root.level  # type: ignore[var-annotated]
    logs.begin(tmp_path / "logs", shown.append)
    yield tmp_path / "logs" / "pullsecrets.log", shown
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_an_unforeseen_exception_is_shown_and_logged_without_its_text(log: tuple[Path, list[Problem]]) -> None:
    file, shown = log
    try:
        raise ValueError("hunter2")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
        logging.getLogger("somebody").exception("a library says")
    assert [problem.code for problem in shown] == [Code.UNFORESEEN]
    assert "test_local_files.py" in shown[0].details
    text = file.read_text()
    assert "a library says" in text
    assert text.count("ValueError") >= 2
    assert "hunter2" not in text + repr(shown)
    assert private(file)
