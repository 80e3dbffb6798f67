"""The form of a Secret and a Namespace, and what the API server demands of them."""

import base64
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .status import Cause, invalid, not_allowed, quoted, required, too_long, wrong

Json = dict[str, Any]

KINDS = {"secrets": "Secret", "namespaces": "Namespace"}
"""What can be kept, by the name in paths."""

MOST_DATA = 1_048_576
"""Bytes of all values of `data` together."""
MOST_ANNOTATIONS = 262_144
"""Bytes of all keys and values together."""


class Malformed(ValueError):  # noqa: N818 - a state of what was sent, not a fault of ours
    """What was sent cannot be read as an object of its kind."""


@dataclass(frozen=True)
class Struct:
    """The fields of a JSON object, in the order in which they are given out, each with its Go type."""

    name: str
    fields: Mapping[str, "str | Struct"]


def _list_of(struct: Struct) -> Struct:
    return Struct("[]", {"": struct})


_OWNER = Struct(
    "OwnerReference",
    {
        "apiVersion": "string",
        "kind": "string",
        "name": "string",
        "uid": "types.UID",
        "controller": "bool",
        "blockOwnerDeletion": "bool",
    },
)
_MANAGED = Struct(
    "ManagedFieldsEntry",
    {
        "manager": "string",
        "operation": "string",
        "apiVersion": "string",
        "time": "v1.Time",
        "fieldsType": "string",
        "fieldsV1": "v1.FieldsV1",
        "subresource": "string",
    },
)
_METADATA = Struct(
    "ObjectMeta",
    {
        "name": "string",
        "generateName": "string",
        "namespace": "string",
        "selfLink": "string",
        "uid": "types.UID",
        "resourceVersion": "string",
        "generation": "int64",
        "creationTimestamp": "v1.Time",
        "deletionTimestamp": "v1.Time",
        "deletionGracePeriodSeconds": "int64",
        "labels": "map[string]string",
        "annotations": "map[string]string",
        "ownerReferences": _list_of(_OWNER),
        "finalizers": "[]string",
        "managedFields": _list_of(_MANAGED),
    },
)
_TOP: dict[str, str | Struct] = {"kind": "string", "apiVersion": "string", "metadata": _METADATA}
_STRUCTS = {
    "Secret": Struct(
        "Secret",
        _TOP
        | {"immutable": "bool", "data": "map[string][]uint8"}
        | {"stringData": "map[string]string", "type": "v1.SecretType"},
    ),
    "Namespace": Struct("Namespace", _TOP | {"spec": "any", "status": "any"}),
}


_BEGINNING = "looking for beginning of value"
_GO_FAULTS = {
    "Extra data": "after top-level value",
    "Expecting ','": "after object key:value pair",
    "Expecting ':'": "after object key",
    "Expecting property name": "looking for beginning of object key string",
    "Invalid control character": "in string literal",
    "Invalid \\escape": "in string escape code",
}


def parse(body: bytes) -> object:
    """JSON as Go reads it. Raises ValueError, in Go's words."""
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_finite, parse_int=_whole)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip(" \t\r\n")) or error.msg.startswith("Unterminated"):
            raise ValueError("unexpected end of JSON input") from None
        where = next((go for python, go in _GO_FAULTS.items() if error.msg.startswith(python)), _BEGINNING)
        byte = chr(text[error.pos].encode()[0])  # Go reads bytes
        raise ValueError(f"invalid character {byte!r} {where}") from None
    except RecursionError:
        raise ValueError("exceeded max depth") from None


def decoded(raw: object, kind: str) -> tuple[Json, list[str]]:
    """The object, without `kind` and `apiVersion`, and the paths of the fields that no object of its kind has.

    Empty fields are left out, `stringData` is folded into `data`. Raises Malformed.
    """
    unknown: list[str] = []
    thing = _struct(raw, _STRUCTS[kind], "", "", unknown)
    found, version = thing.pop("kind", kind), thing.pop("apiVersion", "v1")
    if version != "v1":
        registered = f'no kind "{found}" is registered for version "{version}"'
        raise Malformed(f'{registered} in scheme "pkg/runtime/scheme.go:111"')
    if found != kind:
        raise Malformed(f"converting (v1.{found}) to (core.{kind}): unknown conversion")
    thing.setdefault("metadata", {})
    if kind == "Secret":
        plain = {key: base64.b64encode(text.encode()).decode() for key, text in thing.pop("stringData", {}).items()}
        if plain:
            thing["data"] = dict(sorted((thing.get("data", {}) | plain).items()))
        thing["type"] = thing.pop("type", "Opaque")
    return thing, unknown


