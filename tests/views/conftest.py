"""What several files here need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from views.chinese import Check, look_at
from views.parts import speaking


@pytest.fixture
def check(qapp: QApplication) -> Iterator[Check]:
    """Speaks Chinese, and looks at all texts of a window."""
    for _ in speaking(qapp, "zh_CN"):
        yield look_at
