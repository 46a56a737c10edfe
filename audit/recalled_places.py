"""The part of a recollection that says which places departments hold, and what was only decided, never sent."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, or_, select
from sqlmodel import col

from audit.recalled_sends import as_kept, heard
from audit.rows import picked
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, ReportRow, SlotChangeRow
from engine.contracts.recollection import RecalledSend

_FACTS = ("message_id", "message", "purpose", "department", "channel")
_OF_DECISION = (*_FACTS, "journey", "enrolment_id", "step", "origin", "shadow", "lapses")

_HERS: BindParameter[str] = bindparam("customer_id")
_DECIDED = (
    select(table_of(DecisionRow))
    .where(
        col(DecisionRow.customer_id) == _HERS,
        col(DecisionRow.verdict) == "send",
        or_(col(DecisionRow.asked), col(DecisionRow.shadow), col(DecisionRow.lapses).is_not(None)),
        col(DecisionRow.at) >= bindparam("since"),
    )
    .order_by(col(DecisionRow.at), col(DecisionRow.seq))
)
_REPORTED = (
    select(table_of(ReportRow))
    .where(col(ReportRow.customer_id) == _HERS, col(ReportRow.sent_at) >= bindparam("since"))
    .order_by(col(ReportRow.sent_at), col(ReportRow.seq))
)
_CHANGED = (
    select(table_of(SlotChangeRow))
    .where(col(SlotChangeRow.customer_id) == _HERS)
    .order_by(col(SlotChangeRow.at), col(SlotChangeRow.seq))
)


def recalled_places(
    connection: Connection, customer_id: str, since: datetime
) -> tuple[tuple[RecalledSend, ...], tuple[str, ...]]:
    """In order of decision; and the messages whose place was released or lapsed."""
    hers = {"customer_id": customer_id, "since": since}
    became = {row.message_id: row for row in connection.execute(_CHANGED, hers)}
    said = heard(connection, hers)
    places: dict[str, RecalledSend] = {}
    for row in connection.execute(_DECIDED, hers):
        change = became.get(row.message_id)
        if change is not None and (change.at, change.seq) < (row.at, row.seq):
            del became[row.message_id]  # it was offered again since
        for one in _decided(row, became.get(row.message_id)):
            places[one.message_id] = one.model_copy(update=as_kept(said.get(one.message_id, ())))
    for row in connection.execute(_REPORTED, hers):
        change = became.get(row.message_id)
        if row.lapsed or change is None or change.what != "released":
            places[row.message_id] = _reported(row)
    freed = (message for message, row in became.items() if row.what != "confirmed")
    in_order = sorted(places.values(), key=lambda one: one.decided_at)
    return tuple(in_order), tuple(freed)


def _decided(row: Row[Any], change: Row[Any] | None) -> Iterator[RecalledSend]:
    """Confirmed, it was sent; without a word or after its lapse it may still be confirmed; released, it is nothing."""
    confirmed = change is not None and change.what == "confirmed"
    if change is not None and change.what == "released":
        return
    yield RecalledSend.model_validate(
        {
            **picked(row, _OF_DECISION),
            **_lists(row),
            "decided_at": row.at,
            "sent_at": change.sent_at if change is not None and confirmed else row.at,
            "elsewhere": row.asked,
            "lapses": None if confirmed else row.lapses,
        }
    )


def _reported(row: Row[Any]) -> RecalledSend:
    facts = {**picked(row, (*_FACTS, "priority")), **_lists(row)}
    return RecalledSend.model_validate(
        {**facts, "origin": "department", "decided_at": row.sent_at, "sent_at": row.sent_at, "elsewhere": True}
    )


def _lists(row: Row[Any]) -> dict[str, object]:
    return {"tags": json.loads(row.tags), "topics": json.loads(row.topics)}
