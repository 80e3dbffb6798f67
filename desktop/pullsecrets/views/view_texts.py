"""What View says of a secret, made from codes and values: its use, its owner, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from pullsecrets.model.errors import Code, Problem
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.usage import Source, Usage
from pullsecrets.views import words
from pullsecrets.views.texts import QT_TR_NOOP
from pullsecrets.views.words import tr


def use_sentence(usage: Usage | None) -> str:
    """What a list of users does not say: that there are none, that there may be more, and why."""
    if usage is None:
        return tr("Looking for what uses it…")
    hidden = _hidden(usage.hidden)
    if usage.use.complete:
        if usage.use.users:
            return ""
        return tr("Nothing uses it any more.") if usage.users else tr("Nothing uses it.")
    if not hidden:
        return tr("Still looking for what uses it…")
    return words.sentences(hidden, tr("There may be more that use it.") if usage.use.users else "")


def _hidden(problems: Sequence[Problem]) -> str:
    """What could not be looked at, and why: rights as one sentence, everything else each in its own."""
    refused = [problem for problem in problems if problem.code is Code.FORBIDDEN]
    said = []
    if refused:
        kinds = enumeration(dict.fromkeys(_kinds(str(problem.values.get("resource", ""))) for problem in refused))
        namespaces = dict.fromkeys(str(problem.values.get("namespace", "")) for problem in refused)
        if all(namespaces):
            said.append(
                tr("Not allowed to see {kinds} in {namespaces}.", kinds=kinds, namespaces=enumeration(namespaces))
            )
        else:
            said.append(tr("Not allowed to see {kinds} in all namespaces.", kinds=kinds))
    said += dict.fromkeys(words.problem_sentence(problem) for problem in problems if problem not in refused)
    return words.sentences(*said)


def _kinds(resource: str) -> str:
    """Objects of a kind as people call them: several of them."""
    match resource:
        case Source.PODS:
            return tr("pods")
        case Source.SERVICE_ACCOUNTS:
            return tr("service accounts")
        case Source.REPLICA_SETS:
            return tr("ReplicaSets")
        case Source.DEPLOYMENTS:
            return tr("Deployments")
        case Source.STATEFUL_SETS:
            return tr("StatefulSets")
        case Source.DAEMON_SETS:
            return tr("DaemonSets")
        case Source.JOBS:
            return tr("Jobs")
        case Source.CRON_JOBS:
            return tr("CronJobs")
    return resource


def enumeration(things: Sequence[str] | dict[str, None]) -> str:
    """Names in a row, as one says them: "pods, Jobs and CronJobs"."""
    *most, last = things
    return tr("{first} and {last}", first=tr(", ", "between names").join(most), last=last) if most else last


def owner_text(owner: Owner | None) -> str:
    """Who manages a secret, in a line: "Helm, release platform/platform-base"."""
    if owner is None:
        return tr("None")
    if not owner.name or owner.kind is OwnerKind.OWNER_REFERENCE:
        return owner.name or words.owner_word(owner)
    return tr(_OWNERS[owner.kind], owner=words.owner_name(owner))


_OWNERS = {
    OwnerKind.EXTERNAL_SECRETS: QT_TR_NOOP("External Secrets, ExternalSecret {owner}"),
    OwnerKind.HELM: QT_TR_NOOP("Helm, release {owner}"),
    OwnerKind.ARGO_CD: QT_TR_NOOP("Argo CD, application {owner}"),
    OwnerKind.FLUX: QT_TR_NOOP("Flux, Kustomization {owner}"),
    OwnerKind.OPENSHIFT: QT_TR_NOOP("OpenShift, service account {owner}"),
    OwnerKind.RANCHER: QT_TR_NOOP("Rancher, project {owner}"),
    OwnerKind.PORTAINER: QT_TR_NOOP("Portainer, registry number {owner}"),
    OwnerKind.REFLECTOR: QT_TR_NOOP("Reflector, copied from {owner}"),
}


def gone_sentence(problem: Problem) -> str:
    """What a page shows of a secret that is not there any more; the problem's title comes before it."""
    if problem.code is Code.NOT_PULL_SECRET:
        kind = problem.values.get("type") or "?"
        return tr("It was replaced by a secret of the type {type}. What is shown here is how it was.", type=kind)
    return tr("What is shown here is how it was.")
