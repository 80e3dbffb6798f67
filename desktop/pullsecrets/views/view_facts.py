"""What View knows of a secret: everything but its passwords, and what there is to warn of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pullsecrets.model import matching
from pullsecrets.model.dockerconfig import DockerConfig
from pullsecrets.model.secrets import LAST_APPLIED, PullSecret, Row
from pullsecrets.model.usage import ImageUse, Usage
from pullsecrets.model.validation import FindingCode, check_password
from pullsecrets.views import words
from pullsecrets.views.texts import QT_TR_NOOP
from pullsecrets.views.theme import Tone
from pullsecrets.views.view_texts import enumeration
from pullsecrets.views.words import tr

# Annotations that tell where a secret comes from or goes to. All others stay unseen: some tools keep a copy of the
# whole object in one, password and all.
_TELLING = (
    "app.kubernetes.io/managed-by",
    "argocd.argoproj.io/",
    "field.cattle.io/projectId",
    "kubernetes.io/service-account.name",
    "kustomize.toolkit.fluxcd.io/",
    "management.cattle.io/",
    "meta.helm.sh/",
    "openshift.io/internal-registry-auth-token",
    "portainer.io/",
    "reconcile.external-secrets.io/",
    "reflector.v1.k8s.emberstack.com/",
    "replicator.v1.mittwald.de/",
    "sealedsecrets.bitnami.com/",
)
_NAMED = 3  # so many are named where more of a kind are counted


class EntryAct(StrEnum):
    """What can be done with the entries of a secret, each a change of its docker config."""

    ADD = "add"
    CHANGE_REGISTRY = "change-registry"
    REMOVE = "remove"
    REPLACE_CONTENT = "replace-content"


@dataclass(frozen=True, slots=True)
class Facts:
    """A secret as View shows it. ``keys``, as they are written, ``token_only`` and ``passwords`` run parallel to the
    row's entries; ``passwords`` says what is wrong with each, as ``check_password`` finds it.

    ``twins`` are keys, as people may see them, that stand for the same images. ``copy_kept``: the annotation of
    ``kubectl apply`` holds the docker config too; ``applied``: an old manifest would bring the old one back.
    """

    row: Row
    keys: tuple[str, ...] = field(repr=False)  # one may hold a password before "@"
    token_only: tuple[bool, ...]
    passwords: tuple[FindingCode | None, ...]
    twins: tuple[tuple[str, ...], ...] = ()
    copy_kept: bool = False
    applied: bool = False
    annotations: tuple[tuple[str, str], ...] = ()

    def has_password(self, key: str) -> bool:
        """Whether there is a password to show and to copy, as far as is known."""
        return dict(zip(self.keys, self.passwords, strict=True)).get(key) is not FindingCode.EMPTY_PASSWORD


def facts(secret: PullSecret) -> Facts:
    """What there is to show of a secret."""
    config = secret.config if isinstance(secret.config, DockerConfig) else DockerConfig(())
    annotations = secret.annotations
    return Facts(
        secret.row,
        tuple(entry.key for entry in config.entries),
        tuple(entry.token_only for entry in config.entries),
        tuple(_of_password(entry.credential.password) for entry in config.entries),
        tuple(tuple(map(matching.shown, group)) for group in matching.ambiguous(config)),
        _copy_kept(annotations.get(LAST_APPLIED, ""), secret.kind.data_key),
        secret.applied,
        tuple((key, value) for key, value in sorted(annotations.items()) if key.startswith(_TELLING)),
    )


def unread(row: Row) -> Facts:
    """What the table knows of a secret that was not read yet."""
    count = len(row.registries)
    return Facts(row, row.registries, (False,) * count, (None,) * count)


def _of_password(password: bytes) -> FindingCode | None:
    finding = check_password(password)
    return finding.code if finding else None


def _copy_kept(document: str, data_key: str) -> bool:
    try:
        manifest = json.loads(document)
    except (ValueError, RecursionError):
        return False
    sections = [manifest.get(name) for name in ("data", "stringData")] if isinstance(manifest, dict) else []
    return any(isinstance(section, dict) and data_key in section for section in sections)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to know about a secret, and what mends it: a change of the entry with that key."""

    sentence: str
    tone: Tone = Tone.WARN
    act: EntryAct | None = None
    key: str = field(default="", repr=False)


def warnings(facts: Facts, usage: Usage | None) -> list[Warned]:
    """Everything there is to warn of, the worst first."""
    said = [*_of_content(facts)]
    if usage:
        said += [*_of_use(facts, usage)]
    if facts.copy_kept:
        said.append(
            Warned(
                tr(
                    "The annotation {annotation} holds this credential too. Update changes both, but applying the "
                    "old manifest again brings the old one back.",
                    annotation=LAST_APPLIED,
                )
            )
        )
    elif facts.applied:
        said.append(
            Warned(tr("Made with kubectl apply: applying the old manifest again brings the old credential back."))
        )
    return sorted(said, key=lambda warned: warned.tone is not Tone.DANGER)


