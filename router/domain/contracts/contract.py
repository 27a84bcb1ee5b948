"""What a vendor promised: the values that a policy file is loaded into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from router.domain.contracts.obligations import OBLIGATIONS, Obligation, find_obligation
from router.domain.contracts.obligations import Party as Party
from router.domain.errors import UnknownContract
from router.domain.time.calendars import Calendar


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a value comes from.

    `ref`: document and line, as `004:2231` or `003:174-178`; `place`: where that is in the
    document's own numbering; `words`: the source line in words.
    """

    ref: str
    place: str = ""
    words: str = ""

    def __str__(self) -> str:
        return f"{self.place} ({self.ref})" if self.place else self.ref


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A reading that fills a gap or mends a garbled line; `id` as I6."""

    id: str
    question: str
    reading: str
    why: str


@dataclass(frozen=True, slots=True)
class Effort:
    """An effort instead of a promise: `level` as `commercially reasonable`, and where it says so.
    The limit is counted and shown all the same."""

    level: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Length:
    """So many seconds of a calendar's open time. `in_hours`: the text counts in hours, so that
    72 hours are not told as 3 days; it moves no deadline."""

    seconds: int
    in_hours: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Months:
    """So many months by the calendar, in the calendar's zone (I15)."""

    count: int


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """By `by_second` (local second of the day, 86,400 is 24:00) of the n-th business day after."""

    count: int
    by_second: int


Limit: TypeAlias = Length | Months | BusinessDays


@dataclass(frozen=True, slots=True)
class Target:
    """A promised limit for one obligation in a tier.

    `less_than`: missed at exactly the limit; otherwise met at it (I1). `pause_on`: reasons of
    pause that stop this clock (none in the eight contracts, I10). `calendar`: a name in
    `Contract.calendars`. `interpretations`: ids in `Contract.interpretations`.
    """

    obligation: str
    limit: Limit
    calendar: str
    clause: Clause
    less_than: bool = False
    pause_on: frozenset[str] = frozenset()
    owed_by: Party = Party.VENDOR
    interpretations: tuple[str, ...] = ()
    effort: Effort | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of severity. `signals` are what the classifier is told of the definition."""

    id: str
    name: str
    definition: str
    clause: Clause
    targets: tuple[Target, ...]
    signals: tuple[str, ...] = ()

    def target(self, obligation: str) -> Target | None:
        return next((t for t in self.targets if t.obligation == obligation), None)


class Starts(StrEnum):
    """What sets a duty's clock going."""

    EVENT = "event"  # its own duty_started
    AFTER = "after"  # another duty is done
    AFTER_OR_MARK = "after_or_mark"  # … or that duty's deadline passes, if that is earlier (I13)


@dataclass(frozen=True, slots=True)
class Duty:
    """A promise outside the tiers. `backward`: the limit counts back from `planned_for`.

    `after`: the duty that it follows, for `Starts.AFTER` and `AFTER_OR_MARK`. `yearly`: comes up
    by itself before each licence anniversary. `from_date`: a backward limit counts from the first
    moment of the planned day in the customer's zone, not from the planned instant (I15).
    """

    id: str
    name: str
    owed_by: Party
    limit: Limit
    calendar: str
    clause: Clause
    starts_when: str
    stops_when: str
    backward: bool = False
    less_than: bool = False
    starts: Starts = Starts.EVENT
    after: str | None = None
    yearly: bool = False
    conditions: str = ""
    interpretations: tuple[str, ...] = ()
    effort: Effort | None = None
    from_date: bool = False


