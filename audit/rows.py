"""Appends rows: a row that is there already stays as it is."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, object]
"""The values of a row by column; what the database fills in is left out."""


def append(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of the same columns; one whose key exists changes nothing."""
    _execute(connection, _appending(connection.dialect.name, table), rows)


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of the same columns; one whose key exists is an IntegrityError."""
    _execute(connection, _insert(connection.dialect.name, table), rows)


def replace(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of a snapshot table, or put them in the place of those with their keys."""
    _execute(connection, _replacing(connection.dialect.name, table), rows)


def picked(source: object, names: Iterable[str]) -> dict[str, object]:
    """The columns that have the names of attributes; an enum by its value: a driver may write its name."""
    return {
        name: value.value if isinstance(value := getattr(source, name), Enum) else value
        for name in names
    }  # fmt: skip


def _execute(connection: Connection, statement: "_Insert", rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(statement, rows if len(rows) > 1 else rows[0])


_Insert = postgresql.Insert | sqlite.Insert


# The same statement object every time: SQLAlchemy need not find out again that it knows it.
@cache
def _insert(dialect: str, table: Table) -> _Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _appending(dialect: str, table: Table) -> _Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _replacing(dialect: str, table: Table) -> _Insert:
    statement = _insert(dialect, table)
    changed = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)
