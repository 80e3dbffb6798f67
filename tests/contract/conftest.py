"""The same tests on the demo's server and on a real kube-apiserver, so that what the demo teaches is true."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from program.sites import Site, demo_process, demo_site, real_site
from real.control_plane import ControlPlane

from pullsecrets.cluster import kubeconfig
from pullsecrets.cluster.client import Client
from pullsecrets.cluster.login import Login

EDITABLE = ("payments", "checkout-registry")
"""The one secret that the user ``editor`` may change."""

GROUPS = ("", "apps", "batch")

SignIn = Callable[..., contextlib.AbstractAsyncContextManager[Client]]


def login_of(cluster: Site, user: str) -> Login:
    config = kubeconfig.loads(cluster.kubeconfig(user))
    return config.login(config.current)


def where_of(cluster: Site, name: str = "pull") -> dict[str, Any]:
    """What a problem with a secret says of it."""
    context = login_of(cluster, "admin").context
    return {"context": context, "resource": "secrets", "namespace": cluster.namespace, "name": name}


@pytest.fixture(scope="session")
def demo() -> Iterator[dict[str, Any]]:
    with demo_process("--empty") as config:
        yield config


@pytest.fixture(scope="session")
def bound_users(control_plane: ControlPlane) -> ControlPlane:
    """The real server with the users of the demo: ``viewer`` reads all, ``editor`` may touch one secret by name,
    ``secrets-admin`` may do everything with secrets and nothing with what uses them."""
    read = ["get", "list", "watch"]
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    namespace, name = EDITABLE
    for path, body in (
        (
            f"{rbac}/clusterroles",
            {"metadata": {"name": "test-viewer"}, "rules": [_rule(read, "*", group=group) for group in GROUPS]},
        ),
        (f"{rbac}/clusterrolebindings", _binding("ClusterRole", "viewer")),
        (
            f"{rbac}/clusterroles",
            {"metadata": {"name": "test-secrets-admin"}, "rules": [_rule(["*"], "secrets"), _rule(read, "namespaces")]},
        ),
        (f"{rbac}/clusterrolebindings", _binding("ClusterRole", "secrets-admin")),
        ("/api/v1/namespaces", {"metadata": {"name": namespace}}),
        (
            f"{rbac}/namespaces/{namespace}/roles",
            {"metadata": {"name": "test-editor"}, "rules": [_rule([*read, "update", "patch"], "secrets", name)]},
        ),
        (f"{rbac}/namespaces/{namespace}/rolebindings", _binding("Role", "editor")),
    ):
        status, answer = control_plane.request("POST", path, body)
        assert status in {201, 409}, answer
    return control_plane


def _rule(verbs: list[str], resource: str, *names: str, group: str = "") -> dict[str, Any]:
    return {"apiGroups": [group], "resources": [resource], "verbs": verbs, "resourceNames": list(names)}


def _binding(kind: str, user: str) -> dict[str, Any]:
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": f"test-{user}"}
    subject = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}
    return {"metadata": {"name": f"test-{user}"}, "roleRef": role, "subjects": [subject]}


@pytest.fixture(params=["demo", "real"])
def cluster(request: pytest.FixtureRequest) -> Site:
    """A cluster with a fresh namespace for this test."""
    if request.param == "demo":
        return demo_site(request.getfixturevalue("demo"))
    return real_site(request.getfixturevalue("bound_users"), own_users=False)


@pytest.fixture
async def client(cluster: Site) -> AsyncGenerator[Client, None]:
    """The administrator's client."""
    client = Client(login_of(cluster, "admin"))
    yield client
    await client.close()


@pytest.fixture
def signed_in(cluster: Site) -> SignIn:
    """Clients of other users, or of a changed login."""

    @contextlib.asynccontextmanager
    async def sign_in(user: str = "admin", **changes: Any) -> AsyncGenerator[Client, None]:
        client = Client(replace(login_of(cluster, user), **changes))
        try:
            yield client
        finally:
            await client.close()

    return sign_in


@pytest.fixture
def editable(cluster: Site) -> str:
    """The name of the one secret that ``editor`` may change; it is there."""
    namespace, name = EDITABLE
    listed = cluster.send("GET", f"/api/v1/namespaces/{namespace}/secrets?fieldSelector=metadata.name={name}")
    if not listed["items"]:
        cluster.create(name, b'{"auths":{}}', namespace=namespace)
    return name
