"""The table of inputs that a door kept instead of signalling them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from audit.tables.columns import Private, UtcTime
from audit.tables.shared import RowNumber


class InboxRow(Private, table=True):
    """An input kept by a door; private: the input itself."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("customer_id", "input_id", name="uq_inbox_customer_input"),
        Index("ix_inbox_pending", "drained_at", "why", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    customer_id: str
    input_id: str
    kind: str
    type: str
    why: str
    """not_of_interest, signal_limit or temporal_down; erased: it was refused, and only the fact is kept"""
    stored_at: datetime = Field(sa_type=UtcTime)
    drained_at: datetime | None = Field(default=None, sa_type=UtcTime)
