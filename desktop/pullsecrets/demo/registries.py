"""The demo's registries: whom they know, who may pull what, and how containerd reports their answers.

Judged here alone, for the kubelets as for who asks over HTTP (see `registry_server`).
"""

from typing import NamedTuple
from urllib.parse import quote

from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.matching import repository, serving

WELCOME = b"pull-me"
"""A password that every private registry of the demo takes, from any user: for who wants to see a pull work."""


class Registry(NamedTuple):
    """How a registry has people sign in: straight to it, or at a token server."""

    realm: str = ""
    """The token server's address; "" where there is none."""
    service: str = ""
    """The registry's name at its token server."""
    basic: bool = False
    """Beside the tokens, it takes a credential itself."""
    public: bool = False
    """It serves what is not `_PRIVATE` to anybody."""
    anonymous: bool = True
    """Its token server gives a token to who shows no credential."""
    access_token: bool = False
    """The token server names the token so, not `token`."""
    refusal: int = 401
    """The token server's status for a wrong credential."""
    open: bool = False
    """It has nobody sign in."""


_OF_ITSELF = Registry()
"""Of a private registry that is told nothing else about: one with a file of users and passwords."""
REGISTRIES = {
    "418273094561.dkr.ecr.eu-central-1.amazonaws.com": _OF_ITSELF,
    "acmeprod.azurecr.io": Registry(
        "https://acmeprod.azurecr.io/oauth2/token", "acmeprod.azurecr.io", anonymous=False, access_token=True
    ),
    "acmestage.azurecr.io": Registry(
        "https://acmestage.azurecr.io/oauth2/token", "acmestage.azurecr.io", anonymous=False, access_token=True
    ),
    "eu.gcr.io": Registry("https://eu.gcr.io/v2/token", "eu.gcr.io"),
    "europe-docker.pkg.dev": Registry("https://europe-docker.pkg.dev/v2/token", "europe-docker.pkg.dev"),
    "gcr.io": Registry("https://gcr.io/v2/token", "gcr.io", public=True),
    "ghcr.io": Registry("https://ghcr.io/token", "ghcr.io", public=True, refusal=403),
    "harbor.acme.io": Registry("https://harbor.acme.io/service/token", "harbor-registry"),
    "mcr.microsoft.com": Registry(open=True),
    "mirror.acme.io:5000": _OF_ITSELF,
    "nexus.acme.io:5000": _OF_ITSELF,
    "nexus.acme.io:5001": Registry("https://nexus.acme.io:5001/v2/token", "nexus.acme.io:5001", basic=True),
    "nvcr.io": Registry("https://nvcr.io/proxy_auth", "nvcr.io"),
    "public.ecr.aws": Registry("https://public.ecr.aws/token/", "public.ecr.aws", public=True),
    "quay.io": Registry("https://quay.io/v2/auth", "quay.io", public=True),
    "registry-1.docker.io": Registry("https://auth.docker.io/token", "registry.docker.io", public=True),
    "registry.acme.io": _OF_ITSELF,
    "registry.gitlab.acme.io": Registry("https://gitlab.acme.io/jwt/auth", "container_registry", anonymous=False),
    "registry.k8s.io": Registry(open=True),
}
"""By host, as it stands in the addresses that are asked."""

_PRIVATE = ("ghcr.io/acme/", "quay.io/acme/", "quay.io/partner/", "registry-1.docker.io/acme/")
"""Repositories of public registries that need a credential."""
_RESERVED = "quay.io/partner/admin"
"""One for which it takes more than a credential that the registry knows."""
_ABSENT = ("ghcr.io/acme/ci/linter", "v9")
_DOCKER_HUB = ("docker.io", "index.docker.io")


