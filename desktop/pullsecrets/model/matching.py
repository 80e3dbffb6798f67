"""Which entries the kubelet tries for an image, in which order.

The rules are those of kubelet 1.37 (pkg/credentialprovider), which reads a registry key as a URL, twice, and an image
as a reference (github.com/distribution/reference). Text is compared as bytes: a key may hold any, by ``%xx``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar
from urllib.parse import unquote_to_bytes

from pullsecrets.model.dockerconfig import DockerConfig, Entry

T = TypeVar("T")

_USER_INFO = re.compile(r"^((?:[^:/?#]+://)?[^:/@]*):[^/]*@")
_HIDDEN = re.compile(r"^((?:[^:/?#]+://)?[^:/@]*):…@")


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that the kubelet tries, and the number of its config among those that were asked."""

    config: int
    entry: Entry


class Never(StrEnum):
    """Why a key serves no image, or none but those whose name is spelled with the same peculiarity."""

    BLANK = "blank"  # empty, or with white space or a control character
    SCHEME = "scheme"  # neither https:// nor http://
    UPPERCASE = "uppercase"  # case counts: of the scheme, of the host (a like spelled image is served), of the path
    WILDCARD = "wildcard"  # "?" and "[ ]" never work, "*" only within a label of the host
    IPV6 = "ipv6"  # [::1] without a port never matches itself
    NO_DOMAIN = "no-domain"  # one label without a port: images named so are Docker Hub's
    PORT_443 = "port-443"  # ports are compared as text: only images that are spelled with :443
    V1_WITHOUT_SLASH = "v1-without-slash"  # /v1 or /v2 with nothing after it is part of the image's path
    HUB = "hub"  # hub.docker.com is a web site: Docker Hub's images are docker.io's
    HUB_PATH = "hub-path"  # index.docker.io with a path: Docker Hub's images are docker.io's
    MALFORMED = "malformed"  # no URL to the kubelet (bad port, bad %xx, …), or no image can be named so


def repository(image: str) -> str | None:
    """The image's name in full, without tag and digest; None for what the kubelet calls InvalidImageName."""
    found = _reference(image)
    return found["name"] if found else None


def manifest(image: str) -> tuple[str, str, str] | None:
    """Where the image's manifest is: domain, path, and the digest or else the tag. None as for ``repository``."""
    found = _reference(image)
    if found is None:
        return None
    domain = found["name"].removesuffix("/" + found["path"])
    return domain, found["path"], found["digest"] or found["tag"] or "latest"


def _reference(image: str) -> re.Match[str] | None:
    if _IDENTIFIER.fullmatch(image):
        return None
    domain, slash, path = image.partition("/")
    if domain == "index.docker.io" and slash:
        domain = "docker.io"
    elif not slash or not (domain == "localhost" or _DOMAIN_MARK.search(domain)):
        domain, path = "docker.io", image
    if domain == "docker.io" and "/" not in path:
        path = f"library/{path}"
    found = _REFERENCE.fullmatch(f"{domain}/{path}")
    if found is None or len(found["path"]) > 255:
        return None
    digest = found["digest"]
    if digest is not None and not _DIGEST.fullmatch(digest):
        return None
    return found


def lookup(configs: Sequence[DockerConfig], image: str) -> tuple[Match, ...] | None:
    """The entries that the kubelet tries for an image, in its order, over all pull secrets of a pod in theirs.

    None for an image name that the kubelet refuses. Entries of one config whose keys ``ambiguous`` puts together come
    in random order there, in the config's order here.
    """
    return _tried(
        ((entry.key, Match(number, entry)) for number, config in enumerate(configs) for entry in config.entries), image
    )


def serving(keys: Sequence[Sequence[str]], image: str) -> tuple[tuple[int, str], ...] | None:
    """``lookup`` where only the keys of each pull secret are at hand: the secret's number and the key.

    Keys may be as ``shown`` writes them. See ``without_hidden`` for those whose hidden part matters.
    """
    return _tried(
        ((without_hidden(key), (number, key)) for number, several in enumerate(keys) for key in several), image
    )


def _tried(keyed: Iterable[tuple[str, T]], image: str) -> tuple[T, ...] | None:
    """What stands beside the keys that the kubelet tries for an image."""
    name = repository(image)
    if name is None:
        return None
    index: dict[bytes, list[T]] = {}
    for key, item in keyed:
        index_key = _index_key(key)
        if index_key is not None:
            index.setdefault(index_key, []).append(item)
    target = _url(name.encode())
    found = [item for key in sorted(index, reverse=True) if _serves(_url(key), target) for item in index[key]]
    domain = name.partition("/")[0]
    if not found and (domain == "docker.io" or not _PUNCTUATION.search(domain)):
        found = index.get(_HUB, [])
    return tuple(found)


