"""One open context: its client, what it shows, and what its user may do. Lives in the service's loop.

``pullsecrets.cluster`` is imported inside functions, because it brings ``kubernetes``, which takes a third of a
second to load: the window is painted before that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.secrets import PullSecret, Row, row_of

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


@dataclass(frozen=True, slots=True)
class Rows:
    """Secrets that appeared or changed, and the uids of those that went. ``complete``: a list ends with this."""

    upserts: tuple[Row, ...]
    removed: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """What is shown is right, and a watch keeps it so."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What is shown was right a moment ago; the user may not watch, so it is asked for anew every few seconds."""

    every: float


@dataclass(frozen=True, slots=True)
class Lost:
    """The cluster does not answer. The next attempt comes by itself after ``retry_in`` seconds."""

    problem: Problem
    retry_in: float


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether the user may ``patch`` secrets of a namespace ("" stands for all of them): all, or those by name."""

    namespace: str
    every: bool
    names: frozenset[str] = frozenset()


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

    async def follow(self, namespace: str | None, emit: Emit, name: str = "", known: Iterable[Row] = ()) -> None:
        """Tell ``emit`` the secrets of a namespace (None: of all), and then every change, until cancelled.

        ``known`` rows are not told again, and are told to be removed where the list does not hold them.
        Sends ``Rows``, ``Live``, ``Polled`` and ``Lost``. Failure where the user may not list them.
        """
        from pullsecrets.cluster import watching  # noqa: PLC0415 - see the top

        hurry = asyncio.Event()
        self._hurry.add(hurry)
        fold = _Fold(emit, known, lambda: datetime.now(UTC) + (client.server_ahead if client else timedelta()))
        client: Client | None = None
        try:
            while True:
                try:
                    client = await self.client()
                    break
                except Failure as failure:
                    # A plugin that is missing now may be installed in a minute; a bad context stays bad.
                    emit(Lost(failure.problem, 30.0))
                    await _pause(30.0, hurry)
            await watching.follow(client, namespace, fold.take, name=name, retry_now=hurry)
        finally:
            self._hurry.discard(hurry)

    async def permissions(self, namespaces: Iterable[str], emit: Emit) -> None:
        """Tell ``emit`` a ``Permission`` for all namespaces, or for each of those named where that is not granted."""
        client = await self.client()
        if await client.may("patch", ""):
            emit(Permission("", True))
            return
        at_once = asyncio.Semaphore(8)

        async def ask(namespace: str) -> None:
            async with at_once:
                rights = await client.rights(namespace)
                every = rights.may("patch")
                if every is None:
                    every = await client.may("patch", namespace) or None
                if every is not None:  # else some may be allowed by name: the form asks for its own
                    emit(Permission(namespace, every, rights.names("patch")))

        async with asyncio.TaskGroup() as group:
            for namespace in namespaces:
                group.create_task(ask(namespace))

    async def may_patch(self, namespace: str, name: str) -> bool:
        """Whether this one secret may be changed, asked by its name."""
        return await (await self.client()).may("patch", namespace, name)


async def _pause(seconds: float, hurry: asyncio.Event) -> None:
    hurry.clear()
    try:
        async with asyncio.timeout(seconds):
            await hurry.wait()
    except TimeoutError:
        return


class _Fold:
    """Folds raw objects into rows, and knows which rows are there, so that a new list removes the old ones."""

    def __init__(self, emit: Emit, known: Iterable[Row], now: Callable[[], datetime]) -> None:
        self._emit, self._now = emit, now
        self._known = {row.uid: row for row in known}
        self._listed: set[str] | None = None

    def take(self, message: object) -> None:
        from pullsecrets.cluster import watching  # noqa: PLC0415 - see the top

        match message:
            case watching.Listing():
                self._listed = set()
            case watching.Listed(items=items, done=done):
                self._list(items, done)
            case watching.Changed(events=events):
                self._change([(event.type, event.object) for event in events])
            case watching.Live():
                self._emit(Live())
            case watching.NotLive(every=every):
                self._emit(Polled(every))
            case watching.Lost(problem=problem, retry_in=retry_in):
                self._emit(Lost(problem, retry_in))

    def _list(self, items: Iterable[Mapping[str, Any]], done: bool) -> None:
        listed = self._listed if self._listed is not None else set()
        rows = [row for row in map(row_of, items) if row]
        fresh = [row for row in rows if self._known.get(row.uid) is None or self._newer(row)]
        listed.update(row.uid for row in rows)
        self._known.update((row.uid, row) for row in fresh)
        removed = tuple(uid for uid in self._known if uid not in listed) if done else ()
        for uid in removed:
            del self._known[uid]
        if done:
            self._listed = None
        if fresh or removed or done:
            self._emit(Rows(tuple(fresh), removed, done))

    def _newer(self, row: Row) -> bool:
        return self._known[row.uid].resource_version != row.resource_version

    def _change(self, events: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        upserts: dict[str, Row] = {}
        removed: dict[str, None] = {}
        for kind, obj in events:
            row = row_of(obj)
            if row is None:
                continue
            if kind == "DELETED":
                upserts.pop(row.uid, None)
                self._known.pop(row.uid, None)
                removed[row.uid] = None
            else:
                seen = self._seen(row)
                removed.pop(row.uid, None)
                upserts[row.uid] = self._known[row.uid] = seen
        if upserts or removed:
            self._emit(Rows(tuple(upserts.values()), tuple(removed)))

    def _seen(self, row: Row) -> Row:
        """A change that managedFields do not date (they were cleared, or a field was removed) happened now."""
        before = self._known.get(row.uid)
        if before is None or not self._newer(row):
            return row
        undated = row.last_updated is None or (before.last_updated and row.last_updated <= before.last_updated)
        return replace(row, last_updated=self._now()) if undated else row
