"""Pulls after an update: on a real server with statuses and events in the kubelet's words, and as the demo has it."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from program.sites import MERGE, Site, demo_process, real_site
from program.test_rights import granted, secrets
from service.demo_stage import Stage as Played
from service.demo_stage import demo_stage
from service.test_following import Stage as Followed
from service.test_following import Told, until

from pullsecrets.cluster import watching
from pullsecrets.cluster.client import Event
from pullsecrets.model.changes import Edit
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.pull_watch import Watch
from pullsecrets.model.pulls import Cause, Pull, PullState
from pullsecrets.model.secrets import PullSecret
from pullsecrets.model.usage import Index
from pullsecrets.service.pull_watch import PullWatch
from pullsecrets.service.session import Session
from pullsecrets.service.tasks import Updated, update
from pullsecrets.service.usage import GATHER

CONFIG = b'{"auths":{"registry.acme.io":{"auth":"dTpw"},"quay.io":{"auth":"dTpw"}}}'
IMAGE = "registry.acme.io/shop/web:1"
RESOLVE = f'failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}"'
REFUSED = f"{RESOLVE}: unexpected status from HEAD request to https://registry.acme.io/v2/shop/web/manifests/1: 401"
REFUSED += " Unauthorized"
MALFORMED = "illegal base64 data at input byte 0"
RUNNING = {"running": {"startedAt": "2026-01-31T12:00:00Z"}}
READ = ["get", "list", "watch"]
QUICKLY = 2.0  # seconds
FAILING, WAITING, PULLED = PullState.FAILING, PullState.WAITING, PullState.PULLED


def waits(reason: str, message: str = REFUSED) -> dict[str, Any]:
    return {"waiting": {"reason": reason, "message": message}}


class Stage(Followed):
    """A namespace of the test's own with a secret, a pod that pulls with it, and what is told of its pulls."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        site.create("pull", CONFIG, namespace=self.namespace)
        self.told: list[object] = []
        self.watching: asyncio.Task[None] | None = None

    # What the kubelet does

    def add_pod(self, name: str, *pulls: str, image: str = IMAGE, **metadata: Any) -> None:
        spec = {
            "containers": [{"name": "main", "image": image}],
            "initContainers": [{"name": "init", "image": image}],
            "imagePullSecrets": [{"name": pull} for pull in pulls or ["pull"]],
        }
        self.add("/api/v1/pods", {"metadata": {"name": name, **metadata}, "spec": spec})

    def turns(self, state: dict[str, Any], name: str = "web", kind: str = "container") -> None:
        name_of = {"container": "main", "initContainer": "init"}[kind]
        container = {"name": name_of, "state": state, "image": IMAGE, "imageID": "", "ready": False, "restartCount": 0}
        ready = {"type": "ContainersReady", "status": "False", "lastTransitionTime": stamp()}
        body = {"status": {f"{kind}Statuses": [container], "conditions": [ready], "phase": "Pending"}}
        self.site.send("PATCH", f"/api/v1/namespaces/{self.namespace}/pods/{name}/status", body, MERGE)

    def event(self, reason: str, message: str, name: str = "web", clock: float = 0, image: str = "main") -> str:
        """Something that happened just now, by a node's clock that is so many seconds ahead."""
        pod = self.site.send("GET", f"/api/v1/namespaces/{self.namespace}/pods/{name}")
        body = {
            "metadata": {"name": f"{name}.{uuid.uuid4().hex}"},
            "involvedObject": {
                "kind": "Pod",
                "namespace": self.namespace,
                "name": name,
                "uid": pod["metadata"]["uid"],
                "fieldPath": f"spec.containers{{{image}}}",
            },
            "reason": reason,
            "message": message,
            "count": 1,
            "firstTimestamp": stamp(clock),
            "lastTimestamp": stamp(clock),
            "source": {"component": "kubelet", "host": "worker-a"},
            "type": "Normal",
        }
        return str(self.add("/api/v1/events", body)["metadata"]["name"])

    def event_again(self, name: str, count: int, clock: float = 0) -> None:
        path = f"/api/v1/namespaces/{self.namespace}/events/{name}"
        self.site.send("PATCH", path, {"count": count, "lastTimestamp": stamp(clock)}, MERGE)

    def pulling(self, **how: Any) -> str:
        return self.event("Pulling", f'Pulling image "{IMAGE}"', **how)

    def failed(self, **how: Any) -> str:
        return self.event("Failed", f'Failed to pull image "{IMAGE}": {REFUSED}', **how)

    def pulled(self, took: str = "120ms", **how: Any) -> str:
        message = f'Successfully pulled image "{IMAGE}" in {took} ({took} including waiting). Image size: 12 bytes.'
        return self.event("Pulled", message, **how)

    # What the program does

    async def update(self, session: Session, password: str) -> PullSecret:
        before = await session.secret(self.namespace, "pull")
        edit = Edit("registry.acme.io", Credential(b"u", password.encode()))
        outcome = await update(session, before, edit, lambda _: None)
        assert isinstance(outcome, Updated)
        return outcome.secret

    async def watch(self, session: Session, after: PullSecret) -> None:
        """Watch, until the first thing is told."""
        self.told = []
        self.watching = asyncio.ensure_future(session.watch_pulls(after, ("registry.acme.io",), self.told.append))
        self._tasks.append(self.watching)
        await until(lambda: self.told)

    async def update_and_watch(self, session: Session) -> None:
        await self.watch(session, await self.update(session, uuid.uuid4().hex))

    async def end_watch(self) -> None:
        assert self.watching
        self.watching.cancel()
        await asyncio.wait([self.watching])

    @property
    def pull(self) -> Pull:
        pull = self.told[-1]
        assert isinstance(pull, Pull)
        return pull

    async def comes(self, state: PullState, seconds: float = QUICKLY) -> Pull:
        await until(lambda: self.pull.state is state, seconds)
        return self.pull


