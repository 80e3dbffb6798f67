"""Following what uses secrets: one list and one watch, through everything that can happen to them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web
from cluster.follower import Told, following
from cluster.servers import connected, listing, secret, serving, status
from cluster.stage import DROP, END, PACE, Stage, live

from pullsecrets.cluster import watching
from pullsecrets.cluster.watching import Changed, Listed, Listing, Live, Lost, NotLive
from pullsecrets.model.errors import Code, Failure


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_one_list_and_one_watch_from_there(stage: Stage) -> None:
    async with live(stage, resource="pods") as (told, server):
        assert stage.asked == ["list pods 100", "watch pods 30"]
        assert {request.path for request in server.requests} == {"/api/v1/namespaces/shop/pods"}
        stage.say("pods", ("ADDED", secret("q", version="31")), ("DELETED", secret("p", version="32")))
        changed = await told.next(Changed)
        assert [(event.type, event.object["metadata"]["name"]) for event in changed.events] == [
            ("ADDED", "q"),
            ("DELETED", "p"),
        ]
        assert [type(message) for message in told.messages] == [Listing, Listed, Live, Changed]
        (listed,) = told.of(Listed)
        assert (listed.done, [item["metadata"]["name"] for item in listed.items]) == (True, ["p"])


async def test_each_page_is_told_as_it_comes(stage: Stage) -> None:
    stage.listed["pods"] = listing(secret("p"), version="30", rest="more")
    rests = [listing(secret("r"), version="30"), listing(secret("q"), version="30", rest="more")]
    begin = stage.listed["pods"]

    def turn(request: web.Request) -> None:
        stage.listed["pods"] = rests.pop() if "continue" in request.query else begin

    stage.refuse = turn
    async with live(stage, resource="pods") as (told, _):
        assert [(item["metadata"]["name"], message.done) for message in told.of(Listed) for item in message.items] == [
            ("p", False),
            ("q", False),
            ("r", True),
        ]
        assert len(told.of(Listing)) == 1


async def test_a_dropped_watch_goes_on_from_the_last_bookmark_without_a_list(stage: Stage) -> None:
    async with live(stage, resource="pods") as (told, _):
        stage.bookmark("pods", "40")
        await asyncio.sleep(0.1)
        stage.end(DROP)
        assert (await told.next(Lost)).problem.code is Code.CONNECTION_LOST
        await told.next(Live, 2)
        assert stage.asked == ["list pods 100", "watch pods 30", "watch pods 40"]


@pytest.mark.parametrize("how", ["status", "event"])
async def test_a_version_that_is_gone_is_listed_again_at_once(stage: Stage, how: str) -> None:
    async with live(stage, resource="pods") as (told, _):
        await asyncio.sleep(0.1)
        stage.listed["pods"] = listing(secret("new", version="90"), version="90")
        if how == "event":
            stage.say("pods", ("ERROR", {"kind": "Status", "code": 410}))
        else:
            gone = [status(410, "Expired")]
            stage.refuse = lambda request: gone.pop() if gone and "watch" in request.query else None
            stage.end(END)
        await told.next(Live, 2)
        assert len(told.of(Listing)) == 2
        assert not told.of(Lost)
        assert "watch pods 90" in stage.asked


async def test_a_silent_watch_is_checked(stage: Stage) -> None:
    async with live(stage, replace(PACE, silence=0.2), resource="pods") as (told, _):
        stage.listed["pods"] = listing(version="9")
        await told.next(Live, 2)
        assert stage.asked == ["list pods 100", "watch pods 30", "list pods 1", "list pods 100", "watch pods 9"]


async def test_without_the_right_to_list_it_ends(stage: Stage) -> None:
    stage.refuse = lambda _: status(403, "Forbidden", 'User "me" cannot list resource "pods" in API group ""')
    told = Told()
    async with serving(stage.handle) as server, connected(server.login()) as client:
        with pytest.raises(Failure) as caught:
            await watching.follow(client, "shop", told.take, resource="pods", pace=PACE)
    problem = caught.value.problem
    assert (problem.code, problem.values["verb"], problem.values["resource"], problem.values["namespace"]) == (
        Code.FORBIDDEN,
        "list",
        "pods",
        "shop",
    )
    assert not told.messages


async def test_without_the_right_to_watch_it_asks_every_so_often(stage: Stage) -> None:
    stage.refuse = lambda request: status(403) if "watch" in request.query else None
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE, resource="pods") as told:
        assert (await told.next(NotLive)).every == PACE.poll
        await told.next(NotLive, 3)
        assert len(told.of(Listing)) >= 3
        assert not told.of(Lost)
        assert not told.of(Live)
        stage.refuse = lambda _: None
        await told.next(Live)


async def test_a_resource_that_the_cluster_does_not_know_is_empty_and_asked_for_every_so_often(stage: Stage) -> None:
    stage.listed["jobs"] = listing(secret("j"), version="50")
    stage.refuse = lambda _: web.Response(text="404 page not found\n", status=404)
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE, resource="jobs") as told:
        assert (await told.next(NotLive)).every == PACE.poll
        assert [type(message) for message in told.messages] == [Listing, Listed, NotLive]
        assert told.of(Listed) == [Listed([], done=True)]
        await told.next(NotLive, 3)
        assert stage.count("watch") == 0
        assert not told.of(Lost)
        stage.refuse = lambda _: None
        await told.next(Live)
        assert [item["metadata"]["name"] for item in told.of(Listed)[-1].items] == ["j"]
        assert stage.asked[-1] == "watch jobs 50"


async def test_pods_that_are_not_found_are_not_taken_for_none(stage: Stage) -> None:
    """A gateway that has lost its cluster says 404 to everything."""
    stage.refuse = lambda _: web.Response(text="404 page not found\n", status=404)
    async with serving(stage.handle) as server, following(server.login(), "shop", PACE, resource="pods") as told:
        assert (await told.next(Lost)).problem.code is Code.NOT_FOUND
        assert not told.of(Listed)
        stage.refuse = lambda _: None
        await told.next(Live)
