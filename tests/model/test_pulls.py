"""Which images are stuck, why, and whom it concerns: in the words of the kubelet, containerd and CRI-O."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.cluster_objects import Object, pod, row, runs
from model.samples import secret
from model.test_usage import folded

from pullsecrets.model.pulls import Cause, Stuck, cause_of, failing, in_order, stuck_images
from pullsecrets.model.secrets import Row, row_of
from pullsecrets.model.usage import Index, Source

IMAGE = "registry.acme.io:403/shop/unauthorized:401"
RESOLVE = f'failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}"'
STATUS = f"{RESOLVE}: unexpected status from HEAD request to https://registry.acme.io:403/v2/shop/unauthorized/401:"
TOKEN = f"{RESOLVE}: failed to authorize: failed to fetch oauth token:"
TOKEN_STATUS = (
    f"{TOKEN} unexpected status from GET request to https://auth.acme.io/token?scope=repository%3Ashop%3Apull"
)
ABSENT = f"rpc error: code = NotFound desc = {RESOLVE}: {IMAGE}: not found"
REFUSED = f"{STATUS} 401 Unauthorized"
MALFORMED = "illegal base64 data at input byte 0"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(REFUSED, id="wrong password"),
        pytest.param(f"{STATUS} 401 UNAUTHORIZED", id="quay.io"),
        pytest.param(f"{STATUS} 403 Forbidden", id="no right"),
        pytest.param(f"{STATUS} 403 Access Denied", id="another phrase"),
        pytest.param(f"{STATUS} 403 ", id="no phrase"),
        pytest.param(f"{RESOLVE}: unexpected status code [manifests 404]: 401 Unauthorized", id="containerd 1.5"),
        pytest.param(
            f"{RESOLVE}: pull access denied, repository does not exist or may require authorization: server message: "
            "insufficient_scope: authorization failed",
            id="no right at Docker Hub",
        ),
        pytest.param(
            f"{RESOLVE}: pull access denied, repository does not exist or may require authorization: authorization "
            "failed: no basic auth credentials",
            id="no credential",
        ),
        pytest.param(f"{TOKEN_STATUS}: 401 Unauthorized", id="token server"),
        pytest.param(f"{TOKEN_STATUS}: 400 Bad Request", id="token server that says it otherwise"),
        pytest.param(f"{TOKEN.replace('oauth', 'anonymous')} unexpected status: 403 Forbidden", id="ghcr.io"),
        pytest.param(
            "reading manifest 401 in registry.acme.io/shop/web: unauthorized: authentication required", id="CRI-O"
        ),
        pytest.param(
            "initializing source docker://r.io/shop/web:1: reading manifest 1 in r.io/shop/web: "
            "errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n",
            id="CRI-O, several errors",
        ),
        pytest.param(
            "initializing source docker://r.io/a:1: unable to retrieve auth token: invalid username/password: "
            "unauthorized: incorrect username or password",
            id="CRI-O, token server",
        ),
        pytest.param(
            "Requesting bearer token: invalid status code from registry 403 (Forbidden)", id="CRI-O, no token"
        ),
        pytest.param(
            "Error response from daemon: pull access denied for shop/web, repository does not exist or may require "
            "'docker login': denied: requested access to the resource is denied",
            id="Docker",
        ),
        pytest.param('Head "https://r.io/v2/a/manifests/1": no basic auth credentials', id="ECR"),
        pytest.param("denied: access forbidden", id="GitLab"),
        pytest.param(f"[{REFUSED}, {ABSENT}]", id="one of two refused"),
        pytest.param(f"[{ABSENT}, {REFUSED}]", id="the other of two refused"),
        pytest.param(f"[{TOKEN} dial tcp: lookup auth.acme.io: no such host, {REFUSED}]", id="refused, and a fault"),
        pytest.param(f'Back-off pulling image "{IMAGE}": ErrImagePull: {REFUSED}', id="between two attempts"),
    ],
)
def test_what_speaks_against_the_credential(message: str) -> None:
    assert cause_of("ErrImagePull", message) is Cause.CREDENTIAL


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(ABSENT, id="no such image"),
        pytest.param(f"{STATUS} 404 Not Found", id="no such repository"),
        pytest.param(f"{STATUS} 503 Service Unavailable", id="registry is ill"),
        pytest.param(f"{STATUS} 429 Too Many Requests", id="too many requests"),
        pytest.param(f"{RESOLVE}: unexpected status code [manifests 403]: 404 Not Found", id="a tag that is a number"),
        pytest.param(
            f'{RESOLVE}: failed to do request: Head "https://r.io:401/v2/": dial tcp 10.0.0.1:403: connect: '
            "connection refused",
            id="closed port",
        ),
        pytest.param(f"{RESOLVE}: failed to do request: dial tcp: lookup r.io on 10.0.0.2:53: no such host", id="name"),
        pytest.param(
            f"{RESOLVE}: tls: failed to verify certificate: x509: certificate signed by unknown authority", id="TLS"
        ),
        pytest.param(f"{RESOLVE}: net/http: TLS handshake timeout", id="time-out"),
        pytest.param(f"{RESOLVE}: dial tcp 10.0.0.1:443: i/o timeout", id="another time-out"),
        pytest.param("context deadline exceeded", id="yet another"),
        pytest.param("proxyconnect tcp: Proxy Authentication Required", id="the node's proxy"),
        pytest.param(
            f'{TOKEN} Post "https://auth.acme.io/token": dial tcp: lookup auth.acme.io: no such host',
            id="token server's name",
        ),
        pytest.param(
            f'{TOKEN} Get "https://auth.acme.io/token": net/http: request canceled (Client.Timeout exceeded)',
            id="token server's time",
        ),
        pytest.param(f"{TOKEN_STATUS}: 502 Bad Gateway", id="token server is ill"),
        pytest.param("failed to pull image: failed size validation: 403 != 401: failed precondition", id="sizes"),
        pytest.param(f"{RESOLVE.replace('401', '1@sha256:' + '403' * 21 + '0')}: not found", id="digest"),
        pytest.param("failed to copy: httpReadSeeker: failed open: unexpected EOF", id="broken off"),
        pytest.param("reading manifest 403 in r.io/status/http: manifest unknown", id="CRI-O"),
        pytest.param("open /var/lib/containers: permission denied", id="the node's disk"),
        pytest.param(
            "toomanyrequests: You have reached your unauthenticated pull rate limit. You may increase the limit by "
            "authenticating and upgrading",
            id="limit",
        ),
        pytest.param(f'Back-off pulling image "{IMAGE}"', id="not said"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_does_not(message: str) -> None:
    assert cause_of("ErrImagePull", message) is Cause.OTHER


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("ErrImageNeverPull", Cause.OTHER),
        ("InvalidImageName", Cause.NAME),
        ("RegistryUnavailable", Cause.OTHER),
        (MALFORMED, Cause.SECRET),
        ("unexpected end of JSON input", Cause.SECRET),
        ("unable to parse auth field, must be formatted as base64(username:password)", Cause.SECRET),
        ("json: cannot unmarshal array into Go struct field DockerConfigJSON.auths", Cause.SECRET),
        ("invalid character 'x' looking for beginning of value", Cause.SECRET),
    ],
)
def test_the_reason_may_tell_it_all(reason: str, cause: Cause) -> None:
    (stuck,) = stuck_images(waiting(reason, "something"), controlled=False)
    assert (stuck.reason, stuck.cause) == (reason, cause)


@pytest.mark.parametrize(
    "reason",
    ["", "ContainerCreating", "PodInitializing", "CrashLoopBackOff", "CreateContainerConfigError", "RunContainerError"],
)
def test_other_reasons_are_no_failed_pulls(reason: str) -> None:
    assert stuck_images(waiting(reason, f"back-off: {REFUSED}"), controlled=False) == ()


# Pods


def waiting(reason: str, message: str = REFUSED, image: str = IMAGE, *pulls: str, **more: Any) -> Object:
    """A pod whose one container waits."""
    made = pod("web-1", runs(*pulls, image=image), phase="Pending", **more)
    made["spec"]["containers"][0]["name"] = "main"
    made["status"]["containerStatuses"] = [container(reason, message)]
    return made


def container(reason: str, message: str = REFUSED, name: str = "main") -> Object:
    return {"name": name, "image": IMAGE, "state": {"waiting": {"reason": reason, "message": message}}}


def test_all_is_told_of_what_is_stuck() -> None:
    made = waiting("ImagePullBackOff")
    made["metadata"]["creationTimestamp"] = "2026-01-31T10:00:00Z"
    made["status"]["conditions"] = [
        {"type": "Ready", "status": "False", "lastTransitionTime": "2026-01-31T10:00:09Z"},
        {"type": "ContainersReady", "status": "False", "lastTransitionTime": "2026-01-31T10:00:02Z"},
    ]
    made["status"]["containerStatuses"].append({"name": "side", "state": {"running": {"startedAt": "now"}}})
    created = datetime(2026, 1, 31, 10, tzinfo=UTC)
    assert stuck_images(made, controlled=True) == (
        Stuck(
            "web",
            "web-1",
            "uid of web-1",
            IMAGE,
            "ImagePullBackOff",
            REFUSED,
            created.replace(second=2),
            Cause.CREDENTIAL,
            controlled=True,
            running=True,
            created=created,
        ),
    )


def test_without_a_condition_it_is_stuck_since_the_pod_was_made() -> None:
    made = waiting("ErrImagePull")
    made["metadata"]["creationTimestamp"] = "2026-01-31T10:00:00Z"
    made["status"]["conditions"] = [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-31T11:00:00Z"}]
    (stuck,) = stuck_images(made, controlled=False)
    assert stuck.since == datetime(2026, 1, 31, 10, tzinfo=UTC)
    assert not stuck.running


@pytest.mark.parametrize("kind", ["initContainer", "container", "ephemeralContainer"])
def test_containers_of_every_kind_count(kind: str) -> None:
    made = pod("a", {f"{kind}s": [{"name": "main", "image": "r.io/own:1"}]})
    made["status"][f"{kind}Statuses"] = [container("ErrImagePull")]
    assert [stuck.image for stuck in stuck_images(made, controlled=False)] == ["r.io/own:1"]


def test_each_image_is_told_once() -> None:
    made = waiting("ErrImagePull")
    made["spec"]["containers"].append({"name": "side", "image": "r.io/side"})
    made["spec"]["initContainers"] = [{"name": "twin", "image": IMAGE}]
    made["status"]["containerStatuses"].append(container("ErrImagePull", name="side"))
    made["status"]["initContainerStatuses"] = [container("ImagePullBackOff", name="twin")]
    assert [stuck.image for stuck in stuck_images(made, controlled=False)] == [IMAGE, "r.io/side"]


@pytest.mark.parametrize(
    ("volume", "message"),
    [
        ("quay.io/acme/data:1", 'failed to pull and unpack image "quay.io/acme/data:1": not found'),
        ("quay.io/acme/data:1", 'Back-off pulling image "quay.io/acme/data:1": ErrImagePull: not found'),
        ("acme/data", 'failed to pull and unpack image "docker.io/acme/data:latest": not found'),
        ("data", 'failed to pull and unpack image "docker.io/library/data:latest": not found'),
    ],
)
def test_the_image_of_a_volume_keeps_all_containers_back(volume: str, message: str) -> None:
    """The kubelet has no status for it: what it says stands on the containers."""
    made = waiting("ErrImagePull", message)
    made["spec"]["volumes"] = [{"image": {"reference": "quay.io/acme/other:1"}}, {"image": {"reference": volume}}]
    made["spec"]["containers"].append({"name": "side", "image": "r.io/side"})
    made["status"]["containerStatuses"].append(container("ErrImagePull", message, name="side"))
    assert [stuck.image for stuck in stuck_images(made, controlled=False)] == [volume]


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_pods_that_ended_do_not_count(phase: str) -> None:
    made = waiting("ErrImagePull")
    made["status"]["phase"] = phase
    assert stuck_images(made, controlled=False) == ()


def test_pods_that_are_going_do_not_count() -> None:
    assert stuck_images(waiting("ErrImagePull") | {"metadata": {"deletionTimestamp": "now"}}, controlled=False) == ()


_odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
_places = st.sampled_from(
    [
        ("metadata",),
        ("metadata", "creationTimestamp"),
        ("metadata", "ownerReferences"),
        ("spec",),
        ("spec", "containers"),
        ("spec", "volumes"),
        ("spec", "volumes", 0),
        ("spec", "volumes", 0, "image"),
        ("spec", "imagePullSecrets"),
        ("status",),
        ("status", "conditions"),
        ("status", "containerStatuses"),
        ("status", "containerStatuses", 0),
        ("status", "containerStatuses", 0, "name"),
        ("status", "containerStatuses", 0, "state"),
        ("status", "containerStatuses", 0, "state", "waiting"),
        ("status", "containerStatuses", 0, "state", "waiting", "reason"),
        ("status", "containerStatuses", 0, "state", "waiting", "message"),
    ]
)


@given(place=_places, odd=_odd)
def test_odd_pods_never_raise(place: tuple[Any, ...], odd: object) -> None:
    made = waiting("ErrImagePull", REFUSED, IMAGE, "pull")
    made["spec"]["volumes"] = [{"image": {"reference": "a"}}]
    made["status"]["conditions"] = [{"type": "Ready", "status": "False", "lastTransitionTime": "2026-01-31T10:00:00Z"}]
    part: Any = made
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = odd
    index = folded([made])
    index.stuck("web", "pull", ROWS)
    index.tries("web", "web-1", IMAGE, ROWS)


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_has_a_cause(reason: str, message: str) -> None:
    assert isinstance(cause_of(reason, message), Cause)


def test_a_very_long_message_takes_no_time() -> None:
    assert cause_of("ErrImagePull", "a" * 1_000_000 + " status " + "x" * 1_000_000) is Cause.OTHER


# Whom it concerns


def rows(*some: Row) -> dict[tuple[str, str], Row]:
    return {(each.namespace, each.name): each for each in some}


def broken_row(name: str) -> Row:
    found = row_of(secret('{"auths":[]}', name=name))
    assert found
    return found


ACME, QUAY, BROKEN = row("pull", **{"registry_acme_io:403": {}}), row("quay", quay_io={}), broken_row("broken")
ROWS = rows(ACME, QUAY, BROKEN)


@pytest.mark.parametrize(
    ("pulls", "reason", "image", "known", "concerned"),
    [
        (("pull", "quay"), "ErrImagePull", IMAGE, ROWS, {"pull"}),
        (("quay",), "ErrImagePull", IMAGE, ROWS, {"quay"}),  # nothing serves it: whose fault it is is not known
        (("pull", "quay"), "ErrImagePull", "ghcr.io/a", ROWS, {"pull", "quay"}),
        (("pull", "quay"), "InvalidImageName", "quay.io/A:", ROWS, {"pull", "quay"}),
        (("pull", "broken"), MALFORMED, IMAGE, ROWS, {"broken"}),
        (("pull", "quay"), MALFORMED, IMAGE, ROWS, {"pull", "quay"}),
        (("pull", "quay"), "ErrImagePull", IMAGE, rows(QUAY), {"pull", "quay"}),
        (("pull", "quay"), "ErrImagePull", IMAGE, rows(ACME), {"pull", "quay"}),
    ],
)
def test_whom_it_concerns(
    pulls: tuple[str, ...], reason: str, image: str, known: dict[tuple[str, str], Row], concerned: set[str]
) -> None:
    index = folded([waiting(reason, REFUSED, image, *pulls)])
    assert {name for name in ("pull", "quay", "broken") if index.stuck("web", name, known)} == concerned


def test_what_only_mounts_a_secret_is_not_stuck_because_of_it() -> None:
    made = waiting("ErrImagePull", REFUSED, IMAGE)
    made["spec"]["volumes"] = [{"secret": {"secretName": "pull"}}]
    assert folded([made]).stuck("web", "pull", ROWS) == ()


def test_a_static_pod_has_no_controller() -> None:
    index = folded(
        [
            waiting("ErrImagePull", REFUSED, IMAGE, "pull", controller="ReplicaSet/web"),
            waiting("ErrImagePull", REFUSED, IMAGE, "pull", controller="Node/worker") | {"metadata": static()},
        ]
    )
    assert {stuck.pod: stuck.controlled for stuck in index.stuck("web", "pull", ROWS)} == {
        "web-1": True,
        "static": False,
    }


@pytest.mark.parametrize(
    ("controller", "anew"),
    [
        ("ReplicaSet/web", True),
        ("StatefulSet/web", True),
        ("DaemonSet/web", True),
        ("ReplicationController/web", True),
        ("Job/web", False),  # it counts as one of the failures that the job may have
        ("TaskRun/web", False),
    ],
)
def test_not_everything_that_controls_a_pod_makes_it_anew(controller: str, anew: bool) -> None:
    made = waiting("ErrImagePull", REFUSED, IMAGE, "pull", controller=controller)
    (stuck,) = folded([made]).stuck("web", "pull", ROWS)
    assert stuck.controlled is anew


def static() -> Object:
    metadata: Object = waiting("", controller="Node/worker")["metadata"]
    return metadata | {"name": "static"}


def test_pods_that_get_stuck_and_recover_are_told() -> None:
    index = folded([waiting("ContainerCreating", "", IMAGE, "pull", "quay")])
    index.changes()
    for event, found in (
        (waiting("ErrImagePull", REFUSED, IMAGE, "pull", "quay"), 1),
        (waiting("ImagePullBackOff", REFUSED, IMAGE, "pull", "quay"), 1),
        (waiting("ContainerCreating", "", IMAGE, "pull", "quay"), 0),
    ):
        index.changed(Source.PODS, "MODIFIED", event)
        assert index.changes() == {("web", "pull"), ("web", "quay")}
        assert len(index.stuck("web", "pull", ROWS)) == found
    index.changed(Source.PODS, "MODIFIED", waiting("ErrImagePull", REFUSED, IMAGE, "pull", "quay"))
    index.changed(Source.PODS, "DELETED", waiting("ErrImagePull", REFUSED, IMAGE, "pull", "quay"))
    assert index.stuck("web", "pull", ROWS) == ()


def test_why_is_remembered_while_an_older_kubelet_only_says_that_it_waits() -> None:
    index = folded([waiting("ErrImagePull", REFUSED, IMAGE, "pull")])
    bare = f'Back-off pulling image "{IMAGE}"'
    for message in (bare, "", bare):
        index.changed(Source.PODS, "MODIFIED", waiting("ImagePullBackOff", message, IMAGE, "pull"))
        (stuck,) = index.stuck("web", "pull", ROWS)
        assert (stuck.reason, stuck.message, stuck.cause) == ("ImagePullBackOff", REFUSED, Cause.CREDENTIAL)
    index.changed(Source.PODS, "MODIFIED", waiting("ErrImagePull", ABSENT, IMAGE, "pull"))
    assert [stuck.message for stuck in index.stuck("web", "pull", ROWS)] == [ABSENT]


def test_the_one_to_tell_first_is_at_the_front() -> None:
    def stuck(name: str, minute: int | None, cause: Cause) -> Stuck:
        since = None if minute is None else datetime(2026, 1, 31, 10, minute, tzinfo=UTC)
        return Stuck("web", name, name, IMAGE, "ErrImagePull", "", since, cause, controlled=True, running=False)

    some = [
        stuck("other-new", 9, Cause.OTHER),
        stuck("old", 1, Cause.CREDENTIAL),
        stuck("undated", None, Cause.CREDENTIAL),
        stuck("b-new", 5, Cause.CREDENTIAL),
        stuck("a-new", 5, Cause.CREDENTIAL),
        stuck("other-old", 2, Cause.SECRET),
    ]
    order = in_order(some)
    assert [each.pod for each in order] == ["a-new", "b-new", "old", "undated", "other-new", "other-old"]
    pull = failing(order * 10)
    assert (len(pull.stuck), pull.stuck[0].pod, pull.at) == (20, "a-new", datetime(2026, 1, 31, 10, 1, tzinfo=UTC))


def test_pods_of_which_nothing_is_listed_are_not_seen() -> None:
    assert not Index().sees(Source.PODS, "web")
    assert folded(scope="web").sees(Source.PODS, "web")
    assert not folded(scope="web").sees(Source.PODS, "other")
    assert folded().sees(Source.PODS, "web")
