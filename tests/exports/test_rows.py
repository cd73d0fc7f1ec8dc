"""Rows are kept ready made: they say what the records say, whatever is done to those."""

import csv
import io

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.cells import split, unguard
from orgs.columns import COLUMNS
from orgs.exports.csv import write_csv
from orgs.models import CivicSpaceRating, Country, FocusArea, Identifier, Organisation, SearchRow
from orgs.search import index
from orgs.text import fold
from tests.factories import (
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
SEVERAL = {column.name: column.several for column in COLUMNS}


def in_file(organisation, language="en") -> dict | None:
    """The row of an organisation, its cells taken apart; None when it has none."""
    text = b"".join(write_csv([organisation.pk], language=language)).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    if not rows:
        return None
    [row] = rows
    return {
        name: split(unguard(cell)) if SEVERAL[name] else unguard(cell) for name, cell in row.items()
    }


def on_record(pk: int) -> dict:
    """The same, read from the records one by one."""
    o = Organisation.objects.get(pk=pk)
    home = o.headquarters and Country.objects.with_rating().get(pk=o.headquarters_id)
    countries = sorted(o.countries.all(), key=lambda country: (fold(country.name), country.pk))

    def named(*kinds):
        found = o.names.filter(kind__in=kinds).order_by("kind", "pk")
        return [f"{n.text}@{n.language}" if n.language else n.text for n in found]

    def reached(kind):
        return [point.value for point in o.contact_points.filter(kind=kind).order_by("pk")]

    return {
        "public_id": o.public_id,
        "permalink": f"https://directory.example/o/{o.public_id}",
        "name": o.name,
        "acronyms": named("acronym"),
        "former_names": named("former"),
        "other_names": named("official", "alias", "translation", "transliteration"),
        "kind": o.kind,
        "scope": o.scope,
        "legal_status": o.legal_status,
        "founded": o.founded,
        "closed": o.closed,
        "summary": o.summary,
        "description": o.description,
        "headquarters_code": home.code if home else "",
        "headquarters": home.name if home else "",
        "civic_space": (home.rating or "not_rated") if home else "",
        "civic_space_since": (home.rating_on or "") if home else "",
        "country_codes": [country.code for country in countries],
        "countries": [country.name for country in countries],
        "focus_area_codes": [f"{area.scheme}:{area.code}" for area in o.focus_areas.all()],
        "focus_areas": [area.name for area in o.focus_areas.all()],
        "languages": o.languages,
        "staff": o.staff,
        "websites": reached("website"),
        "emails": reached("email"),
        "phones": reached("phone"),
        "social_accounts": reached("social"),
        "identifiers": [str(one) for one in o.identifiers.order_by("scheme", "value")],
        "offices": [" ".join(filter(None, (f.city, f.country_id))) for f in o.offices.all()],
        "verified_on": o.verified_on.isoformat() if o.verified_on else "",
        "updated_on": o.updated_at.date().isoformat(),
    }


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://directory.example"


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30)
lines = texts.map(lambda text: " ".join(text.split()) or "x")
edits = st.lists(
    st.one_of(
        st.tuples(st.just("name"), lines),
        st.tuples(st.just("description"), texts),
        st.tuples(st.just("closed"), st.sampled_from(["", "2020", "2021-05"])),
        st.tuples(st.just("staff"), st.sampled_from(["", "0", "11-50"])),
        st.tuples(st.just("languages"), st.lists(st.sampled_from(["en", "el", "ar"]), max_size=2)),
        st.tuples(st.just("headquarters_id"), st.sampled_from([None, "GR", "ER", "GL"])),
        st.tuples(st.just("countries"), st.lists(st.sampled_from(["GR", "AX", "IT", "CI"]))),
        st.tuples(st.just("focus_areas"), st.lists(st.sampled_from(["legal-aid", "gcm-13"]))),
        st.tuples(st.just("another name"), st.tuples(st.sampled_from(["former", "alias"]), lines)),
        st.tuples(st.just("phone"), st.sampled_from(["+30 210 1234567", "+49 30 123456"])),
        st.tuples(st.just("office"), lines),
        st.tuples(st.just("state"), st.sampled_from(["published", "archived"])),
        st.tuples(st.just("risk"), st.sampled_from(["standard", "hidden"])),
    ),
    unique_by=repr,
    max_size=8,
)


