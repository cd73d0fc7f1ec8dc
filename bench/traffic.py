"""Many visitors at once: mostly lists, some organisations, suggestions and a few files."""

import threading
import time
from collections import defaultdict
from random import Random
from urllib.parse import quote

from bench.cases import Content, address
from bench.web import Client, Server, figures

CONNECTIONS = 16
SHARES = {"list": 70, "organisation": 20, "suggestion": 8, "file": 2}
FILE_ROWS = 5000


def mixed(content: Content, seconds: float) -> dict:
    """The mix on two workers, and on two that draw pages from cached rows: requests a second,
    errors, and milliseconds by kind. Files are made anew by both.
    """
    paths = _paths(content)
    found = {}
    for name, application in (("traffic", "directory.wsgi"), ("traffic (limit)", "bench.limit")):
        with Server(2, application) as server:
            warm = Client(server)
            for path in 6 * [*paths["list"], *paths["organisation"]]:
                warm.get(path)
            found[name] = _run(server, paths, seconds)
    return found


def _paths(content: Content) -> dict[str, list[str]]:
    random = Random(1)
    return {
        "list": content.some_lists(60, random),
        "organisation": [f"{address()}{slug}/" for slug in content.slugs[:60]],
        "suggestion": [f"/suggest?q={quote(word[:3])}" for word in content.words[:60]],
        "file": _files(content),
    }


def _files(content: Content) -> list[str]:
    """The list of a word whose organisations are about as many as a file should have."""
    from orgs.models import SearchWord

    near = SearchWord.objects.filter(frequency__lte=FILE_ROWS, length__gte=4)
    word = near.order_by("-frequency").values_list("word", flat=True).first()
    return [f"/organisations.csv?q=%22{quote(word)}%22"]


def _run(server: Server, paths: dict[str, list[str]], seconds: float) -> dict:
    times, errors = defaultdict(list), []
    until = time.perf_counter() + seconds

    def visit(number: int) -> None:
        random, client = Random(number), Client(server)
        while time.perf_counter() < until:
            (kind,) = random.choices(list(SHARES), SHARES.values())
            path = random.choice(paths[kind])
            try:
                times[kind].append(client.timed(path))
            except (OSError, RuntimeError) as error:
                errors.append(f"{path}: {error}")

    visitors = [threading.Thread(target=visit, args=[n]) for n in range(CONNECTIONS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    everything = [one for found in times.values() for one in found]
    return {
        "requests/s": round(len(everything) / seconds, 1),
        "errors": errors,
        "all": figures(everything),
        **{kind: figures(found) for kind, found in times.items()},
    }
