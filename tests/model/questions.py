"""Random docker configs and images, biased to what is odd: what the kubelet's own code is asked, and we are too."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pullsecrets.model.dockerconfig import Credential, Kind

T = TypeVar("T")

HEX = "0123456789abcdef" * 8

# fmt: off
# Parts of registry keys. Those at home have the same host as the image that is asked for.
HOMES = ("quay.io", "docker.io", "index.docker.io", "registry.example.com", "1.2.3.4", "localhost", "a_b.c", "Quay.io")
HOMES_WITH_PORT = ("quay.io:5000", "localhost:5000", "[::1]:5000", "quay.io:443", "quay.io:05000", "docker.io:443")
ODD_HOMES = ("MyReg", "A", "B", "[::1]", "[::A]", "[ABC]", "[::::]", "registry-1.docker.io", "hub.docker.com", "myreg")
SCHEMES = ("https://", "https://", "http://")
ODD_SCHEMES = ("HTTPS://", "Http://", "ftp://", "//", "https:/", "https:///", "http://https://", "://", " ")
ODD_USERS = ("user@", "user:pw@", "us er@", "u%zz@", "u%41@", "a@b@", "üser@", "@", "u;[]@", "u%4:1@")
ODD_HOSTS = (
    "*", "*.*", "*.*.*", "*]", "**.io", "q**y.**", "r*y.e*e.c*m", "*a*b*.io", "*uay*.io", "q*a*y.io", "registry",
    "[::1]", "[::1", "::1", "[::A]", "[::]", "[2001:db8::1]", "[::ffff:1.2.3.4]", "[1.2.3.4]", "[fe80::1%25en0]",
    "quay.i?", "[q]uay.io", "x[a]y.io", "", "qüay.io", "quay%2Eio", "q%C3%BCay.io", "q%25.io", "q%.io", "quay.io.",
    ".quay.io", "-a.io", "qu ay.io", "quay.io\t", "q\x00.io", 'q"ay.io', "q<a>y.io", "q^ay.io", "q\\ay.io", "q{}.io",
)
ODD_PORTS = (":", ":443", ":05000", ":99999", ":*", ":5000:5000", ":x", ":-1", ":5000%32")
PATHS = ("/v1/", "/v2/", "/", "/a", "/a/b", "/library", "/team")
ODD_PATHS = (
    "/v1", "/v2", "/V2/", "/v3/", "/v1/v2/", "/v2/library", "/v2//a", "/v1/a", "/a/", "/a/b/", "//a", "//",
    "/library/", "/a%2Fb", "/%61", "/%2561", "/a%3Fb", "/a%23b", "/%zz", "/%", "/%a", "/a b", "/*", "/a*", "/A",
    "/v1/%2F", "/a;b", "/a%00", "/a%40b", "/@a", "/a:b", "/ü", "/%ff", "/%76%31/", "/v1%2Fa", "/v2/%2561", "/a\x7f",
    "/a\n", "/a_", "/a.",
)
ODD_ENDS = ("?", "?x=1", "?x=%zz", "??", "?/a", "#", "#frag", "#%zz", "#%20", "#\x01", "?a#b", "#?b")
KEY_SIGNS = (*"*[]:/%?#@a1A.-_ é\x01", "%25", "%2A", "%61", "%2F", "%5B", "%C3%A9", "%00", "v1/", "v2")

# Parts of images.
IMAGE_PATHS = ("a", "a/b", "a/bc", "library/a", "team/app", "v1/x", "a_b/c", "a--b", "a.b/c__d")
ODD_IMAGE_HOSTS = (
    "quay.io:", "a__b.c", "a-.io", "-a.io", "https://quay.io", "quay.io.", ".io", "user@quay.io", "", "a b",
)
ODD_IMAGE_PATHS = (
    "a___b", "a..b", "a-_b", "A/b", "a/B", "a//b", "a/", "", "/a", "v1x/y", "v2/a", "_a", "a_", "ü", "a b",
    "a/b/c/d", "a@b", "a\n", "%61", "ſ", "K", "localhost", "docker.io", "index.docker.io", "abc:def/g", "library",
    "a" * 255, "a" * 256, f"a/{'b' * 253}", f"a/{'b' * 254}", HEX[:64], f"x/{HEX[:64]}", HEX[:63],
)
TAGS = ("", "", "", ":1", ":latest", f"@sha256:{HEX[:64]}", f":1@sha256:{HEX[:64]}")
ODD_TAGS = (
    ":", f":{'t' * 128}", f":{'t' * 129}", ":-a", ":.a", ":_a", ":ü", ":A.B-c_d", ":1\n", "@", "@sha256:",
    f"@sha512:{HEX}", f"@sha384:{HEX[:96]}", f"@sha384:{HEX[:64]}", f"@sha1:{HEX[:40]}", f"@SHA256:{HEX[:64]}",
    f"@sha256:{HEX[:63]}", f"@sha256:{HEX[:65]}", f"@sha256:{HEX[:64].upper()}", f"@sha256:{'g' * 64}",
    f"@sha256+b64:{HEX[:64]}", f"@sha256:{HEX[:64]}:1",
)
IMAGE_SIGNS = ".:/-_@A*[] ü"

# Parts of JSON. The faulty ones break it.
STRINGS = ("username", "password", "email")
FIELDS = ("auth", *STRINGS, "identitytoken", "registrytoken", "HttpHeaders", "x", "authß", "auths", "", "auth ")
TEXTS = ("", "p:w", ":", " padded\n", "ünï", "日本", "🔑", "\x7f", "\x00", '"', "\\", "/", "\u2028", "ſ", 70 * "x")
RAW = (
    b"\xff", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\xef\xbf\xbe",
    b"\x7f", rb"\ud800", rb"\udc00", rb"\ud83d\ude00", rb"\uD800\ud800\udc00", rb"\ud83d" + b"\xf0\x9f\x98\x80",
    b"\xef\xbb\xbf", rb"\u0000", rb"\/", rb"\b\f\n\r\t", rb"\ud83d" + b"\xff",
)
FAULTY_RAW = (b"\n", b"\x00", b"\x1f", rb"\x41", rb"\'", rb"\u12", rb"\u12g4", rb"\U0041", b"\\")
VALUES = (
    b"0", b"-0", b"1.5", b"1e999", b"-1E+5", b"1" * 400, b"true", b"false", b"[]", b"{}", b"[1,[2]]", b'{"auth":1}',
    b'{"a":{"b":null}}', b'"x"', b"[[]]",
)
FAULTY_VALUES = (
    b"01", b"-", b"1.", b".5", b"+1", b"1e", b"1e+", b"NaN", b"-Infinity", b"Infinity", b"tru", b"True", b"nulll",
    b"", b"'a'", b"[1,]", b"{,}", b"{1:2}", b"0x1", b"1_0", b"{", b"]", b"1 2",
)
WHOLE = (b"", b"{}", b"null", b" null\n", b"[]", b'""', b"0", b"true", b"  ", b"\n", b"{", b'{"auths":{}} x')
ENCODERS = (json.JSONEncoder(ensure_ascii=False).encode, json.JSONEncoder().encode)
SPACES = (*[b""] * 30, *[b" "] * 5, b"\n", b"\t", b"\r\n", b"\n    ")
FAULTY_SPACES = (b"\x0b", b"\x0c", b"\xc2\xa0", b"\xef\xbb\xbf", b"\x00", b"//\n", b"/**/")
# fmt: on


@dataclass(frozen=True)
class Question:
    """A pod's pull secrets, in its order, and an image."""

    secrets: tuple[tuple[Kind, bytes], ...]
    image: str

    def line(self) -> str:
        """As kubelet-credentials is asked."""
        secrets = [{"type": kind.value, "data": base64.b64encode(data).decode()} for kind, data in self.secrets]
        return json.dumps({"secrets": secrets, "image": self.image})


