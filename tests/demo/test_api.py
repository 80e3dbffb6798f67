"""What the demo's API answers, on its own. `test_as_real.py` holds it against a real API server."""

from __future__ import annotations

import gzip
import http.client
import json
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from demo.talking import DOCKER, MERGE, Api, Demo, encoded, secret

BY_TYPE = "fieldSelector=type%3Dkubernetes.io%2Fdockerconfigjson"


def test_a_patch_of_one_key_leaves_the_rest_and_names_its_manager(api: Api) -> None:
    made = api.create("a", '{"auths":{}}', metadata={"annotations": {"keep": "this"}})
    body = {"metadata": {"resourceVersion": made["metadata"]["resourceVersion"], "annotations": {"new": "1"}}}
    patched = api.patch("a", body, "?fieldManager=pullsecrets").json
    assert patched == api.get("a")
    assert patched["data"] == made["data"]
    assert patched["metadata"]["annotations"] == {"keep": "this", "new": "1"}
    assert patched["metadata"]["uid"] == made["metadata"]["uid"]
    assert int(patched["metadata"]["resourceVersion"]) > int(made["metadata"]["resourceVersion"])
    fields = {entry["manager"]: entry["fieldsV1"] for entry in patched["metadata"]["managedFields"]}
    assert fields["pullsecrets"] == {"f:metadata": {"f:annotations": {"f:new": {}}}}


def test_a_stale_version_conflicts_and_none_is_no_precondition(api: Api) -> None:
    old = api.create("a")["metadata"]["resourceVersion"]
    assert api.patch("a", {"metadata": {"annotations": {"n": "1"}}}).status == 200
    stale = api.patch("a", {"metadata": {"resourceVersion": old, "annotations": {"n": "2"}}})
    assert (stale.status, stale.json["reason"]) == (409, "Conflict")
    for none in ("", "0", None):
        assert api.patch("a", {"metadata": {"resourceVersion": none, "annotations": {"n": str(none)}}}).status == 200
    assert api.patch("a", {"metadata": {"resourceVersion": "text"}}).status == 500


def test_the_refusal_of_a_patch_quotes_the_whole_object(api: Api) -> None:
    api.create("a", '{"auths":{"quay.io":{"auth":"czpwYXNzd29yZA=="}}}')
    refused = api.patch("a", {"metadata": {"annotations": ["no map"]}})
    assert (refused.status, refused.json["details"]["causes"][0]["field"]) == (422, "patch")
    assert refused.text.count(encoded('{"auths":{"quay.io":{"auth":"czpwYXNzd29yZA=="}}}')) == 2


def test_a_dry_run_stores_nothing_and_neither_does_a_patch_that_changes_nothing(api: Api) -> None:
    made = api.create("a")
    tried = api.patch("a", {"metadata": {"annotations": {"n": "1"}}}, "?dryRun=All&fieldManager=tester").json
    assert tried["metadata"]["annotations"] == {"n": "1"}
    assert {entry["manager"] for entry in tried["metadata"]["managedFields"]} == {"tester", "unknown"}
    assert api.patch("a", {"type": DOCKER}, "?fieldManager=tester").json == made == api.get("a")


def test_cleared_managed_fields_never_come_back(api: Api) -> None:
    api.create("a")
    assert api.patch("a", {"metadata": {"managedFields": [{}]}}).status == 200
    assert "managedFields" not in api.patch("a", {"metadata": {"annotations": {"n": "1"}}}).json["metadata"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "Opaque"}, "type"),
        ({"data": {".dockerconfigjson": encoded("{} x")}}, "data[.dockerconfigjson]"),
        ({"data": {".dockerconfigjson": encoded("\ufeff{}")}}, "data[.dockerconfigjson]"),
        ({"data": {".dockerconfigjson": encoded("[]")}}, "data[.dockerconfigjson]"),
        ({"data": {".dockerconfigjson": None}}, "data[.dockerconfigjson]"),
        ({"data": {"more": encoded("x" * 1_048_575)}}, "data"),
        ({"metadata": {"annotations": {"a": "x" * 262_144}}}, "metadata.annotations"),
    ],
)
def test_what_is_invalid_is_said_with_its_field(api: Api, body: object, field: str) -> None:
    made = api.create("a")
    refused = api.patch("a", body)
    assert refused.status == 422
    assert [cause["field"] for cause in refused.json["details"]["causes"]] == [field]
    assert api.get("a") == made


def test_an_immutable_secret_keeps_its_data_only(api: Api) -> None:
    api.create("a", immutable=True)
    refused = api.patch("a", {"data": {"more": ""}})
    assert "field is immutable when `immutable` is set" in refused.json["message"]
    assert api.patch("a", {"metadata": {"annotations": {"n": "1"}}}).status == 200


