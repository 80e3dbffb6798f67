"""Image pull secrets as they are listed and as they are edited: one raw API object, read once.

Nothing here raises on odd objects: whoever can write a secret can write an odd one, and it must show in the table.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from sys import intern
from typing import Any

from pullsecrets.model import matching
from pullsecrets.model.dockerconfig import Broken, DockerConfig, Kind, Why, read
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.matching import Never
from pullsecrets.model.ownership import Owner, owner_of
from pullsecrets.model.pulls import Pull
from pullsecrets.model.untrusted import as_mapping, as_mappings, as_text, as_time

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

DESCRIPTION_KEYS = (
    "kubernetes.io/description",
    "field.cattle.io/description",
    "kubesphere.io/description",
    "openshift.io/description",
)
"""The annotations that may hold a description. The first one that is there counts, be it empty."""

_KINDS = {kind.value: kind for kind in Kind}


class UseState(StrEnum):
    IN_USE = "in-use"
    NOT_IN_USE = "not-in-use"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Use:
    """How many use a secret: workloads, pods without one, service accounts (SPEC section 7).

    ``complete`` is false where not everything could be seen, so that there may be more.
    """

    users: int
    complete: bool

    @property
    def state(self) -> UseState:
        if self.users:
            return UseState.IN_USE
        return UseState.NOT_IN_USE if self.complete else UseState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Row:
    """What the table shows of one secret. It holds no password.

    ``registries``, ``usernames`` and ``never`` run in parallel, one element for each entry. Usernames are text for
    people: bytes that are not UTF-8 are replaced. ``last_updated`` is the newest time in ``managedFields``, None
    where there is none (SPEC section 2). ``search`` is what the filter looks through, casefolded. ``use`` is None
    until it was looked at. A ``missing`` secret is named to pull with but not there, or there with an ``other_type``;
    ``asked_by`` then holds the names of those that name it. ``pull`` is how pulls with it go, where there is something
    to tell.
    """

    uid: str
    namespace: str
    name: str
    resource_version: str
    kind: Kind
    registries: tuple[str, ...]
    usernames: tuple[str, ...]
    description: str
    created: datetime | None
    last_updated: datetime | None
    broken: Broken | None
    owner: Owner | None
    immutable: bool
    terminating: bool
    never: tuple[Never | None, ...]
    search: str
    use: Use | None = None
    missing: bool = False
    other_type: str = ""
    asked_by: tuple[str, ...] = ()
    pull: Pull | None = None

    @property
    def matches_nothing(self) -> bool:
        """True when there are entries and none of them can ever serve an image."""
        return bool(self.never) and None not in self.never


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote last, by the name that its client gave itself (``managedFields[].manager``)."""

    manager: str
    time: datetime


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PullSecret:
    """One state of one secret, as the server gave it. The repr names it and shows nothing of its content."""

    object: Mapping[str, Any]
    row: Row
    data: bytes
    config: DockerConfig | Broken

    @classmethod
    def of(cls, obj: Mapping[str, Any]) -> PullSecret:
        """Reads a raw API object. Failure(NOT_PULL_SECRET) when its type is another one."""
        kind = _kind(obj)
        if kind is None:
            metadata = as_mapping(as_mapping(obj).get("metadata"))
            raise Failure(
                Code.NOT_PULL_SECRET,
                type=as_text(as_mapping(obj).get("type")),
                namespace=as_text(metadata.get("namespace")),
                name=as_text(metadata.get("name")),
            )
        data, config = _config(obj, kind)
        return cls(obj, _row(obj, kind, config), data, config)

    def __repr__(self) -> str:
        return f"PullSecret({self.namespace}/{self.name} at {self.resource_version})"

    @property
    def namespace(self) -> str:
        return self.row.namespace

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def uid(self) -> str:
        return self.row.uid

    @property
    def resource_version(self) -> str:
        return self.row.resource_version

    @property
    def kind(self) -> Kind:
        return self.row.kind

    @property
    def description(self) -> str:
        return self.row.description

    @property
    def immutable(self) -> bool:
        return self.row.immutable

    @property
    def terminating(self) -> bool:
        return self.row.terminating

    @property
    def owner(self) -> Owner | None:
        return self.row.owner

    @property
    def annotations(self) -> dict[str, str]:
        """All annotations that are text (the API server stores no others)."""
        return {
            key: value
            for key, value in as_mapping(as_mapping(self.object.get("metadata")).get("annotations")).items()
            if isinstance(value, str)
        }

    @property
    def description_key(self) -> str:
        """The annotation that the description is read from and written back to."""
        annotations = self.annotations
        return next((key for key in DESCRIPTION_KEYS if key in annotations), DESCRIPTION_KEYS[0])

    @property
    def last_writer(self) -> Writer | None:
        """Who wrote at ``last_updated``, None where ``managedFields`` were cleared."""
        newest: Writer | None = None
        for item in as_mappings(as_mapping(self.object.get("metadata")).get("managedFields")):
            time = as_time(item.get("time"))
            if time is not None and (newest is None or time >= newest.time):
                newest = Writer(as_text(item.get("manager")), time)
        return newest

    @property
    def applied(self) -> bool:
        """True when applying an old manifest again would bring the old credential back.

        So it is after a client-side ``kubectl apply``, which leaves its annotation, and after a server-side one whose
        manager owns the docker config. One applied as ``stringData`` owns that field for ever (seen on 1.37.2).
        """
        if LAST_APPLIED in self.annotations:
            return True
        for item in as_mappings(as_mapping(self.object.get("metadata")).get("managedFields")):
            fields = as_mapping(item.get("fieldsV1"))
            if item.get("operation") == "Apply" and any(
                f"f:{self.kind.data_key}" in as_mapping(fields.get(section)) for section in ("f:data", "f:stringData")
            ):
                return True
        return False


