"""How objects are given out: whole, or their metadata alone."""

from dataclasses import dataclass

import orjson

from .resources import Resource
from .status import Json, Refused
from .store import State

_PLAIN = ("*/*", "application/*", "application/json")
_PARTIAL, _PARTIAL_LIST = "PartialObjectMetadata", "PartialObjectMetadataList"


@dataclass(frozen=True)
class Shape:
    resource: Resource
    partial: bool
    """The metadata alone."""

    @classmethod
    def of(cls, accept: str, resource: Resource, verb: str) -> "Shape":
        """What a request accepts: only JSON is spoken, no YAML, no protobuf, no tables. Raises the 406."""
        for wish in filter(None, (part.strip() for part in accept.split(","))):
            media, *parameters = (part.strip() for part in wish.split(";"))
            told = dict(parameter.partition("=")[::2] for parameter in parameters)
            form, version = told.get("as", ""), (told.get("g"), told.get("v"))
            if media not in _PLAIN:
                continue
            if not form:
                return cls(resource, partial=False)
            if form in (_PARTIAL, _PARTIAL_LIST) and version == ("meta.k8s.io", "v1"):
                if (form == _PARTIAL_LIST) != (verb == "list"):
                    wanted = "a list" if verb == "list" else "not a list"
                    why = f"you requested {form}, but the requested object is {wanted}"
                    raise Refused(406, "NotAcceptable", f"{why} (*{resource.qualified})")
                return cls(resource, partial=True)
        if not accept.strip():
            return cls(resource, partial=False)
        raise Refused(406, "NotAcceptable", "only the following media types are accepted: application/json")

    def one(self, state: State) -> bytes:
        if self.partial:
            return self._headed(orjson.dumps({"metadata": state.object["metadata"]}))
        return self._headed(state.encoded)

    def item(self, state: State) -> bytes:
        """The same within a list, where whole objects have neither `kind` nor `apiVersion`."""
        return self.one(state) if self.partial else state.encoded

    def bookmark(self, metadata: Json) -> bytes:
        return self._headed(orjson.dumps({"metadata": metadata}))

    def many(self, metadata: Json, items: list[State]) -> bytes:
        head = orjson.dumps({"kind": self._kind + "List", "apiVersion": self._version, "metadata": metadata})
        return head[:-1] + b',"items":[' + b",".join(map(self.item, items)) + b"]}"

    def _headed(self, encoded: bytes) -> bytes:
        return b'{"kind":"%s","apiVersion":"%s",' % (self._kind.encode(), self._version.encode()) + encoded[1:]

    @property
    def _kind(self) -> str:
        return _PARTIAL if self.partial else self.resource.kind

    @property
    def _version(self) -> str:
        return "meta.k8s.io/v1" if self.partial else self.resource.version
