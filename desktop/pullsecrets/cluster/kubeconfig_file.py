"""One kubeconfig file, read as kubectl reads it (client-go: tools/clientcmd/api/v1).

Field names are case-sensitive, unknown ones are ignored, null is as good as absent, and a value of a wrong type is
refused. kubectl then refuses the whole file; here only the cluster, user or context in which it stands is refused.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pullsecrets.cluster import kubectl_yaml
from pullsecrets.cluster.kubectl_yaml import Value

EXEC_EXTENSION = "client.authentication.k8s.io/exec"
"""The cluster's extension that is handed to an exec plugin."""

T = TypeVar("T")


class Wrong(Exception):  # noqa: N818 - its text is a reason
    """Why a file or a part of it is refused. The text quotes no value, which may be secret."""


@dataclass(frozen=True, slots=True, repr=False)
class Cluster:
    """Where a cluster is and how its server proves itself."""

    server: str
    tls_server_name: str
    insecure: bool
    ca_file: Path | None
    ca_data: bytes
    proxy_url: str
    disable_compression: bool
    exec_config: Value


@dataclass(frozen=True, slots=True, repr=False)
class Exec:
    """A user's credential plugin. A command that is a path is absolute."""

    command: str
    args: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    api_version: str
    install_hint: str
    provide_cluster_info: bool
    interactive_mode: str


