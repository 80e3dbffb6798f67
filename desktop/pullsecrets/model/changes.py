"""A change to one entry, to the entries or to the description: as one merge patch, as a merge with foreign changes,
and its undo.

SPEC section 4. What is sent is proved before by reading it as the kubelet does; nothing else of the secret is touched.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from pullsecrets.model.annotations import changed_annotations
from pullsecrets.model.dockerconfig import Broken, Credential, Entry, Kind, read
from pullsecrets.model.editing import add_entry, remove_entry, rename_entry, replace_credential, restore_entry
from pullsecrets.model.errors import Code, Failure, Value
from pullsecrets.model.matching import shown
from pullsecrets.model.secrets import DESCRIPTION_KEYS, PullSecret


@dataclass(frozen=True, slots=True)
class AddEntry:
    """One more entry."""

    key: str = field(repr=False)  # one may hold a password before "@"
    credential: Credential = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenameEntry:
    """The entry ``key`` under another registry key."""

    key: str = field(repr=False)  # one may hold a password before "@"
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """The entry ``key`` taken out."""

    key: str = field(repr=False)  # one may hold a password before "@"


@dataclass(frozen=True, slots=True)
class ReplaceContent:
    """The whole docker config replaced, the only way to mend a broken one."""

    data: bytes = field(repr=False)


EntryEdit = AddEntry | RenameEntry | RemoveEntry | ReplaceContent


@dataclass(frozen=True, slots=True)
class Former:
    """What an undo puts back: a docker config that is still ``after`` becomes ``before`` again, to the byte."""

    before: bytes = field(repr=False)
    after: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants a secret to be like: the credential of the entry ``key`` or the entries, the description,
    or both.

    None leaves a part as it is, whatever it is by then; an empty description removes it. ``description_key`` names
    the annotation for a secret that has no description yet; an undo puts one back where it stood. ``former`` is set
    in an undo of an ``entry``.
    """

    key: str | None = field(default=None, repr=False)  # one may hold a password before "@"
    credential: Credential | None = field(default=None, repr=False)
    description: str | None = field(default=None, repr=False)
    description_key: str = DESCRIPTION_KEYS[0]
    entry: EntryEdit | None = None
    former: Former | None = None

    def __post_init__(self) -> None:
        if self.credential is not None and self.key is None:
            raise ValueError("a credential needs the key of its entry")
        if self.credential is not None and self.entry is not None:
            raise ValueError("a credential and the entries are changed one after the other")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a colleague changed between two states of a secret, where it meets what is being edited.

    ``credential`` is true when the kubelet would send something else for the edited entry: another ``username``,
    another ``password``, or nothing because of ``entry_gone`` or ``broken``. ``entries`` is true where the entries
    are edited, whatever a colleague did: a key that is to be added or given is taken, an entry that is to be renamed
    or removed has changed, or the content that is to be replaced has. What the colleague made exactly as wanted is
    not reported, nor is what is not being edited.
    """

    now: PullSecret
    credential: bool = False
    username: bool = False
    password: bool = False
    description: bool = False
    entry_gone: bool = False
    broken: bool = False
    entries: bool = False


def patch(secret: PullSecret, edit: Edit) -> dict[str, Any] | None:
    """The JSON merge patch (RFC 7386) that makes ``edit`` true of ``secret``; None when it already is.

    It holds what changes and ``metadata.resourceVersion``, so that it can only land on this very state.
    Raises Failure: TERMINATING for every edit; BROKEN, ENTRY_GONE and IMMUTABLE for one of the credential or the
    entries, but that a broken content can be replaced; ENTRY_EXISTS for a key that is taken; LAST_ENTRY for the only
    one that is left; ANNOTATIONS_TOO_LARGE (bytes, limit); NOT_PROVED when the result would not read as wanted, or
    when the secret has no resourceVersion to stand on.
    """
    if secret.terminating:
        raise _failure(secret, Code.TERMINATING)
    if secret.resource_version in {"", "0"}:  # either would be no precondition at all
        raise _failure(secret, Code.NOT_PROVED)
    data = _new_data(secret, edit)
    annotations = changed_annotations(
        secret,
        edit.description,
        edit.description_key,
        data,
        lambda copy: _edited_copy(copy, secret.kind, edit),
    )
    if data is None and not annotations:
        return None
    metadata: dict[str, Any] = {"resourceVersion": secret.resource_version}
    if annotations:
        metadata["annotations"] = annotations
    body: dict[str, Any] = {"metadata": metadata}
    if data is not None:
        body["data"] = {secret.kind.data_key: base64.b64encode(data).decode()}
    return body


def fulfilled(secret: PullSecret, edit: Edit) -> bool:
    """True when the secret already is as ``edit`` wants it, whoever made it so."""
    return _data_is_as_wanted(secret, edit) and (edit.description is None or secret.description == edit.description)


def conflict(base: PullSecret, now: PullSecret, edit: Edit) -> Conflict | None:
    """Merges by entry: None when ``edit``, made on ``base``, can be applied to ``now`` without a question.

    Other entries, other data, labels and what is not being edited may have changed at will.
    Failure(RECREATED) when the secret was deleted and created anew.
    """
    if base.uid != now.uid:
        raise _failure(now, Code.RECREATED)
    found = _conflict_of_entries(base, now, edit) or Conflict(now)
    if edit.description is not None and now.description not in {base.description, edit.description}:
        found = replace(found, description=True)
    return found if found != Conflict(now) else None


def undo(before: PullSecret, edit: Edit) -> Edit:
    """The edit that puts back what ``edit`` replaced in ``before``: the very bytes, or no description at all.

    Failure, as by ``patch``, when ``before`` has no such credential or entry, so that ``edit`` was never possible.
    """
    data = _new_data(before, edit)
    return Edit(
        key=edit.key,
        credential=None if edit.credential is None else _existing(before, edit.key).credential,
        description=None if edit.description is None else before.description,
        description_key=before.description_key,
        entry=None if edit.entry is None or data is None else _inverse(before, edit.entry),
        former=None if edit.entry is None or data is None else Former(before.data, data),
    )


def overlap(made: Edit, later: Edit) -> bool:
    """True when ``later`` changes again what ``made`` changed, so that undoing ``made`` would undo ``later`` too."""
    if made.description is not None and later.description is not None:
        return True
    one, other = _keys(made), _keys(later)
    if one is None or other is None:
        return one != set() and other != set()
    return bool(one & other)


def _failure(secret: PullSecret, code: Code, **values: Value) -> Failure:
    return Failure(code, "", namespace=secret.namespace, name=secret.name, **values)


def _entry(secret: PullSecret, key: str | None) -> Entry | None:
    if isinstance(secret.config, Broken) or key is None:
        return None
    return secret.config.entry(key)


def _existing(secret: PullSecret, key: str | None) -> Entry:
    if isinstance(secret.config, Broken):
        raise _failure(secret, Code.BROKEN, why=secret.config.why.value)
    entry = _entry(secret, key)
    if entry is None:
        raise _failure(secret, Code.ENTRY_GONE, registry=shown(key or ""))
    return entry


def _all_keys(secret: PullSecret) -> list[str]:
    return [] if isinstance(secret.config, Broken) else [entry.key for entry in secret.config.entries]


def _is_gone(secret: PullSecret, key: str) -> bool:
    return not isinstance(secret.config, Broken) and secret.config.entry(key) is None


def _gives(secret: PullSecret, key: str | None, credential: Credential) -> bool:
    entry = _entry(secret, key)
    return entry is not None and entry.credential == credential


def _data_is_as_wanted(secret: PullSecret, edit: Edit) -> bool:
    match edit.entry:
        case ReplaceContent(data=data):
            return secret.data == data
        case AddEntry(key=key, credential=credential):
            return _gives(secret, key, credential)
        case RenameEntry(key=key, new=new):
            return _is_gone(secret, key) and not _is_gone(secret, new)
        case RemoveEntry(key=key):
            return _is_gone(secret, key)
        case None:
            return edit.credential is None or _gives(secret, edit.key, edit.credential)


def _conflict_of_entries(base: PullSecret, now: PullSecret, edit: Edit) -> Conflict | None:
    """What a colleague changed of the credential or of the entries that are being edited."""
    entry, key, mine = edit.entry, edit.key, edit.credential
    taken = False
    match entry:
        case None if mine is None:
            return None
        case ReplaceContent(data=data):
            return None if now.data in {base.data, data} else Conflict(now, entries=True)
        case AddEntry(key=key, credential=mine):
            if _is_gone(now, key):
                return None
        case RemoveEntry(key=key):
            if _is_gone(now, key):
                return None
        case RenameEntry(key=key, new=new):
            before, there = _entry(base, key), _entry(now, new)
            if _is_gone(now, key) and before and there and there.credential == before.credential:
                return None
            taken = there is not None and _entry(base, new) != there
    if isinstance(now.config, Broken):
        return Conflict(now, credential=True, broken=True, entries=entry is not None)
    after = _entry(now, key)
    if after is None:
        return Conflict(now, credential=True, entry_gone=True, entries=entry is not None)
    before = _entry(base, key)
    known = [credential for credential in (before and before.credential, mine) if credential]
    username = after.credential.username not in [credential.username for credential in known]
    password = after.credential.password not in [credential.password for credential in known]
    if not (username or password or taken):
        return None
    return Conflict(now, username or password, username, password, entries=entry is not None)


def _keys(edit: Edit) -> set[str] | None:
    """The keys of the entries that an edit changes; None for all that there are."""
    match edit.entry:
        case ReplaceContent():
            return None
        case RenameEntry(key=key, new=new):
            return {key, new}
        case AddEntry(key=key) | RemoveEntry(key=key):
            return {key}
        case None:
            return set() if edit.key is None or edit.credential is None else {edit.key}


def _inverse(before: PullSecret, edit: EntryEdit) -> EntryEdit:
    match edit:
        case AddEntry(key=key):
            return RemoveEntry(key)
        case RenameEntry(key=key, new=new):
            return RenameEntry(new, key)
        case RemoveEntry(key=key):
            return AddEntry(key, _existing(before, key).credential)
        case ReplaceContent():
            return ReplaceContent(before.data)


def _new_data(secret: PullSecret, edit: Edit) -> bytes | None:
    """The docker config after the edit, proved by kubelet's rules; None when it stays."""
    if edit.credential is None and edit.entry is None:
        return None
    if isinstance(secret.config, Broken) and not isinstance(edit.entry, ReplaceContent):
        raise _failure(secret, Code.BROKEN, why=secret.config.why.value)
    if _data_is_as_wanted(secret, edit):
        return None
    _check_entries(secret, edit)
    if secret.immutable:
        raise _failure(secret, Code.IMMUTABLE)
    try:
        return _edited(secret.data, secret.kind, edit)
    except (KeyError, ValueError):
        raise _failure(secret, Code.NOT_PROVED) from None


