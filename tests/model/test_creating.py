"""Pull secrets to be made: their objects, what is checked before, and what Docker config files give."""

from __future__ import annotations

import base64
import codecs
import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.facts import READINGS, Reading
from model.samples import b64, config, entry, secret

from pullsecrets.model.creating import (
    Imported,
    Looks,
    NewEntry,
    NewSecret,
    body,
    check_name,
    check_namespace,
    check_registry,
    copied,
    read_config,
)
from pullsecrets.model.dockerconfig import Broken, Credential, Kind, Why
from pullsecrets.model.errors import Code, Failure, Problem
from pullsecrets.model.matching import Never, never
from pullsecrets.model.secrets import DESCRIPTION_KEYS, PullSecret
from pullsecrets.model.validation import Finding, FindingCode

A = Credential(b"a", b"b")
QUAY = NewEntry("quay.io", A)
AB = entry("a", "b")


def test_a_new_secret_is_what_kubectl_makes() -> None:
    auth = b64("robot:n3w")
    content = f'{{"auths":{{"quay.io":{{"username":"robot","password":"n3w","auth":"{auth}"}}}}}}'
    new = NewSecret("web", "pull", (NewEntry("quay.io", Credential(b"robot", b"n3w")),))
    assert body(new) == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"namespace": "web", "name": "pull"},
        "type": "kubernetes.io/dockerconfigjson",
        "data": {".dockerconfigjson": b64(content)},
    }
    assert "n3w" not in repr(new)


def test_nothing_shows_a_password_in_a_key() -> None:
    file = {
        "auths": {"me:s3cret@a.io": AB, "me:s3cret@b.io": {"identitytoken": "t"}, "me:s3cret@c.io": {}},
        "credHelpers": {"me:s3cret@d.io": "ecr-login"},
    }
    found = read_config(json.dumps(file).encode())
    assert [len(each) for each in (found.entries, found.elsewhere, found.tokens, found.empty)] == [1, 1, 1, 1]
    assert "s3cret" not in repr((found, NewSecret("web", "pull", found.entries)))


def test_a_new_secret_may_have_several_entries_and_a_description() -> None:
    entries = (QUAY, NewEntry("ghcr.io", Credential(b"\xff", b"")))
    made = body(NewSecret("web", "pull", entries, "what for"))
    assert made["metadata"]["annotations"] == {"kubernetes.io/description": "what for"}
    read = read_config(base64.b64decode(made["data"][".dockerconfigjson"]))
    assert read == Imported((QUAY,), empty=("ghcr.io",))
    assert body(NewSecret("web", "pull", ()))["data"] == {".dockerconfigjson": b64('{"auths":{}}')}


@pytest.mark.parametrize(
    "entries", [(QUAY, QUAY), (NewEntry("a", Credential(b"a:b", b"s3cret")),), (NewEntry("\ud83d", A),)]
)
def test_what_the_checks_refuse_is_not_made(entries: tuple[NewEntry, ...]) -> None:
    with pytest.raises(ValueError, match=r"^[^3]*$"):
        body(NewSecret("web", "pull", entries))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("description", [{}, *({key: "what for"} for key in DESCRIPTION_KEYS)])
def test_a_copy_takes_type_data_and_description(kind: Kind, description: dict[str, str]) -> None:
    obj = secret(
        ' {"not":"touched"}\n',
        kind=kind,
        other_data={"ca.crt": "eA=="},
        annotations={**description, "kubectl.kubernetes.io/last-applied-configuration": "{}"},
        labels={"app": "x"},
        ownerReferences=[{"kind": "ExternalSecret", "name": "x"}],
        finalizers=["x"],
    )
    kept = {"annotations": {"kubernetes.io/description": "what for"}} if description else {}
    assert copied(PullSecret.of({**obj, "immutable": True}), "shop") == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"namespace": "shop", "name": "pull", **kept},
        "type": kind.value,
        "data": obj["data"],
    }


# Names


@pytest.mark.parametrize("text", ["a", "0", "a-b", "a.b", "regcred.2026", "a" * 63 + "." + "b" * 100, "x" * 253])
def test_names_that_the_api_server_takes(text: str) -> None:
    assert check_name(text) is None


