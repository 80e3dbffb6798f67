"""The demo, running: as a user sees it, and a small one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from demo.talking import Api, Demo, running


@pytest.fixture(scope="session")
def shown() -> Iterator[Demo]:
    """The demo as a user sees it."""
    with running() as demo:
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
