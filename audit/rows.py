"""Appends rows: a row that is there already stays as it is."""

from collections.abc import Iterable
from enum import Enum
from itertools import groupby

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from audit.tables.everything import table_of


def append(session: Session, rows: Iterable[SQLModel]) -> None:
    """Insert rows of any tables, in order; one whose key exists changes nothing."""
    for model, group in groupby(rows, key=type):
        session.execute(_insert(session, table_of(model)).on_conflict_do_nothing(), [_values(row) for row in group])


def insert(session: Session, rows: Iterable[SQLModel]) -> None:
    """Insert rows, in order; one whose key exists is an IntegrityError."""
    for row in rows:
        session.execute(_insert(session, table_of(type(row))), _values(row))


def replace(session: Session, row: SQLModel) -> None:
    """Insert a row of a snapshot table, or put it in the place of the one with its key."""
    table = table_of(type(row))
    statement = _insert(session, table)
    changed = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    keys = list(table.primary_key)
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), _values(row))


def _values(row: SQLModel) -> dict[str, object]:
    # PostgreSQL's driver would write an enum by its name.
    values = {name: value.value if isinstance(value, Enum) else value for name, value in row.model_dump().items()}
    if values.get("id", ...) is None:
        del values["id"]  # the database numbers it
    return values


def _insert(session: Session, table: Table) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
