"""The kubeconfig by kubectl's rules (client-go: tools/clientcmd): found, merged, judged, one context at a time.

Stricter than kubectl in what is safe: nobody signs in anonymously, and TLS is off only where the file says so.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pullsecrets.cluster import kubeconfig_file, pem
from pullsecrets.cluster import kubeconfig_rules as rules
from pullsecrets.cluster.exec_plugin import ExecSpec
from pullsecrets.cluster.kubeconfig_file import Cluster, Content, Entry, Exec, Pairing, User, Wrong
from pullsecrets.cluster.login import Impersonate, Login, read_token, token_file_failure
from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Failure, Problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """All contexts of all kubeconfig files, each usable or with its problem.

    ``current`` is "" where current-context is not set or names no context. ``problems`` are those of whole files, and
    NO_KUBECONFIG where there is nothing at all. ``files`` are the places that were looked at, also where there is no
    file yet.
    """

    contexts: tuple[Context, ...] = ()
    current: str = ""
    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()
    _chosen: Mapping[str, _Choice] = field(default_factory=dict, repr=False)

    def login(self, context: str) -> Login:
        """Everything that it takes to sign in to ``context``; certificates, keys and tokens are read from their files.

        Failure with the context's problem, or with that of a file that cannot be read.
        """
        for known in self.contexts:
            if known.name == context and known.problem is not None:
                raise Failure(known.problem.code, known.problem.details, **known.problem.values)
        if context not in self._chosen:
            files = ", ".join(map(str, self.files))
            raise Failure(Code.CONTEXT_BROKEN, context=context, file=files, reason="there is no such context")
        return self._chosen[context].login()


def load(environ: Mapping[str, str], home: Path) -> Kubeconfig:
    """Read the files that ``KUBECONFIG`` names, else ``.kube/config`` in ``home``. Never raises."""
    named = environ.get("KUBECONFIG", "")
    names = [name for name in dict.fromkeys(named.split(os.pathsep)) if name]
    files = tuple(Path(name).absolute() for name in names) if named else (home / ".kube" / "config",)
    contents, problems = [], []
    for file in files:
        try:
            contents.append(_content(file, file.read_bytes()))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a file's name"
            problems.append(Failure(Code.KUBECONFIG_UNREADABLE, file=str(file), reason=reason).problem)
        except Failure as failure:
            problems.append(failure.problem)
    return _judged(contents, problems, files)


def loads(text: str) -> Kubeconfig:
    """Read a kubeconfig that stands in no file; relative paths in it start at the current folder. Never raises."""
    try:
        return _judged([_content(Path("kubeconfig"), text.encode())], [], ())
    except Failure as failure:
        return Kubeconfig(problems=(failure.problem,))


def _content(file: Path, data: bytes) -> Content:
    try:
        return kubeconfig_file.read(file, data)
    except Wrong as wrong:
        raise Failure(Code.KUBECONFIG_BROKEN, file=str(file), reason=str(wrong)) from None


def _judged(contents: list[Content], problems: list[Problem], files: tuple[Path, ...]) -> Kubeconfig:
    """Merge what the files hold: the first that names something counts."""
    clusters = _merged([content.clusters for content in contents])
    users = _merged([content.users for content in contents])
    pairings = _merged([content.contexts for content in contents])
    contexts, chosen = [], {}
    for name, pairing in pairings.items():
        problem = None
        try:
            chosen[name] = _choose(name, pairing, clusters, users)
        except Failure as failure:
            problem = failure.problem
        contexts.append(_described(name, pairing, clusters, users, problem))
    if not contexts and not problems:
        problems = [Failure(Code.NO_KUBECONFIG, files=", ".join(map(str, files))).problem]
    current = next((content.current for content in contents if content.current), "")
    return Kubeconfig(tuple(contexts), current if current in pairings else "", tuple(problems), files, chosen)


def _merged(parts: list[dict[str, Entry[T]]]) -> dict[str, Entry[T]]:
    """Nothing is mixed: the first entry of a name counts, for all of it."""
    merged: dict[str, Entry[T]] = {}
    for part in parts:
        for name, entry in part.items():
            merged.setdefault(name, entry)
    return merged


def _described(
    name: str,
    pairing: Entry[Pairing],
    clusters: Mapping[str, Entry[Cluster]],
    users: Mapping[str, Entry[User]],
    problem: Problem | None,
) -> Context:
    """A context as a person sees it, as far as it can be read. The user is the one whom the cluster will see."""
    named = pairing.content or Pairing("", "", "")
    entry = clusters.get(named.cluster)
    cluster = entry.content if entry else None
    try:
        server = rules.server_url(cluster.server) if cluster else ""
    except Wrong:
        server = ""
    insecure = server.startswith("http://") or bool(cluster and cluster.insecure)
    user = users[named.user].content if named.user in users else None
    return Context(name, server, named.namespace, (user and user.act_as) or named.user, insecure, problem)


@dataclass(frozen=True, slots=True, repr=False)
class _Choice:
    """A context with its cluster and user, judged as far as that is possible without reading further files."""

    context: str
    pairing: Pairing
    cluster: Cluster
    cluster_file: Path
    user: User
    user_file: Path

    def login(self) -> Login:
        cluster, user = self.cluster, self.user
        ca_data = self._authorities()
        certificate, key = self._client_certificate()
        token, expires = user.token.strip(), None
        if user.auth_provider and not rules.signs_in_by_header(user):
            token, expires = rules.id_token(user.auth_provider)
        plugin = user.exec if not (rules.signs_in_by_header(user) or certificate) else None
        if user.token_file and not token:
            try:
                read_token(user.token_file)
            except (OSError, ValueError) as error:
                raise token_file_failure(self.context, user.token_file, error) from None
        return Login(
            context=self.context,
            server=rules.server_url(cluster.server),
            user=self.pairing.user,
            namespace=self.pairing.namespace,
            ca_data=ca_data or None,
            insecure=cluster.insecure,
            tls_server_name=cluster.tls_server_name,
            proxy_url=cluster.proxy_url,
            disable_compression=cluster.disable_compression,
            client_certificate=certificate or None,
            client_key=key or None,
            token=token,
            token_expires=expires,
            token_file=user.token_file,
            username=user.username,
            password=user.password if user.username else "",
            exec=self._plugin(plugin, ca_data) if plugin else None,
            impersonate=Impersonate(user.act_as, user.act_as_uid, user.act_as_groups, user.act_as_extra)
            if user.act_as
            else None,
        )

    def _authorities(self) -> bytes:
        data = self.cluster.ca_data
        if self.cluster.ca_file:
            data = self._bytes_of(self.cluster.ca_file, self.cluster_file)
        elif not data:
            return b""
        if not (certificates := pem.certificates(data)):
            raise self._broken(self.cluster_file, "certificate-authority holds no certificate")
        return certificates

    def _client_certificate(self) -> tuple[bytes, bytes]:
        user = self.user
        if not (user.certificate_file or user.certificate_data):
            return b"", b""
        certificate, key = user.certificate_data, user.key_data
        if user.certificate_file:
            certificate = self._bytes_of(user.certificate_file, self.user_file)
        if user.key_file:
            key = self._bytes_of(user.key_file, self.user_file)
        if wrong := pem.wrong_with_pair(certificate, key):
            raise self._broken(self.user_file, wrong)
        return certificate, key

    def _bytes_of(self, file: Path, named_in: Path) -> bytes:
        try:
            return file.read_bytes()
        except (OSError, ValueError) as error:
            raise self._broken(named_in, f"{file}: {getattr(error, 'strerror', None) or 'not a file'}") from None

    def _broken(self, file: Path, reason: str) -> Failure:
        return Failure(Code.CONTEXT_BROKEN, context=self.context, file=str(file), reason=reason)

    def _plugin(self, plugin: Exec, ca_data: bytes) -> ExecSpec:
        cluster = self.cluster
        told = {
            "server": rules.server_url(cluster.server),
            "tls-server-name": cluster.tls_server_name,
            "insecure-skip-tls-verify": cluster.insecure,
            "certificate-authority-data": base64.b64encode(ca_data).decode(),
            "proxy-url": cluster.proxy_url,
            "disable-compression": cluster.disable_compression,
            "config": cluster.exec_config,
        }
        return ExecSpec(
            context=self.context,
            command=plugin.command,
            args=plugin.args,
            env=plugin.env,
            api_version=plugin.api_version,
            install_hint=plugin.install_hint,
            cluster={name: value for name, value in told.items() if value} if plugin.provide_cluster_info else None,
        )


def _choose(
    name: str, entry: Entry[Pairing], clusters: Mapping[str, Entry[Cluster]], users: Mapping[str, Entry[User]]
) -> _Choice:
    """The cluster and the user of a context, both judged. Failure with the context's problem."""

    def broken(file: Path, reason: str) -> Failure:
        return Failure(Code.CONTEXT_BROKEN, context=name, file=str(file), reason=reason)

    pairing = entry.content
    if pairing is None:
        raise broken(entry.file, entry.wrong)
    if not name:
        raise broken(entry.file, "it has no name")
    if not pairing.cluster:
        raise broken(entry.file, "it names no cluster")
    if pairing.cluster not in clusters:
        raise broken(entry.file, f"there is no cluster {pairing.cluster}")
    if not pairing.user or pairing.user not in users:
        raise Failure(Code.NO_USER, context=name, user=pairing.user)
    cluster, user = clusters[pairing.cluster], users[pairing.user]
    if cluster.content is None:
        raise broken(cluster.file, cluster.wrong)
    if user.content is None:
        raise broken(user.file, user.wrong)
    try:
        rules.judge_cluster(cluster.content)
    except Wrong as wrong:
        raise broken(cluster.file, str(wrong)) from None
    try:
        rules.judge_user(user.content)
    except Wrong as wrong:
        raise broken(user.file, str(wrong)) from None
    if method := rules.unsupported_login(user.content):
        raise Failure(Code.UNSUPPORTED_LOGIN, context=name, user=pairing.user, method=method)
    if setting := rules.unsupported_setting(cluster.content):
        raise Failure(Code.UNSUPPORTED_SETTING, context=name, setting=setting)
    if not rules.has_credential(user.content, cluster.content):
        raise Failure(Code.NO_CREDENTIAL, context=name, user=pairing.user)
    return _Choice(name, pairing, cluster.content, cluster.file, user.content, user.file)
