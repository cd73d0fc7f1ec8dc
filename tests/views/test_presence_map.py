"""The map of where the organisations of a focus area are."""

import gzip
import re

import pytest
from django.template.loader import render_to_string

from orgs.filters import Option
from orgs.models import Country
from orgs.search.facets import Choice
from orgs.views.presence_map import presence_map
from tests.factories import OrganisationFactory
from tests.views.test_world_map import MAP_BUDGET, NOWHERE


def line(code, count, rating=None):
    return Option(Choice(code, f"Country {code}", rating=rating), count), f"/list?country={code}"


def test_countries_stand_in_steps_by_how_many_they_have():
    lines = [line(*one) for one in [("GR", 40), ("NO", 9), ("KE", 3), ("IT", 1), ("FR", 2)]]
    found = presence_map(lines).steps

    assert [(step.least, step.most, len(step.shapes)) for step in found] == [
        (1, 2, 2),
        (3, 3, 1),
        (9, 9, 1),
        (40, 40, 1),
    ]
    assert [step.number for step in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("most", [1, 2, 15, 16, 17, 81, 1000, 1_000_000])
def test_there_are_never_more_steps_than_can_be_told_apart(most):
    lines = [line("GR", most), *(line("NO", most - less) for less in (1, 2) if most > less)]

    assert all(1 <= step.number <= 4 for step in presence_map(lines).steps)


def test_only_countries_with_organisations_are_links():
    world = presence_map([line("GR", 2, "obstructed"), line("GL", 1)])
    shapes = [shape for step in world.steps for shape in step.shapes]

    assert [shape.name for shape in shapes] == [
        "Country GL: 1 organisation, civic space not rated",
        "Country GR: 2 organisations, civic space obstructed",
    ]
    assert all(shape.path not in world.rest for shape in shapes)


def test_a_country_that_is_not_on_the_map_is_left_to_the_table():
    assert presence_map([line("AQ", 3)]).steps == ()


def test_a_map_without_organisations_is_all_rest():
    world = presence_map([])

    assert world.steps == ()
    assert world.rest


@pytest.mark.django_db
def test_the_map_is_light_enough_when_every_country_has_organisations():
    codes = Country.objects.exclude(pk__in=NOWHERE).order_by("pk").values_list("pk", flat=True)
    lines = [line(code, 1000 + 7 * place, "repressed") for place, code in enumerate(codes)]
    page = render_to_string("components/presence_map.html", {"world": presence_map(lines)})

    assert page.count("<a ") == len(lines)
    assert len(gzip.compress(page.encode(), 6)) <= MAP_BUDGET


@pytest.mark.django_db
def test_a_country_on_the_page_leads_to_its_organisations(client):
    OrganisationFactory(focus=["legal-aid"], headquarters_id="GR")

    page = client.get("/focus/legal-aid/").content.decode()
    figure = page[page.index('<figure class="map">') :].split("</figure>")[0]

    assert re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', figure) == [
        (
            "/organisations/?focus=legal-aid&amp;country=GR",
            "Greece: 1 organisation, civic space obstructed",
        )
    ]
