"""Files: organisations in every form, and logos."""

import io
import json
import re
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from orgs.columns import COLUMNS
from orgs.models import FormerSlug, SearchRow
from orgs.views.alternates import FORMS, ORGANISATION, ORGANISATIONS
from orgs.views.files import file_name
from tests.exports.forms import content, ids
from tests.factories import ContactPointFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
CSV = "/organisations.csv"
LISTS = [f"/organisations.{suffix}" for suffix in ORGANISATIONS.suffixes]
TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
    "vcf": "text/vcard; charset=utf-8",
    "zip": "application/zip",
}


def rows(response) -> list[str]:
    return content(response).decode().splitlines()


def test_every_form_has_its_type():
    assert {suffix: form.content_type for suffix, form in FORMS.items()} == TYPES


@pytest.mark.parametrize("suffix", ORGANISATIONS.suffixes)
def test_the_file_says_what_it_is(client, settings, suffix):
    response = client.get(f"/organisations.{suffix}", {"country": ["GR"], "q": "Sienos Grupė"})
    assert response["Content-Type"] == TYPES[suffix]
    said = "inline" if "json" in suffix else "attachment"
    today = timezone.localdate().isoformat()
    name = f'{said}; filename="organisations-sienos-grupe-gr-{today}.{suffix}"'
    assert response["Content-Disposition"] == name
    assert response["Link"] == f'<{settings.CONTENT_LICENCE_URL}>; rel="license"'


@pytest.mark.parametrize(
    "asked", ["مركز", "a" * 200, 'x"; filename="evil.exe', "../../etc/passwd", "\r\nX: y"]
)
def test_the_name_of_the_file_is_harmless_whatever_was_asked(rf, asked):
    name = file_name(rf.get("/", {"q": asked}).GET, "csv")
    assert re.fullmatch(
        r"organisations-[a-z0-9-]{1,100}\d{4}-\d\d-\d\d\.csv|organisations-[\d-]{10}\.csv", name
    )


def test_an_empty_list_is_a_file_with_a_header(client):
    assert len(rows(client.get(CSV, {"q": "nothing"}))) == 1


@pytest.mark.parametrize("suffix", ORGANISATIONS.suffixes)
def test_the_whole_list_is_in_it_whatever_page_was_open(client, suffix):
    for _ in range(30):
        OrganisationFactory()
    assert len(ids(suffix, content(client.get(f"/organisations.{suffix}", {"page": "2"})))) == 30


def test_the_hashtags_of_hxl_come_when_asked_for(client):
    OrganisationFactory()
    plain, tagged = rows(client.get(CSV)), rows(client.get(CSV, {"hxl": "1"}))
    assert [tagged[0], *tagged[2:]] == plain
    assert tagged[1].startswith("#org+id,")
    assert client.get(CSV, {"hxl": "yes"}).status_code == 400


@pytest.mark.parametrize("path", LISTS)
def test_an_unchanged_list_is_not_sent_again(client, path):
    ContactPointFactory()
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again["ETag"]) == (304, etag)
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, {"sort": "name"}, headers={"If-None-Match": etag}).status_code == 200
    assert client.get("/fr" + path, headers={"If-None-Match": etag}).status_code == 200
    assert client.get(path, {"hxl": "1"}, headers={"If-None-Match": etag}).status_code == 200


def test_each_form_is_known_by_itself(client):
    assert len({client.get(path)["ETag"] for path in LISTS}) == len(LISTS)


@pytest.mark.parametrize("change", ["contact point", "name", "hidden"])
def test_any_change_that_shows_makes_another_file(client, change):
    point = ContactPointFactory()
    etag = client.get(CSV)["ETag"]
    if change == "contact point":
        point.delete()
    elif change == "name":
        point.organisation.name = "Another"
        point.organisation.save()
    else:
        type(point.organisation).objects.update(risk="hidden")
    assert client.get(CSV, headers={"If-None-Match": etag}).status_code == 200


