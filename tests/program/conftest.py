"""A running program for each test, on the demo's server or a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from program.hands import Hands
from program.sites import DemoServers, Site, demo_servers, demo_site, real_site
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pullsecrets.__main__ import Program
from pullsecrets.logs import Folders
from pullsecrets.service.session import kubeconfig_text
from pullsecrets.settings import Settings

Start = Callable[..., Hands]


NOWHERE: Mapping[str, str] = MappingProxyType({})
"""No registry exists: nothing real is ever asked."""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "settings", tmp_path / "data", tmp_path / "logs")


@pytest.fixture
def start(qtbot: QtBot, folders: Folders) -> Iterator[Start]:
    """Starts the program on a kubeconfig and waits for its table; ends it after the test.

    ``registries`` tells which servers play the registries; with None the program asks those that the secrets name,
    which are to be on loopback. ``extra_ca`` and ``check_first`` are what Preferences hold.
    """
    running: list[Program] = []

    def begin(
        kubeconfig: str | Callable[[], str],
        *,
        wait: bool = True,
        registries: Mapping[str, str] | None = NOWHERE,
        extra_ca: str = "",
        check_first: bool = False,
    ) -> Hands:
        async def text() -> str:
            return kubeconfig if isinstance(kubeconfig, str) else kubeconfig()

        async def instead() -> Mapping[str, str]:
            assert registries is not None
            return registries

        settings = Settings(folders.settings)
        settings.check_first, settings.extra_ca = check_first, extra_ca
        played = None if registries is None else instead
        program = Program(kubeconfig_text(text), folders, demo=False, registries=played)
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
def shared_demo() -> Iterator[DemoServers]:
    """One demo for the whole session. Each test works in a namespace of its own."""
    with demo_servers() as servers:
        yield servers


@pytest.fixture(scope="session")
def demo_config(shared_demo: DemoServers) -> dict[str, Any]:
    """Its kubeconfig."""
    return shared_demo.kubeconfig


@pytest.fixture(params=["demo", "real"])
def site(request: pytest.FixtureRequest) -> Site:
    """Both servers, one after the other."""
    if request.param == "real":
        return real_site(request.getfixturevalue("control_plane"))
    return demo_site(*request.getfixturevalue("shared_demo"))


@pytest.fixture
def real(request: pytest.FixtureRequest) -> Site:
    """A real API server alone."""
    return real_site(request.getfixturevalue("control_plane"))


@pytest.fixture
def demo() -> Iterator[Site]:
    """A demo of the test's own."""
    with demo_servers() as servers:
        yield demo_site(*servers)
