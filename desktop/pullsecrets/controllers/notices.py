"""The notice below the table and on View: which secret it is about, and what its buttons do."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pullsecrets.controllers.changes import Changes
from pullsecrets.views.notices import News
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.theme import Tone
from pullsecrets.views.view_page import ViewPage


class Notices(QObject):
    """One notice at a time, about one secret. View shows it, too, where it is open at that secret.

    News of pulls that fail are ``of_pulls``: they stay true when there is nothing to undo any more, and View has a
    banner for them.
    """

    pull_again = Signal(str)  # uid
    closed = Signal(str)  # uid: the person has read it

    def __init__(self, page: SecretsPage, view_page: ViewPage, changes: Changes) -> None:
        super().__init__(page)
        self._page, self._view_page, self._changes = page, view_page, changes
        self._news: News | None = None
        self._second = ""
        self._uid = ""
        self._of_pulls = False
        self._viewed = ""
        for each in (page, view_page):
            each.notice.undo.connect(self._undo)
            each.notice.pull_again.connect(self._pull_again)
        page.notice.closed.connect(self._close)
        changes.begun.connect(self._begun)
        changes.undo_gone.connect(self._undo_gone)

    def set_viewed(self, uid: str) -> None:
        """The secret that View shows, "" while it is closed. What was told of another one is not told there."""
        self._viewed = uid
        if self._news and self._uid == uid and not self._of_pulls:
            self._view_page.show_notice(self._news)
        else:
            self._view_page.hide_notice()

    def show(self, uid: str, news: News, *, of_pulls: bool = False) -> None:
        """Tell something of a secret on the page where it is looked for."""
        self._uid, self._news, self._of_pulls = uid, news, of_pulls
        self._second = news.second  # as long as there is nothing newer to say
        self._page.show_notice(news)
        if self._viewed == uid and not of_pulls:
            self._view_page.show_notice(news)
        elif self._viewed == uid:
            self._view_page.hide_notice()

    @property
    def empty(self) -> bool:
        """Whether it tells nothing."""
        return self._news is None

    def shows_pulls_of(self, uid: str) -> bool:
        """Whether it says that pulls with a secret fail."""
        return self._news is not None and self._uid == uid and self._of_pulls

    def amend(self, uid: str, second: str, *, pull_again: bool, why_not: str = "") -> None:
        """Say more of what was done to a secret, wherever that still stands."""
        news = self._news
        if news is None or self._uid != uid or self._of_pulls or news.tone is Tone.DANGER:
            return
        self._news = replace(news, second=second or self._second, pull_again=pull_again, why_not=why_not)
        for each in (self._page, self._view_page):
            if each.notice.news == news and not each.notice.isHidden():
                each.show_notice(self._news)

    def hide(self) -> None:
        """What was told is not true any more."""
        self._news, self._uid, self._of_pulls = None, "", False
        self._page.hide_notice()
        self._view_page.hide_notice()

    def _begun(self, uid: str) -> None:
        if self._news and self._uid == uid:
            self.hide()

    def _undo_gone(self, uid: str) -> None:
        if self._news and self.shows_pulls_of(uid):
            self.show(uid, replace(self._news, undo=False), of_pulls=True)
        else:
            self._begun(uid)

    def _close(self) -> None:
        uid = self._uid
        self.hide()
        self.closed.emit(uid)

    def _undo(self) -> None:
        self._changes.undo(self._uid, sent=self._of_pulls)

    def _pull_again(self) -> None:
        self.pull_again.emit(self._uid)
