"""Builders with sensible defaults, and the cast: three invented vendors with awkward weeks.

`lutece` keeps Paris office hours and pauses while the customer is asked, `alwayson` never sleeps,
`nightline` works nights in Kolkata.
"""

from __future__ import annotations

from typing import Any

from router.domain.clocks.clock import Clock
from router.domain.clocks.fold import clocks_of
from router.domain.contracts.contract import (
    BusinessDays,
    Clause,
    Contract,
    Customer,
    Duty,
    Length,
    Limit,
    Party,
    Starts,
    Target,
    Tier,
)
from router.domain.tickets.events import Event, Kind
from router.domain.time.calendars import Calendar
from router.domain.time.instants import Instant, parse_instant

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def at(text: str) -> Instant:
    """`2026-03-02 10:00` is that instant in UTC; anything longer is RFC 3339."""
    return parse_instant(f"{text.replace(' ', 'T')}:00Z" if len(text) == 16 else text)


def paris_hours() -> Calendar:
    weekly = {day: [(9 * 3600, 18 * 3600)] for day in WEEKDAYS}
    return Calendar.build(name="office", zone="Europe/Paris", weekly=weekly)


def kolkata_nights() -> Calendar:
    weekly = {day: [(22 * 3600, 6 * 3600)] for day in WEEKDAYS}
    return Calendar.build(name="nights", zone="Asia/Kolkata", weekly=weekly)


def a_target(obligation: str, limit: Limit | int, **overrides: Any) -> Target:
    """A target of so many minutes (or a limit) on the calendar `main`."""
    values: dict[str, Any] = {
        "obligation": obligation,
        "limit": Length(limit * 60) if isinstance(limit, int) else limit,
        "calendar": "main",
        "clause": Clause("000:1", "a clause"),
    }
    return Target(**(values | overrides))


def a_tier(tier_id: str, *targets: Target) -> Tier:
    return Tier(tier_id, tier_id.title(), f"what {tier_id} means", Clause("000:2"), targets)


def a_duty(duty_id: str, minutes: int, **overrides: Any) -> Duty:
    values: dict[str, Any] = {
        "id": duty_id,
        "name": duty_id,
        "owed_by": Party.VENDOR,
        "limit": Length(minutes * 60),
        "calendar": "main",
        "clause": Clause("000:3"),
        "starts_when": "it starts",
        "stops_when": "it is done",
    }
    return Duty(**(values | overrides))


def a_contract(vendor: str, calendar: Calendar, *tiers: Tier, **overrides: Any) -> Contract:
    values: dict[str, Any] = {
        "vendor": vendor,
        "id": "standard",
        "version": "v1",
        "name": vendor.title(),
        "calendars": {"main": calendar},
        "tiers": tiers,
    }
    return Contract(**(values | overrides))


ASKING = frozenset({"waiting_for_customer"})


def lutece(**overrides: Any) -> Contract:
    return a_contract(
        "lutece",
        paris_hours(),
        a_tier(
            "high",
            a_target("response", 60, pause_on=ASKING),
            a_target("update", 120, pause_on=ASKING),
            a_target("resolution", 480, pause_on=ASKING),
        ),
        a_tier("low", a_target("response", 240, pause_on=ASKING)),
        a_tier("day", a_target("response", BusinessDays(1, 17 * 3600), pause_on=ASKING)),
        **overrides,
    )


def alwayson(**overrides: Any) -> Contract:
    return a_contract(
        "alwayson",
        Calendar.always("always"),
        a_tier("high", a_target("response", 30), a_target("update", 30)),
        a_tier("low", a_target("response", 60), a_target("update", 60)),
        a_tier("strict", a_target("response", 30, less_than=True)),
        duties=(
            a_duty("notice", 24 * 60),
            a_duty("report", 72 * 60, starts=Starts.AFTER_OR_MARK, after="notice"),
            a_duty("lead", 7 * 24 * 60, backward=True, owed_by=Party.CUSTOMER),
        ),
        **overrides,
    )


def nightline(**overrides: Any) -> Contract:
    return a_contract(
        "nightline",
        kolkata_nights(),
        a_tier("high", a_target("response", 120), a_target("update", 240)),
        **overrides,
    )


class Book:
    """A contract book over a few contracts."""

    def __init__(self, *contracts: Contract) -> None:
        self.contracts = contracts

    def find(
        self,
        vendor: str,
        contract: str | None = None,
        version: str | None = None,
        *,
        on: str | None = None,
    ) -> Contract | None:
        for known in self.contracts:
            same = known.vendor == vendor and contract in (None, known.id)
            if same and version in (None, known.version):
                return known
        return None


def an_event(kind: str, when: str, received: str | None = None, **data: str | None) -> Event:
    """An event with a natural key made of its content; `sequence` and `key` may be given."""
    key = str(data.pop("key", None) or f"{kind}:{when}:{sorted(data.items())}")
    sequence = int(data.pop("sequence", None) or 0)
    happened = at(when)
    return Event(
        kind=Kind(kind),
        at=happened,
        key=key,
        received_at=at(received) if received else happened,
        sequence=sequence,
        data=data,
    )


def fold(
    contract: Contract | None, tier: str | None, now: str, *events: Event, **more: Any
) -> dict[str, Clock]:
    """The clocks by id, as of `now`."""
    customer = more.pop("customer", Customer())
    found = clocks_of(events, at(now), contract=contract, tier=tier, customer=customer, **more)
    return {clock.id: clock for clock in found}
