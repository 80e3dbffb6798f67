"""How the demo's kubelets pull, on a clock that the tests turn: as FACTS and the kubelet's own code have it."""

from __future__ import annotations

import base64
import itertools
import json

import pytest
from demo.playing import GOOD, PRIVATE, PUBLIC, World, docker_config

from pullsecrets.demo.resources import EVENTS, PODS, SECRETS
from pullsecrets.demo.status import Refused

IMAGE = f"{PRIVATE}/shop/web:1"
REFUSED = (
    f'failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}": unexpected status from HEAD '
    f"request to https://{PRIVATE}/v2/shop/web/manifests/1: 401 Unauthorized"
)
INTO, PACKAGE = "json: cannot unmarshal", "credentialprovider"


@pytest.fixture
def world() -> World:
    return World()


def test_a_pod_is_scheduled_pulled_and_started(world: World) -> None:
    world.secret("pull")
    world.pod("p", IMAGE, "pull")
    assert (world.phase("p"), "nodeName" in world.get(PODS, "p")["spec"]) == ("Pending", False)
    world.wait(5)
    told = [change.after for _, change in world.changes if change.key.resource == EVENTS.name and change.after]
    assert [each.object["reason"] for each in told] == ["Scheduled", "Pulling", "Pulled", "Created", "Started"]
    (pulled,) = world.events("p", "Pulled")
    assert pulled["message"].startswith(f'Successfully pulled image "{IMAGE}" in ')
    assert pulled["involvedObject"]["uid"] == world.get(PODS, "p")["metadata"]["uid"]
    assert pulled["involvedObject"]["fieldPath"] == "spec.containers{c}"
    pod = world.get(PODS, "p")
    (status,) = pod["status"]["containerStatuses"]
    assert (pod["status"]["phase"], status["ready"], status["image"]) == ("Running", True, IMAGE)
    assert "running" in status["state"]


def test_attempts_are_further_and_further_apart(world: World) -> None:
    world.secret("pull", password="wrong")
    world.pod("p", IMAGE, "pull")
    world.wait(1600)
    times = world.times("p", "Pulling")
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    due = (10, 20, 40, 80, 160, 300, 300, 300, 300)
    assert all(0 <= pause - wanted < 2 for pause, wanted in zip(pauses, due, strict=True))  # a pull takes its time
    (failed,) = (event for event in world.events("p", "Failed") if event["message"].startswith("Failed to pull"))
    assert failed["message"] == f'Failed to pull image "{IMAGE}": {REFUSED}'
    assert (failed["type"], failed["count"]) == ("Warning", 10)


def test_what_a_container_waits_for_alternates(world: World) -> None:
    world.secret("pull", password="wrong")
    world.pod("p", IMAGE, "pull")
    world.wait(3)
    assert world.waiting("p") == {"reason": "ErrImagePull", "message": REFUSED}
    world.wait(25)
    back_off = f'Back-off pulling image "{IMAGE}": ErrImagePull: {REFUSED}'
    assert world.waiting("p") == {"reason": "ImagePullBackOff", "message": back_off}
    world.wait(10)
    assert world.waiting("p")["reason"] == "ErrImagePull"
    world.wait(17)
    assert world.waiting("p")["reason"] == "ImagePullBackOff"
    assert world.phase("p") == "Pending"


def test_a_repaired_secret_is_used_at_the_next_attempt(world: World) -> None:
    world.secret("pull", password="wrong")
    world.pod("p", IMAGE, "pull")
    world.wait(60)
    world.set_password("pull", GOOD[1])
    attempts = len(world.times("p", "Pulling"))
    world.wait(10)
    assert (world.phase("p"), len(world.times("p", "Pulling"))) == ("Pending", attempts)
    world.wait(90)
    assert (world.phase("p"), len(world.times("p", "Pulling"))) == ("Running", attempts + 1)


def test_a_missing_secret_is_complained_about_until_it_is_there(world: World) -> None:
    world.pod("p", IMAGE, "reports-pull", "other")
    world.secret("other", password="wrong")
    world.wait(200)
    (complaint,) = world.events("p", "FailedToRetrieveImagePullSecret")
    assert complaint["message"] == (
        "Unable to retrieve some image pull secrets (reports-pull); attempting to pull the image may not succeed."
    )
    assert (complaint["type"], complaint["count"]) == ("Warning", 3)
    world.secret("reports-pull")
    world.wait(5)
    assert world.phase("p") == "Running"
    world.wait(300)
    assert world.events("p", "FailedToRetrieveImagePullSecret")[0]["count"] == 3


def test_a_running_pod_is_complained_about_too(world: World) -> None:
    world.secret("pull")
    world.pod("p", PUBLIC, "pull")
    world.wait(10)
    assert not world.events("p", "FailedToRetrieveImagePullSecret")
    world.delete(SECRETS, "pull")
    world.wait(10)
    assert world.phase("p") == "Running"
    assert world.events("p", "FailedToRetrieveImagePullSecret")


