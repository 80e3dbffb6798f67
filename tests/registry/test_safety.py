"""The credential goes to the registry and its token server, and nowhere else: by no redirect, log or exception."""

from __future__ import annotations

import asyncio
import base64
import functools
import json
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote_plus

import pytest
from aiohttp import web
from cluster.servers import Server, listening, serving
from registry.proxy import proxied
from registry.stage import GOOD, QUICK, WRONG, Registry, World, basic, host, images, refusal

from pullsecrets.model.checking import ImageVerdict, Question, Verdict
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.replies import Reply
from pullsecrets.registry import Reach, check

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def credentials_at(server: Server) -> list[str]:
    """Every Authorization that arrived, and whatever names the user."""
    return [each.header("Authorization") or each.everything for each in server.requests if secret_in(each.everything)]


def secret_in(text: str) -> bool:
    return any(each in text for each in ("uthorization", "robot", "password", basic(GOOD).split()[1]))


def redirecting(path: str, to: Callable[[], str], inner: Handler, status: int = 307) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == path:
            return web.Response(status=status, headers={"Location": to()})
        return await inner(request)

    return handle


@pytest.mark.parametrize("status", [301, 302, 307])
@pytest.mark.parametrize("path", ["/v2/", "/token"])
async def test_no_sign_in_is_sent_on_to_another_place(world: World, path: str, status: int) -> None:
    async with world.serving(Registry()) as other:
        handler = redirecting(path, lambda: f"{other.url}{path}?x=1", Registry(), status)
        async with world.serving(handler) as server:
            answer = await world.check(server)
            assert (answer.verdict, answer.host, answer.token_host) == (Verdict.UNSAFE, host(server), host(other))
        assert not other.requests


async def test_a_password_is_not_sent_on(world: World) -> None:
    """The redirect comes to the request with the password only."""
    async with world.serving(Registry("basic")) as other:

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Authorization"):
                return web.Response(status=307, headers={"Location": f"{other.url}/v2/"})
            return await Registry("basic")(request)

        async with world.serving(handle) as server:
            answer = await world.check(server)
            assert (answer.verdict, answer.token_host) == (Verdict.UNSAFE, host(other))
        assert not other.requests


async def test_a_form_is_not_sent_on(world: World) -> None:
    async with world.serving(Registry(by_get=404, by_post=True)) as other:

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.method == "POST":
                return web.Response(status=308, headers={"Location": f"{other.url}/token"})
            return await Registry(by_get=404, by_post=True)(request)

        async with world.serving(handle) as server:
            assert (await world.check(server)).verdict is Verdict.UNSAFE
        assert not other.requests


async def test_a_redirect_at_home_is_followed(world: World) -> None:
    """As from /v2 to /v2/, with the credential, but not in circles."""

    async def handle(hops: int, request: web.Request) -> web.StreamResponse:
        at = int(request.query.get("at", "0"))
        if request.path == "/v2/" and at < hops:
            return web.Response(status=302, headers={"Location": f"?at={at + 1}" if at else "/v2/?at=1"})
        return await Registry("basic")(request)

    for hops, verdict in ((3, Verdict.ACCEPTED), (4, Verdict.NOT_A_REGISTRY)):
        async with world.serving(functools.partial(handle, hops)) as server:
            assert (await world.check(server)).verdict is verdict


async def test_a_manifest_elsewhere_is_asked_for_without_the_credential(world: World) -> None:
    inner = Registry("basic", pullable={"a:1", "b:1"})
    async with world.serving(Registry("open", pullable={"far:1"})) as other, serving(Registry("open")) as plain:
        handler = redirecting("/v2/a/manifests/1", lambda: f"{other.url}/v2/far/manifests/1", inner)
        handler = redirecting("/v2/b/manifests/1", lambda: f"{plain.url}/v2/far/manifests/1", handler)
        async with world.serving(handler) as server:
            found = images(await world.check(server, GOOD, "a:1", "b:1"))
        assert found == {"a:1": ImageVerdict.PUBLIC, "b:1": ImageVerdict.UNKNOWN}
        assert other.requests
        assert not credentials_at(other)
        assert not plain.requests


