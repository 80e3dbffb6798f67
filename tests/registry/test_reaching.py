"""Registries that cannot be reached or trusted, plain http, and proxies."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from aiohttp import web
from cluster.servers import free_port, listening, serving
from registry.proxy import proxied
from registry.stage import GOOD, QUICK, WRONG, Registry, World, basic, host, images

from pullsecrets.model.checking import Answer, ImageVerdict, Question, Verdict
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code, Failure
from pullsecrets.registry import Reach, check


def fault(answer: Answer) -> tuple[Verdict, Code | None, object]:
    problem = answer.problem
    return answer.verdict, problem.code if problem else None, problem.values.get("host") if problem else None


async def test_nobody_listens(world: World) -> None:
    at = f"127.0.0.1:{free_port()}"
    assert fault(await world.check(at)) == (Verdict.UNREACHABLE, Code.CONNECTION_REFUSED, at)


@pytest.mark.parametrize("name", ["registry.invalid", "a" * 70 + ".invalid"])
async def test_there_is_no_such_host(world: World, name: str) -> None:
    assert fault(await world.check(name)) == (Verdict.UNREACHABLE, Code.UNKNOWN_HOST, f"{name}:443")


async def test_the_token_server_cannot_be_reached(world: World) -> None:
    at = f"127.0.0.1:{free_port()}"
    registry = Registry(challenges=lambda _: [f'Bearer realm="https://{at}/token"'])
    async with world.serving(registry) as server:
        answer = await world.check(server)
        assert fault(answer) == (Verdict.UNREACHABLE, Code.CONNECTION_REFUSED, at)
        assert (answer.host, answer.token_host) == (host(server), at)


async def test_certificates(world: World) -> None:
    now, day = datetime.now(UTC), timedelta(days=1)
    async with world.serving(Registry(), not_before=now - 2 * day, not_after=now - day) as server:
        assert fault(await world.check(server)) == (Verdict.TLS_UNTRUSTED, Code.TLS_EXPIRED, host(server))
    async with world.serving(Registry(), "registry.example") as server:
        assert fault(await world.check(server)) == (Verdict.TLS_UNTRUSTED, Code.TLS_WRONG_HOST, host(server))
        assert not server.requests
    async with serving(Registry(), World(trustme.CA(), Path()).tls()) as server:
        for plain_http in (False, True):
            answer = await world.check(server, plain_http=plain_http)
            assert fault(answer) == (Verdict.TLS_UNTRUSTED, Code.TLS_UNTRUSTED, host(server))
        assert not server.requests


async def test_the_system_is_trusted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world.serving(Registry()) as server:
        question = Question(host(server), GOOD)
        assert (await check(question, Reach())).verdict is Verdict.TLS_UNTRUSTED
        monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(world.ca_file))
        assert (await check(question, Reach())).verdict is Verdict.ACCEPTED


async def test_an_extra_authority(world: World, tmp_path: Path) -> None:
    """In PEM with words around it, several in a file, and in DER."""
    mine, other = world.authority.cert_pem.bytes(), trustme.CA().cert_pem.bytes()
    several = "\ufeff# Prüfstelle\r\n".encode() + other.replace(b"\n", b"\r\n") + mine
    async with world.serving(Registry()) as server:
        for content in (mine, several, ssl.PEM_cert_to_DER_cert(mine.decode())):
            file = tmp_path / "ca"
            file.write_bytes(content)
            assert (await check(Question(host(server), GOOD), Reach(str(file)))).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----\n", None]
)
async def test_an_extra_authority_of_no_use(world: World, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    async with world.serving(Registry()) as server:
        with pytest.raises(Failure) as caught:
            await check(Question(host(server), GOOD), Reach(str(file)))
        assert caught.value.problem.code is Code.EXTRA_CA
        assert caught.value.problem.values["file"] == str(file)
        assert ("No such file" in str(caught.value.problem.values["reason"])) is (content is None)
        assert not server.requests


async def test_no_keys_of_connections_are_written_down(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    async with world.serving(Registry()) as server:
        assert (await world.check(server)).verdict is Verdict.ACCEPTED
    assert not log.exists()


@pytest.mark.parametrize("kind", ["token", "basic"])
async def test_this_computer_may_do_without_tls(world: World, kind: str) -> None:
    async with serving(Registry(kind, pullable={"a:1"})) as server:
        for name in ("127.0.0.1", "localhost", "registry.localhost"):
            answer = await world.check(host(server).replace("127.0.0.1", name), GOOD, "a:1")
            assert (answer.verdict, images(answer)) == (Verdict.ACCEPTED, {"a:1": ImageVerdict.PULLABLE})
        assert (await world.check(server, WRONG)).verdict is Verdict.REFUSED


async def test_a_server_that_hangs_up_on_tls(world: World) -> None:
    """It wants no TLS; the credential was not sent before that was clear."""
    heard = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(1)
        if first != b"G":
            return
        heard.append(first + await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()

    async with listening(talk) as server:
        assert (await world.check(server)).verdict is Verdict.NO_SIGN_IN
        assert len(heard) == 1
        assert b"uthorization" not in heard[0]


async def test_what_speaks_neither(world: World) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        await writer.drain()
        await reader.read(100)

    async with listening(talk) as server:
        assert (await world.check(server)).verdict is Verdict.NOT_A_REGISTRY


async def test_old_tls_is_tls(world: World) -> None:
    """A server that wants another version says so in TLS, and is not asked without."""
    connections = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(await reader.read(1))
        writer.write(b"\x15\x03\x01\x00\x02\x02\x46")
        await writer.drain()

    async with listening(talk) as server:
        answer = await world.check(server, plain_http=True)
        assert fault(answer) == (Verdict.UNREACHABLE, Code.TLS_FAILED, host(server))
        assert connections == [b"\x16"]


async def test_tls_by_proxy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        world.serving(Registry(pullable={"a:1"}), "quay.invalid") as server,
        proxied({"quay.invalid:443": server}, monkeypatch) as proxy,
    ):
        answer = await world.check("quay.invalid", GOOD, "a:1")
        assert (answer.verdict, answer.host, answer.token_host) == (Verdict.ACCEPTED, "quay.invalid", "")
        assert set(proxy.asked) == {"CONNECT quay.invalid:443"}
        assert (await world.check("quay.invalid", WRONG)).verdict is Verdict.REFUSED
        elsewhere = fault(await world.check("other.invalid"))
        assert elsewhere == (Verdict.UNREACHABLE, Code.PROXY_FAILED, proxy.url.partition("//")[2])
        monkeypatch.setenv("no_proxy", ".invalid")
        assert fault(await world.check("quay.invalid"))[1] is Code.UNKNOWN_HOST


async def test_a_proxy_may_want_a_password(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world.serving(Registry(), "quay.invalid") as server, serving(Registry("basic")) as plain:
        places = {"quay.invalid:443": server, "plain.invalid:80": plain, "plain.invalid": plain}
        wanted = basic(Credential(b"me", "p\xe4:@ss".encode()))
        async with proxied(places, monkeypatch, "me:p%C3%A4%3A%40ss", wanted) as proxy:
            assert (await world.check("quay.invalid")).verdict is Verdict.ACCEPTED
            assert not any("Proxy" in request.everything for request in server.requests)
            assert (await world.check("plain.invalid:80", plain_http=True)).verdict is Verdict.ACCEPTED
            assert proxy.asked[-1] == "GET http://plain.invalid/v2/"
            proxy.password = "another"
            answer = await world.check("quay.invalid")
            assert fault(answer) == (Verdict.UNREACHABLE, Code.PROXY_FAILED, proxy.url.partition("//")[2])
            assert "p%C3%A4" not in repr(answer)


async def test_this_computer_needs_no_proxy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world.serving(Registry()) as server, proxied({}, monkeypatch) as proxy:
        assert (await world.check(server)).verdict is Verdict.ACCEPTED
        assert not proxy.asked


async def test_a_proxy_of_another_kind_is_not_gone_round(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = []

    async def socks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        spoken.append(await reader.read(1))

    async with listening(socks) as server:
        monkeypatch.setenv("all_proxy", server.url.replace("http", "socks5"))
        assert fault(await world.check("quay.invalid")) == (Verdict.UNREACHABLE, Code.PROXY_FAILED, host(server))
    assert not spoken


@pytest.mark.parametrize("url", ["http://[::1", "http://me:12/34@127.0.0.1:1", "http://me:pass/word@127.0.0.1:1"])
async def test_a_proxy_that_is_misspelled_is_not_gone_round_or_shown(
    world: World, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("all_proxy", url)
    assert fault(await world.check("quay.invalid")) == (Verdict.UNREACHABLE, Code.PROXY_FAILED, "?")


async def test_elsewhere_plain_http_takes_a_tick(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(Registry("basic")) as server, proxied({"reg.invalid:5000": server}, monkeypatch) as proxy:
        answer = await world.check("reg.invalid:5000")
        assert (answer.verdict, answer.host, answer.problem) == (Verdict.PLAIN_HTTP, "reg.invalid:5000", None)
        assert proxy.asked == ["CONNECT reg.invalid:5000"]
        assert not server.requests
        assert (await world.check("reg.invalid:5000", plain_http=True)).verdict is Verdict.ACCEPTED
        assert (await world.check("reg.invalid:5000", WRONG, plain_http=True)).verdict is Verdict.REFUSED
        assert [each.header("Authorization") for each in server.requests] == ["", basic(GOOD), "", basic(WRONG)]


async def test_who_hangs_up_is_not_said_to_lack_tls(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody on the way can end a connection, to have the credential sent in clear."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)

    async with listening(talk) as server, proxied({"reg.invalid:5000": server}, monkeypatch) as proxy:
        answer = await world.check("reg.invalid:5000")
        assert answer.verdict is Verdict.UNREACHABLE
        assert answer.problem
        assert answer.problem.code in (Code.TLS_FAILED, Code.CONNECTION_LOST)
        assert proxy.asked == ["CONNECT reg.invalid:5000"]


def may_listen(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@pytest.mark.skipif(not may_listen(80), reason="port 80 of loopback is taken, or for others")
async def test_without_a_port_plain_http_is_on_80(world: World) -> None:
    runner = web.ServerRunner(web.Server(Registry("basic")), shutdown_timeout=0.1)  # type: ignore[arg-type]
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 80).start()
        assert (await world.check("127.0.0.1")).verdict is Verdict.ACCEPTED
    finally:
        await runner.cleanup()


async def test_the_demo_reaches_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(Registry("basic")) as server, proxied({}, monkeypatch) as proxy:
        instead = {"quay.io": server.url}
        answer = await check(Question("quay.io", GOOD), Reach(instead=instead), QUICK)
        assert (answer.verdict, answer.host) == (Verdict.ACCEPTED, "quay.io")
        answer = await check(Question("ghcr.io", GOOD), Reach(instead=instead), QUICK)
        assert fault(answer) == (Verdict.UNREACHABLE, Code.UNKNOWN_HOST, "ghcr.io:443")
        assert not proxy.asked
