"""The log, and what happens to an exception that nobody foresaw. Nothing secret reaches either."""

from __future__ import annotations

import copy
import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs

from pullsecrets.model.errors import Code, Problem
from pullsecrets.service.loop import where

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Folders:
    """Where this platform wants the program's files."""

    settings: Path
    data: Path
    logs: Path


def folders(part: str = "", private: Path | None = None) -> Folders:
    """The folders, or those of a ``part`` of the program that keeps its own; all in ``private`` where given."""
    if private:
        return Folders(private, private, private)
    names = platformdirs.PlatformDirs("pullsecrets", appauthor=False)
    return Folders(names.user_config_path / part, names.user_data_path / part, names.user_log_path / part)


def begin(folder: Path, show: Callable[[Problem], None]) -> None:
    """Log into ``folder`` from now on; unforeseen exceptions are logged without their text, and shown."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _PrivateFile(folder / "pullsecrets.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(_WithoutText("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("pullsecrets").setLevel(logging.INFO)

    def unforeseen(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, None)
            return
        log.error("unforeseen\n%s", where(error))
        show(Problem(Code.UNFORESEEN, {"kind": kind.__name__}, where(error)))

    def in_thread(hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value:
            log.error("unforeseen\n%s", where(hook.exc_value))

    def unraisable(hook: sys.UnraisableHookArgs) -> None:
        if hook.exc_value:
            log.error("unraisable\n%s", where(hook.exc_value))

    sys.excepthook, threading.excepthook, sys.unraisablehook = unforeseen, in_thread, unraisable


class _PrivateFile(RotatingFileHandler):
    """A log file that only its user can read."""

    def _open(self) -> TextIOWrapper:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=private)  # type: ignore[return-value]


class _WithoutText(logging.Formatter):
    """An exception's text may quote a secret: only its kind and where it happened are written."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = None  # another handler's formatter may have left the text here
        return super().format(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the library's name
        return where(ei[1]) if ei[1] else ""
