"""`/explain`: what would be due and why, for a ticket that need not exist."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request

from router.domain.clocks.ledger import ledger_of
from router.domain.contracts.contract import Contract
from router.domain.errors import BadInstant, RouterError
from router.domain.time.instants import (
    EARLIEST,
    LATEST,
    Instant,
    format_instant,
    from_datetime,
    parse_instant,
    to_datetime,
)
from router.usecases.ports import Core
from router.usecases.questions.explain import explain
from router.web.pages.guard import Answer, page
from router.web.pages.ticket_page import ledger_facts
from router.web.ui.viewer_zone import viewer_zone, zone_named

COUNTRIES = ("AU", "BR", "CA", "DE", "ES", "FR", "GB", "IE", "IN", "MX", "NL", "US")


def build_explain(core: Core) -> Blueprint:
    """The page; the question stands in its address, so that it can be sent to somebody."""
    pages = Blueprint("explain", __name__)

    @pages.get("/explain")
    @page(core)
    def what_would_be_due() -> Answer:
        given = {k: v[:200] for k, v in request.args.items()}
        zone = zone_named(given.get("zone", "")) or viewer_zone()
        choices = sorted(core.contracts(), key=lambda c: (c.retired, c.vendor, c.id))
        chosen = _chosen(core, given.get("vendor", ""))
        answers: list[dict[str, object]] = []
        trouble = ""
        if chosen is not None and given.get("opened"):
            try:
                answers = _answers(core, chosen, given, zone)
            except RouterError as error:
                trouble = str(error)
        return render_template(
            "explain.html",
            given=given,
            zone=zone.key,
            choices=choices,
            chosen=chosen,
            answers=answers,
            trouble=trouble,
            countries=COUNTRIES,
            now_local=to_datetime(core.now()).astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        )

    return pages


def _chosen(core: Core, value: str) -> Contract | None:
    vendor, _, contract = value.partition("/")
    return core.book.find(vendor, contract or None) if vendor else None


def _answers(
    core: Core, contract: Contract, given: dict[str, str], zone: ZoneInfo
) -> list[dict[str, object]]:
    kind, _, name = given.get("promise", "").partition(":")
    opened = read_local(given["opened"], zone)
    question: dict[str, Any] = {
        "vendor": contract.vendor,
        "contract": contract.id,
        "at": format_instant(opened),
        "customer": {"country": given.get("country") or None, "zone": zone.key},
        "events": [{"type": "opened", "at": format_instant(opened)}],
    }
    if kind == "duty":
        question["events"] = [_duty_started(given, name, opened, zone)]
    else:
        question["tier"] = name or (contract.tiers[0].id if contract.tiers else None)
        if given.get("answered"):
            answered = read_local(given["answered"], zone)
            question["events"].append({"type": "vendor_replied", "at": format_instant(answered)})
            question["at"] = format_instant(max(opened, answered))
    clocks = explain(question, core.book)
    return [ledger_facts(core, clock, contract, None) for clock in clocks if ledger_of(clock)]


def _duty_started(
    given: dict[str, str], duty: str, opened: Instant, zone: ZoneInfo
) -> dict[str, Any]:
    started = {"type": "duty_started", "at": format_instant(opened), "duty": duty}
    if given.get("planned"):
        started["planned_for"] = format_instant(read_local(given["planned"], zone))
    return started


def read_local(text: str, zone: ZoneInfo) -> Instant:
    """An instant with an offset as it stands, or a local time in that zone.

    A local time that a clock change skips is later by the gap, one that it repeats is the first.
    Raises BadInstant for anything else.
    """
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return parse_instant(text)
    if local.tzinfo is not None:
        return parse_instant(text)
    at = from_datetime(local.replace(tzinfo=zone))
    if not EARLIEST <= at < LATEST:
        raise BadInstant(f"{text!r} is no instant between 1990 and 2100")
    return at
