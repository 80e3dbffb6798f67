"""Which certificates are accepted, what becomes of client keys, and what a handshake that fails is called."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import ssl
import stat
import tempfile
import threading
import time
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiohttp import web
from cluster.servers import Server, answer, secret, server_tls, serving
from cryptography.hazmat.primitives import serialization

from pullsecrets.cluster import tls
from pullsecrets.cluster.client import Client
from pullsecrets.cluster.login import Login
from pullsecrets.model.errors import Code, Failure


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


async def reply(_: web.Request) -> web.Response:
    return answer(secret())


async def ask(server: Server, **login: Any) -> Code | None:
    """What comes of a request: None when it is answered."""
    client = Client(server.login(**login))
    try:
        await client.get_secret("default", "pull")
    except Failure as failure:
        return failure.problem.code
    finally:
        await client.close()
    return None


def pem(authority: trustme.CA) -> bytes:
    return authority.cert_pem.bytes()


def pair(authority: trustme.CA) -> tuple[bytes, bytes]:
    leaf = authority.issue_cert("me@example.org")
    return b"".join(blob.bytes() for blob in leaf.cert_chain_pems), leaf.private_key_pem.bytes()


def login(**changes: Any) -> Login:
    return Login(**{"context": "here", "server": "https://api.example", "user": "me"} | changes)


async def test_only_the_named_authority_is_trusted(authority: trustme.CA) -> None:
    async with serving(reply, server_tls(authority, "127.0.0.1")) as server:
        assert await ask(server, ca_data=pem(authority)) is None
        assert await ask(server, ca_data="# Autorität\n".encode() + pem(authority)) is None
        assert await ask(server, ca_data=pem(trustme.CA())) is Code.TLS_UNTRUSTED
        assert await ask(server) is Code.TLS_UNTRUSTED
        assert await ask(server, insecure=True) is None
        assert len(server.requests) == 3


async def test_the_systems_authorities_are_asked_without_one_of_the_kubeconfigs(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "system.pem"
    file.write_bytes(pem(authority))
    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(file))
    async with serving(reply, server_tls(authority, "127.0.0.1")) as server:
        assert await ask(server) is None
        assert await ask(server, ca_data=pem(trustme.CA())) is Code.TLS_UNTRUSTED


async def test_expired_and_not_yet_valid(authority: trustme.CA) -> None:
    now, day = datetime.now(UTC), timedelta(days=1)
    for when in ({"not_before": now - 2 * day, "not_after": now - day}, {"not_before": now + day}):
        async with serving(reply, server_tls(authority, "127.0.0.1", **when)) as server:
            assert await ask(server, ca_data=pem(authority)) is Code.TLS_EXPIRED


async def test_the_name_must_fit_and_may_be_given(authority: trustme.CA) -> None:
    async with serving(reply, server_tls(authority, "api.example")) as server:
        assert await ask(server, ca_data=pem(authority)) is Code.TLS_WRONG_HOST
        assert await ask(server, ca_data=pem(authority), tls_server_name="api.example") is None
        assert await ask(server, ca_data=pem(authority), tls_server_name="b.example") is Code.TLS_WRONG_HOST
    async with serving(reply, server_tls(authority, common_name="api.example")) as server:
        assert await ask(server, ca_data=pem(authority), tls_server_name="api.example") is Code.TLS_WRONG_HOST


async def test_the_servers_own_certificate_may_stand_as_authority(authority: trustme.CA) -> None:
    leaf = authority.issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    async with serving(reply, context) as server:
        assert await ask(server, ca_data=leaf.cert_chain_pems[0].bytes()) is None


def test_certificates_that_lack_extensions_are_accepted_on_every_python(authority: trustme.CA) -> None:
    made = tls.context(login(ca_data=pem(authority)), None)
    assert not made.verify_flags & ssl.VERIFY_X509_STRICT
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert made.verify_mode is ssl.CERT_REQUIRED


async def test_the_client_certificate_is_shown(authority: trustme.CA) -> None:
    context = server_tls(authority, "127.0.0.1")
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    async with serving(reply, context) as server:
        certificate, key = pair(authority)
        assert await ask(server, ca_data=pem(authority), client_certificate=certificate, client_key=key) is None
        assert await ask(server, ca_data=pem(authority)) in {Code.CONNECTION_LOST, Code.TLS_FAILED}


async def test_a_renewed_client_certificate_takes_a_new_connection(authority: trustme.CA) -> None:
    subjects = []

    async def note(request: web.Request) -> web.Response:
        subjects.append(request.get_extra_info("peercert")["serialNumber"])
        return answer(secret())

    context = server_tls(authority, "127.0.0.1")
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    async with serving(note, context) as server:
        client = Client(server.login(ca_data=pem(authority)))
        pairs = iter([first := pair(authority), first, pair(authority)])

        async def current() -> tuple[bytes, bytes]:
            return next(pairs)

        client._transport._credentials.client_certificate = current  # type: ignore[method-assign] # a plugin's part
        for _ in range(3):
            await client.get_secret("default", "pull")
        await client.close()
    assert subjects[0] == subjects[1] != subjects[2]


@pytest.mark.parametrize("of", ["authority", "pair", "key", "encrypted"])
def test_what_cannot_be_used_is_said_without_quoting_it(of: str, authority: trustme.CA) -> None:
    certificate, key = pair(authority)
    broken = login(ca_data=b"hunter2" if of == "authority" else pem(authority))
    phrase = serialization.BestAvailableEncryption(b"hunter2")
    encrypted = serialization.load_pem_private_key(key, None).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, phrase
    )
    keys = {"pair": pair(authority)[1], "key": b"hunter2", "encrypted": encrypted}
    with pytest.raises(Failure) as caught:
        tls.context(broken, (certificate, keys.get(of, key)))
    problem = caught.value.problem
    assert (problem.code, problem.values["context"]) == (Code.CONTEXT_BROKEN, "here")
    assert ("authority" in str(problem.values["reason"])) is (of == "authority")
    assert "hunter2" not in f"{problem}{caught.value.__context__}"


def test_a_client_key_is_a_file_for_a_moment_and_for_this_user(
    authority: trustme.CA, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = []

    def load(_: ssl.SSLContext, file: Path, password: str) -> None:
        folders.append(file.parent)
        assert password == ""
        if os.name == "posix":
            assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", load)
    tls.context(login(insecure=True), pair(authority))
    assert folders[0].parent == temporary
    assert not list(temporary.iterdir())


def test_what_a_crash_left_is_swept_but_nothing_else(temporary: Path) -> None:
    left, current, other = (temporary / name for name in ("pullsecrets-tls-a", "pullsecrets-tls-b", "other"))
    for folder in (left, current, other):
        folder.mkdir()
        (folder / "pair.pem").write_text("key")
    for folder in (left, other):
        os.utime(folder, (time.time() - 3600,) * 2)
    tls.sweep()
    assert sorted(temporary.iterdir()) == [other, current]


async def test_secrets_of_connections_are_not_written_down(
    authority: trustme.CA, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = temporary / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    async with serving(reply, server_tls(authority, "127.0.0.1")) as server:
        assert await ask(server, ca_data=pem(authority)) is None
    assert not log.exists() or "CLIENT" not in log.read_text()


def test_nothing_stays_open(authority: trustme.CA) -> None:
    """Although the server hangs and does not answer the farewell of TLS, and the loop ends right away."""
    reached = threading.Event()

    async def stream_or_hang(request: web.Request) -> web.StreamResponse:
        if "watch" not in request.query:
            done.wait(10)
        response = web.StreamResponse()
        await response.prepare(request)
        return response

    async def serve() -> None:
        async with serving(stream_or_hang, server_tls(authority, "127.0.0.1")) as server:
            urls.append(server)
            reached.set()
            await asyncio.to_thread(done.wait)

    async def ask_and_go() -> None:
        client = Client(urls[0].login(ca_data=pem(authority)))
        async with contextlib.aclosing(client.watch_secrets("any", None, "1")) as watch:
            await anext(watch)
            assert await anext(watch, None) is None
        call = asyncio.create_task(client.get_secret("default", "pull"))
        await asyncio.sleep(0.1)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await client.close()

    urls: list[Server] = []
    done = threading.Event()
    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert reached.wait(10)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(ask_and_go())
            gc.collect()
    finally:
        done.set()
        thread.join()
    assert [str(warning.message) for warning in caught] == []
