"""How far a role reaches: the whole directory, or what a grant is narrowed to.

A group's role holds everywhere and without an end. A grant (`orgs.models.Grant`) holds until its
last day, for all organisations, those based in some countries, those that work on some focus
areas, or the members of a network. Of several grants each counts: what one allows, no other takes.

A question without a record is about the whole directory, and a grant that is narrowed answers it
with no. Who only wants to know whether there is anything at all asks with `SOMEWHERE`.
"""

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from orgs.choices import GrantScope, Role
from orgs.models import FocusArea, Grant, Organisation, Relation, Resource
from orgs.permissions.roles import rank, roles


class _Somewhere:
    """Stands for some record, whichever."""


SOMEWHERE = _Somewhere()

EVERYTHING, NOTHING = Q(), Q(pk__in=[])

_OWNERS = ("organisation", "from_organisation", "contact", "contact_point")
"""What names the record that another one belongs to."""


def grants_of(user) -> list[Grant]:
    """The user's grants in force today; three queries a request, none for who has a wider role
    everywhere than can be granted.
    """
    if not user.is_active or not user.pk or Role.PUBLISHER in roles(user):
        return []
    if not hasattr(user, "_grants"):
        found = user.grants.in_force(timezone.localdate())
        user._grants = list(found.prefetch_related("countries", "focus_areas"))
    return user._grants


def holds(user, role, obj=None) -> bool:
    """Whether the user has the role, or a wider one, for a record: an organisation, what belongs
    to one, or a library item. One query for a record, if it depends on a grant.
    """
    if role in roles(user):
        return True
    wide = [one for one in grants_of(user) if rank(one.role) >= rank(role)]
    if obj is SOMEWHERE:
        return bool(wide)
    if any(one.narrowed_to == GrantScope.EVERYTHING for one in wide):
        return True
    return bool(wide) and obj is not None and _widest(user, obj) >= rank(role)


def organisations_within(user, role) -> Q:
    """The organisations for which the user has the role, as a condition on them."""
    return _within(user, role, _organisations_of)


def resources_within(user, role) -> Q:
    """The library items for which the user has the role, as a condition on them."""
    return _within(user, role, _resources_of)


def _within(user, role, condition) -> Q:
    if holds(user, role):
        return EVERYTHING
    found = NOTHING
    for grant in grants_of(user):
        if rank(grant.role) >= rank(role):
            found |= condition(grant)
    return found


def _widest(user, obj) -> int:
    """The rank of the widest role for a record, -1 for none. One query, and none the next time the
    same object is asked about: what it was when it was loaded counts.
    """
    if isinstance(obj, Resource):
        model, condition = Resource, resources_within
    else:
        model, condition, obj = Organisation, organisations_within, owner_of(obj)
    if obj is None or obj.pk is None:
        return -1
    known = obj.__dict__.setdefault("_widest_roles", {})
    if user.pk not in known:
        ways, otherwise = [], -1
        for role in reversed(Role.values):
            within = condition(user, role)
            if within == EVERYTHING:
                otherwise = rank(role)
                break
            ways.append(When(within, then=Value(rank(role))))
        widest = Case(*ways, default=Value(otherwise), output_field=IntegerField())
        rows = model.objects.filter(pk=obj.pk).values_list(widest, flat=True)
        known[user.pk] = next(iter(rows), -1)
    return known[user.pk]


def owner_of(obj) -> Organisation | None:
    """The organisation a record belongs to, itself if it is one; None for what belongs to none."""
    while obj is not None and not isinstance(obj, Organisation):
        name = next((name for name in _OWNERS if hasattr(type(obj), name)), None)
        obj = getattr(obj, name) if name else None
    return obj


def covers(grant: Grant, *, home=None, countries=(), areas=(), joins=(), members=()) -> bool:
    """Whether a record that is yet to be saved would be within a grant: one based in a country
    (`home`, or else `countries`), working on focus areas, a member of networks from the start, or
    about `members`; all as keys. A query or two.
    """
    if grant.narrowed_to == GrantScope.COUNTRIES:
        places = {home} if home else set(countries)
        return bool(places & {one.pk for one in grant.countries.all()})
    if grant.narrowed_to == GrantScope.FOCUS_AREAS:
        return bool(set(areas) & _with_parts(grant.focus_areas.all()))
    if grant.narrowed_to == GrantScope.NETWORK:
        there = _members(grant).filter(from_organisation__in=members)
        return grant.network_id in joins or there.exists()
    return True


def _members(grant: Grant):
    lasting = Relation.objects.members_on(timezone.localdate())
    return lasting.filter(to_organisation=grant.network_id)


def _organisations_of(grant: Grant) -> Q:
    if grant.narrowed_to == GrantScope.COUNTRIES:
        codes = [one.pk for one in grant.countries.all()]
        works = Organisation.countries.through.objects.filter(
            organisation=OuterRef("pk"), country__in=codes
        )
        return Q(headquarters__in=codes) | Q(Exists(works), headquarters=None)
    if grant.narrowed_to == GrantScope.FOCUS_AREAS:
        areas = _with_parts(grant.focus_areas.all())
        return Q(
            Exists(
                Organisation.focus_areas.through.objects.filter(
                    organisation=OuterRef("pk"), focusarea__in=areas
                )
            )
        )
    return Q(Exists(_members(grant).filter(from_organisation=OuterRef("pk"))))


def _resources_of(grant: Grant) -> Q:
    if grant.narrowed_to == GrantScope.COUNTRIES:
        codes = [one.pk for one in grant.countries.all()]
        about = Resource.countries.through.objects.filter(country__in=codes)
    elif grant.narrowed_to == GrantScope.FOCUS_AREAS:
        areas = _with_parts(grant.focus_areas.all())
        about = Resource.focus_areas.through.objects.filter(focusarea__in=areas)
    else:
        members = _members(grant).values("from_organisation")
        about = Resource.organisations.through.objects.filter(organisation__in=members)
    return Q(Exists(about.filter(resource=OuterRef("pk"))))


def _with_parts(areas) -> set[int]:
    """The keys of focus areas and of all that is part of them; one query."""
    found = {area.pk for area in areas}
    if not found:
        return found
    parents = list(FocusArea.objects.values_list("pk", "parent"))
    size = 0
    while size != len(found):
        size = len(found)
        found |= {pk for pk, parent in parents if parent in found}
    return found
