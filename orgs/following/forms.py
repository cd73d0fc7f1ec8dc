"""What somebody fills in to follow a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.choices import Rhythm
from orgs.suggesting.forms import PublicForm


class FollowForm(PublicForm):
    """An address and how often. No account, no cookie."""

    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=Rhythm.choices,
        initial=Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        help_text=_("At most, and only when there is anything new."),
    )
    field_order = ("email", "rhythm", "homepage")

    def __init__(self, data=None, **kwargs):
        super().__init__(data, name="follow", **kwargs)
        del self.fields["message"]
        email = self.fields["email"]
        email.required = True
        email.help_text = _("We send you a letter with a link. Nothing happens until you use it.")
