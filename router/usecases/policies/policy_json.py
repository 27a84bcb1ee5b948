"""Plans and moves as JSON: the same in the API and on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from router.domain.time.instants import Instant, format_instant
from router.usecases.policies.in_force import Application, InForce
from router.usecases.policies.plan_policies import ContractChange, PolicyPlan
from router.usecases.tickets.deadlines import DueChange, Move


def plan_json(plan: PolicyPlan) -> dict[str, Any]:
    """A plan: what is in force, what differs, what moving would do."""
    return {
        "in_force": None if plan.in_force is None else in_force_json(plan.in_force),
        "differs": plan.differs,
        "trouble": plan.trouble,
        "mark": plan.mark,
        "changes": [change_json(change) for change in plan.changes],
        "tickets_behind": plan.behind,
        "deadlines_moved": plan.moved_deadlines,
        "moves": moves_json(plan.moves),
    }


def in_force_json(found: InForce) -> dict[str, Any]:
    """What was applied last, and what before."""
    return {
        **application_json(found.last),
        "contracts": [
            {
                "vendor": held.vendor,
                "contract": held.contract,
                "version": held.version,
                "default": held.default,
                "retired": held.retired,
            }
            for held in found.contracts
        ],
        "earlier": [application_json(each) for each in found.earlier],
    }


def application_json(each: Application) -> dict[str, Any]:
    return {
        "number": each.number,
        "applied_at": format_instant(each.at),
        "by": each.by,
        "what": each.what,
    }


def change_json(change: ContractChange) -> dict[str, Any]:
    """One contract that differs, field by field."""
    return {
        "vendor": change.vendor,
        "contract": change.contract,
        "what": change.what.value,
        "before": change.before,
        "after": change.after,
        "by_data": change.by_data,
        "fields": [
            {"field": each.field, "before": each.before, "after": each.after}
            for each in change.fields
        ],
    }


def moves_json(moves: Iterable[Move]) -> list[dict[str, Any]]:
    """Tickets with the deadlines that move; those that stay as they are have none."""
    return [
        {
            "ticket": move.ticket.id,
            "source": move.ticket.source,
            "external_id": move.ticket.external_id,
            "vendor": move.ticket.vendor,
            "contract": move.ticket.contract,
            "version": move.ticket.version,
            "to_contract": None if move.to is None else move.to.id,
            "to_version": None if move.to is None else move.to.version,
            "refused": move.refused,
            "deadlines": [_due_json(change) for change in move.changes],
        }
        for move in moves
    ]


def _due_json(change: DueChange) -> dict[str, Any]:
    return {
        "clock": change.clock,
        "before": _instant(change.before),
        "after": _instant(change.after),
    }


def _instant(at: Instant | None) -> str | None:
    return None if at is None else format_instant(at)
