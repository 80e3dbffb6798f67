"""What can be saved of a docker config that the kubelet refuses, and what is lost of it.

The text stays as it is, but for what breaks it: sound entries, unknown keys and white space are kept byte for byte.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pullsecrets.model.creating import NewEntry
from pullsecrets.model.dockerconfig import (
    Broken,
    BrokenError,
    DockerConfig,
    Kind,
    Why,
    check_headers,
    fold,
    read,
    read_entry,
    registries,
)
from pullsecrets.model.json_text import (
    Member,
    NotJsonError,
    Piece,
    TooDeepError,
    Value,
    decoded,
    first,
    removal,
    replaced,
    to_bytes,
    to_text,
    well_formed,
)


class Part(StrEnum):
    """What kind of thing is lost."""

    WHOLE = "whole"  # all of it
    REST = "rest"  # what follows the docker config
    FIELD = "field"  # ``field`` beside the entries
    ENTRY = "entry"  # the entry ``key``, because of its ``field`` where one is named
    ENTRY_FIELD = "entry-field"  # ``field`` of the entry ``key``, which is kept
    OVERRIDDEN = "overridden"  # an occurrence of ``key`` that did not count, because of its ``field``


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing that a repair drops, and why the kubelet cannot take it."""

    part: Part
    why: Why
    key: str = field(default="", repr=False)  # one may hold a password before "@"
    field: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """``kept`` is what the kubelet reads from the repaired ``data``, which is None where nothing could be kept."""

    kept: tuple[NewEntry, ...]
    lost: tuple[Lost, ...]
    data: bytes | None = field(default=None, repr=False)


def repair(data: bytes, kind: Kind) -> Repair:
    """Save what can be saved of any bytes. A config that is not broken stays as it is.

    A byte order mark and UTF-16 are mended without loss. An entry is kept where the kubelet takes a username and a
    password from it once its faulty fields are gone, or where these were no part of the credential; of equal keys the
    last decides. A LEGACY config with ``auths`` around its registries, as the other kind has it, is freed of that.
    """
    config = read(data, kind)
    if isinstance(config, DockerConfig):
        return _repaired(data, config, ())
    text = decoded(data)
    try:
        root = first(text)
    except NotJsonError:
        return Repair((), (Lost(Part.WHOLE, Why.NOT_JSON),))
    except TooDeepError:
        return Repair((), (Lost(Part.WHOLE, Why.TOO_DEEP),))
    if root.plain is not None and not isinstance(root.plain, tuple):
        return Repair((), (Lost(Part.WHOLE, Why.WRONG_TYPE),))
    rest = text[root.end :].strip(" \t\r\n")
    if rest:
        text = text[: root.end]
    lost = [Lost(Part.REST, Why.NOT_JSON)] if rest.strip("\0") else []
    mended = _mended(text, root, kind, lost)
    if kind is Kind.LEGACY and not _pulls(mended):
        unwrapped = _unwrapped(root, _mended(text, root, Kind.JSON, lost))
        if _pulls(unwrapped):
            return unwrapped
    return mended


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """An entry's object with its ``faults``. Without the ``faulty`` fields it is ``sound``, or not worth keeping."""

    member: Member
    faults: tuple[Broken, ...]
    faulty: tuple[int, ...]  # where they start
    sound: bool

    @property
    def key(self) -> str:
        return well_formed(self.member.key)


def _mended(text: str, root: Value, kind: Kind, lost: list[Lost]) -> Repair:
    """The text without what breaks it. ``lost`` is what is lost already."""
    pieces: list[Piece] = []
    found = list(lost)
    if kind is Kind.JSON:
        faults = {member.start: fault for member in root.members if (fault := _fault(member))}
        pieces += _without(root, faults)
        found += faults.values()
    maps = [(value, [_occurrence(member) for member in value.members]) for value in registries(root, kind)]
    deciding: dict[str, _Occurrence] = {}
    for value, occurrences in maps:
        if value.plain is None:
            deciding.clear()
        deciding |= {each.key: each for each in occurrences}
    for value, occurrences in maps:
        going = set()
        for each in occurrences:
            decides = deciding.get(each.key)
            if (decides and not decides.sound) or (each.faults and each is not decides):
                going.add(each.member.start)
            else:
                pieces += _without(each.member.value, each.faulty)
            found += _lost(each, decides)
        pieces += _without(value, going)
    data = to_bytes(replaced(text, pieces))
    return _repaired(data, read(data, kind), found)


