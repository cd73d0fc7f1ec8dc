"""How long a day's letters take: `manage.py send_digests` with a mail server on this machine.

    script/bench follow [--followers 1000] [--lists 20] [--count 1000] [--seed 1]

Invented organisations in a SQLite database of its own, all of them new. The mail server takes every
letter and runs in the same process, so that it slows down what is measured.
"""

import argparse
import io
import logging
import socket
import sys
import time
from datetime import timedelta

from bench.django import temporary_database


class Taken:
    """A mail server that counts."""

    def __init__(self):
        self.letters = self.bytes = 0

    async def handle_DATA(self, server, session, envelope):
        self.letters += 1
        self.bytes += len(envelope.content)
        return "250 Taken"


def followers(count: int, lists: int) -> None:
    """Readers of so many lists, each told of news last two days ago."""
    from django.utils import timezone

    from orgs.models import Country, Follower
    from orgs.models.follower import Following

    codes = list(Country.objects.order_by("pk").values_list("pk", flat=True)[: lists - 1])
    abouts = ["/organisations/", *(f"/countries/{code.lower()}/" for code in codes)]
    now, rows = timezone.now(), []
    for number in range(count):
        row = Follower(rhythm="daily", confirmed_at=now, since=now - timedelta(days=2))
        row.following = Following(f"reader{number}@example.org", abouts[number % lists], "en")
        rows.append(row)
    Follower.objects.bulk_create(rows)


def measured() -> dict[str, float]:
    """Seconds of one run, and what arrived."""
    from aiosmtpd.controller import Controller
    from django.conf import settings
    from django.core.management import call_command

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # writes down every line of SMTP
    taken = Taken()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = ""
    began = time.perf_counter()
    try:
        call_command("send_digests", stdout=io.StringIO())
    finally:
        seconds = time.perf_counter() - began
        controller.stop()
    return {"seconds": seconds, "letters": taken.letters, "bytes": taken.bytes}


def make_new() -> None:
    """Everything was changed yesterday: recent, and settled."""
    from django.utils import timezone

    from orgs.models import Organisation

    Organisation.objects.update(updated_at=timezone.now() - timedelta(days=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("followers", 1000), ("lists", 20), ("count", 1000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    with temporary_database():
        from django.core.management import call_command

        call_command("generate_organisations", count=options.count, seed=options.seed)
        make_new()
        followers(options.followers, options.lists)
        found = measured()
    letters = max(found["letters"], 1)
    sys.stdout.write(
        f"{found['letters']} letters in {found['seconds']:.1f} s: "
        f"{1000 * found['seconds'] / letters:.1f} ms and {found['bytes'] / letters / 1024:.1f} KB "
        "each\n"
    )


if __name__ == "__main__":
    main()
