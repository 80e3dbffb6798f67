"""From a login to the headers of a request."""

# ruff: noqa: ASYNC240 - a test may write a small file at once

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pullsecrets.cluster import kubeconfig
from pullsecrets.cluster.exec_plugin import ExecSpec
from pullsecrets.cluster.login import Credentials, Impersonate, Login
from pullsecrets.model.errors import Code, Failure

NOW = datetime(2030, 1, 1, tzinfo=UTC)
LOGIN = Login("x", "https://c.example", "u")


async def headers(login: Login) -> list[tuple[str, str]]:
    return await Credentials(login).headers()


async def refusal(credentials: Credentials) -> Code:
    with pytest.raises(Failure) as caught:
        await credentials.headers()
    assert caught.value.problem.values["context"] == "x"
    return caught.value.problem.code


def plugin(tmp_path: Path, **status: str) -> ExecSpec:
    """A plugin that appends a line to "runs" and puts their number in the place of @ in its answer."""
    printed = {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": status}
    code = (
        "import sys; file = open(sys.argv[1], 'a+'); print(file=file, flush=True); file.seek(0)\n"
        f"print({json.dumps(printed)!r}.replace('@', str(len(file.readlines()))))"
    )
    return ExecSpec("x", sys.executable, ("-I", "-S", "-c", code, str(tmp_path / "runs")))


class TestHeaders:
    async def test_of_a_token(self) -> None:
        assert await headers(replace(LOGIN, token="t")) == [("Authorization", "Bearer t")]

    async def test_of_a_name_and_password(self) -> None:
        login = replace(LOGIN, username="ü", password="a:b")
        assert await headers(login) == [("Authorization", "Basic w7w6YTpi")]

    async def test_of_a_certificate_alone(self) -> None:
        credentials = Credentials(replace(LOGIN, client_certificate=b"c", client_key=b"k"))
        assert await credentials.headers() == []
        assert await credentials.client_certificate() == (b"c", b"k")

    async def test_of_a_plugin(self, tmp_path: Path) -> None:
        credentials = Credentials(replace(LOGIN, exec=plugin(tmp_path, token="run @")))
        assert await credentials.headers() == [("Authorization", "Bearer run 1")]
        assert await credentials.client_certificate() is None

    async def test_of_a_plugin_with_a_certificate(self, tmp_path: Path) -> None:
        certificate = "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n"
        key = "-----BEGIN PRIVATE KEY-----\nYQ==\n-----END PRIVATE KEY-----\n"
        login = replace(LOGIN, exec=plugin(tmp_path, clientCertificateData=certificate, clientKeyData=key))
        credentials = Credentials(login)
        assert await credentials.client_certificate() == (certificate.encode(), key.encode())
        assert await credentials.headers() == []

        plain = Credentials(replace(login, server="http://c.example"))
        assert await refusal(plain) == Code.NO_CREDENTIAL

    async def test_of_another_identity_follow_those_of_ones_own(self) -> None:
        impersonate = Impersonate("a", "7", ("g", "h"), (("example.com/Ä%", ("v", "w")), ("empty", ())))
        assert await headers(replace(LOGIN, token="t", impersonate=impersonate)) == [
            ("Authorization", "Bearer t"),
            ("Impersonate-User", "a"),
            ("Impersonate-Uid", "7"),
            ("Impersonate-Group", "g"),
            ("Impersonate-Group", "h"),
            ("Impersonate-Extra-example.com%2F%C3%84%25", "v"),
            ("Impersonate-Extra-example.com%2F%C3%84%25", "w"),
        ]

    def test_of_another_identity_are_those_of_kubectl(self, tmp_path: Path, real_components: Path) -> None:
        every_character = "".join(map(chr, range(0x21, 0x7F))) + "é"
        extra = {every_character: ["v", "w x"], "b": [""]}
        user = {"token": "t", "as": "some one", "as-uid": "7", "as-groups": ["g", "h:i"], "as-user-extra": extra}
        with _Listener() as listener:
            config = {
                "clusters": [{"name": "c", "cluster": {"server": listener.url}}],
                "users": [{"name": "u", "user": user}],
                "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            }
            (tmp_path / "config").write_text(json.dumps(config))
            command = ["kubectl", "--kubeconfig", str(tmp_path / "config"), "--context", "x", "get", "--raw", "/"]
            subprocess.run([real_components / command[0], *command[1:]], capture_output=True, timeout=30, check=True)
        login = kubeconfig.load({"KUBECONFIG": str(tmp_path / "config")}, tmp_path).login("x")
        assert login.impersonate is not None
        ours = [(name.lower(), value) for name, value in login.impersonate.headers()]
        assert sorted(ours) == sorted(listener.headers)


class _Listener:
    """A plain http server that keeps the Impersonate-* headers of the requests it gets."""

    def __init__(self) -> None:
        self.headers: list[tuple[str, str]] = []
        headers = self.headers

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                named = ((name.lower(), value) for name, value in self.headers.items())
                headers.extend(header for header in named if header[0].startswith("impersonate-"))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> _Listener:
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class TestTokenFile:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        (tmp_path / "token").write_text("one\n")
        return tmp_path / "token"

    async def test_is_read_again_when_it_changes(self, file: Path) -> None:
        credentials = Credentials(replace(LOGIN, token_file=file))
        assert await credentials.headers() == [("Authorization", "Bearer one")]
        file.write_text(" two \r\n")
        assert await credentials.headers() == [("Authorization", "Bearer two")]

    @pytest.mark.parametrize("left", [None, "", "\n", "two\nthree", "\x00"])
    async def test_keeps_its_last_token_while_it_holds_none(self, file: Path, left: str | None) -> None:
        credentials = Credentials(replace(LOGIN, token_file=file))
        await credentials.headers()
        file.unlink()
        if left is not None:
            file.write_text(left)
        assert await credentials.headers() == [("Authorization", "Bearer one")]

    async def test_goes_before_the_kubeconfigs_token(self, file: Path) -> None:
        login = replace(LOGIN, token="t", token_file=file)
        assert await headers(login) == [("Authorization", "Bearer one")]
        file.unlink()
        assert await headers(login) == [("Authorization", "Bearer t")]

    async def test_without_a_token_sends_nothing(self, file: Path) -> None:
        file.write_bytes(b"\xff")
        credentials = Credentials(replace(LOGIN, token_file=file))
        assert await refusal(credentials) == Code.TOKEN_FILE
        file.unlink()
        assert await refusal(credentials) == Code.TOKEN_FILE

    async def test_serves_again_after_a_refusal_only_when_it_has_changed(self, file: Path) -> None:
        credentials = Credentials(replace(LOGIN, token_file=file))
        sent = await credentials.headers()
        assert not credentials.refused(sent)
        file.write_text("two")
        assert credentials.refused(sent)
        assert await credentials.headers() == [("Authorization", "Bearer two")]
        file.unlink()
        assert not credentials.refused()


class TestRefused:
    async def test_a_plugin_is_run_again(self, tmp_path: Path) -> None:
        credentials = Credentials(replace(LOGIN, exec=plugin(tmp_path, token="run-@")))
        first = await credentials.headers()
        assert credentials.refused(first)
        second = await credentials.headers()
        assert second == [("Authorization", "Bearer run-2")]
        assert credentials.refused(first)
        assert await credentials.headers() == second
        assert credentials.refused()
        assert await credentials.headers() == [("Authorization", "Bearer run-3")]

    @pytest.mark.parametrize(
        "login",
        [replace(LOGIN, token="t"), replace(LOGIN, username="a"), replace(LOGIN, client_certificate=b"c")],
        ids=["token", "name", "certificate"],
    )
    async def test_what_cannot_change_is_not_tried_again(self, login: Login) -> None:
        assert not Credentials(login).refused()


async def test_an_id_token_is_sent_until_it_expires() -> None:
    times = [NOW]
    login = replace(LOGIN, token="t", token_expires=NOW + timedelta(minutes=1))
    credentials = Credentials(login, clock=lambda: times[-1])
    assert await credentials.headers() == [("Authorization", "Bearer t")]
    times.append(NOW + timedelta(seconds=51))
    assert await refusal(credentials) == Code.TOKEN_EXPIRED


async def test_an_id_token_that_is_missing_has_expired(tmp_path: Path) -> None:
    provider = "auth-provider: {name: oidc, config: {idp-issuer-url: a, client-id: b, refresh-token: c}}"
    (tmp_path / "config").write_text(
        "clusters: [{name: c, cluster: {server: 'https://c.example'}}]\n"
        f"users: [{{name: u, user: {{{provider}}}}}]\n"
        "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
    )
    login = kubeconfig.load({"KUBECONFIG": str(tmp_path / "config")}, tmp_path).login("x")
    assert await refusal(Credentials(login)) == Code.TOKEN_EXPIRED


async def test_a_plugin_has_a_time_limit(tmp_path: Path) -> None:
    slow = ExecSpec("x", sys.executable, ("-I", "-S", "-c", "import time; time.sleep(600)"))
    assert await refusal(Credentials(replace(LOGIN, exec=slow), plugin_seconds=0.2)) == Code.EXEC_TIMEOUT


def test_nothing_secret_is_shown() -> None:
    login = replace(LOGIN, token="s3cret", password="s3cret", client_key=b"s3cret", proxy_url="http://a:s3cret@p")
    assert repr(login) == "Login('x', 'https://c.example')"
    assert "s3cret" not in repr(Credentials(login))
