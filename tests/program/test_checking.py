"""Credentials checked through the real widgets, with real registries on loopback and the demo's, before they are
written to a real API server; read back there."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from program.conftest import Start
from program.hands import Hands
from program.sites import DemoServers, Site, demo_site
from program.test_entries import begin
from program.test_start import Gaps
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLineEdit, QMessageBox, QWidget
from real.registry import MINE, OTHERS, PASSWORD, USERNAME, Registries, Registry
from real.token_issuer import REFUSAL, User

from pullsecrets import registry as asking
from pullsecrets.logs import Folders
from pullsecrets.registry import Limits
from pullsecrets.views.add_dialog import AddDialog
from pullsecrets.views.entry_dialogs import AddEntryDialog
from pullsecrets.views.preferences_dialog import PreferencesDialog
from pullsecrets.views.update_dialog import UpdateDialog

Key = Qt.Key
OLD, WRONG = "old-lantern-0815", "wrong-harbour-3141"
ODD = " :a\"b'c\\d&: wörd-🔑 \t"
KEY_FILE = (
    json.dumps({"type": "service_account", "private_key": "-----BEGIN=" + "k" * 2000}, indent=2)
    .ljust(2394)
    .replace("\n", "\r\n")
    + "\r\n"
)
AT_ONCE = 0.3  # seconds
HELD_UP = 200  # milliseconds; what a person takes for a window that hangs
SHORT = Limits(connect=0.4, read=0.4, whole=0.8)
"""For a registry that never answers; the program's own limits are twenty seconds."""


def pair(username: str, password: str) -> bytes:
    return f"{username}:{password}".encode()


def config(**entries: bytes) -> bytes:
    """A docker config of these hosts with their "username:password"."""
    auths = {host: {"auth": base64.b64encode(each).decode()} for host, each in entries.items()}
    return json.dumps({"auths": auths}).encode()


def stored(site: Site, name: str) -> dict[str, bytes]:
    """What the server holds, by host: "username:password" as the kubelet would send it."""
    return {key: base64.b64decode(each["auth"]) for key, each in json.loads(site.config(name))["auths"].items()}


def pod(site: Site, name: str, secret: str, *images: str) -> None:
    """A pod that pulls with a secret."""
    containers = [{"name": f"c{number}", "image": image} for number, image in enumerate(images)]
    site.make("/api/v1", "pods", name, spec={"containers": containers, "imagePullSecrets": [{"name": secret}]})


def visits(registry: Registry) -> int:
    """How many requests a registry has answered."""
    return (registry.folder / "registry.log").read_text().count('"GET /v2/')


def says(hands: Hands, parent: QWidget, sentence: str) -> None:
    hands.wait(lambda: sentence in hands.texts(parent))


def knows_use(hands: Hands, dialog: QWidget) -> None:
    hands.wait(lambda: "Looking for what uses it" not in hands.texts(dialog))


