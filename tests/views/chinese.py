"""Looking at windows in Chinese, and what there is to show in them.

All of it is figures, so that every Latin word that is seen comes from the program.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

from model.samples import LAST_APPLIED
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.secrets import Use
from pullsecrets.model.usage import How, ImageUse, Serving, Source, Usage, User
from pullsecrets.resources import resource

NOW = datetime(2026, 11, 23, 9, 33, tzinfo=UTC)
WHERE = {"host": "1.2:3", "namespace": "1", "name": "2", "context": "3", "user": "4", "verb": "5", "resource": "6"}
PROBLEM = Problem(Code.CONNECTION_REFUSED, WHERE, "1")
FORBIDDEN = Problem(Code.FORBIDDEN, WHERE)
HELM = Owner(OwnerKind.HELM, "7", "8")
PULL, CONTENT = frozenset({How.PULL}), frozenset({How.CONTENT})

# What uses a secret, in every way that there are words for.
USERS = (
    User("1", "2", pods=3, ended=0, hows=PULL, uses=True),
    User("1", "3", pods=1, ended=2, hows=PULL | CONTENT, uses=True),
    User("1", "4", pods=1, ended=0, hows=CONTENT, uses=True),
    User("1", "5", pods=0, ended=2, hows=PULL, uses=False),
    User("1", "6", pods=0, ended=0, hows=PULL, uses=False),
)
HIDDEN = tuple(Problem(Code.FORBIDDEN, {"verb": "1", "resource": each, "namespace": "2"}) for each in Source)
IMAGES = (
    ImageUse("1", (Serving("2", "3.4"), Serving("9", "3.4")), "", ("1", "2", "3", "4", "5"), complete=True),
    ImageUse("2", (Serving("2", "3.4"),), "", ("1",), complete=True),
    ImageUse("3", (), "", ("1", "2"), complete=False),
    ImageUse("4", None, "", ("1",), complete=True),
    ImageUse("5", (), "8", ("1", "2"), complete=True),
)
USAGES = (
    None,
    Usage(Use(0, complete=True), (), (), ()),
    Usage(Use(0, complete=True), USERS[3:], (), ()),
    Usage(Use(0, complete=False), (), (), ()),
    Usage(Use(0, complete=False), (), (), HIDDEN),
    Usage(Use(3, complete=False), USERS, (), (*HIDDEN, Problem(Code.FORBIDDEN, {"resource": "pods"}), PROBLEM)),
    Usage(Use(3, complete=True), USERS, IMAGES, ()),
    *(
        Usage(Use(1, complete=True), USERS[:1], tuple(ImageUse(str(n), (), "", ("1",), True) for n in range(count)), ())
        for count in (1, 2, 5)
    ),
)

LATIN = re.compile("[A-Za-z]{2,}")
NOT_OURS = {"UTC", *LATIN.findall(f"kubernetes.io/dockerconfigjson {LAST_APPLIED} registry.example.com English")}

Check = Callable[[QWidget], None]
"""Fails where a text of a window is not translated."""


@functools.cache
def vocabulary() -> frozenset[str]:
    """Latin words that the translation itself uses: names of products, of files, of Kubernetes."""
    texts = ElementTree.parse(resource("translations/zh_CN.ts")).iter()
    forms = [each.text or "" for each in texts if each.tag in {"translation", "numerusform"}]
    return frozenset(NOT_OURS).union(*map(LATIN.findall, forms))


def look_at(widget: QWidget) -> None:
    """A ``Check``."""
    for text in shown(widget):
        plain = re.sub("<[^>]*>|&[a-z]+;", "", text)
        foreign = [word for word in LATIN.findall(plain) if word not in vocabulary()]
        assert not foreign, f"not translated: {text!r}"


def shown(widget: QWidget) -> Iterator[str]:
    """Every text of a window and what is in it."""
    yield widget.windowTitle()
    for each in [widget, *widget.findChildren(QWidget)]:
        yield from (each.toolTip(), each.accessibleName(), each.accessibleDescription())
        match each:
            case QLabel() | QAbstractButton():
                yield each.text()
            case QLineEdit():
                yield from (each.displayText(), each.placeholderText())
            case QPlainTextEdit():
                yield from (each.toPlainText(), each.placeholderText())
            case QComboBox():
                yield from (each.placeholderText(), *(each.itemText(index) for index in range(each.count())))
            case QMenu():
                yield each.title()
                each.aboutToShow.emit()
            case QAbstractItemView():
                yield from cells(each)
    for action in widget.findChildren(QAction):
        yield from (action.text(), action.toolTip())


def cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    for column in range(columns):
        if isinstance(view, QTableView):
            yield str(model.headerData(column, Qt.Orientation.Horizontal))
        for line in range(model.rowCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(line, column).data(role) or "")
