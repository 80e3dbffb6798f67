"""Where the program's own files are, in a checkout, a wheel and a frozen program alike."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(name: str) -> Path:
    """The path of a file below ``resources/``, such as ``icons/key.svg``."""
    here = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    installed = (Path(frozen) if frozen else here) / "resources"
    return (installed if installed.is_dir() else here.parents[1] / "resources") / name
