"""What went out to one customer, as far as anybody knows."""

from collections.abc import Sequence

from sqlalchemy import Engine, and_, select
from sqlmodel import col

from audit.database import read
from audit.queries.outcomes import newest_revisions
from audit.tables.delivery import DeliveryRow
from engine.model import Frozen, Instant

_WENT = ("accepted", "unknown")


class SentLine(Frozen):
    """A message that a provider took, or may have taken."""

    message_id: str
    message: str
    decided_at: Instant


def sent_to(database: Engine, customer_id: str) -> Sequence[SentLine]:
    """Newest first."""
    newest = newest_revisions()
    its_newest = and_(
        newest.c.message_id == col(DeliveryRow.message_id),
        newest.c.attempt == col(DeliveryRow.attempt),
        newest.c.revision == col(DeliveryRow.revision),
    )
    query = (
        select(col(DeliveryRow.message_id), col(DeliveryRow.message), col(DeliveryRow.decided_at))
        .join(newest, its_newest)
        .where(col(DeliveryRow.customer_id) == customer_id, col(DeliveryRow.outcome).in_(_WENT))
        .order_by(col(DeliveryRow.decided_at).desc(), col(DeliveryRow.attempt).desc())
    )
    rows = read(database, lambda connection: connection.execute(query).all())
    return [SentLine.model_validate(row, from_attributes=True) for row in rows]
