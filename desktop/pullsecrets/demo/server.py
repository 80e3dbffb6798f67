"""One cluster's API server: HTTP in, HTTP out."""

import gzip
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import orjson
from aiohttp import web

from .access import Access, Act, User
from .api import Api, Options
from .objects import parse
from .query import Selector, demand_version, flag, page, selector
from .resources import RESOURCES, Resource
from .shape import Shape
from .status import Json, Refused, bad_request, invalid, no_such_method, no_such_resource, wrong
from .store import State
from .watch import Watch

VERSION = {"major": "1", "minor": "37", "gitVersion": "v1.37.2", "platform": "demo"}
MOST_BODY = 3 * 1024 * 1024
"""Bytes of a request's body."""
_GZIP_FROM = 128 * 1024
"""Bytes from which an answer is compressed, for who accepts it."""
_NAMED_VERBS = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_STATUS_VERBS = ("get", "patch", "update")
_REVIEWS = {
    "authorization.k8s.io": ("SelfSubjectAccessReview", "SelfSubjectRulesReview"),
    "authentication.k8s.io": ("SelfSubjectReview",),
}


@dataclass(frozen=True)
class Asked:
    """What a request is about, read from its method, path and query."""

    act: Act
    resource_path: bool
    version: str = ""

    @classmethod
    def of(cls, request: web.Request) -> "Asked":
        parts = [part for part in request.path.split("/") if part]
        group, version = "", "v1"
        if parts[:2] == ["api", "v1"]:
            rest = parts[2:]
        elif parts[:1] == ["apis"] and len(parts) > 3:
            group, version, rest = parts[1], parts[2], parts[3:]
        else:
            rest = []
        if not rest or request.path.startswith("//"):
            return cls(Act(request.method.lower(), path=request.path), resource_path=False)
        namespace = ""
        if rest[0] == "namespaces" and len(rest) > 1:
            namespace = rest[1]
            rest = rest[2:] if len(rest) > 2 else rest
        resource, name, *sub = [*rest[:2], ""] if len(rest) < 2 else rest
        verb = _NAMED_VERBS.get(request.method, "create") if name else _verb_of_many(request)
        if not name and verb in ("list", "watch"):
            with suppress(Refused, KeyError):  # said later, to who may ask
                name = selector(RESOURCES[resource], namespace, request.query).name
        act = Act(verb, resource, namespace, name, group, subresource="/".join(filter(None, sub)))
        return cls(act, resource_path=True, version=version)


def _verb_of_many(request: web.Request) -> str:
    if request.method == "GET":
        return "watch" if flag(request.query, "watch") else "list"
    return {"POST": "create", "DELETE": "deletecollection"}.get(request.method, request.method.lower())


