"""While the server is silent: nobody has to wait, and what was sent is followed to its end."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from program.conftest import Start
from program.hands import Hands
from program.sites import Site, real_site
from real.control_plane import ControlPlane

from pullsecrets.logs import Folders

CONFIG = json.dumps({"auths": {"ghcr.io": {"auth": "YTpi"}}}).encode()


@pytest.fixture
def sent(control_plane: ControlPlane, start: Start) -> Iterator[tuple[Hands, Site, ControlPlane]]:
    """An update that was sent to a server which accepts connections and answers nothing."""
    site = real_site(control_plane)
    site.create("slow", CONFIG)
    hands = start(site.kubeconfig("admin"))
    dialog = hands.open_update("slow", site.namespace)
    hands.replace(dialog, "Password", "patience")
    control_plane.pause()
    try:
        hands.press(dialog, "Update")
        hands.pause(200)
        yield hands, site, control_plane
    finally:
        control_plane.resume()


def test_stop_waiting_closes_the_form_and_the_outcome_is_told_later(sent: tuple[Hands, Site, ControlPlane]) -> None:
    hands, site, plane = sent
    dialog = hands.dialog()
    assert dialog
    assert not hands.button(dialog, "Update").isEnabled()
    hands.press(dialog, "Stop waiting")
    assert hands.dialog() is None
    hands.wait(lambda: "The cluster has not said whether" in hands.texts(hands.page))
    plane.resume()
    hands.wait(lambda: "Updated <b>slow</b>" in hands.texts(hands.page))
    assert site.config("slow") != CONFIG


def test_quitting_waits_for_the_outcome(sent: tuple[Hands, Site, ControlPlane]) -> None:
    hands, site, plane = sent
    hands.window.close()
    hands.pause(200)
    assert hands.window.isVisible()
    assert "Waiting" in hands.texts(hands.window)
    plane.resume()
    hands.wait(lambda: not hands.window.isVisible())
    assert site.config("slow") != CONFIG


def test_who_will_not_wait_quits_now_and_finds_it_in_activity(
    sent: tuple[Hands, Site, ControlPlane], folders: Folders
) -> None:
    hands, _, _ = sent
    dialog = hands.dialog()
    assert dialog
    hands.press(dialog, "Stop waiting")
    hands.window.close()
    hands.press(hands.window, "Quit now")
    hands.wait(lambda: not hands.window.isVisible(), 2)
    record = json.loads((folders.data / "activity.jsonl").read_text())
    assert (record["name"], record["result"]) == ("slow", "unknown")
