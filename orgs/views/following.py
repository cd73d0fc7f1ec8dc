"""Following a list by e-mail: asking, confirming, leaving. No account, no cookie, no JavaScript.

Opening a link from a letter changes nothing, since programmes open links in mail, too. Whether an
address follows a list already is never answered.
"""

import logging
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs import actions
from orgs.actions.following import following_of
from orgs.following import mail_is_sent
from orgs.following.forms import FollowForm
from orgs.following.letters import confirmation
from orgs.following.lists import Followed, NotFollowable, followed
from orgs.models.follower import Following
from orgs.suggesting.guard import is_from_elsewhere, may_send, may_write_to
from orgs.views.contribute import form_view, secret, unkept
from orgs.views.errors import error_page

log = logging.getLogger(__name__)


@form_view
def follow(request):
    """The form for a list, given by its address in `list`. 400 for a list whose parameters make no
    sense, 404 for what is none, and everywhere on a site that sends no mail.
    """
    if not mail_is_sent():
        return _no_mail(request)
    try:
        known = followed(request.GET.get("list", ""))
    except NotFollowable as error:
        return _not_followable(request, error)
    data = request.POST if request.method == "POST" else None
    form = FollowForm(data, from_elsewhere=is_from_elsewhere(request))
    if form.is_bound and form.is_valid() and _asked(request, form, known):
        return unkept(redirect("follow_sent"))
    context = {"form": form, "known": known, "days": settings.RETENTION["followers_unconfirmed"]}
    return _page(request, "follow", **context)


def _asked(request, form: FollowForm, known: Followed) -> bool:
    """Sends the letter, unless the address was sent enough of late: the answer is the same. False,
    with a word in the form, when too much came from there or no letter can go out.
    """
    if not may_send(request):
        form.add_error(None, _("Very much was sent from your connection. Try in an hour."))
        return False
    email, rhythm = form.cleaned_data["email"], form.cleaned_data["rhythm"]
    if not may_write_to(email):
        return True
    following = Following(email, known.address, get_language())
    token = actions.ask_to_follow(following=following, rhythm=rhythm)
    try:
        confirmation(following, rhythm, known.title_of_ours, token).send()
    except (SMTPRecipientsRefused, ValueError):
        log.warning("A letter to confirm was refused.")
    except (OSError, SMTPException) as error:
        log.warning("A letter to confirm could not be sent (%s).", type(error).__name__)
        form.add_error(None, _("We cannot send letters just now. Please try again in an hour."))
        return False
    return True


@require_safe
def follow_sent(request):
    """After asking, whoever asked and for whatever."""
    days = settings.RETENTION["followers_unconfirmed"]
    return _page(request, "follow_sent", days=days)


@form_view
def follow_confirm(request, token):
    """From the letter: one button, and letters come. 410 when the link does not work any more."""
    wish = actions.wish_of(token)
    known = wish and _list_of(wish.following)
    if known is None:
        return secret(error_page(request, 410, texts=_expired()))
    if request.method == "POST":
        actions.confirm_following(wish=wish)
        return secret(redirect("follow_confirm", token))
    return secret(_page(request, "follow_confirm", wish=wish, known=known))


@form_view
def follow_leave(request, token):
    """From any letter: one button, and no more come. A mail programme presses it by itself when its
    user asks for that (RFC 8058), and is not sent elsewhere.
    """
    is_ours, follower = actions.follower_who_leaves(token)
    if not is_ours:
        return secret(error_page(request, 404))
    if request.method == "POST":
        if follower:
            actions.stop_following(follower=follower)
        if "List-Unsubscribe" in request.POST:
            return secret(HttpResponse(_("You are not written to any more")))
        return secret(redirect("follow_leave", token))
    following = follower and following_of(follower)
    known = following and _list_of(following)
    return secret(_page(request, "follow_leave", follower=follower, known=known))


def _list_of(following: Following) -> Followed | None:
    """In the language of the page; None when there is no such list any more."""
    try:
        return followed(following.about)
    except NotFollowable:
        return None


def _page(request, name, **context):
    return unkept(render(request, f"orgs/following/{name}.html", context))


def _no_mail(request):
    texts = (
        _("This site sends no letters"),
        _("Lists can be followed in a feed reader instead: each has a link “Feed”."),
    )
    return error_page(request, 404, texts=texts)


def _not_followable(request, error: NotFollowable):
    if error.problems:
        return error_page(request, 400, error.problems)
    texts = (
        _("This cannot be followed"),
        _("Follow a list of organisations, a country, a focus area, the rating changes or the "
          "library: each has a link “Follow by e-mail”."),
    )  # fmt: skip
    return error_page(request, 404, texts=texts)


def _expired() -> tuple[str, str]:
    hours = settings.RETENTION["followers_unconfirmed"] * 24
    said = _("It works for %(hours)s hours and only when it is complete. Ask for a new one where "
             "you found the list.")  # fmt: skip
    return _("This link does not work any more"), said % {"hours": hours}
