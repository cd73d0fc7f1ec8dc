"""How far a long command has come, on stderr."""

import time

_WIDTH = 30
_PAUSE = 0.2
"""Seconds between two drawings."""


class Progress:
    """A bar that redraws its line in a terminal, and a few plain lines elsewhere.

    Used as a context manager; `reached(done)` may be called as often as one likes.
    """

    def __init__(self, stream, label: str, total: int):
        self.stream, self.label, self.total = stream, label, total
        self.redraws = stream.isatty()
        self.done, self.started, self.drawn, self.tenth = 0, time.monotonic(), 0.0, -1

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        if self.redraws:
            self._draw()
            self._write("\n")
        elif error is None:
            self._write(f"{self.label}: {self.done:,} in {self._seconds():.0f} s\n")

    def reached(self, done: int) -> None:
        self.done = done
        if self.redraws and time.monotonic() - self.drawn >= _PAUSE:
            self._draw()
        elif not self.redraws and (tenth := done * 10 // max(self.total, 1)) > self.tenth:
            self.tenth = tenth
            self._write(f"{self.label}: {done:,} of {self.total:,}\n")

    def _seconds(self) -> float:
        return time.monotonic() - self.started

    def _draw(self) -> None:
        self.drawn = time.monotonic()
        share = min(self.done / self.total, 1) if self.total else 1
        bar = ("█" * round(share * _WIDTH)).ljust(_WIDTH, "·")
        rate = self.done / max(self._seconds(), 0.001)
        left = (self.total - self.done) / rate if rate else 0
        text = f"{self.label} {bar} {self.done:,} of {self.total:,}, {rate:,.0f} a second"
        self._write(f"\r{text}, {left:.0f} s left \x1b[K")

    def _write(self, text: str) -> None:
        self.stream.write(text, str, "")  # str: not in the colour of an error
        self.stream.flush()