def _struct(raw: object, struct: Struct, root: str, path: str, unknown: list[str]) -> Json:
    if not isinstance(raw, dict):
        where = f"field {root}.{path}" if path else "value"
        raise Malformed(_mismatch(raw, where, "v1." + struct.name))
    unknown += [f"{path}.{name}".lstrip(".") for name in raw if name not in struct.fields]
    found: Json = {}
    for name, form in struct.fields.items():
        value = raw.get(name)
        if value is None:
            continue
        taken = _value(value, form, struct.name, f"{path}.{name}".lstrip("."), unknown)
        if taken not in ("", {}, []):
            found[name] = taken
    return found


def _value(raw: object, form: str | Struct, root: str, path: str, unknown: list[str]) -> object:
    if isinstance(form, Struct) and form.name != "[]":
        return _struct(raw, form, root, path, unknown)
    if isinstance(form, Struct):
        element = form.fields[""]
        if not isinstance(raw, list):
            raise Malformed(_mismatch(raw, f"field {root}.{path}", "[]v1." + getattr(element, "name", "")))
        return [_value(item, element, root, path, unknown) for item in raw]
    if form in ("any", "v1.FieldsV1"):
        return raw
    if form.startswith("map[string]"):
        if not isinstance(raw, dict):
            raise Malformed(_mismatch(raw, f"field {root}.{path}", form))
        inner = form.removeprefix("map[string]")
        return {_clean(key): _scalar(raw[key], inner, root, path) for key in sorted(raw)}
    if form == "[]string":
        if not isinstance(raw, list):
            raise Malformed(_mismatch(raw, f"field {root}.{path}", form))
        return [_scalar(item, "string", root, path) for item in raw]
    return _scalar(raw, form, root, path)


def _scalar(raw: object, form: str, root: str, path: str) -> object:
    python = {"bool": bool, "int64": int}.get(form, str)
    if raw is None:
        return python()
    if not isinstance(raw, python) or (python is int and isinstance(raw, bool)):
        raise Malformed(_mismatch(raw, f"field {root}.{path}", form))
    if form == "[]uint8":
        return _base64(str(raw))
    if form == "v1.Time":
        return _time(str(raw))
    return _clean(raw) if isinstance(raw, str) else raw


def _mismatch(raw: object, where: str, form: str) -> str:
    return f"json: cannot unmarshal {_json_type(raw)} into Go struct {where} of type {form}"


def _json_type(raw: object) -> str:
    names = {bool: "bool", str: "string", list: "array", dict: "object"}
    return next((name for python, name in names.items() if isinstance(raw, python)), "number")


def _clean(text: str) -> str:
    """Lone surrogates become U+FFFD, as in Go."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _base64(text: str) -> str:
    """Go's standard base64 (line ends are skipped), in its one usual spelling."""
    try:
        return base64.b64encode(base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)).decode()
    except ValueError:
        raise Malformed(f"illegal base64 data at input byte {_fault_in_base64(text)}") from None


