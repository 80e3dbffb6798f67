"""Reading a docker config by the kubelet's rules."""

from __future__ import annotations

import pytest
from model.facts import AB, READINGS, Reading

from pullsecrets.model.dockerconfig import Credential, DockerConfig, Entry, Kind, read


@pytest.mark.parametrize("row", READINGS, ids=[row.about for row in READINGS])
def test_the_kubelet_reads(row: Reading) -> None:
    config = read(row.data, row.kind)
    if isinstance(config, DockerConfig):
        given = {entry.key: (entry.credential.username, entry.credential.password) for entry in config.entries}
        assert given == row.gives
        assert len(given) == len(config.entries)
    else:
        assert config == row.gives


def test_entries_come_in_the_order_of_first_appearance() -> None:
    config = read(b'{"auths":{"c":{},"a":{}},"x":1,"Auths":{"b":{},"c":{"username":"last"}}}', Kind.JSON)
    assert isinstance(config, DockerConfig)
    assert [entry.key for entry in config.entries] == ["c", "a", "b"]
    assert config.entry("c") == Entry("c", Credential(b"last", b""))
    assert config.entry("d") is None


@pytest.mark.parametrize(
    ("fields", "token_only"),
    [
        ('"identitytoken":"t"', True),
        ('"RegistryToken":"t"', True),
        ('"identitytoken":"t","auth":"Og=="', True),
        ('"identitytoken":"t","username":"a"', False),
        (f'"identitytoken":"t","auth":"{AB}"', False),
        ('"identitytoken":""', False),
        ('"identitytoken":1', False),
        ("", False),
    ],
)
def test_an_entry_with_nothing_but_a_token_is_told(fields: str, token_only: bool) -> None:
    config = read(f'{{"quay.io":{{{fields}}}}}'.encode(), Kind.LEGACY)
    assert isinstance(config, DockerConfig)
    assert config.entries[0].token_only is token_only


def test_kinds_name_their_key() -> None:
    assert {kind.value: kind.data_key for kind in Kind} == {
        "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
        "kubernetes.io/dockercfg": ".dockercfg",
    }
