"""What runs in the demo's clusters, as people would write it: it uses the pull secrets in every way there is.

The controllers make pods of it, and the kubelets pull: some of that fails, as the secrets have it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .descheduler import EVICTED
from .resources import CRON_JOBS, DAEMON_SETS, DEPLOYMENTS, JOBS, PODS, SERVICE_ACCOUNTS, STATEFUL_SETS, Resource
from .status import Json


class Manifest(NamedTuple):
    """An object that somebody created some days ago."""

    days: float
    resource: Resource
    namespace: str
    body: Json


_HALF_AN_HOUR = 0.02
_ECR = "418273094561.dkr.ecr.eu-central-1.amazonaws.com"
_CLUSTER_REGISTRY = "image-registry.openshift-image-registry.svc:5000"
_FRONTEND = "web-frontend-pull-credentials-for-production-eu-central"


def shown(cluster: str) -> Iterator[Manifest]:
    """What runs in a cluster. The service account "default" of a namespace exists already; here it is changed."""
    return _SHOWN[cluster]()


def _prod_eu() -> Iterator[Manifest]:
    yield from _payments()
    yield from _build()
    yield from _data()
    yield from _web()
    yield from _platform()
    yield from _elsewhere()
    yield from _failing()


def _payments() -> Iterator[Manifest]:
    acme, own = "registry.acme.io", ["checkout-registry"]
    yield _account("payments/default", own, 280)
    checkout = _pod(f"{acme}/shop/checkout:4.12.0", own, always=True)
    yield _deployment("payments/checkout-api", checkout, 3, days=41, evicted=True)
    yield _deployment("payments/checkout-worker", _pod(f"{acme}/shop/worker:4.12.0", own, always=True), 2, days=41)
    nightly = _pod(f"{acme}/shop/invoice:4.11.2", own, restart="OnFailure")
    yield _cron_job("payments/invoice-nightly", nightly, "0 2 * * *", days=200)
    ledger = _pod([f"{acme}/ledger/ledger:2.8.1", "docker.io/library/redis:7.2"], own)
    yield _stateful_set("payments/ledger", ledger, 1, days=120)
    yield _account("payments/gateway", ["gitlab-payments"], 110)
    settlement = _pod("registry.gitlab.acme.io/payments/settlement:3.0.1", [], account="gateway", restart="Never")
    yield _cron_job("payments/settlement", settlement, "30 4 * * 1-5", days=110)
    # A secret of another type, named to pull with: it gives no credential, and here none is needed.
    shell = _pod("docker.io/library/postgres:16.4", ["database"], account="gateway")
    yield _bare("payments/db-shell", shell, days=6)


def _build() -> Iterator[Manifest]:
    pull = ["ci-pull"]
    yield _account("build/ci", pull, 400)
    runner = _pod("ghcr.io/acme/ci/runner:2.317.0", [], account="ci", always=True)
    yield _deployment("build/runner", runner, 5, days=52, evicted=True)
    for name, image, replicas in (
        ("cache", "ghcr.io/acme/ci/cache:1.4.2", 2),
        ("webhook", "ghcr.io/acme/ci/webhook@sha256:" + "5b1c" * 16, 1),
    ):
        yield _deployment(f"build/{name}", _pod(image, [], account="ci"), replicas, days=52)
    yield _cron_job("build/prune", _pod("ghcr.io/acme/ci/prune:1.4.2", pull, restart="Never"), "15 3 * * *", days=52)
    yield _cron_job("build/rescan", _pod("ghcr.io/acme/ci/scan:0.9.1", pull, restart="Never"), "0 */6 * * *", days=90)
    builder = _pod("gcr.io/kaniko-project/executor:v1.23.2", pull, always=True)
    mounted = {"name": "docker-config", "secret": {"secretName": "ci-pull", "defaultMode": 420}}
    builder["volumes"] = [mounted]
    builder["containers"][0]["volumeMounts"] = [{"name": "docker-config", "mountPath": "/kaniko/.docker"}]
    yield _deployment("build/image-builder", builder, 1, days=20)
    builder = _pod(f"{_CLUSTER_REGISTRY}/build/builder:latest", [], account="builder")
    yield _account("build/builder", ["builder-dockercfg-x7k2p"], 20)
    yield _deployment("build/source-to-image", builder, 1, days=19)
    # Nothing but pods that have ended.
    release = _pod("nexus.acme.io:5001/build/release-notes:12", ["capital-username"], restart="Never")
    yield _job("build/release-notes-12", release, days=3)
    yield _deployment("build/artifact-index", _pod("registry.acme.io/build/index:7", ["auth-only"]), 2, days=88)


def _data() -> Iterator[Manifest]:
    yield _account("data/default", ["ecr-mirror"], 690)
    yield _stateful_set("data/kafka", _pod(f"{_ECR}/mirror/kafka:3.8.0", ["ecr-mirror"]), 3, days=300)
    yield _deployment("data/spark-history", _pod(f"{_ECR}/mirror/spark:3.5.2", []), 1, days=77)
    tools = _pod([f"{_ECR}/mirror/trino:455", "ghcr.io/acme/data/exporter:2.1"], ["ecr-mirror", "multi-registry"])
    yield _deployment("data/trino", tools, 4, days=30)
    several = ["all-mirrors", "multi-registry", "ecr-mirror"]
    lake = _pod(["registry.acme.io/data/lake:9", "quay.io/acme/data/compactor:4.4"], several)
    lake["initContainers"] = _pod("mirror.acme.io:5000/cache/busybox:1.36", [])["containers"]
    yield _deployment("data/lake", lake, 2, days=14)
    exporter = _pod("quay.io/prometheus/node-exporter:v1.8.2", ["all-mirrors"])
    yield _daemon_set("data/node-exporter", exporter, days=410)
    yield _deployment("data/notebooks", _pod("eu.gcr.io/acme-prod/notebooks:2024.2", ["gcr-json-key"]), 2, days=201)
    training = _pod("europe-docker.pkg.dev/acme/images/training:31", ["artifact-registry"], restart="Never")
    yield _cron_job("data/training", training, "0 1 * * *", days=60)
    yield _job("data/training-28873500", training, days=0.6, owner="training")
    yield _deployment("data/model-server", _pod("nvcr.io/nvidia/tritonserver:24.08-py3", ["all-mirrors"]), 1, days=9)


def _web() -> Iterator[Manifest]:
    yield _account("web/default", [_FRONTEND], 150)
    frontend = _pod("registry.acme.io/web/frontend:2024.11.3", [_FRONTEND])
    frontend["initContainers"] = _pod("registry.acme.io/web/migrate:2024.11.3", [])["containers"]
    yield _deployment("web/frontend", frontend, 6, days=12)
    # Its pages are an image of their own, mounted as a volume.
    canary = _pod("docker.io/library/nginx:1.27", [_FRONTEND, "dockerhub"])
    pages = {"reference": "registry.acme.io/web/pages:2024.11.4", "pullPolicy": "IfNotPresent"}
    canary["volumes"] = [{"name": "pages", "image": pages}]
    canary["containers"][0]["volumeMounts"] = [{"name": "pages", "mountPath": "/usr/share/nginx/html"}]
    yield _deployment("web/frontend-canary", canary, 1, days=2)
    yield _deployment("web/blog", _pod("docker.io/acme/blog:6.6", ["dockerhub"]), 2, days=98)
    yield _bare("web/console-preview", _pod("registry.acme.io/web/preview:57", ["from-console"]), days=4)


def _platform() -> Iterator[Manifest]:
    harbor, robot = "harbor.acme.io", ["harbor-robot"]
    yield _daemon_set("platform/cert-proxy", _pod(f"{harbor}/platform/cert-proxy:1.9.4", robot), days=83)
    yield _deployment("platform/gateway", _pod(f"{harbor}/platform/gateway:8.0.2", robot, always=True), 4, days=83)
    yield _account("platform/platform-jobs", robot, 400)
    backup = _pod(f"{harbor}/mirror/restic:0.17", [], account="platform-jobs", restart="Never")
    yield _cron_job("platform/backup", backup, "45 1 * * *", days=400)
    yield _job("platform/backup-28874085", backup, days=0.3, owner="backup")
    acme = "registry.acme.io"
    yield _deployment("platform/tenants", _pod(f"{acme}/platform/tenants:3.2", ["tenant-pull"]), 2, days=100)
    yield _deployment("platform/vault-agent", _pod(f"{acme}/platform/agent:1.17", ["from-vault"]), 2, days=59)
    sealed = _pod(f"{acme}/platform/policy:0.8", ["sealed-registry", "merged-from-vault"])
    yield _stateful_set("platform/policy", sealed, 2, days=60)


def _elsewhere() -> Iterator[Manifest]:
    hub = ["dockerhub"]
    yield _account("default/default", hub, 900)
    yield _daemon_set("default/log-shipper", _pod("docker.io/fluent/fluent-bit:3.1.9", hub), days=98)
    yield _deployment("default/landing", _pod("docker.io/acme/landing:11", []), 3, days=21)
    for name, image in (("toolbox", "docker.io/library/debian:12"), ("curl", "curlimages/curl")):
        yield _bare(f"default/{name}", _pod(image, hub), days=8)
    yield _deployment("default/echo", _pod("registry.k8s.io/echoserver:1.10", ["empty"]), 1, days=5)
    yield _deployment("staging/shop", _pod("registry.acme.io/shop/checkout:4.13.0-rc.2", ["staging-pull"]), 3, days=9)
    yield _deployment("staging/worker", _pod("registry.acme.io/shop/worker:4.13.0-rc.2", ["staging-pull"]), 2, days=9)
    warehouse = _pod("acmestage.azurecr.io/analytics/warehouse:5.0", ["any-azure"])
    yield _deployment("analytics/warehouse", warehouse, 1, days=25)
    partner = _pod("quay.io/partner/portal:1.0.7", ["partner-quay"])
    yield _account("partners/portal", ["partner-quay"], 33)
    yield _deployment("partners/portal", partner, 2, days=30)
    yield _deployment("edge/gateway", _pod("registry.acme.io/edge/gateway:2.4", ["project-registry"]), 2, days=44)
    appliance = _pod("registry.vendor.example/appliance/agent:7.1.0", ["vendor-appliance"])
    yield _daemon_set("edge/appliance-agent", appliance, days=70)
    yield _stateful_set("legacy/erp", _pod("docker.io/acmeold/erp:5", ["dockercfg-two"]), 1, days=1500)
    yield _bare("legacy/fax", _pod("docker.io/library/busybox:1.36", ["dockercfg", "dockerhub-old"]), days=1200)
    yield _deployment("ops/status-page", _pod("quay.io/acme/ops/status:8", ["two-spellings"]), 2, days=70)
    yield _deployment("tooling/nexus-proxy", _pod("nexus.acme.io:5000/tooling/proxy:3", ["nexus-pull"]), 2, days=400)
    mirror = _pod("registry.acme.io/tooling/mirror:5", ["applied-by-pipeline"])
    reference = {"name": "applied-as-text", "key": ".dockerconfigjson"}
    mirror["containers"][0]["env"] = [{"name": "TARGET_LOGIN", "valueFrom": {"secretKeyRef": reference}}]
    yield _deployment("tooling/mirror", mirror, 1, days=90)


def _failing() -> Iterator[Manifest]:
    """What cannot be pulled, since this morning: each for another reason."""
    fraud = _pod("registry.gitlab.acme.io/payments/fraud-check:1.9.3", [], account="gateway", always=True)
    yield _deployment("payments/fraud-check", fraud, 2, days=0.03)
    promo = _pod("registry.acme.io/web/promo:3", ["line-end"])
    yield _deployment("web/promo", promo, 1, days=_HALF_AN_HOUR)
    reports = "registry.acme.io/analytics/reports"
    yield _deployment("analytics/reports", _pod(f"{reports}:6.2.1", ["reports-pull"]), 2, days=0.04)
    weekly = _pod(f"{reports}-mailer:6.2.1", ["reports-pull"], restart="Never")
    yield _cron_job("analytics/reports-weekly", weekly, "0 7 * * 1", days=200)
    dashboards = _pod("acmeprod.azurecr.io/analytics/dashboards:3.1", ["old-azure"])
    yield _deployment("analytics/dashboards", dashboards, 1, days=0.03)
    feeds = _pod("acmeprod.azurecr.io/analytics/feeds:3.1", ["identity-token"])
    yield _deployment("analytics/feeds", feeds, 1, days=_HALF_AN_HOUR)
    admin = _pod("quay.io/partner/admin:1.0.7", ["partner-quay"])
    yield _deployment("partners/portal-admin", admin, 1, days=_HALF_AN_HOUR)
    yield _bare("ops/patcher", _pod("registry.acme.io/ops/patcher:2", ["upper-case"]), days=_HALF_AN_HOUR)
    yield _bare("build/linter", _pod("ghcr.io/acme/ci/linter:v9", ["ci-pull"]), days=_HALF_AN_HOUR)


def _staging() -> Iterator[Manifest]:
    own = ["checkout-registry"]
    yield _account("payments/default", own, 270)
    yield _deployment("payments/checkout-api", _pod("registry.acme.io/shop/checkout:4.13.0", own), 1, days=14)
    yield _deployment("payments/checkout-worker", _pod("registry.acme.io/shop/worker:4.13.0", own), 1, days=14)
    yield _deployment("web/frontend", _pod("registry.acme.io/web/frontend:2024.12.0", ["frontend-pull"]), 2, days=14)
    yield _deployment("build/runner", _pod("ghcr.io/acme/ci/runner:2.317.0", ["ci-pull"]), 1, days=52)
    yield _daemon_set(
        "platform/cert-proxy", _pod("harbor.acme.io/platform/cert-proxy:1.9.4", ["harbor-robot"]), days=33
    )


_SHOWN = {"prod-eu": _prod_eu, "staging": _staging}


# -- how they are made ------------------------------------------------------------------------------------------


def _pod(
    images: str | Sequence[str],
    secrets: Sequence[str],
    *,
    account: str = "",
    restart: str = "",
    always: bool = False,
) -> Json:
    """A pod's spec with a container for each image; `always` asks the registry at each start."""
    containers = []
    for image in [images] if isinstance(images, str) else images:
        name = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
        resources = {"limits": {"memory": "256Mi"}, "requests": {"cpu": "50m", "memory": "128Mi"}}
        containers.append({"name": name, "image": image, "resources": resources})
        if always:
            containers[-1]["imagePullPolicy"] = "Always"
    spec: Json = {"containers": containers}
    if secrets:
        spec["imagePullSecrets"] = [{"name": secret} for secret in secrets]
    return spec | ({"serviceAccountName": account} if account else {}) | ({"restartPolicy": restart} if restart else {})


