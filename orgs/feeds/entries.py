"""Entries of feeds, made of what the gate has let through. No query."""

from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from orgs.choices import RatingDirection
from orgs.columns import permalink
from orgs.feeds.atom import Category, Entry, absolute, tag
from orgs.models import CivicSpaceRating
from orgs.templatetags.display import rating_word
from orgs.visibility import Shown, ShownResource


def of_organisation(shown: Shown) -> Entry:
    """Its permanent address is its id, the same in every language."""
    return Entry(
        id=permalink(shown.public_id),
        title=shown.name,
        language=shown.name_language,
        url=absolute(shown.get_absolute_url()),
        updated=shown.updated_at,
        summary=shown.summary,
        categories=[
            Category(shown.kind, absolute(reverse("organisations")), shown.get_kind_display()),
            *_places(shown),
            *(
                Category(area.slug, absolute(reverse("focus_areas")), area.label)
                for area in shown.focus_areas
            ),
        ],
    )


def _places(shown: Shown) -> list[Category]:
    home = [shown.headquarters] if shown.headquarters else []
    places = dict.fromkeys([*home, *shown.countries])
    return [Category(one.pk, absolute(reverse("countries")), one.name) for one in places]


def of_change(change: CivicSpaceRating) -> Entry:
    """A country's rating that is not what it was before; needs `previous` and the country. It is
    new when it was recorded here, and dated from when it took effect.
    """
    words = {
        "country": change.country.name,
        "before": rating_word(change.previous).lower(),
        "after": rating_word(change.rating).lower(),
        "source": change.source_name,
        "year": change.year,
    }
    title = _("%(country)s: from %(before)s to %(after)s")
    if change.direction == RatingDirection.FIRST:
        title = _("%(country)s: rated %(after)s for the first time")
    said = _("Civic space in %(country)s is rated %(after)s (%(source)s, %(year)s).") % words
    direction = Category(
        change.direction.value, absolute(reverse("rating_changes")), str(change.direction.label)
    )
    return Entry(
        id=tag("rating", change.pk),
        title=title % words,
        url=absolute(change.country.get_absolute_url()),
        updated=change.created_at,
        published=_beginning(change.effective_on),
        summary=f"{said} {change.note}".strip(),
        categories=[direction],
    )


def of_item(item: ShownResource) -> Entry:
    """An item of the library; its page says where it can be read."""
    return Entry(
        id=tag("library", item.key),
        title=item.title,
        language=item.language,
        url=absolute(item.get_absolute_url()),
        updated=item.updated_at,
        published=_beginning(item.published_on),
        summary=item.summary,
        categories=[Category(item.kind, absolute(reverse("library")), item.kind_label)],
    )


def _beginning(day: str) -> datetime | None:
    """The first moment of a partial date."""
    if not day:
        return None
    return datetime(*([int(piece) for piece in day.split("-")] + [1, 1])[:3], tzinfo=UTC)
