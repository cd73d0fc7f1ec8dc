"""What an organisation answers to the yearly letter: a page with one button behind each link.

Opening a link changes nothing, since mail programmes open links by themselves. A link that does not
work says no more than that, whatever the cause.
"""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from orgs.actions import ActionError, answer_reminder, reminder_for
from orgs.choices import ReminderAnswer
from orgs.models import Suggestion
from orgs.views.errors import error_page

LONGEST = Suggestion._meta.get_field("message").max_length


@dataclass(frozen=True)
class Words:
    """What the pages of an answer say: before it, on the button, and afterwards."""

    title: Promise
    lede: Promise
    button: Promise
    thanks: Promise


WORDS = {
    ReminderAnswer.CONFIRMED: Words(
        _("Is everything still right?"),
        _("Please read the entry first. When you press the button, it will say that it was "
          "checked today."),
        _("Yes, everything is right"),
        _("The entry now says that it was checked today."),
    ),
    ReminderAnswer.CORRECTED: Words(
        _("What has to be corrected?"),
        _("Say what is wrong and how it should be. An editor will read it and change the entry; "
          "what you write here is not published."),
        _("Send the correction"),
        _("An editor will read what you wrote and change the entry."),
    ),
    ReminderAnswer.REMOVED: Words(
        _("Shall the entry be removed?"),
        _("When you press the button, the entry disappears at once from all pages, searches and "
          "files. An editor then decides what becomes of the record."),
        _("Remove it now"),
        _("The entry is not public any more. An editor will decide what becomes of the record."),
    ),
}  # fmt: skip


class CorrectionForm(forms.Form):
    """Free text: whoever opens the letter knows what is wrong, not what our fields are called."""

    message = forms.CharField(
        label=_("Your correction"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please say what has to be corrected.")},
    )


@csrf_exempt  # whoever has the link may answer; no cookie and no session says who asks
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token, answer):
    """The page of a link; its button leads to the thanks. 410 when the link does not work."""
    reminder = reminder_for(token, answer)
    if reminder is None:
        return error_page(request, 410)
    writes = answer == ReminderAnswer.CORRECTED
    form = (CorrectionForm if writes else forms.Form)(request.POST or None)
    if request.method == "POST" and (not writes or form.is_valid()):
        message = form.cleaned_data["message"] if writes else ""
        try:
            answer_reminder(reminder=reminder, answer=answer, message=message)
        except ActionError:
            return error_page(request, 410)
        return HttpResponseRedirect(reverse(f"thanks_{answer}"))
    context = {"words": WORDS[answer], "organisation": reminder.organisation, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "orgs/answer.html", context, status=status)


@require_safe
def thanks(request, answer):
    return render(request, "orgs/answer_thanks.html", {"words": WORDS[answer]})
