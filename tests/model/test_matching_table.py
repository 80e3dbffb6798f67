"""Which entry serves which image: a table to read, each row confirmed by the kubelet's own code.

``facts.TRYINGS`` holds the odd corners; this is what people meet and ask about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.facts import Trying
from model.questions import Question, Questions
from model.samples import b64
from model.test_kubelet_agrees import ask

from pullsecrets.model.dockerconfig import Broken, Credential, DockerConfig, Entry, Kind, read
from pullsecrets.model.matching import ambiguous, lookup, never, serving, shown, without_hidden
from pullsecrets.model.secrets import row_of
from pullsecrets.model.usage import ImageUse, Index, Serving, Source

SHA = "sha256:" + "0123456789abcdef" * 4

# An image, the keys of a pod's pull secrets ("|" between secrets A, B and C), and what the kubelet tries, in its order.
# Keys in braces are two spellings of one: their order is random. A Docker Hub image may be written in four ways.
# fmt: off
TABLE = (
    # One registry.
    ("quay.io/team/app",                  "quay.io",                          "A=quay.io"),
    ("quay.io/team/app",                  "ghcr.io",                          "none"),
    ("quay.io/team/app",                  "",                                 "none"),
    ("quay.io/team/app",                  "https://quay.io",                  "A=https://quay.io"),
    ("quay.io/team/app",                  "http://quay.io",                   "A=http://quay.io"),
    ("quay.io/team/app",                  "HTTPS://quay.io",                  "none"),
    ("quay.io/team/app",                  "quay.io/",                         "A=quay.io/"),
    ("quay.io/team/app",                  "https://quay.io/v1/",              "A=https://quay.io/v1/"),
    ("quay.io/team/app",                  "https://quay.io/v2/",              "A=https://quay.io/v2/"),
    ("quay.io/team/app",                  "https://quay.io/v2",               "none"),
    ("quay.io/team/app",                  "https://quay.io/api/v2/",          "none"),
    ("quay.io/team/app",                  "Quay.io",                          "none"),
    ("quay.io/team/app",                  "robot@quay.io",                    "A=robot@quay.io"),
    ("quay.io/team/app",                  "robot:pw@quay.io",                 "A=robot:pw@quay.io"),
    ("quay.io/team/app",                  "https://robot:pw@quay.io/v1/",     "A=https://robot:pw@quay.io/v1/"),
    # Tags and digests are no part of the name.
    ("quay.io/team/app:1.2",              "quay.io/team/app",                 "A=quay.io/team/app"),
    ("quay.io/team/app@<sha>",            "quay.io/team/app",                 "A=quay.io/team/app"),
    ("quay.io/team/app:1.2@<sha>",        "quay.io/team/app",                 "A=quay.io/team/app"),
    ("quay.io/team/app:1.2",              "quay.io/team/app:1.2",             "none"),
    ("quay.io/team/app@<sha>",            "quay.io/team/app@<sha>",           "none"),
    ("quay.io/team/app:1:2",              "quay.io",                          "invalid"),
    ("quay.io/team/app@sha256:abc",       "quay.io",                          "invalid"),
    ("quay.io/team/App",                  "quay.io",                          "invalid"),
    ("quay.io/team/app/",                 "quay.io",                          "invalid"),
    ("https://quay.io/team/app",          "quay.io",                          "invalid"),
    # Ports are text.
    ("quay.io:5000/app",                  "quay.io:5000",                     "A=quay.io:5000"),
    ("quay.io:5000/app:1.2",              "https://quay.io:5000/v2/",         "A=https://quay.io:5000/v2/"),
    ("quay.io:5000/app",                  "quay.io",                          "none"),
    ("quay.io/app",                       "quay.io:5000",                     "none"),
    ("quay.io/app",                       "quay.io:443",                      "none"),
    ("quay.io:443/app",                   "quay.io:443 quay.io",              "A=quay.io:443"),
    ("10.0.0.7:5000/app",                 "10.0.0.7:5000",                    "A=10.0.0.7:5000"),
    ("[fd00::7]:5000/app",                "[fd00::7]:5000",                   "A=[fd00::7]:5000"),
    ("[fd00::7]/app",                     "[fd00::7]",                        "none"),
    ("registry:5000/app",                 "registry:5000",                    "A=registry:5000"),
    ("localhost:5000/app",                "localhost:5000 localhost",         "A=localhost:5000"),
    ("localhost/app",                     "localhost:5000 localhost",         "A=localhost"),
    # Paths are the beginning of the image's, as text; the longer ones come first.
    ("quay.io/team/app",                  "quay.io/team",                     "A=quay.io/team"),
    ("quay.io/team2/app",                 "quay.io/team",                     "A=quay.io/team"),
    ("quay.io/team2/app",                 "quay.io/team/",                    "none"),
    ("quay.io/team/app",                  "quay.io/team/",                    "A=quay.io/team/"),
    ("quay.io/team",                      "quay.io/team/",                    "none"),
    ("quay.io/other/app",                 "quay.io/team",                     "none"),
    ("quay.io/team/app",                  "quay.io/Team",                     "none"),
    ("quay.io/team/app",                  "quay.io quay.io/team",             "A=quay.io/team A=quay.io"),
    ("quay.io/other/app",                 "quay.io quay.io/team",             "A=quay.io"),
    ("quay.io/a/b/c",                     "quay.io/a quay.io/a/b/c quay.io",
                                          "A=quay.io/a/b/c A=quay.io/a A=quay.io"),
    # Wildcards, within a label of the host.
    ("eu.gcr.io/p/app",                   "*.gcr.io",                         "A=*.gcr.io"),
    ("gcr.io/p/app",                      "*.gcr.io",                         "none"),
    ("a.eu.gcr.io/p/app",                 "*.gcr.io",                         "none"),
    ("1.dkr.ecr.eu-west-1.amazonaws.com/app", "*.dkr.ecr.*.amazonaws.com",        "A=*.dkr.ecr.*.amazonaws.com"),
    ("acme.azurecr.io/app",               "*.azurecr.io/app",                 "A=*.azurecr.io/app"),
    ("acme.azurecr.io/app",               "acme.azurecr.*",                   "A=acme.azurecr.*"),
    ("acme.azurecr.io/app",               "ac*.azurecr.io",                   "A=ac*.azurecr.io"),
    ("acme.azurecr.io/app",               "*",                                "none"),
    ("acme.azurecr.io/app",               "acm?.azurecr.io",                  "none"),
    ("acme.azurecr.io:8443/app",          "*.azurecr.io",                     "none"),
    ("acme.azurecr.io:8443/app",          "*.azurecr.io:8443",                "A=*.azurecr.io:8443"),
    ("acme.azurecr.io:8443/app",          "*.azurecr.io:*",                   "none"),
    ("acme.azurecr.io/team/app",          "*.azurecr.io/*",                   "none"),
    ("acme.azurecr.io/app",               "*.azurecr.io acme.azurecr.io",     "A=acme.azurecr.io A=*.azurecr.io"),
    # Docker Hub.
    ("redis",                             "https://index.docker.io/v1/",      "A=https://index.docker.io/v1/"),
    ("redis:7@<sha>",                     "https://index.docker.io/v1/",      "A=https://index.docker.io/v1/"),
    ("acme/app",                          "https://index.docker.io/v1/",      "A=https://index.docker.io/v1/"),
    ("docker.io/acme/app",                "https://index.docker.io/v1/",      "A=https://index.docker.io/v1/"),
    ("docker.io/redis",                   "https://index.docker.io/v2/",      "A=https://index.docker.io/v2/"),
    ("index.docker.io/acme/app",          "index.docker.io",                  "A=index.docker.io"),
    ("redis",                             "docker.io",                        "A=docker.io"),
    ("redis",                             "docker.io/library",                "A=docker.io/library"),
    ("acme/app",                          "docker.io/library",                "none"),
    ("acme/app",                          "docker.io/acme",                   "A=docker.io/acme"),
    ("redis",                             "docker.io index.docker.io",        "A=docker.io"),
    ("acme/app",                          "docker.io/acme index.docker.io docker.io", "A=docker.io/acme A=docker.io"),
    ("redis",                             "https://index.docker.io/v1",       "none"),
    ("redis",                             "index.docker.io/library",          "none"),
    ("redis",                             "hub.docker.com",                   "none"),
    ("redis",                             "registry-1.docker.io",             "none"),
    ("registry-1.docker.io/acme/app",     "registry-1.docker.io docker.io",   "A=registry-1.docker.io"),
    ("registry/app",                      "registry",                         "none"),
    ("registry/app",                      "index.docker.io",                  "A=index.docker.io"),
    ("localhost/app",                     "index.docker.io",                  "A=index.docker.io"),
    ("quay.io/redis",                     "https://index.docker.io/v1/",      "none"),
    # Several pull secrets: one pool, in reverse order of the keys' bytes; of equal keys the earlier secret comes first.
    ("quay.io/team/app",                  "ghcr.io | quay.io",                "B=quay.io"),
    ("quay.io/team/app",                  "quay.io | quay.io",                "A=quay.io B=quay.io"),
    ("quay.io/team/app",                  "quay.io | https://quay.io/v1/",    "A=quay.io B=https://quay.io/v1/"),
    ("quay.io/team/app",                  "quay.io | quay.io/team",           "B=quay.io/team A=quay.io"),
    ("quay.io/team/app",                  "*.io quay.io | | quay.io/team",    "C=quay.io/team A=quay.io A=*.io"),
    ("quay.io/team/app",                  "q*.io | *.io | quay.io",           "C=quay.io A=q*.io B=*.io"),
    ("redis",                             "index.docker.io | docker.io",      "B=docker.io"),
    ("redis",                             "index.docker.io | https://index.docker.io/v1/",
                                          "A=index.docker.io B=https://index.docker.io/v1/"),
    # Two spellings of one key in one secret come in random order.
    ("quay.io/team/app",                  "quay.io https://quay.io",          "{ A=quay.io A=https://quay.io }"),
    ("quay.io/team/app",                  "quay.io/team https://quay.io quay.io/v1/ | quay.io",
                                          "A=quay.io/team { A=https://quay.io A=quay.io/v1/ } B=quay.io"),
    ("redis",                             "index.docker.io https://index.docker.io/v1/",
                                          "{ A=index.docker.io A=https://index.docker.io/v1/ }"),
)
# fmt: on


@dataclass(frozen=True)
class Row:
    """``tries``: secret and key, in groups; within a group the order is random. None: the image's name is invalid."""

    image: str
    secrets: tuple[tuple[str, ...], ...]
    tries: tuple[tuple[tuple[int, str], ...], ...] | None

    @classmethod
    def of(cls, image: str, secrets: str, tried: str) -> Row:
        image, secrets = image.replace("<sha>", SHA), secrets.replace("<sha>", SHA)
        keys = tuple(tuple(each.split()) for each in secrets.split("|"))
        if tried == "invalid":
            return cls(image, keys, None)
        groups = [] if tried == "none" else re.findall(r"{.*?}|\S+", tried)
        words = [[word.partition("=") for word in group.strip("{ }").split()] for group in groups]
        return cls(image, keys, tuple(tuple(("ABC".index(secret), key) for secret, _, key in group) for group in words))

    def agrees(self, tried: list[tuple[int, str]] | None) -> bool:
        if tried is None or self.tries is None:
            return (tried is None) == (self.tries is None)
        rest = iter(tried)
        regrouped = [sorted(next(rest, (-1, "")) for _ in group) for group in self.tries]
        return regrouped == [sorted(group) for group in self.tries] and not [*rest]


