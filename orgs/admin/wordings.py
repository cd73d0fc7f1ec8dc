"""The wordings people agree to, and the tombstones of those who were erased, for publishers."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.base import PanelAdmin, Rules
from orgs.models import ConsentWording, ErasedPerson

KEPT = Rules(permissions.can_see_people, *[permissions.can_keep_wordings] * 3)


@admin.register(ConsentWording)
class WordingAdmin(PanelAdmin):
    """One page a wording, with how many consents were given under it; fixed from the first on."""

    rules = KEPT
    list_display = ("version", "language", "from_date", "given", "in_force")
    list_filter = ("version", "language")
    search_fields = ("version",)
    fields = (("version", "language", "from_date"), "text", "consents")
    readonly_fields = ("consents",)

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-1]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_used(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_used(obj)

    @admin.display(description=_("consents ever given"))
    def given(self, obj):
        return obj.given

    @admin.display(description=_("in force now"))
    def in_force(self, obj):
        return obj.in_force

    @admin.display(description=_("consents given under it"))
    def consents(self, obj):
        query = {"wording_version": obj.version, "wording_language__exact": obj.language}
        address = f"{reverse('admin:orgs_consent_changelist')}?{urlencode(query)}"
        text = _("%(given)s ever, %(in_force)s in force now")
        return format_html(
            '<a href="{}">{}</a>', address, text % {"given": obj.given, "in_force": obj.in_force}
        )


def _is_used(obj) -> bool:
    return obj is not None and obj.is_used()


@admin.register(ErasedPerson)
class ErasedPersonAdmin(PanelAdmin):
    """Who must not come back, as far as anybody can know: how many, and since which month."""

    rules = Rules(permissions.can_erase_people)
    list_display = ("__str__", "erased_in", "by_email", "by_phone", "by_name")
    fields = ("erased_in", "by_email", "by_phone", "by_name")
    readonly_fields = ("by_email", "by_phone", "by_name")

    @admin.display(description=_("recognised by e-mail"), boolean=True)
    def by_email(self, obj):
        return bool(obj.email)

    @admin.display(description=_("by telephone"), boolean=True)
    def by_phone(self, obj):
        return bool(obj.phone)

    @admin.display(description=_("by name at the organisation"), boolean=True)
    def by_name(self, obj):
        return bool(obj.name)
