"""Limits as a person says them."""

from __future__ import annotations

from router.domain.contracts import BusinessDays, Limit, Months

_DAY_SECONDS = 86_400


def limit_in_words(limit: Limit) -> str:
    """The limit as a person says it: `30 minutes`, `6 months`, `next business day by 17:00`."""
    if isinstance(limit, Months):
        return _plural(limit.count, "month")
    if isinstance(limit, BusinessDays):
        days = "next business day" if limit.count == 1 else f"{limit.count} business days"
        return f"{days} by {limit.by_second // 3_600:02d}:{limit.by_second % 3_600 // 60:02d}"
    return seconds_in_words(limit.seconds)


def seconds_in_words(seconds: int) -> str:
    """`90` as `1 minute 30 seconds`; hours up to two days, whole days beyond."""
    if seconds >= 2 * _DAY_SECONDS and seconds % _DAY_SECONDS == 0:
        return _plural(seconds // _DAY_SECONDS, "day")
    parts = []
    for name, size in (("hour", 3_600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(_plural(count, name))
    return " ".join(parts) or "0 seconds"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
