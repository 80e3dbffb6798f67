"""The entrance: reads the arguments, builds every object, passes it in, runs, stops."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from pullsecrets import __version__, logs
from pullsecrets.activity import Activity
from pullsecrets.controllers.actions import Actions
from pullsecrets.controllers.activity import ActivityController
from pullsecrets.controllers.changes import Changes
from pullsecrets.controllers.checking import Checks
from pullsecrets.controllers.notices import Notices
from pullsecrets.controllers.permissions import Permissions
from pullsecrets.controllers.preferences import PreferencesController
from pullsecrets.controllers.pulls import PullsController
from pullsecrets.controllers.quitting import Quitting
from pullsecrets.controllers.secrets import SecretsController
from pullsecrets.demo.launch import Demo
from pullsecrets.service.checking import Instead, check
from pullsecrets.service.loop import ServiceThread
from pullsecrets.service.session import Source, kubeconfig_files, kubeconfig_text
from pullsecrets.settings import Settings
from pullsecrets.views import theme, words
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.clipboard import SecretClipboard
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.view_page import ViewPage

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    options = _parse(arguments)
    if options.demo_server:
        from pullsecrets.demo.__main__ import main as serve  # noqa: PLC0415 - another process, with nothing of Qt

        return serve(options.demo_server)
    if options.self_test:
        with tempfile.TemporaryDirectory(prefix="pullsecrets-self-test-") as folder:
            return _run(options, Path(folder))
    return _run(options, None)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pullsecrets", description="Updates Kubernetes ImagePullSecrets.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--demo", action="store_true", help="show two invented clusters; nothing real is touched")
    parser.add_argument("--self-test", action="store_true", help="do the main job in the demo, and say how it went")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="with --self-test: save a picture of it")
    parser.add_argument("--language", metavar="LOCALE", help="such as zh_CN; the system's by default")
    parser.add_argument("--demo-server", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.screenshot and not options.self_test:
        parser.error("--screenshot goes with --self-test")
    return options


class Program(QObject):
    """The objects that a running program consists of, made and passed to those that need them."""

    def __init__(self, source: Source, folders: logs.Folders, *, demo: bool, registries: Instead | None = None) -> None:
        """``registries`` tells which servers play the registries; without it the real ones are asked."""
        super().__init__()
        settings = Settings(folders.settings)
        self.service = ServiceThread(self)
        self.page, self.view_page, self.activity_page = SecretsPage(), ViewPage(), ActivityPage()
        self.window = MainWindow(self.page, self.view_page, self.activity_page)
        self.window.restore(settings.geometry, settings.table)
        activity = Activity(folders.data / "activity.jsonl")
        self.changes = Changes(self.service, activity)
        self.clipboard = SecretClipboard(QApplication.clipboard(), self)
        self.quitting = Quitting(self.window, self.page, self.changes, self.clipboard, settings)
        self.activity = ActivityController(self.activity_page, self.service, activity)
        self.changes.recorded.connect(self.activity.note_change)
        self.preferences = PreferencesController(self.window, self.service, settings)
        permissions = Permissions(self.service, self)
        checks = Checks(self.service, settings, partial(check, instead=registries))
        self.actions = Actions(
            self.window, self.page, self.view_page, self.service, self.changes, checks, permissions, self.clipboard
        )
        self.notices = Notices(self.page, self.view_page, self.changes)
        self.actions.viewed.connect(self.notices.set_viewed)
        self.pulls = PullsController(self.window, self.view_page, self.service, self.changes, self.notices)
        self.actions.viewed.connect(self.pulls.set_viewed)
        self.controller = SecretsController(
            self.window,
            self.page,
            self.service,
            self.changes,
            permissions,
            self.actions,
            self.notices,
            self.pulls,
            settings,
            source,
            demo=demo,
        )

    def begin(self) -> None:
        """Show the window; everything that takes time begins after its first frame."""
        self.window.first_frame.connect(self._after_first_frame, Qt.ConnectionType.QueuedConnection)
        self.window.show()

    def _after_first_frame(self) -> None:
        self.service.start()
        self.controller.start()
        gc.freeze()  # a full collection looks at everything made so far, and holds up the window meanwhile
        gc.set_threshold(50_000, 50, 1000)
        # The window's thread lets go of the interpreter at each call of Qt, and waits this long to get it back while
        # the other one decodes a list; at Python's 5 ms a single repaint took 200 ms.
        sys.setswitchinterval(0.001)


def _run(options: argparse.Namespace, private: Path | None) -> int:
    """Show the window. ``private`` is a folder to use instead of the user's own, for the self-test."""
    if options.self_test and sys.platform == "linux" and not os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it; Qt's loop would not notice
    in_demo = options.demo or options.self_test
    folders = logs.folders("demo" if in_demo else "", private)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Pull Secrets")
    application.setWindowIcon(theme.app_icon())
    theme.dress(application)
    words.install_language(application, options.language or Settings(folders.settings).language)

    demo = Demo()
    source = kubeconfig_text(demo.kubeconfig) if in_demo else kubeconfig_files(os.environ, Path.home())
    program = Program(source, folders, demo=in_demo, registries=demo.registries if in_demo else None)
    test = None
    if options.self_test:
        from pullsecrets.selftest import SelfTest  # noqa: PLC0415 - it brings Qt's test library

        test = SelfTest(program, options.screenshot)
    logs.begin(folders.logs, test.unforeseen if test else program.window.show_problem)
    qInstallMessageHandler(_qt_said)
    program.window.log_folder_requested.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folders.logs))))
    program.begin()
    status = application.exec()
    if in_demo:
        program.service.run(lambda _: demo.stop())
    program.service.stop()
    return test.status if test else status


def _qt_said(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    log.log(levels.get(kind, logging.WARNING), "Qt: %s", text)


if __name__ == "__main__":
    sys.exit(main())
