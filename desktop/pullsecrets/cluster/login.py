"""What one context takes to sign in, and the headers that do it (Kubernetes: Authenticating, User impersonation)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from pullsecrets.cluster.exec_plugin import ExecSpec, Plugin, is_header_value
from pullsecrets.model.errors import Code, Failure

Headers = list[tuple[str, str]]

_EXPIRY_MARGIN = timedelta(seconds=10)
"""kubectl counts an OIDC token as expired so much earlier."""


@dataclass(frozen=True, slots=True)
class Impersonate:
    """Whom to act as: ``as``, ``as-uid``, ``as-groups`` and ``as-user-extra`` of a kubeconfig's user."""

    user: str
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def headers(self) -> Headers:
        """The ``Impersonate-*`` headers; several have the same name."""
        headers = [("Impersonate-User", self.user)]
        if self.uid:
            headers.append(("Impersonate-Uid", self.uid))
        headers += [("Impersonate-Group", group) for group in self.groups]
        for key, values in self.extra:
            name = "Impersonate-Extra-" + quote(key, safe="!#$&'*+^`|")
            headers += [(name, value) for value in values]
        return headers


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """One context of the kubeconfig, checked and complete: nothing in it is left to a library's reading.

    ``server`` is a URL (http or https) without a slash at its end; it may have a path. Certificates and keys are PEM.
    There is at most one way to sign in by header: a token (or the file that holds it), a name with a password, or a
    plugin; a client certificate may stand beside it. ``ca_data`` None means the system's authorities, and is None
    whenever ``insecure`` is set. ``token_expires`` is known for OIDC tokens. ``proxy_url`` is http or https and may
    hold a password.
    """

    context: str
    server: str
    user: str
    namespace: str = ""
    ca_data: bytes | None = None
    insecure: bool = False
    tls_server_name: str = ""
    proxy_url: str = ""
    disable_compression: bool = False
    client_certificate: bytes | None = None
    client_key: bytes | None = None
    token: str = ""
    token_expires: datetime | None = None
    token_file: Path | None = None
    username: str = ""
    password: str = ""
    exec: ExecSpec | None = None
    impersonate: Impersonate | None = None

    def __repr__(self) -> str:
        return f"Login({self.context!r}, {self.server!r})"

    @property
    def plain_http(self) -> bool:
        """Whether the server is asked without TLS."""
        return self.server.startswith("http://")


def read_token(file: Path) -> str:
    """The token that ``file`` holds. OSError where it cannot be read, ValueError where it holds no token."""
    token = file.read_text(encoding="utf-8").strip()
    if not token or not is_header_value(token):
        raise ValueError("the file holds no token")
    return token


class Credentials:
    """Turns a login into the headers of each request. Belongs to one event loop."""

    def __init__(
        self,
        login: Login,
        *,
        plugin_seconds: float = 30.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``plugin_seconds`` limits each run of an exec plugin; ``clock`` gives the time, aware."""
        self._login = login
        self._clock = clock
        self._plugin = Plugin(login.exec, plugin_seconds, clock) if login.exec else None
        self._file_token = ""

    async def headers(self) -> Headers:
        """``Authorization`` and ``Impersonate-*`` for one request; some names occur several times.

        A token file is read again each time, an exec plugin is run when there is no answer that is still good.
        Failure (TOKEN_FILE, TOKEN_EXPIRED, EXEC_…) where the credential cannot be had: nothing may be sent then.
        """
        authorization = await self._authorization()
        headers = [("Authorization", authorization)] if authorization else []
        return headers + (self._login.impersonate.headers() if self._login.impersonate else [])

    async def client_certificate(self) -> tuple[bytes, bytes] | None:
        """Certificate and key (PEM), of the kubeconfig or the exec plugin; None where there is none.

        A plugin may give another one later: ask again when a new connection is made.
        """
        login = self._login
        if login.client_certificate is not None and login.client_key is not None:
            return login.client_certificate, login.client_key
        return (await self._plugin.answer()).certificate if self._plugin else None

    def refused(self, sent: Iterable[tuple[str, str]] | None = None) -> bool:
        """Take note of a 401. True when another credential may be had by asking ``headers`` once more.

        With the headers that were ``sent``, a plugin's newer answer is kept, which another request has brought.
        """
        if self._plugin:
            token = None if sent is None else dict(sent).get("Authorization", "").removeprefix("Bearer ")
            self._plugin.refused(token)
            return True
        if self._login.token_file:
            before = self._file_token
            try:
                return self._token_of_file() != before
            except Failure:
                return False
        return False

    async def _authorization(self) -> str:
        login = self._login
        if self._plugin:
            token = (await self._plugin.answer()).token
        elif login.token_file:
            token = self._token_of_file()
        elif login.username:
            return "Basic " + base64.b64encode(f"{login.username}:{login.password}".encode()).decode()
        else:
            token = login.token
            if login.token_expires and self._clock() + _EXPIRY_MARGIN >= login.token_expires:
                raise Failure(Code.TOKEN_EXPIRED, context=login.context, user=login.user)
        if token:
            return f"Bearer {token}"
        if login.plain_http:  # where a certificate is not sent
            raise Failure(Code.NO_CREDENTIAL, context=login.context, user=login.user)
        return ""

    def _token_of_file(self) -> str:
        """The file's token now; while it cannot be read, the last one or the kubeconfig's own, as kubectl does."""
        file = self._login.token_file
        assert file is not None
        try:
            self._file_token = read_token(file)
        except (OSError, ValueError) as error:
            self._file_token = self._file_token or self._login.token
            if not self._file_token:
                raise token_file_failure(self._login.context, file, error) from None
        return self._file_token


def token_file_failure(context: str, file: Path, error: OSError | ValueError) -> Failure:
    """What ``read_token`` raised, as a problem."""
    reason = error.strerror if isinstance(error, OSError) else "the file holds no token"
    return Failure(Code.TOKEN_FILE, context=context, file=str(file), reason=reason)
