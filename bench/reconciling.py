"""How long a row of a table takes to be matched: the reconciliation service, without a server.

    script/bench reconcile [--count 10000] [--queries 400] [--seed 1]

Invented organisations in a SQLite database of its own. Prints a table for docs/reconciliation.md.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles

from bench.django import temporary_database

BATCH = 50


def asked(count: int, seed: int) -> dict[str, list[tuple[str, str]]]:
    """(what is typed, the permanent id of who is meant), by kind."""
    from bench.known_items import mistyped
    from orgs.models import Identifier, OrganisationName
    from orgs.visibility import organisations

    random = Random(seed)
    ids = list(organisations().order_by("pk").values_list("pk", flat=True))
    chosen = organisations().filter(pk__in=random.sample(ids, count))
    named = list(chosen.values_list("name", "public_id"))
    letters = {"LATIN": list("abcdefghijklmnopqrstuvwxyz")}
    found = {"exact name": named}
    found["typing error"] = [(mistyped(name, random, letters), one) for name, one in named]
    acronyms = OrganisationName.objects.filter(kind="acronym", organisation__in=organisations())
    acronyms = list(acronyms.order_by("pk").values_list("text", "organisation__public_id"))
    found["acronym"] = random.sample(acronyms, min(count, len(acronyms)))
    for number, one in enumerate(chosen):
        Identifier.objects.create(
            organisation=one, scheme_id="GB-CHC", value=f"{9_000_000 + number}"
        )
    found["identifier"] = [
        (f"GB-CHC-{9_000_000 + number}", one.public_id) for number, one in enumerate(chosen)
    ]
    found["nobody's name"] = [
        (" ".join(_scrambled(word, random) for word in name.split()), "") for name, _one in named
    ]
    return found


def _scrambled(word: str, random: Random) -> str:
    return "".join(random.sample(word, len(word)))


@dataclass
class Measured:
    """Milliseconds of each query, of the processor and of the clock; how many found who was meant
    first, and of how many that was said to be a match, or somebody else was.
    """

    processor: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    first: int = 0
    matches: int = 0
    wrong: int = 0


def measured(client, texts: Sequence[tuple[str, str]], size: int) -> Measured:
    """Asked in requests of this size."""
    found = Measured()
    for batch in _batches(texts, size):
        body = json.dumps({f"q{n}": {"query": text} for n, (text, _one) in enumerate(batch)})
        began, used = time.perf_counter(), time.process_time()
        answer = client.post("/reconcile/", {"queries": body})
        found.clock += [1000 * (time.perf_counter() - began) / len(batch)] * len(batch)
        found.processor += [1000 * (time.process_time() - used) / len(batch)] * len(batch)
        for n, (_text, one) in enumerate(batch):
            result = answer.json()[f"q{n}"]["result"]
            meant = bool(result) and result[0]["id"] == one
            found.first += meant
            found.matches += meant and result[0]["match"]
            found.wrong += bool(result) and result[0]["match"] and not meant
    return found


def _batches(rows: Sequence, size: int) -> Iterable[Sequence]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def report(count: int, queries: int, seed: int) -> None:
    from django.test import Client

    from orgs.synthetic.load import generate

    generate(count, seed, lambda done: None)
    client = Client(SERVER_NAME="127.0.0.1")
    for kind, texts in asked(queries, seed).items():
        client.post("/reconcile/", {"queries": json.dumps({"q": {"query": "warm"}})})
        alone, together = measured(client, texts[::2], 1), measured(client, texts[1::2], BATCH)
        p, c = quantiles(alone.processor, n=20), quantiles(alone.clock, n=20)
        cells = [f"{p[9]:.0f}, {p[18]:.0f} ms", f"{c[9]:.0f}, {c[18]:.0f} ms"]
        cells.append(f"{median(together.processor):.0f} ms")
        cells += [
            f"{(getattr(alone, name) + getattr(together, name)) / len(texts):.0%}"
            for name in ("first", "matches", "wrong")
        ]
        sys.stdout.write(f"| {count:,} | {kind} | {' | '.join(cells)} |\n")
        sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000, help="organisations")
    parser.add_argument("--queries", type=int, default=400, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with temporary_database():
        report(chosen.count, chosen.queries, chosen.seed)


if __name__ == "__main__":
    main()
