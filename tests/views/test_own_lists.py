"""A list of one's own: organisations by their permanent ids, in the address and nowhere else."""

import csv
import io
import re

import pytest
from django.http import QueryDict

from orgs import actions
from orgs.choices import RiskLevel
from orgs.filters import OrganisationListing
from orgs.ids import format_public_id
from orgs.models import Organisation
from orgs.parameters import MOST_IDS
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/organisations/"
NOBODY = format_public_id(5)


def listing(**query):
    asked = QueryDict(mutable=True)
    for name, value in query.items():
        asked.setlist(name, value if isinstance(value, list) else [value])
    return OrganisationListing(asked)


def names(**query):
    return sorted(hit.organisation.name for hit in listing(**query).page(1).hits)


def text(response):
    return response.content.decode()


@pytest.fixture
def three():
    return [OrganisationFactory(name=name) for name in ("Alder", "Birch", "Cedar")]


def test_a_list_has_the_organisations_of_its_ids(three):
    alder, birch, _cedar = three

    assert names(id=[alder.public_id, birch.public_id]) == ["Alder", "Birch"]
    assert names(id=f"{alder.public_id} {birch.public_id.lower()}") == ["Alder", "Birch"]
    assert names(id=alder.public_id, q="birch") == []


def test_the_file_and_the_feed_are_of_the_same_list(client, three):
    ids = [one.public_id for one in three[1:]]

    answer = b"".join(client.get("/organisations.csv", {"id": ids}).streaming_content).decode()

    rows = csv.DictReader(io.StringIO(answer, newline=""))
    assert {row["public_id"] for row in rows} == set(ids)
    assert text(client.get("/organisations.atom", {"id": ids})).count("<entry>") == 2


def test_ids_of_nobody_are_left_out(three):
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN)
    draft = OrganisationFactory(state="draft")
    ids = [three[0].public_id, hidden.public_id, draft.public_id, NOBODY]

    assert names(id=ids) == ["Alder"]


def test_the_page_of_a_hidden_organisation_is_that_of_nobody(client, three):
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN).public_id
    ids = [three[0].public_id]

    for path in (LIST, "/organisations.atom", "/cite/", "/embed/organisations/"):
        with_hidden = text(client.get(path, {"id": [*ids, hidden]})).replace(hidden, NOBODY)
        assert with_hidden == text(client.get(path, {"id": [*ids, NOBODY]})), path


def test_the_id_of_a_record_that_was_merged_stands_for_the_one_that_stays(three):
    alder, birch, cedar = three
    by = UserFactory(group="publisher")
    actions.merge(keep=birch, lose=alder, by=by)
    actions.merge(keep=cedar, lose=birch, by=by)

    assert names(id=[alder.public_id, birch.public_id]) == ["Cedar"]


@pytest.mark.parametrize("change", [{"risk": "hidden"}, {"state": "archived"}])
def test_a_merged_id_leads_nowhere_where_the_record_that_stays_is_not_public(three, change):
    alder, birch, _cedar = three
    actions.merge(keep=birch, lose=alder, by=UserFactory(group="publisher"))
    Organisation.objects.filter(pk=birch.pk).update(**change)

    assert names(id=alder.public_id) == []


@pytest.mark.parametrize("path", [LIST, "/organisations.csv"])
def test_hiding_a_merged_record_holds_in_the_next_answer(client, three, path):
    """Nothing else tells that it was merged: only the id itself leads on."""
    alder, birch, _cedar = three
    actions.merge(keep=birch, lose=alder, by=UserFactory(group="publisher"))
    etag = client.get(path, {"id": alder.public_id})["ETag"]
    alder.refresh_from_db()
    alder.risk = RiskLevel.HIDDEN
    alder.save()

    response = client.get(path, {"id": alder.public_id}, headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "Birch" not in response.getvalue().decode()


@pytest.mark.parametrize("many", [1, 30])
def test_a_list_takes_as_many_queries_for_many_ids_as_for_few(
    client, many, django_assert_num_queries
):
    ids = [one.public_id for one in OrganisationFactory.create_batch(many)]
    gone = [format_public_id(number) for number in range(100, 100 + many)]
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST, {"id": [*ids, *gone]})


