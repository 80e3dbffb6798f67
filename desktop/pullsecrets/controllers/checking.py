"""Checks of credentials with their registries: when a person asks, and by themselves before something is sent."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from pullsecrets.model.checking import Answer, Question, Verdict, cluster_only, fits, has_wildcard, served, targets
from pullsecrets.model.creating import NewEntry
from pullsecrets.model.errors import Problem
from pullsecrets.model.usage import Usage
from pullsecrets.service.loop import Handle, ServiceThread
from pullsecrets.settings import Settings
from pullsecrets.views.check_part import CheckPart

Ask = Callable[[Question, str], Coroutine[Any, Any, Answer]]
"""Asks a registry. The text names a file of authorities to trust beside the system's, or is empty."""

_NOT_CHECKED = frozenset(
    {
        Verdict.UNREACHABLE,
        Verdict.TLS_UNTRUSTED,
        Verdict.PLAIN_HTTP,
        Verdict.NOT_A_REGISTRY,
        Verdict.TOO_MANY_REQUESTS,
        Verdict.UNSAFE,
        Verdict.WHICH_HOST,
    }
)


class Checks(QObject):
    """How credentials are checked in this program."""

    def __init__(self, service: ServiceThread, settings: Settings, ask: Ask) -> None:
        super().__init__(service)
        self._service, self._settings, self._ask = service, settings, ask

    @property
    def automatic(self) -> bool:
        """Whether credentials are checked by themselves before they are sent."""
        return self._settings.check_first

    def ask(self, question: Question) -> Handle:
        """Begin to ask: it is done with an Answer, or fails where Preferences are to be corrected."""
        extra_ca = self._settings.extra_ca
        return self._service.run(lambda _: self._ask(question, extra_ca))


