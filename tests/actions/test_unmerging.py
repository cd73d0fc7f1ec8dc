"""Undoing a merge gives back exactly what was there."""

from random import Random

import pytest

from orgs import actions
from orgs.choices import LegalStatus, NameKind, PublicationState, StaffBand
from orgs.models import (
    Contact,
    ContactPoint,
    Identifier,
    IdentifierScheme,
    MatchKey,
    Office,
    Organisation,
    OrganisationName,
    Relation,
    Resource,
    Source,
    Suggestion,
)
from orgs.visibility import organisations, people, show
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PARTS = (OrganisationName, Identifier, Office, ContactPoint, Source, Contact, Suggestion, Relation)


def one_of(random, *values):
    return random.choice(values)


def record(random, countries, others):
    """An organisation with a bit of everything, or with hardly anything."""
    made = OrganisationFactory(
        name=one_of(random, "Harbour Lights", "Harbour  lights", "Women's Shelter"),
        name_language=one_of(random, "", "en"),
        summary=one_of(random, "", "Sea rescue."),
        founded=one_of(random, "", "1999", "2001-05"),
        legal_status=one_of(random, "", LegalStatus.REGISTERED),
        staff=one_of(random, "", StaffBand.UP_TO_10),
        state=one_of(random, PublicationState.PUBLISHED, PublicationState.DRAFT),
        headquarters_id="NO",
        countries=random.sample(countries, 2),
        focus=random.sample(["legal-aid", "gcm-13", "gcm-17"], 2),
    )
    for kind in random.sample(NameKind.values, 3):
        text = one_of(random, "Old name", "Other name", "Lights")
        NameFactory(organisation=made, text=text, kind=kind)
    office = OfficeFactory(organisation=made, city=one_of(random, "Oslo", "Bergen"))
    ContactPointFactory(organisation=made, value=one_of(random, "https://a.no/", "http://a.no"))
    SourceFactory(organisation=made, title=one_of(random, "Report", "List"))
    scheme = IdentifierScheme.objects.filter(pattern="", check_rule="").first()
    Identifier.objects.create(organisation=made, scheme=scheme, value=str(made.pk))
    person = ContactFactory(organisation=made, office=one_of(random, office, None))
    ConsentFactory(contact=person)
    for other in random.sample(others, 2):
        kind = one_of(random, "partner_of", "member_of")
        ends = one_of(random, (made, other), (other, made))
        RelationFactory(from_organisation=ends[0], to_organisation=ends[1], kind=kind)
    Suggestion.objects.create(kind="problem", organisation=made)
    return made


def rows():
    """Everything a merge may touch, as it stands; but when it was last changed, which is news."""
    found = {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Organisation, *PARTS)
    }
    for one in found["Organisation"]:
        del one["updated_at"]
    links = (
        Organisation.countries.through,
        Organisation.focus_areas.through,
        Resource.organisations.through,
    )
    for through in links:
        columns = [f.attname for f in through._meta.fields if f.is_relation]
        found[through.__name__] = sorted(through.objects.values_list(*columns))
    found["submitted"] = list(Resource.objects.order_by("pk").values_list("pk", "submitted_by"))
    found["keys"] = sorted(MatchKey.objects.values_list("key", "organisation_id"))
    return found


def shown():
    """What is public: who is found, with what."""
    pages = [show(one) for one in organisations().order_by("pk")]
    people_shown = sorted(people().values_list("pk", flat=True))
    return people_shown, [
        (page.public_id, page.name, sorted(name.text for name in page.names),
         [link.organisation.name for link in page.relations], page.library.total)
        for page in pages
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_undoing_gives_back_exactly_what_was_there(seed):
    publisher = UserFactory(group="publisher")
    random = Random(seed)
    others = [OrganisationFactory() for _ in range(3)]
    keep, lose = (record(random, ["NO", "GR", "IT", "PK"], others) for _ in range(2))
    for _ in range(3):
        item = ResourceFactory(submitted_by=one_of(random, keep, lose, None))
        item.organisations.set(random.sample([keep, lose, *others], 3))
    RelationFactory(from_organisation=lose, to_organisation=keep, kind="successor_of")
    before = rows(), shown()

    choices = {name: one_of(random, "keep", "lose") for name in ("name", "summary", "founded")}
    done = actions.merge(keep=keep, lose=lose, by=publisher, choices=choices)
    assert rows() != before[0]
    assert not organisations().filter(pk=lose.pk).exists()
    actions.undo_merge(merge=done, by=publisher)

    assert rows() == before[0]
    assert shown() == before[1]


def test_a_library_item_about_both_is_about_both_again():
    publisher = UserFactory(group="publisher")
    keep, lose = OrganisationFactory(), OrganisationFactory()
    item = ResourceFactory()
    item.organisations.set([keep, lose])

    done = actions.merge(keep=keep, lose=lose, by=publisher)
    assert set(item.organisations.all()) == {keep}
    actions.undo_merge(merge=done, by=publisher)

    assert set(item.organisations.all()) == {keep, lose}


def test_who_was_public_before_is_public_again():
    publisher = UserFactory(group="publisher")
    keep, lose = (
        OrganisationFactory(headquarters_id="NO"),
        OrganisationFactory(headquarters_id="GR"),
    )
    own = ConsentFactory(contact__organisation=keep).contact
    moved = ConsentFactory(contact__organisation=lose).contact

    done = actions.merge(keep=keep, lose=lose, by=publisher)
    assert not people().exists()
    actions.undo_merge(merge=done, by=publisher)

    assert sorted(people().values_list("pk", flat=True)) == [own.pk, moved.pk]
    keep.refresh_from_db()
    assert keep.consents_count_from is None


def test_a_later_reason_to_ask_again_outlives_the_undoing():
    publisher = UserFactory(group="publisher")
    keep, lose = (
        OrganisationFactory(headquarters_id="NO"),
        OrganisationFactory(headquarters_id="GR"),
    )
    ConsentFactory(contact__organisation=keep)
    OfficeFactory(organisation=lose)
    done = actions.merge(keep=keep, lose=lose, by=publisher)
    Organisation.objects.get(pk=keep.pk).ask_again()

    actions.undo_merge(merge=done, by=publisher)

    assert not people().exists()
