"""The table of what providers said, as they said it: never changed, and removed when it is old."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from audit.tables.columns import Private, UtcTime


class ProviderEventRow(Private, table=True):
    """One event about one customer (of several who share a number, one row each); private: the event itself.

    Of an event that belongs to nobody known only the counts are kept: nobody could ask for it to be erased.
    """

    __tablename__ = "provider_event"
    __table_args__ = (
        Index("ix_provider_event_message", "message_id"),
        Index("ix_provider_event_customer", "customer_id"),
        Index("ix_provider_event_became", "became", "written_at"),
    )

    provider: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    customer_id: str = Field(primary_key=True)
    """empty: it could not be matched"""
    message_id: str | None = None
    attempt: int | None = None
    kind: str
    """the provider's own word"""
    machine: bool
    became: str
    """signalled, settled (in the ledger alone), unmatched or erased"""
    at: datetime = Field(sa_type=UtcTime)
    """when it happened, as the provider says"""
    written_at: datetime = Field(sa_type=UtcTime)
