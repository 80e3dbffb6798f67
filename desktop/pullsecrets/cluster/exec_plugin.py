"""Credential plugins: programs named by the kubeconfig that print a credential.

They are run as kubectl runs them (Kubernetes: client-go credential plugins), but always without a terminal, with a
time limit, and are ended together with the requests that wait for them.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pullsecrets.cluster import pem
from pullsecrets.model.errors import Code, Failure

API_VERSIONS = ("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1")

_PRINTED_BYTES = 1 << 20
"""What is kept of each of the two streams; a credential has a few thousand bytes."""
_DETAILS_CHARACTERS = 2_000
_SEARCHED_CHARACTERS = 8_000
_MOST_WORDS = 10_000
"""Clearing the details must not keep the loop busy: of a plugin that prints this much, none are shown."""
_PIPES_SECONDS = 1.0
"""How long a plugin that has ended may leave its output open: a helper that it started may hold it for ever."""
_KILL_SECONDS = 2.0


@dataclass(frozen=True, slots=True, repr=False)
class ExecSpec:
    """How to run one plugin: the ``exec`` part of a kubeconfig's user.

    ``command`` is a bare name, looked for on PATH, or an absolute path. ``cluster`` is what ``provideClusterInfo``
    hands over, or None. ``context`` is named in problems only.
    """

    context: str
    command: str
    args: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    api_version: str = API_VERSIONS[0]
    install_hint: str = ""
    cluster: Mapping[str, Any] | None = None

    def __repr__(self) -> str:
        return f"ExecSpec({self.command!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The credential that a plugin printed: a bearer token, a client certificate (PEM, with its key), or both."""

    token: str = ""
    certificate: tuple[bytes, bytes] | None = None
    expires: datetime | None = None


class Plugin:
    """One plugin and its last answer. Belongs to one event loop."""

    def __init__(self, spec: ExecSpec, seconds: float, clock: Callable[[], datetime]) -> None:
        self._spec = spec
        self._seconds = seconds
        self._clock = clock
        self._answer: Answer | None = None
        self._run: asyncio.Task[Answer] | None = None
        self._waiting = 0

    async def answer(self) -> Answer:
        """The credential, from an earlier run until it expires.

        Callers that come while the plugin runs wait for the same run. It is ended when all of them are cancelled.
        Raises what ``run`` raises.
        """
        answer = self._answer
        if answer is not None and (answer.expires is None or self._clock() <= answer.expires):
            return answer
        if self._run is None or self._run.done():
            self._run = asyncio.create_task(run(self._spec, self._seconds))
        self._waiting += 1
        try:
            self._answer = await asyncio.shield(self._run)
        finally:
            self._waiting -= 1
            if not self._waiting:
                running, self._run = self._run, None
                running.cancel()
                await asyncio.wait([running])
        return self._answer

    def refused(self, token: str | None) -> None:
        """Forget the answer after a 401 for ``token``, unless a newer one is there; None: whatever it is."""
        if self._answer is not None and token in (None, self._answer.token):
            self._answer = None


async def run(spec: ExecSpec, seconds: float) -> Answer:
    """Run the plugin once, for ``seconds`` at most, and read what it prints.

    Failure (EXEC_MISSING, EXEC_FAILED, EXEC_TIMEOUT, EXEC_ANSWER), with what it wrote to standard error as details.
    Cancelling kills it, on POSIX with everything that it started.
    """
    program = _find(spec)
    loop = asyncio.get_running_loop()
    try:
        transport, output = await loop.subprocess_exec(
            _Output, program, *spec.args, stdin=subprocess.DEVNULL, env=_environment(spec), **_APART
        )
    except FileNotFoundError:
        raise _failure(Code.EXEC_MISSING, spec, hint=_printable(spec.install_hint)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument or variable
        status = getattr(error, "strerror", None) or "invalid argument"
        raise _failure(Code.EXEC_FAILED, spec, status=status, hint=_printable(spec.install_hint)) from None
    try:
        async with asyncio.timeout(seconds):
            await output.ended.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(_PIPES_SECONDS):
                await output.closed.wait()
    except TimeoutError:
        raise _failure(Code.EXEC_TIMEOUT, spec, output, seconds=seconds) from None
    finally:
        await _end(transport, output)
    status = transport.get_returncode()
    if status != 0:
        raise _failure(Code.EXEC_FAILED, spec, output, status=status, hint=_printable(spec.install_hint))
    try:
        return _read(bytes(output.out), spec.api_version)
    except _Unreadable as wrong:
        raise _failure(Code.EXEC_ANSWER, spec, output, reason=str(wrong)) from None


class _Output(asyncio.SubprocessProtocol):
    """Keeps what the plugin prints, and tells when it has ended and when its output is complete.

    asyncio's own ``Process.wait`` waits, on some versions of Python, until every helper that inherited the output
    has ended too.
    """

    def __init__(self) -> None:
        self.out = bytearray()
        self.err = bytearray()
        self.ended = asyncio.Event()
        self.closed = asyncio.Event()
        self._open = 2

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        kept = self.out if fd == 1 else self.err
        kept += data[: _PRINTED_BYTES - len(kept)]

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open -= 1
        if not self._open:
            self.closed.set()

    def process_exited(self) -> None:
        self.ended.set()


if sys.platform == "win32":
    _APART: dict[str, Any] = {"creationflags": subprocess.CREATE_NO_WINDOW}
else:
    _APART: dict[str, Any] = {"start_new_session": True}


async def _end(transport: asyncio.SubprocessTransport, output: _Output) -> None:
    """Kill what still runs, and let go of its pipes."""
    if not output.ended.is_set():
        if sys.platform == "win32":
            transport.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):  # it ended in this moment
                os.killpg(transport.get_pid(), signal.SIGKILL)
        with suppress(TimeoutError):
            async with asyncio.timeout(_KILL_SECONDS):
                await output.ended.wait()
    transport.close()


