"""Small tools that every repository uses."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from router.domain.errors import BadEvent
from router.store.prepared import Prepared
from router.store.prepared import Row as Row
from router.store.tables.tables import storable

#: So many rows go in by one statement that is kept for that number; more are a rare case.
_FEW = 8


def all_rows(connection: Connection, statement: Executable, values: Row | None = None) -> list[Row]:
    """Every row; `values` are those of the statement's parameters."""
    given = None if values is None else dict(values)
    return [dict(row._mapping) for row in connection.execute(statement, given)]


def one_row(connection: Connection, statement: Executable) -> Row | None:
    """The first row, where there is one."""
    row = connection.execute(statement).first()
    return None if row is None else dict(row._mapping)


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def insert_for(connection: Connection, table: Table) -> Any:
    """An INSERT of the database's own dialect, which knows ON CONFLICT."""
    return postgresql.insert(table) if is_postgres(connection) else sqlite.insert(table)


def insert_new(connection: Connection, table: Table, values: Row) -> bool:
    """Insert unless a unique key of it is there already; True when it was new."""
    returning = next(iter(table.primary_key)).key
    return bool(insert_several_new(connection, table, [values], returning))


def insert_several_new(
    connection: Connection, table: Table, rows: Sequence[Row], returning: str
) -> frozenset[Any]:
    """The same for many; what `returning` holds in those that were new."""
    if len(rows) <= _FEW:
        few = _insert_few(table, is_postgres(connection), returning, tuple(rows[0]), len(rows))
        values = {f"{key}_{n}": value for n, row in enumerate(rows) for key, value in row.items()}
        return frozenset(row[returning] for row in few.all(connection, values))
    statement = insert_for(connection, table).on_conflict_do_nothing()
    found = connection.execute(statement.returning(table.c[returning]), [dict(row) for row in rows])
    return frozenset(found.scalars())


@cache
def _insert_few(
    table: Table, postgres: bool, returning: str, keys: tuple[str, ...], count: int
) -> Prepared:
    made = postgresql.insert(table) if postgres else sqlite.insert(table)
    rows = [
        {key: bindparam(f"{key}_{n}", type_=table.c[key].type) for key in keys}
        for n in range(count)
    ]
    return Prepared(made.values(rows).on_conflict_do_nothing().returning(table.c[returning]))


def upsert(connection: Connection, table: Table, values: Row, key: Sequence[str]) -> None:
    """Insert, or overwrite the row with that key."""
    statement = insert_for(connection, table).values(values)
    rest = {name: statement.excluded[name] for name in values if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=rest))


def cursor_of(*parts: object) -> str:
    """Where a page ended, as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str, types: Sequence[type]) -> list[Any]:
    """The parts of a cursor; raises BadEvent for one that we did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        parts = None
    fits = isinstance(parts, list) and len(parts) == len(types)
    if not fits or not all(
        isinstance(part, wanted) and not isinstance(part, bool)
        for part, wanted in zip(parts or (), types, strict=False)
    ):
        raise BadEvent(f"cursor {cursor[:80]!r} is not one of ours; use `next` of the last page")
    assert isinstance(parts, list)
    if not all(map(_can_be_compared, parts)):
        raise BadEvent(f"cursor {cursor[:80]!r} is not one of ours; use `next` of the last page")
    return parts


def _can_be_compared(part: int | str) -> bool:
    """Whether a database can be asked about it at all."""
    return storable(part) == part if isinstance(part, str) else abs(part) < 1 << 63
