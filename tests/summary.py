"""The last line of a run: what pytest would say had it been one run. Reads JUnit files."""

import sys
from xml.etree import ElementTree


def summary(paths):
    """`=== 210 passed, 1 failed in 65.20s ===`; counts and seconds are sums over the files."""
    totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    seconds = 0.0
    for path in paths:
        for suite in ElementTree.parse(path).iter("testsuite"):
            seconds += float(suite.get("time"))
            for name in totals:
                totals[name] += int(suite.get(name))
    bad = {"failed": totals["failures"], "errors": totals["errors"], "skipped": totals["skipped"]}
    words = [f"{totals['tests'] - sum(bad.values())} passed"]
    words += [f"{count} {name}" for name, count in bad.items() if count]
    return f" {', '.join(words)} in {seconds:.2f}s ".center(80, "=")


if __name__ == "__main__":
    sys.stdout.write(summary(sys.argv[1:]) + "\n")