def edit(organisation, what, value):
    if what == "another name":
        NameFactory(organisation=organisation, kind=value[0], text=value[1])
    elif what == "phone":
        ContactPointFactory(organisation=organisation, kind="phone", value=value)
    elif what == "office":
        OfficeFactory(organisation=organisation, city=value[:100])
    elif what == "countries":
        organisation.countries.set(value)
    elif what == "focus_areas":
        organisation.focus_areas.set(FocusArea.objects.filter(slug__in=value))
    else:
        setattr(organisation, what, value)
        organisation.save()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=edits)
def test_a_row_says_what_the_records_say_after_any_edit(edits):
    organisation = OrganisationFactory(countries=["GR"], focus=["legal-aid"])
    for what, value in edits:
        edit(organisation, what, value)
    organisation.refresh_from_db()
    public = organisation.state == "published" and organisation.risk != "hidden"
    assert in_file(organisation) == (on_record(organisation.pk) if public else None)
    kept = list(SearchRow.objects.filter(organisation_id=organisation.pk).values())
    index.rebuild()
    assert list(SearchRow.objects.filter(organisation_id=organisation.pk).values()) == kept


def test_a_part_that_goes_leaves_the_row():
    organisation = OrganisationFactory()
    identifier = Identifier.objects.create(
        organisation=organisation, scheme_id="GB-CHC", value="1122285"
    )
    assert in_file(organisation)["identifiers"] == [str(identifier)]
    identifier.delete()
    assert in_file(organisation)["identifiers"] == []


def test_an_organisation_that_goes_leaves_no_row():
    organisation = OrganisationFactory()
    organisation.delete()
    assert not SearchRow.objects.exists()


def test_a_new_rating_is_in_the_next_file_without_a_row_being_written():
    organisation = OrganisationFactory(headquarters_id="GL")
    before = list(SearchRow.objects.values())
    CivicSpaceRating.objects.create(
        country_id="GL", rating="open", effective_on="2026", basis="stated", source_name="Test"
    )
    assert in_file(organisation)["civic_space"] == "open"
    assert list(SearchRow.objects.values()) == before


def test_countries_stand_in_the_order_of_their_names_in_the_language_of_the_file():
    organisation = OrganisationFactory(countries=["DE", "FR", "ES"])
    assert in_file(organisation)["country_codes"] == ["FR", "DE", "ES"]
    assert in_file(organisation, "fr")["countries"] == ["Allemagne", "Espagne", "France"]


def test_a_country_newer_than_the_file_that_is_being_written_is_named_in_it(monkeypatch):
    monkeypatch.setattr("orgs.exports.csv.BATCH", 1)
    first, second = OrganisationFactory(), OrganisationFactory()
    pieces = write_csv([first.pk, second.pk], language="en")
    next(pieces), next(pieces)
    Country.objects.create(code="XZ", alpha3="XZZ", name_en="Newland")
    second.countries.set(["XZ"])
    second.headquarters_id = "XZ"
    second.save()
    assert next(pieces).decode().count("Newland") == 2


def test_writing_a_file_leaves_the_language_of_the_page_alone():
    organisation = OrganisationFactory(headquarters_id="GR")
    with translation.override("ar"):
        in_file(organisation, "fr")
        assert translation.get_language() == "ar"


def test_an_area_newer_than_the_file_that_is_being_written_is_named_in_it(monkeypatch):
    monkeypatch.setattr("orgs.exports.csv.BATCH", 1)
    first, second = OrganisationFactory(), OrganisationFactory()
    pieces = write_csv([first.pk, second.pk], language="en")
    next(pieces), next(pieces)
    new = FocusArea.objects.create(scheme="theme", code="new", slug="new", name_en="New | area")
    second.focus_areas.set([new, FocusArea.objects.get(slug="legal-aid")])
    row = next(csv.DictReader(io.StringIO(_header() + next(pieces).decode(), newline="")))
    assert split(unguard(row["focus_areas"])) == ["New | area", "Legal aid"]


def _header() -> str:
    return next(write_csv([], language="en")).decode()
