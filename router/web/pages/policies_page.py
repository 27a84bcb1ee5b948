"""`/policies`: what is in force, what the files would change, applying and moving."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from router.usecases.policies.apply_policies import apply_policies
from router.usecases.policies.move_tickets import move_tickets
from router.usecases.policies.plan_policies import plan_policies
from router.usecases.ports import Core
from router.web.http.auth import MANAGERS, STAFF
from router.web.pages.guard import Answer, page, viewer
from router.web.pages.ticket_actions import field

#: So many running tickets are previewed on one page.
MOST_PREVIEWED = 100


def build_policies(core: Core) -> Blueprint:
    """The page and its buttons."""
    pages = Blueprint("policies", __name__)

    @pages.get("/policies")
    @page(core, STAFF)
    def policies() -> Answer:
        plan = plan_policies(core, most=MOST_PREVIEWED)
        return render_template("policies.html", plan=plan)

    @pages.post("/policies/apply")
    @page(core, MANAGERS)
    def apply() -> Answer:
        apply_policies(core, who=viewer().origin, mark=field("mark", 100))
        return _back()

    @pages.post("/policies/move")
    @page(core, MANAGERS)
    def move_all() -> Answer:
        move_tickets(core, who=viewer().origin)
        return _back()

    @pages.post("/policies/move/<ticket_id>")
    @page(core, MANAGERS)
    def move_one(ticket_id: str) -> Answer:
        move_tickets(core, who=viewer().origin, ticket_ids=[ticket_id])
        return _back()

    return pages


def _back() -> BaseResponse:
    return redirect(url_for("policies.policies"), 303)
