"""What the cells of the ImagePullSecrets table say: to the eye, in a tooltip, through a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import IntEnum

from pullsecrets.model.matching import shown
from pullsecrets.model.secrets import Row
from pullsecrets.views import words
from pullsecrets.views.pull_texts import tip_lines
from pullsecrets.views.words import tr


class Column(IntEnum):
    NAME = 0
    NAMESPACE = 1
    REGISTRY = 2
    USERNAME = 3
    DESCRIPTION = 4
    USED_BY = 5
    CREATED = 6
    LAST_UPDATED = 7
    STATUS = 8
    ACTIONS = 9

    @property
    def title(self) -> str:
        return {
            Column.NAME: tr("Name"),
            Column.NAMESPACE: tr("Namespace"),
            Column.REGISTRY: tr("Registry"),
            Column.USERNAME: tr("Username"),
            Column.DESCRIPTION: tr("Description"),
            Column.USED_BY: tr("Used by"),
            Column.CREATED: tr("Created"),
            Column.LAST_UPDATED: tr("Last Updated"),
            Column.STATUS: tr("Status"),
            Column.ACTIONS: tr("Actions"),
        }[self]


AT_THE_RIGHT = (Column.USED_BY, Column.CREATED, Column.LAST_UPDATED)
"""Columns of numbers and times; the largest and newest first when they are first sorted by."""


class Cells:
    """Texts of rows, as they are said at this time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._today = date.min
        self._moments: dict[datetime | None, str] = {}

    def text(self, row: Row, column: Column) -> str:
        """What a cell says."""
        match column:
            case Column.NAME:
                return row.name
            case Column.NAMESPACE:
                return row.namespace
            case Column.REGISTRY if row.broken:
                return shown(row.broken.key)
            case Column.REGISTRY:
                return _several(row.registries)
            case Column.USERNAME:
                return _several(tuple(dict.fromkeys(row.usernames)))
            case Column.DESCRIPTION if row.missing:
                return tr("Asked for by {names}", names=_several(row.asked_by)) if row.asked_by else ""
            case Column.DESCRIPTION:
                return " ".join(row.description.split())
            case Column.USED_BY:
                return words.users_figure(row.use)
            case Column.CREATED:
                return "" if row.missing else self._moment(row.created)
            case Column.LAST_UPDATED:
                return "" if row.missing else self._moment(row.last_updated)
            case Column.STATUS:
                return words.status_text(row, self._now())
            case Column.ACTIONS:
                return tr("Actions")

    def _moment(self, when: datetime | None) -> str:
        """A time as it is said today. Kept, because a repaint says dozens of them and each takes a tenth of a ms."""
        now = self._now()
        today = now.astimezone().date()
        if today != self._today:
            self._today, self._moments = today, {}
        if when not in self._moments:
            self._moments[when] = words.moment(when, now)
        return self._moments[when]

    def spoken(self, row: Row, column: Column) -> str:
        """What a screen reader says of a cell: nothing left out that is only seen or cut."""
        match column:
            case Column.REGISTRY:
                return ", ".join(row.registries)
            case Column.USERNAME:
                return ", ".join(dict.fromkeys(row.usernames))
            case Column.USED_BY:
                return words.users_sentence(row.use)
            case Column.CREATED if not row.missing:
                return words.exact(row.created)
            case Column.LAST_UPDATED if not row.missing:
                return words.exact(row.last_updated)
            case Column.ACTIONS:
                return tr("Actions for {name}", name=row.name)
            case _:
                return self.text(row, column)

    def tip(self, row: Row, column: Column) -> str:
        """Everything there is to say about a cell, in plain text."""
        match column:
            case Column.REGISTRY | Column.USERNAME if len(row.registries) > 1:
                pairs = zip(row.registries, row.usernames, strict=True)
                return "\n".join(f"{registry} · {username}" for registry, username in pairs)
            case Column.DESCRIPTION if row.missing:
                return "\n".join(row.asked_by)
            case Column.DESCRIPTION:
                return row.description
            case Column.USED_BY:
                return words.users_sentence(row.use)
            case Column.CREATED if not row.missing:
                return words.exact(row.created)
            case Column.LAST_UPDATED if not row.missing:
                return words.exact(row.last_updated)
            case Column.STATUS:
                return "\n".join(_status_sentences(row, self._now()))
            case Column.ACTIONS:
                return ""
            case _:
                return self.text(row, column)


def _status_sentences(row: Row, now: datetime) -> list[str]:
    """Everything that a status means, the worst thing first."""
    said = [words.status_text(row, now)]
    if row.missing:
        return [*said, words.missing_sentence(row), *row.asked_by]
    if row.pull:
        said += tip_lines(row.pull, now)
    if row.broken:
        said.append(words.broken_sentence(row.broken))
    said += [words.never_sentence(never, key) for key, never in zip(row.registries, row.never, strict=True) if never]
    said.append(words.users_sentence(row.use))
    if row.owner:
        said.append(words.owner_sentence(row.owner))
    if row.terminating:
        said.append(tr("It is being deleted, and cannot be changed any more."))
    elif row.immutable:
        said.append(tr("Its credentials cannot be changed, because it is immutable. Its description can."))
    return said


def _several(values: tuple[str, ...]) -> str:
    if len(values) < 2:
        return "".join(values)
    return tr("{first} and %n more", "", len(values) - 1, first=values[0], all=len(values))
