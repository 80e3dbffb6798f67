"""What is followed of a cluster: secrets of one, several or all namespaces, who uses them, and which are missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
import yaml
from program.sites import Site, demo_process, demo_site, real_site

from pullsecrets.model.secrets import Row, Use
from pullsecrets.model.usage import Serving, Usage
from pullsecrets.service import following
from pullsecrets.service.following import Scope
from pullsecrets.service.rows import Live, Lost, Rows
from pullsecrets.service.session import Session, kubeconfig_text

CONFIG = b'{"auths":{"registry.acme.io":{"username":"u","password":"p","auth":"dTpw"}}}'
NUMBERS = count()


@pytest.fixture(scope="module", params=["demo", "real"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Both servers, one after the other."""
    if request.param == "real":
        yield real_site(request.getfixturevalue("control_plane"))
        return
    with demo_process("--empty") as config:
        yield demo_site(config)


class Told:
    """What was told, folded as the table folds it."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.complete = 0
        self.live = False
        self.lost: list[Lost] = []
        self.usage: Usage | None = None

    def __call__(self, message: object) -> None:
        match message:
            case Rows(upserts=upserts, removed=removed, complete=complete):
                for uid in removed:
                    self.rows.pop(uid, None)
                self.rows |= {row.uid: row for row in upserts}
                self.complete += complete
            case Live():
                self.live = True
            case Lost():
                self.lost.append(message)
            case Usage():
                self.usage = message

    def row(self, name: str, namespace: str = "") -> Row | None:
        return next((row for row in self.rows.values() if row.name == name and namespace in ("", row.namespace)), None)

    def use(self, name: str) -> Use | None:
        row = self.row(name)
        return row.use if row else None

    def users(self) -> list[tuple[str, str, int]]:
        return [(user.kind, user.name, user.pods) for user in self.usage.users] if self.usage else []


class Stage:
    """A namespace of the test's own, and what its session tells."""

    def __init__(self, site: Site) -> None:
        self.site, self.namespace = site, f"following-{site.namespace}-{next(NUMBERS)}"
        self.site.make_namespace(self.namespace)
        self._sessions: list[Session] = []
        self._tasks: list[asyncio.Task[None]] = []

    def session(self, user: str = "admin") -> Session:
        text = self.site.kubeconfig(user)

        async def read() -> str:
            return text

        self._sessions.append(Session(yaml.safe_load(text)["current-context"], kubeconfig_text(read)))
        return self._sessions[-1]

    def follow(
        self, session: Session, scope: Scope, name: str = "", known: Iterable[Row] = (), told: Told | None = None
    ) -> Told:
        told = told or Told()
        self._tasks.append(asyncio.ensure_future(session.follow(scope, told, name, known)))
        return told

    def follow_use(self, session: Session, name: str) -> Told:
        told = Told()
        self._tasks.append(asyncio.ensure_future(session.follow_use(self.namespace, name, told)))
        return told

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        for session in self._sessions:
            await session.close()

    def add(self, path: str, body: dict[str, Any], namespace: str = "") -> dict[str, Any]:
        resource = path.rpartition("/")[2]
        group = path.rpartition("/")[0]
        return self.site.send("POST", f"{group}/namespaces/{namespace or self.namespace}/{resource}", body)

    def add_pod(self, name: str, *pulls: str, image: str = "registry.acme.io/shop:1", **metadata: Any) -> None:
        spec = {
            "containers": [{"name": "main", "image": image}],
            "imagePullSecrets": [{"name": pull} for pull in pulls],
        }
        self.add("/api/v1/pods", {"metadata": {"name": name, **metadata}, "spec": spec})

    def add_deployment(self, name: str, pull: str) -> None:
        labels = {"app": name}
        spec = {
            "containers": [{"name": "main", "image": "registry.acme.io/shop:2"}],
            "imagePullSecrets": [{"name": pull}],
        }
        template = {"metadata": {"labels": labels}, "spec": spec}
        body = {"replicas": 0, "selector": {"matchLabels": labels}, "template": template}
        self.add("/apis/apps/v1/deployments", {"metadata": {"name": name}, "spec": body})


@pytest.fixture
async def stage(site: Site) -> AsyncIterator[Stage]:
    made = Stage(site)
    yield made
    await made.end()


