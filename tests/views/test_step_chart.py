"""The geometry of a country's ratings over the years."""

from itertools import pairwise
from types import SimpleNamespace

import pytest

from orgs.views.step_chart import START, WIDTH, step_chart


def course(*steps):
    return [SimpleNamespace(effective_on=on, rating=rating) for on, rating in steps]


@pytest.mark.parametrize(
    "history", [[], course(("2019", "open")), course(("2019", "open"), ("2020", "open"))]
)
def test_a_course_without_a_change_has_no_chart(history):
    assert step_chart(history) is None


def test_equal_years_are_one_stretch():
    chart = step_chart(course(("2019", "narrowed"), ("2020", "narrowed"), ("2022", "obstructed")))

    assert [(run.rating, run.since) for run in chart.runs] == [
        ("narrowed", "2019"),
        ("obstructed", "2022"),
    ]


def test_stretches_fill_the_width_without_a_gap():
    chart = step_chart(course(("2019", "open"), ("2021-06", "closed"), ("2024-03-05", "open")))

    assert chart.runs[0].x == START
    assert chart.runs[-1].x + chart.runs[-1].width == WIDTH
    for one, following in zip(chart.runs, chart.runs[1:], strict=False):
        assert one.x + one.width == following.x


def test_narrower_space_is_drawn_lower():
    chart = step_chart(course(("2019", "open"), ("2021", "closed")))

    assert chart.runs[0].y < chart.runs[1].y


def test_years_never_overlap():
    chart = step_chart(
        course(*((f"20{year}", ("open", "narrowed")[year % 2]) for year in range(10, 26)))
    )
    places = sorted(mark.x for mark in chart.years)

    assert all(after - before >= 28 for before, after in pairwise(places))


def test_the_course_is_said_in_words():
    chart = step_chart(course(("2019", "narrowed"), ("2022", "obstructed")))

    assert chart.sentence == "Narrowed from 2019, Obstructed from 2022"
