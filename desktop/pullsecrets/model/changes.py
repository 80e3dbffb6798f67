"""A change to one entry or to the description: as one merge patch, as a merge with foreign changes, and its undo.

SPEC section 4. What is sent is proved before by reading it as the kubelet does; nothing else of the secret is touched.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pullsecrets.model import lastapplied
from pullsecrets.model.dockerconfig import Broken, Credential, DockerConfig, Entry, read
from pullsecrets.model.editing import replace_credential
from pullsecrets.model.errors import Code, Failure, Value
from pullsecrets.model.matching import shown
from pullsecrets.model.secrets import DESCRIPTION_KEYS, LAST_APPLIED, PullSecret

ANNOTATIONS_LIMIT = 262_144
"""Bytes of all annotations of one object together, keys and values (apimachinery, TotalAnnotationSizeLimitB)."""


@dataclass(frozen=True, slots=True)
class AddEntry:
    """One more entry."""

    key: str
    credential: Credential = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenameEntry:
    """The entry ``key`` under another registry key."""

    key: str
    new: str


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """The entry ``key`` taken out."""

    key: str


@dataclass(frozen=True, slots=True)
class ReplaceContent:
    """The whole docker config replaced, the only way to mend a broken one."""

    data: bytes = field(repr=False)


EntryEdit = AddEntry | RenameEntry | RemoveEntry | ReplaceContent


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants a secret to be like: the credential of the entry ``key``, the description, or both.

    None leaves a part as it is, whatever it is by then; an empty description removes it. ``description_key`` names
    the annotation for a secret that has no description yet; an undo puts one back where it stood.
    """

    key: str | None = None
    credential: Credential | None = field(default=None, repr=False)
    description: str | None = field(default=None, repr=False)
    description_key: str = DESCRIPTION_KEYS[0]
    entry: EntryEdit | None = None

    def __post_init__(self) -> None:
        if self.credential is not None and self.key is None:
            raise ValueError("a credential needs the key of its entry")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a colleague changed between two states of a secret, where it meets what is being edited.

    ``credential`` is true when the kubelet would send something else for the edited entry: another ``username``,
    another ``password``, or nothing because of ``entry_gone`` or ``broken``. What the colleague made exactly as
    wanted is not reported, nor is what is not being edited.
    """

    now: PullSecret
    credential: bool = False
    username: bool = False
    password: bool = False
    description: bool = False
    entry_gone: bool = False
    broken: bool = False


def patch(secret: PullSecret, edit: Edit) -> dict[str, Any] | None:
    """The JSON merge patch (RFC 7386) that makes ``edit`` true of ``secret``; None when it already is.

    It holds what changes and ``metadata.resourceVersion``, so that it can only land on this very state.
    Raises Failure: TERMINATING for every edit; BROKEN, ENTRY_GONE and IMMUTABLE for one of the credential;
    ANNOTATIONS_TOO_LARGE (bytes, limit); NOT_PROVED when the result would not read as wanted, or when the secret has
    no resourceVersion to stand on.
    """
    if secret.terminating:
        raise _failure(secret, Code.TERMINATING)
    if secret.resource_version in {"", "0"}:  # either would be no precondition at all
        raise _failure(secret, Code.NOT_PROVED)
    data = _new_data(secret, edit)
    annotations = _new_annotations(secret, edit, data)
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
    return (edit.credential is None or _gives(_entry(secret, edit), edit.credential)) and (
        edit.description is None or secret.description == edit.description
    )


def conflict(base: PullSecret, now: PullSecret, edit: Edit) -> Conflict | None:
    """Merges by entry: None when ``edit``, made on ``base``, can be applied to ``now`` without a question.

    Other entries, other data, labels and what is not being edited may have changed at will.
    Failure(RECREATED) when the secret was deleted and created anew.
    """
    if base.uid != now.uid:
        raise _failure(now, Code.RECREATED)
    description = edit.description is not None and now.description not in {base.description, edit.description}
    username = password = entry_gone = broken = False
    if edit.credential is not None:
        before, after = _entry(base, edit), _entry(now, edit)
        broken = isinstance(now.config, Broken)
        entry_gone = after is None and not broken
        if after is not None:
            theirs, mine, was = after.credential, edit.credential, before.credential if before else None
            username = theirs.username not in {mine.username, was.username if was else None}
            password = theirs.password not in {mine.password, was.password if was else None}
    credential = username or password or entry_gone or broken
    if not (credential or description):
        return None
    return Conflict(now, credential, username, password, description, entry_gone, broken)


def undo(before: PullSecret, edit: Edit) -> Edit:
    """The edit that puts back what ``edit`` replaced in ``before``: the very bytes, or no description at all.

    Failure(BROKEN or ENTRY_GONE) when ``before`` has no such credential, so that ``edit`` was never possible.
    """
    return Edit(
        key=edit.key,
        credential=None if edit.credential is None else _editable(before, edit)[1].credential,
        description=None if edit.description is None else before.description,
        description_key=before.description_key,
    )


def _failure(secret: PullSecret, code: Code, **values: Value) -> Failure:
    return Failure(code, "", namespace=secret.namespace, name=secret.name, **values)


def _entry(secret: PullSecret, edit: Edit) -> Entry | None:
    if isinstance(secret.config, Broken) or edit.key is None:
        return None
    return secret.config.entry(edit.key)


def _gives(entry: Entry | None, credential: Credential) -> bool:
    return entry is not None and entry.credential == credential


def _editable(secret: PullSecret, edit: Edit) -> tuple[DockerConfig, Entry]:
    if isinstance(secret.config, Broken):
        raise _failure(secret, Code.BROKEN, why=secret.config.why.value)
    entry = _entry(secret, edit)
    if entry is None:
        raise _failure(secret, Code.ENTRY_GONE, registry=shown(edit.key or ""))
    return secret.config, entry


def _new_data(secret: PullSecret, edit: Edit) -> bytes | None:
    """The docker config with the entry replaced, proved by kubelet's rules; None when the credential stays."""
    if edit.credential is None:
        return None
    config, entry = _editable(secret, edit)
    if _gives(entry, edit.credential):
        return None
    if secret.immutable:
        raise _failure(secret, Code.IMMUTABLE)
    wanted = [(each.key, edit.credential if each == entry else each.credential) for each in config.entries]
    try:
        data = replace_credential(secret.data, secret.kind, entry.key, edit.credential)
    except (KeyError, ValueError):
        raise _failure(secret, Code.NOT_PROVED) from None
    result = read(data, secret.kind)
    if isinstance(result, Broken) or [(each.key, each.credential) for each in result.entries] != wanted:
        raise _failure(secret, Code.NOT_PROVED)
    return data


