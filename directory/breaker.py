"""Leaves out for a while what does not answer, so that nobody waits for it again and again."""

import logging
from time import monotonic

logger = logging.getLogger(__name__)


class Breaker:
    """For one server that can be done without. Each process finds out for itself.

    After the while one request tries, and the others go on without until that went well. Two
    threads may try at once; that costs no more than the second's wait.
    """

    def __init__(self, name: str, seconds: float):
        self.name = name
        self.seconds = seconds
        self._until = 0.0
        self._is_broken = False

    def allows(self) -> bool:
        """Whether to ask it now."""
        if self._until == 0.0:
            return True
        if monotonic() < self._until:
            return False
        self._until = monotonic() + self.seconds
        return True

    def failed(self, why: str) -> None:
        """It is left out from now on; said once, until it works again."""
        self._until = monotonic() + self.seconds
        if not self._is_broken:
            self._is_broken = True
            logger.warning("%s is left out: %s", self.name, why)

    def rests(self, seconds: float) -> None:
        """It is left out for these seconds, as it may be at any time; nothing is said."""
        self._until = monotonic() + seconds

    def works(self) -> None:
        self._until = 0.0
        if self._is_broken:
            self._is_broken = False
            logger.info("%s is used again", self.name)
