"""The View page: everything about one ImagePullSecret, and what can be done with it."""

from __future__ import annotations

from enum import StrEnum


class EntryAct(StrEnum):
    """What can be done with the entries of a secret, each a change of its docker config."""

    ADD = "add"
    CHANGE_REGISTRY = "change-registry"
    REMOVE = "remove"
    REPLACE_CONTENT = "replace-content"
