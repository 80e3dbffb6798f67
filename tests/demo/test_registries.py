"""The demo's registries: what they tell a kubelet, and what they answer over HTTP."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from demo.talking import Demo

from pullsecrets.demo.registries import REGISTRIES, WELCOME, Registries
from pullsecrets.model.dockerconfig import Credential

GOOD, WRONG, WELCOME_USER = Credential(b"puller", b"right"), Credential(b"puller", b"wrong"), Credential(b"x", WELCOME)
DENIED = "pull access denied, repository does not exist or may require authorization"
GHCR = "failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token"


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def challenges(self) -> list[str]:
        return self.headers.get_all("WWW-Authenticate", [])


class Hosts:
    """Asks the demo's registries, in their own names."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self.urls = urls

    def __call__(self, host: str, path: str, authorization: str = "", method: str = "GET") -> Answer:
        with closing(http.client.HTTPConnection(urlsplit(self.urls[host]).netloc, timeout=10)) as connection:
            headers = {"Host": host} | ({"Authorization": authorization} if authorization else {})
            connection.request(method, path, None, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())

    def token(self, host: str, path: str, authorization: str = "") -> str:
        found = self(host, path, authorization).json
        return f"Bearer {found.get('token') or found['access_token']}"


@pytest.fixture(scope="module")
def ask(shown: Demo) -> Hosts:
    return Hosts(shown.registries)


def basic(password: str, user: str = "somebody") -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


RIGHT, NOT_RIGHT = basic(WELCOME.decode()), basic("nonsense")


# -- what a kubelet is told --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "credential", "end"),
    [
        ("registry.acme.io/a/b:1", GOOD, ""),
        ("registry.acme.io/a/b:1", WELCOME_USER, ""),
        ("registry.acme.io/a/b:1", None, f"{DENIED}: authorization failed: no basic auth credentials"),
        ("registry.acme.io/a/b", WRONG, "HEAD request to https://registry.acme.io/v2/a/b/manifests/latest: 401 "),
        ("unknown.example/a:1", WELCOME_USER, ""),
        ("unknown.example/a:1", GOOD, "HEAD request to https://unknown.example/v2/a/manifests/1: 401 Unauthorized"),
        ("docker.io/library/redis:7", None, ""),
        ("redis:7", WRONG, "oauth token: unexpected status from GET request to https://auth.docker.io/token?scope="),
        ("docker.io/acme/blog:6", None, f"{DENIED}: server message: insufficient_scope: authorization failed"),
        ("docker.io/acme/blog:6", GOOD, ""),
        ("ghcr.io/acme/x:1", WRONG, f"{GHCR}?scope=repository%3Aacme%2Fx%3Apull&service=ghcr.io: 403 Forbidden"),
        ("ghcr.io/acme/ci/linter:v9", GOOD, "ghcr.io/acme/ci/linter:v9: not found"),
        ("acmeprod.azurecr.io/x:1", None, "&service=acmeprod.azurecr.io: 401 Unauthorized"),
        ("acmestage.azurecr.io/x:1", Credential(b"azure", b"any"), ""),
        ("quay.io/partner/portal:1", GOOD, ""),
        ("quay.io/partner/admin:1", GOOD, f"{DENIED}: server message: insufficient_scope: authorization failed"),
        ("quay.io/partner/admin:1", WELCOME_USER, ""),
        ("registry.k8s.io/pause:3", WRONG, ""),
    ],
)
def test_pulls_end_in_containerds_words(image: str, credential: Credential | None, end: str) -> None:
    registries = Registries()
    for key in ("https://registry.acme.io:443", "https://index.docker.io/v1/", "ghcr.io/acme", "quay.io"):
        registries.accept(key, GOOD)
    registries.accept("*.azurecr.io", Credential(b"azure", b"any"))
    told = registries.refusal(image, credential)
    assert end in told
    assert bool(told) is bool(end)
    assert "right" not in told
    assert "wrong" not in told


# -- what they answer --------------------------------------------------------------------------------------------


def test_all_of_them_are_on_loopback(shown: Demo) -> None:
    assert {urlsplit(url).hostname for url in shown.registries.values()} == {"127.0.0.1"}
    assert {urlsplit(url).scheme for url in shown.registries.values()} == {"http"}
    tokens = {urlsplit(each.realm).netloc for each in REGISTRIES.values() if each.realm}
    assert shown.registries.keys() > REGISTRIES.keys() | tokens
    assert "image-registry.openshift-image-registry.svc:5000" not in shown.registries


def test_the_right_password_is_told_from_a_wrong_one(ask: Hosts) -> None:
    assert [ask("registry.acme.io", "/v2/", each).status for each in ("", NOT_RIGHT, RIGHT)] == [401, 401, 200]
    challenge = ask("registry.acme.io", "/v2/").challenges
    assert challenge == ['Basic realm="registry.acme.io"']
    found = ask("registry.acme.io", "/v2/shop/checkout/manifests/4.12.0", RIGHT, "HEAD")
    assert (found.status, found.body, found.headers["Docker-Content-Digest"][:7]) == (200, "", "sha256:")


