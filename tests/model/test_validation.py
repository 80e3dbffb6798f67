"""What the form refuses and what it warns about."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model.samples import LAST_APPLIED, applied, config, entry, secret

from pullsecrets.model.annotations import ANNOTATIONS_LIMIT
from pullsecrets.model.changes import Edit, patch
from pullsecrets.model.secrets import PullSecret
from pullsecrets.model.validation import Finding, FindingCode, check_annotations, check_password, check_username

WHITE_SPACE = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if character.isspace() and (unicodedata.category(character) != "Cc" or character in "\t\n\r")
]
CONTROLS = [chr(code) for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and chr(code) not in "\t\n\r"]


def test_empty_fields_are_refused() -> None:
    assert check_username("") == Finding("username", FindingCode.EMPTY_USERNAME, refused=True)
    assert check_password(b"") == Finding("password", FindingCode.EMPTY_PASSWORD, refused=True)


def test_a_colon_is_refused_in_a_username_only() -> None:
    assert check_username("robot:ci") == Finding("username", FindingCode.COLON, refused=True)
    assert check_password(b"a:b:") is None


@pytest.mark.parametrize("character", CONTROLS)
def test_control_characters_are_refused(character: str) -> None:
    for text in (character, f"a{character}b", f"a{character}"):
        assert check_username(text) == Finding("username", FindingCode.CONTROL_CHARACTER, refused=True)
        assert check_password(text.encode()) == Finding("password", FindingCode.CONTROL_CHARACTER, refused=True)


@pytest.mark.parametrize(
    "text", ["a\tb", "a\nb", "a\r\nb", "名前", "a b", "a@b.example", "$oauthtoken", "_json_key", "😀"]
)
def test_tabs_line_ends_and_any_letters_are_accepted(text: str) -> None:
    assert check_username(text) is None
    assert check_password(text.encode()) is None


def test_half_a_surrogate_pair_cannot_be_stored() -> None:
    finding = check_username("a\ud83d")
    assert finding is not None
    assert finding.refused


@pytest.mark.parametrize("character", [*WHITE_SPACE, "\ufeff", "\u200b"])
def test_white_space_at_either_end_is_warned_about_with_a_fix(character: str) -> None:
    line_end = character in "\n\r\u2028\u2029"
    at_end = check_password(f"s3 cret{character}".encode())
    assert at_end == Finding(
        "password", FindingCode.LINE_END_AT_END if line_end else FindingCode.SPACE_AT_END, refused=False, fix=b"s3 cret"
    )
    at_start = check_password(f"{character}s3 cret".encode())
    assert at_start == Finding(
        "password",
        FindingCode.LINE_END_AT_START if line_end else FindingCode.SPACE_AT_START,
        refused=False,
        fix=b"s3 cret",
    )


@pytest.mark.parametrize(
    ("data", "code", "fix"),
    [
        (b"pw\n", FindingCode.LINE_END_AT_END, b"pw"),
        (b"pw\r\n", FindingCode.LINE_END_AT_END, b"pw"),
        (b"pw \n ", FindingCode.LINE_END_AT_END, b"pw"),
        (b"\n pw ", FindingCode.SPACE_AT_END, b"pw"),
        (b'\n{\n  "a": 1\n}\n', FindingCode.LINE_END_AT_END, b'{\n  "a": 1\n}'),
        (b" \n", FindingCode.LINE_END_AT_END, None),
        (b"\xff\xa0 ", FindingCode.SPACE_AT_END, b"\xff\xa0"),
        (b" \xc3", FindingCode.SPACE_AT_START, b"\xc3"),
    ],
)
def test_the_fix_keeps_every_other_byte(data: bytes, code: FindingCode, fix: bytes | None) -> None:
    assert check_password(data) == Finding("password", code, refused=False, fix=fix)


@given(st.binary(max_size=12))
def test_a_fixed_password_needs_no_further_fix(data: bytes) -> None:
    finding = check_password(data)
    if finding and isinstance(finding.fix, bytes):
        assert finding.fix in data
        assert check_password(finding.fix) is None


def test_a_finding_does_not_show_the_password() -> None:
    assert "s3cret" not in repr(check_password(b"s3cret\n"))


def _fits(obj: dict[str, object], description: str) -> bool:
    return check_annotations(PullSecret.of(obj), description) is None


def test_annotations_are_limited_all_together() -> None:
    key = "kubernetes.io/description"
    others = {"note": "é" * 100}
    room = ANNOTATIONS_LIMIT - len("note") - 200 - len(key)
    obj = secret(config(quay_io=entry("a", "b")), annotations=others)
    assert _fits(obj, "x" * room)
    assert not _fits(obj, "x" * (room + 1))
    assert check_annotations(PullSecret.of(obj), "é" * room) == Finding(
        "description", FindingCode.ANNOTATIONS_TOO_LARGE, refused=True
    )


def test_the_copy_in_last_applied_counts_too() -> None:
    obj = applied(
        secret(config(quay_io=entry("a", "b")), annotations={"kubernetes.io/description": "x"}), section="data"
    )
    body = patch(PullSecret.of(obj), Edit(description="y" * 1000))
    assert body is not None
    assert len(body["metadata"]["annotations"][LAST_APPLIED]) == len(obj["metadata"]["annotations"][LAST_APPLIED]) + 999
    assert _fits(obj, "y" * (ANNOTATIONS_LIMIT // 2 - 500))
    assert not _fits(obj, "y" * (ANNOTATIONS_LIMIT // 2))


def test_a_terminating_secret_has_nothing_to_say_about_its_description() -> None:
    assert _fits(secret("{}", deletionTimestamp="2026-01-01T00:00:00Z"), "x")
