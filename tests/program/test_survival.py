"""Colleagues at the same secret and a server that dies at the worst moment: nothing is lost, nothing false is said."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from program.conftest import Start
from program.hands import Hands
from program.sites import Site, real_site
from real.control_plane import ControlPlane

from pullsecrets.controllers.changes import Place
from pullsecrets.model.changes import Edit
from pullsecrets.model.contexts import Context
from pullsecrets.model.dockerconfig import Credential, DockerConfig
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.session import Session, kubeconfig_text
from pullsecrets.service.settling import NotDone
from pullsecrets.service.tasks import Asked, Outcome, Updated, update

ROUNDS = 1000
KILLS = 50
SEED = random.randrange(1 << 30)
CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "YTpi"}, "quay.io": {"auth": "YTpi"}}}).encode()


def password(secret: PullSecret, key: str) -> bytes:
    assert isinstance(secret.config, DockerConfig)
    entry = secret.config.entry(key)
    assert entry
    return entry.credential.password


def session(site: Site) -> Session:
    async def text() -> str:
        return site.kubeconfig("admin")

    return Session("real", kubeconfig_text(text))


async def writes(program: Session, base: PullSecret, key: str, value: bytes, pause: float) -> Outcome:
    await asyncio.sleep(pause)
    return await update(program, base, Edit(key, Credential(b"a", value)), lambda _: None)


@pytest.mark.timeout(600)
async def test_two_programs_at_two_entries_of_one_secret_lose_nothing(real: Site) -> None:
    print(f"\nseed {SEED}")
    rng = random.Random(SEED)
    real.create("shared", CONFIG)
    one, two = session(real), session(real)
    lost = merged = 0
    for number in range(ROUNDS):
        base = await one.secret(real.namespace, "shared")
        mine, theirs = b"mine-%d" % number, b"theirs-%d" % number
        outcomes = await asyncio.gather(
            writes(one, base, "ghcr.io", mine, rng.uniform(0, 0.01)),
            writes(two, base, "quay.io", theirs, rng.uniform(0, 0.01)),
        )
        assert [type(outcome) for outcome in outcomes] == [Updated, Updated]
        after = await two.secret(real.namespace, "shared")
        lost += (password(after, "ghcr.io"), password(after, "quay.io")) != (mine, theirs)
        merged += any(o.before.resource_version != base.resource_version for o in outcomes if isinstance(o, Updated))
    await one.close()
    await two.close()
    print(f"{ROUNDS} rounds, {lost} lost; in {merged} one had to merge")
    assert lost == 0
    assert merged > ROUNDS / 2, "otherwise they never met"


async def test_two_programs_at_the_same_entry_the_second_is_asked(real: Site) -> None:
    rng = random.Random(SEED)
    real.create("same", CONFIG)
    one, two = session(real), session(real)
    for number in range(50):
        base = await one.secret(real.namespace, "same")
        values = [b"one-%d" % number, b"two-%d" % number]
        outcomes = await asyncio.gather(
            writes(one, base, "ghcr.io", values[0], rng.uniform(0, 0.01)),
            writes(two, base, "ghcr.io", values[1], rng.uniform(0, 0.01)),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Asked", "Updated"]
        winner = next(i for i, outcome in enumerate(outcomes) if isinstance(outcome, Updated))
        asked = outcomes[1 - winner]
        assert isinstance(asked, Asked)
        assert asked.conflict.password
        assert password(await one.secret(real.namespace, "same"), "ghcr.io") == values[winner]
    await one.close()
    await two.close()


@pytest.fixture
def mortal(real_components: Path, tmp_path: Path) -> Iterator[ControlPlane]:
    """A control plane of this test's own, to be killed."""
    plane = ControlPlane(real_components, tmp_path / "plane")
    try:
        plane.start()
        yield plane
    finally:
        plane.stop()


@pytest.mark.timeout(1200)
def test_a_server_killed_in_the_middle_of_an_update_makes_nobody_lie(mortal: ControlPlane, start: Start) -> None:
    print(f"\nseed {SEED}")
    rng = random.Random(SEED)
    site = real_site(mortal)
    site.create("mortal", CONFIG)
    hands = start(site.kubeconfig("admin"))
    context = Context("real")
    place = Place(hands.program.controller.session(), context)
    told: list[str] = []
    for number in range(KILLS):
        hands.wait(lambda: "Live" in hands.texts(hands.page), 60)
        hands.pause(1100)  # a server that dies sooner after coming back is asked ever more seldom
        base = PullSecret.of(site.read("mortal"))
        value = b"round-%d" % number
        ended: list[Outcome] = []
        write = hands.program.changes.write(place, base, Edit("ghcr.io", Credential(b"a", value)))
        write.ended.connect(ended.append)
        murder = threading.Thread(target=die_and_rise, args=(mortal, rng.uniform(0, 0.04)))
        murder.start()
        hands.wait(partial(len, ended), 120)
        murder.join()
        holds = json.loads(site.config("mortal"))["auths"]["ghcr.io"]["auth"] == auth(value)
        outcome = ended[0]
        assert isinstance(outcome, Updated | NotDone)
        assert isinstance(outcome, Updated) is holds, f"round {number}: {outcome}"
        told.append(type(outcome).__name__)
        seen(hands, site)
    print(f"{KILLS} kills: { ({name: told.count(name) for name in set(told)}) }, none of it false")


def die_and_rise(plane: ControlPlane, after: float) -> None:
    time.sleep(after)
    plane.kill()
    plane.start()


def auth(value: bytes) -> str:
    return base64.b64encode(b"a:" + value).decode()


def seen(hands: Hands, site: Site) -> None:
    """The table comes back by itself, and shows what the server holds."""
    version = site.read("mortal")["metadata"]["resourceVersion"]
    hands.wait(lambda: (row := hands.row("mortal", site.namespace)) and row.resource_version == version, 60)
