"""The preferences of the person."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.errors import Problem
from pullsecrets.views import theme, words
from pullsecrets.views.fields import INSET, MessageLine
from pullsecrets.views.form_dialog import order_buttons
from pullsecrets.views.notices import EDGE
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.words import tr


@dataclass(frozen=True, slots=True)
class Preferences:
    """``language``: "en", "zh_CN", or "" for the system's. ``extra_ca``: a file, or empty."""

    language: str
    check_first: bool
    extra_ca: str


class PreferencesDialog(QDialog):
    """Shows what is set. ``submitted`` tells that it is to be saved; whoever saves it closes the dialog."""

    submitted = Signal(object)  # Preferences

    def __init__(self, before: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Preferences"))
        self._before = before
        self._add_language()
        self._add_registries()
        buttons = QDialogButtonBox(self)
        cancel = buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._save = buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        order_buttons(buttons)
        for button in (cancel, self._save):
            theme.fix_height(button)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID // 2)
        form.addRow(self._label(tr("Language"), self.language), self.language)
        form.addRow("", self._later)
        form.addRow(self._label(tr("Registries"), self.check_first), self.check_first)
        form.addRow("", self._what_check_does)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.extra_ca, 1)
        row.addWidget(self._choose)
        form.addRow(self._label(tr("Extra CA file"), self.extra_ca), row)
        form.addRow("", self._of_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addStretch()
        column.addWidget(buttons)
        buttons.accepted.connect(self._submit)
        buttons.rejected.connect(self.reject)
        self._save.setDefault(True)
        cancel.setAutoDefault(False)
        self._judge()
        self.language.setFocus()

    def say_problem(self, problem: Problem) -> None:
        """Why the extra CA file cannot be used. The dialog stays open."""
        self._of_file.say(Tone.DANGER, "octagon-alert", words.problem_sentence(problem))
        self.extra_ca.setAccessibleDescription(self._of_file.message)
        self.extra_ca.setFocus()
        self.extra_ca.selectAll()

    def _add_language(self) -> None:
        self.language = QComboBox(self)
        # Each language by its own name, so that one finds it whatever is spoken.
        for value, name in (("", tr("As the system")), ("en", "English"), ("zh_CN", "简体中文")):
            self.language.addItem(name, value)
        self.language.setCurrentIndex(max(0, self.language.findData(self._before.language)))
        self.language.setMinimumWidth(round(52 * theme.letter(self)))
        theme.fix_height(self.language)
        self._later = _muted(self)
        self.language.currentIndexChanged.connect(self._judge)

    def _add_registries(self) -> None:
        self.check_first = QCheckBox(tr("Check credentials before they are written"), self)
        self.check_first.setChecked(self._before.check_first)
        theme.fix_height(self.check_first)
        self._what_check_does = _muted(self)
        self._what_check_does.setContentsMargins(0, 0, 0, 3 * GRID // 2)
        self._what_check_does.setText(tr("Pull Secrets signs in to the registry from this computer."))
        self.extra_ca = QLineEdit(self._before.extra_ca, self)
        self.extra_ca.setTextMargins(INSET, 0, INSET, 0)
        self.extra_ca.setClearButtonEnabled(True)
        self.extra_ca.setPlaceholderText(tr("None"))
        meaning = tr("A file with certificates to trust beside the system's when a registry is asked.")
        self.extra_ca.setToolTip(meaning)
        self.extra_ca.setAccessibleDescription(meaning)
        self._choose = QPushButton(tr("Choose…"), self)
        self._choose.setAccessibleName(tr("Choose the extra CA file"))
        self._choose.setAutoDefault(False)
        self._choose.clicked.connect(self._choose_file)
        for control in (self.extra_ca, self._choose):
            theme.fix_height(control)
        self._of_file = MessageLine()
        self.extra_ca.textChanged.connect(self._of_file.clear)

    def _label(self, text: str, control: QWidget) -> QLabel:
        label = QLabel(text, self)
        label.setBuddy(control)
        if not isinstance(control, QCheckBox):
            control.setAccessibleName(text)
        theme.fix_height(label)
        return label

    def _chosen(self) -> Preferences:
        return Preferences(str(self.language.currentData()), self.check_first.isChecked(), self.extra_ca.text().strip())

    def _judge(self) -> None:
        changed = str(self.language.currentData()) != self._before.language
        self._later.setText(tr("Takes effect the next time Pull Secrets starts.") if changed else "")

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("Extra CA file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Certificates (*.pem *.crt *.cer *.der)"), tr("All files (*)")])
        dialog.fileSelected.connect(self.extra_ca.setText)
        dialog.open()

    def _submit(self) -> None:
        self.submitted.emit(self._chosen())


def _muted(parent: QWidget) -> QLabel:
    made = QLabel(parent)
    made.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return made
