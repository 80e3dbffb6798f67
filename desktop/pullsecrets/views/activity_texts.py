"""What Activity's records say, to the eye and through a screen reader."""

from __future__ import annotations

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.records import Record
from pullsecrets.views import words
from pullsecrets.views.theme import Tone
from pullsecrets.views.words import tr

FAILED = "failed: "  # before the code of what kept a change from being made


def change_text(record: Record) -> str:
    """What was to be done: "Update credential", "Update credential (undo)", "Delete"."""
    text = _change(record)
    return tr("{change} (undo)", change=text) if record.kind == "undo" else text


def _change(record: Record) -> str:
    match record.kind, record.change:
        case _, "credential":
            return tr("Update credential")
        case _, "description":
            return tr("Update description")
        case _, "credential, description":
            return tr("Update credential and description")
        case _, "entry added":
            return tr("Add entry")
        case _, "registry":
            return tr("Change registry")
        case _, "entry removed":
            return tr("Remove entry")
        case _, "content":
            return tr("Replace the content")
        case "create", _:
            return tr("Add")
        case "delete", _:
            return tr("Delete")
        case "copy", _:
            return tr("Copy")
        case "service account", _:
            return tr("Use for all new pods")
        case "pull again", _:
            return tr("Pull again")
    return _as_written(record.change or record.kind)


def result_text(record: Record) -> str:
    """What became of it: "Updated", "Failed: Not allowed"."""
    match record.result:
        case "updated":
            return tr("Put back", "the result of a change") if record.kind == "undo" else tr("Updated")
        case "created":
            return tr("Added")
        case "deleted":
            return tr("Deleted")
        case "deleting":
            return tr("Being deleted")
        case "copied":
            return tr("Copied")
        case "pods deleted":
            return tr("Pods deleted")
        case "unknown":
            return tr("Outcome unknown")
        case result if result.startswith(FAILED):
            return tr("Failed: {why}", why=_title(result.removeprefix(FAILED)))
        case result:
            return _as_written(result)


def result_sign(record: Record) -> tuple[str, Tone]:
    """The icon that goes with it."""
    if record.result.startswith(FAILED):
        return "octagon-x", Tone.DANGER
    return ("circle-question", Tone.WARN) if record.result == "unknown" else ("circle-check", Tone.PLAIN)


def details(record: Record) -> str:
    """What the cells have no room for."""
    said = [f"{record.namespace}/{record.name}"]
    if record.registry:
        said.append(tr("Registry: {registry}", registry=record.registry))
    if record.owner:
        said.append(tr("Changed although something else manages it: {owner}", owner=record.owner))
    return "\n".join(said)


def _title(code: str) -> str:
    try:
        return words.problem_title(Problem(Code(code)))
    except ValueError:
        return code  # of a later version


def _as_written(word: str) -> str:
    """A word of a later version, that has no text yet."""
    return word[:1].upper() + word[1:]
