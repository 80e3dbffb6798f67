"""Reading, matching and editing, held against the kubelet's own code.

Each run draws other questions; it prints the seed, and PULLSECRETS_SEED=… draws the same ones again.
"""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from pathlib import Path

import pytest
from model.facts import READINGS, TRYINGS
from model.questions import Question, Questions

from pullsecrets.model.dockerconfig import Broken, DockerConfig, Entry, Kind, read
from pullsecrets.model.editing import add_entry, remove_entry, rename_entry, replace_credential, restore_entry
from pullsecrets.model.matching import Match, ambiguous, lookup
from pullsecrets.model.repair import repair

COUNT = 100_000
BATCH = 5_000


@dataclass(frozen=True)
class Answer:
    """The kubelet's refusal, or the credentials that it tries, in its order."""

    error: str
    credentials: tuple[tuple[bytes, bytes], ...]


def test_the_kubelet_confirms_each_fact_of_reading(kubelet_credentials: Path) -> None:
    asked = []
    for row in READINGS:
        given = {} if isinstance(row.gives, Broken) else row.gives
        error = "secret" if isinstance(row.gives, Broken) else ""
        for host in {"quay.io": None, **given}:
            tried = (given[host],) if host in given and "." in host else ()
            asked.append((Question(((row.kind, row.data),), f"{host}/a"), Answer(error, tried)))
    answers = ask(kubelet_credentials, [question for question, _ in asked])
    for (question, expected), answer in zip(asked, answers, strict=True):
        assert answer == expected, question


def test_the_kubelet_confirms_each_fact_of_matching(kubelet_credentials: Path) -> None:
    questions = [Question(tuple((Kind.JSON, data) for data in row.configs()), row.image) for row in TRYINGS]
    for row, answer in zip(TRYINGS, ask(kubelet_credentials, questions), strict=True):
        tried = [username.decode() for username, _ in answer.credentials]
        assert (answer.error, tuple(tried)) == (("image", ()) if row.tries is None else ("", row.tries)), row


@pytest.mark.timeout(300)
def test_the_kubelet_gives_the_same_answers(kubelet_credentials: Path) -> None:
    seed = int(os.environ.get("PULLSECRETS_SEED") or random.randrange(2**32))
    print(f"PULLSECRETS_SEED={seed}")
    questions = Questions(seed)
    seen: Counter[str] = Counter()
    for _ in range(COUNT // BATCH):
        asked = [_edited(questions) if number % 4 == 0 else _as_drawn(questions) for number in range(BATCH)]
        answers = ask(kubelet_credentials, [question for question, _ in asked])
        for (question, configs), answer in zip(asked, answers, strict=True):
            kind = _compare(question, configs, answer)
            seen[kind] += 1
    print(dict(seen))
    assert sum(seen.values()) == COUNT
    # The generator must keep drawing what is worth asking.
    assert min(seen[kind] for kind in ("image", "secret", "none", "one", "several", "random order")) > COUNT / 1000


def ask(program: Path, questions: Sequence[Question]) -> Iterator[Answer]:
    lines = "\n".join(question.line() for question in questions)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True, encoding="utf-8")
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        credentials = [
            (base64.b64decode(c["username"]), base64.b64decode(c["password"])) for c in answer["credentials"]
        ]
        yield Answer(answer["error"], tuple(credentials))


def _as_drawn(questions: Questions) -> tuple[Question, list[DockerConfig | Broken]]:
    question = questions.draw()
    return question, [read(data, kind) for kind, data in question.secrets]


def _edited(questions: Questions) -> tuple[Question, list[DockerConfig | Broken]]:
    """A question with one entry changed in its bytes, or a broken config repaired, and what these must give now."""
    question, configs = _as_drawn(questions)
    for number, ((kind, data), config) in enumerate(zip(question.secrets, configs, strict=True)):
        if isinstance(config, Broken):
            repaired = repair(data, kind)
            edited, entries = repaired.data or b"", [Entry(kept.key, kept.credential) for kept in repaired.kept]
        else:
            edited, entries = _changed(questions, kind, data, config)
        secrets = [*question.secrets]
        secrets[number], configs[number] = (kind, edited), DockerConfig(tuple(entries))
        question = replace(question, secrets=tuple(secrets))
    return question, configs


def _changed(questions: Questions, kind: Kind, data: bytes, config: DockerConfig) -> tuple[bytes, list[Entry]]:
    """One entry replaced, added, renamed, removed or restored; the others as before."""
    key, new, entries = questions.key(), questions.credential(), list(config.entries)
    act = questions.pick(("replace", "add", "rename", "remove", "restore"))
    if act == "add" or not entries:
        if config.entry(key):
            return data, entries
        return add_entry(data, kind, key, new), [*entries, Entry(key, new)]
    entry = questions.pick(entries)
    if act == "remove":
        return remove_entry(data, kind, entry.key), [e for e in entries if e is not entry]
    if act == "restore":
        return restore_entry(remove_entry(data, kind, entry.key), kind, entry.key, data), entries
    if act == "rename" and not config.entry(key):
        renamed = rename_entry(data, kind, entry.key, key)
        return renamed, [Entry(key, e.credential) if e is entry else e for e in entries]
    return replace_credential(data, kind, entry.key, new), [Entry(e.key, new) if e is entry else e for e in entries]


def _compare(question: Question, configs: Sequence[DockerConfig | Broken], answer: Answer) -> str:
    """What kind of answer it was. Fails where ours is another."""
    read_well = [config for config in configs if isinstance(config, DockerConfig)]
    matches = lookup(read_well, question.image)
    if matches is None:
        assert answer == Answer("image", ()), question
        return "image"
    if len(read_well) < len(configs):
        assert answer == Answer("secret", ()), question
        return "secret"
    assert not answer.error, question
    ours = [(match.entry.credential.username, match.entry.credential.password) for match in matches]
    runs = _runs(read_well, matches)
    assert len(answer.credentials) == len(ours), question
    assert _sorted_within(runs, answer.credentials) == _sorted_within(runs, ours), question
    return "random order" if len(runs) < len(ours) else ("none", "one", "several")[min(len(ours), 2)]


def _runs(configs: Sequence[DockerConfig], matches: Sequence[Match]) -> list[int]:
    """How many matches in a row come in random order; 1 for each that does not."""
    groups = [{key: group for group in ambiguous(config) for key in group} for config in configs]
    placed = [(match.config, groups[match.config].get(match.entry.key, match.entry.key)) for match in matches]
    return [len(list(run)) for _, run in groupby(placed)]


def _sorted_within(runs: Sequence[int], credentials: Sequence[tuple[bytes, bytes]]) -> list[list[tuple[bytes, bytes]]]:
    ends = list(accumulate(runs))
    return [sorted(credentials[end - length : end]) for end, length in zip(ends, runs, strict=True)]
