"""A directory filled with canaries, one for everything the rules withhold."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from orgs.actions import ask_to_follow, leaving_token, receive_suggestion, sign_answer
from orgs.choices import ReminderAnswer
from orgs.models import (
    FocusArea,
    Follower,
    FormerSlug,
    Organisation,
    ProtectionOverride,
    Reminder,
    Resource,
    Suggestion,
)
from orgs.models.follower import Following
from orgs.suggesting.letters import confirm_token
from orgs.views import alternates
from orgs.views.cite import WRITERS
from tests.factories import (
    OPEN,
    REPRESSED,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    LinkCheckFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    UserFactory,
)

CANARY = "zzcanary"
LIBRARY_ITEM = ["library_item", *(f"library_item_{one}" for one in ("json", *WRITERS))]


@dataclass
class World:
    """A filled directory and the words that would give it away."""

    hidden: Organisation
    draft: Organisation
    shown: list[Organisation] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """What a parameter of a route is opened with: everything there is, and what is not."""
        everybody = [self.hidden, self.draft, *self.shown]
        slugs = [*(o.slug for o in everybody), f"{CANARY}-former", "none"]
        ids = [o.public_id for o in everybody]
        countries = [code.lower() for code in (OPEN, REPRESSED, "gr", "xx")]
        items = [*Resource.objects.values_list("slug", flat=True), "none"]
        areas = ["migration-and-asylum", "legal-aid", "gcm-13", "none"]
        return {
            "organisation": slugs,
            **{f"organisation_{suffix}": slugs for suffix in alternates.ORGANISATION.suffixes},
            "permanent": ids,
            "organisation_bib": ids,
            "organisation_ris": ids,
            "embed_organisation": ids,
            "api_organisation": ids,
            "api_country": countries,
            "api_nothing": ["none", *ids],
            "identifier": [f"GB-CHC-{canary(what)}" for what in ("hidden", "draft", "none")],
            "sitemap_part": ["0", "1", "2"],
            "snapshot": [timezone.localdate().isoformat(), "none"],
            "suggest_correction": [o.slug for o in everybody] + ["none"],
            "report_problem": [o.slug for o in everybody] + ["none"],
            "follow_suggestion": ["sent", "none"],
            "confirm_suggestion": [confirm_token(s) for s in Suggestion.objects.all()] + ["none"],
            **dict.fromkeys(LIBRARY_ITEM, items),
            "follow_confirm": [self.confirming(), "none"],
            "follow_leave": [*map(leaving_token, Follower.objects.all()), "none"],
            "country": countries,
            "country_atom": countries,
            "focus_area": areas,
            "focus_area_atom": areas,
            "logo": [o.logo.name.removeprefix("logos/") for o in everybody if o.logo] + ["none"],
            **{f"answer_{answer}": [*self.answers(answer), "none"] for answer in ReminderAnswer},
        }[name]

    def confirming(self) -> str:
        """What stands in the link of a letter to somebody who wants to follow a country."""
        wish = Following(f"{canary('reader')}@example.org", "/countries/no/", "en")
        return ask_to_follow(following=wish, rhythm="daily")

    def answers(self, answer: ReminderAnswer) -> list[str]:
        """What stands in the links of the letters to everybody, also those hidden since."""
        return [sign_answer(reminder, answer) for reminder in Reminder.objects.all()]


def canary(what: str) -> str:
    return f"{CANARY}{what}"


def person(organisation, what, **kept):
    return ContactFactory(
        organisation=organisation,
        name=canary(what),
        email=f"{canary(what)}@example.org",
        phone=f"+99 {canary(what)}",
        role=canary(what),
        **kept,
    )


def kept_back(what: str, **kept) -> Resource:
    """An item with a value of every filter, which makes it findable by none."""
    said = {"publisher": canary("publisher"), "language": "el", "published_on": "1987"}
    item = ResourceFactory(title=canary(what), kind="statement", **said, **kept)
    item.countries.set([OPEN])
    item.focus_areas.set(FocusArea.objects.filter(slug__in=["legal-aid", "gcm-13", "sdg-10"]))
    return item


def filled(organisation: Organisation, what: str) -> Organisation:
    """Everything an organisation can have, each with its canary."""
    NameFactory(organisation=organisation, text=canary(what), kind="acronym")
    website = f"https://{canary(what)}.example.org/"
    LinkCheckFactory(
        contact_point=ContactPointFactory(organisation=organisation, value=website), days=9
    )
    Reminder.objects.create(organisation=organisation)
    organisation.identifiers.create(scheme_id="GB-CHC", value=canary(what))
    organisation.sources.create(title=canary(what))
    return organisation


def make_world() -> World:
    today = timezone.localdate()
    clerk = UserFactory(username=canary("clerk"), email="zzcanary@example.org")
    hidden = filled(
        OrganisationFactory(
            name=canary("hidden"),
            summary=canary("hidden"),
            risk="hidden",
            languages=["el"],
            founded="1987",
            kind="union",
            scope="local",
            legal_status="exiled",
            focus=["search-and-rescue"],
        ),
        "hidden",
    )
    FormerSlug.objects.create(slug=f"{CANARY}-former", organisation=hidden)
    draft = filled(OrganisationFactory(name=canary("draft"), state="draft"), "draft")
    for organisation in (hidden, draft):
        organisation.logo.save("logo.webp", ContentFile(canary("logo").encode()))
    safe = OrganisationFactory(
        name="Safe house", focus=["legal-aid", "gcm-13"], verified_by=clerk, verified_on=today
    )
    repressed = OrganisationFactory(
        name="In danger", headquarters_id=REPRESSED, focus=["legal-aid"]
    )
    sensitive = OrganisationFactory(name="In exile", risk="sensitive")
    for organisation in (safe, repressed, sensitive):
        RelationFactory(from_organisation=hidden, to_organisation=organisation)
        RelationFactory(from_organisation=organisation, to_organisation=draft)
        item = kept_back("resource")
        item.organisations.set([organisation, hidden])
        kept_back("draftresource", state="draft").organisations.add(organisation)
        kept_back("submitted", submitted_by=hidden)
        shown = ResourceFactory(title="Shown item", kind="interview", submitted_by=draft)
        shown.organisations.set([organisation, draft])
        Suggestion.objects.create(
            kind="problem", organisation=organisation, message=canary("suggestion")
        )
        person(organisation, "noconsent")
    receive_suggestion(
        token="sent",
        kind="correction",
        organisation=safe,
        proposal={"name": {"from": canary("from"), "to": canary("to")}},
        message=canary("message"),
        source=canary("source"),
        email=f"{canary('sender')}@example.org",
        state="rejected",
        decided_by=clerk,
        assigned_to=clerk,
        reason="It says so itself.",
    )
    for organisation in (repressed, sensitive):
        ConsentFactory(contact=person(organisation, "protected"), given_how=canary("how"))
        OfficeFactory(organisation=organisation, street_address=canary("street"))
    OfficeFactory(organisation=safe, country_id=REPRESSED, street_address=canary("street"))
    for what, kept in {
        "withdrawn": {"withdrawn_on": today},
        "expired": {"expires_on": today, "given_on": today - timedelta(days=300)},
        "exportsonly": {"covers_page": False, "covers_exports": True},
    }.items():
        ConsentFactory(contact=person(safe, what), recorded_by=clerk, **kept)
    ProtectionOverride.objects.create(
        organisation=repressed,
        covers="contacts",
        reason=canary("reason"),
        requested_by=clerk,
        expires_on=today + timedelta(days=9),
    )
    shown_person = ContactFactory(organisation=safe, name="Shown Person")
    ConsentFactory(contact=shown_person, given_how=canary("how"), recorded_by=clerk)
    return World(hidden, draft, [safe, repressed, sensitive])
