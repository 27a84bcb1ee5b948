"""A contract as JSON data that needs no file: what a ticket keeps of the version it started under.

Holiday dates are in it as they were resolved, so that a later holiday or zone package cannot move
what was promised without being noticed: the version of the same file is then another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from router.domain.contracts.contract import (
    BusinessDays,
    ByCountry,
    Clause,
    Contract,
    Duty,
    Effort,
    Interpretation,
    Length,
    Limit,
    Months,
    Party,
    Rule,
    Starts,
    Target,
    Tier,
)
from router.domain.time.calendars import Calendar
from router.domain.time.instants import SECOND
from router.policy_files.contracts.obligation_format import as_data, from_data
from router.policy_files.format.marks import clause_as_data
from router.policy_files.format.zone_data import data_of, fingerprint, zone_as_kept
from router.policy_files.holidays.holiday_dates import listed
from router.policy_files.yaml.frozen import FrozenTable

FORMAT = 1
_DAY = 86_400


def snapshot(contract: Contract) -> dict[str, Any]:
    """Everything of the contract as JSON data; `from_snapshot` gives an equal contract."""
    calendars = {name: _calendar(each) for name, each in contract.calendars.items()}
    data = _all_but_calendars(contract)
    zone_data = {name: data_of(name) for name in data["zones"]}
    return {**data, "calendars": calendars, "zone_data": zone_data}


def _all_but_calendars(contract: Contract) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "vendor": contract.vendor,
        "contract": contract.id,
        "version": contract.version,
        "name": contract.name,
        "aliases": list(contract.aliases),
        "valid_from": contract.valid_from,
        "valid_to": contract.valid_to,
        "retired": contract.retired,
        "default": contract.default,
        "handover": None if contract.handover is None else _target(contract.handover),
        "no_tier_reason": contract.no_tier_reason,
        "zones": _zones(contract),
        "tiers": [_tier(each) for each in contract.tiers],
        "duties": [_duty(each) for each in contract.duties],
        "rules": [_rule(each) for each in contract.rules],
        "interpretations": {
            name: {"question": each.question, "reading": each.reading, "why": each.why}
            for name, each in contract.interpretations.items()
        },
        "details": _plain(contract.details),
        **({"obligations": as_data(contract.obligations)} if contract.obligations else {}),
    }


def version_of(contract: Contract) -> str:
    """The content hash: 16 hexadecimal digits, the same for the same promises, dates and zones."""
    data = _all_but_calendars(contract)
    for key in ("version", "default", "retired"):
        del data[key]  # none of them moves a deadline of a ticket that is there
    data["calendars"] = {
        name: _digest(each) if isinstance(each, Calendar) else _calendar(each)
        for name, each in contract.calendars.items()
    }
    return _hash(data)[:16]


@lru_cache(maxsize=2_048)
def _digest(calendar: Calendar) -> str:
    """A calendar's hash; many contracts share one calendar, and its holidays are long."""
    return _hash(calendar.definition())


