"""Credentials are checked when a person asks, and by themselves before they are sent: once, and nobody waits for it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from controllers.small_cluster import SmallCluster, Stage, stage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot
from views.parts import part

from pullsecrets.controllers.add import AddController
from pullsecrets.controllers.changes import Told
from pullsecrets.controllers.entries import EntryController
from pullsecrets.controllers.update import UpdateController
from pullsecrets.model.checking import Answer, ImageAnswer, ImageVerdict, Verdict
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.secrets import PullSecret, Use
from pullsecrets.model.usage import ImageUse, Usage
from pullsecrets.views.entries_editor import EntriesEditor
from pullsecrets.views.fields import Description
from pullsecrets.views.view_page import EntryAct

NAMESPACE, NAME = "payments", "checkout-registry"
IMAGES = ("quay.io/acme/a:1", "quay.io/acme/b:2", "ghcr.io/acme/c:3")
SEVERAL_LINES = '{\r\n\t"pa:ss": " wörd 🔑 "\r\n}\r\n'
REFUSED = Answer(Verdict.REFUSED, "quay.io", message="bad credentials")
CANNOT_PULL = Answer(Verdict.CANNOT_PULL, "quay.io", images=(ImageAnswer(IMAGES[0], ImageVerdict.DENIED),))
LOST = Answer(Verdict.UNREACHABLE, "quay.io", problem=Problem(Code.TIMEOUT, {"host": "quay.io"}))


def config(**entries: str) -> bytes:
    """A docker config with these entries, "user:password"; "_" stands for "." in their keys."""
    auths = {key.replace("_", "."): {"auth": base64.b64encode(each.encode()).decode()} for key, each in entries.items()}
    return json.dumps({"auths": auths}).encode()


def usage(*images: str) -> Usage:
    return Usage(Use(1, complete=True), (), tuple(ImageUse(each, (), "", ("web",), True) for each in images), ())


class Cluster(SmallCluster):
    """Takes patches, and goes on telling what is in use."""

    def __init__(self) -> None:
        super().__init__()
        self.usage = usage(*IMAGES)
        self.is_looking = False  # for what is in use
        self.news: Callable[[object], None]

    async def follow_use(self, namespace: str, name: str, emit: Callable[[object], None]) -> None:
        self.news = emit
        if not self.is_looking:
            await super().follow_use(namespace, name, emit)
        await asyncio.Event().wait()

    async def may(self, verb: str, namespace: str, name: str = "", resource: str = "secrets") -> bool:
        return True

    async def patch_secret(self, namespace: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        await self._admit(namespace)
        now = await self.get_secret(namespace, name)
        if body["metadata"]["resourceVersion"] != now["metadata"]["resourceVersion"]:
            raise Failure(Code.CONFLICT, namespace=namespace, name=name)
        data = body.get("data", now["data"])
        annotations = body["metadata"].get("annotations", {})
        content = base64.b64decode(data[".dockerconfigjson"])
        return dict(self.put(namespace, name, content=content, annotations=annotations).object)


class Page(Stage):
    """The stage with one open form, and the registries that it asks."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.cluster: Cluster = Cluster()
        self.place = type(self.place)(self.cluster, self.place.context)
        self.settings.check_first = True
        self.closed: list[bool] = []
        self.doubts: list[tuple[str, Verdict]] = []
        self.changes.told.connect(self._told)

    def _told(self, told: Told) -> None:
        errand = told.errand
        if errand.doubt:
            self.doubts.append((f"{errand.namespace}/{errand.name}", errand.doubt.verdict))

    def _is_open(self, controller: UpdateController | AddController | EntryController) -> None:
        self.controller = controller
        controller.closed.connect(lambda: self.closed.append(True))
        self.wait(lambda: "Reading the ImagePullSecret…" not in self.said())

    def update(self, content: bytes | None = None, key: str | None = None) -> None:
        row = self.cluster.put(NAMESPACE, NAME, content=content or config(quay_io="ann:old")).row
        self._is_open(
            UpdateController(self.window, self.service, self.changes, self.checks, self.place, row, None, key)
        )

    def add(self, name: str = "") -> None:
        self._is_open(
            AddController(
                self.window, self.service, self.changes, self.checks, self.place, (NAMESPACE,), NAMESPACE, name
            )
        )

    def entry(self, act: EntryAct, content: bytes) -> None:
        row = self.cluster.put(NAMESPACE, NAME, content=content).row
        self._is_open(EntryController(self.window, self.service, self.changes, self.checks, self.place, row, act))

    def colleague(self, content: bytes, **metadata: Any) -> None:
        """A colleague replaces the content, and the watch tells."""
        assert isinstance(self.controller, UpdateController | EntryController)
        self.controller.row_changed(self.cluster.put(NAMESPACE, NAME, content=content, **metadata).row)

    def line(self, name: str) -> QLineEdit:
        label = part(
            self.dialog(), QLabel, lambda each: each.text() in {name, f"{name} *"} and each.buddy() is not None
        )
        found = label.buddy()
        assert found is not None
        return found if isinstance(found, QLineEdit) else part(found, QLineEdit, lambda each: not each.isHidden())

    def type(self, name: str, text: str) -> None:
        self.line(name).selectAll()
        QTest.keyClicks(self.line(name), text)

    def choose(self, key: str) -> None:
        """Choose one of the entries."""
        editor = self.dialog().findChild(EntriesEditor)
        assert isinstance(editor, EntriesEditor)
        editor.show_entry(key)

    def tick(self) -> None:
        tick = part(self.dialog(), QCheckBox, lambda each: each.isVisible() and "plain http" in each.text())
        QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(8, tick.height() // 2))

    @property
    def asked(self) -> list[tuple[str, bytes]]:
        """By registry key: the passwords with which the registries were asked."""
        return [(question.key, question.credential.password) for question in self.registries.asked]

    @property
    def stored(self) -> dict[str, str]:
        found = PullSecret.of(self.cluster.secrets[NAMESPACE, NAME]).config
        assert isinstance(found, DockerConfig)
        pairs = {each.key: each.credential.username + b":" + each.credential.password for each in found.entries}
        return {key: pair.decode() for key, pair in pairs.items()}

    def is_asked(self, count: int = 1) -> None:
        """Wait until that many questions have come to the registries."""
        self.wait(lambda: len(self.registries.asked) == count)

    def knows_use(self) -> None:
        """Wait until the form knows which images are in use."""
        check = self.controller._check
        assert check
        self.wait(lambda: check._images is not None)

    def uses(self, *images: str) -> None:
        """From now on these images are in use, and the form knows."""
        check = self.controller._check
        assert check
        self.wait(lambda: hasattr(self.cluster, "news"))
        self.service.in_loop(self.cluster.news, usage(*images))
        self.wait(lambda: check._images == images)

    def confirm(self, button: str) -> str:
        self.wait(self.box)
        said = super().confirm(button)
        self.wait(lambda: not self.box())
        return said

    def is_editable(self) -> bool:
        return not self.line("Username").isReadOnly() and not self.line("Password").isReadOnly()

    def box(self) -> str:
        """The title of the modal box that is open."""
        box = QApplication.activeModalWidget()
        return box.windowTitle() if isinstance(box, QMessageBox) else ""


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[Page]:
    with stage(qtbot, tmp_path, Page) as made:
        yield made
        if not made.closed:
            made.controller._dialog.done(0)


# Asked by the person


def test_the_stored_credential_can_be_checked(page: Page) -> None:
    page.update()
    page.knows_use()
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    assert page.asked == [("quay.io", b"old")]
    assert page.registries.asked[0].images == IMAGES[:2], "those that the entry serves"
    assert "Accepted by quay.io." in page.line("Password").accessibleDescription()
    assert "Nothing was changed yet." in page.said()


def test_every_byte_that_was_typed_is_checked(page: Page) -> None:
    page.update()
    page.type("Username", "robot$")
    page.line("Password").selectAll()
    QGuiApplication.clipboard().setText(SEVERAL_LINES)
    QTest.keySequence(page.line("Password"), QKeySequence.StandardKey.Paste)
    page.press("Check")
    page.is_asked()
    credential = page.registries.asked[0].credential
    assert (credential.username, credential.password) == (b"robot$", SEVERAL_LINES.encode())


def test_what_is_wrong_with_the_field_goes_before_the_answer(page: Page) -> None:
    page.registries.answers["quay.io"] = REFUSED
    page.update()
    page.type("Password", "new ")
    page.press("Check")
    page.wait(lambda: "There is a space at the end. Refused by quay.io: “bad credentials”." in page.said())
    page.press("Remove it")
    assert "Refused" not in page.said()
    page.line("Password").selectAll()
    QTest.keyClick(page.line("Password"), Qt.Key.Key_Delete)
    assert page.buttons()["Check"] is False


def test_check_stops_at_once_and_leaves_the_form_as_it_was(page: Page) -> None:
    page.registries.slow = True
    page.update()
    page.type("Password", "new")
    page.press("Check")
    page.wait(lambda: "Checking with quay.io…" in page.said())
    assert page.buttons()["Update"] is True
    page.is_asked()
    page.press("Stop")
    assert "Checking" not in page.said()
    assert page.buttons()["Check"] is True
    page.wait(lambda: page.registries.stopped == 1)
    assert page.line("Password").text() == "●●●"


@pytest.mark.parametrize("field", ["Username", "Password"])
@pytest.mark.parametrize("slow", [True, False], ids=["while it runs", "when it was answered"])
def test_an_answer_is_not_shown_for_another_credential(page: Page, field: str, slow: bool) -> None:
    page.registries.slow = slow
    page.update()
    page.type("Password", "one")
    page.press("Check")
    page.is_asked()
    page.wait(lambda: slow or "Accepted by quay.io." in page.said())
    page.line(field).end(False)
    QTest.keyClicks(page.line(field), "x")
    assert "Accepted" not in page.said()
    assert "Checking" not in page.said()
    page.wait(lambda: page.registries.stopped == slow)
    QTest.keyClick(page.line(field), Qt.Key.Key_Backspace)
    assert ("Accepted by quay.io." in page.said()) is not slow, "it is true again"


def test_another_entry_has_another_answer(page: Page) -> None:
    page.update(config(quay_io="ann:old", ghcr_io="bob:other"))
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    chooser = part(page.dialog(), QComboBox)
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    assert "Accepted" not in page.said()
    page.press("Check")
    page.wait(lambda: "Accepted by ghcr.io." in page.said())
    assert page.registries.asked[1].images == IMAGES[2:]


def test_closing_the_form_does_not_wait(page: Page) -> None:
    page.registries.slow = True
    page.update()
    page.press("Check")
    page.is_asked()
    page.press("Cancel")
    assert page.closed
    page.wait(lambda: page.registries.stopped == 1)


def test_what_is_said_of_images_is_about_those_in_use(page: Page) -> None:
    page.registries.answers["quay.io"] = Answer(
        Verdict.ACCEPTED, "quay.io", images=tuple(ImageAnswer(each, ImageVerdict.PULLABLE) for each in IMAGES[:2])
    )
    page.update()
    page.knows_use()
    page.press("Check")
    page.wait(lambda: "It can pull all 2 image(s) in use." in page.said())
    line = part(page.dialog(), QLabel, lambda each: "all 2 image(s)" in each.text())
    parent = line.parentWidget()
    assert parent is not None
    assert "quay.io/acme/b:2: can be pulled" in parent.toolTip()
    page.uses("ghcr.io/other", *IMAGES[:2])
    assert "It can pull all 2 image(s) in use." in page.said()
    page.uses(*IMAGES[:2], "quay.io/acme/d:4")
    assert "It can pull" not in page.said()


def test_without_a_right_to_see_pods_nothing_is_said_of_images(page: Page) -> None:
    page.cluster.usage = Failure(Code.FORBIDDEN, verb="list", resource="pods", namespace=NAMESPACE)
    page.update()
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    assert page.registries.asked[0].images == ()


def test_the_host_of_a_wildcard_is_asked_for_where_no_image_tells_it(page: Page) -> None:
    page.registries.answers["*.azurecr.io"] = Answer(Verdict.WHICH_HOST, "")
    page.update(json.dumps({"auths": {"*.azurecr.io": {"auth": "YTpi"}}}).encode())
    page.wait(lambda: page.line("Registry host").isVisible())
    assert page.line("Registry host").placeholderText() == "example.azurecr.io"
    page.press("Check")
    page.wait(lambda: "No image in use tells which host" in page.said())
    assert page.line("Registry host").hasFocus()
    page.type("Registry host", "foo.io")
    assert "“foo.io” is not served by *.azurecr.io." in page.said()
    assert "No image in use" not in page.said(), "the person is telling"
    page.type("Registry host", "acme.azurecr.io")
    assert "is not served" not in page.said()
    QTest.keyClick(page.line("Registry host"), Qt.Key.Key_Return)
    page.is_asked(2)
    assert [question.host for question in page.registries.asked] == ["", "acme.azurecr.io"]
    page.uses("acme.azurecr.io/web:1")
    assert not page.line("Registry host").isVisible()


def test_no_host_is_asked_for_while_an_image_may_yet_tell_it(page: Page) -> None:
    page.cluster.is_looking = True
    page.update(json.dumps({"auths": {"*.azurecr.io": {"auth": "YTpi"}}}).encode())
    assert not page.line("Registry host").isVisible()
    page.uses("docker.io/web")
    assert page.line("Registry host").isVisible()


def test_no_host_is_asked_for_without_need(page: Page) -> None:
    page.update()
    page.knows_use()
    assert not page.line("Registry host").isVisible()


def test_plain_http_takes_a_tick(page: Page) -> None:
    page.registries.answers["quay.io"] = Answer(Verdict.PLAIN_HTTP, "quay.io")
    page.update()
    page.press("Check")
    page.wait(lambda: "the credential was not sent" in page.said())
    page.tick()
    assert "was not sent" not in page.said(), "that was before"
    page.press("Check")
    page.is_asked(2)
    assert [question.plain_http for question in page.registries.asked] == [False, True]


def test_plain_http_is_for_the_host_that_it_was_ticked_for(page: Page) -> None:
    page.update(json.dumps({"auths": {"*.acme.io": {"auth": "YTpi"}}}).encode())
    page.uses("docker.io/web")
    page.registries.answers["*.acme.io"] = Answer(Verdict.PLAIN_HTTP, "one.acme.io")
    page.type("Registry host", "one.acme.io")
    page.press("Check")
    page.wait(lambda: "the credential was not sent" in page.said())
    page.tick()
    page.type("Registry host", "two.acme.io")
    assert part(page.dialog(), QCheckBox).isHidden()
    page.press("Check")
    page.is_asked(2)
    assert [question.plain_http for question in page.registries.asked] == [False, False]


def test_preferences_that_are_of_no_use_are_said(page: Page) -> None:
    page.settings.extra_ca = "/ca.pem"
    page.registries.answers["quay.io"] = Failure(Code.EXTRA_CA, file="/ca.pem", reason="it is empty")
    page.update()
    page.press("Check")
    page.wait(lambda: "The extra CA file /ca.pem cannot be used: it is empty." in page.said())
    assert page.registries.extra_ca == "/ca.pem"


# By itself, before Update


def test_an_accepted_credential_is_checked_and_written(page: Page) -> None:
    page.update()
    page.type("Password", "new")
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.asked == [("quay.io", b"new")]
    assert page.stored == {"quay.io": "ann:new"}
    assert page.doubts == []


def test_while_it_is_checked_nothing_can_be_edited_and_cancel_sends_nothing(page: Page) -> None:
    page.registries.slow = True
    page.update()
    page.type("Password", "new")
    page.key(Qt.Key.Key_Return, page.line("Password"))
    page.is_asked()
    assert "Checking with quay.io…" in page.said()
    assert not page.is_editable()
    assert page.buttons()["Update"] is False
    page.press("Cancel")
    assert page.closed
    page.wait(lambda: page.registries.stopped == 1)
    assert page.stored == {"quay.io": "ann:old"}


def test_stop_leads_back_to_the_form(page: Page) -> None:
    page.registries.slow = True
    page.update()
    page.type("Password", "new")
    page.line("Password").window().activateWindow()
    update = part(page.dialog(), type(page.controller._dialog._action), lambda each: each.text() == "Update")
    update.setFocus()
    page.key(Qt.Key.Key_Return)
    page.is_asked()
    page.key(Qt.Key.Key_Return)  # once more, by mistake: nothing is pressed by it
    page.wait(lambda: "Checking with quay.io…" in page.said())
    page.press("Stop")
    assert page.is_editable()
    assert page.buttons()["Update"] is True
    page.registries.slow = False
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.stored == {"quay.io": "ann:new"}


@pytest.mark.parametrize("answer", [REFUSED, CANNOT_PULL], ids=lambda answer: str(answer.verdict))
def test_an_answer_against_it_is_asked_about_once(page: Page, answer: Answer) -> None:
    page.registries.answers["quay.io"] = answer
    page.update()
    page.type("Password", "new")
    page.press("Update")
    page.wait(lambda: page.box() == "Update anyway")
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert box.defaultButton() in [each for each in box.buttons() if each.text() == "Cancel"]
    said = page.confirm("Cancel")
    assert ("quay.io refuses this credential." in said) is (answer is REFUSED)
    assert ("It says: “bad credentials”." in said) is (answer is REFUSED)
    assert ("it cannot pull quay.io/acme/a:1" in said) is (answer is CANNOT_PULL)
    assert page.is_editable()
    assert page.dialog().focusWidget() is page.line("Password")
    assert page.stored == {"quay.io": "ann:old"}

    page.cluster.failures.append(Failure(Code.INVALID, field="data", reason="x"))
    page.press("Update")
    page.confirm("Update anyway")
    page.wait(lambda: "The cluster did not accept" in page.said())
    page.type("Password", "new")  # the same once more
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.stored == {"quay.io": "ann:new"}
    assert len(page.asked) == 1, "never again: it might lock the account"
    assert page.doubts[-1] == (f"{NAMESPACE}/{NAME}", answer.verdict), "so that it is told beside the update"


def test_an_answer_at_hand_counts(page: Page) -> None:
    page.update()
    page.knows_use()
    page.type("Password", "new")
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.asked == [("quay.io", b"new")]


def test_other_images_are_another_question_unless_it_was_refused(page: Page) -> None:
    page.update()
    page.knows_use()
    page.type("Password", "new")
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    page.registries.answers["quay.io"] = REFUSED
    page.uses("quay.io/x")
    page.press("Update")
    page.confirm("Cancel")
    page.uses("quay.io/y")
    page.press("Update")
    page.confirm("Cancel")
    assert [question.images for question in page.registries.asked] == [IMAGES[:2], ("quay.io/x",)]


def test_a_check_that_runs_is_waited_for(page: Page) -> None:
    page.registries.slow = True
    page.update()
    page.type("Password", "new")
    page.press("Check")
    page.is_asked()
    page.press("Update")
    assert not page.is_editable()
    page.registries.slow = False
    page.wait(lambda: page.closed)
    assert len(page.asked) == 1
    assert page.stored == {"quay.io": "ann:new"}


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - {Verdict.REFUSED, Verdict.CANNOT_PULL}))
def test_what_says_nothing_against_it_does_not_stop_it(page: Page, verdict: Verdict) -> None:
    page.registries.answers["quay.io"] = Answer(verdict, "quay.io")
    page.update()
    page.type("Password", "new")
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.stored == {"quay.io": "ann:new"}
    known = {Verdict.ACCEPTED, Verdict.NO_SIGN_IN, Verdict.NO_SUCH_IMAGE}
    assert page.doubts == ([] if verdict in known else [(f"{NAMESPACE}/{NAME}", verdict)])


