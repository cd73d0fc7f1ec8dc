"""What the page of one organisation, country or focus area shows beyond a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Window

from orgs.models import (
    CivicSpaceRating,
    Country,
    FocusArea,
    Organisation,
    Relation,
    Resource,
    Source,
)
from orgs.text import fold
from orgs.visibility.parts import EVERY_PART, all_parts
from orgs.visibility.prepared import prepared, together
from orgs.visibility.records import organisations, publishable_people, resources
from orgs.visibility.shown import (
    Shown,
    ShownDetail,
    ShownInDetail,
    ShownLibrary,
    ShownPerson,
    ShownRelation,
    ShownResource,
    ShownSource,
)


@prepared
def _by_slug(slugs):
    return organisations().filter(slug__in=slugs)


@prepared
def _by_key(ids):
    return organisations().filter(pk__in=ids)


@prepared
def _people(ids):
    return publishable_people().filter(organisation__in=ids)


@prepared
def _relations_out(ids):
    seen = organisations().values("pk")
    return Relation.objects.filter(from_organisation__in=ids, to_organisation__in=seen)


@prepared
def _relations_in(ids):
    seen = organisations().values("pk")
    return Relation.objects.filter(to_organisation__in=ids, from_organisation__in=seen)


@prepared
def _sources(ids):
    return Source.objects.filter(organisation__in=ids)


FEW = 10
"""Items of the library on a page about something else; the rest are a link away."""

LATEST = 50
"""Items of the library among which the page of a focus area looks for news and for stories."""

_ON_A_LINE = [name for name in ShownResource.__dataclass_fields__ if name != "key"]
"""What is shown of an item of the library; not the text it is searched by."""


def _first(items):
    """The newest few, each with how many there are in all."""
    return items.annotate(total=Window(Count("pk"))).newest_first().only(*_ON_A_LINE)[:FEW]


def _on(ids):
    """Of areas with all their parts: trees have three levels at most."""
    inside = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    return resources().on_any(FocusArea.objects.filter(inside).order_by().values("pk"))


@prepared
def _of_organisation(ids):
    return _first(resources().about_any(ids))


@prepared
def _of_country(codes):
    return _first(resources().in_countries(codes))


@prepared
def _of_area(ids):
    return _first(_on(ids))


@prepared
def _latest_of_area(ids):
    return _on(ids).lately_updated_first().only(*_ON_A_LINE)[:LATEST]


@prepared
def _area(slugs):
    return FocusArea.objects.filter(slug__in=slugs)


@prepared
def _neighbours(codes):
    pairs = Country.neighbours.through.objects.filter(from_country__in=codes)
    return pairs.values_list("to_country")


@prepared
def _history(codes):
    return CivicSpaceRating.objects.filter(country__in=codes).with_previous().newest_first()


def organisation_at(slug: str) -> Organisation | None:
    """The organisation a visitor finds at an address; one query."""
    return next(iter(_by_slug([slug])), None)


def show(organisation: Organisation, *, with_people: bool = True) -> ShownInDetail:
    """One organisation with all its page has; 15 queries at most, however much that is.

    A draft can be shown too: that is how an editor previews what the public will see.
    """
    pk = organisation.pk
    own = (_relations_out, _relations_in, _of_organisation, _sources, *EVERY_PART)
    people, out, back, items, sources, *parts = together(
        (_people, [pk] if with_people else []), *((ask, [pk]) for ask in own)
    )
    ends = [link.to_organisation_id for link in out] + [link.from_organisation_id for link in back]
    parts, (others, ratings) = all_parts(
        [organisation], parts, (_by_key, ends), (_history, _rated_code(organisation, parts))
    )
    detail = ShownDetail(
        people=[ShownPerson(one.name, one.role, one.email, one.phone) for one in people],
        relations=_relations(out, back, {one.pk: Shown(one) for one in others}),
        library=_library(items),
        sources=[ShownSource.of(source) for source in sources],
        ratings=ratings,
    )
    return ShownInDetail(organisation, detail, **{name: parts[name].get(pk, []) for name in parts})


def _rated_code(organisation: Organisation, parts: list[list]) -> list[str]:
    """The country whose civic space is the organisation's, when there is one."""
    _offices, works_in, *_others = parts
    home = organisation.headquarters_id
    codes = [home] if home else [code for _pk, code in works_in]
    return codes if len(codes) == 1 else []


