"""What the answer of a registry or a token server says: text of strangers, of which little is taken (SPEC section 15).

The forms are those of the distribution specification and of distribution's pages "Token Authentication" and "OAuth2
Token Authentication".
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, quote_plus

from pullsecrets.model.dockerconfig import Credential
from pullsecrets.model.untrusted import as_mapping, as_mappings, as_text

LONGEST_WORDS = 200  # characters
_LONGEST_WAIT = 3600  # seconds
_TELLING = 16  # characters: so long a part of a secret is not shown either


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``body`` is what was read of it."""

    status: int
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)  # it may hold a token

    def lines(self, name: str) -> tuple[str, ...]:
        """The values of the header lines of a name."""
        return tuple(value for key, value in self.headers if key.lower() == name)

    @property
    def is_html(self) -> bool:
        return any("html" in kind.lower() for kind in self.lines("content-type")) or self.body.lstrip()[:1] == b"<"

    @property
    def is_registry(self) -> bool:
        """Whether a 200 on /v2/ is a registry's: it says so, or the body is empty or JSON."""
        if self.is_html:
            return False
        said = any(line.startswith("registry/") for line in self.lines("docker-distribution-api-version"))
        return said or not self.body.strip() or self._json() is not None

    @property
    def refuses(self) -> bool:
        """Whether it says no to a credential. A 403 with a page comes from somebody on the way, such as a firewall."""
        return self.status == 401 or (self.status == 403 and not self.is_html)

    @property
    def token(self) -> str:
        """The token that a token server gives, or empty where there is none that could be sent."""
        content = as_mapping(self._json())
        token = as_text(content.get("token")) or as_text(content.get("access_token"))
        return token if _SENDABLE.fullmatch(token) else ""

    @property
    def error(self) -> str:
        """The code of an OAuth2 refusal (RFC 6749, 5.2)."""
        return as_text(as_mapping(self._json()).get("error"))

    def seconds(self, now: datetime) -> int:
        """How long to wait by Retry-After, which holds seconds or a date; 0 where it does not say."""
        said = next(iter(self.lines("retry-after")), "").strip()
        if re.fullmatch("[0-9]{1,9}", said):
            return min(int(said), _LONGEST_WAIT)
        try:
            then = parsedate_to_datetime(said)
        except (ValueError, OverflowError):
            return 0
        wait = ((then if then.tzinfo else then.replace(tzinfo=UTC)) - now).total_seconds()
        return max(0, min(round(wait), _LONGEST_WAIT))

    def words(self, secrets: Iterable[str]) -> str:
        """The sender's own words to a refusal, on one line, or empty where there are none that may be shown."""
        content = as_mapping(self._json())
        errors = as_mappings(content.get("errors"))
        said = [part.get("message") for part in errors]
        said += [content.get(name) for name in ("details", "message", "error_description")]
        text = next((text for text in map(as_text, said) if text.strip()), "")[: 5 * LONGEST_WORDS]
        text = _one_line(text)
        if any(_tells(text, secret) for secret in secrets):
            return ""
        return text if len(text) <= LONGEST_WORDS else text[: LONGEST_WORDS - 1].rstrip() + "…"

    def _json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def basic(credential: Credential) -> str:
    """The credential as the Authorization header wants it, byte for byte (RFC 7617)."""
    return "Basic " + base64.b64encode(credential.username + b":" + credential.password).decode()


def secret_forms(credential: Credential) -> frozenset[str]:
    """The texts in which a server could repeat the password: plain, and as it was sent."""
    password, pair = credential.password, credential.username + b":" + credential.password
    forms = {_one_line(each.decode(coding, "replace")) for each in (password, pair) for coding in ("utf-8", "latin-1")}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        forms |= {encode(each).decode().rstrip("=") for each in (password, pair)}
    forms |= {
        quote(password, safe=""),
        quote_plus(password),
        _one_line(json.dumps(password.decode("utf-8", "replace"))[1:-1]),
    }
    return frozenset(filter(None, forms))


def _tells(text: str, secret: str) -> bool:
    """Whether a text holds a secret, or a good part of one."""
    if secret in text:
        return True
    return any(text[at : at + _TELLING] in secret for at in range(len(text) - _TELLING + 1))


def _one_line(text: str) -> str:
    """Without what is not printable; a row of blanks is one."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


_SENDABLE = re.compile("[!-~]+")
