"""What the program keeps on this computer: Activity, settings, the log. Shared by two programs, read by nobody else."""

from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QSettings

from pullsecrets import logs
from pullsecrets.activity import Activity
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.records import Record
from pullsecrets.settings import Settings

RECORD = Record("prod", "https://a.example", "jan", "web", "pull", "ghcr.io", "credential", "update", "updated")
APPEND = """
import sys
from pathlib import Path
from pullsecrets.activity import Activity
from pullsecrets.model.records import Record
activity = Activity(Path(sys.argv[1]), int(sys.argv[3]))
for n in range(200):
    activity.add(Record("c", "s", "u", "n" * 200, sys.argv[2], "r", "credential", "update", str(n)))
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


@pytest.mark.parametrize("most_bytes", [10_000_000, 100_000])
def test_two_programs_do_not_mix_or_lose_their_lines(tmp_path: Path, most_bytes: int) -> None:
    file = tmp_path / "activity.jsonl"
    desktop = str(Path(__file__).parents[1] / "desktop")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", APPEND, str(file), name, str(most_bytes)],
            env=os.environ | {"PYTHONPATH": desktop},
        )
        for name in ("one", "two")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    records = [entry.record for entry in Activity(file).read()]
    for name in ("one", "two"):
        assert [record.result for record in records if record.name == name] == [str(n) for n in range(199, -1, -1)]
    assert (tmp_path / "activity.1.jsonl").exists() == (most_bytes == 100_000)


def numbered(number: int) -> Record:
    return replace(RECORD, result=str(number))


def results(activity: Activity, most: int = 1000) -> list[str]:
    return [entry.record.result for entry in activity.read(most)]


def test_activity_is_read_newest_first_and_no_further_than_asked(tmp_path: Path) -> None:
    activity = Activity(tmp_path / "activity.jsonl", most_bytes=1000)
    assert activity.read() == ()
    before = datetime.now(UTC).replace(microsecond=0)
    for number in range(6):
        activity.add(numbered(number))
    assert results(activity) == ["5", "4", "3", "2", "1", "0"]
    assert results(activity, 4) == ["5", "4", "3", "2"]
    newest = activity.read(1)[0]
    assert newest.record == numbered(5)
    assert before <= newest.time <= datetime.now(UTC)
    assert (tmp_path / "activity.1.jsonl").exists()  # so both files were read


def test_activity_keeps_no_more_than_twice_its_bound(tmp_path: Path) -> None:
    activity = Activity(tmp_path / "activity.jsonl", most_bytes=1000)
    for number in range(40):
        activity.add(numbered(number))
    assert 1000 < sum(file.stat().st_size for file in tmp_path.iterdir()) < 3000
    kept = results(activity)
    assert 4 < len(kept) < 12
    assert kept == [str(number) for number in range(39, 39 - len(kept), -1)]


@pytest.mark.skipif(sys.platform == "win32", reason="there one waits for the lock")
def test_while_another_program_turns_the_files_over_one_only_appends(tmp_path: Path) -> None:
    import fcntl

    activity = Activity(tmp_path / "activity.jsonl", most_bytes=1)
    activity.add(numbered(0))
    with (tmp_path / "activity.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        activity.add(numbered(1))
        assert not (tmp_path / "activity.1.jsonl").exists()
    activity.add(numbered(2))
    assert (tmp_path / "activity.1.jsonl").exists()
    assert results(activity) == ["2", "1", "0"]


def test_files_that_are_turned_over_while_they_are_read_are_not_read_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = Activity(tmp_path / "activity.jsonl")
    activity.add(numbered(0))
    real, older = Path.open, tmp_path / "activity.1.jsonl"

    def meanwhile(path: Path, *arguments: Any, **others: Any) -> Any:
        if path == older:
            activity.file.rename(older)
        return real(path, *arguments, **others)

    monkeypatch.setattr(Path, "open", meanwhile)
    assert results(activity) == ["0"]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[" * 100_000,
        b"null",
        b"[]",
        b'{"time": 5}',
        b'{"time": "2026-11-23T09:33:00+00:00"}',
        b'{"time": "yesterday", GOOD}',
        b'{"time": "2026-11-23T09:33:00", GOOD}',
        b'{"time": "0001-01-01T00:00:00+14:00", GOOD}',
        b'{"time": "2026-11-23T09:33:00+00:00", GOOD, "owner": {}}',
    ],
)
def test_lines_that_are_none_of_ours_are_left_out(tmp_path: Path, line: bytes) -> None:
    activity = Activity(tmp_path / "activity.jsonl")
    activity.add(numbered(0))
    good = activity.file.read_bytes().partition(b", ")[2].strip(b"}\n")
    with activity.file.open("ab") as out:
        out.write(line.replace(b"GOOD", good) + b"\n")
    activity.add(numbered(1))
    assert results(activity) == ["1", "0"]


def test_a_line_after_one_that_broke_off_is_found(tmp_path: Path) -> None:
    activity = Activity(tmp_path / "activity.jsonl")
    activity.add(numbered(0))
    with activity.file.open("ab") as out:
        out.write(activity.file.read_bytes()[:40])
    activity.add(replace(RECORD, name='{"time": x', result="1"))
    assert results(activity) == ["1", "0"]


def test_a_line_of_a_later_version_is_understood(tmp_path: Path) -> None:
    activity = Activity(tmp_path / "activity.jsonl")
    activity.add(RECORD)
    held = json.loads(activity.file.read_text()) | {"more": 1}
    del held["owner"]
    activity.file.write_text(json.dumps(held))
    assert [entry.record for entry in activity.read()] == [RECORD]


@pytest.mark.skipif(os.name == "nt", reason="there the user's profile is private")
def test_rights_that_others_were_left_are_taken_back(tmp_path: Path) -> None:
    folder = tmp_path / "pullsecrets"
    activity = Activity(folder / "activity.jsonl", most_bytes=1)
    for _ in range(2):
        activity.add(RECORD)
    files = [folder, activity.file, folder / "activity.1.jsonl"]
    for use in (lambda: activity.add(RECORD), activity.read):
        for path in files:
            path.chmod(0o755)
        use()
        assert all(map(private, files))


def test_settings_are_remembered(tmp_path: Path, qapp: QCoreApplication) -> None:
    settings = Settings(tmp_path)
    assert (settings.context, settings.language, settings.namespaces("prod"), settings.table) == ("", "", None, {})
    settings.context = "prod"
    settings.language = "zh_CN"
    settings.set_namespaces("prod", ("web", "build"))
    settings.set_namespaces("test", ())
    settings.table = {"hidden": ["Created"]}
    settings.geometry = QByteArray(b"\x00\x01")
    del settings
    again = Settings(tmp_path)
    assert (again.context, again.language) == ("prod", "zh_CN")
    assert (again.namespaces("prod"), again.namespaces("test")) == (("web", "build"), ())
    assert again.table == {"hidden": ["Created"]}
    assert again.geometry == QByteArray(b"\x00\x01")


def test_settings_that_were_edited_badly_count_as_none(tmp_path: Path, qapp: QCoreApplication) -> None:
    (tmp_path / "settings.ini").write_text("[General]\ntable=nonsense\nnamespaces=[1]\n")
    assert Settings(tmp_path).table == {}
    assert Settings(tmp_path).namespaces("x") is None


def test_namespaces_are_understood_as_the_first_version_kept_them(tmp_path: Path, qapp: QCoreApplication) -> None:
    kept = {"one": "web", "all": "", "wrong": 1, "several": ["a", 1]}
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    store.setValue("namespaces", json.dumps(kept))
    store.sync()
    settings = Settings(tmp_path)
    assert [settings.namespaces(context) for context in kept] == [("web",), (), None, None]


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
