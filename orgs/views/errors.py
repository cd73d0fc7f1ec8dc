"""Refusing an address that cannot be read, in plain words."""

from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request, problems: list[str]):
    """A 400 page that names what was wrong."""
    context = {
        "status": 400,
        "title": _("This address cannot be read"),
        "message": _("Something in it is not valid:"),
        "details": problems,
    }
    return render(request, "error.html", context, status=400)
