"""Limits as a person says them."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.contracts.contract import BusinessDays, Duty, Limit, Months, Target
from router.domain.contracts.obligations import Obligation, find_obligation

_DAY_SECONDS = 86_400


def limit_in_words(limit: Limit) -> str:
    """The limit as a person says it: `30 minutes`, `6 months`, `next business day by 17:00`."""
    if isinstance(limit, Months):
        return _plural(limit.count, "month")
    if isinstance(limit, BusinessDays):
        days = "next business day" if limit.count == 1 else f"{limit.count} business days"
        return f"{days} by {limit.by_second // 3_600:02d}:{limit.by_second % 3_600 // 60:02d}"
    if limit.in_hours and limit.seconds % 3_600 == 0:
        return _plural(limit.seconds // 3_600, "hour")
    return seconds_in_words(limit.seconds)


def promise_in_words(promise: Target | Duty, own: Mapping[str, Obligation] | None = None) -> str:
    """The limit with the word that decides it: `within 30 minutes`, `less than 2 hours`,
    `every 30 minutes` for updates, `next business day by 17:00`, `at least 7 days before`; with
    the effort that is all the text promises: `…, with commercially reasonable efforts`. `own`: what
    the contract itself says of obligations."""
    effort = f", with {promise.effort.level} efforts" if promise.effort else ""
    return _held(promise, own or {}) + effort


def _held(promise: Target | Duty, own: Mapping[str, Obligation]) -> str:
    limit = limit_in_words(promise.limit)
    if isinstance(promise, Duty) and promise.backward:
        return f"at least {limit} before" + (" the date" if promise.from_date else "")
    if isinstance(promise, Target):
        rules = find_obligation(promise.obligation, own)
        if rules is not None and rules.goes_round:
            return f"every {limit}"
    if isinstance(promise.limit, BusinessDays) and promise.limit.count == 1:
        return limit  # "within next business day" is no English
    return f"{'less than' if promise.less_than else 'within'} {limit}"


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
