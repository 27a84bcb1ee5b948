"""When to leave a slow or dead helper alone, so that it does not cost every ticket its patience."""

from __future__ import annotations

from dataclasses import dataclass

FAILURES = 2  # in a row, after which it is left alone
PAUSE_SECONDS = 60.0
WINDOW_SECONDS = 60.0
MOST_SECONDS = 15.0  # of waiting in each window, however well it answers


@dataclass
class Breaker:
    """Instants are seconds of any steady clock. Not safe by itself between threads."""

    failures: int = 0
    closed_until: float = 0.0
    window_began: float = float("-inf")
    waited: float = 0.0

    def may_ask(self, now: float) -> bool:
        """Whether a question may be put now; after a pause the first one is a trial."""
        if now - self.window_began >= WINDOW_SECONDS:
            self.window_began, self.waited = now, 0.0
        return now >= self.closed_until and self.waited < MOST_SECONDS

    def answered(self, seconds: float) -> None:
        """It answered, however well, after so many seconds."""
        self.failures = 0
        self.waited += seconds

    def failed(self, now: float, seconds: float) -> bool:
        """It did not answer. True where it is left alone from here on."""
        self.failures += 1
        self.waited += seconds
        if self.failures < FAILURES:
            return False
        self.closed_until = now + PAUSE_SECONDS
        return True
