"""What organisations are known by, read from their records."""

from collections import defaultdict
from collections.abc import Collection

from orgs.choices import ContactPointKind, NameKind
from orgs.columns import Facts
from orgs.matching.keys import Key
from orgs.models import ContactPoint, Identifier, Organisation, OrganisationName

_KINDS = {NameKind.FORMER: "former_names", NameKind.ACRONYM: "acronyms"}


def known_by(ids: Collection[int], *, within=None, with_countries: bool = True) -> dict[int, Key]:
    """By id, what those of the organisations are known by that are `within` a queryset; those
    merged into another have left. Five queries, none without ids.
    """
    if not ids:
        return {}
    found = Organisation.objects.all() if within is None else within
    rows = found.filter(pk__in=ids, merged_into=None).order_by()
    facts = {
        pk: defaultdict(list, name=name, countries=[home] if home else [])
        for pk, name, home in rows.values_list("pk", "name", "headquarters")
    }
    if not facts:
        return {}
    ours = {"organisation__in": list(facts)}
    texts = OrganisationName.objects.filter(**ours).order_by()
    for pk, text, kind in texts.values_list("organisation", "text", "kind"):
        facts[pk][_KINDS.get(kind, "other_names")].append(text)
    sites = ContactPoint.objects.filter(kind=ContactPointKind.WEBSITE, **ours).order_by()
    for pk, value in sites.values_list("organisation", "value"):
        facts[pk]["websites"].append(value)
    numbers = Identifier.objects.filter(**ours).order_by()
    for pk, scheme, value in numbers.values_list("organisation", "scheme", "value"):
        facts[pk]["identifiers"].append((scheme, value))
    if with_countries:
        _add_countries(facts)
    return {pk: Key(**one) for pk, one in facts.items()}


def known_from(facts: Facts) -> Key:
    """The same of what was read already, without the countries; no query."""
    names = defaultdict(list)
    for text, _language, kind in facts.names:
        names[_KINDS.get(kind, "other_names")].append(text)
    return Key(facts.name, websites=facts.websites, identifiers=facts.identifiers, **names)


def _add_countries(facts: dict[int, dict]) -> None:
    """Without known headquarters, wherever it works."""
    homeless = [pk for pk, one in facts.items() if not one["countries"]]
    links = Organisation.countries.through.objects.filter(organisation__in=homeless)
    for pk, code in links.values_list("organisation", "country"):
        facts[pk]["countries"].append(code)
