"""A request, read: what does not make sense is refused in words, and nothing is passed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, QueryDict

from orgs.api.v1 import cursors
from orgs.api.v1.declared import LANGUAGE, MOST, USUAL, Operation
from orgs.columns import Column
from orgs.views.problems import Refused


@dataclass(frozen=True)
class Asked:
    """`columns` are those of the records that come back; `place` is where a list goes on, empty at
    its beginning.
    """

    request: HttpRequest
    operation: Operation
    query: QueryDict
    columns: Sequence[Column]
    language: str
    limit: int
    place: dict

    def value(self, name: str) -> str:
        return self.query.get(name, "")

    def next_address(self, place: dict) -> str:
        """The address at which the list goes on."""
        query = self.query.copy()
        query["cursor"] = cursors.written(_question(self.operation, self.query), place)
        return f"{settings.SITE_URL}{self.request.path}?{query.urlencode()}"


def read(request: HttpRequest, operation: Operation) -> Asked:
    query = request.GET
    _check_names(query, operation)
    cursor = query.get("cursor")
    return Asked(
        request,
        operation,
        query,
        _columns(query.get("fields", ""), operation.holds.columns),
        _language(query.get("lang", LANGUAGE.schema["default"])),
        _limit(query.get("limit", str(USUAL))),
        cursors.read(cursor, _question(operation, query)) if cursor else {},
    )


def _check_names(query: QueryDict, operation: Operation) -> None:
    """No parameter that there is not, none empty, and none twice of which there is one."""
    known = {one.name: one for one in operation.all_parameters}
    for name, values in query.lists():
        if name in operation.instead:
            raise Refused(f"{name}: {operation.instead[name]}")
        if name not in known:
            there = ", ".join(known)
            raise Refused(f"There is no parameter “{name[:40]}” here. There are: {there}.")
        if not all(value.strip() for value in values):
            raise Refused(f"{name}: write a value, or leave the parameter out.")
        if len(values) > 1 and not known[name].several:
            raise Refused(f"{name}: write it once.")


def _question(operation: Operation, query: QueryDict) -> str:
    """What is asked, whichever part of the answer."""
    kept = sorted(pair for pair in query.lists() if pair[0] not in ("cursor", "limit"))
    return repr((operation.name, kept))


def _columns(text: str, columns: Sequence[Column]) -> Sequence[Column]:
    if not text:
        return columns
    wanted = {name.strip() for name in text.split(",")}
    there = [column.name for column in columns]
    if unknown := sorted(wanted.difference(there)):
        raise Refused(
            f"fields: there is no field “{unknown[0][:40]}”. There are: {', '.join(there)}."
        )
    return [column for column in columns if column.name in wanted]


def _language(tag: str) -> str:
    if tag not in LANGUAGE.schema["enum"]:
        raise Refused(f"lang: one of {', '.join(LANGUAGE.schema['enum'])}.")
    return tag


def _limit(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MOST:
        return int(text)
    raise Refused(f"limit: write a whole number from 1 to {MOST}.")
