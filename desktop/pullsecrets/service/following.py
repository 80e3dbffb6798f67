"""What is shown of a cluster, kept right: the pull secrets of some namespaces, and who uses them.

The secrets are told as they come. What uses them is read once their list is complete, so that the table never waits
for it (SPEC section 7).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pullsecrets.model.dockerconfig import Kind
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.pulls import Pull, failing
from pullsecrets.model.secrets import Row, missing_row
from pullsecrets.model.usage import How, Index
from pullsecrets.service.pull_watch import Pulls
from pullsecrets.service.rows import Closed, Fold, Live, Lost, Message, Polled, Rows
from pullsecrets.service.usage import GATHER, Hurried, Look, Uses, first_of

if TYPE_CHECKING:
    from pullsecrets.cluster.client import Client

Scope = tuple[str, ...] | None
"""The namespaces that are shown; None: all."""
Place = tuple[str, str]
"""A secret's namespace and name."""

MOST_NAMESPACES = 20
"""So many are followed side by side rather than one list of the whole cluster, as far as rights leave a choice."""
_KINDS = frozenset(str(kind.value) for kind in Kind)
_FIRST_LOOK = 0.15  # seconds in which the window paints the list, without another thread that decodes pods at its heels
_ASK_AGAIN = 30.0  # seconds after which it is asked again whether a secret is missing: no watch tells
_MANY = 2000  # rows that are told at once; the window takes each lot in one go


