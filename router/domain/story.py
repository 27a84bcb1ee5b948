"""The story of one ticket, told event by event: which runs start, stop, move and fall away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from router.domain.calendars import Calendar
from router.domain.clocks import Pause
from router.domain.contracts import (
    Clause,
    Contract,
    ContractBook,
    Customer,
    Length,
    Party,
    Target,
    Tier,
)
from router.domain.events import Event, Kind
from router.domain.instants import Instant
from router.domain.runs import Promise, Run

HAND_OVER = "hand-over"
RESPONSE = "response"
UPDATE = "update"
HAND_OVER_SECONDS = 300  # rule 15: five minutes where the contract does not say


class Story:
    """Takes events in order (see `events.in_order`) and keeps the runs they make.

    `tenure`, given where one starts, is what follows under the same vendor: a corrected tier and
    a requested hand-over there reach back to its start.
    """

    def __init__(self, customer: Customer, book: ContractBook | None) -> None:
        self.customer = customer
        self.book = book
        self.contract: Contract | None = None
        self.tier: Tier | None = None
        self.runs: list[Run] = []
        self.pauses: list[Pause] = []
        self.opened_at: Instant | None = None
        self.is_over = False
        self._corrections_ahead = 0
        self._rounds: Counter[str] = Counter()
        self._live: list[Run] = []
        self._vendor_has_it = False  # its clocks may run
        self._answered = False
        self._resolved = False

    def begin(self, contract: Contract | None, tier: str | None) -> None:
        """The contract and tier in force from the opening."""
        self.contract = contract
        self.tier = self._tier(tier)

    def open(self, at: Instant, tenure: Sequence[Event]) -> None:
        self.opened_at = at
        self._begin_tenure(at, tenure)

    def take(self, event: Event, at: Instant, tenure: Sequence[Event]) -> None:
        """Fold one event that counts at `at` (not before the opening)."""
        match event.kind:
            case Kind.VENDOR_REPLIED | Kind.VENDOR_CONTACTED:
                self._replied(event, at)
            case Kind.PAUSED:
                self._pause(at, event.data.get("reason") or "")
            case Kind.RESUMED:
                self._resume(at, event.data.get("reason"))
            case Kind.RESOLVED | Kind.CLOSED:
                self._resolve(at)
            case Kind.REOPENED:
                self._reopen(at)
            case Kind.TIER_CORRECTED:
                self._corrections_ahead -= 1
            case Kind.TIER_CHANGED if self._corrections_ahead == 0:
                self._change_terms(at, self.contract, event.data.get("tier"))
            case Kind.CONTRACT_MOVED:
                moved = self._found(event, vendor=self.contract.vendor if self.contract else None)
                if moved is not None:
                    self._change_terms(at, moved, self.tier.id if self.tier else None)
            case Kind.VENDOR_CHANGED:
                self._change_vendor(event, at, tenure)
            case Kind.HANDOVER_REQUESTED:
                self._request_handover(at)
            case Kind.HANDED_OVER if not self._is_of_another(event):
                self._hand_over(at)
            case Kind.MERGED | Kind.MARKED_AS_SPAM | Kind.DELETED:
                self._cancel_live(at)
                self.is_over = True
            case _:
                pass

    # Starting

    def _begin_tenure(self, at: Instant, tenure: Sequence[Event]) -> None:
        corrections = [e for e in tenure if e.kind is Kind.TIER_CORRECTED]
        self._corrections_ahead = len(corrections)
        if corrections:  # the old tier never applied (rule 14)
            self.tier = self._tier(corrections[-1].data.get("tier"))
        self._answered = False
        self._vendor_has_it = not _is_handed_over(tenure)
        if self._vendor_has_it and not self._resolved:
            self._start_tier(at)

    def _start_tier(self, at: Instant) -> None:
        for target in self.tier.targets if self.tier else ():
            if target.obligation != UPDATE:  # follows the first response (rule 12)
                self._start(target, at)

    def _start(self, target: Target, at: Instant) -> None:
        self._rounds[target.obligation] += 1
        run = Run(self._promise(target), self._rounds[target.obligation], at)
        self.runs.append(run)
        self._live.append(run)

    def _start_if_promised(self, obligation: str, at: Instant) -> bool:
        target = self.tier.target(obligation) if self.tier else None
        if target is not None:
            self._start(target, at)
        return target is not None

    def _promise(self, target: Target) -> Promise:
        contract, country = self.contract, self.customer.country
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
            tier=self.tier.id if self.tier and target.obligation != HAND_OVER else None,
            country_assumed=assumed,
        )

    # Replies, resolution

    def _replied(self, event: Event, at: Instant) -> None:
        if self._resolved or self._is_of_another(event):
            return
        if not self._vendor_has_it:  # who answers has the ticket
            self._hand_over(at)
        self._stop(RESPONSE, at)
        self._stop(UPDATE, at)
        self._answered = True
        self._start_if_promised(UPDATE, at)

    def _resolve(self, at: Instant) -> None:
        if self._resolved:
            return
        for run in self._live:
            run.stop(at, self.pauses)
        self._live = []
        self._resume(at, None)
        self._resolved = True

    def _reopen(self, at: Instant) -> None:
        if not self._resolved:
            return
        self._resolved = False
        if not self._vendor_has_it:
            self._request_handover(at)
            return
        if not (self._answered and self._start_if_promised(UPDATE, at)):
            self._start_if_promised(RESPONSE, at)
        for target in self.tier.targets if self.tier else ():
            if target.obligation not in (RESPONSE, UPDATE):
                self._start(target, at)

    # Pauses

    def _pause(self, at: Instant, reason: str) -> None:
        if not any(p.to is None and p.reason == reason for p in self.pauses):
            self.pauses.append(Pause(at, None, reason))

    def _resume(self, at: Instant, reason: str | None) -> None:
        """End the pause of that reason, or every pause where none is named."""
        self.pauses = [
            Pause(p.since, at, p.reason) if p.to is None and reason in (None, p.reason) else p
            for p in self.pauses
        ]

    # Tier, contract, vendor

    def _change_terms(self, at: Instant, contract: Contract | None, tier_id: str | None) -> None:
        """From `at` another tier or contract version holds (rule 14)."""
        had = {t.obligation for t in self.tier.targets} if self.tier else set()
        self.contract = contract
        self.tier = self._tier(tier_id)
        for run in self._live:
            if run.promise.obligation == HAND_OVER:
                continue
            target = self.tier.target(run.promise.obligation) if self.tier else None
            if target is None:
                run.cancel(at, self.pauses)
            elif not run.standing(at, self.pauses).breached:
                run.promise = self._promise(target)
                run.late_from = at
        self._live = [run for run in self._live if run.is_live]
        if self._resolved or not self._vendor_has_it:
            return
        for target in self.tier.targets if self.tier else ():
            owed = {RESPONSE: not self._answered, UPDATE: self._answered}
            if target.obligation not in had and owed.get(target.obligation, True):
                self._start(target, at)

    def _change_vendor(self, event: Event, at: Instant, tenure: Sequence[Event]) -> None:
        self._cancel_live(at)
        self.contract = self._found(event, vendor=event.data.get("vendor"))
        self.tier = self._tier(event.data.get("tier"))
        self._begin_tenure(at, tenure)

    # Hand-over

    def _request_handover(self, at: Instant) -> None:
        running = any(run.promise.obligation == HAND_OVER for run in self._live)
        if not running and not self._resolved:
            agreed = self.contract.handover if self.contract else None
            self._start(agreed or _default_handover(), at)

    def _hand_over(self, at: Instant) -> None:
        self._stop(HAND_OVER, at)
        if not self._vendor_has_it:
            self._vendor_has_it = True
            if not self._resolved:
                self._start_tier(at)

    # Helpers

    def _is_of_another(self, event: Event) -> bool:
        """Whether it names a vendor that does not have the ticket (any more)."""
        vendor = event.data.get("vendor")
        return bool(vendor) and self.contract is not None and vendor != self.contract.vendor

    def _stop(self, obligation: str, at: Instant) -> None:
        for run in self._live:
            if run.promise.obligation == obligation:
                run.stop(at, self.pauses)
        self._live = [run for run in self._live if run.is_live]

    def _cancel_live(self, at: Instant) -> None:
        for run in self._live:
            run.cancel(at, self.pauses)
        self._live = []

    def _tier(self, tier_id: str | None) -> Tier | None:
        if self.contract is None or tier_id is None:
            return None
        return self.contract.get_tier(tier_id)

    def _found(self, event: Event, vendor: str | None) -> Contract | None:
        if self.book is None or not vendor:
            return None
        return self.book.find(vendor, event.data.get("contract"), event.data.get("version"))


def _is_handed_over(tenure: Sequence[Event]) -> bool:
    """Whether a hand-over was asked for before the vendor answered in place (rule 15)."""
    for event in tenure:
        if event.kind is Kind.HANDOVER_REQUESTED:
            return True
        if event.kind in (Kind.VENDOR_REPLIED, Kind.VENDOR_CONTACTED, Kind.RESOLVED):
            return False
    return False


@cache
def _around_the_clock() -> Calendar:
    return Calendar.always("always")


@cache
def _default_handover() -> Target:
    return Target(
        obligation=HAND_OVER,
        limit=Length(HAND_OVER_SECONDS),
        calendar="always",
        clause=Clause("ours", "our own promise, 5 minutes by default"),
        owed_by=Party.US,
    )
