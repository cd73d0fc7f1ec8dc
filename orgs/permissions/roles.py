"""Roles that hold in the whole directory. A role is a group of that name; each one may do all that
the roles before it may.
"""

from django.apps import apps as installed
from django.db.models.signals import post_migrate

from orgs.choices import Role


def create_roles(using, apps=installed, **kwargs):
    """After every migration: the groups exist. Safe to repeat, restores one that was deleted.

    Emptying all tables (`flush`) sends the same signal without `apps`.
    """
    try:
        group = apps.get_model("auth", "Group")
    except LookupError:  # the accounts' own tables were migrated away
        return
    for name in Role.values:
        group.objects.using(using).get_or_create(name=name)


def connect(app_config):
    """Called once, when the application is ready."""
    post_migrate.connect(create_roles, sender=app_config, dispatch_uid="orgs.create_roles")


def roles(user) -> set[str]:
    """The user's roles and all narrower ones; none for who is not signed in or not active. One
    query a request.
    """
    if not user.is_active:
        return set()
    if not hasattr(user, "_roles"):
        held = {Role.ADMINISTRATOR.value} if user.is_superuser else set()
        if not held:
            held = set(user.groups.filter(name__in=Role.values).values_list("name", flat=True))
        user._roles = up_to(max((rank(name) for name in held), default=-1))
    return user._roles


def rank(role: str) -> int:
    """How wide a role is: 0 for the narrowest."""
    return Role.values.index(role)


def up_to(widest: int) -> set[str]:
    return set(Role.values[: widest + 1])
