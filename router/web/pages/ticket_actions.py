"""What a person does with a ticket: the forms of its page."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from router.domain.time.instants import Instant, parse_instant
from router.usecases.duties.finish_duty import finish_duty
from router.usecases.ports import Core
from router.usecases.routing.confirm_tier import confirm_tier
from router.usecases.routing.set_tier import set_tier
from router.usecases.routing.set_vendor import set_vendor
from router.usecases.tickets.add_note import add_note
from router.usecases.tickets.claims import accept_claim
from router.usecases.tickets.pause import pause, resume
from router.usecases.tickets.record_contact import record_contact
from router.usecases.vendors.hand_over_as_is import hand_over_as_is
from router.usecases.vendors.vendor_deed import Deed, record_deed
from router.web.http.auth import MANAGERS, STAFF
from router.web.http.error_answers import Refused
from router.web.pages.guard import Answer, page, viewer


def build_actions(core: Core) -> Blueprint:
    """`POST /tickets/<id>/…`: each form ends back on the ticket's page."""
    pages = Blueprint("actions", __name__, url_prefix="/tickets/<ticket_id>")

    @pages.post("/vendor")
    @page(core, STAFF)
    def vendor(ticket_id: str) -> Answer:
        name, _, contract = field("vendor", 200).partition("/")
        set_vendor(
            core,
            ticket_id,
            name,
            contract=contract or None,
            reason=field("reason"),
            who=viewer().origin,
        )
        return back(ticket_id)

    @pages.post("/tier")
    @page(core, STAFF)
    def tier(ticket_id: str) -> Answer:
        set_tier(
            core,
            ticket_id,
            field("tier", 200),
            reason=field("reason"),
            who=viewer().origin,
            correction=request.form.get("how") == "correction",
        )
        return back(ticket_id)

    @pages.post("/tier/confirm")
    @page(core, STAFF)
    def confirm(ticket_id: str) -> Answer:
        # The tier that was on the page: somebody else may have been quicker.
        confirm_tier(core, ticket_id, request.form.get("tier") or None, who=viewer().origin)
        return back(ticket_id)

    @pages.post("/hand-over")
    @page(core, STAFF)
    def as_is(ticket_id: str) -> Answer:
        hand_over_as_is(core, ticket_id, who=viewer().origin)
        return back(ticket_id)

    @pages.post("/notes")
    @page(core, STAFF)
    def note(ticket_id: str) -> Answer:
        add_note(core, ticket_id, field("body", 20_000), who=viewer().origin)
        return back(ticket_id)

    @pages.post("/calls")
    @page(core, STAFF)
    def call(ticket_id: str) -> Answer:
        record_contact(
            core,
            ticket_id,
            spoke_to=field("who", 200),
            who=viewer().origin,
            at=instant("at"),
            may_backdate=viewer().may(MANAGERS),
        )
        return back(ticket_id)

    @pages.post("/deeds")
    @page(core, STAFF)
    def deed(ticket_id: str) -> Answer:
        named = field("deed", 50)
        if named not in list(Deed):
            raise Refused(422, f"deed: {named!r} is not one of {', '.join(Deed)}")
        record_deed(core, ticket_id, Deed(named), who=viewer().origin)
        return back(ticket_id)

    @pages.post("/claims/accept")
    @page(core, MANAGERS)
    def accept(ticket_id: str) -> Answer:
        accept_claim(core, ticket_id, field("event", 300), who=viewer().origin)
        return back(ticket_id)

    @pages.post("/pause")
    @page(core, STAFF)
    def pause_clocks(ticket_id: str) -> Answer:
        pause(core, ticket_id, reason=field("reason", 200), who=viewer().origin)
        return back(ticket_id)

    @pages.post("/resume")
    @page(core, STAFF)
    def resume_clocks(ticket_id: str) -> Answer:
        resume(core, ticket_id, who=viewer().origin)
        return back(ticket_id)

    @pages.post("/duties/finish")
    @page(core, STAFF)
    def finish(ticket_id: str) -> Answer:
        finish_duty(core, ticket_id, field("duty", 200), who=viewer().origin)
        return back(ticket_id)

    return pages


def field(name: str, longest: int = 1000) -> str:
    """A text field of the form. Raises Refused (422) for an empty or too long one."""
    text = request.form.get(name, "").replace("\r\n", "\n").strip()
    if not text:
        raise Refused(422, f"{name} is empty; say something there")
    if len(text) > longest:
        raise Refused(422, f"{name} has {len(text)} characters; at most {longest} are taken")
    if "\x00" in text:
        raise Refused(422, f"{name} holds a zero byte, which is no text")
    return text


def instant(name: str) -> Instant | None:
    """An instant that the page's script wrote with its offset; None where it was left empty."""
    text = request.form.get(name, "").strip()
    return parse_instant(text) if text else None


def back(ticket_id: str) -> BaseResponse:
    """To the ticket's page, so that loading again does not send the form again."""
    return redirect(url_for("ticket.ticket", ticket_id=ticket_id), 303)
