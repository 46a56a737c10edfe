"""Every row of every table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, Table, select

from audit.database import read
from audit.tables.everything import KEPT, LEDGER, SNAPSHOTS, table_of

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class TableRows:
    """One table: its columns, and its rows by primary key; times as ISO 8601 in UTC."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def export(database: Engine, *, private: bool = False) -> Iterator[TableRows]:
    """Table by table; `private` adds the private columns, which the counts do not need."""
    for table in map(table_of, (*LEDGER, *SNAPSHOTS, *KEPT)):
        yield _rows(database, table, private)


def _rows(database: Engine, table: Table, private: bool) -> TableRows:
    columns = [column for column in table.columns if private or column.name != "private"]
    query = select(*columns).order_by(*table.primary_key)
    return TableRows(
        table=table.name,
        columns=tuple(column.name for column in columns),
        rows=read(database, lambda connection: [tuple(map(_cell, row)) for row in connection.execute(query)]),
    )


def _cell(value: datetime | Cell) -> Cell:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
