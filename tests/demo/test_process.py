"""The demo's process: what it says, and when it ends."""

from __future__ import annotations

import asyncio
import signal
import ssl
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme
import yaml
from demo.talking import Demo, running

from pullsecrets.demo import launch


def test_kubeconfig_names_two_clusters_three_lesser_users_and_one_that_is_away(shown: Demo) -> None:
    contexts = {item["name"]: item["context"] for item in shown.config["contexts"]}
    lesser = [f"prod-eu-{user}" for user in ("viewer", "editor", "secrets-admin")]
    assert list(contexts) == ["prod-eu", *lesser, "staging", "archive"]
    assert shown.config["current-context"] == "prod-eu"
    assert contexts["prod-eu-editor"]["namespace"] == "payments"
    servers = {item["name"]: item["cluster"]["server"] for item in shown.config["clusters"]}
    assert {urlsplit(server).hostname for server in servers.values()} == {"127.0.0.1"}
    assert len({urlsplit(server).port for server in servers.values()}) == 3
    with pytest.raises(ConnectionRefusedError):
        shown.api("archive").send("GET", "/version")


def test_tokens_are_new_each_time_and_good_for_one_cluster(shown: Demo, small: Demo) -> None:
    tokens = [item["user"]["token"] for demo in (shown, small) for item in demo.config["users"]]
    assert len(set(tokens)) == len(tokens)
    assert shown.api("staging").as_user(shown.api("prod-eu").token).send("GET", "/version").status == 401


def test_it_ends_when_standard_input_closes_even_while_it_is_watched() -> None:
    with running("--empty") as demo:
        api = demo.api()
        api.make_namespace()
        with api.watch("allowWatchBookmarks=1") as events:
            demo.stdin.close()
            assert list(events) == []
        assert demo.process.wait(5) == 0


async def test_the_program_learns_of_clusters_and_registries_from_one_process() -> None:
    demo = launch.Demo("--empty")
    try:
        told, registries = await asyncio.gather(demo.kubeconfig(), demo.registries())
        assert yaml.safe_load(told)["current-context"] == "prod-eu"
        asked = urllib.request.Request(f"{registries['quay.io']}/v2/", headers={"Host": "quay.io"})
        with pytest.raises(urllib.error.HTTPError, match="401"):
            await asyncio.to_thread(urllib.request.urlopen, asked)
    finally:
        await demo.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a program can answer")
def test_it_ends_on_sigterm() -> None:
    with running("--empty") as demo:
        demo.process.send_signal(signal.SIGTERM)
        assert demo.process.wait(5) == 0


def test_with_a_certificate_it_speaks_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    pem = tmp_path / "demo.pem"
    leaf = authority.issue_cert("127.0.0.1")
    pem.write_bytes(leaf.private_key_and_cert_chain_pem.bytes() + authority.cert_pem.bytes())
    with running("--empty", "--tls", str(pem)) as demo:
        cluster = demo.config["clusters"][0]["cluster"]
        trust = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
        with urllib.request.urlopen(cluster["server"] + "/readyz", context=trust) as answer:
            assert answer.read() == b"ok"
        assert cluster["certificate-authority-data"]
        assert {urlsplit(url).scheme for url in demo.registries.values()} == {"http"}
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(cluster["server"], context=ssl.create_default_context())


def test_any_number_of_secrets_over_a_hundred_namespaces() -> None:
    with running("--empty", "--secrets", "1200") as demo:
        api = demo.api()
        token, names, pages = "", set[tuple[str, str]](), 0
        while True:
            found = api.send("GET", f"/api/v1/secrets?limit=500&continue={token}").json
            names |= {(item["metadata"]["namespace"], item["metadata"]["name"]) for item in found["items"]}
            pages += 1
            token = found["metadata"].get("continue", "")
            if not token:
                break
        assert (len(names), pages, len({namespace for namespace, _ in names})) == (1200, 3, 100)
