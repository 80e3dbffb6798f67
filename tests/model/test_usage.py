"""Who uses a pull secret, and for which images: folded from lists and watch events."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from model.cluster_objects import Object, account, cron_job, made, pod, refusal, row, runs, workload
from model.samples import entry, secret

from pullsecrets.model.secrets import Row, Use, UseState, missing_row, row_of
from pullsecrets.model.usage import How, ImageUse, Index, Serving, Source, Usage, User

PULL, CONTENT = frozenset({How.PULL}), frozenset({How.CONTENT})
CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


def folded(
    pods: Iterable[Object] = (), *, scope: str | None = None, without: Iterable[Source] = (), **lists: Iterable[Object]
) -> Index:
    """Everything listed once. The lists are named as their sources are, in lower case."""
    index = Index()
    by_source = {Source.PODS: pods, **{Source[name.upper()]: items for name, items in lists.items()}}
    for source in Source:
        if source not in without:
            index.begin(source, scope)
            index.listed(source, scope, by_source.get(source, ()), done=True)
    return index


def users(index: Index, name: str = "pull") -> tuple[User, ...]:
    return index.usage("web", name, {}).users


def images(index: Index, name: str = "pull", *rows: Row, all_rows: bool = True) -> tuple[ImageUse, ...]:
    return index.usage("web", name, {(row.namespace, row.name): row for row in rows}, all_rows=all_rows).images


# Who uses it


def test_a_pod_without_a_controller_is_the_user() -> None:
    assert users(folded([pod("one", runs("pull"))])) == (User("Pod", "one", 1, 0, PULL, True),)


def test_pods_count_under_their_deployment() -> None:
    index = folded(
        [pod(f"api-1-{number}", runs("pull"), controller="ReplicaSet/api-1") for number in range(3)],
        replica_sets=[made("api-1", controller="Deployment/api")],
        deployments=[workload("api", runs("pull"))],
    )
    assert users(index) == (User("Deployment", "api", 3, 0, PULL, True),)


def test_pods_of_two_revisions_count_under_one_deployment() -> None:
    index = folded(
        [pod("a", runs("pull"), controller="ReplicaSet/api-1"), pod("b", runs("pull"), controller="ReplicaSet/api-2")],
        replica_sets=[made(name, controller="Deployment/api") for name in ("api-1", "api-2")],
    )
    assert users(index) == (User("Deployment", "api", 2, 0, PULL, True),)


@pytest.mark.parametrize(
    "replica_sets",
    [
        pytest.param([], id="not known"),
        pytest.param([made("api-1")], id="nobody's"),
        pytest.param([made("api-1", controller="Deployment/api", namespace="other")], id="elsewhere"),
        pytest.param([{"metadata": {**made("api-1", controller="D/a")["metadata"], "uid": "new"}}], id="made anew"),
    ],
)
def test_a_pod_is_not_lost_with_its_replica_set(replica_sets: list[Object]) -> None:
    index = folded([pod("a", runs("pull"), controller="ReplicaSet/api-1")], replica_sets=replica_sets)
    assert users(index) == (User("ReplicaSet", "api-1", 1, 0, PULL, True),)


def test_other_owners_are_told_by_kind_and_name() -> None:
    index = folded(
        [
            pod("a", runs("pull"), controller="ReplicaSet/shop-1"),
            pod("b", runs("pull"), controller="TaskRun/build"),
            pod("c", runs("pull"), controller="ReplicationController/old"),
        ],
        replica_sets=[made("shop-1", controller="Rollout/shop")],
    )
    assert [(user.kind, user.name) for user in users(index)] == [
        ("TaskRun", "build"),
        ("ReplicationController", "old"),
        ("Rollout", "shop"),
    ]


def test_an_owner_that_does_not_control_is_no_controller() -> None:
    lone = pod("a", runs("pull"), controller="ReplicaSet/api-1")
    lone["metadata"]["ownerReferences"][1]["controller"] = False
    assert users(folded([lone])) == (User("Pod", "a", 1, 0, PULL, True),)


def test_a_static_pod_is_a_pod() -> None:
    assert users(folded([pod("proxy-n1", runs("pull"), controller="Node/n1")])) == (
        User("Pod", "proxy-n1", 1, 0, PULL, True),
    )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (Source.DEPLOYMENTS, "Deployment"),
        (Source.STATEFUL_SETS, "StatefulSet"),
        (Source.DAEMON_SETS, "DaemonSet"),
        (Source.JOBS, "Job"),
    ],
)
def test_a_template_is_a_use_without_any_pod(source: Source, kind: str) -> None:
    index = folded()
    index.listed(source, None, [workload("api", runs("pull"))], done=True)
    assert users(index) == (User(kind, "api", 0, 0, PULL, True),)
    assert index.use("web", "pull") == Use(1, True)


def test_a_workload_that_an_operator_controls_counts_itself() -> None:
    index = folded(
        [pod("db-0", runs("pull"), controller="StatefulSet/db")],
        stateful_sets=[workload("db", runs("pull"), controller="PostgreSQL/db")],
    )
    assert users(index) == (User("StatefulSet", "db", 1, 0, PULL, True),)


def test_jobs_count_under_their_cron_job() -> None:
    index = folded(
        [pod("night-1-x", runs("pull"), controller="Job/night-1")],
        jobs=[workload("night-1", runs("pull"), controller="CronJob/night")],
        cron_jobs=[cron_job("night", runs("pull"))],
    )
    assert users(index) == (User("CronJob", "night", 1, 0, PULL, True),)
    assert users(folded(cron_jobs=[cron_job("night", runs("pull"))])) == (User("CronJob", "night", 0, 0, PULL, True),)


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_ended_pods_are_listed_but_no_use(phase: str) -> None:
    index = folded([pod("a", runs("pull"), phase, controller="Workflow/w"), pod("b", runs("pull"), phase)])
    assert users(index) == (User("Pod", "b", 0, 1, PULL, False), User("Workflow", "w", 0, 1, PULL, False))
    assert index.use("web", "pull").state is UseState.NOT_IN_USE
    assert index.named() == frozenset()
    assert images(index) == ()


def test_one_pod_that_runs_is_a_use() -> None:
    index = folded([pod(phase, runs("pull"), phase, controller="Workflow/w") for phase in ("Failed", "Running")])
    assert users(index) == (User("Workflow", "w", 1, 1, PULL, True),)


@pytest.mark.parametrize(
    "status",
    [
        {"conditions": [{"type": "SuccessCriteriaMet", "status": "True"}, {"type": "Complete", "status": "True"}]},
        {"conditions": [{"type": "Failed", "status": "True"}]},
        {"completionTime": "2026-01-01T00:00:00Z"},
    ],
)
def test_a_finished_job_is_listed_but_no_use(status: Object) -> None:
    index = folded(
        [pod("once-x", runs("pull"), "Succeeded", controller="Job/once")],
        jobs=[workload("once", runs("pull"), status=status)],
    )
    assert users(index) == (User("Job", "once", 0, 1, PULL, False),)
    assert index.use("web", "pull") == Use(0, True)


def test_a_suspended_job_is_a_use() -> None:
    status = {"conditions": [{"type": "Suspended", "status": "True"}, {"type": "Failed", "status": "False"}]}
    assert folded(jobs=[workload("once", runs("pull"), status=status)]).use("web", "pull").users == 1


def test_a_job_counts_under_its_controller_and_no_further() -> None:
    index = folded(
        [pod("part-x", runs("pull"), controller="Job/part")],
        jobs=[workload("part", runs("pull"), controller="Job/whole"), made("whole", controller="CronJob/night")],
    )
    assert users(index) == (User("Job", "whole", 1, 0, PULL, True),)


def test_an_old_job_does_not_hide_that_its_cron_job_uses_another_secret_now() -> None:
    index = folded(
        jobs=[workload("night-1", runs("old"), controller="CronJob/night", status={"completionTime": "…"})],
        cron_jobs=[cron_job("night", runs("new"))],
    )
    assert users(index, "old") == (User("CronJob", "night", 0, 0, PULL, False),)
    assert users(index, "new") == (User("CronJob", "night", 0, 0, PULL, True),)


def test_a_service_account_counts_the_pods_that_pull_under_it() -> None:
    index = folded(
        [
            pod("a", runs("pull"), controller="ReplicaSet/api-1"),
            pod("b", runs("pull")),
            pod("c", runs("pull"), "Failed"),
            pod("d", runs("other")),
            pod("e", runs("pull", serviceAccountName="robot")),
            pod("f", runs(volumes=[{"secret": {"secretName": "pull"}}])),
        ],
        deployments=[workload("api", runs("pull", serviceAccountName="default"))],
        service_accounts=[account("default", "pull", "gone"), account("idle", "gone"), account("robot")],
    )
    assert users(index)[-1] == User("ServiceAccount", "default", 2, 0, PULL, True)
    assert users(index, "gone") == tuple(User("ServiceAccount", name, 0, 0, PULL, True) for name in ("default", "idle"))
    assert index.use("web", "gone") == Use(2, True)
    assert users(index, "token") == ()


def test_workloads_come_by_name_and_service_accounts_last() -> None:
    index = folded(
        [pod("b", runs("pull")), pod("a", runs("pull"), "Failed")],
        deployments=[workload("c", runs("pull")), workload("b", runs("pull"))],
        service_accounts=[account("a", "pull")],
    )
    assert [(user.kind, user.name, user.uses) for user in users(index)] == [
        ("Pod", "a", False),
        ("Deployment", "b", True),
        ("Pod", "b", True),
        ("Deployment", "c", True),
        ("ServiceAccount", "a", True),
    ]
    assert index.use("web", "pull") == index.usage("web", "pull", {}).use == Use(4, True)


VOLUMES: list[Object] = [
    {"secret": {"secretName": "pull"}},
    {"azureFile": {"secretName": "pull", "shareName": "s"}},
    {"projected": {"sources": [{"configMap": {"name": "x"}}, {"secret": {"name": "pull"}}]}},
    {"csi": {"driver": "d", "nodePublishSecretRef": {"name": "pull"}}},
    *(
        {kind: {"secretRef": {"name": "pull"}}}
        for kind in ("cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos")
    ),
]
ENVIRONMENTS: list[Object] = [
    {"env": [{"name": "A", "value": "b"}, {"name": "P", "valueFrom": {"secretKeyRef": {"name": "pull"}}}]},
    {"envFrom": [{"configMapRef": {"name": "x"}}, {"prefix": "P_", "secretRef": {"name": "pull"}}]},
]
CONTENTS = [
    *({"volumes": [{"name": "v", **source}]} for source in VOLUMES),
    *({kind: [{"image": "a", **taken}]} for kind in CONTAINERS for taken in ENVIRONMENTS),
]


@pytest.mark.parametrize("spec", CONTENTS, ids=str)
def test_taking_the_content_is_use_of_another_kind(spec: Object) -> None:
    index = folded([pod("builder", spec)], deployments=[workload("builders", spec)])
    assert users(index) == (
        User("Pod", "builder", 1, 0, CONTENT, True),
        User("Deployment", "builders", 0, 0, CONTENT, True),
    )
    assert index.named() == frozenset()
    assert images(index) == ()


def test_what_is_no_secret_is_not_taken_for_one() -> None:
    spec = {
        "volumes": [
            {"name": "pull", "configMap": {"name": "pull"}},
            {"projected": {"sources": [{"configMap": {"name": "pull"}}, {"serviceAccountToken": {"path": "pull"}}]}},
            {"persistentVolumeClaim": {"claimName": "pull"}},
        ],
        "containers": [
            {
                "name": "pull",
                "image": "pull",
                "env": [{"name": "pull", "valueFrom": {"configMapKeyRef": {"name": "pull"}}}],
                "envFrom": [{"configMapRef": {"name": "pull"}}],
            }
        ],
    }
    index = folded([pod("pull", spec)])
    assert users(index) == ()
    assert index.changes() == frozenset()


def test_what_has_no_name_is_passed_over() -> None:
    spec = {"imagePullSecrets": [{"name": ""}, {}, {"name": "pull"}], "containers": [{"image": ""}]}
    index = folded([pod("a", spec), pod("", runs("pull"))])
    assert users(index) == (User("Pod", "a", 1, 0, PULL, True),)
    assert index.named() == {("web", "pull")}
    assert images(index) == ()


def test_one_may_pull_with_it_and_take_its_content() -> None:
    index = folded([pod("a", runs("pull", volumes=[{"secret": {"secretName": "pull"}}]))])
    assert users(index) == (User("Pod", "a", 1, 0, PULL | CONTENT, True),)


def test_namespaces_are_worlds_apart() -> None:
    index = folded([pod("a", runs("pull")), pod("a", runs("pull"), namespace="other")])
    assert index.use("web", "pull") == index.use("other", "pull") == Use(1, True)
    assert index.use("third", "pull") == Use(0, True)
    assert index.named() == {("web", "pull"), ("other", "pull")}
    assert index.named("other") == {("other", "pull")}


# Images


def test_images_of_all_containers_and_image_volumes() -> None:
    spec = {
        "imagePullSecrets": [{"name": "pull"}],
        "initContainers": [{"image": "ghcr.io/init"}],
        "containers": [{"image": "quay.io/app:2"}, {"image": "quay.io/app:2"}, {"image": "redis"}, {"image": "BAD/B"}],
        "ephemeralContainers": [{"image": "quay.io/debug"}],
        "volumes": [{"image": {"reference": "quay.io/model:1"}}, {"image": {}}],
    }
    index = folded([pod("a", spec)])
    quay = (Serving("pull", "quay.io"),)
    assert images(index, "pull", row("pull", quay_io=entry("a", "b"))) == (
        ImageUse("BAD/B", None, "", ("a",), True),
        ImageUse("ghcr.io/init", (), "", ("a",), True),
        ImageUse("quay.io/app:2", quay, "", ("a",), True),
        ImageUse("quay.io/debug", quay, "", ("a",), True),
        ImageUse("quay.io/model:1", quay, "", ("a",), True),
        ImageUse("redis", (), "", ("a",), True),
    )


def test_entries_come_in_order_over_all_pull_secrets_of_the_pod() -> None:
    first, second = row("first", quay_io=entry("a", "b")), row("pull", **{"quay_io/app": entry("c", "d")}, ghcr_io={})
    both = (Serving("pull", "quay.io/app"), Serving("first", "quay.io"))
    index = folded([pod("a", runs("first", "pull")), pod("b", runs("pull"))])
    assert images(index, "pull", first, second) == (
        ImageUse("quay.io/app", both, "", ("a",), True),
        ImageUse("quay.io/app", both[:1], "", ("b",), True),
    )
    assert images(index, "first", first, second) == (ImageUse("quay.io/app", both, "", ("a",), True),)


def test_of_equal_keys_the_first_secret_of_the_pod_comes_first() -> None:
    rows = [row(name, quay_io=entry("a", "b")) for name in ("pull", "zero")]
    (image,) = images(folded([pod("a", runs("zero", "pull"))]), "pull", *rows)
    assert image.entries == (Serving("zero", "quay.io"), Serving("pull", "quay.io"))


def test_a_missing_pull_secret_is_gone_past() -> None:
    index = folded([pod("a", runs("gone", "other", "pull"))])
    rows = [row("pull", quay_io={}), missing_row("web", "other", "Opaque")]
    assert images(index, "pull", *rows)[0] == ImageUse(
        "quay.io/app", (Serving("pull", "quay.io"),), "", ("a",), complete=True
    )
    assert images(index, "pull", *rows, all_rows=False)[0].complete is False
    assert images(index, "pull", *rows, missing_row("web", "gone"), all_rows=False)[0].complete is True


def test_a_broken_pull_secret_stops_every_pull_of_its_pods() -> None:
    broken = row_of(secret("[]", name="broken"))
    assert broken
    assert broken.broken
    index = folded(
        [pod("a", runs("pull", "broken")), pod("b", runs("pull", image="redis")), pod("c", runs("broken", image="B/B"))]
    )
    assert images(index, "pull", row("pull", quay_io={}), broken) == (
        ImageUse("quay.io/app", (), "broken", ("a",), True),
        ImageUse("redis", (), "", ("b",), True),
    )
    assert images(index, "broken", broken)[0] == ImageUse("B/B", None, "broken", ("c",), True)


def test_templates_bring_images_only_where_no_pod_runs() -> None:
    new = runs("pull", image="quay.io/app:2")
    rollout = folded(
        [
            pod("a", runs("pull", image="quay.io/app:1"), controller="ReplicaSet/api-1"),
            pod("b", runs("pull", image="quay.io/app:0"), "Failed", controller="ReplicaSet/api-0"),
        ],
        replica_sets=[made(name, controller="Deployment/api") for name in ("api-0", "api-1")],
        deployments=[workload("api", new)],
        cron_jobs=[cron_job("night", new)],
        service_accounts=[account("default", "pull")],
    )
    assert [(image.image, image.users) for image in images(rollout)] == [
        ("quay.io/app:1", ("api",)),
        ("quay.io/app:2", ("night",)),
    ]


def test_an_image_names_each_of_its_users_once_in_the_order_of_the_list() -> None:
    index = folded(
        [pod(name, runs("pull"), controller=f"StatefulSet/{name[0]}") for name in ("b-0", "a-0", "a-1")],
        daemon_sets=[workload("a", runs("pull"))],
    )
    assert images(index) == (ImageUse("quay.io/app", (), "", ("a", "b"), True),)


def test_a_key_that_its_hidden_password_spoils_serves_nothing() -> None:
    rows = [
        row("pull", **{"me:pass@quay_io": {}}),
        row("second", **{"me:pa#ss@quay_io": {}}),
        row("third", **{"me:pa?ss@quay_io": {}}),
    ]
    assert all("…" in each.registries[0] for each in rows)
    (image,) = images(folded([pod("a", runs("second", "pull", "third"))]), "pull", *rows)
    assert image.entries == (Serving("pull", "me:…@quay.io"),)


# What can be seen


def test_nothing_is_known_before_everything_is_listed() -> None:
    index = Index()
    for source in Source:
        assert not index.complete("web")
        assert index.use("web", "pull").state is UseState.UNKNOWN
        index.begin(source, "web")
        index.listed(source, "web", [], done=False)
        assert not index.complete("web")
        index.listed(source, "web", [], done=True)
    assert index.complete("web")
    assert not index.complete("other")
    assert index.use("web", "pull").state is UseState.NOT_IN_USE


@pytest.mark.parametrize("source", [source for source in Source if source is not Source.REPLICA_SETS])
def test_what_may_not_be_seen_is_never_unused(source: Source) -> None:
    index = folded(without=[source], scope="web")
    index.refused(source, "web", refusal(source))
    assert index.usage("web", "pull", {}) == Usage(Use(0, False), (), (), (refusal(source),))
    assert index.use("web", "pull").state is UseState.UNKNOWN
    index.listed(source, "web", [], done=True)
    assert index.usage("web", "pull", {}) == Usage(Use(0, True), (), (), ())


def test_replica_sets_that_may_not_be_seen_only_cost_the_name() -> None:
    index = folded([pod("a", runs("pull"), controller="ReplicaSet/api-1")], without=[Source.REPLICA_SETS])
    index.refused(Source.REPLICA_SETS, None, refusal(Source.REPLICA_SETS))
    usage = index.usage("web", "pull", {})
    assert usage.use == Use(1, True)
    assert usage.users == (User("ReplicaSet", "api-1", 1, 0, PULL, True),)
    assert usage.hidden == (refusal(Source.REPLICA_SETS),)


def test_names_and_numbers_are_right_only_with_the_replica_sets() -> None:
    assert not folded(without=[Source.REPLICA_SETS]).complete("web")


def test_a_right_that_was_taken_away_takes_what_it_brought() -> None:
    index = folded([pod("a", runs("pull"))], deployments=[workload("b", runs("pull"))])
    index.changes()
    index.refused(Source.PODS, None, refusal(Source.PODS))
    assert index.changes() == {("web", "pull")}
    assert index.usage("web", "pull", {}).users == (User("Deployment", "b", 0, 0, PULL, True),)
    assert index.use("web", "pull") == Use(1, False)
    assert index.use("web", "pull").state is UseState.IN_USE


def test_where_the_cluster_may_not_be_listed_namespaces_may() -> None:
    index = folded([pod("a", runs("pull"))], without=[Source.JOBS])
    index.listed(Source.JOBS, "web", [workload("b", runs("pull"))], done=True)
    index.refused(Source.JOBS, None, refusal(Source.JOBS))
    assert index.use("web", "pull") == Use(2, True)
    assert index.usage("web", "pull", {}).hidden == ()
    assert index.use("other", "pull") == Use(0, False)
    assert index.usage("other", "pull", {}).hidden == (refusal(Source.JOBS),)


def test_a_list_of_the_cluster_stands_in_for_one_that_is_refused() -> None:
    index = folded([pod("a", runs("pull"))])
    index.changed_scopes()
    index.refused(Source.PODS, "web", refusal(Source.PODS))
    assert index.usage("web", "pull", {}).use == Use(1, True)
    assert index.changed_scopes() == frozenset()


def test_a_scope_of_its_own_is_not_judged_by_the_cluster() -> None:
    index = Index()
    for source in (Source.PODS, Source.JOBS):
        index.refused(source, None, refusal(source))
    assert index.changed_scopes() == {None}
    index.listed(Source.PODS, "web", [], done=True)
    assert index.changed_scopes() == {"web"}
    assert index.usage("web", "pull", {}).hidden == (refusal(Source.JOBS),)
    assert index.usage("other", "pull", {}).hidden == (refusal(Source.PODS), refusal(Source.JOBS))


def test_it_is_told_once_where_more_or_less_is_seen() -> None:
    index = folded([pod("a", runs("pull"))], without=[Source.JOBS], scope="web")
    assert index.changed_scopes() == frozenset()
    assert index.changes() == {("web", "pull")}
    index.listed(Source.JOBS, "web", [], done=True)
    assert index.changed_scopes() == {"web"}
    assert index.changes() == {("web", "pull")}
    index.listed(Source.JOBS, "web", [], done=True)
    assert index.changed_scopes() == frozenset()
    index.refused(Source.JOBS, "web", refusal(Source.JOBS))
    index.refused(Source.JOBS, "web", refusal(Source.JOBS))
    assert index.changed_scopes() == {"web"}
    index.refused(Source.JOBS, "web", refusal(Source.JOBS))
    assert index.changed_scopes() == frozenset()
    index.listed(Source.JOBS, "web", [], done=True)
    assert index.changed_scopes() == {"web"}


# Changes


def test_events_add_change_and_remove() -> None:
    index = folded([pod("a", runs("pull"))])
    assert index.changes() == {("web", "pull")}
    index.changed(Source.PODS, "ADDED", pod("b", runs("pull", "second")))
    assert index.changes() == {("web", "pull"), ("web", "second")}
    index.changed(Source.PODS, "MODIFIED", pod("b", runs("pull", "second"), "Succeeded"))
    assert index.changes() == {("web", "pull"), ("web", "second")}
    assert index.use("web", "second") == Use(0, True)
    index.changed(Source.PODS, "DELETED", pod("b", runs("pull", "second"), "Succeeded"))
    assert index.changes() == {("web", "pull"), ("web", "second")}
    assert users(index, "second") == ()
    assert users(index) == (User("Pod", "a", 1, 0, PULL, True),)


def test_what_changes_nothing_here_is_no_change() -> None:
    index = folded([pod("a", runs("pull"))])
    index.changes()
    changed = pod("a", runs("pull"))
    changed["metadata"]["resourceVersion"] = "2"
    changed["status"]["containerStatuses"] = [{"ready": True}]
    index.changed(Source.PODS, "MODIFIED", changed)
    index.changed(Source.PODS, "BOOKMARK", pod("new", runs("pull")))
    index.changed(Source.PODS, "MODIFIED", pod("free", runs()))
    index.changed(Source.PODS, "DELETED", pod("never seen", runs("pull")))
    assert index.changes() == frozenset()


def test_a_secret_that_is_named_no_more_is_among_the_changes() -> None:
    index = folded(deployments=[workload("api", runs("old"))])
    index.changes()
    index.changed(Source.DEPLOYMENTS, "MODIFIED", workload("api", runs("new")))
    assert index.changes() == {("web", "old"), ("web", "new")}
    index.changed(Source.DEPLOYMENTS, "MODIFIED", workload("api", runs()))
    assert index.changes() == {("web", "new")}
    assert index.named() == frozenset()


def test_a_replica_set_that_comes_or_goes_moves_its_pods() -> None:
    index = folded([pod("a", runs("pull"), controller="ReplicaSet/api-1"), pod("b", runs("other"))])
    index.changes()
    replica_set = made("api-1", controller="Deployment/api")
    index.changed(Source.REPLICA_SETS, "ADDED", replica_set)
    assert index.changes() == {("web", "pull")}
    assert users(index) == (User("Deployment", "api", 1, 0, PULL, True),)
    index.changed(Source.REPLICA_SETS, "MODIFIED", {**replica_set, "status": {"replicas": 1}})
    assert index.changes() == frozenset()
    index.changed(Source.REPLICA_SETS, "DELETED", replica_set)
    assert index.changes() == {("web", "pull")}
    assert users(index) == (User("ReplicaSet", "api-1", 1, 0, PULL, True),)


def test_a_new_list_removes_what_it_does_not_bring() -> None:
    index = folded([pod("a", runs("pull")), pod("b", runs("pull")), pod("c", runs("third"))])
    index.changes()
    index.begin(Source.PODS, None)
    index.listed(Source.PODS, None, [pod("a", runs("pull"))], done=False)
    assert index.use("web", "pull") == Use(2, True)  # until it is done, the last one stands
    index.listed(Source.PODS, None, [pod("d", runs("pull"))], done=True)
    assert [user.name for user in users(index)] == ["a", "d"]
    assert index.changes() == {("web", "pull"), ("web", "third")}


def test_a_new_list_leaves_other_scopes_and_sources_alone() -> None:
    index = folded([pod("a", runs("pull"))], scope="web", deployments=[workload("x", runs("pull"))])
    index.listed(Source.PODS, "other", [pod("b", runs("pull"), namespace="other")], done=True)
    index.begin(Source.PODS, "web")
    index.listed(Source.PODS, "web", [], done=True)
    assert [user.name for user in users(index)] == ["x"]
    assert index.use("other", "pull").users == 1


def test_a_list_that_broke_off_does_not_count() -> None:
    index = folded([pod("a", runs("pull"))])
    index.begin(Source.PODS, None)
    index.listed(Source.PODS, None, [pod("a", runs("pull"))], done=False)
    index.begin(Source.PODS, None)
    index.listed(Source.PODS, None, [pod("b", runs("pull"))], done=True)
    assert [user.name for user in users(index)] == ["b"]


@pytest.mark.parametrize("scope", [None, "web"])
def test_an_event_during_a_list_is_not_lost(scope: str | None) -> None:
    index = folded(scope=scope)
    index.begin(Source.PODS, scope)
    index.changed(Source.PODS, "ADDED", pod("a", runs("pull")))
    index.listed(Source.PODS, scope, [], done=True)
    assert [user.name for user in users(index)] == ["a"]
