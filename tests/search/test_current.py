"""What a process holds in memory is what the tables say, however it came to be there."""

import sys
from contextlib import nullcontext
from random import Random
from threading import Thread
from threading import enumerate as running

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from orgs.choices import RiskLevel
from orgs.models import (
    Country,
    FocusArea,
    Organisation,
    SearchChange,
    SearchEntry,
    SearchPosting,
    SearchSnapshot,
    SearchVersion,
)
from orgs.search import current as holder
from orgs.search import index, index_later, postings, snapshot, texts
from orgs.search.build import build
from orgs.search.current import current, follow, load
from orgs.search.matches import Search
from orgs.search.places import Places
from orgs.search.state import ORDERS
from orgs.search.terms import Term, parse
from orgs.search.version import touch, version
from tests.factories import NameFactory, OfficeFactory, OrganisationFactory, RatingFactory

pytestmark = pytest.mark.django_db

WORDS = ["aid", "aide", "rights", "right", "права", "人权", "a", "grupe", "collective", "zeal"]
TERMS = [Term((word,), prefix) for word in [*WORDS, "ri", "co", "gr"] for prefix in (False, True)]
TERMS += [Term(("aid", "rights")), Term(("collective", "ai"), True)]


def picture(state):
    """All a state says, for comparing two of them."""
    orders = {sort: list(state.all(state.everything, sort)) for sort in ("relevance", *ORDERS)}
    facets = {
        facet: {value: set(members) for value, members in values.items() if members}
        for facet, values in state.facets.items()
    }
    found = {
        (term, names_only): set(state.texts.find(term, names_only=names_only))
        for term in TERMS
        for names_only in (False, True)
    }
    begins = {word: set(state.beginning(word)) for word in WORDS}
    return orders, facets, found, begins


def from_the_tables():
    return build(version(), Places.read())


class Writer:
    """Changes a directory at random, in all the ways that lists notice."""

    def __init__(self, seed):
        self.random = Random(seed)

    def text(self):
        return " ".join(self.random.choices(WORDS, k=3))

    def add(self):
        random = self.random
        OrganisationFactory(
            name=self.text(),
            summary=self.text(),
            headquarters_id=random.choice([None, "GR", "NO"]),
            countries=random.choice([[], ["ER", "GR"]]),
            focus=random.choice([[], ["legal-aid"], ["gcm-13", "search-and-rescue"]]),
            founded=random.choice(["", "1987", "1999-05"]),
            verified_on=random.choice([None, "2026-01-01", "2025-06-30"]),
        )

    def one(self):
        return Organisation.objects.order_by("pk")[
            self.random.randrange(Organisation.objects.count())
        ]

    def rename(self):
        one = self.one()
        one.name = self.text()
        one.save()

    def hide(self):
        one = self.one()
        one.risk = self.random.choice([RiskLevel.HIDDEN, RiskLevel.STANDARD])
        one.save()

    def name(self):
        NameFactory(organisation=self.one(), text=self.text())

    def office(self):
        OfficeFactory(organisation=self.one(), city=self.text())

    def rate(self):
        RatingFactory(
            country_id="GR",
            rating=self.random.choice(["open", "closed"]),
            effective_on=f"2026-{self.random.randint(1, 12):02}-01",
        )

    def move(self):
        area = FocusArea.objects.get(slug="legal-aid")
        area.parent = self.random.choice([None, FocusArea.objects.get(slug="search-and-rescue")])
        area.save()

    def delete(self):
        self.one().delete()

    def bulk(self):
        Organisation.objects.filter(pk__gt=self.one().pk).update(verified_on=None)

    def write(self):
        acts = [self.add, self.rename, self.hide, self.name, self.office, self.rate, self.move]
        self.random.choice([*acts, self.add, self.delete, self.bulk])()


