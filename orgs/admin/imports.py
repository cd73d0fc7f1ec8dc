"""Imports in the panel: upload, look, try, import, undo. One page for each, whatever its state."""

from dataclasses import replace

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orgs import actions, permissions
from orgs.admin.base import PanelAdmin, Rules
from orgs.admin.import_forms import ColumnsForm, DecisionsForm, ReadingForm, UploadForm
from orgs.choices import ImportState, PublicationState, RowChoice, RowOutcome
from orgs.imports import content, files, jobs
from orgs.imports.apply import to_create, to_propose, undo_import
from orgs.imports.cells import may_name_somebody
from orgs.imports.headings import PERSON
from orgs.imports.limits import Unreadable
from orgs.imports.prepare import prepare, read_as
from orgs.imports.records import Reading
from orgs.imports.report import differences, in_short, report
from orgs.models import Import, ImportMapping, ImportRow, Organisation
from orgs.search.index import index_later
from orgs.text import squash

PAGE = 50
SAMPLE = 3
RUNNING = (ImportState.TRYING, ImportState.IMPORTING)
MOST_PUBLISHED = 500
IMPORTS = Rules(permissions.can_import, permissions.can_import, permissions.can_import)


@admin.register(ImportMapping)
class ImportMappingAdmin(PanelAdmin):
    """Mappings are made while importing; here they are renamed or removed."""

    rules = Rules(
        permissions.can_import, permissions.nobody, permissions.can_import, permissions.can_import
    )
    list_display = ("name", "headings")
    fields = ("name", "headings")
    readonly_fields = ("headings",)

    @admin.display(description=gettext_lazy("columns"))
    def headings(self, obj):
        return ", ".join(f"{heading} → {target}" for heading, target in obj.columns.items())


