"""Readable test data: each factory makes the least that is valid, and tests say the rest.

`published` organisations have a source, as the rules demand. Countries come from the reference
data, whose ratings tests rely on where they name one: Norway is open, Greece obstructed,
Pakistan repressed, Eritrea closed. What a factory makes is indexed once, when all of it is there.
"""

from datetime import timedelta

import factory
from django.utils import timezone

from orgs import models
from orgs.choices import (
    ContactPointKind,
    NameKind,
    OfficeKind,
    OrganisationKind,
    PublicationState,
    RelationKind,
    ResourceKind,
)
from orgs.models.follower import Following
from orgs.search import index_later

OPEN, OBSTRUCTED, REPRESSED, CLOSED = "NO", "GR", "PK", "ER"


class Factory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _generate(cls, strategy, params):
        with index_later():
            return super()._generate(strategy, params)


class UserFactory(Factory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    username = factory.Sequence("editor{}".format)
    is_staff = True

    @factory.post_generation
    def group(self, create, name):
        """`group="publisher"` puts the account into that group."""
        if name:
            from django.contrib.auth.models import Group

            self.groups.add(Group.objects.get(name=name))


class OrganisationFactory(Factory):
    """A published organisation in an open country, unless told otherwise."""

    class Meta:
        model = models.Organisation
        skip_postgeneration_save = True

    name = factory.Sequence("Organisation {}".format)
    kind = OrganisationKind.NGO
    state = PublicationState.PUBLISHED
    headquarters_id = OPEN

    @factory.post_generation
    def countries(self, create, codes):
        """`countries=["GR", "IT"]`; the headquarters country when not given."""
        self.countries.set(codes if codes is not None else filter(None, [self.headquarters_id]))

    @factory.post_generation
    def focus(self, create, slugs):
        """`focus=["legal-aid", "gcm-13"]`."""
        if slugs:
            self.focus_areas.set(models.FocusArea.objects.filter(slug__in=slugs))

    @factory.post_generation
    def source(self, create, wanted):
        """`source=False` leaves it without one."""
        if wanted is not False:
            SourceFactory(organisation=self)


class PartFactory(Factory):
    """Something that belongs to an organisation."""

    class Meta:
        abstract = True

    organisation = factory.SubFactory(OrganisationFactory)


class NameFactory(PartFactory):
    class Meta:
        model = models.OrganisationName

    text = factory.Sequence("Other name {}".format)
    kind = NameKind.ALIAS


class SourceFactory(PartFactory):
    class Meta:
        model = models.Source

    title = factory.Sequence("Source {}".format)


class OfficeFactory(PartFactory):
    class Meta:
        model = models.Office

    kind = OfficeKind.BRANCH
    country_id = OPEN


class ContactPointFactory(PartFactory):
    class Meta:
        model = models.ContactPoint

    kind = ContactPointKind.WEBSITE
    value = factory.Sequence("https://organisation{}.example.org/".format)


class LinkCheckFactory(Factory):
    """A website that answered; `days=3` makes one that failed on as many."""

    class Meta:
        model = models.LinkCheck

    class Params:
        days = 0

    contact_point = factory.SubFactory(ContactPointFactory)
    url = factory.SelfAttribute("contact_point.value")
    checked_at = factory.LazyFunction(timezone.now)
    failures = factory.SelfAttribute("days")
    outcome = factory.LazyAttribute(lambda check: "gone" if check.days else "ok")
    failing_since = factory.LazyAttribute(
        lambda check: timezone.localdate() - timedelta(days=check.days) if check.days else None
    )


class ContactFactory(PartFactory):
    """A person without any consent."""

    class Meta:
        model = models.Contact

    name = factory.Sequence("Invented Person {}".format)
    email = factory.Sequence("person{}@example.org".format)


class ConsentFactory(Factory):
    """A valid consent, given a month ago for a year."""

    class Meta:
        model = models.Consent

    contact = factory.SubFactory(ContactFactory)
    given_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    expires_on = factory.LazyAttribute(lambda consent: consent.given_on + timedelta(days=365))
    given_how = "signed form"
    wording_version = "2026-01"
    wording_language = "en"


class RelationFactory(Factory):
    class Meta:
        model = models.Relation

    from_organisation = factory.SubFactory(OrganisationFactory)
    to_organisation = factory.SubFactory(OrganisationFactory)
    kind = RelationKind.MEMBER_OF


class RatingFactory(Factory):
    class Meta:
        model = models.CivicSpaceRating

    basis = "stated"


class ResourceFactory(Factory):
    class Meta:
        model = models.Resource
        skip_postgeneration_save = True

    title = factory.Sequence("Report {}".format)
    kind = ResourceKind.REPORT
    state = PublicationState.PUBLISHED


class SuggestionFactory(Factory):
    """A correction of an organisation's founding year, from the public."""

    class Meta:
        model = models.Suggestion

    kind = "correction"
    organisation = factory.SubFactory(OrganisationFactory)
    proposal = factory.LazyFunction(lambda: {"founded": {"from": "", "to": "2016"}})


class GrantFactory(Factory):
    """An editor's role until a year from now, for everything unless told otherwise:
    `countries=["NO"]`, `focus=["legal-aid"]` or `network=organisation`.
    """

    class Meta:
        model = models.Grant
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    role = "editor"
    narrowed_to = factory.LazyAttribute(lambda grant: "network" if grant.network else "everything")
    network = None

    @factory.post_generation
    def countries(self, create, codes):
        _narrow(self, "countries", codes and models.Country.objects.filter(pk__in=codes))

    @factory.post_generation
    def focus(self, create, slugs):
        _narrow(self, "focus_areas", slugs and models.FocusArea.objects.filter(slug__in=slugs))


def _narrow(grant, kind, records):
    if records:
        grant.narrowed_to = kind
        grant.save()
        getattr(grant, kind).set(records)


class FollowerFactory(Factory):
    """Somebody who follows all organisations by e-mail, and was last told of news two days ago.
    `confirmed_at=None` has only asked.
    """

    class Meta:
        model = models.Follower

    class Params:
        email = factory.Sequence("reader{}@example.org".format)
        about = "/organisations/"
        language = "en"

    following = factory.LazyAttribute(lambda one: Following(one.email, one.about, one.language))
    rhythm = "daily"
    confirmed_at = factory.LazyFunction(timezone.now)
    since = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
