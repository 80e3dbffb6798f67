"""Every sentence of the program, in the language of the person who reads it.

``tr`` marks and translates a text. Qt's lupdate finds it by that name; the context is always the empty one.
Refresh the translations with ``python3 run.py translate``.

A sentence says what happened, to what, and what to do. All of them are plain text: a name or a server's reason in
one may hold anything, so show them as ``Qt.TextFormat.PlainText``.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLibraryInfo, QLocale, QTime, QTimeZone, QTranslator

from pullsecrets.model.creating import Looks
from pullsecrets.model.dockerconfig import Broken, Why
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.matching import Never, shown
from pullsecrets.model.ownership import Owner
from pullsecrets.model.pulls import Pull, PullState
from pullsecrets.model.secrets import Row, Use, UseState
from pullsecrets.model.validation import Finding
from pullsecrets.resources import resource
from pullsecrets.views import texts


def tr(source: str, comment: str = "", n: int = -1, /, **values: object) -> str:
    """The text in the current language, with ``{name}`` replaced by values, and ``%n`` by n in its plural form."""
    text = QCoreApplication.translate("", source, comment or None, n)
    return text.format(**values) if values else text


def install_language(app: QCoreApplication, language: str) -> None:
    """Speak "en" or "zh_CN" from now on, in our own texts and in Qt's; "" takes what the system prefers."""
    chosen = language or _preferred(QLocale.system().uiLanguages())
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for file in (f"{of_qt}/qtbase_{chosen}.qm", str(resource(f"translations/{chosen}.qm"))):
        translator = QTranslator(app)
        if translator.load(file):  # Qt brings none for English: its own texts are English
            app.installTranslator(translator)


def _preferred(languages: Sequence[str]) -> str:
    """The first of the system's languages that we speak. Chinese means the one in simplified characters."""
    for locale in map(QLocale, languages):
        if locale.language() == QLocale.Language.English:
            break
        if locale.script() == QLocale.Script.SimplifiedChineseScript:
            return "zh_CN"
    return "en"


def sentences(*said: str) -> str:
    """One sentence after the other, set apart as the language has it; empty ones are left out."""
    given = [each for each in said if each]
    return functools.reduce(lambda one, next_: tr("{one} {next}", one=one, next=next_), given) if given else ""


# Problems


def problem_title(problem: Problem) -> str:
    """What happened, in a few words, for the heading of a page or a banner."""
    return tr(texts.PROBLEM_TITLES[problem.code])


def problem_sentence(problem: Problem) -> str:
    """What happened, to what, and what to do."""
    values = dict(problem.values)
    if problem.code in {Code.BROKEN, Code.NOT_DOCKER_CONFIG} and values.get("why"):
        values["why"] = tr(texts.BROKEN_WORDS[Why(str(values["why"]))])
    said = [tr(_problem_text(problem)).format_map(defaultdict(lambda: "?", _shown(values)))]
    if problem.code is Code.FORBIDDEN and values.get("user"):
        said.append(tr("You are signed in as {user}.", user=values["user"]))
    if values.get("hint"):
        said.append(str(values["hint"]).strip())
    return sentences(*said)


def titled_problem(problem: Problem, sentence: str = "") -> tuple[str, str]:
    """Its title and its ``sentence``, which may be another one; and the part of it to be shown in bold."""
    title = problem_title(problem)
    return tr("{title}. {sentence}", title=title, sentence=sentence or problem_sentence(problem)), title


def _problem_text(problem: Problem) -> str:
    values = problem.values
    match problem.code:
        case Code.NO_USER if values.get("user"):
            return texts.USER_NOT_IN_KUBECONFIG
        case Code.FORBIDDEN if values.get("namespaces"):
            return texts.FORBIDDEN_SOME
        case Code.FORBIDDEN if values.get("name") and values.get("verb") != "create":  # which knows no rights by name
            return texts.FORBIDDEN_ONE
        case Code.FORBIDDEN if values.get("resource") == "namespaces":
            return texts.FORBIDDEN_NAMESPACES
        case Code.FORBIDDEN if values.get("verb") == "create" and not values.get("namespace"):
            return texts.FORBIDDEN_TO_ADD
        case Code.FORBIDDEN if not values.get("namespace"):
            return texts.FORBIDDEN_EVERYWHERE
        case Code.NOT_FOUND if values.get("resource") == "namespaces":
            return texts.NOT_FOUND_NAMESPACE
        case Code.NOT_FOUND if values.get("resource") == "serviceaccounts":
            return texts.NOT_FOUND_SERVICE_ACCOUNT
        case Code.ALREADY_EXISTS if values.get("terminating"):
            return texts.ALREADY_EXISTS_TERMINATING
        case Code.ALREADY_EXISTS if values.get("type"):
            return texts.ALREADY_EXISTS_OTHERWISE
        case Code.CONTEXT_BROKEN if not values.get("file"):
            return texts.CONTEXT_BROKEN_SOMEWHERE
        case Code.NOT_DOCKER_CONFIG if values.get("looks"):
            return texts.LOOKS[Looks(str(values["looks"]))]
        case Code.NOT_DOCKER_CONFIG if values.get("key"):
            return texts.NOT_DOCKER_CONFIG_ENTRY
        case Code.INVALID if not values.get("reason"):
            return texts.INVALID_WITHOUT_REASON
        case Code.BROKEN | Code.TERMINATING if values.get("kind") == "copy":
            return texts.NOT_COPIED[problem.code]
        case Code.OUTCOME_UNKNOWN if values.get("kind") in texts.OUTCOMES_UNKNOWN:
            return texts.OUTCOMES_UNKNOWN[str(values["kind"])]
        case code:
            return texts.PROBLEM_SENTENCES[code]


