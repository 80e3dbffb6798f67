"""Kubeconfigs against the written expectation always, and against kubectl where it is there."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from pullsecrets.cluster import kubeconfig, kubectl_yaml
from pullsecrets.cluster.kubeconfig import Kubeconfig
from pullsecrets.cluster.login import Impersonate, Login
from pullsecrets.model.errors import Code, Failure

_authority = trustme.CA()
_client = _authority.issue_cert("client.example")
CA = _authority.cert_pem.bytes()
CERTIFICATE = _client.cert_chain_pems[0].bytes()
KEY = _client.private_key_pem.bytes()
CA64, CERTIFICATE64, KEY64 = (base64.b64encode(part).decode() for part in (CA, CERTIFICATE, KEY))

SERVER = "https://127.0.0.1:1"  # nothing answers: kubectl gets as far as being refused
BROKEN = Code.CONTEXT_BROKEN


def jwt(**claims: object) -> str:
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims, {})
    )


FUTURE, PAST = jwt(exp=4102444800), jwt(exp=1.5e9)


def one(cluster: str = f"server: '{SERVER}'", user: str = "token: t", context: str = "cluster: c, user: u") -> str:
    """A kubeconfig with one context "x", of flow mappings without their braces."""
    return (
        f"clusters: [{{name: c, cluster: {{{cluster}}}}}]\n"
        f"users: [{{name: u, user: {{{user}}}}}]\n"
        f"contexts: [{{name: x, context: {{{context}}}}}]\n"
    )


def with_server(more: str) -> str:
    return one(cluster=f"server: '{SERVER}', {more}")


def with_exec(more: str, version: str = "v1", mode: str = ", interactiveMode: Never") -> str:
    return one(user=f"exec: {{apiVersion: client.authentication.k8s.io/{version}{mode}{more}}}")


def with_oidc(token: str) -> str:
    config = f"idp-issuer-url: https://127.0.0.1:1, client-id: a{token and ', id-token: ' + token}"
    return one(user=f"auth-provider: {{name: oidc, config: {{{config}}}}}")


@dataclass(frozen=True)
class Case:
    """``contexts`` gives for each context its problem, or what its login holds.

    ``kubectl`` says what kubectl does: the same, "refuses" all of it where we refuse a part, or "goes on" where we
    refuse, for safety or because we cannot. ``later``: the problem comes with ``login``, not before.
    """

    name: str
    text: str | bytes
    contexts: dict[str, Code | dict[str, object]] = field(default_factory=dict)
    current: str = ""
    problems: tuple[Code, ...] = ()
    kubectl: str = "same"
    later: bool = False
    more: tuple[str | bytes, ...] = ()
    """Further files of KUBECONFIG, each in a folder of its own."""


def x(**login: object) -> dict[str, Code | dict[str, object]]:
    return {"x": login}


def bad(code: Code = BROKEN) -> dict[str, Code | dict[str, object]]:
    return {"x": code}


NOTHING = (Code.NO_KUBECONFIG,)
UNREADABLE = (Code.KUBECONFIG_BROKEN,)

CASES = [
    # Ways to sign in.
    Case("token", one(), x(server=SERVER, user="u", token="t", insecure=False, ca_data=None)),
    Case("token of digits", one(user="token: 12345"), bad(), kubectl="refuses"),
    Case("token of digits in quotes", one(user="token: '12345'"), x(token="12345")),
    Case("token with a line end", one(user='token: "t\\n"'), bad()),
    Case("blank token", one(user="token: '  '"), bad(Code.NO_CREDENTIAL), kubectl="goes on"),
    Case("token file", one(user="tokenFile: token"), x(token="", token_file="token")),
    Case("token and its file", one(user="token: t, tokenFile: nope"), x(token="t", token_file="nope")),
    Case("token file that is not there", one(user="tokenFile: nope"), bad(Code.TOKEN_FILE), later=True),
    Case("token file without a token", one(user="tokenFile: blank"), bad(Code.TOKEN_FILE), later=True),
    Case("name and password", one(user="username: me, password: p"), x(username="me", password="p")),
    Case("name without a password", one(user="username: me"), x(username="me", password="")),
    Case("password without a name", one(user="password: p"), bad(Code.NO_CREDENTIAL)),
    Case("token and name", one(user="token: t, username: me"), bad()),
    Case("token file and name", one(user="tokenFile: token, username: me"), bad()),
    Case("nothing to sign in with", one(user=""), bad(Code.NO_CREDENTIAL)),
    Case("user that is null", one(user="").replace("user: {}", "user: null"), bad(Code.NO_CREDENTIAL)),
    # Certificates.
    Case(
        "certificate and key as data",
        one(user=f"client-certificate-data: {CERTIFICATE64}, client-key-data: {KEY64}"),
        x(client_certificate=CERTIFICATE, client_key=KEY),
    ),
    Case(
        "certificate and key beside the kubeconfig",
        one(user="client-certificate: client.pem, client-key: ./sub/../key.pem"),
        x(client_certificate=CERTIFICATE, client_key=KEY),
    ),
    Case(
        "certificate and token",
        one(user="client-certificate: client.pem, client-key: key.pem, token: t"),
        x(client_certificate=CERTIFICATE, token="t"),
    ),
    Case("certificate that is not there", one(user="client-certificate: nope, client-key: key.pem"), bad(), later=True),
    Case("certificate without key", one(user="client-certificate: client.pem"), bad()),
    Case("key without certificate", one(user="client-key: key.pem"), bad(Code.NO_CREDENTIAL)),
    Case(
        "certificate as data and as file",
        one(user=f"client-certificate: client.pem, client-certificate-data: {CERTIFICATE64}, client-key: key.pem"),
        bad(),
    ),
    Case(
        "key as data and as file",
        one(user=f"client-certificate: client.pem, client-key: key.pem, client-key-data: {KEY64}"),
        bad(),
    ),
    Case("key that is not PEM", one(user="client-certificate: client.pem, client-key: token"), bad(), later=True),
    Case("data without padding", with_server("certificate-authority-data: YQ"), bad(), kubectl="refuses"),
    Case("data with a blank", with_server("certificate-authority-data: 'Y Q=='"), bad(), kubectl="refuses"),
    Case("data in the URL alphabet", with_server("certificate-authority-data: '-_=='"), bad(), kubectl="refuses"),
    Case(
        "data with line ends",
        with_server(f'certificate-authority-data: "{CA64[:8]}\\r\\n{CA64[8:]}\\n"'),
        x(ca_data=CA),
    ),
    # The server.
    Case("CA as data", with_server(f"certificate-authority-data: {CA64}"), x(ca_data=CA)),
    Case("CA with comments", with_server("certificate-authority: commented.pem"), x(ca_data=CA)),
    Case("CA as data and as file", with_server(f"certificate-authority-data: {CA64}, certificate-authority: a"), bad()),
    Case("CA that is not there", with_server("certificate-authority: nope.pem"), bad(), later=True),
    Case("CA that is not PEM", with_server("certificate-authority-data: YWJj"), bad(), later=True),
    Case("TLS off", with_server("insecure-skip-tls-verify: true"), x(insecure=True)),
    Case("TLS off as yes", with_server("insecure-skip-tls-verify: yes"), x(insecure=True)),
    Case("TLS off as text", with_server('insecure-skip-tls-verify: "true"'), bad(), kubectl="refuses"),
    Case("TLS on as text", with_server('insecure-skip-tls-verify: "false"'), bad(), kubectl="refuses"),
    Case("TLS off as number", with_server("insecure-skip-tls-verify: 1"), bad(), kubectl="refuses"),
    Case("TLS off and a CA", with_server(f"insecure-skip-tls-verify: true, certificate-authority-data: {CA64}"), bad()),
    Case("TLS server name", with_server("tls-server-name: other"), x(tls_server_name="other")),
    Case("no compression", with_server("disable-compression: on"), x(disable_compression=True)),
    Case("no server", one(cluster=""), bad()),
    Case("plain http", one(cluster="server: 'http://127.0.0.1:1'"), x(plain_http=True)),
    Case(
        "plain http with a certificate only",
        one("server: 'http://127.0.0.1:1'", "client-certificate: client.pem, client-key: key.pem"),
        bad(Code.NO_CREDENTIAL),
        kubectl="goes on",
    ),
    Case("server without a scheme", one(cluster="server: '127.0.0.1:1'"), bad(), kubectl="goes on"),
    Case("server with a path", one(cluster=f"server: '{SERVER}/k8s/c/?a=b#c'"), x(server=f"{SERVER}/k8s/c")),
    Case("server with a user name", one(cluster="server: 'https://a:b@127.0.0.1:1'"), bad(), kubectl="goes on"),
    Case("server with a bad port", one(cluster=f"server: '{SERVER}99999'"), bad()),
    Case("server with a blank", one(cluster="server: 'https://a b'"), bad()),
    Case("server of another scheme", one(cluster="server: 'ftp://127.0.0.1:1'"), bad()),
    Case("proxy", with_server("proxy-url: 'http://a:b@127.0.0.1:1'"), x(proxy_url="http://a:b@127.0.0.1:1")),
    Case(
        "proxy with socks5",
        with_server("proxy-url: 'socks5://127.0.0.1:1'"),
        bad(Code.UNSUPPORTED_SETTING),
        kubectl="goes on",
    ),
    Case("proxy of another scheme", with_server("proxy-url: 'ftp://127.0.0.1:1'"), bad()),
    Case("proxy without a scheme", with_server("proxy-url: '127.0.0.1:1'"), bad()),
    # Impersonation.
    Case(
        "as",
        one(user="token: t, as: a, as-uid: '1', as-groups: [g, h], as-user-extra: {k/L: [v, w], m: []}"),
        x(impersonate=Impersonate("a", "1", ("g", "h"), (("k/L", ("v", "w")), ("m", ())))),
    ),
    Case("as nobody", one(user="token: t, as-groups: [g]"), bad()),
    Case("as blank", one(user="token: t, as: ' '"), bad(), kubectl="goes on"),
    Case("as with a line end", one(user='token: t, as: "a\\nImpersonate-Group: g"'), bad()),
    Case("as-groups that is no list", one(user="token: t, as: a, as-groups: g"), bad(), kubectl="refuses"),
    # Plugins and other sign-in.
    Case("exec", with_exec(", command: nope, args: [a, 'b c'], env: [{name: A, value: b}]"), x(exec="nope")),
    Case("exec v1 without a mode", with_exec(", command: nope", mode=""), bad()),
    Case("exec v1beta1 without a mode", with_exec(", command: nope", "v1beta1", ""), x(exec="nope")),
    Case("exec v1alpha1", with_exec(", command: nope", "v1alpha1"), bad(Code.UNSUPPORTED_LOGIN)),
    Case("exec that asks", with_exec(", command: a", mode=", interactiveMode: Always"), bad(Code.UNSUPPORTED_LOGIN)),
    Case("exec with an unknown mode", with_exec(", command: a", mode=", interactiveMode: never"), bad()),
    Case("exec without a command", with_exec(""), bad()),
    Case("exec with a path", with_exec(f", command: sub{os.sep}.{os.sep}nope"), x(exec="sub/nope")),
    Case("exec with a nameless variable", with_exec(", command: nope, env: [{value: b}]"), bad()),
    Case("exec with a number", with_exec(", command: nope, env: [{name: A, value: 1}]"), bad(), kubectl="refuses"),
    Case(
        "exec beside a token", with_exec(", command: nope").replace("exec:", "token: t, exec:"), x(token="t", exec="")
    ),
    Case(
        "exec beside a certificate",
        with_exec(", command: nope").replace("exec:", "client-certificate: client.pem, client-key: key.pem, exec:"),
        x(client_certificate=CERTIFICATE, exec=""),
    ),
    Case("exec and auth-provider", with_exec(", command: a").replace("exec:", "auth-provider: {}, exec:"), bad()),
    Case("auth-provider of a cloud", one(user="auth-provider: {name: gcp}"), bad(Code.UNSUPPORTED_LOGIN)),
    Case("auth-provider beside a token", one(user="token: t, auth-provider: {name: gcp}"), bad(Code.UNSUPPORTED_LOGIN)),
    Case("oidc", with_oidc(FUTURE), x(token=FUTURE, token_expires=datetime(2100, 1, 1, tzinfo=UTC))),
    Case("oidc without issuer", one(user=f"auth-provider: {{name: oidc, config: {{id-token: {FUTURE}}}}}"), bad()),
    Case("oidc that cannot be read", with_oidc("junk"), bad()),
    # Contexts.
    Case("namespace", one(context="cluster: c, user: u, namespace: team"), x(namespace="team")),
    Case(
        "namespace that YAML takes for true", one(context="cluster: c, user: u, namespace: y"), bad(), kubectl="refuses"
    ),
    Case("no user", one(context="cluster: c"), bad(Code.NO_USER)),
    Case("missing user", one(context="cluster: c, user: other"), bad(Code.NO_USER)),
    Case("no cluster", one(context="user: u"), bad()),
    Case("missing cluster", one(context="cluster: other, user: u"), bad()),
    Case(
        "one bad context beside a good one",
        one().replace("contexts: [", "contexts: [{name: empty}, {name: null-}, "),
        {"empty": BROKEN, "null-": BROKEN, "x": {"token": "t"}},
    ),
    Case(
        "one wrong type beside a good context",
        one().replace("contexts: [", "contexts: [{name: w, context: {cluster: 1, user: u}}, "),
        {"w": BROKEN, "x": {"token": "t"}},
        kubectl="refuses",
    ),
    Case("current-context", one() + "current-context: x", x(), current="x"),
    Case("dangling current-context", one() + "current-context: other", x()),
    Case("name like a date", one().replace("name: x", "name: 2001-01-01"), {"2001-01-01": {"token": "t"}}),
    Case("name that is a number", one().replace("name: x", "name: 1_000"), problems=UNREADABLE, kubectl="refuses"),
    Case("names twice", one().replace("users: [", "users: [{name: u}, "), bad(), kubectl="refuses"),
    # Files.
    Case("empty file", "", problems=NOTHING),
    Case("a comment only", "# nothing\n", problems=NOTHING),
    Case("a list", "[]", problems=UNREADABLE, kubectl="refuses"),
    Case("clusters that is a mapping", "clusters: {}", problems=UNREADABLE, kubectl="refuses"),
    Case("a list that is null", one() + "users:\n", bad(Code.NO_USER)),
    Case("the last of two keys", "current-context: other\n" + one() + "current-context: x", x(), current="x"),
    Case("a second document", one() + "---\ncontexts: []\n", x(token="t")),
    Case("a broken second document", one() + "---\n{[", x(token="t")),
    Case("JSON", json.dumps({"contexts": [{"name": "x", "context": {"cluster": "c"}}]}), bad()),
    Case("JSON with tabs", '{\t"current-context":\t"x",\n\t"contexts": [{"name": "x"}]}', bad(), current="x"),
    Case("a BOM", b"\xef\xbb\xbf" + one().encode(), x(token="t")),
    Case("UTF-16", b"\xff\xfe" + one().encode("utf-16-le"), x(token="t")),
    Case("a byte that is not UTF-8", one().encode() + b"# \xff\n", problems=UNREADABLE, kubectl="refuses"),
    Case("a tab as indentation", "contexts:\n\t- name: x\n", problems=UNREADABLE, kubectl="refuses"),
    Case("another kind", "kind: Other\n" + one(), problems=UNREADABLE, kubectl="refuses"),
    Case("another version", "apiVersion: v2\n" + one(), problems=UNREADABLE, kubectl="refuses"),
    Case("names of fields in capitals", one().replace("users", "Users"), bad(Code.NO_USER)),
    Case("an alias", one(user="token: &t T, as: *t"), x(token="T", impersonate=Impersonate("T"))),
    Case("an alias without an anchor", one(user="token: *secret"), problems=UNREADABLE, kubectl="refuses"),
    Case("an anchor in itself", one() + "more: &a [*a]", problems=UNREADABLE, kubectl="refuses"),
    Case("an anchor in its successor", one() + "more: [&a b, &a [*a]]", problems=UNREADABLE, kubectl="refuses"),
    Case("a merge", one(user="<<: {token: t, as: merged}, as: own"), x(token="t", impersonate=Impersonate("own"))),
    Case("a merge afterwards", one(user="as: own, <<: {token: t, as: merged}"), x(impersonate=Impersonate("merged"))),
    Case("an unknown tag", one(user="token: !mine 12"), x(token="12")),
    Case("a tag that says nothing", one(user="token: ! 12"), x(token="12")),
    Case("a tag for text", one(user="token: !!str 12"), x(token="12")),
    Case("a tag for bytes", one(user="token: !!binary dA=="), x(token="t")),
    Case("a tag for a number", one(user="token: !!int '12'"), bad(), kubectl="refuses"),
    # Several files.
    Case(
        "the first current-context of two files",
        "current-context: ''",
        x(token="t"),
        current="x",
        more=(one() + "current-context: x", "current-context: other"),
    ),
    Case(
        "the first of two users, all of it",
        one(user="as: a"),
        bad(Code.NO_CREDENTIAL),
        more=(one(user="token: t"),),
    ),
    Case(
        "a context of one file with cluster and user of others",
        "contexts: [{name: x, context: {cluster: c, user: u}}]",
        x(client_certificate=CERTIFICATE, ca_data=CA),
        more=(
            f"clusters: [{{name: c, cluster: {{server: '{SERVER}', certificate-authority: ../ca.pem}}}}]",
            "users: [{name: u, user: {client-certificate: ../client.pem, client-key: ../key.pem}}]",
        ),
    ),
    Case("a broken file beside a good one", "{[", x(token="t"), problems=UNREADABLE, more=(one(),), kubectl="refuses"),
]


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
        value = Path(login.exec.command) if login.exec else ""
        assert not value or value.is_absolute() or len(value.parts) == 1
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
    other = _authority.issue_cert("other.example")
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
