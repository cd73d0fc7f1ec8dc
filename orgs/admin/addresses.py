"""Addresses of pages that are typed in a form."""

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.addresses import own_address


class ChoosesWords(ModelForm):
    """A form in which only who sees everything is told that an address is taken: see
    `orgs.actions.addresses`. An address that is emptied stays, so that links to it do. `user` is
    set on the class that is made for a request.
    """

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and not permissions.can_choose_address(self.user):
            self.fields["slug"].help_text = _(
                "The last part of the page's address. A few letters and digits are put after the "
                "words you choose, so that it is this page's alone."
            )

    def clean_slug(self):
        typed = self.cleaned_data["slug"] or self.instance.slug
        return own_address(self.instance, typed, by=self.user)
