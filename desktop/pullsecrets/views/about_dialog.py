"""About: what this program is, what it is made of, and under which licences."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pullsecrets.model.components import Component
from pullsecrets.views import theme
from pullsecrets.views.columns import Fit
from pullsecrets.views.fields import MultiLine
from pullsecrets.views.notices import EDGE, Paragraph
from pullsecrets.views.page_header import PageTitle
from pullsecrets.views.theme import GRID
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr

_ICON = 8 * GRID
_ROWS = 14


class AboutDialog(QDialog):
    """Name, version and licence; below, each component with its version and licence, and the text of the chosen one."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("About Pull Secrets"))
        self._components: dict[str, Component] = {}
        picture = QLabel(self)
        picture.setPixmap(theme.app_icon().pixmap(QSize(_ICON, _ICON), self.devicePixelRatio()))
        which = QLabel(tr("Version {version}", version=version), self)
        which.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        which.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said = Paragraph(self)
        self._said.say(
            "\n".join(
                (
                    tr("Updates the ImagePullSecrets of Kubernetes clusters without losing anything."),
                    tr("Free software under the Apache License 2.0. It uses Qt under the LGPL 3."),
                )
            )
        )
        self.table = ListTable(
            self,
            (
                ListColumn(tr("Component"), Fit("component", floor=12, least=16, most=28, share=1)),
                ListColumn(tr("Version"), Fit("version", floor=8, least=9, most=16)),
                ListColumn(tr("Licence"), Fit("licence", floor=12, least=14, most=28, share=2)),
            ),
            _ROWS,
            chooses=True,
        )
        self.table.setAccessibleName(tr("Components"))
        self.table.setFixedWidth(round(56 * theme.letter(self)))
        self.table.chosen_changed.connect(self._show_text)
        self.text = MultiLine(4, self)
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(tr("Licence"))
        self.text.setFixedHeight((_ROWS + 1) * theme.row_height(self))
        self.text.setMinimumWidth(self.text.fontMetrics().horizontalAdvance("0") * 82)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("Close"))
        close.setDefault(True)
        theme.fix_height(close)
        buttons.rejected.connect(self.reject)

        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addWidget(PageTitle(tr("Pull Secrets"), self))
        words.addWidget(which)
        words.addSpacing(GRID // 2)
        words.addWidget(self._said)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        body = QHBoxLayout()
        body.setSpacing(GRID)
        body.addWidget(self.table, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(head)
        column.addLayout(body, 1)
        column.addWidget(buttons)

    def set_components(self, components: tuple[Component, ...]) -> None:
        """What the program is made of, itself first."""
        self._components = {component.name: component for component in components}
        self.table.set_rows(
            [
                ListRow(each.name, (Cell(each.name, tip=each.home), Cell(each.version), Cell(each.licence)))
                for each in components
            ]
        )
        self.table.choose(components[0].name)
        self.table.setFocus()

    def _show_text(self) -> None:
        chosen = self._components.get(self.table.chosen())
        if chosen:
            self.text.setPlainText("\n\n".join(part for part in _parts(chosen) if part))


def _parts(component: Component) -> tuple[str, ...]:
    """What is said of a component: its name, what its licence asks to be said, and the licence."""
    lgpl = component.licence.startswith("LGPL")
    missing = tr("The text of its licence did not come with it.")
    return (
        f"{component.name} {component.version}\n{component.home}".strip(),
        _lgpl_notice() if lgpl else "",
        component.text or missing,
    )


def _lgpl_notice() -> str:
    return tr(
        "Qt and its Python bindings are used under the GNU Lesser General Public License, version 3, which follows. "
        "They are separate libraries in the folder of this program: you may replace them by other versions of them, "
        "also by ones that you changed. Their source code is at https://code.qt.io. What others contributed to Qt "
        "under licences of their own is listed at https://doc.qt.io/qt-6/licenses-used-in-qt.html."
    )
