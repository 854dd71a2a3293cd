"""Encryption of single values, and blind look-up of them.

A sealed value is `aesgcm:<key id>:<base64 of nonce and ciphertext>`: algorithm and key stand in it, so that either may be replaced
later. Settings: FIELD_KEYS {key id: base64 of 32 bytes}, FIELD_KEY_CURRENT, LOOKUP_KEY (base64).
"""

from __future__ import annotations

import binascii
import hmac
import os
import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ALGORITHM = "aesgcm"
NONCE = 12

_SEALED = re.compile(r"[a-z0-9]+:[A-Za-z0-9_.-]+:[A-Za-z0-9+/]{38,}={0,2}")


class CannotOpen(Exception):
    """A sealed value was damaged, or its key is not in the ring."""


def encrypt(text: str) -> str:
    """Seal under the current key. The empty string stays empty."""
    if not text:
        return ""
    key_id = settings.FIELD_KEY_CURRENT
    nonce = os.urandom(NONCE)
    sealed = nonce + _cipher(_key(key_id)).encrypt(nonce, text.encode(), None)
    return f"{ALGORITHM}:{key_id}:{binascii.b2a_base64(sealed, newline=False).decode()}"


def decrypt(sealed: str) -> str:
    """Open a sealed value with whichever key of the ring sealed it. CannotOpen when that fails."""
    if not sealed:
        return ""
    try:
        algorithm, key_id, body = sealed.split(":", 2)
        raw = binascii.a2b_base64(body)
        if algorithm != ALGORITHM:
            raise ValueError(algorithm)
        return _cipher(_key(key_id)).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except (ValueError, InvalidTag, ImproperlyConfigured) as problem:
        raise CannotOpen("a sealed value cannot be opened") from problem


def lookup(text: str) -> str:
    """A keyed fingerprint (HMAC-SHA256, hex) for exact search and uniqueness. Empty stays empty."""
    return hmac.digest(_raw(settings.LOOKUP_KEY), text.encode(), "sha256").hex() if text else ""


def is_sealed(text: str) -> bool:
    """Whether text has the shape of a sealed value."""
    return bool(_SEALED.fullmatch(text))


def is_stale(sealed: str) -> bool:
    """Whether a value is sealed under another key or algorithm than the current one."""
    return bool(sealed) and not sealed.startswith(f"{ALGORITHM}:{settings.FIELD_KEY_CURRENT}:")


def rotate(sealed: str) -> str:
    """The same value under the current key; unchanged when it already is."""
    return encrypt(decrypt(sealed)) if is_stale(sealed) else sealed


def _key(key_id: str) -> str:
    try:
        return settings.FIELD_KEYS[key_id]
    except KeyError:
        raise ImproperlyConfigured(f"FIELD_KEYS has no key {key_id!r}") from None


@lru_cache(maxsize=16)
def _cipher(key: str) -> AESGCM:
    return AESGCM(_raw(key))


@lru_cache(maxsize=16)
def _raw(key: str) -> bytes:
    raw = binascii.a2b_base64(key)
    if len(raw) != 32:
        raise ImproperlyConfigured("a key must be base64 of 32 bytes")
    return raw
