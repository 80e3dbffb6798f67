"""The rules of the house, held by the same command that runs all other tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import QObject

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^[a-z0-9.-]+==\S+( ; .+)? \\$", re.MULTILINE)


@pytest.mark.parametrize(
    "tool",
    [
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "ruff", "check", "."],
        ["-m", "mypy"],
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ],
    ids=["format", "lint", "types", "floors"],
)
def test_tool_is_content(tool: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-P", *tool],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "desktop"), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout + done.stderr)
    assert not done.returncode


def test_a_call_into_qt_keeps_the_count_of_none() -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None at each void call, until Python aborts."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(2000):
        thing.setObjectName("name")
    assert sys.getrefcount(None) > before - 1000


def test_no_file_names_a_machine_or_an_index() -> None:
    # Put together here, so that this file does not name them either.
    roots = "|".join(("ro" + "ot", "wo" + "rk"))
    hosts = "|".join(("py" + "pi", "pythonho" + "sted", "proxy.go" + "lang", "debian" + r"\.org"))
    banned = re.compile(rf"(?<![\w.])/({roots})/|({hosts})|[.]lib" + r"rary\b|[.]{2}/sh" + "ared")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked_files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if banned.search(line)
    ]
    assert not found, "\n".join(found)


def test_every_requirement_is_pinned_and_hashed() -> None:
    text = (ROOT / "requirements.txt").read_text()
    pins = [match.span() for match in PINNED.finditer(text)]
    assert pins[0][0] == 0
    ends = [start for start, _ in pins[1:]] + [len(text)]
    hashes = re.compile(r"(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+")
    rest = [text[start:end] for (_, start), end in zip(pins, ends, strict=True)]
    assert all(hashes.fullmatch(lines.removeprefix("\n")) for lines in rest)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_requirements_are_in_step_with_the_project(python: str) -> None:
    """Each library that pyproject.toml asks for is pinned once, in a version that it accepts."""
    environment = {"python_version": python, "python_full_version": f"{python}.1"}

    def applies(requirement: Requirement) -> bool:
        return requirement.marker is None or requirement.marker.evaluate(environment)

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wishes = map(Requirement, project["project"]["dependencies"] + project["dependency-groups"]["test"])
    lines = PINNED.finditer((ROOT / "requirements.txt").read_text())
    pins = list(filter(applies, (Requirement(line[0].removesuffix("\\")) for line in lines)))
    for wish in filter(applies, wishes):
        versions = [pin.specifier for pin in pins if canonicalize_name(pin.name) == canonicalize_name(wish.name)]
        assert len(versions) == 1, f"{wish.name}: pinned {len(versions)} times"
        assert wish.specifier.contains(str(versions[0]).removeprefix("==")), f"{wish} is not met"


def tracked_files() -> list[Path]:
    """What git tracks; where there is no git or no repository, every file that is no product of a tool."""
    if shutil.which("git") and (ROOT / ".git").exists():
        names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]
    made = re.compile(r"\.venv.*|\.git|\.\w+_cache|\.hypothesis|build|dist")
    tops = [path for path in ROOT.iterdir() if not made.fullmatch(path.name)]
    inside = [path for top in tops for path in top.rglob("*") if "__pycache__" not in path.parts]
    return [path for path in [*tops, *inside] if path.is_file()]
