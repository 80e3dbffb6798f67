"""Rows for the tests of the table and the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pullsecrets.model.dockerconfig import Kind
from pullsecrets.model.matching import never
from pullsecrets.model.secrets import Row

NOW = datetime(2026, 11, 23, 9, 33, tzinfo=UTC)


def row(name: str, namespace: str = "default", *registries: str, **other: Any) -> Row:
    """One row; its uid is made of namespace and name unless given."""
    keys = registries or ("registry.acme.io",)
    usernames = other.pop("usernames", tuple("deploy-bot" for _ in keys))
    description = other.pop("description", "")
    fields: dict[str, Any] = {
        "uid": f"{namespace}/{name}",
        "namespace": namespace,
        "name": name,
        "resource_version": "1",
        "kind": Kind.JSON,
        "registries": keys,
        "usernames": usernames,
        "description": description,
        "created": datetime(2025, 9, 1, 8, 3, 22, tzinfo=UTC),
        "last_updated": datetime(2026, 11, 23, 9, 26, 5, tzinfo=UTC),
        "broken": None,
        "owner": None,
        "immutable": False,
        "terminating": False,
        "never": tuple(never(key) for key in keys),
        "search": "\n".join((name, namespace, *keys, *usernames, description)).casefold(),
    }
    return Row(**(fields | other))


def many(count: int) -> list[Row]:
    """Rows in no order, spread over namespaces and registries."""
    return [
        row(
            f"pull-{number * 7919 % count:06}",
            f"team-{number % 97:02}",
            f"registry-{number % 13}.acme.io",
            usernames=(f"robot-{number % 31}",),
            description=f"Number {number}",
        )
        for number in range(count)
    ]
