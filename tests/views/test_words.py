"""Every code has words, in both languages; times, owners and states are said as one says them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from string import Formatter
from typing import Any

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from views.parts import speaking
from views.rows import row

from pullsecrets.model.creating import Looks
from pullsecrets.model.dockerconfig import Broken, Why
from pullsecrets.model.errors import Code, Problem, Value
from pullsecrets.model.matching import Never
from pullsecrets.model.ownership import Owner, OwnerKind
from pullsecrets.model.secrets import Use
from pullsecrets.model.validation import Finding, FindingCode
from pullsecrets.views import texts, words

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 17, 30, tzinfo=SHANGHAI)

# Every value that a problem may carry (model/errors.py).
VALUES: dict[str, Value] = {
    "host": "api.example:6443",
    "context": "prod-eu",
    "user": "jane",
    "file": "/home/jane/.kube/config",
    "files": "/home/jane/.kube/config",
    "reason": "line 3 is odd",
    "command": "kube-login",
    "hint": "",
    "status": 503,
    "seconds": 60,
    "method": "auth-provider",
    "verb": "patch",
    "resource": "secrets",
    "namespace": "payments",
    "name": "ci-pull",
    "field": "data",
    "setting": "tls-server-name",
    "type": "Opaque",
    "why": "not-base64",
    "registry": "quay.io",
    "bytes": 300_000,
    "limit": 262_144,
    "kind": "KeyError",
}


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """Each language in turn."""
    yield from speaking(qapp, request.param)


@pytest.fixture
def english(qapp: QApplication) -> Iterator[str]:
    yield from speaking(qapp, "en")


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[str]:
    yield from speaking(qapp, "zh_CN")


def check_sentence(sentence: str) -> None:
    assert sentence.endswith((".", "。")), sentence
    left = {"!", "！", "{", "?"} & set(sentence.replace("“?”", ""))
    assert not left, sentence


@pytest.mark.parametrize("code", Code)
def test_every_problem_has_a_title_and_a_sentence(code: Code, language: str) -> None:
    problem = Problem(code, VALUES)
    check_sentence(words.problem_sentence(problem))
    title = words.problem_title(problem)
    assert title
    assert not title.endswith((".", "。"))
    if language == "zh_CN":
        assert not words.problem_sentence(problem).isascii()
        assert not title.isascii()


@pytest.mark.parametrize("code", Code)
def test_a_sentence_uses_only_values_that_problems_carry(code: Code) -> None:
    assert {name for _, name, _, _ in Formatter().parse(texts.PROBLEM_SENTENCES[code]) if name} <= VALUES.keys()


@pytest.mark.parametrize("code", Code)
def test_a_problem_without_its_values_still_says_something(code: Code, english: str) -> None:
    said = words.problem_sentence(Problem(code))
    assert said.endswith(".")
    for nothing in ("", None):
        assert words.problem_sentence(Problem(code, dict.fromkeys(VALUES, nothing))) == said


def test_values_are_never_taken_for_places_to_fill(english: str) -> None:
    odd = Problem(Code.CONTEXT_BROKEN, {"context": "{file}", "file": "{0}", "reason": "%n {x}"})
    assert words.problem_sentence(odd).startswith("The context {file} in {0} cannot be used: %n {x}.")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "ci-pull"}, "patch the secrets named ci-pull in the namespace payments"),
        ({"name": "ci-pull", "verb": "create"}, "create secrets in the namespace payments"),
        ({}, "patch secrets in the namespace payments"),
        ({"namespace": ""}, "patch secrets in all namespaces"),
        ({"namespace": "", "resource": "namespaces", "verb": "list"}, "list namespaces. Type the name"),
        ({"user": "jane"}, "You are signed in as jane."),
    ],
)
def test_a_missing_right_is_named(values: dict[str, Value], said: str, english: str) -> None:
    common: dict[str, Value] = {"verb": "patch", "resource": "secrets", "namespace": "payments", "name": ""}
    assert said in words.problem_sentence(Problem(Code.FORBIDDEN, common | values))


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        (Code.NOT_FOUND, {"resource": "secrets", "name": "pull"}, "no ImagePullSecret pull in the namespace shop"),
        (Code.NOT_FOUND, {"resource": "namespaces", "name": "shop"}, "There is no namespace shop."),
        (Code.NOT_FOUND, {"resource": "serviceaccounts", "name": "default"}, "no service account default in the"),
        (Code.ALREADY_EXISTS, {"name": "pull", "terminating": False}, "already a secret pull in the namespace shop"),
        (Code.ALREADY_EXISTS, {"name": "pull", "terminating": True}, "Wait until it is gone"),
    ],
)
def test_what_is_missing_or_in_the_way_is_named(code: Code, values: dict[str, Value], said: str, english: str) -> None:
    assert said in words.problem_sentence(Problem(code, {"namespace": "shop"} | values))


def test_what_a_sign_in_program_hints_at_follows_the_sentence(english: str) -> None:
    problem = Problem(Code.EXEC_MISSING, {"command": "kube-login", "hint": "Install it with: apt install kube-login"})
    assert words.problem_sentence(problem).endswith("kubeconfig. Install it with: apt install kube-login")


@pytest.mark.parametrize("code", FindingCode)
def test_every_finding_has_a_sentence(code: FindingCode, language: str) -> None:
    sentence, fix = words.finding_sentence(Finding("password", code, refused=True))
    check_sentence(sentence)
    assert not fix
    assert words.finding_sentence(Finding("password", code, refused=False, fix=b"x"))[1]


def test_a_finding_about_a_registry_names_it_and_offers_what_works(english: str) -> None:
    never = Finding("registry", FindingCode.REGISTRY_NEVER, False, "quay.io", "Quay.io", Never.UPPERCASE)
    assert words.finding_sentence(never) == (words.never_sentence(Never.UPPERCASE, "Quay.io"), "Use “quay.io”")
    twin = Finding("registry", FindingCode.REGISTRY_TWIN, refused=False, key="https://quay.io")
    assert words.finding_sentence(twin)[0].startswith("“https://quay.io” ")


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("looks", [None, *Looks])
def test_what_is_no_docker_config_is_said(why: Why, looks: Looks | None, english: str) -> None:
    for key in ("", "quay.io"):
        said = words.problem_sentence(Problem(Code.NOT_DOCKER_CONFIG, {"why": why, "looks": looks, "key": key}))
        check_sentence(said)
        if looks is None:
            assert words.broken_words(Broken(why)) in said
            assert key in said


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize(("key", "field"), [("", ""), ("quay.io", ""), ("quay.io", "auth"), ("", "auths")])
def test_every_reason_of_being_broken_has_words(why: Why, key: str, field: str, language: str) -> None:
    broken = Broken(why, key, field)
    assert words.broken_words(broken)
    check_sentence(words.broken_sentence(broken))
    if key and why not in {Why.NOT_JSON, Why.TOO_DEEP}:
        assert key in words.broken_sentence(broken)


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("field", ["", "auth"])
def test_a_password_in_a_key_is_not_said(why: Why, field: str, language: str) -> None:
    assert "hidden-one" not in words.broken_sentence(Broken(why, "https://me:hidden-one@ghcr.io", field))


@pytest.mark.parametrize("never", Never)
def test_every_useless_key_has_a_sentence(never: Never, language: str) -> None:
    sentence = words.never_sentence(never, "Quay.IO")
    check_sentence(sentence)
    assert "Quay.IO" in sentence


@pytest.mark.parametrize("kind", OwnerKind)
@pytest.mark.parametrize("namespace", ["", "platform"])
def test_every_owner_has_a_word_and_says_where_to_change_it(kind: OwnerKind, namespace: str, language: str) -> None:
    owner = Owner(kind, "SealedSecret/base", namespace)
    assert words.owner_word(owner)
    whose, where = words.owner_lines(owner)
    check_sentence(whose)
    check_sentence(where)
    assert words.owner_name(owner) in whose
    assert words.owner_sentence(owner) == (f"{whose}{where}" if language == "zh_CN" else f"{whose} {where}")


@pytest.mark.parametrize("kind", [OwnerKind.EXTERNAL_SECRETS, OwnerKind.OPENSHIFT, OwnerKind.RANCHER])
def test_an_owner_without_a_name_is_said_without_a_gap(kind: OwnerKind, english: str) -> None:
    whose = words.owner_lines(Owner(kind, ""))[0]
    assert "  " not in whose
    assert " :" not in whose


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Use unknown"),
        ({"owner": Owner(OwnerKind.HELM, "base")}, "Use unknown · Helm"),
        ({"owner": Owner(OwnerKind.OWNER_REFERENCE, "SealedSecret/x")}, "Use unknown · SealedSecret"),
        ({"broken": Broken(Why.NOT_BASE64)}, "Broken: not base64"),
        ({"never": (Never.HUB,), "immutable": True}, "Matches no image · Immutable"),
        ({"terminating": True}, "Use unknown · Terminating"),
        ({"use": Use(0, complete=False)}, "Use unknown"),
        ({"use": Use(0, complete=True)}, "Not in use"),
        ({"use": Use(3, complete=False), "owner": Owner(OwnerKind.ARGO_CD, "x")}, "In use · Argo CD"),
        ({"use": Use(2, complete=True), "broken": Broken(Why.NOT_BASE64)}, "Broken: not base64"),
        ({"missing": True}, "Missing"),
        ({"missing": True, "other_type": "Opaque"}, "Not a pull secret: Opaque"),
    ],
)
def test_the_status_says_the_worst_first_and_the_owner_after(changes: dict[str, Any], said: str, english: str) -> None:
    assert words.status_text(row("ci-pull", **changes), NOW) == said


@pytest.mark.parametrize(
    ("use", "figure", "said"),
    [
        (None, "?", "It is not known yet what uses it."),
        (Use(0, complete=False), "?", "It cannot be seen what uses it."),
        (Use(0, complete=True), "0", "Nothing uses it."),
        (Use(1, complete=True), "1", "One uses it."),
        (Use(31, complete=True), "31", "31 use it."),
        (Use(4, complete=False), "4+", "4 use it. Not everything that may use it can be seen."),
    ],
)
def test_how_many_use_it(use: Use | None, figure: str, said: str, english: str) -> None:
    assert (words.users_figure(use), words.users_sentence(use)) == (figure, said)


def test_the_status_in_chinese(chinese: str) -> None:
    assert words.status_text(row("ci-pull", broken=Broken(Why.NOT_BASE64)), NOW) == "已损坏：不是 base64"
    assert (
        words.status_text(row("ci-pull", never=(Never.HUB,), owner=Owner(OwnerKind.HELM, "x")), NOW)
        == "不匹配任何镜像 · Helm"
    )


MOMENTS = [
    (datetime(2026, 11, 23, 17, 26, 4, tzinfo=SHANGHAI), "Today 17:26", "今天 17:26"),
    (datetime(2026, 11, 22, 16, 30, tzinfo=UTC), "Today 00:30", "今天 00:30"),
    (datetime(2026, 11, 22, 23, 59, tzinfo=SHANGHAI), "Nov 22, 23:59", "11月22日 23:59"),
    (datetime(2026, 10, 2, 9, 14, tzinfo=SHANGHAI), "Oct 2, 09:14", "10月2日 09:14"),
    (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), "Jan 1, 01:00", "1月1日 01:00"),
    (datetime(2023, 10, 10, 1, 1, tzinfo=SHANGHAI), "Oct 10, 2023", "2023年10月10日"),
    (None, "unknown", "未知"),
]


@pytest.mark.parametrize(("when", "said", "_chinese"), MOMENTS)
def test_a_time_is_said_as_one_says_it(when: datetime | None, said: str, _chinese: str, english: str) -> None:
    assert words.moment(when, NOW, SHANGHAI) == said


@pytest.mark.parametrize(("when", "_english", "said"), MOMENTS)
def test_a_time_is_said_so_in_chinese(when: datetime | None, _english: str, said: str, chinese: str) -> None:
    assert words.moment(when, NOW, SHANGHAI) == said


def test_the_exact_time_has_seconds_and_the_zone_of_that_day(english: str) -> None:
    assert words.exact(datetime(2025, 9, 1, 0, 3, 22, tzinfo=UTC), SHANGHAI) == "2025-09-01 08:03:22 UTC+8"
    assert words.exact(None) == "unknown"
    assert words.clock(datetime(2025, 9, 1, 9, 31, 4, tzinfo=UTC), SHANGHAI) == "17:31:04"


@pytest.mark.parametrize(
    ("minutes", "name"), [(0, "UTC"), (480, "UTC+8"), (-210, "UTC−3:30"), (345, "UTC+5:45"), (-300, "UTC−5")]
)
def test_a_zone_is_named_by_its_distance(minutes: int, name: str) -> None:
    assert words.zone_name(NOW, timezone(timedelta(minutes=minutes))) == name


def test_what_became_of_a_write(english: str) -> None:
    assert words.told("update", None, "ci-pull", "build") == ("Updated ci-pull in build.", "ci-pull")
    assert words.told("undo", None, "ci-pull", "build") == ("Put back ci-pull in build.", "ci-pull")
    lost = Problem(Code.TIMEOUT, {"host": "api:6443"})
    assert words.told("update", lost, "ci-pull", "build")[0].startswith("ci-pull was not updated: api:6443 did not")
    unknown = Problem(Code.OUTCOME_UNKNOWN, {"name": "ci-pull", "namespace": "build"})
    assert words.told("update", unknown, "ci-pull", "build")[0].startswith("The cluster has not said whether")


@pytest.mark.parametrize(("count", "said"), [(1, "the outcome of a change…"), (3, "the outcome of 3 changes…")])
def test_counts_have_their_plural(count: int, said: str, english: str) -> None:
    assert words.quitting(count).endswith(said)


@pytest.mark.parametrize("field", ["username", "password", "description"])
def test_each_field_can_be_named_as_the_one_to_correct(field: str, english: str) -> None:
    assert words.correct_first(field) == f"Correct the {field} to update."


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [
        (["zh-CN", "en-US"], "zh_CN"),
        (["zh-Hans-SG"], "zh_CN"),
        (["zh-TW", "zh-CN"], "zh_CN"),
        (["zh-TW"], "en"),
        (["en-GB", "zh-CN"], "en"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["de-DE"], "en"),
        ([], "en"),
    ],
)
def test_the_system_language_is_taken_where_it_is_spoken(
    languages: list[str], chosen: str, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    class System:
        @staticmethod
        def uiLanguages() -> list[str]:  # noqa: N802 - Qt's name
            return languages

    monkeypatch.setattr(QLocale, "system", lambda: System)
    for _ in speaking(qapp, ""):
        assert (
            words.told("update", None, "a", "b")[0] == {"en": "Updated a in b.", "zh_CN": "已更新 b 中的 a。"}[chosen]
        )