@pytest.mark.parametrize("kind", ["token", "basic"])
async def test_another_place_does_not_ask_for_the_credential(world: World, kind: str) -> None:
    """A registry that serves anybody sends on to one that wants a sign-in: the credential is for the first alone."""
    async with world.serving(Registry(kind)) as other:
        handler = redirecting("/v2/a/manifests/1", lambda: f"{other.url}/v2/far/manifests/1", Registry("open"))
        async with world.serving(handler) as server:
            answer = await world.check(server, GOOD, "a:1")
            assert (answer.verdict, images(answer)) == (Verdict.NO_SIGN_IN, {"a:1": ImageVerdict.UNKNOWN})
            assert other.requests
            assert not credentials_at(other)
            assert not credentials_at(server)


@pytest.mark.parametrize("status", [401, 403])
async def test_another_place_does_not_judge_the_credential(world: World, status: int) -> None:
    """Such as a store whose signed address is good for GET alone."""
    inner = Registry("basic", pullable={"a:1"})
    async with world.serving(Registry(answers={"/far": lambda: web.Response(status=status)})) as other:
        handler = redirecting("/v2/a/manifests/1", lambda: f"{other.url}/far", inner)
        async with world.serving(handler) as server:
            answer = await world.check(server, GOOD, "a:1")
            assert (answer.verdict, images(answer)) == (Verdict.ACCEPTED, {"a:1": ImageVerdict.UNKNOWN})


@pytest.mark.parametrize("realm", ["http://auth.invalid/token", "http://quay.invalid/token", "http://127.0.0.1/token"])
async def test_behind_tls_a_token_server_needs_tls(realm: str) -> None:
    async with (
        serving(Registry()) as auth,
        serving(Registry(challenges=lambda _: [f'Bearer realm="{realm}"'])) as server,
    ):
        places = {"quay.invalid": server.url, "auth.invalid": auth.url, "127.0.0.1": auth.url}
        answer = await check(Question("quay.invalid", GOOD), Reach(instead=places), QUICK)
        assert (answer.verdict, answer.token_host) == (Verdict.UNSAFE, realm.split("/")[2])
        assert not auth.requests
        assert not credentials_at(server)


async def test_on_this_computer_a_token_server_needs_none(world: World) -> None:
    async with serving(Registry()) as auth:
        registry = Registry(challenges=functools.partial(_realm, f"{auth.url}/token".replace("127.0.0.1", "localhost")))
        async with world.serving(registry) as server:
            answer = await world.check(server)
            assert (answer.verdict, answer.token_host) == (
                Verdict.ACCEPTED,
                host(auth).replace("127.0.0.1", "localhost"),
            )


