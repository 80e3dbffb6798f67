"""What the kubelet was seen to do with docker configs and images, row by row; ``test_kubelet_agrees`` asks it again."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from pullsecrets.model.dockerconfig import Broken, Kind, Why


@dataclass(frozen=True)
class Reading:
    """A docker config, and what it gives: for each host its username and password, or why it is broken."""

    about: str
    data: bytes
    gives: dict[str, tuple[bytes, bytes]] | Broken
    kind: Kind = Kind.JSON


@dataclass(frozen=True)
class Trying:
    """An image and the keys of a pod's secrets; the keys that the kubelet tries, or None where it refuses the image."""

    image: str
    secrets: tuple[tuple[str, ...], ...]
    tries: tuple[str, ...] | None

    def configs(self) -> list[bytes]:
        """Each secret's docker config. The username of an entry is its key."""
        auths = [
            {key: {"username": key, "password": str(number)} for key in keys}
            for number, keys in enumerate(self.secrets)
        ]
        return [json.dumps({"auths": entries}).encode() for entries in auths]


def auth(credential: str) -> str:
    return base64.b64encode(credential.encode()).decode()


def _one(fields: str | bytes) -> bytes:
    """A config with the entry quay.io, whose object is given without its braces."""
    inner = fields.encode() if isinstance(fields, str) else fields
    return b'{"auths":{"quay.io":{' + inner + b"}}}"


def _gives(username: bytes, password: bytes) -> dict[str, tuple[bytes, bytes]]:
    return {"quay.io": (username, password)}


def _wrong(field: str, key: str = "quay.io") -> Broken:
    return Broken(Why.WRONG_TYPE, key, field)


AB = auth("a:b")
CD = auth("c:d")
SPACED = auth(" a\0:\tb\n")
NOT_BASE64 = Broken(Why.NOT_BASE64, "quay.io", "auth")
NO_COLON = Broken(Why.NO_COLON, "quay.io", "auth")
NOT_JSON = Broken(Why.NOT_JSON)
EMPTY = _gives(b"", b"")
DEEPEST = b'{"x":' + b"[" * 9_999 + b"]" * 9_999 + b"}"

