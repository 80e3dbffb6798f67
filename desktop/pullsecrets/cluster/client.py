"""What the program asks of one cluster, in the terms of the Kubernetes API: raw JSON, never a typed model."""

from __future__ import annotations

import contextlib
import http
import re
from collections.abc import AsyncGenerator, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlsplit

from pullsecrets.cluster import answers
from pullsecrets.cluster.login import Login
from pullsecrets.cluster.transport import USUAL_LIMITS, Limits, Object, Transport
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.usage import Source

_LIST_ATTEMPTS = 3  # each may outlive its continue token, which a server keeps for five minutes
_SECRETS = "secrets"
_EVENTS = "events"
_KINDS: Mapping[str, str] = {_SECRETS: "Secret", Source.SERVICE_ACCOUNTS: "ServiceAccount", Source.PODS: "Pod"}
_GROUPS: Mapping[str, str] = {
    Source.REPLICA_SETS: "apps",
    Source.DEPLOYMENTS: "apps",
    Source.STATEFUL_SETS: "apps",
    Source.DAEMON_SETS: "apps",
    Source.JOBS: "batch",
    Source.CRON_JOBS: "batch",
}
"""The API groups of what is not in the core group. All of it is asked for as ``v1``."""
_METADATA_ONLY = frozenset({Source.REPLICA_SETS})  # they tell no more than who owns the pods; many are old and empty
_METHODS = {"create": "POST", "patch": "PATCH", "delete": "DELETE"}
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. ``resource_version`` is the whole list's; ``more`` pages follow.

    ``first`` pages begin a list: when one comes after others, those have expired and are void. ``resource_version``
    is empty where the cluster does not know the resource, so that there is nothing to watch either.
    """

    items: list[Object] = field(repr=False)
    resource_version: str
    more: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a watch: ADDED, MODIFIED, DELETED (``object`` is the last state) or BOOKMARK (its object holds
    a resourceVersion and nothing else)."""

    type: str
    object: Object = field(repr=False)

    @property
    def resource_version(self) -> str:
        """The version from which another watch goes on after this event."""
        return str(self.object["metadata"]["resourceVersion"])


@dataclass(frozen=True, slots=True)
class Rights:
    """What the user may do to the secrets of one namespace, by a SelfSubjectRulesReview.

    ``rules`` are verbs with the names they are limited to (none: all). ``incomplete``: there may be more rights.
    """

    rules: tuple[tuple[frozenset[str], frozenset[str]], ...]
    incomplete: bool

    def may(self, verb: str, name: str = "") -> bool | None:
        """Whether the verb is allowed on the secret (on any, without a name). None: not known, ask ``Client.may``."""
        allowed = any(_covers(verbs, verb) and (not names or name in names) for verbs, names in self.rules)
        return True if allowed else None if self.incomplete else False

    def names(self, verb: str) -> frozenset[str]:
        """The names of the secrets to which the verb is allowed one by one."""
        return frozenset(name for verbs, names in self.rules if _covers(verbs, verb) for name in names)


