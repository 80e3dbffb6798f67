"""What is said of pulls with a secret: that they fail and why, what is waited for, what was pulled (SPEC section 9).

The kubelet's own message is repeated as it came. What it means is said beside it, and no more than it tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pullsecrets.model.pulls import Cause, Pull, PullState, Stuck
from pullsecrets.views import words
from pullsecrets.views.texts import QT_TR_NOOP
from pullsecrets.views.theme import Tone
from pullsecrets.views.words import tr

_NAMED = 3  # so many pods are named where more are counted
_MOST = 400  # letters of a message in a tooltip

SIGNS = {
    PullState.FAILING: ("octagon-x", Tone.DANGER),
    PullState.WAITING: ("clock", Tone.PLAIN),
    PullState.PULLED: ("circle-check", Tone.OK),
}
"""The icon that goes with a state, and what it means."""

# What the kubelet's message tells, by words that it holds; the first that fits.
OTHER_CAUSES = {
    "not found": QT_TR_NOOP("the image was not found."),
    "manifest unknown": QT_TR_NOOP("the image was not found."),
    "no such host": QT_TR_NOOP("the name of the registry is unknown on the node."),
    "connection refused": QT_TR_NOOP("the registry refused the connection."),
    "x509:": QT_TR_NOOP("the node does not trust the certificate of the registry."),
    "tls:": QT_TR_NOOP("the node has no secure connection to the registry."),
    "timeout": QT_TR_NOOP("the registry did not answer in time."),
    "deadline exceeded": QT_TR_NOOP("the registry did not answer in time."),
    "toomanyrequests": QT_TR_NOOP("the registry allows no more pulls for now."),
    "no space left": QT_TR_NOOP("the disk of the node is full."),
}
_OTHER_REASONS = {
    "ErrImageNeverPull": QT_TR_NOOP("the pod forbids pulling, and the image is not on its node."),
}


def cause_sentence(stuck: Stuck) -> str:
    """What a failed pull speaks against."""
    match stuck.cause:
        case Cause.CREDENTIAL:
            return tr("The registry does not accept the credential, or not for this image.")
        case Cause.SECRET:
            return tr("An ImagePullSecret of the pod cannot be read, so nothing is pulled for it.")
        case Cause.NAME:
            return tr("This does not speak against the credential: the name of the image is invalid.")
        case Cause.OTHER:
            why = _other_cause(stuck)
            if why:
                return tr("This does not speak against the credential: {why}", why=why)
            return tr("This does not speak against the credential.")


def _other_cause(stuck: Stuck) -> str:
    """What else is wrong; empty where that is not told."""
    if stuck.reason in _OTHER_REASONS:
        return tr(_OTHER_REASONS[stuck.reason])
    message = stuck.message.casefold()
    telling = next((words_of_it for words_of_it in OTHER_CAUSES if words_of_it in message), "")
    return tr(OTHER_CAUSES[telling]) if telling else ""


def against_credential(stuck: Stuck) -> str:
    """The same in a word, for a column: whether it speaks against the credential."""
    match stuck.cause:
        case Cause.CREDENTIAL:
            return tr("Yes", "it speaks against the credential")
        case Cause.SECRET:
            return tr("Unreadable")
        case _:
            return tr("No", "it does not speak against the credential")


def waits_sentence(stuck: Stuck) -> str:
    """Who waits for what."""
    return tr("Pod {pod} waits for {image}.", pod=stuck.pod, image=stuck.image)


def next_sentence(pull: Pull, now: datetime) -> str:
    """When the next attempt is due at the latest; empty where that is not known."""
    if pull.next_by is None:
        return ""
    if pull.next_by <= now:
        return tr("The next attempt is due.")
    return tr("Next attempt by {time}.", time=words.clock(pull.next_by))


def more_sentence(pull: Pull) -> str:
    """That more than the first one wait."""
    others = len(pods(pull.stuck)) - 1
    return tr("%n more pod(s) wait, too.", "", others) if others > 0 else ""


def pulled_sentence(pull: Pull) -> str:
    """What was pulled, and where. It is evidence, no proof, and with several entries not of one of them."""
    if pull.shared:
        return tr("Pod {pod} pulled {image}, with one of several entries that match.", pod=pull.pod, image=pull.image)
    return tr("Pod {pod} pulled {image}.", pod=pull.pod, image=pull.image)


def evidence_sentence() -> str:
    """How much a pull tells of the credential."""
    return tr("A sign, not a proof: the kubelet may also use credentials of its node.")


def tip_lines(pull: Pull, now: datetime) -> list[str]:
    """Everything there is to say of pulls, for the tooltip of a status that says the state itself."""
    said = [pulled_sentence(pull)] if pull.state is PullState.PULLED else []
    said += [known] if (known := note(pull)) else []
    if not pull.stuck:
        return said
    first = pull.stuck[0]
    if pull.state is PullState.FAILING:
        said += [cause_sentence(first)]
    said += [words.sentences(waits_sentence(first), since_sentence(first), more_sentence(pull))]
    said += [next_] if (next_ := next_sentence(pull, now)) else []
    return [*said, message] if (message := _cut(first.message)) else said


def since_sentence(stuck: Stuck) -> str:
    """Since when it waits; empty where that is not known."""
    return tr("Since {time}.", time=words.exact(stuck.since)) if stuck.since else ""


def _cut(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


# View


def stuck_lines(pull: Pull, now: datetime) -> tuple[str, str, str]:
    """Who waits because pulling fails, or did before the update; the part of it in bold, and the line below it."""
    first = pull.stuck[0]
    coming = words.sentences(next_sentence(pull, now), more_sentence(pull))
    if pull.state is not PullState.FAILING:
        title = tr("Still waiting")
        return tr("{title}. {sentence}", title=title, sentence=waits_sentence(first)), title, coming
    title = words.pull_words(pull, now)
    since = tr("{title} since {time}", title=title, time=_time(pull.at, now)) if pull.at else title
    said = tr("{title}. {sentence}", title=since, sentence=waits_sentence(first))
    return said, title, words.sentences(cause_sentence(first), coming)


def pulled_line(pull: Pull, now: datetime) -> str:
    """When something was pulled, what, and where."""
    return tr("{title}. {sentence}", title=words.pull_words(pull, now), sentence=pulled_sentence(pull))


def note(pull: Pull) -> str:
    """What there is to know of a state."""
    match pull.state:
        case PullState.FAILING:
            return ""
        case PullState.PULLED:
            return evidence_sentence()
        case PullState.WAITING if pull.stuck:
            return tr("Nothing was pulled since the update.")
        case PullState.WAITING:
            return tr("Nothing was pulled since the update. What is running has its images already.")


def _time(when: datetime, now: datetime) -> str:
    """To the second, or with its day where that is another one."""
    today = when.astimezone().date() == now.astimezone().date()
    return words.clock(when) if today else words.moment(when, now)


# The notice after an update


def failing_news(name: str, pull: Pull, now: datetime, others: int) -> tuple[str, str]:
    """That pulls fail since a secret was updated, and the line below it. ``others``: as many other secrets fail so."""
    first = pull.stuck[0]
    said = tr(
        "Pulling fails since the update of {name}: pod {pod}, image {image}.",
        name=name,
        pod=first.pod,
        image=first.image,
    )
    also = tr("Pulling fails for %n other updated ImagePullSecret(s), too.", "", others) if others else ""
    return said, words.sentences(cause_sentence(first), next_sentence(pull, now), more_sentence(pull), also)


def recovered_news(name: str, pull: Pull, now: datetime) -> tuple[str, str]:
    """That it works again."""
    return tr("Pulling works again for what uses {name}.", name=name), pulled_line(pull, now)


def since_update(pull: Pull | None, now: datetime) -> str:
    """The line below what was said of an update: who still waits from before, or what was pulled since."""
    if pull and pull.state is PullState.PULLED:
        return pulled_line(pull, now)
    if pull is None or not pull.stuck:
        return ""
    first, by = pull.stuck[0].pod, pull.next_by
    if by is None or by <= now:
        said = tr("Pod {pod} still waits for its next attempt.", pod=first)
    else:
        said = tr("Pod {pod} still waits: its next attempt is due by {time}.", pod=first, time=words.clock(by))
    return words.sentences(said, more_sentence(pull))


def details(pull: Pull) -> str:
    """The kubelet's own words for each that waits."""
    return "\n\n".join(
        f"{stuck.namespace}/{stuck.pod}\n{stuck.image}\n{stuck.reason}: {stuck.message}".rstrip(": ")
        for stuck in pull.stuck
    )


