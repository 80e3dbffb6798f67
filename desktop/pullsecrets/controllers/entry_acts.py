"""What can be done with the entries of a secret, one by one: which dialog asks for it, and what is sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from pullsecrets.controllers.drafts import EntriesJudge, check, why_refused
from pullsecrets.model.changes import AddEntry, Edit, EntryEdit, RemoveEntry, RenameEntry, ReplaceContent, conflict
from pullsecrets.model.creating import NewEntry, check_registry
from pullsecrets.model.dockerconfig import Broken, Credential, DockerConfig
from pullsecrets.model.editing import add_entry, new_config, remove_entry, replace_credential
from pullsecrets.model.errors import Code, Failure, Problem, Value
from pullsecrets.model.matching import shown, without_hidden
from pullsecrets.model.repair import Repair, repair
from pullsecrets.model.secrets import PullSecret, Row
from pullsecrets.views.credential_form import Draft
from pullsecrets.views.entry_dialogs import (
    AddEntryDialog,
    ChangeRegistryDialog,
    EntryDialog,
    RemoveEntryDialog,
    ReplaceContentDialog,
)
from pullsecrets.views.view_page import EntryAct


class Act(Protocol):
    """One thing that can be done with entries: its dialog, and what is special about it."""

    @property
    def dialog(self) -> EntryDialog: ...

    def show(self, secret: PullSecret) -> None:
        """Fill the dialog from the secret as it was found."""

    def show_again(self, secret: PullSecret) -> None:
        """The secret has changed: bring what is shown of it up to date. What was typed stays."""

    def obstacle(self, secret: PullSecret) -> Problem | None:
        """What of the secret's content stands against it."""

    def judge(self, secret: PullSecret) -> str:
        """Show what is wrong with what was typed. Why it cannot be sent is the answer; empty where it can."""

    def chosen(self) -> NewEntry | None:
        """The entry whose credential can be typed, as the fields hold it; None where that is no credential."""

    def new(self) -> Sequence[NewEntry]:
        """The entries whose credential was typed, so that it is checked before it is sent."""

    def show_entry(self, key: str) -> None:
        """Show this one of several."""

    def edit(self, secret: PullSecret) -> EntryEdit:
        """What is to be sent. Failure where that cannot be made of the secret."""

    def is_touched(self, base: PullSecret, now: PullSecret) -> bool:
        """Whether what a colleague made of ``base`` meets what is being done."""


class _OneEntry(ABC):
    """What is done with one entry: the others may change at will."""

    def chosen(self) -> NewEntry | None:
        return None

    def new(self) -> Sequence[NewEntry]:
        return ()

    def show_entry(self, key: str) -> None:  # noqa: B027 - there is nothing to do
        """There is no other one."""

    @abstractmethod
    def edit(self, secret: PullSecret) -> EntryEdit: ...

    def is_touched(self, base: PullSecret, now: PullSecret) -> bool:
        return conflict(base, now, Edit(entry=self.edit(now))) is not None


class _Add(_OneEntry):
    def __init__(self, window: QWidget, row: Row, _key: str) -> None:
        self.dialog = AddEntryDialog(window, row.name, row.namespace)

    def show(self, secret: PullSecret) -> None:
        """There is nothing to show."""

    show_again = show

    def obstacle(self, secret: PullSecret) -> Problem | None:
        return _broken(secret)

    def judge(self, secret: PullSecret) -> str:
        findings = check(self.dialog.draft(), _keys(secret))
        for field, finding in findings.items():
            self.dialog.set_finding(field, finding)
        return why_refused(*findings.values())

    def chosen(self) -> NewEntry | None:
        draft = self.dialog.draft()
        return None if why_refused(*check(draft, ()).values()) else NewEntry(draft.key, draft.credential)

    def new(self) -> Sequence[NewEntry]:
        entry = self.chosen()
        return (entry,) if entry else ()

    def edit(self, secret: PullSecret) -> EntryEdit:
        draft = self.dialog.draft()
        return AddEntry(draft.key, draft.credential)


class _ChangeRegistry(_OneEntry):
    def __init__(self, window: QWidget, row: Row, key: str) -> None:
        self._key = key
        self.dialog = ChangeRegistryDialog(window, row.name, row.namespace, key)

    def show(self, secret: PullSecret) -> None:
        finding = check_registry(self._key, self._others(secret))
        fix = finding.fix if finding and isinstance(finding.fix, str) else self._key
        self.dialog.set_stored(finding, without_hidden(shown(fix)))

    def show_again(self, secret: PullSecret) -> None:
        """Nothing of it changes."""

    def obstacle(self, secret: PullSecret) -> Problem | None:
        return _broken(secret) or _gone(secret, self._key)

    def judge(self, secret: PullSecret) -> str:
        new = self.dialog.key()
        if new == self._key:
            self.dialog.set_finding("registry", None)
            return self.dialog.unchanged
        finding = check_registry(new, self._others(secret))
        self.dialog.set_finding("registry", finding)
        return why_refused(finding)

    def edit(self, secret: PullSecret) -> EntryEdit:
        return RenameEntry(self._key, self.dialog.key())

    def _others(self, secret: PullSecret) -> list[str]:
        return [key for key in _keys(secret) if key != self._key]