def _manifest(place: str, resource: Resource, days: float, **parts: Any) -> Manifest:
    namespace, name = place.split("/")
    labels = {"app.kubernetes.io/name": name}
    return Manifest(days, resource, namespace, {"metadata": {"name": name, "labels": labels}, **parts})


def _replicated(place: str, resource: Resource, pod: Json, days: float, **more: Any) -> Manifest:
    labels = {"app.kubernetes.io/name": place.partition("/")[2]}
    template = {"metadata": {"labels": labels}, "spec": pod}
    return _manifest(place, resource, days, spec={"selector": {"matchLabels": labels}, "template": template} | more)


def _deployment(place: str, pod: Json, replicas: int, *, days: float, evicted: bool = False) -> Manifest:
    """`evicted` pods give way to new ones now and then (see `descheduler`)."""
    made = _replicated(place, DEPLOYMENTS, pod, days, replicas=replicas)
    if evicted:
        made.body["spec"]["template"]["metadata"]["annotations"] = EVICTED
    return made


def _stateful_set(place: str, pod: Json, replicas: int, *, days: float) -> Manifest:
    return _replicated(place, STATEFUL_SETS, pod, days, replicas=replicas, serviceName=place.partition("/")[2])


def _daemon_set(place: str, pod: Json, *, days: float) -> Manifest:
    return _replicated(place, DAEMON_SETS, pod, days)


def _cron_job(place: str, pod: Json, schedule: str, *, days: float) -> Manifest:
    template = {"spec": {"template": {"spec": pod}}}
    return _manifest(place, CRON_JOBS, days, spec={"schedule": schedule, "jobTemplate": template})


def _job(place: str, pod: Json, *, days: float, owner: str = "") -> Manifest:
    """A job; `owner` is the CronJob that made it, which gets its uid only when it is made."""
    made = _manifest(place, JOBS, days, spec={"template": {"spec": pod}})
    if owner:
        reference = {"apiVersion": CRON_JOBS.version, "kind": CRON_JOBS.kind, "name": owner, "controller": True}
        made.body["metadata"]["ownerReferences"] = [reference | {"uid": ""}]
    return made


def _bare(place: str, pod: Json, *, days: float) -> Manifest:
    return _manifest(place, PODS, days, spec=pod)


def _account(place: str, secrets: Sequence[str], days: float) -> Manifest:
    names = [{"name": secret} for secret in secrets]
    return _manifest(place, SERVICE_ACCOUNTS, days, imagePullSecrets=names)
