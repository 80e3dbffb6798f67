"""A kubeconfig context, as far as a person chooses among them."""

from __future__ import annotations

from dataclasses import dataclass

from pullsecrets.model.errors import Problem


@dataclass(frozen=True, slots=True)
class Context:
    """One context of the kubeconfig (Kubernetes: Organizing Cluster Access Using kubeconfig Files).

    ``problem`` says why it cannot be used; the others stay usable. ``insecure`` is true where the kubeconfig turns
    TLS verification off or names a plain http server: the window warns as long as such a context is open.
    """

    name: str
    server: str = ""
    namespace: str = ""
    user: str = ""
    insecure: bool = False
    problem: Problem | None = None
