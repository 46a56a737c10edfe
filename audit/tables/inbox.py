"""The tables of what doors accepted: the inputs, and who an anonymous id turned out to be."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from audit.tables.columns import Private, UtcTime
from audit.tables.shared import RowNumber

DUE = "drained_at IS NULL AND why IN ('accepted', 'signal_limit', 'temporal_down')"
"""What is to be signalled as soon as it can be; spelled as the index is, so that a planner takes it."""
UNWANTED = "drained_at IS NULL AND why = 'not_of_interest'"
NOBODYS = "drained_at IS NULL AND why IN ('anonymous', 'erased')"
"""What will be signalled only if somebody is named with it, or never."""
DRAINED = "drained_at IS NOT NULL"
FILLING = "inbox"
"""Name of the lock that whoever fills the inbox shares; an erasure has it alone, else it would miss rows to come."""


class InboxRow(Private, table=True):
    """An input kept by a door; private: the input itself. Rows go some time after they were handed over."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("customer_id", "input_id", name="uq_inbox_customer_input"),
        Index("ix_inbox_due", "id", sqlite_where=text(DUE), postgresql_where=text(DUE)),
        Index("ix_inbox_unwanted", "type", "id", sqlite_where=text(UNWANTED), postgresql_where=text(UNWANTED)),
        Index("ix_inbox_drained", "drained_at", sqlite_where=text(DRAINED), postgresql_where=text(DRAINED)),
        Index("ix_inbox_nobodys", "why", "stored_at", sqlite_where=text(NOBODYS), postgresql_where=text(NOBODYS)),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    customer_id: str
    """or, where nobody knows yet whose it is, the key of an anonymous id: it begins with ~, as no customer's does"""
    input_id: str
    kind: str
    type: str
    why: str
    """accepted, not_of_interest, anonymous, signal_limit or temporal_down; erased: only the fact is kept"""
    stored_at: datetime = Field(sa_type=UtcTime)
    drained_at: datetime | None = Field(default=None, sa_type=UtcTime)


class AnonymousIdRow(SQLModel, table=True):
    """An anonymous id that was named together with a customer; the customer named last has what comes later."""

    __tablename__ = "anonymous_id"
    __table_args__ = (Index("ix_anonymous_id_customer", "customer_id"),)

    anonymous_key: str = Field(primary_key=True)
    """~ and a hash of the anonymous id"""
    customer_id: str
    named_at: datetime = Field(sa_type=UtcTime)
