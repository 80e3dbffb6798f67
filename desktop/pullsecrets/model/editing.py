"""Entries of a docker config written, replaced, added, renamed and removed; all else stays byte for byte.

Each result is read again by the kubelet's rules before it is given out: it holds the entries that are wanted and gives
for every other one the credential that it gave before. Else there is a ValueError, whose text tells no credential.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress

from pullsecrets.model.dockerconfig import Broken, Credential, Kind, Place, effective, fold, read, registries
from pullsecrets.model.json_text import (
    Layout,
    Member,
    Piece,
    Value,
    insertion,
    layout_of,
    literal,
    removal,
    replaced,
    scan,
    to_bytes,
    to_text,
    well_formed,
)


def new_config(entries: Mapping[str, Credential], kind: Kind = Kind.JSON) -> bytes:
    """A docker config with these entries, each as ``kubectl create secret docker-registry`` writes it.

    Raises ValueError for a key or a username that cannot be written (see ``add_entry``).
    """
    text = Layout().written([(_key_literal(key), _written(new, Layout())) for key, new in entries.items()])
    if kind is Kind.JSON:
        text = Layout().written([('"auths"', text)])
    return _proved(text, kind, entries)


def replace_credential(data: bytes, kind: Kind, key: str, new: Credential) -> bytes:
    """The same bytes with another credential in one entry, in the occurrence that counts.

    ``auth`` is always written: over what stands there, else after the entry's last field. ``username`` and
    ``password`` are written where they stand with a value. A credential that is not UTF-8 is whole in ``auth`` alone;
    the other two, which the kubelet then ignores, get U+FFFD for what JSON cannot hold.

    Raises KeyError when there is no such entry, and ValueError when the config is broken or the username holds a
    colon, at which ``auth`` would split.
    """
    text, root, found = _scanned(data, kind)
    pieces = _pieces(text, _member(root, found[key].path).value, new)
    return _proved(replaced(text, pieces), kind, _credentials(found) | {key: new})


def add_entry(data: bytes, kind: Kind, key: str, credential: Credential) -> bytes:
    """The same bytes with one more entry after the others, laid out like them; ``auths`` is added where it is missing.

    ``username`` and ``password`` are written beside ``auth``, as kubectl does, where JSON can hold them.
    Raises ValueError when the config is broken or has this entry already, when the key holds half a surrogate pair,
    or when the username holds a colon, at which ``auth`` would split.
    """
    text, root, found = _scanned(data, kind)
    if key in found:
        raise ValueError("there is such an entry")
    text, target, layout = _with_room(text, root, kind)
    filled = [member.value for member in target.members if member.value.members]
    written = _written(credential, layout_of(text, filled[-1], layout) if filled else layout.deeper())
    piece = insertion(text, target, len(target.members), (_key_literal(key), written), layout)
    return _proved(replaced(text, [piece]), kind, _credentials(found) | {key: credential})


def restore_entry(data: bytes, kind: Kind, key: str, before: bytes) -> bytes:
    """The same bytes with the entry ``key`` put back as it stands in ``before``, the config that it was taken out of.

    It gets its own text again, and the place after the entry that it followed, as far as that is still there.
    Raises KeyError when ``before`` has no such entry, and ValueError when one of the two is broken or ``data`` has
    this entry already.
    """
    old_text, old_root, old = _scanned(before, kind)
    member = _member(old_root, old[key].path)
    own = (old_text[member.start : member.end], old_text[member.value.start : member.value.end])
    text, root, found = _scanned(data, kind)
    if key in found:
        raise ValueError("there is such an entry")
    text, target, layout = _with_room(text, root, kind)
    here = [well_formed(other.key) for other in target.members]
    earlier = list(old)[: list(old).index(key)]
    index = next((here.index(each) + 1 for each in reversed(earlier) if each in here), 0)
    wanted = _credentials(found) | {key: old[key].entry.credential}
    return _proved(replaced(text, [insertion(text, target, index, own, layout)]), kind, wanted)


def rename_entry(data: bytes, kind: Kind, old: str, new: str) -> bytes:
    """The same bytes with another key for one entry, in each of its occurrences.

    Raises KeyError when there is no entry ``old``, and ValueError when the config is broken or has an entry ``new``
    already, or when ``new`` holds half a surrogate pair.
    """
    text, root, found = _scanned(data, kind)
    if old not in found:
        raise KeyError(old)
    if new in found:
        raise ValueError("there is such an entry")
    written = _key_literal(new)
    pieces = [
        (member.start, member.end, written)
        for value in registries(root, kind)
        for member in value.members
        if well_formed(member.key) == old
    ]
    wanted = {new if key == old else key: credential for key, credential in _credentials(found).items()}
    return _proved(replaced(text, pieces), kind, wanted)


def remove_entry(data: bytes, kind: Kind, key: str) -> bytes:
    """The same bytes without one entry, in none of its occurrences: an earlier one would come back.

    Raises KeyError when there is no such entry, and ValueError when the config is broken.
    """
    text, root, found = _scanned(data, kind)
    if key not in found:
        raise KeyError(key)
    pieces: list[Piece] = []
    for value in registries(root, kind):
        pieces += removal(value, lambda member: well_formed(member.key) == key)
    return _proved(replaced(text, pieces), kind, {each: c for each, c in _credentials(found).items() if each != key})


def _scanned(data: bytes, kind: Kind) -> tuple[str, Value, dict[str, Place]]:
    """A config that is to be edited: its text, its root, and the entries in it. ValueError when it is broken."""
    text = to_text(data) or "null"
    root = scan(text)
    return text, root, effective(root.plain, kind)


def _credentials(found: Mapping[str, Place]) -> dict[str, Credential]:
    return {key: place.entry.credential for key, place in found.items()}


def _proved(text: str, kind: Kind, wanted: Mapping[str, Credential]) -> bytes:
    """The bytes of a text that the kubelet reads as these entries. ValueError for any other text."""
    data = to_bytes(text)
    config = read(data, kind)
    if isinstance(config, Broken) or {entry.key: entry.credential for entry in config.entries} != wanted:
        raise ValueError("the result does not read as wanted")
    return data


def _member(root: Value, path: Sequence[int]) -> Member:
    *outer, last = path
    for index in outer:
        root = root.members[index].value
    return root.members[last]


def _with_room(text: str, root: Value, kind: Kind) -> tuple[str, Value, Layout]:
    """The text with an object that takes one more entry, made where there is none; that object and its layout."""
    if root.plain is None:
        text = replaced(text, [(root.start, root.end, "{}")])
        root = scan(text)
    values = registries(root, kind)
    if not values or values[-1].plain is None:
        if values and all(value.plain is None for value in values):
            piece = (values[-1].start, values[-1].end, "{}")
        else:  # in the place of the null it would bring back what the null clears
            piece = insertion(text, root, len(root.members), ('"auths"', "{}"), layout_of(text, root, Layout()))
        text = replaced(text, [piece])
        root = scan(text)
        values = registries(root, kind)
    return text, values[-1], layout_of(text, values[-1], layout_of(text, root, Layout()))


def _key_literal(key: str) -> str:
    if well_formed(key) != key:
        raise ValueError("half a surrogate pair in the key")
    return literal(key)


def _written(credential: Credential, layout: Layout) -> str:
    """The text of a new entry."""
    fields = {"auth": _auth(credential)}
    with suppress(UnicodeDecodeError):
        halves = {"username": credential.username.decode(), "password": credential.password.decode()}
        fields = halves | fields
    return layout.written([(literal(name), literal(value)) for name, value in fields.items()])


def _auth(credential: Credential) -> str:
    """Raises ValueError for a colon in the username: the kubelet splits at the first."""
    if b":" in credential.username:
        raise ValueError("colon in username")
    return base64.b64encode(credential.username + b":" + credential.password).decode("ascii")


def _pieces(text: str, entry: Value, new: Credential) -> list[Piece]:
    """What to write over which part of the text."""
    auth = literal(_auth(new))
    if entry.plain is None:
        return [(entry.start, entry.end, f'{{"auth":{auth}}}')]
    pieces = []
    for name, written in (("username", new.username), ("password", new.password)):
        strings = [value for value in _values(entry, name) if isinstance(value.plain, str)]
        if strings:
            value = strings[-1]
            pieces.append((value.start, value.end, literal(written.decode("utf-8", "replace"))))
    auths = _values(entry, "auth")
    if auths:
        value = next((value for value in reversed(auths) if value.plain is not None), auths[-1])
        pieces.append((value.start, value.end, auth))
    else:
        pieces.append(insertion(text, entry, len(entry.members), ('"auth"', auth), layout_of(text, entry, Layout())))
    return pieces


def _values(entry: Value, name: str) -> list[Value]:
    return [member.value for member in entry.members if fold(member.key) == name]
