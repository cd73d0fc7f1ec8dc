"""Countries and focus areas by any of their names.

An organisation's text holds a token for each country it is in and each focus area it works on.
A searched word is looked up among their names, and their tokens are searched as well. So
`Grecia` finds what is in Greece, and renaming a country touches no organisation.
"""

from collections import Counter

from django.db import transaction
from django.db.models import Q, QuerySet

from orgs.models import Country, FocusArea, SearchLabel
from orgs.search import vocabulary
from orgs.search.terms import Term, Wanted
from orgs.search.version import touch
from orgs.text import is_unsegmented, words

SHORTEST_PREFIX = 3
"""Letters of an unfinished word from which on the names it begins are looked up: shorter ones
begin the name of nearly every place in some language."""


def country_token(code: str) -> str:
    """A word no visitor can type: § is never part of a folded word."""
    return f"§c{code.lower()}"


def focus_token(pk: int) -> str:
    return f"§f{pk}"


def joined(texts) -> str:
    """The folded words of several texts, so that no phrase reaches from one into the next."""
    folded = (" ".join(words(text)) for text in texts)
    return " | ".join(text for text in folded if text)


def refresh_labels() -> None:
    """Makes the labels what countries and focus areas are called now; three queries when they
    are already.
    """
    new = [label(place) for place in (*Country.objects.all(), *FocusArea.objects.all())]
    replace_labels({row.token: row.words for row in new}, SearchLabel.objects.all())


def label(place: Country | FocusArea) -> SearchLabel:
    """The label of a country or focus area."""
    if isinstance(place, FocusArea):
        return SearchLabel(token=focus_token(place.pk), words=joined(place.all_names.values()))
    aliases = [alias for alias in place.aliases if isinstance(alias, str)]
    names = joined([*place.all_names.values(), *aliases])
    return SearchLabel(token=country_token(place.pk), words=names)


def replace_labels(new: dict[str, str], stored: QuerySet) -> None:
    """Puts labels in the place of those stored; what is equal is not written."""
    old = dict(stored.values_list("token", "words"))
    changed = [token for token in {**new, **old} if new.get(token) != old.get(token)]
    if not changed:
        return
    with transaction.atomic():
        touch()
        SearchLabel.objects.filter(token__in=changed).delete()
        SearchLabel.objects.bulk_create(
            SearchLabel(token=token, words=new[token]) for token in changed if token in new
        )
        delta: Counter[str] = Counter()
        for token in changed:
            delta.update(set(new.get(token, "").split()))
            delta.subtract(set(old.get(token, "").split()))
        vocabulary.change(delta)


def with_labels(terms: tuple[Term, ...]) -> tuple[Wanted, ...]:
    """Each term with the tokens of what is called so; one query."""
    needles = [_needle(term) for term in terms]
    asked = Q(pk__in=[])
    for needle in filter(None, needles):
        asked |= _named(needle)
    labels = [(label.token, f" {label.words} ") for label in SearchLabel.objects.filter(asked)]
    return tuple(
        Wanted(
            term.words,
            term.prefix,
            tuple(sorted(token for token, text in labels if needle and needle in text)),
        )
        for term, needle in zip(terms, needles, strict=True)
    )


def _needle(term: Term) -> str:
    """What a label must contain; empty when the term is too short to be looked up."""
    last = term.words[-1]
    short = term.prefix and not term.is_phrase and len(last) < SHORTEST_PREFIX
    return "" if short and not is_unsegmented(last) else term.needle


def _named(needle: str) -> Q:
    """Labels with the needle in them, or nearly: the caller looks again, with the padding."""
    return Q(words__contains=needle.strip())
