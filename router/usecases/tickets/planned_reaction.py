"""Reactions to a fold: each gathers facts, makes a pure plan from them, and applies it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from router.usecases.ports import Core, Turn, UnitOfWork
from router.usecases.records import TicketRecord

Facts = TypeVar("Facts")
Plan = TypeVar("Plan")


class PlannedReaction(ABC, Generic[Facts, Plan]):
    """One thing that may follow from a fold; `bootstrap/reactions` lists those of the core."""

    def __call__(self, core: Core, work: UnitOfWork, turn: Turn) -> TicketRecord:
        if not self.concerns(turn):
            return turn.after
        plan = self.plan(turn, self.gather(core, work, turn))
        return turn.after if plan is None else self.apply(core, work, turn, plan)

    @abstractmethod
    def concerns(self, turn: Turn) -> bool:
        """Whether there is anything to look at, from the turn alone: most folds read nothing."""

    @abstractmethod
    def gather(self, core: Core, work: UnitOfWork, turn: Turn) -> Facts:
        """What the plan needs to know; only reads."""

    @abstractmethod
    def plan(self, turn: Turn, facts: Facts) -> Plan | None:
        """What follows; pure. None: nothing does."""

    @abstractmethod
    def apply(self, core: Core, work: UnitOfWork, turn: Turn, plan: Plan) -> TicketRecord:
        """Write it; the ticket with what the plan changes on it, which `project` saves."""
