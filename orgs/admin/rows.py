"""One more row of parts, without a script."""

from django.forms import BaseInlineFormSet

BLANK = "__prefix__"
"""What stands for the number of a row in the blank one, which a script copies."""


class TakesBlankRow:
    """For formsets: without a script the blank row is filled in itself, and is one more then."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sent = [name for name in self.data if name.startswith(self.add_prefix(BLANK))]
        if sent and self.management_form.is_valid() and self._blank_row().has_changed():
            number = self.total_form_count()
            for name in sent:
                self.data.setlist(name.replace(BLANK, str(number), 1), self.data.getlist(name))
            self.data[f"{self.prefix}-TOTAL_FORMS"] = str(number + 1)
            del self.management_form  # was read to know the number

    def _blank_row(self):
        row = self.form(
            self.data,
            prefix=self.add_prefix(BLANK),
            empty_permitted=True,
            use_required_attribute=False,
            **self.get_form_kwargs(None),
        )
        self.add_fields(row, None)
        return row


class PartsFormSet(TakesBlankRow, BaseInlineFormSet):
    """The parts of a record."""
