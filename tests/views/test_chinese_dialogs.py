"""The Chinese dialogs: nothing in them is left in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from views.chinese import FORBIDDEN, HELM, USAGES, WHERE, Check
from views.parts import part

from pullsecrets.model.changes import Conflict
from pullsecrets.model.checking import Answer, ImageAnswer, ImageVerdict, Verdict
from pullsecrets.model.components import Component
from pullsecrets.model.copying import Progress, Step
from pullsecrets.model.creating import Imported, check_name, check_namespace, check_registry
from pullsecrets.model.dockerconfig import Broken, Why
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.matching import Never
from pullsecrets.model.repair import Lost, Part
from pullsecrets.model.secrets import PullSecret
from pullsecrets.model.validation import check_password, check_username
from pullsecrets.views.about_dialog import AboutDialog
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.copy_dialog import CopyDialog
from pullsecrets.views.credential_form import CredentialForm, Draft
from pullsecrets.views.delete_dialog import DeleteDialog
from pullsecrets.views.entry_dialogs import (
    AddEntryDialog,
    ChangeRegistryDialog,
    RemoveEntryDialog,
    ReplaceContentDialog,
)
from pullsecrets.views.preferences_dialog import Preferences, PreferencesDialog
from pullsecrets.views.update_dialog import Typed, UpdateDialog
from pullsecrets.views.view_lock import LockStrip


def states(dialog: CredentialForm) -> Iterator[None]:
    """What every form that is sent can say, one after the other."""
    yield
    for set_state in (dialog.set_reading, dialog.set_busy, dialog.set_checking, dialog.set_ready):
        set_state(True)
        yield
        set_state(False)
    dialog.set_problem(Problem(Code.TIMEOUT, WHERE, "1"))
    for lock in (HELM, Problem(Code.IMMUTABLE, WHERE), None):
        dialog.set_locked(lock)
        yield


UNREACHABLE = (
    Code.CONNECTION_REFUSED,
    Code.UNKNOWN_HOST,
    Code.NETWORK_UNREACHABLE,
    Code.TIMEOUT,
    Code.CONNECTION_LOST,
    Code.SERVER_ERROR,
    Code.TLS_UNTRUSTED,
    Code.TLS_EXPIRED,
    Code.TLS_WRONG_HOST,
    Code.TLS_FAILED,
)


def answers() -> Iterator[Answer]:
    """Everything that can come of a check."""
    every = tuple(ImageAnswer(str(number), verdict) for number, verdict in enumerate(ImageVerdict))
    public, pullable = ImageAnswer("1", ImageVerdict.PUBLIC), ImageAnswer("2", ImageVerdict.PULLABLE)
    for verdict in Verdict:
        for images in ((), every, every * 2, (public,), (pullable,), (public, pullable)):
            yield Answer(verdict, "1.2:3", images=images)
            yield Answer(verdict, "1.2:3", "4", images, message="5", seconds=6, unasked=7)
    for code in (Code.EXTRA_CA, *UNREACHABLE):
        yield Answer(Verdict.UNREACHABLE, "1", problem=Problem(code, {"file": "1", "reason": "2", "status": 503}))


def test_the_check_of_a_credential_is_chinese(check: Check, qtbot: QtBot) -> None:
    dialog = UpdateDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    shown = dialog.check
    assert shown
    shown.ask_host("*.1", "2", fits=False)
    shown.offer_plain_http(True)
    for host in ("", "1"):
        shown.show_running(host)
        check(dialog)
    for answer in answers():
        shown.show_answer(answer)
        check(dialog)
    for verdict in (Verdict.REFUSED, Verdict.CANNOT_PULL):
        shown.ask_anyway(Answer(verdict, "1", images=(ImageAnswer("2", ImageVerdict.DENIED),)))
        check(dialog)
        part(dialog, QMessageBox).reject()


def test_the_update_dialog_is_chinese(check: Check, qtbot: QtBot) -> None:
    dialog = UpdateDialog()
    qtbot.addWidget(dialog)
    dialog.set_identity("1", "2", ("3.4", "5.6"), "3.4")
    dialog.set_stored("5", b"6", "7")
    dialog.notes.set_applied(True)
    dialog.set_key_warning(Never.HUB, token_only=False)
    dialog.set_finding("username", check_username("1:2"))
    dialog.set_finding("password", check_password(b"1 "))
    dialog.set_field_problem("description", Problem(Code.INVALID, {"field": "1", "reason": "2"}))
    dialog.set_entry_fixed(True)
    dialog.set_typed(Typed("5", b"1\n2", "7"))
    dialog.show()
    for _ in states(dialog):
        check(dialog)
    for usage in USAGES:
        dialog.notes.show_use(usage)
        check(dialog)
    now = PullSecret.of({"type": "kubernetes.io/dockerconfigjson", "metadata": {"uid": "1"}})
    for gone in (True, False):
        for choice in ("", "mine", "theirs"):
            clash = Conflict(now, credential=True, password=True, description=True, entry_gone=gone)
            dialog.set_conflict(clash, ("5", "7"), Typed("5", b"1", "7"), choice)
            check(dialog)
    dialog.set_locked(HELM)
    part(dialog, LockStrip)._anyway.click()
    check(dialog)
    part(dialog, QMessageBox).reject()


@pytest.mark.parametrize(("names", "name"), [(("1", "2"), ""), (None, ""), (("1",), "2")])
def test_the_add_dialog_is_chinese(names: Sequence[str] | None, name: str, check: Check, qtbot: QtBot) -> None:
    dialog = AddDialog(None, tuple(names) if names else None, "1", name)
    qtbot.addWidget(dialog)
    dialog.set_for_new_pods(allowed=False)
    for finding in (check_name("_"), check_namespace("_"), check_registry("https://3.4/v1", ()), check_username("")):
        assert finding
        if dialog.has_field(finding.field):
            dialog.begin(finding.field, touched=True)
            dialog.set_finding(finding.field, finding)
    dialog.entries.take([Draft("3.4", "5", b"6"), Draft("", "", b""), Draft("3.4", "5", b"6")])
    dialog.entries.say_imported(
        Imported((), elsewhere=(("1.2", "3"), ("", "4")), tokens=("5",), empty=("6",)), 2, ("7.8",)
    )
    for _ in states(dialog):
        check(dialog)
    dialog.entries.say_imported(Imported(()), 0, ())
    check(dialog)
    for code in (Code.NOT_DOCKER_CONFIG, Code.TOO_LARGE):
        dialog.entries.say_problem(Problem(code, {"why": Why.NOT_JSON}))
        check(dialog)


def test_the_dialogs_about_entries_are_chinese(check: Check, qtbot: QtBot) -> None:
    change, replacing = ChangeRegistryDialog(None, "1", "2", "3.4"), ReplaceContentDialog(None, "1", "2")
    for kept in (0, 2):
        lost = [Lost(part, why, "3.4", "5") for part in Part for why in Why]
        replacing.set_preview(Broken(Why.NOT_BASE64, "3.4", ""), kept, lost)
        for dialog in (change, replacing, AddEntryDialog(None, "1", "2"), RemoveEntryDialog(None, "1", "2", "3.4")):
            qtbot.addWidget(dialog)
            dialog.set_applied(True)
            for _ in states(dialog):
                check(dialog)
    change.set_stored(check_registry("3.?", ()), "3.4")
    check(change)


def test_the_delete_dialog_is_chinese(check: Check, qtbot: QtBot) -> None:
    dialog = DeleteDialog("1", "2", ("3.4",))
    qtbot.addWidget(dialog)
    check(dialog)
    for usage in filter(None, USAGES):
        for owner, forbidden in ((None, None), (HELM, None), (None, FORBIDDEN)):
            dialog.ask(usage, owner, forbidden, Problem(Code.CHANGED_MEANWHILE, WHERE))
            check(dialog)
    dialog.set_sent()
    dialog.set_unsettled(Problem(Code.OUTCOME_UNKNOWN, WHERE | {"kind": "delete"}))
    check(dialog)
    dialog.set_going(("1", "2"))
    check(dialog)
    dialog.set_failed(Problem(Code.ALREADY_GONE, WHERE))
    check(dialog)


@pytest.mark.parametrize("names", [("1", "2"), None])
def test_the_copy_dialog_is_chinese(names: tuple[str, ...] | None, check: Check, qtbot: QtBot) -> None:
    dialog = CopyDialog("1", "2", ("3.4",), names)
    qtbot.addWidget(dialog)
    check(dialog)
    dialog.set_reading(False)
    dialog.set_owner(HELM)
    check(dialog)
    no_namespace = Problem(Code.NOT_FOUND, {"resource": "namespaces", "name": "1"})
    other_type = Problem(Code.NOT_PULL_SECRET, WHERE | {"type": "1"})
    done = [
        Progress("1", Step.NEW),
        Progress("2", Step.SAME),
        Progress("3", Step.THERE),
        Progress("4", Step.THERE, other_type),
        Progress("5", Step.REFUSED, no_namespace),
        Progress("6", Step.FAILED, FORBIDDEN),
        Progress("7", Step.COPIED),
    ]
    unsettled = Progress("8", Step.UNSETTLED, Problem(Code.OUTCOME_UNKNOWN, WHERE | {"kind": "copy"}))
    for more in (
        [],
        [Progress("9", Step.TRYING)],
        [Progress("9", Step.WAITING), Progress("8", Step.COPYING)],
        [unsettled],
    ):
        dialog.set_rows([*done, *more])
        check(dialog)
    for code in (Code.BROKEN, Code.TERMINATING):
        dialog.set_failed(Problem(code, WHERE | {"kind": "copy", "why": Why.NOT_JSON}))
        check(dialog)
    dialog.set_rows(())


def test_preferences_and_about_are_chinese(check: Check, qtbot: QtBot) -> None:
    preferences = PreferencesDialog(Preferences("", check_first=True, extra_ca=""))
    preferences.language.setCurrentIndex(1)
    about = AboutDialog("1.2", (Component("1", "2", "LGPL-3", ""), Component("2", "3", "4", "5")))
    for dialog in (preferences, about):
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        check(dialog)