class Client:
    """One context's cluster, for one event loop. Every method raises Failure, cleared of secrets; nothing is sent
    twice but what was refused with 401, and any call can be cancelled at any moment."""

    def __init__(self, login: Login, limits: Limits = USUAL_LIMITS) -> None:
        self.login = login
        self.host = _host(login.server)
        """The server's "name:port"."""
        self._proxy = _host(login.proxy_url)
        self._context = login.context
        self._transport = Transport(login, limits)

    @property
    def server_ahead(self) -> timedelta:
        """How far the server's clock is ahead of this computer's, to the second; negative where it is behind."""
        return self._transport.server_ahead

    async def close(self) -> None:
        """Close the connections. Cancel first what is under way."""
        await self._transport.close()

    def list_secrets(
        self, kind: str, namespace: str | None, *, name: str = "", limit: int = 500
    ) -> AsyncGenerator[Page, None]:
        """The secrets of the type ``kind`` in one namespace or in all (None), in pages of ``limit``.

        A list that expires half-way (410) begins again, which ``Page.first`` tells, and in the end fails with GONE.
        """
        request = self._request("list", _SECRETS, namespace or "", name)
        return self._pages(request, self._all(_SECRETS, namespace, name), _selector(kind, name), limit)

    def list_objects(
        self, resource: str, namespace: str | None, *, name: str = "", limit: int = 100
    ) -> AsyncGenerator[Page, None]:
        """The same for a ``Source`` of uses, for secrets of any type, or for the "events" of pods. Of replica sets only
        the metadata comes.

        Decoding a page holds up every thread: some 15 ms for 100 pods of 0.8 MB. Of a resource that the cluster does
        not know, there is one page without items and without a version.
        """
        request = self._request("list", resource, namespace or "", name)
        return self._pages(request, self._all(resource, namespace, name), _selector("", name, resource), limit)

    def watch_secrets(
        self, kind: str, namespace: str | None, resource_version: str, *, name: str = ""
    ) -> AsyncGenerator[Event, None]:
        """What happens to such secrets after ``resource_version``, until the server ends the watch, as it does after
        half an hour or so.

        As soon as the server has begun, a BOOKMARK of that same version says so. Failure (GONE) when the version is
        too old: list again. Close the generator (``contextlib.aclosing``), or the connection stays.
        """
        request = self._request("watch", _SECRETS, namespace or "", name)
        return self._events(request, self._all(_SECRETS, namespace, name), _selector(kind, name), resource_version)

    def watch_objects(
        self, resource: str, namespace: str | None, resource_version: str, *, name: str = ""
    ) -> AsyncGenerator[Event, None]:
        """The same for what ``list_objects`` lists."""
        request = self._request("watch", resource, namespace or "", name)
        return self._events(
            request, self._all(resource, namespace, name), _selector("", name, resource), resource_version
        )

    async def get_secret(self, namespace: str, name: str) -> Object:
        """One secret of any type. Whoever may list secrets but not get them can read it too."""
        return await self._get(_SECRETS, namespace, name)

    async def service_account(self, namespace: str, name: str) -> Object:
        """One service account, likewise."""
        return await self._get(Source.SERVICE_ACCOUNTS, namespace, name)

    async def create_secret(self, namespace: str, body: Object, *, dry_run: bool = False) -> Object:
        """Send one new secret, whose name stands in its metadata, once, and return it as it then is.

        Unanswered where it may have been created for all that is known, any other Failure where it certainly was not:
        ALREADY_EXISTS (``terminating`` where the other one is being deleted), NOT_FOUND for the ``resource``
        "namespaces", NAMESPACE_TERMINATING, INVALID with the ``field``.
        """
        if not _NAME.fullmatch(namespace):
            raise self._not_found("namespaces", namespace, namespace)
        name = str((body.get("metadata") or {}).get("name", ""))
        request = self._request("create", _SECRETS, namespace, name)
        return await self._write(request, self._all(_SECRETS, namespace), body, dry_run)

    async def patch_secret(self, namespace: str, name: str, body: Object, *, dry_run: bool = False) -> Object:
        """Send one JSON merge patch (RFC 7396), once, and return the secret as it then is.

        Unanswered where it may have been applied for all that is known, any other Failure where it certainly was not.
        """
        request = self._request("patch", _SECRETS, namespace, name)
        return await self._write(request, self._one(_SECRETS, namespace, name), body, dry_run)

    async def patch_service_account(self, namespace: str, name: str, body: Object) -> Object:
        """The same for a service account. Its ``imagePullSecrets`` are one value: send them all."""
        request = self._request("patch", Source.SERVICE_ACCOUNTS, namespace, name)
        return await self._write(request, self._one(Source.SERVICE_ACCOUNTS, namespace, name), body)

    async def delete_secret(self, namespace: str, name: str, *, uid: str, resource_version: str) -> Object | None:
        """Ask once to delete the secret if it still is this one in this version. None when it is gone; where a
        finalizer holds it, the secret with its ``deletionTimestamp``: a watch tells when it goes.

        Unanswered where it may have been deleted for all that is known, any other Failure where it certainly was not:
        NOT_FOUND, RECREATED (another uid), CONFLICT (another version, or in a race another uid: look again).
        """
        return await self._delete(_SECRETS, namespace, name, {"uid": uid, "resourceVersion": resource_version})

    async def delete_pod(self, namespace: str, name: str, *, uid: str) -> None:
        """Ask once to delete the pod if it still is this one. It is given the time to end that its author gave it.

        Unanswered where it may have been deleted for all that is known, any other Failure where it certainly was not:
        NOT_FOUND, RECREATED (another uid).
        """
        await self._delete(Source.PODS, namespace, name, {"uid": uid})

    async def namespaces(self) -> list[str]:
        """The names of all namespaces."""
        request = self._request("list", "namespaces")
        names: list[str] = []
        async for page in self._pages(request, "/api/v1/namespaces", {}, limit=500):
            names = [] if page.first else names
            names += [str(item.get("metadata", {}).get("name", "")) for item in page.items]
        return names

    async def rights(self, namespace: str) -> Rights:
        """What the user may do to secrets in one namespace. Says nothing of rights that a webhook would give."""
        status = await self._review("SelfSubjectRulesReview", {"namespace": namespace})
        rules = [
            (frozenset(rule.get("verbs") or ()), frozenset(rule.get("resourceNames") or ()))
            for rule in status.get("resourceRules") or ()
            if _covers(rule.get("apiGroups") or (), "") and _covers(rule.get("resources") or (), _SECRETS)
        ]
        return Rights(tuple(rules), bool(status.get("incomplete")))

    async def may(self, verb: str, namespace: str, name: str = "", resource: str = _SECRETS) -> bool:
        """Whether the user may do that to one object, or to all of a namespace, or to all ("" stands for all)."""
        group = _GROUPS.get(resource, "")
        attributes = {"verb": verb, "group": group, "resource": resource, "namespace": namespace, "name": name}
        status = await self._review("SelfSubjectAccessReview", {"resourceAttributes": attributes})
        return status.get("allowed") is True

    async def _review(self, kind: str, spec: Object) -> Object:
        """Ask the server about the user's own rights. Nothing is stored, so that this is no write."""
        resource = kind.lower() + "s"
        body = {"apiVersion": "authorization.k8s.io/v1", "kind": kind, "spec": spec}
        path = "/apis/authorization.k8s.io/v1/" + resource
        request = self._request("create", resource)
        status = (await self._transport.read(request, "POST", path, body=body, kinds={kind})).get("status")
        return status if isinstance(status, dict) else {}

    async def _get(self, resource: str, namespace: str, name: str) -> Object:
        """One object. Where to get it is forbidden, a list of one may be allowed."""
        request = self._request("get", resource, namespace, name)
        kind = _KINDS[resource]
        try:
            return await self._transport.read(request, "GET", self._one(resource, namespace, name), kinds={kind})
        except Failure as failure:
            if failure.problem.code is not Code.FORBIDDEN:
                raise
            forbidden = failure
        try:
            async for page in self.list_objects(resource, namespace, name=name, limit=1):
                for item in page.items:
                    return {"apiVersion": "v1", "kind": kind, **item}
        except Failure as refusal:
            raise forbidden if refusal.problem.code is Code.FORBIDDEN else refusal from None
        raise self._not_found(resource, namespace, name)

    async def _delete(self, resource: str, namespace: str, name: str, preconditions: Object) -> Object | None:
        """Ask once to delete an object. None when it is gone, else what is left of it for a while."""
        request = self._request("delete", resource, namespace, name)
        body = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": preconditions}
        answer = await self._write(request, self._one(resource, namespace, name), body)
        if answer["kind"] == "Status":
            if answer.get("status") != "Success":
                raise answers.not_kubernetes(replace(request, writes=True), http.HTTPStatus.OK)
            return None
        return answer if "deletionTimestamp" in (answer.get("metadata") or ()) else None

    async def _write(self, request: answers.Request, path: str, body: Object, dry_run: bool = False) -> Object:
        """Send one change, once, and return the object as it then is. For one that was deleted that may be a Status."""
        request = replace(request, writes=not dry_run, secrets=answers.secret_texts(body))
        kinds, query = {_KINDS[request.resource]}, {"fieldManager": "pullsecrets"}
        if request.verb == "delete":
            kinds, query = kinds | {"Status"}, {}
        if dry_run:
            query["dryRun"] = "All"
        return await self._transport.read(request, _METHODS[request.verb], path, query, body, kinds=kinds)

    async def _pages(
        self, request: answers.Request, path: str, query: Mapping[str, str], limit: int
    ) -> AsyncGenerator[Page, None]:
        attempts = 1
        rest = ""
        accept = _accept(request.resource, "PartialObjectMetadataList")
        while True:
            part = {"limit": str(limit)} | ({"continue": rest} if rest else {})
            try:
                content = await self._transport.read(request, "GET", path, {**query, **part}, accept=accept)
            except Failure as failure:
                if failure.problem.code is Code.NOT_FOUND and request.resource in _GROUPS and not rest:
                    # The group is unknown: a namespace that does not exist lists as empty. No server is without pods.
                    yield Page([], "", more=False, first=True)
                    return
                if failure.problem.code is not Code.GONE or attempts == _LIST_ATTEMPTS:
                    raise
                attempts += 1
                rest = ""
                continue
            metadata, items = content.get("metadata"), content.get("items", "missing")
            if not isinstance(metadata, dict) or not isinstance(items, list | None):
                raise answers.not_kubernetes(request, http.HTTPStatus.OK)
            first, rest = not rest, str(metadata.get("continue") or "")
            yield Page(items or [], str(metadata.get("resourceVersion", "")), bool(rest), first)
            if not rest:
                return

    async def _events(
        self, request: answers.Request, path: str, query: Mapping[str, str], resource_version: str
    ) -> AsyncGenerator[Event, None]:
        how = {"watch": "true", "resourceVersion": resource_version, "allowWatchBookmarks": "true"}
        accept = _accept(request.resource, "PartialObjectMetadata")
        async with contextlib.aclosing(self._transport.stream(request, path, {**query, **how}, accept)) as stream:
            async for line in stream:
                if line is None:
                    yield Event("BOOKMARK", {"metadata": {"resourceVersion": resource_version}})
                    continue
                content = line.get("object")
                if isinstance(content, dict) and line.get("type") == "ERROR":
                    raise answers.of_event(request, content)
                if not isinstance(content, dict) or "resourceVersion" not in (content.get("metadata") or ()):
                    raise answers.not_kubernetes(request, http.HTTPStatus.OK)
                yield Event(str(line.get("type")), content)

    def _request(self, verb: str, resource: str, namespace: str = "", name: str = "") -> answers.Request:
        return answers.Request(self.host, self._context, verb, resource, namespace, name, self._proxy)

    def _all(self, resource: str, namespace: str | None, name: str = "") -> str:
        """The path of the objects of a namespace, or of all. Failure (NOT_FOUND) where ``namespace`` or ``name`` is
        nothing that Kubernetes allows as a name: such a path could lead elsewhere."""
        for part in (namespace, name):
            if part and not _NAME.fullmatch(part):
                raise self._not_found(resource, namespace or "", name)
        group = _GROUPS.get(resource)
        root = f"/apis/{group}/v1" if group else "/api/v1"
        return root + (f"/namespaces/{namespace}" if namespace else "") + f"/{resource}"

    def _one(self, resource: str, namespace: str, name: str) -> str:
        """The path of one object. Failure (NOT_FOUND) as above, and where one of the two is empty."""
        if not (namespace and name):
            raise self._not_found(resource, namespace, name)
        return f"{self._all(resource, namespace, name)}/{name}"

    def _not_found(self, resource: str, namespace: str, name: str) -> Failure:
        return Failure(Code.NOT_FOUND, context=self._context, resource=resource, namespace=namespace, name=name)


def _selector(kind: str, name: str, resource: str = _SECRETS) -> dict[str, str]:
    selectors = [f"type={kind}"] * bool(kind) + [f"metadata.name={name}"] * bool(name)
    selectors += ["involvedObject.kind=Pod"] * (resource == _EVENTS)
    return {"fieldSelector": ",".join(selectors)} if selectors else {}


def _accept(resource: str, form: str) -> str:
    """What to ask for: of some resources the ``form`` of their metadata, from servers that know it."""
    metadata = f"application/json;as={form};v=v1;g=meta.k8s.io," if resource in _METADATA_ONLY else ""
    return metadata + "application/json"


def _covers(rule: Collection[str], what: str) -> bool:
    return what in rule or "*" in rule


def _host(url: str) -> str:
    """The "name:port" of a URL, without the user and password that a proxy's may hold."""
    return urlsplit(url).netloc.rpartition("@")[2]