async def test_without_tls_a_token_server_is_the_same_host(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    async with serving(registry) as server, serving(Registry()) as auth:
        places = {"reg.invalid:5000": server, "auth.invalid:81": auth, "reg.invalid:81": auth}
        async with proxied(places, monkeypatch):
            for name, verdict in (("auth.invalid:81", Verdict.UNSAFE), ("reg.invalid:81", Verdict.ACCEPTED)):
                registry.challenges = functools.partial(_realm, f"http://{name}/token")
                answer = await world.check("reg.invalid:5000", plain_http=True)
                assert (answer.verdict, answer.token_host) == (verdict, name)
                assert bool(auth.requests) is (verdict is Verdict.ACCEPTED)
        assert not credentials_at(server)


async def test_a_token_server_elsewhere_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry(challenges=functools.partial(_realm, "https://Auth.invalid/token"), pullable={"a:1"})
    async with world.serving(registry, "quay.invalid") as server, world.serving(Registry(), "auth.invalid") as auth:
        async with proxied({"quay.invalid:443": server, "auth.invalid:443": auth}, monkeypatch):
            for credential, verdict in ((GOOD, Verdict.ACCEPTED), (WRONG, Verdict.REFUSED)):
                answer = await world.check("quay.invalid", credential)
                assert (answer.verdict, answer.host, answer.token_host) == (verdict, "quay.invalid", "auth.invalid")
        assert not credentials_at(server)


def _realm(realm: str, _: str) -> list[str]:
    return [f'Bearer realm="{realm}",service="the \\"service\\""']


SECRET = Credential(b"robot", b'hunter2 & "more"\nof it')
PAIR = SECRET.username + b":" + SECRET.password
TOKEN = "a-token-of-some-sort"
FORMS = [
    SECRET.password.decode(),
    PAIR.decode(),
    base64.b64encode(SECRET.password).decode(),
    base64.b64encode(PAIR).decode(),
    base64.urlsafe_b64encode(PAIR).decode().rstrip("="),
    json.dumps(SECRET.password.decode())[1:-1],
    quote_plus(SECRET.password),
    TOKEN,
]
NEEDLES = [*FORMS[:-1], "hunter2"]


@pytest.fixture(autouse=True)
async def chatty(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything is logged; asyncio in debug mode logs what is slow: everything."""
    for name in ("", "aiohttp", "aiohttp.client", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    return caplog


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["/v2/", "/token", "manifest"])
async def test_what_repeats_the_password_is_not_shown(
    world: World, form: str, where: str, chatty: pytest.LogCaptureFixture
) -> None:
    """The server puts it wherever it can, with a message that says it, too."""

    def telling(status: int, request: web.Request) -> web.Response:
        content = {"errors": [{"code": "UNAUTHORIZED", "message": f"no: {form}", "detail": form}], "details": form}
        headers = {"Retry-After": quote_plus(form), "X-Said": quote_plus(form), "Content-Type": "application/json"}
        said = web.Response(status=status, reason=quote_plus(form), body=json.dumps(content), headers=headers)
        if request.path == "/v2/":
            said.headers.add("WWW-Authenticate", f'Basic realm="{quote_plus(form)}"')
        return said

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/v2/":
            if where != "/v2/":
                return await Registry(accepts=SECRET)(request)
            return telling(401, request)
        if request.path == "/token":
            if where == "/token":
                return telling(401, request)
            if "scope" in request.query:
                return telling(403, request)
            return web.json_response({"token": TOKEN})
        return telling(403, request)

    async with world.serving(handle) as server:
        answer = await world.check(server, SECRET, "a:1")
    assert answer.against
    assert not answer.message or (form == TOKEN and where != "manifest")  # nobody gave that token
    shown = repr(answer) + chatty.text + repr(chatty.records)
    assert [needle for needle in NEEDLES if needle in shown] == []


async def test_what_says_no_more_than_no_is_shown(world: World) -> None:
    long = {"/token": lambda: refusal(401, "UNAUTHORIZED", "The account is locked.\r\n" + 60 * "Ask Bob. ")}
    async with world.serving(Registry(answers=long)) as server:
        message = (await world.check(server, SECRET)).message
        assert message.startswith("The account is locked. Ask Bob. Ask Bob.")
        assert message.endswith("…")
        assert len(message) == 200


async def test_exceptions_on_the_way_hold_no_secret(world: World, chatty: pytest.LogCaptureFixture) -> None:
    """Whatever breaks: no exception comes out, and none that lived meanwhile, logged or kept, tells the password."""

    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"uthorization" not in head:
            writer.write(b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
        token = head.split(b"Basic ")[1].split(b"\r\n")[0]
        writer.write(b"HTTP/1.1 " + token + b" what\r\n\r\n" + base64.b64decode(token))

    async with listening(broken) as server:
        async with asyncio.timeout(2):
            answer = await world.check(server, SECRET)
        assert answer.verdict in (Verdict.NOT_A_REGISTRY, Verdict.UNREACHABLE)
        shown = repr(answer) + chatty.text
        assert [needle for needle in NEEDLES if needle in shown] == []


async def test_nothing_that_is_asked_shows_its_secret() -> None:
    question = Question("robot:hunter2@quay.io", SECRET)
    assert "hunter2" not in repr(question)
    assert "hunter2" not in repr(Reply(200, (("X", "hunter2"),), b"hunter2"))