@admin.register(Import)
class ImportAdmin(PanelAdmin):
    """Everything but the list is a page of our own."""

    rules = IMPORTS
    list_display = ("name", "state", "rows_of", "started_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("started_by",)
    search_fields = ("name",)

    def get_queryset(self, request):
        """While a file is kept there may be people in it: it is for who brought it, and for those
        who may see people.
        """
        found = super().get_queryset(request).defer("content", "decisions", "open_words")
        if permissions.can_see_people(request.user):
            return found
        return found.filter(Q(started_by=request.user) | Q(content=None))

    @admin.display(description=gettext_lazy("rows"))
    def rows_of(self, obj):
        return sum(obj.counts.values()) if obj.counts else self.empty_value_display

    def get_urls(self):
        step = self.admin_site.admin_view(self.step_view)
        told = self.admin_site.admin_view(self.report_view)
        return [
            path("<path:object_id>/report.csv", told, name="orgs_import_report"),
            path("<path:object_id>/step/<slug:step>/", step, name="orgs_import_step"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        """The first step: a file."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                of_import = self._uploaded(form, request.user)
            except Unreadable as error:
                form.add_error("file", error)
            else:
                return _to(of_import)
        return self._page(request, "add", {"form": form, "title": _("Import a list")})

    def _uploaded(self, form, user) -> Import:
        of_import = prepare(
            form.opened,
            name=form.cleaned_data["file"].name,
            by=user,
            reading=form.reading,
            mapping=form.cleaned_data["mapping"],
        )
        of_import.content, of_import.size = form.packed, form.size
        of_import.source_title = form.cleaned_data["source_title"]
        of_import.source_url = form.cleaned_data["source_url"]
        of_import.save()
        return of_import

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Where it stands, and what can be done next. GET only looks."""
        of_import = self._import(request, object_id)
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET"])
        return self._shown(request, of_import)

    def _import(self, request, object_id) -> Import:
        if not self.has_change_permission(request):
            raise PermissionDenied
        of_import = self.get_object(request, str(object_id))
        if of_import is None:
            raise Http404
        return of_import

    def _shown(self, request, of_import: Import, status=200, **forms):
        context = {"of_import": of_import, "title": of_import.name, "states": ImportState}
        state = of_import.state
        if state in RUNNING:
            context["standing"] = jobs.standing(of_import)
        elif state == ImportState.UPLOADED:
            context |= self._looking(of_import, forms)
        else:
            context |= self._rows(request, of_import)
            if state == ImportState.TRIED and of_import.open_words:
                context["decisions"] = forms.get("decisions") or DecisionsForm(of_import=of_import)
        return self._page(request, "page", context, status)

    def _looking(self, of_import: Import, forms: dict) -> dict:
        """The first records as the file is read now, beside what the columns are."""
        columns = forms.get("columns") or ColumnsForm(of_import=of_import)
        context = {
            "format": files.FORMATS[of_import.reading["format"]],
            "reading": forms.get("reading") or ReadingForm(of_import=of_import),
            "columns": columns,
            "people": PERSON[0] in of_import.columns,
        }
        try:
            table = files.table(content.opened(of_import), Reading(**of_import.reading))
            sample = [record for record, _n in zip(table.records(), range(SAMPLE), strict=False)]
        except Unreadable as error:
            return context | {"unreadable": " ".join(error.messages)}
        context["hashtags"] = table.hashtags
        names = [name for name in columns.fields if name.startswith("column-")]
        context["sample"] = [
            (heading, columns[names[place]] if names else None, _cells(sample, place))
            for place, heading in enumerate(of_import.headings)
        ]
        return context

    def _rows(self, request, of_import: Import) -> dict:
        """A page of rows; some six queries."""
        wanted = request.GET.get("outcome", "")
        rows = of_import.rows.select_related("organisation").defer("people").order_by("number")
        if wanted in RowOutcome.values:
            rows = rows.filter(outcome=wanted)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        for row in page:
            row.shown = differences(row.changes)
            row.said = "" if row.shown else in_short(row.values)
        counts = of_import.counts
        return {
            "page": page,
            "wanted": wanted,
            "outcomes": [(one, counts.get(one.value, 0)) for one in RowOutcome],
            "choices": RowChoice.choices,
            "to_create": of_import.rows.filter(to_create()).count(),
            "to_propose": of_import.rows.filter(to_propose()).count(),
            "decides": any(row.outcome == RowOutcome.DUPLICATE for row in page),
            "with_people": of_import.rows.filter(to_create() | to_propose())
            .exclude(people=[])
            .count(),
            "undecided": of_import.rows.filter(outcome=RowOutcome.DUPLICATE, choice="").count(),
            "may_publish": permissions.can_publish(request.user),
            "drafts": self._drafts(of_import).count(),
        }

    @staticmethod
    def _drafts(of_import: Import):
        made = of_import.rows.filter(created=True).values("organisation")
        waiting = (PublicationState.DRAFT, PublicationState.IN_REVIEW)
        return Organisation.objects.filter(pk__in=made, state__in=waiting)

    def _page(self, request, name, context, status=200):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/orgs/import/{name}.html", context, status=status)

    def step_view(self, request, object_id, step):
        """One step; POST only. Pressed twice, it is done once."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        of_import = self._import(request, object_id)
        do = getattr(self, f"_step_{step}", None)
        if do is None:
            raise Http404
        try:
            return do(request, of_import) or _to(of_import, request.GET.urlencode())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return _to(of_import)

    def _step_read(self, request, of_import):
        """Reads the file in another way."""
        form = ReadingForm(request.POST, of_import=of_import)
        if not form.is_valid():
            return self._shown(request, of_import, 422, reading=form)
        opened = content.opened(of_import)
        reading = Reading(**of_import.reading)
        if form.cleaned_data.get("sheet", reading.sheet) != reading.sheet:
            reading = files.with_sheet(opened, reading, form.cleaned_data["sheet"])
        else:
            reading = replace(reading, **form.cleaned_data)
        read_as(of_import, opened, reading)
        of_import.save(update_fields=["reading", "headings", "columns"])

    def _step_try(self, request, of_import):
        """Takes the columns as they were chosen, and tries every row."""
        form = ColumnsForm(request.POST, of_import=of_import)
        if not form.is_valid():
            return self._shown(request, of_import, 422, columns=form)
        of_import.columns = form.columns()
        of_import.replace_lists = form.cleaned_data["replace_lists"]
        of_import.save(update_fields=["columns", "replace_lists"])
        if name := form.cleaned_data["save_as"]:
            _keep(of_import, name)
        jobs.begin(of_import, jobs.TRY, by=request.user)

    def _step_again(self, request, of_import):
        """Back to the columns; nothing has been changed yet."""
        if of_import.state == ImportState.TRIED or self._is_dead(of_import):
            Import.objects.filter(pk=of_import.pk).update(state=ImportState.UPLOADED, problem="")

    @staticmethod
    def _is_dead(of_import) -> bool:
        return of_import.state in RUNNING and jobs.standing(of_import).is_dead

    def _step_decide(self, request, of_import):
        """What unclear words mean; the file is tried again with it."""
        form = DecisionsForm(request.POST, of_import=of_import)
        if not form.is_valid():
            return self._shown(request, of_import, 422, decisions=form)
        of_import.decisions = of_import.decisions | form.decided()
        of_import.save(update_fields=["decisions"])
        jobs.begin(of_import, jobs.TRY, by=request.user)

    def _step_choose(self, request, of_import):
        """What rows are that may be here already: those on the page, or all of them."""
        if of_import.state != ImportState.TRIED:
            return
        rows = of_import.rows.filter(outcome=RowOutcome.DUPLICATE)
        everything = request.POST.get("all", "")
        if everything in RowChoice.values:
            self._decide(rows, everything)
            return
        for name, choice in request.POST.items():
            number = name.removeprefix("row-")
            if name != number and number.isdigit() and choice in ("", *RowChoice.values):
                self._decide(rows.filter(number=int(number)), choice)

    @staticmethod
    def _decide(rows, choice):
        """A row that repeats another of the file is nobody's change."""
        if choice == RowChoice.UPDATE:
            rows = rows.filter(organisation__isnull=False, twin=None)
        rows.update(choice=choice)

    def _step_apply(self, request, of_import):
        jobs.begin(of_import, jobs.APPLY, by=request.user)

    def _step_stop(self, request, of_import):
        jobs.stop(of_import)
        messages.info(request, _("It stops after the rows it is at. Nothing is changed."))

    def _step_discard(self, request, of_import):
        """Throws the file away, and what was kept of its rows."""
        waiting = (ImportState.UPLOADED, ImportState.TRIED)
        if Import.objects.filter(pk=of_import.pk, state__in=waiting).update(
            state=ImportState.CANCELLED, content=None, counts={}, open_words={}
        ):
            rows = ImportRow.objects.filter(of_import=of_import)
            rows._raw_delete(rows.db)

    def _step_undo(self, request, of_import):
        kept = undo_import(of_import, by=request.user)
        for name in kept[:20]:
            text = _("%(name)s was published or changed since, and stays.")
            messages.warning(request, text % {"name": name})
        if len(kept) > 20:
            messages.warning(request, _("%(more)s more stay.") % {"more": len(kept) - 20})
        if kept:
            messages.info(request, _("The import is undone, but for those that stay."))
        else:
            messages.success(request, _("The import is undone."))

    def _step_publish(self, request, of_import):
        """Publishes its drafts, a few hundred at a press. Those whose text may give somebody's
        address or number away wait for a look.
        """
        facts = self._drafts(of_import).order_by("pk").values_list("pk", "summary", "description")
        plain, held, done = [], 0, 0
        for pk, *texts in facts.iterator():
            if may_name_somebody(*texts):
                held += 1
            elif len(plain) < MOST_PUBLISHED:
                plain.append(pk)
        with index_later():
            for one in self._drafts(of_import).filter(pk__in=plain).order_by("pk"):
                actions.publish(record=one, by=request.user)
                done += 1
        if done:
            text = ngettext("%(done)s published.", "%(done)s published.", done)
            messages.success(request, text % {"done": done})
        if held:
            messages.warning(request, _held(held))

    def _step_review(self, request, of_import):
        """Sends its drafts to review."""
        done = 0
        with index_later():
            drafts = self._drafts(of_import).filter(state=PublicationState.DRAFT).order_by("pk")
            for one in drafts[:MOST_PUBLISHED]:
                actions.send_to_review(record=one, by=request.user)
                done += 1
        text = ngettext("%(done)s sent to review.", "%(done)s sent to review.", done)
        messages.success(request, text % {"done": done})

    def report_view(self, request, object_id):
        """What becomes of every row, as CSV."""
        of_import = self._import(request, object_id)
        response = StreamingHttpResponse(report(of_import), content_type="text/csv; charset=utf-8")
        name = f"import-{of_import.pk}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _held(number: int):
    """What is said of drafts that were not published, with the way to them."""
    text = ngettext(
        "%(number)s stays as it is: its text may hold somebody’s e-mail address or number. Open it,"
        " look, and publish it when it names nobody.",
        "%(number)s stay as they are: their texts may hold somebody’s e-mail address or number."
        " Open each, look, and publish it when it names nobody.",
        number,
    )
    drafts = reverse("admin:orgs_organisation_changelist") + "?state__exact=draft"
    return format_html(
        '{} <a href="{}">{}</a>', text % {"number": number}, drafts, _("Show the drafts")
    )


def _cells(sample, place: int) -> list[str]:
    return [one.cells[place] for one in sample if place < len(one.cells)]


def _keep(of_import: Import, name: str) -> None:
    columns = {
        squash(heading): target
        for heading, target in zip(of_import.headings, of_import.columns, strict=True)
        if heading.strip()
    }
    ImportMapping.objects.update_or_create(
        name=name, defaults={"columns": columns, "decisions": of_import.decisions}
    )


def _to(of_import: Import, query: str = "") -> HttpResponseRedirect:
    address = reverse("admin:orgs_import_change", args=[of_import.pk])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
