"""What a target promises on one ticket: its contract's calendar chosen, its clause at hand."""

from __future__ import annotations

from functools import cache

from router.domain.clocks.runs import Promise
from router.domain.contracts.contract import Clause, Contract, Length, Party, Target, Tier
from router.domain.contracts.obligations import HAND_OVER, OBLIGATIONS
from router.domain.time.calendars import Calendar

HAND_OVER_SECONDS = 300  # rule 15: five minutes where the contract does not say


def promise_of(
    target: Target, contract: Contract | None, tier: Tier | None, country: str | None
) -> Promise:
    """The promise of a target (or of our own hand-over) to a customer in that country.

    Raises UnknownContract for a calendar that the contract does not have.
    """
    if contract is None or (target.obligation == HAND_OVER and contract.handover is None):
        calendar, assumed = _around_the_clock(), False
    else:
        calendar = contract.calendar(target.calendar, country)
        assumed = contract.is_country_assumed(target.calendar, country)
    return Promise(
        obligation=target.obligation,
        owed_by=target.owed_by,
        limit=target.limit,
        calendar=calendar,
        calendar_name=target.calendar,
        clause=target.clause,
        less_than=target.less_than,
        pause_on=target.pause_on,
        interpretations=target.interpretations,
        vendor=contract.vendor if contract else "",
        contract=contract.id if contract else "",
        version=contract.version if contract else "",
        tier=tier.id if tier and target.obligation != HAND_OVER else None,
        country_assumed=assumed,
        rules=(contract.obligation if contract else OBLIGATIONS.__getitem__)(target.obligation),
    )


@cache
def default_handover() -> Target:
    """Our promise to hand over where the contract has none."""
    return Target(
        obligation=HAND_OVER,
        limit=Length(HAND_OVER_SECONDS),
        calendar="always",
        clause=Clause("ours", "our own promise, 5 minutes by default"),
        owed_by=Party.US,
    )


@cache
def _around_the_clock() -> Calendar:
    return Calendar.always("always")
