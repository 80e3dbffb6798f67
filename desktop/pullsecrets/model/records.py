"""What Activity keeps of a change: who, when, where, what kind, and its result. Never a credential."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One change, as it was made or tried here."""

    context: str
    server: str
    user: str
    namespace: str
    name: str
    registry: str
    change: str  # "credential", "description", "credential, description", "entry added", "registry", …
    kind: str  # "update", "undo", "entry", "create", "delete", "copy", "service account" or "pull again"
    result: str  # "updated", "created", "deleted", "copied", "pods deleted", "unknown", or "failed: <code>"
    owner: str = ""  # what manages the secret, where it was changed anyway


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it was read back, with the time at which it was written."""

    time: datetime  # aware
    record: Record
