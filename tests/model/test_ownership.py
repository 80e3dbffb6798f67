"""Who would revert a change, told from metadata alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullsecrets.model.ownership import Owner, OwnerKind, owner_of

EXTERNAL_SECRET = {
    "apiVersion": "external-secrets.io/v1",
    "kind": "ExternalSecret",
    "name": "registry",
    "controller": True,
    "blockOwnerDeletion": True,
}
HELM = {
    "labels": {"app.kubernetes.io/managed-by": "Helm"},
    "annotations": {"meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": "prod"},
}


@pytest.mark.parametrize(
    ("metadata", "owner"),
    [
        pytest.param({}, None, id="nobody"),
        pytest.param(
            {"labels": {"app": "shop"}, "annotations": {"note": "x"}, "ownerReferences": []}, None, id="others"
        ),
        pytest.param(
            {"ownerReferences": [EXTERNAL_SECRET], "labels": {"reconcile.external-secrets.io/managed": "true"}},
            Owner(OwnerKind.OWNER_REFERENCE, "ExternalSecret/registry"),
            id="external secret, by owner reference",
        ),
        pytest.param(
            {
                "ownerReferences": [
                    {"kind": "Team", "name": "a"},
                    {"kind": "SealedSecret", "name": "b", "controller": True},
                ]
            },
            Owner(OwnerKind.OWNER_REFERENCE, "SealedSecret/b"),
            id="the controller among owners",
        ),
        pytest.param(
            {"ownerReferences": [{"kind": "Team", "name": "a"}]},
            Owner(OwnerKind.OWNER_REFERENCE, "Team/a"),
            id="an owner that is no controller",
        ),
        pytest.param(
            {"labels": {"reconcile.external-secrets.io/managed": "true"}},
            Owner(OwnerKind.EXTERNAL_SECRETS, ""),
            id="external secrets, label",
        ),
        pytest.param(
            {
                "annotations": {"reconcile.external-secrets.io/managed": "true"},
                "managedFields": [
                    {"manager": "kubectl"},
                    {"manager": "externalsecrets.external-secrets.io/registry", "operation": "Apply"},
                ],
            },
            Owner(OwnerKind.EXTERNAL_SECRETS, "registry"),
            id="external secrets, annotation, named by its field manager",
        ),
        pytest.param(
            {
                "labels": {"reconcile.external-secrets.io/managed": "true"},
                "managedFields": [{"manager": "externalsecrets.external-secrets.io/sha3/00ff"}],
            },
            Owner(OwnerKind.EXTERNAL_SECRETS, ""),
            id="external secrets, a name too long for a field manager",
        ),
        pytest.param({"labels": {"reconcile.external-secrets.io/managed": "false"}}, None, id="released by it"),
        pytest.param(HELM, Owner(OwnerKind.HELM, "shop", "prod"), id="helm"),
        pytest.param({"labels": HELM["labels"]}, None, id="helm template: the label alone"),
        pytest.param({"annotations": HELM["annotations"]}, None, id="the release annotation alone"),
        pytest.param(
            {"annotations": {"argocd.argoproj.io/tracking-id": "shop:/Secret:web/pull"}},
            Owner(OwnerKind.ARGO_CD, "shop"),
            id="argo cd",
        ),
        pytest.param(
            {"annotations": {"argocd.argoproj.io/tracking-id": "team-a_shop:/Secret:web/pull"}},
            Owner(OwnerKind.ARGO_CD, "shop", "team-a"),
            id="argo cd, application in any namespace",
        ),
        pytest.param(
            {
                "labels": {
                    "kustomize.toolkit.fluxcd.io/name": "apps",
                    "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
                }
            },
            Owner(OwnerKind.FLUX, "apps", "flux-system"),
            id="flux",
        ),
        pytest.param(
            {
                "annotations": {
                    "openshift.io/internal-registry-auth-token.binding": "bound",
                    "openshift.io/internal-registry-auth-token.service-account": "builder",
                },
                "ownerReferences": [{"kind": "ServiceAccount", "name": "builder"}],
            },
            Owner(OwnerKind.OPENSHIFT, "builder"),
            id="openshift 4.16",
        ),
        pytest.param(
            {
                "annotations": {"kubernetes.io/service-account.name": "default"},
                "ownerReferences": [{"kind": "Secret", "name": "default-token-x", "controller": False}],
            },
            Owner(OwnerKind.OPENSHIFT, "default"),
            id="openshift before",
        ),
        pytest.param(
            {"annotations": {"openshift.io/internal-registry-auth-token.binding": "legacy"}},
            Owner(OwnerKind.OPENSHIFT, ""),
            id="openshift, account not told",
        ),
        pytest.param(
            {
                "annotations": {"management.cattle.io/project-scoped-secret-copy": "true"},
                "labels": {"management.cattle.io/project-scoped-secret": "p-abc"},
            },
            Owner(OwnerKind.RANCHER, "p-abc"),
            id="rancher's copy",
        ),
        pytest.param(
            {"labels": {"management.cattle.io/project-scoped-secret": "p-abc"}}, None, id="rancher's original"
        ),
        pytest.param(
            {"annotations": {"portainer.io/registry.id": "7"}}, Owner(OwnerKind.PORTAINER, "7"), id="portainer"
        ),
        pytest.param(
            {"annotations": {"reflector.v1.k8s.emberstack.com/reflects": "infra/pull"}},
            Owner(OwnerKind.REFLECTOR, "pull", "infra"),
            id="reflector's copy",
        ),
        pytest.param(
            {"annotations": {"reflector.v1.k8s.emberstack.com/reflection-allowed": "true"}},
            None,
            id="reflector's source",
        ),
    ],
)
def test_owner(metadata: dict[str, Any], owner: Owner | None) -> None:
    assert owner_of(metadata) == owner


def test_what_writes_the_content_comes_before_what_placed_the_object() -> None:
    helm_annotations = dict(HELM["annotations"])
    placed = {**HELM, "annotations": {**helm_annotations, "argocd.argoproj.io/tracking-id": "shop:/Secret:web/pull"}}
    assert owner_of(placed) == Owner(OwnerKind.ARGO_CD, "shop")

    reflected = {
        **placed,
        "annotations": {**placed["annotations"], "reflector.v1.k8s.emberstack.com/reflects": "infra/pull"},
    }
    assert owner_of(reflected) == Owner(OwnerKind.REFLECTOR, "pull", "infra")

    assert owner_of({**reflected, "ownerReferences": [EXTERNAL_SECRET]}) == Owner(
        OwnerKind.OWNER_REFERENCE, "ExternalSecret/registry"
    )


_odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "name", "controller", "manager", "reconcile.external-secrets.io/managed", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["labels", "annotations", "ownerReferences", "managedFields"]), _odd),
)
def test_odd_metadata_never_raises(metadata: dict[str, Any]) -> None:
    owner_of(metadata)
