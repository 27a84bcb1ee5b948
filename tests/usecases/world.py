"""A small world for use cases: a store, a clock to push, invented contracts, fakes that remember.

A test is a story: `world.arrives(…)`, `world.advance(minutes=30)`, `world.run()`, then what was
sent.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from router.domain.contracts.contract import Contract, Rule
from router.domain.errors import DeliveryFailed
from router.domain.escalation.reminders import Share
from router.domain.escalation.steps import After, ChannelUse, Escalation, Escalations, Step, Tell
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Comment, FactValue, Sighting
from router.domain.tickets.ticket import TicketFacts
from router.domain.time.instants import SECOND, Instant
from router.runtime.bootstrap.reactions import REACTIONS
from router.usecases.intake.take_in import Taken, take_in
from router.usecases.notices.sweep import sweep
from router.usecases.outbox.deliver import deliver
from router.usecases.ports import Core, Message, Store, Work
from router.usecases.records import Arrival, EndpointRecord, Mode, SourceRecord, TicketView
from router.usecases.routing.route import route
from router.usecases.tickets.read_tickets import read_ticket
from tests.builders import Book, alwayson, at, lutece, nightline

MORNING = at("2026-03-02 10:00")  # a Monday


class FakeChannel:
    """Keeps what it was asked to send; fails as it is told to."""

    kind = "fake"

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.failures: list[DeliveryFailed] = []

    def check_settings(self, settings: Mapping[str, object]) -> list[str]:
        return []

    def send(self, message: Message, settings: Mapping[str, object], http: Any) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return "taken"

    hand_over = send
    write_back = send

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.sent]


@dataclass
class RememberingDoorbell:
    rung: list[tuple[Work, tuple[str, ...]]] = field(default_factory=list)

    def ring(self, work: Work, ids: Sequence[str] = ()) -> None:
        self.rung.append((work, tuple(ids)))


@dataclass(frozen=True)
class PlainSecrets:
    def seal(self, plain: str) -> str:
        return f"sealed:{plain}"

    def open(self, sealed: str) -> str:
        return sealed.removeprefix("sealed:")


@dataclass(frozen=True)
class Opinion:
    tier: str | None
    confidence: float = 0.9
    runner_up: str | None = None
    reason: str = "the words say so"
    uncertain: bool = False
    signals: tuple[Any, ...] = ()


def by_priority(contract: Contract, facts: TicketFacts) -> Opinion:
    """The helpdesk's word is the tier, where the contract has it; a stand-in for the classifier."""
    tier = contract.find_tier(facts.priority)
    if tier is None:
        return Opinion(None, reason=f"no tier for {facts.priority!r}")
    return Opinion(tier.id)


STEPS = Escalation(
    "default",
    (
        Step("soon", Share(80), (Tell("mail", "agents@example.com"),)),
        Step("breach", After(), (Tell("mail", "managers@example.com"), Tell("hook"))),
        Step("later", After(1800), (Tell("mail", "director@example.com"),)),
    ),
)


class World:
    def __init__(self, store: Store, *contracts: Contract) -> None:
        self.now: Instant = MORNING
        self.channel = FakeChannel()
        self.vendor = FakeChannel()
        self.helpdesk = FakeChannel()
        self.doorbell = RememberingDoorbell()
        self.contracts: Sequence[Contract] = contracts or (
            lutece(rules=(Rule(tags=("lutece",)),)),
            alwayson(rules=(Rule(tags=("alwayson",)), Rule(products=("Always On",)))),
            nightline(rules=(Rule(tags=("nightline",)),)),
        )
        self.escalations = Escalations(
            (STEPS,),
            {"mail": ChannelUse("mail", "fake"), "hook": ChannelUse("hook", "fake")},
        )
        numbers = itertools.count(1)
        self.core = Core(
            store=store,
            now=lambda: self.now,
            doorbell=self.doorbell,
            ids=lambda prefix: f"{prefix}-{next(numbers):06d}",
            secrets=PlainSecrets(),
            book=Book(*self.contracts),
            classify=by_priority,
            escalations=lambda: self.escalations,
            contracts=lambda: self.contracts,
            snapshot=lambda contract: f'"{contract.version}"',
            channels={"fake": self.channel},
            vendor_ways={"fake": self.vendor},
            write_backs={"fake": self.helpdesk},
            reactions=REACTIONS,
        )
        self._deliveries = itertools.count(1)

    # What happens

    def source(self, name: str = "acme", *, mode: Mode = Mode.LIVE, **settings: object) -> None:
        with self.core.store.write() as work:
            work.sources.add(SourceRecord(name, "fake", (), self.now, settings=settings, mode=mode))
            work.commit()

    def endpoint(self, vendor: str) -> None:
        with self.core.store.write() as work:
            work.endpoints.add(EndpointRecord(f"{vendor}-in", "fake", (), self.now, vendor=vendor))
            work.commit()

    def arrives(
        self, *sightings: Sighting, delivery: str | None = None, source: str = "acme"
    ) -> Taken:
        number = delivery or f"delivery-{next(self._deliveries)}"
        body = f"raw {number}".encode()
        return take_in(self.core, Arrival(source, number, self.now, body, sightings))

    def opened(self, number: str = "4711", *, vendor: str = "alwayson", tier: str = "high") -> str:
        """A ticket comes in and is routed; returns its id."""
        taken = self.arrives(self.opening(number, vendor=vendor, tier=tier))
        self.route()
        return taken.ticket_ids[0]

    def opening(
        self,
        number: str = "4711",
        *,
        vendor: str = "alwayson",
        tier: str = "high",
        when: Instant | None = None,
    ) -> Sighting:
        happened = self.now if when is None else when
        event = Event(
            Kind.OPENED, happened, f"acme:{number}:opened", self.now, origin="source:acme"
        )
        changes: dict[str, FactValue] = {
            "subject": "It is down",
            "body": "Nothing works",
            "priority": tier,
            "tags": (vendor,),
        }
        return Sighting(number, happened, changes, (event,))

    def saying(
        self,
        kind: Kind,
        number: str = "4711",
        *,
        when: Instant | None = None,
        key: str | None = None,
        body: str = "",
        **data: str | None,
    ) -> Sighting:
        happened = self.now if when is None else when
        name = key or f"acme:{number}:{kind.value}:{happened}"
        event = Event(kind, happened, name, self.now, origin="source:acme", data=data)
        words = (Comment("1", name, happened, "Someone", True, body),) if body else ()
        return Sighting(number, happened, {}, (event,), words)

    def advance(self, **lengths: int) -> None:
        sizes = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
        self.now += sum(sizes[unit] * amount for unit, amount in lengths.items()) * SECOND

    # Who works

    def route(self) -> None:
        with self.core.store.read() as work:
            waiting = work.tickets.to_route(100)
        route(self.core, waiting)

    def sweep(self) -> int:
        return sweep(self.core).deliveries

    def deliver(self, by: str = "worker") -> int:
        return deliver(self.core, by)

    def run(self) -> None:
        """Everybody does what there is to do now."""
        self.route()
        while sweep(self.core).tickets:
            pass
        while self.deliver():
            pass

    # What is seen

    def view(self, ticket_id: str) -> TicketView:
        return read_ticket(self.core, ticket_id)

    def told(self) -> list[tuple[str, str]]:
        """Kind and receiver of every notice that went out, in order of kind and receiver."""
        return sorted((message.kind, message.to) for message in self.channel.sent)
