"""What anybody fills in to propose something. Whatever was typed is kept when a form comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.choices import ProblemKind
from orgs.models.suggestion import MESSAGE_LENGTH
from orgs.proposals import FIELDS, LIBRARY_FIELDS, Changes, Reference, cleaned, creation, difference
from orgs.suggesting.fields import Places, as_text, as_value, inputs
from orgs.suggesting.guard import Ticket


class PublicForm(forms.Form):
    """A form with its ticket. `name` tells it from the others, so that a ticket of one does not
    open another. `from_elsewhere` says that another site made the browser send it.
    """

    message = forms.CharField(
        label=_("Anything else we should know?"),
        required=False,
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "cols": False, "dir": "auto"}),
        help_text=_("Read by the editors only. Please name no person."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_(
            "Only if you want to be sent the link with which to follow this. It is never "
            "published, and deleted with the decision."
        ),
    )
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data=None, *, name, shown=None, from_elsewhere=False, **kwargs):
        super().__init__(data, **kwargs)
        sent = Ticket.read(name, data.get("ticket", "")) if data is not None else None
        self.ticket = sent or Ticket(name, shown or {})
        self.is_ours = sent is not None and not from_elsewhere

    @property
    def next_ticket(self) -> str:
        """For the page that is drawn now."""
        return str(self.ticket.again() if self.is_bound else self.ticket)

    def clean(self):
        sent = super().clean()
        if sent.get("homepage"):
            self.add_error("homepage", _("This has to stay empty. Take out what stands there."))
        if not self.is_ours or not self.ticket.is_in_time:
            raise forms.ValidationError(
                _(
                    "This came very quickly, or the page was open for very long. Everything you "
                    "wrote is still here: look it over and send it once more."
                ),
                code="time",
            )
        return sent


class ValuesForm(PublicForm):
    """A form of values that can be proposed, all of them or those in `only`."""

    facts = FIELDS
    kind = "organisation"
    source = forms.CharField(
        label=_("Where can this be checked?"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("The address of a page, or the name of a document."),
    )

    def __init__(self, data=None, *, places=None, **kwargs):
        super().__init__(data, **kwargs)
        shown = self.ticket.shown
        self.fields |= inputs(self.facts, self.kind, shown, places or Places())
        for name, value in shown.items():
            several = isinstance(self.fields[name], forms.MultipleChoiceField)
            self.initial.setdefault(name, value if several else as_text(value))
        self.proposal: Changes = {}

    def clean(self):
        sent = super().clean()
        shown = {name: self._as_typed(name) for name in self.facts}
        typed = {
            name: as_value(field, sent[name]) for name, field in self.facts.items() if name in sent
        }
        touched = difference(shown, typed) if self.facts is FIELDS else creation(typed)
        asked = {name: typed[name] for name in typed if name in touched or name in self.needed}
        fine, wrong = cleaned(asked, Reference.read(), self.facts)
        for name, error in wrong.items():
            self.add_error(name, error)
        self.proposal = self.changes(shown, fine)
        return sent

    first = ()
    """Asked openly; the rest stands behind a line that opens."""

    needed = ()
    """Checked though nothing was typed."""

    @property
    def asked_first(self):
        return [self[name] for name in self.first]

    @property
    def asked_more(self):
        return [self[name] for name in self.facts if name not in self.first]

    @property
    def more_is_open(self) -> bool:
        """Where something stands in it that has to be seen."""
        return any(field.errors or field.value() for field in self.asked_more)

    def _as_typed(self, name):
        """What the form showed, as it would come back if nobody touched it: a stored value that
        would not pass today is no reason to refuse the rest.
        """
        field = self.facts[name]
        there = self.ticket.shown.get(name, [] if field.several else "")
        return as_value(field, there)

    def changes(self, shown, fine) -> Changes:
        return creation(fine)


class NewOrganisationForm(ValuesForm):
    """An organisation that is not here yet. What stands in `first` is asked openly, the rest on
    request.
    """

    first = ("name", "headquarters_code", "websites", "summary", "focus_area_codes")
    needed = ("name",)


class CorrectionForm(ValuesForm):
    """An organisation as the public sees it; only what the sender changed is proposed."""

    def changes(self, shown, fine) -> Changes:
        return difference(shown, fine)

    def clean(self):
        sent = super().clean()
        if not self.errors and not self.proposal and not sent["message"]:
            raise forms.ValidationError(
                _("Nothing is different from what is there now. Change what is wrong, then send."),
                code="nothing",
            )
        return sent


class NewResourceForm(ValuesForm):
    """A report, practice or other item for the library."""

    facts = LIBRARY_FIELDS
    kind = "resource"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("kind", "title"):
            self.fields[name].required = True
        del self.fields["source"]


class ProblemForm(PublicForm):
    """What is wrong with having an organisation here."""

    problem = forms.ChoiceField(
        label=_("What is wrong?"), choices=ProblemKind.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["message"].label = _("What should we know?")
        self.fields["message"].help_text = _(
            "If it is listed twice: the address of the other page. Please name no person."
        )
        self.fields["email"].help_text = _(
            "Only if you want to be sent the link with which to follow this. It is never "
            "published, and deleted with the decision. If you write for the organisation "
            "itself, give an address at the domain of its website, or an e-mail address listed "
            "on its page here: if it is in danger or wants to go, we send a link there that takes "
            "the page down at once."
        )