@pytest.mark.parametrize(
    ("text", "code", "fix"),
    [
        ("", FindingCode.EMPTY_NAME, None),
        ("x" * 254, FindingCode.LONG_NAME, None),
        ("RegCred", FindingCode.NAME, "regcred"),
        (" regcred\n", FindingCode.NAME, "regcred"),
        ("regcred\n", FindingCode.NAME, "regcred"),
        ("reg_cred", FindingCode.NAME, None),
        ("-a", FindingCode.NAME, None),
        ("a-", FindingCode.NAME, None),
        ("a..b", FindingCode.NAME, None),
        ("a.-b", FindingCode.NAME, None),
        (".a", FindingCode.NAME, None),
        ("é", FindingCode.NAME, None),
        ("K", FindingCode.NAME, "k"),
        ("\u212a", FindingCode.NAME, "k"),
        (" ", FindingCode.NAME, None),
    ],
)
def test_names_that_the_api_server_refuses(text: str, code: FindingCode, fix: str | None) -> None:
    assert check_name(text) == Finding("name", code, refused=True, fix=fix)


@pytest.mark.parametrize(
    ("text", "code", "fix"),
    [
        ("", FindingCode.EMPTY_NAMESPACE, None),
        ("x" * 64, FindingCode.LONG_NAMESPACE, None),
        ("a.b", FindingCode.NAMESPACE, None),
        ("Web ", FindingCode.NAMESPACE, "web"),
    ],
)
def test_a_namespace_has_one_label(text: str, code: FindingCode, fix: str | None) -> None:
    assert check_namespace(text) == Finding("namespace", code, refused=True, fix=fix)
    for good in ("default", "a-1", "x" * 63):
        assert check_namespace(good) is None


@given(st.text("ab0-._ A", max_size=8))
def test_names_are_checked_as_the_api_server_does(text: str) -> None:
    label = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    assert (check_name(text) is None) is bool(re.fullmatch(rf"{label}(\.{label})*", text))
    assert (check_namespace(text) is None) is bool(re.fullmatch(label, text))
    for check in (check_name, check_namespace):
        finding = check(text)
        if finding and finding.fix:
            assert check(str(finding.fix)) is None


# Registries


@pytest.mark.parametrize("key", ["quay.io", "https://index.docker.io/v1/", "*.example:5000/team", "QUAY.io/a".lower()])
def test_a_registry_that_serves_images_is_fine(key: str) -> None:
    assert check_registry(key, ["ghcr.io", "https://ghcr.io"]) is None


def test_a_registry_must_be_one_and_not_there_yet() -> None:
    assert check_registry("", []) == Finding("registry", FindingCode.EMPTY_REGISTRY, refused=True)
    assert check_registry("a\ud83d", []) == Finding("registry", FindingCode.CONTROL_CHARACTER, refused=True)
    exists = Finding("registry", FindingCode.REGISTRY_EXISTS, refused=True, key="https://me:…@quay.io")
    assert check_registry("https://me:s3cret@quay.io", ["a.io", "https://me:s3cret@quay.io"]) == exists


@pytest.mark.parametrize(
    ("key", "why", "fix"),
    [
        ("Quay.io", Never.UPPERCASE, "quay.io"),
        ("HTTPS://quay.io", Never.UPPERCASE, "https://quay.io"),
        (" quay.io\n", Never.BLANK, "quay.io"),
        (" Quay.io", Never.BLANK, "quay.io"),
        ("quay.io:443", Never.PORT_443, "quay.io"),
        ("https://quay.io:443/v1/", Never.PORT_443, "https://quay.io/v1/"),
        ("quay.io/v1", Never.V1_WITHOUT_SLASH, "quay.io/v1/"),
        ("https://index.docker.io/v1", Never.V1_WITHOUT_SLASH, "https://index.docker.io/v1/"),
        ("hub.docker.com", Never.HUB, None),
        ("quay", Never.NO_DOMAIN, None),
        ("q?ay.io", Never.WILDCARD, None),
        ("[::1]", Never.IPV6, None),
        ("ftp://quay.io", Never.SCHEME, None),
        (" ", Never.BLANK, None),
        ("me:s3cret@Quay.io", Never.UPPERCASE, "me:s3cret@quay.io"),
    ],
)
def test_a_registry_that_serves_nothing_is_warned_about(key: str, why: Never, fix: str | None) -> None:
    said = key.replace("s3cret", "…")
    finding = check_registry(key, ["a.io"])
    assert finding == Finding("registry", FindingCode.REGISTRY_NEVER, refused=False, fix=fix, key=said, never=why)
    assert "s3cret" not in repr(finding)
    if fix:
        assert never(fix) is None
        assert check_registry(key, [fix]) == Finding(
            "registry", FindingCode.REGISTRY_NEVER, refused=False, key=said, never=why
        )


