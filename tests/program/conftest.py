"""A running program for each test, on the demo's server or a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from program.hands import Hands
from program.sites import Site, demo_process, demo_site, real_site
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pullsecrets.__main__ import Program
from pullsecrets.logs import Folders
from pullsecrets.service.session import kubeconfig_text
from pullsecrets.settings import Settings

Start = Callable[..., Hands]


async def nowhere() -> Mapping[str, str]:
    """No registry exists: nothing real is ever asked."""
    return {}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "settings", tmp_path / "data", tmp_path / "logs")


@pytest.fixture
def start(qtbot: QtBot, folders: Folders) -> Iterator[Start]:
    """Starts the program on a kubeconfig and waits for its table; ends it after the test."""
    running: list[Program] = []

    def begin(kubeconfig: str | Callable[[], str], *, wait: bool = True) -> Hands:
        async def text() -> str:
            return kubeconfig if isinstance(kubeconfig, str) else kubeconfig()

        Settings(folders.settings).check_first = False
        program = Program(kubeconfig_text(text), folders, demo=False, registries=nowhere)
        running.append(program)
        program.window.resize(1280, 800)
        if wait:
            with qtbot.waitSignal(program.controller.ready, timeout=20_000):
                program.begin()
        else:
            program.begin()
        qtbot.waitExposed(program.window)
        program.window.activateWindow()
        return Hands(qtbot, program)

    yield begin
    for program in running:
        program.window.allow_close()
        program.window.close()
        program.service.stop()
        program.window.deleteLater()
        program.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def demo_config() -> Iterator[dict[str, Any]]:
    """One demo for the whole session. Each test works in a namespace of its own."""
    with demo_process() as config:
        yield config


@pytest.fixture(params=["demo", "real"])
def site(request: pytest.FixtureRequest) -> Site:
    """Both servers, one after the other."""
    if request.param == "real":
        return real_site(request.getfixturevalue("control_plane"))
    return demo_site(request.getfixturevalue("demo_config"))


@pytest.fixture
def real(request: pytest.FixtureRequest) -> Site:
    """A real API server alone."""
    return real_site(request.getfixturevalue("control_plane"))


@pytest.fixture
def demo() -> Iterator[Site]:
    """A demo of the test's own."""
    with demo_process() as config:
        yield demo_site(config)
