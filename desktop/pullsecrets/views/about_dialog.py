"""About: what this program is, what it is made of, and under which licences."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pullsecrets.model.components import Component
from pullsecrets.views import theme
from pullsecrets.views.columns import Fit
from pullsecrets.views.fields import MultiLine
from pullsecrets.views.notices import EDGE
from pullsecrets.views.page_header import PageTitle
from pullsecrets.views.theme import GRID
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr

_ICON = 8 * GRID
_MOST_ROWS = 14
_COLUMNS = 82  # letters of a line, as licences are set


class AboutDialog(QDialog):
    """Name, version and licence; below, each component with its version and licence, and the text of the chosen one."""

    def __init__(self, version: str, components: Sequence[Component], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("About Pull Secrets"))
        self._components = {component.name: component for component in components}
        self._make_list(components)
        self._make_text()
        picture = QLabel(self)
        picture.setPixmap(theme.app_icon().pixmap(QSize(_ICON, _ICON), self.devicePixelRatio()))
        which = QLabel(tr("Version {version}", version=version), self)
        which.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        lines = (
            tr("Updates the ImagePullSecrets of Kubernetes clusters without losing anything."),
            tr("Free software under the Apache License 2.0. It uses Qt under the LGPL 3."),
        )
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        theme.fix_height(close)
        buttons.rejected.connect(self.reject)

        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addWidget(PageTitle(tr("Pull Secrets"), self))
        words.addWidget(which)
        words.addSpacing(GRID // 2)
        words.addWidget(QLabel("\n".join(lines), self))
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        body = QHBoxLayout()
        body.setSpacing(GRID)
        body.addWidget(self.table)
        body.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(head)
        column.addLayout(body)
        column.addWidget(buttons)
        wanted = self.table.width() + self.text.fontMetrics().horizontalAdvance("0") * _COLUMNS + 3 * EDGE
        self.resize(min(wanted, self.screen().availableGeometry().width()), 0)
        self.table.choose(components[0].name)
        self.table.setFocus()

    def _make_list(self, components: Sequence[Component]) -> None:
        columns = (
            ListColumn(tr("Component"), Fit("component", floor=14, least=20, most=28, share=1)),
            ListColumn(tr("Version"), Fit("version", floor=8, least=12, most=16)),
            ListColumn(tr("Licence"), Fit("licence", floor=12, least=14, most=28, share=1)),
        )
        room = self.screen().availableGeometry().height() - 4 * _ICON
        self.table = ListTable(self, columns, min(_MOST_ROWS, room // theme.row_height(self)), chooses=True)
        self.table.setAccessibleName(tr("Components"))
        self.table.setFixedWidth(round(62 * theme.letter(self)))
        self.table.chosen_changed.connect(self._show_text)
        self.table.set_rows(
            [
                ListRow(each.name, (Cell(each.name, tip=each.home), Cell(each.version), Cell(each.licence)))
                for each in components
            ]
        )

    def _make_text(self) -> None:
        self.text = MultiLine(1, self)
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(tr("Licence"))
        self.text.setFixedHeight(self.table.height())
        self.text.setMinimumWidth(self.text.fontMetrics().horizontalAdvance("0") * _COLUMNS // 2)

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
        "They are separate libraries in the folder of this program: you may replace them with other versions, "
        "including ones that you have changed. Their source code is at https://code.qt.io. What others contributed to "
        "Qt under licences of their own is listed at https://doc.qt.io/qt-6/licenses-used-in-qt.html."
    )
