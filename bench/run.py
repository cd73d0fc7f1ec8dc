"""Every figure of one directory, as JSON: ``python -m bench.run [--seconds 60] [--rounds 30]``.

The database is the one in DATABASE_URL. Only edits write to it, and they are taken back.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import ExitStack
from random import Random
from urllib.parse import quote

from bench import traffic
from bench.cases import Content, address
from bench.django import ROOT
from bench.exporting import export
from bench.web import Client, Server, figures, interleaved

_EDITS = 40
_WORDS = 24
_SELECTIONS = 300


def latencies(content: Content, rounds: int) -> dict:
    """Lists, pages and their limits over HTTP, one worker each; times in milliseconds."""
    with ExitStack() as stack:
        real = Client(stack.enter_context(Server(1)))
        drawn = Client(stack.enter_context(Server(1, "bench.limit")))
        pages = {**content.lists(), **content.deep(), **content.pages()}
        _check_same(real, drawn, pages.values())
        cases = {"hello": (real, "/healthz")}
        for name, path in pages.items():
            cases[name] = (real, path)
            cases[f"{name} (limit)"] = (drawn, path)
        found = interleaved(cases, rounds)
        found |= _cold(content, real)
        found |= _corrected(content, real)
    return found


def _check_same(real: Client, drawn: Client, paths: Iterable[str]) -> None:
    """A limit is one only if it draws the very page."""
    for path in paths:
        drawn.get(path)  # is remembered
        if drawn.get(path) != real.get(path):
            raise RuntimeError(f"{path} is drawn otherwise from what was remembered.")


def _cold(content: Content, client: Client) -> dict:
    """The first use of words, and the uses after it."""
    first, later = [], []
    for word in content.cold_words(_WORDS):
        first.append(client.timed(address(q=word)))
        later += [client.timed(address(q=word)) for _ in range(3)]
    return {"first use of a word": figures(first), "later use of a word": figures(later)}


def _corrected(content: Content, client: Client) -> dict:
    """Words with a letter missing, and the words meant, both used before."""
    wrong, right = [], []
    for mistyped, meant in content.mistyped(_WORDS, Random(1)):
        for path, times in ((address(q=mistyped), wrong), (address(q=meant), right)):
            client.get(path)
            times += [client.timed(path) for _ in range(3)]
    return {"corrected slip": figures(wrong), "the word meant": figures(right)}


def engine(content: Content) -> dict:
    """Milliseconds to count every facet of random selections; words remembered."""
    from orgs.filters import OrganisationListing
    from orgs.search.current import current
    from orgs.search.facets import LABELS, count_facet

    random, times = Random(1), []
    values = {name: list(OrganisationListing().value_counts(name)) for name in LABELS}
    for _ in range(_SELECTIONS):
        names = random.sample(list(LABELS), random.randint(0, 3))
        asked = {
            n: random.sample(values[n], min(random.randint(1, 3), len(values[n]))) for n in names
        }
        if random.random() < 0.5:
            asked["q"] = random.choice(content.words[:50])
        listing = OrganisationListing(asked)
        _ = listing.count  # the words are looked up once, and remembered
        state, began = current(), time.perf_counter()
        for name in LABELS:
            count_facet(state, name, listing.selection(without=name))
        times.append((time.perf_counter() - began) * 1000)
    return {"facet engine": figures(times)}


def _in_a_process(what: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", what], cwd=ROOT, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def starting() -> dict:
    """A worker's start, and a new snapshot while the site goes on answering."""
    found = {"start": _in_a_process("start")}
    with Server(1) as server:
        client, times = Client(server), []
        client.get(address())
        done = threading.Event()

        def ask():
            while not done.is_set():
                times.append(client.timed(address()))
                time.sleep(0.05)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            found["rebuild"] = _in_a_process("rebuild")
        finally:
            done.set()
            asking.join()
    return {**found, "first page meanwhile": figures(times)}


def editing() -> dict:
    """A save with its index, and the next request of another process after it."""
    from orgs.models import Organisation
    from orgs.visibility import Audience, organisations

    one = Organisation.objects.get(
        pk=organisations(Audience.PUBLIC).order_by("pk").values("pk")[:1]
    )
    summary, name = one.summary, one.name
    times, seen, missing = [], [], 0
    for number in range(_EDITS):
        one.summary = f"Edit {number}"
        began = time.perf_counter()
        one.save()
        times.append((time.perf_counter() - began) * 1000)
    with Server(2) as server:
        clients = [Client(server) for _ in range(4)]
        for client in clients:
            client.get(address())
        for number in range(10):
            one.name = f"Benchmarked {number}"
            one.save()
            for client in clients:
                began = time.perf_counter()
                body = client.get(address(q=f'"Benchmarked {number}"'))
                seen.append((time.perf_counter() - began) * 1000)
                missing += quote(one.slug).encode() not in body
    one.summary, one.name = summary, name
    one.save()
    return {"edit": figures(times), "seen elsewhere": {**figures(seen), "missing": missing}}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    import django

    django.setup()
    began, load = time.time(), os.getloadavg()[0]
    content = Content.read()
    found = {"count": content.count, "load before": load}
    found |= latencies(content, options.rounds)
    found |= engine(content)
    found |= starting()
    found |= export(content, ["csv"])
    found |= traffic.mixed(content, options.seconds)
    found |= editing()
    found |= {"load after": os.getloadavg()[0], "took": time.time() - began}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
