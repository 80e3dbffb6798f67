"""The namespace chooser: one namespace, several, or all of them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from pullsecrets.views import theme
from pullsecrets.views.choosers import Chooser, SignedField
from pullsecrets.views.namespace_list import Names, NamespaceList
from pullsecrets.views.notices import FlatButton, Paragraph
from pullsecrets.views.theme import GRID
from pullsecrets.views.words import tr


class NamespaceChooser(Chooser):
    """Shows what is chosen. A list pops up to choose from; where namespaces may not be listed, they are typed there."""

    chosen = Signal(object)  # Names
    by_name = Signal()  # "Open by name…"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(14, parent)
        self.setAccessibleName(tr("Namespace"))
        self.current: Names = None
        self._names: tuple[str, ...] | None = ()
        self._popup = NamespacePopup(self)
        self._popup.chosen.connect(self._choose)
        self._popup.by_name.connect(self.by_name)
        self.set_current(None)

    @property
    def typed(self) -> bool:
        """Whether a chosen namespace was typed, so that it may not exist."""
        return any(name not in (self._names or ()) for name in self.current or ())

    def set_names(self, names: tuple[str, ...] | None) -> None:
        """The namespaces to choose from; None where they may not be listed."""
        self._names = names
        self._popup.offer(names, self.current)

    def set_current(self, namespaces: Names) -> None:
        """Show these as chosen; nothing is emitted."""
        self.current = namespaces
        several = namespaces is not None and len(namespaces) > 1
        self.clear()
        self.add(_said(namespaces), None, "cube", second=", ".join(namespaces or ()) if several else "")
        self.choose(None)
        self._popup.offer(self._names, namespaces)

    def set_most(self, most: int | None) -> None:
        """How many can be chosen at once, where they cannot be listed with one request; None where they can."""
        self._popup.set_most(most)

    def showPopup(self) -> None:
        self._popup.open(self.current)

    def hidePopup(self) -> None:
        self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed is looked for in the list."""
        text = event.text().strip()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if text.isprintable() and text and plain:
            self.showPopup()
            self._popup.field.setText(text)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def _choose(self, namespaces: Names) -> None:
        self.set_current(namespaces)
        self.chosen.emit(namespaces)


def _said(namespaces: Names) -> str:
    if namespaces is None:
        return tr("All namespaces")
    return namespaces[0] if len(namespaces) == 1 else tr("%n namespaces", "", len(namespaces))


class NamespacePopup(QFrame):
    """What pops up: a field to search or type in, and namespaces to choose one of or to tick several.

    What is ticked counts when the list closes, unless it was left with Esc.
    """

    chosen = Signal(object)  # Names, when they are others than before
    by_name = Signal()

    def __init__(self, chooser: QWidget) -> None:
        super().__init__(chooser, Qt.WindowType.Popup)
        self._chooser = chooser
        self._before: Names = None
        self._most: int | None = None
        self.setFrameStyle(QFrame.Shape.StyledPanel | QFrame.Shadow.Raised)
        self.field = SignedField("search", self)
        self.list = NamespaceList(self)
        self._limit = Paragraph(self, muted=True)
        self._limit.hide()
        self._by_name = FlatButton(tr("Open by name…"), self)
        self._show = QPushButton(self)
        for button in (self._by_name, self._show):
            theme.fix_height(button)
        buttons = QHBoxLayout()
        buttons.addWidget(self._by_name)
        buttons.addStretch()
        buttons.addWidget(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._limit)
        column.addLayout(buttons)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._entered)
        self.list.model_.ticked.connect(self._tell)
        self.list.model_.refused.connect(self._refuse)
        self.list.picked.connect(self._pick)
        self.list.enter_pressed.connect(self._entered)
        self.list.left.connect(self.field.setFocus)
        self._by_name.clicked.connect(self._leave_for_name)
        self._show.clicked.connect(self.hide)

    # Told by the chooser

    def offer(self, names: tuple[str, ...] | None, current: Names) -> None:
        """The namespaces to choose from, besides those that are chosen or ticked already."""
        self.list.model_.offer(names, current)
        self.list.choose_first()
        hint = tr("Search namespaces") if names is not None else tr("Namespaces, separated by commas")
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)

    def set_most(self, most: int | None) -> None:
        """How many can be ticked; None sets no bound."""
        self._most = self.list.model_.most = most

    def open(self, current: Names) -> None:
        """Pop up below the chooser, or above it where there is more room, with these ticked."""
        self._before = current
        self.list.model_.tick(current)
        self.field.clear()
        self._search("")
        self._place()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        self.ensurePolished()
        words = max(map(self.fontMetrics().horizontalAdvance, (_show(0), _show(20))))
        self._show.setMinimumWidth(words + 3 * GRID)
        width = max(self._chooser.width(), round(34 * theme.letter(self)), self.minimumSizeHint().width())
        self.setFixedWidth(width)
        self.list.fit()
        self._say_limit(width - 2 * (GRID + self.frameWidth()))
        self.adjustSize()
        screen = self._chooser.screen().availableGeometry()
        below = self._chooser.mapToGlobal(QPoint(0, self._chooser.height()))
        above = below.y() - self._chooser.height() - self.height()
        top = below.y() if below.y() + self.height() <= screen.bottom() or above < screen.top() else above
        self.move(max(screen.left(), min(below.x(), screen.right() - self.width())), top)

    def _say_limit(self, width: int) -> None:
        why = tr("At most %n at once, because you may not list the secrets of all namespaces.", "", self._most or 0)
        self._limit.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._limit.resize(width, 0)  # it takes its height from that
        self._limit.say(why if self._most else "")

    # Choosing

    def _search(self, text: str) -> None:
        self.list.model_.search(text)
        self.list.choose_first()
        self._tell()

    def _tell(self) -> None:
        """Say what closing the list would show."""
        ticked = self.list.model_.ticks()
        self._show.setText(_show(len(ticked or ())))
        self._show.setEnabled(ticked != self._before)

    def _refuse(self) -> None:
        """One too many: what says so was in a low voice until now."""
        self._limit.setForegroundRole(QPalette.ColorRole.WindowText)

    def _entered(self) -> None:
        """Enter: what was ticked, if anything was; else the one row. What was searched for meanwhile is ticked, too."""
        if not self._show.isEnabled():
            self._pick()
        elif self.field.text().strip() and self.field.hasFocus():
            self.list.model_.toggle(self.list.currentIndex())
            self.field.clear()
        else:
            self.hide()

    def _pick(self) -> None:
        """Show the one row that is the current one, and no other."""
        row = self.list.currentIndex()
        names = self.list.model_.names(row) if row.isValid() else None
        if row.isValid() and self.list.model_.allows(names or ()):
            self.list.model_.tick(names)
            self.hide()

    def _leave_for_name(self) -> None:
        self._give_up()
        self.by_name.emit()

    def _give_up(self) -> None:
        self.list.model_.tick(self._before)
        self.hide()

    # Qt's events

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        ticked = self.list.model_.ticks()
        if ticked != self._before:
            self._before = ticked
            self.chosen.emit(ticked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        match event.key():
            case Qt.Key.Key_Escape:
                self._give_up()
            case Qt.Key.Key_Down if focus is self.field:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focus, QPushButton):
                focus.click()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the chooser closes the list; it must not open it again."""
        on_chooser = self._chooser.rect().contains(self._chooser.mapFromGlobal(event.globalPosition().toPoint()))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay, on_chooser)
        super().mousePressEvent(event)


def _show(count: int) -> str:
    return tr("Show %n namespace(s)", "", count) if count else tr("Show all namespaces")
