"""An organisation as schema.org has it, inside its page: for search engines and other machines.

Made of what the gate has let through, and of less than the page shows: no person, and of places no
more than the city, as in files.
"""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from orgs.choices import ContactPointKind, NameKind, OrganisationKind, RelationKind
from orgs.columns import permalink
from orgs.visibility import Shown, ShownInDetail, ShownOffice, ShownRelation

_TYPES = {
    OrganisationKind.INTERGOVERNMENTAL: "Organization",
    OrganisationKind.PUBLIC_BODY: "GovernmentOrganization",
}
"""Everything else is an NGO."""

_RELATIONS = {
    (RelationKind.MEMBER_OF, False): "memberOf",
    (RelationKind.MEMBER_OF, True): "member",
    (RelationKind.PARENT_OF, False): "subOrganization",
    (RelationKind.PARENT_OF, True): "parentOrganization",
    (RelationKind.FOUNDED_BY, False): "founder",
}
"""By kind, and whether the other organisation is what the kind says. The rest have no word."""

_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end the element or begin another, and what old scripts took for the end of a line."""


def linked_data(shown: ShownInDetail) -> SafeString:
    """JSON-LD that can stand in a script element; no query."""
    text = json.dumps(document(shown), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_UNSAFE))  # noqa: S308 - no sign of HTML is left in it


def document(shown: ShownInDetail) -> dict:
    """Facts that are not known are left out."""
    facts = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(shown.kind, "NGO"),
        "@id": permalink(shown.public_id),
        "mainEntityOfPage": settings.SITE_URL + shown.get_absolute_url(),
        "name": shown.name,
        "legalName": _names(shown, NameKind.OFFICIAL)[:1],
        "alternateName": _names(shown, *NameKind),
        "description": shown.summary,
        "identifier": [_property("CSD", shown.public_id), *_identifiers(shown)],
        "url": _ways(shown, ContactPointKind.WEBSITE)[:1],
        "sameAs": _same_as(shown),
        "email": _ways(shown, ContactPointKind.EMAIL),
        "telephone": _ways(shown, ContactPointKind.PHONE),
        "foundingDate": shown.founded,
        "dissolutionDate": shown.closed,
        "knowsLanguage": shown.languages,
        "knowsAbout": [area.label for area in shown.focus_areas],
        "areaServed": [_country(country) for country in shown.countries],
        "location": [_place(office) for office in shown.offices],
        **_relations(shown),
    }
    return {name: _one_or_more(value) for name, value in facts.items() if value}


def _one_or_more(value):
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _names(shown: Shown, *kinds: str) -> list[str]:
    return [name.text for name in shown.names if name.kind in kinds]


def _ways(shown: Shown, kind: str) -> list[str]:
    return [point.value for point in shown.contact_points if point.kind == kind]


def _identifiers(shown: Shown) -> list[dict]:
    return [_property(one.scheme_id, one.value, one.url) for one in shown.identifiers]


def _property(scheme: str, value: str, url: str = "") -> dict:
    found = {"@type": "PropertyValue", "propertyID": scheme, "value": value}
    return found | {"url": url} if url else found


def _same_as(shown: Shown) -> list[str]:
    """The same organisation elsewhere: further websites, social accounts, entries of registers."""
    found = [
        *_ways(shown, ContactPointKind.WEBSITE)[1:],
        *_ways(shown, ContactPointKind.SOCIAL),
        *(one.url for one in shown.identifiers if one.url),
    ]
    return list(dict.fromkeys(found))


def _country(country) -> dict:
    return {"@type": "Country", "name": country.name, "identifier": country.pk}


def _place(office: ShownOffice) -> dict:
    address = {
        "addressLocality": office.city,
        "addressRegion": office.admin1,
        "addressCountry": office.country.pk,
    }
    known = {name: value for name, value in address.items() if value}
    return {"@type": "Place", "address": {"@type": "PostalAddress", **known}}


def _relations(shown: ShownInDetail) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for link in shown.relations:
        if name := _relation_name(link):
            found.setdefault(name, []).append(_other(link.organisation))
    return found


def _relation_name(link: ShownRelation) -> str | None:
    """Nothing for a link that has ended: schema.org cannot say so."""
    return None if link.to_date else _RELATIONS.get((link.kind, link.is_inverse))


def _other(organisation: Shown) -> dict:
    return {
        "@type": "Organization",
        "@id": permalink(organisation.public_id),
        "name": organisation.name,
    }
