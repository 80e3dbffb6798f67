"""Secrets as an API server would give them, for the tests of the model."""

from __future__ import annotations

import base64
import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from pullsecrets.model.dockerconfig import Kind

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def b64(data: bytes | str) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def entry(username: str, password: str) -> dict[str, str]:
    return {"auth": b64(f"{username}:{password}")}


def config(**entries: dict[str, Any]) -> str:
    """A docker config of ``quay_io=entry(…)``; the underscore stands for the dot."""
    return json.dumps({"auths": {key.replace("_", "."): value for key, value in entries.items()}})


def secret(
    data: bytes | str = "",
    *,
    kind: Kind = Kind.JSON,
    annotations: dict[str, str] | None = None,
    other_data: dict[str, str] | None = None,
    **metadata: Any,
) -> dict[str, Any]:
    """A raw secret with ``data`` as its docker config. Further arguments are fields of its metadata."""
    return {
        "metadata": {
            "uid": "u-1",
            "namespace": "web",
            "name": "pull",
            "resourceVersion": "100",
            **({} if annotations is None else {"annotations": annotations}),
            **metadata,
        },
        "type": kind.value,
        "data": {kind.data_key: b64(data), **(other_data or {})},
    }


def applied(obj: dict[str, Any], *, section: str, text: str | None = None) -> dict[str, Any]:
    """The secret as ``kubectl apply`` leaves it, made from a manifest with the docker config in ``section``.

    ``text`` is the docker config of that manifest where it differs from the live one.
    """
    obj = copy.deepcopy(obj)
    data_key = Kind(obj["type"]).data_key
    live = base64.b64decode(obj["data"][data_key]) if text is None else text.encode()
    manifest = {
        "apiVersion": "v1",
        section: {data_key: b64(live) if section == "data" else live.decode()},
        "kind": "Secret",
        "metadata": {"annotations": obj["metadata"].get("annotations", {}), "name": obj["metadata"]["name"]},
        "type": obj["type"],
    }
    obj["metadata"].setdefault("annotations", {})[LAST_APPLIED] = kubectl_json(manifest)
    return obj


def kubectl_json(value: object) -> str:
    """As Go's encoding/json writes it, with a line end as kubectl adds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text + "\n"


def merged(obj: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """What the API server stores after a merge patch: RFC 7386, a precondition, a new resourceVersion."""
    assert patch["metadata"]["resourceVersion"] == obj["metadata"]["resourceVersion"], "409"
    after: dict[str, Any] = _merge(obj, patch)
    after["metadata"]["resourceVersion"] = str(int(obj["metadata"]["resourceVersion"]) + 1)
    return after


def _merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merge(result.get(key), value)
    return result


def layers(data: bytes) -> Iterator[bytes]:
    """``data`` and all that is encoded in it as JSON or base64, found by brute force."""
    yield data
    text = data.decode("utf-8", "replace")
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"', text):
        try:
            inner = json.loads(match[0], strict=False)
        except ValueError:
            continue
        if inner != text:
            yield from layers(inner.encode("utf-8", "replace"))
    for match in re.finditer(r"[A-Za-z0-9+/_-]{4,}", text):
        run = match[0].replace("-", "+").replace("_", "/")
        yield from layers(base64.b64decode(run[: len(run) // 4 * 4]))
        if len(run) % 4 > 1:
            yield base64.b64decode(run + "=" * (-len(run) % 4))
