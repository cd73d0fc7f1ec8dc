"""How many items each value of a filter has, asked of the database over a queryset of items."""

from collections import Counter

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce, Lower

from orgs.choices import FocusScheme
from orgs.models import Resource
from orgs.visibility import organisations

_COUNTRIES = Resource.countries.through.objects
_AREAS = Resource.focus_areas.through.objects
_ORGANISATIONS = Resource.organisations.through.objects


def _grouped(rows: QuerySet, by: str, count="pk", *, once=False) -> Counter:
    """`once`: what is counted may stand in several rows of a group."""
    found = rows.order_by().values_list(by).annotate(number=Count(count, distinct=once))
    return Counter({value: number for value, number in found if value})


def of_column(items: QuerySet, name: str) -> Counter:
    """Of a text that an item has one of; one query."""
    return _grouped(items, name)


def of_languages(items: QuerySet) -> Counter:
    """One query."""
    return _grouped(items.annotate(tag=Lower("language")), "tag")


def of_years(items: QuerySet) -> Counter:
    """One query."""
    return _grouped(items.with_year(), "year")


def of_countries(items: QuerySet) -> Counter:
    """One query."""
    return _grouped(_COUNTRIES.filter(resource__in=items.values("pk")), "country")


def of_scheme(items: QuerySet, scheme: str) -> Counter:
    """By key, of areas that have no parts; one query."""
    rows = _AREAS.filter(resource__in=items.values("pk"), focusarea__scheme=scheme)
    return _grouped(rows, "focusarea")


def of_trees(items: QuerySet) -> Counter:
    """By key, of areas that may have parts, an item of several parts once; a query for each of the
    three levels there are.
    """
    rows = _AREAS.filter(resource__in=items.values("pk"))
    rows = rows.exclude(focusarea__scheme__in=[FocusScheme.GCM, FocusScheme.SDG])
    area, above, top = "focusarea_id", "focusarea__parent_id", "focusarea__parent__parent_id"
    second = rows.filter(focusarea__parent__isnull=False).annotate(
        level=Case(When(focusarea__parent__parent__isnull=False, then=F(above)), default=F(area))
    )
    third = rows.filter(focusarea__parent__parent__isnull=False)
    first = rows.annotate(level=Coalesce(top, above, area))
    found = _grouped(first, "level", "resource", once=True)
    found += _grouped(second, "level", "resource", once=True)
    return found + _grouped(third, "focusarea")


def of_organisations(items: QuerySet) -> Counter:
    """By key, of those a visitor may find: what is about or by them, and what they put forward;
    two queries.
    """
    seen = organisations().order_by().values("pk")
    about = _ORGANISATIONS.filter(resource__in=items.values("pk"), organisation__in=seen)
    named = _ORGANISATIONS.filter(resource=OuterRef("pk"), organisation=OuterRef("submitted_by"))
    by = items.filter(submitted_by__in=seen).exclude(Exists(named))
    return _grouped(about, "organisation") + _grouped(by, "submitted_by")
