"""Safety on every address: what must not be public is on none of them, in no language.

A directory is filled with canaries, one for everything the rules withhold. Then every route of the
URLconf is opened with every record there is. A new route without values for its parameters fails
here until somebody says what to open it with.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import get_resolver
from django.utils import timezone

from orgs.ids import format_public_id
from orgs.library.parameters import LABELS, ORGANISATION
from orgs.models import (
    Country,
    Organisation,
    Resource,
)
from orgs.parameters import FILTERS
from orgs.search import index_later
from orgs.views import alternates
from tests.directory.routes import walk
from tests.factories import (
    OPEN,
    REPRESSED,
    FollowerFactory,
)
from tests.meta.world import CANARY, World, canary, make_world

pytestmark = pytest.mark.django_db
LANGUAGES = ["", "/fr", "/ar"]
LISTS = [
    "/organisations/",
    *(f"/organisations.{suffix}" for suffix in alternates.ORGANISATIONS.suffixes),
    "/organisations.atom",
    "/embed/organisations/",
    "/api/v1/organisations",
    "/api/v1/names",
]
WITHHELD = ["hidden", "draft", "street", "protected", "noconsent", "reason"]
OF_THE_HIDDEN = {
    "country": OPEN,
    "region": "150",
    "focus": "search-and-rescue",
    "rating": "open",
    "kind": "union",
    "scope": "local",
    "status": "exiled",
    "language": "el",
    "website": "1",
    "founded_from": "1987",
    "founded_to": "1987",
    "verified_since": "2020",
    "as_of": "2020",
}
"""A value of every filter that the hidden organisation has; of some nobody else."""

LIBRARY = [
    "/library/",
    *(f"/library.{one}" for one in alternates.LIBRARY.suffixes),
    "/library.atom",
]
OF_HIDDEN_ITEMS = {
    "kind": "statement",
    "focus": "legal-aid",
    "objective": "gcm-13",
    "goal": "sdg-10",
    "country": OPEN,
    "publisher": f"{CANARY}publisher",
    "language": "el",
    "year": "1987",
}
"""A value of every filter that only items have which are not public."""


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SNAPSHOT_ROOT = tmp_path / "snapshots"
    with index_later():
        world = make_world()
    call_command("publish_snapshot", stdout=io.StringIO())
    return world


def addresses(world: World, languages=LANGUAGES) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address of the public part, with every value its parameters can have here, and those
    values: a page may repeat what it was asked for.
    """
    for route, pattern in walk(get_resolver()):
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        for values in product(*(world.values(pattern.name) for _ in names)):
            path = "/" + route
            for name, value in zip(names, values, strict=True):
                path = re.sub(rf"<(?:\w+:)?{name}>", quote(value), path)
            yield from ((prefix + path, values) for prefix in languages)