class Questions:
    """Draws questions. The same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._faults = False
        self._home = ""
        self._keys: list[str] = []

    def draw(self) -> Question:
        self._faults = self._chance(0.3)
        drawn = self._random.random()
        self._home = self.pick(HOMES if drawn < 0.75 else HOMES_WITH_PORT if drawn < 0.9 else ODD_HOMES)
        self._keys = [self.key() for _ in range(self._random.randint(1, 4))]
        secrets = tuple(self._secret() for _ in range(self.pick((0, 1, 1, 1, 1, 1, 2, 2, 3))))
        return Question(secrets, self._image())

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self._random.random() * len(items))]  # four times as fast as random.choice

    def credential(self) -> Credential:
        """One that can be written: no colon in the username."""
        return Credential(self._bytes().replace(b":", b""), self._bytes())

    def key(self) -> str:
        """A registry key, likely of the same host as the image that was drawn last."""
        drawn = self._random.random()
        if drawn < 0.55:
            host = self._home
        elif drawn < 0.65:
            host = "docker.io" if self._chance(0.3) else "index.docker.io"
        elif drawn < 0.85:
            start, end = sorted(self._random.choices(range(len(self._home) + 1), k=2))
            host = f"{self._home[:start]}*{self._home[end:]}"
        else:
            host = self.pick(ODD_HOSTS) + (self.pick(ODD_PORTS) if self._chance(0.3) else "")
        scheme = self._some(0.35, SCHEMES) if self._chance(0.96) else self.pick(ODD_SCHEMES)
        path = self._some(0.4, PATHS) if self._chance(0.85) else self.pick(ODD_PATHS)
        port = self._some(0.04, ODD_PORTS)
        key = f"{scheme}{self._some(0.04, ODD_USERS)}{host}{port}{path}{self._some(0.04, ODD_ENDS)}"
        return self._altered(key, KEY_SIGNS) if self._chance(0.1) else key

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _fault(self, probability: float) -> bool:
        return self._faults and self._chance(probability)

    def _some(self, probability: float, choices: Sequence[str]) -> str:
        return self.pick(choices) if self._chance(probability) else ""

    def _image(self) -> str:
        host = self.pick(ODD_IMAGE_HOSTS) if self._chance(0.03) else self._home
        path = self.pick(ODD_IMAGE_PATHS) if self._chance(0.07) else self.pick(IMAGE_PATHS)
        tag = self.pick(ODD_TAGS) if self._chance(0.07) else self.pick(TAGS)
        image = f"{path}{tag}" if host in ("docker.io", "myreg") and self._chance(0.7) else f"{host}/{path}{tag}"
        return self._altered(image, IMAGE_SIGNS) if self._chance(0.02) else image

    def _altered(self, text: str, signs: Sequence[str]) -> str:
        """The text with a sign put in, perhaps over another."""
        place = self._random.randint(0, len(text))
        return text[:place] + self.pick(signs) + text[place + self.pick((0, 1)) :]

    def _secret(self) -> tuple[Kind, bytes]:
        legacy = self._chance(0.2)
        data = self._auths() if legacy else self._root()
        if self._chance(0.01):
            data = self.pick(WHOLE)
        if self._fault(0.05):
            place = self._random.randrange(len(data) + 1)
            sign = self.pick((b"", b"", b'"', b"{", b"}", b",", b"\\", b":", b"]", b"\xff"))
            data = data[:place] + sign + data[place + 1 :]
        if self._fault(0.02):
            utf16 = data.decode("latin-1").encode("utf-16")
            data = self.pick((b"\xef\xbb\xbf" + data, data + b"x", data + b"\x00", data[:-1], utf16))
        return (Kind.LEGACY if legacy else Kind.JSON), data

    def _root(self) -> bytes:
        members = []
        for _ in range(self.pick((1, 1, 1, 1, 1, 1, 2, 3))):
            null = self._chance(0.03)
            members.append((self._name("auths"), b"null" if null else self._wrong(0.01) or self._auths()))
        while self._chance(0.25):
            name = self.pick((*FIELDS, "credHelpers", "HttpHeaders"))
            members.append((self._name(name), self._headers() if name == "HttpHeaders" else self._anything()))
        self._random.shuffle(members)
        return self._object(members)

    def _headers(self) -> bytes:
        if self._fault(0.1):
            return self._anything()
        names = ("User-Agent", "X-Meta", "")[: self._random.randrange(4)]
        value = self._wrong(0.1) or self.pick((b"null", b'"x"'))
        return self._object([(self._string(name), value) for name in names])

    def _auths(self) -> bytes:
        members = [
            (self._string(self.pick(self._keys)), self._wrong(0.01) or self._entry())
            for _ in range(self.pick((0, 1, 1, 1, 1, 2, 2, 3)))
        ]
        return self._object(members)

    def _entry(self) -> bytes:
        if self._chance(0.05):
            return self.pick((b"null", b"{}", b"{ }", b"{\n}"))
        if self._chance(0.4):
            members = [(self._name(name), self._string(self._text())) for name in STRINGS]
            return self._object([*members, (self._name("auth"), self._auth())][self._random.randrange(4) :])
        members = []
        for _ in range(self._random.randint(1, 5)):
            field = self.pick(FIELDS)
            if self._chance(0.15):
                value = b"null"
            elif field == "auth":
                value = self._wrong(0.03) or self._auth()
            elif field in STRINGS:
                value = self._wrong(0.03) or self._string(self._text())
            else:
                value = self._anything()
            members.append((self._name(field), value))
        return self._object(members)

    def _auth(self) -> bytes:
        decoded = self._bytes().replace(b":", b"") + b":" + self._bytes()
        if self._fault(0.03):
            decoded = decoded.replace(b":", b"")
        if self._chance(0.03):
            return b'""'
        auth = base64.b64encode(decoded).decode()
        if self._chance(0.15):
            auth = auth.rstrip("=")
        if self._chance(0.1):
            place = self._random.randint(0, len(auth))
            auth = auth[:place] + self.pick(("\n", "\r\n", "\r", "\n\n")) + auth[place:]
        if self._chance(0.1):
            bare = auth.rstrip("=\n\r")
            auth = bare[:-1] + self.pick("ABCDwxyz0189+/") + auth[len(bare) :]
        if self._fault(0.1):
            place = self._random.randint(0, len(auth))
            spoilt = auth[:place] + self.pick(" \t-_=.üſ!\x0b\x85") + auth[place:]
            auth = self.pick((spoilt, spoilt, auth + "=", auth[:-1], "\n", "=", "====", "YQ=\n=", "ab=c"))
        return self._string(auth)

    def _bytes(self) -> bytes:
        if self._chance(0.1):
            return self._random.randbytes(self._random.randrange(12))
        return self._text().encode()

    def _text(self) -> str:
        if self._chance(0.6):
            return f"word{self._random.randrange(1000)}"
        return self.pick(TEXTS) + self.pick(TEXTS)

    def _wrong(self, probability: float) -> bytes:
        """A value of a wrong type, or no JSON at all; mostly nothing."""
        return self._anything() if self._fault(probability) else b""

    def _anything(self) -> bytes:
        drawn = self._random.random()
        if drawn < 0.0001:
            depth = 10_000 - self._random.randrange(-1, 5)  # near where Go stops
            return b"[" * depth + b"]" * depth
        if drawn < 0.05 and self._faults:
            return self.pick(FAULTY_VALUES)
        return self.pick(VALUES) if drawn < 0.7 else b"null" if drawn < 0.8 else self._string(self._text())

    def _name(self, name: str) -> bytes:
        """A field's name in one of the spellings that Go takes for it, or almost."""
        if self._chance(0.15):
            name = self.pick((name.upper(), name.title(), name.replace("s", "ſ"), name.replace("k", "\u212a")))
        return self._string(name)

    def _string(self, text: str) -> bytes:
        if self._chance(0.85):
            return self.pick(ENCODERS)(text).encode()
        parts = []
        for character in text:
            drawn = self._random.random()
            if drawn < 0.2 and ord(character) < 0x10000:
                parts.append(f"\\u{ord(character):04{self.pick('xX')}}".encode())
            elif drawn < 0.22:
                parts.append(self.pick(FAULTY_RAW if self._fault(0.1) else RAW))
            else:
                parts.append(ENCODERS[0](character)[1:-1].encode())
        if self._chance(0.1):
            parts.append(self.pick(RAW))
        return b'"' + b"".join(parts) + b'"'

    def _object(self, members: list[tuple[bytes, bytes]]) -> bytes:
        if self._chance(0.7):
            return b"{" + b",".join([name + b":" + value for name, value in members]) + b"}"
        space = self._space
        written = [space() + name + space() + b":" + space() + value + space() for name, value in members]
        return space() + b"{" + (b",".join(written) or space()) + b"}" + space()

    def _space(self) -> bytes:
        return self.pick(FAULTY_SPACES if self._fault(0.005) else SPACES)
