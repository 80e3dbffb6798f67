"""What one registry is asked about a credential, in which order, and what its answers come to (SPEC section 8)."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Awaitable, Callable, Iterable, Sequence

from pullsecrets.model import matching
from pullsecrets.model.challenges import Challenge, challenges
from pullsecrets.model.checking import Answer, ImageAnswer, ImageVerdict, Question, Target, Verdict
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.replies import Reply, basic
from pullsecrets.registry.sign_in import BasicSignIn, Denied, Ended, TokenSignIn, asked, unanswered, unexpected, unsafe
from pullsecrets.registry.wire import Elsewhere, NoAnswer, Wire, is_loopback, origin

_MOST_IMAGES = 30
_AT_ONCE = 4
_MOST_HOSTS = 3  # that a manifest may be sent on to
_MANIFESTS = ", ".join(  # as containerd asks
    (
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
        "*/*",
    )
)


class Conversation:
    """With one registry, about one credential."""

    def __init__(self, wire: Wire, question: Question, target: Target) -> None:
        self._wire = wire
        self._credential = question.credential
        self._host = target.host
        self._images = target.images[:_MOST_IMAGES]
        self._unasked = len(target.images) - len(self._images)
        server = origin(f"https://{target.host}")
        assert server is not None, "a target can be asked"
        self._server = server
        self._plain_http = question.plain_http or is_loopback(server.host)
        self._sign_in: BasicSignIn | TokenSignIn | None = None
        self._found = dict.fromkeys(self._images, ImageVerdict.UNKNOWN)
        self._message = ""

    async def answer(self, deadline: float) -> Answer:
        """Ask, to the first refusal, and no longer than to a time of the loop. Raises nothing."""
        try:
            async with asyncio.timeout_at(deadline):
                waiting = await self._judge()
        except Ended as end:
            return self._answer(end.verdict, end)
        except TimeoutError:
            problem = Problem(Code.TIMEOUT, {"host": self._server.full_name})
            return self._answer(Verdict.UNREACHABLE, Ended(Verdict.UNREACHABLE, problem=problem))
        with contextlib.suppress(TimeoutError, Ended):  # what is left stays unknown
            async with asyncio.timeout_at(deadline):
                await self._each(waiting, self._ask)
        found = self._found.values()
        if ImageVerdict.DENIED in found:
            return self._answer(Verdict.CANNOT_PULL)
        if ImageVerdict.ABSENT in found:
            return self._answer(Verdict.NO_SUCH_IMAGE)
        return self._answer(Verdict.ACCEPTED if self._sign_in else Verdict.NO_SIGN_IN)

    def _answer(self, verdict: Verdict, end: Ended | None = None) -> Answer:
        signed_in_at = self._sign_in.token_host if self._sign_in else ""
        judged = end is None
        return Answer(
            verdict,
            self._host,
            token_host=(end.token_host if end else "") or signed_in_at,
            images=tuple(ImageAnswer(image, found) for image, found in self._found.items()) if judged else (),
            message=end.message if end else self._message,
            problem=end.problem if end else None,
            seconds=end.seconds if end else 0,
            unasked=self._unasked if judged else 0,
        )

    async def _judge(self) -> Sequence[str]:
        """The images to ask for with the credential, which is good; none where nobody wants it. Ended where there is
        no more to ask."""
        challenge = await self._greet()
        if challenge is not None:
            await self._prove(challenge, self._images)
            return self._images
        wanting: dict[str, Challenge] = {}
        await self._each(self._images, functools.partial(self._ask_openly, wanting))
        waiting = [image for image in self._images if image in wanting]
        if waiting:
            await self._prove(wanting[waiting[0]], waiting)
            if isinstance(self._sign_in, BasicSignIn) and await self._is_refused(waiting[0]):
                raise Ended(Verdict.REFUSED)
        return waiting

    async def _greet(self) -> Challenge | None:
        """The registry's challenge to a request without a credential; None where it wants none. Settles the scheme."""
        try:
            reply = await self._wire.send("GET", f"{self._server.url}/v2/")
        except NoAnswer as error:
            refused = error.problem.code is Code.CONNECTION_REFUSED and self._server.full_name != self._host
            if not error.no_tls and not ((refused or error.hung_up) and self._plain_http):
                raise unanswered(error) from None
            if not self._plain_http:
                raise Ended(Verdict.PLAIN_HTTP) from None
            plain = origin(f"http://{self._host}")
            assert plain is not None
            self._server = plain
            reply = await asked(self._wire, "GET", f"{plain.url}/v2/")
        except Elsewhere as redirect:
            raise unsafe(redirect) from None
        challenge = _chosen(reply)
        if challenge is None and (reply.status != 200 or not reply.is_registry):
            raise Ended(Verdict.NOT_A_REGISTRY) if reply.status == 401 else unexpected(reply, self._server)
        return challenge

    async def _prove(self, challenge: Challenge, images: Sequence[str]) -> None:
        """Sign in. Ended where the credential is refused, or nothing is said about it."""
        if challenge.scheme == "bearer":
            self._sign_in = TokenSignIn(self._wire, self._server, challenge, self._credential)
        else:
            self._sign_in = BasicSignIn(self._wire, self._server, self._credential)
        await self._sign_in.prove(_manifest(images[0])[0] if images else "")

    async def _is_refused(self, image: str) -> bool:
        """Whether the password does not count for an image. On /v2/, which asks nobody, any may."""
        try:
            return (await self._head(image, basic(self._credential))).status == 401
        except NoAnswer as error:
            raise unanswered(error) from None

    async def _each(self, images: Iterable[str], ask: Callable[[str], Awaitable[None]]) -> None:
        """Ask for images, a few at once. Ended where the registry wants no more of that."""
        left = iter(images)
        enough: list[Ended] = []

        async def work() -> None:
            for image in left:
                try:
                    await ask(image)
                except NoAnswer:
                    pass
                except Ended as end:
                    if end.verdict is Verdict.TOO_MANY_REQUESTS:
                        enough.append(end)
                if enough:
                    return

        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(work())
        if enough:
            raise enough[0]

    async def _ask_openly(self, wanting: dict[str, Challenge], image: str) -> None:
        """Ask for an image without a credential; one that wants it goes to ``wanting``."""
        reply = await self._head(image, "")
        challenge = _chosen(reply)
        if challenge is not None:
            wanting[image] = challenge
        elif reply.status in _SERVED:
            self._found[image] = ImageVerdict.PUBLIC if reply.status == 200 else ImageVerdict.ABSENT

    async def _ask(self, image: str) -> None:
        """Ask for an image with the credential, and for one that it may pull without."""
        assert self._sign_in is not None
        name = _manifest(image)[0]
        try:
            reply = await self._head(image, await self._sign_in.authorization(name))
        except Denied as denied:
            self._message = self._message or denied.message
            self._found[image] = ImageVerdict.DENIED
            return
        self._found[image] = _IMAGE_VERDICTS.get(reply.status, ImageVerdict.UNKNOWN)
        if reply.status == 200:
            authorization = await self._sign_in.anonymous(name)
            if authorization is not None and (await self._head(image, authorization)).status == 200:
                self._found[image] = ImageVerdict.PUBLIC

    async def _head(self, image: str, authorization: str) -> Reply:
        """The reply to a request for an image's manifest, wherever that lies. NoAnswer where there is none of use,
        Ended after too many requests."""
        name, reference = _manifest(image)
        url = f"{self._server.url}/v2/{name}/manifests/{reference}"
        reply = await self._follow("HEAD", url, authorization)
        if reply.status == 405:
            reply = await self._follow("GET", url, authorization)
        if reply.status == 429:
            raise unexpected(reply, self._server)
        if reply.status in (200, 403) and reply.is_html:  # a page to sign in, say, or a firewall's
            raise NoAnswer(Problem(Code.REFUSED, {"host": self._server.full_name, "status": reply.status}))
        return reply

    async def _follow(self, method: str, url: str, authorization: str) -> Reply:
        """Send, and follow redirects to other places without the credential, but never from TLS to plain http.

        That another place wants a credential, or does not serve, says nothing of this one, which is not for it.
        """
        elsewhere = False
        for _ in range(_MOST_HOSTS):
            try:
                reply = await self._wire.send(
                    method, url, authorization=authorization, accept=_MANIFESTS, read_body=False
                )
            except Elsewhere as redirect:
                if url.startswith("https:") and not redirect.url.startswith("https:"):
                    break
                url, authorization, elsewhere = redirect.url, "", True
            else:
                if elsewhere and reply.status in (401, 403):
                    break
                return reply
        raise NoAnswer(Problem(Code.REDIRECTED, {"host": self._server.full_name}))


def _chosen(reply: Reply) -> Challenge | None:
    """The way to sign in that an answer asks for: by token rather than by password. None where it asks for none."""
    if reply.status != 401:
        return None
    offered = challenges(reply.lines("www-authenticate"))
    tokens = (each for each in offered if each.scheme == "bearer" and each.parameters.get("realm"))
    return next(tokens, None) or next((each for each in offered if each.scheme == "basic"), None)


def _manifest(image: str) -> tuple[str, str]:
    """The name of an image at its registry, and its digest or tag."""
    found = matching.manifest(image)
    assert found is not None, "no key serves an image with an invalid name"
    return found[1:]


_SERVED = (200, 404)
_IMAGE_VERDICTS = {
    200: ImageVerdict.PULLABLE,
    404: ImageVerdict.ABSENT,
    401: ImageVerdict.DENIED,
    403: ImageVerdict.DENIED,
}
