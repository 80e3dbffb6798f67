"""Colours, icons and sizes, all taken from the palette and the font of the platform, and few of our own.

Our own are three named colours (danger, warn, ok), each in a tone for light and for dark ground, and a palette for
one case: Fusion where no platform theme chose colours, whose disabled texts and placeholders can hardly be read.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from pullsecrets.resources import resource

GRID = 8  # pixels; distances are multiples of it
_ICON_GRID = 24  # the side of an icon's drawing, in its own units
_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)  # device pixel ratios that an icon is drawn for


class Tone(StrEnum):
    """What a message, a banner or an icon means. Never told by colour alone."""

    PLAIN = "plain"
    DANGER = "danger"
    WARN = "warn"
    OK = "ok"


_NAMED = {  # tone: (on light ground, on dark ground); contrast is at least 5.8 on Window, Base and AlternateBase
    Tone.DANGER: ("#b3261e", "#ff9b93"),
    Tone.WARN: ("#8a5000", "#f0b65a"),
    Tone.OK: ("#1a6b3c", "#7fd39b"),
}


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than the window behind it."""
    return palette.windowText().color().lightness() > palette.window().color().lightness()


def colour(tone: Tone, palette: QPalette) -> QColor:
    """The colour of an icon or a word of that tone."""
    if tone is Tone.PLAIN:
        return palette.windowText().color()
    light, dark = _NAMED[tone]
    return QColor(dark if is_dark(palette) else light)


def tint(tone: Tone, palette: QPalette) -> QColor:
    """The ground of a banner: a tenth of the colour over Base; of Highlight where nothing is wrong."""
    over = palette.highlight().color() if tone is Tone.PLAIN else colour(tone, palette)
    return mixed(over, palette.base().color(), 0.1)


def muted(palette: QPalette) -> QColor:
    """The colour of what is said in a low voice: second lines, placeholders, rows that may be out of date."""
    return palette.color(QPalette.ColorRole.PlaceholderText)


def link(palette: QPalette) -> QColor:
    """The colour of a link on Base, readable where the platform's own is not (4.5 : 1, WCAG 1.4.3)."""
    own, base = palette.link().color(), palette.base().color()
    while contrast(own, base) < 4.5 and own != palette.text().color():
        nearer = mixed(palette.text().color(), own, 0.2)
        own = palette.text().color() if nearer == own else nearer
    return own


