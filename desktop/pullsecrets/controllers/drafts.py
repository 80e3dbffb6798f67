"""Entries in the making: what is wrong with each, and what an imported Docker config adds to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pullsecrets.model.creating import NewEntry, check_registry, read_config
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Failure
from pullsecrets.model.matching import shown
from pullsecrets.model.validation import Finding, check_password, check_username
from pullsecrets.views import words
from pullsecrets.views.credential_form import Draft
from pullsecrets.views.entries_editor import EntriesEditor

_NOTHING: Mapping[str, Credential] = MappingProxyType({})


def check(draft: Draft, others: Sequence[str]) -> dict[str, Finding | None]:
    """What there is to say about the fields of an entry that is to stand beside ``others``, by their keys."""
    return {
        "registry": check_registry(draft.key, others),
        "username": check_username(draft.username),
        "password": check_password(draft.credential.password),
    }


class EntriesJudge:
    """Tells an editor what is wrong with its entries, and why they cannot be sent yet."""

    def __init__(self, editor: EntriesEditor) -> None:
        self._editor = editor
        editor.config_given.connect(self._take)

    def judge(self, kept: Mapping[str, Credential] = _NOTHING) -> str:
        """Show what is wrong with each entry. The first refusal is the answer; empty where there is none.

        Of what is ``kept`` as it is stored, only a key that is of no use is said.
        """
        drafts = self._editor.drafts()
        keys = [draft.key for draft in drafts]
        findings = [check(draft, keys[:at] + keys[at + 1 :]) for at, draft in enumerate(drafts)]
        for draft, found in zip(drafts, findings, strict=True):
            if kept.get(draft.key) == draft.credential:
                found |= {"username": None, "password": None}
        self._editor.show_findings(findings)
        for draft, found in zip(drafts, findings, strict=True):
            refusal = why_refused(*found.values())
            if refusal and draft.key and len(drafts) > 1:
                return f"{shown(draft.key)}: {refusal}"
            if refusal:
                return refusal
        return ""

    def entries(self) -> tuple[NewEntry, ...]:
        """What was typed, to be sent."""
        return tuple(NewEntry(draft.key, draft.credential) for draft in self._editor.drafts())

    def chosen(self) -> NewEntry | None:
        """What the fields hold; None where that is no credential for a registry."""
        draft = self._editor.chosen()
        return None if why_refused(*check(draft, ()).values()) else NewEntry(draft.key, draft.credential)

    def _take(self, data: object) -> None:
        """Add what a Docker config holds. What the form holds already stays as it was typed."""
        assert isinstance(data, bytes)
        try:
            imported = read_config(data)
        except Failure as failure:
            self._editor.say_problem(failure.problem)
            return
        known = {draft.key for draft in self._editor.drafts()}
        kept = tuple(entry.key for entry in imported.entries if entry.key in known)
        fresh = [Draft.of(entry.key, entry.credential) for entry in imported.entries if entry.key not in known]
        self._editor.take(fresh)
        self._editor.say_imported(imported, len(fresh), kept)


def why_refused(*findings: Finding | None) -> str:
    """The sentence of the first finding that keeps a form from being sent; empty where there is none."""
    return next((words.finding_sentence(each)[0] for each in findings if each and each.refused), "")
