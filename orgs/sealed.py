"""Texts sealed at rest: whoever has a copy of the database alone can read none of them.

AES-256 in Galois/Counter Mode with a random nonce. Keys are derived from SECRET_KEY (HKDF), one for
each purpose, which the seal names too: what was sealed for one purpose opens for no other. Earlier
keys in SECRET_KEY_FALLBACKS still open what they sealed.
"""

import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM = b"\x01"
_NONCE = 12
"""Bytes, drawn anew for each text."""

_STEP = 256
"""Sealed texts are as long as a multiple of this: their length says next to nothing."""


class Unreadable(Exception):
    """No key there is opens it."""


def seal(text: str, purpose: str) -> bytes:
    """Under the newest key. White space at the end of a text is not kept."""
    plain = text.encode()
    padded = plain + b" " * (-len(plain) % _STEP)
    nonce = secrets.token_bytes(_NONCE)
    cipher = AESGCM(_key(_secrets()[0], f"seal:{purpose}"))
    return _FORM + nonce + cipher.encrypt(nonce, padded, purpose.encode())


def unseal(sealed: bytes, purpose: str) -> str:
    """Raises Unreadable when it was sealed under a key that is gone, for something else, or was
    touched since.
    """
    sealed = bytes(sealed)
    nonce, body = sealed[1 : _NONCE + 1], sealed[_NONCE + 1 :]
    for secret in _secrets() if sealed[:1] == _FORM and len(nonce) == _NONCE else []:
        try:
            plain = AESGCM(_key(secret, f"seal:{purpose}")).decrypt(nonce, body, purpose.encode())
        except InvalidTag:
            continue
        return plain.decode().rstrip()
    raise Unreadable


def digests(text: str, purpose: str) -> list[str]:
    """What a text is found by without being read: 64 characters for each key, newest first."""
    return [
        hmac.digest(_key(secret, f"digest:{purpose}"), text.encode(), "sha256").hex()
        for secret in _secrets()
    ]


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


@lru_cache(maxsize=64)
def _key(secret: str, use: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"orgs.sealed:{use}".encode())
    return derived.derive(secret.encode())
