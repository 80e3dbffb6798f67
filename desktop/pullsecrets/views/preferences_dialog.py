"""The preferences of the person."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from pullsecrets.views import theme
from pullsecrets.views.form_dialog import order_buttons
from pullsecrets.views.notices import EDGE
from pullsecrets.views.theme import GRID
from pullsecrets.views.words import tr


class PreferencesDialog(QDialog):
    """Shows what is set and tells what was chosen, when it is saved."""

    language_chosen = Signal(str)  # "en", "zh_CN", or "" for the system's

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Preferences"))
        self._before = language
        self.language = QComboBox(self)
        # Each language by its own name, so that one finds it whatever is spoken.
        for value, name in (("", tr("As the system")), ("en", "English"), ("zh_CN", "简体中文")):
            self.language.addItem(name, value)
        self.language.setCurrentIndex(max(0, self.language.findData(language)))
        self.language.setAccessibleName(tr("Language"))
        self.language.setMinimumWidth(round(36 * theme.letter(self)))
        self._later = QLabel(self)
        self._later.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        buttons = QDialogButtonBox(self)
        cancel = buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._save = buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        order_buttons(buttons)
        label = QLabel(tr("Language"), self)
        for control in (label, self.language, cancel, self._save):
            theme.fix_height(control)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID // 2)
        form.addRow(label, self.language)
        form.addRow("", self._later)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addStretch()
        column.addWidget(buttons)
        self.language.currentIndexChanged.connect(self._judge)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self._save.setDefault(True)
        cancel.setAutoDefault(False)
        self._judge()
        self.language.setFocus()

    def _chosen(self) -> str:
        return str(self.language.currentData())

    def _judge(self) -> None:
        changed = self._chosen() != self._before
        self._later.setText(tr("Takes effect the next time Pull Secrets starts.") if changed else "")

    def _accept(self) -> None:
        if self._chosen() != self._before:
            self.language_chosen.emit(self._chosen())
        self.accept()
