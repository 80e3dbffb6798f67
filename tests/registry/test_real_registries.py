"""Credentials checked with real registries; what another client says of the same ones; and faults of a real network."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from real.registry import MINE, OTHERS, PASSWORD, PUBLIC, USERNAME, Authority, Kind, Registries, Registry, sign_in
from real.token_issuer import REFUSAL, Issuer, User

from pullsecrets.model.checking import Answer, ImageVerdict, Question, Verdict
from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.errors import Code
from pullsecrets.registry import USUAL, Limits, Reach, check

KEY_FILE = json.dumps({"type": "service_account", "private_key": "=" * 2300}, indent=2).ljust(2400)
ODD = {
    "colons": ("robot", ":a:b:"),
    "blanks at both ends": ("robot", " \tright "),
    "quotes": ("robot", "a\"b'c`d\\e$f%41&g=h+i"),
    "emoji": ("robot", "pässwörd-🔑"),
    "an odd username": (" $oauthtoken+ci\\ü ", "right"),
    "a key file": ("_json_key", KEY_FILE),
    "a key file with carriage returns": ("_json_key", KEY_FILE.replace("\n", "\r\n") + "\r\n"),
}
SHORT = {"robot-" + name.partition(" ")[0]: password for name, (_, password) in ODD.items() if len(password) < 72}


@pytest.fixture(params=["by_password", "by_token", "by_token_for_anybody"])
def registry(request: pytest.FixtureRequest, registries: Registries, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Each kind of sign-in. The last one's token server gives a token without any, and /v2/ answers 200 to it."""
    if request.param == "by_password":
        return registries.by_password
    if request.param == "by_token_for_anybody":
        monkeypatch.setattr(registries.issuer, "public", (repository(PUBLIC),))
    monkeypatch.setattr(registries.issuer, "asked", [])
    return registries.by_token


@pytest.fixture(scope="module")
def odd_passwords(
    docker_registry: Path, registries: Registries, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registry]:
    """A registry that knows a user for each odd password that bcrypt takes whole."""
    folder = tmp_path_factory.mktemp("odd") / "registry"
    with Registry(docker_registry, folder, registries.authority, users=SHORT) as odd:
        yield odd


@pytest.fixture
def paused(registries: Registries) -> Iterator[Registry]:
    """A registry that accepts connections and says nothing."""
    registries.by_password.pause()
    try:
        yield registries.by_password
    finally:
        registries.by_password.resume()


async def ask(
    registry: Registry,
    authority: Authority | None,
    *images: str,
    username: str = USERNAME,
    password: str = PASSWORD,
    limits: Limits = USUAL,
) -> Answer:
    question = Question(
        registry.host,
        Credential(username.encode(), password.encode()),
        tuple(f"{registry.host}/{image}" for image in images),
    )
    answer = await check(question, Reach(str(authority.file) if authority else ""), limits)
    assert password not in repr(answer)
    assert answer.host == registry.host
    assert [image.image for image in answer.images] == list(question.images[: len(answer.images)])
    return answer


def repository(image: str) -> str:
    return image.partition(":")[0]


def verdicts(answer: Answer) -> list[ImageVerdict]:
    return [image.verdict for image in answer.images]


async def test_a_right_credential(registry: Registry, registries: Registries) -> None:
    answer = await ask(registry, registries.authority)
    assert answer.verdict is Verdict.ACCEPTED
    assert answer.token_host == ("" if registry is registries.by_password else registries.issuer.host)
    answer = await ask(registry, registries.authority, MINE)
    assert (answer.verdict, verdicts(answer)) == (Verdict.ACCEPTED, [ImageVerdict.PULLABLE])


@pytest.mark.parametrize(("username", "password"), [(USERNAME, "wrong"), ("nobody", PASSWORD)])
@pytest.mark.parametrize("images", [(), (PUBLIC,), (MINE, OTHERS, PUBLIC)])
async def test_a_wrong_credential_is_sent_once(
    username: str, password: str, images: tuple[str, ...], registry: Registry, registries: Registries
) -> None:
    answer = await ask(registry, registries.authority, *images, username=username, password=password)
    assert answer.verdict is Verdict.REFUSED
    if registry is registries.by_token:
        assert REFUSAL in answer.message
        assert [asked.signed_in for asked in registries.issuer.asked].count(True) == 1
        assert answer.token_host == registries.issuer.host


