"""The service thread: results come to the caller's thread, work can be cancelled, nothing waits for what hangs."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.service.loop import Emit, Handle, ServiceThread


@pytest.fixture
def service(qapp: QCoreApplication) -> Iterator[ServiceThread]:
    thread = ServiceThread()
    thread.start()
    yield thread
    thread.stop()


class Listener(QObject):
    """Writes down what a handle says, and in which thread it was heard."""

    def __init__(self, handle: Handle) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[int] = set()
        handle.said.connect(self._said)
        handle.done.connect(self._done)
        handle.failed.connect(self._failed)

    def _hear(self, kind: str, value: object) -> None:
        self.heard.append((kind, value))
        self.threads.add(threading.get_ident())

    def _said(self, value: object) -> None:
        self._hear("said", value)

    def _done(self, value: object) -> None:
        self._hear("done", value)

    def _failed(self, value: object) -> None:
        self._hear("failed", value)


def test_a_result_arrives_after_every_message_on_the_callers_thread(qtbot: QtBot, service: ServiceThread) -> None:
    async def work(emit: Emit) -> int:
        for number in range(1000):
            emit(number)
            if number % 100 == 0:
                await asyncio.sleep(0)
        return 42

    listener = Listener(service.run(work))
    qtbot.waitUntil(lambda: ("done", 42) in listener.heard)
    assert listener.heard == [("said", n) for n in range(1000)] + [("done", 42)]
    assert listener.threads == {threading.get_ident()}


def test_a_slow_listener_still_hears_everything(qtbot: QtBot, service: ServiceThread) -> None:
    async def work(emit: Emit) -> str:
        for number in range(30):
            emit(number)
        return "end"

    class Slow(Listener):
        def _said(self, value: object) -> None:
            time.sleep(0.001)
            super()._said(value)

    listener = Slow(service.run(work))
    qtbot.waitUntil(lambda: ("done", "end") in listener.heard)
    assert len(listener.heard) == 31


def test_a_failure_brings_its_problem(qtbot: QtBot, service: ServiceThread) -> None:
    async def work(_: Emit) -> None:
        raise Failure(Code.NOT_FOUND, name="x")

    listener = Listener(service.run(work))
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == [("failed", Problem(Code.NOT_FOUND, {"name": "x"}))]


def test_an_unforeseen_exception_is_told_and_logged_without_its_text(
    qtbot: QtBot, service: ServiceThread, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(_: Emit) -> None:
        raise ValueError("hunter2-in-a-message")

    with caplog.at_level(logging.DEBUG):
        listener = Listener(service.run(work))
        qtbot.waitUntil(lambda: bool(listener.heard))
    problem = listener.heard[0][1]
    assert isinstance(problem, Problem)
    assert problem.code is Code.UNFORESEEN
    assert problem.values["kind"] == "ValueError"
    assert "test_loop.py" in problem.details
    assert "hunter2" not in caplog.text + repr(problem)
    assert "test_loop.py" in caplog.text


def test_cancelled_work_stops_and_says_nothing_more(qtbot: QtBot, service: ServiceThread) -> None:
    ended = threading.Event()

    async def work(emit: Emit) -> None:
        try:
            while True:
                emit("tick")
                await asyncio.sleep(0)
        finally:
            ended.set()

    handle = service.run(work)
    listener = Listener(handle)
    qtbot.waitUntil(lambda: bool(listener.heard))
    handle.cancel()
    heard = len(listener.heard)
    assert ended.wait(1)
    qtbot.wait(20)
    assert len(listener.heard) == heard


def test_work_that_is_cancelled_before_it_began_never_runs(qtbot: QtBot, service: ServiceThread) -> None:
    ran = threading.Event()

    async def work(_: Emit) -> None:
        ran.set()

    gate = threading.Event()
    service.in_loop(gate.wait)  # the loop is busy while the handle is made and cancelled
    service.run(work).cancel()
    gate.set()
    assert not ran.wait(0.1)


def test_stopping_does_not_wait_for_a_call_that_hangs(
    qtbot: QtBot, qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = ServiceThread()
    service.start()
    looking, forever = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        looking.set()
        forever.wait(30)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    service.run(lambda _: asyncio.get_running_loop().getaddrinfo("name.invalid", 443))
    assert looking.wait(2)
    began = time.monotonic()
    service.stop()
    assert time.monotonic() - began < 1.5
    forever.set()


def test_calls_after_the_end_do_nothing(qapp: QCoreApplication) -> None:
    service = ServiceThread()
    service.start()
    service.stop()
    service.in_loop(pytest.fail)
    service.run(lambda _: asyncio.sleep(0)).cancel()
