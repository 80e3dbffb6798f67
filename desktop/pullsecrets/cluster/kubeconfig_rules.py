"""What kubectl allows in a cluster and a user (client-go: tools/clientcmd/validation.go), and what we do beyond it.

Reasons quote no value of the kubeconfig, which may be secret.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from pullsecrets.cluster.exec_plugin import API_VERSIONS, is_header_value
from pullsecrets.cluster.kubeconfig_file import AuthProvider, Cluster, Exec, User, Wrong

_MODE_OPTIONAL = ("client.authentication.k8s.io/v1beta1", "client.authentication.k8s.io/v1alpha1")
"""API versions of plugins that need not say their ``interactiveMode``."""


def server_url(server: str) -> str:
    """The server's URL without query, fragment and the slash at its end. Wrong where it cannot be used.

    kubectl takes a server without a scheme for plain http; that would be TLS off by accident, so it is refused.
    """
    if not server:
        raise Wrong("the cluster has no server")
    url = _url(server, "server")
    if url.scheme not in ("http", "https"):
        raise Wrong("server must begin with https:// or http://")
    if "@" in url.netloc:
        raise Wrong("server must not hold a user name")
    return f"{url.scheme}://{url.netloc}{url.path}".rstrip("/")


def judge_cluster(cluster: Cluster) -> None:
    """Raise Wrong where the cluster is refused."""
    server_url(cluster.server)
    if cluster.ca_file and cluster.ca_data:
        raise Wrong("certificate-authority and certificate-authority-data are both set")
    if cluster.insecure and (cluster.ca_file or cluster.ca_data):
        raise Wrong("insecure-skip-tls-verify and a certificate authority are both set")
    if cluster.proxy_url and _url(cluster.proxy_url, "proxy-url").scheme not in ("http", "https", "socks5"):
        raise Wrong("proxy-url must begin with http://, https:// or socks5://")


def unsupported_setting(cluster: Cluster) -> str:
    """A setting that kubectl knows and we do not; empty when there is none."""
    scheme = urlsplit(cluster.proxy_url).scheme
    return f"proxy-url: {scheme}" if scheme == "socks5" else ""


def judge_user(user: User) -> None:
    """Raise Wrong where the user is refused."""
    if (user.token and (user.username or user.password)) or (user.token_file and user.username):
        raise Wrong("a token and a name with a password are both set")
    if not is_header_value(user.token):
        raise Wrong("token holds control characters")
    if user.certificate_file or user.certificate_data:
        if user.certificate_file and user.certificate_data:
            raise Wrong("client-certificate and client-certificate-data are both set")
        if user.key_file and user.key_data:
            raise Wrong("client-key and client-key-data are both set")
        if not (user.key_file or user.key_data):
            raise Wrong("client-certificate has no client-key")
    if user.exec:
        if user.auth_provider:
            raise Wrong("exec and auth-provider are both set")
        _judge_exec(user.exec)
    _judge_impersonation(user)
    if user.auth_provider and user.auth_provider.name == "oidc":
        _judge_oidc(user.auth_provider)


def _judge_exec(plugin: Exec) -> None:
    if not plugin.command:
        raise Wrong("exec has no command")
    if not plugin.api_version:
        raise Wrong("exec has no apiVersion")
    if not all(name for name, _ in plugin.env):
        raise Wrong("exec.env has a variable without a name")
    if not plugin.interactive_mode and plugin.api_version not in _MODE_OPTIONAL:
        raise Wrong("exec has no interactiveMode")
    if plugin.interactive_mode not in ("", "Never", "IfAvailable", "Always"):
        raise Wrong("exec.interactiveMode must be Never, IfAvailable or Always")


def _judge_impersonation(user: User) -> None:
    """A blank name would not reach the server, and the request would have all rights of the user."""
    if not user.act_as.strip() and (user.act_as or user.act_as_uid or user.act_as_groups or user.act_as_extra):
        raise Wrong("as-uid, as-groups and as-user-extra need a user in as")
    values = [user.act_as, user.act_as_uid, *user.act_as_groups]
    values += [value for _, extra in user.act_as_extra for value in extra]
    if not all(map(is_header_value, values)):
        raise Wrong("as, as-uid, as-groups or as-user-extra hold control characters")


def _judge_oidc(provider: AuthProvider) -> None:
    for name in ("idp-issuer-url", "client-id"):
        if not provider.config.get(name):
            raise Wrong(f"auth-provider has no {name}")
    id_token(provider)


def unsupported_login(user: User) -> str:
    """A way to sign in that the user needs and we do not have; empty when there is none."""
    if user.auth_provider and user.auth_provider.name != "oidc":
        return f"auth-provider {user.auth_provider.name}"
    if user.exec and user.exec.api_version not in API_VERSIONS:
        return f"exec {user.exec.api_version}"
    if user.exec and user.exec.interactive_mode == "Always" and not signs_in_by_header(user):
        return "exec with interactiveMode Always"
    return ""


def signs_in_by_header(user: User) -> bool:
    """Whether the user has a token or a name, beside which kubectl asks neither a plugin nor an auth-provider."""
    return bool(user.token.strip() or user.token_file or user.username)


def has_credential(user: User, cluster: Cluster) -> bool:
    """Whether a request would carry anything to sign in with. A certificate alone is not sent over plain http."""
    by_certificate = bool(user.certificate_file or user.certificate_data)
    by_certificate = by_certificate and server_url(cluster.server).startswith("https://")
    return signs_in_by_header(user) or by_certificate or bool(user.exec or user.auth_provider)


def id_token(provider: AuthProvider) -> tuple[str, datetime]:
    """The OIDC token that kubectl has stored, and when it expires: long ago where there is none.

    Wrong where it is not a JSON web token.
    """
    never_valid = datetime.fromtimestamp(0, UTC)
    token = provider.config.get("id-token", "")
    if not token:
        return "", never_valid
    try:
        _, claims, _ = token.split(".")
        padded = claims + "=" * (-len(claims) % 4)
        expires = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True)).get("exp", 0)
        return token, datetime.fromtimestamp(float(expires), UTC)
    except (ValueError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
        raise Wrong("id-token of auth-provider is not a JSON web token") from None


def _url(text: str, name: str) -> SplitResult:
    """Split a URL that has a host; ``urlsplit`` alone drops line ends and takes any port."""
    try:
        url = urlsplit(text)
        if not re.search(r"[\x00-\x20\x7f]", text) and url.hostname and url.port != 0:
            return url
    except ValueError:
        pass
    raise Wrong(f"{name} is not a URL")
