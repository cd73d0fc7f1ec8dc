"""What every template knows. None of it may touch the session or the database."""

from django.conf import settings


def site(request):
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "content_licence": settings.CONTENT_LICENCE,
        "content_licence_url": settings.CONTENT_LICENCE_URL,
    }
