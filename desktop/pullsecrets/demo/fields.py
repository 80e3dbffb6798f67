"""metadata.managedFields: who set which field last, and when (to the second, as the API server keeps it)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .status import Json

Path = tuple[str, ...]

_MOST_MANAGERS = 10
"""More managers than these are folded into "ancient-changes"."""


def updated(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], manager: str, now: str, version: str = "v1"
) -> list[Json]:
    """The managedFields of `after`, which `manager` made out of `before` (None: created) at `now`.

    `version` is the `apiVersion`. Statuses are not kept account of, and a workload's spec less finely than by the
    real server.

    An object whose managedFields were cleared once never gets them back.
    """
    old_fields, new_fields = _fields(before or {}), _fields(after)
    touched = {path for path, value in new_fields.items() if path not in old_fields or old_fields[path] != value}
    removed = old_fields.keys() - new_fields.keys()
    entries: list[Json] = after["metadata"].get("managedFields") or (before or {"metadata": {}})["metadata"].get(
        "managedFields", []
    )
    if entries == [{}] or (before and not entries):
        return []

    kept, own = [], set[Path]()
    for entry in entries:
        fields = _unfold(entry["fieldsV1"]) - removed
        if (entry["manager"], entry["operation"]) != (manager, "Update"):
            fields -= touched
        elif touched:
            own = fields
            continue
        if fields:
            kept.append(entry | {"fieldsV1": _fold(fields)})
    if touched:
        kept.append(_entry(manager, now, own | touched, version))
    kept.sort(key=lambda entry: (entry["operation"], entry["time"], entry["manager"]))
    return _capped(kept)


def _entry(manager: str, time: str, fields: set[Path], version: str = "v1") -> Json:
    return {
        "manager": manager,
        "operation": "Update",
        "apiVersion": version,
        "time": time,
        "fieldsType": "FieldsV1",
        "fieldsV1": _fold(fields),
    }


def _capped(entries: list[Json]) -> list[Json]:
    applied = [entry for entry in entries if entry["operation"] == "Apply"]
    updates = [entry for entry in entries if entry["operation"] != "Apply"]
    surplus = len(updates) - _MOST_MANAGERS
    if surplus <= 0:
        return entries
    oldest, rest = updates[: surplus + 1], updates[surplus + 1 :]
    fields = set[Path]().union(*(_unfold(entry["fieldsV1"]) for entry in oldest))
    return [*applied, _entry("ancient-changes", oldest[-1]["time"], fields), *rest]


def _fields(thing: Mapping[str, Any]) -> dict[Path, object]:
    """Each field that can be owned, with its value; a map's own path stands for the map being there."""
    found: dict[Path, object] = {}
    metadata = thing.get("metadata", {})
    for name in ("annotations", "labels"):
        _add_map(found, ("f:metadata", f"f:{name}"), metadata.get(name, {}))
    for name, keys in (
        ("finalizers", [(f'v:"{value}"', value) for value in metadata.get("finalizers", ())]),
        (
            "ownerReferences",
            [(f'k:{{"uid":"{value.get("uid", "")}"}}', value) for value in metadata.get("ownerReferences", ())],
        ),
    ):
        for key, value in keys:
            found["f:metadata", f"f:{name}"] = None
            found["f:metadata", f"f:{name}", key] = value
    if "generateName" in metadata:
        found["f:metadata", "f:generateName"] = metadata["generateName"]
    _add_map(found, ("f:data",), thing.get("data", {}))
    for name in ("immutable", "type"):
        if name in thing:
            found[(f"f:{name}",)] = thing[name]
    _add_list(found, ("f:secrets",), thing.get("secrets", []))
    if thing.get("imagePullSecrets"):
        found["f:imagePullSecrets",] = thing["imagePullSecrets"]
    for name, value in thing.get("spec", {}).items():
        _add_any(found, ("f:spec", f"f:{name}"), value)
    return found


def _add_map(found: dict[Path, object], path: Path, values: Mapping[str, object]) -> None:
    if values:
        found[path] = None
    for key, value in values.items():
        found[*path, f"f:{key}"] = value


def _add_any(found: dict[Path, object], path: Path, value: Any) -> None:
    """A part of a spec: into objects and into lists whose items have names, as far as they go."""
    if path[-1] == "f:labels":
        _add_map(found, path, value)
    elif isinstance(value, dict) and value and path[-1] != "f:selector":
        for name, below in value.items():
            _add_any(found, (*path, f"f:{name}"), below)
    elif isinstance(value, list) and value and all(isinstance(item, dict) and "name" in item for item in value):
        _add_list(found, path, value)
    else:
        found[path] = value


def _add_list(found: dict[Path, object], path: Path, items: list[Json]) -> None:
    """A list whose items are told apart by their names."""
    if items:
        found[path] = None
    for item in items:
        own = (*path, f'k:{{"name":{json.dumps(item.get("name", ""))}}}')
        found[own] = None
        if len(item) > 1:
            for name, value in item.items():
                _add_any(found, (*own, f"f:{name}"), value)


def _fold(fields: Iterable[Path]) -> Json:
    """Paths as the nested object of FieldsV1, where "." says that a field with owned children is owned itself."""
    paths, tree = sorted(fields), dict[str, Any]()
    for path in paths:
        node = tree
        for step in path:
            node = node.setdefault(step, {})
    for path in paths:
        node = tree
        for step in path:
            node = node[step]
        if node:
            node["."] = {}
    return tree


def _unfold(tree: Mapping[str, Any], above: Path = ()) -> set[Path]:
    found = set[Path]()
    for step, below in tree.items():
        if step == ".":
            found.add(above)
        elif below:
            found |= _unfold(below, (*above, step))
        else:
            found.add((*above, step))
    return found
