"""The service thread: one thread with an asyncio loop, and the only file that knows threads.

Work is a coroutine. Whoever starts it gets a ``Handle`` that lives on the caller's thread: it can be cancelled,
and brings back what the work says on its way and how it ended, as Qt signals.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from pullsecrets.model.errors import Code, Failure, Problem

log = logging.getLogger(__name__)

Emit = Callable[[object], None]
Work = Callable[[Emit], Coroutine[Any, Any, object]]
T = TypeVar("T")

SLICE = 0.008  # seconds that one handle may keep the window's thread before others get their turn


class _DaemonThreads(ThreadPoolExecutor):
    """Runs each call on a daemon thread of its own.

    The loop resolves names here. A lookup that hangs cannot be cancelled, and the ordinary pool's threads are
    joined when the interpreter ends: quitting would wait for it. asyncio insists on a ThreadPoolExecutor.
    """

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()

        def run() -> None:
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is handed to whoever awaits
                future.set_exception(error)
            else:
                future.set_result(result)

        future.set_running_or_notify_cancel()
        threading.Thread(target=run, daemon=True).start()
        return future


class Handle(QObject):
    """One piece of work under way, seen from the thread that started it.

    After ``cancel`` no signal arrives any more. Otherwise exactly one of ``done`` and ``failed`` comes, after
    every ``said``.
    """

    said = Signal(object)
    done = Signal(object)
    failed = Signal(object)  # a Problem
    _woken = Signal()
    _unused = Signal()  # the loop has let go of it

    def __init__(self, thread: ServiceThread) -> None:
        super().__init__(thread)
        self._thread = thread
        self._task: asyncio.Task[None] | None = None  # touched in the loop only
        self._inbox: deque[tuple[Any, object]] = deque()
        self._waking = False
        self._over = False  # cancelled, or its end was told
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self._unused.connect(self._leave, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Stop the work. Returns at once; nothing happens when it has ended."""
        if not self._over:
            self._over = True
            self._thread.in_loop(self._cancel_task)

    def begin(self, work: Work) -> None:
        """Called in the loop's thread, once."""
        if self._over:
            self._unused.emit()
        else:
            self._task = asyncio.ensure_future(self._run(work))
            self._task.add_done_callback(lambda _: self._unused.emit())

    def _cancel_task(self) -> None:
        if self._task:
            self._task.cancel()

    def _put(self, signal: Any, value: object) -> None:
        """Called in the loop's thread. Many messages share one wake-up."""
        self._inbox.append((signal, value))
        if not self._waking:
            self._waking = True
            self._woken.emit()

    @Slot()
    def _drain(self) -> None:
        self._waking = False  # before the first look, so that what comes meanwhile wakes again
        enough = time.perf_counter() + SLICE
        while self._inbox and not self._over:
            if time.perf_counter() > enough:
                self._waking = True
                QTimer.singleShot(0, self, self._drain)  # behind paints and keys; a queued signal comes before them
                return
            signal, value = self._inbox.popleft()
            self._over = signal is not self.said
            signal.emit(value)

    @Slot()
    def _leave(self) -> None:
        if self._inbox and not self._over:
            QTimer.singleShot(10, self, self._leave)  # once more, after the drain that is still to come
        else:
            self.deleteLater()

    async def _run(self, work: Work) -> None:
        try:
            result = await work(lambda message: self._put(self.said, message))
        except asyncio.CancelledError:
            raise
        except Failure as failure:
            self._put(self.failed, failure.problem)
        except Exception as error:  # noqa: BLE001 - work goes on, and the person is told
            # The text of an unforeseen exception may quote a secret: only where it happened is kept.
            log.error("unforeseen %s\n%s", type(error).__name__, where(error))
            self._put(self.failed, Problem(Code.UNFORESEEN, {"kind": type(error).__name__}, where(error)))
        else:
            self._put(self.done, result)


def where(error: BaseException) -> str:
    """File, line and function of each frame of an exception, without its text and without source lines."""
    frames, trace = [], error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return "\n".join([type(error).__name__, *frames])


def _unhandled(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio would log with the exception's text, which may quote a secret."""
    error = context.get("exception")
    log.error("unhandled in the loop: %s", where(error) if isinstance(error, BaseException) else context.get("message"))


class ServiceThread(QObject):
    """Owns the thread and its loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._closers: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._thread = threading.Thread(target=self._serve, name="kubernetes", daemon=True)

    def start(self) -> None:
        """Start the thread; returns when its loop takes work."""
        self._thread.start()
        self._ready.wait()

    def _serve(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            self._loop.set_default_executor(_DaemonThreads())
            self._loop.set_exception_handler(_unhandled)
            self._stopped = asyncio.Event()
            self._ready.set()
            runner.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        await self._stopped.wait()
        for close in self._closers:
            with suppress(Exception):  # it is the end
                await close()

    def at_end(self, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have something closed in the loop before it ends."""
        self._closers.append(close)

    def in_loop(self, call: Callable[..., object], *args: object) -> None:
        """Run a quick call in the loop's thread. Nothing happens when the loop has ended."""
        if self._loop and not self._loop.is_closed():
            try:
                self._loop.call_soon_threadsafe(call, *args)
            except RuntimeError:  # it closed in between
                log.debug("the service thread has ended")

    def run(self, work: Work) -> Handle:
        """Start work in the loop. ``work`` is called there with a function that sends messages to the handle."""
        handle = Handle(self)
        self.in_loop(handle.begin, work)
        return handle

    def stop(self, seconds: float = 2.0) -> None:
        """Cancel what is left and end the thread, waiting at most ``seconds`` for connections to close."""
        if self._thread.is_alive():
            self.in_loop(self._stopped.set)
            self._thread.join(seconds)
