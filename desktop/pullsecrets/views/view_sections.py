"""The parts of the View page, from top to bottom: basic information, entries, warnings, use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pullsecrets.model.matching import are_one
from pullsecrets.model.usage import ImageUse, Serving, Usage
from pullsecrets.views import theme, words
from pullsecrets.views.columns import Fit
from pullsecrets.views.notices import Paragraph
from pullsecrets.views.theme import GRID, Tone
from pullsecrets.views.used_by import UsedByTable
from pullsecrets.views.view_facts import EntryAct, Facts, Warned, images_served
from pullsecrets.views.view_parts import Heading, Revealed, Sheet, WarningLine
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.view_texts import owner_text, use_sentence
from pullsecrets.views.words import tr

DOTS = 10 * "•"
"""What stands for a password, however long it is."""

_MIDDLE = Qt.TextElideMode.ElideMiddle
_MOST_ENTRIES = 12  # rows that are seen at once
_PASSWORD = 32  # letters of the place in which one is shown
_NARROW = 100  # letters of a width in which two columns don't fit beside each other


class Halves(QWidget):
    """Two parts beside each other, or one above the other where it is narrow, then so many pixels ``apart``."""

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget, *, apart: int) -> None:
        super().__init__(parent)
        self._apart = apart
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for part in (first, second):
            self._row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        narrow = self.width() < _NARROW * theme.letter(self)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(self._apart if narrow else 3 * GRID)


class PasswordTools(QWidget):
    """Shows and copies a password: buttons in words, or small ones beside it."""

    reveal = Signal(bool)
    copy = Signal()

    def __init__(self, parent: QWidget, *, in_words: bool) -> None:
        super().__init__(parent)
        self._in_words = in_words
        self._eye: QAbstractButton = QPushButton(self) if in_words else _Small(self)
        self._copy: QAbstractButton = QPushButton(self) if in_words else _Small(self)
        self._eye.setCheckable(True)
        self._eye.clicked.connect(self.reveal)
        self._copy.clicked.connect(self.copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID if in_words else 0)
        for button in (self._eye, self._copy):
            button.setIconSize(QSize(16, 16))
            row.addWidget(button)
            if in_words:
                theme.fix_height(button, GRID // 2)
        self._dress()

    def set_revealed(self, on: bool) -> None:
        """Whether the password can be seen, so that it can be hidden."""
        self._eye.setChecked(on)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._dress()

    def _dress(self) -> None:
        shown, ink = self._eye.isChecked(), self.palette().buttonText().color()
        show, copy = tr("Hide password") if shown else tr("Show password"), tr("Copy password")
        self._eye.setIcon(theme.icon("eye-off" if shown else "eye", ink))
        self._copy.setIcon(theme.icon("copy", ink))
        for button, said in ((self._eye, show), (self._copy, copy)):
            button.setAccessibleName(said)
            button.setText(f" {said}" if self._in_words else "")  # Qt sets text and icon too close to each other
            button.setToolTip("" if self._in_words else said)


class _Small(QToolButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class BasicInformation(QWidget):
    """Names, values, and the password where there is only one."""

    reveal = Signal(bool)
    copy = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._left, self._right, self._below = Sheet(self), Sheet(self), Sheet(self)
        self._id = self._left.add(tr("ID"))
        self._name = self._left.add(tr("Name"))
        self._namespace = self._left.add(tr("Namespace"))
        self._description = self._left.add(tr("Description"), most_lines=8)
        self._created = self._left.add(tr("Created"))
        self._registry = self._right.add(tr("Registry"))
        self._username = self._right.add(tr("Username"))
        self._password = _Password(self)
        self._right.add_widget(tr("Password"), self._password)
        self._type = self._right.add(tr("Type"))
        self._immutable = self._right.add(tr("Immutable"))
        self._owner = self._right.add(tr("Owner"))
        self._updated = self._right.add(tr("Last Updated"))
        self._annotations = self._below.add(tr("Annotations"), most_lines=8)
        self._password.tools.reveal.connect(self.reveal)
        self._password.tools.copy.connect(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Heading(tr("Basic Information"), self))
        column.addSpacing(GRID)
        column.addWidget(Halves(self._left, self._right, self, apart=GRID))
        column.addWidget(self._below)

    def show_facts(self, facts: Facts) -> None:
        """Fill it in."""
        row = facts.row
        single = len(row.registries) == 1
        self._id.put(row.uid)
        self._name.put(row.name)
        self._namespace.put(row.namespace)
        self._description.put(row.description or tr("None"))
        self._created.put(words.exact(row.created))
        self._registry.put(_registry(facts))
        if single:
            self._username.put(row.usernames[0] or tr("None"), muted=not row.usernames[0])
            self._password.set_there(facts.has_password(facts.keys[0]))
        self._type.put(row.kind.value)
        self._immutable.put(tr("Yes") if row.immutable else tr("No"))
        self._owner.put(owner_text(row.owner))
        self._updated.put(words.exact(row.last_updated))
        self._annotations.put("\n".join(f"{key}: {value}" for key, value in facts.annotations))
        for widget in (self._username, self._password):
            self._right.show_row(widget, single)
        for widget in (self._type, self._immutable):
            self._right.show_row(widget, not single)
        self._below.setVisible(bool(facts.annotations))

    def set_readable(self, on: bool) -> None:
        """Whether the password is there to be shown and copied."""
        self._password.tools.setEnabled(on)

    def show_password(self, password: bytes | None) -> None:
        """Show the password in clear; None hides it again."""
        self._password.show_password(password)


def _registry(facts: Facts) -> str:
    count = len(facts.row.registries)
    if count == 1:
        return facts.row.registries[0]
    if facts.row.broken:
        return tr("Cannot be read")
    return tr("%n entries, listed below", "", count) if count else tr("None")


class _Password(QWidget):
    """Dots, or the password in their place, which is as wide for both: the tools beside it stay where they are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tools = PasswordTools(self, in_words=False)
        self._dots = QLabel(DOTS, self)
        self._dots.setContentsMargins(GRID // 2, 0, 0, 0)
        self._place = QWidget(self)
        self._revealed = Revealed(self._place)
        place = QVBoxLayout(self._place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self._dots)
        place.addWidget(self._revealed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._place)
        row.addWidget(self.tools, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._place.setFixedWidth(round(_PASSWORD * theme.letter(self)))

    def set_there(self, there: bool) -> None:
        """Whether there is a password at all."""
        role = QPalette.ColorRole.WindowText if there else QPalette.ColorRole.PlaceholderText
        self._dots.setForegroundRole(role)
        self._dots.setText(DOTS if there else tr("None"))
        self._dots.setAccessibleName(tr("Password, hidden") if there else "")
        self.tools.setVisible(there)

    def show_password(self, password: bytes | None) -> None:
        self._dots.setVisible(password is None)
        self.tools.set_revealed(password is not None)
        if password is None:
            self._revealed.conceal()
        else:
            self._revealed.show_password(password)


class Entries(QWidget):
    """The entries of a secret that has several. Buttons and menu act on the chosen one."""

    reveal = Signal(bool)
    copy = Signal()
    chosen_changed = Signal()

    def __init__(self, acts: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._heading = Heading("", self)
        self._tools = PasswordTools(self, in_words=True)
        self._tools.reveal.connect(self.reveal)
        self._tools.copy.connect(self.copy)
        kept = self._tools.sizePolicy()  # what is below does not jump when they go
        kept.setRetainSizeWhenHidden(True)
        self._tools.setSizePolicy(kept)
        columns = (
            ListColumn(tr("Registry"), Fit("registry", floor=12, least=24, most=60, share=3), cut=_MIDDLE),
            ListColumn(tr("Username"), Fit("username", floor=9, least=14, most=32, share=1)),
            ListColumn(tr("Password"), Fit("password", floor=10, least=12, most=16)),
            ListColumn(tr("Images in use"), Fit("images", floor=6, least=10, most=16), at_right=True),
        )
        self._table = ListTable(self, columns, _MOST_ENTRIES, chooses=True)
        self._table.setAccessibleName(tr("Entries"))
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._table.addActions(acts)
        self._table.chosen_changed.connect(self._another)
        self._revealed = Revealed(self)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._table)
        column.addWidget(self._revealed)

    @property
    def chosen(self) -> str:
        """The key of the chosen entry, empty where there is none."""
        return self._table.chosen()

    def choose(self, key: str) -> None:
        """Choose the entry with that key."""
        self._table.choose(key)

    def begin(self) -> None:
        """Another secret comes: its first entry is the chosen one."""
        self._table.set_rows(())

    def show_facts(self, facts: Facts, usage: Usage | None) -> None:
        """List the entries, and for how many images each is tried."""
        row = facts.row
        self._heading.setText(tr("Entries ({count})", count=len(row.registries)))
        rows = [
            ListRow(
                key,
                (
                    Cell(registry, icon="triangle-alert" if never else "", tone=Tone.WARN if never else Tone.PLAIN),
                    Cell(username) if username else Cell(tr("None"), muted=True),
                    Cell(DOTS) if facts.has_password(key) else Cell(tr("None"), muted=True),
                    Cell(_count(usage, row.name, registry)),
                ),
            )
            for key, registry, username, never in zip(facts.keys, row.registries, row.usernames, row.never, strict=True)
        ]
        self._facts = facts
        self._table.set_rows(rows)
        if rows and not self._table.selectionModel().hasSelection():
            self._table.choose(rows[0].key)
        self._show_tools()

    def _another(self) -> None:
        self._show_tools()
        self.chosen_changed.emit()

    def _show_tools(self) -> None:
        self._tools.setVisible(self._facts is None or self._facts.has_password(self.chosen))

    def set_readable(self, on: bool) -> None:
        """Whether passwords are there to be shown and copied."""
        self._tools.setEnabled(on)

    def show_password(self, password: bytes | None) -> None:
        """Show the password of the chosen entry in clear; None hides it again."""
        self._tools.set_revealed(password is not None)
        if password is None:
            self._revealed.conceal()
        else:
            self._revealed.show_password(password)


def _count(usage: Usage | None, secret: str, registry: str) -> str:
    """How many images an entry serves; "?" where more may come to light."""
    count = images_served(usage, secret, registry) if usage else 0
    return str(count) if usage and (count or usage.use.complete) else "?"


class Warnings(QWidget):
    """What there is to know. Hidden where there is nothing."""

    pressed = Signal(object)  # Warned: what mends it is wanted

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[WarningLine] = []
        self._heading = Heading("", self)
        self._place = QWidget(self)  # where lines that come later belong, as the keyboard visits them
        self._place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._place.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._heading)
        self._column.addSpacing(GRID // 2)

    def say(self, warned: list[Warned], mends: Mapping[EntryAct, str], reason: str, replacing: str) -> None:
        """Show these, each with the words of what mends it; and why the entries or the content cannot be changed."""
        kept = {line.warned: line for line in self._lines}  # they may have the focus
        self._lines = [kept.pop(each) if each in kept else self._line(each, mends) for each in warned]
        for line in kept.values():
            line.hide()
            line.deleteLater()
        before = self._place
        for line in self._lines:
            self._column.removeWidget(line)
            self._column.addWidget(line)
            line.show()  # at once, not when Qt comes to it
            QWidget.setTabOrder(before, line.link)
            before = line.link
        self._heading.setText(tr("Warnings ({count})", count=len(warned)))
        for line in self._lines:
            line.allow(replacing if line.warned.act is EntryAct.REPLACE_CONTENT else reason)
        self.setVisible(bool(warned))

    def _line(self, warned: Warned, mends: Mapping[EntryAct, str]) -> WarningLine:
        line = WarningLine(warned, mends[warned.act] if warned.act else "", self)
        line.pressed.connect(self.pressed)
        return line


class InUse(QWidget):
    """What uses the secret, and for which images."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[Usage | None, str] | None = None
        self._users = UsedByTable(None, first_column_title=tr("Name"), most_rows=None)
        columns = (
            ListColumn(tr("Image"), Fit("image", floor=10, least=40, most=80, share=3), cut=_MIDDLE),
            ListColumn(tr("Served by entry"), Fit("entry", floor=10, least=16, most=60, share=1)),
        )
        self._images = ListTable(None, columns, None)
        self._images.setAccessibleName(tr("Images in use"))
        self._of_users, self._of_images = Paragraph(self, muted=True), Paragraph(self, muted=True)
        used_by = self._part(tr("Used by"), self._of_users, self._users)
        images = self._part(tr("Images in use"), self._of_images, self._images)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Halves(used_by, images, self, apart=3 * GRID))

    def show_usage(self, usage: Usage | None, secret: str) -> None:
        """List them; None, as long as nobody has looked. What is shown already costs nothing."""
        if (usage, secret) == self._shown:
            return
        self._shown = usage, secret
        self._of_users.say(use_sentence(usage))
        self._of_images.say(_images_sentence(usage))
        self._users.show_usage(usage)
        images = usage.images if usage else ()
        self._images.set_rows([_image_row(number, image, secret) for number, image in enumerate(images)])

    def _part(self, title: str, sentence: Paragraph, table: ListTable) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Heading(title, part))
        column.addWidget(sentence)
        column.addWidget(table)
        return part


def _images_sentence(usage: Usage | None) -> str:
    if usage is None:
        return tr("Looking for images…")
    if usage.images:
        return ""
    return tr("None.") if usage.use.complete else tr("Not known.")


def _image_row(number: int, image: ImageUse, secret: str) -> ListRow:
    users = tr("Used by {users}", users=tr(", ", "between names").join(image.users))
    tried = _tried(image.entries or (), secret)
    if image.blocked_by:
        said = tr("Nothing is pulled: {name} is broken.", name=image.blocked_by)
        served = Cell(tr("Not pulled"), icon="octagon-alert", tone=Tone.DANGER, tip=said)
    elif image.entries is None:
        said = tr("It is not a valid image name, so it is never pulled.")
        served = Cell(tr("Invalid image name"), icon="triangle-alert", tone=Tone.WARN, tip=said)
    elif tried:
        order = "\n".join(f"{place}. {entry}" for place, entry in enumerate(tried, 1))
        tip = tr("The kubelet tries, in this order:\n{entries}", entries=order) if len(tried) > 1 else tried[0]
        served = Cell(tr(", then ", "between names").join(tried), tip=tip)
    elif image.complete:
        said = tr("No entry matches it: it is pulled without sign-in.")
        served = Cell(tr("No entry"), icon="triangle-alert", tone=Tone.WARN, tip=said)
    else:
        said = tr("No entry of this ImagePullSecret matches it. The others of its pods are not known.")
        served = Cell(tr("Not known"), muted=True, tip=said)
    return ListRow(f"{number}/{image.image}", (Cell(image.image, tip=f"{image.image}\n{users}"), served))


def _tried(entries: Sequence[Serving], secret: str) -> list[str]:
    """What the kubelet tries in this order; spellings of one key of one secret together, as theirs is random."""
    groups: list[list[Serving]] = []
    for entry in entries:
        before = groups[-1][-1] if groups else None
        if before and before.secret == entry.secret and are_one(before.key, entry.key):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [_one_of(group, secret) for group in groups]


def _one_of(group: list[Serving], secret: str) -> str:
    names = [
        entry.key if entry.secret == secret else tr("{key} of {secret}", key=entry.key, secret=entry.secret)
        for entry in group
    ]
    if len(names) == 1:
        return names[0]
    return tr("{keys}, in random order", keys=tr(" or ", "between names").join(names))
