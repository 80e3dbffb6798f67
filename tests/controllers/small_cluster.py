"""A session on a cluster that is a dictionary, for the decisions of controllers; and a person at its dialogs."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from pullsecrets.activity import Activity
from pullsecrets.cluster.client import Client
from pullsecrets.controllers.changes import Changes, Place
from pullsecrets.controllers.checking import Checks
from pullsecrets.model.checking import Answer, Question, Verdict
from pullsecrets.model.contexts import Context
from pullsecrets.model.errors import Code, Failure
from pullsecrets.model.secrets import PullSecret, Use
from pullsecrets.model.usage import Usage
from pullsecrets.service.loop import ServiceThread
from pullsecrets.service.session import Session, kubeconfig_text
from pullsecrets.settings import Settings

UNUSED = Usage(Use(0, complete=True), (), (), ())


class SmallCluster(Session):
    """Holds secrets by namespace and name. It is its own client: it has the methods of one that are needed here."""

    def __init__(self) -> None:
        super().__init__("prod-eu", kubeconfig_text(_nothing))
        self.secrets: dict[tuple[str, str], dict[str, Any]] = {}
        self.existing = {"payments", "web", "search", "tooling"}
        self.usage: Usage | Failure = UNUSED
        self.may_write = True
        self.failures: list[Failure] = []  # of the coming writes, first one first
        self.refusals: dict[str, Failure] = {}  # of writes to a namespace
        self.slow = False  # writes wait until it is false again
        self.tried: list[str] = []  # namespaces of dry runs
        self.at_once = self.most_at_once = 0
        self._version = 100

    def put(self, namespace: str, name: str, **other: Any) -> PullSecret:
        """A pull secret as it is from now on; ``other`` stands in its metadata, ``content`` and ``kind`` aside."""
        self._version += 1
        content = other.pop("content", json.dumps({"auths": {"ghcr.io": {"auth": "Y2k6cGFzcw=="}}}).encode())
        kind = other.pop("kind", "kubernetes.io/dockerconfigjson")
        immutable = other.pop("immutable", False)
        given = {"uid": f"{namespace}/{name}", "resourceVersion": str(self._version)} | other
        self.secrets[namespace, name] = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"namespace": namespace, "name": name, **given},
            "type": kind,
            "data": {".dockerconfigjson": base64.b64encode(content).decode()},
            "immutable": immutable,
        }
        return PullSecret.of(self.secrets[namespace, name])

    async def client(self) -> Client:
        return cast(Client, self)

    async def get_secret(self, namespace: str, name: str) -> dict[str, Any]:
        if (namespace, name) not in self.secrets:
            raise Failure(Code.NOT_FOUND, resource="secrets", namespace=namespace, name=name)
        return self.secrets[namespace, name]

    async def secret(self, namespace: str, name: str) -> PullSecret:
        return PullSecret.of(await self.get_secret(namespace, name))

    async def usage_afresh(self, namespace: str, name: str) -> Usage:
        if isinstance(self.usage, Failure):
            raise self.usage
        return self.usage

    async def follow_use(self, namespace: str, name: str, emit: Callable[[object], None]) -> None:
        if isinstance(self.usage, Failure):
            raise self.usage
        emit(self.usage)

    async def may(self, verb: str, namespace: str, name: str = "", resource: str = "secrets") -> bool:
        return self.may_write

    async def delete_secret(
        self, namespace: str, name: str, *, uid: str, resource_version: str
    ) -> dict[str, Any] | None:
        await self._admit(namespace)
        now = await self.get_secret(namespace, name)
        metadata = now["metadata"]
        if metadata["uid"] != uid:
            raise Failure(Code.RECREATED, namespace=namespace, name=name)
        if metadata["resourceVersion"] != resource_version:
            raise Failure(Code.CONFLICT, namespace=namespace, name=name)
        if metadata.get("finalizers"):
            metadata["deletionTimestamp"] = "2026-11-23T09:00:00Z"
            return now
        del self.secrets[namespace, name]
        return None

    async def create_secret(self, namespace: str, body: dict[str, Any], *, dry_run: bool = False) -> dict[str, Any]:
        name = body["metadata"]["name"]
        if dry_run:
            self.tried.append(namespace)
        else:
            await self._admit(namespace)
        if namespace in self.refusals:
            raise self.refusals[namespace]
        if namespace not in self.existing:
            raise Failure(Code.NOT_FOUND, resource="namespaces", namespace=namespace, name=namespace)
        if (namespace, name) in self.secrets:
            there = self.secrets[namespace, name]
            going = "deletionTimestamp" in there["metadata"]
            raise Failure(Code.ALREADY_EXISTS, namespace=namespace, name=name, terminating=going)
        if dry_run:
            return body
        content = base64.b64decode(body["data"][".dockerconfigjson"])
        annotations = body["metadata"].get("annotations", {})
        return dict(self.put(namespace, name, content=content, annotations=annotations).object)

    async def _admit(self, namespace: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            while self.slow:  # noqa: ASYNC110 - set by another thread
                await asyncio.sleep(0.005)
            if self.failures:
                raise self.failures.pop(0)
        finally:
            self.at_once -= 1


async def _nothing() -> str:
    return ""


class Registries:
    """Answers about credentials, in the place of all registries."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.answers: dict[str, Answer | Failure] = {}  # by registry key; all others accept
        self.slow = False  # answers wait until it is false again
        self.stopped = 0  # questions that nobody waits for any more
        self.extra_ca = ""

    async def ask(self, question: Question, extra_ca: str) -> Answer:
        self.asked.append(question)
        self.extra_ca = extra_ca
        try:
            while self.slow:  # noqa: ASYNC110 - set by another thread
                await asyncio.sleep(0.005)
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        answer = self.answers.get(question.key, Answer(Verdict.ACCEPTED, question.key))
        if isinstance(answer, Failure):
            raise answer
        return answer


