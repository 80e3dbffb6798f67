"""The context chooser, what the namespace chooser has in common with it, and the small dialog "Open by name…"."""

from __future__ import annotations

from enum import IntEnum
from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.contexts import Context
from pullsecrets.model.creating import check_name, check_namespace
from pullsecrets.views import theme, words
from pullsecrets.views.form_dialog import order_buttons
from pullsecrets.views.notices import EDGE, as_tip
from pullsecrets.views.secrets_model import Index
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr


def is_namespace(text: str) -> bool:
    """Whether a namespace may have this name (a DNS-1123 label)."""
    return check_namespace(text) is None


def is_secret_name(text: str) -> bool:
    """Whether a secret may have this name (a DNS-1123 subdomain)."""
    return check_name(text) is None


class Role(IntEnum):
    """What the items of a chooser hold besides their text."""

    VALUE = Qt.ItemDataRole.UserRole
    SECOND_LINE = Qt.ItemDataRole.UserRole + 1
    ICON = Qt.ItemDataRole.UserRole + 2  # its name
    TONE = Qt.ItemDataRole.UserRole + 3


class Chooser(QComboBox):
    """A combo box with an icon before each item, that cuts long text with "…" (Qt's own simply cuts it)."""

    def __init__(self, letters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)
        self.setMinimumWidth(round(12 * theme.letter(self)) + 5 * GRID)
        self.setIconSize(QSize(16, 16))
        self.setMaxVisibleItems(20)
        theme.fix_height(self)

    def add(self, text: str, value: object, icon: str, tone: Tone = Tone.PLAIN, second: str = "") -> QStandardItem:
        """One more item at the end."""
        item = QStandardItem(text)
        for role, held in ((Role.VALUE, value), (Role.SECOND_LINE, second), (Role.ICON, icon), (Role.TONE, tone)):
            item.setData(held, role)
        cast(QStandardItemModel, self.model()).appendRow(item)
        self._dress(self.count() - 1)
        return item

    def choose(self, value: object) -> bool:
        """Show the item with that value, without a signal; False when there is none."""
        for row in range(self.count()):
            if self.itemData(row, Role.ICON) and self.itemData(row, Role.VALUE) == value:
                self.blockSignals(True)
                self.setCurrentIndex(row)
                self.blockSignals(False)
                second = self.itemData(row, Role.SECOND_LINE)
                self.setToolTip(as_tip(f"{self.itemText(row)}\n{second}".strip()))
                # On Linux a screen reader takes the value for a combo box's name; this tells what it is the value of.
                self.setAccessibleDescription(f"{self.accessibleName()} {second}".strip())
                self.update()
                return True
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - (0 if option.currentIcon.isNull() else self.iconSize().width() + GRID)
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress(0)

    def _dress(self, first: int) -> None:
        """Draw the icons from this row on."""
        palette = self.palette()
        for row in range(first, self.count()):
            name = self.itemData(row, Role.ICON)
            if name:
                colour = theme.colour(Tone(self.itemData(row, Role.TONE)), palette)
                self.setItemIcon(row, theme.icon(name, colour, selected=palette.highlightedText().color()))


class ContextChooser(Chooser):
    """Every context with its server. One that cannot be used stays in the list and says why."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(16, parent)
        self.setAccessibleName(tr("Context"))
        self.view().setItemDelegate(_TwoLines(self.view()))
        self.activated.connect(lambda row: self.chosen.emit(self.itemData(row, Role.VALUE)))

    def set_contexts(self, contexts: tuple[Context, ...], current: str) -> None:
        """Fill the list and show one as the current one."""
        self.clear()
        for context in contexts:
            if context.problem:
                why = words.problem_sentence(context.problem)
                item = self.add(context.name, context.name, "triangle-alert", Tone.WARN, why)
                item.setEnabled(False)
            else:
                item = self.add(context.name, context.name, "server", second=context.server)
            item.setToolTip(as_tip(item.data(Role.SECOND_LINE)))
        if not self.choose(current):
            self.setCurrentIndex(-1)
            self.setToolTip("")
            self.setAccessibleDescription(self.accessibleName())
        widest = self.view().sizeHintForColumn(0) + 4 * GRID
        self.view().setMinimumWidth(min(widest, round(70 * theme.letter(self))))


class _TwoLines(QStyledItemDelegate):
    """An item with a second line in a low voice."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        letters = option.fontMetrics
        widths = [
            letters.horizontalAdvance(str(index.data(role))) for role in (Qt.ItemDataRole.DisplayRole, Role.SECOND_LINE)
        ]
        return QSize(max(widths) + 16 + 3 * GRID, 2 * letters.lineSpacing() + GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        style = option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        room = option.rect.adjusted(GRID, GRID // 2, -GRID, -GRID // 2)
        icon_at = room.adjusted(0, (option.fontMetrics.lineSpacing() - 16) // 2, 0, 0).topLeft()
        ratio = option.widget.devicePixelRatio()
        mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
        painter.drawPixmap(icon_at, option.icon.pixmap(QSize(16, 16), ratio, mode))
        room.setLeft(room.left() + 16 + GRID)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
        ink = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(group, ink))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, option.text)
        if not selected:
            painter.setPen(theme.muted(option.palette))
        second = str(index.data(Role.SECOND_LINE))
        cut = option.fontMetrics.elidedText(second, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom, cut)


class OpenByName(QDialog):
    """Asks for a namespace and a name: the way to a secret for those who may not list any."""

    asked = Signal(str, str)  # namespace, name

    def __init__(self, namespace: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Open by name"))
        self.namespace = QLineEdit(namespace, self)
        self.name = QLineEdit(self)
        self._why = QLabel(self)
        self._why.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        buttons = QDialogButtonBox(self)
        cancel = buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._open = buttons.addButton(tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        for button in (cancel, self._open):
            theme.fix_height(button)
        order_buttons(buttons)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        for label, field in ((tr("Namespace"), self.namespace), (tr("Name"), self.name)):
            field.setAccessibleName(label)
            field.setMinimumWidth(round(48 * theme.letter(self)))
            field.textChanged.connect(self._judge)
            beside = QLabel(label, self)
            for part in (beside, field):
                theme.fix_height(part)
            form.addRow(beside, field)
        form.addRow("", self._why)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(buttons)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self._open.setDefault(True)
        self._judge()
        (self.name if namespace else self.namespace).setFocus()

    def _judge(self) -> None:
        namespace, name = self.namespace.text().strip(), self.name.text().strip()
        if namespace and not is_namespace(namespace):
            why = tr("A namespace has lower-case letters, digits and “-” only.")
        elif name and not is_secret_name(name):
            why = tr("A name has lower-case letters, digits, “-” and “.” only.")
        else:
            why = " "  # the line stays, so that nothing jumps
        self._why.setText(why)
        self._open.setEnabled(is_namespace(namespace) and is_secret_name(name))

    def _accept(self) -> None:
        self.asked.emit(self.namespace.text().strip(), self.name.text().strip())
        self.accept()


class SignedField(QLineEdit):
    """A field with an icon at its start. (Qt's own way to one would be a button, which a screen reader names.)"""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setTextMargins(16 + GRID + GRID // 2, 0, 0, 0)
        theme.fix_height(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        sign = theme.pixmap(self._icon, theme.muted(self.palette()), 16, self.devicePixelRatio())
        QPainter(self).drawPixmap(GRID, (self.height() - 16) // 2, sign)