async def until(condition: Callable[[], Any], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is told elsewhere
            await asyncio.sleep(0.02)


async def test_use_follows_the_list_and_then_every_change(stage: Stage) -> None:
    stage.site.create("used", CONFIG, namespace=stage.namespace)
    stage.site.create("unused", CONFIG, namespace=stage.namespace)
    stage.add_deployment("shop", "used")
    told = stage.follow(stage.session(), (stage.namespace,))
    await until(lambda: told.complete)
    await until(lambda: told.use("used") and told.use("unused"))
    assert told.use("used") == Use(1, complete=True)
    assert told.use("unused") == Use(0, complete=True)
    stage.add_pod("lone", "used", "unused")
    await until(lambda: told.use("unused") == Use(1, complete=True))
    assert told.use("used") == Use(2, complete=True)
    stage.site.send("DELETE", f"/apis/apps/v1/namespaces/{stage.namespace}/deployments/shop")
    await until(lambda: told.use("used") == Use(1, complete=True))


async def test_several_namespaces_are_one_table(stage: Stage) -> None:
    other, third = f"{stage.namespace}-b", f"{stage.namespace}-c"
    for namespace in (other, third):
        stage.site.make_namespace(namespace)
    for namespace in (stage.namespace, other, third):
        stage.site.create("same", CONFIG, namespace=namespace)
    told = stage.follow(stage.session(), (stage.namespace, other))
    await until(lambda: told.complete and told.live)
    assert {row.namespace for row in told.rows.values()} == {stage.namespace, other}
    stage.site.create("later", CONFIG, namespace=other)
    stage.site.create("elsewhere", CONFIG, namespace=third)
    await until(lambda: told.row("later"))
    stage.site.create("last", CONFIG, namespace=stage.namespace)
    await until(lambda: told.row("last"))
    assert told.row("elsewhere") is None


async def test_a_secret_that_is_named_but_not_there_is_missing_until_it_is_added(stage: Stage) -> None:
    stage.add_deployment("reports", "reports-pull")
    stage.site.send(
        "POST",
        f"/api/v1/namespaces/{stage.namespace}/secrets",
        {"metadata": {"name": "opaque"}, "type": "Opaque", "data": {"a": "Yg=="}},
    )
    stage.add_pod("builder", "opaque")
    told = stage.follow(stage.session(), (stage.namespace,))
    await until(lambda: told.row("reports-pull") and told.row("opaque"))
    missing, opaque = told.row("reports-pull"), told.row("opaque")
    assert missing
    assert missing.missing
    assert missing.asked_by == ("Deployment reports",)
    assert missing.use == Use(1, complete=True)
    assert opaque
    assert opaque.other_type == "Opaque"
    stage.site.create("reports-pull", CONFIG, namespace=stage.namespace)
    await until(lambda: (row := told.row("reports-pull")) and not row.missing)
    assert len([row for row in told.rows.values() if row.name == "reports-pull"]) == 1
    stage.site.send("DELETE", f"/api/v1/namespaces/{stage.namespace}/secrets/reports-pull")
    await until(lambda: (row := told.row("reports-pull")) and row.missing)
    stage.site.send("DELETE", f"/apis/apps/v1/namespaces/{stage.namespace}/deployments/reports")
    await until(lambda: told.row("reports-pull") is None)


async def test_the_use_of_one_secret_is_told_in_full_and_kept_right(stage: Stage) -> None:
    stage.site.create("pull", CONFIG, namespace=stage.namespace)
    stage.add_pod("a", "pull")
    session = stage.session()
    told = stage.follow(session, None)
    await until(lambda: told.use("pull"))
    shown = stage.follow_use(session, "pull")
    await until(lambda: shown.usage)
    assert shown.usage
    assert shown.users() == [("Pod", "a", 1)]
    assert shown.usage.images[0].entries == (Serving("pull", "registry.acme.io"),)
    stage.add_pod("b", "pull", image="quay.io/other:1")
    await until(lambda: shown.users() == [("Pod", "a", 1), ("Pod", "b", 1)])
    # Another secret of the same pod serves its image.
    stage.site.create("second", CONFIG.replace(b"registry.acme.io", b"quay.io"), namespace=stage.namespace)
    stage.add_pod("c", "pull", "second", image="quay.io/third:1")
    await until(
        lambda: shown.usage and any(use.entries == (Serving("second", "quay.io"),) for use in shown.usage.images)
    )


async def test_use_is_told_without_a_table_that_covers_it(stage: Stage) -> None:
    stage.site.create("pull", CONFIG, namespace=stage.namespace)
    stage.add_pod("a", "pull")
    session = stage.session()
    shown = stage.follow_use(session, "pull")
    await until(lambda: shown.users() == [("Pod", "a", 1)])
    stage.add_pod("b", "pull")
    await until(lambda: len(shown.users()) == 2)


async def test_use_goes_on_when_the_table_is_listed_anew(stage: Stage) -> None:
    stage.site.create("pull", CONFIG, namespace=stage.namespace)
    session = stage.session()
    table = asyncio.ensure_future(session.follow((stage.namespace,), first := Told()))
    await until(lambda: first.use("pull"))
    shown = stage.follow_use(session, "pull")
    await until(lambda: shown.usage)
    table.cancel()
    stage.follow(session, (stage.namespace,))
    stage.add_pod("a", "pull")
    await until(lambda: shown.users() == [("Pod", "a", 1)])


async def test_use_is_read_afresh(stage: Stage) -> None:
    stage.site.create("pull", CONFIG, namespace=stage.namespace)
    session = stage.session()
    assert (await session.usage_afresh(stage.namespace, "pull")).use == Use(0, complete=True)
    stage.add_pod("a", "pull")
    usage = await session.usage_afresh(stage.namespace, "pull")
    assert usage.use == Use(1, complete=True)
    assert usage.images[0].entries == (Serving("pull", "registry.acme.io"),)


async def test_a_missing_one_that_becomes_something_else_is_told_when_it_is_asked_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_ASK_AGAIN", 0.2)
    stage.add_deployment("reports", "ghost")
    session = stage.session()
    told = stage.follow(session, (stage.namespace,))
    await until(lambda: (row := told.row("ghost")) and not row.other_type)
    path = f"/api/v1/namespaces/{stage.namespace}/secrets"
    stage.site.send("POST", path, {"metadata": {"name": "ghost"}, "type": "Opaque", "data": {"a": "Yg=="}})
    await until(lambda: (row := told.row("ghost")) and row.other_type == "Opaque")
    stage.site.send("DELETE", f"{path}/ghost")
    await until(lambda: (row := told.row("ghost")) and row.missing and not row.other_type)


async def test_a_missing_row_of_an_earlier_list_is_asked_about_anew(stage: Stage) -> None:
    stage.add_deployment("reports", "ghost")
    session = stage.session()
    table = asyncio.ensure_future(session.follow((stage.namespace,), first := Told()))
    await until(lambda: first.row("ghost"))
    table.cancel()
    stage.site.send(
        "POST",
        f"/api/v1/namespaces/{stage.namespace}/secrets",
        {"metadata": {"name": "ghost"}, "type": "Opaque", "data": {"a": "Yg=="}},
    )
    again = Told()
    again.rows = dict(first.rows)
    stage.follow(session, (stage.namespace,), known=first.rows.values(), told=again)
    await until(lambda: (row := again.row("ghost")) and row.other_type == "Opaque")


async def test_an_own_write_is_not_undone_on_the_screen_by_news_of_pods(stage: Stage) -> None:
    """Without a watch, which is what this is for, the old state would come back with the next event of a pod."""
    stage.site.create("pull", CONFIG, namespace=stage.namespace)
    session = stage.session()
    told = stage.follow(session, (stage.namespace,))
    await until(lambda: told.use("pull"))
    row = told.row("pull")
    assert row
    session.note(replace(row, description="new", resource_version="999999999"))
    await until(lambda: (seen := told.row("pull")) and seen.description == "new")
    stage.add_pod("a", "pull")
    await until(lambda: told.use("pull") == Use(1, complete=True))
    assert (seen := told.row("pull"))
    assert seen.description == "new"
    session.note_gone(row.uid)
    await until(lambda: told.row("pull") is None or told.row("pull").missing)  # type: ignore[union-attr] # just asked


async def test_many_namespaces_are_followed_to_the_last(stage: Stage) -> None:
    names = tuple(f"{stage.namespace}-{number}" for number in range(23))
    for name in names:
        stage.site.make_namespace(name)
        stage.site.create("same", CONFIG, namespace=name)
    told = stage.follow(stage.session(), names)
    await until(lambda: told.live and len(told.rows) == 23)
    await until(lambda: all(row.use == Use(0, complete=True) for row in told.rows.values()))
