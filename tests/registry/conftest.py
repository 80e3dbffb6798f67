from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from registry.stage import World


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    file.write_bytes(authority.cert_pem.bytes())
    return World(authority, file)


@pytest.fixture(scope="session")
def system_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("system") / "system.pem"
    file.write_bytes(trustme.CA().cert_pem.bytes())
    return file


@pytest.fixture(autouse=True)
def system(system_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system trusts one authority, which issues nothing, and not the hundred that take long to load."""
    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(system_file))