@pytest.mark.parametrize("parameter", ["id", "pick"])
def test_too_many_ids_are_refused_in_plain_words(parameter):
    ids = [format_public_id(number) for number in range(MOST_IDS + 1)]

    assert listing(**{parameter: ids[1:]}).errors == {}
    assert listing(**{parameter: ids}).problems == [f"{parameter}: choose at most 200 values."]


@pytest.mark.parametrize("parameter", ["id", "pick"])
@pytest.mark.parametrize("value", ["CSD-0000-0000-1", "harbour", "1", "<script>", "\ud800"])
def test_what_is_no_id_is_refused_in_plain_words(client, parameter, value):
    response = client.get(LIST, {parameter: value.encode("utf-8", "replace")})

    assert response.status_code == 400
    assert "is no permanent id" in text(response)
    assert "<script>" not in text(response)


def test_a_list_is_a_filter_that_can_be_taken_off(three):
    found = listing(id=[three[0].public_id, NOBODY], q="a")
    (chip,) = found.chips

    assert (chip.label, chip.url_query) == ("A list of one’s own (2)", "?q=a")
    assert found.clear_query == "?q=a"


def test_searching_within_a_list_keeps_it(client, three):
    page = text(client.get(LIST, {"id": three[0].public_id}))

    assert f'<input type="hidden" name="id" value="{three[0].public_id}">' in page
    assert "noindex" in page


# Picking


def picks(page):
    """The links that add or take away, as (word, address)."""
    found = re.findall(r'<a href="(\?[^"#]*)#CSD[^"]*" rel="nofollow">(\w[\w ]*)<', page)
    return [(word, address.replace("&amp;", "&")) for address, word in found]


def test_organisations_are_added_and_taken_away_by_links(client, three):
    page = text(client.get(LIST, {"view": "pick", "sort": "name"}))
    assert [word for word, _address in picks(page)] == ["Add"] * 3

    page = text(client.get(LIST + picks(page)[1][1]))
    assert [word for word, _address in picks(page)] == ["Add", "Take away", "Add"]
    assert "1 organisation is picked" in page

    page = text(client.get(LIST + picks(page)[1][1]))
    assert [word for word, _address in picks(page)] == ["Add"] * 3


def test_picks_stay_while_others_are_searched_and_become_a_list(client, three):
    alder, birch, _cedar = three
    query = {"view": "pick", "pick": [alder.public_id, birch.public_id], "q": "cedar"}
    page = text(client.get(LIST, query))

    assert f'<input type="hidden" name="pick" value="{alder.public_id}">' in page
    (address,) = re.findall(r'<a href="([^"]*)" rel="nofollow">See only these<', page)
    assert address == f"?id={alder.public_id}&amp;id={birch.public_id}"


def test_a_list_is_opened_again_to_pick_from(client, three):
    page = text(client.get(LIST, {"id": three[0].public_id}))

    (address,) = re.findall(r'<a href="([^"]*)" rel="nofollow">Pick from it<', page)
    assert picks(text(client.get(LIST + address.replace("&amp;", "&"))))[0][0] == "Take away"


def test_ids_can_be_pasted(client, three):
    pasted = f"{three[0].public_id}, http://127.0.0.1:8000/o/{three[1].public_id}"
    page = text(client.get(LIST, {"view": "pick", "pick": [NOBODY, pasted]}))

    assert "3 organisations are picked" in page


def test_the_page_of_an_organisation_begins_a_list(client, three):
    page = text(client.get(three[0].get_absolute_url()))

    assert f'href="/organisations/?view=pick&amp;pick={three[0].public_id}"' in page
