"""The directory's one application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = _("Directory")

    def ready(self):
        """Connects what must follow a write inside its transaction."""
        from orgs import permissions
        from orgs.actions import protection  # noqa: F401
        from orgs.matching import store
        from orgs.reference import loader
        from orgs.search import signals

        permissions.connect(self)
        loader.connect(self)
        signals.connect(self)  # after the reference data, whose names it makes searchable
        store.connect()
