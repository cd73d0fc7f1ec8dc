"""Makes the first account, so that somebody can sign in to a new directory."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

# What a person may have to type: no letters that look alike. 20 of 55 are 115 bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
LENGTH = 20


class Command(BaseCommand):
    """Prints the generated password once; it is kept nowhere. Does nothing once anybody exists."""

    help = "Makes the first administrator's account and prints its password once."

    def add_arguments(self, parser):
        parser.add_argument("--username", default="editor")
        parser.add_argument("--email", default="")

    @transaction.atomic
    def handle(self, *args, username, email, **options):
        users = get_user_model().objects
        if users.exists():
            self.stdout.write("There is an account already; none was made.")
            return
        password = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        user = users.create_user(username, email, password, is_staff=True)
        user.groups.add(Group.objects.get(name="administrator"))
        self.stdout.write(
            "An editor's account was made. Its password is shown this once:\n"
            f"    username  {username}\n"
            f"    password  {password}\n"
        )
