"""What is written to those who follow a list: in their language, as plain text and as simple HTML
without pictures, with links to this site alone. The subject does not tell which list it is.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_bidi, override

from orgs.actions import leaving_token
from orgs.choices import Rhythm
from orgs.feeds.atom import Entry, absolute
from orgs.following.news import News
from orgs.letters import headers, host
from orgs.models import Follower
from orgs.models.follower import Following
from orgs.text import one_line


@dataclass(frozen=True)
class Told:
    """What is new on a list, ready to be written down."""

    title: str
    url: str
    news: News


def confirmation(following: Following, rhythm: Rhythm, title: str, token: str):
    """Asks whether they really want it. The same whether or not they follow the list already."""
    context = {
        "title": title,
        "rhythm": rhythm,
        "link": _page("follow_confirm", token, following.language),
        "days": settings.RETENTION["followers_unconfirmed"],
    }
    return _letter("follow_confirm", following, context)


def digest(follower: Follower, following: Following, told: Told) -> EmailMultiAlternatives:
    """What is new, for one of those who follow the list."""
    leave = _page("follow_leave", leaving_token(follower), following.language)
    context = {
        "title": told.title,
        "url": told.url,
        "rhythm": follower.rhythm,
        "entries": [(_on_lines(entry), _own_link(entry)) for entry in told.news.entries],
        "count": told.news.count,
        "more": told.news.more,
        "leave": leave,
    }
    return _letter("follow_digest", following, context, **_of_a_list(leave))


def farewell(following: Following) -> EmailMultiAlternatives:
    """Says that there is no such list any more, and that this is the last letter."""
    return _letter("follow_farewell", following, {})


def _page(name: str, token: str, language: str) -> str:
    with override(language):
        return absolute(reverse(name, args=[token]))


def _of_a_list(leave: str) -> dict[str, str]:
    """With which mail programmes offer a button that ends it at once (RFC 2369, 2919, 8058)."""
    return {
        "List-Id": f"<following.{host()}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }


def _on_lines(entry: Entry) -> Entry:
    """Each text in one line: with lines of its own it could write entries, or the letter's end."""
    return replace(entry, title=one_line(entry.title), summary=one_line(entry.summary))


def _own_link(entry: Entry) -> str:
    """Empty for one whose page is somebody else's: a letter leads nowhere but here."""
    return entry.url if entry.url.startswith(f"{settings.SITE_URL}/") else ""


def _letter(name: str, following: Following, context: dict, **more) -> EmailMultiAlternatives:
    language = following.language
    with override(language):
        context |= {"site_name": settings.SITE_NAME, "home": absolute(reverse("home"))}
        context |= {"language": language, "direction": "rtl" if get_language_bidi() else "ltr"}
        subject = one_line(render_to_string(f"orgs/mail/{name}_subject.txt", context))
        letter = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string(f"orgs/mail/{name}.txt", context).strip() + "\n",
            to=[following.email],
            headers=headers(language) | more,
        )
        html = render_to_string(f"orgs/mail/{name}.html", {**context, "subject": subject})
        letter.attach_alternative(html, "text/html")
    return letter
