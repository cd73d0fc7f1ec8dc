"""What is new on a list, by e-mail: once a day or once a week, when there is anything.

`lists` says what can be followed, `news` what is new there, `letters` what is written, `sending`
who gets it. It is what the feeds have (`orgs.feeds`), asked of the gate when a letter is made. Who
follows what is known to `orgs.actions.following` alone.
"""

from django.conf import settings

_KEPT_HERE = {"filebased", "console", "dummy"}
"""Backends that send nothing to anybody."""


def mail_is_sent() -> bool:
    """Whether this site has a mail server; without one nothing can be followed by e-mail."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in _KEPT_HERE