def row_of(obj: Mapping[str, Any]) -> Row | None:
    """The row of one raw object of a list or watch; None when it is not a pull secret. Never raises on odd objects."""
    kind = _kind(obj)
    return None if kind is None else _row(obj, kind, _config(obj, kind)[1])


def missing_row(namespace: str, name: str, other_type: str = "") -> Row:
    """A row for a secret that is named to pull with but is not there as a pull secret."""
    return Row(
        uid=f"missing/{namespace}/{name}",
        namespace=namespace,
        name=name,
        resource_version="",
        kind=Kind.JSON,
        registries=(),
        usernames=(),
        description="",
        created=None,
        last_updated=None,
        broken=None,
        owner=None,
        immutable=False,
        terminating=False,
        never=(),
        search=f"{name}\n{namespace}".casefold(),
        missing=True,
        other_type=other_type,
    )


def _kind(obj: Mapping[str, Any]) -> Kind | None:
    # Items of a list carry no "kind": the type alone tells.
    return _KINDS.get(as_text(as_mapping(obj).get("type")))


def _config(obj: Mapping[str, Any], kind: Kind) -> tuple[bytes, DockerConfig | Broken]:
    encoded = as_text(as_mapping(obj.get("data")).get(kind.data_key))
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError:  # no API server answers so, a server in front of it might
        return b"", Broken(Why.NOT_BASE64)
    return data, read(data, kind)


def _row(obj: Mapping[str, Any], kind: Kind, config: DockerConfig | Broken) -> Row:
    metadata = as_mapping(obj.get("metadata"))
    annotations = as_mapping(metadata.get("annotations"))
    namespace = intern(as_text(metadata.get("namespace")))
    name = as_text(metadata.get("name"))
    description = next((text for key in DESCRIPTION_KEYS if isinstance(text := annotations.get(key), str)), "")
    entries = () if isinstance(config, Broken) else config.entries
    registries = tuple([intern(matching.shown(entry.key)) for entry in entries])
    usernames = tuple([entry.credential.username.decode("utf-8", "replace") for entry in entries])
    times = [as_time(item.get("time")) for item in as_mappings(metadata.get("managedFields"))]
    return Row(
        uid=as_text(metadata.get("uid")),
        namespace=namespace,
        name=name,
        resource_version=as_text(metadata.get("resourceVersion")),
        kind=kind,
        registries=registries,
        usernames=usernames,
        description=description,
        created=as_time(metadata.get("creationTimestamp")),
        last_updated=max((time for time in times if time is not None), default=None),
        broken=config if isinstance(config, Broken) else None,
        owner=owner_of(metadata),
        immutable=obj.get("immutable") is True,
        terminating=bool(metadata.get("deletionTimestamp")),
        never=tuple([matching.never(entry.key) for entry in entries]),
        # Line ends keep a search from matching across two fields.
        search="\n".join((name, namespace, *registries, *usernames, description, *_broken_key(config))).casefold(),
    )


def _broken_key(config: DockerConfig | Broken) -> tuple[str, ...]:
    """The key of the entry that breaks a secret, where that is known."""
    return (matching.shown(config.key),) if isinstance(config, Broken) and config.key else ()
