"""Choosing other records in a form, with a script and without.

Countries, focus areas and other small tables are offered whole; an organisation is written down:
by its permanent id, its number in a register or its name. A script makes a search box of each.
What stands there without one is named `…-plain` and comes first, if it was sent.
"""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.forms import ModelChoiceField
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orgs.admin.keys import Choices, could_be_key
from orgs.ids import parse_public_id
from orgs.matching import Key
from orgs.matching.keys import Sort, of_sorts
from orgs.matching.lookup import holders
from orgs.matching.records import known_by
from orgs.models import Organisation
from orgs.text import squash

LONGEST = 500
"""Signs of what names an organisation; longer names cannot be saved."""

MOST_TOLD = 5


def choice_of(db_field, request, site) -> dict:
    """What a form's field for another record is made with."""
    several = db_field.many_to_many
    if db_field.related_model is Organisation:
        widget, field = (
            (SeveralOrganisations, OrganisationChoices)
            if several
            else (OneOrganisation, OrganisationChoice)
        )
        return {"widget": widget(db_field, site), "form_class": field}
    kept = request.__dict__.setdefault("_offered", {})
    offered = kept.setdefault(db_field.related_model, Offered(db_field.related_model))
    if several:
        return {"widget": SeveralOffered(db_field, site, offered), "form_class": Choices}
    return {"widget": OneOffered(db_field, site, offered)}


# Small tables, offered whole


class Offered:
    """All of a small table in its order, read once a request, when it is first drawn."""

    def __init__(self, model):
        self.model = model

    @cached_property
    def labels(self) -> dict[str, str]:
        """By key as it stands in HTML, the label as it stands there."""
        found = self.model._default_manager.all()
        rows = found if found.ordered else sorted(found, key=str)
        return {escape(one.pk): escape(one) for one in rows}


class OneOffered(AutocompleteSelect):
    """A select with everything in it; a script searches in it."""

    def __init__(self, field, site, offered):
        super().__init__(field, site)
        self.offered = offered

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {escape(one) for one in self.format_value(value)}
        rows = [
            f'<option value="{key}"{" selected" if key in chosen else ""}>{label}</option>'
            for key, label in self.offered.labels.items()
        ]
        return _select(self, name, attrs, '<option value=""></option>' + "".join(rows))


class SeveralOffered(AutocompleteSelectMultiple):
    """What is chosen, in a box where a script searches for more; without one a box to tick for
    each, the chosen ones first.
    """

    def __init__(self, field, site, offered):
        super().__init__(field, site)
        self.offered = offered

    def value_from_datadict(self, data, files, name):
        plain = plain_name(name)
        if plain in data:
            return [one for one in data.getlist(plain) if one]
        return super().value_from_datadict(data, files, name)

    def render(self, name, value, attrs=None, renderer=None):
        labels, plain = self.offered.labels, escape(plain_name(name))
        chosen = [one for one in map(escape, self.format_value(value)) if one in labels]
        options = [f'<option value="{one}" selected>{labels[one]}</option>' for one in chosen]
        ticks = dict.fromkeys(chosen, " checked") | {
            one: "" for one in labels if one not in set(chosen)
        }
        boxes = [
            f'<label><input type="checkbox" name="{plain}" value="{one}"{ticked}> {labels[one]}'
            "</label>"
            for one, ticked in ticks.items()
        ]
        return _select(self, name, attrs, "".join(options)) + format_html(
            '<noscript><fieldset class="plain-choices" aria-label="{}">'
            '<input type="hidden" name="{}">{}</fieldset></noscript>',
            capfirst(self.field.verbose_name),
            plain_name(name),
            mark_safe("".join(boxes)),  # noqa: S308
        )


# Organisations, written down


class Written(str):
    """What somebody wrote to name an organisation."""

    __slots__ = ()


class OneOrganisation(AutocompleteSelect):
    """Does not ask the database for the organisation that its form has loaded already: stock
    Django asks once for each select, for an organisation with twenty links twenty times.
    """

    known = None  # set by `KnowsRelated`

    def value_from_datadict(self, data, files, name):
        written = data.get(plain_name(name))
        if written is None:
            return super().value_from_datadict(data, files, name)
        return Written(written) if written.strip() else ""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self._chosen(value)
        options = format_html('<option value=""></option>{}', _options(chosen))
        text = value if isinstance(value, Written) else "".join(one.public_id for one in chosen)
        return _select(self, name, attrs, options) + format_html(
            '<noscript><input class="vTextField" name="{}" value="{}" maxlength="{}" dir="auto"'
            ' aria-label="{}"> {}<div class="help">{}</div></noscript>',
            plain_name(name),
            text,
            LONGEST,
            capfirst(self.field.verbose_name),
            format_html_join(" ", "<bdi>{}</bdi>", ([one] for one in chosen)),
            _how_to_write(),
        )

    def _chosen(self, value) -> list[Organisation]:
        if self.known is not None and str(value) == str(self.known.pk):
            return [self.known]
        return _with_keys(self, [value])


