"""Credential plugins, as real programs: scripts for the Python that runs the tests."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from pullsecrets.cluster import exec_plugin, kubeconfig
from pullsecrets.cluster.exec_plugin import Answer, ExecSpec, Plugin
from pullsecrets.model.errors import Code, Failure, Problem

V1, V1BETA1 = exec_plugin.API_VERSIONS
TOKEN = "t0ken-of-the-plugin/abc+def=="
NOW = datetime(2030, 1, 1, tzinfo=UTC)

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="about POSIX processes")


def credential(version: str = V1, **status: object) -> str:
    """What a plugin prints."""
    return json.dumps({"kind": "ExecCredential", "apiVersion": version, "status": status})


def script(code: str, *args: str, env: tuple[tuple[str, str], ...] = (), version: str = V1, hint: str = "") -> ExecSpec:
    code = "import json, os, subprocess, sys, time\n" + code
    return ExecSpec("x", sys.executable, ("-I", "-S", "-c", code, *args), env, version, hint)


def printing(text: str, *, error: str = "", status: int = 0, version: str = V1) -> ExecSpec:
    return script(f"print({text!r}); print({error!r}, file=sys.stderr); sys.exit({status})", version=version)


async def problem_of(spec: ExecSpec, seconds: float = 20) -> Problem:
    with pytest.raises(Failure) as caught:
        await exec_plugin.run(spec, seconds)
    assert caught.value.problem.values["context"] == "x"
    assert caught.value.problem.values["command"] == spec.command
    return caught.value.problem


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.01)


def text_of(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def runs(process: int) -> bool:
    """Whether a process has the number, other than one that only waits for its burial."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return ") Z " not in text_of(Path(f"/proc/{process}/stat"))