def _of_content(facts: Facts) -> Iterator[Warned]:
    row = facts.row
    if row.broken:
        yield Warned(words.broken_sentence(row.broken), Tone.DANGER, EntryAct.REPLACE_CONTENT)
    elif not row.registries:
        yield Warned(tr("It has no entries, so nothing can be pulled with it."), act=EntryAct.ADD)
    for key, registry, never in zip(facts.keys, row.registries, row.never, strict=True):
        if never:
            yield Warned(words.never_sentence(never, registry), act=EntryAct.CHANGE_REGISTRY, key=key)
    for group in facts.twins:
        yield Warned(
            tr("{keys} stand for the same images: the kubelet tries them in random order.", keys=_quoted(group))
        )
    for registry, token_only in zip(row.registries, facts.token_only, strict=True):
        if token_only:
            yield Warned(
                tr(
                    "The entry for {key} holds only a token, which the kubelet ignores: it pulls without a credential.",
                    key=registry,
                )
            )
    for registry, token_only, finding in zip(row.registries, facts.token_only, facts.passwords, strict=True):
        if finding and not token_only:
            yield Warned(tr(_PASSWORDS[finding], key=registry))


_PASSWORDS = {
    FindingCode.EMPTY_PASSWORD: QT_TR_NOOP("The entry for {key} has no password."),
    FindingCode.CONTROL_CHARACTER: QT_TR_NOOP("There is a control character in the password for {key}."),
    FindingCode.SPACE_AT_END: QT_TR_NOOP("The password for {key} ends with a space, which is sent with it."),
    FindingCode.SPACE_AT_START: QT_TR_NOOP("The password for {key} begins with a space, which is sent with it."),
    FindingCode.LINE_END_AT_END: QT_TR_NOOP("The password for {key} ends with a line end, which is sent with it."),
    FindingCode.LINE_END_AT_START: QT_TR_NOOP("The password for {key} begins with a line end, which is sent with it."),
}


def _of_use(facts: Facts, usage: Usage) -> Iterator[Warned]:
    for name in dict.fromkeys(image.blocked_by for image in usage.images):
        blocked = [image for image in usage.images if image.blocked_by == name]
        if name and name != facts.row.name:
            users = _some([user for image in blocked for user in image.users])
            yield Warned(
                tr("Nothing is pulled for {users}: their ImagePullSecret {name} is broken.", users=users, name=name),
                Tone.DANGER,
            )
    for image in usage.images:
        if image.entries is None:
            said = tr("“{image}”, used by {users}, is not a valid image name: it is never pulled.")
            yield Warned(said.format(image=image.image, users=_some(image.users)))
    unmatched = [image for image in usage.images if _unmatched(image)]
    if len(unmatched) == 1:
        (image,) = unmatched
        said = tr("No entry matches the image {image} of {users}. It is pulled without sign-in.")
        yield Warned(said.format(image=image.image, users=_some(image.users)))
    elif unmatched:
        images = _some([image.image for image in unmatched])
        yield Warned(tr("No entry matches {images}. They are pulled without sign-in.", images=images))
    idle = _idle(facts, usage)
    if idle:
        said = (
            tr("The entry for {keys} serves no image in use.")
            if len(idle) == 1
            else tr("The entries for {keys} serve no image in use.")
        )
        yield Warned(said.format(keys=_some(idle)))


def _unmatched(image: ImageUse) -> bool:
    return image.entries == () and image.complete and not image.blocked_by


def _idle(facts: Facts, usage: Usage) -> list[str]:
    """Entries that could serve images, but none of those that the secret is used for."""
    known = usage.use.complete and usage.images and all(image.complete for image in usage.images)
    if not known or any(image.blocked_by for image in usage.images):
        return []
    return [
        registry
        for registry, never in zip(facts.row.registries, facts.row.never, strict=True)
        if not never and not images_served(usage, facts.row.name, registry)
    ]


def images_served(usage: Usage, secret: str, registry: str) -> int:
    """For how many of the images in use the kubelet tries an entry."""
    return sum(
        any((entry.secret, entry.key) == (secret, registry) for entry in image.entries or ()) for image in usage.images
    )


def _some(names: Sequence[str]) -> str:
    """All of a few names; of many the first and how many more."""
    names = tuple(dict.fromkeys(names))
    if len(names) <= _NAMED:
        return enumeration(names)
    first = tr(", ", "between names").join(names[:_NAMED])
    return tr("{first} and %n more", "", len(names) - _NAMED, first=first, all=len(names))


def _quoted(keys: Sequence[str]) -> str:
    return enumeration([tr("“{text}”", "a quotation", text=key) for key in keys])
