"""The control plane that other tests trust."""

from __future__ import annotations

import http.client

import pytest
from real.control_plane import ControlPlane


def test_users_and_their_rights(control_plane: ControlPlane) -> None:
    assert control_plane.request("GET", "/api/v1/secrets")[0] == 200
    status, answer = control_plane.request("GET", "/api/v1/secrets", user="viewer")
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
