"""Two editors of one record, at the same moment: the index has what both wrote."""

from contextlib import closing
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from orgs.models import Organisation, OrganisationName
from orgs.search.index import rebuild
from tests.factories import OrganisationFactory
from tests.search.results import search
from tests.search.test_store import everything

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def saves(pk):
    one = Organisation.objects.get(pk=pk)
    one.summary = "Lighthouse"
    one.save()


def adds_a_name(pk):
    OrganisationName.objects.create(organisation_id=pk, text="Harbour", kind="alias")


class Editor(Thread):
    """Somebody who does one thing in a transaction, then another when told to, and commits."""

    def __init__(self, pk, first, then=lambda pk: None):
        super().__init__(daemon=True)
        self.pk, self.first, self.then = pk, first, then
        self.has_written, self.may_go_on = Event(), Event()
        self.failed = None

    def run(self):
        try:
            with closing(connection), transaction.atomic():
                self.first(self.pk)
                self.has_written.set()
                assert self.may_go_on.wait(30)
                self.then(self.pk)
        except Exception as error:
            self.failed = error

    def write_and_wait(self):
        self.start()
        assert self.has_written.wait(30)

    def write_behind(self, other):
        """Begins to write, cannot, and does once the other has come to an end."""
        self.may_go_on.set()
        self.start()
        assert not self.has_written.wait(0.5)
        other.may_go_on.set()
        for editor in (other, self):
            editor.join(30)
            assert editor.failed is None


@pytest.mark.parametrize(("first", "second"), [(saves, adds_a_name), (adds_a_name, saves)])
def test_what_either_wrote_is_found(first, second):
    pk = OrganisationFactory().pk
    one, other = Editor(pk, first), Editor(pk, second)
    one.write_and_wait()
    other.write_behind(one)

    assert search("harbour").found
    assert search("lighthouse").found
    before = everything()
    rebuild()
    assert everything() == before


def test_a_part_and_then_the_record_do_not_wait_for_who_waits_for_them():
    pk = OrganisationFactory().pk
    one, other = Editor(pk, adds_a_name, then=saves), Editor(pk, saves)
    one.write_and_wait()
    other.write_behind(one)

    assert search("harbour").found
    assert search("lighthouse").found