ROWS = [Row.of(*row) for row in TABLE]
_every_row = pytest.mark.parametrize("row", ROWS, ids=[f"{image} by {keys or 'nothing'}" for image, keys, _ in TABLE])


@_every_row
def test_the_table_holds_here(row: Row) -> None:
    tried = serving(row.secrets, row.image)
    assert row.agrees(None if tried is None else [*tried]), tried


@_every_row
def test_keys_may_come_as_they_are_shown(row: Row) -> None:
    tried = serving(row.secrets, row.image)
    as_shown = serving([[shown(key) for key in keys] for keys in row.secrets], row.image)
    assert as_shown == (None if tried is None else tuple((number, shown(key)) for number, key in tried))


def test_the_kubelet_confirms_each_row(kubelet_credentials: Path) -> None:
    questions = [
        Question(tuple((Kind.JSON, data) for data in Trying(row.image, row.secrets, None).configs()), row.image)
        for row in ROWS
    ]
    for row, answer in zip(ROWS, ask(kubelet_credentials, questions), strict=True):
        assert answer.error == ("image" if row.tries is None else ""), row
        tried = [(int(password), username.decode()) for username, password in answer.credentials]
        assert row.agrees(None if row.tries is None else tried), (row, tried)


@_every_row
def test_keys_in_random_order_are_noted(row: Row) -> None:
    told = {
        frozenset((number, key) for key in group)
        for number, keys in enumerate(row.secrets)
        for group in ambiguous(DockerConfig(tuple(Entry(key, Credential(b"", b"")) for key in keys)))
    }
    assert told == {frozenset(group) for group in row.tries or () if len(group) > 1}


