"""Notices, and their way to the receivers: the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)

from router.domain.escalation.steps import NoticeKind
from router.domain.time.instants import Instant
from router.store.prepared import Prepared
from router.store.repositories.row_tools import (
    Row,
    all_rows,
    cursor_of,
    insert_new,
    one_row,
    read_cursor,
)
from router.store.tables.tables import deliveries, notices
from router.usecases.outbox.receivers import NOT_ASKED
from router.usecases.ports import Conflict, NotFound
from router.usecases.records import (
    DeliveryRecord,
    DeliveryState,
    NoticeRecord,
    Page,
    Purpose,
)

# Written out, without parameters: so a planner recognises the condition of its partial index.
_IS_OPEN = text("state IN ('pending', 'claimed')")
_IS_CLAIMED = text("state = 'claimed'")

_RECEIVER = (
    deliveries.c.purpose
    + ":"
    + case(
        (deliveries.c.purpose == Purpose.WRITE_BACK.value, deliveries.c.recipient),
        else_=deliveries.c.channel,
    )
)
_RANK = case(
    {Purpose.NOTICE.value: 0, Purpose.HAND_OVER.value: 1}, value=deliveries.c.purpose, else_=2
)
# `attempt_at` of a claimed one is the end of its lease: one index finds both.
_DUE = (
    select(deliveries.c.id, deliveries.c.purpose, _RECEIVER)
    .where(
        _IS_OPEN,
        deliveries.c.attempt_at <= bindparam("now"),
        _RECEIVER.not_in(bindparam("without", expanding=True)),
    )
    .order_by(_RANK, deliveries.c.attempt_at, deliveries.c.id)
    .limit(bindparam("most"))
)


def _free(*conditions: Any, until: Instant | None = None) -> Any:
    """The ids of open ones that nobody holds at this moment, to be changed by us: two that lock
    many each never wait for each other."""
    found = select(deliveries.c.id).where(_IS_OPEN, *conditions)
    if until is not None:
        found = found.where(deliveries.c.attempt_at < until)
    return found.with_for_update(skip_locked=True).scalar_subquery()


_NOTICES_OF = Prepared(
    select(notices)
    .where(notices.c.ticket_id == bindparam("this"))
    .order_by(notices.c.created_at, notices.c.id)
)


_NOTICE = Prepared(select(notices).where(notices.c.id == bindparam("this")))
_OUTCOME = ("state", "attempts", "attempt_at", "claimed_until", "error", "sent_at", "reference")
_FINISH = Prepared(
    update(deliveries).where(
        deliveries.c.id == bindparam("this"),
        deliveries.c.claimed_by == bindparam("holder"),
        _IS_CLAIMED,
    ),
    [*_OUTCOME, "claimed_by"],
)


@cache
def _claim(count: int) -> Prepared:
    """Claims so many, and gives those that were free."""
    ids = or_(*(deliveries.c.id == bindparam(f"parcel_{n}") for n in range(count)))
    found = select(deliveries.c.id).where(_IS_OPEN, ids)
    found = found.where(deliveries.c.attempt_at <= bindparam("now"))
    free = found.with_for_update(skip_locked=True).scalar_subquery()
    claimed = update(deliveries).where(deliveries.c.id.in_(free))
    return Prepared(
        claimed.values(
            state=bindparam("claimed"),
            claimed_by=bindparam("holder"),
            claimed_until=bindparam("until"),
            attempt_at=bindparam("until_then"),
            attempts=deliveries.c.attempts + literal_column("1"),
        ).returning(deliveries)
    )


class SqlNotices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notice: NoticeRecord) -> bool:
        return insert_new(self._connection, notices, asdict(notice) | {"kind": notice.kind.value})

    def get(self, notice_id: str) -> NoticeRecord:
        row = _NOTICE.first(self._connection, {"this": notice_id})
        if row is None:
            raise NotFound(f"there is no notice {notice_id!r}")
        return _notice(row)

    def of(self, ticket_id: str) -> tuple[NoticeRecord, ...]:
        rows = _NOTICES_OF.all(self._connection, {"this": ticket_id})
        return tuple(_notice(row) for row in rows)

    def withdraw(self, notice_id: str, at: Instant, reason: str) -> None:
        statement = (
            update(notices)
            .where(notices.c.id == notice_id, notices.c.withdrawn_at.is_(None))
            .values(withdrawn_at=at, withdrawn_reason=reason)
        )
        self._connection.execute(statement)

    def bring_back(self, ticket_id: str, reason: str) -> None:
        statement = (
            update(notices)
            .where(notices.c.ticket_id == ticket_id, notices.c.withdrawn_reason == reason)
            .values(withdrawn_at=None, withdrawn_reason="")
        )
        self._connection.execute(statement)


class SqlDeliveries:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, delivery: DeliveryRecord) -> bool:
        return insert_new(self._connection, deliveries, _to_row(delivery))

    def get(self, delivery_id: str) -> DeliveryRecord:
        statement = select(deliveries).where(deliveries.c.id == delivery_id)
        row = one_row(self._connection, statement)
        if row is None:
            raise NotFound(f"there is no delivery {delivery_id!r}")
        return _delivery(row)

    def of(self, ticket_id: str) -> tuple[DeliveryRecord, ...]:
        statement = select(deliveries).where(deliveries.c.ticket_id == ticket_id)
        return self._many(statement.order_by(deliveries.c.created_at, deliveries.c.id))

    def due(
        self, now: Instant, without: Sequence[str], limit: int
    ) -> tuple[tuple[str, Purpose, str], ...]:
        rows = self._connection.execute(
            _DUE, {"now": now, "without": list(without), "most": limit}
        ).all()
        return tuple((row[0], Purpose(row[1]), row[2]) for row in rows)

    def claim(
        self, ids: Sequence[str], now: Instant, until: Instant, by: str
    ) -> tuple[DeliveryRecord, ...]:
        if not ids:
            return ()
        values = {f"parcel_{n}": id_ for n, id_ in enumerate(ids)} | {
            "now": now,
            "claimed": DeliveryState.CLAIMED.value,
            "holder": by,
            "until": until,
            "until_then": until,
        }
        claimed = {
            row["id"]: _delivery(row) for row in _claim(len(ids)).all(self._connection, values)
        }
        return tuple(claimed[id_] for id_ in ids if id_ in claimed)

    def put_off(self, receiver: str, until: Instant) -> None:
        untried = (
            receiver == _RECEIVER,
            deliveries.c.state == DeliveryState.PENDING.value,
            deliveries.c.attempts == 0,
        )
        statement = (
            update(deliveries)
            .where(deliveries.c.id.in_(_free(*untried, until=until)))
            .values(attempt_at=until, error=NOT_ASKED)
        )
        self._connection.execute(statement)

    def let_go(self, receiver: str, now: Instant) -> None:
        put_off = (
            receiver == _RECEIVER,
            deliveries.c.state == DeliveryState.PENDING.value,
            deliveries.c.error == NOT_ASKED,
        )
        statement = (
            update(deliveries)
            .where(deliveries.c.id.in_(_free(*put_off)))
            .values(attempt_at=now, error="")
        )
        self._connection.execute(statement)

    def renew(self, ids: Sequence[str], by: str, until: Instant) -> None:
        statement = (
            update(deliveries)
            .where(deliveries.c.id.in_(ids), deliveries.c.claimed_by == by, _IS_CLAIMED)
            .values(claimed_until=until, attempt_at=until)
        )
        self._connection.execute(statement)

    def finish(self, delivery: DeliveryRecord) -> bool:
        values = _to_row(delivery)
        written = {name: values[name] for name in _OUTCOME} | {"claimed_by": ""}
        held = {"this": delivery.id, "holder": delivery.claimed_by}
        return bool(_FINISH.run(self._connection, written | held))

    def waiting(self, now: Instant) -> int:
        statement = select(func.count()).where(_IS_OPEN, deliveries.c.attempt_at <= now)
        return self._connection.execute(statement).scalar_one()

    def next_attempt_at(self) -> Instant | None:
        statement = select(func.min(deliveries.c.attempt_at)).where(_IS_OPEN)
        return self._connection.execute(statement).scalar()

    def list(
        self,
        *,
        state: str | None = None,
        tickets: Sequence[str] | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[DeliveryRecord]:
        statement = select(deliveries)
        if tickets is not None:
            statement = statement.where(deliveries.c.ticket_id.in_(tickets))
        if state is not None:
            statement = statement.where(deliveries.c.state == state)
        if cursor is not None:
            at, last = read_cursor(cursor, (int, str))
            older = and_(deliveries.c.created_at == at, deliveries.c.id < last)
            statement = statement.where(or_(deliveries.c.created_at < at, older))
        ordered = statement.order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc())
        found = self._many(ordered.limit(limit + 1))
        if len(found) <= limit:
            return Page(found)
        end = found[limit - 1]
        return Page(found[:limit], cursor_of(end.created_at, end.id))

    def withdraw(self, ticket_id: str, reason: str, purposes: Sequence[Purpose] = ()) -> int:
        # A claimed one may be out already: its worker checks again, and records what happened.
        statement = update(deliveries).where(
            deliveries.c.ticket_id == ticket_id,
            deliveries.c.state == DeliveryState.PENDING.value,
        )
        if purposes:
            statement = statement.where(deliveries.c.purpose.in_([p.value for p in purposes]))
        values = {"state": DeliveryState.WITHDRAWN.value, "error": reason}
        return self._connection.execute(statement.values(values)).rowcount

    def bring_back(self, ticket_id: str, reason: str, at: Instant) -> None:
        statement = (
            update(deliveries)
            .where(
                deliveries.c.ticket_id == ticket_id,
                deliveries.c.state == DeliveryState.WITHDRAWN.value,
                deliveries.c.error == reason,
            )
            .values(state=DeliveryState.PENDING.value, error="", attempt_at=at)
        )
        self._connection.execute(statement)

    def postpone(self, ticket_id: str, purpose: Purpose, until: Instant) -> None:
        statement = (
            update(deliveries)
            .where(
                deliveries.c.ticket_id == ticket_id,
                deliveries.c.purpose == purpose.value,
                deliveries.c.state == DeliveryState.PENDING.value,
                deliveries.c.attempts == 0,
            )
            .values(attempt_at=until)
        )
        self._connection.execute(statement)

    def withdraw_one(self, delivery_id: str, reason: str) -> bool:
        statement = (
            update(deliveries)
            .where(
                deliveries.c.id == delivery_id,
                deliveries.c.state == DeliveryState.PENDING.value,
            )
            .values(state=DeliveryState.WITHDRAWN.value, error=reason)
        )
        return bool(self._connection.execute(statement).rowcount)

    def again(self, delivery_id: str, at: Instant) -> None:
        statement = (
            update(deliveries)
            .where(deliveries.c.id == delivery_id, deliveries.c.state == DeliveryState.DEAD.value)
            .values(state=DeliveryState.PENDING.value, attempts=0, attempt_at=at)
        )
        if not self._connection.execute(statement).rowcount:
            state = self.get(delivery_id).state
            raise Conflict(f"delivery {delivery_id!r} is {state}; only a dead one is sent again")

    def came_back(self, delivery_id: str, why: str) -> bool:
        statement = (
            update(deliveries)
            .where(deliveries.c.id == delivery_id, deliveries.c.state == DeliveryState.SENT.value)
            .values(state=DeliveryState.DEAD.value, error=f"it came back: {why}"[:500])
        )
        return bool(self._connection.execute(statement).rowcount)

    def counts(self) -> Mapping[str, int]:
        statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        return {row.state: row[1] for row in self._connection.execute(statement)}

    def _many(self, statement: Select[Any]) -> tuple[DeliveryRecord, ...]:
        return tuple(_delivery(row) for row in all_rows(self._connection, statement))


def _notice(row: Row) -> NoticeRecord:
    return NoticeRecord(**{**row, "kind": NoticeKind(row["kind"])})


def _to_row(delivery: DeliveryRecord) -> dict[str, Any]:
    values = asdict(delivery)
    values["purpose"] = delivery.purpose.value
    values["state"] = delivery.state.value
    values["payload"] = dict(delivery.payload)
    return values


def _delivery(row: Row) -> DeliveryRecord:
    return DeliveryRecord(
        **{**row, "purpose": Purpose(row["purpose"]), "state": DeliveryState(row["state"])}
    )
