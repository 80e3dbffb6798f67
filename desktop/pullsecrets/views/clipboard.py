"""Passwords on the clipboard: for half a minute, and out of the histories that let themselves be told."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard

KEPT = 30
"""Seconds that a password stays on the clipboard."""

# What asks the recorders of clipboards to leave a content out; others don't mind.
# Klipper and its like: KDE. The quoted names: Windows, whose history and cloud take a DWORD of 0 for no (Microsoft
# Learn: Clipboard formats), which Qt registers under these names. For macOS Qt has no name to give from Python.
_HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': bytes(4),
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': bytes(4),
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': bytes(4),
}


class SecretClipboard(QObject):
    """Copies passwords and takes them away again, unless something else was copied since.

    What was copied is known again by a keyed hash. The selection of X11 is left alone.
    """

    cleared = Signal()  # the password that was copied last is gone, or something else was copied since

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._salt = secrets.token_bytes(32)
        self._copied = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear_now)

    def copy(self, secret: str) -> None:
        """Put a password on the clipboard for ``KEPT`` seconds."""
        data = QMimeData()
        data.setText(secret)
        for format_, value in _HINTS.items():
            data.setData(format_, value)
        self._clipboard.setMimeData(data)
        self._copied = self._hash(secret)
        self._timer.start(KEPT * 1000)

    def clear_now(self) -> None:
        """Take the password away at once, if it is still there. Call it before the program ends, too: Qt crashes at
        its end with data on its clipboard that was made in Python (seen: 6.11).
        """
        if not self._copied:
            return
        if hmac.compare_digest(self._hash(self._clipboard.text()), self._copied):
            self._clipboard.clear()
        self._copied = b""
        self._timer.stop()
        self.cleared.emit()

    def _hash(self, text: str) -> bytes:
        same_ends = text.replace("\r\n", "\n")  # Windows keeps texts with line ends of its own
        return hashlib.blake2b(same_ends.encode("utf-8", "surrogatepass"), key=self._salt).digest()
