"""Pages that say what the directory is, and what robots may read."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orgs.exports.columns import COLUMNS


@require_safe
def data(request):
    """Every column of the CSV, the licence, and which addresses last."""
    return render(request, "orgs/data.html", {"columns": COLUMNS})


@require_safe
def about(request):
    return render(request, "orgs/about.html")


@require_safe
def privacy(request):
    return render(request, "orgs/privacy.html")


@require_safe
def robots(request):
    """Everything but the panel and the endless combinations of filters."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /accounts/",
        "Disallow: /*?*focus=",
        "Disallow: /*?*q=",
        "Allow: /",
        "",
        f"# {settings.SITE_URL}{reverse('data')} has the same as one file",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
