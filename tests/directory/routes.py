"""Which addresses there are: read from the URLconf, so that a new page is tested unasked."""

from django.urls import URLPattern, get_resolver

PRIVATE = ("accounts/", "admin/")


def walk(resolver, prefix=""):
    """Pairs of a route and its pattern, without the panel and the accounts."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(PRIVATE):
            continue
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from walk(entry, route)


def public_paths():
    """Every public address that has no parameter: `/`, `/organisations/` and so on."""
    return [f"/{route}" for route, _ in walk(get_resolver()) if "<" not in route]
