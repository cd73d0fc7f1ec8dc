"""Countries and focus areas by any of their names.

A searched word is looked up among the names of places and areas too, and finds what is there. So
`Grecia` finds what is in Greece, and renaming a country touches no organisation.
"""

from collections import Counter

from django.db import transaction
from django.db.models import QuerySet

from orgs.models import Country, FocusArea, SearchLabel
from orgs.search import vocabulary
from orgs.search.documents import joined
from orgs.search.terms import Term
from orgs.search.version import touch
from orgs.text import is_unsegmented

SHORTEST_PREFIX = 3
"""Letters of an unfinished word from which on the names it begins are looked up: shorter ones
begin the name of nearly every place in some language."""


def refresh_labels() -> None:
    """Makes the labels what countries and focus areas are called now; three queries when they
    are already.
    """
    areas = FocusArea.objects.without_introductions()
    new = [label(place) for place in (*Country.objects.all(), *areas)]
    replace_labels({row.token: row.words for row in new}, SearchLabel.objects.all())


def label(place: Country | FocusArea) -> SearchLabel:
    """The label of a country or focus area."""
    if isinstance(place, FocusArea):
        return SearchLabel(token=f"focus:{place.pk}", words=joined(place.all_names.values()))
    aliases = [alias for alias in place.aliases if isinstance(alias, str)]
    names = joined([*place.all_names.values(), *aliases])
    return SearchLabel(token=f"country:{place.pk}", words=names)


def replace_labels(new: dict[str, str], stored: QuerySet) -> None:
    """Puts labels in the place of those stored; what is equal is not written."""
    old = dict(stored.values_list("token", "words"))
    changed = [token for token in {**new, **old} if new.get(token) != old.get(token)]
    if not changed:
        return
    with transaction.atomic():
        touch(places=True)
        SearchLabel.objects.filter(token__in=changed).delete()
        SearchLabel.objects.bulk_create(
            SearchLabel(token=token, words=new[token]) for token in changed if token in new
        )
        delta: Counter[str] = Counter()
        for token in changed:
            delta.update(set(new.get(token, "").split()))
            delta.subtract(set(old.get(token, "").split()))
        vocabulary.change(delta)


def label_needle(term: Term) -> str:
    """What a label must contain to be called so; empty when the term is too short to ask."""
    last = term.words[-1]
    short = term.prefix and not term.is_phrase and len(last) < SHORTEST_PREFIX
    return "" if short and not is_unsegmented(last) else term.needle
