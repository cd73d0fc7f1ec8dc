"""Addresses that stay: what they answer when somebody is there, was there, or never was."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs import actions
from orgs.choices import PublicationState, RiskLevel
from orgs.ids import format_public_id
from orgs.models import IdentifierScheme, Organisation
from tests.factories import OPEN, REPRESSED, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

UNSEEN = [
    {"risk": RiskLevel.HIDDEN},
    {"state": PublicationState.DRAFT},
    {"state": PublicationState.ARCHIVED},
]


def text(response):
    return response.content.decode()


def mistyped(public_id):
    return public_id[:-1] + ("0" if public_id[-1] != "0" else "1")


# Mistyped


def test_a_typing_error_is_told_what_was_meant(client):
    harbour = OrganisationFactory(name="Harbour Aid")
    response = client.get(f"/o/{mistyped(harbour.public_id)}")

    assert response.status_code == 404
    assert "Did you mean:" in text(response)
    assert f'href="{harbour.get_absolute_url()}"' in text(response)
    assert harbour.public_id in text(response)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_only_who_can_be_found_is_ever_meant(client, unseen):
    hidden = OrganisationFactory(name="Secret", **unseen)

    response = client.get(f"/o/{mistyped(hidden.public_id)}")

    assert response.status_code == 404
    assert text(response) == text(client.get(f"/o/{mistyped(format_public_id(9))}"))


def test_a_typing_error_in_the_id_of_a_merged_record_means_the_one_that_stays(client):
    keep, lose = OrganisationFactory(name="Stays"), OrganisationFactory(name="Goes")
    actions.merge(keep=keep, lose=lose, by=UserFactory(group="publisher"))

    page = text(client.get(f"/o/{mistyped(lose.public_id)}"))

    assert f'href="{keep.get_absolute_url()}"' in page
    assert "Goes" not in page


@pytest.mark.parametrize("asked", ["none", "CSD", "CSD-0000-0000-0000", "%F0%9F%98%80", "x" * 3000])
def test_what_is_no_id_is_no_page(client, asked):
    response = client.get(f"/o/{asked}")

    assert response.status_code == 404
    assert "typing error" not in text(response)


def test_looking_for_what_was_meant_takes_few_queries(client, django_assert_max_num_queries):
    OrganisationFactory()
    with django_assert_max_num_queries(3):
        client.get(f"/o/{mistyped(format_public_id(9))}")


# Deleted


def deleted(**kept):
    """The permanent id of a record that was public and is deleted."""
    one = OrganisationFactory(**kept)
    one.delete()
    return one.public_id


def test_what_was_deleted_is_gone_for_good(client):
    public_id = deleted(name="Harbour Aid")

    response = client.get(f"/o/{public_id}")

    assert response.status_code == 410
    assert "This entry was deleted" in text(response)
    assert "Harbour" not in text(response)
    assert client.get(f"/o/{public_id}.bib").status_code == 410


@pytest.mark.parametrize(
    "kept",
    [
        {"risk": RiskLevel.HIDDEN},
        {"risk": RiskLevel.SENSITIVE},
        {"state": PublicationState.DRAFT},
        {"headquarters_id": REPRESSED},
        {"headquarters_id": None, "countries": [OPEN]},
    ],
)
def test_where_it_could_tell_of_danger_nothing_ever_was(client, kept):
    public_id = deleted(**kept)

    response = client.get(f"/o/{public_id}")

    assert response.status_code == 404
    assert text(response) == text(client.get(f"/o/{format_public_id(9)}"))


def test_who_was_hidden_once_is_never_said_to_have_been_there(client):
    one = OrganisationFactory()
    for risk in (RiskLevel.HIDDEN, RiskLevel.STANDARD):
        one.risk = risk
        one.save()
    one.delete()

    assert client.get(f"/o/{one.public_id}").status_code == 404


@pytest.mark.parametrize("unseen", UNSEEN)
def test_an_archived_record_is_the_same_as_a_hidden_one(client, unseen):
    one = OrganisationFactory()
    Organisation.objects.filter(pk=one.pk).update(**unseen)

    assert client.get(f"/o/{one.public_id}").status_code == 404


def test_a_merged_record_that_goes_with_the_other_is_nobodys(client):
    keep, lose = OrganisationFactory(), OrganisationFactory()
    actions.merge(keep=keep, lose=lose, by=UserFactory(group="publisher"))
    keep.refresh_from_db()
    keep.delete()

    assert client.get(f"/o/{lose.public_id}").status_code == 404


def test_a_readable_address_does_not_tell_that_something_was_deleted(client):
    """It can be guessed from a name; a permanent id cannot."""
    one = OrganisationFactory(name="Harbour Aid")
    one.delete()

    assert client.get(one.get_absolute_url()).status_code == 404


# Numbers in public registers


def carries(scheme, value, **kept):
    organisation = OrganisationFactory(**kept)
    organisation.identifiers.create(scheme_id=scheme, value=value)
    return organisation


@pytest.mark.parametrize(
    ("scheme", "value", "asked"),
    [
        ("GB-CHC", "1122285", "GB-CHC-1122285"),
        ("GB-CHC", "1122285", "gb-chc-1122285"),
        ("XI-ROR", "05a28rw58", "XI-ROR-05a28rw58"),
        ("XI-ROR", "05a28rw58", "ror-05A28RW58"),
        ("XI-WIKIDATA", "Q42", "wikidata-q42"),
        ("CH-FDJP", "CHE123456789", "CH-FDJP-CHE-123.456.789"),
        ("DE-CR", "München/HRB 1-2?#%", "DE-CR-M%C3%BCnchen/HRB%201-2%3F%23%25"),
        ("DE-CR", "München/HRB 1", "DE-CR-M%C3%BCnchen%2FHRB%201"),
    ],
)
def test_a_number_in_a_register_leads_to_who_carries_it(client, scheme, value, asked):
    organisation = carries(scheme, value)

    response = client.get(f"/id/{asked}")

    assert (response.status_code, response.url) == (302, organisation.get_absolute_url())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60
    )
)
def test_any_number_has_an_address(client, value):
    organisation = carries("DE-CR", value)
    try:
        response = client.get(reverse("identifier", args=[f"DE-CR-{value}"]))
        assert (response.status_code, response.url) == (302, organisation.get_absolute_url())
    finally:
        organisation.delete()


@pytest.mark.parametrize("unseen", UNSEEN)
def test_the_number_of_who_is_not_public_is_nobodys(client, unseen):
    carries("GB-CHC", "1122285", **unseen)

    response = client.get("/id/GB-CHC-1122285")

    assert response.status_code == 404
    assert "org-id.guide" in text(response)
    assert text(response) == text(client.get("/id/GB-CHC-1122286"))


def test_where_several_carry_a_number_they_are_offered(client):
    IdentifierScheme.objects.create(code="GB-CHC-X", name="Another register")
    one, two = carries("GB-CHC", "X-1", name="One"), carries("GB-CHC-X", "1", name="Two")
    carries("GB-CHC", "x-1", name="Secret", risk=RiskLevel.HIDDEN)

    response = client.get("/id/GB-CHC-X-1")

    assert response.status_code == 300
    assert "Choose the one you mean." in text(response)
    for offered in (one, two):
        assert f'href="{offered.get_absolute_url()}"' in text(response)
    assert "Secret" not in text(response)


@pytest.mark.parametrize(
    "asked",
    ["", "-", "----------", "GB-CHC", "GB-CHC-", "GB-CHC-%00", "x" * 4000, "%FF", "../..", "a/b"],
)
def test_whatever_is_asked_is_answered(client, asked):
    carries("GB-CHC", "1122285")

    assert client.get(f"/id/{asked}").status_code in {400, 404}


def test_looking_a_number_up_takes_two_queries(client, django_assert_num_queries):
    carries("GB-CHC", "1122285")
    with django_assert_num_queries(2):
        client.get("/id/GB-CHC-1122285")


@pytest.mark.parametrize("path", ["/id/GB-CHC-1", "/o/CSD-0000-0000-0"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405


# In the reader's language


def led(client, path, preferred):
    headers = {"Accept-Language": preferred} if preferred is not None else {}
    return client.get(path, headers=headers)


@pytest.mark.parametrize("register", [False, True], ids=["our id", "a register's"])
@pytest.mark.parametrize(
    ("preferred", "prefix"),
    [
        (None, ""),
        ("", ""),
        ("*", ""),
        ("fr", "/fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "/fr"),
        ("ar-EG", "/ar"),
        ("en-GB,en;q=0.9,fr;q=0.8", ""),
        ("de,fr;q=0.5", "/fr"),
        ("de,sw;q=0.5", ""),
        ("de,*;q=0.5,fr;q=0.4", ""),
        ("fr;q=0,ar;q=0.1", "/ar"),
        ("x" * 5000, ""),
        ("fr;q=\xb2,,;", ""),
    ],
)
def test_a_permanent_address_leads_to_the_page_in_the_language_a_browser_prefers(
    client, register, preferred, prefix
):
    one = carries("GB-CHC", "1122285")
    path = "/id/GB-CHC-1122285" if register else f"/o/{one.public_id}"

    response = led(client, path, preferred)

    assert (response.status_code, response.url) == (302, f"{prefix}/organisations/{one.slug}/")
    assert response.headers["Vary"] == "Accept-Language"
    assert "max-age=0" in response.headers["Cache-Control"]


def test_the_id_of_a_merged_record_leads_on_for_good_in_every_language(client):
    keep, lose = OrganisationFactory(), OrganisationFactory()
    actions.merge(keep=keep, lose=lose, by=UserFactory(group="publisher"))

    response = led(client, f"/o/{lose.public_id}", "fr")

    assert (response.status_code, response.url) == (301, f"/o/{keep.public_id}")
    assert "Vary" not in response.headers


@pytest.mark.parametrize("unseen", UNSEEN)
def test_who_is_not_public_is_the_same_page_in_every_language(client, unseen):
    one = OrganisationFactory(**unseen)

    hidden = led(client, f"/o/{one.public_id}", "fr")
    nobody = led(client, f"/o/{format_public_id(9)}", "fr")

    assert hidden.status_code == 404
    assert (text(hidden), hidden.headers) == (text(nobody), nobody.headers)