def test_a_secret_of_another_type_is_neither_missing_nor_of_use(world: World) -> None:
    world.secret("pull", kind="Opaque")
    world.pod("p", IMAGE, "pull")
    world.wait(10)
    assert not world.events("p", "FailedToRetrieveImagePullSecret")
    assert world.waiting("p")["message"].endswith("authorization failed: no basic auth credentials")


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ('{"auths":{"a.io":{"auth":"!"}}}', "illegal base64 data at input byte 0"),
        ('{"auths":{"a.io":{"auth":"not base64, but a note"}}}', "illegal base64 data at input byte 3"),
        ('{"auths":{"a.io":{"auth":"YWNtZ"}}}', "illegal base64 data at input byte 4"),
        ('{"auths":{"a.io":{"auth":"YWN=tZS1jaTp"}}}', "illegal base64 data at input byte 3"),
        ('{"auths":{"a.io":{"auth":"YWJjZA="}}}', "illegal base64 data at input byte 7"),
        ('{"auths":{"a.io":{"auth":"YWJj\\nZ"}}}', "illegal base64 data at input byte 5"),
        (
            '{"auths":{"a.io":{"auth":"ZGVwbG95LWJvdA=="}}}',
            "unable to parse auth field, must be formatted as base64(username:password)",
        ),
        (
            '{"auths":{"a.io":"deploy-bot"}}',
            f"{INTO} string into Go struct field DockerConfigJSON.auths of type {PACKAGE}.dockerConfigEntryWithAuth",
        ),
        (
            '{"AUTHS":{"a.io":{"Auth":20240131}}}',
            f"{INTO} number into Go struct field DockerConfigJSON.auths.auth of type string",
        ),
        (
            '{"auths":[]}',
            f"{INTO} array into Go struct field DockerConfigJSON.auths of type {PACKAGE}.DockerConfig",
        ),
        (
            '{"auths":{},"HttpHeaders":{"X-Meta":1}}',
            f"{INTO} number into Go struct field DockerConfigJSON.HttpHeaders of type string",
        ),
    ],
)
def test_a_broken_secret_stops_every_pull(world: World, config: str, reason: str) -> None:
    """The reasons are what the kubelet's own code says."""
    world.secret("good")
    world.secret("broken", config)
    world.pod("p", IMAGE, "good", "broken")
    world.wait(10)
    assert world.waiting("p") == {"reason": reason, "message": reason}
    assert not world.events("p", "Pulling")
    assert [event["message"] for event in world.events("p", "Failed")] == [f"Error: {reason}"]
    data = base64.b64encode(docker_config({PRIVATE: GOOD}).encode()).decode()
    world.patch(SECRETS, "broken", {"data": {".dockerconfigjson": data}})
    world.wait(20)
    assert world.phase("p") == "Running"


def test_every_entry_that_matches_is_tried_in_the_kubelets_order(world: World) -> None:
    world.secret("a", docker_config({PRIVATE: ("puller", "wrong"), f"{PRIVATE}/other": GOOD}))
    world.secret("b", docker_config({f"{PRIVATE}/shop": ("other", "wrong")}))
    world.pod("p", IMAGE, "a", "b")
    world.wait(10)
    assert world.waiting("p")["message"] == REFUSED
    world.secret("c", docker_config({PRIVATE: GOOD}))
    world.pod("q", IMAGE, "a", "b", "c")
    world.wait(10)
    assert world.phase("q") == "Running"


@pytest.mark.parametrize(
    ("image", "credential", "runs"),
    [
        (PUBLIC, None, True),
        (PUBLIC, ("somebody", "wrong"), False),
        ("quay.io/acme/ops/status:8", None, False),
        (IMAGE, None, False),
        (IMAGE, ("", ""), False),
        (IMAGE, ("whoever", "pull-me"), True),
    ],
)
def test_what_registries_take(world: World, image: str, credential: tuple[str, str] | None, runs: bool) -> None:
    host = image.partition("/")[0]
    world.secret("pull", docker_config({host: credential} if credential else {}))
    world.pod("p", image, "pull")
    world.wait(10)
    assert (world.phase("p") == "Running") is runs


def test_an_image_that_is_present_is_trusted_to_the_secret_it_was_pulled_with(world: World) -> None:
    """By its uid, whatever password it holds by now."""
    here = {"affinity": affinity("worker-b")}
    world.secret("pull")
    world.pod("first", IMAGE, "pull", **here)
    world.wait(10)
    world.set_password("pull", "wrong")
    world.secret("other", password="wrong")
    world.pod("same", IMAGE, "pull", **here)
    world.pod("other", IMAGE, "other", **here)
    world.pod("elsewhere", IMAGE, "pull", affinity=affinity("worker-c"))
    always = {"containers": [{"name": "c", "image": IMAGE, "imagePullPolicy": "Always"}]}
    world.pod("always", IMAGE, "pull", **here, **always)
    world.wait(10)
    phases = {name: world.phase(name) for name in ("same", "other", "elsewhere", "always")}
    assert phases == {"same": "Running", "other": "Pending", "elsewhere": "Pending", "always": "Pending"}
    (present,) = world.events("same", "Pulled")
    assert present["message"] == (
        f'Container image "{IMAGE}" already present on machine and can be accessed by the pod'
    )
    assert not world.events("same", "Pulling")


