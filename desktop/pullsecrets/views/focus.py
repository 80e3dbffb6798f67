"""Showing where the focus is to who works by keys.

Styles draw it on buttons, and our tables on rows, only in windows with ``BY_KEYS``. Qt gives that to a window when Tab
moves the focus, and takes it away when the mouse does or when a program moves the focus for no reason that it names.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

BY_KEYS = Qt.WidgetAttribute.WA_KeyboardFocusChange


def note_keys(widget: QWidget) -> None:
    """A key was used in the widget's window: what moves the focus next is one."""
    widget.window().setAttribute(BY_KEYS)


def hand_focus(widget: QWidget) -> None:
    """Give a widget the focus, shown as before."""
    by_keys = widget.window().testAttribute(BY_KEYS)
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason if by_keys else Qt.FocusReason.OtherFocusReason)
