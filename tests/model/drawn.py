"""Any secrets, drawn by Hypothesis: odd docker configs, annotations and manifests."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hypothesis import strategies as st
from model.samples import LAST_APPLIED, applied, b64, secret

from pullsecrets.model.dockerconfig import Credential, Kind
from pullsecrets.model.secrets import DESCRIPTION_KEYS, PullSecret

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=":"), min_size=1, max_size=6)
PASSWORDS = st.integers(0, 10**9).map(lambda number: f"pässword-{number}") | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8
)
CREDENTIALS = st.builds(Credential, NAMES.map(str.encode), PASSWORDS.map(str.encode))
KEYS = st.sampled_from(["quay.io", "ghcr.io", "https://index.docker.io/v1/", "auths", 'odd"\\key', "*.example"])
BLANKS = st.sampled_from(["", " ", "\n\t", "\r\n  "])
UNKNOWN = st.sampled_from(
    ['"psFormat":1e999', '"X":{"a":[1, 2.50, {}]}', '"credHelpers":{"a.b":"c"}', '"identitytoken":"t"', '"é":"\\u00e9"']
)


def _text(value: str) -> st.SearchStrategy[str]:
    return st.booleans().map(lambda ascii_only: json.dumps(value, ensure_ascii=ascii_only))


@st.composite
def _entries(draw: st.DrawFn) -> str:
    """The text of one entry: any fields, any spelling, in any order, more than once."""
    user, password = draw(NAMES), draw(PASSWORDS)
    fields = [
        st.sampled_from(["auth", "AUTH", "Auth"]).map(lambda name: f'"{name}":"{b64(f"{user}:{password}")}"'),
        st.sampled_from(["auth", "AUTH"]).map(lambda name: f'"{name}":null'),
        st.tuples(st.sampled_from(["username", "Username"]), _text(user)).map(lambda pair: f'"{pair[0]}":{pair[1]}'),
        st.tuples(st.sampled_from(["password", "paſſword"]), _text(password)).map(
            lambda pair: f'"{pair[0]}":{pair[1]}'
        ),
        UNKNOWN,
    ]
    blank = draw(BLANKS)
    return "{" + blank + f",{blank}".join(draw(st.lists(st.one_of(fields), max_size=6))) + blank + "}"


@dataclass(frozen=True)
class Sample:
    """A docker config, with the place of the entry that counts for each key."""

    text: str
    places: dict[str, tuple[int, int]]


@st.composite
def configs(draw: st.DrawFn, kind: Kind) -> Sample:
    blank = draw(BLANKS)
    places: dict[str, tuple[int, int]] = {}
    text = blank + "{"

    def registries() -> None:
        nonlocal text
        for number, key in enumerate(draw(st.lists(KEYS, min_size=1, max_size=4))):
            text += ("," if number else "") + blank + json.dumps(key) + blank + ":" + blank
            start = len(text)
            text += draw(_entries() | st.sampled_from(["null", "{}"]))
            places[key] = (start, len(text))

    if kind is Kind.LEGACY:
        registries()
    else:
        for number in range(draw(st.integers(1, 2))):
            text += ("," if number else "") + f'{blank}"{draw(st.sampled_from(["auths", "AUTHS"]))}":{{'
            registries()
            text += "}," + draw(UNKNOWN)
    return Sample(text + "}" + blank, places)


MANIFESTS = ("data", "stringData", "stale", "note")


@st.composite
def secrets(draw: st.DrawFn, manifests: tuple[str, ...]) -> tuple[PullSecret, Sample]:
    kind = draw(st.sampled_from(Kind))
    sample = draw(configs(kind))
    annotations = draw(st.dictionaries(st.sampled_from([*DESCRIPTION_KEYS, "note"]), st.text(max_size=4), max_size=3))
    other = draw(st.dictionaries(st.sampled_from(["ca.crt", "x"]), st.binary(max_size=4).map(b64)))
    obj = secret(sample.text, kind=kind, annotations=annotations, other_data=other, labels={"a": "b"})
    manifest = draw(st.sampled_from(manifests))
    if manifest in ("data", "stringData"):
        obj = applied(obj, section=manifest)
    elif manifest == "stale":
        obj = applied(obj, section=draw(st.sampled_from(["data", "stringData"])), text=draw(configs(kind)).text)
    elif manifest == "note":
        obj["metadata"]["annotations"][LAST_APPLIED] = draw(st.sampled_from(["", "{", b64(sample.text), sample.text]))
    return PullSecret.of(obj), sample