async def test_another_client_agrees(registry: Registry, registries: Registries, skopeo: Path, tmp_path: Path) -> None:
    for username, password in [(USERNAME, PASSWORD), (USERNAME, "wrong"), ("nobody", PASSWORD)]:
        answer = await ask(registry, registries.authority, username=username, password=password)
        good = sign_in(skopeo, registry.host, registries.authority, tmp_path / "auth.json", username, password)
        assert good is (answer.verdict is Verdict.ACCEPTED)


async def test_images_without_a_right_to_them_or_without_existence(registries: Registries) -> None:
    by_token, authority = registries.by_token, registries.authority
    answer = await ask(by_token, authority, MINE, OTHERS)
    assert (answer.verdict, verdicts(answer)) == (
        Verdict.CANNOT_PULL,
        [ImageVerdict.PULLABLE, ImageVerdict.DENIED],
    )
    answer = await ask(by_token, authority, MINE, f"{repository(MINE)}:none")
    assert (answer.verdict, verdicts(answer)) == (
        Verdict.NO_SUCH_IMAGE,
        [ImageVerdict.PULLABLE, ImageVerdict.ABSENT],
    )
    answer = await ask(by_token, authority, "no/such")  # its existence is hidden from who may not pull it
    assert (answer.verdict, verdicts(answer)) == (Verdict.CANNOT_PULL, [ImageVerdict.DENIED])
    answer = await ask(registries.by_password, authority, OTHERS, "no/such", f"{repository(MINE)}:none")
    assert (answer.verdict, verdicts(answer)) == (
        Verdict.NO_SUCH_IMAGE,
        [ImageVerdict.PULLABLE, ImageVerdict.ABSENT, ImageVerdict.ABSENT],
    )


async def test_images_by_digest_and_of_every_kind(registries: Registries) -> None:
    for registry in (registries.by_password, registries.by_token):
        name = repository(MINE)
        digests = [registry.push(f"{name}:{kind.name.lower()}", kind) for kind in Kind]
        images = [f"{name}:{kind.name.lower()}" for kind in Kind]
        images += [f"{name}@{digest}" for digest in digests] + [f"{name}:none@{digests[0]}"]
        answer = await ask(registry, registries.authority, *images)
        assert (answer.verdict, set(verdicts(answer))) == (Verdict.ACCEPTED, {ImageVerdict.PULLABLE})
        assert len(answer.images) == len(images)
        answer = await ask(registry, registries.authority, f"{name}@sha256:{'0' * 64}")
        assert (answer.verdict, verdicts(answer)) == (Verdict.NO_SUCH_IMAGE, [ImageVerdict.ABSENT])


async def test_public_images_are_told_apart(registries: Registries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries.issuer, "public", (repository(PUBLIC),))
    answer = await ask(registries.by_token, registries.authority, MINE, PUBLIC)
    assert (answer.verdict, verdicts(answer)) == (Verdict.ACCEPTED, [ImageVerdict.PULLABLE, ImageVerdict.PUBLIC])


async def test_a_registry_that_asks_nobody_to_sign_in(
    docker_registry: Path, registries: Registries, tmp_path: Path
) -> None:
    with Registry(docker_registry, tmp_path / "open", registries.authority) as registry:
        registry.push(MINE)
        for images in ((), (MINE,)):
            assert (await ask(registry, registries.authority, *images)).verdict is Verdict.NO_SIGN_IN


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_odd_credentials_reach_a_token_server_byte_for_byte(
    odd: str, method: str, registries: Registries, monkeypatch: pytest.MonkeyPatch
) -> None:
    username, password = ODD[odd]
    monkeypatch.setattr(registries.issuer, "methods", (method,))
    monkeypatch.setitem(registries.issuer.users, username.encode(), User(password.encode(), (repository(MINE),)))
    for given, wanted in ((password, Verdict.ACCEPTED), (f"{password}\n", Verdict.REFUSED)):
        answer = await ask(registries.by_token, registries.authority, MINE, username=username, password=given)
        assert answer.verdict is wanted


