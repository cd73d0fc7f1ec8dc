"""What the panel's own templates ask for."""

from django import template

from orgs.admin.waiting import waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_work(context):
    """The work that waits for the user; see `orgs.admin.waiting`."""
    return waiting(context["request"].user)
