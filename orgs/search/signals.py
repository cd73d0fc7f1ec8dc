"""Hears every write that changes what can be found.

Fixtures (`loaddata`) are not listened to, since their rows arrive in any order: run
`rebuild_search` after loading one. Whoever writes rows past the models (generated data) calls
`orgs.search.index` itself.
"""

from django.apps import apps as installed
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save

from orgs.models import (
    ContactPoint,
    Country,
    FocusArea,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    Region,
    Resource,
    SearchLabel,
    SearchVersion,
    Source,
    organisations_changed,
    ratings_changed,
)
from orgs.search.index import LAYOUT, rebuild, reindex
from orgs.search.labels import label, refresh_labels, replace_labels
from orgs.search.version import touch

PARTS = (OrganisationName, Identifier, Office, ContactPoint, Source)
_LINKS = (Organisation.countries.through, Organisation.focus_areas.through)
_NAMED = (Country, FocusArea)
_PLACES = (*_NAMED, Region)


def connect(app) -> None:
    """Called once, when the application is ready."""

    def listen(signal, receiver, *senders):
        for sender in senders:
            signal.connect(receiver, sender=sender, dispatch_uid=f"search {receiver.__name__}")

    listen(post_save, organisation_written, Organisation)
    listen(post_delete, organisation_written, Organisation)
    listen(post_save, part_written, *PARTS)
    listen(post_delete, part_written, *PARTS)
    listen(m2m_changed, links_changed, *_LINKS)
    listen(post_save, place_written, *_PLACES)
    listen(post_delete, place_deleted, *_PLACES)
    listen(post_migrate, migrated, app)
    organisations_changed.connect(bulk_written, dispatch_uid="search")
    ratings_changed.connect(rated, dispatch_uid="search")


def organisation_written(instance, raw=False, **kwargs):
    if not raw:
        reindex([instance.pk], locked=True)


def part_written(instance, raw=False, origin=None, **kwargs):
    """A part that goes because its organisation does is no news: the organisation's own
    deletion is heard.
    """
    cascade = isinstance(origin, Organisation) or getattr(origin, "model", None) is Organisation
    if not raw and not cascade:
        reindex([instance.organisation_id])


def bulk_written(ids, **kwargs):
    reindex(ids)


def links_changed(instance, action, **kwargs):
    """Countries and focus areas. They are only ever set from the organisation's side: the
    history refuses the other one.
    """
    if action in {"post_add", "post_remove", "post_clear"}:
        reindex([instance.pk])


def place_written(instance, raw=False, **kwargs):
    """Its names and what stands above it, for every organisation that is there: readers work that
    out themselves.
    """
    if not raw:
        touch(places=True)
        _relabel(instance, gone=False)


def place_deleted(instance, **kwargs):
    """No organisation is in it any more: a country or area that some have cannot go."""
    touch(places=True)
    _relabel(instance, gone=True)


def _relabel(instance, *, gone: bool) -> None:
    if isinstance(instance, _NAMED):
        row = label(instance)
        stored = SearchLabel.objects.filter(token=row.token)
        replace_labels({} if gone else {row.token: row.words}, stored)


def rated(**kwargs):
    touch(places=True)


def migrated(apps=installed, **kwargs):
    """Reference data may have been loaded by a migration, which sends no signals; and an update
    may make the index otherwise than it was. Emptying all tables (`flush`) comes here too,
    without `apps`.
    """
    there = {str(column) for model in apps.get_models() for column in model._meta.fields}
    if not {"orgs.SearchSnapshot.name", "orgs.Resource.search_text"} <= there:
        return
    refresh_labels()
    Resource.objects.filter(search_text="").refold()
    if SearchVersion.objects.values_list("layout", flat=True).first() != LAYOUT:
        rebuild()
