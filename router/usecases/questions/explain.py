"""Answer "what is due when, and why?" for a told story: the `explain` command and its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from router.domain.clocks.clock import Clock
from router.domain.clocks.duties import first_moment
from router.domain.clocks.fold import clocks_of
from router.domain.contracts.contract import Contract, ContractBook, Customer, Duty
from router.domain.contracts.countries import problem_with_country
from router.domain.errors import BadCalendar, BadEvent, UnknownContract
from router.domain.tickets.events import Event, Kind
from router.domain.time.civil import zone_named
from router.domain.time.hours import parse_date
from router.domain.time.instants import DAY, Instant, format_instant, read_instant, utc_day
from router.usecases.present.clock_json import clock_json, ledger_json
from router.usecases.questions.fields import unknown_field

_QUESTION = frozenset({"vendor", "contract", "tier", "customer", "events", "at"})
_CUSTOMER = frozenset({"organisation", "country", "zone"})
#: A ledger has a line for each stretch of a calendar: longer ones nobody reads (ten years).
LONGEST_STORY = 3650 * DAY
_OWN_FIELDS = frozenset({"type", "at", "received_at", "key", "sequence"})

#: The texts that an event of a kind may carry; one that is not here carries none.
_CARRIES = {
    Kind.TIER_CHANGED: ("tier", "reason"),
    Kind.TIER_CORRECTED: ("tier", "reason"),
    Kind.VENDOR_CHANGED: ("vendor", "contract", "version", "tier", "reason", "tier_reason"),
    Kind.CONTRACT_MOVED: ("contract", "version", "reason"),
    Kind.HANDOVER_REQUESTED: ("vendor",),
    Kind.HANDED_OVER: ("vendor",),
    Kind.VENDOR_REPLIED: ("vendor",),
    Kind.VENDOR_CONTACTED: ("vendor",),
    Kind.PAUSED: ("reason",),
    Kind.RESUMED: ("reason",),
    Kind.DUTY_STARTED: ("duty", "planned_for", "instance"),
    Kind.DUTY_DONE: ("duty", "instance"),
}
#: What the fold does not read of a story that is told: vendor and tier are the question's own.
_NOT_TOLD = (Kind.ROUTED, Kind.BREACH_WITHDRAWN)

#: What an event is about: null is an answer, silence is not.
_NEEDED = {
    Kind.TIER_CHANGED: "tier",
    Kind.TIER_CORRECTED: "tier",
    Kind.VENDOR_CHANGED: "vendor",
    Kind.PAUSED: "reason",
}


def explain(question: Mapping[str, Any], book: ContractBook) -> tuple[Clock, ...]:
    """The clocks of one question.

    question  the fields that `docs/questions.md` lists

    Raises BadEvent or UnknownContract, naming the field and what would be right, and BadInstant.
    """
    for field in sorted(_CUSTOMER & question.keys()):
        raise BadEvent(f"{field} is a field of customer; write {{'customer': {{'{field}': …}}}}")
    _refuse_unknown(question, _QUESTION)
    raw = question.get("events")
    if not isinstance(raw, list) or not raw:
        raise BadEvent("events is missing or empty; write a list of {type, at}")
    contract = _contract(question, book, _first_day(raw))
    tier = question.get("tier")
    if tier is not None:
        contract.get_tier(tier)
    customer = _customer(question)
    events = [_event(entry, position, contract, customer) for position, entry in enumerate(raw)]
    for event in events:
        if event.kind is Kind.VENDOR_CHANGED and event.data["vendor"] is not None:
            _contract(event.data, book, utc_day(event.at))
    now = read_instant("at", question.get("at"))
    _something_opened(events, now)
    begun = min(event.at for event in events)
    if now - begun > LONGEST_STORY:
        raise BadEvent(
            f"at lies more than {LONGEST_STORY // DAY // 365} years after the story begins; "
            "ask about a shorter time"
        )
    return clocks_of(events, now, customer=customer, contract=contract, tier=tier, book=book)


def explain_json(question: Mapping[str, Any], book: ContractBook) -> dict[str, Any]:
    """The answer as JSON: each clock with its ledger, under the question's `id`."""
    clocks = explain(question, book)
    return {
        "id": question.get("id"),
        "clocks": [clock_json(clock) | {"ledger": ledger_json(clock)} for clock in clocks],
    }


def _refuse_unknown(given: Mapping[str, Any], known: frozenset[str], where: str = "") -> None:
    wrong = unknown_field(given, known, where)
    if wrong:
        raise BadEvent(wrong)


def _something_opened(events: list[Event], now: Instant) -> None:
    """Without an opening, or one that is known by then, there is no clock to answer with."""
    openings = [e for e in events if e.kind in (Kind.OPENED, Kind.DUTY_STARTED)]
    if not openings:
        raise BadEvent("events has nothing opened; write one of type opened or duty_started")
    known = min(event.received_at for event in openings)
    if known > now:
        raise BadEvent(
            f"at {format_instant(now)} nothing is opened yet; the first opening is known "
            f"from {format_instant(known)}"
        )


