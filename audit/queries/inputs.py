"""Whether an input was seen before, for repeats that are older than the workflow's own window."""

from enum import StrEnum

from sqlalchemy import Engine, exists, select
from sqlmodel import col

from audit.database import read
from audit.tables.inbox import InboxRow
from audit.tables.journal import InputRow
from audit.tables.shared import TombstoneRow


class Known(StrEnum):
    """What is known of an input before it is taken in."""

    NEW = "new"
    SEEN = "seen"
    """it was absorbed by the customer, or waits in her inbox"""
    ERASED = "erased"
    """nothing is taken in for this customer any more"""


def known_input(database: Engine, customer_id: str, input_id: str) -> Known:
    """In one query."""
    erased = exists().where(col(TombstoneRow.customer_id) == customer_id)
    absorbed = exists().where(col(InputRow.customer_id) == customer_id, col(InputRow.input_id) == input_id)
    kept = exists().where(
        col(InboxRow.customer_id) == customer_id,
        col(InboxRow.input_id) == input_id,
        col(InboxRow.drained_at).is_(None),
    )
    query = select(erased.label("erased"), (absorbed | kept).label("seen"))
    row = read(database, lambda connection: connection.execute(query).one())
    return Known.ERASED if row.erased else Known.SEEN if row.seen else Known.NEW
