"""Every address of the panel, for every role: nobody learns of what is outside his part.

A new address is walked without being asked to; one with a new kind of parameter has to be told
what to put there.
"""

import re
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from orgs import actions, models
from orgs.choices import FocusScheme, PublicationState, Role
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    GrantFactory,
    LinkCheckFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

CANARY = "Outside Canary"
AREA = "legal-aid"
OPEN_TO_STAFF = {"index", "password_change", "password_change_done", "jsi18n", "app_list"}
"""Pages that show nothing to who has no role."""

NOT_WALKED = {"login", "logout", "view_on_site"}

ONLY_EVERYWHERE = {"orgs_contact_erase"}
"""Pages about one record that a part of the directory is not enough for."""


@dataclass
class Directory:
    """Two organisations with the same of everything: the one inside the parts that are granted,
    and the one outside, whose name is a canary.
    """

    network: models.Organisation
    inside: dict
    outside: dict
    common: dict


def of_organisation(organisation, name):
    """A record of each kind that belongs to an organisation."""
    person = ContactFactory(organisation=organisation, name=f"{name} Person")
    scheme = models.IdentifierScheme.objects.filter(pattern="", check_rule="").first()
    item = ResourceFactory(title=f"{name} report", state=PublicationState.DRAFT)
    item.organisations.add(organisation)
    item.countries.add(organisation.headquarters_id)
    item.focus_areas.set(organisation.focus_areas.all())
    twin, lost = (
        OrganisationFactory(
            name=f"{name} {word}",
            state=PublicationState.DRAFT,
            headquarters_id=organisation.headquarters_id,
            focus=[AREA] if organisation.focus_areas.exists() else [],
        )
        for word in ("Twin", "Lost")
    )
    for link in organisation.relations_out.all():
        for other in (twin, lost):
            RelationFactory(from_organisation=other, to_organisation=link.to_organisation)
    publisher = UserFactory(group="publisher")
    return {
        "organisation": organisation,
        "organisationname": NameFactory(organisation=organisation, text=f"{name} Alias"),
        "office": OfficeFactory(organisation=organisation, city=f"{name} City"),
        "contactpoint": ContactPointFactory(organisation=organisation),
        "identifier": models.Identifier.objects.create(
            organisation=organisation, scheme=scheme, value=f"{name} 12"
        ),
        "source": SourceFactory(organisation=organisation, title=f"{name} source"),
        "relation": RelationFactory(
            from_organisation=organisation, kind="partner_of", to_organisation=twin
        ),
        "formerslug": models.FormerSlug.objects.create(
            slug=f"{organisation.slug}-old", organisation=organisation
        ),
        "resource": item,
        "suggestion": SuggestionFactory(organisation=organisation),
        "reminder": models.Reminder.objects.create(organisation=organisation),
        "linkcheck": LinkCheckFactory(contact_point__organisation=organisation),
        "possibleduplicate": models.PossibleDuplicate.objects.create(
            first=organisation, second=twin, score=0.9, reasons=["name"]
        ),
        "merge": actions.merge(keep=organisation, lose=lost, by=publisher),
        "contact": person,
        "consent": ConsentFactory(contact=person),
        "protectionoverride": models.ProtectionOverride.objects.create(
            organisation=organisation,
            covers="contacts",
            reason=f"{name} because",
            requested_by=publisher,
            expires_on="2999-01-01",
        ),
    }


@pytest.fixture
def directory():
    network = OrganisationFactory(name="The Network")
    draft = {"state": PublicationState.DRAFT}
    inside = OrganisationFactory(name="Inside", headquarters_id="NO", focus=[AREA], **draft)
    RelationFactory(from_organisation=inside, to_organisation=network)
    outside = OrganisationFactory(name=CANARY, headquarters_id="GR", **draft)
    common = {
        "country": models.Country.objects.get(pk="NO"),
        "region": models.Region.objects.first(),
        "focusarea": models.FocusArea.objects.in_scheme(FocusScheme.GCM).first(),
        "identifierscheme": models.IdentifierScheme.objects.first(),
        "civicspacerating": models.CivicSpaceRating.objects.first(),
        "retentionrun": models.RetentionRun.objects.create(),
        "import": models.Import.objects.create(
            name=f"{CANARY}.csv", reading={"format": "csv"}, state="imported"
        ),
        "importmapping": models.ImportMapping.objects.create(name=f"{CANARY} columns"),
        "consentwording": models.ConsentWording.objects.first(),
        "erasedperson": models.ErasedPerson.objects.create(email="0" * 64),
        "user": UserFactory(username=CANARY.replace(" ", "")),
        "grant": GrantFactory(),
    }
    return Directory(
        network, of_organisation(inside, "Inside"), of_organisation(outside, CANARY), common
    )


def site():
    """The panel, once everything has been added to it and taken from it."""
    assert get_resolver().url_patterns
    return admin.site


def named_patterns(patterns=None):
    """(name, names of its parameters) of every address of the panel."""
    for one in site().urls[0] if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from named_patterns(one.url_patterns)
        elif one.name:
            yield one.name, tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)


