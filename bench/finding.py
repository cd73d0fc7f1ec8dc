"""Whether what is meant is found: known items put into a database, and asked for.

    script/bench known-items FILE [--seed 1] [--every 1] [--json FILE]

The report is JSON (every miss is in it) and a Markdown table; see docs/search.md.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from bench.django import temporary_database
from bench.known_items import KINDS, SCRIPTS, Asked, Item, queries, read

DEPTH = 5
"""How far down a list somebody looks for the one they mean."""

GOALS = {
    "exact": ("namesakes aside", 0.97),
    "acronym": ("namesakes aside", 0.97),
    "other": ("first 3", 0.95),
    "accents": ("first 3", 0.95),
    "typo": ("first 5", 0.90),
}
"""Where a query should find its organisation, and the share of queries that should: `first 3` is
in the first three. Where several bear the very name that was typed, only one can be first, and
nobody can tell which was meant: `namesakes aside` is first but for those.
"""


@dataclass(frozen=True)
class Outcome:
    """A query and the place its item was found at; None beyond `DEPTH`. `before` is how many
    organisations stand before it that do not bear the very name that was typed.
    """

    asked: Asked
    place: int | None
    before: int | None


def load(items: list[Item]) -> list[int]:
    """Publishes the items through the models, indexed as any other write is; gives their keys."""
    from orgs.models import ContactPoint, Country, Office, OrganisationName
    from orgs.search import index_later

    countries = Country.objects.in_bulk()
    with index_later():
        found = [_organisation(item, countries) for item in items]
        for one in found:
            one.save()
        pairs = list(zip(found, items, strict=True))
        OrganisationName.objects.bulk_create(
            name for one, item in pairs for name in _names(one, item)
        )
        Office.objects.bulk_create(
            Office(organisation=one, kind="headquarters", city=city, country=one.headquarters)
            for one, item in pairs
            if (city := item.facts.get("city")) and one.headquarters
        )
        ContactPoint.objects.bulk_create(
            ContactPoint(organisation=one, kind="website", value=website)
            for one, item in pairs
            if (website := item.facts.get("website"))
        )
    return [one.pk for one in found]


def _organisation(item: Item, countries: dict):
    from orgs.choices import OrganisationKind, PublicationState
    from orgs.models import Organisation

    return Organisation(
        name=item.name[:500],
        kind=OrganisationKind.NGO,
        state=PublicationState.PUBLISHED,
        headquarters=countries.get(item.facts.get("country_iso2")),
        description=item.facts.get("description", "")[:20_000],
    )


def _names(organisation, item: Item) -> list:
    from orgs.choices import NameKind
    from orgs.models import OrganisationName

    names = [(text, "", NameKind.ACRONYM) for text in item.acronyms]
    names += [(text, language, NameKind.TRANSLATION) for text, language in item.other]
    names += [(text, "", NameKind.FORMER) for text in item.former]
    once = {(text, kind): language for text, language, kind in names}
    return [
        OrganisationName(organisation=organisation, text=text[:500], language=language, kind=kind)
        for (text, kind), language in once.items()
    ]


def ask(items: list[Item], keys: list[int], asked: Iterable[Asked]) -> list[Outcome]:
    """Puts every query to the list of organisations, as a visitor would."""
    from orgs.filters import OrganisationListing
    from orgs.search.terms import search_key

    bearers = defaultdict(set)
    for key, item in zip(keys, items, strict=True):
        for name in item.names:
            bearers[search_key(name)].add(key)
    outcomes = []
    for one in asked:
        found = list(islice(OrganisationListing({"q": one.text}).organisation_ids(), DEPTH))
        wanted = keys[one.place]
        place = before = None
        if wanted in found:
            place = found.index(wanted) + 1
            before = len(set(found[: place - 1]) - bearers[search_key(one.text)])
        outcomes.append(Outcome(one, place, before))
    return outcomes


def shares(outcomes: list[Outcome]) -> dict[str, float]:
    """How many queries there are, and the shares found first, in the first three and five."""
    places = Counter(outcome.place for outcome in outcomes)
    among = Counter(outcome.before for outcome in outcomes)
    total = len(outcomes)
    return {
        "queries": total,
        **{f"first {n}": sum(places[p] for p in range(1, n + 1)) / total for n in (1, 3, 5)},
        "namesakes aside": among[0] / total,
    }


def summary(outcomes: list[Outcome]) -> dict[str, dict[str, dict[str, float]]]:
    """The shares by kind of query, and within by script; `all` for all scripts together."""
    groups: dict[str, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        groups[outcome.asked.kind]["all"].append(outcome)
        groups[outcome.asked.kind][outcome.asked.script].append(outcome)
    return {
        kind: {name: shares(groups[kind][name]) for name in ("all", *SCRIPTS) if groups[kind][name]}
        for kind in KINDS
        if kind in groups
    }


def missed(found: dict) -> list[str]:
    """The goals that were not reached, as sentences."""
    return [
        f"{KINDS[kind]}: {found[kind]['all'][place]:.1%} {place}, not {goal:.0%}"
        for kind, (place, goal) in GOALS.items()
        if kind in found and found[kind]["all"][place] < goal
    ]


_PLACES = ("first 1", "namesakes aside", "first 3", "first 5")


def table(found: dict) -> str:
    """The summary in Markdown."""
    lines = [
        "| what is typed | script | queries | first | namesakes aside | first 3 | first 5 | goal |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for kind, scripts in found.items():
        for name, row in scripts.items():
            place, share = GOALS.get(kind, ("", 0))
            goal = f"{place} ≥ {share:.0%}" if share and name == "all" else ""
            cells = [KINDS[kind] if name == "all" else "", name, f"{row['queries']:,}"]
            cells += [f"{row[column]:.1%}" for column in _PLACES]
            lines.append(f"| {' | '.join([*cells, goal])} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench known-items", description=__doc__)
    parser.add_argument("file", type=Path, help="a CSV with names; see bench/known_items.py")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="ask for every n-th only")
    parser.add_argument("--json", type=Path, help="where to write every query with its outcome")
    options = parser.parse_args()
    items = read(options.file)
    with temporary_database():
        keys = load(items)
        began = time.monotonic()
        chosen = (one for one in queries(items, options.seed) if one.place % options.every == 0)
        outcomes = ask(items, keys, chosen)
        took = time.monotonic() - began
    found = summary(outcomes)
    if options.json:
        rows = [
            {**asdict(one.asked), "script": one.asked.script, "place": one.place}
            for one in outcomes
        ]
        report = {
            "seed": options.seed,
            "organisations": len(items),
            "summary": found,
            "asked": rows,
        }
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(f"{table(found)}\n\n")
    sys.stdout.write(f"{len(outcomes):,} queries, {took / len(outcomes) * 1000:.1f} ms each\n")
    for sentence in missed(found):
        sys.stdout.write(f"Not reached: {sentence}\n")


if __name__ == "__main__":
    main()
