"""The View page by keys and clicks: what it says, what it warns of, and that it gives no password away unasked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from model.samples import LAST_APPLIED, b64, entry, secret
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialogButtonBox,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.secrets import PullSecret, Use
from pullsecrets.model.usage import How, ImageUse, Serving, Usage, User
from pullsecrets.views.fields import Link
from pullsecrets.views.notices import News
from pullsecrets.views.row_actions import RowAct
from pullsecrets.views.used_by import UsedByTable
from pullsecrets.views.view_facts import Facts, facts, unread, warnings
from pullsecrets.views.view_page import EntryAct, ViewPage
from pullsecrets.views.view_table import ListTable
from pullsecrets.views.view_texts import owner_text

PASSWORD = "hunter2-s3cr3t"
KEY_FILE = json.dumps({"type": "service_account", "private_key": "abc/def+" * 100}, indent=1)
COPY_KEPT = (
    f"The annotation {LAST_APPLIED} holds this credential too. Update changes both, but applying the old manifest "
    "again brings the old one back."
)
HELM = Owner(OwnerKind.HELM, "platform-base", "platform")


def pull_secret(entries: dict[str, Any] | str, **fields: Any) -> PullSecret:
    data = entries if isinstance(entries, str) else json.dumps({"auths": entries})
    immutable = fields.pop("immutable", False)
    times = {"creationTimestamp": "2025-03-04T02:12:51Z", "managedFields": [{"time": "2026-11-23T09:26:03Z"}]}
    return PullSecret.of(secret(data, **(times | fields)) | {"immutable": immutable})


def one(**fields: Any) -> Facts:
    return facts(pull_secret({"registry.acme.io": entry("deploy-bot", PASSWORD)}, **fields))


def several(**fields: Any) -> Facts:
    entries = {
        "harbor.acme.io": entry("robot$pull", PASSWORD),
        "harbor.acme.io/mirror": entry("robot$mirror", "other"),
        "Quay.io": entry("bot", "third"),
    }
    return facts(pull_secret(entries, **fields))


def usage(*images: ImageUse, complete: bool = True) -> Usage:
    user = User("Deployment", "web", pods=2, ended=0, hows=frozenset({How.PULL}), uses=True)
    return Usage(Use(1, complete), (user,), images, ())


def image(name: str, *tried: tuple[str, str], users: tuple[str, ...] = ("web",), **other: Any) -> ImageUse:
    entries = tuple(Serving(secret, key) for secret, key in tried)
    fields: dict[str, Any] = {"entries": entries, "blocked_by": "", "users": users, "complete": True}
    return ImageUse(image=name, **(fields | other))


class Signals(QObject):
    """What the page told."""

    def __init__(self, page: ViewPage) -> None:
        super().__init__(page)
        self.told: list[tuple[object, ...]] = []
        names = ("back", "update_requested", "delete_requested", "copy_requested", "entry_requested")
        for name in (*names, "reveal_requested", "password_copy_requested", "change_anyway", "retry_now"):
            getattr(page, name).connect(lambda *values, name=name: self.told.append((name, *values)))

    def take(self) -> list[tuple[object, ...]]:
        told, self.told = self.told, []
        return told


@pytest.fixture
def page(qtbot: QtBot) -> ViewPage:
    window = QMainWindow()
    page = ViewPage(window)
    window.setCentralWidget(page)
    qtbot.addWidget(window, before_close_func=lambda _: page.conceal())
    window.resize(1100, 1000)
    page.set_context("prod-eu")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.window_ = window  # type: ignore[attr-defined] # PySide would let go of it
    return page


@pytest.fixture
def signals(page: ViewPage) -> Signals:
    return Signals(page)


def show(page: ViewPage, what: Facts, use: Usage | None = None) -> None:
    page.show_facts(what)
    page.set_readable(True)
    page.set_reasons({}, "", "")
    page.show_usage(use)
    page.focus_content()


def said(page: ViewPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def value(page: ViewPage, name: str) -> str:
    found = part(page, QPlainTextEdit, lambda editor: editor.accessibleName() == name and editor.isVisible())
    return found.toPlainText()


def has_value(page: ViewPage, name: str) -> bool:
    return any(v.isVisible() and v.accessibleName() == name for v in page.findChildren(QPlainTextEdit))


def button(page: QWidget, name: str) -> QAbstractButton:
    named = lambda each: each.isVisible() and (each.accessibleName() or each.text()).strip() == name  # noqa: E731
    return part(page, QAbstractButton, named)


def click(page: QWidget, name: str) -> None:
    QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def tools(page: ViewPage) -> list[str]:
    """What can be done with the password that is meant."""
    names = [each.accessibleName() for each in page.findChildren(QAbstractButton) if each.isVisible()]
    return [name for name in names if name in ("Show password", "Copy password")]


def table(page: ViewPage, name: str) -> ListTable:
    return part(page, ListTable, lambda each: each.accessibleName() == name)


def rows(of: ListTable, role: int = Qt.ItemDataRole.DisplayRole) -> list[list[str]]:
    model: QAbstractItemModel = of.model()
    columns = range(model.columnCount(QModelIndex()))
    return [[str(model.index(r, c).data(role)) for c in columns] for r in range(model.rowCount(QModelIndex()))]


def warned(page: ViewPage) -> list[str]:
    return [warning.sentence for warning in warnings(page._facts, page._usage)] if page._facts else []


def everything_accessible(widget: QWidget) -> str:
    """All that assistive technology can read of a page."""
    found: list[str] = []

    def look(interface: Any) -> None:
        found.extend(map(interface.text, (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)))
        for number in range(interface.childCount()):
            child = interface.child(number)
            if child is not None:
                look(child)

    look(QAccessible.queryAccessibleInterface(widget))
    return "\n".join(found)


# What it shows


def test_a_secret_with_one_entry_is_shown_in_full(page: ViewPage, monkeypatch: pytest.MonkeyPatch) -> None:
    show(page, one(annotations={"kubernetes.io/description": "Checkout and\ninvoicing"}))
    assert value(page, "ID") == "u-1"
    assert value(page, "Name") == "pull"
    assert value(page, "Namespace") == "web"
    assert value(page, "Description") == "Checkout and\ninvoicing"
    assert value(page, "Created").startswith("2025-03-04 ")
    assert value(page, "Last Updated").startswith("2026-11-23 ")
    assert value(page, "Registry") == "registry.acme.io"
    assert value(page, "Username") == "deploy-bot"
    assert value(page, "Owner") == "None"
    assert not has_value(page, "Type")
    assert "•" * 10 in said(page)
    assert {"prod-eu", "pull", "Use unknown"} <= set(said(page).split("\n"))
    assert not table(page, "Entries").isVisible()


def test_several_entries_are_listed_with_the_images_that_each_serves(page: ViewPage) -> None:
    mirror = image(
        "harbor.acme.io/mirror/envoy:1", ("pull", "harbor.acme.io/mirror"), ("other", "harbor.acme.io"), users=("a",)
    )
    show(page, several(), usage(image("harbor.acme.io/web:1", ("pull", "harbor.acme.io")), mirror))
    assert value(page, "Registry") == "3 entries, listed below"
    assert value(page, "Type") == "kubernetes.io/dockerconfigjson"
    assert value(page, "Immutable") == "No"
    assert not has_value(page, "Username")
    assert rows(table(page, "Entries")) == [
        ["harbor.acme.io", "robot$pull", "•" * 10, "1"],
        ["harbor.acme.io/mirror", "robot$mirror", "•" * 10, "1"],
        ["Quay.io", "bot", "•" * 10, "0"],
    ]
    assert "In use" in said(page)


@pytest.mark.parametrize("nothing", [{"identitytoken": "t"}, {}, {"auth": ""}])
def test_where_there_is_no_password_none_is_offered(page: ViewPage, nothing: dict[str, str]) -> None:
    show(page, facts(pull_secret({"gcr.io": nothing})))
    assert value(page, "Username") == "None"
    assert "•" not in said(page)
    assert "None" in said(page).split("\n")
    assert not tools(page)
    show(page, one(uid="u-2"))
    assert "•" * 10 in said(page)
    assert tools(page) == ["Show password", "Copy password"]
    show(page, facts(pull_secret({"quay.io": entry("a", "b"), "gcr.io": nothing}, uid="u-3")))
    entries = table(page, "Entries")
    assert [row[1:3] for row in rows(entries)] == [["a", "•" * 10], ["None", "None"]]
    assert tools(page) == ["Show password", "Copy password"]
    top = entries.y()
    entries.choose("gcr.io")
    assert not tools(page)
    assert entries.y() == top


def test_images_are_listed_with_the_entries_that_are_tried_in_order(page: ViewPage) -> None:
    show(
        page,
        several(),
        usage(
            image("harbor.acme.io/a", ("pull", "harbor.acme.io"), ("other", "harbor.acme.io"), ("pull", "*.acme.io")),
            image("redis"),
            image("x.io/a", complete=False),
            image("Bad:Name", entries=None),
            image("y.io/a", blocked_by="torn"),
        ),
    )
    assert [row[1] for row in rows(table(page, "Images in use"))] == [
        "harbor.acme.io, then harbor.acme.io of other, then *.acme.io",
        "No entry",
        "Not known",
        "Invalid image name",
        "Not pulled",
    ]
    tips = rows(table(page, "Images in use"), Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "1. harbor.acme.io\n2. harbor.acme.io of other\n3. *.acme.io" in tips[0][1]
    assert tips[0][0] == "harbor.acme.io/a\nUsed by web"


def test_two_spellings_of_one_key_are_tried_in_random_order(page: ViewPage) -> None:
    twice = ("pull", "quay.io"), ("pull", "https://quay.io"), ("other", "quay.io")
    show(page, several(), usage(image("quay.io/a", *twice), image("quay.io/b", *twice[:2])))
    assert [row[1] for row in rows(table(page, "Images in use"))] == [
        "quay.io or https://quay.io, in random order, then quay.io of other",
        "quay.io or https://quay.io, in random order",
    ]
    tips = rows(table(page, "Images in use"), Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "1. quay.io or https://quay.io, in random order\n2. quay.io of other" in tips[0][1]


def test_what_is_not_known_of_its_use_is_said(page: ViewPage) -> None:
    show(page, several())
    assert "Looking for what uses it…" in said(page)
    assert [row[3] for row in rows(table(page, "Entries"))] == ["?", "?", "?"]
    forbidden = Problem(Code.FORBIDDEN, {"verb": "list", "resource": "pods", "namespace": "web"})
    page.show_usage(Usage(Use(0, complete=False), (), (), (forbidden,)))
    assert "Not allowed to see pods in web." in said(page)
    assert "Use unknown" in said(page)
    page.show_usage(usage(image("harbor.acme.io/a", ("pull", "harbor.acme.io")), complete=False))
    assert [row[3] for row in rows(table(page, "Entries"))] == ["1", "?", "?"]
    page.show_usage(Usage(Use(0, complete=True), (), (), ()))
    assert "Nothing uses it." in said(page)
    assert "Not in use" in said(page)
    assert not part(page, UsedByTable).isVisible()


def test_only_telling_annotations_are_shown_because_some_hold_a_copy_of_the_whole_object(page: ViewPage) -> None:
    hidden = {"objectset.rio.cattle.io/applied": b64(PASSWORD), LAST_APPLIED: "{}", "team": "a"}
    show(page, one(annotations={"meta.helm.sh/release-name": "base", **hidden}))
    assert value(page, "Annotations") == "meta.helm.sh/release-name: base"
    show(page, one(annotations=hidden))
    assert not has_value(page, "Annotations")


def test_times_and_use_that_the_table_knows_better_can_be_shown_before_the_secret_is_read(page: ViewPage) -> None:
    page.show_facts(unread(several().row))
    page.set_readable(False)
    assert rows(table(page, "Entries"))[0][0] == "harbor.acme.io"
    assert not button(page, "Show password").isEnabled()
    assert not page.entry_actions[EntryAct.ADD].isEnabled()
    assert page.entry_actions[EntryAct.ADD].reason == "It is being read."


def test_values_are_selected_and_copied_by_keyboard(page: ViewPage) -> None:
    show(page, one(annotations={"kubernetes.io/description": "first\nsecond"}))
    link = part(page, Link, lambda each: each.text() == "ImagePullSecrets")
    link.setFocus()
    visited = []
    for _ in range(14):
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        focus = page.window().focusWidget()
        if isinstance(focus, QPlainTextEdit):
            visited.append((focus.accessibleName(), focus.textCursor().selection().toPlainText()))
    assert ("ID", "u-1") in visited
    assert ("Description", "first\nsecond") in visited
    assert ("Username", "deploy-bot") in visited
    first = part(page, QPlainTextEdit, lambda each: each.accessibleName() == "ID")
    assert not first.textCursor().hasSelection(), "what is left is selected no more"


def test_long_values_take_the_lines_they_need_and_no_more_than_a_few(page: ViewPage) -> None:
    show(page, one(annotations={"kubernetes.io/description": "word " * 5000}))
    description = part(page, QPlainTextEdit, lambda each: each.accessibleName() == "Description")
    line = description.fontMetrics().lineSpacing()
    assert 8 * line < description.height() < 9 * line
    assert description.verticalScrollBar().maximum() > 0
    ident = part(page, QPlainTextEdit, lambda each: each.accessibleName() == "ID")
    assert ident.height() < 2.5 * line


@pytest.mark.parametrize(
    ("owner", "text"),
    [
        (None, "None"),
        (HELM, "Helm, release platform/platform-base"),
        (Owner(OwnerKind.OWNER_REFERENCE, "SealedSecret/base"), "SealedSecret/base"),
        (Owner(OwnerKind.EXTERNAL_SECRETS, ""), "External Secrets"),
        (Owner(OwnerKind.PORTAINER, "3"), "Portainer, registry number 3"),
    ],
)
def test_the_owner_is_named(owner: Owner | None, text: str) -> None:
    assert owner_text(owner) == text


def test_it_is_one_column_where_it_is_narrow(page: ViewPage, qtbot: QtBot) -> None:
    def places() -> tuple[QPoint, QPoint]:
        ident = part(page, QPlainTextEdit, lambda each: each.accessibleName() == "ID")
        registry = part(page, QPlainTextEdit, lambda each: each.accessibleName() == "Registry")
        return ident.mapTo(page, QPoint()), registry.mapTo(page, QPoint())

    show(page, one())
    left, right = places()
    assert left.y() == right.y()
    page.window().resize(700, 900)
    qtbot.waitUntil(lambda: places()[0].x() == places()[1].x())
    upper, lower = places()
    assert upper.y() < lower.y()


# Passwords


def test_a_password_is_asked_for_when_the_eye_is_pressed_and_hidden_again(page: ViewPage, signals: Signals) -> None:
    show(page, one())
    assert PASSWORD not in everything_accessible(page)
    click(page, "Show password")
    assert signals.take() == [("reveal_requested", "registry.acme.io")]
    page.set_revealed("registry.acme.io", PASSWORD.encode())
    assert value(page, "Password") == PASSWORD
    assert "•" not in said(page)
    click(page, "Hide password")
    assert not signals.take()
    assert "•" * 10 in said(page)
    held = [editor.toPlainText() for editor in page.findChildren(QPlainTextEdit)]
    assert PASSWORD not in "".join(held)
    assert PASSWORD not in everything_accessible(page)


@pytest.mark.parametrize("password", [b"short", b"long" * 100, b"line end\n", b""])
def test_the_eye_stays_under_the_pointer(page: ViewPage, password: bytes) -> None:
    show(page, one())
    before = button(page, "Show password").mapTo(page, QPoint())
    page.set_revealed("registry.acme.io", password)
    page.grab()  # lays it out
    assert button(page, "Hide password").mapTo(page, QPoint()) == before


@pytest.mark.parametrize("event", ["left", "another state", "another entry", "cleared"])
def test_revealing_ends_when_the_page_is_left_or_shows_something_else(page: ViewPage, event: str) -> None:
    show(page, several())
    page.set_revealed("harbor.acme.io", PASSWORD.encode())
    assert value(page, "Password") == PASSWORD
    match event:
        case "left":
            page.hide()
        case "another state":
            page.show_facts(several(resourceVersion="101"))
        case "another entry":
            table(page, "Entries").choose("Quay.io")
        case "cleared":
            page.clear()
    page.show()
    assert not has_value(page, "Password")
    assert PASSWORD not in "".join(editor.toPlainText() for editor in page.findChildren(QPlainTextEdit))


def test_a_change_of_use_hides_nothing(page: ViewPage) -> None:
    show(page, one())
    page.set_revealed("registry.acme.io", PASSWORD.encode())
    page.show_usage(usage())
    page.show_facts(one())
    assert value(page, "Password") == PASSWORD


def test_the_chosen_entry_is_the_one_that_is_revealed_and_copied(page: ViewPage, signals: Signals) -> None:
    show(page, several())
    click(page, "Show password")
    assert signals.take() == [("reveal_requested", "harbor.acme.io")]
    entries = table(page, "Entries")
    entries.setFocus()
    QTest.keyClick(entries, Qt.Key.Key_Down)
    page.set_revealed("harbor.acme.io", PASSWORD.encode())
    assert not has_value(page, "Password"), "the answer came late"
    click(page, "Copy password")
    assert signals.take() == [("password_copy_requested", "harbor.acme.io/mirror")]
    page.show_facts(several(resourceVersion="101"))
    assert entries.chosen() == "harbor.acme.io/mirror"


def test_each_secret_is_opened_with_its_first_entry_chosen(page: ViewPage) -> None:
    show(page, several())
    entries = table(page, "Entries")
    entries.choose("Quay.io")
    page.clear()
    show(page, several())
    assert entries.chosen() == "harbor.acme.io"
    entries.choose("Quay.io")
    other = facts(pull_secret({"a.io": entry("a", "b"), "Quay.io": entry("a", "b")}, uid="u-2"))
    show(page, other)
    assert entries.chosen() == "a.io"


def test_an_entry_that_was_added_here_is_chosen_when_it_arrives(page: ViewPage) -> None:
    def with_keys(version: str, *keys: str) -> Facts:
        return facts(pull_secret({key: entry("a", "b") for key in keys}, resourceVersion=version))

    show(page, with_keys("1", "a.io"))
    page.entry_actions[EntryAct.ADD].trigger()
    page.show_facts(with_keys("2", "a.io", "b.io"))
    entries = table(page, "Entries")
    assert entries.chosen() == "b.io"
    page.show_facts(with_keys("3", "a.io", "b.io", "c.io"))
    assert entries.chosen() == "b.io", "someone else added that one"


def test_a_long_password_scrolls_and_cannot_be_selected(page: ViewPage) -> None:
    show(page, several())
    page.set_revealed("harbor.acme.io", KEY_FILE.encode())
    box = part(page, QPlainTextEdit, lambda each: each.accessibleName() == "Password" and each.isVisible())
    assert box.toPlainText() == KEY_FILE
    page.set_revealed("harbor.acme.io", ("line\n" * 40).encode())
    assert box.verticalScrollBar().maximum() > 0
    assert box.height() < 16 * box.fontMetrics().lineSpacing()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseDClick(box.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert not box.textCursor().hasSelection()


@pytest.mark.parametrize(
    ("password", "note"),
    [
        (b"", "It is empty."),
        (b"\xff\xfe", "It holds bytes that are not text, shown here as “\ufffd”. It cannot be copied."),
        (b"secret\n", "There is a line end at the end."),
        (b"sec\x01ret", "There is a control character in it."),
    ],
)
def test_what_the_eye_cannot_see_of_a_password_is_said(page: ViewPage, password: bytes, note: str) -> None:
    show(page, one())
    page.set_revealed("registry.acme.io", password)
    assert note in said(page)


def test_a_copied_password_is_told_until_it_has_left_the_clipboard(page: ViewPage) -> None:
    show(page, one())
    page.say_copied("registry.acme.io")
    assert page.notice.isVisible()
    assert "registry.acme.io" in page.notice.accessibleName()
    page.forget_copied()
    assert not page.notice.isVisible()
    page.say_copied("registry.acme.io")
    page.show_notice(News("Updated pull in web.", "pull", undo=True))
    page.forget_copied()
    assert page.notice.isVisible(), "it says something else by now"


# What can be done


def test_every_action_has_a_button_and_a_key(page: ViewPage, signals: Signals) -> None:
    show(page, one())
    for name in ("Back", "Delete", "Update"):
        click(page, name)
    click(page, "ImagePullSecrets")
    assert signals.take() == [("back",), ("delete_requested",), ("update_requested", "registry.acme.io"), ("back",)]
    focus = page.window().focusWidget()
    QTest.keyClick(focus, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(focus, Qt.Key.Key_Delete)
    QTest.keyClick(focus, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(focus, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert signals.take() == [
        ("back",),
        ("delete_requested",),
        ("update_requested", "registry.acme.io"),
        ("copy_requested",),
    ]
    button(page, "Back").setFocus()
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    assert signals.take() == [("back",)]


def test_what_cannot_be_done_says_why_in_the_tooltip_and_by_key(page: ViewPage, signals: Signals) -> None:
    show(page, one())
    page.set_reasons({RowAct.UPDATE: "Not allowed."}, "Not allowed.", "Not allowed.")
    update = button(page, "Update")
    assert not update.isEnabled()
    assert "Not allowed." in update.toolTip()
    assert update.accessibleDescription() == "Not allowed."
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert "Not allowed." in QToolTip.text()
    assert not signals.take()
    page.set_reasons({}, "", "")
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert signals.take() == [("update_requested", "registry.acme.io")]


def test_the_open_menu_says_why_not_because_keys_reach_no_tooltips(page: ViewPage, qtbot: QtBot) -> None:
    show(page, one())
    page.set_reasons({}, "Not allowed.", "Not allowed.")
    more = button(page, "Actions")
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Not allowed." in QToolTip.text())
    part(page, QMenu, lambda each: each.isVisible()).close()


def test_the_menu_ends_where_its_button_does(page: ViewPage) -> None:
    show(page, one())
    more = button(page, "Actions")
    QTest.keyClick(more, Qt.Key.Key_Space)
    menu = part(page, QMenu, lambda each: each.isVisible())
    assert menu.geometry().right() == more.mapToGlobal(more.rect().bottomRight()).x()
    menu.close()


def acts(page: ViewPage) -> dict[str, str | None]:
    """The entry actions that are seen: None where one can be done, else why not."""
    found: dict[str, QAction] = {action.text(): action for action in page.entry_actions.values()}
    return {
        text: None if action.isEnabled() else action.toolTip().partition(">")[2].removesuffix("</p>")
        for text, action in found.items()
        if action.isVisible()
    }


def test_entry_actions_fit_the_entry_that_is_meant(page: ViewPage, signals: Signals) -> None:
    show(page, several())
    assert acts(page) == {"Add entry…": None, "Remove entry…": None}, "of one that serves images, that would end pulls"
    table(page, "Entries").choose("Quay.io")
    assert acts(page) == {"Add entry…": None, "Change registry…": None, "Remove entry…": None}
    for action in page.entry_actions.values():
        if action.isVisible():
            action.trigger()
    assert signals.take() == [
        ("entry_requested", EntryAct.ADD, ""),
        ("entry_requested", EntryAct.CHANGE_REGISTRY, "Quay.io"),
        ("entry_requested", EntryAct.REMOVE, "Quay.io"),
    ]
    show(page, one(uid="u-2"))
    assert acts(page) == {"Add entry…": None}, "the last entry is never removed"
    page.set_reasons({}, "Locked.", "Locked.")
    assert acts(page) == dict.fromkeys(acts(page), "Locked.")


def test_a_broken_secret_offers_to_replace_its_content(page: ViewPage, signals: Signals) -> None:
    show(page, facts(pull_secret('{"auths":{"quay.io":{"auth":"!!"}}}')))
    assert "Broken: not base64" in said(page)
    assert value(page, "Registry") == "Cannot be read"
    assert acts(page) == {"Replace the content…": None}
    click(page, "Replace the content…")
    assert signals.take() == [("entry_requested", EntryAct.REPLACE_CONTENT, "")]
    page.set_reasons({}, "", "Locked.")
    assert not button(page, "Replace the content…").isEnabled()


def test_an_owners_lock_is_opened_after_asking_once_more(page: ViewPage, signals: Signals) -> None:
    show(page, one())
    page.set_lock(HELM)
    assert "platform/platform-base" in said(page)
    for press, told in (("Cancel", []), ("Change anyway", [("change_anyway", HELM)])):
        click(page, "Change anyway…")
        box = part(page.window(), QMessageBox, lambda each: each.isVisible())
        assert "Helm release platform/platform-base" in box.informativeText()
        default = box.defaultButton()
        assert isinstance(default, QPushButton)
        assert default.text() == "Cancel"
        click(part(box, QDialogButtonBox), press)
        assert signals.take() == told
    page.set_lock(Problem(Code.IMMUTABLE, {"name": "pull", "namespace": "web"}))
    assert "pull is immutable" in said(page)
    assert not any(each.text() == "Change anyway…" and each.isVisible() for each in page.findChildren(QPushButton))
    page.set_lock(None)
    assert "immutable" not in said(page)


# What becomes of it


def test_a_deleted_secret_stays_to_be_read(page: ViewPage) -> None:
    show(page, one())
    page.set_gone(Problem(Code.DELETED, {"name": "pull", "namespace": "web"}))
    assert "Deleted" in said(page).split("\n")
    assert "What is shown here is how it was." in said(page)
    assert value(page, "Username") == "deploy-bot"
    page.set_gone(None)
    assert "What is shown here is how it was." not in said(page)


def test_a_cluster_that_does_not_answer_is_told_with_a_way_to_try_again(page: ViewPage, signals: Signals) -> None:
    show(page, one())
    page.set_lost(Problem(Code.CONNECTION_REFUSED, {"host": "api:6443"}))
    assert "may be out of date" in said(page)
    click(page, "Try now")
    assert signals.take() == [("retry_now",)]
    page.set_lost(None)
    assert "may be out of date" not in said(page)


def test_a_secret_that_cannot_be_read_says_why(page: ViewPage) -> None:
    page.show_facts(unread(one().row))
    page.set_problem(Problem(Code.FORBIDDEN, {"verb": "get", "resource": "secrets", "namespace": "web"}, "said so"))
    assert "get secrets" in said(page)
    assert button(page, "Details").isVisible()


# Warnings


def test_warnings_of_the_content_stand_with_what_mends_them(page: ViewPage, signals: Signals) -> None:
    entries = {
        "Quay.io": entry("a", "b"),
        "quay.io": entry("a", "b"),
        "https://quay.io/v1/": entry("a", "b"),
        "gcr.io": {"identitytoken": "t"},
    }
    show(page, facts(pull_secret(entries)))
    assert warned(page) == [
        "“Quay.io” matches no image: upper case counts. Registries are written in lower case.",
        "“quay.io” and “https://quay.io/v1/” stand for the same images: the kubelet tries them in random order.",
        "The entry for gcr.io holds only a token, which the kubelet ignores: it pulls without a credential.",
    ]
    assert "Warnings (3)" in said(page)
    assert all(sentence in said(page) for sentence in warned(page))
    click(page, "Change registry…")
    assert signals.take() == [("entry_requested", EntryAct.CHANGE_REGISTRY, "Quay.io")]
    assert rows(table(page, "Entries"))[3][1:3] == ["None", "None"]


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("secret\n", "The password for quay.io ends with a line end, which is sent with it."),
        ("secret ", "The password for quay.io ends with a space, which is sent with it."),
        ("\nsecret", "The password for quay.io begins with a line end, which is sent with it."),
        (" secret", "The password for quay.io begins with a space, which is sent with it."),
        ("sec\x01ret", "There is a control character in the password for quay.io."),
        ("", "The entry for quay.io has no password."),
    ],
)
def test_a_password_that_is_odd_is_warned_of_without_showing_it(page: ViewPage, password: str, sentence: str) -> None:
    show(page, facts(pull_secret({"quay.io": entry("a", password)})))
    assert warned(page) == [sentence]


def test_a_password_in_a_key_is_not_shown(page: ViewPage, signals: Signals) -> None:
    key = f"user:{PASSWORD}@gcr.io"
    show(page, facts(pull_secret({key: entry("a", "b"), "gcr.io": entry("a", "b")})))
    assert warned(page)[0].startswith("“user:…@gcr.io” and “gcr.io” stand for the same images")
    assert rows(table(page, "Entries"))[0][0] == "user:…@gcr.io"
    assert PASSWORD not in said(page) + everything_accessible(page) + repr(page._facts)
    click(page, "Copy password")
    assert signals.take() == [("password_copy_requested", key)]


def test_a_password_in_the_key_of_a_broken_entry_is_not_shown(page: ViewPage) -> None:
    show(page, facts(pull_secret({f"https://user:{PASSWORD}@gcr.io": {"auth": "%"}})))
    assert "The “auth” of the entry for https://user:…@gcr.io is not base64." in warned(page)[0]
    assert PASSWORD not in said(page) + everything_accessible(page) + repr(page._facts)


@pytest.mark.parametrize(
    ("what", "use", "sentences"),
    [
        (one(), usage(), []),
        (facts(pull_secret({})), None, ["It has no entries, so nothing can be pulled with it."]),
        (
            one(),
            usage(image("registry.acme.io/a", ("pull", "registry.acme.io")), image("redis", users=("db",))),
            ["No entry matches the image redis of db. It is pulled without sign-in."],
        ),
        (
            one(),
            usage(image("registry.acme.io/a", ("pull", "registry.acme.io")), *(image(f"a{n}") for n in range(5))),
            ["No entry matches a0, a1, a2 and 2 more. They are pulled without sign-in."],
        ),
        (one(), usage(image("redis", complete=False)), []),
        (
            one(),
            usage(image("quay.io/a", ("other", "quay.io"))),
            ["The entry for registry.acme.io serves no image in use."],
        ),
        (one(), usage(image("quay.io/a", ("other", "quay.io")), complete=False), []),
        (
            one(),
            usage(image("Bad:Name", entries=None), image("registry.acme.io/a", ("pull", "registry.acme.io"))),
            ["“Bad:Name”, used by web, is not a valid image name: it is never pulled."],
        ),
        (
            one(),
            usage(image("a.io/a", blocked_by="torn", users=("web", "api")), image("a.io/b", blocked_by="torn")),
            ["Nothing is pulled for web and api: their ImagePullSecret torn is broken."],
        ),
        (
            one(annotations={LAST_APPLIED: json.dumps({"stringData": {".dockerconfigjson": "{}"}})}),
            None,
            [COPY_KEPT],
        ),
        (
            one(annotations={LAST_APPLIED: "no json"}),
            None,
            ["Made with kubectl apply: applying the old manifest again brings the old credential back."],
        ),
    ],
)
def test_everything_that_is_wrong_is_said(what: Facts, use: Usage | None, sentences: list[str]) -> None:
    assert [warning.sentence for warning in warnings(what, use)] == sentences


def test_the_worst_is_said_first() -> None:
    use = usage(image("redis"), image("a.io/a", blocked_by="torn"))
    assert [warning.sentence.split()[0] for warning in warnings(several(), use)] == ["Nothing", "“Quay.io”", "No"]


def test_warnings_that_stay_keep_the_focus(page: ViewPage) -> None:
    show(page, several())
    mend = button(page, "Change registry…")
    mend.setFocus()
    page.show_usage(usage(image("harbor.acme.io/a", ("pull", "harbor.acme.io"))))
    page.show_usage(usage(image("harbor.acme.io/a", ("pull", "harbor.acme.io"), ("pull", "harbor.acme.io/mirror"))))
    assert mend.hasFocus()


def test_the_keyboard_visits_the_parts_from_top_to_bottom(page: ViewPage) -> None:
    show(page, several(), usage(image("harbor.acme.io/a", ("pull", "harbor.acme.io"))))
    names = ["Delete", "Update", "Actions", "ID", "Registry", "Show password", "Entries"]
    names += ["Change registry…", "Used by", "Images in use", "ImagePullSecrets", "Back"]
    visited: list[str] = []
    while "Back" not in visited:
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        focus = page.window().focusWidget()
        visited.append((focus.accessibleName() or getattr(focus, "text", str)()).strip())
    assert [name for name in visited if name in names] == names
