"""Warnings: what can be loaded, and is still probably not meant.

Those about dates need to know what day it is, and are left out where nobody says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from router.domain.contracts.contract import Contract, Rule
from router.domain.time.calendars import Calendar
from router.domain.time.instants import DAY, Instant, format_instant, from_datetime
from router.policy_files.contracts.together import at_one_time
from router.policy_files.format.slips import slips
from router.policy_files.holidays.holiday_dates import HolidayDates
from router.policy_files.yaml.nodes import Items, Node, Table, Text
from router.policy_files.yaml.problems import Findings, Place, quoted

SHUT_DAYS = 14
SOON_DAYS = 60
_LOOK_AHEAD_DAYS = 400
_KINDS = ("tags", "products", "organisations", "subject_words", "languages", "mail_domains")

Loaded = tuple[Contract, Table]


def advise(loaded: Sequence[Loaded], today: date | None, findings: Findings) -> None:
    """Note every warning about contracts that loaded without an error."""
    _rules(loaded, findings)
    for contract, table in loaded:
        if not contract.retired:
            slips(contract, table, findings)
    if today is None:
        return
    seen: set[Place] = set()
    for contract, table in loaded:
        if contract.retired:
            continue
        _expiry(contract, table, loaded, today, findings)
        for name, calendar in contract.calendars.items():
            node = _child(table, "calendars", name)
            if not isinstance(calendar, Calendar) or node is None or node.at in seen:
                continue
            seen.add(node.at)
            _shut(name, calendar, node, today, findings)
            _last_holiday(node, calendar, today, findings)


def _shut(name: str, calendar: Calendar, node: Node, today: date, findings: Findings) -> None:
    start = from_datetime(datetime(today.year, today.month, today.day, tzinfo=UTC))
    end = start + _LOOK_AHEAD_DAYS * DAY
    since: Instant = start
    for opened, closed in calendar.windows(start, end):
        if opened - since >= SHUT_DAYS * DAY:
            break
        since = closed
    else:
        opened = end
    days = (opened - since) // DAY
    if days >= SHUT_DAYS:
        findings.warn(
            node.at,
            f"the calendar {quoted(name)} is shut for {days} days running "
            f"from {format_instant(since)[:10]}",
            "look at its holidays and hours for dates, if that is not meant",
        )


def _last_holiday(node: Node, calendar: Calendar, today: date, findings: Findings) -> None:
    """A list of dates comes to an end; a region goes on for years."""
    written = _child(node, "holidays")
    holidays = calendar.rules.holidays
    if written is None or not isinstance(holidays, HolidayDates):
        return
    words = written.values if isinstance(written, Items) else (written,)
    if any(isinstance(each, Text) and not _is_list(each.value) for each in words):
        return
    last = holidays.dates[-1][0]
    if last <= today + timedelta(days=SOON_DAYS):
        findings.warn(
            written.at,
            f"the list of holidays ends on {last}",
            "add those of the next year, or write a region such as FR",
        )


def _is_list(word: str) -> bool:
    return word.strip().lower() == "none" or word.strip().lower().endswith(".ics")


def _expiry(
    contract: Contract, table: Table, loaded: Sequence[Loaded], today: date, findings: Findings
) -> None:
    until = contract.valid_to
    if until is None or date.fromisoformat(until) > today + timedelta(days=SOON_DAYS):
        return
    follows = (
        other
        for other, _ in loaded
        if (other.vendor, other.id) == (contract.vendor, contract.id)
        and (other.valid_from or "") > until
    )
    node = table.entries.get("valid_to")
    if next(follows, None) is None and node is not None:
        is_past = date.fromisoformat(until) < today
        findings.warn(
            node.at,
            f"the contract {'expired' if is_past else 'expires'} on {until} and none follows it",
            "write a later valid_to, a file for what follows, or `retired: yes`",
        )


def _rules(loaded: Sequence[Loaded], findings: Findings) -> None:
    """Rules that change nothing, and rules of two contracts that fit a ticket equally well.

    A ticket goes by the rule with the most conditions, so only rules with the same conditions can
    be equal, and a rule of the same contract that asks for more than an earlier one is idle.
    """
    filed: dict[tuple[tuple[str, ...], str, str], list[tuple[Contract, Rule, Place]]] = {}
    told: set[tuple[str, str, str]] = set()
    for contract, table in loaded:
        if contract.retired:
            continue
        places = _places(table)
        for at, rule in enumerate(contract.rules):
            place = places[at] if at < len(places) else table.at
            for earlier in range(at):
                if _covers(contract.rules[earlier], rule):
                    findings.warn(
                        place,
                        "this rule can never matter: the one on line "
                        f"{places[earlier].line} takes all its tickets",
                        "remove it, or put what is special in it into a contract of its own",
                    )
                    break
            kinds = tuple(kind for kind in _KINDS if getattr(rule, kind))
            for value in _folded(rule, kinds[0]):
                others = filed.setdefault((kinds, kinds[0], value), [])
                for other, other_rule, other_place in others:
                    pair = (other.vendor, other.id, f"{contract.vendor}/{contract.id}")
                    if other is contract or pair in told or not _overlap(rule, other_rule, kinds):
                        continue
                    if not at_one_time(contract, other):
                        continue
                    told.add(pair)
                    findings.warn(
                        place,
                        f"this rule and {other.vendor}/{other.id} "
                        f"({other_place.file}:{other_place.line}) fit the same ticket equally",
                        "add a condition to one of them"
                        if other.vendor == contract.vendor
                        else "add a condition, else a person has to choose the vendor",
                    )
                others.append((contract, rule, place))


def _covers(earlier: Rule, later: Rule) -> bool:
    """Whether every ticket of `later` is one of `earlier` too."""
    return all(
        not getattr(earlier, kind)
        or (getattr(later, kind) and _folded(later, kind) <= _folded(earlier, kind))
        for kind in _KINDS
    )


def _overlap(one: Rule, other: Rule, kinds: Sequence[str]) -> bool:
    return all(_folded(one, kind) & _folded(other, kind) for kind in kinds)


def _folded(rule: Rule, kind: str) -> set[str]:
    values: tuple[str, ...] = getattr(rule, kind)
    return {value.casefold() for value in values}


def _places(table: Table) -> list[Place]:
    node = table.entries.get("recognise")
    return [each.at for each in node.values] if isinstance(node, Items) else []


def _child(node: Node, *names: str) -> Node | None:
    found: Node | None = node
    for name in names:
        found = found.entries.get(name) if isinstance(found, Table) else None
    return found
