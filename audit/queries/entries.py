"""What was decided and what befell one customer's enrolments, as the entries that the rows were written from."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import SQLModel

from audit.database import read
from audit.queries.rule_looks import decisions_of
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.journal import AlertRow, EnrolmentMoveRow, GoalRow, ReportRow, SlotChangeRow
from engine.contracts.entry import EntryBase
from engine.contracts.journal import (
    Alerted,
    Ended,
    Entered,
    Entry,
    EntryRefused,
    GoalReached,
    Reported,
    SlotChanged,
)

_MOVES: Mapping[str, type[Entered | EntryRefused | Ended]] = {
    "entered": Entered,
    "refused": EntryRefused,
    "ended": Ended,
}


def entries_of(database: Engine, customer_id: str) -> Sequence[Entry]:
    """In order of the workflow's time, and within an instant as they were noted."""
    found: list[Entry] = list(decisions_of(database, customer_id))
    found += read(database, lambda connection: _others(connection, customer_id))
    return sorted(found, key=lambda one: (one.at, one.seq))


def _others(connection: Connection, customer_id: str) -> list[Entry]:
    found: list[Entry] = []
    for model, made in _MADE.items():
        table = table_of(model)
        rows = connection.execute(select(table).where(table.c.customer_id == customer_id))
        found += [entry for row in rows if (entry := made(row)) is not None]
    return found


def _move(row: Row[Any]) -> Entry | None:
    model = _MOVES.get(row.kind)
    return None if model is None else model.model_validate(_plain(model, row) | {"key": _key(row)})


def _key(row: Row[Any]) -> str:
    return str(unpack(row.private).get("key", ""))


def _goal(row: Row[Any]) -> Entry:
    return GoalReached.model_validate(_plain(GoalReached, row))


def _slot(row: Row[Any]) -> Entry:
    return SlotChanged.model_validate(_plain(SlotChanged, row))


def _report(row: Row[Any]) -> Entry:
    lists = {name: json.loads(getattr(row, name)) for name in ("tags", "topics", "over")}
    return Reported.model_validate(_plain(Reported, row) | lists)


def _alert(row: Row[Any]) -> Entry:
    return Alerted.model_validate(_plain(Alerted, row) | {"detail": unpack(row.private).get("detail", "")})


def _plain(model: type[EntryBase], row: Row[Any]) -> dict[str, object]:
    """The columns that are the entry's fields."""
    return {name: getattr(row, name) for name in model.model_fields if name != "kind" and hasattr(row, name)}


_MADE: Mapping[type[SQLModel], Callable[[Row[Any]], Entry | None]] = {
    EnrolmentMoveRow: _move,
    GoalRow: _goal,
    SlotChangeRow: _slot,
    ReportRow: _report,
    AlertRow: _alert,
}
