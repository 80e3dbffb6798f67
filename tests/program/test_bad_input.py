"""Whatever is wrong with the kubeconfig or the server is one sentence in the window, and the program goes on."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
import yaml
from program.conftest import Start
from program.hands import Hands
from program.sites import Site
from pytestqt.qtbot import QtBot

from pullsecrets.__main__ import Program
from pullsecrets.logs import Folders
from pullsecrets.service.session import kubeconfig_files

TOKEN = "invented-token"


def kubeconfig(server: str, token: str = TOKEN, authority: bytes = b"") -> str:
    cluster = {"server": server}
    if authority:
        cluster["certificate-authority-data"] = base64.b64encode(authority).decode()
    return yaml.safe_dump(
        {
            "clusters": [{"name": "c", "cluster": cluster}],
            "users": [{"name": "u", "user": {"token": token}}],
            "contexts": [{"name": "bad", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "bad",
        }
    )


@contextmanager
def answering(status: int, body: str, content_type: str, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that answers everything the same way."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_PATCH = do_GET  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a handshake that a client breaks off
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def said(hands: Hands, *words: str) -> str:
    """Wait until the page says all of this, and return everything it says."""
    hands.wait(lambda: all(word.lower() in hands.texts(hands.page).lower() for word in words))
    return hands.texts(hands.page)


def alive(hands: Hands) -> None:
    """The program goes on: Refresh asks again, and the window comes to the same answer."""
    before = hands.texts(hands.page)
    asked: list[object] = []
    hands.page.refresh.connect(lambda: asked.append(None))
    hands.page.refresh_action.trigger()
    assert asked
    hands.wait(lambda: len(hands.texts(hands.page)) > len(before) / 2)


def test_an_unknown_host(start: Start) -> None:
    hands = start(kubeconfig("https://no-such-host.invalid:6443"), wait=False)
    said(hands, "no-such-host.invalid")
    alive(hands)


def test_an_untrusted_certificate(start: Start) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with answering(200, "{}", "application/json", tls) as server:
        hands = start(kubeconfig(server, authority=trustme.CA().cert_pem.bytes()), wait=False)
        said(hands, "certificate")
        alive(hands)


def test_a_token_that_is_refused(site: Site, start: Start) -> None:
    config = yaml.safe_load(site.kubeconfig("admin"))
    for user in config["users"]:
        user["user"] = {"token": "expired-long-ago"}
    hands = start(yaml.safe_dump(config), wait=False)
    text = said(hands, "sign in")
    assert "expired-long-ago" not in text
    alive(hands)


def test_a_right_that_is_missing(site: Site, start: Start) -> None:
    hands = start(site.kubeconfig("editor"), wait=False)
    said(hands, "list", "secrets")
    alive(hands)


def test_a_proxys_html_page(start: Start) -> None:
    page = "<html><body>Please log in to the guest network</body></html>"
    with answering(200, page, "text/html") as server:
        hands = start(kubeconfig(server), wait=False)
        text = said(hands, "kubernetes")
        assert "<html>" not in text
        alive(hands)


def test_no_server_at_all(start: Start) -> None:
    with answering(200, "", "text/plain") as server:
        gone = server
    hands = start(kubeconfig(gone), wait=False)
    said(hands, "refused", "try now")
    alive(hands)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken", "contexts: [\n  - this is: not closed"),
        ("binary", "\x00\x01\x02"),
        ("a list", "- just\n- a list\n"),
        ("empty", ""),
    ],
)
def test_a_kubeconfig_file_that_cannot_be_used(
    qtbot: QtBot, folders: Folders, tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / "my-kubeconfig"
    file.write_text(content)
    hands = on_files(qtbot, folders, str(file))
    said(hands, "my-kubeconfig")
    end(hands)


def test_no_kubeconfig_at_all(qtbot: QtBot, folders: Folders, tmp_path: Path) -> None:
    hands = on_files(qtbot, folders, "", tmp_path)
    said(hands, str(tmp_path / ".kube" / "config"))
    end(hands)


def test_a_bad_file_beside_a_good_one_is_said_and_the_good_one_works(
    qtbot: QtBot, folders: Folders, tmp_path: Path, demo: Site
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad-kubeconfig"
    good.write_text(demo.kubeconfig("admin"))
    bad.write_text("{")
    demo.create("seen", json.dumps({"auths": {}}).encode())
    hands = on_files(qtbot, folders, f"{bad}{':' if ':' not in str(bad)[:3] else ';'}{good}")
    said(hands, "bad-kubeconfig")
    hands.wait(lambda: hands.row("seen", demo.namespace))
    end(hands)


def on_files(qtbot: QtBot, folders: Folders, named: str, home: Path = Path("/nowhere")) -> Hands:
    program = Program(kubeconfig_files({"KUBECONFIG": named}, home), folders, demo=False)
    program.begin()
    qtbot.waitExposed(program.window)
    return Hands(qtbot, program)


def end(hands: Hands) -> None:
    hands.window.allow_close()
    hands.window.close()
    hands.program.service.stop()
