"""The control plane that other tests trust, and the word about what was skipped for lack of it."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from pathlib import Path

import pytest
from real.control_plane import ControlPlane


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


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_what_was_skipped_is_named_and_may_be_forbidden(tmp_path: Path, required: str, status: int) -> None:
    test = tmp_path / "test_it.py"
    test.write_text("import pytest\ndef test_it(): pytest.skip('no moon')\ndef test_other(): pass\n")
    done = run_pytest(test, PULLSECRETS_REQUIRE_REAL=required)
    assert "1 × no moon\n    test_it.py: 1\n" in done.stdout
    assert done.returncode == status


@pytest.mark.parametrize(("required", "status", "said"), [("", 0, "1 skipped"), ("1", 1, "1 error")])
def test_missing_components_say_how_to_get_them(tmp_path: Path, required: str, status: int, said: str) -> None:
    test = tmp_path / "test_it.py"
    test.write_text("def test_it(control_plane): pass\n")
    done = run_pytest(test, PULLSECRETS_REQUIRE_REAL=required, KUBEBUILDER_ASSETS=str(tmp_path))
    assert 'eval "$(tests/real/setup)"' in done.stdout
    assert said in done.stdout
    assert done.returncode == status


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