def test_a_request_above_three_mebibytes_is_refused(api: Api) -> None:
    assert api.send("PATCH", f"{api.secrets}/a", b"x" * (3 * 1024 * 1024 + 1)).status == 413


def test_pages_of_one_list_show_one_version_and_the_state_of_then(api: Api) -> None:
    for index in range(5):
        api.create(f"s{index}")
    assert len(api.send("GET", f"{api.secrets}?limit=2&resourceVersion=0").json["items"]) == 5
    first = api.send("GET", f"{api.secrets}?limit=2&{BY_TYPE}").json
    api.patch("s4", {"metadata": {"annotations": {"later": "1"}}})
    api.send("DELETE", f"{api.secrets}/s3")
    api.create("s2a")
    rest, token = [], first["metadata"]["continue"]
    while token:
        found = api.send("GET", f"{api.secrets}?limit=2&{BY_TYPE}&continue={token}").json
        assert found["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]
        rest += found["items"]
        token = found["metadata"].get("continue")
    assert [item["metadata"]["name"] for item in rest] == ["s2", "s3", "s4"]
    assert "annotations" not in rest[-1]["metadata"]
    assert not {"kind", "apiVersion"} & first["items"][0].keys()


def test_what_is_older_than_the_kept_changes_has_expired(api: Api) -> None:
    for index in range(3):
        api.create(f"s{index}")
    first = api.send("GET", f"{api.secrets}?limit=2").json["metadata"]
    for index in range(31):
        api.patch("s0", {"metadata": {"annotations": {"n": str(index)}}})
    expired = api.send("GET", f"{api.secrets}?limit=2&continue={first['continue']}")
    assert (expired.status, expired.json["reason"]) == (410, "Expired")
    rest = api.send("GET", f"{api.secrets}?limit=2&continue={expired.json['metadata']['continue']}").json
    assert [item["metadata"]["name"] for item in rest["items"]] == ["s2"]
    with api.watch(f"resourceVersion={first['resourceVersion']}") as events:
        (error,) = events
    assert (error["type"], error["object"]["code"]) == ("ERROR", 410)


def test_a_watch_tells_each_change_once_from_its_version_on(api: Api) -> None:
    api.create("before")
    start = api.version()
    api.create("a")
    with api.watch(f"resourceVersion={start}&{BY_TYPE}") as events:
        assert _told(next(events)) == ("ADDED", "a")
        api.patch("a", {"metadata": {"annotations": {"n": "1"}}})
        api.patch("a", {"metadata": {"annotations": {"n": "1"}}})
        api.send("POST", api.secrets, {"metadata": {"name": "opaque"}})
        api.send("DELETE", f"{api.secrets}/a")
        modified, deleted = next(events), next(events)
        assert (_told(modified), _told(deleted)) == (("MODIFIED", "a"), ("DELETED", "a"))
        versions = [int(event["object"]["metadata"]["resourceVersion"]) for event in (modified, deleted)]
        assert versions[0] < versions[1] == int(api.version())


def test_an_object_that_leaves_the_selector_is_deleted_for_the_watch(api: Api) -> None:
    api.create("a", metadata={"labels": {"team": "x"}})
    with api.watch(f"labelSelector=team%3Dx&resourceVersion={api.version()}") as events:
        api.patch("a", {"metadata": {"labels": {"team": "y"}}})
        assert _told(next(events)) == ("DELETED", "a")


def test_bookmarks_tell_the_version_of_the_cluster(api: Api) -> None:
    with api.watch(f"resourceVersion={api.version()}&allowWatchBookmarks=1&timeoutSeconds=1") as events:
        other = Api(api.server, api.token)
        other.make_namespace()
        bookmarks = list(events)
    assert {event["type"] for event in bookmarks} == {"BOOKMARK"}
    assert bookmarks[-1]["object"]["metadata"] == {"resourceVersion": api.version()}


def test_a_watch_from_the_future_is_silent(api: Api) -> None:
    with api.watch("resourceVersion=99999999&allowWatchBookmarks=1", seconds=1) as events:
        api.create("a")
        with pytest.raises(TimeoutError):
            next(events)


def test_initial_events_end_with_a_marked_bookmark(api: Api) -> None:
    api.create("a")
    query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&" + BY_TYPE
    with api.watch(query) as events:
        assert _told(next(events)) == ("ADDED", "a")
        assert next(events)["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
        api.create("b")
        assert _told(next(events)) == ("ADDED", "b")


def test_deleting_takes_preconditions_and_waits_for_finalizers(api: Api) -> None:
    made = api.create("a", metadata={"finalizers": ["acme.io/hold"]})
    refused = api.send("DELETE", f"{api.secrets}/a", {"preconditions": {"uid": "another"}})
    assert (refused.status, refused.json["reason"]) == (409, "Conflict")
    going = api.send("DELETE", f"{api.secrets}/a", {"preconditions": {"uid": made["metadata"]["uid"]}}).json
    assert going["metadata"]["deletionTimestamp"]
    assert "being deleted" in api.send("POST", api.secrets, secret("a")).json["message"]
    api.patch("a", {"metadata": {"finalizers": None}})
    assert api.send("GET", f"{api.secrets}/a").status == 404


def test_nothing_new_comes_into_a_namespace_that_goes(api: Api) -> None:
    assert api.send("DELETE", f"/api/v1/namespaces/{api.namespace}").json["status"] == {"phase": "Terminating"}
    refused = api.send("POST", api.secrets, secret("a"))
    assert refused.status == 403
    assert refused.json["details"]["causes"][0]["reason"] == "NamespaceTerminating"


def test_who_asks_decides(shown: Demo) -> None:
    admin = shown.api()
    path = "/api/v1/namespaces/payments/secrets/checkout-registry"
    assert admin.as_user("wrong").send("GET", path).status == 401
    anonymous = admin.as_user(None).send("GET", path)
    assert anonymous.status == 403
    assert 'User "system:anonymous"' in anonymous.json["message"]
    viewer, editor = shown.api("prod-eu-viewer"), shown.api("prod-eu-editor")
    assert viewer.send("GET", "/api/v1/secrets?limit=1").status == 200
    assert viewer.send("PATCH", path, {}).status == 403
    assert editor.send("PATCH", path + "?dryRun=All", {}).status == 200
    assert editor.send("GET", "/api/v1/namespaces/payments/secrets").status == 403
    one = editor.send("GET", "/api/v1/namespaces/payments/secrets?fieldSelector=metadata.name%3Dcheckout-registry")
    assert [item["metadata"]["name"] for item in one.json["items"]] == ["checkout-registry"]


def test_reviews_agree_with_what_is_allowed(shown: Demo) -> None:
    editor = shown.api("prod-eu-editor")
    reviews = "/apis/authorization.k8s.io/v1/selfsubject"
    rules = editor.send("POST", reviews + "rulesreviews", {"spec": {"namespace": "payments"}}).json["status"]
    (own,) = [rule for rule in rules["resourceRules"] if rule["resources"] == ["secrets"]]
    assert own["resourceNames"] == ["checkout-registry"]
    assert set(own["verbs"]) == {"get", "list", "watch", "update", "patch"}
    for name, allowed in (("checkout-registry", True), ("", False), ("another", False)):
        attributes = {"verb": "patch", "resource": "secrets", "namespace": "payments", "name": name}
        review = editor.send("POST", reviews + "accessreviews", {"spec": {"resourceAttributes": attributes}})
        assert review.json["status"]["allowed"] is allowed


def test_impersonation_takes_rights_away_and_needs_them(shown: Demo) -> None:
    path = "/api/v1/namespaces/payments/secrets/checkout-registry"
    refused = shown.api().send("PATCH", path, {}, headers={"Impersonate-User": "viewer"})
    assert 'User "viewer" cannot patch' in refused.json["message"]
    lent = shown.api("prod-eu-editor").send("GET", "/api/v1/secrets", headers={"Impersonate-User": "viewer"})
    assert (lent.status, "impersonate" in lent.json["message"]) == (403, True)


def test_a_large_list_is_compressed_for_who_accepts_it(shown: Demo) -> None:
    api = shown.api()
    api.make_namespace()
    api.create("large", json.dumps({"note": "x" * 200_000}))
    with closing(http.client.HTTPConnection(urlsplit(api.server).netloc, timeout=10)) as connection:
        headers = {"Authorization": f"Bearer {api.token}", "Accept-Encoding": "gzip"}
        connection.request("GET", api.secrets, headers=headers)
        body = connection.getresponse().read()
    assert len(body) < 100_000
    assert json.loads(gzip.decompress(body)) == json.loads(api.send("GET", api.secrets).text)


@pytest.mark.parametrize("content_type", ["application/json-patch+json", "application/apply-patch+yaml", "text/plain"])
def test_what_the_demo_does_not_speak_it_says(api: Api, content_type: str) -> None:
    api.create("a")
    assert api.send("PATCH", f"{api.secrets}/a", b"[]", content_type).status == 415
    assert api.send("GET", api.secrets, headers={"Accept": "application/yaml"}).status == 406
    assert api.send("POST", api.secrets, b"k8s\0", "application/vnd.kubernetes.protobuf").status == 415
    assert api.patch("a", {"metadata": {"labels": {"x": "y"}}}).headers["Content-Type"] == "application/json"
    assert MERGE in api.send("PATCH", f"{api.secrets}/a", b"[]", content_type).text


def _told(event: dict[str, object]) -> tuple[object, object]:
    thing = event["object"]
    assert isinstance(thing, dict)
    return event["type"], thing["metadata"]["name"]
