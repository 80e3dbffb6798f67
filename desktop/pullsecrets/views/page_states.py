"""The states of the ImagePullSecrets page, and how each is told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto

from pullsecrets.model.errors import Code, Problem
from pullsecrets.views import words
from pullsecrets.views.words import tr


@dataclass(frozen=True, slots=True)
class Connecting:
    """The first list has been asked for."""

    context: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The list is complete. ``maybe_missing``: the namespace may not exist, which looks the same as empty."""

    maybe_missing: bool = False


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The user may not list here."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The cluster does not answer. Rows, if any, were true at ``as_of``; the next attempt is due at ``retry_at``."""

    problem: Problem
    as_of: datetime | None
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that waiting does not mend: signing in, a certificate, the kubeconfig."""

    problem: Problem


PageState = Connecting | Ready | NotAllowed | Unreachable | Refused


class Liveness(StrEnum):
    """Whether the table follows the cluster."""

    NONE = "none"
    LIVE = "live"
    POLLING = "polling"
    OFFLINE = "offline"


class Act(Enum):
    """What the one button of a page without rows does."""

    NOTHING = auto()
    RETRY = auto()
    RESET_FILTER = auto()
    ALL_NAMESPACES = auto()
    ADD = auto()


@dataclass(frozen=True, slots=True)
class Instead:
    """What is said in the place of a table without rows."""

    icon: str
    title: str
    sentence: str
    act: Act = Act.NOTHING
    details: str = ""


_SILENT = (  # problems that mean: it does not answer
    Code.CONNECTION_REFUSED,
    Code.CONNECTION_LOST,
    Code.NETWORK_UNREACHABLE,
    Code.TIMEOUT,
    Code.UNKNOWN_HOST,
)


def act_words(act: Act) -> str:
    """The words on that button; empty where there is none."""
    return {
        Act.NOTHING: "",
        Act.RETRY: tr("Try now"),
        Act.RESET_FILTER: tr("Reset"),
        Act.ALL_NAMESPACES: tr("Show all namespaces"),
        Act.ADD: tr("+ Add New ImagePullSecret"),
    }[act]


def without_rows(state: Connecting | Ready | Unreachable | Refused, context: str, now: datetime) -> Instead | None:
    """What is said while there is no list; None when there is one, which is empty."""
    match state:
        case Connecting(name):
            title = tr("Connecting to {context}…", context=name) if name else tr("Connecting…")
            return Instead("", title, "")
        case Unreachable(problem):
            said = f"{words.problem_sentence(problem)}\n{prospect(state, now)}"
            return Instead("disconnected", _title(problem, context), said, Act.RETRY, problem.details)
        case Refused(problem):
            sentence = words.problem_sentence(problem)
            return Instead("octagon-alert", _title(problem, context), sentence, Act.RETRY, problem.details)
        case Ready():
            return None


def empty(namespaces: tuple[str, ...] | None, maybe_missing: bool) -> Instead:
    """What is said of some namespaces, or with None of a cluster, that hold no ImagePullSecret."""
    if namespaces is None:
        title = tr("No ImagePullSecrets in this cluster yet")
        said = tr("Its pods pull their images without signing in. Add the first one here.")
        return Instead("key", title, said, Act.ADD)
    if len(namespaces) > 1:
        title = tr("No ImagePullSecrets in these %n namespaces yet", "", len(namespaces))
    else:
        title = tr("No ImagePullSecrets in {namespace} yet", namespace=namespaces[0])
    if maybe_missing:
        said = tr("Check the name: a namespace that does not exist looks just like an empty one.")
        return Instead("key", title, said, Act.ALL_NAMESPACES)
    said = tr(
        "Pods there pull their images without signing in. Add the first one here, or choose another namespace above."
    )
    return Instead("key", title, said, Act.ADD)


def no_match(filter_text: str, attention: int, *, attention_only: bool) -> Instead:
    """What is said when the filter hides all rows, of which so many need attention."""
    if attention_only and not attention:
        return Instead("circle-check", tr("Nothing needs attention"), "", Act.RESET_FILTER)
    if attention_only:
        title = tr("Nothing that needs attention matches “{text}”", text=filter_text)
    else:
        title = tr("Nothing matches “{text}”", text=filter_text)
    said = tr("The filter looks at name, namespace, registry, username and description.")
    return Instead("search", title, said, Act.RESET_FILTER)


def headline(state: Unreachable | Refused, context: str, now: datetime) -> tuple[str, str]:
    """What happened, and since when the rows are old; and the part of it to be shown in bold."""
    problem, bold = state.problem, _title(state.problem, context)
    if problem.code in _SILENT:
        reason = words.problem_title(problem)
        why = f"{reason[:1].lower()}{reason[1:]}"
        said = tr("{what} ({host}, {why}).", what=bold, host=problem.values.get("host", ""), why=why)
    else:
        said = tr("{title}. {sentence}", title=bold, sentence=words.problem_sentence(problem))
    true_at = ""
    if isinstance(state, Unreachable) and state.as_of:
        time, ago = words.clock(state.as_of), _ago(state.as_of, now)
        true_at = tr("These rows were true at {time}, {ago}.", time=time, ago=ago)
    return words.sentences(said, true_at), bold


def prospect(state: Unreachable | Refused, now: datetime) -> str:
    """When it will be tried again."""
    if isinstance(state, Refused):
        return ""
    left = math.ceil((state.retry_at - now).total_seconds()) if state.retry_at else 0
    return tr("Trying again by itself, next in %n s.", "", left) if left > 0 else tr("Trying again now…")


def items(state: PageState, *, shown: int, total: int, filtered: bool) -> str:
    """How many rows there are; empty where that says nothing."""
    match state:
        case NotAllowed():
            return ""
        case Ready():
            if filtered:
                return tr("{shown} of %n item(s)", "", total, shown=shown)
            return tr("%n item(s)", "", total)
        case _ if not total:
            return ""
        case Connecting():
            return tr("Loading, %n item(s) so far", "", total)
        case Unreachable(as_of=datetime() as as_of):
            return tr("%n item(s), as of {time}", "", total, time=words.clock(as_of))
        case _:
            return tr("%n item(s)", "", total)


def _title(problem: Problem, context: str) -> str:
    if problem.code in _SILENT:
        return tr("{context} does not answer", context=context)
    return words.problem_title(problem)


def _ago(then: datetime, now: datetime) -> str:
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return tr("less than a minute ago")
    if minutes < 60:
        return tr("%n minute(s) ago", "", minutes)
    if minutes < 60 * 24:
        return tr("%n hour(s) ago", "", minutes // 60)
    return tr("%n day(s) ago", "", minutes // (60 * 24))
