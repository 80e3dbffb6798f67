"""Which credential is accepted and which refused, by every way to sign in that registries have."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from aiohttp import web
from registry.stage import GOOD, WRONG, Registry, World, basic, host, images, refusal, registry_json

from pullsecrets.model.checking import ImageVerdict, Verdict
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code

KEY_FILE = json.dumps({"type": "service_account", "private_key": "-----BEGIN\n" + "Zm9v/+=\n" * 280}, indent=2).encode()


@pytest.mark.parametrize("kind", ["token", "basic"])
async def test_right_and_wrong(world: World, kind: str) -> None:
    async with world.serving(Registry(kind)) as server:
        right = await world.check(server)
        assert (right.verdict, right.host, right.token_host) == (Verdict.ACCEPTED, host(server), "")
        wrong = await world.check(server, WRONG)
        said = "incorrect username or password" if kind == "token" else "authentication required"
        assert (wrong.verdict, wrong.message) == (Verdict.REFUSED, said)
        assert wrong.against
        assert not right.against


async def test_the_first_request_bears_no_credential(world: World) -> None:
    async with world.serving(Registry("basic")) as server:
        await world.check(server)
        assert [request.header("Authorization") for request in server.requests] == ["", basic(GOOD)]
        assert {request.header("User-Agent").partition("/")[0] for request in server.requests} == {"pullsecrets"}


async def test_a_refused_credential_is_not_sent_again(world: World) -> None:
    for kind in ("token", "basic"):
        async with world.serving(Registry(kind, pullable={"a:1", "b:1"})) as server:
            assert (await world.check(server, WRONG, "a:1", "b:1")).verdict is Verdict.REFUSED
            assert sum("Basic" in request.everything for request in server.requests) == 1


async def test_a_token_that_anybody_gets_proves_nothing(world: World) -> None:
    """Without a credential there is a token, and with that a 200 on /v2/."""
    async with world.serving(Registry(public={"open/tool:1"})) as server:
        assert (await world.check(server, WRONG)).verdict is Verdict.REFUSED
        assert (await world.check(server, WRONG, "open/tool:1")).verdict is Verdict.REFUSED
        assert (await world.check(server, GOOD, "open/tool:1")).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("together", [False, True])
async def test_a_token_is_preferred_to_the_password(world: World, swapped: bool, together: bool) -> None:
    registry = Registry(pullable={"a:1"})

    def both(url: str) -> list[str]:
        lines = [registry.challenge(url), 'Basic realm="the registry"']
        lines = lines[::-1] if swapped else lines
        return [", ".join(lines)] if together else lines

    registry.challenges = both
    async with world.serving(registry) as server:
        assert images(await world.check(server, GOOD, "a:1")) == {"a:1": ImageVerdict.PULLABLE}
        assert (await world.check(server, WRONG)).verdict is Verdict.REFUSED
        assert all(
            not each.header("Authorization").startswith("Basic") for each in server.requests if "v2" in each.path
        )


async def test_the_token_may_have_another_name(world: World) -> None:
    async with world.serving(Registry(pullable={"a:1"}, token_name="access_token")) as server:
        assert images(await world.check(server, GOOD, "a:1")) == {"a:1": ImageVerdict.PULLABLE}


@pytest.mark.parametrize("status", [404, 405])
async def test_a_token_server_may_want_a_form(world: World, status: int) -> None:
    async with world.serving(Registry(pullable={"a:1"}, by_get=status, by_post=True)) as server:
        assert images(await world.check(server, GOOD, "a:1")) == {"a:1": ImageVerdict.PULLABLE}
        wrong = await world.check(server, WRONG, "a:1")
        assert (wrong.verdict, wrong.message) == (Verdict.REFUSED, "no such grant")


async def test_a_token_server_without_a_form_is_asked_for_none(world: World) -> None:
    async with world.serving(Registry()) as server:
        assert (await world.check(server)).verdict is Verdict.ACCEPTED
        assert {request.method for request in server.requests} == {"GET"}


async def test_a_token_server_may_want_a_scope(world: World) -> None:
    async with world.serving(Registry(wants_scope=True, pullable={"a:1"})) as server:
        assert (await world.check(server, GOOD, "a:1")).verdict is Verdict.ACCEPTED
        assert (await world.check(server, WRONG, "a:1")).verdict is Verdict.REFUSED
        none = await world.check(server)
        assert (none.verdict, none.problem and none.problem.code) == (Verdict.UNREACHABLE, Code.REFUSED)


@pytest.mark.parametrize(
    ("realm", "sent"), [("/token", "/token?"), ("/token?a=%2F%7e+b", "/token?a=%2F%7e+b&"), ("/token?a#b", "/token?a&")]
)
async def test_a_realm_is_taken_as_it_is_written(world: World, realm: str, sent: str) -> None:
    urls = []

    async def handle(request: web.Request) -> web.StreamResponse:
        urls.append(request.raw_path)
        return await registry(request)

    registry = Registry(challenges=lambda url: [f'Bearer realm="{url}{realm}", service="the \\"service\\""'])
    async with world.serving(handle) as server:
        assert (await world.check(server, GOOD)).verdict is Verdict.ACCEPTED
        assert urls[-1] == f"{sent}service=the+%22service%22&client_id=pullsecrets&account=robot"


@pytest.mark.parametrize(
    "password",
    [
        b"a:b::",
        b" blank at both ends ",
        b"\"quotes'\\",
        "pässwörd 🔑".encode(),
        b"not\xffutf-8\xfe",
        KEY_FILE,
        b"%2B+&=",
    ],
    ids=["colon", "blanks", "quotes", "emoji", "bytes", "key file", "escapes"],
)
async def test_passwords_arrive_byte_for_byte(world: World, password: bytes) -> None:
    credential = Credential("röbot".encode(), password)
    for registry in (Registry(), Registry("basic"), Registry(by_get=404, by_post=True)):
        registry.accepts = credential
        async with world.serving(registry) as server:
            assert (await world.check(server, credential)).verdict is Verdict.ACCEPTED
            assert (await world.check(server, Credential(credential.username, password + b"x"))).against


async def test_a_password_too_long_for_the_server(world: World) -> None:
    async with world.serving(Registry("basic")) as server:
        answer = await world.check(server, Credential(b"robot", b"x" * 100_000))
        assert answer.verdict is Verdict.UNREACHABLE
        assert answer.problem is not None
        assert answer.problem.code in {Code.REFUSED, Code.CONNECTION_LOST}


async def test_nobody_has_to_sign_in(world: World) -> None:
    async with world.serving(Registry("open", pullable={"a:1"})) as server:
        assert (await world.check(server, WRONG)).verdict is Verdict.NO_SIGN_IN
        answer = await world.check(server, WRONG, "a:1")
        assert (answer.verdict, images(answer)) == (Verdict.NO_SIGN_IN, {"a:1": ImageVerdict.PUBLIC})
        assert not any(request.header("Authorization") for request in server.requests)


@pytest.mark.parametrize("kind", ["token", "basic"])
async def test_only_an_image_wants_a_credential(world: World, kind: str) -> None:
    registry = Registry(kind, open_root=True, pullable={"a:1"}, public={"open:1"} if kind == "basic" else set())
    async with world.serving(registry) as server:
        answer = await world.check(server, GOOD, "open:1", "a:1")
        assert images(answer)["a:1"] is ImageVerdict.PULLABLE
        assert answer.verdict is (Verdict.ACCEPTED if kind == "basic" else Verdict.NO_SUCH_IMAGE)
        assert (await world.check(server, WRONG, "a:1")).verdict is Verdict.REFUSED
        assert (await world.check(server, WRONG)).verdict is Verdict.NO_SIGN_IN


async def test_a_password_counts_where_v2_asks_nobody(world: World) -> None:
    """A server that does not even look at the password on /v2/."""

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/v2/":
            return registry_json({})
        right = request.headers.get("Authorization") == basic(GOOD)
        return registry_json({}) if right else refusal(401, "", "", [("WWW-Authenticate", "Basic realm=x")])

    async with world.serving(handle) as server:
        assert (await world.check(server, GOOD, "a:1")).verdict is Verdict.ACCEPTED
        assert (await world.check(server, WRONG, "a:1")).verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    "reply",
    [
        lambda: web.Response(text="<!doctype html><title>Hello</title>", content_type="text/html"),
        lambda: web.Response(text="  <html>"),
        lambda: web.Response(text="hello"),
        lambda: web.Response(status=404, text="404 page not found"),
        lambda: web.Response(status=403, text="<html>Forbidden", content_type="text/html"),
        lambda: web.Response(status=401),
        lambda: web.Response(status=401, headers={"WWW-Authenticate": "Negotiate"}),
        lambda: web.Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="/token"'}),
        lambda: web.Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="https://a b/"'}),
        lambda: web.Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="https://u:p@127.0.0.1/"'}),
        lambda: web.Response(status=302),
        lambda: web.Response(status=302, headers={"Location": "http://[::1"}),
        lambda: web.Response(status=204),
    ],
)
async def test_what_is_no_registry(world: World, reply: Callable[[], web.Response]) -> None:
    async with world.serving(Registry(answers={"/v2/": reply})) as server:
        answer = await world.check(server)
        assert (answer.verdict, answer.problem) == (Verdict.NOT_A_REGISTRY, None)


@pytest.mark.parametrize(
    "reply",
    [
        lambda: web.Response(text="<html>Welcome", content_type="text/html"),
        lambda: web.json_response({"token": ""}),
        lambda: web.json_response({"token": "a\r\nb"}),
        lambda: web.json_response(["token"]),
        lambda: web.Response(body=b"\xff{"),
        lambda: web.Response(body=b"[" * 100_000),
    ],
)
async def test_what_is_no_token_server(world: World, reply: Callable[[], web.Response]) -> None:
    async with world.serving(Registry(answers={"/token": reply})) as server:
        assert (await world.check(server)).verdict is Verdict.NOT_A_REGISTRY


async def test_a_page_after_signing_in_is_no_registry(world: World) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.headers.get("Authorization"):
            return web.Response(text="<html>Welcome", content_type="text/html")
        return web.Response(status=401, headers={"WWW-Authenticate": "Basic realm=x"})

    async with world.serving(handle) as server:
        assert (await world.check(server)).verdict is Verdict.NOT_A_REGISTRY


@pytest.mark.parametrize("kind", ["token", "basic"])
async def test_the_page_of_a_firewall_refuses_nothing(world: World, kind: str) -> None:
    """It looks at requests with a credential, perhaps. A registry's own page with a 401 does refuse."""
    status = 403

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization"):
            return web.Response(status=status, text="<html>No", content_type="text/html")
        return await Registry(kind)(request)

    async with world.serving(handle) as server:
        assert (await world.check(server)).verdict is Verdict.NOT_A_REGISTRY
        status = 401
        assert (await world.check(server)).verdict is Verdict.REFUSED


@pytest.mark.parametrize("path", ["/v2/", "/token"])
@pytest.mark.parametrize(
    ("header", "seconds"),
    [({"Retry-After": "7"}, 7), ({}, 0), ({"Retry-After": "99999"}, 3600), ({"Retry-After": "x"}, 0)],
)
async def test_too_many_requests(world: World, path: str, header: dict[str, str], seconds: int) -> None:
    async with world.serving(Registry(answers={path: lambda: web.Response(status=429, headers=header)})) as server:
        answer = await world.check(server)
        assert (answer.verdict, answer.seconds) == (Verdict.TOO_MANY_REQUESTS, seconds)


@pytest.mark.parametrize("path", ["/v2/", "/token"])
@pytest.mark.parametrize(("status", "code"), [(500, Code.SERVER_ERROR), (503, Code.SERVER_ERROR), (431, Code.REFUSED)])
async def test_a_server_with_other_worries(world: World, path: str, status: int, code: Code) -> None:
    async with world.serving(Registry(answers={path: lambda: web.Response(status=status)})) as server:
        answer = await world.check(server)
        assert answer.verdict is Verdict.UNREACHABLE
        assert answer.problem is not None
        assert (answer.problem.code, answer.problem.values) == (code, {"host": host(server), "status": status})
