"""What an update did to pulls, by the clocks of the server and of the nodes, and by nothing older than the update."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.cluster_objects import Object, pod, row, runs, workload
from model.test_usage import folded

from pullsecrets.model.pull_watch import Watch
from pullsecrets.model.pulls import Cause, Pull, PullState
from pullsecrets.model.secrets import Row
from pullsecrets.model.usage import Index, Source

UPDATED = datetime(2026, 1, 31, 12, tzinfo=UTC)
IMAGE = "quay.io/acme/web:1"
REFUSED = f'failed to pull and unpack image "{IMAGE}": unexpected status from HEAD request: 401 Unauthorized'
MALFORMED = "illegal base64 data at input byte 0"
ROWS = {("web", "pull"): row("pull", quay_io={}), ("web", "other"): row("other", ghcr_io={})}


def after(seconds: float) -> datetime:
    return UPDATED + timedelta(seconds=seconds)


class Cluster:
    """One pod, "web", that pulls with "pull" and "other", and a watch since an update. Times are seconds after it.

    ``clock``: by how many seconds the node's clock is ahead of the server's.
    """

    def __init__(
        self, reason: str = "", message: str = REFUSED, *, clock: float = 0, keys: tuple[str, ...] = ()
    ) -> None:
        self.watch = Watch("web", "pull", keys, after(0.7))
        self.clock = clock
        self.image = IMAGE
        self.index = folded([self.pod(reason, message)])
        self.rows: dict[tuple[str, str], Row] = ROWS

    def pod(self, reason: str, message: str = REFUSED, name: str = "web", created: float = -600) -> Object:
        made = pod(name, runs("pull", "other", image=self.image))
        made["spec"]["containers"][0]["name"] = "main"
        made["metadata"]["creationTimestamp"] = text(created)
        state: Object = {"waiting": {"reason": reason, "message": message}} if reason else {"running": {}}
        made["status"]["containerStatuses"] = [{"name": "main", "state": state}]
        return made

    def turns(self, reason: str, message: str = REFUSED, name: str = "web", created: float = -600) -> None:
        """The pod's status."""
        self.index.changed(Source.PODS, "MODIFIED", self.pod(reason, message, name, created))

    def goes(self, name: str = "web") -> None:
        self.index.changed(Source.PODS, "DELETED", self.pod("", name=name))

    def event(
        self, reason: str, message: str, *times: float, count: int = 0, name: str = "web", late: bool = True
    ) -> bool:
        """An event that happened at these ``times``; only the first is dated by the server."""
        about = {"kind": "Pod", "name": name, "uid": f"uid of {name}", "namespace": "web"}
        event = {
            "metadata": {"creationTimestamp": text(times[0])},
            "involvedObject": about,
            "reason": reason,
            "message": message,
            "firstTimestamp": text(times[0] + self.clock),
            "lastTimestamp": text(times[-1] + self.clock),
            "count": count or len(times),
            "eventTime": None,
        }
        return self.watch.hear(event, late=late)

    def pulling(self, *times: float, **more: Any) -> None:
        assert self.event("Pulling", f'Pulling image "{self.image}"', *times, **more)

    def failed(self, *times: float, why: str = REFUSED, **more: Any) -> None:
        assert self.event("Failed", f'Failed to pull image "{self.image}": {why}', *times, **more)
        assert not self.event("Failed", "Error: ErrImagePull", *times, **more)

    def pulled(self, *times: float, took: str = "1.2s (1.2s including waiting)", **more: Any) -> None:
        message = f'Successfully pulled image "{self.image}" in {took}. Image size: 12 bytes.'
        assert self.event("Pulled", message, *times, **more)

    def look(self, now: float = 0, **more: Any) -> Pull:
        found = self.watch.look(self.index, self.rows, after(now), **more)
        assert found
        return found

    def state(self, now: float = 0) -> PullState:
        return self.look(now).state


