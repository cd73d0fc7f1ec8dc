"""Nothing that is sent to the panel is answered with a fault of ours, and nothing is lost by it.

What cannot be read gets 400, 403 or 404, a form that says what is wrong with it, or the list.
"""

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import NoReverseMatch, reverse

from orgs.models import Organisation
from tests.admin.test_access import WHO, one
from tests.factories import OrganisationFactory

# What these pages do is measured where it is tested; here it would only take twice as long.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
HUGE = "9" * 30
VALUES = ["a\0b", "1,x", HUGE]
ADDRESSES = [
    *(f"p={value}" for value in ("x", "-1", "0", "99999999999999", HUGE)),
    *(f"o={value}" for value in ("x", "99", "-99.x", HUGE, "1.1.-1")),
    *("all=", "e=1", "_facets=x", "_popup=x", "_to_field=x", "_to_field=pk", "a__b__c=1", "pk=x"),
    *(f"_changelist_filters={value}" for value in ("%25", "a%3Db%26x", "q%3D%2500")),
    *(f"q={value}" for value in ("%ff", "%ed%a0%80", "(", "%27%22" * 50, "a" * 5000)),
    *("id__exact=x", f"id={HUGE}", "id__in=x,y", "country=%ed%a0%80", "rating=x", "verified=x"),
    *("state__isnull=x", "kind__exact=", "scheme__exact=%ff", "groups__id__exact=x"),
    *("region__code__exact=x", "is_active__exact=2", "level__exact=x&level__exact=y"),
]


@pytest.fixture
def administrator(as_role):
    """A browser that remembers a failure instead of raising it."""
    client = as_role("administrator")
    client.raise_request_exception = False
    return client


def failures(answers: dict) -> dict:
    """Those of ours. The connection must be usable afterwards, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {sent: got.status_code for sent, got in answers.items() if got.status_code >= 500}


def fields_of(response) -> tuple[dict, list]:
    """What a form holds as it is opened, and the names of all it could be sent."""
    inlines = response.context.get("inline_admin_formsets", [])
    formsets = [inline.formset for inline in inlines]
    form = response.context.get("form") or response.context["adminform"].form
    forms = [form, *(one.management_form for one in formsets)]
    filled = {field.html_name: field.value() for form in forms for field in form if field.value()}
    rows = [field.html_name for one in formsets for field in one.empty_form]
    filled |= {f"{one.prefix}-TOTAL_FORMS": "1" for one in formsets}
    names = [name.replace("__prefix__", "0") for name in rows]
    return filled, [field.html_name for field in forms[0]] + names


@pytest.mark.parametrize("name", WHO)
def test_a_list_answers_whatever_its_address_says(administrator, name):
    one(name)
    address = reverse(f"admin:orgs_{name}_changelist")
    answers = {query: administrator.get(f"{address}?{query}") for query in ADDRESSES}

    assert failures(answers) == {}


def addresses_with_a_key(page):
    """The address of a page about one record, with KEY for its key; none for other pages."""
    for more in ([], ["try"]):
        try:
            return [reverse(f"admin:{page}", args=["KEY", *more])]
        except NoReverseMatch:
            continue
    return []


@pytest.mark.parametrize("name", WHO)
def test_a_record_that_cannot_be_is_not_there(administrator, name):
    pages = [path.name for path in admin.site._registry[type(one(name))].get_urls() if path.name]
    addresses = [
        address.replace("KEY", key)
        for page in pages
        if page.startswith(f"orgs_{name}_")
        for address in addresses_with_a_key(page)
        for key in ("abc", HUGE, "-1", "%ed%a0%80", "_00", "x/y", "%20")
    ]
    answers = {f"GET {address}": administrator.get(address) for address in addresses}
    answers |= {f"POST {address}": administrator.post(address) for address in addresses}

    assert failures(answers) == {}


@pytest.mark.parametrize("name", WHO)
def test_an_action_that_cannot_be_read_is_no_fault_of_ours(administrator, name):
    key, address = str(one(name).pk), reverse(f"admin:orgs_{name}_changelist")
    sent = {"action": "archive", "_selected_action": key, "index": "0"}
    answers = {
        (field, value): administrator.post(address, sent | {field: value})
        for field in (*sent, "select_across")
        for value in VALUES
    }

    assert failures(answers) == {}


@pytest.mark.parametrize("key", ["abc", HUGE, "1.5", "", "é", "\0"])
def test_an_action_for_rows_that_cannot_be_is_refused_as_a_whole(administrator, key):
    draft = OrganisationFactory(state="draft")
    address = reverse("admin:orgs_organisation_changelist")
    sent = {"action": "publish", "_selected_action": [str(draft.pk), key]}

    assert administrator.post(address, sent).status_code == 400
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("page", ["add", "change"])
@pytest.mark.parametrize("name", WHO)
def test_a_form_that_cannot_be_read_says_so_and_loses_nothing(administrator, name, page):
    record = one(name)
    keys = [record.pk] if page == "change" else []
    address = reverse(f"admin:orgs_{name}_{page}", args=keys)
    opened = administrator.get(address)
    if opened.status_code == 403 or administrator.post(address).status_code == 405:
        return  # nobody adds or changes these, or not on this page
    filled, names = fields_of(opened)
    answers = {
        value: administrator.post(address, filled | dict.fromkeys(names, value)) for value in VALUES
    }
    answers |= {
        ("opened with", value): administrator.get(address, dict.fromkeys(names, value))
        for value in VALUES
        if "\0" not in value
    }

    assert failures(answers) == {}
    assert type(record).objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "a\0b"),
        ("reason", "a\0b"),
        ("countries", "a\0b"),
        ("countries", HUGE),
        ("headquarters", "a\0b"),
        ("focus_areas", HUGE),
        ("focus_areas", "x"),
        ("names-0-text", "a\0b"),
        ("identifiers-0-scheme", "a\0b"),
        ("relations_out-0-to_organisation", HUGE),
        ("names-TOTAL_FORMS", "a\0b"),
    ],
)
def test_one_wrong_value_is_shown_beside_what_was_typed(administrator, field, value):
    address = reverse("admin:orgs_organisation_change", args=[OrganisationFactory(name="A").pk])
    filled, _names = fields_of(administrator.get(address))
    answer = administrator.post(address, filled | {"summary": "Typed.", field: value})

    assert answer.status_code == 200
    assert "Typed." in answer.content.decode()
    assert Organisation.objects.get(name="A").summary == ""


@pytest.mark.parametrize(("act", "status"), [("publish", 302), ("a\0b", 404)])
def test_a_button_is_pressed_whatever_the_reason_or_is_none(administrator, act, status):
    draft = OrganisationFactory(state="draft")
    address = reverse("admin:orgs_organisation_act", args=[draft.pk])

    assert administrator.post(address, {"act": act, "reason": "a\0b"}).status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "",
        "app_label=x&model_name=y&field_name=z",
        "app_label=orgs&model_name=relation&field_name=kind",
        "app_label=orgs&model_name=relation&field_name=x",
        "app_label=orgs&model_name=organisation&field_name=names",
        "app_label=orgs&model_name=organisation&field_name=history",
        "app_label=orgs&model_name=user&field_name=groups",
        *(
            f"app_label=orgs&model_name=relation&field_name=to_organisation&{more}"
            for more in ("page=x", f"page={HUGE}", "term=%ed%a0%80", "term=" + "a" * 5000)
        ),
    ],
)
def test_completing_what_cannot_be_is_no_fault_of_ours(administrator, query):
    answer = administrator.get(f"{reverse('admin:autocomplete')}?{query}")

    assert answer.status_code in {200, 403, 404}
