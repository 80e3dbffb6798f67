"""Each way in which pulling fails after an update, in the kubelet's words, and what the window says of it."""

from __future__ import annotations

from typing import NamedTuple

from program.conftest import Start
from program.kubelet import IMAGE, RUNNING, Kubelet, answered, owned_by, resolving
from program.sites import Site
from program.test_pulls import AGAIN, AGAINST, FAILING, OLD, REFUSED, WAITING, Watched
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from pullsecrets.views.secret_cells import Column

NOT_AGAINST = "This does not speak against the credential"


class Failure(NamedTuple):
    """How a pull fails, and what is said of it."""

    name: str
    meaning: str
    message: str
    reason: str = ""  # for what is not even asked for
    kind: str = "containers"
    image: str = IMAGE
    owner: str = ""

    def play(self, kubelet: Kubelet) -> None:
        if self.reason:
            kubelet.hindered(self.name, self.reason, self.message)
        else:
            kubelet.begins(self.name)
            kubelet.fails(self.name, self.message)


HUB = "pull access denied, repository does not exist or may require authorization: server message: "
TOKEN = "failed to authorize: failed to fetch oauth token:"
TOKEN_STATUS = "unexpected status from GET request to https://auth.acme.io/token?account=u&service=acme"
HEAD = 'failed to do request: Head "https://registry.acme.io/v2/shop/web/manifests/1"'
UNKNOWN_CA = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
ABSENT = f"rpc error: code = NotFound desc = {resolving(f'{IMAGE}: not found')}"
UPPER = "registry.acme.io/Shop/web:1"
INVALID = f'couldn\'t parse image name "{UPPER}": invalid reference format: repository name must be lowercase'
MALFORMED = "illegal base64 data at input byte 0"
INIT = "initContainers"
FAILURES = (
    Failure("wrong", AGAINST, REFUSED, owner="ReplicaSet"),
    Failure("forbidden", AGAINST, answered("403 Forbidden"), kind=INIT, owner="DaemonSet"),
    Failure("denied", AGAINST, resolving(f"{HUB}insufficient_scope: authorization failed"), kind="ephemeralContainers"),
    Failure("without", AGAINST, resolving(f"{HUB}no basic auth credentials"), owner="Node"),
    Failure("token", AGAINST, resolving(f"{TOKEN} {TOKEN_STATUS}: 401 Unauthorized")),
    Failure("either", AGAINST, f"[{REFUSED}, {ABSENT}]"),
    Failure("absent", f"{NOT_AGAINST}: the image was not found.", ABSENT, owner="StatefulSet"),
    Failure(
        "closed",
        f"{NOT_AGAINST}: the registry refused the connection.",
        resolving(f"{HEAD}: dial tcp 10.0.0.1:403: connect: connection refused"),
        kind=INIT,
    ),
    Failure(
        "lookup",
        f"{NOT_AGAINST}: the name of the registry is unknown on the node.",
        resolving(f"{TOKEN} {HEAD}: dial tcp: lookup auth.acme.io on 10.0.0.2:53: no such host"),
    ),
    Failure(
        "tls",
        f"{NOT_AGAINST}: the node does not trust the certificate of the registry.",
        resolving(f"{HEAD}: {UNKNOWN_CA}"),
    ),
    Failure(
        "slow",
        f"{NOT_AGAINST}: the registry did not answer in time.",
        resolving(f"{HEAD}: dial tcp 10.0.0.1:443: i/o timeout"),
    ),
    Failure(
        "never",
        f"{NOT_AGAINST}: the pod forbids pulling, and the image is not on its node.",
        f'Container image "{IMAGE}" is not present with pull policy of Never',
        "ErrImageNeverPull",
    ),
    Failure(
        "upper",
        f"{NOT_AGAINST}: the name of the image is invalid.",
        f'Failed to apply default image tag "{UPPER}": {INVALID}',
        "InvalidImageName",
        image=UPPER,
    ),
    Failure(
        "malformed",
        "An ImagePullSecret of the pod cannot be read, so nothing is pulled for it.",
        MALFORMED,
        MALFORMED,
        kind=INIT,
    ),
)


def test_each_kind_of_failure_is_told_at_once_and_for_what_it_is(real: Site, start: Start) -> None:
    kubelet = Kubelet(real)
    for case in FAILURES:
        real.create(case.name, OLD)
        owners = owned_by(case.owner) if case.owner else []
        kubelet.run(case.name, case.name, image=case.image, kind=case.kind, ownerReferences=owners)
    watched = Watched(real, start(real.kubeconfig("admin")))
    hands = watched.hands
    watched.update(*(case.name for case in FAILURES))
    watched.comes(WAITING, *(case.name for case in FAILURES))
    for case in FAILURES:
        about = f"Pulling fails since the update of {case.name}: pod {case.name}, image {case.image}."
        said = watched.told(lambda: case.play(kubelet), about, case.meaning, "Undo")  # noqa: B023 - called here
        assert ("Next attempt by" in said) is (not case.reason), case
        assert (AGAIN in said) is (case.owner in ("ReplicaSet", "DaemonSet", "StatefulSet")), case
        watched.comes(FAILING, case.name)
        tip = hands.tip(case.name, real.namespace, Column.STATUS)
        assert all(text in tip for text in (case.meaning, f"Pod {case.name} waits for {case.image}.")), tip
        assert case.message[:300] in tip

        hands.press(hands.page.notice, "Details")
        [details] = [hands.value(each, "Details") for each in [hands.opened(QDialog)]]
        assert details == f"{real.namespace}/{case.name}\n{case.image}\n{case.reason or 'ErrImagePull'}: {case.message}"
        hands.key(hands.focus(), Qt.Key.Key_Escape)

        if case.name in ("wrong", "closed", "upper", "malformed"):
            view = hands.open_view(case.name, real.namespace)
            assert "</b> since" in hands.texts(view)
            [(pod, image, _, against)] = hands.cells(view, "Pods that wait")
            assert (pod, image) == (case.name, case.image)
            assert against == {"wrong": "Yes", "malformed": "Unreadable"}.get(case.name, "No")
            assert hands.value(view, "Meaning") == case.meaning
            assert hands.value(view, "Kubelet's message") == case.message
            hands.press(view, "Back")

        watched.cleared(lambda: kubelet.shows(case.name, RUNNING))  # noqa: B023 - as above
        watched.comes(WAITING, case.name)
    print(f"told within {watched.slowest:.2f} s")


def test_pausing_between_attempts_is_no_news(real: Site, start: Start) -> None:
    kubelet = Kubelet(real)
    real.create("web", OLD)
    kubelet.run("web", "web")
    watched = Watched(real, start(real.kubeconfig("admin")))
    watched.update("web")
    watched.comes(WAITING, "web")
    begun = ""
    for _ in range(3):
        kubelet.begins("web")
        kubelet.fails("web", REFUSED)
        watched.hands.wait(lambda: REFUSED in watched.hands.tip("web", real.namespace, Column.STATUS))
        kubelet.backs_off("web", REFUSED)
        watched.hands.wait(lambda: "Back-off" in watched.hands.tip("web", real.namespace, Column.STATUS))
        watched.hands.wait(lambda: AGAINST in watched.notice() and "Next attempt by" in watched.notice())
        assert watched.status("web") == FAILING
        begun = begun or watched.notice().partition(AGAINST)[0]
        assert watched.notice().startswith(begun)
