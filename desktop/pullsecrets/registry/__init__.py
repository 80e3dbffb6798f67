"""Signs in to container registries, to tell whether a credential is good before it is written (SPEC section 8).

A thin layer on aiohttp: of the client libraries, oras and python-dxf block a thread on requests without a way to
cancel, docker-registry-client-async follows redirects with what it was given, and none tells apart who refused what.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pullsecrets import connections
from pullsecrets.model.checking import Answer, Question, Verdict, targets
from pullsecrets.model.errors import Code, Failure
from pullsecrets.registry.conversation import Conversation
from pullsecrets.registry.wire import Wire

_LONGEST_FILE = 16 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Reach:
    """How registries are reached.

    ``extra_ca`` is a file with certificate authorities to trust beside the system's, or empty. ``instead`` is for the
    demo: by the host's name, the URL of the server that plays it; there are no other hosts then.
    """

    extra_ca: str = ""
    instead: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which a request is given up: ``connect`` until there is a connection with TLS, then ``read``
    without a byte; and the ``whole`` of a check."""

    connect: float = 8.0
    read: float = 10.0
    whole: float = 20.0


USUAL = Limits()


async def check(question: Question, reach: Reach, limits: Limits = USUAL) -> Answer:
    """Ask the registry, and nobody else, until the credential is refused. It can be cancelled at any moment.

    Where there are several to ask, the answer that says the most against the credential, or else the least for it.
    Failure (EXTRA_CA) where that file cannot be used; no other exception.
    """
    deadline = asyncio.get_running_loop().time() + limits.whole
    tls = await asyncio.to_thread(trust, reach.extra_ca)
    answers = []
    async with Wire(tls, reach.instead, limits.connect, limits.read) as wire:
        for target in targets(question):
            answers.append(await Conversation(wire, question, target).answer(deadline))
            if answers[-1].verdict is Verdict.REFUSED:
                break
    if not answers:
        return Answer(Verdict.WHICH_HOST, question.host)
    worst = min(answers, key=lambda answer: _WORST_FIRST.index(answer.verdict))
    images = tuple(image for answer in answers for image in answer.images)
    return replace(worst, images=images, unasked=sum(answer.unasked for answer in answers))


_WORST_FIRST = (
    Verdict.REFUSED,
    Verdict.CANNOT_PULL,
    Verdict.UNSAFE,
    Verdict.TLS_UNTRUSTED,
    Verdict.PLAIN_HTTP,
    Verdict.NOT_A_REGISTRY,
    Verdict.TOO_MANY_REQUESTS,
    Verdict.UNREACHABLE,
    Verdict.NO_SUCH_IMAGE,
    Verdict.ACCEPTED,
    Verdict.NO_SIGN_IN,
)


def trust(extra_ca: str) -> ssl.SSLContext:
    """TLS that trusts the authorities of the system, and those in a file, PEM or DER. Failure (EXTRA_CA) where that
    cannot be used."""
    made = connections.tls_context(by_system=True)
    if not extra_ca:
        return made
    try:
        with Path(extra_ca).open("rb") as file:
            content = file.read(_LONGEST_FILE)
        text = content.decode("ascii", "ignore")
        made.load_verify_locations(cadata=text if "-----BEGIN " in text else content)
    except ssl.SSLError:
        reason = "it holds no certificate that can be read"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it holds no certificate that can be read"
    else:
        return made
    raise Failure(Code.EXTRA_CA, file=extra_ca, reason=reason)
