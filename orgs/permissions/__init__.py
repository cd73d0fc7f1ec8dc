"""Who may do what in the editors' panel. Each function's docstring is the policy.

A role is a group of that name, or a grant that ends and may be narrowed to a part of the directory
(`orgs.permissions.reach`); each role may do all that the roles before it may. The rules are these
functions, not rows of Django's permission table, so that they can look at the record and be read
in one place.

`obj` is the record in question. None asks about the whole directory, so that who has only a part
of it may not; `SOMEWHERE` asks whether there is any record of which it is so: for lists, whose
rows are chosen by the querysets here, and for what is added.

Costs one query for a user's roles and three for grants, once a request; one more for each record
whose answer depends on a grant.
"""

from django.db.models import Q
from django.utils import timezone

from orgs.choices import PublicationState, RiskLevel, Role
from orgs.models import (
    Grant,
    Merge,
    Organisation,
    PossibleDuplicate,
    Relation,
    Resource,
    Suggestion,
    User,
)
from orgs.permissions.reach import (
    NOTHING,
    SOMEWHERE,
    covers,
    grants_of,
    holds,
    organisations_within,
    resources_within,
)
from orgs.permissions.roles import connect, create_roles, rank, roles
from orgs.visibility import Audience, organisations

__all__ = ["SOMEWHERE", "Role", "connect", "create_roles", "grants_of", "roles"]


def _is_merged(obj) -> bool:
    """What was merged into another record rests as it is until that is undone."""
    return getattr(obj, "merged_into_id", None) is not None


def _is_hidden(obj) -> bool:
    """Library items have no risk level of their own."""
    return getattr(obj, "risk", None) == RiskLevel.HIDDEN


# What can be seen


def can_use_panel(user, obj=None) -> bool:
    """Everybody with a role, wherever it holds, sees the library and reference data."""
    return holds(user, Role.CONTRIBUTOR, SOMEWHERE)


def organisations_for(user):
    """The organisations a user works with: those within reach of the role, except that a
    contributor, who is known least, does not learn of hidden ones.
    """
    if holds(user, Role.EDITOR):
        return Organisation.objects.all()
    not_hidden = organisations_within(user, Role.CONTRIBUTOR) & ~Q(risk=RiskLevel.HIDDEN)
    return Organisation.objects.filter(organisations_within(user, Role.EDITOR) | not_hidden)


def known_organisations(user):
    """Those a user may name: what he works with, and what anybody can read on the public pages."""
    working = organisations_for(user)
    if not can_use_panel(user) or holds(user, Role.CONTRIBUTOR):
        return working
    public = organisations(Audience.PUBLIC)
    return Organisation.objects.filter(
        Q(pk__in=working.values("pk")) | Q(pk__in=public.values("pk"))
    )


def changeable_organisations(user):
    """Those of them the user may edit, and so add an office or a source to: as
    `can_change_record`, asked of the database.
    """
    known = organisations_for(user).not_merged()
    if holds(user, Role.EDITOR):
        return known
    draft = Q(state=PublicationState.DRAFT)
    return known.filter(organisations_within(user, Role.EDITOR) | draft)


def relations_for(user):
    """Links of an organisation the user works with, to one that he may name."""
    if holds(user, Role.EDITOR):
        return Relation.objects.all()
    working, known = organisations_for(user), known_organisations(user)
    return Relation.objects.filter(
        from_organisation__in=working.values("pk"), to_organisation__in=known.values("pk")
    )


def resources_for(user):
    """The library items a user works with: none about an organisation he must not know of."""
    if holds(user, Role.EDITOR):
        return Resource.objects.all()
    known = known_organisations(user).values("pk")
    unknown = Organisation.objects.exclude(pk__in=known).values("pk")
    about = Resource.organisations.through.objects.filter(organisation__in=unknown)
    found = Resource.objects.filter(resources_within(user, Role.CONTRIBUTOR))
    return found.exclude(pk__in=about.values("resource")).exclude(
        submitted_by__isnull=False, submitted_by__in=unknown
    )


