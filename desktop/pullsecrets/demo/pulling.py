"""How a kubelet comes by an image: the pod's pull secrets, their credentials in order, what is there already."""

import base64
from typing import NamedTuple

from pullsecrets.model.dockerconfig import Broken, Credential, DockerConfig, Kind, Why, read
from pullsecrets.model.matching import lookup

from .objects import base64_fault, json_type, parse
from .query import key
from .registries import Registries
from .resources import SECRETS
from .status import Json
from .store import Store

_KINDS = {kind.value: kind for kind in Kind}


class Hindrance(NamedTuple):
    """Why a container waits, in the kubelet's words."""

    reason: str
    message: str


class PullSecrets(NamedTuple):
    """What the secrets that a pod names give to its kubelet."""

    uids: list[str]
    configs: list[DockerConfig]
    missing: list[str]
    fault: str
    """Why one of them cannot be read, so that nothing is pulled; else ""."""


class Images:
    """The images on the nodes of a cluster, and who may use them."""

    def __init__(self, store: Store, registries: Registries) -> None:
        self._store = store
        self._registries = registries
        self._present: dict[tuple[str, str], set[str]] = {}
        """By node and image: the secrets, by uid, that it was pulled with; "" for none."""

    def secrets(self, pod: Json) -> PullSecrets:
        """Of another type than Docker's a secret counts for nothing, but it is not missing."""
        found = PullSecrets([], [], [], "")
        for reference in pod["spec"].get("imagePullSecrets", ()):
            name = reference.get("name", "")
            state = self._store.get(key(SECRETS, pod["metadata"]["namespace"], name))
            if name and state is None:
                found.missing.append(name)
            kind = _KINDS.get(state.object["type"]) if state else None
            if state is None or kind is None:
                continue
            data = base64.b64decode(state.object.get("data", {}).get(kind.data_key, ""))
            config = read(data, kind)
            if isinstance(config, Broken):
                return found._replace(fault=_in_go(config, data, kind))
            found.uids.append(state.object["metadata"]["uid"])
            found.configs.append(config)
        return found

    def hindrance(self, pod: Json, image: str, policy: str) -> Hindrance | None:
        """Why the image cannot even be asked for; None where it can, or need not."""
        secrets = self.secrets(pod)
        matches = lookup(secrets.configs, image)
        if matches is None:
            fault = f'couldn\'t parse image name "{image}": invalid reference format'
            return Hindrance("InvalidImageName", f'Failed to apply default image tag "{image}": {fault}')
        if secrets.fault:
            return Hindrance(secrets.fault, secrets.fault)
        if policy == "Never" and not self.accessible(pod, image):
            message = f'Container image "{image}" is not present with pull policy of Never'
            return Hindrance("ErrImageNeverPull", message)
        return None

    def accessible(self, pod: Json, image: str) -> bool:
        """Whether the image is on the pod's node, pulled by anyone, or with one of the secrets that serve it here.

        That is how the kubelet judges: by the secret's uid, whatever password it holds by now.
        """
        secrets = self.secrets(pod)
        serving = {secrets.uids[match.config] for match in lookup(secrets.configs, image) or ()}
        return bool(self._present.get((pod["spec"]["nodeName"], image), set()) & (serving | {""}))

    def pull(self, pod: Json, image: str) -> str:
        """Tries one credential after the other, or none where none matches. What went wrong, or "" for success."""
        secrets = self.secrets(pod)
        if secrets.fault:
            return secrets.fault
        tries: list[tuple[str, Credential | None]] = [
            (secrets.uids[match.config], match.entry.credential) for match in lookup(secrets.configs, image) or ()
        ]
        refusals = []
        for uid, credential in tries or [("", None)]:
            refusal = self._registries.refusal(image, credential)
            if not refusal:
                self._present.setdefault((pod["spec"]["nodeName"], image), set()).add(uid)
                return ""
            refusals.append(refusal)
        told = list(dict.fromkeys(refusals))
        return told[0] if len(told) == 1 else f"[{', '.join(told)}]"


def _in_go(broken: Broken, data: bytes, kind: Kind) -> str:
    """Why the kubelet cannot read a docker config, as its own code says it (of the newer type)."""
    try:
        root = parse(data)
    except ValueError as fault:
        return str(fault)
    auths = root if kind is Kind.LEGACY else _field(root, "auths")
    entry = auths.get(broken.key) if isinstance(auths, dict) else None
    found = _field(entry, broken.field)
    if broken.why is Why.NO_COLON:
        return "unable to parse auth field, must be formatted as base64(username:password)"
    if broken.why is Why.NOT_BASE64:
        auth = str(found)
        return f"illegal base64 data at input byte {base64_fault(auth, padded=auth.strip().endswith('='))}"
    place, form, value = "struct field DockerConfigJSON.auths", "credentialprovider.DockerConfig", auths
    if broken.key:
        form, value = "credentialprovider.dockerConfigEntryWithAuth", entry
        if broken.field:
            place, form, value = f"{place}.{broken.field}", "string", found
    elif broken.field == "HttpHeaders":
        headers = _field(root, broken.field)
        inner = headers.values() if isinstance(headers, dict) else ()
        value = next((each for each in inner if not isinstance(each, str | None)), headers)
        form = "string" if inner else "map[string]string"
        place = "struct field DockerConfigJSON.HttpHeaders"
    elif not broken.field:
        place, form, value = "value", "credentialprovider.DockerConfigJSON", root
    return f"json: cannot unmarshal {json_type(value)} into Go {place} of type {form}"


def _field(thing: object, name: str) -> object:
    """A field as Go finds it, without regard to case."""
    named = thing.items() if isinstance(thing, dict) else ()
    return next((value for key, value in named if key.lower() == name.lower()), None)
