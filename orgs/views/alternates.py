"""The forms in which pages can be taken away: the one place that knows them.

The addresses of files in the URLconf, the links on a page, its `Link` headers and its
`<link rel="alternate">` all follow from here. Which form is sent follows from the end of the
address alone, so that an address is one file, whoever asks for it with whatever programme.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from orgs import rating_changes
from orgs.library.parameters import LibraryFilters
from orgs.parameters import cleaned, query_string

COVERAGE_ASKS = ("rows", "region", "rating")

LONGEST = 400
"""Letters of an address that is still repeated in headers: some proxies refuse longer ones than
4 KB altogether. The page itself links its files whatever their addresses are.
"""


@dataclass(frozen=True)
class Form:
    """What a file can be: the end of its address, its type as links and headers name it, what
    people call it and what it is for. `is_saved`: browsers are told to save it, not to show it.
    """

    suffix: str
    media_type: str
    label: str
    purpose: str
    parameters: str = ""
    is_saved: bool = True

    @property
    def content_type(self) -> str:
        return f"{self.media_type}{self.parameters}"


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {
    form.suffix: form
    for form in (
        Form(
            "csv",
            "text/csv",
            "CSV",
            _("Any program that reads tables"),
            "; charset=utf-8; header=present",
        ),
        Form("xlsx", _SHEET, "Excel", _("Excel, LibreOffice and other spreadsheets")),
        Form("json", "application/json", "JSON", _("Programs of your own"), is_saved=False),
        Form("geojson", "application/geo+json", "GeoJSON", _("Maps"), is_saved=False),
        Form("vcf", "text/vcard", "vCard", _("Address books"), "; charset=utf-8"),
        Form(
            "zip",
            "application/zip",
            "Data Package",
            _("Archives: the CSV, what its columns mean, a count and a hash"),
        ),
    )
}


@dataclass(frozen=True)
class Alternate:
    """A page in another form, and its address."""

    form: Form
    url: str


def _nothing(parameters: QueryDict) -> str:
    return ""


@dataclass(frozen=True)
class Files:
    """The files of a page. `name` and `route` are what the URLconf has without the suffix, `query`
    gives what of the page's parameters their addresses keep.
    """

    name: str
    route: str
    suffixes: tuple[str, ...]
    query: Callable[[QueryDict], str] = _nothing

    def paths(self, view) -> list[URLPattern]:
        """The view is given `form`, beside what is in the address."""
        return [
            path(
                f"{self.route}.{suffix}",
                view,
                {"form": FORMS[suffix]},
                name=f"{self.name}_{suffix}",
            )
            for suffix in self.suffixes
        ]

    def address(self, suffix: str, *args, query: str = "") -> str:
        address = reverse(f"{self.name}_{suffix}", args=args)
        return f"{address}?{query}" if query else address

    def alternates(self, parameters: QueryDict | None = None, *args) -> list[Alternate]:
        """Of the page with these parameters; `args` are those of its address."""
        query = "" if parameters is None else self.query(parameters)
        first, *_others = self.suffixes
        page = reverse(f"{self.name}_{first}", args=args).removesuffix(first)
        end = f"?{query}" if query else ""
        return [Alternate(FORMS[suffix], f"{page}{suffix}{end}") for suffix in self.suffixes]


def _of_list(parameters: QueryDict) -> str:
    """A file has the whole list, whichever page of it was open and however it was shown."""
    return query_string(cleaned(parameters), page=None, view=None, pick=None)


def _of_library(parameters: QueryDict) -> str:
    return query_string(cleaned(parameters, LibraryFilters), page=None, view=None)


def _of_table(parameters: QueryDict) -> str:
    kept = ((name, parameters.get(name)) for name in ("sort", "as_of"))
    return urlencode([(name, value) for name, value in kept if value])


def _of_changes(parameters: QueryDict) -> str:
    return rating_changes.query_string(parameters, explicit=True)


def _of_coverage(parameters: QueryDict) -> str:
    kept = ((name, value) for name in COVERAGE_ASKS for value in parameters.getlist(name))
    return urlencode([(name, value) for name, value in kept if value])


ORGANISATIONS = Files(
    "organisations", "organisations", ("csv", "xlsx", "json", "geojson", "zip"), _of_list
)
ORGANISATION = Files("organisation", "organisations/<str:slug>", ("csv", "json", "vcf"))
COUNTRIES = Files("countries", "countries", ("csv", "xlsx", "json"), _of_table)
RATINGS = Files("ratings", "ratings", ("csv", "xlsx", "json"), _of_changes)
FOCUS_AREAS = Files("focus_areas", "focus", ("csv", "xlsx", "json"))
LIBRARY = Files("library", "library", ("csv", "xlsx", "json"), _of_library)
LIBRARY_ITEM = Files("library_item", "library/<str:slug>", ("json",))
COVERAGE = Files("coverage", "coverage", ("csv", "xlsx", "json"), _of_coverage)


def linked(files: Files):
    """For the view of a page that comes in other forms: its answer names them in `Link` headers
    (RFC 8288), for programmes that read no HTML. Outside `unless_changed`, since a page that is
    kept is kept without its headers.
    """

    def decorate(view):
        @wraps(view)
        def page(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                add_links(response, files.alternates(request.GET, *args, *kwargs.values()))
            return response

        return page

    return decorate


def add_links(response: HttpResponse, alternates: list[Alternate]) -> None:
    """Beside those an answer has already."""
    links = [response.headers["Link"]] if "Link" in response.headers else []
    links += [
        f'<{one.url}>; rel="alternate"; type="{one.form.media_type}"'
        for one in alternates
        if len(one.url) <= LONGEST
    ]
    if links:
        response.headers["Link"] = ", ".join(links)
