"""Numbers in registers that are typed in a form."""

from django.core.exceptions import ValidationError
from django.forms import ModelForm

from orgs.actions.numbers import check_number


class ChecksNumber(ModelForm):
    """Refuses a number of another organisation that the user may know of; see
    `orgs.actions.numbers` for the others. A number that stands there already is not asked about:
    nothing else could be saved until two records are one. `user` is set on the class that is made
    for a request.
    """

    user = None

    def validate_unique(self):
        super().validate_unique()
        is_new = {"scheme", "value"} & set(self.changed_data)
        if is_new and not self.errors:
            try:
                check_number(self.instance, by=self.user)
            except ValidationError as error:
                self.add_error("value", error)
