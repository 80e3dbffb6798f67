"""Finding the parts of a window, and speaking a language for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from pullsecrets.views import words

Part = TypeVar("Part", bound=QWidget)


def part(within: QWidget, kind: type[Part], fits: Callable[[Part], Any] = lambda _: True) -> Part:
    """The first widget of a kind inside another that fits."""
    return next(each for each in within.findChildren(kind) if fits(each))


def speaking(app: QApplication, language: str) -> Iterator[str]:
    """Speak a language until the generator goes on."""
    before = set(app.findChildren(QTranslator))
    words.install_language(app, language)
    yield language
    for translator in set(app.findChildren(QTranslator)) - before:
        app.removeTranslator(translator)
        translator.deleteLater()
