"""What was typed in the Update form, beside what is stored: the edit it makes, what is wrong with it, what stops it."""

from __future__ import annotations

from dataclasses import dataclass

from pullsecrets.model.changes import Edit
from pullsecrets.model.dockerconfig import Broken, Credential, DockerConfig, Entry
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.matching import ambiguous, shown
from pullsecrets.model.ownership import Owner
from pullsecrets.model.secrets import PullSecret
from pullsecrets.model.validation import Finding, check_annotations, check_password, check_username
from pullsecrets.views.update_dialog import Typed

FIELDS = ("username", "password", "description")


@dataclass(frozen=True, slots=True)
class Base:
    """What the form is compared with: a state of the secret, and the key of the entry that is meant.

    The key is None in a secret that had no entries when it was opened. The entry may be gone.
    """

    secret: PullSecret
    key: str | None

    @property
    def entry(self) -> Entry | None:
        """The entry that is meant."""
        config = self.secret.config
        return config.entry(self.key) if self.key is not None and isinstance(config, DockerConfig) else None

    @property
    def username(self) -> str:
        """The entry's, as the form shows it."""
        return self.entry.credential.username.decode(errors="replace") if self.entry else ""

    @property
    def opened(self) -> tuple[str, str]:
        """Username and description before anything was typed, for the comparison in a conflict."""
        return self.username, self.secret.description

    @property
    def twin(self) -> str:
        """Another spelling of the key, that stands for the same images."""
        config = self.secret.config
        groups = ambiguous(config) if isinstance(config, DockerConfig) else ()
        return next((key for group in groups if self.key in group for key in group if key != self.key), "")

    def edit(self, typed: Typed) -> Edit | None:
        """What the form wants changed; None where it wants nothing."""
        credential = None
        if self.entry:
            old = self.entry.credential
            new = Credential(
                old.username if typed.username == self.username else typed.username.encode(),
                old.password if typed.password is None else typed.password,
            )
            credential = new if new != old else None
        description = typed.description if typed.description != self.secret.description else None
        if credential is None and description is None:
            return None
        return Edit(self.key if credential else None, credential, description)

    def findings(self, typed: Typed) -> dict[str, Finding | None]:
        """What is wrong with the fields that were changed; the others are left alone, however odd they are."""
        edit = self.edit(typed) or Edit()
        found: dict[str, Finding | None] = dict.fromkeys(FIELDS)
        if edit.credential and self.entry:
            old = self.entry.credential
            if edit.credential.username != old.username or not edit.credential.username:
                found["username"] = check_username(typed.username)
            if edit.credential.password != old.password or not edit.credential.password:
                found["password"] = check_password(edit.credential.password)
        if edit.description is not None:
            found["description"] = check_annotations(self.secret, edit.description)
        return found

    def lock(self, overridden: Owner | None) -> Problem | Owner | None:
        """Why the credential cannot be edited; the description cannot either where ``is_closed``."""
        secret = self.secret
        name: dict[str, Value] = {"namespace": secret.namespace, "name": secret.name}
        if secret.terminating:
            return Problem(Code.TERMINATING, name)
        if secret.owner and secret.owner != overridden:
            return secret.owner
        if secret.immutable:
            return Problem(Code.IMMUTABLE, name)
        if isinstance(secret.config, Broken):
            return Problem(Code.BROKEN, name | {"why": secret.config.why})
        if not secret.config.entries:
            return Problem(Code.NO_ENTRIES, name)
        if self.key is not None and self.entry is None:
            return Problem(Code.ENTRY_GONE, name | {"registry": shown(self.key)})
        return None

    def is_closed(self, overridden: Owner | None) -> bool:
        """Whether nothing of the secret can be edited."""
        return self.secret.terminating or (self.secret.owner is not None and self.secret.owner != overridden)

    def forbids(self, edit: Edit | None, overridden: Owner | None) -> bool:
        """Whether something stands against an edit that was typed before the lock came."""
        return self.is_closed(overridden) or (self.secret.immutable and bool(edit and edit.credential))


def refused_fields(findings: dict[str, Finding | None]) -> list[str]:
    """The fields that cannot be sent as they are."""
    return [field for field, finding in findings.items() if finding and finding.refused]


def field_of(problem: Problem) -> str:
    """The field that the server means; empty where it means none."""
    if problem.code is Code.ANNOTATIONS_TOO_LARGE:
        return "description"
    if problem.code is Code.TOO_LARGE:
        return "password"
    named = str(problem.values.get("field", "")) if problem.code is Code.INVALID else ""
    return "description" if named.startswith("metadata.annotations") else "password" if "data" in named else ""
