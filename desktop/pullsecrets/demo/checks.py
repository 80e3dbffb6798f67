"""What the API server demands of objects: all of a Secret, the main things of a workload."""

import base64
import json
import re

from .objects import json_type, parse
from .resources import Resource
from .status import Cause, Json, duplicate, invalid, not_allowed, quoted, required, too_long, wrong

MOST_DATA = 1_048_576
"""Bytes of all values of `data` together."""
MOST_ANNOTATIONS = 262_144
"""Bytes of all keys and values together."""

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_NAME_PART = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
_DATA_KEY = "[-._a-zA-Z0-9]+"
_NO_LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
    "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
    f"validation is '{_LABEL}')"
)
_NO_SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    f"'{_SUBDOMAIN}')"
)
_CHANGEABLE = ("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds")
_SETTLED_FINALIZERS = ("orphan", "foregroundDeletion", "kubernetes")
_DOCKER_KEYS = {"kubernetes.io/dockerconfigjson": ".dockerconfigjson", "kubernetes.io/dockercfg": ".dockercfg"}
_NEEDED_KEYS = {"kubernetes.io/tls": ("tls.crt", "tls.key"), "kubernetes.io/ssh-auth": ("ssh-privatekey",)}


def check(resource: Resource, thing: Json, before: Json | None = None) -> None:
    """Raises the 422 that says all that is wrong with a new object, or with a new state of one."""
    kind, metadata = resource.kind, thing["metadata"]
    causes = _metadata(metadata, kind)
    if before is not None:
        causes = _unchanged(thing, before) + causes
    if kind == "Secret":
        causes += _secret(thing)
    elif kind == "Pod":
        causes += _pod_spec(thing["spec"], "spec") + (_pod_unchanged(thing, before) if before else [])
    elif kind == "Event":
        causes += _event(thing)
    elif kind == "CronJob":
        causes += _job_template(thing["spec"]["jobTemplate"]["spec"]["template"], "spec.jobTemplate.spec.template")
        causes += [] if thing["spec"].get("schedule") else [required("spec.schedule")]
    elif kind == "Job":
        causes += _job_template(thing["spec"]["template"], "spec.template")
    elif "template" in thing.get("spec", {}):
        causes += _selecting(thing["spec"], kind, before)
    if causes:
        raise invalid(kind, metadata.get("name", ""), causes, resource.group)


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
    pattern, most, why = (_LABEL, 63, _NO_LABEL) if kind == "Namespace" else (_SUBDOMAIN, 253, _NO_SUBDOMAIN)
    if not name:
        causes.append(required("metadata.name", "name or generateName is required"))
    if len(name) > most:
        causes.append(wrong("metadata.name", quoted(name), f"must be no more than {most} characters"))
    if name and not re.fullmatch(pattern, name):
        causes.append(wrong("metadata.name", quoted(name), why))
    for key, value in metadata.get("labels", {}).items():
        causes += _qualified("metadata.labels", key)
        if len(value) > 63:
            causes.append(wrong("metadata.labels", quoted(value), "must be no more than 63 bytes"))
        if not re.fullmatch(_LABEL_VALUE, value):
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


def _pod_spec(spec: Json, path: str) -> list[Cause]:
    containers = spec.get("containers", ())
    causes = [] if containers else [required(f"{path}.containers")]
    known = set[str]()
    for part in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(part, ())):
            where, name, image = f"{path}.{part}[{index}]", container.get("name", ""), container.get("image", "")
            if not name:
                causes.append(required(f"{where}.name"))
            elif not (re.fullmatch(_LABEL, name) and len(name) <= 63):
                causes.append(wrong(f"{where}.name", quoted(name), _NO_LABEL))
            if name in known:
                causes.append(duplicate(f"{where}.name", quoted(name)))
            known.add(name)
            if not image and path == "spec":
                causes.append(required(f"{where}.image"))
            elif image != image.strip():
                causes.append(wrong(f"{where}.image", quoted(image), "must not have leading or trailing whitespace"))
    return causes


def _pod_unchanged(pod: Json, before: Json) -> list[Cause]:
    """A pod keeps its spec, but for a few fields. (The real server shows the difference too.)"""
    fixed = [
        {
            name: [container | {"image": ""} for container in value] if name.endswith("ontainers") else value
            for name, value in each["spec"].items()
            if name not in _CHANGEABLE
        }
        for each in (pod, before)
    ]
    if fixed[0] == fixed[1]:
        return []
    why = (
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
    )
    return [not_allowed("spec", why)]


def _selecting(spec: Json, kind: str, before: Json | None) -> list[Cause]:
    """A workload's selector, which its own pods have to meet and which stays, and its template."""
    selector, template = spec.get("selector"), spec["template"]
    labels = template.get("metadata", {}).get("labels")
    causes = [required("spec.selector")] if not selector and kind != "DaemonSet" else []
    wanted = (selector or {}).get("matchLabels", {})
    if not wanted or any((labels or {}).get(name) != value for name, value in wanted.items()):
        shown = json.dumps(labels, separators=(",", ":"), sort_keys=True)
        causes.append(wrong("spec.template.metadata.labels", shown, "`selector` does not match template `labels`"))
    if before and selector != before["spec"].get("selector"):
        shown = json.dumps(selector, separators=(",", ":"), sort_keys=True)
        causes.append(wrong("spec.selector", shown, "field is immutable"))
    return causes + _pod_spec(template["spec"], "spec.template.spec")


def _job_template(template: Json, path: str) -> list[Cause]:
    causes = _pod_spec(template["spec"], f"{path}.spec")
    if template["spec"]["restartPolicy"] not in ("OnFailure", "Never"):
        causes.append(required(f"{path}.spec.restartPolicy", 'valid values: "OnFailure", "Never"'))
    return causes


def _event(event: Json) -> list[Cause]:
    place = event.get("involvedObject", {}).get("namespace", "")
    if place == event["metadata"].get("namespace", ""):
        return []
    return [wrong("involvedObject.namespace", quoted(place), "does not match event.namespace")]


def _docker_config(data: bytes) -> str:
    """What the API server says against a docker config: it asks for a JSON object and looks no further."""
    try:
        config = parse(data)
    except ValueError as error:
        return str(error)
    if config is None or isinstance(config, dict):
        return ""
    return f"json: cannot unmarshal {json_type(config)} into Go value of type map[string]interface {{}}"
