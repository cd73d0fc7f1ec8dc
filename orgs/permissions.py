"""Who may do what in the editors' panel. Each function's docstring is the policy.

A role is a group of that name; each one may do all that the roles before it may. The rules are
these functions, not rows of Django's permission table, so that they can look at the record and
be read in one place. `obj` is None when the question is about records in general.

Costs one query for a user's roles, once a request.
"""

from django.apps import apps as installed
from django.db import models
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from orgs.choices import PublicationState, RiskLevel
from orgs.models import Organisation, Relation, Suggestion, User


class Role(models.TextChoices):
    """The roles, from the narrowest to the widest. The values are the names of the groups."""

    CONTRIBUTOR = "contributor", _("Contributor: writes drafts and sends them to review")
    EDITOR = "editor", _("Editor: edits everything except people, ratings and publication")
    PUBLISHER = "publisher", _("Publisher: publishes, keeps people, consents and ratings")
    ADMINISTRATOR = "administrator", _("Administrator: everything, accounts too")


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
    """The user's roles and all narrower ones; none for who is not signed in or not active."""
    if not user.is_active:
        return set()
    if not hasattr(user, "_roles"):
        held = {Role.ADMINISTRATOR.value} if user.is_superuser else set()
        if not held:
            held = set(user.groups.filter(name__in=Role.values).values_list("name", flat=True))
        widest = max((Role.values.index(name) for name in held), default=-1)
        user._roles = set(Role.values[: widest + 1])
    return user._roles


def _has(user, role) -> bool:
    return role in roles(user)


def _is_merged(obj) -> bool:
    """What was merged into another record rests as it is until that is undone."""
    return getattr(obj, "merged_into_id", None) is not None


def _is_hidden(obj) -> bool:
    """Library items have no risk level of their own."""
    return getattr(obj, "risk", None) == RiskLevel.HIDDEN


# What can be seen


def can_use_panel(user, obj=None) -> bool:
    """Everybody with a role sees organisations, the library and reference data."""
    return _has(user, Role.CONTRIBUTOR)


def organisations_for(user):
    """The organisations a user works with: all, except that a contributor, who is known least,
    does not learn of hidden ones.
    """
    if not can_use_panel(user):
        return Organisation.objects.none()
    if _has(user, Role.EDITOR):
        return Organisation.objects.all()
    return Organisation.objects.not_hidden()


def changeable_organisations(user):
    """Those of them the user may edit, and so add an office or a source to: as
    `can_change_record`, asked of the database.
    """
    known = organisations_for(user).not_merged()
    return known if _has(user, Role.EDITOR) else known.filter(state=PublicationState.DRAFT)


def relations_for(user):
    """Links of which the user may know both ends."""
    if _has(user, Role.EDITOR):
        return Relation.objects.all()
    known = organisations_for(user).values("pk")
    return Relation.objects.filter(from_organisation__in=known, to_organisation__in=known)


def can_view_organisation(user, obj=None) -> bool:
    """Everybody with a role, except that contributors never see a hidden one."""
    return _has(user, Role.EDITOR if _is_hidden(obj) else Role.CONTRIBUTOR)


def can_see_people(user, obj=None) -> bool:
    """Publishers: they hold the consents. Nobody else needs a person's name or number."""
    return _has(user, Role.PUBLISHER)


def can_see_suggestions(user, obj=None) -> bool:
    """Editors. What strangers write may name people or hidden organisations. One about an
    organisation is for those who may know of that.
    """
    about = getattr(obj, "organisation", None)
    return _has(user, Role.EDITOR) and (about is None or can_view_organisation(user, about))


def suggestions_for(user):
    """Those a user may see: as `can_see_suggestions`, asked of the database."""
    if not can_see_suggestions(user):
        return Suggestion.objects.none()
    known = models.Q(organisation__in=organisations_for(user).values("pk"))
    return Suggestion.objects.filter(models.Q(organisation=None) | known)


def can_decide_suggestion(user, obj=None) -> bool:
    """Whoever may see it: what becomes of the record asks for its own permission."""
    return can_see_suggestions(user, obj)


def deciding_users():
    """Accounts that may be asked to look after a suggestion; whether about this one, is asked of
    `can_decide_suggestion`.
    """
    wide = Role.values[Role.values.index(Role.EDITOR) :]
    held = models.Q(groups__name__in=wide) | models.Q(is_superuser=True)
    return User.objects.filter(held, is_active=True).distinct().order_by("username")


