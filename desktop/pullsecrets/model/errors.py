"""What can go wrong, as codes with values. Only ``views/words.py`` turns them into sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Value = str | int | float | None


class Code(StrEnum):
    """The causes that SPEC section 14 tells apart. The comment names the values that a problem carries."""

    # Reaching the server: host ("api.example:6443").
    CONNECTION_REFUSED = "connection-refused"
    UNKNOWN_HOST = "unknown-host"
    NETWORK_UNREACHABLE = "network-unreachable"
    TIMEOUT = "timeout"
    CONNECTION_LOST = "connection-lost"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_FAILED = "tls-failed"
    PROXY_FAILED = "proxy-failed"

    # Signing in: context.
    SIGN_IN = "sign-in"  # 401, or 403 as system:anonymous
    NO_USER = "no-user"  # the context names no user, or one that the kubeconfig does not hold: user
    NO_CREDENTIAL = "no-credential"  # the user holds nothing to sign in with: user
    TOKEN_FILE = "token-file"  # noqa: S105 - a code; values: file, reason
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - a code; values: user
    EXEC_MISSING = "exec-missing"  # command, hint
    EXEC_FAILED = "exec-failed"  # command, status, hint
    EXEC_TIMEOUT = "exec-timeout"  # command, seconds
    EXEC_ANSWER = "exec-answer"  # command, reason: its answer cannot be understood
    UNSUPPORTED_LOGIN = "unsupported-login"  # user, method

    # The server's refusals: context where known.
    FORBIDDEN = "forbidden"  # verb, resource, namespace ("" = all), name ("" = any), user
    NAMESPACE_TERMINATING = "namespace-terminating"  # namespace
    NOT_FOUND = "not-found"  # resource, namespace, name
    CONFLICT = "conflict"  # namespace, name
    ALREADY_EXISTS = "already-exists"  # namespace, name; terminating: it is being deleted; type: of another kind
    GONE = "gone"  # 410: list again
    INVALID = "invalid"  # field, reason
    TOO_LARGE = "too-large"
    TOO_MANY_REQUESTS = "too-many-requests"  # seconds
    SERVER_ERROR = "server-error"  # status
    REFUSED = "refused"  # any other 4xx: status
    REDIRECTED = "redirected"  # host it pointed to
    NOT_KUBERNETES = "not-kubernetes"  # host, status

    # The kubeconfig: file.
    NO_KUBECONFIG = "no-kubeconfig"  # files: the places that were looked at
    KUBECONFIG_UNREADABLE = "kubeconfig-unreadable"  # file, reason
    KUBECONFIG_BROKEN = "kubeconfig-broken"  # file, reason
    CONTEXT_BROKEN = "context-broken"  # context, file, reason
    UNSUPPORTED_SETTING = "unsupported-setting"  # context, setting

    # Changing a secret: namespace, name.
    DELETED = "deleted"  # gone since it was opened
    RECREATED = "recreated"  # another uid: deleted and created anew
    NOT_PULL_SECRET = "not-pull-secret"  # noqa: S105 - a code; values: type
    BROKEN = "broken"  # the docker config cannot be read: why (dockerconfig.Why)
    ENTRY_GONE = "entry-gone"  # registry
    ENTRY_EXISTS = "entry-exists"  # registry: there is an entry with this key already
    LAST_ENTRY = "last-entry"  # registry: without it nothing would be left in it
    NO_ENTRIES = "no-entries"  # there is no credential in it that could be changed
    IMMUTABLE = "immutable"
    TERMINATING = "terminating"
    NOT_DOCKER_CONFIG = "not-docker-config"  # why (dockerconfig.Why), key, field; looks (creating.Looks): a file
    NOT_PROVED = "not-proved"  # the edited config does not read as wanted: nothing was sent
    ANNOTATIONS_TOO_LARGE = "annotations-too-large"  # bytes, limit
    CHANGED_MEANWHILE = "changed-meanwhile"  # a colleague changed the same thing: ask
    OUTCOME_UNKNOWN = "outcome-unknown"  # the write may or may not have landed: kind (Activity's; "" for an update)

    # Deleting a secret: namespace, name.
    IN_USE = "in-use"
    USE_UNKNOWN = "use-unknown"  # it can no longer be seen what uses it
    ALREADY_GONE = "already-gone"  # someone else deleted it

    EXTRA_CA = "extra-ca"  # file, reason: the extra CA file of the Preferences cannot be used
    ACTIVITY_UNREADABLE = "activity-unreadable"  # file, reason

    UNFORESEEN = "unforeseen"  # kind: the exception's class


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong.

    ``values`` and ``details`` hold nothing secret: whoever makes a problem from a server's or a library's text
    clears it first. ``details`` is for the "Details" button, in the words of its source, and may be empty.
    """

    code: Code
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    details: str = ""


class Failure(Exception):  # noqa: N818 - it carries a problem; "Error" would add nothing
    """A problem on its way up. Its text is the code alone, so that logging it gives nothing away."""

    def __init__(self, code: Code, details: str = "", **values: Value) -> None:
        super().__init__(code.value)
        self.problem = Problem(code, MappingProxyType(values), details)


class Unanswered(Failure):
    """A write was sent and no answer came, or one that says nothing: it may have landed, or may land yet."""