class CredentialCheck(QObject):
    """The checks of one open form, which holds one entry at a time.

    An answer is shown while the form holds what it is about. All answers are kept until the form is closed, so that
    a credential which was just checked, or refused, is not sent to the registry once more.
    """

    holding = Signal(bool)  # a check before sending is under way: nothing is to be edited
    turned = Signal(str)  # it is the turn of the entry with this key, which is to be shown

    def __init__(self, checks: Checks, part: CheckPart, parent: QObject) -> None:
        super().__init__(parent)
        self._checks, self._part = checks, part
        self._entry: NewEntry | None = None  # what the form holds
        self._images: tuple[str, ...] | None = None  # in use; None while that is not known
        self._hosts: dict[str, str] = {}  # typed for a registry key
        self._plain_http: dict[tuple[str, ...], bool] = {}  # by hosts: whether it was ticked; absent: it is not offered
        self._known: dict[Question, tuple[Question, Answer]] = {}  # by the question without its images
        self._insisted: set[Question] = set()  # to send these all the same; without their images
        self._under_way: tuple[Question, Handle] | None = None
        self._queue: list[NewEntry] = []  # to be looked at before they are sent
        self._then: Callable[[Answer | None], None] | None = None  # sends them
        self._doubt: Answer | None = None  # what speaks against one of them, else the first answer that came to nothing
        self._using: Handle | None = None
        part.check.connect(self._check)
        part.stop.connect(self.stop)
        part.host_edited.connect(self._host_edited)
        part.plain_http_edited.connect(self._plain_http_edited)
        part.insisted.connect(self._insist)
        part.declined.connect(self._release)

    # What the form's controller says

    def follow(self, using: Handle | None) -> None:
        """Take the images in use from what tells the ``Usage`` of the secret; None where there is no secret yet."""
        self._using = using
        if using:
            using.said.connect(self._use_changed)
            using.failed.connect(self._use_unknown)
        else:
            self._images = ()

    def consider(self, entry: NewEntry | None) -> None:
        """What the form holds now; None where there is nothing to be checked.

        Another registry or credential than before drops the check that is under way, and what was to follow it.
        """
        before, self._entry = self._bare(self._entry), entry
        if self._bare(entry) != before:
            self._give_up()
        self._show()

    def first(self, entries: Sequence[NewEntry], then: Callable[[Answer | None], None]) -> None:
        """Check what is to be sent, unless Preferences say otherwise or it was done just now, and go on with ``then``.

        That gets an answer that speaks against a credential of theirs, else the first that says nothing of one, else
        None. Nothing follows where
        the person stops it, edits the form or, asked about an answer that speaks against a credential, does not insist.
        """
        self._release()
        self._queue, self._then, self._doubt = list(entries), then, None
        if entries and self._under_way:  # the person asked just now: it is not asked twice
            self.holding.emit(True)
        else:
            self._go_on()

    def call_off(self) -> None:
        """Nothing can be sent any more: drop the check that was to come first."""
        if self._then:
            self.stop()

    def stop(self) -> None:
        """Stop what is under way. The form is as before."""
        self._give_up()
        self._show()

    def close(self) -> None:
        """The form is closed: stop everything, and forget every credential."""
        self._give_up()
        if self._using:
            self._using.cancel()
        self._entry, self._known, self._insisted = None, {}, set()

    # What the person does

    def _check(self) -> None:
        if self._entry:
            self._ask(self._question(self._entry))

    def _host_edited(self, host: str) -> None:
        if self._entry:
            self._give_up()
            self._hosts[self._entry.key] = host
            question = self._bare(self._entry)
            if question in self._known and self._known[question][1].verdict is Verdict.WHICH_HOST:
                del self._known[question]  # that one is missing
            self._show()

    def _plain_http_edited(self, on: bool) -> None:
        if self._entry:
            self._give_up()
            self._plain_http[_hosts(self._question(self._entry))] = on
            self._show()

    def _insist(self) -> None:
        if self._queue:
            self._insisted.add(_without_images(self._question(self._queue[0])))
            self._go_on()

    # What is in use

    def _use_changed(self, usage: object) -> None:
        assert isinstance(usage, Usage)
        self._images = tuple(sorted({each.image for each in usage.images}))
        self._show()

    def _use_unknown(self, _: Problem) -> None:
        self._using, self._images = None, ()
        self._show()

    # Asking

    def _question(self, entry: NewEntry) -> Question:
        key, host = entry.key, self._hosts.get(entry.key, "")
        images = served(key, self._images or ())
        question = Question(key, entry.credential, images, host if fits(key, host) else "")
        return replace(question, plain_http=self._plain_http.get(_hosts(question), False))

    def _bare(self, entry: NewEntry | None) -> Question | None:
        return _without_images(self._question(entry)) if entry else None

    def _ask(self, question: Question) -> None:
        handle = self._checks.ask(question)
        handle.done.connect(self._answered)
        handle.failed.connect(self._failed)
        self._under_way = question, handle
        self._show()

    def _failed(self, problem: Problem) -> None:
        self._answered(Answer(Verdict.UNREACHABLE, "", problem=problem))

    def _answered(self, answer: object) -> None:
        assert isinstance(answer, Answer)
        assert self._under_way
        question, self._under_way = self._under_way[0], None
        self._known[_without_images(question)] = question, answer
        if answer.verdict is Verdict.PLAIN_HTTP:
            self._plain_http.setdefault(_hosts(question), False)
        self._show()
        self._part.announce()
        if self._then:
            self._go_on()
        elif answer.verdict is Verdict.WHICH_HOST:
            self._part.focus_host()

    def _go_on(self) -> None:
        """Look at the next of what is to be sent; where everything was, send it."""
        while self._queue:
            entry = self._queue[0]
            question = self._question(entry)
            asked, answer = self._answer(question)
            # Whatever the images: to try a refused credential again and again may lock the account.
            known = asked == question or (answer is not None and answer.verdict is Verdict.REFUSED)
            if not known and self._checks.automatic and _can_be_asked(question) and not cluster_only(entry.key):
                self._turn_to(entry)
                self._ask(question)
                self.holding.emit(True)
                return
            if answer and answer.against and _without_images(question) not in self._insisted:
                self._turn_to(entry)
                self.holding.emit(False)
                self._part.ask_anyway(answer)
                return
            if answer and (answer.against or (answer.verdict in _NOT_CHECKED and self._doubt is None)):
                self._doubt = answer
            del self._queue[0]
        then, self._then = self._then, None
        assert then
        self.holding.emit(False)
        then(self._doubt)

    def _answer(self, question: Question) -> tuple[Question | None, Answer | None]:
        """What was answered, and to which question. What it says of images must be about those in use now."""
        asked, answer = self._known.get(_without_images(question), (None, None))
        if asked and answer and (asked == question or not answer.images or answer.verdict is Verdict.REFUSED):
            return asked, answer
        return None, None

    def _turn_to(self, entry: NewEntry) -> None:
        other = self._entry is None or self._entry.key != entry.key
        self._entry = entry
        if other:
            self.turned.emit(entry.key)
        self._show()

    def _give_up(self) -> None:
        if self._under_way:
            self._under_way[1].cancel()
            self._under_way = None
        self._release()

    def _release(self) -> None:
        """Nothing is to be sent after a check any more."""
        if self._then:
            self._then, self._queue = None, []
            self._part.take_back_question()
            self.holding.emit(False)

    # What is shown

    def _show(self) -> None:
        entry = self._entry
        if entry is None:
            self._part.set_available(False)
            self._part.ask_host("")
            self._part.offer_plain_http(False)
            self._part.show_answer(None)
            return
        question, host = self._question(entry), self._hosts.get(entry.key, "")
        hosts = _hosts(question)
        self._part.set_available(_can_be_asked(question))
        hostless = has_wildcard(entry.key) and not targets(replace(question, host=""))
        asks_host = hostless and self._images is not None  # those that are still to be found may tell the host
        self._part.ask_host(entry.key if asks_host else "", host, fits=not host or bool(question.host))
        self._part.offer_plain_http(hosts in self._plain_http, ticked=question.plain_http)
        if self._under_way:
            self._part.show_running(hosts[0] if hosts else "")
        else:
            self._part.show_answer(self._answer(question)[1])


def _hosts(question: Question) -> tuple[str, ...]:
    """Whom a question goes to."""
    return tuple(target.host for target in targets(question))


def _without_images(question: Question) -> Question:
    return replace(question, images=())


def _can_be_asked(question: Question) -> bool:
    """Whether the registry key tells whom to ask, or could."""
    return has_wildcard(question.key) or bool(targets(question))
