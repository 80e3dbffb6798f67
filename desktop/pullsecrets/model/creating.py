"""A pull secret that is to be made: from fields, from a docker config file, or as a copy of another one."""

from __future__ import annotations

from dataclasses import dataclass, field

from pullsecrets.model.dockerconfig import Credential


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A registry key and its credential."""

    key: str
    credential: Credential = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What a person wants to be made."""

    namespace: str
    name: str
    entries: tuple[NewEntry, ...]
    description: str = field(default="", repr=False)
