"""Signing in: what differs from allauth's defaults."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody can sign up."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Only addresses of this site, and no other name for it: `localhost` is not the site."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reset_password_from_key_url(self, key):
        """In a mail, the site's own address: whoever asks can name any port as the host."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def _get_login_attempts_cache_key(self, request, **credentials):
        """One counter an account, whatever host, port or language was asked."""
        return (credentials.get("email") or credentials.get("username") or "").lower()


def hashed_cache_key(key, key_prefix, version):
    """A cache key nobody can read back.

    Limits on signing in are counted by the visitor's address, and the cache is a table. A keyed
    hash keeps the address out of it; a plain hash of one of four billion addresses would not.
    """
    return salted_hmac("directory.cache", f"{key_prefix}:{version}:{key}").hexdigest()
