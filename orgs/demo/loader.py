"""Loads the demonstration data. What was loaded once belongs to the editors from then on."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from orgs.actions import was_erased
from orgs.choices import Origin, PublicationState
from orgs.models import (
    CivicSpaceRating,
    Consent,
    Contact,
    ContactPoint,
    FocusArea,
    FormerSlug,
    Identifier,
    LoadedRecord,
    Office,
    Organisation,
    OrganisationName,
    Relation,
    Resource,
    Source,
)
from orgs.search.index import index_later
from orgs.text import make_slug

FOLDER = Path(__file__).parent


def read(name: str) -> list[dict]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def plain_address(name: str, *models) -> str:
    """The words alone, which `docs/sources.md` can name; empty where somebody has that address. All
    of the demonstration is public, so its addresses tell nothing.
    """
    slug = make_slug(name, fallback="")
    return "" if any(model.objects.filter(slug=slug).exists() for model in models) else slug


class DemoLoader:
    """One run: `load` writes what no earlier run has, in one transaction.

    A row's key is remembered when it is loaded, so that running again neither changes nor
    brings back what an editor changed or removed. A row that hangs on a record an editor
    removed (its relation, its person) is passed over.
    """

    def __init__(self, progress: Callable[[str, int], None] = lambda what, count: None):
        self.progress = progress
        self.today = timezone.localdate()
        self.documents = {row["key"]: row for row in read("documents")}
        self.organisations: dict[str, Organisation] = {}
        self.focus = {f"{a.scheme}:{a.code}": a for a in FocusArea.objects.all()}

    @transaction.atomic
    def load(self) -> int:
        """Returns how many records were written."""
        self.loaded = set(LoadedRecord.objects.values_list("key", flat=True))
        before = len(self.loaded)
        with index_later():
            for what in ("organisations", "contacts", "relations", "ratings", "resources"):
                count = sum(getattr(self, f"load_{what}")())
                self.progress(what, count)
        return len(self.loaded) - before

    def fresh(self, file, key: Callable[[dict], str], skip=lambda row: False) -> Iterator[dict]:
        """The rows of a file that no run has loaded, each remembered as it is taken."""
        for row in read(file):
            name = f"{file}/{key(row)}"
            if name not in self.loaded and not skip(row):
                LoadedRecord.objects.create(key=name)
                self.loaded.add(name)
                yield row

    def organisation(self, key: str) -> Organisation | None:
        """The organisation loaded under a key, if an editor has not removed it."""
        if key not in self.organisations:
            public_id = (
                LoadedRecord.objects.filter(key=f"organisations/{key}")
                .values_list("public_id", flat=True)
                .first()
            )
            found = Organisation.objects.filter(public_id=public_id).first() if public_id else None
            self.organisations[key] = found
        return self.organisations[key]

    def load_organisations(self) -> Iterator[int]:
        for row in self.fresh("organisations", lambda row: row["key"]):
            yield self.create_organisation(row)

    def create_organisation(self, row: dict) -> int:
        organisation = Organisation(
            slug=plain_address(row["name"], Organisation, FormerSlug),
            name=row["name"],
            kind=row["kind"],
            scope=row["scope"],
            legal_status=row["legal_status"],
            founded=row["founded"],
            closed=row["closed"],
            summary=row["summary"],
            description=row["description"],
            headquarters_id=row["headquarters"] or None,
            languages=row["languages"],
            risk=row["risk"],
            state=PublicationState.PUBLISHED,
            origin=Origin.DEMO,
        )
        organisation._change_reason = "Demonstration data"
        organisation.save()
        LoadedRecord.objects.filter(key=f"organisations/{row['key']}").update(
            public_id=organisation.public_id
        )
        self.organisations[row["key"]] = organisation
        organisation.countries.set(row["countries"])
        organisation.focus_areas.set(self.focus[code] for code in row["focus"])
        for model, rows in (
            (OrganisationName, row["names"]),
            (ContactPoint, row["contact_points"]),
        ):
            for part in rows:
                model.objects.create(organisation=organisation, **part)
        for part in row["identifiers"]:
            Identifier.objects.create(
                organisation=organisation, scheme_id=part["scheme"], value=part["value"]
            )
        for part in row["offices"]:
            Office.objects.create(
                organisation=organisation,
                kind=part["kind"],
                city=part["city"],
                country_id=part["country"],
            )
        for part in row["sources"]:
            self.create_source(organisation, part)
        return 1

    def create_source(self, organisation: Organisation, row: dict) -> None:
        document = self.documents[row["document"]]
        Source.objects.create(
            organisation=organisation,
            title=row["title"] or self.cited(document),
            url=row["url"] or document["url"],
            retrieved_on=date.fromisoformat(document["retrieved_on"]),
            fields=row["fields"],
        )

    @staticmethod
    def cited(document: dict) -> str:
        return f"{document['publisher']}: {document['title']}"

    def load_contacts(self) -> Iterator[int]:
        for row in self.fresh("contacts", lambda row: row["email"], self.was_erased):
            organisation = self.organisation(row["organisation"])
            if organisation is None:
                continue
            office = organisation.offices.filter(country=row["office_country"] or None).first()
            contact = Contact.objects.create(
                organisation=organisation,
                office=office,
                **{name: row[name] for name in ("name", "role", "email", "phone")},
            )
            if row["consent"]:
                self.create_consent(contact, row["consent"])
            yield 1

    def was_erased(self, row: dict) -> bool:
        organisation = self.organisation(row["organisation"])
        facts = {name: row[name] for name in ("name", "email", "phone")}
        return organisation is not None and was_erased(organisation=organisation, **facts)

    def create_consent(self, contact: Contact, row: dict) -> None:
        given_on = self.today - timedelta(days=row["recorded_days_ago"])
        Consent.objects.create(
            contact=contact,
            given_on=given_on,
            given_how=row["given"],
            wording_version=row["wording_version"],
            wording_language=row["language"],
            covers_page=row["pages"],
            covers_exports=row["exports"],
            expires_on=given_on + timedelta(days=row["valid_days"]),
            withdrawn_on=self.today if row["withdrawn"] else None,
        )

    def load_relations(self) -> Iterator[int]:
        key = "{from}-{kind}-{to}".format_map
        for row in self.fresh("relations", key):
            near, far = self.organisation(row["from"]), self.organisation(row["to"])
            if near is None or far is None:
                continue
            document = self.documents[row["sources"][0]]
            Relation.objects.create(
                from_organisation=near,
                to_organisation=far,
                kind=row["kind"],
                from_date=row["from_date"],
                to_date=row["to_date"],
                note=row["note"],
                source_url=document["url"],
            )
            yield 1

    def load_ratings(self) -> Iterator[int]:
        """Ratings the documents quote, beside the yearly ones: another source for the same."""
        for row in self.fresh("ratings", "{country}-{effective_on}-{rating}".format_map):
            document = self.documents[row["source"]]
            CivicSpaceRating.objects.get_or_create(
                country_id=row["country"],
                effective_on=row["effective_on"],
                source_name=f"CIVICUS Monitor, quoted in {self.cited(document)}",
                defaults={
                    "rating": row["rating"],
                    "basis": row["basis"],
                    "source_url": document["url"],
                    "read_on": document["retrieved_on"],
                    "note": row["note"],
                },
            )
            yield 1

    def load_resources(self) -> Iterator[int]:
        for row in self.fresh("resources", lambda row: row["key"]):
            document = self.documents[row["document"]]
            plain = ("kind", "title", "published_on", "occurs_on", "place", "publisher")
            resource = Resource.objects.create(
                slug=plain_address(row["title"], Resource),
                **{name: row[name] for name in (*plain, "url", "language", "summary")},
                submitted_by=self.organisation(row["submitted_by"]),
                source_title=self.cited(document),
                source_url=document["url"],
                state=PublicationState.PUBLISHED,
            )
            found = [self.organisation(key) for key in row["organisations"]]
            resource.organisations.set([each for each in found if each])
            resource.countries.set(row["countries"])
            resource.focus_areas.set(self.focus[code] for code in row["focus"])
            yield 1
