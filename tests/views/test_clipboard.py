"""Passwords on the clipboard, with time driven by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from pullsecrets.views.clipboard import SecretClipboard

PASSWORD = "s3cr3t \u2028 密码 \U0001f511"


@pytest.fixture
def board(qtbot: QtBot) -> QClipboard:
    board = QGuiApplication.clipboard()
    board.clear()
    return board


@pytest.fixture
def secret(board: QClipboard) -> SecretClipboard:
    return SecretClipboard(board)


def timer(secret: SecretClipboard) -> QTimer:
    found = secret.findChild(QTimer)
    assert isinstance(found, QTimer)
    return found


def half_a_minute_passes(secret: SecretClipboard) -> None:
    assert timer(secret).isActive()
    assert timer(secret).interval() == 30_000
    timer(secret).timeout.emit()


def test_a_copied_password_is_gone_after_half_a_minute(
    secret: SecretClipboard, board: QClipboard, qtbot: QtBot
) -> None:
    secret.copy(PASSWORD)
    assert board.text() == PASSWORD
    with qtbot.waitSignal(secret.cleared):
        half_a_minute_passes(secret)
    assert board.text() == ""
    assert not timer(secret).isActive()


def test_what_was_copied_since_stays(secret: SecretClipboard, board: QClipboard, qtbot: QtBot) -> None:
    secret.copy(PASSWORD)
    board.setText("a shopping list")
    with qtbot.waitSignal(secret.cleared):
        half_a_minute_passes(secret)
    assert board.text() == "a shopping list"


def test_a_second_password_gets_half_a_minute_of_its_own(secret: SecretClipboard, board: QClipboard) -> None:
    secret.copy("first")
    timer(secret).start(5)
    secret.copy("second")
    assert timer(secret).remainingTime() > 28_000
    half_a_minute_passes(secret)
    assert board.text() == ""


def test_line_ends_that_the_platform_changed_make_no_other_password(secret: SecretClipboard, board: QClipboard) -> None:
    secret.copy('{"key":\n"value"}')
    board.setText('{"key":\r\n"value"}')
    half_a_minute_passes(secret)
    assert board.text() == ""


def test_at_quit_it_goes_at_once(secret: SecretClipboard, board: QClipboard) -> None:
    secret.copy(PASSWORD)
    secret.clear_now()
    assert board.text() == ""
    board.setText(PASSWORD)
    secret.clear_now()
    assert board.text() == PASSWORD, "copied by somebody else, after ours was gone"


def test_the_selection_of_the_mouse_is_left_alone(
    secret: SecretClipboard, board: QClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[QClipboard.Mode] = []
    put, clear = board.setMimeData, board.clear

    def note_put(data: QMimeData, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        modes.append(mode)
        put(data, mode)

    def note_clear(mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        modes.append(mode)
        clear(mode)

    monkeypatch.setattr(board, "setMimeData", note_put)
    monkeypatch.setattr(board, "clear", note_clear)
    secret.copy(PASSWORD)
    secret.clear_now()
    assert modes == [QClipboard.Mode.Clipboard] * 2


def test_recorders_of_clipboards_are_asked_to_leave_it_out(secret: SecretClipboard, board: QClipboard) -> None:
    secret.copy(PASSWORD)
    data = board.mimeData()
    assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"
    for name in (
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    ):
        assert bytes(data.data(f'application/x-qt-windows-mime;value="{name}"').data()) == bytes(4)


def test_nothing_of_it_is_kept_in_clear(secret: SecretClipboard) -> None:
    secret.copy(PASSWORD)
    kept = [value for value in vars(secret).values() if isinstance(value, str | bytes)]
    assert kept
    assert all(PASSWORD.encode() not in (value.encode() if isinstance(value, str) else value) for value in kept)
    assert PASSWORD not in repr(secret)


def test_a_program_that_takes_its_password_away_at_its_end_ends_well() -> None:
    program = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pullsecrets.views.clipboard import SecretClipboard
app = QGuiApplication(sys.argv)
secret = SecretClipboard(app.clipboard())
secret.copy("left")
app.aboutToQuit.connect(secret.clear_now)
QTimer.singleShot(0, app.quit)
app.exec()
print(repr(app.clipboard().text()))
"""
    desktop = Path(__file__).parents[2] / "desktop"
    world = {"PYTHONPATH": str(desktop), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", program], env=world, timeout=30, check=True, capture_output=True)
    assert ended.stdout == b"''\n"
