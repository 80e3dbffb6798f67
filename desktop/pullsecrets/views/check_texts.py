"""What a registry answered about a credential, in words: one sentence, and all images behind it."""

from __future__ import annotations

from dataclasses import dataclass

from pullsecrets.model.checking import Answer, ImageVerdict, Verdict
from pullsecrets.model.errors import Code
from pullsecrets.views import words
from pullsecrets.views.texts import QT_TR_NOOP
from pullsecrets.views.theme import Tone
from pullsecrets.views.words import tr


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the form, and what its tooltip adds."""

    tone: Tone
    icon: str
    sentence: str
    details: str = ""


_SIGNS = {
    Verdict.REFUSED: (Tone.DANGER, "octagon-alert"),
    Verdict.CANNOT_PULL: (Tone.DANGER, "octagon-alert"),
    Verdict.ACCEPTED: (Tone.OK, "circle-check"),
    Verdict.NO_SIGN_IN: (Tone.PLAIN, "circle-info"),
}
_WARNING = (Tone.WARN, "triangle-alert")

_IMAGES = {
    ImageVerdict.DENIED: QT_TR_NOOP("{image}: cannot be pulled"),
    ImageVerdict.ABSENT: QT_TR_NOOP("{image}: does not exist"),
    ImageVerdict.PULLABLE: QT_TR_NOOP("{image}: can be pulled"),
    ImageVerdict.PUBLIC: QT_TR_NOOP("{image}: can be pulled without signing in"),
    ImageVerdict.UNKNOWN: QT_TR_NOOP("{image}: not known"),
}
_GOOD = (ImageVerdict.PULLABLE, ImageVerdict.PUBLIC)

_OUT_OF_REACH = {  # what other problems mean, they say themselves
    Code.CONNECTION_REFUSED: QT_TR_NOOP("{host} cannot be reached from here: it refused the connection."),
    Code.UNKNOWN_HOST: QT_TR_NOOP("{host} cannot be reached from here: its address cannot be found."),
    Code.NETWORK_UNREACHABLE: QT_TR_NOOP("{host} cannot be reached from here: the network has no way to it."),
    Code.TIMEOUT: QT_TR_NOOP("{host} cannot be reached from here: it did not answer in time."),
    Code.CONNECTION_LOST: QT_TR_NOOP("{host} cannot be reached from here: the connection broke off."),
    Code.SERVER_ERROR: QT_TR_NOOP("{host} answered with an error of its own (status {status}). Try again later."),
    Code.REFUSED: QT_TR_NOOP("{host} gave an answer that says nothing of the credential (status {status})."),
    Code.PROXY_FAILED: QT_TR_NOOP("The proxy {host} made no connection. Check the proxy settings of this computer."),
    Code.TLS_UNTRUSTED: QT_TR_NOOP("The certificate of {host} is not trusted. Name its CA file in Preferences."),
    Code.TLS_EXPIRED: QT_TR_NOOP("The certificate of {host} has expired or is not valid yet."),
    Code.TLS_WRONG_HOST: QT_TR_NOOP("The certificate of {host} was made for another name."),
    Code.TLS_FAILED: QT_TR_NOOP("No secure connection to {host} could be made."),
    Code.EXTRA_CA: QT_TR_NOOP("The extra CA file {file} cannot be used: {reason}. Choose another one in Preferences."),
}


def running(host: str) -> Said:
    """That it is being asked; ``host`` is empty where there is none to ask."""
    return Said(Tone.PLAIN, "clock", tr("Checking with {host}…", host=host) if host else tr("Checking…"))


def answered(answer: Answer) -> Said:
    """What came of it."""
    return Said(*_SIGNS.get(answer.verdict, _WARNING), sentence(answer), _details(answer))


def doubtful(answer: Answer) -> str:
    """Why a credential that was sent may be of no use, for a notice."""
    return (
        sentence(answer)
        if answer.against
        else words.sentences(tr("The credential could not be checked."), sentence(answer))
    )


def sentence(answer: Answer) -> str:
    """What came of it, in a sentence or two."""
    host = answer.host
    match answer.verdict:
        case Verdict.ACCEPTED:
            by = tr("{host} (signed in at {other})", host=host, other=answer.token_host) if answer.token_host else host
            return words.sentences(tr("Accepted by {host}.", host=by), _pulls(answer))
        case Verdict.CANNOT_PULL:
            images = _named(answer, ImageVerdict.DENIED)
            return tr("Accepted by {host}, but it cannot pull {images}.", host=host, images=images)
        case Verdict.NO_SUCH_IMAGE:
            images = _named(answer, ImageVerdict.ABSENT)
            return tr("Accepted by {host}, but there is no image {images}.", host=host, images=images)
        case Verdict.REFUSED:
            by = tr("{host} (asked at {other})", host=host, other=answer.token_host) if answer.token_host else host
            if answer.message:
                return tr("Refused by {host}: “{message}”.", host=by, message=answer.message)
            return tr("Refused by {host}.", host=by)
        case Verdict.NO_SIGN_IN:
            return tr("No sign-in is needed at {host}: it does not look at the credential.", host=host)
        case Verdict.NOT_A_REGISTRY:
            return tr("What answers at {host} is not a registry.", host=host)
        case Verdict.TOO_MANY_REQUESTS:
            if answer.seconds:
                return tr("Too many requests for {host}. Try again in {seconds} s.", host=host, seconds=answer.seconds)
            return tr("Too many requests for {host}. Try again later.", host=host)
        case Verdict.PLAIN_HTTP:
            return tr("{host} does not encrypt: the credential was not sent.", host=host)
        case Verdict.UNSAFE:
            other = answer.token_host
            return tr("{host} sends on to {other} without safety: the credential was not sent.", host=host, other=other)
        case Verdict.WHICH_HOST:
            return tr("No image in use tells which host to ask. Enter one below.")
        case Verdict.UNREACHABLE | Verdict.TLS_UNTRUSTED:
            return _out_of_reach(answer)


def _out_of_reach(answer: Answer) -> str:
    problem = answer.problem
    if problem is None:
        return tr("{host} cannot be reached from here.", host=answer.host)
    if problem.code not in _OUT_OF_REACH:
        return words.problem_sentence(problem)
    host = str(problem.values.get("host", answer.host)).removesuffix(":443")
    return tr(_OUT_OF_REACH[problem.code], **{**problem.values, "host": host})


def _pulls(answer: Answer) -> str:
    """Whether an accepted credential can pull the images in use."""
    everything = len(answer.images) + answer.unasked
    good = [each for each in answer.images if each.verdict in _GOOD]
    if not everything:
        return ""
    if not good:
        return tr("What it can pull is not known.")
    if len(good) < everything:
        return tr("It can pull %n of {all} images in use; the others are not known.", "", len(good), all=everything)
    if all(each.verdict is ImageVerdict.PUBLIC for each in good):
        return tr("No sign-in is needed for {images}.", images=_named(answer, ImageVerdict.PUBLIC))
    return tr("It can pull all %n image(s) in use.", "", len(good))


def _named(answer: Answer, verdict: ImageVerdict) -> str:
    """The first of the images with that verdict, and how many more there are."""
    names = [each.image for each in answer.images if each.verdict is verdict]
    if len(names) < 2:
        return "".join(names)
    return tr("{first} and %n more", "", len(names) - 1, first=names[0], all=len(names))


def _details(answer: Answer) -> str:
    """Every image with its verdict."""
    said = [tr(_IMAGES[each.verdict], image=each.image) for each in answer.images]
    if answer.unasked:
        said.append(tr("%n more image(s) were not asked for", "", answer.unasked))
    return "\n".join(said)
