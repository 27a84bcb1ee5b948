"""Statements that every delivery needs: compiled once, then given to the driver as they are.

SQLAlchemy's own way to the driver costs several times what such a statement does. Types,
transactions and errors are the same here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]


class Prepared:
    """`columns`: those that an UPDATE, or an INSERT without values, writes. Each parameter is named
    by `bindparam`, and none of them is a list."""

    def __init__(
        self, statement: Select[Any] | Insert | Update | Delete, columns: Sequence[str] = ()
    ) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._texts: dict[str, _Text] = {}

    def all(self, connection: Connection, values: Row) -> list[dict[str, Any]]:
        """Every row, of a SELECT or what is RETURNING."""
        text = self._text(connection.dialect)
        return text.rows(_sent(connection, text.sql, text.parameters(values)))

    def first(self, connection: Connection, values: Row) -> dict[str, Any] | None:
        """The first row, where there is one."""
        found = self.all(connection, values)
        return found[0] if found else None

    def run(self, connection: Connection, values: Row) -> int:
        """How many rows it wrote."""
        text = self._text(connection.dialect)
        return int(_sent(connection, text.sql, text.parameters(values)).rowcount)

    def _text(self, dialect: Dialect) -> _Text:
        found = self._texts.get(dialect.name)
        if found is None:
            found = self._texts[dialect.name] = _Text(self._statement, self._columns, dialect)
        return found


class _Text:
    """The statement as one kind of database is sent it. A value is turned into the driver's, and
    back, where its type says so."""

    def __init__(
        self,
        statement: Select[Any] | Insert | Update | Delete,
        columns: Sequence[str] | None,
        dialect: Dialect,
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        names = compiled.positiontup if compiled.positional else compiled.binds
        self.sql = str(compiled)
        self._by_place = compiled.positional
        self._binds = [
            (str(name), _type_of(compiled.binds[str(name)], dialect).bind_processor(dialect))
            for name in names or ()
        ]
        self._columns = {str(name): column for name, column in statement.exported_columns.items()}
        self._dialect = dialect
        self._turns: list[tuple[str, Any]] | None = None  # known once the driver has named types

    def parameters(self, values: Row) -> Any:
        if self._by_place:
            return [values[n] if turn is None else turn(values[n]) for n, turn in self._binds]
        return {n: values[n] if turn is None else turn(values[n]) for n, turn in self._binds}

    def rows(self, cursor: Any) -> list[dict[str, Any]]:
        rows = [dict(zip(self._columns, found, strict=True)) for found in cursor.fetchall()]
        if self._turns is None:
            self._turns = self._readers(cursor.description)
        for name, turn in self._turns:
            for row in rows:
                row[name] = turn(row[name])
        return rows

    def _readers(self, description: Sequence[Sequence[Any]]) -> list[tuple[str, Any]]:
        read = [
            (name, _type_of(column, self._dialect).result_processor(self._dialect, told[1]))
            for (name, column), told in zip(self._columns.items(), description, strict=True)
        ]
        return [(name, turn) for name, turn in read if turn is not None]


def _type_of(what: Any, dialect: Dialect) -> Any:
    return what.type.dialect_impl(dialect)


def _sent(connection: Connection, sql: str, parameters: Any) -> Any:
    """The cursor after the statement, within the connection's transaction as ever."""
    if not connection.in_transaction():
        connection.begin()
    driver, dialect = connection.connection, connection.dialect
    try:
        cursor = driver.cursor()
        cursor.execute(sql, parameters)
    except dialect.loaded_dbapi.Error as error:
        gone = dialect.is_disconnect(error, driver.dbapi_connection, None)
        if gone:  # then the pool's other connections are as well
            connection.invalidate(error)
            connection.engine.dispose()
        raise DBAPIError.instance(
            sql,
            None,
            error,
            dialect.loaded_dbapi.Error,
            connection_invalidated=gone,
            dialect=dialect,
        ) from error
    return cursor
