"""Ratings of civic space, brought as a table: a new edition of the source, or our own file of them.

A rating is about a country, a date and a source: one that is there already with these is
corrected, never doubled. Nothing is deleted. All rows or none, in one transaction.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from orgs.cells import unguard
from orgs.choices import Rating, RatingBasis
from orgs.imports.limits import Unreadable
from orgs.imports.records import Record, Table
from orgs.imports.words import Words
from orgs.models import CivicSpaceRating, Country, Organisation
from orgs.search.index import index_later
from orgs.text import one_line, squash
from orgs.visibility import withheld_by_protecting

NEW, CORRECTED, UNCHANGED, REFUSED = "new", "corrected", "unchanged", "refused"
_CALLED = {
    "country": "country_code country iso iso2 iso3 country_iso3 code country_name territory",
    "rating": "rating civic_space category",
    "effective_on": "effective_on date published_on year",
    "basis": "basis",
    "source_name": "source source_name",
    "source_url": "source_url url link",
    "read_on": "read_on read retrieved_on accessed_on",
    "note": "note notes",
}
_FIELDS = {squash(word): name for name, words in _CALLED.items() for word in words.split()}
_READ_ON = CivicSpaceRating._meta.get_field("read_on")
_NEEDED = ("country", "rating", "effective_on")


@dataclass(frozen=True)
class Row:
    """What became of a row of the file, or would: `why` it was refused."""

    line: int
    outcome: str
    why: str = ""


@dataclass
class Protection:
    """A country that the ratings protect and that was not protected before, with the organisations
    of which people or places are withheld from then on.
    """

    country: Country
    organisations: list[Organisation]


@dataclass
class Result:
    rows: list[Row]
    protections: list[Protection]

    @property
    def counts(self) -> Counter:
        return Counter(row.outcome for row in self.rows)

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.outcome == REFUSED]


def import_ratings(table: Table, *, by, save: bool, guarded: bool = False) -> Result:
    """Writes the ratings and says what that did, or without `save` what it would do. Nothing is
    written when a row is refused. Some fifteen queries, one for each country that becomes
    protected, and ten for each row that changes something.
    Raises Unreadable. `guarded`: cells are as our own CSV has them.
    """
    columns = _columns(table.headings)
    words = Words.read()
    records = list(table.records())
    if guarded:
        records = [replace(one, cells=[unguard(cell) for cell in one.cells]) for one in records]
    codes = {code for record in records if (code := _country(record, columns, words)[0])}
    with transaction.atomic():
        # each waits for whoever rates one of these countries, always in the same order
        countries = list(Country.objects.filter(pk__in=codes).order_by("pk").select_for_update())
        before = _protected()
        with transaction.atomic():
            rows = _written(records, columns, words, by)
            protected = _protected() - before
            transaction.set_rollback(True)  # who is shown now can only be asked before
        result = Result(
            rows,
            [
                Protection(country, list(withheld_by_protecting(country)))
                for country in countries
                if country.pk in protected
            ],
        )
        if save and not result.refused:
            _written(records, columns, words, by)
    return result


def _columns(headings: Sequence[str]) -> dict[str, list[int]]:
    """The places of what is known; several of the country, a code before a name."""
    found: dict[str, list[int]] = {}
    ranked = sorted(enumerate(map(squash, headings)), key=lambda one: _rank(one[1]))
    for place, heading in ranked:
        if name := _FIELDS.get(heading):
            found.setdefault(name, []).append(place)
    if lacking := [name for name in _NEEDED if name not in found]:
        raise Unreadable(_("These columns are missing: %(names)s.") % {"names": ", ".join(lacking)})
    return found


def _rank(heading: str) -> int:
    known = list(_FIELDS)
    return known.index(heading) if heading in known else len(known)


def _protected() -> set[str]:
    return set(Country.objects.protected().values_list("pk", flat=True))


def _text(record: Record, places: Sequence[int]) -> str:
    """The first of these cells that has something in it."""
    cells = (record.cells[place].strip() for place in places if place < len(record.cells))
    return next(filter(None, cells), "")


def _country(record: Record, columns: dict, words: Words) -> tuple[str, str]:
    """Its code, or nothing and what the file says."""
    said = _text(record, columns["country"])
    codes = words.countries.get(squash(said), ())
    return (codes[0] if len(codes) == 1 else "", said)


def _written(records: list[Record], columns: dict, words: Words, by) -> list[Row]:
    with index_later():
        return list(_each(records, columns, words, by))


def _each(records: list[Record], columns: dict, words: Words, by) -> Iterator[Row]:
    ratings, bases = _called(Rating), _called(RatingBasis)
    known = {_key(one): one for one in CivicSpaceRating.objects.all()}
    seen: dict[tuple, int] = {}
    for record in records:
        try:
            if record.problem:
                raise ValidationError(record.problem)
            code, said = _country(record, columns, words)
            if not code:
                word = {"word": one_line(said)}
                raise ValidationError(_("“%(word)s” is no country we know.") % word)
            facts = {
                name: _text(record, places) for name, places in columns.items() if name != "country"
            }
            facts["rating"] = _one_of(ratings, facts["rating"])
            if facts.get("basis"):
                facts["basis"] = _one_of(bases, facts["basis"])
            if facts.get("read_on"):
                facts["read_on"] = _READ_ON.to_python(facts["read_on"])
            given = {name: value for name, value in facts.items() if value}
            rating = CivicSpaceRating(**{"basis": RatingBasis.STATED, "country_id": code, **given})
            key = _key(rating)
            if key in seen:
                raise ValidationError(
                    _("Line %(line)s has a rating of this country, date and source already.")
                    % {"line": seen[key]}
                )
            seen[key] = record.line
            yield Row(record.line, _write(known.get(key) or rating, given, by))
        except ValidationError as error:
            yield Row(record.line, REFUSED, " ".join(error.messages))


def _called(choices) -> dict[str, str]:
    """Values by what they are called, in any of our languages."""
    found = {squash(value): value for value in choices.values}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {squash(str(label)): value for value, label in choices.choices}
    return found


def _one_of(called: dict[str, str], said: str) -> str:
    if squash(said) not in called:
        raise ValidationError(
            _("“%(word)s” is none of: %(values)s.")
            % {"word": one_line(said), "values": ", ".join(dict.fromkeys(called.values()))}
        )
    return called[squash(said)]


def _key(rating: CivicSpaceRating) -> tuple[str, str, str]:
    return rating.country_id, rating.effective_on, rating.source_name


def _write(rating: CivicSpaceRating, given: dict[str, str], by) -> str:
    """An empty cell says nothing: what is there stays."""
    is_new, before = rating.pk is None, rating.rating
    if not is_new and all(getattr(rating, name) == value for name, value in given.items()):
        return UNCHANGED
    for name, value in given.items():
        setattr(rating, name, value)
    rating.full_clean()
    rating.save()
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(CivicSpaceRating),
        object_id=rating.pk,
        object_repr=str(rating),
        action_flag=ADDITION if is_new else CHANGE,
        change_message="import_ratings" if is_new else f"import_ratings: was {before}",
    )
    return NEW if is_new else CORRECTED
