"""The figures as Markdown: the goal, what was measured, and how the two compare."""

from collections.abc import Iterator

Row = tuple[str, str, str, bool, str]
"""The case, its goal, what was measured, whether that reaches the goal, and more about it."""

MEGABYTE = 1024 * 1024
_LISTS = (
    *("first page", "rare word", "common word", "two words", "country and focus area"),
    *("focus area", "filters and word"),
)
_SORTS = ("relevance", "name", "updated", "verified", "founded")


def tables(report: dict) -> str:
    """One table of all directories, and for each what stands behind it."""
    directories = report["directories"]
    parts = [f"{report['machine']}; commit {report['commit']}.\n\n", *_overview(directories)]
    for one in directories:
        load = f"{one['load before']:.1f} before, {one['load after']:.1f} after"
        parts.append(f"\n## {_name(one)}\n\nLoad average {load}.\n\n")
        parts.append("| case | measured | |\n| --- | ---: | --- |\n")
        parts += [f"| {row[0]} | {row[2]} | {row[4]} |\n" for row in rows(one)]
    return "".join([*parts, *_growth(directories)])


def _name(one: dict) -> str:
    return f"{one['count']:,} organisations, {one['database']}"


def _overview(directories: list[dict]) -> Iterator[str]:
    """What falls short stands in bold."""
    heads = " | ".join(f"{one['database']}<br>{one['count']:,}" for one in directories)
    yield f"| case | goal | {heads} |\n| --- | --- |{' ---: |' * len(directories)}\n"
    found = [{row[0]: row for row in rows(one)} for one in directories]
    goals = {row[0]: row[1] for rows_ in found for row in rows_.values()}
    for case, goal in goals.items():
        cells = [_cell(rows_.get(case)) for rows_ in found]
        yield f"| {case} | {goal} | {' | '.join(cells)} |\n"


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    short = row[2].rpartition(" = ")[2]
    return short if row[3] else f"**{short}**"


def rows(one: dict) -> Iterator[Row]:
    yield "hello", "", _ms(one["hello"]["p50"]), True, ""
    for name in _LISTS:
        yield _against(name, one, name, f"{name} (limit)", 2)
    for sort in _SORTS:
        yield _against(f"deep page by {sort}", one, f"{sort}, deep", f"{sort}, first", 2)
    for name in ("organisation", "country", "focus"):
        yield _against(f"{name} page", one, name, f"{name} (limit)", 2)
    yield _against("first use of a word", one, "first use of a word", "later use of a word", 2)
    engine = one["facet engine"]
    yield _at_most("facet engine alone", "≤ 5 ms", engine["p50"], 5, "ms", _tail(engine))
    more = one["corrected slip"]["p50"] - one["the word meant"]["p50"]
    yield _at_most("a corrected slip", "≤ 25 ms more", more, 25, "ms")
    for name, seconds, size in (("start", 0.5, 80), ("rebuild", 20, 200)):
        found = one[name]
        yield _at_most(f"{name}, time", f"≤ {seconds} s", found["seconds"], seconds, "s")
        yield _at_most(f"{name}, memory", f"≤ {size} MB", found["bytes"] / MEGABYTE, size, "MB")
    meanwhile = one["first page meanwhile"]
    yield "the first page while rebuilding", "", _ms(meanwhile["p50"]), True, _tail(meanwhile)
    limit = 1 if one["database"] == "sqlite" else 5
    edit = one["edit"]
    yield _at_most("an edit with its index", "≤ 1 ms, 5 ms", edit["p50"], limit, "ms", _tail(edit))
    seen = one["seen elsewhere"]
    note = f"{seen['missing']} not seen"
    yield "seen in another worker", "at once", _ms(seen["p50"]), not seen["missing"], note
    yield from _file(one)
    yield from _traffic(one)
    if one["loading"].get("seconds"):
        yield _at_most("loading", "≤ 600 s", one["loading"]["seconds"], 600, "s")


def _against(label: str, one: dict, name: str, base: str, goal: float) -> Row:
    ratio = one[name]["p50"] / one[base]["p50"]
    measured = f"{_ms(one[name]['p50'])} against {_ms(one[base]['p50'])} = {ratio:.2f} ×"
    return label, f"≤ {goal} ×", measured, ratio <= goal, _tail(one[name])


def _at_most(label: str, goal: str, value: float, limit: float, unit: str, more: str = "") -> Row:
    return label, goal, f"{value:.2f} {unit}", value <= limit, more


def _tail(found: dict) -> str:
    return f"p95 {_ms(found['p95'])}"


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def _file(one: dict) -> Iterator[Row]:
    found, base = one["csv"], one.get("copy") or one["values_list"]
    goal = 0.6 if "copy" in one else 3
    ratio = found["rows/s"] / base["rows/s"]
    measured = f"{found['rows/s']:,.0f} rows/s against {base['rows/s']:,.0f} = {ratio:.2f} ×"
    yield "CSV", "≥ 3 × values_list, 0.6 × COPY", measured, ratio >= goal, ""
    yield "CSV, speed", "", f"{found['rows/s']:,.0f} rows/s", True, ""
    yield _at_most("CSV, first byte", "≤ 50 ms", found["first byte"], 50, "ms")
    yield _at_most("CSV, memory", "≤ 30 MB", found["growth"] / MEGABYTE, 30, "MB")


def _traffic(one: dict) -> Iterator[Row]:
    found, base = one["traffic"], one["traffic (limit)"]
    ratio = found["requests/s"] / base["requests/s"]
    measured = f"{found['requests/s']:.0f}/s against {base['requests/s']:.0f}/s = {ratio:.2f} ×"
    yield "mixed traffic", "≥ 0.7 ×", measured, ratio >= 0.7, ""
    times = found["all"]
    tail = times["p99"] / times["p50"]
    measured = f"p50 {_ms(times['p50'])}, p99 {_ms(times['p99'])} = {tail:.1f} ×"
    yield "mixed traffic, p99", "≤ 10 × p50", measured, tail <= 10, ""
    errors = found["errors"]
    yield "mixed traffic, errors", "none", str(len(errors)), not errors, ""


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
