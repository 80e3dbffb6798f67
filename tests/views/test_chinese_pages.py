"""The Chinese window, page by page: nothing in it is left in English."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from model.samples import LAST_APPLIED, entry, secret
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot
from views.chinese import FORBIDDEN, HELM, NOW, PROBLEM, USAGES, WHERE, Check
from views.rows import row

from pullsecrets.model.contexts import Context
from pullsecrets.model.dockerconfig import Broken, Why
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.records import Entry, Record
from pullsecrets.model.secrets import PullSecret, Use
from pullsecrets.views import activity_texts, view_texts, words
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.namespace_chooser import NamespaceChooser
from pullsecrets.views.notices import News
from pullsecrets.views.page_states import Connecting, Liveness, NotAllowed, PageState, Ready, Refused, Unreachable
from pullsecrets.views.row_actions import RowAct
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.used_by import UsedByTable
from pullsecrets.views.view_facts import Facts, facts, unread
from pullsecrets.views.view_page import ViewPage


def test_a_text_in_english_would_be_noticed(check: Check, qtbot: QtBot) -> None:
    label = QLabel("Nothing was changed yet.")
    qtbot.addWidget(label)
    with pytest.raises(AssertionError, match="not translated"):
        check(label)


def test_the_whole_window_is_chinese(check: Check, qtbot: QtBot) -> None:
    page = SecretsPage(now=lambda: NOW)
    window = MainWindow(page, ViewPage(), ActivityPage(now=lambda: NOW))
    qtbot.addWidget(window)
    window.show()
    window.set_title("3", demo=True)
    window.set_insecure("3")
    page.set_contexts((Context("3", "1.2.3.4:5"), Context("4", problem=PROBLEM)), "3")
    page.set_namespaces(("1", "2"), None)
    page.set_actions(lambda row, act: PROBLEM, lambda namespaces: PROBLEM)
    states: list[PageState] = [
        Connecting("3"),
        Ready(),
        Ready(maybe_missing=True),
        NotAllowed(FORBIDDEN),
        Unreachable(PROBLEM, NOW, NOW),
        Refused(Problem(Code.SIGN_IN, WHERE)),
    ]
    missing = row("6", "2", "", usernames=("",), missing=True, asked_by=("1", "2", "3"))
    rows = [
        row("1", "2", "3.4", usernames=("5",), use=Use(2, complete=False)),
        row("2", "2", "3.4", usernames=("5",), owner=HELM, immutable=True, use=Use(0, complete=True)),
        row("3", "2", "3.4", "5.6", usernames=("5", "6"), terminating=True, last_updated=None),
        row("4", "2", "3.4", usernames=("5",), broken=Broken(Why.NOT_BASE64, "3.4", ""), created=None),
        row("5", "2", "?", usernames=("5",), use=Use(0, complete=False)),
        missing,
        replace(missing, uid="7", name="7", other_type="8"),
    ]
    for each in rows, []:
        page.table.model_.clear()
        page.table.model_.apply(each, [])
        for state in states:
            page.set_state(state)
            for live in Liveness:
                page.set_live(live)
            check(window)
    page.set_state(Ready())
    for chosen in ("1",), ("1", "2"):
        page.set_namespaces(("1", "2"), chosen)
        check(window)
    page.table.model_.apply(rows, [])
    page.header.filter.setText("0 0")
    for _ in range(2):
        check(window)
        page.footer.attention_toggled.emit()
    page.table.model_.apply([], [each.uid for each in rows])
    page.header.filter.setText("")
    check(window)
    page.show_notice(News(*words.told("update", None, "1", "2", users=3), undo=True))
    page.show_banner(Problem(Code.KUBECONFIG_BROKEN, {"file": "1", "reason": "2"}, "3"))
    window.set_closing(words.quitting(2))
    check(window)


def test_the_windows_own_dialogs_are_chinese(check: Check, qtbot: QtBot) -> None:
    page = SecretsPage(now=lambda: NOW)
    window = MainWindow(page, ViewPage(), ActivityPage(now=lambda: NOW))
    qtbot.addWidget(window)
    page.ask_by_name()
    window.show_problem(Problem(Code.UNFORESEEN, {"kind": "1"}, "2"))
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isModal()]
    opened = [each for each in shown if each.parentWidget() is window]
    assert len(opened) == 2
    for dialog in opened:
        check(dialog)
        dialog.close()


@pytest.mark.parametrize("names", [("1", "2", "3"), None])
def test_choosing_namespaces_is_chinese(names: tuple[str, ...] | None, check: Check, qtbot: QtBot) -> None:
    chooser = NamespaceChooser()
    qtbot.addWidget(chooser)
    chooser.set_names(names)
    chooser.set_most(2)
    chooser.show()
    for chosen in (None, ("1",), ("1", "2")):
        chooser.set_current(chosen)
        chooser.showPopup()
        check(chooser)
        chooser.hidePopup()


def stored(entries: dict[str, dict[str, str]] | str, **fields: object) -> Facts:
    """A secret as View shows it."""
    data = entries if isinstance(entries, str) else json.dumps({"auths": entries})
    return facts(PullSecret.of(secret(data, **{"name": "2", "namespace": "1", "uid": "3"} | fields)))  # type: ignore[arg-type]


ONE = stored({"3.4": entry("5", "6")})
APPLIED = {"manager": "1", "operation": "Apply", "fieldsV1": {"f:data": {"f:.dockerconfigjson": {}}}}


@pytest.mark.parametrize(
    "stored_facts",
    [
        ONE,
        unread(replace(ONE.row, description="1", owner=HELM)),
        stored({}),
        stored("1"),
        stored({"3.4": entry("5", "6"), "https://3.4": entry("5", "6"), "7.?": entry("5", "6"), "8.9": {}}),
        stored({f"{number}.9": entry("5", "6") for number in range(6)}),
        stored({"3.4": {"identitytoken": "1"}}),
        stored({f"{n}.9": entry("5", each) for n, each in enumerate(("", "6 ", " 6", "6\n", "\n6", "6\0"))}),
        stored({"3.4": entry("5", "6")}, annotations={LAST_APPLIED: json.dumps({"data": {".dockerconfigjson": "1"}})}),
        stored({"3.4": entry("5", "6")}, managedFields=[APPLIED]),
    ],
)
def test_view_is_chinese(stored_facts: Facts, check: Check, qtbot: QtBot) -> None:
    page = ViewPage()
    qtbot.addWidget(page)
    page.set_context("3")
    page.show_facts(stored_facts)
    for usage in USAGES:
        page.show_usage(usage)
        check(page)
    page.set_reasons(dict.fromkeys(RowAct, "1"), "2", "3")
    for readable in (False, True):
        page.set_readable(readable)
        check(page)


def test_what_view_is_told_is_chinese(check: Check, qtbot: QtBot) -> None:
    page = ViewPage()
    qtbot.addWidget(page)
    page.show_facts(ONE)
    page.set_lost(PROBLEM)
    for kind in OwnerKind:
        for owner in (Owner(kind, "1", "2"), Owner(kind, "")):
            page.set_lock(owner)
            if kind is not OwnerKind.OWNER_REFERENCE:
                page.show_facts(replace(ONE, row=replace(ONE.row, owner=owner, resource_version=f"{kind}{owner}")))
            check(page)
    for gone in (Code.DELETED, Code.RECREATED, Code.NOT_PULL_SECRET):
        page.set_gone(Problem(gone, WHERE | {"type": "1"}))
        check(page)
    page.set_gone(None)
    page.set_problem(FORBIDDEN)
    for password in (b"", b"1", b"1 ", b"\xff", b"1\x00"):
        page.set_revealed("3.4", password)
        check(page)
    page.say_copied("3.4")
    check(page)
    for empty in (True, False):
        page.say_not_copied(empty=empty)
        check(page)


def test_what_uses_a_secret_is_chinese(check: Check, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    table, sentence = UsedByTable(page, first_column_title="1", most_rows=None), QLabel(page)
    for usage in USAGES:
        table.show_usage(usage)
        sentence.setText(f"{view_texts.use_sentence(usage)} {words.users_sentence(usage.use if usage else None)}")
        check(page)


def test_activity_is_chinese(check: Check, qtbot: QtBot) -> None:
    page = ActivityPage(now=lambda: NOW)
    qtbot.addWidget(page)
    check(page)
    changes = ("credential", "description", "credential, description", "entry added", "registry", "entry removed")
    results = ("updated", "created", "deleted", "deleting", "copied", "pods deleted", "unknown")
    records = [
        Record("1", "2", "3", "4", "5", "6.7", change, kind, result, owner="8")
        for kinds, all_changes, all_results in (
            (("update", "undo"), (*changes, "content"), ("updated",)),
            (("create", "delete", "copy", "service account", "pull again"), ("",), results),
            (("update",), ("credential",), (f"{activity_texts.FAILED}{code}" for code in Code)),
        )
        for kind in kinds
        for change in all_changes
        for result in all_results
    ]
    page.set_entries(tuple(Entry(NOW - timedelta(days=day), each) for day, each in enumerate(records)), more=True)
    check(page)
    page.filter.setText("0 0")
    check(page)
    page.set_problem(Problem(Code.ACTIVITY_UNREADABLE, {"file": "1", "reason": "2"}, "3"))
    check(page)