READINGS = (
    Reading("auth", _one(f'"auth":"{AB}"'), _gives(b"a", b"b")),
    Reading("username and password", _one('"username":"a","password":"b"'), _gives(b"a", b"b")),
    # Field names.
    Reading("ASCII case does not matter", _one(f'"AuTh":"{AB}"'), _gives(b"a", b"b")),
    Reading(
        "the long s is an s",
        '{"authſ":{"quay.io":{"uſername":"a","paſſword":"b"}}}'.encode(),
        _gives(b"a", b"b"),
    ),
    Reading("the sharp s is not", '{"authß":{"quay.io":{"username":"a"}}}'.encode(), {}),
    Reading("escapes in names count", rb'{"a\u0075ths":{"qu\u0061y.io":{"USERN\u0041ME":"a"}}}', _gives(b"a", b"")),
    Reading("a name with more is another", _one('"auth ":"!!","xauth":1'), EMPTY),
    Reading(
        "registry keys keep their case",
        b'{"auths":{"quay.io":{},"Quay.io":{"username":"A"}}}',
        {**EMPTY, "Quay.io": (b"A", b"")},
    ),
    # Duplicates and nulls.
    Reading("of AUTH and auth the last counts", _one(f'"auth":"{AB}","AUTH":"{CD}"'), _gives(b"c", b"d")),
    Reading("null keeps the earlier", _one(f'"auth":"{AB}","AUTH":null'), _gives(b"a", b"b")),
    Reading("null keeps an earlier username", _one('"username":"a","username":null'), _gives(b"a", b"")),
    Reading(
        "of equal registries the last counts whole",
        b'{"auths":{"quay.io":{"username":"a"},"quay.io":{"password":"b"}}}',
        _gives(b"", b"b"),
    ),
    Reading("{} gives an empty credential", b'{"auths":{"quay.io":{"username":"a"},"quay.io":{}}}', EMPTY),
    Reading("null gives an empty credential", b'{"auths":{"quay.io":{"username":"a"},"quay.io":null}}', EMPTY),
    Reading(
        "two auths merge",
        b'{"auths":{"a.io":{"username":"1"},"b.io":{"username":"2"}},"AUTHS":{"b.io":{"username":"3"}}}',
        {"a.io": (b"1", b""), "b.io": (b"3", b"")},
    ),
    Reading("a later null clears all", b'{"auths":{"quay.io":{"username":"a"}},"auths":null}', {}),
    Reading(
        "what comes after the null counts",
        b'{"auths":{"a.io":{}},"auths":null,"auths":{"quay.io":{"username":"a"}}}',
        _gives(b"a", b""),
    ),
    Reading("an overridden wrong type breaks", _one(f'"auth":1,"auth":"{AB}"'), _wrong("auth")),
    Reading("an overridden wrong entry breaks", b'{"auths":{"quay.io":1,"quay.io":{}}}', _wrong("")),
    Reading("a cleared wrong entry breaks", b'{"auths":{"quay.io":[]},"auths":null}', _wrong("")),
    Reading("an overridden malformed auth does not", _one(f'"auth":"!!","auth":"{AB}"'), _gives(b"a", b"b")),
    Reading("it does in an overridden entry", b'{"auths":{"quay.io":{"auth":"!!"},"quay.io":{}}}', NOT_BASE64),
    # auth.
    Reading("auth overrides", _one(f'"username":"x","auth":"{AB}","password":"y"'), _gives(b"a", b"b")),
    Reading("an empty auth falls back", _one('"username":"x","auth":"","password":"y"'), _gives(b"x", b"y")),
    Reading("a null auth falls back", _one('"username":"x","auth":null,"password":"y"'), _gives(b"x", b"y")),
    Reading("the last auth may be the empty one", _one(f'"auth":"{AB}","auth":"","username":"x"'), _gives(b"x", b"")),
    Reading("without padding", _one('"auth":"YTpiYg"'), _gives(b"a", b"bb")),
    Reading("line ends anywhere", _one(r'"auth":"\nYT\r\npi\n"'), _gives(b"a", b"b")),
    Reading("line ends in the padding", _one(r'"auth":"YTpiYg=\n=\n"'), _gives(b"a", b"bb")),
    Reading("surplus bits", _one('"auth":"YTpiYh=="'), _gives(b"a", b"bb")),
    Reading("surplus bits without padding", _one('"auth":"YTpiYmN"'), _gives(b"a", b"bbc")),
    Reading("a space", _one('"auth":"YTpi "'), NOT_BASE64),
    Reading("a space after padding", _one('"auth":"YTpiYg== "'), NOT_BASE64),
    Reading("a tab", _one(r'"auth":"YT\tpi"'), NOT_BASE64),
    Reading("too few =", _one('"auth":"YTpiYg="'), NOT_BASE64),
    Reading("too many =", _one('"auth":"YTpiYmI=="'), NOT_BASE64),
    Reading("= where none is due", _one('"auth":"YTpi="'), NOT_BASE64),
    Reading("= and nothing else", _one('"auth":"===="'), NOT_BASE64),
    Reading("= in the middle", _one('"auth":"YTpiYg==YTpi"'), NOT_BASE64),
    Reading("one letter too many", _one('"auth":"YTpiY"'), NOT_BASE64),
    Reading("URL-safe", _one('"auth":"YTr_-w=="'), NOT_BASE64),
    Reading("not ASCII", _one('"auth":"YTpiÿ"'), NOT_BASE64),
    Reading("a line end alone is no colon", _one(r'"auth":"\n"'), NO_COLON),
    Reading("split at the first colon", _one(f'"auth":"{auth("a:b:c")}"'), _gives(b"a", b"b:c")),
    Reading("a colon alone", _one(f'"auth":"{auth(":")}"'), EMPTY),
    Reading("no password", _one(f'"auth":"{auth("user:")}"'), _gives(b"user", b"")),
    Reading("no username", _one(f'"auth":"{auth(":pw")}"'), _gives(b"", b"pw")),
    Reading("no colon", _one(f'"auth":"{auth("user")}"'), NO_COLON),
    Reading("nothing is stripped", _one(f'"auth":"{SPACED}"'), _gives(b" a\0", b"\tb\n")),
    Reading("nor from username and password", _one(r'"username":" a\t","password":"\nb "'), _gives(b" a\t", b"\nb ")),
    Reading("auth may hold any bytes", _one('"auth":"/zr+"'), _gives(b"\xff", b"\xfe")),
    # Broken.
    *(
        Reading(f"{value} in {field}", _one(f'"{field}":{value}'), _wrong(field))
        for field in ("auth", "username", "password", "email")
        for value in ("1", "true", "[]", "{}")
    ),
    *(
        Reading(f"the entry is {value}", f'{{"auths":{{"quay.io":{value}}}}}'.encode(), _wrong(""))
        for value in ('"x"', "0", "[]", "false")
    ),
    *(
        Reading(f"auths is {value}", f'{{"auths":{value}}}'.encode(), _wrong("auths", ""))
        for value in ('"x"', "0", "[]", "true")
    ),
    *(Reading(f"the whole is {value}", value.encode(), _wrong("", "")) for value in ('"x"', "0", "[]", "true")),
    *(
        Reading(f"HttpHeaders is {value}", f'{{"HttpHeaders":{value}}}'.encode(), _wrong("HttpHeaders", ""))
        for value in ('"x"', "1", "[]", '{"a":1}', '{"a":{}}', '{"a":"x","a":["y"]}')
    ),
    Reading("HttpHeaders may hold strings and null", b'{"HttpHeaders":{"a":"x","b":null},"httpheaders":null}', {}),
    Reading("HttpHeaders of an entry is any key", _one('"HttpHeaders":1'), EMPTY),
    Reading("white space only", b" \n", NOT_JSON),
    Reading("a BOM", b"\xef\xbb\xbf{}", NOT_JSON),
    Reading("UTF-16", '{"auths":{}}'.encode("utf-16"), NOT_JSON),
    Reading("UTF-16 without a BOM", '{"auths":{}}'.encode("utf-16-le"), NOT_JSON),
    Reading("trailing bytes", b"{} {}", NOT_JSON),
    Reading("a trailing NUL", b"{}\0", NOT_JSON),
    *(
        Reading(f"not a value: {value}", f'{{"x":{value}}}'.encode(), NOT_JSON)
        for value in (
            "NaN",
            "Infinity",
            "-Infinity",
            "01",
            "-",
            "1.",
            ".5",
            "+1",
            "1e",
            "0x1",
            "1_0",
            "'a'",
            "True",
            "nul",
            "[1,]",
            "{,}",
            "{1:2}",
            "",
        )
    ),
    *(
        Reading(f"not in a string: {part!r}", b'{"x":"' + part + b'"}', NOT_JSON)
        for part in (b"\n", b"\0", b"\x1f", b"\\x41", b"\\'", b"\\u12", b"\\u12g4", b"\\")
    ),
    Reading("10,000 levels", DEEPEST, {}),
    Reading("10,001 levels", DEEPEST.replace(b"[]", b"[[]]"), Broken(Why.TOO_DEEP)),
    # Not broken.
    *(
        Reading(f"no credentials: {data.decode()!r}", data, {})
        for data in (b"", b"{}", b" null\n", b'{"auths":null}', b'{"auths":{}}')
    ),
    Reading("identitytoken is ignored", _one('"identitytoken":"t"'), EMPTY),
    Reading("registrytoken is ignored", _one('"registrytoken":"t"'), EMPTY),
    *(
        Reading(
            f"an unknown key may hold {value:.20}",
            f'{{"x":{value},"auths":{{"quay.io":{{"y":{value}}}}}}}'.encode(),
            EMPTY,
        )
        for value in ("1e999", "-0", "1" * 5000, '[{"auths":1}]', '{"a":1,"a":2}', "null", r'"\ud800"')
    ),
    Reading(
        "invalid UTF-8, one U+FFFD a byte",
        _one(b'"username":"\xe2\x82","password":"\xff\xed\xa0\x80"'),
        _gives(b"\xef\xbf\xbd" * 2, b"\xef\xbf\xbd" * 4),
    ),
    Reading(
        "lone surrogates",
        _one(rb'"username":"\ud800\ud83d\ude00","password":"\udc00x"'),
        _gives("\ufffd😀".encode(), "\ufffdx".encode()),
    ),
    Reading("DEL and NUL in strings", _one(b'"username":"\x7f","password":"\\u0000"'), _gives(b"\x7f", b"\0")),
    # .dockercfg
    Reading("legacy", f'{{"quay.io":{{"auth":"{AB}"}}}}'.encode(), _gives(b"a", b"b"), Kind.LEGACY),
    Reading(
        "legacy: auths is a registry", b'{"auths":{"quay.io":{"username":"a"}}}', {"auths": (b"", b"")}, Kind.LEGACY
    ),
    Reading("legacy: credsStore breaks it", b'{"credsStore":"x"}', _wrong("", "credsStore"), Kind.LEGACY),
    Reading("legacy: null", b"null", {}, Kind.LEGACY),
    Reading("legacy: an array", b"[]", _wrong("", ""), Kind.LEGACY),
)

