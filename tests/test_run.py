"""run.py: a newcomer's two commands, on a copy of the project that has no requirements to download."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import PySide6
import pytest

ROOT = Path(__file__).resolve().parents[1]

# What a Linux system has in any case.
ON_EVERY_LINUX = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|gcc_s|stdc\+\+|z|zstd))\.so\.\d+")
# What comes with a package that is on run.py's list for another library.
BROUGHT_ALONG = {
    "libX11.so.6": "libgl1",
    "libbrotlicommon.so.1": "libfontconfig1",
    "libbrotlidec.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfontconfig1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libgl1",
    "libxcb-image.so.0": "libxcb-cursor0",
    "libxcb-render.so.0": "libxcb-cursor0",
    "libxcb-render-util.so.0": "libxcb-cursor0",
    "libxcb-shm.so.0": "libxcb-cursor0",
    "libxcb-util.so.1": "libxcb-cursor0",
}
SHT_DYNAMIC, DT_NEEDED = 6, 1

PROGRAM = """
import os, sys, time
print("program", sys.argv[1:], sys.flags.safe_path, os.environ.get("SLEEP", ""), flush=True)
time.sleep(float(os.environ.get("SLEEP", 0)))
sys.exit(7)
"""

FAKE_UV = """
import os, sys, time, venv
with open(os.environ["UV_LOG"], "a") as log:
    print(*sys.argv[1:], file=log)
if sys.argv[1] == "venv":
    venv.create(sys.argv[-1], with_pip=False, symlinks=True)
