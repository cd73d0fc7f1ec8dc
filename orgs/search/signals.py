"""Hears every write that changes what can be found.

Fixtures (`loaddata`) are not listened to, since their rows arrive in any order: run
`rebuild_search` after loading one. Whoever writes rows past the models (generated data) calls
`orgs.search.index` itself.
"""

from django.apps import apps as installed
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_save

from orgs.models import (
    ContactPoint,
    Country,
    FocusArea,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    Region,
    SearchLabel,
    Source,
    organisations_changed,
    ratings_changed,
)
from orgs.search.index import reindex, reindex_with, rerate
from orgs.search.labels import label, refresh_labels, replace_labels
from orgs.search.version import touch

PARTS = (OrganisationName, Identifier, Office, ContactPoint, Source)
_LINKS = (Organisation.countries.through, Organisation.focus_areas.through)
_PLACING = {
    Country: ("region_id", "subregion_id"),
    FocusArea: ("parent_id", "slug"),
    Region: ("parent_id",),
}


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
    listen(pre_save, remember_place, *_PLACING)
    listen(post_save, country_written, Country)
    listen(post_save, focus_area_written, FocusArea)
    listen(post_save, region_written, Region)
    listen(post_delete, place_deleted, Country, FocusArea)
    listen(post_migrate, migrated, app)
    organisations_changed.connect(bulk_written, dispatch_uid="search")
    ratings_changed.connect(rated, dispatch_uid="search")


def organisation_written(instance, raw=False, **kwargs):
    if not raw:
        reindex([instance.pk])


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


def remember_place(sender, instance, raw=False, **kwargs):
    """What the row's place in its tree was, to compare with when it has been saved."""
    if not raw:
        instance._place_before = (
            sender.objects.filter(pk=instance.pk).values(*_PLACING[sender]).first()
        )


def country_written(sender, instance, raw=False, **kwargs):
    if not raw:
        _relabel(instance)
        if _moved(sender, instance):
            reindex_with("country", instance.pk)


def focus_area_written(sender, instance, raw=False, **kwargs):
    if not raw:
        _relabel(instance)
        if before := _moved(sender, instance):
            reindex_with("focus", before["slug"])


def region_written(sender, instance, raw=False, **kwargs):
    if not raw and _moved(sender, instance):
        reindex_with("region", instance.pk)


def place_deleted(instance, **kwargs):
    """Nothing is in it any more: a country or area that organisations have cannot go."""
    row = label(instance)
    replace_labels({}, SearchLabel.objects.filter(token=row.token))


def _relabel(instance) -> None:
    """Its names, and a sign to caches even when they are the same: pages show more of it."""
    touch()
    row = label(instance)
    replace_labels({row.token: row.words}, SearchLabel.objects.filter(token=row.token))


def _moved(sender, instance) -> dict | None:
    """Its place before, if that is another now."""
    before = instance.__dict__.pop("_place_before", None)
    same = not before or all(getattr(instance, name) == before[name] for name in before)
    return None if same else before


def rated(countries, **kwargs):
    rerate(set(countries))


def migrated(apps=installed, **kwargs):
    """Reference data may have been loaded by a migration, which sends no signals. Emptying all
    tables (`flush`) comes here too, without `apps`.
    """
    if ("orgs", "searchlabel") in {
        (m._meta.app_label, m._meta.model_name) for m in apps.get_models()
    }:
        refresh_labels()
