"""Following the directory while two editors save at once."""

from contextlib import closing, suppress
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from tests.api.v1.test_changes import Follower
from tests.factories import OrganisationFactory


class Editor(Thread):
    """Somebody who saves one record on a connection of their own, and commits when told to."""

    def __init__(self, one, *, commits=True):
        super().__init__(daemon=True)
        self.one, self.commits = one, commits
        self.has_saved, self.may_end = Event(), Event()

    def run(self):
        with suppress(Taken), closing(connection), transaction.atomic():
            self.one.summary = f"Saved by {self.name}"
            self.one.save()
            self.has_saved.set()
            assert self.may_end.wait(30)
            if not self.commits:
                raise Taken


class Taken(Exception):
    """Back: the transaction leaves nothing."""


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("commits", [True, False])
def test_who_commits_late_is_not_passed_over(ask, commits):
    """A copy that read between two writers would never ask again for a number it has passed."""
    slow, quick = OrganisationFactory.create_batch(2)
    follower = Follower(ask)
    first, second = Editor(slow, commits=commits), Editor(quick)
    first.start()
    assert first.has_saved.wait(30)
    second.may_end.set()
    second.start()
    assert not second.has_saved.wait(0.5), "it was given a number before the first one committed"
    assert follower.come_back().seen == []
    first.may_end.set()
    first.join(30)
    second.join(30)

    told = [slow, quick] if commits else [quick]
    for _again in range(2):
        assert sorted(follower.come_back().seen) == sorted(
            (one.public_id, "changed") for one in told
        )
