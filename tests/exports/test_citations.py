"""How pages and lists are cited, and what reference managers read."""

import re
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from orgs import actions
from orgs.choices import RiskLevel
from orgs.exports.citations import Work, bibtex, ris, styles
from tests.factories import OrganisationFactory, UserFactory

WORK = Work(
    "Harbour <Aid>",
    "https://example.org/o/CSD-0000-0000-0",
    "CSD-0000-0000-0",
    date(2026, 3, 4),
    date(2026, 11, 23),
    "CSD-0000-0000-0",
)
SITE = "http://127.0.0.1:8000"


def titled(title):
    return Work(title, WORK.url, WORK.key, WORK.changed, WORK.read)


def plain(html):
    return re.sub("<[^>]*>", "", html)


def test_a_page_is_cited_in_three_styles():
    found = {style.name: plain(style.text) for style in styles(WORK)}

    assert found == {
        "APA": "Civil Society Directory. (2026, March 4). Harbour &lt;Aid&gt;. "
        "Retrieved November 23, 2026, from https://example.org/o/CSD-0000-0000-0",
        "Chicago": "Civil Society Directory. “Harbour &lt;Aid&gt;.” Last modified March 4, 2026. "
        "Accessed November 23, 2026. https://example.org/o/CSD-0000-0000-0.",
        "Harvard": "Civil Society Directory (2026) Harbour &lt;Aid&gt;. Available at: "
        "https://example.org/o/CSD-0000-0000-0 (Accessed: 23 November 2026).",
    }


def test_bibtex_has_an_entry():
    assert bibtex(WORK) == (
        "@misc{CSD-0000-0000-0,\n"
        "  author = {{Civil Society Directory}},\n"
        "  title = {{Harbour <Aid>}},\n"
        "  year = {2026},\n"
        "  url = {https://example.org/o/CSD-0000-0000-0},\n"
        "  urldate = {2026-11-23},\n"
        "  note = {CSD-0000-0000-0},\n"
        "  month = mar,\n"
        "}\n"
    )


def test_ris_has_a_record():
    assert ris(WORK).split("\r\n") == [
        "TY  - ELEC",
        "TI  - Harbour <Aid>",
        "AU  - Civil Society Directory",
        "PB  - Civil Society Directory",
        "PY  - 2026",
        "DA  - 2026/03/04/",
        "Y2  - 2026/11/23/",
        "UR  - https://example.org/o/CSD-0000-0000-0",
        "ID  - CSD-0000-0000-0",
        "ER  - ",
        "",
    ]


def test_signs_of_latex_are_spelled_out():
    found = bibtex(titled(r"50 % & more_of #1 \input{x} $y^2~z"))

    assert (
        r"title = {{50 \% \& more\_of \#1 \textbackslash{}input\textbraceleft{}x"
        r"\textbraceright{} \$y\textasciicircum{}2\textasciitilde{}z}}"
    ) in found


@given(st.text())
def test_braces_of_an_entry_balance_whatever_it_is_called(title):
    depth = 0
    for sign in bibtex(titled(title)).rstrip("\n")[:-1]:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 1 or sign in "@misc"
    assert depth == 1


@given(st.text())
def test_a_title_is_one_line_of_a_record_whatever_it_is(title):
    found = ris(titled(title))

    assert len(found.splitlines()) == 10
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in found.split("\r\n")[:-1])


# Served


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "content_type", "begins"),
    [
        ("bib", "application/x-bibtex; charset=utf-8", "@misc{CSD-"),
        ("ris", "application/x-research-info-systems; charset=utf-8", "TY  - ELEC"),
    ],
)
def test_the_page_of_an_organisation_offers_its_reference(client, form, content_type, begins):
    one = OrganisationFactory(name="عون المرفأ")
    page = client.get(one.get_absolute_url()).content.decode()
    assert f'href="/o/{one.public_id}.{form}"' in page

    response = client.get(f"/o/{one.public_id}.{form}")

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="{one.public_id}.{form}"'
    assert response.content.decode().startswith(begins)
    assert "عون المرفأ" in response.content.decode()
    assert f"{SITE}/o/{one.public_id}" in response.content.decode()
    assert client.post(f"/o/{one.public_id}.{form}").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["bib", "ris"])
def test_a_list_is_cited_as_it_is_today(client, form):
    OrganisationFactory(headquarters_id="GR")
    page = client.get("/cite/", {"country": "GR", "sort": "name", "page": "3"}).content.decode()
    assert f'href="/organisations.{form}?country=GR&amp;sort=name"' in page

    response = client.get(f"/organisations.{form}", {"country": "GR", "sort": "name"})

    today = timezone.localdate()
    assert f'filename="organisations-{today}.{form}"' in response["Content-Disposition"]
    found = response.content.decode()
    assert "Organisations: Greece" in found
    assert f"{SITE}/organisations/?country=GR&sort=name" in found
    assert client.get(f"/organisations.{form}?country=ATLANTIS").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["bib", "ris"])
def test_who_is_hidden_has_no_reference(client, form):
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN)

    assert client.get(f"/o/{hidden.public_id}.{form}").status_code == 404


@pytest.mark.django_db
def test_the_reference_of_a_merged_record_is_that_of_the_other(client):
    keep, lose = OrganisationFactory(), OrganisationFactory()
    actions.merge(keep=keep, lose=lose, by=UserFactory(group="publisher"))

    response = client.get(f"/o/{lose.public_id}.bib")

    assert (response.status_code, response.url) == (301, f"/o/{keep.public_id}.bib")


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
def test_the_page_for_citing_is_there_in_every_language(client, prefix):
    response = client.get(f"{prefix}/cite/", {"q": "<b>", "kind": "ngo"})

    assert response.status_code == 200
    assert "<b>" not in response.content.decode().replace("<bdi", "")
    assert 'content="noindex, follow"' in response.content.decode()
    assert client.get(f"{prefix}/cite/?kind=x").status_code == 400
