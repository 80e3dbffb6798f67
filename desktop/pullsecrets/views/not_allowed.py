"""What stands in the place of the table where one may not list."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.views import theme, words
from pullsecrets.views.choosers import SignedField, is_namespace
from pullsecrets.views.notices import FlatButton, StatePage
from pullsecrets.views.words import tr


class NotAllowedPage(StatePage):
    """Says which right is missing and asks for a namespace that may be read."""

    namespace_chosen = Signal(str)
    by_name = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = SignedField("cube", self)
        self.field.setPlaceholderText(tr("Namespace"))
        self.field.setAccessibleName(tr("Namespace"))
        self.field.setFixedWidth(round(34 * theme.letter(self)))
        self._open = QPushButton(tr("Open"), self)
        self._by_name = FlatButton(tr("Open by name…"), self)
        self.buttons.insertWidget(1, self.field)
        self.buttons.insertWidget(2, self._open)
        for control in (self._open, self._by_name):
            theme.fix_height(control)
        self.column.insertWidget(self.column.count() - 1, self._by_name, 0, Qt.AlignmentFlag.AlignHCenter)
        for before, after in pairwise((self.field, self._open, self._more, self._by_name)):
            QWidget.setTabOrder(before, after)
        self.field.textChanged.connect(self._judge)
        self.field.returnPressed.connect(self._enter)
        self._open.clicked.connect(self._enter)
        self._by_name.clicked.connect(self.by_name)
        self._judge()

    def tell(self, problem: Problem) -> None:
        """Say what is not allowed."""
        namespace = problem.values.get("namespace")
        title = (
            tr("You may not list ImagePullSecrets in {namespace}", namespace=namespace)
            if namespace
            else tr("You may not list ImagePullSecrets in all namespaces")
        )
        self.say("lock", title, words.problem_sentence(problem), details=problem.details)

    def _judge(self) -> None:
        self._open.setEnabled(is_namespace(self.field.text().strip()))

    def _enter(self) -> None:
        namespace = self.field.text().strip()
        if is_namespace(namespace):
            self.field.clear()
            self.namespace_chosen.emit(namespace)
