"""The demo, running: as a user sees it, and a small one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.talking import Api, Demo, running
from real.control_plane import ControlPlane


@pytest.fixture(scope="session")
def shown() -> Iterator[Demo]:
    """The demo as a user sees it, but for the evictions: what is there stays."""
    with running("--evict", "0") as demo:
        yield demo


@pytest.fixture(scope="session")
def small() -> Iterator[Demo]:
    """An empty one that forgets soon and sends bookmarks often."""
    with running("--empty", "--history", "30", "--bookmarks", "0.3") as demo:
        yield demo


@pytest.fixture
def api(small: Demo) -> Api:
    """The administrator of the small one, in a new namespace."""
    found = small.api()
    found.make_namespace()
    return found


@pytest.fixture(scope="session")
def admitting_plane(real_components: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A real API server that demands a service account of every pod, as any cluster does; the usual one here lacks the
    controllers that make accounts."""
    plane = _AdmittingPlane(real_components, tmp_path_factory.mktemp("admitting-plane"))
    try:
        plane.start()
        yield plane
    finally:
        plane.stop()


class _AdmittingPlane(ControlPlane):
    def _api_server_flags(self) -> list[str]:
        return [flag for flag in super()._api_server_flags() if flag != "--disable-admission-plugins=ServiceAccount"]
