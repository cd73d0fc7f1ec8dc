"""Numbers in public registers: one organisation each, as far as whoever enters one may know.

Were a number refused because a record has it that the one who enters it must not know of, the
refusal would tell of that record: a contributor could ask register by register who is hidden. So
the number is taken as any other is. `find_duplicates` finds the two by it, and who may see both
decides; see docs/adr/0027.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.models import Identifier

Number = tuple[str, str]
"""The code of the register, and the value."""


def check_number(identifier: Identifier, *, by) -> None:
    """Raises ValidationError when another organisation has the number and `by` may know of it, with
    the name of that one. One query, or as many as `permissions.known_organisations` takes.
    """
    known = permissions.known_organisations(by).values("pk")
    others = _standing().filter(scheme=identifier.scheme_id, value=identifier.value)
    others = others.exclude(organisation=identifier.organisation_id)
    holder = others.filter(organisation__in=known).select_related("organisation").first()
    if holder is not None:
        other = {"name": holder.organisation, "id": holder.organisation.public_id}
        raise ValidationError(
            _("This identifier belongs to another organisation already: %(name)s (%(id)s)."),
            code="taken",
            params=other,
        )


def taken(numbers: Iterable[Number]) -> set[Number]:
    """Those of many that some organisation has, whoever may know of it; one query. For imports,
    which only they make who see everything.
    """
    wanted = set(numbers)
    if not wanted:
        return set()
    values = {value for _scheme, value in wanted}
    there = _standing().filter(value__in=values).order_by().values_list("scheme", "value")
    return wanted & set(there)


def _standing() -> QuerySet[Identifier]:
    """What a merged record has left is no longer its number."""
    return Identifier.objects.filter(organisation__merged_into=None)
