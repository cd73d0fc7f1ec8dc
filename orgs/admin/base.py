"""What every page of the panel shares: rules, quick widgets, folded search, history."""

from typing import NamedTuple

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models

from orgs import permissions
from orgs.actions.base import sign
from orgs.admin.choosing import OneOrganisation, choice_of
from orgs.admin.conflicts import KnowsVersion
from orgs.admin.history import described
from orgs.admin.keys import Choices, could_be_key
from orgs.admin.past import HistoryPages
from orgs.permissions import SOMEWHERE
from orgs.search.index import index_later
from orgs.text import words

EMPTY = "–"


class Rules(NamedTuple):
    """Which functions of `orgs.permissions` answer for a kind of record."""

    view: object = permissions.can_use_panel
    add: object = permissions.nobody
    change: object = permissions.nobody
    delete: object = permissions.nobody


RECORD = Rules(
    permissions.can_view_organisation,
    permissions.can_add_record,
    permissions.can_change_record,
    permissions.can_delete_record,
)
REFERENCE = Rules(
    permissions.can_use_panel,
    permissions.can_add_reference,
    permissions.can_change_reference,
    permissions.can_add_reference,
)
PEOPLE = Rules(*[permissions.can_change_people] * 4)
PART = Rules(permissions.can_view_organisation, *[permissions.can_change_record] * 3)


class RuledMixin:
    """Asks `rules` instead of Django's permission table. `subject` is what the rules look at: the
    record itself, or the organisation that a part belongs to.
    """

    rules = Rules()

    def subject(self, obj):
        return obj

    def _ask(self, rule, request, obj=None):
        """Without a record: whether there may be any, for lists and for what is added."""
        return rule(request.user, SOMEWHERE if obj is None else self.subject(obj))

    def has_module_permission(self, request):
        return self._ask(self.rules.view, request)

    def has_view_permission(self, request, obj=None):
        may_see = self._ask(self.rules.view, request, obj)
        return may_see or self.has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._ask(self.rules.add, request, obj)

    def has_change_permission(self, request, obj=None):
        return self._ask(self.rules.change, request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._ask(self.rules.delete, request, obj)


class LeanWidgets:
    """Selects without the icons that open other windows, and without a query for each row; an
    address typed without its scheme is taken for https.
    """

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            field.widget = widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= choice_of(db_field, request, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["form_class"] = Choices
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= choice_of(db_field, request, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class KnowsRelated:
    """For forms: tells each field for an organisation what the instance has loaded already."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, related in self.instance._state.fields_cache.items():
            widget = self.fields[name].widget if name in self.fields else None
            if isinstance(widget, OneOrganisation):
                widget.known = related


class FoldedSearch:
    """Search in a small table as the public search compares texts: accents, case and the forms
    of Arabic letters do not matter. Reads the whole table (a few hundred rows), one query.
    """

    def folded(self, obj) -> str:
        return " ".join(words(" ".join(self.searched_texts(obj))))

    def searched_texts(self, obj) -> list[str]:
        return [*obj.all_names.values(), *(str(getattr(obj, name)) for name in self.also_searched)]

    also_searched = ("code",)

    def get_search_results(self, request, queryset, search_term):
        wanted = words(search_term)
        if not wanted:
            return queryset, False
        texts = {obj.pk: self.folded(obj) for obj in self.model._default_manager.all()}
        found = [pk for pk, text in texts.items() if all(word in text for word in wanted)]
        return queryset.filter(pk__in=found), False


class PanelAdmin(HistoryPages, RuledMixin, LeanWidgets, admin.ModelAdmin):
    """The base of every kind of record."""

    knows_version = True
    """Whether who saves a record that somebody else has changed meanwhile is told."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = EMPTY
    save_on_top = False

    def get_object(self, request, object_id, from_field=None):
        """Who may see none of its kind is told that, whether there is one or not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def get_actions(self, request):
        """Deleting goes one by one, with its own page of consequences."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def response_action(self, request, queryset):
        """Rows that cannot be were not ticked in a list of ours."""
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not could_be_key(self.opts.pk, key):
                raise BadRequest
        return super().response_action(request, queryset)

    def lookup_allowed(self, lookup, value, request):
        """Only what the list itself offers as a filter: anything else asks questions about
        records and parts that the user may not know of.
        """
        filters = self.get_list_filter(request)
        if lookup in {getattr(one, "parameter_name", None) for one in filters}:
            return True  # a filter with values of its own, which it checks itself
        offered = {one if isinstance(one, str) else one[0] for one in self.plain_filters(request)}
        name, _separator, how = lookup.partition("__")
        return name in offered and (how in {"", "exact", "isnull"} or how.endswith("__exact"))

    def plain_filters(self, request):
        """Filters named by a field; the others check their own values."""
        return [one for one in self.get_list_filter(request) if isinstance(one, str | tuple)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self._keeps_version(request, obj):
            kwargs["form"] = type(self.form.__name__, (KnowsVersion, self.form), {})
        made = super().get_form(request, obj, change=change, **kwargs)
        made.user = request.user  # the class is made for this request
        return made

    def get_fieldsets(self, request, obj=None):
        """Who only reads saves no version."""
        sets = super().get_fieldsets(request, obj)
        if not self._keeps_version(request, obj) or "version" in flatten_fieldsets(sets):
            return sets
        title, last = sets[-1]
        return [*sets[:-1], (title, {**last, "fields": (*last["fields"], "version")})]

    def _keeps_version(self, request, obj) -> bool:
        return self.knows_version and obj is not None and self.has_change_permission(request, obj)

    def get_view_on_site_url(self, obj=None):
        """Only where there is something to see; subclasses know."""
        return None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A record and its parts are indexed once, whatever was changed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with index_later():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        sign(obj, by=request.user, reason=form.cleaned_data.get("reason", ""))
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        reason = form.cleaned_data.get("reason", "")
        for part in formset.forms:
            sign(part.instance, by=request.user, reason=reason)
        super().save_formset(request, form, formset, change)

    def construct_change_message(self, request, form, formsets, add=False):
        """Records without a history of their own keep the values in the panel's log."""
        message = super().construct_change_message(request, form, formsets, add)
        if not hasattr(self.model, "history"):
            for part in message:
                if "changed" in part and "name" not in part["changed"]:
                    part["changed"]["fields"] = self.described(form)
        return message

    def described(self, form) -> list[str]:
        return described(form)

    def get_deleted_objects(self, objs, request):
        """What belongs to a record goes with it: the rule of the record itself decides."""
        deleted, counts, _lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def delete_model(self, request, obj):
        sign(obj, by=request.user)
        super().delete_model(request, obj)