def test_the_table_is_long_enough_and_says_nothing_twice() -> None:
    assert len({(row.image, row.secrets) for row in ROWS}) == len(ROWS) >= 60


@pytest.mark.parametrize("password", ["p#w", "p?w", "p w", "p%w", "1?w", "p\tw", "…"])
def test_a_hidden_part_that_spoils_the_key_is_noticed(password: str) -> None:
    key = f"robot:{password}@quay.io"
    assert serving([[key]], "quay.io/a") == (() if password != "…" else ((0, key),))
    assert never(key) is not never(without_hidden(shown(key)))


@given(st.integers(0, 2**32))
def test_generated_configs_serve_generated_images(seed: int) -> None:
    """What a pod's usage tells, from rows that show no password, is what the kubelet's rules say of the configs."""
    questions = Questions(seed)
    for _ in range(10):
        question = questions.draw()
        configs = [read(data, kind) for kind, data in question.secrets]
        matches = lookup([config for config in configs if isinstance(config, DockerConfig)], question.image)
        broken = [f"s{number}" for number, config in enumerate(configs) if isinstance(config, Broken)]
        for image in _images(question):
            assert image.blocked_by == (broken[0] if broken else "")
            if matches is None:
                assert image.entries is None
            else:
                served = tuple(Serving(f"s{match.config}", shown(match.entry.key)) for match in matches)
                assert image.entries == (() if broken else served)


def _images(question: Question) -> list[ImageUse]:
    """What is said of the image in the usage of each pull secret of a pod."""
    rows = {}
    for number, (kind, data) in enumerate(question.secrets):
        metadata = {"namespace": "web", "name": f"s{number}"}
        rows["web", f"s{number}"] = row_of(
            {"metadata": metadata, "type": kind.value, "data": {kind.data_key: b64(data)}}
        )
    pulls = [{"name": name} for _, name in rows]
    spec = {"imagePullSecrets": pulls, "containers": [{"image": question.image}]}
    index = Index()
    index.listed(Source.PODS, "web", [{"metadata": {"namespace": "web", "name": "pod"}, "spec": spec}], done=True)
    known = {secret: row for secret, row in rows.items() if row}
    return [image for secret in known for image in index.usage(*secret, known).images]
