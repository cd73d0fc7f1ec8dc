"""JSON (RFC 8259) and GeoJSON (RFC 7946): the records of a list, then what the file is.

The number of records comes last, because only then is it known: what is hidden while a file is
being written is neither in it nor counted.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from orgs.columns import COLUMNS, Column
from orgs.exports.records import Cells, Record, record
from orgs.models import Country

Meta = Callable[[int], dict]
"""What a file says of itself, once it is known how many records it has."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def meta_of(*, page: str, columns: str, language: str, version: str) -> Meta:
    """`page` is the path of the list as a page, `columns` the place on the data page where its
    columns are explained, `version` changes whenever the list may have.
    """
    known = {
        "source": {"name": settings.SITE_NAME, "url": f"{settings.SITE_URL}{page}"},
        "licence": {"name": settings.CONTENT_LICENCE, "url": settings.CONTENT_LICENCE_URL},
        "columns": f"{settings.SITE_URL}{reverse('data_columns')}#{columns}",
        "language": language,
        "as_of": timezone.localdate().isoformat(),
        "version": version,
    }
    return lambda count: {"count": count, **known}


def write_json(
    name: str, columns: Sequence[Column], batches: Iterable[list[Cells]], meta: Meta
) -> Iterator[bytes]:
    """``{"name": [records], "meta": {}}``, one record a line."""
    yield f"{{{_encode(name)}:[".encode()
    yield from _written(batches, lambda cells: record(columns, cells), meta)


def write_one(name: str, one: Record, meta: dict) -> bytes:
    """``{"name": record, "meta": {}}``."""
    return as_bytes(_encode({name: one, "meta": meta}) + "\n")


def write_geojson(batches: Iterable[list[Cells]], meta: Meta) -> Iterator[bytes]:
    """A feature for every organisation, in the order of the list.

    Its point is that of its headquarters country, as the table of countries has it, and
    `position_of` says so: where an office stands can lead somebody to a door, and no file tells.
    Without a known point there is no geometry. One query beside those of the batches.
    """
    placed = Country.objects.exclude(latitude=None).exclude(longitude=None).order_by()
    points = {
        code: [longitude, latitude]
        for code, longitude, latitude in placed.values_list("pk", "longitude", "latitude")
    }
    yield b'{"type":"FeatureCollection","features":['
    yield from _written(batches, lambda cells: _feature(record(COLUMNS, cells), points), meta)


def _feature(one: Record, points: dict[str, list[float]]) -> dict:
    point = points.get(one["headquarters_code"])
    return {
        "type": "Feature",
        "id": one["public_id"],
        "geometry": point and {"type": "Point", "coordinates": point},
        "properties": {**one, "position_of": "country" if point else None},
    }


def _written(
    batches: Iterable[list[Cells]], made: Callable[[Cells], dict], meta: Meta
) -> Iterator[bytes]:
    """What is `made` of each row, then the end of the list and what the file is."""
    count = 0
    for rows in batches:
        if rows:
            lines = ",\n".join([_encode(made(cells)) for cells in rows])
            yield as_bytes(f",\n{lines}" if count else f"\n{lines}")
        count += len(rows)
    yield as_bytes(f'\n],"meta":{_encode(meta(count))}}}\n')


def as_bytes(text: str) -> bytes:
    """Half of a pair, which no UTF-8 can say, becomes a question mark."""
    return text.encode("utf-8", errors="replace")
