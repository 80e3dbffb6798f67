"""Each answer of a registry has a sentence of its own, that names who answered and what it means."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from pullsecrets.model.checking import Answer, ImageAnswer, ImageVerdict, Verdict
from pullsecrets.model.errors import Code, Problem
from pullsecrets.views.check_texts import answered, doubtful, running
from pullsecrets.views.theme import Tone

DENIED, ABSENT, PULLABLE = ImageVerdict.DENIED, ImageVerdict.ABSENT, ImageVerdict.PULLABLE
PUBLIC, UNKNOWN = ImageVerdict.PUBLIC, ImageVerdict.UNKNOWN


def images(*verdicts: ImageVerdict) -> tuple[ImageAnswer, ...]:
    """quay.io/a, quay.io/b, …"""
    return tuple(ImageAnswer(f"quay.io/{chr(97 + n)}", each) for n, each in enumerate(verdicts))


def unreachable(code: Code, **values: str | int) -> Answer:
    return Answer(Verdict.UNREACHABLE, "quay.io", problem=Problem(code, values))


def untrusted(code: Code) -> Answer:
    return Answer(Verdict.TLS_UNTRUSTED, "quay.io", problem=Problem(code, {"host": "auth.quay.io"}))


CASES = [
    (Answer(Verdict.ACCEPTED, "quay.io"), Tone.OK, "Accepted by quay.io."),
    (
        Answer(Verdict.ACCEPTED, "registry-1.docker.io", "auth.docker.io"),
        Tone.OK,
        "Accepted by registry-1.docker.io (signed in at auth.docker.io).",
    ),
    (
        Answer(Verdict.ACCEPTED, "quay.io", images=images(PULLABLE, PUBLIC, PULLABLE)),
        Tone.OK,
        "Accepted by quay.io. It can pull all 3 image(s) in use.",
    ),
    (
        Answer(Verdict.ACCEPTED, "quay.io", images=images(PUBLIC, PUBLIC)),
        Tone.OK,
        "Accepted by quay.io. No sign-in is needed for quay.io/a and 1 more.",
    ),
    (
        Answer(Verdict.ACCEPTED, "quay.io", images=images(PULLABLE, UNKNOWN)),
        Tone.OK,
        "Accepted by quay.io. It can pull 1 of 2 images in use; the others are not known.",
    ),
    (
        Answer(Verdict.ACCEPTED, "quay.io", images=images(PULLABLE), unasked=4),
        Tone.OK,
        "Accepted by quay.io. It can pull 1 of 5 images in use; the others are not known.",
    ),
    (
        Answer(Verdict.CANNOT_PULL, "quay.io", images=images(PULLABLE, DENIED, DENIED, DENIED)),
        Tone.DANGER,
        "Accepted by quay.io, but it cannot pull quay.io/b and 2 more.",
    ),
    (
        Answer(Verdict.NO_SUCH_IMAGE, "quay.io", images=images(PULLABLE, ABSENT)),
        Tone.WARN,
        "Accepted by quay.io, but there is no image quay.io/b.",
    ),
    (Answer(Verdict.REFUSED, "ghcr.io"), Tone.DANGER, "Refused by ghcr.io."),
    (
        Answer(Verdict.REFUSED, "ghcr.io", message="denied: bad credentials"),
        Tone.DANGER,
        "Refused by ghcr.io: “denied: bad credentials”.",
    ),
    (
        Answer(Verdict.REFUSED, "registry-1.docker.io", "auth.docker.io", message="incorrect {password}"),
        Tone.DANGER,
        "Refused by registry-1.docker.io (asked at auth.docker.io): “incorrect {password}”.",
    ),
    (
        Answer(Verdict.NO_SIGN_IN, "mcr.io"),
        Tone.PLAIN,
        "No sign-in is needed at mcr.io: it does not look at the credential.",
    ),
    (
        unreachable(Code.CONNECTION_REFUSED, host="auth.quay.io"),
        Tone.WARN,
        "auth.quay.io cannot be reached from here: it refused the connection.",
    ),
    (
        unreachable(Code.UNKNOWN_HOST),
        Tone.WARN,
        "quay.io cannot be reached from here: its address cannot be found.",
    ),
    (
        unreachable(Code.SERVER_ERROR, status=503),
        Tone.WARN,
        "quay.io answered with an error of its own (status 503). Try again later.",
    ),
    (Answer(Verdict.UNREACHABLE, "quay.io"), Tone.WARN, "quay.io cannot be reached from here."),
    (
        unreachable(Code.EXTRA_CA, file="/ca.pem", reason="it is empty"),
        Tone.WARN,
        "The extra CA file /ca.pem cannot be used: it is empty. Choose another one in Preferences.",
    ),
    (
        unreachable(Code.REFUSED, host="quay.io:443", status=431),
        Tone.WARN,
        "quay.io gave an answer that says nothing of the credential (status 431).",
    ),
    (
        unreachable(Code.PROXY_FAILED, host="proxy:3128"),
        Tone.WARN,
        "The proxy proxy:3128 made no connection. Check the proxy settings of this computer.",
    ),
    (
        untrusted(Code.TLS_UNTRUSTED),
        Tone.WARN,
        "The certificate of auth.quay.io is not trusted. Name its CA file in Preferences.",
    ),
    (
        untrusted(Code.TLS_EXPIRED),
        Tone.WARN,
        "The certificate of auth.quay.io has expired or is not valid yet.",
    ),
    (Answer(Verdict.NOT_A_REGISTRY, "quay.io"), Tone.WARN, "What answers at quay.io is not a registry."),
    (
        Answer(Verdict.TOO_MANY_REQUESTS, "quay.io", seconds=30),
        Tone.WARN,
        "Too many requests for quay.io. Try again in 30 s.",
    ),
    (Answer(Verdict.TOO_MANY_REQUESTS, "quay.io"), Tone.WARN, "Too many requests for quay.io. Try again later."),
    (
        Answer(Verdict.PLAIN_HTTP, "mirror:5000"),
        Tone.WARN,
        "mirror:5000 does not encrypt: the credential was not sent.",
    ),
    (
        Answer(Verdict.UNSAFE, "quay.io", "elsewhere.io"),
        Tone.WARN,
        "quay.io sends on to elsewhere.io without safety: the credential was not sent.",
    ),
    (
        Answer(Verdict.WHICH_HOST, ""),
        Tone.WARN,
        "No image in use tells which host to ask. Enter one below.",
    ),
]


@pytest.mark.parametrize(("answer", "tone", "sentence"), CASES, ids=[case[2] for case in CASES])
def test_what_is_said(qapp: QApplication, answer: Answer, tone: Tone, sentence: str) -> None:
    said = answered(answer)
    assert (said.sentence, said.tone) == (sentence, tone)


def test_every_answer_has_words() -> None:
    assert {answer.verdict for answer, _, _ in CASES} == set(Verdict)


def test_only_what_speaks_against_it_is_red() -> None:
    for answer, tone, _ in CASES:
        assert answer.against is (tone is Tone.DANGER)


def test_all_images_are_behind_it(qapp: QApplication) -> None:
    said = answered(Answer(Verdict.CANNOT_PULL, "quay.io", images=images(*ImageVerdict), unasked=2))
    assert said.details.splitlines() == [
        "quay.io/a: cannot be pulled",
        "quay.io/b: does not exist",
        "quay.io/c: can be pulled",
        "quay.io/d: can be pulled without signing in",
        "quay.io/e: not known",
        "2 more image(s) were not asked for",
    ]
    assert not answered(Answer(Verdict.ACCEPTED, "quay.io")).details


def test_who_is_being_asked(qapp: QApplication) -> None:
    assert running("quay.io").sentence == "Checking with quay.io…"
    assert running("").sentence == "Checking…"


def test_what_a_notice_says_where_it_was_not_checked(qapp: QApplication) -> None:
    assert doubtful(Answer(Verdict.NOT_A_REGISTRY, "quay.io")) == (
        "The credential could not be checked. What answers at quay.io is not a registry."
    )