def _repaired(data: bytes, config: DockerConfig | Broken, lost: Sequence[Lost]) -> Repair:
    if isinstance(config, Broken):
        return Repair((), (Lost(Part.WHOLE, config.why),))
    kept = tuple([NewEntry(entry.key, entry.credential) for entry in config.entries])
    return Repair(kept, tuple(lost), data if kept else None)


def _fault(member: Member) -> Lost | None:
    """What the kubelet cannot take of a field beside the entries."""
    name, value = fold(member.key), member.value.plain
    if name == "auths" and value is not None and not isinstance(value, tuple):
        return Lost(Part.FIELD, Why.WRONG_TYPE, field="auths")
    if name == "httpheaders":
        try:
            check_headers(value)
        except BrokenError as error:
            return Lost(Part.FIELD, error.broken.why, field=error.broken.field)
    return None


def _occurrence(member: Member) -> _Occurrence:
    """Reads an entry as often as a fault is found in it, each time without the faulty fields."""
    plain, fields = member.value.plain, list(member.value.members)
    faults: list[Broken] = []
    while True:
        try:
            credential = read_entry(well_formed(member.key), plain).credential
            break
        except BrokenError as error:
            faults.append(error.broken)
        if not faults[-1].field:
            return _Occurrence(member, tuple(faults), (), sound=False)
        fields = [each for each in fields if not _is_faulty(each, faults[-1])]
        plain = tuple([(each.key, each.value.plain) for each in fields])
    faulty = [each.start for each in member.value.members if each not in fields]
    touched = any(fault.field != "email" for fault in faults)
    sound = not touched or bool(credential.username and credential.password)
    return _Occurrence(member, tuple(faults), tuple(faulty), sound)


def _is_faulty(member: Member, fault: Broken) -> bool:
    if fold(member.key) != fault.field:
        return False
    return fault.why is not Why.WRONG_TYPE or not isinstance(member.value.plain, str | None)


def _lost(occurrence: _Occurrence, decides: _Occurrence | None) -> Iterator[Lost]:
    key, faults = occurrence.key, occurrence.faults
    if faults and occurrence is not decides:
        yield Lost(Part.OVERRIDDEN, faults[0].why, key, faults[0].field)
    elif occurrence.sound:
        yield from [Lost(Part.ENTRY_FIELD, fault.why, key, fault.field) for fault in faults]
    elif faults:
        fault = next(fault for fault in faults if fault.field != "email")
        yield Lost(Part.ENTRY, fault.why, key, fault.field)


def _unwrapped(root: Value, repaired: Repair) -> Repair:
    """The registries alone, without the ``auths`` around them and what stands beside it."""
    maps = registries(first(to_text(repaired.data or b"null")), Kind.JSON)
    if len(maps) != 1 or repaired.data is None:
        return Repair((), ())
    beside = [Lost(Part.FIELD, Why.WRONG_TYPE, field=m.key) for m in root.members if fold(m.key) != "auths"]
    inside = [lost for lost in repaired.lost if lost.part is not Part.FIELD]
    data = to_bytes(to_text(repaired.data)[maps[0].start : maps[0].end])
    return Repair(repaired.kept, (*inside, *beside), data)


def _without(value: Value, starts: Collection[int]) -> list[Piece]:
    return removal(value, lambda member: member.start in starts)


def _pulls(repaired: Repair) -> bool:
    """Whether there is a credential that is not empty."""
    return any(entry.credential.username or entry.credential.password for entry in repaired.kept)
