"""A Valkey or Redis that machines share, and that the site can do without at any time.

It holds pages that everybody may see and that can be drawn again. When it does not answer it is
left out for some seconds, and every question to it is answered as by an empty one.
"""

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import RedisError
from redis.retry import Retry

from directory.breaker import Breaker

SILENCE = 0.2
"""Seconds to wait for an answer; one that is well takes less than one of them in a hundred."""

BROKEN = 3.0
"""Seconds for which it is left out when it did not answer."""

breaker = Breaker("the shared cache", BROKEN)


class Bytes:
    """Values are bytes and are stored as they are: nothing read from there is ever run."""

    def dumps(self, value):
        return value

    def loads(self, value):
        return value


class SharedCache(RedisCache):
    """Django's own, with short limits and without errors."""

    def __init__(self, server, params):
        limits = {
            "serializer": Bytes,
            "protocol": 2,
            "socket_connect_timeout": SILENCE,
            "socket_timeout": SILENCE,
            # Once more at once: a connection kept since before a restart is no sign of trouble.
            "retry": Retry(NoBackoff(), 1, supported_errors=(NotConnected,)),
        }
        super().__init__(server, {**params, "OPTIONS": limits})

    def get(self, key, default=None, version=None):
        return self._ask(default, super().get, key, default, version)

    def set(self, key, value, *args, **options):
        return self._ask(None, super().set, key, value, *args, **options)

    def add(self, key, value, *args, **options):
        """True, as in an empty cache, when it does not answer."""
        return self._ask(True, super().add, key, value, *args, **options)

    def delete(self, key, version=None):
        return self._ask(False, super().delete, key, version)

    def _ask(self, otherwise, method, *args, **options):
        if not breaker.allows():
            return otherwise
        try:
            found = method(*args, **options)
        except (RedisError, OSError) as error:
            breaker.failed(type(error).__name__)
            return otherwise
        breaker.works()
        return found
