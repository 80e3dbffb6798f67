"""The control plane and the registries that other tests trust, and the word about what was skipped for lack of them."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from real.control_plane import ControlPlane
from real.registry import MINE, OTHERS, PASSWORD, PUBLIC, USERNAME, Kind, Registries, Registry, sign_in


def test_users_and_their_rights(control_plane: ControlPlane) -> None:
    path = "/apis/rbac.authorization.k8s.io/v1/clusterroles"  # no test gives anybody a right to these
    assert control_plane.request("GET", path)[0] == 200
    status, answer = control_plane.request("GET", path, user="viewer")
    assert status == 403
    assert answer["reason"] == "Forbidden"
    assert control_plane.token() in control_plane.kubeconfig().read_text()


def test_data_and_port_outlive_a_kill(control_plane: ControlPlane) -> None:
    body = {"metadata": {"name": "survivor"}, "data": {}}
    assert control_plane.request("POST", "/api/v1/namespaces/default/configmaps", body)[0] == 201
    control_plane.kill()
    with pytest.raises(ConnectionRefusedError):
        control_plane.request("GET", "/readyz")
    control_plane.start()
    path = "/api/v1/namespaces/default/configmaps/survivor"
    assert control_plane.request("DELETE", path)[0] == 200


def test_a_paused_server_accepts_and_says_nothing(control_plane: ControlPlane) -> None:
    control_plane.pause()
    try:
        with pytest.raises((TimeoutError, http.client.HTTPException)):
            control_plane.request("GET", "/readyz", timeout=0.5)
    finally:
        control_plane.resume()
    assert control_plane.request("GET", "/readyz")[0] == 200


@pytest.mark.parametrize("kind", Kind)
def test_images_of_registries_are_read_by_another_client(
    kind: Kind, registries: Registries, skopeo: Path, tmp_path: Path
) -> None:
    for registry in (registries.by_password, registries.by_token):
        digest = registry.push("team/app:other", kind)
        authfile = tmp_path / "auth.json"
        assert sign_in(skopeo, registry.host, registries.authority, authfile, USERNAME, PASSWORD)
        manifest = inspect(skopeo, registry, registries, authfile, "team/app:other")
        assert manifest
        assert json.loads(manifest)["mediaType"] == kind.value
        assert f"sha256:{hashlib.sha256(manifest).hexdigest()}" == digest


def test_users_of_registries_and_their_rights(
    registries: Registries, skopeo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def readable(registry: Registry, authfile: Path) -> list[str]:
        return [image for image in (MINE, OTHERS, PUBLIC) if inspect(skopeo, registry, registries, authfile, image)]

    user, nobody = tmp_path / "user.json", tmp_path / "nobody.json"
    nobody.write_text("{}")
    for registry in (registries.by_password, registries.by_token):
        assert sign_in(skopeo, registry.host, registries.authority, user, USERNAME, PASSWORD)
        assert not sign_in(skopeo, registry.host, registries.authority, nobody, USERNAME, "wrong")
        assert readable(registry, nobody) == []
    assert readable(registries.by_password, user) == [MINE, OTHERS, PUBLIC]
    assert readable(registries.by_token, user) == [MINE]
    monkeypatch.setattr(registries.issuer, "public", ("public/tool",))
    assert readable(registries.by_token, user) == [MINE, PUBLIC]
    assert readable(registries.by_token, nobody) == [PUBLIC]


def test_a_killed_owner_takes_its_registry_along(docker_registry: Path, tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal, sys; from real.registry import Registry\n"
        "registry = Registry(*map(pathlib.Path, sys.argv[1:])); registry.start()\n"
        "print(registry.port, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, docker_registry, tmp_path / "registry"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        check=False,
    )
    deadline = time.monotonic() + 10
    while listens(int(done.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_what_was_skipped_is_named_and_may_be_forbidden(tmp_path: Path, required: str, status: int) -> None:
    test = tmp_path / "test_it.py"
    test.write_text("import pytest\ndef test_it(): pytest.skip('no moon')\ndef test_other(): pass\n")
    done = run_pytest(test, PULLSECRETS_REQUIRE_REAL=required)
    assert "1 × no moon\n    test_it.py: 1\n" in done.stdout
    assert done.returncode == status


@pytest.mark.parametrize(("required", "status", "said"), [("", 0, "2 skipped"), ("1", 1, "2 errors")])
def test_missing_components_say_how_to_get_them(tmp_path: Path, required: str, status: int, said: str) -> None:
    test = tmp_path / "test_it.py"
    test.write_text("def test_it(control_plane): pass\ndef test_other(registries): pass\n")
    nowhere = str(tmp_path)
    done = run_pytest(test, PULLSECRETS_REQUIRE_REAL=required, KUBEBUILDER_ASSETS=nowhere, PATH=nowhere)
    for lacking in ("etcd and kube-apiserver", "docker-registry"):
        assert f'needs a real {lacking}: eval "$(tests/real/setup)"' in done.stdout
    assert said in done.stdout
    assert done.returncode == status


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def inspect(skopeo: Path, registry: Registry, registries: Registries, authfile: Path, image: str) -> bytes:
    """The image's manifest as another client gets it, or nothing where it is refused."""
    options = ["--raw", "--cert-dir", str(registries.authority.file.parent), "--authfile", str(authfile)]
    command = [str(skopeo), "inspect", *options, f"docker://{registry.host}/{image}"]
    return subprocess.run(command, capture_output=True, timeout=30, check=False).stdout


def run_pytest(test: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a test file elsewhere with the fixtures and hooks of this folder."""
    here = str(Path(__file__).parent)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", "-c", os.devnull, "--rootdir", str(test.parent), str(test)],
        cwd=test.parent,
        env={**os.environ, "PYTHONPATH": here, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