class TestRun:
    async def test_is_told_what_kubectl_tells(self) -> None:
        code = (
            "assert sys.stdin.read() == ''\n"
            "told = [os.environ['KUBERNETES_EXEC_INFO'], os.environ['MINE'], os.environ['HOME'], *sys.argv[1:]]\n"
            f"print({credential(token='@')!r}.replace('@', told[1] + told[2] + told[3] + str(json.loads(told[0]))))"
        )
        answer = await exec_plugin.run(script(code, "$HOME; exit 1 | a  'b'", env=(("MINE", "mine "),)), 20)
        told = {"kind": "ExecCredential", "apiVersion": V1, "spec": {"interactive": False}}
        assert answer == Answer(f"mine {os.environ['HOME']}$HOME; exit 1 | a  'b'{told}")

    @pytest.mark.parametrize("version", [V1, V1BETA1])
    async def test_gives_a_token_with_its_end(self, version: str) -> None:
        printed = credential(version, token=TOKEN, expirationTimestamp="2030-01-01T01:00:00.123456789+01:00")
        answer = await exec_plugin.run(printing(printed, error="a warning", version=version), 20)
        assert answer.token == TOKEN
        assert answer.expires is not None
        assert abs(answer.expires - NOW) < timedelta(seconds=1)

    async def test_gives_a_certificate(self) -> None:
        issued = trustme.CA().issue_cert("client.example")
        certificate, key = issued.cert_chain_pems[0].bytes(), issued.private_key_pem.bytes()
        printed = credential(clientCertificateData=certificate.decode(), clientKeyData=key.decode())
        assert await exec_plugin.run(printing(printed), 20) == Answer("", (certificate, key), None)

    @pytest.mark.parametrize(
        "printed",
        [
            "",
            "a warning\n" + credential(token=TOKEN),
            "[" * 100_000,
            "[]",
            credential(V1BETA1, token=TOKEN),
            credential(token=TOKEN).replace("ExecCredential", "Secret"),
            json.dumps({"kind": "ExecCredential", "apiVersion": V1}),
            json.dumps({"kind": "ExecCredential", "apiVersion": V1, "status": [TOKEN]}),
            credential(),
            credential(token=""),
            credential(token=" "),
            credential(token=7),
            credential(token=TOKEN + "\nImpersonate-User: admin"),
            credential(token=TOKEN, expirationTimestamp="tomorrow"),
            credential(token=TOKEN, expirationTimestamp="2030-01-01"),
            credential(token=TOKEN, expirationTimestamp="2030-01-01T00:00:00"),
            credential(token=TOKEN, expirationTimestamp="2030-01-01 00:00:00+00:00"),
            credential(clientCertificateData="-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----"),
            credential(clientKeyData="-----BEGIN PRIVATE KEY-----"),
            credential(clientCertificateData="junk", clientKeyData="-----BEGIN PRIVATE KEY-----"),
        ],
        ids=range(20),
    )
    async def test_refuses_an_answer_that_is_none(self, printed: str) -> None:
        problem = await problem_of(printing(printed, error=f"got {TOKEN}" if TOKEN in printed else ""))
        assert problem.code == Code.EXEC_ANSWER
        assert TOKEN not in repr(problem)
        assert problem.values["reason"]

    async def test_a_failure_shows_what_it_wrote(self) -> None:
        problem = await problem_of(printing("", error="\x1b[31mplease sign in\x1b[0m\a", status=3))
        assert (problem.code, problem.values["status"]) == (Code.EXEC_FAILED, 3)
        assert problem.details == "please sign in"

    async def test_a_missing_program_shows_the_hint(self) -> None:
        for command in ("pullsecrets-no-such-program", str(Path(sys.executable).with_name("no-such-program"))):
            problem = await problem_of(ExecSpec("x", command, install_hint="get it\n\x1b[1mhere\x1b[0m\x07"))
            assert problem.code == Code.EXEC_MISSING
            assert problem.values["hint"] == "get it\nhere"

    async def test_a_program_that_cannot_start(self, tmp_path: Path) -> None:
        (tmp_path / "plugin").write_text("not a program")
        problem = await problem_of(ExecSpec("x", str(tmp_path / "plugin")))
        assert problem.code == Code.EXEC_FAILED
        problem = await problem_of(ExecSpec("x", sys.executable, ("a\0b",)))
        assert (problem.code, problem.values["status"]) == (Code.EXEC_FAILED, "invalid argument")

    @posix_only
    async def test_a_program_of_the_current_folder_is_not_taken(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plugin = tmp_path / "planted"
        plugin.write_text(f"#!/bin/sh\necho '{credential(token=TOKEN)}'\n")
        plugin.chmod(0o755)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
        assert (await problem_of(ExecSpec("x", "planted"))).code == Code.EXEC_MISSING
        monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), os.environ["PATH"]]))
        assert (await exec_plugin.run(ExecSpec("x", "planted"), 20)).token == TOKEN

    @posix_only
    async def test_the_time_limit_ends_it_and_its_helpers(self, tmp_path: Path) -> None:
        file = tmp_path / "pids"
        code = (
            "helper = subprocess.Popen(['sleep', '600'])\n"
            "print('open https://example/device', file=sys.stderr, flush=True)\n"
            "open(sys.argv[1], 'w').write(f'{os.getpid()} {helper.pid}')\n"
            "time.sleep(600)"
        )
        running = asyncio.create_task(problem_of(script(code, str(file)), 1.5))
        await until(lambda: text_of(file))
        processes = [int(process) for process in text_of(file).split()]
        problem = await running
        assert (problem.code, problem.values["seconds"]) == (Code.EXEC_TIMEOUT, 1.5)
        assert problem.details == "open https://example/device"
        await until(lambda: not any(map(runs, processes)))

    @posix_only
    async def test_a_helper_that_stays_keeps_nobody_waiting(self, tmp_path: Path) -> None:
        file = tmp_path / "pid"
        code = (
            "helper = subprocess.Popen(['sleep', '600'])\n"
            "open(sys.argv[1], 'w').write(str(helper.pid))\n"
            f"print({credential(token=TOKEN)!r})"
        )
        began = time.monotonic()
        assert (await exec_plugin.run(script(code, str(file)), 20)).token == TOKEN
        assert time.monotonic() - began < 10
        os.kill(int(text_of(file)), 9)  # it may be somebody's browser: it was not ended

    async def test_a_helper_may_print_the_answer(self) -> None:
        helper = f"import time; time.sleep(0.2); print({credential(token=TOKEN)!r})"
        spec = script("subprocess.Popen([sys.executable, '-I', '-S', '-c', sys.argv[1]])", helper)
        assert (await exec_plugin.run(spec, 20)).token == TOKEN

    async def test_only_so_much_output_is_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        printed = credential(token=TOKEN) + " " * 1_000
        assert (await exec_plugin.run(printing(printed), 20)).token == TOKEN
        monkeypatch.setattr(exec_plugin, "_PRINTED_BYTES", 50)
        assert (await problem_of(printing(printed))).code == Code.EXEC_ANSWER

    async def test_endless_output_does_no_harm(self) -> None:
        flood = "while True: sys.stdout.write('x ' * 1000); sys.stderr.write('y ' * 1000)"
        problem = await problem_of(script(flood), 1)
        assert problem.code == Code.EXEC_TIMEOUT
        assert len(problem.details) <= 2_000

    def test_works_in_a_thread(self) -> None:
        """Where Python 3.11 has no child watcher of its own."""
        answers: list[Answer] = []

        def serve() -> None:
            answers.append(asyncio.run(exec_plugin.run(printing(credential(token=TOKEN)), 20)))

        thread = threading.Thread(target=serve)
        thread.start()
        thread.join(30)
        assert [answer.token for answer in answers] == [TOKEN]


