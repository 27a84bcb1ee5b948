"""Duties: promises outside the tiers, folded from their starts and ends."""

from __future__ import annotations

from collections.abc import Sequence

from router.domain.contracts import Contract, Customer, Duty, Starts
from router.domain.events import Event, Kind
from router.domain.instants import Instant, parse_instant
from router.domain.runs import Promise, Run


def duty_runs(
    events: Sequence[Event], now: Instant, contract: Contract, customer: Customer
) -> list[Run]:
    """The runs of every duty that the events started, followers included.

    `events` in order. A duty that follows another starts when that one is done or, where the
    policy says so, when its deadline passes if that is earlier (I13): a late notice must not buy
    time for the report. Of several running instances the event's `instance` picks one, else the
    oldest.
    """
    runs: list[Run] = []
    for event in events:
        if event.kind is Kind.DUTY_STARTED:
            _pass_marks(runs, event.at, contract, customer)
            duty = contract.find_duty(event.data.get("duty") or "")
            if duty is not None:
                planned = event.data.get("planned_for")
                instance = event.data.get("instance") or ""
                planned_at = parse_instant(planned) if planned else None
                _start(runs, duty, event.at, contract, customer, instance, planned_for=planned_at)
        elif event.kind is Kind.DUTY_DONE:
            _pass_marks(runs, event.at, contract, customer)
            _finish(runs, event, contract, customer)
    _pass_marks(runs, now, contract, customer)
    return runs


def _start(
    runs: list[Run],
    duty: Duty,
    at: Instant,
    contract: Contract,
    customer: Customer,
    instance: str,
    *,
    planned_for: Instant | None = None,
    follows_round: int | None = None,
) -> None:
    rounds = sum(1 for run in runs if run.promise.obligation == duty.id)
    promise = Promise(
        obligation=duty.id,
        owed_by=duty.owed_by,
        limit=duty.limit,
        calendar=contract.calendar(duty.calendar, customer.country),
        calendar_name=duty.calendar,
        clause=duty.clause,
        less_than=duty.less_than,
        pause_on=frozenset(),
        interpretations=duty.interpretations,
        vendor=contract.vendor,
        contract=contract.id,
        version=contract.version,
        backward=duty.backward,
        country_assumed=contract.is_country_assumed(duty.calendar, customer.country),
    )
    runs.append(
        Run(
            promise,
            rounds + 1,
            at,
            planned_for=planned_for,
            instance=instance,
            follows_round=follows_round,
        )
    )


def _finish(runs: list[Run], event: Event, contract: Contract, customer: Customer) -> None:
    wanted, instance = event.data.get("duty"), event.data.get("instance")
    for run in runs:
        if run.is_live and run.promise.obligation == wanted and instance in (None, run.instance):
            run.stop(event.at, ())
            for duty in _followers(contract, run.promise.obligation):
                if not _has_follower(runs, duty, run):
                    _follow(runs, duty, run, event.at, contract, customer)
            return


def _pass_marks(runs: list[Run], at: Instant, contract: Contract, customer: Customer) -> None:
    """Start the followers of duties whose deadline has passed undone by `at`."""
    for run in list(runs):
        if not run.is_live:
            continue
        for duty in _followers(contract, run.promise.obligation):
            if duty.starts is not Starts.AFTER_OR_MARK or _has_follower(runs, duty, run):
                continue
            mark = run.standing(at, ()).due_at
            if mark is not None and mark <= at:
                _follow(runs, duty, run, max(mark, run.started_at), contract, customer)


def _follow(
    runs: list[Run],
    duty: Duty,
    leader: Run,
    at: Instant,
    contract: Contract,
    customer: Customer,
) -> None:
    _start(runs, duty, at, contract, customer, leader.instance, follows_round=leader.round)


def _followers(contract: Contract, duty_id: str) -> list[Duty]:
    return [d for d in contract.duties if d.after == duty_id and d.starts is not Starts.EVENT]


def _has_follower(runs: list[Run], duty: Duty, leader: Run) -> bool:
    """Each round of a duty is followed by its own round of the next."""
    return any(
        run.promise.obligation == duty.id and run.follows_round == leader.round for run in runs
    )
