"""Pages that say what the directory is, and what robots may read."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from orgs.columns import COLUMNS
from orgs.exports.xlsx import MOST_ROWS
from orgs.tables import TABLES, Table
from orgs.views import alternates
from orgs.views.examples import credit, examples


@require_safe
def data(request):
    """How to take the content along: the forms, lines to copy, the licence, lasting addresses."""
    context = {
        "forms": alternates.ORGANISATIONS.alternates(),
        "tables": _tables(),
        "examples": examples(),
        "credit": credit(),
    }
    return render(request, "orgs/data.html", context)


@require_safe
def data_columns(request):
    """Every column of every file, and how files are written."""
    context = {"columns": COLUMNS, "tables": _tables(), "most_rows": MOST_ROWS}
    return render(request, "orgs/data_columns.html", context)


def _tables() -> list[tuple[Table, list[alternates.Alternate]]]:
    files = (
        *(alternates.COUNTRIES, alternates.RATINGS, alternates.FOCUS_AREAS),
        *(alternates.LIBRARY, alternates.COVERAGE),
    )
    return [(table, of.alternates()) for table, of in zip(TABLES, files, strict=True)]


@require_safe
def about(request):
    return render(request, "orgs/about.html")


@require_safe
def privacy(request):
    return render(request, "orgs/privacy.html", {"retention": settings.RETENTION})


@require_safe
def robots(request):
    """Robots may read everything but the panel, the accounts and forms, in each language, and
    addresses with parameters: filters, searches and orders combine without end. A page number
    alone is allowed, so that every organisation can be reached. The longest rule that fits
    decides (RFC 9309).
    """
    closed = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            closed += [reverse("admin:index"), reverse("account_login").removesuffix("login/")]
            # A form for each organisation, and addresses that only their senders know.
            pages = reverse("organisations")
            closed += [f"{pages}*/correct/", f"{pages}*/report/"]
            closed += [reverse("home") + "contribute/", reverse("follow")]
    lines = [
        "User-agent: *",
        *(f"Disallow: {address}" for address in closed),
        "Disallow: /*?",
        "Allow: /*?page=",
        "Disallow: /*?page=*&",
        "",
        f"# All organisations as one file: {settings.SITE_URL}{reverse('organisations_csv')}",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