def _check_entries(secret: PullSecret, edit: Edit) -> None:
    """Refuses what cannot be done to these entries."""
    taken, former = None, edit.former
    match edit.entry:
        case None:
            _existing(secret, edit.key)
        case AddEntry(key=key):
            taken = key
        case RenameEntry(key=key, new=new):
            _existing(secret, key)
            taken = new
        case RemoveEntry(key=key) if _all_keys(secret) == [key] and not (former and former.after == secret.data):
            raise _failure(secret, Code.LAST_ENTRY, registry=shown(key))
        case ReplaceContent(data=data) if former is None and isinstance(read(data, secret.kind), Broken):
            raise _failure(secret, Code.NOT_PROVED)
    if taken is not None and _entry(secret, taken):
        raise _failure(secret, Code.ENTRY_EXISTS, registry=shown(taken))


def _edited(data: bytes, kind: Kind, edit: Edit) -> bytes:
    """A docker config after the edit. Raises KeyError or ValueError where that cannot be."""
    former = edit.former
    if former and data == former.after:
        return former.before
    match edit.entry:
        case AddEntry(key=key, credential=credential):
            if former:
                return restore_entry(data, kind, key, former.before)
            return add_entry(data, kind, key, credential)
        case RenameEntry(key=key, new=new):
            return rename_entry(data, kind, key, new)
        case RemoveEntry(key=key):
            return remove_entry(data, kind, key)
        case ReplaceContent(data=new_data):
            return new_data
        case None:
            assert edit.key is not None, "there is a credential"
            assert edit.credential is not None, "there is no change of the entries"
            return replace_credential(data, kind, edit.key, edit.credential)


def _edited_copy(copy: bytes, kind: Kind, edit: Edit) -> bytes | None:
    """What last-applied holds of the docker config, after the edit; as it is where it has no such entry, None where
    it can't be edited."""
    try:
        if isinstance(edit.entry, AddEntry):
            with suppress(KeyError):
                return replace_credential(copy, kind, edit.entry.key, edit.entry.credential)
        return _edited(copy, kind, edit)
    except KeyError:
        return copy
    except ValueError:
        return None
