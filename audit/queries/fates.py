"""What became of every message of one customer: sent, answered, reported by its department, its place given back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import SQLModel

from audit.database import read
from audit.tables.delivery import DeliveryRow, FeedbackRow
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, ReportRow, SlotChangeRow
from engine.language.reactions import Reaction
from engine.telling.decisions.fate import Fate, Heard, Outcome

_ORDER: dict[type[SQLModel], tuple[str, ...]] = {
    DecisionRow: ("at", "seq"),
    DeliveryRow: ("attempt", "revision"),
    FeedbackRow: ("at", "event_id"),
    SlotChangeRow: ("at", "seq"),
    ReportRow: ("at", "seq"),
}

_Rows = Sequence[Row[Any]]


def fates(database: Engine, customer_id: str) -> Mapping[str, Fate]:
    """Message id → what is on record of it; also of messages that departments sent by systems of their own."""
    return read(database, lambda connection: _fates(connection, customer_id))


def _fates(connection: Connection, customer_id: str) -> dict[str, Fate]:
    decided, delivered, heard, places, reported = (_by_message(connection, model, customer_id) for model in _ORDER)
    found = {
        message_id: _of_decisions(rows).model_copy(
            update={
                "outcomes": _outcomes(delivered.get(message_id, ())),
                "heard": _heard(heard.get(message_id, ())),
                "places": tuple(row.what for row in places.get(message_id, ())),
            }
        )
        for message_id, rows in decided.items()
    }
    return {**{message_id: _of_report(rows[-1]) for message_id, rows in reported.items()}, **found}


def _by_message(connection: Connection, model: type[SQLModel], customer_id: str) -> dict[str, list[Row[Any]]]:
    table = table_of(model)
    columns = (column for column in table.c if column.name != "private")  # evidence and details are most of a row
    order = (table.c[name] for name in _ORDER[model])
    query = select(*columns).where(table.c.customer_id == customer_id).order_by(*order)
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.message_id].append(row)
    return found


def _of_decisions(rows: _Rows) -> Fate:
    sent = next((row for row in reversed(rows) if row.verdict == "send"), None)
    return Fate(
        message=rows[-1].message,
        department=rows[-1].department,
        channel=sent.channel if sent is not None else None,
        sent_at=sent.at if sent is not None else None,
    )


def _of_report(row: Row[Any]) -> Fate:
    return Fate(
        message=row.message,
        department=row.department,
        channel=row.channel,
        sent_at=row.sent_at,
        elsewhere=True,
        planned=row.planned,
    )


def _outcomes(rows: _Rows) -> tuple[Outcome, ...]:
    """The newest revision of each attempt."""
    newest = {row.attempt: row for row in rows}
    return tuple(
        Outcome(attempt=row.attempt, at=row.at, outcome=row.outcome, fault=row.fault, why=row.why)
        for row in newest.values()
    )


def _heard(rows: _Rows) -> tuple[Heard, ...]:
    """The first of each kind, by people and by machines."""
    first: dict[tuple[str, bool], Heard] = {}
    for row in rows:
        if row.reaction == Reaction.PROCESSED.value:
            continue  # that it was taken is said by its outcome
        first.setdefault((row.reaction, row.machine), Heard(reaction=row.reaction, at=row.at, machine=row.machine))
    return tuple(first.values())
