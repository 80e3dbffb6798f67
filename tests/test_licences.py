"""What the program says it is made of."""

from __future__ import annotations

import re
import tomllib
from email.message import Message
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path

import pytest

from pullsecrets import __version__, licences
from pullsecrets.licences import components
from pullsecrets.model.components import Component

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = r"^([\w-]+)==(\S+)"  # in requirements.txt


@pytest.fixture(scope="module")
def shipped() -> dict[str, Component]:
    return {component.name: component for component in components()}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_libraries_are_those_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wished = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}  # type: ignore[index]
    assert set(licences.DEPENDENCIES) == wished


def test_each_has_a_version_a_licence_and_its_text(shipped: dict[str, Component]) -> None:
    assert list(shipped)[:3] == ["Pull Secrets", "Python", "Qt and PySide6"]
    assert {"kubernetes", "aiohttp", "yarl", "multidict", "pydantic_core", "PyYAML", "orjson"} <= set(shipped)
    for component in shipped.values():
        assert component.version, component.name
        assert 0 < len(component.licence) <= 60, component.name
        assert len(component.text) > 500, component.name
    assert shipped["Pull Secrets"].version == __version__
    assert shipped["aiohttp"].licence == "Apache-2.0 AND MIT"
    assert "Fedor Indutny" in shipped["aiohttp"].text  # the licence of what it holds of others, too
    assert shipped["certifi"].licence == "MPL-2.0"
    assert shipped["certifi"].home.startswith("https://")


def test_qt_comes_under_the_lgpl_with_both_of_its_texts(shipped: dict[str, Component]) -> None:
    for name in ("Qt and PySide6", "Shiboken"):
        assert shipped[name].licence == "LGPL-3.0-only"
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in shipped[name].text
        assert "TERMS AND CONDITIONS" in shipped[name].text  # of the GPL, which the LGPL adds to


def test_only_what_is_shipped_is_named(shipped: dict[str, Component]) -> None:
    pins = dict(re.findall(LIBRARIES, (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    pinned = {normal(name) for name in pins}
    for name in set(shipped) - {"Pull Secrets", "Python", "Qt and PySide6", "Shiboken"}:
        assert normal(name) in pinned, name
    assert not {"pytest", "hypothesis", "ruff", "mypy", "aiodns"} & set(shipped)


class Installed(Distribution):
    """A package that tells its licence in a way of its own."""

    def __init__(self, *fields: tuple[str, str]) -> None:
        self._told = Message()
        for field in (("Name", "some-thing"), ("Version", "1"), *fields):
            self._told.add_header(*field)

    @property
    def metadata(self) -> Message:  # type: ignore[override]
        return self._told

    def read_text(self, filename: str) -> None:
        return None

    def locate_file(self, path: object) -> Path:
        raise NotImplementedError


LONG = "Permission is hereby granted, free of charge, to any person obtaining a copy"
CLASSIFIER = ("Classifier", "License :: OSI Approved :: MIT License")


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License", "MIT License"), CLASSIFIER, ("License-Expression", "MIT")], "MIT"),
        ([("License", "Apache 2"), CLASSIFIER], "Apache 2"),
        ([("License", LONG), CLASSIFIER, ("Classifier", "Topic :: Internet")], "MIT License"),
        ([("License", LONG)], ""),
    ],
)
def test_a_licence_has_a_name_however_it_is_told(
    fields: list[tuple[str, str]], licence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def installed(name: str) -> Distribution:
        if name == "orjson":
            return Installed(*fields)
        raise PackageNotFoundError(name)  # and what is not installed is left out

    monkeypatch.setattr(licences, "distribution", installed)
    assert components()[2:] == (Component("some-thing", "1", licence, ""),)
