"""Which secret a dialog is about, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence

from pullsecrets.views.fields import FormGrid, ReadOnlyText
from pullsecrets.views.words import tr


class SecretFacts(FormGrid):
    """Name, namespace, and the registries of all entries in a row."""

    def __init__(self, name: str, namespace: str, registries: Sequence[str]) -> None:
        super().__init__()
        self._add(tr("Name"), tr("The name of this ImagePullSecret."), name)
        self._add(tr("Namespace"), tr("The Kubernetes namespace that it belongs to."), namespace)
        meaning = tr("The address of the registry where your container images are stored.")
        self._add(tr("Registry"), meaning, tr(", ", "between names").join(registries) or tr("none"))

    def _add(self, title: str, meaning: str, value: str) -> None:
        text = ReadOnlyText()
        self.add_field(title, meaning, text)
        text.put(value)
