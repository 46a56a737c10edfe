"""What was not sent, and why."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, literal, select
from sqlmodel import col

from audit.database import read
from audit.tables.journal import DecisionRow
from engine.model import Frozen


class NonSend(Frozen):
    """How many proposals of a journey came to a verdict other than `send`, by reason."""

    journey: str | None
    message: str
    purpose: str
    verdict: str
    reason: str | None
    messages: int
    """distinct messages: one held twice is one"""
    records: int


def non_sends(database: Engine) -> Sequence[NonSend]:
    """Held and dropped proposals by reason, the most frequent first."""
    by = (
        col(DecisionRow.journey),
        col(DecisionRow.message),
        col(DecisionRow.purpose),
        col(DecisionRow.verdict),
        col(DecisionRow.reason),
    )
    messages = func.count(col(DecisionRow.message_id).distinct())
    query = (
        select(*by, messages, func.count())
        .where(col(DecisionRow.verdict) != literal("send", literal_execute=True))  # as the index has it
        .group_by(*by)
        .order_by(messages.desc(), *by)
    )
    rows = read(database, lambda connection: connection.execute(query).all())
    return [NonSend.model_validate(dict(zip(NonSend.model_fields, row, strict=True))) for row in rows]