def test_some_images_are_not_even_asked_for(world: World) -> None:
    world.pod("invalid", "Registry.acme.io/Shop:1")
    world.pod("never", PUBLIC, containers=[{"name": "c", "image": PUBLIC, "imagePullPolicy": "Never"}])
    world.wait(5)
    assert world.waiting("invalid")["reason"] == "InvalidImageName"
    assert world.waiting("never") == {
        "reason": "ErrImageNeverPull",
        "message": f'Container image "{PUBLIC}" is not present with pull policy of Never',
    }
    assert not [event for name in ("invalid", "never") for event in world.events(name, "Pulling")]


def test_an_image_that_does_not_exist(world: World) -> None:
    world.pod("p", "ghcr.io/acme/ci/linter:v9", "pull")
    world.secret("pull", docker_config({"ghcr.io": ("x", "pull-me")}))
    world.wait(10)
    assert world.waiting("p")["message"].endswith("ghcr.io/acme/ci/linter:v9: not found")


def test_init_containers_come_one_after_the_other_before_the_rest(world: World) -> None:
    names = ("one", "two", "three")
    init = [{"name": each, "image": f"{PRIVATE}/init:1" if each == "two" else PUBLIC} for each in names]
    world.pod("p", PUBLIC, "late", initContainers=init)
    world.wait(30)
    status = world.get(PODS, "p")["status"]
    one, two, three = (each["state"] for each in status["initContainerStatuses"])
    assert (one["terminated"]["reason"], three) == ("Completed", {"waiting": {"reason": "PodInitializing"}})
    assert two["waiting"]["reason"] in ("ErrImagePull", "ImagePullBackOff")
    assert world.waiting("p") == {"reason": "PodInitializing"}
    world.secret("late")
    world.wait(10)
    assert world.phase("p") == "Running"


def test_an_image_volume_keeps_the_containers_waiting(world: World) -> None:
    volume = {"name": "pages", "image": {"reference": IMAGE}}
    world.pod("p", PUBLIC, "late", volumes=[volume])
    world.wait(5)
    assert world.waiting("p")["reason"] == "ErrImagePull"
    world.secret("late")
    world.wait(10)
    assert world.phase("p") == "Running"


def test_events_are_gone_after_an_hour_without_a_repetition(world: World) -> None:
    world.pod("ok", PUBLIC)
    world.pod("failing", IMAGE)
    world.wait(3500)
    assert world.events("ok")
    world.wait(200)
    assert not world.events("ok")
    assert {event["reason"] for event in world.events("failing")} == {"Pulling", "Failed", "BackOff"}
    assert world.events("failing", "Pulling")[0]["count"] > 10
    world.delete(PODS, "failing")
    world.wait(3700)
    assert not world.all(EVENTS)


def test_a_deleted_pod_ends_first(world: World) -> None:
    world.pod("p", PUBLIC)
    world.wait(10)
    world.delete(PODS, "p")
    leaving = world.get(PODS, "p")["metadata"]
    assert leaving["deletionGracePeriodSeconds"] == 30
    world.wait(2)
    with pytest.raises(Refused, match='pods "p" not found'):
        world.get(PODS, "p")
    assert world.events("p", "Killing")


def test_a_pod_of_the_same_name_is_another(world: World) -> None:
    world.pod("p", IMAGE)
    world.wait(5)
    world.delete(PODS, "p", gracePeriodSeconds=0)
    world.pod("p", PUBLIC)
    world.wait(400)
    assert world.phase("p") == "Running"
    uids = {event["involvedObject"]["uid"] for event in world.events("p", "Pulled")}
    assert uids == {world.get(PODS, "p")["metadata"]["uid"]}


def test_what_another_scheduler_is_for_stays_as_it_is(world: World) -> None:
    world.pod("p", PUBLIC, schedulerName="nobody")
    world.wait(60)
    assert (world.phase("p"), world.all(EVENTS)) == ("Pending", [])


def test_no_password_is_told(world: World) -> None:
    world.secret("pull", password="hunter2-wrong")
    world.pod("p", IMAGE, "pull")
    world.wait(60)
    assert "hunter2" not in json.dumps([world.all(PODS), world.all(EVENTS)])


def affinity(node: str) -> dict[str, object]:
    field = {"key": "metadata.name", "operator": "In", "values": [node]}
    terms = {"nodeSelectorTerms": [{"matchFields": [field]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