def unpacked(archive: bytes) -> bytes:
    """What the files in an archive say."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return b"".join(files.read(name) for name in files.namelist())


def text_of(response) -> str:
    """Headers and content, but for the ETag, which is made from them."""
    content = b"".join(response)
    if content.startswith(b"PK"):
        content = unpacked(content)
    kept = {name: value for name, value in response.headers.items() if name != "ETag"}
    headers = "".join(f"{name}: {value}\n" for name, value in kept.items())
    return headers + content.decode()


def gives_nothing_away(response, address: str, values=()) -> bool:
    """Whether the page was there; fails when a canary is on it."""
    assert response.status_code < 500, address
    text = text_of(response)
    for value in values:
        text = text.replace(value, "").replace(quote(value), "")
    assert not re.search(CANARY, text, re.I), f"{address} gives a canary away"
    return response.status_code == 200


def test_no_canary_is_on_any_address(client, world):
    everything = list(addresses(world))
    opened = [gives_nothing_away(client.get(a), a, values) for a, values in everything]
    assert sum(opened) > 15 * len(LANGUAGES)


def test_no_canary_is_in_the_headers_alone(client, world):
    for address, values in list(addresses(world, languages=[""])):
        gives_nothing_away(client.head(address), address, values)


def test_no_filter_finds_who_is_not_public(client, world):
    values = OF_THE_HIDDEN | {"id": world.hidden.public_id}
    for path, facet in product(LISTS, FILTERS):
        asked = f"{path}?{facet}={values[facet]}"
        assert gives_nothing_away(client.get(asked), asked)


def test_no_filter_of_the_library_finds_what_is_not_public(client, world):
    """The answer is the one for what is there without them."""
    for path, name in product(LIBRARY, [one for one in LABELS if one != ORGANISATION]):
        asked = f"{path}?{name}={OF_HIDDEN_ITEMS[name]}"
        response = client.get(asked)
        assert response.status_code == 200, asked
        assert gives_nothing_away(response, asked, [OF_HIDDEN_ITEMS[name]])
        assert "Shown item" not in text_of(client.get(asked)), asked


def test_asking_the_library_for_who_is_hidden_is_asking_for_nobody(client, world):
    nobody = format_public_id(1)

    def answer(path, who):
        found = text_of(client.get(path, {"organisation": who})).replace(who, nobody)
        return re.sub(r'"version":"\w+"', "", found)

    for path in LIBRARY:
        if not path.endswith("xlsx"):
            for one in (world.hidden, world.draft):
                assert answer(path, one.public_id) == answer(path, nobody), path


def test_counts_of_the_library_leave_out_what_is_not_public(client, world):
    with_them = text_of(client.get("/library/"))
    Resource.objects.exclude(title="Shown item").delete()
    assert text_of(client.get("/library/")) == with_them


FOLLOWED = [
    *(f"/organisations/?{name}={value}" for name, value in OF_THE_HIDDEN.items()),
    *("/organisations/", f"/countries/{OPEN.lower()}/", f"/countries/{REPRESSED.lower()}/"),
    *("/focus/search-and-rescue/", "/focus/legal-aid/", "/ratings/changes/", "/library.atom"),
]


def test_no_letter_to_whoever_follows_a_list_gives_anything_away(world, monkeypatch):
    monkeypatch.setattr("orgs.following.sending.SETTLED", -timedelta(minutes=1))
    for number, about in enumerate(FOLLOWED):
        FollowerFactory(about=about, email=f"reader{number}@example.org")
    call_command("send_digests", stdout=io.StringIO())

    assert len(mail.outbox) > 3
    for letter in mail.outbox:
        said = letter.message().as_string() + letter.body + letter.alternatives[0].content
        assert not re.search(CANARY, said, re.I), letter.body


def test_who_may_be_shown_is_shown(client, world):
    assert "Shown Person" in text_of(client.get(world.shown[0].get_absolute_url()))


def test_searching_for_what_is_withheld_is_searching_for_nothing(client, world):
    """The answer is the one for a word that stands nowhere, letter for letter."""
    for path, what in product(LISTS, WITHHELD):
        nonsense = "qqnowhere".ljust(len(canary(what)), "q")
        found = text_of(client.get(path, {"q": canary(what)})).replace(canary(what), nonsense)
        nothing = text_of(client.get(path, {"q": nonsense}))
        assert found == nothing, (path, what)


def test_a_hidden_organisation_is_the_same_page_as_none(client, world):
    def body(path, name):
        response = client.get(path)
        assert response.status_code == 404
        return text_of(response).replace(name, "NAME")

    none = "n" * len(world.hidden.slug)
    assert body(world.hidden.get_absolute_url(), world.hidden.slug) == body(
        f"/organisations/{none}/", none
    )
    nobody = format_public_id(1)
    assert body(f"/o/{world.hidden.public_id}", world.hidden.public_id) == body(
        f"/o/{nobody}", nobody
    )


def test_counts_and_facets_leave_out_who_is_not_public(client, world):
    with_them = text_of(client.get("/organisations/"))
    Organisation.objects.filter(pk__in=[world.hidden.pk, world.draft.pk]).delete()
    assert text_of(client.get("/organisations/")) == with_them


def test_the_quality_of_who_is_not_public_is_not_counted(client, world):
    with_them = client.get("/data/quality.json").json()
    Organisation.objects.filter(pk__in=[world.hidden.pk, world.draft.pk]).delete()
    assert client.get("/data/quality.json").json() == with_them


def test_lowering_a_rating_hides_people_in_the_next_request(client, world):
    path = world.shown[0].get_absolute_url()
    assert "Shown Person" in text_of(client.get(path))
    Country.objects.get(pk=OPEN).ratings.create(
        rating="closed", effective_on="2026-01", basis="stated"
    )
    assert "Shown Person" not in text_of(client.get(path))


def test_an_unchanged_page_is_not_sent_again_but_a_protected_one_is(client, world):
    path = world.shown[0].get_absolute_url()
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    world.shown[0].contacts.get(name="Shown Person").consents.update(
        withdrawn_on=timezone.localdate()
    )
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200
