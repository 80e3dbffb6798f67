"""Which entries the kubelet tries for an image, and which keys are of no use."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.facts import TRYINGS, Trying
from model.questions import Questions

from pullsecrets.model.dockerconfig import Credential, DockerConfig, Entry, read
from pullsecrets.model.matching import Match, Never, ambiguous, are_one, lookup, never, repository, shown


def _config(*keys: str) -> DockerConfig:
    return DockerConfig(tuple(Entry(key, Credential(b"", b"")) for key in keys))


def _tried(secrets: tuple[tuple[str, ...], ...], image: str) -> tuple[str, ...] | None:
    matches = lookup([_config(*keys) for keys in secrets], image)
    return None if matches is None else tuple(match.entry.key for match in matches)


@pytest.mark.parametrize("row", TRYINGS, ids=str)
def test_the_kubelet_tries(row: Trying) -> None:
    assert _tried(row.secrets, row.image) == row.tries


def test_a_match_tells_the_config_and_the_entry() -> None:
    first, second = _config("ghcr.io"), _config("https://quay.io", "quay.io/a")
    assert lookup([first, second], "quay.io/a:1") == (Match(1, second.entries[1]), Match(1, second.entries[0]))
    assert lookup([], "quay.io/a") == ()


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("busybox", "docker.io/library/busybox"),
        ("a/b:1", "docker.io/a/b"),
        ("index.docker.io/a", "docker.io/library/a"),
        ("index.docker.io", "docker.io/library/index.docker.io"),
        ("localhost/a", "localhost/a"),
        ("localhost:5000", "docker.io/library/localhost"),
        ("MyReg/a", "MyReg/a"),
        ("[::1]:5000/a@sha256:" + "0" * 64, "[::1]:5000/a"),
        ("a_b.c/d", "a_b.c/d"),
        ("quay.io/A", None),
    ],
)
def test_images_are_normalised(image: str, name: str | None) -> None:
    assert repository(image) == name


@pytest.mark.parametrize(
    ("keys", "groups"),
    [
        (("quay.io", "ghcr.io"), ()),
        (("quay.io", "https://quay.io/v1/", "quay.io/"), (("quay.io", "https://quay.io/v1/", "quay.io/"),)),
        (("a.io", "a.io/b", "http://x@a.io?y", "a.io/v2/b"), (("a.io", "http://x@a.io?y"), ("a.io/b", "a.io/v2/b"))),
        (("quay.io", "quay.io:", "quay.io/v1", "QUAY.io"), ()),
        (("quay.io:x", "quay.io:x/"), ()),
    ],
)  # fmt: skip
def test_two_spellings_of_one_key_are_told(keys: tuple[str, ...], groups: tuple[tuple[str, ...], ...]) -> None:
    assert ambiguous(_config(*keys)) == groups
    together = {(key, other) for group in groups for key in group for other in group if key != other}
    assert {(key, other) for key in keys for other in keys if key != other and are_one(key, other)} == together


@pytest.mark.parametrize(
    ("why", "keys"),
    [
        (None, ("quay.io", "https://quay.io/v1/", "quay.io:", "q*.io/a", "*", "localhost", "u@quay.io/v3/?x")),
        (None, ("index.docker.io", "https://index.docker.io/v1/", "docker.io/library", "quay.io:5000", "[::1]:5000")),
        (Never.BLANK, ("", " ", "quay.io ", " quay.io", "quay.io/a b", "quay.io\n", "https://", "qu\u00a0ay.io")),
        (Never.SCHEME, ("ftp://quay.io", "oci://quay.io", "https://http://quay.io")),
        (Never.UPPERCASE, ("HTTPS://quay.io", "Http://quay.io/v1/", "Quay.io", "quay.io/Team", "quay.io/V2/")),
        (Never.WILDCARD, ("quay.i?", "[q]uay.io", "[::1", "quay.[a-z]o", "quay.io/*", "quay.io:*", "quay.io/a*/b")),
        (Never.IPV6, ("[::1]", "https://[2001:db8::1]/", "[::1]/v1/")),
        (Never.NO_DOMAIN, ("registry", "https://my-registry/v2/")),
        (Never.PORT_443, ("quay.io:443", "https://quay.io:443/v1/", "docker.io:443")),
        (Never.V1_WITHOUT_SLASH, ("quay.io/v1", "https://index.docker.io/v1", "https://docker.io/v2")),
        (Never.HUB, ("hub.docker.com", "https://hub.docker.com/", "hub.docker.com/r")),
        (Never.HUB_PATH, ("index.docker.io/library", "index.docker.io/v3/", "https://index.docker.io/v1/library")),
        (Never.MALFORMED, ("quay.io:port", "quay.io/%zz", "quay.io:1:2", "q%25.io", "quay.io//a", "üb.io", "-.io")),
    ],
)  # fmt: skip
def test_keys_of_no_use_are_told(why: Never | None, keys: tuple[str, ...]) -> None:
    assert {key: never(key) for key in keys} == dict.fromkeys(keys, why)


SPELLED = (Never.WILDCARD, Never.HUB, Never.PORT_443, Never.UPPERCASE, Never.V1_WITHOUT_SLASH)
"""These may serve images that are spelled with the same peculiarity, or before it. It is not what was meant."""


@given(st.integers(0, 2**32))
def test_a_key_of_no_use_is_never_tried(seed: int) -> None:
    questions = Questions(seed)
    for _ in range(10):
        question = questions.draw()
        configs = [read(data, kind) for kind, data in question.secrets]
        for match in lookup([config for config in configs if isinstance(config, DockerConfig)], question.image) or ():
            why = never(match.entry.key)
            # "[::A]" is a set of letters and serves A/x, "*]" serves [::1]/x: nobody means that.
            assert why is None or why in SPELLED or "]" in match.entry.key, match


def test_hostile_names_take_no_time() -> None:
    began = time.process_time()
    many = 20_000
    for image in ("a-" * many, "a." * many + "/", "a_" * many + "!", f"{'a' * many}!/b", f"x/{'a/' * many}!"):
        assert repository(image) is None
    key = f"{'*a' * 100}b.io"
    assert lookup([_config(key, f"quay.io/{'%61' * many}!", f"{'a@' * many}quay.io")], f"{'a' * 5000}.io/x") == ()
    assert never(f"{'*a' * many}b.io") is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("ghcr.io", "ghcr.io"),
        ("https://me:pa:ss@ghcr.io/v1/", "https://me:…@ghcr.io/v1/"),
        ("me:p@ss@ghcr.io:5000/a", "me:…@ghcr.io:5000/a"),
        (":pw@ghcr.io", ":…@ghcr.io"),
        ("host:5000/team@home", "host:5000/team@home"),
        ("me@ghcr.io", "me@ghcr.io"),
    ],
)
def test_a_password_in_a_key_is_not_shown(key: str, seen: str) -> None:
    assert shown(key) == seen
