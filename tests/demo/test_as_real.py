"""The same requests to the demo and to a real API server: the same answers, to the last byte that matters."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from demo.talking import DOCKER, MERGE, Demo, encoded, secret
from real.control_plane import ControlPlane

from pullsecrets.demo.resources import RESOURCES, Resource

STRATEGIC = "application/strategic-merge-patch+json"
RULES = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
ACCESS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
OTHER_UID = "00000000-0000-0000-0000-000000000000"

OWN_USER = "demos-"
"""Begins the names of our users of the real server, which other tests use too."""

Send = Callable[..., tuple[int, str]]


class Transcript:
    """What one server answered, without what is its own: names of namespaces, uids, versions, times, tokens."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._namespace = f"test-{uuid.uuid4().hex[:8]}"
        self.lines: list[str] = []
        send("POST", "/api/v1/namespaces", {"metadata": {"name": self._namespace}})

    def __call__(
        self, method: str, path: str = "", body: object = None, *, query: str = "", kept: bool = True, **more: Any
    ) -> Any:
        """Ask for `path` below the secrets of the test's own namespace, or for an absolute one."""
        if not path.startswith(("/api", "/v", "/n")):
            path = f"/api/v1/namespaces/{self._namespace}/secrets{path}"
        path = (path + query).replace("NAMESPACE", self._namespace)
        status, text = self._send(method, path, body, **more)
        try:
            # A watch answers with one object a line.
            answers = [json.loads(line) for line in text.splitlines()]
            text = "\n".join(_QUOTED.sub(_tidied_quote, _tidied(answer)) for answer in answers)
        except ValueError:
            answers = [text]
        if kept:
            self.lines.append(f"{method} {self._without_own(path)}\n  {status} {self._without_own(text)}")
        return answers[0] if answers else None

    def _without_own(self, text: str) -> str:
        text = text.replace(self._namespace, "NAMESPACE").replace(OWN_USER, "")
        text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID", text)
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text)
        text = re.sub(r'(resourceVersion\\*": ?\\*")\d+', r"\1VERSION", text)
        text = re.sub(r"(resourceVersion=)\d\d+", r"\1VERSION", text)
        text = re.sub(r"(in record \(|current: )\d+", r"\1VERSION", text)
        return re.sub(r'("continue": "|continue=)[\w-]+', r"\1TOKEN", text)


_QUOTED = re.compile(r'Invalid value: \\"({.*?})\\": ')


def _tidied(thing: Any) -> str:
    """JSON without what has no meaning, the order of keys, or hangs on the clock, the order of managers."""
    for part in (thing, thing.get("object", thing), *thing.get("items", ())):
        managers = part.get("metadata", {}).get("managedFields", []) if isinstance(part, dict) else []
        managers.sort(key=lambda entry: entry["manager"])
    return json.dumps(thing, sort_keys=True)


def _tidied_quote(quoted: re.Match[str]) -> str:
    once = json.loads(f'"{quoted[1]}"')
    thing = json.loads(json.loads(f'"{once}"'))
    return f"Invalid value: {json.dumps(thing, sort_keys=True)}: "


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
        for verb, name in (
            ("patch", "checkout-registry"),
            ("patch", ""),
            ("delete", "checkout-registry"),
            ("list", ""),
        ):
            attributes = {"verb": verb, "resource": "secrets", "namespace": "payments", "name": name}
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
    trust = ssl.create_default_context(cafile=str(control_plane.folder / "ca.crt"))
    connect = partial(http.client.HTTPSConnection, urlsplit(control_plane.server).netloc, timeout=20, context=trust)
    return partial(_send, connect, control_plane.token(), OWN_USER)


def _reading(resource: Resource) -> dict[str, Any]:
    return {"apiGroups": [resource.group], "resources": [resource.name], "verbs": ["get", "list", "watch"]}


def _send(
    connect: Callable[[], http.client.HTTPConnection],
    token: str,
    prefix: str,
    method: str,
    path: str,
    body: object = None,
    *,
    content_type: str | None = None,
    user: str | None = "admin",
) -> tuple[int, str]:
    headers = {"Content-Type": content_type or (MERGE if method == "PATCH" else "application/json")}
    if user == "nobody":
        headers["Authorization"] = "Bearer nonsense"
    elif user:
        headers["Authorization"] = f"Bearer {token}"
    if user in ("viewer", "editor", "secrets-admin"):
        headers["Impersonate-User"] = prefix + user
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    with closing(connect()) as connection:
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_demo_answers_as_the_real_one(case: Callable[[Transcript], None], shown: Demo, real: Send) -> None:
    admin = shown.api()
    connect = partial(http.client.HTTPConnection, urlsplit(admin.server).netloc, timeout=20)
    assert admin.token
    transcripts = [Transcript(partial(_send, connect, admin.token, "")), Transcript(real)]
    with ThreadPoolExecutor() as both:
        list(both.map(case, transcripts))
    for ours, theirs in zip(*(transcript.lines for transcript in transcripts), strict=True):
        assert ours == theirs
