"""What the panel asks about a file that is to be imported."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orgs.imports import content, files
from orgs.imports.headings import IDENTIFIER, SEVERAL_COLUMNS, labels
from orgs.imports.limits import Unreadable
from orgs.imports.prepare import is_exact
from orgs.imports.text import ENCODINGS
from orgs.models import Country, IdentifierScheme, Import, ImportMapping

SEPARATORS = ((",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", _("bar |")))
LEFT_OUT = ("", _("leave it out"))


class UploadForm(forms.ModelForm):
    """The first step: the file, and where its facts come from."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, TSV, an Excel workbook (.xlsx), our own CSV, a ROR data dump or an IATI "
            "organisation file. Nothing is changed before you have seen what would become of it."
        ),
    )
    mapping = forms.ModelChoiceField(
        ImportMapping.objects.all(),
        label=_("Columns as in"),
        required=False,
        empty_label=_("tell by the headings"),
    )

    source_url = forms.URLField(
        label=_("Address of the source"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Import
        fields = ("file", "mapping", "source_title", "source_url")
        help_texts = {
            "source_title": _(
                "Where these facts come from: visitors see it with each organisation. Never name a "
                "person here."
            )
        }

    def clean_file(self):
        """Keeps the packed file, and what we think of it."""
        file = self.cleaned_data["file"]
        try:
            self.packed, self.size = content.pack(file)
            self.opened = content.unpacked(self.packed)
            self.reading = files.look(self.opened)
        except Unreadable as error:
            raise ValidationError(error.messages) from error
        return file


class ReadingForm(forms.Form):
    """How the file is read."""

    def __init__(self, *args, of_import: Import, **kwargs):
        reading = of_import.reading
        kwargs.setdefault("initial", reading)
        super().__init__(*args, **kwargs)
        if reading["format"] == files.CSV:
            known = [*ENCODINGS, *({reading["encoding"]} - set(ENCODINGS))]
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Encoding"), choices=[(one, one) for one in known]
            )
            self.fields["separator"] = forms.ChoiceField(
                label=_("Cells are separated by"), choices=SEPARATORS
            )
        if reading["format"] == files.XLSX:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Sheet"), choices=[(one, one) for one in reading["sheets"]]
            )
        if reading["format"] in (files.CSV, files.XLSX):
            self.fields["header"] = forms.IntegerField(
                label=_("Line of the headings"), min_value=1, max_value=1000
            )


class ColumnsForm(forms.Form):
    """What each column is. `of_import.columns` is what we think."""

    replace_lists = forms.BooleanField(
        label=_("Lists in the file are complete: propose to remove what is only here"),
        required=False,
        help_text=_(
            "Usually not: without it, the websites, names and countries that are here already stay "
            "beside those of the file."
        ),
    )
    save_as = forms.CharField(
        label=_("Keep these columns for the next file, as"), max_length=100, required=False
    )

    def __init__(self, *args, of_import: Import, **kwargs):
        super().__init__(*args, **kwargs)
        self.of_import, self.exact = of_import, is_exact(of_import)
        self.initial["replace_lists"] = of_import.replace_lists
        choices = [LEFT_OUT, *labels().items(), (_("Numbers of one register"), _registers())]
        if not self.exact:
            for place, heading in enumerate(of_import.headings):
                self.fields[f"column-{place}"] = forms.ChoiceField(
                    label=heading or _("(no heading)"),
                    choices=choices,
                    required=False,
                    initial=of_import.columns[place],
                )

    def columns(self) -> list[str]:
        """What was chosen."""
        if self.exact:
            return self.of_import.columns
        places = range(len(self.of_import.headings))
        return [self.cleaned_data.get(f"column-{place}", "") for place in places]

    def clean(self):
        cleaned = super().clean()
        chosen = [one for one in self.columns() if one]
        if "name" not in chosen:
            raise ValidationError(_("Say which column is the name: without it nothing is known."))
        for one in sorted(set(chosen)):
            if chosen.count(one) > 1 and one not in SEVERAL_COLUMNS:
                raise ValidationError(
                    _("Several columns are “%(field)s”. Choose one and leave the others out."),
                    params={"field": labels().get(one, one)},
                )
        return cleaned


def _registers() -> list[tuple[str, str]]:
    codes = IdentifierScheme.objects.values_list("pk", "name")
    return [(IDENTIFIER + code, f"{code} · {name}"[:80]) for code, name in codes]


class DecisionsForm(forms.Form):
    """Words for countries that a person has to decide on."""

    def __init__(self, *args, of_import: Import, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = list(of_import.open_words)
        named = [(one.name, one.pk) for one in Country.objects.all()]
        countries = [(code, name) for name, code in sorted(named)]
        choices = [("?", _("leave it open")), ("", _("no country")), *countries]
        for place, word in enumerate(self.words):
            self.fields[f"word-{place}"] = forms.ChoiceField(
                label=f"{word} ({of_import.open_words[word]})",
                choices=choices,
                required=False,
                initial="?",
            )

    def decided(self) -> dict[str, str]:
        """The words that now mean a country, or none."""
        said = {word: self.cleaned_data[f"word-{place}"] for place, word in enumerate(self.words)}
        return {word: code for word, code in said.items() if code != "?"}
