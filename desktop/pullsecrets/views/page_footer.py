"""The line below everything: how many rows, how live, in which time zone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from pullsecrets.views import theme
from pullsecrets.views.notices import EDGE
from pullsecrets.views.page_states import Liveness
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr


class PageFooter(QWidget):
    """Set off by a rule. What needs attention is a link."""

    attention_toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._liveness = Liveness.NONE
        self.items, self.attention, self._sign, self.live, self.zone = (QLabel(self) for _ in range(5))
        self.attention.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.attention.linkActivated.connect(self.attention_toggled)
        for label in (self.items, self.live, self.zone):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, GRID, EDGE, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.items)
        row.addWidget(self.attention)
        row.addStretch()
        row.addWidget(self._sign)
        row.addWidget(self.live)
        row.addSpacing(GRID)
        row.addWidget(self.zone)

    def tell_attention(self, wanted: int, *, shows_only_that: bool) -> None:
        """How many rows need attention, as a link that filters or takes the filter back."""
        link = tr("Show all") if shows_only_that else tr("%n need(s) attention", "", wanted)
        self.attention.setText(f"· &nbsp;<a href='#'>{link}</a>" if wanted or shows_only_that else "")
        self.attention.setVisible(bool(self.attention.text()))

    def tell_liveness(self, liveness: Liveness) -> None:
        """Whether the table follows the cluster."""
        self._liveness = liveness
        sign, tone, text, why = {
            Liveness.NONE: ("", Tone.PLAIN, "", ""),
            Liveness.LIVE: ("circle-check", Tone.OK, tr("Live"), tr("Changes in the cluster show at once.")),
            Liveness.POLLING: (
                "clock",
                Tone.PLAIN,
                tr("Not live"),
                tr("You are not allowed to watch secrets here, so they are listed again every 30 seconds."),
            ),
            Liveness.OFFLINE: ("disconnected", Tone.DANGER, tr("Not connected"), tr("The rows may be out of date.")),
        }[liveness]
        self._sign.setVisible(bool(sign))
        self.live.setText(text)
        for label in (self._sign, self.live):
            label.setToolTip(why)
        if sign:
            icon = theme.icon(sign, theme.colour(tone, self.palette()))
            self._sign.setPixmap(icon.pixmap(QSize(16, 16), self.devicePixelRatio()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tell_liveness(self._liveness)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().mid().color())
        painter.drawLine(0, 0, self.width(), 0)
