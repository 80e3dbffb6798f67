"""kubectl's copy of a secret, brought up to date with a change."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from model.samples import LAST_APPLIED, applied, b64, config, entry, kubectl_json, layers, merged, secret

from pullsecrets.model.changes import Edit, patch
from pullsecrets.model.dockerconfig import Credential, Kind
from pullsecrets.model.secrets import PullSecret

OLD = "0ld-p@ss:word"
NEW = Credential(b"new-robot", b'n3w "<\xc3\xa9>" pass')
AUTH, OTHER_AUTH = b64(f"robot:{OLD}"), b64("other:0ther-pw")
CONFIG = (
    f'{{ "auths": {{"quay.io": {{"auth": "{AUTH}", "email": "a<b@c.example"}}, '
    f'"ghcr.io": {{"auth": "{OTHER_AUTH}"}}}}, "x": 1e999 }}'
)


def _updated(obj: dict[str, Any], edit: Edit | None = None) -> tuple[dict[str, Any], str | None]:
    """The object after the update, and its last-applied document."""
    body = patch(PullSecret.of(obj), edit or Edit("quay.io", NEW))
    assert body is not None
    after = merged(obj, body)
    document = after["metadata"].get("annotations", {}).get(LAST_APPLIED)
    for layer in layers((document or "").encode()):
        assert OLD.encode() not in layer
    return after, document


def _copy(document: str | None, section: str = "data") -> str:
    assert document is not None
    value: str = json.loads(document)[section][".dockerconfigjson"]
    return value


@pytest.mark.parametrize("section", ["data", "stringData"])
def test_its_copy_of_the_entry_is_replaced_and_nothing_else(section: str) -> None:
    obj = applied(secret(CONFIG, annotations={"note": "<&>"}), section=section)
    after, document = _updated(obj)
    live = after["data"][".dockerconfigjson"]
    assert (_copy(document, section) if section == "data" else b64(_copy(document, section))) == live

    before = obj["metadata"]["annotations"][LAST_APPLIED]
    old_copy = json.dumps(_copy(before, section), ensure_ascii=False)
    new_copy = json.dumps(_copy(document, section), ensure_ascii=False)
    unescaped = before.replace("\\u003c", "<")  # in the copy itself kubectl writes "<" as Go does
    assert document is not None
    assert document.replace("\\u003c", "<") == unescaped.replace(old_copy, new_copy)
    assert '"note":"\\u003c\\u0026\\u003e"' in document


def test_a_copy_with_other_entries_keeps_them() -> None:
    manifest = config(quay_io=entry("robot", OLD), gone_example=entry("x", "from-the-manifest"))
    _, document = _updated(applied(secret(CONFIG), section="data", text=manifest))
    new = entry(NEW.username.decode(), NEW.password.decode())
    assert _copy(document) == b64(config(quay_io=new, gone_example=entry("x", "from-the-manifest")))


def test_a_copy_without_the_entry_stays() -> None:
    obj = applied(secret(CONFIG), section="stringData", text=config(ghcr_io=entry("other", "0lder")))
    body = patch(PullSecret.of(obj), Edit("quay.io", NEW))
    assert body is not None
    assert "annotations" not in body["metadata"]


@pytest.mark.parametrize("section", ["data", "stringData"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(config(**{"https://quay_io": entry("robot", OLD)}), id="another spelling of the registry"),
        pytest.param(config(quay_io=entry("robot", OLD), ghcr_io=entry("x", OLD)), id="another entry too"),
        pytest.param('{"auths":{"quay.io":{"auth":"AUTH"}}', id="not JSON"),
        pytest.param('{"auths":{"quay.io":{"auth":"AUTH"}},"auths":[]}', id="broken"),
        pytest.param('{"auths":{"quay.io":{"auth":"AUTH"},"quay.io":{"auth":"eDp5"}}}', id="duplicates"),
        pytest.param('{"auths":{"quay.io":{"auth":"eDp5","note":"AUTH"}}}', id="an unknown field"),
    ],
)
def test_a_copy_that_still_tells_the_password_becomes_the_live_one(section: str, text: str) -> None:
    after, document = _updated(applied(secret(CONFIG), section=section, text=text.replace("AUTH", AUTH)))
    copy = _copy(document, section)
    assert (copy if section == "data" else b64(copy)) == after["data"][".dockerconfigjson"]


def test_data_that_is_not_base64_becomes_the_live_one() -> None:
    obj = applied(secret(CONFIG), section="data")
    manifest = json.loads(obj["metadata"]["annotations"][LAST_APPLIED])
    manifest["data"][".dockerconfigjson"] = "%" + manifest["data"][".dockerconfigjson"]
    obj["metadata"]["annotations"][LAST_APPLIED] = kubectl_json(manifest)
    after, document = _updated(obj)
    assert _copy(document) == after["data"][".dockerconfigjson"]


def test_wrapped_base64_is_read() -> None:
    obj = applied(secret(CONFIG), section="data")
    manifest = json.loads(obj["metadata"]["annotations"][LAST_APPLIED])
    encoded = manifest["data"][".dockerconfigjson"]
    manifest["data"][".dockerconfigjson"] = "\n".join(encoded[at : at + 64] for at in range(0, len(encoded), 64)) + "\n"
    obj["metadata"]["annotations"][LAST_APPLIED] = kubectl_json(manifest)
    after, document = _updated(obj)
    assert _copy(document) == after["data"][".dockerconfigjson"]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(f"password: {OLD}", id="plain"),
        pytest.param("auth: " + b64(f"robot:{OLD}"), id="auth"),
        pytest.param(b64(CONFIG), id="the config"),
        pytest.param(kubectl_json({"data": {".dockerconfigjson": b64(CONFIG)}})[:-30], id="cut off"),
        pytest.param(b64(AUTH)[:-2], id="cut off after two letters of four"),
        pytest.param(b64(CONFIG)[:-3], id="cut off after one letter of four"),
        pytest.param("\n".join(b64(CONFIG)[at : at + 5] for at in range(0, len(b64(CONFIG)), 5)), id="wrapped"),
        pytest.param(json.dumps([b64(CONFIG)]), id="a list"),
        pytest.param(json.dumps(b64(f"robot:{OLD}").rstrip("=")), id="a string, unpadded"),
        pytest.param(json.dumps({"data": b64(CONFIG)}), id="data that is no object"),
        pytest.param(json.dumps({"data": {"copy": b64(CONFIG)}}), id="under another name"),
        pytest.param(f'{{"data":{{"a":"{b64(CONFIG)}","a":"x"}}}}', id="in an overridden duplicate"),
        pytest.param(f'{{"data":{{".dockerconfigjson":{{"a":["{b64(CONFIG)}"]}}}}}}', id="of the wrong type"),
        pytest.param(json.dumps({"x": json.dumps({"y": json.dumps([OLD])})}), id="JSON within JSON"),
    ],
)
def test_it_goes_when_nothing_else_takes_the_password_out(document: str) -> None:
    obj = secret(CONFIG, annotations={LAST_APPLIED: document, "note": "x"})
    body = patch(PullSecret.of(obj), Edit("quay.io", NEW))
    assert body is not None
    assert body["metadata"]["annotations"] == {LAST_APPLIED: None}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(json.dumps({"x": 'a"b\\c???>>>é'}), id="escaped"),
        pytest.param('{"a":"a\\"b\\\\c???>>>\\u00e9","a":""}', id="escaped, in an overridden duplicate"),
        pytest.param(base64.urlsafe_b64encode('a"b\\c???>>>é'.encode()).decode(), id="the URL-safe alphabet"),
    ],
)
def test_odd_letters_hide_nothing(document: str) -> None:
    obj = secret(config(quay_io=entry("robot", 'a"b\\c???>>>é')), annotations={LAST_APPLIED: document})
    body = patch(PullSecret.of(obj), Edit("quay.io", NEW))
    assert body is not None
    assert body["metadata"]["annotations"] == {LAST_APPLIED: None}


@pytest.mark.parametrize(
    "document", ["", "not JSON", "{", "[]", "null", '{"data":{"a":"b"}}', "[" * 100_000, "1" * 5000]
)
def test_one_that_tells_nothing_stays(document: str) -> None:
    body = patch(PullSecret.of(secret(CONFIG, annotations={LAST_APPLIED: document})), Edit("quay.io", NEW))
    assert body is not None
    assert "annotations" not in body["metadata"]


def test_what_the_secret_itself_still_tells_may_stay() -> None:
    """A password that other data holds too, or that is a part of the name, is no reason to drop anything."""
    other = {"password": b64(OLD)}
    obj = applied(secret(CONFIG, other_data=other), section="data")
    manifest = json.loads(obj["metadata"]["annotations"][LAST_APPLIED])
    manifest["data"].update(other)
    obj["metadata"]["annotations"][LAST_APPLIED] = kubectl_json(manifest)
    body = patch(PullSecret.of(obj), Edit("quay.io", NEW))
    assert body is not None
    document = json.loads(body["metadata"]["annotations"][LAST_APPLIED])
    assert document["data"] == {**other, **body["data"]}

    for word in ("pull", "Secret", "v1"):
        obj = applied(secret(config(quay_io=entry("robot", word))), section="data")
        body = patch(PullSecret.of(obj), Edit("quay.io", NEW))
        assert body is not None
        assert body["metadata"]["annotations"][LAST_APPLIED]


def test_a_legacy_secret_has_a_copy_too() -> None:
    obj = applied(secret(json.dumps({"quay.io": entry("robot", OLD)}), kind=Kind.LEGACY), section="data")
    after, document = _updated(obj)
    assert document is not None
    assert json.loads(document)["data"] == after["data"]


def test_both_sections_are_brought_up_to_date() -> None:
    obj = applied(secret(CONFIG), section="data")
    manifest = json.loads(obj["metadata"]["annotations"][LAST_APPLIED])
    manifest["stringData"] = {".dockerconfigjson": CONFIG}
    obj["metadata"]["annotations"][LAST_APPLIED] = kubectl_json(manifest)
    after, document = _updated(obj)
    assert _copy(document, "data") == b64(_copy(document, "stringData")) == after["data"][".dockerconfigjson"]


@pytest.mark.parametrize("key", ["kubernetes.io/description", "field.cattle.io/description"])
def test_its_copy_of_the_description_follows(key: str) -> None:
    obj = applied(secret(CONFIG, annotations={"a": "<1>", key: "for <the> shop", "z": "2"}), section="data")
    before = obj["metadata"]["annotations"][LAST_APPLIED]

    body = patch(PullSecret.of(obj), Edit(description='new "one"'))
    assert body is not None
    assert body["metadata"]["annotations"] == {
        key: 'new "one"',
        LAST_APPLIED: before.replace('"for \\u003cthe\\u003e shop"', '"new \\"one\\""'),
    }

    body = patch(PullSecret.of(obj), Edit(description=""))
    assert body is not None
    assert body["metadata"]["annotations"] == {
        key: None,
        LAST_APPLIED: before.replace(f'"{key}":"for \\u003cthe\\u003e shop",', ""),
    }


def test_a_description_that_it_does_not_hold_is_not_added() -> None:
    obj = applied(secret(CONFIG), section="data")
    obj["metadata"]["annotations"]["kubernetes.io/description"] = "made by hand"
    for description in ("changed by hand", ""):
        body = patch(PullSecret.of(obj), Edit(description=description))
        assert body is not None
        assert body["metadata"]["annotations"] == {"kubernetes.io/description": description or None}


@pytest.mark.parametrize(
    "document", ["{", '{"metadata":1}', '{"metadata":{"annotations":{"kubernetes.io/description":1}}}']
)
def test_an_odd_one_does_not_hinder_a_description(document: str) -> None:
    obj = secret(CONFIG, annotations={LAST_APPLIED: document, "kubernetes.io/description": "old"})
    body = patch(PullSecret.of(obj), Edit(description="new"))
    assert body is not None
    assert body["metadata"]["annotations"] == {"kubernetes.io/description": "new"}
