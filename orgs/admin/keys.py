"""Keys as they are sent to the panel. Stock Django looks up whatever it gets, and fails for what
the databases cannot hold.
"""

from django.core.exceptions import ValidationError
from django.forms import ModelMultipleChoiceField


def could_be_key(field, value) -> bool:
    """Whether a record could have this key: `x` or a number of thirty digits is none's."""
    try:
        field.clean(value, None)
    except ValidationError:
        return False
    return "\0" not in str(value)


class Choices(ModelMultipleChoiceField):
    """Several records; says which of those sent cannot be one."""

    def _check_values(self, value):
        key = self.queryset.model._meta.pk
        for one in value if isinstance(value, list | tuple) else []:
            if not could_be_key(key, one):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": one})
        return super()._check_values(value)
