"""How well the directory is kept, as a table and as JSON: anybody may see where work waits."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orgs.quality import MEASURES, Line, quality
from orgs.views.caching import unless_changed
from orgs.views.open_data import open_data


@require_safe
@unless_changed
def quality_page(request):
    """By country, with links to the lists there are."""
    return render(request, "orgs/quality.html", {"quality": quality(), "measures": MEASURES})


@open_data
@unless_changed
def quality_json(request):
    """The same numbers; countries by their codes, with their names in the language asked in."""
    found = quality()
    return JsonResponse(
        {
            "as_of": found.day.isoformat(),
            "licence": settings.CONTENT_LICENCE_URL,
            "all": _numbers(found.total),
            "countries": [
                {"country": line.country.code, "name": line.country.name, **_numbers(line)}
                for line in found.lines
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _numbers(line: Line) -> dict[str, int]:
    return {"organisations": line.organisations, **line.counts}