def _shown(values: Mapping[str, Value]) -> dict[str, str]:
    """Values as they stand in a sentence; one that is missing or empty is left out."""
    return {
        key: f"{value:,g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
        for key, value in values.items()
        if value not in {None, ""}
    }


def finding_sentence(finding: Finding) -> tuple[str, str]:
    """What to say beside a field, and the words of its one-click fix; empty where it has none."""
    if finding.never:
        said = never_sentence(finding.never, finding.key)
    else:
        said = tr(texts.FINDINGS[finding.code], key=finding.key)
    match finding.fix:
        case None:
            return said, ""
        case bytes():
            return said, tr("Remove it")
        case text:
            return said, tr("Use “{fix}”", fix=shown(text))


# What a secret is like


def status_text(row: Row, now: datetime) -> str:
    """A row's status, the worst thing first, then its owner: "Broken: not base64", "Pulled at 17:31 · Helm"."""
    if row.missing:
        return tr("Not a pull secret: {type}", type=row.other_type) if row.other_type else tr("Missing")
    if row.pull and row.pull.state is PullState.FAILING:
        parts = [pull_words(row.pull, now)]
    elif row.broken:
        parts = [tr("Broken: {why}", why=broken_words(row.broken))]
    elif row.matches_nothing:
        parts = [tr("Matches no image")]
    elif row.pull:
        parts = [pull_words(row.pull, now)]
    else:
        parts = [tr(texts.USE_STATES[row.use.state if row.use else UseState.UNKNOWN])]
    if row.owner:
        parts.append(owner_word(row.owner))
    if row.immutable:
        parts.append(tr("Immutable"))
    if row.terminating:
        parts.append(tr("Terminating"))
    return " · ".join(parts)


def pull_words(pull: Pull, now: datetime) -> str:
    """How pulls go: "Pulling fails", "Waiting for a pull", "Pulled at 17:31"."""
    if pull.state is PullState.FAILING:
        return tr("Pulling fails")
    if pull.state is PullState.WAITING:
        return tr("Waiting for a pull")
    if pull.at is None:
        return tr("Pulled")
    local = pull.at.astimezone()
    if local.date() == now.astimezone().date():
        return tr("Pulled at {time}", time=f"{local:%H:%M}")
    return tr("Pulled: {time}", time=moment(pull.at, now))


def missing_sentence(row: Row) -> str:
    """What it means that a secret is named to pull with and is not there."""
    if row.other_type:
        return tr("It is there as {type}, so nothing can be pulled with it.", type=row.other_type)
    return tr("It is named to pull images with, but there is no such secret.")


def users_figure(use: Use | None) -> str:
    """How many use a secret, for a narrow column."""
    if use is None or use.state is UseState.UNKNOWN:
        return tr("?")
    return str(use.users) if use.complete else tr("{count}+", count=use.users)


def users_sentence(use: Use | None) -> str:
    """How many use a secret, in a sentence."""
    if use is None:
        return tr("It is not known yet what uses it.")
    if use.state is UseState.UNKNOWN:
        return tr("It cannot be seen what uses it.")
    if use.state is UseState.NOT_IN_USE:
        return tr("Nothing uses it.")
    said = [tr("%n use(s) it.", "", use.users)]
    if not use.complete:
        said.append(tr("Not everything that may use it can be seen."))
    return sentences(*said)


def broken_words(broken: Broken) -> str:
    """Why a secret is broken, in a few words: "not base64"."""
    return tr(texts.BROKEN_WORDS[broken.why])