def stamp(ahead: float = 0) -> str:
    return (datetime.now(UTC) + timedelta(seconds=ahead)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def table(stage: Stage, session: Session) -> Told:
    """All that is shown, with use."""
    told = stage.follow(session, None)
    await until(lambda: (row := told.row("pull", stage.namespace)) and row.use)
    return told


def shown(stage: Stage, told: Told) -> Pull | None:
    """The pull in the secret's row."""
    row = told.row("pull", stage.namespace)
    assert row
    return row.pull


@pytest.fixture
def real(control_plane: Any) -> Site:
    return real_site(control_plane)


@pytest.fixture
async def stage(real: Site) -> AsyncIterator[Stage]:
    made = Stage(real)
    made.add_pod("web")
    yield made
    await made.end()


@pytest.mark.parametrize("joined", [True, False], ids=["with the table", "alone"])
@pytest.mark.parametrize("kind", ["container", "initContainer"])
@pytest.mark.parametrize(
    ("reason", "message", "cause"),
    [
        ("ErrImagePull", REFUSED, Cause.CREDENTIAL),
        ("ImagePullBackOff", f'Back-off pulling image "{IMAGE}": ErrImagePull: {REFUSED}', Cause.CREDENTIAL),
        ("ErrImagePull", f"rpc error: code = NotFound desc = {RESOLVE}: {IMAGE}: not found", Cause.OTHER),
        ("ErrImageNeverPull", f'Container image "{IMAGE}" is not present with pull policy of Never', Cause.OTHER),
        ("InvalidImageName", f'Failed to apply default image tag "{IMAGE}": invalid reference format', Cause.NAME),
        (MALFORMED, MALFORMED, Cause.SECRET),
    ],
)
async def test_each_kind_of_failure_is_told_at_once_until_it_recovers(
    stage: Stage, kind: str, reason: str, message: str, cause: Cause, joined: bool
) -> None:
    session = stage.session()
    rows = await table(stage, session) if joined else None
    await stage.update_and_watch(session)
    assert stage.pull == Pull(WAITING)
    stage.turns(waits(reason, message), kind=kind)
    found = await stage.comes(FAILING)
    (stuck,) = found.stuck
    assert (stuck.pod, stuck.image, stuck.message, stuck.cause) == ("web", IMAGE, message, cause)
    assert not stuck.controlled
    if rows:
        await until(lambda: shown(stage, rows) == found)
    stage.turns(RUNNING, kind=kind)
    assert await stage.comes(WAITING) == Pull(WAITING)
    if rows:
        await until(lambda: shown(stage, rows) == Pull(WAITING))


async def test_only_a_real_pull_counts_and_it_stays_known_until_pulling_fails(stage: Stage) -> None:
    session = stage.session()
    rows = await table(stage, session)
    await stage.update_and_watch(session)
    present = f'Container image "{IMAGE}" already present on machine and can be accessed by the pod'
    await asyncio.sleep(2)
    stage.event("Pulled", present)
    stage.pulled("1m0.5s")  # it began before the update
    await asyncio.sleep(0.3)
    assert stage.told == [Pull(WAITING)]
    stage.pulled()
    found = await stage.comes(PULLED)
    assert (found.pod, found.image, found.shared) == ("web", IMAGE, False)
    await until(lambda: shown(stage, rows) == found)
    await stage.end_watch()
    await asyncio.sleep(0.2)
    assert shown(stage, rows) == found
    stage.turns(waits("ErrImagePull"))
    await until(lambda: (pull := shown(stage, rows)) and pull.state is FAILING, QUICKLY)
    stage.turns(RUNNING)
    await until(lambda: shown(stage, rows) is None, QUICKLY)


@pytest.mark.parametrize("clock", [-3600, 3600])
async def test_a_node_whose_clock_is_an_hour_off(stage: Stage, clock: float) -> None:
    session = stage.session()
    stage.turns(waits("ImagePullBackOff"))
    pulling, failed = stage.pulling(clock=clock), stage.failed(clock=clock)
    await stage.update_and_watch(session)
    found = stage.pull
    assert (found.state, len(found.stuck)) == (WAITING, 1)
    assert found.next_by
    assert timedelta(0) < found.next_by - datetime.now(UTC) < timedelta(seconds=11)
    await asyncio.sleep(1)
    stage.event_again(pulling, 2, clock)
    await asyncio.sleep(0.2)
    assert stage.pull.state is WAITING
    stage.event_again(failed, 2, clock)
    found = await stage.comes(FAILING)
    assert found.next_by
    assert timedelta(seconds=10) < found.next_by - datetime.now(UTC) < timedelta(seconds=21)
    await asyncio.sleep(1)
    stage.pulled(clock=clock)
    stage.turns(RUNNING)
    await stage.comes(PULLED)


async def test_an_attempt_that_began_before_the_update_is_not_its_fault(stage: Stage) -> None:
    """Its beginning stands on a later page of the list."""
    session = stage.session()
    stage.add_pod("a-much-told")
    for number in range(101):
        stage.event("Killing", f"Stopping container {number}", name="a-much-told")
    stage.turns(waits("ImagePullBackOff"))
    stage.pulling()
    await stage.update_and_watch(session)
    stage.failed()
    stage.turns(waits("ErrImagePull"))
    await asyncio.sleep(0.5)
    assert {last([pull]) for pull in stage.told} == {WAITING}


async def test_each_update_begins_anew(stage: Stage) -> None:
    session = stage.session()
    rows = await table(stage, session)
    await stage.update_and_watch(session)
    await asyncio.sleep(2)
    stage.pulled()
    await stage.comes(PULLED)
    await stage.end_watch()
    await stage.update_and_watch(session)
    assert stage.told == [Pull(WAITING)]
    await until(lambda: shown(stage, rows) == Pull(WAITING))
    stage.add_pod("web-2")
    stage.pulling(name="web-2")
    stage.failed(name="web-2")
    stage.turns(waits("ErrImagePull"), "web-2")
    await stage.comes(FAILING)
    await stage.end_watch()
    await stage.update_and_watch(session)  # Undo
    assert (stage.pull.state, stage.pull.stuck[0].pod) == (WAITING, "web-2")
    await until(lambda: (pull := shown(stage, rows)) and pull.state is WAITING)


async def test_without_an_update_a_row_says_what_fails(stage: Stage) -> None:
    rows = await table(stage, stage.session())
    assert shown(stage, rows) is None
    stage.turns(waits("ErrImagePull"))
    await until(lambda: shown(stage, rows), QUICKLY)
    found = shown(stage, rows)
    assert found
    assert (found.state, found.stuck[0].cause, found.next_by) == (FAILING, Cause.CREDENTIAL, None)
    assert found.at == found.stuck[0].since
    stage.turns(RUNNING)
    await until(lambda: shown(stage, rows) is None, QUICKLY)


def rule(resources: list[str], verbs: list[str]) -> dict[str, list[str]]:
    return {"apiGroups": ["", "apps", "batch"], "resources": resources, "verbs": verbs}


USES = ["pods", "serviceaccounts", "replicasets", "deployments", "statefulsets", "daemonsets", "jobs", "cronjobs"]


async def test_who_may_not_see_events_is_told_what_pods_tell(stage: Stage) -> None:
    rules = [rule(USES, READ), secrets([*READ, "patch"])]
    with granted(stage.site, "operator", rules, stage.namespace):
        session = stage.session("operator")
        await stage.update_and_watch(session)
        assert stage.pull == Pull(WAITING)
        stage.turns(waits("ErrImagePull"))
        assert (await stage.comes(FAILING)).next_by
        stage.turns(RUNNING)
        await stage.comes(WAITING)
        await stage.end()


async def test_who_may_touch_one_secret_by_name_is_told_too(stage: Stage) -> None:
    rules = [rule([*USES, "events"], READ), secrets(["get", "patch"], ["pull"])]
    with granted(stage.site, "named", rules, stage.namespace):
        session = stage.session("named")
        await stage.update_and_watch(session)
        await asyncio.sleep(2)
        stage.pulled()
        assert not (await stage.comes(PULLED)).shared
        stage.turns(waits("ErrImagePull"))
        await stage.comes(FAILING)
        await stage.end()


async def test_who_may_not_see_pods_is_told_nothing(stage: Stage) -> None:
    rules = [rule(["events", "deployments"], READ), secrets([*READ, "patch"])]
    stage.add_deployment("web", "pull")
    with granted(stage.site, "blind", rules, stage.namespace):
        session = stage.session("blind")
        await stage.update_and_watch(session)
        assert stage.told == [None]
        stage.turns(waits("ErrImagePull"))
        await asyncio.sleep(0.3)
        assert stage.told == [None]
        await stage.end()


async def test_a_watch_goes_on_when_the_table_is_listed_anew(stage: Stage) -> None:
    session = stage.session()
    first = asyncio.ensure_future(session.follow((stage.namespace,), told := Told()))
    await until(lambda: told.use("pull"))
    await stage.update_and_watch(session)
    first.cancel()
    await asyncio.wait([first])
    stage.turns(waits("ErrImagePull"))
    await stage.comes(FAILING, 5)
    rows = await table(stage, session)
    await until(lambda: shown(stage, rows) == stage.pull)


# As the demo's kubelets have it


@pytest.fixture
async def played() -> AsyncIterator[Played]:
    with demo_process("--empty") as config:
        async with demo_stage(config, "PATCH") as made:
            yield made


async def test_pods_of_the_demo_pull_or_fail_also_while_nothing_is_heard_of_it(played: Played) -> None:
    namespace, session = await played.namespace(), played.session
    told: dict[str, list[object]] = {"right": [], "wrong": []}
    rows = Told()
    tasks = [asyncio.ensure_future(session.follow((namespace,), rows))]
    try:
        for name, password in (("right", "pull-me"), ("wrong", "no")):
            before = await played.make(namespace, name, b64encode(CONFIG).decode())
            outcome = await update(
                session, before, Edit("quay.io", Credential(b"u", password.encode())), lambda _: None
            )
            assert isinstance(outcome, Updated)
            tasks.append(asyncio.ensure_future(session.watch_pulls(outcome.secret, (), told[name].append)))
        await until(lambda: rows.use("right"))
        played.proxy.vanish()
        await asyncio.sleep(1.2)  # a pull that begins within a second might have begun before
        for name in told:
            containers = [{"name": "main", "image": "quay.io/acme/ops/status:8"}]
            spec = {"containers": containers, "imagePullSecrets": [{"name": name}]}
            await played.ask("POST", f"namespaces/{namespace}/pods", {"metadata": {"name": name}, "spec": spec})
        played.proxy.gone = False
        session.retry_now()
        await until(lambda: last(told["right"]) is PULLED)
        await until(lambda: last(told["wrong"]) is FAILING)
        (failing,) = [pull for pull in told["wrong"] if isinstance(pull, Pull) and pull.state is FAILING]
        assert failing.stuck[0].cause is Cause.CREDENTIAL
        await until(lambda: (row := rows.row("right")) and row.pull == told["right"][-1])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_comes_in_a_rush_is_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A namespace that rolls out tells of pods and pulls by the thousand; after the end nothing is told."""
    looks = 0

    def look(*_: object, **__: object) -> None:
        nonlocal looks
        looks += 1

    async def rush(_: object, __: str, take: Callable[[object], None], **___: object) -> None:
        take(watching.Listed([], done=True))
        for _number in range(200):
            take(watching.Changed([Event("ADDED", {"reason": "Pulled"})]))
            watch.look(Index(), {}, True)
            await asyncio.sleep(0)

    monkeypatch.setattr(Watch, "look", look)
    monkeypatch.setattr(Watch, "hear", lambda *_, **__: True)
    monkeypatch.setattr(watching, "follow", rush)
    told: list[object] = []
    secret = PullSecret.of(
        {
            "metadata": {"name": "pull", "namespace": "web", "uid": "u", "resourceVersion": "1"},
            "type": "kubernetes.io/dockerconfigjson",
            "data": {".dockerconfigjson": b64encode(CONFIG).decode()},
        }
    )
    watch = PullWatch(SimpleNamespace(server_ahead=timedelta()), secret, (), told.append)  # type: ignore[arg-type]
    await watch.follow_events(lambda: contextlib.nullcontext(asyncio.Event()))
    await until(lambda: told)
    assert looks <= 3
    before = looks
    watch.look(Index(), {}, True)
    watch.end()
    await asyncio.sleep(3 * GATHER)
    assert looks == before


def last(told: list[object]) -> PullState | None:
    return told[-1].state if told and isinstance(told[-1], Pull) else None
