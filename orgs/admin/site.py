"""The panel's first page and sidebar: what is used every day first, in groups."""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from orgs import permissions

GROUPS = (
    (_("Directory"), ("Organisation", "Resource")),
    (
        _("Incoming"),
        ("Suggestion", "Import", "ImportMapping", "PossibleDuplicate", "Merge"),
    ),
    (
        _("Safety"),
        (
            "Contact",
            "Consent",
            "ConsentWording",
            "ProtectionOverride",
            "CivicSpaceRating",
            "ErasedPerson",
        ),
    ),
    (
        _("Parts of organisations"),
        (
            "OrganisationName",
            "Office",
            "ContactPoint",
            "Identifier",
            "Relation",
            "Source",
            "FormerSlug",
        ),
    ),
    (_("Verification"), ("Reminder", "LinkCheck")),
    (_("Reference"), ("Country", "Region", "FocusArea", "IdentifierScheme")),
    (_("Accounts"), ("User", "Grant")),
    (_("Upkeep"), ("RetentionRun",)),
)


def grouped(stock):
    """`AdminSite.get_app_list` with our one application in groups; other applications follow."""

    def get_app_list(request, app_label=None):
        apps = stock(request, app_label)
        ours = next((app for app in apps if app["app_label"] == "orgs"), None)
        if ours is None or app_label:
            return apps
        known = {entry["object_name"]: entry for entry in ours["models"]}
        groups = [
            {**ours, "name": name, "app_label": f"orgs-{number}", "models": models}
            for number, (name, names) in enumerate(GROUPS)
            if (models := [known[name] for name in names if name in known])
        ]
        return [*groups, *(app for app in apps if app is not ours)]

    return get_app_list


NAMED = {
    ("Relation", "to_organisation"),
    ("Resource", "organisations"),
    ("Resource", "submitted_by"),
}
"""Fields in which an organisation is only named: those anybody can read about will do."""


class Autocomplete(AutocompleteJsonView):
    """Completes fields of a record. Stock Django fails for what only points at a record."""

    def process_request(self, request):
        term, model_admin, source, to_field = super().process_request(request)
        if not isinstance(source, Field):
            raise PermissionDenied
        return term, model_admin, source, to_field

    def get_queryset(self):
        source = self.source_field
        if (source.model.__name__, source.name) not in NAMED:
            return super().get_queryset()
        known = permissions.known_organisations(self.request.user).order_by("name", "pk")
        return self.model_admin.get_search_results(self.request, known, self.term)[0]


admin.site.autocomplete_view = Autocomplete.as_view(admin_site=admin.site)
admin.site.get_app_list = grouped(admin.site.get_app_list)
admin.site.index_title = _("Editors’ panel")
