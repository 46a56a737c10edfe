"""What each row of the ledger is in a customer's story."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import Label, Row, Select, and_, case, cast, exists, func, null, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import SQLModel, col

from audit.tables.columns import UtcTime, unpack
from audit.tables.delivery import DeliveryRow, FeedbackRow
from audit.tables.everything import table_of
from audit.tables.journal import (
    AlertRow,
    DecisionRow,
    EnrolmentMoveRow,
    GoalRow,
    InputRow,
    ReportRow,
    SlotChangeRow,
)
from audit.tables.shared import SuppressionRow
from engine.contracts.inputs import Input, Track
from engine.contracts.journal import Absorbed
from engine.contracts.views import TimelineItem
from engine.customer.notes import OFFERED, WAITS, told
from engine.customer.visits import PRESENCE
from engine.language.reactions import Reaction

What = Literal["entered", "not_entered", "moved", "ended", "sending", "held", "dropped", "slot"]
Became = Literal["sent", "unknown", "not_now", "outcome"]

_INPUT: TypeAdapter[Input] = TypeAdapter(Input)
QUIET: Mapping[type[SQLModel], tuple[str, ...]] = {
    InputRow: ("delivered", "looked_up", "journaled"),
    EnrolmentMoveRow: ("drawn",),
}
"""Rows that no story tells, by kind."""

_NEVER: Label[Any] = cast(null(), UtcTime()).label("out")

_MOVES: dict[str, What] = {
    "entered": "entered",
    "refused": "not_entered",
    "moved": "moved",
    "ended": "ended",
}
_VERDICTS: dict[str, What] = {"send": "sending", "hold": "held", "drop": "dropped"}
_BECAME: dict[str, Became] = {"accepted": "sent", "unknown": "unknown", "not_now": "not_now"}


def unheard(customer_id: str) -> Select[str, str, datetime, datetime | None]:
    """What people and providers said of her messages that no workflow was woken for; each once, the first time.

    `out` is when the outcome of the message came.
    """
    absorbed = exists().where(
        col(InputRow.customer_id) == col(FeedbackRow.customer_id), col(InputRow.input_id) == col(FeedbackRow.event_id)
    )
    first = (
        select(
            col(FeedbackRow.message_id),
            col(FeedbackRow.reaction),
            func.min(col(FeedbackRow.at)).label("at"),
            func.min(col(FeedbackRow.written_at)).label("written_at"),
        )
        .where(col(FeedbackRow.customer_id) == customer_id, ~col(FeedbackRow.machine), ~absorbed)
        .where(col(FeedbackRow.reaction) != Reaction.PROCESSED.value)
        .group_by(col(FeedbackRow.message_id), col(FeedbackRow.reaction))
        .subquery()
        .c
    )
    return select(first.message_id, first.reaction, first.at, _out(first)).order_by(first.at)


def rows_of(model: type[SQLModel], customer_id: str) -> Select[Any]:
    """The rows of a table of the journal; `out`: when the outcome came of the message that an input is about."""
    table = table_of(model)
    if model is not InputRow:
        return select(table, _NEVER).where(table.c.customer_id == customer_id)
    about = and_(
        table.c.kind == "feedback",
        col(FeedbackRow.customer_id) == table.c.customer_id,
        col(FeedbackRow.event_id) == table.c.input_id,
    )
    query = select(table, _out(table_of(FeedbackRow).c)).outerjoin_from(table, table_of(FeedbackRow), about)
    return query.where(table.c.customer_id == customer_id)


def _out(heard: ReadOnlyColumnCollection[str, Any]) -> Label[datetime | None]:
    """The attempt that was known to have gone out when it was heard; else the first outcome, which it overtook."""
    at, outcome = col(DeliveryRow.at), col(DeliveryRow.outcome)
    known_then = and_(outcome == "accepted", col(DeliveryRow.written_at) <= heard.written_at)
    known = func.coalesce(func.max(case((known_then, at))), func.min(at), type_=UtcTime())
    of = (col(DeliveryRow.message_id) == heard.message_id, outcome != "not_now")
    return select(known).select_from(table_of(DeliveryRow)).where(*of).scalar_subquery().label("out")


def reacted(at: datetime, reaction: str, message_id: str) -> TimelineItem:
    """What `unheard` finds."""
    return TimelineItem(at=at, due=at, what="trigger", subject=reaction, detail=message_id)


def _input(row: Row[Any]) -> TimelineItem:
    """In the words of the workflow's own tail, with the properties of a trigger; bare for an erased customer."""
    private = unpack(row.private)
    if "input" not in private:
        return TimelineItem(at=row.at, due=row.event_at, what="trigger", subject=row.type)
    source = _INPUT.validate_python(private["input"])
    entry = Absorbed(seq=row.seq, at=row.at, input=source, event_at=row.event_at, note=str(private.get("note", "")))
    item = told(entry)
    assert item is not None  # an input is always told
    return item.model_copy(update={"properties": source.properties}) if isinstance(source, Track) else item


