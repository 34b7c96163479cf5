"""Progress of long work: a line on a terminal, nothing when the output goes to a file or another program."""

import sys
import time
from typing import TextIO


class Progress:
    """Tells how far a piece of work is. Call it with what is being done, how many are done and of how many."""

    def __init__(self, out: TextIO | None = None, *, every_seconds: float = 0.2) -> None:
        self.out = out or sys.stderr
        self.shows = self.out.isatty()
        self.every_seconds = every_seconds
        self.last = 0.0

    def __call__(self, what: str, done: int, total: int | None = None) -> None:
        """Show `what` with `done` of `total` (None when nobody knows), at most five times a second."""
        finished = total is not None and done >= total
        if not self.shows or (time.monotonic() - self.last < self.every_seconds and not finished):
            return
        self.last = time.monotonic()
        share = f"{done:,} of {total:,}" if total is not None else f"{done:,}"
        self.out.write(f"\r\x1b[K{what}: {share}")
        self.out.flush()

    def say(self, words: str) -> None:
        """Show that something without a count has begun."""
        if self.shows:
            self.out.write(f"\r\x1b[K{words}")
            self.out.flush()

    def end(self) -> None:
        """Clear the line."""
        if self.shows:
            self.out.write("\r\x1b[K")
            self.out.flush()
