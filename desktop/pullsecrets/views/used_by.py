"""What uses an ImagePullSecret, as a table: in View, and in the dialogs that must know before they act."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pullsecrets.model.usage import How, Usage, User
from pullsecrets.views.columns import Fit
from pullsecrets.views.view_table import Cell, ListColumn, ListRow, ListTable
from pullsecrets.views.words import tr


class UsedByTable(ListTable):
    """Workloads, pods and service accounts with the number of their pods. Hidden where there are none to list.

    ``view_texts.use_sentence`` says what the table cannot: that nothing uses it, or that not everything can be seen.
    """

    def __init__(self, parent: QWidget | None, *, first_column_title: str, most_rows: int | None) -> None:
        columns = (
            ListColumn(first_column_title, Fit("name", floor=8, least=16, most=48, share=3)),
            ListColumn(tr("Kind"), Fit("kind", floor=6, least=11, most=24, share=1)),
            ListColumn(tr("Pods"), Fit("pods", floor=5, least=6, most=12), at_right=True),
        )
        super().__init__(parent, columns, most_rows)
        self.setAccessibleName(tr("Used by"))

    def show_usage(self, usage: Usage | None) -> None:
        """List the users, what is no use any more at the end; None, as long as nobody has looked, lists none."""
        users = sorted(usage.users, key=lambda user: not user.uses) if usage else []
        self.set_rows([_row(user) for user in users])


def _row(user: User) -> ListRow:
    muted, tip = not user.uses, _tip(user)
    return ListRow(
        f"{user.kind}/{user.name}",
        (
            Cell(user.name, note=_how(user), muted=muted, tip=tip),
            Cell(user.kind, muted=muted),
            Cell(_pods(user), muted=muted, tip=tip),
        ),
    )


def _pods(user: User) -> str:
    if user.uses:
        return str(user.pods)
    return tr("%n ended", "pods", user.ended) if user.ended else tr("ended")  # a finished job may have none any more


def _how(user: User) -> str:
    """What is special about the use: nothing, where it is to pull images."""
    if How.CONTENT not in user.hows:
        return ""
    return tr("also mounted") if How.PULL in user.hows else tr("mounted")


def _tip(user: User) -> str:
    said = [f"{user.kind} {user.name}"]
    if user.uses:
        said.append(tr("%n pod(s) use it now.", "", user.pods))
    if How.CONTENT in user.hows:
        said.append(tr("Its content is mounted or taken into the environment."))
    if user.ended:
        said.append(tr("%n pod(s) that name it have ended, and do not use it any more.", "", user.ended))
    return "\n".join(said)
