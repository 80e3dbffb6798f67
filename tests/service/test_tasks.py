"""An update is merged, repeated or asked about as SPEC section 4 says, and claims nothing that was not seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import yaml
from service.proxy import Fault, Proxy

from pullsecrets.demo.launch import Demo
from pullsecrets.model.changes import Edit
from pullsecrets.model.dockerconfig import Credential, DockerConfig
from pullsecrets.model.errors import Code
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service import settling
from pullsecrets.service.session import Session, kubeconfig_text
from pullsecrets.service.settling import NotDone, Unsettled
from pullsecrets.service.tasks import Asked, Outcome, Updated, update

NAMESPACE, NAME = "data", "multi-registry"  # three entries


@dataclass
class Stage:
    """The program's session behind the proxy, and a colleague who reaches the server directly."""

    mine: Session
    colleague: Session
    proxy: Proxy
    server: str
    token: str
    said: list[object] = field(default_factory=list)

    async def secret(self) -> PullSecret:
        return await self.colleague.secret(NAMESPACE, NAME)

    async def _admin(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        if method == "PATCH":
            headers["Content-Type"] = "application/merge-patch+json"
        async with aiohttp.request(method, self.server + path, headers=headers, json=body) as response:
            assert response.status < 300, await response.text()
            content = await response.json()
            assert isinstance(content, dict)
            return content

    async def version(self) -> int:
        """The resourceVersion that the cluster has reached."""
        return int((await self._admin("GET", "/api/v1/secrets?limit=1"))["metadata"]["resourceVersion"])

    async def delete(self) -> None:
        await self._admin("DELETE", f"/api/v1/namespaces/{NAMESPACE}/secrets/{NAME}")

    async def adopt(self) -> None:
        """Argo CD takes the secret under its wings."""
        body = {"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "shop:/Secret:data/multi-registry"}}}
        await self._admin("PATCH", f"/api/v1/namespaces/{NAMESPACE}/secrets/{NAME}", body)

    async def create(self, like: PullSecret) -> None:
        body = {"metadata": {"name": NAME}, "type": like.kind.value, "data": like.object["data"]}
        await self._admin("POST", f"/api/v1/namespaces/{NAMESPACE}/secrets", body)

    async def until_said(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.said) < count:  # noqa: ASYNC110 - what is awaited knows nothing of events
                await asyncio.sleep(0.01)

    async def update(self, base: PullSecret, edit: Edit, patience: float = 60.0) -> Outcome:
        return await update(self.mine, base, edit, self.said.append, patience)

    async def colleague_sets(self, secret: PullSecret, entry: int, password: str) -> PullSecret:
        outcome = await update(self.colleague, secret, credential(secret, entry, password), self.said.append)
        assert isinstance(outcome, Updated)
        return outcome.secret


def credential(secret: PullSecret, entry: int, password: str) -> Edit:
    assert isinstance(secret.config, DockerConfig)
    old = secret.config.entries[entry]
    return Edit(old.key, Credential(old.credential.username, password.encode()))


def passwords(secret: PullSecret) -> list[bytes]:
    assert isinstance(secret.config, DockerConfig)
    return [entry.credential.password for entry in secret.config.entries]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    demo = Demo()
    text = await demo.kubeconfig()
    config = yaml.safe_load(text)
    cluster = next(item for item in config["clusters"] if item["name"] == "prod-eu")["cluster"]
    user = next(item["context"]["user"] for item in config["contexts"] if item["name"] == "prod-eu")
    async with Proxy(cluster["server"]).serve() as proxy:
        direct = text.replace(cluster["server"], f"http://127.0.0.1:{proxy.port}")

        async def through() -> str:
            return direct

        stage = Stage(
            Session("prod-eu", kubeconfig_text(through)),
            Session("prod-eu", kubeconfig_text(demo.kubeconfig)),
            proxy,
            cluster["server"],
            next(item["user"]["token"] for item in config["users"] if item["name"] == user),
        )
        try:
            yield stage
        finally:
            await stage.mine.close()
            await stage.colleague.close()
    await demo.stop()


async def test_an_update_changes_one_entry(stage: Stage) -> None:
    base = await stage.secret()
    before = passwords(base)
    outcome = await stage.update(base, credential(base, 1, "new:pass word"))
    assert isinstance(outcome, Updated)
    assert outcome.before is base
    now = await stage.secret()
    assert passwords(now) == [before[0], b"new:pass word", before[2]]
    assert now.resource_version == outcome.secret.resource_version
    assert stage.said == []


async def test_a_colleagues_change_of_another_entry_is_merged_silently(stage: Stage) -> None:
    base = await stage.secret()
    await stage.colleague_sets(base, 0, "theirs")
    outcome = await stage.update(base, credential(base, 1, "mine"))
    assert isinstance(outcome, Updated)
    assert passwords(await stage.secret())[:2] == [b"theirs", b"mine"]


async def test_a_colleagues_change_of_the_same_entry_is_asked_about(stage: Stage) -> None:
    base = await stage.secret()
    await stage.colleague_sets(base, 1, "theirs")
    outcome = await stage.update(base, credential(base, 1, "mine"))
    assert isinstance(outcome, Asked)
    assert (outcome.conflict.password, outcome.conflict.username) == (True, False)
    assert passwords(await stage.secret())[1] == b"theirs"


async def test_a_secret_that_got_an_owner_meanwhile_is_not_merged_silently(stage: Stage) -> None:
    base = await stage.secret()
    await stage.adopt()
    outcome = await stage.update(base, credential(base, 1, "mine"))
    assert isinstance(outcome, Asked)
    assert passwords(await stage.secret()) == passwords(base)


async def test_a_colleague_who_never_rests_ends_the_merging(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    base = await stage.secret()
    session = stage.mine
    rounds = 0

    async def busy(namespace: str, name: str) -> PullSecret:
        nonlocal rounds
        rounds += 1
        seen = await Session.secret(session, namespace, name)
        await stage.colleague_sets(seen, 0, f"round {rounds}")
        return seen

    monkeypatch.setattr(session, "secret", busy)
    await stage.colleague_sets(base, 0, "round 0")
    outcome = await stage.update(base, credential(base, 1, "mine"))
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.CONFLICT
    assert passwords(await stage.secret())[1] != b"mine"


@pytest.mark.parametrize("faults", [[Fault.SWALLOW], [Fault.DROP], [Fault.DROP, Fault.SWALLOW], [Fault.DROP] * 3])
async def test_a_broken_connection_ends_in_what_the_server_holds(stage: Stage, faults: list[Fault]) -> None:
    base = await stage.secret()
    before = await stage.version()
    stage.proxy.faults = faults
    outcome = await stage.update(base, credential(base, 1, "mine"))
    assert isinstance(outcome, Updated)
    now = await stage.secret()
    assert passwords(now)[1] == b"mine"
    assert [type(message) for message in stage.said] == [Unsettled]
    assert await stage.version() - before == 1, "it was applied once"


async def test_a_lost_write_is_not_repeated_over_a_colleagues_change(stage: Stage) -> None:
    base = await stage.secret()
    stage.proxy.faults = [Fault.DROP]

    def meanwhile(message: object) -> None:
        stage.said.append(message)
        stage.proxy.vanish()

    running = asyncio.ensure_future(update(stage.mine, base, credential(base, 1, "mine"), meanwhile, 60.0))
    await stage.until_said(1)
    await stage.colleague_sets(base, 1, "theirs")
    stage.proxy.gone = False
    outcome = await running
    assert isinstance(outcome, Asked)
    assert passwords(await stage.secret())[1] == b"theirs"


@pytest.mark.parametrize(("fault", "landed"), [(Fault.SWALLOW, True), (Fault.DROP, False)])
async def test_an_outcome_that_stays_unknown_is_said_and_settled_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: Fault, landed: bool
) -> None:
    monkeypatch.setattr(settling, "LATE", 0.5)
    base = await stage.secret()
    stage.proxy.faults = [fault]

    def silence(message: object) -> None:
        stage.said.append(message)
        if len(stage.said) == 1:
            stage.proxy.vanish()

    running = asyncio.ensure_future(update(stage.mine, base, credential(base, 1, "mine"), silence, 0.6))
    await stage.until_said(2)
    assert [message.overdue for message in stage.said if isinstance(message, Unsettled)] == [False, True]
    assert not running.done()
    stage.proxy.gone = False
    async with asyncio.timeout(20):
        outcome = await running
    assert isinstance(outcome, Updated if landed else NotDone)
    assert (passwords(await stage.secret())[1] == b"mine") is landed
    assert stage.proxy.writes == 1, "after patience ended it only looks"


async def test_a_secret_that_is_gone_is_said_to_be(stage: Stage) -> None:
    base = await stage.secret()
    await stage.delete()
    outcome = await stage.update(base, credential(base, 1, "mine"))
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.DELETED


async def test_a_secret_that_was_made_anew_is_never_merged(stage: Stage) -> None:
    base = await stage.secret()
    await stage.delete()
    await stage.create(base)
    outcome = await stage.update(base, credential(base, 1, "mine"))
    assert isinstance(outcome, NotDone)
    assert outcome.problem.code is Code.RECREATED
    assert passwords(await stage.secret()) == passwords(base)
