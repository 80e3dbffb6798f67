"""What comes of the images in use: pullable, denied, absent, public, or not known."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from cluster.servers import serving
from registry.stage import GOOD, QUICK, WRONG, Registry, World, basic, host, images, refusal, registry_json

from pullsecrets.model.checking import ImageVerdict, Question, Verdict
from pullsecrets.registry import Limits, Reach, check

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize("kind", ["token", "basic"])
async def test_the_worst_counts(world: World, kind: str) -> None:
    registry = Registry(kind, pullable={"team/a:1", "b:latest", f"c:{DIGEST}"}, hidden={"secret/x:1"})
    async with world.serving(registry) as server:
        fine = await world.check(server, GOOD, "team/a:1", "b", f"c:tag@{DIGEST}")
        assert fine.verdict is Verdict.ACCEPTED
        assert set(images(fine).values()) == {ImageVerdict.PULLABLE}
        absent = await world.check(server, GOOD, "team/a:1", "none:1")
        assert (absent.verdict, images(absent)["none:1"]) == (Verdict.NO_SUCH_IMAGE, ImageVerdict.ABSENT)
        assert not absent.against
        denied = await world.check(server, GOOD, "none:1", "secret/x:1", "team/a:1")
        assert denied.verdict is Verdict.CANNOT_PULL
        assert denied.against
        assert images(denied) == {
            "none:1": ImageVerdict.ABSENT,
            "secret/x:1": ImageVerdict.DENIED,
            "team/a:1": ImageVerdict.PULLABLE,
        }


async def test_the_token_server_may_deny(world: World) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/token" and "scope" in request.query:
            return refusal(403, "DENIED", "no\x07 right,\n  ask Bob")
        return await Registry()(request)

    async with world.serving(handle) as server:
        answer = await world.check(server, GOOD, "a:1", "b:1")
        assert (answer.verdict, answer.message) == (Verdict.CANNOT_PULL, "no right, ask Bob")


@pytest.mark.parametrize("kind", ["token", "basic"])
async def test_images_that_anybody_may_pull_are_told_apart(world: World, kind: str) -> None:
    async with world.serving(Registry(kind, public={"open:1"}, pullable={"own:1"})) as server:
        answer = await world.check(server, GOOD, "open:1", "own:1")
        assert images(answer) == {"open:1": ImageVerdict.PUBLIC, "own:1": ImageVerdict.PULLABLE}
        assert answer.verdict is Verdict.ACCEPTED


async def test_what_is_asked_for_a_manifest(world: World) -> None:
    async with world.serving(Registry("basic", pullable={"a/b:1"})) as server:
        await world.check(server, GOOD, "a/b:1")
        asked = [each for each in server.requests if "manifests" in each.path]
        assert {(each.method, each.path) for each in asked} == {("HEAD", "/v2/a/b/manifests/1")}
        assert [each.header("Authorization") for each in asked] == [basic(GOOD), ""]
        assert "application/vnd.oci.image.index.v1+json" in asked[0].header("Accept")


async def test_a_registry_without_head(world: World) -> None:
    async with world.serving(Registry(heads=False, pullable={"a:1"})) as server:
        assert images(await world.check(server, GOOD, "a:1", "b:1")) == {
            "a:1": ImageVerdict.PULLABLE,
            "b:1": ImageVerdict.ABSENT,
        }


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
async def test_a_page_is_no_manifest(world: World, kind: str) -> None:
    page = {"/v2/a/manifests/1": lambda: web.Response(content_type=kind.partition(";")[0])}
    async with world.serving(Registry("basic", answers=page)) as server:
        found = images(await world.check(server, GOOD, "a:1"))["a:1"]
        assert (found is ImageVerdict.UNKNOWN) is ("html" in kind)


async def test_the_page_of_a_firewall_denies_nothing(world: World) -> None:
    blocked = {"/v2/a/manifests/1": lambda: web.Response(status=403, content_type="text/html")}
    async with world.serving(Registry(answers=blocked)) as server:
        answer = await world.check(server, GOOD, "a:1")
        assert (answer.verdict, images(answer)) == (Verdict.ACCEPTED, {"a:1": ImageVerdict.UNKNOWN})


@pytest.mark.parametrize("status", [400, 500, 503, 302, 429])
async def test_other_answers_say_nothing(world: World, status: int) -> None:
    odd = {"/v2/a/manifests/1": lambda: web.Response(status=status)}
    async with world.serving(Registry(pullable={"b:1"}, answers=odd)) as server:
        answer = await world.check(server, GOOD, "a:1")
        assert (answer.verdict, images(answer)) == (Verdict.ACCEPTED, {"a:1": ImageVerdict.UNKNOWN})


async def test_enough_is_enough(world: World) -> None:
    """After a 429 no more is asked for, and what was found before stands."""
    names = [f"i{number}:1" for number in range(20)]
    served = 0

    async def handle(request: web.Request) -> web.StreamResponse:
        nonlocal served
        if "manifests" in request.path and request.headers.get("Authorization"):
            served += 1
            if served > 6:
                return web.Response(status=429, headers={"Retry-After": "5"})
        return await Registry("basic", pullable={*names})(request)

    async with world.serving(handle) as server:
        answer = await world.check(server, GOOD, *names)
        assert (answer.verdict, answer.seconds) == (Verdict.ACCEPTED, 0)
        found = list(images(answer).values())
        assert found.count(ImageVerdict.PULLABLE) == 6
        assert found.count(ImageVerdict.UNKNOWN) == 14
        assert served <= 10


async def test_too_many_requests_before_anything_is_known(world: World) -> None:
    full = {"/v2/a/manifests/1": lambda: web.Response(status=429, headers={"Retry-After": "5"})}
    async with world.serving(Registry("open", answers=full)) as server:
        answer = await world.check(server, GOOD, "a:1")
        assert (answer.verdict, answer.seconds) == (Verdict.TOO_MANY_REQUESTS, 5)


async def test_thirty_images_four_at_once(world: World) -> None:
    now = most = 0

    async def handle(request: web.Request) -> web.StreamResponse:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.003)
        now -= 1
        return await Registry("basic", pullable={f"i{number}:1" for number in range(33)})(request)

    async with world.serving(handle) as server:
        answer = await world.check(server, GOOD, *(f"i{number}:1" for number in range(33)), limits=Limits())
        assert (answer.verdict, len(answer.images), answer.unasked) == (Verdict.ACCEPTED, 30, 3)
        assert {each.verdict for each in answer.images} == {ImageVerdict.PULLABLE}
        assert most == 4


async def test_what_takes_too_long_stays_unknown(world: World) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/v2/slow"):
            await asyncio.sleep(5)
        return await Registry("basic", pullable={"a:1"})(request)

    async with world.serving(handle) as server:
        answer = await world.check(server, GOOD, "slow:1", "a:1", limits=Limits(0.3, 5, 0.4))
        assert images(answer) == {"slow:1": ImageVerdict.UNKNOWN, "a:1": ImageVerdict.PULLABLE}
        assert answer.verdict is Verdict.ACCEPTED


async def test_a_wildcard_is_asked_where_its_images_are() -> None:
    """One after the other, to the first refusal; the worst is what counts."""
    credential = GOOD

    async def ask(*names: str) -> tuple[Verdict, str]:
        question = Question("*.test", credential, tuple(f"{name}.test/a:1" for name in names))
        answer = await check(question, Reach(instead=places), QUICK)
        return answer.verdict, answer.host

    async with (
        serving(Registry("basic", pullable={"a:1"})) as one,
        serving(Registry("basic", accepts=WRONG)) as two,
        serving(Registry("open", pullable={"a:1"})) as three,
    ):
        places = {"one.test": one.url, "two.test": two.url, "three.test": three.url}
        assert await ask("two", "one") == (Verdict.REFUSED, "two.test")
        assert not one.requests
        assert await ask("one", "two") == (Verdict.REFUSED, "two.test")
        assert await ask("three", "one") == (Verdict.ACCEPTED, "one.test")
        assert await ask("one", "four", "three") == (Verdict.UNREACHABLE, "four.test")
        assert await ask() == (Verdict.WHICH_HOST, "")
        assert {request.header("Host") for request in two.requests} == {"two.test"}


async def test_images_elsewhere_are_not_asked_for(world: World) -> None:
    async with world.serving(Registry("basic", pullable={"a:1"})) as server:
        question = Question(host(server), GOOD, ("quay.example/a:1", f"{host(server)}/a:1", "busybox"))
        answer = await check(question, Reach(str(world.ca_file)), QUICK)
        assert images(answer) == {"a:1": ImageVerdict.PULLABLE}


async def test_docker_hub_has_a_host_of_its_own() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return registry_json({})

    async with serving(handle) as server:
        for key in ("docker.io", "https://index.docker.io/v1/"):
            question = Question(key, GOOD, ("busybox", "team/app:2"))
            answer = await check(question, Reach(instead={"registry-1.docker.io": server.url}), QUICK)
            assert (answer.verdict, answer.host) == (Verdict.NO_SIGN_IN, "registry-1.docker.io")
        assert {each.path for each in server.requests if "manifests" in each.path} == {
            "/v2/library/busybox/manifests/latest",
            "/v2/team/app/manifests/2",
        }
