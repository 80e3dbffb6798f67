"""Pulls after an update: what is watched and how long, what is told of them and when, and what the person can do."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from controllers.small_cluster import SmallCluster, Stage, stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers import pulls
from pullsecrets.controllers.changes import Place, Told
from pullsecrets.controllers.notices import Notices
from pullsecrets.controllers.pulls import PullsController
from pullsecrets.model.changes import AddEntry, Edit, RemoveEntry, ReplaceContent
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.pulls import Cause, Pull, PullState, Stuck
from pullsecrets.model.secrets import PullSecret
from pullsecrets.service.loop import Emit
from pullsecrets.views import words
from pullsecrets.views.notices import News
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.theme import Tone
from pullsecrets.views.view_page import ViewPage

NOW = datetime(2026, 11, 23, 9, 33, tzinfo=UTC)
SOON = NOW + timedelta(minutes=3)
AT, BY = f"{NOW.astimezone():%H:%M}", words.clock(SOON)
MESSAGE = 'failed to resolve reference "quay.io/acme/app:1": 401 Unauthorized'
WAITING = Pull(PullState.WAITING)
PULLED = Pull(PullState.PULLED, pod="web-2", image="quay.io/acme/app:1", at=NOW)


def stuck(pod: str = "web-1", **other: Any) -> Stuck:
    fields: dict[str, Any] = {
        "namespace": "web",
        "pod": pod,
        "uid": f"uid-of-{pod}",
        "image": "quay.io/acme/app:1",
        "reason": "ImagePullBackOff",
        "message": MESSAGE,
        "since": NOW,
        "cause": Cause.CREDENTIAL,
        "controlled": True,
        "running": False,
    }
    return Stuck(**(fields | other))


def failing(*of: Stuck, **other: Any) -> Pull:
    return Pull(PullState.FAILING, of or (stuck(),), at=NOW, next_by=SOON, **{"by_update": True, **other})


class Watched(SmallCluster):
    """Pulls go as the test says, by the secret's uid."""

    def __init__(self) -> None:
        super().__init__()
        self.watched: list[tuple[str, tuple[str, ...], Emit]] = []  # begun and not ended
        self.begun: list[tuple[str, tuple[str, ...]]] = []
        self.deleted: list[tuple[str, str, str]] = []
        self.unwatchable: Failure | None = None

    async def watch_pulls(self, after: PullSecret, keys: tuple[str, ...], emit: Emit) -> None:
        self.begun.append((after.uid, keys))
        if self.unwatchable:
            raise self.unwatchable
        mine = after.uid, keys, emit
        self.watched.append(mine)
        emit(WAITING)
        try:
            await asyncio.Event().wait()
        finally:
            self.watched.remove(mine)

    async def patch_secret(self, namespace: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        await self._admit(namespace)
        before = self.secrets[namespace, name]
        content = body.get("data", before["data"])[".dockerconfigjson"]
        annotations = body["metadata"].get("annotations", {})
        return dict(self.put(namespace, name, content=base64.b64decode(content), annotations=annotations).object)

    async def delete_pod(self, namespace: str, name: str, *, uid: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.deleted.append((namespace, name, uid))


class Window(Stage):
    """Both pages under the controllers that tell of pulls."""

    def begin(self, qtbot: QtBot, lasts: int = pulls.LASTS) -> None:
        self.cluster: Watched = Watched()
        self.place = Place(self.cluster, self.place.context)
        self.page, self.view_page = SecretsPage(), ViewPage()
        self.window.setCentralWidget(self.page)
        self.view_page.setParent(self.window)
        self.notices = Notices(self.page, self.view_page, self.changes)
        self.changes.told.connect(self._tell)
        self.pulls = PullsController(
            self.window, self.view_page, self.service, self.changes, self.notices, now=lambda: NOW, lasts=lasts
        )
        self.pulls.begin(self.place)

    def _tell(self, told: Told) -> None:
        done = f"{told.errand.kind} {told.errand.name}: {told.problem.code if told.problem else 'done'}"
        tone = Tone.DANGER if told.problem else Tone.OK
        self.notices.show(told.errand.uid, News(done, told.errand.name, tone=tone, undo=told.can_undo))

    def secret(self, name: str = "quay-pull", **entries: str) -> PullSecret:
        """One that is stored, with a password by registry."""
        auths = {
            key.replace("_", "."): {"auth": base64.b64encode(f"bot:{password}".encode()).decode()}
            for key, password in (entries or {"quay_io": "old"}).items()
        }
        return self.cluster.put("web", name, content=json.dumps({"auths": auths}).encode())

    def write(self, secret: PullSecret, edit: Edit) -> None:
        done = []
        self.changes.updated.connect(lambda *_: done.append(True))
        self.changes.write(self.place, secret, edit)
        self.wait(lambda: done)

    def update(self, name: str = "quay-pull", password: str = "new") -> PullSecret:
        """Change the password of a secret, and wait until its pulls are watched."""
        secret = self.secret(name)
        self.write(secret, change(password))
        self.wait(lambda: any(uid == secret.uid for uid, _, _ in self.cluster.watched))
        return secret

    def pull(self, secret: PullSecret, pull: Pull | None) -> None:
        """Its pulls go so from now on."""
        emit = next(emit for uid, _, emit in self.cluster.watched if uid == secret.uid)
        seen = []
        self.service.in_loop(emit, pull)
        handle = self.service.run(lambda _: asyncio.sleep(0))  # its end comes after that message
        handle.done.connect(lambda _: seen.append(True))
        self.wait(lambda: seen)

    def notice(self) -> list[str]:
        """What the notice below the table says, and its buttons; nothing where there is none."""
        return shown(self.page.notice)

    def press(self, text: str) -> None:
        press(self.page.notice, text)


def shown(within: Any) -> list[str]:
    if within.isHidden():
        return []
    parts = [*within.findChildren(QLabel), *within.findChildren(QAbstractButton)]
    said = [each.text() or each.accessibleName() for each in parts if not each.isHidden()]
    return [text for text in said if text]


def press(within: Any, text: str) -> None:
    buttons = within.findChildren(QAbstractButton)
    button = next(each for each in buttons if text in (each.text(), each.accessibleName()) and not each.isHidden())
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def change(password: str, key: str = "quay.io") -> Edit:
    return Edit(key, Credential(b"bot", password.encode()))


FAILING = [
    "Pulling fails since the update of <b>quay-pull</b>: pod web-1, image quay.io/acme/app:1.",
    f"The registry does not accept the credential, or not for this image. Next attempt by {BY}.",
    "Details",
    "Pull again now",
    "Undo",
    "Close",
]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    with stage(qtbot, tmp_path, Window) as made:
        made.begin(qtbot)
        yield made


# What is watched


def test_what_changes_a_credential_is_watched_with_the_entries_that_changed(window: Window) -> None:
    secret = window.secret(quay_io="old", ghcr_io="other")
    window.write(secret, change("new"))
    window.wait(lambda: window.cluster.begun == [(secret.uid, ("quay.io",))])


@pytest.mark.parametrize(
    ("entry", "keys"),
    [(AddEntry("docker.io", Credential(b"bot", b"x")), ("docker.io",)), (RemoveEntry("ghcr.io"), ())],
)
def test_so_is_a_change_of_entries(window: Window, entry: Any, keys: tuple[str, ...]) -> None:
    secret = window.secret(quay_io="old", ghcr_io="other")
    window.write(secret, Edit(entry=entry))
    window.wait(lambda: window.cluster.begun == [(secret.uid, keys)])


def test_a_description_sends_nothing_else_so_nothing_is_watched(window: Window) -> None:
    window.write(window.secret(), Edit(description="Robot"))
    window.update("other")
    assert [uid for uid, _ in window.cluster.begun] == ["web/other"]


def test_what_was_broken_may_send_anything_now(window: Window) -> None:
    broken = window.cluster.put("web", "quay-pull", content=b"{")
    window.write(broken, Edit(description="Robot"))
    window.write(window.cluster.put("web", "quay-pull", content=b"{"), Edit(entry=ReplaceContent(window.secret().data)))
    window.wait(lambda: window.cluster.begun == [(broken.uid, ())])


def test_what_was_so_already_is_not_watched(window: Window) -> None:
    window.write(window.secret(), change("old"))
    window.update("other")
    assert [uid for uid, _ in window.cluster.begun] == ["web/other"]


def test_another_update_begins_anew(window: Window) -> None:
    secret = window.update()
    window.write(window.cluster.put("web", "quay-pull", content=secret.data), change("newer"))
    window.wait(lambda: len(window.cluster.begun) == 2 and len(window.cluster.watched) == 1)


def test_it_ends_with_the_place_and_with_the_secret(window: Window) -> None:
    gone, left = window.update("gone"), window.update("left")
    window.pull(gone, failing())
    window.pulls.rows_removed((gone.uid, "another"))
    window.wait(lambda: [uid for uid, _, _ in window.cluster.watched] == [left.uid])
    assert window.notice() == []
    window.pulls.begin(None)
    window.wait(lambda: not window.cluster.watched)


def test_not_too_many_are_watched_at_once(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulls, "MOST", 2)
    names = ["first", "second", "third"]
    for name in names:
        window.update(name)
    window.wait(lambda: [uid for uid, _, _ in window.cluster.watched] == ["web/second", "web/third"])


def test_an_update_in_another_place_is_not_watched(window: Window) -> None:
    window.pulls.begin(Place(Watched(), window.place.context))
    window.write(window.secret(), change("new"))
    assert window.cluster.begun == []


def test_where_pulls_cannot_be_watched_nothing_is_said(window: Window) -> None:
    window.cluster.unwatchable = Failure(Code.FORBIDDEN, verb="watch", resource="events", namespace="web")
    window.write(window.secret(), change("new"))
    window.wait(lambda: window.cluster.begun)
    window.cluster.unwatchable = None
    window.update("other")
    assert window.notice()[0] == "update <b>other</b>: done"


@pytest.mark.parametrize("held_by", ["view", "notice", "nothing"])
def test_it_ends_after_a_while_unless_it_is_looked_at(window: Window, qtbot: QtBot, held_by: str) -> None:
    window.begin(qtbot, lasts=50)
    secret = window.update()
    if held_by == "notice":
        window.pull(secret, failing())
    window.pulls.set_viewed(secret.uid if held_by == "view" else "", "web")
    if held_by != "nothing":
        qtbot.wait(100)
        assert window.cluster.watched
        if held_by == "notice":
            window.pull(secret, PULLED)
    window.pulls.set_viewed("", "")
    window.wait(lambda: not window.cluster.watched)


# What is told


def test_pulls_that_fail_are_told_once_with_what_can_be_done(window: Window) -> None:
    secret = window.update()
    assert window.notice() == ["update <b>quay-pull</b>: done", "Undo", "Close"]
    window.pull(secret, failing())
    assert window.notice() == FAILING
    window.press("Close")
    window.pull(secret, failing(stuck(), stuck("web-2")))
    assert window.notice() == [], "it was read"
    window.pull(secret, PULLED)
    window.pull(secret, failing())
    assert window.notice() == FAILING, "they failed anew"


def test_what_is_told_follows_what_is_known(window: Window) -> None:
    secret = window.update()
    window.pull(secret, failing())
    window.pull(secret, failing(stuck(), stuck("web-2", controlled=False), stuck("web-2", image="b")))
    assert window.notice()[1].endswith(f"Next attempt by {BY}. 1 more pod(s) wait, too.")


def test_recovery_clears_it(window: Window) -> None:
    secret = window.update()
    window.pull(secret, failing())
    window.pull(secret, PULLED)
    assert window.notice() == [
        "Pulling works again for what uses <b>quay-pull</b>.",
        f"Pulled at {AT}. Pod web-2 pulled quay.io/acme/app:1.",
        "Close",
    ]
    window.pull(secret, failing())
    window.pull(secret, WAITING)
    assert window.notice() == []


def test_that_nobody_waits_any_more_is_no_recovery(window: Window) -> None:
    """The pod that failed was deleted; what another one pulled before that proves nothing."""
    secret = window.update()
    window.pull(secret, PULLED)
    window.pull(secret, failing())
    window.pull(secret, PULLED)
    assert window.notice() == []
    window.pull(secret, replace(PULLED, pod="web-3", at=NOW))  # but one that comes after it does
    assert window.notice()[0] == "Pulling works again for what uses <b>quay-pull</b>."


@pytest.mark.parametrize(("now", "deleted"), [(failing(stuck("web-2")), ["web-2"]), (PULLED, [])])
def test_pods_that_recover_while_it_is_asked_are_not_deleted(window: Window, now: Pull, deleted: list[str]) -> None:
    secret = window.update()
    window.pull(secret, failing(stuck(), stuck("web-2")))
    window.press("Pull again now")
    window.pull(secret, now)
    window.confirm("Pull again now")
    window.wait(lambda: not window.changes.under_way)
    assert [name for _, name, _ in window.cluster.deleted] == deleted


def test_pods_that_were_stuck_before_are_told_below_the_success(window: Window) -> None:
    secret = window.update()
    window.pull(secret, Pull(PullState.WAITING, (stuck(),), next_by=SOON))
    assert window.notice() == [
        "update <b>quay-pull</b>: done",
        f"Pod web-1 still waits: its next attempt is due by {BY}.",
        "Pull again now",
        "Undo",
        "Close",
    ]
    window.pull(secret, PULLED)
    assert window.notice() == [
        "update <b>quay-pull</b>: done",
        f"Pulled at {AT}. Pod web-2 pulled quay.io/acme/app:1.",
        "Undo",
        "Close",
    ]


def test_what_was_closed_on_view_does_not_come_back_with_more_to_say(window: Window) -> None:
    secret = window.secret()
    window.notices.set_viewed(secret.uid)
    window.write(secret, change("new"))
    window.wait(lambda: window.cluster.watched)
    press(window.view_page.notice, "Close")
    window.pull(secret, PULLED)
    assert shown(window.view_page.notice) == []
    assert window.notice()[1].startswith("Pulled at ")


def test_the_newest_failure_is_told_and_the_others_are_counted(window: Window) -> None:
    first, second, third = [window.update(name) for name in ("first", "second", "third")]
    for each in (first, second, third):
        window.pull(each, failing())
    said = window.notice()
    assert "<b>third</b>" in said[0]
    assert said[1].endswith("Pulling fails for 2 other updated ImagePullSecret(s), too.")
    window.pull(third, PULLED)
    assert "<b>second</b>" in window.notice()[0], "it still fails"


def test_what_was_read_does_not_come_back_when_another_one_recovers(window: Window) -> None:
    first, second = window.update("first"), window.update("second")
    window.pull(first, failing())
    window.press("Close")
    window.pull(second, failing())
    window.pull(second, PULLED)
    assert "works again for what uses <b>second</b>" in window.notice()[0]


def test_each_failure_is_read_before_the_notice_is_gone(window: Window) -> None:
    first, second = window.update("first"), window.update("second")
    window.press("Close")  # that it was updated
    for each in (first, second):
        window.pull(each, failing())
    window.press("Close")
    assert "<b>first</b>" in window.notice()[0]
    window.press("Close")
    assert window.notice() == []


def test_where_one_was_undone_the_other_is_told_next(window: Window) -> None:
    for each in [window.update("first"), window.update("second")]:
        window.pull(each, failing())
    window.press("Undo")
    window.wait(lambda: window.notice()[:1] == ["undo <b>second</b>: done"])
    window.press("Close")
    assert "<b>first</b>" in window.notice()[0]
    assert "Undo" in window.notice()


def test_where_something_failed_nothing_is_added_about_pulls(window: Window) -> None:
    secret = window.update()
    window.cluster.failures = [Failure(Code.CONNECTION_REFUSED, host="api:6443")]
    window.changes.write(
        window.place, PullSecret.of(window.cluster.secrets["web", "quay-pull"]), change("newer")
    ).unattend()
    window.wait(lambda: window.notice()[:1] == ["update <b>quay-pull</b>: connection-refused"])
    window.pull(secret, PULLED)
    assert window.notice() == ["update <b>quay-pull</b>: connection-refused", "Close"]


def test_view_has_its_own_place_for_pulls_that_fail(window: Window) -> None:
    secret = window.secret()
    window.notices.set_viewed(secret.uid)
    window.pulls.set_viewed(secret.uid, "web")
    window.write(secret, change("new"))
    assert shown(window.view_page.notice)[0] == "update <b>quay-pull</b>: done"
    window.wait(lambda: window.cluster.watched)
    window.pull(secret, failing())
    assert window.notice() == FAILING
    assert shown(window.view_page.notice) == []


# What the person does


def test_undo_is_of_the_secret_that_the_notice_is_about(window: Window) -> None:
    failed, other = window.update("failed"), window.update("other")
    window.pull(failed, failing())
    window.press("Undo")
    window.wait(lambda: ("undo", "web", "failed", "updated", "") in window.records())
    assert window.cluster.secrets["web", "failed"]["data"] == failed.object["data"]
    assert window.cluster.secrets["web", "other"]["data"] != other.object["data"]
    window.wait(lambda: [uid for uid, _ in window.cluster.begun] == [failed.uid, other.uid, failed.uid])
    assert window.notice()[0] == "undo <b>failed</b>: done"


def test_the_newest_change_of_the_secret_is_undone_and_once(window: Window) -> None:
    first = window.secret(quay_io="old", ghcr_io="other")
    window.write(first, change("new"))
    now = PullSecret.of(window.cluster.secrets["web", "quay-pull"])
    window.write(now, change("newer", "ghcr.io"))
    assert not window.changes.undo("web/another")
    window.cluster.slow = True
    assert window.changes.undo(first.uid)
    assert not window.changes.undo(first.uid), "it is under way"
    window.cluster.slow = False
    window.wait(lambda: window.cluster.secrets["web", "quay-pull"]["data"] == now.object["data"])
    window.wait(lambda: not window.changes.under_way)
    assert window.changes.undo(first.uid)
    window.wait(lambda: window.cluster.secrets["web", "quay-pull"]["data"] == first.object["data"])
    window.wait(lambda: not window.changes.under_way)
    assert not window.changes.can_undo(first.uid)


def test_a_description_that_was_changed_since_is_not_what_undo_means(window: Window) -> None:
    secret = window.update()
    updated = PullSecret.of(window.cluster.secrets["web", "quay-pull"])
    window.write(updated, Edit(description="Robot"))
    window.pull(secret, failing())
    window.press("Undo")
    window.wait(lambda: window.cluster.secrets["web", "quay-pull"]["data"] == secret.object["data"])


def test_the_notice_stays_where_somebody_else_changed_the_secret_but_undo_goes(window: Window) -> None:
    secret = window.update()
    window.pull(secret, failing())
    theirs = window.secret(quay_io="theirs")
    window.changes.row_changed(theirs.row)
    window.wait(lambda: window.notice() == [text for text in FAILING if text != "Undo"])


def test_pulling_again_is_asked_once_and_kept_in_activity(window: Window) -> None:
    secret = window.update()
    window.pull(secret, failing(stuck(), stuck("bare", controlled=False), stuck("web-2", running=True)))
    window.press("Pull again now")
    said = window.confirm("Pull again now")
    assert "Delete 2 pod(s), so that their images are pulled again at once?" in said
    assert "To be deleted: web-1, web-2. Each is made anew by its controller." in said
    assert "Unless the registry accepts the credential by now, pulling fails again." in said
    assert "Other containers of web-2 are running, and are stopped with them." in said
    window.wait(lambda: ("pull again", "web", "quay-pull", "pods deleted", "") in window.records())
    assert window.cluster.deleted == [("web", "web-1", "uid-of-web-1"), ("web", "web-2", "uid-of-web-2")]
    window.wait(lambda: window.notice()[:1] == ["pull again <b>quay-pull</b>: done"])
    bare = stuck("bare", controlled=False)
    for of in ((stuck(), stuck("web-2"), bare), (bare,)):
        window.pull(secret, failing(*of))
        assert "done" in window.notice()[0], "of the old pods nothing more is told"
    window.pull(secret, failing(stuck("web-3"), bare))
    assert window.notice()[0].endswith("pod web-3, image quay.io/acme/app:1.")


def test_where_it_was_refused_nothing_is_taken_for_done(window: Window) -> None:
    secret = window.update()
    window.pull(secret, failing())
    window.press("Pull again now")
    window.cluster.failures = [Failure(Code.FORBIDDEN, verb="delete", resource="pods", namespace="web")]
    window.confirm("Pull again now")
    window.wait(lambda: window.notice()[:1] == ["pull again <b>quay-pull</b>: forbidden"])
    assert window.cluster.deleted == []


def test_what_nobody_makes_anew_is_not_deleted(window: Window) -> None:
    secret = window.update()
    window.pull(secret, failing(stuck(controlled=False)))
    assert "Pull again now" not in window.notice()
    window.pull(secret, failing())
    window.press("Pull again now")
    window.confirm("Cancel")
    assert QApplication.activeModalWidget() is None
    assert window.cluster.deleted == []


def test_details_hold_the_kubelets_own_words(window: Window) -> None:
    secret = window.update()
    window.pull(secret, failing())
    window.press("Details")
    window.wait(lambda: QApplication.activeModalWidget() is not None)
    box = QApplication.activeModalWidget()
    assert box
    assert MESSAGE in part(box, QPlainTextEdit).toPlainText()
    press(box, "Close")


def test_view_tells_nothing_that_was_told_of_another_secret(window: Window) -> None:
    first, second = window.secret("first"), window.secret("second")
    window.notices.show(first.uid, News("Added first."))
    notice = window.view_page.notice
    for viewed, shown in ((first.uid, True), ("", False), (second.uid, False)):
        window.notices.set_viewed(viewed)
        assert notice.isHidden() is not shown
