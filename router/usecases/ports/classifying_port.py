"""What the core asks of a classifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from router.domain.contracts.contract import Contract
from router.domain.tickets.ticket import TicketFacts


class Signal(Protocol):
    """One thing that spoke for the tier, the words that gave it, and how much it weighed."""

    @property
    def signal(self) -> str: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def weight(self) -> float: ...


class Decision(Protocol):
    """What the classifier says (`router.domain.routing.classification`)."""

    @property
    def tier(self) -> str | None: ...
    @property
    def confidence(self) -> float: ...
    @property
    def runner_up(self) -> str | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def uncertain(self) -> bool: ...
    @property
    def signals(self) -> Sequence[Signal]: ...


Classifier = Callable[[Contract, TicketFacts], Decision]
