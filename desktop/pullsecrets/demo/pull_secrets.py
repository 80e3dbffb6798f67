"""The pull secrets of the demo's clusters: invented ones that show every state which the program can tell.

Each is an object that a real API server accepts; what is right or wrong with it, the program finds out by itself.
No credential here has ever worked anywhere.
"""

import base64
import hashlib
import json
import random
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from . import fields
from .objects import decoded
from .resources import SECRETS
from .status import Json


class Place(NamedTuple):
    namespace: str
    name: str


EDITABLE = Place("payments", "checkout-registry")
"""The one secret that the user "editor" may change."""

_DOCKER = "kubernetes.io/dockerconfigjson"
_LEGACY = "kubernetes.io/dockercfg"
_DESCRIPTION = "kubernetes.io/description"
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def shown(cluster: str) -> Iterator[Json]:
    """The secrets of a cluster that a user sees."""
    return _SHOWN[cluster]()


# -- the two clusters -------------------------------------------------------------------------------------------


def _prod_eu() -> Iterator[Json]:
    yield from _everyday()
    yield from _several_entries()
    yield from _odd_credentials()
    yield from _useless()
    yield from _owned()
    yield from _protected()
    yield from _from_manifests()
    yield from _not_pull_secrets()


def _everyday() -> Iterator[Json]:
    config = _config({"registry.acme.io": _login("deploy-bot", _invented("checkout"))})
    yield _secret("/".join(EDITABLE), config, "Checkout team, pull only", created=290, updated=0.02)
    config = _config({"ghcr.io": _login("acme-ci", "ghp-" + _invented("ci"), email="ci@acme.example")})
    yield _secret("build/ci-pull", config, "GitHub packages, read only", created=412, updated=52, by="github-sync")
    config = _config({"https://index.docker.io/v1/": _login("acmeread", "dckr-" + _invented("hub"))})
    yield _secret("default/dockerhub", config, "Paid account: no pull limit", created=903, updated=98)
    config = _config({"418273094561.dkr.ecr.eu-central-1.amazonaws.com": _login("AWS", _invented("ecr", 1700))})
    yield _secret("data/ecr-mirror", config, "Renewed every six hours", created=700, updated=0.2, by="ecr-renewer")
    config = _config({"registry.gitlab.acme.io": _login("payments-pull", "gldt-" + _invented("gitlab"))})
    yield _secret("payments/gitlab-payments", config, created=120, updated=0.05)
    config = _config({"quay.io/partner": _login("acme+partner_bot", _invented("quay", 48))})
    yield _secret("partners/partner-quay", config, "Partner team, until the contract ends", created=33, updated=1)
    config = _config({"registry.vendor.example": _login("customer-8814", _invented("vendor"))})
    yield _secret("edge/vendor-appliance", config, created=721)
    name = "web-frontend-pull-credentials-for-production-eu-central"
    yield _secret(f"web/{name}", _config({"registry.acme.io": _login("deploy-bot", _invented("web"))}), created=158)


def _several_entries() -> Iterator[Json]:
    yield _applied("data/multi-registry", _with_unknown_keys(), "All three vendors", created=640, updated=135)
    hosts = ("ghcr.io", "quay.io", "registry.k8s.io", "mcr.microsoft.com", "nvcr.io", "public.ecr.aws", "lscr.io")
    config = _config({host: _login("mirror", _invented(host)) for host in (*hosts, "mirror.acme.io:5000/cache")})
    words = (
        "Pull-through mirrors of everything that the data platform runs, kept together so that a rotation touches one "
        "secret only; ask the platform team before adding another, and never put a credential with push rights here."
    )
    yield _secret("data/all-mirrors", config, words, created=1130, updated=9)
    config = _config({"quay.io": _login("acme", _invented("one")), "https://quay.io": _login("acme", _invented("two"))})
    yield _secret("ops/two-spellings", config, "Which one is right?", created=77)
    legacy = json.dumps({"https://index.docker.io/v1/": _login("acmeold", _invented("old"), email="it@acme.example")})
    yield _secret("legacy/dockercfg", legacy, kind=_LEGACY, created=2890, updated=1902)
    legacy = json.dumps({"docker.io": _login("acmeold", _invented("a")), "quay.io": _login("acme", _invented("b"))})
    yield _secret("legacy/dockercfg-two", legacy, "Moved from the old cluster", kind=_LEGACY, created=2120)


