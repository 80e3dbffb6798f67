"""The View page: everything about one ImagePullSecret, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QScrollBar, QToolTip, QVBoxLayout, QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.model.ownership import Owner
from pullsecrets.model.pulls import Pull
from pullsecrets.model.usage import Usage
from pullsecrets.views import words
from pullsecrets.views.clipboard import KEPT
from pullsecrets.views.notices import EDGE, Banner, News, Notice, as_tip
from pullsecrets.views.row_actions import RowAct
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.view_facts import EntryAct, Facts, Warned, warnings
from pullsecrets.views.view_header import ViewHeader
from pullsecrets.views.view_lock import LockStrip
from pullsecrets.views.view_pulls import PullBanner, Pulls
from pullsecrets.views.view_sections import BasicInformation, Entries, InUse, Warnings
from pullsecrets.views.view_texts import gone_sentence
from pullsecrets.views.words import tr

__all__ = ["EntryAct", "ViewPage"]

_SCROLLING = {
    Qt.Key.Key_Up: QScrollBar.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QScrollBar.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QScrollBar.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QScrollBar.SliderAction.SliderToMaximum,
}


class ViewPage(QWidget):
    """Shows what it is told and tells what the person wants. It holds a password only while that one is revealed."""

    back = Signal()
    update_requested = Signal(object)  # the key of the entry that is meant, None where there is none
    delete_requested = Signal()
    copy_requested = Signal()
    entry_requested = Signal(EntryAct, str)  # the entry's key, "" where none is meant
    reveal_requested = Signal(str)  # the entry's key: set_revealed() answers
    password_copy_requested = Signal(str)  # the entry's key
    change_anyway = Signal(Owner)  # the person was asked once more about this one and insisted
    retry_now = Signal()
    undo = Signal()  # of what pulls fail since
    pull_again = Signal(object)  # Row

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._usage: Usage | None = None
        self._keys_before_adding: tuple[str, ...] | None = None  # since the person wanted to add an entry
        self._gone = self._readable = self._says_copied = False
        self._entry_reason = self._replace_reason = ""
        self.header = ViewHeader(self)
        self.back_action, self.copy_action = self.header.back, self.header.copy
        self.update_action, self.delete_action = self.header.update_, self.header.delete
        self.entry_actions = self.header.entry
        self._make_banners()
        self._make_content()
        self.notice = Notice(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        for banner in (self._lost, self._problem, self._failing, self._lock):
            column.addWidget(banner)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.notice)
        self._connect()

    def _make_banners(self) -> None:
        self._lost = Banner(Tone.DANGER, "octagon-x", tr("Try now"), self)
        self._problem = Banner(Tone.DANGER, "octagon-alert", parent=self)
        self._failing = PullBanner(self)
        self._lock = LockStrip(tr("Change this ImagePullSecret anyway?"), self)
        for banner in (self._lost, self._problem):
            banner.hide()

    def _make_content(self) -> None:
        content = QWidget()
        self._pulls = Pulls(content)
        self._basic, self._entries = BasicInformation(content), Entries([*self.entry_actions.values()], content)
        self._warnings, self._in_use = Warnings(content), InUse(content)
        column = QVBoxLayout(content)
        column.setContentsMargins(EDGE, 5 * GRID // 2, EDGE, 3 * GRID)
        column.setSpacing(3 * GRID)
        for section in (self._pulls, self._basic, self._entries, self._warnings, self._in_use):
            column.addWidget(section)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)

    def _connect(self) -> None:
        for action, signal in (
            (self.back_action, self.back),
            (self.delete_action, self.delete_requested),
            (self.copy_action, self.copy_requested),
        ):
            action.triggered.connect(lambda _=False, signal=signal: signal.emit())
        self.update_action.triggered.connect(self._update)
        for act, action in self.entry_actions.items():
            action.triggered.connect(lambda _=False, act=act: self._act(act))
        self.header.refused.connect(self._say)
        self._lost.action.connect(self.retry_now)
        self._failing.undo.connect(self.undo)
        self._failing.pull_again.connect(self._pull_again)
        self._lock.change_anyway.connect(self.change_anyway)
        for part in (self._basic, self._entries):
            part.reveal.connect(self._reveal)
            part.copy.connect(self._copy_password)
        self._entries.chosen_changed.connect(self._another_entry)
        self._warnings.pressed.connect(self._mend)
        self.notice.closed.connect(self.notice.hide)

    # Told by the controller

    def set_context(self, context: str) -> None:
        """The name of the context that the secret was found in."""
        self.header.set_context(context)

    def show_facts(self, facts: Facts) -> None:
        """Show a state of a secret. A password that was revealed is hidden when it is not the state shown before."""
        before, self._facts = self._facts, facts
        if before is None or before.row.uid != facts.row.uid:
            self._scroll.verticalScrollBar().setValue(0)
            self._entries.begin()
            self._keys_before_adding = None
        if before is None or before.row.resource_version != facts.row.resource_version:
            self.conceal()
        self._basic.show_facts(facts)
        self._entries.setVisible(len(facts.row.registries) > 1)
        self._show()
        self._choose_added(facts.keys)

    def clear(self) -> None:
        """Forget the secret and whatever was shown of it."""
        self.conceal()
        self._facts = self._usage = None
        self.hide_notice()
        self.set_gone(None)
        self.set_lost(None)

    def show_usage(self, usage: Usage | None) -> None:
        """Show what uses the secret; None, as long as nobody has looked."""
        self._usage = usage
        self._show()

    def set_readable(self, on: bool) -> None:
        """Whether the secret was read, so that its passwords can be shown and copied, and its entries changed."""
        self._readable = on
        self._basic.set_readable(on)
        self._entries.set_readable(on)
        self._judge_entries()

    def set_reasons(self, reasons: Mapping[RowAct, str], entries: str, replacing: str) -> None:
        """Why something cannot be done, empty where it can: with the secret, with its entries, with its content."""
        self._entry_reason, self._replace_reason = entries, replacing
        self.update_action.allow(reasons.get(RowAct.UPDATE, ""))
        self.delete_action.allow(reasons.get(RowAct.DELETE, ""))
        self.copy_action.allow(reasons.get(RowAct.COPY, ""))
        self._judge_entries()

    def set_lock(self, reason: Problem | Owner | None) -> None:
        """Say at the top why the secret is not to be changed."""
        self._lock.show_reason(reason)

    def set_gone(self, problem: Problem | None) -> None:
        """The secret is not there any more; what is shown stays."""
        self._gone = problem is not None
        if problem:
            self._problem.say(*words.titled_problem(problem, gone_sentence(problem)))
            self._problem.set_details("", "")
        self._problem.setVisible(self._gone)
        self._show()

    def set_problem(self, problem: Problem | None) -> None:
        """Why the secret could not be read."""
        if problem:
            sentence = words.problem_sentence(problem)
            self._problem.say(sentence)
            self._problem.set_details(sentence if problem.details else "", problem.details)
        self._problem.setVisible(problem is not None)

    def set_lost(self, problem: Problem | None) -> None:
        """Say that the cluster does not answer, so that what is shown may be out of date."""
        if problem:
            later = tr("What is shown here may be out of date. Nothing can be changed until the cluster answers.")
            self._lost.say(*words.titled_problem(problem), later)
            self._lost.set_details(words.problem_sentence(problem) if problem.details else "", problem.details)
        self._lost.setVisible(problem is not None)

    def set_why_not_again(self, reason: str) -> None:
        """Why pulling again is not possible for this user; empty where it is."""
        self._failing.set_why_not(reason)

    def set_undo(self, on: bool) -> None:
        """Whether the change that pulls fail since can be undone."""
        self._failing.set_undo(on)

    def set_revealed(self, key: str, password: bytes) -> None:
        """Show the password of an entry in clear, until it is hidden again or another entry is chosen."""
        if key == self._chosen:
            (self._entries if self._several else self._basic).show_password(password)

    def conceal(self) -> None:
        """Forget the password that is revealed."""
        for part in (self._basic, self._entries):
            part.show_password(None)

    def say_copied(self, registry: str) -> None:
        """A password is on the clipboard."""
        said = tr("The password for {registry} was copied. It leaves the clipboard after %n seconds.", "", KEPT)
        self.show_notice(News(said.format(registry=registry), registry))
        self._says_copied = True

    def say_not_copied(self, *, empty: bool) -> None:
        """A password cannot be copied: it is empty, or no text."""
        not_text = tr("The password cannot be copied, because it holds bytes that are not text.")
        said = tr("There is nothing to copy: the password is empty.") if empty else not_text
        self.show_notice(News(said, tone=Tone.WARN))

    def forget_copied(self) -> None:
        """The password that was copied has left the clipboard."""
        if self._says_copied:
            self.hide_notice()

    def show_notice(self, news: News) -> None:
        """Tell what became of something."""
        self._says_copied = False
        self.notice.tell(news)

    def hide_notice(self) -> None:
        """What was told is not true any more."""
        self.notice.hide()

    def focus_content(self) -> None:
        """Take the focus where one begins."""
        self.header.begin()

    # Wanted by the person

    @property
    def _several(self) -> bool:
        return self._facts is not None and len(self._facts.row.registries) > 1

    @property
    def _chosen(self) -> str:
        """The key of the entry that is meant: the only one, or the chosen one; empty where there is none."""
        if self._several:
            return self._entries.chosen
        return self._facts.keys[0] if self._facts and self._facts.keys else ""

    def _reveal(self, on: bool) -> None:
        self.conceal()
        if on:
            self.reveal_requested.emit(self._chosen)

    def _copy_password(self) -> None:
        self.password_copy_requested.emit(self._chosen)

    def _another_entry(self) -> None:
        self.conceal()
        self._keys_before_adding = None
        self._judge_entries()

    def _update(self) -> None:
        self.update_requested.emit(self._chosen if self._facts and self._facts.keys else None)

    def _pull_again(self) -> None:
        if self._facts:
            self.pull_again.emit(self._facts.row)

    def _act(self, act: EntryAct) -> None:
        meant = act in (EntryAct.CHANGE_REGISTRY, EntryAct.REMOVE)
        self._ask_for(act, self._chosen if meant else "")

    def _mend(self, warned: Warned) -> None:
        if warned.act:
            self._ask_for(warned.act, warned.key)

    def _ask_for(self, act: EntryAct, key: str) -> None:
        self._keys_before_adding = self._facts.keys if self._facts and act is EntryAct.ADD else None
        self.entry_requested.emit(act, key)

    def _choose_added(self, keys: tuple[str, ...]) -> None:
        """Once the entry that the person wanted to add is there, it is the chosen one."""
        if self._keys_before_adding is None:
            return
        added = [key for key in keys if key not in self._keys_before_adding]
        if added:
            self._keys_before_adding = None
            self._entries.choose(added[-1])

    def _say(self, at: QPoint, reason: str) -> None:
        """Tell eyes and ears why something cannot be done."""
        QToolTip.showText(at, as_tip(reason), self)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, reason))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as in a dialog; keys that nobody else takes scroll."""
        focus, scrolls = self.focusWidget(), _SCROLLING.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        elif scrolls:
            self._scroll.verticalScrollBar().triggerAction(scrolls)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.conceal()

    # Showing it

    def _show(self) -> None:
        """Bring everything that follows from facts and use up to date."""
        facts, usage = self._facts, self._usage
        if facts is None:
            return
        row = replace(facts.row, use=usage.use) if usage else facts.row
        self.header.show_row(row, gone=self._gone)
        self._show_pull(None if self._gone else row.pull)
        self._entries.show_facts(facts, usage)
        self._in_use.show_usage(usage, row.name)
        self._judge_entries()

    def _show_pull(self, pull: Pull | None) -> None:
        """How pulls go. Where the part that has the focus goes away, the focus goes where one begins: Qt would put it
        into the next field and select all of that."""
        focus: QWidget | None = self.window().focusWidget()  # PySide6's types leave the None out
        self._failing.show_pull(pull)
        self._pulls.show_pull(pull)
        if focus and self.isAncestorOf(focus) and not focus.isVisibleTo(self):
            self.header.begin()

    def _judge_entries(self) -> None:
        """What can be done with the entries, and with the one that is meant."""
        if self._facts is None:
            return
        row, acts = self._facts.row, self.entry_actions
        unread = "" if self._readable else tr("It is being read.")
        reason, replacing = self._entry_reason or unread, self._replace_reason or unread
        never = dict(zip(self._facts.keys, row.never, strict=True)).get(self._chosen)
        fitting = {
            EntryAct.ADD: not row.broken,
            EntryAct.CHANGE_REGISTRY: bool(never),  # of one that serves images, that would end pulls
            EntryAct.REMOVE: self._several,
            EntryAct.REPLACE_CONTENT: bool(row.broken),
        }
        for act, action in acts.items():
            action.setVisible(fitting[act])
            action.allow(replacing if act is EntryAct.REPLACE_CONTENT else reason)
        mends = {act: action.text() for act, action in acts.items()}
        self._warnings.say(warnings(self._facts, self._usage), mends, reason, replacing)
