"""Parts of an object as a server sends it, whose shape nobody vouches for: what has another one counts as empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def as_mappings(value: object) -> list[Mapping[str, Any]]:
    """The mappings in a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def as_time(value: object) -> datetime | None:
    """RFC 3339 as the API server writes it. None for anything else, a time without zone too: it would be a guess."""
    try:
        time = datetime.fromisoformat(as_text(value))
        return time.astimezone(UTC) if time.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
