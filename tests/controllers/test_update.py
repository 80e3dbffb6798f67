"""The Update form is about one entry: whatever colleagues do meanwhile, only the person chooses another one."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from controllers.small_cluster import UNUSED, SmallCluster, Stage, stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers.update import UpdateController
from pullsecrets.model.secrets import Row

NAMESPACE, NAME = "data", "multi-registry"


def config(**entries: str) -> bytes:
    """A docker config with these entries, "user:password"; "_" stands for "." in their keys."""
    auths = {key.replace("_", "."): {"auth": base64.b64encode(each.encode()).decode()} for key, each in entries.items()}
    return json.dumps({"auths": auths}).encode()


ONE, TWO = config(a_io="ann:aaa"), config(a_io="ann:aaa", b_io="bob:bbb")


class Cluster(SmallCluster):
    """Knows that nothing uses anything."""

    async def follow_use(self, namespace: str, name: str, emit: Callable[[object], None]) -> None:
        emit(UNUSED)


class Page(Stage):
    """The stage with one open Update dialog."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.cluster: SmallCluster = Cluster()
        self.place = type(self.place)(self.cluster, self.place.context)

    def put(self, content: bytes) -> Row:
        return self.cluster.put(NAMESPACE, NAME, content=content).row

    def open(self, row: Row, key: str | None = None) -> None:
        self.controller = UpdateController(
            self.window, self.service, self.changes, self.checks, self.place, row, None, key
        )
        self.wait(lambda: "Reading the ImagePullSecret…" not in self.said())

    def colleague(self, content: bytes) -> None:
        """A colleague replaces the content, and the watch tells."""
        self.controller.row_changed(self.put(content))

    def line(self, name: str) -> QLineEdit:
        return part(self.dialog(), QLineEdit, lambda each: each.accessibleName() == name and each.isVisible())

    def type_password(self, text: str) -> None:
        self.line("Password").selectAll()
        QTest.keyClicks(self.line("Password"), text)

    @property
    def registry(self) -> str:
        """The registry that the form is about, as it is seen."""
        chooser = self.chooser
        if chooser.isVisible():
            return chooser.currentText() or chooser.placeholderText()
        label = part(self.dialog(), QLabel, lambda each: each.text() == "Registry" and each.buddy() is not None)
        shown = label.buddy()
        assert isinstance(shown, QLineEdit)
        return shown.text()

    @property
    def chooser(self) -> QComboBox:
        return part(self.dialog(), QComboBox, lambda _: True)

    def choose(self, key: str) -> None:
        index = self.chooser.findData(key)
        self.chooser.setCurrentIndex(index)
        self.chooser.activated.emit(index)

    def says_gone(self, registry: str) -> bool:
        return f"Someone else removed the entry for {registry}" in self.said()

    def is_locked(self) -> bool:
        return not self.line("Username").isEnabled() and not self.line("Password").isEnabled()


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[Page]:
    with stage(qtbot, tmp_path, Page) as made:
        yield made
        made.controller._dialog.reject()  # drops what follows the use


@pytest.mark.parametrize("now", [ONE, config(a_io="ann:aaa", c_io="bob:bbb")], ids=["removed", "renamed"])
@pytest.mark.parametrize("seen", [True, False], ids=["while it is open", "before it was read"])
def test_an_entry_that_is_gone_is_not_replaced_by_another_one(page: Page, now: bytes, seen: bool) -> None:
    row = page.put(TWO)
    if seen:
        page.open(row, "b.io")
        assert (page.registry, page.line("Username").text()) == ("b.io", "bob")
        page.colleague(now)
    else:
        page.put(now)
        page.open(row, "b.io")
    page.wait(lambda: page.says_gone("b.io"))
    assert (page.registry, page.line("Username").text()) == ("b.io", "")
    assert page.is_locked()
    assert page.buttons()["Update"] is False


def test_another_entry_can_be_chosen_on_purpose(page: Page) -> None:
    page.open(page.put(TWO), "b.io")
    page.colleague(ONE)
    page.wait(lambda: page.says_gone("b.io"))
    assert page.chooser.isEnabled()
    page.choose("a.io")
    assert not page.says_gone("b.io")
    assert not page.is_locked()
    assert (page.registry, page.line("Username").text()) == ("a.io", "ann")


def test_an_entry_that_comes_back_can_be_edited_again(page: Page) -> None:
    page.open(page.put(TWO), "b.io")
    page.colleague(ONE)
    page.wait(lambda: page.says_gone("b.io"))
    page.colleague(TWO)
    page.wait(lambda: not page.says_gone("b.io"))
    assert (page.registry, page.line("Username").text()) == ("b.io", "bob")
    assert not page.is_locked()


def test_the_first_entry_stays_the_one_that_is_meant(page: Page) -> None:
    page.open(page.put(TWO))
    assert page.registry == "a.io"
    page.colleague(config(b_io="bob:bbb"))
    page.wait(lambda: page.says_gone("a.io"))
    assert page.is_locked()


def test_a_description_can_be_changed_without_the_entry(page: Page) -> None:
    page.open(page.put(TWO), "b.io")
    page.colleague(ONE)
    page.wait(lambda: page.says_gone("b.io"))
    description = part(page.dialog(), QPlainTextEdit, lambda each: each.accessibleName() == "Description")
    QTest.keyClicks(description, "For CI")
    assert page.buttons()["Update"] is True


@pytest.mark.parametrize("choice", ["Keep mine", "Take theirs"])
def test_a_password_does_not_follow_to_another_entry(page: Page, choice: str) -> None:
    page.open(page.put(TWO), "b.io")
    page.type_password("meant-for-b")
    page.colleague(ONE)
    page.press(choice)
    assert page.says_gone("b.io")
    page.choose("a.io")
    assert "Take back" not in page.buttons()
    assert page.line("Username").text() == "ann"
    assert page.buttons()["Update"] is False, "nothing was typed for it"


def test_what_was_chosen_in_a_conflict_can_be_taken_back_as_long_as_the_entry_is_the_same(page: Page) -> None:
    page.open(page.put(TWO), "b.io")
    page.type_password("meant-for-b")
    page.colleague(ONE)
    page.press("Take theirs")
    page.press("Take back")
    assert page.registry == "b.io"
    page.wait(lambda: page.buttons().get("Keep mine"))


def test_an_entry_without_a_registry_can_be_meant(page: Page) -> None:
    content = json.loads(TWO)
    content["auths"][""] = {"auth": base64.b64encode(b"nobody:ccc").decode()}
    page.open(page.put(json.dumps(content).encode()), "")
    assert page.line("Username").text() == "nobody"
    page.line("Password").setFocus()
    QTest.keyClick(page.line("Password"), Qt.Key.Key_X)
    assert page.buttons()["Update"] is True