def broken_sentence(broken: Broken) -> str:
    """Why a secret is broken, where, and what comes of it."""
    if broken.field and broken.why is Why.WRONG_TYPE:
        why = texts.BROKEN_ENTRY_FIELD if broken.key else texts.BROKEN_FIELD
    else:
        why = (texts.BROKEN_ENTRIES if broken.key else texts.BROKEN_SENTENCES).get(
            broken.why, texts.BROKEN_SENTENCES[broken.why]
        )
    return sentences(tr(why, key=shown(broken.key), field=broken.field), tr(texts.BROKEN_EFFECT))


def never_sentence(never: Never, key: str) -> str:
    """Why a registry key matches no image, and how it would."""
    return tr(texts.NEVER[never], key=key)


# Why Update waits, and what became of a write


def choose_first() -> str:
    """Why Update waits while a colleague's change is being asked about."""
    return tr("Choose “Keep mine” or “Take theirs” first.")


def correct_first(field: str) -> str:
    """Why Update waits while a field is refused: "username", "password" or "description"."""
    match field:
        case "username":
            return tr("Correct the username to update.")
        case "password":
            return tr("Correct the password to update.")
        case _:
            return tr("Correct the description to update.")


def told(kind: str, problem: Problem | None, name: str, namespace: str, users: int = 0) -> tuple[str, str]:
    """What became of a write of some kind (Activity's; what was done to an entry, by its change), and the part of it
    to be shown in bold.

    ``users``: how many use a secret whose credential was changed.
    """
    if problem is None:
        done = tr(texts.DONE[kind], name=name, namespace=namespace)
        pulls = ""
        if users and kind == "undo":
            pulls = tr("%n user(s) get it at the next pull.", "", users)
        elif users:
            pulls = tr("%n user(s) get the new credential at the next pull.", "", users)
        return sentences(done, pulls), name
    sentence = problem_sentence(problem)
    if problem.code is Code.OUTCOME_UNKNOWN:
        return sentence, name
    return tr(texts.NOT_DONE.get(kind, texts.NOT_DONE["entry"]), name=name, sentence=sentence), name


def quitting(writes: int) -> str:
    """What the window waits for before it closes."""
    return tr("Waiting for the outcome of %n change(s)…", "", writes)


# Owners


def owner_word(owner: Owner) -> str:
    """The owner in a word or two, to follow a status: "Helm", "SealedSecret"."""
    return texts.OWNER_WORDS.get(owner.kind) or owner.name.partition("/")[0]


def owner_name(owner: Owner) -> str:
    """The owner's name in full, as it stands in its sentence."""
    return f"{owner.namespace}/{owner.name}" if owner.namespace else owner.name


def owner_lines(owner: Owner) -> tuple[str, str]:
    """Whose secret it is and what becomes of a change; then where to change it instead."""
    whose, where = texts.OWNERS[owner.kind]
    if not owner.name:
        whose = texts.NAMELESS_OWNERS.get(owner.kind, whose)
    name = owner_name(owner)
    return tr(whose, owner=name), tr(where, owner=name)


def owner_sentence(owner: Owner) -> str:
    """Both lines as one text, for tooltips."""
    return sentences(*owner_lines(owner))


# Times. A zone of None is the one of this computer, with its rules of that day.


def moment(when: datetime | None, now: datetime, zone: tzinfo | None = None) -> str:
    """A time as one says it: "Today 17:26", "Oct 2, 09:14", "Oct 10, 2023"; "unknown" where there is none."""
    if when is None:
        return tr("unknown")
    local, today = when.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        pattern = tr("'Today' HH:mm", "a QLocale date format")
    elif local.year == today.year:
        pattern = tr("MMM d, HH:mm", "a QLocale date format")
    else:
        pattern = tr("MMM d, yyyy", "a QLocale date format")
    # As UTC, because Qt takes long to look up the local zone, and it has been counted with already.
    plain = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute), QTimeZone.utc())
    return QLocale(QLocale.Language.English).toString(plain, pattern)


def exact(when: datetime | None, zone: tzinfo | None = None) -> str:
    """A time to the second with its zone, for tooltips: "2025-09-01 08:03:22 UTC+8"."""
    if when is None:
        return tr("unknown")
    return f"{when.astimezone(zone):%Y-%m-%d %H:%M:%S} {zone_name(when, zone)}"


def clock(when: datetime, zone: tzinfo | None = None) -> str:
    """The time of day, to the second: "17:31:04"."""
    return f"{when.astimezone(zone):%H:%M:%S}"


def zone_name(at: datetime, zone: tzinfo | None = None) -> str:
    """The zone by its distance from UTC at that time: "UTC", "UTC+8", "UTC−3:30"."""
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None  # astimezone gives an aware time
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
