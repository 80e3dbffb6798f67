"""What is remembered between two starts: the context, columns, the window's place, … Never anything secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings


class Settings:
    """Values in one ini file of the platform's settings folder.

    Two running programs share it: QSettings merges key by key under a lock, so that one does not undo the other's.
    """

    def __init__(self, folder: Path) -> None:
        self._store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """A locale name such as ``zh_CN``; empty follows the system."""
        return str(self._store.value("language", ""))

    @language.setter
    def language(self, name: str) -> None:
        self._store.setValue("language", name)

    @property
    def check_first(self) -> bool:
        """Whether a credential is checked with its registry before it is written."""
        return str(self._store.value("check-first", "true")).lower() != "false"

    @check_first.setter
    def check_first(self, on: bool) -> None:
        self._store.setValue("check-first", on)

    @property
    def extra_ca(self) -> str:
        """A file with certificate authorities to trust beside the system's when registries are asked; else empty."""
        return str(self._store.value("extra-ca", ""))

    @extra_ca.setter
    def extra_ca(self, file: str) -> None:
        self._store.setValue("extra-ca", file)

    @property
    def context(self) -> str:
        """The context that was open last."""
        return str(self._store.value("context", ""))

    @context.setter
    def context(self, name: str) -> None:
        self._store.setValue("context", name)

    def namespaces(self, context: str) -> tuple[str, ...] | None:
        """The namespaces that were chosen last in a context; empty means all namespaces, None that none were."""
        match self._json("namespaces").get(context):
            case str(name):  # written by a version that knew one at a time
                return (name,) if name else ()
            case [*names] if all(isinstance(name, str) for name in names):
                return tuple(names)
        return None

    def set_namespaces(self, context: str, namespaces: tuple[str, ...]) -> None:
        self._store.setValue("namespaces", json.dumps(self._json("namespaces") | {context: namespaces}))

    @property
    def table(self) -> dict[str, Any]:
        """Columns and order of the table, as the page gave them."""
        return self._json("table")

    @table.setter
    def table(self, state: dict[str, Any]) -> None:
        self._store.setValue("table", json.dumps(state))

    @property
    def geometry(self) -> QByteArray:
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    def _json(self, key: str) -> dict[str, Any]:
        try:
            value = json.loads(str(self._store.value(key, "{}")))
        except ValueError:
            return {}  # edited by hand: start afresh
        return value if isinstance(value, dict) else {}
