"""What a list should have, found by a loop over the records: slow, and easy to believe."""

from datetime import date

from orgs.models import Country, FocusArea
from orgs.visibility import organisations


def values_by_id(day=""):
    """What each organisation should be found under, for all that visitors may find; with the
    ratings of a day or those in force.
    """
    countries = Country.objects.with_rating().select_related("region", "subregion__parent__parent")
    reference = (
        {one.pk: rating_then(one, day) if day else one.rating for one in countries},
        {country.pk: regions_above(country) for country in countries},
        dict(FocusArea.objects.values_list("slug", "parent__slug")),
    )
    parts = ("countries", "focus_areas", "contact_points")
    return {one.pk: values_of(one, *reference) for one in organisations().prefetch_related(*parts)}


def rating_then(country, day):
    """The last of those that are sure to have begun by the end of the day, month or year."""
    known = [(one.effective_on, one.pk, one.rating) for one in country.ratings.all()]
    until = day + "-12-31"[len(day) - 4 :]
    sure = [one for one in known if one[0] + "-12-31"[len(one[0]) - 4 :] <= until]
    return max(sure)[2] if sure else None


def values_of(one, ratings, regions, above):
    """Every value of every facet an organisation should be found under."""
    works_in = [country.pk for country in one.countries.all()]
    home = [one.headquarters_id] if one.headquarters_id else works_in
    countries = {*works_in, one.headquarters_id} - {None}
    rated = {ratings[code] for code in home if ratings[code]}
    areas = {area.slug for area in one.focus_areas.all()}
    return {
        "country": countries,
        "region": {region for code in countries for region in regions[code]},
        "focus": areas | {above[slug] for slug in areas if above[slug]},
        "rating": rated or {"not_rated"},
        "kind": {one.kind},
        "scope": {one.scope},
        "status": {one.legal_status},
        "language": {tag.lower() for tag in one.languages if " " not in tag},
        "website": {"1"} if one.contact_points.all() else set(),
        "founded": one.founded,
        "verified": one.verified_on and one.verified_on.isoformat(),
        "q": {*one.name.lower().split(), *(["norway"] if "NO" in countries else [])},
    }


LIMITS = {
    "founded_from": lambda values, year: bool(values["founded"]) and values["founded"] >= year,
    "founded_to": lambda values, year: bool(values["founded"]) and values["founded"][:4] <= year,
    "verified_since": lambda values, day: bool(values["verified"]) and values["verified"] >= day,
}


def passes(values, asked, without=None):
    for name, wanted in asked.items():
        if name in (without, "sort", "as_of"):
            continue
        if name in LIMITS:
            if not LIMITS[name](values, wanted):
                return False
            continue
        left_out = {one[1:] for one in wanted if one.startswith("-")}
        chosen = {one for one in wanted if not one.startswith("-")}
        if values[name] & left_out or (chosen and not values[name] & chosen):
            return False
    return True


def in_order(organisations, sort):
    """As the page says: names in order, the latest first, the oldest first; then by id."""
    last = "9999-99"
    keys = {
        "name": lambda one: (one.name.lower(), one.pk),
        "updated": lambda one: (-one.updated_at.timestamp(), one.pk),
        "verified": lambda one: (-(one.verified_on or date.min).toordinal(), one.pk),
        "founded": lambda one: (one.founded or last, one.pk),
    }
    return [one.pk for one in sorted(organisations, key=keys[sort])]


def regions_above(country):
    """The regions a country is in, an intermediate one's subregion and region among them."""
    region, found = country.subregion, {country.region_id}
    while region:
        found.add(region.pk)
        region = region.parent
    return found