def _odd_credentials() -> Iterator[Json]:
    key_file = {"type": "service_account", "project_id": "acme-prod", "private_key_id": "0" * 40}
    lines = "-----BEGIN INVENTED KEY-----\nthis is no key\n-----END INVENTED KEY-----\n"
    key_file |= {"private_key": lines, "client_email": "puller@acme-prod.iam.gserviceaccount.example"}
    config = _config({"https://eu.gcr.io": _login("_json_key", json.dumps(key_file, indent=2))})
    yield _secret("data/gcr-json-key", config, "谷歌镜像仓库,只读", created=480, updated=201)
    config = _config(
        {"europe-docker.pkg.dev/acme/images": _login("oauth2accesstoken", "ya29." + _invented("gar", 180))}
    )
    yield _secret("data/artifact-registry", config, created=0.9, updated=0.01, by="token-refresher")
    config = _config({"nexus.acme.io:5001": {"Username": "svc-build", "Password": _invented("capital")}})
    yield _secret("build/capital-username", config, "Written by hand", created=365)
    config = _config({"registry.acme.io/build": {"auth": _base64("builder:pa:ss:" + _invented("colon"))}})
    yield _secret("build/auth-only", config, created=88)
    config = _config({"registry.acme.io": _login("deploy-bot", _invented("line end") + "\n")})
    yield _secret("web/line-end", config, "From echo | base64", created=12)
    config = _config({"acmeprod.azurecr.io": {"identitytoken": _invented("identity", 220)}})
    yield _secret("analytics/identity-token", config, created=64)
    config = _config({"*.azurecr.io": _login("acme-puller", _invented("azure"))})
    yield _secret("analytics/any-azure", config, "All our registries at Azure", created=26)
    config = _config({"*.gcr.io": _login("_token", _invented("google"))})
    yield _secret("ops/any-google", config, created=26)
    config = _config({"intranet.acme.io": _login("deploy-bot", _invented("intranet"))})
    yield _secret("ops/behind-sign-in", config, "Only a web page so far", created=2)
    yield _secret("default/empty", "{}", "Placeholder, filled by the installer", created=5)


def _useless() -> Iterator[Json]:
    """Keys that serve no image; and broken ones, with which no pod that names them can pull anything."""
    for name, registry, words in (
        ("legacy/dockerhub-old", "hub.docker.com", "Do not use"),
        ("ops/upper-case", "Registry.Acme.io", ""),
        ("ops/port-443", "https://registry.acme.io:443", "Since the new load balancer"),
        ("ops/without-slash", "https://index.docker.io/v1", ""),
    ):
        config = _config({registry: _login("acmeread", _invented(name))})
        yield _secret(name, config, words, created=1938 if name.startswith("legacy") else 44)

    for name, config in (
        ("old-azure", _config({"acmeprod.azurecr.io": {"auth": "not base64, but a note"}})),
        ("no-colon", _config({"registry.acme.io": {"auth": _base64("deploy-bot")}})),
        ("entry-is-text", _config({"registry.acme.io": "deploy-bot"})),
        ("auth-is-number", '{"auths":{"registry.acme.io":{"auth":20240131}}}'),
        ("auths-is-list", '{"auths":[]}'),
        ("headers-of-numbers", _config({"ghcr.io": _login("acme-ci", _invented("h"))}, HttpHeaders={"X-Meta": 1})),
    ):
        yield _secret(f"analytics/{name}", config, created=3 if name == "old-azure" else 250)


def _protected() -> Iterator[Json]:
    config = _config({"nexus.acme.io:5000": _login("svc-nexus", _invented("nexus"))})
    yield _secret("tooling/nexus-pull", config, "Until the migration", created=1140, immutable=True)
    config = _config({"registry.acme.io": _login("deploy-bot", _invented("leaving"))})
    leaving = {"deletionTimestamp": _ago(0.1), "deletionGracePeriodSeconds": 0, "finalizers": ["acme.io/backup"]}
    yield _secret("web/leaving", config, created=500, metadata=leaving)


def _from_manifests() -> Iterator[Json]:
    """Made from files, by pipelines, from backups and in other consoles."""
    config = _config({"registry.acme.io/tooling": _login("tools", _invented("plain"))})
    yield _applied("tooling/applied-as-text", config, created=210, text=True)
    secret = _secret("tooling/applied-by-pipeline", config, "pipelines/tooling.yaml", created=95, by="deploy-pipeline")
    secret["metadata"]["managedFields"][0]["operation"] = "Apply"
    yield secret
    secret = _secret("tooling/restored", config, "Restored from a backup", created=31)
    del secret["metadata"]["managedFields"]
    yield secret
    config = _config({"registry.acme.io": _login("console", _invented("console"))})
    yield _secret("web/from-kubesphere", config, created=340, annotations={"kubesphere.io/description": "前端镜像"})
    marks = {"openshift.io/description": "From the web console", "openshift.io/display-name": "Console"}
    yield _secret("web/from-console", config, created=300, annotations=marks)