def can_view_organisation(user, obj=None) -> bool:
    """Everybody with a role there, except that contributors never see a hidden one."""
    return holds(user, Role.EDITOR if _is_hidden(obj) else Role.CONTRIBUTOR, obj)


def can_see_people(user, obj=None) -> bool:
    """Publishers: they hold the consents. Nobody else needs a person's name or number."""
    return holds(user, Role.PUBLISHER, obj)


def organisations_with_people(user):
    """Those whose people the user may see: as `can_see_people`, asked of the database."""
    return Organisation.objects.filter(organisations_within(user, Role.PUBLISHER))


def can_see_suggestions(user, obj=None) -> bool:
    """Editors. What strangers write may name people or hidden organisations. One about an
    organisation is for those who may know of that; others are for editors of everything.
    """
    if obj is SOMEWHERE:
        return holds(user, Role.EDITOR, SOMEWHERE)
    about = getattr(obj, "organisation", None)
    return holds(user, Role.EDITOR, about) and (about is None or can_view_organisation(user, about))


def suggestions_for(user):
    """Those a user may see: as `can_see_suggestions`, asked of the database."""
    known = Organisation.objects.filter(organisations_within(user, Role.EDITOR))
    new = Q(organisation=None) if holds(user, Role.EDITOR) else NOTHING
    return Suggestion.objects.filter(new | Q(organisation__in=known.values("pk")))


def can_decide_suggestion(user, obj=None) -> bool:
    """Whoever may see it: what becomes of the record asks for its own permission."""
    return can_see_suggestions(user, obj)


def deciding_users():
    """Accounts that may be asked to look after a suggestion; whether about this one, is asked of
    `can_decide_suggestion`.
    """
    wide = Role.values[rank(Role.EDITOR) :]
    granted = Grant.objects.in_force(timezone.localdate()).filter(role__in=wide)
    held = Q(groups__name__in=wide) | Q(is_superuser=True) | Q(pk__in=granted.values("user"))
    return User.objects.filter(held, is_active=True).distinct().order_by("username")


def can_import(user, obj=None) -> bool:
    """Editors of everything: whoever compares a list with the directory learns what is in it. What
    is imported are drafts and proposals.
    """
    return holds(user, Role.EDITOR)


# Organisations and the library


def can_add_record(user, obj=None) -> bool:
    """Everybody with a role: what is added is a draft. What kind of record, is asked of
    `is_within_reach`.
    """
    return holds(user, Role.CONTRIBUTOR, SOMEWHERE if obj is None else obj)


def is_within_reach(user, **facts) -> bool:
    """Whether a user may add a record with these facts, as keys (see `reach.covers`): whoever has
    a part of the directory adds to that part.
    """
    return holds(user, Role.CONTRIBUTOR) or any(covers(one, **facts) for one in grants_of(user))


def networks_of(user) -> list[int]:
    """The networks a user coordinates, who has no role in the whole directory: what he adds
    becomes a member of one.
    """
    if holds(user, Role.CONTRIBUTOR):
        return []
    return [one.network_id for one in grants_of(user) if one.network_id]


def can_change_record(user, obj=None) -> bool:
    """Contributors change drafts, anybody's; editors change records in every state; nobody one
    that was merged into another.

    Holds for organisations and library items, and for what belongs to an organisation: its
    names, offices, identifiers, ways to reach it, sources.
    """
    is_draft = getattr(obj, "state", PublicationState.DRAFT) == PublicationState.DRAFT
    role = Role.CONTRIBUTOR if is_draft and not _is_hidden(obj) else Role.EDITOR
    return not _is_merged(obj) and holds(user, role, obj)


def can_choose_address(user, obj=None) -> bool:
    """Editors of everything: that an address is taken tells of the record that has it. Others
    choose its words.
    """
    return holds(user, Role.EDITOR)


def can_revert(user, obj=None) -> bool:
    """Whoever may change it: taking a change back is a change."""
    return can_change_record(user, obj)