def _relations(
    out: list[Relation], back: list[Relation], others: Mapping[int, Shown]
) -> list[ShownRelation]:
    """Both ways, only with the `others`: organisations a visitor may find."""
    ends = [(link, link.to_organisation_id, link.get_kind_display(), False) for link in out]
    ends += [(link, link.from_organisation_id, str(link.inverse_label), True) for link in back]
    found = [
        ShownRelation(
            link.kind,
            is_inverse,
            label,
            others[pk],
            link.from_date,
            link.to_date,
            link.note,
            link.source_url,
        )
        for link, pk, label, is_inverse in ends
        if pk in others
    ]
    return sorted(found, key=lambda link: (link.label, link.organisation.name))


@dataclass(frozen=True)
class ToldOfCountry:
    """What is told of a country beside its organisations: its ratings, newest first, each with the
    one before it; what the library has; the codes of its neighbours.
    """

    history: list[CivicSpaceRating]
    library: ShownLibrary
    neighbours: list[str]


def told_of_country(country: Country) -> ToldOfCountry:
    """Three queries."""
    questions = (_history, _of_country, _neighbours)
    history, items, neighbours = together(*((ask, [country.pk]) for ask in questions))
    return ToldOfCountry(history, _library(items), [code for (code,) in neighbours])


def area_at(slug: str) -> FocusArea | None:
    """The focus area a visitor finds at an address, with its introduction; one query."""
    return next(iter(_area([slug])), None)


def library_of_area(area: FocusArea) -> tuple[ShownLibrary, list[ShownResource]]:
    """What the library has about a focus area or a part of it: the newest few, and how many there
    are; and those that are new or were changed last. Two queries.
    """
    items, latest = together((_of_area, [area.pk]), (_latest_of_area, [area.pk]))
    return _library(items), [ShownResource.of(item) for item in latest]


def _library(items: list[Resource]) -> ShownLibrary:
    return ShownLibrary([ShownResource.of(item) for item in items], items[0].total if items else 0)


def latest_library(most: int, about: Country | FocusArea) -> list[ShownResource]:
    """What of the library is about something, or about a part of it, and new or was changed last;
    one query.
    """
    items = (
        _on([about.pk]) if isinstance(about, FocusArea) else resources().in_countries([about.pk])
    )
    return [ShownResource.of(item) for item in items.lately_updated_first()[:most]]


def rating_histories(countries: Iterable[Country]) -> dict[str, list[CivicSpaceRating]]:
    """By code the ratings of countries, newest first, each with the one before it; one query."""
    found: dict[str, list[CivicSpaceRating]] = {country.pk: [] for country in countries}
    for rating in _history(found):
        found[rating.country_id].append(rating)
    return found


def rating_history(country: Country) -> list[CivicSpaceRating]:
    """A country's ratings, newest first, each with the one before it; one query."""
    return _history([country.pk])


def all_ratings() -> list[CivicSpaceRating]:
    """Every rating on record with the one before it: the newest first, those of a date by the name
    of their country in the language of the page; one query.
    """
    return _by_date(CivicSpaceRating.objects.with_previous().select_related("country"))


def changed_ratings(*, first: bool = False) -> list[CivicSpaceRating]:
    """Of all ratings those that were not the same as the one before, and with `first` those before
    which there was none; as many queries.
    """
    return _by_date(CivicSpaceRating.objects.changes(first=first))


def _by_date(ratings: QuerySet) -> list[CivicSpaceRating]:
    by_country = sorted(ratings.order_by("-pk"), key=lambda one: fold(one.country.name))
    return sorted(by_country, key=lambda one: one.effective_on, reverse=True)