def test_preferences_keep_it_from_asking(page: Page) -> None:
    page.settings.check_first = False
    page.update()
    page.type("Password", "new")
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.asked == []


def test_what_was_seen_to_be_refused_is_asked_about_whatever_preferences_say(page: Page) -> None:
    page.settings.check_first = False
    page.registries.answers["quay.io"] = REFUSED
    page.update()
    page.type("Password", "new")
    page.press("Check")
    page.wait(lambda: "Refused" in page.said())
    page.press("Update")
    page.confirm("Update anyway")
    page.wait(lambda: page.closed)
    assert len(page.asked) == 1


@pytest.mark.parametrize("key", ["registry.tools.svc", "registry:5000", "Quay.io:x"])
def test_registries_of_the_cluster_alone_are_not_asked_by_themselves(page: Page, key: str) -> None:
    page.update(json.dumps({"auths": {key: {"auth": "YTpi"}}}).encode())
    page.type("Password", "new")
    assert page.buttons()["Check"] is (key != "Quay.io:x"), "nobody can be asked about that"
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.asked == []


def test_a_description_alone_is_not_checked(page: Page) -> None:
    page.update()
    QTest.keyClicks(part(page.dialog(), Description), "For CI")
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.asked == []


def test_a_colleagues_change_meanwhile_is_asked_about(page: Page) -> None:
    page.registries.slow = True
    page.update()
    page.type("Password", "new")
    page.press("Update")
    page.is_asked()
    page.colleague(config(quay_io="ann:theirs"))
    page.wait(lambda: page.buttons().get("Keep mine"))
    assert page.is_editable()
    page.wait(lambda: page.registries.stopped == 1)
    page.registries.slow = False
    page.press("Keep mine")
    page.press("Update")
    page.wait(lambda: page.closed)
    assert page.stored == {"quay.io": "ann:new"}


