"""The same requests to the demo and to a real API server: the same answers, to the last byte that matters."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from demo.talking import DOCKER, MERGE, Demo, encoded, secret
from demo.transcript import OWN_USER, STRATEGIC, Send, Transcript, answers, send_to_demo, send_to_real
from real.control_plane import ControlPlane

from pullsecrets.demo.resources import RESOURCES, Resource

RULES = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
ACCESS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
OTHER_UID = "00000000-0000-0000-0000-000000000000"

CASES: list[Callable[[Transcript], None]] = []


def case(function: Callable[[Transcript], None]) -> Callable[[Transcript], None]:
    CASES.append(function)
    return function


@case
def create(ask: Transcript) -> None:
    ask("POST", "", secret("a", metadata={"labels": {"x": "y"}, "annotations": {"a": "b"}}, immutable=False))
    ask("POST", "", secret("a"))
    ask("GET", "/a")
    ask("POST", "", secret("by-manager"), query="?fieldManager=pullsecrets&dryRun=All")
    ask("GET", "/by-manager")
    ask("POST", "", secret("A_"))
    ask("POST", "", secret("", metadata={"name": ""}))
    ask("POST", "", secret("A" * 254))
    ask("POST", "/api/v1/namespaces", {"metadata": {"name": "A" * 64}})
    ask("POST", "", secret("b", metadata={"namespace": "default"}))
    ask("POST", "/api/v1/namespaces/no-such/secrets", secret("b"))
    ask("POST", "", secret("b", metadata={"resourceVersion": "5"}))
    ask("POST", "", secret("b", data={}))
    ask("POST", "", secret("b", data={".dockerconfigjson": "!!"}))
    ask("POST", "", secret("b", data={".dockerconfigjson": "e3 0="}))
    ask("POST", "", secret("b", data={".dockerconfigjson": 5}))
    ask("POST", "", secret("b", data=[]))
    ask("POST", "", secret("b", data={".dockerconfigjson": "e30=", "a/b": ""}))
    ask("POST", "", secret("c", data={".dockerconfigjson": "e3\n0=", "n": None}))
    ask("POST", "", secret("d", data=None, stringData={".dockerconfigjson": "{}"}))
    ask("POST", "", secret("e", type="kubernetes.io/dockercfg"))
    ask("POST", "", secret("f", kind="ConfigMap", apiVersion="v1", type="Opaque"), query="?fieldValidation=Strict")
    ask("POST", "", secret("f", nope=1), query="?fieldValidation=Strict")
    ask("POST", "", secret("f", metadata={"annotations": {"a": 5}}))
    ask("POST", "", secret("f", metadata={"annotations": {"a b": "5"}, "labels": {"l": "a b"}}))
    ask("POST", "", secret("f", metadata={"finalizers": ["hold"], "ownerReferences": [{"name": "x"}]}))
    ask("POST", "", {"metadata": {"name": "opaque"}})
    ask("POST", "", {"metadata": {"name": "token"}, "type": "kubernetes.io/service-account-token"})
    ask("POST", "", {"metadata": {"name": "login"}, "type": "kubernetes.io/basic-auth"})
    ask("POST", "", secret("f"), query="?dryRun=Yes&fieldManager=" + "x" * 129)
    ask("POST", "/api/v1/namespaces", {"metadata": {"name": "A.b"}})


@case
def patch_and_conflict(ask: Transcript) -> None:
    old = ask("POST", "", secret("p", metadata={"annotations": {"kubernetes.io/description": "d"}}))
    version = old["metadata"]["resourceVersion"]
    ask("PATCH", "/p", {"metadata": {"resourceVersion": version, "annotations": {"x": "y"}}}, query="?fieldManager=m")
    ask("PATCH", "/p", {"metadata": {"resourceVersion": version, "annotations": {"x": "z"}}})
    ask("PATCH", "/p", {"metadata": {"resourceVersion": version, "annotations": {"x": "y"}}})
    ask("PATCH", "/p", {})
    odd: object
    for odd in ("", "0", None, "text", "-1", "05", "99999999999", 5, True, [], {}):
        ask("PATCH", "/p", {"metadata": {"resourceVersion": odd, "annotations": {"x": str(odd)}}})
    for uid in (OTHER_UID, "", None):
        ask("PATCH", "/p", {"metadata": {"uid": uid}})
    ask("PATCH", "/p", {"metadata": {"annotations": {"x": None, "n": "1"}}}, query="?fieldManager=m")
    ask("PATCH", "/p", {"metadata": {"annotations": {"dry": "1"}}}, query="?dryRun=All&fieldManager=dry")
    ask("PATCH", "/p", {"metadata": {"annotations": {"s": "1"}}}, content_type=STRATEGIC)
    ask("PATCH", "/p", {"metadata": {"managedFields": [{}]}})
    ask("PATCH", "/p", {"metadata": {"annotations": None}})
    ask("PATCH", "/missing", {"metadata": {"resourceVersion": "5"}})
    ask("GET", "/p")


@case
def patch_refused(ask: Transcript) -> None:
    ask("POST", "", secret("p", '{"auths":{"r.io":{"auth":"YTpi"}}}'))
    body: object
    for body in (
        {"metadata": {"annotations": ["a"]}},
        {"metadata": {"annotations": {"a": 5}}},
        {"metadata": "x"},
        {"metadata": {"name": "other"}},
        {"metadata": {"namespace": "other"}},
        {"metadata": None},
        {"metadata": {"creationTimestamp": "2020-01-01T00:00:00Z"}},
        {"metadata": {"deletionTimestamp": "2020-01-01T00:00:00Z", "deletionGracePeriodSeconds": 5}},
        {"kind": "ConfigMap"},
        {"apiVersion": "v2"},
        {"type": "Opaque"},
        {"type": None},
        {"immutable": "x"},
        {"data": {".dockerconfigjson": 5}},
        {"data": {".dockerconfigjson": "e30"}},
        {"data": {".dockerconfigjson": None}},
        {"data": None},
        {"data": {"big": encoded("x" * 1_048_577)}},
        {"metadata": {"annotations": {"a": "x" * 262_144}}},
        {"stringData": {"k": 1}},
        {"stringData": {"k": "v"}},
        {"nope": 1},
        [],
        "text",
    ):
        ask("PATCH", "/p", body)
    ask("PATCH", "/p", {"nope": 1, "metadata": {"zap": 1}}, query="?fieldValidation=Strict")
    for text in ("", "NaN", "\ufeff{}", "{} x", "[]", "1", '{"a":1e999}', "null", '{"auths":[]}', ' {"a":"\\ud800"}\n'):
        ask("PATCH", "/p", {"data": {".dockerconfigjson": encoded(text)}})
    for query in ("?dryRun=all", "?fieldValidation=Nope", "?force=true"):
        ask("PATCH", "/p", {}, query=query)
    ask("PATCH", "/p", b"{nope", content_type=MERGE)
    ask("PATCH", "/p", b'{"metadata":{"annotations":{"s":"\\ud800x\xff"}}}', content_type=MERGE)


@case
def immutable_and_terminating(ask: Transcript) -> None:
    ask("POST", "", secret("p", immutable=True, metadata={"finalizers": ["acme.io/hold"]}))
    for body in (
        {"data": {"k": ""}},
        {"immutable": None},
        {"type": "Opaque", "data": {"k": ""}},
        {"metadata": {"annotations": {"still": "1"}}},
    ):
        ask("PATCH", "/p", body)
    ask("DELETE", "/p")
    ask("DELETE", "/p")
    ask("POST", "", secret("p"))
    ask("PATCH", "/p", {"metadata": {"annotations": {"t": "1"}}})
    ask("PATCH", "/p", {"metadata": {"finalizers": ["acme.io/hold", "acme.io/more"]}})
    ask("PATCH", "/p", {"metadata": {"finalizers": None}})
    ask("GET", "/p")


@case
def replace(ask: Transcript) -> None:
    made = ask("POST", "", secret("u"))
    ask("PUT", "/u", made)
    made["metadata"]["annotations"] = {"a": "b"}
    ask("PUT", "/u", made, query="?fieldManager=pullsecrets")
    made["metadata"]["annotations"] = {"a": "c"}
    ask("PUT", "/u", made)
    ask("PUT", "/u", secret("u"))
    ask("PUT", "/u", secret("other"))
    ask("PUT", "/u", secret("u", metadata={"resourceVersion": "text"}))
    ask("PUT", "/u", secret("u", metadata={"uid": OTHER_UID}))
    ask("PUT", "/u", secret("u", type="Opaque"))
    ask("PUT", "/missing", secret("missing"))


@case
def delete(ask: Transcript) -> None:
    made = ask("POST", "", secret("d"))["metadata"]
    ask("DELETE", "/d", {"preconditions": {"uid": OTHER_UID}})
    ask("DELETE", "/d", {"preconditions": {"resourceVersion": "5"}})
    ask("DELETE", "/d", {"dryRun": ["All"]})
    ask("DELETE", "/d", query="?dryRun=All")
    ask("DELETE", "/d", {"preconditions": {"uid": made["uid"], "resourceVersion": made["resourceVersion"]}})
    ask("DELETE", "/d", {"preconditions": {"uid": made["uid"]}})
    ask("DELETE", "/api/v1/namespaces/NAMESPACE")
    ask("POST", "", secret("late"))


@case
def lists(ask: Transcript) -> None:
    for name in ("a", "b", "c"):
        ask("POST", "", secret(name))
    ask("POST", "", {"metadata": {"name": "opaque", "labels": {"x": "y"}}})
    first = ask("GET", query="?limit=2")["metadata"]
    ask("DELETE", "/c")
    ask("GET", query=f"?limit=2&continue={first['continue']}")
    ask("GET", query=f"?limit=2&continue={first['continue']}&resourceVersion=5")
    ask("GET", query=f"?limit=1&resourceVersionMatch=Exact&resourceVersion={first['resourceVersion']}")
    for query in (
        "limit=1&resourceVersion=0",
        "limit=text",
        "limit=-1",
        "resourceVersion=text",
        "resourceVersion=99999999",
        "resourceVersionMatch=Exact",
        "resourceVersionMatch=Nope&resourceVersion=1",
        "resourceVersionMatch=Exact&resourceVersion=0",
        "sendInitialEvents=true",
        f"fieldSelector=type={DOCKER}&limit=1",
        f"fieldSelector=type={DOCKER},type=Opaque",
        f"fieldSelector=type!={DOCKER}",
        f"fieldSelector=metadata.name==a,type={DOCKER}",
        "fieldSelector=metadata.namespace=nope",
        "fieldSelector=type=a%5C,b",
        "fieldSelector=metadata.labels.x=y",
        "fieldSelector=nope",
        "labelSelector=x=y",
        "labelSelector=!x",
        "labelSelector=x!=y,a",
    ):
        ask("GET", query="?" + query)
    ask("GET", "/api/v1/namespaces/no-such/secrets")
    ask("GET", "/api/v1/secrets", query="?fieldSelector=metadata.namespace=NAMESPACE")
    ask("GET", "/api/v1/namespaces", query="?fieldSelector=metadata.name=NAMESPACE")


@case
def watches(ask: Transcript) -> None:
    start = ask("POST", "", secret("a", metadata={"labels": {"x": "y"}}))["metadata"]["resourceVersion"]
    ask("PATCH", "/a", {"metadata": {"labels": {"x": "z"}}})
    ask("POST", "", {"metadata": {"name": "opaque"}})
    ask("DELETE", "/opaque")
    for query in (
        f"resourceVersion={start}",
        f"resourceVersion={start}&labelSelector=x=y",
        f"resourceVersion={start}&fieldSelector=type={DOCKER}",
        "resourceVersion=0",
        "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
        "sendInitialEvents=true",
        "sendInitialEvents=true&resourceVersionMatch=Exact",
        "resourceVersionMatch=NotOlderThan",
        "continue=abc",
        "resourceVersion=text",
    ):
        ask("GET", query=f"?watch=1&timeoutSeconds=1&{query}")
    ask("GET", "/a", query="?watch=1")


@case
def rights(ask: Transcript) -> None:
    payments = "/api/v1/namespaces/payments/secrets"
    for user in ("viewer", "editor", "secrets-admin"):
        for path in (
            "/a",
            "/api/v1/secrets?limit=1&fieldSelector=metadata.namespace=none",
            "/api/v1/namespaces/NAMESPACE",
            "/api/v1/namespaces/NAMESPACE/pods",
            "/api/v1/namespaces/NAMESPACE/events?fieldSelector=metadata.name=none",
            "/apis/apps/v1/namespaces/NAMESPACE/deployments?fieldSelector=metadata.name=some",
            "/apis/batch/v1/namespaces/NAMESPACE/jobs?watch=1&timeoutSeconds=1",
            "/apis/apps/v1/namespaces/NAMESPACE/deployments/none/status",
            "/nope",
            payments + "?fieldSelector=metadata.name=another",
            payments + "?fieldSelector=metadata.name=another&watch=1&timeoutSeconds=1",
        ):
            ask("GET", path, user=user)
        writes = [("PATCH", "/a"), ("PUT", "/a"), ("DELETE", "/a"), ("POST", "")]
        for method, path in writes + ([("DELETE", "")] if user != "secrets-admin" else []):  # the demo lacks that
            ask(method, path, {} if method != "DELETE" else None, user=user)
        for verb, name, more in (
            ("patch", "checkout-registry", {}),
            ("patch", "", {}),
            ("delete", "checkout-registry", {}),
            ("list", "", {}),
            ("list", "", {"group": "apps"}),
            ("list", "", {"group": "apps", "resource": "deployments"}),
            ("get", "", {"subresource": "status", "resource": "pods"}),
        ):
            attributes = {"verb": verb, "resource": "secrets", "namespace": "payments", "name": name} | more
            review = ask("POST", ACCESS, {"spec": {"resourceAttributes": attributes}}, user=user, kept=False)
            ask.lines.append(str(review["status"]["allowed"]))
        review = ask("POST", RULES, {"spec": {"namespace": "payments"}}, user=user, kept=False)
        rules = [rule for rule in review["status"]["resourceRules"] if "secrets" in rule["resources"]]
        ask.lines.append(json.dumps(rules, sort_keys=True))
    ask("GET", user=None)
    ask("GET", "/nope", user=None)
    ask("PATCH", "/one", {}, user=None)
    ask("GET", user="nobody")
    ask("POST", RULES, {"spec": {}})
    ask("POST", ACCESS, {"spec": {}})


@case
def what_is_not_there(ask: Transcript) -> None:
    for path in (
        "/api/v1/nope",
        "/api/v2",
        "/nope",
        "/apis/nope/v1",
        "/apis/nope/v1/things",
        "/api/v1/namespaces/no-such",
        "/api/v1/namespaces/NAMESPACE/nope",
        "/api/v1/secrets/one",
        "/a/status",
    ):
        ask("GET", path)
    for method, path in (("POST", "/a"), ("PUT", ""), ("PATCH", ""), ("PUT", "/version"), ("POST", "/api/v1/secrets")):
        ask(method, path, {})


@pytest.fixture(scope="module")
def real(control_plane: ControlPlane) -> Send:
    """The real server, with the demo's three lesser users."""
    read = _reading(RESOURCES["secrets"])
    write = read | {"resourceNames": ["checkout-registry"], "verbs": [*read["verbs"], "update", "patch"]}
    rbac = "/apis/rbac.authorization.k8s.io/v1/"
    control_plane.request("POST", "/api/v1/namespaces", {"metadata": {"name": "payments"}})
    for user, kind, place, rules in (
        ("viewer", "ClusterRole", "cluster", [_reading(resource) for resource in RESOURCES.values()]),
        ("editor", "Role", "namespaces/payments/", [write]),
        (
            "secrets-admin",
            "ClusterRole",
            "cluster",
            [_reading(RESOURCES["secrets"]) | {"verbs": ["*"]}, _reading(RESOURCES["namespaces"])],
        ),
    ):
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": OWN_USER + user}
        body = {
            "metadata": {"name": OWN_USER + user},
            "roleRef": role,
            "subjects": [role | {"kind": "User"}],
        }
        control_plane.request("POST", f"{rbac}{place}roles", {"metadata": body["metadata"], "rules": rules})
        control_plane.request("POST", f"{rbac}{place}rolebindings", body)
    return send_to_real(control_plane)


def _reading(resource: Resource) -> dict[str, Any]:
    return {"apiGroups": [resource.group], "resources": [resource.name], "verbs": ["get", "list", "watch"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_demo_answers_as_the_real_one(case: Callable[[Transcript], None], shown: Demo, real: Send) -> None:
    for ours, theirs in answers(case, Transcript(send_to_demo(shown.api())), Transcript(real)):
        assert ours == theirs
