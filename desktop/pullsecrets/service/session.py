"""One open context: its client, what it shows, and what its user may do. Lives in the service's loop.

``pullsecrets.cluster`` is imported inside functions, because it brings ``kubernetes``, which takes a third of a
second to load: the window is painted before that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.pulls import Pull, PullState
from pullsecrets.model.secrets import PullSecret, Row, row_of
from pullsecrets.model.usage import Index, Secret, Usage
from pullsecrets.service.following import Following, Scope
from pullsecrets.service.pull_watch import Pulls, PullWatch, Seen
from pullsecrets.service.rows import Lost
from pullsecrets.service.usage import Look, first_of, follow_alone, scan

if TYPE_CHECKING:
    from pullsecrets.cluster.client import Client
    from pullsecrets.cluster.kubeconfig import Kubeconfig
    from pullsecrets.cluster.login import Login

Emit = Callable[[object], None]
Source = Callable[[], Awaitable["Kubeconfig"]]


@dataclass(frozen=True, slots=True)
class Contexts:
    """What the kubeconfig offers."""

    contexts: tuple[Context, ...]
    current: str
    problems: tuple[Problem, ...]


_RESTART = 0.5  # seconds
VERBS = ("create", "delete", "patch")
"""What may be done to secrets, as far as it is asked."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What the user may do to secrets of a namespace ("" stands for all of them): the verbs that are allowed on
    ``every`` one, and the names of those to which others are allowed one by one. Verbs in ``asked`` are answered."""

    namespace: str
    asked: frozenset[str]
    every: frozenset[str]
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)


def kubeconfig_files(environ: Mapping[str, str], home: Path) -> Source:
    """The kubeconfig that ``KUBECONFIG`` or the home folder names, read anew at each call."""

    async def read() -> Kubeconfig:
        from pullsecrets.cluster import kubeconfig  # noqa: PLC0415 - see the top

        return await asyncio.to_thread(kubeconfig.load, environ, home)

    return read


def kubeconfig_text(text: Callable[[], Awaitable[str]]) -> Source:
    """A kubeconfig that stands in no file, such as the demo's."""

    async def read() -> Kubeconfig:
        from pullsecrets.cluster import kubeconfig  # noqa: PLC0415 - see the top

        return kubeconfig.loads(await text())

    return read


async def contexts(source: Source) -> Contexts:
    """What can be opened. A file that cannot be read is a problem beside the contexts of the others.

    Removes what a program that crashed left of its client keys, too.
    """
    from pullsecrets.cluster import tls  # noqa: PLC0415 - see the top

    await asyncio.to_thread(tls.sweep)
    config = await source()
    return Contexts(config.contexts, config.current, config.problems)