def _first_day(raw: list[Any]) -> str | None:
    """The day on which the story begins; None where its first event does not say."""
    if not isinstance(raw[0], Mapping) or raw[0].get("at") is None:
        return None
    return utc_day(read_instant("events[0].at", raw[0]["at"]))


def _contract(question: Mapping[str, Any], book: ContractBook, day: str | None) -> Contract:
    vendor = question.get("vendor")
    if not isinstance(vendor, str):
        raise UnknownContract(f"vendor {vendor!r} is not a name; write one such as 'aprimo'")
    wanted = question.get("contract")
    if wanted is not None and not isinstance(wanted, str):
        raise UnknownContract(f"contract {wanted!r} is not a name; leave it out for the usual one")
    contract = book.find(vendor, wanted, on=day)
    if contract is None and book.find(vendor) is None:
        raise UnknownContract(f"no policy file is for the vendor {vendor!r}")
    if contract is None:
        raise UnknownContract(f"{vendor!r} has no contract {wanted!r}")
    return contract


def _customer(question: Mapping[str, Any]) -> Customer:
    told = question.get("customer") or {}
    if not isinstance(told, Mapping):
        raise BadEvent(f"customer {told!r} is not an object; write {{'country': 'FR'}}")
    _refuse_unknown(told, _CUSTOMER, "customer.")
    for field in sorted(_CUSTOMER):
        if told.get(field) is not None and not isinstance(told[field], str):
            raise BadEvent(f"customer.{field} {told[field]!r} is not a text")
    country = told.get("country")
    if country and len(country.strip()) != 2:
        raise BadEvent(f"customer.country: {problem_with_country(country)}")
    if told.get("zone"):
        zone_named(told["zone"])
    return Customer(
        organisation=told.get("organisation") or "",
        country=told.get("country"),
        zone=told.get("zone"),
    )


def _event(entry: Any, position: int, contract: Contract, customer: Customer) -> Event:
    where = f"events[{position}]"
    if not isinstance(entry, Mapping):
        raise BadEvent(f"{where} {entry!r} is not an object; write {{type, at}}")
    try:
        kind = Kind(str(entry.get("type")))
    except ValueError:
        known = ", ".join(k.value for k in Kind)
        raise BadEvent(
            f"{where}.type {entry.get('type')!r} is unknown; write one of {known}"
        ) from None
    if kind in _NOT_TOLD:
        raise BadEvent(
            f"{where}.type {kind.value} is of no use here; vendor, contract and tier of the "
            "question hold from the opening"
        )
    carries = _CARRIES.get(kind, ())
    _refuse_unknown(entry, _OWN_FIELDS.union(carries), f"{where}.")
    at = read_instant(f"{where}.at", entry.get("at"))
    received = entry.get("received_at")
    data = {k: v for k, v in entry.items() if k not in _OWN_FIELDS}
    for field in carries:
        if field not in data:
            continue
        if data[field] is not None and not isinstance(data[field], str):
            raise BadEvent(f"{where}.{field} {data[field]!r} is not a text")
    needed = _NEEDED.get(kind)
    if needed is not None and needed not in data:
        raise BadEvent(f"{where}.{needed} is missing; {kind.value} says which")
    if kind is Kind.PAUSED and not data["reason"]:
        raise BadEvent(f"{where}.reason is empty; write one such as waiting_for_customer")
    if kind in (Kind.DUTY_STARTED, Kind.DUTY_DONE):
        duty = contract.get_duty(data.get("duty") or "")
        if data.get("planned_for") is not None and not duty.backward:
            raise BadEvent(
                f"{where}.planned_for is of no use to {duty.id!r}, which does not count back"
            )
        if kind is Kind.DUTY_STARTED and duty.backward:
            data["planned_for"] = _planned(where, data.get("planned_for"), duty, contract, customer)
    return Event(
        kind=kind,
        at=at,
        # The same fact told twice is one fact, whenever we learned of it.
        key=str(entry.get("key") or f"{kind}:{at}:{sorted(data.items())}"),
        received_at=at if received is None else read_instant(f"{where}.received_at", received),
        sequence=_sequence(entry.get("sequence"), position),
        origin="told",
        data=data,
    )


def _planned(
    where: str, value: str | None, duty: Duty, contract: Contract, customer: Customer
) -> str:
    """What a duty counts back from: an instant, or the first moment of a bare date (I15)."""
    if value is None:
        raise BadEvent(f"{where}.planned_for is missing; {duty.id!r} counts back from it")
    if len(value) != len("2026-08-25"):
        return format_instant(read_instant(f"{where}.planned_for", value))
    try:
        moment, _ = first_moment(parse_date(value), duty, contract, customer)
    except BadCalendar as error:
        raise BadEvent(f"{where}.planned_for: {error}") from None
    return format_instant(moment)


def _sequence(value: object, position: int) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadEvent(f"events[{position}].sequence {value!r} is not a whole number")
    return value