def test_a_colleagues_change_of_something_else_is_kept(page: Page) -> None:
    page.registries.slow = True
    page.update()
    page.type("Password", "new")
    page.press("Update")
    page.is_asked()
    page.colleague(config(quay_io="ann:old", ghcr_io="bob:theirs"))
    page.wait(lambda: part(page.dialog(), QComboBox).isVisible())
    assert not page.is_editable()
    page.registries.slow = False
    page.wait(lambda: page.closed)
    assert page.stored == {"quay.io": "ann:new", "ghcr.io": "bob:theirs"}
    assert len(page.asked) == 1


@pytest.mark.parametrize("asking", [True, False], ids=["while it is asked about", "while it is checked"])
def test_a_lock_that_comes_meanwhile_stops_it(page: Page, asking: bool) -> None:
    page.registries.answers["quay.io"] = REFUSED
    page.registries.slow = not asking
    page.update()
    page.type("Password", "new")
    page.press("Update")
    page.wait(lambda: page.box() if asking else page.asked)
    labels = {"app.kubernetes.io/managed-by": "Helm"}
    annotations = {"meta.helm.sh/release-name": "base"}
    page.colleague(config(quay_io="ann:old"), labels=labels, annotations=annotations)
    page.wait(lambda: page.buttons().get("Change anyway…"))
    assert not page.box()
    assert page.buttons()["Update"] is False
    page.registries.slow = False
    page.press("Cancel")
    assert page.stored == {"quay.io": "ann:old"}


