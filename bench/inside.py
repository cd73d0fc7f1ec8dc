"""What is measured in a process of its own, without a server; prints JSON.

python -m bench.inside start|rebuild
"""

import json
import sys
import time

from bench.web import memory


def start() -> dict:
    """A worker's first state, and its memory above that of Django with the pages loaded."""
    from orgs.search import current

    began, before = time.perf_counter(), memory()
    state = current.load()
    took = time.perf_counter() - began
    return {"seconds": took, "bytes": memory() - before, "organisations": len(state.everything)}


def rebuild() -> dict:
    """A new snapshot from the tables, and the most memory it took above plain Django."""
    from orgs.search import snapshot

    began, before = time.perf_counter(), memory(field="VmHWM")
    snapshot.save_if_large()
    return {"seconds": time.perf_counter() - began, "bytes": memory(field="VmHWM") - before}


def main() -> None:
    import django

    django.setup()
    from django.urls import get_resolver

    from orgs.search.version import version

    get_resolver().url_patterns  # noqa: B018 - imports every page
    version()
    sys.stdout.write(json.dumps({"start": start, "rebuild": rebuild}[sys.argv[1]]()))


if __name__ == "__main__":
    main()
