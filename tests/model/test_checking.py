"""Whom to ask about a registry key, how servers want to be signed in to, and what is taken from their words."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullsecrets.model.challenges import Challenge, challenges
from pullsecrets.model.checking import Question, Target, cluster_only, fits, has_wildcard, served, targets
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.matching import manifest
from pullsecrets.model.replies import Reply, secret_forms

ME = Credential(b"robot", b"secret")
HUB = "registry-1.docker.io"


@pytest.mark.parametrize(
    ("key", "host"),
    [
        ("quay.io", "quay.io"),
        ("https://quay.io/v2/", "quay.io"),
        ("http://quay.io:8080/team/app", "quay.io:8080"),
        ("QUAY.io", "quay.io"),
        ("quay.io:", "quay.io"),
        ("robot:secret@quay.io", "quay.io"),
        ("robot:…@quay.io", "quay.io"),
        ("localhost", "localhost"),
        ("[::1]:5000/a", "[::1]:5000"),
        ("docker.io", HUB),
        ("index.docker.io", HUB),
        ("https://index.docker.io/v1/", HUB),
        ("https://index.docker.io/library", HUB),
        ("registry-1.docker.io", HUB),
        ("hub.docker.com", "hub.docker.com"),
    ],
)
def test_the_host_that_a_key_names(key: str, host: str) -> None:
    assert targets(Question(key, ME)) == (Target(host),)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "ftp://quay.io",
        "HTTPS://quay.io",
        "quay.io:99999",
        "a b",
        "quay..io",
        "[::1",
        "qu?y",
        "quay#.io",
        "robot:a?b@quay.io",
        "кувай.io",
        "a/%zz",
    ],
)
def test_a_key_that_names_nobody(key: str) -> None:
    assert targets(Question(key, ME, ("quay.io/a",), "quay.io")) == ()


def test_only_images_of_its_own_are_asked_for() -> None:
    images = ("quay.io/a/b:1", "quay.io/c", "ghcr.io/a", "busybox", "UPPER", f"quay.io/a/b@sha256:{'0' * 64}")
    assert served("quay.io/a", images) == (images[0], images[5])
    assert targets(Question("quay.io/a", ME, images)) == (Target("quay.io", (images[0], images[5])),)
    # The kubelet takes Docker Hub's key for these, but asks another host.
    assert served("index.docker.io", ("localhost/a", "busybox")) == ("localhost/a", "busybox")
    assert targets(Question("index.docker.io", ME, ("localhost/a", "busybox"))) == (Target(HUB, ("busybox",)),)


def test_a_wildcard_leaves_it_to_the_images() -> None:
    images = ("b.azurecr.io/x", "a.azurecr.io/x", "quay.io/x", "b.azurecr.io/y:2")
    found = (Target("b.azurecr.io", (images[0], images[3])), Target("a.azurecr.io", (images[1],)))
    assert targets(Question("*.azurecr.io", ME, images, "c.azurecr.io")) == found
    assert targets(Question("*.io", ME, ("busybox", "docker.io/a/b"))) == (Target(HUB, ("busybox", "docker.io/a/b")),)


def test_or_to_a_person() -> None:
    for typed in ("C.azurecr.io", "https://c.azurecr.io/", " c.azurecr.io"):
        assert targets(Question("*.azurecr.io/team", ME, ("quay.io/x",), typed)) == (Target("c.azurecr.io"),)
    for typed in ("", "quay.io", "a.b.azurecr.io", "c.azurecr.io:5000", "*.azurecr.io", "c d.azurecr.io"):
        assert not fits("*.azurecr.io", typed)
        assert targets(Question("*.azurecr.io", ME, (), typed)) == ()
    assert fits("*.reg.example:5000", "a.reg.example:5000")
    assert targets(Question("*.io", ME, (), "docker.io")) == (Target(HUB),)


def test_which_keys_have_a_wildcard() -> None:
    assert [has_wildcard(key) for key in ("*.azurecr.io", "q*.io", "quay.io/*", "quay.io")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("key", "only"),
    [
        ("registry.tools.svc", True),
        ("https://registry.tools.svc:5000/a", True),
        ("registry.tools.svc.cluster.local.", True),
        ("*.tools.svc", True),
        ("registry", True),
        ("registry:5000", True),
        ("localhost", False),
        ("localhost:5000", False),
        ("[::1]:5000", False),
        ("127.0.0.1:5000", False),
        ("quay.io", False),
        ("svc.example", False),
        ("docker.io", False),
        ("", False),
    ],
)
def test_what_only_the_cluster_reaches(key: str, only: bool) -> None:
    assert cluster_only(key) is only


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("busybox", ("docker.io", "library/busybox", "latest")),
        ("index.docker.io/a/b:1", ("docker.io", "a/b", "1")),
        ("quay.io:443/a:x-1.2_3", ("quay.io:443", "a", "x-1.2_3")),
        (f"quay.io/a/b:1@sha256:{'ab' * 32}", ("quay.io", "a/b", f"sha256:{'ab' * 32}")),
        ("[::1]:5000/a", ("[::1]:5000", "a", "latest")),
        ("quay.io/A", None),
    ],
)
def test_where_a_manifest_is(image: str, found: tuple[str, str, str] | None) -> None:
    assert manifest(image) == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            ['Bearer realm="https://a/b?x=1,2",service="s"'],
            [("bearer", {"realm": "https://a/b?x=1,2", "service": "s"})],
        ),
        (['BEARER Realm = "x" , SERVICE=y'], [("bearer", {"realm": "x", "service": "y"})]),
        (['Basic realm="a \\"b\\" \\\\", charset="UTF-8"'], [("basic", {"realm": 'a "b" \\', "charset": "UTF-8"})]),
        (['Bearer realm="x"', "Basic"], [("bearer", {"realm": "x"}), ("basic", {})]),
        (['Bearer realm="x", Basic realm="y"'], [("bearer", {"realm": "x"}), ("basic", {"realm": "y"})]),
        (["Negotiate, Basic realm=y"], [("negotiate", {}), ("basic", {"realm": "y"})]),
        (["NTLM TlRM==, Basic realm=y"], [("ntlm", {}), ("basic", {"realm": "y"})]),
        ([', ,Bearer ,realm="x",,a=b,'], [("bearer", {"realm": "x", "a": "b"})]),
        (["Bearer realm=https://a/b,service=c"], [("bearer", {"realm": "https://a/b", "service": "c"})]),
        (['Bearer realm="first",realm="second"'], [("bearer", {"realm": "first"})]),
        (['Bearer realm="x" service="y"'], [("bearer", {"realm": "x", "service": "y"})]),
        (['Bearer realm="no end'], [("bearer", {})]),
        (['realm="x"', "", '"', "= Basic"], []),
    ],
)
def test_challenges(lines: list[str], found: list[tuple[str, dict[str, str]]]) -> None:
    assert [(each.scheme, each.parameters) for each in challenges(lines)] == found


WORD = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789-._!#$%&'*+^`|~", min_size=1, max_size=8)
VALUE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=12)
GAP = st.sampled_from(["", " ", "\t", "  "])
CHALLENGES = st.lists(
    st.tuples(WORD, st.dictionaries(WORD.map(str.lower), VALUE, max_size=3)).map(
        lambda pair: Challenge(pair[0].lower(), pair[1])
    ),
    max_size=4,
)


@given(CHALLENGES, st.data())
def test_any_challenges_however_they_are_written(wanted: list[Challenge], data: st.DataObject) -> None:
    def case(text: str) -> str:
        return text.upper() if data.draw(st.booleans()) else text

    def quoted(text: str) -> str:
        return '"' + "".join("\\" + sign if sign in '"\\' or data.draw(st.booleans()) else sign for sign in text) + '"'

    lines = [""]
    for challenge in wanted:
        parameters = [
            case(name) + data.draw(GAP) + "=" + data.draw(GAP) + quoted(value)
            for name, value in challenge.parameters.items()
        ]
        between = data.draw(GAP) + "," + data.draw(GAP)
        text = case(challenge.scheme) + (" " + between.join(parameters) if parameters else "")
        if data.draw(st.booleans()):
            lines.append(text)
        else:
            lines[-1] = f"{lines[-1]}{data.draw(GAP)},{data.draw(GAP)}{text}"
    assert list(challenges(lines)) == wanted


@given(st.text(st.sampled_from('aB=", \t\\;é'), max_size=60))
def test_no_line_is_too_much(line: str) -> None:
    for challenge in challenges([line]):
        assert challenge.scheme == challenge.scheme.lower()


def test_long_lines_take_no_time() -> None:
    for part in ("a", "a=", 'a="', "a ", "a,", "a=b,", '\\"', " ", "a=b "):
        challenges(["Bearer " + part * 20_000])


NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("86400", 3600),
        ("-1", 0),
        ("1.5", 0),
        ("soon", 0),
        ("", 0),
        ("Tue, 24 Nov 2026 01:00:30 GMT", 30),
        ("Tue, 24 Nov 2026 00:00:30 GMT", 0),
        ("Tue, 24 Nov 2026 01:00:30 -0000", 30),
        ("Tue, 24 Nov 2099 01:00:30 GMT", 3600),
        ("Tue, 99 Nov 2026 01:00:30 GMT", 0),
        ("Tue, 24 Nov 99999999999999999999 01:00:30 GMT", 0),
        ("Tue, 24 Nov 2026 01:00:30 +99999999999999999999", 0),
    ],
)
def test_how_long_to_wait(said: str, seconds: int) -> None:
    assert Reply(429, (("Retry-After", said),)).seconds(NOW) == seconds
    assert Reply(429).seconds(NOW) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"errors": [{"code": "DENIED", "message": "first"}, {"message": "second"}]}, "first"),
        ({"errors": [{"code": "DENIED"}, "x", {"message": "  "}, {"message": "later"}]}, "later"),
        ({"details": "incorrect username or password"}, "incorrect username or password"),
        ({"errors": "x", "message": "no\tway\x00,\r\n  \u202ereally"}, "no way , really"),
        ({"error": "invalid_grant", "error_description": "no such grant"}, "no such grant"),
        ({"message": 7, "errors": [{"message": ["x"]}]}, ""),
        (["message"], ""),
        ({"message": "x" * 300}, "x" * 199 + "…"),
    ],
)
def test_words(content: object, words: str) -> None:
    assert Reply(401, (), json.dumps(content).encode()).words(()) == words


@given(
    st.binary(min_size=1, max_size=40),
    st.sampled_from(["plain", "pair", "basic", "lone", "latin"]),
    st.text(max_size=20),
)
def test_words_that_hold_the_password_are_dropped(password: bytes, form: str, around: str) -> None:
    pair = b"robot:" + password
    text = {
        "plain": password.decode(errors="replace"),
        "pair": pair.decode(errors="replace"),
        "basic": base64.b64encode(pair).decode(),
        "lone": base64.urlsafe_b64encode(password).decode(),
        "latin": password.decode("latin-1"),
    }[form]
    said = Reply(401, (), json.dumps({"message": f"{around}{text}{around}"}).encode())
    words = said.words(secret_forms(Credential(b"robot", password)))
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    assert not shown or shown not in words


def test_a_part_of_a_password_is_dropped() -> None:
    password = b"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n"
    for text in ("starts with MIIEvQIBADANBgkq…", base64.b64encode(password).decode()[8:30]):
        assert (
            Reply(401, (), json.dumps({"message": text}).encode()).words(secret_forms(Credential(b"", password))) == ""
        )
    assert (
        Reply(401, (), b'{"message": "KEY is wrong"}').words(secret_forms(Credential(b"", password))) == "KEY is wrong"
    )
