"""What the API server demands of a Secret and a Namespace."""

import base64
import json
import re

from .objects import json_type, parse
from .status import Cause, Json, invalid, not_allowed, quoted, required, too_long, wrong

MOST_DATA = 1_048_576
"""Bytes of all values of `data` together."""
MOST_ANNOTATIONS = 262_144
"""Bytes of all keys and values together."""

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
    return f"json: cannot unmarshal {json_type(config)} into Go value of type map[string]interface {{}}"
