"""The window as a whole, by keyboard: pages, menus and their keys, what is remembered, what Activity keeps."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from program.conftest import Start
from program.hands import Hands
from program.sites import DESKTOP, Site, demo_site
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShortcutEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QMenu, QWidget

from pullsecrets import __version__
from pullsecrets.activity import Activity, Record
from pullsecrets.controllers.activity import PAUSE
from pullsecrets.logs import Folders
from pullsecrets.views.about_dialog import AboutDialog
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.copy_dialog import CopyDialog
from pullsecrets.views.delete_dialog import DeleteDialog
from pullsecrets.views.focus import BY_KEYS
from pullsecrets.views.namespace_chooser import NamespaceChooser, NamespacePopup
from pullsecrets.views.preferences_dialog import PreferencesDialog
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.update_dialog import UpdateDialog
from pullsecrets.views.view_page import ViewPage

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "YTpi"}}}).encode()
ELSEWHERE = Record("east", "https://east:6443", "jane", "shop", "other-pull", "quay.io", "", "delete", "deleted")
ADD = "import json, sys; from pathlib import Path; from pullsecrets.activity import Activity, Record; "
ADD += "Activity(Path(sys.argv[1])).add(Record(**json.loads(sys.argv[2])))"
FIRST_WORDS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pullsecrets import __main__, logs

class Program(__main__.Program):
    def begin(self):
        print(self.window.menuBar().actions()[0].text(), self.page.header.reset.text())
        self.service.start()
        QTimer.singleShot(0, QApplication.quit)

settings = Path(sys.argv[1])
logs.folders = lambda *_: logs.Folders(settings, settings, settings)
__main__.Program = Program
sys.exit(__main__.main([]))
"""


def another_program_adds(file: Path, record: Record) -> None:
    command = [sys.executable, "-c", ADD, str(file), json.dumps(asdict(record))]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": DESKTOP}, check=True, timeout=30)


