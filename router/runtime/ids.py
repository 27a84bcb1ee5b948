"""New ids: a prefix, the moment in milliseconds, and 80 random bits; sortable by time."""

from __future__ import annotations

import secrets
import time

# Without i, l, o and u: nobody misreads one on the phone.
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """An id such as `T-01kb3v4gq5x9…`: unique without asking the database."""
    moment = _written(time.time_ns() // 1_000_000, 10)
    return f"{prefix}-{moment}{_written(secrets.randbits(80), 16)}"


def _written(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 32)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
