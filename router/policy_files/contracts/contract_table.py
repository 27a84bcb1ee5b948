"""The contracts as one Markdown page: every promise with its limit, calendar and clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from router.domain.contracts.contract import ByCountry, Contract, Interpretation
from router.domain.contracts.limit_words import promise_in_words
from router.domain.time.calendars import Calendar
from router.policy_files.format.hour_words import DAYS

_HEAD = """\
# What the contracts promise

This page is made from `policies/contracts` by `sla-router policies table > docs/contracts.md`; a
test fails when it is out of date. A clause such as `004:2231` is document and line; a reading such
as `I6` is an interpretation that fills a gap, listed at the end with its reason.
"""


def contracts_as_markdown(contracts: Sequence[Contract]) -> str:
    """The page: targets, duties, calendars, what has no clock, and the interpretations."""
    parts = [
        _HEAD,
        "## Targets\n",
        _table(
            ["vendor", "tier", "obligation", "limit", "calendar", "clause", "reading"],
            _targets(contracts),
        ),
        "## Duties\n",
        _table(
            ["vendor", "duty", "owed by", "limit", "starts when", "calendar", "clause", "reading"],
            _duties(contracts),
        ),
        "## Contracts without a support clock\n",
        "\n".join(f"- **{_name(c)}**: {c.no_tier_reason}" for c in contracts if not c.tiers) + "\n",
        "## Promises without a number\n",
        _table(["vendor", "promise", "words", "clause"], _unclocked(contracts)),
        "## When a promise is not broken\n",
        _table(["vendor", "promise", "where", "clause"], _exclusions(contracts)),
        "## Which text prevails\n",
        _table(["vendor", "prevails", "over", "so", "clause"], _precedence(contracts)),
        "## Incidents and their notices\n",
        _table(["vendor", "an incident is", "notice and report say", "clause"], _told(contracts)),
        "## How a notice is given\n",
        _table(["vendor", "way", "served", "to", "for", "clause"], _notices(contracts)),
        "## Availability\n",
        _table(["vendor", "promise", "clause"], _availability(contracts)),
        "## Calendars\n",
        _table(["vendor", "calendar", "hours", "zone", "holidays"], _calendars(contracts)),
        "## Interpretations\n",
        _table(["", "question", "reading taken", "why", "used by"], _readings(contracts)),
    ]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
        )
        + "\n"
    )


def _name(contract: Contract) -> str:
    return f"{contract.vendor} / {contract.id}"


def _targets(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        for tier in contract.tiers:
            for target in tier.targets:
                yield [
                    _name(contract),
                    tier.id,
                    target.obligation,
                    promise_in_words(target),
                    target.calendar,
                    target.clause.ref,
                    ", ".join(target.interpretations),
                ]


def _duties(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        for duty in contract.duties:
            yield [
                _name(contract),
                duty.id,
                duty.owed_by.value,
                promise_in_words(duty),
                duty.starts_when,
                duty.calendar,
                duty.clause.ref,
                ", ".join(duty.interpretations),
            ]


def _unclocked(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        for each in _rows(contract, "no_clock"):
            yield [_name(contract), str(each["promise"]), str(each["words"]), _ref(each)]


def _exclusions(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        for each in _rows(contract, "excluded_when"):
            of = each.get("of")
            names = ", ".join(of) if isinstance(of, tuple) else "every service level"
            yield [_name(contract), names, str(each["what"]), _ref(each)]


def _precedence(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        for each in _rows(contract, "precedence"):
            words = [str(each.get(key, "")) for key in ("prevails", "over", "so")]
            yield [_name(contract), *words, _ref(each)]
        found = contract.details.get("official_text")
        if isinstance(found, Mapping):
            so = str(found.get("note", ""))
            version = f"the version in {found['language']}"
            yield [_name(contract), version, "the translation", so, _ref(found)]


def _told(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        found = contract.details.get("incident_notice")
        if isinstance(found, Mapping):
            words = ["; ".join(found.get(key, ())) for key in ("means", "contents")]
            yield [_name(contract), *words, _ref(found)]


def _notices(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        for each in _rows(contract, "notice"):
            words = [str(each.get(key, "")) for key in ("way", "served", "to", "for")]
            yield [_name(contract), *words, _ref(each)]


def _availability(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        found = contract.details.get("availability")
        if isinstance(found, Mapping):
            share = f"{found['percent']} %" if "percent" in found else found.get("promise", "")
            words = [str(found[key]) for key in ("period", "of") if key in found]
            yield [_name(contract), "; ".join([str(share), *words]), _ref(found)]


def _rows(contract: Contract, key: str) -> Iterable[Mapping[str, object]]:
    found = contract.details.get(key, ())
    return found if isinstance(found, tuple) else ()


def _ref(found: Mapping[str, object]) -> str:
    source = found.get("source")
    return str(source["ref"]) if isinstance(source, Mapping) else ""


def _calendars(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    for contract in contracts:
        for name, calendar in contract.calendars.items():
            if isinstance(calendar, ByCountry):
                each = [f"{code}: {which}" for code, which in calendar.countries.items()]
                each.append(f"otherwise: {calendar.otherwise}")
                yield [_name(contract), name, "by country: " + ", ".join(each), "", ""]
            else:
                yield [
                    _name(contract),
                    name,
                    _hours(calendar),
                    _zone(calendar),
                    _holidays(calendar, _about(contract, name)),
                ]


def _about(contract: Contract, calendar: str) -> object:
    about = contract.details.get("calendars")
    return about.get(calendar) if isinstance(about, Mapping) else None


def _hours(calendar: Calendar) -> str:
    if calendar.is_always_open:
        return "always"
    usual = week_in_words(calendar.rules.weekly)
    if calendar.rules.summer is None:
        return usual
    return f"{usual}; in summer {week_in_words(calendar.rules.summer[1])}"


def _zone(calendar: Calendar) -> str:
    if calendar.rules.summer is None:
        return calendar.zone
    return f"{calendar.zone}, summer time of {calendar.rules.summer[0].key}"


def _holidays(calendar: Calendar, about: object) -> str:
    if calendar.is_always_open:
        return ""
    named = about.get("holidays", "dates of its own") if isinstance(about, Mapping) else ""
    return f"skipped: {named}" if calendar.definition()["holidays"] else "none skipped"


def week_in_words(week: Sequence[Sequence[tuple[int, int]]]) -> str:
    """A week as `mon-fri 09:00-17:00, sat 10:00-12:00`; days with equal hours are put together."""
    groups: list[tuple[list[int], Sequence[tuple[int, int]]]] = []
    for day, windows in enumerate(week):
        if not windows:
            continue
        if groups and groups[-1][1] == windows and groups[-1][0][-1] == day - 1:
            groups[-1][0].append(day)
        else:
            groups.append(([day], windows))
    return ", ".join(
        f"{_days(days)} {' and '.join(f'{_clock(o)}-{_clock(c)}' for o, c in windows)}"
        for days, windows in groups
    )


def _days(days: Sequence[int]) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}-{DAYS[days[-1]]}"


def _clock(second: int) -> str:
    within = second - 86_400 if second > 86_400 else second
    return f"{within // 3_600:02d}:{within % 3_600 // 60:02d}"


def _readings(contracts: Sequence[Contract]) -> Iterable[list[str]]:
    users: dict[str, list[str]] = {}
    found: dict[str, Interpretation] = {}
    for contract in contracts:
        for name, each in contract.interpretations.items():
            found[name] = each
            if contract.vendor not in users.setdefault(name, []):
                users[name].append(contract.vendor)
    for name in sorted(found, key=lambda each: (len(each), each)):
        each = found[name]
        yield [name, each.question, each.reading, each.why, ", ".join(users[name])]
