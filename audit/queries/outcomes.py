"""The outcomes that count now, as one relation: of each attempt the newest revision."""

from sqlalchemy import Subquery, func, select
from sqlmodel import col

from audit.tables.delivery import DeliveryRow


def newest_revisions() -> Subquery:
    """message_id, attempt, revision of the newest outcome of every attempt."""
    return (
        select(
            col(DeliveryRow.message_id),
            col(DeliveryRow.attempt),
            func.max(col(DeliveryRow.revision)).label("revision"),
        )
        .group_by(col(DeliveryRow.message_id), col(DeliveryRow.attempt))
        .subquery("newest")
    )