class SeveralOrganisations(AutocompleteSelectMultiple):
    """Without a script one stands on each line."""

    def value_from_datadict(self, data, files, name):
        written = data.get(plain_name(name))
        if written is None:
            return super().value_from_datadict(data, files, name)
        return [Written(line.strip()) for line in written.splitlines() if line.strip()]

    def render(self, name, value, attrs=None, renderer=None):
        chosen = _with_keys(self, value or [])
        lines = [one for one in value or [] if isinstance(one, Written)]
        lines += [f"{one.public_id}" for one in chosen]
        return _select(self, name, attrs, _options(chosen)) + format_html(
            '<noscript><textarea class="vLargeTextField" name="{}" rows="4" dir="auto"'
            ' aria-label="{}">\n{}</textarea><div class="help">{} {}</div><ul>{}</ul></noscript>',
            plain_name(name),
            capfirst(self.field.verbose_name),
            "\n".join(lines),
            _how_to_write(),
            _("One on each line."),
            format_html_join(
                "", "<li>{} <bdi>{}</bdi></li>", ((one.public_id, one) for one in chosen)
            ),
        )


class OrganisationChoice(ModelChoiceField):
    """An organisation of `queryset`, by its key or as it was written: others are as if they were
    not there. Eight queries for what was written.
    """

    def to_python(self, value):
        return super().to_python(_key_of(value, self.queryset))

    def has_changed(self, initial, data):
        return super().has_changed(initial, _key_or_text(data, self.queryset))


class OrganisationChoices(Choices):
    """Several of them."""

    def clean(self, value):
        if isinstance(value, list):
            value = [_key_of(one, self.queryset) for one in value]
        return super().clean(value)

    def has_changed(self, initial, data):
        return super().has_changed(
            initial, [_key_or_text(one, self.queryset) for one in data or []]
        )


def organisations_called(text: str, within) -> list[Organisation]:
    """Those of a queryset that a text names: by a permanent id, a number in a register with the
    register's code (GB-CHC-1234), or one of its names, whatever the case and accents. Seven
    queries, however large the directory; a name that hundreds share finds none.
    """
    if canonical := parse_public_id(text):
        return list(within.filter(public_id=canonical))
    parts = text.split("-")
    numbers = [("-".join(parts[:at]), "-".join(parts[at:])) for at in range(1, min(len(parts), 5))]
    asked = Key(text, acronyms=[text], identifiers=numbers)
    keys = of_sorts(asked.kept_under, {Sort.IDENTIFIER, Sort.NAME, Sort.ACRONYM})
    near = set().union(*holders(keys).values())
    known = known_by(near, within=within, with_countries=False)
    return list(within.filter(pk__in=[pk for pk, one in known.items() if _is_called(one, asked)]))


def _is_called(one: Key, asked: Key) -> bool:
    names = (one.name, *one.other_names, *one.former_names, *one.acronyms)
    squashed = squash(asked.name)
    same = bool(squashed) and squashed in set(map(squash, names))
    return same or bool(one.numbers & asked.numbers)


def _key_of(value, within):
    """The key of what was written; anything else as it is. Raises ValidationError."""
    if not isinstance(value, Written):
        return value
    text = value.strip()
    if len(text) > LONGEST or "\0" in text:
        raise ValidationError(_("This is too long, or has signs that no name has."))
    found = organisations_called(text, within)
    if not found:
        raise ValidationError(
            _(
                "You can choose no organisation called “%(text)s”. Write its permanent id, its "
                "number in a register (GB-CHC-1234) or one of its names in full."
            )
            % {"text": text}
        )
    if len(found) > 1:
        ids = ", ".join(one.public_id for one in found[:MOST_TOLD])
        raise ValidationError(
            _("Several are called “%(text)s”. Write which one you mean: %(ids)s.")
            % {"text": text, "ids": ids}
        )
    return found[0].pk


def _key_or_text(value, within):
    try:
        return _key_of(value, within)
    except ValidationError:
        return value


# What they share


def plain_name(name: str) -> str:
    """What the field is called where there is no script."""
    return f"{name}-plain"


def _how_to_write():
    return format_html(
        '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
        _("A permanent id, a number in a register (GB-CHC-1234) or a name in full."),
        reverse("admin:orgs_organisation_changelist"),
        _("Look it up"),
    )


def _with_keys(widget, values) -> list[Organisation]:
    """What can be chosen of what was sent; no query without a key."""
    key = Organisation._meta.pk
    kept = [
        one
        for one in values
        if one not in EMPTY_VALUES and not isinstance(one, Written) and could_be_key(key, one)
    ]
    return list(widget.choices.queryset.filter(pk__in=kept)) if kept else []


def _options(chosen):
    rows = ((one.pk, one) for one in chosen)
    return format_html_join("", '<option value="{}" selected>{}</option>', rows)


def _select(widget, name, attrs, options):
    """The element a script makes a search box of. `options` is HTML."""
    given = widget.build_attrs(widget.attrs, {**(attrs or {}), "name": name})
    if widget.allow_multiple_selected:
        given["multiple"] = True
    if not isinstance(widget, OneOffered):
        given["class"] += " only-with-script"
    return format_html("<select{}>{}</select>", flatatt(given), mark_safe(options))  # noqa: S308
