"""Whose ticket is it: the contract whose rule fits best, and the reason in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from router.domain.contracts.contract import Contract, Customer, Rule
from router.domain.tickets.ticket import TicketFacts

# From the most telling to the least. A rule is filed under its most telling condition, so that a
# ticket is compared with the few rules that it can fit and not with those of every contract.
_FIELDS = ("tags", "products", "organisations", "mail_domains", "subject_words", "languages")
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Routed:
    """The contract that a ticket belongs to."""

    contract: Contract
    reason: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """No contract, or several that fit equally well: a person decides between `candidates`."""

    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Filed:
    position: int
    rule: Rule
    contract: Contract


class Routing:
    """The rules of all current contracts, filed for looking up."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        known = tuple(contracts)
        self._contracts = tuple(c for c in known if not c.retired)
        # Nobody is routed to a retired contract; that it was one is said.
        retired = [replace(c, retired=False) for c in known if c.retired]
        self._retired = Routing(retired) if retired else None
        self._filed: dict[tuple[str, str], list[_Filed]] = {}
        self._for_any: list[_Filed] = []
        self._longest_phrase = 1
        self._names: dict[str, list[Contract]] = {}
        position = 0
        for contract in self._contracts:
            for rule in contract.rules:
                self._file(_Filed(position, rule, contract))
                position += 1
            for name in (contract.vendor, *contract.aliases):
                self._names.setdefault(_plain(name), []).append(contract)

    def decide(
        self, facts: TicketFacts, customer: Customer | None = None, on: str | None = None
    ) -> Routed | Undecided:
        """The contract for a ticket, among those that hold `on` that day (None: among all).

        An explicit rule wins, the one with more conditions before the one with fewer, the first
        of a file before the next; else the vendor's name among tags, product, organisation or the
        words of the subject. Within one vendor the customer's own contract goes first, then the
        vendor's default. Vendors that fit equally well are left to a person.
        """
        fitting = [filed for filed in self._candidates(facts) if _fits(filed.rule, facts)]
        lapsed = [f.contract for f in fitting if not _holds(f.contract, on)]
        fitting = [f for f in fitting if _holds(f.contract, on)]
        if fitting:
            most = max(_conditions(filed.rule) for filed in fitting)
            best = sorted(
                (f for f in fitting if _conditions(f.rule) == most), key=lambda f: f.position
            )
            reasons = {id(f.contract): _why(f.rule, facts) for f in reversed(best)}
            return self._choose([f.contract for f in best], reasons, customer, on)
        named = self._named(facts)
        lapsed += [contract for contract, _ in named if not _holds(contract, on)]
        named = [(contract, why) for contract, why in named if _holds(contract, on)]
        if named:
            reasons = {id(contract): why for contract, why in named}
            return self._choose([contract for contract, _ in named], reasons, customer, on)
        if lapsed:
            vendors = tuple(dict.fromkeys(contract.vendor for contract in lapsed))
            return Undecided(_why_lapsed(lapsed[0], on or ""), vendors)
        if self._retired is not None:
            was = self._retired.decide(facts, customer)
            if isinstance(was, Routed):
                return Undecided(_why_retired(was.contract))
        return Undecided("no rule of any contract fits this ticket")

    def _file(self, filed: _Filed) -> None:
        for field in _FIELDS:
            values: Sequence[str] = getattr(filed.rule, field)
            if not values:
                continue
            for value in values:
                # A subject "word" may be several: filed as a whole, so that a subject with "acme
                # one" is not held against the rules of "acme two".
                words = _words(value) if field == "subject_words" else [_plain(value)]
                if words:
                    self._filed.setdefault((field, " ".join(words)), []).append(filed)
                    self._longest_phrase = max(self._longest_phrase, len(words))
            return
        self._for_any.append(filed)

    def _candidates(self, facts: TicketFacts) -> list[_Filed]:
        found = {f.position: f for f in self._for_any if _conditions(f.rule)}
        values_of = _values(facts)
        values_of["subject_words"] = _phrases(_words(facts.subject), self._longest_phrase)
        for field, values in values_of.items():
            for value in values:
                for filed in self._filed.get((field, value), ()):
                    found[filed.position] = filed
        return list(found.values())

    def _named(self, facts: TicketFacts) -> list[tuple[Contract, str]]:
        """Contracts whose vendor is named; the strongest place that names any decides."""
        subject = _words(facts.subject)
        domain = _domain(facts.requester)
        places: list[tuple[str, list[str]]] = [
            ("tag", [_plain(tag) for tag in facts.tags]),
            ("product", [_plain(facts.product)] if facts.product else []),
            ("organisation", [_plain(facts.organisation)] if facts.organisation else []),
            ("mail domain", domain.split(".")[-2:-1]),
            (
                "subject",
                subject + [" ".join(pair) for pair in pairwise(subject)],
            ),
        ]
        for place, names in places:
            found = {
                id(contract): (contract, f"{place} names {contract.vendor} ({name!r})")
                for name in names
                for contract in self._names.get(name, ())
            }
            if found:
                return list(found.values())
        return []

    def _choose(
        self,
        fitting: Sequence[Contract],
        reasons: Mapping[int, str],
        customer: Customer | None,
        on: str | None,
    ) -> Routed | Undecided:
        vendors = tuple(dict.fromkeys(contract.vendor for contract in fitting))
        if len(vendors) > 1:
            return Undecided(
                f"{' and '.join(vendors)} fit equally well: a person has to choose", vendors
            )
        wanted = customer.contracts.get(vendors[0]) if customer is not None else None
        if wanted is not None:
            for contract in self._contracts:
                same = (contract.vendor, contract.id) == (vendors[0], wanted)
                if same and _holds(contract, on):
                    why = reasons.get(id(contract)) or next(iter(reasons.values()))
                    return Routed(contract, f"{why}; the customer's contract is {wanted}")
        first = next((c for c in fitting if c.default), fitting[0])
        return Routed(first, reasons[id(first)])


