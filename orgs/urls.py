"""Addresses of the public pages. Those in `urlpatterns` are the same in every language, behind
the language's prefix; `unprefixed` ones have no language.
"""

from django.urls import path

from orgs.api.reconcile import views as reconcile
from orgs.choices import ReminderAnswer
from orgs.views import (
    alternates,
    answers,
    contribute,
    countries,
    files,
    focus_areas,
    home,
    organisations,
    pages,
    quality,
    ratings,
    suggest,
    tables,
)


def answer_addresses():
    """Those in the yearly letter, and where its buttons lead."""
    for answer in ReminderAnswer:
        given = {"answer": answer}
        yield path(f"answer/{answer}/thanks/", answers.thanks, given, name=f"thanks_{answer}")
        yield path(f"answer/{answer}/<str:token>/", answers.answer, given, name=f"answer_{answer}")


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
    *alternates.LIBRARY.paths(tables.library_file),
    path("data/", pages.data, name="data"),
    path("data/quality/", quality.quality_page, name="quality"),
    path("data/quality.json", quality.quality_json, name="quality_json"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    *answer_addresses(),
]

unprefixed = [
    path("o/<str:public_id>", organisations.permanent, name="permanent"),
    path("organisations-replaced.csv", files.replaced_csv, name="replaced_csv"),
    path("media/logos/<str:name>", files.logo, name="logo"),
    path("robots.txt", pages.robots, name="robots"),
    *reconcile.addresses,
]