def mixed(over: QColor, ground: QColor, part: float) -> QColor:
    """``part`` of one colour over another, opaque."""
    pairs = zip((over.red(), over.green(), over.blue()), (ground.red(), ground.green(), ground.blue()), strict=True)
    return QColor(*(round(a * part + b * (1 - part)) for a, b in pairs))


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(of: QColor) -> float:
    channels = (of.redF(), of.greenF(), of.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def icon(name: str, colour: QColor, size: int = 16, selected: QColor | None = None) -> QIcon:
    """The icon ``resources/icons/<name>.svg`` in one colour, or in another where selected. Sharp on every screen.

    Cached. Icons don't follow a change of the palette by themselves: set them again in ``changeEvent``.
    """
    return _icon(name, _name(colour), _name(selected) if selected else "", size)


def pixmap(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    """The same as a picture of ``size`` logical pixels for a screen of that device pixel ratio. Cached."""
    return _pixmap(name, _name(colour), size, ratio)


def _name(colour: QColor) -> str:
    return colour.name(QColor.NameFormat.HexArgb)


@cache
def _icon(name: str, colour: str, selected: str, size: int) -> QIcon:
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(_pixmap(name, colour, size, ratio))
        if selected:  # item views ask for Selected, menus for Active
            made.addPixmap(_pixmap(name, selected, size, ratio), QIcon.Mode.Selected)
            made.addPixmap(_pixmap(name, selected, size, ratio), QIcon.Mode.Active)
    return made


@cache
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    drawn = QColor(colour)
    stroke = 1.3 if size <= 24 else 2.0  # logical pixels, whatever the size of the icon
    drawing = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("#000", drawn.name(), 1)
    drawing = drawing.replace('stroke-width="2"', f'stroke-width="{stroke * _ICON_GRID / size:.3f}"', 1)
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(drawn.alphaF())
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def app_icon() -> QIcon:
    """The program's own icon, for windows and task bars."""
    made = QIcon()
    renderer = QSvgRenderer(str(resource("icons/app.svg")))
    for side in (16, 24, 32, 48, 64, 128, 256):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(picture.rect()))
        painter.end()
        made.addPixmap(picture)
    return made


def row_height(widget: QWidget) -> int:
    """The height of a table row, a button or a field: 32 pixels with common fonts, more with larger ones."""
    return max(4 * GRID, GRID * math.ceil((widget.fontMetrics().height() + 12) / GRID))


def letter(widget: QWidget) -> float:
    """The width of a letter, on the average. (A Chinese font's own average is that of its Chinese characters.)"""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return widget.fontMetrics().horizontalAdvance(alphabet) / len(alphabet)


def fix_height(control: QWidget, less: int = 0) -> None:
    """Give a button or a field the height of a row, less some pixels; styles with heights of their own keep them."""
    if control.style().name() == "fusion":
        control.setFixedHeight(row_height(control) - less)


def dress(app: QApplication) -> None:
    """Choose colours where nobody else did: Fusion without a platform theme. Everywhere else, change nothing."""
    if app.style().name() == "fusion" and app.palette() == app.style().standardPalette():
        hints = app.styleHints()
        _dress(hints.colorScheme())
        hints.colorSchemeChanged.connect(_dress)


def _dress(scheme: Qt.ColorScheme) -> None:
    palette = fusion_palette(dark=scheme == Qt.ColorScheme.Dark)
    QApplication.setPalette(palette)
    if is_dark(palette):  # what pops up over a table of the same dark ground would have no edges
        raised = palette.midlight().color()
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            palette.setColor(role, raised)
    for pops_up in ("QMenu", "QComboBoxListView"):
        QApplication.setPalette(palette, pops_up)  # type: ignore[arg-type] # typed as bytes, which it refuses


_LIGHT = {
    QPalette.ColorRole.Window: "#f0f1f2",
    QPalette.ColorRole.WindowText: "#1f2328",
    QPalette.ColorRole.Base: "#fefefe",
    QPalette.ColorRole.AlternateBase: "#f7f8f9",
    QPalette.ColorRole.Text: "#1f2328",
    QPalette.ColorRole.PlaceholderText: "#646a72",
    QPalette.ColorRole.Button: "#f6f7f8",
    QPalette.ColorRole.ButtonText: "#1f2328",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#e4e6e8",
    QPalette.ColorRole.Mid: "#c4c8cc",
    QPalette.ColorRole.Dark: "#a2a8ae",
    QPalette.ColorRole.Shadow: "#6f767d",
    QPalette.ColorRole.Highlight: "#2963ba",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#2355a0",
    QPalette.ColorRole.LinkVisited: "#5b3d91",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#1f2328",
    QPalette.ColorRole.Accent: "#2963ba",
}
_DARK = {
    QPalette.ColorRole.Window: "#2d3136",
    QPalette.ColorRole.WindowText: "#e4e6e8",
    QPalette.ColorRole.Base: "#1a1c1f",
    QPalette.ColorRole.AlternateBase: "#202225",
    QPalette.ColorRole.Text: "#e4e6e8",
    QPalette.ColorRole.PlaceholderText: "#a3a9b0",
    QPalette.ColorRole.Button: "#474b50",
    QPalette.ColorRole.ButtonText: "#e4e6e8",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Light: "#5f6368",
    QPalette.ColorRole.Midlight: "#3d4248",
    QPalette.ColorRole.Mid: "#4a5057",
    QPalette.ColorRole.Dark: "#1f2226",
    QPalette.ColorRole.Shadow: "#101214",
    QPalette.ColorRole.Highlight: "#2f66b8",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#7db1f7",
    QPalette.ColorRole.LinkVisited: "#c3a6f0",
    QPalette.ColorRole.ToolTipBase: "#3a3f45",
    QPalette.ColorRole.ToolTipText: "#e4e6e8",
    QPalette.ColorRole.Accent: "#5b93e6",
}
_DISABLED = ("#767b81", "#999ea4")  # texts of disabled controls: at least 3 : 1, against 1.9 of Fusion's own


def fusion_palette(*, dark: bool) -> QPalette:
    """The colours for Fusion where nobody else chose any."""
    made = QPalette()
    for role, value in (_DARK if dark else _LIGHT).items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED[dark]))
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base, made.window().color())
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, made.mid().color())
    return made
