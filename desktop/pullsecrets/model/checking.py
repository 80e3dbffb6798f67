"""Checking a credential with its registry before it is written: what is asked, and every answer (SPEC section 8).

What travels is written down in the distribution specification (github.com/opencontainers/distribution-spec) and in
distribution's own "Token Authentication" pages. Nothing here is sent: see ``pullsecrets.registry``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from pullsecrets.model import matching
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Problem


class Verdict(StrEnum):
    """What a registry's answers come to. The later ones say nothing about the credential."""

    REFUSED = "refused"
    CANNOT_PULL = "cannot-pull"  # signed in, but not allowed to pull an image in use
    NO_SUCH_IMAGE = "no-such-image"  # signed in, but an image in use does not exist
    ACCEPTED = "accepted"
    NO_SIGN_IN = "no-sign-in"  # the registry asks nobody to sign in
    UNREACHABLE = "unreachable"  # ``problem`` says why; an answer of 5xx, too
    TLS_UNTRUSTED = "tls-untrusted"  # ``problem`` says why
    PLAIN_HTTP = "plain-http"  # it speaks no TLS, and was not asked without: that takes an explicit tick
    NOT_A_REGISTRY = "not-a-registry"
    TOO_MANY_REQUESTS = "too-many-requests"  # ``seconds`` to wait, where it says so
    UNSAFE = "unsafe"  # it wants the credential sent to ``token_host`` without TLS, or redirects there
    WHICH_HOST = "which-host"  # the registry key has a wildcard, and no image in use tells whom to ask


class ImageVerdict(StrEnum):
    """What came of asking for one image."""

    DENIED = "denied"  # no right, or it does not exist where that is hidden
    ABSENT = "absent"
    PULLABLE = "pullable"
    PUBLIC = "public"  # served without any credential
    UNKNOWN = "unknown"  # not asked in time, or answered with something else


@dataclass(frozen=True, slots=True)
class ImageAnswer:
    """One image, as the pods name it."""

    image: str
    verdict: ImageVerdict


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a credential is good for a registry key, and for the ``images`` in use that the key serves.

    ``host`` ("name:port") is asked where the key has a wildcard and images tell no host. ``plain_http``: the person
    ticked that the credential may be sent without TLS; to a loopback address it may be in any case.
    """

    key: str = field(repr=False)  # one may hold a password before "@"
    credential: Credential = field(repr=False)
    images: tuple[str, ...] = ()
    host: str = ""
    plain_http: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. Nothing in it is secret.

    ``host`` answered, or was to answer; ``token_host`` is the token server where that is another host. ``message`` is
    what the registry itself said to a refusal, cleared, or empty. ``unasked`` images were too many to be asked for.
    """

    verdict: Verdict
    host: str
    token_host: str = ""
    images: tuple[ImageAnswer, ...] = ()
    message: str = ""
    problem: Problem | None = None
    seconds: int = 0
    unasked: int = 0

    @property
    def against(self) -> bool:
        """Whether it speaks against the credential."""
        return self.verdict in (Verdict.REFUSED, Verdict.CANNOT_PULL)


@dataclass(frozen=True, slots=True)
class Target:
    """A registry to ask ("name" or "name:port"), and the images of its own to ask for."""

    host: str
    images: tuple[str, ...] = ()


def targets(question: Question) -> tuple[Target, ...]:
    """Whom to ask: the host that the key names; for a key with a wildcard, each host of the images that it serves, or
    else the host that a person gave. Nobody where that leaves none."""
    hosts: dict[str, list[str]] = {}
    for image in served(question.key, question.images):
        hosts.setdefault(_asked_host(image), []).append(image)
    if not has_wildcard(question.key):
        host = _asked(matching.host(question.key))
        return (Target(host, tuple(hosts.get(host, ()))),) if host else ()
    if not hosts and fits(question.key, question.host):
        hosts[_asked(_typed(question.host))] = []
    return tuple(Target(host, tuple(images)) for host, images in hosts.items())


@lru_cache(maxsize=16)
def served(key: str, images: tuple[str, ...]) -> tuple[str, ...]:
    """Those images that this one key serves."""
    return tuple(image for image in images if matching.serving([[key]], image))


def has_wildcard(key: str) -> bool:
    """Whether the host of a key leaves open whom to ask."""
    return "*" in matching.host(key)


def fits(key: str, host: str) -> bool:
    """Whether a host as a person types it, also with a scheme, is one that a key with a wildcard serves."""
    typed = _typed(host)
    return bool(typed) and "*" not in typed and matching.serves_host(key, typed)


def _typed(host: str) -> str:
    return matching.host(host.strip())


def cluster_only(key: str) -> bool:
    """Whether a key names a registry that, by its name, only the cluster can reach."""
    host = matching.host(key)
    name = host.partition(":")[0].removesuffix(".")
    if not host or host.startswith("["):
        return False
    return ("." not in name and name != "localhost") or name.endswith((".svc", ".svc.cluster.local"))


def _asked_host(image: str) -> str:
    found = matching.manifest(image)
    assert found is not None, "a key serves no image with an invalid name"
    return _asked(found[0].lower())


def _asked(host: str) -> str:
    """Docker Hub's registry answers to another name than those in its images and keys."""
    return "registry-1.docker.io" if host in ("docker.io", "index.docker.io") else host
