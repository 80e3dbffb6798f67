""" "Pull again now": for which pods, and the question before they are deleted so that pulling begins anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QMessageBox, QWidget

from pullsecrets.model.pulls import Cause, Pull, PullState, Stuck
from pullsecrets.views import theme
from pullsecrets.views.form_dialog import order_buttons
from pullsecrets.views.pull_texts import again_effect, again_question
from pullsecrets.views.words import tr

_LINE = 56  # letters of a width


def to_make_anew(pull: Pull | None) -> tuple[Stuck, ...]:
    """Those that it helps: a controller makes them anew, and what keeps them from being pulled may be over."""
    if pull is None:
        return ()
    hopeless = (Cause.SECRET, Cause.NAME) if pull.state is PullState.FAILING else (Cause.NAME,)
    return tuple(stuck for stuck in pull.stuck if stuck.controlled and stuck.cause not in hopeless)


def ask_to_pull_again(parent: QWidget, pull: Pull) -> QMessageBox:
    """Open a box that names the pods and what becomes of them; it tells by ``accepted``."""
    stuck = to_make_anew(pull)
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning if any(each.running for each in stuck) else QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Pull again now"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(again_question(stuck))
    box.setInformativeText(again_effect(stuck, same_credential=pull.state is PullState.FAILING))
    box.addButton(tr("Pull again now"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
    for label in box.findChildren(QLabel, "qt_msgbox_informativelabel"):  # Qt makes it as narrow as the question
        label.setMinimumWidth(round(_LINE * theme.letter(parent)))
    for buttons in box.findChildren(QDialogButtonBox):
        order_buttons(buttons)
    box.open()
    return box
