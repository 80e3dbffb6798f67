"""The Activity page: reads the local log when the page is shown, and when the log grows meanwhile."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from pullsecrets.activity import Activity
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.records import Entry
from pullsecrets.service.loop import ServiceThread
from pullsecrets.views.activity_page import ActivityPage

MOST = 500  # entries that are shown
PAUSE = 200  # milliseconds: several lines are often written together


class ActivityController(QObject):
    """Joins the page with the log. While the page is hidden, nothing is read."""

    def __init__(self, page: ActivityPage, service: ServiceThread, activity: Activity) -> None:
        super().__init__(page)
        self._page, self._service, self._activity = page, service, activity
        self._reading = self._outdated = False
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._read)
        self._watcher = QFileSystemWatcher(self)  # another program may write, too
        self._watcher.fileChanged.connect(self.note_change)
        self._watcher.directoryChanged.connect(self.note_change)
        page.refresh.connect(self._read)

    def note_change(self) -> None:
        """The log has one more line, or may have."""
        self._soon.start()

    def _read(self) -> None:
        if not self._page.isVisible():
            return  # it asks when it is shown
        if self._reading:
            self._outdated = True
            return
        self._reading = True
        self._watch()
        handle = self._service.run(lambda _: asyncio.to_thread(_entries, self._activity))
        handle.done.connect(self._show)
        handle.failed.connect(self._fail)

    def _watch(self) -> None:
        """Watch the file, and its folder for a new file; before reading, so that nothing in between is missed."""
        watched = {*self._watcher.files(), *self._watcher.directories()}
        for path in (self._activity.file, self._activity.file.parent):
            if str(path) not in watched and path.exists():
                self._watcher.addPath(str(path))

    def _show(self, entries: tuple[Entry, ...]) -> None:
        self._page.set_entries(entries[:MOST], more=len(entries) > MOST)
        self._done()

    def _fail(self, problem: Problem) -> None:
        self._page.set_problem(problem)
        self._done()

    def _done(self) -> None:
        self._reading = False
        if self._outdated:
            self._outdated = False
            self._read()


def _entries(activity: Activity) -> tuple[Entry, ...]:
    try:
        return activity.read(MOST + 1)
    except OSError as error:
        raise Failure(Code.ACTIVITY_UNREADABLE, file=str(activity.file), reason=error.strerror or "") from None
