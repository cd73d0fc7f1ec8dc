"""Identifiers as values: our permanent ids, and the check digits of other registers.

Nothing here touches the database.
"""

import re
import secrets
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that an id survives being read aloud."""

PREFIX = "CSD"
_BODY = 8
_CONFUSABLE = str.maketrans("ILO", "110")
_PUBLIC_ID = re.compile(rf"^{PREFIX}([{ALPHABET}]{{{_BODY}}})([{ALPHABET}])$")


def _double(value: int) -> int:
    """Multiply by x in GF(32), reduced by the primitive polynomial x⁵ + x² + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _check_character(body: str) -> str:
    """A Horner sum over GF(32): each place has its own non-zero weight (x is primitive and
    the body shorter than 31), so every single wrong character and every swap of two
    characters gives another check character.
    """
    total = 0
    for character in body:
        total = _double(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def format_public_id(number: int) -> str:
    """The id for a number of 40 bits, as ``CSD-4H7K-2P9M-Q``: two groups, one check character.

    Raises ValueError outside 0 … 2**40 - 1.
    """
    if not 0 <= number < 1 << (5 * _BODY):
        raise ValueError(f"a public id holds 40 bits, not {number}")
    body = "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_BODY)))
    return f"{PREFIX}-{body[:4]}-{body[4:]}-{_check_character(body)}"


def new_public_id() -> str:
    """A random id: it tells neither how many organisations there are nor in which order they
    came. Among a million, the chance that a new one is taken is one in a million; the unique
    column refuses it and `Organisation.save` draws again.
    """
    return format_public_id(secrets.randbits(5 * _BODY))


def parse_public_id(text: str) -> str | None:
    """The canonical form of an id as people type it, or None when its check does not hold.

    Case, spaces and hyphens do not matter; I and L read as 1, O as 0.
    """
    compact = re.sub(r"[\s\-‐-–]", "", text).upper()
    if not compact.startswith(PREFIX):
        return None
    match = _PUBLIC_ID.match(PREFIX + compact[len(PREFIX) :].translate(_CONFUSABLE))
    if match is None or _check_character(match[1]) != match[2]:
        return None
    return f"{PREFIX}-{match[1][:4]}-{match[1][4:]}-{match[2]}"


def is_lei(value: str) -> bool:
    """ISO 17442: 18 characters and two check digits, 1 modulo 97 (ISO 7064 MOD 97-10)."""
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value):
        return False
    return int("".join(str(int(character, 36)) for character in value)) % 97 == 1


def is_ror(value: str) -> bool:
    """ROR: ``0``, six characters of base 32, and 98 - (number × 100 mod 97) in two digits."""
    match = re.fullmatch(r"0([0-9a-hjkmnp-tv-z]{6})([0-9]{2})", value.lower())
    if match is None:
        return False
    number = 0
    for character in match[1].upper():
        number = number * 32 + ALPHABET.index(character)
    return 98 - number * 100 % 97 == int(match[2])


CHECKS: dict[str, Callable[[str], bool]] = {"lei": is_lei, "ror": is_ror}
"""Checksum rules a register can name in `IdentifierScheme.check`."""
