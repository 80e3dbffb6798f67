"""Following secrets through everything that can happen to a list and a watch. The server's part is played by hand."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from aiohttp import web
from cluster.follower import Told, following
from cluster.servers import answer, connected, free_port, listing, secret, serving, status
from cluster.stage import DROP, END, JSON, LEGACY, PACE, Stage, live

from pullsecrets.cluster import watching
from pullsecrets.cluster.client import Event
from pullsecrets.cluster.login import Login
from pullsecrets.cluster.watching import Changed, Listed, Listing, Live, Lost, NotLive
from pullsecrets.model.errors import Code, Failure


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_both_kinds_are_listed_and_then_watched_from_their_own_lists(stage: Stage) -> None:
    async with live(stage, name="pull") as (told, server):
        assert isinstance(told.messages[0], Listing)
        assert [message.done for message in told.of(Listed)] == [False, True]
        assert sorted(item["metadata"]["name"] for message in told.of(Listed) for item in message.items) == ["a", "b"]
        assert sorted(stage.asked) == ["list json 500", "list legacy 500", "watch json 10", "watch legacy 20"]
        assert {request.path for request in server.requests} == {"/api/v1/namespaces/shop/secrets"}
        assert all(",metadata.name=pull" in request.query["fieldSelector"] for request in server.requests)
        assert [type(message) for message in told.messages] == [Listing, Listed, Listed, Live]


async def test_what_arrives_together_is_told_together(stage: Stage) -> None:
    async with live(stage) as (told, _):
        stage.say(JSON, *(("MODIFIED", secret("a", version=str(version))) for version in range(11, 61)))
        stage.bookmark(JSON, "70")
        changed = await told.next(Changed)
        assert [event.resource_version for event in changed.events] == [str(version) for version in range(11, 61)]
        stage.say(LEGACY, ("DELETED", secret("b", version="71")))
        assert [event.type for event in (await told.next(Changed, 2)).events] == ["DELETED"]


async def test_a_dropped_watch_goes_on_from_the_last_bookmark_without_a_list(stage: Stage) -> None:
    async with live(stage) as (told, _):
        stage.say(JSON, ("ADDED", secret("c", version="30")))
        stage.bookmark(LEGACY, "40")
        await told.next(Changed)
        await asyncio.sleep(0.1)
        stage.end(DROP, JSON)
        lost = await told.next(Lost)
        assert lost.problem.code is Code.CONNECTION_LOST
        assert 0.04 <= lost.retry_in <= 0.06
        await told.next(Live, 2)
    assert stage.asked[4:] == ["watch json 30", "watch legacy 40"] or stage.asked[4:] == [
        "watch legacy 40",
        "watch json 30",
    ]


async def test_pauses_grow_with_jitter_and_begin_anew_after_a_success(stage: Stage) -> None:
    down = True

    def refuse(_: web.Request) -> web.Response | None:
        return status(503) if down else None

    stage.refuse = refuse
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE) as told:
        await told.next(Lost, 6)
        pauses = [message.retry_in for message in told.of(Lost)[:6]]
        for pause, usual in zip(pauses, (0.05, 0.1, 0.2, 0.2, 0.2, 0.2), strict=True):
            assert usual * 0.8 <= pause <= usual * 1.2
        assert len(set(pauses[2:])) > 1
        assert not told.of(Listing)
        down = False
        await told.next(Live)
        await asyncio.sleep(0.1)
        before = len(told.of(Lost))
        stage.end(DROP)
        assert (await told.next(Lost, before + 1)).retry_in <= 0.06


async def test_an_unreachable_server_is_told_and_waited_for(stage: Stage) -> None:
    slow = replace(PACE, first_pause=60, longest_pause=60)
    async with following(Login("here", f"http://127.0.0.1:{free_port()}", "me", token="t"), "shop", slow) as told:
        lost = await told.next(Lost)
        assert lost.problem.code is Code.CONNECTION_REFUSED
        assert 48 <= lost.retry_in <= 72
        told.retry_now.set()
        await told.next(Lost, 2)
        assert not told.retry_now.is_set()
        await told.no_more(Lost, than=2)


@pytest.mark.parametrize("how", ["status", "event"])
async def test_a_version_that_is_gone_is_listed_again_at_once(stage: Stage, how: str) -> None:
    async with live(stage) as (told, _):
        await asyncio.sleep(0.1)
        stage.listed[JSON] = listing(secret("new", version="90"), version="90")
        if how == "event":
            stage.say(JSON, ("ERROR", {"kind": "Status", "code": 410}))
        else:
            gone = [status(410, "Expired")]
            stage.refuse = lambda request: gone.pop() if gone and "watch" in request.query else None
            stage.end(END)
        await told.next(Live, 2)
        assert len(told.of(Listing)) == 2
        assert not told.of(Lost)
        assert "watch json 90" in stage.asked


async def test_a_server_that_comes_back_and_has_forgotten_is_asked_at_once(stage: Stage) -> None:
    answers = [status(410), status(410), status(503), status(503), status(503), status(503)]
    stage.refuse = lambda request: answers.pop() if answers and "watch" in request.query else None
    slow = replace(PACE, longest_pause=60)
    async with serving(stage.handle) as server, following(server.login(), "shop", slow) as told:
        await told.next(Live)
        assert {message.problem.code for message in told.of(Lost)} == {Code.SERVER_ERROR}
        assert len(told.of(Listing)) == 2


async def test_a_version_that_is_gone_each_time_is_no_reason_to_hammer(stage: Stage) -> None:
    stage.refuse = lambda request: status(410) if "watch" in request.query else None
    async with (
        serving(stage.handle) as server,
        following(server.login(), "shop", replace(PACE, first_pause=60)) as told,
    ):
        assert (await told.next(Lost)).problem.code is Code.GONE
        await told.no_more(Lost, than=1)
    assert stage.count("list") == 4


async def test_a_list_that_expires_half_way_is_told_from_its_beginning(stage: Stage) -> None:
    stage.listed[JSON] = listing(secret("a"), rest="more")
    rests = [answer(listing(secret("z"))), status(410)]
    stage.refuse = lambda request: rests.pop() if "continue" in request.query else None
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE) as told:
        await told.next(Live)
        begins = [number for number, message in enumerate(told.messages) if isinstance(message, Listing)]
        last = [message for message in told.messages[begins[-1] :] if isinstance(message, Listed)]
        assert len(begins) == 2
        assert sorted(item["metadata"]["name"] for message in last for item in message.items) == ["a", "b", "z"]
        assert [message.done for message in told.of(Listed)].count(True) == 1


async def test_without_the_right_to_watch_it_asks_every_so_often(stage: Stage) -> None:
    stage.refuse = lambda request: status(403) if "watch" in request.query else None
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE) as told:
        assert (await told.next(NotLive)).every == PACE.poll
        start = time.perf_counter()
        await told.next(NotLive, 3)
        assert time.perf_counter() - start >= 2 * PACE.poll
        assert len(told.of(Listing)) >= 3
        assert not told.of(Lost)
        assert not told.of(Live)
        stage.refuse = lambda _: None
        await told.next(Live)


async def test_without_the_right_to_list_it_ends(stage: Stage) -> None:
    stage.refuse = lambda _: status(403, "Forbidden", 'User "me" cannot list resource "secrets"')
    told = Told()
    async with serving(stage.handle) as server, connected(server.login()) as client:
        with pytest.raises(Failure) as caught:
            await watching.follow(client, None, told.take, pace=PACE)
    assert caught.value.problem.code is Code.FORBIDDEN
    assert caught.value.problem.values["verb"] == "list"
    assert not told.messages


async def test_a_refused_login_is_tried_again_slowly(stage: Stage) -> None:
    stage.refuse = lambda _: status(401)
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE) as told:
        lost = await told.next(Lost)
        assert lost.problem.code is Code.SIGN_IN
        assert 0.4 <= lost.retry_in <= 0.6
        stage.refuse = lambda _: None
        await told.next(Live)


async def test_it_waits_as_long_as_it_is_told_to(stage: Stage) -> None:
    stage.refuse = lambda _: web.Response(status=429, headers={"Retry-After": "7"})
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE) as told:
        assert 7.03 <= (await told.next(Lost)).retry_in <= 7.07


@pytest.mark.parametrize(("theirs", "again"), [("10", "watch"), ("11", "watch"), ("9", "list"), ("x", "list")])
async def test_a_silent_watch_is_checked(stage: Stage, theirs: str, again: str) -> None:
    async with live(stage, replace(PACE, silence=0.3), name="pull") as (told, server):
        stage.listed[JSON] = listing(version=theirs)
        async with asyncio.timeout(5):
            while stage.count("watch json") < 2:
                stage.bookmark(LEGACY, "20")
                await asyncio.sleep(0.05)
        assert stage.count("list json 1") >= 1
        assert all(",metadata.name=pull" in request.query["fieldSelector"] for request in server.requests)
        assert stage.count("list json 500") == (2 if again == "list" else 1)
        assert not told.of(Lost)
        assert stage.count("list legacy 1") == 0


async def test_bookmarks_are_signs_of_life(stage: Stage) -> None:
    async with live(stage, replace(PACE, silence=0.4)) as (told, _):
        for version in range(30, 50):
            stage.bookmark(JSON, str(version))
            stage.bookmark(LEGACY, str(version))
            await asyncio.sleep(0.05)
        assert len(stage.asked) == 4
        assert not told.of(Changed)


def test_versions_are_compared_as_numbers_where_they_are() -> None:
    assert watching._is_older("9", than="10")
    assert not watching._is_older("10", than="9")
    assert not watching._is_older("same", than="same")
    assert watching._is_older("other", than="same")


async def test_a_watch_that_the_server_ends_is_opened_anew_unsaid(stage: Stage) -> None:
    async with live(stage) as (told, _):
        await asyncio.sleep(0.1)
        stage.end(END, JSON)
        await asyncio.sleep(0.2)
        stage.say(JSON, ("ADDED", secret("c", version="30")))
        await told.next(Changed)
        assert stage.asked[4:] == ["watch json 10"]
        assert [type(message) for message in told.messages[4:]] == [Changed]


async def test_watches_that_end_as_soon_as_they_begin_are_a_loss(stage: Stage) -> None:
    stage.refuse = lambda request: web.Response() if "watch" in request.query else None
    slow = replace(PACE, first_pause=5)
    async with serving(stage.handle) as server, following(server.login(), "shop", slow) as told:
        lost = await told.next(Lost)
        assert (lost.problem.code, lost.problem.values["host"]) == (
            Code.CONNECTION_LOST,
            server.url.removeprefix("http://"),
        )
        await told.no_more(Lost, than=1)


async def test_after_sleep_the_watches_are_renewed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    slept = 0.0
    monkeypatch.setattr(watching, "_clock", lambda: time.time() + slept)
    async with live(stage, replace(PACE, tick=0.05)) as (told, _):
        await told.no_more(Live, than=1, within=0.2)
        slept = 3600.0
        await told.next(Live, 2)
        assert not told.of(Lost)
        assert stage.count("watch") == 4
        assert stage.count("list") == 2


async def test_after_sleep_no_pause_goes_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    slept = 0.0
    monkeypatch.setattr(watching, "_clock", lambda: time.time() + slept)
    stage.refuse = lambda _: status(503)
    slow = replace(PACE, first_pause=60, longest_pause=60, tick=0.05)
    async with serving(stage.handle) as server, following(server.login(), "shop", slow) as told:
        await told.next(Lost)
        await told.no_more(Lost, than=1, within=0.2)
        slept = 3600.0
        await told.next(Lost, 2)


async def test_it_ends_at_once_and_says_nothing_more(stage: Stage) -> None:
    told = Told()
    async with serving(stage.handle) as server, connected(server.login()) as client:
        task = asyncio.create_task(watching.follow(client, None, told.take, pace=PACE))
        await told.next(Live)
        stage.say(JSON, *[("ADDED", secret())] * 100)
        start = time.perf_counter()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert time.perf_counter() - start < 0.02
        assert task.cancelled()
        await told.no_more(Changed, than=0)


async def test_what_is_about_to_be_told_is_not_told_after_the_end() -> None:
    told = Told()
    async with connected(Login("here", "http://127.0.0.1", "me", token="t")) as client:
        follower = watching._Follower(client, "secrets", None, "", told.take, asyncio.Event(), PACE)
        for version in ("", "8"):  # the first one says that the watch has begun
            follower._take(JSON, Event("ADDED", secret(version=version)))
        follower.end()
        await told.no_more(Changed, than=0, within=0)
