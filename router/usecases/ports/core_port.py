"""Everything a use case may reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from router.domain.contracts.contract import Contract, ContractBook
from router.domain.escalation.steps import Escalations
from router.domain.routing.rules import Routing
from router.domain.time.instants import Instant
from router.usecases.ports.classifying_port import Classifier
from router.usecases.ports.outside_port import (
    Channel,
    Doorbell,
    IdMaker,
    Puller,
    Secrets,
    VendorWay,
    WriteBack,
)
from router.usecases.ports.reaction_port import Reaction
from router.usecases.ports.store_port import Store
from router.usecases.records import Mode


@dataclass(frozen=True)
class Core:
    """Everything a use case may reach. `now` is the only way to the clock on the wall, and only
    use cases that are outermost (called by web, jobs, sweeper) ask it, once.

    `book` knows the kept versions too (`router.usecases.tickets.kept_book.KeptBook`). `contracts`
    (what is in force) and `escalations` are asked each time, so that changed files count once they
    are applied; `files` are the contracts as they stand on disk, applied or not, and raises
    PolicyProblems; `reread` looks at once at what is in force. `page_url` gives a ticket's page.
    `reactions`: what follows from each fold of a ticket, in order.
    """

    store: Store
    now: Callable[[], Instant]
    doorbell: Doorbell
    ids: IdMaker
    secrets: Secrets
    book: ContractBook
    classify: Classifier
    escalations: Callable[[], Escalations]
    contracts: Callable[[], Sequence[Contract]]  # current ones, in the order of their files
    snapshot: Callable[[Contract], str]
    channels: Mapping[str, Channel] = field(default_factory=dict)
    vendor_ways: Mapping[str, VendorWay] = field(default_factory=dict)
    write_backs: Mapping[str, WriteBack] = field(default_factory=dict)
    pullers: Mapping[str, Puller] = field(default_factory=dict)
    http: Any = None
    page_url: Callable[[str], str] = lambda ticket_id: f"/tickets/{ticket_id}"
    default_mode: Mode = Mode.LIVE
    reactions: Sequence[Reaction] = ()
    files: Callable[[], Sequence[Contract]] | None = None  # None: there are only those in force
    reread: Callable[[], None] = lambda: None
    _routing: dict[str, tuple[Sequence[Contract], Routing]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def routing(self) -> Routing:
        """The rules of the current contracts, filed once for as long as these are current."""
        contracts = self.contracts()
        kept = self._routing.get("")
        if kept is None or kept[0] is not contracts:
            kept = self._routing[""] = (contracts, Routing(contracts))
        return kept[1]
