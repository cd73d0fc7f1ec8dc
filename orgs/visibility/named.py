"""Organisations by their numbers in public registers."""

from collections.abc import Iterator

from django.db.models import Q

from orgs.models import IdentifierScheme, Organisation
from orgs.visibility.records import organisations

_MOST_HYPHENS = 4
"""Hyphens up to which a register's code is looked for; the rest is the number. None has so many."""

_INTERNATIONAL = "XI-"
"""What org-id.guide puts before registers of no country: XI-ROR. People leave it out."""


def identified(text: str) -> list[Organisation]:
    """The organisations that publicly carry an identifier written as org-id.guide has it, by name:
    ``GB-CHC-1122285``, ``XI-ROR-05a28rw58`` or ``ROR-05a28rw58``, in any case and with the signs
    people put into numbers. Several only where codes or spellings leave it open. Two queries.
    """
    codes = dict(_splits(text))
    carried = Q()
    for scheme in IdentifierScheme.objects.filter(code__in=codes):
        plain = scheme.normalise(codes[scheme.code])
        values = {codes[scheme.code], plain, plain.upper(), plain.lower()} - {""}
        carried |= Q(identifiers__scheme=scheme, identifiers__value__in=values)
    if not carried:
        return []
    return list(organisations().filter(carried).distinct().order_by("name", "pk"))


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """(code, number) for each place where one may end and the other begin."""
    pieces = text.split("-")
    for place in range(1, min(len(pieces), _MOST_HYPHENS)):
        code, number = "-".join(pieces[:place]).upper(), "-".join(pieces[place:])
        yield code, number
        yield _INTERNATIONAL + code, number
