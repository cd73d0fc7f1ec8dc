"""The list of organisations, the page of one, and its permanent address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.choices import (
    LegalStatus,
    NameKind,
    OverrideCover,
    PublicationState,
    RelationKind,
    RiskLevel,
)
from orgs.models import FormerSlug, ProtectionOverride
from tests.factories import (
    CLOSED,
    OBSTRUCTED,
    OPEN,
    REPRESSED,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HOSTILE = [
    "page=1000000000",
    "q=%EF%BF%BD",
    "q=AND+OR+NOT+NEAR(",
    "q=%27%3B+DROP+TABLE--",
    "q=*%3A*",
    "q=%F0%9F%98%80",
    "q=---",
    "q=%ED%A0%80",
    "unknown=parameter",
]

LIST_QUERIES = 6
DETAIL_QUERIES = 15
GENERAL_RULE = "as a rule not published for"
UNSEEN = [
    {"state": PublicationState.DRAFT},
    {"state": PublicationState.IN_REVIEW},
    {"state": PublicationState.ARCHIVED},
    {"risk": RiskLevel.HIDDEN},
]


def text(response):
    return response.content.decode()


# The list


def test_the_list_shows_what_is_published(client):
    OrganisationFactory(name="Harbour Aid", summary="Brings water to the harbour.")

    page = text(client.get("/organisations/"))

    assert "Harbour Aid" in page
    assert "Brings water to the harbour." in page
    assert "1 organisation<" in page


@pytest.mark.parametrize("unseen", UNSEEN)
def test_the_list_does_not_show_what_is_not_public(client, unseen):
    OrganisationFactory(name="Harbour Aid", **unseen)

    assert "Harbour Aid" not in text(client.get("/organisations/"))


def test_the_list_takes_as_many_queries_for_many_as_for_few(client, django_assert_num_queries):
    for place in range(12):
        organisation = OrganisationFactory(focus=["legal-aid"], countries=[OPEN, OBSTRUCTED])
        NameFactory(organisation=organisation)
        OfficeFactory(organisation=organisation, city=f"Town {place}")

    client.get("/organisations/")  # the search takes note of what was written
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/organisations/")


def test_a_former_name_that_was_searched_is_shown_and_marked(client):
    NameFactory(
        organisation=OrganisationFactory(name="Collective Aid"),
        text="BelgrAid",
        kind=NameKind.FORMER,
    )

    page = text(client.get("/organisations/", {"q": "BelgrAid"}))

    assert "formerly" in page
    assert "<mark>BelgrAid</mark>" in page


def test_the_table_has_the_same_organisations(client):
    OrganisationFactory(name="Harbour Aid")

    page = text(client.get("/organisations/", {"view": "table"}))

    assert "<table" in page
    assert "Harbour Aid" in page


def test_a_filter_can_be_taken_off_by_itself(client):
    OrganisationFactory(kind="ngo", headquarters_id=OBSTRUCTED)

    page = text(client.get("/organisations/", {"kind": "ngo", "country": OBSTRUCTED}))

    assert 'class="chips__chip" href="?country=GR"' in page
    assert 'class="chips__chip" href="?kind=ngo"' in page


def test_clearing_the_filters_keeps_the_search_and_the_order(client):
    OrganisationFactory(name="Harbour Aid")

    page = text(client.get("/organisations/", {"q": "harbour", "kind": "ngo", "sort": "name"}))

    assert 'class="chips__clear" href="?q=harbour&amp;sort=name"' in page


def test_the_csv_is_that_of_this_very_list(client):
    OrganisationFactory(kind="ngo")

    page = text(client.get("/organisations/", {"kind": "ngo", "view": "table"}))

    assert 'href="/organisations.csv?kind=ngo"' in page


def test_a_search_for_nothing_known_says_what_to_try(client):
    page = text(client.get("/organisations/", {"q": "zzzzqqqq"}))

    assert "Nothing matches" in page
    assert "0 organisations" in page


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "%22" * 3000,
        "q=" + "a" * 10_000,
        "country=NOPE",
        "kind=%3Cscript%3E",
        "sort=random",
        "view=map",
        "page=zero",
        "page=-1",
        "page=" + "9" * 5000,
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_plain_words(client, query):
    response = client.get(f"/organisations/?{query}")

    assert response.status_code == 400
    assert "This address cannot be read" in text(response)
    assert "<script>" not in text(response)


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_is_an_ordinary_page_or_refused(client, query):
    OrganisationFactory()

    assert client.get(f"/organisations/?{query}").status_code in {200, 400}


def test_the_list_answers_head(client):
    assert client.head("/organisations/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/organisations/", "/organisations/x/", "/o/CSD-0000-0000-0", "/organisations.csv"]
)
def test_nothing_can_be_posted(client, path):
    assert client.post(path).status_code == 405


def test_a_filtered_list_is_not_offered_to_search_engines(client):
    OrganisationFactory(kind="ngo")

    assert "noindex" in text(client.get("/organisations/", {"kind": "ngo"}))
    assert "noindex" not in text(client.get("/organisations/"))


# The page of one


@pytest.fixture
def known():
    """An organisation with one of everything."""
    organisation = OrganisationFactory(
        name="Harbour Aid",
        name_language="en",
        summary="Brings water to the harbour.",
        description="It was *founded* by neighbours.",
        founded="2017-05",
        legal_status=LegalStatus.REGISTERED,
        languages=["el"],
        headquarters_id=OBSTRUCTED,
        focus=["legal-aid"],
    )
    NameFactory(organisation=organisation, text="عون المرفأ", language="ar", kind="translation")
    OfficeFactory(organisation=organisation, country_id=OPEN, city="Bergen")
    ContactPointFactory(organisation=organisation, value="https://harbour.example.org/")
    SourceFactory(organisation=organisation, title="Harbour register", fields=["name", "risk"])
    return organisation


def test_the_page_tells_what_is_known(client, known):
    page = text(client.get(known.get_absolute_url()))

    for fact in [
        '<bdi class="name" lang="en" dir="ltr">Harbour Aid</bdi>',
        '<bdi class="name" lang="ar" dir="rtl">عون المرفأ</bdi>',
        "Brings water to the harbour.",
        "<em>founded</em>",
        "May 2017",
        "Registered",
        "Greek",
        "Bergen",
        "harbour.example.org",
        "Harbour register",
        known.public_id,
    ]:
        assert fact in page


def test_the_page_says_how_civic_space_is_rated_and_how_it_changed(client, known):
    page = text(client.get(known.get_absolute_url()))

    assert "obstructed" in page
    assert "It was downgraded from narrowed in 2022." in page


def test_the_page_takes_a_constant_number_of_queries(client, known, django_assert_num_queries):
    for _ in range(5):
        OfficeFactory(organisation=known)
        SourceFactory(organisation=known)
        RelationFactory(from_organisation=known)
        RelationFactory(to_organisation=known)
        ResourceFactory().organisations.add(known)

    client.get(known.get_absolute_url())  # the search takes note of what was written
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(known.get_absolute_url())


def test_both_sides_of_a_link_show_it_in_their_own_words(client, known):
    network = OrganisationFactory(name="Harbour Network")
    RelationFactory(from_organisation=known, to_organisation=network, kind=RelationKind.MEMBER_OF)

    assert "Member of" in text(client.get(known.get_absolute_url()))
    assert "Members" in text(client.get(network.get_absolute_url()))


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_link_to_what_is_not_public_is_not_shown(client, known, unseen):
    RelationFactory(
        from_organisation=known,
        to_organisation__name="Secret",
        **{f"to_organisation__{field}": value for field, value in unseen.items()},
    )

    assert "Secret" not in text(client.get(known.get_absolute_url()))


@pytest.mark.parametrize("country", [REPRESSED, CLOSED])
def test_where_space_is_shut_the_page_says_in_general_that_nobody_is_named(client, country):
    organisation = OrganisationFactory(headquarters_id=country)

    assert GENERAL_RULE in text(client.get(organisation.get_absolute_url()))


def test_the_general_rule_is_said_even_where_an_exception_names_somebody(client):
    person = ContactFactory(
        organisation=OrganisationFactory(headquarters_id=REPRESSED),
        name="نور",
        role="Press",
        email="noor@example.org",
        phone="+99 000 001",
    )
    ConsentFactory(contact=person)
    ProtectionOverride.objects.create(
        organisation=person.organisation,
        covers=OverrideCover.CONTACTS,
        reason="They asked.",
        requested_by=UserFactory(),
        approved_by=UserFactory(),
        expires_on=timezone.localdate() + timedelta(days=30),
    )

    page = text(client.get(person.organisation.get_absolute_url()))

    assert GENERAL_RULE in page
    for part in [
        "<bdi>نور</bdi>",
        "<bdi>Press</bdi>",
        '<a href="mailto:noor@example.org" dir="ltr">noor@example.org</a>',
        '<bdi dir="ltr">+99 000 001</bdi>',
    ]:
        assert part in page


def test_an_arabic_page_parts_a_place_as_arabic_does(client):
    organisation = OrganisationFactory(headquarters_id=OPEN)
    OfficeFactory(organisation=organisation, country_id=OPEN, city="Bergen", kind="headquarters")

    page = text(client.get("/ar/organisations/"))

    assert "<bdi>Bergen، النرويج</bdi>" in page


def test_a_filter_and_the_page_call_a_fact_the_same(client):
    organisation = OrganisationFactory(scope="local", legal_status=LegalStatus.REGISTERED)

    filters = text(client.get("/organisations/"))
    page = text(client.get(organisation.get_absolute_url()))

    for fact in ("Scope", "Legal status"):
        assert f"<span>{fact}</span>" in filters
        assert f"<dt>{fact}</dt>" in page


def test_what_only_editors_know_is_on_no_page(client, known):
    page = text(client.get(known.get_absolute_url()))

    assert "risk" not in page
    assert "standard" not in page.lower()


def test_an_organisation_of_which_nothing_is_known_has_a_page(client):
    bare = OrganisationFactory(headquarters_id=None, countries=[], source=False)

    assert client.get(bare.get_absolute_url()).status_code == 200


def test_a_name_without_end_has_a_page(client):
    long = OrganisationFactory(name="ن" * 500)
    NameFactory(organisation=long, text="W" * 500)

    assert client.get(long.get_absolute_url()).status_code == 200
    assert client.get("/organisations/").status_code == 200


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_is_not_public_is_the_same_404_as_nothing(client, unseen):
    organisation = OrganisationFactory(**unseen)
    nothing = client.get("/organisations/nothing/")
    response = client.get(organisation.get_absolute_url())

    assert response.status_code == nothing.status_code == 404
    assert text(response) == text(nothing)


def test_a_former_address_leads_on_for_good(client, known):
    FormerSlug.objects.create(slug="old-harbour", organisation=known)

    response = client.get("/organisations/old-harbour/")

    assert (response.status_code, response.url) == (301, known.get_absolute_url())


def test_the_former_address_of_a_hidden_organisation_is_no_address(client):
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN)
    FormerSlug.objects.create(slug="old-harbour", organisation=hidden)

    assert client.get("/organisations/old-harbour/").status_code == 404


def test_the_page_sets_no_cookie(client, known):
    assert not client.get(known.get_absolute_url()).cookies


# The permanent address


def test_the_permanent_address_leads_to_the_page(client, known):
    response = client.get(f"/o/{known.public_id}")

    assert (response.status_code, response.url) == (302, known.get_absolute_url())


def test_an_id_is_read_as_people_write_it(client, known):
    written = known.public_id.lower().replace("-", "")

    assert client.get(f"/o/{written}").status_code == 302


def test_an_id_with_a_typing_error_is_nobodys(client, known):
    wrong = known.public_id[:-1] + ("0" if known.public_id[-1] != "0" else "1")

    assert client.get(f"/o/{wrong}").status_code == 404


@pytest.mark.parametrize("unseen", UNSEEN)
def test_the_id_of_what_is_not_public_leads_nowhere(client, unseen):
    organisation = OrganisationFactory(**unseen)

    assert client.get(f"/o/{organisation.public_id}").status_code == 404
