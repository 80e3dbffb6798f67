"""The two ways to sign in to a registry, and what each takes for a proof that the credential is good.

As distribution's pages "Token Authentication" and "OAuth2 Token Authentication" have it; where real servers differ,
as SPEC section 8 has it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from pullsecrets.model.challenges import Challenge
from pullsecrets.model.checking import Verdict
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.replies import Reply, basic, secret_forms
from pullsecrets.registry.wire import Elsewhere, NoAnswer, Origin, Wire, is_loopback, origin


class Ended(Exception):  # noqa: N818 - it carries a verdict
    """There is nothing more to ask."""

    def __init__(
        self,
        verdict: Verdict,
        *,
        problem: Problem | None = None,
        message: str = "",
        seconds: int = 0,
        token_host: str = "",
    ) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict
        self.problem = problem
        self.message = message
        self.seconds = seconds
        self.token_host = token_host


class Denied(Exception):  # noqa: N818 - it carries what was said
    """The token server gives no token for an image."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


class BasicSignIn:
    """The credential goes with each request."""

    token_host = ""

    def __init__(self, wire: Wire, server: Origin, credential: Credential) -> None:
        self._wire = wire
        self._server = server
        self._credential = credential

    async def prove(self, name: str) -> None:
        """Return where the credential is good, else raise Ended."""
        reply = await asked(self._wire, "GET", f"{self._server.url}/v2/", authorization=basic(self._credential))
        if reply.refuses:
            raise Ended(Verdict.REFUSED, message=reply.words(secret_forms(self._credential)))
        if reply.status != 200 or not reply.is_registry:
            raise unexpected(reply, self._server)

    async def authorization(self, name: str) -> str:
        return basic(self._credential)

    async def anonymous(self, name: str) -> str:
        return ""


class TokenSignIn:
    """The credential goes to a token server, whose tokens go with the requests.

    Ended (UNSAFE) where the token server could be overheard, before anything is sent there.
    """

    def __init__(self, wire: Wire, registry: Origin, challenge: Challenge, credential: Credential) -> None:
        self._wire = wire
        self._credential = credential
        self._realm = challenge.parameters.get("realm", "").partition("#")[0]
        self._service = challenge.parameters.get("service", "")
        self._by_form = False
        self._secrets = set(secret_forms(credential))
        server = origin(self._realm)
        if server is None:
            raise Ended(Verdict.NOT_A_REGISTRY)
        self._server = server
        self.token_host = server.name if server.full_name != registry.full_name else ""
        both_here = is_loopback(server.host) and is_loopback(registry.host)
        if (
            server.scheme != "https"
            and not both_here
            and (registry.scheme, registry.host) != (server.scheme, server.host)
        ):
            raise Ended(Verdict.UNSAFE, token_host=server.name)

    async def prove(self, name: str) -> None:
        """Return where the credential is good, else raise Ended.

        A token proves nothing, since there are servers that give one to anybody: that this server takes the credential
        does. It is asked for no image first, and only where it insists on one, for the one named, if any is.
        """
        reply = await self._ask()
        if reply.status in (404, 405):
            self._by_form = True
            reply = await self._ask()
        if reply.status == 400 and name and not self._refuses(reply):
            reply = await self._ask(name)
        if self._refuses(reply):
            raise Ended(Verdict.REFUSED, message=reply.words(self._secrets))
        if reply.status != 200 or not reply.token:
            raise unexpected(reply, self._server)

    async def authorization(self, name: str) -> str:
        """What goes with requests for an image. Denied where the credential may not pull it, NoAnswer and Ended where
        nothing is said about that."""
        reply = await self._ask(name)
        if self._refuses(reply):
            raise Denied(reply.words(self._secrets))
        if reply.status != 200 or not reply.token:
            raise unexpected(reply, self._server)
        return f"Bearer {reply.token}"

    async def anonymous(self, name: str) -> str | None:
        """What goes with requests of somebody without a credential; None where they get nothing."""
        reply = await asked(self._wire, "GET", self._url([*self._whom(), ("scope", _scope(name))]))
        return f"Bearer {reply.token}" if reply.status == 200 and reply.token else None

    async def _ask(self, name: str = "") -> Reply:
        """Send the credential, for a token that serves an image, or none."""
        whom = self._whom()
        scope = [("scope", _scope(name))] if name else []
        username, password = self._credential.username, self._credential.password
        if self._by_form:
            fields = [("grant_type", "password"), *whom, ("username", username), ("password", password), *scope]
            reply = await asked(self._wire, "POST", self._realm, form=urlencode(fields).encode())
        else:
            url = self._url([*whom, ("account", username), *scope])
            reply = await asked(self._wire, "GET", url, authorization=basic(self._credential))
        if reply.token:
            self._secrets.add(reply.token)
        return reply

    def _whom(self) -> list[tuple[str, str | bytes]]:
        service: list[tuple[str, str | bytes]] = [("service", self._service)] if self._service else []
        return [*service, ("client_id", "pullsecrets")]

    def _url(self, query: list[tuple[str, str | bytes]]) -> str:
        return f"{self._realm}{'&' if '?' in self._realm else '?'}{urlencode(query)}"

    def _refuses(self, reply: Reply) -> bool:
        return reply.refuses or (self._by_form and reply.status == 400 and reply.error == "invalid_grant")


def _scope(name: str) -> str:
    return f"repository:{name}:pull"


async def asked(wire: Wire, method: str, url: str, *, authorization: str = "", form: bytes | None = None) -> Reply:
    """The reply to a request on whose answer everything depends. Ended where there is none."""
    try:
        return await wire.send(method, url, authorization=authorization, form=form)
    except Elsewhere as redirect:
        raise unsafe(redirect) from None
    except NoAnswer as error:
        raise unanswered(error) from None


def unsafe(redirect: Elsewhere) -> Ended:
    """What a redirect to another place means where the credential was, or would be, in the request."""
    return Ended(Verdict.UNSAFE, token_host=redirect.target.name)


def unanswered(error: NoAnswer) -> Ended:
    """What it means that no answer could be had."""
    if error.no_http:
        return Ended(Verdict.NOT_A_REGISTRY)
    untrusted = error.problem.code in (Code.TLS_UNTRUSTED, Code.TLS_EXPIRED, Code.TLS_WRONG_HOST)
    return Ended(Verdict.TLS_UNTRUSTED if untrusted else Verdict.UNREACHABLE, problem=error.problem)


def unexpected(reply: Reply, server: Origin) -> Ended:
    """What an answer means that is none of those the specification has in its place."""
    host = server.full_name
    if reply.status == 429:
        return Ended(Verdict.TOO_MANY_REQUESTS, seconds=reply.seconds(datetime.now(UTC)))
    if reply.status >= 500:
        return Ended(Verdict.UNREACHABLE, problem=Problem(Code.SERVER_ERROR, {"host": host, "status": reply.status}))
    if reply.status < 400 or reply.status == 404 or reply.is_html:
        return Ended(Verdict.NOT_A_REGISTRY)
    return Ended(Verdict.UNREACHABLE, problem=Problem(Code.REFUSED, {"host": host, "status": reply.status}))