@pytest.fixture
def small(monkeypatch):
    """Limits so low that a few organisations are a large directory."""
    monkeypatch.setattr(snapshot, "LARGE", 5)
    monkeypatch.setattr(postings, "FREQUENT", 4)
    monkeypatch.setattr(postings, "_GATHERED", 3)
    monkeypatch.setattr(snapshot, "OLD", 1000)


@pytest.mark.parametrize("seed", range(4))
def test_following_changes_gives_what_reading_anew_gives(seed):
    writer = Writer(seed)
    for _ in range(5):
        writer.add()
    for _ in range(12):
        picture(current())  # so that words are remembered, and have to follow
        writer.write()
        writer.write()
        assert picture(current()) == picture(from_the_tables())


@pytest.mark.parametrize("seed", range(3))
def test_a_snapshot_with_what_came_after_gives_what_reading_anew_gives(small, seed):
    writer = Writer(seed)
    with index_later():
        for _ in range(25):
            writer.add()
    index.settle()
    assert SearchPosting.objects.exists()
    for _ in range(6):
        writer.write()
        assert picture(load()) == picture(from_the_tables())
    snapshot.refresh(load())
    assert not load().texts.touched
    writer.write()
    assert picture(load()) == picture(from_the_tables())


def test_a_small_directory_has_no_snapshot():
    OrganisationFactory()
    index.settle()
    assert not SearchSnapshot.objects.exists()


def test_many_rare_words_with_one_beginning_are_all_found(small, monkeypatch):
    monkeypatch.setattr(texts, "_MOST_RARE", 2)
    with index_later():
        for number in range(8):
            OrganisationFactory(name="Foundation" if number < 5 else f"Foundry{number}")
    index.settle()
    assert len(load().texts.find(Term(("found",), prefix=True))) == 8


def test_words_with_one_beginning_are_stored_when_enough_organisations_have_them(small):
    with index_later():
        for number in range(6):
            OrganisationFactory(name="Zeal and zest" if number < 3 else f"Zinc of brass{number}")
    index.settle()
    stored = set(SearchPosting.objects.values_list("term", flat=True))
    assert {"z*", "b*"} & stored == {"z*"}
    assert {"ze*", "zea*", "zi*"} & stored == set()


def test_what_was_rolled_back_is_not_remembered():
    OrganisationFactory(name="Steady")
    before = picture(current())
    with transaction.atomic():
        OrganisationFactory(name="Aid")
        assert picture(current()) != before
        transaction.set_rollback(True)
    assert picture(current()) == before


def test_another_history_of_the_same_length_is_not_taken_for_ours():
    with transaction.atomic():
        OrganisationFactory(name="Aid one")
        current()
        transaction.set_rollback(True)
    OrganisationFactory(name="Rights two")
    assert picture(current()) == picture(from_the_tables())


def test_changes_no_longer_known_are_read_anew():
    state = current()
    OrganisationFactory(name="Aid")
    SearchChange.objects.all().delete()
    assert follow(state) is None
    assert picture(current()) == picture(from_the_tables())


def test_too_many_changes_are_read_anew(monkeypatch):
    state = current()
    monkeypatch.setattr(holder, "MOST_CHANGES", 0)
    OrganisationFactory(name="Aid")
    assert follow(state) is None


def test_old_changes_are_forgotten(monkeypatch):
    module = sys.modules[touch.__module__]
    monkeypatch.setattr(module, "KEPT", 2)
    monkeypatch.setattr(module, "_PRUNE_EVERY", 1)
    OrganisationFactory.create_batch(3)
    numbers = list(SearchChange.objects.values_list("number", flat=True))
    assert numbers == [version()[0] - 1, version()[0]]


def test_nothing_new_costs_one_query(django_assert_num_queries):
    OrganisationFactory()
    current()
    with django_assert_num_queries(1):
        current()


def test_the_version_a_request_knows_is_not_asked_for_again(django_assert_num_queries):
    state = current()
    with django_assert_num_queries(0):
        assert current(state.version) is state


