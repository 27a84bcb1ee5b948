"""What differs between two versions of a contract, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from router.domain.contracts.contract import ByCountry, Clause, Contract, Duty, Rule, Target
from router.domain.contracts.limit_words import promise_in_words
from router.domain.time.calendars import Calendar


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field with its value before and after; None where it was or is not there.

    `field` is a path in the words of the policy file: `tiers.high.response`,
    `calendars.support.holidays.2026-05-01`.
    """

    field: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.field}: new: {self.after}"
        if self.after is None:
            return f"{self.field}: gone; it was: {self.before}"
        return f"{self.field}: {self.before} -> {self.after}"


def changes_between(before: Contract | None, after: Contract | None) -> tuple[FieldChange, ...]:
    """Every field that differs, in the order of the file; empty for equal contracts.

    A contract that is not there has no fields. The version itself is not a field: it follows from
    the others. Zone data counts, though no file holds it: its changes are named by zone.
    """
    old = dict(_fields(before)) if before else {}
    new = dict(_fields(after)) if after else {}
    order = {name: None for pair in (new, old) for name in pair}
    found = [
        FieldChange(name, old.get(name), new.get(name))
        for name in order
        if old.get(name) != new.get(name)
    ]
    if before is not None and after is not None:
        found += _zone_data(before, after)
    return tuple(found)


def _fields(contract: Contract) -> Iterator[tuple[str, str]]:
    yield "name", contract.name
    yield from _said("aliases", ", ".join(contract.aliases))
    yield from _said("valid_from", contract.valid_from)
    yield from _said("valid_to", contract.valid_to)
    yield from _said("default", "yes" if contract.default else None)
    yield from _said("retired", "yes" if contract.retired else None)
    yield from _said("no_tiers", contract.no_tier_reason)
    for number, rule in zip(count(1), contract.rules, strict=False):
        yield f"recognise.{number}", _rule(rule)
    for name, calendar in contract.calendars.items():
        yield from _calendar(f"calendars.{name}", calendar)
    if contract.handover is not None:
        yield "handover", _target(contract.handover, contract)
    for name, obligation in contract.obligations.items():
        yield f"obligations.{name}", obligation.in_words()
    for tier in contract.tiers:
        path = f"tiers.{tier.id}"
        yield f"{path}.name", tier.name
        yield f"{path}.definition", tier.definition
        yield from _said(f"{path}.signals", ", ".join(tier.signals))
        yield from _clause(path, tier.clause)
        for target in tier.targets:
            yield f"{path}.{target.obligation}", _target(target, contract)
            yield from _clause(f"{path}.{target.obligation}", target.clause)
    for duty in contract.duties:
        path = f"duties.{duty.id}"
        yield path, _duty(duty)
        yield f"{path}.name", duty.name
        yield f"{path}.starts", duty.starts_when
        yield f"{path}.stops", duty.stops_when
        yield from _said(f"{path}.conditions", duty.conditions)
        yield from _clause(path, duty.clause)
    for name, each in contract.interpretations.items():
        yield f"interpretations.{name}", f"{each.question}: {each.reading} ({each.why})"
    yield from _plain("", contract.details)


def _said(field: str, value: str | None) -> Iterator[tuple[str, str]]:
    if value:
        yield field, value


def _rule(rule: Rule) -> str:
    parts = (
        ("tag", rule.tags),
        ("product", rule.products),
        ("organisation", rule.organisations),
        ("mail domain", rule.mail_domains),
        ("subject word", rule.subject_words),
        ("language", rule.languages),
    )
    return "; ".join(f"{what} {' or '.join(values)}" for what, values in parts if values)


def _target(target: Target, contract: Contract) -> str:
    words = [
        promise_in_words(target, contract.obligations),
        f"on {target.calendar}",
    ]
    if target.pause_on:
        words.append(f"paused by {', '.join(sorted(target.pause_on))}")
    if target.owed_by.value != "vendor":
        words.append(f"owed by {target.owed_by.value}")
    return ", ".join([*words, *_resting_on(target.interpretations)])