@dataclass(frozen=True, slots=True)
class ByCountry:
    """A calendar chosen by the customer's ISO country code (the contracting entity's)."""

    countries: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How to recognise a contract's tickets: every condition given must hold, ignoring case.

    `tags`: any of them is on the ticket; `products`, `organisations`, `languages`: any equals;
    `subject_words`: any stands in the subject as a whole word; `mail_domains`: of the requester.
    """

    tags: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    subject_words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """Who asked: what picks the contract and the calendars. `country`: ISO 3166 alpha-2."""

    organisation: str = ""
    country: str | None = None
    zone: str | None = None
    mail_domains: tuple[str, ...] = ()
    contracts: Mapping[str, str] = field(default_factory=dict)  # vendor -> contract id
    upgrades: tuple[str, ...] = ()
    licence_start_on: str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """What one vendor promised, from when to when; `version` is a content hash over everything
    that moves a deadline (file, resolved holidays, zone data)."""

    vendor: str
    id: str
    version: str
    name: str
    calendars: Mapping[str, Calendar | ByCountry]
    tiers: tuple[Tier, ...] = ()
    duties: tuple[Duty, ...] = ()
    rules: tuple[Rule, ...] = ()
    aliases: tuple[str, ...] = ()
    interpretations: Mapping[str, Interpretation] = field(default_factory=dict)
    valid_from: str | None = None
    valid_to: str | None = None
    retired: bool = False
    default: bool = False  # the vendor's contract where a ticket does not say
    handover: Target | None = None  # our own clock between request and hand-over (rule 15)
    no_tier_reason: str = ""  # why there is no support clock, where there are no tiers
    details: Mapping[str, object] = field(default_factory=dict)  # stored, shown, not computed yet
    obligations: Mapping[str, Obligation] = field(default_factory=dict)  # its own, by id

    def holds_on(self, day: str) -> bool:
        """Whether it is in force on that day (`2026-03-04`), its first and last ones included."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def obligation(self, obligation: str) -> Obligation:
        """What starts and stops it here: as the contract defines it, else as the table does.
        Raises UnknownContract for one that neither knows."""
        found = find_obligation(obligation, self.obligations)
        if found is None:
            known = ", ".join({**OBLIGATIONS, **self.obligations})
            raise UnknownContract(
                f"contract {self.vendor}/{self.id} has no obligation {obligation!r}; known: {known}"
            )
        return found

    def find_tier(self, tier_id: str | None) -> Tier | None:
        return next((t for t in self.tiers if t.id == tier_id), None)

    def get_tier(self, tier_id: str) -> Tier:
        tier = self.find_tier(tier_id)
        if tier is None:
            known = ", ".join(t.id for t in self.tiers) or "it has no tiers"
            raise UnknownContract(
                f"contract {self.vendor}/{self.id} has no tier {tier_id!r}; known: {known}"
            )
        return tier

    def find_duty(self, duty_id: str) -> Duty | None:
        return next((d for d in self.duties if d.id == duty_id), None)

    def find_promise(self, tier_id: str | None, obligation: str) -> Target | Duty | None:
        """What was promised: the tier's target for the obligation, else the duty of that name."""
        tier = self.find_tier(tier_id)
        target = tier.target(obligation) if tier else None
        return target or self.find_duty(obligation)

    def excluded_when(self, obligation: str) -> tuple[Mapping[str, object], ...]:
        """The events under which the contract calls this promise not broken; each with `id`,
        `what` and `source`. An exclusion that names no promise (`of`) holds for every one."""
        found = self.details.get("excluded_when")
        return tuple(
            each
            for each in (found if isinstance(found, tuple) else ())
            if obligation in each.get("of", (obligation,))
        )

    def get_duty(self, duty_id: str) -> Duty:
        duty = self.find_duty(duty_id)
        if duty is None:
            known = ", ".join(d.id for d in self.duties) or "it has none"
            raise UnknownContract(
                f"contract {self.vendor}/{self.id} has no duty {duty_id!r}; known: {known}"
            )
        return duty

    def calendar(self, name: str, country: str | None = None) -> Calendar:
        """The calendar of that name for a customer in that country (an unknown country gets
        `otherwise`; `is_country_assumed` tells). Raises UnknownContract for an unknown name."""
        found = self.calendars.get(name)
        if isinstance(found, ByCountry):
            name = found.countries.get((country or "").upper(), found.otherwise)
            found = self.calendars.get(name)
        if not isinstance(found, Calendar):
            raise UnknownContract(f"contract {self.vendor}/{self.id} has no calendar {name!r}")
        return found

    def is_country_assumed(self, name: str, country: str | None) -> bool:
        """True where the calendar depends on a country that is not known: shown, never silent."""
        return country is None and isinstance(self.calendars.get(name), ByCountry)


class ContractBook(Protocol):
    """Every contract version that a ticket may refer to."""

    def find(
        self,
        vendor: str,
        contract: str | None = None,
        version: str | None = None,
        *,
        on: str | None = None,
    ) -> Contract | None:
        """That version; without a version the current one; without a contract the vendor's
        default. `vendor` may be an alias. Of several that follow each other under one name the
        one that holds `on` that day; None, and where none does: the last."""
