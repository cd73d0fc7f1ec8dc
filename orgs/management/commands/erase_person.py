"""Erases a person from the command line, for whoever runs the directory."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from orgs.actions.erasure import erase_person
from orgs.actions.mentions import Person
from orgs.models import Contact


class Command(BaseCommand):
    """Names nobody in what it prints: a terminal keeps what it showed."""

    help = "Erases a person and every trace of them, and keeps them from coming back."

    def add_arguments(self, parser):
        parser.add_argument("contact", nargs="?", type=int, help="the id of the person's entry")
        parser.add_argument("--email", default="", help="find the entry by this address")
        parser.add_argument("--name", default="", help="find the entry by this name")
        parser.add_argument("--reason", required=True, help="kept; must not name the person")
        parser.add_argument(
            "--also",
            action="append",
            default=[],
            help="another name, address or number of the person; may be repeated",
        )
        parser.add_argument(
            "--keep",
            action="append",
            default=[],
            metavar="KIND:ID",
            help="a record that means somebody else, such as organisation:12; may be repeated",
        )
        parser.add_argument("--by", default="", help="the account of whoever decided it")

    def handle(self, *args, contact, email, name, reason, also, keep, by, **options):
        person = self.chosen(contact, email, name)
        try:
            found = erase_person(
                contact=person, reason=reason, also=also, keep=set(keep), by=self.account(by)
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"Erased: {len(found.contacts)} entries, {len(found.mentions)} records that named the "
            f"person, {len(found.past)} earlier versions."
        )
        for account in found.accounts:
            self.stdout.write(f"The account {account.pk} names the person and stays.")
        self.stdout.write(
            "Backups and replicas' logs still hold the person: see docs/safety.md for what to do."
        )

    def account(self, username):
        if not username:
            return None
        try:
            return get_user_model().objects.get(username=username)
        except get_user_model().DoesNotExist:
            raise CommandError("There is no such account.") from None

    def chosen(self, pk, email, name) -> Contact:
        """The one entry meant; asks which when there are several, by ids and organisations."""
        people = Contact.objects.select_related("organisation")
        if pk is not None:
            found = list(people.filter(pk=pk))
        elif email or name:
            wanted = Person.known_as(email, name)
            found = [one for one in people if wanted.is_in([one.name, one.email])]
        else:
            raise CommandError("Say whom: an id, --email or --name.")
        if not found:
            raise CommandError("There is no such entry.")
        if len(found) == 1:
            return found[0]
        for one in found:
            self.stdout.write(f"{one.pk}  {one.organisation}")
        answer = input("Which one? Its id: ").strip()
        return next((one for one in found if str(one.pk) == answer), None) or self.nobody()

    def nobody(self):
        raise CommandError("None of them was chosen. Nothing was erased.")
