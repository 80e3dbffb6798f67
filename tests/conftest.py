"""What all tests share: a world of their own, real components, and an honest word about what was skipped."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest
from real import registry
from real.control_plane import ControlPlane

HOW_TO_GET = 'eval "$(tests/real/setup)"'
REQUIRED = "PULLSECRETS_REQUIRE_REAL"
"""Set to 1, every skipped test counts as failed."""

_home = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the session a home of its own, so that no test meets or touches the developer's."""
    home = config.stash[_home] = tempfile.mkdtemp(prefix="pullsecrets-tests-")
    for name in list(os.environ):
        if name.upper().endswith("_PROXY") or name in ("KUBECONFIG", "LANGUAGE", "DBUS_SESSION_BUS_ADDRESS"):
            del os.environ[name]
    os.environ.update(HOME=home, USERPROFILE=home, LC_ALL="C.UTF-8")
    for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
        os.environ[f"XDG_{name}"] = str(_private_folder(home, name))
    for name in ("APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(_private_folder(home, name))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    signal.signal(signal.SIGTERM, _stop_orderly)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_home], ignore_errors=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and os.environ.get(REQUIRED) and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = _skipped(config)
    if not skipped:
        return
    terminalreporter.section(f"{len(skipped)} skipped", red=bool(os.environ.get(REQUIRED)))
    for reason in dict.fromkeys(skipped.values()):
        files = Counter(test.partition("::")[0] for test, why in skipped.items() if why == reason)
        terminalreporter.line(f"{files.total()} × {reason}")
        for file, count in files.items():
            terminalreporter.line(f"    {file}: {count}")
    if os.environ.get(REQUIRED):
        terminalreporter.line(f"{REQUIRED} is set: what is skipped counts as failed.", red=True)


@pytest.fixture(scope="session")
def real_components() -> Path:
    """The folder that holds a real etcd and kube-apiserver."""
    return _folder_with("etcd", "kube-apiserver")


@pytest.fixture(scope="session")
def kubelet_credentials() -> Path:
    """The program that asks the kubelet's own code which credentials it would use (see real/README.md)."""
    return _folder_with("kubelet-credentials") / "kubelet-credentials"


@pytest.fixture(scope="session")
def control_plane(real_components: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """One running control plane for the whole session. Each test works in a namespace of its own."""
    plane = ControlPlane(real_components, tmp_path_factory.mktemp("control-plane"))
    try:
        plane.start()
        yield plane
    finally:
        plane.stop()


@pytest.fixture(scope="session")
def docker_registry() -> Path:
    """The program of a real distribution registry."""
    return _installed("docker-registry")


@pytest.fixture(scope="session")
def skopeo() -> Path:
    """Another client of registries, for a second opinion."""
    return _installed("skopeo")


@pytest.fixture(scope="session")
def registries(docker_registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[registry.Registries]:
    """Two running registries for the whole session, one with passwords and one with tokens (see there)."""
    with registry.running(docker_registry, tmp_path_factory.mktemp("registries")) as both:
        yield both


def _folder_with(*programs: str) -> Path:
    """Skip, or fail where real components are required, when KUBEBUILDER_ASSETS does not hold the programs."""
    folder = Path(os.environ.get("KUBEBUILDER_ASSETS", ""))
    if folder.is_absolute() and all(shutil.which(program, path=str(folder)) for program in programs):
        return folder
    return _lacking(*programs)


def _installed(program: str) -> Path:
    """Skip, or fail where real components are required, when a package of Debian's is missing."""
    found = shutil.which(program)
    return Path(found) if found else _lacking(program)


def _lacking(*programs: str) -> NoReturn:
    reason = f"needs a real {' and '.join(programs)}: {HOW_TO_GET}"
    if os.environ.get(REQUIRED):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _skipped(config: pytest.Config) -> dict[str, str]:
    """Each skipped test with the reason."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if isinstance(reporter, pytest.TerminalReporter) else []
    return {report.nodeid: str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports}


def _private_folder(home: str, name: str) -> Path:
    folder = Path(home, name.lower())
    folder.mkdir(mode=0o700)
    return folder


def _stop_orderly(number: int, frame: FrameType | None) -> None:
    """Let fixtures clean up when somebody ends the tests from outside."""
    raise KeyboardInterrupt