class _Remove(_OneEntry):
    def __init__(self, window: QWidget, row: Row, key: str) -> None:
        self._key = key
        self.dialog = RemoveEntryDialog(window, row.name, row.namespace, key)

    def show(self, secret: PullSecret) -> None:
        entry = secret.config.entry(self._key) if isinstance(secret.config, DockerConfig) else None
        if entry:
            self.dialog.set_username(Draft.of(entry.key, entry.credential).username)

    show_again = show

    def obstacle(self, secret: PullSecret) -> Problem | None:
        problem = _broken(secret) or _gone(secret, self._key)
        if problem is None and len(_keys(secret)) == 1:
            problem = _problem(Code.LAST_ENTRY, secret, registry=shown(self._key))
        return problem

    def judge(self, secret: PullSecret) -> str:
        return ""

    def edit(self, secret: PullSecret) -> EntryEdit:
        return RemoveEntry(self._key)


class _ReplaceContent:
    def __init__(self, window: QWidget, row: Row, _key: str) -> None:
        self.dialog = ReplaceContentDialog(window, row.name, row.namespace)
        self._judge = EntriesJudge(self.dialog.entries)
        self._of = b""  # the broken content
        self._repair = Repair((), ())
        self._put: tuple[Draft, ...] = ()  # the entries before anything was typed

    def show(self, secret: PullSecret) -> None:
        if isinstance(secret.config, Broken):
            self._of = secret.data
            self._repair = repair(secret.data, secret.kind)
            self.dialog.set_preview(secret.config, len(self._repair.kept), self._repair.lost)
            self.dialog.entries.put([Draft.of(entry.key, entry.credential) for entry in self._repair.kept])
            self._put = self.dialog.entries.drafts()

    def show_again(self, secret: PullSecret) -> None:
        typed = self.dialog.entries.drafts()
        if secret.data != self._of:
            untouched = typed == self._put
            self.show(secret)
            if not untouched:
                self.dialog.entries.put(typed)

    def obstacle(self, secret: PullSecret) -> Problem | None:
        mended = not isinstance(secret.config, Broken)
        return _problem(Code.CHANGED_MEANWHILE, secret) if mended else None

    def judge(self, secret: PullSecret) -> str:
        return self._judge.judge(self._kept())

    def chosen(self) -> NewEntry | None:
        return self._judge.chosen()

    def new(self) -> Sequence[NewEntry]:
        kept = self._kept()
        return [entry for entry in self._judge.entries() if kept.get(entry.key) != entry.credential]

    def show_entry(self, key: str) -> None:
        self.dialog.entries.show_entry(key)

    def edit(self, secret: PullSecret) -> EntryEdit:
        """Entries that stay as they are stay byte for byte."""
        wanted = {entry.key: entry.credential for entry in self._judge.entries()}
        kept, data, kind = self._kept(), self._repair.data, secret.kind
        try:
            if data is None:
                return ReplaceContent(new_config(wanted, kind))
            for key, credential in wanted.items():
                if key not in kept:
                    data = add_entry(data, kind, key, credential)
                elif credential != kept[key]:
                    data = replace_credential(data, kind, key, credential)
            for key in kept.keys() - wanted.keys():
                data = remove_entry(data, kind, key)
        except (KeyError, ValueError):
            raise Failure(Code.NOT_PROVED, namespace=secret.namespace, name=secret.name) from None
        return ReplaceContent(data)

    def is_touched(self, base: PullSecret, now: PullSecret) -> bool:
        """What is half typed makes no content yet: only the broken one is compared."""
        return base.data != now.data

    def _kept(self) -> dict[str, Credential]:
        return {entry.key: entry.credential for entry in self._repair.kept}


ACTS: dict[EntryAct, Callable[[QWidget, Row, str], Act]] = {
    EntryAct.ADD: _Add,
    EntryAct.CHANGE_REGISTRY: _ChangeRegistry,
    EntryAct.REMOVE: _Remove,
    EntryAct.REPLACE_CONTENT: _ReplaceContent,
}


def _keys(secret: PullSecret) -> list[str]:
    return [entry.key for entry in secret.config.entries] if isinstance(secret.config, DockerConfig) else []


def _broken(secret: PullSecret) -> Problem | None:
    return _problem(Code.BROKEN, secret, why=secret.config.why.value) if isinstance(secret.config, Broken) else None


def _gone(secret: PullSecret, key: str) -> Problem | None:
    return None if key in _keys(secret) else _problem(Code.ENTRY_GONE, secret, registry=shown(key))


def _problem(code: Code, secret: PullSecret, **values: Value) -> Problem:
    return Problem(code, {"namespace": secret.namespace, "name": secret.name, **values})
