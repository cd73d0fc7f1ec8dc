"""The limit: the same pages drawn from rows that are all there already.

This application answers an address as the directory does when it is asked first, and remembers
what the view gave its template. Asked again, it draws the same template from the same objects:
no query is made (one would fail), nothing is searched, counted or put together. The server, the
middleware, the templates and the page are those of the directory, so what remains between the two
is what finding costs.
"""

import django.shortcuts
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

_kept: dict[str, tuple] = {}
_render = django.shortcuts.render


def _remembering(request, template, context=None, **options):
    _kept[request.get_full_path()] = (template, context, options)
    return _render(request, template, context, **options)


def _refuse(execute, sql, *arguments):
    raise AssertionError(f"Drawing a page again asked the database: {sql}")


class DrawAgain:
    """Stands before the views."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        kept = _kept.get(request.get_full_path())
        if kept is None:
            return None
        template, context, options = kept
        with connection.execute_wrapper(_refuse):
            return _render(request, template, context, **options)


django.shortcuts.render = _remembering  # before any view is imported
settings.MIDDLEWARE.append("bench.limit.DrawAgain")
application = get_wsgi_application()