def _move(row: Row[Any]) -> TimelineItem:
    detail = row.step or row.outcome or row.reason or str(unpack(row.private).get("key", ""))
    return TimelineItem(at=row.at, due=row.due, what=_MOVES[row.kind], subject=row.journey, detail=detail)


def _decision(row: Row[Any]) -> TimelineItem:
    if row.asked and row.verdict == "send":
        return TimelineItem(at=row.at, what="slot", subject=row.message, detail="reserved", until=row.lapses)
    if row.lapses is not None:
        offered = f"{OFFERED}{row.channel}"
        return TimelineItem(at=row.at, what="slot", subject=row.message, detail=offered, until=row.lapses)
    what = _VERDICTS[row.verdict]
    detail = row.channel if what == "sending" else row.reason
    if what == "held" and row.rule == PRESENCE:
        detail = f"{WAITS}{row.channel}"
    until = row.until if what == "held" else None
    return TimelineItem(at=row.at, due=row.due, what=what, subject=row.message, detail=detail or "", until=until)


def _slot(row: Row[Any]) -> TimelineItem:
    return TimelineItem(at=row.at, what="slot", subject=row.message_id, detail=row.what)


def _report(row: Row[Any]) -> TimelineItem:
    detail = "planned" if row.planned else "reported"
    return TimelineItem(at=row.at, due=row.sent_at, what="elsewhere", subject=row.message, detail=detail)


def _goal(row: Row[Any]) -> TimelineItem:
    worth = "" if row.value is None else f"worth {row.value:g}"
    return TimelineItem(at=row.at, due=row.event_at, what="goal", subject=row.journey, detail=worth)


def _suppression(row: Row[Any]) -> TimelineItem:
    ended = row.scope == "nothing"
    detail = f"not suppressed any more: {row.cause}" if ended else f"suppressed for {row.scope}: {row.cause}"
    return TimelineItem(at=row.at, what="alert", subject=row.channel, detail=detail)


def _alert(row: Row[Any]) -> TimelineItem:
    detail = str(unpack(row.private).get("detail", ""))
    return TimelineItem(at=row.at, what="alert", subject=row.what, detail=detail)


def _outcome(row: Row[Any]) -> TimelineItem:
    what = _BECAME.get(row.outcome, "outcome")
    detail = _words(row.outcome, row.fault, row.why) if what == "outcome" else row.why or row.channel
    return TimelineItem(at=row.at, what=what, subject=row.message, detail=detail)


def _words(*words: str | None) -> str:
    return ", ".join(word for word in words if word)


TELLING: Mapping[type[SQLModel], Callable[[Row[Any]], TimelineItem]] = {
    InputRow: _input,
    EnrolmentMoveRow: _move,
    DecisionRow: _decision,
    SlotChangeRow: _slot,
    ReportRow: _report,
    GoalRow: _goal,
    SuppressionRow: _suppression,
    AlertRow: _alert,
    DeliveryRow: _outcome,
}
"""In the order in which those of one instant and number are told."""
