"""TLS towards one cluster: what kubectl accepts is accepted on every Python, and nothing else (SPEC section 12)."""

from __future__ import annotations

import shutil
import ssl
import tempfile
import time
from pathlib import Path

from pullsecrets import connections
from pullsecrets.cluster.login import Login
from pullsecrets.model.errors import Code, Failure

_FOLDER = "pullsecrets-tls-"
_LEFT_BEHIND = 60.0  # seconds; a folder lives for as long as two files are read


def context(login: Login, certificate: tuple[bytes, bytes] | None) -> ssl.SSLContext:
    """Verifies by the login's authorities, or by the system's where it names none; not at all where it says so.

    ``certificate`` is the client's own with its key, in PEM. Failure (CONTEXT_BROKEN) where one cannot be used.
    """
    made = connections.tls_context(by_system=login.ca_data is None and not login.insecure)
    if login.insecure:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    reason = ""
    try:
        if login.ca_data is not None:
            reason = "the certificate authority cannot be read"
            made.load_verify_locations(cadata=login.ca_data.decode("ascii", errors="ignore"))
        if certificate is not None:
            reason = "the client certificate and its key cannot be read, or do not belong together"
            _load_pair(made, *certificate)
        return made
    except (ssl.SSLError, ValueError):
        pass  # what they say may quote the input
    raise Failure(Code.CONTEXT_BROKEN, context=login.context, file="", reason=reason)


def sweep() -> None:
    """Remove the client keys that a crash left behind. Call it at the start."""
    for folder in Path(tempfile.gettempdir()).glob(_FOLDER + "*"):
        try:
            old = time.time() - folder.stat().st_mtime > _LEFT_BEHIND
        except OSError:
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)


def _load_pair(made: ssl.SSLContext, certificate: bytes, key: bytes) -> None:
    """``ssl`` takes a client certificate from files only: they exist for this one moment, for this user alone."""
    with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as name:
        pair = Path(name, "pair.pem")
        pair.write_bytes(certificate.rstrip() + b"\n" + key)
        # An empty pass phrase: without one OpenSSL would ask for it on a terminal.
        made.load_cert_chain(pair, password="")
