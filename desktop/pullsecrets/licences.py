"""What is shipped with the program, and under which licences: read from what is installed with it."""

from __future__ import annotations

import platform
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from pullsecrets import __version__
from pullsecrets.model.components import Component
from pullsecrets.resources import resource

DEPENDENCIES = ("PySide6-Essentials", "kubernetes", "aiohttp", "PyYAML", "orjson", "truststore", "platformdirs")
"""The libraries that pyproject.toml asks for."""

_OF_QT = {"pyside6-essentials": "Qt and PySide6", "shiboken6": "Shiboken"}  # normal name: as people know it
_LICENCE_OF_QT = "LGPL-3.0-only"  # the one of its licences that the program uses it under
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_HOME = re.compile(r"home|source|repo|code|git", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]+")
_LONGEST_LABEL = 60  # letters; some write the whole licence into a field that is meant for its name


def components() -> tuple[Component, ...]:
    """The program, Python, and every library that it depends on, directly or not. Reads some fifty files."""
    libraries = [_component(found) for found in _all(DEPENDENCIES)]
    libraries.sort(key=lambda component: (component.licence != _LICENCE_OF_QT, component.name.casefold()))
    return (_program(), _python(), *libraries)


def _program() -> Component:
    return Component("Pull Secrets", __version__, "Apache-2.0", _own_licence())


def _own_licence() -> str:
    checkout = Path(__file__).resolve().parents[2] / "LICENSE"
    installed = _installed("pullsecrets")
    return _texts(installed) if installed else _read(checkout)


def _python() -> Component:
    folders = (sysconfig.get_path("stdlib"), sys.base_prefix)
    text = next((text for folder in folders if (text := _read(Path(folder) / "LICENSE.txt"))), "")
    return Component("Python", platform.python_version(), "PSF-2.0", text, "https://docs.python.org/3/license.html")


def _all(names: Iterable[str]) -> Iterator[Distribution]:
    """What is installed of these and of what they need, each once. What an extra would need is left out."""
    waiting, seen = list(names), set()
    while waiting:
        name = _normal(waiting.pop())
        found = None if name in seen else _installed(name)
        seen.add(name)
        if found:
            yield found
            needs = [need.partition(";") for need in found.requires or []]
            waiting += [match[0] for need, _, when in needs if "extra" not in when and (match := _NAME.match(need))]


def _component(found: Distribution) -> Component:
    name = found.metadata["Name"]
    home = _home(found)
    if _normal(name) in _OF_QT:
        text = "\n\n".join(_read(resource(f"licences/{file}.txt")) for file in ("LGPL-3.0", "GPL-3.0"))
        return Component(_OF_QT[_normal(name)], found.version, _LICENCE_OF_QT, text, home)
    return Component(name, found.version, _label(found), _texts(found), home)


def _label(found: Distribution) -> str:
    """The licence's name, from the newest of the three fields that packages have had for it."""
    classifiers = [line for line in _fields(found, "Classifier") if line.startswith("License ::")]
    labels = _fields(found, "License-Expression") + _fields(found, "License")
    short = [label for label in labels if len(label) <= _LONGEST_LABEL]
    return short[0] if short else ", ".join(line.rpartition(" :: ")[2] for line in classifiers)


def _texts(found: Distribution) -> str:
    """The licence files of a distribution, one after the other."""
    about_it = [file for file in found.files or [] if file.parts[0].endswith(".dist-info")]
    texts = [_read(Path(str(file.locate()))) for file in about_it if _LICENCE_FILE.match(file.name)]
    return "\n\n".join(text.strip("\n") for text in texts if text)


def _home(found: Distribution) -> str:
    urls = [line.partition(", ")[::2] for line in _fields(found, "Project-URL")]
    named = [url for label, url in urls if _HOME.search(label)]
    return next(iter([*_fields(found, "Home-page"), *named]), "")


def _fields(found: Distribution, name: str) -> list[str]:
    return found.metadata.get_all(name, [])


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _normal(name: str) -> str:
    """A package's name as all its spellings have it in common (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
