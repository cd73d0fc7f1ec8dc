"""The project itself as an application, for what must happen once the database is migrated."""

from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.core.management import call_command
from django.db.models.signals import post_migrate


def make_cache_table(using, **kwargs):
    """`migrate` alone is enough to set up a database: the table of the cache belongs to it.

    Writes nothing when the table is there.
    """
    call_command("createcachetable", database=using, verbosity=0)


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self):
        # What mail servers are greeted with stands in every letter: this site, not this machine.
        DNS_NAME._fqdn = urlsplit(settings.SITE_URL).hostname
        # Sent once for each application with models; the project itself has none.
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("orgs"))
