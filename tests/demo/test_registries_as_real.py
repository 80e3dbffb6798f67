"""The same requests to the demo's registries and to a real one: the same answers, in what matters to a client."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
import ssl
from collections.abc import Callable
from contextlib import closing
from functools import partial
from urllib.parse import urlsplit

import pytest
from demo.talking import Demo
from real.registry import PASSWORD, USERNAME, Kind, Registries

from pullsecrets.demo.registries import WELCOME

HERE, GONE = "acme/ci/linter:v8", "acme/ci/linter:v9"
OTHER = "acme/ci/other:v8"
KEPT = ("Content-Type", "Docker-Distribution-Api-Version", "Location", "Retry-After")

Ask = Callable[[str, str, str], list[object]]


def ask(
    connect: Callable[[], http.client.HTTPConnection], host: str, method: str, path: str, authorization: str
) -> list[object]:
    """What came of a request, without what is a registry's own."""
    headers = {"Host": host, "Accept": Kind.DOCKER.value} | ({"Authorization": authorization} if authorization else {})
    with closing(connect()) as connection:
        connection.request(method, path, None, headers)
        answer = connection.getresponse()
        body = answer.read()
    told = answer.headers
    challenges = [re.sub(r'(realm|service)="[^"]*"', r"\1", each) for each in told.get_all("WWW-Authenticate", [])]
    kept: list[object] = [method, path, answer.status, challenges, [told[name] for name in KEPT]]
    if answer.status in (200, 301):
        digest, tag = told["Docker-Content-Digest"], told["Etag"]
        if method == "GET" and digest:
            assert digest == f"sha256:{hashlib.sha256(body).hexdigest()}"
            assert json.loads(body)["mediaType"] == told["Content-Type"]
        return [*kept, bool(digest), tag == f'"{digest}"']
    return [*kept, told["Content-Length"], body.decode()]


def paths(image: str) -> tuple[tuple[str, str], ...]:
    one = "/v2/{}/manifests/{}".format(*image.split(":"))
    return ("GET", one), ("HEAD", one)


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@pytest.fixture
def demo(shown: Demo) -> Callable[[str], Ask]:
    """Asks one of its hosts."""

    def of(host: str) -> Ask:
        connect = partial(http.client.HTTPConnection, urlsplit(shown.registries[host]).netloc, timeout=10)
        return partial(ask, connect, host)

    return of


@pytest.fixture
def real(registries: Registries) -> Callable[[str], Ask]:
    """Asks one of them."""
    for registry in (registries.by_password, registries.by_token):
        registry.push(HERE, Kind.DOCKER)
        registry.push(OTHER, Kind.DOCKER)

    def of(host: str) -> Ask:
        trust = ssl.create_default_context(cafile=registries.authority.file)
        return partial(ask, partial(http.client.HTTPSConnection, host, timeout=10, context=trust), host)

    return of


def test_with_passwords(demo: Callable[[str], Ask], real: Callable[[str], Ask], registries: Registries) -> None:
    ours, theirs = demo("registry.acme.io"), real(registries.by_password.host)
    right = (basic("anybody", WELCOME.decode()), basic(USERNAME, PASSWORD))
    for authorizations in (right, ("", ""), *([(each, each) for each in (basic("x", "y"), "Basic !!", "Bearer x")])):
        for method, path in (("GET", "/v2/"), ("HEAD", "/v2/"), *paths(HERE), ("GET", "/v2"), ("GET", "/v2/X/nope")):
            assert ours(method, path, authorizations[0]) == theirs(method, path, authorizations[1])


def test_with_tokens(
    demo: Callable[[str], Ask], real: Callable[[str], Ask], registries: Registries, shown: Demo
) -> None:
    ours, theirs = demo("ghcr.io"), real(registries.by_token.host)
    name = HERE.partition(":")[0]
    for authorizations in (
        *((each, each) for each in ("", basic("x", "y"), "Bearer nonsense")),
        (token_of_demo(shown, ""), f"Bearer {registries.issuer.token('x', {})}"),
        (token_of_demo(shown, name), f"Bearer {registries.issuer.token('x', {name: ['pull']})}"),
    ):
        for method, path in (("GET", "/v2/"), ("GET", "/v2"), *paths(HERE), *paths(GONE), *paths(OTHER)):
            assert ours(method, path, authorizations[0]) == theirs(method, path, authorizations[1])


def token_of_demo(demo: Demo, name: str) -> str:
    """For who shows the demo's password, with the right to pull from one repository."""
    with closing(http.client.HTTPConnection(urlsplit(demo.registries["ghcr.io"]).netloc, timeout=10)) as connection:
        headers = {"Host": "ghcr.io", "Authorization": basic("x", WELCOME.decode())}
        connection.request("GET", f"/token?service=ghcr.io&scope=repository:{name}:pull", None, headers)
        return f"Bearer {json.loads(connection.getresponse().read())['token']}"
