"""The local log of changes that were made here: who, when, where, what kind of change, and its result.

One JSON object a line. Never a credential, only that one was changed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One change. ``result`` is ``updated``, ``unknown``, or ``failed: <code>``."""

    context: str
    server: str
    user: str
    namespace: str
    name: str
    registry: str
    change: str  # "credential", "description", "credential, description"
    kind: str  # "update" or "undo"
    result: str
    owner: str = ""  # what manages the secret, where it was changed anyway


class Activity:
    """The file, readable by its user alone."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(self, record: Record) -> None:
        """Append one line in a single write, so that two running programs do not mix theirs."""
        line = json.dumps(
            {"time": datetime.now(UTC).isoformat(timespec="seconds")} | asdict(record), ensure_ascii=False
        )
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode(errors="backslashreplace") + b"\n")
        finally:
            os.close(handle)
