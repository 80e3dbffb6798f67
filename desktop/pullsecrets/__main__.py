"""The entrance: reads the arguments, builds every object, passes it in, runs, stops."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pullsecrets import __version__


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


def _run(options: argparse.Namespace, private: Path | None) -> int:
    """Show the window. ``private`` is a folder to use instead of the user's own, for the self-test."""
    if options.self_test and sys.platform == "linux" and not (os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    # Below, so that "--version" and the demo's server don't wait for Qt.
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from pullsecrets import logs, selftest  # noqa: PLC0415
    from pullsecrets.activity import Activity  # noqa: PLC0415
    from pullsecrets.controllers.changes import Changes  # noqa: PLC0415
    from pullsecrets.controllers.secrets import SecretsController  # noqa: PLC0415
    from pullsecrets.demo.launch import Demo  # noqa: PLC0415
    from pullsecrets.service.loop import ServiceThread  # noqa: PLC0415
    from pullsecrets.service.session import kubeconfig_files, kubeconfig_text  # noqa: PLC0415
    from pullsecrets.settings import Settings  # noqa: PLC0415
    from pullsecrets.views import theme, words  # noqa: PLC0415
    from pullsecrets.views.main_window import MainWindow  # noqa: PLC0415
    from pullsecrets.views.secrets_page import SecretsPage  # noqa: PLC0415

    in_demo = options.demo or options.self_test
    folders = logs.folders("demo" if in_demo else "", private)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Pull Secrets")
    application.setWindowIcon(theme.app_icon())
    theme.dress(application)
    settings = Settings(folders.settings)
    words.install_language(application, options.language or settings.language)

    demo = Demo(_demo_command())
    source = kubeconfig_text(demo.kubeconfig) if in_demo else kubeconfig_files(os.environ, Path.home())
    service = ServiceThread()
    page = SecretsPage()
    window = MainWindow(page)
    logs.begin(folders.logs, window.show_problem)
    changes = Changes(service, Activity(folders.data / "activity.jsonl"))
    controller = SecretsController(window, page, service, changes, settings, source, demo=in_demo)

    def after_first_frame() -> None:
        service.start()
        controller.start()
        gc.freeze()  # a full collection looks at everything made so far, and holds up the window meanwhile
        gc.set_threshold(50_000, 50, 1000)

    test = selftest.SelfTest(window, page, controller, service, options.screenshot) if options.self_test else None
    window.restore(settings.geometry, settings.table)
    window.show()
    window.first_frame.connect(lambda: QTimer.singleShot(0, after_first_frame))
    if test:
        test.begin()
    status = application.exec()
    if in_demo:
        service.run(lambda _: demo.stop())
    service.stop()
    return test.status if test else status


def _demo_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--demo-server"]
    return [sys.executable, "-m", "pullsecrets.demo"]


if __name__ == "__main__":
    sys.exit(main())
