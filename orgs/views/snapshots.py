"""The dated snapshots there are, as a page, as JSON and as the files themselves."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orgs.exports.snapshots import pieces, standing
from orgs.snapshots import Snapshot
from orgs.views.alternates import FORMS
from orgs.views.open_data import as_file, open_data


@require_safe
def snapshots_page(request):
    return render(request, "orgs/snapshots.html", {"snapshots": standing()})


@open_data
def snapshots_json(request):
    """The same, for programmes that fetch the newest: it is the first."""
    return JsonResponse(
        {
            "licence": settings.CONTENT_LICENCE_URL,
            "snapshots": [_described(one) for one in standing()],
        }
    )


def _described(one: Snapshot) -> dict:
    return {
        "date": one.iso_day,
        "url": settings.SITE_URL + reverse("snapshot", args=[one.iso_day]),
        "bytes": one.size,
        "sha256": one.sha256,
        "counts": one.counts,
        "changes_since": one.since and one.since.isoformat(),
    }


@open_data
def snapshot(request, day: str):
    """The package of a day; 404 as soon as it does not stand, whatever the cause. Its name is
    looked for among those there are, so that no address leads elsewhere in the file system.
    """
    found = [one for one in standing() if one.iso_day == day]
    if not found:
        raise Http404
    [one] = found
    content = () if request.method == "HEAD" else pieces(one)
    response = as_file(FORMS["zip"], one.file_name, content, one.sha256)
    response.headers["Content-Length"] = str(one.size)
    return response
