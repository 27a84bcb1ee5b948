"""What came in, and how it is known again: deliveries, our own echoes, mail threads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from router.domain.time.instants import Instant
from router.store.prepared import Prepared
from router.store.repositories.row_tools import (
    Row,
    all_rows,
    cursor_of,
    insert_for,
    insert_new,
    one_row,
    read_cursor,
)
from router.store.tables.tables import echoes, receipts, threads
from router.usecases.ports import NotFound
from router.usecases.records import Page, Receipt

_KEYS_AT_ONCE = 20


@cache
def _echoes_among(count: int) -> Prepared:
    named: list[BindParameter[str]] = [bindparam(f"key{n}") for n in range(count)]
    is_one = or_(*(echoes.c.key == key for key in named))
    return Prepared(select(echoes.c.key).where(echoes.c.source == bindparam("source_"), is_one))


class SqlReceipts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, receipt: Receipt) -> bool:
        values = {
            "id": receipt.id,
            "source": receipt.source,
            "delivery_id": receipt.delivery_id,
            "received_at": receipt.received_at,
            "body": receipt.body,
            "flags": list(receipt.flags),
            "unknown": list(receipt.unknown),
        }
        return insert_new(self._connection, receipts, values)

    def seen(self, source: str, delivery_id: str) -> bool:
        statement = select(receipts.c.id).where(
            receipts.c.source == source, receipts.c.delivery_id == delivery_id
        )
        return self._connection.execute(statement).first() is not None

    def get(self, receipt_id: str) -> Receipt:
        statement = select(receipts).where(receipts.c.id == receipt_id)
        row = one_row(self._connection, statement)
        if row is None:
            raise NotFound(f"there is no receipt {receipt_id!r}")
        return _receipt(row)

    def list(self, source: str, *, cursor: str | None = None, limit: int = 50) -> Page[Receipt]:
        statement = select(receipts).where(receipts.c.source == source)
        if cursor is not None:
            (last,) = read_cursor(cursor, (str,))
            statement = statement.where(receipts.c.id < last)
        statement = statement.order_by(receipts.c.id.desc()).limit(limit + 1)
        rows = all_rows(self._connection, statement)
        found = tuple(_receipt(row) for row in rows)
        return Page(found[:limit], cursor_of(found[limit - 1].id) if len(found) > limit else None)


class SqlEchoes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, source: str, key: str, at: Instant) -> None:
        insert_new(self._connection, echoes, {"source": source, "key": key, "at": at})

    def known(self, source: str, keys: Sequence[str]) -> frozenset[str]:
        if not keys:
            return frozenset()
        found: set[str] = set()
        different = list(dict.fromkeys(keys))
        for start in range(0, len(different), _KEYS_AT_ONCE):
            few = different[start : start + _KEYS_AT_ONCE]
            values = {"source_": source} | {f"key{n}": key for n, key in enumerate(few)}
            rows = _echoes_among(len(few)).all(self._connection, values)
            found.update(row["key"] for row in rows)
        return frozenset(found)


class SqlThreads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, source: str, mail_ids: Sequence[str], external_id: str) -> None:
        rows = [
            {"source": source, "mail_id": mail_id, "external_id": external_id}
            for mail_id in dict.fromkeys(mail_ids)
        ]
        if rows:
            insertion = insert_for(self._connection, threads).values(rows)
            self._connection.execute(insertion.on_conflict_do_nothing())

    def find(self, source: str, mail_ids: Sequence[str]) -> str | None:
        """The ticket of the last of the ids that is known: a reply names its nearest one last."""
        if not mail_ids:
            return None
        statement = select(threads.c.mail_id, threads.c.external_id).where(
            threads.c.source == source, threads.c.mail_id.in_(mail_ids)
        )
        rows = self._connection.execute(statement)
        found = {row.mail_id: row.external_id for row in rows}
        return next((found[m] for m in reversed(mail_ids) if m in found), None)


def _receipt(row: Row) -> Receipt:
    return Receipt(**{**row, "flags": tuple(row["flags"]), "unknown": tuple(row["unknown"])})