def model_of(name):
    """The model whose page it is, or "": both `orgs_office_add` and `auth_user_password_change`."""
    words = name.split("_")
    ours = {model._meta.model_name for model in site()._registry}
    return words[1] if len(words) > 2 and words[1] in ours else ""


def addresses(directory, which):
    """(name, model's name or "", address) of each, for the records inside or outside."""
    records = directory.common | getattr(directory, which)
    given = {"app_label": "orgs", "step": "look", "url": "nowhere", "content_type_id": 1}
    for name, parameters in named_patterns():
        if name in NOT_WALKED:
            continue
        model, values = model_of(name), {}
        for parameter in parameters:
            is_record = parameter in ("object_id", "id")
            values[parameter] = records[model].pk if is_record else given[parameter]
        yield name, model, reverse(f"admin:{name}", kwargs=values)


def walk(directory, which):
    """The same, looked at first and then written to."""
    for method in METHODS:
        for one in addresses(directory, which):
            yield method, *one


def granted(role, part):
    """Makes an account with a role for a part of the directory."""

    def make(directory):
        parts = {
            "country": {"countries": ["NO"]},
            "focus area": {"focus": [AREA]},
            "network": {"network": directory.network},
        }
        return GrantFactory(role=role, **parts[part]).user

    return make


NARROWED = {
    f"{role} of a {part}": (role, granted(role, part))
    for role, part in (
        ("contributor", "focus area"),
        ("editor", "network"),
        ("publisher", "country"),
    )
}
"""Each role and each kind of part once: that the two do not depend on each other is shown by
`tests/permissions/test_reach.py`.
"""
METHODS = ("get", "post")
NO_WORDS = re.compile(rb"<a\b(?![^>]* title=)[^>]*\bhref=[^>]*>\s*(?:</a>|<a\b)")
"""Such as a link around a link, which a browser closes before it opens the other."""


def browser(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_the_walk_knows_a_record_of_every_kind(directory):
    ours = {model._meta.model_name for model in site()._registry}

    assert ours == directory.common.keys() | directory.inside.keys()


def test_a_stranger_is_sent_to_sign_in_wherever_he_knocks(directory, client):
    for method, name, _model, address in walk(directory, "inside"):
        response = getattr(client, method)(address)

        assert response.status_code in {302, 404, 405} or name == "jsi18n", address
        assert CANARY.encode() not in response.content


def test_an_account_without_a_role_opens_nothing(directory):
    someone = browser(UserFactory())

    for method, name, _model, address in walk(directory, "inside"):
        response = getattr(someone, method)(address)

        assert response.status_code in {302, 403, 404, 405} or name in OPEN_TO_STAFF, address
        assert response.status_code < 500, address
        assert b"Inside" not in response.content


@pytest.mark.parametrize("role", Role.values)
def test_no_address_fails_for_any_role_and_every_link_has_words(directory, role):
    somebody = browser(UserFactory(group=role))

    for _name, _model, address in addresses(directory, "inside"):
        response = somebody.get(address)

        assert response.status_code < 500, address
        assert response.streaming or not NO_WORDS.findall(response.content), address


@pytest.mark.parametrize("who", NARROWED)
def test_who_has_a_part_of_the_directory_learns_of_nothing_outside_it(directory, who):
    somebody = browser(NARROWED[who][1](directory))

    for method, _name, model, address in walk(directory, "outside"):
        response = getattr(somebody, method)(address)

        assert response.status_code < 500, address
        assert CANARY.encode() not in response.content, address
        if model in directory.outside and str(directory.outside[model].pk) in address:
            assert response.status_code in {302, 403, 404, 405}, address


@pytest.mark.parametrize("who", NARROWED)
def test_inside_it_he_opens_what_the_role_opens(directory, who):
    role, make = NARROWED[who]
    somebody, everywhere = browser(make(directory)), browser(UserFactory(group=role))

    for name, model, address in addresses(directory, "inside"):
        if model in directory.inside and name not in ONLY_EVERYWHERE:
            expected = everywhere.get(address).status_code

            assert somebody.get(address).status_code == expected, address


@pytest.mark.parametrize("who", NARROWED)
def test_an_ended_role_opens_nothing(directory, who):
    user = NARROWED[who][1](directory)
    user.grants.update(ends_on="2001-01-01")
    somebody = browser(user)

    for name, _model, address in addresses(directory, "inside"):
        response = somebody.get(address)

        assert response.status_code in {302, 403, 404, 405} or name in OPEN_TO_STAFF, address
        assert b"Inside" not in response.content


@pytest.mark.parametrize("who", NARROWED)
def test_completing_a_name_tells_nothing_of_what_is_outside(directory, who):
    somebody = browser(NARROWED[who][1](directory))
    fields = [
        (field.model._meta.model_name, field.name)
        for model in site()._registry
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.related_model is models.Organisation and field.model is model
    ]

    for model, field in fields:
        asked = {"app_label": "orgs", "model_name": model, "field_name": field, "term": CANARY}
        response = somebody.get(reverse("admin:autocomplete"), asked)

        assert response.status_code in {200, 403}
        assert CANARY.encode() not in response.content
