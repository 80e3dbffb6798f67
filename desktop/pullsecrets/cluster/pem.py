"""Certificates and keys in PEM (RFC 7468), as far as they can be judged without loading them."""

from __future__ import annotations

import re

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----")


def certificates(data: bytes) -> bytes:
    """Only the certificates of ``data``, without the text between them; empty when there are none.

    Files of authorities often hold comments, in any encoding, which kubectl skips and Python's ``ssl`` does not.
    """
    return b"\n".join([*_CERTIFICATE.findall(data), b""]) if _CERTIFICATE.search(data) else b""


def wrong_with_pair(certificate: bytes, key: bytes) -> str:
    """Why the two cannot serve as a client certificate; empty when nothing is wrong at first sight.

    A key under a pass phrase is refused, as by kubectl: OpenSSL would ask for it on a terminal.
    """
    if not certificates(certificate):
        return "the client certificate is not PEM"
    if b"PRIVATE KEY-----" not in key:
        return "the client key is not PEM"
    if b"BEGIN ENCRYPTED PRIVATE KEY" in key or b"Proc-Type: 4,ENCRYPTED" in key:
        return "the client key is protected by a pass phrase"
    return ""
