"""What the panel's own templates ask for."""

from django import template

from orgs import permissions
from orgs.admin.grants import sentence_of
from orgs.admin.waiting import upkeep_is_late, waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_work(context):
    """The work that waits for the user; see `orgs.admin.waiting`."""
    return waiting(context["request"].user)


@register.simple_tag(takes_context=True)
def late_upkeep(context):
    """Whether the daily deletion has not run; see `orgs.admin.waiting`."""
    return upkeep_is_late(context["request"].user)


@register.simple_tag(takes_context=True)
def own_grants(context):
    """What the user's account may do for a time or in a part of the directory, in words."""
    return [sentence_of(one) for one in permissions.grants_of(context["request"].user)]


@register.simple_tag(takes_context=True)
def may_review(context):
    """Whether the user may open the queue."""
    return permissions.can_see_suggestions(context["request"].user, permissions.SOMEWHERE)
