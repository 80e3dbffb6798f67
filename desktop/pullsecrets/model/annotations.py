"""The annotations that a change of a pull secret brings with it: its description, and the copy that kubectl keeps."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from pullsecrets.model import lastapplied
from pullsecrets.model.dockerconfig import Broken
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.secrets import DESCRIPTION_KEYS, LAST_APPLIED, PullSecret

ANNOTATIONS_LIMIT = 262_144
"""Bytes of all annotations of one object together, keys and values (apimachinery, TotalAnnotationSizeLimitB)."""


def changed_annotations(
    secret: PullSecret,
    description: str | None,
    description_key: str,
    data: bytes | None,
    edited: Callable[[bytes], bytes | None],
) -> dict[str, str | None]:
    """The annotations that change with a secret's description or docker config, None for one that goes.

    ``description`` and ``data`` are the new ones, None when they stay; ``description_key`` is the annotation where
    there is no description yet. ``edited`` changes a copy of the docker config as the secret's own is changed (see
    ``lastapplied.with_config``). Failure(ANNOTATIONS_TOO_LARGE) when they would pass the limit.
    """
    annotations = secret.annotations
    changed: dict[str, str | None] = {}
    applied = annotations.get(LAST_APPLIED)
    document = applied
    if description is not None and description != secret.description:
        key = secret.description_key if secret.description_key in annotations else description_key
        changed[key] = description or _no_description(annotations, key)
        if document is not None:
            document = lastapplied.with_description(document, key, changed[key])
    if document is not None and data is not None:
        document = lastapplied.with_config(
            document,
            secret.kind,
            edited,
            old=_told_before(secret),
            live=data,
            beside=_patched(secret, data, {**changed, LAST_APPLIED: None}),
        )
    if document != applied:
        changed[LAST_APPLIED] = document
    after = _merged(annotations, changed)
    # A description may come from the form with half a surrogate pair, which has no strict UTF-8 form.
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in (*after.keys(), *after.values()))
    if changed and size > ANNOTATIONS_LIMIT:
        raise Failure(
            Code.ANNOTATIONS_TOO_LARGE,
            namespace=secret.namespace,
            name=secret.name,
            bytes=size,
            limit=ANNOTATIONS_LIMIT,
        )
    return changed


def _told_before(secret: PullSecret) -> set[bytes]:
    """The passwords in a secret; its whole content where that can't be read."""
    if isinstance(secret.config, Broken):
        return {secret.data}
    return {entry.credential.password for entry in secret.config.entries}


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