@pytest.mark.parametrize("host", [host for host, registry in REGISTRIES.items() if registry.realm])
def test_each_token_server_knows_right_from_wrong(ask: Hosts, host: str) -> None:
    """And a token that nobody's rights stand behind is good for /v2/ alone."""
    registry, name = REGISTRIES[host], "acme/private"
    challenge = ask(host, f"/v2/{name}/manifests/1").challenges[0]
    assert challenge == f'Bearer realm="{registry.realm}",service="{registry.service}",scope="repository:{name}:pull"'
    server = urlsplit(registry.realm)
    path = f"{server.path}?service={registry.service}&account=x"
    assert ask(server.netloc, path, NOT_RIGHT).status == registry.refusal
    mine = ask.token(server.netloc, f"{path}&scope=repository:{name}:pull", RIGHT)
    assert ask(host, f"/v2/{name}/manifests/1", mine, "HEAD").status == 200
    assert 'error="insufficient_scope"' in ask(host, "/v2/acme/other/manifests/1", mine).challenges[0]
    assert 'error="invalid_token"' in ask(host, "/v2/", "Bearer nonsense").challenges[0]
    assert ask(host, "/v2/", mine).status == 200
    assert ask(server.netloc, path, "", "POST").status == 405
    if registry.anonymous:
        nobody = ask.token(server.netloc, path)
        assert ask(host, "/v2/", nobody).status == 200
        assert ask(host, f"/v2/{name}/manifests/1", nobody).status == 401
    else:
        assert ask(server.netloc, path).status == 401


def test_a_token_is_good_for_the_registry_that_it_was_asked_for(ask: Hosts) -> None:
    token = ask.token("ghcr.io", "/token?service=ghcr.io&scope=repository:acme/ci/runner:pull", RIGHT)
    assert ask("quay.io", "/v2/", token).status == 401


def test_what_is_public_takes_no_credential(ask: Hosts) -> None:
    token = ask.token("auth.docker.io", "/token?service=registry.docker.io&scope=repository:library/redis:pull")
    assert ask("registry-1.docker.io", "/v2/library/redis/manifests/7.2", token, "HEAD").status == 200
    for host in ("mcr.microsoft.com", "registry.k8s.io"):
        assert ask(host, "/v2/", NOT_RIGHT).status == 200
        assert ask(host, "/v2/any/thing/manifests/1", "", "HEAD").status == 200


def test_an_image_is_found_by_its_digest(ask: Hosts) -> None:
    digest = f"sha256:{'5b1c' * 16}"
    token = ask.token("ghcr.io", "/token?service=ghcr.io&scope=repository:acme/ci/webhook:pull", RIGHT)
    found = ask("ghcr.io", f"/v2/acme/ci/webhook/manifests/{digest}", token, "HEAD")
    assert (found.status, found.headers["Docker-Content-Digest"]) == (200, digest)


def test_an_image_may_be_denied_to_whom_the_registry_knows_or_not_exist(ask: Hosts, shown: Demo) -> None:
    (secret,) = shown.api().send("GET", "/api/v1/namespaces/partners/secrets").json["items"]
    entry = json.loads(base64.b64decode(secret["data"][".dockerconfigjson"]))["auths"]["quay.io/partner"]
    wanted = "&scope=repository:partner/portal:pull&scope=repository:partner/admin:pull"
    token = ask.token("quay.io", f"/v2/auth?service=quay.io{wanted}", f"Basic {entry['auth']}")
    assert ask("quay.io", "/v2/partner/portal/manifests/1.0.7", token, "HEAD").status == 200
    denied = ask("quay.io", "/v2/partner/admin/manifests/1.0.7", token, "HEAD")
    assert (denied.status, 'error="insufficient_scope"' in denied.challenges[0]) == (401, True)
    token = ask.token("ghcr.io", "/token?service=ghcr.io&scope=repository:acme/ci/linter:pull", RIGHT)
    absent = ask("ghcr.io", "/v2/acme/ci/linter/manifests/v9", token)
    assert (absent.status, absent.json["errors"][0]["code"]) == (404, "MANIFEST_UNKNOWN")


def test_the_oddities_of_the_world(ask: Hosts) -> None:
    assert [each.partition(" ")[0] for each in ask("nexus.acme.io:5001", "/v2/").challenges] == ["Bearer", "Basic"]
    assert ask("nexus.acme.io:5001", "/v2/", RIGHT).status == 200
    assert ask("acmeprod.azurecr.io", "/oauth2/token", RIGHT).json.keys() == {"access_token"}
    assert ask("intranet.acme.io", "/v2/").body.startswith("<!DOCTYPE html>")
    assert (ask("lscr.io", "/v2/").status, ask("lscr.io", "/v2/").headers["Retry-After"]) == (429, "30")
    assert ask("auth.docker.io", "/token", NOT_RIGHT).json == {"details": "incorrect username or password"}
    with pytest.raises(ConnectionRefusedError):
        ask("registry.vendor.example", "/v2/")


def test_a_host_that_nobody_plays_is_none(ask: Hosts) -> None:
    port = urlsplit(ask.urls["ghcr.io"]).port
    assert Hosts({"nobody.example": f"http://127.0.0.1:{port}"})("nobody.example", "/v2/").status == 404


def test_no_credential_comes_back(ask: Hosts) -> None:
    for host, path in (("registry.acme.io", "/v2/"), ("ghcr.io", "/token"), ("quay.io", "/v2/auth")):
        answer = ask(host, path, basic("hunter2-nonsense"))
        assert "hunter2" not in answer.body + str(answer.headers)


@pytest.mark.parametrize("broken", ["Basic", "Basic !!", "Basic eA==", "Bearer", "Digest x", "Basic Og=="])
def test_broken_headers_are_wrong_credentials(ask: Hosts, broken: str) -> None:
    assert ask("registry.acme.io", "/v2/", broken).status == 401
