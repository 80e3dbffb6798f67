"""Copying tries every chosen namespace first, writes to those that can be, and lists what became of each."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from controllers.small_cluster import Stage, stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers import copying
from pullsecrets.controllers.changes import Told
from pullsecrets.controllers.copying import CopyController
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.secrets import PullSecret
from pullsecrets.views.view_table import ListTable

NAMESPACE, NAME = "payments", "ci-pull"
NAMES: tuple[str, ...] | None = ("payments", "search", "tooling", "web")
FORBIDDEN = Failure(Code.FORBIDDEN, verb="create", resource="secrets", namespace="web", name=NAME, user="jane")


class Page(Stage):
    """The stage with one open dialog."""

    controller: CopyController
    closed: list[bool]
    told: list[Told]

    def open(self, secret: PullSecret, names: tuple[str, ...] | None = NAMES) -> None:
        self.closed, self.told = [], []
        self.controller = CopyController(self.window, self.service, self.changes, self.place, secret.row, names)
        self.controller.closed.connect(lambda: self.closed.append(True))
        self.changes.told.connect(self.told.append)

    def tick(self, *names: str) -> None:
        """By keyboard: walk down the list, Space on each of these."""
        ticks = part(self.dialog(), QListWidget)
        search = next(each for each in self.dialog().findChildren(QLineEdit) if not each.isReadOnly())
        self.key(Qt.Key.Key_Down, search)
        self.key(Qt.Key.Key_Home, ticks)
        for row in range(ticks.count()):
            if ticks.item(row).text() in names:
                self.key(Qt.Key.Key_Space, ticks)
            self.key(Qt.Key.Key_Down, ticks)

    def type(self, text: str) -> None:
        QTest.keyClicks(part(self.dialog(), QPlainTextEdit), text)

    def rows(self) -> dict[str, str]:
        """What the table says of each namespace."""
        model = part(self.dialog(), ListTable).model()
        return {model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())}


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setattr(copying, "TYPING", 20)
    with stage(qtbot, tmp_path, Page) as made:
        yield made


def copies(page: Page) -> set[str]:
    """The namespaces that hold the secret besides its own."""
    return {namespace for namespace, name in page.cluster.secrets if name == NAME} - {NAMESPACE}


def test_what_is_chosen_is_tried_and_then_copied(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME)
    page.open(secret)
    page.tick("search", "web")
    page.wait(lambda: page.rows() == {"search": "Will be created", "web": "Will be created"})
    assert (copies(page), page.records()) == (set(), [])
    page.press("Copy to 2 namespace(s)")
    page.wait(lambda: page.rows() == {"search": "Copied", "web": "Copied"})
    assert copies(page) == {"search", "web"}
    assert sorted(page.records()) == [("copy", name, NAME, "copied", "") for name in ("search", "web")]
    assert page.activity.read()[0].record.change == "from payments"
    assert page.told == []
    page.press("Close")
    page.wait(lambda: page.closed)


def test_its_own_namespace_is_not_offered(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    ticks = part(page.dialog(), QListWidget)
    assert [ticks.item(row).text() for row in range(ticks.count())] == ["search", "tooling", "web"]


def test_namespaces_that_may_not_be_listed_are_typed(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME), None)
    page.type("web, search nowhere,web payments")
    expected = {
        "nowhere": "No such namespace",
        "payments": "Already there, the same",
        "search": "Will be created",
        "web": "Will be created",
    }
    page.wait(lambda: page.rows() == expected)
    page.press("Copy to 2 namespace(s)")
    page.wait(lambda: copies(page) == {"search", "web"})


def test_what_was_copied_stays_listed(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME), None)
    page.type("web")
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows() == {"web": "Copied"})
    text = part(page.dialog(), QPlainTextEdit)
    text.selectAll()
    QTest.keyClicks(text, "search")
    page.wait(lambda: page.rows() == {"search": "Will be created", "web": "Copied"})


def test_what_cannot_be_is_skipped_and_says_why(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME)
    page.cluster.put("tooling", NAME, content=b'{"auths": {}}')
    page.cluster.refusals["web"] = FORBIDDEN
    page.open(secret)
    page.tick("search", "tooling", "web")
    expected = {"search": "Will be created", "tooling": "Already there: skipped", "web": "Not allowed"}
    page.wait(lambda: page.rows() == expected)
    assert "1 to be created, 1 already there, 1 not possible" in page.said()
    table = part(page.dialog(), ListTable)
    table.choose("web")
    assert "You are not allowed to create" in page.said()
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows()["search"] == "Copied")
    assert len(page.records()) == 1


def test_nothing_can_be_copied_before_it_was_tried(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    assert page.buttons()["Copy"] is False
    page.tick("web")
    assert page.rows() == {"web": "Trying…"}
    assert page.buttons()["Copy"] is False


def test_a_tick_that_is_taken_away_takes_its_row_away(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.tick("web", "search")
    page.wait(lambda: "Copy to 2 namespace(s)" in page.buttons())
    page.tick("web")
    assert page.rows() == {"search": "Will be created"}
    assert page.buttons()["Copy to 1 namespace(s)"] is True


def test_a_few_are_under_way_at_once_and_cancel_leaves_the_others(page: Page) -> None:
    names = tuple(f"team-{number:02}" for number in range(20))
    page.cluster.existing |= set(names)
    page.cluster.slow = True
    page.open(page.cluster.put(NAMESPACE, NAME), names)
    page.tick(*names)
    page.press("Copy to 20 namespace(s)")
    page.wait(lambda: page.cluster.at_once == 8)
    assert list(page.rows().values()).count("Waiting") == 12
    assert "0 of 20 done. What is done stays done if you cancel." in page.said()
    page.press("Cancel")
    assert page.buttons()["Stop waiting"] is True
    page.cluster.slow = False
    page.wait(lambda: list(page.rows().values()).count("Copied") == 8)
    assert page.cluster.most_at_once == 8
    assert len(copies(page)) == 8
    page.press("Copy to 12 namespace(s)")
    page.wait(lambda: len(copies(page)) == 20)


def test_who_stops_waiting_is_told_later(page: Page) -> None:
    page.cluster.slow = True
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.tick("web")
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows() == {"web": "Copying…"})
    page.press("Stop waiting")
    page.wait(lambda: page.closed)
    page.cluster.slow = False
    page.wait(lambda: page.told and page.told[-1].problem is None)
    assert copies(page) == {"web"}


def test_what_failed_says_why_and_can_be_tried_again(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.tick("web")
    page.wait(lambda: page.rows() == {"web": "Will be created"})
    page.cluster.failures = [Failure(Code.CONNECTION_REFUSED, host="api:6443")]
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows() == {"web": "Failed: Connection refused"})
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows() == {"web": "Copied"})
    assert [record[3] for record in page.records()] == ["failed: connection-refused", "copied"]


def test_a_name_that_was_taken_meanwhile_is_skipped(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.tick("web")
    page.wait(lambda: page.rows() == {"web": "Will be created"})
    page.cluster.put("web", NAME, content=b"{}")
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows() == {"web": "Already there: skipped"})
    assert base64.b64decode(page.cluster.secrets["web", NAME]["data"][".dockerconfigjson"]) == b"{}"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"content": b'{"auths": []}'}, "is broken (wrong type), so it is not copied"),
        ({"deletionTimestamp": "2026-11-23T09:00:00Z"}, "is being deleted, so it is not copied"),
    ],
)
def test_what_must_not_be_copied_is_refused(page: Page, other: dict[str, object], said: str) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME, **other))
    page.wait(lambda: said in page.said())
    assert page.buttons() == {"Close": True}


def test_an_owned_one_can_be_copied_and_the_copy_is_free(page: Page) -> None:
    labels = {"app.kubernetes.io/managed-by": "Helm"}
    release = {"meta.helm.sh/release-name": "platform-base", "kubernetes.io/description": "For CI"}
    page.open(page.cluster.put(NAMESPACE, NAME, labels=labels, annotations=release))
    page.wait(lambda: "Helm does not manage the copies." in page.said())
    page.tick("web")
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: copies(page))
    made = PullSecret.of(page.cluster.secrets["web", NAME])
    assert (made.owner, made.description) == (None, "For CI")


def test_a_secret_that_changed_is_read_and_tried_again(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.cluster.put("web", NAME)
    page.tick("web")
    page.wait(lambda: page.rows() == {"web": "Already there, the same"})
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, content=b'{"auths": {}}').row)
    page.wait(lambda: page.rows() == {"web": "Already there: skipped"})


def test_a_secret_that_is_gone_is_copied_nowhere(page: Page) -> None:
    secret = page.cluster.put(NAMESPACE, NAME)
    page.open(secret)
    page.tick("web")
    page.wait(lambda: page.buttons().get("Copy to 1 namespace(s)"))
    page.controller.row_removed(secret.uid)
    assert "already deleted" in page.said()
    assert page.buttons() == {"All 3 namespace(s)": False, "Close": True}


def test_enter_in_the_search_field_ticks_what_was_found_and_copies_nothing(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.tick("search")
    page.wait(lambda: page.buttons().get("Copy to 1 namespace(s)"))
    search = next(each for each in page.dialog().findChildren(QLineEdit) if not each.isReadOnly())
    QTest.mouseClick(search, Qt.MouseButton.LeftButton)
    QTest.keyClicks(search, "EB")
    assert "All 1 that are found" in page.said()
    page.key(Qt.Key.Key_Return, search)
    page.wait(lambda: page.rows() == {"search": "Will be created", "web": "Will be created"})
    assert copies(page) == set()


def test_all_that_are_found_are_ticked_at_once(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.press("All 3 namespace(s)")
    page.press("Copy to 3 namespace(s)")
    page.wait(lambda: copies(page) == {"search", "tooling", "web"})


def test_a_copy_whose_answer_cannot_be_read_is_not_called_failed(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    async def odd(*_: object) -> object:
        raise KeyError("metadata")

    monkeypatch.setattr(copying, "copy", odd)
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.tick("web")
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows() == {"web": "Outcome unknown"})
    assert [record[3] for record in page.records()] == ["unknown"]


ROTATED = b'{"auths": {"ghcr.io": {"auth": "Y2k6bmV3ZXI="}}}'


def content(page: Page, namespace: str) -> bytes:
    return base64.b64decode(page.cluster.secrets[namespace, NAME]["data"][".dockerconfigjson"])


def begin_slowly(page: Page) -> tuple[str, ...]:
    """Copy to ten namespaces: eight are under way, two wait."""
    names = tuple(f"team-{number}" for number in range(10))
    page.cluster.existing |= set(names)
    page.cluster.slow = True
    page.open(page.cluster.put(NAMESPACE, NAME), names)
    page.tick(*names)
    page.press("Copy to 10 namespace(s)")
    page.wait(lambda: page.cluster.at_once == 8)
    return names


def test_a_credential_that_is_rotated_meanwhile_stops_what_waits(page: Page) -> None:
    names = begin_slowly(page)
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, content=ROTATED).row)
    page.cluster.slow = False
    first, last = dict.fromkeys(names[:8], "Copied as it was before"), names[8:]
    page.wait(lambda: page.rows() == first | dict.fromkeys(last, "Will be created"))
    assert copies(page) == set(first)
    assert "It changed while it was copied." in page.said()
    assert "8 copied as it was before, 2 to be created" in page.said()
    page.press("Copy to 2 namespace(s)")
    page.wait(lambda: page.rows() == first | dict.fromkeys(last, "Copied"))
    assert {content(page, name) for name in last} == {ROTATED}


def test_a_change_of_what_is_not_copied_only_holds_it_up(page: Page) -> None:
    names = begin_slowly(page)
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, labels={"team": "web"}).row)
    page.cluster.slow = False
    page.wait(lambda: page.rows() == dict.fromkeys(names, "Copied"))
    assert "It changed" not in page.said()


def test_what_was_copied_before_a_change_says_so(page: Page) -> None:
    page.open(page.cluster.put(NAMESPACE, NAME))
    page.tick("web")
    page.press("Copy to 1 namespace(s)")
    page.wait(lambda: page.rows() == {"web": "Copied"})
    page.controller.row_changed(page.cluster.put(NAMESPACE, NAME, content=ROTATED).row)
    page.wait(lambda: page.rows() == {"web": "Copied as it was before"})
    assert page.buttons()["Close"] is True