def ambiguous(config: DockerConfig) -> tuple[tuple[str, ...], ...]:
    """Groups of keys that are one to the kubelet (``quay.io`` and ``https://quay.io/v1/``): their order is random."""
    groups: dict[bytes, list[str]] = {}
    for entry in config.entries:
        key = _index_key(entry.key)
        if key is not None:
            groups.setdefault(key, []).append(entry.key)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def are_one(key: str, other: str) -> bool:
    """Whether two keys, as ``shown`` writes them, are one to the kubelet; see ``ambiguous``."""
    index_key = _index_key(without_hidden(key))
    return index_key is not None and index_key == _index_key(without_hidden(other))


def host(key: str) -> str:
    """The host of a registry key with its port, as the kubelet reads it, in lower case. A wildcard stays in it.

    Empty where the key names none that could be asked.
    """
    bare = _SCHEME.sub("", without_hidden(key))
    parsed = _parse(bare.encode())
    if parsed is None or _URL_END.search(bare.partition("/")[0]):
        return ""
    found, path = parsed[0].decode("latin-1").lower(), parsed[1]
    if found.endswith(":"):
        if path.startswith(b"//"):
            return ""  # a scheme that is none of the two
        found = found[:-1]
    askable = _ASKABLE.fullmatch(found)
    return found if askable and int(askable["port"] or 0) < 1 << 16 else ""


def serves_host(key: str, host: str) -> bool:
    """Whether a key serves images of a host ("name:port"), whatever their path."""
    index_key = _index_key(without_hidden(key))
    url, target = _url(index_key) if index_key else None, _url(host.encode())
    return url is not None and _serves(replace(url, path=b""), target)


@lru_cache(maxsize=4096)
def shown(key: str) -> str:
    """The key as people and files may see it: a password before "@", which the kubelet ignores, is hidden."""
    return _USER_INFO.sub(r"\1:…@", key)


def without_hidden(key: str) -> str:
    """A key as ``shown`` wrote it, less what it hid: one key to the kubelet, which ignores what is before "@".

    Unless the hidden part spoils the key, as a blank or a "#" does. Then ``never`` judges the two differently.
    """
    return _HIDDEN.sub(r"\1@", key)


@lru_cache(maxsize=4096)
def never(key: str) -> Never | None:
    """Why a registry key is of no use as it is spelled; None for one that serves images."""
    index_key = _index_key(key)
    if index_key == _HUB:
        return None
    url = None if index_key is None else _url(index_key)
    if url is None or not _serves_any(url):
        return _fault(key, url)
    if "?" in _SCHEME.sub("", key).partition("/")[0]:
        return Never.WILDCARD  # the URL ends there: q?ay.io is the host "q"
    if url.host == b"hub.docker.com":
        return Never.HUB
    if url.port == b"443":
        return Never.PORT_443
    if url.host != url.host.lower():
        return Never.UPPERCASE
    return Never.V1_WITHOUT_SLASH if url.path in (b"/v1", b"/v2") else None


def _fault(key: str, url: _Url | None) -> Never:
    """What is wrong with a key that serves nothing."""
    bare = _SCHEME.sub("", key)
    host, _, path = bare.partition("/")
    if not bare or _BLANK.search(key):
        return Never.BLANK
    if host.endswith(":") and path.startswith("/"):
        return Never.UPPERCASE if host != host.lower() and host.lower() in ("https:", "http:") else Never.SCHEME
    if url is not None and url.host.startswith(b"["):
        return Never.IPV6
    if _WILDCARD.search(bare):
        return Never.WILDCARD
    if url is None:
        return Never.MALFORMED
    if url.host == b"index.docker.io" and not url.port:
        return Never.V1_WITHOUT_SLASH if url.path in (b"/v1", b"/v2") else Never.HUB_PATH
    if path != path.lower():
        return Never.UPPERCASE
    return Never.NO_DOMAIN if _LABEL.fullmatch(url.host) and not url.port else Never.MALFORMED


@dataclass(frozen=True, slots=True)
class _Url:
    """What the kubelet compares: ``host`` without brackets where there is a port, ``path`` with its first slash."""

    host: bytes
    port: bytes
    path: bytes


@lru_cache(maxsize=4096)
def _index_key(key: str) -> bytes | None:
    """Host and path of a registry key, the form in which the kubelet keeps it; None where it ignores the entry."""
    parsed = _parse(_SCHEME.sub("", key).encode())
    if parsed is None:
        return None
    host, path = parsed
    if path.startswith((b"/v1/", b"/v2/")):
        path = path[3:]
    return host if path == b"/" else host + path


