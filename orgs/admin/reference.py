"""Countries, regions, focus areas and registers in the panel."""

from django.contrib import admin
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.base import REFERENCE, FoldedSearch, KnowsRelated, PanelAdmin, Rules
from orgs.choices import NOT_RATED_LABEL, Language, Rating
from orgs.forms import CountryForm
from orgs.models import Country, FocusArea, IdentifierScheme, Region
from orgs.models.focus import INTRODUCTIONS

NAMES = tuple(Country.name_field(language) for language in Language.values)


class PanelCountryForm(KnowsRelated, CountryForm):
    """The form, with selects that know what the record has loaded."""


@admin.register(Country)
class CountryAdmin(FoldedSearch, PanelAdmin):
    rules = REFERENCE
    form = PanelCountryForm
    list_display = ("name", "code", "civic_space", "region", "subregion")
    list_select_related = ("region", "subregion")
    list_filter = ("region",)
    search_fields = ("name_en",)
    also_searched = ("code", "alpha3")
    autocomplete_fields = ("region", "subregion", "neighbours")
    fieldsets = (
        (None, {"fields": (("code", "alpha3", "m49"),)}),
        (_("Names"), {"fields": (*NAMES, "aliases")}),
        (
            _("Place"),
            {"fields": (("region", "subregion"), "neighbours", ("latitude", "longitude"))},
        ),
    )

    def searched_texts(self, obj):
        return [*super().searched_texts(obj), *obj.aliases]

    def get_queryset(self, request):
        return super().get_queryset(request).with_rating()

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj else None

    @admin.display(description=_("name"), ordering="name_en")
    def name(self, obj):
        return obj.name

    @admin.display(description=_("civic space"))
    def civic_space(self, obj):
        return Rating(obj.rating).label if obj.rating else NOT_RATED_LABEL


@admin.register(Region)
class RegionAdmin(FoldedSearch, PanelAdmin):
    """The UN's list: read, never edited here."""

    rules = Rules()
    list_display = ("name_en", "code", "level", "parent")
    list_select_related = ("parent",)
    list_filter = ("level",)
    search_fields = ("name_en",)


class FocusAreaForm(KnowsRelated, ModelForm):
    """The form, with selects that know what the record has loaded."""


@admin.register(FocusArea)
class FocusAreaAdmin(FoldedSearch, PanelAdmin):
    rules = REFERENCE
    form = FocusAreaForm
    list_display = ("label", "scheme", "code", "parent")
    list_select_related = ("parent",)
    list_filter = ("scheme",)
    search_fields = ("name_en",)
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": (("scheme", "code", "position"), "slug", "parent")}),
        (_("Names"), {"fields": NAMES}),
        (_("Introductions"), {"fields": tuple(INTRODUCTIONS.values())}),
    )

    def get_readonly_fields(self, request, obj=None):
        """Addresses, exports and other records hang on these."""
        return ("scheme", "code", "slug") if obj else ()

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj else None

    @admin.display(description=_("name"), ordering="name_en")
    def label(self, obj):
        return obj.label


@admin.register(IdentifierScheme)
class IdentifierSchemeAdmin(PanelAdmin):
    rules = Rules(permissions.can_use_panel, *[permissions.can_add_reference] * 3)
    list_display = ("code", "name", "country")
    list_select_related = ("country",)
    search_fields = ("code", "name")
    autocomplete_fields = ("country",)

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()
