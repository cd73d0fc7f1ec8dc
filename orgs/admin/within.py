"""Adding to a part of the directory, for accounts whose role holds for a part only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.grants import part_of
from orgs.models import Organisation


class WithinReach(forms.ModelForm):
    """A form that adds nothing outside what its user's role holds for: he could not even look at
    it afterwards. Changes are not held back by it: a record may leave his part. `user` is set on
    the class that is made for a request. No query for who has a role everywhere.
    """

    user = None

    def facts(self, cleaned) -> dict:
        """What the record says of itself, as keys; see `permissions.is_within_reach`."""
        return {
            "countries": _keys(cleaned.get("countries")),
            "areas": _keys(cleaned.get("focus_areas")),
        }

    def clean(self):
        cleaned = super().clean()
        is_new = not self.instance.pk and not self.errors
        if is_new and not permissions.is_within_reach(self.user, **self.facts(cleaned)):
            parts = "; ".join(str(part_of(one)) for one in permissions.grants_of(self.user))
            text = _(
                "Your role holds for a part of the directory, and this is not in it: %(parts)s."
            )
            self.add_error(None, text % {"parts": parts})
        return cleaned


class OrganisationWithinReach(WithinReach):
    """For organisations: what a network's coordinator adds is a member of it from the start."""

    member_of = forms.ModelChoiceField(
        label=_("Member of"), queryset=Organisation.objects.none(), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        networks = [] if self.instance.pk else permissions.networks_of(self.user)
        if networks:
            self.fields["member_of"].queryset = Organisation.objects.filter(pk__in=networks)
            self.initial.setdefault("member_of", networks[0] if len(networks) == 1 else None)

    def facts(self, cleaned) -> dict:
        home, network = cleaned.get("headquarters"), cleaned.get("member_of")
        return {
            **super().facts(cleaned),
            "home": home and home.pk,
            "joins": _keys([network] if network else None),
        }


class ResourceWithinReach(WithinReach):
    """For the library."""

    def facts(self, cleaned) -> dict:
        return {**super().facts(cleaned), "members": _keys(cleaned.get("organisations"))}


def _keys(records) -> list:
    return [one.pk for one in records or ()]