def test_passwords_are_forgotten_with_the_form(page: Page) -> None:
    page.update()
    page.type("Password", "new")
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    check = page.controller._check
    assert check is not None
    assert check._known
    page.press("Cancel")
    assert not check._known
    assert check._entry is None


# Add


def fill(page: Page, *entries: tuple[str, str]) -> None:
    """Name the secret, and type entries: registry, password."""
    if "Name *" in page.said():
        page.type("Name", NAME)
    for number, (registry, password) in enumerate(entries):
        if number:
            page.press("Add another entry")
        for field, text in (("Registry", registry), ("Username", "ci"), ("Password", password)):
            page.type(field, text)


def test_each_new_entry_is_checked_in_turn(page: Page) -> None:
    page.add()
    fill(page, ("quay.io", "one"), ("ghcr.io", "two"), ("registry.tools.svc", "three"))
    page.press("Add")
    page.wait(lambda: page.closed)
    assert page.asked == [("quay.io", b"one"), ("ghcr.io", b"two")]
    assert page.stored == {"quay.io": "ci:one", "ghcr.io": "ci:two", "registry.tools.svc": "ci:three"}


def test_it_stops_at_the_first_that_is_refused_and_shows_it(page: Page) -> None:
    page.registries.answers["quay.io"] = REFUSED
    page.add()
    fill(page, ("quay.io", "one"), ("ghcr.io", "two"))
    page.press("Add")
    page.confirm("Cancel")
    assert page.asked == [("quay.io", b"one")]
    assert page.line("Registry").text() == "quay.io"
    assert "Refused by quay.io" in page.said()
    page.press("Add")
    page.confirm("Add anyway")
    page.wait(lambda: page.closed)
    assert page.asked == [("quay.io", b"one"), ("ghcr.io", b"two")]


