"""What a controller asks the service, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from pullsecrets.service.loop import Emit, Handle, ServiceThread


class Question:
    """One question at a time: a newer one takes the place of the one before, whose answer is no longer wanted."""

    def __init__(self, service: ServiceThread) -> None:
        self._service = service
        self._handle: Handle | None = None

    def ask(
        self,
        work: Callable[[Emit], Coroutine[Any, Any, object]],
        answered: Callable[[Any], None],
        failed: Callable[[Any], None] | None = None,
    ) -> None:
        """``answered`` gets what ``work`` returns, ``failed`` the Problem that it ends in."""
        self.drop()
        self._handle = self._service.run(work)
        self._handle.done.connect(answered)
        if failed:
            self._handle.failed.connect(failed)

    def drop(self) -> None:
        """No answer is wanted any more."""
        if self._handle:
            self._handle.cancel()
            self._handle = None
