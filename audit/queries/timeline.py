"""One customer's whole story, from the ledger."""

from collections.abc import Iterator, Sequence
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from audit.database import read
from audit.tables.columns import Numbered, unpack
from audit.tables.delivery import DeliveryRow
from audit.tables.everything import JOURNAL, table_of
from audit.tables.journal import AlertRow, DecisionRow, EnrolmentMoveRow, GoalRow, InputRow
from audit.tables.shared import SuppressionRow
from engine.contracts.views import TimelineItem

What = Literal["entered", "not_entered", "moved", "ended", "sent", "held", "dropped"]

_ANSWERS = ("delivered", "looked_up", "journaled")
_MOVES: dict[str, What] = {
    "entered": "entered",
    "refused": "not_entered",
    "moved": "moved",
    "ended": "ended",
}
_VERDICTS: dict[str, What] = {"send": "sent", "hold": "held", "drop": "dropped"}


def timeline(database: Engine, customer_id: str) -> Sequence[TimelineItem]:
    """Everything in order of the workflow's time, and within an instant as it was written."""
    return read(database, lambda session: [item for _, item in sorted(_all(session, customer_id), key=_place)])


def _place(numbered: tuple[int, TimelineItem]) -> tuple[float, int]:
    seq, item = numbered
    return item.at.timestamp(), seq


def _all(session: Session, customer_id: str) -> Iterator[tuple[int, TimelineItem]]:
    models: tuple[type[SQLModel], ...] = (*JOURNAL, DeliveryRow)
    for model in models:
        table = table_of(model)
        order = table.c.revision if model is DeliveryRow else table.c.seq
        for row in session.scalars(select(model).where(table.c.customer_id == customer_id).order_by(order)):
            if (item := _item(row)) is not None:
                # an outcome comes after everything that led to it
                yield (row.seq if isinstance(row, Numbered) else 2**62), item


def _item(row: SQLModel) -> TimelineItem | None:
    match row:
        case InputRow():
            return None if row.kind in _ANSWERS else _input(row)
        case EnrolmentMoveRow():
            return _move(row)
        case DecisionRow():
            until = None if row.until is None else f"until {row.until:%Y-%m-%d %H:%M}"
            detail = _words(row.channel, row.reason, until)
            return TimelineItem(at=row.at, due=row.due, what=_VERDICTS[row.verdict], subject=row.message, detail=detail)
        case GoalRow():
            worth = None if row.value is None else f"worth {row.value:g}"
            return TimelineItem(at=row.at, due=row.event_at, what="goal", subject=row.journey, detail=_words(worth))
        case SuppressionRow():
            detail = f"suppressed for {row.scope}: {row.cause}"
            return TimelineItem(at=row.at, what="alert", subject=row.channel, detail=detail)
        case AlertRow():
            detail = str(unpack(row.private).get("detail", ""))
            return TimelineItem(at=row.at, what="alert", subject=row.what, detail=detail)
        case DeliveryRow():
            detail = _words(row.outcome, row.fault, row.why)
            return TimelineItem(at=row.at, what="outcome", subject=row.message, detail=detail)
        case _:
            return None


def _input(row: InputRow) -> TimelineItem:
    note = str(unpack(row.private).get("note", ""))
    kind = None if row.kind in ("track", row.type) else row.kind
    return TimelineItem(at=row.at, due=row.event_at, what="trigger", subject=row.type, detail=_words(kind, note))


def _move(row: EnrolmentMoveRow) -> TimelineItem:
    detail = _words(row.step, row.outcome, row.reason, str(unpack(row.private).get("key", "")))
    return TimelineItem(at=row.at, due=row.due, what=_MOVES[row.kind], subject=row.journey, detail=detail)


def _words(*words: str | None) -> str:
    return ", ".join(word for word in words if word)