def test_two_spellings_of_one_registry_are_warned_about() -> None:
    for other in ("https://quay.io", "http://me:s3cret@quay.io/v2/"):
        twin = Finding("registry", FindingCode.REGISTRY_TWIN, refused=False, key=other.replace("s3cret", "…"))
        assert check_registry("quay.io", ["ghcr.io", other, "a.io", "https://a.io"]) == twin


# Docker config files


def _given(read: Imported) -> dict[str, tuple[bytes, bytes]]:
    return {each.key: (each.credential.username, each.credential.password) for each in read.entries}


def _problem(data: bytes) -> Problem:
    with pytest.raises(Failure) as failure:
        read_config(data)
    assert failure.value.problem.code is Code.NOT_DOCKER_CONFIG
    assert failure.value.__suppress_context__ or failure.value.__context__ is None
    return failure.value.problem


@pytest.mark.parametrize("row", READINGS, ids=[row.about for row in READINGS])
def test_a_file_is_read_as_the_kubelet_reads(row: Reading) -> None:
    if row.kind is Kind.LEGACY or "BOM" in row.about or "UTF-16" in row.about or row.data == b"":
        return
    if isinstance(row.gives, Broken):
        values = _problem(row.data).values
        assert (values["why"], values["key"], values["field"]) == (row.gives.why.value, row.gives.key, row.gives.field)
    else:
        read = read_config(row.data)
        assert _given(read) == {key: given for key, given in row.gives.items() if all(given)}
        assert sorted(read.tokens + read.empty) == sorted(key for key, given in row.gives.items() if not all(given))


def test_a_file_of_any_editor_is_read() -> None:
    text = config(quay_io={"username": "ä", "password": "😀"})
    expected = Imported((NewEntry("quay.io", Credential("ä".encode(), "😀".encode())),))
    plain = json.dumps(json.loads(text), ensure_ascii=False, indent=2).replace("\n", "\r\n")
    assert read_config(plain.encode()) == expected
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"), (b"", "utf-16-be"), (codecs.BOM_UTF32_LE, "utf-32-le"),
    ):  # fmt: skip
        assert read_config(mark + plain.encode(encoding)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"quay.io": AB}, Imported((QUAY,)), id="the old .dockercfg"),
        pytest.param(
            {"quay.io": {"Username": "a", "password": "b"}, "b": None}, Imported((QUAY,), empty=("b",)), id="old"
        ),
        pytest.param({"auths": {"quay.io": AB}, "ghcr.io": AB}, Imported((QUAY,)), id="auths count"),
        pytest.param({"AUTHS": {"quay.io": AB}}, Imported((QUAY,)), id="AUTHS"),
        pytest.param({}, Imported(()), id="nothing"),
        pytest.param(None, Imported(()), id="null"),
        pytest.param({"auths": None, "plugins": {"x": {}}}, Imported(()), id="no entries"),
        pytest.param({"HttpHeaders": {"auth": "x"}, "psFormat": "x"}, Imported(()), id="settings alone"),
        # Passwords that are kept elsewhere.
        pytest.param(
            {"auths": {"https://index.docker.io/v1/": {}, "ghcr.io": {"email": "x"}}, "credsStore": "desktop"},
            Imported((), (("https://index.docker.io/v1/", "desktop"), ("ghcr.io", "desktop"))),
            id="a store",
        ),
        pytest.param({"CREDSSTORE": "osxkeychain"}, Imported((), (("", "osxkeychain"),)), id="a store alone"),
        pytest.param(
            {"auths": {"quay.io": AB, "ghcr.io": None}, "credsStore": "pass"},
            Imported((QUAY,), (("ghcr.io", "pass"),)),
            id="a store and a password",
        ),
        pytest.param(
            {"auths": {"a.io": {}, "quay.io": AB}, "credHelpers": {"a.io": "x", "gcr.io": "gcloud", "quay.io": "q"}},
            Imported((QUAY,), (("a.io", "x"), ("gcr.io", "gcloud"))),
            id="helpers",
        ),
        pytest.param(
            {"auths": {"a.io": {}, "b.io": {}}, "credHelpers": {"a.io": "x"}, "credsStore": "s"},
            Imported((), (("a.io", "x"), ("b.io", "s"))),
            id="helpers before the store",
        ),
        pytest.param(
            {"auths": {"a.io": {}}, "credsStore": "", "credHelpers": {"a.io": 1, "b.io": ""}},
            Imported((), empty=("a.io",)),
            id="empty stores",
        ),
        pytest.param(
            {"auths": {"a.io": {}}, "credsStore": 1, "credHelpers": []}, Imported((), empty=("a.io",)), id="odd stores"
        ),
        # Tokens.
        pytest.param(
            {"auths": {"a.io": {"identitytoken": "t"}, "b.io": {"RegistryToken": "t"}}, "credsStore": "s"},
            Imported((), tokens=("a.io", "b.io")),
            id="tokens",
        ),
        pytest.param(
            {"auths": {"a.azurecr.io": {"auth": b64("0000:"), "identitytoken": "t"}}},
            Imported((), tokens=("a.azurecr.io",)),
            id="Azure",
        ),
        pytest.param({"auths": {"quay.io": {**AB, "identitytoken": "t"}}}, Imported((QUAY,)), id="a token beside it"),
        pytest.param({"auths": {"a.io": {"identitytoken": ""}}}, Imported((), empty=("a.io",)), id="an empty token"),
        # Half a credential.
        pytest.param(
            {"auths": {"a.io": entry("a", ""), "b.io": entry("", "b")}},
            Imported((), empty=("a.io", "b.io")),
            id="halves",
        ),
    ],
)
def test_a_file_is_taken_apart(data: object, expected: Imported) -> None:
    assert read_config(json.dumps(data).encode()) == expected
    assert read_config(json.dumps(data, indent="\t").encode("utf-8-sig")) == expected


