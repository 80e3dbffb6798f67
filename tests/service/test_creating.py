"""A secret is made once and its outcome seen; new pods get it without harm to the others (SPEC section 5)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from real.control_plane import ControlPlane
from service.proxy import Fault

from pullsecrets.model.creating import NewEntry, NewSecret
from pullsecrets.model.dockerconfig import Credential, DockerConfig
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service import settling
from pullsecrets.service.creating import Allowed, Created, allowed, create, use_for_new_pods
from pullsecrets.service.session import Session, kubeconfig_text
from pullsecrets.service.settling import NotDone, Unsettled

ENTRY = NewEntry("ghcr.io", Credential(b"ci", b"pa:ss word"))
NEW = NewSecret("data", "ci-pull", (ENTRY,), "For CI")


class Cluster:
    """One namespace of secrets and service accounts, whose server loses connections at chosen writes."""

    def __init__(self) -> None:
        self.secrets: dict[str, dict[str, Any]] = {}
        self.accounts: dict[str, dict[str, Any]] = {}
        self.version = 100
        self.faults: list[Fault] = []  # for the coming writes, first one first
        self.writes = 0
        self.gone = False
        self.may_read = True
        self.webhook: Callable[[dict[str, Any]], object] = lambda body: None  # changes what is created
        self.denied: set[tuple[str, str]] = set()  # verb, resource

    def application(self) -> web.Application:
        app = web.Application()
        at = "/api/v1/namespaces/data"
        app.router.add_post(f"{at}/secrets", self._create)
        app.router.add_get(f"{at}/secrets", self._list)
        app.router.add_get(f"{at}/secrets/{{name}}", self._secret)
        app.router.add_get(f"{at}/serviceaccounts/{{name}}", self._account)
        app.router.add_patch(f"{at}/serviceaccounts/{{name}}", self._patch_account)
        app.router.add_post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", self._may)
        return app

    def account(self, *names: str) -> None:
        """The service account "default" with such pull secrets."""
        self.accounts["default"] = {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": "data", "resourceVersion": self._next()},
            "imagePullSecrets": [{"name": name} for name in names],
        }

    def names(self) -> list[str]:
        return [item["name"] for item in self.accounts["default"]["imagePullSecrets"]]

    def hold(self, name: str, kind: str, data: dict[str, str]) -> None:
        """A secret that somebody else made."""
        self._store({"metadata": {"name": name}, "type": kind, "data": data})

    def _next(self) -> str:
        self.version += 1
        return str(self.version)

    def _store(self, body: dict[str, Any]) -> dict[str, Any]:
        name = body["metadata"]["name"]
        self.secrets[name] = {
            **body,
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                **body["metadata"],
                "namespace": "data",
                "uid": f"uid-{self.version}",
                "resourceVersion": self._next(),
            },
        }
        return self.secrets[name]

    def _lost(self, request: web.Request, when: Fault) -> bool:
        """Whether the connection breaks now, at this moment of the present write."""
        if self.gone or (self.faults and self.faults[0] is when):
            if self.faults:
                self.faults.pop(0)
            assert request.transport
            request.transport.abort()
            return True
        return False

    async def _write(self, request: web.Request, act: Any) -> web.Response:
        self.writes += 1
        if self._lost(request, Fault.DROP):
            return web.Response()
        answer = act(await request.json())
        if self._lost(request, Fault.SWALLOW):
            return web.Response()
        if self.faults:
            self.faults.pop(0)
        assert isinstance(answer, web.Response)
        return answer

    async def _create(self, request: web.Request) -> web.Response:
        def act(body: dict[str, Any]) -> web.Response:
            if body["metadata"]["name"] in self.secrets:
                return _status(409, "AlreadyExists")
            self.webhook(body)
            return web.json_response(self._store(body), status=201)

        return await self._write(request, act)

    async def _read(self, request: web.Request, found: dict[str, dict[str, Any]]) -> web.Response:
        if self.gone:
            assert request.transport
            request.transport.abort()
            return web.Response()
        name = request.match_info["name"]
        if not self.may_read:
            return _status(403, "Forbidden")
        return web.json_response(found[name]) if name in found else _status(404, "NotFound")

    async def _secret(self, request: web.Request) -> web.Response:
        return await self._read(request, self.secrets)

    async def _list(self, request: web.Request) -> web.Response:
        return _status(403, "Forbidden")

    async def _account(self, request: web.Request) -> web.Response:
        return await self._read(request, self.accounts)

    async def _patch_account(self, request: web.Request) -> web.Response:
        def act(body: dict[str, Any]) -> web.Response:
            account = self.accounts["default"]
            if body["metadata"]["resourceVersion"] != account["metadata"]["resourceVersion"]:
                return _status(409, "Conflict")
            account["imagePullSecrets"] = body["imagePullSecrets"]
            account["metadata"]["resourceVersion"] = self._next()
            return web.json_response(account)

        return await self._write(request, act)

    async def _may(self, request: web.Request) -> web.Response:
        asked = (await request.json())["spec"]["resourceAttributes"]
        yes = (asked["verb"], asked["resource"]) not in self.denied
        return web.json_response({"kind": "SelfSubjectAccessReview", "status": {"allowed": yes}})


def _status(code: int, reason: str) -> web.Response:
    return web.json_response({"kind": "Status", "code": code, "reason": reason, "message": "no"}, status=code)


@pytest.fixture
async def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
async def session(cluster: Cluster) -> AsyncIterator[Session]:
    runner = web.AppRunner(cluster.application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{runner.addresses[0][1]}"}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
    }

    async def text() -> str:
        return json.dumps(config)

    opened = Session("c", kubeconfig_text(text))
    try:
        yield opened
    finally:
        await opened.close()
        await runner.cleanup()


def nothing(message: object) -> None:
    raise AssertionError(f"nothing was to be said: {message}")


async def until_said(said: list[object], count: int) -> None:
    async with asyncio.timeout(10):
        while len(said) < count:  # noqa: ASYNC110 - what is awaited knows nothing of events
            await asyncio.sleep(0.01)


async def test_a_secret_is_made_as_it_was_typed(cluster: Cluster, session: Session) -> None:
    outcome = await create(session, NEW, nothing)
    assert isinstance(outcome, Created)
    assert isinstance(outcome.secret.config, DockerConfig)
    assert [(each.key, each.credential) for each in outcome.secret.config.entries] == [
        ("ghcr.io", Credential(b"ci", b"pa:ss word"))
    ]
    assert outcome.secret.description == "For CI"
    assert PullSecret.of(cluster.secrets["ci-pull"]).data == outcome.secret.data
    assert cluster.writes == 1


@pytest.mark.parametrize("kind", ["Opaque", "kubernetes.io/dockercfg"])
async def test_a_name_that_is_taken_says_by_what(cluster: Cluster, session: Session, kind: str) -> None:
    cluster.hold("ci-pull", kind, {})
    before = dict(cluster.secrets["ci-pull"])
    outcome = await create(session, NEW, nothing)
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.ALREADY_EXISTS
    assert outcome.problem.values["name"] == "ci-pull"
    assert outcome.problem.values.get("type") == ("Opaque" if kind == "Opaque" else None)
    assert cluster.secrets["ci-pull"] == before


async def test_a_namesake_that_may_not_be_read_is_said_without_its_type(cluster: Cluster, session: Session) -> None:
    cluster.hold("ci-pull", "Opaque", {})
    cluster.may_read = False
    outcome = await create(session, NEW, nothing)
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.ALREADY_EXISTS
    assert "type" not in outcome.problem.values


@pytest.mark.parametrize("faults", [[Fault.SWALLOW], [Fault.DROP], [Fault.DROP, Fault.SWALLOW], [Fault.DROP] * 3])
async def test_a_broken_connection_ends_in_what_the_server_holds(
    cluster: Cluster, session: Session, faults: list[Fault]
) -> None:
    cluster.faults = list(faults)
    said: list[object] = []
    outcome = await create(session, NEW, said.append)
    assert isinstance(outcome, Created)
    assert [message.overdue for message in said if isinstance(message, Unsettled)] == [False]
    assert outcome.secret.resource_version == cluster.secrets["ci-pull"]["metadata"]["resourceVersion"] == "101"


async def test_a_lost_write_whose_name_somebody_else_took_is_not_claimed(cluster: Cluster, session: Session) -> None:
    cluster.faults = [Fault.DROP]

    def meanwhile(message: object) -> None:
        cluster.hold("ci-pull", "Opaque", {"other": "eA=="})

    outcome = await create(session, NEW, meanwhile)
    assert isinstance(outcome, NotDone)
    assert (outcome.problem.code, outcome.problem.values["type"]) == (Code.ALREADY_EXISTS, "Opaque")


async def test_what_a_webhook_adds_does_not_make_a_lost_write_somebody_elses(
    cluster: Cluster, session: Session
) -> None:
    def add_to(body: dict[str, Any]) -> None:
        body["metadata"].setdefault("annotations", {})["policy.acme.io/checked"] = "yes"
        body["data"]["audit"] = "eWVz"

    cluster.webhook, cluster.faults = add_to, [Fault.SWALLOW]
    made = await create(session, NEW, lambda _: None)
    assert isinstance(made, Created)
    assert made.secret.annotations["policy.acme.io/checked"] == "yes"


async def test_a_namesake_that_is_being_deleted_is_not_what_was_sent(cluster: Cluster, session: Session) -> None:
    cluster.webhook = lambda body: body["metadata"].update(deletionTimestamp="2026-11-23T09:00:00Z", finalizers=["x"])
    cluster.faults = [Fault.SWALLOW]
    outcome = await create(session, NEW, lambda _: None)
    assert isinstance(outcome, NotDone)
    assert (outcome.problem.code, outcome.problem.values["terminating"]) == (Code.ALREADY_EXISTS, True)


async def test_who_may_not_read_secrets_still_learns_what_became_of_a_lost_write(
    cluster: Cluster, session: Session
) -> None:
    cluster.may_read = False
    cluster.faults = [Fault.DROP]
    assert isinstance(await create(session, NEW, lambda _: None), Created)


@pytest.mark.parametrize(("fault", "landed"), [(Fault.SWALLOW, True), (Fault.DROP, False)])
async def test_an_outcome_that_stays_unknown_is_said_and_settled_later(
    cluster: Cluster, session: Session, monkeypatch: pytest.MonkeyPatch, fault: Fault, landed: bool
) -> None:
    monkeypatch.setattr(settling, "LATE", 0.1)
    said: list[object] = []

    def silence(message: object) -> None:
        said.append(message)
        cluster.gone = True

    cluster.faults = [fault]
    running = asyncio.ensure_future(create(session, NEW, silence, 0.2))
    await until_said(said, 2)
    assert [message.overdue for message in said if isinstance(message, Unsettled)] == [False, True]
    assert not running.done()
    cluster.gone = False
    before = cluster.writes
    async with asyncio.timeout(20):
        outcome = await running
    assert isinstance(outcome, Created if landed else NotDone)
    assert ("ci-pull" in cluster.secrets) is landed
    assert cluster.writes == before, "after patience ended it only looks"


async def test_new_pods_get_the_secret_beside_the_others(cluster: Cluster, session: Session) -> None:
    cluster.account("first", "second")
    await use_for_new_pods(session, "data", "ci-pull", nothing)
    assert cluster.names() == ["first", "second", "ci-pull"]
    await use_for_new_pods(session, "data", "ci-pull", nothing)
    assert cluster.names() == ["first", "second", "ci-pull"]
    assert cluster.writes == 1, "what is there already is not written"


async def test_an_account_without_a_list_gets_one(cluster: Cluster, session: Session) -> None:
    cluster.account()
    del cluster.accounts["default"]["imagePullSecrets"]
    await use_for_new_pods(session, "data", "ci-pull", nothing)
    assert cluster.names() == ["ci-pull"]


async def test_several_at_once_lose_none(cluster: Cluster, session: Session) -> None:
    cluster.account("first")
    names = [f"secret-{number}" for number in range(6)]
    await asyncio.gather(*(use_for_new_pods(session, "data", name, nothing) for name in names))
    assert sorted(cluster.names()) == ["first", *names]
    assert cluster.writes > len(names), "nobody was in anybody's way: this shows nothing"


async def test_a_list_that_never_rests_is_given_up(cluster: Cluster, session: Session) -> None:
    cluster.account()
    client = await session.client()
    read = client.service_account
    reads = 0

    async def busy(namespace: str, name: str) -> Any:
        nonlocal reads
        reads += 1
        seen = await read(namespace, name)
        cluster.account(f"round-{reads}")
        return seen

    client.service_account = busy  # type: ignore[method-assign]
    with pytest.raises(Failure) as raised:
        await use_for_new_pods(session, "data", "ci-pull", nothing)
    assert raised.value.problem.code is Code.CONFLICT
    assert reads == 10
    assert cluster.names() == ["round-10"]


async def test_an_account_that_is_not_there_is_said(cluster: Cluster, session: Session) -> None:
    with pytest.raises(Failure) as raised:
        await use_for_new_pods(session, "data", "ci-pull", nothing)
    problem = raised.value.problem
    assert (problem.code, problem.values["resource"], problem.values["name"]) == (
        Code.NOT_FOUND,
        "serviceaccounts",
        "default",
    )


@pytest.mark.parametrize("faults", [[Fault.SWALLOW], [Fault.DROP], [Fault.DROP, Fault.SWALLOW]])
async def test_a_lost_extension_is_looked_for(cluster: Cluster, session: Session, faults: list[Fault]) -> None:
    cluster.account("first")
    cluster.faults = list(faults)
    said: list[object] = []
    await use_for_new_pods(session, "data", "ci-pull", said.append)
    assert cluster.names() == ["first", "ci-pull"]
    assert [type(message) for message in said] == [Unsettled]


async def test_a_lost_extension_does_not_undo_what_others_did_meanwhile(cluster: Cluster, session: Session) -> None:
    cluster.account("first")
    cluster.faults = [Fault.DROP]
    await use_for_new_pods(session, "data", "ci-pull", lambda _: cluster.account("theirs"))
    assert cluster.names() == ["theirs", "ci-pull"]


async def test_an_extension_that_stays_unknown_is_said_and_settled_later(
    cluster: Cluster, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "LATE", 0.1)
    cluster.account("first")
    cluster.faults = [Fault.DROP]
    said: list[object] = []

    def silence(message: object) -> None:
        said.append(message)
        cluster.gone = True

    running = asyncio.ensure_future(use_for_new_pods(session, "data", "ci-pull", silence, 0.2))
    await until_said(said, 2)
    assert not running.done()
    cluster.gone = False
    with pytest.raises(Failure) as raised:
        async with asyncio.timeout(20):
            await running
    assert raised.value.problem.code is Code.CONNECTION_LOST
    assert cluster.names() == ["first"]


@pytest.mark.parametrize(
    ("denied", "answer"),
    [
        (set(), Allowed(create=True, use_for_new_pods=True)),
        ({("create", "secrets")}, Allowed(create=False, use_for_new_pods=True)),
        ({("patch", "serviceaccounts")}, Allowed(create=True, use_for_new_pods=False)),
        ({("get", "serviceaccounts")}, Allowed(create=True, use_for_new_pods=False)),
    ],
)
async def test_what_may_be_done_is_asked(
    cluster: Cluster, session: Session, denied: set[tuple[str, str]], answer: Allowed
) -> None:
    cluster.denied = denied
    assert await allowed(session, "data") == answer


async def real_session(plane: ControlPlane, namespace: str, folder: Path) -> Session:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
    assert plane.request("POST", "/api/v1/namespaces", body)[0] == 201

    async def text() -> str:
        return plane.kubeconfig().read_text()

    return Session("real", kubeconfig_text(text))


async def test_several_at_once_lose_none_on_a_real_server(control_plane: ControlPlane, tmp_path: Path) -> None:
    session = await real_session(control_plane, "creating", tmp_path)
    accounts = "/api/v1/namespaces/creating/serviceaccounts"
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}
    assert control_plane.request("POST", accounts, account | {"imagePullSecrets": [{"name": "first"}]})[0] == 201
    names = [f"secret-{number}" for number in range(8)]

    async def make(name: str) -> None:
        outcome = await create(session, NewSecret("creating", name, (ENTRY,), ""), nothing)
        assert isinstance(outcome, Created)
        await use_for_new_pods(session, "creating", name, nothing)

    try:
        assert await allowed(session, "creating") == Allowed(create=True, use_for_new_pods=True)
        await asyncio.gather(*map(make, names))
        seen = control_plane.request("GET", f"{accounts}/default")[1]["imagePullSecrets"]
        assert sorted(item["name"] for item in seen) == ["first", *names]

        taken = await create(session, NewSecret("creating", names[0], (ENTRY,), "other"), nothing)
        assert isinstance(taken, NotDone)
        assert taken.problem.code is Code.ALREADY_EXISTS
        nowhere = await create(session, NewSecret("no-such-namespace", "x", (ENTRY,), ""), nothing)
        assert isinstance(nowhere, NotDone)
        assert (nowhere.problem.code, nowhere.problem.values["resource"]) == (Code.NOT_FOUND, "namespaces")
    finally:
        await session.close()
