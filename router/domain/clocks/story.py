"""The story of one ticket, told event by event: which runs start, stop, move and fall away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from router.domain.clocks.clock import Pause
from router.domain.clocks.promises import default_handover, promise_of
from router.domain.clocks.runs import Promise, Run
from router.domain.contracts.contract import (
    Contract,
    ContractBook,
    Customer,
    Target,
    Tier,
)
from router.domain.contracts.obligations import (
    HAND_OVER,
    OBLIGATIONS,
    RESPONSE,
    Obligation,
    OnReopen,
    Signal,
)
from router.domain.tickets.assignments import ASSIGNING, Assignment
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import Progress
from router.domain.time.instants import Instant

#: What the vendor does that a clock may wait for; who does it has the ticket.
_DEEDS = {
    Kind.VENDOR_REPLIED: Signal.VENDOR_REPLIED,
    Kind.VENDOR_CONTACTED: Signal.VENDOR_REPLIED,
    Kind.VENDOR_ACKNOWLEDGED: Signal.VENDOR_ACKNOWLEDGED,
    Kind.WORKAROUND_GIVEN: Signal.WORKAROUND_GIVEN,
    Kind.ACTION_PLAN_GIVEN: Signal.ACTION_PLAN_GIVEN,
}
_IN_PLACE = (*_DEEDS, Kind.RESOLVED, Kind.CLOSED)


class Story:
    """Takes events in order (see `events.in_order`) and keeps the runs they make, the ticket's
    state and its assignment.

    `tenure`, given where one starts, is what follows under the same vendor: a corrected tier and
    a requested hand-over there reach back to its start.
    """

    def __init__(self, customer: Customer, book: ContractBook | None) -> None:
        self.customer = customer
        self.book = book
        self.contract: Contract | None = None
        self.tier: Tier | None = None
        self.assignment = Assignment()
        self.progress = Progress()
        self.runs: list[Run] = []
        self.pauses: list[Pause] = []
        self.opened_at: Instant | None = None
        self._corrections_ahead = 0
        self._rounds: Counter[str] = Counter()
        self._live: list[Run] = []
        self._aside: dict[str, Run] = {}  # by obligation: what another tier did not promise
        self._resolved: list[Run] = []  # what the last resolution stopped
        self._signals: list[Signal] = []  # of this tenure
        self._earlier = 0  # how many runs there were before it
        self._vendor_has_it = False  # its clocks may run

    def begin(self, contract: Contract | None, tier: str | None, given: Assignment) -> None:
        """The contract, tier and assignment in force from the opening."""
        self.contract = contract
        self.tier = self._tier(tier)
        self.assignment = given

    def open(self, at: Instant, tenure: Sequence[Event]) -> None:
        self.opened_at = at
        self._begin_tenure(at, tenure)

    def take(self, event: Event, tenure: Sequence[Event]) -> None:
        """Fold one event; it counts at its instant, not before the opening."""
        at = event.at if self.opened_at is None else max(event.at, self.opened_at)
        match event.kind:
            case kind if kind in _DEEDS:
                if not self._is_of_another(event):
                    self._did(_DEEDS[kind], at)
            case Kind.CUSTOMER_REPLIED:
                self.progress.vendor_spoke = False
                self._signal(Signal.CUSTOMER_REPLIED, at)
            case Kind.PAUSED:
                self._pause(at, event.data.get("reason") or "")
            case Kind.RESUMED:
                self._resume(at, event.data.get("reason"))
            case Kind.RESOLVED | Kind.CLOSED:
                self._resolve(at, event.kind is Kind.CLOSED)
            case Kind.REOPENED if self.progress.is_resolved:
                self._reopen(at)
            case Kind.ROUTED:
                self.progress.has_vendor = True
            case Kind.TIER_CORRECTED:
                self._corrections_ahead -= 1
            case Kind.TIER_CHANGED if self._corrections_ahead == 0:
                self._change_terms(at, self.contract, event.data.get("tier"))
            case Kind.CONTRACT_MOVED:
                moved = self._found(event, vendor=self.contract.vendor if self.contract else None)
                if moved is not None:
                    self._change_terms(at, moved, self.tier.id if self.tier else None)
                elif self.book is not None:
                    return
            case Kind.VENDOR_CHANGED:
                self._change_vendor(event, at, tenure)
            case Kind.HANDOVER_REQUESTED:
                self._request_handover(at)
            case Kind.HANDED_OVER if not self._is_of_another(event):
                self._hand_over(at)
            case Kind.MERGED | Kind.MARKED_AS_SPAM | Kind.DELETED:
                self._cancel_live(at)
                self.progress.is_over = True
            case _:
                pass
        self.note(event)

    def note(self, event: Event) -> None:
        """Keep who has the ticket now; all that is left once there are no clocks any more."""
        if event.kind in ASSIGNING:
            self.assignment = self.assignment.after(event)

    # Starting

    def _begin_tenure(self, at: Instant, tenure: Sequence[Event]) -> None:
        corrections = [e for e in tenure if e.kind is Kind.TIER_CORRECTED]
        self._corrections_ahead = len(corrections)
        if corrections:  # the old tier never applied (rule 14)
            self.tier = self._tier(corrections[-1].data.get("tier"))
        self._signals = []
        self._earlier = len(self.runs)
        self.progress.vendor_spoke = False
        self._vendor_has_it = not self._is_handed_over(tenure)
        if self._vendor_has_it:
            self._signal(Signal.RECEIVED, at)

    def _start(self, target: Target, at: Instant) -> None:
        if self.opened_at is None:
            return
        self._rounds[target.obligation] += 1
        run = Run(self._promise(target), self._rounds[target.obligation], at)
        self.runs.append(run)
        self._live.append(run)

    def _promise(self, target: Target) -> Promise:
        return promise_of(target, self.contract, self.tier, self.customer.country)

    # What clocks wait for, resolution

    def _did(self, signal: Signal, at: Instant) -> None:
        """The vendor did something for a ticket that is not resolved."""
        if self.progress.is_resolved:
            return
        if signal is Signal.VENDOR_REPLIED:
            self.progress.vendor_spoke = True
        if not self._vendor_has_it:  # who answers has the ticket
            self._hand_over(at)
        self._signal(signal, at)

    def _signal(self, signal: Signal, at: Instant) -> None:
        """Stop what the signal stops; then start what it starts, or what it makes owed. Before the
        vendor has the ticket, and while it is resolved, nothing starts."""
        self._signals.append(signal)
        for run in self._live:
            if signal in _rules(run).stops:
                run.stop(at, self.pauses)
        self._live = [run for run in self._live if run.is_live]
        self._aside = {o: run for o, run in self._aside.items() if signal not in _rules(run).stops}
        if self.progress.is_resolved or not self._vendor_has_it:
            return
        running = {run.promise.obligation for run in self._live}
        for target in self.tier.targets if self.tier else ():
            rules = self._rules_of(target)
            begins = signal in rules.starts or signal is Signal.RECEIVED
            if not begins or target.obligation in running or not self._owes(rules):
                continue
            if rules.repeats or not self._had(target.obligation):
                self._start(target, at)

    def _owes(self, rules: Obligation) -> bool:
        """Whether the last signal of this tenure that concerns the obligation began it."""
        for position in range(len(self._signals) - 1, -1, -1):
            signal = self._signals[position]
            if signal in rules.starts:
                first = rules.only_after
                return first is None or first in self._signals[:position]
            if signal in rules.stops:
                return False
        return False

    def _resolve(self, at: Instant, closed: bool) -> None:
        progress = self.progress
        progress.is_closed = progress.is_closed or closed
        if progress.is_resolved:
            return
        for run in self._live:
            run.stop(at, self.pauses)
        self._resolved, self._live = self._live, []
        self._aside = {}
        self._resume(at, None)
        progress.is_resolved = True

    def _reopen(self, at: Instant) -> None:
        progress = self.progress
        progress.is_resolved = progress.is_closed = progress.vendor_spoke = False
        if not self._vendor_has_it:
            self._request_handover(at)
            return
        for target in self.tier.targets if self.tier else ():
            stopped = next((r for r in self._resolved if _is_of(r, target)), None)
            rules = self._rules_of(target)
            if stopped is not None and rules.on_reopen is OnReopen.CONTINUE:
                stopped.go_on(at, self._promise(target))
                self._live.append(stopped)
            elif self._owes(rules):
                self._start(target, at)
        answer = self.tier.target(RESPONSE) if self.tier else None
        awaited = any(Signal.VENDOR_REPLIED in _rules(run).stops for run in self._live)
        if answer is not None and not awaited:  # rule 13: somebody must answer first
            self._start(answer, at)
        self._resolved = []

    # Pauses

    def _pause(self, at: Instant, reason: str) -> None:
        if reason not in self.progress.paused:
            self.progress.paused.add(reason)
            self.pauses.append(Pause(at, None, reason))

    def _resume(self, at: Instant, reason: str | None) -> None:
        """End the pause of that reason, or every pause where none is named."""
        paused = self.progress.paused
        self.progress.paused = set() if reason is None else paused - {reason}
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
            obligation = run.promise.obligation
            if obligation == HAND_OVER:
                continue
            target = self.tier.target(obligation) if self.tier else None
            if target is None:
                run.cancel(at, self.pauses)
                self._aside[obligation] = run
            elif not run.standing(at, self.pauses).breached:
                run.promise = self._promise(target)
                run.late_from = at
        self._live = [run for run in self._live if run.is_live]
        if self.progress.is_resolved or not self._vendor_has_it:
            return
        for target in self.tier.targets if self.tier else ():
            if target.obligation in had:
                continue
            aside = self._aside.pop(target.obligation, None)
            if aside is not None:
                aside.take_back(at, self._promise(target))
                self._live.append(aside)
            elif self._owes(self._rules_of(target)):
                self._start(target, at)

    def _change_vendor(self, event: Event, at: Instant, tenure: Sequence[Event]) -> None:
        self._cancel_live(at)
        self._aside = {}
        vendor = event.data.get("vendor")
        self.progress.has_vendor = vendor is not None
        self.contract = self._found(event, vendor=vendor)
        self.tier = self._tier(event.data.get("tier"))
        self.note(event)  # first: what follows is held against the vendor that has it now
        self._begin_tenure(at, tenure)

    # Hand-over

    def _request_handover(self, at: Instant) -> None:
        running = any(run.promise.obligation == HAND_OVER for run in self._live)
        if not running and not self.progress.is_resolved:
            agreed = self.contract.handover if self.contract else None
            self._start(agreed or default_handover(), at)

    def _hand_over(self, at: Instant) -> None:
        self._signal(Signal.HANDED_OVER, at)
        if not self._vendor_has_it:
            self._vendor_has_it = True
            self._signal(Signal.RECEIVED, at)

    # Helpers

    def _is_of_another(self, event: Event) -> bool:
        """Whether it names a vendor that does not have the ticket (any more)."""
        vendor = event.data.get("vendor")
        if not vendor:
            return False
        present = self.contract.vendor if self.contract else self.assignment.vendor
        return present is not None and vendor != present

    def _is_handed_over(self, tenure: Sequence[Event]) -> bool:
        """Whether a hand-over was asked for before the vendor answered in place (rule 15)."""
        for event in tenure:
            if event.kind is Kind.HANDOVER_REQUESTED:
                return True
            if event.kind in _IN_PLACE and not self._is_of_another(event):
                return False
        return False

    def _rules_of(self, target: Target) -> Obligation:
        if self.contract is None:
            return OBLIGATIONS[target.obligation]
        return self.contract.obligation(target.obligation)

    def _had(self, obligation: str) -> bool:
        """Whether a round of it began in this tenure."""
        return any(run.promise.obligation == obligation for run in self.runs[self._earlier :])

    def _cancel_live(self, at: Instant) -> None:
        for run in self._live:
            run.cancel(at, self.pauses)
        self._live = []
        self._resolved = []

    def _tier(self, tier_id: str | None) -> Tier | None:
        if self.contract is None or tier_id is None:
            return None
        return self.contract.get_tier(tier_id)

    def _found(self, event: Event, vendor: str | None) -> Contract | None:
        if self.book is None or not vendor:
            return None
        return self.book.find(vendor, event.data.get("contract"), event.data.get("version"))


def _rules(run: Run) -> Obligation:
    """What starts and stops a run of a tier's target, or of our hand-over."""
    assert run.promise.rules is not None
    return run.promise.rules


def _is_of(run: Run, target: Target) -> bool:
    return run.promise.obligation == target.obligation
