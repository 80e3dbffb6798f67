"""Kubeconfigs against the written expectation always, and against kubectl where it is there."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster.kubeconfig_cases import (
    AUTHORITY,
    CA,
    CASES,
    CERTIFICATE,
    KEY,
    SERVER,
    Case,
    one,
    with_exec,
    with_oidc,
    with_server,
)

from pullsecrets.cluster import kubeconfig, kubectl_yaml
from pullsecrets.cluster.kubeconfig import Kubeconfig
from pullsecrets.cluster.login import Impersonate, Login
from pullsecrets.model.errors import Code, Failure


@dataclass(frozen=True)
class Laid:
    """A case on disk."""

    environ: dict[str, str]
    folder: Path


@pytest.fixture
def lay(tmp_path: Path) -> Callable[[Case], Laid]:
    def lay(case: Case) -> Laid:
        files = []
        for number, text in enumerate((case.text, *case.more)):
            folder = tmp_path / str(number)
            folder.mkdir()
            files.append(folder / "config")
            files[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        for folder in (tmp_path, tmp_path / "0"):
            (folder / "ca.pem").write_bytes(CA)
            (folder / "client.pem").write_bytes(CERTIFICATE)
            (folder / "key.pem").write_bytes(KEY)
            (folder / "token").write_text("of-file\n")
            (folder / "blank").write_text(" \n")
            (folder / "commented.pem").write_bytes("# Autorité\n".encode("latin-1") + CA + b"# end\n")
        return Laid({"KUBECONFIG": os.pathsep.join([str(tmp_path / "missing"), *map(str, files)])}, tmp_path)

    return lay


def outcome(config: Kubeconfig, context: str) -> Code | Login:
    try:
        return config.login(context)
    except Failure as failure:
        return failure.problem.code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_is_read_as_expected(case: Case, lay: Callable[[Case], Laid]) -> None:
    laid = lay(case)
    config = kubeconfig.load(laid.environ, laid.folder)

    assert [context.name for context in config.contexts] == list(case.contexts)
    assert config.current == case.current
    assert tuple(problem.code for problem in config.problems) == case.problems
    for context in config.contexts:
        expected = case.contexts[context.name]
        result = outcome(config, context.name)
        if isinstance(expected, Code):
            assert result == expected
            assert (context.problem is None) == case.later
        else:
            assert context.problem is None
            assert isinstance(result, Login)
            assert context.insecure == (result.insecure or result.plain_http)
            for name, value in expected.items():
                assert seen(result, name, laid.folder) == value, name


def seen(login: Login, name: str, folder: Path) -> object:
    """A field of the login, as the table writes it."""
    value = getattr(login, name)
    if name == "exec":
        if login.exec is None:
            return ""
        value = Path(login.exec.command)
        assert value.is_absolute() or len(value.parts) == 1
    if name == "ca_data" and value:
        return value.strip() + b"\n"
    if isinstance(value, Path):
        return (value.relative_to(folder / "0") if value.is_absolute() else value).as_posix()
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_is_read_as_by_kubectl(case: Case, lay: Callable[[Case], Laid], real_components: Path) -> None:
    laid = lay(case)

    def kubectl(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [real_components / "kubectl", *arguments],
            env={**os.environ, **laid.environ, "HOME": str(laid.folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    view = kubectl("config", "view", "--raw", "-o", "json")
    if case.kubectl == "refuses":
        assert view.returncode != 0
        return
    assert view.returncode == 0, view.stderr
    theirs: dict[str, Any] = json.loads(view.stdout)
    contexts = {context["name"]: context["context"] for context in theirs["contexts"] or ()}
    assert contexts.keys() == case.contexts.keys()
    assert case.current == (theirs["current-context"] if theirs["current-context"] in contexts else "")
    for name, expected in case.contexts.items():
        tried = kubectl("--context", name, "get", "--raw", "/").stderr
        # Without a cluster it falls back to localhost:8080.
        usable = re.search(r"127.0.0.1:1 was refused|getting credentials: exec: .*(not found|no such file)", tried)
        failed = "Loading client cert failed" in tried
        assert bool(usable and not failed) == (not isinstance(expected, Code) or case.kubectl == "goes on"), tried
        config = kubeconfig.load(laid.environ, laid.folder)
        result = outcome(config, name)
        if isinstance(result, Login):
            same_as_kubectl(result, contexts[name], theirs, laid.folder / "0")


def same_as_kubectl(login: Login, context: dict[str, Any], theirs: dict[str, Any], folder: Path) -> None:
    cluster = next(entry["cluster"] for entry in theirs["clusters"] if entry["name"] == context["cluster"])
    user = next(entry["user"] for entry in theirs["users"] if entry["name"] == context["user"])
    assert login.namespace == context.get("namespace", "")
    assert cluster["server"].startswith(login.server)
    assert login.tls_server_name == cluster.get("tls-server-name", "")
    assert login.insecure == cluster.get("insecure-skip-tls-verify", False)
    assert login.proxy_url == cluster.get("proxy-url", "")
    assert login.disable_compression == cluster.get("disable-compression", False)
    if "auth-provider" not in user:
        assert login.token == user.get("token", "")
    assert (login.token_file.name if login.token_file else "") == user.get("tokenFile", "")
    assert (login.username, login.password) == (user.get("username", ""), user.get("password", ""))
    if "as" in user:
        assert login.impersonate == Impersonate(
            user["as"],
            user.get("as-uid", ""),
            tuple(user.get("as-groups", ())),
            tuple((key, tuple(values)) for key, values in user.get("as-user-extra", {}).items()),
        )
    else:
        assert login.impersonate is None
    if login.exec:
        plugin = user["exec"]
        named = plugin["command"]
        assert login.exec.command == (os.path.normpath(folder / named) if os.sep in named else named)
        assert login.exec.args == tuple(plugin["args"] or ())
        assert login.exec.env == tuple((variable["name"], variable["value"]) for variable in plugin["env"] or ())


def test_no_kubeconfig_names_the_places(tmp_path: Path) -> None:
    config = kubeconfig.load({"KUBECONFIG": ""}, tmp_path)
    assert config.files == (tmp_path / ".kube" / "config",)
    assert [problem.code for problem in config.problems] == [Code.NO_KUBECONFIG]
    assert config.problems[0].values["files"] == str(tmp_path / ".kube" / "config")


def test_home_serves_where_the_variable_is_empty(tmp_path: Path) -> None:
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text(one())
    assert kubeconfig.load({"KUBECONFIG": ""}, tmp_path).login("x").token == "t"
    assert kubeconfig.load({}, tmp_path).login("x").token == "t"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "good").write_text(one())
    (tmp_path / "folder").mkdir()
    files = os.pathsep.join([str(tmp_path / "folder"), str(tmp_path / "good")])
    config = kubeconfig.load({"KUBECONFIG": files}, tmp_path)
    assert [problem.code for problem in config.problems] == [Code.KUBECONFIG_UNREADABLE]
    assert config.problems[0].values["file"] == str(tmp_path / "folder")
    assert config.login("x").token == "t"


def test_a_text_needs_no_file() -> None:
    assert kubeconfig.loads(one() + "current-context: x").login("x").token == "t"
    assert [problem.code for problem in kubeconfig.loads("[").problems] == [Code.KUBECONFIG_BROKEN]


def test_an_unknown_context_is_said(tmp_path: Path) -> None:
    config = kubeconfig.load({}, tmp_path)
    assert outcome(config, "x") == Code.CONTEXT_BROKEN


def test_a_certificate_that_changes_is_read_again(lay: Callable[[Case], Laid]) -> None:
    laid = lay(Case("", one(user="client-certificate: client.pem, client-key: key.pem")))
    config = kubeconfig.load(laid.environ, laid.folder)
    other = AUTHORITY.issue_cert("other.example")
    (laid.folder / "0" / "client.pem").write_bytes(other.cert_chain_pems[0].bytes())
    assert config.login("x").client_certificate == other.cert_chain_pems[0].bytes()


def test_a_key_under_a_pass_phrase_is_refused(lay: Callable[[Case], Laid]) -> None:
    """OpenSSL would ask for it on a terminal, and the program would hang."""
    laid = lay(Case("", one(user="client-certificate: client.pem, client-key: key.pem")))
    (laid.folder / "0" / "key.pem").write_bytes(KEY.replace(b"BEGIN EC PRIVATE", b"BEGIN ENCRYPTED PRIVATE"))
    with pytest.raises(Failure) as caught:
        kubeconfig.load(laid.environ, laid.folder).login("x")
    assert "pass phrase" in str(caught.value.problem.values["reason"])


def test_a_plugin_is_told_of_the_cluster_when_it_asks(lay: Callable[[Case], Laid]) -> None:
    cluster = (
        f"server: '{SERVER}/p/', certificate-authority: ca.pem, tls-server-name: other, "
        "extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: 7}}]"
    )
    asks = with_exec(", command: nope, provideClusterInfo: true").replace(f"server: '{SERVER}'", cluster)
    laid = lay(Case("", asks))
    plugin = kubeconfig.load(laid.environ, laid.folder).login("x").exec
    assert plugin is not None
    assert plugin.cluster is not None
    assert base64.b64decode(plugin.cluster["certificate-authority-data"]).strip() == CA.strip()
    assert {key: value for key, value in plugin.cluster.items() if not key.startswith("certificate")} == {
        "server": f"{SERVER}/p",
        "tls-server-name": "other",
        "config": {"audience": 7},
    }


@pytest.mark.parametrize("scanner", [yaml.CBaseLoader, yaml.BaseLoader])
def test_nothing_secret_is_shown(
    lay: Callable[[Case], Laid], monkeypatch: pytest.MonkeyPatch, scanner: type[yaml.BaseLoader]
) -> None:
    monkeypatch.setattr(kubectl_yaml, "_Scanner", scanner)
    secret = "s3cret"
    user = f"token: {secret}, exec: {{command: a, apiVersion: b, args: [{secret}]}}"
    texts = [
        one(user=user),
        one(user=f"username: me, password: {secret}"),
        one(user=f"token: [{secret}]"),
        one(user=f"token: *{secret}"),
        one(user=f"token: !{secret}!a b"),
        one(user=f"token: &{secret} *{secret}"),
        one(user=f"token: '{secret}', as: \"{secret}\n"),
        one(user=f'token: "{secret}\\n"'),
        one(cluster=f"server: 'https://a:{secret}@h'"),
        with_server(f"proxy-url: 'http://a:{secret}@h'"),
        with_server(f"proxy-url: 'ftp://a:{secret}@h'"),
        with_server(f"certificate-authority-data: {secret}"),
        with_oidc(secret),
    ]
    laid = lay(Case("", ""))
    for text in texts:
        (laid.folder / "0" / "config").write_text(text)
        config = kubeconfig.load(laid.environ, laid.folder)
        login = outcome(config, "x")
        assert secret not in repr(config) + repr(login) + repr(getattr(login, "exec", None)), text


def test_deep_nesting_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(one() + "more: " + "[" * 200_000)
    config = kubeconfig.load({"KUBECONFIG": str(tmp_path / "config")}, tmp_path)
    assert [problem.code for problem in config.problems] == [Code.KUBECONFIG_BROKEN]


def test_a_tower_of_aliases_does_no_harm(tmp_path: Path) -> None:
    tower = "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30))
    (tmp_path / "config").write_text(one() + "a0: &a0 x\n" + tower)
    assert kubeconfig.load({"KUBECONFIG": str(tmp_path / "config")}, tmp_path).login("x").token == "t"


def test_the_user_of_a_context_is_the_one_whom_the_cluster_sees() -> None:
    text = """
current-context: mine
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: admin, user: {token: invented, as: viewer}}, {name: plain, user: {token: invented}}]
contexts: [{name: mine, context: {cluster: c, user: admin}}, {name: other, context: {cluster: c, user: plain}}]
"""
    assert [context.user for context in kubeconfig.loads(text).contexts] == ["viewer", "plain"]