def test_another_release_makes_another_file(client, monkeypatch):
    etag = client.get(CSV)["ETag"]
    monkeypatch.setattr("orgs.views.open_data.release", lambda: "another")
    assert client.get(CSV, headers={"If-None-Match": etag}).status_code == 200


def test_another_address_of_the_site_makes_another_file(client, settings):
    etag = client.get(CSV)["ETag"]
    settings.SITE_URL = "https://elsewhere.example.org"
    assert client.get(CSV, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("query", [{"country": "ZZZ"}, {"sort": "x"}, {"q": "a" * 5000}])
@pytest.mark.parametrize("path", LISTS)
def test_what_cannot_be_read_is_a_page_that_says_so(client, path, query):
    response = client.get(path, query)
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", LISTS)
def test_a_file_is_only_read(client, path):
    assert client.post(path).status_code == 405
    head = client.head(path)
    assert (head.status_code, head["ETag"]) == (200, client.get(path)["ETag"])


@pytest.mark.parametrize("suffix", ORGANISATIONS.suffixes)
def test_a_file_follows_the_language_of_its_address(client, suffix):
    OrganisationFactory(headquarters_id="GR")
    response = client.get(f"/ar/organisations.{suffix}")
    data = content(response)
    if suffix in {"xlsx", "zip"}:
        data = zipped(data)
    assert "اليونان" in data.decode()
    assert response["Content-Language"] == "ar"


def zipped(data: bytes) -> bytes:
    """What the parts of an archive say."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(map(archive.read, archive.namelist()))


def test_a_list_too_long_for_a_workbook_is_a_page_that_leads_to_the_csv(client, monkeypatch):
    monkeypatch.setattr("orgs.views.files.MOST_ROWS", 2)
    for _ in range(3):
        OrganisationFactory(kind="ngo")
    response = client.get("/organisations.xlsx", {"kind": "ngo"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Rows of this list: 3. Rows that a workbook holds: 2." in page
    assert 'href="/organisations.csv?kind=ngo"' in page
    assert client.get("/organisations.xlsx", {"kind": "union"}).status_code == 200


# Who may read them


@pytest.mark.parametrize(
    "path",
    [
        *LISTS,
        "/countries.csv",
        "/ratings.json",
        "/organisations-replaced.csv",
        "/data/quality.json",
    ],
)
def test_scripts_of_any_site_may_read_a_file(client, path):
    response = client.get(path, headers={"Origin": "https://elsewhere.example.org"})
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    exposed = response["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "Content-Disposition"} <= set(exposed)
    assert "origin" not in response.get("Vary", "").lower()


def test_who_asks_beforehand_whether_it_may_is_told_so(client):
    asked = {"Origin": "https://elsewhere.example.org", "Access-Control-Request-Method": "GET"}
    response = client.options(CSV, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "*"


def test_a_page_is_not_for_scripts_of_other_sites(client):
    assert "Access-Control-Allow-Origin" not in client.get("/organisations/").headers


# One organisation


@pytest.fixture
def known():
    organisation = OrganisationFactory(name="Harbour Aid", slug="harbour-aid")
    ContactPointFactory(organisation=organisation, value="https://harbour.example.org/")
    return organisation


def test_the_page_of_one_has_its_forms(client, known):
    found = {s: client.get(f"/organisations/harbour-aid.{s}") for s in ORGANISATION.suffixes}
    assert {suffix: one["Content-Type"] for suffix, one in found.items()} == {
        suffix: TYPES[suffix] for suffix in ORGANISATION.suffixes
    }
    assert 'filename="harbour-aid.vcf"' in found["vcf"]["Content-Disposition"]
    assert rows(found["csv"])[1].startswith(f"{known.public_id},")
    assert found["json"].json()["organisation"]["websites"] == ["https://harbour.example.org/"]
    assert "URL:https://harbour.example.org/" in rows(found["vcf"])


def test_it_is_the_record_of_the_list(client, known):
    [in_list] = json.loads(content(client.get("/organisations.json")))["organisations"]
    alone = client.get("/organisations/harbour-aid.json").json()
    assert alone["organisation"] == in_list
    assert list(in_list) == [column.name for column in COLUMNS]
    assert alone["meta"]["source"]["url"].endswith("/organisations/harbour-aid/")


def test_the_csv_of_one_has_the_hashtags_when_they_are_asked_for(client, known):
    assert len(rows(client.get("/organisations/harbour-aid.csv?hxl=1"))) == 3
    assert client.get("/organisations/harbour-aid.csv?hxl=x").status_code == 400


def test_a_name_in_another_script_gives_a_file_with_the_permanent_id(client):
    organisation = OrganisationFactory(name="مركز")
    response = client.get(ORGANISATION.address("json", organisation.slug))
    assert f'filename="{organisation.public_id.lower()}.json"' in response["Content-Disposition"]


@pytest.mark.parametrize("suffix", ORGANISATION.suffixes)
def test_an_unchanged_one_is_not_sent_again_and_a_changed_one_is(client, known, suffix):
    path = f"/organisations/harbour-aid.{suffix}"
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    OrganisationFactory()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    known.contact_points.all().delete()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("suffix", ORGANISATION.suffixes)
def test_a_former_address_leads_to_the_same_form(client, known, suffix):
    FormerSlug.objects.create(slug="before", organisation=known)
    response = client.get(f"/fr/organisations/before.{suffix}?hxl=1")
    address = f"/fr/organisations/harbour-aid.{suffix}?hxl=1"
    assert (response.status_code, response.url) == (301, address)
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("suffix", ORGANISATION.suffixes)
@pytest.mark.parametrize("kept", [{"risk": "hidden"}, {"state": "draft"}])
def test_who_is_not_public_is_the_same_page_as_none(client, suffix, kept):
    OrganisationFactory(slug="kept-away", **kept)
    there, none = (
        client.get(f"/organisations/{slug}.{suffix}") for slug in ("kept-away", "kept-none")
    )
    assert (there.status_code, none.status_code) == (404, 404)
    assert there.content.replace(b"kept-away", b"") == none.content.replace(b"kept-none", b"")
    assert dict(there.headers) == dict(none.headers)


def test_a_record_without_a_row_is_not_there(client, known):
    """The index is a moment behind, or somebody has emptied it."""
    SearchRow.objects.all().delete()
    assert client.get("/organisations/harbour-aid.json").status_code == 404


def test_one_organisation_takes_a_constant_number_of_queries(
    client, known, django_assert_num_queries
):
    for number in range(9):
        ContactPointFactory(organisation=known, value=f"https://h{number}.example.org/")
    with django_assert_num_queries(5):
        client.get("/organisations/harbour-aid.json")


# Logos


def with_logo(**kept):
    organisation = OrganisationFactory(**kept)
    organisation.logo.save("logo.webp", ContentFile(b"RIFF"), save=True)
    return organisation


def test_a_logo_is_served_while_its_organisation_is_public(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organisation = with_logo()
    response = client.get(organisation.logo.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert b"".join(response.streaming_content) == b"RIFF"
    organisation.state = "archived"
    organisation.save()
    assert client.get(organisation.logo.url).status_code == 404


def test_a_logo_is_asked_for_each_time_and_sent_once(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organisation = with_logo()
    first = client.get(organisation.logo.url)
    assert b"".join(first.streaming_content) == b"RIFF"
    assert "must-revalidate" in first["Cache-Control"]

    again = client.get(organisation.logo.url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    organisation.state = "archived"
    organisation.save()
    gone = client.get(organisation.logo.url, headers={"If-None-Match": first["ETag"]})
    assert gone.status_code == 404


@pytest.mark.parametrize("kept", [{"risk": "hidden"}, {"state": "draft"}])
def test_a_logo_of_what_is_not_public_is_not_there(client, settings, tmp_path, kept):
    settings.MEDIA_ROOT = tmp_path
    assert client.get(with_logo(**kept).logo.url).status_code == 404


def test_a_logo_whose_file_is_lost_is_not_there(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organisation = with_logo()
    organisation.logo.storage.delete(organisation.logo.name)
    assert client.get(organisation.logo.url).status_code == 404
