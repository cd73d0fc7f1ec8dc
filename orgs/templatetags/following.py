"""The way to follow a list by e-mail."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from orgs.following import mail_is_sent

register = template.Library()


@register.simple_tag
def follow_link(address: str):
    """A link, for a list with this address or that of its feed; nothing where no mail is sent."""
    if not mail_is_sent():
        return ""
    url = f"{reverse('follow')}?{urlencode({'list': address})}"
    return format_html('<a href="{}" rel="nofollow">{}</a>', url, _("Follow by e-mail"))
