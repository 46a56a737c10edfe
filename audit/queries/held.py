"""The messages of one customer that are not over: held, on their way, or handed over a while ago."""

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlmodel import col

from audit.database import read
from audit.queries.backlog import newer_decision
from audit.tables.journal import DecisionRow
from engine.model import Frozen, Instant


class OpenMessage(Frozen):
    """By its newest decision, `hold` or `send`."""

    message_id: str
    message: str
    verdict: str
    reason: str | None
    channel: str | None
    at: Instant


def open_messages(database: Engine, customer_id: str) -> Sequence[OpenMessage]:
    """Newest decision first; messages that departments send themselves are not among them."""
    row = DecisionRow
    query = (
        select(col(row.message_id), col(row.message), col(row.verdict), col(row.reason), col(row.channel), col(row.at))
        .where(
            col(row.customer_id) == customer_id,
            col(row.verdict) != "drop",
            ~col(row.asked),
            ~col(row.shadow),
            ~newer_decision(),
        )
        .order_by(col(row.at).desc(), col(row.seq).desc())
    )
    rows = read(database, lambda connection: connection.execute(query).all())
    return [OpenMessage.model_validate(one, from_attributes=True) for one in rows]