@dataclass(frozen=True, slots=True, repr=False)
class AuthProvider:
    """A user's sign-in by a method built into kubectl."""

    name: str
    config: dict[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class User:
    """What a user signs in with."""

    certificate_file: Path | None
    certificate_data: bytes
    key_file: Path | None
    key_data: bytes
    token: str
    token_file: Path | None
    username: str
    password: str
    act_as: str
    act_as_uid: str
    act_as_groups: tuple[str, ...]
    act_as_extra: tuple[tuple[str, tuple[str, ...]], ...]
    auth_provider: AuthProvider | None
    exec: Exec | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a context names."""

    cluster: str
    user: str
    namespace: str


@dataclass(frozen=True, slots=True, repr=False)
class Entry(Generic[T]):
    """A named part of a file, or why it is refused."""

    file: Path
    content: T | None
    wrong: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """What one file holds, by name, in its order."""

    current: str
    clusters: dict[str, Entry[Cluster]]
    users: dict[str, Entry[User]]
    contexts: dict[str, Entry[Pairing]]


def read(file: Path, data: bytes) -> Content:
    """Read the bytes of ``file``; relative paths in it start at its folder. Wrong where nothing of it can be used."""
    try:
        top = _Fields(kubectl_yaml.read(data))
    except kubectl_yaml.NotYaml as error:
        raise Wrong(str(error)) from None
    if top.text("kind") not in ("", "Config") or top.text("apiVersion") not in ("", "v1", "/v1"):
        raise Wrong("not a kubeconfig: kind and apiVersion must be Config and v1")
    folder = Path(os.path.abspath(file.parent))  # noqa: PTH100 - also takes ".." out, as kubectl does
    return Content(
        top.text("current-context"),
        _named(top, "clusters", "cluster", file, lambda fields: _cluster(fields, folder)),
        _named(top, "users", "user", file, lambda fields: _user(fields, folder)),
        _named(top, "contexts", "context", file, _pairing),
    )


def _named(
    top: _Fields, plural: str, singular: str, file: Path, read_one: Callable[[_Fields], T]
) -> dict[str, Entry[T]]:
    entries: dict[str, Entry[T]] = {}
    for item in top.items(plural):
        name = item.text("name")
        if name in entries:
            entries[name] = Entry(file, None, f"{plural}: the name occurs twice")
            continue
        try:
            entries[name] = Entry(file, read_one(item.fields(singular)))
        except Wrong as wrong:
            entries[name] = Entry(file, None, str(wrong))
    return entries


def _cluster(fields: _Fields, folder: Path) -> Cluster:
    exec_config: Value = None
    for extension in fields.items("extensions"):
        if extension.text("name") == EXEC_EXTENSION:
            exec_config = extension.value("extension")
    return Cluster(
        server=fields.text("server"),
        tls_server_name=fields.text("tls-server-name"),
        insecure=fields.flag("insecure-skip-tls-verify"),
        ca_file=_path(fields.text("certificate-authority"), folder),
        ca_data=fields.data("certificate-authority-data"),
        proxy_url=fields.text("proxy-url"),
        disable_compression=fields.flag("disable-compression"),
        exec_config=exec_config,
    )


def _user(fields: _Fields, folder: Path) -> User:
    provider = fields.fields("auth-provider")
    extra = fields.fields("as-user-extra")
    return User(
        certificate_file=_path(fields.text("client-certificate"), folder),
        certificate_data=fields.data("client-certificate-data"),
        key_file=_path(fields.text("client-key"), folder),
        key_data=fields.data("client-key-data"),
        token=fields.text("token"),
        token_file=_path(fields.text("tokenFile"), folder),
        username=fields.text("username"),
        password=fields.text("password"),
        act_as=fields.text("as"),
        act_as_uid=fields.text("as-uid"),
        act_as_groups=fields.texts("as-groups"),
        act_as_extra=tuple((key, extra.texts(key)) for key in extra),
        auth_provider=_auth_provider(provider) if provider.present else None,
        exec=_exec(fields.fields("exec"), folder) if fields.fields("exec").present else None,
    )


def _auth_provider(fields: _Fields) -> AuthProvider:
    config = fields.fields("config")
    return AuthProvider(fields.text("name"), {key: config.text(key) for key in config})


def _exec(fields: _Fields, folder: Path) -> Exec:
    command = fields.text("command")
    if os.sep in command or (os.altsep and os.altsep in command):
        command = str(_path(command, folder))
    return Exec(
        command=command,
        args=fields.texts("args"),
        env=tuple((variable.text("name"), variable.text("value")) for variable in fields.items("env")),
        api_version=fields.text("apiVersion"),
        install_hint=fields.text("installHint"),
        provide_cluster_info=fields.flag("provideClusterInfo"),
        interactive_mode=fields.text("interactiveMode"),
    )


def _pairing(fields: _Fields) -> Pairing:
    return Pairing(fields.text("cluster"), fields.text("user"), fields.text("namespace"))


def _path(text: str, folder: Path) -> Path | None:
    return Path(os.path.normpath(folder / text)) if text else None


class _Fields:
    """The fields of a mapping, each read as the type it must have. All methods raise Wrong."""

    def __init__(self, value: Value, path: str = "") -> None:
        self._path = path
        self.present = value is not None
        self._fields: dict[str, Value] = self._typed(value, dict, "a mapping", "") or {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def value(self, name: str) -> Value:
        return self._fields.get(name)

    def text(self, name: str) -> str:
        return self._typed(self.value(name), str, "text", name) or ""

    def flag(self, name: str) -> bool:
        return self._typed(self.value(name), bool, "true or false", name) or False

    def data(self, name: str) -> bytes:
        """Bytes written as base64, which may have line ends but nothing else in it."""
        try:
            return base64.b64decode(re.sub(r"[\r\n]", "", self.text(name)), validate=True)
        except (binascii.Error, ValueError):
            raise Wrong(f"{self._path}{name} is not base64") from None

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._typed(item, str, "text", name) or "" for item in self._list(name))

    def fields(self, name: str) -> _Fields:
        return _Fields(self.value(name), f"{self._path}{name}.")

    def items(self, name: str) -> list[_Fields]:
        return [_Fields(item, f"{self._path}{name}.") for item in self._list(name)]

    def _list(self, name: str) -> list[Value]:
        return self._typed(self.value(name), list, "a list", name) or []

    def _typed(self, value: Value, wanted: type[T], words: str, name: str) -> T | None:
        if value is None or isinstance(value, wanted):
            return value
        where = f"{self._path}{name}".rstrip(".")
        raise Wrong(f"{where or 'the file'} must be {words}")
