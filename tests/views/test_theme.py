"""Colours that can be read, icons that are there."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QStyleFactory
from pytestqt.qtbot import QtBot

from pullsecrets.resources import resource
from pullsecrets.views import theme
from pullsecrets.views.theme import Tone

GROUNDS = (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.AlternateBase)
ICONS = sorted(path.stem for path in resource("icons").glob("*.svg"))


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def palette(request: pytest.FixtureRequest, qapp: QApplication) -> QPalette:
    return theme.fusion_palette(dark=request.param)


@pytest.mark.parametrize("tone", [Tone.DANGER, Tone.WARN, Tone.OK])
def test_named_colours_can_be_read_on_every_ground(palette: QPalette, tone: Tone) -> None:
    colour = theme.colour(tone, palette)
    for role in GROUNDS:
        assert theme.contrast(colour, palette.color(role)) >= 5.5, role
    ground = theme.tint(tone, palette)
    assert theme.contrast(colour, ground) >= 4.5
    assert theme.contrast(palette.windowText().color(), ground) >= 7
    assert theme.contrast(theme.muted(palette), ground) >= 4.5


def test_texts_can_be_read_on_every_ground(palette: QPalette) -> None:
    for role in GROUNDS:
        ground = palette.color(role)
        assert theme.contrast(palette.color(QPalette.ColorRole.Text), ground) >= 7
        assert theme.contrast(theme.muted(palette), ground) >= 4.5
        assert theme.contrast(theme.link(palette), ground) >= 4.5
    disabled = QPalette.ColorGroup.Disabled
    for text, ground_role in (
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
    ):
        assert theme.contrast(palette.color(disabled, text), palette.color(disabled, ground_role)) >= 3
    chosen = palette.color(QPalette.ColorRole.HighlightedText), palette.color(QPalette.ColorRole.Highlight)
    assert theme.contrast(*chosen) >= 4.5


def test_a_link_of_the_platform_is_kept_where_it_can_be_read(palette: QPalette) -> None:
    assert theme.link(palette) == palette.link().color()
    faint = QPalette(palette)
    faint.setColor(QPalette.ColorRole.Link, palette.base().color())
    assert theme.contrast(theme.link(faint), faint.base().color()) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    black, white, grey = QColor("#000000"), QColor("#ffffff"), QColor("#777777")
    assert theme.contrast(black, white) == pytest.approx(21)
    assert theme.contrast(white, white) == pytest.approx(1)
    assert theme.contrast(grey, white) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ICONS)
def test_icons_take_a_colour_and_are_sharp(name: str, qapp: QApplication) -> None:
    root = ElementTree.parse(resource(f"icons/{name}.svg")).getroot()
    if name != "app":
        assert root.get("stroke") == "#000"
        assert root.get("viewBox") == "0 0 24 24"
        assert not any(part.get("stroke") or part.get("fill") for part in root.iter() if part is not root)
    for ratio in (1.0, 1.5, 2.0):
        picture = theme.pixmap(name, QColor("#ff0000"), 16, ratio)
        assert picture.width() == round(16 * ratio)
        assert picture.deviceIndependentSize().toSize().width() == 16
        image = picture.toImage()
        drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        seen = [colour for colour in drawn if colour.alpha() > 200]
        assert len(seen) > 6 * ratio
        if name != "app":
            assert all(colour.red() > 240 and colour.green() < 16 for colour in seen)


def test_icons_are_drawn_once(qapp: QApplication) -> None:
    red, blue = QColor("#ff0000"), QColor("#0000ff")
    assert theme.icon("key", red).cacheKey() == theme.icon("key", red).cacheKey()
    assert theme.icon("key", red).cacheKey() != theme.icon("key", blue).cacheKey()
    assert theme.pixmap("key", red, 16, 1.0).cacheKey() == theme.pixmap("key", red, 16, 1.0).cacheKey()


def test_only_unthemed_fusion_is_dressed(qtbot: QtBot, qapp: QApplication) -> None:
    before, style = qapp.palette(), qapp.style().name()
    try:
        qapp.setStyle(QStyleFactory.create("fusion"))
        qapp.setPalette(qapp.style().standardPalette())
        theme.dress(qapp)
        assert qapp.palette().color(QPalette.ColorRole.Highlight).name() == "#2963ba"
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert theme.is_dark(qapp.palette())
        assert QApplication.palette(QMenu()).window().color() != qapp.palette().base().color()
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert not theme.is_dark(qapp.palette())
        own = QPalette(qapp.palette())
        own.setColor(QPalette.ColorRole.Highlight, QColor("#123456"))
        qapp.setPalette(own)
        theme.dress(qapp)
        assert qapp.palette().color(QPalette.ColorRole.Highlight).name() == "#123456"
    finally:
        qapp.styleHints().colorSchemeChanged.disconnect()
        qapp.setStyle(QStyleFactory.create(style))
        qapp.setPalette(before)
        for pops_up in ("QMenu", "QComboBoxListView"):
            QApplication.setPalette(before, pops_up)  # type: ignore[arg-type] # typed as bytes, which it refuses


def test_controls_keep_their_height_where_the_platform_has_its_own(qtbot: QtBot) -> None:
    fusion, windows = QPushButton("x"), QPushButton("x")
    for button, style in ((fusion, "fusion"), (windows, "windows")):
        qtbot.addWidget(button)
        made = QStyleFactory.create(style)
        made.setParent(button)
        button.setStyle(made)
        theme.fix_height(button)
    assert fusion.minimumHeight() == theme.row_height(fusion) >= 32
    assert windows.minimumHeight() == 0
