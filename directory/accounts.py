"""Signing in: what differs from allauth's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.crypto import salted_hmac


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody can sign up."""

    def is_open_for_signup(self, request):
        return False


def hashed_cache_key(key, key_prefix, version):
    """A cache key nobody can read back.

    Limits on signing in are counted by the visitor's address, and the cache is a table. A keyed
    hash keeps the address out of it; a plain hash of one of four billion addresses would not.
    """
    return salted_hmac("directory.cache", f"{key_prefix}:{version}:{key}").hexdigest()
