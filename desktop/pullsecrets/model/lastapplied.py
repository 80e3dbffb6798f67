"""The copy of a secret that ``kubectl apply`` keeps in an annotation, brought up to date with a change.

kubectl writes the manifest as one JSON document (kubectl: Declarative Management of Kubernetes Objects). The docker
config stands in it as ``data`` (base64) or as ``stringData`` (plain), as the manifest had it. Fields that the document
does not hold are never added to it: kubectl would take them for its own and delete them at the next apply.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from pullsecrets.model.dockerconfig import Kind
from pullsecrets.model.json_text import NotJsonError, TooDeepError, removal, replace_string, replaced, scan

# From the document down to a password: the document, its string, the docker config in it, "auth", "user:password".
# Twice as deep as that is looked, and no deeper: layers could be nested to take for ever.
_DEPTH = 10
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{4,}={0,2}")


def with_description(document: str, annotation: str, description: str | None) -> str:
    """The document with its copy of the description replaced, or removed for None. Without a copy it stays as it is."""
    path = ("metadata", "annotations")
    if description is not None:
        return replace_string(document, (*path, annotation), description) or document
    return _without(document, path, annotation)


def with_config(
    document: str,
    kind: Kind,
    edited: Callable[[bytes], bytes | None],
    *,
    old: Collection[bytes],
    live: bytes,
    beside: Mapping[str, Any],
) -> str | None:
    """The document with its docker config ``edited``; None when it must go altogether.

    ``live`` is the docker config after the change, and replaces a copy that can't be edited in place (``edited`` gives
    None). ``beside`` is the whole object after the change but for this annotation. The document must not tell one of
    the ``old`` passwords where the object itself no longer does: it goes when nothing else helps, so also when it is
    no JSON.
    """
    gone = set(old) - _told(json.dumps(beside).encode(), old)
    for section in ("data", "stringData"):
        copy = _at(_at(_parsed(document), section), kind.data_key)
        if not isinstance(copy, str):
            continue
        data = _decoded(copy.encode("utf-8", "replace")) if section == "data" else copy.encode("utf-8", "replace")
        new = live if data is None else edited(data)
        if new is None or _told(new, gone):
            new = live
        if new != data:
            text = base64.b64encode(new).decode() if section == "data" else new.decode("utf-8", "replace")
            document = replace_string(document, (section, kind.data_key), text) or document
    return None if _told(document.encode("utf-8", "replace"), gone) else document


def _without(document: str, path: Sequence[str], key: str) -> str:
    """The document without the member ``key`` of the object at ``path``."""
    try:
        value = scan(document)
    except (NotJsonError, TooDeepError):
        return document
    for step in path:
        named = [member.value for member in value.members if member.key == step]
        if not named:
            return document
        value = named[-1]
    return replaced(document, removal(value, lambda member: member.key == key))


def _told(data: bytes, passwords: Collection[bytes]) -> set[bytes]:
    """Which passwords can be found in ``data`` or under any layer of JSON and base64 in it."""
    left = set(passwords)
    for layer in _layers(data):
        if not left:
            break
        left -= {password for password in left if password in layer}
    return set(passwords) - left


def _layers(data: bytes, depth: int = _DEPTH) -> Iterator[bytes]:
    yield data
    if depth == 0:
        return
    inner = _strings(data)
    if inner is None:
        runs = {b"".join(data.split()), *_BASE64_RUN.findall(data)}
        inner = [decoded for run in runs if (decoded := _decoded(run))]
    for layer in inner:
        yield from _layers(layer, depth - 1)


def _strings(data: bytes) -> list[bytes] | None:
    """Every string of a JSON text, keys and overridden duplicates included; None when it is no JSON."""
    # Objects are read as lists of pairs: a dict would drop duplicates.
    root = _parsed(data.decode("utf-8", "replace"), pairs=True)
    if not isinstance(root, (list, str)):
        return None
    found: list[bytes] = []
    todo: list[Any] = [root]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            found.append(item.encode("utf-8", "replace"))
        elif isinstance(item, (list, tuple)):
            todo.extend(item)
    return found


def _decoded(run: bytes) -> bytes | None:
    """Base64 in any alphabet, padded or not, wrapped or not; a cut one as far as it goes. None for anything else."""
    letters = b"".join(run.split()).rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
    except ValueError:
        return None


def _parsed(document: str, *, pairs: bool = False) -> Any:
    try:
        return json.loads(document, object_pairs_hook=list if pairs else None)
    except (ValueError, RecursionError):
        return None


def _at(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
