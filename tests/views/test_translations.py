"""Both languages are complete: nothing untranslated in the files, nothing in English in the Chinese window."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from views.parts import part, speaking
from views.rows import row

import pullsecrets
from pullsecrets.model.changes import Conflict
from pullsecrets.model.contexts import Context
from pullsecrets.model.dockerconfig import Broken, Why
from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.matching import Never
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.secrets import PullSecret
from pullsecrets.model.validation import check_password, check_username
from pullsecrets.resources import resource
from pullsecrets.views import words
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.page_states import Connecting, Liveness, NotAllowed, PageState, Ready, Refused, Unreachable
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.update_dialog import Typed, UpdateDialog
from pullsecrets.views.view_lock import LockStrip
from pullsecrets.views.view_page import ViewPage

SOURCES = sorted((Path(pullsecrets.__file__).parent / "views").glob("*.py"))
CHINESE = resource("translations/zh_CN.ts")
ENGLISH = resource("translations/en.ts")
TOOLS = Path(sys.executable).parent
HOW_TO = "run: python3 run.py translate, then translate what is new"


def tool(name: str, *arguments: object) -> None:
    subprocess.run([TOOLS / f"pyside6-{name}", *map(str, arguments)], check=True, capture_output=True, timeout=60)


def messages(path: Path) -> list[ElementTree.Element]:
    return list(ElementTree.parse(path).iter("message"))


def source(message: ElementTree.Element) -> str:
    return message.findtext("source", "")


def forms(message: ElementTree.Element) -> list[str]:
    """The translation, in each of its plural forms."""
    translation = message.find("translation")
    assert translation is not None
    plurals = [form.text or "" for form in translation.iter("numerusform")]
    return plurals or [translation.text or ""]


@pytest.mark.parametrize(("committed", "options"), [(CHINESE, []), (ENGLISH, ["-pluralonly"])])
def test_the_files_hold_all_texts_and_no_others(committed: Path, options: list[str], tmp_path: Path) -> None:
    fresh = tmp_path / committed.name
    shutil.copy(committed, fresh)
    tool("lupdate", *SOURCES, "-locations", "none", "-no-obsolete", *options, "-ts", fresh)
    assert {source(m) for m in messages(fresh)} == {source(m) for m in messages(committed)}, HOW_TO


@pytest.mark.parametrize("path", [CHINESE, ENGLISH])
def test_every_text_is_translated(path: Path) -> None:
    unfinished = [source(m) for m in messages(path) if m.find("translation[@type]") is not None or not all(forms(m))]
    assert not unfinished, HOW_TO


@pytest.mark.parametrize("path", [CHINESE, ENGLISH])
def test_the_compiled_files_are_up_to_date(path: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    tool("lrelease", path, "-qm", fresh)
    assert fresh.read_bytes() == path.with_suffix(".qm").read_bytes(), HOW_TO


def test_lupdate_overlooks_no_text() -> None:
    known = {source(m) for m in messages(CHINESE)}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"tr", "QT_TR_NOOP"}:
                text = node.args[0]
                if isinstance(text, ast.Constant):
                    assert text.value in known, f"{path.name}:{node.lineno}"
                else:
                    assert path.name == "words.py", f"{path.name}:{node.lineno}: only words.py looks texts up"


@pytest.mark.parametrize("path", [CHINESE, ENGLISH])
def test_translations_have_the_same_places_to_fill(path: Path) -> None:
    def places(text: str) -> set[str]:
        text = text.replace("{all}", "%n")  # "a and 2 more" are 3 in all, which is what Chinese says
        return {name for _, name, _, _ in Formatter().parse(text) if name} | set(re.findall("%n", text))

    for message in messages(path):
        one_of_them = path == ENGLISH and len(forms(message)) == 2  # English may say "an update" for 1
        for form in forms(message)[1 if one_of_them else 0 :]:
            assert places(form) == places(source(message)), source(message)


def test_plurals_have_all_their_forms() -> None:
    plurals = {source(m) for m in messages(CHINESE) if m.get("numerus")}
    assert {source(m): len(forms(m)) for m in messages(ENGLISH)} == dict.fromkeys(plurals, 2)


# The Chinese window. All data in it is figures, so that every Latin word comes from the program.

LATIN = re.compile("[A-Za-z]{2,}")
NOW = datetime(2026, 11, 23, 9, 33, tzinfo=UTC)
WHERE = {"host": "1.2:3", "namespace": "1", "name": "2", "context": "3", "user": "4", "verb": "5", "resource": "6"}


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[str]:
    yield from speaking(qapp, "zh_CN")


@pytest.fixture(scope="module")
def vocabulary() -> set[str]:
    """Latin words that the translation itself uses: names of products, of files, of Kubernetes."""
    return {"UTC"} | {word for message in messages(CHINESE) for form in forms(message) for word in LATIN.findall(form)}


def shown(widget: QWidget) -> Iterator[str]:
    """Every text of a window and what is in it."""
    yield widget.windowTitle()
    for each in [widget, *widget.findChildren(QWidget)]:
        yield from (each.toolTip(), each.accessibleName(), each.accessibleDescription())
        match each:
            case QLabel() | QAbstractButton():
                yield each.text()
            case QLineEdit():
                yield from (each.displayText(), each.placeholderText())
            case QPlainTextEdit():
                yield from (each.toPlainText(), each.placeholderText())
            case QComboBox():
                yield from (each.itemText(index) for index in range(each.count()))
            case QMenu():
                yield each.title()
                each.aboutToShow.emit()
            case QTableView():
                yield from cells(each)
    for action in widget.findChildren(QAction):
        yield from (action.text(), action.toolTip())


def cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal))
        for line in range(model.rowCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(line, column).data(role) or "")


def check(widget: QWidget, vocabulary: set[str]) -> None:
    for text in shown(widget):
        plain = re.sub("<[^>]*>|&[a-z]+;", "", text)
        foreign = [word for word in LATIN.findall(plain) if word not in vocabulary]
        assert not foreign, f"not translated: {text!r}"


def test_the_whole_window_is_chinese(chinese: str, qtbot: QtBot, vocabulary: set[str]) -> None:
    page = SecretsPage(now=lambda: NOW)
    window = MainWindow(page, ViewPage(), ActivityPage(now=lambda: NOW))
    qtbot.addWidget(window)
    window.show()
    window.set_title("3", demo=True)
    window.set_insecure("3")
    problem = Problem(Code.CONNECTION_REFUSED, WHERE, "1")
    page.set_contexts((Context("3", "1.2.3.4:5"), Context("4", problem=problem)), "3")
    page.set_namespaces(("1", "2"), None)
    page.set_actions(lambda row, act: problem)
    states: list[PageState] = [
        Connecting("3"),
        Ready(),
        Ready(maybe_missing=True),
        NotAllowed(Problem(Code.FORBIDDEN, WHERE)),
        Unreachable(problem, NOW, NOW),
        Refused(Problem(Code.SIGN_IN, WHERE)),
    ]
    rows = [
        row("1", "2", "3.4", usernames=("5",)),
        row("2", "2", "3.4", usernames=("5",), owner=Owner(OwnerKind.HELM, "7", "8"), immutable=True),
        row("3", "2", "3.4", "5.6", usernames=("5", "6"), terminating=True, last_updated=None),
        row("4", "2", "3.4", usernames=("5",), broken=Broken(Why.NOT_BASE64, "3.4", ""), created=None),
        row("5", "2", "?", usernames=("5",)),
    ]
    for each in rows, []:
        page.table.model_.clear()
        page.table.model_.apply(each, [])
        for state in states:
            page.set_state(state)
            for live in Liveness:
                page.set_live(live)
            check(window, vocabulary)
    page.set_state(Ready())
    page.table.model_.apply(rows, [])
    page.header.filter.setText("0 0")
    check(window, vocabulary)
    page.show_notice(*words.told("update", None, "1", "2"), undo=True)
    page.show_banner(Problem(Code.KUBECONFIG_BROKEN, {"file": "1", "reason": "2"}, "3"))
    window.set_closing(words.quitting(2))
    check(window, vocabulary)


def test_the_windows_own_dialogs_are_chinese(chinese: str, qtbot: QtBot, vocabulary: set[str]) -> None:
    page = SecretsPage(now=lambda: NOW)
    window = MainWindow(page, ViewPage(), ActivityPage(now=lambda: NOW))
    qtbot.addWidget(window)
    page.ask_by_name()
    window.show_problem(Problem(Code.UNFORESEEN, {"kind": "1"}, "2"))
    opened = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isModal()]
    assert len(opened) == 2
    for dialog in opened:
        check(dialog, vocabulary)
        dialog.close()


def test_the_update_dialog_is_chinese(chinese: str, qtbot: QtBot, vocabulary: set[str]) -> None:
    dialog = UpdateDialog()
    qtbot.addWidget(dialog)
    dialog.set_identity("1", "2", ("3.4", "5.6"), "3.4")
    dialog.set_stored("5", b"6", "7")
    dialog.notes.set_applied(True)
    dialog.set_key_warning(Never.HUB, token_only=False)
    dialog.set_finding("username", check_username("1:2"))
    dialog.set_finding("password", check_password(b"1 "))
    dialog.set_field_problem("description", Problem(Code.INVALID, {"field": "1", "reason": "2"}))
    dialog.set_problem(Problem(Code.TIMEOUT, WHERE, "1"))
    dialog.set_entry_fixed(True)
    dialog.set_typed(Typed("5", b"1\n2", "7"))
    dialog.show()
    now = PullSecret.of({"type": "kubernetes.io/dockerconfigjson", "metadata": {"uid": "1"}})
    for lock in (Owner(OwnerKind.ARGO_CD, "1"), Problem(Code.IMMUTABLE, WHERE), None):
        dialog.set_locked(lock, description_too=True)
        check(dialog, vocabulary)
    for gone in (True, False):
        for choice in ("", "mine", "theirs"):
            clash = Conflict(now, credential=True, password=True, description=True, entry_gone=gone)
            dialog.set_conflict(clash, ("5", "7"), Typed("5", b"1", "7"), choice)
            check(dialog, vocabulary)
    dialog.set_locked(Owner(OwnerKind.ARGO_CD, "1"), description_too=True)
    part(dialog, LockStrip)._anyway.click()
    for set_state in (dialog.set_reading, dialog.set_busy, dialog.set_ready):
        set_state(True)
        check(dialog, vocabulary)
        set_state(False)
    dialog.set_problem(None)
    check(dialog, vocabulary)


def test_a_text_in_english_would_be_noticed(chinese: str, qtbot: QtBot, vocabulary: set[str]) -> None:
    label = QLabel("Nothing was changed yet.")
    qtbot.addWidget(label)
    with pytest.raises(AssertionError, match="not translated"):
        check(label, vocabulary)