def can_delete_record(user, obj=None) -> bool:
    """Administrators. Archiving is the usual way: a permanent id should not go dead."""
    return holds(user, Role.ADMINISTRATOR)


def can_send_to_review(user, obj=None) -> bool:
    """Whoever may change it."""
    return can_change_record(user, obj)


def can_return_to_draft(user, obj=None) -> bool:
    """Editors: they do the reviewing."""
    return holds(user, Role.EDITOR, obj)


def can_publish(user, obj=None) -> bool:
    """Publishers, from any state; archiving likewise. Not what was merged into another."""
    return holds(user, Role.PUBLISHER, obj) and not _is_merged(obj)


def can_verify(user, obj=None) -> bool:
    """Editors: to verify is to have compared the record with the world, not to publish it."""
    return holds(user, Role.EDITOR, obj) and not _is_merged(obj)


def can_set_risk(user, obj, level: str) -> bool:
    """Whoever may change a record may raise its risk level; only publishers may lower it."""
    order = RiskLevel.values
    if obj is not None and order.index(level) < order.index(obj.risk):
        return holds(user, Role.PUBLISHER, obj) and not _is_merged(obj)
    return can_change_record(user, obj)


def can_decide_duplicates(user, obj=None) -> bool:
    """Editors of both see which records may be the same organisation, and say that two are not."""
    return all(holds(user, Role.EDITOR, one) for one in _both(obj))


def can_merge(user, obj=None) -> bool:
    """Publishers of both merge two records and undo it: it takes one from the public, changes what
    is public of the other, and moves people.
    """
    return all(holds(user, Role.PUBLISHER, one) for one in _both(obj))


def _both(obj) -> tuple:
    """The two organisations of a pair or a merge; else what was asked about."""
    if isinstance(obj, PossibleDuplicate):
        return obj.first, obj.second
    return (obj.kept, obj.lost) if isinstance(obj, Merge) else (obj,)


# People, and what decides whether they are public


def can_change_people(user, obj=None) -> bool:
    """Publishers record people, their consents, and withdraw them."""
    return holds(user, Role.PUBLISHER, obj)


def can_keep_wordings(user, obj=None) -> bool:
    """Publishers of everything: what people agree to is the same for all of them."""
    return holds(user, Role.PUBLISHER)


def can_erase_people(user, obj=None) -> bool:
    """Publishers of everything: somebody is looked for, and goes, everywhere."""
    return holds(user, Role.PUBLISHER)


def can_see_people_history(user, obj=None) -> bool:
    """Publishers: when somebody was entered, agreed and left can tell who it was, so the history
    of people, consents and exceptions has a right of its own.
    """
    return holds(user, Role.PUBLISHER, obj)


def can_request_override(user, obj=None) -> bool:
    """Publishers."""
    return holds(user, Role.PUBLISHER, obj)


def can_approve_override(user, obj=None) -> bool:
    """A publisher, and never the one who asked."""
    own = getattr(obj, "requested_by_id", None) == user.pk
    return holds(user, Role.PUBLISHER, obj) and not own


def can_rate(user, obj=None) -> bool:
    """Publishers of everything: a rating decides what is published about people."""
    return holds(user, Role.PUBLISHER)


# Reference data and accounts


def can_change_reference(user, obj=None) -> bool:
    """Editors of everything change names and introductions of countries, focus areas and
    registers.
    """
    return holds(user, Role.EDITOR)


def can_add_reference(user, obj=None) -> bool:
    """Administrators add and delete them: other records and addresses hang on the codes."""
    return holds(user, Role.ADMINISTRATOR)


def can_manage_users(user, obj=None) -> bool:
    """Administrators; a superuser's account only superusers."""
    above = getattr(obj, "is_superuser", False) and not user.is_superuser
    return holds(user, Role.ADMINISTRATOR) and not above


def needs_second_factor(user) -> bool:
    """Whoever can publish or see people, anywhere."""
    return holds(user, Role.PUBLISHER, SOMEWHERE)


def nobody(user, obj=None) -> bool:
    """For what is only ever written by the directory itself."""
    return False
