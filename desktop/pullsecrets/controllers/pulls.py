"""Pulls after an update made here: watched for a while, told when they fail and when they work again, tried anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.changes import Changes, Errand, Place
from pullsecrets.controllers.notices import Notices
from pullsecrets.controllers.pod_rights import PodRights
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.pulls import Pull, PullState, Stuck
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.service.loop import Handle, ServiceThread
from pullsecrets.service.pulls import pull_again
from pullsecrets.service.settling import NotDone
from pullsecrets.service.tasks import Updated
from pullsecrets.views import pull_texts, words
from pullsecrets.views.notices import News
from pullsecrets.views.pull_again import ask_to_pull_again, to_make_anew
from pullsecrets.views.theme import Tone
from pullsecrets.views.view_page import ViewPage

LASTS = 10 * 60_000  # milliseconds; longer while View shows the secret, or while the notice says that pulls fail
MOST = 50  # secrets that are watched at once


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PullsController(QObject):
    """Watches the pulls of each secret whose credential was changed here, as long as its place is shown."""

    def __init__(
        self,
        window: QWidget,
        view_page: ViewPage,
        service: ServiceThread,
        changes: Changes,
        notices: Notices,
        *,
        now: Callable[[], datetime] = _utc_now,
        lasts: int = LASTS,
    ) -> None:
        super().__init__(window)
        self._window, self._view_page, self._service = window, view_page, service
        self._changes, self._notices, self._now, self._lasts = changes, notices, now, lasts
        self._place: Place | None = None
        self._rights = PodRights(service, self)
        self._viewed, self._viewed_in = "", ""
        self._watches: dict[str, _Watch] = {}  # by uid, the one that began first at the front
        self._failing: list[_Watch] = []  # the one that failed last at the end
        self._rights.changed.connect(self._rights_changed)
        changes.updated.connect(self._updated)
        changes.begun.connect(self._judge_undo)
        changes.undoable.connect(self._judge_undo)
        notices.pull_again.connect(self._ask_noticed)
        notices.closed.connect(self._closed)
        view_page.undo.connect(self._undo_viewed)
        view_page.pull_again.connect(self._ask_viewed)

    def begin(self, place: Place | None) -> None:
        """Watch in this place from now on."""
        for watch in [*self._watches.values()]:
            self._end(watch)
        self._place = place
        self._rights.begin(place)

    def set_viewed(self, uid: str, namespace: str) -> None:
        """The secret that View shows, "" while it is closed."""
        self._viewed, self._viewed_in = uid, namespace
        self._judge_undo()
        self._judge_view()
        self._let_go()

    def rows_removed(self, uids: tuple[str, ...]) -> None:
        """Secrets are gone."""
        for uid in uids:
            if uid in self._watches:
                self._forget(self._watches[uid])

    # Watching

    def _updated(self, place: Place, outcome: Updated) -> None:
        keys = _changed(outcome.before, outcome.secret)
        if keys is None or place != self._place:
            return
        uid = outcome.secret.uid
        if uid in self._watches:
            self._end(self._watches[uid])
        elif len(self._watches) == MOST:
            self._end(next(iter(self._watches.values())))
        watch = self._watches[uid] = _Watch(self, self._service, place, outcome.secret, keys, self._lasts)
        watch.changed.connect(self._changed)
        watch.overdue_now.connect(self._let_go)
        watch.over.connect(self._forget)

    def _end(self, watch: _Watch) -> None:
        del self._watches[watch.uid]
        if watch in self._failing:
            self._failing.remove(watch)
        watch.end()

    def _forget(self, watch: _Watch) -> None:
        """Nothing more is known of its pulls."""
        self._end(watch)
        if self._notices.shows_pulls_of(watch.uid):
            self._notices.hide()

    def _let_go(self) -> None:
        """End what has lasted long enough and is not looked at."""
        for watch in [*self._watches.values()]:
            if watch.overdue and watch.uid != self._viewed and not self._notices.shows_pulls_of(watch.uid):
                self._end(watch)

    # Telling

    def _changed(self, watch: _Watch) -> None:
        """Pulls go otherwise than before."""
        if watch.fails and watch not in self._failing:
            watch.recovers = False
            self._failing.append(watch)
            self._tell_failing(watch)
        elif watch.fails:
            if self._notices.shows_pulls_of(watch.uid):
                self._tell_failing(watch)
        elif watch in self._failing:
            self._failing.remove(watch)
            watch.dismissed = False
            if self._notices.shows_pulls_of(watch.uid):
                self._tell_recovered(watch)
        elif watch.recovers and self._notices.empty:
            self._tell_recovered(watch)
        else:
            self._amend(watch)
        self._let_go()

    def _tell_failing(self, watch: _Watch) -> None:
        pull, row = watch.pull, watch.secret.row
        assert pull
        said, second = pull_texts.failing_news(row.name, pull, self._now(), len(self._failing) - 1)
        news = News(
            said,
            row.name,
            second,
            Tone.DANGER,
            undo=self._changes.can_undo(row.uid, sent=True),
            pull_again=bool(to_make_anew(pull)),
            details=pull_texts.details(pull),
            why_not=self._why_not(row.namespace) if to_make_anew(pull) else "",
        )
        self._notices.show(row.uid, news, of_pulls=True)

    def _tell_recovered(self, watch: _Watch) -> None:
        """The notice goes, for that of another secret that still fails, or for good news.

        That nobody waits any more is none: what waited may have been deleted. Where it was pulled, the event that says
        so may come after the pod's status.
        """
        watch.recovers = False
        if self._tell_another():
            return
        pull, row = watch.pull, watch.secret.row
        if pull and pull.state is PullState.PULLED and pull != watch.pulled_before:
            said, second = pull_texts.recovered_news(row.name, pull, self._now())
            self._notices.show(row.uid, News(said, row.name, second))
        else:
            watch.recovers = True
            self._notices.hide()

    def _tell_another(self) -> bool:
        """Tell of the secret that failed last among those that were not read yet; says whether there is one."""
        unread = [watch for watch in self._failing if not watch.dismissed]
        if unread:
            self._tell_failing(unread[-1])
        return bool(unread)

    def _amend(self, watch: _Watch) -> None:
        second = pull_texts.since_update(watch.pull, self._now())
        again = bool(to_make_anew(watch.pull))
        why_not = self._why_not(watch.secret.namespace) if again else ""
        self._notices.amend(watch.uid, second, pull_again=again, why_not=why_not)

    def _why_not(self, namespace: str) -> str:
        """Why pods there cannot be deleted, so that they pull again."""
        problem = self._rights.why_not(namespace)
        return words.problem_sentence(problem) if problem else ""

    def _rights_changed(self) -> None:
        """It is known by now what the user may not do."""
        for watch in self._watches.values():
            if self._notices.shows_pulls_of(watch.uid):
                self._tell_failing(watch)
            else:
                self._amend(watch)
        self._judge_view()

    def _judge_view(self) -> None:
        if self._viewed:
            self._view_page.set_why_not_again(self._why_not(self._viewed_in))

    def _closed(self, uid: str) -> None:
        for watch in self._failing:
            watch.dismissed |= watch.uid == uid
        self._tell_another()
        self._let_go()

    def _judge_undo(self) -> None:
        if self._viewed:
            self._view_page.set_undo(self._changes.can_undo(self._viewed, sent=True))

    # What the person does

    def _undo_viewed(self) -> None:
        self._changes.undo(self._viewed, sent=True)

    def _ask_noticed(self, uid: str) -> None:
        watch = self._watches.get(uid)
        if watch and watch.pull:
            self._ask(watch.secret.row, watch.pull)

    def _ask_viewed(self, row: Row) -> None:
        if row.pull:
            self._ask(row, row.pull)

    def _ask(self, row: Row, pull: Pull) -> None:
        place, stuck = self._place, to_make_anew(pull)
        if place and stuck:
            box = ask_to_pull_again(self._window, pull)
            box.accepted.connect(lambda: self._pull_again(place, row, pull))

    def _pull_again(self, place: Place, row: Row, pull: Pull) -> None:
        watch = self._watches.get(row.uid)
        still = {each.uid for each in watch.pull.stuck} if watch and watch.pull else set()
        stuck = tuple(each for each in to_make_anew(pull) if not watch or each.uid in still)
        if not stuck:
            return  # they have their images by now
        errand = Errand(
            place,
            row.namespace,
            row.name,
            "pull again",
            "pods deleted",
            lambda _: pull_again(place.session, stuck),
            uid=row.uid,
        )
        performed = self._changes.perform(errand)
        performed.attended = False
        performed.ended.connect(lambda outcome: self._pulled_again(row.uid, pull.stuck, outcome))

    def _pulled_again(self, uid: str, stuck: tuple[Stuck, ...], outcome: object) -> None:
        watch = self._watches.get(uid)
        if watch and not isinstance(outcome, NotDone):
            watch.set_aside(stuck)


class _Watch(QObject):
    """The pulls with one secret since it was updated here."""

    changed = Signal(object)  # itself
    overdue_now = Signal()
    over = Signal(object)  # itself: the service tells no more

    def __init__(
        self,
        parent: QObject,
        service: ServiceThread,
        place: Place,
        secret: PullSecret,
        keys: tuple[str, ...],
        lasts: int,
    ) -> None:
        super().__init__(parent)
        self.secret = secret
        self.pull: Pull | None = None
        self.pulled_before: Pull | None = None
        self.recovers = False  # nobody waits any more, and it was not told yet that something was pulled
        self.dismissed = False  # the person has closed the notice that said it fails
        self.overdue = False
        self._aside: frozenset[str] = frozenset()
        self._handle: Handle | None = service.run(lambda emit: place.session.watch_pulls(secret, keys, emit))
        self._handle.said.connect(self._said)
        self._handle.done.connect(self._over)
        self._handle.failed.connect(self._over)
        self._timer = QTimer(self, singleShot=True, interval=lasts)
        self._timer.timeout.connect(self._overdue)
        self._timer.start()

    @property
    def uid(self) -> str:
        """The secret's uid."""
        return self.secret.uid

    @property
    def fails(self) -> bool:
        """Whether pulls fail since the update, but for what waited already when pods were deleted to try anew."""
        pull = self.pull
        if pull is None or not pull.by_update:
            return False
        return any(stuck.uid not in self._aside for stuck in pull.stuck)

    def set_aside(self, stuck: tuple[Stuck, ...]) -> None:
        """That these wait counts no more: they are made anew, or nobody does that and it was told."""
        self._aside = frozenset(each.uid for each in stuck)
        self.changed.emit(self)

    def end(self) -> None:
        """Stop watching."""
        if self._handle:
            self._handle.cancel()
            self._handle = None
        self._timer.stop()
        self.deleteLater()

    def _said(self, pull: object) -> None:
        assert pull is None or isinstance(pull, Pull)
        if self.pull and self.pull.state is PullState.PULLED:
            self.pulled_before = self.pull
        self.pull = pull
        self.changed.emit(self)

    def _over(self, _: object) -> None:
        self._handle = None
        self.over.emit(self)

    def _overdue(self) -> None:
        self.overdue = True
        self.overdue_now.emit()


def _changed(before: PullSecret, after: PullSecret) -> tuple[str, ...] | None:
    """The entries of a secret that send something else than before, () where all may; None where nothing changed."""
    if not isinstance(before.config, DockerConfig) or not isinstance(after.config, DockerConfig):
        return None if before.config == after.config else ()
    old = {entry.key: entry.credential for entry in before.config.entries}
    new = {entry.key: entry.credential for entry in after.config.entries}
    if old == new:
        return None
    return tuple(key for key, credential in new.items() if old.get(key) != credential)