time.sleep(float(os.environ.get("UV_SLEEP", 0)))
sys.exit(int(os.environ.get("UV_EXIT", 0)))
"""

needs_pip = pytest.mark.skipif(importlib.util.find_spec("ensurepip") is None, reason="needs Debian's python3-venv")
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


class Checkout:
    """A copy of run.py beside a small program, and a machine that has nothing but what a test puts on its PATH."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.path = folder / "path"
        self.path.mkdir()
        program = self.root / "desktop" / "pullsecrets"
        program.mkdir(parents=True)
        (program / "__main__.py").write_text(PROGRAM)
        (self.root / "requirements.txt").write_text("")
        shutil.copy(ROOT / "run.py", self.root)
        self._log = folder / "uv.log"

    def install_uv(self) -> None:
        script = self.path / "uv.py"
        script.write_text(FAKE_UV)
        uv = self.path / "uv"
        uv.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        uv.chmod(0o755)

    @property
    def installed(self) -> int:
        """How many times something was installed with uv."""
        return self._log.read_text().count("pip install") if self._log.exists() else 0

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if name != "PATH"}
        return subprocess.Popen(
            [sys.executable, str(self.root / "run.py"), *arguments],
            env={**inherited, "PATH": str(self.path), "UV_LOG": str(self._log), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        process = self.start(*arguments, **variables)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def run() -> ModuleType:
    """run.py as a module; each test gets one of its own to change."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_pip
def test_makes_the_environment_with_pip_once(checkout: Checkout) -> None:
    code, output = checkout.run("demo", "--self-test", "a b")
    assert code == 7
    assert "with pip" in output
    assert "program ['--demo', '--self-test', 'a b'] True" in output
    began = time.monotonic()
    code, output = checkout.run()
    assert (code, output) == (7, "program [] True \n")
    assert time.monotonic() - began < 2  # 0.1 s on an idle machine


@posix_only
def test_makes_it_anew_when_requirements_change(checkout: Checkout) -> None:
    checkout.install_uv()
    assert "with uv" in checkout.run()[1]
    assert checkout.run() == (7, "program [] True \n")
    (checkout.root / "requirements.txt").write_text("# one more\n")
    stale = checkout.root / ".venv" / "stale"
    stale.touch()
    assert "with uv" in checkout.run()[1]
    assert not stale.exists()
    assert checkout.installed == 2


@posix_only
def test_notices_what_was_left_half_made(checkout: Checkout) -> None:
    checkout.install_uv()
    process = checkout.start(UV_SLEEP="60")
    wait_for((checkout.root / ".venv" / "pyvenv.cfg").exists)
    os.kill(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert "Traceback" not in output
    assert checkout.run()[0] == 7


@posix_only
def test_two_at_once_make_it_once(checkout: Checkout) -> None:
    checkout.install_uv()
    first = checkout.start(UV_SLEEP="1")
    wait_for((checkout.root / ".venv").exists)
    code, output = checkout.run("demo")
    assert code == 7
    assert "Waiting for it" in output
    first.communicate(timeout=60)
    assert first.returncode == 7
    assert checkout.installed == 1


@posix_only
def test_ctrl_c_reaches_the_program(checkout: Checkout) -> None:
    checkout.install_uv()
    checkout.run()
    process = checkout.start(SLEEP="60")
    assert process.stdout
    process.stdout.readline()
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode not in (0, 7)


@posix_only
@needs_pip
def test_a_failed_installation_is_said_and_tried_again(checkout: Checkout) -> None:
    checkout.install_uv()
    requirements = checkout.root / "requirements.txt"
    requirements.write_text("unknown==1.0\n")
    code, output = checkout.run(UV_EXIT="2", PIP_NO_INDEX="1")
    assert code == 1
    assert "No matching distribution found for unknown==1.0" in output, "pip takes over where uv fails"
    assert "The next start tries again." in output
    requirements.write_text("")
    assert checkout.run()[0] == 7


def test_an_older_python_reads_one_sentence() -> None:
    source = (ROOT / "run.py").read_text()
    ast.parse(source, feature_version=(3, 7))
    script = "import sys; sys.version_info = (3, 9, 2); exec(compile(sys.stdin.read(), 'run.py', 'exec'))"
    done = subprocess.run(
        [sys.executable, "-c", f"__file__ = 'run.py'; {script}"],
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "run.py: Python 3.11 or newer is needed, this is 3.9.\n")


def test_says_how_it_is_used(checkout: Checkout) -> None:
    code, output = checkout.run("--help")
    assert code == 0
    assert "run.py demo" in output
    code, output = checkout.run("tset")
    assert code == 2
    assert "run.py test" in output


# System packages, on an invented Debian


class Debian:
    """Answers run.py's questions about the system, and keeps what it had run."""

    def __init__(self, run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.missing = {"libEGL.so.1", "libxcb-cursor.so.0"}
        self.commands: list[str] = []
        self.programs = {"apt-get", "uv"}
        self._install_works = True
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(run, "can_load", lambda name: name not in self.missing)
        monkeypatch.setattr(run, "is_made", lambda: False)
        monkeypatch.setattr(shutil, "which", lambda name: name if name in self.programs else None)
        monkeypatch.setattr(run, "execute", self._execute)
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)
        self._monkeypatch = monkeypatch
        self.user(0)

    def user(self, number: int) -> None:
        self._monkeypatch.setattr(os, "geteuid", lambda: number, raising=False)

    def terminal(self, answer: str | None) -> None:
        self._monkeypatch.setattr(sys.stdin, "isatty", lambda: answer is not None, raising=False)
        self._monkeypatch.setattr("builtins.input", lambda _: answer)

    def fail(self) -> None:
        self._install_works = False

    def _execute(self, command: list[str], **variables: str) -> bool:
        self.commands.append(" ".join(command))
        return self._install_works


@pytest.fixture
def debian(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Debian:
    return Debian(run, monkeypatch)


def test_root_gets_missing_packages_installed(
    run: ModuleType, debian: Debian, capsys: pytest.CaptureFixture[str]
) -> None:
    run.install_system_packages("test")
    assert debian.commands == ["apt-get update", "apt-get install -y --no-install-recommends libegl1"]
    assert "libegl1" in capsys.readouterr().err


def test_others_see_the_line_and_are_asked_on_a_terminal(
    run: ModuleType, debian: Debian, capsys: pytest.CaptureFixture[str]
) -> None:
    debian.user(1000)
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1"
    for answer in (None, "", "n"):
        debian.terminal(answer)
        with pytest.raises(SystemExit) as ended:
            run.install_system_packages("test")
        assert ended.value.code == 1
        assert line in capsys.readouterr().err
    assert debian.commands == []
    debian.terminal("y")
    run.install_system_packages("test")
    assert " && ".join(debian.commands) == line


def test_a_failed_package_installation_ends_it(run: ModuleType, debian: Debian) -> None:
    debian.fail()
    with pytest.raises(SystemExit, match="could not be installed"):
        run.install_system_packages("test")


def test_pip_is_asked_for_only_where_it_is_needed(
    run: ModuleType, debian: Debian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    debian.missing.clear()
    assert run.missing_from_system("test") == {}
    debian.programs.remove("uv")
    assert run.missing_from_system("test") == {"ensurepip": f"python3.{sys.version_info.minor}-venv"}
    monkeypatch.setattr(run, "is_made", lambda: True)
    assert run.missing_from_system("test") == {}


def test_a_screen_decides_what_a_window_needs(run: ModuleType, debian: Debian, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "libxcb-cursor.so.0" not in run.missing_from_system("demo")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "libwayland-client.so.0" in run.libraries_for("")
    monkeypatch.setenv("DISPLAY", ":0")
    assert run.missing_from_system("demo")["libxcb-cursor.so.0"] == "libxcb-cursor0"
    assert "libxcb-cursor.so.0" not in run.missing_from_system("test")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert "libxcb-cursor.so.0" not in run.missing_from_system("demo")


def test_other_systems_are_told_or_left_alone(
    run: ModuleType, debian: Debian, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    debian.programs.remove("apt-get")
    run.install_system_packages("test")
    assert "lacks libEGL.so.1." in capsys.readouterr().err
    for platform in ("darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        run.install_system_packages("test")
    assert capsys.readouterr().err == ""
    assert debian.commands == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
@pytest.mark.parametrize("purpose", ["offscreen", "xcb", "wayland", "tools"])
def test_the_list_of_libraries_is_whole(run: ModuleType, purpose: str) -> None:
    """Whatever Qt links to comes with Qt, is on every Linux, or comes with a package on the list."""
    qt = Path(PySide6.__path__[0])
    files = [qt / f"Qt{module}.abi3.so" for module in ("Core", "Gui", "Widgets", "Svg", "Test")]
    if purpose == "tools":
        files += [qt / "lupdate", qt / "lrelease"]
    else:
        files.append(qt / "Qt/plugins/platforms" / f"libq{purpose}.so")
    if purpose == "wayland":
        files.append(qt / "Qt/plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so")
    own = {path.name: path for folder in (qt, qt / "Qt" / "lib", qt.parent / "shiboken6") for path in folder.iterdir()}
    linked: set[str] = set()
    while files:
        names = set(linked_by(files.pop())) - linked
        linked |= names
        files += [own[name] for name in names if name in own]
    foreign = {name for name in linked - own.keys() if not ON_EVERY_LINUX.fullmatch(name)}
    listed = run.LIBRARIES | (run.TOOL_LIBRARIES if purpose == "tools" else run.WINDOW_LIBRARIES.get(purpose, {}))
    assert foreign >= listed.keys(), "a package is asked for in vain"
    assert foreign <= listed.keys() | {name for name, package in BROUGHT_ALONG.items() if package in listed.values()}


def linked_by(library: Path) -> list[str]:
    """The names in a 64-bit ELF file's DT_NEEDED entries (System V ABI, "Dynamic Section")."""
    data = library.read_bytes()
    (table,), (size, count) = struct.unpack_from("<Q", data, 0x28), struct.unpack_from("<HH", data, 0x3A)
    # Of a section: type, place and length in the file, and the number of the one that it is linked to.
    sections = [struct.unpack_from("<4xI16xQQI", data, table + size * number) for number in range(count)]
    _, start, length, link = next(section for section in sections if section[0] == SHT_DYNAMIC)
    strings = sections[link][1]
    offsets = [
        strings + value for tag, value in struct.iter_unpack("<qQ", data[start : start + length]) if tag == DT_NEEDED
    ]
    return [data[offset : data.index(0, offset)].decode() for offset in offsets]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_translate_collects_and_compiles(run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    views = tmp_path / "desktop" / "pullsecrets" / "views"
    views.mkdir(parents=True)
    (tmp_path / "resources" / "translations").mkdir(parents=True)
    text = """
from PySide6.QtCore import QObject
class Page(QObject):
    def text(self, count):
        return self.tr("Good morning") + self.tr("%n item(s)", "", count)
"""
    (views / "page.py").write_text(text)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "SCRIPTS", Path(sys.executable).parent)
    assert run.translate() == 0
    chinese, english = ((tmp_path / "resources/translations" / f"{name}.ts").read_text() for name in ("zh_CN", "en"))
    assert "Good morning" in chinese
    assert "Good morning" not in english
    assert "%n item(s)" in english
    assert "<location" not in chinese + english
    assert (tmp_path / "resources" / "translations" / "zh_CN.qm").stat().st_size