def test_another_version_than_the_one_held_is_asked_for_again():
    before = current()
    touch()
    assert current(version()).version == version() != before.version
    assert current(before.version).version == version()


def test_what_changed_costs_as_many_queries_for_many_as_for_few(django_assert_num_queries):
    for number in (1, 12):
        current()
        with index_later():
            OrganisationFactory.create_batch(number)
        with django_assert_num_queries(5):
            current()


def test_a_word_once_looked_up_costs_nothing(django_assert_num_queries):
    OrganisationFactory(name="Aid")
    state = current()
    state.texts.find(Term(("aid",)))
    with django_assert_num_queries(0):
        assert len(state.texts.find(Term(("aid",)))) == 1


def test_what_is_remembered_stays_small(monkeypatch):
    monkeypatch.setattr(texts, "REMEMBERED", 1200)
    state = current()
    for number in range(20):
        state.texts.find(Term((f"word{number}",)))
    assert len(state.texts._remembered) == 2


def test_a_layout_of_another_release_is_made_anew():
    OrganisationFactory(name="Aid")
    SearchVersion.objects.update(layout=0)
    SearchEntry.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert len(current().everything) == 1
    assert SearchVersion.objects.get().layout == index.LAYOUT


@pytest.mark.django_db(transaction=True)
def test_a_large_directory_is_stored_anew_in_the_background(small, monkeypatch):
    monkeypatch.setattr(snapshot, "OLD", 0)
    with index_later():
        OrganisationFactory.create_batch(6, name="Aid")
    index.settle()
    monkeypatch.setattr(holder, "_held", load())
    one = Organisation.objects.first()
    one.name = "Zeal"
    one.save()
    found = Search(parse("zeal"), current()).found
    assert list(found) == [one.pk]
    for thread in running():
        if thread.name == "search snapshot":
            thread.join(timeout=10)
    saved = SearchSnapshot.objects.get(name="static")
    assert (saved.number, saved.token) == version()


@pytest.mark.parametrize(("refused", "patient"), [(2, True), (9, False)])
def test_a_snapshot_waits_a_while_for_a_connection(monkeypatch, refused, patient):
    """In the background nothing is urgent, and a busy server has none to spare."""
    waited, asked = [], []

    class Busy:
        def ensure_connection(self):
            asked.append(1)
            if len(asked) <= refused:
                raise OperationalError("couldn't get a connection")

    monkeypatch.setattr(snapshot, "connection", Busy())
    monkeypatch.setattr(snapshot, "sleep", waited.append)
    with nullcontext() if patient else pytest.raises(OperationalError):
        snapshot._connect_patiently()
    assert waited == ([1, 2] if patient else [1, 2, 4, 8])


@pytest.mark.django_db(transaction=True)
def test_one_worker_of_all_stores_a_large_directory_anew(small):
    OrganisationFactory.create_batch(6, name="Aid")
    index.settle()
    number, token = version()
    SearchSnapshot.objects.create(name="claim", number=number, token=token, data=b"")
    SearchSnapshot.objects.filter(name="static").update(number=0)
    snapshot._refreshing.acquire()
    snapshot._refresh(load())
    assert SearchSnapshot.objects.get(name="static").number == 0


@pytest.mark.django_db(transaction=True)
def test_two_threads_each_see_what_was_committed_before_they_asked():
    seen = []

    def ask(name):
        seen.append(bool(Search(parse(name), current()).found))
        connection.close()

    for name in ("Alder", "Birch", "Cedar"):
        OrganisationFactory(name=name)
        threads = [Thread(target=ask, args=[name]) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == [True] * 9


def test_a_country_without_organisations_can_be_renamed():
    country = Country.objects.get(pk="IS")
    country.name_en = "Iceland of old"
    country.save()
    assert any("iceland of old" in label.words for label in current().places.labels)
