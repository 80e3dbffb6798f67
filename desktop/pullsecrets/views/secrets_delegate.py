"""How a row of the ImagePullSecrets table is drawn: as one thing, with a link at its start and a button at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QToolTip,
)

from pullsecrets.model.pulls import PullState
from pullsecrets.model.secrets import Row, UseState
from pullsecrets.views import theme
from pullsecrets.views.columns import MARGIN, ROUNDING
from pullsecrets.views.pull_texts import SIGNS
from pullsecrets.views.secret_cells import AT_THE_RIGHT, Column
from pullsecrets.views.secrets_model import Index
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr

if TYPE_CHECKING:
    from pullsecrets.views.secrets_table import SecretsTable

_ICON = 16
_GLOW = 0.08  # how much of the highlight lies over the row under the mouse
_ARROW = 3 * GRID  # the room of the arrow in the Actions button
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDED_IN_THE_MIDDLE = (Column.NAME, Column.REGISTRY)  # both ends tell what it is


_USE_SIGNS = {
    UseState.IN_USE: ("circle-check", Tone.OK),
    UseState.NOT_IN_USE: ("circle-minus", Tone.PLAIN),
    UseState.UNKNOWN: ("circle-question", Tone.PLAIN),
}


def status_sign(row: Row) -> tuple[str, Tone]:
    """The icon that goes with the word of a status."""
    if row.pull and row.pull.state is PullState.FAILING and not row.missing:
        return SIGNS[row.pull.state]
    if row.broken:
        return "octagon-alert", Tone.DANGER
    if row.matches_nothing:
        return "triangle-alert", Tone.WARN
    if row.missing:
        return "circle-dashed", Tone.WARN
    if row.pull:
        return SIGNS[row.pull.state]
    return _USE_SIGNS[row.use.state if row.use else UseState.UNKNOWN]


class SecretsDelegate(QStyledItemDelegate):
    """Draws the cells of a SecretsTable. Hover and focus are the row's, not the cell's."""

    def __init__(self, table: SecretsTable) -> None:
        super().__init__(table)
        self._table = table

    # Where things are in a cell

    def extra_width(self, column: Column) -> int:
        """What a cell holds besides its text and margins, in pixels."""
        return {Column.STATUS: _ICON + MARGIN, Column.ACTIONS: _ARROW + MARGIN}.get(column, 0)

    def button(self, cell: QRect) -> QRect:
        """The Actions button in its cell."""
        return cell.adjusted(GRID // 2, 2, -GRID // 2, -2)

    def name(self, cell: QRect, text: str) -> QRect:
        """The text of a name in its cell: what acts as a link."""
        room = cell.adjusted(MARGIN, 0, -MARGIN, 0)
        return room.intersected(
            QRect(room.topLeft(), QSize(self._table.fontMetrics().horizontalAdvance(text), cell.height()))
        )

    # Drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, column = self._table, Column(index.column())
        row = table.model_.row(index)
        hovered = index.row() == table.hovered
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if hovered and not selected:
            glow = option.palette.highlight().color()
            glow.setAlphaF(_GLOW)
            painter.fillRect(option.rect, glow)
        if selected:
            ground = QStyleOptionViewItem(option)
            ground.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
            table.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, ground, painter, table)
        if column is Column.ACTIONS:
            self._paint_button(painter, option, real=selected or hovered, pressed=selected and table.menu.isVisible())
        else:
            painter.setPen(self._ink(row, column, option, selected))
            self._paint_text(painter, option, index, row)
        if index.row() == table.currentIndex().row() and table.shows_focus():
            self._paint_focus(painter, option, selected)

    def _ink(self, row: Row, column: Column, option: QStyleOptionViewItem, selected: bool) -> QColor:
        palette = option.palette
        if selected:
            return palette.color(_group(option), QPalette.ColorRole.HighlightedText)
        if self._table.model_.stale:
            return theme.muted(palette)
        if column is Column.NAME and not row.missing:
            return theme.link(palette)
        if column is Column.STATUS:
            icon, tone = status_sign(row)
            if tone in (Tone.DANGER, Tone.WARN):
                return theme.colour(tone, palette)
            if icon == "circle-question":
                return theme.muted(palette)
        return palette.color(_group(option), QPalette.ColorRole.Text)

    def _sign_ink(self, row: Row, option: QStyleOptionViewItem, text: QColor) -> QColor:
        """The colour of a status' icon; it may stand out where its words don't."""
        if self._table.model_.stale or option.state & QStyle.StateFlag.State_Selected:
            return text
        tone = status_sign(row)[1]
        return theme.muted(option.palette) if tone is Tone.PLAIN else theme.colour(tone, option.palette)

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, row: Row) -> None:
        table, column = self._table, Column(index.column())
        room = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        if column is Column.STATUS:
            ink = self._sign_ink(row, option, painter.pen().color())
            sign = theme.pixmap(status_sign(row)[0], ink, _ICON, table.devicePixelRatio())
            painter.drawPixmap(room.left(), room.center().y() - _ICON // 2 + 1, sign)
            room.setLeft(room.left() + _ICON + MARGIN)
        font = option.font
        font.setUnderline(column is Column.NAME and table.name_hovered and index.row() == table.hovered)
        painter.setFont(font)
        text = self._fitting(option, row, column, room.width())
        painter.drawText(room, _RIGHT if column in AT_THE_RIGHT else _LEFT, text)

    def _fitting(self, option: QStyleOptionViewItem, row: Row, column: Column, width: int) -> str:
        """The text of a cell, cut to a width. Of "ghcr.io and 2 more" the count stays."""
        letters, text = option.fontMetrics, self._table.model_.cells.text(row, column)
        elide = Qt.TextElideMode.ElideMiddle if column in _ELIDED_IN_THE_MIDDLE else Qt.TextElideMode.ElideRight
        first = {Column.REGISTRY: row.registries, Column.USERNAME: row.usernames}.get(column, ())[:1]
        if first and text != first[0] and letters.horizontalAdvance(text) > width:
            rest = letters.horizontalAdvance(text) - letters.horizontalAdvance(first[0])
            text = text.replace(first[0], letters.elidedText(first[0], elide, max(width - rest, 3 * MARGIN)), 1)
        return letters.elidedText(text, elide, width)

    def _paint_button(self, painter: QPainter, option: QStyleOptionViewItem, *, real: bool, pressed: bool) -> None:
        table = self._table
        bevel = QStyleOptionButton()
        bevel.initFrom(table)
        bevel.rect = self.button(option.rect)
        bevel.state = QStyle.StateFlag.State_Enabled | (option.state & QStyle.StateFlag.State_Active)
        bevel.state |= QStyle.StateFlag.State_Sunken if pressed else QStyle.StateFlag.State_Raised
        arrow = QStyleOption()
        arrow.initFrom(table)
        arrow.state = QStyle.StateFlag.State_Enabled
        arrow.rect = bevel.rect.adjusted(bevel.rect.width() - _ARROW, 0, -MARGIN // 2, 0)
        ink = table.palette().buttonText().color() if real else theme.muted(table.palette())
        if real:
            # CE_PushButton with HasMenu would misplace its arrow in a cell, so the parts are drawn one by one.
            table.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, bevel, painter, table)
        else:
            arrow.palette.setColor(QPalette.ColorRole.ButtonText, ink)
        room = bevel.rect.adjusted(MARGIN, 0, -_ARROW, 0)
        text = option.fontMetrics.elidedText(tr("Actions"), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(ink)
        painter.drawText(room, _LEFT, text)
        table.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorArrowDown, arrow, painter, table)

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem, selected: bool) -> None:
        """The part of the row's frame that lies in this cell."""
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Highlight
        row = QRect(0, option.rect.top(), self._table.viewport().width(), option.rect.height())
        painter.save()
        painter.setClipRect(option.rect)
        painter.setPen(QPen(option.palette.color(_group(option), role), 1))
        painter.drawRect(row.adjusted(1, 1, -2, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._table.fontMetrics().horizontalAdvance(str(index.data()))
        extra = self.extra_width(Column(index.column()))
        return QSize(width + ROUNDING + 2 * MARGIN + extra, theme.row_height(self._table))

    # Tooltips: only where they say more than the cell does

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            row, column = self._table.model_.row(index), Column(index.column())
            text = self._table.model_.cells.text(row, column)
            needed = self._table.fontMetrics().horizontalAdvance(text) + 2 * MARGIN
            if self._table.model_.cells.tip(row, column) == text and needed <= option.rect.width():
                QToolTip.hideText()
                return True
        return super().helpEvent(event, view, option, index)


def _group(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    active = option.state & QStyle.StateFlag.State_Active
    return QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
