"""Who manages a secret and would revert a change to it, told from its metadata alone (SPEC section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_EXTERNAL_SECRETS_MANAGER = "externalsecrets.external-secrets.io/"
_OPENSHIFT_TOKEN = "openshift.io/internal-registry-auth-token."  # noqa: S105 - an annotation's name
_OPENSHIFT_ACCOUNT = _OPENSHIFT_TOKEN + "service-account"
_SERVICE_ACCOUNT = "kubernetes.io/service-account.name"


class OwnerKind(StrEnum):
    """What kind of thing the owner is; it decides the sentence that says where to change the secret instead."""

    OWNER_REFERENCE = "owner-reference"  # name: "Kind/name" (SealedSecret, ExternalSecret, an operator's own kind)
    EXTERNAL_SECRETS = "external-secrets"  # name: the ExternalSecret where known
    HELM = "helm"  # name, namespace: the release
    ARGO_CD = "argo-cd"  # name: the application; namespace: where it lives, when it says so
    FLUX = "flux"  # name, namespace: the Kustomization
    OPENSHIFT = "openshift"  # name: the service account where known
    RANCHER = "rancher"  # name: the project where known
    PORTAINER = "portainer"  # name: the registry's number
    REFLECTOR = "reflector"  # name, namespace: the secret that is reflected


@dataclass(frozen=True, slots=True)
class Owner:
    """What manages a secret. ``namespace`` is empty where the owner has none or does not tell."""

    kind: OwnerKind
    name: str
    namespace: str = ""


def owner_of(metadata: Mapping[str, Any]) -> Owner | None:
    """The owner that a secret's ``metadata`` names, the most telling one of several; None for a free secret.

    What writes the content comes before what placed the object: a chart or a Git repository may hold the
    ExternalSecret or the empty reflection, and its labels are then handed down to the secret. OpenShift comes before
    owner references because its secrets name a token there, which nobody edits.
    Marks are found as labels and as annotations, whichever the product or its version uses. Odd metadata never raises.
    """
    marks = {**_texts(metadata, "labels"), **_texts(metadata, "annotations")}
    references = metadata.get("ownerReferences")
    if not marks and not references:
        return None
    return (
        _openshift(marks)
        or _controller(references)
        or _external_secrets(marks, metadata)
        or _reflector(marks)
        or _rancher(marks)
        or _portainer(marks)
        or _argo_cd(marks)
        or _flux(marks)
        or _helm(marks)
    )


def _texts(metadata: Mapping[str, Any], field: str) -> dict[str, str]:
    found = metadata.get(field)
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(key, str) and isinstance(value, str)}


def _flag(marks: Mapping[str, str], key: str) -> bool:
    return marks.get(key, "") not in {"", "false"}


def _openshift(marks: Mapping[str, str]) -> Owner | None:
    if _SERVICE_ACCOUNT in marks or any(key.startswith(_OPENSHIFT_TOKEN) for key in marks):
        return Owner(OwnerKind.OPENSHIFT, marks.get(_OPENSHIFT_ACCOUNT) or marks.get(_SERVICE_ACCOUNT, ""))
    return None


def _controller(references: object) -> Owner | None:
    """The reference with ``controller: true``, else the first one: a plain owner may write its secret too."""
    if not isinstance(references, list):
        return None
    named = [item for item in references if isinstance(item, dict) and item.get("kind") and item.get("name")]
    if not named:
        return None
    chosen = next((item for item in named if item.get("controller") is True), named[0])
    return Owner(OwnerKind.OWNER_REFERENCE, f"{chosen['kind']}/{chosen['name']}")


def _external_secrets(marks: Mapping[str, str], metadata: Mapping[str, Any]) -> Owner | None:
    """Without an owner reference (creationPolicy Merge, Orphan) only its field manager names the ExternalSecret."""
    if not _flag(marks, "reconcile.external-secrets.io/managed"):
        return None
    fields = metadata.get("managedFields")
    for item in fields if isinstance(fields, list) else ():
        manager = item.get("manager") if isinstance(item, dict) else None
        if isinstance(manager, str) and manager.startswith(_EXTERNAL_SECRETS_MANAGER):
            name = manager.removeprefix(_EXTERNAL_SECRETS_MANAGER)
            # A name too long for a field manager is replaced by "sha3/" and its hash.
            return Owner(OwnerKind.EXTERNAL_SECRETS, "" if "/" in name else name)
    return Owner(OwnerKind.EXTERNAL_SECRETS, "")


def _reflector(marks: Mapping[str, str]) -> Owner | None:
    source = marks.get("reflector.v1.k8s.emberstack.com/reflects")
    if not source:
        return None
    namespace, _, name = source.rpartition("/")
    return Owner(OwnerKind.REFLECTOR, name, namespace)


def _rancher(marks: Mapping[str, str]) -> Owner | None:
    # The project's original is free to change; only its copies carry this.
    if not _flag(marks, "management.cattle.io/project-scoped-secret-copy"):
        return None
    return Owner(OwnerKind.RANCHER, marks.get("management.cattle.io/project-scoped-secret", ""))


def _portainer(marks: Mapping[str, str]) -> Owner | None:
    registry = marks.get("portainer.io/registry.id")
    return Owner(OwnerKind.PORTAINER, registry) if registry else None


def _argo_cd(marks: Mapping[str, str]) -> Owner | None:
    """``[namespace_]application:group/kind:namespace/name`` (Argo CD: Resource tracking)."""
    tracking = marks.get("argocd.argoproj.io/tracking-id")
    if not tracking:
        return None
    namespace, _, name = tracking.partition(":")[0].rpartition("_")
    return Owner(OwnerKind.ARGO_CD, name, namespace)


def _flux(marks: Mapping[str, str]) -> Owner | None:
    name = marks.get("kustomize.toolkit.fluxcd.io/name")
    return Owner(OwnerKind.FLUX, name, marks.get("kustomize.toolkit.fluxcd.io/namespace", "")) if name else None


def _helm(marks: Mapping[str, str]) -> Owner | None:
    """Both marks: the label alone also stands on what ``helm template`` made, which no release reverts."""
    release = marks.get("meta.helm.sh/release-name")
    if not release or marks.get("app.kubernetes.io/managed-by") != "Helm":
        return None
    return Owner(OwnerKind.HELM, release, marks.get("meta.helm.sh/release-namespace", ""))
