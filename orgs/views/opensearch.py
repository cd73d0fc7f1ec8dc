"""The directory as a search engine that a browser can add (OpenSearch 1.1), in each language."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.markup import add, root, written
from orgs.views.sharing import readable_anywhere
from orgs.views.suggest import found_for

LONGEST_NAME = 16
"""Characters of a short name, as the specification allows."""

SUGGESTIONS = "application/x-suggestions+json"
TERMS = "{searchTerms}"


@require_safe
def description(request):
    """Where to search: the page, its feed, and suggestions while typing. No query."""
    xml = root("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    add(xml, "ShortName", short(settings.SITE_NAME))
    add(xml, "LongName", settings.SITE_NAME[:48])
    add(
        xml,
        "Description",
        _("Find civil-society organisations and what their civic space is like."),
    )
    pages, feed, typing = (
        settings.SITE_URL + reverse(name)
        for name in ("organisations", "organisations_atom", "opensearch_suggestions")
    )
    found = f"{feed}?q={TERMS}&sort=relevance"
    add(xml, "Url", type="text/html", template=f"{pages}?q={TERMS}")
    add(xml, "Url", type="application/atom+xml", template=found)
    add(xml, "Url", type=SUGGESTIONS, rel="suggestions", template=f"{typing}?q={TERMS}")
    own = settings.SITE_URL + reverse("opensearch")
    add(xml, "Url", type="application/opensearchdescription+xml", rel="self", template=own)
    add(xml, "Language", get_language())
    add(xml, "InputEncoding", "UTF-8")
    add(xml, "OutputEncoding", "UTF-8")
    return HttpResponse(
        written(xml), content_type="application/opensearchdescription+xml; charset=utf-8"
    )


def short(name: str) -> str:
    """As many whole words as there is room for."""
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME + 1].rpartition(" ")[0] or name[:LONGEST_NAME]


@require_safe
@readable_anywhere
def suggestions(request):
    """What `suggest` finds, as browsers read it: what was typed, then texts, what they are, and
    their pages. The queries of `suggest`; nothing for what is too long.
    """
    typed = request.GET.get("q", "").strip()
    items = [(group["label"], item) for group in found_for(typed) for item in group["items"]]
    answer = [
        typed,
        [item["text"] for _label, item in items],
        [label for label, _item in items],
        [settings.SITE_URL + item["url"] for _label, item in items],
    ]
    return JsonResponse(
        answer,
        safe=False,
        content_type=SUGGESTIONS,
        json_dumps_params={"ensure_ascii": False},
    )