def _holds(contract: Contract, on: str | None) -> bool:
    return on is None or contract.holds_on(on)


def _why_lapsed(contract: Contract, on: str) -> str:
    name = f"the contract {contract.vendor}/{contract.id}"
    if contract.valid_to is not None and contract.valid_to < on:
        return f"{name} ended on {contract.valid_to}, and nothing follows it"
    return f"{name} begins on {contract.valid_from}"


def _why_retired(contract: Contract) -> str:
    name = f"the contract {contract.vendor}/{contract.id}"
    if contract.valid_to is not None:
        return f"{name} ended on {contract.valid_to}, and nothing follows it"
    return f"{name} is retired: {contract.details.get('retired_why') or 'no ticket goes to it'}"


def _fits(rule: Rule, facts: TicketFacts) -> bool:
    values = _values(facts)
    for field in _FIELDS:
        wanted: Sequence[str] = getattr(rule, field)
        if not wanted:
            continue
        if field == "subject_words":
            if _subject_word(wanted, facts) is None:
                return False
        elif not values[field].intersection(_plain(value) for value in wanted):
            return False
    return True


def _subject_word(wanted: Sequence[str], facts: TicketFacts) -> str | None:
    subject = f" {' '.join(_words(facts.subject))} "
    return next((w for w in wanted if f" {' '.join(_words(w))} " in subject), None)


def _values(facts: TicketFacts) -> dict[str, set[str]]:
    domain = _domain(facts.requester)
    return {
        "tags": {_plain(tag) for tag in facts.tags},
        "products": {_plain(facts.product)} if facts.product else set(),
        "organisations": {_plain(facts.organisation)} if facts.organisation else set(),
        "mail_domains": {domain} if domain else set(),
        "subject_words": set(_words(facts.subject)),
        "languages": {_plain(facts.language)} if facts.language else set(),
    }


def _why(rule: Rule, facts: TicketFacts) -> str:
    values = _values(facts)
    parts = []
    for field, name in zip(
        _FIELDS,
        ("tag", "product", "organisation", "mail domain", "subject word", "language"),
        strict=True,
    ):
        wanted: Sequence[str] = getattr(rule, field)
        if field == "subject_words":
            word = _subject_word(wanted, facts) if wanted else None
        else:
            word = next((w for w in wanted if _plain(w) in values[field]), None)
        if word is not None:
            parts.append(f"{name} {word!r}")
    return "rule: " + ", ".join(parts)


def _conditions(rule: Rule) -> int:
    return sum(bool(getattr(rule, field)) for field in _FIELDS)


def _plain(value: str) -> str:
    return value.strip().casefold().removeprefix("@")


def _words(value: str) -> list[str]:
    return _WORD.findall(value.casefold())


def _phrases(words: Sequence[str], longest: int) -> set[str]:
    """Every run of up to so many neighbouring words."""
    return {
        " ".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, longest + 1)
    }


def _domain(address: str | None) -> str:
    return _plain((address or "").rpartition("@")[2]) if "@" in (address or "") else ""
