"""The top of a page: its title, and for ImagePullSecrets the choosers, the filter and the buttons beside them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from pullsecrets.model.errors import Problem
from pullsecrets.views import theme, words
from pullsecrets.views.choosers import ContextChooser, SignedField
from pullsecrets.views.namespace_chooser import NamespaceChooser
from pullsecrets.views.notices import EDGE, as_tip
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr


class PageTitle(QLabel):
    """The name of a page, in letters larger than those of what it is the title of."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        parent.installEventFilter(self)  # a font of one's own hears nothing of a change of the others
        self._enlarge(parent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange and isinstance(watched, QWidget):
            self._enlarge(watched)
        return super().eventFilter(watched, event)

    def _enlarge(self, parent: QWidget) -> None:
        font = QFont(parent.font())
        font.setPointSizeF(font.pointSizeF() + 5)
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)


class PageHeader(QWidget):
    """Holds the controls; the page connects them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = PageTitle(tr("ImagePullSecrets"), self)
        self.demo = Pill(tr("Demo"), self)
        self.demo.setToolTip(tr("Everything here is invented. No real cluster is touched."))
        self.demo.hide()
        self.add = QPushButton(tr("+ Add New ImagePullSecret"), self)
        self.add.setAccessibleName(tr("Add New ImagePullSecret"))
        self.contexts = ContextChooser(self)
        self.namespaces = NamespaceChooser(self)
        self.filter = FilterField(tr("Filter by name, registry, user…"), self)
        self.reset = QPushButton(tr("Reset"), self)
        self.refresh = Tool("refresh", tr("Refresh"), self, with_words=True)
        self.columns = Tool("columns", tr("Columns"), self)
        for control in (self.add, self.reset):
            theme.fix_height(control)

        title = QHBoxLayout()
        title.addWidget(self._title)
        title.addSpacing(GRID)
        title.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignVCenter)
        title.addStretch()
        title.addWidget(self.add)
        tools = QHBoxLayout()
        tools.setSpacing(GRID)
        tools.addWidget(self.contexts)
        tools.addWidget(self.namespaces)
        tools.addSpacing(2 * GRID)
        tools.addWidget(self.filter, 100)
        tools.addWidget(self.reset)
        tools.addStretch(1)
        tools.addWidget(self.refresh)
        tools.addWidget(self.columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 2 * GRID, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(title)
        column.addLayout(tools)

    def judge_add(self, reason: Problem | None) -> None:
        """Whether a secret can be added, and what stands against it."""
        self.add.setEnabled(reason is None)
        self.add.setToolTip(as_tip(words.problem_sentence(reason)) if reason else "")

    def show_columns(self, menu: QMenu) -> None:
        """Open the choice of columns below its button. (``setMenu`` would draw an arrow over the icon.)"""
        menu.aboutToShow.emit()  # it is filled then, and its width is needed first
        corner = self.columns.mapToGlobal(self.columns.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width() - 1, 0))


class Tool(QToolButton):
    """A button without a frame: an icon, with or without its words."""

    def __init__(self, icon: str, text: str, parent: QWidget, *, with_words: bool = False) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setAccessibleName(text)
        if with_words:
            self.setText(f" {text}")  # Qt sets text and icon too close to each other
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        else:
            self.setToolTip(text)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.fix_height(self)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.setIcon(theme.icon(self._icon, self.palette().windowText().color()))


class FilterField(SignedField):
    """The filter: Esc gives it up, Down goes on to the table."""

    given_up = Signal()
    left = Signal()

    def __init__(self, hint: str, parent: QWidget) -> None:
        super().__init__("search", parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(tr("Filter"))
        self.setMinimumWidth(round(14 * theme.letter(self)))
        self.setMaximumWidth(round(48 * theme.letter(self)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.given_up.emit()
            case Qt.Key.Key_Down:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


class Pill(QLabel):
    """A word in a rounded frame."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setContentsMargins(GRID, 2, GRID, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(Tone.WARN, self.palette()))
        round_as = self.height() / 2
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1).toRectF(), round_as, round_as)
        painter.end()
        super().paintEvent(event)
