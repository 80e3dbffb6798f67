from __future__ import annotations

import pytest
import trustme
from registry.stage import World


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    file.write_bytes(authority.cert_pem.bytes())
    return World(authority, file)
