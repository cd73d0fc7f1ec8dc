"""Questions that the ORM has no good words for."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models import Field, Lookup


def among(column: str, values: Iterable[int] | Iterable[str]) -> tuple[str, object]:
    """A condition on many values, and its one parameter: one for each takes longer to write and to
    read than the answer.
    """
    values = list(values)
    if connection.vendor != "postgresql":
        return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(values)  # noqa: S608
    if values and isinstance(values[0], int):  # spelt here ten times as fast as by the driver
        return f"{column} = ANY(%s)", f"{{{','.join(map(str, values))}}}"
    return f"{column} = ANY(%s)", values


@Field.register_lookup
class Among(Lookup):
    """``pk__among=keys``: the same in a queryset."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        condition, parameter = among(column, self.rhs)
        return condition, [*parameters, parameter]
