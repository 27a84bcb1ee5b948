"""Changed rows alone: what a live list asks for when tickets change (`static/rows.js`)."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request

from router.domain.time.instants import Instant
from router.usecases.records import TicketRecord
from router.web.http.error_answers import Refused

#: So many tickets may be asked for at once.
MOST = 50
_ENDLESS = 10**20
_OVER = ("resolved", "closed", "cancelled")


def wanted_rows() -> tuple[str, ...] | None:
    """The ids of `?rows=T-1,T-2`; None where the whole page is asked for. Raises Refused (422)."""
    given = request.args.get("rows")
    if given is None:
        return None
    ids = tuple(dict.fromkeys(id_ for id_ in given.split(",") if id_))
    if len(ids) > MOST or any(len(id_) > 40 or "\x00" in id_ for id_ in ids):
        raise Refused(422, f"rows: ask for at most {MOST} tickets by their ids, T-…")
    return ids


def address() -> str:
    """This page's own address, without the rows that were asked for."""
    args = [(k, v) for k, v in request.args.items(multi=True) if k != "rows"]
    return request.path + ("?" + urlencode(args) if args else "")


def by_due(due_at: Instant | None, id_: str) -> str:
    """Where something with a deadline stands in a list, as text that sorts: those without come
    after."""
    return f"1{id_}" if due_at is None else f"0{due_at:021d}{id_}"


def newest_first(at: Instant, id_: str) -> str:
    """The same in a list that begins with the newest."""
    return f"{_ENDLESS - at:021d}{id_}"


def in_queue(ticket: TicketRecord) -> str:
    """The same for a ticket in the queue: open ones by deadline, then those that are over."""
    if ticket.state.value in _OVER:
        return f"2{newest_first(ticket.opened_at, ticket.id)}"
    return by_due(ticket.next_due_at, ticket.id)
