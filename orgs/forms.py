"""Form fields and forms of the directory's own: plain inputs for what is stored as lists, a logo
that is made anew, and a place for the reason of a change.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from orgs.actions import ActionError, NotAllowed, check_risk
from orgs.actions.base import REASON_LENGTH
from orgs.actions.overrides import check_request
from orgs.choices import Fact, PublicationState
from orgs.images import process_logo
from orgs.models import ConsentWording, check_wording
from orgs.models.parts import validate_language


class FactsField(forms.MultipleChoiceField):
    """Which facts a source supports, as checkboxes; stored as a list of names."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(choices=Fact.choices, **kwargs)

    def has_changed(self, initial, data):
        return set(initial or []) != set(data or [])


class ListField(forms.CharField):
    """A list of short texts, written one after the other with commas between them."""

    def __init__(self, *, each=None, **kwargs):
        self.each = each or (lambda text: None)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        texts = [text.strip() for text in super().to_python(value).split(",")]
        return list(dict.fromkeys(text for text in texts if text))

    def run_validators(self, value):
        for text in value:
            try:
                self.each(text)
            except ValidationError as error:
                message = _("%(text)s: %(problem)s")
                problem = " ".join(error.messages)
                raise ValidationError(message, params={"text": text, "problem": problem}) from error

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class LanguagesField(ListField):
    """Language tags with commas between them."""

    def __init__(self, **kwargs):
        kwargs["help_text"] = _("Language tags with commas between them: en, el, ar.")
        super().__init__(each=validate_language, **kwargs)


class LogoField(forms.FileField):
    """An uploaded image, replaced by a safe copy of itself while the form is checked."""

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(**kwargs)  # the length of a name does not matter: it gets another

    def to_python(self, data):
        data = super().to_python(data)
        return process_logo(data) if isinstance(data, UploadedFile) else data


class ReasonForm(forms.ModelForm):
    """A form that asks why, for the history. Not required: most edits explain themselves."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Kept in the history beside the change. Never name a person here."),
    )


class OrganisationForm(ReasonForm):
    """An organisation as editors change it. Its state is not here: actions change that."""

    user = None  # set on the class that is made for a request
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two plain sentences: what it does, for whom, where."),
    )
    languages = LanguagesField(label=_("Languages"), required=False)

    def clean(self):
        """Lowering the risk takes a publisher and a reason, so that it is never an accident."""
        cleaned = super().clean()
        level = cleaned.get("risk", self.instance.risk)
        if self.instance.pk and level != self.instance.risk:
            reason = cleaned.get("reason", "")
            try:
                check_risk(organisation=self.instance, level=level, by=self.user, reason=reason)
            except NotAllowed:
                self.add_error("risk", _("Only a publisher may lower the risk level."))
            except ActionError as error:
                self.add_error("reason", error)
        return cleaned


class SourceForm(forms.ModelForm):
    """A source, with the facts it supports as checkboxes."""

    fields = FactsField(label=_("What it supports"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(Fact.choices)
        others = [name for name in self.instance.fields if name not in names]
        self.fields["fields"].choices = [*names.items(), *((name, name) for name in others)]


class CountryForm(forms.ModelForm):
    """A country, with its other names as a list."""

    aliases = ListField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Other names people type, with commas between them."),
    )


class ConsentForm(forms.ModelForm):
    """A new consent. A year is usual, so the end may be left to us; the version is chosen from the
    wordings that are kept, newest first, if any are. One query.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "expires_on" in self.fields:
            self.fields["expires_on"].required = False
            self.fields["expires_on"].help_text = _("At most twelve months; a year if left empty.")
        if "wording_version" in self.fields:
            kept = dict.fromkeys(ConsentWording.objects.values_list("version", flat=True))
            if kept:
                choices = [(version, version) for version in kept]
                self.fields["wording_version"].widget = forms.Select(choices=choices)
                if not self.initial.get("wording_version"):
                    # what a browser chooses by itself must not look like something entered
                    self.initial["wording_version"] = choices[0][0]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("wording_version") and cleaned.get("wording_language"):
            try:
                check_wording(cleaned["wording_version"], cleaned["wording_language"])
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


class PersonForm(ReasonForm):
    """A person. Somebody who was erased comes back only with a new consent, and a reason."""

    new_consent = forms.BooleanField(
        label=_("Was erased, and has given a new consent"),
        required=False,
        help_text=_("Only for somebody the directory refuses because they were erased. Say why."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("new_consent") and not cleaned.get("reason"):
            self.add_error("reason", _("Say how the person gave the new consent."))
        self.instance.has_new_consent = bool(cleaned.get("new_consent") and cleaned.get("reason"))
        return cleaned


class OverrideForm(forms.ModelForm):
    """A request for an exception to protection."""

    def clean(self):
        cleaned = super().clean()
        if "reason" in cleaned and "expires_on" in cleaned:
            try:
                check_request(reason=cleaned["reason"], expires_on=cleaned["expires_on"])
            except ActionError as error:
                self.add_error(None, error)
        return cleaned


class SourcesFormSet(forms.BaseInlineFormSet):
    """The sources of an organisation: a published one keeps at least one."""

    def clean(self):
        super().clean()
        kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        if self.instance.state == PublicationState.PUBLISHED and not kept:
            raise ValidationError(_("A published organisation keeps at least one source."))
