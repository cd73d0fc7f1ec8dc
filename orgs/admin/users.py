"""Accounts in the panel, for administrators."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.acts import Act, ActingAdmin
from orgs.admin.base import Rules
from orgs.admin.grants import listed_with_links
from orgs.admin.keys import Choices
from orgs.models import User
from orgs.permissions import SOMEWHERE, Role

admin.site.unregister(Group)


class RoleField(Choices):
    """The roles, in words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        return Role(group.name).label


@admin.register(User)
class UserAdmin(ActingAdmin, DjangoUserAdmin):
    """A role opens the panel; there are no permissions beside roles."""

    knows_version = False  # signing in changes an account
    rules = Rules(*[permissions.can_manage_users] * 4)
    acts = (
        Act(
            "remove_second_factor",
            _("Remove the second factor, so that a new one can be set up"),
            lambda account, user, why: account.authenticator_set.all().delete(),
            lambda user, account: account is not SOMEWHERE and account.authenticator_set.exists(),
        ),
    )
    list_display = ("username", "email", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "email")
    filter_horizontal = ()
    readonly_fields = ("for_a_time", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", ("first_name", "last_name"), "email")}),
        (_("What it may do"), {"fields": ("groups", "for_a_time", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        """The one list an account has here is that of its roles."""
        roles = Group.objects.filter(name__in=Role.values).order_by("pk")
        return RoleField(queryset=roles, required=False, label=_("role"))

    def save_related(self, request, form, formsets, change):
        """Whoever has a role may open the panel, and nobody else."""
        super().save_related(request, form, formsets, change)
        account = form.instance
        account.is_staff = (
            account.is_superuser or account.groups.exists() or account.grants.exists()
        )
        account.save(update_fields=["is_staff"])

    def described(self, form):
        """Names of fields only: values here are about a person."""
        return [str(form.fields[name].label or name) for name in form.changed_data]

    @admin.display(description=_("for a time, or a part"))
    def for_a_time(self, obj):
        return listed_with_links(obj)

    @admin.display(description=_("role"))
    def roles(self, obj):
        return ", ".join(group.name for group in obj.groups.all())