def _not_pull_secrets() -> Iterator[Json]:
    yield _secret("payments/database", "", kind="Opaque", created=290, data={"url": _base64("db.acme.io")})
    account = {"kubernetes.io/service-account.name": "deployer"}
    token = {"token": _base64(_invented("token")), "namespace": _base64("build")}
    kind = "kubernetes.io/service-account-token"
    yield _secret("build/deployer-token", "", kind=kind, created=600, data=token, annotations=account)


def _owned() -> Iterator[Json]:
    """One secret of each kind of owner, with the marks that the owner itself sets."""
    config = _config({"harbor.acme.io": _login("robot$platform+puller", _invented("harbor"))})
    helm = {"meta.helm.sh/release-name": "platform-base", "meta.helm.sh/release-namespace": "platform"}
    labels = {"app.kubernetes.io/managed-by": "Helm"}
    words = "Robot account of the platform project"
    yield _secret(
        "platform/harbor-robot", config, words, created=420, updated=83, by="helm", annotations=helm, labels=labels
    )
    config = _config({"registry.acme.io": _login("deploy-bot", _invented("platform"))})
    tracking = {"argocd.argoproj.io/tracking-id": "staging-infra:/Secret:staging/staging-pull"}
    yield _secret("staging/staging-pull", config, created=158, by="argocd-controller", annotations=tracking)
    labels = {"kustomize.toolkit.fluxcd.io/name": "tenants", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"}
    yield _secret("platform/tenant-pull", config, created=230, by="kustomize-controller", labels=labels)
    external = _owner("external-secrets.io/v1", "ExternalSecret", "registry-from-vault")
    yield _secret("platform/from-vault", config, created=60, updated=0.04, by="external-secrets", metadata=external)
    labels = {"reconcile.external-secrets.io/managed": "true"}
    yield _secret("platform/merged-from-vault", config, created=61, updated=0.04, by="external-secrets", labels=labels)
    sealed = _owner("bitnami.com/v1alpha1", "SealedSecret", "sealed-registry")
    yield _secret("platform/sealed-registry", config, created=388, by="controller", metadata=sealed)
    internal = "image-registry.openshift-image-registry.svc:5000"
    legacy = json.dumps({internal: _login("<token>", _invented("sa", 900)), "10.217.4.33:5000": _login("<token>", "x")})
    marks = {
        "openshift.io/internal-registry-auth-token.binding": "bound",
        "openshift.io/internal-registry-auth-token.service-account": "builder",
    }
    by = "openshift.io/image-registry-pull-secrets_service-account-controller"
    yield _secret("build/builder-dockercfg-x7k2p", legacy, kind=_LEGACY, created=20, by=by, annotations=marks)
    marks = {
        "management.cattle.io/project-scoped-secret-copy": "true",
        "field.cattle.io/description": "Shared by all namespaces of the project",
    }
    yield _secret("edge/project-registry", config, created=140, by="rancher", annotations=marks)
    portainer = {"portainer.io/registry.id": "3"}
    yield _secret("edge/registry-3", config, created=510, by="portainer", annotations=portainer)
    reflector = "reflector.v1.k8s.emberstack.com/"
    marks = {f"{reflector}reflects": "default/dockerhub", f"{reflector}reflected-version": "48213"}
    config = _config({"https://index.docker.io/v1/": _login("acmeread", "dckr-" + _invented("hub"))})
    yield _secret("web/dockerhub", config, created=98, by="reflector", annotations=marks)


def _staging() -> Iterator[Json]:
    config = _config({"registry.acme.io": _login("staging-bot", _invented("staging"))})
    yield _secret("/".join(EDITABLE), config, "Checkout team, staging", created=280, updated=14)
    yield _secret("web/frontend-pull", config, created=158, updated=14)
    config = _config({"ghcr.io": _login("acme-ci", "ghp-" + _invented("ci staging"))})
    yield _secret("build/ci-pull", config, "GitHub packages, read only", created=412, updated=52, by="github-sync")
    config = _config({"https://index.docker.io/v1/": _login("acmeread", "dckr-" + _invented("hub"))})
    yield _secret("default/dockerhub", config, "Paid account: no pull limit", created=903, updated=98)
    config = _config({"harbor.acme.io": _login("robot$staging+puller", _invented("harbor staging"))})
    yield _secret(
        "platform/harbor-robot", config, created=33, by="helm", labels={"app.kubernetes.io/managed-by": "Helm"}
    )
    yield _secret("build/half-typed", _config({"ghcr.io": {"auth": "YWNtZS1jaTp"}}), created=0.3, by="kubectl-edit")


_SHOWN = {"prod-eu": _prod_eu, "staging": _staging}


def generated(count: int) -> Iterator[Json]:
    """Any number of plain secrets over a hundred namespaces, the same in every run but for their uids."""
    dice = random.Random(3)  # noqa: S311 - test data
    for index in range(count):
        host = dice.choice(("registry.acme.io", "ghcr.io", "quay.io/acme", "https://index.docker.io/v1/"))
        config = _config({host: _login(f"team-{index % 40}", _invented(str(index)))})
        name = f"team-{index % 100:02}/pull-{index:05}"
        yield _secret(name, config, f"Number {index}", created=dice.uniform(1, 900))


def plain(place: str, host: str) -> Json:
    """A secret with one entry, whose credential is good for one registry."""
    return _secret(place, _config({host: _login("team", _invented(host))}), created=300)


# -- how they are made ------------------------------------------------------------------------------------------


def _secret(
    place: str,
    config: str,
    description: str = "",
    *,
    created: float,
    updated: float | None = None,
    by: str = "kubectl-create",
    kind: str = _DOCKER,
    data: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
    immutable: bool = False,
) -> Json:
    """`created` and `updated` are days ago; `by` is the field manager that wrote last."""
    namespace, name = place.split("/")
    notes = ({_DESCRIPTION: description} if description else {}) | dict(annotations or {})
    raw: Json = {
        "type": kind,
        "data": data or {".dockercfg" if kind == _LEGACY else ".dockerconfigjson": _base64(config)},
    }
    raw["metadata"] = {"name": name, "namespace": namespace, "uid": str(uuid.uuid4()), "annotations": notes}
    raw["metadata"] |= {"creationTimestamp": _ago(created), "labels": dict(labels or {})} | dict(metadata or {})
    if immutable:
        raw["immutable"] = True
    secret, _ = decoded(raw, SECRETS)
    first = secret if updated is None else {name: value for name, value in secret.items() if name != "data"}
    writer = by if updated is None else "kubectl-create"
    entries = fields.updated(None, first, writer, _ago(created))
    if updated is not None:
        first = first | {"metadata": secret["metadata"] | {"managedFields": entries}}
        entries = fields.updated(first, secret, by if by != "kubectl-create" else "kubectl-edit", _ago(updated))
    secret["metadata"]["managedFields"] = entries
    return secret


def _applied(place: str, config: str, description: str = "", *, text: bool = False, **options: Any) -> Json:
    """A secret made with kubectl apply, which keeps the whole manifest in an annotation."""
    namespace, name = place.split("/")
    manifest: Json = {"apiVersion": "v1", "kind": "Secret", "metadata": {"annotations": {}}, "type": _DOCKER}
    if description:
        manifest["metadata"]["annotations"][_DESCRIPTION] = description
    manifest["metadata"] |= {"name": name, "namespace": namespace}
    if text:
        manifest["stringData"] = {".dockerconfigjson": config}
    else:
        manifest["data"] = {".dockerconfigjson": _base64(config)}
    applied = json.dumps(manifest, sort_keys=True, separators=(",", ":")) + "\n"
    by = "kubectl-client-side-apply"
    return _secret(place, config, description, by=by, annotations={_APPLIED: applied}, **options)


def _with_unknown_keys() -> str:
    """A config.json as it grows over the years: three entries, and keys at every level that no pull needs."""
    first = _base64("acme-ci:" + _invented("three"))
    second = _invented("four")
    third = _base64("acme+robot:with:colons:" + _invented("five"))
    return (
        '{\n\t"auths": {\n'
        f'\t\t"ghcr.io": {{"auth": "{first}", "email": "ci@acme.example", "note": "rotate in May"}},\n'
        f'\t\t"registry.acme.io": {{ "Username": "deploy-bot", "password": "{second}" , "owner": {{"team": 7}} }},\n'
        f'\t\t"quay.io/acme": {{"auth":"{third}"}}\n'
        '\t},\n\t"HttpHeaders": {"User-Agent": "Docker-Client/19.03.12 (linux)"},\n'
        '\t"psFormat": "table {{.ID}}\\\\t{{.Image}}",\n\t"credHelpers": {"gcr.io": "gcloud"}\n}\n'
    )


def _config(entries: Mapping[str, object], **more: object) -> str:
    return json.dumps({"auths": entries} | more, separators=(",", ":"))


def _login(username: str, secret: str, **more: str) -> Json:
    return {"username": username, "password": secret} | more | {"auth": _base64(f"{username}:{secret}")}


def _owner(version: str, kind: str, name: str) -> Json:
    owner = {"apiVersion": version, "kind": kind, "name": name, "uid": str(uuid.uuid4()), "controller": True}
    return {"ownerReferences": [owner | {"blockOwnerDeletion": True}]}


def _invented(seed: str, length: int = 24) -> str:
    return base64.urlsafe_b64encode(hashlib.shake_256(seed.encode()).digest(length)).decode()[:length]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