def _find(spec: ExecSpec) -> str:
    """The program's path. Never one of the current folder, which ``which`` tries on Windows and kubectl refuses."""
    if Path(spec.command).is_absolute():
        return shutil.which(spec.command) or spec.command
    program = shutil.which(spec.command)
    if program is None or not Path(program).is_absolute():
        raise _failure(Code.EXEC_MISSING, spec, hint=_printable(spec.install_hint))
    return program


def _environment(spec: ExecSpec) -> dict[str, str]:
    question: dict[str, Any] = {"interactive": False}
    if spec.cluster is not None:
        question["cluster"] = spec.cluster
    info = {"kind": "ExecCredential", "apiVersion": spec.api_version, "spec": question}
    return {**os.environ, **dict(spec.env), "KUBERNETES_EXEC_INFO": json.dumps(info)}


class _Unreadable(Exception):  # noqa: N818 - its text is a reason
    """Why a plugin's answer cannot be understood."""


def _read(printed: bytes, api_version: str) -> Answer:
    try:
        document = json.loads(printed)
    except (ValueError, RecursionError):
        raise _Unreadable("not JSON" if printed.strip() else "nothing was printed") from None
    if not isinstance(document, dict) or document.get("kind") != "ExecCredential":
        raise _Unreadable("not an ExecCredential")
    if document.get("apiVersion") != api_version:
        raise _Unreadable(f"its apiVersion is not {api_version}")
    status = document.get("status")
    if not isinstance(status, dict):
        raise _Unreadable("no status")
    token, certificate, key = (_text(status, name) for name in ("token", "clientCertificateData", "clientKeyData"))
    if not is_header_value(token):
        raise _Unreadable("the token holds control characters")
    token = token.strip()  # a blank one would make the request anonymous
    if not (token or certificate or key):
        raise _Unreadable("neither a token nor a client certificate")
    pair = None
    if certificate or key:
        pair = certificate.encode(), key.encode()
        if wrong := pem.wrong_with_pair(*pair):
            raise _Unreadable(wrong)
    return Answer(token, pair, _time(_text(status, "expirationTimestamp")))


def _text(status: Mapping[str, Any], name: str) -> str:
    value = status.get(name)
    if value is not None and not isinstance(value, str):
        raise _Unreadable(f"{name} is not text")
    return value or ""


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
        if "T" in text and time.tzinfo is not None:
            return time
    except ValueError:
        pass
    raise _Unreadable("expirationTimestamp is not a time of RFC 3339")


def is_header_value(text: str) -> bool:
    """Whether ``text`` can stand in an HTTP header (RFC 9110: no control characters but the tab)."""
    return not any((character < " " and character != "\t") or character == "\x7f" for character in text)


def _failure(code: Code, spec: ExecSpec, output: _Output | None = None, **values: str | float | None) -> Failure:
    details = _cleared(output, spec) if output else ""
    return Failure(code, details, context=spec.context, command=spec.command, **values)


_SECRET_NAME = re.compile(r"secret|token|passw|key|credential", re.IGNORECASE)
_SECRET_SHAPES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"-----BEGIN .*?(?:-----END [^\n]*|\Z)", re.DOTALL), "…"),  # PEM
    (re.compile(r"\beyJ[\w.=-]{8,}"), "…"),  # JSON web tokens
    (re.compile(r"\b(bearer|basic)\s+\S+", re.IGNORECASE), r"\1 …"),
    (re.compile(r"(://)[^/\s@]+@"), r"\1…@"),
    (re.compile(r"""((?:secret|token|passw(?:or)?d|key)["']?\s*[:=]\s*["']?)[^\s"',;&]+""", re.IGNORECASE), r"\1…"),
    # What is long and looks random.
    (re.compile(r"[\w+=~-]{32,}"), lambda run: "…" if re.search(r"\d", run[0]) else run[0]),
)


def _cleared(output: _Output, spec: ExecSpec) -> str:
    """The end of what the plugin wrote to standard error, without what is or looks like a secret."""
    text = _printable(output.err.decode(errors="replace"))
    if len(text) > _SEARCHED_CHARACTERS:
        text = text[-_SEARCHED_CHARACTERS:].partition("\n")[2]  # not the rest of a line: it could be half a secret
    # What it printed as its answer is secret, understood or not; so are the kubeconfig's own secrets.
    words = set(re.findall(r"""[^\s"',:\\{}\[\]]{6,}""", output.out.decode(errors="replace")))
    words.update(value for name, value in spec.env if value and _SECRET_NAME.search(name))
    pairs = (arg.partition("=") for arg in spec.args)
    words.update(value for name, _, value in pairs if value and _SECRET_NAME.search(name))
    if len(words) > _MOST_WORDS:
        return ""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "…")
    for shape, replacement in _SECRET_SHAPES:
        text = shape.sub(replacement, text)
    return text.strip()[-_DETAILS_CHARACTERS:]


def _printable(text: str) -> str:
    """``text`` without escape sequences and other control characters, which could deceive its reader."""
    text = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", text)
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