@lru_cache(maxsize=4096)
def _url(index_key: bytes) -> _Url | None:
    """An index key or an image's name, parsed (once more: what ``%xx`` brought forth counts now)."""
    parsed = _parse(index_key)
    if parsed is None:
        return None
    host, path = parsed
    if host.startswith(b"[") and not host.endswith(b"]"):
        literal, _, port = host[1:].rpartition(b"]")
        return _Url(literal, port[1:], path)
    if b"]" in host:
        return _Url(host, b"", path)  # Go sees no port then, "*]:" is not "*]"
    name, _, port = host.partition(b":")
    return _Url(name, port, path)


def _parse(url: bytes) -> tuple[bytes, bytes] | None:
    """Host with port, and path, as Go's net/url reads them after ``https://``; None for what it refuses.

    One departure: an IPv6 zone (``[fe80::1%25eth0]``) is refused. With it a key serves no image of this world.
    """
    url, _, fragment = url.partition(b"#")
    if _CONTROL.search(url) or not _ESCAPED.fullmatch(fragment):
        return None
    authority, slash, path = url.partition(b"?")[0].partition(b"/")
    user, _, host = authority.rpartition(b"@")
    if not _USER.fullmatch(user) or not _ESCAPED.fullmatch(user) or not _ESCAPED.fullmatch(path):
        return None
    if not (_is_ipv6(host) if host.startswith(b"[") else _HOST.fullmatch(host)):
        return None
    return unquote_to_bytes(host), unquote_to_bytes(slash + path)


def _is_ipv6(host: bytes) -> bool:
    """``[address]``, with or without a port."""
    found = _BRACKETED.fullmatch(host)
    if found is None:
        return False
    try:
        ipaddress.IPv6Address(found[1].decode("ascii"))
    except ValueError:
        return False
    return True


def _serves(key: _Url | None, image: _Url | None) -> bool:
    if key is None or image is None or key.port != image.port or not image.path.startswith(key.path):
        return False
    globs, labels = key.host.split(b"."), image.host.split(b".")
    return len(globs) == len(labels) and all(map(_label_matches, globs, labels))


def _label_matches(glob: bytes, label: bytes) -> bool:
    """Go's filepath.Match, as far as a host can hold its signs."""
    if glob.startswith(b"["):
        return len(label) == 1 and glob.endswith(b"]") and label in glob[1:-1]
    head, *rest = glob.split(b"*")
    if not rest:
        return glob == label
    *middle, tail = rest
    if len(label) < len(head) + len(tail) or not label.startswith(head) or not label.endswith(tail):
        return False
    position, end = len(head), len(label) - len(tail)
    for part in middle:
        position = label.find(part, position, end)
        if position < 0:
            return False
        position += len(part)
    return True


def _serves_any(url: _Url) -> bool:
    """Whether there is an image that a key serves: likely ones are tried."""
    for host in (url.host.replace(b"*", b"a"), url.host.replace(b"*", b"A")):
        bracketed = b"[%b]" % host if b":" in host and url.port else host
        with_port = b"%b:%b" % (bracketed, url.port) if url.port else bracketed
        name = (with_port + (url.path or b"/") + b"a/a").decode("latin-1")
        if repository(name) == name and _serves(url, _url(name.encode())):
            return True
    return False


_SCHEME = re.compile("^https?://")
_HUB = b"index.docker.io"

_IDENTIFIER = re.compile("[a-f0-9]{64}")
_DOMAIN_MARK = re.compile("[.:A-Z]")
"""What makes the first part of an image a domain."""
_PUNCTUATION = re.compile("[.:]")
_REFERENCE = re.compile(
    r"""(?P<name>
        (?: (?: {component} (?: \.{component} )* | \[[a-fA-F0-9:]+\] ) (?: :[0-9]+ )? / )?
        (?P<path> {part} (?: /{part} )* )
    )
    (?: :(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}}) )?
    (?: @(?P<digest> [A-Za-z][A-Za-z0-9]* (?: [-_+.][A-Za-z][A-Za-z0-9]* )* :[0-9a-fA-F]{{32,}} ) )?""".format(
        component="[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?",
        part="[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*",
    ),
    re.VERBOSE,
)
_DIGEST = re.compile("sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}")

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_ESCAPED = re.compile(rb"(?:[^%]|%[0-9A-Fa-f]{2})*", re.DOTALL)
_USER = re.compile(rb"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_HOST = re.compile(rb"(?:[!\"$&'()*+,\-.0-9;<=>A-Z\]_a-z~\x80-\xff]|%25|%[89A-Fa-f][0-9A-Fa-f])*(?::[0-9]*)?")
_BRACKETED = re.compile(rb"\[([0-9A-Fa-f:.]+)\](?::[0-9]*)?")

_ASKABLE = re.compile(r"(?:[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*\.?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")
_URL_END = re.compile("[?#]")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")
_WILDCARD = re.compile(r"[*?\[\]]")
_LABEL = re.compile(rb"[A-Za-z0-9-]+")
