"""An editor at another machine: a process that does what it is told, a line of JSON at a time.

It has the database to itself and the servers to its side, as a colleague has. Each answer comes
after the transaction has ended.
"""

import json
import sys
import time
from random import Random

import django

ODD_ONES = "media"
"""The kind of the organisations that `churn` changes; questions are about the others."""


def make(seed, count):
    """Organisations of all sorts, in one transaction."""
    from orgs.models import Organisation
    from orgs.search import index, index_later

    random = Random(seed)
    with index_later():
        for number in range(count):
            one = Organisation()
            _change(one, random)
            one.kind = ODD_ONES if number % 4 == 0 else random.choice(["ngo", "union"])
            one.save()
            one.countries.set(random.sample(["GR", "NO", "PK", "ER", "FR"], random.randint(0, 2)))
    index.settle()


def edit(seed):
    """One change of the sort that editors make; says which."""
    from orgs.models import CivicSpaceRating, Organisation

    random = Random(seed)
    one = random.choice(Organisation.objects.exclude(kind=ODD_ONES).order_by("pk"))
    what = random.choice(["save", "save", "places", "many", "rate", "delete", "hide"])
    if what == "save":
        _change(one, random)
        one.save()
    elif what == "hide":
        one.risk = "hidden"
        one.save()
    elif what == "places":
        one.countries.set(random.sample(["GR", "NO", "PK", "FR"], random.randint(0, 3)))
    elif what == "many":
        state = random.choice(["published", "archived"])
        some = Organisation.objects.filter(pk__gte=one.pk).exclude(kind=ODD_ONES)
        Organisation.objects.filter(pk__in=some.order_by("pk")[:5]).update(state=state)
    elif what == "delete":
        one.delete()
    else:
        CivicSpaceRating.objects.create(
            country_id=random.choice(["GR", "NO", "PK", "FR"]),
            rating=random.choice(["open", "obstructed", "closed"]),
            effective_on=f"20{27 + seed % 60}-01-01",
            basis="stated",
            source_name="Test",
        )
    return f"{what} {one.pk}"


def churn(seed, seconds):
    """Changes that no question is about, one after the other; says how many there were."""
    from orgs.models import Organisation

    random, ends, done = Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        one = random.choice(Organisation.objects.filter(kind=ODD_ONES).order_by("pk"))
        _change(one, random)
        one.kind = ODD_ONES
        one.save()
        done += 1
    return done


def ask(question):
    """What a list should have: permanent ids in order, and counts of two facets."""
    from orgs.models import Organisation
    from tests import oracle

    held = oracle.values_by_id()
    records = Organisation.objects.in_bulk(
        [pk for pk, values in held.items() if oracle.passes(values, question)]
    )
    ids = oracle.in_order(records.values(), question["sort"])
    counts = {}
    for facet in ("country", "rating"):
        rest = [v for v in held.values() if oracle.passes(v, question, without=facet)]
        values = {value for v in rest for value in v[facet]}
        counts[facet] = {one: sum(one in v[facet] for v in rest) for one in sorted(values)}
    return {"ids": [records[pk].public_id for pk in ids], "counts": counts}


def generate(seed, count):
    """A bulk load, as `manage.py generate_organisations` makes it."""
    from orgs.synthetic import load

    load.BATCH = 200
    load.generate(count, seed, lambda done: None)


def total():
    """How many organisations visitors may find."""
    from orgs.visibility import organisations

    return organisations().count()


def rebuild():
    from orgs.search import index

    index.rebuild()


def bring(count):
    """A list that has been tried in the panel; gives the number of the import."""
    import zlib

    from orgs.imports import files, jobs
    from orgs.imports.prepare import prepare
    from orgs.models import User

    editor = User.objects.create_superuser("bringer")
    rows = "".join(f"{index:x} league of the {index * 7919:x},GR\n" for index in range(count))
    content = f"name,country\n{rows}".encode()
    brought = prepare(files.opener(content), name="list.csv", by=editor)
    brought.content, brought.size = zlib.compress(content), 1
    brought.save()
    jobs.begin(brought, jobs.TRY, by=editor)
    return brought.pk


def apply_list(number):
    """The last step of an import, as the panel does it; what it says then."""
    from orgs.imports import jobs
    from orgs.models import Import, User

    jobs.SILENT = 0
    jobs.begin(Import.objects.get(pk=number), jobs.APPLY, by=User.objects.get(username="bringer"))
    return Import.objects.get(pk=number).state


def applied(number):
    """(state, rows done so far, organisations there) of an import."""
    from orgs.imports import jobs
    from orgs.models import Import, Organisation

    brought = Import.objects.get(pk=number)
    there = Organisation.objects.filter(origin="import").count()
    return [brought.state, jobs.standing(brought).done, there]


def _change(one, random):
    one.name = f"{random.choice(['Okapi', 'Zebra', 'Ibis'])} {random.randint(1, 50)}"
    one.state = random.choice(["published", "published", "published", "archived"])
    one.risk = random.choice(["standard", "standard", "sensitive", "hidden"])
    one.kind = random.choice(["ngo", "union"])
    one.scope = random.choice(["", "local"])
    one.headquarters_id = random.choice([None, "GR", "NO", "ER"])
    one.founded = random.choice(["", "1987", "1999-05"])


_DUTIES = (make, edit, churn, ask, generate, total, rebuild, bring, apply_list, applied)
DUTIES = {one.__name__: one for one in _DUTIES}


def main():
    django.setup()
    from orgs.search import snapshot
    from tests.workers.site import LARGE, OLD

    snapshot.LARGE, snapshot.OLD = LARGE, OLD
    for line in sys.stdin:
        told = json.loads(line)
        answer = DUTIES[told.pop("do")](**told)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