def test_activity_shows_what_was_done_here_and_by_another_program(site: Site, start: Start, folders: Folders) -> None:
    site.create("logged", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("logged", site.namespace)
    hands.replace(dialog, "Description", "For CI")
    hands.update(dialog)
    hands.closed(UpdateDialog)
    hands.key(hands.focus(), Key.Key_4, CONTROL)
    page = hands.opened(ActivityPage)
    here = (f"{site.namespace}/logged", "Update description", "Updated")
    hands.wait(lambda: [row[2:5] for row in hands.cells(page, "Activity")] == [here])
    file = folders.data / "activity.jsonl"
    hands.pause(2 * PAUSE)  # until it reads no more because of what was done here
    another_program_adds(file, ELSEWHERE)
    there = ("east", "shop/other-pull", "Delete", "Deleted", "jane")
    hands.wait(lambda: [row[1:] for row in hands.cells(page, "Activity")][:1] == [there])
    assert [row[2:5] for row in hands.cells(page, "Activity")][1:] == [here]

    hands.key(hands.focus(), Key.Key_F, CONTROL)
    QTest.keyClicks(hands.focus(), "DESCRIPTION logged")
    assert [row[2:5] for row in hands.cells(page, "Activity")] == [here]
    assert "1 of 2 item(s)" in hands.texts(page)
    hands.key(hands.focus(), Key.Key_Escape)
    assert len(hands.cells(page, "Activity")) == 2
    assert len(file.read_text().splitlines()) == 2
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_several_namespaces_chosen_by_keyboard_show_together_and_are_remembered(site: Site, start: Start) -> None:
    first, second, third = (f"{site.namespace}-{each}" for each in ("first", "second", "third"))
    for namespace in (first, second, third):
        site.make_namespace(namespace)
        site.create("pull", CONFIG, namespace=namespace)
    hands = start(site.kubeconfig("admin"))

    def shown() -> set[str]:
        return {row.namespace for row in hands.table.model_.rows}

    hands.wait(lambda: {first, second, third} <= shown())
    hands.tab_to("Namespace")
    chooser = hands.focus()
    assert isinstance(chooser, NamespaceChooser)
    hands.key(hands.focus(), Key.Key_Down)
    popup = hands.opened(NamespacePopup)
    QTest.keyClicks(hands.focus(), first)
    hands.key(hands.focus(), Key.Key_Down)
    hands.key(hands.focus(), Key.Key_Space)
    hands.key(hands.focus(), Key.Key_Up)
    hands.key(hands.focus(), Key.Key_A, CONTROL)
    QTest.keyClicks(hands.focus(), second)
    hands.key(hands.focus(), Key.Key_Return)
    assert "Show 2 namespace(s)" in hands.texts(popup)
    hands.key(hands.focus(), Key.Key_Return)
    hands.closed(NamespacePopup)
    assert hands.focus() is chooser
    hands.wait(lambda: shown() == {first, second})
    assert chooser.currentText() == "2 namespaces"
    site.create("later", CONFIG, namespace=second)
    site.create("later", CONFIG, namespace=third)
    hands.wait(lambda: hands.row("later", second))
    assert shown() == {first, second}
    hands.key(hands.focus(), Key.Key_Q, CONTROL)
    hands.wait(lambda: not hands.window.isVisible())

    hands = start(site.kubeconfig("admin"))
    assert {(row.namespace, row.name) for row in hands.table.model_.rows} == {
        (first, "pull"),
        (second, "pull"),
        (second, "later"),
    }
    assert hands.page.header.namespaces.current == (first, second)


EVERYWHERE = {
    "Add New ImagePullSecret": "Ctrl+N",
    "Refresh": "F5",
    "Quit": "Ctrl+Q",
    "Undo": "Ctrl+Z",
    "ImagePullSecrets": "Ctrl+1",
    "Activity": "Ctrl+4",
    "Back": "Alt+Left",
}
OF_SECRET = {"Update": "Ctrl+U", "Copy to namespaces…": "Ctrl+D", "Delete": "Del"}
KEYS: dict[type[QWidget], dict[str, str]] = {
    SecretsPage: EVERYWHERE | OF_SECRET | {"Filter": "Ctrl+F"},
    ViewPage: EVERYWHERE | OF_SECRET,
    ActivityPage: EVERYWHERE | {"Filter": "Ctrl+F", "Copy": "Ctrl+C"},
}


class Listener(QObject):
    """Hears what keys would do, and keeps it from being done."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[QObject, bool]] = []  # an action or shortcut, and whether it is not the only one

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent):
            self.heard.append((watched, event.isAmbiguous()))
            return True
        return False

    def press(self, widget: QWidget, keys: str) -> list[QObject]:
        """What one key, alone, is the key of."""
        self.heard = []
        QTest.keySequence(widget, QKeySequence(keys))
        assert not any(ambiguous for _, ambiguous in self.heard), keys
        return [who for who, _ in self.heard]


@contextmanager
def listening() -> Iterator[Listener]:
    listener, app = Listener(), QApplication.instance()
    assert app
    app.installEventFilter(listener)
    try:
        yield listener
    finally:
        app.removeEventFilter(listener)


def in_bar(hands: Hands) -> list[QAction]:
    """Every action in the menu bar."""
    found, todo = [], hands.window.menuBar().actions()
    while todo:
        action = todo.pop()
        menu = action.menu()
        if isinstance(menu, QMenu):
            todo += menu.actions()
        elif not action.isSeparator():
            found.append(action)
    return found


def check(hands: Hands, page: QWidget, refused: set[str]) -> None:
    """What is in the bar, with which keys, and what each key does; those of what is refused say why."""
    actions = in_bar(hands)
    own = page.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert {action for action in own if action.text()} <= set(actions)
    keys = {action.text(): action.shortcut().toString() for action in actions if not action.shortcut().isEmpty()}
    assert keys == KEYS[type(page)]
    by_key = {action.shortcut().toString(): action for action in actions}
    with listening() as listener:
        for key in {key for keys in KEYS.values() for key in keys.values()}:
            action, heard = by_key.get(key), listener.press(hands.focus(), key)
            if action and action.isEnabled():
                assert heard == [action]
            else:
                assert [type(each) for each in heard] == [QShortcut] * (key in refused), key


def test_the_menu_bar_has_every_action_and_each_key_has_one_meaning_on_each_page(
    demo_config: dict[str, Any], start: Start, folders: Folders
) -> None:
    site = demo_site(demo_config)
    Activity(folders.data / "activity.jsonl").add(ELSEWHERE)
    site.create("plain", CONFIG)
    site.create("going", CONFIG)
    site.write("going", CONFIG, finalizers=["example.com/audit"])
    site.delete("going")
    hands = start(site.kubeconfig("admin"))
    none: set[str] = set()
    for name, refused in (("plain", none), ("going", {"Ctrl+U", "Ctrl+D", "Del"})):
        hands.click_row(name, site.namespace)
        if not refused:
            hands.wait(hands.page.update_action.isEnabled)  # rights are asked
        check(hands, hands.page, refused)
        check(hands, hands.open_view(name, site.namespace), refused)
        hands.key(hands.focus(), Key.Key_Left, ALT)
    hands.key(hands.focus(), Key.Key_4, CONTROL)
    page = hands.opened(ActivityPage)
    hands.wait(lambda: hands.cells(page, "Activity"))
    hands.key(hands.focus(), Key.Key_Down)  # from the filter
    assert page.table.chosen()
    check(hands, page, none)


def test_a_language_is_spoken_from_the_next_start_on(
    demo_config: dict[str, Any], start: Start, folders: Folders
) -> None:
    hands = start(demo_site(demo_config).kubeconfig("admin"))
    hands.choose_in_bar(Key.Key_F, "Preferences…")
    dialog = hands.opened(PreferencesDialog)
    assert hands.focus().accessibleName() == "Language"
    hands.key(hands.focus(), Key.Key_End)
    assert "the next time Pull Secrets starts" in hands.texts(dialog)
    hands.key(hands.focus(), Key.Key_Return)
    hands.closed(PreferencesDialog)
    assert "Reset" in hands.texts(hands.page), "this one goes on as it began"
    hands.key(hands.focus(), Key.Key_Q, CONTROL)
    hands.wait(lambda: not hands.window.isVisible())
    command = [sys.executable, "-c", FIRST_WORDS, str(folders.settings)]
    run = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": DESKTOP}, check=True, timeout=30, capture_output=True, text=True
    )
    assert run.stdout.split() == ["文件(&F)", "重置"]


def test_about_names_what_is_shipped_and_its_licences(demo_config: dict[str, Any], start: Start) -> None:
    hands = start(demo_site(demo_config).kubeconfig("admin"))
    hands.choose_in_bar(Key.Key_H, "About Pull Secrets")
    dialog = hands.opened(AboutDialog)
    assert __version__ in hands.texts(dialog)
    licences = {name: (version, licence) for name, version, licence in hands.cells(dialog, "Components")}
    read: dict[str, str] = {}
    for _ in licences:
        read[dialog.table.chosen()] = hands.value(dialog, "Licence")
        hands.key(hands.focus(), Key.Key_Down)
    for name, licence, text in (
        ("Qt and PySide6", "LGPL-3.0-only", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("Shiboken", "LGPL-3.0-only", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("Python", "PSF-2.0", "PYTHON SOFTWARE FOUNDATION LICENSE"),
        ("kubernetes", "Apache", "Apache License"),
        ("Pull Secrets", "Apache-2.0", "Apache License"),
    ):
        version, said = licences[name]
        assert version
        assert licence in said
        assert text in read[name], name
    hands.key(hands.focus(), Key.Key_Escape)
    hands.closed(AboutDialog)
    assert hands.focus() is hands.table


def seen(hands: Hands) -> QWidget:
    """What has the focus: where the eyes find it, framed where its own look does not tell."""
    focus = hands.focus()
    assert focus.isVisible()
    assert focus.window().isActiveWindow()
    if isinstance(focus, QAbstractButton | QAbstractItemView):
        hands.wait(lambda: focus.window().testAttribute(BY_KEYS))
    return focus


def visit(hands: Hands, key: Key, modifier: Qt.KeyboardModifier, kind: type[QWidget]) -> None:
    """Open a dialog by its key, go through it to Cancel, and come back to where one was."""
    before = seen(hands)
    hands.key(before, key, modifier)
    dialog = hands.opened(kind)
    hands.wait(lambda: hands.filled(dialog))
    assert dialog.isAncestorOf(seen(hands))
    hands.tab_to("Cancel")
    hands.key(seen(hands), Key.Key_Space)
    hands.closed(kind)
    assert seen(hands) is before


def test_the_whole_program_by_keyboard_alone(site: Site, start: Start) -> None:
    site.create("walked", CONFIG)
    hands = start(site.kubeconfig("admin"))
    hands.key(hands.focus(), Key.Key_F, CONTROL)
    QTest.keyClicks(seen(hands), site.namespace)
    hands.wait(lambda: hands.table.model_.rowCount() == 1)
    hands.key(seen(hands), Key.Key_Down)
    hands.key(seen(hands), Key.Key_Return)
    view = hands.opened(ViewPage)
    assert view.isAncestorOf(seen(hands))
    of_secret: tuple[tuple[Key, Qt.KeyboardModifier, type[QWidget]], ...] = (
        (Key.Key_U, CONTROL, UpdateDialog),
        (Key.Key_Delete, PLAIN, DeleteDialog),
        (Key.Key_D, CONTROL, CopyDialog),
    )
    for key, modifier, kind in of_secret:
        visit(hands, key, modifier, kind)
    hands.key(seen(hands), Key.Key_Left, ALT)
    assert seen(hands) is hands.table
    chosen = hands.table.chosen()
    assert chosen
    assert chosen.name == "walked"
    visit(hands, Key.Key_N, CONTROL, AddDialog)
    for key, modifier, kind in of_secret:
        visit(hands, key, modifier, kind)
    hands.key(seen(hands), Key.Key_4, CONTROL)
    assert hands.opened(ActivityPage).isAncestorOf(seen(hands))
    hands.key(seen(hands), Key.Key_1, CONTROL)
    assert seen(hands) is hands.table
    again = hands.table.chosen()
    assert again
    assert again.uid == chosen.uid
