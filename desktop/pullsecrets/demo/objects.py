"""JSON in, canonical objects out."""

import base64
import json
import math
import string
from datetime import UTC, datetime

from .forms import FORMS, ListOf, Struct
from .resources import BY_KIND, Resource
from .status import Json, quoted


class Malformed(ValueError):  # noqa: N818 - a state of what was sent, not a fault of ours
    """What was sent cannot be read as an object of its kind."""


_ALPHABET = string.ascii_letters + string.digits + "+/"
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


def decoded(raw: object, resource: Resource) -> tuple[Json, list[str]]:
    """The object, without `kind` and `apiVersion`, and the paths of the fields that no object of its kind has.

    Empty fields are left out, `stringData` is folded into `data`. Raises Malformed.
    """
    unknown: list[str] = []
    kind = resource.kind
    thing = _struct(raw, FORMS[kind], "", "", unknown)
    found, version = thing.pop("kind", kind), thing.pop("apiVersion", resource.version)
    if version != (BY_KIND.get(found) or resource).version:
        registered = f'no kind "{found}" is registered for version "{version}"'
        raise Malformed(f'{registered} in scheme "pkg/runtime/scheme.go:111"')
    if found != kind:
        raise Malformed(f"converting (v1.{found}) to ({resource.group or 'core'}.{kind}): unknown conversion")
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
    more = {name: value for name, value in raw.items() if name not in struct.fields and value is not None}
    unknown += [] if struct.open else [f"{path}.{name}".lstrip(".") for name in raw if name not in struct.fields]
    found: Json = {}
    for name, form in struct.fields.items():
        value = raw.get(name)
        if value is None:
            continue
        taken = _value(value, form, struct.name, f"{path}.{name}".lstrip("."), unknown)
        if taken not in ("", {}, []):
            found[name] = taken
    return found | more if struct.open else found


def _value(raw: object, form: str | Struct | ListOf, root: str, path: str, unknown: list[str]) -> object:
    if isinstance(form, Struct):
        return _struct(raw, form, root, path, unknown)
    if isinstance(form, ListOf):
        if not isinstance(raw, list):
            raise Malformed(_mismatch(raw, f"field {root}.{path}", "[]v1." + form.element.name))
        return [_struct(item, form.element, root, path, unknown) for item in raw]
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
    python = {"bool": bool, "int32": int, "int64": int}.get(form, str)
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
    return f"json: cannot unmarshal {json_type(raw)} into Go struct {where} of type {form}"


def json_type(raw: object) -> str:
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
        raise Malformed(f"illegal base64 data at input byte {base64_fault(text)}") from None


def base64_fault(text: str, *, padded: bool = True) -> int:
    """Where Go's decoder gives up, in bytes; -1 where it does not. Not `padded`: its raw alphabet, without "="."""
    data = text.encode()
    group = at = 0  # characters of the unfinished group of four; the position
    for at, byte in enumerate(data):
        if chr(byte) in _ALPHABET:
            group = (group + 1) % 4
        elif byte not in b"\r\n":
            return _fault_at_padding(data, at, group) if padded and byte in b"=" else at
    left = sum(byte not in b"\r\n" for byte in data) % 4
    return -1 if not left or (not padded and left > 1) else len(data) - left


def _fault_at_padding(data: bytes, at: int, group: int) -> int:
    """The same where padding begins: it ends a group of two or three, and then nothing may follow."""
    if group < 2:
        return at
    rest = [place for place in range(at + 1, len(data)) if data[place] not in b"\r\n"]
    if group == 2:
        if not rest:
            return len(data)
        if data[rest[0]] not in b"=":
            return rest[0] - 1
        rest = rest[1:]
    return rest[0] if rest else -1


def _time(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        form = "2006-01-02T15:04:05Z07:00"
        raise Malformed(f'parsing time {quoted(text)} as "{form}": cannot parse {quoted(text)} as "2006"') from None


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
