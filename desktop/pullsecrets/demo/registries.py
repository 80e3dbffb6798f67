"""Which registries let whom pull what: a table for now, in the words in which containerd reports their answers."""

from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.matching import repository

WELCOME = b"pull-me"
"""A password that every private registry of the demo takes, from any user: for who wants to see a pull work."""

_PUBLIC = ("docker.io", "gcr.io", "ghcr.io", "mcr.microsoft.com", "public.ecr.aws", "quay.io", "registry.k8s.io")
_PRIVATE = ("docker.io/acme/", "ghcr.io/acme/", "quay.io/acme/", "quay.io/partner/")
"""Repositories of public registries that need a credential."""
_ABSENT = "ghcr.io/acme/ci/linter:v9"
_AUTHORITIES = {"docker.io": "registry-1.docker.io"}


class Registries:
    """Every registry of the world, as far as the demo's images go."""

    def __init__(self) -> None:
        self._accepted: dict[str, set[Credential]] = {}

    def accept(self, key: str, credential: Credential) -> None:
        """From now on the registry that a key of a docker config means takes this credential."""
        self._accepted.setdefault(_host(key), set()).add(credential)

    def refusal(self, image: str, credential: Credential | None) -> str:
        """What a pull with this credential, or with none, ends with; "" where it succeeds."""
        name = repository(image)
        assert name is not None, "an invalid name is not pulled"
        host = name.partition("/")[0]
        full = name + image[_tag_at(image) :] if _tag_at(image) < len(image) else f"{name}:latest"
        failed = f'failed to pull and unpack image "{full}": failed to resolve reference "{full}"'
        if credential is None or not (credential.username or credential.password):
            if host in _PUBLIC and not name.startswith(_PRIVATE):
                return "" if full != _ABSENT else f"rpc error: code = NotFound desc = {failed}: {full}: not found"
            denied = "pull access denied, repository does not exist or may require authorization"
            return f"{failed}: {denied}: authorization failed: no basic auth credentials"
        if credential.password != WELCOME and credential not in self._accepted.get(host, ()):
            path, tag = name.partition("/")[2], full[len(name) + 1 :]
            url = f"https://{_AUTHORITIES.get(host, host)}/v2/{path}/manifests/{tag}"
            return f"{failed}: unexpected status from HEAD request to {url}: 401 Unauthorized"
        return "" if full != _ABSENT else f"rpc error: code = NotFound desc = {failed}: {full}: not found"


def _host(key: str) -> str:
    host = key.removeprefix("https://").removeprefix("http://").partition("/")[0]
    return "docker.io" if host == "index.docker.io" else host


def _tag_at(image: str) -> int:
    """Where the tag or digest begins, with its sign."""
    digest = image.find("@")
    end = len(image) if digest < 0 else digest
    colon = image.rfind(":", image.rfind("/", 0, end) + 1, end)
    return colon if colon >= 0 else end
