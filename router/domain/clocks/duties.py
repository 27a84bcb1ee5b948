"""Duties: promises outside the tiers, folded from their starts and ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from router.domain.clocks.runs import Promise, Run
from router.domain.contracts.contract import Contract, Customer, Duty, Starts
from router.domain.tickets.events import Event, Kind
from router.domain.time.civil import epoch_second, zone_named
from router.domain.time.instants import SECOND, Instant, parse_instant


def duty_runs(
    events: Iterable[tuple[Event, Contract | None]], now: Instant, customer: Customer
) -> list[Run]:
    """The runs of every duty that the events started, followers included.

    `events` in order, each with the contract it stands in. A duty that follows another starts when
    that one is done or, where the policy says so, when its deadline passes if that is earlier
    (I13): a late notice must not buy time for the report. Of several running instances the event's
    `instance` picks one, else the oldest.
    """
    duties = _Duties(customer)
    for event, contract in events:
        duties.take(event, contract)
    duties.pass_marks(now)
    return duties.runs


class _Duties:
    """Each run keeps the contract that it was started under: a vendor's duties go on when a ticket
    changes hands."""

    def __init__(self, customer: Customer) -> None:
        self.runs: list[Run] = []
        self._customer = customer
        self._contracts: list[Contract] = []  # of each run, in the same order

    def take(self, event: Event, contract: Contract | None) -> None:
        """Fold one event; `contract` is the one that a started duty stands in. Other kinds of
        event, and a duty that the contract does not have, are passed over."""
        if event.kind is Kind.DUTY_STARTED and contract is not None:
            self.pass_marks(event.at)
            duty = contract.find_duty(event.data.get("duty") or "")
            if duty is not None:
                planned = event.data.get("planned_for")
                self._start(
                    duty,
                    event.at,
                    contract,
                    event.data.get("instance") or "",
                    planned_for=parse_instant(planned) if planned else None,
                )
        elif event.kind is Kind.DUTY_DONE:
            self.pass_marks(event.at)
            self._finish(event)

    def pass_marks(self, at: Instant) -> None:
        """Start the followers of duties whose deadline has passed undone by `at`."""
        for run, contract in list(zip(self.runs, self._contracts, strict=True)):
            if not run.is_live:
                continue
            for duty in _followers(contract, run.promise.obligation):
                if duty.starts is not Starts.AFTER_OR_MARK or self._has_follower(duty, run):
                    continue
                mark = run.standing(at, ()).due_at
                if mark is not None and mark <= at:
                    self._follow(duty, run, contract, max(mark, run.started_at))

    def _start(
        self,
        duty: Duty,
        at: Instant,
        contract: Contract,
        instance: str,
        *,
        planned_for: Instant | None = None,
        follows_round: int | None = None,
    ) -> None:
        country = self._customer.country
        promise = Promise(
            obligation=duty.id,
            owed_by=duty.owed_by,
            limit=duty.limit,
            calendar=contract.calendar(duty.calendar, country),
            calendar_name=duty.calendar,
            clause=duty.clause,
            less_than=duty.less_than,
            pause_on=frozenset(),
            interpretations=duty.interpretations,
            vendor=contract.vendor,
            contract=contract.id,
            version=contract.version,
            backward=duty.backward,
            country_assumed=contract.is_country_assumed(duty.calendar, country),
            date_zone=self._date_zone(duty),
        )
        rounds = sum(1 for run in self.runs if run.promise.obligation == duty.id)
        self.runs.append(
            Run(
                promise,
                rounds + 1,
                at,
                planned_for=planned_for,
                instance=instance,
                follows_round=follows_round,
            )
        )
        self._contracts.append(contract)

    def _date_zone(self, duty: Duty) -> ZoneInfo | None:
        """The zone whose planned day the duty counts from; where the customer's is not known the
        date of an instant is not either, and the instant itself counts (I15)."""
        zone = self._customer.zone
        return zone_named(zone) if duty.from_date and zone else None

    def _finish(self, event: Event) -> None:
        wanted, instance = event.data.get("duty"), event.data.get("instance")
        for run, contract in list(zip(self.runs, self._contracts, strict=True)):
            own = run.promise.obligation == wanted and instance in (None, run.instance)
            if run.is_live and own:
                run.stop(event.at, ())
                for duty in _followers(contract, run.promise.obligation):
                    if not self._has_follower(duty, run):
                        self._follow(duty, run, contract, event.at)
                return

    def _follow(self, duty: Duty, leader: Run, contract: Contract, at: Instant) -> None:
        self._start(duty, at, contract, leader.instance, follows_round=leader.round)

    def _has_follower(self, duty: Duty, leader: Run) -> bool:
        """Each round of a duty is followed by its own round of the next."""
        return any(
            run.promise.obligation == duty.id and run.follows_round == leader.round
            for run in self.runs
        )


def first_moment(
    day: date, duty: Duty, contract: Contract, customer: Customer
) -> tuple[Instant, ZoneInfo]:
    """The first moment of a bare date in the customer's zone (I15), and that zone; where it is not
    known that of the duty's calendar stands in. Raises BadCalendar for a zone that there is not."""
    if customer.zone:
        zone = zone_named(customer.zone)
    else:
        zone = contract.calendar(duty.calendar, customer.country).rules.zone
    return epoch_second(zone, day.toordinal(), 0) * SECOND, zone


def _followers(contract: Contract, duty_id: str) -> list[Duty]:
    return [d for d in contract.duties if d.after == duty_id and d.starts is not Starts.EVENT]