def _fault_in_base64(text: str) -> int:
    """Where Go sees it: at the first character that cannot be, else where the unfinished group of four begins."""
    good = re.match("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text)
    begin = good.end() if good else 0
    letters = re.match("[A-Za-z0-9+/]*", text[begin:])
    at = begin + (letters.end() if letters else 0)
    return begin if text[:begin].endswith("=") or text[at : at + 1] in ("", "=") else at


def _time(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        form = "2006-01-02T15:04:05Z07:00"
        raise Malformed(f'parsing time {quoted(text)} as "{form}": cannot parse {quoted(text)} as "2006"') from None


# -- what is demanded -------------------------------------------------------------------------------------------

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_NAME_PART = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
_DATA_KEY = "[-._a-zA-Z0-9]+"
_SETTLED_FINALIZERS = ("orphan", "foregroundDeletion", "kubernetes")
_DOCKER_KEYS = {"kubernetes.io/dockerconfigjson": ".dockerconfigjson", "kubernetes.io/dockercfg": ".dockercfg"}
_NEEDED_KEYS = {"kubernetes.io/tls": ("tls.crt", "tls.key"), "kubernetes.io/ssh-auth": ("ssh-privatekey",)}


def check(kind: str, thing: Json, before: Json | None = None) -> None:
    """Raises the 422 that says all that is wrong with a new object, or with a new state of one."""
    causes = _metadata(thing["metadata"], kind)
    if before is not None:
        causes = _unchanged(thing, before) + causes
    if kind == "Secret":
        causes += _secret(thing)
    if causes:
        raise invalid(kind, thing["metadata"].get("name", ""), causes)


def _unchanged(thing: Json, before: Json) -> list[Cause]:
    causes = []
    new, old = thing["metadata"], before["metadata"]
    added = [name for name in new.get("finalizers", ()) if name not in old.get("finalizers", ())]
    if added and "deletionTimestamp" in old:
        found = ", ".join(map(quoted, added))
        why = f"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{found}}}"
        causes.append(not_allowed("metadata.finalizers", why))
    causes += [
        wrong(f"metadata.{name}", json.dumps(new.get(name)), "field is immutable")
        for name in ("uid", "deletionTimestamp", "deletionGracePeriodSeconds")
        if new.get(name) != old.get(name)
    ]
    if thing.get("type") != before.get("type"):
        causes.append(wrong("type", quoted(thing["type"]), "field is immutable"))
    if before.get("immutable"):
        fixed = "field is immutable when `immutable` is set"
        if not thing.get("immutable"):
            causes.append(not_allowed("immutable", fixed))
        if thing.get("data") != before.get("data"):
            causes.append(not_allowed("data", fixed))
    return causes


def _metadata(metadata: Json, kind: str) -> list[Cause]:
    causes = []
    name = metadata.get("name", "")
    if not name:
        causes.append(required("metadata.name", "name or generateName is required"))
    elif kind == "Namespace" and not (re.fullmatch(_LABEL, name) and len(name) <= 63):
        why = (
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
            f"end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
            f"validation is '{_LABEL}')"
        )
        causes.append(wrong("metadata.name", quoted(name), why))
    elif kind != "Namespace" and not (re.fullmatch(_SUBDOMAIN, name) and len(name) <= 253):
        why = (
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
            "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            f"'{_SUBDOMAIN}')"
        )
        causes.append(wrong("metadata.name", quoted(name), why))
    for key, value in metadata.get("labels", {}).items():
        causes += _qualified("metadata.labels", key)
        if not re.fullmatch(_LABEL_VALUE, value) or len(value) > 63:
            why = (
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
                f"regex used for validation is '{_LABEL_VALUE}')"
            )
            causes.append(wrong("metadata.labels", quoted(value), why))
    annotations = metadata.get("annotations", {})
    for key in annotations:
        causes += _qualified("metadata.annotations", key)
    if sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items()) > MOST_ANNOTATIONS:
        causes.append(too_long("metadata.annotations", MOST_ANNOTATIONS))
    for index, owner in enumerate(metadata.get("ownerReferences", ())):
        path = f"metadata.ownerReferences[{index}]"
        missing = [part for part in ("apiVersion", "kind", "name", "uid") if not owner.get(part)]
        causes += [required(f"{path}.{part}", "must not be empty") for part in missing]
    for index, finalizer in enumerate(metadata.get("finalizers", ())):
        path = f"metadata.finalizers[{index}]"
        causes += _qualified(path, finalizer)
        if "/" not in finalizer and finalizer not in _SETTLED_FINALIZERS:
            why = "name is neither a standard finalizer name nor is it fully qualified"
            causes.append(wrong(path, quoted(finalizer), why))
    return causes


def _qualified(field: str, key: str) -> list[Cause]:
    prefix, slash, name = key.rpartition("/")
    if re.fullmatch(_NAME_PART, name) and len(name) <= 63 and (not slash or re.fullmatch(_SUBDOMAIN, prefix.lower())):
        return []
    why = (
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        f"'{_NAME_PART}')"
    )
    return [wrong(field, quoted(key), why)]


def _secret(secret: Json) -> list[Cause]:
    causes = []
    data = {key: base64.b64decode(value) for key, value in secret.get("data", {}).items()}
    for key in data:
        if not re.fullmatch(_DATA_KEY, key) or len(key) > 253 or key in (".", ".."):
            why = (
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                f"'KEY_NAME',  or 'key-name', regex used for validation is '{_DATA_KEY}')"
            )
            causes.append(wrong(f"data[{key}]", quoted(key), why))
    if sum(map(len, data.values())) > MOST_DATA:
        causes.append(too_long("data", MOST_DATA))
    docker_key = _DOCKER_KEYS.get(secret["type"])
    if docker_key and docker_key not in data:
        causes.append(required(f"data[{docker_key}]"))
    elif docker_key and (fault := _docker_config(data[docker_key])):
        causes.append(wrong(f"data[{docker_key}]", '"<secret contents redacted>"', fault))
    needed = _NEEDED_KEYS.get(secret["type"], ())
    if secret["type"] == "kubernetes.io/basic-auth" and not data.keys() & {"username", "password"}:
        needed = ("username", "password")
    causes += [required(f"data[{key}]") for key in needed if key not in data]
    account = "kubernetes.io/service-account.name"
    annotations = secret["metadata"].get("annotations", {})
    if secret["type"] == "kubernetes.io/service-account-token" and not annotations.get(account):
        causes.append(required(f"metadata.annotations[{account}]"))
    return causes


def _docker_config(data: bytes) -> str:
    """What the API server says against a docker config: it asks for a JSON object and looks no further."""
    try:
        config = parse(data)
    except ValueError as error:
        return str(error)
    if config is None or isinstance(config, dict):
        return ""
    return f"json: cannot unmarshal {_json_type(config)} into Go value of type map[string]interface {{}}"


def _no_constant(name: str) -> object:
    raise ValueError(f"invalid character '{name[0]}' {_BEGINNING}")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"json: cannot unmarshal number {text} into Go value of type float64")
    return number


def _whole(text: str) -> int:
    _finite(text)
    return int(text)
