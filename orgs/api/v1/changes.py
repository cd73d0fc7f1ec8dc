"""What changed since a moment, for those who keep a copy.

Versions of the index are committed in their order (`orgs.search.changes`), so a copy that has
everything up to a version lacks nothing before it. A reader goes through a window of versions: from
where he was to the version there was when he began, in the order of permanent ids. Whoever changes
meanwhile leaves the window and is in the next one. At its end `next` opens the next window.

What may be known from it is what two copies of the list tell, and no more:

- an id that is no longer public is *gone*, whether it was hidden, archived or deleted;
- a window is as long as the time between two visits, and its order says nothing of when;
- a reader who names a moment is given every id that is gone and still known, whatever the
  moment, so that asking for one day and the next does not tell when somebody went;
- an id stands in it only if visitors could find it, since it is written with the index of what
  they find. Where it leads is asked of the gate when it is read: a record that was merged leads
  on where its address does (docs/adr/0016).

A moment is rounded down to the day before: a change is dated when its transaction begins to write
the index, and may be seen later. So some come twice, and none is missed.

Names of places and ratings are those of the countries: a rating that changes is no change of every
organisation there.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from orgs.api.v1 import answers, examples
from orgs.api.v1.asked import Asked
from orgs.api.v1.declared import PUBLIC_ID, Answer, Operation, Parameter
from orgs.columns import COLUMNS
from orgs.exports.records import organisation_records
from orgs.search import changes
from orgs.search.version import Version, version
from orgs.views.problems import Refused
from orgs.visibility import keys_by_public_id, organisations

CHANGED, MERGED, GONE = "changed", "merged", "gone"

_MOMENT = (
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$"
)
_A_DAY = timedelta(days=1)
_KEPT = timedelta(days=settings.RETENTION["changes_gone"] - 10)
"""How far back one may go. What is gone is kept a little longer, so that no clock and no slow write
cuts it short.
"""


@dataclass(frozen=True)
class Window:
    """From a version (excluded), or a day, up to a version; `after` is how far it has been read.
    `begun` and `ended` are the days on which the two versions were the newest.
    """

    begun: str
    first: Version | None = None
    day: str = ""
    ended: str = ""
    last: Version | None = None
    after: str = ""

    @classmethod
    def asked_for(cls, asked: Asked) -> "Window":
        """Refused when it goes back further than is known."""
        today = timezone.localdate()
        if not asked.place:
            moment = asked.value("changed_since")
            if not moment:
                return cls(today.isoformat(), first=version())
            day = _day(moment)
            _check_age("changed_since", day)
            return cls(today.isoformat(), day=day.isoformat())
        window = cls(**asked.place)
        _check_age("cursor", date.fromisoformat(window.begun))
        then = window.last or window.first
        if not changes.is_past(tuple(then)):
            raise Refused(
                "cursor: the directory was set back to an earlier state. Take the whole list anew."
            )
        return window

    def ids(self, most: int) -> list[str]:
        if self.day:
            from_day = date.fromisoformat(self.day) - _A_DAY
            return changes.since(from_day, self.last[0], after=self.after, most=most)
        return changes.between(self.first[0], self.last[0], after=self.after, most=most)

    def following(self) -> "Window":
        return Window(self.ended, first=self.last)

    def place(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value}


def _day(moment: str) -> date:
    try:
        if not re.fullmatch(_MOMENT, moment):
            raise ValueError(moment)
        said = datetime.fromisoformat(moment)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC).date()
    except (ValueError, OverflowError) as error:
        raise Refused(
            "changed_since: write a day or a moment, such as 2026-01-31 or 2026-01-31T12:00:00Z."
        ) from error


def _check_age(name: str, day: date) -> None:
    if timezone.localdate() - day > _KEPT:
        raise Refused(
            f"{name}: that is further back than the {_KEPT.days} days for which changes are known. "
            "Take the whole list anew, and follow it from there."
        )


def change_list(asked: Asked) -> HttpResponse:
    """At most twelve queries, and one for each merge in the longest chain."""
    window = Window.asked_for(asked)
    if window.last is None:
        window = replace(window, ended=timezone.localdate().isoformat(), last=version())
    found = window.ids(asked.limit + 1)
    here, more = found[: asked.limit], len(found) > asked.limit
    following = replace(window, after=here[-1]) if more else window.following()
    data = _changes(asked, here)
    return answers.page(asked, data, following.place(), meta={}, beside={"more": more})


def _changes(asked: Asked, ids: list[str]) -> list[dict]:
    """As the gate has it now: whoever was hidden a moment ago is gone already."""
    keys = keys_by_public_id(ids)
    now = organisations().filter(pk__in=set(keys.values())).order_by()
    public = dict(now.values_list("pk", "public_id"))
    leads = {one: public.get(keys.get(one)) for one in ids}
    own = [keys[one] for one, now in leads.items() if one == now]
    records = {
        record["public_id"]: answers.of_columns(record, asked.columns)
        for record in organisation_records(own, language=asked.language)
    }
    return [_change(one, leads[one], records.get(one)) for one in ids]


def _change(public_id: str, leads_to: str | None, record: dict | None) -> dict:
    merged = leads_to if leads_to != public_id else None
    return {
        "public_id": public_id,
        "status": CHANGED if record else MERGED if merged else GONE,
        "replaced_by": merged,
        "organisation": record,
    }


def _schema() -> dict:
    return {
        "type": "object",
        "required": ["public_id", "status", "replaced_by", "organisation"],
        "properties": {
            "public_id": {"type": "string", "pattern": PUBLIC_ID},
            "status": {
                "type": "string",
                "enum": [CHANGED, MERGED, GONE],
                "description": "changed: new or otherwise than before. merged: another took its "
                "place. gone: it is not public any more.",
            },
            "replaced_by": {"type": ["string", "null"], "pattern": PUBLIC_ID},
            "organisation": {
                "description": "What it is now; null unless it changed.",
                "anyOf": [{"$ref": "#/components/schemas/Organisation"}, {"type": "null"}],
            },
        },
        "additionalProperties": False,
    }


OPERATIONS = [
    Operation(
        "changes",
        "changes",
        "Changes",
        "For a copy that stays true. Begin without a moment: the answer is empty, and its “next” "
        "is where to come back to. Then take the whole list. Whenever you come back to “next”, you "
        "are given every organisation that changed since, with what it is now, and the ids that "
        "are gone or were merged; while “more” is true, go on at once. The order says nothing "
        "about when. Ratings and names of places are changes of their countries.",
        Answer("Change", COLUMNS, _schema()),
        change_list,
        lambda: {
            "public_id": examples.ID,
            "status": CHANGED,
            "replaced_by": None,
            "organisation": examples.organisation(),
        },
        (
            Parameter(
                "changed_since",
                "For a copy of that day: what changed since, some of it perhaps once too often, "
                f"and every id known to be gone. At most {_KEPT.days} days back.",
                {"type": "string", "pattern": _MOMENT},
                "2026-11-01",
            ),
        ),
        more={
            "more": {
                "type": "boolean",
                "description": "Whether there is more already. If not, “next” is for later.",
            }
        },
        more_example={"more": False},
    ),
]
