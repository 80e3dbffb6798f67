"""What is said of pulls: in the table, in its tooltips, on View, in the notice and in the box that asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from model.samples import entry, secret
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMainWindow, QPlainTextEdit
from pytestqt.qtbot import QtBot
from views.chinese import Check
from views.parts import part
from views.rows import NOW, row

from pullsecrets.model.dockerconfig import Broken, Why
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.pulls import Cause, Pull, PullState, Stuck
from pullsecrets.model.secrets import PullSecret, Row, Use
from pullsecrets.views import pull_texts, words
from pullsecrets.views.notices import News, Notice, Paragraph
from pullsecrets.views.pull_again import ask_to_pull_again
from pullsecrets.views.secret_cells import Column
from pullsecrets.views.secrets_delegate import status_sign
from pullsecrets.views.secrets_model import SecretsModel, needs_attention
from pullsecrets.views.theme import Tone
from pullsecrets.views.view_facts import facts
from pullsecrets.views.view_page import ViewPage
from pullsecrets.views.view_pulls import PullBanner, Pulls
from pullsecrets.views.view_table import ListTable

UNAUTHORIZED = "failed to authorize: failed to fetch anonymous token: 401 Unauthorized"
SINCE, SOON = NOW - timedelta(minutes=2), NOW + timedelta(minutes=3)
AT, BY = f"{SINCE.astimezone():%H:%M}", words.clock(SOON)
PULLED = Pull(PullState.PULLED, pod="web-2", image="quay.io/acme/app:1", at=SINCE)
WAITING = Pull(PullState.WAITING)
BROKEN = Broken(Why.NOT_BASE64)


def stuck(pod: str = "web-1", message: str = UNAUTHORIZED, **other: Any) -> Stuck:
    fields: dict[str, Any] = {
        "namespace": "web",
        "pod": pod,
        "uid": f"uid-of-{pod}",
        "image": "quay.io/acme/app:1",
        "reason": "ImagePullBackOff",
        "message": message,
        "since": SINCE,
        "cause": Cause.CREDENTIAL,
        "controlled": True,
        "running": False,
    }
    return Stuck(**(fields | other))


def failing(*of: Stuck) -> Pull:
    return Pull(PullState.FAILING, of or (stuck(),), at=SINCE, next_by=SOON)


# In the table


@pytest.mark.parametrize(
    ("pull", "changes", "said", "sign"),
    [
        (failing(), {}, "Pulling fails", ("octagon-x", Tone.DANGER)),
        (failing(), {"broken": BROKEN, "immutable": True}, "Pulling fails · Immutable", ("octagon-x", Tone.DANGER)),
        (failing(), {"missing": True}, "Missing", ("circle-dashed", Tone.WARN)),
        (WAITING, {}, "Waiting for a pull", ("clock", Tone.PLAIN)),
        (WAITING, {"broken": BROKEN}, "Broken: not base64", ("octagon-alert", Tone.DANGER)),
        (PULLED, {"owner": Owner(OwnerKind.HELM, "base")}, f"Pulled at {AT} · Helm", ("circle-check", Tone.OK)),
        (replace(PULLED, at=NOW - timedelta(days=400)), {}, "Pulled: Oct 19, 2025", ("circle-check", Tone.OK)),
        (replace(PULLED, at=None), {}, "Pulled", ("circle-check", Tone.OK)),
    ],
)
def test_the_status_says_how_pulls_go(pull: Pull, changes: dict[str, Any], said: str, sign: tuple[str, Tone]) -> None:
    shown = row("quay-pull", use=Use(2, complete=True), pull=pull, **changes)
    assert (words.status_text(shown, NOW), status_sign(shown)) == (said, sign)


def test_what_fails_needs_attention_and_stands_first(qtbot: QtBot) -> None:
    model = SecretsModel(now=lambda: NOW)
    used = Use(1, complete=True)
    rows = [
        row("in-use", use=used),
        row("pulled", use=used, pull=PULLED),
        row("unknown"),
        row("waiting", use=used, pull=WAITING),
        row("broken", use=used, broken=BROKEN),
        row("failing", use=used, pull=failing()),
        row("unused", use=Use(0, complete=True)),
    ]
    model.apply(rows, ())
    model.sort(Column.STATUS)
    order = [model.index(number, Column.NAME).data() for number in range(model.rowCount())]
    assert order == ["failing", "broken", "unknown", "waiting", "pulled", "in-use", "unused"]
    assert model.attention == 2
    assert [needs_attention(each) for each in rows] == [each.name in ("broken", "failing") for each in rows]


def tip(shown: Row) -> list[str]:
    return SecretsModel(now=lambda: NOW).cells.tip(shown, Column.STATUS).splitlines()


def test_the_tooltip_of_a_failure_tells_everything() -> None:
    pull = failing(stuck(message=f"{UNAUTHORIZED}\n\t{'x' * 1000}"), stuck("web-2"), stuck("web-2", image="b"))
    said = tip(row("quay-pull", pull=pull, broken=BROKEN))
    assert said[:2] == ["Pulling fails", "The registry does not accept the credential, or not for this image."]
    assert said[2].startswith(f"Pod web-1 waits for quay.io/acme/app:1. Since {words.exact(SINCE)}.")
    assert said[3] == f"Next attempt by {BY}."
    assert said[4].startswith(f"{UNAUTHORIZED} xxx")
    assert said[4].endswith("x…")
    assert len(said[4]) == 400
    assert said[5].startswith("Its content is not base64.")


def test_the_tooltip_of_a_pull_claims_no_more_than_it_shows() -> None:
    said = tip(row("quay-pull", pull=replace(PULLED, shared=True)))
    assert said[:3] == [
        f"Pulled at {AT}",
        "Pod web-2 pulled quay.io/acme/app:1, with one of several entries that match.",
        "A sign, not a proof: the kubelet may also use credentials of its node.",
    ]


def test_the_tooltip_of_who_waits_says_what_for() -> None:
    assert tip(row("quay-pull", pull=WAITING))[:2] == [
        "Waiting for a pull",
        "Nothing was pulled since the update. What is running has its images already.",
    ]


# What a failure means


@pytest.mark.parametrize(
    ("cause", "message", "said"),
    [
        (Cause.CREDENTIAL, "not found or no basic auth credentials", "The registry does not accept the credential"),
        (Cause.SECRET, "illegal base64 data at input byte 0", "An ImagePullSecret of the pod cannot be read"),
        (Cause.NAME, "invalid reference format", "This does not speak against the credential: the name of the image"),
        (Cause.OTHER, "quay.io/acme/app:1: not found", "This does not speak against the credential: the image was not"),
        (Cause.OTHER, "dial tcp: lookup quay.io: no such host", "against the credential: the name of the registry is"),
        (Cause.OTHER, "connect: connection refused", "against the credential: the registry refused the connection."),
        (Cause.OTHER, "tls: failed to verify certificate: x509: expired", "against the credential: the node does not"),
        (Cause.OTHER, "dial tcp 1.2.3.4:443: i/o timeout", "against the credential: the registry did not answer"),
        (Cause.OTHER, "something else", "This does not speak against the credential."),
    ],
)
def test_what_a_failure_speaks_against_is_said(cause: Cause, message: str, said: str) -> None:
    assert said in pull_texts.cause_sentence(stuck(cause=cause, message=message))


def test_an_image_that_must_not_be_pulled_is_no_matter_of_the_credential() -> None:
    said = pull_texts.cause_sentence(stuck(cause=Cause.OTHER, reason="ErrImageNeverPull", message="is not present"))
    assert said.endswith("the pod forbids pulling, and the image is not on its node.")


@pytest.mark.parametrize(
    ("by", "said"),
    [(None, ""), (NOW - timedelta(seconds=1), "The next attempt is due."), (SOON, f"Next attempt by {BY}.")],
)
def test_when_the_next_attempt_is_due(by: datetime | None, said: str) -> None:
    assert pull_texts.next_sentence(replace(failing(), next_by=by), NOW) == said


# The notice


def test_news_of_the_same_name_are_told_again_in_another_tone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.object().accessibleName()))
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell(News("Updated ci-pull.", "ci-pull"))
    notice.tell(News("Pulling fails since the update of ci-pull.", "ci-pull", "Soon.", Tone.DANGER))
    notice.tell(News("Pulling fails since the update of ci-pull.", "ci-pull", "Sooner.", Tone.DANGER))
    assert told == ["Updated ci-pull.", "Pulling fails since the update of ci-pull."]


def test_a_name_is_bold_where_it_stands_alone(qtbot: QtBot) -> None:
    said = Paragraph()
    qtbot.addWidget(said)
    said.say("Pulling fails since the update of a: pod a-1.", "a")
    assert "of <b>a</b>: pod a-1" in said.text()
    said.say("已更新ci-pull。", "ci-pull")
    assert said.text() == "已更新<b>ci-pull</b>。"
    said.say("It says nothing of that.", "ci-pull")
    assert said.text() == "It says nothing of that."


def test_each_button_of_a_notice_has_a_name_and_can_be_reached(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell(News("Pulling fails.", "", "", Tone.DANGER, undo=True, pull_again=True, details="401"))
    spies = {"Undo": QSignalSpy(notice.undo), "Pull again now": QSignalSpy(notice.pull_again)}
    for button in [each for each in notice.findChildren(QAbstractButton) if not each.isHidden()]:
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.text() or button.accessibleName()
        if button.text() in spies:
            QTest.keyClick(button, Qt.Key.Key_Space)
    assert [spy.count() for spy in spies.values()] == [1, 1]
    notice.tell(News("Updated ci-pull.", "ci-pull"))
    assert [each.accessibleName() for each in notice.findChildren(QAbstractButton) if not each.isHidden()] == ["Close"]


# The box


def test_the_box_names_the_pods_and_warns_where_others_run(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    pods = [stuck(f"web-{number}", running=number > 3) for number in range(1, 6)]
    box = ask_to_pull_again(window, failing(*pods, stuck("bare", controlled=False)))
    accepted = QSignalSpy(box.accepted)
    assert box.text() == "Delete 5 pod(s), so that their images are pulled again at once?"
    assert box.informativeText() == (
        "To be deleted: web-1, web-2, web-3 and 2 more. Each is made anew by its controller. "
        "Unless the registry accepts the credential by now, pulling fails again.\n\n"
        "Other containers of web-4, web-5 are running, and are stopped with them."
    )
    assert box.defaultButton().text() == "Cancel"
    QTest.mouseClick(
        part(box, QAbstractButton, lambda each: each.text() == "Pull again now"), Qt.MouseButton.LeftButton
    )
    assert accepted.count() == 1


# View


@pytest.fixture
def page(qtbot: QtBot) -> ViewPage:
    window = QMainWindow()
    page = ViewPage(window)
    window.setCentralWidget(page)
    qtbot.addWidget(window, before_close_func=lambda _: page.conceal())
    window.resize(1100, 900)
    window.show()
    page.set_context("prod-eu")
    page.window_ = window  # type: ignore[attr-defined] # PySide would let go of it
    return page


def show(page: ViewPage, pull: Pull | None) -> Row:
    content = f'{{"auths": {{"quay.io": {{"auth": "{entry("bot", "s3cr3t")["auth"]}"}}}}}}'
    told = facts(PullSecret.of(secret(content)))
    told = replace(told, row=replace(told.row, pull=pull))
    page.show_facts(told)
    page.set_undo(True)
    return told.row


def banner(page: ViewPage) -> list[str]:
    strip = part(page, PullBanner)
    texts: list[QLabel | QAbstractButton] = [*strip.findChildren(QLabel), *strip.findChildren(QAbstractButton)]
    return [each.text() for each in texts if each.isVisible() and each.text()]


def told(page: ViewPage) -> list[str]:
    """What the part about pulls says, but for its table."""
    pulls = part(page, Pulls)
    parts = [each.text() for each in pulls.findChildren(QLabel) if each.isVisible()]
    return [*parts, *(each.toPlainText() for each in pulls.findChildren(QPlainTextEdit) if each.isVisible())]


def pods(page: ViewPage) -> list[tuple[str, str]]:
    """Name and meaning, for each that waits."""
    model = part(part(page, Pulls), ListTable).model()
    return [(model.index(at, 0).data(), model.index(at, 3).data()) for at in range(model.rowCount())]


def test_view_says_that_pulling_fails_and_what_can_be_done(page: ViewPage) -> None:
    shown = show(page, failing(stuck(), stuck("web-2", "quay.io/acme/app:1: not found", cause=Cause.OTHER)))
    said = banner(page)
    assert said[0].startswith("<b>Pulling fails</b> since ")
    assert said[0].endswith("Pod web-1 waits for quay.io/acme/app:1.")
    assert said[-2:] == ["Pull again now", "Undo"]
    again, undo = QSignalSpy(page.pull_again), QSignalSpy(page.undo)
    for button in part(page, PullBanner).findChildren(QAbstractButton):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert (again.at(0), undo.count()) == ([shown], 1)
    show(page, failing(stuck(controlled=False)))
    page.set_undo(False)
    assert "Undo" not in banner(page)
    assert "Pull again now" not in banner(page)


def test_view_lists_who_waits_with_the_kubelets_message_to_copy(page: ViewPage) -> None:
    missing = "quay.io/acme/app:1: not found"
    show(page, failing(stuck(), stuck("web-2", missing, cause=Cause.OTHER)))
    assert pods(page) == [("web-1", "Yes"), ("web-2", "No")]
    assert UNAUTHORIZED in told(page)
    part(part(page, Pulls), ListTable).choose("uid-of-web-2/quay.io/acme/app:1")
    assert missing in told(page)
    message = part(part(page, Pulls), QPlainTextEdit, lambda each: each.accessibleName() == "Kubelet's message")
    assert message.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    show(page, failing(stuck(), stuck("web-2", missing, cause=Cause.OTHER), stuck("web-3")))
    assert missing in told(page), "the chosen one stays chosen"


def test_view_says_what_was_pulled_and_how_much_that_tells(page: ViewPage) -> None:
    show(page, PULLED)
    assert banner(page) == []
    assert told(page)[:3] == [
        "Pulls since the update",
        f"{words.pull_words(PULLED, datetime.now(UTC))}. Pod web-2 pulled quay.io/acme/app:1.",
        "A sign, not a proof: the kubelet may also use credentials of its node.",
    ]
    assert pods(page) == []


def test_view_says_who_waits_from_before_the_update(page: ViewPage) -> None:
    show(page, WAITING)
    assert told(page)[1].startswith("Nothing was pulled since the update.")
    show(page, replace(WAITING, stuck=(stuck(),)))
    assert banner(page) == ["<b>Still waiting</b>. Pod web-1 waits for quay.io/acme/app:1.", "Pull again now"]
    assert told(page)[1] == "Nothing was pulled since the update."
    assert pods(page) == [("web-1", "From before the update")]
    assert not any("does not accept" in text for text in told(page)), "that was the old credential"


def test_view_says_nothing_of_pulls_where_there_is_nothing_to_tell(page: ViewPage) -> None:
    show(page, failing())
    show(page, None)
    assert banner(page) == []
    assert not part(page, Pulls).isVisible()


def test_the_focus_goes_where_one_begins_when_what_had_it_goes_away(page: ViewPage) -> None:
    window = page.window()
    page.focus_content()
    begin = window.focusWidget()
    show(page, failing())
    part(part(page, Pulls), ListTable).setFocus()
    show(page, PULLED)
    assert window.focusWidget() is begin
    value = part(page, QPlainTextEdit, lambda each: each.accessibleName() == "ID")
    value.setFocus()
    show(page, failing())
    show(page, None)
    assert window.focusWidget() is value, "what stays keeps it"


# In Chinese; all that is shown are figures, so that every Latin word comes from the program


def test_all_of_it_is_said_in_chinese(check: Check, page: ViewPage, qtbot: QtBot) -> None:
    def says(*texts: str) -> None:
        label = QLabel("\n".join(texts))
        qtbot.addWidget(label)
        label.show()
        check(label)

    waiting = [
        stuck(str(number), "1", image="3", namespace="2", reason="4", cause=cause, uid=str(number), running=True)
        for number, cause in enumerate(Cause)
    ]
    pulled = replace(PULLED, pod="1", image="2")
    cells = SecretsModel(now=lambda: NOW).cells
    for pull in (
        failing(*waiting),
        WAITING,
        replace(WAITING, stuck=tuple(waiting)),
        pulled,
        replace(pulled, shared=True),
    ):
        says(cells.tip(row("1", "2", "3.4", usernames=("5",), pull=pull), Column.STATUS))
        says(pull_texts.since_update(pull, NOW))
        show(page, pull)
        check(part(page, PullBanner))
        check(part(page, Pulls))
    says(*pull_texts.failing_news("1", failing(*waiting), NOW, 2), *pull_texts.recovered_news("1", pulled, NOW))
    says(*[pull_texts.cause_sentence(each) for each in waiting])
    for message in pull_texts.OTHER_CAUSES:
        says(pull_texts.cause_sentence(stuck(cause=Cause.OTHER, message=message)))
    says(pull_texts.cause_sentence(stuck(cause=Cause.OTHER, reason="ErrImageNeverPull")))
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell(News("1", undo=True, pull_again=True, details="1"))
    check(notice)
    box = ask_to_pull_again(page, failing(*waiting))
    check(box)
    box.reject()
