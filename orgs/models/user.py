"""Accounts of the people who keep the directory."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor's account. What it may do follows from its group; see `orgs.permissions`.

    Only editors have accounts: visitors never need one and none is made by signing up.
    """

    class Meta(AbstractUser.Meta):
        pass
