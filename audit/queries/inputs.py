"""Whether an input was seen before, for repeats that are older than the workflow's own window."""

from sqlalchemy import Engine, literal, select, union_all
from sqlmodel import col

from audit.database import read
from audit.tables.inbox import InboxRow
from audit.tables.journal import InputRow


def seen_input(database: Engine, customer_id: str, input_id: str) -> bool:
    """Whether an input of this id was absorbed by the customer, or waits in her inbox."""
    absorbed = select(literal(1)).where(col(InputRow.customer_id) == customer_id, col(InputRow.input_id) == input_id)
    kept = select(literal(1)).where(
        col(InboxRow.customer_id) == customer_id,
        col(InboxRow.input_id) == input_id,
        col(InboxRow.drained_at).is_(None),
    )
    either = union_all(absorbed, kept).limit(1)
    return read(database, lambda connection: connection.execute(either).first() is not None)
