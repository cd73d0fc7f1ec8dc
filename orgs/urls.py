"""Addresses of the public pages. Those in `urlpatterns` are the same in every language, behind
the language's prefix; `unprefixed` ones have no language.
"""

from django.urls import path

from orgs import sitemaps
from orgs.api.reconcile import views as reconcile
from orgs.api.v1 import views as api
from orgs.choices import ReminderAnswer
from orgs.feeds import views as feeds
from orgs.views import (
    alternates,
    answers,
    cite,
    contribute,
    countries,
    coverage,
    embed,
    files,
    focus_areas,
    following,
    home,
    library,
    opensearch,
    organisations,
    pages,
    permanent,
    quality,
    ratings,
    snapshots,
    suggest,
    tables,
)


def answer_addresses():
    """Those in the yearly letter, and where its buttons lead."""
    for answer in ReminderAnswer:
        given = {"answer": answer}
        yield path(f"answer/{answer}/thanks/", answers.thanks, given, name=f"thanks_{answer}")
        yield path(f"answer/{answer}/<str:token>/", answers.answer, given, name=f"answer_{answer}")


def feed_addresses():
    """What is new, for feed readers; each beside the page that shows the same."""
    yield path("organisations.atom", feeds.organisations, name="organisations_atom")
    yield path("countries/<str:code>.atom", feeds.country, name="country_atom")
    yield path("focus/<str:slug>.atom", feeds.focus_area, name="focus_area_atom")
    yield path("ratings/changes.atom", feeds.rating_changes, name="rating_changes_atom")
    yield path("library.atom", feeds.library_items, name="library_atom")


def following_addresses():
    """The same by e-mail."""
    yield path("follow/", following.follow, name="follow")
    yield path("follow/sent/", following.follow_sent, name="follow_sent")
    yield path("follow/confirm/<str:token>/", following.follow_confirm, name="follow_confirm")
    yield path("follow/leave/<str:token>/", following.follow_leave, name="follow_leave")


def sharing_addresses():
    """Lists and organisations in other people's texts, pages and browsers."""
    yield path("cite/", cite.cite_list, name="cite_list")
    for form in cite.WRITERS:
        name = f"organisations_{form}"
        yield path(f"organisations.{form}", cite.list_file, {"form": form}, name=name)
    yield path("embed/organisations/", embed.organisation_list, name="embed_list")
    name = "embed_organisation"
    yield path("embed/organisation/<str:public_id>/", embed.organisation, name=name)
    yield path("opensearch.xml", opensearch.description, name="opensearch")
    name = "opensearch_suggestions"
    yield path("opensearch/suggestions", opensearch.suggestions, name=name)


def item_references():
    """An item of the library for reference managers."""
    for form in cite.WRITERS:
        route, name = f"library/<str:slug>.{form}", f"library_item_{form}"
        yield path(route, library.item_reference, {"form": form}, name=name)


urlpatterns = [
    path("", home.home, name="home"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    *alternates.ORGANISATIONS.paths(files.organisations_file),
    *alternates.ORGANISATION.paths(files.organisation_file),
    path("organisations/<str:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<str:slug>/correct/", contribute.correction, name="suggest_correction"),
    path("organisations/<str:slug>/report/", contribute.problem, name="report_problem"),
    path("contribute/organisation/", contribute.new_organisation, name="suggest_organisation"),
    path("contribute/resource/", contribute.new_resource, name="suggest_resource"),
    path("contribute/follow/<str:token>/", contribute.follow, name="follow_suggestion"),
    path("contribute/confirm/<str:token>/", contribute.confirm, name="confirm_suggestion"),
    path("suggest", suggest.suggest, name="suggest"),
    path("countries/", countries.country_list, name="countries"),
    *alternates.COUNTRIES.paths(tables.countries_file),
    path("countries/<str:code>/", countries.country, name="country"),
    path("focus/", focus_areas.focus_area_list, name="focus_areas"),
    *alternates.FOCUS_AREAS.paths(tables.focus_areas_file),
    path("focus/<str:slug>/", focus_areas.focus_area, name="focus_area"),
    path("ratings/changes/", ratings.rating_changes, name="rating_changes"),
    *alternates.RATINGS.paths(tables.ratings_file),
    path("library/", library.library_list, name="library"),
    *alternates.LIBRARY.paths(tables.library_file),
    *alternates.LIBRARY_ITEM.paths(library.item_file),
    *item_references(),
    path("library/<str:slug>/", library.library_item, name="library_item"),
    path("coverage/", coverage.coverage, name="coverage"),
    *alternates.COVERAGE.paths(tables.coverage_file),
    path("data/", pages.data, name="data"),
    path("data/columns/", pages.data_columns, name="data_columns"),
    path("data/quality/", quality.quality_page, name="quality"),
    path("data/quality.json", quality.quality_json, name="quality_json"),
    path("api/", api.page, name="api"),
    path("data/snapshots/", snapshots.snapshots_page, name="snapshots"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    *feed_addresses(),
    *following_addresses(),
    *sharing_addresses(),
    *answer_addresses(),
]

unprefixed = [
    path("o/<str:public_id>.bib", cite.organisation_bib, name="organisation_bib"),
    path("o/<str:public_id>.ris", cite.organisation_ris, name="organisation_ris"),
    path("o/<str:public_id>", permanent.permanent, name="permanent"),
    path("id/<path:text>", permanent.identifier, name="identifier"),
    path("organisations-replaced.csv", files.replaced_csv, name="replaced_csv"),
    path("data/snapshots.json", snapshots.snapshots_json, name="snapshots_json"),
    path("data/snapshots/<str:day>.zip", snapshots.snapshot, name="snapshot"),
    path("media/logos/<str:name>", files.logo, name="logo"),
    path("robots.txt", pages.robots, name="robots"),
    *reconcile.addresses,
    *api.addresses,
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap_part, name="sitemap_part"),
]
