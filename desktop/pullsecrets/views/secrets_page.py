"""The ImagePullSecrets page: choosers, filter, table, and what stands in the table's place when it has no rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QToolTip, QVBoxLayout, QWidget

from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Problem
from pullsecrets.model.secrets import Row
from pullsecrets.views import page_states, words
from pullsecrets.views.choosers import OpenByName
from pullsecrets.views.focus import hand_focus
from pullsecrets.views.not_allowed import NotAllowedPage
from pullsecrets.views.notices import EDGE, Banner, News, Notice, StatePage
from pullsecrets.views.page_footer import PageFooter
from pullsecrets.views.page_header import PageHeader
from pullsecrets.views.page_states import Act, Connecting, Liveness, NotAllowed, PageState, Ready, Refused, Unreachable
from pullsecrets.views.row_actions import RowAct, RowAction, WhyNot, WhyNotAdd
from pullsecrets.views.secrets_table import SecretsTable
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

__all__ = ["Connecting", "Liveness", "NotAllowed", "NotAllowedPage", "Ready", "Refused", "SecretsPage", "Unreachable"]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SecretsPage(QWidget):
    """Shows what it is told and tells what the person wants. It decides nothing about secrets."""

    context_chosen = Signal(str)
    namespaces_chosen = Signal(object)  # their names, None for all namespaces
    open_by_name = Signal(str, str)  # namespace, name
    refresh = Signal()
    retry_now = Signal()
    view_requested = Signal(str)  # uid
    update_requested = Signal(str)  # uid
    copy_requested = Signal(str)  # uid
    delete_requested = Signal(str)  # uid
    add_requested = Signal(str, str)  # namespace and name of one that is missing, or "" and ""
    undo = Signal()

    def __init__(self, parent: QWidget | None = None, *, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__(parent)
        self._now = now
        self._state: PageState = Connecting("")
        self._act = Act.NOTHING
        self._why_not: WhyNot = lambda row, act: None
        self._why_not_add: WhyNotAdd = lambda namespaces: None
        self._make_actions()
        self.header = PageHeader(self)
        self._make_banners()
        self._make_content()
        self.notice = Notice(self)
        self.footer = PageFooter(self)
        self._clock = QTimer(self)  # counts down to the next attempt
        self._clock.setInterval(1000)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        for banner in self._banners:
            column.addWidget(banner)
        column.addWidget(self._content, 1)
        column.addWidget(self.notice)
        column.addWidget(self.footer)
        self._connect()
        self._tell()

    def _make_actions(self) -> None:
        self.view_action = RowAction(tr("View"), "", self)
        self.update_action = RowAction(tr("Update"), "Ctrl+U", self)
        self.copy_action = RowAction(tr("Copy to namespaces…"), "Ctrl+D", self)
        self.delete_action = RowAction(tr("Delete"), QKeySequence.StandardKey.Delete, self)
        self.add_missing_action = RowAction(tr("Add…"), "", self)  # in the place of the others, for one that is missing
        self._row_actions = {
            RowAct.VIEW: self.view_action,
            RowAct.UPDATE: self.update_action,
            RowAct.COPY: self.copy_action,
            RowAct.DELETE: self.delete_action,
            RowAct.ADD: self.add_missing_action,
        }
        self.add_action = RowAction(tr("Add New ImagePullSecret"), QKeySequence.StandardKey.New, self)
        self.undo_action = QAction(tr("Undo"), self)
        self.undo_action.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo_action.setEnabled(False)
        self.refresh_action = QAction(tr("Refresh"), self)
        self.refresh_action.setShortcut("F5")
        self.filter_action = QAction(tr("Filter"), self)
        self.filter_action.setShortcut(QKeySequence.StandardKey.Find)
        self.by_name_action = QAction(tr("Open by name…"), self)

    def _make_banners(self) -> None:
        self.state_banner = Banner(Tone.DANGER, "octagon-x", tr("Try now"), self)
        self.problem_banner = Banner(Tone.WARN, "triangle-alert", parent=self)
        self.problem_banner.add_close().connect(self.hide_banner)
        self.closed_banner = Banner(Tone.WARN, "lock", parent=self)
        self.closed_banner.add_close().connect(self.hide_closed)
        self._banners = (self.state_banner, self.problem_banner, self.closed_banner)
        for banner in self._banners:
            banner.hide()

    def _make_content(self) -> None:
        self.table = SecretsTable(self, now=self._now)
        self.table.setAccessibleName(tr("ImagePullSecrets"))
        self.table.menu.addActions([*self._row_actions.values()])
        self.table.menu.insertSeparator(self.delete_action)
        self.instead = StatePage(self)
        self.not_allowed = NotAllowedPage(self)
        self._stack = QStackedWidget(self)
        for part in (self.table, self.instead, self.not_allowed):
            self._stack.addWidget(part)
        self._content = QWidget(self)
        self._around = QVBoxLayout(self._content)
        self._around.addWidget(self._stack)

    def _connect(self) -> None:
        for act, action in self._row_actions.items():
            action.triggered.connect(lambda _=False, act=act: self._do_with_chosen(act))
            action.refused.connect(lambda act=act: self._do_with_chosen(act))
        self.add_action.triggered.connect(self._add)
        self.add_action.refused.connect(self._add)
        self.undo_action.triggered.connect(self.undo)
        self.refresh_action.triggered.connect(self.refresh)
        self.filter_action.triggered.connect(self._enter_filter)
        self.by_name_action.triggered.connect(self.ask_by_name)
        header = self.header
        header.contexts.chosen.connect(self.context_chosen)
        header.namespaces.chosen.connect(self.namespaces_chosen)
        header.add.clicked.connect(self.add_action.trigger)
        header.namespaces.by_name.connect(self.ask_by_name)
        header.filter.textChanged.connect(self._filter_changed)
        header.filter.left.connect(self._enter_table)
        header.filter.given_up.connect(self.reset_filter)
        header.reset.clicked.connect(self.reset_filter)
        header.refresh.clicked.connect(self.refresh)
        header.columns.clicked.connect(self._show_columns)
        self.state_banner.action.connect(self.retry_now)
        self.table.opened.connect(self._open)
        self.table.chosen_changed.connect(self.actions_changed)
        self.table.menu.aboutToShow.connect(self.actions_changed)
        self.table.menu_opened.connect(self._say_why_not)
        self.table.model_.applied.connect(self._tell)
        self.table.model_.arranged.connect(self._tell)
        self.instead.action.connect(self._act_instead)
        self.not_allowed.namespace_chosen.connect(lambda name: self._choose_namespaces((name,)))
        self.not_allowed.by_name.connect(self.ask_by_name)
        self.notice.closed.connect(self.hide_notice)
        self.footer.attention_toggled.connect(self._toggle_attention)
        self._clock.timeout.connect(self._tell_state)

    # Told by the controller

    def set_contexts(self, contexts: tuple[Context, ...], current: str) -> None:
        """The contexts to choose from. Broken ones are shown, and say why they cannot be chosen."""
        self.header.contexts.set_contexts(contexts, current)

    def set_namespaces(self, names: tuple[str, ...] | None, current: tuple[str, ...] | None) -> None:
        """The namespaces to choose from, None where they may not be listed, so that they are typed; and the chosen
        ones, None for all."""
        self.header.namespaces.set_names(names)
        self.header.namespaces.set_current(current)
        self._tell()

    def set_state(self, state: PageState) -> None:
        """How far the list is. Empty and no match follow from the rows and the filter."""
        arrived = isinstance(state, Ready) and not isinstance(self._state, Ready)
        self._state = state
        if arrived:
            self.table.measure_columns()
        self._tell()
        if isinstance(state, NotAllowed):
            self.focus_content()

    def set_live(self, live: Liveness) -> None:
        """Whether the table follows the cluster."""
        self.footer.tell_liveness(live)

    def set_actions(self, why_not: WhyNot, why_not_add: WhyNotAdd) -> None:
        """What decides what can be done with a row, and whether one can be added."""
        self._why_not, self._why_not_add = why_not, why_not_add
        self.actions_changed()

    def actions_changed(self) -> None:
        """Ask again what can be done with the chosen row, and with the namespaces that are shown."""
        reason = self._why_not_add(self.header.namespaces.current)
        self.add_action.judge(True, reason)
        self.header.judge_add(reason)
        self.instead.judge(words.problem_sentence(reason) if reason and self._act is Act.ADD else "")
        row = self.table.chosen()
        for act, action in self._row_actions.items():
            action.setVisible((act is RowAct.ADD) == (row is not None and row.missing))
            action.judge(row is not None and action.isVisible(), self._why_not(row, act) if row else None)

    def select(self, uid: str) -> None:
        """Select a row and show it, if need be by taking back the filter."""
        if not self.table.choose(uid) and self.table.model_.row_by_uid(uid):
            self.reset_filter()
            self.table.choose(uid)
        hand_focus(self.table)

    def set_demo(self, on: bool) -> None:
        """Whether everything is invented."""
        self.header.demo.setVisible(on)

    def show_banner(self, problem: Problem) -> None:
        """Tell of something that does not keep the page from working."""
        self._show_in(self.problem_banner, problem)

    def hide_banner(self) -> None:
        """What the banner told is mended, or was read."""
        self.problem_banner.hide()
        self._tell()

    def show_closed(self, problem: Problem) -> None:
        """Tell of namespaces that were chosen and may not be listed."""
        self._show_in(self.closed_banner, problem)

    def hide_closed(self) -> None:
        """They are not chosen any more, or it was read."""
        self.closed_banner.hide()
        self._tell()

    def _show_in(self, banner: Banner, problem: Problem) -> None:
        title, said = words.problem_title(problem), words.problem_sentence(problem)
        banner.say(title, title, said)
        banner.set_details(said if problem.details else "", problem.details)
        banner.show()
        self._tell()

    def show_notice(self, news: News) -> None:
        """Tell what became of something."""
        self.notice.tell(news)

    def hide_notice(self) -> None:
        """What was told is not true any more."""
        self.notice.hide()

    def set_undoable(self, name: str) -> None:
        """The secret whose change menu and key would undo, also one whose notice is closed; "": there is none."""
        self.undo_action.setText(tr("Undo change of {name}", name=name) if name else tr("Undo"))
        self.undo_action.setEnabled(bool(name))

    def view_state(self) -> dict[str, Any]:
        """Columns and order, for the settings."""
        return self.table.view_state()

    def restore_view_state(self, state: dict[str, Any]) -> None:
        """Take them from the settings."""
        self.table.restore_view_state(state)

    # Wanted by the person

    @property
    def namespace_for_new(self) -> str:
        """The namespace that a new secret is likely to be for; empty where several are shown."""
        chosen = self.header.namespaces.current
        return chosen[0] if chosen and len(chosen) == 1 else ""

    def focus_content(self) -> None:
        """Go to the table by keyboard, or to what stands in its place."""
        shown = self._stack.currentWidget()
        if shown is self.not_allowed:
            hand_focus(self.not_allowed.field)
        else:
            hand_focus(self.table if shown is self.table else self._stack)

    def ask_by_name(self) -> None:
        """Open the dialog that asks for a namespace and a name."""
        dialog = OpenByName(self.namespace_for_new, self.window())
        dialog.asked.connect(self.open_by_name)
        dialog.open()

    def reset_filter(self) -> None:
        """Show all rows again."""
        self.header.filter.clear()
        self.table.model_.only_attention(False)

    def _filter_changed(self, text: str) -> None:
        self.table.model_.set_filter(text)
        self._announce(self.footer.items.text())

    def _toggle_attention(self) -> None:
        self.table.model_.only_attention(not self.table.model_.attention_only)

    def _show_columns(self) -> None:
        self.header.show_columns(self.table.columns.menu)

    def _enter_filter(self) -> None:
        self.header.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.filter.selectAll()

    def _enter_table(self) -> None:
        if self._stack.currentWidget() is self.table:
            hand_focus(self.table)
            self.table.enter()

    def _open(self, uid: str) -> None:
        """Enter, double click, or a click on the name."""
        row = self.table.model_.row_by_uid(uid)
        if row:
            self._do(RowAct.ADD if row.missing else RowAct.VIEW, row)

    def _do_with_chosen(self, act: RowAct) -> None:
        row = self.table.chosen()
        if row:
            self._do(act, row)

    def _do(self, act: RowAct, row: Row) -> None:
        reason = self._why_not(row, act)
        if reason:
            self._say(words.problem_sentence(reason))
            return
        match act:
            case RowAct.VIEW:
                self.view_requested.emit(row.uid)
            case RowAct.UPDATE:
                self.update_requested.emit(row.uid)
            case RowAct.COPY:
                self.copy_requested.emit(row.uid)
            case RowAct.DELETE:
                self.delete_requested.emit(row.uid)
            case RowAct.ADD:
                self.add_requested.emit(row.namespace, row.name)

    def _add(self) -> None:
        reason = self._why_not_add(self.header.namespaces.current)
        if reason:
            button = self.header.add
            QToolTip.showText(button.mapToGlobal(button.rect().bottomLeft()), button.toolTip(), button)
            self._announce(words.problem_sentence(reason))
        else:
            self.add_requested.emit("", "")

    def _say_why_not(self) -> None:
        """Say what stands against the actions in the open menu that are disabled."""
        row = self.table.chosen()
        shown = [act for act, action in self._row_actions.items() if action.isVisible()]
        reasons = [self._why_not(row, act) for act in shown] if row else []
        sentences = dict.fromkeys(words.problem_sentence(reason) for reason in reasons if reason)
        if sentences:
            self._say("\n".join(sentences))

    def _say(self, reason: str) -> None:
        """Tell eyes and ears why something cannot be done."""
        self.table.say_why_not(reason)
        self._announce(reason)

    def _choose_namespaces(self, namespaces: tuple[str, ...] | None) -> None:
        self.header.namespaces.set_current(namespaces)
        self.namespaces_chosen.emit(namespaces)

    def _act_instead(self) -> None:
        match self._act:
            case Act.RETRY:
                self.retry_now.emit()
            case Act.RESET_FILTER:
                self.reset_filter()
            case Act.ALL_NAMESPACES:
                self._choose_namespaces(None)
            case Act.ADD:
                self._add()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as in a dialog."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    # Showing it

    def _tell(self) -> None:
        """Bring everything that follows from state, rows and filter up to date."""
        model, state = self.table.model_, self._state
        model.set_stale(isinstance(state, Unreachable | Refused) and model.total > 0)
        self.header.reset.setEnabled(model.filtered)
        self._tell_state()
        self._show_content()
        above = 0 if all(banner.isHidden() for banner in self._banners) else 2 * GRID
        self._around.setContentsMargins(EDGE, above, EDGE, 2 * GRID)
        items = page_states.items(state, shown=model.rowCount(), total=model.total, filtered=model.filtered)
        self.footer.items.setText(items)
        wanted = model.attention if isinstance(state, Ready) else 0
        self.footer.tell_attention(wanted, shows_only_that=model.attention_only)
        self.footer.zone.setText(tr("Times in {zone}", zone=words.zone_name(self._now())))
        self.actions_changed()
        if isinstance(state, Unreachable) != self._clock.isActive():
            self._clock.stop() if self._clock.isActive() else self._clock.start()

    def _show_content(self) -> None:
        """Show the table or what stands in its place. The focus stays with what is shown there."""
        if isinstance(self._state, NotAllowed):
            part: QWidget = self.not_allowed
        else:
            part = self.table if self.table.model_.rowCount() else self.instead
        if part is not self._stack.currentWidget():
            focus: QWidget | None = self.window().focusWidget()  # PySide6's types leave the None out
            self._stack.setCurrentWidget(part)
            if focus is self._stack or (focus is not None and self._stack.isAncestorOf(focus)):
                self.focus_content()

    def _tell_state(self) -> None:
        model, state, now = self.table.model_, self._state, self._now()
        context, namespaces = self.header.contexts.currentText(), self.header.namespaces
        lost = state if isinstance(state, Unreachable | Refused) and model.total else None
        self.state_banner.setVisible(lost is not None)
        if lost:
            later = words.sentences(page_states.prospect(lost, now), tr("Nothing can be changed until then."))
            self.state_banner.say(*page_states.headline(lost, context, now), later)
            self.state_banner.set_details(words.problem_sentence(lost.problem), lost.problem.details)
        if isinstance(state, NotAllowed):
            self.not_allowed.tell(state.problem)
            return
        if model.total:
            text = self.header.filter.text().strip()
            instead = page_states.no_match(text, model.attention, attention_only=model.attention_only)
        else:
            missing = namespaces.typed or (isinstance(state, Ready) and state.maybe_missing)
            nothing = page_states.empty(namespaces.current, missing)
            instead = page_states.without_rows(state, context, now) or nothing
        self._act = instead.act
        words_of_it = page_states.act_words(instead.act)
        self.instead.say(instead.icon, instead.title, instead.sentence, words_of_it, instead.details)

    def _announce(self, text: str) -> None:
        """Tell a screen reader what is only seen."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.table, text))