@pytest.mark.parametrize("username", SHORT)
async def test_odd_passwords_reach_a_registry_byte_for_byte(
    username: str, odd_passwords: Registry, registries: Registries, skopeo: Path, tmp_path: Path
) -> None:
    password, authority = SHORT[username], registries.authority
    answer = await ask(odd_passwords, authority, username=username, password=password)
    assert answer.verdict is Verdict.ACCEPTED
    assert sign_in(skopeo, odd_passwords.host, authority, tmp_path / "auth.json", username, password)
    answer = await ask(odd_passwords, authority, username=username, password=f"{password} ")
    assert answer.verdict is Verdict.REFUSED


async def test_what_a_token_server_calls_its_token(registries: Registries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries.issuer, "token_name", "access_token")
    answer = await ask(registries.by_token, registries.authority, MINE)
    assert (answer.verdict, verdicts(answer)) == (Verdict.ACCEPTED, [ImageVerdict.PULLABLE])


@pytest.mark.parametrize("users", [None, {USERNAME: PASSWORD}])
async def test_plain_http_on_loopback(
    users: dict[str, str] | None, docker_registry: Path, registries: Registries, tmp_path: Path
) -> None:
    with Registry(docker_registry, tmp_path / "plain", users=users) as registry:
        registry.push(MINE)
        answer = await ask(registry, registries.authority, MINE)
        assert answer.verdict is (Verdict.ACCEPTED if users else Verdict.NO_SIGN_IN)
        answer = await ask(registry, None, password="wrong")
        assert answer.verdict is (Verdict.REFUSED if users else Verdict.NO_SIGN_IN)


async def test_certificates_that_are_not_trusted(docker_registry: Path, registries: Registries, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    for authority in (None, stranger):
        answer = await ask(registries.by_token, authority)
        assert (answer.verdict, problem(answer)) == (Verdict.TLS_UNTRUSTED, Code.TLS_UNTRUSTED)
    with Registry(docker_registry, tmp_path / "expired", registries.authority, expired=True) as registry:
        answer = await ask(registry, registries.authority)
        assert (answer.verdict, problem(answer)) == (Verdict.TLS_UNTRUSTED, Code.TLS_EXPIRED)


async def test_a_token_server_that_is_not_trusted_or_not_there(
    docker_registry: Path, registries: Registries, tmp_path: Path
) -> None:
    issuer = Issuer(Authority(tmp_path / "stranger").certificate(), registries.issuer.users)
    try:
        with Registry(docker_registry, tmp_path / "registry", registries.authority, issuer=issuer) as registry:
            answer = await ask(registry, registries.authority)
            assert (answer.verdict, problem(answer)) == (Verdict.TLS_UNTRUSTED, Code.TLS_UNTRUSTED)
            assert answer.token_host == issuer.host
            assert issuer.asked == []
            issuer.stop()
            answer = await ask(registry, registries.authority)
            assert (answer.verdict, problem(answer)) == (Verdict.UNREACHABLE, Code.CONNECTION_REFUSED)
            assert answer.token_host == issuer.host
    finally:
        issuer.stop()


async def test_a_registry_that_was_stopped(docker_registry: Path, registries: Registries, tmp_path: Path) -> None:
    registry = Registry(docker_registry, tmp_path / "stopped", registries.authority, users={USERNAME: PASSWORD})
    answer = await ask(registry, registries.authority)
    assert (answer.verdict, problem(answer)) == (Verdict.UNREACHABLE, Code.CONNECTION_REFUSED)
    with registry:
        assert (await ask(registry, registries.authority)).verdict is Verdict.ACCEPTED
    answer = await ask(registry, registries.authority)
    assert (answer.verdict, problem(answer)) == (Verdict.UNREACHABLE, Code.CONNECTION_REFUSED)


@pytest.mark.parametrize("limits", [Limits(connect=0.3), Limits(whole=0.3)])
async def test_a_registry_that_hangs_costs_its_limit(limits: Limits, paused: Registry, registries: Registries) -> None:
    begun = time.monotonic()
    answer = await ask(paused, registries.authority, MINE, limits=limits)
    assert 0.2 < time.monotonic() - begun < 2
    assert (answer.verdict, problem(answer)) == (Verdict.UNREACHABLE, Code.TIMEOUT)


async def test_a_check_is_cancelled_at_once(paused: Registry, registries: Registries) -> None:
    checking = asyncio.create_task(ask(paused, registries.authority, MINE))
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking
    assert time.monotonic() - begun < 0.5


def problem(answer: Answer) -> Code | None:
    return answer.problem.code if answer.problem else None
