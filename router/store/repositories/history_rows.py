"""Tickets of the past are written many at a time: one statement a table, not ten a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from router.domain.time.instants import Instant
from router.store.repositories.clock_rows import clock_row
from router.store.repositories.event_rows import event_rows
from router.store.repositories.row_tools import insert_several_new
from router.store.repositories.ticket_rows import ticket_row
from router.store.tables.tables import changes, clocks, events, texts, tickets
from router.usecases.records import PastTicket

_KNOWN = select(tickets.c.external_id).where(
    tickets.c.source == bindparam("source_"),
    tickets.c.external_id.in_(bindparam("numbers", expanding=True)),
)


class SqlHistory:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, source: str, external_ids: Sequence[str]) -> frozenset[str]:
        values = {"source_": source, "numbers": list(external_ids)}
        return frozenset(self._connection.execute(_KNOWN, values).scalars())

    def add(self, past: Sequence[PastTicket], at: Instant) -> frozenset[str]:
        if not past:
            return frozenset()
        rows = [ticket_row(one.ticket) for one in past]
        added = insert_several_new(self._connection, tickets, rows, "id")
        event_values: list[dict[str, Any]] = []
        text_values: list[dict[str, Any]] = []
        clock_values: list[dict[str, Any]] = []
        for one in past:
            if one.ticket.id in added:
                happened, words = event_rows(one.ticket.id, one.events)
                event_values += happened
                text_values += words
                clock_values += [clock_row(clock) for clock in one.clocks]
        for table, values in ((events, event_values), (texts, text_values), (clocks, clock_values)):
            if values:
                # Plain: nothing else can have written to a ticket that this transaction made.
                self._connection.execute(insert(table).inline(), values)
        if added:
            told = {"ticket_id": max(added), "at": at}
            self._connection.execute(insert(changes).inline(), told)
        return added