class Server:
    """The API of one cluster."""

    def __init__(self, api: Api, access: Access, bookmarks: float) -> None:
        self._store = api.store
        self._api = api
        self._access = access
        self._bookmarks = bookmarks

    def app(self) -> web.Application:
        app = web.Application(client_max_size=MOST_BODY)
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            user = self._access.user(request.headers)
            asked = Asked.of(request)
            self._access.demand(user, asked.act)
            if not asked.resource_path:
                return self._fixed(request)
            if asked.act.group in _REVIEWS:
                return await self._review(request, asked.act, user)
            return await self._carry_out(request, asked)
        except Refused as refused:
            headers = {"Retry-After": str(refused.retry)} if refused.retry else {}
            return _json(request, refused.body, refused.code, headers)
        except web.HTTPRequestEntityTooLarge:
            message = f"Request entity too large: limit is {MOST_BODY}"
            return _json(request, Refused(413, "RequestEntityTooLarge", message).body, 413)

    # -- what does not change ---------------------------------------------------------------------------------

    def _fixed(self, request: web.Request) -> web.Response:
        path = request.path.rstrip("/")
        if path.startswith("/api/") and path != "/api/v1":
            raise no_such_resource()
        if path in ("/readyz", "/livez", "/healthz"):
            return web.Response(text="ok")
        found = _discovery().get(path)
        if found is None or request.path.startswith("//"):
            return _no_page()
        if request.method != "GET":
            raise no_such_method()
        return _json(request, found)

    async def _review(self, request: web.Request, act: Act, user: User) -> web.Response:
        kind = next((kind for kind in _REVIEWS.get(act.group, ()) if kind.lower() + "s" == act.resource), None)
        if kind is None or f"/apis/{act.group}/v1/" not in request.path:
            return _no_page()
        if request.method != "POST" or act.name:
            raise no_such_method()
        try:
            review = parse(await _json_body(request))
        except ValueError as fault:
            raise bad_request(f"couldn't get version/kind; json parse error: {fault}") from None
        spec = (review.get("spec") if isinstance(review, dict) else None) or {}
        status: Json
        if kind == "SelfSubjectReview":
            status, spec = {"userInfo": user.info()}, {}
        elif kind == "SelfSubjectRulesReview":
            if not spec.get("namespace"):
                raise bad_request("no namespace on request")
            status, spec = self._access.told(user, spec["namespace"]), {}
        else:
            status = {"allowed": self._access.allows(user, _reviewed(spec))}
        shown = {"kind": kind, "apiVersion": f"{act.group}/v1", "metadata": {}, "spec": spec, "status": status}
        return _json(request, shown, 201)

    # -- what is kept ------------------------------------------------------------------------------------------

    async def _carry_out(self, request: web.Request, asked: Asked) -> web.StreamResponse:
        act = asked.act
        resource = _served(asked)
        if resource is None:
            return _no_page()
        namespace = act.namespace if resource.namespaced else ""
        shape = Shape.of(request.headers.get("Accept", ""), resource, act.verb)
        if act.verb in ("list", "watch"):
            wanted = selector(resource, namespace, request.query)
            if act.verb == "watch":
                return await self._watch(request, shape, wanted)
            return self._list(request, shape, wanted)
        if act.verb == "get":
            demand_version(self._store, request.query)
            return _bytes(request, shape.one(self._api.get(resource, namespace, act.name)))
        return await self._write(request, act, shape, namespace)

    async def _write(self, request: web.Request, act: Act, shape: Shape, namespace: str) -> web.Response:
        resource, name = shape.resource, act.name
        media_type = request.content_type if "Content-Type" in request.headers else ""
        body = await request.read() if act.verb == "patch" else await _json_body(request)
        options = Options.of(act.verb, request.query, request.headers.get("User-Agent", ""))
        if act.verb == "delete":
            gone = self._api.delete(resource, namespace, name, body, request.query)
            return _bytes(request, shape.one(gone)) if isinstance(gone, State) else _json(request, gone)
        if act.verb == "create":
            written = self._api.create(resource, namespace, body, options)
        elif act.verb == "update":
            written = self._api.replace(resource, namespace, name, body, options, act.subresource)
        else:
            written = self._api.patch(resource, namespace, name, media_type, body, options, act.subresource)
        response = _bytes(request, shape.one(written.state), 201 if act.verb == "create" else 200)
        for warning in written.warnings:
            response.headers.add("Warning", f"299 - {orjson.dumps(warning).decode()}")
        return response

    def _list(self, request: web.Request, shape: Shape, wanted: Selector) -> web.Response:
        found = page(self._store, shape.resource, wanted, request.query)
        metadata: Json = {"resourceVersion": str(found.version)}
        if found.token:
            metadata["continue"] = found.token
        if found.remaining:
            metadata["remainingItemCount"] = found.remaining
        return _bytes(request, shape.many(metadata, found.states))

    async def _watch(self, request: web.Request, shape: Shape, wanted: Selector) -> web.StreamResponse:
        watch = Watch(self._store, shape, wanted, request.query, self._bookmarks)
        headers = {"Content-Type": "application/json", "Cache-Control": "no-cache, private"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with suppress(ConnectionError):  # who watched has gone
            await watch.send(response.write)
            await response.write_eof()
        return response


def _served(asked: Asked) -> Resource | None:
    """The resource that is asked for; None where not even its group is known. Raises the 404 for what is not there,
    the 405 for what cannot be done with it."""
    act = asked.act
    if all(act.group != resource.group for resource in RESOURCES.values()):
        return None
    named = bool(act.name) and act.verb not in ("list", "watch")
    resource = RESOURCES.get(act.resource)
    if resource is None or resource.group != act.group or asked.version != "v1":
        raise no_such_resource()
    nowhere = resource.namespaced and not act.namespace
    if (named and nowhere) or act.subresource not in ("", "status") or (act.subresource and not resource.has_status):
        raise no_such_resource()
    wants_name = act.verb in _NAMED_VERBS.values()
    verbs = _STATUS_VERBS if act.subresource else resource.verbs
    if act.verb not in verbs or wants_name != named or (act.verb == "create" and nowhere):
        raise no_such_method()
    return resource


def _json(request: web.Request, body: Json, code: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return _bytes(request, orjson.dumps(body), code, headers)


def _bytes(
    request: web.Request, body: bytes, code: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    told = {"Content-Type": "application/json", "Cache-Control": "no-cache, private"} | dict(headers or {})
    if len(body) > _GZIP_FROM and "gzip" in request.headers.get("Accept-Encoding", ""):
        body, told["Content-Encoding"] = gzip.compress(body, 1), "gzip"
    return web.Response(body=body, status=code, headers=told)


def _no_page() -> web.Response:
    return web.Response(text="404 page not found\n", status=404)


async def _json_body(request: web.Request) -> bytes:
    if request.headers.get("Content-Type") and request.content_type != "application/json":
        message = "the body of the request was in an unknown format - accepted media types include: application/json"
        raise Refused(415, "UnsupportedMediaType", message)
    return await request.read()


def _reviewed(spec: Json) -> Act:
    """What a SelfSubjectAccessReview asks about. Raises the 422."""
    resource, other = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if resource is not None and other is None:
        told = {name: resource.get(name, "") for name in ("verb", "resource", "namespace", "name", "group")}
        return Act(**told, subresource=resource.get("subresource", ""))
    if other is not None and resource is None:
        return Act(other.get("verb", ""), path=other.get("path", ""))
    why = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
    raise invalid("", "", [wrong("spec", "null", why)], "authorization.k8s.io")


def _discovery() -> dict[str, Json]:
    """What each path of the API says about itself."""
    listed: dict[str, list[Json]] = {}
    for resource in RESOURCES.values():
        shown = _resource(resource.kind, resource.namespaced, resource.verbs)
        short: Json = {"shortNames": list(resource.short_names)} if resource.short_names else {}
        listed.setdefault(resource.group, []).append(shown | short)
        if resource.has_status:
            status = _resource(resource.kind, resource.namespaced, _STATUS_VERBS)
            listed[resource.group].append(status | {"name": resource.name + "/status", "singularName": ""})
    for group, kinds in _REVIEWS.items():
        listed[group] = [_resource(kind, False, ("create",)) for kind in kinds]

    found: dict[str, Json] = {"/version": VERSION, "/api": {"kind": "APIVersions", "versions": ["v1"]}}
    found["/api/v1"] = _resources("v1", listed.pop(""))
    groups: list[Json] = []
    for group, resources in listed.items():
        version = {"groupVersion": f"{group}/v1", "version": "v1"}
        groups.append({"name": group, "versions": [version], "preferredVersion": version})
        found[f"/apis/{group}"] = {"kind": "APIGroup", "apiVersion": "v1"} | groups[-1]
        found[f"/apis/{group}/v1"] = _resources(f"{group}/v1", resources)
    found["/apis"] = {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    found[""] = {"paths": sorted(found)}
    return found


def _resources(version: str, resources: list[Json]) -> Json:
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources}


def _resource(kind: str, namespaced: bool, verbs: tuple[str, ...]) -> Json:
    shown: Json = {"name": kind.lower() + "s", "singularName": kind.lower(), "namespaced": namespaced, "kind": kind}
    return shown | {"verbs": list(verbs)}
