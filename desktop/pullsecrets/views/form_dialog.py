"""The frame of a dialog with a form: as high as it needs, scrolling where the screen is small, buttons below."""

from __future__ import annotations

import sys
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QProxyStyle,
    QScrollArea,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.views import theme
from pullsecrets.views.notices import EDGE
from pullsecrets.views.theme import GRID

_RULE = 1  # pixels
_ROUNDING = 2  # pixels that a scaled screen may add or take
_PLACED_WITHIN = 300  # milliseconds; it is known sooner where the dialog gets the focus
_WIDTH = 84  # letters, or grid steps where that is more: 672 pixels with common fonts


class FormDialog(QDialog):
    """A dialog that is modal to its window. ``page`` takes what scrolls, ``footer`` what stands before the buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._fitted = 0  # the height that was chosen last
        self._is_placed = False
        self._content = QWidget()
        self._content.installEventFilter(self)
        self.page = QVBoxLayout(self._content)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(0)
        self._scroll = scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._content)
        below = QWidget(self)
        self.footer = QHBoxLayout()
        self.footer.setSpacing(GRID)
        self.buttons = QDialogButtonBox(below)
        order_buttons(self.buttons)
        self._row = QHBoxLayout(below)
        self._row.setContentsMargins(EDGE, 2 * GRID, EDGE, 2 * GRID)
        self._row.setSpacing(2 * GRID)
        self._row.addLayout(self.footer, 1)
        self._row.addWidget(self.buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(rule())
        whole.addWidget(below)

    def showEvent(self, event: QShowEvent) -> None:
        self._tab_to_buttons_last()
        self._fit()
        super().showEvent(event)
        QTimer.singleShot(_PLACED_WITHIN, self, self._placed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest and self._is_placed:
            self._fit()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._placed()

    def _placed(self) -> None:
        """The window manager has found a place for the dialog. One that is resized before lands in the corner (X11)."""
        if not self._is_placed:
            self._is_placed = True
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else the default one: never another than the one seen.

        Without this it would press the default button wherever the focus is, on Cancel too (``autoDefault`` is off,
        so that the default one keeps its looks).
        """
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
            return
        super().keyPressEvent(event)

    def _tab_to_buttons_last(self) -> None:
        """Tab comes to the buttons after all that is on the page, though most of that was added later."""
        page = [each for each in self._content.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        no = QDialogButtonBox.ButtonRole.RejectRole
        buttons = sorted(self.buttons.buttons(), key=lambda button: self.buttons.buttonRole(button) != no)
        for first, then in pairwise((*page[-1:], *buttons)):
            QWidget.setTabOrder(first, then)

    def show_top(self) -> None:
        """Bring what stands above the form into sight."""
        self._scroll.verticalScrollBar().setValue(0)

    def _fit(self) -> None:
        """Be as high as the content needs and the screen allows. A size that was set by hand stays."""
        if self._fitted and abs(self.height() - self._fitted) > _ROUNDING:
            return
        screen = self.screen().availableGeometry()
        frame = self.frameGeometry().height() - self.height()  # 0 until the window manager has made it
        letters = round(_WIDTH * theme.letter(self))
        width = self.width() if self._fitted else min(max(_WIDTH * GRID, letters), screen.width())
        wanted = _height_for(self.page, width) + _RULE + _height_for(self._row, width) + _ROUNDING
        height = min(wanted, screen.height() - max(frame, 4 * GRID))
        if (width, height) != (self.width(), self.height()):
            self.resize(width, height)
            below = self.frameGeometry().bottom() - screen.bottom()
            if frame and below > 0:
                self.move(self.x(), max(screen.top(), self.frameGeometry().top() - below))
        self._fitted = self.height()  # more than was wanted where the buttons take more


def _height_for(layout: QLayout, width: int) -> int:
    """The height that a layout needs, also when nothing in it wraps (or nothing was shown yet)."""
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()


def order_buttons(box: QDialogButtonBox) -> None:
    """Put the action at the right where no platform says otherwise; Qt's own fallback is the order of Windows."""
    style = _ActionAtTheRight()
    style.setParent(box)
    box.setStyle(style)


class _ActionAtTheRight(QProxyStyle):
    def styleHint(  # noqa: N802 - Qt's name
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        found = super().styleHint(hint, option, widget, returnData)
        unchosen = QDialogButtonBox.ButtonLayout.WinLayout.value
        if hint == QStyle.StyleHint.SH_DialogButtonLayout and found == unchosen and sys.platform != "win32":
            return QDialogButtonBox.ButtonLayout.GnomeLayout.value
        return found


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setFrameShape(QFrame.Shape.HLine)
    made.setFrameShadow(QFrame.Shadow.Plain)
    made.setFixedHeight(_RULE)
    made.setForegroundRole(QPalette.ColorRole.Mid)
    return made
