"""Why a calendar is closed: the words beside each stretch of a ledger that does not count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from router.domain.time.civil import DAY_SECONDS, epoch_second, local_date
from router.domain.time.instants import SECOND, Instant
from router.domain.time.windows import DayWindows, RuleBook

CLOSED = "closed"
_Reason: TypeAlias = tuple[int, int, int, str]  # precedence, from, to, why


def reasons(book: RuleBook, start: Instant, end: Instant) -> Iterator[tuple[Instant, Instant, str]]:
    """A closed stretch, split where its reason changes.

    The first of these that covers an instant is its reason: a timed closure; a holiday, for the
    whole local date and for what its windows would have had after midnight; a break; the hours of
    a date, likewise; otherwise it is simply closed.
    """
    found = sorted(_candidates(book, start, end))
    edges = {start, end}
    for _, since, to, _ in found:
        edges.update(edge for edge in (since, to) if start < edge < end)
    ordered = sorted(edges)
    since, why = start, ""
    for at in ordered[:-1]:
        reason = next((words for _, lo, hi, words in found if lo <= at < hi), CLOSED)
        if reason != why:
            if why:
                yield since, at, why
            since, why = at, reason
    yield since, end, why


def _candidates(book: RuleBook, start: Instant, end: Instant) -> Iterator[_Reason]:
    named = book.rules.closures
    for at in range(bisect_left(book.closures_end, start // SECOND), len(named)):
        since, to, name = named[at]
        if since * SECOND >= end:
            break
        if to * SECOND > start:
            yield 0, since * SECOND, to * SECOND, f"holiday: {name}"
    first = local_date(book.zone, start).toordinal() - 2
    last = local_date(book.zone, end).toordinal() + 1
    for ordinal in range(first, last + 1):
        holiday = book.holiday(ordinal)
        if holiday is not None:
            yield 1, *_reach(book, ordinal, book.planned(ordinal)), f"holiday: {holiday}"
        for since, to in book.edges(ordinal, book.breaks.get(ordinal, ())):
            yield 2, since * SECOND, to * SECOND, "break"
        if ordinal in book.date_hours:
            day = date.fromordinal(ordinal).isoformat()
            usual = book.rules.weekly[(ordinal - 1) % 7]
            yield 3, *_reach(book, ordinal, usual), f"hours for {day}"


def _reach(book: RuleBook, ordinal: int, planned: DayWindows) -> tuple[Instant, Instant]:
    """The local date, and on to the end of the windows that would have opened on it."""
    until = max([DAY_SECONDS, *(closed for _, closed in planned)])
    since = epoch_second(book.zone, ordinal, 0)
    return since * SECOND, epoch_second(book.zone, ordinal, until) * SECOND