class Following:
    """The secrets of a scope, or one of them by its ``name``. ``emit`` gets Rows, Live, Polled, Lost and Closed.

    ``known`` rows are not told again, and are told to be removed where the list does not hold them. ``pulls`` hold
    what is known of them better than by pods alone; what holds no longer is taken out.
    """

    def __init__(
        self,
        client: Client,
        scope: Scope,
        emit: Callable[[Message], None],
        hurried: Hurried,
        *,
        name: str = "",
        known: Iterable[Row] = (),
        pulls: Pulls | None = None,
    ) -> None:
        self._pulls = {} if pulls is None else pulls
        self._client, self._scope, self._name, self._emit, self._hurried = client, scope, name, emit, hurried
        self._rows: dict[Place, Row] = {(row.namespace, row.name): row for row in known}  # as they were told
        self._states: dict[str | None, Message | None] = {}  # how each feed of secrets goes
        self._unlisted: set[str | None] = set()  # the feeds that were never complete
        self._closed: set[str | None] = set()  # the feeds that may not be listed
        self._listed = asyncio.Event()  # all were
        self._uses: Uses | None = None
        self._changed_in: set[str] = set()  # namespaces whose secrets changed since the last flush
        self._pulls_changed: set[Place] = set()  # since the last flush
        self._flushing: asyncio.TimerHandle | None = None
        self._asked: dict[Place, asyncio.Task[None]] = {}  # named but not listed: whether it is there is asked
        self._asking = asyncio.Semaphore(4)
        self._listeners: dict[Look, Place] = {}
        self._ended = asyncio.Event()

    def covers(self, namespace: str) -> bool:
        """Whether all secrets of a namespace are followed here."""
        shown = self._scope is None or namespace in self._scope
        return shown and not self._name and namespace not in self._closed

    async def run(self) -> None:
        """Follow until cancelled. Failure where the user may not list any of the secrets."""
        scope = self._scope
        # Pods and all that are many more than secrets: of a whole cluster they are only read for a good part of it.
        feeds = scope if scope and len(scope) <= MOST_NAMESPACES else (None,)
        uses = self._uses = Uses(self._client, feeds, self._soon)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow_all())
                await self._listed.wait()
                await asyncio.sleep(_FIRST_LOOK)
                group.create_task(uses.follow(scope or (), self._hurried))
        except ExceptionGroup as several:
            raise first_of(several) from None
        finally:
            self._ended.set()
            for task in self._asked.values():
                task.cancel()
            if self._flushing:
                self._flushing.cancel()

    def note(self, row: Row) -> None:
        """A write of ours changed a secret: the watch brings the same, where there is one."""
        by_name = self._scope == (row.namespace,) and self._name == row.name
        if by_name or self.covers(row.namespace):
            self._take_rows(None, Rows((row,)))

    def note_gone(self, uid: str) -> None:
        """A write of ours deleted a secret."""
        self._take_rows(None, Rows((), (uid,)))

    def pulls_changed(self, place: Place) -> None:
        """Something else is known of the pulls with a secret."""
        self._pulls_changed.add(place)
        self._soon()

    async def tell_use(self, namespace: str, name: str, look: Look) -> None:
        """Let ``look`` see the use of a secret, once it is known and whenever it may have changed, until this ends."""
        if self._uses and self._uses.read:
            look(self._uses.index, self._rows, not self._name)
        self._listeners[look] = namespace, name
        try:
            await self._ended.wait()
        finally:
            del self._listeners[look]

    # Secrets

    async def _follow_all(self) -> None:
        """Follow the whole cluster for all of it or for several namespaces, where that is allowed; else each alone."""
        scope = self._scope
        if scope is None or len(scope) > 1:
            self._expect((None,))
            try:
                await self._follow(None)
            except Failure as failure:
                if failure.problem.code is not Code.FORBIDDEN or scope is None:
                    raise
        assert scope
        self._expect(scope)
        async with asyncio.TaskGroup() as group:
            for feed in scope:
                group.create_task(self._follow_one(feed))

    def _expect(self, feeds: Iterable[str | None]) -> None:
        """These lists, and no others, make up what is shown."""
        self._states = dict.fromkeys(feeds)
        self._unlisted = set(self._states)

    async def _follow_one(self, feed: str) -> None:
        try:
            await self._follow(feed)
        except Failure as failure:
            if failure.problem.code is not Code.FORBIDDEN or len(self._states) == 1:
                raise
            self._close(feed, failure.problem)

    async def _follow(self, feed: str | None) -> None:
        from pullsecrets.cluster import watching  # noqa: PLC0415 - it brings kubernetes, which takes long to load

        known = [row for row in self._rows.values() if feed in (None, row.namespace) and not row.missing]
        fold = Fold(
            lambda message: self._take(feed, message), known, lambda: datetime.now(UTC) + self._client.server_ahead
        )
        with self._hurried() as hurry:
            await watching.follow(self._client, feed, fold.take, name=self._name, retry_now=hurry)

    def _close(self, feed: str | None, problem: Problem) -> None:
        """Go on without a namespace that may not be listed."""
        self._closed.add(feed)
        del self._states[feed]
        self._emit(Closed(problem))
        gone = tuple(row.uid for row in self._rows.values() if row.namespace == feed)
        self._take_rows(feed, Rows((), gone, complete=True))
        self._tell_liveness()

    def _take(self, feed: str | None, message: Message) -> None:
        if isinstance(message, Rows):
            self._take_rows(feed, message)
            return
        self._states[feed] = message
        if isinstance(message, Lost):
            self._emit(message)
        else:
            self._tell_liveness()

    def _tell_liveness(self) -> None:
        """Tell that all is followed, once it is: by watches, or at least by asking again and again."""
        states = list(self._states.values())
        if all(isinstance(state, Live | Polled) for state in states):
            self._emit(next((state for state in states if isinstance(state, Polled)), Live()))

    def _take_rows(self, feed: str | None, rows: Rows) -> None:
        """Tell rows of secrets on, with their use where that is known already."""
        removed = set(rows.removed)
        upserts = []
        for row in rows.upserts:
            if self._scope is not None and row.namespace not in self._scope:
                continue
            place = row.namespace, row.name
            before = self._rows.get(place)
            if before and before.missing:
                removed.add(before.uid)  # it is there now
            if place in self._asked:
                self._asked.pop(place).cancel()
            self._rows[place] = self._with_use(row) if self._uses and self._uses.read else row
            upserts.append(self._rows[place])
            self._changed_in.add(row.namespace)
        for place in [place for place, row in self._rows.items() if row.uid in removed] if removed else ():
            del self._rows[place]
            self._changed_in.add(place[0])
        if rows.complete:
            self._unlisted.discard(feed)
        others = [state for other, state in self._states.items() if other != feed]
        complete = rows.complete and not self._unlisted and not any(isinstance(state, Lost) for state in others)
        self._emit(Rows(tuple(upserts), tuple(removed), complete))
        if not self._unlisted:
            self._listed.set()
        self._soon()

    # Who uses them

    def _soon(self) -> None:
        """Tell what changed in a moment, together with what changes until then."""
        if self._flushing is None:
            self._flushing = asyncio.get_running_loop().call_later(GATHER, self._flush)

    def _flush(self) -> None:
        self._flushing = None
        uses = self._uses
        if uses is None or not uses.read:
            return
        changed, scopes = uses.index.changes(), uses.index.changed_scopes()
        told = changed | self._pulls_changed
        self._pulls_changed = set()  # listeners may find more
        places = [place for place in told if place in self._rows]
        if scopes:
            places = [place for place in self._rows if place in told or not scopes.isdisjoint((None, place[0]))]
        rows = []
        for place in places:
            row = self._with_use(self._rows[place])
            if row != self._rows[place]:
                self._rows[place] = row
                rows.append(row)
        for start in range(0, len(rows), _MANY):
            self._emit(Rows(tuple(rows[start : start + _MANY])))
        if not self._name:
            self._look_for_missing()
        for listener, place in list(self._listeners.items()):
            if place in changed or place[0] in self._changed_in or not scopes.isdisjoint((None, place[0])):
                listener(uses.index, self._rows, not self._name)
        self._changed_in.clear()

    def _with_use(self, row: Row) -> Row:
        assert self._uses
        index = self._uses.index
        if not row.missing:
            return replace(row, use=index.use(row.namespace, row.name), pull=self._pull(row, index))
        usage = index.usage(row.namespace, row.name, self._rows, all_rows=not self._name)
        asking = tuple(f"{user.kind} {user.name}" for user in usage.users if user.uses and How.PULL in user.hows)
        return replace(row, use=usage.use, asked_by=asking)

    def _pull(self, row: Row, index: Index) -> Pull | None:
        """How pulls go with a secret, where there is something to tell."""
        place = row.namespace, row.name
        seen = self._pulls.get(place)
        if seen and seen.uid == row.uid and not seen.over:
            return seen.pull
        stuck = index.stuck(*place, self._rows)
        if seen and seen.over and (stuck or seen.uid != row.uid):
            del self._pulls[place]  # it was pulled once, and is no more
            seen = None
        if stuck:
            return failing(stuck)
        return seen.pull if seen else None

    def _look_for_missing(self) -> None:
        """Secrets that are named to pull with and are not there, or are something else, have a row, too."""
        assert self._uses
        named = {place for place in self._uses.index.named() if self.covers(place[0])}
        gone = [place for place, row in self._rows.items() if row.missing and place not in named]
        if gone:
            self._emit(Rows((), tuple(self._rows.pop(place).uid for place in gone)))
        there = {place for place, row in self._rows.items() if not row.missing}
        for place in named - there - self._asked.keys():
            self._asked[place] = asyncio.ensure_future(self._ask(place))

    async def _ask(self, place: Place) -> None:
        """Find out whether a secret that is named is missing, or there with another type; again after a while."""
        try:
            async with self._asking:
                other = str((await self._client.get_secret(*place)).get("type", ""))
        except Failure as failure:
            # Where it cannot be known, nothing is claimed.
            self._tell_missing(place, "" if failure.problem.code is Code.NOT_FOUND else None)
        else:
            self._tell_missing(place, other)
        await asyncio.sleep(_ASK_AGAIN)
        del self._asked[place]
        self._soon()

    def _tell_missing(self, place: Place, other: str | None) -> None:
        """Tell the row of a secret that is missing, or that is of an ``other`` type. A pull secret comes by watch."""
        before = self._rows.get(place)
        if (before and not before.missing) or other is None or other in _KINDS:
            return
        row = self._with_use(missing_row(*place, other))
        if row != before:
            self._rows[place] = row
            self._emit(Rows((row,)))
