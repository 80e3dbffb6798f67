"""The ImagePullSecrets page: choosers, filter, table, and what stands in the table's place when it has no rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.secrets import Row
from pullsecrets.views import theme, words
from pullsecrets.views.choosers import ContextChooser, NamespaceChooser, OpenByName, is_namespace, leading
from pullsecrets.views.notices import EDGE, Banner, Notice, StatePage
from pullsecrets.views.secrets_model import as_tip
from pullsecrets.views.secrets_table import SecretsTable
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr


@dataclass(frozen=True, slots=True)
class Connecting:
    """The first list has been asked for."""

    context: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The list is complete. ``maybe_missing``: the namespace may not exist, which looks the same as empty."""

    maybe_missing: bool = False


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The user may not list here."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The cluster does not answer. Rows, if any, were true at ``as_of``; the next attempt is due at ``retry_at``."""

    problem: Problem
    as_of: datetime | None
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that waiting does not mend: signing in, a certificate, the kubeconfig."""

    problem: Problem


PageState = Connecting | Ready | NotAllowed | Unreachable | Refused


class Liveness(StrEnum):
    """Whether the table follows the cluster."""

    NONE = "none"
    LIVE = "live"
    POLLING = "polling"
    OFFLINE = "offline"


_SILENT = (  # problems that mean: it does not answer
    Code.CONNECTION_REFUSED,
    Code.CONNECTION_LOST,
    Code.NETWORK_UNREACHABLE,
    Code.TIMEOUT,
    Code.UNKNOWN_HOST,
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SecretsPage(QWidget):
    """Shows what it is told and tells what the person wants. It decides nothing about secrets."""

    context_chosen = Signal(str)
    namespace_chosen = Signal(object)  # a name, None for all namespaces
    open_by_name = Signal(str, str)  # namespace, name
    refresh = Signal()
    retry_now = Signal()
    update_requested = Signal(str)  # uid
    undo = Signal()
    notice_closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__(parent)
        self._now = now
        self._state: PageState = Ready()
        self._live = Liveness.NONE
        self._why_not: Callable[[Row], Problem | None] = lambda row: None
        self._make_actions()
        self._make_header()
        self._make_body()
        self._make_footer()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._header, *self._banners, self._body, self.notice, self._footer):
            column.addWidget(part, 1 if part is self._body else 0)
        self._dress()
        self._tell()

    # What there is

    def _make_actions(self) -> None:
        self.update_action = QAction(tr("Update"), self)
        self.update_action.setShortcut("Ctrl+U")
        self.update_action.triggered.connect(self._update_chosen)
        self.undo_action = QAction(tr("Undo"), self)
        self.undo_action.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo_action.setEnabled(False)
        self.undo_action.triggered.connect(self.undo)
        self.refresh_action = QAction(tr("Refresh"), self)
        self.refresh_action.setShortcut("F5")
        self.refresh_action.triggered.connect(self.refresh)
        self.filter_action = QAction(tr("Filter"), self)
        self.filter_action.setShortcut(QKeySequence.StandardKey.Find)
        self.filter_action.triggered.connect(self._enter_filter)
        self.by_name_action = QAction(tr("Open by name…"), self)
        self.by_name_action.triggered.connect(self.ask_by_name)

    def _make_header(self) -> None:
        self._header = QWidget(self)
        self._title = QLabel(tr("ImagePullSecrets"), self._header)
        self._demo = Pill(tr("Demo"), self._header)
        self._demo.setToolTip(tr("Everything here is invented. No real cluster is touched."))
        self._demo.hide()
        self.contexts = ContextChooser(self._header)
        self.contexts.chosen.connect(self.context_chosen)
        self.namespaces = NamespaceChooser(self._header)
        self.namespaces.chosen.connect(self.namespace_chosen)
        self.namespaces.by_name.connect(self.ask_by_name)
        self.filter = FilterField(self._header)
        self.filter.textChanged.connect(self._filter_changed)
        self.filter.left.connect(self._enter_table)
        self.filter.given_up.connect(self.reset_filter)
        self.reset_button = QPushButton(tr("Reset"), self._header)
        self.reset_button.clicked.connect(self.reset_filter)
        self.refresh_button = QToolButton(self._header)
        self.refresh_button.setText(f" {tr('Refresh')}")  # Qt sets text and icon too close to each other
        self.refresh_button.setAccessibleName(tr("Refresh"))
        self.refresh_button.clicked.connect(self.refresh)
        self.refresh_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.columns_button = QToolButton(self._header)
        self.columns_button.setToolTip(tr("Columns"))
        self.columns_button.setAccessibleName(tr("Columns"))
        self.columns_button.clicked.connect(self._show_columns)
        for button in (self.refresh_button, self.columns_button):
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for control in (self.reset_button, self.refresh_button, self.columns_button):
            theme.fix_height(control)

        title = QHBoxLayout()
        title.addWidget(self._title)
        title.addSpacing(GRID)
        title.addWidget(self._demo)
        title.addStretch()
        tools = QHBoxLayout()
        tools.setSpacing(GRID)
        tools.addWidget(self.contexts)
        tools.addWidget(self.namespaces)
        tools.addSpacing(2 * GRID)
        tools.addWidget(self.filter, 100)
        tools.addWidget(self.reset_button)
        tools.addStretch(1)
        tools.addWidget(self.refresh_button)
        tools.addWidget(self.columns_button)
        column = QVBoxLayout(self._header)
        column.setContentsMargins(EDGE, 2 * GRID, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(title)
        column.addLayout(tools)

    def _make_body(self) -> None:
        self._state_banner = Banner(Tone.DANGER, "octagon-x", tr("Try now"), self)
        self._state_banner.action.connect(self.retry_now)
        self._insecure_banner = Banner(Tone.WARN, "triangle-alert", parent=self)
        self._problem_banner = Banner(Tone.WARN, "triangle-alert", parent=self)
        self._problem_banner.add_close().connect(self.hide_banner)
        self._banners = (self._state_banner, self._insecure_banner, self._problem_banner)
        for banner in self._banners:
            banner.hide()
        self.table = SecretsTable(self, now=self._now)
        self.table.setAccessibleName(tr("ImagePullSecrets"))
        self.table.menu.addAction(self.update_action)
        self.table.update_requested.connect(self._update)
        self.table.chosen_changed.connect(self.actions_changed)
        self.table.menu.aboutToShow.connect(self.actions_changed)
        self.table.model_.applied.connect(self._tell)
        self.table.model_.arranged.connect(self._tell)
        self.empty = StatePage(self)
        self.empty.action.connect(self._act_on_state)
        self.not_allowed = NotAllowedPage(self)
        self.not_allowed.namespace_chosen.connect(self._open_namespace)
        self.not_allowed.by_name.connect(self.ask_by_name)
        self._stack = QStackedWidget(self)
        for part in (self.table, self.empty, self.not_allowed):
            self._stack.addWidget(part)
        self._body = QWidget(self)
        self._around = QVBoxLayout(self._body)
        self._around.addWidget(self._stack)
        self.notice = Notice(self)
        self.notice.hide()
        self.notice.undo.connect(self.undo)
        self.notice.closed.connect(self._close_notice)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tell_state)

    def _make_footer(self) -> None:
        self._footer = Footer(self)
        self.items = QLabel(self._footer)
        self.attention = QLabel(self._footer)
        self.attention.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.attention.linkActivated.connect(self._toggle_attention)
        self._live_sign = QLabel(self._footer)
        self.live = QLabel(self._footer)
        self._zone = QLabel(self._footer)
        for label in (self.items, self.live, self._zone):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = QHBoxLayout(self._footer)
        row.setContentsMargins(EDGE, GRID, EDGE, GRID)
        row.setSpacing(GRID)
        for part in (self.items, self.attention):
            row.addWidget(part)
        row.addStretch()
        for part in (self._live_sign, self.live):
            row.addWidget(part)
        row.addSpacing(GRID)
        row.addWidget(self._zone)

    # Told by the controller

    def set_contexts(self, contexts: tuple[Context, ...], current: str) -> None:
        """The contexts to choose from. Broken ones are shown, and say why they cannot be chosen."""
        self.contexts.set_contexts(contexts, current)

    def set_namespaces(self, names: tuple[str, ...] | None, current: str | None) -> None:
        """The namespaces to choose from; None where they may not be listed, so that one is typed."""
        self.namespaces.set_namespaces(names, current)
        self._tell()

    def set_current_namespace(self, namespace: str | None) -> None:
        """The namespace that is shown, None for all."""
        self.namespaces.set_current(namespace)
        self._tell()

    def set_state(self, state: PageState) -> None:
        """How far the list is. Empty and no match follow from the rows and the filter."""
        arrived = isinstance(state, Ready) and not isinstance(self._state, Ready)
        self._state = state
        if arrived:
            self.table.measure_columns()
        self._tell()
        if isinstance(state, NotAllowed):
            self.not_allowed.field.setFocus()

    def set_live(self, live: Liveness) -> None:
        """Whether the table follows the cluster."""
        self._live = live
        self._tell()

    def set_actions(self, why_not: Callable[[Row], Problem | None]) -> None:
        """What decides whether a row can be updated: None where it can, else the reason."""
        self._why_not = why_not
        self.actions_changed()

    def actions_changed(self) -> None:
        """Ask again what can be done with the chosen row."""
        row = self.table.chosen()
        reason = self._why_not(row) if row else None
        self.update_action.setEnabled(row is not None and reason is None)
        self.update_action.setToolTip(as_tip(words.problem_sentence(reason)) if reason else "")

    def select(self, uid: str) -> None:
        """Select a row and show it, if need be by taking back the filter."""
        if not self.table.choose(uid) and self.table.model_.row_by_uid(uid):
            self.reset_filter()
            self.table.choose(uid)
        self.table.setFocus()

    def set_demo(self, on: bool) -> None:
        """Whether everything is invented."""
        self._demo.setVisible(on)

    def set_insecure(self, on: bool) -> None:
        """Warn, as long as it is on, that the connection can be read and changed on its way."""
        title = tr("The connection to {context} is not secure.", context=self.contexts.currentText())
        self._insecure_banner.say(
            title,
            title,
            tr("The kubeconfig turns verification off, or names plain http: others can read passwords on their way."),
        )
        self._insecure_banner.setVisible(on)
        self._tell()

    def show_banner(self, problem: Problem) -> None:
        """Tell of something that does not keep the page from working."""
        title = words.problem_title(problem)
        self._problem_banner.say(title, title, words.problem_sentence(problem))
        self._problem_banner.set_details(words.problem_sentence(problem) if problem.details else "", problem.details)
        self._problem_banner.show()
        self._tell()

    def hide_banner(self) -> None:
        """What the banner told is mended, or was read."""
        self._problem_banner.hide()
        self._tell()

    def show_notice(self, text: str, bold: str, undo: bool, tone: Tone = Tone.OK) -> None:
        """Tell what became of something, with one part of the text in bold. "Undo" then works by key as well."""
        self.notice.set_tone(tone)
        self.notice.say(text, bold)
        self.notice.set_undo(undo)
        self.notice.show()
        self.undo_action.setEnabled(undo)

    def hide_notice(self) -> None:
        """What was told is not true any more, nor can it be undone."""
        self.notice.hide()
        self.undo_action.setEnabled(False)

    def view_state(self) -> dict[str, Any]:
        """Columns and order, for the settings."""
        return self.table.view_state()

    def restore_view_state(self, state: dict[str, Any]) -> None:
        """Take them from the settings."""
        self.table.restore_view_state(state)

    # Wanted by the person

    def ask_by_name(self) -> None:
        """Open the dialog that asks for a namespace and a name."""
        dialog = OpenByName(self.namespaces.current or "", self.window())
        dialog.asked.connect(self.open_by_name)
        dialog.open()

    def reset_filter(self) -> None:
        """Show all rows again."""
        self.filter.clear()
        self.table.model_.only_attention(False)
        if self._stack.currentWidget() is not self.table or not self.filter.hasFocus():
            self.filter.setFocus()

    def _filter_changed(self, text: str) -> None:
        self.table.model_.set_filter(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.items, self.items.text()))

    def _toggle_attention(self) -> None:
        self.table.model_.only_attention(not self.table.model_.attention_only)

    def _show_columns(self) -> None:
        menu, button = self.table.columns.menu, self.columns_button
        menu.aboutToShow.emit()  # its size is needed before it is shown
        menu.popup(button.mapToGlobal(button.rect().bottomRight()) - QPoint(menu.sizeHint().width() - 1, 0))

    def _enter_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _enter_table(self) -> None:
        if self._stack.currentWidget() is self.table:
            self.table.setFocus()
            self.table.enter()

    def _update_chosen(self) -> None:
        row = self.table.chosen()
        if row:
            self._update(row.uid)

    def _update(self, uid: str) -> None:
        row = self.table.model_.row_by_uid(uid)
        reason = self._why_not(row) if row else None
        if reason:
            self.table.say_why_not(words.problem_sentence(reason))
        elif row:
            self.update_requested.emit(uid)

    def _open_namespace(self, namespace: str) -> None:
        self.namespaces.set_current(namespace)
        self.namespace_chosen.emit(namespace)

    def _act_on_state(self) -> None:
        match self._state:
            case Unreachable() | Refused():
                self.retry_now.emit()
            case _ if self.table.model_.filtered:
                self.reset_filter()
            case _ if self.namespaces.current is not None:
                self.namespaces.set_current(None)
                self.namespace_chosen.emit(None)
            case _:
                self.refresh.emit()

    def _close_notice(self) -> None:
        self.notice.hide()
        self.notice_closed.emit()

    # Showing it

    def _tell(self) -> None:
        """Bring everything that follows from state, rows and filter up to date."""
        model = self.table.model_
        lost = isinstance(self._state, Unreachable | Refused)
        model.set_stale(lost and model.total > 0)
        self.reset_button.setEnabled(model.filtered)
        self._tell_state()
        self._stack.setCurrentWidget(self._shown())
        above = 0 if all(banner.isHidden() for banner in self._banners) else 2 * GRID
        self._around.setContentsMargins(EDGE, above, EDGE, 2 * GRID)
        self._tell_footer()
        self.actions_changed()
        counting = isinstance(self._state, Unreachable)
        if counting != self._clock.isActive():
            self._clock.start() if counting else self._clock.stop()

    def _shown(self) -> QWidget:
        if isinstance(self._state, NotAllowed):
            return self.not_allowed
        return self.table if self.table.model_.rowCount() else self.empty

    def _tell_state(self) -> None:
        model, state = self.table.model_, self._state
        rows = model.total > 0
        self._state_banner.setVisible(rows and isinstance(state, Unreachable | Refused))
        match state:
            case NotAllowed(problem):
                self.not_allowed.tell(problem)
            case Unreachable(problem) | Refused(problem) if rows:
                self._state_banner.say(*self._headline(state), self._prospect(state))
                self._state_banner.set_details(words.problem_sentence(problem), problem.details)
            case Unreachable(problem) | Refused(problem):
                sign = "disconnected" if isinstance(state, Unreachable) else "octagon-alert"
                said = f"{words.problem_sentence(problem)}\n{self._prospect(state)}".strip()
                self.empty.say(sign, self._title_of(problem), said, tr("Try now"), problem.details)
            case Connecting(context):
                self.empty.say("", tr("Connecting to {context}…", context=context), "")
            case Ready() if rows and model.filtered:
                self._tell_no_match()
            case Ready(maybe_missing):
                self._tell_empty(maybe_missing or self.namespaces.typed)

    def _tell_no_match(self) -> None:
        text = self.filter.text().strip()
        title = tr("Nothing matches “{text}”", text=text) if text else tr("Nothing needs attention")
        said = tr("The filter looks at name, namespace, registry, username and description.") if text else ""
        self.empty.say("search", title, said, tr("Reset"))

    def _tell_empty(self, maybe_missing: bool) -> None:
        namespace = self.namespaces.current
        if namespace is None:
            self.empty.say(
                "key",
                tr("No ImagePullSecrets in this cluster yet"),
                tr("Its pods pull their images without signing in. When someone adds one, it appears here."),
                tr("Refresh"),
            )
            return
        said = (
            tr("Check the name: a namespace that does not exist looks just like an empty one.")
            if maybe_missing
            else tr("Pods in this namespace pull their images without signing in. Choose another namespace above.")
        )
        title = tr("No ImagePullSecrets in {namespace} yet", namespace=namespace)
        self.empty.say("key", title, said, tr("Show all namespaces"))

    def _title_of(self, problem: Problem) -> str:
        if problem.code in _SILENT:
            return tr("{context} does not answer", context=self.contexts.currentText())
        return words.problem_title(problem)

    def _headline(self, state: Unreachable | Refused) -> tuple[str, str]:
        """What happened, and since when the rows are old; and the part of it to be shown in bold."""
        problem, bold = state.problem, self._title_of(state.problem)
        if problem.code in _SILENT:
            reason = words.problem_title(problem)
            said = [f"{bold} ({problem.values.get('host', '')}, {reason[:1].lower()}{reason[1:]})."]
        else:
            said = [f"{bold}.", words.problem_sentence(problem)]
        if isinstance(state, Unreachable) and state.as_of:
            time, ago = words.clock(state.as_of), _ago(state.as_of, self._now())
            said.append(tr("These rows were true at {time}, {ago}.", time=time, ago=ago))
        return " ".join(said), bold

    def _prospect(self, state: Unreachable | Refused) -> str:
        """When it will be tried again."""
        said = []
        if isinstance(state, Unreachable):
            left = math.ceil((state.retry_at - self._now()).total_seconds()) if state.retry_at else 0
            said.append(tr("Trying again by itself, next in %n s.", "", left) if left > 0 else tr("Trying again now…"))
        if self.table.model_.total:
            said.append(tr("Nothing can be changed until then."))
        return " ".join(said)

    def _tell_footer(self) -> None:
        model, state = self.table.model_, self._state
        shown, total = model.rowCount(), model.total
        if isinstance(state, NotAllowed) or (not isinstance(state, Ready) and not total):
            items = ""
        elif isinstance(state, Connecting):
            items = tr("Loading, %n item(s) so far", "", total)
        elif isinstance(state, Unreachable) and state.as_of:
            items = tr("%n item(s), as of {time}", "", total, time=words.clock(state.as_of))
        elif model.filtered:
            items = tr("{shown} of %n item(s)", "", total, shown=shown)
        else:
            items = tr("%n item(s)", "", total)
        self.items.setText(items)
        wanted = model.attention if isinstance(state, Ready) else 0
        link = tr("Show all") if model.attention_only else tr("%n need(s) attention", "", wanted)
        self.attention.setText(f"· &nbsp;<a href='#'>{link}</a>" if wanted or model.attention_only else "")
        self.attention.setVisible(bool(self.attention.text()))
        sign, tone, text, why = {
            Liveness.NONE: ("", Tone.PLAIN, "", ""),
            Liveness.LIVE: ("circle-check", Tone.OK, tr("Live"), tr("Changes in the cluster show at once.")),
            Liveness.POLLING: (
                "clock",
                Tone.PLAIN,
                tr("Not live"),
                tr("You are not allowed to watch secrets here, so they are listed again every 30 seconds."),
            ),
            Liveness.OFFLINE: ("disconnected", Tone.DANGER, tr("Not connected"), tr("The rows may be out of date.")),
        }[self._live]
        self._live_sign.setVisible(bool(text))
        self.live.setText(text)
        self.live.setToolTip(why)
        if sign:
            icon = theme.icon(sign, theme.colour(tone, self.palette()))
            self._live_sign.setPixmap(icon.pixmap(QSize(16, 16), self.devicePixelRatio()))
        self._zone.setText(tr("Times in {zone}", zone=words.zone_name(self._now())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
            self._tell_footer()

    def _dress(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + 5)
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        ink = self.palette().windowText().color()
        self.refresh_button.setIcon(theme.icon("refresh", ink))
        self.columns_button.setIcon(theme.icon("columns", ink))


class FilterField(QLineEdit):
    """The filter: Esc gives it up, Down goes on to the table."""

    given_up = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Filter by name, registry, user…"))
        self.setAccessibleName(tr("Filter"))
        self.setMinimumWidth(round(14 * theme.letter(self)))
        self.setMaximumWidth(round(48 * theme.letter(self)))
        theme.fix_height(self)
        leading(self, "search")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.given_up.emit()
            case Qt.Key.Key_Down:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


class NotAllowedPage(StatePage):
    """Says which right is missing and asks for a namespace that may be read."""

    namespace_chosen = Signal(str)
    by_name = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Namespace"))
        self.field.setAccessibleName(tr("Namespace"))
        self.field.setFixedWidth(round(34 * theme.letter(self)))
        leading(self.field, "cube")
        self._open = QPushButton(tr("Open"), self)
        self._by_name = QPushButton(tr("Open by name…"), self)
        self._by_name.setFlat(True)
        self.buttons.insertWidget(1, self.field)
        self.buttons.insertWidget(2, self._open)
        for control in (self.field, self._open, self._by_name):
            theme.fix_height(control)
        self.column.insertWidget(self.column.count() - 1, self._by_name, 0, Qt.AlignmentFlag.AlignHCenter)
        self.field.textChanged.connect(self._judge)
        self.field.returnPressed.connect(self._enter)
        self._open.clicked.connect(self._enter)
        self._by_name.clicked.connect(self.by_name)
        self._judge()

    def tell(self, problem: Problem) -> None:
        """Say what is not allowed."""
        namespace = problem.values.get("namespace")
        title = (
            tr("You may not list ImagePullSecrets in {namespace}", namespace=namespace)
            if namespace
            else tr("You may not list ImagePullSecrets in all namespaces")
        )
        self.say("lock", title, words.problem_sentence(problem), details=problem.details)

    def _judge(self) -> None:
        self._open.setEnabled(is_namespace(self.field.text().strip()))

    def _enter(self) -> None:
        namespace = self.field.text().strip()
        if is_namespace(namespace):
            self.field.clear()
            self.namespace_chosen.emit(namespace)


class Footer(QWidget):
    """The line below everything, set off by a rule."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().mid().color())
        painter.drawLine(0, 0, self.width(), 0)


class Pill(QLabel):
    """A word in a rounded frame."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setContentsMargins(GRID, 2, GRID, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(Tone.WARN, self.palette()))
        round_as = self.height() / 2
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1).toRectF(), round_as, round_as)
        painter.end()
        super().paintEvent(event)


def _ago(then: datetime, now: datetime) -> str:
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return tr("less than a minute ago")
    if minutes < 60:
        return tr("%n minute(s) ago", "", minutes)
    if minutes < 60 * 24:
        return tr("%n hour(s) ago", "", minutes // 60)
    return tr("%n day(s) ago", "", minutes // (60 * 24))
