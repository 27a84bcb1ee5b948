"""How often one address may get a login, a token or a delivery wrong."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from router.web.http.error_answers import Refused


class Attempts:
    """A leaky bucket of failures per address, in this process's memory.

    `allowed` failures at once, one more every `every_seconds`. It remembers `most` addresses, the
    latest ones: a flood from many addresses costs no more memory than that. `of` names what there
    is too much of, in the refusal.
    """

    def __init__(
        self,
        allowed: int,
        every_seconds: float,
        most: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
        of: str = "failed attempts from this address",
    ) -> None:
        self._of = of
        self._allowed = allowed
        self._every = every_seconds
        self._most = most
        self._clock = clock
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Raises Refused (429, Retry-After) where the address has used up its failures."""
        with self._lock:
            level = self._level(address)
        # The last failure leaks away from the moment it is counted: compare with the one before.
        if level > self._allowed - 1:
            wait = max(1, math.ceil((level - self._allowed + 1) * self._every))
            raise Refused(
                429,
                f"too many {self._of}; wait {wait} s",
                headers={"Retry-After": str(wait)},
            )

    def failed(self, address: str) -> None:
        """Counts one failure."""
        with self._lock:
            self._seen[address] = (self._level(address) + 1, self._clock())
            self._seen.move_to_end(address)
            while len(self._seen) > self._most:
                self._seen.popitem(last=False)

    def _level(self, address: str) -> float:
        level, at = self._seen.get(address, (0.0, self._clock()))
        return max(0.0, level - (self._clock() - at) / self._every)