class TestDetails:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("no such profile: team-a", "no such profile: team-a"),
            (
                "https://login.example/tenant/oauth2/v2.0/token: 401",
                "https://login.example/tenant/oauth2/v2.0/token: …",
            ),
            ("proxy http://me:pw@proxy.example:3128 refused", "proxy http://…@proxy.example:3128 refused"),
            ("sent Authorization: Bearer abc.def", "sent Authorization: Bearer …"),
            ('{"client_secret": "abc", "a": 1}', '{"client_secret": "…", "a": 1}'),
            ("password=abc", "password=…"),
            ("eyJhbGciOiJub25lIn0.e30. was refused", "… was refused"),
            ("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nbad", "…\nbad"),
            ("-----BEGIN PRIVATE KEY-----\nabc", "…"),
            ("got 0123456789abcdef0123456789abcdef", "got …"),
            ("got AKIA, hidden-in-the-environment", "got AKIA, …"),
            ("got hidden-in-the-arguments", "got …"),
        ],
    )
    async def test_are_cleared_of_what_looks_secret(self, written: str, shown: str) -> None:
        spec = script(
            f"print({written!r}, file=sys.stderr); sys.exit(1)",
            "--client-secret=hidden-in-the-arguments",
            env=(("AWS_SECRET_ACCESS_KEY", "hidden-in-the-environment"), ("AWS_PROFILE", "team-a")),
        )
        assert (await problem_of(spec)).details == shown

    async def test_hold_nothing_of_what_was_printed(self) -> None:
        short = "pass-w"
        printed = credential(token=TOKEN, clientKeyData=short)
        problem = await problem_of(printing(printed, error=f"made {TOKEN} and {short}!", status=1))
        assert problem.details == "made … and …!"

    async def test_are_the_end_of_a_long_text(self) -> None:
        text = "\n".join(f"line {number}" for number in range(3_000))
        details = (await problem_of(printing("", error=text, status=1))).details
        assert len(details) == 2_000
        assert details.endswith("line 2999")

    def test_hide_in_repr(self) -> None:
        spec = ExecSpec("x", "cmd", ("--secret=abc",), (("TOKEN", "abc"),), cluster={"config": "abc"})
        assert "abc" not in repr(spec) + repr(Answer("abc", (b"abc", b"abc"), NOW))