def _duty(duty: Duty) -> str:
    words = [promise_in_words(duty), f"on {duty.calendar}", f"owed by {duty.owed_by.value}"]
    if duty.after:
        or_mark = " or its deadline passes" if duty.starts.value == "after_or_mark" else ""
        words.append(f"once {duty.after} is done{or_mark}")
    if duty.yearly:
        words.append("every year")
    return ", ".join([*words, *_resting_on(duty.interpretations)])


def _resting_on(interpretations: Iterable[str]) -> list[str]:
    known = ", ".join(interpretations)
    return [f"reading {known}"] if known else []


def _clause(path: str, clause: Clause) -> Iterator[tuple[str, str]]:
    yield f"{path}.source", str(clause)
    yield from _said(f"{path}.source.words", clause.words)


def _calendar(path: str, calendar: Calendar | ByCountry) -> Iterator[tuple[str, str]]:
    if isinstance(calendar, ByCountry):
        for country, name in calendar.countries.items():
            yield f"{path}.by_country.{country}", name
        yield f"{path}.by_country.otherwise", calendar.otherwise
        return
    said = calendar.definition()
    yield f"{path}.zone", str(said["zone"])
    yield from _week(f"{path}.hours", said["weekly"])
    summer = said["summer"]
    if isinstance(summer, Mapping):
        yield f"{path}.summer.zone", str(summer["zone"])
        yield from _week(f"{path}.summer.hours", summer["weekly"])
    for name in ("date_hours", "breaks"):
        yield from _week(f"{path}.{name}", said[name])
    closures = said["closures"]
    for since, to, why in closures if isinstance(closures, list) else ():
        yield f"{path}.closures.{_second(since)}", f"until {_second(to)}, {why}"
    holidays = said["holidays"]
    for day, why in holidays.items() if isinstance(holidays, Mapping) else ():
        yield f"{path}.holidays.{day}", str(why)


def _week(path: str, week: object) -> Iterator[tuple[str, str]]:
    for day, windows in week.items() if isinstance(week, Mapping) else ():
        hours = " and ".join(f"{_clock(opened)} to {_clock(closed)}" for opened, closed in windows)
        yield f"{path}.{day}", hours or "closed"


def _clock(second: int) -> str:
    day, rest = divmod(second, 86_400)
    if day and not rest:
        return "24:00"
    text = f"{rest // 3_600:02d}:{rest % 3_600 // 60:02d}"
    text += f":{rest % 60:02d}" if rest % 60 else ""
    return f"{text} the next day" if day else text


def _second(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _plain(path: str, value: object) -> Iterator[tuple[str, str]]:
    """What is stored and shown but moves no clock, as deep as it goes."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _plain(f"{path}.{key}" if path else str(key), each)
    elif isinstance(value, tuple | list):
        for number, each in enumerate(value, 1):
            yield from _plain(f"{path}.{number}", each)
    elif value is not None and value != "":
        yield path, str(value)


def _zone_data(before: Contract, after: Contract) -> list[FieldChange]:
    """Zones whose changes of the clock are not what they were."""
    old, new = _zones(before), _zones(after)
    found = []
    for name in old.keys() & new.keys():
        if old[name] is not new[name] and (moved := _first_difference(old[name], new[name])):
            found.append(
                FieldChange(
                    f"zone data.{name}",
                    f"{_offset(old[name], moved)} from UTC on {moved:%Y-%m-%d}",
                    f"{_offset(new[name], moved)} from UTC on {moved:%Y-%m-%d}",
                )
            )
    return sorted(found, key=lambda change: change.field)


def _zones(contract: Contract) -> dict[str, ZoneInfo]:
    found = {}
    for calendar in contract.calendars.values():
        if isinstance(calendar, Calendar):
            found[calendar.zone] = calendar.rules.zone
            if calendar.rules.summer is not None:
                found[calendar.rules.summer[0].key] = calendar.rules.summer[0]
    return found


def _first_difference(old: ZoneInfo, new: ZoneInfo) -> datetime | None:
    """The first day from 2015 to 2038 on which the two show another time of day."""
    at = datetime(2015, 1, 1, 12, tzinfo=UTC)
    while at.year < 2038:
        if at.astimezone(old).utcoffset() != at.astimezone(new).utcoffset():
            return at
        at += timedelta(days=1)
    return None


def _offset(zone: ZoneInfo, at: datetime) -> str:
    offset = at.astimezone(zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
