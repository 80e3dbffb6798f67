"""Refusals, in the words of kube-apiserver 1.37."""

import json
from typing import Any, NamedTuple

from .resources import Resource

Json = dict[str, Any]


class Cause(NamedTuple):
    """One thing that is wrong with an object: where, which kind of wrong, and the sentence."""

    field: str
    reason: str
    message: str


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is answered by a Status object instead of what was asked for."""

    def __init__(
        self, code: int, reason: str, message: str, details: Json | None = None, *, token: str = "", retry: int = 0
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retry = retry
        """Seconds for the Retry-After header; 0 for none."""
        self.body: Json = {"kind": "Status", "apiVersion": "v1", "metadata": {"continue": token} if token else {}}
        self.body |= {"status": "Failure", "message": message}
        if reason:
            self.body["reason"] = reason
        if details is not None:
            self.body["details"] = details
        self.body["code"] = code


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def required(field: str, why: str = "") -> Cause:
    return Cause(field, "FieldValueRequired", "Required value" + (f": {why}" if why else ""))


def wrong(field: str, value: str, why: str) -> Cause:
    return Cause(field, "FieldValueInvalid", f"Invalid value: {value}: {why}")


def duplicate(field: str, value: str) -> Cause:
    return Cause(field, "FieldValueDuplicate", f"Duplicate value: {value}")


def not_allowed(field: str, why: str) -> Cause:
    return Cause(field, "FieldValueForbidden", f"Forbidden: {why}")


def too_long(field: str, limit: int) -> Cause:
    return Cause(field, "FieldValueTooLong", f"Too long: may not be more than {limit} bytes")


def unsupported(field: str, value: str, supported: str) -> Cause:
    return Cause(field, "FieldValueNotSupported", f"Unsupported value: {value}: supported values: {supported}")


def invalid(kind: str, name: str, causes: list[Cause], group: str = "") -> Refused:
    told = [f"{cause.field}: {cause.message}" for cause in causes]
    sentence = told[0] if len(told) == 1 else f"[{', '.join(told)}]"
    shown = [{"reason": c.reason, "message": c.message, "field": c.field} for c in causes]
    qualified = f"{kind}.{group}" if group else kind
    return Refused(
        422, "Invalid", f'{qualified} "{name}" is invalid: {sentence}', details(kind, name, group) | {"causes": shown}
    )


def details(kind: str, name: str, group: str) -> Json:
    """What a refusal is about, as its `details` say it."""
    told = {"name": name, "group": group, "kind": kind}
    return {key: value for key, value in told.items() if value}


def bad_request(message: str) -> Refused:
    return Refused(400, "BadRequest", message)


def not_found(resource: Resource, name: str) -> Refused:
    message = f'{resource.qualified} "{name}" not found'
    return Refused(404, "NotFound", message, details(resource.name, name, resource.group))


def no_such_resource() -> Refused:
    return Refused(404, "NotFound", "the server could not find the requested resource", {})


def no_such_method() -> Refused:
    message = "the server does not allow this method on the requested resource"
    return Refused(405, "MethodNotAllowed", message, {})


def exists(resource: Resource, name: str, *, terminating: bool) -> Refused:
    before = "object is being deleted: " if terminating else ""
    message = f'{before}{resource.qualified} "{name}" already exists'
    return Refused(409, "AlreadyExists", message, details(resource.name, name, resource.group))


def conflict(
    resource: Resource,
    name: str,
    why: str = "the object has been modified; please apply your changes to the latest version and try again",
) -> Refused:
    message = f'Operation cannot be fulfilled on {resource.qualified} "{name}": {why}'
    return Refused(409, "Conflict", message, details(resource.name, name, resource.group))


def unmet(resource: Resource, name: str, why: str) -> Refused:
    """A precondition of a deletion that does not hold: told of the kind, not of the resource."""
    kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
    message = f'Operation cannot be fulfilled on {kind} "{name}": {why}'
    return Refused(409, "Conflict", message, details(resource.kind, name, resource.group))


def not_admitted(resource: Resource, name: str, why: str, *causes: Json) -> Refused:
    """What an admission plugin says no to."""
    told = details(resource.name, name, resource.group) | ({"causes": list(causes)} if causes else {})
    return Refused(403, "Forbidden", f'{resource.qualified} "{name}" is forbidden: {why}', told)


def expired(message: str, token: str = "") -> Refused:
    return Refused(410, "Expired", message, token=token)


def version_too_large(asked: int, current: int) -> Refused:
    causes = [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]
    message = f"Timeout: Too large resource version: {asked}, current: {current}"
    return Refused(504, "Timeout", message, {"causes": causes, "retryAfterSeconds": 1}, retry=1)


def bad_version(text: str) -> Refused:
    """What a resourceVersion that is no number gives in an object (a 500, as it is)."""
    return Refused(500, "", f"strconv.ParseUint: parsing {quoted(text)}: invalid syntax")
