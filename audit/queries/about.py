"""Everything that is kept about one customer, in readable form."""

from datetime import datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Connection, Engine, Row, Table, select

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.everything import KEPT, LEDGER, SNAPSHOTS, WORK, table_of
from engine.model import Attributes

_SECTIONS = {
    "profile": "profile",
    "customer": "standing",
    "directory": "running_journeys",
    "enrolment_move": "journeys",
    "input": "inputs",
    "consent": "consents",
    "suppression": "suppressions",
    "decision": "decisions",
    "claim": "attempts",
    "message_copy": "messages",
    "delivery": "deliveries",
    "feedback": "feedback",
    "goal": "goals",
    "alert": "alerts",
    "inbox": "inbox",
    "tombstone": "erased",
}
"""Table → its name in the document; another table keeps its own."""

_LEFT_OUT = frozenset({"customer_id", "private"})


def about(database: Engine, customer_id: str) -> Attributes:
    """The rows of every table that has her, oldest first; private columns opened, times as ISO 8601 in UTC."""

    def work(connection: Connection) -> Attributes:
        tables = [table for table in map(table_of, (*SNAPSHOTS, *LEDGER, *KEPT, *WORK)) if "customer_id" in table.c]
        return {_SECTIONS.get(table.name, table.name): _rows(connection, table, customer_id) for table in tables}

    return {"customer_id": customer_id, **read(database, work)}


def _rows(connection: Connection, table: Table, customer_id: str) -> list[JsonValue]:
    query = select(table).where(table.c.customer_id == customer_id)
    in_time = [table.c[name] for name in ("at", "stored_at", "since", "written_at") if name in table.c]
    return [_row(row) for row in connection.execute(query.order_by(*in_time, *table.primary_key))]


def _row(row: Row[Any]) -> Attributes:
    plain = {name: _value(value) for name, value in row._mapping.items() if name not in _LEFT_OUT}
    private = row._mapping.get("private")
    return {name: value for name, value in {**plain, **unpack(private)}.items() if value is not None}


def _value(value: datetime | JsonValue) -> JsonValue:
    return value.isoformat() if isinstance(value, datetime) else value