class Session:
    """One context of the kubeconfig in use. Its client is made at the first request and closed by ``close``."""

    def __init__(self, context: str, source: Source) -> None:
        self.context = context
        self._source = source
        self._client: Client | None = None
        self._retired: list[Client] = []
        self._making = asyncio.Lock()
        self._hurry: set[asyncio.Event] = set()
        self._following: list[Following] = []
        self._pulls: Pulls = {}

    async def client(self) -> Client:
        """The context's client. Failure where the kubeconfig does not hold what it takes."""
        async with self._making:
            if self._client is None:
                self._client = await self._make(await self._login())
            return self._client

    async def renew(self) -> bool:
        """Read the kubeconfig again, and use what it holds now from here on; says whether that is something else."""
        login = await self._login()
        async with self._making:
            if self._client is not None and self._client.login == login:
                return False
            if self._client is not None:
                self._retired.append(self._client)  # a write may be under way
            self._client = await self._make(login)
            return True

    async def close(self) -> None:
        """Close the connections. What is asked afterwards opens new ones."""
        async with self._making:
            clients = [*self._retired, *([self._client] if self._client else [])]
            self._client, self._retired = None, []
        for client in clients:
            await client.close()

    async def _login(self) -> Login:
        return (await self._source()).login(self.context)

    async def _make(self, login: Login) -> Client:
        from pullsecrets.cluster.client import Client  # noqa: PLC0415 - see the top

        return Client(login)

    async def namespaces(self) -> tuple[str, ...] | None:
        """The namespaces in order, or None where the user may not list them."""
        client = await self.client()
        try:
            return tuple(sorted(await client.namespaces()))
        except Failure as failure:
            if failure.problem.code is Code.FORBIDDEN:
                return None
            raise

    async def secret(self, namespace: str, name: str) -> PullSecret:
        """The secret as it is now."""
        client = await self.client()
        return PullSecret.of(await client.get_secret(namespace, name))

    def retry_now(self) -> None:
        """End the pauses before the next attempt."""
        for event in self._hurry:
            event.set()

    async def follow(self, scope: Scope, emit: Emit, name: str = "", known: Iterable[Row] = ()) -> None:
        """Tell ``emit`` the secrets of some namespaces (None: of all), their use, and then every change.

        ``known`` rows are not told again, and are told to be removed where the list does not hold them.
        Sends ``Rows``, ``Live``, ``Polled``, ``Lost`` and ``Closed`` until cancelled. Failure where the user may list
        none of them.
        """
        client = await self._client_at_last(emit)
        following = Following(client, scope, emit, self._hurried, name=name, known=known, pulls=self._pulls)
        self._following.append(following)
        try:
            await following.run()
        finally:
            self._following.remove(following)

    async def follow_use(self, namespace: str, name: str, emit: Emit) -> None:
        """Tell ``emit`` the ``Usage`` of a secret, once it is known and whenever it may have changed, for ever."""

        def look(index: Index, rows: Mapping[Secret, Row], all_rows: bool) -> None:
            emit(index.usage(namespace, name, rows, all_rows=all_rows))

        await self._look(namespace, name, look)

    async def watch_pulls(self, after: PullSecret, keys: tuple[str, ...], emit: Emit) -> None:
        """Tell ``emit`` the ``Pull`` of a secret since it was updated here to ``after``, and every change, for ever.

        ``keys`` are the entries whose credential changed; none means all. None is told where nothing pulls with the
        secret, or the user may not see pods; who may not see events is told what pods tell. The same stands in the
        rows of ``follow``, where a pull that was seen stays when this is cancelled.
        """
        client = await self.client()
        place, seen = (after.namespace, after.name), Seen(after.uid)

        def tell(pull: Pull | None) -> None:
            seen.pull = pull
            self._pulls[place] = seen
            self._pulls_changed(place)
            emit(pull)

        watch = PullWatch(client, after, keys, tell)
        self._pulls.pop(place, None)  # of an earlier update
        self._pulls_changed(place)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(watch.follow_events(self._hurried))
                group.create_task(self._look(*place, watch.look))
        except ExceptionGroup as several:
            raise first_of(several) from None
        finally:
            watch.end()
            seen.over = True
            if self._pulls.get(place) is seen and not (seen.pull and seen.pull.state is PullState.PULLED):
                del self._pulls[place]
            self._pulls_changed(place)

    def _pulls_changed(self, place: Secret) -> None:
        for following in self._following:
            following.pulls_changed(place)

    async def _look(self, namespace: str, name: str, look: Look) -> None:
        """Let ``look`` see the use of a secret, once it is known and whenever it may have changed, for ever."""
        while True:
            shown = next((each for each in self._following if each.covers(namespace)), None)
            if shown:
                await shown.tell_use(namespace, name, look)
                await asyncio.sleep(_RESTART)  # the table may be listed anew: then that is joined
                continue
            own = Following(await self.client(), (namespace,), lambda _: None, self._hurried)
            telling = asyncio.ensure_future(own.tell_use(namespace, name, look))
            try:
                await own.run()
            except Failure as failure:
                if failure.problem.code is not Code.FORBIDDEN:
                    raise
                await follow_alone(await self.client(), namespace, look, self._hurried)
            finally:
                telling.cancel()

    def note(self, row: Row) -> None:
        """A write of ours made or changed a secret: what is followed knows it, also without a watch."""
        for following in self._following:
            following.note(row)

    def note_gone(self, uid: str) -> None:
        """A write of ours deleted a secret."""
        for following in self._following:
            following.note_gone(uid)

    async def usage_afresh(self, namespace: str, name: str) -> Usage:
        """What uses a secret, read now, for a decision that must not rest on what is shown."""
        from pullsecrets.cluster import watching  # noqa: PLC0415 - see the top

        client = await self.client()
        index = await scan(client, namespace)
        rows: dict[tuple[str, str], Row] = {}
        all_rows = False
        with suppress(Failure):  # who may not list the secrets can still be told who uses this one
            for kind in watching.KINDS:
                async with aclosing(client.list_secrets(kind, namespace)) as pages:
                    async for page in pages:
                        rows |= {(row.namespace, row.name): row for row in map(row_of, page.items) if row}
            all_rows = True
        return index.usage(namespace, name, rows, all_rows=all_rows)

    async def _client_at_last(self, emit: Emit) -> Client:
        """The client, however often it takes: a plugin that is missing now may be installed in a minute."""
        while True:
            try:
                return await self.client()
            except Failure as failure:
                emit(Lost(failure.problem, 30.0))
            with self._hurried() as hurry:
                await _pause(30.0, hurry)

    @contextmanager
    def _hurried(self) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._hurry.add(event)
        try:
            yield event
        finally:
            self._hurry.discard(event)

    async def permissions(self, namespaces: Iterable[str], emit: Emit) -> None:
        """Tell ``emit`` a ``Permission`` for all namespaces, and one for each of those named where that is not all."""
        client = await self.client()
        allowed = await asyncio.gather(*(client.may(verb, "") for verb in VERBS))
        everywhere = frozenset(verb for verb, yes in zip(VERBS, allowed, strict=True) if yes)
        emit(Permission("", everywhere, everywhere))
        rest = [verb for verb in VERBS if verb not in everywhere]
        at_once = asyncio.Semaphore(8)

        async def ask(namespace: str) -> None:
            async with at_once:
                rights = await client.rights(namespace)
                answers = {verb: rights.may(verb) for verb in rest}
                for verb in [verb for verb, answer in answers.items() if answer is None]:
                    # A webhook gives rights that no list of rules holds; some by name may be among them.
                    answers[verb] = await client.may(verb, namespace) or None
                known = frozenset(verb for verb, answer in answers.items() if answer is not None)
                every = frozenset(verb for verb, answer in answers.items() if answer)
                emit(Permission(namespace, known, every, {verb: rights.names(verb) for verb in known - every}))

        try:
            async with asyncio.TaskGroup() as group:
                for namespace in namespaces if rest else ():
                    group.create_task(ask(namespace))
        except ExceptionGroup as several:
            raise first_of(several) from None

    async def may(self, verb: str, namespace: str, name: str = "", resource: str = "secrets") -> bool:
        """Whether the user may do that to this one secret, or other resource, or to any without a name."""
        return await (await self.client()).may(verb, namespace, name, resource)


async def _pause(seconds: float, hurry: asyncio.Event) -> None:
    hurry.clear()
    try:
        async with asyncio.timeout(seconds):
            await hurry.wait()
    except TimeoutError:
        return