def paste(hands: Hands, dialog: QWidget, name: str, text: str) -> None:
    """In the place of everything that the field holds."""
    field = hands.field(dialog, name)
    field.setFocus()
    hands.key(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().setText(text)
    hands.key(field, Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def take_file(hands: Hands, dialog: QWidget, file: Path) -> None:
    """By "From file…"."""
    hands.press(dialog, "From file…")
    chooser = hands.opened(QFileDialog)
    name = chooser.findChildren(QLineEdit)[0]
    QTest.keyClicks(name, str(file))
    hands.key(name, Key.Key_Return)
    hands.closed(QFileDialog)


def fill(hands: Hands, dialog: QWidget, **fields: str) -> None:
    for name, text in fields.items():
        hands.replace(dialog, name, text)


def preferences(hands: Hands) -> PreferencesDialog:
    hands.window.activateWindow()  # as a window manager does when a dialog closes
    hands.wait(hands.window.isActiveWindow)
    hands.choose_in_bar(Key.Key_F, "Preferences…")
    return hands.opened(PreferencesDialog)


def update(hands: Hands, site: Site, name: str, password: str) -> None:
    """Type a password and press Update: no box comes."""
    dialog = hands.open_update(name, site.namespace)
    hands.replace(dialog, "Password", password)
    hands.update(dialog)


def at_once(act: Callable[[], None], condition: Callable[[], bool]) -> None:
    began = time.monotonic()
    act()
    while not condition() and time.monotonic() < began + AT_ONCE:
        QApplication.processEvents()
    assert condition()
    assert time.monotonic() < began + AT_ONCE


@pytest.fixture(autouse=True)
def nothing_is_told(folders: Folders, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does: no password is in a file of the program's, nor in a log, however talkative."""
    for name in ("", "pullsecrets", "aiohttp.client", "kubernetes", "client", "asyncio", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    yield
    files = [
        file for each in (folders.settings, folders.data, folders.logs) for file in each.rglob("*") if file.is_file()
    ]
    told = "".join(file.read_text(errors="replace") for file in files)
    told += "".join(map(caplog.handler.format, caplog.get_records("call") + caplog.get_records("teardown")))
    for each in (PASSWORD, OLD, WRONG, ODD, KEY_FILE):
        plain = each.encode()
        forms = {each, json.dumps(each)[1:-1], repr(each)[1:-1]}
        forms |= {base64.b64encode(before + plain).decode() for before in (b"", pair(USERNAME, ""))}
        assert not [form for form in forms if form in told]


@pytest.fixture
def trusting(start: Start, registries: Registries) -> Callable[..., Hands]:
    """Starts a program that asks real registries, and trusts their authority."""
    return partial(start, registries=None, extra_ca=str(registries.authority.file), check_first=True)


@pytest.fixture
def hanging(registries: Registries) -> Iterator[Registry]:
    """A registry that accepts connections and never answers."""
    registries.by_password.pause()
    try:
        yield registries.by_password
    finally:
        registries.by_password.resume()


# What is said, and what is written


@pytest.mark.parametrize("kind", ["by_password", "by_token"])
def test_a_wrong_credential_is_asked_about_once_and_written_only_by_insisting(
    real: Site, registries: Registries, trusting: Callable[..., Hands], kind: str
) -> None:
    registry: Registry = getattr(registries, kind)
    server = f"{registry.host} ({{}} {registries.issuer.host})" if kind == "by_token" else registry.host
    before = config(**{registry.host: pair(USERNAME, OLD)})
    real.create("pull", before)
    hands = trusting(real.kubeconfig("admin"))
    dialog = hands.open_update("pull", real.namespace)
    hands.replace(dialog, "Password", PASSWORD)
    hands.press(dialog, "Check")
    says(hands, dialog, f"Accepted by {server.format('signed in at')}.")
    assert "Accepted by" in hands.field(dialog, "Password").accessibleDescription()

    fill(hands, dialog, Password=WRONG, Description="typed with care")
    assert "Accepted" not in hands.texts(dialog)
    said = hands.confirm(lambda: hands.press(dialog, "Update"), "Cancel")
    refusal = f"Refused by {server.format('asked at')}"
    assert f"{registry.host} refuses this credential." in said
    assert {"by_password": "authentication required", "by_token": REFUSAL}[kind] in said, "the registry's own words"
    assert refusal in hands.texts(dialog)
    assert real.config("pull") == before
    assert hands.value(dialog, "Password") == "●" * len(WRONG)
    assert hands.value(dialog, "Description") == "typed with care"
    assert not [each for each in (PASSWORD, WRONG, OLD) if each in hands.heard()]

    asked, answered = len(registries.issuer.asked), visits(registry)
    hands.confirm(lambda: hands.press(dialog, "Update"), "Update anyway")
    hands.closed(UpdateDialog)
    assert stored(real, "pull") == {registry.host: pair(USERNAME, WRONG)}
    assert (len(registries.issuer.asked), visits(registry)) == (asked, answered), "another try might lock the account"
    assert answered
    said = hands.texts(hands.page)
    assert f"Refused by {registry.host}" in said, "what was sent all the same is told beside the update"


def test_what_the_images_in_use_say_against_it(
    real: Site, registries: Registries, trusting: Callable[..., Hands]
) -> None:
    host, asked = registries.by_token.host, registries.issuer.asked
    mine, others, absent = (f"{host}/{image}" for image in (MINE, OTHERS, "team/app:2"))
    for name, images in {"right": (mine,), "denied": (mine, others), "absent": (mine, absent)}.items():
        real.create(name, config(**{host: pair(USERNAME, OLD)}))
        pod(real, name, name, *images, "docker.io/library/busybox:1")
    hands = trusting(real.kubeconfig("admin"))

    dialog = hands.open_update("denied", real.namespace)
    knows_use(hands, dialog)
    hands.replace(dialog, "Password", PASSWORD)
    said = hands.confirm(lambda: hands.press(dialog, "Update"), "Cancel")
    sentence = f"Accepted by {host}, but it cannot pull {others}."
    assert sentence in said
    assert sentence in hands.texts(dialog)
    assert stored(real, "denied") == {host: pair(USERNAME, OLD)}
    before = len(asked)
    hands.press(dialog, "Check")  # who asks again gets an answer
    hands.wait(lambda: len(asked) > before and sentence in hands.texts(dialog))
    hands.press(dialog, "Cancel")
    hands.closed(UpdateDialog)

    dialog = hands.open_update("absent", real.namespace)
    knows_use(hands, dialog)
    hands.replace(dialog, "Password", PASSWORD)
    hands.press(dialog, "Check")
    says(hands, dialog, f"Accepted by {host}, but there is no image {absent}.")
    before = len(asked)
    hands.update(dialog)  # that does not speak against it
    assert stored(real, "absent") == {host: pair(USERNAME, PASSWORD)}

    dialog = hands.open_update("right", real.namespace)
    knows_use(hands, dialog)
    hands.replace(dialog, "Password", PASSWORD)
    hands.press(dialog, "Check")
    says(hands, dialog, "It can pull all 1 image(s) in use.")
    hands.update(dialog)
    assert stored(real, "right") == {host: pair(USERNAME, PASSWORD)}
    assert {each.account for each in asked[before:] if each.signed_in} == {USERNAME}


@pytest.mark.parametrize("way", ["paste", "From file…"])
@pytest.mark.parametrize("password", [ODD, KEY_FILE], ids=["odd", "key file"])
def test_every_byte_is_checked_and_written(
    real: Site,
    registries: Registries,
    trusting: Callable[..., Hands],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    password: str,
    way: str,
) -> None:
    host, username, content = registries.by_token.host, "_json_key", password.encode()
    monkeypatch.setitem(registries.issuer.users, username.encode(), User(content, ("team/app",)))
    monkeypatch.setattr(registries.issuer, "asked", [])
    real.create("pull", config(**{host: pair("somebody", OLD)}))
    pod(real, "web", "pull", f"{host}/{MINE}")
    hands = trusting(real.kubeconfig("admin"))
    dialog = hands.open_update("pull", real.namespace)
    knows_use(hands, dialog)
    hands.replace(dialog, "Username", username)
    if way == "paste":
        paste(hands, dialog, "Password", password)
    else:
        (tmp_path / "key.json").write_bytes(content)
        take_file(hands, dialog, tmp_path / "key.json")
    hands.press(dialog, "Check")
    says(hands, dialog, "It can pull all 1 image(s) in use.")
    heard = hands.heard()
    assert not [line for line in (password.strip(), *password.splitlines()) if len(line) > 1 and line in heard]
    hands.update(dialog)
    assert stored(real, "pull") == {host: username.encode() + b":" + content}
    assert [each.account for each in registries.issuer.asked if each.signed_in] == [username] * 2, "sign-in, image"


# A registry that never answers


def test_a_registry_that_hangs_holds_up_nobody(real: Site, hanging: Registry, trusting: Callable[..., Hands]) -> None:
    real.create("pull", config(**{hanging.host: pair(USERNAME, OLD)}))
    hands = trusting(real.kubeconfig("admin"))
    for button in ("Check", "Update"):
        dialog = hands.open_update("pull", real.namespace)
        hands.replace(dialog, "Password", WRONG)
        hands.press(dialog, button)
        says(hands, dialog, f"Checking with {hanging.host}…")
        gaps = Gaps()
        hands.pause(500)
        assert gaps.worst()[0] < HELD_UP
        at_once(
            lambda: hands.press(dialog, "Stop"),  # noqa: B023 - presses here
            lambda: hands.button(dialog, "Check").isEnabled() and hands.button(dialog, "Update").isEnabled(),  # noqa: B023
        )
        assert "Checking" not in hands.texts(dialog)
        hands.press(dialog, button)
        says(hands, dialog, f"Checking with {hanging.host}…")
        at_once(lambda: hands.press(dialog, "Cancel"), lambda: hands.dialog() is None)  # noqa: B023
        hands.closed(UpdateDialog)
    assert stored(real, "pull") == {hanging.host: pair(USERNAME, OLD)}


def test_an_update_goes_on_when_a_registry_took_too_long(
    real: Site, hanging: Registry, trusting: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "check", partial(asking.check, limits=SHORT))
    real.create("pull", config(**{hanging.host: pair(USERNAME, OLD)}))
    hands = trusting(real.kubeconfig("admin"))
    began = time.monotonic()
    update(hands, real, "pull", PASSWORD)
    assert time.monotonic() - began > SHORT.connect
    assert stored(real, "pull") == {hanging.host: pair(USERNAME, PASSWORD)}
    says(hands, hands.page.notice, "The credential could not be checked.")
    says(hands, hands.page.notice, f"{hanging.host} cannot be reached from here: it did not answer in time.")


# Preferences


def test_an_authority_that_only_preferences_name_is_trusted(
    real: Site, registries: Registries, start: Start, tmp_path: Path
) -> None:
    host = registries.by_password.host
    junk = tmp_path / "junk.pem"
    junk.write_text("no certificate")
    real.create("pull", config(**{host: pair(USERNAME, PASSWORD)}))
    hands = start(real.kubeconfig("admin"), registries=None)
    dialog = hands.open_update("pull", real.namespace)
    hands.press(dialog, "Check")
    says(hands, dialog, f"The certificate of {host} is not trusted. Name its CA file in Preferences.")
    hands.press(dialog, "Cancel")
    hands.closed(UpdateDialog)

    opened = preferences(hands)
    hands.tab_to("Extra CA file")
    QTest.keyClicks(hands.focus(), str(junk))
    hands.key(hands.focus(), Key.Key_Return)
    says(hands, opened, "it holds no certificate that can be read")
    assert hands.focus().accessibleName() == "Extra CA file"
    assert "no certificate" in hands.focus().accessibleDescription()
    QTest.keyClicks(hands.focus(), str(registries.authority.file))  # all of it is selected
    hands.key(hands.focus(), Key.Key_Return)
    hands.closed(PreferencesDialog)

    dialog = hands.open_update("pull", real.namespace)
    hands.press(dialog, "Check")
    says(hands, dialog, f"Accepted by {host}.")


def test_preferences_say_whether_it_is_checked_before_update(
    real: Site, registries: Registries, trusting: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries.issuer, "asked", [])
    host, asked = registries.by_token.host, registries.issuer.asked
    real.create("pull", config(**{host: pair(USERNAME, OLD)}))
    hands = trusting(real.kubeconfig("admin"))
    for on, password in ((False, WRONG), (True, PASSWORD)):
        dialog = preferences(hands)
        hands.tab_to("Check credentials before they are written")
        hands.key(hands.focus(), Key.Key_Space)
        box = dialog.findChild(QCheckBox)
        assert isinstance(box, QCheckBox)
        assert box.isChecked() is on
        hands.key(hands.focus(), Key.Key_Return)
        hands.closed(PreferencesDialog)
        update(hands, real, "pull", password)
        assert stored(real, "pull") == {host: pair(USERNAME, password)}
        assert len(asked) == on


@pytest.mark.parametrize("host", ["registry.tools.svc:5000", "registry"])
def test_a_registry_of_the_cluster_is_only_asked_by_a_person(
    real: Site, start: Start, docker_registry: Path, tmp_path: Path, host: str
) -> None:
    with Registry(docker_registry, tmp_path / "registry", users={USERNAME: PASSWORD}) as plain:
        played = {host: f"http://{plain.host}"}
        real.create("pull", config(**{host: pair(USERNAME, OLD)}))
        hands = start(real.kubeconfig("admin"), registries=played, check_first=True)
        update(hands, real, "pull", WRONG)
        assert visits(plain) == 0
        dialog = hands.open_update("pull", real.namespace)
        hands.press(dialog, "Check")
        says(hands, dialog, f"Refused by {host}")
        assert visits(plain)


# The demo


def test_what_the_demo_shows_of_checks(shared_demo: DemoServers, start: Start) -> None:
    site = demo_site(*shared_demo)
    hands = start(site.kubeconfig("admin"), registries=site.registries, check_first=True)

    dialog = hands.open_update("checkout-registry", "payments")
    hands.press(dialog, "Check")
    says(hands, dialog, "Accepted by registry.acme.io.")
    hands.replace(dialog, "Password", WRONG)
    said = hands.confirm(lambda: hands.press(dialog, "Update"), "Cancel")
    assert "registry.acme.io refuses this credential." in said
    hands.press(dialog, "Cancel")
    hands.closed(UpdateDialog)

    dialog = hands.open_update("partner-quay", "partners")
    knows_use(hands, dialog)
    hands.press(dialog, "Check")
    says(hands, dialog, "it cannot pull quay.io/partner/admin:1.0.7.")
    hands.press(dialog, "Cancel")
    hands.closed(UpdateDialog)

    dialog = hands.open_update("any-google", "ops")
    knows_use(hands, dialog)
    hands.press(dialog, "Check")
    says(hands, dialog, "No image in use tells which host to ask.")
    assert hands.focus() is hands.field(dialog, "Registry host")
    QTest.keyClicks(hands.focus(), "eu.gcr.io")
    hands.press(dialog, "Check")
    says(hands, dialog, "Accepted by eu.gcr.io.")
    hands.press(dialog, "Cancel")
    hands.closed(UpdateDialog)

    dialog = hands.open_update("dockerhub", "default")
    knows_use(hands, dialog)
    hands.press(dialog, "Check")
    says(hands, dialog, "Accepted by registry-1.docker.io (signed in at auth.docker.io).")


# New entries


def test_new_entries_are_checked_in_turn_to_the_first_that_is_refused(
    real: Site, registries: Registries, trusting: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries.issuer, "asked", [])
    first, second = registries.by_password.host, registries.by_token.host
    hands = trusting(real.kubeconfig("admin"))
    hands.open_add()
    dialog = hands.opened(AddDialog)
    fill(hands, dialog, Name="new", Registry=first, Username=USERNAME, Password=WRONG)
    hands.tab_to("Namespace")
    QTest.keyClicks(hands.focus(), real.namespace)
    hands.press(dialog, "Add another entry")
    fill(hands, dialog, Registry=second, Username=USERNAME, Password=PASSWORD)
    said = hands.confirm(lambda: hands.press(dialog, "Add"), "Cancel")
    assert f"{first} refuses this credential." in said
    assert hands.value(dialog, "Registry") == first, "the one that it is about is shown"
    assert registries.issuer.asked == []
    listed = real.send("GET", real.path(""))["items"]
    assert listed == [], "nothing was written"
    hands.confirm(lambda: hands.press(dialog, "Add"), "Add anyway")
    hands.closed(AddDialog)
    assert len(registries.issuer.asked) == 1
    assert stored(real, "new") == {first: pair(USERNAME, WRONG), second: pair(USERNAME, PASSWORD)}


def test_an_entry_that_is_added_in_view_is_checked_first(
    real: Site, registries: Registries, trusting: Callable[..., Hands]
) -> None:
    host = registries.by_password.host
    real.create("pull", config(**{"quay.io": b"a:b"}))
    hands = trusting(real.kubeconfig("admin"))
    view = hands.open_view("pull", real.namespace)
    dialog = begin(hands, view, "Add entry…")
    fill(hands, dialog, Registry=host, Username=USERNAME, Password=WRONG)
    said = hands.confirm(lambda: hands.press(dialog, "Add entry"), "Cancel")
    assert f"{host} refuses this credential." in said
    hands.replace(dialog, "Password", PASSWORD)
    hands.press(dialog, "Add entry")
    hands.closed(AddEntryDialog)
    assert stored(real, "pull") == {"quay.io": b"a:b", host: pair(USERNAME, PASSWORD)}


# By keyboard


def test_it_is_checked_refused_and_written_by_keyboard_alone(
    real: Site, registries: Registries, trusting: Callable[..., Hands]
) -> None:
    host = registries.by_token.host
    real.create("pull", config(**{host: pair(USERNAME, OLD)}))
    hands = trusting(real.kubeconfig("admin"))
    dialog = hands.open_update("pull", real.namespace)
    QTest.keyClicks(hands.focus(), WRONG)  # Password has the focus, everything selected
    passed = []
    for _ in range(3):
        hands.key(hands.focus(), Key.Key_Tab)
        passed.append(hands.focus().accessibleName() or getattr(hands.focus(), "text", str)())
    assert passed == ["Show password", "From file…", "Check"]
    hands.key(hands.focus(), Key.Key_Space)
    says(hands, dialog, f"Refused by {host}")
    assert hands.focus() is hands.button(dialog, "Check")
    for name in ("Put back", "Description"):
        hands.key(hands.focus(), Key.Key_Tab)
        assert name in (hands.focus().accessibleName(), getattr(hands.focus(), "text", str)())
    hands.tab_to("Update")
    hands.key(hands.focus(), Key.Key_Return)
    hands.opened(QMessageBox)
    hands.key(hands.focus(), Key.Key_Return)  # Cancel
    dialog.activateWindow()  # as a window manager does
    hands.wait(dialog.isActiveWindow)
    assert stored(real, "pull") == {host: pair(USERNAME, OLD)}
    assert hands.focus().accessibleName() == "Password"
    hands.key(hands.focus(), Key.Key_Return)
    hands.opened(QMessageBox)
    hands.tab_to("Update anyway")
    hands.key(hands.focus(), Key.Key_Return)
    hands.closed(UpdateDialog)
    assert stored(real, "pull") == {host: pair(USERNAME, WRONG)}