def can_import(user, obj=None) -> bool:
    """Editors: whoever compares a list with the directory learns what is in it. What is imported
    are drafts and proposals.
    """
    return _has(user, Role.EDITOR)


# Organisations and the library


def can_add_record(user, obj=None) -> bool:
    """Everybody with a role: what is added is a draft."""
    return _has(user, Role.CONTRIBUTOR)


def can_change_record(user, obj=None) -> bool:
    """Contributors change drafts, anybody's; editors change records in every state; nobody one
    that was merged into another.

    Holds for organisations and library items, and for what belongs to an organisation: its
    names, offices, identifiers, ways to reach it, sources.
    """
    is_draft = obj is None or obj.state == PublicationState.DRAFT
    return not _is_merged(obj) and _has(
        user, Role.CONTRIBUTOR if is_draft and not _is_hidden(obj) else Role.EDITOR
    )


def can_revert(user, obj=None) -> bool:
    """Whoever may change it: taking a change back is a change."""
    return can_change_record(user, obj)


def can_delete_record(user, obj=None) -> bool:
    """Administrators. Archiving is the usual way: a permanent id should not go dead."""
    return _has(user, Role.ADMINISTRATOR)


def can_send_to_review(user, obj=None) -> bool:
    """Whoever may change it."""
    return can_change_record(user, obj)


def can_return_to_draft(user, obj=None) -> bool:
    """Editors: they do the reviewing."""
    return _has(user, Role.EDITOR)


def can_publish(user, obj=None) -> bool:
    """Publishers, from any state; archiving likewise. Not what was merged into another."""
    return _has(user, Role.PUBLISHER) and not _is_merged(obj)


def can_verify(user, obj=None) -> bool:
    """Editors: to verify is to have compared the record with the world, not to publish it."""
    return _has(user, Role.EDITOR) and not _is_merged(obj)


def can_set_risk(user, obj, level: str) -> bool:
    """Whoever may change a record may raise its risk level; only publishers may lower it."""
    order = RiskLevel.values
    if obj is not None and order.index(level) < order.index(obj.risk):
        return _has(user, Role.PUBLISHER) and not _is_merged(obj)
    return can_change_record(user, obj)


def can_decide_duplicates(user, obj=None) -> bool:
    """Editors see which records may be the same organisation, and say that two are not."""
    return _has(user, Role.EDITOR)


def can_merge(user, obj=None) -> bool:
    """Publishers merge two records and undo it: it takes one from the public, changes what is
    public of the other, and moves people.
    """
    return _has(user, Role.PUBLISHER)


# People, and what decides whether they are public


def can_change_people(user, obj=None) -> bool:
    """Publishers record people, their consents, and withdraw them."""
    return _has(user, Role.PUBLISHER)


def can_see_people_history(user, obj=None) -> bool:
    """Publishers: when somebody was entered, agreed and left can tell who it was, so the history
    of people, consents and exceptions has a right of its own.
    """
    return _has(user, Role.PUBLISHER)


def can_request_override(user, obj=None) -> bool:
    """Publishers."""
    return _has(user, Role.PUBLISHER)


def can_approve_override(user, obj=None) -> bool:
    """A publisher, and never the one who asked."""
    own = obj is not None and obj.requested_by_id == user.pk
    return _has(user, Role.PUBLISHER) and not own


def can_rate(user, obj=None) -> bool:
    """Publishers: a rating decides what is published about people."""
    return _has(user, Role.PUBLISHER)


# Reference data and accounts


def can_change_reference(user, obj=None) -> bool:
    """Editors change names and introductions of countries, focus areas and registers."""
    return _has(user, Role.EDITOR)


def can_add_reference(user, obj=None) -> bool:
    """Administrators add and delete them: other records and addresses hang on the codes."""
    return _has(user, Role.ADMINISTRATOR)


def can_manage_users(user, obj=None) -> bool:
    """Administrators; a superuser's account only superusers."""
    above = obj is not None and obj.is_superuser and not user.is_superuser
    return _has(user, Role.ADMINISTRATOR) and not above


def nobody(user, obj=None) -> bool:
    """For what is only ever written by the directory itself."""
    return False