class Stage:
    """What controllers are given, and what a person does with the dialogs that they open."""

    def __init__(self, qtbot: QtBot, service: ServiceThread, folder: Path) -> None:
        self._qtbot, self.service = qtbot, service
        self.cluster = SmallCluster()
        self.activity = Activity(folder / "activity.jsonl")
        self.changes = Changes(service, self.activity)
        self.settings = Settings(folder)
        self.settings.check_first = False
        self.registries = Registries()
        self.checks = Checks(service, self.settings, self.registries.ask)
        self.place = Place(self.cluster, Context("prod-eu", "https://prod-eu:6443", user="jane"))
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(1000, 800)
        self.window.show()

    def wait(self, condition: Any) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=5000)

    def records(self) -> list[tuple[str, str, str, str, str]]:
        """Activity, the oldest line first: kind, namespace, name, result, owner."""
        records = [entry.record for entry in reversed(self.activity.read())]
        return [(each.kind, each.namespace, each.name, each.result, each.owner) for each in records]

    def dialog(self) -> QDialog:
        """The one that is open."""
        found = [each for each in self.window.findChildren(QDialog) if each.isVisible()]
        assert len(found) == 1
        return found[0]

    def said(self) -> str:
        """Every text that is seen, of labels and buttons."""
        parts: list[QLabel | QAbstractButton] = [
            *self.dialog().findChildren(QLabel),
            *self.dialog().findChildren(QAbstractButton),
        ]
        return "\n".join(each.text() for each in parts if each.isVisible() and each.text())

    def buttons(self) -> dict[str, bool]:
        """The buttons that are seen, and whether each can be pressed."""
        found = self.dialog().findChildren(QAbstractButton)
        return {each.text(): each.isEnabled() for each in found if each.isVisible() and each.text()}

    def press(self, text: str) -> None:
        """Press a button when it can be pressed."""
        self.wait(lambda: self.buttons().get(text))
        found = self.dialog().findChildren(QAbstractButton)
        button = next(each for each in found if each.text() == text and each.isVisible())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key, widget: QWidget | None = None) -> None:
        """Press a key where the focus is, or in a widget."""
        QTest.keyClick(widget or self.dialog().focusWidget(), key)

    def confirm(self, button: str) -> str:
        """Press a button of the modal box that is open, and return what the box said."""
        self.wait(lambda: QApplication.activeModalWidget() is not None)
        box = QApplication.activeModalWidget()
        assert box
        said = "\n".join(each.text() for each in box.findChildren(QLabel))
        pressed = next(each for each in box.findChildren(QAbstractButton) if each.text() == button)
        QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
        return said


S = TypeVar("S", bound=Stage)


@contextmanager
def stage(qtbot: QtBot, folder: Path, kind: type[S]) -> Iterator[S]:
    """A stage with a service of its own, which is stopped at the end."""
    service = ServiceThread()
    service.start()
    try:
        yield kind(qtbot, service, folder)
    finally:
        service.stop()
