"""The clocks table: a projection of the fold, there to be swept by the next instant to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import Party
from router.domain.escalation.steps import StepAt
from router.domain.time.instants import Instant
from router.store.prepared import Prepared
from router.store.repositories.missed_rows import clock_missed
from router.store.repositories.row_tools import Row, all_rows, cursor_of, is_postgres, read_cursor
from router.store.tables.tables import OF_A_DUTY, clocks, tickets
from router.usecases.records import ClockRow, Missed, Page

_NAMES = tuple(f.name for f in fields(ClockRow))


#: Where a clock stands among those that were missed, and what a cursor holds of it.
_MISSED = (clocks.c.breached_at, clocks.c.ticket_id, clocks.c.id)
_PLACE = (int, str, str)
_DELETE = Prepared(delete(clocks).where(clocks.c.ticket_id == bindparam("this")))
_INSERT = insert(clocks)
_OF_TICKETS = (
    select(clocks)
    .where(clocks.c.ticket_id.in_(bindparam("ids", expanding=True)))
    .order_by(clocks.c.started_at, clocks.c.round)
)
_OF_TICKET = Prepared(
    select(clocks)
    .where(clocks.c.ticket_id == bindparam("this"))
    .order_by(clocks.c.started_at, clocks.c.round)
)
_SWEPT = update(clocks).where(
    clocks.c.ticket_id == bindparam("ticket"), clocks.c.id == bindparam("clock")
)


class SqlClocks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, ticket_id: str, rows: Sequence[ClockRow]) -> None:
        _DELETE.run(self._connection, {"this": ticket_id})
        if rows:
            self._connection.execute(_INSERT, [clock_row(row) for row in rows])

    def of(self, ticket_ids: Sequence[str]) -> Mapping[str, tuple[ClockRow, ...]]:
        by_ticket: dict[str, list[ClockRow]] = {ticket_id: [] for ticket_id in ticket_ids}
        if len(ticket_ids) == 1:
            rows: Sequence[Row] = _OF_TICKET.all(self._connection, {"this": ticket_ids[0]})
        else:
            rows = all_rows(self._connection, _OF_TICKETS, {"ids": list(ticket_ids)})
        for row in rows:
            by_ticket[row["ticket_id"]].append(_from_row(row))
        return {ticket_id: tuple(found) for ticket_id, found in by_ticket.items()}

    def due(self, now: Instant, limit: int) -> tuple[str, ...]:
        pressing = (
            select(clocks.c.ticket_id).where(clocks.c.look_at <= now).order_by(clocks.c.look_at)
        )
        ids = tuple(dict.fromkeys(self._connection.execute(pressing.limit(limit)).scalars()))
        if not ids or not is_postgres(self._connection):
            return ids
        locking = select(tickets.c.id).where(tickets.c.id.in_(ids))
        mine = self._connection.execute(locking.with_for_update(skip_locked=True)).scalars()
        taken = set(mine)
        # What another sweeper did between the two statements shows in the second reading.
        still = pressing.where(clocks.c.ticket_id.in_(taken))
        return tuple(dict.fromkeys(self._connection.execute(still).scalars()))

    def next_look_at(self) -> Instant | None:
        statement = select(func.min(clocks.c.look_at)).where(clocks.c.look_at.is_not(None))
        return self._connection.execute(statement).scalar()

    def duties(
        self, *, over: bool, limit: int, tickets: Sequence[str] | None = None
    ) -> tuple[ClockRow, ...]:
        states = ("stopped", "cancelled") if over else ("running", "paused")
        statement = select(clocks).where(text(OF_A_DUTY), clocks.c.state.in_(states))
        if tickets is not None:
            statement = statement.where(clocks.c.ticket_id.in_(tickets))
        if over:
            statement = statement.order_by(clocks.c.started_at.desc(), clocks.c.ticket_id)
        else:
            statement = statement.order_by(clocks.c.due_at, clocks.c.ticket_id)
        return tuple(_from_row(row) for row in all_rows(self._connection, statement.limit(limit)))

    def count_duties(self) -> int:
        going_on = clocks.c.state.in_(("running", "paused"))
        statement = select(func.count()).select_from(clocks).where(text(OF_A_DUTY), going_on)
        return int(self._connection.execute(statement).scalar_one())

    def missed(
        self,
        which: Missed,
        *,
        tickets: Sequence[str] | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ClockRow]:
        statement = select(clocks).where(clock_missed(which))
        if tickets is not None:
            statement = statement.where(clocks.c.ticket_id.in_(tickets))
        if cursor is not None:
            statement = statement.where(tuple_(*_MISSED) < tuple_(*read_cursor(cursor, _PLACE)))
        statement = statement.order_by(*(column.desc() for column in _MISSED))
        found = [_from_row(row) for row in all_rows(self._connection, statement.limit(limit + 1))]
        if len(found) <= limit:
            return Page(tuple(found))
        end = found[limit - 1]
        return Page(tuple(found[:limit]), cursor_of(end.breached_at or 0, end.ticket_id, end.id))

    def count_missed(self) -> Mapping[Missed, int]:
        counted = {}
        for which in Missed:
            statement = select(func.count()).select_from(clocks).where(clock_missed(which))
            counted[which] = int(self._connection.execute(statement).scalar_one())
        return counted

    def swept(self, row: ClockRow) -> None:
        """Write what a sweep found out about a clock: late or not, and when to look again."""
        values = {
            "ticket": row.ticket_id,
            "clock": row.id,
            "breached": row.breached,
            "breached_at": row.breached_at,
            "look_at": row.look_at,
        }
        self._connection.execute(_SWEPT, values)

    def postpone(self, ticket_id: str, look_at: Instant) -> None:
        statement = update(clocks).where(
            clocks.c.ticket_id == ticket_id, clocks.c.look_at < look_at
        )
        self._connection.execute(statement.values(look_at=look_at))


def clock_row(row: ClockRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _NAMES}
    values["owed_by"] = row.owed_by.value
    values["state"] = row.state.value
    values["interpretations"] = list(row.interpretations)
    values["schedule"] = [[s.step, s.kind.value, s.at] for s in row.schedule]
    return values


def _from_row(row: Row) -> ClockRow:
    values = dict(row)
    values["owed_by"] = Party(values["owed_by"])
    values["state"] = ClockState(values["state"])
    values["interpretations"] = tuple(values["interpretations"])
    values["schedule"] = tuple(StepAt.of(*step) for step in values["schedule"])
    return ClockRow(**values)
