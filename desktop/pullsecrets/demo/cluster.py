"""One cluster of the demo: what it holds, and who works in it. Its past is played when it is built."""

import base64
from datetime import UTC, datetime, timedelta

import orjson

from pullsecrets.model.dockerconfig import Credential, DockerConfig, Kind, read

from . import crowd, pull_secrets, workloads
from .api import MERGE_PATCH, Api, Options
from .clock import Clock
from .controllers import Controllers
from .kubelet import Kubelets
from .query import key
from .registries import Registries
from .resources import BY_KIND, NAMESPACES, SECRETS, SERVICE_ACCOUNTS
from .store import Store

_AGE = timedelta(days=3000)
_EMPTY_NAMESPACES = {"prod-eu": ("kube-system", "observability"), "staging": ("kube-system", "sandbox")}
_REFUSED = {"payments/gitlab-payments"}
"""Secrets whose credential the registry does not take (any more)."""
_KINDS = {kind.value: kind for kind in Kind}
_OPTIONS = Options("kubectl-create", dry_run=False, validation="Ignore")


def build(name: str, registries: Registries, history: int, shown: bool, secrets: int, pods: int, accounts: int) -> Api:
    """A cluster as it is now: with what users see, and with so many generated secrets, pods and accounts.

    `history` is the number of changes that are kept from now on. Time passes when `Api.clock` goes on.
    """
    api = Api(Store(history), Clock(datetime.now(UTC) - _AGE))
    kept = [*(pull_secrets.shown(name) if shown else ()), *pull_secrets.generated(secrets)]
    many = list(crowd.objects(pods, accounts))
    for resource, thing in many:
        api.store.put(key(resource, thing["metadata"]["namespace"], thing["metadata"]["name"]), thing)
    Controllers(api)
    Kubelets(api, registries)

    namespaces = {thing["metadata"]["namespace"] for thing in (*kept, *(thing for _, thing in many))}
    for namespace in sorted({"default", pull_secrets.EDITABLE.namespace, *_EMPTY_NAMESPACES[name], *namespaces}):
        api.create(NAMESPACES, "", orjson.dumps({"metadata": {"name": namespace}}), _OPTIONS)
    for secret in kept:
        api.store.put(key(SECRETS, secret["metadata"]["namespace"], secret["metadata"]["name"]), secret)
    today = datetime.now(UTC)
    for manifest in sorted(workloads.shown(name) if shown else (), key=lambda each: -each.days):
        api.clock.play_until(today - timedelta(days=manifest.days))
        _apply(api, manifest)
    api.clock.play_until(datetime.now(UTC))
    api.store.forget()
    return api


def known_registries() -> Registries:
    """They take what the secrets hold, but for some, and for a line end that came in by mistake."""
    registries = Registries()
    for secret in (secret for cluster in _EMPTY_NAMESPACES for secret in pull_secrets.shown(cluster)):
        metadata, kind = secret["metadata"], _KINDS.get(secret["type"])
        if kind is None or f"{metadata['namespace']}/{metadata['name']}" in _REFUSED:
            continue
        config = read(base64.b64decode(secret["data"][kind.data_key]), kind)
        for entry in config.entries if isinstance(config, DockerConfig) else ():
            credential = entry.credential
            registries.accept(entry.key, Credential(credential.username, credential.password.strip()))
    return registries


def _apply(api: Api, manifest: workloads.Manifest) -> None:
    resource, namespace, body = manifest.resource, manifest.namespace, manifest.body
    name = body["metadata"]["name"]
    if resource is SERVICE_ACCOUNTS and name == "default":
        api.patch(resource, namespace, name, MERGE_PATCH, orjson.dumps(body), _OPTIONS)
        return
    for owner in body["metadata"].get("ownerReferences", ()):
        owner["uid"] = api.get(BY_KIND[owner["kind"]], namespace, owner["name"]).object["metadata"]["uid"]
    api.create(resource, namespace, orjson.dumps(body), _OPTIONS)
