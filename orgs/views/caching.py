"""Answers "not changed" without making the page again."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.views.decorators.http import condition

from orgs.search import version

_MADE_OF = (
    *("directory/**/*.py", "orgs/**/*.py", "templates/**/*.html"),
    *("locale/**/*.mo", "static/**/*.*"),
)
_SAYING = ("SITE_URL", "SITE_NAME", "CONTENT_LICENCE", "CONTENT_LICENCE_URL")


@cache
def release() -> str:
    """A hash of everything pages are made of; read once in the life of a process."""
    made_of = hashlib.sha256(repr([getattr(settings, name) for name in _SAYING]).encode())
    for pattern in _MADE_OF:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            made_of.update(path.read_bytes())
    return made_of.hexdigest()


def list_etag(request, *args, **kwargs) -> str:
    """Of a page that shows nothing but what the version of the search covers; one query."""
    made_from = [*version(), release(), request.get_full_path()]
    return f'"{hashlib.sha256(repr(made_from).encode()).hexdigest()[:32]}"'


unless_changed = condition(etag_func=list_etag)
"""For views of lists. A browser or cache that has the page is told so before anything is drawn,
and what an editor has hidden is gone all the same: nobody may keep a page without asking.
"""