HEX = "0123456789abcdef" * 4


def _serves(key: str, *images: str) -> tuple[Trying, ...]:
    return tuple(Trying(image, ((key,),), (key,)) for image in images)


def _does_not_serve(image: str, *keys: str) -> tuple[Trying, ...]:
    return tuple(Trying(image, ((key,),), ()) for key in keys)


TRYINGS = (
    # Images.
    *(
        _serves(
            "docker.io/library/busybox",
            *(
                f"{name}{tag}"
                for name in ("busybox", "library/busybox", "docker.io/busybox", "index.docker.io/busybox")
                for tag in ("", ":1", f"@sha256:{HEX}")
            ),
        )
    ),
    *(
        Trying(image, (("*",),), None)
        for image in (
            *(
                "quay.io/A",
                "quay.io/a/B",
                HEX,
                "quay.io//a",
                "quay.io/a//b",
                "quay.io/a/",
                "quay.io/",
                "",
                "/a",
                "quay.io/a:",
                "quay.io/a@",
            ),
            *(
                f"quay.io/a@sha256:{HEX[1:]}",
                f"quay.io/a@sha256:{HEX.upper()}",
                f"quay.io/a@md5:{HEX[:32]}",
                f"quay.io/a:{'t' * 129}",
            ),
            *(f"quay.io/{'a' * 256}", "quay.io:/a", "a b", "quay.io/ü", "https://quay.io/a", "quay.io/a\n"),
        )
    ),
    *_serves(
        "quay.io",
        f"quay.io/{'a' * 255}",
        f"quay.io/x/{HEX}",
        f"quay.io/a:{'t' * 128}@sha512:{HEX * 2}",
        "quay.io/a__b/c--d.e",
    ),
    # Scheme and API version.
    *_serves("https://quay.io", "quay.io/a"),
    *_serves("http://quay.io/v1/", "quay.io/a"),
    *_serves("https://quay.io/v2/", "quay.io/a"),
    *_serves("quay.io/v2/a", "quay.io/a"),
    *_serves("quay.io/v1/v2/", "quay.io/v2/a"),
    *_serves("quay.io/v1", "quay.io/v1/a", "quay.io/v1beta/a"),
    *_does_not_serve(
        "quay.io/a",
        "HTTPS://quay.io",
        "Http://quay.io",
        "ftp://quay.io",
        "//quay.io",
        "quay.io/v1",
        "quay.io/V2/",
        "quay.io/v3/",
        "quay.io/v1/v2/",
    ),
    # What a URL may hold besides.
    *_serves("https://user:pw@quay.io/?x=1#y", "quay.io/a"),
    *_serves("quay.io/%61", "quay.io/a"),
    *_serves("quay.io/%2561", "quay.io/a"),
    *_serves("quay.io/a%3Fb", "quay.io/a"),
    *_does_not_serve(
        "quay.io/a",
        "",
        " quay.io",
        "quay.io ",
        "quay.io/ ",
        "quay.io\n",
        "quay.io?\x7f",
        "us er@quay.io",
        "quay.io:port",
        "quay.io:1:2",
        "quay.io/%zz",
        "quay.io#%zz",
        "quay%2Eio",
    ),
    Trying("quay.io/a", (("quay.io:port", "quay.io"),), ("quay.io",)),
    # Ports.
    *_serves("quay.io:", "quay.io/a"),
    *_serves("quay.io:443", "quay.io:443/a"),
    *_does_not_serve("quay.io/a", "quay.io:443", "quay.io:*"),
    *_does_not_serve("quay.io:443/a", "quay.io", "quay.io:0443"),
    # Hosts.
    *_serves("Quay.IO", "Quay.IO/a"),
    *_does_not_serve("quay.io/a", "Quay.io", "quay.io.", "ay.io"),
    *_serves("q*.io", "quay.io/a", "q.io/a"),
    *_serves("*.*", "quay.io/a"),
    *_serves("*u*y.*", "quay.io/a"),
    *_serves("*", "localhost/a", "MyReg/a"),
    *_does_not_serve(
        "quay.io/a",
        "*",
        "*.*.*",
        "*.quay.io",
        "*quayy.io",
        "*u*u*.io",
        "qua*ay.io",
        "quay.i?",
        "[q]uay.io",
        "quay.[i]o",
        "*.io:*",
        "quay.io/*",
    ),
    *_serves("[::1]:5000", "[::1]:5000/a"),
    *_does_not_serve("[::1]/a", "[::1]", "[::1]:", "::1", "*]:"),
    *_serves("[::A]", "A/a"),
    # Paths.
    *_serves("quay.io/a/b", "quay.io/a/b", "quay.io/a/bc", "quay.io/a/b/c"),
    *_serves("quay.io/", "quay.io/a"),
    *_does_not_serve("quay.io/a/b", "quay.io/a/b/", "quay.io//", "quay.io/A", "quay.io/a/*"),
    # Docker Hub.
    *(
        row
        for key in (
            "docker.io",
            "index.docker.io",
            "https://index.docker.io",
            "https://index.docker.io/",
            "https://index.docker.io/v1/",
            "https://index.docker.io/v2/",
            "docker.io/v1/",
            "docker.io/library",
            "*.io",
        )
        for row in _serves(key, "busybox", "index.docker.io/busybox")
    ),
    *_does_not_serve(
        "busybox",
        "index.docker.io/library",
        "docker.io:443",
        "https://index.docker.io/v1",
        "https://docker.io/v1",
        "hub.docker.com",
        "Docker.io",
        "INDEX.docker.io",
        "registry-1.docker.io",
    ),
    *_serves("registry-1.docker.io", "registry-1.docker.io/library/busybox"),
    *_serves("index.docker.io", "localhost/a", "MyReg/a", "myreg/a", "[ABC]/a"),
    *_does_not_serve("quay.io/a", "index.docker.io"),
    Trying("busybox", (("index.docker.io", "docker.io"),), ("docker.io",)),
    Trying("localhost/a", (("index.docker.io", "localhost"),), ("localhost",)),
    # Order, over all secrets.
    Trying(
        "quay.io/a/b",
        (("*.io", "quay.io", "quay.io/a/b", "quay.io/a"),),
        ("quay.io/a/b", "quay.io/a", "quay.io", "*.io"),
    ),
    Trying(
        "quay.io/a",
        (("quay.io",), ("https://quay.io/v1/", "quay.io/a"), ("q*.io", "http://quay.io")),
        ("quay.io/a", "quay.io", "https://quay.io/v1/", "http://quay.io", "q*.io"),
    ),
    Trying(
        "busybox",
        (("https://index.docker.io/v1/",), ("index.docker.io",)),
        ("https://index.docker.io/v1/", "index.docker.io"),
    ),
)