def _new_annotations(secret: PullSecret, edit: Edit, data: bytes | None) -> dict[str, str | None]:
    """The annotations that change, None for one that goes. ``data`` is the new docker config, None when it stays."""
    annotations = secret.annotations
    changed: dict[str, str | None] = {}
    applied = annotations.get(LAST_APPLIED)
    document = applied
    if edit.description is not None and edit.description != secret.description:
        key = secret.description_key if secret.description_key in annotations else edit.description_key
        changed[key] = edit.description or _no_description(annotations, key)
        if document is not None:
            document = lastapplied.with_description(document, key, changed[key])
    if document is not None and data is not None:
        entry = _entry(secret, edit)
        assert entry, "there is new data"
        assert edit.credential, "there is new data"
        document = lastapplied.with_credential(
            document,
            secret.kind,
            entry.key,
            old=entry.credential,
            new=edit.credential,
            live=data,
            beside=_patched(secret, data, {**changed, LAST_APPLIED: None}),
        )
    if document != applied:
        changed[LAST_APPLIED] = document
    after = _merged(annotations, changed)
    # A description may come from the form with half a surrogate pair, which has no strict UTF-8 form.
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in (*after.keys(), *after.values()))
    if changed and size > ANNOTATIONS_LIMIT:
        raise _failure(secret, Code.ANNOTATIONS_TOO_LARGE, bytes=size, limit=ANNOTATIONS_LIMIT)
    return changed


def _no_description(annotations: Mapping[str, str], key: str) -> str | None:
    """None, to remove the annotation; empty text where another description would come to light in its place."""
    others = [each for each in DESCRIPTION_KEYS if each != key and each in annotations]
    return "" if others else None


def _merged(annotations: Mapping[str, str], changed: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in {**annotations, **changed}.items() if value is not None}


def _patched(secret: PullSecret, data: bytes, changed: Mapping[str, str | None]) -> dict[str, Any]:
    """The whole object after the change, with the two fields that a list leaves out of its items."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        **secret.object,
        "data": {**secret.object["data"], secret.kind.data_key: base64.b64encode(data).decode()},
        "metadata": {**secret.object["metadata"], "annotations": _merged(secret.annotations, changed)},
    }
