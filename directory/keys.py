"""Keys that follow from others, so that a deployer has to keep one secret only."""

import hashlib
import hmac

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 32


def erasure_keys(given: str, secret_keys: list[str]) -> list[str]:
    """ERASURE_KEY, then one derived from each secret key: the first makes new hashes of people who
    were erased, all of them recognise old ones.
    """
    if given and len(given) < SHORTEST:
        raise ImproperlyConfigured(
            f"ERASURE_KEY is too short; write at least {SHORTEST} random characters."
        )
    derived = [
        hmac.new(key.encode(), b"directory.erasure", hashlib.sha256).hexdigest()
        for key in secret_keys
    ]
    return [given, *derived] if given else derived
