"""Time lines as SVG: stretches in percent of the width, so that text keeps its size anywhere.

Nothing here carries a style: the page's policy forbids inline ones; the style sheet has classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from router.domain.clocks.ledger import Segment
from router.domain.time.calendars import Calendar
from router.domain.time.instants import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Instant,
    from_datetime,
    to_datetime,
)

#: A stretch narrower than this many percent is drawn this wide, to be seen at all.
_NARROWEST = 0.15
_MOST_STRETCHES = 600

_HATCH = Markup(
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
    '<path class="hatch-line" d="M0 0V6"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One coloured stretch; `look` is its class, `title` what stands on hover."""

    since: Instant
    to: Instant
    look: str
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across at an instant: `due` or `now`."""

    at: Instant
    look: str
    label: str


def look_of(why: str) -> str:
    """The class of a stretch from why it counted or not."""
    if why == "open":
        return "open"
    if why.startswith("holiday"):
        return "holiday"
    return "paused" if why.startswith("paused") else "closed"


def of_ledger(segments: Sequence[Segment], due_at: Instant | None) -> list[Stretch]:
    """A ledger's stretches: counted, counted past the deadline, and what did not count."""
    made = []
    for segment in segments:
        look = look_of(segment.why)
        if segment.counted and not segment.ahead:
            look = "past" if due_at is not None and segment.since >= due_at else "counted"
        elif segment.counted:
            look = "open"
        made.append(Stretch(segment.since, segment.to, look, segment.why))
    return made


def of_calendar(calendar: Calendar, start: Instant, end: Instant) -> list[Stretch]:
    """Open and closed stretches between two instants, in order."""
    made = [Stretch(a, b, "open", "open") for a, b in calendar.windows(start, end)]
    made += [Stretch(a, b, look_of(why), why) for a, b, why in calendar.closures(start, end)]
    return sorted(made, key=lambda stretch: stretch.since)


def time_line(
    stretches: Sequence[Stretch],
    zones: Sequence[tuple[str, ZoneInfo]],
    marks: Iterable[Mark] = (),
    title: str = "time line",
) -> Markup:
    """The drawing: stretches on one bar, an axis for each (name, zone) below, marks across.

    Empty where there is nothing to draw. What it shows stands as a table beside it.
    """
    if not stretches:
        return Markup("")
    start, end = stretches[0].since, stretches[-1].to
    marks = [m for m in marks if m.at >= start]
    end = max([end, *(m.at for m in marks)])
    span = max(end - start, SECOND)
    end = start + span + span // 50  # room for a mark at the very end

    def x(at: Instant) -> float:
        return max(0.0, min(100.0, (at - start) * 100 / (end - start)))

    parts = [_HATCH, *(_rect(s, x(s.since), x(s.to), 18, 22) for s in _thinned(stretches))]
    for row, (name, zone) in enumerate(zones):
        parts.extend(_axis(start, end, zone, x, 56 + row * 30, name))
    for mark in marks:
        at = x(mark.at)
        anchor = "end" if at > 80 else "start" if at < 20 else "middle"
        parts.append(
            Markup(
                '<line class="{0}" x1="{1:.3f}%" x2="{1:.3f}%" y1="14" y2="44"/>'
                '<text class="label" x="{1:.3f}%" y="10" text-anchor="{2}">{3}</text>'
            ).format(mark.look, at, anchor, mark.label)
        )
    height = 46 + 30 * len(zones)
    return Markup('<svg class="strip" role="img" aria-label="{}" height="{}">{}</svg>').format(
        title, height, Markup("").join(parts)
    )


def week_strip(stretches: Sequence[Stretch], zone: ZoneInfo, title: str) -> Markup:
    """Days of a calendar side by side, each with its name: a tick at every local midnight."""
    if not stretches:
        return Markup("")
    start, end = stretches[0].since, stretches[-1].to

    def x(at: Instant) -> float:
        return (at - start) * 100 / (end - start)

    parts = [_HATCH, *(_rect(s, x(s.since), x(s.to), 0, 24) for s in stretches)]
    day = to_datetime(start).astimezone(zone)
    while (at := from_datetime(day)) < end:
        weekend = "weekend" if day.weekday() >= 5 else "weekday"
        parts.append(
            Markup(
                '<line class="tick" x1="{0:.3f}%" x2="{0:.3f}%" y1="0" y2="30"/>'
                '<text class="{1}" x="{0:.3f}%" y="39" dx="3">{2}</text>'
                '<text class="{1} date" x="{0:.3f}%" y="53" dx="3">{3}</text>'
            ).format(x(at), weekend, f"{day:%a}", day.day)
        )
        day += timedelta(days=1)
    return Markup('<svg class="strip week" role="img" aria-label="{}" height="58">{}</svg>').format(
        title, Markup("").join(parts)
    )


def _rect(stretch: Stretch, left: float, right: float, y: int, height: int) -> Markup:
    return Markup(
        '<rect class="{}" x="{:.3f}%" y="{}" width="{:.3f}%" height="{}"><title>{}</title></rect>'
    ).format(stretch.look, left, y, max(right - left, _NARROWEST), height, stretch.title)


def _thinned(stretches: Sequence[Stretch]) -> Sequence[Stretch]:
    """Months of a calendar are thousands of stretches: past a limit the eye sees none of them."""
    if len(stretches) <= _MOST_STRETCHES:
        return stretches
    whole = Stretch(stretches[0].since, stretches[-1].to, "closed", "closed")
    step = -(-len(stretches) // _MOST_STRETCHES)
    longest = [
        max(stretches[i : i + step], key=lambda s: s.to - s.since)
        for i in range(0, len(stretches), step)
    ]
    return [whole, *longest]


_STEPS = (
    SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR,
    2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY,
)  # fmt: skip


def _axis(
    start: Instant, end: Instant, zone: ZoneInfo, x: object, y: int, name: str
) -> list[Markup]:
    """Ticks at whole local times, at most seven of them, with the zone's name."""
    assert callable(x)
    step = next((s for s in _STEPS if (end - start) / s <= 7), 365 * DAY)
    parts = [Markup('<text class="zone" x="0" y="{}">{}</text>').format(y + 13, name)]
    for at, label in _ticks(start, end, zone, step):
        place = x(at)
        if place > 96:
            continue
        parts.append(
            Markup(
                '<line class="tick" x1="{0:.3f}%" x2="{0:.3f}%" y1="{1}" y2="{2}"/>'
                '<text x="{0:.3f}%" y="{3}" dx="3">{4}</text>'
            ).format(place, y - 16, y - 10, y - 1, label)
        )
    return parts


def _ticks(
    start: Instant, end: Instant, zone: ZoneInfo, step: int
) -> Iterable[tuple[Instant, str]]:
    local = to_datetime(start).astimezone(zone)
    midnight = datetime(local.year, local.month, local.day, tzinfo=zone)
    if step >= DAY:
        day = midnight
        while True:
            day += timedelta(days=step // DAY)
            at = from_datetime(day)
            if at >= end:
                return
            yield at, f"{day:%a} {day.day} {day:%b}" if step < 28 * DAY else f"{day:%b %Y}"
    # Within a day ticks go by elapsed time from local midnight: a clock change moves the labels.
    at = from_datetime(midnight)
    at += (start - at) // step * step
    while (at := at + step) < end:
        here = to_datetime(at).astimezone(zone)
        if (here.hour, here.minute, here.second) == (0, 0, 0):
            yield at, f"{here:%a} {here.day}"
        else:
            yield at, here.strftime("%H:%M:%S" if step < MINUTE else "%H:%M")
