"""Kubeconfigs, good and bad, with what is to be made of them: by us, and by kubectl."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime

import trustme

from pullsecrets.cluster.login import Impersonate
from pullsecrets.model.errors import Code

AUTHORITY = trustme.CA()
_client = AUTHORITY.issue_cert("client.example")
CA = AUTHORITY.cert_pem.bytes()
CERTIFICATE = _client.cert_chain_pems[0].bytes()
KEY = _client.private_key_pem.bytes()
CA64, CERTIFICATE64, KEY64 = (base64.b64encode(part).decode() for part in (CA, CERTIFICATE, KEY))

SERVER = "https://127.0.0.1:1"  # nothing answers: kubectl gets as far as being refused
BROKEN = Code.CONTEXT_BROKEN


def jwt(**claims: object) -> str:
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims, {})
    )


FUTURE = jwt(exp=4102444800)  # the beginning of 2100


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
