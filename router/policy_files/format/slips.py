"""Warnings about words that say something else than most people who write them mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from router.domain.contracts.contract import ByCountry, Contract
from router.domain.time.calendars import Calendar
from router.policy_files.format.lengths import DAY_SECONDS, parse_seconds
from router.policy_files.yaml.nodes import Items, Node, Table, Text
from router.policy_files.yaml.problems import Findings, Refused, quoted

_LIMITS = ("within", "less_than", "every", "before")
_IN_DAYS = re.compile(r"[0-9]\s*(d|days?|w|weeks?)\b", re.IGNORECASE)
_BEFORE_MIDNIGHT = re.compile(r"-\s*(23:59(?::59)?)(?![:0-9])")
_OFFSET = re.compile(r"Etc/GMT([+-])([0-9]{1,2})")

#: Abbreviations that the zone data keep for old programs, and the zone that people mean by them.
_ABBREVIATED = {
    "EST": "America/New_York",
    "MST": "America/Denver",
    "HST": "Pacific/Honolulu",
    "EST5EDT": "America/New_York",
    "CST6CDT": "America/Chicago",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
    "CET": "Europe/Paris",
    "MET": "Europe/Paris",
    "EET": "Europe/Athens",
    "WET": "Europe/Lisbon",
}
_FIXED = ("EST", "MST", "HST")  # the same offset all year


def slips(contract: Contract, table: Table, findings: Findings) -> None:
    """Note the warnings about one contract's calendars and limits."""
    calendars = table.entries.get("calendars")
    for node in calendars.entries.values() if isinstance(calendars, Table) else ():
        if isinstance(node, Table):
            _calendar(node, findings)
    for limit, calendar in _limits(table):
        _days(limit, calendar, contract, findings)


def _calendar(node: Table, findings: Findings) -> None:
    summer = node.entries.get("summer")
    for part in (node, summer):
        if not isinstance(part, Table):
            continue
        zone = part.entries.get("zone")
        if isinstance(zone, Text):
            _zone(zone, findings)
        for key in ("hours", "date_hours", "breaks"):
            for text in _texts(part.entries.get(key)):
                match = _BEFORE_MIDNIGHT.search(text.value)
                if match is not None:
                    findings.warn(
                        text.at,
                        f"{quoted(text.value)} ends at {match[1]}, just before midnight, "
                        "and leaves a gap",
                        "write 24:00 for the end of the day",
                    )


def _zone(zone: Text, findings: Findings) -> None:
    name = zone.value.strip()
    meant = _ABBREVIATED.get(name)
    if meant is not None:
        never = " has no summer time, the same offset all year" if name in _FIXED else ""
        what = never or " is an abbreviation that is kept for old programs"
        findings.warn(zone.at, f"the zone {quoted(name)}{what}", f"write a place, such as {meant}")
    offset = _OFFSET.fullmatch(name)
    if offset is not None and int(offset[2]):
        side = "behind" if offset[1] == "+" else "ahead of"
        findings.warn(
            zone.at,
            f"the zone {quoted(name)} is {int(offset[2])} hours {side} UTC (its sign is reversed), "
            "without summer time",
            "write a place, such as Europe/Paris",
        )


def _days(limit: Text, calendar_name: str, contract: Contract, findings: Findings) -> None:
    """Days of 24 hours, on a calendar whose days are shorter."""
    if _IN_DAYS.search(limit.value) is None:
        return
    try:
        seconds = parse_seconds(limit.value)
    except Refused:
        return  # business days and months are no lengths
    found = contract.calendars.get(calendar_name)
    names = [found.otherwise, *found.countries.values()] if isinstance(found, ByCountry) else []
    for name in names or [calendar_name]:
        calendar = contract.calendars.get(name)
        day = _open_seconds_a_day(calendar) if isinstance(calendar, Calendar) else DAY_SECONDS
        if not 0 < day < DAY_SECONDS:
            continue
        hours, days = seconds // 3_600, seconds / day
        findings.warn(
            limit.at,
            f"{quoted(limit.value)} is {hours} hours of open time, {days:.3g} working days of "
            f"{day / 3_600:.3g} hours on the calendar {quoted(name)}",
            f'write {hours}h if that is meant, else "{max(seconds // DAY_SECONDS, 1)} business '
            'days by 17:00" or a calendar that is always open',
        )
        return


def _open_seconds_a_day(calendar: Calendar) -> float:
    """How long the calendar is open on a day of the week on which it opens, on average."""
    days = [sum(to - since for since, to in day) for day in calendar.rules.weekly if day]
    return sum(days) / len(days) if days else 0


def _limits(table: Table) -> Iterator[tuple[Text, str]]:
    """Every limit as written, with the name of its calendar."""
    for tier in _tables(table.entries.get("tiers")):
        for target in _tables(tier.entries.get("targets")):
            yield from _limit(target, tier)
    for duty in _tables(table.entries.get("duties")):
        yield from _limit(duty, duty)


def _limit(node: Table, other: Table) -> Iterator[tuple[Text, str]]:
    calendar = node.entries.get("calendar", other.entries.get("calendar"))
    for key in _LIMITS:
        limit = node.entries.get(key)
        if isinstance(limit, Text) and isinstance(calendar, Text):
            yield limit, calendar.value.strip()


def _tables(node: Node | None) -> Iterator[Table]:
    for each in node.values if isinstance(node, Items) else ():
        if isinstance(each, Table):
            yield each


def _texts(node: Node | None) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Items):
        for each in node.values:
            yield from _texts(each)
    elif isinstance(node, Table):
        for each in node.entries.values():
            yield from _texts(each)
