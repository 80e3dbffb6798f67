"""``--self-test``: does the main job through the real window, in the demo, and reads the result back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pullsecrets.demo.registries import WELCOME
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.errors import Problem
from pullsecrets.model.secrets import PullSecret
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.update_dialog import UpdateDialog

if TYPE_CHECKING:
    from pullsecrets.__main__ import Program

NAMESPACE, NAME = "payments", "checkout-registry"
PATIENCE = 60_000  # milliseconds for everything


class SelfTest(QObject):
    """Opens Update on one secret of the demo, types a new password, presses the button, asks the server.

    Waits for the table, then goes on by itself until ``status`` is known and the program quits.
    """

    def __init__(self, program: Program, screenshot: Path | None) -> None:
        super().__init__(program.window)
        self._window, self._page, self._controller = program.window, program.page, program.controller
        self._service = program.service
        self._screenshot = screenshot
        self._password = WELCOME.decode()  # it is checked with the demo's registry before it is written
        self.status = 1
        self._controller.ready.connect(self._listed, Qt.ConnectionType.SingleShotConnection)
        QTimer.singleShot(PATIENCE, self, self._give_up)

    def _listed(self) -> None:
        print(f"listed {self._page.table.model_.rowCount()} ImagePullSecrets")
        uid = self._page.table.model_.find_name(NAMESPACE, NAME)
        if not uid:
            self._end(f"failed: {NAMESPACE}/{NAME} is not in the table", 1)
            return
        self._page.select(uid)
        QTest.keyClick(self._page.table, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
        self._when(self._form_is_filled, self._type)

    def unforeseen(self, problem: Problem) -> None:
        """An exception that nobody foresaw, here or in the program, ends the test."""
        self._end(f"failed: {problem.details}", 1)

    def _give_up(self) -> None:
        self._end(f"failed: not done within {PATIENCE // 1000} s", 1)

    def _dialog(self) -> UpdateDialog | None:
        return self._window.findChild(UpdateDialog)

    def _form_is_filled(self) -> bool:
        dialog = self._dialog()
        return bool(dialog and dialog.isVisible() and dialog.typed().username)

    def _type(self) -> None:
        print("opened Update")
        dialog = self._dialog()
        assert dialog
        field = dialog.focusWidget()
        QTest.keyClicks(field, self._password)
        print("typed a new password")
        if self._screenshot:
            self._picture(self._screenshot.with_stem(self._screenshot.stem + "-update"), dialog)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self._when(lambda: self._dialog() is None or not dialog.isVisible(), self._read_back)

    def _read_back(self) -> None:
        print("the form closed after the answer of the server")
        handle = self._service.run(lambda _: self._controller.session().secret(NAMESPACE, NAME))
        handle.done.connect(self._compare)
        handle.failed.connect(lambda problem: self._end(f"failed: {problem.code}", 1))

    def _compare(self, secret: PullSecret) -> None:
        config = secret.config
        assert isinstance(config, DockerConfig)
        right = [entry.credential.password == self._password.encode() for entry in config.entries] == [True]
        if self._screenshot:
            self._picture(self._screenshot, self._window)
        self._end(
            "the server holds the new password" if right else "failed: the server holds another password", not right
        )

    def _picture(self, file: Path, widget: MainWindow | UpdateDialog) -> None:
        widget.grab().save(str(file))
        print(f"saved {file}")

    def _when(self, condition: Callable[[], bool], then: Callable[[], None]) -> None:
        if condition():
            then()
        else:
            QTimer.singleShot(20, self, lambda: self._when(condition, then))

    def _end(self, text: str, status: int) -> None:
        print(text)
        self.status = int(status)
        QApplication.exit(self.status)
