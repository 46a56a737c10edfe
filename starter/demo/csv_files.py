"""Writes every table of the ledger as a CSV file, in the data's time."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from audit.queries.export import Cell, TableRows, export
from starter.demo.shift import Shift

CUSTOMERS_TIME = frozenset(
    {
        "at",
        "event_at",
        "due",
        "decided_at",
        "until",
        "since",
        "deadline",
        "as_of",
        "next_deadline",
        "sent_at",
        "lapses",
    }
)

PUBLISHING = "catalogue"
"""The table whose `at` is the publisher's clock."""


def write_ledger(database: Engine, shift: Shift, folder: Path) -> Sequence[Path]:
    """One file per table, addresses included: the demo's are made up."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(table, shift, folder / f"{table.table}.csv") for table in export(database, private=True)]


def _write(table: TableRows, shift: Shift, path: Path) -> Path:
    shifted = set() if table.table == PUBLISHING else CUSTOMERS_TIME & set(table.columns)
    places = {place for place, column in enumerate(table.columns) if column in shifted}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        for row in table.rows:
            writer.writerow(_back(cell, shift) if place in places else cell for place, cell in enumerate(row))
    return path


def _back(cell: Cell, shift: Shift) -> Cell:
    return shift.back(datetime.fromisoformat(cell)).isoformat() if isinstance(cell, str) else cell
