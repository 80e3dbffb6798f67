"""Both languages are complete: the files hold all texts, none untranslated, and what they are filled with."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest

import pullsecrets
from pullsecrets.resources import resource

SOURCES = sorted((Path(pullsecrets.__file__).parent / "views").glob("*.py"))
CHINESE = resource("translations/zh_CN.ts")
ENGLISH = resource("translations/en.ts")
TOOLS = Path(sys.executable).parent
HOW_TO = "run: python3 run.py translate, then translate what is new"


def tool(name: str, *arguments: object) -> None:
    subprocess.run([TOOLS / f"pyside6-{name}", *map(str, arguments)], check=True, capture_output=True, timeout=60)


def messages(path: Path) -> list[ElementTree.Element]:
    return list(ElementTree.parse(path).iter("message"))


def source(message: ElementTree.Element) -> str:
    return message.findtext("source", "")


def forms(message: ElementTree.Element) -> list[str]:
    """The translation, in each of its plural forms."""
    translation = message.find("translation")
    assert translation is not None
    plurals = [form.text or "" for form in translation.iter("numerusform")]
    return plurals or [translation.text or ""]


@pytest.mark.parametrize(("committed", "options"), [(CHINESE, []), (ENGLISH, ["-pluralonly"])])
def test_the_files_hold_all_texts_and_no_others(committed: Path, options: list[str], tmp_path: Path) -> None:
    fresh = tmp_path / committed.name
    shutil.copy(committed, fresh)
    tool("lupdate", *SOURCES, "-locations", "none", "-no-obsolete", *options, "-ts", fresh)
    assert {source(m) for m in messages(fresh)} == {source(m) for m in messages(committed)}, HOW_TO


@pytest.mark.parametrize("path", [CHINESE, ENGLISH])
def test_every_text_is_translated(path: Path) -> None:
    unfinished = [source(m) for m in messages(path) if m.find("translation[@type]") is not None or not all(forms(m))]
    assert not unfinished, HOW_TO


@pytest.mark.parametrize("path", [CHINESE, ENGLISH])
def test_the_compiled_files_are_up_to_date(path: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    tool("lrelease", path, "-qm", fresh)
    assert fresh.read_bytes() == path.with_suffix(".qm").read_bytes(), HOW_TO


def test_lupdate_overlooks_no_text() -> None:
    known = {source(m) for m in messages(CHINESE)}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"tr", "QT_TR_NOOP"}:
                text = node.args[0]
                if isinstance(text, ast.Constant):
                    assert text.value in known, f"{path.name}:{node.lineno}"
                elif path.name != "words.py":  # a table of texts holds literals
                    assert isinstance(text, ast.Subscript), (
                        f"{path.name}:{node.lineno}: neither a text nor from a table"
                    )


@pytest.mark.parametrize("path", [CHINESE, ENGLISH])
def test_translations_have_the_same_places_to_fill(path: Path) -> None:
    def places(text: str) -> set[str]:
        text = text.replace("{all}", "%n")  # "a and 2 more" are 3 in all, which is what Chinese says
        return {name for _, name, _, _ in Formatter().parse(text) if name} | set(re.findall("%n", text))

    for message in messages(path):
        one_of_them = path == ENGLISH and len(forms(message)) == 2  # English may say "an update" for 1
        for form in forms(message)[1 if one_of_them else 0 :]:
            assert places(form) == places(source(message)), source(message)


def test_plurals_have_all_their_forms() -> None:
    plurals = {source(m) for m in messages(CHINESE) if m.get("numerus")}
    assert {source(m): len(forms(m)) for m in messages(ENGLISH)} == dict.fromkeys(plurals, 2)
