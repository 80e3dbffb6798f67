"""What servers answer to the same requests, in a form that can be compared."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from demo.talking import MERGE, Api
from real.control_plane import ControlPlane

STRATEGIC = "application/strategic-merge-patch+json"
OWN_USER = "demos-"
"""Begins the names of our users of the real server, which other tests use too."""

Send = Callable[..., tuple[int, str]]
Connect = Callable[[], http.client.HTTPConnection]


class Transcript:
    """What one server answered, without what is its own: names of namespaces, uids, versions, times, tokens."""

    def __init__(self, send: Send, *, managers: bool = True) -> None:
        self._send = send
        self._managers = managers
        self.namespace = f"test-{uuid.uuid4().hex[:8]}"
        self.lines: list[str] = []
        send("POST", "/api/v1/namespaces", {"metadata": {"name": self.namespace}})

    def __call__(
        self, method: str, path: str = "", body: object = None, *, query: str = "", kept: bool = True, **more: Any
    ) -> Any:
        """Ask for `path` below the secrets of the test's own namespace, or for an absolute one."""
        if not path.startswith(("/api", "/v", "/n")):
            path = f"/api/v1/namespaces/{self.namespace}/secrets{path}"
        path = (path + query).replace("NAMESPACE", self.namespace)
        status, text = self._send(method, path, body, **more)
        try:
            # A watch answers with one object a line.
            answers = [json.loads(line) for line in text.splitlines()]
            text = "\n".join(_QUOTED.sub(_tidied_quote, self._tidied(answer)) for answer in answers)
        except ValueError:
            answers = [text]
        if kept:
            self.lines.append(f"{method} {self._without_own(path)}\n  {status} {self._without_own(text)}")
        return answers[0] if answers else None

    def _tidied(self, thing: Any) -> str:
        """JSON without what has no meaning, the order of keys, or hangs on the clock, the order of managers."""
        for part in (thing, thing.get("object", thing), *thing.get("items", ())):
            metadata = part.get("metadata", {}) if isinstance(part, dict) else {}
            metadata.get("managedFields", []).sort(key=lambda entry: entry["manager"])
            if not self._managers:
                metadata.pop("managedFields", None)
        return json.dumps(thing, sort_keys=True)

    def _without_own(self, text: str) -> str:
        text = text.replace(self.namespace, "NAMESPACE").replace(OWN_USER, "")
        text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID", text)
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text)
        text = re.sub(r'(resourceVersion\\*": ?\\*")\d+', r"\1VERSION", text)
        text = re.sub(r"(resourceVersion=)\d\d+", r"\1VERSION", text)
        text = re.sub(r"(in record \(|current: )\d+", r"\1VERSION", text)
        text = re.sub(r"kube-api-access-\w{5}", "kube-api-access-SUFFIX", text)
        return re.sub(r'("continue": "|continue=)[\w-]+', r"\1TOKEN", text)


_QUOTED = re.compile(r'Invalid value: \\"({.*?})\\": ')


def _tidied_quote(quoted: re.Match[str]) -> str:
    once = json.loads(f'"{quoted[1]}"')
    thing = json.loads(json.loads(f'"{once}"'))
    return f"Invalid value: {json.dumps(thing, sort_keys=True)}: "


def send(
    connect: Connect,
    token: str,
    prefix: str,
    method: str,
    path: str,
    body: object = None,
    *,
    content_type: str | None = None,
    user: str | None = "admin",
    accept: str = "application/json",
) -> tuple[int, str]:
    headers = {"Content-Type": content_type or (MERGE if method == "PATCH" else "application/json"), "Accept": accept}
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


def send_to_demo(api: Api) -> Send:
    """As its administrator, or for another user."""
    connect = partial(http.client.HTTPConnection, urlsplit(api.server).netloc, timeout=20)
    assert api.token
    return partial(send, connect, api.token, "")


def send_to_real(plane: ControlPlane) -> Send:
    trust = ssl.create_default_context(cafile=str(plane.folder / "ca.crt"))
    connect = partial(http.client.HTTPSConnection, urlsplit(plane.server).netloc, timeout=20, context=trust)
    return partial(send, connect, plane.token(), OWN_USER)


def answers(case: Callable[[Transcript], None], demo: Transcript, real: Transcript) -> Iterator[tuple[str, str]]:
    """What both answered in a case, request by request."""
    with ThreadPoolExecutor() as both:
        list(both.map(case, (demo, real)))
    return zip(demo.lines, real.lines, strict=True)
