"""Identifiers as values: our permanent ids, and the check digits of other registers.

Nothing here touches the database.
"""

import re
import secrets
from collections.abc import Callable, Iterator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that an id survives being read aloud."""

PREFIX = "CSD"
_BODY = 8
_ENDING = 6
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
    """The id for a number of 40 bits, as ``CSD-4H7K-2P9M-C``: two groups, one check character.

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


def new_ending() -> str:
    """What makes an address its record's own where no permanent id does: six random characters. Of
    a thousand records called the same, the chance that two get the same is one in two thousand.
    """
    return "".join(secrets.choice(ALPHABET) for _place in range(_ENDING)).lower()


def parse_public_id(text: str) -> str | None:
    """The canonical form of an id as people type it, or None when its check does not hold.

    Case, spaces and hyphens do not matter; I and L read as 1, O as 0.
    """
    match = _PUBLIC_ID.match(_compact(text))
    if match is None or _check_character(match[1]) != match[2]:
        return None
    return f"{PREFIX}-{match[1][:4]}-{match[1][4:]}-{match[2]}"


def _compact(text: str) -> str:
    """Without what people put between, and with the letters they confuse told apart."""
    text = re.sub(r"[\s\-‐-–]", "", text).upper()
    return text[: len(PREFIX)] + text[len(PREFIX) :].translate(_CONFUSABLE)


def public_ids_in(text: str) -> list[str]:
    """The permanent ids in what somebody typed or pasted: one, or several with spaces, commas or
    line ends between them, plain or as the addresses that end in them. What is none of that stays
    as it is, so that somebody can be told.
    """
    if whole := parse_public_id(text):
        return [whole]
    pieces = [piece for piece in re.split(r"[\s,;]+", text) if piece]
    return [parse_public_id(piece.rstrip("/").rpartition("/")[2]) or piece for piece in pieces]


def near_public_ids(text: str) -> list[str]:
    """The ids from which this text is one slip away: a wrong character, two neighbours in the wrong
    order, one character left out or one too many. At most 19; none for what is no such slip.

    For each place the check character leaves one that fits there, so these are few.
    """
    compact = _compact(text)
    rest = compact[len(PREFIX) :]
    if not compact.startswith(PREFIX) or not rest.isascii() or not rest.isalnum():
        return []
    held = [one for one in dict.fromkeys(_slips(rest)) if _holds(one)]
    return [f"{PREFIX}-{one[:4]}-{one[4:_BODY]}-{one[_BODY]}" for one in held]


def _holds(characters: str) -> bool:
    """Whether the last of nine characters is the check of the others."""
    if any(one not in ALPHABET for one in characters):
        return False
    return _check_character(characters[:-1]) == characters[-1]


def _slips(typed: str) -> Iterator[str]:
    """What may have been meant; of most of it the check character does not hold."""
    heads = [(typed[:place], typed[place:]) for place in range(len(typed) + 1)]
    if len(typed) == _BODY + 1:
        yield from (a + one + b[1:] for a, b in heads[:-1] for one in ALPHABET)
        yield from (a + b[1] + b[0] + b[2:] for a, b in heads[:-2])
    elif len(typed) == _BODY:
        yield from (a + one + b for a, b in heads for one in ALPHABET)
    elif len(typed) == _BODY + 2:
        yield from (a + b[1:] for a, b in heads[:-1])


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