def test_an_entry_has_the_answer_that_it_was_given(page: Page) -> None:
    page.add()
    fill(page, ("quay.io", "one"))
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    page.press("Add another entry")
    assert "Accepted" not in page.said()
    assert page.buttons()["Check"] is False
    page.press("Remove entry")
    assert "Accepted by quay.io." in page.said()
    page.press("Add")
    page.wait(lambda: page.closed)
    assert len(page.asked) == 1


def test_choosing_another_entry_meanwhile_sends_nothing(page: Page) -> None:
    page.registries.slow = True
    page.add()
    fill(page, ("quay.io", "one"), ("ghcr.io", "two"))
    page.press("Add")
    page.is_asked()
    page.choose("ghcr.io")
    page.wait(lambda: page.registries.stopped == 1)
    assert page.is_editable()
    assert page.buttons()["Add"] is True
    assert not page.cluster.secrets


def test_a_missing_secret_is_checked_with_the_images_that_ask_for_it(page: Page) -> None:
    page.add(NAME)
    fill(page, ("quay.io", "one"))
    page.knows_use()
    page.press("Check")
    page.wait(lambda: "Accepted by quay.io." in page.said())
    assert page.registries.asked[0].images == IMAGES[:2]


def test_what_could_not_be_checked_is_told_of_a_new_secret(page: Page) -> None:
    page.registries.answers["ghcr.io"] = LOST
    page.add()
    fill(page, ("quay.io", "one"), ("ghcr.io", "two"))
    page.press("Add")
    page.wait(lambda: page.closed)
    assert page.doubts == [(f"{NAMESPACE}/{NAME}", Verdict.UNREACHABLE)]


# Entries


def test_an_entry_is_checked_before_it_is_added(page: Page) -> None:
    page.registries.answers["ghcr.io"] = REFUSED
    page.entry(EntryAct.ADD, config(quay_io="ann:old"))
    page.knows_use()
    fill(page, ("ghcr.io", "two"))
    page.press("Add entry")
    page.confirm("Add anyway")
    page.wait(lambda: page.closed)
    assert page.asked == [("ghcr.io", b"two")]
    assert page.registries.asked[0].images == IMAGES[2:]
    assert page.stored == {"quay.io": "ann:old", "ghcr.io": "ci:two"}


def test_of_a_repaired_content_only_what_was_typed_is_checked(page: Page) -> None:
    broken = json.loads(config(quay_io="ann:old", ghcr_io="bob:other"))
    broken["auths"]["x.io"] = {"auth": "!!"}
    page.entry(EntryAct.REPLACE_CONTENT, json.dumps(broken).encode())
    page.choose("ghcr.io")
    page.type("Password", "new")
    page.press("Replace the content")
    page.wait(lambda: page.closed)
    assert page.asked == [("ghcr.io", b"new")]
    assert page.stored == {"quay.io": "ann:old", "ghcr.io": "bob:new"}
