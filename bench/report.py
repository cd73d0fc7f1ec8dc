"""The figures as Markdown: the goal, what was measured, and how the two compare."""

from collections.abc import Iterator

Row = tuple[str, str, str, str, str]

MEGABYTE = 1024 * 1024
_LISTS = (
    *("first page", "rare word", "common word", "two words", "country and focus area"),
    *("focus area", "filters and word"),
)
_SORTS = ("relevance", "name", "updated", "verified", "founded")


def tables(report: dict) -> str:
    parts = [f"{report['machine']}; commit {report['commit']}.\n"]
    for one in report["directories"]:
        load = f"{one['load before']:.1f} before, {one['load after']:.1f} after"
        parts.append(
            f"\n## {one['count']:,} organisations, {one['database']}\n\nLoad average {load}.\n\n"
        )
        parts.append("| case | goal | measured | ratio | |\n| --- | --- | ---: | ---: | --- |\n")
        parts += [f"| {' | '.join(row)} |\n" for row in rows(one)]
    return "".join([*parts, *_growth(report["directories"])])


def rows(one: dict) -> Iterator[Row]:
    yield "hello", "", _ms(one["hello"]["p50"]), "", ""
    for name in _LISTS:
        yield _against(name, one, name, f"{name} (limit)", 2)
    for sort in _SORTS:
        yield _against(f"deep page by {sort}", one, f"{sort}, deep", f"{sort}, first", 2)
    for name in ("organisation", "country", "focus"):
        yield _against(f"{name} page", one, name, f"{name} (limit)", 2)
    yield _against("first use of a word", one, "first use of a word", "later use of a word", 2)
    yield _at_most("facet engine alone", "p95 ≤ 5 ms", one["facet engine"]["p95"], 5, "ms")
    more = one["corrected slip"]["p50"] - one["the word meant"]["p50"]
    yield _at_most("a corrected slip", "≤ 25 ms more", more, 25, "ms")
    for name, seconds, size in (("start", 0.5, 80), ("rebuild", 20, 200)):
        found = one[name]
        yield _at_most(f"{name}, time", f"≤ {seconds} s", found["seconds"], seconds, "s")
        yield _at_most(f"{name}, memory", f"≤ {size} MB", found["bytes"] / MEGABYTE, size, "MB")
    meanwhile = one["first page meanwhile"]
    yield "the first page while rebuilding", "", _ms(meanwhile["p50"]), "", _tail(meanwhile)
    limit = 1 if one["database"] == "sqlite" else 5
    yield _at_most("an edit with its index", f"≤ {limit} ms", one["edit"]["p50"], limit, "ms")
    seen = one["seen elsewhere"]
    yield "seen in another worker", "at once", _ms(seen["p50"]), "", f"{seen['missing']} not seen"
    yield from _file(one)
    yield from _traffic(one)
    if one["loading"].get("seconds"):
        yield _at_most("loading", "≤ 600 s", one["loading"]["seconds"], 600, "s")


def _against(label: str, one: dict, name: str, base: str, goal: float) -> Row:
    ratio = one[name]["p50"] / one[base]["p50"]
    measured = f"{_ms(one[name]['p50'])} against {_ms(one[base]['p50'])}"
    return label, f"≤ {goal} ×", measured, f"{ratio:.2f}", _held(ratio <= goal, one[name])


def _at_most(label: str, goal: str, value: float, limit: float, unit: str) -> Row:
    return label, goal, f"{value:.2f} {unit}", f"{value / limit:.2f}", _held(value <= limit)


def _held(reached: bool, found: dict | None = None) -> str:
    return ", ".join(filter(None, ["" if reached else "**not reached**", found and _tail(found)]))


def _tail(found: dict) -> str:
    return f"p95 {_ms(found['p95'])}"


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def _file(one: dict) -> Iterator[Row]:
    found, base = one["csv"], one.get("copy") or one["values_list"]
    goal, name = (0.6, "COPY") if "copy" in one else (3, "values_list().iterator()")
    ratio = found["rows/s"] / base["rows/s"]
    measured = f"{found['rows/s']:,.0f} rows/s against {base['rows/s']:,.0f}"
    yield f"CSV against {name}", f"≥ {goal} ×", measured, f"{ratio:.2f}", _held(ratio >= goal)
    yield _at_most("CSV, first byte", "≤ 50 ms", found["first byte"], 50, "ms")
    yield _at_most("CSV, memory", "≤ 30 MB", found["growth"] / MEGABYTE, 30, "MB")


def _traffic(one: dict) -> Iterator[Row]:
    found, base = one["traffic"], one["traffic (limit)"]
    ratio = found["requests/s"] / base["requests/s"]
    measured = f"{found['requests/s']:.0f}/s against {base['requests/s']:.0f}/s"
    yield "mixed traffic", "≥ 0.7 ×", measured, f"{ratio:.2f}", _held(ratio >= 0.7)
    tail = found["all"]["p99"] / found["all"]["p50"]
    measured = f"p50 {_ms(found['all']['p50'])}, p99 {_ms(found['all']['p99'])}"
    yield "mixed traffic, p99", "≤ 10 × p50", measured, f"{tail:.2f}", _held(tail <= 10)
    yield _at_most("mixed traffic, errors", "none", len(found["errors"]), 0.5, "")


def _growth(directories: list[dict]) -> Iterator[str]:
    for kind in dict.fromkeys(one["database"] for one in directories):
        sizes = sorted((o for o in directories if o["database"] == kind), key=lambda o: o["count"])
        if len(sizes) > 1:
            heads = " | ".join(f"{one['count']:,}" for one in sizes)
            yield f"\n## Growth, {kind}\n\n| milliseconds | {heads} | growth | goal |\n"
            yield f"| --- | {'---: | ' * (len(sizes) + 1)}--- |\n"
            for name in _LISTS:
                times = [one[name]["p50"] for one in sizes]
                cells = " | ".join(f"{time:.1f}" for time in times)
                yield f"| {name} | {cells} | {times[-1] / times[0]:.2f} | ≤ 1.5 × |\n"