def text(seconds: float) -> str:
    """As Kubernetes writes times: what is less than a second is cut off."""
    return after(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


FAILING, WAITING, PULLED = PullState.FAILING, PullState.WAITING, PullState.PULLED


# Pulled


def test_a_pull_that_began_later_is_evidence() -> None:
    cluster = Cluster()
    assert cluster.look() == Pull(WAITING)
    cluster.pulling(3)
    assert cluster.state() is WAITING
    cluster.pulled(5)
    assert cluster.look() == Pull(PULLED, pod="web", image=IMAGE, at=after(5))


@pytest.mark.parametrize("clock", [0, -3600, 3600, 0.5])
@pytest.mark.parametrize(
    ("ended", "took", "counts"),
    [
        (2.95, "200ms (250ms including waiting)", True),  # two seconds after the update at 0.7
        (4, "1.2s (1.2s including waiting)", True),
        (62, "59s", True),
        (5, "3.9s (4s including waiting)", True),
        (5, "1s (4.5s including waiting)", False),  # it began in the second of the update, or just after
        (5, "1s (1m0.5s including waiting)", False),
        (2000, "33m20.5s (33m20.5s including waiting)", False),
        (1.9, "1ms", False),
        (0.9, "1ms", False),
        (0, "0s", False),
        (-5, "1s", False),
        (3000, "1h0m0.000000001s", False),
        (5, "soon", False),
    ],
)
def test_when_a_pull_began(ended: float, took: str, clock: float, counts: bool) -> None:
    cluster = Cluster(clock=clock)
    cluster.pulled(ended, took=took)
    assert cluster.state() is (PULLED if counts else WAITING)


@pytest.mark.parametrize("clock", [0, -3600, 3600])
@pytest.mark.parametrize(("last", "counts"), [(5, True), (2, False), (-10, False)])
def test_what_happened_again_is_dated_by_the_node(clock: float, last: float, counts: bool) -> None:
    cluster = Cluster(clock=clock)
    cluster.pulled(-500, last, took="1s (1s including waiting)")
    found = cluster.look()
    assert found == (Pull(PULLED, pod="web", image=IMAGE, at=after(last)) if counts else Pull(WAITING))


def test_what_was_there_already_proves_nothing() -> None:
    cluster = Cluster()
    message = f'Container image "{IMAGE}" already present on machine and can be accessed by the pod'
    assert not cluster.event("Pulled", message, 60)
    assert cluster.state() is WAITING


def test_a_pull_that_another_secret_served_proves_nothing() -> None:
    cluster = Cluster()
    cluster.image = "ghcr.io/acme/side:1"
    cluster.pulled(60)
    assert cluster.state() is WAITING


@pytest.mark.parametrize(
    ("keys", "counts"), [((), True), (("quay.io",), True), (("quay.io", "a"), True), (("ghcr.io",), False)]
)
def test_only_entries_that_were_changed_count(keys: tuple[str, ...], counts: bool) -> None:
    cluster = Cluster(keys=keys)
    cluster.pulled(60)
    assert cluster.state() is (PULLED if counts else WAITING)


def test_a_key_with_a_password_in_it_is_known_as_it_is_shown() -> None:
    cluster = Cluster(keys=("https://robot:secret@quay.io",))
    cluster.rows = {**ROWS, ("web", "pull"): row("pull", **{"https://robot:secret@quay_io": {}})}
    cluster.pulled(60)
    assert cluster.state() is PULLED


def test_one_of_several_entries_did_it() -> None:
    cluster = Cluster()
    cluster.rows = {**ROWS, ("web", "other"): row("other", **{"quay_io/acme": {}})}
    cluster.pulled(60)
    assert cluster.look().shared


def test_entries_that_may_not_be_seen_may_have_done_it() -> None:
    cluster = Cluster()
    cluster.rows = {("web", "pull"): ROWS["web", "pull"]}
    cluster.pulled(60)
    assert cluster.look(all_rows=False).shared
    assert not Cluster().look().shared


def test_a_pod_that_is_told_after_its_events_counts_and_stays_evidence_when_it_is_gone() -> None:
    cluster = Cluster()
    cluster.pulled(60, name="job-1")
    assert cluster.state() is WAITING
    cluster.turns("", name="job-1", created=50)
    assert cluster.look().pod == "job-1"
    cluster.goes("job-1")
    assert cluster.look().pod == "job-1"


def test_the_newest_pull_is_told() -> None:
    cluster = Cluster()
    for seconds in (60, 90, 80):
        cluster.pulled(seconds)
        cluster.look()
    assert cluster.look().at == after(90)


def test_of_thousands_of_pulls_each_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a namespace that rolls out: a look at all of them for each would take minutes."""
    judged = 0
    tries = Index.tries

    def counted(*given: Any, **more: Any) -> Any:
        nonlocal judged
        judged += 1
        return tries(*given, **more)

    monkeypatch.setattr(Index, "tries", counted)
    for keys in ((), ("ghcr.io",)):
        cluster = Cluster(keys=keys)
        if keys:
            cluster.rows = {("web", "pull"): row("pull", quay_io={}, ghcr_io={})}
        judged = 0
        for number in range(50):
            cluster.turns("", name=f"web-{number}", created=50)
            cluster.pulled(60 + number, name=f"web-{number}")
            cluster.look()
        assert judged <= 50


# Failing


def test_a_pod_that_was_stuck_before_waits_for_its_next_attempt() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.pulling(-70, -60, -40, count=3, late=False)
    cluster.failed(-69, -39, count=3, late=False)
    found = cluster.look(1)
    assert found.state is WAITING
    assert [(stuck.image, stuck.since) for stuck in found.stuck] == [(IMAGE, after(-69))]
    assert found.next_by == after(1)  # 40 s after the third
    cluster.pulling(-70, 3, count=4)
    assert cluster.state(3) is WAITING
    cluster.failed(-69, 4, count=4)
    found = cluster.look(4)
    assert found.state is FAILING
    assert found.stuck[0].cause is Cause.CREDENTIAL
    assert (found.at, found.next_by) == (after(-69), after(84))


@pytest.mark.parametrize("clock", [0, -3600, 3600])
def test_an_attempt_that_began_before_says_nothing_of_the_update(clock: float) -> None:
    cluster = Cluster("ImagePullBackOff", clock=clock)
    cluster.pulling(-70, -2, count=4, late=False)
    cluster.failed(-69, -31, count=3, late=False)
    assert cluster.state(1) is WAITING
    cluster.turns("ErrImagePull")
    assert cluster.state(3) is WAITING
    cluster.failed(-69, 2, count=4)
    assert cluster.state(3) is WAITING
    cluster.turns("ImagePullBackOff")
    assert cluster.state(14) is WAITING
    assert cluster.look(14).next_by == after(82)  # 80 s after the fourth


def test_the_status_may_come_after_the_events_of_an_old_attempt() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.pulling(-70, -2, count=4, late=False)
    cluster.look(1)
    cluster.failed(-69, 2, count=4)
    cluster.turns("ErrImagePull")
    assert cluster.state(3) is WAITING


def test_an_attempt_of_which_events_were_dropped_is_seen_by_the_status() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.pulling(-2000, -60, count=9, late=False)
    cluster.failed(-1999, -59, count=9, late=False)
    assert cluster.look(1).next_by == after(241)
    cluster.turns("ErrImagePull")
    found = cluster.look(30)
    assert (found.state, found.next_by) == (FAILING, after(330))


def test_a_new_pod_fails_at_once() -> None:
    """Right after the update, within the same second."""
    cluster = Cluster()
    cluster.look()
    cluster.pulling(0.8, name="web-2")
    cluster.turns("ErrImagePull", name="web-2", created=0.8)
    assert cluster.state(1) is FAILING
    cluster.failed(0.9, name="web-2")
    assert cluster.look(1).next_by == after(10)


def test_what_was_listed_is_judged_by_its_time() -> None:
    """View is opened minutes later: everything is listed."""
    cluster = Cluster("ImagePullBackOff")
    cluster.pulling(-70, 30, count=5, late=False)
    cluster.failed(-69, 31, count=5, late=False)
    assert cluster.state(200) is FAILING


def test_a_list_that_comes_again_is_no_news() -> None:
    cluster = Cluster("ImagePullBackOff")
    for late in (False, True):
        cluster.pulling(-70, -2, count=4, late=late)
        cluster.failed(-69, -1, count=4, late=late)
        assert cluster.state(1) is WAITING


def test_without_events_the_status_decides() -> None:
    cluster = Cluster("ImagePullBackOff")
    assert cluster.look(1) == Pull(WAITING, cluster.look(1).stuck, next_by=after(300))
    cluster.turns("ErrImagePull")
    assert cluster.look(20).next_by == after(320)
    assert cluster.state(20) is FAILING
    cluster.turns("ImagePullBackOff")
    assert cluster.look(31).next_by == after(320)


def test_without_events_the_end_of_a_pause_is_not_seen_in_its_beginning() -> None:
    cluster = Cluster("ErrImagePull")
    assert cluster.state(1) is WAITING
    cluster.turns("ImagePullBackOff")
    assert cluster.state(9) is WAITING


@pytest.mark.parametrize(("created", "state"), [(0.9, WAITING), (2, FAILING)])
def test_a_pod_that_was_made_since_is_told_at_first_sight(created: float, state: PullState) -> None:
    cluster = Cluster()
    cluster.turns("ImagePullBackOff", name="web-2", created=created)
    assert cluster.state(30) is state


def test_a_secret_that_cannot_be_read_fails_without_an_attempt() -> None:
    cluster = Cluster(MALFORMED, MALFORMED)
    cluster.event("Failed", f"Error: {MALFORMED}", -90, -1, count=7, late=False)
    found = cluster.look(1)
    assert (found.state, found.stuck[0].cause, found.next_by) == (WAITING, Cause.SECRET, None)
    cluster.event("Failed", f"Error: {MALFORMED}", -90, 14, count=8)
    found = cluster.look(14)
    assert (found.state, found.next_by) == (FAILING, None)
    cluster.turns("")
    assert cluster.state(30) is WAITING


def test_a_readable_secret_that_becomes_unreadable_fails() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.look()
    cluster.turns(MALFORMED, MALFORMED)
    assert cluster.state(20) is FAILING


@pytest.mark.parametrize("recovers", [lambda cluster: cluster.turns(""), lambda cluster: cluster.goes()])
def test_recovery_clears_it(recovers: Any) -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.look()
    cluster.pulling(20)
    cluster.failed(21)
    assert cluster.state(21) is FAILING
    cluster.turns("", name="standing")
    recovers(cluster)
    assert cluster.look(40) == Pull(WAITING)
    cluster.pulled(40, name="standing")
    assert cluster.state(41) is PULLED


def test_a_pull_elsewhere_does_not_hide_that_one_fails() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.look()
    cluster.turns("", name="web-2", created=3)
    cluster.pulled(5, name="web-2")
    assert cluster.state(6) is PULLED  # "web" has not tried again yet
    cluster.pulling(20)
    cluster.failed(21)
    found = cluster.look(21)
    assert (found.state, [stuck.pod for stuck in found.stuck]) == (FAILING, ["web"])
    cluster.turns("")
    assert cluster.state(60) is PULLED


def test_those_with_evidence_come_first() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.look()
    cluster.turns("ErrImagePull", "not found", name="web-2", created=5)
    assert [stuck.pod for stuck in cluster.look(9).stuck] == ["web-2", "web"]


def test_it_is_stuck_since_the_first_failure_however_it_is_worded() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.failed(-60, why=f"{REFUSED} (request 1)", late=False)
    cluster.failed(-50, why=f"{REFUSED} (request 2)", late=False)
    assert cluster.look().stuck[0].since == after(-60)


def test_an_older_kubelets_status_is_completed_by_its_events() -> None:
    cluster = Cluster("ImagePullBackOff", f'Back-off pulling image "{IMAGE}"')
    assert cluster.look().stuck[0].cause is Cause.OTHER
    cluster.failed(-30, late=False)
    assert (cluster.look().stuck[0].cause, cluster.look().stuck[0].message) == (Cause.CREDENTIAL, REFUSED)


@pytest.mark.parametrize(
    ("attempts", "count", "pause"),
    [
        ([0], 1, 10),
        ([-11, 0], 2, 20),
        ([-32, 0], 3, 40),
        ([-75, 0], 4, 80),
        ([-160, 0], 5, 160),
        ([-330, 0], 6, 300),
        ([-3000, 0], 17, 300),
        ([-3000, 0], 3, 300),  # many were not told
        ([-3600, 0], 0, 300),
    ],
)
def test_pauses_grow(attempts: list[float], count: int, pause: int) -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.pulling(*attempts, count=count)
    cluster.failed(*attempts, count=count)
    assert cluster.look(1).next_by == after(pause)


def test_an_attempt_that_should_have_been_is_due_within_the_longest_pause() -> None:
    cluster = Cluster("ImagePullBackOff")
    cluster.pulling(-900, late=False)
    cluster.failed(-899, late=False)
    assert cluster.look(1).next_by == after(300)


# What cannot be known


def test_nothing_is_said_of_what_nobody_pulls_with() -> None:
    cluster = Cluster()
    cluster.goes()
    assert cluster.watch.look(cluster.index, ROWS, after(1)) is None
    cluster.index.changed(Source.DEPLOYMENTS, "ADDED", workload("web", runs("pull")))
    assert cluster.state() is WAITING


def test_nothing_is_said_where_pods_may_not_be_seen() -> None:
    index = folded(without=[Source.PODS], deployments=[workload("web", runs("pull"))])
    assert Watch("web", "pull", (), UPDATED).look(index, ROWS, UPDATED) is None
    assert Watch("web", "pull", (), UPDATED).look(Index(), ROWS, UPDATED) is None


def test_images_of_entries_that_were_not_changed_say_nothing_of_the_update() -> None:
    """They fail all the same, and the row says so."""
    cluster = Cluster("ImagePullBackOff", keys=("ghcr.io",))
    cluster.rows = {("web", "pull"): row("pull", quay_io={}, ghcr_io={}), ("web", "other"): row("other", docker_io={})}
    cluster.pulling(5)
    cluster.failed(6)
    pull = cluster.look(7)
    assert (pull.state, pull.by_update, [each.image for each in pull.stuck]) == (FAILING, False, [IMAGE])
    assert pull.next_by == after(16)
    cluster.turns("")
    pull = cluster.look(8)
    assert pull.state is WAITING


def test_a_pod_made_since_fails_with_the_new_credential_before_any_event_says_so() -> None:
    cluster = Cluster()
    assert cluster.look(1) is not None
    cluster.turns("ErrImagePull", name="new", created=2)
    pull = cluster.look(3)
    assert (pull.state, pull.by_update, [each.pod for each in pull.stuck]) == (FAILING, True, ["new"])


def test_images_of_changed_entries_do() -> None:
    cluster = Cluster("ImagePullBackOff", keys=("quay.io",))
    cluster.pulling(5)
    cluster.failed(6)
    pull = cluster.look(7)
    assert (pull.state, pull.by_update) == (FAILING, True)


_odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "1970-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59-23:59",
            "2026-01-31T12:00:00.5Z",
        ]
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
_messages = st.sampled_from(
    [
        f'Pulling image "{IMAGE}"',
        f'Failed to pull image "{IMAGE}": {REFUSED}',
        f"Error: {MALFORMED}",
        f'Successfully pulled image "{IMAGE}" in {"999999999h" * 30}',
        f'Successfully pulled image "{IMAGE}" in 1s',
    ]
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"reason": st.sampled_from(["Pulling", "Pulled", "Failed"]), "message": _messages | st.text(max_size=9)},
            optional={
                "metadata": st.fixed_dictionaries({}, optional={"creationTimestamp": _odd}) | _odd,
                "involvedObject": st.just({"uid": "uid of web", "name": "web"}) | _odd,
                "firstTimestamp": _odd,
                "lastTimestamp": _odd,
                "eventTime": _odd,
                "count": _odd,
                "series": _odd | st.fixed_dictionaries({"count": _odd, "lastObservedTime": _odd}),
            },
        ),
        max_size=6,
    )
)
def test_odd_events_never_raise(events: list[Object]) -> None:
    cluster = Cluster("ImagePullBackOff")
    for event in events:
        cluster.watch.hear(event, late=True)
        cluster.look(1)
        cluster.turns("ErrImagePull")
        cluster.look(2)
        cluster.turns("ImagePullBackOff")