class Registries:
    """Every registry of the world, as far as the demo's images go."""

    def __init__(self) -> None:
        self._accepted: dict[str, set[Credential]] = {}

    def accept(self, key: str, credential: Credential) -> None:
        """From now on the registry that a key of a docker config means takes this credential, or each of them."""
        host = key.removeprefix("https://").removeprefix("http://").partition("/")[0].lower().removesuffix(":443")
        hosts = [name for name in REGISTRIES if serving([[key]], f"{name}/any")] if "*" in key else [_asked(host)]
        for name in hosts:
            self._accepted.setdefault(name, set()).add(credential)

    def knows(self, host: str, credential: Credential) -> bool:
        """Whether a registry takes a credential."""
        welcome = bool(credential.username) and credential.password == WELCOME
        return welcome or credential in self._accepted.get(host, ())

    def may_pull(self, host: str, path: str, credential: Credential | None) -> bool:
        """Whether who shows a credential that the registry takes, or none, may pull from a repository."""
        registry, name = REGISTRIES.get(host, _OF_ITSELF), f"{host}/{path}"
        if registry.open or (registry.public and not name.startswith(_PRIVATE)):
            return True
        return credential is not None and (name != _RESERVED or credential.password == WELCOME)

    def exists(self, host: str, path: str, reference: str) -> bool:
        """Whether a repository has an image of this tag or digest: everything exists but what the demo says."""
        return (f"{host}/{path}", reference) != _ABSENT

    def refusal(self, image: str, credential: Credential | None) -> str:
        """What a pull with this credential, or with none, ends with, in containerd's words; "" where it succeeds."""
        name = repository(image)
        assert name is not None, "an invalid name is not pulled"
        host, _, path = name.partition("/")
        host = _asked(host)
        full = name + image[_tag_at(image) :] if _tag_at(image) < len(image) else f"{name}:latest"
        reference = full[len(name) + 1 :]
        failed = f'failed to pull and unpack image "{full}": failed to resolve reference "{full}"'
        if credential is None or not (credential.username or credential.password):
            credential = None
        if unauthorized := self._unauthorized(host, path, reference, credential):
            return f"{failed}: {unauthorized}"
        if not self.exists(host, path, reference):
            return f"rpc error: code = NotFound desc = {failed}: {full}: not found"
        return ""

    def _unauthorized(self, host: str, path: str, reference: str, credential: Credential | None) -> str:
        """What speaks against a pull, but that the image is not there."""
        registry = REGISTRIES.get(host, _OF_ITSELF)
        known = credential is not None and self.knows(host, credential)
        if registry.open or (known and not registry.realm):
            return ""
        denied = "pull access denied, repository does not exist or may require authorization"
        if registry.realm:
            if credential is not None and not known:
                status = "403 Forbidden" if registry.refusal == 403 else "401 Unauthorized"
                return f"failed to authorize: failed to fetch oauth token: {_token_asked(registry, path)}: {status}"
            if self.may_pull(host, path, credential):
                return ""
            if credential is None and not registry.anonymous:
                asked = _token_asked(registry, path)
                return f"failed to authorize: failed to fetch anonymous token: {asked}: 401 Unauthorized"
            return f"{denied}: server message: insufficient_scope: authorization failed"
        if credential is None:
            return f"{denied}: authorization failed: no basic auth credentials"
        url = f"https://{host}/v2/{path}/manifests/{reference}"
        return f"unexpected status from HEAD request to {url}: 401 Unauthorized"


def _token_asked(registry: Registry, path: str) -> str:
    scope = quote(f"repository:{path}:pull", safe="")
    return f"unexpected status from GET request to {registry.realm}?scope={scope}&service={registry.service}"


def _asked(host: str) -> str:
    """The host that is asked for what has this one in its name."""
    return "registry-1.docker.io" if host in _DOCKER_HUB else host


def _tag_at(image: str) -> int:
    """Where the tag or digest begins, with its sign."""
    digest = image.find("@")
    end = len(image) if digest < 0 else digest
    colon = image.rfind(":", image.rfind("/", 0, end) + 1, end)
    return colon if colon >= 0 else end