class TestPlugin:
    """One plugin, asked by many."""

    @pytest.fixture
    def counting(self, tmp_path: Path) -> Callable[[str], ExecSpec]:
        """A plugin that notes each run in "runs", and prints the number of the run as its token."""

        def counting(expires: str = "", wait: float = 0.0) -> ExecSpec:
            code = (
                "file = open(sys.argv[1], 'a+'); print(os.getpid(), file=file, flush=True); file.seek(0)\n"
                f"time.sleep({wait})\n"
                f"print({credential(token='run @', expirationTimestamp=expires or None)!r}"
                ".replace('@', str(len(file.readlines()))))"
            )
            return script(code, str(tmp_path / "runs"))

        return counting

    async def test_is_run_once_for_all(self, counting: Callable[..., ExecSpec]) -> None:
        plugin = Plugin(counting(wait=0.3), 20, lambda: NOW)
        answers = await asyncio.gather(*(plugin.answer() for _ in range(20)))
        answers.append(await plugin.answer())
        assert {answer.token for answer in answers} == {"run 1"}

    async def test_is_run_again_when_its_answer_has_expired(self, counting: Callable[..., ExecSpec]) -> None:
        times = [NOW]
        plugin = Plugin(counting(expires=(NOW + timedelta(minutes=5)).isoformat()), 20, lambda: times[-1])
        assert (await plugin.answer()).token == "run 1"
        times.append(NOW + timedelta(minutes=5))
        assert (await plugin.answer()).token == "run 1"
        times.append(NOW + timedelta(minutes=5, seconds=1))
        assert (await plugin.answer()).token == "run 2"

    async def test_is_run_again_after_a_refusal(self, counting: Callable[..., ExecSpec]) -> None:
        plugin = Plugin(counting(), 20, lambda: NOW)
        await plugin.answer()
        plugin.refused("run 1")
        assert (await plugin.answer()).token == "run 2"
        plugin.refused("run 1")  # another request that was sent before
        assert (await plugin.answer()).token == "run 2"
        plugin.refused(None)
        assert (await plugin.answer()).token == "run 3"

    async def test_a_failure_is_not_kept(self, tmp_path: Path) -> None:
        code = f"sys.exit(1) if not os.path.exists(sys.argv[1]) else print({credential(token=TOKEN)!r})"
        plugin = Plugin(script(code, str(tmp_path / "signed-in")), 20, lambda: NOW)
        results = await asyncio.gather(*(plugin.answer() for _ in range(3)), return_exceptions=True)
        assert [type(result) for result in results] == [Failure] * 3
        (tmp_path / "signed-in").touch()
        assert (await plugin.answer()).token == TOKEN

    async def test_who_tries_again_does_not_get_the_old_failure(self, tmp_path: Path) -> None:
        code = (
            "if not os.path.exists(sys.argv[1]): open(sys.argv[1], 'w'); sys.exit(1)\n"
            f"print({credential(token=TOKEN)!r})"
        )
        plugin = Plugin(script(code, str(tmp_path / "ran")), 20, lambda: NOW)

        async def stubborn() -> str:
            with pytest.raises(Failure):
                await plugin.answer()
            return (await plugin.answer()).token

        assert await asyncio.gather(*(stubborn() for _ in range(3))) == [TOKEN] * 3

    async def test_goes_on_while_somebody_waits(self, counting: Callable[..., ExecSpec], tmp_path: Path) -> None:
        plugin = Plugin(counting(wait=0.5), 20, lambda: NOW)
        first, second = asyncio.create_task(plugin.answer()), asyncio.create_task(plugin.answer())
        await until(lambda: text_of(tmp_path / "runs"))
        first.cancel()
        assert (await second).token == "run 1"
        assert first.cancelled()

    @posix_only
    async def test_is_killed_when_nobody_waits_any_more(
        self, counting: Callable[..., ExecSpec], tmp_path: Path
    ) -> None:
        plugin = Plugin(counting(wait=600), 600, lambda: NOW)
        waiting = [asyncio.create_task(plugin.answer()) for _ in range(3)]
        await until(lambda: text_of(tmp_path / "runs"))
        process = int(text_of(tmp_path / "runs"))
        for task in waiting:
            task.cancel()
        began = time.monotonic()
        await asyncio.wait(waiting)
        assert time.monotonic() - began < 1
        assert all(task.cancelled() for task in waiting)
        assert not runs(process)
        assert len(asyncio.all_tasks()) == 1


@posix_only
@pytest.mark.parametrize("version", [V1, V1BETA1])
def test_is_told_the_same_as_by_kubectl(tmp_path: Path, real_components: Path, version: str) -> None:
    plugin = tmp_path / "plugin"
    plugin.write_text('#!/bin/sh\nprintf %s "$KUBERNETES_EXEC_INFO" > "$1"\n')
    plugin.chmod(0o755)
    authority = trustme.CA().cert_pem.bytes()
    (tmp_path / "config").write_text(
        "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1/p/', tls-server-name: other, "
        f"certificate-authority-data: {base64.b64encode(authority).decode()}, proxy-url: 'http://127.0.0.1:1', "
        "disable-compression: true, "
        "extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: [a, 1]}}]}}]\n"
        "users: [{name: u, user: {exec: {command: ./plugin, args: [told], "
        f"apiVersion: {version}, interactiveMode: IfAvailable, provideClusterInfo: true}}}}}}]\n"
        "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
    )
    spec = kubeconfig.load({"KUBECONFIG": str(tmp_path / "config")}, tmp_path).login("x").exec
    assert spec is not None
    told = tmp_path / "ours"
    with pytest.raises(Failure):
        asyncio.run(exec_plugin.run(ExecSpec("x", spec.command, (str(told),), (), version, "", spec.cluster), 20))
    subprocess.run(
        [real_components / "kubectl", "--kubeconfig", tmp_path / "config", "--context", "x", "get", "--raw", "/"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
    ours, theirs = json.loads(told.read_text()), json.loads((tmp_path / "told").read_text())
    for info in (ours, theirs):
        cluster = info["spec"]["cluster"]
        cluster["certificate-authority-data"] = base64.b64decode(cluster["certificate-authority-data"]).strip()
        cluster["server"] = cluster["server"].rstrip("/")
    assert ours == theirs