def _hash(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def from_snapshot(data: Mapping[str, Any]) -> Contract:
    """The contract of a snapshot. Raises KeyError or ValueError for data that `snapshot` did not
    write: that is a damaged store, not somebody's mistake in a file."""
    if data["format"] != FORMAT:
        raise ValueError(f"a snapshot of format {data['format']!r}; this program reads {FORMAT}")
    return Contract(
        vendor=data["vendor"],
        id=data["contract"],
        version=data["version"],
        name=data["name"],
        calendars=FrozenTable(
            {name: _calendar_from(each, data) for name, each in data["calendars"].items()}
        ),
        tiers=tuple(_tier_from(each) for each in data["tiers"]),
        duties=tuple(_duty_from(each) for each in data["duties"]),
        rules=tuple(Rule(**{k: tuple(v) for k, v in each.items()}) for each in data["rules"]),
        aliases=tuple(data["aliases"]),
        interpretations=FrozenTable(
            {name: Interpretation(name, **each) for name, each in data["interpretations"].items()}
        ),
        valid_from=data["valid_from"],
        valid_to=data["valid_to"],
        retired=data["retired"],
        default=data["default"],
        handover=None if data["handover"] is None else _target_from(data["handover"]),
        no_tier_reason=data["no_tier_reason"],
        details=_frozen(data["details"]),
        obligations=FrozenTable(from_data(data.get("obligations", {}))),
    )


def _calendar(calendar: Calendar | ByCountry) -> dict[str, Any]:
    if isinstance(calendar, ByCountry):
        return {"countries": dict(calendar.countries), "otherwise": calendar.otherwise}
    return calendar.definition()


def _calendar_from(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Calendar | ByCountry:
    if "otherwise" in data:
        return ByCountry(FrozenTable(dict(data["countries"])), data["otherwise"])
    summer = data["summer"]
    holidays = {date.fromisoformat(day): why for day, why in data["holidays"].items()}
    calendar = Calendar.build(
        name=data["name"],
        zone=data["zone"],
        weekly=_week(data["weekly"]),
        holidays=listed(holidays) if holidays else None,
        date_hours={date.fromisoformat(d): _windows(w) for d, w in data["date_hours"].items()},
        breaks={date.fromisoformat(d): _windows(w) for d, w in data["breaks"].items()},
        closures=[(since * SECOND, to * SECOND, why) for since, to, why in data["closures"]],
        shifted=summer and (summer["zone"], _week(summer["weekly"])),
    )
    return _with_kept_zones(calendar, whole)


def _with_kept_zones(calendar: Calendar, whole: Mapping[str, Any]) -> Calendar:
    def kept(zone: ZoneInfo) -> ZoneInfo:
        name = zone.key
        data = whole.get("zone_data", {}).get(name)
        return zone_as_kept(name, whole["zones"].get(name), data)

    rules = calendar.rules
    summer = rules.summer and (kept(rules.summer[0]), rules.summer[1])
    if kept(rules.zone) is rules.zone and (not summer or summer == rules.summer):
        return calendar
    return Calendar(calendar.name, replace(rules, zone=kept(rules.zone), summer=summer))


def _week(week: Mapping[str, Any]) -> dict[str, list[tuple[int, int]]]:
    return {day: _windows(windows) for day, windows in week.items()}


def _windows(windows: Any) -> list[tuple[int, int]]:
    """A definition counts a close after midnight on; building takes it as a time of day."""
    return [(opened, closed - _DAY if closed > _DAY else closed) for opened, closed in windows]


def _zones(contract: Contract) -> dict[str, str]:
    names = set()
    for calendar in contract.calendars.values():
        if isinstance(calendar, Calendar):
            names.add(calendar.zone)
            if calendar.rules.summer is not None:
                names.add(calendar.rules.summer[0].key)
    return {name: fingerprint(name) for name in sorted(names)}


def limit_as_data(limit: Limit) -> dict[str, int]:
    """A limit as JSON data: `seconds` (and `in_hours` where hours of two days or more were
    written), `months`, or `business_days` with `by_second`."""
    if isinstance(limit, Length):
        told_in_hours = limit.in_hours and limit.seconds >= 2 * _DAY
        return {"seconds": limit.seconds, **({"in_hours": 1} if told_in_hours else {})}
    if isinstance(limit, Months):
        return {"months": limit.count}
    return {"business_days": limit.count, "by_second": limit.by_second}


def _limit_from(data: Mapping[str, int]) -> Limit:
    if "seconds" in data:
        return Length(data["seconds"], bool(data.get("in_hours")))
    if "months" in data:
        return Months(data["months"])
    return BusinessDays(data["business_days"], data["by_second"])


def _tier(tier: Tier) -> dict[str, Any]:
    return {
        "id": tier.id,
        "name": tier.name,
        "definition": tier.definition,
        "source": clause_as_data(tier.clause),
        "signals": list(tier.signals),
        "targets": [_target(each) for each in tier.targets],
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "obligation": target.obligation,
        "limit": limit_as_data(target.limit),
        "less_than": target.less_than,
        "calendar": target.calendar,
        "owed_by": target.owed_by.value,
        "pause_on": sorted(target.pause_on),
        "source": clause_as_data(target.clause),
        "interpretations": list(target.interpretations),
        **_effort(target.effort),
    }


def _tier_from(data: Mapping[str, Any]) -> Tier:
    return Tier(
        id=data["id"],
        name=data["name"],
        definition=data["definition"],
        clause=Clause(**data["source"]),
        signals=tuple(data["signals"]),
        targets=tuple(_target_from(each) for each in data["targets"]),
    )


def _target_from(data: Mapping[str, Any]) -> Target:
    return Target(
        obligation=data["obligation"],
        limit=_limit_from(data["limit"]),
        less_than=data["less_than"],
        calendar=data["calendar"],
        owed_by=Party(data["owed_by"]),
        pause_on=frozenset(data["pause_on"]),
        clause=Clause(**data["source"]),
        interpretations=tuple(data["interpretations"]),
        effort=_effort_from(data),
    )


# What was added to the format later stands only where it says something: the version of a contract
# without it is the one it had, and a snapshot from before is read as it was meant.
def _effort(effort: Effort | None) -> dict[str, Any]:
    if effort is None:
        return {}
    return {"effort": {"level": effort.level, "source": clause_as_data(effort.clause)}}


def _effort_from(data: Mapping[str, Any]) -> Effort | None:
    found = data.get("effort")
    return None if found is None else Effort(found["level"], Clause(**found["source"]))


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "id": duty.id,
        "name": duty.name,
        "owed_by": duty.owed_by.value,
        "limit": limit_as_data(duty.limit),
        "less_than": duty.less_than,
        "backward": duty.backward,
        "calendar": duty.calendar,
        "source": clause_as_data(duty.clause),
        "starts_when": duty.starts_when,
        "stops_when": duty.stops_when,
        "starts": duty.starts.value,
        "after": duty.after,
        "yearly": duty.yearly,
        "conditions": duty.conditions,
        "interpretations": list(duty.interpretations),
        **_effort(duty.effort),
        **({"from_date": True} if duty.from_date else {}),
    }


def _duty_from(data: Mapping[str, Any]) -> Duty:
    return Duty(
        id=data["id"],
        name=data["name"],
        owed_by=Party(data["owed_by"]),
        limit=_limit_from(data["limit"]),
        less_than=data["less_than"],
        backward=data["backward"],
        calendar=data["calendar"],
        clause=Clause(**data["source"]),
        starts_when=data["starts_when"],
        stops_when=data["stops_when"],
        starts=Starts(data["starts"]),
        after=data["after"],
        yearly=data["yearly"],
        conditions=data["conditions"],
        interpretations=tuple(data["interpretations"]),
        effort=_effort_from(data),
        from_date=data.get("from_date", False),
    )


def _rule(rule: Rule) -> dict[str, list[str]]:
    return {
        name: list(getattr(rule, name))
        for name in (
            "tags",
            "products",
            "organisations",
            "subject_words",
            "languages",
            "mail_domains",
        )
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return FrozenTable({key: _frozen(each) for key, each in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    return value
