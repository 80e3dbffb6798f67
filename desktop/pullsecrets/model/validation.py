"""What a form refuses and what it warns about (SPEC section 4). Nothing is ever trimmed silently."""

from __future__ import annotations

import dataclasses
import re
from enum import StrEnum
from typing import Literal

from pullsecrets.model.changes import Edit, patch
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.matching import Never
from pullsecrets.model.secrets import PullSecret

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = frozenset("\n\r\u2028\u2029")
# Unicode's White_Space without the refused control characters, and two that nobody sees either: the byte order mark
# with which some editors begin a file, and the zero width space.
_SPACE = (
    "\t\n\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff\u200b"
)


class FindingCode(StrEnum):
    """What is wrong with a field's content."""

    EMPTY_USERNAME = "empty-username"
    COLON = "colon"
    CONTROL_CHARACTER = "control-character"
    EMPTY_PASSWORD = "empty-password"  # noqa: S105 - a code
    SPACE_AT_END = "space-at-end"
    SPACE_AT_START = "space-at-start"
    LINE_END_AT_END = "line-end-at-end"
    LINE_END_AT_START = "line-end-at-start"
    ANNOTATIONS_TOO_LARGE = "annotations-too-large"
    EMPTY_NAME = "empty-name"
    NAME = "name"  # no DNS-1123 subdomain
    LONG_NAME = "long-name"
    EMPTY_NAMESPACE = "empty-namespace"
    NAMESPACE = "namespace"  # no DNS-1123 label
    LONG_NAMESPACE = "long-namespace"
    EMPTY_REGISTRY = "empty-registry"
    REGISTRY_EXISTS = "registry-exists"  # key
    REGISTRY_NEVER = "registry-never"  # never, key: it serves no image
    REGISTRY_TWIN = "registry-twin"  # key: the other spelling of it


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say beside a field.

    ``refused`` findings keep the form from being sent; the others are warnings. ``fix`` is what one click puts into
    the field instead, None where there is nothing to offer; it may be a password and is not in the repr. ``key`` is
    the registry key that is meant, as people may see it.
    """

    field: Literal["name", "namespace", "registry", "username", "password", "description"]
    code: FindingCode
    refused: bool
    fix: bytes | str | None = dataclasses.field(default=None, repr=False)
    key: str = ""
    never: Never | None = None


def check_username(text: str) -> Finding | None:
    """Refuses what the kubelet could not split off again, or would send as something else than it looks."""
    if not text:
        return Finding("username", FindingCode.EMPTY_USERNAME, refused=True)
    if ":" in text:
        return Finding("username", FindingCode.COLON, refused=True)
    # Half a surrogate pair has no UTF-8 form: it could not be stored.
    if _CONTROL.search(text) or _SURROGATE.search(text):
        return Finding("username", FindingCode.CONTROL_CHARACTER, refused=True)
    return None


def check_password(data: bytes) -> Finding | None:
    """Refuses an empty password and control characters; warns of white space at either end.

    The fix takes away all white space and line ends at both ends. Bytes that are not UTF-8 stay what they are.
    """
    if not data:
        return Finding("password", FindingCode.EMPTY_PASSWORD, refused=True)
    text = data.decode("utf-8", "surrogateescape")
    if _CONTROL.search(text):
        return Finding("password", FindingCode.CONTROL_CHARACTER, refused=True)
    start = text[: len(text) - len(text.lstrip(_SPACE))]
    end = text[len(text.rstrip(_SPACE)) :]
    if end:
        code = FindingCode.SPACE_AT_END if _LINE_ENDS.isdisjoint(end) else FindingCode.LINE_END_AT_END
    elif start:
        code = FindingCode.SPACE_AT_START if _LINE_ENDS.isdisjoint(start) else FindingCode.LINE_END_AT_START
    else:
        return None
    bare = text.strip(_SPACE).encode("utf-8", "surrogateescape")
    # A password of nothing but white space can't be mended by taking it away.
    return Finding("password", code, refused=False, fix=bare or None)


def check_annotations(secret: PullSecret, description: str) -> Finding | None:
    """Refuses a description with which the annotations, last-applied's copy included, would pass the server's limit."""
    try:
        patch(secret, Edit(description=description))
    except Failure as failure:
        if failure.problem.code is Code.ANNOTATIONS_TOO_LARGE:
            return Finding("description", FindingCode.ANNOTATIONS_TOO_LARGE, refused=True)
    return None