MANIFEST = {"apiVersion": "v1", "kind": "Secret", "data": {".dockerconfigjson": "s3cret"}}


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"", Looks.EMPTY),
        (b"\xef\xbb\xbf \r\n", Looks.EMPTY),
        (b"\xff\xfe", Looks.EMPTY),
        (b"apiVersion: v1\nkind: Secret\ndata:\n  .dockerconfigjson: s3cret\n", Looks.MANIFEST),
        (b"# s3cret\n---\nkind : List", Looks.MANIFEST),
        (json.dumps(MANIFEST).encode(), Looks.MANIFEST),
        (base64.b64encode(config(quay_io=entry("a", "s3cret")).encode()), Looks.BASE64),
        (base64.encodebytes(config(quay_io=entry("a", "s3cret")).encode() * 5), Looks.BASE64),
        (b"<!DOCTYPE html><p>s3cret", Looks.WEB_PAGE),
        (b"s3cret", None),
        (b"eyJhdXRocyI", None),
        (b'{"auths":{"quay.io":{"auth":"s3cret"}}', None),
        ("é".encode("latin-1"), None),
    ],
)
def test_what_a_file_looks_like_is_said(data: bytes, looks: Looks | None) -> None:
    problem = _problem(data)
    assert problem.values["looks"] == looks
    assert problem.values["why"] in (Why.NOT_JSON, Why.WRONG_TYPE)
    assert "s3cret" not in repr(problem)


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"[]", (Why.WRONG_TYPE, "", "")),
        (b'"s3cret"', (Why.WRONG_TYPE, "", "")),
        (b'{"a":' + b"[" * 10_000, (Why.TOO_DEEP, "", "")),
        (b'{"auths":{"me:s3cret@a.io":{"auth":"%"}}}', (Why.NOT_BASE64, "me:…@a.io", "auth")),
        (b'{"auths":{"a.io":{"auth":"czNjcmV0"}}}', (Why.NO_COLON, "a.io", "auth")),
        (b'{"a.io":{"auth":1}}', (Why.WRONG_TYPE, "a.io", "auth")),
        (b'{"a.io":{"auth":"YTpi"},"name":"s3cret"}', (Why.WRONG_TYPE, "name", "")),
        (b'{"auths":[],"HttpHeaders":{}}', (Why.WRONG_TYPE, "", "auths")),
    ],
)
def test_why_a_file_cannot_be_read_is_said(data: bytes, values: tuple[str, str, str]) -> None:
    problem = _problem(data)
    assert (problem.values["why"], problem.values["key"], problem.values["field"]) == values
    assert problem.values["looks"] is None
    assert "s3cret" not in repr(problem)


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_no_file_is_too_odd(data: bytes) -> None:
    with suppress(Failure):
        assert isinstance(read_config(data), Imported)