# "Pull again now"


def pods(stuck: Iterable[Stuck]) -> list[str]:
    """The names of those that wait, each once."""
    return [name for _, name in dict.fromkeys((each.namespace, each.pod) for each in stuck)]


def again_question(stuck: tuple[Stuck, ...]) -> str:
    """What is asked before pods are deleted."""
    names = pods(stuck)
    return tr("Delete %n pod(s), so that their images are pulled again at once?", "", len(names))


def again_effect(stuck: tuple[Stuck, ...], *, same_credential: bool) -> str:
    """Which pods they are, and what becomes of them. ``same_credential``: it is still the one that they failed with."""
    named = tr("To be deleted: {pods}. Each is made anew by its controller.", pods=_some(pods(stuck)))
    if same_credential and any(each.cause is Cause.CREDENTIAL for each in stuck):
        named = words.sentences(named, tr("Unless the registry accepts the credential by now, pulling fails again."))
    running = pods(each for each in stuck if each.running)
    warned = tr("Other containers of {pods} are running, and are stopped with them.", pods=_some(running))
    return f"{named}\n\n{warned}" if running else named


def _some(names: list[str]) -> str:
    first = tr(", ", "between names").join(names[:_NAMED])
    if len(names) <= _NAMED:
        return first
    return tr("{first} and %n more", "", len(names) - _NAMED, first=first, all=len(names))
