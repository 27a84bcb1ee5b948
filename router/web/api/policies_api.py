"""The API of policies: what is in force, what the files would change, applying and moving."""

from __future__ import annotations

from router.usecases.policies.apply_policies import apply_policies
from router.usecases.policies.move_tickets import Moved, move_tickets
from router.usecases.policies.plan_policies import plan_policies
from router.usecases.policies.policy_json import in_force_json, moves_json, plan_json
from router.web.api import upkeep_models as shapes
from router.web.api.operations import Api, Operation
from router.web.http.auth import MANAGERS, STAFF, Principal

#: So many running tickets are previewed in one answer; `tickets_behind` counts them all.
MOST_PREVIEWED = 200


def add_policy_operations(api: Api) -> None:
    """Look at the difference; apply it; move running tickets."""
    core = api.services.core

    def look(_who: Principal) -> shapes.PolicyPlanModel:
        plan = plan_policies(core, most=MOST_PREVIEWED)
        return shapes.PolicyPlanModel.model_validate(plan_json(plan))

    def apply(who: Principal, body: shapes.ApplyPolicies) -> shapes.Applied:
        applied = apply_policies(core, who=who.origin, mark=body.mark)
        moved = move_tickets(core, who=who.origin) if body.move else Moved()
        return shapes.Applied.model_validate({"in_force": in_force_json(applied), **_moved(moved)})

    def move(who: Principal, body: shapes.MoveTickets) -> shapes.MovedTickets:
        moved = move_tickets(core, who=who.origin, ticket_ids=body.tickets)
        return shapes.MovedTickets.model_validate(_moved(moved))

    def _moved(moved: Moved) -> dict[str, object]:
        return {"moved": moves_json(moved.moved), "refused": moves_json(moved.refused)}

    api.add(
        Operation(
            "GET",
            "/policies",
            "getPolicies",
            "What is in force, what the files would change, and which deadlines would move.",
            STAFF,
            shapes.PolicyPlanModel,
        ),
        look,
    )
    api.add(
        Operation(
            "POST",
            "/policies/apply",
            "applyPolicies",
            "Put the files in force for new tickets; `move` takes the running ones along.",
            MANAGERS,
            shapes.Applied,
            body=shapes.ApplyPolicies,
            refusals=(409,),
        ),
        apply,
    )
    api.add(
        Operation(
            "POST",
            "/policies/moves",
            "moveTickets",
            "Move running tickets to the versions in force.",
            MANAGERS,
            shapes.MovedTickets,
            body=shapes.MoveTickets,
            refusals=(404, 409),
        ),
        move,
    )
